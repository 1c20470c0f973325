//! Where files are kept: in the data folder, or in an S3-compatible store.

use crate::config::Config;
use object_store::{
    ClientOptions, ObjectStore, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem, path::Path as Key,
    prefix::PrefixStore,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use url::Url;

/// How much of a file is held in memory while it is written to a folder, in bytes.
const FOLDER_PART: usize = 1024 * 1024;
/// The same for S3, which accepts no smaller parts.
const S3_PART: usize = 5 * 1024 * 1024;
/// How long connecting to a store may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// How long a store may be silent.
const READ_PATIENCE: Duration = Duration::from_secs(30);
/// How often a failed request is retried, and for how long.
const RETRIES: (usize, Duration) = (3, Duration::from_secs(20));

/// Why files cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The folders of the data folder.
    #[error("the folder of documents in data_dir cannot be used: {0}")]
    Folder(#[from] io::Error),
    /// The configuration of the store.
    #[error("documents_url also needs {0}.")]
    Incomplete(&'static str),
    /// The store.
    #[error("the document store cannot be used: {0}")]
    Store(#[from] object_store::Error),
}

/// Where files are kept.
pub(super) struct Place {
    pub store: Arc<dyn ObjectStore>,
    /// The folder, if it is one.
    pub folder: Option<PathBuf>,
    /// How much of a file is sent there at a time, in bytes.
    pub part: usize,
}

/// The configured place. It is not contacted yet.
pub(super) fn of(config: &Config) -> Result<Place, VaultError> {
    match &config.documents_url {
        Some(url) => in_bucket(config, url),
        None => in_folder(&config.data_dir.join("documents")),
    }
}

pub(super) fn in_folder(folder: &Path) -> Result<Place, VaultError> {
    fs::create_dir_all(folder)?;
    // What was reported as stored is still there after a power cut.
    let store = Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true));
    Ok(Place { store, folder: Some(folder.to_owned()), part: FOLDER_PART })
}

fn in_bucket(config: &Config, url: &Url) -> Result<Place, VaultError> {
    let name = config.s3_access_key_id.as_ref().ok_or(VaultError::Incomplete("s3_access_key_id"))?;
    let key = config.s3_secret_access_key.as_ref().ok_or(VaultError::Incomplete("s3_secret_access_key"))?;
    let bucket = url.host_str().unwrap_or_default();
    let is_plain = config.s3_endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http");
    // The store's client has no cryptography otherwise; if a provider is installed already, it is the same.
    _ = rustls::crypto::ring::default_provider().install_default();
    // A whole file may take long to reach a slow reader, so only silence ends the request.
    let patience = ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(CONNECT_PATIENCE)
        .with_read_timeout(READ_PATIENCE)
        .with_allow_http(is_plain);
    let retry = RetryConfig { max_retries: RETRIES.0, retry_timeout: RETRIES.1, ..RetryConfig::default() };
    let builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&config.s3_region)
        .with_access_key_id(name)
        .with_secret_access_key(key.expose())
        .with_virtual_hosted_style_request(!config.s3_path_style)
        .with_client_options(patience)
        .with_retry(retry);
    let builder = match &config.s3_endpoint {
        Some(endpoint) => builder.with_endpoint(address(endpoint, bucket, config.s3_path_style)),
        None => builder,
    };
    let prefix = Key::from_url_path(url.path()).map_err(object_store::Error::from)?;
    Ok(Place { store: Arc::new(PrefixStore::new(builder.build()?, prefix)), folder: None, part: S3_PART })
}

/// The address of a store, which begins with the bucket if that is part of the host name.
fn address(endpoint: &Url, bucket: &str, path_style: bool) -> String {
    let address = endpoint.as_str().trim_end_matches('/');
    match address.split_once("://") {
        Some((scheme, host)) if !path_style => format!("{scheme}://{bucket}.{host}"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    fn configured(pairs: &[(&str, &str)]) -> Config {
        let variables = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Config::load(&Sources { variables, ..Sources::default() }).unwrap()
    }

    #[test]
    fn a_bucket_needs_a_key() {
        let bucket = ("KEMBAR_DOCUMENTS_URL", "s3://arsip/kembar");
        let name = ("KEMBAR_S3_ACCESS_KEY_ID", "kembar");
        let lacks = |pairs: &[(&str, &str)]| of(&configured(pairs)).err().map(|error| error.to_string());
        assert!(lacks(&[bucket]).unwrap().contains("s3_access_key_id"));
        assert!(lacks(&[bucket, name]).unwrap().contains("s3_secret_access_key"));
        let store = of(&configured(&[bucket, name, ("KEMBAR_S3_SECRET_ACCESS_KEY", "rahasia")])).unwrap().store;
        assert!(store.to_string().contains("kembar"));
        assert!(!format!("{store:?}").contains("rahasia"));
    }

    #[test]
    fn a_bucket_stands_in_the_path_or_in_front_of_the_host() {
        let endpoint = "https://s3.example.org:9000".parse().unwrap();
        assert_eq!(address(&endpoint, "arsip", true), "https://s3.example.org:9000");
        assert_eq!(address(&endpoint, "arsip", false), "https://arsip.s3.example.org:9000");
    }
}
