//! Importing regions from a file.

use super::matching::{Description, Doubt, Fit, Gazetteer, MOST_LEVELS};
use super::record::{Kind, NameKind, Nature, code, country, name, party};
use super::{
    fact::{
        act::state,
        record::fact,
        rule::{Figures, Told, statements, with_figures},
    },
    geography::Atlas,
    merged, reason,
    row::{Naming, RegionRow, means_new},
    rule,
};
use crate::{
    Caller, Error, Registry, Work,
    database::{insert_all, prepare_bulk, replace_all},
    journal::{ChangeKind, Entry, SubjectKind},
    place::record::{KEMENDAGRI, NO_LANGUAGE},
    policy::{self, Act},
    report::{How, Origin, Report, RowNote, Sighting},
    rows::group,
    search::{self, Texts},
    source::Rank,
    text::{LocalText, fold},
};
use sea_orm::{EntityTrait, IntoActiveModel, QuerySelect};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Imports the regions of a file: all rows are checked before anything is written, and everything is written together
/// or not at all. A dry run writes nothing and returns the same report.
///
/// A row is recognised by its code, by a further code such as its Wikidata identifier, or by name, country and
/// distance. A row that fits several places is rejected with their names. A recognised place gains what it lacks
/// (codes, spellings). Each figure is kept with its source, and the one is followed whose source counts most: a register
/// before a list, within a rank the newer. Two codes of one scheme mean two places.
pub async fn import_regions(
    registry: &Registry,
    caller: &Caller,
    rows: &[RegionRow],
    origin: &Origin,
    dry_run: bool,
) -> Result<Report, Error> {
    policy::may(caller, Act::ImportRegions, &[])?;
    let work = registry.begin(caller).await?;
    origin.check(work.now)?;
    prepare_bulk(&work, "party").await?;
    let known = Known::read(&work).await?;
    let mut import = Import { work: &work, origin, known, report: Report::default(), writes: Writes::default() };
    import.judge(rows);
    let Import { mut report, writes, .. } = import;
    report.sort();
    if !dry_run {
        let entries = writes.write(&work).await?;
        work.record_all(entries).await?;
    }
    Ok(report)
}

/// What the registry already holds.
struct Known {
    places: Gazetteer,
    countries: HashSet<String>,
    slugs: Slugs,
    /// What sources state of the places.
    facts: HashMap<Uuid, Vec<fact::Model>>,
}

impl Known {
    async fn read(work: &Work) -> Result<Self, Error> {
        let parties = party::Entity::find().all(&**work).await?;
        let names = name::Entity::find().all(&**work).await?;
        let codes = code::Entity::find().all(&**work).await?;
        let countries: Vec<String> =
            country::Entity::find().select_only().column(country::Column::Code).into_tuple().all(&**work).await?;
        let mergers = merged::find::all(&**work).await?;
        let addresses = parties.iter().map(|party| &party.slug).chain(mergers.iter().map(|merger| &merger.slug));
        let slugs = Slugs::new(addresses.cloned());
        let facts = group(fact::Entity::find().all(&**work).await?, |fact| fact.party_id);
        let countries = countries.into_iter().collect();
        let places = Gazetteer::new(parties, names, codes).after(mergers);
        Ok(Self { places, countries, slugs, facts })
    }
}

/// The addresses that are taken.
struct Slugs {
    taken: HashSet<String>,
    counts: HashMap<String, usize>,
}

impl Slugs {
    fn new(taken: impl Iterator<Item = String>) -> Self {
        Self { taken: taken.collect(), counts: HashMap::new() }
    }

    /// An address like `wanted` that is still free.
    fn take(&mut self, wanted: &str) -> String {
        let mut slug = wanted.to_owned();
        while !self.taken.insert(slug.clone()) {
            let count = self.counts.entry(wanted.to_owned()).or_insert(1);
            *count += 1;
            slug = format!("{wanted}-{count}");
        }
        slug
    }
}

/// An import while its rows are checked.
struct Import<'a> {
    work: &'a Work,
    origin: &'a Origin,
    known: Known,
    report: Report,
    writes: Writes,
}

/// What the rows of the file so far mean.
#[derive(Default)]
struct Settled<'r> {
    /// By their codes.
    places: HashMap<&'r str, Uuid>,
    taken: HashSet<Uuid>,
}

impl<'r> Settled<'r> {
    fn add(&mut self, code: &'r str, place: Uuid) {
        self.places.insert(code, place);
        self.taken.insert(place);
    }
}

impl Import<'_> {
    fn judge(&mut self, rows: &[RegionRow]) {
        let sound = self.sound(rows);
        let (recognised, rest) = self.by_codes(&sound);
        let recognised = self.undoubted(recognised);
        let mut settled = Settled::default();
        for (row, party, how) in recognised {
            settled.add(&row.code, party);
            self.sight(row, party, how);
            self.complete(row, party);
        }
        let atlas = Atlas::default();
        self.settle(rest, settled, &atlas);
        for row in sound {
            self.warn_of_coordinates(row, &atlas);
        }
    }

    /// Settles what the rows without a known code mean, those that others lie in first: of two places of one name that lie
    /// close together, the regions to which they belong tell which is which.
    fn settle<'r>(&mut self, rows: Vec<&'r RegionRow>, mut settled: Settled<'r>, atlas: &Atlas) {
        let mut waiting = rows;
        for _ in 0..MOST_LEVELS {
            let (ready, later): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|row| row.parent.as_deref().is_none_or(|parent| self.parent(parent, &settled).is_some()));
            waiting = later;
            if ready.is_empty() {
                break;
            }
            let (named, new) = self.by_name(&ready, &settled);
            for (row, party) in named {
                settled.add(&row.code, party);
                self.note_recognised(row, party);
                let in_parent = self.parent_of(row, &settled).is_some() && self.known.places.has_parent(party);
                self.sight(row, party, if in_parent { How::NameAndParent } else { How::Name });
                self.complete(row, party);
            }
            for row in new {
                let parent = self.parent_of(row, &settled);
                self.warn_of_near_duplicate(row, parent);
                let id = self.add(row, parent, atlas);
                settled.add(&row.code, id);
                self.sight(row, id, How::New);
            }
        }
        for row in waiting {
            self.report.reject(row.line, reason::parent_unknown(row.parent.as_deref().unwrap_or_default()));
        }
    }

    /// Those rows of which the code does not contradict the name, the kind, the country and the point; the others are rejected.
    /// Whoever has chosen a place is not asked again.
    fn undoubted<'r>(&mut self, recognised: Vec<(&'r RegionRow, Uuid, How)>) -> Vec<(&'r RegionRow, Uuid, How)> {
        let mut undoubted = Vec::with_capacity(recognised.len());
        for (row, party, how) in recognised {
            // Its code is what is doubted, and says nothing of the kind.
            let description = Description { kind: row.kind, ..self.describe(row, None, &[]) };
            let doubt = Some(&how).filter(|how| **how != How::Chosen).and(self.known.places.doubt(description, party));
            let places = &self.known.places;
            match doubt {
                None => {}
                Some(Doubt::Far(kilometres, true)) => {
                    let warning = reason::far_from_its_code(&places.describe(party), kilometres);
                    self.report.warn(row.line, warning);
                }
                Some(doubt) => {
                    let place = places.describe(party);
                    let reason = match doubt {
                        Doubt::Another(other) => reason::named_like_another(&row.name, &place, &places.describe(other)),
                        Doubt::Kind(kind) => reason::called_another_kind(&place, kind),
                        Doubt::Country => reason::named_in_another_country(&row.name, &row.country, &place),
                        Doubt::Far(kilometres, _) => reason::named_elsewhere(&row.name, &place, kilometres),
                    };
                    self.report.reject(row.line, reason);
                    continue;
                }
            }
            undoubted.push((row, party, how));
        }
        undoubted
    }

    fn parent(&self, code: &str, settled: &Settled<'_>) -> Option<Uuid> {
        let places = &self.known.places;
        let known = settled.places.get(code).copied().or_else(|| places.by_code(&self.origin.scheme, code));
        known.or_else(|| places.named(code))
    }

    fn parent_of(&self, row: &RegionRow, settled: &Settled<'_>) -> Option<Uuid> {
        row.parent.as_deref().and_then(|parent| self.parent(parent, settled))
    }

    /// The rows that are sound by themselves, each code once.
    fn sound<'r>(&mut self, rows: &'r [RegionRow]) -> Vec<&'r RegionRow> {
        let mut first: HashMap<&str, &RegionRow> = HashMap::new();
        let mut sound = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(earlier) = first.get(row.code.as_str()) {
                if **earlier == (RegionRow { line: earlier.line, ..row.clone() }) {
                    self.report.repeats(row.line, earlier.line);
                } else {
                    self.report.reject(row.line, reason::code_repeated(&row.code, earlier.line));
                }
                continue;
            }
            if !row.code.is_empty() {
                first.insert(&row.code, row);
            }
            match row.fault(&self.origin.scheme, &self.known.countries) {
                Some(fault) => self.report.reject(row.line, fault),
                None => sound.push(row),
            }
        }
        sound
    }

    /// Splits the rows into those whose place somebody has chosen or a code tells, and the rest.
    fn by_codes<'r>(&mut self, rows: &[&'r RegionRow]) -> (Vec<(&'r RegionRow, Uuid, How)>, Vec<&'r RegionRow>) {
        let (mut recognised, mut rest) = (Vec::new(), Vec::new());
        let mut lines: HashMap<(&str, &str), u64> = HashMap::new();
        let mut taken: HashMap<Uuid, u64> = HashMap::new();
        for row in rows {
            let further = row.further_codes(&self.origin.scheme);
            let repeated = further.iter().find_map(|code| Some((code, *lines.get(code)?)));
            if let Some(((scheme, value), line)) = repeated {
                self.report.reject(row.line, reason::further_code_repeated(scheme, value, line));
                continue;
            }
            match self.party_of(row, &further) {
                Err(reason) => {
                    self.report.reject(row.line, reason);
                    continue;
                }
                Ok(Some((party, How::Chosen))) if taken.contains_key(&party) => {
                    let place = self.known.places.describe(party);
                    self.report.reject(row.line, reason::chosen_twice(&place, taken[&party]));
                    continue;
                }
                Ok(Some((party, how))) => {
                    taken.entry(party).or_insert(row.line);
                    recognised.push((*row, party, how));
                }
                Ok(None) => rest.push(*row),
            }
            lines.extend(further.into_iter().map(|code| (code, row.line)));
        }
        (recognised, rest)
    }

    /// The place that somebody has chosen for a row, or that its codes agree on.
    fn party_of(&self, row: &RegionRow, further: &[(&'static str, &str)]) -> Result<Option<(Uuid, How)>, LocalText> {
        let places = &self.known.places;
        let own = places.by_code(&self.origin.scheme, &row.code);
        if let Some(cell) = row.place.as_deref().filter(|cell| !means_new(cell)) {
            let is_region = |id: &Uuid| places.parties.get(id).is_some_and(|party| party.nature == Nature::Region);
            let chosen = places.named(cell).filter(is_region).ok_or_else(|| reason::nothing_chosen("place", cell))?;
            let has_another = || !row.code.is_empty() && places.has_code(chosen, &self.origin.scheme);
            let is_another = own.map_or_else(has_another, |own| own != chosen);
            if is_another {
                return Err(reason::chosen_otherwise(&row.code, &places.describe(chosen)));
            }
            for (scheme, value) in further {
                if let Some(other) = places.by_code(scheme, value).filter(|other| *other != chosen) {
                    return Err(reason::belongs_to(scheme, value, &places.describe(other)));
                }
            }
            return Ok(Some((chosen, How::Chosen)));
        }
        for (scheme, value) in further {
            let Some(other) = places.by_code(scheme, value) else { continue };
            let is_another = own.map_or_else(|| places.has_code(other, &self.origin.scheme), |own| own != other);
            if is_another {
                return Err(reason::belongs_to(scheme, value, &places.describe(other)));
            }
            let (scheme, value) = ((*scheme).to_owned(), (*value).to_owned());
            return Ok(Some((other, own.map_or(How::Code(scheme, value), |_| self.own_code(row)))));
        }
        Ok(own.map(|own| (own, self.own_code(row))))
    }

    fn own_code(&self, row: &RegionRow) -> How {
        How::Code(self.origin.scheme.clone(), row.code.clone())
    }

    /// Splits the rows into those whose place their name, country and distance tell, and new places. What is unclear is
    /// rejected.
    fn by_name<'r>(
        &mut self,
        rows: &[&'r RegionRow],
        settled: &Settled<'_>,
    ) -> (Vec<(&'r RegionRow, Uuid)>, Vec<&'r RegionRow>) {
        let fits: Vec<Fit> = rows.iter().map(|row| self.fit(row, settled)).collect();
        let mut claims: HashMap<Uuid, usize> = HashMap::new();
        for fit in &fits {
            if let Fit::One(party) = fit {
                *claims.entry(*party).or_default() += 1;
            }
        }
        let (mut named, mut new) = (Vec::new(), Vec::new());
        for (row, fit) in rows.iter().zip(fits) {
            match fit {
                Fit::Nothing => match self.namesake(row) {
                    Some(place) => self.report.reject(row.line, reason::has_another_code(&row.code, &place)),
                    None => new.push(*row),
                },
                Fit::One(party) if claims[&party] == 1 => named.push((*row, party)),
                // Two codes are two places: one of these rows means another, and nothing tells which.
                Fit::One(party) => self.report.reject(row.line, reason::contested(&self.known.places.describe(party))),
                Fit::Unclear(parties) => {
                    let described: Vec<LocalText> =
                        parties.into_iter().map(|party| self.known.places.describe(party)).collect();
                    self.report.reject(row.line, reason::ambiguous(&described, row.point.is_some()));
                }
            }
        }
        (named, new)
    }

    /// The region of Indonesia that has the name and kind of a row with a new code of the ministry.
    fn namesake(&self, row: &RegionRow) -> Option<LocalText> {
        let kind = row.told_kind(KEMENDAGRI).filter(|_| self.origin.scheme == KEMENDAGRI)?;
        let places = &self.known.places;
        places.namesake(kind, &row.country, bare_name(row, kind)).map(|place| places.describe(place))
    }

    fn fit(&self, row: &RegionRow, settled: &Settled<'_>) -> Fit {
        if row.place.as_deref().is_some_and(means_new) {
            return Fit::Nothing;
        }
        let places = &self.known.places;
        let codes = row.further_codes(&self.origin.scheme);
        let description = self.describe(row, self.parent_of(row, settled), &codes);
        places.fit(description, |party| settled.taken.contains(&party) || places.has_code(party, &self.origin.scheme))
    }

    fn describe<'d>(
        &self,
        row: &'d RegionRow,
        parent: Option<Uuid>,
        codes: &'d [(&'d str, &'d str)],
    ) -> Description<'d> {
        Description {
            name: &row.name,
            aliases: &row.aliases,
            country: &row.country,
            kind: row.told_kind(&self.origin.scheme),
            parent,
            point: row.point,
            codes,
        }
    }

    /// Warns of a place that is new to the registry, while another one looks like it. Nobody has to decide twice.
    fn warn_of_near_duplicate(&mut self, row: &RegionRow, parent: Option<Uuid>) {
        if row.place.is_some() {
            return;
        }
        let codes = row.further_codes(&self.origin.scheme);
        let places = &self.known.places;
        if let Some(known) = places.near_duplicate(self.describe(row, parent, &codes)) {
            let place = places.describe(known);
            self.report.warn(row.line, reason::looks_like(&place));
        }
    }

    /// Notes which place a row was taken for, and how far its point lies from that place.
    fn sight(&mut self, row: &RegionRow, id: Uuid, how: How) {
        let Some(party) = self.known.places.parties.get(&id) else { return };
        let distance = row.point.zip(party.latitude.zip(party.longitude)).filter(|_| how != How::New);
        let sighting = Sighting {
            line: row.line,
            column: "name",
            written: row.name.clone(),
            name: rule::party_name(party),
            slug: party.slug.clone(),
            how,
            kilometres: distance.map(|(stated, known)| format!("{:.1}", rule::distance_km(stated, known))),
        };
        self.report.places.push(sighting);
    }

    /// Adds to a recognised place what it lacks.
    fn complete(&mut self, row: &RegionRow, id: Uuid) {
        let places = &self.known.places;
        let Some(before) = places.parties.get(&id) else { return };
        if before.country_code.as_ref().is_some_and(|country| *country != row.country) {
            self.report.warn(row.line, reason::in_another_country(&places.describe(id)));
        }
        let mut codes: Vec<(&str, &str)> = row.further_codes(&self.origin.scheme);
        codes.push((&self.origin.scheme, &row.code));
        codes.retain(|(scheme, value)| !value.is_empty() && !places.has_code(id, scheme));
        let mut names: Vec<&str> = [&row.name].into_iter().chain(&row.aliases).map(String::as_str).collect();
        names.retain(|name| !places.knows_name(id, name));
        let names = distinct(names);
        let mut facts = self.known.facts.get(&id).cloned().unwrap_or_default();
        let stated = take_up(&mut facts, self.said_anew(row, before));
        let after = with_figures(with_kind(before, row, &self.origin.scheme), &facts);
        if codes.is_empty() && names.is_empty() && stated.is_empty() && after == *before {
            self.report.same(row.line);
            return;
        }
        self.report.altered(row.line);
        let known_names = places.names.get(&id).into_iter().flatten().map(|name| name.name.as_str());
        let known_codes = places.codes.get(&id).into_iter().flatten().map(|code| code.value.as_str());
        let all_codes = known_codes.chain(codes.iter().map(|(_, value)| *value));
        let texts = rule::texts(&after, known_names.chain(names.iter().copied()), all_codes);
        self.writes.reindexed.push(texts);
        let data = json!({
            "scheme": self.origin.scheme, "code": row.code, "names": names, "population": after.population,
            "areaKm2": after.area_km2, "source": self.origin.source,
        });
        let subject = (SubjectKind::Party, id);
        self.writes.entries.push(Entry::public(Act::ImportRegions, subject, ChangeKind::Changed, data));
        self.writes.names(id, &names);
        self.writes.codes(id, &codes);
        self.writes.facts(stated);
        self.writes.changed.push(party::Model { revision: before.revision + 1, updated_at: self.work.now, ..after });
    }

    /// Adds a new place.
    fn add(&mut self, row: &RegionRow, parent_id: Option<Uuid>, atlas: &Atlas) -> Uuid {
        let id = self.work.new_id();
        let kind = row.told_kind(&self.origin.scheme).unwrap_or(Kind::Other);
        let name = bare_name(row, kind).to_owned();
        let slug = rule::slug(kind, Some(&row.country), &name);
        let empty = party::Model {
            id,
            nature: kind.nature(),
            kind,
            slug: self.known.slugs.take(&slug),
            sort_key: fold(&name),
            name,
            name_en: None,
            country_code: Some(row.country.clone()),
            parent_id,
            tier: rule::tier_by_law(kind, Some(&row.country)),
            autonomous: row.autonomous.unwrap_or(true),
            latitude: None,
            longitude: None,
            // A point abroad is a mistake, and its zone would be one too.
            time_zone: row
                .point
                .filter(|point| atlas.lies_in(*point, &row.country))
                .and_then(|point| atlas.time_zone(point)),
            population: None,
            population_as_of: None,
            area_km2: None,
            website: None,
            dissolved_on: None,
            source: self.origin.source.clone(),
            as_of: self.origin.as_of,
            ties: 0,
            keeper_id: None,
            unconfirmed_since: None,
            revision: 1,
            created_at: self.work.now,
            updated_at: self.work.now,
        };
        let stated = self.stated(row, id);
        let party = with_figures(with_kind(&empty, row, &self.origin.scheme), &stated);
        self.writes.facts(stated);
        let full_name = rule::party_name(&party);
        let mut codes = row.further_codes(&self.origin.scheme);
        codes.push((&self.origin.scheme, &row.code));
        let names = distinct(
            [&row.name]
                .into_iter()
                .chain(&row.aliases)
                .map(String::as_str)
                .filter(|name| ![&party.name, &full_name].contains(&&(*name).to_owned()))
                .collect(),
        );
        let texts = rule::texts(&party, names.iter().copied(), codes.iter().map(|(_, value)| *value));
        self.writes.indexed.push(texts);
        let data = json!({
            "kind": kind, "name": party.name, "country": row.country, "scheme": self.origin.scheme, "code": row.code,
            "source": self.origin.source,
        });
        self.writes.entries.push(Entry::public(
            Act::ImportRegions,
            (SubjectKind::Party, id),
            ChangeKind::Created,
            data,
        ));
        self.writes.names(id, &names);
        self.writes.codes(id, &codes);
        let held = codes.iter().map(|(scheme, value)| code::Model {
            scheme: (*scheme).to_owned(),
            value: (*value).to_owned(),
            party_id: id,
            valid_from: None,
            valid_until: None,
        });
        self.known.places.add(party.clone(), held.collect());
        self.writes.created.push(party);
        self.report.made(row.line);
        id
    }

    /// What a row states of its place. The codes of the ministry are those of its own register, whose figures they come with.
    fn stated(&self, row: &RegionRow, id: Uuid) -> Vec<fact::Model> {
        let rank = |official| if official { Rank::Register } else { Rank::List };
        let Origin { scheme, source, as_of, official, .. } = self.origin;
        let told = Told { source, as_of: *as_of, rank: rank(*official || scheme == KEMENDAGRI) };
        let (point, population, area_km2) = (row.point, row.population, row.area_km2);
        let figures = Figures { point, population, counted_on: row.population_as_of, area_km2 };
        statements(id, &figures, &told, rank(*official))
    }

    /// What a row states of a place that is known. One that names it by its identifier comes from an export: what is shown of
    /// the place already, it states for nobody.
    fn said_anew(&self, row: &RegionRow, before: &party::Model) -> Vec<fact::Model> {
        let mut stated = self.stated(row, before.id);
        if row.place.as_deref().is_some_and(|cell| matches!(Naming::read(cell), Naming::Id(_))) {
            stated.retain(|fact| with_figures(before.clone(), std::slice::from_ref(fact)) != *before);
        }
        stated
    }

    /// Says which place a name and a point were taken for, so that people can see whether it is the one they mean.
    fn note_recognised(&mut self, row: &RegionRow, id: Uuid) {
        let places = &self.known.places;
        let place = places.parties.get(&id).and_then(|party| party.latitude.zip(party.longitude));
        if let Some((stated, known)) = row.point.zip(place) {
            let reason = reason::recognised(&places.describe(id), rule::distance_km(stated, known));
            self.report.recognised.push(RowNote { line: row.line, reason });
        }
    }

    fn warn_of_coordinates(&mut self, row: &RegionRow, atlas: &Atlas) {
        let Some(point) = row.point else { return };
        if !atlas.lies_in(point, &row.country) {
            self.report.warn(row.line, reason::outside(row));
        }
    }
}

/// The name of a row's place; in Indonesia without its kind, which is always shown before it.
fn bare_name(row: &RegionRow, kind: Kind) -> &str {
    let name = row.short_name.as_ref().unwrap_or(&row.name).trim();
    if row.country == "ID" { rule::bare_name(kind, name) } else { name }
}

/// A place of which it is known what kind it is, if the row says so.
fn with_kind(before: &party::Model, row: &RegionRow, scheme: &str) -> party::Model {
    let told = row.told_kind(scheme).filter(|kind| kind.nature() == Nature::Region);
    let kind = told.filter(|_| before.kind == Kind::Other).unwrap_or(before.kind);
    party::Model { kind, ..before.clone() }
}

/// Takes up what a source states in the place of what it said earlier, unless that was later, and returns what is new.
fn take_up(facts: &mut Vec<fact::Model>, stated: Vec<fact::Model>) -> Vec<fact::Model> {
    let mut new = Vec::new();
    for fact in stated {
        match facts.iter_mut().find(|known| (known.kind, &known.source) == (fact.kind, &fact.source)) {
            Some(known) if *known == fact || known.as_of > fact.as_of => continue,
            Some(known) => *known = fact.clone(),
            None => facts.push(fact.clone()),
        }
        new.push(fact);
    }
    new
}

fn distinct(names: Vec<&str>) -> Vec<&str> {
    let mut seen = HashSet::new();
    names.into_iter().map(str::trim).filter(|name| !name.is_empty() && seen.insert(*name)).collect()
}

/// What has to be written.
#[derive(Default)]
struct Writes {
    created: Vec<party::Model>,
    changed: Vec<party::Model>,
    names: Vec<name::ActiveModel>,
    codes: Vec<code::ActiveModel>,
    facts: Vec<fact::ActiveModel>,
    indexed: Vec<Texts>,
    reindexed: Vec<Texts>,
    entries: Vec<Entry>,
}

impl Writes {
    fn names(&mut self, party_id: Uuid, names: &[&str]) {
        self.names.extend(names.iter().map(|name| {
            let (language, name) = (NO_LANGUAGE.to_owned(), (*name).to_owned());
            name::Model { party_id, language, name, kind: NameKind::Alternative }.into_active_model()
        }));
    }

    fn codes(&mut self, party_id: Uuid, codes: &[(&str, &str)]) {
        self.codes.extend(codes.iter().map(|(scheme, value)| {
            let (scheme, value) = ((*scheme).to_owned(), (*value).to_owned());
            code::Model { scheme, value, party_id, valid_from: None, valid_until: None }.into_active_model()
        }));
    }

    fn facts(&mut self, facts: Vec<fact::Model>) {
        self.facts.extend(facts.into_iter().map(IntoActiveModel::into_active_model));
    }

    /// Writes everything but the journal entries, which are returned.
    async fn write(self, work: &Work) -> Result<Vec<Entry>, Error> {
        use party::Column as P;
        let created =
            self.created.into_iter().map(IntoActiveModel::into_active_model).collect::<Vec<party::ActiveModel>>();
        insert_all(&**work, created).await?;
        let facts = [
            P::Kind,
            P::Latitude,
            P::Longitude,
            P::Population,
            P::PopulationAsOf,
            P::AreaKm2,
            P::Revision,
            P::UpdatedAt,
        ];
        let changed =
            self.changed.into_iter().map(IntoActiveModel::into_active_model).collect::<Vec<party::ActiveModel>>();
        replace_all(&**work, changed, &[P::Id], &facts).await?;
        insert_all(&**work, self.names).await?;
        insert_all(&**work, self.codes).await?;
        state(work, self.facts).await?;
        search::index_new(work, SubjectKind::Party, &self.indexed).await?;
        search::index(work, SubjectKind::Party, &self.reindexed).await?;
        Ok(self.entries)
    }
}
