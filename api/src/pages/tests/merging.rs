//! Merging two records, and splitting one, on the pages of the service.

use super::{Reply, get, post, send};
use crate::http::cookie;
use actix_web::{http::header, test::TestRequest};
use entity::{
    Caller,
    account::{
        Secret,
        act::{NewPerson, add_person, set_password},
        record::Carrier,
        rule::Profile,
    },
    place::{find::parties_by_id, record::Kind},
    policy::{Membership, Role},
    testing::TestRegistry,
    text::Language,
};
use uuid::Uuid;

/// A registry, and somebody with a role in it.
struct World {
    test: TestRegistry,
    session: Secret,
}

async fn world(role: Role, party: Option<Uuid>, test: TestRegistry) -> World {
    let profile = Profile {
        email: "siti@contoh.id".into(),
        name: "Siti".into(),
        language: Language::En,
        time_zone: "Asia/Jakarta".into(),
    };
    let new = NewPerson { profile, memberships: vec![Membership { role, party }] };
    let (_, link) = add_person(&test.registry, &Caller::system(), &new).await.unwrap();
    let password = "rumah di tepi sungai".into();
    let session = set_password(&test.registry, link.reveal(), &password, Carrier::Cookie).await.unwrap().token;
    World { test, session }
}

impl World {
    async fn ask(&self, request: TestRequest) -> Reply {
        let public = "http://127.0.0.1:8080".parse().unwrap();
        let cookie = cookie::session(Some(&self.session), &public);
        let cookie = cookie.split(';').next().unwrap().to_owned();
        send(&self.test, request.insert_header((header::COOKIE, cookie))).await
    }

    async fn read(&self, address: &str) -> Reply {
        self.ask(get(address, "en")).await
    }

    /// What a page says, which is there.
    async fn shown(&self, address: &str) -> String {
        let reply = self.read(address).await;
        assert_eq!(reply.status, 200, "{address}: {}", reply.body);
        reply.body.replace("&#x2f;", "/")
    }

    async fn slug(&self, id: Uuid) -> String {
        parties_by_id(&self.test.registry, &[id]).await.unwrap()[&id].slug.clone()
    }

    /// The identifier of a region for callers, as its own page has it.
    async fn global(&self, id: Uuid) -> String {
        let page = self.shown(&format!("/regions/{}", self.slug(id).await)).await;
        let after = page.split("/follows/follow?subject=").nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    }
}

#[actix_web::test]
async fn two_records_are_merged_and_split_on_their_pages() {
    let test = TestRegistry::sqlite().await;
    let suwon = test.party("KR", Kind::City, "Suwon").await;
    let double = test.party("KR", Kind::City, "Suweon").await;
    let busan = test.party("KR", Kind::Province, "Busan").await;
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let world = world(Role::OrgAdmin, None, test).await;
    let [stays, goes, other] = [world.global(suwon).await, world.global(double).await, world.global(busan).await];
    let old = world.slug(double).await;
    assert!(!world.shown(&format!("/regions/{}", world.slug(bandung).await)).await.contains("/merge\""), "by decree");
    assert!(world.shown(&format!("/parties/{stays}")).await.contains(&format!("/parties/{stays}/merge")));
    let chosen = world.shown(&format!("/parties/{stays}/merge?find=x")).await;
    assert!(chosen.contains("With which record do you merge Suwon?"), "{chosen}");
    let apart = world.shown(&format!("/parties/{stays}/merge?input.duplicate={other}")).await;
    assert!(apart.contains("They are of different kinds: city, province.") && !apart.contains("input.reason"));
    let check = format!("/parties/{stays}/merge?input.duplicate={goes}");
    let asked = world.shown(&check).await;
    assert!(asked.contains("Merge Suweon into Suwon?") && asked.contains("name=\"input.reason\""), "{asked}");
    let fields = format!(
        "input.party={stays}&input.expectedRevision=1&input.duplicate={goes}&input.duplicateRevision=1&input.reason="
    );
    let refused = world.ask(post(&check, &fields)).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("input.reason-error"), "{}", refused.body);
    let done = world.ask(post(&check, &format!("{fields}one+town+hall"))).await;
    assert_eq!((done.status, done.header("location")), (303, &*format!("/parties/{stays}")), "{}", done.body);
    for address in [format!("/regions/{old}"), format!("/parties/{goes}")] {
        assert!(world.shown(&address).await.contains("Suwon"), "the old address leads to the one that stayed");
    }
    let split = format!("/parties/{stays}/split");
    let page = world.shown(&split).await;
    assert!(page.contains("Was one of these merged wrongly?") && page.contains("one town hall"), "{page}");
    let undo = world.shown(&format!("{split}?input.into.merged={goes}")).await;
    assert!(undo.contains("Undo the merger with Suweon?"), "{undo}");
    let fields =
        format!("input.party={stays}&input.expectedRevision=2&input.into.merged={goes}&input.reason=two+town+halls");
    let done = world.ask(post(&split, &fields)).await;
    assert_eq!((done.status, done.header("location")), (303, &*format!("/parties/{goes}")), "{}", done.body);
    let fields = format!(
        "input.party={stays}&input.expectedRevision=3&input.into.new.name=Suwon+II&input.reason=two+town+halls"
    );
    let done = world.ask(post(&split, &fields)).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(world.shown(done.header("location")).await.contains("Suwon II"));
}

#[actix_web::test]
async fn whoever_does_not_keep_the_registry_is_offered_neither() {
    let test = TestRegistry::sqlite().await;
    let suwon = test.party("KR", Kind::City, "Suwon").await;
    let world = world(Role::OrgAdmin, Some(suwon), test).await;
    let id = world.global(suwon).await;
    let page = world.shown(&format!("/parties/{id}")).await;
    assert!(!page.contains("/merge\"") && !page.contains("/split\""), "{page}");
    for address in [format!("/parties/{id}/merge"), format!("/parties/{id}/split")] {
        assert_eq!(world.read(&address).await.status, 404, "{address}");
    }
}
