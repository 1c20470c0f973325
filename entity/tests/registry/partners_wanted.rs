//! The board: regions post that they look for partners, and everyone reads it.

use chrono::{Duration, NaiveDate};
use entity::{
    Caller,
    agreement::record::Field,
    exchange::record::Method,
    journal::{ChangeKind, SubjectKind, changes},
    on_both_databases,
    page::Page,
    partner_wanted::{
        act::{Wish, close_partner_wanted, post_partner_wanted, revise_partner_wanted},
        find::{
            BY_POSTING, PartnerWantedFilter, count_partners_wanted, countries_of, cursor, fields_of, methods_of,
            partners_wanted,
        },
        record::partner_wanted,
        rule::{MOST_OPEN, is_open},
    },
    place::record::{Kind, party},
    policy::Role,
    testing::{TestRegistry, day, reasons, who},
    text::{Language, LocalText},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(
    a_posting_is_revised_and_closed,
    what_is_wrong_is_said_at_once,
    only_the_party_posts,
    a_party_has_twenty_open_postings_at_most,
    of_two_who_post_the_twentieth_one_is_refused,
    the_board_is_filtered,
    the_board_is_walked,
);

fn wish() -> Wish {
    Wish {
        text: LocalText::both("Mencari kota pelabuhan", "Looking for a port city"),
        countries: vec!["jp".into(), "KR".into(), " JP ".into()],
        fields: BTreeSet::from([Field::PortManagement]),
        methods: BTreeSet::from([Method::StaffExchange, Method::StudyVisit]),
        contact: "kerjasama@contoh.example".into(),
        open_until: None,
    }
}

async fn surabaya(test: &TestRegistry) -> Uuid {
    for country in ["JP", "KR"] {
        test.country(country).await;
    }
    test.party("ID", Kind::City, "Surabaya").await
}

async fn post(test: &TestRegistry, party: Uuid, wish: &Wish) -> partner_wanted::Model {
    post_partner_wanted(&test.registry, &Caller::system(), party, wish).await.unwrap()
}

fn refused(path: &str, code: &'static str) -> (String, &'static str) {
    (path.to_owned(), code)
}

async fn a_posting_is_revised_and_closed(test: TestRegistry) {
    let registry = &test.registry;
    let city = surabaya(&test).await;
    let officer = who(Role::AgreementManager, Some(city));
    let posted = post_partner_wanted(registry, &officer, city, &wish()).await.unwrap();
    assert_eq!((posted.posted_on, posted.revision), (day("2026-11-21"), 1));
    assert_eq!(countries_of(registry, &[posted.id]).await.unwrap()[&posted.id], ["JP", "KR"]);
    assert_eq!(fields_of(registry, &[posted.id]).await.unwrap()[&posted.id], [Field::PortManagement]);
    let methods = methods_of(registry, &[posted.id]).await.unwrap();
    assert_eq!(methods[&posted.id], [Method::StaffExchange, Method::StudyVisit]);
    let other = Wish {
        text: LocalText { id: None, en: Some("Looking for any city\n by the sea".into()) },
        countries: Vec::new(),
        methods: BTreeSet::new(),
        open_until: Some(day("2026-11-22")),
        ..wish()
    };
    let revise = async |revision| revise_partner_wanted(registry, &officer, posted.id, revision, &other).await;
    let revised = revise(1).await.unwrap();
    assert_eq!((revised.revision, revised.text_id.as_deref(), revised.posted_on), (2, None, posted.posted_on));
    assert_eq!(revised.text_en.as_deref(), Some("Looking for any city\nby the sea"));
    assert!(countries_of(registry, &[posted.id]).await.unwrap().is_empty());
    assert!(methods_of(registry, &[posted.id]).await.unwrap().is_empty());
    assert_eq!(reasons(revise(1).await), [refused("expectedRevision", "STALE")]);
    assert!(is_open(&revised, day("2026-11-22")) && !is_open(&revised, day("2026-11-23")));
    let close = async |revision| close_partner_wanted(registry, &officer, posted.id, revision).await;
    assert_eq!(reasons(close(1).await), [refused("expectedRevision", "STALE")]);
    let closed = close(2).await.unwrap();
    assert_eq!((closed.closed_on, closed.revision), (Some(day("2026-11-21")), 3));
    assert_eq!(reasons(close(3).await), [refused("", "WRONG_STATE")]);
    assert_eq!(reasons(revise(3).await), [refused("", "WRONG_STATE")]);
    let feed = changes(
        registry,
        &Caller::anonymous(Language::En),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(9),
    )
    .await
    .unwrap()
    .rows;
    let acts: Vec<_> = feed.iter().map(|one| (one.act.as_str(), one.change, one.subject_kind)).collect();
    let of_board = SubjectKind::PartnerWanted;
    assert_eq!(
        acts,
        [
            ("postPartnerWanted", ChangeKind::Created, of_board),
            ("revisePartnerWanted", ChangeKind::Changed, of_board),
            ("closePartnerWanted", ChangeKind::Changed, of_board),
        ]
    );
}

async fn what_is_wrong_is_said_at_once(test: TestRegistry) {
    let registry = &test.registry;
    let city = surabaya(&test).await;
    let many = Wish {
        text: LocalText { id: Some(" ".into()), en: Some("x".repeat(4_001)) },
        countries: vec!["JP".into(), "XX".into(), "J\0".into(), "Jaapan".into()],
        contact: "\n".into(),
        open_until: Some(day("2026-11-20")),
        ..wish()
    };
    let wrong = [
        refused("text.en", "TOO_LONG"),
        refused("contact", "REQUIRED"),
        refused("openUntil", "IN_THE_PAST"),
        refused("countries.1", "UNKNOWN_COUNTRY"),
        refused("countries.2", "UNKNOWN_COUNTRY"),
        refused("countries.3", "UNKNOWN_COUNTRY"),
    ];
    let system = Caller::system();
    assert_eq!(reasons(post_partner_wanted(registry, &system, city, &many).await), wrong);
    let posted = post(&test, city, &wish()).await;
    assert_eq!(reasons(revise_partner_wanted(registry, &system, posted.id, 1, &many).await), wrong);
    for (other, expected) in [
        (Wish { text: LocalText::default(), ..wish() }, refused("text", "REQUIRED")),
        (Wish { open_until: Some(NaiveDate::MAX), ..wish() }, refused("openUntil", "OUT_OF_RANGE")),
        (Wish { countries: vec!["JP".into(); 51], ..wish() }, refused("countries", "OUT_OF_RANGE")),
    ] {
        assert_eq!(reasons(post_partner_wanted(registry, &system, city, &other).await), [expected]);
    }
    let nowhere = Uuid::from_u128(404);
    assert_eq!(
        reasons(post_partner_wanted(registry, &system, nowhere, &wish()).await),
        [refused("party", "NOT_FOUND")]
    );
    let closed = close_partner_wanted(registry, &system, nowhere, 1).await;
    assert_eq!(reasons(closed), [refused("posting", "NOT_FOUND")]);
    let row = party::ActiveModel { id: Unchanged(city), autonomous: Set(false), ..Default::default() };
    row.update(&registry.db).await.unwrap();
    let dependent = post_partner_wanted(registry, &system, city, &wish()).await;
    assert_eq!(reasons(dependent), [refused("party", "NOT_AUTONOMOUS")]);
}

async fn only_the_party_posts(test: TestRegistry) {
    let registry = &test.registry;
    let city = surabaya(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let posted = post(&test, city, &wish()).await;
    for (caller, code) in [
        (Caller::anonymous(Language::En), "SIGN_IN_FIRST"),
        (who(Role::Observer, Some(city)), "NOT_ALLOWED"),
        (who(Role::DataEntry, Some(city)), "NOT_ALLOWED"),
        (who(Role::OrgAdmin, Some(bogor)), "NOT_ALLOWED"),
        (Caller { may_write: false, ..who(Role::OrgAdmin, Some(city)) }, "NOT_ALLOWED"),
    ] {
        assert_eq!(reasons(post_partner_wanted(registry, &caller, city, &wish()).await), [refused("", code)]);
        let revised = revise_partner_wanted(registry, &caller, posted.id, 1, &wish()).await;
        assert_eq!(reasons(revised), [refused("", code)]);
        assert_eq!(reasons(close_partner_wanted(registry, &caller, posted.id, 1).await), [refused("", code)]);
    }
    for role in [Role::AgreementManager, Role::Coordinator, Role::OrgAdmin] {
        for held in [Some(city), None] {
            let caller = who(role, held);
            let own = post_partner_wanted(registry, &caller, city, &wish()).await.unwrap();
            let own = revise_partner_wanted(registry, &caller, own.id, 1, &wish()).await.unwrap();
            assert_eq!(close_partner_wanted(registry, &caller, own.id, own.revision).await.unwrap().revision, 3);
        }
    }
}

async fn a_party_has_twenty_open_postings_at_most(test: TestRegistry) {
    let registry = &test.registry;
    let city = surabaya(&test).await;
    let short = Wish { open_until: Some(day("2026-11-21")), ..wish() };
    let mut first = post(&test, city, &short).await;
    for _ in 1..MOST_OPEN {
        post(&test, city, &wish()).await;
    }
    let another = async || post_partner_wanted(registry, &Caller::system(), city, &wish()).await;
    assert_eq!(reasons(another().await), [refused("", "TOO_MANY_OPEN")]);
    first = revise_partner_wanted(registry, &Caller::system(), first.id, 1, &short).await.unwrap();
    test.clock.advance(Duration::days(1));
    let last = another().await.unwrap();
    // One whose last day has passed may not come back beyond twenty.
    let back = async || revise_partner_wanted(registry, &Caller::system(), first.id, 2, &wish()).await;
    assert_eq!(reasons(back().await), [refused("", "TOO_MANY_OPEN")]);
    close_partner_wanted(registry, &Caller::system(), last.id, 1).await.unwrap();
    assert_eq!(back().await.unwrap().revision, 3);
}

async fn of_two_who_post_the_twentieth_one_is_refused(test: TestRegistry) {
    let city = surabaya(&test).await;
    for _ in 1..MOST_OPEN {
        post(&test, city, &wish()).await;
    }
    let (system, wish) = (Caller::system(), wish());
    let (one, other) = tokio::join!(
        post_partner_wanted(&test.registry, &system, city, &wish),
        post_partner_wanted(&test.registry, &system, city, &wish),
    );
    let lost = if one.is_ok() { other } else { one };
    assert_eq!(reasons(lost), [refused("", "TOO_MANY_OPEN")]);
}

async fn the_board_is_filtered(test: TestRegistry) {
    let registry = &test.registry;
    let city = surabaya(&test).await;
    let java = test.party("ID", Kind::Province, "Jawa Timur").await;
    let row = party::ActiveModel { id: Unchanged(city), parent_id: Set(Some(java)), ..Default::default() };
    row.update(&registry.db).await.unwrap();
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    post(&test, city, &wish()).await;
    post(&test, city, &Wish { countries: vec!["KR".into()], open_until: Some(day("2026-11-21")), ..wish() }).await;
    post(&test, bandung, &Wish { countries: Vec::new(), fields: BTreeSet::from([Field::Culture]), ..wish() }).await;
    let closed = post(&test, bandung, &wish()).await;
    close_partner_wanted(registry, &Caller::system(), closed.id, 1).await.unwrap();
    test.clock.advance(Duration::days(1));
    let all = PartnerWantedFilter::default;
    for (filter, expected) in [
        (all(), 4),
        (PartnerWantedFilter { open: Some(true), ..all() }, 2),
        (PartnerWantedFilter { open: Some(false), ..all() }, 2),
        (PartnerWantedFilter { country: Some("jp".into()), ..all() }, 3),
        (PartnerWantedFilter { country: Some("KR".into()), ..all() }, 4),
        (PartnerWantedFilter { country: Some("FR".into()), ..all() }, 1),
        (PartnerWantedFilter { country: Some("J\0".into()), ..all() }, 0),
        (PartnerWantedFilter { country: Some("JP".into()), open: Some(true), ..all() }, 2),
        (PartnerWantedFilter { field: Some(vec![Field::Culture, Field::Health]), ..all() }, 1),
        (PartnerWantedFilter { field: Some(Vec::new()), ..all() }, 0),
        (PartnerWantedFilter { party: Some(bandung), ..all() }, 2),
        (PartnerWantedFilter { within: Some(java), ..all() }, 2),
        (PartnerWantedFilter { within: Some(bandung), ..all() }, 2),
    ] {
        let found = partners_wanted(registry, &Caller::system(), &filter, &Page::first(9)).await.unwrap();
        assert_eq!(found.rows.len(), expected, "{filter:?}");
        let today = entity::date::legal_today(registry.now());
        assert!(filter.open.is_none_or(|open| found.rows.iter().all(|row| is_open(row, today) == open)));
        let stranger = Caller::anonymous(Language::En);
        assert_eq!(count_partners_wanted(registry, &stranger, &filter).await.unwrap(), expected as u64, "{filter:?}");
    }
}

async fn the_board_is_walked(test: TestRegistry) {
    let city = surabaya(&test).await;
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.insert(0, post(&test, city, &wish()).await.id);
    }
    let (mut walked, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = Page::new(BY_POSTING, Some(3), after.as_deref(), None, None).unwrap();
        let filter = PartnerWantedFilter::default();
        let slice = partners_wanted(&test.registry, &Caller::system(), &filter, &page).await.unwrap();
        walked.extend(slice.rows.iter().map(|row| row.id));
        after = slice.rows.last().map(|row| cursor(row).encode());
        if !slice.has_next {
            break;
        }
    }
    assert_eq!(walked, ids, "the newest first");
}
