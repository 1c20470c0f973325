//! The operations of a page: a query to show it, and where it has a form, a mutation, or several of which the address names one.

use async_graphql::{
    Name, Pos, Value,
    parser::{
        parse_query,
        types::{ExecutableDocument, OperationDefinition, OperationType, Selection},
    },
};
use graphql_schema::inputs::InputField;

/// The document of a page.
pub(super) struct Document {
    /// Its text.
    pub text: String,
    /// Reads what it shows.
    pub show: Operation,
    /// What its form can carry out.
    pub acts: Vec<Operation>,
}

/// One of its operations.
pub(super) struct Operation {
    /// Its own text, with the fragments that it uses.
    pub text: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its variables.
    pub variables: Vec<InputField>,
    /// The names of what it selects, each with the variables in its arguments.
    pub roots: Vec<(String, Vec<String>)>,
}

/// What the frame of every page shows: who is signed in, and how much waits for them.
const FRAME: &str = include_str!("../../pages/parts/frame.graphql");
/// How a query asks for it.
const ASKS_FOR_FRAME: &str = "...Frame";

impl Document {
    /// Reads a document.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = if text.contains(ASKS_FOR_FRAME) { format!("{text}\n{FRAME}") } else { text.to_owned() };
        let parsed = parse_query(&text).map_err(|error| error.to_string())?;
        let pieces = Pieces::of(&text, &parsed);
        let of_type = |ty| {
            let found = parsed.operations.iter().filter(move |operation| operation.1.node.ty == ty);
            found.map(|(name, one)| Operation::of(pieces.whole(one.pos), name, &one.node))
        };
        let mut queries = of_type(OperationType::Query);
        let (Some(show), None) = (queries.next(), queries.next()) else { return Err("there is not one query".into()) };
        let acts = of_type(OperationType::Mutation).collect();
        Ok(Self { text, show, acts })
    }

    /// What the frame of a page asks for, and nothing else.
    pub fn frame() -> Result<Self, String> {
        Self::parse("query Framed($signedIn: Boolean!) { ...Frame }")
    }

    /// The act of a form: the only one there is, or that which the address names.
    pub fn act(&self, named: Option<&str>) -> Option<&Operation> {
        match self.acts.as_slice() {
            [only] => Some(only),
            several => several.iter().find(|act| named.is_some() && act.name.as_deref() == named),
        }
    }
}

/// The definitions of a document, each from where it begins to where the next one does.
struct Pieces<'a> {
    operations: Vec<(Pos, &'a str)>,
    fragments: Vec<(&'a Name, &'a str)>,
}

impl<'a> Pieces<'a> {
    fn of(text: &'a str, document: &'a ExecutableDocument) -> Self {
        let lines: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let at = |pos: Pos| lines.get(pos.line - 1).map_or(text.len(), |line| line + pos.column - 1);
        let operations = || document.operations.iter().map(|(_, one)| one.pos);
        let mut begins: Vec<usize> =
            operations().chain(document.fragments.values().map(|one| one.pos)).map(at).collect();
        begins.sort_unstable();
        let piece = |pos: Pos| {
            let end = begins.iter().find(|next| at(pos) < **next).copied().unwrap_or(text.len());
            &text[at(pos)..end]
        };
        Self {
            operations: operations().map(|pos| (pos, piece(pos))).collect(),
            fragments: document.fragments.iter().map(|(name, one)| (name, piece(one.pos))).collect(),
        }
    }

    /// The text of the operation that begins there, with the fragments that it uses.
    fn whole(&self, pos: Pos) -> String {
        let own = self.operations.iter().find(|(begins, _)| *begins == pos).map_or("", |(_, piece)| piece);
        let (mut whole, mut left) = (own.to_owned(), self.fragments.clone());
        while let Some(used) = left.iter().position(|(name, _)| spreads(&whole, name)) {
            whole.push_str(left.swap_remove(used).1);
        }
        whole
    }
}

/// Whether a text spreads the fragment of this name.
fn spreads(text: &str, name: &str) -> bool {
    let spread = text.split("...").skip(1);
    spread
        .into_iter()
        .any(|rest| rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next() == Some(name))
}

impl Operation {
    fn of(text: String, name: Option<&Name>, operation: &OperationDefinition) -> Self {
        let variables = operation.variable_definitions.iter().map(|definition| InputField {
            name: definition.node.name.node.to_string(),
            ty: definition.node.var_type.node.clone(),
            has_default: definition.node.default_value.is_some(),
            help: String::new(),
        });
        let roots = operation.selection_set.node.items.iter().filter_map(|item| match &item.node {
            Selection::Field(field) => {
                let field = &field.node;
                let mut used = Vec::new();
                for (_, value) in &field.arguments {
                    _ = value.node.clone().into_const_with(|variable| {
                        used.push(variable.to_string());
                        Ok::<_, ()>(Value::Null)
                    });
                }
                Some((field.response_key().node.to_string(), used))
            }
            Selection::FragmentSpread(_) | Selection::InlineFragment(_) => None,
        });
        let name = name.map(ToString::to_string);
        Self { text, name, variables: variables.collect(), roots: roots.collect() }
    }

    /// What is found by the path of the address: if one of these is null, there is no such page.
    pub fn found_by<'a>(&'a self, path_variables: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let is_found = |used: &[String]| used.iter().any(|variable| path_variables.contains(&variable.as_str()));
        self.roots.iter().filter(move |(_, used)| is_found(used)).map(|(key, _)| key.as_str())
    }
}
