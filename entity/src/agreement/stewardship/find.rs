//! Reading who looks after agreements, and what was confirmed.

use super::{record::confirmation_campaign, rule::not_confirmed_since};
use crate::{
    Caller, Error, Registry,
    account::record::person,
    agreement::{
        record::{agreement, agreement_party},
        rule::OVER,
    },
    date::legal_today,
    policy::Visibility,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The last campaign that was opened and not called off.
pub async fn last_campaign(db: &impl ConnectionTrait) -> Result<Option<confirmation_campaign::Model>, Error> {
    let newest = confirmation_campaign::Entity::find()
        .filter(confirmation_campaign::Column::CalledOffOn.is_null())
        .order_by_desc(confirmation_campaign::Column::Id);
    Ok(newest.one(db).await?)
}

/// The campaign that runs on a day.
pub(super) async fn running_campaign(
    db: &impl ConnectionTrait,
    today: NaiveDate,
) -> Result<Option<confirmation_campaign::Model>, Error> {
    Ok(last_campaign(db).await?.filter(|campaign| today <= campaign.due_on))
}

/// The entries of parties that a campaign asks them to confirm: agreements that are not over, as far as the party sees them.
fn entries() -> Select<agreement_party::Entity> {
    let its_agreement = agreement_party::Entity::belongs_to(agreement::Entity)
        .from(agreement_party::Column::AgreementId)
        .to(agreement::Column::Id)
        .into();
    let keeps = Expr::col((agreement::Entity, agreement::Column::OwnerId))
        .eq(Expr::col((agreement_party::Entity, agreement_party::Column::PartyId)));
    let sees = Condition::any()
        .add(agreement::Column::Visibility.is_in([Visibility::Public, Visibility::Parties]))
        .add(agreement::Column::Visibility.eq(Visibility::Own).and(keeps));
    agreement_party::Entity::find()
        .join(JoinType::InnerJoin, its_agreement)
        .filter(agreement::Column::Stage.is_not_in(OVER))
        .filter(agreement_party::Entity::still())
        .filter(sees)
}

/// Those that were not confirmed since the campaign began, and were not entered later.
pub(crate) fn unconfirmed(campaign: &confirmation_campaign::Model) -> Select<agreement_party::Entity> {
    let confirmed = agreement_party::Column::ConfirmedOn;
    entries()
        .filter(agreement::Column::AsOf.lt(campaign.opened_on))
        .filter(Condition::any().add(confirmed.is_null()).add(confirmed.lt(campaign.opened_on)))
}

/// How a party looks after an agreement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stewardship {
    /// The party.
    pub party: Uuid,
    /// Who looks after it; for the party itself, and for those who read everything.
    pub officer: Option<String>,
    /// When the party last confirmed the registry's data on it.
    pub confirmed_on: Option<NaiveDate>,
    /// The day until which, the party confirms, nothing took place.
    pub nothing_until: Option<NaiveDate>,
    /// Since when it has not confirmed it, if it was asked to; see `rule::not_confirmed_since`.
    pub not_confirmed_since: Option<NaiveDate>,
}

/// How the parties look after these agreements, which the caller has been shown.
pub async fn stewardship_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Stewardship>>, Error> {
    let its_agreement = agreement_party::Entity::belongs_to(agreement::Entity)
        .from(agreement_party::Column::AgreementId)
        .to(agreement::Column::Id)
        .into();
    let parts = agreement_party::Entity::find()
        .join(JoinType::InnerJoin, its_agreement)
        .select_also(agreement::Entity)
        .filter(agreement_party::Column::AgreementId.is_in(agreements.iter().copied()))
        .all(&registry.db)
        .await?;
    let campaign = last_campaign(&registry.db).await?;
    let own = caller.parties();
    let shown = |party: Uuid| caller.reads_all() || own.contains(&party);
    let officers: Vec<Uuid> =
        parts.iter().filter(|(part, _)| shown(part.party_id)).filter_map(|(part, _)| part.officer_id).collect();
    let people = person::Entity::find().filter(person::Column::Id.is_in(officers)).all(&registry.db).await?;
    let names: HashMap<Uuid, String> = people.into_iter().map(|person| (person.id, person.name)).collect();
    let today = legal_today(registry.now());
    let mut found: HashMap<Uuid, Vec<Stewardship>> = HashMap::new();
    for (part, agreement) in parts {
        let Some(agreement) = agreement else { continue };
        found.entry(part.agreement_id).or_default().push(Stewardship {
            party: part.party_id,
            officer: part.officer_id.filter(|_| shown(part.party_id)).and_then(|id| names.get(&id).cloned()),
            confirmed_on: part.confirmed_on,
            nothing_until: part.nothing_until,
            not_confirmed_since: not_confirmed_since(agreement.as_of, part.confirmed_on, campaign.as_ref(), today)
                .filter(|_| part.takes_part() && !OVER.contains(&agreement.stage)),
        });
    }
    Ok(found)
}
