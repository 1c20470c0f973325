//! Importing agreements from a file of dated steps.

use super::{
    assign::{self, About, Assigned, Assignment, End, Known, Said},
    recognise::Directory,
    record::AgreementRow,
    rule::{self, Dated, Reading, Settled, Step},
};
use crate::{
    Caller, Error, Registry, Work,
    agreement::{
        document::visible::visible as may_see,
        keep::{self, Checked, LONGEST_NOTE},
        legacy::{find::Lines, rule::is_same},
        pending,
        record::{DocumentKind, Missing, Scheme, Stage, agreement, document, evidence_gap, field},
        rule::{Dates, OVER, evidence_gaps},
        scheme::rule::listed,
        terms::act::{drop_attestations, is_attested},
        words,
    },
    date::legal_today,
    journal::{ChangeKind, Entry},
    partnership::record::Class,
    place::{self, record::party},
    policy::{self, Act, Visibility, visible},
    report::{MOST_SOURCE, Report, RowNote, in_pieces},
    rows::group,
    text::{Language, LocalText, both_said},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Identifiers looked up with one statement.
const BATCH: usize = 5_000;

/// Where agreements from a file come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The source, for rows that name none.
    pub source: String,
    /// The date to which it refers.
    pub as_of: NaiveDate,
}

/// Imports agreements from the rows of a file, each of which is a dated step of two regions. The steps of the same two
/// become agreements with a document for each: one for each text that was signed, with what led to it and what extends it.
/// Everyone may see them.
///
/// The row that makes an agreement counts as new; one that adds a step to it, or dates one more exactly, as changed. A
/// dry run reports the same and writes nothing. Some pairs at a time are one transaction, so that nobody waits for a
/// long file; what breaks off is completed by importing the file again.
pub async fn import_agreements(
    registry: &Registry,
    caller: &Caller,
    rows: Vec<AgreementRow>,
    origin: &Origin,
    dry_run: bool,
) -> Result<Report, Error> {
    policy::may(caller, Act::ImportAgreements, &[])?;
    let work = registry.begin(caller).await?;
    let mut report = Report::default();
    let mut readings = Vec::with_capacity(rows.len());
    for read in rule::read(&rows, &origin.source, legal_today(work.now)) {
        match read {
            Ok(reading) => readings.push(reading),
            Err(note) => report.rejected.push(note),
        }
    }
    let pairs = pairs(&work, readings, &mut report).await?;
    drop(work);
    for (number, piece) in in_pieces(pairs).enumerate() {
        let work = registry.begin_piece(caller, number).await?;
        let entries = bring_in_all(&work, piece, origin, &mut report).await?;
        if !dry_run {
            work.record_all(entries).await?;
        }
    }
    report.sort();
    Ok(report)
}

/// Brings some pairs in; returns the journal's entries where their rows said something new.
async fn bring_in_all(
    work: &Work,
    pairs: Vec<Pair>,
    origin: &Origin,
    report: &mut Report,
) -> Result<Vec<Entry>, Error> {
    let parties: BTreeSet<Uuid> = pairs.iter().flat_map(Pair::ids).collect();
    let parties: Vec<Uuid> = parties.into_iter().collect();
    keep::lock_parties(work, parties.iter().copied()).await?;
    let mut known = known_chains(work, &pairs).await?;
    let lines = Lines::read(work, &parties).await?;
    let mut entries = Vec::new();
    for mut pair in pairs {
        leave_to_the_registry(&mut pair, &lines, report);
        let chains = known.remove(&pair.member_key()).unwrap_or_default();
        entries.extend(bring_in(work, pair, chains, origin, report).await?);
    }
    Ok(entries)
}

/// Two regions and the rows that speak of them, in the order of the file.
pub(super) struct Pair {
    pub parties: [party::Model; 2],
    pub rows: Vec<Reading>,
}

impl Pair {
    pub fn ids(&self) -> [Uuid; 2] {
        [self.parties[0].id, self.parties[1].id]
    }

    pub fn member_key(&self) -> String {
        place::rule::member_key(&self.ids())
    }
}

/// Recognises the regions and puts the rows of the same two together.
async fn pairs(work: &Work, readings: Vec<Reading>, report: &mut Report) -> Result<Vec<Pair>, Error> {
    let directory = Directory::load(work, &readings).await?;
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut pairs: Vec<Pair> = Vec::new();
    for row in readings {
        match directory.recognise(&row) {
            Err(unrecognised) => report.rejected.push(unrecognised.note),
            Ok((parties, warnings)) => {
                report.warnings.extend(warnings);
                let sides = row.sides.iter().zip(&parties);
                report.places.extend(sides.map(|(side, party)| Directory::sighting(row.line, side, party)));
                if let Err(refusal) = keep::check_scheme(&work.caller, Act::ImportAgreements, &parties, row.scheme) {
                    report.rejected.push(RowNote::refusal(row.line, &refusal.reason));
                    continue;
                }
                let pair = Pair { parties, rows: Vec::new() };
                let at = *places.entry(pair.member_key()).or_insert_with(|| {
                    pairs.push(pair);
                    pairs.len() - 1
                });
                pairs[at].rows.push(row);
            }
        }
    }
    Ok(pairs)
}

/// An agreement that the registry knows, with its documents.
pub(super) struct Chain {
    pub agreement: agreement::Model,
    pub documents: Vec<document::Model>,
}

impl Chain {
    /// Whether steps of a file can belong to it: what parties do in the registry is recorded there.
    pub fn is_legacy(&self) -> bool {
        self.agreement.legacy
    }

    /// What tells which steps belong to it.
    pub fn known(&self) -> Known {
        let agreement = &self.agreement;
        let dated: Vec<Dated> = self.documents.iter().map(|document| (document.kind, document.issued_on)).collect();
        let begun = rule::begun_on(dated.iter().filter_map(|(kind, on)| Some((*kind, (*on)?))));
        let follows = rule::settle(agreement.class, &dated).dates.in_force_on;
        let derived = begun.is_none() && follows == agreement.in_force_on;
        let ends = [agreement.expires_on, agreement.terminated_on].into_iter().flatten().min();
        let end = if OVER.contains(&agreement.stage) { End::Over(ends) } else { End::GoesOn };
        Known {
            signed_on: agreement.signed_on,
            in_force_on: agreement.in_force_on.filter(|_| !derived),
            end,
            documents: self.documents.iter().map(|document| document.id).zip(dated).collect(),
        }
    }

    /// Whether a row says no more than that it was concluded, on the day on which it was.
    pub fn is_begun_by(&self, row: &Reading) -> bool {
        let begins = matches!(row.step.document(), DocumentKind::SignedText | DocumentKind::Beginning);
        begins && is_same(&self.agreement, &Dates { signed_on: Some(row.date), ..Dates::default() }, None)
    }
}

/// The agreements between these pairs that the caller may see, by their members.
pub(super) async fn known_chains(work: &Work, pairs: &[Pair]) -> Result<HashMap<String, Vec<Chain>>, Error> {
    let keys: Vec<String> = pairs.iter().map(Pair::member_key).collect();
    let mut chains: HashMap<String, Vec<Chain>> = HashMap::new();
    for batch in keys.chunks(BATCH) {
        let agreements = agreement::Entity::find()
            .filter(agreement::Column::MemberKey.is_in(batch.iter().cloned()))
            .filter(visible::<agreement::Entity>(&work.caller))
            .order_by_asc(agreement::Column::Id)
            .all(&**work)
            .await?;
        let ids = agreements.iter().map(|agreement| agreement.id);
        let documents = document::Entity::find()
            .filter(document::Column::AgreementId.is_in(ids))
            .filter(document::Column::WithdrawnAt.is_null())
            .filter(may_see(&work.caller))
            .all(&**work)
            .await?;
        let mut documents = group(documents, |document| document.agreement_id);
        for agreement in agreements {
            let documents = documents.remove(&agreement.id).unwrap_or_default();
            chains.entry(agreement.member_key.clone()).or_default().push(Chain { agreement, documents });
        }
    }
    Ok(chains)
}

/// Rejects the rows that speak of the time since a pair agrees in the registry: what it does then is recorded there, and a file
/// makes no second one of it.
fn leave_to_the_registry(pair: &mut Pair, lines: &Lines, report: &mut Report) {
    let Some(line) = lines.between(&pair.ids()) else { return };
    pair.rows.retain(|row| {
        let earlier = row.date.latest() < line.since;
        if !earlier {
            report.rejected.push(RowNote::new(
                row.line,
                "Kedua daerah ini sudah memulai kerja sama di registri; langkah sejak saat itu dicatat di sana.".into(),
                "These two have begun an agreement in the registry; what they did since is recorded there.".into(),
            ));
        }
        earlier
    });
}

/// What the rows of a pair add to an agreement.
#[derive(Default)]
struct Additions {
    documents: Vec<Reading>,
    finer: Vec<(Uuid, Reading)>,
}

/// Brings the rows of one pair in; returns the journal's entries where they said something new.
async fn bring_in(
    work: &Work,
    mut pair: Pair,
    chains: Vec<Chain>,
    origin: &Origin,
    report: &mut Report,
) -> Result<Vec<Entry>, Error> {
    // What the registry itself records is found again, and no file adds to it.
    pair.rows.retain(|row| {
        let is_there = chains.iter().any(|chain| !chain.is_legacy() && chain.is_begun_by(row));
        if is_there {
            report.same(row.line);
        }
        !is_there
    });
    let mut chains: Vec<Option<Chain>> = chains.into_iter().filter(Chain::is_legacy).map(Some).collect();
    let known: Vec<Known> = chains.iter().flatten().map(Chain::known).collect();
    let Assignment { agreements, strays } = assign::assign(&pair.rows, &known);
    report.rejected.extend(strays.into_iter().map(|(at, stray)| rule::stray(pair.rows[at].line, stray)));
    let mut entries = Vec::new();
    for Assigned { known, said } in agreements {
        let chain = known.and_then(|at| chains[at].take());
        entries.extend(bring_in_one(work, &pair, chain, said, origin, report).await?);
    }
    Ok(entries)
}

/// Brings in what the rows of a pair say of one agreement, which is known or another one.
async fn bring_in_one(
    work: &Work,
    pair: &Pair,
    chain: Option<Chain>,
    mut said: Vec<Said>,
    origin: &Origin,
    report: &mut Report,
) -> Result<Vec<Entry>, Error> {
    let known = chain.as_ref().map(|chain| chain.agreement.scheme);
    let scheme = settle_scheme(work, pair, &mut said, known, report)?;
    let additions = sort_out(pair, chain.as_ref(), &said, report);
    let count = additions.documents.len() + additions.finer.len();
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut before: Vec<Uuid> = Vec::new();
    let (agreement, change) = match chain {
        None => {
            let made = create(work, pair, scheme, &additions, origin).await?;
            report
                .warnings
                .extend(additions.documents.first().filter(|_| made.is_disowned()).map(|row| denied(row.line)));
            (made, ChangeKind::Created)
        }
        Some(chain) => {
            before.extend(chain.documents.iter().map(|document| document.id));
            (extend(work, pair, chain, &additions).await?, ChangeKind::Changed)
        }
    };
    let mut entries = vec![keep::entry(Act::ImportAgreements, change, &agreement, &pair.ids())];
    let finer: Vec<Uuid> = additions.finer.iter().map(|(id, _)| *id).collect();
    let told = (&before[..], &finer[..]);
    entries.extend(keep::document_entries(work, Act::ImportAgreements, &agreement, &pair.ids(), told).await?);
    Ok(entries)
}

/// The scheme of an agreement of a pair: that of the one which is known, else the first that a row states. The rows of one
/// agreement cannot state several: those that say otherwise are rejected.
fn settle_scheme(
    work: &Work,
    pair: &Pair,
    said: &mut Vec<Said>,
    known: Option<Scheme>,
    report: &mut Report,
) -> Result<Scheme, Error> {
    let stated = || {
        said.iter()
            .flat_map(|said| &said.rows)
            .filter_map(|at| Some((*at, pair.rows[*at].scheme?)))
            .min_by_key(|(at, _)| *at)
    };
    let scheme = match known {
        Some(known) => known,
        None => {
            keep::check_scheme(&work.caller, Act::ImportAgreements, &pair.parties, stated().map(|(_, scheme)| scheme))?
        }
    };
    for said in said.iter_mut() {
        said.rows.retain(|at| {
            let row = &pair.rows[*at];
            let fits = row.scheme.is_none_or(|stated| stated == scheme);
            if !fits {
                report.rejected.push(another_scheme(row.line, scheme));
            }
            fits
        });
    }
    said.retain(|said| !said.rows.is_empty());
    Ok(scheme)
}

fn another_scheme(line: u64, scheme: Scheme) -> RowNote {
    RowNote::new(
        line,
        format!("Kerja sama kedua daerah ini tercatat dengan jenis lain: {}.", listed(&[scheme], Language::Id)),
        format!("The agreement of these two has another scheme: {}.", listed(&[scheme], Language::En)),
    )
}

fn denied(line: u64) -> RowNote {
    RowNote::new(
        line,
        "Salah satu pihak menyangkal catatan kerja sama di antara keduanya; yang ini diakui setelah pihak itu menyatakannya sesuai.".into(),
        "One of the two denies an agreement that was entered between them; this one stands once it has confirmed it.".into(),
    )
}

/// Sorts what rows say of one agreement: what is known, what several rows say, and what is new. What several say is said
/// once, as the rows stand in the file.
fn sort_out(pair: &Pair, chain: Option<&Chain>, said: &[Said], report: &mut Report) -> Additions {
    let mut additions = Additions::default();
    for said in said {
        let rows = || said.rows.iter().map(|at| &pair.rows[*at]);
        let mut together = pair.rows[said.rows[0]].clone();
        rows().skip(1).for_each(|row| together.take_up(row));
        let document = chain.and_then(|chain| chain.documents.iter().find(|one| said.about == About::Document(one.id)));
        if chain.is_some_and(|chain| says_all(chain, said.about, &together)) {
            rows().for_each(|row| report.same(row.line));
            continue;
        }
        for row in rows().skip(1) {
            report.repeats(row.line, together.line);
        }
        // The row that makes an agreement counts as new.
        if chain.is_none() && additions.documents.is_empty() {
            report.made(together.line);
        } else {
            report.altered(together.line);
        }
        match document {
            Some(document) => additions.finer.push((document.id, together)),
            None => additions.documents.push(together),
        }
    }
    additions
}

/// Whether an agreement that is known says all that rows do.
pub(super) fn says_all(chain: &Chain, about: About, row: &Reading) -> bool {
    let document = chain.documents.iter().find(|one| about == About::Document(one.id));
    about == About::Conclusion || document.is_some_and(|document| document_says(document, row))
}

/// Whether a document is known as exactly as a row dates it, and its source besides. The remark of a row that says nothing
/// else is no news.
fn document_says(document: &document::Model, row: &Reading) -> bool {
    let is_dated = document.issued_on.is_some_and(|on| row.date.contains(on));
    let has_source = document.source.as_ref().is_none_or(|known| both_said(known, &row.source, MOST_SOURCE) == *known);
    is_dated && has_source
}

/// Enters the agreement of a pair that has none.
async fn create(
    work: &Work,
    pair: &Pair,
    scheme: Scheme,
    additions: &Additions,
    origin: &Origin,
) -> Result<agreement::Model, Error> {
    let class = rule::class_of(&additions.documents.iter().map(|row| row.step).collect::<Vec<_>>());
    let dated: Vec<Dated> = additions.documents.iter().map(|row| (row.step.document(), Some(row.date))).collect();
    let Settled { stage, dates } = rule::settle(class, &dated);
    let kinds: Vec<DocumentKind> = dated.iter().map(|(kind, _)| *kind).collect();
    let mark = words::Mark { class, since: dates.begun_on() };
    let title = words::make_title(keep::rests_on(stage, &kinds), mark, &keep::names(work, &pair.parties).await?);
    let source = additions.documents.first().map_or(origin.source.as_str(), |row| &row.source);
    let mut row = agreement::ActiveModel {
        title_id: Set(title.id),
        title_en: Set(title.en),
        class: Set(class),
        stage: Set(stage),
        visibility: Set(Visibility::Public),
        visibility_once_signed: Set(Visibility::Public),
        ..keep::fresh(work, &pair.parties, scheme, source, origin.as_of)
    };
    keep::set_dates(&mut row, &dates);
    let checked = Checked {
        row,
        parties: pair.parties.to_vec(),
        fields: BTreeSet::new(),
        documents: additions.documents.iter().map(|row| document_of(work, row)).collect(),
        missing: evidence_gaps(scheme, stage, &dates, &kinds).into_iter().collect(),
        since: origin.as_of,
    };
    keep::store(work, checked).await
}

/// Adds steps to an agreement. What follows from its documents follows from the new ones too; what someone has stated
/// otherwise stays.
async fn extend(work: &Work, pair: &Pair, chain: Chain, additions: &Additions) -> Result<agreement::Model, Error> {
    let Chain { agreement, documents } = chain;
    let before: Vec<Dated> = documents.iter().map(|document| (document.kind, document.issued_on)).collect();
    let finer: HashMap<Uuid, &Reading> = additions.finer.iter().map(|(id, row)| (*id, row)).collect();
    let mut after: Vec<Dated> = documents
        .iter()
        .map(|document| {
            let said = finer.get(&document.id).map(|row| row.date);
            let finer = said.filter(|said| document.issued_on.is_none_or(|on| !said.contains(on)));
            (document.kind, finer.or(document.issued_on))
        })
        .collect();
    after.extend(additions.documents.iter().map(|row| (row.step.document(), Some(row.date))));

    for document in &documents {
        let Some(row) = finer.get(&document.id) else { continue };
        let both =
            |known: &Option<String>, said: &str, most| both_said(known.as_deref().unwrap_or_default(), said, most);
        let note = both(&document.note, row.note.as_deref().unwrap_or_default(), LONGEST_NOTE);
        let date = document.issued_on.filter(|on| row.date.contains(*on)).unwrap_or(row.date);
        let finer = document::ActiveModel {
            id: Unchanged(document.id),
            issued_on: Set(Some(date)),
            note: Set(Some(note).filter(|note| !note.is_empty())),
            source: Set(Some(both(&document.source, &row.source, MOST_SOURCE))),
            ..Default::default()
        };
        finer.update(&**work).await?;
    }
    let added = additions.documents.iter().map(|row| document_of(work, row)).collect();
    keep::store_documents(work, agreement.id, added).await?;
    // What a party has attested, no file dates otherwise.
    let next = if is_attested(work, agreement.id).await? {
        agreement.clone()
    } else {
        let steps: Vec<Step> = additions.documents.iter().map(|row| row.step).collect();
        let class = rule::class_with(agreement.class, &before, &steps);
        revised((&agreement, class), &keep::names(work, &pair.parties).await?, [&before, &after])
    };
    move_gaps(work, &agreement, &next, [&before, &after]).await?;
    let row = agreement::ActiveModel {
        id: Unchanged(agreement.id),
        class: Set(next.class),
        stage: Set(next.stage),
        signed_on: Set(next.signed_on),
        in_force_on: Set(next.in_force_on),
        title_id: Set(next.title_id),
        title_en: Set(next.title_en),
        revision: Set(agreement.revision + 1),
        updated_at: Set(work.now),
        ..Default::default()
    };
    let (was, dated) = (agreement.stage, (agreement.signed_on, agreement.in_force_on));
    let agreement = row.update(&**work).await?;
    pending::act::void(work, agreement.id).await?;
    if (agreement.signed_on, agreement.in_force_on) != dated {
        drop_attestations(work, agreement.id).await?;
    }
    if agreement.stage != was {
        keep::bring_along(work, &agreement).await?;
    }
    let case = keep::case_of(work, &agreement).await?;
    let agreement = keep::follow(work, agreement, &case).await?;
    let fields = field::Entity::find().filter(field::Column::AgreementId.eq(agreement.id)).all(&**work).await?;
    keep::index(work, &agreement, &pair.ids(), &fields.into_iter().map(|field| field.field).collect()).await?;
    Ok(agreement)
}

/// The agreement after its documents changed: where it said what followed from the old ones, it says what follows from
/// the new ones.
fn revised(
    (agreement, class): (&agreement::Model, Class),
    names: &[(String, String)],
    [before, after]: [&[Dated]; 2],
) -> agreement::Model {
    let (was, is) = (rule::settle(agreement.class, before), rule::settle(class, after));
    let mut next = agreement::Model { class, ..agreement.clone() };
    // A letter of intent is the beginning where the law knows no such letter.
    let stands = agreement.stage == was.stage || agreement.stage.min(was.stage) == Stage::Initiated;
    if stands && is.stage != was.stage {
        next.stage = is.stage;
    }
    if agreement.signed_on == was.dates.signed_on && agreement.in_force_on == was.dates.in_force_on {
        (next.signed_on, next.in_force_on) = (is.dates.signed_on, is.dates.in_force_on);
    }
    if words::title_of(agreement) == made_title(names, agreement, &kinds(before)) {
        let title = made_title(names, &next, &kinds(after));
        (next.title_id, next.title_en) = (title.id, title.en);
    }
    next
}

/// Closes the gaps that the new documents fill and opens those that the new stage brings; others stay.
async fn move_gaps(
    work: &Work,
    was: &agreement::Model,
    is: &agreement::Model,
    [before, after]: [&[Dated]; 2],
) -> Result<(), Error> {
    let gaps = |agreement: &agreement::Model, documents| -> BTreeSet<Missing> {
        evidence_gaps(agreement.scheme, agreement.stage, &agreement.into(), &kinds(documents)).into_iter().collect()
    };
    let (before, after) = (gaps(was, before), gaps(is, after));
    let closed: Vec<Missing> = before.difference(&after).copied().collect();
    evidence_gap::Entity::delete_many()
        .filter(evidence_gap::Column::AgreementId.eq(was.id))
        .filter(evidence_gap::Column::Missing.is_in(closed))
        .exec(&**work)
        .await?;
    let held = evidence_gap::Entity::find().filter(evidence_gap::Column::AgreementId.eq(was.id)).all(&**work).await?;
    let held: BTreeSet<Missing> = held.into_iter().map(|gap| gap.missing).collect();
    let opened: Vec<Missing> = after.difference(&before).filter(|gap| !held.contains(gap)).copied().collect();
    keep::store_gaps(work, was.id, opened).await
}

fn document_of(work: &Work, row: &Reading) -> document::ActiveModel {
    document::ActiveModel {
        note: Set(row.note.clone()),
        source: Set(Some(row.source.clone())),
        ..keep::new_document(work, row.step.document(), Some(row.date))
    }
}

fn kinds(documents: &[Dated]) -> Vec<DocumentKind> {
    documents.iter().map(|(kind, _)| *kind).collect()
}

/// The title that the agreement of parties with these names is given.
fn made_title(names: &[(String, String)], agreement: &agreement::Model, documents: &[DocumentKind]) -> LocalText {
    words::make_title(keep::rests_on(agreement.stage, documents), words::Mark::of(agreement), names)
}
