//! The texts of pages: a Fluent file for each language in `api/pages/words`. What a value of an enum of the schema is
//! called stands there as `Enum-VALUE`.

use super::template::{from_disk, grouped};
use entity::text::Language;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use minijinja::{
    Error, ErrorKind, Value,
    value::{Kwargs, ValueKind},
};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The texts of one language.
type Bundle = FluentBundle<FluentResource>;
/// A file and the texts in it.
type Read = (String, Arc<Bundle>);

/// The file of a language, as it is embedded.
pub(super) const fn embedded(language: Language) -> &'static str {
    match language {
        Language::Id => include_str!("../../pages/words/id.ftl"),
        Language::En => include_str!("../../pages/words/en.ftl"),
    }
}

/// A text with its arguments. Digits of numbers are grouped as the language does; years are given as texts.
pub(super) fn text(key: &str, arguments: &Kwargs, language: Language) -> Result<String, Error> {
    let mut given = FluentArgs::new();
    for name in arguments.args() {
        given.set(name.to_owned(), value(&arguments.get::<Value>(name)?));
    }
    find(key, Some(&given), language)
}

/// What a value of an enum is called.
pub(super) fn of_enum(of: &str, value: &str, language: Language) -> Result<String, Error> {
    find(&format!("{of}-{value}"), None, language)
}

fn value(value: &Value) -> FluentValue<'static> {
    match value.kind() {
        ValueKind::Number => i64::try_from(value.clone()).map_or_else(|_| value.to_string().into(), Into::into),
        _ => value.to_string().into(),
    }
}

fn find(key: &str, arguments: Option<&FluentArgs<'_>>, language: Language) -> Result<String, Error> {
    let bundle = bundle(language);
    let unknown = || Error::new(ErrorKind::InvalidOperation, format!("there is no text {key:?}"));
    let pattern = bundle.get_message(key).and_then(|message| message.value()).ok_or_else(unknown)?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
    match errors.first() {
        Some(error) => Err(Error::new(ErrorKind::InvalidOperation, format!("{key}: {error}"))),
        None => Ok(text),
    }
}

/// The texts of a language. A debug build reads them anew when their file has changed.
fn bundle(language: Language) -> Arc<Bundle> {
    static READ: LazyLock<[Mutex<Read>; 2]> =
        LazyLock::new(|| Language::ALL.map(|language| Mutex::new(read(embedded(language).to_owned(), language))));
    let place = &READ[usize::from(language == Language::En)];
    let mut known = place.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = from_disk(&format!("words/{}.ftl", language.code())).filter(|text| *text != known.0) {
        *known = read(text, language);
    }
    Arc::clone(&known.1)
}

fn read(text: String, language: Language) -> Read {
    let mut bundle = Bundle::new_concurrent(vec![language.code().parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::Id => |value, _| number(value, Language::Id),
        Language::En => |value, _| number(value, Language::En),
    }));
    let resource = FluentResource::try_new(text.clone()).unwrap_or_else(|(resource, errors)| {
        tracing::error!(?errors, language = language.code(), "a file of texts has errors");
        resource
    });
    bundle.add_resource_overriding(resource);
    (text, Arc::new(bundle))
}

fn number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value >= 0.0 && number.value.fract() == 0.0 => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, which is whole")]
            let count = number.value as u64;
            Some(grouped(count, language))
        }
        _ => None,
    }
}
