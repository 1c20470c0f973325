use crate::pages::tests::{get, send};
use actix_web::http::Method;
use chrono::Duration;
use entity::{
    notice::{act, claim, find},
    page::Page,
    place::record::Kind,
    policy::Visibility,
    subject::{Subject, SubjectKind},
    testing::TestRegistry,
};

/// Answers requests for `path` one after the other: the status and the page of each.
async fn ask(registry: &TestRegistry, path: &str, methods: &[Method]) -> Vec<(u16, String)> {
    let mut answers = Vec::new();
    for method in methods {
        let request = get(path, "id").method(method.clone()).set_payload("List-Unsubscribe=One-Click");
        let reply = send(registry, request).await;
        answers.push((reply.status, reply.body));
    }
    answers
}

#[actix_web::test]
async fn looking_changes_nothing_and_one_click_stops_the_mail() {
    let registry = TestRegistry::sqlite().await;
    let city = registry.party("DE", Kind::City, "Brauns<b>chweig").await;
    let sari = registry.person("sari@bandung.example", city).await;
    let exchange = registry.exchange(city, None, Visibility::Public).await;
    act::follow(&registry.registry, &sari, Subject::new(SubjectKind::Party, city)).await.unwrap();
    act::follow(&registry.registry, &sari, Subject::new(SubjectKind::Exchange, exchange.id)).await.unwrap();
    registry.clock.advance(Duration::days(3));
    let lease = chrono::Duration::seconds(60);
    claim::take(&registry.registry, lease, 1, &[]).await.unwrap();
    let mail = claim::take(&registry.registry, lease, 1, &[]).await.unwrap().mails.remove(0).0;
    let key = find::link_key(&registry.registry).await.unwrap();
    let path = format!("/stop/{}", key.seal(mail.id));
    let following = || async { find::following(&registry.registry, &sari, &Page::first(9)).await.unwrap().rows.len() };

    let looked = ask(&registry, &path, &[Method::GET, Method::HEAD, Method::GET]).await;
    assert!(looked.iter().all(|(status, _)| *status == 200));
    let page = &looked[2].1;
    assert!(page.contains("daerah Brauns&lt;b&gt;chweig") && page.contains("kegiatan itu"), "{page}");
    assert_eq!(following().await, 2);

    let stopped = ask(&registry, &path, &[Method::POST, Method::POST, Method::GET]).await;
    assert_eq!(stopped.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 200, 200]);
    assert!(stopped[0].1.contains("Anda tidak lagi mengikutinya"), "{}", stopped[0].1);
    assert!(!stopped[2].1.contains("<form method"), "{}", stopped[2].1);
    assert_eq!(following().await, 0);
}

#[actix_web::test]
async fn a_link_that_the_registry_did_not_seal_is_unknown() {
    let registry = TestRegistry::sqlite().await;
    let forged = entity::notice::rule::LinkKey::new([7; 32]).seal(uuid::Uuid::from_u128(1));
    for token in [forged.as_str(), "x", "%00"] {
        for (status, page) in ask(&registry, &format!("/stop/{token}"), &[Method::GET, Method::POST]).await {
            assert_eq!(status, 404, "{page}");
        }
    }
}
