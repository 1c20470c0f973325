//! Batched look-ups.
//!
//! A list knows from the selection what its items will ask for, and loads it with one statement before they ask
//! (`prefetch` in each folder, by [`load_all`]); the items then find it here. What was not foreseen is still batched, by
//! waiting a millisecond for others.

use crate::error::ApiError;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use entity::{Caller, Registry};
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

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

/// What belongs to `key`; the empty value if nothing does.
pub(crate) async fn load<K>(lookups: &Lookups, key: K) -> Result<<Source as Loader<K>>::Value, ApiError>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Source: Loader<K, Error = ApiError>,
    <Source as Loader<K>>::Value: Default,
{
    Ok(lookups.load_one(key).await?.unwrap_or_default())
}

/// What belongs to each of `keys`: what is known already, and the rest by one look-up at once, which waits for no others.
pub(crate) async fn load_all<K>(
    lookups: &Lookups,
    keys: impl IntoIterator<Item = K>,
) -> Result<HashMap<K, <Source as Loader<K>>::Value>, ApiError>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Source: Loader<K, Error = ApiError>,
{
    let known = lookups.get_cached_values::<K>();
    let (mut found, mut missing) = (HashMap::new(), HashSet::new());
    for key in keys {
        match known.get(&key) {
            Some(value) => _ = found.insert(key, value.clone()),
            None => _ = missing.insert(key),
        }
    }
    if !missing.is_empty() {
        let missing: Vec<K> = missing.into_iter().collect();
        let loaded = lookups.loader().load(&missing).await?;
        lookups.feed_many(loaded.clone()).await;
        found.extend(loaded);
    }
    Ok(found)
}

/// Declares a look-up of what belongs to a record: its key, the function of `find` that answers many at once, and how
/// an answer is kept.
/// A key without an answer gets the empty one, so that "there is none" is remembered too.
macro_rules! lookup {
    ($(#[$doc:meta])* $key:ident => $value:ty, |$source:ident, $ids:ident| $find:expr, $keep:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) struct $key(pub(crate) uuid::Uuid);

        impl async_graphql::dataloader::Loader<$key> for $crate::loader::Source {
            type Value = $value;
            type Error = $crate::error::ApiError;

            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<std::collections::HashMap<$key, Self::Value>, $crate::error::ApiError> {
                let ids: Vec<uuid::Uuid> = keys.iter().map(|key| key.0).collect();
                let ($source, $ids) = (self, ids.as_slice());
                let mut found = $crate::context::Told::told($find.await, &self.caller)?;
                Ok(keys.iter().map(|key| (*key, found.remove(&key.0).map($keep).unwrap_or_default())).collect())
            }
        }
    };
}
pub(crate) use lookup;

/// Declares a list within a party: the key of one page, the key of its total, and the functions of `find` that answer
/// both for many parties at once.
macro_rules! nested {
    ($key:ident, $total:ident, $filter:ty => $row:ty, $order:expr, $find:path, $count:path) => {
        /// The first items of a list within a party.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub(crate) struct $key {
            pub(crate) party: uuid::Uuid,
            pub(crate) filter: $filter,
            pub(crate) first: u64,
        }

        /// How many items that list has.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub(crate) struct $total {
            pub(crate) party: uuid::Uuid,
            pub(crate) filter: $filter,
        }

        impl async_graphql::dataloader::Loader<$key> for $crate::loader::Source {
            type Value = Option<std::sync::Arc<entity::page::Slice<$row>>>;
            type Error = $crate::error::ApiError;

            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<std::collections::HashMap<$key, Self::Value>, $crate::error::ApiError> {
                let mut answers = std::collections::HashMap::new();
                for alike in
                    $crate::loader::groups(keys, |one, other| one.filter == other.filter && one.first == other.first)
                {
                    let ids: Vec<uuid::Uuid> = alike.iter().map(|key| key.party).collect();
                    let found =
                        $find(&self.registry, &self.caller, &ids, &alike[0].filter, $order, alike[0].first).await;
                    let mut found = $crate::context::Told::told(found, &self.caller)?;
                    answers.extend(
                        alike.into_iter().map(|key| (key.clone(), found.remove(&key.party).map(std::sync::Arc::new))),
                    );
                }
                Ok(answers)
            }
        }

        impl async_graphql::dataloader::Loader<$total> for $crate::loader::Source {
            type Value = u64;
            type Error = $crate::error::ApiError;

            async fn load(
                &self,
                keys: &[$total],
            ) -> Result<std::collections::HashMap<$total, u64>, $crate::error::ApiError> {
                let mut answers = std::collections::HashMap::new();
                for alike in $crate::loader::groups(keys, |one, other| one.filter == other.filter) {
                    let ids: Vec<uuid::Uuid> = alike.iter().map(|key| key.party).collect();
                    let found = $count(&self.registry, &self.caller, &ids, &alike[0].filter).await;
                    let mut found = $crate::context::Told::told(found, &self.caller)?;
                    answers.extend(
                        alike.into_iter().map(|key| (key.clone(), found.remove(&key.party).unwrap_or_default())),
                    );
                }
                Ok(answers)
            }
        }
    };
}
pub(crate) use nested;

/// Sorts keys into groups that one statement can answer.
pub(crate) fn groups<K>(keys: &[K], alike: impl Fn(&K, &K) -> bool) -> Vec<Vec<&K>> {
    let mut groups: Vec<Vec<&K>> = Vec::new();
    for key in keys {
        match groups.iter_mut().find(|group| alike(group[0], key)) {
            Some(group) => group.push(key),
            None => groups.push(vec![key]),
        }
    }
    groups
}
