//! Refusals: why an act was not done, as part of a mutation's answer.

use crate::{
    agreement::{
        progress::types::MissingItem,
        route::types::AgreementAct,
        types::{AgreementScheme, AgreementStage},
    },
    context::Ask,
    error::ApiError,
    loader::load_all,
    place::{
        loader::{PartyById, prefetch_by_id},
        types::Party,
    },
    selection::Selections,
};
use async_graphql::{
    ComplexObject, Context, ContextSelectionSet, ID, Name, OutputType, Positioned, ServerResult, SimpleObject, Value,
    async_trait::async_trait,
    parser::types::Field,
    registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry},
};
use entity::{
    Caller, Error, Reason,
    agreement::{
        record::{Scheme, Stage},
        route::record,
    },
    text::named,
};
use std::borrow::Cow;
use uuid::Uuid;

/// The code of a reason for which an act can be refused: one of those that the registry knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusalCode(&'static str);

impl RefusalCode {
    /// The reason that a record keeps by its code. One that no version knows any more is that of a malformed value.
    pub(crate) fn kept(code: &str) -> Self {
        let known = Reason::CODES.iter().map(|(known, _)| *known).find(|known| *known == code);
        Self(known.unwrap_or_else(|| Reason::Malformed { expected: String::new() }.code()))
    }

    /// The code of a reason.
    pub(crate) fn of(reason: &Reason) -> Self {
        Self(reason.code())
    }
}

#[async_trait]
impl OutputType for RefusalCode {
    fn type_name() -> Cow<'static, str> {
        "RefusalCode".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Enum, |_| MetaType::Enum {
            name: Self::type_name().into_owned(),
            description: Some("The reasons for which an act can be refused. The list is closed.".to_owned()),
            enum_values: Reason::CODES
                .iter()
                .map(|(code, meaning)| ((*code).to_owned(), value(code, meaning)))
                .collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::Enum(Name::new(self.0)))
    }
}

fn value(code: &str, meaning: &str) -> MetaEnumValue {
    MetaEnumValue {
        name: code.to_owned(),
        description: Some(meaning.lines().map(str::trim).collect::<Vec<_>>().join("\n")),
        deprecation: Deprecation::NoDeprecated,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        directive_invocations: Vec::new(),
    }
}

/// A state of a record, or an act.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Named {
    /// The code, for programs.
    code: String,
    /// The name, in the caller's language.
    name: String,
}

impl From<&entity::refusal::Named> for Named {
    fn from(named: &entity::refusal::Named) -> Self {
        Self { code: named.code.clone(), name: named.words.clone() }
    }
}

/// Why an act was refused. Nothing was changed.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
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
    /// Where the record stands, if it does not allow the act.
    state: Option<Named>,
    /// What could be done there instead.
    possible: Vec<Named>,
    /// What the step still needs.
    missing: Vec<MissingItem>,
    /// The rule behind the step, in the caller's language.
    article: Option<String>,
    /// The schemes that are open to the parties, if the one that was given is not.
    schemes: Vec<AgreementScheme>,
    /// The revision that the record has now, if it was changed since it was read.
    current_revision: Option<i32>,
    /// The names of the fields that are no longer as they were then, as the history of the record has them.
    changed_fields: Vec<String>,
    #[graphql(skip)]
    candidates: Vec<Uuid>,
    /// In how many seconds to try again, if there was too much in a given time.
    retry_after: Option<i64>,
}

#[ComplexObject]
impl Refusal {
    /// The regions or institutions that may be the one that is to be recorded.
    async fn candidates(&self, context: &Context<'_>) -> Result<Vec<Party>, ApiError> {
        prefetch_by_id(context, &Selections::of(context.look_ahead()), &self.candidates).await?;
        let mut found = load_all(context.lookups()?, self.candidates.iter().copied().map(PartyById)).await?;
        Ok(self.candidates.iter().filter_map(|id| found.remove(&PartyById(*id))?).map(Party::of).collect())
    }
}

/// Splits what came of an act into what it made and why it was refused; a fault stays an error.
pub(crate) fn outcome<T>(
    result: Result<T, Error>,
    caller: &Caller,
    existing: impl Fn(Uuid) -> ID,
) -> Result<(Option<T>, Vec<Refusal>), ApiError> {
    match result {
        Ok(made) => Ok((Some(made), Vec::new())),
        Err(Error::Refused(refusals)) => {
            let told = |refusal: entity::Refusal| {
                let gate = match &refusal.reason {
                    Reason::StepNotReady { gate } | Reason::NotAtThisStage { gate } | Reason::WrongState { gate } => {
                        Some(gate)
                    }
                    _ => None,
                };
                // Only a step has a stage; other records stand somewhere else.
                let step = gate.filter(|_| !matches!(refusal.reason, Reason::WrongState { .. }));
                Refusal {
                    code: RefusalCode::of(&refusal.reason),
                    message: refusal.reason.message(caller.language),
                    existing: match &refusal.reason {
                        Reason::AlreadyThere { id }
                        | Reason::AlreadyMerged { id, .. }
                        | Reason::ProposalUnderWay { id, .. } => Some(existing(*id)),
                        _ => None,
                    },
                    stage: step.and_then(|gate| named::<Stage>(&gate.state.code)).map(Into::into),
                    allowed: gate
                        .iter()
                        .flat_map(|gate| &gate.allowed)
                        .filter_map(|act| named::<record::AgreementAct>(&act.code))
                        .map(Into::into)
                        .collect(),
                    state: gate.map(|gate| Named::from(&gate.state)),
                    possible: gate.iter().flat_map(|gate| &gate.allowed).map(Into::into).collect(),
                    missing: gate.iter().flat_map(|gate| &gate.missing).cloned().map(MissingItem).collect(),
                    article: gate.and_then(|gate| gate.article.clone()),
                    schemes: match &refusal.reason {
                        Reason::SchemeNotLawful { schemes, .. } => {
                            schemes.iter().filter_map(|code| named::<Scheme>(code)).map(Into::into).collect()
                        }
                        _ => Vec::new(),
                    },
                    current_revision: match &refusal.reason {
                        Reason::Stale { current, .. } => Some(*current),
                        _ => None,
                    },
                    changed_fields: match &refusal.reason {
                        Reason::Stale { fields, .. } => fields.clone(),
                        _ => Vec::new(),
                    },
                    candidates: match &refusal.reason {
                        Reason::LooksLike { parties, .. } => parties.clone(),
                        _ => Vec::new(),
                    },
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

/// Declares the payload of an act: what it made or changed, if it was done, and why it was refused.
macro_rules! payload {
    ($(#[$about:meta])* $name:ident of $kind:ident { $(#[$what:meta])* $thing:ident: $type:ty, }) => {
        $(#[$about])*
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $name {
            $(#[$what])*
            $thing: Option<$type>,
            /// Why the act was refused; empty if it was done.
            errors: Vec<$crate::refusal::Refusal>,
        }

        impl $name {
            /// The payload for what came of the act, of which the caller sees what `show` makes.
            pub(crate) fn of<T>(
                result: Result<T, entity::Error>,
                caller: &entity::Caller,
                show: impl FnOnce(T) -> $type,
            ) -> Result<Self, $crate::error::ApiError> {
                let existing = |id| $crate::id::encode($crate::id::Kind::$kind, id);
                let (done, errors) = $crate::refusal::outcome(result, caller, existing)?;
                Ok(Self { $thing: done.map(show), errors })
            }
        }
    };
}
pub(crate) use payload;
