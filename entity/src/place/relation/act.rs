//! Recording diplomatic relations and tiers.

use super::{
    find::tiers_of,
    record::{diplomatic_relation, party_tier},
    rule::ordered,
};
use crate::{
    Caller, Error, Reason, Registry,
    date::{PartialDate, legal_today},
    journal::{ChangeKind, Entry, SubjectKind},
    place::{
        find::known_country,
        record::{Tier, party},
        rule::tier_by_law,
    },
    policy::{self, Act},
    refusal::Refusals,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect, sea_query::LockType,
};
use serde_json::json;
use uuid::Uuid;

/// The longest source, in characters.
const LONGEST_SOURCE: usize = 2_000;

/// What a source says about the relations of two countries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordDiplomaticRelation {
    /// The two countries (two-letter codes).
    pub countries: (String, String),
    /// Whether there are relations.
    pub exist: bool,
    /// Since when; `None` for always.
    pub since: Option<PartialDate>,
    /// The last day; `None` for until today.
    pub until: Option<PartialDate>,
    /// The source.
    pub source: String,
    /// The date to which the source refers.
    pub as_of: NaiveDate,
}

/// Records what a source says about the relations of two countries.
pub async fn record_diplomatic_relation(
    registry: &Registry,
    caller: &Caller,
    input: RecordDiplomaticRelation,
) -> Result<diplomatic_relation::Model, Error> {
    policy::may(caller, Act::RecordDiplomaticRelation, &[])?;
    let work = registry.begin(caller).await?;
    let mut refused = Refusals::default();
    let mut codes = [String::new(), String::new()];
    for (at, (path, text)) in [("country", &input.countries.0), ("with", &input.countries.1)].into_iter().enumerate() {
        codes[at] = known_country(&*work, text, path, &mut refused).await?.unwrap_or_else(|| text.clone());
    }
    refused.unless(codes[0] != codes[1], "with", Reason::TooFewParties);
    let source = refused.line("source", Some(&input.source), LONGEST_SOURCE);
    refused.unless(source.is_some(), "source", Reason::Required);
    refused.happened("asOf", Some(input.as_of), legal_today(work.now));
    if let (Some(since), Some(until)) = (input.since, input.until) {
        let order = Reason::DateOrder { first: "since".into(), then: "until".into() };
        refused.unless(since.earliest() <= until.latest(), "until", order);
    }
    refused.done()?;
    let (a, b) = ordered(&codes[0], &codes[1]);
    let row = diplomatic_relation::Model {
        id: work.new_id(),
        country_a: a.to_owned(),
        country_b: b.to_owned(),
        exist: input.exist,
        since: input.since,
        until: input.until,
        source: source.unwrap_or_default(),
        as_of: input.as_of,
        created_at: work.now,
    };
    let row = row.into_active_model().insert(&*work).await?;
    let data = json!({
        "countries": [row.country_a, row.country_b], "exist": row.exist, "since": row.since, "until": row.until,
        "source": row.source, "asOf": row.as_of,
    });
    let subject = (SubjectKind::DiplomaticRelation, row.id);
    work.record(Entry::public(Act::RecordDiplomaticRelation, subject, ChangeKind::Created, data)).await?;
    Ok(row)
}

/// Records the tier of a region abroad, since a day or always, so that requirement 7 can be computed for every day. That of a
/// region of Indonesia follows from its kind: no other one is recorded.
pub async fn record_tier(
    registry: &Registry,
    caller: &Caller,
    region: Uuid,
    (tier, since): (Tier, Option<PartialDate>),
    source: &str,
) -> Result<party::Model, Error> {
    policy::may(caller, Act::RecordTier, &[])?;
    let work = registry.begin(caller).await?;
    let mut refused = Refusals::default();
    let source = refused.line("source", Some(source), LONGEST_SOURCE);
    refused.unless(source.is_some(), "source", Reason::Required);
    let today = legal_today(work.now);
    refused.happened("since", since.map(PartialDate::earliest), today);
    let before = party::Entity::find_by_id(region).lock(LockType::NoKeyUpdate).one(&*work).await?;
    refused.unless(before.is_some(), "region", Reason::NotFound);
    let by_law = before.as_ref().and_then(|region| tier_by_law(region.kind, region.country_code.as_deref()));
    refused.unless(by_law.is_none_or(|by_law| by_law == tier), "tier", Reason::TierByLaw);
    refused.done()?;
    let before = before.ok_or_else(|| Error::refuse(Reason::NotFound))?;
    let revision = before.revision + 1;
    let known = party_tier::Entity::find().filter(party_tier::Column::PartyId.eq(region)).count(&*work).await? > 0;
    let record = |tier, since, source: &str| party_tier::Model {
        id: work.new_id(),
        party_id: region,
        tier,
        since,
        source: source.to_owned(),
        created_at: work.now,
    };
    // What it was before that day, it stays for earlier days.
    if let (Some(was), false) = (before.tier, known) {
        record(was, None, &before.source).into_active_model().insert(&*work).await?;
    }
    record(tier, since, source.as_deref().unwrap_or_default()).into_active_model().insert(&*work).await?;
    let tier = tiers_of(&*work, [&before]).await?.remove(&region).and_then(|tiers| tiers.on(today));
    let row = party::ActiveModel {
        tier: Set(tier),
        revision: Set(revision),
        updated_at: Set(work.now),
        ..before.into_active_model()
    };
    let row = row.update(&*work).await?;
    let data = json!({ "tier": tier, "since": since, "source": source, "revision": revision });
    work.record(Entry::public(Act::RecordTier, (SubjectKind::Party, row.id), ChangeKind::Changed, data)).await?;
    Ok(row)
}
