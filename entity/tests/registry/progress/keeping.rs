//! What an entry says and rests on is kept by whose word it is, and by nobody else.

use super::{
    entries::{Old, old},
    *,
};
use entity::{
    agreement::{
        find::parts_of,
        legacy::act::{RegisterLegacyAgreement, register_legacy_agreement},
        stewardship::act::confirm_agreement,
    },
    partnership::{
        find::{PartnershipFilter, count_partnerships},
        record::Verification,
    },
};

on_both_databases!(
    the_papers_of_an_entry_are_its_keepers,
    a_confirmation_ends_with_what_was_confirmed,
    a_text_that_says_nothing_of_notice_gives_twelve_months,
    what_one_hides_draws_no_line_for_others,
    a_city_with_an_administrator_is_in_the_registry,
    the_word_of_one_confirms_no_partnership_for_all,
);

async fn the_papers_of_an_entry_are_its_keepers(test: TestRegistry) {
    let old = Old::entered(test, old).await;
    let world = &old.world;
    let registry = &world.test.registry;
    let documents = documents_of(registry, &Caller::system(), &[world.agreement]).await.unwrap();
    let paper = documents[&world.agreement][0].id;
    let attach = async |who: Uuid| {
        let file = world.test.stored(&officer(who), paper, &"e".repeat(64)).await?;
        attach_file(registry, &officer(who), paper, file).await
    };
    let newer = || world.document(DocumentKind::SignedText, None);
    let better = || RecordDocument {
        issued_on: Some(day("2024-06-01").into()),
        supersedes: Some(paper),
        visibility: Visibility::Public,
        ..newer()
    };
    assert_eq!(refused_at(attach(world.abroad).await).1, "NOT_ALLOWED");
    assert_eq!(refused_at(record_document(registry, &officer(world.abroad), better()).await).1, "NOT_ALLOWED");
    attach(world.home).await.unwrap();
    old.confirm().await;
    record_document(registry, &officer(world.abroad), better()).await.unwrap();
}

async fn a_confirmation_ends_with_what_was_confirmed(test: TestRegistry) {
    let Old { world, .. } = Old::entered(test, old).await;
    let registry = &world.test.registry;
    let confirmed = async || {
        let parts = parts_of(&registry.db, &[world.agreement]).await.unwrap();
        parts[&world.agreement].iter().map(|(part, _)| part.confirmed_on.is_some()).collect::<Vec<_>>()
    };
    for party in [world.home, world.abroad] {
        let revision = world.read().await.revision;
        confirm_agreement(registry, &officer(party), world.agreement, None, revision).await.unwrap();
    }
    assert_eq!(confirmed().await, [true, true]);
    let change = |terms: &mut Terms| terms.notice_months = Some(1);
    change_terms(registry, &officer(world.home), world.agreement, None, change).await.unwrap();
    assert_eq!(confirmed().await, [true, false], "it says something else now");
}

async fn a_text_that_says_nothing_of_notice_gives_twelve_months(test: TestRegistry) {
    let silent = |parties: &[Uuid]| RegisterLegacyAgreement {
        term_kind: Some(TermKind::OpenEnded),
        term_months: None,
        notice_months: None,
        ..old(parties)
    };
    let old = Old::entered(test, silent).await;
    old.confirm().await;
    let world = &old.world;
    let paper = world.document(DocumentKind::TerminationNotice, Some(world.home));
    world.record(paper).await;
    let notice = |ends: &str| TakeStep { day: ends.parse().ok(), ..world.step(AgreementAct::GiveTerminationNotice) };
    let from = Some(day("2027-11-21"));
    let early = lacks(world.try_as(world.home, notice("2026-12-31")).await);
    assert_eq!(early, [Lack::Condition { condition: Condition::NoticePeriod, from }]);
    world.try_as(world.home, notice("2027-11-21")).await.unwrap();
}

/// Surabaya keeps its proposal to itself.
async fn what_one_hides_draws_no_line_for_others(test: TestRegistry) {
    test.load_routes().await;
    let home = test.party("ID", Kind::City, "Surabaya").await;
    let other = test.party("ID", Kind::City, "Bandung").await;
    let hidden = RegisterInitiative { visibility: Visibility::Own, ..initiative(&[home, other]) };
    let made = register_initiative(&test.registry, &officer(home), hidden).await.unwrap();
    let gone_on = TakeStep::new(made.id, AgreementAct::BeginExploration);
    take_step(&test.registry, &officer(home), gone_on).await.unwrap();
    let today = |parties: &[Uuid]| RegisterLegacyAgreement {
        signed_on: Some(day("2026-11-21").into()),
        documents: Vec::new(),
        as_of: day("2026-11-21"),
        ..old(parties)
    };
    let mine = register_legacy_agreement(&test.registry, &officer(home), today(&[home, other])).await;
    assert_eq!(refused_at(mine).1, "PROPOSAL_UNDER_WAY");
    register_legacy_agreement(&test.registry, &officer(other), today(&[other, home])).await.unwrap();
}

async fn a_city_with_an_administrator_is_in_the_registry(test: TestRegistry) {
    use entity::account::act::{NewPerson, add_person};
    test.load_routes().await;
    let home = test.party("ID", Kind::City, "Surabaya").await;
    let tokyo = test.party("JP", Kind::City, "Tokyo").await;
    let administrator = NewPerson {
        profile: entity::account::rule::Profile {
            email: "kanri@tokyo.example".into(),
            name: "Kanri".into(),
            language: Language::En,
            time_zone: "Asia/Tokyo".into(),
        },
        memberships: vec![Membership { role: Role::OrgAdmin, party: Some(tokyo) }],
    };
    add_person(&test.registry, &Caller::system(), &administrator).await.unwrap();
    let made = register_legacy_agreement(&test.registry, &officer(home), old(&[home, tokyo])).await.unwrap();
    let world = World { agreement: made.id, ..World::of(test, home, tokyo) };
    assert_eq!(world.case().await.asked().collect::<Vec<_>>(), [tokyo]);
    let notice = world.document(DocumentKind::TerminationNotice, Some(tokyo));
    let refused = record_document(&world.test.registry, &officer(home), notice).await;
    assert_eq!(refused_at(refused).1, "NOT_ALLOWED", "nobody gives it for them");
}

async fn the_word_of_one_confirms_no_partnership_for_all(test: TestRegistry) {
    test.load_routes().await;
    let home = test.party("ID", Kind::City, "Surabaya").await;
    let nagoya = test.party("JP", Kind::City, "Nagoya").await;
    register_legacy_agreement(&test.registry, &officer(home), old(&[home, nagoya])).await.unwrap();
    let by_one = PartnershipFilter { verification: Some(vec![Verification::ConfirmedByOne]), ..Default::default() };
    assert_eq!(count_partnerships(&test.registry, &Caller::system(), &by_one).await.unwrap(), 1);
}
