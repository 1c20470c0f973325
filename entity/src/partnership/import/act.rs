//! Stating that partnerships exist, from a file.

use crate::{
    Caller, Error, Registry, Work,
    database::{insert_all, prepare_bulk},
    journal::Entry,
    partnership::{
        act::{begun, count_ties, entry, member_rows, reassess, restate, with},
        record::{Class, Stance, backing, claim, member, partnership},
        row::{self, Edition, PartnershipRow},
        rule::{assess, rank, still_said},
    },
    place::{
        find::{parties_among, parties_named},
        reason::nothing_chosen,
        record::{code, party},
        rule::{member_key, party_name},
    },
    policy::{self, Act},
    report::{How, Origin, Report, Sighting},
    rows::group,
    text::LocalText,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Imports the partnerships of a file: all rows are checked before anything is written, and everything is written
/// together or not at all. A dry run writes nothing and returns the same report.
///
/// Rows on the same pair that complement each other are one statement; where they contradict each other, all are left out.
/// A pair that the registry knows from another source gains a claim. The same source again changes a claim only if it
/// refers to the same day or a later one and says something else; what it said earlier and does not contradict now stays.
/// A later edition of a source that names a pair no longer ends nothing: its claim is marked. What a row that is left out names
/// is not taken for no longer listed.
pub async fn import_partnerships(
    registry: &Registry,
    caller: &Caller,
    rows: &[PartnershipRow],
    origin: &Origin,
    dry_run: bool,
) -> Result<Report, Error> {
    import_beside(registry, caller, (rows, &[]), origin, dry_run).await
}

/// The same, with the members of further rows of the file, which could not be read, by their codes.
pub async fn import_beside(
    registry: &Registry,
    caller: &Caller,
    (rows, unread): (&[PartnershipRow], &[[String; 2]]),
    origin: &Origin,
    dry_run: bool,
) -> Result<Report, Error> {
    policy::may(caller, Act::ImportPartnerships, &[])?;
    let work = registry.begin(caller).await?;
    origin.check(work.now)?;
    prepare_bulk(&work, "partnership").await?;
    let known = Known::read(&work, &origin.scheme, (rows, unread)).await?;
    let (report, writes) = (Report::default(), Writes::default());
    let mut import = Import { work: &work, origin, known, report, writes, gone: Vec::new() };
    import.judge(rows, unread);
    let Import { mut report, writes, gone, .. } = import;
    report.gone = called(&work, gone).await?;
    report.sort();
    if !dry_run {
        let entries = writes.write(&work).await?;
        work.record_all(entries).await?;
    }
    Ok(report)
}

/// Identifiers looked up with one statement.
const BATCH: usize = 5_000;

/// The columns in which somebody decides which places are meant.
const COLUMNS: [&str; 2] = ["place_a", "place_b"];

/// What the registry already holds.
struct Known {
    /// By code in the scheme of the file.
    parties: HashMap<String, Uuid>,
    /// By cell of the columns in which somebody has decided.
    chosen: HashMap<String, Uuid>,
    /// What the places are called, and the last part of their address.
    called: HashMap<Uuid, (String, String)>,
    partnerships: HashMap<(String, Class), partnership::Model>,
    claims: HashMap<Uuid, Vec<claim::Model>>,
    backings: HashMap<Uuid, Vec<backing::Model>>,
    members: HashMap<Uuid, Vec<Uuid>>,
}

impl Known {
    async fn read<'r>(
        work: &Work,
        scheme: &str,
        (rows, unread): (&'r [PartnershipRow], &'r [[String; 2]]),
    ) -> Result<Self, Error> {
        // A code that was given away counts for the region that has it today.
        let codes = code::Entity::find()
            .filter(code::Column::Scheme.eq(scheme))
            .order_by_desc(code::Column::ValidUntil.is_not_null())
            .all(&**work)
            .await?;
        let partnerships = partnership::Entity::find().all(&**work).await?;
        let claims = if partnerships.is_empty() { Vec::new() } else { claim::Entity::find().all(&**work).await? };
        let backings = backing::Entity::find().all(&**work).await?;
        let mut members: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let in_order = member::Entity::find().order_by_asc(member::Column::Ordinal);
        for member in in_order.all(&**work).await? {
            members.entry(member.partnership_id).or_default().push(member.party_id);
        }
        let cells = |row: &'r PartnershipRow| {
            let speaker = row.stated_by.as_ref().filter(|_| row.places != [None, None]);
            row.places.iter().flatten().chain(speaker).map(String::as_str)
        };
        let cells = rows.iter().flat_map(cells).chain(unread.iter().flatten().map(String::as_str)).collect();
        let chosen = parties_named(&**work, cells).await?;
        let chosen_by_cell = chosen.iter().map(|(cell, party)| (cell.clone(), party.id)).collect();
        let name = |party: &party::Model| (party.id, (party_name(party), party.slug.clone()));
        let of_scheme = party::Entity::find().filter(
            party::Column::Id.in_subquery(
                code::Entity::find()
                    .select_only()
                    .column(code::Column::PartyId)
                    .filter(code::Column::Scheme.eq(scheme))
                    .into_query(),
            ),
        );
        let called = of_scheme.all(&**work).await?.iter().chain(chosen.values()).map(name).collect();
        Ok(Self {
            parties: codes.into_iter().map(|code| (code.value, code.party_id)).collect(),
            chosen: chosen_by_cell,
            called,
            partnerships: partnerships
                .into_iter()
                .map(|partnership| ((partnership.member_key.clone(), partnership.class), partnership))
                .collect(),
            claims: group(claims, |claim| claim.partnership_id),
            backings: group(backings, |backing| backing.partnership_id),
            members,
        })
    }
}

/// Two members and their class.
struct Pair {
    key: (String, Class),
    members: [Uuid; 2],
}

/// The rows on one pair by whose word they are.
type Said<'r> = Vec<(Voice, Vec<&'r PartnershipRow>)>;

/// Whose word it is: a member's or that of the source itself, and of which edition, where the row says so.
type Voice = (Option<Uuid>, Option<Edition>);

/// A partnership while what the file says of it is judged.
struct Tie {
    before: partnership::Model,
    members: Vec<Uuid>,
    claims: Vec<claim::Model>,
    backings: Vec<backing::Model>,
    is_new: bool,
    said: Vec<claim::Model>,
}

/// What the rows name that were left out.
#[derive(Default)]
struct LeftOut {
    pairs: HashSet<[Uuid; 2]>,
    /// Members whose partner is not known: the row may be about any of their ties.
    alone: HashSet<Uuid>,
}

impl LeftOut {
    fn add(&mut self, mut members: Vec<Uuid>) {
        members.sort_unstable();
        match members[..] {
            [one, other] => _ = self.pairs.insert([one, other]),
            [one] => _ = self.alone.insert(one),
            _ => {}
        }
    }

    /// Whether a row that was left out may be about the tie of these.
    fn may_name(&self, members: &[Uuid]) -> bool {
        let mut members = members.to_vec();
        members.sort_unstable();
        <[Uuid; 2]>::try_from(&members[..]).is_ok_and(|pair| self.pairs.contains(&pair))
            || members.iter().any(|member| self.alone.contains(member))
    }
}

/// An import while its rows are checked.
struct Import<'a> {
    work: &'a Work,
    origin: &'a Origin,
    known: Known,
    report: Report,
    writes: Writes,
    /// The members of what is no longer listed.
    gone: Vec<Vec<Uuid>>,
}

/// What the members of pairs are called, pair by pair.
async fn called(work: &Work, pairs: Vec<Vec<Uuid>>) -> Result<Vec<String>, Error> {
    let ids: HashSet<Uuid> = pairs.iter().flatten().copied().collect();
    let mut parties = HashMap::new();
    for batch in ids.into_iter().collect::<Vec<_>>().chunks(BATCH) {
        parties.extend(parties_among(&**work, batch).await?);
    }
    let name = |id: &Uuid| parties.get(id).map(party_name).unwrap_or_default();
    Ok(pairs.iter().map(|pair| pair.iter().map(name).collect::<Vec<_>>().join(" – ")).collect())
}

impl Import<'_> {
    /// Judges the rows of each pair together: what complements each other is one statement, and of what contradicts each
    /// other nothing is taken.
    fn judge(&mut self, rows: &[PartnershipRow], unread: &[[String; 2]]) {
        let mut left_out = LeftOut::default();
        for codes in unread {
            let member = |code: &String| self.known.parties.get(code).or(self.known.chosen.get(code)).copied();
            left_out.add(codes.iter().filter_map(member).collect());
        }
        let mut places: HashMap<(String, Class), usize> = HashMap::new();
        let mut pairs: Vec<(Pair, Said<'_>)> = Vec::new();
        for row in rows {
            let (members, speaker) = match self.members(row) {
                Ok(members) => members,
                Err(fault) => {
                    self.report.reject(row.line, fault);
                    left_out.add((0..2).filter_map(|at| self.member(row, at).ok()).collect());
                    continue;
                }
            };
            self.sight(row, members);
            let key = (member_key(&members), row.class);
            let at = *places.entry(key.clone()).or_insert(pairs.len());
            if at == pairs.len() {
                pairs.push((Pair { key, members }, Vec::new()));
            }
            let said = &mut pairs[at].1;
            let voice: Voice = (speaker, row.edition.clone());
            match said.iter_mut().find(|(by, _)| *by == voice) {
                Some((_, rows)) => rows.push(row),
                None => said.push((voice, vec![row])),
            }
        }
        let speakers: HashSet<Option<Uuid>> = pairs
            .iter()
            .flat_map(|(_, said)| said)
            .filter(|((_, edition), _)| edition.is_none())
            .map(|((by, _), _)| *by)
            .collect();
        for (pair, said) in pairs {
            self.judge_pair(pair, said);
        }
        self.mark_unlisted(&speakers, &left_out);
    }

    fn judge_pair(&mut self, Pair { key, members }: Pair, said: Said<'_>) {
        let mut tie: Option<Tie> = self.known.partnerships.remove(&key).map(|before| Tie {
            members: self.known.members.remove(&before.id).unwrap_or_else(|| members.to_vec()),
            claims: self.known.claims.remove(&before.id).unwrap_or_default(),
            backings: self.known.backings.remove(&before.id).unwrap_or_default(),
            is_new: false,
            said: Vec::new(),
            before,
        });
        for ((speaker, _), rows) in said {
            let Some(row) = row::together(&rows) else {
                for row in &rows {
                    self.report.reject(row.line, row::at_odds(&rows));
                }
                continue;
            };
            for repeated in &rows[1..] {
                self.report.repeats(repeated.line, row.line);
            }
            let tie = tie.get_or_insert_with(|| Tie {
                before: begun(self.work, &members, row.class),
                members: members.to_vec(),
                claims: Vec::new(),
                backings: Vec::new(),
                is_new: true,
                said: Vec::new(),
            });
            self.state(&row, speaker, tie);
        }
        if let Some(tie) = tie {
            self.conclude(tie);
        }
    }

    /// The members of a row and which of them says so, or what is wrong with it.
    fn members(&self, row: &PartnershipRow) -> Result<([Uuid; 2], Option<Uuid>), LocalText> {
        if let Some(fault) = row.fault() {
            return Err(fault);
        }
        if let Some(fault) = row.too_early(self.work.now) {
            return Err(fault);
        }
        let (a, b) = (self.member(row, 0)?, self.member(row, 1)?);
        let speaker = row.stated_by.as_ref().map(|code| {
            let named = row.members.iter().position(|member| member == code).map(|at| [a, b][at]);
            let chosen = self.known.chosen.get(code.as_str());
            let said = named.or_else(|| self.known.parties.get(code).or(chosen).copied());
            said.filter(|speaker| [a, b].contains(speaker)).ok_or_else(|| row::no_member(code))
        });
        if a == b { Err(row::one_place(&row.members)) } else { Ok(([a, b], speaker.transpose()?)) }
    }

    /// One member of a row: as somebody has decided, else by its code.
    fn member(&self, row: &PartnershipRow, at: usize) -> Result<Uuid, LocalText> {
        let column = COLUMNS[at];
        if let Some(cell) = &row.places[at] {
            let chosen = self.known.chosen.get(cell.as_str()).copied();
            return chosen.ok_or_else(|| nothing_chosen(column, cell));
        }
        let code = &row.members[at];
        self.known.parties.get(code).copied().ok_or_else(|| row::unknown(code, &self.origin.scheme, column))
    }

    /// Notes which places a row was taken for.
    fn sight(&mut self, row: &PartnershipRow, members: [Uuid; 2]) {
        for (at, member) in members.into_iter().enumerate() {
            let (name, slug) = self.known.called.get(&member).cloned().unwrap_or_default();
            let code = &row.members[at];
            let how = match &row.places[at] {
                Some(_) => How::Chosen,
                None => How::Code(self.origin.scheme.clone(), code.clone()),
            };
            let written = if code.is_empty() { row.places[at].clone().unwrap_or_default() } else { code.clone() };
            let column = ["region_a", "region_b"][at];
            self.report.places.push(Sighting { line: row.line, column, written, name, slug, how, kilometres: None });
        }
    }

    /// Lets a tie have the claim of a row.
    fn state(&mut self, row: &PartnershipRow, speaker: Option<Uuid>, tie: &mut Tie) {
        let mut said = self.claim(row, speaker, tie.before.id);
        let earlier = tie.claims.iter_mut().find(|claim| claim.source == said.source && claim.stated_by == speaker);
        if let Some(earlier) = earlier {
            (said.id, said.created_at) = (earlier.id, earlier.created_at);
            if earlier.stance == Stance::Affirms && earlier.as_of <= said.as_of {
                said.since = still_said(earlier.since, said.since);
                said.until = still_said(earlier.until, said.until);
            }
            if *earlier == said || earlier.as_of > said.as_of {
                self.report.same(row.line);
                return;
            }
            *earlier = said.clone();
            self.writes.restated.push(said.clone().into_active_model());
        } else {
            tie.claims.push(said.clone());
            self.writes.claims.push(said.clone().into_active_model());
        }
        let is_first = tie.is_new && tie.said.is_empty();
        if is_first {
            self.report.made(row.line);
        } else {
            self.report.altered(row.line);
        }
        tie.said.push(said);
    }

    /// Writes what became of a tie, if the file says anything new of it.
    fn conclude(&mut self, tie: Tie) {
        if tie.said.is_empty() {
            return;
        }
        let Tie { before, members, claims, backings, is_new, said } = tie;
        let was_claimed = before.claimed && !is_new;
        let revision = if is_new { 1 } else { before.revision + 1 };
        let after = partnership::Model { revision, updated_at: self.work.now, ..before };
        let after = with(after, &assess(&members, &claims, &backings));
        for said in &said {
            self.writes.entries.push(entry(Act::ImportPartnerships, (&after, was_claimed), said, &members));
        }
        if was_claimed != after.claimed {
            self.writes.tied.extend(&members);
        }
        if is_new {
            self.writes.members.extend(member_rows(after.id, &members));
            self.writes.created.push(after.into_active_model());
        } else {
            self.writes.changed.push(after.into_active_model());
        }
    }

    /// Marks the claims that a later edition of their source no longer makes. The pairs of which the file says anything are
    /// not among the known ones any more.
    fn mark_unlisted(&mut self, speakers: &HashSet<Option<Uuid>>, left_out: &LeftOut) {
        if self.origin.in_part || speakers.is_empty() {
            return;
        }
        let (source, as_of) = (&self.origin.source, self.origin.as_of);
        let is_gone = |claim: &claim::Model| {
            claim.source == *source
                && claim.stance == Stance::Affirms
                && claim.as_of < as_of
                && claim.unlisted_on.is_none()
                && speakers.contains(&claim.stated_by)
        };
        for partnership in self.known.partnerships.values() {
            let members = self.known.members.get(&partnership.id).map_or(&[][..], Vec::as_slice);
            if left_out.may_name(members) {
                continue;
            }
            let claims = self.known.claims.get(&partnership.id).into_iter().flatten();
            let gone: Vec<claim::Model> = claims.filter(|claim| is_gone(claim)).cloned().collect();
            if gone.is_empty() {
                continue;
            }
            let revision = partnership.revision + 1;
            let after = partnership::Model { revision, updated_at: self.work.now, ..partnership.clone() };
            for claim in gone {
                let marked = claim::Model { unlisted_on: Some(as_of), ..claim };
                self.writes.entries.push(entry(
                    Act::ImportPartnerships,
                    (&after, partnership.claimed),
                    &marked,
                    members,
                ));
                self.writes.restated.push(marked.into_active_model());
                self.report.unlisted += 1;
                self.gone.push(members.to_vec());
            }
            self.writes.changed.push(after.into_active_model());
        }
    }

    fn claim(&self, row: &PartnershipRow, stated_by: Option<Uuid>, partnership_id: Uuid) -> claim::Model {
        let Origin { source, as_of, official, .. } = self.origin;
        let (source, as_of, official, unlisted_on) = match &row.edition {
            Some(edition) => (&edition.source, edition.as_of, edition.official, edition.unlisted_on),
            None => (source, *as_of, *official, None),
        };
        claim::Model {
            id: self.work.new_id(),
            partnership_id,
            stance: Stance::Affirms,
            stated_by,
            rank: rank(stated_by, official),
            source: source.clone(),
            as_of,
            reference: row.reference.clone(),
            since: row.since,
            until: row.until,
            unlisted_on,
            created_at: self.work.now,
        }
    }
}

/// What has to be written.
#[derive(Default)]
struct Writes {
    created: Vec<partnership::ActiveModel>,
    changed: Vec<partnership::ActiveModel>,
    members: Vec<member::ActiveModel>,
    /// The members of what is a partnership now and was none, or the other way round.
    tied: HashSet<Uuid>,
    claims: Vec<claim::ActiveModel>,
    restated: Vec<claim::ActiveModel>,
    entries: Vec<Entry>,
}

impl Writes {
    /// Writes everything but the journal entries, which are returned.
    async fn write(self, work: &Work) -> Result<Vec<Entry>, Error> {
        insert_all(&**work, self.created).await?;
        insert_all(&**work, self.members).await?;
        insert_all(&**work, self.claims).await?;
        restate(work, self.restated).await?;
        reassess(work, self.changed).await?;
        count_ties(work, &self.tied.into_iter().collect::<Vec<_>>()).await?;
        Ok(self.entries)
    }
}
