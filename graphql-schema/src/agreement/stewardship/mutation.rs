//! Looking after agreements.

use super::types::ConfirmationCampaign;
use crate::{
    agreement::progress::mutation::{AgreementPayload, payload},
    context::Ask,
    date::Date,
    error::ApiError,
    id::{Kind, decode_as},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    agreement::{stewardship::act, vitality::act::confirm_nothing_took_place},
    subject::{PartyId, PersonId},
};

/// Who looks after an agreement.
#[derive(Debug, InputObject)]
pub(crate) struct AssignOfficerInput {
    /// The agreement.
    agreement: ID,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
    /// The person, with a role in the party; nobody in particular if omitted.
    officer: Option<ID>,
}

/// What is handed over, and to whom.
#[derive(Debug, InputObject)]
pub(crate) struct HandOverTasksInput {
    /// The party whose agreements are handed over.
    party: ID,
    /// The person who looked after them.
    from: ID,
    /// The person, with a role in the party, who looks after them from now on.
    to: ID,
}

payload! {
    /// The result of handing tasks over.
    HandOverTasksPayload of Party {
        /// How many agreements were handed over.
        handed_over: u64,
    }
}

/// A confirmation campaign to open.
#[derive(Debug, InputObject)]
pub(crate) struct OpenConfirmationCampaignInput {
    /// The day by which parties are asked to confirm; sixty days from today if omitted.
    due_on: Option<Date>,
}

payload! {
    /// The result of opening a campaign.
    OpenConfirmationCampaignPayload of ConfirmationCampaign {
        /// The campaign.
        campaign: ConfirmationCampaign,
    }
}

/// A confirmation campaign to call off.
#[derive(Debug, InputObject)]
pub(crate) struct CallOffConfirmationCampaignInput {
    /// The campaign that runs.
    campaign: ID,
}

payload! {
    /// The result of calling a campaign off.
    CallOffConfirmationCampaignPayload of ConfirmationCampaign {
        /// The campaign.
        campaign: ConfirmationCampaign,
    }
}

/// What a party confirms.
#[derive(Debug, InputObject)]
pub(crate) struct ConfirmAgreementInput {
    /// The agreement.
    agreement: ID,
    /// The revision that the caller read.
    expected_revision: i32,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
}

#[derive(Default)]
pub(crate) struct StewardshipMutation;

#[Object]
impl StewardshipMutation {
    /// Assigns who looks after an agreement for a party (penanggung jawab).
    async fn assign_officer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The agreement, and who looks after it.")] input: AssignOfficerInput,
    ) -> Result<AgreementPayload, ApiError> {
        let agreement = decode_as(Kind::Agreement, &input.agreement);
        let party = input.party.map(|party| PartyId(decode_as(Kind::Party, &party)));
        let officer = input.officer.map(|person| PersonId(decode_as(Kind::Person, &person)));
        let result = act::assign_officer(context.registry()?, context.caller()?, agreement, party, officer).await;
        payload(context, result).await
    }

    /// Hands everything that a person looks after for a party over to a colleague (serah terima tugas).
    async fn hand_over_tasks(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "From whom to whom.")] input: HandOverTasksInput,
    ) -> Result<HandOverTasksPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let party = PartyId(decode_as(Kind::Party, &input.party));
        let people = [&input.from, &input.to].map(|person| PersonId(decode_as(Kind::Person, person)));
        let result = act::hand_over_tasks(registry, caller, party, people.into()).await;
        HandOverTasksPayload::of(result, caller, |handed_over| handed_over)
    }

    /// Asks every party to confirm its agreements by a day (kampanye konfirmasi). Refused while a campaign runs.
    async fn open_confirmation_campaign(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The campaign.")] input: OpenConfirmationCampaignInput,
    ) -> Result<OpenConfirmationCampaignPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let result = act::open_confirmation_campaign(registry, caller, input.due_on.map(Into::into)).await;
        OpenConfirmationCampaignPayload::of(result, caller, ConfirmationCampaign)
    }

    /// Calls off the campaign that runs, such as one with a wrong day (pembatalan kampanye): nobody is asked any more, and
    /// nothing counts as unconfirmed by it.
    async fn call_off_confirmation_campaign(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The campaign.")] input: CallOffConfirmationCampaignInput,
    ) -> Result<CallOffConfirmationCampaignPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let campaign = decode_as(Kind::ConfirmationCampaign, &input.campaign);
        let result = act::call_off_confirmation_campaign(registry, caller, campaign).await;
        CallOffConfirmationCampaignPayload::of(result, caller, ConfirmationCampaign)
    }

    /// Confirms for a party that the registry's data on an agreement are right (konfirmasi data).
    async fn confirm_agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is confirmed.")] input: ConfirmAgreementInput,
    ) -> Result<AgreementPayload, ApiError> {
        let agreement = decode_as(Kind::Agreement, &input.agreement);
        let party = input.party.map(|party| PartyId(decode_as(Kind::Party, &party)));
        let (registry, caller, revision) = (context.registry()?, context.caller()?, input.expected_revision);
        payload(context, act::confirm_agreement(registry, caller, agreement, party, revision).await).await
    }

    /// Confirms for a party that nothing has taken place under an agreement until today (konfirmasi tanpa kegiatan). When all
    /// parties have, an agreement of which nothing is known was never started. The keeper speaks for a party for which nobody
    /// acts.
    async fn confirm_nothing_took_place(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is confirmed.")] input: ConfirmAgreementInput,
    ) -> Result<AgreementPayload, ApiError> {
        let agreement = decode_as(Kind::Agreement, &input.agreement);
        let party = input.party.map(|party| PartyId(decode_as(Kind::Party, &party)));
        let (registry, caller, revision) = (context.registry()?, context.caller()?, input.expected_revision);
        payload(context, confirm_nothing_took_place(registry, caller, agreement, party, revision).await).await
    }
}
