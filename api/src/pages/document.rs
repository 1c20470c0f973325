//! The operations of a page: a query to show it, and where it has a form, a mutation.

use async_graphql::{
    Value,
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
    /// Carries out its form.
    pub act: Option<Operation>,
}

/// One of its operations.
pub(super) struct Operation {
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
        let one = |ty| {
            let mut of_type = operations(&parsed).filter(|operation| operation.1.ty == ty);
            let first = of_type.next().map(|(name, operation)| Operation::of(name, operation));
            if of_type.next().is_some() { Err(format!("more than one {ty}")) } else { Ok(first) }
        };
        let show = one(OperationType::Query)?.ok_or("there is no query")?;
        let act = one(OperationType::Mutation)?;
        Ok(Self { text, show, act })
    }
}

fn operations(document: &ExecutableDocument) -> impl Iterator<Item = (Option<String>, &OperationDefinition)> {
    document.operations.iter().map(|(name, operation)| (name.map(ToString::to_string), &operation.node))
}

impl Operation {
    fn of(name: Option<String>, operation: &OperationDefinition) -> Self {
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
        Self { name, variables: variables.collect(), roots: roots.collect() }
    }

    /// What is found by the path of the address: if one of these is null, there is no such page.
    pub fn found_by<'a>(&'a self, path_variables: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let is_found = |used: &[String]| used.iter().any(|variable| path_variables.contains(&variable.as_str()));
        self.roots.iter().filter(move |(_, used)| is_found(used)).map(|(key, _)| key.as_str())
    }
}
