//! People: how an account opens, changes hands and closes, and who may do that.

use super::*;

on_both_databases!(
    an_account_opens_with_its_link_once,
    a_link_runs_out_after_a_day,
    an_input_learns_all_its_refusals_at_once,
    an_address_stands_for_one_person,
    a_closed_account_lets_nobody_in,
    a_reset_takes_the_password_away,
    an_administrator_reaches_their_own_party_alone
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
    assert_eq!(paths, ["email", "timeZone", "name", "memberships.0.party"]);
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
    let link = reset_password(registry, &Caller::system(), siti).await.unwrap();
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
    let first = reset_password(registry, &Caller::system(), siti).await.unwrap();
    let second = reset_password(registry, &Caller::system(), siti).await.unwrap();
    assert!(authenticate_session(registry, signed_in.token.reveal(), Carrier::Token).await.unwrap().is_none());
    assert_eq!(refusal(sign_in(registry, &here(), "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await), WRONG);
    let replaced = set_password(registry, first.reveal(), &PASSWORD.into(), Carrier::Cookie).await;
    assert_eq!(refusal(replaced), Reason::LinkNotValid);
    set_password(registry, second.reveal(), &"sungai di tepi rumah".into(), Carrier::Cookie).await.unwrap();
    sign_in(registry, &here(), "siti@contoh.id", &"sungai di tepi rumah".into(), Carrier::Token).await.unwrap();
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
    }
    assert_eq!(refusal(reset_password(registry, admin_caller, shared).await), Reason::NotAllowed);

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
