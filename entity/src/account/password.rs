//! Password hashing: Argon2id at the work that OWASP asks for, beside the threads that answer requests.

use super::{Secret, rule::comparable};
use crate::Error;
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc::PasswordHash},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Memory of one hash in KiB, passes over it, and lanes (OWASP Password Storage Cheat Sheet).
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// How many hashes are made at once: they take 38 MiB together, and leave the other processors to requests.
static PERMITS: Semaphore = Semaphore::const_new(2);
/// What a password is compared with when there is none to compare it with, so that the answer takes as long. Nothing
/// hashes to it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$a2VtYmFya2VtYmFya2VtYg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash of `password`, as a PHC string with its own salt.
pub(super) async fn hash(password: &Secret) -> Result<String, Error> {
    let password = comparable(password);
    let hash = beside(move || argon2()?.hash_password(password.reveal().as_bytes())).await?;
    let hash: PasswordHash = hash.map_err(|error| Error::Fault(format!("password hash: {error}")))?;
    Ok(hash.to_string())
}

/// Whether `password` is the one that `hash` was made of. Takes as long when there is no hash.
pub(super) async fn verify(password: &Secret, hash: Option<&str>) -> Result<bool, Error> {
    let password = comparable(password);
    let known = hash.is_some();
    let hash = hash.unwrap_or(NOBODY).to_owned();
    let outcome = beside(move || {
        let hash = PasswordHash::new(&hash)?;
        argon2()?.verify_password(password.reveal().as_bytes(), &hash)
    })
    .await?;
    match outcome {
        Ok(()) => Ok(known),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(Error::Fault(format!("password hash: {error}"))),
    }
}

fn argon2() -> password_hash::Result<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| password_hash::Error::ParamsInvalid)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Does the work on a thread of its own. The permit goes along: a caller who hangs up does not make room for the next
/// before the work is done.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let permit: SemaphorePermit<'static> =
        PERMITS.acquire().await.map_err(|closed| Error::Fault(closed.to_string()))?;
    tokio::task::spawn_blocking(move || {
        let outcome = work();
        drop(permit);
        outcome
    })
    .await
    .map_err(|failed| Error::Fault(failed.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone() {
        let hash = hash(&"rumah di tepi sungai".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify(&"rumah di tepi sungai".into(), Some(&hash)).await.unwrap());
        assert!(!verify(&"rumah di tepi danau".into(), Some(&hash)).await.unwrap());
        assert!(!verify(&"rumah di tepi sungai".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_fits_however_its_letters_were_composed() {
        let hash = hash(&"caf\u{e9} di sudut jalan".into()).await.unwrap();
        assert!(verify(&"cafe\u{301} di sudut jalan".into(), Some(&hash)).await.unwrap());
    }
}
