//! Splitting a record that turned out to be two.

use super::super::{
    act::{finish, follow, partners_of, party_to, undo},
    hold::{expected, lock},
    row::{Wholes, belonging, column, move_rows},
    rule::{Hanging, REFERENCES, check_decree, hanging_name},
    unite::{reassess_all, spell_out},
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work, account,
    agreement::{
        record::{agreement, agreement_party},
        words::title_of,
    },
    exchange::record::{Consent, exchange, participation},
    journal::{ChangeKind, Entry},
    partnership::record::{backing, claim, member},
    place::{
        entry::{
            act::{blank, free_slug},
            rule::LONGEST_SOURCE,
        },
        fact::{
            record::{FactKind, fact},
            rule::with_figures,
        },
        find::known_country,
        merged::{find::merger_of, record::merger},
        record::{Kind, code, name, party},
        row::MOST_NAME,
        rule::{self, party_name},
    },
    policy::{self, Act},
    refusal::Refusals,
    text::fold,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Cond, Expr, ExprTrait},
};
use serde_json::json;
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// How many of a kind one act moves.
const MOST_NAMED: usize = 500;

/// One record that is two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitParty {
    /// The record.
    pub party: Uuid,
    /// The revision of it that the caller read.
    pub expected_revision: i32,
    /// What becomes of the part that is split off.
    pub into: SplitInto,
    /// Why it is two.
    pub reason: String,
}

/// What is split off.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one for each act")]
pub enum SplitInto {
    /// The record that went into this one, with all that came with it.
    Merged(Uuid),
    /// A new record, with what is named.
    New(NewRecord),
}

/// A new record that is split off, and what goes there. What is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRecord {
    /// Its name at home.
    pub name: String,
    /// Its English name, where it is another.
    pub name_en: Option<String>,
    /// What kind; that of the record if `None`.
    pub kind: Option<Kind>,
    /// The country; that of the record if `None`.
    pub country: Option<String>,
    /// Further names.
    pub names: Vec<String>,
    /// Codes: scheme and value.
    pub codes: Vec<(String, String)>,
    /// Sources whose figures are those of the new record.
    pub sources: Vec<String>,
    /// Partnerships, with what is stated of them.
    pub partnerships: Vec<Uuid>,
    /// Agreements in which the party itself has done nothing.
    pub agreements: Vec<Uuid>,
    /// Exchanges.
    pub exchanges: Vec<Uuid>,
}

/// The two records.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The one that was split.
    pub party: party::Model,
    /// The one that was split off.
    pub part: party::Model,
}

/// Splits a record that turned out to be two: what was named goes to a new one, or the record that went into it by a wrong
/// merger is there again with all that came with it. Nobody is bound by it: what the party itself did stays with it.
pub async fn split_party(registry: &Registry, caller: &Caller, input: &SplitParty) -> Result<Split, Error> {
    policy::may(caller, Act::SplitParty, &[])?;
    let work = registry.begin(caller).await?;
    let mut refused = Refusals::default();
    let reason = refused.line("reason", Some(&input.reason), LONGEST_SOURCE);
    refused.unless(reason.is_some(), "reason", Reason::Required);
    refused.done()?;
    let reason = reason.unwrap_or_default();
    let locked = lock(&work, &[input.party]).await?;
    let revision = (input.expected_revision, "expectedRevision");
    let party = expected(&work, &locked, (input.party, "party"), revision).await?;
    let (split, further) = match &input.into {
        SplitInto::Merged(duplicate) => restore(&work, &party, *duplicate).await?,
        SplitInto::New(new) => {
            split_off(&work, party, new).await.map_err(|error| error.within("new").within("into"))?
        }
    };
    let mut entries = entries(&split, &reason);
    entries.extend(further);
    work.record_all(entries).await?;
    Ok(split)
}

/// Undoes the merger by which a record went into this one.
async fn restore(work: &Work, party: &party::Model, duplicate: Uuid) -> Result<(Split, Vec<Entry>), Error> {
    let found = merger_of(&**work, duplicate).await?.filter(|merger| merger.party_id == party.id);
    let merger = found.ok_or_else(|| Error::from(Refusal::at("into.merged", Reason::NotFound)))?;
    let row = merger::ActiveModel { id: Unchanged(merger.id), undone_at: Set(Some(work.now)), ..Default::default() };
    row.update(&**work).await?;
    let (party, part, entries) = undo(work, &merger).await?;
    Ok((Split { party, part }, entries))
}

async fn split_off(work: &Work, party: party::Model, new: &NewRecord) -> Result<(Split, Vec<Entry>), Error> {
    let row = checked(work, &party, new).await?;
    let part = row.into_active_model().insert(&**work).await?;
    let (from, to) = (party.id, part.id);
    let partners = partners_of(work, &[from]).await?;
    move_own(work, new, (from, to)).await?;
    let wholes = Wholes {
        partnerships: new.partnerships.iter().copied().collect(),
        agreements: new.agreements.iter().copied().collect(),
        exchanges: new.exchanges.iter().copied().collect(),
    };
    spell_out(work, &party_to(work, &wholes.agreements, from).await?, (from, to)).await?;
    move_wholes(work, &wholes, (from, to)).await?;
    let mut entries = reassess_all(work, &wholes, Act::SplitParty).await?;
    entries.extend(follow(work, &with_backing(work, wholes).await?).await?);
    let party = with_what_is_left(work, party).await?;
    let party = finish(work, party, partners.into_iter()).await?;
    let part = with_what_is_left(work, part).await?;
    let part = finish(work, party::Model { revision: 0, ..part }, std::iter::empty()).await?;
    Ok((Split { party, part }, entries))
}

/// The new record, if all that is said of it can be.
async fn checked(work: &Work, party: &party::Model, new: &NewRecord) -> Result<party::Model, Error> {
    let mut refused = Refusals::default();
    check_decree(party, "name", &mut refused);
    let name = refused.line("name", Some(&new.name), MOST_NAME);
    refused.unless(name.is_some(), "name", Reason::Required);
    let name_en = refused.line("nameEn", new.name_en.as_deref(), MOST_NAME);
    let kind = new.kind.unwrap_or(party.kind);
    refused.unless(kind.nature() == party.nature, "kind", Reason::KindOfOthers);
    let country_code = match &new.country {
        Some(country) => known_country(&**work, country, "country", &mut refused).await?,
        None => party.country_code.clone(),
    };
    check_own(work, party, new, &mut refused).await?;
    check_partnerships(work, party, new, &mut refused).await?;
    check_agreements(work, party, new, &mut refused).await?;
    check_exchanges(work, party, new, &mut refused).await?;
    let name = name.unwrap_or_default();
    let row = party::Model {
        sort_key: fold(&name),
        name_en: name_en.filter(|english| *english != name),
        tier: rule::tier_by_law(kind, country_code.as_deref()),
        parent_id: party.parent_id.filter(|_| country_code == party.country_code),
        time_zone: party.time_zone.clone().filter(|_| country_code == party.country_code),
        country_code,
        source: party.source.clone(),
        name,
        ..blank(work, party.nature, kind, party.as_of)
    };
    check_decree(&row, "country", &mut refused);
    refused.done()?;
    let slug = free_slug(work, &rule::slug(row.kind, row.country_code.as_deref(), &row.name)).await?;
    Ok(party::Model { slug, ..row })
}

fn check_number(named: usize, path: &str, refused: &mut Refusals) {
    let most = i64::try_from(MOST_NAMED).unwrap_or(i64::MAX);
    refused.unless(named <= MOST_NAMED, path, Reason::OutOfRange { least: 0, most });
}

/// Refuses names, codes and sources that the record does not have.
async fn check_own(work: &Work, party: &party::Model, new: &NewRecord, refused: &mut Refusals) -> Result<(), Error> {
    let names = name::Entity::find().filter(name::Column::PartyId.eq(party.id)).all(&**work).await?;
    let codes = code::Entity::find().filter(code::Column::PartyId.eq(party.id)).all(&**work).await?;
    let facts = fact::Entity::find().filter(fact::Column::PartyId.eq(party.id)).all(&**work).await?;
    for (path, named) in [("names", new.names.len()), ("codes", new.codes.len()), ("sources", new.sources.len())] {
        check_number(named, path, refused);
    }
    for (at, one) in new.names.iter().enumerate() {
        let is_known = names.iter().any(|name| name.name == *one);
        refused.unless(is_known, &format!("names.{at}"), Reason::NotFound);
    }
    for (at, (scheme, value)) in new.codes.iter().enumerate() {
        let is_known = codes.iter().any(|code| (&code.scheme, &code.value) == (scheme, value));
        refused.unless(is_known, &format!("codes.{at}"), Reason::NotFound);
    }
    for (at, source) in new.sources.iter().enumerate() {
        let is_known = facts.iter().any(|fact| fact.source == *source);
        refused.unless(is_known, &format!("sources.{at}"), Reason::NotFound);
    }
    Ok(())
}

/// Refuses partnerships of others, and those of which the party itself has said something.
async fn check_partnerships(
    work: &Work,
    party: &party::Model,
    new: &NewRecord,
    refused: &mut Refusals,
) -> Result<(), Error> {
    check_number(new.partnerships.len(), "partnerships", refused);
    for (at, id) in new.partnerships.iter().enumerate() {
        let path = format!("partnerships.{at}");
        let is_member = member::Entity::find_by_id((*id, party.id)).one(&**work).await?.is_some();
        refused.unless(is_member, &path, Reason::NotFound);
        let own = claim::Entity::find()
            .filter(claim::Column::PartnershipId.eq(*id))
            .filter(claim::Column::StatedBy.eq(party.id))
            .one(&**work)
            .await?;
        let what = hanging_name(Hanging::Partnerships, work.caller.language).to_owned();
        refused.unless(own.is_none(), &path, Reason::ItsOwnWord { what });
    }
    Ok(())
}

/// Refuses agreements of others, and those under which the party itself has acted or can: no other party is bound by that.
async fn check_agreements(
    work: &Work,
    party: &party::Model,
    new: &NewRecord,
    refused: &mut Refusals,
) -> Result<(), Error> {
    check_number(new.agreements.len(), "agreements", refused);
    if new.agreements.is_empty() {
        return Ok(());
    }
    let acts = !account::find::acting(&**work, work.now, Act::ConfirmAct, &[party.id]).await?.is_empty();
    for (at, id) in new.agreements.iter().enumerate() {
        let path = format!("agreements.{at}");
        let part = agreement_party::Entity::find_by_id((*id, party.id)).one(&**work).await?;
        let found = agreement::Entity::find_by_id(*id).one(&**work).await?;
        let Some((part, found)) = part.zip(found) else {
            refused.add(&path, Reason::NotFound);
            continue;
        };
        let what = title_of(&found).read(work.caller.language).to_owned();
        let own = acts || part.acted_at.is_some() || part.attested_at.is_some() || part.denied_at.is_some();
        refused.unless(!own, &path, Reason::ItsOwnWord { what });
    }
    Ok(())
}

/// Refuses exchanges in which the party takes no part.
async fn check_exchanges(
    work: &Work,
    party: &party::Model,
    new: &NewRecord,
    refused: &mut Refusals,
) -> Result<(), Error> {
    check_number(new.exchanges.len(), "exchanges", refused);
    for (at, id) in new.exchanges.iter().enumerate() {
        let of_it = participation::Column::ExchangeId.eq(*id).and(participation::Column::PartyId.eq(party.id));
        let takes_part = participation::Entity::find().filter(of_it).one(&**work).await?.is_some();
        let exchange = exchange::Entity::find_by_id(*id).one(&**work).await?;
        let hosts = exchange.is_some_and(|exchange| exchange.host_id == Some(party.id));
        refused.unless(takes_part || hosts, &format!("exchanges.{at}"), Reason::NotFound);
    }
    Ok(())
}

/// Moves names, codes and what sources state.
async fn move_own(work: &Work, new: &NewRecord, way: (Uuid, Uuid)) -> Result<(), Error> {
    let any = |conditions: Vec<Expr>| conditions.into_iter().fold(Cond::any(), Cond::add);
    let codes = new
        .codes
        .iter()
        .map(|(scheme, value)| column("scheme").eq(scheme.as_str()).and(column("value").eq(value.as_str())));
    let named = [
        ("party_name", any(new.names.iter().map(|name| column("name").eq(name.as_str())).collect())),
        ("party_code", any(codes.collect())),
        ("party_fact", any(new.sources.iter().map(|source| column("source").eq(source.as_str())).collect())),
    ];
    for (table, which) in named.into_iter().filter(|(_, which)| !which.is_empty()) {
        for reference in REFERENCES.iter().filter(|reference| reference.table == table) {
            move_rows(work, reference, way, which.clone()).await?;
        }
    }
    Ok(())
}

/// Moves partnerships, agreements and exchanges with all that belongs to them. Who keeps an exchange keeps it on; the new
/// record is stated in it, and has confirmed nothing.
async fn move_wholes(work: &Work, wholes: &Wholes, (from, to): (Uuid, Uuid)) -> Result<(), Error> {
    let stays = [("exchange", "owner_id")];
    for reference in REFERENCES.iter().filter(|one| !stays.contains(&(one.table, one.column))) {
        if let Some(which) = belonging(reference, wholes) {
            move_rows(work, reference, (from, to), which).await?;
        }
    }
    participation::Entity::update_many()
        .col_expr(participation::Column::Consent, Expr::value(Consent::Stated))
        .filter(participation::Column::PartyId.eq(to))
        .exec(&**work)
        .await?;
    Ok(())
}

/// The same with the agreements that say something of these partnerships and stay.
async fn with_backing(work: &Work, wholes: Wholes) -> Result<Wholes, Error> {
    let backing = backing::Column::PartnershipId.is_in(wholes.partnerships.iter().copied());
    let backing = backing::Entity::find().filter(backing).all(&**work).await?;
    let mut agreements: BTreeSet<Uuid> = backing.into_iter().map(|backing| backing.agreement_id).collect();
    agreements.extend(&wholes.agreements);
    Ok(Wholes { agreements, ..wholes })
}

/// A record with the figures that sources still state of it.
async fn with_what_is_left(work: &Work, party: party::Model) -> Result<party::Model, Error> {
    let facts = fact::Entity::find().filter(fact::Column::PartyId.eq(party.id)).all(&**work).await?;
    let kinds: HashSet<FactKind> = facts.iter().map(|fact| fact.kind).collect();
    let mut party = party;
    if !kinds.contains(&FactKind::Coordinates) {
        (party.latitude, party.longitude) = (None, None);
    }
    if !kinds.contains(&FactKind::Population) {
        (party.population, party.population_as_of) = (None, None);
    }
    if !kinds.contains(&FactKind::Area) {
        party.area_km2 = None;
    }
    Ok(with_figures(party, &facts))
}

/// What is written into the journal of the two records.
fn entries(Split { party, part }: &Split, reason: &str) -> Vec<Entry> {
    let data = |own: &party::Model, other: &party::Model| {
        json!({
            "name": party_name(own), "kind": own.kind, "country": own.country_code, "splitFrom": party.id,
            "splitOff": part.id, "otherName": party_name(other), "note": reason, "revision": own.revision,
        })
    };
    vec![
        Entry::of::<party::Entity>(Act::SplitParty, ChangeKind::Changed, party, [], data(party, part)),
        Entry::of::<party::Entity>(Act::SplitParty, ChangeKind::Created, part, [], data(part, party)),
    ]
}
