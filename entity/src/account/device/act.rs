//! Recognising a browser.

use crate::{
    Error, Registry, Work,
    account::{
        Secret,
        record::{device, person},
        session::rule::DEVICE_LIFE,
    },
    secret::{digest, token},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use uuid::Uuid;

/// How the token of a browser begins, so that scanners for lost secrets recognise it.
const PREFIX: &str = "kbd_";

/// Whether the person with this address has signed in before in the browser that keeps `token`. Takes as long if there
/// is no such account.
pub(in crate::account) async fn is_known(registry: &Registry, token: &Secret, email_key: &str) -> Result<bool, Error> {
    let found: Option<Uuid> = device::Entity::find()
        .select_only()
        .column(device::Column::PersonId)
        .filter(device::Column::TokenHash.eq(digest(token.reveal())))
        .filter(device::Column::UsedAt.gt(registry.now() - DEVICE_LIFE))
        .filter(
            device::Column::PersonId.in_subquery(
                Query::select()
                    .column(person::Column::Id)
                    .from(person::Entity)
                    .and_where(Expr::col(person::Column::EmailKey).eq(email_key))
                    .to_owned(),
            ),
        )
        .into_tuple()
        .one(&registry.db)
        .await?;
    Ok(found.is_some())
}

/// Lets a browser know `person` from now on, and returns the token that it is to keep. The token is new each time and
/// takes over the people whom the browser knew before: a token that somebody else put there then knows nobody.
pub(in crate::account) async fn remember(work: &Work, person: Uuid, shown: Option<&Secret>) -> Result<Secret, Error> {
    let token = work.hand_out(token(PREFIX));
    let hash = digest(token.reveal());
    if let Some(shown) = shown {
        device::Entity::update_many()
            .col_expr(device::Column::TokenHash, Expr::value(hash.clone()))
            .filter(device::Column::TokenHash.eq(digest(shown.reveal())))
            .filter(device::Column::UsedAt.gt(work.now - DEVICE_LIFE))
            .exec(&**work)
            .await?;
    }
    let row = device::ActiveModel { token_hash: Set(hash), person_id: Set(person), used_at: Set(work.now) };
    let again = OnConflict::columns([device::Column::TokenHash, device::Column::PersonId])
        .update_column(device::Column::UsedAt)
        .to_owned();
    device::Entity::insert(row).on_conflict(again).exec_without_returning(&**work).await?;
    Ok(token)
}

/// Makes every browser forget `person`.
pub(in crate::account) async fn forget(work: &Work, person: Uuid) -> Result<(), Error> {
    device::Entity::delete_many().filter(device::Column::PersonId.eq(person)).exec(&**work).await?;
    Ok(())
}

/// Deletes what is no longer known.
pub(in crate::account) async fn sweep(work: &Work) -> Result<(), Error> {
    device::Entity::delete_many().filter(device::Column::UsedAt.lt(work.now - DEVICE_LIFE)).exec(&**work).await?;
    Ok(())
}
