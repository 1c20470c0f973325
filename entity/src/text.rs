//! Words for people: the two languages of the service, texts that exist in either, and names made comparable.

use deunicode::{deunicode, deunicode_char};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, value::StrDeserializer},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A language of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Indonesian (bahasa Indonesia), the default.
    Id,
    /// English.
    En,
}

impl Language {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Id, Self::En];

    /// The two-letter code of ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// The language of a code such as `id`, `en-GB` or `in` (the older code of Indonesian).
    pub fn parse(code: &str) -> Option<Self> {
        match code.split(['-', '_']).next()?.trim().to_ascii_lowercase().as_str() {
            "id" | "in" => Some(Self::Id),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110 section 12.5.4); English for one that asks for
    /// languages the service does not speak, Indonesian where there is none.
    pub fn negotiate(header: Option<&str>) -> Self {
        let Some(header) = header.filter(|header| !header.trim().is_empty()) else {
            return Self::Id;
        };
        let mut best = (Self::En, 0.0);
        for range in header.split(',').take(20) {
            let mut parts = range.split(';');
            let Some(language) = parts.next().and_then(Self::parse) else { continue };
            let quality = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            if quality > best.1 {
                best = (language, quality);
            }
        }
        best.0
    }

    /// Picks the text of this language out of an Indonesian and English pair.
    pub fn pick<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Id => id,
            Self::En => en,
        }
    }
}

/// A text that exists in Indonesian, in English, or in both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LocalText {
    /// The Indonesian text.
    pub id: Option<String>,
    /// The English text.
    pub en: Option<String>,
}

impl LocalText {
    /// A text in both languages.
    pub fn both(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: Some(id.into()), en: Some(en.into()) }
    }

    /// The text in `language`, else in the other.
    pub fn read(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::Id => (&self.id, &self.en),
            Language::En => (&self.en, &self.id),
        };
        first.as_deref().or(second.as_deref()).unwrap_or_default()
    }
}

/// A name without case, diacritics, punctuation and doubled spaces: "Škofja  Loka" and "skofja loka" are the same.
/// Other scripts are transliterated to Latin letters.
pub fn fold(name: &str) -> String {
    let composed: String = name.nfc().collect();
    let mut folded = String::with_capacity(composed.len());
    for character in deunicode(&composed).chars() {
        if character.is_ascii_alphanumeric() {
            folded.push(character.to_ascii_lowercase());
        } else if matches!(character, '\'' | '`') {
            // "Xi'an" is "xian": an apostrophe joins, everything else separates.
        } else {
            separate(&mut folded);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The letters of a name, by which one name is told from another: without case, punctuation and doubled spaces, in Latin
/// letters also without diacritics. Other scripts keep their characters: 福山 and 富山 sound alike in Latin letters and
/// are two places.
pub fn letters(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    for character in name.nfkc() {
        if is_latin(character) {
            for latin in deunicode_char(character).unwrap_or_default().chars() {
                if latin.is_ascii_alphanumeric() {
                    letters.push(latin.to_ascii_lowercase());
                } else if !matches!(latin, '\'' | '`') {
                    separate(&mut letters);
                }
            }
        } else if character.is_alphanumeric() || is_combining_mark(character) {
            letters.extend(character.to_lowercase());
        } else if matches!(character, '\u{2018}' | '\u{2019}') || is_invisible(character) {
            // An apostrophe joins, and what nobody sees tells nothing.
        } else {
            separate(&mut letters);
        }
    }
    letters.truncate(letters.trim_end().len());
    letters
}

/// Whether a character is one of Latin script, or of ASCII.
fn is_latin(character: char) -> bool {
    matches!(character, '\u{0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{300}'..='\u{36f}')
}

fn separate(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// A text on one line: control characters and those that turn the direction of writing are gone, and every stretch of
/// white space is one space.
pub fn tidy(text: &str) -> String {
    let printable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !turns(*c)).collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines, each of them tidy.
pub fn tidy_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(tidy).collect();
    lines
        .join(
            "
",
        )
        .trim()
        .to_owned()
}

/// Whether a character changes the direction in which its neighbours are shown (Unicode TR 9), or marks byte order.
fn turns(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text without the characters that nobody sees: joiners, fillers, selectors of variants.
pub fn visible(text: &str) -> String {
    text.chars().filter(|character| !is_invisible(*character)).collect()
}

/// Two statements as one text, in which no part of the second stands twice. Where that would be longer than `most`
/// characters, the first alone.
pub fn both_said(one: &str, other: &str, most: usize) -> String {
    let known = |part: &&str| part.is_empty() || one.split("; ").any(|known| known == *part);
    let new = other.split("; ").filter(|part| !known(part));
    let both = Some(one).filter(|one| !one.is_empty()).into_iter().chain(new).collect::<Vec<_>>().join("; ");
    if both.chars().count() > most { one.to_owned() } else { both }
}

/// Whether a text says nothing: white space and what nobody sees.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || character.is_control() || is_invisible(character))
}

/// Whether nothing is shown of a character: the property `Default_Ignorable_Code_Point` of Unicode, and the blank of
/// Braille.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A text whose UTF-8 was read as Windows-1252 and written once more, as it was before: `MÃ¼nchen` was "München". `None` for a
/// text to which that did not happen.
pub fn undamaged(text: &str) -> Option<String> {
    let (mut repaired, mut run, mut damaged) = (String::with_capacity(text.len()), Vec::new(), false);
    let mut begun = 0;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        if let Some(byte) = of_windows_1252(character).filter(|byte| !byte.is_ascii() && at < text.len()) {
            if run.is_empty() {
                begun = at;
            }
            run.push(byte);
            continue;
        }
        if !run.is_empty() {
            match std::str::from_utf8(&run) {
                Ok(before) => {
                    damaged = true;
                    repaired.push_str(before);
                }
                Err(_) => repaired.push_str(&text[begun..at]),
            }
            run.clear();
        }
        if at < text.len() {
            repaired.push(character);
        }
    }
    damaged.then_some(repaired)
}

/// The byte for a character in Windows-1252, which takes what ISO 8859-1 leaves free for others.
fn of_windows_1252(character: char) -> Option<u8> {
    const OTHERS: [char; 27] = [
        '€', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 'Ž', '‘', '’', '“', '”', '•', '–', '—', '˜', '™',
        'š', '›', 'œ', 'ž', 'Ÿ',
    ];
    const BYTES: [u8; 27] = [
        0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
        0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ];
    let other = OTHERS.iter().position(|other| *other == character).map(|at| BYTES[at]);
    other.or_else(|| u8::try_from(u32::from(character)).ok())
}

/// The words of a text, folded, each once, in order.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What an address of a page can hold of a name: "Kota Bandung" becomes "kota-bandung".
pub fn slug(name: &str) -> String {
    fold(name).replace(' ', "-")
}

/// The name of an enum's value as it stands in the API: `IN_FORCE`.
pub fn name_of(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The value of a closed list with this name.
pub fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(name)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_encoded_twice_is_known() {
        for (damaged, before) in [
            ("MÃ¼nchen", "München"),
            ("SÃ£o Paulo", "São Paulo"),
            ("KrakÃ³w â€“ Kota", "Kraków – Kota"),
            ("ç¦\u{8f}å±±å¸‚", "福山市"),
        ] {
            assert_eq!(undamaged(damaged).as_deref(), Some(before), "{damaged}");
        }
        for sound in
            ["München", "São Paulo", "Škofja Loka", "Ærøskøbing", "福山市", "Île-d’Yeu", "Ñuñoa", "Đà Nẵng", "¿Õù?", ""]
        {
            assert_eq!(undamaged(sound), None, "{sound}");
        }
    }

    #[test]
    fn names_fold_across_case_diacritics_and_scripts() {
        assert_eq!(fold("Škofja  Loka"), "skofja loka");
        assert_eq!(fold("Xi'an"), fold("Xi’an"));
        assert_eq!(fold("Gyeongsangbuk-do"), "gyeongsangbuk do");
        assert_eq!(fold("Łódź"), "lodz");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn names_of_other_scripts_are_told_apart_by_their_characters() {
        for (one, other) in
            [("福山市", "富山市"), ("大津市", "大金市"), ("Москва", "Moskva"), ("مكة", "مكا"), ("부산", "부상")]
        {
            assert_ne!(letters(one), letters(other));
        }
        for (one, other) in [
            ("Škofja  Loka", "SKOFJA-LOKA"),
            ("Xi'an", "Xi’an"),
            ("Łódź", "Lodz"),
            ("ＴＯＫＹＯ", "Tokyo"),
            ("が", "か\u{3099}"),
            ("МОСКВА", "Москва"),
            ("부산", "부산"),
            ("Bandung", "Ban\u{200b}dung"),
        ] {
            assert_eq!(letters(one), letters(other));
        }
        assert_eq!(letters(" (1) "), "1");
    }

    #[test]
    fn a_tidy_text_holds_no_controls() {
        assert_eq!(tidy("  Forum\r\nX-Bad: 1\u{0}\u{7}\u{202e} 2026 "), "Forum X-Bad: 1 2026");
        assert_eq!(tidy_lines("a\r\n  b\u{0}\n"), "a\nb");
    }

    #[test]
    fn what_two_say_stands_once() {
        for (one, other, both) in [
            ("a", "b", "a; b"),
            ("a; b", "b; c", "a; b; c"),
            ("a; b", "a; b", "a; b"),
            ("", "b", "b"),
            ("a", "", "a"),
            ("abc", "defg", "abc"),
        ] {
            assert_eq!(both_said(one, other, 8), both, "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_text_that_nobody_sees_is_blank() {
        for text in ["", " \t", "\u{200b}", "\u{3164}\u{2800}", "\u{a0}\u{feff}"] {
            assert!(is_blank(text), "{text:?}");
        }
        assert!(!is_blank("福\u{fe0f}"));
        assert_eq!(visible("na\u{200b}me\u{ad}"), "name");
    }

    #[test]
    fn a_header_chooses_the_language_it_prefers_most() {
        assert_eq!(Language::negotiate(None), Language::Id);
        assert_eq!(Language::negotiate(Some("en-GB,en;q=0.9,id;q=0.8")), Language::En);
        assert_eq!(Language::negotiate(Some("id;q=0.9, en;q=0.1")), Language::Id);
        assert_eq!(Language::negotiate(Some("fr-FR, de")), Language::En);
    }

    #[test]
    fn a_text_falls_back_to_the_other_language() {
        let text = LocalText { id: Some("Kunjungan".into()), en: None };
        assert_eq!(text.read(Language::En), "Kunjungan");
    }
}
