//! Exchanges around today. They are made up, and say so.

use super::{Parties, facts::lines};
use anyhow::Context;
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use entity::{
    Caller, Registry,
    clock::{Clock, SystemClock},
    exchange::{
        act::{ScheduleExchange, schedule_exchange},
        record::{Format, Method},
        rule::When,
    },
    policy::Visibility,
    text::LocalText,
};
use serde::Deserialize;
use std::sync::Arc;

/// The description of each of them.
pub(super) const NOTE: &str =
    "Contoh untuk demonstrasi, bukan acara sungguhan. / An example for the demonstration, not a real event.";
/// How long ago the exchanges were entered, so that some have taken place since.
const ENTERED_AGO: Duration = Duration::days(60);

#[derive(Debug, Deserialize)]
struct ExchangeLine {
    /// The first day, counted from today.
    day: i64,
    /// How many days it lasts.
    days: u64,
    start: Option<Clocked>,
    end: Option<Clocked>,
    zone: String,
    method: Method,
    format: Format,
    host: String,
    place: Option<String>,
    champions: String,
    learners: String,
    title_id: String,
    title_en: String,
}

/// A time of day, such as 09:30.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Clocked(NaiveTime);

impl TryFrom<String> for Clocked {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        NaiveTime::parse_from_str(&text, "%H:%M").map(Self)
    }
}

/// The machine's clock, set back.
#[derive(Debug)]
struct Earlier(Duration);

impl Clock for Earlier {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() - self.0
    }
}

/// The codes used in the calendar.
pub(super) fn names() -> impl Iterator<Item = String> {
    let split = |line: ExchangeLine| {
        let names = format!("{}|{}|{}", line.host, line.champions, line.learners);
        names.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    exchanges().into_iter().flat_map(split)
}

fn exchanges() -> Vec<ExchangeLine> {
    lines(include_str!("exchanges.csv"))
}

/// Adds them to the calendar.
pub(super) async fn enter(registry: &Registry, parties: &Parties) -> anyhow::Result<()> {
    // No exchange can be announced for a day in the past, so these are announced in the past.
    let earlier = Registry::new(registry.db.clone(), Arc::new(Earlier(ENTERED_AGO)));
    let today = registry.now().date_naive();
    for line in exchanges() {
        let title = line.title_en.clone();
        let exchange = describe(line, parties, today)?;
        schedule_exchange(&earlier, &Caller::system(), exchange).await.context(title)?;
    }
    Ok(())
}

fn describe(line: ExchangeLine, parties: &Parties, today: NaiveDate) -> anyhow::Result<ScheduleExchange> {
    let first = today + Duration::days(line.day);
    Ok(ScheduleExchange {
        title: LocalText {
            id: Some(format!("Contoh: {}", line.title_id)),
            en: Some(format!("Example: {}", line.title_en)),
        },
        method: line.method,
        format: line.format,
        when: When {
            starts_on: first,
            ends_on: Some(first + Days::new(line.days - 1)),
            start_time: line.start.map(|Clocked(time)| time),
            end_time: line.end.map(|Clocked(time)| time),
            time_zone: Some(line.zone),
        },
        place: line.place,
        country: None,
        host: Some(parties.get(&line.host)?),
        champions: parties.list(&line.champions)?,
        learners: parties.list(&line.learners)?,
        agreement: None,
        note: Some(NOTE.to_owned()),
        visibility: Visibility::Public,
        owned_by: None,
        source: None,
    })
}
