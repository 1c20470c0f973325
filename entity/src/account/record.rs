//! The tables of accounts.

use crate::{policy::Role, text::Language};
use sea_orm::entity::prelude::*;

/// How a session's token travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Carrier {
    /// In a cookie that a browser keeps.
    Cookie,
    /// In the `Authorization` header of a tool.
    Token,
}

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// To create the first administrator of a new registry.
    SetUp,
    /// To choose a password.
    SetPassword,
}

/// People.
pub mod person {
    use super::*;

    /// A person with an account.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The address for mail, as it was given.
        pub email: String,
        /// The address by which they are recognised: in lower case.
        pub email_key: String,
        /// Their name.
        pub name: String,
        /// The language of their mail: `id` or `en`.
        pub language: String,
        /// The IANA time zone used for them.
        pub time_zone: String,
        /// The password's Argon2id hash, as a PHC string; `None` until they have chosen one.
        pub password_hash: Option<String>,
        /// Since when the account is closed, in UTC.
        pub disabled_at: Option<DateTimeUtc>,
        /// When a mail server said that nobody is at the address, in UTC: nothing is sent there since.
        pub mail_refused_at: Option<DateTimeUtc>,
        /// What it said.
        pub mail_refusal: Option<String>,
        /// When it was opened, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl Model {
        /// The language of their mail.
        pub fn language(&self) -> Language {
            Language::parse(&self.language).unwrap_or(Language::Id)
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The roles of people.
pub mod membership {
    use super::*;

    /// One role of one person.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "membership")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The person.
        pub person_id: Uuid,
        /// The region or organisation; `None` for the whole registry.
        pub party_id: Option<Uuid>,
        /// The role.
        pub role: Role,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Sessions.
pub mod session {
    use super::*;

    /// A person who has signed in somewhere.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        /// The identifier, which is no secret.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// SHA-256 of the token.
        pub token_hash: Vec<u8>,
        /// Who.
        pub person_id: Uuid,
        /// How the token travels.
        pub carrier: Carrier,
        /// When they signed in, in UTC.
        pub created_at: DateTimeUtc,
        /// When the session was last used, to the minute, in UTC.
        pub last_seen_at: DateTimeUtc,
        /// When it ends at the latest, in UTC.
        pub expires_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// API clients.
pub mod client {
    use super::*;

    /// The software of a partner, which has a key.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_client")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Its name.
        pub name: String,
        /// The region or organisation for which it acts; `None` for the whole registry.
        pub party_id: Option<Uuid>,
        /// Its role there.
        pub role: Role,
        /// What its key allows, as words separated by spaces; see [`Model::scopes`].
        ///
        /// [`Model::scopes`]: Model::scopes
        pub scopes: String,
        /// The beginning of its key, to tell keys apart.
        pub key_prefix: String,
        /// SHA-256 of the key.
        pub key_hash: Vec<u8>,
        /// SHA-256 of the key it had before.
        pub previous_key_hash: Option<Vec<u8>>,
        /// Until when that one stays valid, in UTC.
        pub previous_key_until: Option<DateTimeUtc>,
        /// Until when the client is let in, in UTC.
        pub expires_at: Option<DateTimeUtc>,
        /// When a key of it was last used, to the minute, in UTC.
        pub last_used_at: Option<DateTimeUtc>,
        /// When it was revoked, in UTC.
        pub revoked_at: Option<DateTimeUtc>,
        /// When it was created, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Attempts to sign in that have not succeeded.
pub mod attempt {
    use super::*;

    /// One attempt, noted before the password is checked and forgotten when one succeeds from the same place. Accounts
    /// and addresses are kept only as keyed hashes.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_failure")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The e-mail address that was tried, whether there is such an account or not.
        pub account_key: Vec<u8>,
        /// The address it came from.
        pub address_key: Option<Vec<u8>>,
        /// The network to which that belongs.
        pub network_key: Option<Vec<u8>>,
        /// The browser, where the account knows it. Then none of the others count it.
        pub device_key: Option<Vec<u8>>,
        /// When, in UTC.
        pub at: DateTimeUtc,
        /// Until when, in UTC, the caller was told to wait; the password was not checked then.
        pub told_to_wait_until: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Browsers in which people have signed in.
pub mod device {
    use super::*;

    /// A browser that knows a person.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_device")]
    pub struct Model {
        /// SHA-256 of the token that it keeps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        /// Who has signed in there.
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        /// When they last did, in UTC.
        pub used_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One-time links.
pub mod link {
    use super::*;

    /// A link that works once; its row is deleted when it is used.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "one_time_token")]
    pub struct Model {
        /// SHA-256 of the token in the link.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        /// What it is for.
        pub purpose: Purpose,
        /// The person it is for; `None` if it sets up the registry.
        pub person_id: Option<Uuid>,
        /// Until when, in UTC.
        pub expires_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
