//! People: how an account opens, changes hands and closes, and who may do that.

use super::*;

on_both_databases!(
    an_account_opens_with_its_link_once,
    a_link_runs_out_after_a_day,
    an_input_learns_all_its_refusals_at_once,
    an_address_stands_for_one_person,
    a_closed_account_lets_nobody_in,
    a_reset_takes_the_password_away,
    a_mail_with_a_link_is_overtaken_by_what_comes_after_it,
    an_administrator_reaches_their_own_party_alone,
    people_change_their_own_name_language_and_zone,
    a_new_password_takes_the_old_one_and_ends_other_sessions,
    a_stolen_session_does_not_guess_the_password,
    a_closed_account_is_opened_again_as_it_was,
    a_person_has_several_roles_and_loses_them_one_by_one,
    colleagues_are_those_of_ones_own_parties,
    a_link_from_before_opens_nothing_that_came_after,
    nobody_learns_who_has_an_account_elsewhere,
    the_last_administrator_stays,
);

async fn an_account_opens_with_its_link_once(test: TestRegistry) {
    let registry = &test.registry;
    let (siti, link) = add_person(registry, &Caller::system(), &siti(&[everywhere(Role::Observer)])).await.unwrap();
    assert_eq!(siti.email, "Siti@Bandung.go.id");
    assert_eq!(
        refusal(sign_in(registry, &here(), "siti@bandung.go.id", &PASSWORD.into(), Carrier::Token).await),
        WRONG
    );
    assert_eq!(find::person_of_link(registry, link.reveal()).await.unwrap().map(|found| found.id), Some(siti.id));

    let weak = set_password(registry, link.reveal(), &"bandung 2026".into(), Carrier::Cookie).await;
    assert_eq!(refusal(weak), Reason::WeakPassword { least: 10 });
    let signed_in = set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await.unwrap();
    assert_eq!(signed_in.session.caller.who, Who::Person(siti.id));
    assert_eq!(signed_in.session.caller.memberships, [everywhere(Role::Observer)]);
    let again = set_password(registry, link.reveal(), &"sungai di tepi rumah".into(), Carrier::Cookie).await;
    assert_eq!(refusal(again), Reason::LinkNotValid);

    let signed_in = sign_in(registry, &here(), " SITI@bandung.GO.ID", &PASSWORD.into(), Carrier::Token).await.unwrap();
    let session = authenticate_session(registry, signed_in.token.reveal(), Carrier::Token).await.unwrap().unwrap();
    assert_eq!(session, signed_in.session);
    let viewer = find::viewer(registry, &session.caller).await.unwrap();
    assert!(matches!(viewer, Some(Viewer::Person(person)) if person.id == siti.id));
}

async fn a_link_runs_out_after_a_day(test: TestRegistry) {
    let registry = &test.registry;
    let (_, link) = add_person(registry, &Caller::system(), &siti(&[])).await.unwrap();
    test.clock.advance(Duration::hours(24));
    assert!(find::person_of_link(registry, link.reveal()).await.unwrap().is_none());
    let late = set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await;
    assert_eq!(refusal(late), Reason::LinkNotValid);
}

async fn an_input_learns_all_its_refusals_at_once(test: TestRegistry) {
    let new = NewPerson {
        profile: Profile {
            email: "siti@bandung\0.go.id".into(),
            name: "  ".into(),
            language: Language::Id,
            time_zone: "WIB".into(),
        },
        memberships: vec![Membership { role: Role::Observer, party: Some(Uuid::from_u128(404)) }],
    };
    let Err(Error::Refused(refusals)) = add_person(&test.registry, &Caller::system(), &new).await else {
        panic!("this is refused");
    };
    let paths: Vec<String> = refusals.iter().map(|refusal| refusal.path.join(".")).collect();
    assert_eq!(paths, ["email", "timeZone", "name", "roles.0.party"]);
}

async fn an_address_stands_for_one_person(test: TestRegistry) {
    let two = (0..2).map(|_| {
        let registry = test.registry.clone();
        tokio::spawn(async move { add_person(&registry, &Caller::system(), &siti(&[])).await.map(|_| ()) })
    });
    let mut outcomes = Vec::new();
    for one in two.collect::<Vec<_>>() {
        outcomes.push(one.await.unwrap());
    }
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = outcomes.into_iter().find(Result::is_err).unwrap();
    assert!(matches!(refusal(refused), Reason::AlreadyThere { .. }));
}

async fn a_closed_account_lets_nobody_in(test: TestRegistry) {
    let registry = &test.registry;
    let siti = person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    let signed_in = sign_in(registry, &here(), "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    let (_, link) = reset_password(registry, &Caller::system(), siti).await.unwrap();
    disable_person(registry, &Caller::system(), siti).await.unwrap();
    let closed = disable_person(registry, &Caller::system(), siti).await.unwrap();
    assert!(closed.disabled_at.is_some());
    assert!(authenticate_session(registry, signed_in.token.reveal(), Carrier::Token).await.unwrap().is_none());
    let late = set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await;
    assert_eq!(refusal(late), Reason::LinkNotValid);
    let reset = reset_password(registry, &Caller::system(), siti).await;
    assert!(matches!(refusal(reset), Reason::WrongState { .. }));
}

async fn a_reset_takes_the_password_away(test: TestRegistry) {
    let registry = &test.registry;
    let siti = person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    let signed_in = sign_in(registry, &here(), "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    let (_, first) = reset_password(registry, &Caller::system(), siti).await.unwrap();
    let (_, second) = reset_password(registry, &Caller::system(), siti).await.unwrap();
    assert!(authenticate_session(registry, signed_in.token.reveal(), Carrier::Token).await.unwrap().is_none());
    assert_eq!(refusal(sign_in(registry, &here(), "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await), WRONG);
    let replaced = set_password(registry, first.reveal(), &PASSWORD.into(), Carrier::Cookie).await;
    assert_eq!(refusal(replaced), Reason::LinkNotValid);
    set_password(registry, second.reveal(), &"sungai di tepi rumah".into(), Carrier::Cookie).await.unwrap();
    sign_in(registry, &here(), "siti@contoh.id", &"sungai di tepi rumah".into(), Carrier::Token).await.unwrap();
}

async fn a_mail_with_a_link_is_overtaken_by_what_comes_after_it(test: TestRegistry) {
    let registry = &test.registry;
    let operator = Caller::system();
    let siti = person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    let states = async || test.mails().await.iter().map(|mail| mail.state).collect::<Vec<_>>();
    let (_, shown) = reset_password(registry, &operator, siti).await.unwrap();
    let told = test.mails().await.remove(0);
    assert_eq!((told.payload, told.state), (Payload::PasswordLinkHeld, State::Ready), "who is concerned hears of it");
    mail_password_link(registry, &operator, siti).await.unwrap();
    mail_password_link(registry, &operator, siti).await.unwrap();
    let one = [State::Ready, State::Withdrawn, State::Ready];
    assert_eq!(states().await, one, "one link is on its way, however often it is asked for");
    let late = set_password(registry, shown.reveal(), &PASSWORD.into(), Carrier::Cookie).await;
    assert_eq!(refusal(late), Reason::LinkNotValid, "the mail brings another");

    let mail = test.mails().await.remove(2);
    let link = mailed::new_link(registry, &mail).await.unwrap();
    let life = Duration::days(7) - Duration::seconds(1);
    test.clock.advance(life);
    set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await.unwrap();
    let none = [State::Ready, State::Withdrawn, State::Withdrawn];
    assert_eq!(states().await, none, "it says what is no longer so; that somebody held a link stays true");

    mail_password_link(registry, &operator, siti).await.unwrap();
    sign_in(registry, &here(), "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    let mail = test.mails().await.remove(3);
    let link = mailed::new_link(registry, &mail).await.unwrap();
    test.clock.advance(Duration::days(7));
    assert_eq!(find::person_of_link(registry, link.reveal()).await.unwrap(), None, "it has run out");

    mail_password_link(registry, &operator, siti).await.unwrap();
    disable_person(registry, &operator, siti).await.unwrap();
    assert_eq!(states().await.last(), Some(&State::Withdrawn));
    let closed = mail_password_link(registry, &operator, siti).await;
    assert!(matches!(refusal(closed), Reason::WrongState { .. }));
}

async fn an_administrator_reaches_their_own_party_alone(test: TestRegistry) {
    let registry = &test.registry;
    let (bandung, surabaya) =
        (test.party("ID", Kind::City, "Bandung").await, test.party("ID", Kind::City, "Surabaya").await);
    let here = |role| Membership { role, party: Some(bandung) };
    let there = |role| Membership { role, party: Some(surabaya) };
    let admin = person_with_password(registry, "Admin", "admin@bandung.go.id", &[here(Role::OrgAdmin)]).await;
    let signed_in =
        sign_in(registry, &Origin::default(), "admin@bandung.go.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    let admin_caller = &signed_in.session.caller;

    let next = std::cell::Cell::new(0);
    let add = async |caller: &Caller, memberships: &[Membership]| {
        next.set(next.get() + 1);
        let address = format!("pegawai{}@contoh.id", next.get());
        add_person(registry, caller, &new_person("Pegawai", &address, memberships)).await.map(|(person, _)| person.id)
    };
    let colleague = add(admin_caller, &[here(Role::AgreementManager)]).await.unwrap();
    for beyond in [vec![there(Role::Observer)], vec![here(Role::Observer), everywhere(Role::Observer)], vec![]] {
        assert_eq!(refusal(add(admin_caller, &beyond).await), Reason::NotAllowed);
    }
    let stranger = add(&Caller::system(), &[there(Role::Observer)]).await.unwrap();
    let shared = add(&Caller::system(), &[here(Role::Observer), there(Role::Observer)]).await.unwrap();

    disable_person(registry, admin_caller, colleague).await.unwrap();
    let nobody = Uuid::from_u128(404);
    for hidden in [stranger, nobody] {
        assert_eq!(refusal(disable_person(registry, admin_caller, hidden).await), Reason::NotFound);
        assert_eq!(refusal(reset_password(registry, admin_caller, hidden).await), Reason::NotFound);
        assert_eq!(refusal(mail_password_link(registry, admin_caller, hidden).await), Reason::NotFound);
    }
    assert_eq!(refusal(reset_password(registry, admin_caller, shared).await), Reason::NotAllowed);
    assert_eq!(refusal(mail_password_link(registry, admin_caller, shared).await), Reason::NotAllowed);

    let (theirs, _) = create_client(registry, &Caller::system(), &key_for(surabaya, &[])).await.unwrap();
    let (ours, key) = create_client(registry, admin_caller, &key_for(bandung, &[Scope::Write])).await.unwrap();
    assert_eq!(refusal(create_client(registry, admin_caller, &key_for(surabaya, &[])).await), Reason::NotAllowed);
    for hidden in [theirs.id, nobody] {
        assert_eq!(refusal(revoke_client(registry, admin_caller, hidden).await), Reason::NotFound);
        assert_eq!(refusal(rotate_client(registry, admin_caller, hidden, None, None).await), Reason::NotFound);
    }
    let software = authenticate_key(registry, key.reveal(), Language::Id).await.unwrap().unwrap();
    for caller in [&software, &Caller { memberships: vec![here(Role::OrgAdmin)], ..software.clone() }] {
        assert_eq!(refusal(revoke_client(registry, caller, ours.id).await), Reason::NotAllowed);
    }
    let anonymous = Caller::anonymous(Language::Id);
    assert_eq!(refusal(add(&anonymous, &[]).await), Reason::SignInFirst);

    let seen = find::people(registry, admin_caller, &Page::first(10)).await.unwrap();
    let mut seen: Vec<Uuid> = seen.rows.iter().map(|person| person.id).collect();
    let mut expected = vec![admin, colleague, shared];
    seen.sort_unstable();
    expected.sort_unstable();
    assert_eq!(seen, expected);
    assert_eq!(find::count_people(registry, admin_caller).await.unwrap(), 3);
    assert_eq!(find::count_people(registry, &anonymous).await.unwrap(), 0);
    assert_eq!(find::count_people(registry, &Caller::system()).await.unwrap(), 4);
    let clients = find::clients(registry, admin_caller, &Page::first(10)).await.unwrap();
    assert_eq!(clients.rows.iter().map(|client| client.id).collect::<Vec<_>>(), [ours.id]);
    let held = find::memberships_of(registry, admin_caller, &[stranger, shared]).await.unwrap();
    assert_eq!((held.get(&stranger), held[&shared].len()), (None, 2));
    assert!(find::person_by_email(registry, &software, "admin@bandung.go.id").await.unwrap().is_none());
}

/// Siti, who has signed in.
async fn signed_in(registry: &Registry, memberships: &[Membership]) -> SignedIn {
    person_with_password(registry, "Siti", "siti@bandung.go.id", memberships).await;
    sign_in(registry, &here(), "siti@bandung.go.id", &PASSWORD.into(), Carrier::Token).await.unwrap()
}

async fn people_change_their_own_name_language_and_zone(test: TestRegistry) {
    let registry = &test.registry;
    let siti = signed_in(registry, &[everywhere(Role::Observer)]).await.session.caller;
    let own = OwnProfile { language: Some(Language::En), name: Some("Siti R.".into()), time_zone: None };
    let now = amend_profile(registry, &siti, &own).await.unwrap();
    assert_eq!((now.name.as_str(), now.language(), now.time_zone.as_str()), ("Siti R.", Language::En, "Asia/Jakarta"));
    let wrong = OwnProfile { name: Some(" ".into()), language: None, time_zone: Some("WIB".into()) };
    let paths: Vec<_> =
        refusals(amend_profile(registry, &siti, &wrong).await).into_iter().map(|one| one.path).collect();
    assert_eq!(paths, [["timeZone"], ["name"]]);
    let signed_in = sign_in(registry, &here(), "siti@bandung.go.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    assert_eq!(signed_in.session.caller.language, Language::En, "answers are in the language of the account");
    let software = Caller { who: Who::Client(Uuid::nil()), ..siti };
    assert_eq!(refusal(amend_profile(registry, &software, &own).await), Reason::NotAllowed);
}

async fn a_new_password_takes_the_old_one_and_ends_other_sessions(test: TestRegistry) {
    const NEW: &str = "jembatan di atas sungai";
    let registry = &test.registry;
    let here_now = signed_in(registry, &[everywhere(Role::Observer)]).await;
    let elsewhere = sign_in(registry, &here(), "siti@bandung.go.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    let siti = &here_now.session.caller;
    let change = async |present: &str, new: &str| {
        let session = Some(here_now.session.id);
        change_password(registry, siti, (&here(), session), &present.into(), &new.into()).await
    };
    assert_eq!(refusal(change("salah sekali ini", NEW).await), Reason::WrongPassword);
    assert_eq!(refusal(change(PASSWORD, "siti 123").await), Reason::WeakPassword { least: 10 });
    change(PASSWORD, NEW).await.unwrap();
    let alive = async |signed_in: &SignedIn| {
        authenticate_session(registry, signed_in.token.reveal(), Carrier::Token).await.unwrap().is_some()
    };
    assert_eq!((alive(&here_now).await, alive(&elsewhere).await), (true, false));
    let sign_in =
        async |password: &str| sign_in(registry, &here(), "siti@bandung.go.id", &password.into(), Carrier::Token).await;
    assert_eq!(refusal(sign_in(PASSWORD).await), WRONG);
    sign_in(NEW).await.unwrap();
}

async fn a_stolen_session_does_not_guess_the_password(test: TestRegistry) {
    let registry = &test.registry;
    person_who_signs_in_often(registry, "Siti", "siti@bandung.go.id").await;
    let row = person::Entity::find().one(&registry.db).await.unwrap().unwrap();
    let memberships = vec![everywhere(Role::Observer)];
    let siti = Caller { who: Who::Person(row.id), language: Language::Id, memberships, may_write: true };
    let mut refused = Vec::new();
    for _ in 0..11 {
        let guess =
            change_password(registry, &siti, (&here(), None), &"tebakan".into(), &"jembatan kayu tua".into()).await;
        refused.push(refusal(guess));
    }
    assert!(refused[..10].iter().all(|reason| *reason == Reason::WrongPassword), "{refused:?}");
    assert!(matches!(refused[10], Reason::TooManyAttempts { .. }), "{refused:?}");
}

async fn a_closed_account_is_opened_again_as_it_was(test: TestRegistry) {
    let registry = &test.registry;
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let role = Membership { role: Role::DataEntry, party: Some(bandung) };
    let id = person_with_password(registry, "Siti", "siti@bandung.go.id", &[role]).await;
    disable_person(registry, &Caller::system(), id).await.unwrap();
    let local =
        Caller { memberships: vec![Membership { role: Role::OrgAdmin, party: Some(bandung) }], ..Caller::system() };
    let local = Caller { who: Who::Person(Uuid::nil()), ..local };
    assert_eq!(reopen_person(registry, &local, id).await.unwrap().disabled_at, None);
    let again = sign_in(registry, &here(), "siti@bandung.go.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    assert_eq!(again.session.caller.memberships, [role]);
    let manager = Caller { memberships: vec![Membership { role: Role::Coordinator, party: Some(bandung) }], ..local };
    assert_eq!(refusal(reopen_person(registry, &manager, id).await), Reason::NotAllowed);
}

async fn a_person_has_several_roles_and_loses_them_one_by_one(test: TestRegistry) {
    let registry = &test.registry;
    let [bandung, bogor] = ["Bandung", "Bogor"].map(|name| test.party("ID", Kind::City, name));
    let (bandung, bogor) = (bandung.await, bogor.await);
    let role = |role, party| Membership { role, party: Some(party) };
    let id = person_with_password(registry, "Siti", "siti@bandung.go.id", &[role(Role::DataEntry, bandung)]).await;
    let admin = |party| Caller {
        who: Who::Person(Uuid::nil()),
        memberships: vec![role(Role::OrgAdmin, party)],
        ..Caller::system()
    };
    let further = role(Role::ForumOrganiser, bandung);
    grant_role(registry, &admin(bandung), id, further).await.unwrap();
    assert!(matches!(refusal(grant_role(registry, &admin(bandung), id, further).await), Reason::AlreadyThere { .. }));
    let of_bogor = role(Role::Observer, bogor);
    assert_eq!(refusal(grant_role(registry, &admin(bandung), id, of_bogor).await), Reason::NotAllowed);
    assert_eq!(refusal(grant_role(registry, &admin(bogor), id, of_bogor).await), Reason::NotFound, "unknown there");
    grant_role(registry, &Caller::system(), id, of_bogor).await.unwrap();
    let held = async || find::memberships_of(registry, &Caller::system(), &[id]).await.unwrap()[&id].clone();
    assert_eq!(held().await, [role(Role::DataEntry, bandung), further, of_bogor]);
    withdraw_role(registry, &admin(bandung), id, further).await.unwrap();
    assert_eq!(refusal(withdraw_role(registry, &admin(bandung), id, further).await), Reason::NotFound);
    assert_eq!(held().await, [role(Role::DataEntry, bandung), of_bogor]);
    withdraw_role(registry, &Caller::system(), id, of_bogor).await.unwrap();
    let last = withdraw_role(registry, &admin(bandung), id, role(Role::DataEntry, bandung)).await;
    assert_eq!(refusal(last), Reason::OnlyRole, "whoever goes can come back: the account is closed");
    disable_person(registry, &admin(bandung), id).await.unwrap();
    reopen_person(registry, &admin(bandung), id).await.unwrap();
    assert_eq!(held().await, [role(Role::DataEntry, bandung)]);
}

async fn colleagues_are_those_of_ones_own_parties(test: TestRegistry) {
    let registry = &test.registry;
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let role = |role, party| Membership { role, party: Some(party) };
    let both = [role(Role::DataEntry, bandung), role(Role::ForumOrganiser, bandung)];
    let siti = person_with_password(registry, "Siti", "siti@bandung.go.id", &both).await;
    let ani = person_with_password(registry, "Ani", "ani@bandung.go.id", &both[..1]).await;
    person_with_password(registry, "Budi", "budi@bogor.go.id", &[role(Role::DataEntry, bogor)]).await;
    let closed = person_with_password(registry, "Citra", "citra@bandung.go.id", &both).await;
    disable_person(registry, &Caller::system(), closed).await.unwrap();
    let caller = Caller { who: Who::Person(siti), memberships: both.to_vec(), ..Caller::system() };
    let found = find::people_of(registry, &caller, &[bandung, bogor]).await.unwrap();
    assert_eq!(found[&bandung], [(ani, "Ani".to_owned()), (siti, "Siti".to_owned())]);
    assert_eq!(found.get(&bogor), None);
}

async fn a_link_from_before_opens_nothing_that_came_after(test: TestRegistry) {
    let registry = &test.registry;
    let (surabaya, bandung) =
        (test.party("ID", Kind::City, "Surabaya").await, test.party("ID", Kind::City, "Bandung").await);
    let within = |role, party| Membership { role, party: Some(party) };
    let observes = within(Role::Observer, surabaya);
    let (siti, link) = add_person(registry, &Caller::system(), &siti(&[observes])).await.unwrap();
    grant_role(registry, &Caller::system(), siti.id, within(Role::DataEntry, surabaya)).await.unwrap();
    assert!(find::person_of_link(registry, link.reveal()).await.unwrap().is_some(), "the same administrator's place");
    grant_role(registry, &Caller::system(), siti.id, within(Role::Coordinator, bandung)).await.unwrap();
    let opened = set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await;
    assert_eq!(refusal(opened), Reason::LinkNotValid, "it may be in the hands of Surabaya's administrator");
}

async fn nobody_learns_who_has_an_account_elsewhere(test: TestRegistry) {
    let registry = &test.registry;
    let (surabaya, bandung) =
        (test.party("ID", Kind::City, "Surabaya").await, test.party("ID", Kind::City, "Bandung").await);
    let within = |role, party| Membership { role, party: Some(party) };
    let (dewa, _) =
        add_person(registry, &Caller::system(), &siti(&[within(Role::Coordinator, bandung)])).await.unwrap();
    let again = siti(&[within(Role::Observer, surabaya)]);
    let administers = who(Role::OrgAdmin, Some(surabaya));
    assert_eq!(refusal(add_person(registry, &administers, &again).await), Reason::AddressInUse);
    assert_eq!(refusal(add_person(registry, &Caller::system(), &again).await), Reason::AlreadyThere { id: dewa.id });
}

async fn the_last_administrator_stays(test: TestRegistry) {
    let registry = &test.registry;
    let everything = everywhere(Role::OrgAdmin);
    let first = person_with_password(registry, "Ayu", "ayu@contoh.id", &[everything]).await;
    let ayu = Caller { who: Who::Person(first), ..who(Role::OrgAdmin, None) };
    assert_eq!(refusal(withdraw_role(registry, &ayu, first, everything).await), Reason::LastAdministrator);
    assert_eq!(refusal(disable_person(registry, &ayu, first).await), Reason::LastAdministrator);
    let (second, _) = add_person(registry, &ayu, &new_person("Banyu", "banyu@contoh.id", &[everything])).await.unwrap();
    disable_person(registry, &ayu, second.id).await.unwrap();
    assert_eq!(refusal(disable_person(registry, &ayu, first).await), Reason::LastAdministrator, "a closed one is none");
    reopen_person(registry, &ayu, second.id).await.unwrap();
    assert_eq!(refusal(withdraw_role(registry, &ayu, first, everything).await), Reason::OnlyRole);
    disable_person(registry, &ayu, first).await.unwrap();
}
