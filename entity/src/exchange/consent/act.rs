//! Confirming and declining.

use super::ask::{attaching, follow};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{record::agreement, vitality::act::take_back_nothing},
    exchange::{
        act::{already_held, changed, entry_for, index, set_moments, still_on, when_of},
        record::{Consent, ExchangeRole, Format, exchange, participation},
        rule::{Course, at, course, moments, moves},
    },
    journal::ChangeKind,
    place::record::party,
    policy::{self, Act, Visibility},
    subject::PartyId,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter,
};
use uuid::Uuid;

/// Confirms for a party that it takes part in an exchange as its organiser says; the host is shown from then on.
pub async fn confirm_participation(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    party: Option<PartyId>,
    expected_revision: i32,
) -> Result<exchange::Model, Error> {
    let act = Act::ConfirmParticipation;
    let (work, exchange) = take(registry, caller, act, id).await?;
    let (party, named) = part_of(&work, act, &exchange, party).await?;
    work.check_unchanged::<exchange::Entity>(&exchange, expected_revision).await?;
    if named.iter().all(|part| part.consent == Consent::Confirmed) {
        return Ok(exchange);
    }
    for part in &named {
        let row = participation::ActiveModel {
            exchange_id: Unchanged(part.exchange_id),
            party_id: Unchanged(part.party_id),
            role: Unchanged(part.role),
            consent: Set(Consent::Confirmed),
        };
        row.update(&*work).await?;
    }
    let mut row = changed(&work, &exchange);
    if named.iter().any(|part| part.role == ExchangeRole::Host) {
        receive(&work, &exchange, party, &mut row).await?;
    }
    end(work, act, row, Heard::OfExchange).await
}

/// What follows from its host, now that it has agreed: where an exchange is whose country nobody said, and when its whole days
/// begin.
async fn receive(
    work: &Work,
    exchange: &exchange::Model,
    host: Uuid,
    row: &mut exchange::ActiveModel,
) -> Result<(), Error> {
    row.host_id = Set(Some(host));
    let Some(host) = party::Entity::find_by_id(host).one(&**work).await? else { return Ok(()) };
    if exchange.country_code.is_none() && exchange.format != Format::Online {
        row.country_code = Set(host.country_code);
    }
    if exchange.start_time.is_none() && exchange.time_zone.is_none() {
        let moments = moments(&when_of(exchange), host.time_zone.as_deref())?;
        row.generation = Set(exchange.generation + i32::from(moves(exchange, &at(exchange, &moments))));
        set_moments(row, &moments);
    }
    Ok(())
}

/// Declines for a party to take part in an exchange, also after it had confirmed: it is no longer named.
pub async fn decline_participation(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    party: Option<PartyId>,
    expected_revision: i32,
) -> Result<exchange::Model, Error> {
    let act = Act::DeclineParticipation;
    let (work, exchange) = take(registry, caller, act, id).await?;
    let (party, named) = part_of(&work, act, &exchange, party).await?;
    work.check_unchanged::<exchange::Entity>(&exchange, expected_revision).await?;
    let confirmed = named.iter().any(|part| part.consent == Consent::Confirmed);
    if confirmed && course(&exchange, work.now) == Course::Held {
        return Err(already_held(caller.language, Vec::new()));
    }
    participation::Entity::delete_many()
        .filter(participation::Column::ExchangeId.eq(id))
        .filter(participation::Column::PartyId.eq(party))
        .exec(&*work)
        .await?;
    if named.iter().all(|part| part.consent == Consent::Asked) {
        return end(work, act, unsaid(&exchange), Heard::OnlyBy(vec![party])).await;
    }
    let mut row = changed(&work, &exchange);
    row.host_id = Set(exchange.host_id.filter(|host| *host != party));
    end(work, act, row, Heard::AlsoBy(party)).await
}

/// Confirms for a party to an agreement that an exchange serves it: from then on it counts as something that happens under
/// the agreement.
pub async fn confirm_attachment(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<exchange::Model, Error> {
    let act = Act::ConfirmAttachment;
    let (work, exchange, (agreement, _)) = asked(registry, caller, act, id, expected_revision).await?;
    let mut row = changed(&work, &exchange);
    row.agreement_id = Set(Some(agreement));
    row.asked_agreement_id = Set(None);
    take_back_nothing(&work, agreement).await?;
    end(work, act, row, Heard::OfExchange).await
}

/// What changes where nothing was said to others: not the revision either, by which they would learn of it.
fn unsaid(exchange: &exchange::Model) -> exchange::ActiveModel {
    // A row without any change is not written.
    exchange::ActiveModel { id: Unchanged(exchange.id), host_id: Set(exchange.host_id), ..Default::default() }
}

/// Declines for a party to an agreement that an exchange serves it, also after one of them had confirmed that, until it begins.
pub async fn decline_attachment(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<exchange::Model, Error> {
    let act = Act::DeclineAttachment;
    let (work, exchange, (_, parties)) = asked(registry, caller, act, id, expected_revision).await?;
    if exchange.agreement_id.is_none() {
        let row = exchange::ActiveModel { asked_agreement_id: Set(None), ..unsaid(&exchange) };
        return end(work, act, row, Heard::OnlyBy(parties)).await;
    }
    if course(&exchange, work.now) == Course::Held {
        return Err(already_held(caller.language, Vec::new()));
    }
    let row = exchange::ActiveModel { agreement_id: Set(None), ..changed(&work, &exchange) };
    end(work, act, row, Heard::OfExchange).await
}

/// The exchange that the caller answers for, locked.
async fn take(registry: &Registry, caller: &Caller, act: Act, id: Uuid) -> Result<(Work, exchange::Model), Error> {
    let work = registry.begin_act(caller, act).await?;
    let exchange = work.hold::<exchange::Entity>(id).await?;
    still_on(&exchange, caller.language)?;
    Ok((work, exchange))
}

/// The party for which the caller answers, by default the first of their own that is named, and as what it is.
async fn part_of(
    work: &Work,
    act: Act,
    exchange: &exchange::Model,
    said: Option<PartyId>,
) -> Result<(Uuid, Vec<participation::Model>), Error> {
    let own = work.caller.parties();
    let named =
        participation::Entity::find().filter(participation::Column::ExchangeId.eq(exchange.id)).all(&**work).await?;
    let chosen = said.map(|PartyId(party)| party);
    let chosen = chosen.or_else(|| named.iter().map(|part| part.party_id).find(|party| own.contains(party)));
    let theirs: Vec<_> = named.into_iter().filter(|part| chosen == Some(part.party_id)).collect();
    match chosen {
        Some(party) if !policy::speaks_for(&work.caller, act, party) => Err(Error::refuse(Reason::NotAllowed)),
        Some(party) if !theirs.is_empty() => Ok((party, theirs)),
        _ => Err(Refusal::at("party", Reason::NotFound).into()),
    }
}

/// The exchange, locked, and the agreement that it is said to serve or, where that is declined, that it serves, with those who
/// answer for that: the caller acts for one of them. To everyone who may not know of the question, nobody asked.
async fn asked(
    registry: &Registry,
    caller: &Caller,
    act: Act,
    id: Uuid,
    expected_revision: i32,
) -> Result<(Work, exchange::Model, (Uuid, Vec<Uuid>)), Error> {
    let (work, exchange) = take(registry, caller, act, id).await?;
    let nothing = || Error::from(Refusal::at("exchange", Reason::NothingAsked));
    let attached = exchange.agreement_id.filter(|_| act == Act::DeclineAttachment);
    let asked = exchange.asked_agreement_id.or(attached).ok_or_else(nothing)?;
    let agreement = work.hold::<agreement::Entity>(asked).await.map_err(|_| nothing())?;
    let answering = attaching(&work, &agreement).await?;
    let knowing: Vec<Uuid> = answering.iter().copied().chain(agreement.owner_id).chain(exchange.owner_id).collect();
    if !caller.reads_all() && !caller.parties().iter().any(|party| knowing.contains(party)) {
        return Err(nothing());
    }
    policy::may_speak(caller, act, &answering)?;
    work.check_unchanged::<exchange::Entity>(&exchange, expected_revision).await?;
    Ok((work, exchange, (asked, knowing)))
}

/// Who hears of an answer.
enum Heard {
    /// Whoever sees the exchange.
    OfExchange,
    /// The same, and this party, which has left it by the answer.
    AlsoBy(Uuid),
    /// Who asked, and these, who were asked: to others nothing was said, and nothing has changed.
    OnlyBy(Vec<Uuid>),
}

/// Writes the exchange as it is now, with what follows.
async fn end(work: Work, act: Act, row: exchange::ActiveModel, heard: Heard) -> Result<exchange::Model, Error> {
    let exchange = row.update(&*work).await?;
    index(&work, &exchange).await?;
    follow(&work, &exchange).await?;
    let gone = if let Heard::AlsoBy(party) = heard { vec![party] } else { Vec::new() };
    let entry = entry_for(&work, act, ChangeKind::Changed, &exchange, &gone).await?;
    let entry = match heard {
        Heard::OnlyBy(parties) if exchange.visibility <= Visibility::Parties => {
            entry.for_those_who_see(Visibility::Parties, parties, exchange.owner_id)
        }
        _ => entry,
    };
    work.record(entry).await?;
    Ok(exchange)
}
