//! Regions and institutions that people enter and mend by hand.

use entity::{
    Caller, Error, Reason,
    journal::changes,
    on_both_databases,
    place::{
        entry::{
            act::{add_party, amend_party, confirm_party},
            rule::{Facts, OtherName},
        },
        find::{self, PartyFilter},
        record::{Kind, NameKind, Nature, party},
    },
    policy::{Membership, Role},
    testing::{TestRegistry, day, who},
};
use uuid::Uuid;

on_both_databases!(
    a_region_abroad_is_entered_with_all_that_is_said_of_it,
    what_may_be_the_same_is_offered_and_entered_if_it_is_not,
    everything_that_cannot_be_is_refused_at_once,
    its_people_and_those_who_entered_it_mend_it,
    a_new_code_takes_the_place_of_the_old_one,
    what_the_law_hangs_on_is_not_changed_by_who_gains_by_it,
    what_a_decree_says_is_not_changed_by_hand,
    only_who_keeps_the_registry_confirms_a_new_party,
    what_a_confirmed_party_is_called_changes_who_keeps_the_registry,
    nobody_becomes_another_step_by_step,
    of_two_who_enter_one_place_the_second_is_shown_the_first,
);

/// Bandung, in a world with Korea.
async fn bandung(test: &TestRegistry) -> Uuid {
    test.country("KR").await;
    test.party("ID", Kind::City, "Bandung").await
}

fn suwon() -> Facts {
    Facts {
        name: Some("Suwon".into()),
        kind: Some(Kind::City),
        country: Some("kr".into()),
        source: "suwon.go.kr".into(),
        as_of: day("2026-01-31"),
        ..Facts::default()
    }
}

fn university(name: &str) -> Facts {
    Facts { name: Some(name.into()), kind: Some(Kind::University), ..suwon() }
}

/// Staff of a city.
fn staff(party: Uuid) -> Caller {
    who(Role::AgreementManager, Some(party))
}

async fn enter(test: &TestRegistry, caller: &Caller, facts: &Facts) -> Result<party::Model, Error> {
    add_party(&test.registry, caller, Nature::Region, facts, &[]).await
}

/// Why something was refused: each reason with its field.
fn refusals<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<(&'static str, String)> {
    match result {
        Err(Error::Refused(refused)) => refused.iter().map(|one| (one.reason.code(), one.path.join("."))).collect(),
        other => panic!("refused: {other:?}"),
    }
}

/// Whom a refusal offers as possibly the same.
fn offered<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<Uuid> {
    match result {
        Err(Error::Refused(refused)) => match refused.as_slice() {
            [one] => match &one.reason {
                Reason::LooksLike { parties, .. } => parties.clone(),
                other => panic!("something is offered: {other:?}"),
            },
            several => panic!("one refusal: {several:?}"),
        },
        other => panic!("refused: {other:?}"),
    }
}

async fn a_region_abroad_is_entered_with_all_that_is_said_of_it(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let gyeonggi = test.party("KR", Kind::Province, "Gyeonggi").await;
    let facts = Facts {
        parent: Some(gyeonggi),
        names: vec![OtherName { language: "KO".into(), name: "수원시".into(), kind: NameKind::Official }],
        codes: vec![("wikidata".into(), "https://www.wikidata.org/wiki/q20934".into())],
        point: Some((37.29, 127.01)),
        population: Some(1_190_000),
        population_as_of: Some("2024".parse().unwrap()),
        area_km2: Some(121.0),
        website: Some("https://www.suwon.go.kr".into()),
        ..suwon()
    };
    let made = enter(&test, &staff(bandung), &facts).await.unwrap();
    assert_eq!((made.slug.as_str(), made.country_code.as_deref()), ("kr-suwon", Some("KR")));
    assert_eq!(made.time_zone.as_deref(), Some("Asia/Seoul"), "from its coordinates");
    assert_eq!((made.parent_id, made.keeper_id, made.revision), (Some(gyeonggi), Some(bandung), 1));
    let found = find::party_by_code(&test.registry, "wikidata", "Q20934").await.unwrap().unwrap();
    assert_eq!(found.id, made.id);
    for search in ["suwon", "수원시", "q20934"] {
        let filter = PartyFilter { search: Some(search.into()), ..PartyFilter::default() };
        assert_eq!(find::count_parties(&test.registry, &Caller::system(), &filter).await.unwrap(), 1, "{search}");
    }
    let feed = changes(
        &test.registry,
        &Caller::anonymous(entity::text::Language::En),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(10),
    )
    .await
    .unwrap();
    assert_eq!((feed.rows[0].act.as_str(), feed.rows[0].subject_id), ("addRegion", made.id));
}

async fn what_may_be_the_same_is_offered_and_entered_if_it_is_not(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let caller = staff(bandung);
    let first = enter(&test, &caller, &suwon()).await.unwrap();
    for name in ["Suwon", "SUWON City", "Suwon Municipality", "Suwonn"] {
        let again = Facts { name: Some(name.into()), ..suwon() };
        assert_eq!(offered(enter(&test, &caller, &again).await), [first.id], "{name}");
    }
    let silent = add_party(&test.registry, &caller, Nature::Region, &suwon(), &[first.id]).await;
    assert_eq!(refusals(silent), [("REQUIRED", "otherThanReason".to_owned())], "it is said why it is another");
    let other = Facts { told_apart_by: Some("a namesake in the north".into()), ..suwon() };
    let second = add_party(&test.registry, &caller, Nature::Region, &other, &[first.id]).await.unwrap();
    assert_eq!(second.slug, "kr-suwon-2");
    assert_eq!(offered(enter(&test, &caller, &suwon()).await).len(), 2, "both are offered now");
    for other in [Facts { country: Some("ID".into()), ..university("Suwon") }, university("Universitas Suwon")] {
        add_party(&test.registry, &caller, Nature::Institution, &other, &[]).await.unwrap();
    }
    let same = add_party(&test.registry, &caller, Nature::Institution, &university("Suwon University"), &[]).await;
    assert_eq!(offered(same).len(), 1, "the one of Korea");
}

async fn everything_that_cannot_be_is_refused_at_once(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let caller = staff(bandung);
    let wrong = Facts {
        name: Some("\u{200b} -".into()),
        country: Some("Korea".into()),
        kind: Some(Kind::University),
        codes: vec![("wikidata".into(), "20934".into()), ("kemendagri".into(), "32.73".into())],
        names: vec![OtherName { language: "Korean".into(), name: " ".into(), kind: NameKind::Official }],
        point: Some((127.01, 37.29)),
        time_zone: Some("KST".into()),
        website: Some("suwon".into()),
        population: Some(-1),
        source: " ".into(),
        as_of: day("2027-01-01"),
        ..suwon()
    };
    let expected = [
        ("REQUIRED", "source"),
        ("IN_THE_FUTURE", "asOf"),
        ("MALFORMED", "names.0.language"),
        ("REQUIRED", "names.0.name"),
        ("MALFORMED", "codes.0.value"),
        ("BY_DECREE", "codes.1.scheme"),
        ("REQUIRED", "name"),
        ("OUT_OF_RANGE", "coordinates.latitude"),
        ("OUT_OF_RANGE", "population"),
        ("MALFORMED", "website"),
        ("UNKNOWN_TIME_ZONE", "timeZone"),
        ("KIND_OF_OTHERS", "kind"),
        ("UNKNOWN_COUNTRY", "country"),
    ];
    let expected = expected.map(|(code, path)| (code, path.to_owned()));
    assert_eq!(refusals(enter(&test, &caller, &wrong).await), expected);
    for (facts, refused) in [
        (Facts { point: Some((-6.9, 107.6)), ..suwon() }, ("OUTSIDE_COUNTRY", "coordinates")),
        (Facts { parent: Some(bandung), ..suwon() }, ("NOT_WITHIN", "parent")),
        (Facts { parent: Some(Uuid::from_u128(404)), ..suwon() }, ("NOT_FOUND", "parent")),
        (Facts { country: Some("ID".into()), ..suwon() }, ("BY_DECREE", "country")),
    ] {
        assert_eq!(refusals(enter(&test, &caller, &facts).await), [(refused.0, refused.1.to_owned())]);
    }
    let reader = who(Role::Observer, Some(bandung));
    assert_eq!(refusals(enter(&test, &reader, &suwon()).await), [("NOT_ALLOWED", String::new())]);
}

async fn its_people_and_those_who_entered_it_mend_it(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let made = enter(&test, &staff(bandung), &suwon()).await.unwrap();
    let said = Facts {
        website: Some("https://www.suwon.go.kr".into()),
        source: "Surat".into(),
        as_of: day("2026-02-01"),
        ..Facts::default()
    };
    let mend =
        async |caller: &Caller, revision| amend_party(&test.registry, caller, (made.id, revision), &said, &[]).await;
    assert_eq!(refusals(mend(&staff(bogor), 1).await), [("NOT_ALLOWED", String::new())]);
    assert_eq!(mend(&staff(bandung), 1).await.unwrap().source, "suwon.go.kr; Surat");
    assert_eq!(refusals(mend(&staff(made.id), 1).await), [("STALE", "expectedRevision".to_owned())]);
    let mended = mend(&staff(made.id), 2).await.unwrap();
    assert_eq!((mended.revision, mended.name.as_str(), mended.as_of), (3, "Suwon", day("2026-02-01")));
    assert_eq!(mended.website.as_deref(), Some("https://www.suwon.go.kr"));
    let both = Caller {
        memberships: [bandung, bogor].map(|party| Membership { role: Role::Coordinator, party: Some(party) }).into(),
        ..staff(bandung)
    };
    let other = Facts { name: Some("Seoul".into()), ..suwon() };
    assert_eq!(enter(&test, &both, &other).await.unwrap().keeper_id, None, "of two organisations neither keeps it");
}

async fn what_the_law_hangs_on_is_not_changed_by_who_gains_by_it(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let made = enter(&test, &staff(bandung), &suwon()).await.unwrap();
    test.country("AU").await;
    let elsewhere = Facts { country: Some("AU".into()), kind: Some(Kind::Province), ..suwon() };
    for caller in [staff(bandung), staff(made.id)] {
        let refused = amend_party(&test.registry, &caller, (made.id, 1), &elsewhere, &[]).await;
        assert_eq!(refusals(refused), ["country", "kind"].map(|path| ("LAW_HANGS_ON_IT", path.to_owned())));
    }
    let mended = amend_party(&test.registry, &Caller::system(), (made.id, 1), &elsewhere, &[]).await.unwrap();
    assert_eq!((mended.country_code.as_deref(), mended.kind), (Some("AU"), Kind::Province));
}

async fn only_who_keeps_the_registry_confirms_a_new_party(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let made = enter(&test, &staff(bandung), &suwon()).await.unwrap();
    assert!(made.unconfirmed_since.is_some());
    let confirm = async |caller: &Caller, revision| confirm_party(&test.registry, caller, (made.id, revision)).await;
    for caller in [staff(bandung), who(Role::OrgAdmin, Some(bandung)), who(Role::OrgAdmin, Some(made.id))] {
        assert_eq!(refusals(confirm(&caller, 1).await), [("NOT_ALLOWED", String::new())]);
    }
    let waiting = PartyFilter { unconfirmed: Some(true), ..PartyFilter::default() };
    assert_eq!(find::count_parties(&test.registry, &Caller::system(), &waiting).await.unwrap(), 1);
    let national = who(Role::NationalReviewer, None);
    assert_eq!(refusals(confirm(&national, 2).await), [("STALE", "expectedRevision".to_owned())]);
    let confirmed = confirm(&national, 1).await.unwrap();
    assert_eq!((confirmed.unconfirmed_since, confirmed.revision), (None, 2));
    assert_eq!(confirm(&national, 2).await.unwrap().revision, 2, "once");
    let by_them = Facts { name: Some("Seoul".into()), ..suwon() };
    assert_eq!(enter(&test, &national, &by_them).await.unwrap().unconfirmed_since, None);
}

async fn what_a_confirmed_party_is_called_changes_who_keeps_the_registry(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let made = enter(&test, &staff(bandung), &suwon()).await.unwrap();
    let renamed = |name: &str| Facts { name: Some(name.into()), kind: None, country: None, ..suwon() };
    let mend = async |caller: &Caller, revision, facts: Facts| {
        amend_party(&test.registry, caller, (made.id, revision), &facts, &[]).await
    };
    mend(&staff(bandung), 1, renamed("Suwon-si")).await.unwrap();
    confirm_party(&test.registry, &Caller::system(), (made.id, 2)).await.unwrap();
    let named = |kind| OtherName { language: "ko".into(), name: "수원시".into(), kind };
    let other = Facts {
        names: vec![named(NameKind::Official)],
        codes: vec![("wikidata".into(), "Q42".into())],
        name_en: Some("Incheon".into()),
        ..renamed("Busan")
    };
    let paths = ["name", "nameEn", "names", "codes"].map(|path| ("KNOWN_BY_IT", path.to_owned()));
    assert_eq!(refusals(mend(&staff(made.id), 3, other.clone()).await), paths);
    let described = Facts { name: None, names: vec![named(NameKind::Alternative)], ..renamed("") };
    assert_eq!(refusals(mend(&staff(bandung), 3, described.clone()).await), [("NOT_ALLOWED", String::new())]);
    mend(&staff(made.id), 3, described).await.unwrap();
    assert_eq!(mend(&Caller::system(), 4, other).await.unwrap().name, "Busan");
}

async fn nobody_becomes_another_step_by_step(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let surabaya = test.party("ID", Kind::City, "Surabaya").await;
    let said = || Facts { source: "iseng".into(), as_of: day("2026-01-31"), ..Facts::default() };
    let mend = async |facts: Facts| amend_party(&test.registry, &staff(surabaya), (surabaya, 1), &facts, &[]).await;
    let code = Facts { codes: vec![("iso3166-2".into(), "ID-JB".into())], ..said() };
    assert_eq!(refusals(mend(code).await), [("KNOWN_BY_IT", "codes".to_owned())]);
    let english = Facts { name_en: Some("Bandung".into()), ..said() };
    assert_eq!(refusals(mend(english).await), [("KNOWN_BY_IT", "nameEn".to_owned())]);
    let alias = OtherName { language: "id".into(), name: "BANDUNG".into(), kind: NameKind::Alternative };
    let alias = || Facts { names: vec![alias.clone()], ..said() };
    assert_eq!(offered(mend(alias()).await), [bandung]);
    let told_apart = Facts { told_apart_by: Some("so the elders call it".into()), ..alias() };
    assert_eq!(offered(mend(told_apart.clone()).await), [bandung], "it is said of which");
    amend_party(&test.registry, &staff(surabaya), (surabaya, 1), &told_apart, &[bandung]).await.unwrap();
}

async fn a_new_code_takes_the_place_of_the_old_one(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let having = |value: &str| Facts { codes: vec![("wikidata".into(), value.into())], ..suwon() };
    let made = enter(&test, &staff(bandung), &having("Q1")).await.unwrap();
    let other = Facts { name: Some("Seoul".into()), ..having("Q1") };
    assert_eq!(refusals(enter(&test, &staff(bandung), &other).await), [("ALREADY_THERE", "codes.0".to_owned())]);
    let anew = Facts { name: None, ..having("Q20934") };
    amend_party(&test.registry, &staff(bandung), (made.id, 1), &anew, &[]).await.unwrap();
    for code in ["Q1", "Q20934"] {
        let found = find::party_by_code(&test.registry, "wikidata", code).await.unwrap().unwrap();
        assert_eq!(found.id, made.id, "{code}");
    }
    let codes = find::codes_of(&test.registry, &[made.id]).await.unwrap().remove(&made.id).unwrap();
    assert_eq!((codes[0].value.as_str(), codes[0].valid_until), ("Q20934", None));
    assert_eq!(codes[1].valid_until.unwrap().to_string(), "2026-01-31");
}

async fn what_a_decree_says_is_not_changed_by_hand(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let renamed = Facts { name: Some("Bandoeng".into()), kind: Some(Kind::Regency), ..suwon() };
    let refused = amend_party(&test.registry, &staff(bandung), (bandung, 1), &renamed, &[]).await;
    let expected = ["name", "kind", "country"].map(|path| ("BY_DECREE", path.to_owned()));
    assert_eq!(refusals(refused), expected);
    let described = Facts {
        population: Some(2_500_000),
        names: vec![OtherName { language: "und".into(), name: "Paris van Java".into(), kind: NameKind::Alternative }],
        source: "BPS".into(),
        as_of: day("2026-01-31"),
        ..Facts::default()
    };
    let mended = amend_party(&test.registry, &staff(bandung), (bandung, 1), &described, &[]).await.unwrap();
    assert_eq!((mended.name.as_str(), mended.population), ("Bandung", Some(2_500_000)));
    let filter = PartyFilter { search: Some("paris van".into()), ..PartyFilter::default() };
    assert_eq!(find::count_parties(&test.registry, &Caller::system(), &filter).await.unwrap(), 1);
}

async fn of_two_who_enter_one_place_the_second_is_shown_the_first(test: TestRegistry) {
    let bandung = bandung(&test).await;
    let (caller, facts) = (staff(bandung), suwon());
    let (one, other) = tokio::join!(enter(&test, &caller, &facts), enter(&test, &caller, &facts));
    let (made, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(offered(refused), [made.unwrap().id]);
}
