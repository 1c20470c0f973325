//! Accounts: who gets in, who does not, and what the registry keeps of their secrets.
#![expect(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use chrono::Duration;
use entity::{
    Caller, Error, Reason, Registry,
    account::{
        Secret,
        act::{NewPerson, add_person, disable_person, reset_password, set_password},
        client::{
            act::{NewClient, authenticate_key, create_client, revoke_client, rotate_client},
            rule::Scope,
        },
        find::{self, Viewer},
        record::{Carrier, client, person, session},
        rule::Profile,
        session::act::{authenticate_session, sign_in, sign_out},
        set_up::act::{complete_set_up, ensure_set_up_link, is_open},
    },
    on_both_databases,
    page::Page,
    place::record::{Kind, Nature, party},
    policy::{Membership, Role, Who},
    testing::TestRegistry,
    text::Language,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, Statement};
use uuid::Uuid;

const PASSWORD: &str = "rumah di tepi sungai";

on_both_databases!(
    an_account_opens_with_its_link_once,
    a_link_runs_out_after_a_day,
    an_input_learns_all_its_refusals_at_once,
    an_address_stands_for_one_person,
    wrong_answers_do_not_tell_what_was_wrong,
    ten_attempts_are_all_there_are,
    thirty_attempts_at_once_are_thirty,
    success_forgets_the_attempts,
    a_session_ends_in_its_time,
    a_session_is_seen_once_a_minute,
    a_closed_account_lets_nobody_in,
    a_reset_takes_the_password_away,
    a_key_opens_what_its_scopes_say,
    a_replaced_key_is_good_for_a_while,
    an_administrator_reaches_their_own_party_alone,
    the_registry_is_set_up_once,
    a_link_for_setting_up_is_replaced_by_the_next,
    secrets_are_nowhere_in_the_database,
);

async fn an_account_opens_with_its_link_once(test: TestRegistry) {
    let registry = &test.registry;
    let (siti, link) = add_person(registry, &Caller::system(), &siti(&[everywhere(Role::Observer)])).await.unwrap();
    assert_eq!(siti.email, "Siti@Bandung.go.id");
    assert_eq!(refusal(sign_in(registry, "siti@bandung.go.id", &PASSWORD.into(), Carrier::Token).await), WRONG);
    assert_eq!(find::person_of_link(registry, link.reveal()).await.unwrap().map(|found| found.id), Some(siti.id));

    let weak = set_password(registry, link.reveal(), &"bandung 2026".into(), Carrier::Cookie).await;
    assert_eq!(refusal(weak), Reason::WeakPassword { least: 10 });
    let signed_in = set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await.unwrap();
    assert_eq!(signed_in.session.caller.who, Who::Person(siti.id));
    assert_eq!(signed_in.session.caller.memberships, [everywhere(Role::Observer)]);
    let again = set_password(registry, link.reveal(), &"sungai di tepi rumah".into(), Carrier::Cookie).await;
    assert_eq!(refusal(again), Reason::LinkNotValid);

    let signed_in = sign_in(registry, " SITI@bandung.GO.ID", &PASSWORD.into(), Carrier::Token).await.unwrap();
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

async fn wrong_answers_do_not_tell_what_was_wrong(test: TestRegistry) {
    let registry = &test.registry;
    let (_, _) = add_person(registry, &Caller::system(), &new_person("Baru", "baru@contoh.id", &[])).await.unwrap();
    let closed = person_with_password(registry, "Tutup", "tutup@contoh.id", &[]).await;
    disable_person(registry, &Caller::system(), closed).await.unwrap();
    person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    let long = "panjang sekali ".repeat(100_000);
    for (address, password) in [
        ("siti@contoh.id", "rumah di tepi danau"),
        ("siti@contoh.id", ""),
        ("siti@contoh.id", long.as_str()),
        ("baru@contoh.id", ""),
        ("tutup@contoh.id", PASSWORD),
        ("tidak.ada@contoh.id", PASSWORD),
        ("' or 1=1 --", PASSWORD),
        ("\0", "\0"),
        ("", ""),
        (long.as_str(), PASSWORD),
    ] {
        let outcome = sign_in(registry, address, &password.into(), Carrier::Cookie).await;
        assert_eq!(refusal(outcome), WRONG, "{address:.20} {password:.20}");
    }
}

async fn ten_attempts_are_all_there_are(test: TestRegistry) {
    let registry = &test.registry;
    person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    // Another process that serves the same registry.
    let elsewhere = Registry::new(registry.db.clone(), std::sync::Arc::new(test.clock.clone()));
    for address in ["siti@contoh.id", "tidak.ada@contoh.id"] {
        for _ in 0..10 {
            let outcome = sign_in(registry, address, &"salah".into(), Carrier::Token).await;
            assert_eq!(refusal(outcome), WRONG);
            test.clock.advance(Duration::seconds(1));
        }
        for password in ["salah", PASSWORD] {
            let outcome = sign_in(&elsewhere, &address.to_uppercase(), &password.into(), Carrier::Token).await;
            assert_eq!(refusal(outcome), Reason::TooManyAttempts { minutes: 5 });
        }
    }
    test.clock.advance(Duration::minutes(5));
    assert!(sign_in(registry, "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.is_ok());
    test.clock.advance(Duration::minutes(11));
    assert!(sign_in(registry, "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.is_ok());
    assert!(!dump(registry, "sign_in_failure").await.contains('x'), "old attempts are thrown away");
}

async fn thirty_attempts_at_once_are_thirty(test: TestRegistry) {
    person_with_password(&test.registry, "Siti", "siti@contoh.id", &[]).await;
    let attempts: Vec<_> = (0..30)
        .map(|n| {
            let registry = test.registry.clone();
            let guess = Secret::new(format!("tebakan nomor {n}"));
            tokio::spawn(async move { sign_in(&registry, "siti@contoh.id", &guess, Carrier::Token).await })
        })
        .collect();
    let (mut tried, mut held_back) = (0, 0);
    for attempt in attempts {
        match refusal(attempt.await.unwrap()) {
            Reason::WrongCredentials => tried += 1,
            Reason::TooManyAttempts { minutes: 5 } => held_back += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((tried, held_back), (10, 20));
}

async fn success_forgets_the_attempts(test: TestRegistry) {
    let registry = &test.registry;
    person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    for _ in 0..3 {
        for _ in 0..9 {
            let outcome = sign_in(registry, "siti@contoh.id", &"salah".into(), Carrier::Token).await;
            assert_eq!(refusal(outcome), WRONG);
        }
        sign_in(registry, "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    }
}

async fn a_session_ends_in_its_time(test: TestRegistry) {
    let registry = &test.registry;
    person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    let enter = async |carrier| sign_in(registry, "siti@contoh.id", &PASSWORD.into(), carrier).await.unwrap();
    let alive = async |token: &Secret, carrier| {
        authenticate_session(registry, token.reveal(), carrier).await.unwrap().is_some()
    };

    let (tool, browser, other) =
        (enter(Carrier::Token).await, enter(Carrier::Cookie).await, enter(Carrier::Cookie).await);
    assert_ne!(browser.token, other.token);
    assert!(!alive(&tool.token, Carrier::Cookie).await, "a token is not a cookie");
    assert!(!alive(&browser.token, Carrier::Token).await, "nor a cookie a token");
    assert!(!alive(&"kbs_tidak-ada".into(), Carrier::Token).await);
    assert!(!alive(&"\0".into(), Carrier::Token).await);

    sign_out(registry, &other.session.caller, other.session.id).await.unwrap();
    assert!(!alive(&other.token, Carrier::Cookie).await);
    sign_out(registry, &other.session.caller, other.session.id).await.unwrap();
    person_with_password(registry, "Budi", "budi@contoh.id", &[]).await;
    let budi = sign_in(registry, "budi@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    sign_out(registry, &budi.session.caller, tool.session.id).await.unwrap();
    assert!(alive(&tool.token, Carrier::Token).await, "nobody signs somebody else out");

    // Used every day, a browser stays signed in for two weeks; left alone, for half a day.
    let mut idle = enter(Carrier::Cookie).await;
    for _ in 0..28 {
        assert!(alive(&browser.token, Carrier::Cookie).await);
        test.clock.advance(Duration::hours(11));
        assert!(alive(&browser.token, Carrier::Cookie).await);
        test.clock.advance(Duration::hours(1));
        assert!(!alive(&idle.token, Carrier::Cookie).await);
        idle = enter(Carrier::Cookie).await;
    }
    assert!(!alive(&browser.token, Carrier::Cookie).await);
    test.clock.advance(Duration::days(16) - Duration::seconds(1));
    assert!(alive(&tool.token, Carrier::Token).await);
    test.clock.advance(Duration::seconds(1));
    assert!(!alive(&tool.token, Carrier::Token).await);
}

async fn a_session_is_seen_once_a_minute(test: TestRegistry) {
    let registry = &test.registry;
    person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    let signed_in = sign_in(registry, "siti@contoh.id", &PASSWORD.into(), Carrier::Cookie).await.unwrap();
    let seen = async || {
        authenticate_session(registry, signed_in.token.reveal(), Carrier::Cookie).await.unwrap().unwrap();
        let row = session::Entity::find_by_id(signed_in.session.id).one(&registry.db).await.unwrap();
        row.unwrap().last_seen_at
    };
    let begin = seen().await;
    test.clock.advance(Duration::seconds(59));
    assert_eq!(seen().await, begin);
    test.clock.advance(Duration::seconds(1));
    assert_eq!(seen().await, begin + Duration::minutes(1));
    test.clock.advance(Duration::minutes(2));
    let writer = registry.begin(&Caller::system()).await.unwrap();
    assert!(
        authenticate_session(registry, signed_in.token.reveal(), Carrier::Cookie).await.unwrap().is_some(),
        "a reader does not wait for a writer"
    );
    drop(writer);
}

async fn a_closed_account_lets_nobody_in(test: TestRegistry) {
    let registry = &test.registry;
    let siti = person_with_password(registry, "Siti", "siti@contoh.id", &[]).await;
    let signed_in = sign_in(registry, "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
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
    let signed_in = sign_in(registry, "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
    let first = reset_password(registry, &Caller::system(), siti).await.unwrap();
    let second = reset_password(registry, &Caller::system(), siti).await.unwrap();
    assert!(authenticate_session(registry, signed_in.token.reveal(), Carrier::Token).await.unwrap().is_none());
    assert_eq!(refusal(sign_in(registry, "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await), WRONG);
    let replaced = set_password(registry, first.reveal(), &PASSWORD.into(), Carrier::Cookie).await;
    assert_eq!(refusal(replaced), Reason::LinkNotValid);
    set_password(registry, second.reveal(), &"sungai di tepi rumah".into(), Carrier::Cookie).await.unwrap();
    sign_in(registry, "siti@contoh.id", &"sungai di tepi rumah".into(), Carrier::Token).await.unwrap();
}

async fn a_key_opens_what_its_scopes_say(test: TestRegistry) {
    let registry = &test.registry;
    let bandung = region(registry, "Bandung").await;
    let (reader, read) = create_client(registry, &Caller::system(), &key_for(bandung, &[])).await.unwrap();
    let writing = NewClient { expires_in_days: Some(30), ..key_for(bandung, &[Scope::Write]) };
    let (writer, write) = create_client(registry, &Caller::system(), &writing).await.unwrap();
    assert!(read.reveal().starts_with(&format!("{}_", reader.key_prefix)));

    let caller = authenticate_key(registry, read.reveal(), Language::En).await.unwrap().unwrap();
    assert_eq!(caller.who, Who::Client(reader.id));
    assert_eq!(caller.memberships, [Membership { role: Role::AgreementManager, party: Some(bandung) }]);
    assert!(!caller.may_write);
    assert!(authenticate_key(registry, write.reveal(), Language::En).await.unwrap().unwrap().may_write);
    assert!(
        matches!(find::viewer(registry, &caller).await.unwrap(), Some(Viewer::Client(found)) if found.id == reader.id)
    );

    let used = async || client::Entity::find_by_id(reader.id).one(&registry.db).await.unwrap().unwrap().last_used_at;
    let first = used().await.unwrap();
    test.clock.advance(Duration::seconds(59));
    authenticate_key(registry, read.reveal(), Language::En).await.unwrap().unwrap();
    assert_eq!(used().await, Some(first));
    test.clock.advance(Duration::seconds(1));
    authenticate_key(registry, read.reveal(), Language::En).await.unwrap().unwrap();
    assert_eq!(used().await, Some(first + Duration::minutes(1)));

    test.clock.advance(Duration::days(30));
    assert!(authenticate_key(registry, write.reveal(), Language::En).await.unwrap().is_none(), "it has expired");
    assert_eq!(writer.scopes(), [Scope::Read, Scope::Write]);
    revoke_client(registry, &Caller::system(), reader.id).await.unwrap();
    assert!(authenticate_key(registry, read.reveal(), Language::En).await.unwrap().is_none(), "it was revoked");

    // With the database gone, a mistyped key is still told from one that has to be looked up.
    registry.db.clone().close().await.unwrap();
    let typo = format!("{}0{}", &read.reveal()[..20], &read.reveal()[21..]);
    let typo = if typo == read.reveal() { typo.replace('0', "1") } else { typo };
    assert!(authenticate_key(registry, &typo, Language::En).await.unwrap().is_none());
    assert!(authenticate_key(registry, read.reveal(), Language::En).await.is_err());
}

async fn a_replaced_key_is_good_for_a_while(test: TestRegistry) {
    let registry = &test.registry;
    let operator = Caller::system();
    let bandung = region(registry, "Bandung").await;
    let (made, first) = create_client(registry, &operator, &key_for(bandung, &[])).await.unwrap();
    let (_, second) = rotate_client(registry, &operator, made.id, None, None).await.unwrap();
    let opens = async |key: &Secret| authenticate_key(registry, key.reveal(), Language::Id).await.unwrap().is_some();
    assert!(opens(&first).await && opens(&second).await);
    test.clock.advance(Duration::hours(24));
    assert!(!opens(&first).await && opens(&second).await);
    let (_, third) = rotate_client(registry, &operator, made.id, Some(0), Some(7)).await.unwrap();
    assert!(!opens(&second).await && opens(&third).await);
    test.clock.advance(Duration::days(7));
    assert!(!opens(&third).await);

    let long = rotate_client(registry, &operator, made.id, Some(10_000), Some(0)).await;
    assert!(matches!(long, Err(Error::Refused(refusals)) if refusals.len() == 2));
    revoke_client(registry, &operator, made.id).await.unwrap();
    let revoked = rotate_client(registry, &operator, made.id, None, None).await;
    assert!(matches!(refusal(revoked), Reason::WrongState { .. }));
}

async fn an_administrator_reaches_their_own_party_alone(test: TestRegistry) {
    let registry = &test.registry;
    let (bandung, surabaya) = (region(registry, "Bandung").await, region(registry, "Surabaya").await);
    let here = |role| Membership { role, party: Some(bandung) };
    let there = |role| Membership { role, party: Some(surabaya) };
    let admin = person_with_password(registry, "Admin", "admin@bandung.go.id", &[here(Role::OrgAdmin)]).await;
    let signed_in = sign_in(registry, "admin@bandung.go.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
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

async fn the_registry_is_set_up_once(test: TestRegistry) {
    let registry = &test.registry;
    let token = ensure_set_up_link(registry).await.unwrap().unwrap();
    assert!(is_open(registry, token.reveal()).await.unwrap());
    let two: Vec<_> = ["siti@contoh.id", "budi@contoh.id"]
        .into_iter()
        .map(|address| {
            let (registry, token) = (registry.clone(), token.clone());
            tokio::spawn(async move {
                let profile = new_person("Admin Pertama", address, &[]).profile;
                complete_set_up(&registry, token.reveal(), &profile, &PASSWORD.into(), Carrier::Cookie).await
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for one in two {
        outcomes.push(one.await.unwrap());
    }
    let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    assert_eq!(refused.into_iter().map(refusal).collect::<Vec<_>>(), [Reason::LinkNotValid]);
    let signed_in = done.into_iter().next().unwrap().unwrap();
    let session = authenticate_session(registry, signed_in.token.reveal(), Carrier::Cookie).await.unwrap().unwrap();
    assert_eq!(session.caller.memberships, [everywhere(Role::OrgAdmin)]);
    assert_eq!(person::Entity::find().all(&registry.db).await.unwrap().len(), 1);
    assert!(ensure_set_up_link(registry).await.unwrap().is_none());
    assert!(!is_open(registry, token.reveal()).await.unwrap());
}

async fn a_link_for_setting_up_is_replaced_by_the_next(test: TestRegistry) {
    let registry = &test.registry;
    let first = ensure_set_up_link(registry).await.unwrap().unwrap();
    let second = ensure_set_up_link(registry).await.unwrap().unwrap();
    assert!(!is_open(registry, first.reveal()).await.unwrap());
    let profile = new_person("Admin", "admin@contoh.id", &[]).profile;
    let bad = complete_set_up(registry, second.reveal(), &profile, &"pendek".into(), Carrier::Cookie).await;
    assert_eq!(refusal(bad), Reason::WeakPassword { least: 10 });
    assert!(is_open(registry, second.reveal()).await.unwrap(), "a refused input does not use the link up");
    test.clock.advance(Duration::hours(24));
    assert!(!is_open(registry, second.reveal()).await.unwrap());

    let third = ensure_set_up_link(registry).await.unwrap().unwrap();
    add_person(registry, &Caller::system(), &siti(&[everywhere(Role::OrgAdmin)])).await.unwrap();
    let late = complete_set_up(registry, third.reveal(), &profile, &PASSWORD.into(), Carrier::Cookie).await;
    assert_eq!(refusal(late), Reason::LinkNotValid, "somebody has an account already");
}

async fn secrets_are_nowhere_in_the_database(test: TestRegistry) {
    let registry = &test.registry;
    let bandung = region(registry, "Bandung").await;
    let set_up = ensure_set_up_link(registry).await.unwrap().unwrap();
    let profile = new_person("Admin Pertama", "admin@contoh.id", &[]).profile;
    let cookie =
        complete_set_up(registry, set_up.reveal(), &profile, &PASSWORD.into(), Carrier::Cookie).await.unwrap().token;
    let (siti, link) = add_person(registry, &Caller::system(), &siti(&[])).await.unwrap();
    let token = sign_in(registry, "admin@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap().token;
    let (made, key) = create_client(registry, &Caller::system(), &key_for(bandung, &[])).await.unwrap();
    let (_, next) = rotate_client(registry, &Caller::system(), made.id, None, None).await.unwrap();
    assert_eq!(
        refusal(sign_in(registry, "siti@bandung.go.id", &"tebakan rahasia".into(), Carrier::Token).await),
        WRONG
    );

    let secrets = [set_up.reveal(), cookie.reveal(), link.reveal(), token.reveal(), key.reveal(), next.reveal()];
    let halves = [key.reveal(), next.reveal()].map(|key| key.split('_').nth(2).unwrap());
    let dumped = dump_all(registry).await;
    for secret in secrets.into_iter().chain(halves).chain([PASSWORD, "tebakan rahasia"]) {
        assert!(!dumped.contains(&secret.to_lowercase()));
        assert!(!dumped.contains(&hex(secret)));
        for file in database_files(&test.url) {
            assert!(!file.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
    let journal = dump(registry, "journal").await;
    assert!(journal.contains("createapiclient") && journal.contains("internal") && !journal.contains("public"));
    for personal in ["siti", "bandung.go.id", "contoh.id", "admin pertama"] {
        assert!(!journal.contains(personal), "{personal} stands in the journal");
    }

    set_password(registry, link.reveal(), &"sungai di tepi rumah".into(), Carrier::Cookie).await.unwrap();
    let hash = person::Entity::find_by_id(siti.id).one(&registry.db).await.unwrap().unwrap().password_hash.unwrap();
    let parts: Vec<&str> = hash.split('$').collect();
    assert_eq!(parts[..4], ["", "argon2id", "v=19", "m=19456,t=2,p=1"]);
    assert_eq!((parts.len(), parts[4].len(), parts[5].len()), (6, 22, 43));
}

const WRONG: Reason = Reason::WrongCredentials;

fn refusal<T>(outcome: Result<T, Error>) -> Reason {
    match outcome {
        Err(Error::Refused(refusals)) => refusals.into_iter().next().unwrap().reason,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("this is refused"),
    }
}

fn everywhere(role: Role) -> Membership {
    Membership { role, party: None }
}

fn new_person(name: &str, email: &str, memberships: &[Membership]) -> NewPerson {
    let profile =
        Profile { email: email.into(), name: name.into(), language: Language::Id, time_zone: "Asia/Jakarta".into() };
    NewPerson { profile, memberships: memberships.to_vec() }
}

fn siti(memberships: &[Membership]) -> NewPerson {
    new_person("Siti Rahmawati", " Siti@Bandung.go.id ", memberships)
}

fn key_for(party: Uuid, scopes: &[Scope]) -> NewClient {
    NewClient {
        name: "Portal kota".into(),
        membership: Membership { role: Role::AgreementManager, party: Some(party) },
        scopes: scopes.to_vec(),
        expires_in_days: None,
    }
}

async fn person_with_password(registry: &Registry, name: &str, email: &str, memberships: &[Membership]) -> Uuid {
    let new = new_person(name, email, memberships);
    let (person, link) = add_person(registry, &Caller::system(), &new).await.unwrap();
    set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await.unwrap();
    person.id
}

async fn region(registry: &Registry, name: &str) -> Uuid {
    let id = Uuid::from_u128(name.bytes().map(u128::from).sum());
    let row = party::ActiveModel {
        id: Set(id),
        nature: Set(Nature::Region),
        kind: Set(Kind::City),
        slug: Set(entity::text::slug(name)),
        name: Set(name.into()),
        sort_key: Set(entity::text::fold(name)),
        autonomous: Set(true),
        source: Set("test".into()),
        as_of: Set(registry.now().date_naive()),
        revision: Set(1),
        created_at: Set(registry.now()),
        updated_at: Set(registry.now()),
        ..Default::default()
    };
    row.insert(&registry.db).await.unwrap().id
}

fn hex(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// Every row of every table, in lower case, with bytes as hexadecimal digits.
async fn dump_all(registry: &Registry) -> String {
    let list = if entity::database::is_postgres(&registry.db) {
        "select tablename as name from pg_tables where schemaname = current_schema()"
    } else {
        "select name from sqlite_master where type = 'table'"
    };
    let mut text = String::new();
    for name in column(registry, list, "name").await {
        text += &dump(registry, &name).await;
    }
    assert!(text.contains("siti@bandung.go.id"), "the dump shows what is there");
    text
}

async fn dump(registry: &Registry, table: &str) -> String {
    let sql = if entity::database::is_postgres(&registry.db) {
        format!("select t::text as line from {table} t")
    } else {
        let columns = column(registry, &format!("select name from pragma_table_info('{table}')"), "name").await;
        let quoted: Vec<String> = columns.iter().map(|name| format!("quote({name})")).collect();
        format!("select {} as line from {table}", quoted.join(" || "))
    };
    column(registry, &sql, "line").await.join("\n").to_lowercase()
}

async fn column(registry: &Registry, sql: &str, name: &str) -> Vec<String> {
    let statement = Statement::from_string(registry.db.get_database_backend(), sql);
    let rows = registry.db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", name).unwrap()).collect()
}

/// The files of a `SQLite` database.
fn database_files(url: &str) -> Vec<Vec<u8>> {
    let Some(path) = url.strip_prefix("sqlite://") else { return Vec::new() };
    ["", "-wal"].iter().map(|end| std::fs::read(format!("{path}{end}")).unwrap()).collect()
}
