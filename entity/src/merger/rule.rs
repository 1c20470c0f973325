//! What hangs on a region or an institution: every column that names one.

use crate::{
    Reason,
    place::{
        record::{Kind, Nature, code, party},
        rule::kind_name,
    },
    refusal::Refusals,
    text::Language,
};
use sea_orm::Iterable;

/// What hangs on a record, as people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::EnumIter)]
pub enum Hanging {
    /// Names beside the main one.
    Names,
    /// Codes.
    Codes,
    /// What sources state of it, and its tiers.
    Facts,
    /// Regions that it took over from, or that took over from it.
    Successions,
    /// What lies within it.
    Parts,
    /// Records that its people entered and keep.
    Kept,
    /// Partnerships, with what is stated of them.
    Partnerships,
    /// Agreements to which it is a party, or that it keeps.
    Agreements,
    /// Its documents and signatures.
    Documents,
    /// Exchanges in which it takes part, or that it hosts or keeps.
    Exchanges,
    /// Roles of people.
    Roles,
    /// Keys of its software.
    ApiClients,
    /// What is due of it.
    Deadlines,
    /// Its reports to authorities.
    Reports,
    /// Its postings on the board.
    Postings,
    /// Who stands in for whom, and who does what.
    Duties,
    /// What it asks and is asked.
    Requests,
    /// Files that its people imported.
    Imports,
    /// People who follow it.
    Followers,
    /// Records that went into it.
    Mergers,
}

impl Hanging {
    /// All of them, in the order in which people read them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

/// What is called so in both languages.
pub fn hanging_name(hanging: Hanging, language: Language) -> &'static str {
    let (id, en) = match hanging {
        Hanging::Names => ("nama lain", "further names"),
        Hanging::Codes => ("kode", "codes"),
        Hanging::Facts => ("data menurut sumber", "what sources state"),
        Hanging::Successions => ("pemekaran dan penggabungan daerah", "successions"),
        Hanging::Parts => ("wilayah bawahan", "parts"),
        Hanging::Kept => ("data yang dicatat pihak ini", "records that it keeps"),
        Hanging::Partnerships => ("kemitraan", "partnerships"),
        Hanging::Agreements => ("kerja sama", "agreements"),
        Hanging::Documents => ("dokumen dan tanda tangan", "documents and signatures"),
        Hanging::Exchanges => ("kegiatan", "exchanges"),
        Hanging::Roles => ("peran pengguna", "roles of people"),
        Hanging::ApiClients => ("klien API", "API clients"),
        Hanging::Deadlines => ("tenggat", "deadlines"),
        Hanging::Reports => ("laporan", "reports"),
        Hanging::Postings => ("pengumuman mencari mitra", "postings"),
        Hanging::Duties => ("tugas dan pengganti", "tasks and deputies"),
        Hanging::Requests => ("permintaan", "requests"),
        Hanging::Imports => ("berkas impor", "imported files"),
        Hanging::Followers => ("pengikut", "followers"),
        Hanging::Mergers => ("penggabungan sebelumnya", "earlier mergers"),
    };
    language.pick(id, en)
}

/// A part of the key of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// An identifier.
    Id(&'static str),
    /// A text.
    Text(&'static str),
}

impl Part {
    pub fn column(self) -> &'static str {
        match self {
            Self::Id(column) | Self::Text(column) => column,
        }
    }
}

/// To which whole a row belongs, so that it goes where that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// To the party alone.
    Party,
    /// To the partnership in this column.
    Partnership(&'static str),
    /// To the agreement in this column.
    Agreement(&'static str),
    /// To the agreement of the document in this column.
    Document(&'static str),
    /// To the exchange in this column.
    Exchange(&'static str),
    /// To the agreement or exchange in this column.
    Subject(&'static str),
    /// To the agreement or exchange of the deadline in this column.
    Deadline(&'static str),
}

/// One column that names a party.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What the rows are.
    pub hanging: Hanging,
    pub(super) key: &'static [Part],
    pub(super) of: Of,
}

const fn plain(table: &'static str, column: &'static str, hanging: Hanging, of: Of) -> Reference {
    Reference { table, column, hanging, key: &[Part::Id("id")], of }
}

const fn keyed(table: &'static str, column: &'static str, hanging: Hanging, of: Of, key: &'static [Part]) -> Reference {
    Reference { table, column, hanging, key, of }
}

impl Reference {
    /// By what a row with this key counts, so that what several columns or rows say of one record counts once; `None` for
    /// what is a part of a record that counts already.
    pub(super) fn counted(&self, key: &serde_json::Value) -> Option<String> {
        let whole = match (self.hanging, self.of) {
            (Hanging::Partnerships, Of::Partnership(column))
            | (Hanging::Agreements, Of::Agreement(column))
            | (Hanging::Exchanges, Of::Exchange(column))
            | (Hanging::Documents, Of::Document(column)) => &key[column],
            (Hanging::Documents, _) => &key["id"],
            _ => return Some(format!("{} {key}", self.table)),
        };
        whole.as_str().map(str::to_owned)
    }
}

/// Every column that names a party. A test compares it with the foreign keys of the database.
pub const REFERENCES: &[Reference] = &[
    keyed("party_name", "party_id", Hanging::Names, Of::Party, &[Part::Text("language"), Part::Text("name")]),
    keyed("party_code", "party_id", Hanging::Codes, Of::Party, &[Part::Text("scheme"), Part::Text("value")]),
    keyed("party_fact", "party_id", Hanging::Facts, Of::Party, &[Part::Text("kind"), Part::Text("source")]),
    plain("party_tier", "party_id", Hanging::Facts, Of::Party),
    keyed("party_succession", "predecessor_id", Hanging::Successions, Of::Party, &[Part::Id("successor_id")]),
    keyed("party_succession", "successor_id", Hanging::Successions, Of::Party, &[Part::Id("predecessor_id")]),
    plain("party", "parent_id", Hanging::Parts, Of::Party),
    plain("party", "keeper_id", Hanging::Kept, Of::Party),
    keyed(
        "partnership_member",
        "party_id",
        Hanging::Partnerships,
        Of::Partnership("partnership_id"),
        &[Part::Id("partnership_id")],
    ),
    plain("claim", "stated_by", Hanging::Partnerships, Of::Partnership("partnership_id")),
    plain("agreement", "owner_id", Hanging::Agreements, Of::Agreement("id")),
    keyed(
        "agreement_party",
        "party_id",
        Hanging::Agreements,
        Of::Agreement("agreement_id"),
        &[Part::Id("agreement_id")],
    ),
    plain("agreement_step", "party_id", Hanging::Agreements, Of::Agreement("agreement_id")),
    plain("agreement_step", "by_party_id", Hanging::Agreements, Of::Agreement("agreement_id")),
    keyed("terms_copy", "party_id", Hanging::Agreements, Of::Agreement("agreement_id"), &[Part::Id("agreement_id")]),
    keyed("pending_act", "party_id", Hanging::Agreements, Of::Agreement("agreement_id"), &[Part::Id("agreement_id")]),
    keyed("pending_act", "joins_id", Hanging::Agreements, Of::Agreement("agreement_id"), &[Part::Id("agreement_id")]),
    plain("document", "party_id", Hanging::Documents, Of::Agreement("agreement_id")),
    plain("document", "by_party_id", Hanging::Documents, Of::Agreement("agreement_id")),
    keyed(
        "document_signature",
        "party_id",
        Hanging::Documents,
        Of::Document("document_id"),
        &[Part::Id("document_id")],
    ),
    plain("file_arrival", "party_id", Hanging::Documents, Of::Party),
    plain("exchange", "host_id", Hanging::Exchanges, Of::Exchange("id")),
    plain("exchange", "owner_id", Hanging::Exchanges, Of::Exchange("id")),
    keyed(
        "exchange_party",
        "party_id",
        Hanging::Exchanges,
        Of::Exchange("exchange_id"),
        &[Part::Id("exchange_id"), Part::Text("role"), Part::Text("consent")],
    ),
    plain("membership", "party_id", Hanging::Roles, Of::Party),
    plain("api_client", "party_id", Hanging::ApiClients, Of::Party),
    plain("deadline", "party_id", Hanging::Deadlines, Of::Subject("subject_id")),
    plain("deadline", "subject_id", Hanging::Deadlines, Of::Party),
    plain("obligatory_report", "party_id", Hanging::Reports, Of::Party),
    plain("partner_wanted", "party_id", Hanging::Postings, Of::Party),
    plain("deputy", "party_id", Hanging::Duties, Of::Party),
    keyed("task_hold", "party_id", Hanging::Duties, Of::Deadline("deadline_id"), &[Part::Id("deadline_id")]),
    plain("request", "party_id", Hanging::Requests, Of::Subject("subject_id")),
    plain("request", "asked_party_id", Hanging::Requests, Of::Subject("subject_id")),
    plain("request", "subject_id", Hanging::Requests, Of::Party),
    plain("import_batch", "party_id", Hanging::Imports, Of::Party),
    plain("follow", "subject_id", Hanging::Followers, Of::Party),
    plain("notice", "subject_id", Hanging::Followers, Of::Party),
    plain("party_merger", "party_id", Hanging::Mergers, Of::Party),
];

/// Refuses to merge what the decree of the ministry says: the regions of Indonesia.
pub(super) fn check_decree(party: &party::Model, path: &str, refused: &mut Refusals) {
    let is_home = party.nature == Nature::Region && party.country_code.as_deref() == Some("ID");
    refused.unless(!is_home, path, Reason::ByDecree);
}

/// What two records say themselves against being one: their kinds, countries, places and codes. What only one of them says
/// contradicts nothing.
pub(super) fn contradictions(stays: &party::Model, goes: &party::Model, codes: &[code::Model]) -> Vec<Reason> {
    let mut found = Vec::new();
    let kinds = [stays.kind, goes.kind];
    let is_open = stays.nature == goes.nature && kinds.iter().any(|kind| matches!(kind, Kind::Other));
    if stays.kind != goes.kind && !is_open {
        let [id, en] =
            [Language::Id, Language::En].map(|language| kinds.map(|kind| kind_name(kind, language)).join(", "));
        found.push(Reason::KindsDiffer { id, en });
    }
    if let (Some(one), Some(other)) = (&stays.country_code, &goes.country_code)
        && one != other
    {
        found.push(Reason::CountriesDiffer { one: one.clone(), other: other.clone() });
    }
    if stays.parent_id == Some(goes.id) || goes.parent_id == Some(stays.id) {
        found.push(Reason::OneWithinTheOther);
    }
    let valid = |party: &party::Model| {
        let of_it = codes.iter().filter(|code| code.party_id == party.id && code.valid_until.is_none());
        of_it.collect::<Vec<_>>()
    };
    for one in valid(stays) {
        let of_scheme: Vec<_> = valid(goes).into_iter().filter(|other| other.scheme == one.scheme).collect();
        let Some(other) = of_scheme.first() else { continue };
        let (scheme, one, other) = (one.scheme.clone(), one.value.clone(), other.value.clone());
        found.push(Reason::CodesDiffer { scheme, one, other });
    }
    found
}

/// The record that stays, with what it lacks and the other one has.
pub(super) fn completed(stays: &party::Model, goes: &party::Model) -> party::Model {
    let kind = if stays.kind == Kind::Other { goes.kind } else { stays.kind };
    let unconfirmed = stays.unconfirmed_since.filter(|_| goes.unconfirmed_since.is_some());
    party::Model {
        kind,
        name_en: stays.name_en.clone().or_else(|| goes.name_en.clone()).filter(|english| *english != stays.name),
        country_code: stays.country_code.clone().or_else(|| goes.country_code.clone()),
        parent_id: stays.parent_id.or(goes.parent_id),
        tier: stays.tier.or(goes.tier),
        time_zone: stays.time_zone.clone().or_else(|| goes.time_zone.clone()),
        website: stays.website.clone().or_else(|| goes.website.clone()),
        dissolved_on: stays.dissolved_on.or(goes.dissolved_on),
        as_of: stays.as_of.max(goes.as_of),
        unconfirmed_since: unconfirmed,
        ..stays.clone()
    }
}
