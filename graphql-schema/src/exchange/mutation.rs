//! Acts on exchanges.

use super::types::{Exchange, ExchangeFormat, ExchangeMethod};
use crate::{
    context::Ask,
    date::{Date, LocalTime},
    error::ApiError,
    id::{Kind, decode_as, encode},
    policy::Visibility,
    refusal::{Refusal, outcome},
    text::LocalTextInput,
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{
    Caller, Error,
    exchange::{
        act::{self, ScheduleExchange, Scheduled},
        consent,
        record::exchange,
        rule::When,
    },
    subject::PartyId,
};
use uuid::Uuid;

/// When an exchange takes place: on whole days, or from a wall-clock time in a zone.
#[derive(Debug, InputObject)]
pub(crate) struct WhenInput {
    /// The first day, as a local date.
    starts_on: Date,
    /// The last day; omit if unknown. With an end time, it is the first day if omitted.
    ends_on: Option<Date>,
    /// The wall-clock start on the first day, such as `09:00:00`; omit for whole days.
    start_time: Option<LocalTime>,
    /// The wall-clock end on the last day; omit if unknown, or for whole days.
    end_time: Option<LocalTime>,
    /// The IANA name of the zone of the wall clock, such as `Asia/Jakarta`; required with a start time.
    time_zone: Option<String>,
}

impl From<WhenInput> for When {
    fn from(when: WhenInput) -> Self {
        Self {
            starts_on: when.starts_on.into(),
            ends_on: when.ends_on.map(Into::into),
            start_time: when.start_time.map(Into::into),
            end_time: when.end_time.map(Into::into),
            time_zone: when.time_zone,
        }
    }
}

/// An exchange to put on the calendar.
#[derive(Debug, InputObject)]
pub(crate) struct ScheduleExchangeInput {
    /// What it is called, in at least one language.
    title: LocalTextInput,
    /// How knowledge is shared.
    method: ExchangeMethod,
    /// Where the participants are.
    format: ExchangeFormat,
    /// When it takes place.
    when: WhenInput,
    /// The place, in words; required if all are in one place.
    place: Option<String>,
    /// The country, by code or name; if omitted and people meet in person, the host's.
    country: Option<String>,
    /// Who receives the others (tuan rumah). Whoever is named here, as champion or as learner, and for whom somebody else
    /// acts, is asked, and shown once they have confirmed.
    host: Option<ID>,
    /// Who shares what it does well (daerah champion).
    #[graphql(default)]
    champions: Vec<ID>,
    /// Who comes to learn (daerah pembelajar).
    #[graphql(default)]
    learners: Vec<ID>,
    /// The agreement it serves. Where the caller acts for no party to it, one of them has to confirm it.
    agreement: Option<ID>,
    /// A remark for readers.
    note: Option<String>,
    /// Who may see it.
    #[graphql(default_with = "Visibility::Public")]
    visibility: Visibility,
    /// The organisation that keeps it; if omitted the caller's own, else the host.
    owned_by: Option<ID>,
}

impl From<ScheduleExchangeInput> for ScheduleExchange {
    fn from(input: ScheduleExchangeInput) -> Self {
        let party = |id: &ID| decode_as(Kind::Party, id);
        Self {
            title: input.title.into(),
            method: input.method.into(),
            format: input.format.into(),
            when: input.when.into(),
            place: input.place,
            country: input.country,
            host: input.host.as_ref().map(party),
            champions: input.champions.iter().map(party).collect(),
            learners: input.learners.iter().map(party).collect(),
            agreement: input.agreement.map(|agreement| decode_as(Kind::Agreement, &agreement)),
            note: input.note,
            visibility: input.visibility.into(),
            owned_by: input.owned_by.as_ref().map(party),
            source: None,
        }
    }
}

/// An exchange that has taken place.
#[derive(Debug, InputObject)]
pub(crate) struct RecordPastExchangeInput {
    /// What it was called, in at least one language.
    title: LocalTextInput,
    /// How knowledge was shared.
    method: ExchangeMethod,
    /// Where the participants were.
    format: ExchangeFormat,
    /// When it took place.
    when: WhenInput,
    /// The place, in words; required if all were in one place.
    place: Option<String>,
    /// The country, by code or name; if omitted and people met in person, the host's.
    country: Option<String>,
    /// Who received the others (tuan rumah).
    host: Option<ID>,
    /// Who shared what it does well (daerah champion).
    #[graphql(default)]
    champions: Vec<ID>,
    /// Who came to learn (daerah pembelajar).
    #[graphql(default)]
    learners: Vec<ID>,
    /// The agreement it served.
    agreement: Option<ID>,
    /// Where it is known from, such as a report or a newspaper.
    source: String,
    /// A remark for readers.
    note: Option<String>,
    /// Who may see it.
    #[graphql(default_with = "Visibility::Public")]
    visibility: Visibility,
    /// The organisation that keeps it; if omitted the caller's own, else the host.
    owned_by: Option<ID>,
}

impl From<RecordPastExchangeInput> for ScheduleExchange {
    fn from(input: RecordPastExchangeInput) -> Self {
        let RecordPastExchangeInput {
            title,
            method,
            format,
            when,
            place,
            country,
            host,
            champions,
            learners,
            agreement,
            source,
            note,
            visibility,
            owned_by,
        } = input;
        let exchange = ScheduleExchangeInput {
            title,
            method,
            format,
            when,
            place,
            country,
            host,
            champions,
            learners,
            agreement,
            note,
            visibility,
            owned_by,
        };
        Self { source: Some(source), ..exchange.into() }
    }
}

/// The result of an act on an exchange.
#[derive(SimpleObject)]
pub(crate) struct ExchangePayload {
    /// The exchange.
    exchange: Option<Exchange>,
    /// Whether its start or end is a time that occurs twice on that day because the clocks go back. The earlier one was
    /// taken.
    ambiguous_time: bool,
    /// Why the act was refused; empty if it was done.
    errors: Vec<Refusal>,
}

impl ExchangePayload {
    fn of(result: Result<Scheduled, Error>, caller: &Caller) -> Result<Self, ApiError> {
        let (scheduled, errors) = outcome(result, caller, |id| encode(Kind::Exchange, id))?;
        let ambiguous_time = scheduled.as_ref().is_some_and(|scheduled| scheduled.ambiguous);
        Ok(Self { exchange: scheduled.map(|scheduled| scheduled.exchange.into()), ambiguous_time, errors })
    }

    /// Of an act that leaves the time as it is.
    fn answered(result: Result<exchange::Model, Error>, caller: &Caller) -> Result<Self, ApiError> {
        Self::of(result.map(|exchange| Scheduled { exchange, ambiguous: false }), caller)
    }
}

/// An exchange to move.
#[derive(Debug, InputObject)]
pub(crate) struct RescheduleExchangeInput {
    /// The exchange.
    exchange: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// When it takes place now.
    when: WhenInput,
}

/// An exchange to cancel.
#[derive(Debug, InputObject)]
pub(crate) struct CancelExchangeInput {
    /// The exchange.
    exchange: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// Why, for those who are notified.
    reason: String,
}

/// What a party answers that was named in an exchange.
#[derive(Debug, InputObject)]
pub(crate) struct ParticipationInput {
    /// The exchange.
    exchange: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
}

impl ParticipationInput {
    fn read(self) -> (Uuid, Option<PartyId>, i32) {
        let party = self.party.map(|party| PartyId(decode_as(Kind::Party, &party)));
        (decode_as(Kind::Exchange, &self.exchange), party, self.expected_revision)
    }
}

/// What a party to an agreement answers that an exchange is said to serve.
#[derive(Debug, InputObject)]
pub(crate) struct AttachmentInput {
    /// The exchange.
    exchange: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
}

#[derive(Default)]
pub(crate) struct ExchangeMutation;

#[Object]
impl ExchangeMutation {
    /// Puts an exchange on the calendar. Those who follow it, its regions or its agreement get an e-mail 7 days and 24
    /// hours before it starts.
    async fn schedule_exchange(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The exchange.")] input: ScheduleExchangeInput,
    ) -> Result<ExchangePayload, ApiError> {
        let caller = context.caller()?;
        ExchangePayload::of(act::schedule_exchange(context.registry()?, caller, input.into()).await, caller)
    }

    /// Enters an exchange or visit that has taken place, with the source from which it is known; nobody is mailed of it. One of
    /// the same title on the same first day is there already, unless place, country, zone or host tell them apart.
    async fn record_past_exchange(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The exchange.")] input: RecordPastExchangeInput,
    ) -> Result<ExchangePayload, ApiError> {
        let caller = context.caller()?;
        ExchangePayload::of(act::record_past_exchange(context.registry()?, caller, input.into()).await, caller)
    }

    /// Confirms for a party that it takes part in an exchange, as host, champion or learner; from then on it is shown.
    async fn confirm_participation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which exchange, and for whom.")] input: ParticipationInput,
    ) -> Result<ExchangePayload, ApiError> {
        let (registry, caller, (id, party, revision)) = (context.registry()?, context.caller()?, input.read());
        ExchangePayload::answered(
            consent::act::confirm_participation(registry, caller, id, party, revision).await,
            caller,
        )
    }

    /// Declines for a party to take part in an exchange, also after it had confirmed; it is no longer named.
    async fn decline_participation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which exchange, and for whom.")] input: ParticipationInput,
    ) -> Result<ExchangePayload, ApiError> {
        let (registry, caller, (id, party, revision)) = (context.registry()?, context.caller()?, input.read());
        ExchangePayload::answered(
            consent::act::decline_participation(registry, caller, id, party, revision).await,
            caller,
        )
    }

    /// Confirms for a party to an agreement that an exchange serves it; from then on it counts for its vitality.
    async fn confirm_attachment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which exchange.")] input: AttachmentInput,
    ) -> Result<ExchangePayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Exchange, &input.exchange);
        ExchangePayload::answered(
            consent::act::confirm_attachment(registry, caller, id, input.expected_revision).await,
            caller,
        )
    }

    /// Declines for a party to an agreement that an exchange serves it.
    async fn decline_attachment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which exchange.")] input: AttachmentInput,
    ) -> Result<ExchangePayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Exchange, &input.exchange);
        ExchangePayload::answered(
            consent::act::decline_attachment(registry, caller, id, input.expected_revision).await,
            caller,
        )
    }

    /// Moves an exchange that has not begun to another time. Its reminders move with it, and those who were already reminded
    /// are notified. On other days those who agreed to take part are asked again.
    async fn reschedule_exchange(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which exchange, and when it takes place now.")] input: RescheduleExchangeInput,
    ) -> Result<ExchangePayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Exchange, &input.exchange);
        let result = act::reschedule_exchange(registry, caller, id, input.expected_revision, input.when.into()).await;
        ExchangePayload::of(result, caller)
    }

    /// Cancels an exchange. It stays on the calendar as cancelled, and those who were reminded of it are notified.
    async fn cancel_exchange(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which exchange, and why.")] input: CancelExchangeInput,
    ) -> Result<ExchangePayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Exchange, &input.exchange);
        let result = act::cancel_exchange(registry, caller, id, input.expected_revision, &input.reason).await;
        ExchangePayload::answered(result, caller)
    }
}
