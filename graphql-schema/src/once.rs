//! Mutations under an idempotency key: carried out once, and answered alike however often they are sent.

use crate::{
    Visit, attend,
    context::Told,
    error::{ApiError, Code, body},
    id::encode,
};
use async_graphql::{
    Name, Positioned, Request, Response,
    parser::types::{ExecutableDocument, FragmentDefinition, OperationDefinition, Selection, SelectionSet},
};
use entity::{
    Caller, Registry,
    once::{
        Once, Place,
        act::keep_answer,
        find::{Standing, standing},
    },
    policy::Act,
    text::Language,
};
use serde_json::Value;
use std::{collections::HashMap, fmt, sync::Arc};

/// The mutations that open and end the session itself, for which a key means nothing: a password is good as often as it is
/// given, and a session ends once.
const OF_THE_SESSION: [Act; 2] = [Act::SignIn, Act::SignOut];
/// The errors with which an answer is kept: they say what its caller asked for and may not have. Others come from the
/// service's own trouble, which may have passed when the caller asks again.
const OF_THE_CALLER: [Code; 4] = [Code::Unauthenticated, Code::Forbidden, Code::NotFound, Code::BadUserInput];
/// In how many seconds the answer of a request that is being carried out can be there.
const RETRY_AFTER: i32 = 1;

/// What happens to a request that was let in.
#[derive(Debug)]
pub enum Entrance {
    /// It is carried out.
    Carry(Box<Request>),
    /// It is carried out, and its answer goes through [`Keyed::end`].
    Once(Box<Request>, Keyed),
    /// It was carried out before, and this was the answer.
    Again(String),
}

/// What is answered.
#[derive(Debug)]
pub enum Answered {
    /// The result of the request just now.
    Now(Response),
    /// The result of its earlier execution, as it was sent then.
    Again(String),
}

/// A request that is carried out under a key.
pub struct Keyed {
    once: Arc<Once>,
    registry: Registry,
    caller: Caller,
    _place: Place,
}

impl From<Request> for Entrance {
    fn from(request: Request) -> Self {
        Self::Carry(Box::new(request))
    }
}

impl fmt::Debug for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyed").field("once", &self.once).finish_non_exhaustive()
    }
}

/// Makes `request`, a mutation that was admitted, one of `caller` under their `key`.
///
/// Fails with `BAD_REQUEST` where it has several mutations, with `IDEMPOTENCY_KEY_REUSED` where the key stands for another
/// request, with `IN_PROGRESS` where the same one is being carried out, and with `ALREADY_DONE` where it was carried out
/// and its answer is not there. A stranger's key, and that of a mutation on the session itself, means nothing.
pub async fn attend_once(
    mut request: Request,
    registry: &Registry,
    caller: Caller,
    visit: Visit,
    key: &str,
) -> Result<Entrance, ApiError> {
    let acts = acts(&mut request)?;
    let variables = canonical(&serde_json::to_value(&request.variables).map_err(ApiError::internal)?);
    let name = request.operation_name.clone().unwrap_or_default();
    let Some(once) = Once::new(&caller, key, &[request.query.as_bytes(), name.as_bytes(), variables.as_bytes()]) else {
        return Ok(attend(request, registry, caller, visit).into());
    };
    if let [one] = acts.as_slice()
        && OF_THE_SESSION.iter().any(|act| act.name() == *one)
    {
        return Ok(attend(request, registry, caller, visit).into());
    }
    if acts.len() > 1 {
        return Err(several(caller.language));
    }
    let once = Arc::new(once);
    if let Some(found) = standing(registry, &once).await.told(&caller)? {
        return told(found, caller.language).map(Entrance::Again);
    }
    let Some((own, place)) = registry.for_once(&once) else { return Err(in_progress(caller.language)) };
    let keyed = Keyed { once, registry: registry.clone(), caller: caller.clone(), _place: place };
    Ok(Entrance::Once(Box::new(attend(request, registry, caller, visit).data(own)), keyed))
}

impl Keyed {
    /// Ends the request whose answer, fit to be seen, is `response`: keeps it where the change was made. Where it was not,
    /// another request under the same key may have made it in the meantime; then its answer counts.
    pub async fn end(self, response: Response) -> Result<Answered, ApiError> {
        if self.once.is_recorded() {
            if is_kept(&response)
                && let Err(error) = keep_answer(&self.registry, &self.once, &body(&response)).await
            {
                tracing::warn!(%error, "the answer to a change is not kept");
            }
            return Ok(Answered::Now(response));
        }
        let found = standing(&self.registry, &self.once).await.told(&self.caller)?;
        let is_taken = response.errors.iter().any(|error| Code::of(error) == Some(Code::InProgress));
        match found {
            // Whoever has made the change may be about to keep its answer.
            None | Some(Standing::Made { answer: None, .. }) if is_taken => Err(in_progress(self.caller.language)),
            Some(found) => told(found, self.caller.language).map(Answered::Again),
            None => Ok(Answered::Now(response)),
        }
    }
}

/// Whether an answer can be given again: it holds data, all that the caller may have of it, and came without a cookie.
fn is_kept(response: &Response) -> bool {
    let of_the_caller = |code: Option<Code>| code.is_some_and(|code| OF_THE_CALLER.contains(&code));
    response.data != async_graphql::Value::Null
        && response.http_headers.is_empty()
        && response.errors.iter().map(Code::of).all(of_the_caller)
}

/// What a caller is told if their key already stands for something.
fn told(found: Standing, language: Language) -> Result<String, ApiError> {
    match found {
        Standing::Other => Err(ApiError::of(Code::KeyReused, language)),
        Standing::Made { answer: Some(answer), .. } => Ok(answer),
        Standing::Made { subject, answer: None } => {
            let error = ApiError::of(Code::AlreadyDone, language);
            Err(error.with("subject", encode(subject.kind, subject.id).0))
        }
    }
}

/// The error of a request whose change is being made by another one.
pub(crate) fn in_progress(language: Language) -> ApiError {
    ApiError::of(Code::InProgress, language).with("retryAfter", RETRY_AFTER)
}

fn several(language: Language) -> ApiError {
    let words = language.pick(
        "Dengan Idempotency-Key, satu permintaan hanya memuat satu mutasi.",
        "With an Idempotency-Key, a request can contain only one mutation.",
    );
    ApiError::new(Code::BadRequest, words)
}

/// The mutations that the operation of an admitted request selects, with every fragment expanded.
fn acts(request: &mut Request) -> Result<Vec<String>, ApiError> {
    let name = request.operation_name.clone();
    // An admitted document was parsed, and has such an operation.
    let document = request.parsed_query().map_err(|error| ApiError::internal(error.message))?;
    let mut acts = Vec::new();
    if let Some(operation) = operation(document, name.as_deref()) {
        collect(&operation.selection_set.node, &document.fragments, &mut acts);
    }
    Ok(acts)
}

fn operation<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    let mut operations = document.operations.iter();
    let found = operations.find(|(own, _)| name.is_none() || own.map(Name::as_str) == name);
    found.map(|(_, operation)| &operation.node)
}

fn collect(set: &SelectionSet, fragments: &HashMap<Name, Positioned<FragmentDefinition>>, acts: &mut Vec<String>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) if field.node.name.node == "__typename" => {}
            Selection::Field(field) => acts.push(field.node.name.node.to_string()),
            Selection::InlineFragment(inline) => collect(&inline.node.selection_set.node, fragments, acts),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                    collect(&fragment.node.selection_set.node, fragments, acts);
                }
            }
        }
    }
}

/// `value` as JSON in which the fields of objects stand in the order of their names, however they were sent.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            let each =
                |(name, value): (&String, &Value)| format!("{}:{}", Value::from(name.as_str()), canonical(value));
            format!("{{{}}}", fields.into_iter().map(each).collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn acts_of(query: &str, name: Option<&str>) -> Vec<String> {
        let mut request = Request::new(query);
        request.operation_name = name.map(str::to_owned);
        acts(&mut request).unwrap_or_default()
    }

    #[test]
    fn mutations_are_counted_wherever_they_stand() {
        assert_eq!(acts_of("mutation { a: follow { x } __typename }", None), ["follow"]);
        assert_eq!(
            acts_of(
                "mutation { ...F ... on Mutation { b } } fragment F on Mutation { a ...G } fragment G on Mutation { c }",
                None
            ),
            ["a", "c", "b"]
        );
        let two = "mutation A { a } mutation B { b c }";
        assert_eq!((acts_of(two, Some("A")).len(), acts_of(two, Some("B")).len()), (1, 2));
    }

    #[test]
    fn an_answer_is_kept_unless_the_service_was_at_fault_or_it_sets_a_cookie() {
        let whole = || Response::new(async_graphql::Value::from(true));
        let with_error = |error| {
            let mut response = whole();
            response.errors.push(error);
            response
        };
        let with = |code: Code| with_error(code.error("x"));
        assert!(is_kept(&whole()) && is_kept(&with(Code::Forbidden)));
        for code in [Code::Internal, Code::Overloaded, Code::Timeout, Code::InProgress] {
            assert!(!is_kept(&with(code)), "{code:?}");
        }
        assert!(!is_kept(&with_error(async_graphql::ServerError::new("x", None))));
        assert!(!is_kept(&Response::new(async_graphql::Value::Null)));
        let mut cookie = whole();
        cookie.http_headers.insert("set-cookie", "kembar=x".parse().expect("a header"));
        assert!(!is_kept(&cookie));
    }

    #[test]
    fn the_order_of_fields_does_not_matter_and_that_of_a_list_does() {
        let one: Value = serde_json::from_str(r#"{"b": [1, {"d": "\"", "c": null}], "a": 1.5}"#).unwrap();
        assert_eq!(canonical(&one), r#"{"a":1.5,"b":[1,{"c":null,"d":"\""}]}"#);
        assert_ne!(canonical(&json!([1, 2])), canonical(&json!([2, 1])));
    }
}
