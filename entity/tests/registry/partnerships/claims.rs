//! Whose word counts of a partnership, what ends it, and what agreements make of it.

use super::*;
use entity::{
    agreement::{
        legacy::act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
        record::{DocumentKind, TermKind},
    },
    partnership::{
        record::{Fact, claim},
        rule::settled,
    },
    policy::Visibility,
    source::Rank,
    text::LocalText,
};

on_both_databases!(
    what_is_only_denied_is_no_partnership,
    a_members_own_word_goes_before_a_register_and_that_before_a_list,
    silence_ends_and_revives_nothing,
    a_later_edition_marks_what_it_lists_no_longer,
    a_file_can_be_the_word_of_a_member,
    former_partnerships_are_told_apart,
    an_agreement_in_force_confirms_its_partnership,
    an_agreement_that_not_everyone_sees_says_nothing,
);

fn keeper() -> Caller {
    who(Role::DataEntry, None)
}

fn dated(said: &Statement, source: &str, as_of: &str, since: &str) -> Statement {
    Statement { source: source.into(), as_of: as_of.parse().unwrap(), since: since.parse().ok(), ..said.clone() }
}

async fn claims(registry: &Registry, tie: Uuid) -> Vec<claim::Model> {
    find::claims_of(registry, &[tie]).await.unwrap().remove(&tie).unwrap()
}

async fn what_is_only_denied_is_no_partnership(test: TestRegistry) {
    let registry = prepared(&test).await;
    let members = [party(registry, "bdg").await, party(registry, "bs").await];
    let denied = Statement { stance: Stance::Denies, ..statement(&members) };
    let before = changes(
        registry,
        &Caller::anonymous(Language::En),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(1_000),
    )
    .await
    .unwrap()
    .rows
    .len();
    let kept = claim_partnership(registry, &keeper(), denied.clone()).await.unwrap();
    assert!(!kept.partnership.claimed);
    let everything = PartnershipFilter::default();
    assert!(list(registry, &everything).await.is_empty());
    assert!(find::partnerships_by_id(registry, &[kept.partnership.id]).await.unwrap().is_empty());
    let groups = statistics::country_groups(registry, &Caller::system(), &everything).await.unwrap();
    assert!(groups.is_empty(), "{groups:?}");
    let after = changes(
        registry,
        &Caller::anonymous(Language::En),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(1_000),
    )
    .await
    .unwrap();
    assert_eq!(after.rows.len(), before, "nobody is told of what is none");
    // Whoever claims it later finds the denial.
    let claimed = claim(registry, &who(Role::DataEntry, Some(members[0])), statement(&members)).await;
    assert_eq!((claimed.id, claimed.verification), (kept.partnership.id, Verification::Disputed));
    assert_eq!(list(registry, &everything).await.len(), 1);
    let last = changes(
        registry,
        &Caller::anonymous(Language::En),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(1_000),
    )
    .await
    .unwrap();
    assert_eq!(last.rows.last().unwrap().change, ChangeKind::Created);
    // Who alone claimed it and denies it now leaves none.
    let taken_back = Statement { stance: Stance::Denies, ..statement(&members) };
    let gone = claim(registry, &who(Role::DataEntry, Some(members[0])), taken_back).await;
    assert!(!gone.claimed && list(registry, &everything).await.is_empty());
}

async fn a_members_own_word_goes_before_a_register_and_that_before_a_list(test: TestRegistry) {
    let registry = prepared(&test).await;
    let members = [party(registry, "bdg").await, party(registry, "sw").await];
    let said = statement(&members);
    let own = who(Role::DataEntry, Some(members[0]));
    let shown = |tie: &partnership::Model| tie.since.unwrap().to_string();
    let tie = claim(registry, &keeper(), dated(&said, "encyclopedia", "2026-11-01", "1950")).await;
    assert_eq!(shown(&tie), "1950");
    let register = Statement { official: true, ..dated(&said, "register", "2015-01-01", "1984") };
    assert_eq!(shown(&claim(registry, &keeper(), register).await), "1984");
    let tie = claim(registry, &own, dated(&said, "own", "2010-01-01", "1984-07-25")).await;
    assert_eq!(shown(&tie), "1984-07-25");
    assert_eq!(shown(&claim(registry, &keeper(), dated(&said, "another", "2026-11-20", "1950")).await), "1984-07-25");
    let claims = claims(registry, tie.id).await;
    let ranks: BTreeSet<Rank> = claims.iter().map(|claim| claim.rank).collect();
    assert_eq!(ranks, [Rank::List, Rank::Register, Rank::Member].into());
    let settled = settled(&claims);
    assert_eq!((settled.len(), settled[0].fact, settled[0].disputed), (1, Fact::Since, true));
    assert_eq!(claims.iter().find(|claim| claim.id == settled[0].claim).unwrap().source, "own");
    // A source that says less precisely what it said takes nothing back, unless it says so.
    assert_eq!(shown(&claim(registry, &own, dated(&said, "own", "2026-01-01", "1984")).await), "1984-07-25");
    let withdrawn = Statement { withdraws: [Fact::Since].into(), ..dated(&said, "own", "2026-01-02", "1984") };
    assert_eq!(shown(&claim(registry, &own, withdrawn).await), "1984");
}

async fn silence_ends_and_revives_nothing(test: TestRegistry) {
    let registry = prepared(&test).await;
    let members = [party(registry, "bdg").await, party(registry, "sw").await];
    let own = who(Role::DataEntry, Some(members[0]));
    let ended = Statement { until: "2022-03".parse().ok(), ..dated(&statement(&members), "own", "2022-04-01", "") };
    claim(registry, &own, ended).await;
    import(registry, &[pair("bdg", "sw")], &origin("w")).await;
    let shown = async || list(registry, &PartnershipFilter::default()).await[0].until.map(|until| until.to_string());
    assert_eq!(shown().await.as_deref(), Some("2022-03"), "a later list merely names it");
    claim(registry, &own, dated(&statement(&members), "own", "2026-01-01", "")).await;
    assert_eq!(shown().await.as_deref(), Some("2022-03"), "so does the member");
    claim(registry, &own, dated(&statement(&members), "own", "2026-02-01", "2025")).await;
    assert_eq!(shown().await, None, "it began anew");
    let back =
        Statement { withdraws: [Fact::Until].into(), ..dated(&statement(&members), "own", "2026-03-01", "2010") };
    let back = claim(registry, &own, back).await;
    assert_eq!((back.since.unwrap().to_string().as_str(), back.until), ("2010", None));
}

async fn a_later_edition_marks_what_it_lists_no_longer(test: TestRegistry) {
    let registry = prepared(&test).await;
    let at = |day: &str| Origin { as_of: day.parse().unwrap(), ..origin("w") };
    import(registry, &[pair("bdg", "bs"), pair("bdg", "sw"), since("sby", "kk", "1997")], &at("2026-02-28")).await;
    import(registry, &[pair("sby", "kk")], &origin("another")).await;
    let marked = async || {
        let mut marked = Vec::new();
        for tie in list(registry, &PartnershipFilter { current: Some(true), ..PartnershipFilter::default() }).await {
            let gone = claims(registry, tie.id).await.into_iter().filter(|claim| claim.unlisted_on.is_some());
            marked.extend(gone.map(|claim| (claim.source, claim.unlisted_on.unwrap().to_string())));
        }
        marked
    };
    let part = Origin { in_part: true, ..at("2026-05-31") };
    assert_eq!(import(registry, &[pair("bdg", "sw")], &part).await.unlisted, 0, "a part says nothing of the rest");
    let report = import(registry, &[pair("bdg", "sw")], &at("2026-06-30")).await;
    assert_eq!((report.changed, report.unlisted), (1, 2));
    let gone = || ("w".to_owned(), "2026-06-30".to_owned());
    assert_eq!(marked().await, [gone(), gone()], "all three go on");
    assert_eq!(import(registry, &[pair("bdg", "sw")], &at("2026-06-30")).await.unlisted, 0);
    let report = import(registry, &[pair("bdg", "sw"), pair("bdg", "bs")], &at("2026-09-30")).await;
    assert_eq!((report.changed, report.unlisted), (2, 0));
    assert_eq!(marked().await, [gone()], "one stands there again");
    let tie = &list(registry, &PartnershipFilter { region: vec![party(registry, "kk").await], ..Default::default() })
        .await[0];
    assert_eq!(tie.since.unwrap().to_string(), "1997");
}

async fn a_file_can_be_the_word_of_a_member(test: TestRegistry) {
    let registry = prepared(&test).await;
    let by = |code: &str, row| PartnershipRow { stated_by: Some(code.into()), ..row };
    let rows = [by("bdg", pair("bdg", "bs")), by("bs", since("bdg", "bs", "1960")), by("sw", pair("bdg", "fw"))];
    let report = import(registry, &rows, &origin("their lists")).await;
    assert_eq!((report.new, report.changed, report.rejected.len()), (1, 1, 1), "{report:?}");
    assert_eq!(report.rejected[0].reason.read(Language::En), "stated_by: sw is none of the two members");
    let tie = &list(registry, &PartnershipFilter::default()).await[0];
    assert_eq!((tie.verification, tie.revision), (Verification::ConfirmedByAll, 1));
    let said: BTreeSet<Option<Uuid>> =
        claims(registry, tie.id).await.into_iter().map(|claim| claim.stated_by).collect();
    assert_eq!(said, [Some(party(registry, "bdg").await), Some(party(registry, "bs").await)].into());
    assert_eq!(import(registry, &rows, &origin("their lists")).await.unchanged, 2);
}

async fn former_partnerships_are_told_apart(test: TestRegistry) {
    let registry = prepared(&test).await;
    let until = |row: PartnershipRow, until: &str| PartnershipRow { until: until.parse().ok(), ..row };
    let rows = [
        pair("bdg", "bs"),
        until(pair("bdg", "fw"), "2001"),
        // The test's clock stands in November 2026.
        until(pair("bdg", "sw"), "2026"),
        until(pair("sby", "kk"), "2026-11"),
        until(pair("sby", "ky"), "2026-10-31"),
    ];
    import(registry, &rows, &origin("w")).await;
    let with = |current| PartnershipFilter { current, ..PartnershipFilter::default() };
    assert_eq!(list(registry, &with(Some(true))).await.len(), 3);
    assert_eq!(list(registry, &with(Some(false))).await.len(), 2);
    assert_eq!(list(registry, &with(None)).await.len(), 5);
    let bandung = party(registry, "bdg").await;
    let (caller, current) = (Caller::system(), with(Some(true)));
    let counts = find::count_partnerships_of_parties(registry, &caller, &[bandung], &current).await.unwrap();
    assert_eq!(counts[&bandung], 2);
    let most = statistics::most_connected(registry, &Caller::system(), &with(Some(true)), 1).await.unwrap();
    assert_eq!((most[0].party, most[0].count), (bandung, 2));
    let groups = statistics::country_groups(registry, &Caller::system(), &with(Some(false))).await.unwrap();
    assert_eq!(groups.iter().map(|group| group.count).sum::<u64>(), 2);
}

fn signed(parties: &[Uuid], visibility: Visibility, expires: &str) -> RegisterLegacyAgreement {
    let signed_on: Option<PartialDate> = "2018-03-19".parse().ok();
    RegisterLegacyAgreement {
        title: LocalText { id: None, en: Some("Memorandum".into()) },
        reference_no: None,
        parties: parties.to_vec(),
        class: Class::Sister,
        scheme: None,
        term_kind: Some(TermKind::Fixed),
        term_months: None,
        notice_months: None,
        signed_on,
        in_force_on: None,
        expires_on: expires.parse().ok(),
        terminated_on: None,
        fields: Vec::new(),
        dimensions: BTreeSet::new(),
        documents: vec![LegacyDocument {
            kind: DocumentKind::SignedText,
            party: None,
            issued_on: signed_on,
            note: None,
        }],
        missing: Vec::new(),
        visibility,
        predecessor: None,
        owned_by: None,
        source: "archive".into(),
        as_of: "2026-11-01".parse().unwrap(),
    }
}

async fn an_agreement_in_force_confirms_its_partnership(test: TestRegistry) {
    let registry = prepared(&test).await;
    let [bandung, suwon, braunschweig] =
        [party(registry, "bdg").await, party(registry, "sw").await, party(registry, "bs").await];
    import(registry, &[since("bdg", "sw", "1997")], &origin("w")).await;
    let enter = async |parties: [Uuid; 2], expires: &str| {
        let input = signed(&parties, Visibility::Public, expires);
        register_legacy_agreement(registry, &Caller::system(), input).await.unwrap()
    };
    let agreement = enter([suwon, bandung], "2028-03-19").await;
    let ties = list(registry, &PartnershipFilter::default()).await;
    assert_eq!((ties.len(), ties[0].verification, ties[0].revision), (1, Verification::ConfirmedByAll, 2));
    assert_eq!(ties[0].since.unwrap().to_string(), "1997", "a claim says since when");
    let backings = find::backings_of(registry, &[ties[0].id]).await.unwrap();
    assert_eq!(backings[&ties[0].id][0].agreement_id, agreement.id);
    let feed = changes(
        registry,
        &Caller::anonymous(Language::En),
        &entity::journal::Feed::default(),
        &entity::page::Page::first(1_000),
    )
    .await
    .unwrap();
    let last = feed.rows.last().unwrap();
    assert_eq!((last.subject_id, last.change), (ties[0].id, ChangeKind::Changed));
    // One that is over has made a partnership, which nobody else says goes on.
    enter([bandung, braunschweig], "2021-03-19").await;
    let former = list(registry, &PartnershipFilter { current: Some(false), ..PartnershipFilter::default() }).await;
    assert_eq!((former.len(), former[0].verification), (1, Verification::Claimed));
    assert_eq!(former[0].until.unwrap().to_string(), "2021-03-19");
    let claimed = import(registry, &[pair("bdg", "bs")], &origin("w")).await;
    assert_eq!((claimed.new, claimed.changed), (0, 1));
    let revived = list(registry, &PartnershipFilter { current: Some(true), ..PartnershipFilter::default() }).await;
    assert_eq!(revived.len(), 2, "the end of an agreement ends no partnership that others claim");
}

async fn an_agreement_that_not_everyone_sees_says_nothing(test: TestRegistry) {
    let registry = prepared(&test).await;
    let parties = [party(registry, "bdg").await, party(registry, "sw").await];
    let input = signed(&parties, Visibility::Restricted, "2028-03-19");
    register_legacy_agreement(registry, &Caller::system(), input).await.unwrap();
    assert!(list(registry, &PartnershipFilter::default()).await.is_empty());
}
