//! Rows as they come from the database, put in order.

use std::{cmp::Reverse, collections::HashMap};
use uuid::Uuid;

/// Sorts rows into groups, keeping their order.
pub(crate) fn group<T>(rows: Vec<T>, key: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// Puts counted groups in order: the largest first, equal ones by name.
pub(crate) fn most_first<T>(groups: Vec<(T, i64)>, name: impl Fn(&T) -> String) -> Vec<(T, u64)> {
    let counted = |(group, count)| (group, u64::try_from(count).unwrap_or(0));
    let mut groups: Vec<(T, u64)> = groups.into_iter().map(counted).collect();
    groups.sort_by_key(|(group, count)| (Reverse(*count), name(group)));
    groups
}
