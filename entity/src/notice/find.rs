//! Who follows what, whom a notice goes to, and what their mail needs to say.

use super::{
    duty, exchange as exchange_notices, password,
    record::{Channel, Kind, State, follow, notice},
    rule::LinkKey,
};
use crate::{
    Caller, Error, Registry,
    account::record::{membership, person},
    agreement as agreements,
    exchange::record::exchange,
    page::{Cursor, Direction, Key, ListOrder, Page, Slice, count},
    place::record::party,
    policy::{Membership, Who, visible},
    rows::group,
    subject::{Subject, SubjectKind},
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select,
    sea_query::{ExprTrait, SimpleExpr},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The order of follows: the latest first.
pub const LATEST: ListOrder = ListOrder::by_id("follow.latest");
/// How many of what a person follows are listed.
const MOST_FOLLOWED: u64 = 100;
/// The name under which the key of the links in mails is kept.
const LINK_KEY: &str = "mail_link_key";
/// How long after it is due a notice is overdue.
const OVERDUE: Duration = Duration::minutes(10);

/// One page of what the caller follows, the latest first. What they may no longer see stands among it, by its
/// identifier alone.
pub async fn following(registry: &Registry, caller: &Caller, page: &Page) -> Result<Slice<follow::Model>, Error> {
    let mine = follow::Entity::find().filter(follow::Column::PersonId.eq(caller.person()?));
    let select = page.narrow(mine, None, follow::Column::Id, Direction::Descending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// Where `follow` stands in the list of follows.
pub fn cursor(follow: &follow::Model) -> Cursor {
    LATEST.cursor(Key::Id, follow.id)
}

/// What the caller followed last, the latest first; nothing for one who is not a person.
pub async fn followed(registry: &Registry, caller: &Caller) -> Result<Vec<Subject>, Error> {
    if caller.person().is_err() {
        return Ok(Vec::new());
    }
    let follows = following(registry, caller, &Page::first(MOST_FOLLOWED)).await?;
    Ok(follows.rows.into_iter().map(|follow| Subject::new(follow.subject_kind, follow.subject_id)).collect())
}

/// Which of these things the caller follows; none for one who is not a person.
pub async fn followed_among(
    registry: &Registry,
    caller: &Caller,
    subjects: &[Uuid],
) -> Result<HashMap<Uuid, bool>, Error> {
    let Who::Person(person) = caller.who else {
        return Ok(HashMap::new());
    };
    let found = follow::Entity::find()
        .filter(follow::Column::PersonId.eq(person))
        .filter(follow::Column::SubjectId.is_in(subjects.iter().copied()))
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|follow| (follow.subject_id, true)).collect())
}

/// Whether there is such a thing and the caller may see it.
pub(super) async fn is_visible(
    db: &impl ConnectionTrait,
    caller: &Caller,
    Subject { kind, id }: Subject,
) -> Result<bool, Error> {
    Ok(match kind {
        SubjectKind::Party => party::Entity::find_by_id(id).one(db).await?.is_some(),
        SubjectKind::Agreement => agreements::find::can_see(db, caller, id).await?,
        SubjectKind::Exchange => {
            let seen = exchange::Entity::find_by_id(id).filter(visible::<exchange::Entity>(caller));
            count(db, seen).await? > 0
        }
        // Nobody follows others: `SubjectKind::facts`.
        _ => false,
    })
}

/// A person who gets mail, and what they may see.
#[derive(Debug)]
pub(crate) struct Reader {
    pub person: person::Model,
    pub caller: Caller,
}

/// The people with an open account for whom `chosen` holds, with the memberships for which `held` holds.
pub(crate) async fn readers(
    db: &impl ConnectionTrait,
    chosen: SimpleExpr,
    held: SimpleExpr,
) -> Result<HashMap<Uuid, Reader>, Error> {
    let people = person::Entity::find().filter(chosen).filter(person::Column::DisabledAt.is_null()).all(db).await?;
    let held = membership::Entity::find().filter(held).all(db).await?;
    let mut held = group(held, |membership| membership.person_id);
    let reader = |person: person::Model| {
        let memberships = held.remove(&person.id).unwrap_or_default();
        let memberships = memberships.iter().map(|held| Membership { role: held.role, party: held.party_id }).collect();
        let caller = Caller { who: Who::Person(person.id), language: person.language(), memberships, may_write: false };
        (person.id, Reader { person, caller })
    };
    Ok(people.into_iter().map(reader).collect())
}

/// What a mail needs to say to whom.
#[derive(Debug, Clone, PartialEq)]
pub struct MailJob {
    /// The notice, from which the Message-ID derives.
    pub notice: Uuid,
    /// When it was written: the date of the mail, the same for every try.
    pub written_at: DateTime<Utc>,
    /// What it says.
    pub kind: Kind,
    /// Who gets it.
    pub reader: person::Model,
    /// What it is about.
    pub content: Content,
}

/// What a mail is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// An exchange that its reader follows.
    Exchange(Box<exchange_notices::find::Told>),
    /// What its reader has to do.
    Due(duty::find::Due),
    /// A link by which its reader chooses a password.
    Password(password::find::Invitation),
}

/// What the mails of these notices need to say. Missing are the notices that nobody should get any more: because what they
/// say is no longer so, or because their reader closed their account, may not see what it is about, or is not concerned.
pub async fn jobs(registry: &Registry, notices: &[notice::Model]) -> Result<HashMap<Uuid, MailJob>, Error> {
    let db = &registry.db;
    let people: Vec<Uuid> = notices.iter().filter_map(|notice| notice.recipient_id).collect();
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let held_by = membership::Column::PersonId.is_in(people.clone());
    let readers = readers(db, person::Column::Id.is_in(people), held_by).await?;
    let (mut of_exchanges, mut due, mut invitations) = (Vec::new(), Vec::new(), Vec::new());
    for notice in notices {
        match notice.kind {
            Kind::WeekBefore | Kind::DayBefore | Kind::Moved | Kind::Cancelled => of_exchanges.push(notice),
            Kind::Due => due.push(notice),
            Kind::Password => invitations.push(notice),
            // It goes to nobody as it is: whoever must act gets it in the mail of their day.
            Kind::Deadline => {}
        }
    }
    let told = exchange_notices::find::contents(db, &of_exchanges, &readers).await?;
    let due = duty::find::contents(registry, &due, &readers).await?;
    let invitations = password::find::contents(&invitations, &readers);
    let mut contents: HashMap<Uuid, Content> =
        told.into_iter().map(|(id, told)| (id, Content::Exchange(Box::new(told)))).collect();
    contents.extend(due.into_iter().map(|(id, due)| (id, Content::Due(due))));
    contents.extend(invitations.into_iter().map(|(id, invitation)| (id, Content::Password(invitation))));
    let job = |notice: &notice::Model| {
        let (reader, content) = (readers.get(&notice.recipient_id?)?.person.clone(), contents.remove(&notice.id)?);
        let (written_at, kind) = (notice.created_at, notice.kind);
        Some((notice.id, MailJob { notice: notice.id, written_at, kind, reader, content }))
    };
    Ok(notices.iter().filter_map(job).collect())
}

/// How the outbox stands, for the operator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outbox {
    /// How many notices wait until they are due, or until they are tried again.
    pub waiting: u64,
    /// How many of them should have been carried out more than 10 minutes ago.
    pub overdue: u64,
    /// How many mails were given up that could still be of use.
    pub given_up: u64,
    /// How many addresses the mail server refused: nobody is there.
    pub addresses_refused: u64,
    /// Why the latest of all these was not carried out.
    pub last_error: Option<String>,
}

/// How the outbox stands, for the operator.
pub async fn outbox(registry: &Registry) -> Result<Outbox, Error> {
    let now = registry.now();
    let waiting = || notice::Entity::find().filter(notice::Column::State.is_in([State::Ready, State::Leased]));
    // A mail to one person is due when it is written; what comes later is when it is tried again.
    let to_one = notice::Column::RecipientId.is_not_null().and(notice::Column::Channel.eq(Channel::Mail));
    let was_due = Condition::any()
        .add(to_one.clone().not().and(notice::Column::DueAt.lte(now - OVERDUE)))
        .add(to_one.and(notice::Column::CreatedAt.lte(now - OVERDUE)));
    let failed = Condition::any()
        .add(notice::Column::State.is_in([State::Ready, State::Leased]))
        .add(notice::Column::State.eq(State::Dead).and(notice::Column::StaleAt.gt(now)));
    let latest = notice::Entity::find()
        .filter(notice::Column::LastError.is_not_null())
        .filter(failed)
        .order_by_desc(notice::Column::CreatedAt)
        .order_by_desc(notice::Column::Id);
    Ok(Outbox {
        waiting: count(&registry.db, waiting()).await?,
        overdue: count(&registry.db, waiting().filter(was_due)).await?,
        given_up: count(&registry.db, given_up_at(now)).await?,
        addresses_refused: count(&registry.db, refused()).await?,
        last_error: latest.one(&registry.db).await?.and_then(|notice| notice.last_error),
    })
}

/// The mails that were given up and could still be of use, each with the address it goes to, for the operator; the
/// oldest first.
pub async fn given_up(registry: &Registry) -> Result<Vec<(notice::Model, String)>, Error> {
    let mails = given_up_at(registry.now()).order_by_asc(notice::Column::Id).all(&registry.db).await?;
    let people = mails.iter().filter_map(|mail| mail.recipient_id);
    let people = person::Entity::find().filter(person::Column::Id.is_in(people)).all(&registry.db).await?;
    let addresses: HashMap<Uuid, String> = people.into_iter().map(|person| (person.id, person.email)).collect();
    let address = |mail: &notice::Model| addresses.get(&mail.recipient_id?).cloned();
    Ok(mails.into_iter().filter_map(|mail| address(&mail).map(|address| (mail, address))).collect())
}

/// The people whose address the mail server refused, for the operator; the first refusal first.
pub async fn addresses_refused(registry: &Registry) -> Result<Vec<person::Model>, Error> {
    let people = refused().order_by_asc(person::Column::MailRefusedAt).order_by_asc(person::Column::Id);
    Ok(people.all(&registry.db).await?)
}

/// Those of them with an open account.
fn refused() -> Select<person::Entity> {
    person::Entity::find()
        .filter(person::Column::MailRefusedAt.is_not_null())
        .filter(person::Column::DisabledAt.is_null())
}

/// The mails that were given up and could still be of use at `now`.
pub(super) fn given_up_at(now: DateTime<Utc>) -> Select<notice::Entity> {
    notice::Entity::find()
        .filter(notice::Column::State.eq(State::Dead))
        .filter(notice::Column::RecipientId.is_not_null())
        .filter(notice::Column::StaleAt.gt(now))
}

/// The key that seals the links in mails, made when it is first asked for.
pub async fn link_key(registry: &Registry) -> Result<LinkKey, Error> {
    if let Some(kept) = registry.note(LINK_KEY).await? {
        return read_key(&kept);
    }
    let work = registry.begin(&Caller::system()).await?;
    let kept = work.note_once(LINK_KEY, LinkKey::new(rand::random()).encode()).await?;
    work.commit_upkeep().await?;
    read_key(&kept)
}

fn read_key(kept: &str) -> Result<LinkKey, Error> {
    LinkKey::decode(kept).ok_or_else(|| Error::Fault("the key of the links cannot be read".into()))
}
