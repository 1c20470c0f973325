//! An officer's own file of dated steps: the steps of each pair are entered by the act, and under the rules, that one
//! agreement from before the registry has.

use super::{
    act::{Chain, Pair, known_chains, says_all},
    assign::{self, Assigned, Assignment, Known, Said},
    recognise::Directory,
    record::AgreementRow,
    rule::{self, Dated, Reading, Settled},
};
use crate::{
    Error, Reason, Work,
    agreement::{
        denial::act::take_back_within,
        keep,
        legacy::act::{LegacyDocument, RegisterLegacyAgreement, enter},
        record::{DocumentKind, Scheme, agreement},
        rule::{GIVEN_UP, evidence_gaps},
    },
    date::legal_today,
    journal::{Entry, SubjectKind},
    place::own::Own,
    policy::{Act, Visibility},
    report::{Choice, Judged, Note, Verdict},
    subject::Subject,
    text::{LocalText, name_of},
};
use sea_orm::prelude::Json;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The columns of which a note on a row may name one.
const COLUMNS: [&str; 7] = ["id_region", "partner", "partner_country", "step", "date", "scheme", "source"];
/// What the JSON of a row that made an agreement calls its revision.
const REVISION: &str = "revision";

/// Enters what the rows of an officer's file say, within an act that the caller ends with the entries. A step that is known
/// already changes nothing, whoever's agreement it is.
pub(crate) async fn enter_own(
    work: &Work,
    own: &Own,
    rows: &[AgreementRow],
) -> Result<(Vec<Judged>, Vec<Entry>), Error> {
    let rows: Vec<AgreementRow> = rows.iter().map(|row| naming_own(row, own)).collect();
    let (mut outcomes, mut readings, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for read in rule::read(&rows, &own.source, legal_today(work.now)) {
        match read {
            Ok(reading) => readings.push(reading),
            Err(note) => outcomes.push(Judged::refused(note.line, vec![Note::malformed(note.reason, &COLUMNS)])),
        }
    }
    let pairs = pairs(work, readings, &mut outcomes).await?;
    keep::lock_parties(work, pairs.iter().flat_map(Pair::ids)).await?;
    let mut known = known_chains(work, &pairs).await?;
    for pair in pairs {
        let chains = known.remove(&pair.member_key()).unwrap_or_default();
        outcomes.extend(enter_pair(work, own, pair, chains, &mut entries).await?);
    }
    Ok((outcomes, entries))
}

/// Takes back the agreement that rows made, unless it was changed since or others rely on it.
pub(crate) async fn take_back_own(work: &Work, id: Uuid, replaced: &Json) -> Result<Entry, Error> {
    let revision = replaced[REVISION].as_i64().and_then(|revision| i32::try_from(revision).ok());
    Ok(take_back_within(work, id, revision, None).await?.1)
}

/// A row that names the party whose file it is by its identifier, where it calls it by its name alone.
fn naming_own(row: &AgreementRow, own: &Own) -> AgreementRow {
    let mut row = row.clone();
    let by_name = |name: &str, code: &str, place: &str| code.is_empty() && place.is_empty() && own.is_called(name);
    if by_name(&row.id_region, &row.kemendagri_code, &row.place_region) {
        row.place_region = own.id().to_string();
    } else if by_name(&row.partner, &row.partner_code, &row.place_partner) {
        row.place_partner = own.id().to_string();
    }
    row
}

/// Recognises the regions and puts the rows of the same two together.
async fn pairs(work: &Work, readings: Vec<Reading>, outcomes: &mut Vec<Judged>) -> Result<Vec<Pair>, Error> {
    let directory = Directory::load(work, &readings).await?;
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut pairs: Vec<Pair> = Vec::new();
    for row in readings {
        let parties = match directory.recognise(&row) {
            Ok((parties, _)) => parties,
            Err(unknown) if unknown.candidates.is_empty() => {
                let (code, column) = (unknown.code.to_owned(), unknown.column.to_owned());
                let note = Note { code, column, text: unknown.note.reason };
                outcomes.push(Judged::refused(row.line, vec![note]));
                continue;
            }
            Err(unclear) => {
                let (column, written) = (unclear.column.to_owned(), unclear.written);
                let choice = Choice { column, written, candidates: unclear.candidates };
                outcomes.push(Judged::unclear(row.line, vec![choice]));
                continue;
            }
        };
        let pair = Pair { parties, rows: Vec::new() };
        let at = *places.entry(pair.member_key()).or_insert_with(|| {
            pairs.push(pair);
            pairs.len() - 1
        });
        pairs[at].rows.push(row);
    }
    Ok(pairs)
}

/// Enters the agreements of which the rows of a pair speak, each from its rows.
async fn enter_pair(
    work: &Work,
    own: &Own,
    mut pair: Pair,
    chains: Vec<Chain>,
    entries: &mut Vec<Entry>,
) -> Result<Vec<Judged>, Error> {
    let mut outcomes = Vec::new();
    // What was given up says nothing any more, and what the registry itself records is found again.
    let chains: Vec<Chain> = chains.into_iter().filter(|chain| !GIVEN_UP.contains(&chain.agreement.stage)).collect();
    let (old, begun_here): (Vec<Chain>, Vec<Chain>) = chains.into_iter().partition(Chain::is_legacy);
    pair.rows.retain(|row| {
        let there = begun_here.iter().find(|chain| chain.is_begun_by(row));
        outcomes.extend(there.map(|chain| known(row.line, chain)));
        there.is_none()
    });
    let known_ones: Vec<Known> = old.iter().map(Chain::known).collect();
    let Assignment { agreements, strays } = assign::assign(&pair.rows, &known_ones);
    outcomes.extend(strays.into_iter().map(|(at, stray)| {
        let note = rule::stray(pair.rows[at].line, stray);
        Judged::refused(note.line, vec![Note::malformed(note.reason, &COLUMNS)])
    }));
    for Assigned { known, said } in agreements {
        outcomes.extend(match known {
            Some(at) => compare(&pair, &old[at], &said),
            None => enter_one(work, own, &pair, &said, entries).await?,
        });
    }
    Ok(outcomes)
}

fn known(line: u64, chain: &Chain) -> Judged {
    Judged::new(line, Verdict::Same, Some((SubjectKind::Agreement, chain.agreement.id)))
}

/// What rows say of an agreement that is known: the same, or something that has to be recorded there.
fn compare(pair: &Pair, chain: &Chain, said: &[Said]) -> Vec<Judged> {
    let mut outcomes = Vec::new();
    for said in said {
        // Where else the same stands is no news.
        let row = Reading { source: String::new(), ..together(pair, said) };
        let is_known = says_all(chain, said.about, &row);
        outcomes.extend(lines(pair, said).map(|line| {
            let refused = || Judged::refused(line, vec![Note::of("", &Reason::RecordedOtherwise)]);
            let otherwise = || Judged { record: known(line, chain).record, ..refused() };
            if is_known { known(line, chain) } else { otherwise() }
        }));
    }
    outcomes
}

/// What several rows say together.
fn together(pair: &Pair, said: &Said) -> Reading {
    let mut rows = said.rows.iter().map(|at| &pair.rows[*at]);
    let mut first = rows.next().cloned().unwrap_or_else(|| pair.rows[0].clone());
    rows.for_each(|row| first.take_up(row));
    first
}

fn lines<'r>(pair: &'r Pair, said: &'r Said) -> impl Iterator<Item = u64> + 'r {
    said.rows.iter().map(|at| pair.rows[*at].line)
}

/// Enters an agreement that is not known from what rows say of it.
async fn enter_one(
    work: &Work,
    own: &Own,
    pair: &Pair,
    said: &[Said],
    entries: &mut Vec<Entry>,
) -> Result<Vec<Judged>, Error> {
    let refuse = |notes: &[Note], record: Option<Uuid>| -> Vec<Judged> {
        let record = record.map(|id| Subject::new(SubjectKind::Agreement, id));
        let lines = said.iter().flat_map(|said| lines(pair, said));
        lines.map(|line| Judged { record, ..Judged::refused(line, notes.to_vec()) }).collect()
    };
    if !pair.ids().contains(&own.id()) {
        return Ok(refuse(&[Note::of("", &Reason::RowOfOthers { party: own.name() })], None));
    }
    let rows: Vec<Reading> = said.iter().map(|said| together(pair, said)).collect();
    let entered = match input(work, own, pair, &rows) {
        Ok(input) => enter(work, &input).await,
        Err(notes) => return Ok(refuse(&notes, None)),
    };
    match entered {
        Ok((agreement, written)) => {
            entries.extend(written);
            Ok(entered_as(&agreement, pair, said))
        }
        Err(Error::Refused(refusals)) => {
            if let Some(Reason::AlreadyThere { id }) = refusals.first().map(|only| &only.reason) {
                return Ok(refuse(&[Note::of("", &Reason::RecordedOtherwise)], Some(*id)));
            }
            let notes: Vec<Note> = refusals.iter().map(|one| Note::of(column(&one.path), &one.reason)).collect();
            Ok(refuse(&notes, None))
        }
        Err(fault) => Err(fault),
    }
}

/// What came of the rows that made an agreement: the first of them can take it back.
fn entered_as(agreement: &agreement::Model, pair: &Pair, said: &[Said]) -> Vec<Judged> {
    let record = Some((SubjectKind::Agreement, agreement.id));
    let first = said.iter().flat_map(|said| lines(pair, said)).min();
    let mut outcomes = Vec::new();
    for said in said {
        for (nth, line) in lines(pair, said).enumerate() {
            let verdict = if nth == 0 { Verdict::New } else { Verdict::Duplicate };
            let replaced = (Some(line) == first).then(|| json!({ REVISION: agreement.revision }));
            outcomes.push(Judged { replaced, ..Judged::new(line, verdict, record) });
        }
    }
    outcomes
}

/// What the rows of a pair say of its agreement, or why they do not fit together.
fn input(work: &Work, own: &Own, pair: &Pair, rows: &[Reading]) -> Result<RegisterLegacyAgreement, Vec<Note>> {
    let scheme = settle_scheme(work, pair, rows)?;
    let class = rule::class_of(&rows.iter().map(|row| row.step).collect::<Vec<_>>());
    let dated: Vec<Dated> = rows.iter().map(|row| (row.step.document(), Some(row.date))).collect();
    let Settled { stage, dates } = rule::settle(class, &dated);
    let kinds: Vec<DocumentKind> = dated.iter().map(|(kind, _)| *kind).collect();
    Ok(RegisterLegacyAgreement {
        title: LocalText::default(),
        reference_no: None,
        parties: pair.ids().to_vec(),
        class,
        scheme: Some(scheme),
        term_kind: None,
        term_months: None,
        notice_months: None,
        signed_on: dates.signed_on,
        in_force_on: dates.in_force_on,
        expires_on: None,
        terminated_on: None,
        fields: Vec::new(),
        dimensions: BTreeSet::new(),
        documents: rows.iter().map(document_of).collect(),
        missing: evidence_gaps(scheme, stage, &dates, &kinds),
        visibility: Visibility::Public,
        predecessor: None,
        owned_by: Some(own.id()),
        source: rows.first().map_or_else(|| own.source.clone(), |row| row.source.clone()),
        as_of: own.as_of,
    })
}

fn document_of(row: &Reading) -> LegacyDocument {
    LegacyDocument { kind: row.step.document(), party: None, issued_on: Some(row.date), note: row.note.clone() }
}

/// The scheme of an agreement: the one that its rows state, else the strictest that is open to the two.
fn settle_scheme(work: &Work, pair: &Pair, rows: &[Reading]) -> Result<Scheme, Vec<Note>> {
    let stated: Vec<Scheme> = rows.iter().filter_map(|row| row.scheme).collect();
    if let [first, rest @ ..] = &stated[..]
        && let Some(other) = rest.iter().find(|other| *other != first)
    {
        let reason = Reason::Contradiction { stated: name_of(first), other: name_of(other) };
        return Err(vec![Note::of("scheme", &reason)]);
    }
    let act = Act::RegisterLegacyAgreement;
    keep::check_scheme(&work.caller, act, &pair.parties, stated.first().copied())
        .map_err(|refusal| vec![Note::of(column(&refusal.path), &refusal.reason)])
}

/// The column for an input field of the act.
fn column(path: &[String]) -> &'static str {
    match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["parties", "1"] => "partner",
        ["parties", ..] => "id_region",
        ["documents", _, "note"] => "note",
        ["documents" | "signedOn" | "inForceOn" | "asOf", ..] => "date",
        ["scheme"] => "scheme",
        ["source"] => "source",
        _ => "",
    }
}
