//! Acts by forms, with pages of the test's own: each has a document and a template, as every page.

use super::{Reply, answer, get, post, state};
use crate::{http::cookie, pages::Page};
use actix_web::{http::header, test::TestRequest, web};
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

pub(super) static PAGES: [Page; 2] = [
    Page::of(
        "test_post",
        "/test/{slug}/post",
        "{% extends 'parts/layout.html' %}{% block title %}{{ t('menu') }}{% endblock %}\
         {% block main %}{% from 'parts/form.html' import summary, field %}{% if region %}<h1>{{ region.name }}</h1>\
         {{ summary() }}<form method=\"post\"><input type=\"hidden\" name=\"input.party\" value=\"{{ region.id }}\">\
         {{ field('input.contact', 'contact') }}{{ field('input.text.id', 'id') }}{{ field('input.text.en', 'en') }}\
         {{ field('input.openUntil', 'until') }}</form>{% endif %}{% endblock %}",
        "query Post($slug: String!) { region(by: { slug: $slug }) { id name } } \
         mutation PostIt($input: PostPartnerWantedInput!) { \
           postPartnerWanted(input: $input) { partnerWanted { id } errors { code message path } } }",
    )
    .then("/test/posting/{postPartnerWanted.partnerWanted.id}"),
    Page::of(
        "test_posting",
        "/test/posting/{id}",
        "{% extends 'parts/layout.html' %}{% block title %}x{% endblock %}{% block main %}\
         {% from 'parts/form.html' import summary, field, revision %}{{ summary() }}\
         {% if node and node.__typename == 'PartnerWanted' %}<p>now: {{ node.contact }}</p>\
         {{ revision('input.expectedRevision', node.revision) }}\
         {{ field('input.contact', 'contact', value=node.contact) }}\
         {% endif %}{% endblock %}",
        "query Posting($id: ID!) { node(id: $id) { __typename ... on PartnerWanted { contact revision } } } \
         mutation Revise($input: RevisePartnerWantedInput!) { \
           revisePartnerWanted(input: $input) { errors { code message path } } }",
    )
    .then("/test/posting/{id}"),
];

/// A registry in which Siti keeps a region, and its address.
struct World {
    state: web::Data<crate::http::State>,
    _test: TestRegistry,
    siti: Secret,
    slug: String,
}

/// The session of Siti, who manages the agreements of a party.
async fn session(test: &TestRegistry, party: uuid::Uuid) -> Secret {
    let profile = Profile {
        email: "siti@contoh.id".into(),
        name: "Siti".into(),
        language: Language::En,
        time_zone: "Asia/Jakarta".into(),
    };
    let memberships = vec![Membership { role: Role::AgreementManager, party: Some(party) }];
    let new = NewPerson { profile, memberships };
    let (_, link) = add_person(&test.registry, &Caller::system(), &new).await.unwrap();
    let password = "rumah di tepi sungai".into();
    set_password(&test.registry, link.reveal(), &password, Carrier::Cookie).await.unwrap().token
}

/// The cookie with which a browser shows it.
pub(super) async fn signed_in(test: &TestRegistry, party: uuid::Uuid) -> String {
    let cookie = cookie::session(Some(&session(test, party).await), &state(test).public_url);
    cookie.split(';').next().unwrap_or_default().to_owned()
}

async fn world() -> World {
    let test = TestRegistry::sqlite().await;
    let party = test.party("ID", Kind::City, "Bandung").await;
    let slug = parties_by_id(&test.registry, &[party]).await.unwrap()[&party].slug.clone();
    let siti = session(&test, party).await;
    World { state: state(&test), _test: test, siti, slug }
}

impl World {
    async fn ask(&self, request: TestRequest) -> Reply {
        answer(&self.state, &PAGES, request).await
    }

    fn signed_in(&self, request: TestRequest) -> TestRequest {
        let cookie = cookie::session(Some(&self.siti), &self.state.public_url);
        request.insert_header((header::COOKIE, cookie.split(';').next().unwrap().to_owned()))
    }

    fn address(&self) -> String {
        format!("/test/{}/post", self.slug)
    }

    /// Fields of a form that are right but for `change`.
    fn fields(&self, change: &str) -> String {
        format!("input.party={}&input.text.id=Mencari+mitra&input.text.en=&{change}", self.slug)
    }

    async fn posted(&self) -> String {
        let fields = self.fields("input.contact=ki%40bandung.go.id");
        let done = self.ask(self.signed_in(post(&self.address(), &fields))).await;
        assert_eq!(done.status, 303, "{}", done.body);
        done.header("location").to_owned()
    }
}

#[actix_web::test]
async fn an_act_that_was_done_leads_on() {
    let world = world().await;
    let shown = world.ask(get(&world.address(), "id")).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert!(shown.body.contains("<h1>Kota Bandung</h1>") && !shown.body.contains("role=\"alert\""), "{}", shown.body);
    let place = world.posted().await;
    assert!(place.starts_with("/test/posting/") && place.len() > "/test/posting/".len(), "{place}");
    let there = world.ask(get(&place, "id")).await;
    assert!(there.body.contains("now: ki@bandung.go.id"), "{}", there.body);
}

#[actix_web::test]
async fn a_refusal_stands_at_its_field_and_what_was_typed_stays() {
    let world = world().await;
    for (change, field, text) in [
        // What the rule of the act says.
        ("input.contact=&input.openUntil=2099-01-01", "input.contact", "input.contact-error"),
        // What cannot be read at all.
        ("input.contact=ki&input.openUntil=soon", "input.openUntil", "3 11 2026"),
    ] {
        let refused = world.ask(world.signed_in(post(&world.address(), &world.fields(change)))).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        for part in [
            "<title>Error: ",
            "role=\"alert\"",
            &format!("<a href=\"#{field}\">"),
            &format!("id=\"{field}-error\""),
            "value=\"Mencari mitra\"",
            text,
        ] {
            assert!(refused.body.contains(part), "{change}: {part}\n{}", refused.body);
        }
    }
}

#[actix_web::test]
async fn whoever_must_sign_in_first_keeps_what_was_typed() {
    let world = world().await;
    let fields = world.fields("input.contact=%22%3E&ownPassword=rahasia");
    let stranger = world.ask(post(&world.address(), &fields)).await;
    let stale = post(&world.address(), &fields).insert_header((header::COOKIE, "kembar=kbs_gone"));
    let stale = world.ask(stale).await;
    assert!(stale.header("set-cookie").starts_with("kembar=; "), "{:?}", stale.headers);
    for reply in [stranger, stale] {
        assert_eq!(reply.status, 401, "{}", reply.body);
        assert!(reply.body.contains("name=\"input.text.id\" value=\"Mencari mitra\""), "{}", reply.body);
        assert!(reply.body.contains("name=\"input.contact\" value=\"&quot;&gt;\""), "{}", reply.body);
        assert!(!reply.body.contains("rahasia"), "{}", reply.body);
    }
}

#[actix_web::test]
async fn a_record_that_changed_meanwhile_is_shown_as_it_is_now() {
    let world = world().await;
    let place = world.posted().await;
    let id = place.rsplit('/').next().unwrap();
    let revise = |revision: &str, contact: &str| {
        let fields = format!(
            "input.posting={id}&input.expectedRevision={revision}&input.contact={contact}&input.text.id=Mencari+mitra"
        );
        world.ask(world.signed_in(post(&place, &fields)))
    };
    let first = revise("1", "baru").await;
    assert_eq!((first.status, first.header("location")), (303, place.as_str()), "{}", first.body);
    let stale = revise("1", "lain").await;
    assert_eq!(stale.status, 409, "{}", stale.body);
    assert!(stale.body.contains("now: baru") && stale.body.contains("value=\"lain\""), "{}", stale.body);
    assert!(stale.body.contains("name=\"input.expectedRevision\" value=\"2\""), "{}", stale.body);
    // One that is refused for another reason does not learn of a revision that its reader has not seen.
    let refused = revise("1", "").await;
    assert!([409, 422].contains(&refused.status), "{}", refused.body);
    if refused.status == 422 {
        assert!(refused.body.contains("name=\"input.expectedRevision\" value=\"1\""), "{}", refused.body);
    }
}

#[actix_web::test]
async fn a_form_from_another_site_changes_nothing_and_is_not_offered_again() {
    let world = world().await;
    let fields = world.fields("input.contact=jahat");
    for origin in ["https://jahat.example", "https://127.0.0.1:8080", "null"] {
        let request = post(&world.address(), &fields).insert_header((header::ORIGIN, origin));
        let refused = world.ask(world.signed_in(request)).await;
        assert_eq!(refused.status, 403, "{origin}");
        assert!(!refused.body.contains("jahat") && !refused.body.contains("<form method"), "{}", refused.body);
    }
}

#[actix_web::test]
async fn a_form_is_sent_as_one_and_not_too_long() {
    let world = world().await;
    let sent = |fields: &str| world.signed_in(post(&world.address(), fields));
    let json = sent("{}").insert_header((header::CONTENT_TYPE, "application/json"));
    assert_eq!(world.ask(json).await.status, 415);
    let long = world.fields(&"x".repeat(crate::pages::form::LONGEST_FORM));
    assert_eq!(world.ask(sent(&long)).await.status, 413);
    let odd = world.ask(sent("%ff=%00&input=1&input.text.id.x=1&input.nothing=1")).await;
    assert_eq!(odd.status, 422, "{}", odd.body);
}
