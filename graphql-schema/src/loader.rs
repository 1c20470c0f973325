//! Look-ups that belong together, made together.
//!
//! A list knows from the selection what its items will ask for, and loads it with one statement before they ask
//! (`prefetch` in each folder, by [`load_all`]); the items then find it here. Anything unforeseen is still batched, by
//! waiting a millisecond for others.

use crate::error::ApiError;
use async_graphql::dataloader::{DataLoader, Loader};
use entity::{Caller, Registry};
use futures_util::future::BoxFuture;
use std::{
    any::{Any, TypeId},
    collections::{HashMap, HashSet},
    convert::Infallible,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};

/// Where look-ups read: the registry, for one caller.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) registry: Registry,
    pub(crate) caller: Caller,
}

/// Many keys with what belongs to each.
pub(crate) type Answers<K> = Result<HashMap<K, <K as Lookup>::Value>, ApiError>;

/// A key by which something is looked up. Whatever is declared by [`lookup`] or [`nested`] is one.
pub(crate) trait Lookup: Clone + Eq + Hash + Send + Sync + 'static {
    /// What belongs to it; the default where nothing does.
    type Value: Clone + Default + Send + Sync + 'static;

    /// Answers many keys with one statement.
    fn look_up<'a>(source: &'a Source, keys: &'a [Self]) -> BoxFuture<'a, Answers<Self>>;
}

/// The look-ups of one request, and what they have found.
pub(crate) struct Lookups {
    source: Source,
    found: Mutex<HashMap<Key, Found>>,
    unforeseen: DataLoader<Source>,
}

/// The look-ups of a request of `caller`.
pub(crate) fn lookups(registry: Registry, caller: Caller) -> Lookups {
    let source = Source { registry, caller };
    Lookups { found: Mutex::default(), unforeseen: DataLoader::new(source.clone(), tokio::spawn), source }
}

impl Lookups {
    fn known<K: Lookup>(&self, key: &Key) -> Option<K::Value> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(key)?.downcast_ref().cloned()
    }

    fn keep(&self, found: impl IntoIterator<Item = (Key, Found)>) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
    }
}

/// What belongs to `key`; nothing where nothing does.
pub(crate) async fn load<K: Lookup>(lookups: &Lookups, key: K) -> Result<K::Value, ApiError> {
    let key = Key::of(key);
    if let Some(known) = lookups.known::<K>(&key) {
        return Ok(known);
    }
    let Ok(answer) = lookups.unforeseen.load_one(key.clone()).await;
    let Some(found) = answer.transpose()? else { return Ok(K::Value::default()) };
    let value = found.downcast_ref().cloned().unwrap_or_default();
    lookups.keep([(key, found)]);
    Ok(value)
}

/// What belongs to each of `keys`: what is known already, and the rest by one look-up at once, which waits for no others.
pub(crate) async fn load_all<K: Lookup>(lookups: &Lookups, keys: impl IntoIterator<Item = K>) -> Answers<K> {
    let (mut answers, mut missing) = (HashMap::new(), HashSet::new());
    for key in keys {
        match lookups.known::<K>(&Key::of(key.clone())) {
            Some(value) => _ = answers.insert(key, value),
            None => _ = missing.insert(key),
        }
    }
    if !missing.is_empty() {
        let missing: Vec<K> = missing.into_iter().collect();
        let loaded = K::look_up(&lookups.source, &missing).await?;
        lookups.keep(loaded.iter().map(|(key, value)| (Key::of(key.clone()), Arc::new(value.clone()) as Found)));
        answers.extend(loaded);
    }
    Ok(answers)
}

/// Something that was found, of whatever type.
type Found = Arc<dyn Any + Send + Sync>;

/// A key of whatever type. All that handles keys is thereby compiled once, and not once for each type of key.
#[derive(Clone)]
struct Key(Arc<dyn AnyLookup>);

trait AnyLookup: Any + Send + Sync {
    fn of_key(&self) -> TypeId;
    fn hash_of_key(&self) -> u64;
    fn equals(&self, other: &dyn AnyLookup) -> bool;
    fn look_up<'a>(&self, source: &'a Source, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<(Key, Found)>, ApiError>>;
}

impl<K: Lookup> AnyLookup for K {
    fn of_key(&self) -> TypeId {
        TypeId::of::<K>()
    }

    fn hash_of_key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    fn equals(&self, other: &dyn AnyLookup) -> bool {
        (other as &dyn Any).downcast_ref::<K>() == Some(self)
    }

    fn look_up<'a>(&self, source: &'a Source, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<(Key, Found)>, ApiError>> {
        Box::pin(async move {
            let keys: Vec<K> =
                keys.iter().filter_map(|key| (&*key.0 as &dyn Any).downcast_ref::<K>().cloned()).collect();
            let answers = K::look_up(source, &keys).await?;
            Ok(answers.into_iter().map(|(key, value)| (Key::of(key), Arc::new(value) as Found)).collect())
        })
    }
}

impl Key {
    fn of<K: Lookup>(key: K) -> Self {
        Self(Arc::new(key))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(&*other.0)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.of_key().hash(state);
        state.write_u64(self.0.hash_of_key());
    }
}

#[async_graphql::async_trait::async_trait]
impl Loader<Key> for Source {
    type Value = Result<Found, ApiError>;
    type Error = Infallible;

    /// Keys of different types may have come together. One look-up that fails fails for its own keys alone.
    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Self::Value>, Infallible> {
        let mut by_type: HashMap<TypeId, Vec<Key>> = HashMap::new();
        for key in keys {
            by_type.entry(key.0.of_key()).or_default().push(key.clone());
        }
        let mut answers = HashMap::new();
        for keys in by_type.into_values() {
            match keys[0].0.look_up(self, &keys).await {
                Ok(found) => answers.extend(found.into_iter().map(|(key, found)| (key, Ok(found)))),
                Err(error) => answers.extend(keys.into_iter().map(|key| (key, Err(error.clone())))),
            }
        }
        Ok(answers)
    }
}

/// Declares a look-up of what belongs to a record: its key, the function of `find` that answers many at once, and how
/// an answer is kept.
/// A key without an answer gets the empty one, so that "there is none" is remembered too.
macro_rules! lookup {
    ($(#[$doc:meta])* $key:ident => $value:ty, |$source:ident, $ids:ident| $find:expr, $keep:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) struct $key(pub(crate) uuid::Uuid);

        impl $crate::loader::Lookup for $key {
            type Value = $value;

            fn look_up<'a>(
                source: &'a $crate::loader::Source,
                keys: &'a [Self],
            ) -> futures_util::future::BoxFuture<'a, $crate::loader::Answers<Self>> {
                Box::pin(async move {
                    let ids: Vec<uuid::Uuid> = keys.iter().map(|key| key.0).collect();
                    let ($source, $ids) = (source, ids.as_slice());
                    let mut found = $crate::context::Told::told($find.await, &source.caller)?;
                    Ok(keys.iter().map(|key| (*key, found.remove(&key.0).map($keep).unwrap_or_default())).collect())
                })
            }
        }
    };
}
pub(crate) use lookup;

/// Declares a list within a party: the key of one page, the key of its total, and the functions of `find` that answer
/// both for many parties at once.
macro_rules! nested {
    ($key:ident, $total:ident, $filter:ty => $row:ty, $order:expr, $find:path, $count:path) => {
        /// The first or last items of a list within a party.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub(crate) struct $key {
            pub(crate) party: uuid::Uuid,
            pub(crate) filter: $filter,
            pub(crate) page: entity::page::Page,
        }

        /// How many items that list has.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub(crate) struct $total {
            pub(crate) party: uuid::Uuid,
            pub(crate) filter: $filter,
        }

        impl $crate::loader::Lookup for $key {
            type Value = Option<std::sync::Arc<entity::page::Slice<$row>>>;

            fn look_up<'a>(
                source: &'a $crate::loader::Source,
                keys: &'a [Self],
            ) -> futures_util::future::BoxFuture<'a, $crate::loader::Answers<Self>> {
                Box::pin(async move {
                    let mut answers = std::collections::HashMap::new();
                    for alike in
                        $crate::loader::groups(keys, |one, other| one.filter == other.filter && one.page == other.page)
                    {
                        let ids: Vec<uuid::Uuid> = alike.iter().map(|key| key.party).collect();
                        let (registry, caller) = (&source.registry, &source.caller);
                        let found = $find(registry, caller, &ids, &alike[0].filter, $order, &alike[0].page).await;
                        let mut found = $crate::context::Told::told(found, caller)?;
                        answers.extend(
                            alike
                                .into_iter()
                                .map(|key| (key.clone(), found.remove(&key.party).map(std::sync::Arc::new))),
                        );
                    }
                    Ok(answers)
                })
            }
        }

        impl $crate::loader::Lookup for $total {
            type Value = u64;

            fn look_up<'a>(
                source: &'a $crate::loader::Source,
                keys: &'a [Self],
            ) -> futures_util::future::BoxFuture<'a, $crate::loader::Answers<Self>> {
                Box::pin(async move {
                    let mut answers = std::collections::HashMap::new();
                    for alike in $crate::loader::groups(keys, |one, other| one.filter == other.filter) {
                        let ids: Vec<uuid::Uuid> = alike.iter().map(|key| key.party).collect();
                        let found = $count(&source.registry, &source.caller, &ids, &alike[0].filter).await;
                        let mut found = $crate::context::Told::told(found, &source.caller)?;
                        answers.extend(
                            alike.into_iter().map(|key| (key.clone(), found.remove(&key.party).unwrap_or_default())),
                        );
                    }
                    Ok(answers)
                })
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
