//! Where copies of terms differ.

use crate::{
    context::Ask,
    date::DateTime,
    enums::remote_enum,
    error::ApiError,
    loader::load,
    place::{loader::PartyById, types::Party},
};
use async_graphql::{Context, Object, SimpleObject};
use entity::agreement::terms::rule::{self, Difference};
use uuid::Uuid;

remote_enum! {
    /// One of the terms.
    AgreementTerm = "entity::agreement::terms::rule::Term" {
        Class: "The class.",
        CostRule: "Who pays.",
        EndsFor: "For whom it ends when one party ends its part.",
        ExpiresOn: "The last day in force.",
        Fields: "The fields of cooperation.",
        InForceOn: "The first day in force.",
        Languages: "The languages of the text.",
        MeetingMonths: "How often the joint working group meets.",
        NoticeMonths: "The notice.",
        Parties: "The parties.",
        PrevailingLanguage: "The language that prevails.",
        RenewalMonths: "The length of an extension.",
        SignedOn: "The day of signature.",
        TermKind: "How it ends.",
        TermMonths: "How long it runs.",
        WindDownMonths: "How long programmes have to finish after a termination.",
    }
}

/// A term that differs between the agreement and a party's copy.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct TermDifference {
    /// Which term.
    term: AgreementTerm,
    /// What the agreement says; null if nothing.
    ours: Option<String>,
    /// What the party's copy says; null if nothing.
    theirs: Option<String>,
}

impl From<Difference> for TermDifference {
    fn from(difference: Difference) -> Self {
        Self { term: difference.term.into(), ours: difference.ours, theirs: difference.theirs }
    }
}

/// A term that an act changed.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ChangedTerm {
    /// Which term.
    term: AgreementTerm,
    /// What it said before; null if nothing.
    before: Option<String>,
    /// What it says now; null if nothing.
    after: Option<String>,
}

impl From<rule::ChangedTerm> for ChangedTerm {
    fn from(changed: rule::ChangedTerm) -> Self {
        Self { term: changed.term.into(), before: changed.before, after: changed.after }
    }
}

/// A party's copy of the terms that differs from the agreement. Nothing is overwritten until it is accepted, term by term.
#[derive(Debug, Clone)]
pub(crate) struct TermConflict {
    pub(crate) party: Uuid,
    pub(crate) differences: Vec<Difference>,
    pub(crate) stated_at: DateTime,
}

/// A party's copy of the terms that differs from the agreement. Nothing is overwritten until it is accepted, term by term.
#[Object]
impl TermConflict {
    /// The party whose copy it is.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.party)).await?.map(Party::of))
    }

    /// Where it differs.
    async fn differences(&self) -> Vec<TermDifference> {
        self.differences.iter().cloned().map(Into::into).collect()
    }

    /// When the party stated it, in UTC.
    async fn stated_at(&self) -> DateTime {
        self.stated_at
    }
}
