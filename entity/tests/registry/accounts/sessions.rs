//! Signing in, and staying signed in.

use super::*;

on_both_databases!(
    wrong_answers_do_not_tell_what_was_wrong,
    a_session_ends_in_its_time,
    a_session_is_seen_once_a_minute
);

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
        let outcome = sign_in(registry, &here(), address, &password.into(), Carrier::Cookie).await;
        assert_eq!(refusal(outcome), WRONG, "{address:.20} {password:.20}");
    }
}

async fn a_session_ends_in_its_time(test: TestRegistry) {
    let registry = &test.registry;
    person_who_signs_in_often(registry, "Siti", "siti@contoh.id").await;
    let enter = async |carrier| sign_in(registry, &here(), "siti@contoh.id", &PASSWORD.into(), carrier).await.unwrap();
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
    let budi = sign_in(registry, &here(), "budi@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
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
    let signed_in = sign_in(registry, &here(), "siti@contoh.id", &PASSWORD.into(), Carrier::Cookie).await.unwrap();
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
