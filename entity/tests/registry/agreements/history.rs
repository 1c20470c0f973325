//! What was known of agreements on a day, whatever became of them later.

use super::*;
use chrono::Duration;
use entity::agreement::{
    classification::{act::classify_agreement, record::SmartDimension},
    history::{
        find::{AsOf, ORDER, count_known, cursor, known},
        rule::Known,
    },
    initiative::act::{Letter, RegisterInitiative, register_initiative},
    progress::act::{TakeStep, take_step, turn_due},
    record::Channel,
    route::record::AgreementAct,
    terms::{act::change_terms, rule::Terms},
};
use std::collections::BTreeMap;

on_both_databases!(
    a_day_knows_what_was_recorded_by_then,
    what_is_hidden_was_never_known,
    what_is_known_today_is_what_is_stored,
    the_past_is_walked_page_by_page,
    only_days_that_were_are_asked_about,
);

async fn all_known(test: &TestRegistry, caller: &Caller, on: &str, party: Option<Uuid>) -> Vec<Known> {
    let as_of = AsOf::new(&test.registry, day(on), party).unwrap();
    let found = known(&test.registry, caller, &as_of, &Page::first(100)).await.unwrap();
    assert_eq!(count_known(&test.registry, caller, &as_of).await.unwrap(), found.rows.len() as u64);
    found.rows
}

fn only(known: &[Known]) -> (Stage, i32, &str, bool) {
    assert_eq!(known.len(), 1);
    let one = &known[0];
    (one.said.stage, one.said.revision, &one.act, one.in_force)
}

async fn a_day_knows_what_was_recorded_by_then(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let ends = RegisterLegacyAgreement { expires_on: date("2026-12-01"), ..memorandum(&[bandung, suwon]) };
    let id = enter(&test, ends).await.id;
    let system = Caller::system();
    // One second before midnight in Jakarta, and midnight.
    test.clock.advance(day("2026-11-23").and_hms_opt(16, 59, 59).unwrap().and_utc() - test.registry.now());
    classify_agreement(&test.registry, &system, id, 1, &BTreeSet::from([SmartDimension::Living])).await.unwrap();
    test.clock.advance(Duration::seconds(1));
    classify_agreement(&test.registry, &system, id, 2, &BTreeSet::new()).await.unwrap();
    test.clock.advance(Duration::days(10));
    turn_due(&test.registry).await.unwrap();
    let on = async |day| all_known(&test, &stranger(), day, None).await;
    assert!(on("2026-11-20").await.is_empty(), "nobody knew of it yet");
    assert_eq!(only(&on("2026-11-21").await), (Stage::InForce, 1, "registerLegacyAgreement", true));
    assert_eq!(only(&on("2026-11-22").await).1, 1);
    assert_eq!(only(&on("2026-11-23").await).1, 2);
    let known_then = on("2026-11-24").await;
    assert_eq!(only(&known_then), (Stage::InForce, 3, "classifyAgreement", true));
    assert_eq!(
        only(&on("2026-12-02").await),
        (Stage::InForce, 3, "classifyAgreement", false),
        "it had ended unnoticed"
    );
    assert_eq!(only(&on("2026-12-04").await).0, Stage::Expired);
    // What comes later does not change what was known.
    test.clock.advance(Duration::days(400));
    let longer = |terms: &mut Terms| terms.expires_on = date("2030");
    change_terms(&test.registry, &system, id, None, longer).await.unwrap();
    assert_eq!(on("2026-11-24").await, known_then);
    assert_eq!(on("2028-01-08").await[0].said.expires_on, date("2030"));
    assert_eq!(known_then[0].said.parties, [bandung, suwon]);
    for (party, expected) in [(bandung, 1), (suwon, 1), (bogor, 0), (Uuid::from_u128(404), 0)] {
        assert_eq!(all_known(&test, &stranger(), "2026-11-24", Some(party)).await.len(), expected);
    }
}

async fn what_is_hidden_was_never_known(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    for (year, visibility) in [
        ("2001", Visibility::Public),
        ("2002", Visibility::Parties),
        ("2003", Visibility::Own),
        ("2004", Visibility::Restricted),
    ] {
        let input = RegisterLegacyAgreement { visibility, signed_on: date(year), ..memorandum(&[bandung, suwon]) };
        enter(&test, input).await;
    }
    for (viewer, sees) in [
        (stranger(), 1),
        (who(Role::OrgAdmin, Some(bogor)), 1),
        (who(Role::PartnerReader, Some(suwon)), 2),
        (who(Role::Observer, Some(bandung)), 3),
        (who(Role::NationalReviewer, None), 4),
    ] {
        assert_eq!(all_known(&test, &viewer, "2026-11-21", None).await.len(), sees, "{viewer:?}");
        assert_eq!(all_known(&test, &viewer, "2026-11-21", Some(suwon)).await.len(), sees, "{viewer:?}");
    }
}

/// Agreements that were entered, begun, changed, put on hold, withdrawn, renewed by themselves and ended by the clock.
async fn what_is_known_today_is_what_is_stored(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let system = Caller::system();
    for (signed, expires, kind) in [
        ("2001", "2030", None),
        ("2002-05", "2027-01-15", Some(TermKind::Fixed)),
        ("2003-05-06", "2027-01-15", Some(TermKind::AutoRenew)),
        ("2004", "2010", Some(TermKind::Fixed)),
    ] {
        let input = RegisterLegacyAgreement {
            signed_on: date(signed),
            expires_on: date(expires),
            term_kind: kind,
            ..memorandum(&[bandung, suwon])
        };
        let id = enter(&test, input).await.id;
        let dimensions = BTreeSet::from([SmartDimension::Society]);
        classify_agreement(&test.registry, &system, id, 1, &dimensions).await.unwrap();
    }
    for (nth, partner) in [suwon, bogor].into_iter().enumerate() {
        let id = begin(&test, [bandung, partner]).await;
        take(&test, id, AgreementAct::PutOnHold).await;
        if nth == 0 {
            take(&test, id, AgreementAct::Resume).await;
            change_terms(&test.registry, &system, id, None, |terms| terms.term_months = Some(24)).await.unwrap();
            take(&test, id, AgreementAct::Withdraw).await;
        }
    }
    test.clock.advance(Duration::days(90));
    turn_due(&test.registry).await.unwrap();
    let stored: BTreeMap<Uuid, _> = agreement::Entity::find()
        .all(&test.registry.db)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.id, (row.stage, Dates::from(&row), row.class, row.scheme, row.revision)))
        .collect();
    assert_eq!(stored.len(), 6);
    let stages: BTreeSet<Stage> = stored.values().map(|one| one.0).collect();
    assert!(stages.is_superset(&BTreeSet::from([Stage::InForce, Stage::Expired, Stage::OnHold, Stage::Withdrawn])));
    let replayed: BTreeMap<Uuid, _> = all_known(&test, &system, "2027-02-19", None)
        .await
        .into_iter()
        .map(|one| {
            let said = one.said;
            (one.agreement, (said.stage, said.dates(), said.class, said.scheme, said.revision))
        })
        .collect();
    assert_eq!(replayed, stored);
}

async fn begin(test: &TestRegistry, parties: [Uuid; 2]) -> Uuid {
    let input = RegisterInitiative {
        title: LocalText::default(),
        reference_no: None,
        parties: parties.to_vec(),
        scheme: None,
        channel: Channel::OwnRegion,
        letter: Letter { issued_on: day("2026-11-02"), number: None, issuer: None },
        terms: Terms::of_class(Class::Sister),
        dimensions: BTreeSet::new(),
        visibility: Visibility::Public,
        predecessor: None,
    };
    register_initiative(&test.registry, &Caller::system(), input).await.unwrap().id
}

async fn take(test: &TestRegistry, agreement: Uuid, act: AgreementAct) {
    take_step(&test.registry, &Caller::system(), TakeStep::new(agreement, act)).await.unwrap();
}

async fn the_past_is_walked_page_by_page(test: TestRegistry) {
    let parties = bandung_and_suwon(&test).await;
    let mut ids = Vec::new();
    for year in 2001..2008 {
        let input = RegisterLegacyAgreement { signed_on: date(&year.to_string()), ..memorandum(&parties) };
        let id = enter(&test, input).await.id;
        let dimensions = BTreeSet::from([SmartDimension::Society]);
        classify_agreement(&test.registry, &Caller::system(), id, 1, &dimensions).await.unwrap();
        ids.push(id);
    }
    let as_of = AsOf::new(&test.registry, day("2026-11-21"), None).unwrap();
    for forward in [true, false] {
        let (mut walked, mut place) = (Vec::new(), None::<String>);
        loop {
            let place_of = |here: bool| place.as_deref().filter(|_| here);
            let size = |here: bool| here.then_some(3);
            let (after, before) = (place_of(forward), place_of(!forward));
            let page = Page::new(ORDER, size(forward), after, size(!forward), before).unwrap();
            let slice = known(&test.registry, &stranger(), &as_of, &page).await.unwrap();
            assert!(slice.rows.iter().all(|one| one.said.revision == 2));
            let found: Vec<Uuid> = slice.rows.iter().map(|one| one.agreement).collect();
            let (edge, more) = if forward {
                walked.extend(found);
                (slice.rows.last(), slice.has_next)
            } else {
                walked.splice(0..0, found);
                (slice.rows.first(), slice.has_previous)
            };
            place = edge.map(|one| cursor(one).encode());
            if !more {
                break;
            }
        }
        assert_eq!(walked, ids);
    }
}

async fn only_days_that_were_are_asked_about(test: TestRegistry) {
    let ask = |on: NaiveDate| AsOf::new(&test.registry, on, None);
    for (on, code) in [
        (day("2026-11-22"), "IN_THE_FUTURE"),
        (NaiveDate::MAX, "IN_THE_FUTURE"),
        (day("0999-12-31"), "OUT_OF_RANGE"),
        (NaiveDate::MIN, "OUT_OF_RANGE"),
    ] {
        assert_eq!(reasons(ask(on)), [("date".to_owned(), code)]);
    }
    assert!(ask(day("1000-01-01")).is_ok());
    assert!(all_known(&test, &stranger(), "1000-01-01", None).await.is_empty());
}
