//! Texts with the character U+0000, which PostgreSQL keeps nowhere and no name or title has.

use async_graphql::{
    Value,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};

/// Whether a text in `document` holds the character.
pub(super) fn in_document(document: &ExecutableDocument) -> bool {
    document.operations.iter().any(|(_, operation)| in_operation(&operation.node))
        || document.fragments.values().any(|fragment| in_selection(&fragment.node.selection_set.node))
}

/// Whether a text in `value` holds the character.
pub(super) fn in_value(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::List(items) => items.iter().any(in_value),
        Value::Object(fields) => fields.values().any(in_value),
        _ => false,
    }
}

fn in_operation(operation: &OperationDefinition) -> bool {
    let mut defaults = operation.variable_definitions.iter().filter_map(|variable| variable.node.default_value());
    defaults.any(in_value) || in_selection(&operation.selection_set.node)
}

/// It calls itself once for each bracket in the text, which are counted already.
fn in_selection(set: &SelectionSet) -> bool {
    set.items.iter().any(|item| match &item.node {
        Selection::Field(field) => in_field(&field.node),
        Selection::InlineFragment(inline) => in_selection(&inline.node.selection_set.node),
        Selection::FragmentSpread(_) => false,
    })
}

fn in_field(field: &Field) -> bool {
    let mut written = field.arguments.iter().filter_map(|(_, value)| {
        // What a variable stands for is looked at where it was sent.
        value.node.clone().into_const_with(|_| Ok::<_, ()>(Value::Null)).ok()
    });
    written.any(|value| in_value(&value)) || in_selection(&field.selection_set.node)
}
