use entity::{
    testing::{day, moment},
    text::Language::{self, En, Id},
};
use jiff::{Timestamp, tz::TimeZone};

use super::Period;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// A period hosted in `host`, as someone in `reader` is told about it.
fn said(language: Language, start: &str, end: Option<&str>, host: &str, reader: &str) -> String {
    Period::timed(moment(start), end.map(moment), &zone(host)).unwrap().said(language, &zone(reader))
}

#[test]
fn the_reader_s_clock_comes_first_and_the_host_s_follows() {
    let (start, end) = ("2026-03-30T07:00:00Z", Some("2026-03-30T09:00:00Z"));
    assert_eq!(
        said(En, start, end, "Europe/Berlin", "Asia/Jakarta"),
        "Monday, 30 March 2026, 14:00–16:00 WIB (09:00–11:00 CEST in Berlin)"
    );
    assert_eq!(
        said(Id, start, end, "Europe/Berlin", "Asia/Jakarta"),
        "Senin, 30 Maret 2026 pukul 14.00–16.00 WIB (pukul 09.00–11.00 CEST di Berlin)"
    );
}

#[test]
fn a_zone_that_no_city_names_is_said_by_its_abbreviation() {
    let period = Period::timed(moment("2026-12-01T17:00:00Z"), None, &zone("US/Pacific")).unwrap();
    let said = period.said(En, &zone("Asia/Jakarta"));
    assert!(said.contains("PST") && !said.contains("Pacific"), "{said}");
}

#[test]
fn a_start_alone_is_said_in_the_reader_s_zone() {
    let period = Period::timed(moment("2026-03-30T07:00:00Z"), None, &zone("Europe/Berlin")).unwrap();
    assert_eq!(period.start_said(En, &zone("Asia/Jakarta")), "Monday, 30 March 2026, 14:00 WIB");
    assert_eq!(period.start_said(Id, &zone("Asia/Jakarta")), "Senin, 30 Maret 2026 pukul 14.00 WIB");
}

#[test]
fn an_unknown_end_is_said_as_such() {
    let start = "2026-03-30T07:00:00Z";
    assert_eq!(
        said(En, start, None, "Asia/Seoul", "Asia/Jakarta"),
        "Monday, 30 March 2026, from 14:00 WIB (from 16:00 KST in Seoul)"
    );
    assert_eq!(
        said(Id, start, None, "Asia/Seoul", "Asia/Jakarta"),
        "Senin, 30 Maret 2026 mulai pukul 14.00 WIB (mulai pukul 16.00 KST di Seoul)"
    );
    let days = Period::all_day(day("2026-10-15"), None).unwrap();
    assert_eq!(days.said(En, &TimeZone::UTC), "from Thursday, 15 October 2026 (last day not yet known)");
    assert_eq!(days.said(Id, &TimeZone::UTC), "mulai Kamis, 15 Oktober 2026 (hari terakhir belum diketahui)");
}

#[test]
fn one_clock_is_enough_where_both_show_the_same() {
    let (start, end) = ("2026-03-30T07:00:00Z", Some("2026-03-30T08:30:00Z"));
    for reader in ["Asia/Jakarta", "Asia/Pontianak"] {
        assert_eq!(said(En, start, end, "Asia/Jakarta", reader), "Monday, 30 March 2026, 14:00–15:30 WIB");
    }
}

#[test]
fn indonesian_zones_go_by_their_abbreviations() {
    let (start, end) = ("2026-08-17T01:00:00Z", Some("2026-08-17T03:00:00Z"));
    assert_eq!(
        said(Id, start, end, "Asia/Makassar", "Asia/Jakarta"),
        "Senin, 17 Agustus 2026 pukul 08.00–10.00 WIB (pukul 09.00–11.00 WITA)"
    );
    assert_eq!(
        said(En, start, end, "Asia/Jayapura", "Asia/Makassar"),
        "Monday, 17 August 2026, 09:00–11:00 WITA (10:00–12:00 WIT)"
    );
}

#[test]
fn the_other_date_is_said_when_it_differs() {
    let (start, end) = ("2026-03-30T23:00:00Z", Some("2026-03-31T00:30:00Z"));
    assert_eq!(
        said(En, start, end, "America/Los_Angeles", "Asia/Jakarta"),
        "Tuesday, 31 March 2026, 06:00–07:30 WIB \
         (Monday, 30 March 2026, 16:00–17:30 PDT in Los Angeles)"
    );
    assert_eq!(
        said(Id, start, end, "America/Los_Angeles", "Asia/Jakarta"),
        "Selasa, 31 Maret 2026 pukul 06.00–07.30 WIB \
         (Senin, 30 Maret 2026 pukul 16.00–17.30 PDT di Los Angeles)"
    );
}

#[test]
fn past_midnight_both_dates_are_said() {
    let (start, end) = ("2026-03-30T16:00:00Z", Some("2026-03-30T18:00:00Z"));
    assert_eq!(
        said(En, start, end, "Asia/Jakarta", "Asia/Jakarta"),
        "Monday, 30 March 2026, 23:00 WIB to Tuesday, 31 March 2026, 01:00 WIB"
    );
    assert_eq!(
        said(Id, start, end, "Europe/Sofia", "Asia/Jakarta"),
        "Senin, 30 Maret 2026 pukul 23.00 WIB sampai Selasa, 31 Maret 2026 pukul 01.00 WIB \
         (Senin, 30 Maret 2026 pukul 19.00–21.00 EEST di Sofia)"
    );
}

#[test]
fn jakarta_sofia_and_seoul_keep_step_over_the_changes_of_the_clock() {
    let at_nine_in_sofia = [
        ("2026-03-28T07:00:00Z", "Saturday, 28 March 2026, from 14:00 WIB (from 09:00 EET in Sofia)"),
        ("2026-03-29T06:00:00Z", "Sunday, 29 March 2026, from 13:00 WIB (from 09:00 EEST in Sofia)"),
        ("2026-10-24T06:00:00Z", "Saturday, 24 October 2026, from 13:00 WIB (from 09:00 EEST in Sofia)"),
        ("2026-10-25T07:00:00Z", "Sunday, 25 October 2026, from 14:00 WIB (from 09:00 EET in Sofia)"),
    ];
    for (start, expected) in at_nine_in_sofia {
        assert_eq!(said(En, start, None, "Europe/Sofia", "Asia/Jakarta"), expected);
    }
    assert_eq!(
        said(En, "2026-03-29T06:00:00Z", None, "Europe/Sofia", "Asia/Seoul"),
        "Sunday, 29 March 2026, from 15:00 KST (from 09:00 EEST in Sofia)"
    );
}

#[test]
fn a_period_over_the_change_of_the_clock_names_the_zone_at_both_ends() {
    let (start, end) = ("2026-10-24T22:30:00Z", Some("2026-10-25T03:00:00Z"));
    assert_eq!(
        said(En, start, end, "Europe/Berlin", "Europe/Berlin"),
        "Sunday, 25 October 2026, 00:30 CEST – 04:00 CET"
    );
}

#[test]
fn zones_without_a_name_are_given_as_their_distance_from_utc() {
    let start = "2026-03-30T07:00:00Z";
    for (reader, hours) in [
        ("Europe/Istanbul", "10:00 UTC+03:00"),
        ("America/Sao_Paulo", "04:00 UTC-03:00"),
        ("Asia/Kathmandu", "12:45 UTC+05:45"),
        ("Etc/UTC", "07:00 UTC"),
    ] {
        let period = Period::timed(moment(start), None, &zone("Etc/UTC")).unwrap();
        assert_eq!(period.start_said(En, &zone(reader)), format!("Monday, 30 March 2026, {hours}"));
    }
}

#[test]
fn cities_have_their_indonesian_names() {
    let text = said(Id, "2026-03-30T07:00:00Z", None, "Europe/Rome", "Asia/Jakarta");
    assert!(text.ends_with("di Roma)"), "{text}");
}

#[test]
fn whole_days_are_the_same_for_every_reader() {
    let one = Period::all_day(day("2026-08-17"), Some(day("2026-08-17"))).unwrap();
    let some = Period::all_day(day("2026-03-30"), Some(day("2026-04-02"))).unwrap();
    let years = Period::all_day(day("2026-12-31"), Some(day("2027-01-01"))).unwrap();
    for reader in ["Asia/Jakarta", "America/Los_Angeles", "Pacific/Apia"] {
        let reader = zone(reader);
        assert_eq!(one.said(Id, &reader), "Senin, 17 Agustus 2026");
        assert_eq!(some.said(En, &reader), "Monday, 30 March – Thursday, 2 April 2026");
        assert_eq!(some.said(Id, &reader), "Senin, 30 Maret – Kamis, 2 April 2026");
        assert_eq!(years.said(En, &reader), "Thursday, 31 December 2026 – Friday, 1 January 2027");
    }
}

#[test]
fn the_days_left_are_counted_on_the_reader_s_calendar() {
    // 06:00 on the 31st in Jakarta is still the 30th in Los Angeles.
    let period = Period::timed(moment("2026-03-30T23:00:00Z"), None, &zone("Asia/Jakarta")).unwrap();
    let jakarta = zone("Asia/Jakarta");
    let los_angeles = zone("America/Los_Angeles");
    let now = |text: &str| text.parse::<Timestamp>().unwrap();

    let day_before = now("2026-03-30T16:00:00Z");
    assert_eq!(period.starts_in(En, day_before, &jakarta), "tomorrow");
    assert_eq!(period.starts_in(Id, day_before, &jakarta), "besok");
    assert_eq!(period.starts_in(En, day_before, &los_angeles), "today");
    assert_eq!(period.starts_in(Id, day_before, &los_angeles), "hari ini");

    let week_before = now("2026-03-23T23:00:00Z");
    assert_eq!(period.starts_in(En, week_before, &jakarta), "in 7 days");
    assert_eq!(period.starts_in(Id, week_before, &jakarta), "7 hari lagi");

    let too_late = now("2026-04-03T00:00:00Z");
    assert_eq!(period.starts_in(En, too_late, &jakarta), "on Tuesday, 31 March 2026");
    assert_eq!(period.starts_in(Id, too_late, &jakarta), "pada Selasa, 31 Maret 2026");
}

/// Reads the clock back out of the text, for every zone and every hour around
/// the changes of the clock: what is written is what the wall shows.
#[test]
fn the_text_of_every_zone_reads_back_to_the_same_wall_clock() {
    for name in jiff::tz::db().available() {
        let zone = jiff::tz::db().get(name.as_str()).unwrap();
        for second in (1_767_225_600_i64..1_798_761_600).step_by(499 * 3600) {
            let at = Timestamp::from_second(second).unwrap();
            let period = Period::Timed { starts_at: at.to_zoned(TimeZone::UTC), ends_at: None };
            let local = at.to_zoned(zone.clone());
            let text = period.start_said(En, &zone);
            let (moment, zone_name) = text.rsplit_once(' ').unwrap();
            let read = jiff::fmt::strtime::parse("%A, %d %B %Y, %H:%M", moment)
                .and_then(|broken_down| broken_down.to_datetime())
                .unwrap();
            assert_eq!(read, local.datetime().with().second(0).build().unwrap(), "{text}");
            assert!(zone_name.starts_with(|first: char| first.is_ascii_uppercase()), "{text}");

            let indonesian = period.start_said(Id, &zone);
            let time = format!(" pukul {:02}.{:02} {zone_name}", local.hour(), local.minute());
            assert!(indonesian.ends_with(&time), "{indonesian}");
        }
    }
}
