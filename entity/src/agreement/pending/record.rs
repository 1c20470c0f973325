//! The table of acts that wait.

use super::rule::Papers;
use crate::agreement::{correction::rule::StepCorrection, route::record::AgreementAct, terms::rule::Terms};
use sea_orm::entity::prelude::*;

/// Acts that wait for the parties they bind.
pub mod pending_act {
    use super::*;

    /// What one party recorded and the others have yet to confirm: one act for each agreement, the newest.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "pending_act")]
    pub struct Model {
        /// The agreement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: Uuid,
        /// Which act it is; parties that agree note it.
        pub id: Uuid,
        /// What is to be done.
        pub act: AgreementAct,
        /// The party that recorded it.
        pub party_id: Uuid,
        /// When it happened, by its paper.
        pub on_day: Date,
        /// The day that it sets, if any: the first day in force of a signature, the last of an extension.
        pub until_day: Option<Date>,
        /// The papers on which it rests.
        #[sea_orm(column_type = "JsonBinary")]
        pub papers: Papers,
        /// The terms once it has taken effect, where it sets dates or terms.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub terms: Option<Terms>,
        /// The party that it takes in, if it does.
        pub joins_id: Option<Uuid>,
        /// Which step's day it corrects, if it does.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub correction: Option<StepCorrection>,
        /// The note of the party that recorded it.
        pub note: Option<String>,
        /// When it was recorded, in UTC.
        pub recorded_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
