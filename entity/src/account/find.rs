//! Reading accounts. People see themselves; those who administer accounts see the people and keys of their parties.

use super::{
    client::rule::Scope,
    record::{Purpose, client, link, membership, person},
    rule::email_key,
};
use crate::{
    Caller, Error, Registry, Work,
    account::visible::{visible_clients, visible_people},
    date::legal_today,
    journal::Entry,
    page::{Cursor, Direction, Key, ListOrder, Page, Slice, count},
    policy::{Act, Membership, Role, Who},
    rows::group,
    secret::digest,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationDef, Select, sea_query::Expr,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// The order of people: by address.
pub const BY_EMAIL: ListOrder = ListOrder::by_text("person.email");
/// The order of API clients: as they were created.
pub const BY_AGE: ListOrder = ListOrder::by_id("api_client.id");

/// One page of the people whom the caller may see, by address.
pub async fn people(registry: &Registry, caller: &Caller, page: &Page) -> Result<Slice<person::Model>, Error> {
    let by_email = Expr::col((person::Entity, person::Column::EmailKey));
    let select = page.narrow(visible_people(caller), Some(by_email), person::Column::Id, Direction::Ascending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many people the caller may see.
pub async fn count_people(registry: &Registry, caller: &Caller) -> Result<u64, Error> {
    Ok(count(&registry.db, visible_people(caller)).await?)
}

/// Where `person` stands in the list by address.
pub fn person_cursor(person: &person::Model) -> Cursor {
    BY_EMAIL.cursor(Key::Text(person.email_key.clone()), person.id)
}

/// Those of these people whom the caller may see.
pub async fn people_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, person::Model>, Error> {
    let found = visible_people(caller).filter(person::Column::Id.is_in(ids.iter().copied())).all(&registry.db).await?;
    Ok(found.into_iter().map(|person| (person.id, person)).collect())
}

/// The person with an address, if the caller may see them.
pub async fn person_by_email(
    registry: &Registry,
    caller: &Caller,
    email: &str,
) -> Result<Option<person::Model>, Error> {
    let select = visible_people(caller).filter(person::Column::EmailKey.eq(email_key(email)));
    Ok(select.one(&registry.db).await?)
}

/// The roles of these people, as far as the caller may see them.
pub async fn memberships_of(
    registry: &Registry,
    caller: &Caller,
    people: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Membership>>, Error> {
    let visible: Vec<Uuid> = people_by_id(registry, caller, people).await?.into_keys().collect();
    Ok(memberships(&registry.db, &visible).await?)
}

/// Who has lost their last role with tasks in which party by these acts.
pub(crate) fn left(entries: &[Entry]) -> impl Iterator<Item = (Uuid, Uuid)> {
    entries.iter().filter(|entry| entry.act == Act::WithdrawRole && entry.data["leaves"] == true).filter_map(|entry| {
        let party = entry.data["party"].as_str()?.parse().ok()?;
        Some((entry.subject_id, party))
    })
}

/// The acts of which the work of a party consists: whoever may do one of them has tasks.
pub(crate) const WORK: [Act; 2] = [Act::RecordDocument, Act::ConfirmParticipation];

/// Whether a person may do one of these acts by a role in a party, and their account is open: work is given to no one who cannot
/// do it.
pub(crate) async fn works_for(
    db: &impl ConnectionTrait,
    person: Uuid,
    party: Uuid,
    acts: &[Act],
) -> Result<bool, Error> {
    let held = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::PartyId.eq(party))
        .filter(membership::Column::Role.is_in(acts.iter().flat_map(|act| act.roles()).copied()));
    Ok(count(db, held).await? > 0 && is_open(db, person).await?)
}

/// The names of these people and API clients, as far as the caller works with them: themselves, anyone with a role in
/// one of their parties, and everyone for those who read everything.
pub async fn colleagues(registry: &Registry, caller: &Caller, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, Error> {
    let (mut people, mut keys) = (Condition::all(), Condition::all());
    if !caller.reads_all() {
        let mine = caller.parties();
        let of_mine = membership::Entity::find()
            .select_only()
            .column(membership::Column::PersonId)
            .filter(membership::Column::PartyId.is_in(mine.iter().copied()));
        let own = caller.person().ok().map(|own| person::Column::Id.eq(own));
        people = people.add(Condition::any().add_option(own).add(person::Column::Id.in_subquery(of_mine.into_query())));
        keys = keys.add(client::Column::PartyId.is_in(mine));
    }
    let people = person::Entity::find().filter(people).filter(person::Column::Id.is_in(ids.iter().copied()));
    let keys = client::Entity::find().filter(keys).filter(client::Column::Id.is_in(ids.iter().copied()));
    let mut names: HashMap<Uuid, String> =
        people.all(&registry.db).await?.into_iter().map(|person| (person.id, person.name)).collect();
    names.extend(keys.all(&registry.db).await?.into_iter().map(|key| (key.id, key.name)));
    Ok(names)
}

/// The people of each of these parties by name, as far as they are the caller's own parties.
pub async fn people_of(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(Uuid, String)>>, Error> {
    let own: Vec<Uuid> = caller.parties().into_iter().filter(|party| parties.contains(party)).collect();
    let mut pairs: Vec<(Uuid, Uuid, String)> = membership::Entity::find()
        .select_only()
        .column(membership::Column::PartyId)
        .column(membership::Column::PersonId)
        .column(person::Column::Name)
        .join(JoinType::InnerJoin, membership_person())
        .filter(membership::Column::PartyId.is_in(own))
        .filter(person::Column::DisabledAt.is_null())
        .into_tuple()
        .all(&registry.db)
        .await?;
    pairs.sort_by(|a, b| (&a.2, a.1).cmp(&(&b.2, b.1)));
    pairs.dedup();
    let mut people: HashMap<Uuid, Vec<(Uuid, String)>> = HashMap::new();
    for (party, id, name) in pairs {
        let of_party = people.entry(party).or_default();
        if !of_party.iter().any(|(known, _)| *known == id) {
            of_party.push((id, name));
        }
    }
    Ok(people)
}

fn membership_person() -> RelationDef {
    membership::Entity::belongs_to(person::Entity).from(membership::Column::PersonId).to(person::Column::Id).into()
}

/// The API clients of each of these parties that the caller administers, the oldest first.
pub async fn clients_of(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
) -> Result<HashMap<Uuid, Vec<client::Model>>, Error> {
    let theirs = client::Column::PartyId.is_in(parties.iter().copied());
    let found = visible_clients(caller).filter(theirs).order_by_asc(client::Column::Id).all(&registry.db).await?;
    Ok(group(found, |client| client.party_id.unwrap_or_default()))
}

/// One page of the API clients that the caller administers, the oldest first.
pub async fn clients(registry: &Registry, caller: &Caller, page: &Page) -> Result<Slice<client::Model>, Error> {
    let select = page.narrow(visible_clients(caller), None, client::Column::Id, Direction::Ascending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// Where `client` stands in the list by age.
pub fn client_cursor(client: &client::Model) -> Cursor {
    BY_AGE.cursor(Key::Id, client.id)
}

/// The API client whose key begins with `prefix`, if the caller administers it.
pub async fn client_by_prefix(
    registry: &Registry,
    caller: &Caller,
    prefix: &str,
) -> Result<Option<client::Model>, Error> {
    Ok(visible_clients(caller).filter(client::Column::KeyPrefix.eq(prefix)).one(&registry.db).await?)
}

/// Who the caller is, as they may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// A person who has signed in.
    Person(person::Model),
    /// An API client.
    Client(client::Model),
}

/// Who the caller is; `None` if they have not signed in. Their roles are in [`Caller::memberships`].
pub async fn viewer(registry: &Registry, caller: &Caller) -> Result<Option<Viewer>, Error> {
    Ok(match caller.who {
        Who::Person(id) => person::Entity::find_by_id(id).one(&registry.db).await?.map(Viewer::Person),
        Who::Client(id) => client::Entity::find_by_id(id).one(&registry.db).await?.map(Viewer::Client),
        Who::Anonymous | Who::System => None,
    })
}

/// The person for whom a link that still works was made, so that they can choose a password.
pub async fn person_of_link(registry: &Registry, token: &str) -> Result<Option<person::Model>, Error> {
    let Some(id) = working_link(registry, Purpose::SetPassword, token).await?.and_then(|link| link.person_id) else {
        return Ok(None);
    };
    let open = person::Entity::find_by_id(id).filter(person::Column::DisabledAt.is_null());
    Ok(open.one(&registry.db).await?)
}

/// The link with this token, while it works.
pub(super) async fn working_link(
    registry: &Registry,
    purpose: Purpose,
    token: &str,
) -> Result<Option<link::Model>, Error> {
    Ok(link::Entity::find_by_id(digest(token))
        .filter(link::Column::Purpose.eq(purpose))
        .filter(link::Column::ExpiresAt.gt(registry.now()))
        .one(&registry.db)
        .await?)
}

/// Whether anybody has an account.
pub(super) async fn is_inhabited(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(person::Entity::find().one(db).await?.is_some())
}

/// The roles of those whose account is open and who administer the whole registry.
pub(super) fn administrators() -> Select<membership::Entity> {
    let open = person::Entity::find().filter(person::Column::DisabledAt.is_null());
    let people = open.select_only().column(person::Column::Id).into_query();
    membership::Entity::find()
        .filter(membership::Column::Role.eq(Role::OrgAdmin))
        .filter(membership::Column::PartyId.is_null())
        .filter(membership::Column::PersonId.in_subquery(people))
}

/// Whether somebody whose account is open administers the whole registry: nobody else can make such an administrator
/// over the API.
pub async fn is_administered(registry: &Registry) -> Result<bool, Error> {
    let found = administrators().one(&registry.db).await?;
    Ok(found.is_some())
}

/// The roles of these people.
pub(super) async fn memberships(
    db: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Membership>>, DbErr> {
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(membership::Column::Id)
        .all(db)
        .await?;
    let mut held: HashMap<Uuid, Vec<Membership>> = HashMap::new();
    for row in rows {
        held.entry(row.person_id).or_default().push(Membership { role: row.role, party: row.party_id });
    }
    Ok(held)
}

/// Whether anybody, a person or a partner's software, may do `act` for any of these parties with a role in that party.
pub(crate) async fn anyone_may(work: &Work, act: Act, parties: &[Uuid]) -> Result<bool, Error> {
    Ok(!acting(&**work, work.now, act, parties).await?.is_empty())
}

/// Those of these parties for which somebody, a person or a partner's software, may do `act` with a role in that party, or may
/// give somebody such a role: a city is in the registry from its first account on.
pub(crate) async fn acting(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    act: Act,
    parties: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let open = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::DisabledAt.is_null())
        .into_query();
    let people = membership::Entity::find()
        .filter(membership::Column::PersonId.in_subquery(open))
        .filter(membership::Column::PartyId.is_in(parties.iter().copied()))
        .filter(membership::Column::Role.is_in(act.roles().iter().copied().chain([Role::OrgAdmin])));
    let people = people.all(db).await?.into_iter().filter_map(|held| held.party_id);
    let clients = client::Entity::find()
        .filter(client::Column::PartyId.is_in(parties.iter().copied()))
        .filter(client::Column::Role.is_in(act.roles().iter().copied()));
    let writes = |client: &client::Model| client.is_let_in(now) && client.scopes().contains(&Scope::Write);
    let clients = clients.all(db).await?.into_iter().filter(writes).filter_map(|client| client.party_id);
    Ok(people.chain(clients).collect())
}

/// The day after which the first key expires that acts for one of these parties; `None` where no key does.
pub(crate) async fn keys_expire_on(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    parties: &[Uuid],
) -> Result<Option<NaiveDate>, DbErr> {
    if parties.is_empty() {
        return Ok(None);
    }
    let keys = client::Entity::find()
        .filter(client::Column::PartyId.is_in(parties.iter().copied()))
        .filter(client::Column::RevokedAt.is_null())
        .filter(client::Column::ExpiresAt.gt(now));
    let first = keys.all(db).await?.into_iter().filter_map(|key| key.expires_at).min();
    Ok(first.and_then(|at| legal_today(at).succ_opt()))
}

/// The parties for which these acts on accounts and keys let somebody act, or let them act no more.
pub(crate) async fn whose_people_change(db: &impl ConnectionTrait, entries: &[Entry]) -> Result<BTreeSet<Uuid>, DbErr> {
    use Act::{
        AddPerson, CreateApiClient, DisablePerson, GrantRole, ReopenPerson, RevokeApiClient, RotateApiClient,
        WithdrawRole,
    };
    let party_of = |entry: &Entry| entry.data["party"].as_str()?.parse::<Uuid>().ok();
    let (mut parties, mut people) = (BTreeSet::new(), Vec::new());
    for entry in entries {
        match entry.act {
            CreateApiClient | RotateApiClient | RevokeApiClient | GrantRole | WithdrawRole => {
                parties.extend(party_of(entry));
            }
            AddPerson | DisablePerson | ReopenPerson => people.push(entry.subject_id),
            _ => {}
        }
    }
    let held = membership::Entity::find().filter(membership::Column::PersonId.is_in(people)).all(db).await?;
    parties.extend(held.into_iter().filter_map(|held| held.party_id));
    Ok(parties)
}

/// Whether there is such a person and their account is open.
pub(crate) async fn is_open(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, Error> {
    let open = person::Entity::find_by_id(id).filter(person::Column::DisabledAt.is_null());
    Ok(count(db, open).await? > 0)
}
