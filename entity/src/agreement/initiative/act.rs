//! Beginning an agreement: its first letter.

use crate::{
    Caller, Error, Reason, Registry, Work,
    agreement::{
        classification::{act as classification, record::SmartDimension},
        keep::{self, Checked, LONGEST_NOTE, fresh, names, new_document},
        record::{Channel, DocumentKind, Scheme, Stage, agreement, document},
        route::{find as routes, record::AgreementAct},
        terms::rule::Terms,
        words,
    },
    date::{PartialDate, legal_today},
    place::{self, record::party},
    policy::{self, Act, Visibility, visible},
    refusal::Refusals,
    text::LocalText,
};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The longest title, number or issuer, in characters.
const LONGEST_LINE: usize = 500;

/// The beginning of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterInitiative {
    /// Its title; derived from the parties if there is none.
    pub title: LocalText,
    /// The reference number given by its keeper.
    pub reference_no: Option<String>,
    /// Its parties; the first is the initiator.
    pub parties: Vec<Uuid>,
    /// Its scheme, one of those that are open to its parties; the strictest of them if `None`.
    pub scheme: Option<Scheme>,
    /// Who brought the partners together.
    pub channel: Channel,
    /// The letter with which it begins.
    pub letter: Letter,
    /// The intended terms, as far as known; the parties in them are ignored.
    pub terms: Terms,
    /// The dimensions of a smart city to which it belongs.
    pub dimensions: BTreeSet<SmartDimension>,
    /// Who may see it once all parties have signed something; until then only the parties see it.
    pub visibility: Visibility,
    /// The agreement that it succeeds.
    pub predecessor: Option<Uuid>,
}

/// The letter with which an agreement begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its date.
    pub issued_on: NaiveDate,
    /// Its number.
    pub number: Option<String>,
    /// Who wrote it.
    pub issuer: Option<String>,
}

/// Begins an agreement. Each party gets the route that is usual for its country and the scheme. Refused if the same
/// parties already have a proposal of the same scheme under way; the refusal points to it.
pub async fn register_initiative(
    registry: &Registry,
    caller: &Caller,
    input: RegisterInitiative,
) -> Result<agreement::Model, Error> {
    policy::may(caller, Act::RegisterInitiative, &input.parties)?;
    let may_for = |party: &&Uuid| policy::may(caller, Act::RegisterInitiative, &[**party]).is_ok();
    let owner = input.parties.iter().find(may_for).copied();
    let work = registry.begin(caller).await?;
    let checked = check(&work, &input, owner).await?;
    classification::enter(work, Act::RegisterInitiative, checked, &input.dimensions).await
}

/// Everything that can be wrong with a beginning, at once.
async fn check(work: &Work, input: &RegisterInitiative, owner: Option<Uuid>) -> Result<Checked, Error> {
    let today = legal_today(work.now);
    let mut refused = Refusals::default();
    let title_id = refused.line("title.id", input.title.id.as_deref(), LONGEST_LINE);
    let title_en = refused.line("title.en", input.title.en.as_deref(), LONGEST_LINE);
    let reference_no = refused.line("referenceNo", input.reference_no.as_deref(), LONGEST_LINE);
    let number = refused.line("letter.number", input.letter.number.as_deref(), LONGEST_LINE);
    let issuer = refused.line("letter.issuer", input.letter.issuer.as_deref(), LONGEST_NOTE);
    refused.happened("letter.issuedOn", Some(input.letter.issued_on), today);
    policy::check_visibility(&work.caller, input.visibility, &mut refused);
    let mut of_terms = Refusals::default();
    input.terms.check(today, &mut of_terms);
    input.terms.check_end(&mut of_terms);
    of_terms.unless(input.terms.signed_on.is_none(), "signedOn", Reason::NotSignedYet);
    refused.found(of_terms.done().map_err(|error| error.within("terms")))?;
    keep::check_predecessor(work, input.predecessor, (&input.parties, None), &mut refused).await?;
    let begun_on = Some(PartialDate::from(input.letter.issued_on));
    let parties = keep::check_parties(work, &input.parties, begun_on, &mut refused).await?;
    refused.done()?;
    let scheme = keep::check_scheme(&work.caller, Act::RegisterInitiative, &parties, input.scheme)?;
    check_alive(work, &parties, scheme).await?;
    let mark = words::Mark { class: input.terms.class, since: input.terms.dates().begun_on().or(begun_on) };
    let made = words::make_title(DocumentKind::Beginning, mark, &names(work, &parties).await?);
    let untitled = title_id.is_none() && title_en.is_none();
    let source = words::title_of_letter(&input.letter);
    let terms = &input.terms;
    let row = agreement::ActiveModel {
        reference_no: Set(reference_no),
        title_id: Set(if untitled { made.id } else { title_id }),
        title_en: Set(if untitled { made.en } else { title_en }),
        class: Set(terms.class),
        stage: Set(Stage::Initiated),
        channel: Set(Some(input.channel)),
        term_kind: Set(terms.term_kind),
        term_months: Set(terms.term_months),
        renewal_months: Set(terms.renewal_months),
        notice_months: Set(terms.notice_months),
        wind_down_months: Set(terms.wind_down_months),
        meeting_months: Set(terms.meeting_months),
        languages: Set(terms.languages.iter().cloned().collect::<Vec<_>>().join(" ")),
        prevailing_language: Set(terms.prevailing_language.clone()),
        cost_rule: Set(terms.cost_rule),
        ends_for: Set(terms.ends_for),
        in_force_on: Set(terms.in_force_on),
        expires_on: Set(terms.expires_on),
        legacy: Set(false),
        predecessor_id: Set(input.predecessor),
        visibility: Set(input.visibility.max(Visibility::Parties)),
        visibility_once_signed: Set(input.visibility),
        owner_id: Set(owner),
        ..fresh(work, &parties, scheme, &source, input.letter.issued_on)
    };
    let letter = document::ActiveModel {
        party_id: Set(None),
        number: Set(number),
        issuer: Set(issuer),
        visibility: Set(Visibility::Parties),
        ..new_document(work, DocumentKind::InitiativeLetter, Some(PartialDate::from(input.letter.issued_on)))
    };
    Ok(Checked {
        row,
        parties,
        fields: terms.fields.clone(),
        documents: vec![letter],
        missing: BTreeSet::new(),
        since: input.letter.issued_on,
    })
}

/// Refuses a second proposal beside one that could still be withdrawn. Of one that the caller may not see, nothing is said.
async fn check_alive(work: &Work, parties: &[party::Model], scheme: Scheme) -> Result<(), Error> {
    let routes = routes::routes(&**work).await?;
    let lead = parties.first().and_then(|party| routes::usual(&routes, party, scheme));
    let steps = lead.into_iter().flat_map(|route| &route.definition.steps);
    let alive: Vec<Stage> =
        steps.filter(|step| step.act == AgreementAct::Withdraw).flat_map(|step| step.from.iter().copied()).collect();
    let ids: Vec<Uuid> = parties.iter().map(|party| party.id).collect();
    let other = agreement::Entity::find()
        .filter(visible::<agreement::Entity>(&work.caller))
        .filter(agreement::Column::MemberKey.eq(place::rule::member_key(&ids)))
        .filter(agreement::Column::Scheme.eq(scheme))
        .filter(agreement::Column::Stage.is_in(alive))
        .filter(agreement::Column::Legacy.eq(false))
        .one(&**work)
        .await?;
    match other {
        Some(agreement::Model { id, as_of, .. }) => {
            Err(Error::refuse(Reason::ProposalUnderWay { id, since: as_of.to_string() }))
        }
        None => Ok(()),
    }
}
