//! Who has to act, and what the mail of their day needs to say.

use super::rule::{SHOWN, urgency};
use crate::{
    Error, Registry,
    account::record::{membership, person},
    agreement::record::{agreement, agreement_party},
    date::{PartialDate, legal_today},
    deadline::{
        record::{DeadlineKind, deadline},
        rule::OF_ITS_PARTY,
    },
    exchange::record::exchange,
    notice::{
        find::{Reader, readers},
        record::{Payload, notice},
    },
    policy::Role,
    rows::group,
    task::{
        find::{deputies_of, holds_of},
        record::{deputy, hold},
        rule::at_work,
    },
    text::LocalText,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Iterable, QueryFilter, sea_query::ExprTrait};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What a mail says that its reader has to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The most urgent things, in the order of urgency.
    pub items: Vec<Item>,
    /// How many there are beside them.
    pub more: usize,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What is due, by when, and why.
    pub deadline: deadline::Model,
    /// The title of the agreement or the exchange, where it follows from one.
    pub title: Option<LocalText>,
    /// In whose place the reader does it, where they stand in for somebody.
    pub in_place_of: Option<String>,
}

/// Who has to act on some deadlines, as far as they may see what these are about.
pub(super) struct Concerned {
    agreements: HashMap<Uuid, agreement::Model>,
    exchanges: HashMap<Uuid, exchange::Model>,
    parts: HashMap<Uuid, Vec<agreement_party::Model>>,
    holds: HashMap<Uuid, Vec<hold::Model>>,
    deputies: Vec<deputy::Model>,
    readers: HashMap<Uuid, Reader>,
    today: NaiveDate,
}

/// Who acts on something for a party.
struct Acting<'a> {
    reader: &'a Reader,
    /// In whose place, if they stand in for somebody.
    in_place_of: Option<Uuid>,
}

impl Concerned {
    /// Loads them with one statement for each kind of thing.
    pub async fn load(
        db: &impl ConnectionTrait,
        deadlines: &[deadline::Model],
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let ids: HashSet<Uuid> = deadlines.iter().filter_map(deadline::Model::agreement).collect();
        let of_these = agreement::Column::Id.is_in(ids.iter().copied());
        let agreements = agreement::Entity::find().filter(of_these).all(db).await?;
        let of_these = agreement_party::Column::AgreementId.is_in(ids).and(agreement_party::Entity::listed());
        let parts = agreement_party::Entity::find().filter(of_these).all(db).await?;
        let ids = deadlines.iter().filter_map(deadline::Model::exchange);
        let exchanges = exchange::Entity::find().filter(exchange::Column::Id.is_in(ids)).all(db).await?;
        let holds = holds_of(db, &deadlines.iter().map(|deadline| deadline.id).collect::<Vec<_>>()).await?;
        let parties = parts.iter().map(|part| part.party_id).chain(deadlines.iter().filter_map(|one| one.party_id));
        let parties: HashSet<Uuid> = parties.collect();
        let deputies = deputies_of(db, &parties.iter().copied().collect::<Vec<_>>(), today).await?;
        let named = parts.iter().filter_map(|part| part.officer_id).chain(holds.iter().map(|held| held.person_id));
        let named = named.chain(deputies.iter().flat_map(|one| [one.person_id, one.deputy_id]));
        let named: HashSet<Uuid> = named.collect();
        let works = membership::Column::PartyId
            .is_in(parties)
            .and(membership::Column::Role.is_in(DeadlineKind::iter().flat_map(|kind| kind.is_for().roles()).copied()));
        let chosen = Condition::any().add(works).add(membership::Column::PersonId.is_in(named));
        let held = membership::Entity::find().filter(chosen).all(db).await?;
        let people: HashSet<Uuid> = held.into_iter().map(|held| held.person_id).collect();
        let held = membership::Column::PersonId.is_in(people.iter().copied());
        let readers = readers(db, person::Column::Id.is_in(people), held).await?;
        Ok(Self {
            agreements: agreements.into_iter().map(|agreement| (agreement.id, agreement)).collect(),
            exchanges: exchanges.into_iter().map(|exchange| (exchange.id, exchange)).collect(),
            parts: group(parts, |part| part.agreement_id),
            holds: group(holds, |held| held.deadline_id),
            deputies,
            readers,
            today,
        })
    }

    /// Those who have to act on a deadline.
    pub fn with(&self, deadline: &deadline::Model) -> Vec<&person::Model> {
        let mut people: Vec<&person::Model> =
            self.acting(deadline).into_iter().map(|acting| &acting.reader.person).collect();
        people.sort_by_key(|person| person.id);
        people.dedup_by_key(|person| person.id);
        people
    }

    /// In whose place a person acts on a deadline, if they stand in for somebody.
    fn in_place_of(&self, deadline: &deadline::Model, person: Uuid) -> Option<String> {
        let acting = self.acting(deadline).into_iter().find(|acting| acting.reader.person.id == person)?;
        Some(self.readers.get(&acting.in_place_of?)?.person.name.clone())
    }

    /// For each party that has to act, whoever has it in hand or stands in for them or, where nobody has, everyone who has a
    /// part in its work.
    fn acting(&self, deadline: &deadline::Model) -> Vec<Acting<'_>> {
        let parts = self.parts_of(deadline);
        let parties =
            deadline.party_id.map_or_else(|| parts.iter().map(|part| part.party_id).collect(), |one| vec![one]);
        let works = |one: &&Reader, party| belongs(one, party, Some(deadline.kind.is_for().roles()));
        let acting = parties.into_iter().flat_map(|party| {
            if let Some(acting) = self.in_hand(deadline, party) {
                return vec![acting];
            }
            let team = self.readers.values().filter(|one| works(one, party));
            team.map(|reader| Acting { reader, in_place_of: None }).collect()
        });
        acting.filter(|acting| self.sees(acting.reader, deadline)).collect()
    }

    /// Who has a deadline in hand for a party: whoever took it, else whoever looks after its agreement, or who stands in for
    /// them.
    fn in_hand(&self, deadline: &deadline::Model, party: Uuid) -> Option<Acting<'_>> {
        let working = |person: Uuid| self.readers.get(&person).filter(|one| belongs(one, party, None));
        let held = self.holds.get(&deadline.id).into_iter().flatten().find(|held| held.party_id == party);
        let officer =
            self.parts_of(deadline).iter().find(|part| part.party_id == party).and_then(|part| part.officer_id);
        let owner = held.map(|held| held.person_id).and_then(working).or_else(|| officer.and_then(working))?;
        let owner_id = owner.person.id;
        let deputy = Some(at_work(&self.deputies, party, owner_id, self.today)).filter(|one| *one != owner_id);
        let deputy = deputy.and_then(working).filter(|deputy| self.sees(deputy, deadline));
        Some(match deputy {
            Some(reader) => Acting { reader, in_place_of: Some(owner_id) },
            None => Acting { reader: owner, in_place_of: None },
        })
    }

    fn parts_of(&self, deadline: &deadline::Model) -> &[agreement_party::Model] {
        deadline.agreement().and_then(|id| self.parts.get(&id)).map_or(&[], Vec::as_slice)
    }

    /// Whether they may see what a deadline is about: their own party's affair, or an agreement.
    fn sees(&self, reader: &Reader, deadline: &deadline::Model) -> bool {
        let Some(id) = deadline.agreement() else { return OF_ITS_PARTY.contains(&deadline.subject_kind) };
        let parties: Vec<Uuid> = self.parts_of(deadline).iter().map(|part| part.party_id).collect();
        self.agreements.get(&id).is_some_and(|one| reader.caller.sees(one.visibility, one.owner_id, &parties))
    }

    fn title(&self, deadline: &deadline::Model) -> Option<LocalText> {
        if let Some(exchange) = deadline.exchange().and_then(|id| self.exchanges.get(&id)) {
            return Some(LocalText { id: exchange.title_id.clone(), en: exchange.title_en.clone() });
        }
        let agreement = self.agreements.get(&deadline.agreement()?)?;
        Some(LocalText { id: agreement.title_id.clone(), en: agreement.title_en.clone() })
    }
}

/// Whether they have a role in a party: one of these, or any.
fn belongs(reader: &Reader, party: Uuid, among: Option<&[Role]>) -> bool {
    let held = reader.caller.memberships.iter().filter(|held| held.party == Some(party));
    held.into_iter().any(|held| among.is_none_or(|roles| roles.contains(&held.role)))
}

/// Whether a notice still says what is so of a deadline.
pub(super) fn holds(notice: &notice::Model, deadline: &deadline::Model) -> bool {
    matches!(notice.payload, Payload::Deadline { due_on, .. } if due_on == deadline.due_on)
}

/// The deadlines of these notices that are still there, by their identifiers.
pub(super) async fn deadlines_of(
    db: &impl ConnectionTrait,
    notices: &[notice::Model],
) -> Result<HashMap<Uuid, deadline::Model>, Error> {
    let ids: HashSet<Uuid> = notices.iter().map(|notice| notice.subject_id).collect();
    let found = deadline::Entity::find().filter(deadline::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|deadline| (deadline.id, deadline)).collect())
}

/// What these mails say that there is to do. Left out is what is done or has moved by now, and what is no longer their
/// reader's; missing are mails of which nothing is left.
pub(crate) async fn contents(
    registry: &Registry,
    mails: &[&notice::Model],
    readers: &HashMap<Uuid, Reader>,
) -> Result<HashMap<Uuid, Due>, Error> {
    if mails.is_empty() {
        return Ok(HashMap::new());
    }
    let (db, today) = (&registry.db, legal_today(registry.now()));
    let bound = notice::Column::BoundTo.is_in(mails.iter().map(|mail| mail.id));
    let bound = notice::Entity::find().filter(bound).all(db).await?;
    let deadlines = deadlines_of(db, &bound).await?;
    let concerned = Concerned::load(db, &deadlines.values().cloned().collect::<Vec<_>>(), today).await?;
    let mut bound = group(bound, |notice| notice.bound_to.unwrap_or(notice.id));
    let mut contents = HashMap::new();
    for mail in mails {
        let Some(reader) = mail.recipient_id.and_then(|person| readers.get(&person)) else { continue };
        let notices = bound.remove(&mail.id).unwrap_or_default();
        let left = notices.iter().filter_map(|notice| {
            let deadline = deadlines.get(&notice.subject_id).filter(|deadline| holds(notice, deadline))?;
            let theirs = concerned.with(deadline).iter().any(|person| person.id == reader.person.id);
            (theirs && !deadline.has_lapsed(today)).then_some(deadline)
        });
        let mut left: Vec<&deadline::Model> = left.collect();
        left.sort_by_key(|deadline| (urgency(deadline.due_on.map(PartialDate::latest)), deadline.id));
        left.dedup_by_key(|deadline| deadline.id);
        if left.is_empty() {
            continue;
        }
        let more = left.len().saturating_sub(SHOWN);
        let item = |deadline: &&deadline::Model| Item {
            deadline: (*deadline).clone(),
            title: concerned.title(deadline),
            in_place_of: concerned.in_place_of(deadline, reader.person.id),
        };
        contents.insert(mail.id, Due { items: left.iter().take(SHOWN).map(item).collect(), more });
    }
    Ok(contents)
}
