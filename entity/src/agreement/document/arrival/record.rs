//! The table of files being uploaded.

use sea_orm::entity::prelude::*;

/// Arrivals of files. A row is there before any content is stored, and stays for a day, or until what was stored is gone.
pub mod arrival {
    use super::*;

    /// One file being uploaded.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "file_arrival")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The party that sends it; `None` for the staff of the whole registry.
        pub party_id: Option<Uuid>,
        /// Its length in bytes: as announced and, once its content is known, as it is.
        pub bytes: i64,
        /// The hash of its content from when that may be in the store under this arrival.
        pub sha256: Option<String>,
        /// Whether no document can have it from now on, so that what is stored can be deleted.
        pub given_up: bool,
        /// When it began, in UTC.
        pub begun_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
