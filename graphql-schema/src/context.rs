//! What every resolver can use.

use crate::{
    error::{ApiError, Code},
    loader::Lookups,
    once::in_progress,
};
use async_graphql::{Context, Value, indexmap::IndexMap};
use entity::{Caller, Error, Reason, Refusal, Registry, text::Language};

/// The registry, the caller and the look-ups of a request.
pub(crate) trait Ask<'a> {
    fn registry(&self) -> Result<&'a Registry, ApiError>;
    fn caller(&self) -> Result<&'a Caller, ApiError>;
    fn lookups(&self) -> Result<&'a Lookups, ApiError>;
}

impl<'a> Ask<'a> for Context<'a> {
    fn registry(&self) -> Result<&'a Registry, ApiError> {
        Ok(self.data()?)
    }

    fn caller(&self) -> Result<&'a Caller, ApiError> {
        Ok(self.data()?)
    }

    fn lookups(&self) -> Result<&'a Lookups, ApiError> {
        Ok(self.data()?)
    }
}

/// Turns the error of a look-up into what the caller is told.
pub(crate) trait Told<T> {
    fn told(self, caller: &Caller) -> Result<T, ApiError>;
}

impl<T> Told<T> for Result<T, Error> {
    fn told(self, caller: &Caller) -> Result<T, ApiError> {
        self.map_err(|error| match error {
            Error::Refused(refusals) => refused(&refusals, caller.language),
            Error::KeyTaken => in_progress(caller.language),
            fault => ApiError::failed(fault, caller.language),
        })
    }
}

/// A refused look-up as one error that names all its arguments.
fn refused(refusals: &[Refusal], language: Language) -> ApiError {
    let code = match refusals.first().map(|refusal| &refusal.reason) {
        Some(Reason::SignInFirst) => Code::Unauthenticated,
        Some(Reason::NotAllowed) => Code::Forbidden,
        Some(Reason::NotFound) => Code::NotFound,
        _ => Code::BadUserInput,
    };
    let message: Vec<String> = refusals.iter().map(|refusal| refusal.reason.message(language)).collect();
    let arguments = refusals
        .iter()
        .map(|refusal| {
            Value::Object(IndexMap::from_iter([
                (async_graphql::Name::new("code"), Value::from(refusal.reason.code())),
                (async_graphql::Name::new("path"), Value::from(refusal.path.clone())),
            ]))
        })
        .collect::<Vec<_>>();
    ApiError::new(code, message.join(" ")).with("arguments", Value::List(arguments))
}
