//! The files of documents: taken in as a stream, judged by their content, and kept under their hash.

mod media;

pub use media::{Media, Unwanted};

use object_store::{
    GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt, buffered::BufWriter, local::LocalFileSystem,
    path::Path as Key,
};
use sha2::{Digest, Sha256};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    fs::File,
    io::{AsyncSeekExt, AsyncWriteExt, copy},
};

/// The longest file, in bytes.
pub const LONGEST_FILE: u64 = 50 * 1024 * 1024;
/// How much of a file is held in memory on its way into the store, in bytes.
const BUFFER: usize = 1024 * 1024;

/// Where files are kept: each under its hash, so that the same content is there once.
#[derive(Debug, Clone)]
pub struct Vault {
    store: Arc<dyn ObjectStore>,
    /// Where files are written while they arrive.
    arrivals: PathBuf,
}

impl Vault {
    /// The files in folders of the data folder, which are made where they are missing.
    pub fn open(data_dir: &Path) -> io::Result<Self> {
        let (kept, arrivals) = (data_dir.join("documents"), data_dir.join("arrivals"));
        fs::create_dir_all(&kept)?;
        fs::create_dir_all(&arrivals)?;
        let store = LocalFileSystem::new_with_prefix(&kept).map_err(io::Error::other)?;
        // What was answered as stored is still there after a power cut.
        Ok(Self::new(Arc::new(store.with_fsync(true)), arrivals))
    }

    /// Files kept in `store`, which are written to the folder `arrivals` while they arrive.
    pub fn new(store: Arc<dyn ObjectStore>, arrivals: PathBuf) -> Self {
        Self { store, arrivals }
    }

    /// Begins to take a file in. It is gone unless [`Vault::keep`] keeps it.
    pub async fn receive(&self) -> io::Result<Arrival> {
        // It has no name, so that nothing is left of it when the service is killed.
        let file = tempfile::tempfile_in(&self.arrivals)?;
        let writer = File::from_std(file.try_clone()?);
        Ok(Arrival { file, writer, hash: Sha256::new(), size: 0 })
    }

    /// Keeps a file that has arrived.
    pub async fn keep(&self, arrived: &Arrived) -> io::Result<()> {
        let key = key_of(&arrived.sha256);
        if self.store.head(&key).await.is_ok_and(|there| there.size == arrived.size) {
            return Ok(());
        }
        let mut from = File::from_std(arrived.file.try_clone()?);
        from.rewind().await?;
        let mut into = BufWriter::with_capacity(self.store.clone(), key, BUFFER).with_max_concurrency(1);
        copy(&mut from, &mut into).await?;
        into.shutdown().await
    }

    /// The file with this hash, or a part of it.
    pub async fn read(&self, sha256: &str, range: Option<GetRange>) -> object_store::Result<GetResult> {
        self.store.get_opts(&key_of(sha256), GetOptions { range, ..GetOptions::default() }).await
    }
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

    async fn round_trip(vault: &Vault, folder: &Path) {
        let content: Vec<u8> =
            b"%PDF-1.7\n".iter().copied().chain((0..3_000_000u32).map(|number| number.to_le_bytes()[1])).collect();
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
        assert!(vault.read(&"0".repeat(64), None).await.is_err());
        assert_eq!(fs::read_dir(folder.join("arrivals")).unwrap().count(), 0, "nothing is left lying about");
    }

    #[tokio::test]
    async fn a_file_comes_back_as_it_went_in() {
        let folder = tempfile::tempdir().unwrap();
        round_trip(&Vault::open(folder.path()).unwrap(), folder.path()).await;
        round_trip(&Vault::open(folder.path()).unwrap(), folder.path()).await;
        let vault = Vault::new(Arc::new(InMemory::new()), folder.path().join("arrivals"));
        round_trip(&vault, folder.path()).await;
    }

    #[tokio::test]
    async fn a_file_that_is_too_long_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(folder.path()).unwrap();
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
