//! Asking, answering, and taking a request back.

use super::{
    find,
    record::{Answer, Wanted, request},
    words::{answer_name, task_name},
};
use crate::{
    Caller, Error, Reason, Registry, Work, account,
    agreement::{
        document,
        record::{agreement, document as papers},
    },
    date::legal_today,
    deadline::{self, record::DeadlineKind, rule::Due},
    exchange::record::exchange,
    journal::{ChangeKind, Entry},
    place::record::party,
    policy::{self, Act, Kept, visible},
    refusal::{Gate, Named, Refusals},
    secret::{Secret, digest, token},
    subject::{Subject, SubjectKind},
    task::{act::give, find::deputies_of, rule::stands_in_for},
    text::name_of,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{ExprTrait, LockType},
};
use serde_json::json;
use uuid::Uuid;

/// The longest text of a request or an answer, in characters.
const LONGEST_TEXT: usize = 4_000;
/// How many open requests one party has to another, or to one of its people, at most.
const MOST_OPEN: usize = 20;
/// How many links to outsiders one party has open at most.
const MOST_LINKS: usize = 50;
/// The longest name of an outsider, in characters.
const LONGEST_NAME: usize = 200;

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A party: anyone of its people answers.
    Party(Uuid),
    /// A colleague.
    Colleague(Uuid),
    /// Somebody outside the registry, by a name that tells colleagues who it is. They answer by a link, which works once, until
    /// the day by which they are asked.
    Outsider(String),
}

/// A request to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// The record that it is about.
    pub about: Subject,
    /// What is asked for.
    pub wants: Wanted,
    /// The request in words.
    pub text: String,
    /// The party that asks.
    pub party: Uuid,
    /// Who is asked.
    pub asked: Asked,
    /// The day by which an answer is asked for.
    pub due_on: NaiveDate,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// Whether what was asked for is given; declined otherwise.
    pub given: bool,
    /// The answer in words.
    pub note: Option<String>,
    /// The paper that is given.
    pub document: Option<Uuid>,
}

/// Asks a party, a colleague or an outsider for something about a record. Whoever is asked must be able to see the record, and
/// to answer; an outsider sees the request alone, and answers in words by the link whose token is returned.
pub async fn ask(
    registry: &Registry,
    caller: &Caller,
    new: &NewRequest,
) -> Result<(request::Model, Option<Secret>), Error> {
    policy::may_speak(caller, Act::Ask, &[new.party])?;
    let work = registry.begin(caller).await?;
    let today = legal_today(work.now);
    let mut refused = Refusals::default();
    let text = refused.lines("text", Some(&new.text), LONGEST_TEXT);
    refused.unless(text.is_some(), "text", Reason::Required);
    refused.keepable("dueOn", Some(new.due_on));
    refused.unless(today <= new.due_on, "dueOn", Reason::InThePast);
    check_asked(&work, new, &mut refused).await?;
    check_not_asked_yet(&work, new, text.as_deref().unwrap_or_default(), &mut refused).await?;
    let outsider = match &new.asked {
        Asked::Outsider(name) => named(name, &mut refused),
        Asked::Party(_) | Asked::Colleague(_) => None,
    };
    refused.done()?;
    let link = outsider.is_some().then(|| work.hand_out(token("")));
    let row = request::Model {
        id: work.new_id(),
        subject_kind: new.about.kind,
        subject_id: new.about.id,
        wants: new.wants,
        text: text.unwrap_or_default(),
        party_id: new.party,
        asked_by_id: caller.person().ok(),
        asked_party_id: if let Asked::Party(party) = new.asked { party } else { new.party },
        asked_person_id: if let Asked::Colleague(person) = new.asked { Some(person) } else { None },
        asked_name: outsider,
        answer_key: link.as_ref().map(|link| digest(link.reveal())),
        due_on: new.due_on,
        answer: None,
        note: None,
        document_id: None,
        answered_by_id: None,
        answered_on: None,
        revision: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    let row = row.into_active_model().insert(&*work).await?;
    note_task(&work, &row, today).await?;
    let data = json!({ "wants": row.wants, "about": row.subject_id, "text": row.text, "dueOn": row.due_on });
    work.record(entry(Act::Ask, ChangeKind::Created, &row, data)).await?;
    Ok((row, link))
}

/// Refuses to ask the same again while it is open, to fill another's hands, and to hand out links without end.
async fn check_not_asked_yet(work: &Work, new: &NewRequest, text: &str, refused: &mut Refusals) -> Result<(), Error> {
    let still_works = request::Column::DueOn.gte(legal_today(work.now));
    let (held, asked, path, most) = match new.asked {
        Asked::Party(asked) => (asked, request::Column::AskedPartyId.eq(asked), "of.party", MOST_OPEN),
        Asked::Colleague(asked) => (new.party, request::Column::AskedPersonId.eq(asked), "of.colleague", MOST_OPEN),
        Asked::Outsider(_) => {
            (new.party, request::Column::AskedName.is_not_null().and(still_works), "of.outsider", MOST_LINKS)
        }
    };
    party::Entity::find_by_id(held).lock(LockType::NoKeyUpdate).one(&**work).await?;
    let open = request::Entity::find()
        .filter(request::Column::PartyId.eq(new.party))
        .filter(asked)
        .filter(request::Column::Answer.is_null())
        .all(&**work)
        .await?;
    let is_same = |one: &&request::Model| {
        let asks = (one.subject_kind, one.subject_id, one.wants, one.text.as_str());
        one.asked_name.is_none() && asks == (new.about.kind, new.about.id, new.wants, text)
    };
    if let Some(same) = open.iter().find(is_same) {
        refused.add("", Reason::AlreadyThere { id: same.id });
    } else if open.len() >= most {
        refused.add(path, Reason::TooManyOpen { most: most as u64 });
    }
    Ok(())
}

/// The name of an outsider.
fn named(name: &str, refused: &mut Refusals) -> Option<String> {
    let name = refused.line("of.outsider", Some(name), LONGEST_NAME);
    refused.unless(name.is_some(), "of.outsider", Reason::Required);
    name
}

/// Refuses to ask who cannot see the record, or who cannot answer.
async fn check_asked(work: &Work, new: &NewRequest, refused: &mut Refusals) -> Result<(), Error> {
    let mine = [new.party];
    if !is_seen(work, new.about, &mine).await? || !is_seen_by_caller(work, new.about).await? {
        refused.add("about", Reason::NotFound);
        return Ok(());
    }
    match new.asked {
        Asked::Party(party) => check_party(work, new, party, refused).await,
        Asked::Colleague(person) => {
            let works = account::find::works_for(&**work, person, new.party, &[Act::AnswerRequest]).await?;
            refused.unless(works, "of.colleague", Reason::NotFound);
            refused.unless(work.caller.person().ok() != Some(person), "of.colleague", Reason::OneOfTwo);
            Ok(())
        }
        Asked::Outsider(_) => Ok(()),
    }
}

async fn check_party(work: &Work, new: &NewRequest, asked: Uuid, refused: &mut Refusals) -> Result<(), Error> {
    if party::Entity::find_by_id(asked).one(&**work).await?.is_none() {
        refused.add("of.party", Reason::NotFound);
        return Ok(());
    }
    refused.unless(asked != new.party, "of.party", Reason::OneOfTwo);
    refused.unless(is_seen(work, new.about, &[asked]).await?, "of.party", Reason::HiddenFromAsked);
    refused.unless(
        account::find::anyone_may(work, Act::AnswerRequest, &[asked]).await?,
        "of.party",
        Reason::NobodyAnswers,
    );
    Ok(())
}

/// Whether people of these parties see a record.
async fn is_seen(work: &Work, about: Subject, parties: &[Uuid]) -> Result<bool, Error> {
    Ok(match about.kind {
        SubjectKind::Party => party::Entity::find_by_id(about.id).one(&**work).await?.is_some(),
        SubjectKind::Agreement => {
            let seen = agreement::Entity::find_by_id(about.id).filter(agreement::Entity::visible_to(parties));
            seen.one(&**work).await?.is_some()
        }
        SubjectKind::Exchange => {
            // That a party is only asked to take part in it, others do not learn.
            let seen = exchange::Entity::find_by_id(about.id).filter(exchange::Entity::shown_to(parties));
            seen.one(&**work).await?.is_some()
        }
        _ => false,
    })
}

/// Whether the caller sees it.
async fn is_seen_by_caller(work: &Work, about: Subject) -> Result<bool, Error> {
    Ok(match about.kind {
        SubjectKind::Agreement => {
            let seen = agreement::Entity::find_by_id(about.id).filter(visible::<agreement::Entity>(&work.caller));
            seen.one(&**work).await?.is_some()
        }
        SubjectKind::Exchange => {
            let seen = exchange::Entity::find_by_id(about.id).filter(visible::<exchange::Entity>(&work.caller));
            seen.one(&**work).await?.is_some()
        }
        SubjectKind::Party => true,
        _ => false,
    })
}

/// Makes the answer a task of whoever is asked, unless they are an outsider.
async fn note_task(work: &Work, row: &request::Model, today: NaiveDate) -> Result<(), Error> {
    if row.asked_name.is_some() {
        return Ok(());
    }
    let due = Due {
        party: Some(row.asked_party_id),
        name: task_name(row.wants),
        ..Due::of(DeadlineKind::Answer, Some(row.due_on), today, None)
    };
    let subject = Subject::new(SubjectKind::Request, row.id);
    deadline::act::keep(work, subject, &[due]).await?;
    if let Some(person) = row.asked_person_id {
        give(work, subject, row.asked_party_id, person).await?;
    }
    Ok(())
}

/// Answers a request for the party that is asked. Who declines says why; who gives a paper says which.
pub async fn answer_request(
    registry: &Registry,
    caller: &Caller,
    (id, expected_revision): (Uuid, i32),
    new: &NewAnswer,
) -> Result<request::Model, Error> {
    let (work, before) = open(registry, caller, Act::AnswerRequest, id, expected_revision).await?;
    policy::may_speak(caller, Act::AnswerRequest, &[before.asked_party_id])?;
    let mut refused = Refusals::default();
    check_answers(&work, &before).await?;
    let is_paper = before.wants == Wanted::Paper && before.subject_kind == SubjectKind::Agreement;
    let says = !new.given || !(is_paper || before.wants == Wanted::Time);
    let note = check_note(new.note.as_deref(), says, &mut refused);
    refused.unless(new.document.is_some() || !(new.given && is_paper), "document", Reason::Required);
    if let Some(paper) = new.document {
        refused.unless(is_shown(&work, &before, paper).await?, "document", Reason::NotFound);
    }
    refused.done()?;
    let answer = if new.given { Answer::Given } else { Answer::Declined };
    end(work, Act::AnswerRequest, before, answer, (note, new.document)).await
}

/// Refuses to answer in the place of whoever is asked by name. What a colleague is asked that colleague answers, or who stands
/// in for them, and once they have left whoever hands over their tasks; who asked never does.
async fn check_answers(work: &Work, before: &request::Model) -> Result<(), Error> {
    let may = match (before.asked_person_id, work.caller.person().ok()) {
        (None, _) => before.asked_name.is_none(),
        (Some(asked), Some(me)) if asked == me => true,
        (Some(asked), Some(me)) if before.asked_by_id != Some(me) => {
            let (party, today) = (before.asked_party_id, legal_today(work.now));
            let deputies = deputies_of(&**work, &[party], today).await?;
            let works = account::find::works_for(&**work, asked, party, &[Act::AnswerRequest]).await?;
            stands_in_for(&deputies, me, today).contains(&(party, asked))
                || (!works && policy::may(&work.caller, Act::HandOverTasks, &[party]).is_ok())
        }
        (Some(_), _) => false,
    };
    if may { Ok(()) } else { Err(Error::refuse(Reason::NotAllowed)) }
}

/// What is answered in words, which some answers need.
fn check_note(note: Option<&str>, is_needed: bool, refused: &mut Refusals) -> Option<String> {
    let note = refused.lines("note", note, LONGEST_TEXT);
    refused.unless(note.is_some() || !is_needed, "note", Reason::Required);
    note
}

/// Answers a request as the outsider who was asked, by the link with this token: once, until the day by which an answer is
/// asked for. They always say something, as they give no paper here.
pub async fn answer_by_link(
    registry: &Registry,
    caller: &Caller,
    token: &str,
    given: bool,
    note: Option<&str>,
) -> Result<request::Model, Error> {
    let work = registry.begin(caller).await?;
    let open = find::open_to(token, legal_today(work.now)).lock_exclusive().one(&*work).await?;
    let before = open.ok_or_else(|| Error::refuse(Reason::LinkNotValid))?;
    let mut refused = Refusals::default();
    let note = check_note(note, true, &mut refused);
    refused.done()?;
    let answer = if given { Answer::Given } else { Answer::Declined };
    end(work, Act::AnswerByLink, before, answer, (note, None)).await
}

/// Whether a paper is one of the agreement that a request is about, and whoever asked sees it.
async fn is_shown(work: &Work, before: &request::Model, paper: Uuid) -> Result<bool, Error> {
    let asking = Caller {
        memberships: vec![policy::Membership { role: policy::Role::Observer, party: Some(before.party_id) }],
        ..Caller::anonymous(work.caller.language)
    };
    let shown = papers::Entity::find_by_id(paper)
        .filter(papers::Column::AgreementId.eq(before.subject_id))
        .filter(document::visible::visible(&work.caller))
        .filter(document::visible::visible(&asking));
    Ok(shown.one(&**work).await?.is_some())
}

/// Takes a request back, for the party that asked.
pub async fn withdraw_request(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<request::Model, Error> {
    let (work, before) = open(registry, caller, Act::WithdrawRequest, id, expected_revision).await?;
    policy::may_speak(caller, Act::WithdrawRequest, &[before.party_id])?;
    end(work, Act::WithdrawRequest, before, Answer::Withdrawn, (None, None)).await
}

/// A request in hand that is still open.
async fn open(
    registry: &Registry,
    caller: &Caller,
    act: Act,
    id: Uuid,
    expected_revision: i32,
) -> Result<(Work, request::Model), Error> {
    let work = registry.begin_act(caller, act).await?;
    let before = work.open::<request::Entity>(act, id, expected_revision).await?;
    match before.answer {
        None => Ok((work, before)),
        Some(answer) => {
            let ended = Named::new(name_of(answer), answer_name(answer, caller.language));
            Err(Error::refuse(Reason::closed(Gate::at(ended, Vec::new()))))
        }
    }
}

async fn end(
    work: Work,
    act: Act,
    before: request::Model,
    answer: Answer,
    (note, document): (Option<String>, Option<Uuid>),
) -> Result<request::Model, Error> {
    let row = request::ActiveModel {
        id: Set(before.id),
        answer: Set(Some(answer)),
        note: Set(note),
        document_id: Set(document),
        answered_by_id: Set(work.caller.person().ok()),
        answered_on: Set(Some(legal_today(work.now))),
        revision: Set(before.revision + 1),
        updated_at: Set(work.now),
        ..Default::default()
    };
    let row = row.update(&*work).await?;
    deadline::act::keep(&work, Subject::new(SubjectKind::Request, row.id), &[]).await?;
    let data = json!({ "answer": answer, "note": row.note, "document": row.document_id, "revision": row.revision });
    work.record(entry(act, ChangeKind::Changed, &row, data)).await?;
    Ok(row)
}

fn entry(act: Act, change: ChangeKind, row: &request::Model, data: serde_json::Value) -> Entry {
    Entry::of::<request::Entity>(act, change, row, [row.asked_party_id], data)
}
