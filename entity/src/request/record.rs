//! The table of requests.

use crate::subject::SubjectKind;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Wanted {
    /// A paper that is missing.
    Paper,
    /// A wording of the text.
    Wording,
    /// More time. Days that follow from the law or the agreement do not move by an answer.
    Time,
    /// The confirmation that something is so.
    Fact,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// What was asked for was given.
    Given,
    /// It was declined, with the reason.
    Declined,
    /// Who asked took it back.
    Withdrawn,
}

/// Requests.
pub mod request {
    use super::*;

    /// One request, and its answer once there is one.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// What kind of record it is about.
        pub subject_kind: SubjectKind,
        /// Which record it is about.
        pub subject_id: Uuid,
        /// What is asked for.
        pub wants: Wanted,
        /// The request in words.
        pub text: String,
        /// The party that asks.
        pub party_id: Uuid,
        /// Who asks for it; `None` for its software.
        pub asked_by_id: Option<Uuid>,
        /// The party that is asked: the one that asks, where a colleague or an outsider is asked.
        pub asked_party_id: Uuid,
        /// The colleague who is asked.
        pub asked_person_id: Option<Uuid>,
        /// The outsider who is asked, as whoever asks named them.
        pub asked_name: Option<String>,
        /// SHA-256 of the token of the link by which an outsider answers.
        pub answer_key: Option<Vec<u8>>,
        /// The day by which an answer is asked for.
        pub due_on: Date,
        /// How it ended; `None` while it is open.
        pub answer: Option<Answer>,
        /// What was answered in words.
        pub note: Option<String>,
        /// The paper that was given.
        pub document_id: Option<Uuid>,
        /// Who answered; `None` for software.
        pub answered_by_id: Option<Uuid>,
        /// When it ended.
        pub answered_on: Option<Date>,
        /// Rises with every change.
        pub revision: i32,
        /// When it was asked, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
