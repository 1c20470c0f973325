//! The configuration as people read it.

use super::{Config, SETTINGS, Secrecy};
use std::fmt::Write;
use url::Url;

/// A URL without its password; a text that is not a valid URL is not shown at all.
pub(super) fn redact(text: &str) -> String {
    if text.is_empty() || text.starts_with("sqlite:") {
        return text.to_owned();
    }
    let Ok(mut url) = Url::parse(text) else { return "***".to_owned() };
    // Servers also accept the password as a parameter.
    let in_query = url.query_pairs().any(|(name, _)| name.to_ascii_lowercase().contains("password"));
    if url.password().is_none() && !in_query {
        return text.to_owned();
    }
    if in_query {
        url.set_query(Some("***"));
    }
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return "***".to_owned();
    }
    url.to_string()
}

/// Every setting with its value and where it comes from, without passwords.
pub fn print(config: &Config) -> String {
    let width = SETTINGS.iter().map(|setting| setting.key.len()).max().unwrap_or(0);
    config.values.iter().fold(String::new(), |mut text, value| {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{:width$} = {:?}  # {}", value.setting.key, value.shown(), value.origin);
        text
    })
}

/// The table of settings for `api/OPERATING.md`.
pub fn markdown_table() -> String {
    let head = "| Setting | Variable | Default | What it is |\n|---|---|---|---|\n".to_owned();
    SETTINGS.iter().fold(head, |mut table, setting| {
        let default = if setting.default.is_empty() { "none".to_owned() } else { format!("`{}`", setting.default) };
        let file = if setting.secrecy == Secrecy::Open { "" } else { " (or `…_FILE`)" };
        let _ = writeln!(
            table,
            "| `{}` | `{}`{file} | {default} | {}: {} |",
            setting.key,
            setting.variable(),
            setting.help,
            setting.allowed
        );
        table
    })
}
