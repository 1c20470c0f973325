//! The tables of diplomatic relations, and of the tiers of regions.

use crate::{date::PartialDate, place::record::Tier};
use sea_orm::entity::prelude::*;

/// Diplomatic relations.
pub mod diplomatic_relation {
    use super::*;

    /// What a source says about the relations of two countries in a period. A later source takes precedence over an
    /// earlier one.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "diplomatic_relation")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The country whose code comes first (two letters).
        pub country_a: String,
        /// The other country.
        pub country_b: String,
        /// Whether there are relations.
        pub exist: bool,
        /// Since when; `None` for always.
        pub since: Option<PartialDate>,
        /// The last day; `None` for until today.
        pub until: Option<PartialDate>,
        /// The source.
        pub source: String,
        /// The date to which the source refers.
        pub as_of: Date,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The tiers of regions.
pub mod party_tier {
    use super::*;

    /// Of which tier a region is since a day, according to a source. What was recorded later takes precedence.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "party_tier")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The region.
        pub party_id: Uuid,
        /// Its tier.
        pub tier: Tier,
        /// Since when; `None` for always.
        pub since: Option<PartialDate>,
        /// The source.
        pub source: String,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
