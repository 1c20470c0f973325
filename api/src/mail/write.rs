//! From what the registry knows about a notice to the mail that announces it.

use super::{
    AddressRefused, Content, Exchange, ExchangeCancelled, ExchangeMoved, ExchangeReminder, Followed, Mail, Period,
    Reader, acceptable_address, words,
};
use entity::{
    exchange::rule::zone,
    notice::{
        find::{self, MailJob},
        record::{Kind, Times},
    },
    text::{Language, LocalText},
};
use jiff::{Timestamp, tz::TimeZone};
use url::Url;

/// A mail cannot be written, now or later.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The registry does not write to the recipient's address.
    #[error("{0}")]
    Address(#[from] AddressRefused),
    /// The exchange has clock times, but no known zone.
    #[error("the exchange has no known time zone")]
    Zone,
    /// A time outside the calendar.
    #[error("{0}")]
    Time(#[from] jiff::Error),
}

/// Writes the mail of `job`; at `stop` its reader can unsubscribe.
pub fn write(job: MailJob, stop: Url) -> Result<Mail, WriteError> {
    let language = job.reader.language();
    let here = job.exchange.time_zone.as_deref().and_then(|name| zone(name).ok());
    Ok(Mail {
        id: job.notice,
        written_at: Timestamp::from_second(job.written_at.timestamp())?,
        content: content(&job, language)?,
        follows: job.follows.into_iter().map(|followed| name(followed, language)).collect(),
        unsubscribe_url: Some(stop),
        reader: Reader {
            address: acceptable_address(&job.reader.email)?,
            name: job.reader.name,
            language,
            zone: zone(&job.reader.time_zone).ok().or(here).unwrap_or(TimeZone::UTC),
        },
    })
}

fn content(job: &MailJob, language: Language) -> Result<Content, WriteError> {
    let known = &job.exchange;
    let title = LocalText { id: known.title_id.clone(), en: known.title_en.clone() };
    let exchange = Exchange {
        title: title.read(language).to_owned(),
        method: words::method(known.method, language).to_owned(),
        format: words::format(known.format, language).to_owned(),
        period: period(&Times::from(known))?,
        place: known.place.clone(),
        host: job.host.clone(),
    };
    Ok(match (job.kind, &job.before) {
        (Kind::Moved, Some(before)) => {
            Content::ExchangeMoved(ExchangeMoved { exchange, before: period(before)?, note: known.note.clone() })
        }
        (Kind::Cancelled, _) => {
            Content::ExchangeCancelled(ExchangeCancelled { exchange, note: known.cancel_reason.clone() })
        }
        (Kind::WeekBefore | Kind::DayBefore | Kind::Moved, _) => {
            Content::ExchangeReminder(ExchangeReminder { exchange })
        }
    })
}

fn period(times: &Times) -> Result<Period, WriteError> {
    if times.start_time.is_none() {
        return Ok(Period::all_day(times.starts_on, times.ends_on)?);
    }
    let zone = times.time_zone.as_deref().and_then(|name| zone(name).ok()).ok_or(WriteError::Zone)?;
    Ok(Period::timed(times.starts_at, times.ends_at, &zone)?)
}

fn name(followed: find::Followed, language: Language) -> Followed {
    match followed {
        find::Followed::Party(name) => Followed::Region(name),
        find::Followed::Agreement(title) => Followed::Agreement(title.read(language).to_owned()),
        find::Followed::Exchange => Followed::ThisExchange,
    }
}
