//! Taking in a party, and its own way to the signature.

use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{
        amendment::act::check_document,
        document,
        held::{Held, hold},
        keep::{LONGEST_NOTE, check_parties, check_scheme, entry, index},
        pending::{
            act::{self as pending, Said},
            find::pending as pending_in,
        },
        progress::{
            act::{allow, check_named, move_track, note_moves, refusal, show_moves, take},
            record::step,
            rule::{APPROVALS, Case, Closed, Doing, Taken},
        },
        record::{PartyRole, Stage, agreement, agreement_party},
        route::{find as routes, record::AgreementAct},
        rule::OVER,
        terms::act::drop_attestations,
    },
    date::{PartialDate, legal_today},
    journal::{ChangeKind, Entry},
    place::{self, record::party},
    policy::{self, Act},
    refusal::Refusals,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

/// A party that joins an agreement in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accede {
    /// The agreement.
    pub agreement: Uuid,
    /// Who joins it.
    pub party: Uuid,
    /// The revision that the caller read.
    pub expected_revision: Option<i32>,
    /// The amendment by which the parties take it in: the newest one, not yet used by an earlier act.
    pub document: Uuid,
    /// When they agreed on it; today if `None`.
    pub on: Option<NaiveDate>,
    /// A note.
    pub note: Option<String>,
}

/// Takes a party into an agreement in force. Other parties than those that signed are another text: it takes an amendment,
/// to which each party agrees as to any other. The one that is taken in is bound by nothing yet: it goes the way of its own
/// route, with its own papers, and is a party with its own signature.
pub async fn accede(registry: &Registry, caller: &Caller, input: Accede) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::Accede).await?;
    let mut held = hold(&work, input.agreement, input.expected_revision).await?;
    let party = held.party_of(&work, None)?;
    let case = held.case(&work).await?;
    allow(&work, &held, &case, party, AgreementAct::Amend).await?;
    let doing = Doing::new(AgreementAct::Amend, party, input.on.unwrap_or(case.today));
    check_document(&work, &case, &doing, input.document).await?;
    let taken = take_in(&work, &case, &doing).await?;
    check_named(&work, &case, &doing, (&taken.papers, &[input.document].into())).await?;
    let note = check(&work, &held, &input).await?;
    let mut terms = held.terms(&work).await?;
    terms.parties.insert(input.party);
    let said = Said { terms: Some(terms), joins: Some(input.party), note: note.clone() };
    let entry = match pending::put_forward(&work, &mut held, &case, (&doing, &taken, &said)).await? {
        Some(waits) => waits,
        None => carry_out(&work, &mut held, &case, (&doing, &taken), input.party, note).await?,
    };
    work.record(entry).await?;
    Ok(held.agreement)
}

/// Takes the amendment by which the parties take one in, with what those who decide for each of them approve of it.
pub(crate) async fn take_in(work: &Work, case: &Case, doing: &Doing) -> Result<Taken, Error> {
    let mut taken = take(work, case, doing).await?;
    let (papers, missing) = case.approvals_to_take_in(doing);
    if missing.is_empty() {
        taken.papers.extend(papers);
        return Ok(taken);
    }
    let step = case.track(doing.party).and_then(|track| case.step(track, doing.act));
    let article = step.map(|step| step.article.clone());
    let closed = Closed { missing, article, ..case.closed_to(doing.party) };
    Err(refusal(work, case, closed).await?)
}

/// Whether the party can join them, under the scheme of their agreement; returns the note.
async fn check(work: &Work, held: &Held, input: &Accede) -> Result<Option<String>, Error> {
    let mut refused = Refusals::default();
    refused.happened("on", input.on, legal_today(work.now));
    let signed_on = held.agreement.signed_on.map(PartialDate::earliest);
    if let (Some(signed_on), Some(on)) = (signed_on, input.on) {
        let order = Reason::DateOrder { first: signed_on.to_string(), then: on.to_string() };
        refused.unless(signed_on <= on, "on", order);
    }
    let note = refused.lines("note", input.note.as_deref(), LONGEST_NOTE);
    refused.done()?;
    if let Some(party) = party::Entity::find_by_id(input.party).one(&**work).await?
        && agreement_party::Entity::find_by_id((held.agreement.id, input.party)).one(&**work).await?.is_some()
    {
        let name = place::rule::party_name(&party);
        return Err(Refusal::at("party", Reason::AlreadyParty { name }).into());
    }
    let together: Vec<Uuid> = held.parties.iter().copied().chain([input.party]).collect();
    let on = PartialDate::from(input.on.unwrap_or_else(|| legal_today(work.now)));
    let mut of_parties = Refusals::default();
    let parties = check_parties(work, &together, Some(on), &mut of_parties).await?;
    of_parties.done().map_err(|error| error.about("party"))?;
    // With it the law must leave the scheme as it is: another one has other gates, which nobody has passed.
    let scheme = check_scheme(&work.caller, Act::Accede, &parties, Some(held.agreement.scheme));
    scheme.map_err(|refusal| Error::from(refusal).about("party"))?;
    Ok(note)
}

/// Writes that the parties have taken one in.
pub(crate) async fn carry_out(
    work: &Work,
    held: &mut Held,
    case: &Case,
    (doing, taken): (&Doing, &Taken),
    joins: Uuid,
    note: Option<String>,
) -> Result<Entry, Error> {
    let not_found = || Error::refuse(Reason::NotFound);
    let party = party::Entity::find_by_id(joins).one(&**work).await?.ok_or_else(not_found)?;
    note_moves(work, held, case, doing, taken, note).await?;
    let id = held.agreement.id;
    let known = routes::routes(&**work).await?;
    let before = agreement_party::Entity::find().filter(agreement_party::Column::AgreementId.eq(id));
    let row = agreement_party::ActiveModel {
        agreement_id: Set(id),
        party_id: Set(joins),
        ordinal: Set(i32::try_from(before.count(&**work).await?).unwrap_or(i32::MAX)),
        role: Set(PartyRole::Partner),
        route_id: Set(routes::usual(&known, &party, held.agreement.scheme).map(|route| route.id)),
        stage: Set(Stage::Initiated),
        since: Set(doing.on),
        arrived_on: Set(doing.on),
        acceding_since: Set(Some(work.now)),
        ..Default::default()
    };
    row.insert(&**work).await?;
    held.acceding.push(joins);
    pending::void(work, id).await?;
    write(work, held, agreement::ActiveModel { ..Default::default() }).await?;
    let mut entry = entry(Act::Accede, ChangeKind::Changed, &held.agreement, &held.listed());
    show_moves(&mut entry, doing, taken);
    Ok(entry)
}

/// What changes with those that accede is found, and read anew.
async fn write(work: &Work, held: &mut Held, row: agreement::ActiveModel) -> Result<(), Error> {
    held.read_anew();
    held.save(work, row).await?;
    let fields = held.terms(work).await?.fields;
    index(work, &held.agreement, &held.listed(), &fields).await
}

/// A step of a party that accedes, on its own way: nobody else moves. With its signature it is a party, from that day on.
pub(crate) async fn go_on(
    work: &Work,
    held: &mut Held,
    case: &Case,
    (doing, mut taken): (&Doing, Taken),
    note: Option<String>,
) -> Result<Entry, Error> {
    let signs = doing.act == AgreementAct::RecordSignature;
    let whole = held.case(work).await?;
    if let Some(day) = doing.until.filter(|day| *day != doing.on) {
        let (stated, other) = (day.to_string(), doing.on.to_string());
        return Err(Refusal::at("inForceOn", Reason::Contradiction { stated, other }).into());
    }
    // It waits for nobody: its own people take the step or, where nobody acts for it, the file of its paper speaks.
    let speaks = policy::speaks_for(&work.caller, Act::ConfirmAct, doing.party);
    if signs && !speaks && case.track(doing.party).is_some_and(|track| track.acts) {
        return Err(Error::refuse(Reason::NotAllowed));
    }
    if signs && let Some(waiting) = pending_in(&**work, held.agreement.id).await? {
        // What the others have signed takes effect between them first, or is declined.
        return Err(Error::refuse(pending::waits_first(work, &waiting.act).await?));
    }
    if speaks {
        document::act::attest_signatures(work, &case.signed_papers(doing), &[doing.party]).await?;
    }
    if signs {
        // It goes on where the others are.
        taken.moves.iter_mut().for_each(|one| one.to = whole.stage());
    }
    note_moves(work, held, case, doing, &taken, note).await?;
    document::act::void_own(work, held.agreement.id, doing.party, &taken.voids).await?;
    let ends = taken.moves.iter().any(|one| OVER.contains(&one.to));
    let mut part = agreement_party::ActiveModel {
        agreement_id: Unchanged(held.agreement.id),
        party_id: Unchanged(doing.party),
        ..Default::default()
    };
    let mut row = agreement::ActiveModel { ..Default::default() };
    if signs {
        part.signed_on = Set(Some(case.signed_by(doing, doing.party).unwrap_or(doing.on).into()));
        part.acceded_on = Set(Some(doing.on));
        held.parties.push(doing.party);
        row.member_key = Set(place::rule::member_key(&held.parties));
        drop_attestations(work, held.agreement.id).await?;
        pending::void(work, held.agreement.id).await?;
    }
    if ends {
        part.left_on = Set(Some(doing.on));
    }
    if part.is_changed() {
        part.update(&**work).await?;
        held.acceding.retain(|party| *party != doing.party);
    }
    write(work, held, row).await?;
    let mut told = held.listed();
    told.push(doing.party);
    let mut entry = entry(doing.act.into(), ChangeKind::Changed, &held.agreement, &told);
    show_moves(&mut entry, doing, &taken);
    Ok(entry)
}

/// Sends those that accede back to where the terms are approved, when these change: what was approved were other terms.
pub(crate) async fn send_back(work: &Work, held: &mut Held, on: NaiveDate) -> Result<(), Error> {
    if held.acceding.is_empty() {
        return Ok(());
    }
    let case = held.case(work).await?;
    for party in held.acceding.clone() {
        document::act::void_own(work, held.agreement.id, party, &APPROVALS).await?;
        let Some(its_own) = case.acceding(party) else { continue };
        for one in its_own.back_to_approvals() {
            let row = step::Model {
                id: work.new_id(),
                agreement_id: held.agreement.id,
                party_id: party,
                by_party_id: None,
                act: AgreementAct::ChangeTerms,
                from_stage: one.from,
                to_stage: one.to,
                outcome: None,
                on_day: on,
                taken_id: None,
                note: None,
                recorded_at: work.now,
            };
            row.into_active_model().insert(&**work).await?;
            move_track(work, held.agreement.id, &its_own, one, on).await?;
        }
    }
    held.read_anew();
    Ok(())
}
