//! Whether a description of a place means one that the registry knows.
//!
//! By its code, by a code of another scheme such as its Wikidata identifier, or by name, country and distance; never by
//! name and country alone, and never by a guess: where several places fit, that is the answer.

use super::entry::rule::is_telling;
use super::merged::record::merger;
use super::record::{Kind, Nature, code, name, party};
use super::row::Naming;
use super::rule;
use crate::{
    place::record::KEMENDAGRI,
    rows::group,
    text::{Language, LocalText, fold, letters},
};
use std::collections::{BTreeSet, HashMap, HashSet};
use strsim::levenshtein;
use uuid::Uuid;

/// How deep regions may lie within one another.
pub(crate) const MOST_LEVELS: usize = 8;

/// What a row says of a place, as far as it tells one from another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Description<'a> {
    pub name: &'a str,
    pub aliases: &'a [String],
    pub country: &'a str,
    pub kind: Option<Kind>,
    pub parent: Option<Uuid>,
    pub point: Option<(f64, f64)>,
    /// Codes of other schemes: scheme and value.
    pub codes: &'a [(&'a str, &'a str)],
}

/// What a description fits by name, country and distance.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Nothing: it is a place of its own.
    Nothing,
    /// One place.
    One(Uuid),
    /// One or several places, and nothing tells which, or whether it is one of them at all.
    Unclear(Vec<Uuid>),
}

/// Why the place that a code tells may not be the one that a description means.
#[derive(Debug, PartialEq)]
pub(crate) enum Doubt {
    /// Its name, and its point as far as that is known, are those of another place.
    Another(Uuid),
    /// Neither its name is that of the place nor its kind, in Indonesia.
    Kind(Kind),
    /// Neither its name is that of the place nor its country.
    Country,
    /// Its point lies so many kilometres away, and whether its name is that of the place.
    Far(f64, bool),
}

/// Everything the registry knows of its parties that helps to recognise one.
pub(crate) struct Gazetteer {
    pub parties: HashMap<Uuid, party::Model>,
    pub names: HashMap<Uuid, Vec<name::Model>>,
    pub codes: HashMap<Uuid, Vec<code::Model>>,
    by_code: HashMap<(String, String), Uuid>,
    /// By country and the letters of the name.
    by_name: HashMap<(String, String), Vec<Uuid>>,
    /// By country and the words by which a name is told from others.
    alike: HashMap<(String, String), Vec<Uuid>>,
    by_slug: HashMap<String, Uuid>,
    /// The records that went into others, and which stand for them.
    led: HashMap<Uuid, Uuid>,
    extents: HashMap<Uuid, f64>,
    /// Regions by the square of the map in which they lie.
    squares: HashMap<(i64, i64), Vec<Uuid>>,
}

impl Gazetteer {
    pub(crate) fn new(parties: Vec<party::Model>, names: Vec<name::Model>, codes: Vec<code::Model>) -> Self {
        let parties: HashMap<Uuid, party::Model> = parties.into_iter().map(|party| (party.id, party)).collect();
        let names = group(names, |name| name.party_id);
        let mut by_code: HashMap<(String, String), (Uuid, bool)> = HashMap::new();
        for code in &codes {
            let current = code.valid_until.is_none();
            let known = by_code.entry((code.scheme.clone(), code.value.clone())).or_insert((code.party_id, current));
            if current {
                *known = (code.party_id, current);
            }
        }
        let mut gazetteer = Self {
            names,
            codes: group(codes, |code| code.party_id),
            by_code: by_code.into_iter().map(|(code, (party, _))| (code, party)).collect(),
            by_name: HashMap::new(),
            alike: HashMap::new(),
            by_slug: parties.values().map(|party| (party.slug.clone(), party.id)).collect(),
            led: HashMap::new(),
            extents: extents(&parties),
            squares: HashMap::new(),
            parties,
        };
        gazetteer.index_names();
        gazetteer
    }

    fn index_names(&mut self) {
        for party in self.parties.values().filter(|party| party.nature == Nature::Region) {
            let Some(country) = &party.country_code else { continue };
            let further = self.names.get(&party.id).into_iter().flatten().map(|name| name.name.as_str());
            let keys: HashSet<String> =
                std::iter::once(party.name.as_str()).chain(further).flat_map(whole_names).collect();
            for key in keys {
                self.by_name.entry((country.clone(), key)).or_default().push(party.id);
            }
            if let Some(key) = telling_key(&party.name) {
                self.alike.entry((country.clone(), key)).or_default().push(party.id);
            }
            if let Some(point) = party.latitude.zip(party.longitude) {
                self.squares.entry(square(point)).or_default().push(party.id);
            }
        }
    }

    /// The same, knowing of these records which others stand for them.
    pub(crate) fn after(mut self, mergers: Vec<merger::Model>) -> Self {
        for merger in mergers {
            self.by_slug.entry(merger.slug).or_insert(merger.party_id);
            self.led.insert(merger.duplicate_id, merger.party_id);
        }
        self
    }

    /// The party that has this code today, else one that had it.
    pub(crate) fn by_code(&self, scheme: &str, value: &str) -> Option<Uuid> {
        self.by_code.get(&(scheme.to_owned(), value.to_owned())).copied()
    }

    /// The party that a cell names; see [`Naming`].
    pub(crate) fn named(&self, cell: &str) -> Option<Uuid> {
        match Naming::read(cell) {
            Naming::Id(id) if self.parties.contains_key(&id) => Some(id),
            Naming::Id(id) => self.led.get(&id).copied(),
            Naming::Code(scheme, value) => self.by_code(&scheme, &value),
            Naming::Slug(slug) => self.by_slug.get(slug).copied(),
        }
    }

    /// A place that may be the one that a row describes under another form of its name, such as "X" and "X Municipality":
    /// in the same country, of no other kind, not in another region, and no farther away than sources are from each other. One
    /// that lies right there may be called in another spelling or script, which tells less.
    pub(crate) fn near_duplicate(&self, row: Description<'_>) -> Option<Uuid> {
        let alike = self.telling_alike(row);
        if let Some(first) = sorted(alike).first() {
            return Some(*first);
        }
        let (latitude, longitude) = square(row.point?);
        let around = (-1..=1).flat_map(|north| (-1..=1).map(move |east| (latitude + north, longitude + east)));
        let there =
            around.filter_map(|square| self.squares.get(&square)).flatten().filter_map(|id| self.parties.get(id));
        let alike = there.filter(|party| {
            party.country_code.as_deref() == Some(row.country)
                && self.may_be(party, row, RIGHT_THERE_KM)
                && self.all_names(party).any(|name| sounds_like(row.name, name))
        });
        sorted(alike.collect()).first().copied()
    }

    /// Those of a country whose name tells the same.
    fn telling_alike(&self, row: Description<'_>) -> Vec<&party::Model> {
        let key = telling_key(row.name).and_then(|key| self.alike.get(&(row.country.to_owned(), key)));
        let parties = key.into_iter().flatten().filter_map(|id| self.parties.get(id));
        parties.filter(|party| self.may_be(party, row, rule::CITY_RADIUS_KM)).collect()
    }

    /// Whether a party lies so near, and neither its codes nor its region nor its kind say that it is another place.
    fn may_be(&self, party: &party::Model, row: Description<'_>, kilometres: f64) -> bool {
        let differs = !self.contradicts(party, row.codes) && !self.lies_elsewhere(party, row.parent);
        let distance = row.point.zip(party.latitude.zip(party.longitude));
        let is_near = distance.is_some_and(|(a, b)| rule::distance_km(a, b) <= kilometres);
        differs && is_near && party.dissolved_on.is_none() && (agrees(party, row) || both_towns(party, row))
    }

    fn all_names<'a>(&'a self, party: &'a party::Model) -> impl Iterator<Item = &'a str> {
        let further = self.names.get(&party.id).into_iter().flatten().map(|name| name.name.as_str());
        std::iter::once(party.name.as_str()).chain(party.name_en.as_deref()).chain(further)
    }

    /// Adds a place that a row brings, so that further rows are compared with it.
    pub(crate) fn add(&mut self, party: party::Model, codes: Vec<code::Model>) {
        if let Some((country, key)) = party.country_code.clone().zip(telling_key(&party.name)) {
            self.alike.entry((country, key)).or_default().push(party.id);
        }
        if let Some(point) = party.latitude.zip(party.longitude) {
            self.squares.entry(square(point)).or_default().push(party.id);
        }
        self.codes.insert(party.id, codes);
        self.parties.insert(party.id, party);
    }

    /// Whether a party has or had a code of this scheme.
    pub(crate) fn has_code(&self, party: Uuid, scheme: &str) -> bool {
        self.codes.get(&party).into_iter().flatten().any(|code| code.scheme == scheme)
    }

    /// What a description fits by name, country and distance. Parties for which `taken` holds are other places, but
    /// stay in the way of a clear answer.
    pub(crate) fn fit(&self, row: Description<'_>, taken: impl Fn(Uuid) -> bool) -> Fit {
        let (mut near, mut unsure) = (Vec::new(), Vec::new());
        let stated = self
            .named_like(row)
            .filter(|party| !self.contradicts(party, row.codes) && !self.lies_elsewhere(party, row.parent));
        for party in stated {
            match (row.point, party.latitude.zip(party.longitude)) {
                (Some(a), Some(b)) if rule::distance_km(a, b) <= self.radius_km(party) => near.push(party),
                (Some(_), Some(_)) => {}
                _ => unsure.push(party),
            }
        }
        let all: Vec<&party::Model> = near.iter().chain(&unsure).copied().collect();
        if all.iter().all(|party| taken(party.id)) {
            return Fit::Nothing;
        }
        let decided: Vec<&party::Model> = all.iter().copied().filter(|party| agrees(party, row)).collect();
        match decided.as_slice() {
            [only] if !taken(only.id) && near.iter().any(|party| party.id == only.id) => Fit::One(only.id),
            [] => Fit::Unclear(sorted(all)),
            several => Fit::Unclear(sorted(several.to_vec())),
        }
    }

    /// Whether a description contradicts the place that its code tells: what is meant is another place, or the code is wrong.
    /// A code may go with another name, because places are called differently; it does not go with the name of another place.
    pub(crate) fn doubt(&self, row: Description<'_>, id: Uuid) -> Option<Doubt> {
        let party = self.parties.get(&id)?;
        let told = told_kind(row);
        let is_kind = told.is_none_or(|kind| party.kind == kind || party.kind == Kind::Other);
        let point = |party: &party::Model| party.latitude.zip(party.longitude);
        let distance = row.point.zip(point(party)).map(|(a, b)| rule::distance_km(a, b));
        let far = distance.filter(|distance| *distance > self.radius_km(party));
        let in_country = party.country_code.as_deref().is_none_or(|country| country == row.country);
        if self.is_called(party, row) && (is_kind || row.country != "ID") {
            return far.map(|distance| Doubt::Far(distance, true));
        }
        let is_near = |other: &party::Model| {
            row.point.zip(point(other)).is_none_or(|(a, b)| rule::distance_km(a, b) <= self.radius_km(other))
        };
        let described = Description { aliases: &[], ..row };
        let others = self
            .named_like(described)
            .filter(|other| other.id != id && other.dissolved_on.is_none() && agrees(other, row) && is_near(other));
        if let Some(other) = sorted(others.collect()).first() {
            return Some(Doubt::Another(*other));
        }
        match (row.country == "ID", told) {
            (true, Some(kind)) if !is_kind => Some(Doubt::Kind(kind)),
            _ if !in_country => Some(Doubt::Country),
            _ => far.map(|distance| Doubt::Far(distance, false)),
        }
    }

    /// Whether a party has the name of a description, or one of its other names.
    fn is_called(&self, party: &party::Model, row: Description<'_>) -> bool {
        let in_indonesia = party.country_code.as_deref() == Some("ID");
        let bare = Some(rule::split_kind(row.name).1).filter(|_| in_indonesia);
        let said: Vec<String> =
            whole_names(row.name).chain(bare).chain(row.aliases.iter().flat_map(|name| whole_names(name))).collect();
        let known = self.names.get(&party.id).into_iter().flatten().map(|name| name.name.as_str());
        let own = [Some(party.name.as_str()), party.name_en.as_deref()].into_iter().flatten();
        own.chain(known).flat_map(whole_names).any(|known| said.contains(&known))
    }

    /// The region of this kind and name, if there is one today.
    pub(crate) fn namesake(&self, kind: Kind, country: &str, name: &str) -> Option<Uuid> {
        let named = self.by_name.get(&(country.to_owned(), letters(name)))?;
        let mut same = named.iter().filter_map(|id| self.parties.get(id)).filter(|party| {
            party.kind == kind && party.dissolved_on.is_none() && letters(&party.name) == letters(name)
        });
        same.next().map(|party| party.id)
    }

    fn named_like(&self, row: Description<'_>) -> impl Iterator<Item = &party::Model> {
        let mut keys: Vec<String> =
            row.aliases.iter().map(String::as_str).chain([row.name]).flat_map(whole_names).collect();
        if row.country == "ID" {
            keys.push(rule::split_kind(row.name).1);
        }
        let found: HashSet<Uuid> = keys
            .into_iter()
            .filter_map(|key| self.by_name.get(&(row.country.to_owned(), key)))
            .flatten()
            .copied()
            .collect();
        found.into_iter().filter_map(|id| self.parties.get(&id))
    }

    /// Whether a party has another code in a scheme in which the description has one: then it is another place.
    fn contradicts(&self, party: &party::Model, codes: &[(&str, &str)]) -> bool {
        codes.iter().any(|(scheme, value)| {
            let mut held = self.codes.get(&party.id).into_iter().flatten().filter(|code| code.scheme == *scheme);
            held.next().is_some_and(|first| first.value != *value && held.all(|code| code.value != *value))
        })
    }

    /// Whether a party belongs to another region than the one of the description, and neither region lies in the other.
    fn lies_elsewhere(&self, party: &party::Model, parent: Option<Uuid>) -> bool {
        party
            .parent_id
            .zip(parent)
            .is_some_and(|(known, stated)| !self.is_in(known, stated) && !self.is_in(stated, known))
    }

    fn is_in(&self, part: Uuid, whole: Uuid) -> bool {
        let above = |id: &Uuid| self.parties.get(id)?.parent_id;
        std::iter::successors(Some(part), above).take(MOST_LEVELS).any(|id| id == whole)
    }

    /// Whether it is known in which region a party lies.
    pub(crate) fn has_parent(&self, party: Uuid) -> bool {
        self.parties.get(&party).is_some_and(|party| party.parent_id.is_some())
    }

    fn radius_km(&self, party: &party::Model) -> f64 {
        rule::radius_km(party.kind, party.area_km2, self.extents.get(&party.id).copied())
    }

    /// What people call a party in a list of several: "Kota Bogor (kota, kemendagri:32.71)". What stands after the kind names
    /// it in the column `place`.
    pub(crate) fn describe(&self, party: Uuid) -> LocalText {
        let Some(party) = self.parties.get(&party) else { return LocalText::default() };
        let codes = || self.codes.get(&party.id).into_iter().flatten();
        let code = codes()
            .find(|code| code.scheme == KEMENDAGRI && code.valid_until.is_none())
            .or_else(|| codes().next())
            .map_or_else(|| party.slug.clone(), |code| format!("{}:{}", code.scheme, code.value));
        let name = rule::party_name(party);
        let text = |language| format!("{name} ({}, {code})", rule::kind_name(party.kind, language));
        LocalText::both(text(Language::Id), text(Language::En))
    }

    /// The names of a party, by their letters, to see whether another one says anything new.
    pub(crate) fn knows_name(&self, party: Uuid, name: &str) -> bool {
        let whole = letters(name);
        let Some(record) = self.parties.get(&party) else { return false };
        let in_indonesia = record.country_code.as_deref() == Some("ID");
        let bare = if in_indonesia { rule::split_kind(name).1 } else { whole.clone() };
        let further = self.names.get(&party).into_iter().flatten().map(|name| name.name.as_str());
        std::iter::once(record.name.as_str()).chain(further).map(letters).any(|known| known == whole || known == bare)
    }
}

/// A name as it is compared: whole, and without what stands in brackets ("Stari Grad (Sarajevo)").
fn whole_names(name: &str) -> impl Iterator<Item = String> {
    let bare = name.split_once('(').map(|(bare, _)| letters(bare)).filter(|bare| !bare.is_empty());
    std::iter::once(letters(name)).chain(bare)
}

/// The words by which a name is told from others of its country, in alphabetical order and without what stands in brackets;
/// `None` where there are none. "Zgierz", "Gmina Zgierz" and "Zgierz (powiat zgierski)" have the same.
fn telling_key(name: &str) -> Option<String> {
    let bare = name.split('(').next().filter(|bare| !letters(bare).is_empty()).unwrap_or(name);
    let whole = letters(bare);
    let words: BTreeSet<&str> = whole.split(' ').filter(|word| is_telling(word)).collect();
    let key = words.into_iter().collect::<Vec<_>>().join(" ");
    Some(key).filter(|key| !key.is_empty())
}

/// Within this distance a place may be the one whose name is only spelled like it, in kilometres.
const RIGHT_THERE_KM: f64 = 5.0;

/// The square of a tenth of a degree in which a point lies.
#[expect(clippy::cast_possible_truncation, reason = "degrees are small numbers")]
fn square((latitude, longitude): (f64, f64)) -> (i64, i64) {
    ((latitude * 10.0).floor() as i64, (longitude * 10.0).floor() as i64)
}

/// Whether two names may be spellings of one: with vowels written out ("Nuernberg"), saints shortened, or in another script
/// or older characters. That they sound alike says nothing of who is who.
fn sounds_like(one: &str, other: &str) -> bool {
    let [one_key, other_key] = [one, other].map(spelled_out);
    if one_key.is_empty() || other_key.is_empty() {
        return false;
    }
    let in_latin = |name: &str| name.chars().all(|letter| !letter.is_alphabetic() || u32::from(letter) < 0x250);
    let between_scripts = in_latin(one) != in_latin(other);
    let length = one_key.chars().count().max(other_key.chars().count());
    one_key == other_key || between_scripts && levenshtein(&one_key, &other_key) * 3 <= length
}

/// A folded name in which no umlaut is written out as two letters.
pub(crate) fn without_umlauts(folded: &str) -> String {
    folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// The telling words of a name as they sound in Latin letters.
pub(crate) fn spelled_out(name: &str) -> String {
    let bare = name.split('(').next().unwrap_or(name);
    let whole = without_umlauts(&fold(bare));
    let word = |word: &str| match word {
        "st" | "ste" | "saint" | "sainte" | "sankt" | "sint" | "szent" | "san" | "sao" | "santo" | "sant" => {
            "saint".to_owned()
        }
        word => word.to_owned(),
    };
    let words: BTreeSet<String> = whole.split(' ').filter(|word| is_telling(word)).map(word).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// Whether both are towns of some kind: sources call the same place a city, a municipality or nothing. In Indonesia a kind is a
/// kind by law.
fn both_towns(party: &party::Model, row: Description<'_>) -> bool {
    let is_town = |kind| matches!(kind, Kind::City | Kind::Municipality | Kind::District | Kind::Other);
    row.country != "ID" && is_town(party.kind) && row.kind.is_none_or(is_town)
}

/// Whether the kind, if the row states it, is that of a party.
fn agrees(party: &party::Model, row: Description<'_>) -> bool {
    told_kind(row).is_none_or(|kind| party.kind == kind || party.kind == Kind::Other)
}

/// The kind that a row states, or the name of a region of Indonesia.
fn told_kind(row: Description<'_>) -> Option<Kind> {
    let by_name = if row.country == "ID" { rule::split_kind(row.name).0 } else { None };
    row.kind.or(by_name).filter(|kind| *kind != Kind::Other)
}

/// The distance in kilometres from the point of each region to the farthest of its parts.
fn extents(parties: &HashMap<Uuid, party::Model>) -> HashMap<Uuid, f64> {
    let point = |party: &party::Model| party.latitude.zip(party.longitude);
    let mut extents: HashMap<Uuid, f64> = HashMap::new();
    for part in parties.values() {
        let whole = part.parent_id.and_then(|parent| parties.get(&parent));
        if let Some((whole, (a, b))) = whole.and_then(|whole| Some((whole, point(whole).zip(point(part))?))) {
            let farthest = extents.entry(whole.id).or_default();
            *farthest = farthest.max(rule::distance_km(a, b));
        }
    }
    extents
}

fn sorted(mut parties: Vec<&party::Model>) -> Vec<Uuid> {
    parties.sort_by(|a, b| (&a.sort_key, &a.slug).cmp(&(&b.sort_key, &b.slug)));
    parties.into_iter().map(|party| party.id).collect()
}
