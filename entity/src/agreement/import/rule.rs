//! Reading rows, and what the steps of two regions say of their agreement.

use super::{assign::Stray, record::AgreementRow};
use crate::{
    Reason,
    agreement::{
        keep::LONGEST_NOTE,
        record::{DocumentKind, Scheme, Stage},
        rule::Dates,
    },
    country,
    date::PartialDate,
    partnership::record::Class,
    place::{
        record::KEMENDAGRI,
        row::{WIKIDATA, wikidata_id},
    },
    report::{MOST_SOURCE, RowNote, malformed},
    text::{self, Language, both_said, name_of, named},
};
use chrono::NaiveDate;
use sea_orm::Iterable;

/// A step towards an agreement, or in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A letter of intent.
    LetterOfIntent,
    /// A memorandum of understanding or another signed text.
    Memorandum,
    /// An amendment.
    Amendment,
    /// A renewal.
    Renewal,
    /// The beginning of the relation, as the source dates it.
    Start,
    /// The beginning of a friendship.
    Friendship,
}

impl Step {
    /// The step that a cell names, in whatever case.
    pub fn parse(cell: &str) -> Option<Self> {
        match cell.trim().to_ascii_lowercase().as_str() {
            "loi" => Some(Self::LetterOfIntent),
            "mou" => Some(Self::Memorandum),
            "amendment" => Some(Self::Amendment),
            "renewal" => Some(Self::Renewal),
            "start" => Some(Self::Start),
            "friendship" => Some(Self::Friendship),
            _ => None,
        }
    }

    /// The document that the step leaves.
    pub fn document(self) -> DocumentKind {
        match self {
            Self::LetterOfIntent => DocumentKind::LetterOfIntent,
            Self::Memorandum => DocumentKind::SignedText,
            Self::Amendment => DocumentKind::Amendment,
            Self::Renewal => DocumentKind::Extension,
            Self::Start | Self::Friendship => DocumentKind::Beginning,
        }
    }
}

/// The columns in which a row describes a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// Those of the region.
    Region,
    /// Those of its partner.
    Partner,
}

impl Columns {
    /// The columns for the code of the side, in words.
    pub fn of_code(self, language: Language) -> &'static str {
        match self {
            Self::Region => language.pick(
                "kemendagri_code (atau region_scheme dan region_code)",
                "kemendagri_code (or region_scheme and region_code)",
            ),
            Self::Partner => language.pick("partner_scheme dan partner_code", "partner_scheme and partner_code"),
        }
    }

    /// The column in which somebody decides which region the side is.
    pub fn of_choice(self) -> &'static str {
        match self {
            Self::Region => "place_region",
            Self::Partner => "place_partner",
        }
    }

    /// The column that names the side.
    pub fn of_name(self) -> &'static str {
        match self {
            Self::Region => "id_region",
            Self::Partner => "partner",
        }
    }
}

/// One side of a row, as the row describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Where the row describes it.
    pub columns: Columns,
    /// Its name; may be empty where there is a code.
    pub name: String,
    /// Its two-letter country code; may be empty where there is a code.
    pub country: String,
    /// Who gives the code, and the code.
    pub code: Option<(String, String)>,
    /// The place as somebody has decided, with the column that says so.
    pub place: Option<(&'static str, String)>,
}

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The line on which it begins.
    pub line: u64,
    /// The two sides.
    pub sides: [Described; 2],
    /// The scheme that it states.
    pub scheme: Option<Scheme>,
    /// The step.
    pub step: Step,
    /// Its date.
    pub date: PartialDate,
    /// A remark.
    pub note: Option<String>,
    /// The source.
    pub source: String,
}

impl Reading {
    /// Takes up what another row says of the same step: the finer date, its remark and its source.
    pub fn take_up(&mut self, other: &Self) {
        self.date = self.date.narrowed(other.date).unwrap_or(self.date);
        self.source = both_said(&self.source, &other.source, MOST_SOURCE);
        let note = |row: &Self| row.note.clone().unwrap_or_default();
        self.note = Some(both_said(&note(self), &note(other), LONGEST_NOTE)).filter(|note| !note.is_empty());
    }
}

/// Reads rows in the order of the file. `source` stands for rows that name none; `today` is the last day on which
/// something can have happened.
pub fn read(rows: &[AgreementRow], source: &str, today: NaiveDate) -> Vec<Result<Reading, RowNote>> {
    let mut above = None;
    rows.iter()
        .map(|row| {
            let stated = source_of(&row.source, above.as_deref()).ok_or_else(|| {
                refuse(row, "source: tidak ada sumber di baris atas", "source: there is no source in the row above")
            });
            above = stated.clone().ok().filter(|stated| !stated.is_empty()).or(above.take());
            let stated = stated?;
            let source = if stated.is_empty() { source.to_owned() } else { stated };
            read_one(row, source, today)
        })
        .collect()
}

fn read_one(row: &AgreementRow, source: String, today: NaiveDate) -> Result<Reading, RowNote> {
    let malformed = |column: &str, text: &str, expected: &str| RowNote {
        line: row.line,
        reason: malformed(column, text, [expected; 2]),
    };
    let step = Step::parse(&row.step)
        .ok_or_else(|| malformed("step", &row.step, "LoI, MoU, amendment, renewal, start, friendship"))?;
    let date: PartialDate =
        row.date.trim().parse().map_err(|_| malformed("date", &row.date, "2018, 2018-03, 2018-03-19"))?;
    if date.earliest() > today {
        return Err(RowNote::refusal(row.line, &Reason::InTheFuture));
    }
    let scheme = match text::tidy(&row.scheme).to_ascii_uppercase().as_str() {
        "" => None,
        stated => Some(named::<Scheme>(stated).ok_or_else(|| malformed("scheme", stated, &all_schemes()))?),
    };
    let sides = sides(row)?;
    check_countries(row, &sides)?;
    let note = Some(text::tidy_lines(&row.note)).filter(|note| !note.is_empty());
    Ok(Reading { line: row.line, sides, scheme, step, date, note, source })
}

fn all_schemes() -> String {
    Scheme::iter().map(name_of).collect::<Vec<_>>().join(" | ")
}

fn refuse(row: &AgreementRow, id: &str, en: &str) -> RowNote {
    RowNote::new(row.line, format!("{id}."), format!("{en}."))
}

/// The source of a row, as its cell says it. `same`, alone or as the first of several that are set apart by semicolons, is the
/// source of the row above; `None` if there is no row above.
pub fn source_of(cell: &str, above: Option<&str>) -> Option<String> {
    let cell = text::tidy(cell);
    let (first, rest) = cell.split_once(';').map_or((cell.as_str(), None), |(first, rest)| (first, Some(rest.trim())));
    if !first.trim().eq_ignore_ascii_case("same") {
        return Some(cell);
    }
    let above = above?;
    Some(rest.filter(|rest| !rest.is_empty()).map_or_else(|| above.to_owned(), |rest| format!("{above}; {rest}")))
}

/// The two sides of a row: its region and its partner or, where it names no region, the two that stand together in the
/// partner's columns.
fn sides(row: &AgreementRow) -> Result<[Described; 2], RowNote> {
    let (region, code) = (text::tidy(&row.id_region), text::tidy(&row.kemendagri_code));
    let partner_scheme = text::tidy(&row.partner_scheme);
    let (partner, country, partner_code) =
        (text::tidy(&row.partner), text::tidy(&row.partner_country), text::tidy(&row.partner_code));
    let [place_region, place_partner] = [("place_region", &row.place_region), ("place_partner", &row.place_partner)]
        .map(|(column, cell)| Some((column, text::tidy(cell))).filter(|(_, cell)| !cell.is_empty()));
    let described = |columns: Columns, name: &str, country: &str, scheme: &str, code: &str| {
        let code = if scheme == WIKIDATA { wikidata_id(code) } else { code.trim().to_owned() };
        let code = Some((scheme.to_owned(), code)).filter(|(_, code)| !code.is_empty());
        Described { columns, name: name.trim().to_owned(), country: country::as_code(country), code, place: None }
    };
    let empty = |column: &str| refuse(row, &format!("{column} kosong"), &format!("{column} is empty"));
    let both_in_partner = region.is_empty() && code.is_empty() && partner.contains('/');
    if !both_in_partner && (!region.is_empty() || !code.is_empty() || place_region.is_some()) {
        let scheme = text::tidy(&row.region_scheme);
        let scheme = if scheme.is_empty() { KEMENDAGRI } else { &scheme };
        // Whoever has chosen a region need not say where it lies.
        let at_home = place_region.is_none() && (scheme == KEMENDAGRI || code.is_empty());
        let home = if at_home { "ID" } else { "" };
        let other = described(Columns::Partner, &partner, &country, &partner_scheme, &partner_code);
        let other = Described { place: place_partner, ..other };
        if !is_described(&other) {
            return Err(empty(if partner.is_empty() { "partner" } else { "partner_country" }));
        }
        let one = described(Columns::Region, &region, home, scheme, &code);
        return Ok([Described { place: place_region, ..one }, other]);
    }
    if partner.is_empty() {
        return Err(empty("partner"));
    }
    let both_foreign = || {
        let (one, other) = partner.split_once('/')?;
        let (country_one, country_other) = two_countries(&country)?;
        let (code_one, code_other) = partner_code.split_once('/').unwrap_or_default();
        let mut sides = [
            described(Columns::Partner, one, country_one, &partner_scheme, code_one),
            described(Columns::Partner, other, country_other, &partner_scheme, code_other),
        ];
        [sides[0].place, sides[1].place] = [place_region.clone(), place_partner.clone()];
        sides.iter().all(is_described).then_some(sides)
    };
    both_foreign().ok_or_else(|| {
        refuse(
            row,
            "id_region kosong, sedangkan partner dan partner_country tidak menyebut dua daerah seperti A / B dan JP-US",
            "id_region is empty, and partner and partner_country do not name two regions such as A / B and JP-US",
        )
    })
}

fn is_described(side: &Described) -> bool {
    side.code.is_some() || side.place.is_some() || (!side.name.is_empty() && !side.country.is_empty())
}

/// The two countries of a cell such as `JP-US`, `Timor-Leste - Japan` or `Japan / United States`.
fn two_countries(cell: &str) -> Option<(&str, &str)> {
    let mut splits = cell.char_indices().filter(|(_, letter)| ['-', '–', '/'].contains(letter)).map(|(at, letter)| {
        let (one, other) = cell.split_at(at);
        (one, &other[letter.len_utf8()..])
    });
    let first = splits.clone().next()?;
    Some(splits.find(|(one, other)| [one, other].iter().all(|text| country::named(text).is_ok())).unwrap_or(first))
}

/// Refuses a country that is none.
fn check_countries(row: &AgreementRow, sides: &[Described; 2]) -> Result<(), RowNote> {
    for side in sides.iter().filter(|side| !side.country.is_empty()) {
        if let Err(unknown) = country::named(&side.country) {
            let reason = Reason::from(unknown);
            let said = |language| format!("partner_country: {}", reason.message(language));
            return Err(RowNote::new(row.line, said(Language::Id), said(Language::En)));
        }
    }
    Ok(())
}

/// A document as far as the chain of steps goes by it.
pub type Dated = (DocumentKind, Option<PartialDate>);

/// How a step compares with a document that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// It is another one.
    Other,
    /// It is the same, and the known date says as much or more.
    Same,
    /// It is the same, and dated more exactly.
    Finer,
}

/// Compares a step with a document: the same kind, with dates of which one contains the other, is the same.
pub fn likeness(known: Dated, step: (DocumentKind, PartialDate)) -> Likeness {
    match known {
        (kind, _) if kind != step.0 => Likeness::Other,
        (_, Some(date)) if step.1.contains(date) => Likeness::Same,
        (_, Some(date)) if date.contains(step.1) => Likeness::Finer,
        (_, None) => Likeness::Finer,
        _ => Likeness::Other,
    }
}

/// The first day on which what these documents speak of can have begun: the earliest text or beginning among them.
pub fn begun_on(documents: impl Iterator<Item = (DocumentKind, PartialDate)>) -> Option<NaiveDate> {
    let of_beginning = |kind: &DocumentKind| matches!(kind, DocumentKind::SignedText | DocumentKind::Beginning);
    documents.filter(|(kind, _)| of_beginning(kind)).map(|(_, on)| on.earliest()).min()
}

/// The class that steps speak of: a friendship where the source calls it one and no text was signed.
pub fn class_of(steps: &[Step]) -> Class {
    let formal = steps.iter().any(|step| matches!(step, Step::Memorandum | Step::Start));
    if steps.contains(&Step::Friendship) && !formal { Class::Friendship } else { Class::Sister }
}

/// The class of an agreement that gains these steps: what was called a friendship, and no text was signed, is formal once a
/// text is, whichever of them came in first.
pub fn class_with(known: Class, documents: &[Dated], steps: &[Step]) -> Class {
    let is_called_so =
        known == Class::Friendship && documents.iter().all(|(kind, _)| *kind != DocumentKind::SignedText);
    let formal = steps.iter().any(|step| matches!(step, Step::Memorandum | Step::Start));
    if is_called_so && formal { Class::Sister } else { known }
}

/// Why a step belongs to no agreement of its pair.
pub fn stray(line: u64, stray: Stray) -> RowNote {
    match stray {
        Stray::Several => RowNote::new(
            line,
            "Ada beberapa naskah kerja sama yang berlaku antara keduanya; langkah ini tidak dapat ditempatkan.".into(),
            "There are several live agreements between the two; it is not clear which one the step belongs to.".into(),
        ),
        Stray::BeforeBeginning(first) => {
            RowNote::refusal(line, &Reason::DateOrder { first: first.to_string(), then: "date".into() })
        }
        Stray::AfterEnd(until) => {
            let on = until.map(|until| format!(" ({until})")).unwrap_or_default();
            RowNote::new(
                line,
                format!(
                    "Kerja sama keduanya sudah berakhir{on}; bila diperpanjang, perbaiki dahulu tanggal berakhirnya di registri."
                ),
                format!(
                    "The agreement of the two has ended{on}; if it was extended, correct its end in the registry first."
                ),
            )
        }
    }
}

/// What a chain of documents says of its agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// In force, or an intent.
    pub stage: Stage,
    /// The legal dates that follow.
    pub dates: Dates,
}

/// What a chain of documents says of its agreement. The term is never known from it.
///
/// It was signed when the first text was. Where a source says only when the relation began, it has been in force since then,
/// and when it was signed is not known. A renewal or an amendment alone shows that it was in force then at the latest. A letter
/// of intent alone, or beside a friendship, is an intent.
pub fn settle(class: Class, documents: &[Dated]) -> Settled {
    let first = |kinds: &[DocumentKind]| {
        documents.iter().filter(|(kind, _)| kinds.contains(kind)).filter_map(|(_, date)| *date).min()
    };
    let text = first(&[DocumentKind::SignedText]);
    let intent = documents.iter().any(|(kind, _)| *kind == DocumentKind::LetterOfIntent);
    let beginning = first(&[DocumentKind::Beginning]).filter(|_| !(class == Class::Friendship && intent));
    let later = first(&[DocumentKind::Amendment, DocumentKind::Extension]);
    let signed_on = text;
    let in_force_on = beginning.or(later).filter(|_| signed_on.is_none());
    let stage = if signed_on.is_some() || in_force_on.is_some() { Stage::InForce } else { Stage::IntentSigned };
    Settled { stage, dates: Dates { signed_on, in_force_on, ..Dates::default() } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentKind::{Amendment, Beginning, Extension, LetterOfIntent, SignedText};

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    fn row(id_region: &str, partner: &str, country: &str, step: &str, date: &str, source: &str) -> AgreementRow {
        let [id_region, partner, partner_country, step, date, source] =
            [id_region, partner, country, step, date, source].map(str::to_owned);
        AgreementRow { line: 2, id_region, partner, partner_country, step, date, source, ..AgreementRow::default() }
    }

    fn read_all(rows: &[AgreementRow]) -> Vec<Result<Reading, RowNote>> {
        read(rows, "file", "2026-11-21".parse().unwrap())
    }

    #[test]
    fn same_is_the_source_of_the_row_above() {
        let row = |source| row("Bandung", "Suwon", "KR", "MoU", "1997", source);
        let read = read_all(&[row("a"), row("same; b"), row("same"), row(""), row("SAME")]);
        let sources: Vec<_> = read.into_iter().map(|read| read.unwrap().source).collect();
        assert_eq!(sources, ["a", "a; b", "a; b", "file", "a; b"]);
        assert!(read_all(&[row("same")])[0].is_err());
    }

    #[test]
    fn a_foreign_pair_stands_in_the_columns_of_the_partner() {
        let read = read_all(&[row("", "Yamanashi Prefecture / Iowa", "JP-US", "start", "1960-03-14", "")]);
        let sides = &read[0].as_ref().unwrap().sides;
        assert_eq!([&*sides[0].name, &*sides[0].country], ["Yamanashi Prefecture", "JP"]);
        assert_eq!([&*sides[1].name, &*sides[1].country], ["Iowa", "US"]);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for bad in [
            row("", "Iowa", "US", "start", "1960", ""),
            row("", "A / B", "JP", "start", "1960", ""),
            row("", " / ", "JP-US", "start", "1960", ""),
            row("Bandung", "", "", "MoU", "1960", ""),
            row("Bandung", "Suwon", "KR", "handshake", "1960", ""),
            row("Bandung", "Suwon", "KR", "MoU", "", ""),
            row("Bandung", "Suwon", "KR", "MoU", "24/05/1960", ""),
            row("Bandung", "Suwon", "KR", "MoU", "2026-11-22", ""),
        ] {
            assert!(read_all(std::slice::from_ref(&bad))[0].is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_fault_names_its_column_and_what_stands_there() {
        let told = |row: AgreementRow| read_all(&[row])[0].clone().unwrap_err().reason.read(Language::En).to_owned();
        assert_eq!(told(row("Bandung", "", "KR", "MoU", "1960", "")), "partner is empty.");
        assert_eq!(told(row("Bandung", "Suwon", "", "MoU", "1960", "")), "partner_country is empty.");
        assert_eq!(told(row("", "", "", "MoU", "1960", "")), "partner is empty.");
        let date = told(row("Bandung", "Suwon", "KR", "MoU", "24/05/1960", ""));
        assert_eq!(date, "date: \"24/05/1960\" is not valid; expected: 2018, 2018-03, 2018-03-19");
    }

    #[test]
    fn a_step_that_is_known_less_exactly_is_made_finer() {
        let known = (DocumentKind::SignedText, Some(date("2018-03")));
        let compared = |text| likeness(known, (DocumentKind::SignedText, date(text)));
        assert_eq!(compared("2018-03"), Likeness::Same);
        assert_eq!(compared("2018"), Likeness::Same);
        assert_eq!(compared("2018-03-19"), Likeness::Finer);
        assert_eq!(compared("2018-04-01"), Likeness::Other);
        assert_eq!(likeness(known, (DocumentKind::Extension, date("2018-03"))), Likeness::Other);
    }

    #[test]
    fn a_chain_is_signed_with_its_first_text_else_begins_where_the_source_says() {
        let chain = |class, documents: &[(DocumentKind, &str)]| {
            let documents: Vec<Dated> = documents.iter().map(|(kind, on)| (*kind, Some(date(on)))).collect();
            let settled = settle(class, &documents);
            let text = |date: Option<PartialDate>| date.map(|date| date.to_string());
            (settled.stage, text(settled.dates.signed_on), text(settled.dates.in_force_on))
        };
        let on = |text: &str| Some(text.to_owned());
        assert_eq!(
            chain(Class::Sister, &[(LetterOfIntent, "2009-11-24"), (SignedText, "2010-12-01")]),
            (Stage::InForce, on("2010-12-01"), None)
        );
        assert_eq!(chain(Class::Sister, &[(LetterOfIntent, "2009-11-24")]), (Stage::IntentSigned, None, None));
        assert_eq!(chain(Class::Sister, &[(Beginning, "1994")]), (Stage::InForce, None, on("1994")));
        assert_eq!(chain(Class::Sister, &[(Extension, "2024")]), (Stage::InForce, None, on("2024")));
        assert_eq!(
            chain(Class::Sister, &[(SignedText, "1960-05-24"), (Amendment, "1960-06-02"), (SignedText, "1990")]),
            (Stage::InForce, on("1960-05-24"), None)
        );
        assert_eq!(
            chain(Class::Friendship, &[(LetterOfIntent, "2018-05-06"), (Beginning, "2010")]),
            (Stage::IntentSigned, None, None)
        );
    }
}
