//! Everything that can be done: one mutation for each act.

use crate::{
    account::mutation::AccountMutation, agreement::mutation::AgreementMutation, exchange::mutation::ExchangeMutation,
    notice::mutation::NoticeMutation, partnership::mutation::PartnershipMutation,
};
use async_graphql::MergedObject;

/// Everything that can be done: one mutation for each act. What is refused is said in the answer's `errors`.
#[derive(Default, MergedObject)]
pub struct Mutation(PartnershipMutation, AgreementMutation, ExchangeMutation, NoticeMutation, AccountMutation);
