//! Looking for what a region or an institution may be the same as.

use super::rule::{look_alike, may_lie_together, telling_words};
use crate::{
    place::record::{Nature, code, name, party},
    rows::group,
    search,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::ExprTrait,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many letters of a word lead to those that may be the same.
const LEADING: usize = 4;
/// How many records are looked at.
const MOST_LOOKED_AT: u64 = 2_000;

/// What is looked for.
pub(super) struct Sought<'a> {
    pub nature: Nature,
    pub country: Option<&'a str>,
    pub names: Vec<&'a str>,
    pub point: Option<(f64, f64)>,
}

/// The regions or institutions that may be the one sought, by name: of its nature and country, with a name that looks like
/// one of its own and, so far as that is known, at its place.
pub(super) async fn lookalikes(db: &impl ConnectionTrait, sought: &Sought<'_>) -> Result<Vec<party::Model>, DbErr> {
    let words: BTreeSet<String> = sought.names.iter().flat_map(|name| telling_words(name)).collect();
    let begins = words.iter().map(|word| word.chars().take(LEADING).collect::<String>()).collect::<BTreeSet<_>>();
    let begins = begins.iter().fold(Condition::any(), |any, begin| {
        any.add(
            Condition::all()
                .add(search::Column::Word.gte(begin.as_str()))
                .add(search::Column::Word.lt(format!("{begin}\u{7f}"))),
        )
    });
    let found = search::Entity::find().select_only().column(search::Column::SubjectId).filter(begins);
    let mut candidates = party::Entity::find()
        .filter(party::Column::Nature.eq(sought.nature))
        .filter(party::Column::Id.in_subquery(found.into_query()));
    if let Some(country) = sought.country {
        let there = party::Column::CountryCode.eq(country);
        candidates = candidates.filter(Condition::any().add(there).add(party::Column::CountryCode.is_null()));
    }
    let candidates = candidates.order_by_asc(party::Column::SortKey).limit(MOST_LOOKED_AT).all(db).await?;
    let ids = candidates.iter().map(|party| party.id);
    let names =
        group(name::Entity::find().filter(name::Column::PartyId.is_in(ids)).all(db).await?, |name| name.party_id);
    let looks = |party: &party::Model| {
        let further = names.get(&party.id).into_iter().flatten().map(|name| name.name.as_str());
        let mut known = [Some(party.name.as_str()), party.name_en.as_deref()].into_iter().flatten().chain(further);
        may_lie_together(party, sought.point)
            && known.any(|known| sought.names.iter().any(|name| look_alike(sought.nature, known, name)))
    };
    Ok(candidates.into_iter().filter(looks).collect())
}

/// Who has these codes today: the place of the code in the list, and whose it is.
pub(super) async fn holders(
    db: &impl ConnectionTrait,
    codes: &[(String, String)],
) -> Result<Vec<(usize, Uuid)>, DbErr> {
    let any = codes.iter().fold(Condition::any(), |any, (scheme, value)| {
        any.add(code::Column::Scheme.eq(scheme.as_str()).and(code::Column::Value.eq(value.as_str())))
    });
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let held = code::Entity::find().filter(any).filter(code::Column::ValidUntil.is_null()).all(db).await?;
    let at =
        |held: &code::Model| codes.iter().position(|(scheme, value)| *scheme == held.scheme && *value == held.value);
    Ok(held.iter().filter_map(|held| Some((at(held)?, held.party_id))).collect())
}
