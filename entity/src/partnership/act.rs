//! Stating that partnerships exist, and what follows where agreements do.

use super::find::of_partnership;
use super::record::{Class, Fact, Parties, Stance, Verification, backing, claim, member, partnership};
use super::rule::{Assessment, assess, rank, still_said};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    database::{insert_all, replace_all},
    date::PartialDate,
    journal::{ChangeKind, Entry, SubjectKind},
    place::{record::party, rule::member_key},
    policy::{self, Act},
    refusal::Refusals,
    report::{MOST_SOURCE, is_plain, lies_ahead},
    text::fold,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SubQueryStatement},
};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many members a partnership has at most; the largest networks of cities list some hundreds as one member.
const MOST_MEMBERS: usize = 100;
/// Parties whose ties are counted with one statement.
const PARTIES: usize = 8_000;
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
    /// Whether the source is an official register.
    pub official: bool,
    /// What the source said earlier and takes back: else a date that it said stays where it says nothing of it now, or says
    /// it less precisely.
    pub withdraws: BTreeSet<Fact>,
}

/// What came of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The partnership.
    pub partnership: partnership::Model,
    /// The statement, as it is kept.
    pub claim: claim::Model,
}

/// States that a partnership exists, or that it does not.
///
/// The first statement brings the partnership into the registry. A source says one thing about a partnership at a time:
/// a new statement replaces its old one. Where all that is said of it is that it does not exist, the statement is kept and
/// there is no partnership. Regions without autonomy may be members of partnerships, but never parties to agreements.
pub async fn claim_partnership(registry: &Registry, caller: &Caller, statement: Statement) -> Result<Claimed, Error> {
    let (members, stated_by) = allowed(caller, &statement)?;
    let work = registry.begin(caller).await?;
    let Stated { claimed, entry, .. } = state(&work, statement, (&members, stated_by)).await?;
    work.record(entry).await?;
    Ok(claimed)
}

/// A statement within an act, and what it replaced.
pub(super) struct Stated {
    pub claimed: Claimed,
    /// Whether the partnership was not in the registry before.
    pub created: bool,
    /// What the source said before.
    pub earlier: Option<claim::Model>,
    pub entry: Entry,
}

/// The distinct members of a statement, and for whom the caller speaks. Refused where they may not state it.
pub(super) fn allowed(caller: &Caller, statement: &Statement) -> Result<(Vec<Uuid>, Option<Uuid>), Error> {
    let mut members = Vec::new();
    for member in &statement.members {
        if !members.contains(member) {
            members.push(*member);
        }
    }
    policy::may(caller, Act::ClaimPartnership, &members)?;
    let stated_by = speaker(caller, statement, &members)?;
    Ok((members, stated_by))
}

/// States it, within an act that the caller ends with the entry.
pub(super) async fn state(
    work: &Work,
    statement: Statement,
    (members, stated_by): (&[Uuid], Option<Uuid>),
) -> Result<Stated, Error> {
    check(work, &statement, members).await?;
    let (before, created) = find_or_begin(work, members, statement.class).await?;
    let claims = claim::Entity::find().filter(claim::Column::PartnershipId.eq(before.id)).all(&**work).await?;
    let earlier = claims.into_iter().find(|claim| claim.source == statement.source && claim.stated_by == stated_by);
    let said = said(work, before.id, statement, stated_by, earlier.as_ref());
    if earlier.as_ref() == Some(&said) {
        return Err(Error::refuse(Reason::AlreadyThere { id: before.id }));
    }
    restate(work, vec![said.clone().into_active_model()]).await?;
    let was = before.claimed && !created;
    let after = assessed(work, before, created).await?;
    let entry = entry(Act::ClaimPartnership, (&after, was), &said, members);
    Ok(Stated { claimed: Claimed { partnership: after, claim: said }, created, earlier, entry })
}

/// Takes a statement back that stands as it was made: what the source said before stands again, or nothing. `None` where it
/// has changed since.
pub(super) async fn take_back(
    work: &Work,
    made: &claim::Model,
    earlier: Option<claim::Model>,
) -> Result<Option<Entry>, Error> {
    let before = partnership::Entity::find_by_id(made.partnership_id).lock_exclusive().one(&**work).await?;
    let stands = claim::Entity::find_by_id(made.id).one(&**work).await?;
    let Some(before) = before.filter(|_| stands.as_ref() == Some(made)) else { return Ok(None) };
    match earlier.clone() {
        Some(earlier) => restate(work, vec![earlier.into_active_model()]).await?,
        None => _ = claim::Entity::delete_by_id(made.id).exec(&**work).await?,
    }
    let was = before.claimed;
    let after = assessed(work, before, false).await?;
    let data = json!({
        "class": after.class, "verification": after.verification, "since": after.since, "until": after.until,
        "source": made.source, "statedBy": made.stated_by, "takenBack": earlier.is_none(),
    });
    Ok(Some(told(Act::UndoImport, after.id, (was, after.claimed), data)))
}

/// The claim that a statement makes, in the place of what the source said earlier.
fn said(
    work: &Work,
    partnership_id: Uuid,
    statement: Statement,
    stated_by: Option<Uuid>,
    earlier: Option<&claim::Model>,
) -> claim::Model {
    let before = earlier.filter(|earlier| earlier.stance == statement.stance);
    let date = |fact: Fact, now: Option<PartialDate>, date: fn(&claim::Model) -> Option<PartialDate>| {
        still_said(before.filter(|_| !statement.withdraws.contains(&fact)).and_then(date), now)
    };
    claim::Model {
        id: earlier.map_or_else(|| work.new_id(), |earlier| earlier.id),
        partnership_id,
        stance: statement.stance,
        stated_by,
        rank: rank(stated_by, statement.official),
        since: date(Fact::Since, statement.since, |claim| claim.since),
        until: date(Fact::Until, statement.until, |claim| claim.until),
        source: statement.source,
        as_of: statement.as_of,
        reference: statement.reference,
        unlisted_on: None,
        created_at: earlier.map_or(work.now, |earlier| earlier.created_at),
    }
}

/// A partnership that is locked, as its claims and agreements make it now, one revision on unless it is new.
pub(crate) async fn assessed(
    work: &Work,
    before: partnership::Model,
    created: bool,
) -> Result<partnership::Model, Error> {
    let claims = claim::Entity::find().filter(claim::Column::PartnershipId.eq(before.id)).all(&**work).await?;
    let backings = backing::Entity::find().filter(backing::Column::PartnershipId.eq(before.id)).all(&**work).await?;
    let members = member::Entity::find().filter(member::Column::PartnershipId.eq(before.id)).all(&**work).await?;
    let members: Vec<Uuid> = members.into_iter().map(|member| member.party_id).collect();
    let (revision, before_claimed) = (if created { before.revision } else { before.revision + 1 }, before.claimed);
    let after = partnership::Model { revision, updated_at: work.now, ..before };
    let after = with(after, &assess(&members, &claims, &backings));
    reassess(work, vec![after.clone().into_active_model()]).await?;
    if created || before_claimed != after.claimed {
        count_ties(work, &members).await?;
    }
    Ok(after)
}

/// Notes anew of how many partnerships each of these parties is a member.
pub(crate) async fn count_ties(work: &Work, parties: &[Uuid]) -> Result<(), DbErr> {
    let ties = Query::select()
        .expr(Expr::cust("count(*)"))
        .from(member::Entity)
        .inner_join(partnership::Entity, of_partnership())
        .and_where(Expr::col((member::Entity, member::Column::PartyId)).equals((party::Entity, party::Column::Id)))
        .and_where(Expr::col((partnership::Entity, partnership::Column::Claimed)).eq(true))
        .to_owned();
    for batch in parties.chunks(PARTIES) {
        party::Entity::update_many()
            .col_expr(party::Column::Ties, Expr::expr(SubQueryStatement::SelectStatement(ties.clone())))
            .filter(party::Column::Id.is_in(batch.iter().copied()))
            .exec(&**work)
            .await?;
    }
    Ok(())
}

/// A partnership with what its claims and agreements make of it.
pub(super) fn with(partnership: partnership::Model, assessment: &Assessment) -> partnership::Model {
    let Assessment { since, until, verification, claimed } = *assessment;
    partnership::Model { since, until, verification, claimed, ..partnership }
}

/// What an agreement says of the partnership of its parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backing {
    /// Its parties.
    pub members: Vec<Uuid>,
    /// Its class.
    pub class: Class,
    /// When it was concluded.
    pub since: Option<PartialDate>,
    /// Its last day, where it is over.
    pub until: Option<PartialDate>,
    /// Whether it is in force.
    pub in_force: bool,
    /// The parties that stand by it.
    pub signed: Vec<Uuid>,
}

/// Lets an agreement say this of a partnership, or nothing, and returns the entries of what changes by that. The agreement
/// brings the partnership into the registry where it is not there.
pub(crate) async fn back(work: &Work, agreement: Uuid, said: Option<Backing>) -> Result<Vec<Entry>, Error> {
    let before = backing::Entity::find_by_id(agreement).one(&**work).await?;
    let mut touched: Vec<(partnership::Model, bool)> = Vec::new();
    let after = match said {
        None => None,
        Some(said) => {
            let (partnership, created) = find_or_begin(work, &said.members, said.class).await?;
            let row = backing::Model {
                agreement_id: agreement,
                partnership_id: partnership.id,
                since: said.since,
                until: said.until,
                in_force: said.in_force,
                signed: Parties(said.signed),
            };
            touched.push((partnership, created));
            Some(row)
        }
    };
    if before == after {
        return Ok(Vec::new());
    }
    match &after {
        Some(row) => {
            use backing::Column as B;
            let set = [B::PartnershipId, B::Since, B::Until, B::InForce, B::Signed];
            replace_all(&**work, vec![row.clone().into_active_model()], &[B::AgreementId], &set).await?;
        }
        None => {
            backing::Entity::delete_by_id(agreement).exec(&**work).await?;
        }
    }
    let left =
        before.map(|before| before.partnership_id).filter(|left| !touched.iter().any(|(now, _)| now.id == *left));
    if let Some(left) = left {
        let left = partnership::Entity::find_by_id(left).lock_exclusive().one(&**work).await?;
        touched.extend(left.map(|left| (left, false)));
    }
    let mut entries = Vec::new();
    for (partnership, created) in touched {
        let (id, was) = (partnership.id, partnership.claimed && !created);
        let after = assessed(work, partnership, created).await?;
        let data = json!({
            "class": after.class, "verification": after.verification, "since": after.since, "until": after.until,
        });
        entries.push(told(Act::FollowAgreements, id, (was, after.claimed), data));
    }
    Ok(entries)
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
async fn find_or_begin(work: &Work, members: &[Uuid], class: Class) -> Result<(partnership::Model, bool), Error> {
    let new = begun(work, members, class);
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
        .filter(partnership::Column::Class.eq(class))
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

pub(super) fn begun(work: &Work, members: &[Uuid], class: Class) -> partnership::Model {
    partnership::Model {
        id: work.new_id(),
        class,
        member_key: member_key(members),
        since: None,
        until: None,
        verification: Verification::Claimed,
        claimed: true,
        revision: 1,
        created_at: work.now,
        updated_at: work.now,
    }
}

pub(super) fn member_rows(partnership_id: Uuid, members: &[Uuid]) -> Vec<member::ActiveModel> {
    (0..)
        .zip(members)
        .map(|(ordinal, party)| member::Model { partnership_id, party_id: *party, ordinal }.into_active_model())
        .collect()
}

/// Puts a source's later statements in the place of its earlier ones.
pub(crate) async fn restate(work: &Work, claims: Vec<claim::ActiveModel>) -> Result<(), DbErr> {
    use claim::Column as C;
    let set = [C::Stance, C::Rank, C::AsOf, C::Reference, C::Since, C::Until, C::UnlistedOn];
    replace_all(&**work, claims, &[C::Id], &set).await
}

/// Writes what the claims about partnerships decide.
pub(super) async fn reassess(work: &Work, partnerships: Vec<partnership::ActiveModel>) -> Result<(), DbErr> {
    use partnership::Column as P;
    let set = [P::Since, P::Until, P::Verification, P::Claimed, P::Revision, P::UpdatedAt];
    replace_all(&**work, partnerships, &[P::Id], &set).await
}

pub(super) fn entry(
    act: Act,
    (partnership, was_claimed): (&partnership::Model, bool),
    said: &claim::Model,
    members: &[Uuid],
) -> Entry {
    let data = json!({
        "class": partnership.class, "members": members, "verification": partnership.verification,
        "stance": said.stance, "statedBy": said.stated_by, "source": said.source, "asOf": said.as_of,
        "since": said.since, "until": said.until, "noLongerListedOn": said.unlisted_on,
    });
    told(act, partnership.id, (was_claimed, partnership.claimed), data)
}

/// The entry on a partnership that was one, and is one. What is only denied is none, and for the keepers alone.
fn told(act: Act, id: Uuid, claimed: (bool, bool), data: serde_json::Value) -> Entry {
    let subject = (SubjectKind::Partnership, id);
    match claimed {
        (false, false) => Entry::internal(act, subject, ChangeKind::Changed, data),
        (false, true) => Entry::public(act, subject, ChangeKind::Created, data),
        (true, _) => Entry::public(act, subject, ChangeKind::Changed, data),
    }
}
