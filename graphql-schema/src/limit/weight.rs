//! What is asked of all records at once costs more than an object that is found: these fields, by their names.
//!
//! A unit is about what one object takes. The weights are such that one page of figures with every group passes, beside
//! a list with its total, and a document which asks for many of them does not.

/// The field with which somebody signs in.
pub(super) const SIGN_IN: &str = "signIn";
/// The argument by which lists are narrowed.
pub(super) const FILTER: &str = "filter";
/// The part of [`FILTER`] that looks for words in every record.
pub(super) const WORDS: &str = "search";
/// What such a list costs beside its rows.
pub(super) const SEARCHED: u64 = 50;

/// What a field costs each time it is selected.
const WEIGHTS: [(&str, u64); 21] = [
    ("totalCount", 50),
    ("currentCount", 50),
    ("formerCount", 50),
    ("agreementsAsOf", 200),
    ("byKind", 50),
    ("byCountry", 50),
    ("countryPairs", 50),
    ("mostConnected", 50),
    ("byDimension", 50),
    ("byDocument", 50),
    ("byVitality", 100),
    ("distinctParties", 50),
    ("participations", 50),
    // Lists without pages.
    ("countries", 100),
    ("approvalRoutes", 100),
    ("follows", 100),
    ("mergers", 20),
    ("changes", 20),
    ("obligations", 20),
    // Whatever can hang on a record is counted.
    ("mergePreview", 200),
    // Two passwords are hashed.
    ("changePassword", 400),
];

/// What each object costs that is selected in a field: those of `statistics` are counted when they are selected, those of
/// `search` are looked for.
const WEIGHTS_WITHIN: [(&str, u64); 2] = [("statistics", 200), ("search", 100)];

/// What `field` costs beside the objects that it finds.
pub(super) fn of(field: &str) -> u64 {
    look_up(&WEIGHTS, field)
}

/// What each object costs that is selected in `field`.
pub(super) fn of_each_in(field: &str) -> u64 {
    look_up(&WEIGHTS_WITHIN, field)
}

fn look_up(weights: &[(&str, u64)], field: &str) -> u64 {
    weights.iter().find(|(name, _)| *name == field).map_or(0, |(_, weight)| *weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::{
        parse_schema,
        types::{ServiceDocument, TypeKind, TypeSystemDefinition},
    };

    /// The groups that are added up from what was counted already.
    const ADDED_UP: [&str; 5] = ["count", "byStage", "byClass", "byScheme", "byYear"];

    /// The names of types, each with its fields (of an object or an input).
    fn schema() -> Vec<(String, Vec<String>)> {
        let ServiceDocument { definitions } = parse_schema(crate::sdl()).unwrap();
        let types = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(definition.node),
            _ => None,
        });
        let named = types.map(|definition| {
            let fields = match definition.kind {
                TypeKind::Object(object) => object.fields.into_iter().map(|field| field.node.name.node).collect(),
                TypeKind::InputObject(input) => input.fields.into_iter().map(|field| field.node.name.node).collect(),
                _ => Vec::new(),
            };
            let fields = fields.iter().map(ToString::to_string).collect();
            (definition.name.node.to_string(), fields)
        });
        named.collect()
    }

    fn fields<'a>(schema: &'a [(String, Vec<String>)], name: &str) -> &'a [String] {
        let found = schema.iter().find(|(own, _)| own == name);
        &found.unwrap_or_else(|| panic!("there is no type {name}")).1
    }

    #[test]
    fn every_name_with_a_weight_is_one_of_the_schema() {
        let schema = schema();
        for (name, _) in WEIGHTS {
            assert!(schema.iter().any(|(_, fields)| fields.iter().any(|field| field == name)), "{name}");
        }
        for (name, _) in WEIGHTS_WITHIN {
            assert!(fields(&schema, "Query").iter().any(|field| field == name), "{name}");
        }
        assert!(fields(&schema, "Mutation").iter().any(|field| field == SIGN_IN));
        for filter in ["AgreementFilter", "RegionFilter", "ExchangeFilter"] {
            assert!(fields(&schema, filter).iter().any(|field| field == WORDS), "{filter}");
        }
    }

    #[test]
    fn every_figure_has_a_weight() {
        let schema = schema();
        for (name, fields) in &schema {
            let figures = name.ends_with("Statistics") && name != "Statistics";
            let unknown = fields.iter().find(|field| figures && of(field) == 0 && !ADDED_UP.contains(&field.as_str()));
            assert_eq!(unknown, None, "a new figure of {name} wants a weight");
        }
    }
}
