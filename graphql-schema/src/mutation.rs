//! All mutations, one for each act.

use crate::{
    account::mutation::AccountMutation,
    agreement::{
        amendment::mutation::AmendmentMutation, classification::mutation::ClassificationMutation,
        document::mutation::DocumentMutation, initiative::mutation::InitiativeMutation, mutation::AgreementMutation,
        pending::mutation::PendingMutation, progress::mutation::ProgressMutation, route::mutation::RouteMutation,
        stewardship::mutation::StewardshipMutation, terms::mutation::TermsMutation,
    },
    exchange::mutation::ExchangeMutation,
    import_batch::mutation::ImportMutation,
    merger::mutation::MergerMutation,
    notice::mutation::NoticeMutation,
    obligatory_report::mutation::ReportMutation,
    partner_wanted::mutation::PartnerWantedMutation,
    partnership::mutation::PartnershipMutation,
    place::mutation::PlaceMutation,
    request::mutation::RequestMutation,
    task::mutation::TaskMutation,
};
use async_graphql::MergedObject;

/// All mutations, one for each act. Refusals are listed in `errors` of the answer. With an `Idempotency-Key` header a
/// mutation can be sent again if its answer was lost: within a day the same key gets the same answer, and nothing is
/// changed twice.
#[derive(Default, MergedObject)]
pub struct Mutation(PlaceMutations, AgreementMutations, PaperMutations, CareMutations, PeopleMutations);

/// Places, and who is whose partner. Mutations are merged in groups for the reason that `Query` gives.
#[derive(Default, MergedObject)]
struct PlaceMutations(PlaceMutation, MergerMutation, PartnershipMutation, PartnerWantedMutation, ImportMutation);

/// The way of an agreement.
#[derive(Default, MergedObject)]
struct AgreementMutations(AgreementMutation, InitiativeMutation, ClassificationMutation, ProgressMutation);

/// What an agreement says, and on which papers it rests.
#[derive(Default, MergedObject)]
struct PaperMutations(AmendmentMutation, PendingMutation, TermsMutation, DocumentMutation, RouteMutation);

/// What agreements ask of those who keep them.
#[derive(Default, MergedObject)]
struct CareMutations(StewardshipMutation, TaskMutation, RequestMutation, ReportMutation);

/// Who meets, who is told, and who they are.
#[derive(Default, MergedObject)]
struct PeopleMutations(ExchangeMutation, NoticeMutation, AccountMutation);
