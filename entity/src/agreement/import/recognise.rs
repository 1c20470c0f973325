//! Which regions a row means: by code, or by name and country where a partnership attests the pair. Never by name and
//! country alone.

use super::rule::{Described, Reading};
use crate::{
    Error, Reason, Work,
    partnership::record::member,
    place::{
        self,
        record::{Kind, Nature, code, name, party},
    },
    report::{How, RowNote, Sighting},
    text::{self, Language},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Identifiers looked up with one statement.
const BATCH: usize = 5_000;

/// Why it is not known which regions a row means.
#[derive(Debug)]
pub(super) struct Unrecognised {
    /// The code of the reason, for programs.
    pub code: &'static str,
    /// The column that it concerns; empty for the whole row.
    pub column: &'static str,
    /// What stands there.
    pub written: String,
    /// The reason in words.
    pub note: RowNote,
    /// The regions that the cell may mean.
    pub candidates: Vec<Uuid>,
}

impl Unrecognised {
    fn new(column: &'static str, reason: &Reason, note: RowNote) -> Self {
        Self { code: reason.code(), column, written: String::new(), note, candidates: Vec::new() }
    }

    /// The whole row is refused.
    fn row(line: u64, reason: &Reason) -> Self {
        Self::new("", reason, RowNote::refusal(line, reason))
    }

    /// One of these may be meant by a side.
    fn one_of(side: &Described, candidates: &[&party::Model], note: RowNote) -> Self {
        Self {
            written: side.name.clone(),
            candidates: candidates.iter().map(|party| party.id).collect(),
            ..Self::new(side.columns.of_name(), &Reason::WhichPlace, note)
        }
    }

    /// Nothing is known that a side means.
    fn unknown(side: &Described, note: RowNote) -> Self {
        Self::new(side.columns.of_name(), &Reason::UnknownPlace { name: side.name.clone() }, note)
    }
}

/// What the registry knows of the regions that a file may mean.
#[derive(Debug, Default)]
pub(super) struct Directory {
    parties: HashMap<Uuid, party::Model>,
    codes: HashMap<(String, String), Uuid>,
    names: HashMap<Uuid, HashSet<String>>,
    named: HashMap<(String, String), Vec<Uuid>>,
    partnerships: HashMap<Uuid, HashSet<Uuid>>,
    /// By cell of the columns in which somebody has decided.
    chosen: HashMap<String, party::Model>,
}

impl Directory {
    /// Reads what is needed for these rows, with a number of statements that does not grow with theirs.
    pub(super) async fn load(work: &Work, rows: &[Reading]) -> Result<Self, Error> {
        let mut directory = Self::default();
        let sides = || rows.iter().flat_map(|row| &row.sides);
        directory.load_codes(work, sides().filter_map(|side| side.code.clone()).collect()).await?;
        let cells = sides().filter_map(|side| Some(side.place.as_ref()?.1.as_str())).collect();
        directory.chosen = place::find::parties_named(&**work, cells).await?;
        directory.parties.extend(directory.chosen.values().map(|party| (party.id, party.clone())));
        let countries = sides()
            .filter(|side| side.code.is_none() && side.place.is_none())
            .map(|side| side.country.clone())
            .collect();
        directory.load_countries(work, countries).await?;
        directory.load_names(work).await?;
        directory.load_partnerships(work).await?;
        Ok(directory)
    }

    async fn load_codes(&mut self, work: &Work, codes: HashSet<(String, String)>) -> Result<(), Error> {
        let schemes: HashSet<&String> = codes.iter().map(|(scheme, _)| scheme).collect();
        let values: Vec<&String> = codes.iter().map(|(_, value)| value).collect();
        let mut found = Vec::new();
        for batch in values.chunks(BATCH) {
            let given = code::Entity::find()
                .filter(code::Column::Scheme.is_in(schemes.iter().copied()))
                .filter(code::Column::Value.is_in(batch.iter().copied()));
            found.extend(given.all(&**work).await?);
        }
        // The one that has a code today comes last, and so stays; else the one that had it last.
        found.sort_by_key(|code| (code.valid_until.is_none(), code.valid_until));
        let owners: Vec<Uuid> = found.iter().map(|code| code.party_id).collect();
        for batch in owners.chunks(BATCH) {
            self.parties.extend(place::find::parties_among(&**work, batch).await?);
        }
        self.codes.extend(found.into_iter().map(|code| ((code.scheme, code.value), code.party_id)));
        Ok(())
    }

    async fn load_countries(&mut self, work: &Work, mut countries: HashSet<String>) -> Result<(), Error> {
        countries.retain(|code| code.len() == 2);
        let regions = party::Entity::find()
            .filter(party::Column::Nature.eq(Nature::Region))
            .filter(party::Column::CountryCode.is_in(countries))
            .all(&**work)
            .await?;
        self.parties.extend(regions.into_iter().map(|party| (party.id, party)));
        Ok(())
    }

    async fn load_names(&mut self, work: &Work) -> Result<(), Error> {
        let ids: Vec<Uuid> = self.parties.keys().copied().collect();
        for party in self.parties.values() {
            self.names.entry(party.id).or_default().insert(text::letters(&party.name));
        }
        for batch in ids.chunks(BATCH) {
            let further = name::Entity::find().filter(name::Column::PartyId.is_in(batch.iter().copied()));
            for name in further.all(&**work).await? {
                self.names.entry(name.party_id).or_default().insert(text::letters(&name.name));
            }
        }
        for (id, names) in &self.names {
            let country = self.parties[id].country_code.clone().unwrap_or_default();
            for name in names {
                self.named.entry((country.clone(), name.clone())).or_default().push(*id);
            }
        }
        Ok(())
    }

    async fn load_partnerships(&mut self, work: &Work) -> Result<(), Error> {
        let ids: Vec<Uuid> = self.parties.keys().copied().collect();
        for batch in ids.chunks(BATCH) {
            let members = member::Entity::find().filter(member::Column::PartyId.is_in(batch.iter().copied()));
            for member in members.all(&**work).await? {
                self.partnerships.entry(member.party_id).or_default().insert(member.partnership_id);
            }
        }
        Ok(())
    }

    /// The two regions that a row means, and a warning where its name and its code do not agree.
    pub(super) fn recognise(&self, row: &Reading) -> Result<([party::Model; 2], Option<RowNote>), Unrecognised> {
        let [one, other] = [self.side(row.line, &row.sides[0])?, self.side(row.line, &row.sides[1])?];
        if one.id == other.id {
            return Err(Unrecognised::row(row.line, &Reason::TooFewParties));
        }
        for (side, party) in row.sides.iter().zip([one, other]) {
            if side.code.is_none() && side.place.is_none() && !self.attested(one.id, other.id) {
                return Err(Unrecognised::one_of(side, &[party], unproven(row.line, side, party)));
            }
            if !party.autonomous {
                let name = place::rule::party_name(party);
                return Err(Unrecognised::row(row.line, &Reason::NotAutonomous { name }));
            }
        }
        let by_code = row.sides.iter().zip([one, other]).filter(|(side, _)| side.place.is_none());
        let mut by_code = by_code;
        let odd = by_code.find(|(side, party)| !self.is_called(party, &side.name));
        let warning = odd.map(|(side, party)| {
            let (named, is) = (&side.name, place::rule::party_name(party));
            RowNote::new(
                row.line,
                format!("Kode ini milik {is}, sedangkan baris ini menyebut {named}."),
                format!("The code belongs to {is}, but the row says {named}."),
            )
        });
        Ok(([one.clone(), other.clone()], warning))
    }

    /// Which place a side of a row was taken for, and why.
    pub(super) fn sighting(line: u64, side: &Described, party: &party::Model) -> Sighting {
        let how = match (&side.place, &side.code) {
            (Some(_), _) => How::Chosen,
            (None, Some((scheme, value))) => How::Code(scheme.clone(), value.clone()),
            (None, None) => How::Attested,
        };
        let code = || side.code.as_ref().map(|(_, code)| code.clone()).unwrap_or_default();
        let written = if side.name.is_empty() { code() } else { side.name.clone() };
        let (name, slug) = (place::rule::party_name(party), party.slug.clone());
        Sighting { line, column: side.columns.of_name(), written, name, slug, how, kilometres: None }
    }

    /// The region that a side describes: the one that somebody has chosen or that has its code, else the only one of its
    /// name in its country, which is not enough by itself.
    fn side(&self, line: u64, side: &Described) -> Result<&party::Model, Unrecognised> {
        if let Some((column, cell)) = &side.place {
            let chosen = self.chosen.get(cell);
            let note = || RowNote { line, reason: place::reason::nothing_chosen(column, cell) };
            return chosen.ok_or_else(|| Unrecognised::new(column, &Reason::NotFound, note()));
        }
        if let Some((scheme, value)) = &side.code {
            let owner = self.codes.get(&(scheme.clone(), value.clone())).and_then(|id| self.parties.get(id));
            let party = owner.ok_or_else(|| {
                let note = RowNote::new(
                    line,
                    format!("Tidak ada daerah dengan kode {scheme} {value}."),
                    format!("There is no region with the {scheme} code {value}."),
                );
                Unrecognised::unknown(side, note)
            })?;
            let elsewhere = !side.country.is_empty() && party.country_code.as_ref() != Some(&side.country);
            let wrong = || Unrecognised::unknown(side, wrong_country(line, side, party));
            return if elsewhere { Err(wrong()) } else { Ok(party) };
        }
        let mut fitting = self.fitting(side);
        match (fitting.pop(), fitting.is_empty()) {
            (None, _) => Err(Unrecognised::unknown(side, unknown(line, side))),
            (Some(one), true) => Ok(one),
            (Some(last), false) => {
                fitting.push(last);
                Err(Unrecognised::one_of(side, &fitting, ambiguous(line, side, &fitting)))
            }
        }
    }

    /// The regions of a country that have a name, and the kind that the name tells.
    fn fitting(&self, side: &Described) -> Vec<&party::Model> {
        let (kind, bare) = place::rule::split_kind(&side.name);
        let (kind, bare) = if side.country == "ID" { (kind, bare) } else { (None::<Kind>, text::letters(&side.name)) };
        let ids = self.named.get(&(side.country.clone(), bare)).map_or(&[][..], Vec::as_slice);
        let mut fitting: Vec<_> = ids.iter().filter_map(|id| self.parties.get(id)).collect();
        fitting.retain(|party| party.dissolved_on.is_none() && kind.is_none_or(|kind| kind == party.kind));
        fitting.sort_by(|a, b| a.slug.cmp(&b.slug));
        fitting
    }

    fn is_called(&self, party: &party::Model, name: &str) -> bool {
        let names = [text::letters(name), place::rule::split_kind(name).1];
        name.is_empty() || self.names.get(&party.id).is_some_and(|known| names.iter().any(|name| known.contains(name)))
    }

    /// Whether a partnership has both as members.
    fn attested(&self, one: Uuid, other: Uuid) -> bool {
        match (self.partnerships.get(&one), self.partnerships.get(&other)) {
            (Some(one), Some(other)) => !one.is_disjoint(other),
            _ => false,
        }
    }
}

fn candidate(party: &party::Model) -> String {
    format!("{} [{}]", place::rule::party_name(party), party.slug)
}

fn unknown(line: u64, side: &Described) -> RowNote {
    let (name, country) = (&side.name, &side.country);
    RowNote::new(
        line,
        format!(
            "Tidak ada daerah bernama {name} di {country}. Masukkan daerah itu lebih dahulu, atau sebut kodenya dalam {}.",
            side.columns.of_code(Language::Id)
        ),
        format!(
            "There is no region called {name} in {country}. Import it first, or give its code in {}.",
            side.columns.of_code(Language::En)
        ),
    )
}

fn wrong_country(line: u64, side: &Described, party: &party::Model) -> RowNote {
    let (is, country) = (candidate(party), &side.country);
    RowNote::new(
        line,
        format!("Kode ini milik {is}, yang tidak berada di {country}."),
        format!("The code belongs to {is}, which is not in {country}."),
    )
}

fn ambiguous(line: u64, side: &Described, fitting: &[&party::Model]) -> RowNote {
    let (name, country) = (&side.name, &side.country);
    let candidates: Vec<String> = fitting.iter().map(|party| candidate(party)).collect();
    let candidates = candidates.join(", ");
    RowNote::new(
        line,
        format!(
            "{name} ({country}) cocok dengan beberapa daerah: {candidates}. Sebut kodenya dalam {}.",
            side.columns.of_code(Language::Id)
        ),
        format!(
            "{name} ({country}) matches several regions: {candidates}. Give its code in {}.",
            side.columns.of_code(Language::En)
        ),
    )
}

fn unproven(line: u64, side: &Described, party: &party::Model) -> RowNote {
    let (name, country, candidate) = (&side.name, &side.country, candidate(party));
    RowNote::new(
        line,
        format!(
            "{name} ({country}) mungkin {candidate}, tetapi nama dan negara saja tidak cukup. Sebut kodenya dalam {}, \
             atau catat lebih dahulu kemitraan kedua daerah.",
            side.columns.of_code(Language::Id)
        ),
        format!(
            "{name} ({country}) may be {candidate}, but name and country alone do not prove it. Give its code in {}, or \
             record the partnership of the two first.",
            side.columns.of_code(Language::En)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::rule::Columns;
    use super::*;

    #[test]
    fn the_advice_names_the_columns_of_the_side_that_is_unclear() {
        let side =
            |columns| Described { columns, name: "Bandung".into(), country: "ID".into(), code: None, place: None };
        let told = |note: RowNote| [Language::Id, Language::En].map(|language| note.reason.read(language).to_owned());
        for say in [|side: &Described| ambiguous(2, side, &[]), |side: &Described| unknown(2, side)] {
            let [id, en] = told(say(&side(Columns::Region)));
            assert!(id.contains("dalam kemendagri_code (atau region_scheme dan region_code)"), "{id}");
            assert!(en.contains("in kemendagri_code (or region_scheme and region_code)"), "{en}");
            let [id, en] = told(say(&side(Columns::Partner)));
            assert!(id.contains("dalam partner_scheme dan partner_code"), "{id}");
            assert!(en.contains("in partner_scheme and partner_code"), "{en}");
        }
    }
}
