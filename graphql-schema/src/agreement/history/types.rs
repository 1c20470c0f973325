//! Agreements as they were known, as partners see them.

use crate::{
    agreement::{
        loader::AgreementById,
        types::{Agreement, AgreementScheme, AgreementStage, TermKind},
    },
    connection::connection,
    context::Ask,
    date::{Date, DateTime, PartialDate},
    error::ApiError,
    id::encode_on,
    loader::{load, load_all},
    partnership::types::PartnershipClass,
    place::{loader::PartyById, types::Party},
    text::Language,
};
use async_graphql::{Context, ID, Object};
use entity::{agreement::history::rule::Known, text::LocalText};

/// An agreement (kerja sama) as it was known at the end of a day, whatever became of it later.
#[derive(Debug, Clone)]
pub(crate) struct AgreementAsOf(pub(crate) Known);

/// An agreement (kerja sama) as it was known at the end of a day, whatever became of it later.
#[Object]
impl AgreementAsOf {
    /// The identifier of what was known then; that of the agreement is another one.
    pub(crate) async fn id(&self) -> ID {
        encode_on(self.0.agreement, self.0.day)
    }

    /// The day at the end of which it was known so.
    async fn day(&self) -> Date {
        self.0.day.into()
    }

    /// The agreement as it is now; null if it is gone or the caller may no longer see it.
    async fn agreement(&self, context: &Context<'_>) -> Result<Option<Agreement>, ApiError> {
        Ok(load(context.lookups()?, AgreementById(self.0.agreement)).await?.map(Agreement))
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
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
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
