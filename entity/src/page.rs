//! Pages of a list, by key: the cost of a page does not depend on how far down the list it lies.

use crate::{Error, Reason, Refusal};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Datelike, Utc};
use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoSimpleExpr, JoinType, Order, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select, Value,
    sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, WindowStatement},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// How many items a page has by default.
pub const DEFAULT_SIZE: u64 = 20;
/// How many items a page has at most.
pub const MOST: u64 = 100;

/// The direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Smallest or earliest first.
    #[default]
    Ascending,
    /// Largest or latest first.
    Descending,
}

impl Direction {
    pub(crate) fn order(self) -> Order {
        match self {
            Self::Ascending => Order::Asc,
            Self::Descending => Order::Desc,
        }
    }

    fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// An order of a list, as its cursors know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListOrder {
    name: &'static str,
    by: By,
}

/// What the first order column of a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Id,
    Text,
    Moment,
}

impl ListOrder {
    /// The order of identifiers alone.
    pub const fn by_id(name: &'static str) -> Self {
        Self { name, by: By::Id }
    }

    /// The order of texts, then of identifiers.
    pub const fn by_text(name: &'static str) -> Self {
        Self { name, by: By::Text }
    }

    /// The order of moments, then of identifiers.
    pub const fn by_moment(name: &'static str) -> Self {
        Self { name, by: By::Moment }
    }

    /// The place of the item `id`, which has this key.
    pub fn cursor(self, key: Key, id: Uuid) -> Cursor {
        Cursor { order: self.name.to_owned(), key, id }
    }

    /// Whether `cursor` is a place in this order, with a key that both databases compare.
    fn has(self, cursor: &Cursor) -> bool {
        let fits = match (self.by, &cursor.key) {
            (By::Id, Key::Id) => true,
            (By::Text, Key::Text(text)) => !text.contains('\0'),
            (By::Moment, Key::Moment(moment)) => (0..=9999).contains(&moment.year()),
            _ => false,
        };
        fits && cursor.order == self.name
    }
}

/// The value of the first order column at a place in a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Key {
    /// The list is in the order of identifiers alone.
    #[serde(rename = "i")]
    Id,
    /// A text.
    #[serde(rename = "t")]
    Text(String),
    /// A moment.
    #[serde(rename = "m")]
    Moment(DateTime<Utc>),
}

/// A place in a list: between the item with this key and identifier and its neighbour.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// Which list and order it is a place in.
    #[serde(rename = "o")]
    pub order: String,
    /// The value of the order column.
    #[serde(rename = "k")]
    pub key: Key,
    /// The item.
    #[serde(rename = "d")]
    pub id: Uuid,
}

impl Cursor {
    /// The cursor as callers hold it.
    pub fn encode(&self) -> String {
        // Serialising three plain fields cannot fail; an empty cursor would be refused when it comes back.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn decode(text: &str, order: ListOrder) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok().filter(|cursor| order.has(cursor))
    }
}

/// What a caller asked for: a stretch from either end of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page {
    size: u64,
    backward: bool,
    after: Option<Cursor>,
    before: Option<Cursor>,
}

impl Page {
    /// The page that Relay's four arguments ask for, in a list in this order.
    pub fn new(
        order: ListOrder,
        first: Option<i32>,
        after: Option<&str>,
        last: Option<i32>,
        before: Option<&str>,
    ) -> Result<Self, Error> {
        let decode = |name: &str, text: Option<&str>| match text {
            None => Ok(None),
            Some(text) => Cursor::decode(text, order).map(Some).ok_or_else(|| {
                Refusal::at(name, Reason::Malformed { expected: format!("{name}: endCursor | startCursor") })
            }),
        };
        let (after, before) = (decode("after", after)?, decode("before", before)?);
        Self::between(first, after, last, before)
    }

    /// The page that they ask for between places that are read already.
    pub fn between(
        first: Option<i32>,
        after: Option<Cursor>,
        last: Option<i32>,
        before: Option<Cursor>,
    ) -> Result<Self, Error> {
        let (size, backward) = match (first, last) {
            (Some(_), Some(_)) => {
                return Err(Refusal::at("last", Reason::Malformed { expected: "first | last".into() }).into());
            }
            (Some(first), None) => (size("first", first)?, false),
            (None, Some(last)) => (size("last", last)?, true),
            (None, None) => (DEFAULT_SIZE, before.is_some() && after.is_none()),
        };
        Ok(Self { size, backward, after, before })
    }

    /// The first `size` items.
    pub fn first(size: u64) -> Self {
        Self { size, backward: false, after: None, before: None }
    }

    /// The next `size` items after a place in a list.
    pub fn after(size: u64, place: Cursor) -> Self {
        Self { after: Some(place), ..Self::first(size) }
    }

    /// Whether it begins or ends with the list: no place in the list is named.
    pub fn is_at_an_end(&self) -> bool {
        self.after.is_none() && self.before.is_none()
    }

    /// The places after which and before which it lies.
    pub(crate) fn places(&self) -> (Option<&Cursor>, Option<&Cursor>) {
        (self.after.as_ref(), self.before.as_ref())
    }

    /// The direction in which its rows are found, in a list that goes in `direction`: from the end that is asked for.
    pub(crate) fn found_in(&self, direction: Direction) -> Direction {
        if self.backward { direction.reversed() } else { direction }
    }

    /// How many items were asked for.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Narrows `select`, which is without an order, to this page (and one more row, to see whether the list goes on),
    /// ordered by `column` and then `id`.
    pub fn narrow<E: EntityTrait>(
        &self,
        mut select: Select<E>,
        column: Option<SimpleExpr>,
        id: impl IntoSimpleExpr,
        direction: Direction,
    ) -> Select<E> {
        let id = id.into_simple_expr();
        for (cursor, towards) in [(&self.after, direction), (&self.before, direction.reversed())] {
            if let Some(cursor) = cursor {
                select = select.filter(beyond(column.as_ref(), &id, cursor, towards));
            }
        }
        let order = self.found_in(direction).order();
        if let Some(column) = column {
            select = select.order_by(column, order.clone());
        }
        select.order_by(id, order).limit(self.size + 1)
    }

    /// Puts the rows that [`Page::narrow`] found into the order of the list and notes what lies beyond them.
    pub fn cut<T>(&self, mut rows: Vec<T>) -> Slice<T> {
        let more = rows.len() as u64 > self.size;
        rows.truncate(usize::try_from(self.size).unwrap_or(usize::MAX));
        if self.backward {
            rows.reverse();
        }
        let (has_previous, has_next) =
            if self.backward { (more, self.before.is_some()) } else { (self.after.is_some(), more) };
        Slice { rows, has_previous, has_next }
    }
}

fn size(name: &str, asked: i32) -> Result<u64, Error> {
    match u64::try_from(asked) {
        Ok(size @ 1..=MOST) => Ok(size),
        _ => Err(Refusal::at(name, Reason::OutOfRange { least: 1, most: 100 }).into()),
    }
}

/// The condition for rows beyond `cursor`: a row value, which PostgreSQL seeks in an index where the equivalent `or`
/// is only a filter.
fn beyond(column: Option<&SimpleExpr>, id: &SimpleExpr, cursor: &Cursor, towards: Direction) -> Condition {
    let value: Option<Value> = match &cursor.key {
        Key::Id => None,
        Key::Text(text) => Some(text.clone().into()),
        Key::Moment(moment) => Some((*moment).into()),
    };
    let (left, right) = match (column, value) {
        (Some(column), Some(value)) => {
            (Expr::tuple([column.clone(), id.clone()]), Expr::tuple([Expr::val(value), Expr::val(cursor.id)]))
        }
        _ => (id.clone(), Expr::val(cursor.id)),
    };
    Condition::all().add(match towards {
        Direction::Ascending => left.gt(right),
        Direction::Descending => left.lt(right),
    })
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Slice<T> {
    /// The items, in the order of the list.
    pub rows: Vec<T>,
    /// Whether the list has items before these.
    pub has_previous: bool,
    /// Whether the list has items after these.
    pub has_next: bool,
}

impl<T> Default for Slice<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), has_previous: false, has_next: false }
    }
}

/// Which records belong to which groups, for [`first_of_each`]: a query of two columns with these names.
#[derive(Debug)]
pub(crate) struct Links(pub SelectStatement);

impl Links {
    /// The column of the record's identifier.
    pub const RECORD: &str = "record_id";
    /// The column of the group's identifier.
    pub const GROUP: &str = "group_id";
}

/// The first or last records of each of several groups, in one statement: a nested list for all its parents at once. `page`
/// is [at an end](Page::is_at_an_end) of it.
///
/// `select` is without an order; its records have the identifier `id` and stand in each group in the order of `order`.
pub(crate) async fn first_of_each<E: EntityTrait>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    id: impl IntoSimpleExpr,
    links: Links,
    order: &[(SimpleExpr, Direction)],
    page: &Page,
) -> Result<HashMap<Uuid, Slice<E::Model>>, DbErr> {
    let mut ranked = select.into_query();
    let mut window = WindowStatement::partition_by(("links", Links::GROUP));
    for (column, direction) in order {
        window.order_by_expr(column.clone(), page.found_in(*direction).order());
    }
    let belongs = Expr::col(("links", Links::RECORD)).eq(id.into_simple_expr());
    ranked
        .join_subquery(JoinType::InnerJoin, links.0, "links", belongs)
        .column(("links", Links::GROUP))
        .expr_window_as(Expr::cust("row_number()"), window, "nth");
    let nth = i64::try_from(page.size).unwrap_or(i64::MAX - 1);
    let stretch = Query::select()
        .column(Asterisk)
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("nth").lte(nth + 1))
        .order_by("nth", Order::Asc)
        .to_owned();
    let mut groups: HashMap<Uuid, Vec<E::Model>> = HashMap::new();
    for row in db.query_all(&stretch).await? {
        let group = row.try_get("", Links::GROUP)?;
        groups.entry(group).or_default().push(E::Model::from_query_result(&row, "")?);
    }
    Ok(groups.into_iter().map(|(group, rows)| (group, page.cut(rows))).collect())
}

/// How many records each of several groups has, in one statement. A group without any is left out.
pub(crate) async fn count_of_each<E: EntityTrait>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    id: impl IntoSimpleExpr,
    links: Links,
) -> Result<HashMap<Uuid, u64>, DbErr> {
    let mut counted = select.select_only().into_query();
    let belongs = Expr::col(("links", Links::RECORD)).eq(id.into_simple_expr());
    counted
        .join_subquery(JoinType::InnerJoin, links.0, "links", belongs)
        .column(("links", Links::GROUP))
        .expr_as(Expr::cust("count(*)"), "n")
        .group_by_col(("links", Links::GROUP));
    let rows = db.query_all(&counted).await?;
    rows.iter()
        .map(|row| {
            let n: i64 = row.try_get("", "n")?;
            Ok((row.try_get("", Links::GROUP)?, u64::try_from(n).unwrap_or(0)))
        })
        .collect()
}

/// One number of a row that a query names `n`.
#[derive(Debug, FromQueryResult)]
pub struct Count {
    /// The number.
    pub n: i64,
}

/// Counts the rows of `select`.
pub async fn count<E: EntityTrait>(db: &impl ConnectionTrait, select: Select<E>) -> Result<u64, DbErr> {
    let count = select.select_only().expr_as(Expr::cust("count(*)"), "n").into_model::<Count>().one(db).await?;
    Ok(count.map_or(0, |count| u64::try_from(count.n).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: ListOrder = ListOrder::by_text("name");

    #[test]
    fn a_page_refuses_what_it_cannot_mean() {
        for first in [0, -1, 101, i32::MAX, i32::MIN] {
            assert!(Page::new(NAME, Some(first), None, None, None).is_err(), "{first}");
        }
        assert!(Page::new(NAME, Some(1), None, Some(1), None).is_err());
        assert!(Page::new(NAME, None, Some(""), None, None).is_err());
    }

    #[test]
    fn a_cursor_is_a_place_in_one_order() {
        let moment = |text: &str| Key::Moment(text.parse().unwrap());
        let start = ListOrder::by_moment("start");
        let begins =
            |order: ListOrder, cursor: &Cursor| Page::new(order, None, Some(&cursor.encode()), None, None).is_ok();
        let text = |text: &str| NAME.cursor(Key::Text(text.into()), Uuid::nil());
        assert!(begins(NAME, &text("bandung")));
        assert!(!begins(ListOrder::by_text("other"), &text("bandung")), "a cursor of another list");
        assert!(!begins(NAME, &text("\0")), "PostgreSQL has no such text");
        for key in [Key::Id, moment("2026-01-01T00:00:00Z")] {
            assert!(!begins(NAME, &NAME.cursor(key, Uuid::nil())), "a key of another type");
        }
        assert!(begins(start, &start.cursor(moment("2026-01-01T00:00:00Z"), Uuid::nil())));
        for far in ["-100000-01-01T00:00:00Z", "+100000-01-01T00:00:00Z"] {
            assert!(!begins(start, &start.cursor(moment(far), Uuid::nil())), "{far}");
        }
    }

    #[test]
    fn a_page_says_what_lies_beyond_it() {
        let slice = Page::first(2).cut(vec![1, 2, 3]);
        assert_eq!((slice.rows, slice.has_previous, slice.has_next), (vec![1, 2], false, true));
        let last = Page::new(NAME, None, None, Some(2), None).unwrap().cut(vec![9, 8, 7]);
        assert_eq!((last.rows, last.has_previous, last.has_next), (vec![8, 9], true, false));
    }

    #[test]
    fn a_page_from_the_end_is_read_against_the_order_of_the_list() {
        assert_eq!(Direction::Ascending.reversed(), Direction::Descending);
        assert_eq!(Direction::Descending.reversed(), Direction::Ascending);
        let sizes = [Page::first(7), Page::new(NAME, None, None, Some(7), None).unwrap()].map(|page| page.size());
        assert_eq!(sizes, [7, 7]);
        let place = NAME.cursor(Key::Text("bandung".into()), Uuid::nil());
        let before = Page::new(NAME, None, None, None, Some(&place.encode())).unwrap().cut(vec![2, 1]);
        assert_eq!((before.rows, before.has_previous, before.has_next), (vec![1, 2], false, true));
    }
}
