//! Look-ups that belong together, made together.
//!
//! A list knows from the selection what its items will ask for, and loads it with one statement before they ask
//! (`prefetch` in each folder); the items then find it here. What was not foreseen is still batched, by waiting a
//! millisecond for others.

use crate::error::ApiError;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use entity::{Caller, Registry};
use std::{collections::HashMap, hash::Hash};

/// The look-ups of one request.
pub(crate) type Lookups = DataLoader<Source, HashMapCache>;

/// Where look-ups read: the registry, for one caller.
pub(crate) struct Source {
    pub(crate) registry: Registry,
    pub(crate) caller: Caller,
}

/// The look-ups of a request of `caller`.
pub(crate) fn lookups(registry: Registry, caller: Caller) -> Lookups {
    DataLoader::with_cache(Source { registry, caller }, tokio::spawn, HashMapCache::default())
}

/// What belongs to `key`; nothing where nothing does.
pub(crate) async fn load<K>(lookups: &Lookups, key: K) -> Result<<Source as Loader<K>>::Value, ApiError>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Source: Loader<K, Error = ApiError>,
    <Source as Loader<K>>::Value: Default,
{
    Ok(lookups.load_one(key).await?.unwrap_or_default())
}

/// Gives every key a value, so that "there is none" is remembered too.
pub(crate) fn complete<K: Clone + Eq + Hash, I: Copy + Eq + Hash, V: Default>(
    keys: &[K],
    id: impl Fn(&K) -> I,
    mut found: HashMap<I, V>,
) -> HashMap<K, V> {
    keys.iter().map(|key| (key.clone(), found.remove(&id(key)).unwrap_or_default())).collect()
}
