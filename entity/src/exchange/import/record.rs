//! What a row of such a file holds.

/// One exchange that lasts whole days, as the file has it: cells are text, and empty where the file has no such column
/// or says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExchangeRow {
    /// The line on which the row begins; the header is line 1.
    pub line: u64,
    /// `title`: what it is called.
    pub title: String,
    /// `language`: the language of the title, `id` or `en`; English when empty.
    pub language: String,
    /// `start`: the first day.
    pub start: String,
    /// `end`: the last day; empty when it is not known.
    pub end: String,
    /// `time_zone`: the IANA zone whose days these are.
    pub time_zone: String,
    /// `venue`: the place, in words; `online` where there is none.
    pub venue: String,
    /// `country`: its two-letter country code.
    pub country: String,
    /// `method`: how knowledge is shared, such as `FORUM`; `OTHER` when empty.
    pub method: String,
    /// `format`: `ONSITE`, `ONLINE` or `HYBRID`; read off the venue when empty.
    pub format: String,
    /// `note`: a remark.
    pub note: String,
    /// `source`: where that comes from.
    pub source: String,
}
