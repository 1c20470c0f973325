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
    text::{Language, LocalText, letters},
};
use std::collections::{BTreeSet, HashMap, HashSet};
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
            Naming::Code(scheme, value) => self.by_code(scheme, &value),
            Naming::Slug(slug) => self.by_slug.get(slug).copied(),
        }
    }

    /// A place that may be the one that a row describes under another form of its name, such as "X" and "X Municipality":
    /// in the same country, of no other kind, not in another region, and no farther away than sources are from each other.
    pub(crate) fn near_duplicate(&self, row: Description<'_>) -> Option<Uuid> {
        let known = self.alike.get(&(row.country.to_owned(), telling_key(row.name)?))?;
        let mut alike: Vec<&party::Model> = known.iter().filter_map(|id| self.parties.get(id)).collect();
        alike.retain(|party| {
            let differs = !self.contradicts(party, row.codes) && !self.lies_elsewhere(party, row.parent);
            let distance = row.point.zip(party.latitude.zip(party.longitude));
            let is_near = distance.is_some_and(|(a, b)| rule::distance_km(a, b) <= rule::CITY_RADIUS_KM);
            differs && is_near && party.dissolved_on.is_none() && agrees(party, row)
        });
        sorted(alike).first().copied()
    }

    /// Adds a place that a row brings, so that further rows are compared with it.
    pub(crate) fn add(&mut self, party: party::Model, codes: Vec<code::Model>) {
        if let Some((country, key)) = party.country_code.clone().zip(telling_key(&party.name)) {
            self.alike.entry((country, key)).or_default().push(party.id);
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

/// Whether the kind, if the row states it, is that of a party.
fn agrees(party: &party::Model, row: Description<'_>) -> bool {
    let by_name = if row.country == "ID" { rule::split_kind(row.name).0 } else { None };
    let kind = row.kind.or(by_name).filter(|kind| *kind != Kind::Other);
    kind.is_none_or(|kind| party.kind == kind || party.kind == Kind::Other)
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
