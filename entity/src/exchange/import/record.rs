//! What a row of such a file holds.

use serde::{Deserialize, Serialize};

/// One exchange, as the file has it: cells are text, and empty where the file has no such column
/// or says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExchangeRow {
    /// The line on which the row begins; the header is line 1.
    pub line: u64,
    /// `exchange`: the exchange that the row is about, by its identifier, as an export has it.
    pub exchange: String,
    /// `title`: what it is called.
    pub title: String,
    /// `title_id`: what it is called in Indonesian, where `title` is in English.
    pub title_id: String,
    /// `language`: the language of the title, `id` or `en`; English when empty.
    pub language: String,
    /// `start`: the first day.
    pub start: String,
    /// `end`: the last day; empty when it is not known.
    pub end: String,
    /// `start_time`: the time of its start, such as `09:00`; empty when it lasts whole days.
    pub start_time: String,
    /// `end_time`: the time of its end on the last day.
    pub end_time: String,
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
    /// `host`: who received the others, by code (`kemendagri:35.78`) or the last part of its address.
    pub host: String,
    /// `champions`: who shared what it does well, separated by `|`.
    pub champions: String,
    /// `learners`: who came to learn, separated by `|`.
    pub learners: String,
    /// `agreement`: the agreement that it served, by identifier or reference number.
    pub agreement: String,
    /// `note`: a remark.
    pub note: String,
    /// `source`: where that comes from.
    pub source: String,
}
