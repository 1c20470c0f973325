//! Two records that turn out to be one, and one that turns out to be two.

use entity::{
    Caller, Error,
    agreement::{
        find::{AgreementFilter, Part, agreements_by_id, parts_of},
        record::agreement_party,
        terms::{act::attest_terms, rule::Terms, text::hash_of},
    },
    exchange::find::participants_of,
    journal::{ChangeKind, Feed, changes},
    merger::{
        act::{MergeParties, merge_parties},
        find::preview,
        rule::{Hanging, REFERENCES},
        split::act::{NewRecord, Split, SplitInto, SplitParty, split_party},
    },
    notice::act::follow,
    on_both_databases,
    page::Page,
    partnership::{
        act::{Statement, claim_partnership},
        find::{self as partnerships, PartnershipFilter},
        record::{Class, Stance, Verification},
    },
    place::{
        act::import_regions,
        entry::{
            act::{amend_party, confirm_party},
            rule::{Facts, OtherName},
        },
        fact::find::facts_of,
        find::{self, PartyFilter},
        record::{Kind, NameKind, party},
        row::RegionRow,
        rule::shared_name,
    },
    policy::{Role, Visibility},
    report::Origin,
    subject::{Subject, SubjectKind},
    testing::{TestRegistry, day, reasons, stranger, who},
};
use futures_util::future::join;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement as Sql};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

on_both_databases!(
    every_column_that_names_a_party_is_known_to_mergers,
    all_that_hangs_on_a_duplicate_hangs_on_the_record_that_stays,
    what_both_have_becomes_one,
    what_is_evidently_two_is_not_merged,
    only_those_who_keep_the_registry_merge,
    an_old_identifier_and_address_lead_to_the_record_that_stays,
    an_import_that_names_a_duplicate_means_the_record_that_stays,
    what_was_attested_stays_as_it_was_said,
    whoever_belonged_to_the_duplicate_belongs_to_the_record_that_stays,
    a_wrong_merger_is_undone_as_a_whole,
    a_merger_is_not_undone_once_something_has_happened,
    a_chain_of_mergers_leads_to_the_last,
    a_record_that_is_two_is_split,
    nobody_is_bound_by_a_split,
    of_two_mergers_at_once_one_happens,
);

/// Those who keep the registry.
fn keeper() -> Caller {
    who(Role::NationalReviewer, None)
}

async fn revision(test: &TestRegistry, id: Uuid) -> i32 {
    find::parties_by_id(&test.registry, &[id]).await.unwrap()[&id].revision
}

async fn record(test: &TestRegistry, id: Uuid) -> party::Model {
    find::parties_by_id(&test.registry, &[id]).await.unwrap().remove(&id).unwrap()
}

async fn merge(test: &TestRegistry, party: Uuid, duplicate: Uuid) -> Result<party::Model, Error> {
    let input = MergeParties {
        party,
        expected_revision: revision(test, party).await,
        duplicate,
        duplicate_revision: revision(test, duplicate).await,
        reason: "one town hall".into(),
    };
    merge_parties(&test.registry, &keeper(), &input).await
}

async fn split(test: &TestRegistry, party: Uuid, into: SplitInto) -> Result<Split, Error> {
    let expected_revision = revision(test, party).await;
    let input = SplitParty { party, expected_revision, into, reason: "two town halls".into() };
    split_party(&test.registry, &keeper(), &input).await
}

/// What somebody says of a partnership of two.
fn statement(members: [Uuid; 2], source: &str, as_of: &str) -> Statement {
    Statement {
        members: members.to_vec(),
        class: Class::Sister,
        stance: Stance::Affirms,
        stated_by: None,
        source: source.into(),
        as_of: day(as_of),
        reference: None,
        since: None,
        until: None,
        official: false,
        withdraws: BTreeSet::new(),
    }
}

async fn claim(test: &TestRegistry, members: [Uuid; 2], source: &str, as_of: &str) -> Uuid {
    let said = claim_partnership(&test.registry, &Caller::system(), statement(members, source, as_of)).await;
    said.unwrap().partnership.id
}

async fn mend(test: &TestRegistry, id: Uuid, facts: Facts) {
    let facts = Facts { source: facts.source, as_of: day("2026-01-31"), ..facts };
    let revision = revision(test, id).await;
    amend_party(&test.registry, &Caller::system(), (id, revision), &facts, &[]).await.unwrap();
}

fn coded(value: &str) -> Facts {
    Facts { codes: vec![("wikidata".into(), value.into())], source: "wikidata.org".into(), ..Facts::default() }
}

/// Bandung, and Suwon twice.
async fn world(test: &TestRegistry) -> [Uuid; 3] {
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let suwon = test.party("KR", Kind::City, "Suwon").await;
    [bandung, suwon, test.party("KR", Kind::Other, "Suweon").await]
}

/// Every column of the database, by table, of which `which` says so.
async fn columns(test: &TestRegistry, sqlite: &str, postgres: &str) -> BTreeSet<(String, String)> {
    let db = test.registry.db.current();
    let sql = if db.get_database_backend() == DbBackend::Postgres { postgres } else { sqlite };
    let rows = db.query_all_raw(Sql::from_string(db.get_database_backend(), sql)).await.unwrap();
    let named = |row: &sea_orm::QueryResult, column: &str| row.try_get::<String>("", column).unwrap();
    rows.iter().map(|row| (named(row, "in_table"), named(row, "in_column"))).collect()
}

async fn every_column_that_names_a_party_is_known_to_mergers(test: TestRegistry) {
    let known: BTreeSet<(String, String)> =
        REFERENCES.iter().map(|one| (one.table.to_owned(), one.column.to_owned())).collect();
    let keys = columns(
        &test,
        "select t.name as in_table, k.\"from\" as in_column from sqlite_master t
         join pragma_foreign_key_list(t.name) k where t.type = 'table' and k.\"table\" = 'party'",
        "select c.conrelid::regclass::text as in_table, a.attname::text as in_column from pg_constraint c
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
         where c.contype = 'f' and c.confrelid = 'party'::regclass",
    )
    .await;
    assert!(keys.len() > 30, "the database says what refers to parties");
    let forgotten: Vec<_> = keys.difference(&known).collect();
    assert!(forgotten.is_empty(), "what shall become of these when two parties become one? {forgotten:?}");
    let by_name = columns(
        &test,
        "select t.name as in_table, c.name as in_column from sqlite_master t join pragma_table_info(t.name) c
         where t.type = 'table' and (c.name like '%party_id' or c.name = 'subject_id')",
        "select table_name::text as in_table, column_name::text as in_column from information_schema.columns
         where table_schema = current_schema() and (column_name like '%party_id' or column_name = 'subject_id')",
    )
    .await;
    // What has happened is never rewritten, nor the answer that was kept of it, and words are found anew.
    let left = [
        ("idempotency_key", "subject_id"),
        ("journal", "subject_id"),
        ("journal_audience", "party_id"),
        ("search_word", "subject_id"),
    ];
    let left = left.map(|(table, column)| (table.to_owned(), column.to_owned()));
    let forgotten: Vec<_> = by_name.difference(&known).filter(|one| !left.contains(one)).collect();
    assert!(forgotten.is_empty(), "these may name a party as well: {forgotten:?}");
}

async fn all_that_hangs_on_a_duplicate_hangs_on_the_record_that_stays(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    let facts = Facts {
        name_en: Some("Suweon City".into()),
        names: vec![OtherName { language: "ko".into(), name: "수원시".into(), kind: NameKind::Official }],
        population: Some(1_190_000),
        website: Some("https://www.suwon.go.kr".into()),
        ..coded("Q20934")
    };
    mend(&test, double, facts).await;
    let pair = claim(&test, [bandung, double], "a list", "2026-01-01").await;
    let agreement = test.agreement([bandung, double], Visibility::Public).await;
    let exchange = test.exchange(double, Some(agreement), Visibility::Public).await;
    let minsu = test.person("minsu@example.org", double).await;
    let part = test.party("KR", Kind::District, "Yeongtong").await;
    mend(&test, part, Facts { parent: Some(double), source: "the law".into(), ..Facts::default() }).await;

    let seen = preview(&test.registry, &keeper(), (suwon, double)).await.unwrap().unwrap();
    assert_eq!(seen.against, []);
    let moves: BTreeMap<Hanging, u64> = seen.moves.into_iter().collect();
    for kind in [Hanging::Partnerships, Hanging::Agreements, Hanging::Exchanges, Hanging::Roles, Hanging::Parts] {
        assert_eq!(moves.get(&kind), Some(&1), "{kind:?}");
    }
    let merged = merge(&test, suwon, double).await.unwrap();
    assert_eq!((merged.id, merged.population, merged.ties), (suwon, Some(1_190_000), 1));
    assert_eq!(merged.website.as_deref(), Some("https://www.suwon.go.kr"));
    assert!(merged.source.contains("wikidata.org"), "{}", merged.source);
    let names = find::names_of(&test.registry, &[suwon]).await.unwrap().remove(&suwon).unwrap();
    let names: Vec<&str> = names.iter().map(|name| name.name.as_str()).collect();
    assert!(names.contains(&"Suweon") && names.contains(&"수원시"), "{names:?}");
    assert_eq!(facts_of(&test.registry, &[suwon]).await.unwrap()[&suwon][0].source, "wikidata.org");
    assert_eq!(find::party_by_code(&test.registry, "wikidata", "Q20934").await.unwrap().unwrap().id, suwon);
    let members = partnerships::members_of(&test.registry, &[pair]).await.unwrap().remove(&pair).unwrap();
    assert_eq!(members.iter().map(|member| member.id).collect::<Vec<_>>(), [bandung, suwon]);
    let parts = parts_of(&test.registry.db, &[agreement]).await.unwrap().remove(&agreement).unwrap();
    assert_eq!(parts.iter().map(|part| part.1.id).collect::<Vec<_>>(), [bandung, suwon]);
    let filter = AgreementFilter { search: Some("suwon".into()), ..AgreementFilter::default() };
    let found = entity::agreement::find::count_agreements(&test.registry, &stranger(), &filter).await.unwrap();
    assert_eq!(found, 1, "it is found by what its party is called now");
    let exchange = entity::exchange::find::exchanges_by_id(&test.registry, &stranger(), &[exchange.id])
        .await
        .unwrap()
        .into_values()
        .next()
        .unwrap();
    assert_eq!((exchange.host_id, exchange.owner_id), (Some(suwon), Some(suwon)));
    assert_eq!(record(&test, part).await.parent_id, Some(suwon));
    for word in ["suwon", "suweon", "수원시"] {
        let filter = PartyFilter { search: Some(word.into()), country: Some("KR".into()), ..PartyFilter::default() };
        let found = find::parties(&test.registry, &stranger(), &filter, &Page::first(5)).await.unwrap();
        let found: Vec<Uuid> = found.rows.iter().map(|found| found.party.id).collect();
        assert_eq!(found, [suwon], "{word}");
    }
    let held = entity::account::record::membership::Entity::find().all(&test.registry.db).await.unwrap();
    assert_eq!(held.iter().map(|held| held.party_id).collect::<Vec<_>>(), [Some(suwon)], "{minsu:?}");
    let feed = changes(&test.registry, &stranger(), &Feed::default(), &Page::first(50)).await.unwrap();
    let last = feed.rows.iter().find(|entry| entry.act == "mergeParties").unwrap();
    assert_eq!((last.subject_id, last.change), (suwon, ChangeKind::Changed));
    assert_eq!(last.data["merged"].as_str(), Some(double.to_string().as_str()));
    assert!(feed.rows.iter().any(|entry| entry.subject_id == double), "what was written of it stays");
    let of_it = Feed { party: Some(suwon), ..Feed::default() };
    let feed = changes(&test.registry, &stranger(), &of_it, &Page::first(50)).await.unwrap();
    assert!(feed.rows.iter().any(|entry| entry.subject_id == double), "and concerns the one that stands for it");
}

async fn what_both_have_becomes_one(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    let ours = claim(&test, [bandung, suwon], "a list", "2024-01-01").await;
    let theirs = claim(&test, [bandung, double], "a list", "2026-01-01").await;
    claim(&test, [bandung, double], "another list", "2025-01-01").await;
    let own = Statement { stated_by: Some(double), ..statement([bandung, double], "suwon.go.kr", "2026-02-01") };
    claim_partnership(&test.registry, &Caller::system(), own).await.unwrap();
    let facts = |population| Facts { population: Some(population), source: "a list".into(), ..Facts::default() };
    mend(&test, suwon, facts(1)).await;
    mend(&test, double, Facts { as_of: day("2026-03-01"), ..facts(2) }).await;
    let follower = test.person("sari@example.org", bandung).await;
    for party in [suwon, double] {
        follow(&test.registry, &follower, Subject::new(SubjectKind::Party, party)).await.unwrap();
    }
    let merged = merge(&test, suwon, double).await.unwrap();
    assert_eq!(merged.ties, 1);
    assert_eq!(record(&test, bandung).await.ties, 1, "one partnership, and not two");
    let count = partnerships::count_partnerships(&test.registry, &stranger(), &PartnershipFilter::default()).await;
    assert_eq!(count.unwrap(), 1);
    assert!(partnerships::partnerships_by_id(&test.registry, &[theirs]).await.unwrap().is_empty());
    let one = partnerships::partnerships_by_id(&test.registry, &[ours]).await.unwrap().remove(&ours).unwrap();
    assert_eq!(one.verification, Verification::ConfirmedByOne, "its own word is that of the record that stays");
    let claims = partnerships::claims_of(&test.registry, &[ours]).await.unwrap().remove(&ours).unwrap();
    let mut said: Vec<_> = claims.iter().map(|claim| (claim.source.as_str(), claim.as_of, claim.stated_by)).collect();
    said.sort();
    let expected = [
        ("a list", day("2026-01-01"), None),
        ("another list", day("2025-01-01"), None),
        ("suwon.go.kr", day("2026-02-01"), Some(suwon)),
    ];
    assert_eq!(said, expected, "of what one source says of both, the later word");
    let follows = entity::notice::record::follow::Entity::find().all(&test.registry.db).await.unwrap();
    assert_eq!(follows.iter().map(|follow| follow.subject_id).collect::<Vec<_>>(), [suwon]);
    let feed = changes(&test.registry, &stranger(), &Feed::default(), &Page::first(50)).await.unwrap();
    let gone = feed.rows.iter().filter(|entry| entry.change == ChangeKind::Removed);
    assert_eq!(gone.map(|entry| entry.subject_id).collect::<Vec<_>>(), [theirs]);
}

async fn what_is_evidently_two_is_not_merged(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    let bogor = test.party("ID", Kind::City, "Bogor").await;
    let busan = test.party("KR", Kind::Province, "Busan").await;
    let fukuyama = test.party("JP", Kind::City, "Fukuyama").await;
    let university = test.party("KR", Kind::University, "Suwon University").await;
    let why = async |one: Uuid, other: Uuid| {
        let against = preview(&test.registry, &keeper(), (one, other)).await.unwrap().unwrap().against;
        let codes: Vec<&str> = against.iter().map(entity::Reason::code).collect();
        let refused = reasons(merge(&test, one, other).await);
        assert_eq!(refused.iter().map(|(_, code)| *code).collect::<Vec<_>>(), codes, "the preview says the same");
        codes.join(" ")
    };
    assert_eq!(why(suwon, suwon).await, "SAME_RECORD");
    assert_eq!(why(bandung, bogor).await, "BY_DECREE");
    assert_eq!(why(suwon, bandung).await, "BY_DECREE");
    assert_eq!(why(suwon, busan).await, "KINDS_DIFFER");
    assert_eq!(why(suwon, university).await, "KINDS_DIFFER");
    assert_eq!(why(suwon, fukuyama).await, "COUNTRIES_DIFFER");
    mend(&test, suwon, coded("Q20934")).await;
    mend(&test, double, coded("Q1")).await;
    assert_eq!(why(suwon, double).await, "CODES_DIFFER");
    let third = test.party("KR", Kind::City, "Suuon").await;
    test.agreement([suwon, third], Visibility::Restricted).await;
    claim(&test, [suwon, third], "a list", "2026-01-01").await;
    mend(&test, third, Facts { parent: Some(suwon), source: "a list".into(), ..Facts::default() }).await;
    assert_eq!(why(suwon, third).await, "ONE_WITHIN_THE_OTHER PARTNERS_OF_EACH_OTHER BOTH_PARTIES");
    assert!(record(&test, third).await.id == third, "nothing has changed");
}

async fn only_those_who_keep_the_registry_merge(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    let input = MergeParties {
        party: suwon,
        expected_revision: 1,
        duplicate: double,
        duplicate_revision: 1,
        reason: "one town hall".into(),
    };
    let attempt = async |caller: &Caller, input: &MergeParties| {
        reasons(merge_parties(&test.registry, caller, input).await)
            .into_iter()
            .map(|(path, code)| format!("{path} {code}"))
            .collect::<Vec<_>>()
    };
    for caller in [who(Role::OrgAdmin, Some(suwon)), who(Role::Coordinator, Some(bandung)), who(Role::Observer, None)] {
        assert_eq!(attempt(&caller, &input).await, [" NOT_ALLOWED"]);
        assert_eq!(preview(&test.registry, &caller, (suwon, double)).await.unwrap(), None);
    }
    let of = |change: fn(&mut MergeParties)| {
        let mut input = input.clone();
        change(&mut input);
        input
    };
    assert_eq!(attempt(&keeper(), &of(|input| input.reason = " ".into())).await, ["reason REQUIRED"]);
    assert_eq!(attempt(&keeper(), &of(|input| input.expected_revision = 7)).await, ["expectedRevision STALE"]);
    assert_eq!(attempt(&keeper(), &of(|input| input.duplicate_revision = 7)).await, ["duplicateRevision STALE"]);
    assert_eq!(attempt(&keeper(), &of(|input| input.duplicate = Uuid::from_u128(7))).await, ["duplicate NOT_FOUND"]);
    merge_parties(&test.registry, &keeper(), &input).await.unwrap();
    let again = of(|input| input.expected_revision = 2);
    assert_eq!(attempt(&keeper(), &again).await, ["duplicate ALREADY_MERGED"]);
}

async fn an_old_identifier_and_address_lead_to_the_record_that_stays(test: TestRegistry) {
    let [_, suwon, double] = world(&test).await;
    let slug = record(&test, double).await.slug;
    merge(&test, suwon, double).await.unwrap();
    assert_eq!(record(&test, double).await.id, suwon);
    assert_eq!(find::party_by_slug(&test.registry, &slug).await.unwrap().unwrap().id, suwon);
    let mergers = entity::place::merged::find::mergers_of(&test.registry, &[suwon]).await.unwrap();
    assert_eq!(mergers[&suwon][0].duplicate_id, double);
    let again = confirm_party(&test.registry, &keeper(), (double, 1)).await;
    assert_eq!(reasons(again), [("party".to_owned(), "NOT_FOUND")], "what is done, is done with the record that stays");
}

async fn an_import_that_names_a_duplicate_means_the_record_that_stays(test: TestRegistry) {
    let [_, suwon, double] = world(&test).await;
    mend(&test, double, coded("Q20934")).await;
    let slug = record(&test, double).await.slug;
    merge(&test, suwon, double).await.unwrap();
    let cells = [double.to_string(), slug, "wikidata:Q20934".to_owned()];
    for (at, cell) in cells.into_iter().enumerate() {
        let row = RegionRow {
            line: 2,
            code: String::new(),
            name: format!("Suwon {at}"),
            country: "KR".into(),
            place: Some(cell.clone()),
            ..RegionRow::default()
        };
        let origin = Origin {
            scheme: "list".into(),
            source: "a list".into(),
            as_of: day("2026-01-01"),
            official: false,
            in_part: false,
        };
        let report = import_regions(&test.registry, &Caller::system(), &[row], &origin, false).await.unwrap();
        assert_eq!((report.new, report.changed, report.rejected.len()), (0, 1, 0), "{cell}");
    }
    let names = find::names_of(&test.registry, &[suwon]).await.unwrap().remove(&suwon).unwrap();
    assert!((0..3).all(|at| names.iter().any(|name| name.name == format!("Suwon {at}"))));
}

async fn what_was_attested_stays_as_it_was_said(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    mend(&test, suwon, coded("Q20934")).await;
    let agreement = test.agreement([bandung, double], Visibility::Public).await;
    let own = who(Role::Coordinator, Some(bandung));
    let hash = async || {
        let found = agreements_by_id(&test.registry, &own, &[agreement]).await.unwrap().remove(&agreement).unwrap();
        let parts = parts_of(&test.registry.db, &[agreement]).await.unwrap().remove(&agreement).unwrap();
        let ids: Vec<Uuid> = parts.iter().map(|part| part.1.id).collect();
        let codes: Vec<_> = find::codes_of(&test.registry, &ids).await.unwrap().into_values().flatten().collect();
        let name = |part: &Part| {
            let named = part.0.named_as.clone();
            named.unwrap_or_else(|| shared_name(&part.1, &codes, day("2026-11-21")))
        };
        let names = parts.iter().map(|part| (part.1.id, name(part))).collect();
        hash_of(&Terms::of(&found, ids, []).text(&names))
    };
    let before = hash().await;
    attest_terms(&test.registry, &own, agreement, None, &before).await.unwrap();
    let part = async || {
        let parts = agreement_party::Entity::find().all(&test.registry.db).await.unwrap();
        parts.into_iter().find(|part| part.party_id == bandung).map(|part| (part.attested_hash, part.attested_text))
    };
    let kept = part().await;
    merge(&test, suwon, double).await.unwrap();
    assert_eq!(part().await, kept);
    assert_eq!(hash().await, before, "the text calls the party as it did when it was attested");
}

async fn whoever_belonged_to_the_duplicate_belongs_to_the_record_that_stays(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    let agreement = test.agreement([bandung, double], Visibility::Parties).await;
    let theirs = who(Role::AgreementManager, Some(double));
    let ours = who(Role::AgreementManager, Some(suwon));
    let facts = Facts {
        website: Some("https://www.suwon.go.kr".into()),
        source: "suwon.go.kr".into(),
        as_of: day("2026-01-31"),
        ..Facts::default()
    };
    amend_party(&test.registry, &theirs, (double, 1), &facts, &[]).await.unwrap();
    let sees =
        async |caller: &Caller| !agreements_by_id(&test.registry, caller, &[agreement]).await.unwrap().is_empty();
    assert!(sees(&theirs).await && !sees(&ours).await);
    merge(&test, suwon, double).await.unwrap();
    assert!(sees(&ours).await && !sees(&theirs).await, "people belong to the record that stays");
    assert!(!sees(&stranger()).await);
}

async fn a_wrong_merger_is_undone_as_a_whole(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    mend(&test, double, Facts { population: Some(2), ..coded("Q20934") }).await;
    let ours = claim(&test, [bandung, suwon], "a list", "2024-01-01").await;
    let theirs = claim(&test, [bandung, double], "a list", "2026-01-01").await;
    let kyoto = test.party("JP", Kind::City, "Kyoto").await;
    let alone = claim(&test, [kyoto, double], "a list", "2026-01-01").await;
    let agreement = test.agreement([bandung, double], Visibility::Public).await;
    let exchange = test.exchange(double, None, Visibility::Public).await;
    let person = test.person("minsu@example.org", double).await;
    for party in [suwon, double] {
        follow(&test.registry, &person, Subject::new(SubjectKind::Party, party)).await.unwrap();
    }
    let before = [record(&test, suwon).await, record(&test, double).await];
    merge(&test, suwon, double).await.unwrap();
    let Split { party, part } = split(&test, suwon, SplitInto::Merged(double)).await.unwrap();
    let bare = |party: &party::Model| party::Model { revision: 0, updated_at: before[0].updated_at, ..party.clone() };
    assert_eq!([bare(&party), bare(&part)], [bare(&before[0]), bare(&before[1])]);
    assert_eq!(record(&test, double).await.id, double);
    assert_eq!(find::party_by_code(&test.registry, "wikidata", "Q20934").await.unwrap().unwrap().id, double);
    let members = partnerships::members_of(&test.registry, &[ours, theirs, alone]).await.unwrap();
    let of = |id: Uuid| members[&id].iter().map(|member| member.id).collect::<Vec<_>>();
    assert_eq!([of(ours), of(theirs), of(alone)], [[bandung, suwon], [bandung, double], [kyoto, double]]);
    let claims = partnerships::claims_of(&test.registry, &[ours, theirs]).await.unwrap();
    assert_eq!([claims[&ours][0].as_of, claims[&theirs][0].as_of], [day("2024-01-01"), day("2026-01-01")]);
    let parts = parts_of(&test.registry.db, &[agreement]).await.unwrap().remove(&agreement).unwrap();
    assert_eq!(parts.iter().map(|part| part.1.id).collect::<Vec<_>>(), [bandung, double]);
    let exchange = entity::exchange::find::exchanges_by_id(&test.registry, &stranger(), &[exchange.id])
        .await
        .unwrap()
        .into_values()
        .next()
        .unwrap();
    assert_eq!(exchange.host_id, Some(double));
    let follows = entity::notice::record::follow::Entity::find().all(&test.registry.db).await.unwrap();
    assert_eq!(follows.len(), 2);
    let filter = PartyFilter { search: Some("suweon".into()), ..PartyFilter::default() };
    assert_eq!(find::count_parties(&test.registry, &stranger(), &filter).await.unwrap(), 1);
    let again = split(&test, suwon, SplitInto::Merged(double)).await;
    assert_eq!(reasons(again), [("into.merged".to_owned(), "NOT_FOUND")]);
    merge(&test, suwon, double).await.unwrap();
}

async fn a_merger_is_not_undone_once_something_has_happened(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    claim(&test, [bandung, double], "a list", "2026-01-01").await;
    merge(&test, suwon, double).await.unwrap();
    let own = Statement { stated_by: Some(suwon), ..statement([bandung, suwon], "suwon.go.kr", "2026-02-01") };
    claim_partnership(&test.registry, &Caller::system(), own).await.unwrap();
    let refused = split(&test, suwon, SplitInto::Merged(double)).await;
    assert_eq!(reasons(refused), [(String::new(), "CHANGED_SINCE_MERGER")]);
    assert_eq!(record(&test, double).await.id, suwon, "nothing has changed");
}

async fn a_chain_of_mergers_leads_to_the_last(test: TestRegistry) {
    let [_, suwon, double] = world(&test).await;
    let third = test.party("KR", Kind::Other, "Suuon").await;
    merge(&test, double, third).await.unwrap();
    merge(&test, suwon, double).await.unwrap();
    assert_eq!([record(&test, third).await.id, record(&test, double).await.id], [suwon, suwon]);
    split(&test, suwon, SplitInto::Merged(double)).await.unwrap();
    assert_eq!([record(&test, third).await.id, record(&test, double).await.id], [double, double]);
    split(&test, double, SplitInto::Merged(third)).await.unwrap();
    assert_eq!(record(&test, third).await.id, third);
}

async fn a_record_that_is_two_is_split(test: TestRegistry) {
    let [bandung, suwon, _] = world(&test).await;
    let kyoto = test.party("JP", Kind::City, "Kyoto").await;
    let names = vec![OtherName { language: "und".into(), name: "Suwŏn-si".into(), kind: NameKind::Alternative }];
    mend(&test, suwon, Facts { names, population: Some(7), ..coded("Q20934") }).await;
    let [stays, goes] = [
        claim(&test, [bandung, suwon], "a list", "2026-01-01").await,
        claim(&test, [kyoto, suwon], "a list", "2026-01-01").await,
    ];
    let agreement = test.agreement([kyoto, suwon], Visibility::Public).await;
    let exchange = test.exchange(suwon, None, Visibility::Public).await;
    let new = NewRecord {
        name: "Suwon (Hwaseong)".into(),
        names: vec!["Suwŏn-si".into()],
        codes: vec![("wikidata".into(), "Q20934".into())],
        sources: vec!["wikidata.org".into()],
        partnerships: vec![goes],
        agreements: vec![agreement],
        exchanges: vec![exchange.id],
        ..NewRecord::default()
    };
    let Split { party, part } = split(&test, suwon, SplitInto::New(new)).await.unwrap();
    assert_eq!((party.ties, part.ties), (1, 1));
    assert_eq!((party.population, part.population), (None, Some(7)), "figures go with their source");
    assert_eq!((part.kind, part.country_code.as_deref(), part.revision), (Kind::City, Some("KR"), 1));
    assert_eq!(find::party_by_code(&test.registry, "wikidata", "Q20934").await.unwrap().unwrap().id, part.id);
    let members = partnerships::members_of(&test.registry, &[stays, goes]).await.unwrap();
    let of = |id: Uuid| members[&id].iter().map(|member| member.id).collect::<Vec<_>>();
    assert_eq!([of(stays), of(goes)], [[bandung, suwon], [kyoto, part.id]]);
    let parts = parts_of(&test.registry.db, &[agreement]).await.unwrap().remove(&agreement).unwrap();
    assert_eq!(parts.iter().map(|part| part.1.id).collect::<Vec<_>>(), [kyoto, part.id]);
    let held = entity::exchange::find::exchanges_by_id(&test.registry, &stranger(), &[exchange.id]).await.unwrap();
    let held = held.into_values().next().unwrap();
    assert_eq!((held.host_id, held.owner_id), (Some(part.id), Some(suwon)));
    let stated = participants_of(&test.registry, &stranger(), &[exchange.id]).await.unwrap();
    assert!(stated.is_empty(), "nobody takes part that was not named");
    let feed = changes(&test.registry, &stranger(), &Feed::default(), &Page::first(50)).await.unwrap();
    let told = feed.rows.iter().filter(|entry| entry.act == "splitParty" && entry.subject_kind == SubjectKind::Party);
    let told: Vec<_> = told.map(|entry| (entry.subject_id, entry.change)).collect();
    assert_eq!(told, [(suwon, ChangeKind::Changed), (part.id, ChangeKind::Created)]);
}

async fn nobody_is_bound_by_a_split(test: TestRegistry) {
    let [bandung, suwon, _] = world(&test).await;
    let agreement = test.agreement([bandung, suwon], Visibility::Public).await;
    let pair = claim(&test, [bandung, suwon], "a list", "2026-01-01").await;
    let own = Statement { stated_by: Some(suwon), ..statement([bandung, suwon], "suwon.go.kr", "2026-02-01") };
    claim_partnership(&test.registry, &Caller::system(), own).await.unwrap();
    let person = test.person("minsu@example.org", suwon).await;
    entity::account::act::grant_role(
        &test.registry,
        &Caller::system(),
        person.person().unwrap(),
        entity::policy::Membership { role: Role::OrgAdmin, party: Some(suwon) },
    )
    .await
    .unwrap();
    let new = |agreements, partnerships| NewRecord {
        name: "Suwon II".into(),
        agreements,
        partnerships,
        ..NewRecord::default()
    };
    let refused = split(&test, suwon, SplitInto::New(new(vec![agreement], vec![pair]))).await;
    let expected = [("into.new.partnerships.0", "ITS_OWN_WORD"), ("into.new.agreements.0", "ITS_OWN_WORD")];
    assert_eq!(reasons(refused), expected.map(|(path, code)| (path.to_owned(), code)));
    let foreign = NewRecord {
        name: " ".into(),
        names: vec!["Seoul".into()],
        codes: vec![("wikidata".into(), "Q1".into())],
        country: Some("ID".into()),
        ..new(vec![bandung], vec![bandung])
    };
    let refused: Vec<String> = reasons(split(&test, suwon, SplitInto::New(foreign)).await)
        .into_iter()
        .map(|(path, code)| format!("{path} {code}"))
        .collect();
    for expected in [
        "into.new.name REQUIRED",
        "into.new.names.0 NOT_FOUND",
        "into.new.codes.0 NOT_FOUND",
        "into.new.country BY_DECREE",
        "into.new.agreements.0 NOT_FOUND",
    ] {
        assert!(refused.contains(&expected.to_owned()), "{expected}: {refused:?}");
    }
    let decree = split(&test, bandung, SplitInto::New(new(Vec::new(), Vec::new()))).await;
    assert_eq!(reasons(decree)[0].1, "BY_DECREE");
}

async fn of_two_mergers_at_once_one_happens(test: TestRegistry) {
    let [bandung, suwon, double] = world(&test).await;
    test.agreement([bandung, suwon], Visibility::Public).await;
    test.agreement([bandung, double], Visibility::Public).await;
    let (one, other) = Box::pin(join(merge(&test, suwon, double), merge(&test, double, suwon))).await;
    let (made, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    let made = made.unwrap();
    assert_eq!(reasons(refused).len(), 1);
    assert_eq!([record(&test, suwon).await.id, record(&test, double).await.id], [made.id; 2]);
}
