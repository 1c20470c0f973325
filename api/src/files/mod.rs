//! The files of documents: taken in as a stream, judged by their content, and kept under their hash.

mod media;
mod place;

pub use media::{Media, Unwanted};
pub use place::VaultError;

use crate::config::Config;
use object_store::{GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt, path::Path as Key};
use sha2::{Digest, Sha256};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
};

/// The longest file, in bytes.
pub const LONGEST_FILE: u64 = 50 * 1024 * 1024;
/// The name of what [`Vault::probe`] writes.
const PROBE: &str = "probe";

/// Where files are kept: each under its hash, so that the same content is there once.
#[derive(Debug, Clone)]
pub struct Vault {
    store: Arc<dyn ObjectStore>,
    /// How much of a file is sent to the store at a time, in bytes.
    part: usize,
    /// Where files are written while they arrive.
    arrivals: PathBuf,
}

impl Vault {
    /// The files where the configuration has them. Folders are made where they are missing.
    pub fn open(config: &Config) -> Result<Self, VaultError> {
        Self::new(place::of(config)?, &config.data_dir)
    }

    fn new((store, part): place::Place, data_dir: &Path) -> Result<Self, VaultError> {
        let arrivals = data_dir.join("arrivals");
        fs::create_dir_all(&arrivals)?;
        Ok(Self { store, part, arrivals })
    }

    /// Writes something into the store, reads it back and deletes it.
    pub async fn probe(&self) -> object_store::Result<()> {
        let key = Key::from(PROBE);
        self.store.put(&key, PROBE.into()).await?;
        self.store.get(&key).await?.bytes().await?;
        // The service itself deletes nothing, and so need not be allowed to.
        _ = self.store.delete(&key).await;
        Ok(())
    }

    /// Begins to take a file in. It is gone unless [`Vault::keep`] keeps it.
    pub async fn receive(&self) -> io::Result<Arrival> {
        // It has no name, so that nothing is left of it when the service is killed.
        let file = tempfile::tempfile_in(&self.arrivals)?;
        let writer = File::from_std(file.try_clone()?);
        Ok(Arrival { file, writer, hash: Sha256::new(), size: 0 })
    }

    /// Keeps a file that has arrived. It is there under its hash when all of it is, and else not at all.
    pub async fn keep(&self, arrived: &Arrived) -> io::Result<()> {
        let (vault, key, size) = (self.clone(), key_of(&arrived.sha256), arrived.size);
        let mut file = File::from_std(arrived.file.try_clone()?);
        // A task of its own: it also ends in order when nobody waits for the answer any more.
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
            // What was sent takes up room in the store; that it cannot be reached is known already.
            _ = upload.abort().await;
        }
        sent
    }

    /// The file with this hash, or a part of it.
    pub async fn read(&self, sha256: &str, range: Option<GetRange>) -> object_store::Result<GetResult> {
        self.store.get_opts(&key_of(sha256), GetOptions { range, ..GetOptions::default() }).await
    }
}

/// The next piece of a file, of this length or what is left.
async fn next_part(file: &mut File, length: usize) -> io::Result<Vec<u8>> {
    let mut part = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut part).await?;
    Ok(part)
}

/// A file whose length is not what it was.
fn changed() -> io::Error {
    io::Error::other("the file changed while it was sent")
}

/// Files lie in folders named by the first two digits of their hash.
fn key_of(sha256: &str) -> Key {
    let folder = sha256.get(..2).unwrap_or_default();
    Key::from_iter([folder, sha256])
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
    /// Takes the next piece; refused where the file gets too long.
    pub async fn add(&mut self, piece: &[u8]) -> io::Result<bool> {
        self.size += piece.len() as u64;
        if self.size > LONGEST_FILE {
            return Ok(false);
        }
        self.hash.update(piece);
        self.writer.write_all(piece).await?;
        Ok(true)
    }

    /// Ends the arrival: tells what the file is by its content, or that it is nothing the registry keeps.
    pub async fn end(mut self) -> io::Result<Result<Arrived, Unwanted>> {
        self.writer.flush().await?;
        let Self { file, hash, size, .. } = self;
        let sha256 = hash.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        let judged = tokio::task::spawn_blocking(move || {
            let media = media::of(&file)?;
            io::Result::Ok(media.map(|media| Arrived { file, sha256, size, media }))
        });
        judged.await.map_err(io::Error::other)?
    }
}

/// A file that has arrived, and is something that the registry keeps.
#[derive(Debug)]
pub struct Arrived {
    file: fs::File,
    /// The SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
    /// What it is.
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

    fn in_folder(folder: &Path) -> Vault {
        Vault::new(place::in_folder(&folder.join("documents")).unwrap(), folder).unwrap()
    }

    fn in_memory(folder: &Path) -> Vault {
        Vault::new((Arc::new(InMemory::new()), 64 * 1024), folder).unwrap()
    }

    /// A document of this length.
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
            for _ in 0..2 {
                vault.keep(&arrived).await.unwrap();
            }
            let sha256 = arrived.sha256.clone();
            drop(arrived);
            let whole = vault.read(&sha256, None).await.unwrap().bytes().await.unwrap();
            assert!(whole == content, "byte by byte");
            let part = vault.read(&sha256, Some(GetRange::Bounded(5..8))).await.unwrap();
            let pieces: Vec<_> = part.into_stream().try_collect().await.unwrap();
            assert_eq!(pieces.concat(), b"1.7");
        }
        assert!(vault.read(&"0".repeat(64), None).await.is_err());
        vault.probe().await.unwrap();
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
            assert!(vault.keep(&arrived).await.is_err());
            assert!(vault.read(&arrived.sha256, None).await.is_err());
            let left: Vec<_> = vault.store.list(None).try_collect().await.unwrap();
            assert_eq!(left, []);
        }
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
