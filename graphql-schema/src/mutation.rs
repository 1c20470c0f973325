//! Everything that can be done: one mutation for each act.

use crate::{
    account::mutation::AccountMutation,
    agreement::{
        document::mutation::DocumentMutation, mutation::AgreementMutation, progress::mutation::ProgressMutation,
        route::mutation::RouteMutation, terms::mutation::TermsMutation,
    },
    exchange::mutation::ExchangeMutation,
    notice::mutation::NoticeMutation,
    partnership::mutation::PartnershipMutation,
    place::mutation::PlaceMutation,
};
use async_graphql::MergedObject;

/// Everything that can be done: one mutation for each act. What is refused is said in the answer's `errors`.
#[derive(Default, MergedObject)]
pub struct Mutation(
    PlaceMutation,
    PartnershipMutation,
    AgreementMutation,
    ProgressMutation,
    TermsMutation,
    DocumentMutation,
    RouteMutation,
    ExchangeMutation,
    NoticeMutation,
    AccountMutation,
);
