//! The table of deadlines.

use crate::date::PartialDate;
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
    /// The new attestation of terms that changed after they were attested.
    Attestation,
    /// A report to an authority.
    Report,
    /// The confirmation of the registry's data.
    Confirmation,
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
        /// What kind of thing is due.
        pub kind: DeadlineKind,
        /// The agreement, where it follows from one.
        pub agreement_id: Option<Uuid>,
        /// The party that has to act; `None` for every party of the agreement.
        pub party_id: Option<Uuid>,
        /// What distinguishes it from others of its kind: the act of a step, the code of a follow-up, the report, the
        /// campaign.
        pub code: String,
        /// The due date; `None` if no rule sets one.
        pub due_on: Option<PartialDate>,
        /// The day from which the period is counted.
        pub counted_from: Date,
        /// The length of the period: days for steps, follow-ups, reports and confirmations, months for all others; an
        /// attestation has none.
        pub span: Option<i32>,
        /// The rule behind it; `None` for the clause of the agreement itself.
        pub article: Option<String>,
        /// What is due, in English, where a route names it.
        pub name_en: Option<String>,
        /// The same in Indonesian.
        pub name_id: Option<String>,
        /// When it was first noted, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
