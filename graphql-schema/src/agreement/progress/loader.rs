//! Look-ups of how far agreements have come.

use crate::{
    context::Told,
    loader::{Answers, Lookup, Source, lookup},
};
use entity::agreement::{
    progress::{
        find::{self, StepTaken},
        record::requirement_check,
        rule::Case,
    },
    record::{agreement, document},
    route::{find as routes, record::approval_route},
};
use futures_util::future::BoxFuture;
use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

/// How far this agreement has come.
#[derive(Debug, Clone)]
pub(crate) struct CaseOf(pub(crate) Arc<agreement::Model>);

impl PartialEq for CaseOf {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for CaseOf {}

impl Hash for CaseOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl Lookup for CaseOf {
    type Value = Option<Arc<Case>>;

    fn look_up<'a>(source: &'a Source, keys: &'a [Self]) -> BoxFuture<'a, Answers<Self>> {
        Box::pin(async move {
            let agreements: Vec<agreement::Model> = keys.iter().map(|key| agreement::Model::clone(&key.0)).collect();
            let mut found = find::cases(&source.registry, &agreements).await.told(&source.caller)?;
            Ok(keys.iter().map(|key| (key.clone(), found.remove(&key.0.id).map(Arc::new))).collect())
        })
    }
}

lookup! {
    /// The steps that were taken with this agreement, oldest first.
    StepsOf => Arc<[StepTaken]>,
    |source, ids| find::steps_of(&source.registry, &source.caller, ids),
    Arc::from
}

lookup! {
    /// The documents on which what was done together rests, as far as the caller may see them.
    PapersOf => Arc<[document::Model]>,
    |source, ids| find::papers_of(&source.registry, &source.caller, ids),
    Arc::from
}

lookup! {
    /// What was answered to the requirements of this agreement, as far as the caller may know.
    RequirementsOf => Arc<[requirement_check::Model]>,
    |source, ids| find::requirements_of(&source.registry, &source.caller, ids),
    Arc::from
}

lookup! {
    /// The version of a route with this identifier.
    RouteById => Option<Arc<approval_route::Model>>,
    |source, ids| routes::routes_by_id(&source.registry, ids),
    Some
}
