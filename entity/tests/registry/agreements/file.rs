//! Agreements are brought in from a file of dated steps.

use super::*;
use entity::{agreement::record::document, report::How};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

on_both_databases!(
    one_cell_decides_which_region_a_row_means,
    steps_of_a_pair_become_one_chain,
    later_steps_extend_the_chain,
    two_memoranda_of_a_year_are_two,
    each_text_is_an_agreement_of_its_own,
    what_has_ended_is_not_extended,
    the_order_of_files_changes_nothing,
    of_several_live_agreements_each_is_known_by_its_day,
    a_code_goes_with_no_other_kind_and_no_other_name,
    who_decides_is_told_what_the_row_says,
    rows_on_one_step_keep_what_each_says,
    a_long_file_comes_in_piece_by_piece,
    name_and_country_alone_prove_nothing,
    a_file_is_checked_row_by_row,
    nothing_is_renewed_before_it_began,
    a_file_opens_no_other_way,
    what_has_ended_does_not_begin_again_on_its_day,
);

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
        claimed: Set(true),
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

async fn one_cell_decides_which_region_a_row_means(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    let unproven = step(2, "Suwon-si", "KR", "MoU", "1997-08-27", "a");
    assert_eq!(bring(&test, vec![unproven.clone()], true).await.rejected.len(), 1);
    let decided = AgreementRow { place_partner: suwon.to_string(), ..unproven.clone() };
    let report = bring(&test, vec![decided.clone()], false).await;
    assert_eq!(counts(&report), (1, 0, 0, 0, 0), "{report:?}");
    assert_eq!(report.warnings, [], "whoever decided is not asked again");
    let how: Vec<&How> = report.places.iter().map(|told| &told.how).collect();
    assert_eq!(how, [&How::Code("kemendagri".into(), "32.73".into()), &How::Chosen]);
    assert_eq!(counts(&bring(&test, vec![decided], false).await), (0, 0, 1, 0, 0));
    let nowhere = AgreementRow { place_region: "kemendagri:99.99".into(), ..unproven };
    let report = bring(&test, vec![nowhere], false).await;
    assert!(report.rejected[0].reason.read(Language::En).starts_with("place_region: there is no place"));
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
        ..step(7, "Yamanashi Prefecture / Iowa", "Japan - United States", "start", "1960-03", "c")
    };
    let rows = vec![
        step(2, "Braunschweig", "DE", "amendment", "1960-06-02", "a"),
        step(3, "BRAUNSCHWEIG ", "Jerman", "mou", "1960-05-24", "same; b"),
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
    assert_eq!(
        chain.title_en.as_deref(),
        Some("Memorandum of Understanding between Bandung and Braunschweig (sister relationship, 1960)")
    );
    let documents = documents_of(&test.registry, &stranger(), &[chain.id]).await.unwrap().remove(&chain.id).unwrap();
    let documents: Vec<_> =
        documents.into_iter().map(|row| (row.kind, row.issued_on.unwrap().to_string(), row.source.unwrap())).collect();
    let expected = [
        (DocumentKind::SignedText, "1960-05-24", "a; b; d"),
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
    let begun = (foreign.signed_on, foreign.in_force_on);
    assert_eq!(
        (foreign.scheme, begun),
        (Scheme::ForeignForeign, (None, date("1960-03"))),
        "nobody knows who signed when"
    );
    let feed = changes(&test.registry, &stranger(), &entity::journal::Feed::default(), &entity::page::Page::first(99))
        .await
        .unwrap()
        .rows;
    let of = |kind| feed.iter().filter(|entry| entry.subject_kind == kind).count();
    assert_eq!((of(SubjectKind::Agreement), of(SubjectKind::Document), of(SubjectKind::Partnership)), (3, 5, 2));
    assert_eq!(feed.len(), 10, "the partnerships of those in force follow them");
}

async fn later_steps_extend_the_chain(test: TestRegistry) {
    test.load_routes().await;
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
    assert_eq!(intent.title_en.as_deref(), Some("Letter of Intent between Bandung and Suwon (sister relationship)"));
    assert!(gaps_of(&test.registry, &[intent.id]).await.unwrap().is_empty());

    let rows = vec![suwon(2, "LoI", "1996-05"), suwon(3, "MoU", "1997-08")];
    assert_eq!(counts(&bring(&test, rows.clone(), false).await), (0, 2, 0, 0, 0));
    let signed = only().await;
    let parts = parts_of(&test.registry.db, &[signed.id]).await.unwrap().remove(&signed.id).unwrap();
    assert!(parts.iter().all(|(part, _)| part.stage == Stage::InForce), "the parties come along: {parts:?}");
    assert_eq!((signed.id, signed.stage, signed.signed_on), (intent.id, Stage::InForce, date("1997-08")));
    assert_eq!(
        signed.title_en.as_deref(),
        Some("Memorandum of Understanding between Bandung and Suwon (sister relationship, 1997)")
    );
    let gaps = gaps_of(&test.registry, &[intent.id]).await.unwrap().remove(&intent.id).unwrap();
    assert!(gaps.contains(&Missing::SigningDay) && gaps.contains(&Missing::Term));
    assert!(!gaps.contains(&Missing::SignedText) && !gaps.contains(&Missing::LetterOfIntent));

    let finer = vec![suwon(2, "MoU", "1997-08-27")];
    assert_eq!(counts(&bring(&test, finer, false).await), (0, 1, 0, 0, 0));
    let finer = only().await;
    assert_eq!((finer.signed_on, finer.revision), (date("1997-08-27"), signed.revision + 1));
    assert!(!gaps_of(&test.registry, &[intent.id]).await.unwrap()[&intent.id].contains(&Missing::SigningDay));
    assert_eq!(counts(&bring(&test, rows, false).await), (0, 0, 2, 0, 0), "what is known more exactly stays");

    let feed = changes(&test.registry, &stranger(), &entity::journal::Feed::default(), &entity::page::Page::first(99))
        .await
        .unwrap()
        .rows;
    let papers = feed.iter().filter(|entry| entry.subject_kind == SubjectKind::Document).map(|entry| entry.change);
    let (created, changed) = (ChangeKind::Created, ChangeKind::Changed);
    assert_eq!(papers.collect::<Vec<_>>(), [created, changed, created, changed], "each paper, and each finer day");

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

async fn two_memoranda_of_a_year_are_two(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    make_partners(&test, [suwon, bandung]).await;
    let memorandum = |line, on, note: &str, source| AgreementRow {
        note: note.into(),
        ..step(line, "Suwon", "KR", "MoU", on, source)
    };
    assert_eq!(counts(&bring(&test, vec![memorandum(2, "2018", "", "a")], false).await), (1, 0, 0, 0, 0));
    let rows = || vec![memorandum(2, "2018-03-19", "culture", "b"), memorandum(3, "2018-09-01", "ports", "c")];
    let report = bring(&test, rows(), false).await;
    assert_eq!(counts(&report), (1, 1, 0, 0, 0), "each memorandum is an agreement");
    assert_eq!(counts(&bring(&test, rows(), false).await), (0, 0, 2, 0, 0), "the same file again changes nothing");
    assert_eq!(counts(&bring(&test, vec![memorandum(2, "2018", "", "a")], false).await), (0, 0, 1, 0, 0));
    assert_eq!(count(&test.registry, &AgreementFilter::default()).await, 2);
    let documents = document::Entity::find().order_by_asc(document::Column::Id).all(&test.registry.db).await.unwrap();
    let said = |one: &document::Model| (one.issued_on.unwrap().to_string(), one.note.clone(), one.source.clone());
    let said_of = |words: &str| Some(words.to_owned());
    let expected = [
        ("2018-03-19".to_owned(), said_of("culture"), said_of("a; b")),
        ("2018-09-01".to_owned(), said_of("ports"), said_of("c")),
    ];
    assert_eq!(documents.iter().map(said).collect::<Vec<_>>(), expected);
}

async fn all(test: &TestRegistry) -> Vec<agreement::Model> {
    agreement::Entity::find().order_by_asc(agreement::Column::SignedOn).all(&test.registry.db).await.unwrap()
}

async fn bandung_and_suwon_known(test: &TestRegistry) -> [Uuid; 2] {
    test.load_routes().await;
    let [bandung, suwon] = bandung_and_suwon(test).await;
    give_code(test, bandung, "kemendagri", "32.73").await;
    make_partners(test, [bandung, suwon]).await;
    [bandung, suwon]
}

async fn each_text_is_an_agreement_of_its_own(test: TestRegistry) {
    let parties = bandung_and_suwon_known(&test).await;
    let entered =
        RegisterLegacyAgreement { signed_on: date("2022-05-10"), documents: Vec::new(), ..memorandum(&parties) };
    enter(&test, entered).await;
    let row = |line, kind, on| step(line, "Suwon", "KR", kind, on, "a");
    let rows =
        vec![row(2, "MoU", "2016-01-01"), row(3, "renewal", "2018"), row(4, "LoI", "2015"), row(5, "MoU", "2022")];
    assert_eq!(counts(&bring(&test, rows.clone(), false).await), (1, 2, 1, 0, 0));
    assert_eq!(counts(&bring(&test, rows, false).await), (0, 0, 4, 0, 0), "the same file again changes nothing");
    let signed: Vec<_> = all(&test).await.iter().map(|one| one.signed_on).collect();
    assert_eq!(signed, [date("2016-01-01"), date("2022-05-10")]);
    let unclear = bring(&test, vec![row(2, "renewal", "2024"), row(3, "renewal", "2024")], false).await;
    assert_eq!(counts(&unclear), (0, 0, 0, 0, 2), "no row is lost of which nothing is clear");
}

async fn what_has_ended_is_not_extended(test: TestRegistry) {
    let parties = bandung_and_suwon_known(&test).await;
    let entered = RegisterLegacyAgreement {
        term_kind: Some(TermKind::Fixed),
        term_months: Some(24),
        signed_on: date("2017-06"),
        documents: Vec::new(),
        ..memorandum(&parties)
    };
    assert_eq!(enter(&test, entered).await.expires_on, date("2019-06"));
    let renewal = |on| bring(&test, vec![step(2, "Suwon", "KR", "renewal", on, "a")], false);
    for on in ["2019-06", "2020-01-01"] {
        let report = renewal(on).await;
        assert_eq!(counts(&report), (0, 0, 0, 0, 1), "{on}");
        let said = report.rejected[0].reason.read(Language::En);
        assert!(said.starts_with("The agreement of the two has ended (2019-06)"), "{said}");
    }
    assert_eq!(counts(&renewal("2018-05").await), (0, 1, 0, 0, 0), "a paper of the time in force");
    assert_eq!(all(&test).await.iter().map(|one| one.stage).collect::<Vec<_>>(), [Stage::Expired]);
}

async fn the_order_of_files_changes_nothing(test: TestRegistry) {
    test.load_routes().await;
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    let files = [("friendship", "2010"), ("MoU", "2011-03-01"), ("MoU", "2011"), ("LoI", "2009"), ("MoU", "2015-07")];
    let mut known = Vec::new();
    for (nth, order) in [[0, 1, 2, 3, 4], [1, 0, 4, 3, 2], [4, 3, 2, 1, 0], [2, 4, 0, 1, 3]].into_iter().enumerate() {
        let name = format!("Partner {nth}");
        let partner = test.party("JP", Kind::City, &name).await;
        make_partners(&test, [bandung, partner]).await;
        for at in order {
            let (kind, on) = files[at];
            let source = ["f", "m", "y", "l", "n"][at];
            let report = bring(&test, vec![step(2, &name, "JP", kind, on, source)], false).await;
            assert_eq!(report.rejected, [], "{order:?} {kind} {on}");
        }
        for (kind, on) in files {
            let report = bring(&test, vec![step(2, &name, "JP", kind, on, "m")], true).await;
            assert_eq!(report.new, 0, "{order:?} {kind} {on}");
        }
        let key = member_key(&[bandung, partner]);
        let found: Vec<_> = all(&test).await.into_iter().filter(|one| one.member_key == key).collect();
        let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
        let documents =
            document::Entity::find().filter(document::Column::AgreementId.is_in(ids)).all(&test.registry.db).await;
        let mut papers: Vec<_> = documents
            .unwrap()
            .into_iter()
            .map(|paper| {
                let mut sources: Vec<String> = paper.source.unwrap().split("; ").map(str::to_owned).collect();
                sources.sort();
                (paper.kind, paper.issued_on.map(|on| on.to_string()), sources)
            })
            .collect();
        papers.sort_by_key(|(_, on, _)| on.clone());
        known.push((found.iter().map(|one| (one.class, one.stage, one.signed_on)).collect::<Vec<_>>(), papers));
    }
    let sister = |on| (Class::Sister, Stage::InForce, date(on));
    assert_eq!(known[0].0, [sister("2011-03-01"), sister("2015-07")]);
    assert!(known.iter().all(|one| *one == known[0]), "{known:#?}");
}

async fn of_several_live_agreements_each_is_known_by_its_day(test: TestRegistry) {
    let parties = bandung_and_suwon_known(&test).await;
    for on in ["2018-03-19", "2018-09-01"] {
        let entered = RegisterLegacyAgreement {
            signed_on: date(on),
            documents: Vec::new(),
            reference_no: Some(on.to_owned()),
            ..memorandum(&parties)
        };
        enter(&test, entered).await;
    }
    let row = |line, on, note: &str| AgreementRow { note: note.into(), ..step(line, "Suwon", "KR", "MoU", on, "a") };
    let rows = vec![row(2, "2018", "one"), row(3, "2018-09-01", "two")];
    assert_eq!(counts(&bring(&test, rows, false).await), (0, 0, 2, 0, 0));
}

async fn a_code_goes_with_no_other_kind_and_no_other_name(test: TestRegistry) {
    let [_, suwon] = bandung_and_suwon_known(&test).await;
    give_code(&test, suwon, "wikidata", "Q20714").await;
    let regency = test.party("ID", Kind::Regency, "Bandung").await;
    give_code(&test, regency, "kemendagri", "32.04").await;
    test.party("KR", Kind::City, "Ansan").await;
    let row = |name: &str, code: &str, partner: &str| AgreementRow {
        id_region: name.into(),
        kemendagri_code: code.into(),
        partner_scheme: "wikidata".into(),
        partner_code: "Q20714".into(),
        ..step(2, partner, "KR", "MoU", "1997-08-27", "a")
    };
    let told = async |row: AgreementRow| {
        let report = bring(&test, vec![row], true).await;
        let said = |notes: &[entity::report::RowNote]| {
            notes.iter().map(|note| note.reason.read(Language::En).to_owned()).collect::<Vec<_>>()
        };
        (said(&report.rejected), said(&report.warnings))
    };
    let (refused, _) = told(row("Kab. Bandung", "32.73", "Suwon")).await;
    assert_eq!(refused, ["the code belongs to Kota Bandung, and the row says regency"]);
    let (refused, _) = told(row("Kota Bandung", "32.04", "Suwon")).await;
    assert_eq!(refused, ["the code belongs to Kabupaten Bandung, and the row says city"]);
    let (refused, _) = told(row("Bandung", "32.73", "Ansan")).await;
    assert!(
        refused[0].contains("and \"Ansan\" is Ansan [")
            && refused[0].ends_with("Name in place_partner which is meant."),
        "{refused:?}"
    );
    let (refused, warned) = told(row("Parijs van Java", "32.73", "Hwaseong")).await;
    assert_eq!(refused, [""; 0]);
    assert_eq!(warned.len(), 2, "each side: {warned:?}");
    assert_eq!(told(row("Kota Bandung", "32.73", "Suwon")).await, (vec![], vec![]));
    let both = vec![row("Kota Bandung", "32.73", "Suwon"), row("Kab. Bandung", "32.04", "Suwon")];
    assert_eq!(bring(&test, both, false).await.new, 2);
    let mut titles: Vec<_> = all(&test).await.into_iter().filter_map(|one| one.title_en).collect();
    titles.sort();
    for (title, name) in titles.iter().zip(["Bandung City", "Bandung Regency"]) {
        assert!(title.starts_with(&format!("Memorandum of Understanding between {name} and Suwon (")), "{titles:?}");
    }
}

async fn who_decides_is_told_what_the_row_says(test: TestRegistry) {
    let [_, suwon] = bandung_and_suwon_known(&test).await;
    let row = |partner: &str, country: &str| AgreementRow {
        place_partner: suwon.to_string(),
        ..step(2, partner, country, "MoU", "1997-08-27", "a")
    };
    for (partner, country, odd) in
        [("Suwon-si", "KR", false), ("Suwon", "AT", true), ("Alsfeld", "KR", true), ("", "", false)]
    {
        let report = bring(&test, vec![row(partner, country)], true).await;
        assert_eq!((report.new, report.warnings.len()), (1, usize::from(odd)), "{partner} {country} {report:?}");
    }
    let report = bring(&test, vec![row("Alsfeld", "AT")], true).await;
    assert_eq!(
        report.warnings[0].reason.read(Language::En),
        "place_partner names Suwon (KR), but the row says Alsfeld (AT)."
    );
}

async fn rows_on_one_step_keep_what_each_says(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    make_partners(&test, [suwon, bandung]).await;
    let rows = [("2018", "", "a"), ("2018-03-19", "culture", "b"), ("2018-03", "at the palace", "a")];
    let rows = (2..).zip(rows).map(|(line, (on, note, source))| AgreementRow {
        note: note.into(),
        ..step(line, "Suwon", "KR", "MoU", on, source)
    });
    assert_eq!(counts(&bring(&test, rows.collect(), false).await), (1, 0, 0, 2, 0));
    let document = document::Entity::find().one(&test.registry.db).await.unwrap().unwrap();
    assert_eq!(document.issued_on, date("2018-03-19"));
    assert_eq!((document.note.as_deref(), document.source.as_deref()), (Some("culture; at the palace"), Some("a; b")));
}

async fn a_long_file_comes_in_piece_by_piece(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, _] = bandung_and_suwon(&test).await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    let mut rows = Vec::new();
    for line in 2..123 {
        let name = format!("City {line}");
        let partner = test.party("JP", Kind::City, &name).await;
        give_code(&test, partner, "own", &line.to_string()).await;
        let coded = AgreementRow {
            partner_scheme: "own".into(),
            partner_code: line.to_string(),
            ..step(line, &name, "JP", "MoU", "1997-08", "a")
        };
        rows.push(coded);
    }
    assert_eq!(counts(&bring(&test, rows.clone(), true).await), (121, 0, 0, 0, 0));
    let count = async || count_agreements(&test.registry, &stranger(), &AgreementFilter::default()).await.unwrap();
    assert_eq!(count().await, 0, "a dry run writes nothing");
    let in_between = async {
        loop {
            let known = count().await;
            if known > 0 {
                return known;
            }
            tokio::task::yield_now().await;
        }
    };
    let (brought, known) = tokio::join!(bring(&test, rows.clone(), false), in_between);
    assert_eq!((counts(&brought), known, count().await), ((121, 0, 0, 0, 0), 100, 121));
    assert_eq!(counts(&bring(&test, rows, false).await), (0, 0, 121, 0, 0));
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
    test.party("KR", Kind::City, "Söul").await;
    let spelled = AgreementRow { partner: "Soeul".into(), ..plain.clone() };
    assert!(said(spelled).await.unwrap().read(Language::En).contains("It may be Söul [soul-"), "a hint");
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

/// What extends or amends an agreement is not earlier than all that the file and the registry know of its beginning.
async fn nothing_is_renewed_before_it_began(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    make_partners(&test, [bandung, suwon]).await;
    let row = |line, kind, on| step(line, "Suwon", "KR", kind, on, "a");
    let rows = vec![row(2, "MoU", "1997-08-27"), row(3, "renewal", "1997-08-26"), row(4, "amendment", "1997")];
    let report = bring(&test, rows, false).await;
    assert_eq!((counts(&report), report.rejected[0].line), ((1, 1, 0, 0, 1), 3));
    let later = bring(&test, vec![row(2, "renewal", "1990")], false).await;
    assert_eq!(counts(&later), (0, 0, 0, 0, 1));
    let beginning = vec![row(2, "start", "1980"), row(3, "renewal", "1990")];
    assert_eq!(counts(&bring(&test, beginning, false).await), (0, 2, 0, 0, 0));
}

async fn a_file_opens_no_other_way(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    let third = test.party("ID", Kind::City, "Semarang").await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    make_partners(&test, [bandung, suwon]).await;
    let letter = Letter { issued_on: day("1950-01-01"), number: None, issuer: None };
    let proposal = RegisterInitiative {
        title: LocalText::default(),
        reference_no: None,
        parties: vec![bandung, third, suwon],
        scheme: None,
        channel: Channel::OwnRegion,
        letter,
        terms: Terms::of_class(Class::Sister),
        dimensions: BTreeSet::new(),
        visibility: Visibility::Public,
        predecessor: None,
    };
    let officer = who(Role::AgreementManager, Some(bandung));
    register_initiative(&test.registry, &officer, proposal).await.unwrap();
    let row = |on| vec![step(2, "Suwon", "KR", "MoU", on, "a")];
    assert_eq!(counts(&bring(&test, row("2026-11-21"), false).await), (0, 0, 0, 0, 1), "two of the three");
    assert_eq!(counts(&bring(&test, row("2026-11-20"), false).await), (1, 0, 0, 0, 0), "a letter draws no line");
}

async fn what_has_ended_does_not_begin_again_on_its_day(test: TestRegistry) {
    let [bandung, suwon] = bandung_and_suwon(&test).await;
    give_code(&test, bandung, "kemendagri", "32.73").await;
    make_partners(&test, [bandung, suwon]).await;
    let ended = RegisterLegacyAgreement {
        term_kind: Some(TermKind::Fixed),
        term_months: Some(36),
        documents: Vec::new(),
        ..memorandum(&[bandung, suwon])
    };
    assert_eq!(enter(&test, ended).await.stage, Stage::Expired);
    for on in ["1997-08-27", "1997-08", "1997"] {
        let report = bring(&test, vec![step(2, "Suwon", "KR", "MoU", on, "a")], false).await;
        assert_eq!(counts(&report), (0, 0, 1, 0, 0), "{on}");
    }
    let later = bring(&test, vec![step(2, "Suwon", "KR", "MoU", "2001-01-01", "a")], false).await;
    assert_eq!(counts(&later), (1, 0, 0, 0, 0), "another one");
}
