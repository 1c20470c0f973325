//! What a query selects, as a template meets it.

use async_graphql::parser::{
    parse_query, parse_schema,
    types::{
        BaseType, ExecutableDocument, OperationType, Selection, SelectionSet, Type, TypeDefinition, TypeKind,
        TypeSystemDefinition,
    },
};
use std::{collections::BTreeMap, sync::LazyLock};

/// What stands at a place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub shape: Shape,
    /// Whether it can be null.
    pub nullable: bool,
    /// Whether it is there for some types only.
    pub by_type: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// A text, a number, a truth.
    Leaf,
    Object(BTreeMap<String, Node>),
    List(Box<Node>),
    /// Not known: what is selected by no query.
    Any,
}

impl From<Shape> for Node {
    fn from(shape: Shape) -> Self {
        Self { shape, nullable: false, by_type: false }
    }
}

static SCHEMA: LazyLock<BTreeMap<String, TypeDefinition>> = LazyLock::new(|| {
    let definitions = parse_schema(graphql_schema::sdl()).unwrap().definitions;
    let types = definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(ty) => Some((ty.node.name.node.to_string(), ty.node)),
        _ => None,
    });
    types.collect()
});

/// The values of an enum; none if there is no such enum.
pub(super) fn enum_values(name: &str) -> Vec<String> {
    match SCHEMA.get(name).map(|ty| &ty.kind) {
        Some(TypeKind::Enum(of)) => of.values.iter().map(|value| value.node.value.node.to_string()).collect(),
        _ => Vec::new(),
    }
}

/// What the operation of `ty` in a document selects.
pub(super) fn of_operation(text: &str, ty: OperationType) -> BTreeMap<String, Node> {
    let document = parse_query(text).unwrap();
    let (_, operation) = document.operations.iter().find(|(_, operation)| operation.node.ty == ty).unwrap();
    let root = if ty == OperationType::Mutation { "Mutation" } else { "Query" };
    let mut fields = BTreeMap::new();
    select(&document, root, &operation.node.selection_set.node, false, &mut fields);
    fields
}

/// What is not selected by a query, written like one. A name without further ones may be anything.
pub(super) fn loose(text: &str) -> BTreeMap<String, Node> {
    fn fields(selection: &SelectionSet) -> BTreeMap<String, Node> {
        let fields = selection.items.iter().filter_map(|item| match &item.node {
            Selection::Field(field) => {
                let selected = &field.node.selection_set.node;
                let object = Shape::Object(fields(selected));
                let is_list = field.node.directives.iter().any(|directive| directive.node.name.node == "list");
                let shape = match (selected.items.is_empty(), is_list) {
                    (true, _) => Shape::Any,
                    (false, true) => Shape::List(Box::new(object.into())),
                    (false, false) => object,
                };
                Some((field.node.name.node.to_string(), shape.into()))
            }
            _ => None,
        });
        fields.collect()
    }
    let document = parse_query(text).unwrap();
    let (_, operation) = document.operations.iter().next().unwrap();
    fields(&operation.node.selection_set.node)
}

fn select(
    document: &ExecutableDocument,
    ty: &str,
    selection: &SelectionSet,
    by_type: bool,
    fields: &mut BTreeMap<String, Node>,
) {
    for item in &selection.items {
        match &item.node {
            Selection::Field(field) => {
                let field = &field.node;
                let key = field.response_key().node.to_string();
                let name = field.name.node.as_str();
                let mut node = match name {
                    "__typename" => Shape::Leaf.into(),
                    _ => of_type(document, field_type(ty, name), &field.selection_set.node),
                };
                node.by_type = by_type;
                fields.insert(key, node);
            }
            Selection::FragmentSpread(spread) => {
                let fragment = &document.fragments[&spread.node.fragment_name.node].node;
                let on = fragment.type_condition.node.on.node.as_str();
                select(document, on, &fragment.selection_set.node, by_type || on != ty, fields);
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map_or(ty, |condition| condition.node.on.node.as_str());
                select(document, on, &fragment.node.selection_set.node, by_type || on != ty, fields);
            }
        }
    }
}

fn field_type(ty: &str, name: &str) -> &'static Type {
    let fields = match &SCHEMA[ty].kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        _ => panic!("{ty} has no fields"),
    };
    let field = fields.iter().find(|field| field.node.name.node == name);
    &field.unwrap_or_else(|| panic!("{ty} has no field {name}")).node.ty.node
}

fn of_type(document: &ExecutableDocument, ty: &Type, selection: &SelectionSet) -> Node {
    let shape = match &ty.base {
        BaseType::List(item) => Shape::List(Box::new(of_type(document, item, selection))),
        BaseType::Named(_) if selection.items.is_empty() => Shape::Leaf,
        BaseType::Named(name) => {
            let mut fields = BTreeMap::new();
            select(document, name, selection, false, &mut fields);
            Shape::Object(fields)
        }
    };
    Node { shape, nullable: ty.nullable, by_type: false }
}
