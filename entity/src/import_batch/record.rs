//! The tables of imported files and their rows.

use crate::{
    agreement::import::record::AgreementRow,
    exchange::import::record::ExchangeRow,
    partnership::row::PartnershipRow,
    report::{Cells, Choices, Notes, Verdict},
    subject::SubjectKind,
    text::LocalText,
};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// What the rows of a file are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ImportKind {
    /// Partnerships, as the party states them.
    Partnerships,
    /// Dated steps of agreements from before the registry.
    Agreements,
    /// Exchanges.
    Exchanges,
}

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ImportState {
    /// Its rows were checked; nothing was entered.
    Checked,
    /// Its rows were entered.
    Done,
    /// What it entered was taken back.
    Undone,
    /// It was given up, and its rows are gone.
    Dropped,
}

/// A row as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Of a partnership.
    Partnership(PartnershipRow),
    /// Of a step of an agreement.
    Agreement(AgreementRow),
    /// Of an exchange.
    Exchange(ExchangeRow),
}

/// One reason for which rows are left out or wait, and the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The code of the reason.
    pub code: String,
    /// The column; empty for the whole row.
    pub column: String,
    /// The reason in words.
    pub text: LocalText,
    /// How many rows there are.
    pub rows: u32,
    /// The first of their lines.
    pub lines: Vec<u64>,
}

/// A text that may mean several places, and the rows in which it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The column.
    pub column: String,
    /// What stands there.
    pub written: String,
    /// The places that it may mean.
    pub candidates: Vec<Uuid>,
    /// How many rows there are.
    pub rows: u32,
    /// The first of their lines.
    pub lines: Vec<u64>,
}

/// The problems of a file in one column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Problems(pub Vec<Problem>);

/// What has to be chosen in a file, in one column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Questions(pub Vec<Question>);

/// Imported files.
pub mod import_batch {
    use super::*;

    /// One file of a party, what its check found, and what became of it.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_batch")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// What its rows are about.
        pub kind: ImportKind,
        /// The party whose file it is.
        pub party_id: Uuid,
        /// Who sent it; `None` for its software.
        pub person_id: Option<Uuid>,
        /// What its sender calls it.
        pub file_name: String,
        /// The hash of its content.
        pub sha256: String,
        /// Its length.
        pub bytes: i64,
        /// The source, for rows that name none.
        pub source: String,
        /// The date to which it refers.
        pub as_of: Date,
        /// The headers of its columns.
        pub header: Cells,
        /// Where it stands.
        pub state: ImportState,
        /// How many rows make a record.
        pub added: i32,
        /// How many rows change one.
        pub changed: i32,
        /// How many rows say what is known.
        pub same: i32,
        /// How many rows repeat another row.
        pub repeated: i32,
        /// How many rows wait for a choice.
        pub unclear: i32,
        /// How many rows are left out.
        pub refused: i32,
        /// Why rows are left out or wait, by column.
        pub problems: Problems,
        /// What has to be chosen.
        pub questions: Questions,
        /// Rises with every change.
        pub revision: i32,
        /// When it came, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of imported files.
pub mod import_row {
    use super::*;

    /// One row.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_row")]
    pub struct Model {
        /// The identifier; in the order of the file.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The file.
        pub batch_id: Uuid,
        /// The line on which the row begins; the header is line 1.
        pub line: i64,
        /// Its cells, under the headers of the file.
        pub cells: Cells,
        /// The row as it was read; `None` where it could not be.
        pub reading: Option<Reading>,
        /// What the file makes of it.
        pub verdict: Verdict,
        /// Why it is left out or waits.
        pub notes: Notes,
        /// What has to be chosen in it.
        pub choices: Choices,
        /// The kind of the record that it is about.
        pub record_kind: Option<SubjectKind>,
        /// The record that it is about.
        pub record_id: Option<Uuid>,
        /// What it replaced, where it made or changed a record.
        pub replaced: Option<Json>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
