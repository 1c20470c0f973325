//! Refusals: why an act did not happen, as part of what a mutation answers.

use crate::error::ApiError;
use async_graphql::{ID, SimpleObject};
use entity::{Caller, Error, Reason};

/// Why an act did not happen. Nothing has changed then.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Refusal {
    /// The reason, for programs; see the list of codes in the documentation.
    code: &'static str,
    /// The reason in words, in the caller's language.
    message: String,
    /// The input field it concerns, outermost first; empty when it concerns the whole act.
    path: Vec<String>,
    /// The record that is there already, where that is the reason.
    existing: Option<ID>,
}

/// Splits what came of an act into what it made and why it was refused; a fault stays an error.
pub(crate) fn outcome<T>(
    result: Result<T, Error>,
    caller: &Caller,
    existing: impl Fn(uuid::Uuid) -> ID,
) -> Result<(Option<T>, Vec<Refusal>), ApiError> {
    match result {
        Ok(made) => Ok((Some(made), Vec::new())),
        Err(Error::Refused(refusals)) => {
            let refusals = refusals.into_iter().map(|refusal| Refusal {
                code: refusal.reason.code(),
                message: refusal.reason.message(caller.language),
                existing: match &refusal.reason {
                    Reason::AlreadyThere { id } => Some(existing(*id)),
                    _ => None,
                },
                path: refusal.path,
            });
            Ok((None, refusals.collect()))
        }
        Err(fault) => crate::context::Told::told(Err(fault), caller),
    }
}
