//! Recording diplomatic relations and tiers.

use super::{record::diplomatic_relation, rule::ordered};
use crate::{
    Caller, Error, Reason, Registry,
    date::{PartialDate, legal_today},
    journal::{ChangeKind, Entry, SubjectKind},
    place::{
        find::is_country,
        record::{Tier, party},
    },
    policy::{self, Act},
    refusal::Refusals,
};
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
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
    let codes = [input.countries.0.to_ascii_uppercase(), input.countries.1.to_ascii_uppercase()];
    for (path, code) in [("country", &codes[0]), ("with", &codes[1])] {
        refused.unless(is_country(&*work, code).await?, path, Reason::NotFound);
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

/// Records the tier of a region abroad, so that requirement 7 can be computed.
pub async fn record_tier(
    registry: &Registry,
    caller: &Caller,
    region: Uuid,
    tier: Tier,
    source: &str,
) -> Result<party::Model, Error> {
    policy::may(caller, Act::RecordTier, &[])?;
    let work = registry.begin(caller).await?;
    let mut refused = Refusals::default();
    let source = refused.line("source", Some(source), LONGEST_SOURCE);
    refused.unless(source.is_some(), "source", Reason::Required);
    let before = party::Entity::find_by_id(region).one(&*work).await?;
    refused.unless(before.is_some(), "region", Reason::NotFound);
    refused.done()?;
    let before = before.ok_or_else(|| Error::refuse(Reason::NotFound))?;
    let revision = before.revision + 1;
    let row = party::ActiveModel {
        tier: Set(Some(tier)),
        revision: Set(revision),
        updated_at: Set(work.now),
        ..before.into_active_model()
    };
    let row = row.update(&*work).await?;
    let data = json!({ "tier": tier, "source": source, "revision": revision });
    work.record(Entry::public(Act::RecordTier, (SubjectKind::Party, row.id), ChangeKind::Changed, data)).await?;
    Ok(row)
}
