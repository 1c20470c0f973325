//! Amending a signed agreement.

use super::rule::{amended, check_change};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{
        accession::act as accession,
        document::find,
        held::{Held, hold},
        keep::LONGEST_NOTE,
        pending::act::{self as pending, Said},
        progress::{
            act::{allow, check_named, note_moves, show_moves, take, turn},
            rule::{Case, Doing, Taken},
        },
        record::agreement,
        route::record::AgreementAct,
        terms::{self, rule::Terms},
    },
    date::{PartialDate, legal_today},
    journal::Entry,
    policy::Act,
    refusal::Refusals,
};
use chrono::NaiveDate;
use uuid::Uuid;

/// An amendment that all parties have signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amend {
    /// The agreement.
    pub agreement: Uuid,
    /// The revision that the caller read.
    pub expected_revision: Option<i32>,
    /// The signed amendment: the newest one, not yet used by an earlier act.
    pub document: Uuid,
    /// When it was agreed; today if `None`.
    pub on: Option<NaiveDate>,
    /// A note.
    pub note: Option<String>,
}

/// Changes the terms of a signed agreement according to a signed amendment. Earlier attestations no longer count, and
/// the journal entry shows the terms before and after. A term that becomes longer or shorter moves the last day in
/// force, unless the amendment names one.
pub async fn amend(
    registry: &Registry,
    caller: &Caller,
    input: Amend,
    change: impl FnOnce(&mut Terms),
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::Amend).await?;
    let mut held = hold(&work, input.agreement, input.expected_revision).await?;
    let party = held.party_of(&work, None)?;
    let case = held.case(&work).await?;
    allow(&work, &held, &case, party, AgreementAct::Amend).await?;
    let doing = Doing::new(AgreementAct::Amend, party, input.on.unwrap_or(case.today));
    check_document(&work, &case, &doing, input.document).await?;
    let taken = take(&work, &case, &doing).await?;
    check_named(&work, &case, &doing, (&taken.papers, &[input.document].into())).await?;
    let before = held.terms(&work).await?;
    let after = amended(&before, change);
    let note = check(&work, &case, &input, (&before, &after))?;
    let said = Said { terms: Some(after.clone()), note: note.clone(), ..Said::default() };
    let entries = match pending::put_forward(&work, &mut held, &case, (&doing, &taken, &said)).await? {
        Some(waits) => vec![waits],
        None => carry_out(&work, &mut held, &case, (&doing, &taken), &after, note).await?,
    };
    work.record_all(entries).await?;
    Ok(held.agreement)
}

/// Writes the amended terms, and takes what the clock brings then.
pub(crate) async fn carry_out(
    work: &Work,
    held: &mut Held,
    case: &Case,
    (doing, taken): (&Doing, &Taken),
    after: &Terms,
    note: Option<String>,
) -> Result<Vec<Entry>, Error> {
    let before = held.terms(work).await?;
    note_moves(work, held, case, doing, taken, note).await?;
    let mut entry = terms::act::write(work, held, Act::Amend, (&before, after), (None, doing.on)).await?;
    accession::send_back(work, held, doing.on).await?;
    show_moves(&mut entry, doing, taken);
    let mut entries = vec![entry];
    entries.extend(turn(work, held).await?);
    Ok(entries)
}

/// What is wrong with the amendment itself; returns the note.
fn check(work: &Work, case: &Case, input: &Amend, (before, after): (&Terms, &Terms)) -> Result<Option<String>, Error> {
    let today = legal_today(work.now);
    let mut refused = Refusals::default();
    refused.happened("on", input.on, today);
    let signed_on = case.dates.signed_on.map(PartialDate::earliest);
    if let (Some(signed_on), Some(on)) = (signed_on, input.on) {
        let order = Reason::DateOrder { first: signed_on.to_string(), then: on.to_string() };
        refused.unless(signed_on <= on, "on", order);
    }
    let note = refused.lines("note", input.note.as_deref(), LONGEST_NOTE);
    refused.unless(before != after, "terms", Reason::Required);
    let goes_on = after.dates().last_day().is_none_or(|last| today <= last);
    refused.unless(goes_on, "terms.expiresOn", Reason::InThePast);
    refused.keepable("terms.expiresOn", after.expires_on.map(PartialDate::latest));
    check_change((before, after), today, &mut refused);
    case.check_ends_for(before, after, "terms.endsFor", &mut refused);
    let mut of_terms = Refusals::default();
    after.check(today, &mut of_terms);
    if after.term_months != before.term_months {
        after.check_end(&mut of_terms);
    }
    refused.found(of_terms.done().map_err(|error| error.within("terms")))?;
    refused.done()?;
    Ok(note)
}

/// Refuses a document that is not the newest of the kind that the step requires, or that was already used.
pub(crate) async fn check_document(work: &Work, case: &Case, doing: &Doing, id: Uuid) -> Result<(), Error> {
    let not_found = || Error::from(Refusal::at("document", Reason::NotFound));
    find::document(&**work, &work.caller, id).await?.ok_or_else(not_found)?;
    let papers = case.signed_papers(doing);
    if papers.is_empty() {
        // No amendment is possible now: the step says why.
        return Ok(());
    }
    let paper = case.documents.iter().find(|paper| paper.id == id && papers.contains(&id)).ok_or_else(not_found)?;
    if paper.used_on.is_some() {
        return Err(Refusal::at("document", Reason::DocumentUsed).into());
    }
    let mut refused = Refusals::default();
    case.check_sequence((paper, "document"), doing.on, work.caller.language, &mut refused);
    refused.done()
}
