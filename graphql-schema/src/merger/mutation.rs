//! Merging and splitting records.

use super::types::PartySplit;
use crate::{
    context::Ask,
    error::ApiError,
    id::{Kind, decode_as},
    place::types::{Party, PartyKind},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::merger::{
    act::{MergeParties, merge_parties},
    split::act::{NewRecord, SplitInto, SplitParty, split_party},
};
use std::sync::Arc;

/// Two records that are one.
#[derive(Debug, InputObject)]
pub(crate) struct MergePartiesInput {
    /// The record that stays.
    party: ID,
    /// The revision of it that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// The record that goes into it.
    duplicate: ID,
    /// The revision of that one that the caller read.
    duplicate_revision: i32,
    /// Why the two are one.
    reason: String,
}

payload! {
    /// The result of `mergeParties`.
    MergePartiesPayload of Party {
        /// The record that stays.
        party: Party,
    }
}

/// A new record that is split off, and what goes there. What is not named stays.
#[derive(Debug, InputObject)]
struct SplitOffInput {
    /// The name used at home.
    name: String,
    /// The English name, where it is another.
    name_en: Option<String>,
    /// What kind of region or institution; that of the record if omitted.
    kind: Option<PartyKind>,
    /// The country (code of two or three letters in ISO 3166-1, or name); that of the record if omitted.
    country: Option<String>,
    /// Further names of the record that are those of the new one.
    #[graphql(default)]
    names: Vec<String>,
    /// Codes of the record that are those of the new one, each with its scheme: `wikidata:Q20934`.
    #[graphql(default)]
    codes: Vec<String>,
    /// Sources whose figures are those of the new record.
    #[graphql(default)]
    sources: Vec<String>,
    /// Partnerships of the new record, with what is stated of them. The party itself has stated nothing of them.
    #[graphql(default)]
    partnerships: Vec<ID>,
    /// Agreements to which the new record is the party. Nobody acts for the party in the registry, and it has done nothing there.
    #[graphql(default)]
    agreements: Vec<ID>,
    /// Exchanges in which the new record takes part. It is named in them, and has confirmed nothing.
    #[graphql(default)]
    exchanges: Vec<ID>,
}

/// What is split off: one of these.
#[derive(Debug, OneofObject)]
enum SplitIntoInput {
    /// The record that went into this one by a wrong merger: it is there again with all that came with it.
    Merged(ID),
    /// A new record.
    New(SplitOffInput),
}

/// One record that is two.
#[derive(Debug, InputObject)]
pub(crate) struct SplitPartyInput {
    /// The record.
    party: ID,
    /// The revision of it that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// What is split off.
    into: SplitIntoInput,
    /// Why it is two.
    reason: String,
}

payload! {
    /// The result of `splitParty`.
    SplitPartyPayload of Party {
        /// The two records.
        split: PartySplit,
    }
}

impl From<SplitIntoInput> for SplitInto {
    fn from(input: SplitIntoInput) -> Self {
        let decoded = |kind: Kind, ids: Vec<ID>| ids.iter().map(|id| decode_as(kind, id)).collect();
        let code = |text: String| match text.split_once(':') {
            Some((scheme, value)) => (scheme.to_owned(), value.to_owned()),
            None => (String::new(), text),
        };
        match input {
            SplitIntoInput::Merged(id) => Self::Merged(decode_as(Kind::Party, &id)),
            SplitIntoInput::New(new) => Self::New(NewRecord {
                name: new.name,
                name_en: new.name_en,
                kind: new.kind.map(Into::into),
                country: new.country,
                names: new.names,
                codes: new.codes.into_iter().map(code).collect(),
                sources: new.sources,
                partnerships: decoded(Kind::Partnership, new.partnerships),
                agreements: decoded(Kind::Agreement, new.agreements),
                exchanges: decoded(Kind::Exchange, new.exchanges),
            }),
        }
    }
}

#[derive(Default)]
pub(crate) struct MergerMutation;

#[Object]
impl MergerMutation {
    /// Merges the record of a region abroad or of an institution into another one that is the same (penggabungan data): all that
    /// hangs on it hangs on that one since, and its identifier and address lead there. This is for those who keep the whole
    /// registry.
    async fn merge_parties(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The two records.")] input: MergePartiesInput,
    ) -> Result<MergePartiesPayload, ApiError> {
        let caller = context.caller()?;
        let act = MergeParties {
            party: decode_as(Kind::Party, &input.party),
            expected_revision: input.expected_revision,
            duplicate: decode_as(Kind::Party, &input.duplicate),
            duplicate_revision: input.duplicate_revision,
            reason: input.reason,
        };
        let result = merge_parties(context.registry()?, caller, &act).await;
        MergePartiesPayload::of(result, caller, |row| Party::of(Arc::new(row)))
    }

    /// Splits the record of a region abroad or of an institution that turned out to be two (pemisahan data), or undoes a wrong
    /// merger while nothing has happened to what came with it. This is for those who keep the whole registry.
    async fn split_party(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The record.")] input: SplitPartyInput,
    ) -> Result<SplitPartyPayload, ApiError> {
        let caller = context.caller()?;
        let act = SplitParty {
            party: decode_as(Kind::Party, &input.party),
            expected_revision: input.expected_revision,
            into: input.into.into(),
            reason: input.reason,
        };
        let result = split_party(context.registry()?, caller, &act).await;
        SplitPartyPayload::of(result, caller, Into::into)
    }
}
