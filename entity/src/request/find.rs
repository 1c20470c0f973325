//! Reading requests, as the two sides may.

use super::record::{Answer, request};
use crate::{
    Caller, Error, Registry,
    date::legal_today,
    page::{self, Cursor, Direction, Key, ListOrder, Page, Slice},
    place::record::party,
    policy::visible,
    secret::digest,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{ExprTrait, SelectStatement},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The order of requests: the newest first.
pub const BY_AGE: ListOrder = ListOrder::by_id("request.asked");

/// The requests of a party, and those to it.
pub(crate) fn concerning(_caller: &Caller, party: Uuid) -> SelectStatement {
    let sides = request::Column::PartyId.eq(party).or(request::Column::AskedPartyId.eq(party));
    request::Entity::find().filter(sides).select_only().column(request::Column::Id).into_query()
}

/// Which requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// That are open or, if false, have ended.
    pub open: Option<bool>,
    /// About this record.
    pub about: Option<Uuid>,
    /// Of this party: what it waits for.
    pub asked_by: Option<Uuid>,
    /// To this party: what others wait for.
    pub asked_of: Option<Uuid>,
}

impl RequestFilter {
    fn select(&self, caller: &Caller) -> Select<request::Entity> {
        let of = |column: request::Column, id: Option<Uuid>| id.map(|id| column.eq(id));
        let all = Condition::all()
            .add(visible::<request::Entity>(caller))
            .add_option(of(request::Column::SubjectId, self.about))
            .add_option(of(request::Column::PartyId, self.asked_by))
            .add_option(of(request::Column::AskedPartyId, self.asked_of));
        let ended = request::Column::Answer;
        let all = all.add_option(self.open.map(|open| if open { ended.is_null() } else { ended.is_not_null() }));
        request::Entity::find().filter(all)
    }
}

/// One page of the requests that `filter` describes, the newest first.
pub async fn requests(
    registry: &Registry,
    caller: &Caller,
    filter: &RequestFilter,
    page: &Page,
) -> Result<Slice<request::Model>, Error> {
    let select = page.narrow(filter.select(caller), None, request::Column::Id, Direction::Descending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many requests `filter` describes.
pub async fn count_requests(registry: &Registry, caller: &Caller, filter: &RequestFilter) -> Result<u64, Error> {
    Ok(page::count(&registry.db, filter.select(caller)).await?)
}

/// The request of the link with this token, until its day.
fn of_link(token: &str, today: NaiveDate) -> Select<request::Entity> {
    request::Entity::find()
        .filter(request::Column::AnswerKey.eq(digest(token)))
        .filter(request::Column::DueOn.gte(today))
}

/// The open request that an outsider answers by the link with this token, until its day.
pub(super) fn open_to(token: &str, today: NaiveDate) -> Select<request::Entity> {
    of_link(token, today).filter(request::Column::Answer.is_null())
}

/// The request of a link, open or answered by it, and the party that asks: all that an outsider sees, until its day.
pub async fn request_of_link(
    registry: &Registry,
    token: &str,
) -> Result<Option<(request::Model, party::Model)>, Error> {
    let found = of_link(token, legal_today(registry.now())).one(&registry.db).await?;
    let Some(request) = found.filter(|request| request.answer != Some(Answer::Withdrawn)) else { return Ok(None) };
    let asking = party::Entity::find_by_id(request.party_id).one(&registry.db).await?;
    Ok(asking.map(|party| (request, party)))
}

/// Where a request stands in the list.
pub fn cursor(request: &request::Model) -> Cursor {
    BY_AGE.cursor(Key::Id, request.id)
}

/// Those of these requests that the caller may see.
pub async fn requests_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, request::Model>, Error> {
    let these = RequestFilter::default().select(caller).filter(request::Column::Id.is_in(ids.iter().copied()));
    Ok(these.all(&registry.db).await?.into_iter().map(|request| (request.id, request)).collect())
}
