//! The table of what mergers moved.

use sea_orm::entity::prelude::*;

/// What a merger did with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RowChange {
    /// It was added to the record that stayed.
    Added,
    /// It was changed.
    Changed,
    /// It went into another row, which says the same.
    Absorbed,
    /// It names the record that stayed in place of the one that went.
    Moved,
}

/// The rows that mergers touched, so that they can be undone.
pub mod merger_row {
    use super::*;

    /// What one merger did with one row.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "party_merger_row")]
    pub struct Model {
        /// The merger.
        #[sea_orm(primary_key, auto_increment = false)]
        pub merger_id: Uuid,
        /// Its place in the order in which this was done.
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i32,
        /// What was done.
        pub change: RowChange,
        /// The table.
        pub table_name: String,
        /// The column that names a party, of a row that was moved.
        pub column_name: Option<String>,
        /// The row: its key where it was moved; as it was; or as it was and as it became.
        pub contents: Json,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
