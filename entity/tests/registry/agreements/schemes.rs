//! No agreement exists whose scheme is not open to its parties, by whatever door it came.

use super::*;
use entity::{
    agreement::{
        initiative::act::{Letter, RegisterInitiative, register_initiative},
        record::Channel,
        scheme::rule::{Side, lawful_schemes},
        terms::rule::Terms,
    },
    place::{find::parties_by_id, record::Tier},
    testing::refusals,
};
use sea_orm::{ActiveValue::Unchanged, Iterable};
use std::collections::HashMap;

on_both_databases!(
    no_door_lets_a_scheme_in_that_is_not_lawful,
    a_refusal_names_the_schemes_that_are_open,
    the_lighter_law_is_not_for_a_partner_to_choose,
    one_party_under_two_identifiers_is_one,
    a_region_that_is_gone_begins_nothing,
    a_row_with_a_wrong_scheme_is_left_out,
);

fn initiative(parties: &[Uuid], scheme: Option<Scheme>) -> RegisterInitiative {
    RegisterInitiative {
        title: LocalText::default(),
        reference_no: None,
        parties: parties.to_vec(),
        scheme,
        channel: Channel::ForeignPartner,
        letter: Letter { issued_on: day("2026-01-05"), number: None, issuer: None },
        terms: Terms::of_class(Class::Sister),
        dimensions: BTreeSet::new(),
        visibility: Visibility::Public,
        predecessor: None,
    }
}

async fn all(test: &TestRegistry) -> Vec<agreement::Model> {
    agreement::Entity::find().all(&test.registry.db).await.unwrap()
}

/// Parties of every sort that the law tells apart.
async fn everybody(test: &TestRegistry) -> Vec<Uuid> {
    let places = [
        ("ID", Kind::City, "Bandung"),
        ("ID", Kind::Regency, "Bogor"),
        ("ID", Kind::Province, "Jawa Barat"),
        ("ID", Kind::CentralAgency, "Kementerian"),
        ("KR", Kind::City, "Suwon"),
        ("JP", Kind::Prefecture, "Osaka"),
        ("JP", Kind::Ngo, "OISCA"),
    ];
    let mut parties = Vec::new();
    for (country, kind, name) in places {
        parties.push(test.party(country, kind, name).await);
    }
    parties
}

/// Every pair, every three around the first one, every scheme and none, by letter and from an archive.
async fn no_door_lets_a_scheme_in_that_is_not_lawful(test: TestRegistry) {
    test.load_routes().await;
    let everybody = everybody(&test).await;
    let mut groups: Vec<Vec<Uuid>> = Vec::new();
    for (at, one) in everybody.iter().enumerate() {
        for other in &everybody[at + 1..] {
            groups.push(vec![*one, *other]);
            if *one != everybody[0] {
                groups.push(vec![*other, everybody[0], *one]);
            }
        }
    }
    let known = parties_by_id(&test.registry, &everybody).await.unwrap();
    let sides = |ids: &[Uuid]| ids.iter().map(|id| Side::from(&known[id])).collect::<Vec<_>>();
    let root = Caller::system();
    let mut entered = 0;
    for group in &groups {
        let lawful = lawful_schemes(&sides(group));
        for scheme in Scheme::iter().map(Some).chain([None]) {
            let fits = scheme.map_or(!lawful.is_empty(), |scheme| lawful.contains(&scheme));
            let begun = register_initiative(&test.registry, &root, initiative(group, scheme)).await;
            // The strictest was entered before where none is given.
            let there = matches!(&begun, Err(Error::Refused(all)) if all[0].reason.code() == "PROPOSAL_UNDER_WAY");
            assert_eq!(begun.is_ok() || there, fits, "{group:?} {scheme:?}");
            let legacy = RegisterLegacyAgreement { scheme, ..memorandum(group) };
            let legacy = register_legacy_agreement(&test.registry, &root, legacy).await;
            let there = matches!(&legacy, Err(Error::Refused(all)) if all[0].reason.code() == "ALREADY_THERE");
            assert_eq!(legacy.is_ok() || there, fits, "{group:?} {scheme:?}");
            entered += usize::from(begun.is_ok()) + usize::from(legacy.is_ok());
        }
    }
    let there = all(&test).await;
    assert_eq!(there.len(), entered);
    let ids: Vec<Uuid> = there.iter().map(|agreement| agreement.id).collect();
    let mut parts: HashMap<Uuid, _> = parts_of(&test.registry.db, &ids).await.unwrap();
    for agreement in there {
        let parties: Vec<Uuid> = parts.remove(&agreement.id).unwrap().into_iter().map(|(_, party)| party.id).collect();
        let lawful = lawful_schemes(&sides(&parties));
        assert!(lawful.contains(&agreement.scheme), "{:?} between {parties:?}", agreement.scheme);
    }
}

async fn a_refusal_names_the_schemes_that_are_open(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let ministry = test.party("ID", Kind::CentralAgency, "Kementerian").await;
    for scheme in [Scheme::KsddDomestic, Scheme::ForeignForeign, Scheme::KsdllForwarded, Scheme::KsdplSisterProvince] {
        let officer = who(Role::Coordinator, Some(bandung));
        let begun = register_initiative(&test.registry, &officer, initiative(&[bandung, suwon], Some(scheme))).await;
        let refusal = refusals(begun).remove(0);
        assert_eq!(refusal.path, ["scheme"]);
        let Reason::SchemeNotLawful { schemes, id, en } = refusal.reason else { panic!("{:?}", refusal.reason) };
        assert_eq!(schemes, ["KSDPL_SISTER_CITY", "KSDPL_OTHER"]);
        assert!(id.contains("kabupaten/kota kembar") && en.contains("sister city or regency"), "{id} {en}");
    }
    let none = register_initiative(&test.registry, &Caller::system(), initiative(&[bandung, ministry], None)).await;
    assert_eq!(refusals(none)[0].reason, Reason::NoLawfulScheme);
    assert!(all(&test).await.is_empty(), "a refusal changes nothing");
    let begun = register_initiative(&test.registry, &Caller::system(), initiative(&[bandung, suwon], None)).await;
    let begun = begun.unwrap();
    assert_eq!(begun.scheme, Scheme::KsdplSisterCity, "left out, it is the strictest");
    let successor = RegisterInitiative {
        predecessor: Some(begun.id),
        ..initiative(&[suwon, bandung], Some(Scheme::ForeignForeign))
    };
    let successor = register_initiative(&test.registry, &Caller::system(), successor).await;
    assert_eq!(refusals(successor)[0].reason.code(), "SCHEME_NOT_LAWFUL");
}

async fn the_lighter_law_is_not_for_a_partner_to_choose(test: TestRegistry) {
    test.load_routes().await;
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let oisca = test.party("JP", Kind::Ngo, "OISCA").await;
    let forwarded = || initiative(&[oisca, bandung], Some(Scheme::KsdllForwarded));
    let partner = who(Role::AgreementManager, Some(oisca));
    let refused = refusals(register_initiative(&test.registry, &partner, forwarded()).await).remove(0);
    let Reason::SchemeNotLawful { schemes, .. } = refused.reason else { panic!("{:?}", refused.reason) };
    assert_eq!(schemes, ["KSDLL_OTHER"]);
    let legacy = RegisterLegacyAgreement { scheme: Some(Scheme::KsdllForwarded), ..memorandum(&[oisca, bandung]) };
    let legacy = register_legacy_agreement(&test.registry, &partner, legacy).await;
    assert_eq!(refusals(legacy)[0].reason.code(), "SCHEME_NOT_LAWFUL");
    let home = who(Role::AgreementManager, Some(bandung));
    let begun = register_initiative(&test.registry, &home, forwarded()).await.unwrap();
    assert_eq!(begun.scheme, Scheme::KsdllForwarded);
}

async fn give_code(test: &TestRegistry, party_id: Uuid, value: &str) {
    let (scheme, value) = ("wikidata".to_owned(), value.to_owned());
    let row = code::Model { scheme, value, party_id, valid_from: None, valid_until: None };
    let row: code::ActiveModel = row.into();
    code::Entity::insert(row).exec_without_returning(&test.registry.db).await.unwrap();
}

async fn one_party_under_two_identifiers_is_one(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let again = test.party("ID", Kind::City, "BANDUNG").await;
    give_code(&test, bandung, "Q10389").await;
    for parties in [vec![bandung, again], vec![bandung, suwon, again]] {
        let begun = register_initiative(&test.registry, &Caller::system(), initiative(&parties, None)).await;
        let refusal = refusals(begun).remove(0);
        assert_eq!(refusal.path, ["parties".to_owned(), (parties.len() - 1).to_string()]);
        assert_eq!(refusal.reason, Reason::SameParty { name: "Kota BANDUNG".into() });
        let legacy = register_legacy_agreement(&test.registry, &Caller::system(), memorandum(&parties)).await;
        assert_eq!(refusals(legacy)[0].reason.code(), "SAME_PARTY");
    }
    give_code(&test, again, "Q10390").await;
    let two = register_initiative(&test.registry, &Caller::system(), initiative(&[bandung, again], None)).await;
    assert_eq!(two.unwrap().scheme, Scheme::KsddDomestic, "two codes of one scheme are two parties");
}

async fn a_region_that_is_gone_begins_nothing(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let gone = party::ActiveModel {
        id: Unchanged(suwon),
        tier: Set(Some(Tier::Second)),
        dissolved_on: Set(date("2010-07")),
        ..Default::default()
    };
    gone.update(&test.registry.db).await.unwrap();
    let begun = register_initiative(&test.registry, &Caller::system(), initiative(&[bandung, suwon], None)).await;
    let refusal = refusals(begun).remove(0);
    assert_eq!((refusal.path.join("."), refusal.reason.code()), ("parties.1".into(), "DISSOLVED"));
    let legacy = |signed_on| RegisterLegacyAgreement { signed_on, ..memorandum(&[bandung, suwon]) };
    let late = register_legacy_agreement(&test.registry, &Caller::system(), legacy(date("2011"))).await;
    assert_eq!(refusals(late)[0].reason.code(), "DISSOLVED");
    enter(&test, legacy(date("1997"))).await;
}

async fn a_row_with_a_wrong_scheme_is_left_out(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let braunschweig = test.party("DE", Kind::City, "Braunschweig").await;
    for (party, value) in [(bandung, "Q10389"), (suwon, "Q20934"), (braunschweig, "Q2773")] {
        give_code(&test, party, value).await;
    }
    let row = |line, partner: &str, scheme: &str, date: &str| AgreementRow {
        line,
        kemendagri_code: "Q10389".into(),
        region_scheme: "wikidata".into(),
        partner_scheme: "wikidata".into(),
        partner_code: partner.into(),
        scheme: scheme.into(),
        step: "MoU".into(),
        date: date.into(),
        ..AgreementRow::default()
    };
    let amendment = |row: AgreementRow| AgreementRow { step: "amendment".into(), ..row };
    let rows = vec![
        row(2, "Q20934", "KSDD_DOMESTIC", "1997"),
        row(3, "Q20934", "ksdpl_other", "1998"),
        amendment(row(4, "Q20934", "", "1999")),
        amendment(row(5, "Q20934", "KSDPL_SISTER_CITY", "2000")),
        row(6, "Q2773", "KSDX", "1960"),
        row(7, "Q2773", "", "1960"),
    ];
    let origin = Origin { source: "file".into(), as_of: day("2026-11-01") };
    for dry_run in [true, false] {
        let report =
            import_agreements(&test.registry, &Caller::system(), rows.clone(), &origin, dry_run).await.unwrap();
        let rejected: Vec<u64> = report.rejected.iter().map(|note| note.line).collect();
        assert_eq!((rejected, report.new, report.changed), (vec![2, 5, 6], 2, 1));
        let words = report.rejected[0].reason.read(Language::En).to_owned();
        assert!(words.contains("KSDPL_SISTER_CITY (sister city or regency), KSDPL_OTHER"), "{words}");
    }
    let mut schemes: Vec<Scheme> = all(&test).await.into_iter().map(|agreement| agreement.scheme).collect();
    schemes.sort_by_key(|scheme| format!("{scheme:?}"));
    assert_eq!(schemes, [Scheme::KsdplOther, Scheme::KsdplSisterCity]);
}
