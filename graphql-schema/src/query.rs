//! Everything that can be asked.

use crate::{journal::query::JournalQuery, node::NodeQuery, place::query::PlaceQuery};
use async_graphql::MergedObject;

/// Everything that can be asked.
#[derive(Default, MergedObject)]
pub struct Query(PlaceQuery, JournalQuery, NodeQuery);
