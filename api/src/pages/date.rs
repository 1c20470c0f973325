//! Dates and times as pages write them: "26 November 2026", "26 Nov 2026", "26 November 2026 pukul 09.41 WIB".

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::{date::PartialDate, date::month_name, text::Language};
use jiff::{Timestamp, tz::TimeZone};

/// A date, as precisely as it is known: "2018", "Maret 2018", "5 Maret 2018". `None` for what is no date.
pub(super) fn written(text: &str, language: Language) -> Option<String> {
    joined(text, |month| month_name(month, language).to_owned())
}

/// The same with the month in three letters, for tables.
pub(super) fn short(text: &str, language: Language) -> Option<String> {
    joined(text, |month| month_name(month, language).chars().take(3).collect())
}

fn joined(text: &str, month: impl Fn(u32) -> String) -> Option<String> {
    let known = text.parse::<PartialDate>().ok()?.to_string();
    let mut parts = known.split('-');
    let year = parts.next()?;
    let month = parts.next().and_then(|number| number.parse().ok()).map(month);
    let day = parts.next().and_then(|number| number.parse::<u32>().ok()).map(|day| day.to_string());
    Some([day, month, Some(year.to_owned())].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Whether clocks go back in a time zone after an instant, so that a time can come twice.
pub(super) fn turns_back(zone: &str, after: &str) -> bool {
    let (Ok(zone), Ok(after)) = (TimeZone::get(zone), after.parse::<Timestamp>()) else { return false };
    zone.following(after).next().is_some()
}

/// A month: "Desember 2026".
pub(super) fn month(of: NaiveDate, language: Language) -> String {
    format!("{} {}", month_name(of.month(), language), of.year())
}

/// An instant in a time zone, by its IANA name.
pub(super) fn moment(at: &str, zone: &str, language: Language) -> Option<String> {
    let instant: DateTime<Utc> = at.parse().ok()?;
    let zone = TimeZone::get(zone).ok()?;
    let local = Timestamp::from_second(instant.timestamp()).ok()?.to_zoned(zone);
    let day = written(&local.date().to_string(), language)?;
    let (hour, minute) = (local.hour(), local.minute());
    let short = local.strftime("%Z").to_string();
    Some(match language {
        Language::Id => format!("{day} pukul {hour:02}.{minute:02} {short}"),
        Language::En => format!("{day}, {hour:02}:{minute:02} {short}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_precisely_as_it_is_known() {
        for (text, id, en) in [
            ("2018", "2018", "2018"),
            ("2018-08", "Agustus 2018", "August 2018"),
            ("2018-08-05", "5 Agustus 2018", "5 August 2018"),
        ] {
            assert_eq!(written(text, Language::Id).as_deref(), Some(id));
            assert_eq!(written(text, Language::En).as_deref(), Some(en));
        }
        assert_eq!(short("2018-08-05", Language::Id).as_deref(), Some("5 Agu 2018"));
        assert_eq!(written("next week", Language::En), None);
    }

    #[test]
    fn an_instant_is_told_in_its_zone() {
        let at = "2026-11-26T02:41:09Z";
        assert_eq!(moment(at, "Asia/Jakarta", Language::Id).as_deref(), Some("26 November 2026 pukul 09.41 WIB"));
        assert_eq!(moment(at, "Asia/Tokyo", Language::En).as_deref(), Some("26 November 2026, 11:41 JST"));
        assert_eq!(moment(at, "Mars/Base", Language::En), None);
    }
}
