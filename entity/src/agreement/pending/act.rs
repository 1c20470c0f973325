//! Recording what waits for other parties, confirming and declining it.

use super::{
    find::{Pending, pending},
    record::pending_act,
    rule::Papers,
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    agreement::{
        accession::act as accession,
        amendment::act as amendment,
        correction::{act as correction, rule::StepCorrection},
        document::act::attest_signatures,
        held::{Held, hold},
        keep::{LONGEST_NOTE, among_parties},
        progress::{
            act as progress,
            record::step,
            rule::{Case, Doing, Taken},
            words::act_name,
        },
        record::{agreement, agreement_party},
        route::record::AgreementAct,
        terms::rule::{ChangedTerm, Terms},
    },
    journal::Entry,
    place,
    policy::{self, Act},
    refusal::Refusals,
    subject::PartyId,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

/// What an act says besides who does what and when.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    /// The terms once it has taken effect.
    pub terms: Option<Terms>,
    /// The party that it takes in.
    pub joins: Option<Uuid>,
    /// A note.
    pub note: Option<String>,
}

/// Notes that the caller's parties have done their part of an act, and what waits then: the entry of an act that others
/// have yet to confirm, or nothing where it takes effect. Who records what already waits confirms it.
pub(crate) async fn put_forward(
    work: &Work,
    held: &mut Held,
    case: &Case,
    (doing, taken, said): (&Doing, &Taken, &Said),
) -> Result<Option<Entry>, Error> {
    let own: Vec<Uuid> = case.spoken_for(&work.caller, doing.act).into_iter().collect();
    attest_signatures(work, &case.signed_papers(doing), &own).await?;
    let new = pending_act::Model {
        agreement_id: held.agreement.id,
        id: work.new_id(),
        act: doing.act,
        party_id: doing.party,
        on_day: doing.on,
        until_day: doing.until,
        papers: Papers::of(case, &taken.papers),
        terms: said.terms.clone(),
        joins_id: said.joins,
        correction: None,
        note: said.note.clone(),
        recorded_at: work.now,
    };
    wait(work, held, case, new).await
}

/// The same of a day that is corrected of a step which all have taken by signing: it binds them as the step did. Refused while
/// another act waits.
pub(crate) async fn put_correction(
    work: &Work,
    held: &mut Held,
    case: &Case,
    (row, said): (&step::Model, StepCorrection),
) -> Result<Option<Entry>, Error> {
    let new = pending_act::Model {
        agreement_id: held.agreement.id,
        id: work.new_id(),
        act: row.act,
        party_id: held.party_of(work, None)?,
        on_day: said.correction.after,
        until_day: None,
        papers: Papers::default(),
        terms: None,
        joins_id: None,
        note: Some(said.correction.reason.clone()),
        correction: Some(said),
        recorded_at: work.now,
    };
    wait(work, held, case, new).await
}

async fn wait(work: &Work, held: &mut Held, case: &Case, new: pending_act::Model) -> Result<Option<Entry>, Error> {
    let own = case.spoken_for(&work.caller, new.act);
    let waiting = pending(&**work, held.agreement.id).await?.filter(|waiting| waiting.act.says_the_same(&new));
    let agreed = waiting.as_ref().map(|waiting| waiting.agreed.clone()).unwrap_or_default();
    let known = waiting.is_some();
    let act = waiting.map_or(new, |waiting| waiting.act);
    let waits = Pending { act, agreed: agreed.union(&own).copied().collect() };
    if waits.awaited(case).is_empty() {
        void(work, held.agreement.id).await?;
        return Ok(None);
    }
    let Pending { act, .. } = waits;
    if !known {
        replace(work, act.clone()).await?;
    }
    let name = if known { Act::ConfirmAct } else { Act::ProposeAct };
    agree(work, &act, &own.into_iter().collect::<Vec<_>>()).await?;
    // The signatures of those who did their part now count as their own word.
    held.read_anew();
    held.follow(work).await?;
    Ok(Some(entry(work, held, name, &act).await?))
}

/// Writes an act that waits over an older one.
async fn replace(work: &Work, new: pending_act::Model) -> Result<(), Error> {
    void(work, new.agreement_id).await?;
    pending_act::Entity::insert(new.into_active_model()).exec_without_returning(&**work).await?;
    Ok(())
}

/// The refusal to do something beside an act that waits.
pub(crate) async fn waits_first(work: &Work, act: &pending_act::Model) -> Result<Reason, Error> {
    let language = work.caller.language;
    let mut names = place::find::names_in(&**work, &[act.party_id], language).await?;
    let party = names.remove(&act.party_id).unwrap_or_default();
    Ok(Reason::ActWaits { act: act_name(act.act, language).to_owned(), party })
}

async fn agree(work: &Work, act: &pending_act::Model, parties: &[Uuid]) -> Result<(), Error> {
    agreement_party::Entity::update_many()
        .col_expr(agreement_party::Column::AgreedActId, Expr::value(Some(act.id)))
        .filter(agreement_party::Column::AgreementId.eq(act.agreement_id))
        .filter(agreement_party::Column::PartyId.is_in(parties.iter().copied()))
        .exec(&**work)
        .await?;
    Ok(())
}

/// Voids what waits in an agreement where it rests on this document, which is no longer what it was.
pub(crate) async fn void_resting_on(work: &Work, held: &mut Held, document: Uuid) -> Result<(), Error> {
    let waiting = pending(&**work, held.agreement.id).await?;
    if waiting.is_some_and(|waiting| waiting.act.papers.ids().contains(&document)) {
        void(work, held.agreement.id).await?;
        held.read_anew();
        held.follow(work).await?;
    }
    Ok(())
}

/// Voids what waits in an agreement: its terms changed, its parties moved on, or a newer act came.
pub(crate) async fn void(work: &Work, agreement: Uuid) -> Result<(), Error> {
    pending_act::Entity::delete_by_id(agreement).exec(&**work).await?;
    Ok(())
}

/// The journal's entry about an act that waits: for the parties.
async fn entry(work: &Work, held: &Held, name: Act, act: &pending_act::Model) -> Result<Entry, Error> {
    let ours = held.terms(work).await?;
    let differences = act.terms.as_ref().map(|theirs| ours.differences(theirs)).unwrap_or_default();
    let changed: Vec<ChangedTerm> = differences.into_iter().map(Into::into).collect();
    let data = json!({
        "waits": act.act, "party": act.party_id, "on": act.on_day, "until": act.until_day,
        "papers": act.papers, "corrects": act.correction, "terms": changed, "joins": act.joins_id,
    });
    Ok(among_parties(name, held, data))
}

/// What a party says of an act that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The agreement.
    pub agreement: Uuid,
    /// The hash of the act that was read.
    pub hash: String,
    /// The party; the caller's own if `None`.
    pub party: Option<PartyId>,
    /// A note: why it is declined.
    pub note: Option<String>,
}

/// The agreement in hand with the act that waits in it, where it is the one that was read, and the party that answers.
async fn answered(work: &Work, answer: &Answer) -> Result<(Held, Pending, Uuid), Error> {
    let held = hold(work, answer.agreement, None).await?;
    let party = held.party_of(work, answer.party.map(|PartyId(party)| party))?;
    let waiting = pending(&**work, answer.agreement).await?;
    let waiting = waiting.filter(|waiting| waiting.act.hash().eq_ignore_ascii_case(answer.hash.trim()));
    let waiting = waiting.ok_or_else(|| Error::refuse(Reason::NothingWaits).within("hash"))?;
    Ok((held, waiting, party))
}

/// Confirms for a party the act that waits for it: that it did what the act says, on that day, with these dates and terms,
/// and signed the paper. The act takes effect with the last confirmation.
pub async fn confirm_act(registry: &Registry, caller: &Caller, answer: Answer) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::ConfirmAct).await?;
    let (mut held, waiting, party) = answered(&work, &answer).await?;
    let nothing_waits = || Error::refuse(Reason::NothingWaits).within("hash");
    let case = waiting.stands_in(&*held.case(&work).await?).ok_or_else(nothing_waits)?;
    let Pending { act, mut agreed } = waiting;
    // Nobody confirms for another.
    if !case.speaks(&work.caller, act.act, party) {
        return Err(Error::refuse(Reason::NotAllowed));
    }
    let doing = act.doing();
    if act.correction.is_none() {
        attest_signatures(&work, &case.signed_papers(&doing), &[party]).await?;
    }
    agree(&work, &act, &[party]).await?;
    agreed.insert(party);
    held.read_anew();
    let case = held.case(&work).await?.resting_on(&act.papers);
    let mut confirmed = entry(&work, &held, Act::ConfirmAct, &act).await?;
    confirmed.data["party"] = json!(party);
    let mut entries = vec![confirmed];
    let waits = Pending { act, agreed };
    if waits.awaited(&case).is_empty() {
        void(&work, waits.act.agreement_id).await?;
        entries.extend(take_effect(&work, &mut held, &case, &waits.act).await?);
    } else {
        held.follow(&work).await?;
    }
    work.record_all(entries).await?;
    Ok(held.agreement)
}

async fn take_effect(work: &Work, held: &mut Held, case: &Case, act: &pending_act::Model) -> Result<Vec<Entry>, Error> {
    if let Some(corrected) = &act.correction {
        return Ok(vec![correction::carry_out(work, held, corrected).await?]);
    }
    let doing = act.doing();
    if let Some(joins) = act.joins_id {
        let taken = accession::take_in(work, case, &doing).await?;
        let entry = accession::carry_out(work, held, case, (&doing, &taken), joins, act.note.clone()).await?;
        return Ok(vec![entry]);
    }
    let taken = progress::take(work, case, &doing).await?;
    match &act.terms {
        Some(terms) if act.act == AgreementAct::Amend => {
            amendment::carry_out(work, held, case, (&doing, &taken), terms, act.note.clone()).await
        }
        _ => progress::conclude(work, held, case, (&doing, taken), act.note.clone()).await,
    }
}

/// Declines for a party the act that waits for it; the party that recorded it withdraws it. It can be recorded anew.
pub async fn decline_act(registry: &Registry, caller: &Caller, answer: Answer) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::DeclineAct).await?;
    let mut refused = Refusals::default();
    let note = refused.lines("note", answer.note.as_deref(), LONGEST_NOTE);
    refused.done()?;
    let (mut held, Pending { act, .. }, party) = answered(&work, &answer).await?;
    policy::may_speak(caller, Act::DeclineAct, &held.speakers(&work, Act::DeclineAct, &[party]).await?)?;
    void(&work, act.agreement_id).await?;
    held.follow(&work).await?;
    let mut declined = entry(&work, &held, Act::DeclineAct, &act).await?;
    (declined.data["party"], declined.data["note"]) = (json!(party), json!(note));
    work.record(declined).await?;
    Ok(held.agreement)
}
