//! What the registry knows of the exchanges of a file, and what the file has said of them so far.

use super::{named::Named, rule::Described};
use crate::{
    Error, Work,
    exchange::{
        identity::{Called, Whereabouts, called},
        record::{ExchangeRole, exchange, participation},
    },
    journal,
    policy::{Act, visible},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Rows looked up with one statement.
const BATCH: usize = 5_000;

/// What the registry knows of the exchanges of a file, as far as the caller may see it.
pub struct Known {
    by_id: HashMap<Uuid, exchange::Model>,
    by_title: HashMap<Called, Vec<Uuid>>,
    pub parts: HashMap<Uuid, Vec<participation::Model>>,
    /// Those of which somebody declined what was said of them.
    pub declined: HashSet<Uuid>,
}

impl Known {
    pub async fn load(work: &Work, rows: &[(Described, Named)]) -> Result<Self, Error> {
        let days: HashSet<_> = rows.iter().map(|(row, _)| row.moments.when.starts_on).collect();
        let ids: HashSet<_> = rows.iter().filter_map(|(row, _)| row.exchange).collect();
        let (days, ids): (Vec<_>, Vec<_>) = (days.into_iter().collect(), ids.into_iter().collect());
        let on = days.chunks(BATCH).map(|days| exchange::Column::StartsOn.is_in(days.iter().copied()));
        let named = ids.chunks(BATCH).map(|ids| exchange::Column::Id.is_in(ids.iter().copied()));
        let mut by_id = HashMap::new();
        for such in on.chain(named) {
            let seen = exchange::Entity::find().filter(visible::<exchange::Entity>(&work.caller));
            let found = seen.filter(such).all(&**work).await?;
            by_id.extend(found.into_iter().map(|exchange| (exchange.id, exchange)));
        }
        let mut by_title: HashMap<Called, Vec<Uuid>> = HashMap::new();
        for exchange in by_id.values() {
            for title in titles(exchange) {
                by_title.entry(title).or_default().push(exchange.id);
            }
        }
        let all: Vec<Uuid> = by_id.keys().copied().collect();
        let (mut parts, mut declined) = (HashMap::<Uuid, Vec<_>>::new(), HashSet::new());
        for batch in all.chunks(BATCH) {
            let of_these = participation::Column::ExchangeId.is_in(batch.iter().copied());
            for part in participation::Entity::find().filter(of_these).all(&**work).await? {
                parts.entry(part.exchange_id).or_default().push(part);
            }
            declined.extend(declined_among(work, batch).await?);
        }
        Ok(Self { by_id, by_title, parts, declined })
    }

    /// Takes an exchange to be as the rows of the file so far have made it, whatever has been written by now.
    pub fn take_up(&mut self, exchange: exchange::Model, parts: Vec<participation::Model>) {
        for title in titles(&exchange) {
            let alike = self.by_title.entry(title).or_default();
            if !alike.contains(&exchange.id) {
                alike.push(exchange.id);
            }
        }
        self.parts.insert(exchange.id, parts);
        self.by_id.insert(exchange.id, exchange);
    }

    /// The exchange that a row names by its identifier. One from another registry says nothing.
    fn named(&self, row: &Described) -> Option<&exchange::Model> {
        self.by_id.get(&row.exchange?)
    }

    /// The exchange that a row is about: of several that it can mean, the one that says the same, or else came from the same
    /// source, or from a file at all. Otherwise how many it can mean.
    pub fn find(&self, row: &Described, named: &Named) -> Result<Option<&exchange::Model>, usize> {
        if let Some(one) = self.named(row) {
            return Ok(Some(one));
        }
        let at = row.whereabouts(named.said_host());
        let candidates = self.by_title.get(&row.called()).into_iter().flatten().filter_map(|id| self.by_id.get(id));
        let mut ranked: Vec<_> = candidates
            .map(|one| (one, self.whereabouts(one)))
            .filter(|(_, theirs)| !at.contradicts(theirs, row.moments.when.starts_on))
            .map(|(one, theirs)| {
                ((theirs == at, is_from_file(one) && row.is_of_source_of(one), is_from_file(one)), one)
            })
            .collect();
        ranked.sort_unstable_by_key(|(rank, one)| (std::cmp::Reverse(*rank), one.id));
        match ranked[..] {
            [(first, _), (second, _), ..] if first == second => Err(ranked.len()),
            _ => Ok(ranked.first().map(|(_, one)| *one)),
        }
    }

    fn whereabouts(&self, one: &exchange::Model) -> Whereabouts {
        whereabouts(one, self.parts.get(&one.id).map_or(&[][..], Vec::as_slice))
    }
}

/// Where an exchange takes place in which these take part.
fn whereabouts(one: &exchange::Model, parts: &[participation::Model]) -> Whereabouts {
    let host = parts.iter().find(|part| part.role == ExchangeRole::Host).map(|part| part.party_id);
    Whereabouts::of(one, host)
}

/// Who takes part in an exchange.
pub async fn parts_of(work: &Work, exchange: Uuid) -> Result<Vec<participation::Model>, Error> {
    Ok(participation::Entity::find().filter(participation::Column::ExchangeId.eq(exchange)).all(&**work).await?)
}

/// By what an exchange is called in either language.
fn titles(exchange: &exchange::Model) -> HashSet<Called> {
    let titles = [&exchange.title_id, &exchange.title_en].into_iter().flatten();
    titles.map(|title| called(title, exchange.starts_on)).collect()
}

/// Whether an exchange came from a file, and nobody keeps it.
pub fn is_from_file(exchange: &exchange::Model) -> bool {
    exchange.source.is_some() && exchange.owner_id.is_none()
}

/// Those of these exchanges of which a party declined to take part, or that they serve its agreement.
async fn declined_among(work: &Work, exchanges: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let acts = [Act::DeclineParticipation, Act::DeclineAttachment].map(Act::name);
    let declined = journal::entries::Entity::find()
        .select_only()
        .column(journal::entries::Column::SubjectId)
        .distinct()
        .filter(journal::entries::Column::SubjectId.is_in(exchanges.iter().copied()))
        .filter(journal::entries::Column::Act.is_in(acts));
    Ok(declined.into_tuple().all(&**work).await?)
}

/// What the rows of a file were about so far, over all pieces in which they come in.
#[derive(Default)]
pub struct Seen {
    rows: Vec<Earlier>,
    by_title: HashMap<Called, Vec<usize>>,
    by_exchange: HashMap<Uuid, usize>,
}

/// An earlier row, and the exchange that it was about as it is since then.
pub struct Earlier {
    pub row: Described,
    exchange: exchange::Model,
    parts: Vec<participation::Model>,
    /// Where the row said that it takes place, and where it does.
    said: Whereabouts,
    at: Whereabouts,
}

impl Seen {
    /// The earlier row that was about the same exchange; otherwise the lines of those among which nothing tells.
    pub fn find(&self, known: &Known, row: &Described, named: &Named) -> Result<Option<&Earlier>, Vec<u64>> {
        if let Some(one) = known.named(row) {
            return Ok(self.by_exchange.get(&one.id).map(|place| &self.rows[*place]));
        }
        let at = row.whereabouts(named.said_host());
        let alike = self.by_title.get(&row.called()).into_iter().flatten().map(|place| &self.rows[*place]);
        let alike: Vec<&Earlier> =
            alike.filter(|earlier| !at.contradicts(&earlier.at, row.moments.when.starts_on)).collect();
        match alike[..] {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            _ => {
                let same = alike.iter().find(|earlier| earlier.at == at || earlier.said == at);
                same.map(|earlier| Some(*earlier)).ok_or_else(|| alike.iter().map(|one| one.row.line).collect())
            }
        }
    }

    /// Notes what a row was about, as it is since then.
    pub fn note(
        &mut self,
        (row, named): (Described, &Named),
        exchange: exchange::Model,
        parts: Vec<participation::Model>,
    ) {
        let said = row.whereabouts(named.said_host());
        let mut called = titles(&exchange);
        called.insert(row.called());
        for name in called {
            self.by_title.entry(name).or_default().push(self.rows.len());
        }
        self.by_exchange.insert(exchange.id, self.rows.len());
        let at = whereabouts(&exchange, &parts);
        self.rows.push(Earlier { row, exchange, parts, said, at });
    }

    /// Lets what is known be as the rows so far have made it, also where an earlier piece was only tried.
    pub fn overlay(&self, known: &mut Known) {
        for earlier in &self.rows {
            if known.by_id.contains_key(&earlier.exchange.id) {
                known.take_up(earlier.exchange.clone(), earlier.parts.clone());
            }
        }
    }
}
