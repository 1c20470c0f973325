//! The reasons of refusals: what each means, its code, and its words in both languages.

use super::{Gate, Wait, days};
use crate::{country, text::Language};
use uuid::Uuid;

/// What is said after a colon, if there is anything to say.
fn listed(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(": {words}") }
}

/// Declares [`Reason`] with what each means, its stable code, and its text in both languages side by side. A text names the
/// fields of its reason and what the brackets make of them in its language.
macro_rules! reasons {
    ($(
        $(#[doc = $meaning:literal])+
        $name:ident $({ $($field:ident : $type:ty),+ })? $([in $language:ident: $($word:ident = $told:expr),+])? =
            $code:literal, $id:literal, $en:literal;
    )+) => {
        /// Why an act was refused.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Reason {
            $(
                $(#[doc = $meaning])+
                #[doc = ""]
                #[doc = $en]
                $name $({ $(
                    #[doc = "Named in the text."]
                    $field: $type
                ),+ })?,
            )+
        }

        impl Reason {
            /// The stable code of the refusal, for programs.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name $({ $($field: _),+ })? => $code,)+ }
            }

            /// The refusal in words, for people.
            pub fn message(&self, language: Language) -> String {
                match (self, language) {
                    $(
                        (Self::$name $({ $($field),+ })?, Language::Id) => {
                            $($(let _ = $field;)+)?
                            $(let $language = Language::Id;
                            $(let $word = $told;)+)?
                            format!($id)
                        }
                        (Self::$name $({ $($field),+ })?, Language::En) => {
                            $($(let _ = $field;)+)?
                            $(let $language = Language::En;
                            $(let $word = $told;)+)?
                            format!($en)
                        }
                    )+
                }
            }

            /// Every code there is, each once, and what it means.
            pub const CODES: &'static [(&'static str, &'static str)] = &[$(($code, concat!($($meaning, "\n"),+))),+];
        }
    };
}

reasons! {
    /// The caller must sign in first.
    SignInFirst = "SIGN_IN_FIRST",
        "Masuk terlebih dahulu.",
        "Please sign in first.";
    /// The caller's roles do not allow the act on this subject.
    NotAllowed = "NOT_ALLOWED",
        "Peran Anda tidak mengizinkan tindakan ini.",
        "Your role does not allow this.";
    /// There is no such record, or the caller may not see it: both look the same.
    NotFound = "NOT_FOUND",
        "Data yang dimaksud tidak ditemukan.",
        "There is no such record.";
    /// A text that must be given is empty.
    Required = "REQUIRED",
        "Isian ini wajib diisi.",
        "This must be filled in.";
    /// A text is longer than the registry keeps.
    TooLong { most: usize } = "TOO_LONG",
        "Teks ini terlalu panjang: paling banyak {most} karakter.",
        "This text is too long: {most} characters at most.";
    /// A value is not of the form it should have.
    Malformed { expected: String } = "MALFORMED",
        "Format isian tidak sesuai. Format yang diharapkan: {expected}.",
        "The format is not valid. Expected: {expected}.";
    /// A value is outside its range.
    OutOfRange { least: i64, most: i64 } = "OUT_OF_RANGE",
        "Nilai harus antara {least} dan {most}.",
        "The value must be between {least} and {most}.";
    /// The same record is already in the registry.
    AlreadyThere { id: Uuid } = "ALREADY_THERE",
        "Data ini sudah tercatat.",
        "This is already recorded.";
    /// Somebody has an account with this address, whom the caller may not see.
    AddressInUse = "ADDRESS_IN_USE",
        "Alamat ini sudah dipakai untuk sebuah akun. Pengelola registri dapat memberi akun itu peran pada pihak Anda.",
        "There is an account with this address. Whoever keeps the registry can give it a role in your party.";
    /// Nobody else administers the whole registry.
    LastAdministrator = "LAST_ADMINISTRATOR",
        "Ini administrator terakhir registri. Beri peran itu kepada orang lain terlebih dahulu.",
        "This is the last administrator of the registry. Give somebody else the role first.";
    /// Without this role a person has none left: their account is to be closed instead.
    OnlyRole = "ONLY_ROLE",
        "Ini satu-satunya peran orang ini. Tutup akunnya, atau beri peran lain terlebih dahulu.",
        "This person has no other role. Close the account, or give another role first.";
    /// A record that is to be made may be there already; the refusal lists what it may be the same as.
    LooksLike { parties: Vec<Uuid>, names: String } = "LOOKS_LIKE",
        "Data ini mungkin sudah tercatat: {names}. Gunakan data itu, atau nyatakan bahwa yang dimaksud bukan itu.",
        "This may be recorded already: {names}. Use that record, or say that another one is meant.";
    /// What the decree of the ministry says of the regions of Indonesia comes with the reference data (UU 23/2014).
    ByDecree = "BY_DECREE",
        "Daerah di Indonesia beserta nama, jenis, induk, dan kode Kemendagrinya mengikuti keputusan Menteri Dalam Negeri dan tidak diubah di sini.",
        "The regions of Indonesia, with their names, kinds, places and ministry codes, follow the decree of the Minister of Home Affairs and are not changed here.";
    /// The record went into another one, which stands for it.
    AlreadyMerged { id: Uuid, name: String } = "ALREADY_MERGED",
        "Data ini sudah digabungkan ke {name}. Gunakan data itu.",
        "This record was merged into {name}. Use that one.";
    /// A record cannot be merged with itself.
    SameRecord = "SAME_RECORD",
        "Pilih data lain: sebuah data tidak dapat digabungkan dengan dirinya sendiri.",
        "Choose another record: a record cannot be merged with itself.";
    /// Two records are of different kinds, so that they are not one.
    KindsDiffer { id: String, en: String } = "KINDS_DIFFER",
        "Jenisnya berbeda: {id}. Perbaiki jenisnya terlebih dahulu bila keduanya memang satu.",
        "They are of different kinds: {en}. Mend the kind first if they are one.";
    /// Two records lie in different countries, so that they are not one.
    CountriesDiffer { one: String, other: String } = "COUNTRIES_DIFFER",
        "Negaranya berbeda: {one} dan {other}. Perbaiki negaranya terlebih dahulu bila keduanya memang satu.",
        "They are in different countries: {one} and {other}. Mend the country first if they are one.";
    /// Two records have different codes of one scheme, so that they are not one.
    CodesDiffer { scheme: String, one: String, other: String } = "CODES_DIFFER",
        "Kode {scheme} keduanya berbeda: {one} dan {other}. Dua kode berarti dua pihak.",
        "Their codes of {scheme} differ: {one} and {other}. Two codes mean two parties.";
    /// Two records are both parties to one agreement, so that they are not one.
    BothParties { agreement: String } = "BOTH_PARTIES",
        "Keduanya menjadi pihak dalam kerja sama yang sama: {agreement}.",
        "Both are parties to one agreement: {agreement}.";
    /// Two records are partners of each other, so that they are not one.
    PartnersOfEachOther = "PARTNERS_OF_EACH_OTHER",
        "Keduanya tercatat sebagai mitra satu sama lain.",
        "They are recorded as partners of each other.";
    /// One record lies within the other, so that they are not one.
    OneWithinTheOther = "ONE_WITHIN_THE_OTHER",
        "Yang satu merupakan bagian dari yang lain.",
        "One of them lies within the other.";
    /// One record took over from the other, so that they are not one.
    OneSucceedsTheOther = "ONE_SUCCEEDS_THE_OTHER",
        "Yang satu merupakan kelanjutan dari yang lain.",
        "One of them took over from the other.";
    /// Both have a report to the same authority for the same period: nothing says which of the two counts.
    BothReported { from: String, until: String }
        [in language: from = days::told(from, language), until = days::told(until, language)] = "BOTH_REPORTED",
        "Keduanya memiliki laporan kepada penerima yang sama untuk {from} sampai {until}.",
        "Both have a report to the same authority for {from} to {until}.";
    /// Something has happened since the merger to what came with the record: it cannot be undone as a whole.
    ChangedSinceMerger { what: String } = "CHANGED_SINCE_MERGER",
        "Sejak penggabungan sudah ada perubahan ({what}), sehingga penggabungan tidak dapat dibatalkan seluruhnya. Pisahkan dengan menyebut bagiannya.",
        "Something has changed since the merger ({what}), so it cannot be undone as a whole. Split the record by naming the parts.";
    /// The party itself has acted or spoken here, or somebody acts for it: nobody binds another party in its place.
    ItsOwnWord { what: String } = "ITS_OWN_WORD",
        "{what}: pihak ini sendiri sudah bertindak atau menyatakannya di registri. Pihak lain tidak terikat oleh tindakannya.",
        "{what}: this party itself acted on it or said so in the registry. Another party is not bound by what it did.";
    /// What the law makes of a party, its country and its kind, is changed by those who keep the whole registry.
    LawHangsOnIt = "LAW_HANGS_ON_IT",
        "Jenis kerja sama, rute, dan syarat kerja sama bergantung pada negara dan jenis suatu pihak. Perubahannya hanya dicatat oleh pengelola registri nasional.",
        "The kind of agreement, the route and the conditions of agreements hang on the country and the kind of a party. Only those who keep the national registry change these.";
    /// Names and codes say which party is meant: once it is confirmed, only those who keep the registry change these.
    KnownByIt = "KNOWN_BY_IT",
        "Nama resmi dan kode menunjukkan pihak mana yang dimaksud. Setelah pihak ini dikonfirmasi, hanya pengelola registri nasional yang mengubahnya.",
        "Official names and codes say which party is meant. Once it is confirmed, only those who keep the national registry change them.";
    /// The kind is one of regions where an institution is meant, or the other way round.
    KindOfOthers = "KIND_OF_OTHERS",
        "Jenis ini tidak sesuai: jenis daerah untuk daerah, jenis lembaga untuk lembaga.",
        "This kind does not fit: a region has a kind of region, an institution a kind of institution.";
    /// The coordinates lie outside the country.
    OutsideCountry { country: String } = "OUTSIDE_COUNTRY",
        "Koordinat ini berada di luar negara {country}. Periksa apakah lintang dan bujur tertukar.",
        "These coordinates lie outside the country {country}. Check that latitude and longitude are not exchanged.";
    /// A region cannot lie within itself, in another country, or within an institution.
    NotWithin = "NOT_WITHIN",
        "Induk harus daerah lain di negara yang sama, dan bukan bagian dari daerah ini.",
        "It must lie within another region of the same country that is no part of it.";
    /// The record was changed since the caller read it.
    Stale { current: i32, acts: String, fields: Vec<String> } [in _language: between = listed(acts)] = "STALE",
        "Data ini telah diubah sejak Anda membacanya (sekarang revisi {current}{between}). Muat ulang lalu coba lagi.",
        "This was changed after you read it (now at revision {current}{between}). Reload it and try again.";
    /// A partnership or agreement needs at least two different parties.
    TooFewParties = "TOO_FEW_PARTIES",
        "Diperlukan sedikitnya dua pihak yang berbeda.",
        "At least two different parties are needed.";
    /// An administrative unit without autonomy, such as the cities of Jakarta, cannot be party to an agreement
    /// (UU 29/2007, UU 2/2024).
    NotAutonomous { name: String } = "NOT_AUTONOMOUS",
        "{name} adalah wilayah administratif, bukan daerah otonom, sehingga tidak dapat menjadi pihak.",
        "{name} is an administrative unit, not an autonomous region, and cannot be a party.";
    /// A party ceased to exist before the agreement.
    Dissolved { name: String, on: String } = "DISSOLVED",
        "{name} sudah tidak ada lagi sejak {on}, sehingga tidak dapat menjadi pihak.",
        "{name} ceased to exist on {on} and cannot be a party.";
    /// Two of the parties are one and the same: they have one name, and no code tells them apart.
    SameParty { name: String } = "SAME_PARTY",
        "{name} disebut dua kali dengan pengenal yang berbeda. Sebut satu saja, atau catat kode masing-masing.",
        "{name} is named twice under different identifiers. Name it once, or record a code of each.";
    /// The scheme does not follow from who the parties are; the refusal names those that do (PP 28/2018, Permendagri 22/2020
    /// and 25/2020).
    SchemeNotLawful { schemes: Vec<String>, id: String, en: String } = "SCHEME_NOT_LAWFUL",
        "Jenis kerja sama ini tidak sesuai dengan para pihaknya. Jenis yang dapat dipilih: {id}.",
        "This kind of agreement does not fit the parties. Possible kinds: {en}.";
    /// The law of regional cooperation has no scheme for such parties.
    NoLawfulScheme = "NO_LAWFUL_SCHEME",
        "Kerja sama antara para pihak ini bukan kerja sama antardaerah atau kerja sama daerah dengan pihak di luar negeri. Diperlukan dua daerah di Indonesia, atau satu daerah di Indonesia dan satu pihak di luar negeri.",
        "Cooperation between these parties is not regional cooperation. It takes two regions of Indonesia, or a region of Indonesia and a party abroad.";
    /// Two terms contradict each other: a day that is stated and another one that follows from what else is stated.
    Contradiction { stated: String, other: String }
        [in language: stated = days::told(stated, language), other = days::told(other, language)] = "CONTRADICTION",
        "Tanggal yang disebut adalah {stated}, sedangkan menurut ketentuan lainnya {other}. Sesuaikan salah satunya.",
        "The stated date is {stated}, but according to the other terms it is {other}. Change one of them.";
    /// An agreement without an end has neither a length nor a last day.
    EndlessTerm = "ENDLESS_TERM",
        "Kerja sama tanpa batas waktu tidak memiliki lama maupun tanggal akhir. Kosongkan keduanya, atau pilih cara berakhir yang lain.",
        "An agreement without an end has neither a length nor a last day. Leave both out, or choose another way in which it ends.";
    /// The tier of a region of Indonesia follows from its kind (UU 23/2014).
    TierByLaw = "TIER_BY_LAW",
        "Tingkat daerah di Indonesia mengikuti jenisnya menurut undang-undang: provinsi tingkat I, kabupaten dan kota tingkat II.",
        "The tier of a region of Indonesia follows from its kind by law: provinces are of the first tier, regencies and cities of the second.";
    /// A date or time lies before the one it must follow.
    EndsBeforeStart = "ENDS_BEFORE_START",
        "Waktu selesai mendahului waktu mulai.",
        "The end is before the start.";
    /// A legal date lies in the future, or before the one it must follow.
    DateOrder { first: String, then: String }
        [in language: order = days::ordered(first, then, language)] = "DATE_ORDER",
        "{order}",
        "{order}";
    /// The agreement was signed earlier: on the day of the last signature under its text.
    SignedEarlier { on: String, signed: String }
        [in language: on = days::told(on, language), signed = days::told(signed, language)] = "SIGNED_EARLIER",
        "Tanda tangan terakhir pada naskah bertanggal {signed}, sehingga kerja sama tidak ditandatangani pada {on}. Catat dengan tanggal tanda tangan terakhir.",
        "The last signature under the text is of {signed}, so the agreement was not signed on {on}. Record it on the day of the last signature.";
    /// An agreement would enter into force too long after its signature.
    ForceTooLate { latest: String } [in language: latest = days::told(latest, language)] = "FORCE_TOO_LATE",
        "Kerja sama harus mulai berlaku paling lambat {latest}, lima tahun setelah ditandatangani.",
        "The agreement must enter into force by {latest}, five years after its signature.";
    /// A thing that has happened cannot be dated in the future.
    InTheFuture = "IN_THE_FUTURE",
        "Tanggal ini masih di masa depan.",
        "This date is in the future.";
    /// A thing that is announced cannot lie in the past.
    InThePast = "IN_THE_PAST",
        "Waktu ini sudah lewat.",
        "This time has already passed.";
    /// A day is further ahead than is planned.
    TooFarAhead { latest: String } [in language: latest = days::told(latest, language)] = "TOO_FAR_AHEAD",
        "Tanggal ini terlalu jauh: paling lambat {latest}.",
        "This date is too far ahead: {latest} at the latest.";
    /// No party to the agreement may see the exchange, so that none of them could confirm it.
    HiddenFromParties = "HIDDEN_FROM_PARTIES",
        "Para pihak kerja sama tidak dapat melihat kegiatan ini sehingga tidak dapat mengonfirmasinya. Pilih keterlihatan yang lebih luas.",
        "The parties to the agreement cannot see this exchange and so cannot confirm it. Choose a wider visibility.";
    /// Whoever is asked cannot see the record that the request is about.
    HiddenFromAsked = "HIDDEN_FROM_ASKED",
        "Yang diminta tidak dapat melihat data ini.",
        "Whoever is asked cannot see this record.";
    /// Nobody acts in the registry for the party that is asked.
    NobodyAnswers = "NOBODY_ANSWERS",
        "Belum ada yang dapat menjawab untuk pihak ini di registri.",
        "Nobody can answer for this party in the registry yet.";
    /// Somebody does this already.
    Taken { name: String } = "TAKEN",
        "Tugas ini sudah dikerjakan oleh {name}.",
        "{name} is already working on this task.";
    /// No task waits for anyone of the team.
    NoTaskWaits = "NO_TASK_WAITS",
        "Tidak ada tugas yang menunggu untuk diambil.",
        "No task is waiting to be taken.";
    /// Nobody stands in for themselves, and nobody asks themselves.
    OneOfTwo = "ONE_OF_TWO",
        "Pilih orang atau pihak lain.",
        "Choose another person or party.";
    /// Nothing waits for an answer of the caller here.
    NothingAsked = "NOTHING_ASKED",
        "Tidak ada yang menunggu jawaban Anda di sini.",
        "Nothing here waits for an answer from you.";
    /// Something is known to have taken place under the agreement.
    ActivityKnown { on: String } [in language: on = days::told(on, language)] = "ACTIVITY_KNOWN",
        "Pada {on} tercatat kegiatan dalam kerja sama ini.",
        "Something took place under this agreement on {on}.";
    /// A party was named in two roles that exclude each other.
    BothRoles { name: String } = "BOTH_ROLES",
        "{name} tidak dapat menjadi daerah champion sekaligus daerah pembelajar.",
        "{name} cannot be both champion and learner.";
    /// Not the name of a time zone.
    UnknownTimeZone { suggestion: String } = "UNKNOWN_TIME_ZONE",
        "Zona waktu tidak dikenal. Tulis misalnya {suggestion}.",
        "Unknown time zone. Write for example {suggestion}.";
    /// Not a country.
    UnknownCountry { nearest: String } [in language: nearest = country::told(nearest, language)] = "UNKNOWN_COUNTRY",
        "Negara tidak dikenal. Gunakan kode ISO 3166-1 atau namanya, misalnya {nearest}.",
        "Unknown country. Use its ISO 3166-1 code or its name, such as {nearest}.";
    /// The clocks go forward over this time: it does not exist on that day.
    NoSuchLocalTime { before: String, after: String } = "NO_SUCH_LOCAL_TIME",
        "Jam ini tidak ada pada hari itu karena jam dimajukan. Pilih {before} atau {after}.",
        "This time does not exist on that day, because the clocks go forward. Choose {before} or {after}.";
    /// The state of the record does not allow the act.
    WrongState { gate: Box<Gate> } [in language: state = &gate.state.words, possible = gate.possible(language)] =
        "WRONG_STATE",
        "Tindakan ini tidak dapat dilakukan pada status \"{state}\".{possible}",
        "This cannot be done in the state \"{state}\".{possible}";
    /// The act does not belong to the stage at which the agreement stands.
    NotAtThisStage { gate: Box<Gate> } [in language: stage = &gate.state.words, possible = gate.possible(language)] =
        "NOT_AT_THIS_STAGE",
        "Tindakan ini tidak sesuai dengan tahap sekarang ({stage}).{possible}",
        "This cannot be done at the current stage ({stage}).{possible}";
    /// A step of an agreement lacks documents or conditions.
    StepNotReady { gate: Box<Gate> } [in _language: missing = gate.missing(), article = gate.article()] = "STEP_NOT_READY",
        "Langkah ini belum dapat diambil. Yang belum terpenuhi: {missing}. Dasar: {article}.",
        "This step cannot be taken yet. Missing: {missing}. Rule: {article}.";
    /// The agreement is signed: its text and terms stay as they are (correct it by an amendment, an extension or a successor).
    AlreadySigned = "ALREADY_SIGNED",
        "Naskah dan ketentuan kerja sama yang sudah ditandatangani tidak dapat diubah. Gunakan perubahan, perpanjangan, atau kerja sama baru.",
        "The text and terms of a signed agreement cannot be changed. Use an amendment, extension or new agreement.";
    /// Other parties have attested the terms of an agreement from before the registry: no party changes them alone.
    AttestedByOthers { parties: String } = "ATTESTED_BY_OTHERS",
        "Ketentuan kerja sama ini sudah dinyatakan sesuai oleh {parties}, sehingga tidak dapat diubah sepihak. Catat perubahan yang ditandatangani para pihak, atau terima ketentuan menurut naskah yang disampaikan pihak itu.",
        "{parties} attested the terms of this agreement, so one party cannot change them alone. Record an amendment that the parties signed, or accept the terms from the copy that the other party stated.";
    /// People have taken steps with an agreement from before the registry, which rest on what was entered.
    EntryWentOn { act: String, on: String } [in language: on = days::told(on, language)] = "ENTRY_WENT_ON",
        "Langkah \"{act}\" pada {on} bertumpu pada ketentuan yang tercatat, sehingga ketentuan itu tidak dapat dikoreksi lagi. Catat perubahan atau perpanjangan yang ditandatangani para pihak.",
        "The step \"{act}\" of {on} rests on the terms as they are recorded, so they can no longer be corrected. Record an amendment or an extension that the parties signed.";
    /// Who the parties are does not change by accepting terms.
    PartiesStay = "PARTIES_STAY",
        "Para pihak tidak berubah dengan menerima ketentuan: pihak keluar atau bergabung dengan tindakan tersendiri.",
        "The parties do not change by accepting terms: a party leaves or joins by an act of its own.";
    /// The party has nothing to answer: it entered the agreement, has answered, or the agreement came about in the registry.
    NotAsked = "NOT_ASKED",
        "Pihak ini tidak diminta pernyataan: catatan ini berasal dari pihak ini, sudah dijawabnya, atau kerja samanya lahir di registri.",
        "This party is not asked for its word: the entry is its own, it has answered, or the agreement came about in the registry.";
    /// The party has done something under what was entered in its name, and can no longer deny it.
    TooLateToDeny { deed: String, on: String } [in language: on = days::told(on, language)] = "TOO_LATE_TO_DENY",
        "Pihak ini sudah bertindak berdasarkan kerja sama ini ({deed}, {on}), sehingga catatannya tidak dapat disangkal lagi. Sampaikan ketentuan menurut naskah pihak ini, atau beritahukan pengakhiran.",
        "This party has already acted under the agreement ({deed}, {on}), so it can no longer deny the entry. State the terms of its own copy, or give notice of termination.";
    /// Others rely on what was entered: a document or an agreement of theirs.
    EntryReliedOn = "ENTRY_RELIED_ON",
        "Catatan ini sudah menjadi dasar dokumen atau kerja sama yang dicatat pihak lain, sehingga tidak dapat dicabut. Koreksilah ketentuannya, atau catat pengakhirannya.",
        "Documents or agreements that others recorded rest on this entry, so it cannot be taken back. Correct its terms, or record how it ended.";
    /// Only what was entered as older than the registry is taken back, once.
    NoEntryToTakeBack = "NO_ENTRY_TO_TAKE_BACK",
        "Hanya kerja sama yang dicatat sebagai kerja sama lama yang dapat dicabut dengan cara ini, dan hanya sekali.",
        "Only an agreement that was entered as signed before the registry can be taken back in this way, and only once.";
    /// Parties for which somebody acts have not said yet that an agreement entered as signed before the registry is as they
    /// agreed.
    EntryNotConfirmed { parties: String } = "ENTRY_NOT_CONFIRMED",
        "Kerja sama yang dilanjutkan ini belum dinyatakan sesuai oleh {parties}. Mintalah pernyataannya terlebih dahulu.",
        "{parties} has not confirmed yet that the earlier agreement is recorded as it was agreed. Ask for its word first.";
    /// The parties have, or had, a proposal in the registry: what they sign since is signed there.
    ProposalUnderWay { id: Uuid, since: String } [in language: since = days::told(since, language)] =
        "PROPOSAL_UNDER_WAY",
        "Para pihak ini memiliki usulan kerja sama di registri sejak {since}. Lanjutkan usulan itu; naskah yang ditandatangani sejak hari itu dicatat sebagai penandatanganannya. Bila usulan itu sudah ditarik, buat usulan baru.",
        "These parties have had a proposal in the registry since {since}. Go on with that one; what they signed on that day or later is recorded as its signature. If it was given up, begin a new one.";
    /// The class, the parties and the day of signature are no terms that can be left open.
    NotForClearing = "NOT_FOR_CLEARING",
        "Kelas, para pihak, dan hari penandatanganan tidak dapat dikosongkan.",
        "The class, the parties and the day of signature cannot be cleared.";
    /// What is not signed yet has no day of signature among its terms.
    NotSignedYet = "NOT_SIGNED_YET",
        "Kerja sama ini belum ditandatangani. Hari penandatanganannya berasal dari langkah penandatanganan.",
        "This agreement is not signed yet. Its day of signature comes from the step of signing.";
    /// The agreement that is said to come before this one has none of its parties.
    PredecessorOfOthers = "PREDECESSOR_OF_OTHERS",
        "Kerja sama yang dilanjutkan harus memiliki sedikitnya satu pihak yang sama.",
        "The earlier agreement must have at least one party in common with this one.";
    /// The proposal that is said to come before this agreement was withdrawn or rejected.
    PredecessorGivenUp = "PREDECESSOR_GIVEN_UP",
        "Usulan yang ditarik atau ditolak tidak dapat dilanjutkan oleh kerja sama lain.",
        "A proposal that was withdrawn or rejected has no successor.";
    /// An amendment does not prolong an agreement: that is an extension, with the steps of one.
    LaterEnd = "LATER_END",
        "Perubahan naskah tidak memperpanjang masa berlaku. Mulailah perpanjangan, lalu catat perpanjangannya, atau buat kerja sama baru yang melanjutkannya.",
        "An amendment does not make the agreement run longer. Start the renewal and record the extension, or begin a successor.";
    /// For whom an agreement ends cannot change while a notice runs.
    NoticeRuns = "NOTICE_RUNS",
        "Masih ada pemberitahuan pengakhiran yang berjalan. Bagi siapa kerja sama ini berakhir baru dapat diubah setelah itu.",
        "A notice of termination is running. For whom the agreement ends can be changed once it has ended or was withdrawn.";
    /// An extension reaches further than the text lets each renewal reach.
    BeyondRenewal { months: i32, latest: String } [in language: latest = days::told(latest, language)] = "BEYOND_RENEWAL",
        "Menurut naskahnya, sekali perpanjangan paling lama {months} bulan: sampai {latest}.",
        "By its text, one renewal prolongs it by {months} months at most: until {latest}.";
    /// The agreement has been in force since a day: its beginning stays as it is.
    AlreadyInForce { since: String } [in language: since = days::told(since, language)] = "ALREADY_IN_FORCE",
        "Kerja sama ini sudah berlaku sejak {since}; awal berlakunya tidak dapat diubah.",
        "This agreement has been in force since {since}; its first day cannot be changed.";
    /// An agreement names fields of cooperation: at least one, and of sisters more than one.
    TooFewFields { least: usize } = "TOO_FEW_FIELDS",
        "Bidang kerja sama yang disebut terlalu sedikit: paling sedikit {least}.",
        "Too few fields of cooperation are named: at least {least}.";
    /// Whoever accedes is a party already, or was one: a party that has left does not come back to the same agreement.
    AlreadyParty { name: String } = "ALREADY_PARTY",
        "{name} sudah atau pernah menjadi pihak dalam kerja sama ini.",
        "{name} is or was a party to this agreement already.";
    /// The act is for parties: this one accedes, and has not signed yet.
    NotYetParty = "NOT_YET_PARTY",
        "Pihak ini baru menjadi pihak setelah tanda tangannya dicatat. Sebelum itu, tindakan ini hanya untuk para pihak.",
        "This party accedes and becomes a party with its signature. Until then, this is for the parties alone.";
    /// The party cannot leave alone: with it the agreement ends for all, because fewer than two parties would remain or
    /// because its text says so.
    EndsForAll = "ENDS_FOR_ALL",
        "Bila pihak ini keluar, kerja sama berakhir bagi semua pihak. Tarik usulan kerja sama atau beritahukan pengakhirannya.",
        "If this party leaves, the agreement ends for all. Withdraw the proposal or give notice of termination.";
    /// The document was used by an earlier act.
    DocumentUsed = "DOCUMENT_USED",
        "Dokumen ini sudah digunakan. Catat dokumen perubahan yang baru terlebih dahulu.",
        "This document has already been used. Record the new amendment first.";
    /// The document belongs to one party by its kind, and it is not clear to which: the caller acts for several parties, or
    /// for none of them.
    NameTheParty { parties: String } = "NAME_THE_PARTY",
        "Dokumen ini milik salah satu pihak. Sebutkan pihak yang mana: {parties}.",
        "This document belongs to one of the parties. Name which one: {parties}.";
    /// The document belongs to all parties by its kind: no party can be named.
    OfAllParties = "OF_ALL_PARTIES",
        "Dokumen jenis ini milik semua pihak. Kosongkan pihaknya.",
        "A document of this kind belongs to all parties. Name none.";
    /// Those who see a document would not see its successor.
    LessVisible = "LESS_VISIBLE",
        "Dokumen pengganti harus dapat dilihat oleh semua yang melihat dokumen yang digantikannya.",
        "The new document must be visible to everyone who sees the one that it replaces.";
    /// The document already has a file.
    HasFile { sha256: String } = "HAS_FILE",
        "Dokumen ini sudah memiliki berkas ({sha256}). Catat dokumen baru yang menggantikannya.",
        "This document already has a file ({sha256}). Record a new document that supersedes it.";
    /// The document was superseded or withdrawn: it no longer counts, no file can be added, and nothing else supersedes it.
    DocumentVoid = "DOCUMENT_VOID",
        "Dokumen ini sudah ditarik atau diganti. Gunakan dokumen yang berlaku.",
        "This document was withdrawn or replaced. Use the document in force.";
    /// A paper on which the act rests says something in the caller's name, and another party recorded it: whoever stands by it
    /// says so by naming it.
    NameThePaper { document: String, party: String } [in language: document = days::told(document, language)] = "NAME_THE_PAPER",
        "{party} mencatat dokumen ini, dan isinya mengatasnamakan pihak Anda: {document}. Jika Anda membenarkannya, sebutkan dokumen itu.",
        "{party} recorded this, and it speaks in your party's name: {document}. If you stand by it, name that document.";
    /// No document that counts and that the caller sees says what they have read.
    NoSuchPaper = "NO_SUCH_PAPER",
        "Dokumen ini tidak ditemukan sebagaimana Anda baca: dokumen itu sudah berubah, diganti, atau ditarik. Buka kembali dokumennya.",
        "There is no such document as you read it: it was changed, replaced or withdrawn since. Read it again.";
    /// Nothing of the act rests on a document that was named.
    PaperOfNoUse = "PAPER_OF_NO_USE",
        "Langkah ini tidak bertumpu pada dokumen yang disebut. Sebutkan hanya dokumen yang menjadi dasarnya.",
        "This step does not rest on a document that was named. Name only those on which it rests.";
    /// A step rests on the document, which therefore stays as it is.
    PaperCarriesStep { act: String, on: String } [in language: on = days::told(on, language)] = "PAPER_CARRIES_STEP",
        "Langkah \"{act}\" pada {on} bertumpu pada dokumen ini, sehingga dokumen ini tidak dapat diubah lagi. Catat dokumen tersendiri.",
        "The step \"{act}\" of {on} rests on this document, which therefore stays as it is. Record a document of its own.";
    /// Another party has said that it signed the document as it is.
    PaperAttested { party: String } = "PAPER_ATTESTED",
        "{party} sudah menyatakan menandatangani dokumen ini sebagaimana adanya. Catat dokumen penggantinya beserta berkasnya.",
        "{party} has stated that it signed this document as it is. Record a successor with the file.";
    /// The agreement was registered or entered with the document, which therefore is replaced, not withdrawn.
    PaperOfEntry = "PAPER_OF_ENTRY",
        "Kerja sama ini dicatat berdasarkan dokumen ini. Jika ada yang salah, ganti dengan dokumen yang benar.",
        "The agreement was entered with this document. If something in it is wrong, replace it with the right one.";
    /// The law knows no exception from the requirement, or none in this agreement.
    NoException = "NO_EXCEPTION",
        "Persyaratan ini tidak dapat dikecualikan pada kerja sama ini.",
        "No exception can be made from this requirement in this agreement.";
    /// A row of a file is about others than the party whose file it is.
    RowOfOthers { party: String } = "ROW_OF_OTHERS",
        "Baris ini tidak menyangkut {party}. Berkas ini hanya memasukkan baris tentang pihak itu sendiri.",
        "This row is not about {party}. The file enters only what concerns that party itself.";
    /// Somebody else's word cannot be entered.
    WordOfOthers { party: String } = "WORD_OF_OTHERS",
        "Pernyataan ini bukan dari {party}. Pernyataan pihak lain hanya dapat dimasukkan oleh pihak itu sendiri.",
        "This is not the word of {party}. What another party states, that party enters itself.";
    /// What stands in a cell may mean several places, or is a name that proves none.
    WhichPlace = "WHICH_PLACE",
        "Nama ini belum menunjukkan satu daerah. Pilih daerah yang dimaksud, atau tulis kodenya.",
        "This name does not tell which place is meant. Choose the place, or write its code.";
    /// No place is called what stands in a cell.
    UnknownPlace { name: String } = "UNKNOWN_PLACE",
        "Tidak ada daerah atau lembaga yang dikenal sebagai \"{name}\". Tulis kodenya, misalnya kemendagri:35.78 atau Q11462, atau catat daerah itu terlebih dahulu.",
        "No region or institution is known as \"{name}\". Write its code, such as kemendagri:35.78 or Q11462, or enter the place first.";
    /// The registry has this record already and says other things of it, which are changed on its own page.
    RecordedOtherwise = "RECORDED_OTHERWISE",
        "Data ini sudah tercatat dengan keterangan lain. Ubah di halamannya sendiri.",
        "This is recorded already and says other things. Change it on its own page.";
    /// Rows of a file are refused or wait for a choice, and the caller did not say that they are left out.
    RowsLeft { rows: u64 } = "ROWS_LEFT",
        "Masih ada {rows} baris yang ditolak atau menunggu pilihan. Perbaiki terlebih dahulu, atau nyatakan bahwa baris itu dilewati.",
        "{rows} rows are refused or wait for a choice. Mend them first, or say that they are left out.";
    /// What the registry holds has changed since the rows of a file were checked.
    RowsChanged { lines: String } = "ROWS_CHANGED",
        "Isi registri sudah berubah sejak berkas ini diperiksa (baris {lines}). Periksa lagi; belum ada yang dimasukkan.",
        "The registry has changed since this file was checked (lines {lines}). Check it again; nothing was entered.";
    /// No row of a file says anything new.
    NothingToEnter = "NOTHING_TO_ENTER",
        "Tidak ada baris yang dapat dimasukkan.",
        "There is no row to enter.";
    /// What rows of a file made was changed since, or others rely on it.
    RowsInUse { lines: String } = "ROWS_IN_USE",
        "Data dari baris {lines} sudah diubah atau menjadi dasar bagi yang lain, sehingga impor ini tidak dapat dibatalkan.",
        "What came of the lines {lines} was changed since, or others rely on it, so this import cannot be undone.";
    /// A file has more rows than can be entered at once.
    TooManyRows { most: usize } = "TOO_MANY_ROWS",
        "Berkas ini terlalu panjang: paling banyak {most} baris. Bagi menjadi beberapa berkas.",
        "This file is too long: {most} rows at most. Split it into several files.";
    /// The uploaded file is no longer there: the upload took too long.
    FileGone = "FILE_GONE",
        "Pengunggahan berkas ini terlalu lama. Unggah ulang berkasnya.",
        "The upload of this file took too long. Upload it again.";
    /// The party has sent as much as it may within a day.
    DailyLimit { megabytes: u64, wait: Wait } [in language: wait = wait.words(language)] = "DAILY_LIMIT",
        "Batas unggahan berkas {megabytes} MB dalam 24 jam sudah tercapai. Coba lagi dalam {wait}.",
        "The limit of {megabytes} MB of files within 24 hours has been reached. Try again in {wait}.";
    /// What was given as the hash of the terms is no hash.
    NoHash = "NO_HASH",
        "Ini bukan hash ketentuan. Salin ke-64 karakternya dari naskah ketentuan yang telah dibaca.",
        "This is not a hash of terms. Copy all its 64 characters from the terms that you have read.";
    /// The hash of the terms is not the one attested.
    OtherTerms { current: String } = "OTHER_TERMS",
        "Ketentuannya sudah berubah. Hash sekarang: {current}.",
        "The terms have changed. Their hash is now {current}.";
    /// No act waits for the parties with this hash: it took effect, was declined or replaced, or what it would change has
    /// changed.
    NothingWaits = "NOTHING_WAITS",
        "Tidak ada tindakan dengan hash ini yang menunggu konfirmasi.",
        "No act with this hash is waiting for confirmation.";
    /// An act waits for the parties, which comes first.
    ActWaits { act: String, party: String } = "ACT_WAITS",
        "Tindakan \"{act}\" yang dicatat {party} masih menunggu konfirmasi. Konfirmasi atau tolak tindakan itu terlebih dahulu.",
        "\"{act}\", recorded by {party}, waits to be confirmed. Confirm or decline it first.";
    /// Two steps of a route are the same act at the same stage.
    StepTwice { act: String } = "STEP_TWICE",
        "Tindakan {act} sudah ada pada tahap ini.",
        "There is already a step for {act} at this stage.";
    /// No step of the route leads to where this step begins.
    NeverReached = "NEVER_REACHED",
        "Tidak ada langkah yang menuju ke tahap ini.",
        "No step leads to this stage.";
    /// The route does not lead to a stage that every agreement must be able to reach.
    LeadsNowhere { stage: String } = "LEADS_NOWHERE",
        "Alur ini tidak menuju ke tahap {stage}.",
        "This route does not lead to the stage {stage}.";
    /// There are as many open ones as allowed: postings of a party, requests from one party to another.
    TooManyOpen { most: u64 } = "TOO_MANY_OPEN",
        "Sudah ada {most} yang masih terbuka. Selesaikan salah satu terlebih dahulu.",
        "There are already {most} that are open. Close one of them first.";
    /// Wrong e-mail address or password; which of the two is not said.
    WrongCredentials = "WRONG_CREDENTIALS",
        "Alamat surel atau kata sandi tidak cocok.",
        "The e-mail address and password do not match.";
    /// The password that was given as the present one is another.
    WrongPassword = "WRONG_PASSWORD",
        "Kata sandi yang sekarang tidak cocok.",
        "The present password does not match.";
    /// Too many attempts within a short time.
    TooManyAttempts { wait: Wait } [in language: wait = wait.words(language)] = "TOO_MANY_ATTEMPTS",
        "Terlalu banyak percobaan. Coba lagi dalam {wait}.",
        "Too many attempts. Try again in {wait}.";
    /// A password that is easily guessed.
    WeakPassword { least: usize } = "WEAK_PASSWORD",
        "Kata sandi terlalu lemah: sedikitnya {least} karakter dan bukan kata sandi yang umum.",
        "This password is too weak: at least {least} characters, and not a common one.";
    /// A link that was used, has expired, or never existed.
    LinkNotValid = "LINK_NOT_VALID",
        "Tautan ini tidak berlaku lagi.",
        "This link is no longer valid.";
}

impl Reason {
    /// Why an act is not done at a gate that is closed.
    pub fn closed(gate: Gate) -> Self {
        let gate = Box::new(gate);
        if gate.missing.is_empty() { Self::WrongState { gate } } else { Self::StepNotReady { gate } }
    }
}

impl From<country::Unknown> for Reason {
    fn from(unknown: country::Unknown) -> Self {
        Self::UnknownCountry { nearest: unknown.nearest.unwrap_or_default().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Named;

    #[test]
    fn every_code_is_used_once() {
        let mut codes: Vec<&str> = Reason::CODES.iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Reason::CODES.len());
    }

    #[test]
    fn a_reason_is_told_in_both_languages() {
        let reason = Reason::TooManyAttempts { wait: Wait(65) };
        assert_eq!(reason.message(Language::En), "Too many attempts. Try again in 1 minute 5 seconds.");
        assert_eq!(reason.message(Language::Id), "Terlalu banyak percobaan. Coba lagi dalam 1 menit 5 detik.");
    }

    #[test]
    fn nothing_is_said_of_what_can_be_done_where_that_is_nothing() {
        let closed = |allowed| Reason::closed(Gate::at(Named::new("CLOSED", "ditutup"), allowed)).message(Language::Id);
        assert_eq!(closed(Vec::new()), "Tindakan ini tidak dapat dilakukan pada status \"ditutup\".");
        let reopen = Named::new("reopen", "membuka lagi");
        assert!(closed(vec![reopen]).ends_with("\"ditutup\". Yang dapat dilakukan: membuka lagi."));
    }
}
