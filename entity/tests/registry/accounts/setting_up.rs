//! The first administrator.

use super::*;

on_both_databases!(the_registry_is_set_up_once, a_link_for_setting_up_is_replaced_by_the_next);

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
