//! The table of dimensions.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One of the six dimensions of a smart city (*enam dimensi kota cerdas*), as the movement *Gerakan Menuju Smart City* has
/// them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SmartDimension {
    /// Smart governance (*tata kelola pemerintahan*).
    Governance,
    /// Smart branding (*citra daerah*).
    Branding,
    /// Smart economy (*perekonomian*).
    Economy,
    /// Smart living (*taraf hidup*).
    Living,
    /// Smart society (*kemasyarakatan*).
    Society,
    /// Smart environment (*lingkungan*).
    Environment,
}

/// The dimensions of agreements.
pub mod agreement_dimension {
    use super::*;

    /// One dimension of one agreement.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement_dimension")]
    pub struct Model {
        /// The agreement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: Uuid,
        /// The dimension.
        #[sea_orm(primary_key, auto_increment = false)]
        pub dimension: SmartDimension,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
