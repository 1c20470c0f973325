//! Acts on agreements on their way.

use super::types::{Decision, Requirement};
use crate::{
    agreement::types::Agreement,
    context::Ask,
    date::Date,
    error::ApiError,
    id::{Kind, decode_as},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    Error, Reason, Refusal,
    agreement::{
        correction::act::{CorrectStep, correct_step},
        progress::{
            act::{self as acts, TakeStep},
            record::{Answered, Exception},
            requirement::act::answer_requirement,
        },
        record::agreement,
        route::record::AgreementAct as act,
    },
};

/// An act on an agreement.
#[derive(Debug, InputObject)]
pub(crate) struct AgreementActInput {
    /// The agreement.
    agreement: ID,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
    /// The revision of the agreement that the caller read.
    expected_revision: Option<i32>,
    /// When it happened; today (in Jakarta) if omitted.
    on: Option<Date>,
    /// A note, such as a reason, visible to the party only.
    note: Option<String>,
    /// The documents on which it rests, each by its `hash`, which says that the caller has read it: needed for what another
    /// party recorded in the caller's name, and where several could carry the step. Those that the rules find if omitted.
    #[graphql(default)]
    papers: Vec<String>,
}

impl AgreementActInput {
    fn step(self, act: act) -> TakeStep {
        TakeStep {
            party: self.party.map(|party| decode_as(Kind::Party, &party)),
            expected_revision: self.expected_revision,
            on: self.on.map(Into::into),
            note: self.note,
            papers: self.papers,
            ..TakeStep::new(decode_as(Kind::Agreement, &self.agreement), act)
        }
    }
}

/// A decision on an agreement.
#[derive(Debug, InputObject)]
pub(crate) struct DecisionInput {
    /// The agreement.
    agreement: ID,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
    /// The revision of the agreement that the caller read.
    expected_revision: Option<i32>,
    /// What was decided.
    decision: Decision,
    /// When it was decided; today (in Jakarta) if omitted.
    on: Option<Date>,
    /// The reason, visible to the party only. Required unless the decision is approval.
    note: Option<String>,
    /// The documents on which it rests, each by its `hash`, which says that the caller has read it: needed for what another
    /// party recorded in the caller's name, and where several could carry the step. Those that the rules find if omitted.
    #[graphql(default)]
    papers: Vec<String>,
}

impl DecisionInput {
    fn step(self, act: act) -> TakeStep {
        let Self { agreement, party, expected_revision, decision, on, note, papers } = self;
        let input = AgreementActInput { agreement, party, expected_revision, on, note, papers };
        TakeStep { outcome: Some(decision.into()), ..input.step(act) }
    }
}

/// A step of a route that has no act of its own.
#[derive(Debug, InputObject)]
pub(crate) struct CompleteStepInput {
    /// The agreement.
    agreement: ID,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
    /// The revision of the agreement that the caller read.
    expected_revision: Option<i32>,
    /// What was decided, where an authority decides.
    decision: Option<Decision>,
    /// When it happened; today (in Jakarta) if omitted.
    on: Option<Date>,
    /// A note, visible to the party only. Required for a decision other than approval.
    note: Option<String>,
    /// The documents on which it rests, each by its `hash`, which says that the caller has read it: needed for what another
    /// party recorded in the caller's name, and where several could carry the step. Those that the rules find if omitted.
    #[graphql(default)]
    papers: Vec<String>,
}

/// The signature of an agreement.
#[derive(Debug, InputObject)]
pub(crate) struct RecordSignatureInput {
    /// The agreement.
    agreement: ID,
    /// The party that signs alone, where one accedes to what others have signed; the caller's own if omitted.
    party: Option<ID>,
    /// The revision of the agreement that the caller read.
    expected_revision: Option<i32>,
    /// When it was signed: on the day of the last signature under the text, not later; that day if omitted.
    on: Option<Date>,
    /// The first day in force; the day of signature if omitted.
    in_force_on: Option<Date>,
    /// A note.
    note: Option<String>,
    /// The documents on which it rests, each by its `hash`, which says that the caller has read it: needed for what another
    /// party recorded in the caller's name, and where several could carry the step. Those that the rules find if omitted.
    #[graphql(default)]
    papers: Vec<String>,
}

/// The extension of an agreement.
#[derive(Debug, InputObject)]
pub(crate) struct ExtendInput {
    /// The agreement.
    agreement: ID,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
    /// The revision of the agreement that the caller read.
    expected_revision: Option<i32>,
    /// When it was signed; today (in Jakarta) if omitted.
    on: Option<Date>,
    /// The new last day on which it is in force.
    expires_on: Date,
    /// A note.
    note: Option<String>,
    /// The documents on which it rests, each by its `hash`, which says that the caller has read it: needed for what another
    /// party recorded in the caller's name, and where several could carry the step. Those that the rules find if omitted.
    #[graphql(default)]
    papers: Vec<String>,
}

/// A notice of termination.
#[derive(Debug, InputObject)]
pub(crate) struct GiveTerminationNoticeInput {
    /// The agreement.
    agreement: ID,
    /// The party that gives it; the caller's own if omitted.
    party: Option<ID>,
    /// The revision of the agreement that the caller read.
    expected_revision: Option<i32>,
    /// When the notice was given; today (in Jakarta) if omitted.
    on: Option<Date>,
    /// The last day on which the agreement is in force; of more than two parties, for the one that gives notice.
    ends_on: Date,
    /// Why.
    note: Option<String>,
    /// The documents on which it rests, each by its `hash`, which says that the caller has read it: needed for what another
    /// party recorded in the caller's name, and where several could carry the step. Those that the rules find if omitted.
    #[graphql(default)]
    papers: Vec<String>,
}

/// A party that leaves an agreement of more than two.
#[derive(Debug, InputObject)]
pub(crate) struct LeaveInput {
    /// The agreement.
    agreement: ID,
    /// The party that leaves; the caller's own if omitted.
    party: Option<ID>,
    /// The revision of the agreement that the caller read.
    expected_revision: Option<i32>,
    /// When it said so; today (in Jakarta) if omitted.
    on: Option<Date>,
    /// The last day on which it takes part, by its notice; required once the agreement is signed.
    ends_on: Option<Date>,
    /// Why.
    note: Option<String>,
    /// The documents on which it rests, each by its `hash`, which says that the caller has read it: needed for what another
    /// party recorded in the caller's name, and where several could carry the step. Those that the rules find if omitted.
    #[graphql(default)]
    papers: Vec<String>,
}

/// The right day of a step.
#[derive(Debug, InputObject)]
pub(crate) struct CorrectStepInput {
    /// The step, as `history` has it. What all parties took together has one day.
    step: ID,
    /// The revision of the agreement that the caller read.
    expected_revision: Option<i32>,
    /// When it happened.
    on: Date,
    /// Why it is corrected; everyone who sees the agreement reads it in `changes`.
    reason: String,
}

/// An answer to one of the nine requirements.
#[derive(Debug, InputObject)]
pub(crate) struct AnswerRequirementInput {
    /// The agreement.
    agreement: ID,
    /// Which requirement.
    requirement: Requirement,
    /// Whether it is met; false with an exception.
    met: bool,
    /// The evidence, or the reason for an exception.
    evidence: String,
    /// The exception that an authority made, where it is not met and need not be.
    exception: Option<RequirementExceptionInput>,
}

/// An exception from one of the nine requirements. There is one from equal status, and from the transfer of knowledge where no
/// science or technology comes with the cooperation.
#[derive(Debug, InputObject)]
pub(crate) struct RequirementExceptionInput {
    /// The authority that made it, and by which letter, such as: Kemendagri, 100.2/17/SJ.
    by: String,
    /// The rule under which it did.
    under: Option<String>,
}

payload! {
    /// The result of an act on an agreement.
    AgreementPayload of Agreement {
        /// The agreement.
        agreement: Agreement,
    }
}

/// The payload of what came of an act.
pub(crate) async fn payload(
    context: &Context<'_>,
    result: Result<agreement::Model, Error>,
) -> Result<AgreementPayload, ApiError> {
    AgreementPayload::of(result, context.caller()?, Into::into)
}

async fn take(context: &Context<'_>, step: TakeStep) -> Result<AgreementPayload, ApiError> {
    let result = acts::take_step(context.registry()?, context.caller()?, step).await;
    payload(context, result).await
}

#[derive(Default)]
pub(crate) struct ProgressMutation;

#[Object]
impl ProgressMutation {
    /// Answers one of the nine requirements: whether it is met, or that an authority made an exception (pengecualian). A later
    /// answer replaces an earlier one; `changes` keeps both.
    async fn answer_requirement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerRequirementInput,
    ) -> Result<AgreementPayload, ApiError> {
        let agreement = decode_as(Kind::Agreement, &input.agreement);
        let exception = input.exception.map(|RequirementExceptionInput { by, under }| Exception { by, under });
        let answered = match exception {
            // What is met needs no exception.
            Some(_) if input.met => {
                return payload(context, Err(Refusal::at("exception", Reason::NoException).into())).await;
            }
            Some(exception) => Answered::Excepted(exception),
            None => input.met.into(),
        };
        let answer = (input.requirement.into(), answered, input.evidence.as_str());
        let result = answer_requirement(context.registry()?, context.caller()?, agreement, answer).await;
        payload(context, result).await
    }

    /// Corrects the wrong day of a step before the signature (pembetulan tanggal). The right day is not before the documents
    /// on which the step rests, nor before the step before it or after the one after it. `changes` has both days.
    async fn correct_step(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The step, and its right day.")] input: CorrectStepInput,
    ) -> Result<AgreementPayload, ApiError> {
        let CorrectStepInput { step, expected_revision, on, reason } = input;
        let correction =
            CorrectStep { step: decode_as(Kind::AgreementStep, &step), expected_revision, on: on.into(), reason };
        payload(context, correct_step(context.registry()?, context.caller()?, correction).await).await
    }

    /// The partners begin to explore what they could do together (penjajakan).
    async fn begin_exploration(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::BeginExploration)).await
    }

    /// Records that all parties have signed the letter of intent (pernyataan kehendak kerja sama).
    async fn record_intent(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::RecordIntent)).await
    }

    /// Opens the work on the cooperation plan (penyusunan rencana kerja sama).
    async fn open_plan(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::OpenPlan)).await
    }

    /// Submits the plan to the council (penyampaian kepada DPRD).
    async fn submit_to_council(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::SubmitToCouncil)).await
    }

    /// Asks the central authority to verify (permohonan verifikasi).
    async fn request_verification(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::RequestVerification)).await
    }

    /// Opens the work on the text (penyusunan naskah).
    async fn begin_drafting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::BeginDrafting)).await
    }

    /// Records that the text was initialled, which fixes it (paraf).
    async fn initial_text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::InitialText)).await
    }

    /// Records the other side's counter-proposal; what was based on the initialled text no longer counts.
    async fn propose_counter_text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::ProposeCounterText)).await
    }

    /// Records the approval of the central government and the full power (persetujuan Pemerintah, surat kuasa).
    async fn authorise(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::Authorise)).await
    }

    /// Records that an authority was notified (pemberitahuan).
    async fn notify_authority(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::NotifyAuthority)).await
    }

    /// Records a step of a route that has no act of its own. Where an authority decides in it, the decision is required.
    async fn complete_step(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: CompleteStepInput,
    ) -> Result<AgreementPayload, ApiError> {
        let CompleteStepInput { agreement, party, expected_revision, decision, on, note, papers } = input;
        let input = AgreementActInput { agreement, party, expected_revision, on, note, papers };
        take(context, TakeStep { outcome: decision.map(Into::into), ..input.step(act::CompleteStep) }).await
    }

    /// Puts the matter on hold (penundaan).
    async fn put_on_hold(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::PutOnHold)).await
    }

    /// Resumes a matter that was on hold (kelanjutan).
    async fn resume(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::Resume)).await
    }

    /// Withdraws a proposal before it is signed (penarikan).
    async fn withdraw(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::Withdraw)).await
    }

    /// Cancels a signed agreement before it enters into force (pembatalan sebelum berlaku): all parties together, each
    /// with its signature under the agreement on the cancellation.
    async fn cancel_agreement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::CancelAgreement)).await
    }

    /// Begins to prepare the extension (permulaan perpanjangan).
    async fn start_renewal(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::StartRenewal)).await
    }

    /// Withdraws a notice of termination, with everyone's consent (pencabutan pemberitahuan pengakhiran).
    async fn withdraw_notice(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: AgreementActInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::WithdrawNotice)).await
    }

    /// Records what the council decided (persetujuan DPRD). A decision other than approval needs a note.
    async fn record_council_decision(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement, and what was decided.")] input: DecisionInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::RecordCouncilDecision)).await
    }

    /// Records what the verification found (hasil verifikasi). A decision other than approval needs a note.
    async fn record_verification(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which agreement, and what was decided.")] input: DecisionInput,
    ) -> Result<AgreementPayload, ApiError> {
        take(context, input.step(act::RecordVerification)).await
    }

    /// Records that all parties have signed (penandatanganan). The agreement enters into force on the day of signature,
    /// or on the day given; its last day follows from its term.
    async fn record_signature(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The signature.")] input: RecordSignatureInput,
    ) -> Result<AgreementPayload, ApiError> {
        let RecordSignatureInput { agreement, party, expected_revision, on, in_force_on, note, papers } = input;
        let step =
            AgreementActInput { agreement, party, expected_revision, on, note, papers }.step(act::RecordSignature);
        take(context, TakeStep { day: in_force_on.map(Into::into), ..step }).await
    }

    /// Extends an agreement whose renewal is under way (perpanjangan).
    async fn extend(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The extension.")] input: ExtendInput,
    ) -> Result<AgreementPayload, ApiError> {
        let ExtendInput { agreement, party, expected_revision, on, expires_on, note, papers } = input;
        let step = AgreementActInput { agreement, party, expected_revision, on, note, papers }.step(act::Extend);
        take(context, TakeStep { day: Some(expires_on.into()), ..step }).await
    }

    /// Leaves an agreement of more than two parties, which goes on for the others (keluar dari kerja sama). Before the
    /// signature the party withdraws from the proposal, afterwards it gives notice as the clause requires. Refused where the
    /// agreement would end for all.
    async fn leave(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who leaves, and when.")] input: LeaveInput,
    ) -> Result<AgreementPayload, ApiError> {
        let LeaveInput { agreement, party, expected_revision, on, ends_on, note, papers } = input;
        let input = AgreementActInput { agreement, party, expected_revision, on, note, papers };
        let step = TakeStep { day: ends_on.map(Into::into), ..input.step(act::Withdraw) };
        payload(context, acts::leave(context.registry()?, context.caller()?, step).await).await
    }

    /// Gives notice of termination (pemberitahuan pengakhiran): of more than two parties, for the one that gives it. A party
    /// for which nobody acts gives it by its paper, with the file, which the keeper records. Refused if the notice is shorter
    /// than the clause requires; the refusal gives the earliest day.
    async fn give_termination_notice(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The notice.")] input: GiveTerminationNoticeInput,
    ) -> Result<AgreementPayload, ApiError> {
        let GiveTerminationNoticeInput { agreement, party, expected_revision, on, ends_on, note, papers } = input;
        let input = AgreementActInput { agreement, party, expected_revision, on, note, papers };
        take(context, TakeStep { day: Some(ends_on.into()), ..input.step(act::GiveTerminationNotice) }).await
    }
}
