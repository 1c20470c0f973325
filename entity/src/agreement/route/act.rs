//! Adding and revising routes.

use super::{find, record::approval_route, reference, rule::Route};
use crate::{
    Caller, Error, Reason, Registry, Work,
    journal::{ChangeKind, Entry, SubjectKind},
    policy::{self, Act},
    refusal::Refusals,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;

/// Adds a route, or a new version of one. Agreements under way keep the version with which they began.
///
/// The steps common to all agreements, such as expiry and termination, are added if the route does not have them
/// itself.
pub async fn revise_approval_route(
    registry: &Registry,
    caller: &Caller,
    code: &str,
    mut route: Route,
) -> Result<approval_route::Model, Error> {
    policy::may(caller, Act::ReviseApprovalRoute, &[])?;
    let work = registry.begin(caller).await?;
    reference::add_life(&mut route)?;
    let mut refused = Refusals::default();
    let is_code = (2..=40).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    refused.unless(is_code, "code", Reason::Malformed { expected: "ID_KSDPL".into() });
    route.check(&mut refused);
    refused.done()?;
    let before = approval_route::Entity::find()
        .filter(approval_route::Column::Code.eq(code))
        .order_by_desc(approval_route::Column::Version)
        .one(&*work)
        .await?;
    if let Some(before) = before.as_ref().filter(|before| before.definition == route) {
        return Err(Error::refuse(Reason::AlreadyThere { id: before.id }));
    }
    let version = before.map_or(0, |before| before.version) + 1;
    let row = version_of(&work, code, version, route).insert(&*work).await?;
    let data = json!({ "code": row.code, "version": row.version });
    let subject = (SubjectKind::ApprovalRoute, row.id);
    work.record(Entry::public(Act::ReviseApprovalRoute, subject, ChangeKind::Created, data)).await?;
    Ok(row)
}

/// Enters the routes that ship and that the registry does not have: the first version of each. A route that somebody
/// revised stays as it is.
pub(crate) async fn load_shipped(work: &Work) -> Result<usize, Error> {
    let there = find::routes(&**work).await?;
    let mut added = 0;
    for (code, route) in reference::shipped()? {
        if there.iter().all(|known| known.code != code) {
            version_of(work, &code, 1, route).insert(&**work).await?;
            added += 1;
        }
    }
    Ok(added)
}

fn version_of(work: &Work, code: &str, version: i32, definition: Route) -> approval_route::ActiveModel {
    approval_route::Model { id: work.new_id(), code: code.to_owned(), version, definition, created_at: work.now }
        .into_active_model()
}
