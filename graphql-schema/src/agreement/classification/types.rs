//! Dimensions of a smart city, as partners see them.

use async_graphql::Enum;
use entity::agreement::classification::record;

/// One of the six dimensions of a smart city (enam dimensi kota cerdas).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::SmartDimension")]
pub(crate) enum SmartDimension {
    /// Smart governance (tata kelola pemerintahan).
    Governance,
    /// Smart branding (citra daerah).
    Branding,
    /// Smart economy (perekonomian).
    Economy,
    /// Smart living (taraf hidup).
    Living,
    /// Smart society (kemasyarakatan).
    Society,
    /// Smart environment (lingkungan).
    Environment,
}
