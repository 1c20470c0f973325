//! Agreements belong to dimensions of a smart city, and are counted by them, by their documents and by their year.

use super::*;
use entity::{
    agreement::{
        classification::{act::classify_agreement, find::dimensions_of, record::SmartDimension},
        document::act::{RecordDocument, record_document},
        statistics::{count_by_dimension, count_by_document, count_parties},
    },
    journal::Change,
};
use serde_json::json;

on_both_databases!(dimensions_are_said_anew, only_the_keeper_says_them, every_group_is_a_list);

const LIVING: SmartDimension = SmartDimension::Living;
const ECONOMY: SmartDimension = SmartDimension::Economy;

async fn entries(test: &TestRegistry) -> Vec<Change> {
    let all = changes(&test.registry, &stranger(), &entity::journal::Feed::default(), &entity::page::Page::first(100))
        .await
        .unwrap()
        .rows;
    all.into_iter().filter(|entry| entry.subject_kind == SubjectKind::Agreement).collect()
}

async fn dimensions_are_said_anew(test: TestRegistry) {
    let parties = bandung_and_suwon(&test).await;
    let input = RegisterLegacyAgreement { dimensions: BTreeSet::from([LIVING]), ..memorandum(&parties) };
    let entered = enter(&test, input).await;
    assert_eq!(entries(&test).await[0].data["dimensions"], json!(["LIVING"]));
    let classify = async |revision, dimensions: &[SmartDimension]| {
        let dimensions = dimensions.iter().copied().collect();
        classify_agreement(&test.registry, &Caller::system(), entered.id, revision, &dimensions).await
    };
    assert_eq!(classify(1, &[LIVING]).await.unwrap().revision, 1, "what is said again changes nothing");
    assert_eq!(entries(&test).await.len(), 1);
    let changed = classify(1, &[ECONOMY, LIVING]).await.unwrap();
    assert_eq!((changed.revision, changed.stage), (2, entered.stage));
    let entry = entries(&test).await.pop().unwrap();
    assert_eq!(entry.act, "classifyAgreement");
    assert_eq!(entry.data["dimensions"], json!(["ECONOMY", "LIVING"]));
    assert_eq!(entry.data["stage"], json!(entered.stage));
    let said = dimensions_of(&test.registry, &[entered.id]).await.unwrap();
    assert_eq!(said[&entered.id], [ECONOMY, LIVING]);
    assert_eq!(reasons(classify(1, &[]).await), [("expectedRevision".to_owned(), "STALE")]);
    assert_eq!(classify(2, &[]).await.unwrap().revision, 3);
    assert!(dimensions_of(&test.registry, &[entered.id]).await.unwrap().is_empty());
}

async fn only_the_keeper_says_them(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let own = RegisterLegacyAgreement {
        owned_by: Some(bandung),
        visibility: Visibility::Parties,
        ..memorandum(&[bandung, suwon])
    };
    let id = enter(&test, own).await.id;
    let dimensions = BTreeSet::from([LIVING]);
    for (caller, path, code) in [
        (stranger(), "", "SIGN_IN_FIRST"),
        (who(Role::Observer, Some(bandung)), "", "NOT_ALLOWED"),
        (who(Role::OrgAdmin, Some(bandung)), "", "NOT_ALLOWED"),
        (who(Role::Coordinator, Some(suwon)), "", "NOT_ALLOWED"),
        (who(Role::DataEntry, None), "agreement", "NOT_FOUND"),
    ] {
        let refused = classify_agreement(&test.registry, &caller, id, 1, &dimensions).await;
        assert_eq!(reasons(refused), [(path.to_owned(), code)], "{caller:?}");
    }
    for (role, revision) in [(Role::DataEntry, 1), (Role::AgreementManager, 2), (Role::Coordinator, 3)] {
        let dimensions = if revision % 2 == 0 { BTreeSet::new() } else { dimensions.clone() };
        let caller = who(role, Some(bandung));
        let done = classify_agreement(&test.registry, &caller, id, revision, &dimensions).await.unwrap();
        assert_eq!(done.revision, revision + 1);
    }
}

/// A few agreements of every kind of group, with documents that not everyone may see and one that no longer counts.
async fn assorted(test: &TestRegistry) -> [Uuid; 2] {
    let [bandung, suwon] = bandung_and_suwon(test).await;
    for (nth, (signed, dimensions)) in [
        ("2018", vec![]),
        ("2018-03", vec![LIVING]),
        ("2018-12-31", vec![LIVING, ECONOMY]),
        ("2019-01-01", vec![ECONOMY]),
        ("2017-12-31", vec![SmartDimension::Governance]),
    ]
    .into_iter()
    .enumerate()
    {
        let visibility = if nth == 4 { Visibility::Parties } else { Visibility::Public };
        let input = RegisterLegacyAgreement {
            signed_on: date(signed),
            reference_no: Some(format!("{nth}/2018")),
            dimensions: dimensions.into_iter().collect(),
            visibility,
            documents: vec![document(DocumentKind::SignedText, signed), document(DocumentKind::Annex, signed)],
            ..memorandum(&[bandung, suwon])
        };
        let id = enter(test, input).await.id;
        report(test, id, Visibility::Parties).await;
        if nth < 2 {
            let void = entity::agreement::record::document::ActiveModel { void: Set(true), ..Default::default() };
            let withdrawn = report(test, id, Visibility::Public).await;
            entity::agreement::record::document::ActiveModel { id: Set(withdrawn), ..void }
                .update(&test.registry.db)
                .await
                .unwrap();
            report(test, id, Visibility::Restricted).await;
        }
    }
    let intent = RegisterLegacyAgreement {
        signed_on: None,
        documents: vec![document(DocumentKind::LetterOfIntent, "2016")],
        ..memorandum(&[bandung, suwon])
    };
    enter(test, intent).await;
    [bandung, suwon]
}

async fn report(test: &TestRegistry, agreement: Uuid, visibility: Visibility) -> Uuid {
    let parties = parts_of(&test.registry.db, &[agreement]).await.unwrap();
    let input = RecordDocument {
        agreement,
        kind: DocumentKind::Report,
        party: Some(parties[&agreement][0].1.id),
        number: None,
        issuer: None,
        issued_on: date("2026"),
        received_on: None,
        language: None,
        empowers: None,
        deviation: None,
        note: None,
        visibility,
        supersedes: None,
        cites: Vec::new(),
        signatures: Vec::new(),
    };
    record_document(&test.registry, &Caller::system(), input).await.unwrap().id
}

async fn every_group_is_a_list(test: TestRegistry) {
    let [bandung, _] = assorted(&test).await;
    let registry = &test.registry;
    let none = AgreementFilter::default;
    for (caller, all, reports) in
        [(stranger(), 5, 0), (who(Role::Observer, Some(bandung)), 6, 5), (who(Role::NationalReviewer, None), 6, 5)]
    {
        let count = async |filter| count_agreements(registry, &caller, &filter).await.unwrap();
        let counted = statistics(registry, &caller, &none()).await.unwrap();
        assert_eq!((counted.count, count(none()).await), (all, all));
        assert_eq!(counted.by_year.iter().map(|group| group.1).sum::<u64>(), all);
        for (year, expected) in counted.by_year {
            let signed = if year.is_none() { Some(false) } else { None };
            let filter = AgreementFilter { signed_in: year, signed, ..none() };
            assert_eq!(count(filter).await, expected, "{year:?}");
        }
        let dimensions = count_by_dimension(registry, &caller, &none()).await.unwrap();
        assert_eq!(dimensions.first().unwrap().1, 2);
        for (dimension, expected) in dimensions {
            let classified = if dimension.is_none() { Some(false) } else { None };
            let filter =
                AgreementFilter { dimension: dimension.map(|dimension| vec![dimension]), classified, ..none() };
            assert_eq!(count(filter).await, expected, "{dimension:?}");
        }
        let documents = count_by_document(registry, &caller, &none()).await.unwrap();
        assert_eq!(documents.iter().find(|group| group.0 == DocumentKind::Report).map_or(0, |group| group.1), reports);
        for (kind, expected) in documents {
            let filter = AgreementFilter { document: Some(vec![kind]), ..none() };
            assert_eq!(count(filter).await, expected, "{kind:?}");
        }
        let (parties, parts) = count_parties(registry, &caller, &none()).await.unwrap();
        assert!(parties <= parts && parts == all * 2);
        assert_eq!(count(AgreementFilter { signed: Some(true), ..none() }).await, all - 1);
        assert_eq!(count(AgreementFilter { classified: Some(true), ..none() }).await, all - 2);
        for nowhere in [i32::MIN, 0, 999, 9_999, i32::MAX] {
            assert_eq!(count(AgreementFilter { signed_in: Some(nowhere), ..none() }).await, 0, "{nowhere}");
        }
    }
}
