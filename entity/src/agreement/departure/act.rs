//! What it means for those who go on that a party leaves.

use crate::{
    Error, Work,
    agreement::{
        held::Held,
        keep::index,
        progress::{
            act::note_moves,
            rule::{Case, Doing, Move, Taken},
        },
        record::{Scheme, Stage, agreement, agreement_party},
        route::{find as routes, record::AgreementAct},
        scheme::rule::{Side, lawful_schemes},
        terms::act::drop_attestations,
    },
    place::{
        self,
        record::{Tier, party},
    },
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter,
};
use std::collections::HashMap;
use uuid::Uuid;

/// The schemes that the law leaves to those of a case who go on, by who they are on this day.
async fn schemes_of(work: &Work, case: &Case, leaving: &[Uuid], on: NaiveDate) -> Result<Vec<Scheme>, Error> {
    let stay = case.tracks.iter().filter(|track| !leaving.contains(&track.party));
    let tiers: HashMap<Uuid, Option<Tier>> = stay.map(|track| (track.party, track.tiers.on(on))).collect();
    let parties = party::Entity::find().filter(party::Column::Id.is_in(tiers.keys().copied())).all(&**work).await?;
    let side = |party: &party::Model| Side { tier: tiers[&party.id], ..Side::from(party) };
    Ok(lawful_schemes(&parties.iter().map(side).collect::<Vec<_>>()))
}

/// Whether the proposal was the work of those who leave: none of the others has done anything in it.
async fn is_left_by_all(work: &Work, held: &Held, leaving: &[Uuid]) -> Result<bool, Error> {
    let acted = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(held.agreement.id))
        .filter(agreement_party::Entity::still())
        .filter(agreement_party::Column::ActedAt.is_not_null());
    let acted: Vec<Uuid> = acted.all(&**work).await?.into_iter().map(|part| part.party_id).collect();
    Ok(!acted.is_empty() && acted.iter().all(|party| leaving.contains(party)))
}

/// The proposal ends for all where the law has no scheme for those whom a party leaves, or none of them ever did anything in
/// it: they cannot go on without it, or never began.
pub(crate) async fn end_with_who_leaves(work: &Work, held: &Held, case: &Case, taken: &mut Taken) -> Result<(), Error> {
    let [left] = taken.moves.as_slice() else { return Ok(()) };
    let proposed = !held.agreement.is_concluded() && !taken.leaving.is_empty();
    if !proposed {
        return Ok(());
    }
    let lawful = !schemes_of(work, case, &taken.leaving, case.today).await?.is_empty();
    if lawful && !is_left_by_all(work, held, &taken.leaving).await? {
        return Ok(());
    }
    let to = left.to;
    taken.leaving.clear();
    taken.moves = case.tracks.iter().map(|track| Move { party: track.party, from: track.stage, to }).collect();
    Ok(())
}

/// Lets parties go while the others go on. What is agreed is agreed between those, under a scheme that the law has for them;
/// the first of them for which somebody acts keeps the agreement where its keeper has left. Before the signature, what was
/// approved or signed was an agreement with others: it is approved again.
pub(crate) async fn part_with(
    work: &Work,
    held: &mut Held,
    (doing, leaving): (&Doing, &[Uuid]),
    row: &mut agreement::ActiveModel,
) -> Result<(), Error> {
    held.parties.retain(|party| !leaving.contains(party));
    row.member_key = Set(place::rule::member_key(&held.parties));
    let case = held.case(work).await?;
    if held.agreement.owner_id.is_some_and(|owner| leaving.contains(&owner)) {
        let next = case.tracks.iter().find(|track| track.acts).or(case.tracks.first());
        row.owner_id = Set(next.map(|track| track.party));
    }
    let lawful = schemes_of(work, &case, &[], doing.on).await?;
    // The strictest, where none of them is the one that they had.
    let scheme = lawful.first().copied().filter(|_| !lawful.contains(&held.agreement.scheme));
    if let Some(scheme) = scheme {
        row.scheme = Set(scheme);
    }
    if !held.agreement.is_concluded() {
        row.terms_changed_on = Set(Some(doing.on));
        begin_again(work, held, &case, (doing, scheme)).await?;
    }
    let fields = held.terms(work).await?.fields;
    index(work, &held.agreement, &held.listed(), &fields).await?;
    drop_attestations(work, held.agreement.id).await
}

/// Voids what was approved or signed with those who left, and sends the others back to where it is approved; under another
/// scheme, to the beginning of the way that it has for each of them: other gates, which nobody has passed.
async fn begin_again(
    work: &Work,
    held: &mut Held,
    case: &Case,
    (doing, scheme): (&Doing, Option<Scheme>),
) -> Result<(), Error> {
    held.void(work, &case.kinds_agreed().into_iter().collect::<Vec<_>>()).await?;
    let first = case.first_agreed();
    let begins = |party: Uuid| if scheme.is_some() { Some(Stage::Initiated) } else { first.get(&party).copied() };
    let on_hold = case.tracks.iter().filter(|track| track.stage == Stage::OnHold);
    for track in on_hold {
        // It goes on from there once the matter is taken up again.
        let back = track.left.zip(begins(track.party)).filter(|(left, first)| first < left);
        if let Some((_, first)) = back {
            let row = part(held, track.party);
            let row = agreement_party::ActiveModel { left_stage: Set(Some(first)), arrived_on: Set(doing.on), ..row };
            row.update(&**work).await?;
        }
    }
    if let Some(scheme) = scheme {
        let known = routes::routes(&**work).await?;
        let of_these = party::Column::Id.is_in(held.parties.iter().copied());
        for party in party::Entity::find().filter(of_these).all(&**work).await? {
            let route = routes::usual(&known, &party, scheme).map(|route| route.id);
            let part = agreement_party::ActiveModel { route_id: Set(route), ..part(held, party.id) };
            part.update(&**work).await?;
        }
    }
    let back = case.tracks.iter().filter(|track| track.stage < Stage::Signed).filter_map(|track| {
        let to = begins(track.party).filter(|to| *to < track.stage)?;
        Some(Move { party: track.party, from: track.stage, to })
    });
    let taken = Taken::of_moves(back.collect());
    let again = Doing::new(AgreementAct::ChangeTerms, doing.party, doing.on);
    note_moves(work, held, case, &again, &taken, None).await?;
    held.read_anew();
    Ok(())
}

/// The row of a party, of which nothing has changed yet.
fn part(held: &Held, party: Uuid) -> agreement_party::ActiveModel {
    agreement_party::ActiveModel {
        agreement_id: Unchanged(held.agreement.id),
        party_id: Unchanged(party),
        ..Default::default()
    }
}
