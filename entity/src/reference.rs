//! Facts that the registry knows from the start: countries, and Indonesia's regions with their codes.
//!
//! The files of `entity/reference` travel in the binary. They are loaded at the first start, and again when a newer
//! binary brings other ones; what has not changed is left alone.

use crate::{
    Caller, Error, Registry, Work,
    agreement::route,
    database::{insert_all, prepare_bulk, replace_all},
    date::PartialDate,
    journal::{ChangeKind, Entry, SubjectKind},
    place::{
        fact::{
            act::state,
            rule::{Figures, Told, statements},
        },
        record::{KEMENDAGRI, Kind, NO_LANGUAGE, NameKind, Nature, Tier, code, country, name, party, succession},
        rule,
    },
    policy::Act,
    rows::group,
    search,
    source::Rank,
    text::fold,
};
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const COUNTRIES: &str = include_str!("../reference/countries.csv");
const REGIONS: &str = include_str!("../reference/regions_id.csv");
const CODE_CHANGES: &str = include_str!("../reference/code_changes_id.csv");
const SUCCESSIONS: &str = include_str!("../reference/successions_id.csv");
const NAMES: &str = include_str!("../reference/names_id.toml");

/// Under this name the registry notes which edition of the files it holds.
const NOTE: &str = "reference_data";
/// Where the regions come from.
pub const SOURCE: &str = "Kepmendagri 300.2.2-2138/2025; GeoNames (CC BY 4.0)";

/// One line of `regions_id.csv`.
#[derive(Debug, Deserialize)]
struct RegionLine {
    code: String,
    kind: Kind,
    name: String,
    parent: Option<String>,
    autonomous: bool,
    lat: f64,
    lon: f64,
    time_zone: String,
    valid_from: Option<PartialDate>,
    name_en: String,
    aliases: String,
    former_names: String,
}

/// One line of `countries.csv`.
#[derive(Debug, Deserialize)]
struct CountryLine {
    code: String,
    alpha3: String,
    numeric: Option<String>,
    name_en: String,
    name_id: String,
    iso: bool,
}

/// One line of `code_changes_id.csv`.
#[derive(Debug, Deserialize)]
struct CodeChangeLine {
    old_code: String,
    new_code: String,
    old_valid_until: PartialDate,
    new_valid_from: PartialDate,
}

/// One line of `successions_id.csv`.
#[derive(Debug, Deserialize)]
struct SuccessionLine {
    predecessor: String,
    successor: String,
    on: PartialDate,
    law: String,
}

/// One entry of `names_id.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesEntry {
    code: String,
    is: String,
    #[serde(default)]
    alternative: Vec<String>,
    #[serde(default)]
    former: Vec<String>,
}

/// The file `names_id.toml`.
#[derive(Debug, Deserialize)]
struct NamesFile {
    region: Vec<NamesEntry>,
}

/// The five files, read.
struct Edition {
    countries: Vec<CountryLine>,
    regions: Vec<RegionLine>,
    code_changes: Vec<CodeChangeLine>,
    successions: Vec<SuccessionLine>,
    names: Vec<NamesEntry>,
}

impl Edition {
    fn read() -> Result<Self, Error> {
        let names: NamesFile =
            toml::from_str(NAMES).map_err(|error| Error::Fault(format!("reference data: {error}")))?;
        Ok(Self {
            names: names.region,
            countries: lines(COUNTRIES)?,
            regions: lines(REGIONS)?,
            code_changes: lines(CODE_CHANGES)?,
            successions: lines(SUCCESSIONS)?,
        })
    }

    /// The date to which the decree refers.
    fn as_of() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 4, 25).expect("25 April 2025 is a date")
    }

    /// What distinguishes these files from any others.
    fn fingerprint() -> String {
        let digest =
            Sha256::digest([COUNTRIES, REGIONS, CODE_CHANGES, SUCCESSIONS, NAMES, route::reference::text()].concat());
        digest.iter().take(16).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

fn lines<T: DeserializeOwned>(file: &str) -> Result<Vec<T>, Error> {
    csv::Reader::from_reader(file.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Fault(format!("reference data: {error}")))
}

/// Brings the reference data of this binary into the registry, unless it is there. The second start costs one look-up.
pub async fn load(registry: &Registry) -> Result<(), Error> {
    let edition = Edition::fingerprint();
    if registry.note(NOTE).await?.as_ref() == Some(&edition) {
        return Ok(());
    }
    let work = registry.begin(&Caller::system()).await?;
    prepare_bulk(&work, "party").await?;
    // Of two processes that start together, one has loaded it while this one waited.
    if work.note(NOTE).await?.as_ref() == Some(&edition) {
        return Ok(());
    }
    let files = Edition::read()?;
    load_countries(&work, &files.countries).await?;
    route::act::load_shipped(&work).await?;
    let entries = load_regions(&work, &files).await?;
    work.set_note(NOTE, &edition).await?;
    work.record_all(entries).await
}

async fn load_countries(work: &Work, lines: &[CountryLine]) -> Result<(), Error> {
    let known = country::Entity::find().all(&**work).await?;
    let known: HashMap<&str, &country::Model> = known.iter().map(|country| (country.code.as_str(), country)).collect();
    let mut new = Vec::new();
    for line in lines {
        let wanted = country::Model {
            code: line.code.clone(),
            alpha3: line.alpha3.clone(),
            numeric_code: line.numeric.clone(),
            name_en: line.name_en.clone(),
            name_id: line.name_id.clone(),
            iso: line.iso,
        };
        match known.get(line.code.as_str()) {
            Some(known) if **known == wanted => {}
            Some(_) => {
                wanted.into_active_model().reset_all().update(&**work).await?;
            }
            None => new.push(wanted.into_active_model()),
        }
    }
    Ok(insert_all(&**work, new).await?)
}

/// Brings in the regions, and says which were new and which differ now.
async fn load_regions(work: &Work, files: &Edition) -> Result<Vec<Entry>, Error> {
    let known = Known::read(work).await?;
    let mut ids: HashMap<&str, Uuid> = HashMap::new();
    let mut outcome = Outcome::default();
    for line in &files.regions {
        let before = known.party(line, &files.code_changes);
        let id = before.map_or_else(|| work.new_id(), |party| party.id);
        ids.insert(&line.code, id);
        let parent_id = line.parent.as_deref().and_then(|parent| ids.get(parent)).copied();
        outcome.party(work, before, wanted_party(work, line, id, parent_id, before));
        outcome.names(&known, wanted_names(line, &files.names, id));
        outcome.codes(&known, wanted_codes(line, id, &files.code_changes));
    }
    let successions = wanted_successions(&files.successions, &ids)?;
    outcome.write(work, successions).await?;
    let told = Told { source: SOURCE, as_of: Edition::as_of(), rank: Rank::Register };
    let facts = files.regions.iter().filter(|line| outcome.touched(ids[line.code.as_str()])).flat_map(|line| {
        let figures = Figures { point: Some((line.lat, line.lon)), ..Figures::default() };
        statements(ids[line.code.as_str()], &figures, &told, told.rank)
    });
    state(work, facts.map(IntoActiveModel::into_active_model).collect()).await?;
    index(work, &ids, &outcome).await?;
    let entries = files.regions.iter().filter_map(|line| {
        let id = ids[line.code.as_str()];
        let change = if outcome.created.contains(&id) { ChangeKind::Created } else { ChangeKind::Changed };
        let data = json!({ "kind": line.kind, "name": line.name, "scheme": KEMENDAGRI, "code": line.code });
        outcome.touched(id).then(|| Entry::public(Act::LoadReferenceData, (SubjectKind::Party, id), change, data))
    });
    Ok(entries.collect())
}

/// What the registry holds of regions with a code of the ministry.
struct Known {
    parties: HashMap<Uuid, party::Model>,
    names: HashMap<(Uuid, String, String), name::Model>,
    codes: HashMap<(String, Uuid), code::Model>,
    by_code: HashMap<String, Uuid>,
}

impl Known {
    async fn read(work: &Work) -> Result<Self, Error> {
        let codes = code::Entity::find().filter(code::Column::Scheme.eq(KEMENDAGRI)).all(&**work).await?;
        let of_these = |column: party::Column| {
            column.in_subquery(
                sea_orm::sea_query::Query::select()
                    .column(code::Column::PartyId)
                    .from(code::Entity)
                    .and_where(code::Column::Scheme.eq(KEMENDAGRI))
                    .to_owned(),
            )
        };
        let parties = party::Entity::find().filter(of_these(party::Column::Id)).all(&**work).await?;
        let ids: Vec<Uuid> = parties.iter().map(|party| party.id).collect();
        let names = name::Entity::find().filter(name::Column::PartyId.is_in(ids)).all(&**work).await?;
        // Where a code was given to another region later, the one that has it today counts.
        let mut by_code = HashMap::new();
        for code in &codes {
            if code.valid_until.is_none() || !by_code.contains_key(&code.value) {
                by_code.insert(code.value.clone(), code.party_id);
            }
        }
        Ok(Self {
            parties: parties.into_iter().map(|party| (party.id, party)).collect(),
            names: names
                .into_iter()
                .map(|name| ((name.party_id, name.language.clone(), name.name.clone()), name))
                .collect(),
            codes: codes.into_iter().map(|code| ((code.value.clone(), code.party_id), code)).collect(),
            by_code,
        })
    }

    /// The region of a line: by its code, or by one that it had before.
    fn party(&self, line: &RegionLine, changes: &[CodeChangeLine]) -> Option<&party::Model> {
        let former = changes.iter().filter(|change| change.new_code == line.code).map(|change| &change.old_code);
        let id = std::iter::once(&line.code).chain(former).find_map(|code| self.by_code.get(code))?;
        self.parties.get(id)
    }
}

/// What has to be written.
#[derive(Default)]
struct Outcome {
    created: HashSet<Uuid>,
    changed: HashSet<Uuid>,
    new_parties: Vec<party::ActiveModel>,
    changed_parties: Vec<party::ActiveModel>,
    names: Vec<name::ActiveModel>,
    codes: Vec<code::ActiveModel>,
}

impl Outcome {
    fn touched(&self, id: Uuid) -> bool {
        self.created.contains(&id) || self.changed.contains(&id)
    }

    fn party(&mut self, work: &Work, before: Option<&party::Model>, wanted: party::Model) {
        match before {
            None => {
                self.created.insert(wanted.id);
                self.new_parties.push(wanted.into_active_model());
            }
            Some(before) if *before == wanted => {}
            Some(before) => {
                self.changed.insert(wanted.id);
                let changed = party::Model { revision: before.revision + 1, updated_at: work.now, ..wanted };
                self.changed_parties.push(changed.into_active_model().reset_all());
            }
        }
    }

    fn names(&mut self, known: &Known, wanted: Vec<name::Model>) {
        for name in wanted {
            let key = (name.party_id, name.language.clone(), name.name.clone());
            if known.names.get(&key) != Some(&name) {
                self.changed.insert(name.party_id);
                self.names.push(name.into_active_model());
            }
        }
    }

    fn codes(&mut self, known: &Known, wanted: Vec<code::Model>) {
        for code in wanted {
            if known.codes.get(&(code.value.clone(), code.party_id)) != Some(&code) {
                self.changed.insert(code.party_id);
                self.codes.push(code.into_active_model());
            }
        }
    }

    async fn write(&mut self, work: &Work, successions: Vec<succession::ActiveModel>) -> Result<(), Error> {
        use {code::Column as C, name::Column as N, succession::Column as S};
        insert_all(&**work, std::mem::take(&mut self.new_parties)).await?;
        for party in std::mem::take(&mut self.changed_parties) {
            party.update(&**work).await?;
        }
        let names = std::mem::take(&mut self.names);
        replace_all(&**work, names, &[N::PartyId, N::Language, N::Name], &[N::Kind]).await?;
        let codes = std::mem::take(&mut self.codes);
        replace_all(&**work, codes, &[C::Scheme, C::Value, C::PartyId], &[C::ValidFrom, C::ValidUntil]).await?;
        let key = [S::PredecessorId, S::SuccessorId];
        Ok(replace_all(&**work, successions, &key, &[S::HappenedOn, S::Law]).await?)
    }
}

/// The record of a region: the reference data's own facts over what stands there already.
fn wanted_party(
    work: &Work,
    line: &RegionLine,
    id: Uuid,
    parent_id: Option<Uuid>,
    before: Option<&party::Model>,
) -> party::Model {
    let base = before.cloned().unwrap_or_else(|| party::Model {
        id,
        nature: Nature::Region,
        kind: line.kind,
        slug: rule::slug(line.kind, Some("ID"), &line.name),
        name: String::new(),
        name_en: None,
        sort_key: String::new(),
        country_code: Some("ID".to_owned()),
        parent_id: None,
        tier: None,
        autonomous: true,
        latitude: None,
        longitude: None,
        time_zone: None,
        population: None,
        population_as_of: None,
        area_km2: None,
        website: None,
        dissolved_on: None,
        source: String::new(),
        as_of: Edition::as_of(),
        ties: 0,
        keeper_id: None,
        unconfirmed_since: None,
        revision: 1,
        created_at: work.now,
        updated_at: work.now,
    });
    party::Model {
        kind: line.kind,
        name: line.name.clone(),
        name_en: english_name(line).map(str::to_owned),
        sort_key: fold(&line.name),
        parent_id,
        tier: Some(if line.kind == Kind::Province { Tier::First } else { Tier::Second }),
        autonomous: line.autonomous,
        latitude: Some(line.lat),
        longitude: Some(line.lon),
        time_zone: Some(line.time_zone.clone()),
        source: SOURCE.to_owned(),
        as_of: Edition::as_of(),
        ..base
    }
}

/// The English name, where it is another.
fn english_name(line: &RegionLine) -> Option<&str> {
    Some(line.name_en.as_str()).filter(|name| !name.is_empty() && *name != line.name)
}

fn wanted_names(line: &RegionLine, further: &[NamesEntry], party_id: Uuid) -> Vec<name::Model> {
    let row = |language: &str, kind: NameKind, name: &str| name::Model {
        party_id,
        language: language.to_owned(),
        name: name.to_owned(),
        kind,
    };
    let mut names = Vec::new();
    names.extend(english_name(line).map(|name| row("en", NameKind::Official, name)));
    names.extend(listed(&line.aliases).map(|name| row(NO_LANGUAGE, NameKind::Alternative, name)));
    names.extend(listed(&line.former_names).map(|name| row(NO_LANGUAGE, NameKind::Former, name)));
    for entry in further.iter().filter(|entry| entry.code == line.code && entry.is == line.name) {
        names.extend(entry.alternative.iter().map(|name| row(NO_LANGUAGE, NameKind::Alternative, name)));
        names.extend(entry.former.iter().map(|name| row(NO_LANGUAGE, NameKind::Former, name)));
    }
    names
}

fn wanted_codes(line: &RegionLine, party_id: Uuid, changes: &[CodeChangeLine]) -> Vec<code::Model> {
    let row = |value: &str, valid_from, valid_until| code::Model {
        scheme: KEMENDAGRI.to_owned(),
        value: value.to_owned(),
        party_id,
        valid_from,
        valid_until,
    };
    let of_this = || changes.iter().filter(|change| change.new_code == line.code);
    let valid_from = of_this().map(|change| change.new_valid_from).next().or(line.valid_from);
    let mut codes = vec![row(&line.code, valid_from, None)];
    codes.extend(of_this().map(|change| row(&change.old_code, None, Some(change.old_valid_until))));
    codes
}

fn wanted_successions(
    lines: &[SuccessionLine],
    ids: &HashMap<&str, Uuid>,
) -> Result<Vec<succession::ActiveModel>, Error> {
    let id = |code: &str| {
        ids.get(code).copied().ok_or_else(|| Error::Fault(format!("reference data: no region {code} to succeed")))
    };
    lines
        .iter()
        .map(|line| {
            let row = succession::Model {
                predecessor_id: id(&line.predecessor)?,
                successor_id: id(&line.successor)?,
                happened_on: line.on,
                law: line.law.clone(),
            };
            Ok(row.into_active_model())
        })
        .collect()
}

/// Lets the regions that are new or differ now be found by all their names and codes, also those that they have from others.
async fn index(work: &Work, ids: &HashMap<&str, Uuid>, outcome: &Outcome) -> Result<(), Error> {
    let touched: Vec<Uuid> = ids.values().copied().filter(|id| outcome.touched(*id)).collect();
    let of_these = touched.iter().copied();
    let parties = party::Entity::find().filter(party::Column::Id.is_in(of_these.clone())).all(&**work).await?;
    let names = name::Entity::find().filter(name::Column::PartyId.is_in(of_these.clone())).all(&**work).await?;
    let codes = code::Entity::find().filter(code::Column::PartyId.is_in(of_these)).all(&**work).await?;
    let (names, codes) = (group(names, |name| name.party_id), group(codes, |code| code.party_id));
    let texts = parties.iter().map(|party| {
        let names = names.get(&party.id).into_iter().flatten().map(|name| name.name.as_str());
        rule::texts(party, names, codes.get(&party.id).into_iter().flatten().map(|code| code.value.as_str()))
    });
    search::index(work, SubjectKind::Party, &texts.collect::<Vec<_>>()).await
}

fn listed(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_further_name_is_of_a_region_by_code_and_name() {
        let files = Edition::read().unwrap();
        let mut seen = HashSet::new();
        for entry in &files.names {
            let known = files.regions.iter().any(|line| line.code == entry.code && line.name == entry.is);
            assert!(known, "{} {}", entry.code, entry.is);
            for name in entry.alternative.iter().chain(&entry.former) {
                assert!(seen.insert((&entry.code, fold(name))), "{} {name} stands twice", entry.code);
            }
        }
    }
}
