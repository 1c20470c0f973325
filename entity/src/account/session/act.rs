//! Signing in and out.

use super::{
    Session, SignedIn,
    rule::{self, TOKEN_PREFIX},
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    account::{
        Secret,
        act::acting,
        attempt::{Origin, act::Attempt},
        device, find,
        held::open_person,
        password,
        record::{Carrier, person, session},
        rule::{MOST_PASSWORD, email, email_key},
    },
    journal::{ChangeKind, Entry, SubjectKind},
    policy::{Act, Who},
    secret::{digest, token},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

/// How many sign-ins are in the database at once: they take turns there, so that they neither wait for one another with
/// all connections in their hands nor stand before everybody who wants to write.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Signs a person in who knows their password.
///
/// The answer and the time it takes do not tell whether there is such an account. An attempt is noted before the
/// password is checked; while the hash is computed, neither a connection nor `SQLite`'s writer is held.
pub async fn sign_in(
    registry: &Registry,
    from: &Origin,
    address: &str,
    password: &Secret,
    carrier: Carrier,
) -> Result<SignedIn, Error> {
    let key = email_key(address);
    let turn = turn(from).await?;
    let attempt = Attempt::of(registry, &key, from).await?;
    attempt.note(registry).await?;
    let person = match email(address) {
        Some(_) => person::Entity::find().filter(person::Column::EmailKey.eq(&key)).one(&registry.db).await?,
        None => None,
    };
    drop(turn);

    let person = person.filter(|person| person.disabled_at.is_none());
    let hash = person.as_ref().and_then(|person| person.password_hash.as_deref());
    let fits = password.reveal().len() <= MOST_PASSWORD;
    let candidate = if fits { password.clone() } else { Secret::from("") };
    let right = password::verify(&candidate, hash, &from.waiting).await?;
    let Some(person) = person.filter(|_| right) else {
        return Err(Error::refuse(Reason::WrongCredentials));
    };

    let _turn = self::turn(from).await?;
    let work = registry.begin(&acting(&person)).await?;
    // The account may have been closed, or its password changed, while the hash was made.
    let person = open_person(&work, person.id)
        .await?
        .filter(|now| now.password_hash == person.password_hash)
        .ok_or_else(|| Error::refuse(Reason::WrongCredentials))?;
    attempt.forget(&work).await?;
    let signed_in = open(&work, &person, carrier, from.device.as_ref()).await?;
    let subject = (SubjectKind::Person, person.id);
    work.record(Entry::internal(Act::SignIn, subject, ChangeKind::Changed, json!({}))).await?;
    Ok(signed_in)
}

/// Waits for a turn in the database, as long as the caller does.
async fn turn(from: &Origin) -> Result<SemaphorePermit<'static>, Error> {
    tokio::select! {
        turn = TURNS.acquire() => turn.map_err(|closed| Error::Fault(closed.to_string())),
        // Nobody reads this.
        () = from.waiting.left() => Err(Error::Busy),
    }
}

/// Ends a session of the caller. One that has ended already stays so.
pub async fn sign_out(registry: &Registry, caller: &Caller, session: Uuid) -> Result<(), Error> {
    let person = caller.person()?;
    let work = registry.begin(caller).await?;
    let ended = session::Entity::delete_many()
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::PersonId.eq(person))
        .exec(&*work)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(());
    }
    let subject = (SubjectKind::Person, person);
    work.record(Entry::internal(Act::SignOut, subject, ChangeKind::Changed, json!({}))).await
}

/// The session that a token stands for; `None` if it has ended, when the account is closed, when the token came on
/// another way than the session's, or when there never was such a session.
pub async fn authenticate_session(
    registry: &Registry,
    token: &str,
    carrier: Carrier,
) -> Result<Option<Session>, Error> {
    if !token.starts_with(TOKEN_PREFIX) {
        return Ok(None);
    }
    let now = registry.now();
    let row = session::Entity::find().filter(session::Column::TokenHash.eq(digest(token))).one(&registry.db).await?;
    let Some(row) = row.filter(|row| row.carrier == carrier && rule::is_alive(row, now)) else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(row.person_id).one(&registry.db).await?;
    let Some(person) = person.filter(|person| person.disabled_at.is_none()) else {
        return Ok(None);
    };
    let memberships = find::memberships(&registry.db, &[person.id]).await?.remove(&person.id).unwrap_or_default();
    if rule::is_news(Some(row.last_seen_at), now)
        && let Err(error) = note_seen(registry, row.id).await
    {
        tracing::warn!(%error, "a session's last use was not noted");
    }
    Ok(Some(Session { id: row.id, caller: Caller { memberships, ..acting(&person) } }))
}

/// Begins a session of a person who has shown that they are that person. A browser knows them from now on; `device` is
/// what it keeps of an earlier time.
pub(in crate::account) async fn open(
    work: &Work,
    person: &person::Model,
    carrier: Carrier,
    device: Option<&Secret>,
) -> Result<SignedIn, Error> {
    let token = work.hand_out(token(TOKEN_PREFIX));
    let id = work.new_id();
    let expires_at = work.now + rule::life(carrier);
    let row = session::ActiveModel {
        id: Set(id),
        token_hash: Set(digest(token.reveal())),
        person_id: Set(person.id),
        carrier: Set(carrier),
        created_at: Set(work.now),
        last_seen_at: Set(work.now),
        expires_at: Set(expires_at),
    };
    session::Entity::insert(row).exec_without_returning(&**work).await?;
    let memberships = find::memberships(&**work, &[person.id]).await?.remove(&person.id).unwrap_or_default();
    let caller = Caller { who: Who::Person(person.id), memberships, ..acting(person) };
    let device = match carrier {
        Carrier::Cookie => Some(device::act::remember(work, person.id, device).await?),
        Carrier::Token => None,
    };
    Ok(SignedIn { session: Session { id, caller }, token, expires_at, device })
}

async fn note_seen(registry: &Registry, id: Uuid) -> Result<(), Error> {
    let Some(work) = registry.begin_upkeep().await? else {
        return Ok(());
    };
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(work.now))
        .filter(session::Column::Id.eq(id))
        .filter(Expr::col(session::Column::LastSeenAt).lte(work.now - rule::SEEN_EVERY))
        .exec(&*work)
        .await?;
    work.commit_upkeep().await
}
