//! Acts on the terms of agreements.

use super::types::AgreementTerm;
use crate::{
    agreement::{
        progress::mutation::{AgreementPayload, payload},
        standing::types::EndsFor,
        types::{CooperationField, CostRule, TermKind},
    },
    context::Ask,
    date::PartialDate,
    error::ApiError,
    id::{Kind, decode_as},
    partnership::types::PartnershipClass,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    Error,
    agreement::{
        denial::act::{DenyEntry, deny_entry, take_back_entry},
        terms::{
            act,
            rule::{Term, Terms, check_clear},
        },
    },
    subject::PartyId,
};

/// Changes to terms. Terms that are omitted stay as they are; those named in `clear` are removed.
#[derive(Debug, Default, InputObject)]
pub(crate) struct TermsInput {
    /// The class.
    class: Option<PartnershipClass>,
    /// The fields of cooperation (bidang).
    fields: Option<Vec<CooperationField>>,
    /// How it ends.
    term_kind: Option<TermKind>,
    /// How many months it runs.
    term_months: Option<i32>,
    /// By how many months an extension or an automatic renewal prolongs it.
    renewal_months: Option<i32>,
    /// How many months before the end notice must be given.
    notice_months: Option<i32>,
    /// How many months its programmes have to finish after a termination.
    wind_down_months: Option<i32>,
    /// How many months lie between meetings of its joint working group.
    meeting_months: Option<i32>,
    /// The languages of its text (ISO 639-1).
    languages: Option<Vec<String>>,
    /// The language that prevails where the texts differ.
    prevailing_language: Option<String>,
    /// Who pays.
    cost_rule: Option<CostRule>,
    /// For whom it ends when one party ends its part.
    ends_for: Option<EndsFor>,
    /// The first day in force; the day of signature if never given.
    in_force_on: Option<PartialDate>,
    /// The last day in force; derived from the length of its term if never given.
    expires_on: Option<PartialDate>,
    /// The day of signature, of an agreement that was entered as signed before the registry.
    signed_on: Option<PartialDate>,
    /// Terms to remove.
    #[graphql(default)]
    clear: Vec<AgreementTerm>,
}

impl TermsInput {
    /// Refuses what cannot be cleared.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let cleared: Vec<Term> = self.clear.iter().map(|term| (*term).into()).collect();
        check_clear(&cleared)
    }

    /// Writes what is given over `terms`.
    pub(crate) fn apply(self, terms: &mut Terms) {
        let nothing =
            Terms { parties: terms.parties.clone(), signed_on: terms.signed_on, ..Terms::of_class(terms.class) };
        let cleared: Vec<_> = self.clear.into_iter().map(Into::into).collect();
        *terms = terms.accepting(&nothing, &cleared);
        terms.class = self.class.map_or(terms.class, Into::into);
        if let Some(fields) = self.fields {
            terms.fields = fields.into_iter().map(Into::into).collect();
        }
        if let Some(languages) = self.languages {
            terms.languages = languages.into_iter().collect();
        }
        terms.term_kind = self.term_kind.map(Into::into).or(terms.term_kind);
        terms.term_months = self.term_months.or(terms.term_months);
        terms.renewal_months = self.renewal_months.or(terms.renewal_months);
        terms.notice_months = self.notice_months.or(terms.notice_months);
        terms.wind_down_months = self.wind_down_months.or(terms.wind_down_months);
        terms.meeting_months = self.meeting_months.or(terms.meeting_months);
        terms.prevailing_language = self.prevailing_language.or(terms.prevailing_language.take());
        terms.ends_for = self.ends_for.map(Into::into).or(terms.ends_for);
        terms.cost_rule = self.cost_rule.map(Into::into).or(terms.cost_rule);
        terms.in_force_on = self.in_force_on.map(|date| date.0).or(terms.in_force_on);
        terms.expires_on = self.expires_on.map(|date| date.0).or(terms.expires_on);
        terms.signed_on = self.signed_on.map(|date| date.0).or(terms.signed_on);
    }
}

/// Changes to the terms of an agreement.
#[derive(Debug, InputObject)]
pub(crate) struct ChangeTermsInput {
    /// The agreement.
    agreement: ID,
    /// The revision that the caller read.
    expected_revision: i32,
    /// The terms.
    terms: TermsInput,
}

/// The terms according to a party's copy.
#[derive(Debug, InputObject)]
pub(crate) struct ProposeTermChangeInput {
    /// The agreement.
    agreement: ID,
    /// The party whose copy it is; the caller's own if omitted.
    party: Option<ID>,
    /// The terms in which the copy differs from the agreement.
    terms: TermsInput,
}

/// Which terms to accept from a party's copy.
#[derive(Debug, InputObject)]
pub(crate) struct AcceptFieldsInput {
    /// The agreement.
    agreement: ID,
    /// The revision that the caller read.
    expected_revision: i32,
    /// The party whose copy it is.
    party: ID,
    /// Which terms.
    terms: Vec<AgreementTerm>,
}

/// What a party denies.
#[derive(Debug, InputObject)]
pub(crate) struct DenyEntryInput {
    /// The agreement.
    agreement: ID,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
    /// The revision that the caller read.
    expected_revision: i32,
    /// Why, for everyone to read who sees the agreement.
    reason: String,
}

/// What is taken back.
#[derive(Debug, InputObject)]
pub(crate) struct TakeBackEntryInput {
    /// The agreement.
    agreement: ID,
    /// The revision that the caller read.
    expected_revision: i32,
    /// Why.
    note: Option<String>,
}

/// What a party attests.
#[derive(Debug, InputObject)]
pub(crate) struct AttestTermsInput {
    /// The agreement.
    agreement: ID,
    /// The party to act for; the caller's own if omitted.
    party: Option<ID>,
    /// The hash of the terms that the caller has read: `termsHash`.
    hash: String,
}

#[derive(Default)]
pub(crate) struct TermsMutation;

#[Object]
impl TermsMutation {
    /// Changes the terms of an agreement that is not signed yet, or corrects those of one that was entered as signed before the
    /// registry. Earlier attestations no longer count.
    async fn change_terms(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The terms.")] input: ChangeTermsInput,
    ) -> Result<AgreementPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (id, revision) = (decode_as(Kind::Agreement, &input.agreement), Some(input.expected_revision));
        let result = async {
            input.terms.check()?;
            act::change_terms(registry, caller, id, revision, |terms: &mut Terms| input.terms.apply(terms)).await
        };
        payload(context, result.await).await
    }

    /// States the terms according to a party's copy. Differences are shown in `termConflicts`; nothing is overwritten.
    async fn propose_term_change(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The copy.")] input: ProposeTermChangeInput,
    ) -> Result<AgreementPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Agreement, &input.agreement);
        let party = input.party.map(|party| PartyId(decode_as(Kind::Party, &party)));
        let result = async {
            input.terms.check()?;
            act::propose_term_change(registry, caller, id, party, |terms: &mut Terms| input.terms.apply(terms)).await
        };
        payload(context, result.await).await
    }

    /// Accepts terms from a party's copy, one by one.
    async fn accept_fields(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: AcceptFieldsInput,
    ) -> Result<AgreementPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (id, revision) = (decode_as(Kind::Agreement, &input.agreement), Some(input.expected_revision));
        let terms: Vec<_> = input.terms.into_iter().map(Into::into).collect();
        let from = (decode_as(Kind::Party, &input.party), terms.as_slice());
        payload(context, act::accept_fields(registry, caller, id, revision, from).await).await
    }

    /// Says for a party that what was entered in its name as signed before the registry is not as it agreed. The agreement does
    /// not stand until the party attests the terms; between others that confirmed it, two at least, it does. Once they are
    /// corrected the party is asked anew.
    async fn deny_entry(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is denied.")] input: DenyEntryInput,
    ) -> Result<AgreementPayload, ApiError> {
        let denied = DenyEntry {
            agreement: decode_as(Kind::Agreement, &input.agreement),
            party: input.party.map(|party| PartyId(decode_as(Kind::Party, &party))),
            expected_revision: Some(input.expected_revision),
            reason: input.reason,
        };
        payload(context, deny_entry(context.registry()?, context.caller()?, denied).await).await
    }

    /// Takes back an agreement that was entered as signed before the registry, as long as no other party has attested its terms,
    /// and nobody has gone on with it or relies on it.
    async fn take_back_entry(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is taken back.")] input: TakeBackEntryInput,
    ) -> Result<AgreementPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let (id, revision) = (decode_as(Kind::Agreement, &input.agreement), Some(input.expected_revision));
        payload(context, take_back_entry(registry, caller, id, revision, input.note.as_deref()).await).await
    }

    /// Attests for a party that the terms are as agreed.
    async fn attest_terms(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is attested.")] input: AttestTermsInput,
    ) -> Result<AgreementPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::Agreement, &input.agreement);
        let party = input.party.map(|party| PartyId(decode_as(Kind::Party, &party)));
        payload(context, act::attest_terms(registry, caller, id, party, &input.hash).await).await
    }
}
