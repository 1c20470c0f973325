//! Partnerships and claims, as partners see them.

use super::loader::{ClaimsOf, MembersOf};
use crate::{
    connection::connection,
    context::Ask,
    date::{Date, DateTime, PartialDate},
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    loader::load,
    place::{
        loader::PartyById,
        types::{Institution, Party, Region},
    },
};
use async_graphql::{Context, ID, Object};
use entity::{
    partnership::record::{self, claim, partnership},
    place::record::party,
};
use std::sync::Arc;

remote_enum! {
    /// The class of a relation or an agreement, comparable across countries.
    PartnershipClass = "record::Class" {
        Sister: "Sister city, twin town (kota kembar, kota bersaudara): formal, for many fields.",
        Friendship: "Friendship (persahabatan): limited in time or to named projects.",
        Project: "Project partnership (kemitraan proyek): limited in time and topic.",
        Contact: "Contact (kontak): without any document.",
    }
}

remote_enum! {
    /// How well a partnership is confirmed. It is computed from claims and agreements, never entered.
    Verification = "record::Verification" {
        Claimed: "Someone says so.",
        ConfirmedByOne: "One member says so.",
        ConfirmedByAll: "Every member says so.",
        Disputed: "Someone says that it is not so.",
    }
}

remote_enum! {
    /// What a claim says of a partnership.
    ClaimStance = "record::Stance" {
        Affirms: "It exists.",
        Denies: "It does not exist.",
    }
}

/// A relation between two or more parties (kota kembar and the like). It has no legal force of its own: agreements
/// give it that.
#[derive(Debug, Clone)]
pub(crate) struct Partnership(pub(crate) Arc<partnership::Model>);

/// A relation between two or more parties (kota kembar and the like). It has no legal force of its own: agreements
/// give it that.
#[Object]
impl Partnership {
    /// The identifier; it is never used again when the partnership is gone.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Partnership, self.0.id)
    }

    /// What kind of relation.
    async fn class(&self) -> PartnershipClass {
        self.0.class.into()
    }

    /// How well it is confirmed.
    async fn verification(&self) -> Verification {
        self.0.verification.into()
    }

    /// Since when, as far as is known.
    async fn since(&self) -> Option<PartialDate> {
        self.0.since.map(PartialDate)
    }

    /// Until when, where it has ended.
    async fn until(&self) -> Option<PartialDate> {
        self.0.until.map(PartialDate)
    }

    /// Who is in it.
    async fn members(&self, context: &Context<'_>) -> Result<Vec<PartnershipMember>, ApiError> {
        Ok(load(context.lookups()?, MembersOf(self.0.id)).await?.iter().cloned().map(PartnershipMember).collect())
    }

    /// Who says so: every statement about it, with its source.
    async fn claims(&self, context: &Context<'_>) -> Result<Vec<Claim>, ApiError> {
        Ok(load(context.lookups()?, ClaimsOf(self.0.id)).await?.iter().cloned().map(Claim).collect())
    }

    /// Rises with every change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was entered, in UTC.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed, in UTC.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// One party of a partnership.
#[derive(Debug, Clone)]
pub(crate) struct PartnershipMember(Arc<party::Model>);

/// One party of a partnership.
#[Object]
impl PartnershipMember {
    /// The party, of whatever kind.
    async fn party(&self) -> Party {
        Party::of(self.0.clone())
    }

    /// The party, if it is a region.
    async fn region(&self) -> Option<Region> {
        Party::of(self.0.clone()).region()
    }

    /// The party, if it is an institution.
    async fn institution(&self) -> Option<Institution> {
        Party::of(self.0.clone()).institution()
    }
}

/// Someone's statement about a partnership.
#[derive(Debug, Clone)]
pub(crate) struct Claim(claim::Model);

/// Someone's statement about a partnership.
#[Object]
impl Claim {
    /// The identifier.
    async fn id(&self) -> ID {
        encode(id::Kind::Claim, self.0.id)
    }

    /// What it says.
    async fn stance(&self) -> ClaimStance {
        self.0.stance.into()
    }

    /// The member that says so; null for a third party.
    async fn stated_by(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        let Some(party) = self.0.stated_by else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(party)).await?.map(Party::of))
    }

    /// The source.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// The date to which the source refers.
    async fn as_of(&self) -> Date {
        self.0.as_of.into()
    }

    /// The place in the source.
    async fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// Since when the partnership has existed, according to the source.
    async fn since(&self) -> Option<PartialDate> {
        self.0.since.map(PartialDate)
    }

    /// Until when it existed, according to the source.
    async fn until(&self) -> Option<PartialDate> {
        self.0.until.map(PartialDate)
    }
}

impl From<partnership::Model> for Partnership {
    fn from(row: partnership::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(PartnershipConnection, PartnershipEdge, Partnership, "partnerships");
