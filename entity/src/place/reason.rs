//! What an import of regions says about a row that it cannot take as it is, in both languages.

use super::{find::no_country as no_country_at_all, record::Kind, row::RegionRow, rule::kind_name};
use crate::text::{Language, LocalText};
use uuid::Uuid;

/// The code of the row is already on an earlier line, with different content.
pub(super) fn code_repeated(code: &str, line: u64) -> LocalText {
    LocalText::both(
        format!("kode {code} sudah ada pada baris {line} dengan isi yang berbeda"),
        format!("the code {code} is already on line {line}, with different content"),
    )
}

/// A code that a spreadsheet program took for a number and shortened.
pub(super) fn code_became_number(code: &str) -> LocalText {
    LocalText::both(
        format!("kode \"{code}\" telah menjadi angka; simpan kolomnya sebagai teks"),
        format!("the code \"{code}\" has become a number; keep its column as text"),
    )
}

/// A code that the Indonesian ministry does not give.
pub(super) fn not_of_ministry(code: &str) -> LocalText {
    let code: String = code.chars().take(40).collect();
    LocalText::both(
        format!("\"{code}\" bukan kode kemendagri, yang berbentuk 32 atau 32.73; simpan kolomnya sebagai teks"),
        format!("\"{code}\" is no kemendagri code, which is like 32 or 32.73; keep its column as text"),
    )
}

/// A code of the Indonesian ministry for a place abroad.
pub(super) fn ministry_abroad(code: &str, country: &str) -> LocalText {
    LocalText::both(
        format!("{code} adalah kode daerah di Indonesia, sedangkan baris ini tentang {country}"),
        format!("{code} is the code of a region of Indonesia, and the row is about {country}"),
    )
}

/// A code of the Indonesian ministry that regions of this kind do not have.
pub(super) fn of_another_kind(code: &str, by_code: Kind, told: Kind) -> LocalText {
    let [by_code_id, told_id] = [by_code, told].map(|kind| kind_name(kind, Language::Id));
    let [by_code_en, told_en] = [by_code, told].map(|kind| kind_name(kind, Language::En));
    LocalText::both(
        format!("{code} adalah kode {by_code_id}, sedangkan menurut baris ini {told_id}"),
        format!("{code} is the code of a {by_code_en}, and the row says {told_en}"),
    )
}

/// The ministry has given the place of this name and kind another code.
pub(super) fn has_another_code(code: &str, place: &LocalText) -> LocalText {
    both(place, |id, en| {
        (
            format!("{code}: {id} sudah ada dengan kode lain; kode yang berubah datang bersama data acuan"),
            format!("{code}: {en} is there with another code; changed codes come with the reference data"),
        )
    })
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

/// Which place a row was taken for, and how far from it the row lies.
pub(super) fn recognised(place: &LocalText, kilometres: f64) -> LocalText {
    both(place, |id, en| (format!("{id}, berjarak {kilometres:.0} km"), format!("{en}, {kilometres:.0} km away")))
}

/// The country of the row is none.
pub(super) fn no_country(text: &str) -> LocalText {
    let reason = no_country_at_all(text);
    let text: String = text.chars().take(20).collect();
    let said = |language| format!("country: \"{text}\". {}", reason.message(language));
    LocalText::both(said(Language::Id), said(Language::En))
}

/// The column `place` names nothing.
pub(crate) fn nothing_chosen(column: &str, cell: &str) -> LocalText {
    // Callers hold identifiers in another form.
    if Uuid::parse_str(cell.trim()).is_ok() {
        return LocalText::both(
            format!(
                "{column}: tidak ada tempat dengan pengenal itu; sebutkan skema:kode, bagian akhir alamatnya, atau pengenalnya"
            ),
            format!(
                "{column}: there is no place with that identifier; give scheme:code, the last part of its address, or its identifier"
            ),
        );
    }
    let cell: String = cell.chars().take(40).collect();
    LocalText::both(
        format!("{column}: tidak ada tempat \"{cell}\"; sebutkan skema:kode, bagian akhir alamatnya, atau pengenalnya"),
        format!(
            "{column}: there is no place \"{cell}\"; give scheme:code, the last part of its address, or its identifier"
        ),
    )
}

/// The chosen place has a code in the scheme of the file, or the row's code belongs to another one.
pub(super) fn chosen_otherwise(code: &str, place: &LocalText) -> LocalText {
    both(place, |id, en| {
        (
            format!("place: {id} berkode lain dalam skema ini, atau {code} milik tempat lain"),
            format!("place: {en} has another code in this scheme, or {code} belongs to another place"),
        )
    })
}

/// Two rows name one place, and two codes mean two places.
pub(super) fn chosen_twice(place: &LocalText, line: u64) -> LocalText {
    both(place, |id, en| (format!("{id} sudah ada pada baris {line}"), format!("{en} is already on line {line}")))
}

/// A new place that may be one that is known under another form of its name.
pub(super) fn looks_like(place: &LocalText) -> LocalText {
    both(place, |id, en| {
        (
            format!("mirip dengan {id}; bila sama, sebutkan itu di kolom place sebelum berkas ini diimpor"),
            format!("looks like {en}; if it is the same place, name it in the column place before this file comes in"),
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

/// The row's code belongs to one place, and its name is that of another.
pub(super) fn named_like_another(name: &str, place: &LocalText, other: &LocalText) -> LocalText {
    let [id, en] = [Language::Id, Language::En].map(|language| (place.read(language), other.read(language)));
    LocalText::both(
        format!(
            "kodenya milik {}, sedangkan \"{name}\" adalah {}; sebutkan di kolom place mana yang dimaksud",
            id.0, id.1
        ),
        format!("the code belongs to {}, and \"{name}\" is {}; name in the column place which is meant", en.0, en.1),
    )
}

/// The row's code belongs to a region of another kind than the row tells.
pub(crate) fn called_another_kind(place: &LocalText, kind: Kind) -> LocalText {
    both(place, |id, en| {
        (
            format!("kodenya milik {id}, sedangkan menurut baris ini {}", kind_name(kind, Language::Id)),
            format!("the code belongs to {en}, and the row says {}", kind_name(kind, Language::En)),
        )
    })
}

/// The row's code belongs to a place of another name in another country.
pub(super) fn named_in_another_country(name: &str, country: &str, place: &LocalText) -> LocalText {
    both(place, |id, en| {
        (
            format!("kodenya milik {id} di negara lain, sedangkan baris ini tentang {name} ({country})"),
            format!("the code belongs to {en}, in another country, and the row is about {name} ({country})"),
        )
    })
}

/// The row's code belongs to a place of another name that lies elsewhere.
pub(super) fn named_elsewhere(name: &str, place: &LocalText, kilometres: f64) -> LocalText {
    both(place, |id, en| {
        (
            format!(
                "kodenya milik {id}, yang berjarak {kilometres:.0} km; bila \"{name}\" memang tempat itu, sebutkan di kolom place"
            ),
            format!(
                "the code belongs to {en}, {kilometres:.0} km away; if \"{name}\" is that place, name it in the column place"
            ),
        )
    })
}

/// The row lies far from the place of its code and name.
pub(super) fn far_from_its_code(place: &LocalText, kilometres: f64) -> LocalText {
    both(place, |id, en| {
        (
            format!("koordinatnya berjarak {kilometres:.0} km dari {id}"),
            format!("its coordinates lie {kilometres:.0} km from {en}"),
        )
    })
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
