//! The templates, and what all of them can use.

use super::table::{PAGES, PARTS};
use entity::text::Language;
use minijinja::{Environment, Error, ErrorKind, TemplateSource, UndefinedBehavior, Value, value::Kwargs};
use std::sync::LazyLock;

/// The templates in one language. There are two environments, so that texts in macros, which do not see the page's
/// variables, are in the right language as well.
///
/// `t("teks", "text")` is a text in the reader's language; `{name}` in it is replaced by the argument of that name. The
/// filter `number` groups digits as the language does. Anything undefined is an error.
pub(super) fn environment(language: Language) -> &'static Environment<'static> {
    static ID: LazyLock<Environment<'static>> = LazyLock::new(|| build(Language::Id));
    static EN: LazyLock<Environment<'static>> = LazyLock::new(|| build(Language::En));
    match language {
        Language::Id => &ID,
        Language::En => &EN,
    }
}

fn build(language: Language) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_loader(|name| Ok(source(name)));
    let pick = move |id: &str, en: &str, arguments: Kwargs| fill(language.pick(id, en), &arguments);
    environment.add_function("t", pick);
    environment.add_filter("number", move |number: u64| grouped(number, language));
    environment
}

/// A template by its name: in a debug build from the disk, otherwise the embedded one.
fn source(name: &str) -> Option<TemplateSource> {
    if let Some(text) = from_disk(name) {
        let (name, known) = (name.to_owned(), text.clone());
        return Some(TemplateSource::new(text).with_uptodate_check(move || from_disk(&name).as_ref() == Some(&known)));
    }
    embedded(name).map(TemplateSource::new)
}

/// An embedded template.
pub(super) fn embedded(name: &str) -> Option<&'static str> {
    let part = PARTS.iter().find(|(own, _)| *own == name).map(|(_, text)| *text);
    let of_page = || PAGES.iter().find(|page| name.strip_suffix(".html") == Some(page.name)).map(|page| page.template);
    let found = part.or_else(of_page);
    #[cfg(test)]
    let found = found.or_else(|| OF_TESTS.lock().ok()?.get(name).copied());
    found
}

/// The templates of pages that only a test has.
#[cfg(test)]
pub(super) static OF_TESTS: std::sync::Mutex<std::collections::BTreeMap<String, &'static str>> =
    std::sync::Mutex::new(std::collections::BTreeMap::new());

/// A file of `api/pages`, in a debug build: changes show at once.
#[cfg(debug_assertions)]
pub(super) fn from_disk(name: &str) -> Option<String> {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pages").join(name)).ok()
}

/// A release build embeds everything.
#[cfg(not(debug_assertions))]
pub(super) fn from_disk(_name: &str) -> Option<String> {
    None
}

/// A text with its arguments filled in.
fn fill(text: &str, arguments: &Kwargs) -> Result<String, Error> {
    let mut filled = text.to_owned();
    for name in arguments.args() {
        let place = format!("{{{name}}}");
        if !text.contains(&place) {
            return Err(Error::new(ErrorKind::TooManyArguments, format!("{text:?} has no place for {name}")));
        }
        filled = filled.replace(&place, &arguments.get::<Value>(name)?.to_string());
    }
    Ok(filled)
}

/// A number in groups of three digits: 17.074 in Indonesian, 17,074 in English.
fn grouped(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(language.pick(".", ","));
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    fn render(source: &str, language: Language, context: Value) -> Result<String, String> {
        let rendered = build(language).render_named_str("x.html", source, context);
        rendered.map_err(|error| error.to_string())
    }

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(grouped(17_074, Language::Id), "17.074");
        assert_eq!(grouped(1_234_567, Language::En), "1,234,567");
        assert_eq!(grouped(999, Language::En), "999");
        assert_eq!(render("{{ 1234|number }}", Language::Id, context! {}), Ok("1.234".into()));
    }

    #[test]
    fn a_text_is_in_the_language_of_its_reader_also_in_a_macro() {
        let source = "{% macro hello(name) %}{{ t('Halo, {name}.', 'Hello, {name}.', name=name) }}{% endmacro %}\
                      {{ hello(who) }}";
        let who = context! { who => "<Siti> {name}" };
        assert_eq!(render(source, Language::Id, who.clone()), Ok("Halo, &lt;Siti&gt; {name}.".into()));
        assert_eq!(render(source, Language::En, who), Ok("Hello, &lt;Siti&gt; {name}.".into()));
        let missing = render("{{ t('Halo', 'Hello', name=1) }}", Language::Id, context! {});
        assert!(missing.unwrap_err().contains("has no place for name"));
        assert!(render("{{ t('Halo') }}", Language::Id, context! {}).is_err());
    }

    #[test]
    fn what_is_undefined_is_an_error() {
        for source in ["{{ nothing }}", "{{ page.nothing }}", "{% if page.nothing.more %}{% endif %}"] {
            assert!(render(source, Language::Id, context! { page => context! {} }).is_err(), "{source}");
        }
    }
}
