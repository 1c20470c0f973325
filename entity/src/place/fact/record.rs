//! The table of what sources state of places.

use crate::{date::PartialDate, source::Rank};
use sea_orm::entity::prelude::*;

/// What is stated of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FactKind {
    /// Where it is: degrees north and east.
    Coordinates,
    /// How many inhabitants it has.
    Population,
    /// Its area in square kilometres.
    Area,
}

/// What sources state.
pub mod fact {
    use super::*;

    /// What one source states of one place. A source says one thing at a time.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "party_fact")]
    pub struct Model {
        /// The place.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// What is stated.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: FactKind,
        /// The source.
        #[sea_orm(primary_key, auto_increment = false)]
        pub source: String,
        /// The number, or two numbers for a point, with a decimal point.
        pub value: String,
        /// When inhabitants were counted.
        pub counted_on: Option<PartialDate>,
        /// How much the word of the source counts.
        pub rank: Rank,
        /// The date to which the source refers.
        pub as_of: Date,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
