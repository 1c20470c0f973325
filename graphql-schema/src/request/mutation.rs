//! Asking, answering, and taking a request back.

use super::types::{Request, RequestWants};
use crate::{
    context::Ask,
    date::Date,
    error::ApiError,
    id::{Kind, decode_as, subject},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::request::act::{self, NewAnswer, NewRequest};

/// Who is asked: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum Asked {
    /// A party: anyone of its people answers.
    Party(ID),
    /// A colleague.
    Colleague(ID),
}

/// A request to make.
#[derive(Debug, InputObject)]
pub(crate) struct AskInput {
    /// The agreement, exchange, region or institution that it is about.
    about: ID,
    /// What is asked for.
    wants: RequestWants,
    /// The request in words; at most 4,000 characters.
    text: String,
    /// The party that asks.
    party: ID,
    /// Who is asked.
    of: Asked,
    /// The day by which an answer is asked for.
    due_on: Date,
}

/// The answer to a request.
#[derive(Debug, InputObject)]
pub(crate) struct AnswerRequestInput {
    /// The request.
    request: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// Whether what was asked for is given; declined if false.
    given: bool,
    /// The answer in words: the wording, what is so, or why it is declined; at most 4,000 characters.
    note: Option<String>,
    /// The paper that is given, where one was asked for under an agreement. Whoever asked must be able to see it.
    document: Option<ID>,
}

/// A request to take back.
#[derive(Debug, InputObject)]
pub(crate) struct WithdrawRequestInput {
    /// The request.
    request: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
}

payload! {
    /// The result of an act on a request.
    RequestPayload of Request {
        /// The request.
        request: Request,
    }
}

#[derive(Default)]
pub(crate) struct RequestMutation;

#[Object]
impl RequestMutation {
    /// Asks a party or a colleague for something about a record, by a day. It is among the tasks of whoever is asked.
    async fn ask(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The request.")] input: AskInput,
    ) -> Result<RequestPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let new = NewRequest {
            about: subject(&input.about),
            wants: input.wants.into(),
            text: input.text,
            party: decode_as(Kind::Party, &input.party),
            asked: match input.of {
                Asked::Party(party) => act::Asked::Party(decode_as(Kind::Party, &party)),
                Asked::Colleague(person) => act::Asked::Colleague(decode_as(Kind::Person, &person)),
            },
            due_on: input.due_on.into(),
        };
        RequestPayload::of(act::ask(registry, caller, &new).await, caller, Into::into)
    }

    /// Answers a request for the party that is asked.
    async fn answer_request(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerRequestInput,
    ) -> Result<RequestPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let request = (decode_as(Kind::Request, &input.request), input.expected_revision);
        let document = input.document.map(|document| decode_as(Kind::Document, &document));
        let new = NewAnswer { given: input.given, note: input.note, document };
        RequestPayload::of(act::answer_request(registry, caller, request, &new).await, caller, Into::into)
    }

    /// Takes a request back, for the party that asked.
    async fn withdraw_request(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The request.")] input: WithdrawRequestInput,
    ) -> Result<RequestPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let request = decode_as(Kind::Request, &input.request);
        let result = act::withdraw_request(registry, caller, request, input.expected_revision).await;
        RequestPayload::of(result, caller, Into::into)
    }
}
