//! Days as a refusal names them: the input field that holds one, a document with its day, or the day itself.

use crate::{
    date::{PartialDate, Precision, month_name, written},
    text::Language,
};
use chrono::Datelike;

/// What separates the words of such a text.
const BETWEEN: [char; 3] = [' ', '(', ')'];

/// The text as people read it: days are written out, and fields are called what they are about.
pub(super) fn told(text: &str, language: Language) -> String {
    let mut told = String::new();
    for piece in text.split_inclusive(BETWEEN) {
        let word = piece.trim_end_matches(BETWEEN);
        told += &field(word, language).map_or_else(|| day(word, language), str::to_owned);
        told += piece.get(word.len()..).unwrap_or_default();
    }
    told
}

/// That one of two days cannot be before the other. A notice that names a day after the term has ended is told the last day
/// that it can name.
pub(super) fn ordered(first: &str, then: &str, language: Language) -> String {
    let last = then.strip_prefix("expiresOn (").and_then(|rest| rest.strip_suffix(')'));
    match (last.filter(|_| first == "endsOn"), language) {
        (Some(last), Language::Id) => {
            format!("Pengakhiran paling lambat pada akhir masa berlaku, {}.", told(last, language))
        }
        (Some(last), Language::En) => {
            format!("The end can be the last day in force at the latest, {}.", told(last, language))
        }
        (None, Language::Id) => format!("{} tidak boleh mendahului {}.", begun(then, language), told(first, language)),
        (None, Language::En) => format!("{} cannot be before {}.", begun(then, language), told(first, language)),
    }
}

/// The same at the beginning of a sentence.
fn begun(text: &str, language: Language) -> String {
    let told = told(text, language);
    let mut letters = told.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn day(word: &str, language: Language) -> String {
    let Ok(date) = word.parse::<PartialDate>() else { return word.to_owned() };
    let first = date.earliest();
    match date.precision() {
        Precision::Day => written(first, language),
        Precision::Month => format!("{} {}", month_name(first.month(), language), first.year()),
        Precision::Year => first.year().to_string(),
    }
}

/// What the day in an input field is.
fn field(name: &str, language: Language) -> Option<&'static str> {
    let (id, en) = match name {
        "asOf" => ("tanggal sumber", "the date of the source"),
        "date" => ("langkah ini", "the day of this step"),
        "endsOn" => ("berakhirnya kerja sama", "the end"),
        "expiresOn" => ("akhir masa berlaku", "the expiry"),
        "inForceOn" => ("mulai berlaku", "the entry into force"),
        "issuedOn" => ("terbitnya dokumen", "the date of the document"),
        "receivedOn" => ("diterimanya dokumen", "the receipt of the document"),
        "signedOn" => ("penandatanganan", "the signature"),
        "since" => ("awalnya", "the beginning"),
        "terminatedOn" => ("pengakhiran", "the termination"),
        "until" => ("akhirnya", "the end"),
        _ => return None,
    };
    Some(language.pick(id, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_people_write_them() {
        let told = |text| [Language::Id, Language::En].map(|language| told(text, language));
        assert_eq!(told("2026-02-01"), ["1 Februari 2026", "1 February 2026"]);
        assert_eq!(told("2025-02"), ["Februari 2025", "February 2025"]);
        assert_eq!(told("2025"), ["2025", "2025"]);
        assert_eq!(told("expiresOn (2029-11-27)")[0], "akhir masa berlaku (27 November 2029)");
        assert_eq!(told("profile of the region (2026-11-20)")[1], "profile of the region (20 November 2026)");
        assert_eq!(begun("signedOn", Language::En), "The signature");
        assert_eq!(begun("", Language::En), "");
        let order = |first, then| ordered(first, then, Language::Id);
        assert_eq!(order("signedOn", "2026-02-01"), "1 Februari 2026 tidak boleh mendahului penandatanganan.");
        let last = "Pengakhiran paling lambat pada akhir masa berlaku, 27 November 2029.";
        assert_eq!(order("endsOn", "expiresOn (2029-11-27)"), last);
    }
}
