//! Who hears of an exchange, and what a mail about it needs to say.

use super::rule;
use crate::{
    Caller, Error, Registry,
    account::record::{membership, person},
    agreement::record::{agreement, agreement_party},
    exchange::record::{Consent, exchange, participation},
    notice::{
        find::{Reader, readers},
        record::{Payload, Times, follow, notice},
    },
    place::{record::party, rule::party_name},
    subject::SubjectKind,
    text::LocalText,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{ExprTrait, Query},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The things whose followers hear of an exchange.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Subjects {
    /// Those who take part in it or were asked to.
    pub participants: Vec<Uuid>,
    /// Those who agreed to take part, and the organisation that keeps it: nobody else can have their followers mailed.
    pub parties: Vec<Uuid>,
    /// These, the agreement it serves, and itself.
    pub all: Vec<Uuid>,
}

/// The things whose followers hear of each of these exchanges.
async fn subjects(db: &impl ConnectionTrait, exchanges: &[exchange::Model]) -> Result<HashMap<Uuid, Subjects>, Error> {
    let taking_part = participation::Entity::find()
        .filter(participation::Column::ExchangeId.is_in(exchanges.iter().map(|exchange| exchange.id)))
        .all(db)
        .await?;
    let subjects_of = |exchange: &exchange::Model| {
        let participants: Vec<Uuid> =
            taking_part.iter().filter(|part| part.exchange_id == exchange.id).map(|part| part.party_id).collect();
        let agreed =
            |part: &&participation::Model| part.exchange_id == exchange.id && part.consent == Consent::Confirmed;
        let agreed = taking_part.iter().filter(agreed).map(|part| part.party_id);
        let mut parties: Vec<Uuid> = agreed.chain(exchange.owner_id).collect();
        parties.sort_unstable();
        parties.dedup();
        let all = parties.iter().copied().chain(exchange.agreement_id).chain([exchange.id]).collect();
        (exchange.id, Subjects { participants, parties, all })
    };
    Ok(exchanges.iter().map(subjects_of).collect())
}

/// The people who follow an exchange, one of those who take part, or the agreement it serves, and may see it: each
/// once, none whose account is closed.
pub(super) async fn followers(
    db: &impl ConnectionTrait,
    exchange: &exchange::Model,
) -> Result<Vec<person::Model>, Error> {
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
    let mut followers: Vec<person::Model> = readers
        .into_values()
        .filter(|reader| sees_exchange(&reader.caller, exchange, &subjects))
        .map(|reader| reader.person)
        .collect();
    followers.sort_unstable_by_key(|person| person.id);
    Ok(followers)
}

/// What a mail tells of an exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The exchange, as it is now.
    pub exchange: exchange::Model,
    /// When it was to take place, as the reader knows it, where it moved.
    pub before: Option<Times>,
    /// The full name of its host, where that has agreed.
    pub host: Option<String>,
    /// The full name of the organisation that keeps it, where that is another.
    pub organiser: Option<String>,
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
    /// The very exchange that the mail is about.
    Exchange,
}

/// What the mails of these notices tell. Missing are those of an exchange that has moved since, and those to a person who
/// may not see the exchange, or follows nothing that leads to it.
pub(crate) async fn contents(
    db: &impl ConnectionTrait,
    notices: &[&notice::Model],
    readers: &HashMap<Uuid, Reader>,
) -> Result<HashMap<Uuid, Told>, Error> {
    let mut contents = load(db, notices, readers).await?;
    for notice in notices {
        if contents.get(&notice.id).is_some_and(|told| !rule::holds(notice, &told.exchange)) {
            contents.remove(&notice.id);
        }
    }
    Ok(contents)
}

/// The reader of a mail, and what they follow that brought it to them, for the page on which they end that; none when
/// nothing of it is left.
pub async fn stoppable(registry: &Registry, notice: Uuid) -> Result<Option<(person::Model, Vec<Followed>)>, Error> {
    let Some(notice) = notice::Entity::find_by_id(notice).one(&registry.db).await? else { return Ok(None) };
    let Some(person) = notice.recipient_id else { return Ok(None) };
    let held = membership::Column::PersonId.eq(person);
    let mut readers = readers(&registry.db, person::Column::Id.eq(person), held).await?;
    let told = load(&registry.db, &[&notice], &readers).await?.remove(&notice.id);
    Ok(told.and_then(|told| Some((readers.remove(&person)?.person, told.follows))))
}

/// The reader of a mail, and everything that leads to its exchange; none when it is a mail of another kind.
pub(crate) async fn leading_to(registry: &Registry, notice: Uuid) -> Result<Option<(Uuid, Vec<Uuid>)>, Error> {
    let Some(notice) = notice::Entity::find_by_id(notice).one(&registry.db).await? else { return Ok(None) };
    let exchange = exchange::Entity::find_by_id(notice.subject_id).one(&registry.db).await?;
    let Some((person, exchange)) = notice.recipient_id.zip(exchange) else { return Ok(None) };
    let mut subjects = subjects(&registry.db, std::slice::from_ref(&exchange)).await?;
    Ok(Some((person, subjects.remove(&exchange.id).unwrap_or_default().all)))
}

/// Loads what these mails say, with one statement for each kind of thing.
async fn load(
    db: &impl ConnectionTrait,
    notices: &[&notice::Model],
    readers: &HashMap<Uuid, Reader>,
) -> Result<HashMap<Uuid, Told>, Error> {
    let notices: Vec<&&notice::Model> =
        notices.iter().filter(|one| one.subject_kind == SubjectKind::Exchange).collect();
    if notices.is_empty() {
        return Ok(HashMap::new());
    }
    let exchanges = exchange::Entity::find()
        .filter(exchange::Column::Id.is_in(notices.iter().map(|notice| notice.subject_id)))
        .all(db)
        .await?;
    let subjects = subjects(db, &exchanges).await?;
    let leading = subjects.values().flat_map(|subjects| subjects.all.iter().copied());
    let follows = follow::Entity::find()
        .filter(follow::Column::PersonId.is_in(readers.keys().copied()).and(follow::Column::SubjectId.is_in(leading)))
        .order_by_asc(follow::Column::Id)
        .all(db)
        .await?;
    let known = Known::load(db, &exchanges, &subjects).await?;

    let exchanges: HashMap<Uuid, exchange::Model> =
        exchanges.into_iter().map(|exchange| (exchange.id, exchange)).collect();
    let mut told = HashMap::new();
    for notice in notices {
        let reader = notice.recipient_id.and_then(|person| readers.get(&person));
        let (Some(reader), Some(exchange)) = (reader, exchanges.get(&notice.subject_id)) else { continue };
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
        let before = match &notice.payload {
            Payload::Exchange { before, .. } => before.clone(),
            _ => None,
        };
        let host = exchange.host_id.and_then(|host| known.name(host));
        let organiser = exchange.owner_id.filter(|owner| exchange.host_id != Some(*owner));
        let organiser = organiser.and_then(|owner| known.name(owner));
        told.insert(notice.id, Told { exchange: exchange.clone(), before, host, organiser, follows });
    }
    Ok(told)
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
        let ids = ids.chain(exchanges.iter().filter_map(|exchange| exchange.host_id));
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
        Some(party_name(party))
    }

    /// The thing that `follow` is about; none where the caller may not see it (any more).
    fn followed(&self, caller: &Caller, follow: &follow::Model) -> Option<Followed> {
        match follow.subject_kind {
            SubjectKind::Exchange => Some(Followed::Exchange),
            SubjectKind::Party => self.name(follow.subject_id).map(Followed::Party),
            SubjectKind::Agreement => {
                let agreement = self.agreements.get(&follow.subject_id)?;
                sees_agreement(caller, agreement, &self.signatories).then(|| {
                    Followed::Agreement(LocalText { id: agreement.title_id.clone(), en: agreement.title_en.clone() })
                })
            }
            // Nobody follows others: `SubjectKind::facts`.
            _ => None,
        }
    }
}

async fn signatories(
    db: &impl ConnectionTrait,
    agreements: &[agreement::Model],
) -> Result<Vec<agreement_party::Model>, Error> {
    let of_these = agreement_party::Column::AgreementId.is_in(agreements.iter().map(|agreement| agreement.id));
    let listed = agreement_party::Entity::listed();
    Ok(agreement_party::Entity::find().filter(of_these).filter(listed).all(db).await?)
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
