//! Anything that has an identifier (Relay's global object identification).

use crate::{
    agreement::{self, loader::AgreementById, types::Agreement},
    context::Ask,
    error::ApiError,
    exchange::{self, loader::ExchangeById, types::Exchange},
    id::{self, decode},
    loader::load,
    partner_wanted::{self, loader::PartnerWantedById, types::PartnerWanted},
    partnership::{self, loader::PartnershipById, types::Partnership},
    place::{
        self,
        loader::PartyById,
        types::{Institution, Party, Region},
    },
    selection::Selections,
};
use async_graphql::{Context, ID, Interface, Object};
use uuid::Uuid;

/// Anything that has an identifier.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The identifier; it is never used again."))]
pub(crate) enum Node {
    Region(Region),
    Institution(Institution),
    Partnership(Partnership),
    Agreement(Agreement),
    Exchange(Exchange),
    PartnerWanted(PartnerWanted),
}

/// What an identifier means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodeRef {
    pub(crate) kind: id::Kind,
    pub(crate) id: Uuid,
}

impl NodeRef {
    /// The record, if it exists and the caller may see it.
    pub(crate) async fn load(self, context: &Context<'_>) -> Result<Option<Node>, ApiError> {
        let lookups = context.lookups()?;
        match self.kind {
            id::Kind::Party => Ok(load(lookups, PartyById(self.id)).await?.map(|party| match Party::of(party) {
                Party::Region(region) => Node::Region(region),
                Party::Institution(institution) => Node::Institution(institution),
            })),
            id::Kind::Partnership => {
                Ok(load(lookups, PartnershipById(self.id)).await?.map(|row| Node::Partnership(Partnership(row))))
            }
            id::Kind::Agreement => {
                Ok(load(lookups, AgreementById(self.id)).await?.map(|row| Node::Agreement(Agreement(row))))
            }
            id::Kind::Exchange => {
                Ok(load(lookups, ExchangeById(self.id)).await?.map(|row| Node::Exchange(Exchange(row))))
            }
            id::Kind::PartnerWanted => {
                Ok(load(lookups, PartnerWantedById(self.id)).await?.map(|row| Node::PartnerWanted(PartnerWanted(row))))
            }
            _ => Ok(None),
        }
    }
}

/// Loads these things and what is selected of them.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Node>,
    nodes: &[NodeRef],
) -> Result<(), ApiError> {
    let of = |kind: id::Kind| nodes.iter().filter(|node| node.kind == kind).map(|node| node.id).collect::<Vec<_>>();
    place::loader::prefetch_by_id(context, &selections.narrowed(), &of(id::Kind::Party)).await?;
    partnership::loader::prefetch_by_id(context, &selections.narrowed(), &of(id::Kind::Partnership)).await?;
    agreement::loader::prefetch_by_id(context, &selections.narrowed(), &of(id::Kind::Agreement)).await?;
    exchange::loader::prefetch_by_id(context, &selections.narrowed(), &of(id::Kind::Exchange)).await?;
    partner_wanted::loader::prefetch_by_id(context, &selections.narrowed(), &of(id::Kind::PartnerWanted)).await
}

#[derive(Default)]
pub(crate) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The record with this identifier; null if there is none or the caller may not see it.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its identifier.")] id: ID,
    ) -> Result<Option<Node>, ApiError> {
        let Some((kind, id)) = decode(&id) else { return Ok(None) };
        let node = NodeRef { kind, id };
        prefetch(context, &Selections::of(context.look_ahead()), &[node]).await?;
        node.load(context).await
    }

    /// The records with these identifiers, in the order given; at most 100.
    async fn nodes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Their identifiers.", validator(max_items = 100))] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, ApiError> {
        let nodes: Vec<_> = ids.iter().map(|id| decode(id).map(|(kind, id)| NodeRef { kind, id })).collect();
        let known: Vec<_> = nodes.iter().flatten().copied().collect();
        prefetch(context, &Selections::of(context.look_ahead()), &known).await?;
        let mut found = Vec::with_capacity(nodes.len());
        for node in nodes {
            found.push(match node {
                Some(node) => node.load(context).await?,
                None => None,
            });
        }
        Ok(found)
    }
}
