//! Keeping deadlines in step with what they follow from. Nobody does this: every act that changes an agreement, its
//! documents or its meetings does, in its own transaction.

use super::{
    record::deadline,
    rule::{Due, Matter, dues},
};
use crate::{
    Error, Work,
    agreement::{
        progress::{find::case, record::step, rule::Case},
        record::{agreement, agreement_party},
        rule::legal_today,
    },
    date::PartialDate,
    exchange::record::{Method, Status, exchange},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};
use uuid::Uuid;

/// Notes what is due under an agreement now. What was due before and still is keeps its identifier.
pub(crate) async fn refresh(work: &Work, agreement: &agreement::Model, case: &Case) -> Result<(), Error> {
    let id = agreement.id;
    let steps = step::Entity::find()
        .filter(step::Column::AgreementId.eq(id))
        .order_by_asc(step::Column::Id)
        .all(&**work)
        .await?;
    let met_on = met_on(work, id).await?;
    let dropped = dropped(work, id).await?;
    let dues = dues(&Matter { agreement, case, steps: &steps, met_on, dropped: &dropped });
    let noted = deadline::Entity::find().filter(deadline::Column::AgreementId.eq(id)).all(&**work).await?;
    let gone: Vec<Uuid> = noted.iter().filter(|row| !dues.iter().any(|due| due.is(row))).map(|row| row.id).collect();
    if !gone.is_empty() {
        deadline::Entity::delete_many().filter(deadline::Column::Id.is_in(gone)).exec(&**work).await?;
    }
    let mut new = Vec::new();
    for due in &dues {
        match noted.iter().find(|row| due.is(row)) {
            None => new.push(row_of(work, agreement.id, due)),
            Some(row) => move_to(work, row, due).await?,
        }
    }
    deadline::Entity::insert_many(new).exec_without_returning(&**work).await?;
    Ok(())
}

/// The same, where an act has the agreement not in its hands: it is locked until the act ends.
pub(crate) async fn refresh_of(work: &Work, id: Uuid) -> Result<(), Error> {
    let locked = agreement::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&**work).await?;
    let Some(agreement) = locked else { return Ok(()) };
    let case = case(&**work, &agreement, legal_today(work.now)).await?;
    refresh(work, &agreement, &case).await
}

/// When the joint working group last met, or is going to meet.
async fn met_on(work: &Work, agreement: Uuid) -> Result<Option<NaiveDate>, Error> {
    let latest: Option<Option<NaiveDate>> = exchange::Entity::find()
        .select_only()
        .column_as(exchange::Column::StartsOn.max(), "latest")
        .filter(exchange::Column::AgreementId.eq(agreement))
        .filter(exchange::Column::Method.eq(Method::JwgMeeting))
        .filter(exchange::Column::Status.ne(Status::Cancelled))
        .into_tuple()
        .one(&**work)
        .await?;
    Ok(latest.flatten())
}

/// The parties that attested terms which changed since, and when they did.
async fn dropped(work: &Work, agreement: Uuid) -> Result<Vec<(Uuid, NaiveDate)>, Error> {
    let parties = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::AttestedHash.is_null())
        .filter(agreement_party::Column::AttestedAt.is_not_null())
        .all(&**work)
        .await?;
    Ok(parties.into_iter().filter_map(|party| Some((party.party_id, legal_today(party.attested_at?)))).collect())
}

fn row_of(work: &Work, agreement: Uuid, due: &Due) -> deadline::ActiveModel {
    deadline::Model {
        id: work.new_id(),
        kind: due.kind,
        agreement_id: Some(agreement),
        party_id: due.party,
        code: due.code.clone(),
        due_on: due.on.map(PartialDate::from),
        counted_from: due.from,
        span: due.span,
        article: due.article.clone(),
        name_en: due.name.en.clone(),
        name_id: due.name.id.clone(),
        created_at: work.now,
    }
    .into_active_model()
}

/// Moves a deadline that is still one to its day of now.
async fn move_to(work: &Work, row: &deadline::Model, due: &Due) -> Result<(), Error> {
    let due_on = due.on.map(PartialDate::from);
    if (row.due_on, row.counted_from, row.span) == (due_on, due.from, due.span) {
        return Ok(());
    }
    let row = deadline::ActiveModel {
        id: Unchanged(row.id),
        due_on: Set(due_on),
        counted_from: Set(due.from),
        span: Set(due.span),
        ..Default::default()
    };
    row.update(&**work).await?;
    Ok(())
}
