//! What an operation costs, for those who ask: `"extensions": {"cost": true}` in the request. Answers stay the same for all
//! others, whatever the limits are.

use async_graphql::{Name, Request, Response, Value, indexmap::IndexMap};

/// The name in the extensions of requests and answers.
const COST: &str = "cost";

/// Notes in a request that asks for it what it costs and what is allowed.
pub(super) fn note(request: &mut Request, used: u64, limit: u64) {
    if request.extensions.remove(COST) == Some(Value::Boolean(true)) {
        let figures = IndexMap::from([(Name::new("used"), used.into()), (Name::new("limit"), limit.into())]);
        request.extensions.insert(COST.to_owned(), Value::Object(figures));
    }
}

/// What was noted.
pub(crate) fn noted(request: &Request) -> Option<Value> {
    request.extensions.get(COST).filter(|noted| matches!(noted, Value::Object(_))).cloned()
}

/// The answer with what was noted.
pub(crate) fn told(mut response: Response, noted: Option<Value>) -> Response {
    response.extensions.extend(noted.map(|noted| (COST.to_owned(), noted)));
    response
}
