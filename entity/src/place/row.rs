//! One row of a file of regions: what it may say, and what is wrong with it by itself.

use super::{
    reason,
    record::Kind,
    rule::{CITY_RADIUS_KM, EARTH_KM2, POPULATIONS, kind_of_code, split_kind},
};
use crate::{
    date::PartialDate,
    place::record::KEMENDAGRI,
    report::{How, is_plain},
    text::{LocalText, fold},
};
use std::{borrow::Cow, collections::HashSet};
use uuid::Uuid;

/// The longest name, in characters.
pub const MOST_NAME: usize = 200;
/// The longest code, in characters.
pub const MOST_CODE: usize = 100;
/// How many other names a row may have.
pub const MOST_ALIASES: usize = 100;
/// The scheme of Wikidata's identifiers.
pub const WIKIDATA: &str = "wikidata";

/// What stands before an identifier that was copied from Wikidata.
const BEFORE_WIKIDATA_ID: [&str; 8] =
    ["https://", "http://", "www.", "m.", "wikidata.org/wiki/", "wikidata.org/entity/", "wikidata:", "wd:"];

/// An identifier of Wikidata as people copy it (an address, small letters) in its own form, `Q10389`. What is none stays
/// as it is.
pub fn wikidata_id(text: &str) -> String {
    let id = text.trim().to_ascii_lowercase();
    let id = BEFORE_WIKIDATA_ID.iter().fold(id.as_str(), |rest, before| rest.strip_prefix(before).unwrap_or(rest));
    let id = id.to_ascii_uppercase();
    if is_wikidata_id(&id) { id } else { text.to_owned() }
}

pub(crate) fn is_wikidata_id(text: &str) -> bool {
    let digits = text.strip_prefix('Q').unwrap_or_default();
    digits.starts_with(|first: char| matches!(first, '1'..='9')) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// How a cell names one party: by its identifier, by a code with its scheme (`kemendagri:32.73`, or a Wikidata identifier
/// alone), or by the last part of its address (`id-kota-bandung`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Naming<'a> {
    /// By its identifier.
    Id(Uuid),
    /// By a code: scheme and value.
    Code(Cow<'a, str>, String),
    /// By the last part of its address.
    Slug(&'a str),
}

impl<'a> Naming<'a> {
    /// How a cell names a party.
    pub(crate) fn read(cell: &'a str) -> Self {
        let cell = cell.trim();
        if let Ok(id) = Uuid::parse_str(cell) {
            return Self::Id(id);
        }
        if is_wikidata_id(&wikidata_id(cell)) {
            return Self::Code(WIKIDATA.into(), wikidata_id(cell));
        }
        match cell.split_once(':').map(|(scheme, value)| (in_small_letters(scheme.trim()), value.trim())) {
            Some((scheme, value)) if scheme == WIKIDATA => Self::Code(scheme, wikidata_id(value)),
            Some((scheme, value)) => Self::Code(scheme, value.to_owned()),
            None => Self::Slug(cell),
        }
    }

    /// How it was found out which place a cell means that names it so.
    pub(crate) fn how(&self) -> How {
        match self {
            Self::Id(_) | Self::Slug(_) => How::Address,
            Self::Code(scheme, value) => How::Code(scheme.clone().into_owned(), value.clone()),
        }
    }
}

/// A scheme as it is kept: in small letters.
fn in_small_letters(scheme: &str) -> Cow<'_, str> {
    let has_capitals = scheme.bytes().any(|byte| byte.is_ascii_uppercase());
    if has_capitals { Cow::Owned(scheme.to_ascii_lowercase()) } else { Cow::Borrowed(scheme) }
}

/// Whether a cell says that its row means a place that the registry does not know.
pub(crate) fn means_new(cell: &str) -> bool {
    ["new", "baru"].contains(&cell.trim().to_lowercase().as_str())
}

/// A region as a file describes it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegionRow {
    /// The line on which the row begins.
    pub line: u64,
    /// Its code in the scheme of the file; may be empty where somebody has chosen the place.
    pub code: String,
    /// Its name; for Indonesia "Kota" or "Kabupaten" before it tells its kind.
    pub name: String,
    /// Its name without its kind, if the file gives it.
    pub short_name: Option<String>,
    /// Its country: its code of two letters in ISO 3166-1.
    pub country: String,
    /// What kind of region, if the file says so.
    pub kind: Option<Kind>,
    /// The code, in the same scheme, of the region it belongs to.
    pub parent: Option<String>,
    /// Whether it governs itself, if the file says so.
    pub autonomous: Option<bool>,
    /// Degrees north and east (WGS 84).
    pub point: Option<(f64, f64)>,
    /// Number of inhabitants.
    pub population: Option<i64>,
    /// When they were counted.
    pub population_as_of: Option<PartialDate>,
    /// Area in square kilometres.
    pub area_km2: Option<f64>,
    /// Its identifier in Wikidata.
    pub wikidata: Option<String>,
    /// Its code of the Indonesian ministry, in a file of another scheme.
    pub kemendagri: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The place that it means, as somebody has decided: by scheme and code, address or identifier; `new` for one that is
    /// not there yet.
    pub place: Option<String>,
    /// How far apart the places are that the file has put into this row, in kilometres.
    pub spread_km: Option<f64>,
}

impl RegionRow {
    /// Its codes in schemes other than that of the file.
    pub(crate) fn further_codes(&self, scheme: &str) -> Vec<(&'static str, &str)> {
        [(WIKIDATA, &self.wikidata), (KEMENDAGRI, &self.kemendagri)]
            .into_iter()
            .filter(|(further, _)| *further != scheme)
            .filter_map(|(further, code)| Some((further, code.as_deref()?)))
            .collect()
    }

    /// Its code of the Indonesian ministry, in a file of this scheme.
    fn code_of_ministry(&self, scheme: &str) -> Option<&str> {
        let own = (scheme == KEMENDAGRI).then_some(self.code.as_str()).filter(|code| !code.is_empty());
        own.or(self.kemendagri.as_deref())
    }

    /// What kind of region, if the file or its code of the ministry says so.
    pub(crate) fn told_kind(&self, scheme: &str) -> Option<Kind> {
        self.kind.or_else(|| self.code_of_ministry(scheme).and_then(kind_of_code))
    }

    /// What is wrong with the row by itself, in a file of this scheme.
    pub(crate) fn fault(&self, scheme: &str, countries: &HashSet<String>) -> Option<LocalText> {
        let fault = self.fault_in_texts().or_else(|| self.fault_in_codes(scheme)).or_else(|| self.fault_in_numbers());
        fault.or_else(|| {
            if !countries.contains(&self.country) {
                return Some(reason::no_country(&self.country));
            }
            self.describes_several()
        })
    }

    fn fault_in_texts(&self) -> Option<LocalText> {
        let optional = [&self.short_name, &self.parent, &self.wikidata, &self.kemendagri, &self.place];
        let texts = || [&self.code, &self.name].into_iter().chain(optional.into_iter().flatten()).chain(&self.aliases);
        let is_chosen = self.place.as_deref().is_some_and(|cell| !means_new(cell));
        if self.code.trim().is_empty() && !is_chosen {
            return Some(LocalText::both("kode kosong", "the code is empty"));
        }
        if fold(&self.name).is_empty() {
            return Some(LocalText::both("nama kosong", "the name is empty"));
        }
        if !texts().all(|text| is_plain(text)) {
            return Some(LocalText::both("teks memuat karakter kendali", "a text holds control characters"));
        }
        let names = [&self.name].into_iter().chain(&self.short_name).chain(&self.aliases);
        if names.into_iter().any(|name| name.chars().count() > MOST_NAME) {
            return Some(LocalText::both(
                format!("nama lebih panjang dari {MOST_NAME} karakter"),
                format!("a name is longer than {MOST_NAME} characters"),
            ));
        }
        if texts().take(2 + optional.len()).any(|text| text.chars().count() > MOST_NAME)
            || self.code.chars().count() > MOST_CODE
        {
            return Some(LocalText::both(
                format!("kode lebih panjang dari {MOST_CODE} karakter"),
                format!("a code is longer than {MOST_CODE} characters"),
            ));
        }
        if self.aliases.len() > MOST_ALIASES {
            return Some(LocalText::both(
                format!("lebih dari {MOST_ALIASES} nama lain"),
                format!("more than {MOST_ALIASES} other names"),
            ));
        }
        if self.wikidata.as_deref().is_some_and(|id| !is_wikidata_id(id)) {
            return Some(LocalText::both(
                "nomor Wikidata harus berbentuk Q123",
                "a Wikidata identifier is of the form Q123",
            ));
        }
        None
    }

    /// Spreadsheet programs take codes for numbers, and write 32.70 as 32.7, or 3273 as 3.273E+03.
    fn fault_in_codes(&self, scheme: &str) -> Option<LocalText> {
        let own = [&self.code].into_iter().chain(&self.parent);
        if let Some(number) = own.clone().find(|code| is_in_powers_of_ten(code)) {
            return Some(reason::code_became_number(number));
        }
        let parent = self.parent.as_deref().filter(|_| scheme == KEMENDAGRI);
        let mut codes = self.code_of_ministry(scheme).into_iter().chain(parent);
        if let Some(code) = codes.find(|code| kind_of_code(code).is_none()) {
            return Some(reason::not_of_ministry(code));
        }
        let code = self.code_of_ministry(scheme)?;
        if self.country != "ID" {
            return Some(reason::ministry_abroad(code, &self.country));
        }
        let by_code = kind_of_code(code).filter(|kind| *kind != Kind::Other)?;
        // Where no column does, the name tells the kind.
        let told = self.kind.or_else(|| split_kind(&self.name).0);
        let told = told.filter(|kind| *kind != by_code && *kind != Kind::Other)?;
        Some(reason::of_another_kind(code, by_code, told))
    }

    fn fault_in_numbers(&self) -> Option<LocalText> {
        if let Some((latitude, longitude)) = self.point
            && !((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
        {
            return Some(LocalText::both(
                format!("koordinat {latitude}, {longitude} di luar rentang"),
                format!("the coordinates {latitude}, {longitude} are out of range"),
            ));
        }
        if self.population.is_some_and(|population| !POPULATIONS.contains(&population)) {
            return Some(LocalText::both("jumlah penduduk di luar rentang", "the population is out of range"));
        }
        let area = self.area_km2.is_none_or(|area| area > 0.0 && area < EARTH_KM2);
        let spread = self.spread_km.is_none_or(|spread| (0.0..=20_100.0).contains(&spread));
        if !area || !spread {
            return Some(LocalText::both("luas atau jarak di luar rentang", "an area or distance is out of range"));
        }
        None
    }

    /// A row whose points lie farther apart than a city reaches stands for several places of one name, unless somebody has chosen
    /// one of them.
    fn describes_several(&self) -> Option<LocalText> {
        if self.place.as_deref().is_some_and(|cell| !means_new(cell)) {
            return None;
        }
        let spread = self.spread_km.filter(|spread| *spread > CITY_RADIUS_KM)?;
        let names: Vec<&str> = std::iter::once(&self.name).chain(&self.aliases).map(String::as_str).collect();
        let names = names.join("; ");
        Some(LocalText::both(
            format!(
                "ambigu: baris ini menggambarkan beberapa tempat yang berjarak hingga {spread} km: {names}. Buatlah satu baris \
                 untuk tiap tempat, dengan kode dan koordinatnya sendiri dan tanpa coord_spread_km, atau sebutkan tempat yang \
                 sudah dikenal di kolom place"
            ),
            format!(
                "ambiguous: this row describes several places up to {spread} km apart: {names}. Make one row for each place, \
                 with a code and coordinates of its own and without coord_spread_km, or name a known place in the column place"
            ),
        ))
    }
}

/// Whether a text is a number as spreadsheet programs shorten it, such as 3.273E+03.
fn is_in_powers_of_ten(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['E', 'e']).is_some_and(|(number, power)| {
        power.strip_prefix('+').is_some_and(digits) && digits(&number.replace([',', '.'], ""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_names_a_party_by_identifier_code_or_address() {
        let code = |scheme: &'static str, value: &str| Naming::Code(scheme.into(), value.to_owned());
        for (cell, naming) in [
            ("kemendagri: 32.73", code("kemendagri", "32.73")),
            ("KEMENDAGRI:32.73", code("kemendagri", "32.73")),
            ("wikidata:q10389", code(WIKIDATA, "Q10389")),
            (" https://www.wikidata.org/wiki/Q10389", code(WIKIDATA, "Q10389")),
            ("Q10389", code(WIKIDATA, "Q10389")),
            (" id-kota-bandung ", Naming::Slug("id-kota-bandung")),
            ("00000000-0000-0000-0000-000000000005", Naming::Id(Uuid::from_u128(5))),
        ] {
            assert_eq!(Naming::read(cell), naming, "{cell}");
        }
        assert!(means_new(" NEW ") && means_new("baru") && !means_new("newport"));
    }

    #[test]
    fn an_identifier_of_wikidata_is_read_as_people_copy_it() {
        for text in [
            "Q10389",
            "q10389",
            " wd:Q10389",
            "http://www.wikidata.org/entity/Q10389",
            "https://www.wikidata.org/wiki/Q10389",
            "https://m.wikidata.org/wiki/Q10389",
        ] {
            assert_eq!(wikidata_id(text), "Q10389", "{text}");
        }
        for text in ["Q0", "Q090", "Q", "10389", "Q12x", "https://example.org/Q12", "L12"] {
            assert_eq!(wikidata_id(text), text);
            assert!(!is_wikidata_id(text), "{text}");
        }
    }
}
