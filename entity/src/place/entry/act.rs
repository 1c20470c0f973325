//! Entering regions and institutions by hand, and mending what the registry says of them.

use super::{
    find::{Sought, holders, lookalikes},
    rule::{Facts, LONGEST_SOURCE, check_identity, check_law, may_lie_together},
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work, database,
    date::{PartialDate, legal_today},
    journal::{ChangeKind, Entry},
    place::{
        fact::{
            act::state,
            rule::{Figures, Told, statements},
        },
        find::{known_country, names_listed},
        geography::Atlas,
        matching::MOST_LEVELS,
        merged,
        record::{Kind, NameKind, Nature, code, name, party},
        rule,
    },
    policy::{self, Act},
    refusal::Refusals,
    report::MOST_SOURCE,
    search,
    source::Rank,
    subject::SubjectKind,
    text::{Language, both_said, fold},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

/// The lock under which places are entered, one after another, so that nobody misses what is just being entered.
const ENTRIES: i64 = 0x004b_454d_4241_5203;

/// Enters a region abroad or an institution. What looks like one that is there already is refused, unless the caller has
/// said of all these that another one is meant (`other_than`), and why. What those enter who do not keep the registry waits to
/// be confirmed: until then nothing binds it.
pub async fn add_party(
    registry: &Registry,
    caller: &Caller,
    nature: Nature,
    facts: &Facts,
    other_than: &[Uuid],
) -> Result<party::Model, Error> {
    let act = match nature {
        Nature::Region => Act::AddRegion,
        Nature::Institution => Act::AddInstitution,
    };
    let work = registry.begin_act(caller, act).await?;
    lock_entries(&work).await?;
    let mut refused = Refusals::default();
    refused.unless(facts.name.is_some(), "name", Reason::Required);
    let facts = facts.checked(legal_today(work.now), &mut refused);
    refused.unless(facts.kind.is_some(), "kind", Reason::Required);
    let kind = facts.kind.unwrap_or(Kind::Other);
    let empty = party::Model {
        keeper_id: keeper(caller, act),
        unconfirmed_since: policy::may(caller, act, &[]).is_err().then_some(work.now),
        tier: rule::tier_by_law(kind, facts.country.as_deref()),
        source: String::new(),
        ..blank(&work, nature, kind, facts.as_of)
    };
    let (mut row, atlas) = check(&work, &empty, &facts, refused).await?;
    check_new(&work, &row, &facts, other_than).await?;
    row.slug = free_slug(&work, &rule::slug(row.kind, row.country_code.as_deref(), &row.name)).await?;
    row.time_zone = row.time_zone.or_else(|| atlas.time_zone(facts.point?));
    let party = row.into_active_model().insert(&*work).await?;
    write_names(&work, &party, &facts).await?;
    write_codes(&work, party.id, &facts).await?;
    write_figures(&work, party.id, &facts).await?;
    index(&work, &party).await?;
    work.record(entry(act, ChangeKind::Created, &party, &facts)).await?;
    Ok(party)
}

/// Mends what the registry says of a region or an institution. What is not said stays; a code takes the place of the one
/// that was valid in its scheme.
pub async fn amend_party(
    registry: &Registry,
    caller: &Caller,
    (id, expected_revision): (Uuid, i32),
    facts: &Facts,
    other_than: &[Uuid],
) -> Result<party::Model, Error> {
    let work = registry.begin_act(caller, Act::AmendParty).await?;
    lock_entries(&work).await?;
    let before = work.open::<party::Entity>(Act::AmendParty, id, expected_revision).await?;
    let mut refused = Refusals::default();
    let facts = facts.checked(legal_today(work.now), &mut refused);
    facts.check_decree(&before, &mut refused);
    let (row, _) = check(&work, &before, &facts, refused).await?;
    // Whoever can choose its country chooses its gates.
    if policy::may(caller, Act::AmendParty, &[]).is_err() {
        check_law(&before, &row)?;
        // So does whoever can choose what it is called, once others rely on that.
        if before.unconfirmed_since.is_none() {
            check_identity(&before, &row, &facts)?;
        }
        check_aliases(&work, &row, &facts, other_than).await?;
    }
    let names = |party: &party::Model| (party.name.clone(), party.name_en.clone(), party.country_code.clone());
    if names(&row) == names(&before) && may_lie_together(&before, facts.point) {
        check_codes(&work, id, &facts).await?;
    } else {
        check_new(&work, &row, &facts, other_than).await?;
    }
    let row = party::Model { revision: before.revision + 1, updated_at: work.now, ..row };
    let party = row.into_active_model().reset_all().update(&*work).await?;
    write_names(&work, &party, &facts).await?;
    write_codes(&work, party.id, &facts).await?;
    write_figures(&work, party.id, &facts).await?;
    index(&work, &party).await?;
    work.record(entry(Act::AmendParty, ChangeKind::Changed, &party, &facts)).await?;
    Ok(party)
}

/// Confirms for the registry that what an organisation entered is a region or an institution of its own, and no other one
/// under another name: from then on agreements bind it, and its name and codes change only by those who keep the registry.
pub async fn confirm_party(
    registry: &Registry,
    caller: &Caller,
    (id, expected_revision): (Uuid, i32),
) -> Result<party::Model, Error> {
    policy::may(caller, Act::ConfirmParty, &[])?;
    let work = registry.begin_act(caller, Act::ConfirmParty).await?;
    let before = work.open::<party::Entity>(Act::ConfirmParty, id, expected_revision).await?;
    if before.unconfirmed_since.is_none() {
        return Ok(before);
    }
    let row = party::ActiveModel {
        id: Unchanged(id),
        unconfirmed_since: Set(None),
        revision: Set(before.revision + 1),
        updated_at: Set(work.now),
        ..Default::default()
    };
    let party = row.update(&*work).await?;
    let data = json!({
        "name": party.name, "kind": party.kind, "country": party.country_code, "keeper": party.keeper_id,
        "revision": party.revision,
    });
    work.record(Entry::of::<party::Entity>(Act::ConfirmParty, ChangeKind::Changed, &party, [], data)).await?;
    Ok(party)
}

/// Lets nobody else enter or mend a region or an institution until the act ends.
pub(crate) async fn lock_entries(work: &Work) -> Result<(), Error> {
    Ok(database::lock(work, ENTRIES).await?)
}

/// The organisation that keeps what the caller enters: their own, where they have a role for it in one alone.
fn keeper(caller: &Caller, act: Act) -> Option<Uuid> {
    let mut own: Vec<Uuid> = caller
        .memberships
        .iter()
        .filter(|held| act.roles().contains(&held.role))
        .filter_map(|held| held.party)
        .collect();
    own.sort_unstable();
    own.dedup();
    own.first().copied().filter(|_| own.len() == 1)
}

/// A record of which nothing is known but what kind it is.
pub(crate) fn blank(work: &Work, nature: Nature, kind: Kind, as_of: NaiveDate) -> party::Model {
    party::Model {
        id: work.new_id(),
        nature,
        kind,
        slug: String::new(),
        name: String::new(),
        name_en: None,
        sort_key: String::new(),
        country_code: None,
        parent_id: None,
        tier: None,
        autonomous: true,
        latitude: None,
        longitude: None,
        time_zone: None,
        population: None,
        population_as_of: None,
        area_km2: None,
        website: None,
        dissolved_on: None,
        source: String::new(),
        as_of,
        ties: 0,
        keeper_id: None,
        unconfirmed_since: None,
        revision: 1,
        created_at: work.now,
        updated_at: work.now,
    }
}

/// What a record would be with these facts; refused where that cannot be.
async fn check(
    work: &Work,
    before: &party::Model,
    facts: &Facts,
    mut refused: Refusals,
) -> Result<(party::Model, Atlas), Error> {
    let kind = facts.kind.unwrap_or(before.kind);
    refused.unless(kind.nature() == before.nature, "kind", Reason::KindOfOthers);
    let country = match &facts.country {
        Some(code) => known_country(&**work, code, "country", &mut refused).await?,
        None => before.country_code.clone(),
    };
    let of_the_world = matches!(kind, Kind::InternationalOrganisation | Kind::Network);
    if facts.country.is_none() && country.is_none() {
        refused.unless(of_the_world, "country", Reason::Required);
    }
    let becomes_home = country.as_deref() == Some("ID") && before.country_code.as_deref() != Some("ID");
    refused.unless(before.nature == Nature::Institution || !becomes_home, "country", Reason::ByDecree);
    if let Some(parent) = facts.parent {
        check_parent(work, before.id, parent, country.as_deref(), &mut refused).await?;
    }
    let atlas = Atlas::default();
    if let (Some(point), Some(country)) = (facts.point, &country) {
        let there = atlas.lies_in(point, country);
        refused.unless(there, "coordinates", Reason::OutsideCountry { country: country.clone() });
    }
    refused.done()?;
    let said = facts.clone();
    let name = said.name.unwrap_or_else(|| before.name.clone());
    let (latitude, longitude) = facts.point.or(before.latitude.zip(before.longitude)).unzip();
    let counted = if said.population.is_some() { said.population_as_of } else { before.population_as_of };
    let row = party::Model {
        kind,
        sort_key: fold(&name),
        name_en: said.name_en.or_else(|| before.name_en.clone()).filter(|english| *english != name),
        name,
        country_code: country,
        parent_id: said.parent.or(before.parent_id),
        latitude,
        longitude,
        time_zone: said.time_zone.or_else(|| before.time_zone.clone()),
        population: said.population.or(before.population),
        population_as_of: counted.or(said.population_as_of),
        area_km2: said.area_km2.or(before.area_km2),
        website: said.website.or_else(|| before.website.clone()),
        source: both_said(&before.source, &said.source, LONGEST_SOURCE),
        as_of: Ord::max(before.as_of, said.as_of),
        ..before.clone()
    };
    Ok((row, atlas))
}

/// Refuses a region that this one cannot lie in.
async fn check_parent(
    work: &Work,
    id: Uuid,
    parent: Uuid,
    country: Option<&str>,
    refused: &mut Refusals,
) -> Result<(), Error> {
    let Some(region) = party::Entity::find_by_id(parent).one(&**work).await? else {
        refused.add("parent", Reason::NotFound);
        return Ok(());
    };
    let mut above = Some(region.clone());
    let mut holds = region.nature == Nature::Region && region.country_code.as_deref() == country;
    for _ in 0..MOST_LEVELS {
        let Some(place) = above else { break };
        holds &= place.id != id;
        above = match place.parent_id {
            Some(next) => party::Entity::find_by_id(next).one(&**work).await?,
            None => None,
        };
    }
    refused.unless(holds, "parent", Reason::NotWithin);
    Ok(())
}

/// Refuses codes that another record has.
async fn check_codes(work: &Work, id: Uuid, facts: &Facts) -> Result<(), Error> {
    let mut refused = Refusals::default();
    for (at, holder) in holders(&**work, &facts.codes).await? {
        refused.unless(holder == id, &format!("codes.{at}"), Reason::AlreadyThere { id: holder });
    }
    refused.done()
}

/// Refuses what is there already by its codes, and what looks so unless the caller has said that it is not.
async fn check_new(work: &Work, row: &party::Model, facts: &Facts, other_than: &[Uuid]) -> Result<(), Error> {
    check_codes(work, row.id, facts).await?;
    let further = facts.names.iter().map(|name| name.name.as_str());
    let sought = Sought {
        nature: row.nature,
        country: row.country_code.as_deref(),
        names: [Some(row.name.as_str()), row.name_en.as_deref()].into_iter().flatten().chain(further).collect(),
        point: row.latitude.zip(row.longitude),
    };
    let found = lookalikes(&**work, &sought).await?.into_iter().map(|party| party.id);
    let found: Vec<Uuid> = found.filter(|found| *found != row.id).collect();
    let parties: Vec<Uuid> = found.iter().copied().filter(|found| !other_than.contains(found)).collect();
    if parties.is_empty() {
        let told_apart = found.is_empty() || facts.told_apart_by.is_some();
        return if told_apart { Ok(()) } else { Err(Refusal::at("otherThanReason", Reason::Required).into()) };
    }
    let names = names_listed(&**work, &parties, work.caller.language).await?;
    Err(Refusal::at("name", Reason::LooksLike { parties, names }).into())
}

/// Refuses a further name that is the very name of another in its country, unless the caller has said why that one is not
/// meant.
async fn check_aliases(work: &Work, row: &party::Model, facts: &Facts, other_than: &[Uuid]) -> Result<(), Error> {
    let names: Vec<String> = facts.names.iter().map(|one| fold(&one.name)).collect();
    let mut taken = party::Entity::find()
        .filter(party::Column::Nature.eq(row.nature))
        .filter(party::Column::SortKey.is_in(names))
        .filter(party::Column::Id.ne(row.id));
    if let Some(country) = &row.country_code {
        taken = taken.filter(party::Column::CountryCode.eq(country.as_str()));
    }
    let parties: Vec<Uuid> = taken.all(&**work).await?.into_iter().map(|party| party.id).collect();
    let said = facts.told_apart_by.is_some();
    if parties.iter().all(|party| said && other_than.contains(party)) {
        return Ok(());
    }
    let names = names_listed(&**work, &parties, work.caller.language).await?;
    Err(Refusal::at("names", Reason::LooksLike { parties, names }).into())
}

/// An address like `wanted` that is still free.
pub(crate) async fn free_slug(work: &Work, wanted: &str) -> Result<String, Error> {
    let mut slug = wanted.to_owned();
    for count in 2.. {
        // The address of a record that went into another one goes on to lead there.
        let taken = party::Entity::find().filter(party::Column::Slug.eq(slug.as_str())).one(&**work).await?.is_some();
        if !taken && merged::find::by_slug(&**work, &slug).await?.is_none() {
            break;
        }
        slug = format!("{wanted}-{count}");
    }
    Ok(slug)
}

async fn write_names(work: &Work, party: &party::Model, facts: &Facts) -> Result<(), Error> {
    let english = facts.name_en.iter().map(|name| (Language::En.code().to_owned(), name.clone(), NameKind::Official));
    let further = facts.names.iter().map(|one| (one.language.clone(), one.name.clone(), one.kind));
    for (language, name, kind) in english.chain(further) {
        let row = name::Model { party_id: party.id, language, name, kind }.into_active_model();
        let key = [name::Column::PartyId, name::Column::Language, name::Column::Name];
        let again = OnConflict::columns(key).update_column(name::Column::Kind).to_owned();
        name::Entity::insert(row).on_conflict(again).exec_without_returning(&**work).await?;
    }
    Ok(())
}

/// Notes codes; the one that was valid in a scheme until now ends on the day of the source.
async fn write_codes(work: &Work, party_id: Uuid, facts: &Facts) -> Result<(), Error> {
    for (scheme, value) in &facts.codes {
        let of_scheme = code::Column::PartyId.eq(party_id).and(code::Column::Scheme.eq(scheme.as_str()));
        let until = Expr::value(Some(PartialDate::from(facts.as_of).to_string()));
        code::Entity::update_many()
            .col_expr(code::Column::ValidUntil, until)
            .filter(of_scheme)
            .filter(code::Column::Value.ne(value.as_str()))
            .filter(code::Column::ValidUntil.is_null())
            .exec(&**work)
            .await?;
        let (scheme, value) = (scheme.clone(), value.clone());
        let row = code::Model { scheme, value, party_id, valid_from: None, valid_until: None }.into_active_model();
        let key = [code::Column::Scheme, code::Column::Value, code::Column::PartyId];
        let again = OnConflict::columns(key).update_column(code::Column::ValidUntil).to_owned();
        code::Entity::insert(row).on_conflict(again).exec_without_returning(&**work).await?;
    }
    Ok(())
}

/// Notes the figures with their source: of its own people the word of the place itself, else that of the registry's keepers.
async fn write_figures(work: &Work, party: Uuid, facts: &Facts) -> Result<(), Error> {
    let rank = if work.caller.parties().contains(&party) { Rank::Member } else { Rank::Register };
    let source: String = facts.source.chars().take(MOST_SOURCE).collect();
    let told = Told { source: &source, as_of: facts.as_of, rank };
    let (point, population, area_km2) = (facts.point, facts.population, facts.area_km2);
    let figures = Figures { point, population, counted_on: facts.population_as_of, area_km2 };
    let stated = statements(party, &figures, &told, rank);
    Ok(state(work, stated.into_iter().map(IntoActiveModel::into_active_model).collect()).await?)
}

/// Lets the record be found by all its names and codes.
pub(crate) async fn index(work: &Work, party: &party::Model) -> Result<(), Error> {
    let names = name::Entity::find().filter(name::Column::PartyId.eq(party.id)).all(&**work).await?;
    let codes = code::Entity::find().filter(code::Column::PartyId.eq(party.id)).all(&**work).await?;
    let names = names.iter().map(|name| name.name.as_str());
    let texts = rule::texts(party, names, codes.iter().map(|code| code.value.as_str()));
    search::index(work, SubjectKind::Party, &[texts]).await
}

fn entry(act: Act, change: ChangeKind, party: &party::Model, facts: &Facts) -> Entry {
    let names: Vec<&str> = facts.names.iter().map(|name| name.name.as_str()).collect();
    let data = json!({
        "name": party.name, "kind": party.kind, "country": party.country_code, "names": names, "codes": facts.codes,
        "keeper": party.keeper_id, "source": facts.source, "asOf": facts.as_of, "revision": party.revision,
        "unconfirmed": party.unconfirmed_since.is_some(), "toldApartBy": facts.told_apart_by,
    });
    Entry::of::<party::Entity>(act, change, party, [], data)
}
