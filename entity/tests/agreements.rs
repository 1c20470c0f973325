//! Agreements: entered as signed before the registry, read, counted, and brought in from a file of steps.
#![expect(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use chrono::NaiveDate;
use entity::{
    Caller, Error, Reason, Registry,
    agreement::{
        act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
        document::find::documents_of,
        find::{
            AgreementFilter, AgreementOrder, agreements, agreements_by_id, agreements_of_parties, count_agreements,
            cursor, fields_of, gaps_of, parts_of, statistics,
        },
        import::{
            act::{Origin, import_agreements},
            record::AgreementRow,
        },
        record::{DocumentKind, Field, Missing, PartyRole, Scheme, Stage, TermKind, agreement},
        rule::Dates,
    },
    date::PartialDate,
    journal::changes,
    on_both_databases,
    page::{Direction, Page},
    partnership::record::{Class, Verification, member, partnership},
    place::{
        record::{Kind, NameKind, code, name, party},
        rule::member_key,
    },
    policy::{Membership, Role, Visibility, Who},
    report::Report,
    testing::TestRegistry,
    text::{Language, LocalText},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use uuid::Uuid;

on_both_databases!(
    a_legacy_agreement_is_entered_and_read,
    a_title_takes_the_english_names,
    what_is_wrong_is_said_at_once,
    the_dates_tell_the_stage,
    a_letter_of_intent_alone_is_an_intent,
    an_agreement_is_entered_once,
    only_a_party_keeps_an_agreement,
    hidden_agreements_leave_no_trace,
    force_in_the_database_is_force_in_the_rule,
    lists_are_ordered_with_unknown_dates_last,
    filters_narrow_and_groups_add_up,
    steps_of_a_pair_become_one_chain,
    later_steps_extend_the_chain,
    name_and_country_alone_prove_nothing,
    a_file_is_checked_row_by_row,
);

fn who(role: Role, party: Option<Uuid>) -> Caller {
    Caller {
        who: Who::Person(Uuid::from_u128(1)),
        language: Language::En,
        memberships: vec![Membership { role, party }],
        may_write: true,
    }
}

fn stranger() -> Caller {
    Caller::anonymous(Language::En)
}

fn date(text: &str) -> Option<PartialDate> {
    let date: Option<PartialDate> = text.parse().ok();
    assert!(date.is_some(), "{text}");
    date
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn document(kind: DocumentKind, on: &str) -> LegacyDocument {
    LegacyDocument { kind, issued_on: date(on), note: None }
}

fn memorandum(parties: &[Uuid]) -> RegisterLegacyAgreement {
    RegisterLegacyAgreement {
        title: LocalText::default(),
        reference_no: None,
        parties: parties.to_vec(),
        class: Class::Sister,
        scheme: None,
        term_kind: None,
        term_months: None,
        notice_months: None,
        signed_on: date("1997-08-27"),
        in_force_on: None,
        expires_on: None,
        terminated_on: None,
        fields: Vec::new(),
        documents: vec![document(DocumentKind::SignedText, "1997-08-27")],
        missing: vec![Missing::CouncilDecision, Missing::FullPower],
        visibility: Visibility::Public,
        predecessor: None,
        owned_by: None,
        source: "Bagian Kerja Sama, arsip 1997".into(),
        as_of: day("2026-11-01"),
    }
}

async fn enter(test: &TestRegistry, input: RegisterLegacyAgreement) -> agreement::Model {
    register_legacy_agreement(&test.registry, &Caller::system(), input).await.unwrap()
}

fn reasons<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<(String, &'static str)> {
    match result {
        Err(Error::Refused(refusals)) => {
            refusals.into_iter().map(|refusal| (refusal.path.join("."), refusal.reason.code())).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

async fn bandung_and_suwon(test: &TestRegistry) -> [Uuid; 2] {
    [test.party("ID", Kind::City, "Bandung").await, test.party("KR", Kind::City, "Suwon").await]
}

async fn count(registry: &Registry, filter: &AgreementFilter) -> u64 {
    count_agreements(registry, &stranger(), filter).await.unwrap()
}

async fn a_legacy_agreement_is_entered_and_read(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let input = RegisterLegacyAgreement {
        fields: vec![Field::SmartCity, Field::Education, Field::SmartCity],
        documents: vec![
            document(DocumentKind::SignedText, "1997-08-27"),
            LegacyDocument { kind: DocumentKind::CertifiedCopy, issued_on: None, note: Some("salinan\u{0}".into()) },
            document(DocumentKind::LetterOfIntent, "1996"),
        ],
        reference_no: Some(" 193/1\n ".into()),
        ..memorandum(&[bandung, suwon])
    };
    let officer = who(Role::AgreementManager, Some(bandung));
    let entered = register_legacy_agreement(&test.registry, &officer, input).await.unwrap();
    let id = entered.id;
    let read = agreements_by_id(&test.registry, &stranger(), &[id]).await.unwrap().remove(&id).unwrap();
    assert_eq!(read, entered, "what is returned is what is kept");
    assert_eq!(read.title_id.as_deref(), Some("Nota Kesepahaman Kota Bandung – Suwon"));
    assert_eq!(read.title_en.as_deref(), Some("Memorandum of Understanding between Bandung and Suwon"));
    assert_eq!((read.scheme, read.stage, read.legacy), (Scheme::KsdplSisterCity, Stage::InForce, true));
    assert_eq!((read.owner_id, read.reference_no.as_deref()), (Some(bandung), Some("193/1")));
    assert_eq!(read.member_key, member_key(&[suwon, bandung]));

    let parties = parts_of(&test.registry, &[id]).await.unwrap().remove(&id).unwrap();
    let parties: Vec<_> = parties.iter().map(|(part, party)| (party.id, part.role)).collect();
    assert_eq!(parties, [(bandung, PartyRole::Initiator), (suwon, PartyRole::Partner)]);
    assert_eq!(fields_of(&test.registry, &[id]).await.unwrap()[&id], [Field::Education, Field::SmartCity]);
    assert_eq!(gaps_of(&test.registry, &[id]).await.unwrap()[&id], [Missing::CouncilDecision, Missing::FullPower]);
    let documents = documents_of(&test.registry, &stranger(), &[id]).await.unwrap().remove(&id).unwrap();
    let kinds: Vec<_> = documents.iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [DocumentKind::LetterOfIntent, DocumentKind::SignedText, DocumentKind::CertifiedCopy]);
    assert_eq!(documents[2].note.as_deref(), Some("salinan"));
    let feed = changes(&test.registry, &stranger(), None, 9).await.unwrap().rows;
    assert_eq!((feed.len(), &*feed[0].act, feed[0].subject_id), (1, "registerLegacyAgreement", id));

    let proven =
        RegisterLegacyAgreement { missing: Vec::new(), signed_on: date("2001"), ..memorandum(&[bandung, suwon]) };
    let proven = enter(&test, proven).await;
    assert!(gaps_of(&test.registry, &[proven.id]).await.unwrap().is_empty());
    assert!(fields_of(&test.registry, &[proven.id]).await.unwrap().is_empty());
}

async fn a_title_takes_the_english_names(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let row = name::ActiveModel {
        party_id: Set(bandung),
        language: Set("en".into()),
        name: Set("Bandung City".into()),
        kind: Set(NameKind::Official),
    };
    name::Entity::insert(row).exec_without_returning(&test.registry.db).await.unwrap();
    let entered = enter(&test, memorandum(&[bandung, suwon])).await;
    assert_eq!(entered.title_en.as_deref(), Some("Memorandum of Understanding between Bandung City and Suwon"));
    assert_eq!(entered.title_id.as_deref(), Some("Nota Kesepahaman Kota Bandung – Suwon"));
    let titled = LocalText { id: None, en: Some("Twins".into()) };
    let titled = RegisterLegacyAgreement { title: titled, class: Class::Project, ..memorandum(&[bandung, suwon]) };
    let titled = enter(&test, titled).await;
    assert_eq!((titled.title_id, titled.title_en.as_deref()), (None, Some("Twins")));
}

async fn what_is_wrong_is_said_at_once(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let south = test.party("ID", Kind::City, "Jakarta Selatan").await;
    let row = party::ActiveModel { id: Set(south), autonomous: Set(false), ..Default::default() };
    row.update(&test.registry.db).await.unwrap();
    let nobody = Uuid::from_u128(404);
    let register = async |input| reasons(register_legacy_agreement(&test.registry, &Caller::system(), input).await);
    let all = RegisterLegacyAgreement {
        title: LocalText { id: Some("x".repeat(501)), en: None },
        source: " \u{0}".into(),
        as_of: day("2026-11-22"),
        term_months: Some(0),
        notice_months: Some(-1),
        signed_on: date("2026-12"),
        expires_on: date("2020"),
        documents: vec![document(DocumentKind::LetterOfIntent, "2027")],
        missing: Vec::new(),
        predecessor: Some(nobody),
        parties: vec![south, nobody],
        ..memorandum(&[])
    };
    let expected = [
        ("title.id", "TOO_LONG"),
        ("source", "REQUIRED"),
        ("asOf", "IN_THE_FUTURE"),
        ("termMonths", "OUT_OF_RANGE"),
        ("noticeMonths", "OUT_OF_RANGE"),
        ("signedOn", "IN_THE_FUTURE"),
        ("expiresOn", "DATE_ORDER"),
        ("missingEvidence", "REQUIRED"),
        ("documents.0.issuedOn", "IN_THE_FUTURE"),
        ("predecessor", "NOT_FOUND"),
        ("parties.0", "NOT_AUTONOMOUS"),
        ("parties.1", "NOT_FOUND"),
    ];
    assert_eq!(register(all).await, expected.map(|(path, code)| (path.to_owned(), code)));
    let pair = || memorandum(&[bandung, suwon]);
    let cases = [
        (memorandum(&[bandung]), "parties", "TOO_FEW_PARTIES"),
        (memorandum(&[bandung, bandung]), "parties", "TOO_FEW_PARTIES"),
        (RegisterLegacyAgreement { signed_on: None, ..pair() }, "signedOn", "REQUIRED"),
        (RegisterLegacyAgreement { as_of: NaiveDate::MIN, ..pair() }, "asOf", "OUT_OF_RANGE"),
        (RegisterLegacyAgreement { as_of: NaiveDate::MAX, ..pair() }, "asOf", "IN_THE_FUTURE"),
        (RegisterLegacyAgreement { term_kind: Some(TermKind::Fixed), ..pair() }, "expiresOn", "REQUIRED"),
        (RegisterLegacyAgreement { term_months: Some(i32::MAX), ..pair() }, "termMonths", "OUT_OF_RANGE"),
        (
            RegisterLegacyAgreement { term_kind: Some(TermKind::OpenEnded), term_months: Some(60), ..pair() },
            "termKind",
            "MALFORMED",
        ),
        (RegisterLegacyAgreement { in_force_on: date("1990"), ..pair() }, "inForceOn", "DATE_ORDER"),
        (RegisterLegacyAgreement { owned_by: Some(nobody), ..pair() }, "ownedBy", "NOT_FOUND"),
    ];
    for (input, path, code) in cases {
        assert_eq!(register(input).await, [(path.to_owned(), code)]);
    }
    let many: Vec<Uuid> = (0..200).map(Uuid::from_u128).collect();
    assert_eq!(register(memorandum(&many)).await, [("parties".to_owned(), "OUT_OF_RANGE")]);
    assert_eq!(count(&test.registry, &AgreementFilter::default()).await, 0);
}

async fn the_dates_tell_the_stage(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    // It is 21 November in UTC until 17:00 in Jakarta's next day.
    let base = || memorandum(&[bandung, suwon]);
    let fixed = |expires: &str, signed: &str| RegisterLegacyAgreement {
        term_kind: Some(TermKind::Fixed),
        expires_on: date(expires),
        signed_on: date(signed),
        ..base()
    };
    assert_eq!(enter(&test, fixed("2026-11-21", "2001")).await.stage, Stage::InForce);
    assert_eq!(enter(&test, fixed("2026-11-20", "2002")).await.stage, Stage::Expired);
    assert_eq!(enter(&test, fixed("2026-11", "2003")).await.stage, Stage::InForce);
    test.clock.advance(chrono::Duration::hours(9));
    assert_eq!(enter(&test, fixed("2026-11-21", "2004")).await.stage, Stage::Expired, "the day turned in Jakarta");
    let renewing = RegisterLegacyAgreement { term_kind: Some(TermKind::AutoRenew), ..fixed("2010", "2005") };
    assert_eq!(enter(&test, renewing.clone()).await.stage, Stage::InForce);
    let terminated = RegisterLegacyAgreement { terminated_on: date("2012-06"), signed_on: date("2006"), ..renewing };
    assert_eq!(enter(&test, terminated).await.stage, Stage::Terminated);
    let coming = RegisterLegacyAgreement { in_force_on: date("2027-01-01"), signed_on: date("2026-10"), ..base() };
    assert_eq!(enter(&test, coming).await.stage, Stage::Signed);
    let months = RegisterLegacyAgreement {
        term_kind: Some(TermKind::Fixed),
        term_months: Some(12),
        signed_on: date("2024-02-29"),
        ..base()
    };
    assert_eq!(enter(&test, months).await.expires_on, date("2025-02-28"));
}

async fn a_letter_of_intent_alone_is_an_intent(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let input = RegisterLegacyAgreement {
        signed_on: None,
        documents: vec![document(DocumentKind::LetterOfIntent, "2009-05-22")],
        ..memorandum(&[bandung, suwon])
    };
    let intent = enter(&test, input.clone()).await;
    assert_eq!((intent.stage, intent.signed_on), (Stage::IntentSigned, None));
    assert_eq!(intent.title_en.as_deref(), Some("Letter of Intent between Bandung and Suwon"));
    let in_force = AgreementFilter { in_force_on: Some(day("2020-01-01")), ..AgreementFilter::default() };
    assert_eq!(count(&test.registry, &in_force).await, 0, "an intent has no force");
    let dated = RegisterLegacyAgreement { expires_on: date("2030"), ..input };
    let refused = register_legacy_agreement(&test.registry, &Caller::system(), dated).await;
    assert_eq!(reasons(refused), [("signedOn".to_owned(), "REQUIRED")]);
    let excused = RegisterLegacyAgreement {
        signed_on: None,
        in_force_on: date("2024"),
        missing: vec![Missing::SigningDay],
        ..memorandum(&[bandung, suwon])
    };
    assert_eq!(enter(&test, excused).await.stage, Stage::InForce);
}

async fn an_agreement_is_entered_once(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let tasks: Vec<_> = (0..6)
        .map(|turn| {
            let registry = test.registry.clone();
            let parties = if turn % 2 == 0 { [bandung, suwon] } else { [suwon, bandung] };
            tokio::spawn(
                async move { register_legacy_agreement(&registry, &Caller::system(), memorandum(&parties)).await },
            )
        })
        .collect();
    let (mut entered, mut there) = (Vec::new(), Vec::new());
    for task in tasks {
        match task.await.unwrap() {
            Ok(agreement) => entered.push(agreement.id),
            Err(Error::Refused(refusals)) => there.extend(refusals.into_iter().map(|refusal| refusal.reason)),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(entered.len(), 1);
    assert_eq!(there, vec![Reason::AlreadyThere { id: entered[0] }; 5]);
    let other_class = RegisterLegacyAgreement { class: Class::Friendship, ..memorandum(&[bandung, suwon]) };
    enter(&test, other_class).await;
    let successor = RegisterLegacyAgreement {
        signed_on: date("2007"),
        predecessor: Some(entered[0]),
        ..memorandum(&[bandung, suwon])
    };
    assert_eq!(enter(&test, successor).await.predecessor_id, Some(entered[0]));
}

async fn only_a_party_keeps_an_agreement(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let pair = || memorandum(&[bandung, suwon]);
    let code = async |caller: Caller, input| {
        reasons(register_legacy_agreement(&test.registry, &caller, input).await).remove(0).1
    };
    assert_eq!(code(stranger(), pair()).await, "SIGN_IN_FIRST");
    assert_eq!(code(who(Role::AgreementManager, Some(bogor)), pair()).await, "NOT_ALLOWED");
    assert_eq!(code(who(Role::ForumOrganiser, Some(bandung)), pair()).await, "NOT_ALLOWED");
    let kept_by = |owner| RegisterLegacyAgreement { owned_by: Some(owner), ..pair() };
    assert_eq!(code(who(Role::AgreementManager, Some(bogor)), kept_by(bogor)).await, "NOT_ALLOWED");
    assert_eq!(code(who(Role::AgreementManager, Some(bandung)), kept_by(suwon)).await, "NOT_ALLOWED");
    let of_suwon = register_legacy_agreement(&test.registry, &who(Role::Coordinator, Some(suwon)), pair()).await;
    assert_eq!(of_suwon.unwrap().owner_id, Some(suwon), "the party in which the caller may");
}

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
        let of_suwon = agreements_of_parties(&test.registry, &viewer, &[suwon], &filter, by, 9).await.unwrap();
        assert_eq!(of_suwon[&suwon].rows, listed.rows);
        assert_eq!(changes(&test.registry, &viewer, None, 9).await.unwrap().rows.len(), sees);
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
        let lists =
            agreements_of_parties(&test.registry, &stranger(), &[suwon, bandung], &filter, (order, direction), 3)
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
    let osaka = test.party("JP", Kind::City, "Ōsaka").await;
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

async fn give_code(test: &TestRegistry, party: Uuid, scheme: &str, value: &str) {
    let row = code::ActiveModel {
        scheme: Set(scheme.into()),
        value: Set(value.into()),
        party_id: Set(party),
        ..Default::default()
    };
    code::Entity::insert(row).exec_without_returning(&test.registry.db).await.unwrap();
}

async fn make_partners(test: &TestRegistry, members: [Uuid; 2]) {
    let now = test.registry.now();
    let id = Uuid::from_u128(members[0].as_u128() ^ members[1].as_u128());
    let row = partnership::ActiveModel {
        id: Set(id),
        class: Set(Class::Sister),
        member_key: Set(member_key(&members)),
        since: Set(None),
        until: Set(None),
        verification: Set(Verification::Claimed),
        revision: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    partnership::Entity::insert(row).exec_without_returning(&test.registry.db).await.unwrap();
    let members = (0..).zip(members).map(|(ordinal, party)| member::ActiveModel {
        partnership_id: Set(id),
        party_id: Set(party),
        ordinal: Set(ordinal),
    });
    member::Entity::insert_many(members).exec_without_returning(&test.registry.db).await.unwrap();
}

fn step(line: u64, partner: &str, country: &str, step: &str, date: &str, source: &str) -> AgreementRow {
    let [partner, partner_country, step, date, source] = [partner, country, step, date, source].map(str::to_owned);
    let (id_region, kemendagri_code) = ("Bandung".to_owned(), "32.73".to_owned());
    AgreementRow {
        line,
        id_region,
        kemendagri_code,
        partner,
        partner_country,
        step,
        date,
        source,
        ..Default::default()
    }
}

async fn bring(test: &TestRegistry, rows: Vec<AgreementRow>, dry_run: bool) -> Report {
    let origin = Origin { source: "file".into(), as_of: day("2026-11-01") };
    import_agreements(&test.registry, &Caller::system(), rows, &origin, dry_run).await.unwrap()
}

fn counts(report: &Report) -> (usize, usize, usize, usize, usize) {
    (report.new, report.changed, report.unchanged, report.duplicate, report.rejected.len())
}

async fn steps_of_a_pair_become_one_chain(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let braunschweig = test.party("DE", Kind::City, "Braunschweig").await;
    let (yamanashi, iowa) =
        (test.party("JP", Kind::Prefecture, "Yamanashi Prefecture").await, test.party("US", Kind::State, "Iowa").await);
    give_code(&test, bandung, "kemendagri", "32.73").await;
    for pair in [[bandung, suwon], [bandung, braunschweig], [yamanashi, iowa]] {
        make_partners(&test, pair).await;
    }
    let foreign = AgreementRow {
        id_region: String::new(),
        kemendagri_code: String::new(),
        ..step(7, "Yamanashi Prefecture / Iowa", "JP-US", "start", "1960-03", "c")
    };
    let rows = vec![
        step(2, "Braunschweig", "DE", "amendment", "1960-06-02", "a"),
        step(3, "BRAUNSCHWEIG ", "de", "mou", "1960-05-24", "same; b"),
        step(4, "Suwon", "KR", "LoI", "1996", "same"),
        step(5, "Braunschweig", "DE", "MoU", "1960-05-24", "d"),
        step(6, "Braunschweig", "DE", "renewal", "2000", "d"),
        foreign,
    ];
    assert_eq!(counts(&bring(&test, rows.clone(), true).await), (3, 2, 0, 1, 0));
    assert_eq!(count(&test.registry, &AgreementFilter::default()).await, 0, "a dry run writes nothing");
    let report = bring(&test, rows.clone(), false).await;
    assert_eq!(counts(&report), (3, 2, 0, 1, 0));
    assert_eq!(report.warnings, []);
    let again = bring(&test, rows, false).await;
    assert_eq!(counts(&again), (0, 0, 6, 0, 0), "a second import changes nothing");

    let filter = AgreementFilter { party: vec![braunschweig], ..AgreementFilter::default() };
    let by = (AgreementOrder::Created, Direction::Ascending);
    let found = agreements(&test.registry, &stranger(), &filter, by, &Page::first(9)).await.unwrap().rows;
    let [chain] = &found[..] else { panic!("one chain: {found:?}") };
    assert_eq!((chain.signed_on, chain.stage, chain.class), (date("1960-05-24"), Stage::InForce, Class::Sister));
    assert_eq!((chain.term_kind, chain.legacy, chain.owner_id), (None, true, None));
    assert_eq!(chain.title_en.as_deref(), Some("Memorandum of Understanding between Bandung and Braunschweig"));
    let documents = documents_of(&test.registry, &stranger(), &[chain.id]).await.unwrap().remove(&chain.id).unwrap();
    let documents: Vec<_> =
        documents.into_iter().map(|row| (row.kind, row.issued_on.unwrap().to_string(), row.source.unwrap())).collect();
    let expected = [
        (DocumentKind::SignedText, "1960-05-24", "a; b"),
        (DocumentKind::Amendment, "1960-06-02", "a"),
        (DocumentKind::Extension, "2000", "d"),
    ];
    assert_eq!(documents, expected.map(|(kind, on, source)| (kind, on.to_owned(), source.to_owned())));
    let missing = gaps_of(&test.registry, &[chain.id]).await.unwrap().remove(&chain.id).unwrap();
    let expected =
        [Missing::CertifiedCopy, Missing::CouncilDecision, Missing::FullPower, Missing::LetterOfIntent, Missing::Term];
    assert_eq!(missing, expected);
    let foreign = AgreementFilter { party: vec![iowa], ..AgreementFilter::default() };
    let foreign = agreements(&test.registry, &stranger(), &foreign, by, &Page::first(9)).await.unwrap().rows.remove(0);
    assert_eq!((foreign.scheme, foreign.signed_on), (Scheme::ForeignForeign, date("1960-03")));
    assert_eq!(changes(&test.registry, &stranger(), None, 99).await.unwrap().rows.len(), 3);
}

async fn later_steps_extend_the_chain(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    make_partners(&test, [suwon, bandung]).await;
    let only = async || {
        let by = (AgreementOrder::Created, Direction::Ascending);
        let found =
            agreements(&test.registry, &stranger(), &AgreementFilter::default(), by, &Page::first(9)).await.unwrap();
        assert_eq!(found.rows.len(), 1);
        found.rows[0].clone()
    };
    let suwon = |line, kind, on| step(line, "Suwon", "KR", kind, on, "a");
    assert_eq!(counts(&bring(&test, vec![suwon(2, "LoI", "1996")], false).await), (1, 0, 0, 0, 0));
    let intent = only().await;
    assert_eq!((intent.stage, intent.signed_on), (Stage::IntentSigned, None));
    assert_eq!(intent.title_en.as_deref(), Some("Letter of Intent between Bandung and Suwon"));
    assert!(gaps_of(&test.registry, &[intent.id]).await.unwrap().is_empty());

    let rows = vec![suwon(2, "LoI", "1996-05"), suwon(3, "MoU", "1997-08")];
    assert_eq!(counts(&bring(&test, rows.clone(), false).await), (0, 2, 0, 0, 0));
    let signed = only().await;
    assert_eq!((signed.id, signed.stage, signed.signed_on), (intent.id, Stage::InForce, date("1997-08")));
    assert_eq!(signed.title_en.as_deref(), Some("Memorandum of Understanding between Bandung and Suwon"));
    let gaps = gaps_of(&test.registry, &[intent.id]).await.unwrap().remove(&intent.id).unwrap();
    assert!(gaps.contains(&Missing::SigningDay) && gaps.contains(&Missing::Term));
    assert!(!gaps.contains(&Missing::SignedText) && !gaps.contains(&Missing::LetterOfIntent));

    let finer = vec![suwon(2, "MoU", "1997-08-27")];
    assert_eq!(counts(&bring(&test, finer, false).await), (0, 1, 0, 0, 0));
    let finer = only().await;
    assert_eq!((finer.signed_on, finer.revision), (date("1997-08-27"), signed.revision + 1));
    assert!(!gaps_of(&test.registry, &[intent.id]).await.unwrap()[&intent.id].contains(&Missing::SigningDay));
    assert_eq!(counts(&bring(&test, rows, false).await), (0, 0, 2, 0, 0), "what is known more exactly stays");

    // What someone has stated stays, too: only what followed from the documents follows from the new ones.
    let row = agreement::ActiveModel {
        id: Set(intent.id),
        signed_on: Set(date("1997-08-28")),
        title_en: Set(Some("Twins".into())),
        ..Default::default()
    };
    row.update(&test.registry.db).await.unwrap();
    assert_eq!(counts(&bring(&test, vec![suwon(2, "renewal", "2007")], false).await), (0, 1, 0, 0, 0));
    let renewed = only().await;
    assert_eq!((renewed.signed_on, renewed.title_en.as_deref()), (date("1997-08-28"), Some("Twins")));
}

async fn name_and_country_alone_prove_nothing(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    give_code(&test, suwon, "wikidata", "Q20714").await;
    let said = async |row: AgreementRow| {
        let report = bring(&test, vec![row], true).await;
        report.rejected.first().map(|note| note.reason.clone())
    };
    let plain = step(2, "Suwon", "KR", "MoU", "1997-08-27", "a");
    let reason = said(plain.clone()).await.unwrap();
    assert!(reason.read(Language::En).contains("Suwon [suwon-"), "{reason:?}");
    assert!(reason.read(Language::En).contains("partner_code") && reason.read(Language::Id).contains("tidak cukup"));
    let coded =
        |code: &str| AgreementRow { partner_scheme: "wikidata".into(), partner_code: code.into(), ..plain.clone() };
    assert_eq!(said(coded("Q20714")).await, None, "a code proves it");
    assert!(said(coded("Q1")).await.unwrap().read(Language::En).contains("no region with the wikidata code Q1"));
    let elsewhere = AgreementRow { partner_country: "JP".into(), ..coded("Q20714") };
    assert!(said(elsewhere).await.unwrap().read(Language::En).contains("not in JP"));
    let odd = AgreementRow { partner: "Seoul".into(), ..coded("Q20714") };
    let report = bring(&test, vec![odd], true).await;
    assert_eq!((report.new, report.warnings.len()), (1, 1), "the code decides, the name is wondered at");

    make_partners(&test, [bandung, suwon]).await;
    assert_eq!(said(plain.clone()).await, None, "a partnership attests the pair");
    test.party("KR", Kind::District, "Suwon").await;
    let reason = said(plain.clone()).await.unwrap();
    assert_eq!(reason.read(Language::En).matches("Suwon [suwon-").count(), 2, "{reason:?}");
    assert_eq!(said(coded("Q20714")).await, None);
    let nameless = AgreementRow { partner: "Nowhere".into(), ..plain };
    assert!(said(nameless).await.unwrap().read(Language::En).contains("no region called Nowhere"));
}

async fn a_file_is_checked_row_by_row(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let south = test.party("ID", Kind::City, "Jakarta Selatan").await;
    let row = party::ActiveModel { id: Set(south), autonomous: Set(false), ..Default::default() };
    row.update(&test.registry.db).await.unwrap();
    for (party, value) in [(bandung, "32.73"), (south, "31.74")] {
        give_code(&test, party, "kemendagri", value).await;
    }
    make_partners(&test, [bandung, suwon]).await;
    make_partners(&test, [south, suwon]).await;
    let good = |line| step(line, "Suwon", "KR", "MoU", "1997-08-27", "a");
    let rows = vec![
        step(2, "Suwon", "KR", "MoU", "1997-08-27", "same"),
        AgreementRow { kemendagri_code: "99.99".into(), ..good(3) },
        AgreementRow { kemendagri_code: "31.74".into(), id_region: String::new(), ..good(4) },
        step(5, "Suwon", "KR", "MoU", "2026-11-22", "a"),
        step(6, "Suwon", "KR", "handshake", "1997", "a"),
        step(7, "Suwon\u{0}", "K\u{0}R'", "MoU", "1997", "a"),
        AgreementRow {
            partner_scheme: "kemendagri".into(),
            partner_code: "32.73".into(),
            partner_country: "ID".into(),
            ..good(8)
        },
        good(9),
    ];
    let report = bring(&test, rows, false).await;
    let lines: Vec<u64> = report.rejected.iter().map(|note| note.line).collect();
    assert_eq!((lines, counts(&report)), (vec![2, 3, 4, 5, 6, 7, 8], (1, 0, 0, 0, 7)));
    assert!(report.rejected[2].reason.read(Language::En).contains("administrative unit"));
    let origin = Origin { source: "file".into(), as_of: day("2026-11-01") };
    let refused = import_agreements(&test.registry, &who(Role::OrgAdmin, None), vec![good(2)], &origin, true).await;
    assert_eq!(reasons(refused), [(String::new(), "NOT_ALLOWED")], "the operator's alone");
}
