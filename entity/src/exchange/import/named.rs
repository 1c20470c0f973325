//! Whom and what the cells of a file name.

use super::rule::{Described, most, too_many};
use crate::{
    Error, Reason, Work, agreement,
    exchange::{
        consent::ask::{self, Serving},
        record::{Consent, ExchangeRole, exchange, participation},
    },
    place::{self, record::party, row::Naming},
    report::Sighting,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Why a row names nobody, or more than it may.
#[derive(Debug, Clone, PartialEq)]
pub struct Misnamed {
    /// The column.
    pub column: &'static str,
    /// The reason.
    pub reason: Reason,
    /// Whom the cell may mean.
    pub candidates: Vec<party::Model>,
}

impl Misnamed {
    fn new(column: &'static str, reason: Reason) -> Self {
        Self { column, reason, candidates: Vec::new() }
    }
}

/// Someone whom a row names as taking part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    column: &'static str,
    /// What the cell calls them.
    name: String,
    party: Uuid,
    role: ExchangeRole,
    consent: Consent,
    /// What the registry calls them, and the last part of their address.
    called: (String, String),
}

/// Whom a row names, and the agreement that it says its exchange serves.
#[derive(Debug, Clone, Default)]
pub struct Named {
    parts: Vec<Part>,
    /// The agreement, and whether it counts without being confirmed.
    agreement: Option<(Uuid, bool)>,
    /// The host, unless it has to be asked: until it answers nothing of the exchange follows from it.
    host: Option<party::Model>,
}

impl Named {
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.agreement.is_none()
    }

    /// The host, unless it has to be asked.
    pub fn host(&self) -> Option<Uuid> {
        let host = self.parts.iter().find(|part| part.role == ExchangeRole::Host);
        host.filter(|part| part.consent != Consent::Asked).map(|part| part.party)
    }

    /// Whoever it says is the host, also while they have yet to answer.
    pub fn said_host(&self) -> Option<Uuid> {
        self.parts.iter().find(|part| part.role == ExchangeRole::Host).map(|part| part.party)
    }

    pub fn host_zone(&self) -> Option<&str> {
        self.host.as_ref()?.time_zone.as_deref()
    }

    pub fn host_country(&self) -> Option<&String> {
        self.host.as_ref()?.country_code.as_ref()
    }

    /// The agreement that counts (`attached`), or that is asked.
    pub fn agreement(&self, attached: bool) -> Option<Uuid> {
        self.agreement.filter(|(_, is_attached)| *is_attached == attached).map(|(agreement, _)| agreement)
    }

    /// Who takes part as what.
    pub fn parts(&self) -> impl Iterator<Item = (Uuid, ExchangeRole, Consent)> {
        self.parts.iter().map(|part| (part.party, part.role, part.consent))
    }

    /// Whom the cells of a row at `line` were taken for.
    pub fn sightings(&self, line: u64) -> impl Iterator<Item = Sighting> {
        self.parts.iter().map(move |part| {
            let (name, slug) = part.called.clone();
            let how = Naming::read(&part.name).how();
            Sighting { line, column: part.column, written: part.name.clone(), name, slug, how, kilometres: None }
        })
    }

    /// What the registry does not know yet of an exchange in which these take part.
    pub fn beyond(&self, known: &exchange::Model, parts: &[participation::Model]) -> Result<Self, Misnamed> {
        let has = |party, role| parts.iter().any(|part| part.party_id == party && part.role == role);
        let count = |role| parts.iter().filter(|part| part.role == role).count();
        let mut new: Vec<Part> = Vec::new();
        for part in &self.parts {
            let is_known = has(part.party, part.role) || part.role == ExchangeRole::Host && count(part.role) > 0;
            if is_known {
                continue;
            }
            if opposite(part.role).is_some_and(|other| has(part.party, other)) {
                return Err(Misnamed::new(part.column, Reason::BothRoles { name: part.name.clone() }));
            }
            let added = new.iter().filter(|one| one.role == part.role).count();
            if count(part.role) + added >= most(part.role) {
                return Err(Misnamed::new(part.column, too_many(part.role)));
            }
            new.push(part.clone());
        }
        let serves_any = known.agreement_id.or(known.asked_agreement_id).is_some();
        Ok(Self { parts: new, agreement: self.agreement.filter(|_| !serves_any), host: self.host.clone() })
    }
}

/// The role that nobody has besides this one.
fn opposite(role: ExchangeRole) -> Option<ExchangeRole> {
    match role {
        ExchangeRole::Learner => Some(ExchangeRole::Champion),
        ExchangeRole::Champion => Some(ExchangeRole::Learner),
        ExchangeRole::Host => None,
    }
}

/// What the cells of a file were found to mean, so that each is looked up once.
#[derive(Debug, Default)]
pub struct Directory {
    parties: HashMap<String, Option<(party::Model, Consent)>>,
    agreements: HashMap<String, Option<(Uuid, Serving)>>,
}

impl Directory {
    /// Whom and what a row names; otherwise the column that names nobody, or what may not be named.
    pub async fn read(&mut self, work: &Work, row: &Described) -> Result<Result<Named, Misnamed>, Error> {
        let mut named = Named::default();
        for (column, role, name) in &row.named {
            let Some((party, consent)) = self.party(work, name).await? else {
                let candidates = place::find::called(&**work, name).await?;
                return Ok(Err(Misnamed { column, reason: Reason::NotFound, candidates }));
            };
            let is = |role| named.parts.iter().any(|part| part.party == party.id && part.role == role);
            if opposite(*role).is_some_and(is) {
                return Ok(Err(Misnamed::new(column, Reason::BothRoles { name: name.clone() })));
            }
            if *role == ExchangeRole::Host && *consent != Consent::Asked {
                named.host = Some(party.clone());
            }
            if !is(*role) {
                let called = (place::rule::party_name(party), party.slug.clone());
                let (party, consent) = (party.id, *consent);
                named.parts.push(Part { column, name: name.clone(), party, role: *role, consent, called });
            }
        }
        if let Some(text) = &row.agreement {
            let (agreement, attached) = match self.agreement(work, text).await? {
                None => return Ok(Err(Misnamed::new("agreement", Reason::NotFound))),
                Some((_, Serving::Unseen)) => {
                    return Ok(Err(Misnamed::new("agreement", Reason::HiddenFromParties)));
                }
                Some((agreement, Serving::Asked)) => (*agreement, false),
                Some((agreement, Serving::Stated(parties))) => {
                    (*agreement, named.parts.iter().any(|part| parties.contains(&part.party)))
                }
            };
            named.agreement = Some((agreement, attached));
        }
        Ok(Ok(named))
    }

    async fn party(&mut self, work: &Work, name: &str) -> Result<Option<&(party::Model, Consent)>, Error> {
        if !self.parties.contains_key(name) {
            let found = match place::find::party_named(&**work, name).await? {
                None => None,
                Some(party) => {
                    let consent = ask::consents_to_hearsay(work, &[party.id]).await?.remove(&party.id);
                    Some((party, consent.unwrap_or(Consent::Asked)))
                }
            };
            self.parties.insert(name.to_owned(), found);
        }
        Ok(self.parties.get(name).and_then(Option::as_ref))
    }

    async fn agreement(&mut self, work: &Work, text: &str) -> Result<Option<&(Uuid, Serving)>, Error> {
        if !self.agreements.contains_key(text) {
            let found = match agreement::find::called(&**work, &work.caller, text).await? {
                None => None,
                Some(agreement) => Some((agreement.id, ask::serving_by_hearsay(work, &agreement).await?)),
            };
            self.agreements.insert(text.to_owned(), found);
        }
        Ok(self.agreements.get(text).and_then(Option::as_ref))
    }
}
