//! Which regions a row means: by code, or by name and country where a partnership attests the pair. Never by name and
//! country alone.

use super::rule::{Described, Reading};
use crate::{
    Error, Reason, Work,
    partnership::record::member,
    place::{
        self,
        matching::spelled_out,
        record::{Kind, Nature, code, name, party},
    },
    report::{How, RowNote, Sighting},
    text::{self, Language, LocalText},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};
use uuid::Uuid;

/// Identifiers looked up with one statement.
const BATCH: usize = 5_000;
/// How many regions are offered for a name that is not known.
const MOST_HINTS: usize = 5;

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
    /// By country and how a name is spelled out: for hints.
    spelled: OnceCell<HashMap<(String, String), Vec<Uuid>>>,
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
        // Where a code and a name do not go together, the name may be that of another region.
        let odd =
            sides().filter_map(|side| directory.by_code(side).filter(|party| !directory.is_called(party, &side.name)));
        let odd: HashSet<String> = odd.filter_map(|party| party.country_code.clone()).collect();
        if !odd.is_empty() {
            directory.load_countries(work, odd).await?;
            directory.load_names(work).await?;
        }
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
        if countries.is_empty() {
            return Ok(());
        }
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
                let called = self.named.entry((country.clone(), name.clone())).or_default();
                if !called.contains(id) {
                    called.push(*id);
                }
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

    /// The two regions that a row means, and a warning for each side of which the row says otherwise. A code does not go with
    /// the name of another region, nor with that of another kind.
    #[expect(clippy::result_large_err, reason = "it is moved once, into the report")]
    pub(super) fn recognise(&self, row: &Reading) -> Result<([party::Model; 2], Vec<RowNote>), Unrecognised> {
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
        let mut warnings = Vec::new();
        for (side, party) in row.sides.iter().zip([one, other]) {
            if side.place.is_some() {
                warnings.extend(self.odd_choice(row.line, side, party));
            } else if let Some(kind) = kind_of_another(side, party) {
                let place = place::rule::party_name(party);
                let reason = place::reason::called_another_kind(&LocalText::both(place.clone(), place), kind);
                return Err(Unrecognised::unknown(side, RowNote { line: row.line, reason }));
            } else if !self.is_called(party, &side.name) {
                if let Some(other) = self.fitting_in(side, party).first() {
                    return Err(Unrecognised::unknown(side, named_like_another(row.line, side, party, other)));
                }
                warnings.push(odd_name(row.line, side, party));
            }
        }
        Ok(([one.clone(), other.clone()], warnings))
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
    #[expect(clippy::result_large_err, reason = "it is moved once, into the report")]
    fn side(&self, line: u64, side: &Described) -> Result<&party::Model, Unrecognised> {
        if let Some((column, cell)) = &side.place {
            let chosen = self.chosen.get(cell);
            let note = || RowNote { line, reason: place::reason::nothing_chosen(column, cell) };
            return chosen.ok_or_else(|| Unrecognised::new(column, &Reason::NotFound, note()));
        }
        if let Some((scheme, value)) = &side.code {
            let party = self.by_code(side).ok_or_else(|| {
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
            (None, _) => Err(self.unheard_of(line, side)),
            (Some(one), true) => Ok(one),
            (Some(last), false) => {
                fitting.push(last);
                Err(Unrecognised::one_of(side, &fitting, ambiguous(line, side, &fitting)))
            }
        }
    }

    /// A name that is not known: those that may be another spelling of it can be chosen.
    fn unheard_of(&self, line: u64, side: &Described) -> Unrecognised {
        let alike = self.spelled_like(side);
        let note = unknown(line, side, &alike);
        if alike.is_empty() { Unrecognised::unknown(side, note) } else { Unrecognised::one_of(side, &alike, note) }
    }

    /// The region that has the code of a side, where nobody has chosen one.
    fn by_code(&self, side: &Described) -> Option<&party::Model> {
        let code = side.code.as_ref().filter(|_| side.place.is_none())?;
        self.parties.get(self.codes.get(code)?)
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

    /// The regions of its country whose name may be another spelling of that of a side.
    fn spelled_like(&self, side: &Described) -> Vec<&party::Model> {
        let spelled = self.spelled.get_or_init(|| {
            let mut spelled: HashMap<(String, String), Vec<Uuid>> = HashMap::new();
            for ((country, name), ids) in &self.named {
                spelled.entry((country.clone(), spelled_out(name))).or_default().extend(ids);
            }
            spelled
        });
        let ids: HashSet<Uuid> =
            spelled.get(&(side.country.clone(), spelled_out(&side.name))).into_iter().flatten().copied().collect();
        let mut like: Vec<_> = ids.iter().filter_map(|id| self.parties.get(id)).collect();
        like.sort_by(|a, b| a.slug.cmp(&b.slug));
        like
    }

    /// The other regions, in the country of this one, that have the name of a side.
    fn fitting_in(&self, side: &Described, party: &party::Model) -> Vec<&party::Model> {
        let country = party.country_code.clone().unwrap_or_default();
        let mut fitting = self.fitting(&Described { country, ..side.clone() });
        fitting.retain(|other| other.id != party.id);
        fitting
    }

    /// What is odd about a region that somebody has chosen: that it lies in another country than the row says, or has nothing of
    /// the name that the row gives it.
    fn odd_choice(&self, line: u64, side: &Described, party: &party::Model) -> Option<RowNote> {
        let elsewhere = !side.country.is_empty() && party.country_code.as_ref() != Some(&side.country);
        let said = text::letters(&side.name);
        let shares_a_word = || {
            let known = self.names.get(&party.id).into_iter().flatten();
            let known: HashSet<&str> = known.flat_map(|name| name.split(' ')).collect();
            said.split(' ').any(|word| known.contains(word))
        };
        let other_name = !said.is_empty() && !self.is_called(party, &side.name) && !shares_a_word();
        (elsewhere || other_name || kind_of_another(side, party).is_some()).then(|| odd_name(line, side, party))
    }

    /// Whether a partnership has both as members.
    fn attested(&self, one: Uuid, other: Uuid) -> bool {
        match (self.partnerships.get(&one), self.partnerships.get(&other)) {
            (Some(one), Some(other)) => !one.is_disjoint(other),
            _ => false,
        }
    }
}

/// The kind that the name of a side tells, where the region of Indonesia with its code is of another.
fn kind_of_another(side: &Described, party: &party::Model) -> Option<Kind> {
    let told = place::rule::split_kind(&side.name).0.filter(|_| party.country_code.as_deref() == Some("ID"))?;
    Some(told).filter(|kind| *kind != party.kind && party.kind != Kind::Other)
}

/// A row says otherwise of a region than the registry does.
fn odd_name(line: u64, side: &Described, party: &party::Model) -> RowNote {
    let named = match (side.name.as_str(), side.country.as_str()) {
        ("", country) => country.to_owned(),
        (name, "") => name.to_owned(),
        (name, country) => format!("{name} ({country})"),
    };
    let is = match (place::rule::party_name(party), &party.country_code) {
        (name, Some(country)) => format!("{name} ({country})"),
        (name, None) => name,
    };
    let (what_id, what_en) = match &side.place {
        Some((column, _)) => (format!("{column} menyebut {is}"), format!("{column} names {is}")),
        None => (format!("Kode ini milik {is}"), format!("The code belongs to {is}")),
    };
    RowNote::new(
        line,
        format!("{what_id}, sedangkan baris ini menyebut {named}."),
        format!("{what_en}, but the row says {named}."),
    )
}

/// The code of a side belongs to one region, and its name to another.
fn named_like_another(line: u64, side: &Described, party: &party::Model, other: &party::Model) -> RowNote {
    let (name, is, other) = (&side.name, candidate(party), candidate(other));
    let column = side.columns.of_choice();
    RowNote::new(
        line,
        format!("Kode ini milik {is}, sedangkan \"{name}\" adalah {other}. Sebutkan di {column} mana yang dimaksud."),
        format!("The code belongs to {is}, and \"{name}\" is {other}. Name in {column} which is meant."),
    )
}

fn candidate(party: &party::Model) -> String {
    format!("{} [{}]", place::rule::party_name(party), party.slug)
}

fn unknown(line: u64, side: &Described, alike: &[&party::Model]) -> RowNote {
    let (name, country) = (&side.name, &side.country);
    let meant = alike.iter().take(MOST_HINTS).map(|party| candidate(party)).collect::<Vec<_>>().join(", ");
    let hint = |maybe: &str| if meant.is_empty() { String::new() } else { format!(" {maybe} {meant}.") };
    RowNote::new(
        line,
        format!(
            "Tidak ada daerah bernama {name} di {country}.{} Masukkan daerah itu lebih dahulu, atau sebut kodenya dalam {}.",
            hint("Mungkin yang dimaksud"),
            side.columns.of_code(Language::Id)
        ),
        format!(
            "There is no region called {name} in {country}.{} Import it first, or give its code in {}.",
            hint("It may be"),
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
        for say in [|side: &Described| ambiguous(2, side, &[]), |side: &Described| unknown(2, side, &[])] {
            let [id, en] = told(say(&side(Columns::Region)));
            assert!(id.contains("dalam kemendagri_code (atau region_scheme dan region_code)"), "{id}");
            assert!(en.contains("in kemendagri_code (or region_scheme and region_code)"), "{en}");
            let [id, en] = told(say(&side(Columns::Partner)));
            assert!(id.contains("dalam partner_scheme dan partner_code"), "{id}");
            assert!(en.contains("in partner_scheme and partner_code"), "{en}");
        }
    }
}
