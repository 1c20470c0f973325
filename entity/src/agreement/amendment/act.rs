//! Amending a signed agreement.

use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{
        document::find,
        held::{Held, hold},
        keep::LONGEST_NOTE,
        progress::{
            act::{allow, note_moves, show_moves, take, turn},
            rule::{Case, Doing},
        },
        record::{agreement, document},
        route::record::AgreementAct,
        terms::{self, rule::Terms},
    },
    date::{PartialDate, legal_today},
    policy::Act,
    refusal::Refusals,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
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
    check_document(&work, &held, &case, input.document).await?;
    let taken = take(&work, &case, &doing).await?;
    let before = held.terms(&work).await?;
    let after = amended(&before, change);
    let note = check(&work, &case, &input, (&before, &after))?;
    note_moves(&work, &mut held, &case, &doing, &taken, note).await?;
    let mut entry = terms::act::write(&work, &mut held, Act::Amend, &before, &after, None).await?;
    show_moves(&mut entry, &doing, &taken);
    let mut entries = vec![entry];
    entries.extend(turn(&work, &mut held).await?);
    work.record_all(entries).await?;
    Ok(held.agreement)
}

/// The terms after the change. An amendment cannot change the parties or the day of signature.
fn amended(before: &Terms, change: impl FnOnce(&mut Terms)) -> Terms {
    let mut after = before.clone();
    change(&mut after);
    after.parties.clone_from(&before.parties);
    after.signed_on = before.signed_on;
    if after.term_months != before.term_months && after.expires_on == before.expires_on {
        after.expires_on = after.derived_end();
    }
    after
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
    refused.unless(after.has_end(), "terms.expiresOn", Reason::Required);
    if after.term_months != before.term_months {
        let mut of_terms = Refusals::default();
        after.check_end(&mut of_terms);
        refused.found(of_terms.done().map_err(|error| error.within("terms")))?;
    }
    refused.done()?;
    Ok(note)
}

/// Refuses a document that is not the newest of the kind that the step requires, or that was already used.
async fn check_document(work: &Work, held: &Held, case: &Case, id: Uuid) -> Result<(), Error> {
    let not_found = || Error::from(Refusal::at("document", Reason::NotFound));
    let found = find::document(&**work, &work.caller, id).await?.ok_or_else(not_found)?;
    let steps = case.tracks.iter().flat_map(|track| &track.route.steps);
    let asked = steps.filter(|step| step.act == AgreementAct::Amend).any(|step| step.signed.contains(&found.kind));
    let newest = document::Entity::find()
        .filter(document::Column::AgreementId.eq(held.agreement.id))
        .filter(document::Column::Kind.eq(found.kind))
        .filter(document::Column::Void.eq(false))
        .order_by_desc(document::Column::Id)
        .one(&**work)
        .await?;
    let Some(newest) = newest.filter(|newest| asked && newest.id == id) else { return Err(not_found()) };
    if newest.used_on.is_some() {
        return Err(Refusal::at("document", Reason::DocumentUsed).into());
    }
    Ok(())
}
