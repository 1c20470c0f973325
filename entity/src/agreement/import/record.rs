//! What a row of such a file holds.

use serde::{Deserialize, Serialize};

/// One dated step of two regions towards an agreement, as the file has it: cells are text, and empty where the file has
/// no such column or says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AgreementRow {
    /// The line on which the row begins; the header is line 1.
    pub line: u64,
    /// `id_region`: the name of the first region, of Indonesia where it has one.
    pub id_region: String,
    /// `kemendagri_code`: its code, in the scheme `region_scheme`.
    pub kemendagri_code: String,
    /// `region_scheme`: who gives that code; `kemendagri` when empty.
    pub region_scheme: String,
    /// `partner`: the name of the other region; `A / B` where both are foreign.
    pub partner: String,
    /// `partner_country`: its two-letter country code; `JP-US` where both are foreign.
    pub partner_country: String,
    /// `partner_scheme`: who gives the code in `partner_code`, such as `wikidata`.
    pub partner_scheme: String,
    /// `partner_code`: its code; `a / b` where both are foreign.
    pub partner_code: String,
    /// `place_region`: the first region as somebody has decided, by scheme and code, address or identifier.
    pub place_region: String,
    /// `place_partner`: the other region as somebody has decided.
    pub place_partner: String,
    /// `scheme`: the scheme of the agreement, such as `KSDPL_OTHER`; the strictest that is open to the two when empty.
    pub scheme: String,
    /// `step`: `LoI`, `MoU`, `amendment`, `renewal`, `start` or `friendship`.
    pub step: String,
    /// `date`: the date of the step, to the day, the month or the year.
    pub date: String,
    /// `note`: a remark.
    pub note: String,
    /// `source`: where that comes from; `same` is the source of the row above.
    pub source: String,
}
