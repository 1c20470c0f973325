//! What requests are called in both languages.

use super::record::{Answer, Wanted};
use crate::text::{Language, LocalText};

/// What whoever is asked has to do.
pub fn task_name(wanted: Wanted) -> LocalText {
    match wanted {
        Wanted::Paper => LocalText::both("Permintaan dokumen", "Request for a paper"),
        Wanted::Wording => LocalText::both("Permintaan rumusan naskah", "Request for a wording"),
        Wanted::Time => LocalText::both("Permintaan tambahan waktu", "Request for more time"),
        Wanted::Fact => LocalText::both("Permintaan konfirmasi", "Request to confirm a fact"),
    }
}

/// How a request ended.
pub fn answer_name(answer: Answer, language: Language) -> &'static str {
    let (id, en) = match answer {
        Answer::Given => ("sudah dipenuhi", "answered"),
        Answer::Declined => ("ditolak", "declined"),
        Answer::Withdrawn => ("ditarik", "withdrawn"),
    };
    language.pick(id, en)
}
