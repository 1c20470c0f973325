//! The settings as flags of every command.

use crate::config::{SETTINGS, Setting};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use std::collections::BTreeMap;

/// What the flags of the command line set, by key.
#[derive(Debug, Default)]
pub(super) struct SettingFlags(pub(super) BTreeMap<&'static str, String>);

impl Args for SettingFlags {
    fn augment_args(command: Command) -> Command {
        SETTINGS.iter().fold(command, |command, setting| command.arg(flag(setting)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn flag(setting: &Setting) -> Arg {
    let default = if setting.default.is_empty() { "none" } else { setting.default };
    let long = format!("{}: {}\n[{}, default: {default}]", setting.help, setting.allowed, setting.variable());
    Arg::new(setting.key)
        .long(setting.flag())
        .global(true)
        .value_name("VALUE")
        .help(setting.help)
        .long_help(long)
        .hide_short_help(true)
        .help_heading("Settings")
}

/// A command that takes only these settings: its help leaves out the others, which it refuses by their names.
pub(super) fn only(command: Command, taken: &[&str]) -> Command {
    let others = SETTINGS.iter().filter(|setting| !taken.contains(&setting.key));
    others.fold(command, |command, setting| command.arg(flag(setting).hide(true)))
}

impl FromArgMatches for SettingFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for setting in SETTINGS {
            if let Some(text) = matches.get_one::<String>(setting.key) {
                self.0.insert(setting.key, text.clone());
            }
        }
        Ok(())
    }
}
