//! What may be said of a region or an institution, and when two of them look like one.

use crate::{
    Error, Reason,
    date::PartialDate,
    place::{
        record::{KEMENDAGRI, Kind, NameKind, Nature, party},
        row::{MOST_ALIASES, MOST_CODE, MOST_NAME, WIKIDATA, is_wikidata_id, wikidata_id},
        rule,
    },
    refusal::Refusals,
    text,
    zone::zone,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The longest source and the longest address of a web site, in characters.
pub(crate) const LONGEST_SOURCE: usize = 2_000;
/// How many codes one act records.
const MOST_CODES: usize = 20;

/// A further name, in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherName {
    /// Two-letter code of the language; `und` where it is not known.
    pub language: String,
    /// The name.
    pub name: String,
    /// What kind of name.
    pub kind: NameKind,
}

/// What somebody says of a region or an institution. What is not said stays as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The name used at home.
    pub name: Option<String>,
    /// The English name, where it is another.
    pub name_en: Option<String>,
    /// What kind.
    pub kind: Option<Kind>,
    /// The country (two-letter code).
    pub country: Option<String>,
    /// The region in which it lies.
    pub parent: Option<Uuid>,
    /// Further names.
    pub names: Vec<OtherName>,
    /// Codes: scheme and value.
    pub codes: Vec<(String, String)>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
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
    /// The source of all this.
    pub source: String,
    /// The date to which the source refers.
    pub as_of: NaiveDate,
    /// Why it is none of those that look like it.
    pub told_apart_by: Option<String>,
}

impl Facts {
    /// The same, with every text as it is kept; refused is what cannot be so by itself.
    pub(super) fn checked(&self, today: NaiveDate, refused: &mut Refusals) -> Self {
        let source = refused.line("source", Some(&self.source), LONGEST_SOURCE);
        refused.unless(source.is_some(), "source", Reason::Required);
        refused.happened("asOf", Some(self.as_of), today);
        refused.happened("populationAsOf", self.population_as_of.map(PartialDate::earliest), today);
        let facts = Self {
            name: refused.line("name", self.name.as_deref(), MOST_NAME),
            name_en: refused.line("nameEn", self.name_en.as_deref(), MOST_NAME),
            names: self.checked_names(refused),
            codes: self.checked_codes(refused),
            website: refused.line("website", self.website.as_deref(), LONGEST_SOURCE),
            told_apart_by: refused.line("otherThanReason", self.told_apart_by.as_deref(), LONGEST_SOURCE),
            source: source.unwrap_or_default(),
            ..self.clone()
        };
        let is_blank = |name: &Option<String>| name.as_ref().is_some_and(|name| text::letters(name).is_empty());
        refused.unless(self.name.is_none() || facts.name.is_some() && !is_blank(&facts.name), "name", Reason::Required);
        facts.check_numbers(refused);
        facts
    }

    fn checked_names(&self, refused: &mut Refusals) -> Vec<OtherName> {
        let most = i64::try_from(MOST_ALIASES).unwrap_or(i64::MAX);
        refused.unless(self.names.len() <= MOST_ALIASES, "names", Reason::OutOfRange { least: 0, most });
        let mut names = Vec::new();
        for (at, other) in self.names.iter().take(MOST_ALIASES).enumerate() {
            let language = other.language.trim().to_ascii_lowercase();
            let is_code = language.bytes().all(|byte| byte.is_ascii_lowercase()) && matches!(language.len(), 2 | 3);
            let expected = || "ISO 639 (id, en, ja)".to_owned();
            refused.unless(is_code, &format!("names.{at}.language"), Reason::Malformed { expected: expected() });
            let path = format!("names.{at}.name");
            match refused.line(&path, Some(&other.name), MOST_NAME) {
                Some(name) => names.push(OtherName { language, name, kind: other.kind }),
                None => refused.add(&path, Reason::Required),
            }
        }
        names
    }

    fn checked_codes(&self, refused: &mut Refusals) -> Vec<(String, String)> {
        let most = i64::try_from(MOST_CODES).unwrap_or(i64::MAX);
        refused.unless(self.codes.len() <= MOST_CODES, "codes", Reason::OutOfRange { least: 0, most });
        let mut codes: Vec<(String, String)> = Vec::new();
        for (at, (scheme, value)) in self.codes.iter().take(MOST_CODES).enumerate() {
            let scheme = scheme.trim().to_ascii_lowercase();
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            let is_scheme = matches!(scheme.len(), 1..=40) && scheme.bytes().all(plain);
            let expected = || "wikidata, iso3166-2, …".to_owned();
            refused.unless(is_scheme, &format!("codes.{at}.scheme"), Reason::Malformed { expected: expected() });
            refused.unless(scheme != KEMENDAGRI, &format!("codes.{at}.scheme"), Reason::ByDecree);
            let path = format!("codes.{at}.value");
            let Some(value) = refused.line(&path, Some(value), MOST_CODE) else {
                refused.add(&path, Reason::Required);
                continue;
            };
            let value = if scheme == WIKIDATA { wikidata_id(&value) } else { value };
            let is_sound = scheme != WIKIDATA || is_wikidata_id(&value);
            refused.unless(is_sound, &path, Reason::Malformed { expected: "Q10389".into() });
            if !codes.contains(&(scheme.clone(), value.clone())) {
                codes.push((scheme, value));
            }
        }
        codes
    }

    fn check_numbers(&self, refused: &mut Refusals) {
        if let Some((latitude, longitude)) = self.point {
            let within = |degrees: f64, most: f64| (-most..=most).contains(&degrees);
            refused.unless(within(latitude, 90.0), "coordinates.latitude", Reason::OutOfRange { least: -90, most: 90 });
            let range = Reason::OutOfRange { least: -180, most: 180 };
            refused.unless(within(longitude, 180.0), "coordinates.longitude", range);
        }
        let people = self.population.is_none_or(|population| rule::POPULATIONS.contains(&population));
        let (least, most) = (*rule::POPULATIONS.start(), *rule::POPULATIONS.end());
        refused.unless(people, "population", Reason::OutOfRange { least, most });
        let area = self.area_km2.is_none_or(|area| area > 0.0 && area < rule::EARTH_KM2);
        refused.unless(area, "areaKm2", Reason::OutOfRange { least: 0, most: 510_000_000 });
        let is_address = |address: &String| {
            let rest = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
            rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
        };
        let address = self.website.as_ref().is_none_or(is_address);
        refused.unless(address, "website", Reason::Malformed { expected: "https://www.bandung.go.id".into() });
        if let Some(Err(reason)) = self.time_zone.as_deref().map(zone) {
            refused.add("timeZone", reason);
        }
    }

    /// Refuses what only a decree says of the regions of Indonesia.
    pub(super) fn check_decree(&self, before: &party::Model, refused: &mut Refusals) {
        let is_home = before.nature == Nature::Region && before.country_code.as_deref() == Some("ID");
        let said = [
            ("name", self.name.as_ref().is_some_and(|name| *name != before.name)),
            ("kind", self.kind.is_some_and(|kind| kind != before.kind)),
            ("country", self.country.as_ref().is_some_and(|country| country != "ID")),
            ("parent", self.parent.is_some() && self.parent != before.parent_id),
        ];
        for (path, _) in said.iter().filter(|(_, differs)| is_home && *differs) {
            refused.add(path, Reason::ByDecree);
        }
    }
}

/// Refuses to change what the law makes of a party: its country and its kind.
pub(super) fn check_law(before: &party::Model, after: &party::Model) -> Result<(), Error> {
    let mut refused = Refusals::default();
    refused.unless(before.country_code == after.country_code, "country", Reason::LawHangsOnIt);
    refused.unless(before.kind == after.kind, "kind", Reason::LawHangsOnIt);
    refused.done()
}

/// Refuses to change by what a party is known: its name, its official names and the codes that the world shares. Agreements
/// mean the one that those who keep the registry confirmed.
pub(super) fn check_identity(before: &party::Model, after: &party::Model, facts: &Facts) -> Result<(), Error> {
    let mut refused = Refusals::default();
    refused.unless(before.name == after.name, "name", Reason::KnownByIt);
    refused.unless(before.name_en == after.name_en, "nameEn", Reason::KnownByIt);
    let official = facts.names.iter().any(|name| name.kind == NameKind::Official);
    refused.unless(!official, "names", Reason::KnownByIt);
    refused.unless(facts.codes.is_empty(), "codes", Reason::KnownByIt);
    refused.done()
}

/// What says what something is, and not which one.
const OF_EVERY_ONE: [&str; 43] = [
    "administrasi",
    "and",
    "city",
    "company",
    "county",
    "dan",
    "de",
    "department",
    "der",
    "des",
    "di",
    "district",
    "du",
    "foundation",
    "gmina",
    "inc",
    "kab",
    "kabupaten",
    "kota",
    "la",
    "limited",
    "ltd",
    "metropolitan",
    "municipal",
    "municipality",
    "of",
    "prefecture",
    "prov",
    "province",
    "provinsi",
    "pt",
    "regency",
    "region",
    "stadt",
    "state",
    "tbk",
    "the",
    "town",
    "universitas",
    "university",
    "universiteit",
    "ville",
    "yayasan",
];

/// Whether a word, in small letters, says which place or body something is.
pub(crate) fn is_telling(word: &str) -> bool {
    !OF_EVERY_ONE.contains(&word)
}

/// The words of a name by which it is told from others; all of them where none is left.
pub(super) fn telling_words(name: &str) -> BTreeSet<String> {
    let words: BTreeSet<String> = text::words(name).into_iter().collect();
    let telling: BTreeSet<String> = words.iter().filter(|word| is_telling(word)).cloned().collect();
    if telling.is_empty() { words } else { telling }
}

/// Whether two names look like those of one region or institution: they are told by the same words, the words of one are
/// among those of the other, or one letter of a longer word differs. Of institutions one word in common says nothing.
pub(super) fn look_alike(nature: Nature, one: &str, other: &str) -> bool {
    let (a, b) = (telling_words(one), telling_words(other));
    let least = if nature == Nature::Region { 1 } else { 2 };
    let within = |part: &BTreeSet<String>, whole: &BTreeSet<String>| part.len() >= least && part.is_subset(whole);
    if a == b || within(&a, &b) || within(&b, &a) {
        return !a.is_empty();
    }
    let (only_a, only_b): (Vec<_>, Vec<_>) = (a.difference(&b).collect(), b.difference(&a).collect());
    matches!((only_a.as_slice(), only_b.as_slice()), ([a], [b]) if a.len().min(b.len()) >= 5 && differ_by_one(a, b))
}

/// Whether one letter more, less or other makes one word of the other.
fn differ_by_one(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => short[same..].get(1..) == long[same..].get(1..),
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

/// Whether two regions may lie at one place: so far as both places are known, they are no farther apart than sources are.
pub(super) fn may_lie_together(known: &party::Model, point: Option<(f64, f64)>) -> bool {
    let place = known.latitude.zip(known.longitude);
    place.zip(point).is_none_or(|(a, b)| rule::distance_km(a, b) <= rule::radius_km(known.kind, known.area_km2, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Nature::{Institution, Region};

    #[test]
    fn names_of_one_place_look_alike() {
        for (one, other) in [
            ("Fukuyama", "Fukuyama City"),
            ("Gmina Zgierz", "zgierz"),
            ("Škofja Loka", "Skofja Loka Municipality"),
            ("Braunschweig", "Braunschwieg"),
            ("Al Wakra", "Al Wakrah"),
            ("Cumberland", "Cumberland (Maryland)"),
        ] {
            assert_eq!(look_alike(Region, one, other), one != "Braunschweig", "{one} {other}");
        }
        assert!(look_alike(Region, "Braunschweig", "Braunschweg"));
        assert!(!look_alike(Region, "Fukuyama", "Toyama"));
        assert!(!look_alike(Region, "Bonn", "Born"), "short words differ by a letter and mean other places");
    }

    #[test]
    fn institutions_of_one_city_are_not_one() {
        assert!(look_alike(Institution, "Universitas Padjadjaran", "Padjadjaran University"));
        assert!(look_alike(Institution, "Institut Teknologi Bandung", "Institut Teknologi Bandung (ITB)"));
        assert!(!look_alike(Institution, "Institut Teknologi Bandung", "Universitas Bandung"));
        assert!(!look_alike(Institution, "Ministry of Health", "Ministry of Education"));
    }
}
