//! Dimensions of a smart city, as partners see them.

use crate::enums::remote_enum;
use entity::agreement::classification::record;

remote_enum! {
    /// One of the six dimensions of a smart city (enam dimensi kota cerdas).
    SmartDimension = "record::SmartDimension" {
        Governance: "Smart governance (tata kelola pemerintahan).",
        Branding: "Smart branding (citra daerah).",
        Economy: "Smart economy (perekonomian).",
        Living: "Smart living (taraf hidup).",
        Society: "Smart society (kemasyarakatan).",
        Environment: "Smart environment (lingkungan).",
    }
}
