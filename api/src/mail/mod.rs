//! The mail room: what the registry writes to people, and how it is sent.
//!
//! A [`Mail`] is one row of the outbox with everything its text needs. It is written from what the registry knows
//! ([`write()`]), composed into a [`Letter`], finished bytes for one recipient, and passed to a [`Delivery`], which
//! answers with an [`Outcome`]. Nothing here reads the clock or the database: the same row gives the same bytes,
//! however often it is tried.
//!
//! A new kind of mail is a variant of [`Content`] and [`Kind`], a struct of what
//! it says, and three files per language under `templates/mail`.

mod address;
mod deliver;
mod letter;
mod smtp;
mod template;
mod when;
mod words;
mod write;

use entity::text::Language;
use jiff::{Timestamp, tz::TimeZone};
use lettre::Address;
use url::Url;
use uuid::Uuid;

pub use address::{AddressRefused, acceptable_address};
pub use deliver::{Delivery, Files, Memory, Offer, Outcome};
pub use letter::{ComposeError, Letter, Sender};
pub use smtp::{Relay, RelayRefused, Smtp, Timeouts};
pub use template::{RenderError, Text, render};
pub use when::Period;
pub use write::{WriteError, write};

/// One mail to one person.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The outbox row. It becomes the Message-ID, so that a copy that was sent
    /// twice is recognised as one.
    pub id: Uuid,
    /// When the row was first written out: the Date header, and the day from
    /// which "tomorrow" is counted. Kept on the row, so that retries are equal.
    pub written_at: Timestamp,
    /// Who gets it.
    pub reader: Reader,
    /// What it says.
    pub content: Content,
    /// What the reader follows, which is why they get this mail.
    pub follows: Vec<Followed>,
    /// The one-click unsubscribe link; `None` for mail that cannot be unsubscribed from.
    pub unsubscribe_url: Option<Url>,
}

/// The person a mail is written to.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The name as the person writes it; may be empty.
    pub name: String,
    /// Where the mail goes.
    pub address: Address,
    /// The language the mail is written in.
    pub language: Language,
    /// The time zone in which times are given; the host's if the person has none.
    pub zone: TimeZone,
}

/// A thing a person follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// A region, by its name.
    Region(String),
    /// An agreement, by its title.
    Agreement(String),
    /// The exchange that the mail is about.
    ThisExchange,
}

/// What a mail says, by kind.
#[derive(Clone, Debug)]
pub enum Content {
    /// An exchange is about to start.
    ExchangeReminder(ExchangeReminder),
    /// An exchange has a new time.
    ExchangeMoved(ExchangeMoved),
    /// An exchange will not take place.
    ExchangeCancelled(ExchangeCancelled),
}

impl Content {
    /// The kind of mail this is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::ExchangeReminder(_) => Kind::ExchangeReminder,
            Self::ExchangeMoved(_) => Kind::ExchangeMoved,
            Self::ExchangeCancelled(_) => Kind::ExchangeCancelled,
        }
    }
}

/// The kinds of mail there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An exchange is about to start.
    ExchangeReminder,
    /// An exchange has a new time.
    ExchangeMoved,
    /// An exchange will not take place.
    ExchangeCancelled,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::ExchangeReminder, Self::ExchangeMoved, Self::ExchangeCancelled];

    /// The name in the outbox and of the folder of templates.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExchangeReminder => "exchange_reminder",
            Self::ExchangeMoved => "exchange_moved",
            Self::ExchangeCancelled => "exchange_cancelled",
        }
    }

    /// The first label of the List-Id, by which readers sort their mail.
    const fn list(self) -> &'static str {
        match self {
            Self::ExchangeReminder | Self::ExchangeMoved | Self::ExchangeCancelled => "exchanges",
        }
    }
}

/// A knowledge exchange, as far as its followers need to know it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Its title.
    pub title: String,
    /// The method in the reader's language: "study visit", "lokakarya".
    pub method: String,
    /// The format in the reader's language: "on site", "daring".
    pub format: String,
    /// When it takes place.
    pub period: Period,
    /// Where; `None` if not known yet.
    pub place: Option<String>,
    /// The name of the hosting region or institution; `None` if nobody hosts it.
    pub host: Option<String>,
}

/// An exchange is about to start.
#[derive(Clone, Debug)]
pub struct ExchangeReminder {
    /// Which one.
    pub exchange: Exchange,
}

/// An exchange has a new time.
#[derive(Clone, Debug)]
pub struct ExchangeMoved {
    /// The exchange with its new time.
    pub exchange: Exchange,
    /// When it was to take place before.
    pub before: Period,
    /// What the host says about it.
    pub note: Option<String>,
}

/// An exchange will not take place.
#[derive(Clone, Debug)]
pub struct ExchangeCancelled {
    /// The exchange with its cancelled time.
    pub exchange: Exchange,
    /// What the host says about it.
    pub note: Option<String>,
}

#[cfg(test)]
mod sample;
