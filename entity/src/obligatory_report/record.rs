//! The table of reports.

use crate::{
    agreement::{
        record::Stage,
        route::record::{AgreementAct, Authority},
    },
    date::PartialDate,
    exchange::record::Method,
    text::LocalText,
};
use chrono::NaiveDate;
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// What kind of period a report covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PeriodKind {
    /// A quarter of a year (*triwulan*).
    Quarter,
    /// Half a year (*semester*).
    Semester,
    /// A year (*tahun*).
    Year,
    /// The days of an event, such as a visit (*kegiatan*).
    Event,
}

/// The status of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportStatus {
    /// It is being written: it shows the records as they are (*konsep*).
    Drafted,
    /// It was submitted, and stays as it was then (*disampaikan*).
    Submitted,
    /// It was sent back: it shows the records as they are again (*dikembalikan*).
    Returned,
    /// It was accepted (*diterima*).
    Accepted,
}

/// A section of a report, as Surabaya's quarterly report to the governor has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Section {
    /// Sister provinces, regencies and cities.
    SisterRegions,
    /// Technical and other cooperation with regions and institutions abroad.
    TechnicalCooperation,
    /// Associations and networks.
    Associations,
    /// Guests from abroad.
    Guests,
    /// Cooperation within Indonesia.
    Domestic,
}

/// The contents of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Contents {
    /// Its sections that have anything to say, in their order.
    pub sections: Vec<SectionContents>,
}

/// The contents of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionContents {
    /// Which.
    pub section: Section,
    /// Agreements that were in force in the period, or on which steps were taken in it.
    pub agreements: Vec<ReportedAgreement>,
    /// Exchanges that began in the period.
    pub exchanges: Vec<ReportedExchange>,
}

/// An agreement as reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedAgreement {
    /// The agreement.
    pub id: Uuid,
    /// Its title.
    pub title: LocalText,
    /// The other parties' names.
    pub partners: Vec<String>,
    /// Where its paperwork stood.
    pub stage: Stage,
    /// When it was signed.
    pub signed_on: Option<PartialDate>,
    /// The last day in force.
    pub expires_on: Option<PartialDate>,
    /// What was done with it in the period.
    pub steps: Vec<ReportedStep>,
}

/// A step as reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedStep {
    /// What was done.
    pub act: AgreementAct,
    /// When.
    pub on: NaiveDate,
}

/// An exchange as reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedExchange {
    /// The exchange.
    pub id: Uuid,
    /// Its title.
    pub title: LocalText,
    /// How knowledge was shared.
    pub method: Method,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: Option<NaiveDate>,
    /// The place, in words.
    pub place: Option<String>,
    /// The host's name.
    pub host: Option<String>,
    /// The names of the others who took part.
    pub participants: Vec<String>,
}

/// A report that was sent back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// When.
    pub on: NaiveDate,
    /// Why.
    pub remark: String,
}

/// Each time a report was sent back, the first one first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Returns(pub Vec<Return>);

/// Reports.
pub mod obligatory_report {
    use super::*;

    /// One report of one region or institution to one authority.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "obligatory_report")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The party that reports.
        pub party_id: Uuid,
        /// The authority that receives it.
        pub recipient: Authority,
        /// What kind of period it covers.
        pub period: PeriodKind,
        /// The first day of the period.
        pub starts_on: Date,
        /// The last day of the period.
        pub ends_on: Date,
        /// The day by which it must be submitted.
        pub due_on: Date,
        /// Its status.
        pub status: ReportStatus,
        /// Its contents as submitted; `None` before that and after it was sent back.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub contents: Option<Contents>,
        /// When it was last submitted.
        pub submitted_on: Option<Date>,
        /// Why it was last sent back.
        pub remark: Option<String>,
        /// Each time it was sent back.
        #[sea_orm(column_type = "JsonBinary")]
        pub returns: Returns,
        /// Rises with every change.
        pub revision: i32,
        /// When it was opened, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
