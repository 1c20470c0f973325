//! Changing, comparing and attesting terms.

use super::{
    find::names_in,
    record::terms_copy,
    rule::{ChangedTerm, Term, Terms},
    text::{VERSION, hash_of},
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{
        denial, due,
        held::{Held, hold},
        keep::{among_parties, check_begun_here, check_stands_before, entry, index},
        legacy::rule::{Dated, Stated, out_of_order},
        pending,
        progress::{
            act::{not_at_this_stage, note_moves, show_moves},
            record::step,
            rule::{Case, Doing, Move, Taken, Track},
            words::act_name,
        },
        record::{Field, Missing, Stage, agreement, agreement_party, document, evidence_gap, field},
        route::record::AgreementAct,
        rule::Dates,
        stewardship,
    },
    date::legal_today,
    journal::{ChangeKind, Entry},
    place,
    policy::{self, Act},
    refusal::Refusals,
    subject::PartyId,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Changes the terms of an agreement before it is signed. Earlier attestations no longer count, nor does what was approved:
/// the decision of the council, the verification, the initialled text, the approval of the central government and the full
/// power; nor what was signed under the old terms. Each party goes back to where the first of the approvals has to be given
/// again. The journal entry shows the terms before and after.
pub async fn change_terms(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    expected_revision: Option<i32>,
    change: impl FnOnce(&mut Terms),
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::ChangeTerms).await?;
    let mut held = hold(&work, agreement, expected_revision).await?;
    policy::may(caller, Act::ChangeTerms, held.agreement.owner_id.as_slice())?;
    let before = held.terms(&work).await?;
    let mut after = before.clone();
    change(&mut after);
    after.parties.clone_from(&before.parties);
    let entry = replace(&work, &mut held, (Act::ChangeTerms, None), &before, &after).await?;
    if let Some(entry) = entry {
        work.record(entry).await?;
    }
    Ok(held.agreement)
}

/// Refuses to correct alone what another party has attested of an agreement from before the registry: that binds like what
/// was signed in it. `from` says the same in its copy.
pub(crate) async fn check_own_entry(work: &Work, held: &Held, case: &Case, from: Option<Uuid>) -> Result<(), Error> {
    let says_the_same = |party: Uuid| from == Some(party) && case.track(party).is_some_and(|track| track.acts);
    let attested = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(held.agreement.id))
        .filter(agreement_party::Entity::still())
        .filter(agreement_party::Column::AttestedAt.is_not_null());
    let attested = attested.all(&**work).await?.into_iter().map(|part| part.party_id);
    let others: Vec<Uuid> = attested
        .filter(|party| !policy::speaks_for(&work.caller, Act::AttestTerms, *party) && !says_the_same(*party))
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    let parties = place::find::names_listed(&**work, &others, work.caller.language).await?;
    Err(Error::refuse(Reason::AttestedByOthers { parties }))
}

/// The keeper of an entry, and the parties that have given their word on it.
pub(crate) async fn who_stands_by(work: &Work, held: &Held) -> Result<Vec<Uuid>, Error> {
    let confirmed = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(held.agreement.id))
        .filter(agreement_party::Entity::still())
        .filter(agreement_party::Column::AttestedAt.is_not_null());
    let confirmed = confirmed.all(&**work).await?.into_iter().map(|part| part.party_id);
    Ok(held.agreement.owner_id.into_iter().chain(confirmed).collect())
}

/// Refuses to correct what an agreement from before the registry says once people have taken steps with it: these rest on it.
/// A notice does not, as long as a party is asked whether it is as it agreed.
pub(crate) async fn check_rests_on_it(work: &Work, held: &Held, case: &Case) -> Result<(), Error> {
    let steps = step::Entity::find()
        .filter(step::Column::AgreementId.eq(held.agreement.id))
        .filter(step::Column::Act.is_not_in(AgreementAct::OF_NOBODY));
    let notice = |step: &step::Model| step.act == AgreementAct::GiveTerminationNotice;
    let rests = |step: &step::Model| !notice(step) || case.asked().next().is_none();
    match steps.order_by_desc(step::Column::Id).all(&**work).await?.into_iter().find(rests) {
        Some(step) => {
            let act = act_name(step.act, work.caller.language).to_owned();
            Err(Error::refuse(Reason::EntryWentOn { act, on: step.on_day.to_string() }))
        }
        None => Ok(()),
    }
}

/// The terms of an agreement from before the registry as they would stand once they are corrected: refused unless it could be
/// entered so.
async fn check_as_entered(
    work: &Work,
    held: &Held,
    (case, before): (&Case, &Terms),
    after: &Terms,
) -> Result<Terms, Error> {
    let id = held.agreement.id;
    let documents = document::Entity::find()
        .filter(document::Column::AgreementId.eq(id))
        .filter(document::Column::Void.eq(false))
        .order_by_asc(document::Column::Id)
        .all(&**work)
        .await?;
    // What came since the entry and is no older is no matter of it: it takes the steps of an extension or an amendment here.
    let entered = legal_today(held.agreement.created_at);
    let of_later = |document: &document::Model| {
        let since = document.issued_on.is_none_or(|on| entered <= on.latest());
        document.kind.moves_end() && held.agreement.created_at < document.created_at && since
    };
    let shown = documents.iter().filter(|document| document.visibility <= policy::Visibility::Parties);
    let documents: Vec<Dated> =
        shown.filter(|document| !of_later(document)).map(|document| (document.kind, document.issued_on)).collect();
    let gaps = evidence_gap::Entity::find().filter(evidence_gap::Column::AgreementId.eq(id)).all(&**work).await?;
    let missing: Vec<Missing> = gaps.into_iter().map(|gap| gap.missing).collect();
    let terminated_on = held.agreement.terminated_on;
    let stated = Stated { terms: after.clone(), terminated_on, documents: &documents, missing: &missing };
    let mut refused = Refusals::default();
    let terms = stated.judge(case.today, &mut refused);
    if terms.signed_on != before.signed_on {
        let wrong = out_of_order(&documents, terms.signed_on, None, work.caller.language);
        for (_, reason) in wrong {
            refused.add("signedOn", reason);
        }
    }
    case.check_ends_for(before, after, "endsFor", &mut refused);
    refused.done().map_err(|error| error.within("terms"))?;
    Ok(terms)
}

/// Corrects what an agreement from before the registry says: it is the word of who corrects it, and the others are asked anew.
/// Where its days change, it stands where these say.
async fn correct_entry(
    work: &Work,
    held: &mut Held,
    (act, case): (Act, &Case),
    (before, after): (&Terms, &Terms),
) -> Result<Entry, Error> {
    let is_redated = before.dates() != after.dates();
    let dates = Dates { terminated_on: held.agreement.terminated_on, ..after.dates() };
    if is_redated {
        let begun_here = check_begun_here(work, &held.parties, dates.begun_on()).await;
        begun_here.map_err(|error| error.within("terms"))?;
    }
    let stage = is_redated.then(|| dates.stage_on(case.today)).filter(|stage| *stage != held.agreement.stage);
    let goes = |track: &Track, to: Stage| track.stage != to && track.route.passes(to);
    let moves = case.tracks.iter().filter_map(|track| {
        let to = stage.map(|to| denial::rule::with_notice(track.ends_on, to)).filter(|to| goes(track, *to))?;
        Some(Move { party: track.party, from: track.stage, to })
    });
    let taken = Taken::of_moves(moves.collect());
    let doing = Doing::new(AgreementAct::ChangeTerms, held.party_of(work, None)?, case.today);
    note_moves(work, held, case, &doing, &taken, None).await?;
    let mut entry = write(work, held, act, (before, after), (stage, doing.on)).await?;
    if !taken.moves.is_empty() {
        show_moves(&mut entry, &doing, &taken);
    }
    ask_anew(work, held, &after.fields).await?;
    Ok(entry)
}

/// Drops what the parties said of an agreement from before the registry: its terms are others now, which are the word of who
/// changed them, and each of the others is asked anew.
async fn ask_anew(work: &Work, held: &mut Held, fields: &BTreeSet<Field>) -> Result<(), Error> {
    agreement_party::Entity::update_many()
        .col_expr(agreement_party::Column::AttestedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(agreement_party::Column::AgreementId.eq(held.agreement.id))
        .exec(&**work)
        .await?;
    attest_entry(work, &held.agreement, &held.parties, fields).await?;
    held.read_anew();
    held.follow(work).await
}

/// Writes changed terms; no entry if they are the same. Attestations are dropped, and before the signature so is what was
/// approved: the parties go back to where it has to be approved again.
async fn replace(
    work: &Work,
    held: &mut Held,
    (act, from): (Act, Option<Uuid>),
    before: &Terms,
    after: &Terms,
) -> Result<Option<Entry>, Error> {
    if before == after {
        return Ok(None);
    }
    let shown = held.agreement.clone();
    let denials = denial::act::stand_for_correction(work, held).await?;
    let case = held.case(work).await?;
    check_goes_on(work, held, &case)?;
    let is_old = held.agreement.is_old();
    if held.agreement.signed_on.is_some() && !is_old {
        return Err(Error::refuse(Reason::AlreadySigned));
    }
    if held.agreement.legacy {
        check_own_entry(work, held, &case, from).await?;
    }
    let mut changed = if is_old {
        check_rests_on_it(work, held, &case).await?;
        let after = check_as_entered(work, held, (&case, before), after).await?;
        if *before == after {
            held.agreement = shown;
            return Ok(None);
        }
        correct_entry(work, held, (act, &case), (before, &after)).await?
    } else {
        change_proposal(work, held, (act, &case), (before, after)).await?
    };
    // Who corrects it asks those who denied it anew.
    if denial::act::ask_anew(work, held, &denials).await? {
        let now = entry(act, ChangeKind::Changed, &held.agreement, &held.parties);
        for said in ["stage", "revision"] {
            changed.data[said] = now.data[said].clone();
        }
    }
    Ok(Some(changed))
}

/// Changes the terms of what is not signed yet. What was approved was other terms, and the parties go back to where it has to
/// be approved again. Its day of signature comes with the signature.
async fn change_proposal(
    work: &Work,
    held: &mut Held,
    (act, case): (Act, &Case),
    (before, after): (&Terms, &Terms),
) -> Result<Entry, Error> {
    if let Some(track) = case.tracks.iter().find(|track| track.stage == Stage::OnHold) {
        return Err(Error::refuse(not_at_this_stage(case.closed_to(track.party), work.caller.language)));
    }
    let mut refused = Refusals::default();
    after.check_end(&mut refused);
    refused.unless(after.signed_on.is_none(), "signedOn", Reason::NotSignedYet);
    refused.done().map_err(|error| error.within("terms"))?;
    let party = held.party_of(work, None)?;
    let doing = Doing::new(AgreementAct::ChangeTerms, party, case.today);
    let voids = case.kinds_of_terms().into_iter().collect();
    let taken = Taken { voids, ..Taken::of_moves(case.back_to_approvals()) };
    note_moves(work, held, case, &doing, &taken, None).await?;
    held.void(work, &taken.voids).await?;
    let lead = case.tracks.first().map(|track| track.party);
    let stage = taken.moves.iter().find(|one| Some(one.party) == lead).map(|one| one.to);
    let mut entry = write(work, held, act, (before, after), (stage, doing.on)).await?;
    show_moves(&mut entry, &doing, &taken);
    if held.agreement.legacy {
        ask_anew(work, held, &after.fields).await?;
    }
    Ok(entry)
}

/// Refuses what is to become of the terms of a proposal that was given up, or of an entry that was taken back.
fn check_goes_on(work: &Work, held: &Held, case: &Case) -> Result<(), Error> {
    let given_up = if held.agreement.legacy { held.agreement.is_disowned() } else { case.is_given_up() };
    if given_up {
        let closed = case.closed_to(held.party_of(work, None)?);
        return Err(Error::refuse(not_at_this_stage(closed, work.caller.language)));
    }
    Ok(())
}

/// Writes changed terms, the stage to which they lead and the day since which they are so, and returns the journal entry,
/// which shows them before and after.
pub(crate) async fn write(
    work: &Work,
    held: &mut Held,
    act: Act,
    (before, after): (&Terms, &Terms),
    (stage, on): (Option<Stage>, NaiveDate),
) -> Result<Entry, Error> {
    let mut refused = Refusals::default();
    after.check(legal_today(work.now), &mut refused);
    refused.done().map_err(|error| error.within("terms"))?;
    let id = held.agreement.id;
    let row = agreement::ActiveModel {
        id: Unchanged(id),
        class: Set(after.class),
        cost_rule: Set(after.cost_rule),
        ends_for: Set(after.ends_for),
        expires_on: Set(after.expires_on),
        in_force_on: Set(after.in_force_on),
        languages: Set(after.languages.iter().cloned().collect::<Vec<_>>().join(" ")),
        meeting_months: Set(after.meeting_months),
        notice_months: Set(after.notice_months),
        prevailing_language: Set(after.prevailing_language.clone()),
        renewal_months: Set(after.renewal_months),
        signed_on: Set(after.signed_on),
        stage: stage.map_or(NotSet, Set),
        term_kind: Set(after.term_kind),
        term_months: Set(after.term_months),
        terms_changed_on: Set(Some(on)),
        wind_down_months: Set(after.wind_down_months),
        ..Default::default()
    };
    if before.fields != after.fields {
        field::Entity::delete_many().filter(field::Column::AgreementId.eq(id)).exec(&**work).await?;
        let fields = after.fields.iter().map(|field| field::ActiveModel { agreement_id: Set(id), field: Set(*field) });
        field::Entity::insert_many(fields).exec_without_returning(&**work).await?;
        held.note_fields(after.fields.len());
    }
    drop_attestations(work, id).await?;
    drop_confirmations(work, id).await?;
    pending::act::void(work, id).await?;
    held.save(work, row).await?;
    index(work, &held.agreement, &held.parties, &after.fields).await?;
    let mut entry = entry(act, ChangeKind::Changed, &held.agreement, &held.parties);
    let changed: Vec<ChangedTerm> = before.differences(after).into_iter().map(Into::into).collect();
    entry.data["terms"] = json!(changed);
    Ok(entry)
}

/// Whether a party has attested the terms of an agreement.
pub(crate) async fn is_attested(work: &Work, agreement: Uuid) -> Result<bool, Error> {
    let attested = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::AttestedAt.is_not_null());
    Ok(attested.one(&**work).await?.is_some())
}

/// Drops the parties' attestations: what they attested are no longer the terms of the agreement.
pub(crate) async fn drop_attestations(work: &Work, agreement: Uuid) -> Result<(), Error> {
    agreement_party::Entity::update_many()
        .col_expr(agreement_party::Column::AttestedHash, Expr::value(Option::<String>::None))
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .exec(&**work)
        .await?;
    Ok(())
}

/// Drops what other parties confirmed of the registry's data, and asks them anew: these say something else now.
async fn drop_confirmations(work: &Work, agreement: Uuid) -> Result<(), Error> {
    agreement_party::Entity::update_many()
        .col_expr(agreement_party::Column::ConfirmedOn, Expr::value(Option::<NaiveDate>::None))
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::PartyId.is_not_in(work.caller.parties()))
        .exec(&**work)
        .await?;
    stewardship::act::ask_anew(work, agreement).await
}

/// States the terms according to a party's copy. Differences from the agreement are shown; nothing is overwritten.
pub async fn propose_term_change(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    party: Option<PartyId>,
    change: impl FnOnce(&mut Terms),
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::ProposeTermChange).await?;
    let held = hold(&work, agreement, None).await?;
    let party = held.party_of(&work, party.map(|PartyId(party)| party))?;
    policy::may_speak(caller, Act::ProposeTermChange, &held.speakers(&work, Act::ProposeTermChange, &[party]).await?)?;
    let ours = held.terms(&work).await?;
    let mut theirs = ours.clone();
    change(&mut theirs);
    theirs.parties.clone_from(&ours.parties);
    let mut refused = Refusals::default();
    theirs.check(legal_today(work.now), &mut refused);
    if ours.signed_on.is_none() {
        theirs.check_end(&mut refused);
        let no_day = held.agreement.is_old() || theirs.signed_on.is_none();
        refused.unless(no_day, "signedOn", Reason::NotSignedYet);
    }
    refused.done().map_err(|error| error.within("terms"))?;
    let differences = ours.differences(&theirs);
    let row = terms_copy::Model { agreement_id: agreement, party_id: party, terms: theirs, stated_at: work.now };
    let replace = OnConflict::columns([terms_copy::Column::AgreementId, terms_copy::Column::PartyId])
        .update_columns([terms_copy::Column::Terms, terms_copy::Column::StatedAt])
        .to_owned();
    terms_copy::Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(&*work).await?;
    due::act::refresh_of(&work, agreement).await?;
    let differing: Vec<Term> = differences.iter().map(|one| one.term).collect();
    work.record(among_parties(Act::ProposeTermChange, &held, json!({ "party": party, "differs": differing }))).await?;
    Ok(held.agreement)
}

/// Accepts terms from a party's copy, one by one. Who the parties are is no matter of copies: they join and leave by acts of
/// their own.
pub async fn accept_fields(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    expected_revision: Option<i32>,
    (from, terms): (Uuid, &[Term]),
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::AcceptFields).await?;
    let mut held = hold(&work, agreement, expected_revision).await?;
    policy::may(caller, Act::AcceptFields, held.agreement.owner_id.as_slice())?;
    if terms.is_empty() {
        return Err(Refusal::at("terms", Reason::Required).into());
    }
    if let Some(at) = terms.iter().position(|term| *term == Term::Parties) {
        return Err(Refusal::at(&format!("terms.{at}"), Reason::PartiesStay).into());
    }
    let copy = terms_copy::Entity::find_by_id((agreement, from)).one(&*work).await?;
    let copy = copy.ok_or_else(|| Error::refuse(Reason::NotFound).within("party"))?;
    let before = held.terms(&work).await?;
    let after = before.accepting(&copy.terms, terms);
    // The caller names terms, not what they say.
    let entry = replace(&work, &mut held, (Act::AcceptFields, Some(from)), &before, &after)
        .await
        .map_err(|error| error.about("terms"))?;
    if let Some(entry) = entry {
        work.record(entry).await?;
    }
    Ok(held.agreement)
}

/// Attests for a party that the terms with this hash are as agreed; their text is kept with it. Refused if the terms now have
/// another hash, which the refusal gives.
pub async fn attest_terms(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    party: Option<PartyId>,
    hash: &str,
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::AttestTerms).await?;
    let mut held = hold(&work, agreement, None).await?;
    let party = held.party_of(&work, party.map(|PartyId(party)| party))?;
    // Nobody attests for another: a party for which nobody acts in the registry has attested nothing.
    policy::may_speak(caller, Act::AttestTerms, &[party])?;
    // While a party denies it, it does not go on, and its word can be given; what was taken back has none.
    let aside = denial::act::is_aside(&work, &held).await?;
    denial::act::take_back_no(&work, &mut held, party).await?;
    let case = held.case(&work).await?;
    if !aside {
        check_goes_on(&work, &held, &case)?;
    }
    if case.track(party).is_some_and(|track| track.asked) {
        check_stands_before(&work, &held.agreement, &held.parties).await?;
    }
    let terms = held.terms(&work).await?;
    let names = names_in(&*work, &held.agreement, case.today).await?;
    let text = terms.text(&names);
    let current = hash_of(&text);
    let is_hash = hash.trim().len() == current.len() && hash.trim().bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hash {
        return Err(Error::refuse(Reason::NoHash).within("hash"));
    }
    if !current.eq_ignore_ascii_case(hash.trim()) {
        return Err(Error::refuse(Reason::OtherTerms { current }).within("hash"));
    }
    note_attestation(&work, (agreement, party), &text, &names).await?;
    let stands_again = denial::act::stand_again(&work, &mut held).await?;
    held.read_anew();
    let case = held.case(&work).await?;
    due::act::refresh(&work, &held.agreement, &case).await?;
    let attested = among_parties(Act::AttestTerms, &held, json!({ "party": party, "hash": current, "text": text }));
    let again = stands_again.then(|| entry(Act::AttestTerms, ChangeKind::Changed, &held.agreement, &held.parties));
    work.record_all([attested].into_iter().chain(again).collect()).await?;
    Ok(held.agreement)
}

/// Attests the terms of an agreement from before the registry for the parties whose people enter it: what they enter is their
/// word.
pub(crate) async fn attest_entry(
    work: &Work,
    agreement: &agreement::Model,
    parties: &[Uuid],
    fields: &BTreeSet<Field>,
) -> Result<(), Error> {
    let own = policy::acted_for(&work.caller, Act::AttestTerms, parties);
    if own.is_empty() {
        return Ok(());
    }
    let names = names_in(&**work, agreement, legal_today(work.now)).await?;
    let text = Terms::of(agreement, parties.iter().copied(), fields.iter().copied()).text(&names);
    for party in own {
        note_attestation(work, (agreement.id, party), &text, &names).await?;
    }
    Ok(())
}

/// Keeps what a party attested: the text of the terms, and by what names it calls the parties. A code that is recorded later
/// changes no hash. The copy of the terms that the party stated before says no more what it holds.
async fn note_attestation(
    work: &Work,
    (agreement, party): (Uuid, Uuid),
    text: &str,
    names: &HashMap<Uuid, String>,
) -> Result<(), Error> {
    let row = agreement_party::ActiveModel {
        agreement_id: Unchanged(agreement),
        party_id: Unchanged(party),
        attested_hash: Set(Some(hash_of(text))),
        attested_text: Set(Some(text.to_owned())),
        attested_version: Set(Some(VERSION)),
        attested_at: Set(Some(work.now)),
        ..Default::default()
    };
    row.update(&**work).await?;
    terms_copy::Entity::delete_by_id((agreement, party)).exec(&**work).await?;
    for (party, name) in names {
        agreement_party::Entity::update_many()
            .col_expr(agreement_party::Column::NamedAs, Expr::value(name.clone()))
            .filter(agreement_party::Column::AgreementId.eq(agreement))
            .filter(agreement_party::Column::PartyId.eq(*party))
            .exec(&**work)
            .await?;
    }
    Ok(())
}
