//! The tables of partnerships and claims.

use crate::{date::PartialDate, source::Rank};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// The class of a relation or an agreement, comparable across countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Class {
    /// Sister city, twin town, *kota kembar*: formal, for many fields.
    Sister,
    /// Friendship: limited in time or to named projects.
    Friendship,
    /// Project partnership: limited in time and topic.
    Project,
    /// Contact: without any document.
    Contact,
}

/// How well a partnership is confirmed. It is computed from claims and agreements, never entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verification {
    /// Someone says so.
    Claimed,
    /// One member says so.
    ConfirmedByOne,
    /// Every member says so.
    ConfirmedByAll,
    /// Someone says that it is not so.
    Disputed,
}

/// What sources say of a partnership beside that it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Fact {
    /// Since when.
    Since,
    /// Until when.
    Until,
}

/// What a claim says of a partnership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stance {
    /// It exists.
    Affirms,
    /// It does not exist.
    Denies,
}

/// Partnerships.
pub mod partnership {
    use super::*;

    /// A relation between two or more parties. It has no legal force of its own: agreements give it that.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partnership")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// What kind of relation.
        pub class: Class,
        /// Its members' identifiers in order, which say whether two partnerships have the same ones.
        pub member_key: String,
        /// Since when, as far as is known.
        pub since: Option<PartialDate>,
        /// Until when, where it has ended.
        pub until: Option<PartialDate>,
        /// How well it is confirmed.
        pub verification: Verification,
        /// Whether anybody says that it exists, or an agreement does. One that is only denied counts nowhere.
        pub claimed: bool,
        /// Rises with every change.
        pub revision: i32,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Members.
pub mod member {
    use super::*;

    /// One party of one partnership.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partnership_member")]
    pub struct Model {
        /// The partnership.
        #[sea_orm(primary_key, auto_increment = false)]
        pub partnership_id: Uuid,
        /// The member.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// Its place among the members as first stated.
        pub ordinal: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Claims.
pub mod claim {
    use super::*;

    /// Someone's statement about a partnership. A source says one thing about a partnership at a time.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "claim")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The partnership that it is about.
        pub partnership_id: Uuid,
        /// What it says.
        pub stance: Stance,
        /// The member that says so; `None` for a third party.
        pub stated_by: Option<Uuid>,
        /// How much its word counts.
        pub rank: Rank,
        /// The source.
        pub source: String,
        /// The date to which the source refers.
        pub as_of: Date,
        /// The place in the source.
        pub reference: Option<String>,
        /// Since when, according to the source.
        pub since: Option<PartialDate>,
        /// Until when, according to the source.
        pub until: Option<PartialDate>,
        /// The date of the edition of the source that names the partnership no longer.
        pub unlisted_on: Option<Date>,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What agreements say of partnerships.
pub mod backing {
    use super::*;

    /// What one agreement of its members says of a partnership, as far as everyone may know of the agreement.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partnership_backing")]
    pub struct Model {
        /// The agreement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: Uuid,
        /// The partnership.
        pub partnership_id: Uuid,
        /// When the agreement was concluded.
        pub since: Option<PartialDate>,
        /// Its last day, where it is over.
        pub until: Option<PartialDate>,
        /// Whether it is in force.
        pub in_force: bool,
        /// The members that stand by it.
        pub signed: Parties,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A list of parties in one column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Parties(pub Vec<Uuid>);
