//! Entering agreements that were signed before the registry existed.

use crate::{
    Caller, Error, Reason, Registry, Work, account,
    agreement::{
        classification::{act as classification, record::SmartDimension},
        document::{act::unclear, rule::Whose},
        keep::{
            Checked, LONGEST_NOTE, check_begun_here, check_changed_here, check_parties, check_predecessor,
            check_scheme, fresh, names, new_document, rests_on, set_dates,
        },
        legacy::rule::{Dated, Stated, is_same, out_of_order},
        record::{DocumentKind, Field, Missing, Scheme, Stage, TermKind, agreement, agreement_party, document},
        rule::{Dates, evidence_gaps},
        terms::rule::Terms,
        words,
    },
    date::{PartialDate, legal_today},
    journal::Entry,
    page,
    partnership::record::Class,
    place::{self, record::party},
    policy::{self, Act, Visibility, visible},
    refusal::Refusals,
    text::{self, LocalText},
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 500;
/// The longest reference number, in characters.
const LONGEST_NUMBER: usize = 100;
/// How many documents an agreement is entered with at most.
const MOST_DOCUMENTS: usize = 100;
/// How many entries of one keeper wait for the word of one party at most.
const MOST_UNANSWERED: u64 = 50;
/// The earliest year of a source.
const EARLIEST_SOURCE: i32 = 1900;

/// An agreement that was signed before the registry existed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterLegacyAgreement {
    /// Its title; derived from the kind of document and the parties if there is none.
    pub title: LocalText,
    /// The reference number given by its keeper.
    pub reference_no: Option<String>,
    /// Its parties; the first is the initiator.
    pub parties: Vec<Uuid>,
    /// Its class.
    pub class: Class,
    /// Its scheme, one of those that are open to its parties; the strictest of them if `None`.
    pub scheme: Option<Scheme>,
    /// How it ends; `None` if unknown.
    pub term_kind: Option<TermKind>,
    /// How many months it runs.
    pub term_months: Option<i32>,
    /// How many months before the end notice must be given.
    pub notice_months: Option<i32>,
    /// When it was signed; `None` for a letter of intent alone, or if the day of signing is among the missing evidence.
    pub signed_on: Option<PartialDate>,
    /// The first day in force; the day of signature if `None`.
    pub in_force_on: Option<PartialDate>,
    /// The last day in force; derived from a fixed term if `None`.
    pub expires_on: Option<PartialDate>,
    /// The last day in force, if it was terminated.
    pub terminated_on: Option<PartialDate>,
    /// Its fields of cooperation.
    pub fields: Vec<Field>,
    /// The dimensions of a smart city to which it belongs.
    pub dimensions: BTreeSet<SmartDimension>,
    /// Its documents, as far as they are known.
    pub documents: Vec<LegacyDocument>,
    /// The evidence that is missing. It may be empty only if the signed text is among the documents.
    pub missing: Vec<Missing>,
    /// Who may see it.
    pub visibility: Visibility,
    /// The agreement that it succeeds.
    pub predecessor: Option<Uuid>,
    /// The party that keeps it; if `None`, the first one for which the caller may do so.
    pub owned_by: Option<Uuid>,
    /// The source of this record.
    pub source: String,
    /// The date to which the source refers.
    pub as_of: NaiveDate,
}

/// A document of an agreement, as dated by a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyDocument {
    /// What kind of document.
    pub kind: DocumentKind,
    /// The party it belongs to. `None` stands for all parties or, where it is one party's by its kind, for the one for which
    /// the caller acts.
    pub party: Option<Uuid>,
    /// Its date.
    pub issued_on: Option<PartialDate>,
    /// A remark.
    pub note: Option<String>,
}

/// Enters an agreement that was signed before the registry existed: it skips the gates, but names its source and lists
/// the missing evidence. Its stage is in force or, by the date in Jakarta, expired or terminated.
pub async fn register_legacy_agreement(
    registry: &Registry,
    caller: &Caller,
    input: RegisterLegacyAgreement,
) -> Result<agreement::Model, Error> {
    let owner = owner(caller, &input)?;
    let work = registry.begin(caller).await?;
    let checked = check(&work, &input, owner).await?;
    classification::enter(work, Act::RegisterLegacyAgreement, checked, &input.dimensions).await
}

/// The same within an act that the caller ends with the entries.
pub(in crate::agreement) async fn enter(
    work: &Work,
    input: &RegisterLegacyAgreement,
) -> Result<(agreement::Model, Vec<Entry>), Error> {
    let owner = owner(&work.caller, input)?;
    let checked = check(work, input, owner).await?;
    classification::write(work, Act::RegisterLegacyAgreement, checked, &input.dimensions).await
}

/// Refuses to ask a party for its word on another entry while many of the same keeper wait for it.
async fn check_unanswered(work: &Work, owner: Option<Uuid>, parties: &[Uuid]) -> Result<(), Error> {
    let Some(owner) = owner.filter(|_| !work.caller.reads_all()) else { return Ok(()) };
    let others: Vec<Uuid> = parties.iter().copied().filter(|party| *party != owner).collect();
    for asked in account::find::acting(&**work, work.now, Act::ConfirmAct, &others).await? {
        let kept = agreement::Entity::find()
            .select_only()
            .column(agreement::Column::Id)
            .filter(agreement::Column::OwnerId.eq(owner))
            .filter(agreement::Column::Legacy.eq(true))
            .into_query();
        let waiting = agreement_party::Entity::find()
            .filter(agreement_party::Column::PartyId.eq(asked))
            .filter(agreement_party::Column::AttestedAt.is_null())
            .filter(agreement_party::Column::DeniedAt.is_null())
            .filter(agreement_party::Column::AgreementId.in_subquery(kept));
        if page::count(&**work, waiting).await? >= MOST_UNANSWERED {
            return Err(Error::refuse(Reason::TooManyOpen { most: MOST_UNANSWERED }));
        }
    }
    Ok(())
}

/// Who keeps the agreement. A role in one party keeps agreements of that party; one in the whole registry keeps any for
/// any, and where no keeper is named, for the first party.
fn owner(caller: &Caller, input: &RegisterLegacyAgreement) -> Result<Option<Uuid>, Error> {
    let may = |parties: &[Uuid]| policy::may(caller, Act::RegisterLegacyAgreement, parties);
    let Some(owner) = input.owned_by else {
        may(&input.parties)?;
        return Ok(input.parties.iter().find(|party| may(&[**party]).is_ok()).copied());
    };
    may(&[owner])?;
    if !input.parties.contains(&owner) {
        may(&[])?;
    }
    Ok(Some(owner))
}

/// Everything that can be wrong with an agreement to enter, at once.
async fn check(work: &Work, input: &RegisterLegacyAgreement, owner: Option<Uuid>) -> Result<Checked, Error> {
    let today = legal_today(work.now);
    let mut refused = Refusals::default();
    let title_id = refused.line("title.id", input.title.id.as_deref(), LONGEST_TITLE);
    let title_en = refused.line("title.en", input.title.en.as_deref(), LONGEST_TITLE);
    let reference_no = refused.line("referenceNo", input.reference_no.as_deref(), LONGEST_NUMBER);
    let source = refused.line("source", Some(&input.source), LONGEST_NOTE);
    refused.unless(source.is_some(), "source", Reason::Required);
    policy::check_visibility(&work.caller, input.visibility, &mut refused);
    if let Some(reason) = wrong_as_of(input, today) {
        refused.add("asOf", reason);
    }
    let papers: Vec<Dated> = input.documents.iter().take(MOST_DOCUMENTS).map(|one| (one.kind, one.issued_on)).collect();
    let terms = check_terms(input, &papers, today, &mut refused);
    let dates = Dates { terminated_on: input.terminated_on, ..terms.dates() };
    let mut documents = check_documents(work, input, today, &mut refused);
    for (at, reason) in out_of_order(&papers, dates.signed_on, dates.terminated_on, work.caller.language) {
        refused.add(&format!("documents.{at}.issuedOn"), reason);
    }
    let begun = dates.begun_on();
    check_predecessor(work, input.predecessor, (&input.parties, begun), &mut refused).await?;
    let parties = check_parties(work, &input.parties, begun, &mut refused).await?;
    check_owner(work, input, &mut refused).await?;
    for (at, (row, given)) in documents.iter_mut().zip(&input.documents).enumerate() {
        let whose = refused.found(
            whose(work, input, given)
                .await
                .map_err(|error| error.within("party").within(&at.to_string()).within("documents")),
        )?;
        row.party_id = Set(whose.flatten());
    }
    refused.done()?;

    let scheme = check_scheme(&work.caller, Act::RegisterLegacyAgreement, &parties, input.scheme)?;
    check_unanswered(work, owner, &input.parties).await?;
    let stage = if dates.first_day().is_some() { dates.stage_on(today) } else { Stage::IntentSigned };
    let kinds: Vec<DocumentKind> = papers.iter().map(|(kind, _)| *kind).collect();
    let mark = words::Mark { class: input.class, since: dates.begun_on() };
    let made = words::make_title(rests_on(stage, &kinds), mark, &names(work, &parties).await?);
    let untitled = title_id.is_none() && title_en.is_none();
    let mut row = agreement::ActiveModel {
        reference_no: Set(reference_no),
        title_id: Set(if untitled { made.id } else { title_id }),
        title_en: Set(if untitled { made.en } else { title_en }),
        class: Set(input.class),
        stage: Set(stage),
        term_months: Set(input.term_months),
        notice_months: Set(input.notice_months),
        predecessor_id: Set(input.predecessor),
        visibility: Set(input.visibility),
        visibility_once_signed: Set(input.visibility),
        owner_id: Set(owner),
        ..fresh(work, &parties, scheme, &source.unwrap_or_default(), input.as_of)
    };
    set_dates(&mut row, &dates);
    check_duplicate(work, input, &dates).await?;
    check_begun_here(work, &input.parties, begun_on(input, &dates)).await?;
    let changes: Vec<(usize, PartialDate)> =
        papers.iter().enumerate().filter_map(|(at, (kind, on))| Some((at, on.filter(|_| kind.moves_end())?))).collect();
    check_changed_here(work, &input.parties, &changes).await?;
    // What is missing follows from what is there; the caller can only add to it.
    let gaps = evidence_gaps(scheme, stage, &dates, &kinds);
    let missing = gaps.into_iter().chain(input.missing.iter().copied()).collect();
    let fields = input.fields.iter().copied().collect();
    Ok(Checked { row, parties, fields, documents, missing, since: input.as_of })
}

/// What is wrong with the day on which the source knew this: it lies between the signature and today.
fn wrong_as_of(input: &RegisterLegacyAgreement, today: NaiveDate) -> Option<Reason> {
    let signed = input.signed_on.map(PartialDate::earliest).filter(|signed| *signed <= today);
    if today < input.as_of {
        return Some(Reason::InTheFuture);
    }
    if input.as_of.year() < EARLIEST_SOURCE {
        return Some(Reason::OutOfRange { least: EARLIEST_SOURCE.into(), most: today.year().into() });
    }
    let before_it = signed.is_some_and(|signed| input.as_of < signed);
    before_it.then(|| Reason::DateOrder { first: "signedOn".into(), then: "asOf".into() })
}

/// The terms, with what follows from them.
fn check_terms(input: &RegisterLegacyAgreement, dated: &[Dated], today: NaiveDate, refused: &mut Refusals) -> Terms {
    let terms = Terms {
        expires_on: input.expires_on,
        in_force_on: input.in_force_on,
        notice_months: input.notice_months,
        signed_on: input.signed_on,
        term_kind: input.term_kind,
        term_months: input.term_months,
        ..Terms::of_class(input.class)
    };
    let stated = Stated { terms, terminated_on: input.terminated_on, documents: dated, missing: &input.missing };
    stated.judge(today, refused)
}

fn check_documents(
    work: &Work,
    input: &RegisterLegacyAgreement,
    today: NaiveDate,
    refused: &mut Refusals,
) -> Vec<document::ActiveModel> {
    let most = i64::try_from(MOST_DOCUMENTS).unwrap_or(i64::MAX);
    refused.unless(input.documents.len() <= MOST_DOCUMENTS, "documents", Reason::OutOfRange { least: 0, most });
    let has_text = input.documents.iter().any(|document| document.kind == DocumentKind::SignedText);
    refused.unless(has_text || !input.missing.is_empty(), "missingEvidence", Reason::Required);
    let documents = input.documents.iter().take(MOST_DOCUMENTS).enumerate();
    documents
        .map(|(at, given)| {
            let happened = given.issued_on.is_none_or(|date| date.earliest() <= today);
            refused.unless(happened, &format!("documents.{at}.issuedOn"), Reason::InTheFuture);
            let note = refused.lines(&format!("documents.{at}.note"), given.note.as_deref(), LONGEST_NOTE);
            document::ActiveModel { note: Set(note), ..new_document(work, given.kind, given.issued_on) }
        })
        .collect()
}

/// Whose a document is: by its kind, as the caller says where they speak for that party, else the one party for which they
/// act, else the keeper that they name.
async fn whose(work: &Work, input: &RegisterLegacyAgreement, given: &LegacyDocument) -> Result<Option<Uuid>, Error> {
    match (given.kind.whose(), given.party) {
        (Whose::AllParties, Some(_)) => Err(Error::refuse(Reason::OfAllParties)),
        (Whose::AllParties | Whose::Either, None) => Ok(None),
        (_, Some(party)) if !input.parties.contains(&party) => Err(Error::refuse(Reason::NotFound)),
        (_, Some(party)) => {
            // The keeper speaks for a party for which nobody acts in the registry.
            let own = policy::may(&work.caller, Act::RecordDocument, &[party]).is_ok();
            if own || !account::find::anyone_may(work, Act::RecordDocument, &[party]).await? {
                return Ok(Some(party));
            }
            Err(Error::refuse(Reason::NotAllowed))
        }
        (Whose::OneParty, None) => {
            let own = policy::acted_for(&work.caller, Act::RegisterLegacyAgreement, &input.parties);
            match (own.as_slice(), input.owned_by.filter(|owner| input.parties.contains(owner))) {
                ([party], _) => Ok(Some(*party)),
                ([], Some(keeper)) => Ok(Some(keeper)),
                _ => Err(Error::refuse(unclear(work, if own.is_empty() { &input.parties } else { &own }).await?)),
            }
        }
    }
}

async fn check_owner(work: &Work, input: &RegisterLegacyAgreement, refused: &mut Refusals) -> Result<(), Error> {
    if let Some(owner) = input.owned_by.filter(|owner| !input.parties.contains(owner)) {
        let there = party::Entity::find_by_id(owner).one(&**work).await?.is_some();
        refused.unless(there, "ownedBy", Reason::NotFound);
    }
    Ok(())
}

/// Refuses what is there already. Of what the caller may not see, nothing is said.
async fn check_duplicate(work: &Work, input: &RegisterLegacyAgreement, dates: &Dates) -> Result<(), Error> {
    let same = agreement::Entity::find()
        .filter(visible::<agreement::Entity>(&work.caller))
        .filter(agreement::Column::MemberKey.eq(place::rule::member_key(&input.parties)))
        .all(&**work)
        .await?;
    let number = input.reference_no.as_deref().map(text::tidy).filter(|number| !number.is_empty());
    match same.into_iter().find(|agreement| is_same(agreement, dates, number.as_deref())) {
        Some(agreement) => Err(Error::refuse(Reason::AlreadyThere { id: agreement.id })),
        None => Ok(()),
    }
}

/// The day on which an agreement that is entered began: that of its signature, else of its first day in force, else of the
/// latest of its letters.
fn begun_on(input: &RegisterLegacyAgreement, dates: &Dates) -> Option<PartialDate> {
    let letters = input.documents.iter().filter_map(|document| document.issued_on);
    dates.begun_on().or_else(|| letters.max())
}
