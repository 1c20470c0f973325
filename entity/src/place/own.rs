//! What the cells of an officer's own file mean.
//!
//! The party whose file it is may be called by any of its names. Every other place is told by a code, an address or an
//! identifier; a name alone is only ever a suggestion, from which somebody chooses.

use super::{
    find::{called, parties_named},
    record::{KEMENDAGRI, name, party},
    rule::party_name,
};
use crate::{Error, Reason, Work, text::letters};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The party whose file it is, and where the file comes from.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    /// The party.
    pub party: party::Model,
    /// The source, for rows that name none.
    pub source: String,
    /// The date to which it refers.
    pub as_of: NaiveDate,
    /// The letters of what it is called.
    names: HashSet<String>,
}

impl Own {
    /// The party with this identifier, and its names.
    pub(crate) async fn read(work: &Work, id: Uuid, (source, as_of): (&str, NaiveDate)) -> Result<Self, Error> {
        let party = party::Entity::find_by_id(id).one(&**work).await?;
        let party = party.ok_or_else(|| Error::refuse(Reason::NotFound).about("party"))?;
        let further = name::Entity::find().filter(name::Column::PartyId.eq(id)).all(&**work).await?;
        let own = [Some(party.name.clone()), Some(party_name(&party)), party.name_en.clone()].into_iter().flatten();
        let names = own.chain(further.into_iter().map(|name| name.name)).map(|name| letters(&name)).collect();
        Ok(Self { party, source: source.to_owned(), as_of, names })
    }

    /// Its identifier.
    pub(crate) fn id(&self) -> Uuid {
        self.party.id
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
        party_name(&self.party)
    }

    /// Whether a cell names it.
    pub(crate) fn is_called(&self, cell: &str) -> bool {
        self.names.contains(&letters(cell))
    }
}

/// What the cells of a file mean, each looked up once.
#[derive(Debug)]
pub(crate) struct Cells<'a> {
    own: &'a Own,
    named: HashMap<String, party::Model>,
    called: HashMap<String, Vec<Uuid>>,
}

/// Why a cell tells no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Untold {
    /// It may mean one of these.
    Unclear(Vec<Uuid>),
    /// Nothing is called so.
    Unknown,
}

impl<'a> Cells<'a> {
    /// Looks these cells up.
    pub(crate) async fn read(work: &Work, own: &'a Own, cells: HashSet<&str>) -> Result<Self, Error> {
        let cells: HashSet<&str> = cells.into_iter().filter(|cell| !own.is_called(cell)).collect();
        let coded: HashMap<String, &str> =
            cells.iter().filter(|cell| is_ministry_code(cell)).map(|cell| (with_scheme(cell), *cell)).collect();
        let mut named = parties_named(&**work, cells.clone()).await?;
        for (cell, party) in parties_named(&**work, coded.keys().map(String::as_str).collect()).await? {
            named.entry(coded[&cell].to_owned()).or_insert(party);
        }
        let mut by_name = HashMap::new();
        for cell in cells.into_iter().filter(|cell| !named.contains_key(*cell)) {
            let candidates = called(&**work, cell).await?.into_iter().map(|party| party.id).collect();
            by_name.insert(cell.to_owned(), candidates);
        }
        Ok(Self { own, named, called: by_name })
    }

    /// The place that a cell means.
    pub(crate) fn find(&self, cell: &str) -> Result<Uuid, Untold> {
        if self.own.is_called(cell) {
            return Ok(self.own.id());
        }
        if let Some(party) = self.named.get(cell) {
            return Ok(party.id);
        }
        match self.called.get(cell).map_or(&[][..], Vec::as_slice) {
            [] => Err(Untold::Unknown),
            candidates => Err(Untold::Unclear(candidates.to_vec())),
        }
    }
}

/// Whether a cell looks like a code of the Ministry of Home Affairs, such as `35.78`.
fn is_ministry_code(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split('.').collect();
    let digits = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    (1..=2).contains(&parts.len()) && parts.iter().all(digits)
}

fn with_scheme(code: &str) -> String {
    format!("{KEMENDAGRI}:{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_the_ministry_needs_no_scheme() {
        assert!(["35.78", "32", "91.01"].into_iter().all(is_ministry_code));
        assert!(!["3578", "35.7", "35.78.01", "Q11462", "kemendagri:35.78", ""].into_iter().any(is_ministry_code));
    }
}
