//! Reading tasks: one's own, those that wait for anyone of a team, and in whose hands they are.

use super::{
    record::{deputy, hold, snooze},
    rule::{at_work, stands_in_for},
};
use crate::{
    Caller, Error, Registry,
    account::record::person,
    agreement::record::agreement_party,
    date::{PartialDate, legal_today},
    deadline::{
        find::{NO_DAY, day},
        record::deadline,
    },
    obligation::find::{among, list, of_its_party, of_parties, to_do},
    page::{self, Page, Slice},
    policy::{Act, holds_any},
    rows::group,
};
use chrono::{Days, NaiveDate};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{ExprTrait, SimpleExpr},
};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Which tasks are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Which {
    /// Leaves out what is in the hands of colleagues, unless the caller stands in for them, and what the caller has put off.
    pub own: bool,
    /// Only those due within this many days, overdue or without a day.
    pub due_within: Option<u32>,
    /// Only those due later than in this many days.
    pub due_after: Option<u32>,
}

impl Which {
    /// All of the team.
    pub const ALL: Self = Self { own: false, due_within: None, due_after: None };
    /// What is one's own, or in nobody's hands.
    pub const OWN: Self = Self { own: true, ..Self::ALL };
}

/// One page of what there is to do for the parties in which the caller has a part in the work, by its days.
pub async fn tasks(
    registry: &Registry,
    caller: &Caller,
    which: Which,
    page: &Page,
) -> Result<Slice<deadline::Model>, Error> {
    list(registry, due(registry, caller, which).await?, page).await
}

/// How many tasks there are.
pub async fn count_tasks(registry: &Registry, caller: &Caller, which: Which) -> Result<u64, Error> {
    Ok(page::count(&registry.db, due(registry, caller, which).await?).await?)
}

async fn due(registry: &Registry, caller: &Caller, which: Which) -> Result<Select<deadline::Entity>, Error> {
    let today = legal_today(registry.now());
    let until = |days: u32| {
        let last = today.checked_add_days(Days::new(days.into())).unwrap_or(today);
        PartialDate::from(last).to_string()
    };
    let soon = which.due_within.map(|days| Condition::any().add(day().eq(NO_DAY)).add(day().lte(until(days))));
    let later = which.due_after.map(|days| Condition::all().add(day().ne(NO_DAY)).add(day().gt(until(days))));
    let select = tasks_of(registry, caller, which.own).await?;
    Ok(select.filter(Condition::all().add_option(soon).add_option(later)))
}

async fn tasks_of(registry: &Registry, caller: &Caller, own: bool) -> Result<Select<deadline::Entity>, Error> {
    let select = to_do(registry, caller);
    if !own {
        return Ok(select);
    }
    let (today, mine) = (legal_today(registry.now()), caller.parties());
    let has_part = |party: &Uuid| holds_any(caller, Act::RecordDocument.roles(), &[*party]);
    let working: Vec<Uuid> = mine.iter().copied().filter(has_part).collect();
    let deputies = deputies_of(&registry.db, &mine, today).await?;
    let me = caller.person().ok();
    let stood_in_for = me.map(|me| stands_in_for(&deputies, me, today)).unwrap_or_default();
    let among_mine = held().filter(hold::Column::PartyId.is_in(mine.iter().copied()));
    let taken = among_mine.clone().filter(hands(me, &stood_in_for, hold::Column::PartyId, hold::Column::PersonId));
    let looked_after = agreement_party::Entity::find()
        .select_only()
        .column(agreement_party::Column::AgreementId)
        .filter(agreement_party::Column::PartyId.is_in(working))
        .filter(agreement_party::Entity::listed())
        .filter(agreement_party::Column::OfficerId.is_not_null())
        .filter(hands(me, &stood_in_for, agreement_party::Column::PartyId, agreement_party::Column::OfficerId).not());
    let by_others = deadline::Column::SubjectId.in_subquery(looked_after.into_query());
    let for_anyone = Condition::all()
        .add(deadline::Column::Id.not_in_subquery(among_mine.into_query()))
        .add(Condition::any().add(of_its_party()).add(by_others.not()));
    let select = select.filter(Condition::any().add(among(taken.into_query())).add(for_anyone));
    Ok(match me {
        Some(me) => select.filter(put_off(me, today).not()),
        None => select,
    })
}

/// The condition that something is in the hands of a person, or of someone in whose place they are.
fn hands<C: ColumnTrait>(me: Option<Uuid>, stood_in_for: &BTreeSet<(Uuid, Uuid)>, party: C, person: C) -> Condition {
    let own = Condition::any().add_option(me.map(|me| person.eq(me)));
    let own = own.add(person.is_null());
    stood_in_for.iter().fold(own, |any, (of, away)| any.add(party.eq(*of).and(person.eq(*away))))
}

fn held() -> Select<hold::Entity> {
    hold::Entity::find().select_only().column(hold::Column::DeadlineId)
}

/// The condition that a person has put a task off and it is not overdue: what is overdue is seen.
pub(super) fn put_off(person: Uuid, today: NaiveDate) -> Condition {
    let off = snooze::Entity::find()
        .select_only()
        .column(snooze::Column::DeadlineId)
        .filter(snooze::Column::PersonId.eq(person))
        .filter(snooze::Column::UntilDay.gt(today));
    // A month that has begun and a year that has begun are not over: their text is the beginning of that of today.
    let text = PartialDate::from(today).to_string();
    let not_over = [text.as_str(), &text[..7], &text[..4]].map(|text| day().eq(text));
    let not_over = not_over.into_iter().fold(day().gt(text.as_str()), ExprTrait::or);
    Condition::all().add(among(off.into_query())).add(not_over)
}

/// How many tasks each of these parties has, as far as the caller may do them.
pub async fn count_by_party(
    registry: &Registry,
    caller: &Caller,
    parties: &[Uuid],
) -> Result<HashMap<Uuid, u64>, Error> {
    let tasks: Vec<(Option<Uuid>, Uuid)> = to_do(registry, caller)
        .filter(among(of_parties(parties)))
        .select_only()
        .column(deadline::Column::PartyId)
        .column(deadline::Column::SubjectId)
        .into_tuple()
        .all(&registry.db)
        .await?;
    let of_all: HashSet<Uuid> =
        tasks.iter().filter(|(party, _)| party.is_none()).map(|(_, subject)| *subject).collect();
    let parts = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.is_in(of_all))
        .filter(agreement_party::Column::PartyId.is_in(parties.iter().copied()))
        .filter(agreement_party::Entity::listed());
    let parts = group(parts.all(&registry.db).await?, |part| part.agreement_id);
    let mut counts: HashMap<Uuid, u64> = HashMap::new();
    for (party, subject) in tasks {
        let of_all = || parts.get(&subject).into_iter().flatten().map(|part| part.party_id);
        let whose: Vec<Uuid> = party.map_or_else(|| of_all().collect(), |party| vec![party]);
        for party in whose.into_iter().filter(|party| parties.contains(party)) {
            *counts.entry(party).or_default() += 1;
        }
    }
    Ok(counts)
}

/// One page of the tasks of a party that are in nobody's hands, by their days, for its own people and those who read everything:
/// others would learn what its people have taken.
pub async fn queue(
    registry: &Registry,
    caller: &Caller,
    party: Uuid,
    page: &Page,
) -> Result<Slice<deadline::Model>, Error> {
    if !reads_tasks_of(caller, party) {
        return Ok(page.cut(Vec::new()));
    }
    list(registry, waiting(registry, caller, party), page).await
}

fn reads_tasks_of(caller: &Caller, party: Uuid) -> bool {
    caller.reads_all() || caller.parties().contains(&party)
}

/// How many tasks of a party are in nobody's hands.
pub async fn count_queue(registry: &Registry, caller: &Caller, party: Uuid) -> Result<u64, Error> {
    if !reads_tasks_of(caller, party) {
        return Ok(0);
    }
    Ok(page::count(&registry.db, waiting(registry, caller, party)).await?)
}

/// The tasks of a party that the caller may do.
pub(super) fn of_party(registry: &Registry, caller: &Caller, party: Uuid) -> Select<deadline::Entity> {
    to_do(registry, caller).filter(among(of_parties(&[party])))
}

/// Those that are in nobody's hands.
pub(super) fn waiting(registry: &Registry, caller: &Caller, party: Uuid) -> Select<deadline::Entity> {
    let taken = held().filter(hold::Column::PartyId.eq(party));
    let looked_after = agreement_party::Entity::find()
        .select_only()
        .column(agreement_party::Column::AgreementId)
        .filter(agreement_party::Column::PartyId.eq(party))
        .filter(agreement_party::Column::OfficerId.is_not_null());
    of_party(registry, caller, party).filter(deadline::Column::Id.not_in_subquery(taken.into_query())).filter(
        Condition::any()
            .add(of_its_party())
            .add(deadline::Column::SubjectId.not_in_subquery(looked_after.into_query())),
    )
}

/// Those who stand in for somebody in the work of these parties, on a day or later.
pub(crate) async fn deputies_of(
    db: &impl ConnectionTrait,
    parties: &[Uuid],
    day: NaiveDate,
) -> Result<Vec<deputy::Model>, DbErr> {
    if parties.is_empty() {
        return Ok(Vec::new());
    }
    let of_these = deputy::Column::PartyId.is_in(parties.iter().copied());
    deputy::Entity::find()
        .filter(of_these)
        .filter(deputy::Column::EndsOn.gte(day))
        .order_by_asc(deputy::Column::StartsOn)
        .order_by_asc(deputy::Column::Id)
        .all(db)
        .await
}

/// Those who stand in for somebody in the work of a party, today or later, for its own people and those who read everything.
pub async fn deputies(registry: &Registry, caller: &Caller, party: Uuid) -> Result<Vec<deputy::Model>, Error> {
    if !reads_tasks_of(caller, party) {
        return Ok(Vec::new());
    }
    Ok(deputies_of(&registry.db, &[party], legal_today(registry.now())).await?)
}

/// Who has taken these for which party.
pub(crate) async fn holds_of(db: &impl ConnectionTrait, deadlines: &[Uuid]) -> Result<Vec<hold::Model>, DbErr> {
    hold::Entity::find().filter(hold::Column::DeadlineId.is_in(deadlines.iter().copied())).all(db).await
}

/// A person by identifier and name.
pub type Named = (Uuid, String);

/// In whose hands a task is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hands {
    /// Who has taken it or looks after its agreement.
    pub owner: Option<Named>,
    /// Whether the owner has taken it.
    pub taken: bool,
    /// Who stands in for them today.
    pub deputy: Option<Named>,
    /// Until which day the caller has put it off.
    pub snoozed_until: Option<NaiveDate>,
}

/// In whose hands these tasks are, as far as they are those of the caller's parties.
pub async fn hands_of(registry: &Registry, caller: &Caller, ids: &[Uuid]) -> Result<HashMap<Uuid, Hands>, Error> {
    let (db, today) = (&registry.db, legal_today(registry.now()));
    let tasks = deadline::Entity::find().filter(deadline::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let agreements: HashSet<Uuid> = tasks.iter().filter_map(deadline::Model::agreement).collect();
    let parts =
        agreement_party::Column::AgreementId.is_in(agreements).and(agreement_party::Column::OfficerId.is_not_null());
    let parts = agreement_party::Entity::find().filter(parts).all(db).await?;
    let holds = holds_of(db, ids).await?;
    let (own, all) = (caller.parties(), caller.reads_all());
    let shown = |party: Uuid| all || own.contains(&party);
    let owners = owners(&tasks, &parts, &holds, shown);
    let parties: HashSet<Uuid> = owners.values().map(|(party, _)| *party).collect();
    let deputies = deputies_of(db, &parties.into_iter().collect::<Vec<_>>(), today).await?;
    let stand_in =
        |(party, owner): (Uuid, Uuid)| Some(at_work(&deputies, party, owner, today)).filter(|one| *one != owner);
    let people: HashSet<Uuid> = owners.values().flat_map(|one| [Some(one.1), stand_in(*one)]).flatten().collect();
    let people = person::Entity::find().filter(person::Column::Id.is_in(people)).all(db).await?;
    let by_id: HashMap<Uuid, String> = people.into_iter().map(|person| (person.id, person.name)).collect();
    let named = |id: Uuid| Some((id, by_id.get(&id)?.clone()));
    let me = caller.person().unwrap_or_default();
    let snoozed = snooze::Column::DeadlineId.is_in(ids.iter().copied()).and(snooze::Column::PersonId.eq(me));
    let snoozed = snooze::Entity::find().filter(snoozed.and(snooze::Column::UntilDay.gt(today))).all(db).await?;
    let mut hands: HashMap<Uuid, Hands> = HashMap::new();
    for (task, owner) in owners {
        let (owner, deputy) = (named(owner.1), stand_in(owner).and_then(named));
        let taken = holds
            .iter()
            .any(|hold| hold.deadline_id == task && Some(hold.person_id) == owner.as_ref().map(|one| one.0));
        hands.insert(task, Hands { owner, taken, deputy, snoozed_until: None });
    }
    for one in snoozed {
        hands.entry(one.deadline_id).or_default().snoozed_until = Some(one.until_day);
    }
    Ok(hands)
}

/// Who has each of these tasks in hand, and for which party: whoever took it, else whoever looks after its agreement.
fn owners(
    tasks: &[deadline::Model],
    parts: &[agreement_party::Model],
    holds: &[hold::Model],
    shown: impl Fn(Uuid) -> bool,
) -> HashMap<Uuid, (Uuid, Uuid)> {
    let parts = group(parts.to_vec(), |part| part.agreement_id);
    let holds = group(holds.to_vec(), |hold| hold.deadline_id);
    let owner = |task: &deadline::Model| {
        let of_task = |party: Uuid| shown(party) && task.party_id.is_none_or(|own| own == party);
        let taken = holds.get(&task.id).into_iter().flatten().map(|hold| (hold.party_id, hold.person_id));
        let parts = task.agreement().and_then(|id| parts.get(&id)).into_iter().flatten();
        let looks_after = parts.filter_map(|part| Some((part.party_id, part.officer_id?)));
        let owner = taken.chain(looks_after).find(|(party, _)| of_task(*party))?;
        Some((task.id, owner))
    };
    tasks.iter().filter_map(owner).collect()
}

/// The condition that a deadline is this one.
pub(super) fn is(task: Uuid) -> SimpleExpr {
    deadline::Column::Id.into_simple_expr().eq(task)
}
