//! Who follows what, whom a notice goes to, and what their mail needs to say.

use super::{
    record::{Followable, Kind, State, Times, follow, note, notice},
    rule::LinkKey,
};
use crate::{
    Caller, Error, Registry,
    account::record::{membership, person},
    agreement::{
        self as agreements,
        record::{agreement, agreement_party},
    },
    exchange::{
        self as exchanges,
        record::{Status, exchange, participation},
    },
    page::{Cursor, Direction, Key, ListOrder, Page, Slice, count},
    place::{find::group, record::party, rule::full_name},
    policy::{Membership, Who},
    text::LocalText,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select,
    sea_query::{ExprTrait, Query, SimpleExpr},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The order of follows: the latest first.
pub const LATEST: ListOrder = ListOrder::by_id("follow.latest");
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

/// Which of these things the caller follows; nothing for one who is not a person.
pub async fn followed_among(registry: &Registry, caller: &Caller, subjects: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    let Who::Person(person) = caller.who else {
        return Ok(HashSet::new());
    };
    let found = follow::Entity::find()
        .filter(follow::Column::PersonId.eq(person))
        .filter(follow::Column::SubjectId.is_in(subjects.iter().copied()))
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|follow| follow.subject_id).collect())
}

/// Whether there is such a thing and the caller may see it.
pub(super) async fn is_visible(
    db: &impl ConnectionTrait,
    caller: &Caller,
    kind: Followable,
    subject: Uuid,
) -> Result<bool, Error> {
    Ok(match kind {
        Followable::Party => party::Entity::find_by_id(subject).one(db).await?.is_some(),
        Followable::Agreement => agreements::find::can_see(db, caller, subject).await?,
        Followable::Exchange => {
            let seen = exchange::Entity::find_by_id(subject).filter(exchanges::find::visible(caller));
            count(db, seen).await? > 0
        }
    })
}

/// The things whose followers hear of an exchange.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Subjects {
    /// Those who take part in it.
    pub participants: Vec<Uuid>,
    /// These, its host and the organisation that keeps it.
    pub parties: Vec<Uuid>,
    /// These, the agreement it serves, and itself.
    pub all: Vec<Uuid>,
}

/// The things whose followers hear of each of these exchanges.
pub(super) async fn subjects(
    db: &impl ConnectionTrait,
    exchanges: &[exchange::Model],
) -> Result<HashMap<Uuid, Subjects>, Error> {
    let taking_part = participation::Entity::find()
        .filter(participation::Column::ExchangeId.is_in(exchanges.iter().map(|exchange| exchange.id)))
        .all(db)
        .await?;
    let subjects_of = |exchange: &exchange::Model| {
        let participants: Vec<Uuid> =
            taking_part.iter().filter(|part| part.exchange_id == exchange.id).map(|part| part.party_id).collect();
        let mut parties: Vec<Uuid> =
            participants.iter().copied().chain(exchange.host_id).chain(exchange.owner_id).collect();
        parties.sort_unstable();
        parties.dedup();
        let all = parties.iter().copied().chain(exchange.agreement_id).chain([exchange.id]).collect();
        (exchange.id, Subjects { participants, parties, all })
    };
    Ok(exchanges.iter().map(subjects_of).collect())
}

/// The people who follow an exchange, one of those who take part, or the agreement it serves, and may see it: each
/// once, none whose account is closed.
pub(super) async fn followers(db: &impl ConnectionTrait, exchange: &exchange::Model) -> Result<Vec<Uuid>, Error> {
    let subjects = subjects(db, std::slice::from_ref(exchange)).await?;
    let Some(leading) = subjects.get(&exchange.id) else {
        return Ok(Vec::new());
    };
    let following = Query::select()
        .column(follow::Column::PersonId)
        .from(follow::Entity)
        .and_where(follow::Column::SubjectId.is_in(leading.all.iter().copied()))
        .to_owned();
    let readers = readers(
        db,
        person::Column::Id.in_subquery(following.clone()),
        membership::Column::PersonId.in_subquery(following),
    )
    .await?;
    let mut followers: Vec<Uuid> = readers
        .into_values()
        .filter(|reader| sees_exchange(&reader.caller, exchange, &subjects))
        .map(|reader| reader.person.id)
        .collect();
    followers.sort_unstable();
    Ok(followers)
}

/// A person who gets mail, and what they may see.
struct Reader {
    person: person::Model,
    caller: Caller,
}

/// The people with an open account for whom `chosen` holds, with the memberships for which `held` holds.
async fn readers(
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

/// What a mail needs to say.
#[derive(Debug, Clone, PartialEq)]
pub struct MailJob {
    /// The notice, from which the Message-ID derives.
    pub notice: Uuid,
    /// When it was written: the date of the mail, the same for every try.
    pub written_at: DateTime<Utc>,
    /// What it says.
    pub kind: Kind,
    /// When the exchange was to take place, as the reader knows it, where it moved.
    pub before: Option<Times>,
    /// Who gets it.
    pub reader: person::Model,
    /// What it is about.
    pub exchange: exchange::Model,
    /// The full name of the exchange's host, else of the organisation that keeps it.
    pub host: Option<String>,
    /// What the reader follows that brought them this mail.
    pub follows: Vec<Followed>,
}

/// A thing that a person follows, as far as a mail names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// A region or an institution, by its full name.
    Party(String),
    /// An agreement, by its title.
    Agreement(LocalText),
    /// The exchange that the mail is about.
    Exchange,
}

/// What the mails of these notices need to say. Notices that nobody should get any more are missing: of an exchange
/// that has moved since, to a person who closed their account, may not see the exchange, or follows nothing that leads
/// to it.
pub async fn jobs(registry: &Registry, notices: &[notice::Model]) -> Result<HashMap<Uuid, MailJob>, Error> {
    let mut jobs = load(registry, notices).await?;
    for notice in notices {
        let holds = |job: &MailJob| {
            let cancelled = job.exchange.status == Status::Cancelled;
            job.exchange.generation == notice.generation && cancelled == (notice.kind == Kind::Cancelled)
        };
        if jobs.get(&notice.id).is_some_and(|job| !holds(job)) {
            jobs.remove(&notice.id);
        }
    }
    Ok(jobs)
}

/// What the reader of the mail `notice` follows that brought it to them, for the page on which they unfollow it;
/// `None` if nothing of it is left.
pub async fn stoppable(registry: &Registry, notice: Uuid) -> Result<Option<MailJob>, Error> {
    let rows = notice::Entity::find_by_id(notice).all(&registry.db).await?;
    Ok(load(registry, &rows).await?.remove(&notice))
}

/// The reader and the exchange of the mail `notice`.
pub(super) async fn mail(registry: &Registry, notice: Uuid) -> Result<Option<(Uuid, exchange::Model)>, Error> {
    let Some(notice) = notice::Entity::find_by_id(notice).one(&registry.db).await? else {
        return Ok(None);
    };
    let exchange = exchange::Entity::find_by_id(notice.exchange_id).one(&registry.db).await?;
    Ok(notice.recipient_id.zip(exchange))
}

/// Loads what these mails say, with one statement for each kind of thing.
async fn load(registry: &Registry, notices: &[notice::Model]) -> Result<HashMap<Uuid, MailJob>, Error> {
    let db = &registry.db;
    let people: Vec<Uuid> = notices.iter().filter_map(|notice| notice.recipient_id).collect();
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let exchanges = exchange::Entity::find()
        .filter(exchange::Column::Id.is_in(notices.iter().map(|notice| notice.exchange_id)))
        .all(db)
        .await?;
    let subjects = subjects(db, &exchanges).await?;
    let (of_people, held_by) =
        (person::Column::Id.is_in(people.clone()), membership::Column::PersonId.is_in(people.clone()));
    let readers = readers(db, of_people, held_by).await?;
    let leading = subjects.values().flat_map(|subjects| subjects.all.iter().copied());
    let follows = follow::Entity::find()
        .filter(follow::Column::PersonId.is_in(people).and(follow::Column::SubjectId.is_in(leading)))
        .order_by_asc(follow::Column::Id)
        .all(db)
        .await?;
    let known = Known::load(db, &exchanges, &subjects).await?;

    let exchanges: HashMap<Uuid, exchange::Model> =
        exchanges.into_iter().map(|exchange| (exchange.id, exchange)).collect();
    let mut jobs = HashMap::new();
    for notice in notices {
        let reader = notice.recipient_id.and_then(|person| readers.get(&person));
        let (Some(reader), Some(exchange)) = (reader, exchanges.get(&notice.exchange_id)) else { continue };
        if !sees_exchange(&reader.caller, exchange, &subjects) {
            continue;
        }
        let leading = subjects.get(&exchange.id).map_or(&[][..], |subjects| &subjects.all);
        let follows: Vec<Followed> = follows
            .iter()
            .filter(|follow| follow.person_id == reader.person.id && leading.contains(&follow.subject_id))
            .filter_map(|follow| known.followed(&reader.caller, follow))
            .collect();
        if follows.is_empty() {
            continue;
        }
        let job = MailJob {
            notice: notice.id,
            written_at: notice.created_at,
            kind: notice.kind,
            before: notice.before.clone(),
            reader: reader.person.clone(),
            exchange: exchange.clone(),
            host: exchange.host_id.or(exchange.owner_id).and_then(|host| known.name(host)),
            follows,
        };
        jobs.insert(notice.id, job);
    }
    Ok(jobs)
}

/// What can be named in a mail.
struct Known {
    parties: HashMap<Uuid, party::Model>,
    agreements: HashMap<Uuid, agreement::Model>,
    signatories: Vec<agreement_party::Model>,
}

impl Known {
    async fn load(
        db: &impl ConnectionTrait,
        exchanges: &[exchange::Model],
        subjects: &HashMap<Uuid, Subjects>,
    ) -> Result<Self, Error> {
        let ids = subjects.values().flat_map(|subjects| subjects.parties.iter().copied());
        let parties = party::Entity::find().filter(party::Column::Id.is_in(ids)).all(db).await?;
        let ids = exchanges.iter().filter_map(|exchange| exchange.agreement_id);
        let agreements = agreement::Entity::find().filter(agreement::Column::Id.is_in(ids)).all(db).await?;
        let signatories = signatories(db, &agreements).await?;
        Ok(Self {
            parties: parties.into_iter().map(|party| (party.id, party)).collect(),
            agreements: agreements.into_iter().map(|agreement| (agreement.id, agreement)).collect(),
            signatories,
        })
    }

    fn name(&self, party: Uuid) -> Option<String> {
        let party = self.parties.get(&party)?;
        Some(full_name(party.kind, party.country_code.as_deref(), &party.name))
    }

    /// The thing that `follow` is about; `None` if the caller may not see it (any more).
    fn followed(&self, caller: &Caller, follow: &follow::Model) -> Option<Followed> {
        match follow.subject_kind {
            Followable::Exchange => Some(Followed::Exchange),
            Followable::Party => self.name(follow.subject_id).map(Followed::Party),
            Followable::Agreement => {
                let agreement = self.agreements.get(&follow.subject_id)?;
                sees_agreement(caller, agreement, &self.signatories).then(|| {
                    Followed::Agreement(LocalText { id: agreement.title_id.clone(), en: agreement.title_en.clone() })
                })
            }
        }
    }
}

async fn signatories(
    db: &impl ConnectionTrait,
    agreements: &[agreement::Model],
) -> Result<Vec<agreement_party::Model>, Error> {
    let of_these = agreement_party::Column::AgreementId.is_in(agreements.iter().map(|agreement| agreement.id));
    Ok(agreement_party::Entity::find().filter(of_these).all(db).await?)
}

fn sees_agreement(caller: &Caller, agreement: &agreement::Model, signatories: &[agreement_party::Model]) -> bool {
    let parties: Vec<Uuid> =
        signatories.iter().filter(|row| row.agreement_id == agreement.id).map(|row| row.party_id).collect();
    caller.sees(agreement.visibility, agreement.owner_id, &parties)
}

fn sees_exchange(caller: &Caller, exchange: &exchange::Model, subjects: &HashMap<Uuid, Subjects>) -> bool {
    let participants = subjects.get(&exchange.id).map_or(&[][..], |subjects| &subjects.participants);
    caller.sees(exchange.visibility, exchange.owner_id, participants)
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
    /// Why the latest of all these was not carried out.
    pub last_error: Option<String>,
}

/// How the outbox stands, for the operator.
pub async fn outbox(registry: &Registry) -> Result<Outbox, Error> {
    let now = registry.now();
    let waiting = || notice::Entity::find().filter(notice::Column::State.is_in([State::Ready, State::Leased]));
    // A mail is due when it is written; what comes later is when it is tried again.
    let was_due = Condition::any()
        .add(notice::Column::RecipientId.is_null().and(notice::Column::DueAt.lte(now - OVERDUE)))
        .add(notice::Column::RecipientId.is_not_null().and(notice::Column::CreatedAt.lte(now - OVERDUE)));
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

/// The mails that were given up and could still be of use at `now`.
pub(super) fn given_up_at(now: DateTime<Utc>) -> Select<notice::Entity> {
    notice::Entity::find()
        .filter(notice::Column::State.eq(State::Dead))
        .filter(notice::Column::RecipientId.is_not_null())
        .filter(notice::Column::StaleAt.gt(now))
}

/// The key that seals the links in mails, made when it is first asked for.
pub async fn link_key(registry: &Registry) -> Result<LinkKey, Error> {
    if let Some(kept) = note::Entity::find_by_id(LINK_KEY).one(&registry.db).await? {
        return read_key(&kept);
    }
    let work = registry.begin(&Caller::system()).await?;
    let made = note::ActiveModel { name: Set(LINK_KEY.to_owned()), value: Set(LinkKey::new(rand::random()).encode()) };
    note::Entity::insert(made).on_conflict_do_nothing_on([note::Column::Name]).exec_without_returning(&*work).await?;
    // Another process may have been first.
    let kept = note::Entity::find_by_id(LINK_KEY).one(&*work).await?;
    work.commit_upkeep().await?;
    read_key(&kept.ok_or_else(|| Error::Fault("the key of the links was not kept".into()))?)
}

fn read_key(kept: &note::Model) -> Result<LinkKey, Error> {
    LinkKey::decode(&kept.value).ok_or_else(|| Error::Fault("the key of the links cannot be read".into()))
}
