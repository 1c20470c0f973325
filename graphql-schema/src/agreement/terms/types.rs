//! Where copies of terms differ.

use crate::{
    context::Ask,
    date::{DateTime, PartialDate},
    enums::remote_enum,
    error::ApiError,
    loader::load,
    place::{
        loader::{PartyById, parties},
        types::Party,
    },
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

/// What a term says: one of the fields is filled, by the kind of the term.
#[derive(Debug, Clone)]
pub(crate) struct TermValue(rule::TermValue);

impl TermValue {
    /// What a term says, as it was kept.
    fn of(term: rule::Term, kept: Option<&str>) -> Option<Self> {
        rule::TermValue::read(term, kept?).map(Self)
    }
}

/// What a term says: one of the fields is filled, by the kind of the term.
#[Object]
impl TermValue {
    /// The day, of `EXPIRES_ON`, `IN_FORCE_ON` and `SIGNED_ON`.
    async fn date(&self) -> Option<PartialDate> {
        let rule::TermValue::Date(date) = &self.0 else { return None };
        Some((*date).into())
    }

    /// The length in months, of `MEETING_MONTHS`, `NOTICE_MONTHS`, `RENEWAL_MONTHS`, `TERM_MONTHS` and `WIND_DOWN_MONTHS`.
    async fn months(&self) -> Option<i32> {
        let rule::TermValue::Months(months) = &self.0 else { return None };
        Some(*months)
    }

    /// The values of the enum that the term has in the agreement (`CLASS`, `COST_RULE`, `ENDS_FOR`, `FIELDS`, `TERM_KIND`),
    /// or the codes of languages (`LANGUAGES`, `PREVAILING_LANGUAGE`).
    async fn codes(&self) -> Option<&[String]> {
        let rule::TermValue::Codes(codes) = &self.0 else { return None };
        Some(codes)
    }

    /// The parties, of `PARTIES`.
    async fn parties(&self, context: &Context<'_>) -> Result<Option<Vec<Party>>, ApiError> {
        let rule::TermValue::Parties(ids) = &self.0 else { return Ok(None) };
        parties(context, ids.iter().copied()).await.map(Some)
    }
}

/// A term that differs between the agreement and a party's copy.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct TermDifference {
    /// Which term.
    term: AgreementTerm,
    /// What the agreement says; null if nothing.
    ours: Option<TermValue>,
    /// What the party's copy says; null if nothing.
    theirs: Option<TermValue>,
}

impl From<Difference> for TermDifference {
    fn from(difference: Difference) -> Self {
        let said = |kept: &Option<String>| TermValue::of(difference.term, kept.as_deref());
        Self { term: difference.term.into(), ours: said(&difference.ours), theirs: said(&difference.theirs) }
    }
}

/// A term that an act changed.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ChangedTerm {
    /// Which term.
    term: AgreementTerm,
    /// What it said before; null if nothing.
    before: Option<TermValue>,
    /// What it says now; null if nothing.
    after: Option<TermValue>,
}

impl From<rule::ChangedTerm> for ChangedTerm {
    fn from(changed: rule::ChangedTerm) -> Self {
        let said = |kept: &Option<String>| TermValue::of(changed.term, kept.as_deref());
        Self { term: changed.term.into(), before: said(&changed.before), after: said(&changed.after) }
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
