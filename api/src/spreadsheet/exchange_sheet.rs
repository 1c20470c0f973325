//! Exchanges as a file that `kembar import exchanges` reads.

use super::{exchanges::COLUMNS, sheet::Rows};
use entity::{
    Caller, Error, Registry,
    agreement::find::agreements_by_id,
    exchange::{
        find::{ExchangeFilter, cursor, exchanges, participants_of},
        record::{ExchangeRole, Format, Status, exchange, participation},
    },
    page::{Direction, Page},
    place::record::party,
};
use sea_orm::ActiveEnum;
use std::{collections::HashMap, io};
use uuid::Uuid;

/// How many exchanges are read at a time.
const PAGE: u64 = 500;
/// What separates several names in a cell.
const BETWEEN: &str = " | ";
/// How the file says that there is no place.
const ONLINE: &str = "online";

/// The exchanges that a caller may see and that were not cancelled, page by page, as they start.
///
/// Whatever is imported, everyone may see. For a file that leaves the registry, the caller is therefore a stranger.
#[derive(Debug)]
pub struct ExchangeSheet {
    registry: Registry,
    caller: Caller,
    size: u64,
    /// What comes next; `None` at the end.
    page: Option<Page>,
    begun: bool,
}

impl ExchangeSheet {
    /// A file of which nothing has been read yet.
    pub fn new(registry: Registry, caller: Caller) -> Self {
        Self::in_pages_of(PAGE, registry, caller)
    }

    fn in_pages_of(size: u64, registry: Registry, caller: Caller) -> Self {
        Self { registry, caller, size, page: Some(Page::first(size)), begun: false }
    }

    /// The next piece of the file; `None` at its end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let Some(page) = self.page.take() else { return Ok(None) };
        let filter = ExchangeFilter { status: Some(vec![Status::Scheduled]), ..ExchangeFilter::default() };
        let found = exchanges(&self.registry, &self.caller, &filter, Direction::Ascending, &page).await?;
        if let Some(last) = found.rows.last().filter(|_| found.has_next) {
            self.page = Some(Page::after(self.size, cursor(last)));
        }
        let about = About::read(&self.registry, &self.caller, &found.rows).await?;
        let piece = self.write(&found.rows, &about).map_err(|error| Error::Fault(error.to_string()))?;
        self.begun = true;
        Ok(Some(piece))
    }

    fn write(&self, exchanges: &[exchange::Model], about: &About) -> io::Result<Vec<u8>> {
        let mut rows = if self.begun { Rows::further() } else { Rows::first() };
        if !self.begun {
            rows.add(COLUMNS.iter().map(|column| column.name))?;
        }
        for exchange in exchanges {
            let cells: Vec<String> = COLUMNS.iter().map(|column| about.cell(exchange, column.name)).collect();
            rows.add(cells.iter().map(String::as_str))?;
        }
        rows.into_bytes()
    }
}

/// What is written of the exchanges of one page.
struct About {
    parts: HashMap<Uuid, Vec<(party::Model, participation::Model)>>,
    /// Those of their agreements that the caller may see.
    agreements: Vec<Uuid>,
}

impl About {
    async fn read(registry: &Registry, caller: &Caller, exchanges: &[exchange::Model]) -> Result<Self, Error> {
        let ids: Vec<Uuid> = exchanges.iter().map(|exchange| exchange.id).collect();
        let parts = participants_of(registry, caller, &ids).await?;
        let served: Vec<Uuid> = exchanges.iter().filter_map(|exchange| exchange.agreement_id).collect();
        let agreements = agreements_by_id(registry, caller, &served).await?.into_keys().collect();
        Ok(Self { parts, agreements })
    }

    /// What stands in a column.
    fn cell(&self, exchange: &exchange::Model, column: &str) -> String {
        match column {
            "exchange" => graphql_schema::exchange_id(exchange.id),
            "title" => exchange.title_en.clone().or_else(|| exchange.title_id.clone()).unwrap_or_default(),
            "language" => if exchange.title_en.is_some() { "en" } else { "id" }.to_owned(),
            "title_id" => exchange.title_id.clone().filter(|_| exchange.title_en.is_some()).unwrap_or_default(),
            "start" => exchange.starts_on.to_string(),
            "end" => text(exchange.ends_on),
            "start_time" => text(exchange.start_time),
            "end_time" => text(exchange.end_time),
            "time_zone" => exchange.time_zone.clone().unwrap_or_default(),
            "venue" => venue(exchange),
            "country" => exchange.country_code.clone().unwrap_or_default(),
            "method" => exchange.method.to_value(),
            "format" => exchange.format.to_value(),
            "host" => self.parties(exchange, ExchangeRole::Host),
            "champions" => self.parties(exchange, ExchangeRole::Champion),
            "learners" => self.parties(exchange, ExchangeRole::Learner),
            "agreement" => {
                let seen = exchange.agreement_id.filter(|agreement| self.agreements.contains(agreement));
                seen.map(graphql_schema::agreement_id).unwrap_or_default()
            }
            "note" => exchange.note.clone().unwrap_or_default(),
            "source" => exchange.source.clone().unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// Who takes part as this, each by the last part of its address.
    fn parties(&self, exchange: &exchange::Model, role: ExchangeRole) -> String {
        let parts = self.parts.get(&exchange.id).map_or(&[][..], Vec::as_slice).iter();
        let such = parts.filter(|(_, part)| part.role == role).map(|(party, _)| party.slug.as_str());
        such.collect::<Vec<_>>().join(BETWEEN)
    }
}

fn venue(exchange: &exchange::Model) -> String {
    let online = (exchange.format == Format::Online).then(|| ONLINE.to_owned());
    exchange.place.clone().or(online).unwrap_or_default()
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
