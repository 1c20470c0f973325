//! Stages, acts, documents and what is missing, in both languages.

use super::{
    record::Requirement,
    rule::{Closed, Lack},
};
use crate::{
    agreement::{
        record::{DocumentKind, Stage},
        route::record::{AgreementAct, Condition},
    },
    date::written,
    policy::{self, Act},
    refusal::{Gate, Missing, MissingKind, Named},
    text::{Language, name_of},
};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// The parties' names, in one language.
pub type Names = HashMap<Uuid, String>;

/// What a stage is called.
pub fn stage_name(stage: Stage, language: Language) -> &'static str {
    let (id, en) = match stage {
        Stage::Initiated => ("prakarsa", "initiative"),
        Stage::Exploring => ("penjajakan", "exploration"),
        Stage::IntentSigned => ("pernyataan kehendak", "letter of intent signed"),
        Stage::Planning => ("rencana kerja sama", "cooperation plan"),
        Stage::CouncilReview => ("pembahasan DPRD/dewan", "before the council"),
        Stage::CouncilApproved => ("disetujui DPRD/dewan", "approved by the council"),
        Stage::Verification => ("verifikasi", "verification"),
        Stage::Drafting => ("penyusunan naskah", "drafting"),
        Stage::TextInitialled => ("naskah diparaf", "text initialled"),
        Stage::Authorised => ("disetujui Pemerintah", "authorised"),
        Stage::Signed => ("ditandatangani", "signed"),
        Stage::InForce => ("berlaku", "in force"),
        Stage::RenewalInProgress => ("dalam perpanjangan", "renewal in progress"),
        Stage::Expired => ("berakhir", "expired"),
        Stage::TerminationNoticed => ("pengakhiran diberitahukan", "notice of termination given"),
        Stage::Terminated => ("diakhiri", "terminated"),
        Stage::Withdrawn => ("ditarik", "withdrawn"),
        Stage::Rejected => ("ditolak", "rejected"),
        Stage::Cancelled => ("dibatalkan sebelum berlaku", "cancelled before it entered into force"),
        Stage::OnHold => ("ditunda", "on hold"),
    };
    language.pick(id, en)
}

/// What an act is called.
pub fn act_name(act: AgreementAct, language: Language) -> &'static str {
    policy::act_name(act.into(), language)
}

/// What a kind of document is called.
pub fn document_name(kind: DocumentKind, language: Language) -> &'static str {
    let (id, en) = match kind {
        DocumentKind::InitiativeLetter => ("surat prakarsa", "initiative letter"),
        DocumentKind::ForwardingLetter => ("surat penerusan Pemerintah Pusat", "forwarding letter"),
        DocumentKind::RegionProfile => ("data potensi daerah", "profile of the region"),
        DocumentKind::CooperationPotential => ("data potensi kerja sama", "potential of the cooperation"),
        DocumentKind::ExpertStudy => ("kajian pakar", "expert study"),
        DocumentKind::MeetingMinutes => ("risalah rapat", "minutes"),
        DocumentKind::LetterOfIntent => ("pernyataan kehendak kerja sama", "letter of intent"),
        DocumentKind::CooperationPlan => ("rencana kerja sama", "cooperation plan"),
        DocumentKind::ActionPlan => ("rencana aksi", "action plan"),
        DocumentKind::CouncilDecision => ("keputusan DPRD/dewan", "decision of the council"),
        DocumentKind::FacilitationRequest => ("surat permohonan fasilitasi", "request for facilitation"),
        DocumentKind::VerificationResult => ("hasil verifikasi", "result of the verification"),
        DocumentKind::DraftText => ("rancangan naskah", "draft text"),
        DocumentKind::InitialledText => ("naskah berparaf", "initialled text"),
        DocumentKind::CentralApproval => ("persetujuan Pemerintah Pusat", "approval of the central government"),
        DocumentKind::FullPower => ("surat kuasa", "full powers"),
        DocumentKind::SignedText => ("naskah kerja sama", "signed text"),
        DocumentKind::JointAgreement => ("kesepakatan bersama", "joint agreement"),
        DocumentKind::ProgrammeAgreement => ("perjanjian kerja sama (PKS)", "programme agreement (PKS)"),
        DocumentKind::CertifiedCopy => ("salinan sah", "certified copy"),
        DocumentKind::Notification => ("surat pemberitahuan", "notification"),
        DocumentKind::EntryNotification => ("pemberitahuan pembuatan kerja sama", "notification of entry"),
        DocumentKind::Evaluation => ("evaluasi", "evaluation"),
        DocumentKind::Report => ("laporan", "report"),
        DocumentKind::Amendment => ("perubahan", "amendment"),
        DocumentKind::Extension => ("naskah perpanjangan", "extension"),
        DocumentKind::TerminationNotice => ("surat pemberitahuan pengakhiran", "notice of termination"),
        DocumentKind::NoticeWithdrawal => ("pencabutan pemberitahuan pengakhiran", "withdrawal of the notice"),
        DocumentKind::Cancellation => ("kesepakatan pembatalan", "agreement to cancel"),
        DocumentKind::Annex => ("lampiran", "annex"),
        DocumentKind::Beginning => ("permulaan hubungan", "beginning of the relation"),
    };
    language.pick(id, en)
}

/// What a requirement says.
pub fn requirement_name(requirement: Requirement, language: Language) -> &'static str {
    let (id, en) = match requirement {
        Requirement::DiplomaticRelations => ("ada hubungan diplomatik", "there are diplomatic relations"),
        Requirement::RegionalAffair => {
            ("merupakan urusan pemerintahan daerah", "the matter is one of regional government")
        }
        Requirement::NoOfficeAbroad => {
            ("daerah tidak membuka kantor di luar negeri", "the region opens no office abroad")
        }
        Requirement::NoInterference => (
            "pemerintah asing tidak mencampuri urusan dalam negeri",
            "the foreign government does not interfere in domestic government",
        ),
        Requirement::FitsDevelopmentPlan => (
            "sesuai dengan kebijakan dan rencana pembangunan nasional dan daerah",
            "it fits national and regional development policy and plans",
        ),
        Requirement::TransferableKnowledge => (
            "ilmu pengetahuan dan teknologinya dapat dialihkan kepada sumber daya manusia Indonesia",
            "its science and technology can be transferred to Indonesian people",
        ),
        Requirement::EqualStatus => {
            ("status administrasi atau wilayah setara", "administrative status or territory is equal")
        }
        Requirement::Complementary => ("para pihak saling melengkapi", "the parties complement each other"),
        Requirement::PeopleToPeople => {
            ("meningkatkan hubungan antarmasyarakat", "it improves relations between the peoples")
        }
    };
    language.pick(id, en)
}

/// What a condition says about a step that it blocks.
fn condition_text(condition: Condition, from: Option<NaiveDate>, language: Language) -> String {
    let from = from.map(|day| written(day, language)).unwrap_or_default();
    let (id, en) = match condition {
        Condition::DiplomaticRelations => (
            "Persyaratan 1: hubungan diplomatik dengan negara mitra pada hari itu tidak ada atau belum diketahui; \
             jika belum diketahui, jawab persyaratan ini dengan alasannya"
                .to_owned(),
            "Requirement 1: there are no diplomatic relations with the partner's country on that day, or this is \
             unknown; if it is unknown, answer the requirement with a reason"
                .to_owned(),
        ),
        Condition::EqualTier => (
            "Persyaratan 7: tingkat para pihak tidak sama atau belum diketahui; jawab persyaratan ini dengan alasannya"
                .to_owned(),
            "Requirement 7: the parties are not of the same tier, or this is unknown; answer it with a reason"
                .to_owned(),
        ),
        Condition::NineRequirements => (
            "Kesembilan persyaratan harus dijawab dan terpenuhi".to_owned(),
            "All nine requirements must be answered and met".to_owned(),
        ),
        Condition::FieldOfCooperation => (
            "Sedikitnya satu bidang kerja sama harus disebutkan".to_owned(),
            "At least one field of cooperation must be named".to_owned(),
        ),
        Condition::SeveralFieldsOfSisters => (
            "Kerja sama kota kembar harus mencakup lebih dari satu bidang".to_owned(),
            "A sister-city agreement must cover more than one field".to_owned(),
        ),
        Condition::TextFixed => (
            "Naskah berparaf harus diunggah agar isinya tidak berubah lagi".to_owned(),
            "The initialled text must be uploaded so that it is fixed".to_owned(),
        ),
        Condition::OtherPartiesReady if !from.is_empty() => (
            format!("Pihak lain menyelesaikan langkah-langkah sebelum penandatanganan pada {from}; tanggalnya paling awal hari itu"),
            format!("Another party finished its steps before the signature on {from}; the date cannot be earlier"),
        ),
        Condition::OtherPartiesReady => (
            "Pihak lain belum menyelesaikan langkah-langkah sebelum penandatanganan".to_owned(),
            "Another party has not finished its steps before the signature".to_owned(),
        ),
        Condition::FullPowerCoversSignatory => (
            "Setiap penanda tangan pihak ini harus disebut dalam surat kuasanya yang dapat dilihat semua pihak, dan tanda \
             tangannya tidak boleh mendahului tanggal surat kuasa itu"
                .to_owned(),
            "Everyone who signs for this party must be named in its full powers, which all parties see, and sign on the \
             date of the full powers or later"
                .to_owned(),
        ),
        Condition::SameText => (
            "Berkas naskah yang ditandatangani harus sama dengan berkas naskah berparaf, atau perbedaannya dijelaskan"
                .to_owned(),
            "The file of the signed text must be that of the initialled text, or the difference must be explained"
                .to_owned(),
        ),
        Condition::EndOfTerm => (
            "Kerja sama dengan jangka waktu tertentu harus menyebut lamanya atau tanggal akhirnya".to_owned(),
            "A fixed term must say how long it is or when it ends".to_owned(),
        ),
        Condition::StillApproved => (
            "Persetujuan yang sudah diberikan tidak berlaku lagi, karena ketentuan atau naskahnya diubah sesudahnya; \
             persetujuan itu harus diberikan sekali lagi"
                .to_owned(),
            "An approval that was given no longer counts, because the terms or the text were changed afterwards; it \
             has to be given again"
                .to_owned(),
        ),
        Condition::NotInForceYet => {
            ("Kerja sama ini sudah berlaku".to_owned(), "The agreement is already in force".to_owned())
        }
        Condition::DayOfForceReached => {
            (format!("Kerja sama baru berlaku mulai {from}"), format!("The agreement enters into force on {from}"))
        }
        Condition::FixedTerm => (
            "Hanya kerja sama dengan jangka waktu tertentu yang dapat diperpanjang".to_owned(),
            "Only a fixed-term agreement can be extended".to_owned(),
        ),
        Condition::NotExpired => (
            "Masa berlakunya telah habis; buatlah kerja sama baru yang melanjutkannya".to_owned(),
            "Its term has passed; enter a successor agreement".to_owned(),
        ),
        Condition::LaterExpiry => (
            format!("Tanggal akhir yang baru paling awal {from}"),
            format!("The new last day cannot be earlier than {from}"),
        ),
        Condition::NoNoticeGiven => {
            ("Pihak ini sudah memberitahukan pengakhiran".to_owned(), "It has already given notice".to_owned())
        }
        Condition::NoticePeriod => (
            format!("Menurut klausul pengakhiran, pengakhiran paling awal berlaku pada {from}"),
            format!("Under the termination clause, it can end on {from} at the earliest"),
        ),
        Condition::NotEnded => {
            ("Pengakhirannya sudah berlaku".to_owned(), "The termination has taken effect".to_owned())
        }
        Condition::TermPassed | Condition::NoticePassed | Condition::SelfRenewalDue => (
            format!("Kerja sama masih berlaku; langkah ini baru dapat diambil mulai {from}"),
            format!("It is still in force; this step can be taken from {from}"),
        ),
    };
    if language == Language::Id { id } else { en }
}

/// Why a step cannot be taken, in words. `names` are the parties' names.
pub(crate) fn gate(closed: Closed, names: &Names, language: Language) -> Gate {
    let act = |act: AgreementAct| Named { code: name_of(act), words: act_name(act, language).to_owned() };
    Gate {
        state: Named { code: name_of(closed.state), words: stage_name(closed.state, language).to_owned() },
        allowed: closed.allowed.into_iter().map(act).collect(),
        missing: closed.missing.iter().map(|lack| missing(lack, names, language)).collect(),
        article: closed.article.map(|article| article.read(language).to_owned()),
    }
}

/// What is missing, as refusals say it. `names` are the parties' names.
pub fn missing(lack: &Lack, names: &Names, language: Language) -> Missing {
    let (kind, code, party, from) = match lack {
        Lack::Document { kind, party, .. } => (MissingKind::Document, name_of(kind), *party, None),
        Lack::Unused { kind, party, .. } => (MissingKind::UnusedDocument, name_of(kind), *party, None),
        Lack::Newer { kind, party, since, .. } => (MissingKind::Document, name_of(kind), *party, Some(*since)),
        Lack::LaterDay { kind, party, from } => (MissingKind::LaterDay, name_of(kind), *party, Some(*from)),
        Lack::LaterSignature { kind, party, since, .. } => {
            (MissingKind::Signature, name_of(kind), Some(*party), Some(*since))
        }
        Lack::Signature { kind, party } => (MissingKind::Signature, name_of(kind), Some(*party), None),
        Lack::Uncovered { party, .. } => {
            (MissingKind::Condition, name_of(Condition::FullPowerCoversSignatory), Some(*party), None)
        }
        Lack::File { kind, party } => (MissingKind::File, name_of(kind), Some(*party), None),
        Lack::OtherText { kind, party } => (MissingKind::Document, name_of(kind), Some(*party), None),
        Lack::Word { party, from } => (MissingKind::Word, Act::AttestTerms.name(), Some(*party), *from),
        Lack::Unconfirmed { party } => (MissingKind::Word, Act::ConfirmParty.name(), Some(*party), None),
        Lack::Requirement { .. } => (MissingKind::Condition, name_of(Condition::NineRequirements), None, None),
        Lack::Unready { party, .. } => {
            (MissingKind::Condition, name_of(Condition::OtherPartiesReady), Some(*party), None)
        }
        Lack::Condition { condition, from } => (MissingKind::Condition, name_of(condition), None, *from),
        Lack::Track { party, stage } => (MissingKind::Party, name_of(stage), Some(*party), None),
    };
    Missing { kind, code, party, from, words: lack_text(lack, names, language) }
}

/// A day before which a step was not taken: that of a document on which it rests.
fn not_before(day: &str, paper: &str, party: Option<&str>, language: Language) -> String {
    match (party, language) {
        (Some(party), Language::Id) => {
            format!("Tidak boleh sebelum {day}: sejak hari itu {paper} milik {party} berlaku")
        }
        (Some(party), Language::En) => format!("Not before {day}, from which the {paper} of {party} counts"),
        (None, Language::Id) => format!("Tidak boleh sebelum {day}: sejak hari itu {paper} berlaku"),
        (None, Language::En) => format!("Not before {day}, from which the {paper} counts"),
    }
}

/// A signature that is older than what it signs.
fn later_signature(paper: &str, party: &str, [signed, since]: [String; 2], language: Language) -> String {
    match language {
        Language::Id => {
            format!(
                "Tanda tangan {party} pada {paper}, tertanggal {since} atau sesudahnya; yang ada tertanggal {signed}"
            )
        }
        Language::En => {
            format!("Signature of {party} on the {paper} of {since} or later; the one on record is of {signed}")
        }
    }
}

/// Full powers that do not cover a signature. `names` and `given` are of those on record.
fn uncovered(
    [party, signatory, signed]: [&str; 3],
    names: Option<&str>,
    given: Option<&str>,
    language: Language,
) -> String {
    match (names, given, language) {
        (Some(names), Some(given), Language::Id) => format!(
            "Surat kuasa {party} tertanggal {given} atas nama {names}; yang menandatangani pada {signed} adalah \
             {signatory}. Surat kuasa harus menyebut penanda tangannya dan tidak bertanggal sesudah tanda tangan"
        ),
        (Some(names), Some(given), Language::En) => format!(
            "The full powers of {party} of {given} name {names}; {signatory} signed on {signed}. Full powers name whoever \
             signs and are of the day of the signature or earlier"
        ),
        (_, _, Language::Id) => format!(
            "Surat kuasa {party} yang bertanggal, menyebut {signatory} (tanda tangan {signed}), dan dapat dilihat semua \
             pihak"
        ),
        (_, _, Language::En) => format!(
            "Full powers of {party} with their day that name {signatory} (signed on {signed}) and that all parties see"
        ),
    }
}

/// Another text than the one that others signed.
fn other_text(paper: &str, party: &str, language: Language) -> String {
    match language {
        Language::Id => format!(
            "Dokumen: {paper} dari {party} dengan berkas yang sama seperti yang ditandatangani para pihak, atau dengan \
             penjelasan perbedaannya"
        ),
        Language::En => format!(
            "Document: {paper} from {party} with the same file as the one that the parties signed, or with an explanation \
             of the difference"
        ),
    }
}

/// A party's own word, and from which last day it is not needed.
fn word(party: &str, from: Option<String>, language: Language) -> String {
    let word = match language {
        Language::Id => {
            format!("{party} belum mengonfirmasi catatan ini")
        }
        Language::En => format!("{party} has not yet confirmed this entry"),
    };
    match (from, language) {
        (None, _) => word,
        (Some(from), Language::Id) => {
            format!("{word}; tanpa konfirmasi itu, pengakhiran paling awal berlaku pada {from}")
        }
        (Some(from), Language::En) => format!("{word}; without that, it can end on {from} at the earliest"),
    }
}

/// The confirmation of those who keep the registry that a party is one of its own.
fn unconfirmed(party: &str, language: Language) -> String {
    match language {
        Language::Id => format!(
            "Konfirmasi pengelola registri bahwa {party}, yang ditambahkan salah satu pihak, bukan pihak lain yang sudah tercatat"
        ),
        Language::En => format!(
            "The confirmation of those who keep the registry that {party}, which a party entered, is no other one that is there"
        ),
    }
}

/// What is missing, in words. `names` are the parties' names.
fn lack_text(lack: &Lack, names: &Names, language: Language) -> String {
    let name = |party: &Uuid| names.get(party).cloned().unwrap_or_default();
    let paper = |kind: &DocumentKind| document_name(*kind, language);
    let day = |day: &NaiveDate| written(*day, language);
    match (lack, language) {
        (Lack::Document { kind, hidden_by: Some(_), .. }, Language::Id) => {
            format!("Dokumen: {} yang dapat dilihat semua pihak; yang ada tersembunyi dari pihak lain", paper(kind))
        }
        (Lack::Document { kind, hidden_by: Some(_), .. }, Language::En) => format!(
            "Document: {} that all parties see; the one on record is hidden from the other parties",
            paper(kind)
        ),
        (Lack::Document { kind, party: None, .. }, Language::Id) => {
            format!("Dokumen: {}", paper(kind))
        }
        (Lack::Document { kind, party: None, .. }, Language::En) => {
            format!("Document: {}", paper(kind))
        }
        (Lack::Document { kind, party: Some(party), .. }, Language::Id) => {
            format!("Dokumen: {} dari {}", paper(kind), name(party))
        }
        (Lack::Document { kind, party: Some(party), .. }, Language::En) => {
            format!("Document: {} from {}", paper(kind), name(party))
        }
        (Lack::Unused { kind, used_on, .. }, Language::Id) => {
            format!("Dokumen: {} yang baru; yang ada sudah digunakan untuk langkah pada {}", paper(kind), day(used_on))
        }
        (Lack::Unused { kind, used_on, .. }, Language::En) => {
            format!("Document: a new {}; the one on record was used for the step of {}", paper(kind), day(used_on))
        }
        (Lack::Newer { kind, dated, since, .. }, Language::Id) => format!(
            "Dokumen: {} tertanggal {} atau sesudahnya, karena baru sejak itu ada hal yang dibahasnya; yang ada tertanggal {}",
            paper(kind),
            day(since),
            day(dated)
        ),
        (Lack::Newer { kind, dated, since, .. }, Language::En) => format!(
            "Document: {} of {} or later, when the matter it is about came up; the one on record is of {}",
            paper(kind),
            day(since),
            day(dated)
        ),
        (Lack::LaterDay { kind, party, from }, _) => {
            not_before(&day(from), paper(kind), party.as_ref().map(name).as_deref(), language)
        }
        (Lack::LaterSignature { kind, party, signed, since }, _) => {
            later_signature(paper(kind), &name(party), [day(signed), day(since)], language)
        }
        (Lack::Signature { kind, party }, Language::Id) => {
            format!("Tanda tangan {} pada {}", name(party), paper(kind))
        }
        (Lack::Signature { kind, party }, Language::En) => {
            format!("Signature of {} on the {}", name(party), paper(kind))
        }
        (Lack::File { kind, party }, Language::Id) => {
            format!("Berkas {}, sebagai bukti dari {}", paper(kind), name(party))
        }
        (Lack::File { kind, party }, Language::En) => {
            format!("File of the {}, as proof from {}", paper(kind), name(party))
        }
        (Lack::Uncovered { party, signatory, signed, names, given }, _) => {
            let given = given.as_ref().map(day);
            uncovered([&name(party), signatory, &day(signed)], names.as_deref(), given.as_deref(), language)
        }
        (Lack::OtherText { kind, party }, _) => other_text(paper(kind), &name(party), language),
        (Lack::Unconfirmed { party }, _) => unconfirmed(&name(party), language),
        (Lack::Word { party, from }, _) => word(&name(party), from.as_ref().map(day), language),
        (Lack::Requirement { requirement }, Language::Id) => {
            format!("Jawaban bahwa persyaratan ini terpenuhi: {}", requirement_name(*requirement, language))
        }
        (Lack::Requirement { requirement }, Language::En) => {
            format!("The answer that this requirement is met: {}", requirement_name(*requirement, language))
        }
        (Lack::Unready { party, stage }, Language::Id) => format!(
            "{} belum menyelesaikan langkah-langkahnya sebelum penandatanganan; tahapnya: {}",
            name(party),
            stage_name(*stage, language)
        ),
        (Lack::Unready { party, stage }, Language::En) => format!(
            "{} has not finished its steps before the signature; it stands at: {}",
            name(party),
            stage_name(*stage, language)
        ),
        (Lack::Condition { condition, from }, _) => condition_text(*condition, *from, language),
        (Lack::Track { party, stage }, Language::Id) => {
            format!("{} masih pada tahap {}", name(party), stage_name(*stage, language))
        }
        (Lack::Track { party, stage }, Language::En) => {
            format!("{} is still at the stage: {}", name(party), stage_name(*stage, language))
        }
    }
}
