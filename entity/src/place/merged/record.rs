//! The table of records that went into others.

use sea_orm::entity::prelude::*;

/// Records that went into others.
pub mod merger {
    use super::*;

    /// One record went into another one, which stands for it since.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "party_merger")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The record that stayed.
        pub party_id: Uuid,
        /// The record that went into it.
        pub duplicate_id: Uuid,
        /// The last part of the address that it had.
        pub slug: String,
        /// What it was called.
        pub name: String,
        /// Why the two are one.
        pub reason: String,
        /// The record that went, as it was.
        pub duplicate: Json,
        /// When, in UTC.
        pub merged_at: DateTimeUtc,
        /// When it turned out, in UTC, that the two are not one after all.
        pub undone_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
