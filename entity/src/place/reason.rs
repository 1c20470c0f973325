//! What an import of regions says about a row that it cannot take as it is, in both languages.

use super::row::RegionRow;
use crate::text::LocalText;

/// The code of the row is already on an earlier line, with different content.
pub(super) fn code_repeated(code: &str, line: u64) -> LocalText {
    LocalText::both(
        format!("kode {code} sudah ada pada baris {line} dengan isi yang berbeda"),
        format!("the code {code} is already on line {line}, with different content"),
    )
}

/// A code of another scheme is already on an earlier line.
pub(super) fn further_code_repeated(scheme: &str, value: &str, line: u64) -> LocalText {
    LocalText::both(
        format!("{scheme} {value} sudah ada pada baris {line}: dua kode berarti dua tempat"),
        format!("{scheme} {value} is already on line {line}: two codes mean two places"),
    )
}

/// A code of another scheme belongs to a place that the row's own code does not mean.
pub(super) fn belongs_to(scheme: &str, value: &str, place: &LocalText) -> LocalText {
    both(place, |id, en| {
        (
            format!("{scheme} {value} adalah {id}, yang berkode lain"),
            format!("{scheme} {value} is {en}, which has another code"),
        )
    })
}

/// Several rows match one place, and two codes mean two places.
pub(super) fn contested(place: &LocalText) -> LocalText {
    both(place, |id, en| {
        (
            format!("ambigu: lebih dari satu baris cocok dengan {id}"),
            format!("ambiguous: more than one row matches {en}"),
        )
    })
}

/// The row fits these places, or would if their coordinates were known.
pub(super) fn ambiguous(places: &[LocalText], located: bool) -> LocalText {
    let list = |pick: fn(&LocalText) -> &Option<String>| {
        places.iter().filter_map(|place| pick(place).as_deref()).collect::<Vec<_>>().join("; ")
    };
    let (id, en) = (list(|place| &place.id), list(|place| &place.en));
    if located {
        LocalText::both(format!("ambigu: bisa berarti {id}"), format!("ambiguous: may be {en}"))
    } else {
        LocalText::both(
            format!("ambigu: tanpa koordinat bisa berarti {id}"),
            format!("ambiguous: without coordinates it may be {en}"),
        )
    }
}

/// The region that the row lies in is neither in the registry nor in the file.
pub(super) fn parent_unknown(parent: &str) -> LocalText {
    LocalText::both(
        format!("induk dengan kode {parent} tidak dikenal"),
        format!("the parent code {parent} is not known"),
    )
}

/// The row's code belongs to a place in another country.
pub(super) fn in_another_country(place: &LocalText) -> LocalText {
    both(place, |id, en| (format!("dikenal sebagai {id} di negara lain"), format!("known as {en}, in another country")))
}

/// The row's coordinates lie outside its country.
pub(super) fn outside(row: &RegionRow) -> LocalText {
    let (latitude, longitude) = row.point.unwrap_or_default();
    let (name, country) = (&row.name, &row.country);
    LocalText::both(
        format!("koordinat {name} ({latitude}, {longitude}) di luar {country}"),
        format!("the coordinates of {name} ({latitude}, {longitude}) lie outside {country}"),
    )
}

fn both(place: &LocalText, say: impl Fn(&str, &str) -> (String, String)) -> LocalText {
    let (id, en) = say(place.id.as_deref().unwrap_or_default(), place.en.as_deref().unwrap_or_default());
    LocalText::both(id, en)
}
