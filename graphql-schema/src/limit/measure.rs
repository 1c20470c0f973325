//! How large the selections of a document are, with every fragment expanded but measured once.

use super::{count, weight};
use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::types::{Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet},
};
use std::collections::HashMap;

/// The rows of a page when the caller does not say how many.
const USUAL_PAGE: u64 = 20;
/// The most rows a page has, whatever the caller says.
const LARGEST_PAGE: u64 = 100;

/// The size of a selection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// Fields, spreads and inline fragments.
    pub selections: u64,
    /// Fields that are renamed.
    pub aliases: u64,
    /// Fields within fields.
    pub depth: u64,
    /// Selections within this one.
    pub nesting: u64,
    /// Objects that may have to be found.
    pub cost: u64,
    /// What is asked of all records at once. It is asked once however many rows want to know.
    pub work: u64,
    /// Fields with which somebody signs in.
    pub sign_ins: u64,
    /// Fields of this selection itself.
    pub fields: u64,
    /// Those of them that are objects.
    objects: u64,
    /// Values that a description of the schema may have.
    pub introspection: u64,
    /// The same if this selection is itself inside such a description.
    described: u64,
    /// Whether the rows of a page are among the fields.
    rows: bool,
}

impl Measure {
    /// This selection and another one at its side.
    pub fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
            cost: self.cost.saturating_add(other.cost),
            work: self.work.saturating_add(other.work),
            sign_ins: self.sign_ins.saturating_add(other.sign_ins),
            fields: self.fields.saturating_add(other.fields),
            objects: self.objects.saturating_add(other.objects),
            introspection: self.introspection.saturating_add(other.introspection),
            described: self.described.saturating_add(other.described),
            rows: self.rows || other.rows,
        }
    }

    /// This selection as the content of a fragment.
    fn in_fragment(self) -> Self {
        Self { selections: self.selections.saturating_add(1), nesting: self.nesting.saturating_add(1), ..self }
    }
}

/// Measures the selections of one document, with the variables of the operation that runs.
pub(super) struct Ruler<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    measured: HashMap<&'a Name, Measure>,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
}

impl<'a> Ruler<'a> {
    /// Measures the fragments, those without spreads first; `None` if they contain each other in a cycle.
    pub fn new(
        fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
        operation: &'a OperationDefinition,
        variables: &'a Variables,
    ) -> Option<Self> {
        let mut ruler = Self { fragments, measured: HashMap::new(), operation, variables };
        while ruler.measured.len() < ruler.fragments.len() {
            let before = ruler.measured.len();
            for (name, fragment) in ruler.fragments {
                if !ruler.measured.contains_key(name)
                    && let Some(measure) = ruler.set(&fragment.node.selection_set.node)
                {
                    ruler.measured.insert(name, measure);
                }
            }
            if ruler.measured.len() == before {
                return None;
            }
        }
        Some(ruler)
    }

    /// The size of a selection of an operation.
    pub fn measure(&self, set: &SelectionSet) -> Measure {
        self.set(set).unwrap_or_default()
    }

    /// The size of `set`, unless it spreads a fragment that is still to be measured. It calls itself once for each
    /// bracket around it in the text, which are counted already; spreads are looked up.
    fn set(&self, set: &SelectionSet) -> Option<Measure> {
        set.items.iter().try_fold(Measure::default(), |sum, item| {
            let one = match &item.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node)?.in_fragment(),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?.in_fragment(),
            };
            Some(sum.beside(one))
        })
    }

    /// The size of a fragment. One that does not exist has none: validation says so later.
    fn fragment(&self, name: &Name) -> Option<Measure> {
        if self.fragments.contains_key(name) { self.measured.get(name).copied() } else { Some(Measure::default()) }
    }

    fn field(&self, field: &Field) -> Option<Measure> {
        let name = field.name.node.as_str();
        let inner = self.set(&field.selection_set.node)?;
        let leaf = field.selection_set.node.items.is_empty();
        let root = matches!(name, "__schema" | "__type");
        let described = inner.described.saturating_mul(usual_length(name)).saturating_add(1);
        let found = inner.cost.saturating_mul(self.rows(field, inner)).saturating_add(1);
        let asked = weight::of(name).saturating_add(inner.objects.saturating_mul(weight::of_each_in(name)));
        let searched = if self.searches(field) { weight::SEARCHED } else { 0 };
        Some(Measure {
            selections: inner.selections.saturating_add(1),
            aliases: inner.aliases.saturating_add(u64::from(field.alias.is_some())),
            depth: inner.depth.saturating_add(1),
            nesting: if leaf { 0 } else { inner.nesting.saturating_add(1) },
            cost: if leaf || root { 0 } else { found },
            work: inner.work.saturating_add(asked).saturating_add(searched),
            sign_ins: inner.sign_ins.saturating_add(u64::from(name == weight::SIGN_IN)),
            fields: u64::from(name != "__typename"),
            objects: u64::from(!leaf),
            introspection: if root { described } else { inner.introspection },
            described,
            rows: matches!(name, "nodes" | "edges"),
        })
    }

    /// How many times the content of `field` may have to be found.
    fn rows(&self, field: &Field, inner: Measure) -> u64 {
        let asked = ["first", "last"].into_iter().filter_map(|name| match self.argument(field, name)? {
            Value::Number(number) => number.as_u64(),
            _ => None,
        });
        let listed = || match self.argument(field, "ids")? {
            Value::List(ids) => Some(count(ids.len())),
            _ => None,
        };
        let usual = if inner.rows { USUAL_PAGE } else { 1 };
        asked.max().or_else(listed).unwrap_or(usual).clamp(1, LARGEST_PAGE)
    }

    /// Whether the records that `field` lists are searched for words.
    fn searches(&self, field: &Field) -> bool {
        let filter = self.argument(field, weight::FILTER);
        matches!(filter, Some(Value::Object(filter)) if filter.get(weight::WORDS).is_some_and(|words| *words != Value::Null))
    }

    /// The argument `name` of `field`, with its variables filled in.
    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let written = field.get_argument(name)?.node.clone();
        written.into_const_with(|variable| self.variable(&variable).ok_or(())).ok()
    }

    /// What was sent for the variable, or else its default.
    fn variable(&self, name: &Name) -> Option<Value> {
        let default = || {
            let definition = self.operation.variable_definitions.iter().find(|own| own.node.name.node == *name)?;
            definition.node.default_value()
        };
        self.variables.get(name).or_else(default).cloned()
    }
}

/// How long the lists of the introspection schema are in ours, roughly.
fn usual_length(field: &str) -> u64 {
    match field {
        "types" => 100,
        "fields" | "inputFields" | "enumValues" | "interfaces" | "possibleTypes" | "directives" => 10,
        "args" => 3,
        _ => 1,
    }
}
