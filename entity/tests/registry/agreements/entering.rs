//! Agreements are entered as signed before the registry.

use super::*;

on_both_databases!(
    a_legacy_agreement_is_entered_and_read,
    a_title_takes_the_english_names,
    what_is_wrong_is_said_at_once,
    the_dates_tell_the_stage,
    an_agreement_may_last_until_the_calendar_ends,
    a_letter_of_intent_alone_is_an_intent,
    an_agreement_is_entered_once,
    only_a_party_keeps_an_agreement,
    documents_of_one_side_have_their_party,
    documents_and_legal_dates_agree,
    one_keeper_asks_nobody_for_their_word_without_end,
    nobody_enters_what_they_would_not_see,
);

/// Somebody acts for a party in the registry.
async fn key_of(registry: &Registry, party: Uuid) {
    let key = NewClient {
        name: "Suwon".into(),
        membership: Membership { role: Role::AgreementManager, party: Some(party) },
        scopes: vec![Scope::Write],
        expires_in_days: None,
    };
    create_client(registry, &Caller::system(), &key).await.unwrap();
}

async fn documents_of_one_side_have_their_party(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let decided = |party| LegacyDocument { party, ..document(DocumentKind::CouncilDecision, "1997-06-02") };
    let signed = |party| LegacyDocument { party, ..document(DocumentKind::SignedText, "1997-08-27") };
    let with = |documents: &[LegacyDocument]| RegisterLegacyAgreement {
        documents: documents.to_vec(),
        ..memorandum(&[bandung, suwon])
    };
    let registry = &test.registry;
    let refused = async |caller: &Caller, input| reasons(register_legacy_agreement(registry, caller, input).await);
    let at = |code| vec![("documents.1.party".to_owned(), code)];
    let unnamed = with(&[signed(None), decided(None)]);
    assert_eq!(refused(&Caller::system(), unnamed.clone()).await, at("NAME_THE_PARTY"));
    let nobodys = with(&[signed(None), decided(Some(Uuid::from_u128(404)))]);
    assert_eq!(refused(&Caller::system(), nobodys).await, at("NOT_FOUND"));
    assert_eq!(
        refused(&Caller::system(), with(&[decided(Some(suwon)), signed(Some(suwon))])).await,
        at("OF_ALL_PARTIES")
    );
    key_of(registry, suwon).await;
    let officer = who(Role::AgreementManager, Some(bandung));
    assert_eq!(refused(&officer, with(&[signed(None), decided(Some(suwon))])).await, at("NOT_ALLOWED"));
    let entered = register_legacy_agreement(registry, &officer, unnamed.clone()).await.unwrap();
    let owners = async |id: Uuid| {
        let found = documents_of(registry, &Caller::system(), &[id]).await.unwrap().remove(&id).unwrap();
        found.into_iter().map(|one| one.party_id).collect::<Vec<_>>()
    };
    assert_eq!(owners(entered.id).await, [Some(bandung), None], "its own where it acts for one party");
    let kept = RegisterLegacyAgreement { owned_by: Some(suwon), signed_on: date("1998"), ..unnamed };
    let kept = register_legacy_agreement(registry, &Caller::system(), kept).await.unwrap();
    assert_eq!(owners(kept.id).await, [Some(suwon), None], "the keeper's whom a caller for the whole registry names");
}

async fn documents_and_legal_dates_agree(test: TestRegistry) {
    use DocumentKind::{Amendment, FullPower, SignedText, TerminationNotice};
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let refused = async |signed_on: &str, documents: &[(DocumentKind, &str)]| {
        let dated = |(kind, on): &(DocumentKind, &str)| LegacyDocument {
            party: (*kind == DocumentKind::FullPower || *kind == DocumentKind::TerminationNotice).then_some(bandung),
            ..document(*kind, on)
        };
        let input = RegisterLegacyAgreement {
            signed_on: date(signed_on),
            terminated_on: date("2005-06"),
            documents: documents.iter().map(dated).collect(),
            ..memorandum(&[bandung, suwon])
        };
        let work = register_legacy_agreement(&test.registry, &who(Role::AgreementManager, Some(bandung)), input).await;
        if work.is_ok() { Vec::new() } else { reasons(work) }
    };
    let order = |at: usize| vec![(format!("documents.{at}.issuedOn"), "DATE_ORDER")];
    assert_eq!(refused("1997-08-26", &[(SignedText, "1997-08-27")]).await, order(0), "signed before its text");
    assert_eq!(refused("1997-08-27", &[(SignedText, "1997-08-27"), (FullPower, "1997-08-28")]).await, order(1));
    assert_eq!(refused("1997-08-27", &[(SignedText, "1997-08"), (Amendment, "1997-07")]).await, order(1));
    assert_eq!(refused("1997-08-27", &[(SignedText, "1997"), (TerminationNotice, "2005-07-01")]).await, order(1));
    // Dates of lower precision are refused only where no day that they can mean would do; of two texts the first counts.
    let fits = [
        (SignedText, "2002-01-01"),
        (SignedText, "1997-08"),
        (FullPower, "1997"),
        (Amendment, "1997-08"),
        (TerminationNotice, "2005-06-30"),
    ];
    assert_eq!(refused("1997-08-27", &fits).await, []);
}

async fn a_legacy_agreement_is_entered_and_read(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let input = RegisterLegacyAgreement {
        fields: vec![Field::SmartCity, Field::Education, Field::SmartCity],
        documents: vec![
            document(DocumentKind::SignedText, "1997-08-27"),
            LegacyDocument {
                note: Some("salinan\u{0}".into()),
                issued_on: None,
                ..document(DocumentKind::CertifiedCopy, "1997")
            },
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
    assert_eq!(read.title_id.as_deref(), Some("Nota Kesepahaman Kota Bandung – Suwon (kembar, 1997)"));
    assert_eq!(
        read.title_en.as_deref(),
        Some("Memorandum of Understanding between Bandung and Suwon (sister relationship, 1997)")
    );
    assert_eq!((read.scheme, read.stage, read.legacy), (Scheme::KsdplSisterCity, Stage::InForce, true));
    assert_eq!((read.owner_id, read.reference_no.as_deref()), (Some(bandung), Some("193/1")));
    assert_eq!(read.member_key, member_key(&[suwon, bandung]));

    let parties = parts_of(&test.registry.db, &[id]).await.unwrap().remove(&id).unwrap();
    let parties: Vec<_> = parties.iter().map(|(part, party)| (party.id, part.role)).collect();
    assert_eq!(parties, [(bandung, PartyRole::Initiator), (suwon, PartyRole::Partner)]);
    assert_eq!(fields_of(&test.registry, &[id]).await.unwrap()[&id], [Field::Education, Field::SmartCity]);
    // That it has no known kind of term nobody said.
    let gaps = [Missing::CouncilDecision, Missing::FullPower, Missing::Term];
    assert_eq!(gaps_of(&test.registry, &[id]).await.unwrap()[&id], gaps);
    let documents = documents_of(&test.registry, &stranger(), &[id]).await.unwrap().remove(&id).unwrap();
    let kinds: Vec<_> = documents.iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [DocumentKind::LetterOfIntent, DocumentKind::SignedText, DocumentKind::CertifiedCopy]);
    assert_eq!(documents[2].note.as_deref(), Some("salinan"));
    let feed = changes(&test.registry, &stranger(), &entity::journal::Feed::default(), &entity::page::Page::first(9))
        .await
        .unwrap()
        .rows;
    // Its partnership follows from it.
    let feed: Vec<_> = feed.into_iter().filter(|entry| entry.act != "followAgreements").collect();
    assert!(feed.iter().all(|entry| entry.act == "registerLegacyAgreement"));
    let told: Vec<Uuid> = feed.iter().map(|entry| entry.subject_id).collect();
    let mut expected = vec![id];
    expected.extend(documents.iter().map(|document| document.id));
    assert_eq!(
        told.iter().collect::<BTreeSet<_>>(),
        expected.iter().collect(),
        "the agreement, and each of its papers"
    );
    assert_eq!((told[0], told.len()), (id, 4));

    let proven =
        RegisterLegacyAgreement { missing: Vec::new(), signed_on: date("2001"), ..memorandum(&[bandung, suwon]) };
    let proven = enter(&test, proven).await;
    let gaps = [
        Missing::CertifiedCopy,
        Missing::CouncilDecision,
        Missing::FullPower,
        Missing::LetterOfIntent,
        Missing::SigningDay,
        Missing::Term,
    ];
    assert_eq!(gaps_of(&test.registry, &[proven.id]).await.unwrap()[&proven.id], gaps, "missing though nobody says so");
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
    assert_eq!(
        entered.title_en.as_deref(),
        Some("Memorandum of Understanding between Bandung City and Suwon (sister relationship, 1997)")
    );
    assert_eq!(entered.title_id.as_deref(), Some("Nota Kesepahaman Kota Bandung – Suwon (kembar, 1997)"));
    let titled = LocalText { id: None, en: Some("Twins".into()) };
    let titled = RegisterLegacyAgreement {
        title: titled,
        class: Class::Project,
        signed_on: date("1998"),
        ..memorandum(&[bandung, suwon])
    };
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
    let fixed = |last: &str| RegisterLegacyAgreement {
        term_kind: Some(TermKind::Fixed),
        term_months: Some(60),
        expires_on: date(last),
        ..pair()
    };
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
            "ENDLESS_TERM",
        ),
        (RegisterLegacyAgreement { in_force_on: date("1990"), ..pair() }, "inForceOn", "DATE_ORDER"),
        (RegisterLegacyAgreement { as_of: day("1997-08-26"), ..pair() }, "asOf", "DATE_ORDER"),
        (fixed("2003-01-01"), "expiresOn", "CONTRADICTION"),
        (
            RegisterLegacyAgreement { term_kind: Some(TermKind::AutoRenew), ..fixed("2002-08-27") },
            "expiresOn",
            "IN_THE_PAST",
        ),
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
    let renewing = RegisterLegacyAgreement { term_kind: Some(TermKind::AutoRenew), ..fixed("2030", "2005") };
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
    assert_eq!(enter(&test, months.clone()).await.expires_on, date("2025-02-28"));
    // What renews itself ends its first time as the term says; for how long it did afterwards is not said.
    let renews = |signed: &str| RegisterLegacyAgreement {
        term_kind: Some(TermKind::AutoRenew),
        term_months: Some(60),
        notice_months: Some(6),
        signed_on: date(signed),
        ..months.clone()
    };
    let first = enter(&test, renews("2022-05-10")).await;
    assert_eq!(first.expires_on, date("2027-05-10"));
    assert_eq!(Dates::from(&first).notice_deadline(first.notice_months), Some(day("2026-11-10")));
    assert_eq!(enter(&test, renews("2012-05-10")).await.expires_on, None);
}

async fn an_agreement_may_last_until_the_calendar_ends(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let base = |signed: &str| RegisterLegacyAgreement {
        signed_on: date(signed),
        notice_months: Some(6),
        ..memorandum(&[bandung, suwon])
    };
    let mut signed = (2001..).map(|year| year.to_string());
    for last in ["9998-12-31", "9998-12", "9998"] {
        for term_kind in [TermKind::Fixed, TermKind::AutoRenew] {
            let until = |base| RegisterLegacyAgreement { term_kind: Some(term_kind), expires_on: date(last), ..base };
            let entered = enter(&test, until(base(&signed.next().unwrap()))).await;
            assert_eq!((entered.stage, entered.turns_on), (Stage::InForce, None), "its last day has no next one");
            let ended = RegisterLegacyAgreement { terminated_on: date(last), ..until(base(&signed.next().unwrap())) };
            assert_eq!(enter(&test, ended).await.stage, Stage::TerminationNoticed);
        }
        let begins = RegisterLegacyAgreement { in_force_on: date(last), ..base(&signed.next().unwrap()) };
        let refused = register_legacy_agreement(&test.registry, &Caller::system(), begins).await;
        assert_eq!(reasons(refused), [("inForceOn".to_owned(), "FORCE_TOO_LATE")], "nobody waits so long");
    }
    let all = AgreementFilter::default();
    assert_eq!(count_agreements(&test.registry, &stranger(), &all).await.unwrap(), 12, "and all can be read");
    assert_eq!(entity::agreement::progress::act::turn_due(&test.registry).await.unwrap(), 0);
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
    assert_eq!(intent.title_en.as_deref(), Some("Letter of Intent between Bandung and Suwon (sister relationship)"));
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
    let pair = || memorandum(&[bandung, suwon]);
    let other_class = RegisterLegacyAgreement { class: Class::Friendship, ..pair() };
    let other_scheme = RegisterLegacyAgreement { scheme: Some(Scheme::KsdplOther), ..pair() };
    for disguised in [other_class.clone(), other_scheme] {
        let refused = register_legacy_agreement(&test.registry, &Caller::system(), disguised).await;
        assert_eq!(reasons(refused), [(String::new(), "ALREADY_THERE")], "two papers of one day have two numbers");
    }
    let numbered = |number: &str| RegisterLegacyAgreement { reference_no: Some(number.into()), ..other_class.clone() };
    enter(&test, RegisterLegacyAgreement { signed_on: date("1999"), documents: Vec::new(), ..numbered("1/1999") })
        .await;
    enter(&test, RegisterLegacyAgreement { signed_on: date("1999"), documents: Vec::new(), ..numbered("2/1999") })
        .await;
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

async fn one_keeper_asks_nobody_for_their_word_without_end(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let (registry, keeper) = (&test.registry, who(Role::AgreementManager, Some(bandung)));
    key_of(registry, suwon).await;
    let entry = |year: i32, parties: &[Uuid]| RegisterLegacyAgreement {
        signed_on: date(&year.to_string()),
        documents: Vec::new(),
        ..memorandum(parties)
    };
    for year in 1950..2000 {
        register_legacy_agreement(registry, &keeper, entry(year, &[bandung, suwon])).await.unwrap();
    }
    let late = register_legacy_agreement(registry, &keeper, entry(2000, &[bandung, suwon])).await;
    assert_eq!(reasons(late), [(String::new(), "TOO_MANY_OPEN")]);
    register_legacy_agreement(registry, &keeper, entry(2000, &[bandung, bogor])).await.expect("Bogor is not asked yet");
    let kept = RegisterLegacyAgreement { owned_by: Some(bandung), ..entry(2000, &[bandung, suwon]) };
    register_legacy_agreement(registry, &Caller::system(), kept)
        .await
        .expect("who keeps the registry enters its archive");
}

async fn nobody_enters_what_they_would_not_see(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let hidden = RegisterLegacyAgreement { visibility: Visibility::Restricted, ..memorandum(&[bandung, suwon]) };
    let enter = async |caller: Caller| register_legacy_agreement(&test.registry, &caller, hidden.clone()).await;
    let refused = enter(who(Role::Coordinator, Some(bandung))).await;
    assert_eq!(reasons(refused), [("visibility".to_owned(), "NOT_ALLOWED")]);
    enter(who(Role::Coordinator, None)).await.unwrap();
}
