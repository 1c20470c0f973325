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
            let titles = [&exchange.title_id, &exchange.title_en].into_iter().flatten();
            for title in titles.map(|title| called(title, exchange.starts_on)).collect::<HashSet<_>>() {
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
                ((theirs == at, is_from_file(one) && one.source == row.source, is_from_file(one)), one)
            })
            .collect();
        ranked.sort_unstable_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        match ranked[..] {
            [(first, _), (second, _), ..] if first == second => Err(ranked.len()),
            _ => Ok(ranked.first().map(|(_, one)| *one)),
        }
    }

    fn whereabouts(&self, one: &exchange::Model) -> Whereabouts {
        let parts = self.parts.get(&one.id).map_or(&[][..], Vec::as_slice);
        let host = parts.iter().find(|part| part.role == ExchangeRole::Host).map(|part| part.party_id);
        Whereabouts::of(one, host)
    }
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

/// What the rows of a file were about so far.
#[derive(Default)]
pub struct Seen {
    rows: Vec<Earlier>,
    by_title: HashMap<Called, Vec<usize>>,
    by_exchange: HashMap<Uuid, usize>,
}

/// An earlier row, and the exchange that it was about.
pub struct Earlier {
    pub row: Described,
    at: Whereabouts,
}

impl Seen {
    /// The earlier row that was about the same exchange.
    pub fn find(&self, known: &Known, row: &Described, named: &Named) -> Option<&Earlier> {
        if let Some(one) = known.named(row) {
            return self.by_exchange.get(&one.id).map(|place| &self.rows[*place]);
        }
        let at = row.whereabouts(named.said_host());
        let mut alike = self.by_title.get(&row.called()).into_iter().flatten().map(|place| &self.rows[*place]);
        alike.find(|earlier| !at.contradicts(&earlier.at, row.moments.when.starts_on))
    }

    /// Notes what a row was about.
    pub fn note(&mut self, row: Described, named: &Named, exchange: Uuid) {
        let at = row.whereabouts(named.said_host());
        self.by_title.entry(row.called()).or_default().push(self.rows.len());
        self.by_exchange.insert(exchange, self.rows.len());
        self.rows.push(Earlier { row, at });
    }
}
