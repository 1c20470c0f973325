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
            LatLon::new(latitude, longitude).is_ok_and(|point| borders.is_in(point, country))
        };
        (within(point) || ring(point).any(within)) && self.time_zone(point).is_some()
    }
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
}
