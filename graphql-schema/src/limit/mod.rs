//! What one document may ask for, decided before anything else looks at it.
//!
//! The library compares its own limits only after it has expanded every fragment, so that a document of 750 bytes in
//! which each fragment spreads the next one twice costs seconds and gigabytes. Here the text is counted before it is
//! parsed, each fragment is measured once however often it is spread, and every sum saturates.

use crate::error::Code;
use async_graphql::{
    Request, ServerError, Value, Variables,
    parser::{
        parse_query,
        types::{ExecutableDocument, OperationDefinition, OperationType},
    },
};
use entity::text::Language;

pub(crate) mod cost;
mod measure;
mod nul;
mod text;
mod weight;

use measure::{Measure, Ruler};
use text::Text;

/// The limit of what stands beside `signIn`: nothing.
const BESIDE_SIGN_IN: &str = "besideSignIn";

/// How much one document may ask for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The length of its text, in bytes.
    pub document_bytes: u64,
    /// Its words and signs, without comments.
    pub tokens: u64,
    /// Brackets within brackets, and selections within selections. Parser and validation recurse this deep.
    pub nesting: u64,
    /// Directives, as they are written.
    pub directives: u64,
    /// Operations.
    pub operations: u64,
    /// Fragments.
    pub fragments: u64,
    /// Fields and fragments that are selected, with every fragment expanded.
    pub selections: u64,
    /// Fields that are renamed, with every fragment expanded.
    pub aliases: u64,
    /// Fields within fields. The introspection query of graphql-js, and so of `GraphiQL`, needs 15.
    pub depth: u64,
    /// Objects that may have to be found: what a page contains counts once for each of its rows. What has to be counted
    /// or searched for among all of them counts by what that takes.
    pub cost: u64,
    /// Times that somebody signs in, with every fragment expanded: each takes a hash that is meant to be slow.
    pub sign_ins: u64,
    /// Values that a description of the schema may have, roughly. The introspection query of graphql-js counts about
    /// half of what is allowed.
    pub introspection: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 32 * 1024,
            tokens: 2_000,
            nesting: 32,
            directives: 30,
            operations: 10,
            fragments: 50,
            selections: 1_000,
            aliases: 30,
            depth: 15,
            cost: 2_000,
            sign_ins: 1,
            introspection: 500_000,
        }
    }
}

/// What is known of a document that was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// Whether it reads, changes or subscribes.
    pub operation: OperationType,
    /// What the operation costs, as [`Limits::cost`] counts.
    pub cost: u64,
    /// Whether somebody signs in with it. It does nothing else then: a sign-in has a slot of its own, which nothing
    /// slower may occupy.
    pub sign_in: bool,
}

/// Lets `request` in if its document keeps within `limits`, and leaves the parsed document in it.
///
/// Errors have the code `LIMIT_EXCEEDED`, `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED` (fragments in a cycle),
/// `OPERATION_RESOLUTION_FAILURE` or `BAD_USER_INPUT` (a variable that must be sent is not there, or a text holds the
/// character U+0000).
pub fn admit(request: &mut Request, limits: &Limits, language: Language) -> Result<Admission, ServerError> {
    let within = |limit, found, allowed| within(limit, found, allowed, language);
    within("documentBytes", count(request.query.len()), limits.document_bytes)?;
    let text = Text::scan(&request.query);
    within("tokens", text.tokens, limits.tokens)?;
    within("nesting", text.nesting, limits.nesting)?;
    within("directives", text.directives, limits.directives)?;

    let document = parse_query(&request.query).map_err(|error| Code::ParseFailed.put_on(error.into()))?;
    within("operations", count(document.operations.iter().len()), limits.operations)?;
    within("fragments", count(document.fragments.len()), limits.fragments)?;

    let selected = select(&document, request.operation_name.as_deref(), language)?;
    has_variables(selected, &request.variables, language)?;
    has_no_nul(&document, &request.variables, language)?;
    let ruler = Ruler::new(&document.fragments, selected, &request.variables).ok_or_else(|| circle(language))?;
    let whole = document
        .operations
        .iter()
        .fold(Measure::default(), |sum, (_, operation)| sum.beside(ruler.measure(&operation.node.selection_set.node)));
    within("selections", whole.selections, limits.selections)?;
    within("aliases", whole.aliases, limits.aliases)?;
    within("nesting", whole.nesting, limits.nesting)?;
    within("depth", whole.depth, limits.depth)?;

    let own = ruler.measure(&selected.selection_set.node);
    let cost = own.cost.saturating_add(own.work);
    within("cost", cost, limits.cost)?;
    within("introspection", own.introspection, limits.introspection)?;
    within("signIn", own.sign_ins, limits.sign_ins)?;

    let sign_in = own.sign_ins > 0;
    if sign_in {
        within(BESIDE_SIGN_IN, own.fields.saturating_sub(own.sign_ins), 0)?;
    }
    let admission = Admission { operation: selected.ty, cost, sign_in };
    request.set_parsed_query(document);
    cost::note(request, cost, limits.cost);
    Ok(admission)
}

/// The error of a limit that was exceeded; `found` is left out where it is too large to be counted.
pub fn exceeded(limit: &str, found: Option<u64>, allowed: u64, language: Language) -> ServerError {
    let message = match language {
        Language::Id if limit == BESIDE_SIGN_IN => "`signIn` harus berdiri sendiri dalam dokumennya.".to_owned(),
        Language::En if limit == BESIDE_SIGN_IN => "`signIn` must be alone in its document.".to_owned(),
        Language::Id => format!("Permintaan ini melampaui batas `{limit}`: paling banyak {allowed}."),
        Language::En => format!("This request exceeds the limit `{limit}`: {allowed} at most."),
    };
    let mut error = Code::LimitExceeded.error(message);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("limit", limit);
    extensions.set("allowed", allowed);
    if let Some(found) = found {
        extensions.set("found", found);
    }
    error
}

fn within(limit: &str, found: u64, allowed: u64, language: Language) -> Result<(), ServerError> {
    if found <= allowed {
        return Ok(());
    }
    Err(exceeded(limit, (found < u64::MAX).then_some(found), allowed, language))
}

/// Fragments that contain themselves (GraphQL specification, 5.5.2.2).
fn circle(language: Language) -> ServerError {
    Code::ValidationFailed.error(language.pick(
        "Fragmen dalam dokumen ini saling memuat tanpa akhir.",
        "The fragments of this document contain each other without end.",
    ))
}

/// The operation that runs (GraphQL specification, 6.1, `GetOperation`).
fn select<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
    language: Language,
) -> Result<&'a OperationDefinition, ServerError> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(name) => operations.find(|(own, _)| own.is_some_and(|own| own == name)),
        None if operations.len() == 1 => operations.next(),
        None => None,
    };
    found.map(|(_, operation)| &operation.node).ok_or_else(|| {
        Code::OperationResolutionFailure.error(match name {
            Some(_) => language.pick(
                "Dokumen ini tidak memuat operasi dengan nama yang diminta.",
                "This document has no operation with the requested name.",
            ),
            None => language.pick(
                "Dokumen ini memuat beberapa operasi. Sebutkan salah satunya dalam `operationName`.",
                "This document has several operations. Name one of them in `operationName`.",
            ),
        })
    })
}

/// Refuses a request without a variable that the operation requires (GraphQL specification, 6.1.2). The library meets
/// the gap only while it runs, and reports it as if a resolver had failed.
fn has_variables(operation: &OperationDefinition, sent: &Variables, language: Language) -> Result<(), ServerError> {
    let missing = operation.variable_definitions.iter().find(|definition| {
        let variable = &definition.node;
        let given = sent.get(&variable.name.node).or(variable.default_value.as_ref().map(|default| &default.node));
        !variable.var_type.node.nullable && given.is_none_or(|value| *value == Value::Null)
    });
    let Some(definition) = missing else { return Ok(()) };
    let name = &definition.node.name.node;
    let mut error = Code::BadUserInput.error(match language {
        Language::Id => format!("Variabel `${name}` wajib diisi."),
        Language::En => format!("The variable `${name}` must be given."),
    });
    error.locations.push(definition.pos);
    Err(error)
}

/// Refuses texts with the character U+0000 before they reach the database.
fn has_no_nul(document: &ExecutableDocument, sent: &Variables, language: Language) -> Result<(), ServerError> {
    if !nul::in_document(document) && !sent.values().any(nul::in_value) {
        return Ok(());
    }
    let words = ("Teks tidak boleh memuat karakter U+0000.", "A text cannot contain the character U+0000.");
    Err(Code::BadUserInput.error(language.pick(words.0, words.1)))
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
