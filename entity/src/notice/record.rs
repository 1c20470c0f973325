//! The tables of follows and notices.

use crate::{
    date::PartialDate,
    deadline::record::Phase,
    exchange::record::exchange,
    subject::{Subject, SubjectKind},
};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// An exchange begins in 7 days.
    WeekBefore,
    /// An exchange begins in 24 hours.
    DayBefore,
    /// An exchange has a new time.
    Moved,
    /// An exchange will not take place.
    Cancelled,
    /// A deadline has come to its next phase.
    Deadline,
    /// What a person has to do: the mail of a day.
    Due,
    /// The link by which a person chooses a password.
    Password,
}

/// How a notice reaches its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// As a mail of its own.
    Mail,
    /// With others, in one mail a day.
    Digest,
}

/// The state of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// It waits until it is due.
    Ready,
    /// A worker has it in hand until its lease runs out.
    Leased,
    /// It is carried out: written for every follower, added to the mail of a day, or accepted by the mail server.
    Done,
    /// It cannot be carried out; `last_error` says why.
    Dead,
    /// It was withdrawn: what it says is no longer true, or no longer concerns its reader.
    Withdrawn,
    /// It came too late to be of use.
    Expired,
}

/// When an exchange takes place, as its record had it at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// The first day, as a local date.
    pub starts_on: Date,
    /// The last day; `None` if unknown.
    pub ends_on: Option<Date>,
    /// The wall-clock start; `None` if it lasts whole days.
    pub start_time: Option<Time>,
    /// The IANA zone of the wall clock.
    pub time_zone: Option<String>,
    /// The moment at which it starts, in UTC.
    pub starts_at: DateTimeUtc,
    /// The moment at which it ends, in UTC; `None` if unknown.
    pub ends_at: Option<DateTimeUtc>,
}

impl From<&exchange::Model> for Times {
    fn from(exchange: &exchange::Model) -> Self {
        Self {
            starts_on: exchange.starts_on,
            ends_on: exchange.ends_on,
            start_time: exchange.start_time,
            time_zone: exchange.time_zone.clone(),
            starts_at: exchange.starts_at,
            ends_at: exchange.ends_at,
        }
    }
}

impl Times {
    /// Whether who was told these times would be told the same by those: of whole days the days, else beginning and end as
    /// moments; an end of which nothing was said is no other one. See `exchange::rule::moves`.
    pub fn tell_the_same_as(&self, other: &Self) -> bool {
        let begins = |times: &Self| (times.start_time.is_none(), times.starts_on);
        let days = self.ends_on.zip(other.ends_on).is_none_or(|(one, other)| one == other);
        let moments = self.ends_at.zip(other.ends_at).is_none_or(|(one, other)| one == other);
        let of_hours = self.start_time.is_none() || (self.starts_at == other.starts_at && moments);
        begins(self) == begins(other) && days && of_hours
    }
}

/// What was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(tag = "about", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Payload {
    /// Of an exchange.
    Exchange {
        /// When it takes place.
        told: Times,
        /// When it was to take place, as the recipient knew it, where the notice is that it moved.
        before: Option<Times>,
    },
    /// Of a deadline.
    Deadline {
        /// How far it has come.
        phase: Phase,
        /// Its day.
        due_on: Option<PartialDate>,
    },
    /// Of a day, in the mail that has all that is due then.
    Day {
        /// The day, where the reader is.
        on: Date,
    },
    /// Of a password to choose.
    Password,
    /// Of a link for a password that an administrator holds.
    PasswordLinkHeld,
}

/// Who follows what.
pub mod follow {
    use super::*;

    /// One person follows one thing.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "follow")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Who follows.
        pub person_id: Uuid,
        /// What kind of thing they follow.
        pub subject_kind: SubjectKind,
        /// What they follow.
        pub subject_id: Uuid,
        /// Since when, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The outbox.
pub mod notice {
    use super::*;

    /// One notice about one record: to everyone whom it concerns, or to one person.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice")]
    pub struct Model {
        /// The identifier, from which the Message-ID of its mail derives.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// What makes it the only one of its kind: the kind, the record, its version, and the person.
        pub dedupe_key: String,
        /// What kind of record it is about.
        pub subject_kind: SubjectKind,
        /// Which record it is about.
        pub subject_id: Uuid,
        /// The version of the record that it tells of: each version has its own notices.
        pub version: String,
        /// What it says.
        pub kind: Kind,
        /// How it reaches its reader.
        pub channel: Channel,
        /// The person it goes to; `None` for a notice that has yet to be written for each person it concerns.
        pub recipient_id: Option<Uuid>,
        /// What was told.
        #[sea_orm(column_type = "Json")]
        pub payload: Payload,
        /// When it is to be carried out, in UTC.
        pub due_at: DateTimeUtc,
        /// From when on it is no longer of use, in UTC.
        pub stale_at: DateTimeUtc,
        /// Its status.
        pub state: State,
        /// How often it was tried, without the tries for which the mail server was out of reach.
        pub attempts: i32,
        /// How many tries a mail server may have taken without our knowing. The try that is under way is one of them
        /// until it is settled: a worker that is killed in between leaves it so.
        pub unanswered: i32,
        /// Rises whenever it changes hands, so that its former holder can no longer settle it.
        pub lease_token: i64,
        /// Until when a worker has it in hand, in UTC.
        pub lease_until: Option<DateTimeUtc>,
        /// The mail of a day that it was added to.
        pub bound_to: Option<Uuid>,
        /// Why it was not carried out, for the operator.
        pub last_error: Option<String>,
        /// When it was written, in UTC.
        pub created_at: DateTimeUtc,
        /// When it came to its end, in UTC.
        pub settled_at: Option<DateTimeUtc>,
    }

    impl Model {
        /// Whether it has not come to its end.
        pub fn is_pending(&self) -> bool {
            matches!(self.state, State::Ready | State::Leased)
        }

        /// The record it is about.
        pub fn subject(&self) -> Subject {
            Subject::new(self.subject_kind, self.subject_id)
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}
