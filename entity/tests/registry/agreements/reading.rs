//! Agreements are listed, filtered and counted, as far as a reader may.

use super::*;

on_both_databases!(
    hidden_agreements_leave_no_trace,
    force_in_the_database_is_force_in_the_rule,
    lists_are_ordered_with_unknown_dates_last,
    filters_narrow_and_groups_add_up,
    a_province_has_the_agreements_of_what_lies_in_it,
);

async fn hidden_agreements_leave_no_trace(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let mut ids = Vec::new();
    for (year, visibility) in [
        ("2001", Visibility::Public),
        ("2002", Visibility::Parties),
        ("2003", Visibility::Own),
        ("2004", Visibility::Restricted),
    ] {
        let input = RegisterLegacyAgreement { visibility, signed_on: date(year), ..memorandum(&[bandung, suwon]) };
        ids.push(enter(&test, input).await.id);
    }
    let by = (AgreementOrder::SignedOn, Direction::Ascending);
    let viewers = [
        (stranger(), 1),
        (who(Role::OrgAdmin, Some(bogor)), 1),
        (who(Role::PartnerReader, Some(suwon)), 2),
        (who(Role::Observer, Some(bandung)), 3),
        (who(Role::NationalReviewer, None), 4),
        (Caller::system(), 4),
    ];
    for (viewer, sees) in viewers {
        let filter = AgreementFilter { search: Some("suwon".into()), country: Some("kr".into()), ..Default::default() };
        let listed = agreements(&test.registry, &viewer, &filter, by, &Page::first(9)).await.unwrap();
        assert_eq!(listed.rows.len(), sees, "{viewer:?}");
        assert_eq!(count_agreements(&test.registry, &viewer, &filter).await.unwrap(), sees as u64);
        assert_eq!(agreements_by_id(&test.registry, &viewer, &ids).await.unwrap().len(), sees);
        let groups = statistics(&test.registry, &viewer, &AgreementFilter::default()).await.unwrap();
        assert_eq!((groups.count, groups.by_country.len()), (sees as u64, 2));
        let of_suwon =
            agreements_of_parties(&test.registry, &viewer, &[suwon], &filter, by, &entity::page::Page::first(9))
                .await
                .unwrap();
        assert_eq!(of_suwon[&suwon].rows, listed.rows);
        let feed = changes(&test.registry, &viewer, &entity::journal::Feed::default(), &entity::page::Page::first(99))
            .await
            .unwrap()
            .rows;
        let of = |kind| feed.iter().filter(|entry| entry.subject_kind == kind).count();
        // The one that everyone sees makes a partnership; the hidden ones make none.
        assert_eq!(of(SubjectKind::Partnership), 1);
        assert_eq!((of(SubjectKind::Agreement), of(SubjectKind::Document), feed.len()), (sees, sees, 2 * sees + 1));
    }
    // A stranger to a hidden agreement who enters the same one, or follows it with another, learns nothing of it.
    let officer = who(Role::AgreementManager, Some(suwon));
    let same =
        RegisterLegacyAgreement { signed_on: date("2003"), owned_by: Some(suwon), ..memorandum(&[bandung, suwon]) };
    assert!(register_legacy_agreement(&test.registry, &officer, same.clone()).await.is_ok());
    for predecessor in [ids[3], Uuid::from_u128(404)] {
        let next = RegisterLegacyAgreement { predecessor: Some(predecessor), signed_on: date("2010"), ..same.clone() };
        let refused = register_legacy_agreement(&test.registry, &officer, next).await;
        assert_eq!(reasons(refused), [("predecessor".to_owned(), "NOT_FOUND")]);
    }
}

/// Rows with dates of every precision and absence, asked about days around each of them.
async fn force_in_the_database_is_force_in_the_rule(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let template = enter(&test, memorandum(&[bandung, suwon])).await;
    let dates =
        [None, date("2019"), date("2020"), date("2020-02"), date("2020-02-29"), date("2020-03-01"), date("2021-12")];
    let kinds = [None, Some(TermKind::Fixed), Some(TermKind::AutoRenew), Some(TermKind::OpenEnded)];
    // A small linear congruential generator: the rows are the same in every run.
    let mut state = 20_261_121_u64;
    let mut draw = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % most
    };
    let mut rows = Vec::new();
    for n in 0..200 {
        let row = agreement::Model {
            id: Uuid::from_u128(1_000 + n),
            signed_on: dates[draw(7)],
            in_force_on: dates[draw(7)],
            expires_on: dates[draw(7)],
            terminated_on: dates[draw(7)],
            term_kind: kinds[draw(4)],
            ..template.clone()
        };
        rows.push(row);
    }
    let stored = rows.iter().map(|row| agreement::ActiveModel::from(row.clone()).reset_all());
    agreement::Entity::insert_many(stored).exec_without_returning(&test.registry.db).await.unwrap();
    let days = [
        "0001-01-01",
        "2018-12-31",
        "2019-01-01",
        "2019-12-31",
        "2020-01-01",
        "2020-01-31",
        "2020-02-01",
        "2020-02-28",
        "2020-02-29",
        "2020-03-01",
        "2020-03-02",
        "2020-12-31",
        "2021-01-01",
        "2021-12-01",
        "2021-12-31",
        "2022-01-01",
        "9999-12-31",
        "+20000-01-01",
        "-5000-01-01",
    ];
    for on in days.map(day) {
        let expected = rows.iter().filter(|row| Dates::from(*row).in_force_on(on)).count();
        let expected = expected + usize::from(Dates::from(&template).in_force_on(on));
        let filter = AgreementFilter { in_force_on: Some(on), ..AgreementFilter::default() };
        assert_eq!(count(&test.registry, &filter).await, expected as u64, "{on}");
        let early = |date: Option<PartialDate>| date.map(PartialDate::earliest);
        let before = AgreementFilter { expires_before: Some(on), ..AgreementFilter::default() };
        let expected = rows.iter().filter(|row| early(row.expires_on).is_some_and(|first| first < on)).count();
        assert_eq!(count(&test.registry, &before).await, expected as u64, "before {on}");
        let from = AgreementFilter { expires_from: Some(on), ..AgreementFilter::default() };
        let expected = rows.iter().filter(|row| early(row.expires_on).is_some_and(|first| first >= on)).count();
        assert_eq!(count(&test.registry, &from).await, expected as u64, "from {on}");
    }
}

async fn lists_are_ordered_with_unknown_dates_last(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    for (signed, expires) in [("2001", "2030"), ("2002", ""), ("2003", "2029-05"), ("2004", ""), ("2005", "2029-05-02")]
    {
        let expires_on = (!expires.is_empty()).then(|| expires.parse().unwrap());
        enter(&test, RegisterLegacyAgreement { signed_on: date(signed), expires_on, ..memorandum(&[bandung, suwon]) })
            .await;
    }
    let filter = AgreementFilter::default();
    for (order, direction, expected) in [
        (AgreementOrder::ExpiresOn, Direction::Ascending, ["2003", "2005", "2001", "2002", "2004"]),
        (AgreementOrder::ExpiresOn, Direction::Descending, ["2004", "2002", "2001", "2005", "2003"]),
        (AgreementOrder::SignedOn, Direction::Descending, ["2005", "2004", "2003", "2002", "2001"]),
        (AgreementOrder::Created, Direction::Ascending, ["2001", "2002", "2003", "2004", "2005"]),
    ] {
        let (mut walked, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = Page::new(order.list_order(), Some(2), after.as_deref(), None, None).unwrap();
            let slice = agreements(&test.registry, &stranger(), &filter, (order, direction), &page).await.unwrap();
            walked.extend(slice.rows.iter().map(|row| row.signed_on.unwrap().to_string()));
            after = slice.rows.last().map(|row| cursor(order, row).encode());
            if !slice.has_next {
                break;
            }
        }
        assert_eq!(walked, expected, "{order:?} {direction:?}");
        let lists = agreements_of_parties(
            &test.registry,
            &stranger(),
            &[suwon, bandung],
            &filter,
            (order, direction),
            &entity::page::Page::first(3),
        )
        .await
        .unwrap();
        for party in [suwon, bandung] {
            let years: Vec<_> = lists[&party].rows.iter().map(|row| row.signed_on.unwrap().to_string()).collect();
            assert_eq!(
                (years, lists[&party].has_next),
                (expected[..3].iter().map(|year| (*year).to_owned()).collect(), true)
            );
        }
    }
}

async fn filters_narrow_and_groups_add_up(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let java = test.party("ID", Kind::Province, "Jawa Barat").await;
    let osaka = test.party("JP", Kind::Prefecture, "Ōsaka").await;
    let iowa = test.party("US", Kind::State, "Iowa").await;
    enter(&test, RegisterLegacyAgreement { fields: vec![Field::WasteManagement], ..memorandum(&[bandung, suwon]) })
        .await;
    let lapsed = RegisterLegacyAgreement {
        term_kind: Some(TermKind::Fixed),
        expires_on: date("2020"),
        class: Class::Friendship,
        reference_no: Some("KS-77".into()),
        ..memorandum(&[java, osaka])
    };
    enter(&test, lapsed).await;
    enter(&test, memorandum(&[osaka, iowa])).await;
    enter(&test, memorandum(&[bandung, java])).await;
    let all = AgreementFilter::default;
    let cases = [
        (AgreementFilter { stage: Some(vec![Stage::Expired]), ..all() }, 1),
        (AgreementFilter { stage: Some(Vec::new()), ..all() }, 0),
        (AgreementFilter { class: Some(vec![Class::Friendship]), ..all() }, 1),
        (AgreementFilter { scheme: Some(vec![Scheme::ForeignForeign, Scheme::KsddDomestic]), ..all() }, 2),
        (AgreementFilter { scheme: Some(vec![Scheme::KsdplSisterProvince]), ..all() }, 1),
        (AgreementFilter { field: Some(vec![Field::WasteManagement, Field::Health]), ..all() }, 1),
        (AgreementFilter { term_kind: Some(vec![TermKind::Fixed]), ..all() }, 1),
        (AgreementFilter { party: vec![osaka], ..all() }, 2),
        (AgreementFilter { country: Some("id".into()), ..all() }, 3),
        (AgreementFilter { country: Some("J\u{0}".into()), ..all() }, 0),
        (AgreementFilter { search: Some("osaka iowa".into()), ..all() }, 1),
        (AgreementFilter { search: Some("sampah".into()), ..all() }, 1),
        (AgreementFilter { search: Some("waste".into()), ..all() }, 1),
        (AgreementFilter { search: Some("nota kesepah".into()), ..all() }, 4),
        (AgreementFilter { search: Some("ks 77".into()), ..all() }, 1),
        (AgreementFilter { search: Some("' or 1=1 --\u{0}".into()), ..all() }, 0),
    ];
    for (filter, expected) in cases {
        assert_eq!(count(&test.registry, &filter).await, expected, "{filter:?}");
        let groups = statistics(&test.registry, &stranger(), &filter).await.unwrap();
        assert_eq!(groups.count, expected, "{filter:?}");
    }
    let groups = statistics(&test.registry, &stranger(), &all()).await.unwrap();
    assert_eq!(groups.by_stage, [(Stage::InForce, 3), (Stage::Expired, 1)]);
    assert_eq!(groups.by_country, [("ID", 3), ("JP", 2), ("KR", 1), ("US", 1)].map(|(code, n)| (code.to_owned(), n)));
    for (country, expected) in groups.by_country {
        assert_eq!(count(&test.registry, &AgreementFilter { country: Some(country), ..all() }).await, expected);
    }
    for (stage, expected) in groups.by_stage {
        assert_eq!(count(&test.registry, &AgreementFilter { stage: Some(vec![stage]), ..all() }).await, expected);
    }
}

async fn a_province_has_the_agreements_of_what_lies_in_it(test: TestRegistry) {
    let java = test.party("ID", Kind::Province, "Jawa Barat").await;
    let bali = test.party("ID", Kind::Province, "Bali").await;
    let bandung = inside(&test, "Bandung", java).await;
    let cimahi = inside(&test, "Cimahi", java).await;
    let ward = inside(&test, "Cicendo", bandung).await;
    let osaka = test.party("JP", Kind::City, "Ōsaka").await;
    for parties in [[java, osaka], [bandung, osaka], [ward, osaka], [bandung, cimahi], [bali, osaka]] {
        enter(&test, memorandum(&parties)).await;
    }
    let hidden = RegisterLegacyAgreement { visibility: Visibility::Restricted, ..memorandum(&[bandung, bali]) };
    enter(&test, hidden).await;
    let within = |region| AgreementFilter { within: Some(region), ..AgreementFilter::default() };
    for (region, expected) in [(java, 4), (bandung, 3), (ward, 1), (bali, 1), (osaka, 4), (Uuid::nil(), 0)] {
        assert_eq!(count(&test.registry, &within(region)).await, expected);
        let by = (AgreementOrder::Created, Direction::Ascending);
        let listed = agreements(&test.registry, &stranger(), &within(region), by, &Page::first(9)).await.unwrap();
        assert_eq!(listed.rows.len() as u64, expected);
        assert_eq!(statistics(&test.registry, &stranger(), &within(region)).await.unwrap().count, expected);
    }
    let both = AgreementFilter { country: Some("JP".into()), ..within(java) };
    assert_eq!(count(&test.registry, &both).await, 3);
    // Two regions that lie in each other, by mistake, are still found once.
    lay_in(&test, java, bandung).await;
    assert_eq!(count(&test.registry, &within(java)).await, 4);
}

/// A region within another one.
async fn inside(test: &TestRegistry, name: &str, whole: Uuid) -> Uuid {
    let region = test.party("ID", Kind::City, name).await;
    lay_in(test, region, whole).await;
    region
}

async fn lay_in(test: &TestRegistry, region: Uuid, whole: Uuid) {
    let row = party::ActiveModel { id: Set(region), parent_id: Set(Some(whole)), ..Default::default() };
    row.update(&test.registry.db).await.unwrap();
}
