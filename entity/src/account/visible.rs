//! Whose accounts and keys a caller may see.

use super::record::{client, membership, person};
use crate::{
    Caller,
    policy::{Role, Who},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, Select,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

/// Whose accounts a caller administers.
enum Reach {
    /// Everyone's.
    All,
    /// Those of these parties.
    Parties(Vec<Uuid>),
}

impl Reach {
    fn of(caller: &Caller) -> Self {
        let administers = || caller.memberships.iter().filter(|held| held.role == Role::OrgAdmin);
        if caller.who == Who::System || administers().any(|held| held.party.is_none()) {
            return Self::All;
        }
        Self::Parties(administers().filter_map(|held| held.party).collect())
    }
}

/// The people whom the caller may see: themselves, and those who belong to a party whose accounts they administer.
pub(super) fn visible_people(caller: &Caller) -> Select<person::Entity> {
    let Reach::Parties(parties) = Reach::of(caller) else {
        return person::Entity::find();
    };
    let mut seen = Condition::any().add(Expr::val(1).eq(0));
    if let Who::Person(id) = caller.who {
        seen = seen.add(person::Column::Id.eq(id));
    }
    if !parties.is_empty() {
        let colleague = Query::select()
            .expr(Expr::val(1))
            .from(membership::Entity)
            .and_where(
                Expr::col((membership::Entity, membership::Column::PersonId))
                    .eq(Expr::col((person::Entity, person::Column::Id))),
            )
            .and_where(membership::Column::PartyId.is_in(parties))
            .to_owned();
        seen = seen.add(Expr::exists(colleague));
    }
    person::Entity::find().filter(seen)
}

/// The API clients that the caller administers.
pub(super) fn visible_clients(caller: &Caller) -> Select<client::Entity> {
    match Reach::of(caller) {
        Reach::All => client::Entity::find(),
        Reach::Parties(parties) => client::Entity::find().filter(client::Column::PartyId.is_in(parties)),
    }
}
