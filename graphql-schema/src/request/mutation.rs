//! Asking, answering, and taking a request back.

use super::types::{Request, RequestWants};
use crate::{
    context::Ask,
    date::Date,
    error::ApiError,
    id::{Kind, decode_as, encode, subject},
    refusal::{Refusal, outcome, payload},
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject, SimpleObject};
use entity::{
    Caller,
    account::Secret,
    request::{
        act::{self, NewAnswer, NewRequest},
        record::request,
    },
};

/// Who is asked: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum Asked {
    /// A party: anyone of its people answers.
    Party(ID),
    /// A colleague.
    Colleague(ID),
    /// Somebody outside the registry, by a name that tells colleagues who it is. They answer by a link, without an account.
    Outsider(String),
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

/// The result of asking.
#[derive(SimpleObject)]
pub(crate) struct AskPayload {
    /// The request.
    request: Option<Request>,
    /// The path of the page on which an outsider answers, once, until the day by which an answer is asked for. It is shown only
    /// here: give it to nobody else.
    path: Option<String>,
    /// Why the act was refused; empty if it was done.
    errors: Vec<Refusal>,
}

impl AskPayload {
    fn of(result: Result<(request::Model, Option<Secret>), entity::Error>, caller: &Caller) -> Result<Self, ApiError> {
        let (made, errors) = outcome(result, caller, |id| encode(Kind::Request, id))?;
        let (request, link) = made.map_or((None, None), |(request, link)| (Some(request.into()), link));
        Ok(Self { request, path: link.map(|link| format!("/answer/{}", link.reveal())), errors })
    }
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
    /// Asks a party, a colleague or an outsider for something about a record, by a day. It is among the tasks of whoever is
    /// asked; an outsider answers by the link of `path`.
    async fn ask(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The request.")] input: AskInput,
    ) -> Result<AskPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let new = NewRequest {
            about: subject(&input.about),
            wants: input.wants.into(),
            text: input.text,
            party: decode_as(Kind::Party, &input.party),
            asked: match input.of {
                Asked::Party(party) => act::Asked::Party(decode_as(Kind::Party, &party)),
                Asked::Colleague(person) => act::Asked::Colleague(decode_as(Kind::Person, &person)),
                Asked::Outsider(name) => act::Asked::Outsider(name),
            },
            due_on: input.due_on.into(),
        };
        AskPayload::of(act::ask(registry, caller, &new).await, caller)
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
