//! Lists in pages, after Relay's cursor connections.

use crate::{
    context::Told,
    error::ApiError,
    selection::{Field, Selections, is_counted},
};
use async_graphql::{InputType, Lookahead, SelectionField, Value};
use entity::{
    Caller, Error,
    page::{ListOrder, Page, Slice},
};

/// The stretch of a list that a caller asks for: the arguments that each list has.
#[derive(Debug)]
pub(crate) struct Stretch {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

impl Stretch {
    /// The page that it is, of a list in this order.
    pub(crate) fn of(&self, order: ListOrder, caller: &Caller) -> Result<Page, ApiError> {
        Page::new(order, self.first, self.after.as_deref(), self.last, self.before.as_deref()).told(caller)
    }
}

/// How many items the list has, counted only when that is selected.
pub(crate) async fn total(
    connection: &Lookahead<'_>,
    count: impl Future<Output = Result<u64, Error>>,
    caller: &Caller,
) -> Result<Option<u64>, ApiError> {
    if is_counted(connection) { count.await.map(Some).told(caller) } else { Ok(None) }
}

/// One item and where it stands.
pub(crate) struct Item<N> {
    pub(crate) cursor: String,
    pub(crate) node: N,
}

/// A page of items with what lies around it.
pub(crate) struct Listed<N> {
    pub(crate) items: Vec<Item<N>>,
    pub(crate) has_previous: bool,
    pub(crate) has_next: bool,
    /// How many items the whole list has; counted only when it is selected.
    pub(crate) total: Option<u64>,
}

impl<N> Listed<N> {
    /// The page `slice` of a list that has `total` items.
    pub(crate) fn new<T: Into<N>>(slice: Slice<T>, total: Option<u64>, cursor: impl Fn(&T) -> String) -> Self {
        let Slice { rows, has_previous, has_next } = slice;
        let items = rows.into_iter().map(|row| Item { cursor: cursor(&row), node: row.into() }).collect();
        Self { items, has_previous, has_next, total }
    }
}

/// Declares the connection and edge types of a node.
macro_rules! connection {
    ($connection:ident, $edge:ident, $node:ty, $what:literal) => {
        #[doc = concat!("A page of ", $what, ".")]
        pub(crate) struct $connection(pub(crate) $crate::connection::Listed<$node>);

        #[doc = concat!("One of ", $what, ", and its place in the list.")]
        pub(crate) struct $edge<'a>(&'a $crate::connection::Item<$node>);

        #[doc = concat!("A page of ", $what, ".")]
        #[async_graphql::Object]
        impl $connection {
            /// The items with their places in the list.
            async fn edges(&self) -> Vec<$edge<'_>> {
                self.0.items.iter().map($edge).collect()
            }

            /// The items.
            async fn nodes(&self) -> Vec<&$node> {
                self.0.items.iter().map(|item| &item.node).collect()
            }

            /// The cursors of this page, and whether there is more before and after it.
            async fn page_info(&self) -> async_graphql::connection::PageInfo {
                async_graphql::connection::PageInfo {
                    has_previous_page: self.0.has_previous,
                    has_next_page: self.0.has_next,
                    start_cursor: self.0.items.first().map(|item| item.cursor.clone()),
                    end_cursor: self.0.items.last().map(|item| item.cursor.clone()),
                }
            }

            /// How many items the whole list has, as far as the caller may see them.
            async fn total_count(&self) -> u64 {
                self.0.total.unwrap_or_default()
            }
        }

        #[doc = concat!("One of ", $what, ", and its place in the list.")]
        #[async_graphql::Object]
        impl $edge<'_> {
            /// The place in the list, for `after` and `before`.
            async fn cursor(&self) -> &str {
                &self.0.cursor
            }

            /// The item.
            async fn node(&self) -> &$node {
                &self.0.node
            }
        }
    };
}
pub(crate) use connection;

/// The arguments of a list within an item, wherever it is selected.
pub(crate) struct NestedList<'a, F> {
    pub(crate) filter: F,
    pub(crate) page: Page,
    /// What is selected of the list.
    pub(crate) look: Lookahead<'a>,
}

/// The lists of a field that begin or end where the whole list does. One with arguments that do not fit is left out: its resolver will
/// say so.
pub(crate) fn nested<'a, F: InputType + Default, T, C>(
    selections: &Selections<'a, T>,
    field: &Field<T, C>,
) -> Vec<NestedList<'a, F>> {
    selections.below(field).fields().iter().filter_map(read_nested).collect()
}

fn read_nested<'a, F: InputType + Default>(list: &SelectionField<'a>) -> Option<NestedList<'a, F>> {
    let arguments = list.arguments().ok()?;
    let argument = |name: &str| {
        arguments
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.clone())
            .filter(|value| *value != Value::Null)
    };
    if argument("after").or(argument("before")).is_some() {
        return None;
    }
    let filter = match argument("filter") {
        Some(value) => F::parse(Some(value)).ok()?,
        None => F::default(),
    };
    let number = |name: &str| argument(name).map(|value| i32::parse(Some(value))).transpose().ok();
    let page = Page::between(number("first")?, None, number("last")?, None).ok()?;
    Some(NestedList { filter, page, look: Lookahead::from(*list) })
}
