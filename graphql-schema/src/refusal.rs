//! Refusals: why an act was not done, as part of a mutation's answer.

use crate::{
    agreement::{progress::types::MissingItem, route::types::AgreementAct, types::AgreementStage},
    error::ApiError,
};
use async_graphql::{Enum, ID, SimpleObject};
use entity::{Caller, Error, Reason};

/// The reasons for which an act can be refused. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum RefusalCode {
    /// The caller must sign in first.
    SignInFirst,
    /// The caller's roles do not allow the act on this subject.
    NotAllowed,
    /// There is no such record, or the caller may not see it: both look the same.
    NotFound,
    /// A text that must be given is empty.
    Required,
    /// A text is longer than the registry keeps.
    TooLong,
    /// A value is not of the form it should have.
    Malformed,
    /// A value is outside its range.
    OutOfRange,
    /// The same record is already in the registry.
    AlreadyThere,
    /// The record was changed since the caller read it.
    Stale,
    /// A partnership or agreement needs at least two different parties.
    TooFewParties,
    /// An administrative unit without autonomy, such as the cities of Jakarta, cannot be party to an agreement
    /// (UU 29/2007, UU 2/2024).
    NotAutonomous,
    /// A date or time lies before the one it must follow.
    EndsBeforeStart,
    /// A legal date lies in the future, or before the one it must follow.
    DateOrder,
    /// A thing that has happened cannot be dated in the future.
    InTheFuture,
    /// A thing that is announced cannot lie in the past.
    InThePast,
    /// A party was named in two roles that exclude each other.
    BothRoles,
    /// Not the name of a time zone.
    UnknownTimeZone,
    /// The clocks go forward over this time: it does not exist on that day.
    NoSuchLocalTime,
    /// The state of the record does not allow the act.
    WrongState,
    /// The act does not belong to the stage at which the agreement stands.
    NotAtThisStage,
    /// A step of an agreement lacks documents or conditions.
    StepNotReady,
    /// The agreement is signed: its text and terms stay as they are (correct it by an amendment, an extension or a successor).
    AlreadySigned,
    /// The document was used by an earlier act.
    DocumentUsed,
    /// The document already has a file.
    HasFile,
    /// The document was superseded or withdrawn: it no longer counts, and no file can be added.
    DocumentVoid,
    /// The uploaded file is no longer there: the upload took too long.
    FileGone,
    /// The party has sent as much as it may within a day.
    DailyLimit,
    /// The hash of the terms is not the one attested.
    OtherTerms,
    /// Two steps of a route are the same act at the same stage.
    StepTwice,
    /// No step of the route leads to where this step begins.
    NeverReached,
    /// The route does not lead to a stage that every agreement must be able to reach.
    LeadsNowhere,
    /// The party has as many open postings as allowed.
    TooManyOpen,
    /// Wrong e-mail address or password; which of the two is not said.
    WrongCredentials,
    /// Too many attempts within a short time.
    TooManyAttempts,
    /// A password that is easily guessed.
    WeakPassword,
    /// A link that was used, has expired, or never existed.
    LinkNotValid,
}

/// Why an act was refused. Nothing was changed.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Refusal {
    /// The reason, for programs.
    code: RefusalCode,
    /// The reason in words, in the caller's language.
    message: String,
    /// The input field it concerns, outermost first; empty when it concerns the whole act.
    path: Vec<String>,
    /// The existing record, if that is the reason.
    existing: Option<ID>,
    /// The stage of the party's paperwork, if a step was refused.
    stage: Option<AgreementStage>,
    /// What can be done at that stage.
    allowed: Vec<AgreementAct>,
    /// What the step still needs.
    missing: Vec<MissingItem>,
    /// The rule behind the step, in the caller's language.
    article: Option<String>,
    /// In how many seconds to try again, if there was too much in a given time.
    retry_after: Option<i64>,
}

impl RefusalCode {
    /// The code of a reason.
    fn of(reason: &Reason) -> Self {
        match reason {
            Reason::SignInFirst => Self::SignInFirst,
            Reason::NotAllowed => Self::NotAllowed,
            Reason::NotFound => Self::NotFound,
            Reason::Required => Self::Required,
            Reason::TooLong { .. } => Self::TooLong,
            Reason::Malformed { .. } => Self::Malformed,
            Reason::OutOfRange { .. } => Self::OutOfRange,
            Reason::AlreadyThere { .. } => Self::AlreadyThere,
            Reason::Stale { .. } => Self::Stale,
            Reason::TooFewParties => Self::TooFewParties,
            Reason::NotAutonomous { .. } => Self::NotAutonomous,
            Reason::EndsBeforeStart => Self::EndsBeforeStart,
            Reason::DateOrder { .. } => Self::DateOrder,
            Reason::InTheFuture => Self::InTheFuture,
            Reason::InThePast => Self::InThePast,
            Reason::BothRoles { .. } => Self::BothRoles,
            Reason::UnknownTimeZone { .. } => Self::UnknownTimeZone,
            Reason::NoSuchLocalTime { .. } => Self::NoSuchLocalTime,
            Reason::WrongState { .. } => Self::WrongState,
            Reason::NotAtThisStage { .. } => Self::NotAtThisStage,
            Reason::StepNotReady { .. } => Self::StepNotReady,
            Reason::AlreadySigned => Self::AlreadySigned,
            Reason::DocumentUsed => Self::DocumentUsed,
            Reason::HasFile { .. } => Self::HasFile,
            Reason::DocumentVoid => Self::DocumentVoid,
            Reason::FileGone => Self::FileGone,
            Reason::DailyLimit { .. } => Self::DailyLimit,
            Reason::OtherTerms { .. } => Self::OtherTerms,
            Reason::StepTwice { .. } => Self::StepTwice,
            Reason::NeverReached => Self::NeverReached,
            Reason::LeadsNowhere { .. } => Self::LeadsNowhere,
            Reason::TooManyOpen { .. } => Self::TooManyOpen,
            Reason::WrongCredentials => Self::WrongCredentials,
            Reason::TooManyAttempts { .. } => Self::TooManyAttempts,
            Reason::WeakPassword { .. } => Self::WeakPassword,
            Reason::LinkNotValid => Self::LinkNotValid,
        }
    }
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
            let told = |refusal: entity::Refusal| {
                let closed = match &refusal.reason {
                    Reason::StepNotReady { closed, .. } | Reason::NotAtThisStage { closed, .. } => Some(closed),
                    _ => None,
                };
                Refusal {
                    code: RefusalCode::of(&refusal.reason),
                    message: refusal.reason.message(caller.language),
                    existing: match &refusal.reason {
                        Reason::AlreadyThere { id } => Some(existing(*id)),
                        _ => None,
                    },
                    stage: closed.map(|closed| closed.stage.into()),
                    allowed: closed.iter().flat_map(|closed| &closed.allowed).map(|act| (*act).into()).collect(),
                    missing: closed.iter().flat_map(|closed| MissingItem::all(closed)).collect(),
                    article: closed.and_then(|closed| Some(closed.article.as_ref()?.read(caller.language).to_owned())),
                    retry_after: match &refusal.reason {
                        Reason::TooManyAttempts { wait } | Reason::DailyLimit { wait, .. } => Some(wait.0),
                        _ => None,
                    },
                    path: refusal.path,
                }
            };
            Ok((None, refusals.into_iter().map(told).collect()))
        }
        Err(fault) => crate::context::Told::told(Err(fault), caller),
    }
}
