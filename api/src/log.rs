//! Log lines: to standard error, as text for people or as JSON for programs.

use crate::config::{Config, LogFormat};
use tracing_subscriber::EnvFilter;

/// Libraries that talk at each start, unless they are asked to.
const QUIET: &str = "actix_server=warn,sea_orm_migration=warn";

/// Begins to log as the configuration says. Once a process.
pub fn begin(config: &Config) {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(format!("{QUIET},{}", config.log)))
        .with_writer(std::io::stderr)
        .with_target(false);
    match config.log_format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).with_span_list(false).init(),
    }
}
