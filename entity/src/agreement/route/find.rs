//! Reading routes. Everyone may read them.

use super::{record::approval_route, reference::add_life, rule::Route};
use crate::{Error, Registry, agreement::record::Scheme, place::record::party};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};
use uuid::Uuid;

/// Versions of routes that were read: they never change.
pub(crate) type Known = HashMap<Uuid, Arc<approval_route::Model>>;

/// The newest version of every route, by code.
pub async fn routes(db: &impl ConnectionTrait) -> Result<Vec<approval_route::Model>, Error> {
    let all = approval_route::Entity::find()
        .order_by_asc(approval_route::Column::Code)
        .order_by_desc(approval_route::Column::Version)
        .all(db)
        .await?;
    let mut newest: Vec<approval_route::Model> = Vec::new();
    for mut route in all {
        add_life(&mut route.definition)?;
        if newest.last().is_none_or(|last| last.code != route.code) {
            newest.push(route);
        }
    }
    Ok(newest)
}

/// The versions of routes with these identifiers, each read from the database once.
pub async fn routes_by_id(registry: &Registry, ids: &[Uuid]) -> Result<Known, Error> {
    let kept = registry.shelf.of::<RwLock<Known>>();
    let mut found: Known = {
        let known = kept.read().unwrap_or_else(PoisonError::into_inner);
        ids.iter().filter_map(|id| Some((*id, known.get(id)?.clone()))).collect()
    };
    let missing: Vec<Uuid> = ids.iter().copied().filter(|id| !found.contains_key(id)).collect();
    if !missing.is_empty() {
        let read = read(&registry.db, &missing).await?;
        kept.write().unwrap_or_else(PoisonError::into_inner).extend(read.clone());
        found.extend(read);
    }
    Ok(found)
}

/// The same, within an act.
pub(crate) async fn read(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Known, Error> {
    let found =
        approval_route::Entity::find().filter(approval_route::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let whole = |mut route: approval_route::Model| {
        add_life(&mut route.definition)?;
        Ok((route.id, Arc::new(route)))
    };
    found.into_iter().map(whole).collect()
}

/// The route that `party` usually takes in agreements of this scheme.
pub fn usual<'a>(
    routes: &'a [approval_route::Model],
    party: &party::Model,
    scheme: Scheme,
) -> Option<&'a approval_route::Model> {
    let suits = |route: &&approval_route::Model| route.definition.suits(party.country_code.as_deref(), scheme);
    routes.iter().filter(|route| suits(route).is_some()).max_by_key(suits)
}

/// What a version says.
pub(crate) fn definition(known: &Known, id: Option<Uuid>) -> Arc<Route> {
    let route = id.and_then(|id| known.get(&id));
    Arc::new(route.map(|route| route.definition.clone()).unwrap_or_default())
}
