//! Denying what was entered in a party's name, standing by it again, and taking an entry back.

use super::{
    find::{deed_of, is_relied_on, parts, step_of_others, went_on_without, who_denied},
    rule::{check_denies, is_put_aside, stands, stands_at},
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    agreement::{
        held::{Held, hold},
        keep::{LONGEST_NOTE, entry},
        pending,
        progress::{
            act::show_moves,
            record::step,
            rule::{Doing, Move, Taken},
            words::act_name,
        },
        record::{Stage, agreement, agreement_party},
        route::record::AgreementAct,
        rule::Dates,
        terms::act::{check_own_entry, check_rests_on_it},
    },
    date::legal_today,
    journal::{ChangeKind, Entry},
    policy::{self, Act},
    refusal::Refusals,
    subject::PartyId,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
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
/// otherwise the agreement does not stand; where two others at least have confirmed it, it stands between those.
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
    let all = parts(&work, held.agreement.id).await?;
    let part = all.iter().find(|part| part.party_id == party).ok_or_else(|| Error::refuse(Reason::NotAsked))?;
    let deed = deed_of(&work, part, &held.agreement).await?;
    check_denies(part, &held.agreement, deed, caller.language).map_err(Error::refuse)?;
    let no = agreement_party::ActiveModel {
        denied_at: Set(Some(work.now)),
        denial: Set(reason.clone()),
        asked_anew_at: Set(None),
        ..row_of(part)
    };
    no.update(&*work).await?;
    let moves = put_aside(&work, &mut held).await?;
    let mut denied = entry_of(&mut held, &work, (Act::DenyEntry, party), moves).await?;
    denied.data["note"] = json!(reason);
    work.record(denied).await?;
    Ok(held.agreement)
}

/// Takes back what was entered as signed before the registry, as long as no other party has confirmed it or gone on with it.
pub async fn take_back_entry(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    expected_revision: Option<i32>,
    note: Option<&str>,
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::TakeBackEntry).await?;
    let (agreement, entry) = take_back_within(&work, agreement, expected_revision, note).await?;
    work.record(entry).await?;
    Ok(agreement)
}

/// The same within an act that the caller ends with the entry.
pub(in crate::agreement) async fn take_back_within(
    work: &Work,
    agreement: Uuid,
    expected_revision: Option<i32>,
    note: Option<&str>,
) -> Result<(agreement::Model, Entry), Error> {
    let mut held = hold(work, agreement, expected_revision).await?;
    policy::may(&work.caller, Act::TakeBackEntry, held.agreement.owner_id.as_slice())?;
    let mut refused = Refusals::default();
    let note = refused.lines("note", note, LONGEST_NOTE);
    refused.done()?;
    if !held.agreement.legacy || held.agreement.stage == Stage::Withdrawn {
        return Err(Error::refuse(Reason::NoEntryToTakeBack));
    }
    let case = held.case(work).await?;
    check_own_entry(work, &held, &case, None).await?;
    check_rests_on_it(work, &held, &case).await?;
    check_relied_on(work, &held).await?;
    let party = held.party_of(work, None)?;
    let mut moves = Vec::new();
    for part in parts(work, agreement).await? {
        stand(work, &part, (Stage::Withdrawn, None)).await?;
        moves.push(Move { party: part.party_id, from: part.stage, to: Stage::Withdrawn });
    }
    restage(work, &mut held, Stage::Withdrawn).await?;
    let mut taken_back = entry_of(&mut held, work, (Act::TakeBackEntry, party), moves).await?;
    taken_back.data["note"] = json!(note);
    Ok((held.agreement, taken_back))
}

/// Refuses to take back what others rely on: they gave notice under it, recorded documents of it, or another agreement
/// succeeds it.
async fn check_relied_on(work: &Work, held: &Held) -> Result<(), Error> {
    if let Some(step) = step_of_others(work, held.agreement.id).await? {
        return Err(went_on(work, &step));
    }
    if is_relied_on(work, held.agreement.id).await? {
        return Err(Error::refuse(Reason::EntryReliedOn));
    }
    Ok(())
}

fn went_on(work: &Work, step: &step::Model) -> Error {
    let act = act_name(step.act, work.caller.language).to_owned();
    Error::refuse(Reason::EntryWentOn { act, on: step.on_day.to_string() })
}

/// The row of a party, of which nothing has changed yet.
fn row_of(part: &agreement_party::Model) -> agreement_party::ActiveModel {
    agreement_party::ActiveModel {
        agreement_id: Unchanged(part.agreement_id),
        party_id: Unchanged(part.party_id),
        ..Default::default()
    }
}

/// Takes the "no" of a party back, whose word on the entry follows. Refused where the others have gone on without it.
pub(crate) async fn take_back_no(work: &Work, held: &mut Held, party: Uuid) -> Result<(), Error> {
    let all = parts(work, held.agreement.id).await?;
    let Some(part) = all.iter().find(|part| part.party_id == party && part.denied_at.is_some()) else { return Ok(()) };
    if let Some(step) = went_on_without(work, part).await? {
        return Err(went_on(work, &step));
    }
    lift(work, part).await?;
    held.read_anew();
    Ok(())
}

async fn lift(work: &Work, part: &agreement_party::Model) -> Result<(), Error> {
    let row = agreement_party::ActiveModel {
        denied_at: Set(Option::<DateTime<Utc>>::None),
        denial: Set(None),
        asked_anew_at: Set(None),
        ..row_of(part)
    };
    row.update(&**work).await?;
    Ok(())
}

/// Whether an entry is put aside by a party's "no", so that the word of its parties can still be given.
pub(crate) async fn is_aside(work: &Work, held: &Held) -> Result<bool, Error> {
    Ok(is_put_aside(&held.agreement, &parts(work, held.agreement.id).await?))
}

/// Lets an entry stand again where it does by the words of its parties, and a party that does not deny it any more stand where
/// the others do. Returns whether anything changed.
pub(crate) async fn stand_again(work: &Work, held: &mut Held) -> Result<bool, Error> {
    let all = parts(work, held.agreement.id).await?;
    let aside = is_put_aside(&held.agreement, &all);
    let back: Vec<&agreement_party::Model> = all
        .iter()
        .filter(|part| part.denied_at.is_none() && part.stage == Stage::Rejected && part.left_stage.is_some())
        .collect();
    if back.is_empty() || (aside && !stands(&all)) || (!aside && held.agreement.is_disowned()) {
        return Ok(false);
    }
    let (today, dates) = (legal_today(work.now), Dates::from(&held.agreement));
    for part in &back {
        stand(work, part, (stands_at(part, &dates, today), None)).await?;
    }
    let lead = if aside { stands_at(back[0], &dates, today) } else { held.agreement.stage };
    restage(work, held, lead).await?;
    Ok(true)
}

/// Those who deny an entry, and whether it was put aside by that.
#[derive(Debug)]
pub(crate) struct Denials {
    parts: Vec<agreement_party::Model>,
    aside: bool,
}

/// Lets an entry that was put aside stand for the time of a correction.
pub(crate) async fn stand_for_correction(work: &Work, held: &mut Held) -> Result<Denials, Error> {
    let all = parts(work, held.agreement.id).await?;
    let aside = is_put_aside(&held.agreement, &all);
    let denying: Vec<agreement_party::Model> = all.into_iter().filter(|part| part.denied_at.is_some()).collect();
    if aside {
        for part in &denying {
            lift(work, part).await?;
        }
        stand_again(work, held).await?;
    }
    Ok(Denials { parts: denying, aside })
}

/// Asks those who denied an entry anew, once others have corrected it: their "no" stays until they answer. What its own people
/// corrected is a party's word. Returns whether anybody is asked so.
pub(crate) async fn ask_anew(work: &Work, held: &mut Held, denials: &Denials) -> Result<bool, Error> {
    let own = |part: &&agreement_party::Model| {
        !policy::acted_for(&work.caller, Act::AttestTerms, &[part.party_id]).is_empty()
    };
    let (own, others): (Vec<_>, Vec<_>) = denials.parts.iter().partition(own);
    for part in own {
        lift(work, part).await?;
    }
    for part in &others {
        let row = agreement_party::ActiveModel {
            denied_at: Set(part.denied_at),
            denial: Set(part.denial.clone()),
            asked_anew_at: Set(Some(work.now)),
            ..row_of(part)
        };
        row.update(&**work).await?;
    }
    held.read_anew();
    if denials.aside {
        put_aside(work, held).await?;
    } else {
        stand_again(work, held).await?;
    }
    held.follow(work).await?;
    Ok(!others.is_empty())
}

/// Carries the "no" of parties over to what others enter anew in their names: it stands once these have given their word.
pub(crate) async fn carry_over(work: &Work, agreement: agreement::Model) -> Result<agreement::Model, Error> {
    let all = parts(work, agreement.id).await?;
    let parties: Vec<Uuid> = all.iter().map(|part| part.party_id).collect();
    let denials = who_denied(work, &parties).await?;
    if denials.is_empty() {
        return Ok(agreement);
    }
    for denial in &denials {
        let row = agreement_party::ActiveModel {
            agreement_id: Unchanged(agreement.id),
            party_id: Unchanged(denial.party_id),
            denied_at: Set(denial.denied_at),
            asked_anew_at: Set(Some(work.now)),
            ..Default::default()
        };
        row.update(&**work).await?;
    }
    let (stage, _) = move_aside(work, &agreement).await?;
    let row = agreement::ActiveModel { id: Unchanged(agreement.id), stage: Set(stage), ..Default::default() };
    Ok(row.update(&**work).await?)
}

/// Puts a party at a stage, and notes which one it has left for the time being.
async fn stand(work: &Work, part: &agreement_party::Model, (stage, left): (Stage, Option<Stage>)) -> Result<(), Error> {
    let row = agreement_party::ActiveModel {
        stage: Set(stage),
        since: Set(legal_today(work.now)),
        left_stage: Set(left),
        ..row_of(part)
    };
    row.update(&**work).await?;
    Ok(())
}

/// Puts who denies an entry aside, and with it everyone where the entry does not stand without it. Returns the stage of the
/// agreement, and who moved.
async fn move_aside(work: &Work, agreement: &agreement::Model) -> Result<(Stage, Vec<Move>), Error> {
    let all = parts(work, agreement.id).await?;
    let goes_on = stands(&all);
    let mut moves = Vec::new();
    for part in all.iter().filter(|part| !goes_on || part.denied_at.is_some()) {
        // Where one has denied it already, or it was on hold, it stood before where that one found it.
        let waited = matches!(part.stage, Stage::Rejected | Stage::OnHold);
        let left = if waited { part.left_stage } else { Some(part.stage) };
        stand(work, part, (Stage::Rejected, left)).await?;
        moves.push(Move { party: part.party_id, from: part.stage, to: Stage::Rejected });
    }
    let lead = all.iter().find(|part| part.denied_at.is_none()).filter(|_| goes_on);
    Ok((lead.map_or(Stage::Rejected, |lead| lead.stage), moves))
}

/// The same of an agreement in hand, on which others may wait.
async fn put_aside(work: &Work, held: &mut Held) -> Result<Vec<Move>, Error> {
    let (stage, moves) = move_aside(work, &held.agreement).await?;
    restage(work, held, stage).await?;
    Ok(moves)
}

/// Writes the stage of an agreement whose parties moved. What waits for them is void.
async fn restage(work: &Work, held: &mut Held, stage: Stage) -> Result<(), Error> {
    pending::act::void(work, held.agreement.id).await?;
    held.read_anew();
    held.save(work, agreement::ActiveModel { stage: Set(stage), ..Default::default() }).await
}

/// The journal's entry of an act by which parties moved.
async fn entry_of(held: &mut Held, work: &Work, (act, party): (Act, Uuid), moves: Vec<Move>) -> Result<Entry, Error> {
    let today = held.case(work).await?.today;
    let mut entry = entry(act, ChangeKind::Changed, &held.agreement, &held.parties);
    show_moves(&mut entry, &Doing::new(AgreementAct::ChangeTerms, party, today), &Taken::of_moves(moves));
    Ok(entry)
}
