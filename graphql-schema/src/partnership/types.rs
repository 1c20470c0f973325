//! Partnerships and claims, as partners see them.

use super::loader::{BackingsOf, ClaimsOf, MembersOf};
use crate::{
    agreement::{loader::AgreementById, types::Agreement},
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
use async_graphql::{Context, Enum, ID, Object};
use entity::{
    date::legal_today,
    partnership::{
        record::{self, claim, partnership},
        rule::{Settled, is_current, settled},
    },
    place::record::party,
    source,
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

remote_enum! {
    /// How much the word of a source counts: a member's own before an official register's, that before a list's.
    SourceRank = "source::Rank" {
        List: "A list, an encyclopedia, the press.",
        Register: "An official register (daftar resmi).",
        Member: "The member itself.",
    }
}

remote_enum! {
    /// What sources say of a partnership beside that it exists.
    PartnershipFactKind = "record::Fact" {
        Since: "Since when.",
        Until: "Until when.",
    }
}

/// Whether sources agree on a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum FactStanding {
    /// No source contradicts it.
    Undisputed,
    /// A source contradicts it.
    Disputed,
}

impl FactStanding {
    pub(crate) fn of(disputed: bool) -> Self {
        if disputed { Self::Disputed } else { Self::Undisputed }
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

    /// Whether it lasts today (in Jakarta).
    async fn current(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(is_current(self.0.until, legal_today(context.registry()?.now())))
    }

    /// The dates that its claims state, each with the claim that is followed, and whether another contradicts it: a member's
    /// own word goes before an official register's, that before a list's, and within a rank the newer before the older.
    /// Where claims agree, the more precise date is followed. Silence ends and revives nothing.
    async fn facts(&self, context: &Context<'_>) -> Result<Vec<PartnershipFact>, ApiError> {
        let claims = load(context.lookups()?, ClaimsOf(self.0.id)).await?;
        let fact = |settled: Settled| {
            let claim = claims.iter().find(|claim| claim.id == settled.claim)?.clone();
            Some(PartnershipFact { settled, claim })
        };
        Ok(settled(&claims).into_iter().filter_map(fact).collect())
    }

    /// The agreements of its members in its class that everyone may see and that are or were in force, in the order of
    /// entry. One in force confirms the partnership for those that stand by it.
    async fn agreements(&self, context: &Context<'_>) -> Result<Vec<Agreement>, ApiError> {
        let backings = load(context.lookups()?, BackingsOf(self.0.id)).await?;
        let mut agreements = Vec::with_capacity(backings.len());
        for id in backings.iter() {
            agreements.extend(load(context.lookups()?, AgreementById(*id)).await?.map(Agreement));
        }
        Ok(agreements)
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
pub(crate) struct Claim(pub(crate) claim::Model);

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

    /// How much its word counts.
    async fn rank(&self) -> SourceRank {
        self.0.rank.into()
    }

    /// The date of the edition of the source that names the partnership no longer; null while it is listed. That ends
    /// nothing.
    async fn no_longer_listed_on(&self) -> Option<Date> {
        self.0.unlisted_on.map(Into::into)
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

/// A date of a partnership, as its claims settle it.
#[derive(Debug, Clone)]
pub(crate) struct PartnershipFact {
    settled: Settled,
    claim: claim::Model,
}

/// A date of a partnership, as its claims settle it.
#[Object]
impl PartnershipFact {
    /// Which date.
    async fn kind(&self) -> PartnershipFactKind {
        self.settled.fact.into()
    }

    /// The date that is followed.
    async fn value(&self) -> PartialDate {
        PartialDate(self.settled.value)
    }

    /// Whether another claim contradicts it.
    async fn standing(&self) -> FactStanding {
        FactStanding::of(self.settled.disputed)
    }

    /// The claim that states it.
    async fn claim(&self) -> Claim {
        Claim(self.claim.clone())
    }
}

impl From<partnership::Model> for Partnership {
    fn from(row: partnership::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(PartnershipConnection, PartnershipEdge, Partnership, "partnerships");
