//! The keys of partners' software.

use super::*;

on_both_databases!(a_key_opens_what_its_scopes_say, a_replaced_key_is_good_for_a_while);

async fn a_key_opens_what_its_scopes_say(test: TestRegistry) {
    let registry = &test.registry;
    let bandung = test.party("ID", Kind::City, "Bandung").await;
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
    let bandung = test.party("ID", Kind::City, "Bandung").await;
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
