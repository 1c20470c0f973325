//! Scheduling, rescheduling and cancelling exchanges.

use super::{
    consent::ask::{self, Serving, follow},
    find,
    identity::{Whereabouts, called},
    record::{Consent, ExchangeRole, Format, Method, Status, exchange, participation},
    rule::{self, Course, Moments, When},
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    agreement::{record::agreement as agreements, vitality::act::take_back_nothing},
    database,
    date::legal_today,
    journal::{ChangeKind, Entry, SubjectKind},
    page::count,
    place::{self, record::party},
    policy::{self, Act, Visibility, Who, act_name},
    refusal::{Gate, Named, Refusals},
    search::{self, Texts},
    text::{Language, LocalText},
    zone::tzdb_version,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::ExprTrait,
};
use serde_json::json;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// The longest title or place, in characters.
pub(super) const LONGEST_LINE: usize = 300;
/// The longest remark, in characters.
pub(super) const LONGEST_NOTE: usize = 4_000;
/// The longest reason for cancelling an exchange, in characters.
const LONGEST_REASON: usize = 1_000;
/// How long after its beginning an announced exchange can still be cancelled.
const LATE_CANCELLATION: Duration = Duration::days(14);
/// How many champions, and how many learners, an exchange has at most.
pub(super) const MOST_PARTICIPANTS: usize = 200;
/// How many exchanges of one keeper wait for the answer of one party at most.
const MOST_UNANSWERED: u64 = 50;
/// The lock under which exchanges are entered, one after another, so that nobody misses what is just being entered.
const ENTRIES: i64 = 0x004b_454d_4241_5204;
/// Where the days of an exchange are given.
const WHEN: [&str; 2] = ["when.startsOn", "when.endsOn"];

/// An exchange to put on the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleExchange {
    /// What it is called, in at least one language.
    pub title: LocalText,
    /// How knowledge is shared.
    pub method: Method,
    /// Where the participants are.
    pub format: Format,
    /// When it takes place.
    pub when: When,
    /// The place, in words; required if all are in one place.
    pub place: Option<String>,
    /// The two-letter code of the country; if `None` and people meet in person, the host's.
    pub country: Option<String>,
    /// Who receives the others.
    pub host: Option<Uuid>,
    /// Who shares what it does well.
    pub champions: Vec<Uuid>,
    /// Who comes to learn.
    pub learners: Vec<Uuid>,
    /// The agreement it serves.
    pub agreement: Option<Uuid>,
    /// A remark for readers.
    pub note: Option<String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// The organisation that keeps it; if `None` the caller's own, else the host.
    pub owned_by: Option<Uuid>,
    /// Where it is known from, if it has taken place already.
    pub source: Option<String>,
}

/// An exchange on the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// The exchange.
    pub exchange: exchange::Model,
    /// Whether its start or end is a time that occurs twice on that day; the earlier one was taken.
    pub ambiguous: bool,
}

/// Puts an exchange on the calendar. The caller needs a role for it in the organisation that keeps the exchange. Whoever
/// takes part, and for whom somebody else acts, is asked first; so are the parties to the agreement that it serves.
pub async fn schedule_exchange(
    registry: &Registry,
    caller: &Caller,
    input: ScheduleExchange,
) -> Result<Scheduled, Error> {
    enter(registry, caller, Act::ScheduleExchange, input).await
}

/// Enters an exchange that has taken place, with the source from which it is known. Otherwise it is like one that is
/// scheduled; nobody is mailed of it.
pub async fn record_past_exchange(
    registry: &Registry,
    caller: &Caller,
    input: ScheduleExchange,
) -> Result<Scheduled, Error> {
    enter(registry, caller, Act::RecordPastExchange, input).await
}

async fn enter(registry: &Registry, caller: &Caller, act: Act, input: ScheduleExchange) -> Result<Scheduled, Error> {
    policy::may(caller, act, keeper(caller, act, &input).as_slice())?;
    let work = registry.begin(caller).await?;
    one_after_another(&work).await?;
    let (scheduled, entry) = enter_within(&work, act, &input).await?;
    work.record(entry).await?;
    Ok(scheduled)
}

/// The same within an act that the caller ends with the entry.
pub(in crate::exchange) async fn enter_within(
    work: &Work,
    act: Act,
    input: &ScheduleExchange,
) -> Result<(Scheduled, Entry), Error> {
    let owner = keeper(&work.caller, act, input);
    policy::may(&work.caller, act, owner.as_slice())?;
    let Checked { moments, row, parts } = check(work, act, input, owner).await?;
    let exchange = row.insert(&**work).await?;
    if let Some(agreement) = exchange.agreement_id {
        take_back_nothing(work, agreement).await?;
    }
    store_parts(work, exchange.id, parts).await?;
    index(work, &exchange).await?;
    follow(work, &exchange).await?;
    let entry = entry(work, act, ChangeKind::Created, &exchange).await?;
    Ok((Scheduled { exchange, ambiguous: moments.ambiguous }, entry))
}

/// Waits until no other exchange is being entered.
pub(super) async fn one_after_another(work: &Work) -> Result<(), Error> {
    Ok(database::lock(work, ENTRIES).await?)
}

/// The organisation that keeps an exchange: if none is named the host where the caller acts for it, else the one for which they
/// act, else the host.
fn keeper(caller: &Caller, act: Act, input: &ScheduleExchange) -> Option<Uuid> {
    let mut own = caller.parties();
    own.retain(|party| policy::speaks_for(caller, act, *party));
    own.sort_unstable();
    own.dedup();
    let theirs = match own[..] {
        [one] => Some(one),
        _ => None,
    };
    let host = input.host;
    input.owned_by.or_else(|| host.filter(|host| own.contains(host))).or(theirs).or(host)
}

/// Moves an exchange that the caller read at `expected_revision` to another time, unless it has begun. A time that is the same
/// in every respect changes nothing; one of which readers have to be told (`rule::moves`) voids its reminders and makes new ones;
/// on other days those who agreed to take part are asked again, except those for whom the caller acts.
pub async fn reschedule_exchange(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
    when: When,
) -> Result<Scheduled, Error> {
    let (work, exchange) = open(registry, caller, Act::RescheduleExchange, id, expected_revision).await?;
    still_ahead(&work, &exchange)?;
    let host_zone = match exchange.host_id {
        Some(host) => party::Entity::find_by_id(host).one(&*work).await?.and_then(|host| host.time_zone),
        None => None,
    };
    let moments = rule::moments(&when, host_zone.as_deref()).map_err(|error| error.within("when"))?;
    let mut refused = Refusals::default();
    check_ahead(&moments, work.now, &mut refused);
    refused.done()?;
    if moments.when == when_of(&exchange) && moments.starts_at == exchange.starts_at {
        return Ok(Scheduled { exchange, ambiguous: moments.ambiguous });
    }
    let moved = rule::moves(&exchange, &rule::at(&exchange, &moments));
    let mut row =
        exchange::ActiveModel { generation: Set(exchange.generation + i32::from(moved)), ..changed(&work, &exchange) };
    set_moments(&mut row, &moments);
    if (moments.when.starts_on, moments.when.ends_on) != (exchange.starts_on, exchange.ends_on) {
        let named = find::participants(&*work, id).await?;
        attach_again(&work, &exchange, &named, &mut row).await?;
        let named: Vec<Uuid> = named.into_iter().collect();
        row.host_id = Set(ask::ask_again(&work, id, &ask::consents(&work, &named).await?).await?);
    }
    let exchange = row.update(&*work).await?;
    index(&work, &exchange).await?;
    follow(&work, &exchange).await?;
    let entry = entry(&work, Act::RescheduleExchange, ChangeKind::Changed, &exchange).await?;
    work.record(entry).await?;
    Ok(Scheduled { exchange, ambiguous: moments.ambiguous })
}

/// Asks the parties to the agreement that an exchange serves again, unless whoever moves it acts for one of them: what they
/// agreed to was on other days.
async fn attach_again(
    work: &Work,
    exchange: &exchange::Model,
    taking_part: &BTreeSet<Uuid>,
    row: &mut exchange::ActiveModel,
) -> Result<(), Error> {
    let Some(id) = exchange.agreement_id else { return Ok(()) };
    let Some(agreement) = agreements::Entity::find_by_id(id).one(&**work).await? else { return Ok(()) };
    let attaching = ask::attaching(work, &agreement).await?;
    if !attaches(work, &agreement, &attaching, taking_part).await? {
        row.agreement_id = Set(None);
        row.asked_agreement_id = Set(Some(id));
    }
    Ok(())
}

/// Cancels an exchange that the caller read at `expected_revision`. It stays on the calendar, as cancelled.
pub async fn cancel_exchange(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
    reason: &str,
) -> Result<exchange::Model, Error> {
    let work = registry.begin_act(caller, Act::CancelExchange).await?;
    let (exchange, entry) = cancel_within(&work, id, expected_revision, reason).await?;
    work.record(entry).await?;
    Ok(exchange)
}

/// The same within an act that the caller ends with the entry.
pub(in crate::exchange) async fn cancel_within(
    work: &Work,
    id: Uuid,
    expected_revision: i32,
    reason: &str,
) -> Result<(exchange::Model, Entry), Error> {
    let exchange = work.open::<exchange::Entity>(Act::CancelExchange, id, expected_revision).await?;
    still_on(&exchange, work.caller.language)?;
    check_not_attested(work, &exchange).await?;
    let mut refused = Refusals::default();
    let reason = refused.lines("reason", Some(reason), LONGEST_REASON);
    refused.unless(reason.is_some(), "reason", Reason::Required);
    refused.done()?;
    let row = exchange::ActiveModel {
        status: Set(Status::Cancelled),
        cancel_reason: Set(reason),
        ..changed(work, &exchange)
    };
    let exchange = row.update(&**work).await?;
    index(work, &exchange).await?;
    follow(work, &exchange).await?;
    let entry = entry(work, Act::CancelExchange, ChangeKind::Changed, &exchange).await?;
    Ok((exchange, entry))
}

/// Makes an exchange findable by its titles, place and host.
pub(crate) async fn index(work: &Work, exchange: &exchange::Model) -> Result<(), Error> {
    let host = match exchange.host_id {
        Some(host) => place::find::words_of(&**work, &[host]).await?.remove(&host),
        None => None,
    };
    let names = [&exchange.title_id, &exchange.title_en].into_iter().flatten().cloned().collect();
    let further = exchange.place.iter().cloned().chain(host.into_iter().flatten()).collect();
    search::index(work, SubjectKind::Exchange, &[Texts { id: exchange.id, names, further }]).await
}

/// The exchange that the caller means to change, locked, as it was at the revision they read.
async fn open(
    registry: &Registry,
    caller: &Caller,
    act: Act,
    id: Uuid,
    expected_revision: i32,
) -> Result<(Work, exchange::Model), Error> {
    let work = registry.begin_act(caller, act).await?;
    let exchange = work.open::<exchange::Entity>(act, id, expected_revision).await?;
    still_on(&exchange, caller.language)?;
    Ok((work, exchange))
}

/// Refuses to act on what was cancelled.
pub(super) fn still_on(exchange: &exchange::Model, language: Language) -> Result<(), Error> {
    if exchange.status == Status::Cancelled {
        let cancelled = Named::new("CANCELLED", language.pick("dibatalkan", "cancelled"));
        return Err(Error::refuse(Reason::closed(Gate::at(cancelled, Vec::new()))));
    }
    Ok(())
}

/// Refuses to cancel what took place by the word of others as well. What was announced can still be cancelled some days later:
/// that a meeting fell through is often noted afterwards.
async fn check_not_attested(work: &Work, exchange: &exchange::Model) -> Result<(), Error> {
    let announced = exchange.source.is_none();
    let since = if announced { work.now - LATE_CANCELLATION } else { work.now };
    if rule::course(exchange, since) != Course::Held || work.caller.who == Who::System {
        return Ok(());
    }
    let confirmed = participation::Entity::find()
        .filter(participation::Column::ExchangeId.eq(exchange.id))
        .filter(participation::Column::Consent.eq(Consent::Confirmed))
        .all(&**work)
        .await?;
    let others = confirmed.iter().any(|part| !policy::speaks_for(&work.caller, Act::CancelExchange, part.party_id));
    if others { Err(already_held(work.caller.language, Vec::new())) } else { Ok(()) }
}

/// The refusal of what has begun.
pub(super) fn already_held(language: Language, allowed: Vec<Named>) -> Error {
    let held = Named::new("HELD", language.pick("sudah berlangsung", "already held"));
    Error::refuse(Reason::closed(Gate::at(held, allowed)))
}

/// Refuses to move what has begun: it took place when it did.
fn still_ahead(work: &Work, exchange: &exchange::Model) -> Result<(), Error> {
    if rule::course(exchange, work.now) == Course::Held {
        let language = work.caller.language;
        let cancel = Named::new(Act::CancelExchange.name(), act_name(Act::CancelExchange, language));
        return Err(already_held(language, vec![cancel]));
    }
    Ok(())
}

/// An exchange that has passed every check, and who takes part in it as what.
struct Checked {
    moments: Moments,
    row: exchange::ActiveModel,
    parts: Vec<(Uuid, ExchangeRole, Consent)>,
}

/// Everything that can be wrong with an exchange to enter, at once.
async fn check(work: &Work, act: Act, input: &ScheduleExchange, owner: Option<Uuid>) -> Result<Checked, Error> {
    let mut refused = Refusals::default();
    let title_id = refused.line("title.id", input.title.id.as_deref(), LONGEST_LINE);
    let title_en = refused.line("title.en", input.title.en.as_deref(), LONGEST_LINE);
    refused.unless(title_id.is_some() || title_en.is_some(), "title", Reason::Required);
    let place = refused.line("place", input.place.as_deref(), LONGEST_LINE);
    refused.unless(place.is_some() || input.format != Format::Onsite, "place", Reason::Required);
    let note = refused.lines("note", input.note.as_deref(), LONGEST_NOTE);
    policy::check_visibility(&work.caller, input.visibility, &mut refused);
    let (host, parts) = check_parties(work, input, owner, &mut refused).await?;
    let taking_part: BTreeSet<Uuid> = parts.iter().map(|(party, _)| *party).collect();
    let consents = ask::consents(work, &taking_part.iter().copied().collect::<Vec<_>>()).await?;
    let shown = ask::shown(&consents);
    // Of a host that has not answered nothing is told, not even where it is.
    let host = host.filter(|host| shown.contains(&host.id));
    let country = match &input.country {
        Some(code) => place::find::known_country(&**work, code, "country", &mut refused).await?,
        None => host.as_ref().filter(|_| input.format != Format::Online).and_then(|host| host.country_code.clone()),
    };
    let serves = check_agreement(work, input, owner, &taking_part, &mut refused).await?;
    let source = refused.line("source", input.source.as_deref(), LONGEST_NOTE);
    let is_past = act == Act::RecordPastExchange;
    refused.unless(source.is_some() || !is_past, "source", Reason::Required);
    let host_zone = host.as_ref().and_then(|host| host.time_zone.clone());
    let moments = rule::moments(&input.when, host_zone.as_deref()).map_err(|error| error.within("when"));
    let moments = refused.found(moments)?;
    match &moments {
        Some(moments) if is_past => {
            // A whole day is past once it is over.
            let begun = rule::begun(moments.starts_at, moments.when.start_time, work.now);
            refused.unless(begun, "when.startsOn", Reason::InTheFuture);
            rule::check_window(moments, legal_today(work.now), WHEN, &mut refused);
        }
        Some(moments) => check_ahead(moments, work.now, &mut refused),
        None => {}
    }
    refused.done()?;
    let moments = moments.ok_or_else(|| Error::Fault("an exchange without moments".into()))?;
    if is_past {
        let zone = moments.when.time_zone.as_deref();
        let at = Whereabouts::new((Some(input.format), place.as_deref()), country.as_deref(), zone, input.host);
        check_not_there(work, &[&title_id, &title_en], (moments.when.starts_on, &at)).await?;
    }
    check_unanswered(work, owner, (&consents, serves)).await?;
    let mut row = exchange::ActiveModel {
        title_en: Set(title_en),
        title_id: Set(title_id),
        method: Set(input.method),
        format: Set(input.format),
        place: Set(place),
        country_code: Set(country),
        host_id: Set(host.map(|host| host.id)),
        agreement_id: Set(serves.filter(|(_, attached)| *attached).map(|(agreement, _)| agreement)),
        asked_agreement_id: Set(serves.filter(|(_, attached)| !attached).map(|(agreement, _)| agreement)),
        note: Set(note),
        visibility: Set(input.visibility),
        owner_id: Set(owner),
        source: Set(source.filter(|_| is_past)),
        ..fresh(work)
    };
    set_moments(&mut row, &moments);
    let parts = parts.into_iter().filter_map(|(party, role)| Some((party, role, *consents.get(&party)?))).collect();
    Ok(Checked { moments, row, parts })
}

/// Refuses to ask a party, or those to an agreement, while many others of the same keeper wait for an answer.
async fn check_unanswered(
    work: &Work,
    owner: Option<Uuid>,
    (consents, serves): (&HashMap<Uuid, Consent>, Option<(Uuid, bool)>),
) -> Result<(), Error> {
    let Some(owner) = owner else { return Ok(()) };
    let kept = exchange::Entity::find()
        .filter(exchange::Column::OwnerId.eq(owner))
        .filter(exchange::Column::Status.eq(Status::Scheduled));
    let asked = consents.iter().filter(|(_, consent)| **consent == Consent::Asked).map(|(party, _)| *party);
    let of_each = || participation::Column::ExchangeId.into_simple_expr().count_distinct();
    let invited: Option<i64> = participation::Entity::find()
        .select_only()
        .expr(of_each())
        .filter(participation::Column::PartyId.is_in(asked))
        .filter(participation::Column::Consent.eq(Consent::Asked))
        .filter(
            participation::Column::ExchangeId
                .in_subquery(kept.clone().select_only().column(exchange::Column::Id).into_query()),
        )
        .group_by(participation::Column::PartyId)
        .order_by_desc(of_each())
        .into_tuple()
        .one(&**work)
        .await?;
    let attaching = match serves {
        Some((agreement, false)) => {
            count(&**work, kept.filter(exchange::Column::AskedAgreementId.eq(agreement))).await?
        }
        _ => 0,
    };
    let invited = invited.and_then(|invited| u64::try_from(invited).ok()).unwrap_or(0);
    if invited < MOST_UNANSWERED && attaching < MOST_UNANSWERED {
        return Ok(());
    }
    Err(Error::refuse(Reason::TooManyOpen { most: MOST_UNANSWERED }))
}

/// Refuses what the caller sees to be there: one of the same title on the same first day that nothing tells apart.
async fn check_not_there(
    work: &Work,
    titles: &[&Option<String>],
    (starts_on, at): (NaiveDate, &Whereabouts),
) -> Result<(), Error> {
    let on_that_day = exchange::Entity::find()
        .filter(policy::visible::<exchange::Entity>(&work.caller))
        .filter(exchange::Column::StartsOn.eq(starts_on))
        .filter(exchange::Column::Status.eq(Status::Scheduled))
        .order_by_asc(exchange::Column::Id);
    let said: HashSet<_> = titles.iter().copied().flatten().map(|title| called(title, starts_on)).collect();
    let is_same = |one: &exchange::Model| {
        let mut titles = [&one.title_id, &one.title_en].into_iter().flatten();
        titles.any(|title| said.contains(&called(title, starts_on)))
            && !at.contradicts(&Whereabouts::of(one, None), starts_on)
    };
    match on_that_day.all(&**work).await?.into_iter().find(is_same) {
        Some(same) => Err(Error::refuse(Reason::AlreadyThere { id: same.id })),
        None => Ok(()),
    }
}

/// The agreement that the exchange serves, and whether the caller can attach it: whoever acts for no party to it, asks. An
/// exchange that none of those can see who would have to answer is refused.
async fn check_agreement(
    work: &Work,
    input: &ScheduleExchange,
    owner: Option<Uuid>,
    taking_part: &BTreeSet<Uuid>,
    refused: &mut Refusals,
) -> Result<Option<(Uuid, bool)>, Error> {
    let Some(id) = input.agreement else { return Ok(None) };
    let seen = agreements::Entity::find_by_id(id).filter(policy::visible::<agreements::Entity>(&work.caller));
    let Some(agreement) = seen.one(&**work).await? else {
        refused.add("agreement", Reason::NotFound);
        return Ok(None);
    };
    let attaching = ask::attaching(work, &agreement).await?;
    let attached = attaches(work, &agreement, &attaching, taking_part).await?;
    let answering = ask::answering(work, id, (input.visibility, owner), taking_part).await?;
    refused.unless(attached || !answering.is_empty(), "agreement", Reason::HiddenFromParties);
    Ok(Some((id, attached)))
}

/// Whether what the caller says of an exchange and an agreement counts at once: where they speak for a party to it, or, with a
/// role in the whole registry, where nobody does and a party to it takes part.
async fn attaches(
    work: &Work,
    agreement: &agreements::Model,
    attaching: &[Uuid],
    taking_part: &BTreeSet<Uuid>,
) -> Result<bool, Error> {
    let act = Act::ConfirmAttachment;
    if policy::may_speak(&work.caller, act, attaching).is_ok() {
        return Ok(true);
    }
    if policy::may(&work.caller, act, attaching).is_err() {
        return Ok(false);
    }
    let serving = ask::serving_by_hearsay(work, agreement).await?;
    Ok(matches!(serving, Serving::Stated(parties) if parties.iter().any(|party| taking_part.contains(party))))
}

/// Writes who takes part in an exchange.
pub(super) async fn store_parts(
    work: &Work,
    exchange: Uuid,
    parts: impl IntoIterator<Item = (Uuid, ExchangeRole, Consent)>,
) -> Result<(), Error> {
    let part = |(party, role, consent)| participation::ActiveModel {
        exchange_id: Set(exchange),
        party_id: Set(party),
        role: Set(role),
        consent: Set(consent),
    };
    let parts: Vec<_> = parts.into_iter().map(part).collect();
    participation::Entity::insert_many(parts).exec_without_returning(&**work).await?;
    Ok(())
}

/// Looks up everyone who is named, and finds out who takes part as what.
async fn check_parties(
    work: &Work,
    input: &ScheduleExchange,
    owner: Option<Uuid>,
    refused: &mut Refusals,
) -> Result<(Option<party::Model>, Vec<(Uuid, ExchangeRole)>), Error> {
    for (path, parties) in [("champions", &input.champions), ("learners", &input.learners)] {
        let most = i64::try_from(MOST_PARTICIPANTS).unwrap_or(i64::MAX);
        refused.unless(parties.len() <= MOST_PARTICIPANTS, path, Reason::OutOfRange { least: 0, most });
    }
    let numbered = |name: &str, ids: &[Uuid], role| -> Vec<(String, Uuid, Option<ExchangeRole>)> {
        let ids = ids.iter().take(MOST_PARTICIPANTS).enumerate();
        ids.map(|(at, id)| (format!("{name}.{at}"), *id, Some(role))).collect()
    };
    let mut named = numbered("champions", &input.champions, ExchangeRole::Champion);
    named.extend(numbered("learners", &input.learners, ExchangeRole::Learner));
    named.extend(input.host.map(|host| ("host".to_owned(), host, Some(ExchangeRole::Host))));
    named.extend(owner.filter(|_| input.owned_by.is_some()).map(|owner| ("ownedBy".to_owned(), owner, None)));
    let ids: HashSet<Uuid> = named.iter().map(|(_, id, _)| *id).collect();
    let mut known = place::find::parties_among(&**work, &ids.into_iter().collect::<Vec<_>>()).await?;
    let mut taking_part = Vec::new();
    for (path, id, role) in named {
        let Some(party) = known.get(&id) else {
            refused.add(&path, Reason::NotFound);
            continue;
        };
        if role == Some(ExchangeRole::Learner) && taking_part.contains(&(id, ExchangeRole::Champion)) {
            refused.add(&path, Reason::BothRoles { name: place::rule::party_name(party) });
        }
        if let Some(part) = role.map(|role| (id, role)).filter(|part| !taking_part.contains(part)) {
            taking_part.push(part);
        }
    }
    Ok((input.host.and_then(|host| known.remove(&host)), taking_part))
}

/// Refuses what cannot be announced: it has passed, or lies too far ahead.
fn check_ahead(moments: &Moments, now: DateTime<Utc>, refused: &mut Refusals) {
    let begun = rule::begun(moments.starts_at, moments.when.start_time, now);
    refused.unless(!begun, "when.startsOn", Reason::InThePast);
    rule::check_window(moments, legal_today(now), WHEN, refused);
}

pub(super) fn when_of(exchange: &exchange::Model) -> When {
    When {
        starts_on: exchange.starts_on,
        ends_on: exchange.ends_on,
        start_time: exchange.start_time,
        end_time: exchange.end_time,
        time_zone: exchange.time_zone.clone(),
    }
}

/// What every new exchange has.
pub(super) fn fresh(work: &Work) -> exchange::ActiveModel {
    let id = work.new_id();
    exchange::ActiveModel {
        id: Set(id),
        // RFC 7986 section 5.3: a UUID, without the name of a host, which may change.
        uid: Set(id.to_string()),
        status: Set(Status::Scheduled),
        generation: Set(0),
        revision: Set(1),
        created_at: Set(work.now),
        updated_at: Set(work.now),
        ..Default::default()
    }
}

/// What every change of an exchange changes.
pub(super) fn changed(work: &Work, exchange: &exchange::Model) -> exchange::ActiveModel {
    exchange::ActiveModel {
        id: Unchanged(exchange.id),
        revision: Set(exchange.revision + 1),
        updated_at: Set(work.now),
        ..Default::default()
    }
}

pub(super) fn set_moments(row: &mut exchange::ActiveModel, moments: &Moments) {
    row.starts_on = Set(moments.when.starts_on);
    row.ends_on = Set(moments.when.ends_on);
    row.start_time = Set(moments.when.start_time);
    row.end_time = Set(moments.when.end_time);
    row.time_zone = Set(moments.when.time_zone.clone());
    row.starts_at = Set(moments.starts_at);
    row.ends_at = Set(moments.ends_at);
    row.tzdb_version = Set(tzdb_version().to_owned());
}

/// The journal's entry of an act on an exchange.
pub(super) async fn entry(
    work: &Work,
    act: Act,
    change: ChangeKind,
    exchange: &exchange::Model,
) -> Result<Entry, Error> {
    entry_for(work, act, change, exchange, &[]).await
}

/// The same, also for those who took part before the act.
pub(super) async fn entry_for(
    work: &Work,
    act: Act,
    change: ChangeKind,
    exchange: &exchange::Model,
    gone: &[Uuid],
) -> Result<Entry, Error> {
    let mut parts = find::participants(&**work, exchange.id).await?;
    parts.extend(gone);
    let data = json!({
        "titleId": exchange.title_id,
        "titleEn": exchange.title_en,
        "method": exchange.method,
        "format": exchange.format,
        "status": exchange.status,
        "cancelReason": exchange.cancel_reason,
        "startsOn": exchange.starts_on,
        "endsOn": exchange.ends_on,
        "startTime": exchange.start_time,
        "endTime": exchange.end_time,
        "timeZone": exchange.time_zone,
        "startsAt": exchange.starts_at,
        "place": exchange.place,
        "host": exchange.host_id,
        "revision": exchange.revision,
    });
    Ok(Entry::of::<exchange::Entity>(act, change, exchange, parts, data))
}
