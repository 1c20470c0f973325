//! The journal's tables.

use crate::subject::SubjectKind;
use sea_orm::entity::prelude::*;

/// What an act did to its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeKind {
    /// Created.
    Created,
    /// Changed.
    Changed,
    /// Removed; its identifier is never used again.
    Removed,
}

/// Who may learn of an entry: the widest audience of its subject before and after the act. It never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Audience {
    /// Everyone.
    Public,
    /// The parties named with the entry.
    Parties,
    /// The keepers of the registry.
    Internal,
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActorKind {
    /// A person who signed in.
    Person,
    /// An API client.
    Client,
    /// The registry itself, or its operator at the command line.
    System,
}

/// One entry of the journal.
pub mod journal {
    use super::*;

    /// One entry of the journal.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal")]
    pub struct Model {
        /// Its place in the order of commits, without gaps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// The identifier from which callers resume reading; it does not reveal how many entries are hidden.
        pub id: Uuid,
        /// When, in UTC.
        pub at: DateTimeUtc,
        /// Who acted: what kind.
        pub actor_kind: ActorKind,
        /// Who acted: which.
        pub actor_id: Option<Uuid>,
        /// The act's name.
        pub act: String,
        /// What kind of record it is about.
        pub subject_kind: SubjectKind,
        /// Which record it is about.
        pub subject_id: Uuid,
        /// What it did to the record.
        pub change: ChangeKind,
        /// Who may learn of it.
        pub audience: Audience,
        /// What was said: the fields the act set.
        pub data: Json,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The parties that may learn of an entry.
pub mod audience {
    use super::*;

    /// One party that may learn of one entry.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_audience")]
    pub struct Model {
        /// The entry.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// The party.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
