//! What mergers are, as partners see them.

use crate::{
    date::DateTime,
    enums::remote_enum,
    id::{Kind, encode},
    place::types::Party,
    refusal::RefusalCode,
};
use async_graphql::{ID, SimpleObject};
use entity::{
    Reason,
    merger::{
        find::Preview,
        rule::{self, hanging_name},
        split::act::Split,
    },
    place::merged::record::merger,
};
use std::sync::Arc;

remote_enum! {
    /// What hangs on a region or an institution.
    Hanging = "rule::Hanging" {
        Names: "Names beside the main one.",
        Codes: "Codes.",
        Facts: "What sources state of it, and its tiers.",
        Successions: "Regions that it took over from, or that took over from it.",
        Parts: "What lies within it.",
        Kept: "Records that its people entered and keep.",
        Partnerships: "Partnerships, with what is stated of them.",
        Agreements: "Agreements to which it is a party, or that it keeps.",
        Documents: "Its documents and signatures.",
        Exchanges: "Exchanges in which it takes part, or that it hosts or keeps.",
        Roles: "Roles of people.",
        ApiClients: "Keys of its software.",
        Deadlines: "What is due of it.",
        Reports: "Its reports to authorities.",
        Postings: "Its postings on the board.",
        Duties: "Who stands in for whom, and who does what.",
        Requests: "What it asks and is asked.",
        Imports: "Files that its people imported.",
        Followers: "People who follow it.",
        Mergers: "Records that went into it.",
    }
}

/// How much of one kind hangs on a record.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct HangingCount {
    /// What.
    kind: Hanging,
    /// What it is called, in the caller's language.
    name: String,
    /// How many.
    count: u64,
}

/// Something that says that two records are not one.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Contradiction {
    /// The reason, for programs: with this code the merger is refused.
    code: RefusalCode,
    /// The reason in words, in the caller's language.
    message: String,
}

/// What would come of merging two records.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct MergePreview {
    /// What would go to the record that stays, by kind. What both have becomes one.
    moves: Vec<HangingCount>,
    /// What says that the two are not one; empty where they can be merged.
    against: Vec<Contradiction>,
}

impl MergePreview {
    pub(crate) fn of(preview: Preview, language: entity::text::Language) -> Self {
        let moves = preview.moves.into_iter().map(|(kind, count)| HangingCount {
            kind: kind.into(),
            name: hanging_name(kind, language).to_owned(),
            count,
        });
        let against = preview
            .against
            .iter()
            .map(|reason: &Reason| Contradiction { code: RefusalCode::of(reason), message: reason.message(language) });
        Self { moves: moves.collect(), against: against.collect() }
    }
}

/// A record that turned out to be the same as another one, and went into it (penggabungan data).
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct PartyMerger {
    /// The identifier that the record had. It leads to the one that stayed.
    duplicate: ID,
    /// The last part of the address that it had, which leads there as well.
    slug: String,
    /// What it was called.
    name: String,
    /// Why the two are one.
    reason: String,
    /// When.
    merged_at: DateTime,
}

impl From<merger::Model> for PartyMerger {
    fn from(row: merger::Model) -> Self {
        Self {
            duplicate: encode(Kind::Party, row.duplicate_id),
            slug: row.slug,
            name: row.name,
            reason: row.reason,
            merged_at: row.merged_at.into(),
        }
    }
}

/// One record that is two.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct PartySplit {
    /// The record that was split.
    party: Party,
    /// The record that was split off.
    part: Party,
}

impl From<Split> for PartySplit {
    fn from(split: Split) -> Self {
        Self { party: Party::of(Arc::new(split.party)), part: Party::of(Arc::new(split.part)) }
    }
}
