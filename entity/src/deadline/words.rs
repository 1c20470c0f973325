//! What is due, and why, in both languages.

use super::{
    record::{DeadlineKind, deadline},
    rule::{CONFLICT, DENIAL, ENTRY, UNANSWERED},
};
use crate::{
    date::written,
    text::{Language, LocalText},
};

/// What is due.
pub fn name(deadline: &deadline::Model, language: Language) -> String {
    let named = LocalText { id: deadline.name_id.clone(), en: deadline.name_en.clone() };
    let (id, en) = match deadline.kind {
        DeadlineKind::Step | DeadlineKind::FollowUp | DeadlineKind::Answer => return named.read(language).to_owned(),
        DeadlineKind::Notice => {
            ("Hari terakhir untuk memberitahukan pengakhiran", "Last day to give notice of termination")
        }
        DeadlineKind::Renewal => ("Perpanjangan sebelum masa berlaku habis", "Extension before the term ends"),
        DeadlineKind::Meeting => ("Rapat kelompok kerja bersama", "Meeting of the joint working group"),
        DeadlineKind::Review => ("Peninjauan tahunan", "Yearly review"),
        DeadlineKind::WindDown => {
            ("Penyelesaian program setelah pengakhiran", "Completion of programmes after termination")
        }
        DeadlineKind::Attestation if deadline.rule == UNANSWERED => {
            let what = named.read(language);
            return match language {
                Language::Id => format!("Naskah yang ditandatangani sebagai berkas, lalu langkahnya: {what}"),
                Language::En => format!("The signed paper as a file, then the step: {what}"),
            };
        }
        DeadlineKind::Attestation if deadline.name_en.is_some() => {
            let what = named.read(language);
            return match language {
                Language::Id => format!("Konfirmasi: {what}"),
                Language::En => format!("Confirmation: {what}"),
            };
        }
        DeadlineKind::Attestation if deadline.rule == ENTRY => {
            ("Tanggapi kerja sama lama yang dicatat atas nama Anda", "Confirm or deny an earlier agreement")
        }
        DeadlineKind::Attestation if deadline.rule == DENIAL => {
            ("Koreksi atau pencabutan catatan yang disangkal", "Correction or withdrawal of an entry that is denied")
        }
        DeadlineKind::Attestation if deadline.rule == CONFLICT => {
            ("Salinan ketentuan yang berbeda", "Copies of the terms that differ")
        }
        DeadlineKind::Attestation => ("Pernyataan kesesuaian ketentuan", "Attestation of the changed terms"),
        DeadlineKind::Report => ("Laporan", "Report"),
        DeadlineKind::Confirmation => ("Konfirmasi data kerja sama", "Confirmation of the agreement data"),
        DeadlineKind::Participation => {
            ("Jawaban atas keikutsertaan dalam kegiatan", "Answer on taking part in an exchange")
        }
        DeadlineKind::Attachment => {
            ("Jawaban atas kegiatan yang dikaitkan dengan kerja sama", "Answer on an exchange under the agreement")
        }
    };
    language.pick(id, en).to_owned()
}

/// Why it is due on its day: from when the period is counted, and how long it is.
pub fn why(deadline: &deadline::Model, language: Language) -> String {
    let (from, span) = (written(deadline.anchor, language), deadline.span.unwrap_or_default());
    match (deadline.kind, language) {
        (DeadlineKind::Step, Language::Id) if deadline.due_on.is_none() => {
            format!("Langkah berikutnya sejak {from}; tidak ada batas waktu.")
        }
        (DeadlineKind::Step, Language::En) if deadline.due_on.is_none() => {
            format!("The next step since {from}; no rule sets a deadline.")
        }
        (DeadlineKind::Step, Language::Id) => format!("Langkah berikutnya, dalam {span} hari sejak {from}."),
        (DeadlineKind::Step, Language::En) => format!("The next step, within {span} days from {from}."),
        (DeadlineKind::FollowUp, Language::Id) => format!("Kewajiban dalam {span} hari sejak {from}."),
        (DeadlineKind::FollowUp, Language::En) => format!("A duty to be fulfilled within {span} days from {from}."),
        (DeadlineKind::Notice, Language::Id) => {
            format!("{span} bulan sebelum masa berlaku habis pada {from}; pemberitahuan setelah tanggal ini terlambat.")
        }
        (DeadlineKind::Notice, Language::En) => {
            format!("{span} months before the term ends on {from}; notice given after this day is too late.")
        }
        (DeadlineKind::Renewal, Language::Id) => {
            format!("Masa berlaku sejak {from} habis pada tanggal ini, kecuali diperpanjang.")
        }
        (DeadlineKind::Renewal, Language::En) => {
            format!("The term that began on {from} ends on this day unless it is extended.")
        }
        (DeadlineKind::Meeting, Language::Id) => {
            format!("Setiap {span} bulan, dihitung dari {from} (awal kerja sama atau rapat terakhir).")
        }
        (DeadlineKind::Meeting, Language::En) => {
            format!("Every {span} months, counted from {from} (the start of the agreement or the last meeting).")
        }
        (DeadlineKind::Review, Language::Id) => {
            format!("Kerja sama tanpa batas waktu ditinjau setiap {span} bulan, dihitung dari {from}.")
        }
        (DeadlineKind::Review, Language::En) => {
            format!("An agreement without an end is reviewed every {span} months, counted from {from}.")
        }
        (DeadlineKind::WindDown, Language::Id) => {
            format!(
                "Program diselesaikan dalam {span} bulan setelah pengakhiran pada {from}; laporan akhir menutupnya."
            )
        }
        (DeadlineKind::WindDown, Language::En) => {
            format!(
                "Programmes must finish within {span} months of the termination on {from}; a final report closes them."
            )
        }
        (DeadlineKind::Attestation, _) => why_attested(deadline, &from, language),
        (DeadlineKind::Report, Language::Id) => format!("Periode laporan berakhir pada {from}."),
        (DeadlineKind::Report, Language::En) => format!("The period of the report ended on {from}."),
        (DeadlineKind::Confirmation, Language::Id) => {
            format!("Kampanye konfirmasi dibuka pada {from}, selama {span} hari.")
        }
        (DeadlineKind::Confirmation, Language::En) => {
            format!("The confirmation campaign was opened on {from}, for {span} days.")
        }
        (DeadlineKind::Participation, Language::Id) => {
            format!(
                "Penyelenggara mencantumkan pihak ini pada {from}; namanya ditampilkan setelah pihak ini mengonfirmasi hari kegiatan."
            )
        }
        (DeadlineKind::Participation, Language::En) => {
            format!("The organiser named this party on {from}; it is shown once it has confirmed the day.")
        }
        (DeadlineKind::Answer, Language::Id) => format!("Diminta pada {from}; tanpa jawaban tetap terbuka."),
        (DeadlineKind::Answer, Language::En) => format!("Asked on {from}; without an answer it stays open."),
        (DeadlineKind::Attachment, Language::Id) => {
            format!("Penyelenggara mengaitkan kegiatan ini pada {from}; berlaku setelah dikonfirmasi salah satu pihak.")
        }
        (DeadlineKind::Attachment, Language::En) => {
            format!("The organiser attached this exchange on {from}; it counts once a party has confirmed it.")
        }
    }
}

/// Why a party's word is due, or what stands for it.
fn why_attested(deadline: &deadline::Model, from: &str, language: Language) -> String {
    match language {
        Language::Id if deadline.rule == UNANSWERED => {
            format!(
                "Dicatat dengan tanggal {from}; pihak yang masih harus mengonfirmasi tidak lagi memiliki petugas di registri. \
                 Berkas naskah yang ditandatanganinya menjadi buktinya."
            )
        }
        Language::En if deadline.rule == UNANSWERED => {
            format!(
                "Recorded for {from}; nobody acts in the registry any more for the party that has yet to confirm it. The \
                 file of the paper that it signed speaks for it."
            )
        }
        Language::Id if deadline.name_en.is_some() => {
            format!("Dicatat oleh pihak lain dengan tanggal {from}; berlaku setelah semua pihak mengonfirmasi.")
        }
        Language::En if deadline.name_en.is_some() => {
            format!("Recorded by another party for {from}; it takes effect once every party has confirmed it.")
        }
        Language::Id if deadline.rule == ENTRY => {
            format!("Dicatat pada {from} tanpa pernyataan pihak ini; langkah berikutnya menunggu pernyataannya.")
        }
        Language::En if deadline.rule == ENTRY => {
            format!("Entered on {from} without the word of this party; the next step waits for it.")
        }
        Language::Id if deadline.rule == DENIAL => {
            format!(
                "Disangkal pada {from} oleh pihak yang disebut di dalamnya; sampai dikoreksi, catatan ini tidak diakui."
            )
        }
        Language::En if deadline.rule == DENIAL => {
            format!("Denied on {from} by a party that it names; until it is corrected, the entry does not stand.")
        }
        Language::Id if deadline.rule == CONFLICT => {
            format!(
                "Sejak {from} salinan suatu pihak berbeda dari registri; terima ketentuannya, atau sepakati naskahnya."
            )
        }
        Language::En if deadline.rule == CONFLICT => {
            format!("Since {from} the copy of a party differs from the registry; accept its terms, or settle the text.")
        }
        Language::Id => {
            format!("Ketentuan berubah setelah dinyatakan sesuai pada {from}; pernyataan itu tidak berlaku lagi.")
        }
        Language::En => {
            format!("The terms changed after they were attested on {from}; that attestation no longer counts.")
        }
    }
}

/// The rule behind it: as its route says, else the clause of the agreement or the practice of the registry.
pub fn article(deadline: &deadline::Model, language: Language) -> String {
    let article = LocalText { id: deadline.article_id.clone(), en: deadline.article_en.clone() };
    if !article.read(language).is_empty() {
        return article.read(language).to_owned();
    }
    let (id, en) = match deadline.kind {
        DeadlineKind::Notice => ("Klausul pengakhiran", "Clause on termination"),
        DeadlineKind::Renewal => ("Klausul masa berlaku", "Clause on the term"),
        DeadlineKind::Meeting => ("Klausul kelompok kerja bersama", "Clause on the joint working group"),
        DeadlineKind::WindDown => ("Klausul penyelesaian program", "Clause on running programmes"),
        DeadlineKind::Step
        | DeadlineKind::FollowUp
        | DeadlineKind::Attestation
        | DeadlineKind::Review
        | DeadlineKind::Report
        | DeadlineKind::Participation
        | DeadlineKind::Attachment
        | DeadlineKind::Answer
        | DeadlineKind::Confirmation => ("Praktik registri", "Registry practice"),
    };
    language.pick(id, en).to_owned()
}
