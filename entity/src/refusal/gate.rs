//! Why an act cannot be done where a record stands.

use crate::text::Language;
use chrono::NaiveDate;
use uuid::Uuid;

/// A gate that an act found closed: where the record stands, what could be done there, and what is missing.
///
/// Rules say it in their own states, acts and conditions, such as `Gate<Stage, AgreementAct, Lack>`; a refusal says it in
/// codes and words, so that whoever reads it need not know what was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate<S = Named, A = Named, M = Missing, R = String> {
    /// Where the record stands.
    pub state: S,
    /// What could be done there instead.
    pub allowed: Vec<A>,
    /// What is missing; nothing where the act does not belong to this state.
    pub missing: Vec<M>,
    /// The rule behind the act, where it belongs to this state.
    pub article: Option<R>,
}

/// A state or an act, as refusals name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// For programs.
    pub code: String,
    /// For people, in the caller's language.
    pub words: String,
}

/// What kind of thing is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingKind {
    /// A document.
    Document,
    /// A document that was not used up: the one that is there carried an earlier act.
    UnusedDocument,
    /// A later day of the act: a document on which it rests counts from a day after it.
    LaterDay,
    /// A signature under a document.
    Signature,
    /// The file of a document.
    File,
    /// A party's own word that an agreement entered as signed before the registry is as it agreed.
    Word,
    /// A condition that does not hold.
    Condition,
    /// Another party, which has not come far enough.
    Party,
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What kind of thing.
    pub kind: MissingKind,
    /// Which: the kind of document, the condition, or the stage at which the party stands.
    pub code: String,
    /// The party whose document or signature it is, or that has not come far enough.
    pub party: Option<Uuid>,
    /// The day from which a condition would hold or a document counts, where waiting or a later date helps.
    pub from: Option<NaiveDate>,
    /// The same in words, in the caller's language.
    pub words: String,
}

impl<S, A, M, R> Gate<S, A, M, R> {
    /// The gate of an act that does not belong to this state.
    pub fn at(state: S, allowed: Vec<A>) -> Self {
        Self { state, allowed, missing: Vec::new(), article: None }
    }
}

impl Gate {
    /// What can be done, as a sentence after another; nothing where that is nothing.
    pub(super) fn possible(&self, language: Language) -> String {
        let acts = joined(self.allowed.iter().map(|act| &act.words), ", ");
        match (acts.as_str(), language) {
            ("", _) => String::new(),
            (acts, Language::Id) => format!(" Yang dapat dilakukan: {acts}."),
            (acts, Language::En) => format!(" Possible actions: {acts}."),
        }
    }

    pub(super) fn missing(&self) -> String {
        joined(self.missing.iter().map(|one| &one.words), "; ")
    }

    pub(super) fn article(&self) -> &str {
        self.article.as_deref().unwrap_or("-")
    }
}

fn joined<'a>(words: impl Iterator<Item = &'a String>, between: &str) -> String {
    words.map(String::as_str).collect::<Vec<_>>().join(between)
}

impl Named {
    /// What has this code for programs and these words for people.
    pub(crate) fn new(code: impl Into<String>, words: impl Into<String>) -> Self {
        Self { code: code.into(), words: words.into() }
    }
}
