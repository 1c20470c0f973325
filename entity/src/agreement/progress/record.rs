//! The tables of agreements' progress: the steps that were taken, and the nine requirements.

use crate::{
    agreement::{record::Stage, route::record::AgreementAct},
    policy::Act,
};
use sea_orm::{Iterable, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// What an authority decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// It approves (*disetujui*).
    Approved,
    /// It sends the matter back for revision (*dikembalikan untuk perbaikan*).
    Returned,
    /// It rejects (*ditolak*).
    Rejected,
}

/// What cooperation with a regional government abroad requires (Permendagri 25/2020, nine requirements of a KSDPL).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Requirement {
    /// 1: there are diplomatic relations.
    DiplomaticRelations,
    /// 2: the matter is one of regional government.
    RegionalAffair,
    /// 3: the region opens no office abroad.
    NoOfficeAbroad,
    /// 4: the foreign government does not interfere in domestic government.
    NoInterference,
    /// 5: it fits national and regional development policy and plans.
    FitsDevelopmentPlan,
    /// 6: science and technology can be transferred to Indonesian people.
    TransferableKnowledge,
    /// 7: equal administrative status, or equal territory.
    EqualStatus,
    /// 8: the parties complement each other.
    Complementary,
    /// 9: it improves relations between the peoples.
    PeopleToPeople,
}

impl Requirement {
    /// All nine, in their order.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

/// What is said of a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// It is met.
    Met,
    /// It is not.
    Unmet,
    /// It is not met, and need not be: an authority made an exception.
    Excepted(Exception),
}

impl From<bool> for Answered {
    fn from(met: bool) -> Self {
        if met { Self::Met } else { Self::Unmet }
    }
}

/// An exception from a requirement (*pengecualian*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The authority that made it, such as the Minister of Home Affairs, and by which letter.
    pub by: String,
    /// The rule under which it did.
    pub under: Option<String>,
}

/// An answer to a requirement, as the entry in the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementAnswered {
    /// The requirement.
    pub requirement: Requirement,
    /// Whether it is met.
    pub met: bool,
    /// The exception that an authority made.
    #[serde(default)]
    pub exception: Option<Exception>,
    /// The evidence, or the reason for the exception; `None` in older entries.
    #[serde(default)]
    pub evidence: Option<String>,
}

impl RequirementAnswered {
    /// What an entry of the journal says was answered.
    pub fn of_entry(act: &str, data: &serde_json::Value) -> Option<Self> {
        if act == Act::AnswerRequirement.name() { Self::deserialize(data).ok() } else { None }
    }
}

/// The steps that were taken.
pub mod step {
    use super::*;

    /// One party's move from one stage to another. Nothing of it changes but a wrong day.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement_step")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The agreement.
        pub agreement_id: Uuid,
        /// The party that moves.
        pub party_id: Uuid,
        /// The party whose act it was; `None` where all acted together, or the registry did.
        pub by_party_id: Option<Uuid>,
        /// What was done.
        pub act: AgreementAct,
        /// The stage that was left.
        pub from_stage: Stage,
        /// The stage that was reached.
        pub to_stage: Stage,
        /// What the authority decided, where it decided.
        pub outcome: Option<Outcome>,
        /// When it happened.
        pub on_day: Date,
        /// What all parties did together has one of these.
        pub taken_id: Option<Uuid>,
        /// The note, for the party and its keeper to read.
        pub note: Option<String>,
        /// When it was recorded, in UTC.
        pub recorded_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The documents on which steps rest.
pub mod step_paper {
    use super::*;

    /// One document on which a step rests, of whichever parties took it together.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement_step_paper")]
    pub struct Model {
        /// What the parties did together.
        #[sea_orm(primary_key, auto_increment = false)]
        pub taken_id: Uuid,
        /// The document.
        #[sea_orm(primary_key, auto_increment = false)]
        pub document_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The answers to the nine requirements.
pub mod requirement_check {
    use super::*;

    /// One answer.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "requirement_check")]
    pub struct Model {
        /// The agreement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: Uuid,
        /// The requirement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub requirement: Requirement,
        /// Whether it is met.
        pub met: bool,
        /// The evidence, or the reason for an exception.
        pub evidence: String,
        /// The authority that made an exception, where one did: it is not met then, and need not be.
        pub excepted_by: Option<String>,
        /// The rule under which it did.
        pub excepted_under: Option<String>,
        /// When it was answered, in UTC.
        pub answered_at: DateTimeUtc,
    }

    impl Model {
        /// The exception that an authority made.
        pub fn exception(&self) -> Option<Exception> {
            Some(Exception { by: self.excepted_by.clone()?, under: self.excepted_under.clone() })
        }

        /// What was said.
        pub fn answered(&self) -> Answered {
            self.exception().map_or_else(|| self.met.into(), Answered::Excepted)
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}
