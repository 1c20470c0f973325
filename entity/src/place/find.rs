//! Reading places. They are public: every caller sees all of them.

use super::matching::without_umlauts;
use super::merged;
use super::record::{self, Kind, NameKind, Nature, code, name, party, succession};
use super::row::Naming;
use super::rule::{display_name, party_name, shared_name, split_kind};
use crate::{
    Caller, Error, Reason, Registry, country,
    page::{Cursor, Direction, Key, ListOrder, Page, Slice, count},
    refusal::Refusals,
    rows::{group, most_first},
    search::{self, Standing},
    text::{Language, fold},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{
        BinOper, CaseStatement, CommonTableExpression, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType,
        WithClause,
    },
};
use std::{
    collections::{HashMap, HashSet},
    sync::{PoisonError, RwLock},
};
use uuid::Uuid;

/// The order of regions and institutions: by name.
pub const BY_NAME: ListOrder = ListOrder::by_text("region.name");
/// The order of those that a search finds: those called so before those whose name only begins so, these before those that
/// have the word elsewhere; among them the larger and more connected first, and then by name.
pub const BY_STANDING: ListOrder = ListOrder::by_text("region.standing");
/// For how many inhabitants a tie counts in that order.
const TIE: i64 = 100_000;

/// Which regions or institutions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PartyFilter {
    /// Regions or institutions; both if `None`.
    pub nature: Option<Nature>,
    /// In this country (two-letter code).
    pub country: Option<String>,
    /// Of one of these kinds.
    pub kind: Option<Vec<Kind>>,
    /// Directly within this region.
    pub parent: Option<Uuid>,
    /// That can be party to an agreement, or cannot.
    pub autonomous: Option<bool>,
    /// That wait to be confirmed, or do not.
    pub unconfirmed: Option<bool>,
    /// With these words in their names and codes, or such as begin with them.
    pub search: Option<String>,
}

/// A party in a list.
#[derive(Debug, Clone)]
pub struct Found {
    /// The party.
    pub party: party::Model,
    /// Where it stands in the list.
    pub cursor: Cursor,
}

impl PartyFilter {
    /// The order of what it finds.
    pub fn order(&self) -> ListOrder {
        if self.standing().is_some() { BY_STANDING } else { BY_NAME }
    }

    fn standing(&self) -> Option<Standing> {
        search::standing(self.search.as_deref()?)
    }

    fn select(&self) -> Select<party::Entity> {
        let mut all = Condition::all();
        if let Some(nature) = self.nature {
            all = all.add(party::Column::Nature.eq(nature));
        }
        if let Some(country) = &self.country {
            all = all.add(party::Column::CountryCode.eq(country::as_code(country)));
        }
        if let Some(kind) = &self.kind {
            all = all.add(party::Column::Kind.is_in(kind.iter().copied()));
        }
        if let Some(parent) = self.parent {
            all = all.add(party::Column::ParentId.eq(parent));
        }
        if let Some(autonomous) = self.autonomous {
            all = all.add(party::Column::Autonomous.eq(autonomous));
        }
        if let Some(unconfirmed) = self.unconfirmed {
            let since = party::Column::UnconfirmedSince;
            all = all.add(if unconfirmed { since.is_not_null() } else { since.is_null() });
        }
        if let Some(text) = &self.search {
            all = all.add(search::matches(&Expr::col((party::Entity, party::Column::Id)), text));
        }
        party::Entity::find().filter(all)
    }
}

/// One page of the parties that `filter` describes, in its [order](PartyFilter::order).
pub async fn parties(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartyFilter,
    page: &Page,
) -> Result<Slice<Found>, Error> {
    const KEY: &str = "key";
    const PLACES: &str = "places";
    let (order, mut select) = (filter.order(), filter.select());
    let by = match filter.standing() {
        None => Expr::col((party::Entity, party::Column::SortKey)),
        Some(Standing { name, places }) => {
            let of_party = Expr::col((PLACES, search::Column::SubjectId)).equals((party::Entity, party::Column::Id));
            QueryTrait::query(&mut select).join_subquery(JoinType::InnerJoin, places, PLACES, of_party);
            standing_key(name, Expr::col((PLACES, search::Column::Place)))
        }
    };
    let select = page.narrow(select, Some(by.clone()), party::Column::Id, Direction::Ascending).expr_as(by, KEY);
    let rows = registry.db.query_all(&select.into_query()).await?;
    let found = rows.iter().map(|row| {
        let party = party::Model::from_query_result(row, "")?;
        let cursor = order.cursor(Key::Text(row.try_get("", KEY)?), party.id);
        Ok(Found { party, cursor })
    });
    Ok(page.cut(found.collect::<Result<_, DbErr>>()?))
}

/// The key by which what a search finds is put in order: as a text, because pages go by one. Its number has thirteen digits:
/// the place of the word, and how much there is to go before others of the same place.
fn standing_key(name: String, place: SimpleExpr) -> SimpleExpr {
    const PLACE: i64 = 1_000_000_000_000;
    let party = |column| Expr::col((party::Entity, column));
    let called_so = CaseStatement::new().case(party(party::Column::SortKey).eq(name), 0).finally(place);
    let weight = party(party::Column::Population).if_null(0).add(party(party::Column::Ties).mul(TIE));
    let number = Expr::expr(called_so).add(2).mul(PLACE).sub(weight);
    number
        .cast_as("text")
        .binary(BinOper::Custom("||"), Expr::val(" "))
        .binary(BinOper::Custom("||"), party(party::Column::SortKey))
}

/// How many parties `filter` describes.
pub async fn count_parties(registry: &Registry, _caller: &Caller, filter: &PartyFilter) -> Result<u64, Error> {
    Ok(count(&registry.db, filter.select()).await?)
}

/// How many parties of each kind `filter` describes, largest first.
pub async fn count_by_kind(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartyFilter,
) -> Result<Vec<(Kind, u64)>, Error> {
    let select = filter.select().select_only().column(party::Column::Kind).group_by(party::Column::Kind);
    let groups = select.expr_as(Expr::cust("count(*)"), "n").into_tuple().all(&registry.db).await?;
    Ok(most_first(groups, |kind: &Kind| kind.to_value()))
}

/// How many parties in each country `filter` describes, largest first and then by code; those without a country are
/// left out.
pub async fn count_by_country(
    registry: &Registry,
    _caller: &Caller,
    filter: &PartyFilter,
) -> Result<Vec<(String, u64)>, Error> {
    let select = filter.select().select_only().column(party::Column::CountryCode).group_by(party::Column::CountryCode);
    let groups = select
        .filter(party::Column::CountryCode.is_not_null())
        .expr_as(Expr::cust("count(*)"), "n")
        .into_tuple()
        .all(&registry.db)
        .await?;
    Ok(most_first(groups, String::clone))
}

/// The parties with these identifiers; for one that went into another, the one that stands for it since.
pub async fn parties_by_id(registry: &Registry, ids: &[Uuid]) -> Result<HashMap<Uuid, party::Model>, Error> {
    let mut found = parties_among(&registry.db, ids).await?;
    let gone: Vec<Uuid> = ids.iter().copied().filter(|id| !found.contains_key(id)).collect();
    found.extend(merged::find::survivors(&registry.db, &gone).await?);
    Ok(found)
}

/// The identifiers of this region and of all that lie in it, however deep.
pub(crate) fn within(region: Uuid) -> SelectStatement {
    const INSIDE: &str = "inside";
    let mut its_own = Query::select()
        .column((party::Entity, party::Column::Id))
        .from(party::Entity)
        .and_where(party::Column::Id.eq(region))
        .to_owned();
    let its_parts = Query::select()
        .column((party::Entity, party::Column::Id))
        .from(party::Entity)
        .inner_join(INSIDE, Expr::col((party::Entity, party::Column::ParentId)).equals((INSIDE, party::Column::Id)))
        .to_owned();
    // Not `union all`: it would never end where regions lay in each other.
    let inside = CommonTableExpression::new()
        .table_name(INSIDE)
        .column(party::Column::Id)
        .query(its_own.union(UnionType::Distinct, its_parts).to_owned())
        .to_owned();
    Query::select()
        .column(party::Column::Id)
        .from(INSIDE)
        .with_cte(WithClause::new().recursive(true).cte(inside).to_owned())
        .to_owned()
}

/// The parties with these identifiers, also within an act.
pub(crate) async fn parties_among(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, party::Model>, DbErr> {
    let found = party::Entity::find().filter(party::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(found.into_iter().map(|party| (party.id, party)).collect())
}

/// What these parties are called, to search for.
pub(crate) async fn words_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>, DbErr> {
    let parties = parties_among(db, ids).await?;
    let mut words: HashMap<Uuid, Vec<String>> =
        parties.values().map(|party| (party.id, vec![party_name(party)])).collect();
    let further = name::Entity::find().filter(name::Column::PartyId.is_in(ids.iter().copied())).all(db).await?;
    for name in further {
        words.entry(name.party_id).or_default().push(name.name);
    }
    Ok(words)
}

/// By what name all the world knows these parties on a day; see [`shared_name`].
pub(crate) async fn shared_names(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    day: NaiveDate,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let codes = code::Entity::find().filter(code::Column::PartyId.is_in(ids.iter().copied())).all(db).await?;
    let parties = parties_among(db, ids).await?.into_values();
    Ok(parties.map(|party| (party.id, shared_name(&party, &codes, day))).collect())
}

/// Those of these regions of Indonesia whose name another one has as well: Bandung is a city and a regency.
pub(crate) async fn with_namesakes(
    db: &impl ConnectionTrait,
    parties: &[party::Model],
) -> Result<HashSet<Uuid>, DbErr> {
    let at_home = |party: &&party::Model| party.country_code.as_deref() == Some("ID");
    let names: HashSet<&str> = parties.iter().filter(at_home).map(|party| party.name.as_str()).collect();
    if names.is_empty() {
        return Ok(HashSet::new());
    }
    let namesakes = party::Entity::find()
        .filter(party::Column::CountryCode.eq("ID"))
        .filter(party::Column::Nature.eq(Nature::Region))
        .filter(party::Column::Name.is_in(names))
        .all(db)
        .await?;
    let is_shared =
        |party: &party::Model| namesakes.iter().any(|other| other.id != party.id && other.name == party.name);
    Ok(parties.iter().filter(at_home).filter(|party| is_shared(party)).map(|party| party.id).collect())
}

/// The English names of these parties, as far as they have one beside the name used at home.
pub(crate) async fn english_names_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, DbErr> {
    let names = name::Entity::find()
        .filter(name::Column::PartyId.is_in(ids.iter().copied()))
        .filter(name::Column::Language.eq(Language::En.code()))
        .filter(name::Column::Kind.eq(NameKind::Official))
        .order_by_desc(name::Column::Name)
        .all(db)
        .await?;
    Ok(names.into_iter().map(|name| (name.party_id, name.name)).collect())
}

/// Whether there is a country with this two-letter code.
pub(crate) async fn is_country(db: &impl ConnectionTrait, code: &str) -> Result<bool, DbErr> {
    // Two letters: what else comes here never reaches the database, such as a NUL, which PostgreSQL does not take.
    let letters = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    Ok(letters && record::country::Entity::find_by_id(code).one(db).await?.is_some())
}

/// Why what is no country is refused.
pub(crate) fn no_country(text: &str) -> Reason {
    country::named(text).err().unwrap_or(country::Unknown { nearest: None }).into()
}

/// The code of the country that the field at `path` means, by code or name; refused if there is none.
pub(crate) async fn known_country(
    db: &impl ConnectionTrait,
    text: &str,
    path: &str,
    refused: &mut Refusals,
) -> Result<Option<String>, Error> {
    let code = country::as_code(text);
    let known = is_country(db, &code).await?;
    if !known {
        refused.add(path, no_country(text));
    }
    Ok(known.then_some(code))
}

/// A party itself and those that went into it, which are the only ones that concern it.
pub(crate) fn concerning(_caller: &Caller, party: Uuid) -> SelectStatement {
    let mut itself = party::Entity::find_by_id(party).select_only().column(party::Column::Id).into_query();
    itself.union(UnionType::All, merged::find::gone_into(party)).to_owned()
}

/// The party at an address, or the one that stands for the party which had it.
pub async fn party_by_slug(registry: &Registry, slug: &str) -> Result<Option<party::Model>, Error> {
    at_slug(&registry.db, slug).await
}

async fn at_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<party::Model>, Error> {
    let found = party::Entity::find().filter(party::Column::Slug.eq(slug)).one(db).await?;
    if found.is_some() {
        return Ok(found);
    }
    Ok(merged::find::by_slug(db, slug).await?)
}

/// The party that a cell of a file names: by a code with its scheme, such as `kemendagri:35.78`, by the last part of its
/// address, such as `kota-surabaya`, or by its identifier.
pub(crate) async fn party_named(db: &impl ConnectionTrait, text: &str) -> Result<Option<party::Model>, Error> {
    match Naming::read(text) {
        Naming::Id(id) => match party::Entity::find_by_id(id).one(db).await? {
            Some(party) => Ok(Some(party)),
            None => Ok(merged::find::survivors(db, &[id]).await?.remove(&id)),
        },
        Naming::Code(scheme, value) => having_code(db, &scheme, &value).await,
        Naming::Slug(slug) => at_slug(db, slug).await,
    }
}

/// The parties that these cells name, by cell, with a number of statements that grows slowly with theirs; see
/// [`party_named`].
pub(crate) async fn parties_named(
    db: &impl ConnectionTrait,
    cells: HashSet<&str>,
) -> Result<HashMap<String, party::Model>, Error> {
    const BATCH: usize = 5_000;
    let cells: Vec<(&str, Naming<'_>)> = cells.into_iter().map(|cell| (cell, Naming::read(cell))).collect();
    let mergers = merged::find::all(db).await?;
    let mut found = HashMap::new();
    for batch in cells.chunks(BATCH) {
        // Where the record that a cell names went into another one, it means that one.
        let led = |naming: &Naming<'_>| match naming {
            Naming::Id(id) => mergers.iter().find(|merger| merger.duplicate_id == *id),
            Naming::Slug(slug) => mergers.iter().find(|merger| merger.slug == *slug),
            Naming::Code(..) => None,
        };
        let ids = batch.iter().filter_map(|(_, naming)| match (naming, led(naming)) {
            (_, Some(merger)) => Some(merger.party_id),
            (Naming::Id(id), None) => Some(*id),
            _ => None,
        });
        let slugs =
            batch.iter().filter_map(|(_, naming)| if let Naming::Slug(slug) = naming { Some(*slug) } else { None });
        let codes = batch.iter().filter_map(|(_, naming)| match naming {
            Naming::Code(scheme, value) => Some((scheme.as_ref(), value.as_str())),
            _ => None,
        });
        let (schemes, values): (HashSet<&str>, HashSet<&str>) = codes.unzip();
        let mut given = code::Entity::find()
            .filter(code::Column::Scheme.is_in(schemes).and(code::Column::Value.is_in(values)))
            .all(db)
            .await?;
        given.sort_by_key(|code| (code.valid_until.is_none(), code.valid_until));
        let by_code: HashMap<(&str, &str), Uuid> =
            given.iter().map(|code| ((code.scheme.as_str(), code.value.as_str()), code.party_id)).collect();
        let owners = by_code.values().copied().chain(ids);
        let any = Condition::any().add(party::Column::Id.is_in(owners)).add(party::Column::Slug.is_in(slugs));
        let parties = party::Entity::find().filter(any).all(db).await?;
        for (cell, naming) in batch {
            let id = if let Naming::Code(scheme, value) = naming {
                by_code.get(&(scheme.as_ref(), value.as_str()))
            } else {
                None
            };
            let led = led(naming).map(|merger| merger.party_id);
            let is_meant = |party: &&party::Model| match naming {
                Naming::Id(id) => party.id == led.unwrap_or(*id),
                Naming::Slug(slug) => party.slug == *slug || led == Some(party.id),
                Naming::Code(..) => id == Some(&party.id),
            };
            if let Some(party) = parties.iter().find(is_meant) {
                found.insert((*cell).to_owned(), party.clone());
            }
        }
    }
    Ok(found)
}

/// A few parties that are called as a cell says, for whoever wrote a name where a code is wanted.
pub(crate) async fn called(db: &impl ConnectionTrait, name: &str) -> Result<Vec<party::Model>, Error> {
    const MOST: u64 = 5;
    let bare = split_kind(name).1;
    let key = fold(if bare.is_empty() { name } else { &bare });
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let named =
        name::Entity::find().select_only().column(name::Column::PartyId).filter(name::Column::Name.eq(name.trim()));
    let any = Condition::any()
        .add(party::Column::SortKey.is_in([without_umlauts(&key), key, fold(name)]))
        .add(party::Column::Id.in_subquery(named.into_query()));
    Ok(party::Entity::find().filter(any).order_by_desc(party::Column::Ties).limit(MOST).all(db).await?)
}

/// The party that has a code today, else the one that had it last.
pub async fn party_by_code(registry: &Registry, scheme: &str, value: &str) -> Result<Option<party::Model>, Error> {
    having_code(&registry.db, scheme, value).await
}

async fn having_code(db: &impl ConnectionTrait, scheme: &str, value: &str) -> Result<Option<party::Model>, Error> {
    let codes =
        code::Entity::find().filter(code::Column::Scheme.eq(scheme).and(code::Column::Value.eq(value))).all(db).await?;
    let Some(latest) = codes.into_iter().max_by_key(|code| (code.valid_until.is_none(), code.valid_until)) else {
        return Ok(None);
    };
    Ok(party::Entity::find_by_id(latest.party_id).one(db).await?)
}

/// The codes of these parties, those valid today first.
pub async fn codes_of(registry: &Registry, parties: &[Uuid]) -> Result<HashMap<Uuid, Vec<code::Model>>, Error> {
    let found = code::Entity::find()
        .filter(code::Column::PartyId.is_in(parties.iter().copied()))
        .order_by_asc(code::Column::Scheme)
        .order_by_asc(code::Column::Value)
        .all(&registry.db)
        .await?;
    let mut codes = group(found, |code| code.party_id);
    for of_one in codes.values_mut() {
        of_one.sort_by_key(|code| code.valid_until.is_some());
    }
    Ok(codes)
}

/// The further names of these parties.
pub async fn names_of(registry: &Registry, parties: &[Uuid]) -> Result<HashMap<Uuid, Vec<name::Model>>, Error> {
    let found = name::Entity::find()
        .filter(name::Column::PartyId.is_in(parties.iter().copied()))
        .order_by_asc(name::Column::Language)
        .order_by_asc(name::Column::Name)
        .all(&registry.db)
        .await?;
    Ok(group(found, |name| name.party_id))
}

/// The predecessors and successors of these regions, in the order of events.
pub async fn successions_of(
    registry: &Registry,
    parties: &[Uuid],
) -> Result<HashMap<Uuid, Vec<succession::Model>>, Error> {
    let of_these = Condition::any()
        .add(succession::Column::PredecessorId.is_in(parties.iter().copied()))
        .add(succession::Column::SuccessorId.is_in(parties.iter().copied()));
    let found = succession::Entity::find()
        .filter(of_these)
        .order_by_asc(succession::Column::HappenedOn)
        .all(&registry.db)
        .await?;
    let mut successions = group(found.clone(), |succession| succession.predecessor_id);
    for succession in found {
        successions.entry(succession.successor_id).or_default().push(succession);
    }
    Ok(successions)
}

/// Every country, by code.
pub async fn countries(registry: &Registry) -> Result<Vec<record::country::Model>, Error> {
    Ok(record::country::Entity::find().order_by_asc(record::country::Column::Code).all(&registry.db).await?)
}

/// The countries that were asked for: they change only with the reference data, while a service starts.
type Countries = RwLock<HashMap<String, record::country::Model>>;

/// The countries with these codes, each read from the database once.
pub async fn countries_by_code(
    registry: &Registry,
    codes: &[String],
) -> Result<HashMap<String, record::country::Model>, Error> {
    let kept = registry.shelf.of::<Countries>();
    let mut found: HashMap<String, record::country::Model> = {
        let known = kept.read().unwrap_or_else(PoisonError::into_inner);
        codes.iter().filter_map(|code| Some((code.clone(), known.get(code)?.clone()))).collect()
    };
    let missing: Vec<&str> = codes.iter().map(String::as_str).filter(|code| !found.contains_key(*code)).collect();
    if !missing.is_empty() {
        let read = record::country::Entity::find()
            .filter(record::country::Column::Code.is_in(missing))
            .all(&registry.db)
            .await?;
        let mut known = kept.write().unwrap_or_else(PoisonError::into_inner);
        for country in read {
            known.insert(country.code.clone(), country.clone());
            found.insert(country.code.clone(), country);
        }
    }
    Ok(found)
}

/// What these parties are called in `language`.
pub(crate) async fn names_in(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    language: Language,
) -> Result<HashMap<Uuid, String>, Error> {
    let parties = party::Entity::find().filter(party::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(parties.into_iter().map(|party| (party.id, display_name(&party, language))).collect())
}

/// The same in the order of `ids`, one after another.
pub(crate) async fn names_listed(db: &impl ConnectionTrait, ids: &[Uuid], language: Language) -> Result<String, Error> {
    let mut names = names_in(db, ids, language).await?;
    let names: Vec<String> = ids.iter().filter_map(|party| names.remove(party)).collect();
    Ok(names.join(", "))
}
