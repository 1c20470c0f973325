//! In how many ways people write a word.

use crate::text::fold;
use std::collections::BTreeSet;

/// Words of one meaning: what kind of place something is, in both languages and as offices shorten it. The first of each row
/// is the word that regions of Indonesia have, the last the one that those abroad have.
const KINDS: [&[&str]; 3] = [
    &["kota", "pemkot", "kotamadya", "gmina", "municipality", "shi", "stadt", "city"],
    &["kabupaten", "kab", "pemkab", "regency"],
    &["provinsi", "prov", "pemprov", "province"],
];
/// Shorter words differ by a letter and mean other places.
const LEAST_LETTERS: usize = 5;
/// Longer words are as they are.
const MOST_LETTERS: usize = 24;
/// How words were written in Indonesia until 1947 and 1972 (van Ophuijsen, Soewandi), and how since (EYD). What comes first
/// is tried first.
const OLD_SPELLING: [(&str, &str); 8] =
    [("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ch", "kh"), ("ie", "i"), ("j", "y")];
/// How German and its neighbours write umlauts where there is none on the keyboard, and what folding makes of them.
const UMLAUTS: [(&str, &str); 3] = [("ae", "a"), ("oe", "o"), ("ue", "u")];

/// A word of a search, and what else it may mean.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Meant {
    /// The word as it was written, folded; what is sought may go on after it.
    pub word: String,
    /// The whole words that it may stand for.
    pub ways: BTreeSet<String>,
    /// Whether it says what kind of place is sought, beside words that say which.
    pub is_kind: bool,
}

/// What the words of a search mean, in their order, each once.
pub(super) fn meant(text: &str) -> Vec<Meant> {
    let mut words: Vec<Meant> = Vec::new();
    for written in text.split(|character: char| !character.is_alphanumeric() && !is_within(character)) {
        let folded = fold(written);
        // One sign of another script may be several words in Latin letters.
        let alone = !folded.contains(' ');
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            if words.iter().all(|known| known.word != word) {
                let ways = if alone { spellings(written, word) } else { BTreeSet::new() };
                words.push(Meant { word: word.to_owned(), ways, is_kind: false });
            }
        }
    }
    let kinds: Vec<bool> = words.iter().map(|meant| kind(&meant.word).is_some()).collect();
    if kinds.contains(&false) {
        for (meant, _) in words.iter_mut().zip(kinds).filter(|(_, is_kind)| *is_kind) {
            let (first, last) = kind(&meant.word).unwrap_or_default();
            meant.ways.extend([first.to_owned(), last.to_owned()]);
            meant.is_kind = true;
        }
    }
    words
}

/// The words that regions of Indonesia and those abroad have where this one says what kind they are.
fn kind(word: &str) -> Option<(&'static str, &'static str)> {
    let same = KINDS.iter().find(|same| same.contains(&word))?;
    Some((same.first()?, same.last()?))
}

/// Whether a character joins what stands before it to what comes after.
fn is_within(character: char) -> bool {
    matches!(character, '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{300}'..='\u{36f}')
}

/// The other spellings of a word.
fn spellings(written: &str, word: &str) -> BTreeSet<String> {
    let umlauts: String = written.to_lowercase().chars().map(spelled_out).collect();
    let mut ways: BTreeSet<String> = [fold(&umlauts), with(word, &UMLAUTS), with(word, &OLD_SPELLING)].into();
    ways.remove(word);
    ways
}

fn spelled_out(character: char) -> String {
    match character {
        'ä' => "ae".into(),
        'ö' | 'ø' => "oe".into(),
        'ü' => "ue".into(),
        other => other.to_string(),
    }
}

/// A word with each of these groups of letters replaced, from left to right.
fn with(word: &str, groups: &[(&str, &str)]) -> String {
    let (mut changed, mut rest) = (String::with_capacity(word.len()), word);
    while let Some(letter) = rest.chars().next() {
        let found = groups.iter().find(|(old, _)| rest.starts_with(old));
        let (old, new) = found.copied().unwrap_or((&rest[..letter.len_utf8()], &rest[..letter.len_utf8()]));
        changed.push_str(new);
        rest = &rest[old.len()..];
    }
    changed
}

/// The words from which one wrong letter makes this one: one more, one less, another, or two in each other's place.
pub(super) fn nearly(word: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_plain || !(LEAST_LETTERS..=MOST_LETTERS).contains(&word.len()) {
        return words;
    }
    for at in 0..=word.len() {
        let (start, end) = word.split_at(at);
        for letter in 'a'..='z' {
            words.insert(format!("{start}{letter}{end}"));
            words.extend(end.get(1..).map(|end| format!("{start}{letter}{end}")));
        }
        words.extend(end.get(1..).map(|end| format!("{start}{end}")));
        if let (Some(pair), Some(end)) = (end.get(..2), end.get(2..)) {
            words.insert(format!("{start}{}{}{end}", &pair[1..], &pair[..1]));
        }
    }
    words.remove(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(text: &str) -> Vec<String> {
        meant(text).remove(0).ways.into_iter().collect()
    }

    #[test]
    fn old_spellings_and_umlauts_are_the_words_of_today() {
        for (written, today) in [
            ("Soerabaja", "surabaya"),
            ("Djakarta", "jakarta"),
            ("Tjirebon", "cirebon"),
            ("Bandoeng", "bandung"),
            ("Atjeh", "aceh"),
            ("Banjoewangi", "banyuwangi"),
            ("Koeln", "koln"),
            ("Köln", "koeln"),
            ("Duesseldorf", "dusseldorf"),
            ("Aarhus", "aarhus"),
        ] {
            let found = ways(written);
            assert!(found.contains(&today.to_owned()) || fold(written) == today, "{written}: {found:?}");
        }
    }

    #[test]
    fn a_kind_beside_a_name_is_any_word_for_it() {
        let [bandung, city] = meant("Bandung City").try_into().unwrap();
        assert_eq!((bandung.is_kind, city.is_kind), (false, true));
        assert!(city.ways.contains("kota"));
        assert!(meant("pemkab Bogor")[0].ways.contains("kabupaten"));
        let alone = &meant("kota")[0];
        assert!(!alone.is_kind && !alone.ways.contains("city"), "alone it is a word like any other");
    }

    #[test]
    fn one_wrong_letter_is_found() {
        for wrong in ["bandugn", "banding", "bndung", "bandungg", "xandung"] {
            assert!(nearly(wrong).contains("bandung"), "{wrong}");
        }
        assert!(nearly("bonn").is_empty(), "short words differ by a letter and mean other places");
        assert!(nearly("32733").is_empty());
        assert!(nearly(&"a".repeat(40)).is_empty());
    }
}
