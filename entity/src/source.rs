//! Whose word counts: a member's own before an official register's, that before a list's; within a rank the newer.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How much the word of a source counts. The greater goes before the less.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rank {
    /// A list, an encyclopedia, the press.
    List,
    /// An official register (*daftar resmi*).
    Register,
    /// Those themselves of whom it speaks.
    Member,
}

/// What one source states of one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated<T> {
    /// What it states.
    pub value: T,
    /// How much its word counts.
    pub rank: Rank,
    /// The date to which it refers.
    pub on: NaiveDate,
}

impl<T: Ord> Stated<T> {
    /// The order in which statements are followed: the first is the best. Of two that count alike, the smaller value goes
    /// first, so that it does not matter which was entered first.
    pub fn first_to_last(a: &Self, b: &Self) -> std::cmp::Ordering {
        (b.rank, b.on, &a.value).cmp(&(a.rank, a.on, &b.value))
    }
}
