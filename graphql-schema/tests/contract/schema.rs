//! The schema as a document.

use crate::{
    catalogue::{Catalogue, named, text},
    world::World,
};
use entity::{on_both_databases, testing::TestRegistry};
use std::collections::BTreeSet;

on_both_databases!(
    everything_is_described,
    every_page_is_asked_for_in_the_same_words,
    the_items_of_every_page_are_nodes,
);

#[test]
fn the_file_is_the_schema() {
    let kept = include_str!("../../schema.graphql");
    let current = graphql_schema::sdl();
    let first = kept.lines().zip(current.lines()).position(|(kept, current)| kept != current);
    assert!(kept == current, "differs at line {first:?}. Make it so: kembar schema > graphql-schema/schema.graphql");
}

async fn everything_is_described(test: TestRegistry) {
    let catalogue = Catalogue::read(&World::new(test)).await;
    let mut missing = Vec::new();
    // Those of the specification explain themselves.
    let own = |name: &str| !name.starts_with("__") && name != "ID";
    for (name, one) in catalogue.0.iter().filter(|(name, _)| own(name)) {
        let mut look = |at: String, thing: &serde_json::Value| {
            if thing["description"].as_str().is_none_or(|words| words.trim().is_empty()) {
                missing.push(at);
            }
        };
        look(name.clone(), one);
        for list in ["fields", "inputFields", "enumValues"] {
            for part in one[list].as_array().into_iter().flatten() {
                look(format!("{name}.{}", part["name"]), part);
                for argument in part["args"].as_array().into_iter().flatten() {
                    look(format!("{name}.{}({})", part["name"], argument["name"]), argument);
                }
            }
        }
    }
    assert!(missing.is_empty(), "without a description: {missing:#?}");
}

async fn every_page_is_asked_for_in_the_same_words(test: TestRegistry) {
    let catalogue = Catalogue::read(&World::new(test)).await;
    let mut pages = 0;
    for (of, name) in catalogue.lists() {
        let field = catalogue.field(&of, &name).unwrap();
        if !catalogue.is_page(named(&field["type"])) {
            continue;
        }
        let arguments = field["args"].as_array().unwrap();
        let words = |name: &str| arguments.iter().find(|one| one["name"] == *name)?["description"].as_str();
        let asked = ["first", "after", "last", "before"].map(words);
        let expected = [
            "How many from the start: 1 to 100; 20 by default.",
            "Only those after this cursor.",
            "How many from the end: 1 to 100.",
            "Only those before this cursor.",
        ];
        let expected = expected.map(Some);
        assert_eq!(asked, expected, "{of}.{name}");
        pages += 1;
    }
    assert!(pages > 15, "they are found");
}

async fn the_items_of_every_page_are_nodes(test: TestRegistry) {
    let catalogue = Catalogue::read(&World::new(test)).await;
    let nodes: BTreeSet<&str> =
        catalogue.0["Node"]["possibleTypes"].as_array().unwrap().iter().map(|one| text(&one["name"])).collect();
    let pages = catalogue.0.keys().filter(|name| catalogue.is_page(name));
    let items: BTreeSet<&str> = pages.map(|page| named(&catalogue.field(page, "nodes").unwrap()["type"])).collect();
    assert_eq!(items.difference(&nodes).next(), None);
}
