//! Whose a document is and from which day it counts, by its kind; and the names of files.

use super::record::signature;
use crate::{
    Caller,
    agreement::record::{DocumentKind, document},
    date::legal_today,
    policy::Visibility,
    text,
};
use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Whose documents of a kind are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// One party's: what its own side decides, asks, studies or grants. It opens gates of that party alone.
    OneParty,
    /// All parties': what they sign or write together. It counts where all parties have it.
    AllParties,
    /// One party's or all parties', as whoever records it says.
    Either,
}

/// By what the day is known from which a document counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatedBy {
    /// Its own date.
    Issue,
    /// The last signature under it, and not before its own date.
    LastSignature,
    /// Its receipt, and not before its own date: what is given to another party counts from when it has it.
    Receipt,
}

impl DocumentKind {
    /// Whose a document of this kind is, and by what the day is known from which it counts.
    ///
    /// This stands beside the routes and not in them: what makes a text signed or a notice received does not differ between
    /// countries, and agreements under way obey it too, which keep the version of the route with which they began.
    fn facts(self) -> (Whose, DatedBy) {
        use DatedBy::{Issue, LastSignature, Receipt};
        use Whose::{AllParties, Either, OneParty};
        match self {
            Self::ForwardingLetter
            | Self::RegionProfile
            | Self::CooperationPotential
            | Self::ExpertStudy
            | Self::CooperationPlan
            | Self::ActionPlan
            | Self::CouncilDecision
            | Self::FacilitationRequest
            | Self::VerificationResult
            | Self::CentralApproval
            | Self::FullPower
            | Self::CertifiedCopy
            | Self::Notification
            | Self::EntryNotification
            | Self::Evaluation
            | Self::Report => (OneParty, Issue),
            Self::TerminationNotice => (OneParty, Receipt),
            Self::MeetingMinutes | Self::Annex => (Either, Issue),
            Self::InitiativeLetter | Self::DraftText | Self::InitialledText | Self::Beginning => (AllParties, Issue),
            Self::LetterOfIntent
            | Self::SignedText
            | Self::JointAgreement
            | Self::ProgrammeAgreement
            | Self::Amendment
            | Self::Extension
            | Self::NoticeWithdrawal
            | Self::Cancellation => (AllParties, LastSignature),
        }
    }

    /// Whose documents of this kind are.
    pub fn whose(self) -> Whose {
        self.facts().0
    }

    /// By what the day is known from which a document of this kind counts.
    pub fn dated_by(self) -> DatedBy {
        self.facts().1
    }

    /// Whether the signature of an agreement rests on what a document of this kind says, or is later than it.
    pub fn precedes_signature(self) -> bool {
        matches!(
            self,
            Self::CouncilDecision
                | Self::FacilitationRequest
                | Self::VerificationResult
                | Self::InitialledText
                | Self::CentralApproval
                | Self::FullPower
        )
    }

    /// Whether a document of this kind can move the end of an agreement.
    pub(crate) fn moves_end(self) -> bool {
        matches!(self, Self::Extension | Self::Amendment)
    }

    /// Whether a document of this kind speaks of an agreement that is signed.
    pub fn follows_signature(self) -> bool {
        matches!(
            self,
            Self::CertifiedCopy
                | Self::EntryNotification
                | Self::Amendment
                | Self::Extension
                | Self::TerminationNotice
                | Self::NoticeWithdrawal
                | Self::Cancellation
        )
    }

    /// Whether others rely on what a document of this kind says: what is all parties', and what one of them brings to a step
    /// that binds the others.
    pub fn is_relied_on(self) -> bool {
        let brought =
            matches!(self, Self::RegionProfile | Self::FullPower | Self::Evaluation | Self::TerminationNotice);
        brought || self.whose() == Whose::AllParties
    }

    /// Whether a document of this kind is about the agreement as a whole, whichever party brings it.
    pub fn is_about_the_whole(self) -> bool {
        self == Self::Evaluation || self.whose() != Whose::OneParty
    }

    /// Who sees a document of this kind and of this party whose recorder does not say: all parties what others rely on, and what
    /// the recorder would hide from themselves because it is another's; its own party all else.
    pub fn usual_visibility(self, party: Option<Uuid>, recorder: &Caller) -> Visibility {
        let of_another = party.is_some_and(|party| !recorder.parties().contains(&party));
        if self.is_relied_on() || of_another { Visibility::Parties } else { Visibility::Own }
    }

    /// Whether a document of this kind that belongs to `owner` counts as a paper of `party`. What is one party's by its kind
    /// and nobody's by its record counts for nobody; what is all parties' and one of them keeps is in the making.
    pub fn counts_for(self, owner: Option<Uuid>, party: Uuid) -> bool {
        match self.whose() {
            Whose::OneParty => owner == Some(party),
            Whose::AllParties => owner.is_none(),
            Whose::Either => owner.is_none_or(|owner| owner == party),
        }
    }
}

/// The SHA-256 of all that a document says, with its signatures and its file, in hexadecimal. Whoever names it by this says that
/// this is what they have read. Who has said since that they signed it changes nothing of what it says.
pub fn hash(document: &document::Model, signatures: &[signature::Model]) -> String {
    let said = |one: &signature::Model| (one.party_id, one.name.clone(), one.title.clone(), one.signed_on);
    let mut signed: Vec<_> = signatures.iter().map(said).collect();
    signed.sort_unstable();
    let whose = (document.id, document.kind, document.party_id);
    let issued = (&document.number, &document.issuer, document.issued_on.map(|date| date.to_string()));
    let says = (&document.empowers, &document.deviation, &document.note, &document.language, document.received_on);
    let digest = Sha256::digest(json!([whose, issued, says, document.sha256, signed]).to_string());
    digest.iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

/// By what a paper is told from another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    of: (Uuid, DocumentKind),
    party: Option<Uuid>,
    number: Option<String>,
    /// The days between which its own day lies.
    dated: Option<(NaiveDate, NaiveDate)>,
    sha256: Option<String>,
}

/// By what a recorded document is told from others: its number, the day of its last signature or its own date, and its file.
pub(crate) fn mark(document: &document::Model, signatures: &[signature::Model]) -> Mark {
    let on = |day: NaiveDate| (day, day);
    let issued = document.issued_on.map(|date| (date.earliest(), date.latest()));
    let signed = signatures.iter().filter_map(|one| one.signed_on).max().map(on);
    let dated = if document.kind.dated_by() == DatedBy::LastSignature { signed.or(issued) } else { issued };
    Mark {
        of: (document.agreement_id, document.kind),
        party: document.party_id,
        number: document.number.as_deref().map(text::fold),
        dated: dated.or(document.received_on.map(on)),
        sha256: document.sha256.clone(),
    }
}

impl Mark {
    /// The same, where a paper without a date is of the day on which it was recorded.
    pub(crate) fn dated_or_recorded(self, document: &document::Model) -> Self {
        let recorded = legal_today(document.created_at);
        Self { dated: self.dated.or(Some((recorded, recorded))), ..self }
    }

    /// Whether both are records of one paper, whichever party recorded either: they have the same file, or neither their
    /// numbers nor their days tell them apart. Nobody gains by leaving either out, nor by recording a paper once more. Two
    /// parties can have papers of the same number and day, unless these are about the agreement as a whole.
    pub(crate) fn is_of_the_same_paper(&self, other: &Self) -> bool {
        let same_file = self.sha256.is_some() && self.sha256 == other.sha256;
        let numbers = self.number.as_ref().zip(other.number.as_ref());
        let days = self.dated.zip(other.dated);
        let told_apart = numbers.is_some_and(|(one, other)| one != other)
            || days.is_some_and(|(one, other)| one.1 < other.0 || other.1 < one.0);
        let one_partys = self.party == other.party;
        let said_alike = numbers.is_some() && days.is_some() && self.of.1.is_about_the_whole();
        self.of == other.of && (same_file || (!told_apart && (one_partys || said_alike)))
    }
}

/// The day from which a document counts: an act that rests on it happens on this day or later.
///
/// A date that is known to the month or year counts as the last day that it can mean, and what has no date counts from the
/// day (in Jakarta) on which it was recorded: nobody gains by leaving a date out. No document is later than its record.
///
/// What has to reach others does not do so by the word of a party, of which each can gain by an earlier day: where its own people
/// or those of another party record it, it counts from the day on which it was recorded, when all could read it.
pub fn counts_from(document: &document::Model, signatures: &[signature::Model], by_its_own: bool) -> NaiveDate {
    let recorded = legal_today(document.created_at);
    let issued = document.issued_on.map(|date| date.latest().min(recorded));
    let day = match document.kind.dated_by() {
        DatedBy::Issue => issued,
        DatedBy::LastSignature => {
            let signed = signatures.iter().map(|one| one.signed_on.or(issued).unwrap_or(recorded));
            signed.chain(issued).max()
        }
        DatedBy::Receipt if by_its_own || document.by_party_id.is_some() => None,
        DatedBy::Receipt => issued.max(Some(document.received_on.unwrap_or(recorded))),
    };
    day.unwrap_or(recorded)
}

/// The longest name, in bytes: file systems take 255.
const LONGEST_NAME: usize = 200;
/// The name of a file whose sender gives it none.
const NAMELESS: &str = "dokumen";
/// The endings of names by what a file is (RFC 6838); the first is given to names that have another one.
const ENDINGS: [(&str, &[&str]); 16] = [
    ("application/pdf", &["pdf"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/tiff", &["tif", "tiff"]),
    ("text/plain", &["txt", "text"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.template", &["dotx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.template", &["xltx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.slideshow", &["ppsx"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("application/vnd.oasis.opendocument.presentation", &["odp"]),
];
/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name under which a file of this media type is kept and given out: the last part of what its sender calls it, of
/// characters that every file system takes and that do not deceive the eye, with an ending that says what the file is.
pub fn file_name(said: &str, media_type: &str) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|letter| !is_hidden(*letter))
        .map(|letter| if "<>:\"|?*".contains(letter) { '_' } else { letter })
        .collect();
    let tidy = text::tidy(&plain);
    let tidy = tidy.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let endings = ENDINGS.iter().find(|(media, _)| *media == media_type).map_or(&["bin"][..], |(_, endings)| endings);
    let (stem, ending) = match tidy.rsplit_once('.') {
        Some((stem, ending)) if endings.contains(&ending.to_ascii_lowercase().as_str()) => (stem, ending),
        // A name that is nothing but an ending has none.
        _ if endings.contains(&tidy.to_ascii_lowercase().as_str()) => ("", endings[0]),
        _ => (tidy, endings[0]),
    };
    let mut most = stem.len().min(LONGEST_NAME - 1 - ending.len());
    while !stem.is_char_boundary(most) {
        most -= 1;
    }
    let stem = stem[..most].trim_end_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered =
        ["com", "lpt"].iter().any(|port| first.strip_prefix(port).is_some_and(|rest| rest.chars().count() == 1));
    let mark = if DEVICES.contains(&first.as_str()) || numbered { "_" } else { "" };
    let stem = if stem.is_empty() { NAMELESS } else { stem };
    format!("{mark}{stem}.{ending}")
}

/// Whether a character shows nothing, or changes how its neighbours are shown (Unicode TR 36): such a name can look like
/// another. White space is made tidy instead.
fn is_hidden(letter: char) -> bool {
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        policy::Role,
        testing::{day, moment, who},
    };
    use proptest::prelude::*;
    use sea_orm::Iterable;

    const PDF: &str = "application/pdf";

    /// A document of a kind with its date, its receipt and the days of its signatures, recorded at noon in Jakarta.
    fn dated(kind: DocumentKind, issued: &str, received: &str, signed: &[&str], recorded: &str) -> NaiveDate {
        let signature = |on: &&str| signature::Model {
            document_id: Uuid::nil(),
            party_id: Uuid::nil(),
            name: "Wali Kota".into(),
            title: None,
            signed_on: on.parse().ok(),
            attested_at: None,
        };
        let document = document::Model {
            id: Uuid::nil(),
            agreement_id: Uuid::nil(),
            kind,
            party_id: None,
            by_party_id: None,
            number: None,
            issuer: None,
            issued_on: issued.parse().ok(),
            received_on: received.parse().ok(),
            language: None,
            empowers: None,
            deviation: None,
            note: None,
            source: None,
            visibility: Visibility::Public,
            supersedes_id: None,
            sha256: None,
            file_name: None,
            used_on: None,
            void: false,
            withdrawn_at: None,
            withdrawn_because: None,
            created_at: moment(recorded),
        };
        counts_from(&document, &signed.iter().map(signature).collect::<Vec<_>>(), false)
    }

    #[test]
    fn a_document_counts_from_its_date_its_last_signature_or_its_receipt() {
        use DocumentKind::{CouncilDecision, SignedText, TerminationNotice};
        let recorded = "2026-11-21T05:00:00Z";
        for (kind, issued, received, signed, expected) in [
            (CouncilDecision, "2026-11-10", "2026-11-15", &[][..], "2026-11-10"),
            (SignedText, "", "", &["2026-11-18", "2026-11-20"], "2026-11-20"),
            (SignedText, "2026-11-20", "", &["2026-11-18", "2026-11-18"], "2026-11-20"),
            (SignedText, "2026-11-20", "", &["2026-11-18", ""], "2026-11-20"),
            (TerminationNotice, "2026-05-25", "2026-11-20", &[], "2026-11-20"),
            (TerminationNotice, "2026-11-20", "2026-11-19", &[], "2026-11-20"),
            // Nobody gains by leaving a date out.
            (CouncilDecision, "", "", &[], "2026-11-21"),
            (SignedText, "", "", &["2026-11-18", ""], "2026-11-21"),
            (TerminationNotice, "2026-05-25", "", &[], "2026-11-21"),
            // A month counts as its last day, and no document is later than its record.
            (CouncilDecision, "2024-02", "", &[], "2024-02-29"),
            (CouncilDecision, "2025", "", &[], "2025-12-31"),
            (CouncilDecision, "2026-11", "", &[], "2026-11-21"),
        ] {
            assert_eq!(dated(kind, issued, received, signed, recorded), day(expected), "{kind:?} {issued} {received}");
        }
        let after_midnight = dated(CouncilDecision, "", "", &[], "2026-11-21T17:00:00Z");
        assert_eq!(after_midnight, day("2026-11-22"), "it is the next day in Jakarta");
    }

    #[test]
    fn what_is_one_partys_by_its_kind_counts_for_that_party_alone() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        for kind in DocumentKind::iter() {
            assert_eq!(kind.counts_for(Some(one), one), kind.whose() != Whose::AllParties, "{kind:?}");
            assert!(!kind.counts_for(Some(other), one), "{kind:?}");
            assert_eq!(kind.counts_for(None, one), kind.whose() != Whose::OneParty, "{kind:?}");
        }
        assert_eq!(DocumentKind::CouncilDecision.whose(), Whose::OneParty);
        assert_eq!(DocumentKind::SignedText.whose(), Whose::AllParties);
    }

    #[test]
    fn what_all_rely_on_is_shown_to_all_unless_its_recorder_says_otherwise() {
        let [own, other] = [1, 2].map(Uuid::from_u128);
        let recorder = who(Role::AgreementManager, Some(own));
        for (code, route) in crate::agreement::route::reference::shipped().unwrap() {
            let together = |step: &&crate::agreement::route::rule::Step| step.joint;
            let joint = route.steps.iter().filter(together).flat_map(|step| step.documents.iter().chain(&step.signed));
            for kind in joint.chain(route.steps.iter().flat_map(|step| &step.of_each)) {
                assert_eq!(kind.usual_visibility(None, &recorder), Visibility::Parties, "{code}: {kind:?}");
            }
        }
        let decision = |party| DocumentKind::CouncilDecision.usual_visibility(Some(party), &recorder);
        assert_eq!(decision(own), Visibility::Own);
        assert_eq!(decision(other), Visibility::Parties, "nobody hides from themselves what they record for another");
    }

    #[test]
    fn two_records_are_of_one_paper_unless_something_tells_them_apart() {
        let paper = |number: &str, dated: &str, sha256: &str| {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let dated = (!dated.is_empty()).then(|| dated.split(' ').map(day)).map(|mut days| {
                let first = days.next().unwrap();
                (first, days.next().unwrap_or(first))
            });
            let (of, party) = ((Uuid::nil(), DocumentKind::Evaluation), None);
            Mark { of, party, number: some(number), dated, sha256: some(sha256) }
        };
        for (one, other, same) in [
            (("1", "2026-11-20", ""), ("1", "2026-11-20", ""), true),
            (("1", "2026-11-20", ""), ("", "", ""), true),
            (("", "2026-11-20", ""), ("", "2026-11-01 2026-11-30", ""), true),
            (("1", "", ""), ("1", "2026-11-20", "a"), true),
            (("1", "2026-11-20", "a"), ("1", "2026-11-20", "b"), true),
            (("1", "2026-11-20", "a"), ("2", "2026-11-21", "a"), true),
            (("1", "2026-11-20", "a"), ("2", "2026-11-20", "b"), false),
            (("", "2026-11-20", ""), ("", "2026-11-21", ""), false),
            (("", "2026-11-20", ""), ("", "2026-12-01 2026-12-31", ""), false),
        ] {
            let [first, second] = [one, other].map(|(number, dated, sha256)| paper(number, dated, sha256));
            assert_eq!(first.is_of_the_same_paper(&second), same, "{one:?} {other:?}");
            assert_eq!(second.is_of_the_same_paper(&first), same, "{one:?} {other:?}");
        }
        // Another party records it once more.
        let theirs = |paper: Mark| Mark { party: Some(Uuid::nil()), ..paper };
        let councils = |paper: Mark| Mark { of: (Uuid::nil(), DocumentKind::CouncilDecision), ..paper };
        let dated = || paper("1", "2026-11-20", "a");
        assert!(dated().is_of_the_same_paper(&theirs(paper("1", "2026-11-20", "b"))));
        assert!(dated().is_of_the_same_paper(&theirs(paper("2", "2026-11-21", "a"))));
        assert!(!paper("1", "", "").is_of_the_same_paper(&theirs(paper("1", "", ""))));
        assert!(!councils(dated()).is_of_the_same_paper(&theirs(councils(paper("1", "2026-11-20", "b")))));
    }

    #[test]
    fn a_name_keeps_its_last_part_and_an_ending_that_is_true() {
        for (said, media, name) in [
            ("naskah.pdf", PDF, "naskah.pdf"),
            ("Naskah Akhir.PDF", PDF, "Naskah Akhir.PDF"),
            ("C:\\Users\\siti\\naskah.pdf", PDF, "naskah.pdf"),
            ("../../etc/passwd", "text/plain", "passwd.txt"),
            ("a/b\\c/../naskah.pdf", PDF, "naskah.pdf"),
            ("hapus.bat", "text/plain", "hapus.bat.txt"),
            ("halaman.html", "text/plain", "halaman.html.txt"),
            ("faktur.pdf.exe", PDF, "faktur.pdf.exe.pdf"),
            ("naskah.pdf.", PDF, "naskah.pdf"),
            ("naskah.pdf ", PDF, "naskah.pdf"),
            ("foto.jpeg", "image/jpeg", "foto.jpeg"),
            ("foto.png", "image/jpeg", "foto.png.jpg"),
            ("faktur\u{202e}fdp.exe", PDF, "fakturfdp.exe.pdf"),
            ("a\u{200f}b\u{7}\u{0}c\n d\u{85}.pdf", PDF, "abc d.pdf"),
            ("naskah.pdf:jahat", PDF, "naskah.pdf_jahat.pdf"),
            ("catatan.txt::$DATA", "text/plain", "catatan.txt__$DATA.txt"),
            (".htaccess", "text/plain", "htaccess.txt"),
            (".pdf", PDF, "dokumen.pdf"),
            ("", PDF, "dokumen.pdf"),
            ("folder/", PDF, "dokumen.pdf"),
            (" . . ", PDF, "dokumen.pdf"),
            ("\u{202e}\u{200b}", PDF, "dokumen.pdf"),
            ("NUL.pdf", PDF, "_NUL.pdf"),
            ("com1.arsip.pdf", PDF, "_com1.arsip.pdf"),
            ("komite.pdf", PDF, "komite.pdf"),
            ("risalah \u{2013} Guimarães.pdf", PDF, "risalah \u{2013} Guimarães.pdf"),
        ] {
            assert_eq!(file_name(said, media), name, "{said:?}");
        }
        let long = file_name(&format!("{}.pdf", "ä".repeat(500)), PDF);
        assert!(long.len() <= LONGEST_NAME + 1 && long.ends_with("ä.pdf"), "{long}");
    }

    proptest! {
        #[test]
        fn a_name_is_never_empty_nor_a_path_and_naming_it_again_changes_nothing(
            said in "([a-zA-Z./\\\\: \u{202e}\u{7}]|\\PC){0,300}", which in 0..ENDINGS.len(),
        ) {
            let (media, endings) = ENDINGS[which];
            let name = file_name(&said, media);
            let (stem, ending) = name.rsplit_once('.').unwrap();
            prop_assert!(!stem.trim().is_empty() && !stem.starts_with('.'));
            prop_assert!(endings.contains(&ending.to_ascii_lowercase().as_str()));
            prop_assert!(name.len() <= LONGEST_NAME + 1);
            let is_plain = |letter: char| !letter.is_control() && !is_hidden(letter) && !"/\\:".contains(letter);
            prop_assert!(name.chars().all(is_plain));
            prop_assert_eq!(file_name(&name, media), name.clone());
        }
    }
}
