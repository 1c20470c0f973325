//! The table of confirmation campaigns.

use sea_orm::entity::prelude::*;

/// Confirmation campaigns.
pub mod confirmation_campaign {
    use super::*;

    /// One campaign: every party is asked to confirm its agreements.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "confirmation_campaign")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// When it was opened.
        pub opened_on: Date,
        /// The day by which parties are asked to confirm.
        pub due_on: Date,
        /// When it was called off: it then counts as if it had never been opened.
        pub called_off_on: Option<Date>,
        /// When it was opened, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
