//! What a map says of a point: its time zone, and whether it lies in a country.
//!
//! The maps are large, so that an act which needs them opens them and lets them go again.

use country_boundaries::{BOUNDARIES_ODBL_360X180, CountryBoundaries, LatLon};
use std::cell::OnceCell;
use tzf_rs::EmbeddedFinder;

/// How far outside the border a point may lie and still count as inside, in kilometres: borders on the map are drawn
/// roughly, and coastal towns are given a point in their harbour.
const TOLERANCE_KM: f64 = 15.0;
/// The length of a degree of latitude in kilometres.
const DEGREE_KM: f64 = 111.2;
/// In how many directions the tolerance is tried.
const DIRECTIONS: u8 = 16;

/// The maps, each opened when it is first needed.
#[derive(Default)]
pub(crate) struct Atlas {
    zones: OnceCell<EmbeddedFinder>,
    borders: OnceCell<Option<CountryBoundaries>>,
}

impl Atlas {
    /// The IANA time zone of a point on land (degrees north and east).
    pub(crate) fn time_zone(&self, (latitude, longitude): (f64, f64)) -> Option<String> {
        let zones = self.zones.get_or_init(EmbeddedFinder::new);
        // The open sea has zones by longitude alone, such as "Etc/GMT-7", in which nobody works.
        let zone = zones.get_tz_name(longitude, latitude);
        (!zone.is_empty() && !zone.starts_with("Etc/")).then(|| zone.to_owned())
    }

    /// Whether a point lies in the country with this two-letter code, or within 15 km of it, and not in the open sea
    /// beyond the 12 nautical miles of its territory.
    pub(crate) fn lies_in(&self, point: (f64, f64), country: &str) -> bool {
        let borders = self.borders.get_or_init(|| CountryBoundaries::from_reader(BOUNDARIES_ODBL_360X180).ok());
        let Some(borders) = borders else { return true };
        let within = |(latitude, longitude): (f64, f64)| {
            LatLon::new(latitude, longitude).is_ok_and(|point| {
                borders.is_in(point, country) || borders.ids(point).iter().any(|id| is_claimed(id, country, latitude))
            })
        };
        (within(point) || ring(point).any(within)) && self.time_zone(point).is_some()
    }
}

/// Whether what the map calls an area is part of a country for others, whose lists say so: Western Sahara lies south of the
/// parallel at which Morocco was divided, and a part of a country is drawn alone where two claim it.
fn is_claimed(id: &str, country: &str, latitude: f64) -> bool {
    const NORTH_OF_WESTERN_SAHARA: f64 = 27.67;
    let is_part = id.strip_prefix(country).is_some_and(|rest| rest.starts_with('-'));
    is_part || (id, country) == ("MA", "EH") && latitude < NORTH_OF_WESTERN_SAHARA
}

/// Points around a point, at the distance of the tolerance and at half of it.
fn ring((latitude, longitude): (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let east_km = DEGREE_KM * latitude.to_radians().cos().max(0.01);
    (0..DIRECTIONS).flat_map(move |direction| {
        let angle = std::f64::consts::TAU * f64::from(direction) / f64::from(DIRECTIONS);
        [TOLERANCE_KM / 2.0, TOLERANCE_KM].map(|km| {
            let north = latitude + km * angle.cos() / DEGREE_KM;
            (north.clamp(-90.0, 90.0), longitude + km * angle.sin() / east_km)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn borders_at((latitude, longitude): (f64, f64)) -> Vec<String> {
        let borders = CountryBoundaries::from_reader(BOUNDARIES_ODBL_360X180).unwrap();
        borders.ids(LatLon::new(latitude, longitude).unwrap()).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_point_tells_its_zone_and_its_country() {
        let atlas = Atlas::default();
        assert_eq!(atlas.time_zone((-6.92, 107.61)).as_deref(), Some("Asia/Jakarta"));
        assert_eq!(atlas.time_zone((-2.53, 140.72)).as_deref(), Some("Asia/Jayapura"));
        assert_eq!(atlas.time_zone((0.0, -150.0)), None, "the open sea");
        assert!(atlas.lies_in((52.52, 13.40), "DE"));
        assert!(!atlas.lies_in((52.52, 13.40), "FR"));
        assert!(atlas.lies_in((47.56, 7.59), "DE"), "Basel lies within 15 km of Germany");
        assert!(!atlas.lies_in((38.322, 142.369), "JP"), "the sea off Japan");
    }

    #[test]
    fn places_of_which_states_disagree_lie_where_lists_say() {
        let atlas = Atlas::default();
        let strays = [
            ((27.154, -13.203), "EH"),
            ((23.685, -15.958), "EH"),
            ((42.663, 21.162), "XK"),
            ((31.900, 35.204), "PS"),
            ((31.501, 34.466), "PS"),
            ((25.033, 121.565), "TW"),
            ((22.302, 114.177), "HK"),
            ((22.199, 113.544), "MO"),
            ((18.466, -66.106), "PR"),
            ((13.444, 144.794), "GU"),
            ((-20.882, 55.451), "RE"),
            ((14.604, -61.069), "MQ"),
            ((16.000, -61.733), "GP"),
            ((4.922, -52.313), "GF"),
            ((-12.780, 45.228), "YT"),
            ((-22.276, 166.457), "NC"),
            ((-17.535, -149.569), "PF"),
            ((60.097, 19.935), "AX"),
            ((64.183, -51.722), "GL"),
            ((62.011, -6.771), "FO"),
            ((78.223, 15.647), "SJ"),
            ((12.122, -68.882), "CW"),
            ((12.524, -70.027), "AW"),
            ((18.026, -63.046), "SX"),
            ((18.067, -63.083), "MF"),
            ((12.150, -68.267), "BQ"),
            ((36.140, -5.353), "GI"),
            ((49.457, -2.536), "GG"),
            ((49.187, -2.107), "JE"),
            ((54.152, -4.483), "IM"),
            ((35.338, 33.319), "CY"),
            ((44.952, 34.102), "UA"),
            ((44.952, 34.102), "RU"),
            ((-10.421, 105.679), "CX"),
            ((-14.276, -170.702), "AS"),
            ((15.178, 145.751), "MP"),
            ((18.335, -64.896), "VI"),
            ((-51.692, -57.857), "FK"),
        ]
        .into_iter()
        .filter_map(|(point, country)| {
            (!atlas.lies_in(point, country) || atlas.time_zone(point).is_none()).then_some((country, borders_at(point)))
        });
        assert_eq!(strays.collect::<Vec<_>>(), []);
        assert!(!atlas.lies_in((33.573, -7.589), "EH"), "Casablanca");
        assert!(!atlas.lies_in((48.857, 2.352), "GP"), "Paris");
    }
}
