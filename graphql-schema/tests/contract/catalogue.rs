//! The schema as a client sees it, and requests made from it, so that no field or argument can be forgotten.

use crate::world::World;
use async_graphql::parser::{
    parse_query,
    types::{DocumentOperations, Selection, SelectionSet},
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const INTROSPECTION: &str = "{ __schema { types {
    kind name description isOneOf
    fields(includeDeprecated: true) { name description type { ...ref } args(includeDeprecated: true) { ...value } }
    inputFields(includeDeprecated: true) { ...value }
    enumValues(includeDeprecated: true) { name description }
    possibleTypes { name }
} } }
fragment value on __InputValue { name description defaultValue type { ...ref } }
fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The types of the schema, by name.
pub struct Catalogue(pub BTreeMap<String, Value>);

/// A field: the name of its type, and its own.
pub type Place = (String, String);

/// A leaf of an input: the fields that lead to it, and its type.
pub type Leaf = (Vec<String>, String);

impl Catalogue {
    pub async fn read(world: &World) -> Self {
        let answer = world.schema.execute(INTROSPECTION.into()).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        let data = answer.data.into_json().unwrap();
        let types = data["__schema"]["types"].as_array().unwrap().clone();
        Self(types.into_iter().map(|one| (text(&one["name"]).to_owned(), one)).collect())
    }

    /// The fields of a type; none of one that has none.
    pub fn fields(&self, of: &str) -> &[Value] {
        self.0[of]["fields"].as_array().map_or(&[], Vec::as_slice)
    }

    pub fn field(&self, of: &str, name: &str) -> Option<&Value> {
        self.fields(of).iter().find(|field| field["name"] == *name)
    }

    /// The fields that queries can reach and that lead to things: to several at once, or to a page of them.
    pub fn lists(&self) -> BTreeSet<Place> {
        let (mut lists, mut seen, mut ahead) = (BTreeSet::new(), BTreeSet::new(), vec!["Query".to_owned()]);
        while let Some(of) = ahead.pop() {
            if !seen.insert(of.clone()) {
                continue;
            }
            for field in self.fields(&of) {
                let leads = named(&field["type"]);
                if self.is_page(leads)
                    || !self.is_page(&of) && is_list(&field["type"]) && !self.fields(leads).is_empty()
                {
                    lists.insert((of.clone(), text(&field["name"]).to_owned()));
                }
                ahead.push(leads.to_owned());
            }
            let possible = self.0[&of]["possibleTypes"].as_array();
            ahead.extend(possible.into_iter().flatten().map(|one| text(&one["name"]).to_owned()));
        }
        lists
    }

    pub fn is_page(&self, of: &str) -> bool {
        self.field(of, "pageInfo").is_some()
    }

    /// The fields that a query selects, as far as its answer has something there.
    pub fn filled(&self, query: &str, data: &Value) -> BTreeSet<Place> {
        let DocumentOperations::Single(operation) = parse_query(query).unwrap().operations else {
            panic!("one operation: {query}")
        };
        let mut found = BTreeSet::new();
        self.walk("Query", &operation.node.selection_set.node, &[data], &mut found);
        found
    }

    fn walk(&self, of: &str, selections: &SelectionSet, things: &[&Value], found: &mut BTreeSet<Place>) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => {
                    let (name, key) = (field.node.name.node.as_str(), field.node.response_key().node.as_str());
                    let answers = things.iter().filter_map(|thing| thing.get(key));
                    let answers: Vec<_> = answers.flat_map(each).filter(|answer| is_filled(answer)).collect();
                    let Some(known) = self.field(of, name).filter(|_| !answers.is_empty()) else { continue };
                    found.insert((of.to_owned(), name.to_owned()));
                    self.walk(named(&known["type"]), &field.node.selection_set.node, &answers, found);
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref().map_or(of, |on| on.node.on.node.as_str());
                    self.walk(on, &fragment.node.selection_set.node, things, found);
                }
                Selection::FragmentSpread(_) => panic!("no fragments with names"),
            }
        }
    }

    fn inputs(&self, of: &str) -> &[Value] {
        self.0[of]["inputFields"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The simplest value of a type.
    pub fn example(&self, of: &Value) -> Value {
        match (text(&of["kind"]), of["name"].as_str().unwrap_or_default()) {
            ("NON_NULL", _) => self.example(&of["ofType"]),
            ("LIST", _) => json!([self.example(&of["ofType"])]),
            ("ENUM", name) => self.0[name]["enumValues"][0]["name"].clone(),
            ("INPUT_OBJECT", name) => {
                let one_of = self.0[name]["isOneOf"] == true;
                let given = |field: &&Value| required(field) || one_of;
                let fields = self.inputs(name).iter().filter(given).take(if one_of { 1 } else { usize::MAX });
                let fields = fields.map(|field| (text(&field["name"]).to_owned(), self.example(&field["type"])));
                Value::Object(fields.collect())
            }
            (_, "Int") => json!(1),
            (_, "Float") => json!(1.5),
            (_, "Boolean") => json!(true),
            (_, "Date") => json!("2026-01-31"),
            (_, "LocalTime") => json!("09:00:00"),
            (_, "DateTime") => json!("2026-12-10T02:00:00Z"),
            (_, "PartialDate") => json!("2020-05"),
            (_, "ID" | "String") => json!("x"),
            (kind, name) => panic!("no example of {kind} {name}"),
        }
    }

    /// The leaves of a type that are not enumerated.
    pub fn leaves(&self, of: &Value) -> Vec<Leaf> {
        let name = named(of);
        match text(&self.0[name]["kind"]) {
            "INPUT_OBJECT" => self.inputs(name).iter().flat_map(|field| self.within(field)).collect(),
            "SCALAR" => vec![(Vec::new(), name.to_owned())],
            _ => Vec::new(),
        }
    }

    /// The leaves of an argument or input field, which leads to them.
    pub fn within(&self, field: &Value) -> Vec<Leaf> {
        let mut leaves = self.leaves(&field["type"]);
        for (path, _) in &mut leaves {
            path.insert(0, text(&field["name"]).to_owned());
        }
        leaves
    }

    /// An example of a type that has `value` at the leaf to which `path` leads.
    pub fn plant(&self, of: &Value, path: &[String], value: &Value) -> Value {
        match (text(&of["kind"]), path) {
            ("NON_NULL", _) => self.plant(&of["ofType"], path, value),
            ("LIST", _) => json!([self.plant(&of["ofType"], path, value)]),
            ("INPUT_OBJECT", [first, rest @ ..]) => {
                let name = named(of);
                let field = self.inputs(name).iter().find(|field| field["name"] == *first).unwrap();
                let mut object = if self.0[name]["isOneOf"] == true { json!({}) } else { self.example(of) };
                object[first] = self.plant(&field["type"], rest, value);
                object
            }
            _ => value.clone(),
        }
    }

    /// Whether `path` leads from this type to one of its fields, through lists by number.
    pub fn leads(&self, of: &Value, path: &[Value]) -> bool {
        match (text(&of["kind"]), path) {
            (_, []) => true,
            ("NON_NULL", _) => self.leads(&of["ofType"], path),
            ("LIST", [at, rest @ ..]) => text(at).parse::<usize>().is_ok() && self.leads(&of["ofType"], rest),
            ("INPUT_OBJECT", [first, rest @ ..]) => {
                let mut fields = self.inputs(named(of)).iter();
                fields.find(|field| field["name"] == *first).is_some_and(|field| self.leads(&field["type"], rest))
            }
            _ => false,
        }
    }

    /// What to select of a type, to see that it was found.
    pub fn selection(&self, of: &Value) -> &'static str {
        let has = |field: &str| self.fields(named(of)).iter().any(|one| one["name"] == field);
        match text(&self.0[named(of)]["kind"]) {
            "OBJECT" if has("errors") => "{ errors { code message path } }",
            "OBJECT" if has("nodes") => "{ totalCount nodes { __typename } }",
            "OBJECT" | "INTERFACE" => "{ __typename }",
            _ => "",
        }
    }

    /// A call of a field with what it requires and these arguments besides: the declarations of its variables, the
    /// call, and the variables.
    pub fn call(&self, field: &Value, with: Map<String, Value>) -> (String, String, Value) {
        let (mut declared, mut given, mut variables) = (Vec::new(), Vec::new(), with);
        for argument in field["args"].as_array().unwrap() {
            let name = text(&argument["name"]);
            if required(argument) && !variables.contains_key(name) {
                variables.insert(name.to_owned(), self.example(&argument["type"]));
            }
            if variables.contains_key(name) {
                declared.push(format!("${name}: {}", written(&argument["type"])));
                given.push(format!("{name}: ${name}"));
            }
        }
        let brackets =
            |inner: Vec<String>| if inner.is_empty() { String::new() } else { format!("({})", inner.join(", ")) };
        let call = format!("{}{} {}", text(&field["name"]), brackets(given), self.selection(&field["type"]));
        (brackets(declared), call, Value::Object(variables))
    }
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Whether an argument or input field has to be given.
fn required(field: &Value) -> bool {
    field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null()
}

/// The name of a type, without what is around it.
pub fn named(of: &Value) -> &str {
    if of["ofType"].is_null() { text(&of["name"]) } else { named(&of["ofType"]) }
}

/// The items of a list; otherwise the value itself.
fn each(value: &Value) -> Vec<&Value> {
    value.as_array().map_or(vec![value], |items| items.iter().collect())
}

/// Whether there is something: of a page, whether it has items.
fn is_filled(value: &Value) -> bool {
    let empty = |items: &Value| items.as_array().is_some_and(Vec::is_empty);
    !value.is_null() && !value.get("nodes").is_some_and(empty) && !value.get("edges").is_some_and(empty)
}

/// Whether a type is a list, whatever of.
fn is_list(of: &Value) -> bool {
    of["kind"] == "LIST" || !of["ofType"].is_null() && is_list(&of["ofType"])
}

fn written(of: &Value) -> String {
    match text(&of["kind"]) {
        "NON_NULL" => format!("{}!", written(&of["ofType"])),
        "LIST" => format!("[{}]", written(&of["ofType"])),
        _ => text(&of["name"]).to_owned(),
    }
}
