//! What the methods and formats of exchanges are called in both languages.

use super::record::{Format, Method};
use crate::text::Language;

/// What a method is called.
pub fn method_name(method: Method, language: Language) -> &'static str {
    let (id, en) = match method {
        Method::TrainingWorkshop => ("Lokakarya pelatihan", "Training workshop"),
        Method::WorkShadowing => ("Magang", "Work shadowing"),
        Method::StudyVisit => ("Studi tiru", "Study visit"),
        Method::MentoringVisit => ("Kunjungan pendampingan", "Mentoring visit"),
        Method::PeerReview => ("Telaah sejawat", "Peer review"),
        Method::Webinar => ("Webinar", "Webinar"),
        Method::DialogueEvent => ("Dialog praktisi", "Dialogue of practitioners"),
        Method::StaffExchange => ("Pertukaran pegawai", "Staff exchange"),
        Method::JwgMeeting => ("Rapat kelompok kerja bersama", "Joint working group meeting"),
        Method::Forum => ("Forum", "Forum"),
        Method::Exhibition => ("Pameran", "Exhibition"),
        Method::Awarding => ("Penganugerahan", "Award ceremony"),
        Method::CourtesyVisit => ("Kunjungan kehormatan", "Courtesy visit"),
        Method::Signing => ("Penandatanganan", "Signing"),
        Method::Other => ("Lainnya", "Other"),
    };
    language.pick(id, en)
}

/// What a format is called.
pub fn format_name(format: Format, language: Language) -> &'static str {
    let (id, en) = match format {
        Format::Onsite => ("Tatap muka", "On site"),
        Format::Online => ("Daring", "Online"),
        Format::Hybrid => ("Hibrida", "Hybrid"),
    };
    language.pick(id, en)
}
