//! Creating, replacing and revoking keys, and authenticating those who present one.

use super::rule::{self, Scope, check_expiry, check_grace, new_key, new_prefix};
use crate::{
    Caller, Error, Reason, Registry,
    account::{
        Secret,
        held::administered_client,
        record::client,
        rule::check_name,
        session::rule::{SEEN_EVERY, is_news},
    },
    journal::{ChangeKind, Entry, SubjectKind},
    place::record::party,
    policy::{self, Act, Membership, Who},
    refusal::{Gate, Named, Refusals},
    secret::digest,
    text::Language,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

/// An API client to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClient {
    /// Its name.
    pub name: String,
    /// What it may do, and where.
    pub membership: Membership,
    /// What its key allows; reading is always included.
    pub scopes: Vec<Scope>,
    /// In how many days it expires; `None` for never.
    pub expires_in_days: Option<i64>,
}

/// Creates an API client. Its key is returned once and not kept anywhere.
pub async fn create_client(
    registry: &Registry,
    caller: &Caller,
    new: &NewClient,
) -> Result<(client::Model, Secret), Error> {
    let work = registry.begin(caller).await?;
    policy::may_administer(caller, Act::CreateApiClient, &[new.membership])?;
    let mut refusals = Refusals::default();
    let name = check_name(&new.name, &mut refusals);
    let expires_at = check_expiry(new.expires_in_days, work.now, &mut refusals);
    if let Some(id) = new.membership.party {
        let known = party::Entity::find_by_id(id).one(&*work).await?.is_some();
        refusals.unless(known, "party", Reason::NotFound);
    }
    refusals.done()?;
    let prefix = new_prefix();
    let key = work.hand_out(new_key(&prefix));
    let row = client::ActiveModel {
        id: Set(work.new_id()),
        name: Set(name),
        party_id: Set(new.membership.party),
        role: Set(new.membership.role),
        scopes: Set(Scope::join(&new.scopes)),
        key_prefix: Set(prefix),
        key_hash: Set(digest(key.reveal())),
        previous_key_hash: Set(None),
        previous_key_until: Set(None),
        expires_at: Set(expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
        created_at: Set(work.now),
    };
    let client = row.insert(&*work).await?;
    let entry = entry(Act::CreateApiClient, &client, ChangeKind::Created);
    work.record(entry).await?;
    Ok((client, key))
}

/// Replaces a client's key. The old one stays valid for `grace_hours` (a day if `None`), the one before it not at all.
/// With `expires_in_days` the client is let in for that long from now; otherwise its expiry stays as it was.
pub async fn rotate_client(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    grace_hours: Option<i64>,
    expires_in_days: Option<i64>,
) -> Result<(client::Model, Secret), Error> {
    let work = registry.begin(caller).await?;
    let client = administered_client(&work, Act::RotateApiClient, id).await?;
    if client.revoked_at.is_some() {
        let revoked = Named::new("REVOKED", caller.language.pick("dicabut", "revoked"));
        let gate = Gate::at(revoked, vec![policy::named(Act::CreateApiClient, caller.language)]);
        return Err(Error::refuse(Reason::closed(gate)));
    }
    let mut refusals = Refusals::default();
    let until = check_grace(grace_hours, work.now, &mut refusals);
    let expires_at = check_expiry(expires_in_days, work.now, &mut refusals);
    refusals.done()?;
    let key = work.hand_out(new_key(&client.key_prefix));
    let old_hash = client.key_hash.clone();
    let mut change = client.into_active_model();
    change.previous_key_hash = Set(Some(old_hash));
    change.previous_key_until = Set(Some(until));
    change.key_hash = Set(digest(key.reveal()));
    if expires_at.is_some() {
        change.expires_at = Set(expires_at);
    }
    let client = change.update(&*work).await?;
    let entry = entry(Act::RotateApiClient, &client, ChangeKind::Changed);
    work.record(entry).await?;
    Ok((client, key))
}

/// Revokes a client's keys, at once and for good.
pub async fn revoke_client(registry: &Registry, caller: &Caller, id: Uuid) -> Result<client::Model, Error> {
    let work = registry.begin(caller).await?;
    let client = administered_client(&work, Act::RevokeApiClient, id).await?;
    if client.revoked_at.is_some() {
        return Ok(client);
    }
    let mut change = client.into_active_model();
    change.revoked_at = Set(Some(work.now));
    let client = change.update(&*work).await?;
    let entry = entry(Act::RevokeApiClient, &client, ChangeKind::Changed);
    work.record(entry).await?;
    Ok(client)
}

/// The client that a key belongs to; `None` if the key is malformed, unknown, replaced, expired or revoked. Clients
/// have no language of their own.
pub async fn authenticate_key(registry: &Registry, key: &str, language: Language) -> Result<Option<Caller>, Error> {
    let Some(prefix) = rule::prefix(key) else {
        return Ok(None);
    };
    let now = registry.now();
    let found = client::Entity::find().filter(client::Column::KeyPrefix.eq(prefix)).one(&registry.db).await?;
    let Some(client) = found.filter(|client| client.has_key(key, now) && client.is_let_in(now)) else {
        return Ok(None);
    };
    if is_news(client.last_used_at, now)
        && let Err(error) = note_used(registry, client.id).await
    {
        tracing::warn!(%error, "a key's last use was not noted");
    }
    Ok(Some(Caller {
        who: Who::Client(client.id),
        language,
        memberships: vec![Membership { role: client.role, party: client.party_id }],
        may_write: client.scopes().contains(&Scope::Write),
    }))
}

async fn note_used(registry: &Registry, id: Uuid) -> Result<(), Error> {
    let Some(work) = registry.begin_upkeep().await? else {
        return Ok(());
    };
    let due = Condition::any()
        .add(client::Column::LastUsedAt.is_null())
        .add(Expr::col(client::Column::LastUsedAt).lte(work.now - SEEN_EVERY));
    client::Entity::update_many()
        .col_expr(client::Column::LastUsedAt, Expr::value(work.now))
        .filter(client::Column::Id.eq(id))
        .filter(due)
        .exec(&*work)
        .await?;
    work.commit_upkeep().await
}

fn entry(act: Act, client: &client::Model, change: ChangeKind) -> Entry {
    let data = json!({
        "keyPrefix": client.key_prefix,
        "role": client.role,
        "party": client.party_id,
        "scopes": client.scopes,
        "expiresAt": client.expires_at,
    });
    Entry::internal(act, (SubjectKind::ApiClient, client.id), change, data)
}
