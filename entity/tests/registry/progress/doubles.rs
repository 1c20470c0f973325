//! A party that one organisation entered may be a double of one that has people: until it is confirmed, nothing binds it.

use super::{entries::old, *};
use entity::{
    agreement::legacy::act::register_legacy_agreement,
    deadline::record::DeadlineKind,
    obligation::find::{DeadlineFilter, obligations},
    page::Page,
    place::{
        entry::{
            act::{add_party, confirm_party},
            rule::Facts,
        },
        record::Nature,
    },
};

on_both_databases!(
    no_signature_binds_a_party_before_it_is_confirmed,
    an_entry_with_a_double_waits_as_for_the_one_who_is_asked,
    who_has_people_is_known,
);

/// Surabaya, and the Suwon that it enters beside the one that has people.
async fn doubled(test: TestRegistry) -> World {
    test.load_routes().await;
    test.country("KR").await;
    let home = test.party("ID", Kind::City, "Surabaya").await;
    let facts = Facts {
        name: Some("Suwon".into()),
        kind: Some(Kind::City),
        country: Some("KR".into()),
        source: "surat".into(),
        as_of: day("2026-01-31"),
        ..Facts::default()
    };
    let double = add_party(&test.registry, &officer(home), Nature::Region, &facts, &[]).await.unwrap();
    World::of(test, home, double.id)
}

fn unconfirmed(world: &World) -> Lack {
    Lack::Unconfirmed { party: world.abroad }
}

async fn no_signature_binds_a_party_before_it_is_confirmed(test: TestRegistry) {
    let world = doubled(test).await;
    let parties = [world.home, world.abroad];
    let made = register_initiative(&world.test.registry, &officer(world.home), initiative(&parties)).await.unwrap();
    let world = World { agreement: made.id, ..world };
    world.explore().await;
    world.signed_by_both(DocumentKind::LetterOfIntent, "Mayor").await;
    let intent = || world.try_as(world.home, world.step(AgreementAct::RecordIntent));
    assert_eq!(lacks(intent().await), [unconfirmed(&world)]);
    confirm_party(&world.test.registry, &who(Role::NationalReviewer, None), (world.abroad, 1)).await.unwrap();
    assert_eq!(intent().await.unwrap().stage, Stage::IntentSigned);
}

async fn an_entry_with_a_double_waits_as_for_the_one_who_is_asked(test: TestRegistry) {
    let world = doubled(test).await;
    let (registry, home) = (&world.test.registry, officer(world.home));
    let made = register_legacy_agreement(registry, &home, old(&[world.home, world.abroad])).await.unwrap();
    let world = World { agreement: made.id, ..world };
    world.have(&[DocumentKind::Evaluation]).await;
    let begins = || TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::StartRenewal) };
    assert_eq!(lacks(world.try_as(world.home, begins()).await), [unconfirmed(&world)]);
    let due = DeadlineFilter { party: Some(world.abroad), ..DeadlineFilter::default() };
    let due = obligations(&world.test.registry, &Caller::system(), &due, &Page::first(50)).await.unwrap();
    assert!(due.rows.iter().all(|one| one.kind != DeadlineKind::Attestation), "nobody is there to answer");
    confirm_party(&world.test.registry, &Caller::system(), (world.abroad, 1)).await.unwrap();
    assert_eq!(world.try_as(world.home, begins()).await.unwrap().stage, Stage::RenewalInProgress);
}

async fn who_has_people_is_known(test: TestRegistry) {
    let world = doubled(test).await;
    let made = register_legacy_agreement(&world.test.registry, &officer(world.home), old(&[world.home, world.abroad]))
        .await
        .unwrap();
    let world = World { agreement: made.id, ..world };
    world.key_abroad(Scope::Write).await;
    world.have(&[DocumentKind::Evaluation]).await;
    let begins = TakeStep { on: Some(day("2026-11-21")), ..world.step(AgreementAct::StartRenewal) };
    let missing = Lack::Word { party: world.abroad, from: None };
    assert_eq!(lacks(world.try_as(world.home, begins).await), [missing], "they are asked themselves");
}
