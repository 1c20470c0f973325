//! Anything that has an identifier (Relay's global object identification).

use crate::{
    account::{self, loader::PersonById, types::Person},
    agreement::{
        self,
        document::{self, loader::DocumentById, types::Document},
        history::{
            loader::{KnownOn, prefetch_on},
            types::AgreementAsOf,
        },
        loader::AgreementById,
        types::Agreement,
    },
    context::Ask,
    deadline::{self, loader::DeadlineById, types::Deadline},
    error::ApiError,
    exchange::{self, loader::ExchangeById, types::Exchange},
    id::{Kind, decode, decode_on},
    import_batch::{
        self,
        loader::{ImportById, ImportRowById},
        types::{ImportBatch, ImportRow},
    },
    journal::{self, loader::ChangeById, types::Change},
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
    Deadline(Deadline),
    Change(Change),
    AgreementAsOf(AgreementAsOf),
    Request(Request),
    ImportBatch(ImportBatch),
    ImportRow(ImportRow),
    Person(Person),
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
        Kind::Deadline => lookup(lookups, DeadlineById(id)).await?.map(|row| Node::Deadline(Deadline(row))),
        Kind::Change => lookup(lookups, ChangeById(id)).await?.map(|entry| Node::Change(Change(entry))),
        Kind::Request => lookup(lookups, RequestById(id)).await?.map(|row| Node::Request(Request(row))),
        Kind::ImportBatch => lookup(lookups, ImportById(id)).await?.map(|row| Node::ImportBatch(ImportBatch(row))),
        Kind::ImportRow => lookup(lookups, ImportRowById(id)).await?.map(|row| Node::ImportRow(ImportRow(row))),
        Kind::Person => lookup(lookups, PersonById(id)).await?.map(|row| Node::Person(Person((*row).clone()))),
        // These are read where they belong.
        Kind::Claim
        | Kind::AgreementStep
        | Kind::ApprovalRoute
        | Kind::ConfirmationCampaign
        | Kind::DiplomaticRelation
        | Kind::ApiClient
        | Kind::Follow
        | Kind::Deputy => None,
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
    account::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Person)).await?;
    request::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Request)).await?;
    import_batch::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::ImportBatch)).await?;
    import_batch::loader::prefetch_rows_by_id(context, &selections.narrowed(), &of(Kind::ImportRow)).await?;
    deadline::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Deadline)).await?;
    journal::loader::prefetch_by_id(context, &selections.narrowed(), &of(Kind::Change)).await
}

/// What identifiers mean: records, and agreements as they were known on a day. In the order given; null where there is
/// nothing that the caller may see.
async fn nodes(context: &Context<'_>, ids: &[ID]) -> Result<Vec<Option<Node>>, ApiError> {
    let subjects: Vec<Subject> = ids.iter().filter_map(|id| decode(id)).collect();
    let selections = Selections::of(context.look_ahead());
    prefetch(context, &selections, &subjects).await?;
    let known: Vec<_> = ids.iter().filter_map(|id| decode_on(id)).collect();
    prefetch_on(context, &selections.narrowed(), &known).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.push(match (decode(id), decode_on(id)) {
            (Some(subject), _) => load(context, subject).await?,
            (None, Some((agreement, day))) => {
                let known = lookup(context.lookups()?, KnownOn(agreement, day)).await?;
                known.map(|known| Node::AgreementAsOf(AgreementAsOf(known)))
            }
            (None, None) => None,
        });
    }
    Ok(found)
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
        Ok(nodes(context, &[id]).await?.into_iter().next().flatten())
    }

    /// The records with these identifiers, in the order given; at most 100.
    async fn nodes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Their identifiers.", validator(max_items = 100))] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, ApiError> {
        nodes(context, &ids).await
    }
}
