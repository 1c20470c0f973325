//! The table of deadlines.

use crate::{
    date::PartialDate,
    subject::{Subject, SubjectKind},
};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What kind of thing is due.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeadlineKind {
    /// The next step of a route.
    Step,
    /// A duty that begins with a stage of a route, such as a certified copy.
    FollowUp,
    /// The last day on which notice ends the agreement with its term.
    Notice,
    /// The last day in force of a fixed term: until then it can be extended.
    Renewal,
    /// The next meeting of the joint working group.
    Meeting,
    /// The yearly review of an agreement without an end.
    Review,
    /// The end of the time that programmes have to finish after a termination.
    WindDown,
    /// The new attestation of terms that changed after they were attested, that of an agreement which others entered as
    /// signed before the registry, the confirmation of an act that waits for the party, or what becomes of such an act for
    /// which nobody is left to confirm it.
    Attestation,
    /// A report to an authority.
    Report,
    /// The confirmation of the registry's data.
    Confirmation,
    /// The answer of a party that was named in an exchange.
    Participation,
    /// The answer of the parties to an agreement that an exchange is said to serve.
    Attachment,
    /// The answer to a request.
    Answer,
}

/// How far a deadline has come, for those who have to act.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Phase {
    /// It is time to begin.
    Open,
    /// Little time is left.
    Warning,
    /// Its day has passed.
    Overdue,
}

/// Deadlines.
pub mod deadline {
    use super::*;

    /// Something that has to be done. It disappears once it is done, or no longer has to be done.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "deadline")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// What kind of record it follows from.
        pub subject_kind: SubjectKind,
        /// Which record it follows from.
        pub subject_id: Uuid,
        /// The party that has to act; `None` for every party of the agreement.
        pub party_id: Option<Uuid>,
        /// What kind of thing is due.
        pub kind: DeadlineKind,
        /// The rule that makes it, and distinguishes it from others of its subject: the act of a step, the code of a
        /// follow-up, the act that a confirmation is asked for, [`ENTRY`](crate::deadline::rule::ENTRY), otherwise the kind.
        pub rule: String,
        /// The due date; `None` if no rule sets one.
        pub due_on: Option<PartialDate>,
        /// The day from which the period is counted.
        pub anchor: Date,
        /// The length of the period: days for steps, follow-ups, reports and confirmations, months for all others;
        /// attestations and answers have none.
        pub span: Option<i32>,
        /// The rule behind it, in English; `None` for the clause of the agreement itself.
        pub article_en: Option<String>,
        /// The same in Indonesian.
        pub article_id: Option<String>,
        /// What is due, in English, where a route names it.
        pub name_en: Option<String>,
        /// The same in Indonesian.
        pub name_id: Option<String>,
        /// The day on which those who have to act are told of its next phase; `None` if there is nothing more to tell.
        pub tell_on: Option<Date>,
        /// The phase they were last told of.
        pub told: Option<Phase>,
        /// When it was first noted, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl Model {
        /// The record it follows from.
        pub fn subject(&self) -> Subject {
            Subject::new(self.subject_kind, self.subject_id)
        }

        /// The agreement, where it follows from one.
        pub fn agreement(&self) -> Option<Uuid> {
            Some(self.subject_id).filter(|_| self.subject_kind == SubjectKind::Agreement)
        }

        /// The request, where it follows from one.
        pub fn request(&self) -> Option<Uuid> {
            Some(self.subject_id).filter(|_| self.subject_kind == SubjectKind::Request)
        }

        /// The exchange, where it follows from one.
        pub fn exchange(&self) -> Option<Uuid> {
            Some(self.subject_id).filter(|_| self.subject_kind == SubjectKind::Exchange)
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}
