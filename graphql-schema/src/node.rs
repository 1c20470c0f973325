//! Anything that has an identifier (Relay's global object identification).

use crate::{
    agreement::{
        self,
        document::{self, loader::DocumentById, types::Document},
        loader::AgreementById,
        types::Agreement,
    },
    context::Ask,
    error::ApiError,
    exchange::{self, loader::ExchangeById, types::Exchange},
    id::{Kind, decode},
    loader::load as lookup,
    obligatory_report::{self, loader::ReportById, types::ObligatoryReport},
    partner_wanted::{self, loader::PartnerWantedById, types::PartnerWanted},
    partnership::{self, loader::PartnershipById, types::Partnership},
    place::{
        self,
        loader::PartyById,
        types::{Institution, Party, Region},
    },
    request::{self, loader::RequestById, types::Request},
    selection::Selections,
};
use async_graphql::{Context, ID, Interface, Object};
use entity::subject::Subject;

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
    Document(Document),
    ObligatoryReport(ObligatoryReport),
    Request(Request),
}

/// The record, if it exists and the caller may see it.
pub(crate) async fn load(context: &Context<'_>, Subject { kind, id }: Subject) -> Result<Option<Node>, ApiError> {
    let lookups = context.lookups()?;
    Ok(match kind {
        Kind::Party => lookup(lookups, PartyById(id)).await?.map(|party| match Party::of(party) {
            Party::Region(region) => Node::Region(region),
            Party::Institution(institution) => Node::Institution(institution),
        }),
        Kind::Partnership => lookup(lookups, PartnershipById(id)).await?.map(|row| Node::Partnership(Partnership(row))),
        Kind::Agreement => lookup(lookups, AgreementById(id)).await?.map(|row| Node::Agreement(Agreement(row))),
        Kind::Exchange => lookup(lookups, ExchangeById(id)).await?.map(|row| Node::Exchange(Exchange(row))),
        Kind::PartnerWanted => {
            lookup(lookups, PartnerWantedById(id)).await?.map(|row| Node::PartnerWanted(PartnerWanted(row)))
        }
        Kind::Document => lookup(lookups, DocumentById(id)).await?.map(|row| Node::Document(Document(row))),
        Kind::ObligatoryReport => {
            lookup(lookups, ReportById(id)).await?.map(|row| Node::ObligatoryReport(ObligatoryReport(row)))
        }
        Kind::Request => lookup(lookups, RequestById(id)).await?.map(|row| Node::Request(Request(row))),
        // These are read where they belong.
        Kind::Claim
        | Kind::AgreementStep
        | Kind::ApprovalRoute
        | Kind::ConfirmationCampaign
        | Kind::DiplomaticRelation
        | Kind::Person
        | Kind::ApiClient
        | Kind::Follow
        | Kind::Deadline
        | Kind::Deputy
        | Kind::Change => None,
    })
}

/// Loads these records and what is selected of them.
pub(crate) async fn prefetch(
    context: &Context<'_>,
    selections: &Selections<'_, Node>,
    subjects: &[Subject],
) -> Result<(), ApiError> {
    let of = |kind: Kind| subjects.iter().filter(|subject| subject.kind == kind).map(|one| one.id).collect::<Vec<_>>();
    place::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Party)).await?;
    partnership::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Partnership)).await?;
    agreement::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Agreement)).await?;
    exchange::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Exchange)).await?;
    partner_wanted::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::PartnerWanted)).await?;
    document::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Document)).await?;
    obligatory_report::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::ObligatoryReport)).await?;
    request::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Request)).await
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
        let Some(subject) = decode(&id) else { return Ok(None) };
        prefetch(context, &Selections::of(context.look_ahead()), &[subject]).await?;
        load(context, subject).await
    }

    /// The records with these identifiers, in the order given; at most 100.
    async fn nodes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Their identifiers.", validator(max_items = 100))] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, ApiError> {
        let nodes: Vec<_> = ids.iter().map(|id| decode(id)).collect();
        let known: Vec<_> = nodes.iter().flatten().copied().collect();
        prefetch(context, &Selections::of(context.look_ahead()), &known).await?;
        let mut found = Vec::with_capacity(nodes.len());
        for node in nodes {
            found.push(match node {
                Some(node) => load(context, node).await?,
                None => None,
            });
        }
        Ok(found)
    }
}
