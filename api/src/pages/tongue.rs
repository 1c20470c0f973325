//! What languages are called, by their codes (ISO 639-1).

use entity::text::Language;

/// The languages in which agreements are written: code, and the name in Indonesian and in English.
const NAMES: [(&str, &str, &str); 31] = [
    ("ar", "Arab", "Arabic"),
    ("bg", "Bulgaria", "Bulgarian"),
    ("cs", "Ceko", "Czech"),
    ("da", "Denmark", "Danish"),
    ("de", "Jerman", "German"),
    ("en", "Inggris", "English"),
    ("es", "Spanyol", "Spanish"),
    ("fa", "Persia", "Persian"),
    ("fi", "Finlandia", "Finnish"),
    ("fr", "Prancis", "French"),
    ("hi", "Hindi", "Hindi"),
    ("hu", "Hungaria", "Hungarian"),
    ("id", "Indonesia", "Indonesian"),
    ("it", "Italia", "Italian"),
    ("ja", "Jepang", "Japanese"),
    ("jv", "Jawa", "Javanese"),
    ("ko", "Korea", "Korean"),
    ("ms", "Melayu", "Malay"),
    ("nl", "Belanda", "Dutch"),
    ("pl", "Polandia", "Polish"),
    ("pt", "Portugis", "Portuguese"),
    ("ro", "Rumania", "Romanian"),
    ("ru", "Rusia", "Russian"),
    ("su", "Sunda", "Sundanese"),
    ("th", "Thai", "Thai"),
    ("tr", "Turki", "Turkish"),
    ("uk", "Ukraina", "Ukrainian"),
    ("und", "tidak diketahui", "unknown"),
    ("ur", "Urdu", "Urdu"),
    ("vi", "Vietnam", "Vietnamese"),
    ("zh", "Tionghoa", "Chinese"),
];

/// The name of a language; of one that is not listed, its code.
pub(super) fn name(code: &str, language: Language) -> String {
    let found = NAMES.iter().find(|(own, _, _)| *own == code);
    found.map_or(code, |(_, id, en)| language.pick(id, en)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_called_by_its_name_or_else_by_its_code() {
        assert_eq!([Language::Id, Language::En].map(|language| name("en", language)), ["Inggris", "English"]);
        assert_eq!(name("sw", Language::En), "sw");
        assert!(NAMES.is_sorted());
    }
}
