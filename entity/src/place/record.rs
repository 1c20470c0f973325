//! The tables of places.

use crate::date::PartialDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The scheme of the ministry's region codes.
pub const KEMENDAGRI: &str = "kemendagri";
/// The language of names in other spellings, which belong to none.
pub(crate) const NO_LANGUAGE: &str = "und";

/// Whether a party is a place or a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Nature {
    /// A region and its government (*daerah*).
    Region,
    /// An institution (*lembaga*).
    Institution,
}

/// What kind of region or institution a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// Province (*provinsi*).
    Province,
    /// Regency (*kabupaten*).
    Regency,
    /// City (*kota*).
    City,
    /// State of a federation.
    State,
    /// Prefecture.
    Prefecture,
    /// County.
    County,
    /// Municipality.
    Municipality,
    /// District.
    District,
    /// A region whose kind its source does not state.
    Other,
    /// International organisation.
    #[sea_orm(string_value = "INTERNATIONAL_ORGANISATION")]
    InternationalOrganisation,
    /// Non-governmental organisation.
    #[sea_orm(string_value = "NGO")]
    #[serde(rename = "NGO")]
    Ngo,
    /// University.
    University,
    /// Network of cities.
    Network,
    /// Company.
    Company,
    /// Ministry or agency of a central government.
    CentralAgency,
    /// Another institution.
    OtherInstitution,
}

impl Kind {
    /// Whether it is a kind of region or of institution.
    pub fn nature(self) -> Nature {
        match self {
            Self::Province
            | Self::Regency
            | Self::City
            | Self::State
            | Self::Prefecture
            | Self::County
            | Self::Municipality
            | Self::District
            | Self::Other => Nature::Region,
            Self::InternationalOrganisation
            | Self::Ngo
            | Self::University
            | Self::Network
            | Self::Company
            | Self::CentralAgency
            | Self::OtherInstitution => Nature::Institution,
        }
    }
}

/// The level of a region's government within its country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Tier {
    /// Directly below the state: provinces, prefectures, states of a federation.
    First,
    /// Below those: regencies and cities.
    Second,
    /// Below those.
    Third,
}

/// The kind of a party's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NameKind {
    /// Its name in that language.
    Official,
    /// Another spelling or a usual name.
    Alternative,
    /// A former name.
    Former,
}

/// Countries.
pub mod country {
    use super::*;

    /// A country of ISO 3166-1, or Kosovo, which has the user-assigned code XK.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "country")]
    pub struct Model {
        /// The two-letter code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        /// The three-letter code.
        pub alpha3: String,
        /// The three-digit code.
        pub numeric_code: Option<String>,
        /// The English name.
        pub name_en: String,
        /// The Indonesian name.
        pub name_id: String,
        /// Whether ISO 3166-1 has it.
        pub iso: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Regions and institutions.
pub mod party {
    use super::*;

    /// A party in the registry: a region with its government, or an institution.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "party")]
    pub struct Model {
        /// The identifier; never used again when the party is gone.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Place or body.
        pub nature: Nature,
        /// What kind.
        pub kind: Kind,
        /// The last part of its address, such as `id-kota-bandung`.
        pub slug: String,
        /// The name used at home, without "Kota" or "Kabupaten".
        pub name: String,
        /// The English name, where it is another: "West Java".
        pub name_en: Option<String>,
        /// The name, folded, for ordering.
        pub sort_key: String,
        /// The country; `None` for an international organisation.
        pub country_code: Option<String>,
        /// The region it belongs to.
        pub parent_id: Option<Uuid>,
        /// The level of its government.
        pub tier: Option<Tier>,
        /// Whether it governs itself and so can be party to an agreement.
        pub autonomous: bool,
        /// Degrees north.
        pub latitude: Option<f64>,
        /// Degrees east.
        pub longitude: Option<f64>,
        /// The IANA time zone in which its office works.
        pub time_zone: Option<String>,
        /// Number of inhabitants.
        pub population: Option<i64>,
        /// When they were counted.
        pub population_as_of: Option<PartialDate>,
        /// Area in square kilometres.
        pub area_km2: Option<f64>,
        /// Its web site.
        pub website: Option<String>,
        /// The day on which it ceased to exist.
        pub dissolved_on: Option<PartialDate>,
        /// The source of the record.
        pub source: String,
        /// The date to which the source refers.
        pub as_of: Date,
        /// How many partnerships it has.
        pub ties: i32,
        /// The organisation that entered it and may mend it, beside its own people.
        pub keeper_id: Option<Uuid>,
        /// Since when, in UTC, it waits for those who keep the registry to confirm that it is a party of its own; `None` once they
        /// have, or where they entered it.
        pub unconfirmed_since: Option<DateTimeUtc>,
        /// Rises with every change.
        pub revision: i32,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Names besides the main one.
pub mod name {
    use super::*;

    /// A name of a party in a language, another spelling, or a former name.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "party_name")]
    pub struct Model {
        /// The party.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// Two-letter language code; `und` where the source does not say.
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        /// The name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        /// What kind of name.
        pub kind: NameKind,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Codes of several schemes.
pub mod code {
    use super::*;

    /// A code of a party in one scheme: `kemendagri` 32.73, `wikidata` Q10389, or the numbering of an imported file.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "party_code")]
    pub struct Model {
        /// Who gives such codes.
        #[sea_orm(primary_key, auto_increment = false)]
        pub scheme: String,
        /// The code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
        /// Whose it is, or was.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// Since when.
        pub valid_from: Option<PartialDate>,
        /// Until when; that day is the first on which it is no longer valid.
        pub valid_until: Option<PartialDate>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How regions were divided or merged.
pub mod succession {
    use super::*;

    /// One region took over from another, wholly or in part.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "party_succession")]
    pub struct Model {
        /// The older region.
        #[sea_orm(primary_key, auto_increment = false)]
        pub predecessor_id: Uuid,
        /// The newer region.
        #[sea_orm(primary_key, auto_increment = false)]
        pub successor_id: Uuid,
        /// When.
        pub happened_on: PartialDate,
        /// The law by which it happened.
        pub law: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
