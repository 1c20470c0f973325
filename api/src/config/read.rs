//! How the text of each setting is parsed. `None` means that the value is not allowed.

use super::{LogFormat, Password, Secret};
use ipnet::IpNet;
use lettre::message::Mailbox;
use std::{net::IpAddr, ops::RangeInclusive, path::PathBuf, str::FromStr};
use tracing_subscriber::filter::LevelFilter;
use url::Url;

/// A value; `Some(None)` if the text is empty.
#[expect(clippy::option_option, reason = "not allowed, not set, and set are three things")]
pub(super) fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { read(text).map(Some) }
}

pub(super) fn path(text: &str) -> Option<PathBuf> {
    (!text.is_empty()).then(|| PathBuf::from(text))
}

pub(super) fn number<N: FromStr + PartialOrd>(text: &str, range: &RangeInclusive<N>) -> Option<N> {
    text.parse().ok().filter(|number| range.contains(number))
}

/// Addresses and networks, separated by commas.
pub(super) fn networks(text: &str) -> Option<Vec<IpNet>> {
    let network = |text: &str| text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
}

pub(super) fn database_url(text: &str) -> Option<Secret> {
    // Each connection would have an in-memory database of its own.
    let in_file =
        entity::database::file(text).is_some_and(|file| !file.as_os_str().is_empty() && !text.contains(":memory:"));
    let on_server = || Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    (in_file || on_server()).then(|| Secret(text.to_owned()))
}

pub(super) fn smtp_url(text: &str) -> Option<Secret> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "smtp" | "smtps") && url.has_host()).then(|| Secret(text.to_owned()))
}

/// A bucket, and the prefix of the names in it.
pub(super) fn documents_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.port().is_none();
    (url.scheme() == "s3" && url.has_host() && bare).then_some(url)
}

pub(super) fn word(text: &str) -> Option<String> {
    (!text.contains(char::is_whitespace)).then(|| text.to_owned())
}

pub(super) fn password(text: &str) -> Option<Password> {
    word(text).map(Password)
}

pub(super) fn public_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    (matches!(url.scheme(), "http" | "https") && bare).then_some(url)
}

pub(super) fn mailbox(text: &str) -> Option<String> {
    text.parse::<Mailbox>().ok().map(|_| text.to_owned())
}

pub(super) fn domain(text: &str) -> Option<String> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':' | '[' | ']');
    (!text.is_empty() && text.len() <= 253 && text.chars().all(allowed)).then(|| text.to_owned())
}

pub(super) fn time_zone(text: &str) -> Option<String> {
    jiff::tz::TimeZone::get(text).ok().map(|_| text.to_owned())
}

/// A level, or `part=level`, or several separated by commas. The log library alone would take a misspelt level for the
/// name of a part and log nothing.
pub(super) fn log_filter(text: &str) -> Option<String> {
    let level = |part: &str| part.rsplit('=').next().unwrap_or(part).trim().parse::<LevelFilter>().is_ok();
    text.split(',').all(level).then(|| text.to_owned())
}

pub(super) fn log_format(text: &str) -> Option<LogFormat> {
    match text {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}
