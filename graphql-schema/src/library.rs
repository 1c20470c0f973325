//! What the library says about a document, in the words of the service.
//!
//! The library speaks English alone, and of a value that it cannot read it says no more than the type. What it says is told
//! from its fixed sentences; one that is not known becomes the sentence of its code.

use crate::inputs::Allowed;
use entity::text::Language;

/// Its sentences, `{}` for what it puts in, with the same in Indonesian.
const SENTENCES: [(&str, &str); 35] = [
    ("Unknown field \"{}\" on type \"{}\".", "Tipe {2} tidak memiliki kolom {1}."),
    ("Unknown argument \"{}\" on field \"{}\" of type \"{}\".", "Kolom {2} dari tipe {3} tidak memiliki argumen {1}."),
    ("Unknown argument \"{}\" on directive \"{}\".", "Direktif {2} tidak memiliki argumen {1}."),
    ("Unknown type \"{}\"", "Tipe {1} tidak ada."),
    ("Unknown directive \"{}\"", "Direktif {1} tidak ada."),
    ("Unknown fragment: \"{}\"", "Fragmen {1} tidak ada."),
    ("Duplicate directive \"{}\"", "Direktif {1} hanya boleh ditulis satu kali di sini."),
    ("Directive \"{}\" may not be used on \"{}\"", "Direktif {1} tidak boleh dipakai di sini."),
    (
        "Directive \"@{}\" argument \"{}\" of type \"{}\" is required but not provided",
        "Direktif @{1} memerlukan argumen {2}.",
    ),
    (
        "Field \"{}\" argument \"{}\" of type \"{}\" is required but not provided",
        "Kolom {1} memerlukan argumen {2} ({3}).",
    ),
    (
        "Field \"{}\" must not have a selection since type \"{}\" has no subfields",
        "Kolom {1} bertipe {2} dan tidak memiliki kolom di dalamnya.",
    ),
    (
        "Field \"{}\" of type \"{}\" must have a selection of subfields",
        "Pilih kolom yang diminta dari {1}, yang bertipe {2}.",
    ),
    (
        "Fields \"{}\" conflict because \"{}\" and \"{}\" are different fields. {}",
        "Nama {1} dipakai untuk dua kolom yang berbeda, {2} dan {3}. Beri salah satunya nama lain.",
    ),
    (
        "Fields \"{}\" conflict because they have differing arguments. {}",
        "Kolom {1} diminta dua kali dengan argumen yang berbeda. Beri salah satunya nama lain.",
    ),
    (
        "Fragment \"{}\" cannot be spread here as objects of type \"{}\" can never be of type \"{}\"",
        "Fragmen {1} untuk tipe {3} tidak dapat dipakai pada tipe {2}.",
    ),
    (
        "Fragment cannot be spread here as objects of type \"{}\" can never be of type \"{}\"",
        "Fragmen untuk tipe {2} tidak dapat dipakai pada tipe {1}.",
    ),
    ("Fragment \"{}\" cannot condition non composite type \"{}\"", "Fragmen {1} tidak dapat dibuat untuk tipe {2}."),
    ("Fragment cannot condition non composite type \"{}\"", "Fragmen tidak dapat dibuat untuk tipe {1}."),
    ("Fragment \"{}\" is never used", "Fragmen {1} tidak dipakai."),
    ("Variable \"${}\" is not defined by operation \"{}\"", "Variabel ${1} tidak dinyatakan dalam operasi {2}."),
    ("Variable \"${}\" is not defined", "Variabel ${1} tidak dinyatakan."),
    ("Variable \"${}\" is not used by operation \"{}\"", "Variabel ${1} tidak dipakai dalam operasi {2}."),
    ("Variable \"${}\" is not used", "Variabel ${1} tidak dipakai."),
    ("Variable {} is not defined.", "Variabel {1} tidak dinyatakan."),
    ("Variable \"{}\" cannot be of non-input type \"{}\"", "Variabel {1} tidak dapat bertipe {2}."),
    (
        "Variable \"{}\" of type \"{}\" used in position expecting type \"{}\"",
        "Variabel {1} bertipe {2}, sedangkan di sini diperlukan {3}.",
    ),
    ("There can only be one argument named \"{}\"", "Argumen {1} hanya boleh diberikan satu kali."),
    ("There can only be one variable named \"${}\"", "Variabel ${1} hanya boleh dinyatakan satu kali."),
    ("Invalid default value for argument: \"{}\", {}", "Nilai bawaan variabel {1} tidak sesuai dengan tipenya."),
    (
        "Invalid value for argument \"{}\", enumeration type \"{}\" does not contain the value \"{}\"",
        "Nilai {3} untuk {1} tidak ada di antara nilai {2}.",
    ),
    (
        "Invalid value for argument \"{}\", field \"{}\" of type \"{}\" is required but not provided",
        "Isian {2} dari {1} wajib diberikan ({3}).",
    ),
    ("Invalid value for argument \"{}\", unknown field \"{}\" of type \"{}\"", "Tipe {3} tidak memiliki isian {2}."),
    ("Invalid value for argument \"{}\", Oneof {}", "Berikan tepat satu isian dari {1}."),
    ("Invalid value for argument \"{}\", expected type \"{}\"", "Nilai {1} tidak sesuai dengan tipe {2}."),
    ("Subscriptions are not supported on this transport.", "Langganan tidak tersedia."),
];

/// How it says that a value at this path is not of this type.
const OF_TYPE: &str = "Invalid value for argument \"{}\", expected type \"{}\"";
/// How it says that of a value alone.
const NOT_READ: [&str; 2] = ["Expected input type \"{}\", found {}", "Failed to parse \"{}\": {}"];
/// How it says that there is too much or too little.
const BEYOND: [(&str, &str); 5] = [
    ("the value is {}, must be less than or equal to {}", "Nilai {1} terlalu besar: paling besar {2}."),
    ("the value is {}, must be greater than or equal to {}", "Nilai {1} terlalu kecil: paling kecil {2}."),
    ("the value length is {}, must be less than or equal to {}", "Terlalu banyak, {1}: paling banyak {2}."),
    ("the value length is {}, must be greater than or equal to {}", "Terlalu sedikit, {1}: paling sedikit {2}."),
    ("the string length is {}, must be less than or equal to {}", "Teks terlalu panjang, {1}: paling panjang {2}."),
];

/// The same in the caller's language; none where the sentence is not known in Indonesian.
pub(crate) fn told(message: &str, language: Language) -> Option<String> {
    if let Some(found) = holes(OF_TYPE, message)
        && let Some(allowed) = Allowed::of_scalar(found[1])
    {
        return Some(unread(Some(found[0]), &allowed, language));
    }
    let not_read = || NOT_READ.iter().find_map(|sentence| holes(sentence, message));
    if let Some(found) = not_read()
        && let Some(allowed) = Allowed::of_scalar(found[0])
        && !message.contains("must be")
    {
        return Some(unread(None, &allowed, language));
    }
    if language == Language::En {
        return Some(message.to_owned());
    }
    let inner = not_read().map(|found| found[1].split(" (occurred").next().unwrap_or_default());
    let of_inner = || BEYOND.iter().find_map(|(from, to)| Some(filled(to, &holes(from, inner?)?)));
    SENTENCES.iter().find_map(|(from, to)| Some(filled(to, &holes(from, message)?))).or_else(of_inner)
}

/// That a value cannot be read, with what can be.
fn unread(path: Option<&str>, allowed: &Allowed, language: Language) -> String {
    let allowed = allowed.text(language);
    match (path, language) {
        (Some(path), Language::Id) => format!("Nilai {path} tidak dapat dibaca. Nilai yang diterima: {allowed}."),
        (Some(path), Language::En) => format!("The value of {path} cannot be read. Accepted values: {allowed}."),
        (None, Language::Id) => format!("Sebuah nilai tidak dapat dibaca. Nilai yang diterima: {allowed}."),
        (None, Language::En) => format!("A value cannot be read. Accepted values: {allowed}."),
    }
}

/// What stands in the holes of a sentence, if `message` is that sentence.
fn holes<'a>(sentence: &str, message: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = sentence.split("{}");
    let mut rest = message.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = match parts.peek() {
            None if part.is_empty() => rest.len(),
            None => rest.strip_suffix(part)?.len(),
            Some(_) => rest.find(part)?,
        };
        found.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(found)
}

/// A sentence with its numbered holes filled.
fn filled(sentence: &str, found: &[&str]) -> String {
    let numbered = found.iter().enumerate();
    numbered.fold(sentence.to_owned(), |sentence, (at, found)| sentence.replace(&format!("{{{}}}", at + 1), found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_cannot_be_read_is_told_with_what_can_be() {
        let message = "Invalid value for argument \"input.when.startTime\", expected type \"LocalTime\"";
        assert_eq!(
            told(message, Language::Id).unwrap(),
            "Nilai input.when.startTime tidak dapat dibaca. Nilai yang diterima: waktu seperti 09:30."
        );
        assert_eq!(
            told(message, Language::En).unwrap(),
            "The value of input.when.startTime cannot be read. Accepted values: a time such as 09:30."
        );
        let alone = "Expected input type \"Date\", found \"besok\". (occurred while parsing \"Filter\")";
        assert!(told(alone, Language::Id).unwrap().contains("2026-02-28"));
    }

    #[test]
    fn what_the_library_says_is_said_in_indonesian() {
        for (message, expected) in [
            ("Unknown field \"nama\" on type \"Region\".", "Tipe Region tidak memiliki kolom nama."),
            (
                "Failed to parse \"Int\": the value is 101, must be less than or equal to 100",
                "Nilai 101 terlalu besar: paling besar 100.",
            ),
            (
                "Invalid value for argument \"filter.kind.0\", enumeration type \"PartyKind\" does not contain the value \"DESA\"",
                "Nilai DESA untuk filter.kind.0 tidak ada di antara nilai PartyKind.",
            ),
        ] {
            assert_eq!(told(message, Language::Id).as_deref(), Some(expected));
            assert_eq!(told(message, Language::En).as_deref(), Some(message));
        }
        assert_eq!(told("Something new.", Language::Id), None);
    }
}
