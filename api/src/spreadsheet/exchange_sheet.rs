//! Exchanges as a file that `kembar import exchanges` reads.

use super::{
    exchanges::COLUMNS,
    sheet::{Rows, Sheet},
};
use entity::{
    Caller, Error, Registry,
    agreement::find::agreements_by_id,
    date::legal_today,
    exchange::{
        find::{ExchangeFilter, cursor, exchanges, participants_of},
        record::{ExchangeRole, Format, Status, exchange, participation},
    },
    page::{Direction, Page},
    place::record::party,
    text::Language,
};
use graphql_schema::{
    inputs::ParameterError,
    parameters::{self, Parameters},
};
use serde::Serialize;
use std::{collections::HashMap, io};
use uuid::Uuid;

/// How many exchanges are read at a time.
const PAGE: u64 = 500;
/// What separates several names in a cell.
const BETWEEN: &str = " | ";
/// How the file says that there is no place.
const ONLINE: &str = "online";

/// The exchanges that a caller may see and that match a filter, page by page, as they start. Those that were cancelled stand
/// in it only where the filter asks for them: the file has no word for it.
#[derive(Debug)]
pub struct ExchangeSheet {
    registry: Registry,
    caller: Caller,
    filter: ExchangeFilter,
    /// The language of its name: the columns are those of the import.
    language: Language,
    size: u64,
    /// What comes next; `None` at the end.
    page: Option<Page>,
    begun: bool,
}

impl Sheet for ExchangeSheet {
    type Filter = ExchangeFilter;

    fn parameters() -> &'static Parameters {
        &parameters::EXCHANGES
    }

    async fn filter(registry: &Registry, given: &[(String, String)]) -> Result<ExchangeFilter, ParameterError> {
        parameters::exchange_filter(registry, given).await
    }

    /// Whatever is imported, everyone may see. A file that leaves the registry is therefore a stranger's.
    fn operator() -> Caller {
        Caller::anonymous(Language::En)
    }

    fn new(registry: Registry, caller: Caller, filter: ExchangeFilter, language: Language) -> Self {
        Self::in_pages_of(PAGE, registry, caller, filter, language)
    }

    fn name(&self) -> String {
        let today = legal_today(self.registry.now());
        format!("kembar-{}-{today}.csv", self.language.pick("pertukaran", "exchanges"))
    }

    async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let Some(page) = self.page.take() else { return Ok(None) };
        let found = exchanges(&self.registry, &self.caller, &self.filter, Direction::Ascending, &page).await?;
        if let Some(last) = found.rows.last().filter(|_| found.has_next) {
            self.page = Some(Page::after(self.size, cursor(last)));
        }
        let about = About::read(&self.registry, &self.caller, &found.rows).await?;
        let piece = self.write(&found.rows, &about).map_err(|error| Error::Fault(error.to_string()))?;
        self.begun = true;
        Ok(Some(piece))
    }
}

impl ExchangeSheet {
    fn in_pages_of(
        size: u64,
        registry: Registry,
        caller: Caller,
        mut filter: ExchangeFilter,
        language: Language,
    ) -> Self {
        filter.status.get_or_insert_with(|| vec![Status::Scheduled]);
        Self { registry, caller, filter, language, size, page: Some(Page::first(size)), begun: false }
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
            "method" => code(exchange.method),
            "format" => code(exchange.format),
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

/// A value of an enum as the API calls it.
fn code(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spreadsheet::{ExchangesArgs, FileArgs, exchanges as import};
    use entity::{
        exchange::{
            act::{ScheduleExchange, cancel_exchange, record_past_exchange, schedule_exchange},
            import::{act::import_exchanges, record::ExchangeRow},
            record::Method,
            rule::When,
        },
        place::{find::parties_by_id, record::Kind},
        policy::Visibility,
        report::Report,
        testing::{TestRegistry, day},
        text::LocalText,
    };

    entity::on_both_databases!(what_is_exported_comes_in_again_unchanged);

    async fn exported(test: &TestRegistry, caller: Caller) -> String {
        let mut sheet =
            ExchangeSheet::in_pages_of(3, test.registry.clone(), caller, ExchangeFilter::default(), Language::En);
        let mut whole = String::new();
        while let Some(piece) = sheet.next().await.unwrap() {
            whole.push_str(std::str::from_utf8(&piece).unwrap());
        }
        whole
    }

    async fn imported(test: &TestRegistry, content: &str) -> Report {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("exchanges.csv");
        std::fs::write(&path, content).unwrap();
        let rejects = Some(path.with_extension("rejects"));
        let file = FileArgs { file: path, dry_run: false, rejects, report: None, all: true, language: Language::En };
        import(&test.registry, &ExchangesArgs { file, source: None }).await.unwrap()
    }

    fn past(host: Uuid, title: &str) -> ScheduleExchange {
        ScheduleExchange {
            title: LocalText { id: Some(title.to_owned()), en: Some(title.to_owned()) },
            method: Method::StudyVisit,
            format: Format::Hybrid,
            when: When {
                starts_on: day("2024-02-29"),
                start_time: "09:00".parse().ok(),
                time_zone: Some("Asia/Jakarta".to_owned()),
                ..When::default()
            },
            place: None,
            country: None,
            host: Some(host),
            champions: Vec::new(),
            learners: Vec::new(),
            agreement: None,
            note: Some("=1\n'=2;\t@x".to_owned()),
            visibility: Visibility::Public,
            owned_by: None,
            source: Some("Arsip".to_owned()),
        }
    }

    const TITLES: [&str; 9] = [
        "=cmd|'/c calc'!A0",
        "'=1",
        "-2; \"quoted\", =3",
        "مدينة 福山市 Đà Nẵng",
        "\u{ad}=1",
        "''",
        "#1, a|b",
        "＝１",
        "@x",
    ];

    async fn what_is_exported_comes_in_again_unchanged(test: TestRegistry) {
        let registry = &test.registry;
        let bandung = test.party("ID", Kind::City, "Bandung").await;
        let suwon = test.party("KR", Kind::City, "Suwon").await;
        let mou = test.agreement([bandung, suwon], Visibility::Public).await;
        let slug = parties_by_id(registry, &[suwon]).await.unwrap()[&suwon].slug.clone();
        let system = Caller::system();
        for title in TITLES {
            // Kept by its host; and the same once more, of the same day and from a file.
            record_past_exchange(registry, &system, past(bandung, title)).await.unwrap();
            let row = ExchangeRow {
                title: title.to_owned(),
                start: "2024-02-29".to_owned(),
                end: "2024-03-01".to_owned(),
                venue: "Aula, \"Timur\"".to_owned(),
                host: slug.clone(),
                agreement: mou.to_string(),
                note: "=a\r\n'b".to_owned(),
                ..ExchangeRow::default()
            };
            let elsewhere =
                ExchangeRow { title: format!("{title} {title}"), venue: "online".to_owned(), ..row.clone() };
            let report = import_exchanges(registry, &system, vec![row, elsewhere], "=Arsip", false).await.unwrap();
            assert_eq!(report.rejected, []);
        }
        let hidden = ScheduleExchange { visibility: Visibility::Own, ..past(bandung, "rahasia") };
        record_past_exchange(registry, &system, hidden).await.unwrap();
        let cancelled = ScheduleExchange {
            when: When { starts_on: registry.now().date_naive(), ..When::default() },
            source: None,
            ..past(bandung, "batal")
        };
        let cancelled = schedule_exchange(registry, &system, cancelled).await.unwrap().exchange;
        cancel_exchange(registry, &system, cancelled.id, cancelled.revision, "hujan").await.unwrap();

        let whole = exported(&test, Caller::anonymous(Language::En)).await;
        assert!(!whole.contains("rahasia") && !whole.contains("batal"), "{whole}");
        assert!(whole.contains("\r\n") && whole.contains(&slug), "{whole}");
        let rows = whole.matches(",2024-02-29,").count();
        assert!(rows > TITLES.len(), "{whole}");
        for caller in [Caller::anonymous(Language::Id), Caller::system()] {
            let whole = exported(&test, caller.clone()).await;
            for content in [whole.clone(), whole.replace('\u{feff}', "")] {
                let report = imported(&test, &content).await;
                assert_eq!((report.new, report.changed, report.duplicate), (0, 0, 0), "{whole}");
                assert_eq!(report.rejected, []);
                assert_eq!(report.unchanged, whole.matches(",2024-02-29,").count());
            }
            assert_eq!(exported(&test, caller).await, whole, "nothing changed");
        }
    }
}
