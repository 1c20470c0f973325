//! Objects of which nothing is selected.
//!
//! A fragment on another type, or one that is skipped, may leave an object without fields (GraphQL specification,
//! 6.3.2): it is there and empty. The library makes it null (async-graphql 7.2, `do_resolve_container`), which means that
//! there is no such object. So a field is added to each selection that may turn out empty, and taken out of the answer.

use async_graphql::{
    Name, Positioned, Request, Response, Value,
    parser::types::{DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet},
};

/// What the added field is called in the answer. A document has little reason to call anything so.
const MARK: &str = "__nothingElse";

/// Adds the field where it is needed; whether it was needed anywhere.
pub(crate) fn mark(request: &mut Request) -> bool {
    // A document that cannot be parsed is refused by whoever executes it.
    let Ok(document) = request.parsed_query() else { return false };
    let mut marked = document.clone();
    let count = mark_document(&mut marked);
    if count > 0 {
        request.set_parsed_query(marked);
    }
    count > 0
}

/// Takes the field out of the answer.
pub(crate) fn unmark(response: &mut Response) {
    unmark_value(&mut response.data);
}

/// The number of fields added.
fn mark_document(document: &mut ExecutableDocument) -> usize {
    let fragments = document.fragments.values_mut().map(|fragment| mark_within(&mut fragment.node.selection_set.node));
    let within: usize = fragments.sum();
    let operations = match &mut document.operations {
        DocumentOperations::Single(one) => vec![one],
        DocumentOperations::Multiple(all) => all.values_mut().collect(),
    };
    within + operations.into_iter().map(|one| mark_object(&mut one.node.selection_set)).sum::<usize>()
}

/// Marks what is selected of an object, and of the objects in it.
fn mark_object(selected: &mut Positioned<SelectionSet>) -> usize {
    let within = mark_within(&mut selected.node);
    let items = &selected.node.items;
    let is_certain = |item: &Positioned<Selection>| matches!(&item.node, Selection::Field(field) if field.node.directives.is_empty());
    if items.is_empty() || items.iter().any(is_certain) {
        return within;
    }
    let at = |name: &str| Positioned::new(Name::new(name), selected.pos);
    let field = Field {
        alias: Some(at(MARK)),
        name: at("__typename"),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), selected.pos),
    };
    selected.node.items.push(Positioned::new(Selection::Field(Positioned::new(field, selected.pos)), selected.pos));
    within + 1
}

/// Marks the objects in a selection. Fragments select further of the same object, which is marked where it begins.
fn mark_within(selected: &mut SelectionSet) -> usize {
    let items = selected.items.iter_mut().map(|item| match &mut item.node {
        Selection::Field(field) => mark_object(&mut field.node.selection_set),
        Selection::InlineFragment(fragment) => mark_within(&mut fragment.node.selection_set.node),
        Selection::FragmentSpread(_) => 0,
    });
    items.sum()
}

fn unmark_value(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.shift_remove(MARK);
            fields.values_mut().for_each(unmark_value);
        }
        Value::List(values) => values.iter_mut().for_each(unmark_value),
        _ => {}
    }
}
