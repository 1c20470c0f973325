//! Where values come from, and which one applies.

use super::{ConfigError, Password, SETTINGS, Secrecy, Setting};
use std::{collections::BTreeMap, fmt, fs, path::PathBuf};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use url::Url;

/// The file that is read if it exists and no other is named.
pub const DEFAULT_FILE: &str = "kembar.toml";
/// The variable that names the configuration file, as `--config` does.
const FILE_VARIABLE: &str = "KEMBAR_CONFIG";
/// Variables with this prefix belong to the tests.
const TEST_VARIABLES: &str = "KEMBAR_TEST_";

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// This flag.
    Flag(String),
    /// This environment variable.
    Variable(String),
    /// This line of the configuration file.
    File {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "flag --{flag}"),
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// The text of one setting, and where it comes from.
#[derive(Debug, Clone)]
pub struct Value {
    /// Which setting.
    pub setting: &'static Setting,
    /// Where it comes from.
    pub origin: Origin,
    text: Password,
}

impl Value {
    /// The text as it may be shown, without passwords.
    pub fn shown(&self) -> String {
        self.setting.secrecy.show(self.text.expose())
    }

    /// The value that the text stands for.
    pub(super) fn read<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<T, ConfigError> {
        read(self.text.expose()).ok_or_else(|| ConfigError::NotAllowed {
            key: self.setting.key,
            shown: self.shown(),
            origin: self.origin.clone(),
            allowed: self.setting.allowed,
        })
    }
}

/// The value of the setting `key`.
///
/// # Panics
/// When no setting has that name.
pub(super) fn find<'a>(values: &'a [Value], key: &str) -> &'a Value {
    values.iter().find(|value| value.setting.key == key).expect("every setting of the table was resolved")
}

/// All sources of settings.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Command-line flags, by the key of their setting.
    pub flags: BTreeMap<&'static str, String>,
    /// Environment variables.
    pub variables: BTreeMap<String, String>,
    /// The configuration file that the command line names.
    pub file: Option<PathBuf>,
    /// Whether to read no configuration file at all.
    pub no_file: bool,
}

/// The settings of one source, by key: where each was set, and its text.
type Said = BTreeMap<&'static str, (Origin, String)>;

impl Sources {
    /// The sources of this process.
    pub fn of_process(flags: BTreeMap<&'static str, String>, file: Option<PathBuf>) -> Self {
        let variables = std::env::vars_os()
            .map(|(name, text)| (name.to_string_lossy().into_owned(), text.to_string_lossy().into_owned()))
            .filter(|(name, _)| name.starts_with("KEMBAR_") && !name.starts_with(TEST_VARIABLES))
            .collect();
        Self { flags, variables, file, no_file: false }
    }

    /// The same without the configuration file, and only for these settings.
    #[must_use]
    pub fn only(&self, keys: &[&str]) -> Self {
        let of_these = |name: &str| SETTINGS.iter().any(|known| keys.contains(&known.key) && known.variable() == name);
        let flags = self.flags.iter().filter(|(key, _)| keys.contains(key));
        let variables = self.variables.iter().filter(|(name, _)| of_these(name));
        Self {
            flags: flags.map(|(key, text)| (*key, text.clone())).collect(),
            variables: variables.map(|(name, text)| (name.clone(), text.clone())).collect(),
            file: None,
            no_file: true,
        }
    }

    /// The value of every setting, in the order of the table.
    pub(super) fn resolve(&self) -> Result<Vec<Value>, ConfigError> {
        let (mut flags, mut variables, mut file) =
            (self.said_by_flags()?, self.said_by_variables()?, self.said_by_file()?);
        let mut values: Vec<Value> = Vec::with_capacity(SETTINGS.len());
        for setting in SETTINGS {
            let said = [&mut flags, &mut variables, &mut file].into_iter().find_map(|said| said.remove(setting.key));
            let (origin, text) = said.unwrap_or_else(|| (Origin::Default, default(setting, &values)));
            values.push(Value { setting, origin, text: Password(text) });
        }
        Ok(values)
    }

    fn said_by_flags(&self) -> Result<Said, ConfigError> {
        let mut said = Said::new();
        for setting in SETTINGS {
            let Some(text) = self.flags.get(setting.key) else { continue };
            if setting.secrecy.show(text) != *text {
                return Err(ConfigError::PasswordOnCommandLine { flag: setting.flag(), variable: setting.variable() });
            }
            said.insert(setting.key, (Origin::Flag(setting.flag()), text.clone()));
        }
        Ok(said)
    }

    fn said_by_variables(&self) -> Result<Said, ConfigError> {
        let mut said = Said::new();
        for (name, text) in &self.variables {
            // Compose files turn a variable that is not set into an empty one.
            if name == FILE_VARIABLE || text.is_empty() {
                continue;
            }
            let key = name.strip_prefix("KEMBAR_").unwrap_or(name).to_ascii_lowercase();
            say(&mut said, &key, name, Origin::Variable(name.clone()), text, || {
                let names = SETTINGS.iter().map(Setting::variable);
                unknown(name, "environment variable".to_owned(), names.chain([FILE_VARIABLE.to_owned()]))
            })?;
        }
        Ok(said)
    }

    fn said_by_file(&self) -> Result<Said, ConfigError> {
        let mut said = Said::new();
        let Some((path, content)) = self.read_file()? else { return Ok(said) };
        let place = |line| format!("{path}:{line}");
        let table = DeTable::parse(&content).map_err(|error| ConfigError::NotToml {
            place: place(line_of(&content, error.span().map_or(0, |span| span.start))),
            reason: error.message().to_owned(),
        })?;
        for (key, value) in table.get_ref() {
            let line = line_of(&content, key.span().start);
            let text = plain(value)
                .ok_or_else(|| ConfigError::NotAValue { key: key.get_ref().to_string(), place: place(line) })?;
            let origin = Origin::File { path: path.clone(), line };
            say(&mut said, key.get_ref(), key.get_ref(), origin, &text, || {
                unknown(key.get_ref(), place(line), SETTINGS.iter().map(|setting| setting.key.to_owned()))
            })?;
        }
        Ok(said)
    }

    /// The configuration file's name and content, if there is one.
    fn read_file(&self) -> Result<Option<(String, String)>, ConfigError> {
        if self.no_file {
            return Ok(None);
        }
        let by_variable = self.variables.get(FILE_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
        let (path, place) = match (&self.file, by_variable) {
            (Some(path), _) => (path.clone(), "flag --config"),
            (None, Some(path)) => (path, "variable KEMBAR_CONFIG"),
            (None, None) if fs::exists(DEFAULT_FILE).unwrap_or(false) => (DEFAULT_FILE.into(), "configuration file"),
            (None, None) => return Ok(None),
        };
        let shown = path.display().to_string();
        let content = read(&path.to_string_lossy(), place)?;
        Ok(Some((shown, content)))
    }
}

/// Records what a source says about the setting `key`, or about the file that holds its secret.
fn say(
    said: &mut Said,
    key: &str,
    name: &str,
    origin: Origin,
    text: &str,
    unknown: impl Fn() -> ConfigError,
) -> Result<(), ConfigError> {
    let by_file =
        |setting: &&Setting| setting.secrecy != Secrecy::Open && key.strip_suffix("_file") == Some(setting.key);
    let (setting, text) = if let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) {
        (setting, text.to_owned())
    } else if let Some(setting) = SETTINGS.iter().find(by_file) {
        (setting, read(text, &origin.to_string())?.trim_end_matches(['\r', '\n']).to_owned())
    } else {
        return Err(unknown());
    };
    if said.insert(setting.key, (origin, text)).is_some() {
        let first = name.trim_end_matches("_FILE").trim_end_matches("_file").to_owned();
        return Err(ConfigError::Twice {
            second: format!("{first}{}", if name == key { "_file" } else { "_FILE" }),
            first,
        });
    }
    Ok(())
}

fn read(path: &str, place: &str) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
        path: path.to_owned(),
        place: place.to_owned(),
        reason: error.to_string(),
    })
}

/// The default of `setting`, with the parts taken from the settings before it.
fn default(setting: &Setting, before: &[Value]) -> String {
    let of = |key| before.iter().find(|value| value.setting.key == key).map_or("", |value| value.text.expose());
    let folder = of("data_dir").replace('%', "%25").replace('?', "%3f");
    let host = Url::parse(of("public_url")).ok().and_then(|url| url.host_str().map(str::to_owned));
    setting
        .default
        .replace("<data_dir>", &folder)
        .replace("<listen>", of("listen"))
        .replace("<host of public_url>", host.as_deref().unwrap_or("localhost"))
}

/// The text of a TOML value that is a scalar.
fn plain(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn line_of(content: &str, offset: usize) -> usize {
    content.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// The error for `name`, with the most similar known name, if any is similar at all.
fn unknown(name: &str, place: String, known: impl Iterator<Item = String>) -> ConfigError {
    let (likeness, nearest) = known
        .map(|known| (strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase()), known))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .unwrap_or_default();
    ConfigError::Unknown { name: name.to_owned(), place, suggestion: (likeness > 0.8).then_some(nearest) }
}
