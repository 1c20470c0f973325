//! The tables of exchanges.

use crate::policy::Visibility;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How knowledge is shared between regions.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Method {
    /// Training workshop (*bimtek*, *lokakarya*).
    TrainingWorkshop,
    /// Work shadowing (*magang*).
    WorkShadowing,
    /// Study visit (*studi tiru*, *kunjungan*).
    StudyVisit,
    /// Mentoring visit (*pendampingan*).
    MentoringVisit,
    /// Peer review.
    PeerReview,
    /// Webinar.
    Webinar,
    /// Dialogue of practitioners.
    DialogueEvent,
    /// Temporary exchange of staff.
    StaffExchange,
    /// Meeting of the joint working group (*rapat kelompok kerja*).
    JwgMeeting,
    /// Forum.
    Forum,
    /// Exhibition (*pameran*).
    Exhibition,
    /// Awarding.
    Awarding,
    /// Courtesy visit.
    CourtesyVisit,
    /// Signing (*penandatanganan*).
    Signing,
    /// Another method.
    Other,
}

/// Where the participants are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Format {
    /// All in one place.
    Onsite,
    /// All in different places.
    Online,
    /// Both.
    Hybrid,
}

/// The status of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// On the calendar.
    Scheduled,
    /// Cancelled.
    Cancelled,
}

/// What a region does in an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExchangeRole {
    /// Receives the others.
    Host,
    /// Shares what it does well (*daerah champion*).
    Champion,
    /// Comes to learn (*daerah pembelajar*).
    Learner,
}

/// Whether a region agreed to be named in an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Consent {
    /// It entered the exchange or confirmed it.
    Confirmed,
    /// Nobody acted for it in the registry when it was named: it is shown, as not confirmed.
    Stated,
    /// It was asked and has not answered: until then it is not shown.
    Asked,
}

/// Exchanges.
pub mod exchange {
    use super::*;

    /// One exchange. Its wall-clock time and zone are authoritative; the UTC times are derived from them.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "exchange")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The identifier in calendars (RFC 5545), which never changes.
        pub uid: String,
        /// The title in English.
        pub title_en: Option<String>,
        /// The title in Indonesian.
        pub title_id: Option<String>,
        /// How knowledge is shared.
        pub method: Method,
        /// Where the participants are.
        pub format: Format,
        /// Its status.
        pub status: Status,
        /// Why it was cancelled.
        pub cancel_reason: Option<String>,
        /// The first day, as a local date.
        pub starts_on: Date,
        /// The last day; `None` if unknown.
        pub ends_on: Option<Date>,
        /// The wall-clock start on the first day; `None` if it lasts whole days.
        pub start_time: Option<Time>,
        /// The wall-clock end on the last day; `None` if it lasts whole days or the end is unknown.
        pub end_time: Option<Time>,
        /// The IANA zone of the wall clock; always there with a start time.
        pub time_zone: Option<String>,
        /// Derived: the moment at which it starts, in UTC.
        pub starts_at: DateTimeUtc,
        /// Derived: the moment at which it ends, in UTC; `None` if unknown.
        pub ends_at: Option<DateTimeUtc>,
        /// The edition of the time zone database that derived the moments.
        pub tzdb_version: String,
        /// The place, in words.
        pub place: Option<String>,
        /// The country it takes place in.
        pub country_code: Option<String>,
        /// Who receives the others; `None` while the host has not confirmed it.
        pub host_id: Option<Uuid>,
        /// The agreement it serves: attached or confirmed by a party to it.
        pub agreement_id: Option<Uuid>,
        /// The agreement it is said to serve, until a party to that confirms it.
        pub asked_agreement_id: Option<Uuid>,
        /// A remark for readers.
        pub note: Option<String>,
        /// Rises each time it moves; reminders of an older generation are void.
        pub generation: i32,
        /// Who may see it.
        pub visibility: Visibility,
        /// The organisation that keeps it.
        pub owner_id: Option<Uuid>,
        /// The source of the record, if its organiser did not enter it.
        pub source: Option<String>,
        /// Rises with every change.
        pub revision: i32,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Regions that take part.
pub mod participation {
    use super::*;

    /// One region in one exchange.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "exchange_party")]
    pub struct Model {
        /// The exchange.
        #[sea_orm(primary_key, auto_increment = false)]
        pub exchange_id: Uuid,
        /// The region or institution.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// What it does there.
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: ExchangeRole,
        /// Whether it agreed to be named.
        pub consent: Consent,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
