//! Why an act was not done: refusals, which are part of the contract, and faults, which are not.

mod collect;
mod days;
mod gate;
mod reason;
mod wait;

pub use collect::Refusals;
pub use gate::{Gate, Missing, MissingKind, Named};
pub use reason::Reason;
pub use wait::Wait;

use crate::database::Outage;
use sea_orm::DbErr;

/// What went wrong with an act or a look-up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The act was refused; nothing has changed.
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    /// Another request under the same idempotency key makes this change, or has made it; nothing has changed.
    #[error("another request acts under the same key")]
    KeyTaken,
    /// The database failed. The text is for the log, never for the caller.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The commit got no answer: the change may or may not have been made. The text is for the log.
    #[error("it is not known whether this was committed: {0}")]
    Doubtful(#[source] DbErr),
    /// Too many are already waiting for the same; there may be room in a moment. Nothing has changed.
    #[error("busy")]
    Busy,
    /// Something that should not be able to happen did. The text is for the log.
    #[error("fault: {0}")]
    Fault(String),
}

impl Error {
    /// Why the database did not do this, if trying again later helps.
    pub fn outage(&self) -> Option<Outage> {
        match self {
            Self::Database(error) | Self::Doubtful(error) => Outage::of(error),
            Self::Busy => Some(Outage::Busy),
            Self::Refused(_) | Self::KeyTaken | Self::Fault(_) => None,
        }
    }

    /// A refusal that does not concern a single input field.
    pub fn refuse(reason: Reason) -> Self {
        Self::Refused(vec![Refusal { reason, path: Vec::new() }])
    }

    /// The same, where what was refused lies within the input field `name`.
    #[must_use]
    pub fn within(self, name: &str) -> Self {
        match self {
            Self::Refused(mut refusals) => {
                for refusal in &mut refusals {
                    refusal.path.insert(0, name.to_owned());
                }
                Self::Refused(refusals)
            }
            fault => fault,
        }
    }

    /// The same, where what was refused concerns the input field `name` as a whole.
    #[must_use]
    pub(crate) fn about(self, name: &str) -> Self {
        match self {
            Self::Refused(refusals) => {
                Self::Refused(refusals.into_iter().map(|refusal| Refusal::at(name, refusal.reason)).collect())
            }
            fault => fault,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// One reason why an act was refused, and the input field it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// The input field, as the caller wrote it, outermost first; empty when it concerns the whole act.
    pub path: Vec<String>,
}

impl Refusal {
    /// A refusal that concerns the input field at `path`, written with dots: `parties.1`.
    pub fn at(path: &str, reason: Reason) -> Self {
        Self { reason, path: path.split('.').map(str::to_owned).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn a_refusal_names_its_field() {
        let refusal = Refusal::at("parties.1", Reason::Required);
        assert_eq!(refusal.path, ["parties", "1"]);
        assert_eq!(refusal.reason.message(Language::En), "This must be filled in.");
    }
}
