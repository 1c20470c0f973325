//! Denying what was entered in a party's name, standing by it again, and taking an entry back.

use crate::{
    Caller, Error, Reason, Registry, Work,
    agreement::{
        held::{Held, hold},
        keep::{LONGEST_NOTE, entry},
        pending,
        progress::{
            act::show_moves,
            rule::{Doing, Move, Taken},
        },
        record::{Stage, agreement, agreement_party},
        route::record::AgreementAct,
        rule::Dates,
        terms::act::{check_own_entry, check_rests_on_it},
    },
    journal::{ChangeKind, Entry},
    policy::{self, Act},
    refusal::Refusals,
    subject::PartyId,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

/// What a party denies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DenyEntry {
    /// The agreement.
    pub agreement: Uuid,
    /// The party; the caller's own if `None`.
    pub party: Option<PartyId>,
    /// The revision that the caller read; if it has changed since, nothing happens.
    pub expected_revision: Option<i32>,
    /// Why, for everyone to read who sees the agreement.
    pub reason: String,
}

/// Says for a party that what was entered in its name as signed before the registry is not as it agreed. Until it says
/// otherwise, or the entry is corrected and it is asked anew, the agreement does not stand.
pub async fn deny_entry(registry: &Registry, caller: &Caller, input: DenyEntry) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::DenyEntry).await?;
    let mut held = hold(&work, input.agreement, input.expected_revision).await?;
    let party = held.party_of(&work, input.party.map(|PartyId(party)| party))?;
    // Nobody speaks for another.
    policy::may_speak(caller, Act::DenyEntry, &[party])?;
    let mut refused = Refusals::default();
    let reason = refused.lines("reason", Some(&input.reason), LONGEST_NOTE);
    refused.unless(reason.is_some(), "reason", Reason::Required);
    refused.done()?;
    let case = held.case(&work).await?;
    let taken_back = held.agreement.stage == Stage::Withdrawn;
    if taken_back || !case.asked().any(|asked| asked == party) {
        return Err(Error::refuse(Reason::NotAsked));
    }
    let row = agreement_party::ActiveModel {
        agreement_id: Unchanged(input.agreement),
        party_id: Unchanged(party),
        denied_at: Set(Some(work.now)),
        denial: Set(reason.clone()),
        ..Default::default()
    };
    row.update(&*work).await?;
    let mut denied = all_go(&work, &mut held, (Act::DenyEntry, party), Stage::Rejected).await?;
    denied.data["note"] = json!(reason);
    work.record(denied).await?;
    Ok(held.agreement)
}

/// Takes back what was entered as signed before the registry, as long as no other party has confirmed it and nobody has gone on
/// with it.
pub async fn take_back_entry(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    expected_revision: Option<i32>,
    note: Option<&str>,
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::TakeBackEntry).await?;
    let mut held = hold(&work, agreement, expected_revision).await?;
    policy::may(caller, Act::TakeBackEntry, held.agreement.owner_id.as_slice())?;
    let mut refused = Refusals::default();
    let note = refused.lines("note", note, LONGEST_NOTE);
    refused.done()?;
    if !held.agreement.legacy || held.agreement.stage == Stage::Withdrawn {
        return Err(Error::refuse(Reason::NoEntryToTakeBack));
    }
    let case = held.case(&work).await?;
    check_own_entry(&work, &held, &case, None).await?;
    check_rests_on_it(&work, &held, &case).await?;
    let party = held.party_of(&work, None)?;
    let mut taken_back = all_go(&work, &mut held, (Act::TakeBackEntry, party), Stage::Withdrawn).await?;
    taken_back.data["note"] = json!(note);
    work.record(taken_back).await?;
    Ok(held.agreement)
}

/// Whether a party denies what was entered.
pub(crate) async fn is_denied(work: &Work, agreement: Uuid) -> Result<bool, Error> {
    Ok(!denying(work, agreement).await?.is_empty())
}

async fn denying(work: &Work, agreement: Uuid) -> Result<Vec<Uuid>, Error> {
    let denying = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::DeniedAt.is_not_null());
    Ok(denying.all(&**work).await?.into_iter().map(|part| part.party_id).collect())
}

/// Takes the "no" of these parties back. Once nobody denies the entry any more it stands as before: by its days, or where the
/// letter of intent had come. Returns whether it does now.
pub(crate) async fn lift(work: &Work, held: &mut Held, parties: &[Uuid]) -> Result<bool, Error> {
    let denying = denying(work, held.agreement.id).await?;
    let (lifted, stays): (Vec<Uuid>, Vec<Uuid>) = denying.into_iter().partition(|party| parties.contains(party));
    for party in &lifted {
        let row = agreement_party::ActiveModel {
            agreement_id: Unchanged(held.agreement.id),
            party_id: Unchanged(*party),
            denied_at: Set(Option::<DateTime<Utc>>::None),
            denial: Set(None),
            ..Default::default()
        };
        row.update(&**work).await?;
    }
    if lifted.is_empty() || !stays.is_empty() || held.agreement.stage != Stage::Rejected {
        return Ok(false);
    }
    held.read_anew();
    let case = held.case(work).await?;
    let by_days = Dates { proposed: false, ..Dates::from(&held.agreement) }.stage_on(case.today);
    let parts = parts(work, held).await?;
    let stood = |part: &agreement_party::Model| match part.left_stage {
        // A party that had given notice by then goes as it said.
        Some(Stage::TerminationNoticed) if part.ends_on.is_some() && by_days == Stage::InForce => {
            Stage::TerminationNoticed
        }
        Some(left) if left.is_concluded() => by_days,
        left => left.unwrap_or(Stage::Initiated),
    };
    let moves: Vec<(Uuid, Stage)> = parts.iter().map(|part| (part.party_id, stood(part))).collect();
    let lead = moves.first().map_or(Stage::Initiated, |(_, to)| *to);
    for (party, to) in moves {
        stand(work, held, party, (to, None)).await?;
    }
    held.read_anew();
    let row = agreement::ActiveModel { stage: Set(lead), ..Default::default() };
    held.save(work, row).await?;
    Ok(true)
}

/// The parties that take part, in their order.
async fn parts(work: &Work, held: &Held) -> Result<Vec<agreement_party::Model>, Error> {
    let parts = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(held.agreement.id))
        .filter(agreement_party::Entity::still())
        .order_by_asc(agreement_party::Column::Ordinal);
    Ok(parts.all(&**work).await?)
}

/// Puts a party at a stage, and notes which one it has left for the time being.
async fn stand(work: &Work, held: &mut Held, party: Uuid, (stage, left): (Stage, Option<Stage>)) -> Result<(), Error> {
    let since = held.case(work).await?.today;
    let row = agreement_party::ActiveModel {
        agreement_id: Unchanged(held.agreement.id),
        party_id: Unchanged(party),
        stage: Set(stage),
        since: Set(since),
        left_stage: Set(left),
        ..Default::default()
    };
    row.update(&**work).await?;
    Ok(())
}

/// All parties go to a stage at which the agreement does not stand. Returns the journal's entry.
async fn all_go(work: &Work, held: &mut Held, (act, party): (Act, Uuid), to: Stage) -> Result<Entry, Error> {
    let today = held.case(work).await?.today;
    let mut moves = Vec::new();
    for part in parts(work, held).await? {
        // Where one has denied it already, or it was on hold, it stood before where that one found it.
        let waited = matches!(part.stage, Stage::Rejected | Stage::OnHold);
        let left = if waited { part.left_stage } else { Some(part.stage) };
        stand(work, held, part.party_id, (to, left.filter(|_| to == Stage::Rejected))).await?;
        moves.push(Move { party: part.party_id, from: part.stage, to });
    }
    pending::act::void(work, held.agreement.id).await?;
    held.read_anew();
    held.save(work, agreement::ActiveModel { stage: Set(to), ..Default::default() }).await?;
    let mut entry = entry(act, ChangeKind::Changed, &held.agreement, &held.parties);
    show_moves(&mut entry, &Doing::new(AgreementAct::ChangeTerms, party, today), &Taken::of_moves(moves));
    Ok(entry)
}
