//! The table of reports.

use super::rule::Contents;
use crate::agreement::route::record::Authority;
use sea_orm::entity::prelude::*;
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
        /// Why it was sent back.
        pub remark: Option<String>,
        /// Rises with every change.
        pub revision: i32,
        /// When it was opened, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
