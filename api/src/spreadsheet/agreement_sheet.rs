//! Agreements as a file for an evaluation meeting.

use super::sheet::{Rows, Sheet};
use chrono::NaiveDate;
use entity::{
    Caller, Error, Registry,
    agreement::{
        find::{AgreementFilter, AgreementOrder, Part, agreements, cursor, parts_of},
        progress::words::stage_name,
        record::agreement,
        rule::Dates,
        standing::rule::Standing,
        vitality::{find::lives_of, rule::Life},
        words::{class_name, party_status_name, scheme_name, term_kind_name, title_of, vitality_name},
    },
    date::{PartialDate, legal_today},
    page::{Direction, Page},
    place::{
        find::{countries_by_code, parties_by_id},
        record::{Kind, country, party},
        rule::display_name,
    },
    text::Language,
};
use graphql_schema::{
    inputs::ParameterError,
    parameters::{self, Parameters},
};
use std::{collections::HashMap, io};
use uuid::Uuid;

/// How many agreements are read at a time.
const PAGE: u64 = 500;
/// The order of the rows: as they were entered. None is skipped or repeated if others change in the meantime.
const ORDER: AgreementOrder = AgreementOrder::Created;
/// The country whose provinces are shown.
const HOME: &str = "ID";
/// What separates several names in a cell.
const BETWEEN: &str = " | ";

/// The columns in Indonesian and in English.
const HEADER: [(&str, &str); 21] = [
    ("Pengenal", "Identifier"),
    ("Nomor", "Reference number"),
    ("Judul", "Title"),
    ("Para pihak", "Parties"),
    ("Negara", "Countries"),
    ("Provinsi", "Province"),
    ("Jenis kerja sama", "Kind of agreement"),
    ("Kelas", "Class"),
    ("Tahap", "Stage"),
    ("Keaktifan", "Vitality"),
    ("Kegiatan terakhir", "Latest activity"),
    ("Ditandatangani pada", "Signed on"),
    ("Mulai berlaku pada", "In force from"),
    ("Berakhir pada", "Expires on"),
    ("Diakhiri per", "Terminated as of"),
    ("Pemberitahuan pengakhiran oleh", "Notice given by"),
    ("Batas pemberitahuan pengakhiran", "Notice deadline"),
    ("Jangka waktu", "Term"),
    ("Sumber", "Source"),
    ("Keadaan per", "As of"),
    ("Status para pihak", "Status of the parties"),
];

/// The agreements that a caller may see and that match a filter, page by page.
#[derive(Debug)]
pub struct AgreementSheet {
    registry: Registry,
    caller: Caller,
    filter: AgreementFilter,
    language: Language,
    /// How many agreements are read at a time.
    size: u64,
    /// What comes next; `None` at the end.
    page: Option<Page>,
    begun: bool,
}

impl Sheet for AgreementSheet {
    type Filter = AgreementFilter;

    fn parameters() -> &'static Parameters {
        &parameters::AGREEMENTS
    }

    async fn filter(registry: &Registry, given: &[(String, String)]) -> Result<AgreementFilter, ParameterError> {
        parameters::agreement_filter(registry, given).await
    }

    fn new(registry: Registry, caller: Caller, filter: AgreementFilter, language: Language) -> Self {
        Self::in_pages_of(PAGE, registry, caller, filter, language)
    }

    fn name(&self) -> String {
        let today = legal_today(self.registry.now());
        format!("kembar-{}-{today}.csv", self.language.pick("kerja-sama", "agreements"))
    }

    async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let Some(page) = self.page.take() else { return Ok(None) };
        let by = (ORDER, Direction::Ascending);
        let found = agreements(&self.registry, &self.caller, &self.filter, by, &page).await?;
        let about = About::read(&self.registry, &found.rows).await?;
        if let Some(last) = found.rows.last().filter(|_| found.has_next) {
            self.page = Some(Page::after(self.size, cursor(ORDER, last)));
        }
        let piece = self.write(&found.rows, &about).map_err(|error| Error::Fault(error.to_string()))?;
        self.begun = true;
        Ok(Some(piece))
    }
}

impl AgreementSheet {
    fn in_pages_of(size: u64, registry: Registry, caller: Caller, filter: AgreementFilter, language: Language) -> Self {
        Self { registry, caller, filter, language, size, page: Some(Page::first(size)), begun: false }
    }

    fn write(&self, agreements: &[agreement::Model], about: &About) -> io::Result<Vec<u8>> {
        let mut rows = if self.begun { Rows::further() } else { Rows::first() };
        if !self.begun {
            rows.add(HEADER.map(|(id, en)| self.language.pick(id, en)))?;
        }
        for agreement in agreements {
            rows.add(self.row(agreement, about).iter().map(String::as_str))?;
        }
        rows.into_bytes()
    }

    fn row(&self, agreement: &agreement::Model, about: &About) -> [String; HEADER.len()] {
        let language = self.language;
        let today = legal_today(self.registry.now());
        let dates = Dates::from(agreement);
        let life = about.lives.get(&agreement.id).copied().unwrap_or_default();
        let vitality = self.registry.thresholds().vitality(&dates, life, today);
        let parts = about.parts.get(&agreement.id).map_or(&[][..], Vec::as_slice);
        let takes_part = || parts.iter().filter(|(part, _)| part.takes_part());
        [
            graphql_schema::agreement_id(agreement.id),
            agreement.reference_no.clone().unwrap_or_default(),
            title_of(agreement).read(language).to_owned(),
            joined(takes_part().map(|(_, party)| display_name(party, language))),
            joined(takes_part().filter_map(|(_, party)| about.country(party, language))),
            joined(takes_part().filter_map(|(_, party)| about.province(party, language))),
            scheme_name(agreement.scheme, language).to_owned(),
            class_name(agreement.class, language).to_owned(),
            stage_name(agreement.stage, language).to_owned(),
            vitality.map_or("", |vitality| vitality_name(vitality, language)).to_owned(),
            text(life.latest),
            text(agreement.signed_on),
            text(agreement.in_force_on),
            text(agreement.expires_on),
            text(agreement.terminated_on),
            joined(
                parts
                    .iter()
                    .filter(|(part, _)| part.notice_given_on.is_some())
                    .map(|(_, party)| display_name(party, language)),
            ),
            text(dates.notice_deadline(agreement.notice_months)),
            agreement.term_kind.map_or("", |kind| term_kind_name(kind, language)).to_owned(),
            agreement.source.clone(),
            agreement.as_of.to_string(),
            joined(parts.iter().map(|(part, party)| standing_in_words(party, Standing::of(part, agreement), language))),
        ]
    }
}

/// The line of a party in the list of parties, as "Kota Bandung: keluar (tanda tangan 2024-03-01, keluar 2026-06-30)".
fn standing_in_words(party: &party::Model, standing: Standing, language: Language) -> String {
    let day = |date: Option<PartialDate>, (id, en): (&str, &str)| {
        date.map(|date| format!("{} {date}", language.pick(id, en)))
    };
    let from = |date: Option<NaiveDate>| date.map(PartialDate::from);
    let days = [
        day(standing.signed_on, ("tanda tangan", "signed")),
        day(from(standing.acceded_on), ("aksesi", "acceded")),
        day(from(standing.notice_given_on), ("pemberitahuan", "notice")),
        day(from(standing.ends_on), ("sampai dengan", "until")),
        day(from(standing.left_on), ("keluar", "left")),
    ];
    let days: Vec<String> = days.into_iter().flatten().collect();
    let days = if days.is_empty() { String::new() } else { format!(" ({})", days.join(", ")) };
    format!("{}: {}{days}", display_name(party, language), party_status_name(standing.status, language))
}

fn text(date: Option<impl ToString>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// Names in one cell, each once.
fn joined(names: impl Iterator<Item = String>) -> String {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct.join(BETWEEN)
}

/// What is shown of the agreements of one page.
struct About {
    parts: HashMap<Uuid, Vec<Part>>,
    lives: HashMap<Uuid, Life>,
    countries: HashMap<String, country::Model>,
    /// The Indonesian regions of the parties.
    wholes: HashMap<Uuid, party::Model>,
}

impl About {
    async fn read(registry: &Registry, agreements: &[agreement::Model]) -> Result<Self, Error> {
        let ids: Vec<Uuid> = agreements.iter().map(|agreement| agreement.id).collect();
        let parts = parts_of(&registry.db, &ids).await?;
        let lives = lives_of(registry, &ids).await?;
        let parties = || parts.values().flatten().map(|(_, party)| party);
        let mut codes: Vec<String> = parties().filter_map(|party| party.country_code.clone()).collect();
        codes.sort();
        codes.dedup();
        let countries = countries_by_code(registry, &codes).await?;
        let wholes = wholes(registry, parties().filter(|party| is_home(party))).await?;
        Ok(Self { parts, lives, countries, wholes })
    }

    fn country(&self, party: &party::Model, language: Language) -> Option<String> {
        let country = self.countries.get(party.country_code.as_ref()?)?;
        Some(language.pick(&country.name_id, &country.name_en).to_owned())
    }

    /// The province that a region of Indonesia is, or belongs to.
    fn province(&self, party: &party::Model, language: Language) -> Option<String> {
        let mut region = Some(party).filter(|party| is_home(party));
        // Regions that belong to each other would never end.
        for _ in 0..=self.wholes.len() {
            match region {
                Some(province) if province.kind == Kind::Province => return Some(display_name(province, language)),
                _ => region = region.and_then(|region| self.wholes.get(&region.parent_id?)),
            }
        }
        None
    }
}

fn is_home(party: &party::Model) -> bool {
    party.country_code.as_deref() == Some(HOME)
}

/// The regions to which these belong, and those to which they do in turn, with one statement for each level.
async fn wholes<'a>(
    registry: &Registry,
    parties: impl Iterator<Item = &'a party::Model>,
) -> Result<HashMap<Uuid, party::Model>, Error> {
    let mut wholes: HashMap<Uuid, party::Model> = HashMap::new();
    let mut missing: Vec<Uuid> = parties.filter_map(|party| party.parent_id).collect();
    while !missing.is_empty() {
        missing.sort();
        missing.dedup();
        let found = parties_by_id(registry, &missing).await?;
        missing = found.values().filter_map(|party| party.parent_id).collect();
        wholes.extend(found);
        missing.retain(|id| !wholes.contains_key(id));
    }
    Ok(wholes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::{
        agreement::{
            legacy::act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
            record::{DocumentKind, Missing, TermKind},
            vitality::rule::Vitality,
        },
        partnership::record::Class,
        policy::Visibility,
        testing::TestRegistry,
        text::LocalText,
    };
    use std::collections::BTreeSet;

    async fn enter(test: &TestRegistry, parties: &[Uuid], title: &str, hidden: bool) {
        // The same parties sign twice, a year apart.
        let (signed, visibility) =
            if hidden { ("1998-08-27", Visibility::Restricted) } else { ("1997-08-27", Visibility::Public) };
        let input = RegisterLegacyAgreement {
            title: LocalText { id: None, en: Some(title.to_owned()) },
            reference_no: Some("+62".to_owned()),
            parties: parties.to_vec(),
            class: Class::Sister,
            scheme: None,
            term_kind: Some(TermKind::Fixed),
            term_months: None,
            notice_months: Some(6),
            signed_on: signed.parse().ok(),
            in_force_on: None,
            expires_on: "2030-08-27".parse().ok(),
            terminated_on: None,
            fields: Vec::new(),
            dimensions: BTreeSet::new(),
            documents: vec![LegacyDocument {
                kind: DocumentKind::SignedText,
                party: None,
                issued_on: signed.parse().ok(),
                note: None,
            }],
            missing: vec![Missing::CouncilDecision, Missing::FullPower],
            visibility,
            predecessor: None,
            owned_by: None,
            source: "arsip".into(),
            as_of: "2026-11-01".parse().unwrap(),
        };
        register_legacy_agreement(&test.registry, &Caller::system(), input).await.unwrap();
    }

    async fn file(test: &TestRegistry, caller: Caller, filter: AgreementFilter, language: Language) -> Vec<String> {
        let mut sheet = AgreementSheet::in_pages_of(2, test.registry.clone(), caller, filter, language);
        let mut pieces = Vec::new();
        while let Some(piece) = sheet.next().await.unwrap() {
            pieces.push(String::from_utf8(piece).unwrap());
        }
        pieces
    }

    entity::on_both_databases!(a_file_has_what_the_caller_may_see_page_by_page);

    async fn a_file_has_what_the_caller_may_see_page_by_page(test: TestRegistry) {
        let java = test.party("ID", Kind::Province, "Jawa Barat").await;
        for (nth, title) in ["=1+1", "Laut, \"darat\"", "Ketiga", "Keempat", "Kelima"].into_iter().enumerate() {
            let partner = test.party("JP", Kind::Prefecture, &format!("Mitra {nth}")).await;
            enter(&test, &[java, partner], title, false).await;
            enter(&test, &[java, partner], &format!("rahasia {nth}"), true).await;
        }
        let stranger = || Caller::anonymous(Language::En);
        let pieces = file(&test, stranger(), AgreementFilter::default(), Language::En).await;
        let lines: Vec<usize> = pieces.iter().map(|piece| piece.lines().count()).collect();
        assert_eq!(lines, [3, 2, 1], "a header, and two rows a page");
        let whole = pieces.concat();
        assert!(whole.starts_with("\u{feff}Identifier,Reference number,Title,"), "{whole}");
        assert!(!whole.contains("rahasia"));
        let row = whole.lines().nth(1).unwrap().split_once(',').unwrap().1;
        assert_eq!(
            row,
            "'+62,'=1+1,Provinsi Jawa Barat | Mitra 0,ID | JP,Provinsi Jawa Barat,sister province,sister,\
             in force,unknown,,1997-08-27,,2030-08-27,,,2030-02-27,fixed term,arsip,2026-11-01,\
             Provinsi Jawa Barat: in force (signed 1997-08-27) | Mitra 0: in force (signed 1997-08-27)"
        );
        assert!(whole.contains(",\"Laut, \"\"darat\"\"\","));

        let whole = file(&test, Caller::system(), AgreementFilter::default(), Language::Id).await.concat();
        assert_eq!(whole.lines().count(), 11);
        assert!(whole.contains(",provinsi kembar,kembar,berlaku,tidak diketahui,,1997-08-27,"), "{whole}");
        let none = AgreementFilter { vitality: Some(vec![Vitality::Ended]), ..AgreementFilter::default() };
        let pieces = file(&test, Caller::system(), none, Language::Id).await;
        assert_eq!(pieces.iter().map(|piece| piece.lines().count()).collect::<Vec<_>>(), [1], "the header alone");
    }
}
