//! The tables around documents: signatures, citations, files. The documents themselves are in `agreement::record`.

use sea_orm::entity::prelude::*;

/// Signatures under documents.
pub mod signature {
    use super::*;

    /// One party's signature under one document.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document_signature")]
    pub struct Model {
        /// The document.
        #[sea_orm(primary_key, auto_increment = false)]
        pub document_id: Uuid,
        /// The party.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// Who signed.
        pub name: String,
        /// In which office, such as *wali kota*.
        pub title: Option<String>,
        /// When.
        pub signed_on: Option<Date>,
        /// When the party itself recorded or confirmed it, in UTC.
        pub attested_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Citations among documents.
pub mod citation {
    use super::*;

    /// One document that cites another.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document_citation")]
    pub struct Model {
        /// The document.
        #[sea_orm(primary_key, auto_increment = false)]
        pub document_id: Uuid,
        /// The document that it cites.
        #[sea_orm(primary_key, auto_increment = false)]
        pub cited_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Files. Their content is kept outside the database, under its hash.
pub mod blob {
    use super::*;

    /// One file.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "blob")]
    pub struct Model {
        /// The SHA-256 of its content, in hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub sha256: String,
        /// Its length in bytes.
        pub size: i64,
        /// Its media type (RFC 6838), as detected from its content.
        pub media_type: String,
        /// When it came, in UTC.
        pub created_at: DateTimeUtc,
        /// The arrival under which its content is in the store; `None` if it dates from before arrivals were noted.
        pub arrival_id: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
