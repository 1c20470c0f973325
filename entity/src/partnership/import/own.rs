//! An officer's own file of partnerships: each row is stated by the act, and under the rules, that one statement has.

use crate::{
    Error, Reason, Work,
    journal::{Entry, SubjectKind},
    partnership::{
        act::{Stated, Statement, allowed, state, take_back},
        record::{Class, Stance, claim, partnership},
        row::{self, Edition, PartnershipRow},
        rule::still_said,
    },
    place::{
        own::{Cells, Own, Untold},
        rule::member_key,
    },
    report::{Choice, Judged, Note, Verdict},
    rows::group,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Json};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Partnerships looked up with one statement.
const BATCH: usize = 5_000;
/// The columns that name the members.
const MEMBERS: [&str; 2] = ["region_a", "region_b"];

/// What a row replaced, and what it put there.
#[derive(Debug, Serialize, Deserialize)]
struct Replaced {
    before: Option<claim::Model>,
    after: claim::Model,
}

/// Who says what of which pair.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Voice {
    member_key: String,
    class: Class,
    stated_by: Option<Uuid>,
    edition: Option<Edition>,
}

/// Rows in which one voice speaks of one pair.
struct Said<'r> {
    voice: Voice,
    members: [Uuid; 2],
    rows: Vec<&'r PartnershipRow>,
}

/// States what the rows of an officer's file say, within an act that the caller ends with the entries. A row that says what
/// a source is known to say already changes nothing, whoever's word it is.
pub(crate) async fn enter_own(
    work: &Work,
    own: &Own,
    rows: &[PartnershipRow],
) -> Result<(Vec<Judged>, Vec<Entry>), Error> {
    let cells = Cells::read(work, own, rows.iter().flat_map(cells_of).collect()).await?;
    let (mut outcomes, mut said) = (Vec::new(), Vec::<Said<'_>>::new());
    let mut places: HashMap<Voice, usize> = HashMap::new();
    for row in rows {
        match meant(work, own, &cells, row) {
            Err(outcome) => outcomes.push(outcome),
            Ok((voice, members)) => {
                let at = *places.entry(voice.clone()).or_insert(said.len());
                if at == said.len() {
                    said.push(Said { voice, members, rows: Vec::new() });
                }
                said[at].rows.push(row);
            }
        }
    }
    // Two files lock the same pairs in one order.
    said.sort_by(|one, other| one.voice.member_key.cmp(&other.voice.member_key));
    let known = Known::read(work, &said).await?;
    let mut entries = Vec::new();
    for said in said {
        outcomes.extend(enter(work, own, &known, said, &mut entries).await?);
    }
    Ok((outcomes, entries))
}

/// Takes back what a row stated; `None` where it was changed since.
pub(crate) async fn take_back_own(work: &Work, replaced: Json) -> Result<Option<Entry>, Error> {
    let Replaced { before, after } =
        serde_json::from_value(replaced).map_err(|error| Error::Fault(format!("a claim cannot be read: {error}")))?;
    take_back(work, &after, before).await
}

/// The cells of a row that mean places.
fn cells_of(row: &PartnershipRow) -> impl Iterator<Item = &str> {
    let members = row.members.iter().zip(&row.places).map(|(name, place)| place.as_ref().unwrap_or(name));
    members.chain(&row.stated_by).map(String::as_str).filter(|cell| !cell.is_empty())
}

/// Whom a row is about and whose word it is, or why that cannot be told.
fn meant(work: &Work, own: &Own, cells: &Cells<'_>, row: &PartnershipRow) -> Result<(Voice, [Uuid; 2]), Judged> {
    let refuse = |notes| Err(Judged::refused(row.line, notes));
    if let Some(fault) = row.fault().or_else(|| row.too_early(work.now)) {
        return refuse(vec![Note::malformed(fault, &["since", "as_of"])]);
    }
    let (mut choices, mut notes, mut members) = (Vec::new(), Vec::new(), Vec::new());
    for (at, column) in MEMBERS.into_iter().enumerate() {
        let cell = row.places[at].as_ref().unwrap_or(&row.members[at]);
        match cells.find(cell) {
            Ok(party) => members.push(party),
            Err(Untold::Unclear(candidates)) => {
                choices.push(Choice { column: column.to_owned(), written: cell.clone(), candidates });
            }
            Err(Untold::Unknown) => notes.push(Note::of(column, &Reason::UnknownPlace { name: cell.clone() })),
        }
    }
    let stated_by = match row.stated_by.as_ref().map(|cell| (cell, cells.find(cell))) {
        None => None,
        Some((_, Ok(party))) if members.len() < 2 || members.contains(&party) => Some(party),
        Some((cell, _)) => {
            notes.push(Note::malformed(row::no_member(cell), &["stated_by"]));
            None
        }
    };
    if !notes.is_empty() {
        return refuse(notes);
    }
    let [a, b] = members[..] else { return Err(Judged::unclear(row.line, choices)) };
    if a == b {
        return refuse(vec![Note::of(MEMBERS[1], &Reason::TooFewParties)]);
    }
    let is_silent = row.stated_by.is_none() && row.edition.is_none();
    let stated_by = stated_by.or(is_silent.then(|| own.id()));
    let voice = Voice { member_key: member_key(&[a, b]), class: row.class, stated_by, edition: row.edition.clone() };
    Ok((voice, [a, b]))
}

/// What the registry knows of the pairs of a file.
struct Known(HashMap<(String, Class), Vec<claim::Model>>);

impl Known {
    async fn read(work: &Work, said: &[Said<'_>]) -> Result<Self, Error> {
        let keys: HashSet<&String> = said.iter().map(|said| &said.voice.member_key).collect();
        let keys: Vec<&String> = keys.into_iter().collect();
        let mut known = HashMap::new();
        for batch in keys.chunks(BATCH) {
            let such = partnership::Column::MemberKey.is_in(batch.iter().copied());
            let partnerships = partnership::Entity::find().filter(such).all(&**work).await?;
            let ids = partnerships.iter().map(|partnership| partnership.id);
            let claims = claim::Entity::find().filter(claim::Column::PartnershipId.is_in(ids)).all(&**work).await?;
            let mut claims = group(claims, |claim| claim.partnership_id);
            for partnership in partnerships {
                let claims = claims.remove(&partnership.id).unwrap_or_default();
                known.insert((partnership.member_key, partnership.class), claims);
            }
        }
        Ok(Self(known))
    }

    /// The claim that says what a row does already: of the member whose word it is or, where the row names none, of the
    /// source itself or of the party whose file it is.
    fn claim(&self, own: &Own, voice: &Voice, row: &PartnershipRow) -> Option<&claim::Model> {
        let (source, as_of) = edition_of(own, row);
        let mut claims = self.0.get(&(voice.member_key.clone(), voice.class)).into_iter().flatten();
        claims.find(|claim| {
            let by = match voice.stated_by {
                Some(by) => claim.stated_by == Some(by),
                None => claim.stated_by.is_none_or(|by| by == own.id()),
            };
            by && claim.stance == Stance::Affirms
                && claim.source == source
                && as_of <= claim.as_of
                && still_said(claim.since, row.since) == claim.since
                && still_said(claim.until, row.until) == claim.until
                && row.reference.as_ref().is_none_or(|place| claim.reference.as_ref() == Some(place))
                && row.edition.as_ref().is_none_or(|edition| edition.unlisted_on == claim.unlisted_on)
        })
    }
}

/// The source of a row, and the date to which it refers.
fn edition_of<'r>(own: &'r Own, row: &'r PartnershipRow) -> (&'r str, NaiveDate) {
    row.edition.as_ref().map_or((&own.source, own.as_of), |edition| (&edition.source, edition.as_of))
}

/// States what the rows of one voice say of a pair.
async fn enter(
    work: &Work,
    own: &Own,
    known: &Known,
    Said { voice, members, rows }: Said<'_>,
    entries: &mut Vec<Entry>,
) -> Result<Vec<Judged>, Error> {
    let refuse_all = |notes: &[Note]| rows.iter().map(|row| Judged::refused(row.line, notes.to_vec())).collect();
    let Some(row) = row::together(&rows) else {
        return Ok(refuse_all(&[Note::malformed(row::at_odds(&rows), &[])]));
    };
    let all = |verdict, partnership: Uuid| -> Vec<Judged> {
        let later = rows.iter().skip(1).map(|_| Verdict::Duplicate);
        let verdicts = std::iter::once(verdict).chain(later);
        let record = Some((SubjectKind::Partnership, partnership));
        rows.iter().zip(verdicts).map(|(row, verdict)| Judged::new(row.line, verdict, record)).collect()
    };
    if let Some(claim) = known.claim(own, &voice, &row) {
        return Ok(all(Verdict::Same, claim.partnership_id));
    }
    if !members.contains(&own.id()) {
        return Ok(refuse_all(&[Note::of("", &Reason::RowOfOthers { party: own.name() })]));
    }
    if voice.stated_by.is_some_and(|by| by != own.id()) {
        return Ok(refuse_all(&[Note::of("stated_by", &Reason::WordOfOthers { party: own.name() })]));
    }
    match state_one(work, own, members, &row).await {
        Ok(Stated { claimed, created, earlier, entry }) => {
            entries.push(entry);
            let verdict = if created { Verdict::New } else { Verdict::Changed };
            let mut outcomes = all(verdict, claimed.partnership.id);
            let replaced = serde_json::to_value(Replaced { before: earlier, after: claimed.claim });
            outcomes[0].replaced = Some(replaced.map_err(|error| Error::Fault(error.to_string()))?);
            Ok(outcomes)
        }
        Err(Error::Refused(refusals)) => {
            if let Some(Reason::AlreadyThere { id }) = refusals.first().map(|only| &only.reason) {
                return Ok(all(Verdict::Same, *id));
            }
            let notes: Vec<Note> = refusals.iter().map(|one| Note::of(column(&one.path), &one.reason)).collect();
            Ok(refuse_all(&notes))
        }
        Err(fault) => Err(fault),
    }
}

/// States a row as the word of the party whose file it is.
async fn state_one(work: &Work, own: &Own, members: [Uuid; 2], row: &PartnershipRow) -> Result<Stated, Error> {
    let (source, as_of) = edition_of(own, row);
    let statement = Statement {
        members: members.to_vec(),
        class: row.class,
        stance: Stance::Affirms,
        stated_by: Some(own.id()),
        source: source.to_owned(),
        as_of,
        reference: row.reference.clone(),
        since: row.since,
        until: row.until,
        official: false,
        withdraws: BTreeSet::new(),
    };
    let (members, stated_by) = allowed(&work.caller, &statement)?;
    state(work, statement, (&members, stated_by)).await
}

/// The column for an input field of the act.
fn column(path: &[String]) -> &'static str {
    match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["members", "1"] => MEMBERS[1],
        ["members", ..] => MEMBERS[0],
        ["statedBy"] => "stated_by",
        ["asOf"] => "as_of",
        ["since"] => "since",
        ["until"] => "until",
        ["source"] => "source",
        ["reference"] => "reference",
        _ => "",
    }
}
