//! Days, times and moments in the schema.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, NaiveTime, Timelike, Utc};

/// Declares a scalar that is written as a text: what it holds, how it is read, and how it is written.
macro_rules! written {
    ($(#[$about:meta])* $name:ident($holds:ty) at $url:literal, $read:expr, $write:expr) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) struct $name(pub(crate) $holds);

        $(#[$about])*
        #[Scalar(specified_by_url = $url)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let read: fn(&str) -> Option<$holds> = $read;
                match &value {
                    Value::String(text) => read(text).map(Self).ok_or_else(|| InputValueError::expected_type(value)),
                    _ => Err(InputValueError::expected_type(value)),
                }
            }

            fn is_valid(value: &Value) -> bool {
                Self::parse(value.clone()).is_ok()
            }

            fn to_value(&self) -> Value {
                let write: fn($holds) -> String = $write;
                Value::String(write(self.0))
            }
        }

        impl From<$holds> for $name {
            fn from(held: $holds) -> Self {
                Self(held)
            }
        }

        impl From<$name> for $holds {
            fn from($name(held): $name) -> Self {
                held
            }
        }
    };
}

written! {
    /// A calendar date as precise as its source: `2018`, `2018-03` or `2018-03-19` (ISO 8601, reduced precision). It has no
    /// time zone: it is the local date where the thing happened.
    PartialDate(entity::date::PartialDate) at "https://www.loc.gov/standards/datetime/",
    |text| text.parse().ok(),
    |date| date.to_string()
}

written! {
    /// A calendar date, such as `2026-02-28`: the full-date of RFC 3339. It has no time zone: it is the local date where
    /// the thing happens, and for deadlines the date in Jakarta.
    Date(NaiveDate) at "https://www.rfc-editor.org/rfc/rfc3339.html#section-5.6",
    date,
    |date| date.to_string()
}

written! {
    /// The time of day on a clock at the place, such as `09:30:00`: the partial-time of RFC 3339. What is sent may leave
    /// out the seconds: `09:30`.
    LocalTime(NaiveTime) at "https://www.rfc-editor.org/rfc/rfc3339.html#section-5.6",
    local_time,
    |time| time.format("%H:%M:%S%.f").to_string()
}

written! {
    /// A moment, such as `2026-02-28T02:30:00+00:00`: the date-time of RFC 3339. It is sent with any offset from UTC, and
    /// answered in UTC.
    DateTime(chrono::DateTime<Utc>) at "https://www.rfc-editor.org/rfc/rfc3339.html#section-5.6",
    moment,
    |moment| moment.to_rfc3339()
}

/// A day of four, two and two digits.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let digits = |(place, byte): (usize, u8)| if matches!(place, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    let text = Some(text).filter(|text| text.len() == "2026-02-28".len() && text.bytes().enumerate().all(digits))?;
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// A time of day with or without seconds. No clock at a place shows a leap second.
pub(crate) fn local_time(text: &str) -> Option<NaiveTime> {
    let colon = |place: usize| text.as_bytes().get(place) == Some(&b':');
    let has_seconds = colon(5) && text.len() >= "09:30:00".len();
    let text = Some(text).filter(|text| colon(2) && (text.len() == "09:30".len() || has_seconds))?;
    let read = NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S%.f"));
    read.ok().filter(|time| time.nanosecond() < 1_000_000_000)
}

/// A moment with its offset from UTC.
pub(crate) fn moment(text: &str) -> Option<chrono::DateTime<Utc>> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_of_four_two_and_two_digits() {
        assert_eq!(date("2026-02-28"), NaiveDate::from_ymd_opt(2026, 2, 28));
        for text in [
            "",
            "2026-2-28",
            "2026-02-30",
            "26-02-28",
            "28-02-2026",
            "2026-02-28T00:00:00Z",
            "+2026-02-2",
            " 2026-2-28",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_may_leave_out_its_seconds() {
        let time = |hour, minute, second| NaiveTime::from_hms_opt(hour, minute, second);
        assert_eq!(local_time("09:30"), time(9, 30, 0));
        assert_eq!(local_time("23:59:59"), time(23, 59, 59));
        for text in ["", "9:30", "09:3", "24:00", "09.30", "09:30:60", "23:59:60", "09:30Z", "09:30+07:00", "pagi"] {
            assert_eq!(local_time(text), None, "{text}");
        }
        assert_eq!(LocalTime(time(9, 30, 0).unwrap()).to_value(), Value::from("09:30:00"));
    }

    #[test]
    fn a_moment_has_its_offset_and_is_answered_in_utc() {
        let read = moment("2026-02-28T09:30:00+07:00").unwrap();
        assert_eq!(DateTime(read).to_value(), Value::from("2026-02-28T02:30:00+00:00"));
        for text in ["", "2026-02-28", "2026-02-28T09:30:00", "2026-02-30T09:30:00Z"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
