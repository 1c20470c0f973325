//! One row of a file of partnerships: what it may say, and what is wrong with it by itself.

use super::record::Class;
use crate::{
    date::PartialDate,
    place::row::MOST_CODE,
    report::{MOST_SOURCE, is_plain, lies_ahead},
    text::{LocalText, both_said},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A partnership of two regions as a file describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnershipRow {
    /// The line on which the row begins.
    pub line: u64,
    /// The codes of the two members in the scheme of the file.
    pub members: [String; 2],
    /// The members as somebody has decided, each by scheme and code, address or identifier; they go before the codes.
    pub places: [Option<String>; 2],
    /// The code of the member whose own word it is; `None` where the source speaks for itself.
    pub stated_by: Option<String>,
    /// What kind of relation; SISTER where the file does not say.
    pub class: Class,
    /// Since when.
    pub since: Option<PartialDate>,
    /// Until when.
    pub until: Option<PartialDate>,
    /// The place in the source.
    pub reference: Option<String>,
    /// The edition that says so, where the file holds statements of several sources.
    pub edition: Option<Edition>,
}

/// An edition of a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Edition {
    /// The source.
    pub source: String,
    /// The date to which it refers.
    pub as_of: NaiveDate,
    /// Whether the source is an official register.
    pub official: bool,
    /// The date of its edition that names the pair no longer.
    pub unlisted_on: Option<NaiveDate>,
}

impl PartnershipRow {
    /// What is wrong with the row by itself.
    pub(crate) fn fault(&self) -> Option<LocalText> {
        let [a, b] = &self.members;
        let places = || self.places.iter().flatten();
        let source = self.edition.as_ref().map(|edition| &edition.source);
        let texts = || self.members.iter().chain(places()).chain(&self.stated_by).chain(&self.reference).chain(source);
        if self.members.iter().zip(&self.places).any(|(code, place)| code.is_empty() && place.is_none()) {
            return Some(LocalText::both("kode anggota kosong", "the code of a member is empty"));
        }
        if !texts().all(|text| is_plain(text)) {
            return Some(LocalText::both("teks memuat karakter kendali", "a text holds control characters"));
        }
        if self.members.iter().chain(places()).chain(&self.stated_by).any(|code| code.chars().count() > MOST_CODE)
            || self.reference.iter().chain(source).any(|text| text.chars().count() > MOST_SOURCE)
        {
            return Some(LocalText::both("teks terlalu panjang", "a text is too long"));
        }
        if a == b && self.places == [None, None] {
            return Some(LocalText::both(
                format!("{a} tidak dapat bermitra dengan dirinya sendiri"),
                format!("{a} cannot be its own partner"),
            ));
        }
        if let (Some(since), Some(until)) = (self.since, self.until)
            && until.latest() < since.earliest()
        {
            return Some(LocalText::both("berakhir sebelum dimulai", "it ends before it begins"));
        }
        None
    }
}

impl PartnershipRow {
    /// Why a row cannot be taken whose source or pair lies in the future.
    pub(crate) fn too_early(&self, now: DateTime<Utc>) -> Option<LocalText> {
        if self.edition.as_ref().is_some_and(|edition| lies_ahead(edition.as_of, now)) {
            return Some(edition_in_the_future());
        }
        self.since.filter(|since| lies_ahead(since.earliest(), now)).map(|_| in_the_future())
    }
}

/// What rows on the same pair say together, whatever their order: the more precise date, and every place in the source;
/// `None` if they contradict each other.
pub(crate) fn together(rows: &[&PartnershipRow]) -> Option<PartnershipRow> {
    let (first, rest) = rows.split_first()?;
    let mut all = (*first).clone();
    for row in rest {
        all.since = agreed(all.since, row.since).ok()?;
        all.until = agreed(all.until, row.until).ok()?;
    }
    let references: BTreeSet<&str> = rows.iter().filter_map(|row| row.reference.as_deref()).collect();
    all.reference = references.into_iter().map(str::to_owned).reduce(|one, other| both_said(&one, &other, MOST_SOURCE));
    all.fault().is_none().then_some(all)
}

/// Two statements of a date contradict each other.
struct Contradiction;

/// What two statements of a date say together, either of which may be silent.
fn agreed(one: Option<PartialDate>, other: Option<PartialDate>) -> Result<Option<PartialDate>, Contradiction> {
    match (one, other) {
        (Some(one), Some(other)) => one.narrowed(other).map(Some).ok_or(Contradiction),
        (one, other) => Ok(one.or(other)),
    }
}

/// These rows contradict each other on when the pair begins and ends.
pub(crate) fn at_odds(rows: &[&PartnershipRow]) -> LocalText {
    let said = |row: &&PartnershipRow| {
        let on = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        format!("{}: {}–{}", row.line, on(row.since), on(row.until))
    };
    let lines = rows.iter().map(said).collect::<Vec<_>>().join(", ");
    LocalText::both(
        format!("baris-baris tentang pasangan ini saling bertentangan ({lines})"),
        format!("the rows on this pair contradict each other ({lines})"),
    )
}

/// No place has this code; the column for the decision can name one.
pub(crate) fn unknown(code: &str, scheme: &str, column: &str) -> LocalText {
    LocalText::both(
        format!("tidak ada daerah dengan kode {code} dalam skema {scheme}; {column} dapat menyebut daerahnya"),
        format!("no place has the code {code} in the scheme {scheme}; {column} can name the place"),
    )
}

/// Who is said to say so is no member.
pub(crate) fn no_member(code: &str) -> LocalText {
    LocalText::both(
        format!("stated_by: {code} bukan salah satu dari kedua anggota"),
        format!("stated_by: {code} is none of the two members"),
    )
}

/// Two codes of the file are one place.
pub(crate) fn one_place([a, b]: &[String; 2]) -> LocalText {
    LocalText::both(
        format!("{a} dan {b} adalah daerah yang sama"),
        format!("{a} and {b} are one place, which cannot be its own partner"),
    )
}

/// The edition of the source lies in the future.
fn edition_in_the_future() -> LocalText {
    LocalText::both("as_of: tanggal sumber belum tiba", "as_of: the date of the source is in the future")
}

/// The pair begins in the future.
fn in_the_future() -> LocalText {
    LocalText::both("tanggal mulai belum tiba", "it begins in the future")
}
