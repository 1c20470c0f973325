//! What places are called, and when two descriptions mean the same one.

use super::{
    record::{KEMENDAGRI, Kind, Tier, code, party},
    row::WIKIDATA,
};
use crate::{
    search::Texts,
    text::{self, Language, letters},
};
use chrono::NaiveDate;
use uuid::Uuid;

/// The tier of a region of Indonesia, which follows from its kind (UU 23/2014); that of a region abroad is recorded.
pub fn tier_by_law(kind: Kind, country: Option<&str>) -> Option<Tier> {
    match (kind, country) {
        (Kind::Province, Some("ID")) => Some(Tier::First),
        (Kind::Regency | Kind::City, Some("ID")) => Some(Tier::Second),
        _ => None,
    }
}

/// The full name of a region of Indonesia as people write it: "Kota Bandung", "Kabupaten Bogor", "Provinsi Jawa Barat";
/// other names stand by themselves.
pub(crate) fn full_name(kind: Kind, country: Option<&str>, name: &str) -> String {
    let prefix = match (kind, country) {
        (Kind::Province, Some("ID")) => "Provinsi",
        (Kind::Regency, Some("ID")) => "Kabupaten",
        (Kind::City, Some("ID")) => "Kota",
        _ => return name.to_owned(),
    };
    format!("{prefix} {name}")
}

/// The full name of a party at home; see [`full_name`]. Regions that do not govern themselves, those of Jakarta, are called
/// "Kota Administrasi" and "Kabupaten Administrasi", as in the decree of the ministry.
pub fn party_name(party: &party::Model) -> String {
    let administrative = match (party.kind, party.country_code.as_deref(), party.autonomous) {
        (Kind::City, Some("ID"), false) => "Kota Administrasi",
        (Kind::Regency, Some("ID"), false) => "Kabupaten Administrasi",
        (kind, country, _) => return full_name(kind, country, &party.name),
    };
    format!("{administrative} {}", party.name)
}

/// By what a party is found: what it is called, what kind of place it is, and its codes.
pub(crate) fn texts<'a>(
    party: &'a party::Model,
    names: impl Iterator<Item = &'a str>,
    codes: impl Iterator<Item = &'a str>,
) -> Texts {
    let own = [Some(party.name.as_str()), party.name_en.as_deref()].into_iter().flatten();
    let kind = kind_word(party.kind, party.country_code.as_deref());
    Texts {
        id: party.id,
        names: own.chain(names).map(str::to_owned).collect(),
        further: kind.into_iter().chain(codes).map(str::to_owned).collect(),
    }
}

/// The word that says what kind of region something is, beside its name.
fn kind_word(kind: Kind, country: Option<&str>) -> Option<&'static str> {
    let at_home = country == Some("ID");
    match kind {
        Kind::City if at_home => Some("kota"),
        Kind::Regency if at_home => Some("kabupaten"),
        Kind::Province if at_home => Some("provinsi"),
        // Most lists say of no place abroad what kind it is, and most of those are cities.
        Kind::City | Kind::Municipality | Kind::Other if !at_home => Some("city"),
        Kind::Province | Kind::State | Kind::Prefecture | Kind::County | Kind::District => {
            Some(kind_name(kind, Language::En))
        }
        _ => None,
    }
}

/// The scheme of the codes of the subdivisions of countries.
pub const ISO_3166_2: &str = "iso3166-2";

/// By what name all the world knows a party on a day: the code that the ministry gives to a region of Indonesia, else its code
/// in ISO 3166-2, else its Wikidata identifier, each with the scheme before it: `kemendagri:32.73`. A party without any is
/// known by its country and its name at home: `name:KR/Suwon`.
pub fn shared_name(party: &party::Model, codes: &[code::Model], day: NaiveDate) -> String {
    let valid = |code: &&code::Model| {
        code.valid_from.is_none_or(|since| since.earliest() <= day)
            && code.valid_until.is_none_or(|until| day < until.earliest())
    };
    let known = [KEMENDAGRI, ISO_3166_2, WIKIDATA].into_iter().find_map(|scheme| {
        let of_scheme = codes.iter().filter(|code| code.party_id == party.id && code.scheme == scheme);
        Some(format!("{scheme}:{}", of_scheme.filter(valid).map(|code| &code.value).min()?))
    });
    known.unwrap_or_else(|| match &party.country_code {
        Some(country) => format!("name:{country}/{}", party.name),
        None => format!("name:{}", party.name),
    })
}

/// What a party is called in `language`.
pub fn display_name(party: &party::Model, language: Language) -> String {
    match (&party.name_en, language) {
        (Some(english), Language::En) => english.clone(),
        _ => party_name(party),
    }
}

/// What goes before the name of an Indonesian region and tells its kind, by its letters; the longer ones first.
const PREFIXES: [(&str, Kind); 7] = [
    ("kota administrasi ", Kind::City),
    ("kabupaten administrasi ", Kind::Regency),
    ("kota ", Kind::City),
    ("kabupaten ", Kind::Regency),
    ("kab ", Kind::Regency),
    ("provinsi ", Kind::Province),
    ("prov ", Kind::Province),
];
/// The same in English, after the name.
const SUFFIXES: [(&str, Kind); 3] = [(" city", Kind::City), (" regency", Kind::Regency), (" province", Kind::Province)];

/// The English name of a region of Indonesia with its kind, unless the name tells that already.
pub(crate) fn english_name(kind: Kind, name: &str) -> String {
    let word = match kind {
        Kind::City => "City",
        Kind::Regency => "Regency",
        Kind::Province => "Province",
        _ => return name.to_owned(),
    };
    if split_kind(name).0 == Some(kind) { name.to_owned() } else { format!("{name} {word}") }
}

/// Splits what a name says of the kind of an Indonesian region from the name itself: "Kab. Bogor" and "Bogor Regency"
/// are a regency called Bogor. The name is returned by its letters.
pub fn split_kind(name: &str) -> (Option<Kind>, String) {
    let whole = letters(name);
    let before = PREFIXES.iter().find_map(|(prefix, kind)| Some((*kind, whole.strip_prefix(prefix)?)));
    let after = || SUFFIXES.iter().find_map(|(suffix, kind)| Some((*kind, whole.strip_suffix(suffix)?)));
    match before.or_else(after) {
        Some((kind, rest)) if !rest.is_empty() => (Some(kind), rest.to_owned()),
        _ => (None, whole),
    }
}

/// The name of a region of this kind without what says so: "Kab. Bogor" of a regency is "Bogor". A name that says
/// nothing of its kind, or of another, stays as it is.
pub fn bare_name(kind: Kind, name: &str) -> &str {
    let name = name.trim();
    let (told, rest) = split_kind(name);
    if told != Some(kind) {
        return name;
    }
    let ends = name.char_indices().map(|(at, _)| at);
    let after = ends.clone().rev().map(|at| name[at..].trim_start()).find(|end| letters(end) == rest);
    after.or_else(|| ends.rev().map(|at| name[..at].trim_end()).find(|start| letters(start) == rest)).unwrap_or(name)
}

/// The kind of region that a code of the Indonesian ministry of home affairs means: two digits for a province, two more
/// for a regency or, from 71 on, a city; districts and villages lie below. `None` for what is no such code.
pub fn kind_of_code(code: &str) -> Option<Kind> {
    let parts: Vec<&str> = code.split('.').collect();
    let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let sound = code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && *parts.first()? >= "11";
    match widths.as_slice() {
        _ if !sound => None,
        [2] => Some(Kind::Province),
        [2, 2] if parts[1] >= "71" => Some(Kind::City),
        [2, 2] if parts[1] >= "01" => Some(Kind::Regency),
        [2, 2, 2] => Some(Kind::District),
        [2, 2, 2, 4] => Some(Kind::Other),
        _ => None,
    }
}

/// The last part of a region's address, such as `id-kota-bandung`.
pub fn slug(kind: Kind, country: Option<&str>, name: &str) -> String {
    let name = text::slug(&full_name(kind, country, name));
    format!("{}-{name}", country.unwrap_or("int").to_ascii_lowercase())
}

/// How many inhabitants a region can have: of whole countries, a few more than there are people.
pub const POPULATIONS: std::ops::RangeInclusive<i64> = 0..=20_000_000_000;
/// The surface of the Earth in square kilometres.
pub const EARTH_KM2: f64 = 510_000_000.0;

/// The distance between two points in kilometres along the surface of the Earth (haversine, mean radius 6,371 km).
/// Points are degrees north and east.
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let h = half(b.0 - a.0) + lat_a.cos() * lat_b.cos() * half(b.1 - a.1);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

/// How far from the point of a city a description of it may lie, in kilometres: sources take the town hall, the centroid
/// or the centre of the agglomeration.
pub const CITY_RADIUS_KM: f64 = 50.0;
/// The same for regions larger than a city, where a source may take the seat of government or the centroid.
pub const REGION_RADIUS_KM: f64 = 100.0;

/// How far from the point of a region a description of it may lie, in kilometres.
///
/// `extent_km` is the distance to the farthest seat within the region: a province is also found at its other end.
/// A known area gives the diameter of the circle of that size, for regions whose seat lies at their edge.
pub fn radius_km(kind: Kind, area_km2: Option<f64>, extent_km: Option<f64>) -> f64 {
    let by_kind = match kind {
        Kind::Province | Kind::Regency | Kind::State | Kind::Prefecture | Kind::County | Kind::District => {
            REGION_RADIUS_KM
        }
        _ => CITY_RADIUS_KM,
    };
    let by_area = area_km2.map_or(0.0, |area| 2.0 * (area / std::f64::consts::PI).sqrt());
    let by_extent = extent_km.map_or(0.0, |extent| extent + CITY_RADIUS_KM);
    by_kind.max(by_area).max(by_extent)
}

/// What a kind is called.
pub fn kind_name(kind: Kind, language: Language) -> &'static str {
    let (id, en) = match kind {
        Kind::Province => ("provinsi", "province"),
        Kind::Regency => ("kabupaten", "regency"),
        Kind::City => ("kota", "city"),
        Kind::State => ("negara bagian", "state"),
        Kind::Prefecture => ("prefektur", "prefecture"),
        Kind::County => ("county", "county"),
        Kind::Municipality => ("munisipalitas", "municipality"),
        Kind::District => ("distrik", "district"),
        Kind::Other => ("daerah", "region"),
        Kind::InternationalOrganisation => ("organisasi internasional", "international organisation"),
        Kind::Ngo => ("lembaga swadaya masyarakat", "non-governmental organisation"),
        Kind::University => ("universitas", "university"),
        Kind::Network => ("jaringan kota", "network of cities"),
        Kind::Company => ("perusahaan", "company"),
        Kind::CentralAgency => ("kementerian/lembaga", "central agency"),
        Kind::OtherInstitution => ("lembaga lain", "other institution"),
    };
    language.pick(id, en)
}

/// A key that is the same for the same parties, in whatever order and however often they are named: their identifiers,
/// each once, sorted and joined.
pub fn member_key(parties: &[Uuid]) -> String {
    let mut ids: Vec<String> = parties.iter().map(Uuid::to_string).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.join("+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_tells_the_kind() {
        assert_eq!(split_kind("Kota Bogor"), (Some(Kind::City), "bogor".into()));
        assert_eq!(split_kind("KAB. BOGOR"), (Some(Kind::Regency), "bogor".into()));
        assert_eq!(split_kind("Bogor"), (None, "bogor".into()));
        assert_eq!(split_kind("Bogor Regency"), (Some(Kind::Regency), "bogor".into()));
        assert_eq!(split_kind("Kota"), (None, "kota".into()));
        assert_eq!(split_kind("Kotabaru"), (None, "kotabaru".into()));
    }

    #[test]
    fn a_name_is_freed_of_its_own_kind_alone() {
        for (name, bare) in [
            ("Kota Bandung", "Bandung"),
            (" KOTA  Bandung ", "Bandung"),
            ("Kota Administrasi Jakarta Pusat", "Jakarta Pusat"),
            ("Bau-Bau City", "Bau-Bau"),
            ("Kota", "Kota"),
            ("Kotamobagu", "Kotamobagu"),
            ("Kabupaten Bogor", "Kabupaten Bogor"),
            ("Kota Škofja", "Škofja"),
        ] {
            assert_eq!(bare_name(Kind::City, name), bare);
        }
        assert_eq!(bare_name(Kind::Regency, "Kab.Aceh Singkil"), "Aceh Singkil");
        assert_eq!(bare_name(Kind::Other, "Kota Tua (Jakarta)"), "Kota Tua (Jakarta)");
    }

    #[test]
    fn a_code_of_the_ministry_tells_the_kind() {
        for (code, kind) in
            [("11", Kind::Province), ("11.01", Kind::Regency), ("32.73", Kind::City), ("32.73.01", Kind::District)]
        {
            assert_eq!(kind_of_code(code), Some(kind));
        }
        for wrong in
            ["", "1", "11.1", "32.730", "3273", "32,73", "3.273E+03", "00", "32.00", "32.7x", "32.", "32.73 ", "٣٢"]
        {
            assert_eq!(kind_of_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_tells_a_city_from_its_regency() {
        assert_eq!(slug(Kind::City, Some("ID"), "Bandung"), "id-kota-bandung");
        assert_eq!(slug(Kind::Regency, Some("ID"), "Bogor"), "id-kabupaten-bogor");
        assert_eq!(slug(Kind::Other, Some("SI"), "Škofja Loka"), "si-skofja-loka");
    }

    #[test]
    fn a_large_region_is_found_farther_from_its_seat() {
        assert!((radius_km(Kind::City, None, None) - 50.0).abs() < 1e-9);
        assert!((radius_km(Kind::Regency, Some(8_556.0), None) - 104.4).abs() < 0.1);
        assert!((radius_km(Kind::Province, None, Some(210.0)) - 260.0).abs() < 1e-9);
    }

    #[test]
    fn distances_follow_the_surface_of_the_earth() {
        let (jakarta, surabaya) = ((-6.1753, 106.8269), (-7.2458, 112.7378));
        assert!((distance_km(jakarta, surabaya) - 662.0).abs() < 5.0);
        assert!(distance_km(jakarta, jakarta) < 1e-9);
        assert!((distance_km((0.0, 0.0), (0.0, 180.0)) - 20015.0).abs() < 1.0);
    }
    #[test]
    fn the_key_of_members_forgets_their_order() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(member_key(&[a, b]), member_key(&[b, a, b]));
        assert_ne!(member_key(&[a, b]), member_key(&[a]));
    }
}
