//! Partnerships: claims, files of pairs, lists and figures.

use entity::{
    Caller, Error, Reason, Registry,
    date::PartialDate,
    journal::{ChangeKind, changes},
    on_both_databases,
    page::{Direction, Page},
    partnership::{
        act::{Statement, claim_partnership},
        find::{self, Order, PartnershipFilter},
        import::act::import_partnerships,
        record::{Class, Stance, Verification, partnership},
        row::PartnershipRow,
        statistics,
    },
    place::{act::import_regions, find::party_by_code, row::RegionRow},
    policy::{Membership, Role},
    reference,
    report::{How, Origin, Report},
    testing::{TestRegistry, reasons, who},
    text::Language,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

mod claims;

on_both_databases!(
    one_cell_decides_which_member_a_row_means,
    a_file_makes_partnerships_that_are_claimed,
    another_source_adds_a_claim_and_no_partnership,
    the_same_source_changes_what_it_says_only_for_a_later_day,
    rows_that_complement_each_other_are_one_statement,
    rows_that_contradict_each_other_are_all_left_out,
    pairs_that_cannot_be_are_left_out,
    verification_follows_the_members,
    a_claim_is_refused_with_every_reason,
    callers_who_begin_the_same_partnership_begin_one,
    lists_are_filtered_ordered_and_paged,
    the_lists_of_many_parties_are_found_together,
    every_group_of_the_figures_adds_up,
);

/// A registry with the reference data and six cities abroad, under the scheme `s`.
async fn prepared(test: &TestRegistry) -> &Registry {
    reference::load(&test.registry).await.unwrap();
    let cities = [
        ("bs", "Braunschweig", "DE", (52.27, 10.52)),
        ("fw", "Fort Worth", "US", (32.75, -97.33)),
        ("sw", "Suwon", "KR", (37.26, 127.03)),
        ("ky", "Kyoto", "JP", (35.01, 135.77)),
        ("kk", "Kitakyushu", "JP", (33.88, 130.88)),
        ("lv", "Liverpool", "GB", (53.41, -2.98)),
    ];
    let mut rows: Vec<RegionRow> = cities
        .into_iter()
        .map(|(code, name, country, point)| RegionRow {
            code: code.into(),
            name: name.into(),
            country: country.into(),
            point: Some(point),
            ..RegionRow::default()
        })
        .collect();
    for (code, name, kemendagri) in
        [("bdg", "Kota Bandung", "32.73"), ("sby", "Surabaya", "35.78"), ("jks", "Jakarta Selatan", "31.74")]
    {
        rows.push(RegionRow {
            code: code.into(),
            name: name.into(),
            country: "ID".into(),
            kemendagri: Some(kemendagri.into()),
            ..RegionRow::default()
        });
    }
    let report = import_regions(&test.registry, &Caller::system(), &rows, &origin("a list"), false).await.unwrap();
    assert_eq!((report.new, report.changed), (6, 3));
    &test.registry
}

fn origin(source: &str) -> Origin {
    Origin {
        scheme: "s".into(),
        source: source.into(),
        as_of: "2026-02-28".parse().unwrap(),
        official: false,
        in_part: false,
    }
}

fn pair(a: &str, b: &str) -> PartnershipRow {
    PartnershipRow {
        places: [None, None],
        line: 0,
        members: [a.into(), b.into()],
        stated_by: None,
        class: Class::Sister,
        since: None,
        until: None,
        reference: None,
        edition: None,
    }
}

fn since(a: &str, b: &str, since: &str) -> PartnershipRow {
    PartnershipRow { since: Some(since.parse().unwrap()), ..pair(a, b) }
}

async fn import(registry: &Registry, rows: &[PartnershipRow], origin: &Origin) -> Report {
    let rows: Vec<PartnershipRow> = (2..).zip(rows).map(|(line, row)| PartnershipRow { line, ..row.clone() }).collect();
    import_partnerships(registry, &Caller::system(), &rows, origin, false).await.unwrap()
}

async fn party(registry: &Registry, code: &str) -> Uuid {
    party_by_code(registry, "s", code).await.unwrap().unwrap().id
}

async fn list(registry: &Registry, filter: &PartnershipFilter) -> Vec<partnership::Model> {
    let (caller, page) = (Caller::system(), Page::first(100));
    let found = find::partnerships(registry, &caller, filter, (Order::Entry, Direction::Ascending), &page);
    let rows = found.await.unwrap().rows;
    let count = find::count_partnerships(registry, &caller, filter).await.unwrap();
    assert_eq!(rows.len() as u64, count);
    rows
}

async fn one_cell_decides_which_member_a_row_means(test: TestRegistry) {
    let registry = prepared(&test).await;
    let chosen = |a: &str, b: &str| PartnershipRow {
        places: [Some(a.into()), Some(b.into())],
        stated_by: Some("Bandung".into()),
        ..pair("Bandung", "")
    };
    let rows = [chosen("kemendagri:32.73", "s:bs"), chosen("kemendagri:32.73", "nobody"), pair("bdg", "nobody")];
    let report = import(registry, &rows, &origin("w")).await;
    assert_eq!((report.new, report.rejected.len()), (1, 2), "{report:?}");
    assert!(report.rejected[0].reason.read(Language::En).starts_with("place_b: there is no place \"nobody\""));
    assert!(report.rejected[1].reason.read(Language::En).ends_with("place_b can name the place"));
    let told: Vec<_> = report.places.iter().map(|told| (told.line, told.column, &told.how)).collect();
    assert_eq!(told, [(2, "region_a", &How::Chosen), (2, "region_b", &How::Chosen)]);
    assert_eq!(report.places[0].name, "Kota Bandung");
    let found = list(registry, &PartnershipFilter::default()).await;
    assert_eq!(found[0].verification, Verification::ConfirmedByOne, "Bandung says so itself");
    let again = import(registry, &[pair("bdg", "bs")], &origin("w")).await;
    assert_eq!((again.new, again.changed), (0, 1), "the same pair, by the word of the list");
}

async fn a_file_makes_partnerships_that_are_claimed(test: TestRegistry) {
    let registry = prepared(&test).await;
    let rows = [since("bdg", "bs", "1960-05-24"), pair("sw", "bdg"), pair("bs", "bdg")];
    let dry = import_partnerships(registry, &Caller::system(), &rows, &origin("w"), true).await.unwrap();
    assert!(list(registry, &PartnershipFilter::default()).await.is_empty());
    let report = import(registry, &rows, &origin("w")).await;
    assert_eq!((report.new, report.duplicate, report.rejected.len()), (2, 1, 0), "a pair in either order is one");
    assert_eq!((dry.new, dry.duplicate), (2, 1));
    let all = list(registry, &PartnershipFilter::default()).await;
    assert!(all.iter().all(|tie| tie.verification == Verification::Claimed && tie.class == Class::Sister));
    assert_eq!(all[0].since.unwrap().to_string(), "1960-05-24");
    let members = find::members_of(registry, &[all[0].id]).await.unwrap();
    let names: Vec<&str> = members[&all[0].id].iter().map(|party| party.name.as_str()).collect();
    assert_eq!(names, ["Bandung", "Braunschweig"]);
    let claims = find::claims_of(registry, &[all[0].id]).await.unwrap();
    assert_eq!((claims[&all[0].id][0].source.as_str(), claims[&all[0].id][0].stated_by), ("w", None));
    let feed = changes(
        registry,
        &Caller::anonymous(Language::En),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(1_000),
    )
    .await
    .unwrap();
    let last = feed.rows.last().unwrap();
    assert_eq!((last.change, last.data["source"].as_str()), (ChangeKind::Created, Some("w")));
    assert_eq!(import(registry, &rows, &origin("w")).await.unchanged, 2);
}

async fn another_source_adds_a_claim_and_no_partnership(test: TestRegistry) {
    let registry = prepared(&test).await;
    import(registry, &[since("bdg", "bs", "1960-06")], &origin("w")).await;
    let report = import(registry, &[since("bs", "bdg", "1960-05-24")], &origin("Kota Bandung")).await;
    assert_eq!((report.new, report.changed), (0, 1));
    let all = list(registry, &PartnershipFilter::default()).await;
    assert_eq!((all.len(), all[0].revision), (1, 2));
    assert_eq!(all[0].since.unwrap().to_string(), "1960-05-24", "the earliest that a source states");
    let claims = find::claims_of(registry, &[all[0].id]).await.unwrap();
    assert_eq!(claims[&all[0].id].len(), 2);
    assert_eq!(all[0].verification, Verification::Claimed, "two strangers are no member");
}

async fn the_same_source_changes_what_it_says_only_for_a_later_day(test: TestRegistry) {
    let registry = prepared(&test).await;
    let row = [since("bdg", "bs", "1960")];
    import(registry, &row, &origin("w")).await;
    let dated = |day: &str| Origin { as_of: day.parse().unwrap(), ..origin("w") };
    assert_eq!(import(registry, &[since("bdg", "bs", "1961")], &dated("2025-01-01")).await.unchanged, 1);
    assert_eq!(import(registry, &row, &dated("2026-03-31")).await.changed, 1);
    assert_eq!(import(registry, &[since("bdg", "bs", "1960-05")], &dated("2026-03-31")).await.changed, 1);
    let all = list(registry, &PartnershipFilter::default()).await;
    assert_eq!((all[0].since.unwrap().to_string().as_str(), all[0].revision), ("1960-05", 3));
    assert_eq!(find::claims_of(registry, &[all[0].id]).await.unwrap()[&all[0].id].len(), 1);
}

async fn rows_that_complement_each_other_are_one_statement(test: TestRegistry) {
    let registry = prepared(&test).await;
    let cited = |reference: &str, row| PartnershipRow { reference: Some(reference.into()), ..row };
    let rows =
        [cited("list of Bandung", pair("bdg", "bs")), cited("list of its twin", since("bs", "bdg", "1960-05-24"))];
    let report = import(registry, &rows, &origin("w")).await;
    assert_eq!((report.new, report.duplicate, report.rejected.len()), (1, 1, 0));
    let all = list(registry, &PartnershipFilter::default()).await;
    assert_eq!(all[0].since.unwrap().to_string(), "1960-05-24");
    let claims = find::claims_of(registry, &[all[0].id]).await.unwrap();
    let reference = claims[&all[0].id][0].reference.as_deref();
    assert_eq!(reference, Some("list of Bandung; list of its twin"));
    let [one, other] = rows;
    let report = import(registry, &[other, one, since("bdg", "bs", "1960")], &origin("w")).await;
    assert_eq!((report.unchanged, report.duplicate), (1, 2), "whatever their order");
}

async fn rows_that_contradict_each_other_are_all_left_out(test: TestRegistry) {
    let registry = prepared(&test).await;
    let ended = PartnershipRow { until: Some("1990".parse().unwrap()), ..since("bdg", "bs", "1960") };
    let rows = [ended, pair("bdg", "sw"), since("bs", "bdg", "2005"), since("ky", "sby", "1985")];
    let report = import(registry, &rows, &origin("w")).await;
    assert_eq!((report.new, report.duplicate, report.rejected.len()), (2, 0, 2));
    let told: Vec<_> = report.rejected.iter().map(|note| (note.line, note.reason.read(Language::En))).collect();
    let both = "the rows on this pair contradict each other (2: 1960–1990, 4: 2005–)";
    assert_eq!(told, [(2, both), (4, both)]);
    let ends_first = PartnershipRow { until: Some("1990".parse().unwrap()), ..pair("bs", "fw") };
    let report = import(registry, &[since("fw", "bs", "1999"), ends_first], &origin("w")).await;
    assert_eq!((report.new, report.rejected.len()), (0, 2), "it ends before it begins");
}

async fn pairs_that_cannot_be_are_left_out(test: TestRegistry) {
    let registry = prepared(&test).await;
    let rows = [
        pair("bdg", "bdg"),
        pair("bdg", "nowhere"),
        pair("", "bdg"),
        pair("bdg", "a\0"),
        PartnershipRow { until: Some("1950".parse().unwrap()), ..since("bdg", "bs", "1960") },
        since("bdg", "bs", "2031"),
        PartnershipRow { reference: Some("x".repeat(501)), ..pair("bdg", "bs") },
        PartnershipRow { class: Class::Friendship, ..pair("bdg", "bs") },
        pair("bdg", "bs"),
    ];
    let report = import(registry, &rows, &origin("w")).await;
    assert_eq!((report.new, report.rejected.len()), (2, 7), "{report:?}");
    let reasons: Vec<&str> = report.rejected.iter().map(|note| note.reason.read(Language::En)).collect();
    assert_eq!(reasons[0], "bdg cannot be its own partner");
    assert_eq!(reasons[1], "no place has the code nowhere in the scheme s; place_b can name the place");
    assert_eq!(report.rejected[1].line, 3);
    let other = Origin { scheme: "t".into(), ..origin("w") };
    assert_eq!(import(registry, &[pair("bdg", "bs")], &other).await.rejected.len(), 1);
    let stranger = import_partnerships(registry, &Caller::anonymous(Language::En), &[], &origin("w"), false).await;
    assert!(matches!(stranger, Err(Error::Refused(_))));
}

fn statement(members: &[Uuid]) -> Statement {
    Statement {
        members: members.to_vec(),
        class: Class::Sister,
        stance: Stance::Affirms,
        stated_by: None,
        source: "https://bandung.go.id/sister-city".into(),
        as_of: "2026-11-01".parse().unwrap(),
        reference: None,
        since: None,
        until: None,
        official: false,
        withdraws: BTreeSet::new(),
    }
}

async fn claim(registry: &Registry, caller: &Caller, said: Statement) -> partnership::Model {
    claim_partnership(registry, caller, said).await.unwrap().partnership
}

async fn verification_follows_the_members(test: TestRegistry) {
    let registry = prepared(&test).await;
    import(registry, &[pair("bdg", "bs")], &origin("w")).await;
    let (bandung, braunschweig) = (party(registry, "bdg").await, party(registry, "bs").await);
    let said = statement(&[braunschweig, bandung]);
    let one = claim(registry, &who(Role::DataEntry, Some(bandung)), said.clone()).await;
    assert_eq!((one.verification, one.revision), (Verification::ConfirmedByOne, 2));
    let again = claim_partnership(registry, &who(Role::DataEntry, Some(bandung)), said.clone()).await.unwrap_err();
    assert!(matches!(again, Error::Refused(ref refusals) if refusals[0].reason == Reason::AlreadyThere { id: one.id }));
    let all = claim(registry, &who(Role::DataEntry, Some(braunschweig)), said.clone()).await;
    assert_eq!((all.id, all.verification), (one.id, Verification::ConfirmedByAll));
    let denied = Statement { stance: Stance::Denies, ..said.clone() };
    let third = claim(registry, &who(Role::DataEntry, None), denied.clone()).await;
    assert_eq!(third.verification, Verification::Disputed);
    let settled = claim(registry, &who(Role::DataEntry, None), said.clone()).await;
    assert_eq!(settled.verification, Verification::ConfirmedByAll, "a source says one thing at a time");
    let claims = find::claims_of(registry, &[one.id]).await.unwrap().remove(&one.id).unwrap();
    assert_eq!(claims.len(), 4, "the file, both members, and a third party");
    // A unit without autonomy may stand in a claim.
    let unit = party(registry, "jks").await;
    let new = claim(registry, &who(Role::DataEntry, None), statement(&[unit, braunschweig])).await;
    assert_eq!(new.verification, Verification::Claimed);
}

async fn a_claim_is_refused_with_every_reason(test: TestRegistry) {
    let registry = prepared(&test).await;
    let (bandung, suwon) = (party(registry, "bdg").await, party(registry, "sw").await);
    let codes = async |caller: &Caller, said: Statement| {
        let refused = reasons(claim_partnership(registry, caller, said).await);
        refused.iter().map(|(path, code)| format!("{path} {code}")).collect::<Vec<_>>()
    };
    let keeper = who(Role::DataEntry, None);
    let wrong = Statement {
        members: vec![bandung, bandung],
        source: " ".into(),
        as_of: "2026-11-23".parse().unwrap(),
        since: Some("2030".parse().unwrap()),
        until: Some("1999".parse().unwrap()),
        reference: Some("x".repeat(501)),
        ..statement(&[])
    };
    let expected = [
        "members TOO_FEW_PARTIES",
        "source REQUIRED",
        "reference TOO_LONG",
        "asOf IN_THE_FUTURE",
        "since IN_THE_FUTURE",
        "until DATE_ORDER",
    ];
    assert_eq!(codes(&keeper, wrong).await, expected);
    let nobody = statement(&[bandung, Uuid::from_u128(1)]);
    assert_eq!(codes(&keeper, nobody).await, ["members.1 NOT_FOUND"]);
    let foreign = statement(&[suwon, party(registry, "bs").await]);
    assert_eq!(codes(&who(Role::DataEntry, Some(bandung)), foreign).await, [" NOT_ALLOWED"]);
    let posing = Statement { stated_by: Some(suwon), ..statement(&[bandung, suwon]) };
    assert_eq!(codes(&who(Role::DataEntry, Some(bandung)), posing).await, ["statedBy NOT_ALLOWED"]);
    let both = Caller {
        memberships: [bandung, suwon].map(|party| Membership { role: Role::Coordinator, party: Some(party) }).into(),
        ..who(Role::DataEntry, None)
    };
    assert_eq!(codes(&both, statement(&[bandung, suwon])).await, ["statedBy REQUIRED"]);
    let anonymous = Caller::anonymous(Language::En);
    assert_eq!(codes(&anonymous, statement(&[bandung, suwon])).await, [" SIGN_IN_FIRST"]);
    assert!(list(registry, &PartnershipFilter::default()).await.is_empty());
}

async fn callers_who_begin_the_same_partnership_begin_one(test: TestRegistry) {
    let registry = prepared(&test).await;
    let (bandung, suwon) = (party(registry, "bdg").await, party(registry, "sw").await);
    let claims = [bandung, suwon].map(|by| {
        let registry = registry.clone();
        tokio::spawn(async move {
            claim_partnership(&registry, &who(Role::DataEntry, Some(by)), statement(&[bandung, suwon])).await
        })
    });
    for claim in claims {
        claim.await.unwrap().unwrap();
    }
    let all = list(registry, &PartnershipFilter::default()).await;
    assert_eq!((all.len(), all[0].verification), (1, Verification::ConfirmedByAll));
}

async fn lists_are_filtered_ordered_and_paged(test: TestRegistry) {
    let registry = prepared(&test).await;
    let rows = [
        pair("bdg", "bs"),
        since("bdg", "fw", "1990-04-02"),
        since("sby", "kk", "1997"),
        PartnershipRow { class: Class::Friendship, ..pair("sby", "lv") },
        since("bdg", "sby", "1985"),
    ];
    import(registry, &rows, &origin("w")).await;
    let bandung = party(registry, "bdg").await;
    let none = PartnershipFilter::default;
    for (filter, count) in [
        (none(), 5),
        (PartnershipFilter { country: Some("jp".into()), ..none() }, 1),
        (PartnershipFilter { country: Some("ID".into()), ..none() }, 5),
        (PartnershipFilter { region: vec![bandung], ..none() }, 3),
        (PartnershipFilter { region: vec![bandung], country: Some("US".into()), ..none() }, 1),
        (PartnershipFilter { class: Some(vec![Class::Friendship]), ..none() }, 1),
        (PartnershipFilter { verification: Some(vec![Verification::ConfirmedByAll]), ..none() }, 0),
        (PartnershipFilter { search: Some("surab kota".into()), ..none() }, 3),
        (PartnershipFilter { search: Some("BRAUN".into()), ..none() }, 1),
        (PartnershipFilter { search: Some("'; --".into()), ..none() }, 0),
        (PartnershipFilter { search: Some(" ".into()), ..none() }, 5),
    ] {
        assert_eq!(list(registry, &filter).await.len(), count, "{filter:?}");
    }
    let mut seen: Vec<Option<PartialDate>> = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = Page::new(Order::Since.list_order(), Some(2), after.as_deref(), None, None).unwrap();
        let found =
            find::partnerships(registry, &Caller::system(), &none(), (Order::Since, Direction::Descending), &page)
                .await
                .unwrap();
        seen.extend(found.rows.iter().map(|tie| tie.since));
        after = found.rows.last().map(|last| find::cursor(last, Order::Since).encode());
        if !found.has_next {
            break;
        }
    }
    let texts: Vec<String> =
        seen.iter().map(|since| since.map(|since| since.to_string()).unwrap_or_default()).collect();
    assert_eq!(texts, ["1997", "1990-04-02", "1985", "", ""]);
}

async fn the_lists_of_many_parties_are_found_together(test: TestRegistry) {
    let registry = prepared(&test).await;
    let rows = [pair("bdg", "bs"), pair("bdg", "fw"), pair("bdg", "sw"), pair("sby", "kk"), pair("bdg", "sby")];
    import(registry, &rows, &origin("w")).await;
    let [bandung, surabaya, kyoto] =
        [party(registry, "bdg").await, party(registry, "sby").await, party(registry, "ky").await];
    let all = PartnershipFilter::default();
    let asked = [bandung, surabaya, kyoto];
    let lists = find::partnerships_of_parties(
        registry,
        &Caller::system(),
        &asked,
        &all,
        Default::default(),
        &entity::page::Page::first(2),
    )
    .await
    .unwrap();
    assert_eq!((lists[&bandung].rows.len(), lists[&bandung].has_next), (2, true));
    assert_eq!((lists[&surabaya].rows.len(), lists[&surabaya].has_next), (2, false));
    assert!(!lists.contains_key(&kyoto), "a party without any is left out");
    let entered = list(registry, &PartnershipFilter { region: vec![bandung], ..all.clone() }).await;
    assert_eq!(lists[&bandung].rows[..], entered[..2]);
    let counts = find::count_partnerships_of_parties(registry, &Caller::system(), &asked, &all).await.unwrap();
    assert_eq!(counts, HashMap::from([(bandung, 4), (surabaya, 2)]));
    let japan = PartnershipFilter { country: Some("JP".into()), ..all };
    let counts = find::count_partnerships_of_parties(registry, &Caller::system(), &asked, &japan).await.unwrap();
    assert_eq!(counts, HashMap::from([(surabaya, 1)]));
}

async fn every_group_of_the_figures_adds_up(test: TestRegistry) {
    let registry = prepared(&test).await;
    let rows = [pair("bdg", "ky"), pair("sby", "kk"), pair("bdg", "sby"), pair("ky", "kk"), pair("bs", "fw")];
    import(registry, &rows, &origin("w")).await;
    let mut network = Vec::new();
    for code in ["bdg", "sby", "bs", "ky"] {
        network.push(party(registry, code).await);
    }
    claim_partnership(
        registry,
        &who(Role::DataEntry, None),
        Statement { class: Class::Project, ..statement(&network) },
    )
    .await
    .unwrap();
    let caller = Caller::system();
    let all = PartnershipFilter::default();
    let groups = statistics::country_groups(registry, &caller, &all).await.unwrap();
    let told: Vec<(String, u64)> = groups.iter().map(|group| (group.countries.join("-"), group.count)).collect();
    let expected = [("ID-JP", 2), ("DE-ID-JP", 1), ("DE-US", 1), ("ID-ID", 1), ("JP-JP", 1)];
    assert_eq!(told, expected.map(|(countries, count)| (countries.to_owned(), count)));
    for filter in [all.clone(), PartnershipFilter { country: Some("JP".into()), ..all.clone() }] {
        let groups = statistics::country_groups(registry, &caller, &filter).await.unwrap();
        let total = find::count_partnerships(registry, &caller, &filter).await.unwrap();
        assert_eq!(groups.iter().map(|group| group.count).sum::<u64>(), total);
    }
    let most = statistics::most_connected(registry, &caller, &all, 4).await.unwrap();
    let told: Vec<(Uuid, u64)> = most.iter().map(|one| (one.party, one.count)).collect();
    let (bandung, kyoto, surabaya) = (network[0], network[3], network[1]);
    let braunschweig = network[2];
    assert_eq!(
        told,
        [(bandung, 3), (kyoto, 3), (surabaya, 3), (braunschweig, 2)],
        "equal counts in the order of names"
    );
}
