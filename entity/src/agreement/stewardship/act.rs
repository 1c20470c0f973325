//! Looking after agreements, handing them over, and confirming the registry's data on them.

use super::{
    find::{last_campaign, running_campaign, unconfirmed},
    record::confirmation_campaign,
    rule::USUAL_DAYS,
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work, account,
    agreement::{
        held::hold,
        record::{agreement, agreement_party},
    },
    database::{self, insert_all},
    date::legal_today,
    deadline::{
        act::{clear, row},
        record::{DeadlineKind, deadline},
        rule::Due,
    },
    journal::{ChangeKind, Entry, SubjectKind},
    page::count,
    policy::{self, Act, Visibility},
    refusal::Refusals,
    registry::Reading,
    subject::{PartyId, PersonId, Subject},
};
use chrono::{Days, NaiveDate};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

/// The longest that a campaign runs, in days: the next one waits for its end.
const MOST_DAYS: u64 = 366;
/// The lock under which campaigns are opened, one after another.
const CAMPAIGNS: i64 = 0x004b_454d_4241_5202;

/// Assigns who looks after an agreement for a party; nobody in particular if no officer is named. What is due for the
/// party stands first among that person's tasks.
pub async fn assign_officer(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    party: Option<PartyId>,
    officer: Option<PersonId>,
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::AssignOfficer).await?;
    let held = hold(&work, agreement, None).await?;
    let party = held.party_of(&work, party.map(|PartyId(party)| party))?;
    policy::may(caller, Act::AssignOfficer, &[party])?;
    let officer = officer.map(|PersonId(officer)| officer);
    if let Some(officer) = officer {
        check_colleague(&work, officer, party, "officer").await?;
    }
    let row = agreement_party::ActiveModel {
        agreement_id: Unchanged(agreement),
        party_id: Unchanged(party),
        officer_id: Set(officer),
        ..Default::default()
    };
    row.update(&*work).await?;
    let data = json!({ "party": party, "officer": officer });
    let entry = Entry::internal(Act::AssignOfficer, (SubjectKind::Agreement, agreement), ChangeKind::Changed, data);
    work.record(entry.for_those_who_see(Visibility::Own, [], Some(party))).await?;
    Ok(held.agreement)
}

/// Hands everything that a person looks after for a party over to a colleague, and returns the number of agreements.
pub async fn hand_over_tasks(
    registry: &Registry,
    caller: &Caller,
    PartyId(party): PartyId,
    (PersonId(from), PersonId(to)): (PersonId, PersonId),
) -> Result<u64, Error> {
    policy::may(caller, Act::HandOverTasks, &[party])?;
    let work = registry.begin(caller).await?;
    check_colleague(&work, to, party, "to").await?;
    if from == to {
        return Err(Refusal::at("to", Reason::OneOfTwo).into());
    }
    let handed = agreement_party::Entity::update_many()
        .col_expr(agreement_party::Column::OfficerId, Expr::value(to))
        .filter(agreement_party::Column::PartyId.eq(party))
        .filter(agreement_party::Column::OfficerId.eq(from))
        .exec(&*work)
        .await?
        .rows_affected;
    let data = json!({ "party": party, "to": to, "agreements": handed });
    work.record(Entry::internal(Act::HandOverTasks, (SubjectKind::Person, from), ChangeKind::Changed, data)).await?;
    Ok(handed)
}

/// Refuses a person who has no part in the work of the party on agreements.
async fn check_colleague(work: &Work, person: Uuid, party: Uuid, path: &str) -> Result<(), Error> {
    if account::find::works_for(&**work, person, party, &[Act::RecordDocument]).await? {
        Ok(())
    } else {
        Err(Refusal::at(path, Reason::NotFound).into())
    }
}

/// Reads in the journal whose account was closed: what they looked after is no longer assigned to anyone.
pub(crate) fn release_those_who_leave<'a>(work: &'a Work, entries: &'a [Entry]) -> Reading<'a> {
    Box::pin(async move {
        for left in entries.iter().filter(|entry| entry.act == Act::DisablePerson) {
            agreement_party::Entity::update_many()
                .col_expr(agreement_party::Column::OfficerId, Expr::value(Option::<Uuid>::None))
                .filter(agreement_party::Column::OfficerId.eq(left.subject_id))
                .exec(&**work)
                .await?;
        }
        for (person, party) in account::find::left(entries) {
            agreement_party::Entity::update_many()
                .col_expr(agreement_party::Column::OfficerId, Expr::value(Option::<Uuid>::None))
                .filter(agreement_party::Column::OfficerId.eq(person))
                .filter(agreement_party::Column::PartyId.eq(party))
                .exec(&**work)
                .await?;
        }
        Ok(())
    })
}

/// Asks every party to confirm its agreements by a day, sixty days from today if `None`. Refused while a campaign runs.
pub async fn open_confirmation_campaign(
    registry: &Registry,
    caller: &Caller,
    due_on: Option<NaiveDate>,
) -> Result<confirmation_campaign::Model, Error> {
    policy::may(caller, Act::OpenConfirmationCampaign, &[])?;
    let work = registry.begin(caller).await?;
    let today = legal_today(work.now);
    let due_on = due_on.or(today.checked_add_days(Days::new(USUAL_DAYS.into()))).unwrap_or(today);
    let mut refused = Refusals::default();
    refused.keepable("dueOn", Some(due_on));
    refused.unless(today < due_on, "dueOn", Reason::InThePast);
    let latest = today.checked_add_days(Days::new(MOST_DAYS)).unwrap_or(today);
    refused.unless(due_on <= latest, "dueOn", Reason::TooFarAhead { latest: latest.to_string() });
    refused.done()?;
    database::lock(&work, CAMPAIGNS).await?;
    if let Some(running) = running_campaign(&*work, today).await? {
        return Err(Error::refuse(Reason::AlreadyThere { id: running.id }));
    }
    let campaign = confirmation_campaign::Model {
        id: work.new_id(),
        opened_on: today,
        due_on,
        called_off_on: None,
        created_at: work.now,
    };
    campaign.clone().into_active_model().insert(&*work).await?;
    clear(&work, DeadlineKind::Confirmation, None, None).await?;
    let asked = ask_to_confirm(&work, &campaign, unconfirmed(&campaign)).await?;
    let data = json!({ "dueOn": due_on, "parties": asked });
    let subject = (SubjectKind::ConfirmationCampaign, campaign.id);
    work.record(Entry::public(Act::OpenConfirmationCampaign, subject, ChangeKind::Created, data)).await?;
    Ok(campaign)
}

/// Calls a campaign off, such as one with a wrong day: nobody is asked by it any more, nothing counts as unconfirmed by it, and
/// what the one before it left open is open again. A campaign whose day has passed stays; one that was called off is left as it
/// is.
pub async fn call_off_confirmation_campaign(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
) -> Result<confirmation_campaign::Model, Error> {
    policy::may(caller, Act::CallOffConfirmationCampaign, &[])?;
    let work = registry.begin(caller).await?;
    database::lock(&work, CAMPAIGNS).await?;
    let today = legal_today(work.now);
    let named = confirmation_campaign::Entity::find_by_id(id).one(&*work).await?;
    if let Some(campaign) = named.filter(|campaign| campaign.called_off_on.is_some()) {
        return Ok(campaign);
    }
    let running = running_campaign(&*work, today).await?.filter(|running| running.id == id);
    let running = running.ok_or_else(|| Refusal::at("campaign", Reason::NotFound))?;
    let row = confirmation_campaign::ActiveModel { called_off_on: Set(Some(today)), ..running.into_active_model() };
    let campaign = row.update(&*work).await?;
    clear(&work, DeadlineKind::Confirmation, None, None).await?;
    if let Some(before) = last_campaign(&*work).await? {
        ask_to_confirm(&work, &before, unconfirmed(&before)).await?;
    }
    let (subject, data) = ((SubjectKind::ConfirmationCampaign, id), json!({ "calledOffOn": today }));
    work.record(Entry::public(Act::CallOffConfirmationCampaign, subject, ChangeKind::Changed, data)).await?;
    Ok(campaign)
}

/// Asks again for the confirmation of an agreement of which the registry says something else now, while a campaign runs.
pub(crate) async fn ask_anew(work: &Work, agreement: Uuid) -> Result<(), Error> {
    let today = legal_today(work.now);
    if running_campaign(&**work, today).await?.is_none() {
        return Ok(());
    }
    // Nobody is asked twice, nor by a campaign that is being called off.
    database::lock(work, CAMPAIGNS).await?;
    let Some(campaign) = running_campaign(&**work, today).await? else { return Ok(()) };
    let already = deadline::Entity::find()
        .select_only()
        .column(deadline::Column::PartyId)
        .filter(deadline::Column::SubjectId.eq(campaign.id))
        .filter(deadline::Column::PartyId.is_not_null())
        .into_query();
    let of_agreement = unconfirmed(&campaign)
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::PartyId.not_in_subquery(already));
    ask_to_confirm(work, &campaign, of_agreement).await?;
    Ok(())
}

/// Asks the parties of these entries to confirm them, and returns how many there are.
async fn ask_to_confirm(
    work: &Work,
    campaign: &confirmation_campaign::Model,
    entries: Select<agreement_party::Entity>,
) -> Result<usize, Error> {
    let asked: Vec<Uuid> =
        entries.select_only().column(agreement_party::Column::PartyId).distinct().into_tuple().all(&**work).await?;
    let deadlines: Vec<_> = asked.iter().map(|party| confirmation_of(work, *party, campaign)).collect();
    insert_all(&**work, deadlines).await?;
    Ok(asked.len())
}

fn confirmation_of(work: &Work, party: Uuid, campaign: &confirmation_campaign::Model) -> deadline::ActiveModel {
    let days = i32::try_from((campaign.due_on - campaign.opened_on).num_days()).ok();
    let due = Due::of(DeadlineKind::Confirmation, Some(campaign.due_on), campaign.opened_on, days);
    let subject = Subject::new(SubjectKind::ConfirmationCampaign, campaign.id);
    row(work, subject, &Due { party: Some(party), ..due })
}

/// Confirms for a party that the registry's data on an agreement are right. When a party has confirmed all its entries,
/// the campaign no longer asks it.
pub async fn confirm_agreement(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    party: Option<PartyId>,
    expected_revision: i32,
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::ConfirmAgreement).await?;
    let held = hold(&work, agreement, Some(expected_revision)).await?;
    let party = held.party_of(&work, party.map(|PartyId(party)| party))?;
    // Nobody confirms for another.
    policy::may_speak(caller, Act::ConfirmAgreement, &[party])?;
    let today = legal_today(work.now);
    let row = agreement_party::ActiveModel {
        agreement_id: Unchanged(agreement),
        party_id: Unchanged(party),
        confirmed_on: Set(Some(today)),
        ..Default::default()
    };
    row.update(&*work).await?;
    if let Some(campaign) = last_campaign(&*work).await? {
        let left = unconfirmed(&campaign).filter(agreement_party::Column::PartyId.eq(party));
        if count(&*work, left).await? == 0 {
            clear(&work, DeadlineKind::Confirmation, None, Some(party)).await?;
        }
    }
    let data = json!({ "party": party, "confirmedOn": today });
    let entry = Entry::internal(Act::ConfirmAgreement, (SubjectKind::Agreement, agreement), ChangeKind::Changed, data);
    let (visibility, owner) = (held.agreement.visibility, held.agreement.owner_id);
    work.record(entry.for_those_who_see(visibility, held.parties.iter().copied(), owner)).await?;
    Ok(held.agreement)
}
