//! The files of documents: received as a stream, judged by their content, and stored under their hash.

mod archive;
mod media;
mod place;
mod sweep;
mod turn;

pub use media::{Media, Unwanted};
pub use place::VaultError;
pub use sweep::{Stray, Survey, Swept, remove_strays, survey, sweep, sweep_always};
pub use turn::Turn;

use crate::config::Config;
use entity::agreement::document::record::blob;
use object_store::{GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt, path::Path as Key};
use sha2::{Digest, Sha256};
use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
};
use turn::Turns;
use uuid::Uuid;

/// The size of the largest file, in bytes.
pub const LONGEST_FILE: u64 = 50 * 1024 * 1024;
/// The name of the file that [`Vault::probe`] writes.
const PROBE: &str = "probe";

/// Where files are kept: each under its hash and the arrival that brought it. The registry knows which of them it
/// needs.
#[derive(Debug, Clone)]
pub struct Vault {
    store: Arc<dyn ObjectStore>,
    /// The folder they are kept in, if it is one.
    folder: Option<PathBuf>,
    /// How much of a file is sent to the store at a time, in bytes.
    part: usize,
    /// Where files are written while they arrive.
    arrivals: PathBuf,
    turns: Turns,
}

impl Vault {
    /// Opens the configured place of files. Missing folders are created.
    pub fn open(config: &Config) -> Result<Self, VaultError> {
        Self::new(place::of(config)?, &config.data_dir)
    }

    fn new(place: place::Place, data_dir: &Path) -> Result<Self, VaultError> {
        let arrivals = data_dir.join("arrivals");
        fs::create_dir_all(&arrivals)?;
        Ok(Self { store: place.store, folder: place.folder, part: place.part, arrivals, turns: Turns::default() })
    }

    /// Writes something to the store, reads it back and deletes it; returns why it could not be deleted if only that
    /// failed.
    pub async fn probe(&self) -> object_store::Result<Result<(), object_store::Error>> {
        let key = Key::from(PROBE);
        self.store.put(&key, PROBE.into()).await?;
        self.store.get(&key).await?.bytes().await?;
        Ok(self.store.delete(&key).await)
    }

    /// Lets a party send a file, unless too many are arriving already. `None` is the staff of the whole registry.
    pub fn turn(&self, party: Option<Uuid>) -> Option<Turn> {
        self.turns.take(party)
    }

    /// Begins to receive a file. It is discarded unless [`Vault::keep`] keeps it.
    pub async fn receive(&self) -> io::Result<Arrival> {
        // It has no name, so that nothing is left of it if the service is killed.
        let file = tempfile::tempfile_in(&self.arrivals)?;
        let writer = File::from_std(file.try_clone()?);
        Ok(Arrival { file, writer, hash: Sha256::new(), size: 0 })
    }

    /// Stores a file that has arrived, unless the store has it already. It is stored completely or not at all.
    pub async fn keep(&self, arrived: &Arrived, arrival: Option<Uuid>) -> io::Result<()> {
        let (vault, key, size) = (self.clone(), key_of(&arrived.sha256, arrival), arrived.size);
        let mut file = File::from_std(arrived.file.try_clone()?);
        // In a task of its own, which finishes properly even if nobody waits for the answer any more.
        let kept = tokio::spawn(async move {
            if vault.store.head(&key).await.is_ok_and(|there| there.size == size) {
                return Ok(());
            }
            file.rewind().await?;
            vault.send(&mut file, size, &key).await
        });
        kept.await.map_err(io::Error::other)?
    }

    async fn send(&self, file: &mut File, size: u64, key: &Key) -> io::Result<()> {
        if size <= self.part as u64 {
            let whole = next_part(file, self.part).await?;
            self.store.put(key, whole.into()).await?;
            return Ok(());
        }
        let mut upload = self.store.put_multipart(key).await?;
        let sent = async {
            let mut left = size;
            while left > 0 {
                let part = next_part(file, self.part).await?;
                left = left.checked_sub(part.len() as u64).filter(|_| !part.is_empty()).ok_or_else(changed)?;
                upload.put_part(part.into()).await?;
            }
            upload.complete().await?;
            io::Result::Ok(())
        };
        let sent = sent.await;
        if sent.is_err() {
            // The parts already sent take up room in the store. If it is unreachable, `sent` says so already.
            _ = upload.abort().await;
        }
        sent
    }

    /// A file, or a part of it.
    pub async fn read(&self, file: &blob::Model, range: Option<GetRange>) -> object_store::Result<GetResult> {
        let key = key_of(&file.sha256, file.arrival_id);
        self.store.get_opts(&key, GetOptions { range, ..GetOptions::default() }).await
    }

    /// Deletes what came with an arrival, and what was left half written. It may be gone already.
    async fn delete(&self, sha256: &str, arrival: Uuid) -> io::Result<()> {
        let key = key_of(sha256, Some(arrival));
        match self.store.delete(&key).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.delete_staged(&key).await
    }
}

/// Whether an error means that there is no room: on the disk, or in this user's quota.
pub fn is_full(error: &(dyn Error + 'static)) -> bool {
    let full = |error: &io::Error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<io::Error>().is_some_and(full) {
            return true;
        }
        next = error.source();
    }
    false
}

/// The next piece of a file, of this length or whatever is left.
async fn next_part(file: &mut File, length: usize) -> io::Result<Vec<u8>> {
    let mut part = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut part).await?;
    Ok(part)
}

/// A file whose length has changed.
fn changed() -> io::Error {
    io::Error::other("the file changed while it was being sent")
}

/// Files are kept in folders named after the first two digits of their hash. Each arrival has a unique name there, so
/// that deleting what came with one never deletes anything else, however late. Files from before arrivals were recorded
/// are named by their hash alone.
fn key_of(sha256: &str, arrival: Option<Uuid>) -> Key {
    let folder = sha256.get(..2).unwrap_or_default();
    match arrival {
        Some(arrival) => Key::from_iter([folder, &format!("{sha256}-{}", arrival.simple())]),
        None => Key::from_iter([folder, sha256]),
    }
}

/// A file that is arriving.
#[derive(Debug)]
pub struct Arrival {
    file: fs::File,
    writer: File,
    hash: Sha256,
    size: u64,
}

impl Arrival {
    /// Adds the next piece; refused if the file gets too large.
    pub async fn add(&mut self, piece: &[u8]) -> io::Result<bool> {
        self.size += piece.len() as u64;
        if self.size > LONGEST_FILE {
            return Ok(false);
        }
        self.hash.update(piece);
        self.writer.write_all(piece).await?;
        Ok(true)
    }

    /// Ends the arrival: tells what the file is by its content, or that the registry does not keep such files.
    pub async fn end(mut self) -> io::Result<Result<Arrived, Unwanted>> {
        self.writer.flush().await?;
        let Self { file, hash, size, .. } = self;
        let sha256 = hex(hash);
        let judged = tokio::task::spawn_blocking(move || {
            let media = media::of(&file)?;
            io::Result::Ok(media.map(|media| Arrived { file, sha256, size, media }))
        });
        judged.await.map_err(io::Error::other)?
    }
}

/// What a file is, judged by its content; or that the registry does not keep such files.
pub fn judge(file: &fs::File) -> io::Result<Result<Media, Unwanted>> {
    media::of(file)
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A file that should be the same as a stored one: it is compared as it arrives, and nothing of it is kept.
#[derive(Debug)]
pub struct Comparison {
    hash: Sha256,
    left: u64,
}

impl Comparison {
    /// With a stored file of this size.
    pub fn new(size: u64) -> Self {
        Self { hash: Sha256::new(), left: size }
    }

    /// Adds the next piece; refused if the file is larger than the stored one.
    pub fn add(&mut self, piece: &[u8]) -> bool {
        self.hash.update(piece);
        match self.left.checked_sub(piece.len() as u64) {
            Some(left) => self.left = left,
            None => return false,
        }
        true
    }

    /// Whether it was the file with this hash.
    pub fn is_of(self, sha256: &str) -> bool {
        self.left == 0 && hex(self.hash) == sha256
    }
}

/// A file that has arrived, and is of a kind that the registry keeps.
#[derive(Debug)]
pub struct Arrived {
    file: fs::File,
    /// The SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its media type.
    pub media: Media,
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;
    use object_store::memory::InMemory;

    async fn arrive(vault: &Vault, content: &[u8]) -> Result<Arrived, Unwanted> {
        let mut arrival = vault.receive().await.unwrap();
        for piece in content.chunks(4096) {
            assert!(arrival.add(piece).await.unwrap());
        }
        arrival.end().await.unwrap()
    }

    fn row(arrived: &Arrived, arrival_id: Option<Uuid>) -> blob::Model {
        let (size, media_type) = (i64::try_from(arrived.size).unwrap(), arrived.media.0.to_owned());
        blob::Model {
            sha256: arrived.sha256.clone(),
            size,
            media_type,
            created_at: chrono::DateTime::UNIX_EPOCH,
            arrival_id,
        }
    }

    fn in_folder(folder: &Path) -> Vault {
        Vault::new(place::in_folder(&folder.join("documents")).unwrap(), folder).unwrap()
    }

    fn in_memory(folder: &Path) -> Vault {
        let place = place::Place { store: Arc::new(InMemory::new()), folder: None, part: 64 * 1024 };
        Vault::new(place, folder).unwrap()
    }

    /// A document of this size.
    fn document(length: usize) -> Vec<u8> {
        let numbers = (0..).flat_map(u32::to_le_bytes);
        b"%PDF-1.7\n".iter().copied().chain(numbers).take(length).collect()
    }

    async fn round_trip(vault: &Vault, folder: &Path) {
        // Shorter than a part, one part, some, and some with a rest.
        for length in [9, vault.part, 3 * vault.part, 3 * vault.part + 7] {
            let content = document(length);
            let arrived = arrive(vault, &content).await.unwrap();
            assert_eq!((arrived.size, arrived.media.0), (content.len() as u64, "application/pdf"));
            let file = row(&arrived, Some(Uuid::from_u128(length as u128)));
            for _ in 0..2 {
                vault.keep(&arrived, file.arrival_id).await.unwrap();
            }
            drop(arrived);
            let whole = vault.read(&file, None).await.unwrap().bytes().await.unwrap();
            assert!(whole == content, "byte by byte");
            let part = vault.read(&file, Some(GetRange::Bounded(5..8))).await.unwrap();
            let pieces: Vec<_> = part.into_stream().try_collect().await.unwrap();
            assert_eq!(pieces.concat(), b"1.7");
        }
        let old = arrive(vault, b"Risalah\n").await.unwrap();
        vault.keep(&old, None).await.unwrap();
        assert_eq!(vault.read(&row(&old, None), None).await.unwrap().bytes().await.unwrap(), "Risalah\n");
        assert!(vault.read(&row(&old, Some(Uuid::nil())), None).await.is_err(), "each lies in a place of its own");
        vault.probe().await.unwrap().unwrap();
        assert!(vault.store.head(&Key::from(PROBE)).await.is_err(), "nothing is left of it");
        assert_eq!(fs::read_dir(folder.join("arrivals")).unwrap().count(), 0, "nothing is left lying about");
    }

    #[tokio::test]
    async fn a_file_comes_back_as_it_went_in() {
        let folder = tempfile::tempdir().unwrap();
        round_trip(&in_folder(folder.path()), folder.path()).await;
        round_trip(&in_folder(folder.path()), folder.path()).await;
        round_trip(&in_memory(folder.path()), folder.path()).await;
    }

    #[tokio::test]
    async fn nothing_is_left_of_what_broke_off_on_its_way_into_the_store() {
        let folder = tempfile::tempdir().unwrap();
        for vault in [in_folder(folder.path()), in_memory(folder.path())] {
            let arrived = arrive(&vault, &document(3 * vault.part)).await.unwrap();
            arrived.file.set_len(2 * vault.part as u64).unwrap();
            assert!(vault.keep(&arrived, None).await.is_err());
            assert!(vault.read(&row(&arrived, None), None).await.is_err());
            let left: Vec<_> = vault.store.list(None).try_collect().await.unwrap();
            assert_eq!(left, []);
        }
    }

    #[test]
    fn a_file_is_compared_as_it_arrives() {
        let sha256 = hex(Sha256::new_with_prefix(b"Risalah"));
        let compared = |size, pieces: &[&[u8]]| {
            let mut comparison = Comparison::new(size);
            pieces.iter().all(|piece| comparison.add(piece)) && comparison.is_of(&sha256)
        };
        assert!(compared(7, &[b"Ris", b"", b"alah"]));
        assert!(!compared(7, &[b"Risalah", b"x"]));
        assert!(!compared(7, &[b"Risala"]));
        assert!(!compared(7, &[b"risalah"]));
    }

    #[test]
    fn a_full_disk_is_known_wherever_it_is_said() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let wrapped = object_store::Error::Generic { store: "LocalFileSystem", source: Box::new(full()) };
        assert!(is_full(&full()) && is_full(&io::Error::from(io::ErrorKind::QuotaExceeded)));
        assert!(is_full(&wrapped) && is_full(&io::Error::from(wrapped)));
        assert!(!is_full(&changed()) && !is_full(&io::Error::from(io::ErrorKind::PermissionDenied)));
    }

    #[tokio::test]
    async fn a_file_that_is_too_long_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let vault = in_folder(folder.path());
        let mut arrival = vault.receive().await.unwrap();
        let piece = vec![b'x'; 1024 * 1024];
        for _ in 0..50 {
            assert!(arrival.add(&piece).await.unwrap());
        }
        assert!(!arrival.add(b"x").await.unwrap());
        drop(arrival);
        assert_eq!(fs::read_dir(folder.path().join("arrivals")).unwrap().count(), 0);
    }
}
