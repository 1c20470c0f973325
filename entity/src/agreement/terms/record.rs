//! The table of the parties' own copies of the terms.

use super::rule::Terms;
use sea_orm::entity::prelude::*;

/// Copies of terms.
pub mod terms_copy {
    use super::*;

    /// The terms of one agreement according to one party's copy.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "terms_copy")]
    pub struct Model {
        /// The agreement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: Uuid,
        /// The party.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// Its copy.
        #[sea_orm(column_type = "JsonBinary")]
        pub terms: Terms,
        /// When it stated them, in UTC.
        pub stated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
