//! The tables of deputies, of tasks that were taken, and of those that are put off.

use sea_orm::entity::prelude::*;

/// Deputies.
pub mod deputy {
    use super::*;

    /// One person stands in for another in the work of a party, from day to day (*pelaksana harian*).
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "deputy")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The party in whose work.
        pub party_id: Uuid,
        /// Who is away.
        pub person_id: Uuid,
        /// Who stands in.
        pub deputy_id: Uuid,
        /// The first day.
        pub starts_on: Date,
        /// The last day.
        pub ends_on: Date,
        /// When this was said, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Tasks that somebody has taken.
pub mod hold {
    use super::*;

    /// A person does, for a party, what is due. It ends with the deadline.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "task_hold")]
    pub struct Model {
        /// What is due.
        #[sea_orm(primary_key, auto_increment = false)]
        pub deadline_id: Uuid,
        /// For which party.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// Who does it.
        pub person_id: Uuid,
        /// When they took it, in UTC.
        pub taken_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Tasks that are put off.
pub mod snooze {
    use super::*;

    /// A person does not want to see a task before a day. Its due date stays, and everyone else sees it.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "task_snooze")]
    pub struct Model {
        /// What is due.
        #[sea_orm(primary_key, auto_increment = false)]
        pub deadline_id: Uuid,
        /// Who does not want to see it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        /// The day on which it is seen again.
        pub until_day: Date,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
