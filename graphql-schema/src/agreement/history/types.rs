//! Agreements as they were known, as partners see them.

use crate::{
    agreement::types::{AgreementScheme, AgreementStage, TermKind},
    connection::connection,
    context::Ask,
    date::PartialDate,
    error::ApiError,
    id::{self, encode},
    loader::load_all,
    partnership::types::PartnershipClass,
    place::{loader::PartyById, types::Party},
    text::Language,
};
use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use entity::{agreement::history::rule::Known, text::LocalText};

/// An agreement (kerja sama) as it was known at the end of a day, whatever became of it later.
pub(crate) struct AgreementAsOf(Known);

/// An agreement (kerja sama) as it was known at the end of a day, whatever became of it later.
#[Object]
impl AgreementAsOf {
    /// The identifier of the agreement: `agreement(id:)` returns it as it is now.
    async fn id(&self) -> ID {
        encode(id::Kind::Agreement, self.0.agreement)
    }

    /// Its title then, in the caller's language if it had one.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A language other than the caller's.")] language: Option<Language>,
    ) -> Result<String, ApiError> {
        let title = LocalText { id: self.0.said.title_id.clone(), en: self.0.said.title_en.clone() };
        Ok(title.read(language.map_or(context.caller()?.language, Into::into)).to_owned())
    }

    /// Where the paperwork stood.
    async fn stage(&self) -> AgreementStage {
        self.0.said.stage.into()
    }

    /// Its class.
    async fn class(&self) -> PartnershipClass {
        self.0.said.class.into()
    }

    /// Its scheme of Indonesian law.
    async fn scheme(&self) -> AgreementScheme {
        self.0.said.scheme.into()
    }

    /// Its parties, in their order.
    async fn parties(&self, context: &Context<'_>) -> Result<Vec<Party>, ApiError> {
        let ids = self.0.said.parties.iter().copied().map(PartyById);
        let mut parties = load_all(context.lookups()?, ids.clone()).await?;
        Ok(ids.filter_map(|id| parties.remove(&id)?.map(Party::of)).collect())
    }

    /// When it was signed.
    async fn signed_on(&self) -> Option<PartialDate> {
        self.0.said.signed_on.map(PartialDate)
    }

    /// The first day on which it is in force.
    async fn in_force_on(&self) -> Option<PartialDate> {
        self.0.said.in_force_on.map(PartialDate)
    }

    /// The last day on which it is in force.
    async fn expires_on(&self) -> Option<PartialDate> {
        self.0.said.expires_on.map(PartialDate)
    }

    /// The last day in force after a notice of termination.
    async fn terminated_on(&self) -> Option<PartialDate> {
        self.0.said.terminated_on.map(PartialDate)
    }

    /// How it ends; null if unknown.
    async fn term_kind(&self) -> Option<TermKind> {
        self.0.said.term_kind.map(Into::into)
    }

    /// Whether it was in force on the day asked for, by the dates known then.
    async fn in_force(&self) -> bool {
        self.0.in_force
    }

    /// Its revision then.
    async fn revision(&self) -> i32 {
        self.0.said.revision
    }

    /// When this was recorded, in UTC.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// The name of the act that recorded it.
    async fn act(&self) -> &str {
        &self.0.act
    }
}

impl From<Known> for AgreementAsOf {
    fn from(known: Known) -> Self {
        Self(known)
    }
}

connection!(AgreementAsOfConnection, AgreementAsOfEdge, AgreementAsOf, "agreements as they were known");
