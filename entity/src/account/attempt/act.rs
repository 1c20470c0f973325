//! Counting attempts before the password is checked, so that simultaneous attempts are all counted.

use super::{
    Origin,
    rule::{self, CROWD_WINDOW, ENOUGH_NETWORKS, MOST_AT_ACCOUNT, MOST_FROM_ADDRESS, MOST_FROM_NETWORK, WINDOW},
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    account::{
        device,
        lock::{hold, try_hold},
        record::{attempt, session},
    },
    refusal::Wait,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use sha2::Sha256;

/// The name under which the registry keeps the key of the hashes by which attempts are counted.
const KEY: &str = "attempt_key";

/// One attempt, by the hashes by which it is counted.
#[derive(Debug, Clone)]
pub(in crate::account) struct Attempt {
    account: Vec<u8>,
    address: Vec<u8>,
    network: Vec<u8>,
    /// The browser, where the account knows it.
    device: Option<Vec<u8>>,
}

/// Whether an attempt may be made.
enum Verdict {
    /// It may.
    Go,
    /// Not before this time has passed; the caller may have been told so already.
    Wait(Wait),
    /// The caller has to wait with everyone else, and comes for the first time.
    WaitUntil(DateTime<Utc>),
}

impl Attempt {
    /// The attempt of somebody at `from` on the account with the address `email_key`.
    pub async fn of(registry: &Registry, email_key: &str, from: &Origin) -> Result<Self, Error> {
        let known = match &from.device {
            Some(token) if device::act::is_known(registry, token, email_key).await? => Some(token),
            _ => None,
        };
        let key = key(registry).await?;
        Ok(Self {
            account: hash(&key, "account", email_key),
            address: hash(&key, "address", &rule::address(from.address).to_string()),
            network: hash(&key, "network", &rule::network(from.address).to_string()),
            device: known.map(|token| hash(&key, "device", token.reveal())),
        })
    }

    /// Counts it, or refuses it when there were too many.
    pub async fn note(&self, registry: &Registry) -> Result<(), Error> {
        // Repeated refusals cost no write.
        if let Verdict::Wait(wait) = self.judge(&registry.db, registry.now()).await? {
            return Err(Error::refuse(Reason::TooManyAttempts { wait }));
        }
        let work = registry.begin(&Caller::system()).await?;
        self.hold(&work).await?;
        let told_to_wait_until = match self.judge(&*work, work.now).await? {
            Verdict::Wait(wait) => return Err(Error::refuse(Reason::TooManyAttempts { wait })),
            Verdict::WaitUntil(then) => Some(then),
            Verdict::Go => {
                attempt::Entity::delete_many().filter(self.has_waited()).exec(&*work).await?;
                None
            }
        };
        let row = attempt::ActiveModel {
            id: Set(work.new_id()),
            account_key: Set(self.account.clone()),
            address_key: Set(Some(self.address.clone())),
            network_key: Set(Some(self.network.clone())),
            device_key: Set(self.device.clone()),
            at: Set(work.now),
            told_to_wait_until: Set(told_to_wait_until),
        };
        attempt::Entity::insert(row).exec_without_returning(&*work).await?;
        let now = work.now;
        sweep(&work).await?;
        work.commit_upkeep().await?;
        match told_to_wait_until {
            Some(then) => Err(Error::refuse(Reason::TooManyAttempts { wait: Wait::until(then, now) })),
            None => Ok(()),
        }
    }

    /// Forgets the attempts on the account from the same place after one that succeeded. What others tried stays.
    pub async fn forget(&self, work: &Work) -> Result<(), Error> {
        hold(work, &self.lock_of_account()).await?;
        let mut here = Condition::any()
            .add(attempt::Column::AddressKey.eq(self.address.clone()).and(attempt::Column::DeviceKey.is_null()));
        if let Some(device) = &self.device {
            here = here.add(attempt::Column::DeviceKey.eq(device.clone()));
        }
        living(work, &self.account, here).await
    }

    /// Nobody else counts in the same place until the act ends. The order is the same for all: account, address, network.
    async fn hold(&self, work: &Work) -> Result<(), Error> {
        hold(work, &self.lock_of_account()).await?;
        if self.device.is_none() {
            hold(work, &format!("sign in from {}", URL_SAFE_NO_PAD.encode(&self.address))).await?;
            hold(work, &format!("sign in near {}", URL_SAFE_NO_PAD.encode(&self.network))).await?;
        }
        Ok(())
    }

    fn lock_of_account(&self) -> String {
        lock_of_account(&self.account)
    }

    async fn judge(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Verdict, Error> {
        let on_account = || attempt::Column::AccountKey.eq(self.account.clone());
        if let Some(device) = &self.device {
            let own = found(now).filter(on_account()).filter(attempt::Column::DeviceKey.eq(device.clone()));
            let wait = wait_for(db, own, MOST_AT_ACCOUNT, now).await?;
            return Ok(wait.map_or(Verdict::Go, Verdict::Wait));
        }
        let strange = || found(now).filter(attempt::Column::DeviceKey.is_null());
        let from_here = || strange().filter(attempt::Column::AddressKey.eq(self.address.clone()));
        let around = strange().filter(attempt::Column::NetworkKey.eq(self.network.clone()));
        let at_account = from_here().filter(on_account()).filter(attempt::Column::ToldToWaitUntil.is_null());
        let waits = [
            wait_for(db, at_account, MOST_AT_ACCOUNT, now).await?,
            wait_for(db, from_here(), MOST_FROM_ADDRESS, now).await?,
            wait_for(db, around, MOST_FROM_NETWORK, now).await?,
        ];
        if let Some(wait) = waits.into_iter().flatten().max() {
            return Ok(Verdict::Wait(wait));
        }
        let Some(wait) = self.crowd(db, now).await? else { return Ok(Verdict::Go) };
        let told: Option<DateTime<Utc>> = attempt::Entity::find()
            .select_only()
            .column(attempt::Column::ToldToWaitUntil)
            .filter(self.has_waited())
            .filter(attempt::Column::At.gt(now - CROWD_WINDOW))
            .order_by_desc(attempt::Column::At)
            .into_tuple()
            .one(db)
            .await?;
        Ok(match told {
            Some(then) if then <= now => Verdict::Go,
            // What was said is kept, also when the crowd has grown.
            Some(then) => Verdict::Wait(Wait::until(then, now)),
            None => Verdict::WaitUntil(now + wait),
        })
    }

    /// How long everyone has to wait who wants to try this account.
    async fn crowd(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<chrono::Duration>, Error> {
        let failed: Vec<i64> = attempt::Entity::find()
            .select_only()
            .column_as(Expr::cust("count(*)"), "n")
            .filter(attempt::Column::AccountKey.eq(self.account.clone()))
            .filter(attempt::Column::At.gt(now - CROWD_WINDOW))
            .filter(attempt::Column::DeviceKey.is_null())
            .filter(attempt::Column::ToldToWaitUntil.is_null())
            .group_by(attempt::Column::NetworkKey)
            .limit(ENOUGH_NETWORKS)
            .into_tuple()
            .all(db)
            .await?;
        let failed: Vec<u64> = failed.into_iter().map(|count| u64::try_from(count).unwrap_or(0)).collect();
        Ok(rule::crowd_wait(&failed))
    }

    /// The rows by which it is known that this address was told to wait for this account.
    fn has_waited(&self) -> Condition {
        Condition::all()
            .add(attempt::Column::AccountKey.eq(self.account.clone()))
            .add(attempt::Column::AddressKey.eq(self.address.clone()))
            .add(attempt::Column::ToldToWaitUntil.is_not_null())
    }
}

/// Forgets every attempt on an account: its person has shown in another way that they are that person.
pub(in crate::account) async fn forget_all(work: &Work, email_key: &str) -> Result<(), Error> {
    let Some(key) = work.note(KEY).await? else { return Ok(()) };
    let account = hash(&read_key(&key)?, "account", email_key);
    hold(work, &lock_of_account(&account)).await?;
    living(work, &account, Condition::all()).await
}

/// Deletes those of the attempts on an account that still count and that `which` describes.
async fn living(work: &Work, account: &[u8], which: Condition) -> Result<(), Error> {
    attempt::Entity::delete_many()
        .filter(attempt::Column::AccountKey.eq(account))
        .filter(attempt::Column::At.gte(work.now - CROWD_WINDOW))
        .filter(which)
        .exec(&**work)
        .await?;
    Ok(())
}

fn lock_of_account(account: &[u8]) -> String {
    format!("sign in {}", URL_SAFE_NO_PAD.encode(account))
}

/// The attempts that count at `now`.
fn found(now: DateTime<Utc>) -> Select<attempt::Entity> {
    attempt::Entity::find().filter(attempt::Column::At.gt(now - WINDOW))
}

/// How long one has to wait until fewer than `most` of these attempts count.
async fn wait_for(
    db: &impl ConnectionTrait,
    attempts: Select<attempt::Entity>,
    most: u64,
    now: DateTime<Utc>,
) -> Result<Option<Wait>, Error> {
    let at: Option<DateTime<Utc>> = attempts
        .select_only()
        .column(attempt::Column::At)
        .order_by_desc(attempt::Column::At)
        .offset(most - 1)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(at.and_then(|at| rule::until_it_counts_no_more(at, now)))
}

/// Deletes what expired long ago. Each row costs once; one at a time does it, so that nobody waits. What has only just
/// expired stays, so that this and the acts that delete living rows never want the same one.
async fn sweep(work: &Work) -> Result<(), Error> {
    if try_hold(work, "sweep").await? {
        let stale = work.now - CROWD_WINDOW * 2;
        attempt::Entity::delete_many().filter(attempt::Column::At.lt(stale)).exec(&**work).await?;
        session::Entity::delete_many().filter(session::Column::ExpiresAt.lt(stale)).exec(&**work).await?;
        device::act::sweep(work).await?;
    }
    Ok(())
}

/// The key of the hashes, made when it is first asked for. Without it the few addresses that there are could be found
/// out from their hashes.
async fn key(registry: &Registry) -> Result<[u8; 32], Error> {
    if let Some(kept) = registry.note(KEY).await? {
        return read_key(&kept);
    }
    let work = registry.begin(&Caller::system()).await?;
    hold(&work, KEY).await?;
    // Another process may have been first.
    if let Some(kept) = work.note(KEY).await? {
        return read_key(&kept);
    }
    let made: [u8; 32] = rand::random();
    work.set_note(KEY, &URL_SAFE_NO_PAD.encode(made)).await?;
    work.commit_upkeep().await?;
    Ok(made)
}

fn read_key(kept: &str) -> Result<[u8; 32], Error> {
    let bytes = URL_SAFE_NO_PAD.decode(kept).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Error::Fault("the key of attempts to sign in cannot be read".into()))
}

/// HMAC-SHA-256 (RFC 2104) of a value of one kind.
fn hash(key: &[u8; 32], kind: &str, value: &str) -> Vec<u8> {
    let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.chain_update(kind).chain_update([0]).chain_update(value).finalize().into_bytes().to_vec()
}
