//! Confirming what the registry cannot know: that nothing took place.

use super::find::latest_seen;
use crate::{
    Caller, Error, Reason, Registry, Work,
    agreement::{
        held::hold,
        record::{agreement, agreement_party},
    },
    date::legal_today,
    journal::{ChangeKind, Entry, SubjectKind},
    policy::{self, Act},
    subject::PartyId,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

/// Confirms for a party that nothing has taken place under an agreement until today. When all parties have, an agreement
/// of which nothing is known counts as never started. Refused where the caller sees that something did. The keeper speaks
/// for a party for which nobody acts.
pub async fn confirm_nothing_took_place(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    party: Option<PartyId>,
    expected_revision: i32,
) -> Result<agreement::Model, Error> {
    let act = Act::ConfirmNothingTookPlace;
    let seen = latest_seen(registry, caller, &[agreement]).await?;
    let work = registry.begin_act(caller, act).await?;
    let held = hold(&work, agreement, Some(expected_revision)).await?;
    let party = held.party_of(&work, party.map(|PartyId(party)| party))?;
    policy::may_speak(caller, act, &held.speakers(&work, act, &[party]).await?)?;
    if let Some(on) = seen.get(&agreement) {
        return Err(Error::refuse(Reason::ActivityKnown { on: on.to_string() }));
    }
    let today = legal_today(work.now);
    let row = agreement_party::ActiveModel {
        agreement_id: Unchanged(agreement),
        party_id: Unchanged(party),
        nothing_until: Set(Some(today)),
        ..Default::default()
    };
    row.update(&*work).await?;
    let data = json!({ "party": party, "nothingUntil": today });
    let entry = Entry::internal(act, (SubjectKind::Agreement, agreement), ChangeKind::Changed, data);
    let (visibility, owner) = (held.agreement.visibility, held.agreement.owner_id);
    work.record(entry.for_those_who_see(visibility, held.parties.iter().copied(), owner)).await?;
    Ok(held.agreement)
}

/// Takes back that nothing took place under an agreement, as the caller's parties had confirmed: they say now that something
/// did, or will.
pub(crate) async fn take_back_nothing(work: &Work, agreement: Uuid) -> Result<(), Error> {
    agreement_party::Entity::update_many()
        .col_expr(agreement_party::Column::NothingUntil, Expr::value(Option::<NaiveDate>::None))
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::PartyId.is_in(work.caller.parties()))
        .filter(agreement_party::Column::NothingUntil.is_not_null())
        .exec(&**work)
        .await?;
    Ok(())
}
