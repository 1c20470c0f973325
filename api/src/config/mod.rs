//! The settings: one table holds all there is to know about each.
//!
//! A value comes from a flag, else from a `KEMBAR_…` variable, else from `kembar.toml`, else it is the default. A wrong
//! value is reported with its origin; an unknown name is an error, because a misspelt setting would otherwise be
//! ignored.

mod read;
mod show;
mod source;

pub use show::{markdown_table, print};
pub use source::{Origin, Sources, Value};

use ipnet::IpNet;
use std::{fmt, net::SocketAddr, path::PathBuf};
use url::Url;

/// The description of a setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in `kembar.toml`. The flag and the variable are derived from it.
    pub key: &'static str,
    /// Its default value; `<…>` stands for the value of another setting. Empty if there is none.
    pub default: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// The values it may have.
    pub allowed: &'static str,
    /// Whether its value must be kept secret.
    pub secrecy: Secrecy,
}

/// Whether the value of a setting must be kept secret. Secret values can be read from a file of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Anyone may see it.
    Open,
    /// An address that can hold a password; shown without it.
    Address,
    /// A password; never shown.
    Password,
}

impl Secrecy {
    /// What may be shown of a value.
    fn show(self, text: &str) -> String {
        match self {
            Self::Open => text.to_owned(),
            Self::Address => show::redact(text),
            Self::Password => (if text.is_empty() { "" } else { "***" }).to_owned(),
        }
    }
}

impl Setting {
    /// Its flag, without the two dashes.
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// Its environment variable.
    pub fn variable(&self) -> String {
        format!("KEMBAR_{}", self.key.to_ascii_uppercase())
    }
}

/// Declares the settings: the table, and the configuration with a field for each.
macro_rules! settings {
    ($(
        #[doc = $help:literal]
        $key:ident : $type:ty = $default:literal, $read:expr, $allowed:literal $(, $secrecy:ident)?;
    )+) => {
        /// Every setting, in the order in which defaults refer to one another.
        pub const SETTINGS: &[Setting] = &[$(
            Setting {
                key: stringify!($key),
                default: $default,
                help: $help.trim_ascii(),
                allowed: $allowed,
                secrecy: settings!(@secrecy $($secrecy)?),
            }
        ),+];

        /// The configuration of a running service.
        #[derive(Debug, Clone)]
        pub struct Config {
            $(
                #[doc = $help]
                pub $key: $type,
            )+
            /// The values as they were given, each with its origin.
            pub values: Vec<Value>,
        }

        impl Config {
            /// Reads the settings from their sources.
            pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
                let values = sources.resolve()?;
                Ok(Self {
                    $($key: source::find(&values, stringify!($key)).read($read)?,)+
                    values,
                })
            }

            /// Whether someone has set the setting `key`.
            pub fn is_set(&self, key: &str) -> bool {
                source::find(&self.values, key).origin != Origin::Default
            }
        }
    };
    (@secrecy) => { Secrecy::Open };
    (@secrecy $secrecy:ident) => { Secrecy::$secrecy };
}

settings! {
    /// Folder for the database file and the files of documents, and for mails where there is no mail server
    data_dir: PathBuf = "./kembar-data", read::path, "a folder that this user may write to";
    /// Database
    database_url: Secret = "sqlite://<data_dir>/kembar.db", read::database_url,
        "sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE", Address;
    /// Maximum number of connections to the database
    database_connections: u32 = "8", |text| read::number(text, &(2..=200)), "a number from 2 to 200";
    /// Address and port on which the service listens
    listen: SocketAddr = "127.0.0.1:8080", |text| text.parse().ok(),
        "an address with a port, such as 127.0.0.1:8080 or [::]:8080";
    /// Address at which others reach the service, used in links and mails
    public_url: Url = "http://<listen>", read::public_url, "https://HOST or http://HOST, without a path";
    /// Proxies in front of the service whose X-Forwarded-For and Forwarded headers are believed; nobody else's are
    trusted_proxies: Vec<IpNet> = "", read::networks, "addresses and networks separated by commas, such as 127.0.0.1, 10.0.0.0/8";
    /// Threads that answer requests
    workers: usize = "2", |text| read::number(text, &(1..=64)), "a number from 1 to 64";
    /// Maximum number of connections from one address, or from one IPv6 network; this machine's own and those of proxies are not counted
    connections_per_address: usize = "200", |text| read::number(text, &(0..=100_000)),
        "a number from 1 to 100000, or 0 for any number";
    /// S3-compatible store for the files of documents; without one, they are kept in the data folder
    documents_url: Option<Url> = "", |text| read::optional(text, read::documents_url),
        "s3://BUCKET or s3://BUCKET/PREFIX";
    /// Address of that store, unless it is Amazon's
    s3_endpoint: Option<Url> = "", |text| read::optional(text, read::public_url),
        "https://HOST or http://HOST, without a path";
    /// Region of that store
    s3_region: String = "us-east-1", read::domain, "the name of a region, such as ap-southeast-3";
    /// Whether the bucket is in the path of that store's addresses, rather than in the host name
    s3_path_style: bool = "true", |text| text.parse().ok(), "true or false";
    /// Name of the key to that store
    s3_access_key_id: Option<String> = "", |text| read::optional(text, read::word), "a text without spaces";
    /// The key to that store
    s3_secret_access_key: Option<Password> = "", |text| read::optional(text, read::password), "a text without spaces", Password;
    /// Megabytes of files that a party may send within 24 hours
    daily_upload_mb: u32 = "1024", |text| read::number(text, &(50..=1_000_000)), "a number from 50 to 1000000";
    /// Mail server; without one, mails are written to files in the data folder
    smtp_url: Option<Secret> = "", |text| read::optional(text, read::smtp_url),
        "smtp://HOST:PORT, or smtps://USER:PASSWORD@HOST", Address;
    /// Sender of mails
    mail_from: String = "Kembar <kembar@localhost>", read::mailbox,
        "an e-mail address, with or without a name";
    /// Right-hand side of the Message-ID of mails
    message_id_domain: String = "<host of public_url>", read::domain, "a host name, such as kembar.example.org";
    /// Seconds after which a mail is sent again if the service that was sending it crashed
    mail_lease_seconds: u32 = "60", |text| read::number(text, &(5..=600)), "a number from 5 to 600";
    /// Time zone of those who have not chosen one
    default_time_zone: String = "Asia/Jakarta", read::time_zone, "an IANA time zone, such as Asia/Makassar";
    /// Months without activity after which an agreement in force is quiet, or was never started
    quiet_after_months: u32 = "12", |text| read::number(text, &(1..=600)), "a number from 1 to 600";
    /// Months without activity after which it is dormant
    dormant_after_months: u32 = "24", |text| read::number(text, &(1..=600)), "a number from 1 to 600";
    /// What is logged
    log: String = "info", read::log_filter,
        "off, error, warn, info, debug or trace, also for parts: info,sqlx=debug";
    /// How it is logged
    log_format: LogFormat = "text", read::log_format, "text or json";
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// A value with a password in it: shown without it, unless it is asked for with [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value with its password, for connecting.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&show::redact(&self.0))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A password or key: never shown, unless it is asked for with [`Password::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The password itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// An error in the configuration.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// A value that the setting cannot have.
    #[error("{key} cannot be {shown:?} ({origin}). Allowed: {allowed}.")]
    NotAllowed {
        /// The setting.
        key: &'static str,
        /// Its value, without a password.
        shown: String,
        /// Where it comes from.
        origin: Origin,
        /// What it may be.
        allowed: &'static str,
    },
    /// An unknown name.
    #[error("{name} is not a setting ({place}).{}", .suggestion.as_ref().map(|s| format!(" Did you mean {s}?")).unwrap_or_default())]
    Unknown {
        /// The name.
        name: String,
        /// Where it was found.
        place: String,
        /// The most similar name.
        suggestion: Option<String>,
    },
    /// A value that is neither a text nor a number nor a boolean.
    #[error("{key} must be a text or a number ({place}).")]
    NotAValue {
        /// The setting.
        key: String,
        /// Where it was found.
        place: String,
    },
    /// A setting given twice at the same level.
    #[error("{first} and {second} are both set. Set one of them.")]
    Twice {
        /// One name.
        first: String,
        /// The other.
        second: String,
    },
    /// A password where every user of the machine could read it.
    #[error(
        "--{flag} holds a password, which other users of this machine could read. Set {variable} or {variable}_FILE instead."
    )]
    PasswordOnCommandLine {
        /// The flag.
        flag: String,
        /// The variable to set instead.
        variable: String,
    },
    /// A file that cannot be read.
    #[error("{path} cannot be read ({place}): {reason}.")]
    Unreadable {
        /// The file.
        path: String,
        /// What names it.
        place: String,
        /// Why not.
        reason: String,
    },
    /// A file that is not TOML.
    #[error("{place} is not valid TOML: {reason}.")]
    NotToml {
        /// The file and line.
        place: String,
        /// Why not.
        reason: String,
    },
}

#[cfg(test)]
mod tests;
