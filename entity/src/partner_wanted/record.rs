//! The tables of the board.

use crate::{agreement::record::Field, exchange::record::Method};
use sea_orm::entity::prelude::*;

/// Postings on the board.
pub mod partner_wanted {
    use super::*;

    /// One posting: a region is looking for partners.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partner_wanted")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The region or institution that is looking for partners.
        pub party_id: Uuid,
        /// What it says in English.
        pub text_en: Option<String>,
        /// What it says in Indonesian.
        pub text_id: Option<String>,
        /// Whom to contact: an address or an office.
        pub contact: String,
        /// The day on which it was posted, in Jakarta.
        pub posted_on: Date,
        /// The last day on which it is open; `None` for no end.
        pub open_until: Option<Date>,
        /// The day on which it was closed.
        pub closed_on: Option<Date>,
        /// Rises with every change.
        pub revision: i32,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The countries from which partners are wanted.
pub mod country_wanted {
    use super::*;

    /// One country of one posting; a posting without any is for all.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partner_wanted_country")]
    pub struct Model {
        /// The posting.
        #[sea_orm(primary_key, auto_increment = false)]
        pub posting_id: Uuid,
        /// The two-letter code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub country_code: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The fields in which partners are wanted.
pub mod field_wanted {
    use super::*;

    /// One field of one posting.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partner_wanted_field")]
    pub struct Model {
        /// The posting.
        #[sea_orm(primary_key, auto_increment = false)]
        pub posting_id: Uuid,
        /// The field.
        #[sea_orm(primary_key, auto_increment = false)]
        pub field: Field,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The methods of exchange that are wanted.
pub mod method_wanted {
    use super::*;

    /// One method of one posting.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partner_wanted_method")]
    pub struct Model {
        /// The posting.
        #[sea_orm(primary_key, auto_increment = false)]
        pub posting_id: Uuid,
        /// The method.
        #[sea_orm(primary_key, auto_increment = false)]
        pub method: Method,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
