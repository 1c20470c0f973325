//! Databases of earlier versions, and what they hold when they have come to this one.

use chrono::Duration;
use entity::{
    agreement::{
        progress::{act::turn_due, record::step},
        record::{Stage, agreement, agreement_party, document},
        route::record::approval_route,
    },
    date::legal_today,
    deadline::{record::deadline, words},
    exchange::record::{Consent, exchange, participation},
    notice::record::{Channel, Payload, Times, notice},
    obligatory_report::record::{Return, Returns, obligatory_report},
    partnership::record::backing,
    place::record::Kind,
    subject::{Subject, SubjectKind},
    testing::TestRegistry,
    text::{Language, LocalText},
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Statement, Value};
use serde_json::json;
use uuid::Uuid;

/// The steps before notices and deadlines of any record.
const BEFORE: u32 = 12;

#[tokio::test]
async fn notices_and_deadlines_are_carried_over_on_sqlite() {
    notices_and_deadlines_are_carried_over(TestRegistry::at_step(false, BEFORE).await).await;
}

#[tokio::test]
async fn notices_and_deadlines_are_carried_over_on_postgres() {
    notices_and_deadlines_are_carried_over(TestRegistry::at_step(true, BEFORE).await).await;
}

async fn run(test: &TestRegistry, sql: &str, values: impl IntoIterator<Item = Value>) {
    let db = &test.registry.db;
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.execute_raw(statement).await.unwrap();
}

/// An agreement as registries had them before they noted since when they know of it.
async fn sign(test: &TestRegistry, id: Uuid, parties: [Uuid; 2]) {
    let now = test.registry.now();
    run(
        test,
        "insert into agreement (id, title_en, scheme, class, stage, legacy, member_key, visibility, visibility_once_signed,
           source, as_of, revision, created_at, updated_at)
         values ($1, 'Memorandum', 'KSDPL_SISTER_CITY', 'SISTER', 'IN_FORCE', true, '', 'PUBLIC', 'PUBLIC', 'test', $2, 1, $3, $3)",
        [id.into(), now.date_naive().into(), now.into()],
    )
    .await;
    for (ordinal, party) in (0..).zip(parties) {
        run(
            test,
            "insert into agreement_party (agreement_id, party_id, ordinal, role, stage, since)
             values ($1, $2, $3, 'PARTNER', 'IN_FORCE', $4)",
            [id.into(), party.into(), Value::from(ordinal), now.date_naive().into()],
        )
        .await;
    }
}

/// What a registry of version 0.4 has: an exchange at nine in Berlin of which one person was told before it moved, what is
/// due under an agreement, a report, and a campaign.
async fn notices_and_deadlines_are_carried_over(test: TestRegistry) {
    let now = test.registry.now();
    let [city, partner] =
        [test.party("DE", Kind::City, "Braunschweig").await, test.party("ID", Kind::City, "Bandung").await];
    let mou = id(30);
    sign(&test, mou, [city, partner]).await;
    let [person, exchange, reminder, moved] = [id(1), id(2), id(3), id(4)];
    run(
        &test,
        "insert into person (id, email, email_key, name, language, time_zone, created_at)
         values ($1, 'sari@bandung.example', 'sari@bandung.example', 'Sari', 'id', 'Asia/Jakarta', $2)",
        [person.into(), now.into()],
    )
    .await;
    let starts_at = now + Duration::days(10);
    let (starts_on, start_time) = (starts_at.date_naive(), chrono::NaiveTime::from_hms_opt(9, 0, 0));
    run(
        &test,
        "insert into exchange (id, uid, title_en, method, format, status, starts_on, start_time, time_zone, starts_at,
           ends_at, tzdb_version, generation, visibility, revision, created_at, updated_at)
         values ($1, '1', 'Waste', 'STUDY_VISIT', 'ONSITE', 'SCHEDULED', $2, $3, 'Europe/Berlin', $4, $4, 'test', 7, 'PUBLIC', 1,
           $5, $5)",
        [exchange.into(), starts_on.into(), start_time.into(), starts_at.into(), now.into()],
    )
    .await;
    let times = |starts_at: chrono::DateTime<chrono::Utc>| {
        json!({ "starts_on": starts_at.date_naive(), "ends_on": null, "start_time": "09:00:00",
                "time_zone": "Europe/Berlin", "starts_at": starts_at, "ends_at": null })
    };
    let earlier = starts_at - Duration::days(2);
    for (id, key, kind, recipient, before) in [
        (reminder, "WEEK_BEFORE:x:7", "WEEK_BEFORE", None, None),
        (moved, "MOVED:x:7:y", "MOVED", Some(person), Some(times(earlier))),
    ] {
        run(
            &test,
            "insert into notice (id, dedupe_key, kind, exchange_id, generation, recipient_id, due_at, stale_at, state,
               attempts, unanswered, lease_token, before, last_error, created_at)
             values ($1, $2, $3, $4, 7, $5, $6, $7, 'READY', 2, 1, 3, $8, '451 busy', $6)",
            [
                id.into(),
                key.into(),
                kind.into(),
                exchange.into(),
                recipient.into(),
                now.into(),
                starts_at.into(),
                before.into(),
            ],
        )
        .await;
    }
    let dues = [
        (id(10), "RENEWAL", Some(mou), None, String::new()),
        (id(11), "STEP", Some(mou), Some(city), "OPEN_PLAN".to_owned()),
        (id(12), "REPORT", None, Some(city), id(20).to_string()),
        (id(13), "CONFIRMATION", None, Some(city), id(21).to_string()),
    ];
    for (id, kind, agreement, party, code) in dues {
        run(
            &test,
            "insert into deadline (id, kind, agreement_id, party_id, code, due_on, counted_from, span, created_at)
             values ($1, $2, $3, $4, $5, '2026-12-24', $6, 3, $7)",
            [id.into(), kind.into(), agreement.into(), party.into(), code.into(), starts_on.into(), now.into()],
        )
        .await;
    }

    test.catch_up().await;
    let db = &test.registry.db;
    let kept = exchange::Entity::find_by_id(exchange).one(db).await.unwrap().unwrap();
    let notices = notice::Entity::find().order_by_asc(notice::Column::Id).all(db).await.unwrap();
    assert_eq!(notices.iter().map(|one| one.id).collect::<Vec<_>>(), [reminder, moved]);
    let before = |one: &notice::Model| match &one.payload {
        Payload::Exchange { told, before } => (told.clone(), before.as_ref().map(|times| times.starts_at)),
        _ => panic!("an exchange"),
    };
    assert_eq!(before(&notices[0]), (Times::from(&kept), None));
    assert_eq!(before(&notices[1]), (Times::from(&kept), Some(earlier)));
    for one in &notices {
        assert_eq!((one.subject(), one.version.as_str()), (Subject::new(SubjectKind::Exchange, exchange), "7"));
        assert_eq!((one.attempts, one.unanswered, one.lease_token, one.channel), (2, 1, 3, Channel::Mail));
        assert_eq!((one.due_at, one.stale_at, one.last_error.as_deref()), (now, starts_at, Some("451 busy")));
    }
    let deadlines = deadline::Entity::find().order_by_asc(deadline::Column::Id).all(db).await.unwrap();
    let shown: Vec<_> =
        deadlines.iter().map(|one| (one.subject_kind, one.subject_id, one.party_id, one.rule.as_str())).collect();
    assert_eq!(
        shown,
        [
            (SubjectKind::Agreement, mou, None, "RENEWAL"),
            (SubjectKind::Agreement, mou, Some(city), "OPEN_PLAN"),
            (SubjectKind::ObligatoryReport, id(20), Some(city), "REPORT"),
            (SubjectKind::ConfirmationCampaign, id(21), Some(city), "CONFIRMATION"),
        ]
    );
    assert!(deadlines.iter().all(|one| one.is_unplanned() && one.anchor == starts_on && one.span == Some(3)));
}

/// The steps before the rule behind a step had a text in each language.
const BEFORE_ARTICLES: u32 = 13;

#[tokio::test]
async fn articles_get_a_text_in_each_language_on_sqlite() {
    articles_get_a_text_in_each_language(TestRegistry::at_step(false, BEFORE_ARTICLES).await).await;
}

#[tokio::test]
async fn articles_get_a_text_in_each_language_on_postgres() {
    articles_get_a_text_in_each_language(TestRegistry::at_step(true, BEFORE_ARTICLES).await).await;
}

/// A route as it shipped, revised by somebody in one step, and what is due under it.
async fn articles_get_a_text_in_each_language(test: TestRegistry) {
    let deposit = "UU 24/2000 Pasal 17 (penyimpanan); jumlah hari dari registri sendiri / Law 24/2000, Article 17 \
                   (depositary); the number of days is the registry's own";
    let step = |article: &str| {
        json!({ "act": "OPEN_PLAN", "from": ["INTENT_SIGNED"], "to": "PLANNING", "authority": "TKKSD", "recorded_by": [],
                "article": article, "name_en": "Plan", "name_id": "Rencana" })
    };
    let follow_up = json!({ "code": "deposit-original", "after": "SIGNED", "document": "CERTIFIED_COPY", "within_days": 90,
                            "authority": "KEMENLU", "article": deposit, "name_en": "Deposit", "name_id": "Penyimpanan" });
    let route = json!({ "name_en": "Abroad", "name_id": "Luar negeri", "source": "Permendagri 25/2020 (verifikasi)",
                        "step": [step("Permendagri 25/2020 (verifikasi)"), step("Perda 3/2024 / Pasal 2")],
                        "follow_up": [follow_up] });
    run(
        &test,
        "insert into approval_route (id, code, version, definition, created_at) values ($1, 'ID_KSDPL', 2, $2, $3)",
        [id(1).into(), route.into(), test.registry.now().into()],
    )
    .await;
    for (number, article) in [(10, deposit), (11, "Perda 3/2024 / Pasal 2")] {
        run(
            &test,
            "insert into deadline (id, subject_kind, subject_id, kind, rule, anchor, article, created_at)
             values ($1, 'AGREEMENT', $1, 'FOLLOW_UP', 'x', $2, $3, $4)",
            [id(number).into(), test.registry.now().date_naive().into(), article.into(), test.registry.now().into()],
        )
        .await;
    }

    test.catch_up().await;
    let db = &test.registry.db;
    let route = approval_route::Entity::find().one(db).await.unwrap().unwrap().definition;
    let follow_ups = route.follow_ups.iter().map(|duty| &duty.article);
    let read = |article: &LocalText| [Language::Id, Language::En].map(|language| article.read(language).to_owned());
    let articles: Vec<_> = route.steps.iter().map(|step| &step.article).chain(follow_ups).map(read).collect();
    let deposit = [
        "UU 24/2000 Pasal 17 (penyimpanan); jumlah hari ditetapkan oleh registri",
        "Law (UU) 24/2000, Article 17 (depositary); the number of days is the registry's own",
    ];
    let verification = [
        "Permendagri 25/2020 (verifikasi)",
        "Regulation of the Minister of Home Affairs (Permendagri) 25/2020 (verification)",
    ];
    let own = ["Perda 3/2024 / Pasal 2"; 2];
    assert_eq!(articles, [verification, own, deposit]);
    assert_eq!(route.source, "Permendagri 25/2020 (verifikasi)", "only articles have two languages");
    let deadlines = deadline::Entity::find().order_by_asc(deadline::Column::Id).all(db).await.unwrap();
    let shown: Vec<_> = deadlines
        .iter()
        .map(|one| [Language::Id, Language::En].map(|language| words::article(one, language)))
        .collect();
    assert_eq!(shown, [deposit, own]);
}

/// The steps before documents of one side had a party and steps their papers.
const BEFORE_PAPERS: u32 = 14;

#[tokio::test]
async fn papers_get_their_parties_on_sqlite() {
    papers_get_their_parties(TestRegistry::at_step(false, BEFORE_PAPERS).await).await;
}

#[tokio::test]
async fn papers_get_their_parties_on_postgres() {
    papers_get_their_parties(TestRegistry::at_step(true, BEFORE_PAPERS).await).await;
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0198_5a3c_7e10_7000_8000_0000_0000_0000 + number)
}

/// People and a key that act for one party or for both.
async fn enter_recorders(test: &TestRegistry, [home, abroad]: [Uuid; 2], [siti, both, key]: [Uuid; 3]) {
    let now = test.registry.now();
    let mut memberships = 100;
    for (person, parties) in [(siti, &[home][..]), (both, &[home, abroad])] {
        run(
            test,
            "insert into person (id, email, email_key, name, language, time_zone, created_at)
             values ($1, $2, $2, 'Siti', 'id', 'Asia/Jakarta', $3)",
            [person.into(), person.to_string().into(), now.into()],
        )
        .await;
        for (party, role) in parties.iter().flat_map(|party| [(party, "COORDINATOR"), (party, "DATA_ENTRY")]) {
            memberships += 1;
            run(
                test,
                "insert into membership (id, person_id, party_id, role) values ($1, $2, $3, $4)",
                [id(memberships).into(), person.into(), (*party).into(), role.into()],
            )
            .await;
        }
    }
    run(
        test,
        "insert into api_client (id, name, party_id, role, scopes, key_prefix, key_hash, created_at)
         values ($1, 'Liverpool', $2, 'AGREEMENT_MANAGER', 'READ WRITE', 'x', $3, $4)",
        [key.into(), abroad.into(), vec![1u8].into(), now.into()],
    )
    .await;
}

/// Steps that were carried out a day later, each by both parties.
async fn enter_steps(test: &TestRegistry, agreement: Uuid, parties: [Uuid; 2]) {
    let later = test.registry.now() + Duration::days(1);
    let mut number = 50;
    for (act, document) in [("EXTEND", None), ("AMEND", Some(id(32)))] {
        for party in parties {
            run(
                test,
                "insert into agreement_step (id, agreement_id, party_id, act, from_stage, to_stage, on_day, document_id,
                   recorded_at)
                 values ($1, $2, $3, $4, 'IN_FORCE', 'IN_FORCE', $5, $6, $7)",
                [
                    id(number).into(),
                    agreement.into(),
                    party.into(),
                    act.into(),
                    later.date_naive().into(),
                    document.into(),
                    later.into(),
                ],
            )
            .await;
            number += 1;
        }
    }
}

/// An agreement that was extended, with papers of one side that nobody's name stood on, papers of both that stood on one
/// side's, and a draft that was superseded three times.
async fn papers_get_their_parties(test: TestRegistry) {
    let now = test.registry.now();
    let [home, abroad] =
        [test.party("ID", Kind::City, "Surabaya").await, test.party("GB", Kind::City, "Liverpool").await];
    let agreement = id(500);
    sign(&test, agreement, [home, abroad]).await;
    let [siti, both, key] = [id(1), id(2), id(3)];
    enter_recorders(&test, [home, abroad], [siti, both, key]).await;
    let record = async |number: u128, kind: &str, party: Option<Uuid>, visibility: &str, by: Option<Uuid>| {
        let supersedes = (kind == "DRAFT_TEXT" && number > 40).then(|| id(40));
        run(
            &test,
            "insert into document (id, agreement_id, kind, party_id, visibility, supersedes_id, void, created_at)
             values ($1, $2, $3, $4, $5, $6, false, $7)",
            [
                id(number).into(),
                agreement.into(),
                kind.into(),
                party.into(),
                visibility.into(),
                supersedes.into(),
                now.into(),
            ],
        )
        .await;
        run(
            &test,
            "insert into journal (seq, id, at, actor_kind, actor_id, act, subject_kind, subject_id, change, audience, data)
             values ($1, $2, $3, 'PERSON', $4, 'recordDocument', 'AGREEMENT', $5, 'CHANGED', 'PUBLIC', $6)",
            [
                i64::try_from(number).unwrap().into(),
                id(1000 + number).into(),
                now.into(),
                by.into(),
                agreement.into(),
                json!({ "document": id(number) }).into(),
            ],
        )
        .await;
    };
    record(10, "COUNCIL_DECISION", None, "PARTIES", Some(siti)).await;
    record(11, "COUNCIL_DECISION", None, "PARTIES", Some(key)).await;
    record(12, "COUNCIL_DECISION", None, "PARTIES", Some(both)).await;
    record(13, "FULL_POWER", None, "PARTIES", None).await;
    record(14, "MEETING_MINUTES", None, "PARTIES", Some(siti)).await;
    record(20, "INITIALLED_TEXT", Some(home), "PARTIES", Some(siti)).await;
    record(21, "LETTER_OF_INTENT", Some(home), "OWN", Some(siti)).await;
    record(30, "EXTENSION", None, "PARTIES", Some(siti)).await;
    record(31, "EXTENSION", None, "PARTIES", Some(siti)).await;
    record(32, "AMENDMENT", None, "PARTIES", Some(siti)).await;
    for (number, visibility) in [(40, "PARTIES"), (41, "PARTIES"), (42, "PARTIES"), (43, "OWN")] {
        record(number, "DRAFT_TEXT", None, visibility, Some(siti)).await;
    }
    enter_steps(&test, agreement, [home, abroad]).await;

    test.catch_up().await;
    let db = &test.registry.db;
    let found = document::Entity::find().order_by_asc(document::Column::Id).all(db).await.unwrap();
    let of = |number: u128| found.iter().find(|one| one.id == id(number)).unwrap();
    let parties: Vec<_> = [10, 11, 12, 13, 14, 20, 21].map(|number| of(number).party_id).to_vec();
    assert_eq!(
        parties,
        [Some(home), Some(abroad), None, None, None, None, Some(home)],
        "its recorder's where that is one party; everyone's where it is all parties' by its kind"
    );
    let used: Vec<u128> = [10, 30, 31, 32, 40].into_iter().filter(|number| of(*number).used_on.is_some()).collect();
    assert_eq!(used, [31, 32], "what was carried out used up the newest");
    let drafts: Vec<_> = (40..44).map(|number| (of(number).supersedes_id, of(number).void)).collect();
    let successor = (Some(id(40)), false);
    assert_eq!(drafts, [(None, false), (None, true), successor, (None, true)], "the newest that both see");
    let steps = step::Entity::find().order_by_asc(step::Column::Id).all(db).await.unwrap();
    let taken: Vec<_> = steps.iter().map(|one| one.taken_id).collect();
    assert_eq!(taken, [id(50), id(50), id(52), id(52)].map(Some));
    let stage = agreement::Entity::find_by_id(agreement).one(db).await.unwrap().unwrap().stage;
    assert_eq!(stage, Stage::InForce);
    let parts = agreement_party::Entity::find().order_by_asc(agreement_party::Column::Ordinal).all(db).await.unwrap();
    let acted: Vec<_> = parts.iter().map(|part| (part.party_id, part.acted_at, part.arrived_on)).collect();
    let since = now.date_naive();
    assert_eq!(acted, [(home, None, since), (abroad, None, since)], "the rows do not say whose the papers were");
}

/// The steps before the start of a relation was told from a day of signature everywhere.
const BEFORE_BEGINNINGS: u32 = 30;

#[tokio::test]
async fn what_is_older_is_looked_at_again_on_sqlite() {
    what_is_older_is_looked_at_again(TestRegistry::at_step(false, BEFORE_BEGINNINGS).await).await;
}

#[tokio::test]
async fn what_is_older_is_looked_at_again_on_postgres() {
    what_is_older_is_looked_at_again(TestRegistry::at_step(true, BEFORE_BEGINNINGS).await).await;
}

/// An agreement of a file that knew the beginning of the relation alone, on which nobody has acted since.
async fn what_is_older_is_looked_at_again(test: TestRegistry) {
    let [home, abroad] =
        [test.party("ID", Kind::City, "Surabaya").await, test.party("GB", Kind::City, "Liverpool").await];
    let (imported, entered, now) = (id(500), id(501), test.registry.now());
    for (number, agreement, act) in [(1, imported, "importAgreements"), (2, entered, "registerLegacyAgreement")] {
        run(
            &test,
            "insert into agreement (id, title_en, scheme, class, stage, legacy, member_key, visibility,
               visibility_once_signed, source, as_of, known_from, revision, languages, signed_on, created_at, updated_at)
             values ($1, 'Memorandum', 'KSDPL_SISTER_CITY', 'SISTER', 'IN_FORCE', true, '', 'PUBLIC', 'PUBLIC', 'test', $2,
               '2026-11-21', 1, '', '1994', $3, $3)",
            [agreement.into(), now.date_naive().into(), now.into()],
        )
        .await;
        for (ordinal, party) in (0..).zip([home, abroad]) {
            run(
                &test,
                "insert into agreement_party (agreement_id, party_id, ordinal, role, stage, since, arrived_on)
                 values ($1, $2, $3, 'PARTNER', 'IN_FORCE', $4, $4)",
                [agreement.into(), party.into(), Value::from(ordinal), now.date_naive().into()],
            )
            .await;
        }
        run(
            &test,
            "insert into document (id, agreement_id, kind, visibility, issued_on, void, created_at)
             values ($1, $2, 'BEGINNING', 'PUBLIC', '1994', false, $3)",
            [id(10 + number).into(), agreement.into(), now.into()],
        )
        .await;
        run(
            &test,
            "insert into journal (seq, id, at, actor_kind, act, subject_kind, subject_id, change, audience, data)
             values ($1, $2, $3, 'SYSTEM', $4, 'AGREEMENT', $5, 'CREATED', 'PUBLIC', '{}')",
            [i64::try_from(number).unwrap().into(), id(1000 + number).into(), now.into(), act.into(), agreement.into()],
        )
        .await;
    }
    run(&test, "update journal_head set seq = 2", []).await;

    test.catch_up().await;
    let read =
        async |agreement| agreement::Entity::find_by_id(agreement).one(&test.registry.db).await.unwrap().unwrap();
    let dates = async |agreement| {
        let row = read(agreement).await;
        [row.signed_on, row.in_force_on].map(|date| date.map(|date| date.to_string()))
    };
    assert_eq!(dates(imported).await, [None, Some("1994".to_owned())], "nobody said that it was signed then");
    assert_eq!(dates(entered).await, [Some("1994".to_owned()), None], "somebody said so");
    turn_due(&test.registry).await.unwrap();
    let backed =
        backing::Entity::find().order_by_asc(backing::Column::AgreementId).all(&test.registry.db).await.unwrap();
    let backed: Vec<_> = backed.into_iter().map(|one| (one.agreement_id, one.in_force)).collect();
    assert_eq!(backed, [(imported, true), (entered, true)]);
    assert!(read(imported).await.turns_on.is_none(), "once");
}

/// The steps before it was noted when a party's people first acted.
const BEFORE_ACTING: u32 = 27;

#[tokio::test]
async fn who_acted_is_dated_by_the_first_that_it_did_on_sqlite() {
    who_acted_is_dated_by_the_first_that_it_did(TestRegistry::at_step(false, BEFORE_ACTING).await).await;
}

#[tokio::test]
async fn who_acted_is_dated_by_the_first_that_it_did_on_postgres() {
    who_acted_is_dated_by_the_first_that_it_did(TestRegistry::at_step(true, BEFORE_ACTING).await).await;
}

/// One party entered the agreement and had recorded a paper before; the other only gave it up.
async fn who_acted_is_dated_by_the_first_that_it_did(test: TestRegistry) {
    let now = test.registry.now();
    let [home, abroad] =
        [test.party("ID", Kind::City, "Surabaya").await, test.party("GB", Kind::City, "Liverpool").await];
    let agreement = id(500);
    sign(&test, agreement, [home, abroad]).await;
    enter_recorders(&test, [home, abroad], [id(1), id(2), id(3)]).await;
    run(&test, "update agreement set owner_id = $1", [home.into()]).await;
    let earlier = now - Duration::days(1);
    run(
        &test,
        "insert into document (id, agreement_id, kind, visibility, void, by_party_id, created_at)
         values ($1, $2, 'MEETING_MINUTES', 'PARTIES', false, $3, $4)",
        [id(10).into(), agreement.into(), home.into(), earlier.into()],
    )
    .await;
    for (number, party) in [(50, home), (51, abroad)] {
        let at = now - Duration::days(2);
        run(
            &test,
            "insert into agreement_step (id, agreement_id, party_id, by_party_id, act, from_stage, to_stage, on_day, recorded_at)
             values ($1, $2, $3, $3, 'WITHDRAW', 'EXPLORING', 'WITHDRAWN', $4, $5)",
            [id(number).into(), agreement.into(), party.into(), at.date_naive().into(), at.into()],
        )
        .await;
    }

    test.catch_up().await;
    let parts = agreement_party::Entity::find().order_by_asc(agreement_party::Column::Ordinal);
    let parts = parts.all(&test.registry.db).await.unwrap();
    let acted: Vec<_> = parts.iter().map(|part| (part.party_id, part.acted_at)).collect();
    assert_eq!(acted, [(home, Some(earlier)), (abroad, None)]);
}

/// The steps before exchanges asked those whom they name.
const BEFORE_CONSENT: u32 = 14;

#[tokio::test]
async fn what_somebody_else_attached_waits_for_the_parties_on_sqlite() {
    what_somebody_else_attached_waits_for_the_parties(TestRegistry::at_step(false, BEFORE_CONSENT).await).await;
}

#[tokio::test]
async fn what_somebody_else_attached_waits_for_the_parties_on_postgres() {
    what_somebody_else_attached_waits_for_the_parties(TestRegistry::at_step(true, BEFORE_CONSENT).await).await;
}

async fn what_somebody_else_attached_waits_for_the_parties(test: TestRegistry) {
    let now = test.registry.now();
    let mut parties = Vec::new();
    for name in ["Suwon", "Bandung", "Kyoto"] {
        parties.push(test.party("ID", Kind::City, name).await);
    }
    let mou = id(1);
    sign(&test, mou, [parties[0], parties[1]]).await;
    let owners = [Some(parties[0]), Some(parties[2]), None];
    for (number, owner) in (2..).zip(owners) {
        run(
            &test,
            "insert into exchange (id, uid, title_en, method, format, status, starts_on, starts_at, tzdb_version, generation,
               visibility, owner_id, host_id, agreement_id, revision, created_at, updated_at)
             values ($1, $2, 'Waste', 'STUDY_VISIT', 'ONSITE', 'SCHEDULED', $3, $4, 'test', 1, 'PUBLIC', $5, $6, $7, 1, $4, $4)",
            [
                id(number).into(),
                number.to_string().into(),
                now.date_naive().into(),
                now.into(),
                owner.into(),
                parties[1].into(),
                mou.into(),
            ],
        )
        .await;
        run(
            &test,
            "insert into exchange_party (exchange_id, party_id, role) values ($1, $2, 'HOST')",
            [id(number).into(), parties[1].into()],
        )
        .await;
    }
    run(
        &test,
        "insert into obligatory_report (id, party_id, recipient, period, starts_on, ends_on, due_on, status, remark, revision,
           created_at, updated_at)
         values ($1, $2, 'GOVERNOR', 'YEAR', $3, $3, $3, 'RETURNED', 'Lengkapi', 3, $4, $4)",
        [id(9).into(), parties[1].into(), now.date_naive().into(), now.into()],
    )
    .await;

    test.catch_up().await;
    let db = &test.registry.db;
    for (number, attached) in [(2, true), (3, false), (4, true)] {
        let kept = exchange::Entity::find_by_id(id(number)).one(db).await.unwrap().unwrap();
        let expected = if attached { (Some(mou), None) } else { (None, Some(mou)) };
        assert_eq!((kept.agreement_id, kept.asked_agreement_id), expected);
        assert_eq!(kept.host_id, Some(parties[1]));
    }
    let parts = participation::Entity::find().all(db).await.unwrap();
    assert!(parts.len() == 3 && parts.iter().all(|part| part.consent == Consent::Confirmed));
    let mou = agreement::Entity::find_by_id(mou).one(db).await.unwrap().unwrap();
    assert_eq!(mou.known_from, legal_today(now).into(), "it is known since it was entered");
    let report = obligatory_report::Entity::find_by_id(id(9)).one(db).await.unwrap().unwrap();
    let returned = Return { on: legal_today(now), remark: "Lengkapi".into() };
    assert_eq!(report.returns, Returns(vec![returned]));
}
