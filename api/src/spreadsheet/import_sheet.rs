//! Lists of the registry as files that `kembar import` reads: what is exported comes in again without a change.

use super::{
    agreements, partnerships, regions,
    sheet::{Rows, Sheet},
    table::Column,
};
use entity::{
    Caller, Error, Registry,
    agreement::{
        document::find::documents_of,
        find::{
            AgreementFilter, AgreementOrder, Part, agreements as agreements_found, cursor as agreement_cursor, parts_of,
        },
        record::{DocumentKind, agreement, document},
    },
    date::{PartialDate, legal_today},
    page::{Cursor, Direction, Page},
    partnership::{
        find::{self as partnership_find, Order, PartnershipFilter, claims_of, members_of},
        record::{Class, Stance, claim, partnership},
    },
    place::{
        find::{self as place_find, PartyFilter, codes_of, names_of, parties_by_id},
        record::{KEMENDAGRI, code, name, party},
        row::WIKIDATA,
        rule::party_name,
    },
    source::Rank,
    text::{Language, name_of},
};
use graphql_schema::{
    inputs::ParameterError,
    parameters::{self, Parameters},
    party_id,
};
use std::{collections::HashMap, future::Future};
use uuid::Uuid;

/// How many records are read at a time.
const PAGE: u64 = 500;
/// What separates several names in a cell.
const BETWEEN: &str = "|";

/// The rows of a page, by column, and where the next one begins.
type Read = (Vec<Vec<String>>, Option<Cursor>);

/// A list of the registry that has a file to import.
pub trait List: Sized + Send + 'static {
    /// Which records.
    type Filter: Send + Sync;

    /// What the filter is made of.
    fn parameters() -> &'static Parameters;

    /// The filter that these parameters describe, each a name and a value.
    fn filter(
        registry: &Registry,
        given: &[(String, String)],
    ) -> impl Future<Output = Result<Self::Filter, ParameterError>> + Send;

    /// Who reads the file that an operator writes.
    fn operator() -> Caller {
        Caller::system()
    }

    /// The columns of its import.
    fn columns() -> &'static [Column];

    /// What the file is called in Indonesian and in English.
    fn called() -> (&'static str, &'static str);

    /// The rows of a page.
    fn rows(
        registry: &Registry,
        caller: &Caller,
        filter: &Self::Filter,
        page: &Page,
    ) -> impl Future<Output = Result<Read, Error>> + Send;
}

/// What a caller may see of a list and a filter describes, page by page, in the columns of its import.
#[derive(Debug)]
pub struct ImportSheet<L: List> {
    registry: Registry,
    caller: Caller,
    filter: L::Filter,
    /// The language of its name: the columns are those of the import.
    language: Language,
    size: u64,
    /// What comes next; `None` at the end.
    page: Option<Page>,
    begun: bool,
}

impl<L: List> ImportSheet<L> {
    fn in_pages_of(size: u64, registry: Registry, caller: Caller, filter: L::Filter, language: Language) -> Self {
        Self { registry, caller, filter, language, size, page: Some(Page::first(size)), begun: false }
    }
}

impl<L: List> Sheet for ImportSheet<L> {
    type Filter = L::Filter;

    fn parameters() -> &'static Parameters {
        L::parameters()
    }

    async fn filter(registry: &Registry, given: &[(String, String)]) -> Result<L::Filter, ParameterError> {
        L::filter(registry, given).await
    }

    fn operator() -> Caller {
        L::operator()
    }

    fn new(registry: Registry, caller: Caller, filter: L::Filter, language: Language) -> Self {
        Self::in_pages_of(PAGE, registry, caller, filter, language)
    }

    fn name(&self) -> String {
        let today = legal_today(self.registry.now());
        let (id, en) = L::called();
        format!("kembar-{}-{today}.csv", self.language.pick(id, en))
    }

    async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let Some(page) = self.page.take() else { return Ok(None) };
        let (found, next) = L::rows(&self.registry, &self.caller, &self.filter, &page).await?;
        self.page = next.map(|place| Page::after(self.size, place));
        let mut rows = if self.begun { Rows::further() } else { Rows::first() };
        let fault = |error: std::io::Error| Error::Fault(error.to_string());
        if !self.begun {
            rows.add(L::columns().iter().map(|column| column.name)).map_err(fault)?;
        }
        for row in &found {
            rows.add(row.iter().map(String::as_str)).map_err(fault)?;
        }
        self.begun = true;
        rows.into_bytes().map(Some).map_err(fault)
    }
}

/// The cells of a row, in the order of these columns.
fn in_order(columns: &[Column], cell: impl Fn(&str) -> String) -> Vec<String> {
    columns.iter().map(|column| cell(column.name)).collect()
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A value of a closed list as files write it: in small letters.
fn small(value: impl serde::Serialize) -> String {
    name_of(value).to_ascii_lowercase()
}

/// Regions as a file. Each row names its region in the column `place`, so that it makes no other one, and its figures are
/// those that are shown.
#[derive(Debug)]
pub struct Regions;

impl List for Regions {
    type Filter = PartyFilter;

    fn parameters() -> &'static Parameters {
        &parameters::REGIONS
    }

    async fn filter(registry: &Registry, given: &[(String, String)]) -> Result<PartyFilter, ParameterError> {
        parameters::region_filter(registry, given).await
    }

    fn columns() -> &'static [Column] {
        regions::COLUMNS
    }

    fn called() -> (&'static str, &'static str) {
        ("daerah", "regions")
    }

    async fn rows(registry: &Registry, caller: &Caller, filter: &PartyFilter, page: &Page) -> Result<Read, Error> {
        let found = place_find::parties(registry, caller, filter, page).await?;
        let next = found.rows.last().filter(|_| found.has_next).map(|last| last.cursor.clone());
        let ids: Vec<Uuid> = found.rows.iter().map(|found| found.party.id).collect();
        let wholes: Vec<Uuid> = found.rows.iter().filter_map(|found| found.party.parent_id).collect();
        let about = Places {
            names: names_of(registry, &ids).await?,
            codes: codes_of(registry, &ids).await?,
            wholes: parties_by_id(registry, &wholes).await?,
        };
        let rows = found.rows.iter().map(|found| about.row(&found.party)).collect();
        Ok((rows, next))
    }
}

/// What is written of the regions of one page.
struct Places {
    names: HashMap<Uuid, Vec<name::Model>>,
    codes: HashMap<Uuid, Vec<code::Model>>,
    wholes: HashMap<Uuid, party::Model>,
}

impl Places {
    fn row(&self, party: &party::Model) -> Vec<String> {
        in_order(regions::COLUMNS, |column| match column {
            "name" => party_name(party),
            "country" => party.country_code.clone().unwrap_or_default(),
            "kind" => small(party.kind),
            "parent" => text(party.parent_id.and_then(|parent| Some(self.wholes.get(&parent)?.slug.clone()))),
            "autonomous" => party.autonomous.to_string(),
            "lat" => text(party.latitude),
            "lon" => text(party.longitude),
            "population" => text(party.population),
            "population_as_of" => text(party.population_as_of),
            "area_km2" => text(party.area_km2),
            "wikidata_id" => self.code(party, WIKIDATA),
            "kemendagri_code" => self.code(party, KEMENDAGRI),
            "aliases" => self.aliases(party),
            "place" => party_id(party.id),
            _ => String::new(),
        })
    }

    /// The code of a region in a scheme today.
    fn code(&self, party: &party::Model, scheme: &str) -> String {
        let mut codes = self.codes.get(&party.id).into_iter().flatten();
        text(codes.find(|code| code.scheme == scheme && code.valid_until.is_none()).map(|code| &code.value))
    }

    /// Its other names, without those that cannot stand in one cell with others.
    fn aliases(&self, party: &party::Model) -> String {
        let names = self.names.get(&party.id).into_iter().flatten().map(|name| name.name.as_str());
        let mut names: Vec<&str> = names.filter(|name| !name.contains(BETWEEN)).collect();
        names.dedup();
        names.join(BETWEEN)
    }
}

/// Partnerships of two as a file: a row for each source that states one, with its source. What rests on an agreement alone
/// comes with the agreement.
#[derive(Debug)]
pub struct Partnerships;

impl List for Partnerships {
    type Filter = PartnershipFilter;

    fn parameters() -> &'static Parameters {
        &parameters::PARTNERSHIPS
    }

    async fn filter(registry: &Registry, given: &[(String, String)]) -> Result<PartnershipFilter, ParameterError> {
        parameters::partnership_filter(registry, given).await
    }

    fn columns() -> &'static [Column] {
        partnerships::COLUMNS
    }

    fn called() -> (&'static str, &'static str) {
        ("kemitraan", "partnerships")
    }

    async fn rows(
        registry: &Registry,
        caller: &Caller,
        filter: &PartnershipFilter,
        page: &Page,
    ) -> Result<Read, Error> {
        let by = (Order::Entry, Direction::Ascending);
        let found = partnership_find::partnerships(registry, caller, filter, by, page).await?;
        let last = found.rows.last().filter(|_| found.has_next);
        let next = last.map(|last| partnership_find::cursor(last, Order::Entry));
        let ids: Vec<Uuid> = found.rows.iter().map(|partnership| partnership.id).collect();
        let (members, claims) = (members_of(registry, &ids).await?, claims_of(registry, &ids).await?);
        let mut rows = Vec::new();
        for partnership in &found.rows {
            if let Some([a, b]) = members.get(&partnership.id).map(Vec::as_slice) {
                let claims = claims.get(&partnership.id).into_iter().flatten();
                rows.extend(claims.filter_map(|claim| stated(partnership, claim, [a, b])));
            }
        }
        Ok((rows, next))
    }
}

/// The row of one claim, if a file can make it: a member's own word, or that of the source itself.
fn stated(partnership: &partnership::Model, claim: &claim::Model, [a, b]: [&party::Model; 2]) -> Option<Vec<String>> {
    let is_told = claim.stated_by.is_none_or(|by| [a.id, b.id].contains(&by));
    (claim.stance == Stance::Affirms && is_told).then(|| {
        in_order(partnerships::COLUMNS, |column| match column {
            "region_a" => party_name(a),
            "region_b" => party_name(b),
            "place_a" => party_id(a.id),
            "place_b" => party_id(b.id),
            "stated_by" => text(claim.stated_by.map(party_id)),
            "class" => small(partnership.class),
            "since" => text(claim.since),
            "until" => text(claim.until),
            "reference" => text(claim.reference.as_ref()),
            "source" => claim.source.clone(),
            "as_of" => claim.as_of.to_string(),
            "official" => (claim.rank == Rank::Register).to_string(),
            "no_longer_listed_on" => text(claim.unlisted_on),
            _ => String::new(),
        })
    })
}

/// The dated steps of the agreements of two that were concluded before the registry, as far as everyone may see them: what is
/// imported, everyone may see.
#[derive(Debug)]
pub struct Steps;

impl List for Steps {
    type Filter = AgreementFilter;

    fn parameters() -> &'static Parameters {
        &parameters::AGREEMENTS
    }

    async fn filter(registry: &Registry, given: &[(String, String)]) -> Result<AgreementFilter, ParameterError> {
        parameters::agreement_filter(registry, given).await
    }

    fn operator() -> Caller {
        Caller::anonymous(Language::En)
    }

    fn columns() -> &'static [Column] {
        agreements::COLUMNS
    }

    fn called() -> (&'static str, &'static str) {
        ("langkah-kerja-sama", "agreement-steps")
    }

    async fn rows(registry: &Registry, caller: &Caller, filter: &AgreementFilter, page: &Page) -> Result<Read, Error> {
        let by = (AgreementOrder::Created, Direction::Ascending);
        let found = agreements_found(registry, caller, filter, by, page).await?;
        let last = found.rows.last().filter(|_| found.has_next);
        let next = last.map(|last| agreement_cursor(AgreementOrder::Created, last));
        let ids: Vec<Uuid> = found.rows.iter().map(|agreement| agreement.id).collect();
        let parts = parts_of(&registry.db, &ids).await?;
        let documents = documents_of(registry, caller, &ids).await?;
        let mut rows = Vec::new();
        for agreement in found.rows.iter().filter(|agreement| agreement.legacy) {
            if let Some([(_, one), (_, other)]) = parts.get(&agreement.id).map(Vec::<Part>::as_slice) {
                let documents = documents.get(&agreement.id).into_iter().flatten();
                let steps: Vec<_> = documents.filter_map(|document| step(agreement, document, [one, other])).collect();
                let is_dated = !steps.is_empty();
                rows.extend(steps);
                rows.extend(conclusion(agreement, [one, other]).filter(|_| !is_dated));
            }
        }
        Ok((rows, next))
    }
}

/// The row of one document, if it is a dated step.
fn step(
    agreement: &agreement::Model,
    document: &document::Model,
    [one, other]: [&party::Model; 2],
) -> Option<Vec<String>> {
    let date = document.issued_on?;
    let step = match document.kind {
        DocumentKind::LetterOfIntent => "LoI",
        DocumentKind::SignedText => "MoU",
        DocumentKind::Amendment => "amendment",
        DocumentKind::Extension => "renewal",
        DocumentKind::Beginning => begun_as(agreement.class),
        _ => return None,
    };
    let source = document.source.clone().unwrap_or_else(|| agreement.source.clone());
    Some(step_of((step, date), document.note.as_ref(), &source, [one, other]))
}

/// The row of an agreement of which no document is a dated step: that it was signed, or began.
fn conclusion(agreement: &agreement::Model, parties: [&party::Model; 2]) -> Option<Vec<String>> {
    let signed = agreement.signed_on.map(|on| ("MoU", on));
    let begun = agreement.in_force_on.map(|on| (begun_as(agreement.class), on));
    Some(step_of(signed.or(begun)?, None, &agreement.source, parties))
}

/// What the beginning of a relation of this class is called.
fn begun_as(class: Class) -> &'static str {
    if class == Class::Friendship { "friendship" } else { "start" }
}

fn step_of(
    (step, date): (&str, PartialDate),
    note: Option<&String>,
    source: &str,
    [one, other]: [&party::Model; 2],
) -> Vec<String> {
    in_order(agreements::COLUMNS, |column| match column {
        "id_region" => party_name(one),
        "place_region" => party_id(one.id),
        "partner" => party_name(other),
        "place_partner" => party_id(other.id),
        "partner_country" => other.country_code.clone().unwrap_or_default(),
        "step" => step.to_owned(),
        "date" => date.to_string(),
        "note" => text(note),
        "source" => source.to_owned(),
        _ => String::new(),
    })
}

#[cfg(test)]
mod tests;
