//! Postings on the board, as partners see them.

use super::loader::{CountriesWantedBy, FieldsWantedBy, MethodsWantedBy};
use crate::{
    agreement::types::CooperationField,
    connection::connection,
    context::Ask,
    date::{Date, DateTime},
    error::ApiError,
    exchange::types::ExchangeMethod,
    id::{self, encode},
    loader::{load, load_all},
    place::{
        loader::{CountryByCode, PartyById},
        types::{Country, Party, Region},
    },
    text::Language,
};
use async_graphql::{Context, ID, Object};
use entity::{
    date::legal_today,
    partner_wanted::{record::partner_wanted, rule::is_open},
    text::LocalText,
};
use std::sync::Arc;

/// A posting on the board: a region is looking for partners (mencari mitra).
#[derive(Debug, Clone)]
pub(crate) struct PartnerWanted(pub(crate) Arc<partner_wanted::Model>);

/// A posting on the board: a region is looking for partners (mencari mitra).
#[Object]
impl PartnerWanted {
    /// The identifier; it is never used again.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::PartnerWanted, self.0.id)
    }

    /// Who is looking for partners, of whatever kind.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party_id)).await?.map(Party::of))
    }

    /// Who is looking for partners, if it is a region.
    async fn region(&self, context: &Context<'_>) -> Result<Option<Region>, ApiError> {
        Ok(self.party(context).await?.and_then(Party::region))
    }

    /// What partner it looks for and what it offers, in the caller's language if it has that text.
    async fn text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A language other than the caller's.")] language: Option<Language>,
    ) -> Result<String, ApiError> {
        let text = LocalText { id: self.0.text_id.clone(), en: self.0.text_en.clone() };
        Ok(text.read(language.map_or(context.caller()?.language, Into::into)).to_owned())
    }

    /// The countries from which partners are wanted, by code; empty for any country.
    async fn countries(&self, context: &Context<'_>) -> Result<Vec<Country>, ApiError> {
        let lookups = context.lookups()?;
        let codes = load(lookups, CountriesWantedBy(self.0.id)).await?;
        let codes = codes.iter().cloned().map(CountryByCode);
        let mut countries = load_all(lookups, codes.clone()).await?;
        Ok(codes.filter_map(|code| countries.remove(&code)?.map(Country)).collect())
    }

    /// The fields of cooperation (bidang) in which partners are wanted.
    async fn fields(&self, context: &Context<'_>) -> Result<Vec<CooperationField>, ApiError> {
        let fields = load(context.lookups()?, FieldsWantedBy(self.0.id)).await?;
        Ok(fields.iter().map(|field| (*field).into()).collect())
    }

    /// The methods of exchange that are wanted.
    async fn methods(&self, context: &Context<'_>) -> Result<Vec<ExchangeMethod>, ApiError> {
        let methods = load(context.lookups()?, MethodsWantedBy(self.0.id)).await?;
        Ok(methods.iter().map(|method| (*method).into()).collect())
    }

    /// Whom to contact: an address or an office.
    async fn contact(&self) -> &str {
        &self.0.contact
    }

    /// The day on which it was posted, in Jakarta.
    async fn posted_on(&self) -> Date {
        self.0.posted_on.into()
    }

    /// The last day on which it is open, in Jakarta; null if there is none.
    async fn open_until(&self) -> Option<Date> {
        self.0.open_until.map(Into::into)
    }

    /// The day on which it was taken off, in Jakarta.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Into::into)
    }

    /// Whether it is open today (in Jakarta).
    async fn open(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(is_open(&self.0, legal_today(context.registry()?.now())))
    }

    /// Rises with every change; `revisePartnerWanted` and `closePartnerWanted` ask for it.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was last changed, in UTC.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

impl From<partner_wanted::Model> for PartnerWanted {
    fn from(row: partner_wanted::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(PartnerWantedConnection, PartnerWantedEdge, PartnerWanted, "postings");
