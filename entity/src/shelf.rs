//! What folders keep in memory beside the database, such as rows that never change. Each keeps it under a type of its own:
//! the registry need not know what there is.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

/// What is kept, by its type. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

impl Shelf {
    /// What is kept of this type; its default where nothing was put there.
    pub fn of<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).cloned();
        let kept = kept.unwrap_or_else(|| {
            let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
            all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::<T>::default()).clone()
        });
        kept.downcast().expect("each type is kept under its own identifier")
    }

    /// Keeps `value` in place of what was kept of its type.
    pub fn put<T: Any + Send + Sync>(&self, value: T) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), Arc::new(value));
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shelf")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn clones_share_what_is_kept_of_each_type() {
        let (one, other) = (Shelf::default(), Shelf::default());
        one.clone().of::<Mutex<u32>>().lock().unwrap().clone_from(&7);
        one.put(8_u64);
        assert_eq!((*one.of::<Mutex<u32>>().lock().unwrap(), *one.of::<u64>()), (7, 8));
        assert_eq!((*other.of::<Mutex<u32>>().lock().unwrap(), *other.of::<u64>()), (0, 0));
    }
}
