//! Who has to be asked, and what they are asked.

use crate::{
    Error, Work, account, agreement,
    agreement::record::agreement as agreements,
    date::{PartialDate, legal_today},
    deadline::{self, record::DeadlineKind, rule::Due},
    exchange::record::{Consent, ExchangeRole, Status, exchange, participation},
    policy::{self, Act, Visibility},
    subject::{Subject, SubjectKind},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// How each of these parties stands to being named by the caller: it has agreed where the caller is one of its people, is
/// asked where somebody else is, and is only said to take part where nobody is. A role in the whole registry agrees for none.
pub(in crate::exchange) async fn consents(work: &Work, named: &[Uuid]) -> Result<HashMap<Uuid, Consent>, Error> {
    let act = Act::ConfirmParticipation;
    let others: Vec<Uuid> =
        named.iter().copied().filter(|party| !policy::speaks_for(&work.caller, act, *party)).collect();
    let mut consents = consents_to_hearsay(work, &others).await?;
    consents.extend(named.iter().filter(|party| !others.contains(party)).map(|party| (*party, Consent::Confirmed)));
    Ok(consents)
}

/// The same where the caller acts for nobody, such as the operator who brings in a file.
pub(in crate::exchange) async fn consents_to_hearsay(
    work: &Work,
    named: &[Uuid],
) -> Result<HashMap<Uuid, Consent>, Error> {
    let represented = account::find::acting(&**work, work.now, Act::ConfirmParticipation, named).await?;
    let consent = |party| if represented.contains(party) { Consent::Asked } else { Consent::Stated };
    Ok(named.iter().map(|party| (*party, consent(party))).collect())
}

/// The parties for one of which somebody must act who attaches an exchange to an agreement. Its keeper speaks for them where
/// nobody acts for any.
pub(in crate::exchange) async fn attaching(work: &Work, agreement: &agreements::Model) -> Result<Vec<Uuid>, Error> {
    let mut parties = agreement::find::party_ids(&**work, agreement.id).await?;
    if let Some(owner) = agreement.owner_id.filter(|owner| !parties.contains(owner))
        && !account::find::anyone_may(work, Act::ConfirmAttachment, &parties).await?
    {
        parties.push(owner);
    }
    Ok(parties)
}

/// How an agreement stands to exchanges that a file, for everyone to see, says serve it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) enum Serving {
    /// Somebody acts for a party, and is asked.
    Asked,
    /// Nobody acts for any: it counts where one of these parties takes part.
    Stated(Vec<Uuid>),
    /// Those who act for a party do not see the agreement.
    Unseen,
}

/// How an agreement stands to exchanges of a file.
pub(in crate::exchange) async fn serving_by_hearsay(
    work: &Work,
    agreement: &agreements::Model,
) -> Result<Serving, Error> {
    let attaching = attaching(work, agreement).await?;
    if !account::find::anyone_may(work, Act::ConfirmAttachment, &attaching).await? {
        return Ok(Serving::Stated(agreement::find::party_ids(&**work, agreement.id).await?));
    }
    let all = attaching.iter().copied().collect();
    let seen = seeing((agreement.visibility, agreement.owner_id), &all, &attaching);
    let answers = account::find::anyone_may(work, Act::ConfirmAttachment, &seen).await?;
    Ok(if answers { Serving::Asked } else { Serving::Unseen })
}

/// The parties to an agreement that see both it and an exchange: those who can answer whether the one serves the other.
pub(in crate::exchange) async fn answering(
    work: &Work,
    agreement: Uuid,
    exchange: (Visibility, Option<Uuid>),
    taking_part: &BTreeSet<Uuid>,
) -> Result<Vec<Uuid>, Error> {
    let Some(agreement) = agreements::Entity::find_by_id(agreement).one(&**work).await? else { return Ok(Vec::new()) };
    let answering = attaching(work, &agreement).await?;
    let all = answering.iter().copied().collect();
    Ok(seeing(exchange, taking_part, &seeing((agreement.visibility, agreement.owner_id), &all, &answering)))
}

/// Those of these parties whose people may see a record in which others take part.
fn seeing(
    (visibility, owner): (Visibility, Option<Uuid>),
    taking_part: &BTreeSet<Uuid>,
    parties: &[Uuid],
) -> Vec<Uuid> {
    let sees = |party: &Uuid| match visibility {
        Visibility::Public => true,
        Visibility::Parties => owner == Some(*party) || taking_part.contains(party),
        Visibility::Own => owner == Some(*party),
        Visibility::Restricted => false,
    };
    parties.iter().copied().filter(sees).collect()
}

/// Notes who has yet to answer, until the day of the exchange.
pub(in crate::exchange) async fn follow(work: &Work, exchange: &exchange::Model) -> Result<(), Error> {
    let subject = Subject::new(SubjectKind::Exchange, exchange.id);
    let dues = if exchange.status == Status::Cancelled { Vec::new() } else { unanswered(work, exchange).await? };
    deadline::act::keep(work, subject, &dues).await
}

async fn unanswered(work: &Work, exchange: &exchange::Model) -> Result<Vec<Due>, Error> {
    let parts =
        participation::Entity::find().filter(participation::Column::ExchangeId.eq(exchange.id)).all(&**work).await?;
    let asked = |part: &&participation::Model| part.consent == Consent::Asked;
    let mut asked: Vec<Uuid> = parts.iter().filter(asked).map(|part| part.party_id).collect();
    asked.sort_unstable();
    asked.dedup();
    let taking_part: BTreeSet<Uuid> = parts.iter().map(|part| part.party_id).collect();
    // Whoever does not see it cannot answer.
    let asked = seeing((exchange.visibility, exchange.owner_id), &taking_part, &asked);
    let mut dues: Vec<Due> = asked.iter().map(|party| due(exchange, DeadlineKind::Participation, *party)).collect();
    if let Some(agreement) = exchange.asked_agreement_id {
        let asked = answering(work, agreement, (exchange.visibility, exchange.owner_id), &taking_part).await?;
        dues.extend(asked.into_iter().map(|party| due(exchange, DeadlineKind::Attachment, party)));
    }
    Ok(dues)
}

fn due(exchange: &exchange::Model, kind: DeadlineKind, party: Uuid) -> Due {
    let asked_on = legal_today(exchange.created_at);
    // Of what took place before anybody was asked, no answer is late.
    let on = Some(exchange.starts_on).filter(|day| asked_on <= *day && PartialDate::keeps(*day));
    Due { party: Some(party), ..Due::of(kind, on, asked_on, None) }
}

/// Asks those who take part in an exchange again, now that it is on other days, and returns the host that is still shown.
pub(in crate::exchange) async fn ask_again(
    work: &Work,
    exchange: Uuid,
    consents: &HashMap<Uuid, Consent>,
) -> Result<Option<Uuid>, Error> {
    let parts =
        participation::Entity::find().filter(participation::Column::ExchangeId.eq(exchange)).all(&**work).await?;
    let mut host = None;
    for part in parts {
        let consent = consents.get(&part.party_id).copied().unwrap_or(part.consent);
        if part.role == ExchangeRole::Host && consent != Consent::Asked {
            host = Some(part.party_id);
        }
        if part.consent != consent {
            participation::ActiveModel { consent: Set(consent), ..part.into() }.update(&**work).await?;
        }
    }
    Ok(host)
}

/// The parties that are shown as taking part.
pub(in crate::exchange) fn shown(consents: &HashMap<Uuid, Consent>) -> HashSet<Uuid> {
    consents.iter().filter(|(_, consent)| **consent != Consent::Asked).map(|(party, _)| *party).collect()
}
