//! What agreements, their fields and their documents are called in both languages.

use super::{
    initiative::act::Letter,
    record::{DocumentKind, Field, Scheme, TermKind, agreement},
    rule::Dates,
    standing::rule::PartyStatus,
    vitality::rule::Vitality,
};
use crate::{
    date::PartialDate,
    partnership::record::Class,
    text::{Language, LocalText},
};
use chrono::Datelike;

/// What a scheme of cooperation is called.
pub fn scheme_name(scheme: Scheme, language: Language) -> &'static str {
    let (id, en) = match scheme {
        Scheme::KsdplSisterProvince => ("provinsi kembar", "sister province"),
        Scheme::KsdplSisterCity => ("kabupaten/kota kembar", "sister city or regency"),
        Scheme::KsdplOther => (
            "kerja sama lainnya dengan pemerintah daerah di luar negeri",
            "other cooperation with a regional government abroad (KSDPL)",
        ),
        Scheme::KsdllForwarded => ("penerusan kerja sama Pemerintah Pusat", "forwarded from the central government"),
        Scheme::KsdllOther => ("kerja sama dengan lembaga di luar negeri", "cooperation with an institution abroad"),
        Scheme::KsddDomestic => ("kerja sama antardaerah", "cooperation between regions of Indonesia"),
        Scheme::ForeignForeign => ("tanpa pihak Indonesia", "without an Indonesian party"),
    };
    language.pick(id, en)
}

/// What a class of cooperation is called.
pub fn class_name(class: Class, language: Language) -> &'static str {
    let (id, en) = match class {
        Class::Sister => ("kembar", "sister"),
        Class::Friendship => ("persahabatan", "friendship"),
        Class::Project => ("kemitraan proyek", "project partnership"),
        Class::Contact => ("kontak", "contact"),
    };
    language.pick(id, en)
}

/// What a vitality is called.
pub fn vitality_name(vitality: Vitality, language: Language) -> &'static str {
    let (id, en) = match vitality {
        Vitality::Active => ("aktif", "active"),
        Vitality::Quiet => ("kurang aktif", "quiet"),
        Vitality::Dormant => ("vakum", "dormant"),
        Vitality::NeverStarted => ("tidak pernah dimulai", "never started"),
        Vitality::Unknown => ("tidak diketahui", "unknown"),
        Vitality::Ended => ("berakhir", "ended"),
    };
    language.pick(id, en)
}

/// How an agreement ends, in a word.
pub fn term_kind_name(kind: TermKind, language: Language) -> &'static str {
    let (id, en) = match kind {
        TermKind::Fixed => ("jangka waktu tertentu", "fixed term"),
        TermKind::AutoRenew => ("diperpanjang otomatis", "automatic renewal"),
        TermKind::OpenEnded => ("tanpa batas waktu", "open-ended"),
    };
    language.pick(id, en)
}

/// What a field of cooperation is called.
pub fn field_name(field: Field, language: Language) -> &'static str {
    let (id, en) = match field {
        Field::Agriculture => ("pertanian dan perikanan", "agriculture and fisheries"),
        Field::CreativeEconomy => ("ekonomi kreatif", "creative economy"),
        Field::Culture => ("kebudayaan", "culture"),
        Field::DisasterPreparedness => ("kesiapsiagaan bencana", "disaster preparedness"),
        Field::EconomyTrade => ("ekonomi dan perdagangan", "economy and trade"),
        Field::Education => ("pendidikan", "education"),
        Field::Environment => ("lingkungan hidup", "environment"),
        Field::GovernanceCapacity => {
            ("tata kelola dan kapasitas pemerintahan", "governance and administrative capacity")
        }
        Field::Health => ("kesehatan", "health"),
        Field::HumanResources => ("sumber daya manusia", "human resources"),
        Field::PortManagement => ("pengelolaan pelabuhan", "port management"),
        Field::ScienceTechnology => ("ilmu pengetahuan dan teknologi", "science and technology"),
        Field::SmartCity => ("kota cerdas", "smart city"),
        Field::SportYouth => ("olahraga dan kepemudaan", "sport and youth"),
        Field::Tourism => ("pariwisata", "tourism"),
        Field::Transport => ("perhubungan", "transport"),
        Field::UrbanPlanning => ("perencanaan kota", "urban planning"),
        Field::WasteManagement => ("pengelolaan sampah", "waste management"),
        Field::Other => ("lainnya", "other"),
    };
    language.pick(id, en)
}

/// The title of an agreement that has none: what kind of document it rests on, between whom, and what tells it from others
/// between them.
///
/// `parties` are the parties' names in Indonesian and in English: "Nota Kesepahaman Kota Bandung – Suwon (kembar, 1997)" is
/// the "Memorandum of Understanding between Bandung and Suwon (sister relationship, 1997)".
pub fn make_title(rests_on: DocumentKind, mark: Mark, parties: &[(String, String)]) -> LocalText {
    let (id, en) = match rests_on {
        DocumentKind::LetterOfIntent => ("Pernyataan Kehendak Kerja Sama", "Letter of Intent between"),
        DocumentKind::SignedText | DocumentKind::CertifiedCopy => {
            ("Nota Kesepahaman", "Memorandum of Understanding between")
        }
        _ => ("Kerja Sama", "Cooperation between"),
    };
    let of_parties: Vec<&str> = parties.iter().map(|(id, _)| id.as_str()).collect();
    let between: Vec<&str> = parties.iter().map(|(_, en)| en.as_str()).collect();
    LocalText {
        id: Some(format!("{id} {}{}", of_parties.join(" – "), mark.read(Language::Id))),
        en: Some(format!("{en} {}{}", enumerate(&between), mark.read(Language::En))),
    }
}

/// What tells a made title from others between the same parties: the class, and when the agreement began, if that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The class.
    pub class: Class,
    /// The day of signature, else the first in force, else that of the first letter.
    pub since: Option<PartialDate>,
}

impl Mark {
    /// That of an agreement.
    pub fn of(agreement: &agreement::Model) -> Self {
        let letter = Some(agreement.as_of).filter(|_| !agreement.legacy).map(PartialDate::from);
        Self { class: agreement.class, since: Dates::from(agreement).begun_on().or(letter) }
    }

    fn read(self, language: Language) -> String {
        let (id, en) = match self.class {
            Class::Sister => ("kembar", "sister relationship"),
            Class::Friendship => ("persahabatan", "friendship"),
            Class::Project => ("proyek", "project"),
            Class::Contact => ("kontak", "contact"),
        };
        let year = self.since.map(|since| format!(", {}", since.earliest().year()));
        format!(" ({}{})", language.pick(id, en), year.unwrap_or_default())
    }
}

/// The titles of an agreement whose mark has changed: those that were made follow, those that somebody gave stay.
pub(super) fn retitled(titles: LocalText, before: Mark, after: Mark) -> LocalText {
    let follow = |title: Option<String>, language| {
        let title = title?;
        let made = title.strip_suffix(&before.read(language)).map(|rest| format!("{rest}{}", after.read(language)));
        Some(made.unwrap_or(title))
    };
    LocalText { id: follow(titles.id, Language::Id), en: follow(titles.en, Language::En) }
}

/// What a letter is called as the source of a record: its number where it has one.
pub(super) fn title_of_letter(letter: &Letter) -> String {
    match &letter.number {
        Some(number) => format!("Surat {number}"),
        None => format!("Surat prakarsa {}", letter.issued_on),
    }
}

/// Names in an English sentence: "A", "A and B", "A, B and C".
fn enumerate(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// The title of an agreement in both languages, as far as it has them.
pub fn title_of(agreement: &agreement::Model) -> LocalText {
    LocalText { id: agreement.title_id.clone(), en: agreement.title_en.clone() }
}

/// How a party stands to an agreement, in words.
pub fn party_status_name(status: PartyStatus, language: Language) -> &'static str {
    match status {
        PartyStatus::Proposed => language.pick("calon pihak", "proposed"),
        PartyStatus::Acceding => language.pick("dalam proses aksesi", "acceding"),
        PartyStatus::GivenUp => language.pick("mundur sebelum penandatanganan", "given up before the signature"),
        PartyStatus::Signed => language.pick("telah menandatangani", "signed"),
        PartyStatus::InForce => language.pick("berlaku", "in force"),
        PartyStatus::NoticeGiven => language.pick("memberitahukan pengakhiran", "notice given"),
        PartyStatus::Left => language.pick("keluar", "left"),
        PartyStatus::Disowned => language.pick("catatan tidak diakui", "the entry does not stand"),
        PartyStatus::Ended => language.pick("berakhir", "ended"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[(&str, &str)]) -> Vec<(String, String)> {
        names.iter().map(|(id, en)| ((*id).to_owned(), (*en).to_owned())).collect()
    }

    #[test]
    fn a_title_says_what_the_agreement_rests_on_and_between_whom() {
        let two = names(&[("Kota Bandung", "Bandung"), ("Suwon", "Suwon")]);
        let mark = |class, since: &str| Mark { class, since: since.parse().ok() };
        let title = make_title(DocumentKind::SignedText, mark(Class::Sister, "1997-08"), &two);
        assert_eq!(title.id.unwrap(), "Nota Kesepahaman Kota Bandung – Suwon (kembar, 1997)");
        assert_eq!(
            title.en.unwrap(),
            "Memorandum of Understanding between Bandung and Suwon (sister relationship, 1997)"
        );
        let three = names(&[("A", "A"), ("B", "B"), ("C", "C")]);
        let title = make_title(DocumentKind::LetterOfIntent, mark(Class::Friendship, ""), &three);
        assert_eq!(title.read(Language::Id), "Pernyataan Kehendak Kerja Sama A – B – C (persahabatan)");
        assert_eq!(title.read(Language::En), "Letter of Intent between A, B and C (friendship)");
    }

    #[test]
    fn a_made_title_follows_and_a_given_one_stays() {
        let before = Mark { class: Class::Sister, since: "2016-03-01".parse().ok() };
        let after = Mark { class: Class::Friendship, since: "2018-03-19".parse().ok() };
        let made = make_title(DocumentKind::LetterOfIntent, before, &names(&[("A", "A"), ("B", "B")]));
        let given = LocalText { en: Some("Lions for the lion gate (1997)".to_owned()), ..made };
        let titles = retitled(given, before, after);
        assert_eq!(titles.id.unwrap(), "Pernyataan Kehendak Kerja Sama A – B (persahabatan, 2018)");
        assert_eq!(titles.en.unwrap(), "Lions for the lion gate (1997)");
    }
}
