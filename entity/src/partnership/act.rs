//! Stating that partnerships exist, one at a time or from a file.

use super::record::{Class, Stance, Verification, claim, member, partnership};
use super::row::{self, PartnershipRow};
use super::rule::{period, verification};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    database::{insert_all, prepare_bulk, replace_all},
    date::PartialDate,
    journal::{ChangeKind, Entry, SubjectKind},
    place::{
        record::{code, party},
        rule::member_key,
    },
    policy::{self, Act},
    refusal::Refusals,
    report::{MOST_SOURCE, Origin, Report, is_plain, lies_ahead},
    rows::group,
    text::{LocalText, fold},
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// How many members a partnership has at most; the largest networks of cities list some hundreds as one member.
const MOST_MEMBERS: usize = 100;
/// The earliest year to which a source can refer.
const OLDEST_SOURCE: i32 = 1900;

/// A statement about a partnership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its members.
    pub members: Vec<Uuid>,
    /// What kind of relation.
    pub class: Class,
    /// Whether it exists.
    pub stance: Stance,
    /// The member that says so. `None` stands for the member the caller belongs to or, if the caller has a role in the
    /// whole registry, a third party.
    pub stated_by: Option<Uuid>,
    /// The source.
    pub source: String,
    /// The date to which the source refers.
    pub as_of: NaiveDate,
    /// The place in the source.
    pub reference: Option<String>,
    /// Since when.
    pub since: Option<PartialDate>,
    /// Until when.
    pub until: Option<PartialDate>,
}

/// States that a partnership exists, or that it does not.
///
/// The first statement brings the partnership into the registry. A source says one thing about a partnership at a time:
/// a new statement replaces its old one. Regions without autonomy may be members of partnerships, but never parties to
/// agreements.
pub async fn claim_partnership(
    registry: &Registry,
    caller: &Caller,
    statement: Statement,
) -> Result<partnership::Model, Error> {
    let mut members = Vec::new();
    for member in &statement.members {
        if !members.contains(member) {
            members.push(*member);
        }
    }
    policy::may(caller, Act::ClaimPartnership, &members)?;
    let stated_by = speaker(caller, &statement, &members)?;
    let work = registry.begin(caller).await?;
    check(&work, &statement, &members).await?;
    let (before, created) = find_or_begin(&work, &members, &statement).await?;
    let mut claims = claim::Entity::find().filter(claim::Column::PartnershipId.eq(before.id)).all(&*work).await?;
    let earlier = claims.iter().position(|claim| claim.source == statement.source && claim.stated_by == stated_by);
    let said = claim::Model {
        id: earlier.map_or_else(|| work.new_id(), |at| claims[at].id),
        partnership_id: before.id,
        stance: statement.stance,
        stated_by,
        source: statement.source,
        as_of: statement.as_of,
        reference: statement.reference,
        since: statement.since,
        until: statement.until,
        created_at: earlier.map_or(work.now, |at| claims[at].created_at),
    };
    match earlier {
        Some(at) if claims[at] == said => return Err(Error::refuse(Reason::AlreadyThere { id: before.id })),
        Some(at) => claims[at] = said.clone(),
        None => claims.push(said.clone()),
    }
    restate(&work, vec![said.clone().into_active_model()]).await?;
    let (since, until) = period(&claims);
    let after = partnership::Model {
        since,
        until,
        verification: verification(&members, claims.iter().map(|claim| (claim.stance, claim.stated_by)), &[]),
        revision: if created { 1 } else { before.revision + 1 },
        updated_at: work.now,
        ..before
    };
    reassess(&work, vec![after.clone().into_active_model()]).await?;
    let change = if created { ChangeKind::Created } else { ChangeKind::Changed };
    let entry = entry(Act::ClaimPartnership, &after, change, &said, &members);
    work.record(entry).await?;
    Ok(after)
}

/// The member for which the caller speaks; `None` for a third party.
fn speaker(caller: &Caller, statement: &Statement, members: &[Uuid]) -> Result<Option<Uuid>, Error> {
    let may_speak_for = |party: Uuid| policy::speaks_for(caller, Act::ClaimPartnership, party);
    if let Some(party) = statement.stated_by {
        let allowed = members.contains(&party) && may_speak_for(party);
        return if allowed { Ok(Some(party)) } else { Err(Refusal::at("statedBy", Reason::NotAllowed).into()) };
    }
    if policy::may(caller, Act::ClaimPartnership, &[]).is_ok() {
        return Ok(None);
    }
    let mut own = members.iter().copied().filter(|member| may_speak_for(*member));
    match (own.next(), own.next()) {
        (Some(only), None) => Ok(Some(only)),
        _ => Err(Refusal::at("statedBy", Reason::Required).into()),
    }
}

async fn check(work: &Work, statement: &Statement, members: &[Uuid]) -> Result<(), Error> {
    let mut refusals = Refusals::default();
    refusals.unless(members.len() >= 2, "members", Reason::TooFewParties);
    let most = i64::try_from(MOST_MEMBERS).unwrap_or(i64::MAX);
    refusals.unless(members.len() <= MOST_MEMBERS, "members", Reason::OutOfRange { least: 2, most });
    refusals.unless(!fold(&statement.source).is_empty(), "source", Reason::Required);
    for (path, text) in [("source", Some(&statement.source)), ("reference", statement.reference.as_ref())] {
        let Some(text) = text else { continue };
        refusals.unless(text.chars().count() <= MOST_SOURCE, path, Reason::TooLong { most: MOST_SOURCE });
        refusals.unless(is_plain(text), path, Reason::Malformed { expected: "text".into() });
    }
    refusals.unless(!lies_ahead(statement.as_of, work.now), "asOf", Reason::InTheFuture);
    let years = Reason::OutOfRange { least: OLDEST_SOURCE.into(), most: work.now.year().into() };
    refusals.unless(statement.as_of.year() >= OLDEST_SOURCE, "asOf", years);
    if let Some(since) = statement.since {
        refusals.unless(!lies_ahead(since.earliest(), work.now), "since", Reason::InTheFuture);
        let ordered = statement.until.is_none_or(|until| until.latest() >= since.earliest());
        refusals.unless(ordered, "until", Reason::DateOrder { first: "since".into(), then: "until".into() });
    }
    if members.len() <= MOST_MEMBERS {
        let known = party::Entity::find().filter(party::Column::Id.is_in(members.iter().copied()));
        let known: Vec<Uuid> = known.select_only().column(party::Column::Id).into_tuple().all(&**work).await?;
        for (at, member) in statement.members.iter().enumerate() {
            refusals.unless(known.contains(member), &format!("members.{at}"), Reason::NotFound);
        }
    }
    refusals.done()
}

/// The partnership of these members in this class, and whether it is new. Of two callers who begin it at the same
/// moment, the second finds that of the first.
async fn find_or_begin(
    work: &Work,
    members: &[Uuid],
    statement: &Statement,
) -> Result<(partnership::Model, bool), Error> {
    let new = begun(work, members, statement.class);
    let id = new.id;
    let known =
        OnConflict::columns([partnership::Column::MemberKey, partnership::Column::Class]).do_nothing().to_owned();
    let key = new.member_key.clone();
    partnership::Entity::insert(new.into_active_model())
        .on_conflict(known)
        .try_insert()
        .exec_without_returning(&**work)
        .await?;
    let found = partnership::Entity::find()
        .filter(partnership::Column::MemberKey.eq(key))
        .filter(partnership::Column::Class.eq(statement.class))
        .lock_exclusive()
        .one(&**work)
        .await?
        .ok_or_else(|| Error::Fault("a partnership is gone after it was written".into()))?;
    let created = found.id == id;
    if created {
        insert_all(&**work, member_rows(id, members)).await?;
    }
    Ok((found, created))
}

fn begun(work: &Work, members: &[Uuid], class: Class) -> partnership::Model {
    partnership::Model {
        id: work.new_id(),
        class,
        member_key: member_key(members),
        since: None,
        until: None,
        verification: Verification::Claimed,
        revision: 1,
        created_at: work.now,
        updated_at: work.now,
    }
}

fn member_rows(partnership_id: Uuid, members: &[Uuid]) -> Vec<member::ActiveModel> {
    (0..)
        .zip(members)
        .map(|(ordinal, party)| member::Model { partnership_id, party_id: *party, ordinal }.into_active_model())
        .collect()
}

/// Imports the partnerships of a file: all rows are checked before anything is written, and everything is written
/// together or not at all. A dry run writes nothing and returns the same report.
///
/// Rows on the same pair that complement each other are one statement; where they contradict each other, all are left out.
/// A pair that the registry knows from another source gains a claim. The same source again changes a claim only if it
/// refers to the same day or a later one and says something else.
pub async fn import_partnerships(
    registry: &Registry,
    caller: &Caller,
    rows: &[PartnershipRow],
    origin: &Origin,
    dry_run: bool,
) -> Result<Report, Error> {
    policy::may(caller, Act::ImportPartnerships, &[])?;
    let work = registry.begin(caller).await?;
    origin.check(work.now)?;
    prepare_bulk(&work, "partnership").await?;
    let known = Known::read(&work, &origin.scheme).await?;
    let mut import = Import { work: &work, origin, known, report: Report::default(), writes: Writes::default() };
    import.judge(rows);
    let Import { mut report, writes, .. } = import;
    report.sort();
    if !dry_run {
        let entries = writes.write(&work).await?;
        work.record_all(entries).await?;
    }
    Ok(report)
}

/// What the registry already holds.
struct Known {
    /// By code in the scheme of the file.
    parties: HashMap<String, Uuid>,
    partnerships: HashMap<(String, Class), partnership::Model>,
    claims: HashMap<Uuid, Vec<claim::Model>>,
}

impl Known {
    async fn read(work: &Work, scheme: &str) -> Result<Self, Error> {
        // A code that was given away counts for the region that has it today.
        let codes = code::Entity::find()
            .filter(code::Column::Scheme.eq(scheme))
            .order_by_desc(code::Column::ValidUntil.is_not_null())
            .all(&**work)
            .await?;
        let partnerships = partnership::Entity::find().all(&**work).await?;
        let claims = if partnerships.is_empty() { Vec::new() } else { claim::Entity::find().all(&**work).await? };
        Ok(Self {
            parties: codes.into_iter().map(|code| (code.value, code.party_id)).collect(),
            partnerships: partnerships
                .into_iter()
                .map(|partnership| ((partnership.member_key.clone(), partnership.class), partnership))
                .collect(),
            claims: group(claims, |claim| claim.partnership_id),
        })
    }
}

/// Two members and their class.
struct Pair {
    key: (String, Class),
    members: [Uuid; 2],
}

/// An import while its rows are checked.
struct Import<'a> {
    work: &'a Work,
    origin: &'a Origin,
    known: Known,
    report: Report,
    writes: Writes,
}

impl Import<'_> {
    /// Judges the rows of each pair together: what complements each other is one statement, and of what contradicts each
    /// other nothing is taken.
    fn judge(&mut self, rows: &[PartnershipRow]) {
        let mut places: HashMap<(String, Class), usize> = HashMap::new();
        let mut pairs: Vec<(Pair, Vec<&PartnershipRow>)> = Vec::new();
        for row in rows {
            let members = match self.members(row) {
                Ok(members) => members,
                Err(fault) => {
                    self.report.reject(row.line, fault);
                    continue;
                }
            };
            let key = (member_key(&members), row.class);
            let at = *places.entry(key.clone()).or_insert(pairs.len());
            if at == pairs.len() {
                pairs.push((Pair { key, members }, Vec::new()));
            }
            pairs[at].1.push(row);
        }
        for (Pair { key, members }, rows) in pairs {
            let Some(row) = row::together(&rows) else {
                for row in &rows {
                    self.report.reject(row.line, row::at_odds(&rows));
                }
                continue;
            };
            self.report.duplicate += rows.len() - 1;
            match self.known.partnerships.remove(&key) {
                Some(before) => self.restate(&row, before, &members),
                None => self.begin(&row, &members),
            }
        }
    }

    /// The members of a row, or what is wrong with it.
    fn members(&self, row: &PartnershipRow) -> Result<[Uuid; 2], LocalText> {
        if let Some(fault) = row.fault() {
            return Err(fault);
        }
        if row.since.is_some_and(|since| lies_ahead(since.earliest(), self.work.now)) {
            return Err(row::in_the_future());
        }
        let known = |code: &String| {
            self.known.parties.get(code).copied().ok_or_else(|| row::unknown(code, &self.origin.scheme))
        };
        let (a, b) = (known(&row.members[0])?, known(&row.members[1])?);
        if a == b { Err(row::one_place(&row.members)) } else { Ok([a, b]) }
    }

    fn begin(&mut self, row: &PartnershipRow, members: &[Uuid]) {
        let new = partnership::Model { since: row.since, until: row.until, ..begun(self.work, members, row.class) };
        let said = self.claim(row, new.id);
        self.report.new += 1;
        self.writes.entries.push(entry(Act::ImportPartnerships, &new, ChangeKind::Created, &said, members));
        self.writes.members.extend(member_rows(new.id, members));
        self.writes.claims.push(said.into_active_model());
        self.writes.created.push(new.into_active_model());
    }

    fn restate(&mut self, row: &PartnershipRow, before: partnership::Model, members: &[Uuid]) {
        let mut claims = self.known.claims.remove(&before.id).unwrap_or_default();
        let mut said = self.claim(row, before.id);
        let earlier = claims.iter_mut().find(|claim| claim.source == said.source && claim.stated_by.is_none());
        if let Some(earlier) = earlier {
            (said.id, said.created_at) = (earlier.id, earlier.created_at);
            if *earlier == said || earlier.as_of > said.as_of {
                self.report.unchanged += 1;
                return;
            }
            *earlier = said.clone();
            self.writes.restated.push(said.clone().into_active_model());
        } else {
            claims.push(said.clone());
            self.writes.claims.push(said.clone().into_active_model());
        }
        let (since, until) = period(&claims);
        let after = partnership::Model {
            since,
            until,
            verification: verification(members, claims.iter().map(|claim| (claim.stance, claim.stated_by)), &[]),
            revision: before.revision + 1,
            updated_at: self.work.now,
            ..before
        };
        self.report.changed += 1;
        self.writes.entries.push(entry(Act::ImportPartnerships, &after, ChangeKind::Changed, &said, members));
        self.writes.changed.push(after.into_active_model());
    }

    fn claim(&self, row: &PartnershipRow, partnership_id: Uuid) -> claim::Model {
        claim::Model {
            id: self.work.new_id(),
            partnership_id,
            stance: Stance::Affirms,
            stated_by: None,
            source: self.origin.source.clone(),
            as_of: self.origin.as_of,
            reference: row.reference.clone(),
            since: row.since,
            until: row.until,
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
        Ok(self.entries)
    }
}

/// Puts a source's later statements in the place of its earlier ones.
async fn restate(work: &Work, claims: Vec<claim::ActiveModel>) -> Result<(), DbErr> {
    use claim::Column as C;
    replace_all(&**work, claims, &[C::Id], &[C::Stance, C::AsOf, C::Reference, C::Since, C::Until]).await
}

/// Writes what the claims about partnerships decide.
async fn reassess(work: &Work, partnerships: Vec<partnership::ActiveModel>) -> Result<(), DbErr> {
    use partnership::Column as P;
    let set = [P::Since, P::Until, P::Verification, P::Revision, P::UpdatedAt];
    replace_all(&**work, partnerships, &[P::Id], &set).await
}

fn entry(
    act: Act,
    partnership: &partnership::Model,
    change: ChangeKind,
    said: &claim::Model,
    members: &[Uuid],
) -> Entry {
    let data = json!({
        "class": partnership.class, "members": members, "verification": partnership.verification,
        "stance": said.stance, "statedBy": said.stated_by, "source": said.source, "asOf": said.as_of,
        "since": said.since, "until": said.until,
    });
    Entry::public(act, (SubjectKind::Partnership, partnership.id), change, data)
}
