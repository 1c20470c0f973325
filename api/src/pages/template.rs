//! The templates, and what all of them can use.

use super::{
    date, map,
    table::{PAGES, PARTS},
    tongue, words,
};
use crate::http::asset;
use entity::{
    date::{PartialDate, month_number},
    text::Language,
};
use minijinja::{
    Environment, Error, ErrorKind, State, TemplateSource, UndefinedBehavior, Value,
    value::{Kwargs, Serde},
};
use std::sync::LazyLock;

/// The templates in one language. There are two environments, so that texts in macros, which do not see the page's
/// variables, are in the right language as well.
///
/// `t("key", name=value)` is a text of [`words`] in the reader's language, `value|word("Enum")` what a value of an enum
/// of the schema is called there. `number` groups digits; `day`, `short_day` and `moment(zone)` write dates and times
/// as the language does, `language` is what one is called by its code, `turns_back(at)` whether clocks go back in a time
/// zone after that, and `days_from(other)` counts the days from another one; `asset("name")` is the address of a file, and
/// `place(list)` where a value stands in a list.
/// `here(name=value)` is the address of the page with that parameter instead of its own, and `without(name, value)`
/// that without that value of it, or without all of it. `typed_day(name)` is the day that was typed into three fields,
/// as it is written, or nothing. `ordered(field, direction)` is the address of the list in another order, and
/// `elsewhere(path)` that of the same records in another form. `spot` is where a country lies on the map. Anything
/// undefined is an error.
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
    environment.add_function("t", move |key: &str, arguments: Kwargs| words::text(key, &arguments, language));
    environment.add_function("asset", |name: &str| asset::address(name).ok_or_else(|| invalid(name)));
    environment.add_function("here", |state: &State<'_, '_>, changes: Kwargs| here(state, &changes));
    environment
        .add_function("without", |state: &State<'_, '_>, name: &str, value: Option<&str>| without(state, name, value));
    environment.add_function("typed_day", move |state: &State<'_, '_>, name: &str| typed_day(state, name, language));
    environment.add_function("ordered", ordered);
    environment.add_function("elsewhere", elsewhere);
    environment.add_filter("place", place);
    environment
        .add_filter("spot", |code: &str| map::spot(code).map_or(Value::from(()), |spot| Value::from(Serde(&spot))));
    environment.add_filter("word", move |value: &str, of: &str| words::of_enum(of, value, language));
    environment.add_filter("language", move |code: &str| tongue::name(code, language));
    environment.add_filter("turns_back", date::turns_back);
    environment.add_filter("days_from", |day: &str, from: &str| {
        let of = |text: &str| text.parse::<PartialDate>().map(PartialDate::latest).map_err(|_| invalid(text));
        Ok::<_, Error>((of(day)? - of(from)?).num_days())
    });
    environment.add_filter("number", move |number: u64| grouped(number, language));
    environment.add_filter("day", move |day: &str| date::written(day, language).ok_or_else(|| invalid(day)));
    environment.add_filter("short_day", move |day: &str| date::short(day, language).ok_or_else(|| invalid(day)));
    environment
        .add_filter("moment", move |at: &str, zone: &str| date::moment(at, zone, language).ok_or_else(|| invalid(at)));
    environment
}

/// Where a value stands in a list, counted from 0; after its end where it does not.
#[expect(clippy::needless_pass_by_value, reason = "the arguments of filters are owned")]
fn place(value: &str, of: Vec<String>) -> usize {
    of.iter().position(|one| one == value).unwrap_or(of.len())
}

/// A day in three fields of a form, in words; nothing where it is none.
fn typed_day(state: &State<'_, '_>, name: &str, language: Language) -> Result<String, Error> {
    let values = state.lookup("page").unwrap_or_default().get_attr("values")?;
    let part = |which: &str| {
        let texts = values.get_attr(&format!("{name}.{which}")).ok()?;
        let text = texts.get_item_by_index(0).ok()?;
        let text = text.as_str()?.trim();
        if which == "month" { month_number(text) } else { text.parse::<u32>().ok() }
    };
    let whole = || Some(format!("{:04}-{:02}-{:02}", part("year")?, part("month")?, part("day")?));
    Ok(whole().and_then(|day| date::written(&day, language)).unwrap_or_default())
}

/// The parameters that say where in a list the reader is. Whatever changes the list begins at its start.
const PLACE_IN_LIST: [&str; 4] = ["first", "after", "last", "before"];

/// The address of the page with other parameters; an empty one is left out.
fn here(state: &State<'_, '_>, changes: &Kwargs) -> Result<String, Error> {
    let names: Vec<&str> = changes.args().collect();
    let (path, asked) = address(state)?;
    let kept = asked.into_iter().filter(|(name, _)| !names.contains(&name.as_str()) && !is_place(name));
    let mut pairs: Vec<(String, String)> = kept.collect();
    for name in names {
        let value = changes.get::<Value>(name)?;
        if !value.is_none() && !value.to_string().is_empty() {
            pairs.push((name.to_owned(), value.to_string()));
        }
    }
    Ok(joined(&path, &pairs))
}

/// The address of the page without a parameter, or without one of its values, which are separated by commas.
fn without(state: &State<'_, '_>, name: &str, value: Option<&str>) -> Result<String, Error> {
    let (path, asked) = address(state)?;
    let rest = asked.into_iter().filter(|(name, _)| !is_place(name)).filter_map(|(own, values)| {
        if own != name {
            return Some((own, values));
        }
        let kept: Vec<&str> = values.split(',').filter(|one| value.is_some_and(|value| one.trim() != value)).collect();
        (!kept.is_empty()).then(|| (own, kept.join(",")))
    });
    let pairs: Vec<(String, String)> = rest.collect();
    Ok(joined(&path, &pairs))
}

/// What the names of the parameters begin with that say in which order a list is.
const ORDER: &str = "orderBy.";

/// The address of the list in another order.
fn ordered(state: &State<'_, '_>, field: &str, direction: &str) -> Result<String, Error> {
    let (path, asked) = address(state)?;
    let mut pairs: Vec<(String, String)> =
        asked.into_iter().filter(|(name, _)| !is_place(name) && !name.starts_with(ORDER)).collect();
    pairs.extend(
        [("field", field), ("direction", direction)].map(|(name, text)| (format!("{ORDER}{name}"), text.to_owned())),
    );
    Ok(joined(&path, &pairs))
}

/// The address at which the same records are in another form: with the conditions of this page, and not its place or order.
fn elsewhere(state: &State<'_, '_>, path: &str) -> Result<String, Error> {
    let (_, asked) = address(state)?;
    let kept = |(name, text): &(String, String)| {
        !is_place(name) && !name.starts_with(ORDER) && name != "lang" && !text.is_empty()
    };
    let pairs: Vec<(String, String)> = asked.into_iter().filter(kept).collect();
    Ok(joined(path, &pairs))
}

fn is_place(name: &str) -> bool {
    PLACE_IN_LIST.contains(&name)
}

/// The path of the page, and its parameters.
fn address(state: &State<'_, '_>) -> Result<(String, Vec<(String, String)>), Error> {
    let page = state.lookup("page").unwrap_or_default();
    let pairs = page.get_attr("asked")?.try_iter()?.map(|pair| {
        let part = |place: usize| pair.get_item_by_index(place).map(|text| text.to_string());
        Ok((part(0)?, part(1)?))
    });
    Ok((page.get_attr("path")?.to_string(), pairs.collect::<Result<_, Error>>()?))
}

fn joined(path: &str, pairs: &[(String, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    format!("{path}?{}", query.finish().replace("%2C", ","))
}

/// The error for an argument that does not fit.
fn invalid(what: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("{what:?} does not fit"))
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

/// A number in groups of three digits: 17.074 in Indonesian, 17,074 in English.
pub(super) fn grouped(number: u64, language: Language) -> String {
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
        let source = "{% macro hello(name) %}{{ t('password-lead', name=name) }}{% endmacro %}{{ hello(who) }}";
        let who = context! { who => "<Siti> {name}" };
        let said = |language| render(source, language, who.clone()).unwrap();
        assert!(said(Language::Id).starts_with("Halo, &lt;Siti&gt; {name}."), "{}", said(Language::Id));
        assert!(said(Language::En).starts_with("Hello, &lt;Siti&gt; {name}."));
        for wrong in ["{{ t('password-lead') }}", "{{ t('no-such-text') }}", "{{ 'X'|word('Y') }}"] {
            assert!(render(wrong, Language::Id, context! {}).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_undefined_is_an_error() {
        for source in ["{{ nothing }}", "{{ page.nothing }}", "{% if page.nothing.more %}{% endif %}"] {
            assert!(render(source, Language::Id, context! { page => context! {} }).is_err(), "{source}");
        }
    }
}
