//! Content that no document needs: swept a day after it arrived, or shown to the operator.
//!
//! The sweep deletes what the registry knows to be left over: arrivals that ended in no document, and files that were
//! half written. Anything else in a store belongs to nobody as far as this database can tell, but the database may be
//! the wrong one, or an old copy: only the operator removes it.

use super::{Vault, key_of};
use entity::{
    Error, Registry,
    agreement::document::{
        arrival::{
            act::{forget, forget_settled, give_up},
            find::{known, strays},
            rule::SWEPT_AFTER,
        },
        find::all_blobs,
    },
};
use futures_util::TryStreamExt;
use object_store::{ObjectStoreExt, path::Path as Key};
use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use uuid::Uuid;

/// How many arrivals are swept in one pass at most; the others wait for the next one.
const MOST_SWEPT: usize = 1_000;
/// How many rows are read at a time.
const BATCH: u64 = 500;
/// How long the service rests between passes.
const REST: Duration = Duration::from_hours(1);
/// The same if a pass left work undone.
const SHORT_REST: Duration = Duration::from_mins(1);
/// The same if the database or the store failed.
const REST_AFTER_TROUBLE: Duration = Duration::from_mins(10);

/// The result of a pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Arrivals whose content was deleted.
    pub arrivals: usize,
    /// Files that were deleted because they were half written.
    pub halves: usize,
    /// What could not be deleted, and will be tried again.
    pub failed: usize,
    /// Whether there is more to do.
    pub more: bool,
}

/// Why a pass was interrupted.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The database.
    #[error(transparent)]
    Registry(#[from] Error),
    /// The folder of documents.
    #[error("the folder of documents: {0}")]
    Folder(#[from] io::Error),
    /// The store.
    #[error("the document store: {0}")]
    Store(#[from] object_store::Error),
}

/// Sweeps at once and then every hour, until it is dropped. It can be interrupted anywhere, and several services may do
/// it side by side.
pub async fn sweep_always(registry: Registry, vault: Vault) {
    loop {
        let rest = match sweep(&registry, &vault).await {
            Ok(swept) => {
                if swept != Swept::default() {
                    tracing::info!(?swept, "deleted files that no document needs");
                }
                match swept {
                    Swept { failed: 1.., .. } => REST_AFTER_TROUBLE,
                    Swept { more: true, .. } => SHORT_REST,
                    _ => REST,
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cannot delete files that no document needs; trying again later");
                REST_AFTER_TROUBLE
            }
        };
        tokio::time::sleep(rest).await;
    }
}

/// Deletes the content of arrivals that were given up or ended in no document, and half-written files, once they are a
/// day old.
pub async fn sweep(registry: &Registry, vault: &Vault) -> Result<Swept, SweepError> {
    forget_settled(registry).await?;
    let mut swept = Swept { halves: vault.delete_halves(registry).await?, ..Swept::default() };
    let mut last = None;
    while !swept.more {
        let found = strays(registry, last.as_ref(), BATCH).await?;
        let Some(end) = found.last() else { break };
        last = Some(end.clone());
        for arrival in found {
            match give_up_and_delete(registry, vault, arrival.id).await {
                Ok(()) => swept.arrivals += 1,
                Err(SweepError::Registry(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(arrival = %arrival.id, %error, "cannot delete a file that no document needs");
                    swept.failed += 1;
                }
            }
        }
        swept.more = swept.arrivals + swept.failed >= MOST_SWEPT;
    }
    Ok(swept)
}

/// Gives up an arrival and deletes what came with it, unless a document has it.
pub(super) async fn give_up_and_delete(registry: &Registry, vault: &Vault, arrival: Uuid) -> Result<(), SweepError> {
    if let Some(row) = give_up(registry, arrival).await? {
        if let Some(sha256) = &row.sha256 {
            vault.delete(sha256, arrival).await?;
        }
        forget(registry, arrival).await?;
    }
    Ok(())
}

impl Vault {
    /// Gives up an arrival at once. What cannot be deleted now is left to the sweep.
    pub async fn discard(&self, registry: &Registry, arrival: Uuid) {
        if let Err(error) = give_up_and_delete(registry, self, arrival).await {
            tracing::warn!(%arrival, %error, "what is left of a file stays until the next sweep");
        }
    }

    /// Deletes what was left half written under `key`.
    pub(super) async fn delete_staged(&self, key: &Key) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let path = folder.join(key.as_ref());
        let (Some(within), Some(name)) = (path.parent(), path.file_name()) else { return Ok(()) };
        let (within, start) = (within.to_owned(), format!("{}#", name.to_string_lossy()));
        in_background(move || {
            for (path, name) in files_in(&within)? {
                if name.starts_with(&start) {
                    remove(&path)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Deletes half-written files that nobody has written to for a day.
    async fn delete_halves(&self, registry: &Registry) -> io::Result<usize> {
        let before = SystemTime::from(registry.now() - SWEPT_AFTER);
        let mut halves = self.halves().await?;
        halves.retain(|(_, written)| *written < before);
        in_background(move || {
            halves.iter().try_for_each(|(path, _)| remove(path))?;
            Ok(halves.len())
        })
        .await
    }

    /// The half-written files, and when each was last written to. The store itself does not list them.
    async fn halves(&self) -> io::Result<Vec<(PathBuf, SystemTime)>> {
        let Some(folder) = self.folder.clone() else { return Ok(Vec::new()) };
        in_background(move || {
            let mut found = Vec::new();
            for (within, _) in folders_in(&folder)? {
                for (path, name) in files_in(&within)? {
                    let is_half = name.rsplit_once('#').is_some_and(|(file, number)| {
                        is_ours(file) && !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
                    });
                    if is_half && let Ok(written) = fs::metadata(&path).and_then(|of| of.modified()) {
                        found.push((path, written));
                    }
                }
            }
            Ok(found)
        })
        .await
    }
}

/// Whether a file has a name like ours.
fn is_ours(name: &str) -> bool {
    let hash = name.split('-').next().unwrap_or_default();
    hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// The arrival in the name of a file, if any.
fn arrival_in(key: &str) -> Option<Uuid> {
    key.rsplit_once('-')?.1.parse().ok()
}

async fn in_background<T: Send + 'static>(task: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(task).await.map_err(io::Error::other)?
}

fn entries(folder: &Path, directories: bool) -> io::Result<Vec<(PathBuf, String)>> {
    let read = match fs::read_dir(folder) {
        Ok(read) => read,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in read {
        let entry = entry?;
        if entry.file_type()?.is_dir() == directories {
            found.push((entry.path(), entry.file_name().to_string_lossy().into_owned()));
        }
    }
    Ok(found)
}

fn files_in(folder: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    entries(folder, false)
}

fn folders_in(folder: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    entries(folder, true)
}

/// Removes a file; another service may have removed it already.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file in the store that belongs to no document and no arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Its name in the store.
    pub key: String,
    /// Its length in bytes.
    pub size: u64,
}

/// The content of the store, compared with the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// The number of files that documents have.
    pub files: usize,
    /// The hashes of those that are not in the store.
    pub missing: Vec<String>,
    /// The hashes of those with another length.
    pub damaged: Vec<String>,
    /// The number of arrivals that the service will sweep.
    pub left_over: usize,
    /// The number of half-written files, which it will sweep a day after they were last written to.
    pub halves: usize,
    /// The files unknown to the registry that are at least a day old.
    pub strays: Vec<Stray>,
}

/// Compares the store with the registry. It reads names and lengths, not contents.
pub async fn survey(registry: &Registry, vault: &Vault) -> Result<Survey, SweepError> {
    let before = registry.now() - SWEPT_AFTER;
    let mut there = BTreeMap::new();
    let mut listing = vault.store.list(None);
    while let Some(object) = listing.try_next().await? {
        there.insert(object.location.to_string(), (object.size, object.last_modified));
    }
    let mut survey = Survey { halves: vault.halves().await?.len(), ..Survey::default() };
    let mut last = String::new();
    loop {
        let rows = all_blobs(registry, &last, BATCH).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.sha256);
        for row in rows {
            survey.files += 1;
            let key = key_of(&row.sha256, row.arrival_id);
            // Files that arrived after the list was made are looked up one by one.
            let size = match there.remove(key.as_ref()) {
                Some((size, _)) => Some(size),
                None => match vault.store.head(&key).await {
                    Ok(object) => Some(object.size),
                    Err(object_store::Error::NotFound { .. }) => None,
                    Err(error) => return Err(error.into()),
                },
            };
            match size {
                None => survey.missing.push(row.sha256),
                Some(size) if i64::try_from(size) != Ok(row.size) => survey.damaged.push(row.sha256),
                Some(_) => {}
            }
        }
    }
    there.retain(|key, (_, modified)| *modified < before && key.rsplit('/').next().is_some_and(is_ours));
    let arrivals: Vec<Uuid> = there.keys().filter_map(|key| arrival_in(key)).collect();
    let mut of_arrivals = HashSet::new();
    for some in arrivals.chunks(usize::try_from(BATCH).unwrap_or(1)) {
        of_arrivals.extend(known(registry, some).await?);
    }
    let unknown = there.into_iter().filter(|(key, _)| arrival_in(key).is_none_or(|id| !of_arrivals.contains(&id)));
    survey.strays = unknown.map(|(key, (size, _))| Stray { key, size }).collect();
    let mut last = None;
    loop {
        let some = strays(registry, last.as_ref(), BATCH).await?;
        let Some(end) = some.last() else { break };
        last = Some(end.clone());
        survey.left_over += some.len();
    }
    Ok(survey)
}

/// Deletes these files. An arrival that is unknown to the registry can never become a document's, so this registry
/// needs none of them, now or later.
pub async fn remove_strays(vault: &Vault, strays: &[Stray]) -> Result<(), SweepError> {
    for stray in strays {
        match vault.store.delete(&Key::from(stray.key.as_str())).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
