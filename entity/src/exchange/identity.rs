//! Which exchanges are one and the same.

use super::{
    record::{Format, exchange},
    rule::{When, moments},
};
use crate::text;
use chrono::NaiveDate;
use uuid::Uuid;

/// What an exchange is called, and its first day.
pub type Called = (String, NaiveDate);

/// What exchanges that are the same have in common. Each character counts: "Meetup C++" and "Meetup C#" are two.
pub fn called(title: &str, starts_on: NaiveDate) -> Called {
    (text::visible(title).to_lowercase(), starts_on)
}

/// By what exchanges of one title and first day are told apart. What is not known tells nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    place: Option<String>,
    country: Option<String>,
    zone: Option<String>,
    host: Option<Uuid>,
}

impl Whereabouts {
    /// Where it takes place, in whose zone, and who is said to be its host.
    pub fn new(
        (format, place): (Option<Format>, Option<&str>),
        country: Option<&str>,
        zone: Option<&str>,
        host: Option<Uuid>,
    ) -> Self {
        let online = format == Some(Format::Online);
        let place = if online { Some("online".to_owned()) } else { place.map(text::letters) };
        Self { place, country: country.map(str::to_owned), zone: zone.map(str::to_owned), host }
    }

    /// Those of an exchange that the registry has, with whoever is said to be its host.
    pub fn of(exchange: &exchange::Model, host: Option<Uuid>) -> Self {
        let place = (Some(exchange.format), exchange.place.as_deref());
        Self::new(place, exchange.country_code.as_deref(), exchange.time_zone.as_deref(), exchange.host_id.or(host))
    }

    /// Whether both cannot be those of one exchange on this day.
    pub fn contradicts(&self, other: &Self, on: NaiveDate) -> bool {
        fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.zip(other).is_some_and(|(one, other)| one != other)
        }
        differ(self.place.as_ref(), other.place.as_ref())
            || differ(self.country.as_ref(), other.country.as_ref())
            || differ(self.host.as_ref(), other.host.as_ref())
            || differ(begins(self.zone.as_ref(), on).as_ref(), begins(other.zone.as_ref(), on).as_ref())
    }
}

/// When this day begins in a zone: two zones whose day is the same do not tell exchanges apart.
fn begins(zone: Option<&String>, on: NaiveDate) -> Option<chrono::DateTime<chrono::Utc>> {
    let when = When { starts_on: on, time_zone: Some(zone?.clone()), ..When::default() };
    moments(&when, None).ok().map(|moments| moments.starts_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(place: &str, country: &str, zone: &str) -> Whereabouts {
        let [place, country, zone] = [place, country, zone].map(|text| Some(text).filter(|text| !text.is_empty()));
        Whereabouts::new((None, place), country, zone, None)
    }

    #[test]
    fn what_is_not_known_tells_nothing_apart() {
        let day = NaiveDate::from_ymd_opt(2027, 11, 13).unwrap();
        for (one, other, apart) in [
            (at("Yokohama", "JP", ""), at("", "JP", "Asia/Tokyo"), false),
            (at("Yokohama", "JP", ""), at("YOKOHAMA ", "", ""), false),
            (at("福山市", "JP", ""), at("富山市", "JP", ""), true),
            (at("", "JP", ""), at("", "DE", ""), true),
            (at("", "", "Asia/Jakarta"), at("", "", "Asia/Pontianak"), false),
            (at("", "", "Asia/Jakarta"), at("", "", "Asia/Makassar"), true),
        ] {
            assert_eq!(one.contradicts(&other, day), apart, "{one:?} {other:?}");
            assert_eq!(other.contradicts(&one, day), apart, "{one:?} {other:?}");
        }
        let online = Whereabouts::new((Some(Format::Online), None), None, None, None);
        assert!(online.contradicts(&at("Yokohama", "", ""), day) && !online.contradicts(&at("", "JP", ""), day));
        let hosted = |host| Whereabouts::new((None, None), None, None, Some(Uuid::from_u128(host)));
        assert!(hosted(1).contradicts(&hosted(2), day) && !hosted(1).contradicts(&hosted(1), day));
    }

    #[test]
    fn each_character_of_a_title_counts() {
        let day = NaiveDate::MIN;
        for (one, other, same) in [
            ("Meetup C++", "Meetup C#", false),
            ("Session (1)", "Session 1", false),
            ("福山市交流会", "富山市交流会", false),
            ("Smart Forum", "SMART forum", true),
            ("Smart\u{200b} Forum", "Smart Forum", true),
        ] {
            assert_eq!(called(one, day) == called(other, day), same, "{one} {other}");
        }
    }
}
