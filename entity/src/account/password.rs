//! Password hashing: Argon2id at the work that OWASP asks for, on threads that do nothing else.
//!
//! A hash fills 19 MiB. Each thread allocates them once: if allocated for every hash, the memory would come from
//! whichever thread has its turn, and never return to the system.

use super::{Secret, rule::comparable};
use crate::{Error, presence::Waiting};
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        self,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};
use tokio::sync::oneshot;

/// Memory of one hash in KiB, passes over it, and lanes (OWASP Password Storage Cheat Sheet).
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// The most passes and lanes of a hash that is kept: what costs more was not made here.
const MOST_WORK: (u32, u32) = (8, 4);
/// The length of a hash, in bytes.
const LENGTH: usize = 32;
/// How many hashes are made at once at most: they take 38 MiB together.
const MOST_WORKERS: usize = 2;
/// By how much the threads give way to those that answer requests ("nice", 0 to 19). They still get a tenth where others
/// want everything.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;
/// How many may wait for their hash: further ones are sent away. More than sign-ins may be under way, so that they
/// alone never fill it.
const PLACES: usize = 64;
/// What a password is compared with if there is no hash, so that the answer takes as long. Nothing hashes to it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$a2VtYmFya2VtYmFya2VtYg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static HASHERS: LazyLock<io::Result<Hashers>> = LazyLock::new(|| Hashers::start(workers(), PLACES));

/// The hash of `password`, as a PHC string with its own salt.
pub(super) async fn hash(password: &Secret) -> Result<String, Error> {
    let password = comparable(password);
    let hash = hashers()?.in_turn(&Waiting::default(), move |memory| make(&password, memory)).await?;
    hash.map_err(fault)
}

/// Whether `password` is the one that `hash` was made from. Takes as long if there is no hash. Callers who are no
/// longer `waiting` are skipped.
pub(super) async fn verify(password: &Secret, hash: Option<&str>, waiting: &Waiting) -> Result<bool, Error> {
    let password = comparable(password);
    let known = hash.is_some();
    let hash = hash.unwrap_or(NOBODY).to_owned();
    let right = hashers()?.in_turn(waiting, move |memory| compare(&password, &hash, memory)).await?;
    Ok(right.map_err(fault)? && known)
}

/// How many threads hash: one processor is left to others if there is another one. A database server on this machine is
/// of another session or control group, and among those a thread's own "nice" does not count.
fn workers() -> usize {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    (processors - 1).clamp(1, MOST_WORKERS)
}

fn hashers() -> Result<&'static Hashers, Error> {
    HASHERS.as_ref().map_err(|error| Error::Fault(format!("the threads that hash passwords: {error}")))
}

fn fault(error: password_hash::Error) -> Error {
    Error::Fault(format!("password hash: {error}"))
}

fn make(password: &Secret, memory: &mut [Block]) -> password_hash::Result<String> {
    let (cost, passes, lanes) = COST;
    let params = Params::new(cost, passes, lanes, Some(LENGTH))?;
    let salt = Salt::generate();
    let hash = fill(password, &salt, Algorithm::Argon2id, Version::V0x13, params.clone(), LENGTH, memory)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params)?,
        salt: Some(salt),
        hash: Some(hash),
    };
    Ok(hash.to_string())
}

/// Compares with the parameters that stand in `hash`, within bounds. The comparison takes as long wherever they differ.
fn compare(password: &Secret, hash: &str, memory: &mut [Block]) -> password_hash::Result<bool> {
    let hash = PasswordHash::new(hash)?;
    let params = Params::try_from(&hash)?;
    let (passes, lanes) = MOST_WORK;
    if params.t_cost() > passes || params.p_cost() > lanes {
        return Err(password_hash::Error::ParamsInvalid);
    }
    let (Some(salt), Some(kept)) = (hash.salt, hash.hash) else { return Err(password_hash::Error::ParamsInvalid) };
    let algorithm = Algorithm::try_from(hash.algorithm.as_str())?;
    let version = hash.version.map_or(Ok(Version::V0x13), Version::try_from)?;
    Ok(fill(password, &salt, algorithm, version, params, kept.len(), memory)? == kept)
}

fn fill(
    password: &Secret,
    salt: &Salt,
    algorithm: Algorithm,
    version: Version,
    params: Params,
    length: usize,
    memory: &mut [Block],
) -> password_hash::Result<Output> {
    let mut output = [0; Output::MAX_LENGTH];
    let output = output.get_mut(..length).ok_or(password_hash::Error::OutputSize)?;
    // A hash that needs more memory than a thread has is an error here.
    Argon2::new(algorithm, version, params).hash_password_into_with_memory(
        password.reveal().as_bytes(),
        salt,
        output,
        memory,
    )?;
    Ok(Output::new(output)?)
}

type Job = Box<dyn FnOnce(&mut [Block]) + Send>;

/// Threads that hash, and those who wait for them.
struct Hashers {
    queue: SyncSender<Job>,
}

impl Hashers {
    /// Starts `workers` threads, for whom `places` may wait.
    fn start(workers: usize, places: usize) -> io::Result<Self> {
        let (queue, jobs) = sync_channel::<Job>(places);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..workers {
            let jobs = Arc::clone(&jobs);
            thread::Builder::new().name("kembar-password".to_owned()).spawn(move || work(&jobs))?;
        }
        Ok(Self { queue })
    }

    /// The result of `job` when its turn has come. It is skipped if its caller has left by then.
    async fn in_turn<T: Send + 'static>(
        &self,
        waiting: &Waiting,
        job: impl FnOnce(&mut [Block]) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, made) = oneshot::channel();
        let job: Job = Box::new(move |memory| {
            if !answer.is_closed() {
                // Nobody may be left who takes it.
                let _ = answer.send(job(memory));
            }
        });
        self.queue.try_send(job).map_err(|_| Error::Busy)?;
        tokio::select! {
            made = made => made.map_err(|_| Error::Fault("a password hash broke off".to_owned())),
            // Nobody reads this.
            () = waiting.left() => Err(Error::Busy),
        }
    }
}

/// Takes one job after another, with the same memory.
fn work(jobs: &Mutex<Receiver<Job>>) {
    // On Linux it is the calling thread that this means, elsewhere the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::warn!(%error, "passwords are hashed at the priority of requests");
    }
    let mut memory = vec![Block::new(); usize::try_from(COST.0).unwrap_or_default()];
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
            tracing::error!("a password hash broke off");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presence::presence;
    use std::sync::mpsc::channel;

    async fn fits(password: &str, hash: Option<&str>) -> bool {
        verify(&password.into(), hash, &Waiting::default()).await.unwrap()
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone() {
        let hash = hash(&"rumah di tepi sungai".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(fits("rumah di tepi sungai", Some(&hash)).await);
        assert!(!fits("rumah di tepi danau", Some(&hash)).await);
        assert!(!fits("rumah di tepi sungai", None).await);
    }

    #[tokio::test]
    async fn a_password_fits_however_its_letters_were_composed() {
        let hash = hash(&"caf\u{e9} di sudut jalan".into()).await.unwrap();
        assert!(fits("cafe\u{301} di sudut jalan", Some(&hash)).await);
    }

    /// Made by the reference implementation, so that what is kept is what others read and write.
    #[tokio::test]
    async fn a_hash_is_compared_with_the_parameters_that_stand_in_it() {
        let other = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let outcome = verify(&"password".into(), Some(other), &Waiting::default()).await;
        assert!(matches!(outcome, Err(Error::Fault(_))), "it needs more memory than a thread has");
        let small = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assert!(fits("password", Some(small)).await);
        assert!(!fits("passwort", Some(small)).await);
        let endless = small.replace("t=2", "t=4000000000");
        assert!(verify(&"password".into(), Some(&endless), &Waiting::default()).await.is_err());
    }

    #[tokio::test]
    async fn whoever_leaves_is_skipped_and_whoever_finds_no_place_is_sent_away() {
        let hashers = Hashers::start(1, 1).unwrap();
        let (enter, entered) = channel();
        let (go_on, held) = channel::<()>();
        let nobody = Waiting::default();
        let first = hashers.in_turn(&nobody, move |_| {
            enter.send(()).unwrap();
            held.recv().unwrap();
        });
        let mut first = Box::pin(first);
        assert!(look(&mut first).await.is_none());
        entered.recv().unwrap();

        let (presence, waiting) = presence();
        let mut second = Box::pin(hashers.in_turn(&waiting, |_| panic!("nobody waits for it")));
        assert!(look(&mut second).await.is_none());
        assert!(matches!(hashers.in_turn(&nobody, |_| ()).await, Err(Error::Busy)));
        drop(presence);
        assert!(second.await.is_err());
        go_on.send(()).unwrap();
        first.await.unwrap();
        // The only thread goes on.
        while hashers.in_turn(&nobody, |_| ()).await.is_err() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_thread_survives_what_breaks_off() {
        let hashers = Hashers::start(1, 8).unwrap();
        let nobody = Waiting::default();
        let broken: Result<(), Error> = hashers.in_turn(&nobody, |_| panic!("broken")).await;
        assert!(matches!(broken, Err(Error::Fault(_))));
        assert!(hashers.in_turn(&nobody, |_| ()).await.is_ok());
    }

    /// What comes of a future that is looked at once.
    async fn look<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        tokio::select! {
            biased;
            output = future => Some(output),
            () = std::future::ready(()) => None,
        }
    }
}
