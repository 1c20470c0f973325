//! Countries as people write them: by their codes of two or three letters in ISO 3166-1, or by a name in English, in
//! Indonesian or in a language of the country.

use crate::text::{Language, letters};
use std::{collections::HashMap, sync::LazyLock};
use strsim::levenshtein;

/// The countries: code, three-letter code, number, English and Indonesian name.
const COUNTRIES: &str = include_str!("../reference/countries.csv");
/// What people call them: name and code.
const NAMES: &str = include_str!("../reference/country_names.csv");
/// What names begin with that says nothing.
const BEFORE_NAMES: [&str; 5] = ["the ", "republic of ", "republik ", "kingdom of ", "state of "];
/// The longest text that can be the name of a country, in characters.
const LONGEST: usize = 80;

/// A text that is no country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The country whose code or name is most like it, if any is.
    pub nearest: Option<&'static str>,
}

struct Atlas {
    by_code: HashMap<&'static str, &'static str>,
    by_name: HashMap<String, &'static str>,
    /// The names in English and Indonesian, by code.
    called: HashMap<&'static str, (&'static str, &'static str)>,
}

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| {
    let (mut by_code, mut by_name, mut called) = (HashMap::new(), HashMap::new(), HashMap::new());
    for line in COUNTRIES.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if let [code, alpha3, _, english, indonesian, ..] = cells[..] {
            by_code.extend([(code, code), (alpha3, code)]);
            called.insert(code, (english, indonesian));
        }
    }
    for (name, code) in NAMES.lines().skip(1).filter_map(|line| line.rsplit_once(',')) {
        by_name.insert(letters(name), code);
    }
    Atlas { by_code, by_name, called }
});

/// The two-letter code of the country that a text means.
pub fn named(text: &str) -> Result<&'static str, Unknown> {
    let text = text.trim();
    if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return Err(Unknown { nearest: None });
    }
    let name = letters(text);
    // "U.S.A." and "U.K." are written with points.
    let joined = if text.contains('.') { name.replace(' ', "") } else { name.clone() };
    let code = ATLAS.by_code.get(joined.to_uppercase().as_str()).or_else(|| ATLAS.by_name.get(&joined)).copied();
    let known = code.or_else(|| by_name(&name));
    known.ok_or_else(|| Unknown { nearest: nearest(&name) })
}

/// The two-letter code of the country that a text means; what means none stays as it is, without what stands around it.
pub fn as_code(text: &str) -> String {
    named(text).map_or_else(|_| text.trim().to_owned(), str::to_owned)
}

/// What a country is called, with its code, or some codes as examples where there is none.
pub(crate) fn told(code: &str, language: Language) -> String {
    match ATLAS.called.get(code) {
        Some((english, indonesian)) => format!("{} ({code})", language.pick(indonesian, english)),
        None => "ID, JPN, Korea Selatan".to_owned(),
    }
}

fn by_name(name: &str) -> Option<&'static str> {
    let mut rest = name;
    loop {
        if let Some(code) = ATLAS.by_name.get(rest) {
            return Some(code);
        }
        rest = BEFORE_NAMES.iter().find_map(|before| rest.strip_prefix(before))?;
    }
}

/// The country whose name is most like this one, unless more than a third of its letters differ.
fn nearest(name: &str) -> Option<&'static str> {
    let length = name.chars().count();
    let candidates = ATLAS.by_name.iter().map(|(known, code)| (levenshtein(name, known), known, *code));
    let (differ, _, code) = candidates.min()?;
    (length > 3 && differ * 3 <= length).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_its_codes_and_its_names() {
        for (text, code) in [
            ("ID", "ID"),
            (" jp ", "JP"),
            ("KOR", "KR"),
            ("UK", "GB"),
            ("el", "GR"),
            ("U.S.A.", "US"),
            ("U.K.", "GB"),
            ("Jerman", "DE"),
            ("Deutschland", "DE"),
            ("ESPAÑA", "ES"),
            ("Espana", "ES"),
            ("日本", "JP"),
            ("대한민국", "KR"),
            ("Korea Selatan", "KR"),
            ("Korea, Republic of", "KR"),
            ("The Netherlands", "NL"),
            ("Republic of Indonesia", "ID"),
            ("Republik Indonesia", "ID"),
            ("Tiongkok", "CN"),
            ("Cote d'Ivoire", "CI"),
            ("Timor-Leste", "TL"),
            ("Kosovo", "XK"),
            ("Western Sahara", "EH"),
            ("Ελλάδα", "GR"),
        ] {
            assert_eq!(named(text), Ok(code), "{text}");
        }
        assert_eq!(as_code(" uk "), "GB");
        assert_eq!(as_code(" Atlantis "), "Atlantis");
    }

    #[test]
    fn what_is_none_is_answered_with_the_nearest() {
        for (text, nearest) in [
            ("Indonesa", Some("ID")),
            ("Germny", Some("DE")),
            ("Jepnag", Some("JP")),
            ("Korea", None),
            ("Atlantis", None),
            ("ZZ", None),
            ("", None),
        ] {
            let unknown = named(text).unwrap_err();
            assert!(nearest.is_none() || unknown.nearest == nearest, "{text}: {unknown:?}");
            assert!(text.len() > 3 || unknown.nearest.is_none());
        }
        assert_eq!(told("JP", Language::Id), "Jepang (JP)");
        for text in ["a".repeat(5_000), "ID\u{0}".to_owned()] {
            assert_eq!(named(&text), Err(Unknown { nearest: None }));
        }
    }

    #[test]
    fn no_name_means_two_countries() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (name, code) in NAMES.lines().skip(1).filter_map(|line| line.rsplit_once(',')) {
            let known = seen.insert(letters(name), code);
            assert!(known.is_none_or(|known| known == code), "{name} means {known:?} and {code}");
            assert!(ATLAS.called.contains_key(code), "{code}");
        }
        assert!(ATLAS.called.keys().all(|code| NAMES.contains(&format!(",{code}\n"))));
    }
}
