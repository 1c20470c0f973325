//! Rows in the hands of a merger: moved from one record to another, and kept so that this can be undone.

use super::{
    record::{RowChange, merger_row},
    rule::{Of, Part, Reference},
};
use crate::{
    Error, Work,
    account::record::membership,
    database::{insert_all, replace_all},
    exchange::record::participation,
    notice::record::follow,
    partnership::record::{claim, member, partnership},
    place::{
        fact::record::fact,
        record::{code, name, party, succession},
    },
    task::record::hold,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    ModelTrait, PrimaryKeyToColumn, QueryFilter, QueryResult, Value,
    sea_query::{Alias, ColumnType, Cond, Expr, ExprTrait, Query, SelectStatement},
};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a merger has done so far, in its order.
pub(super) struct Moves {
    merger: Uuid,
    rows: Vec<merger_row::Model>,
}

impl Moves {
    pub fn of(merger: Uuid) -> Self {
        Self { merger, rows: Vec::new() }
    }

    fn note(&mut self, change: RowChange, table: &str, column: Option<&str>, contents: Json) {
        let place = i32::try_from(self.rows.len()).unwrap_or(i32::MAX);
        let (table_name, column_name) = (table.to_owned(), column.map(str::to_owned));
        self.rows.push(merger_row::Model { merger_id: self.merger, place, change, table_name, column_name, contents });
    }

    /// Notes that a row names another party in a column now.
    pub fn moved(&mut self, reference: &Reference, key: Json) {
        self.note(RowChange::Moved, reference.table, Some(reference.column), key);
    }

    /// Notes a row that was added.
    pub fn added<M: ModelTrait>(&mut self, row: &M) {
        self.note(RowChange::Added, table_of::<M::Entity>(), None, row_of(row));
    }

    /// Notes a row that was changed.
    pub fn changed<M: ModelTrait>(&mut self, before: &M, after: &M) {
        let contents = json!({ "before": row_of(before), "after": row_of(after) });
        self.note(RowChange::Changed, table_of::<M::Entity>(), None, contents);
    }

    /// Deletes a row that another one stands for, and keeps what it said.
    pub async fn absorb<M: ModelTrait>(&mut self, work: &Work, row: &M) -> Result<(), DbErr> {
        let contents = row_of(row);
        delete::<M::Entity>(work, &contents).await?;
        self.note(RowChange::Absorbed, table_of::<M::Entity>(), None, contents);
        Ok(())
    }

    /// Keeps what was done.
    pub async fn keep(self, work: &Work) -> Result<(), DbErr> {
        let rows = self.rows.into_iter().map(IntoActiveModel::into_active_model).collect();
        insert_all::<merger_row::ActiveModel>(&**work, rows).await
    }
}

/// Lets the rows of one column that name one party name another one, as far as `which` says, and returns their keys.
pub(super) async fn move_rows(
    work: &Work,
    reference: &Reference,
    (from, to): (Uuid, Uuid),
    which: Cond,
) -> Result<Vec<Json>, DbErr> {
    let theirs = || Cond::all().add(column(reference.column).eq(from)).add(which.clone());
    let keys = keys(&**work, reference, theirs()).await?;
    if !keys.is_empty() {
        let update = Query::update()
            .table(Alias::new(reference.table))
            .value(Alias::new(reference.column), to)
            .cond_where(theirs())
            .to_owned();
        work.execute(&update).await?;
    }
    Ok(keys)
}

/// The keys of the rows that `which` describes.
pub(super) async fn keys(db: &impl ConnectionTrait, reference: &Reference, which: Cond) -> Result<Vec<Json>, DbErr> {
    let columns = reference.key.iter().map(|part| Alias::new(part.column()));
    let select = Query::select().columns(columns).from(Alias::new(reference.table)).cond_where(which).to_owned();
    db.query_all(&select).await?.iter().map(|row| key_of(reference.key, row)).collect()
}

fn key_of(parts: &[Part], row: &QueryResult) -> Result<Json, DbErr> {
    let mut key = Map::new();
    for part in parts {
        let value = match part {
            Part::Id(column) => row.try_get::<Uuid>("", column)?.to_string(),
            Part::Text(column) => row.try_get::<String>("", column)?,
        };
        key.insert(part.column().to_owned(), value.into());
    }
    Ok(key.into())
}

/// Lets one row that a merger moved name the record again that it named before. Says whether that can be: not where it names
/// another one by now. A row that is gone, such as a task that is done, stays so.
pub(super) async fn move_back(
    work: &Work,
    reference: &Reference,
    key: &Json,
    (from, to): (Uuid, Uuid),
) -> Result<bool, DbErr> {
    let mut this = Cond::all();
    for part in reference.key {
        let text = key[part.column()].as_str().unwrap_or_default();
        let value = match part {
            Part::Id(_) => Value::Uuid(text.parse().ok()),
            Part::Text(_) => Value::String(Some(text.to_owned())),
        };
        this = this.add(column(part.column()).eq(value));
    }
    let update = Query::update()
        .table(Alias::new(reference.table))
        .value(Alias::new(reference.column), to)
        .cond_where(Cond::all().add(column(reference.column).eq(from)).add(this.clone()))
        .to_owned();
    Ok(work.execute(&update).await?.rows_affected() == 1 || keys(&**work, reference, this).await?.is_empty())
}

/// The condition that a row belongs to one of these wholes; `None` where rows of its kind belong to the party alone, or to
/// other wholes.
pub(super) fn belonging(reference: &Reference, wholes: &Wholes) -> Option<Cond> {
    let ids = |ids: &BTreeSet<Uuid>| ids.iter().copied().collect::<Vec<_>>();
    let within = |name: &str, ids: Vec<Uuid>| Cond::all().add(column(name).is_in(ids));
    let subjects = || ids(&wholes.agreements.union(&wholes.exchanges).copied().collect());
    match reference.of {
        Of::Party => None,
        Of::Partnership(name) => Some(within(name, ids(&wholes.partnerships))),
        Of::Agreement(name) => Some(within(name, ids(&wholes.agreements))),
        Of::Exchange(name) => Some(within(name, ids(&wholes.exchanges))),
        Of::Subject(name) => Some(within(name, subjects())),
        Of::Document(name) => {
            let documents = select_ids("document", column("agreement_id").is_in(ids(&wholes.agreements)));
            Some(Cond::all().add(column(name).in_subquery(documents)))
        }
        Of::Deadline(name) => {
            let deadlines = select_ids("deadline", column("subject_id").is_in(subjects()));
            Some(Cond::all().add(column(name).in_subquery(deadlines)))
        }
    }
}

fn select_ids(table: &'static str, which: Expr) -> SelectStatement {
    Query::select().column(Alias::new("id")).from(Alias::new(table)).and_where(which).to_owned()
}

pub(super) fn column(name: &str) -> Expr {
    Expr::col(Alias::new(name))
}

/// Partnerships, agreements and exchanges that go from one record to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wholes {
    pub partnerships: BTreeSet<Uuid>,
    pub agreements: BTreeSet<Uuid>,
    pub exchanges: BTreeSet<Uuid>,
}

impl Wholes {
    /// Notes the whole to which a row with this key belongs, so far as its key says so.
    pub fn note(&mut self, reference: &Reference, key: &Json) {
        let (into, name) = match reference.of {
            Of::Partnership(name) => (&mut self.partnerships, name),
            Of::Agreement(name) => (&mut self.agreements, name),
            Of::Exchange(name) => (&mut self.exchanges, name),
            Of::Party | Of::Document(_) | Of::Subject(_) | Of::Deadline(_) => return,
        };
        into.extend(id_in(&key[name]));
    }

    /// Notes the partnerships of a row that a merger changed or that went into another one.
    pub fn note_row(&mut self, row: &merger_row::Model) {
        let contents = &row.contents;
        match (row.table_name.as_str(), row.change) {
            ("partnership", RowChange::Absorbed) => self.partnerships.extend(id_in(&contents["id"])),
            ("claim", RowChange::Changed) => {
                let both = [&contents["before"], &contents["after"]];
                self.partnerships.extend(both.into_iter().filter_map(|claim| id_in(&claim["partnership_id"])));
            }
            ("exchange_party", _) => self.exchanges.extend(id_in(&contents["exchange_id"])),
            _ => {}
        }
    }
}

fn id_in(value: &Json) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

/// Does the same with the table that has this name, among those whose rows one row can stand for.
macro_rules! in_table {
    ($table:expr, $entity:ident => $do:expr) => {
        match $table {
            "party" => {
                type $entity = party::Entity;
                $do
            }
            "party_name" => {
                type $entity = name::Entity;
                $do
            }
            "party_code" => {
                type $entity = code::Entity;
                $do
            }
            "party_fact" => {
                type $entity = fact::Entity;
                $do
            }
            "party_succession" => {
                type $entity = succession::Entity;
                $do
            }
            "partnership" => {
                type $entity = partnership::Entity;
                $do
            }
            "partnership_member" => {
                type $entity = member::Entity;
                $do
            }
            "claim" => {
                type $entity = claim::Entity;
                $do
            }
            "exchange_party" => {
                type $entity = participation::Entity;
                $do
            }
            "membership" => {
                type $entity = membership::Entity;
                $do
            }
            "follow" => {
                type $entity = follow::Entity;
                $do
            }
            "task_hold" => {
                type $entity = hold::Entity;
                $do
            }
            other => return Err(Error::Fault(format!("no merger keeps rows of {other}"))),
        }
    };
}

/// Takes back what was done with one row, in the other direction than [`Moves`] noted it; says whether the row was still as
/// the merger left it.
pub(super) async fn take_back(work: &Work, row: &merger_row::Model) -> Result<bool, Error> {
    let contents = &row.contents;
    in_table!(row.table_name.as_str(), Table => match row.change {
        RowChange::Added => {
            delete::<Table>(work, contents).await?;
        }
        // Whoever had taken a task takes it again, if it is still there.
        RowChange::Absorbed if row.table_name == "task_hold" => {}
        RowChange::Absorbed => insert::<Table>(work, contents).await?,
        RowChange::Changed => {
            if present::<Table>(work, &contents["after"]).await?.as_ref() != Some(&contents["after"]) {
                return Ok(false);
            }
            // Another key would be another row: what a claim is about can change.
            replace::<Table>(work, &contents["before"]).await?;
        }
        RowChange::Moved => {}
    });
    Ok(true)
}

/// A record as it is, with those columns as they were before a merger changed them and nobody else since.
pub(super) fn reverted(now: &party::Model, contents: &Json) -> Result<party::Model, DbErr> {
    let mut row = row_of(now);
    for column in party::Column::iter() {
        let name = IdenStatic::as_str(&column);
        if contents["after"][name] == row[name] {
            row[name] = contents["before"][name].clone();
        }
    }
    model_of::<party::Entity>(&row)
}

/// The record that a row describes.
pub(super) fn model_of<E>(row: &Json) -> Result<E::Model, DbErr>
where
    E: EntityTrait,
    E::Model: TryFrom<E::ActiveModel, Error = DbErr>,
{
    active_of::<E>(row)?.try_into()
}

fn table_of<E: EntityTrait>() -> &'static str {
    E::default().table_name()
}

/// A row as JSON: each column by its name.
pub(super) fn row_of<M: ModelTrait>(row: &M) -> Json {
    let columns = <M::Entity as EntityTrait>::Column::iter();
    let values = columns.map(|column| (IdenStatic::as_str(&column).to_owned(), to_json(row.get(column))));
    values.collect::<Map<String, Json>>().into()
}

fn active_of<E: EntityTrait>(row: &Json) -> Result<E::ActiveModel, DbErr> {
    let mut active = <E::ActiveModel as ActiveModelTrait>::default();
    for column in E::Column::iter() {
        let value = from_json(column.def().get_column_type(), &row[IdenStatic::as_str(&column)]);
        active.try_set(column, value)?;
    }
    Ok(active)
}

fn primary_key<E: EntityTrait>() -> Vec<E::Column> {
    E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect()
}

fn this_row<E: EntityTrait>(row: &Json) -> Cond {
    let key = primary_key::<E>().into_iter().map(|column| {
        let name = IdenStatic::as_str(&column);
        column.eq(from_json(column.def().get_column_type(), &row[name]))
    });
    key.fold(Cond::all(), Cond::add)
}

async fn present<E: EntityTrait>(work: &Work, row: &Json) -> Result<Option<Json>, DbErr> {
    Ok(E::find().filter(this_row::<E>(row)).one(&**work).await?.map(|row| row_of(&row)))
}

async fn delete<E: EntityTrait>(work: &Work, row: &Json) -> Result<(), DbErr> {
    E::delete_many().filter(this_row::<E>(row)).exec(&**work).await.map(|_| ())
}

pub(super) async fn insert<E: EntityTrait>(work: &Work, row: &Json) -> Result<(), DbErr> {
    insert_all(&**work, vec![active_of::<E>(row)?]).await
}

async fn replace<E: EntityTrait>(work: &Work, row: &Json) -> Result<(), DbErr> {
    let key = primary_key::<E>();
    let names: Vec<&str> = key.iter().map(IdenStatic::as_str).collect();
    let rest = E::Column::iter().filter(|column| !names.contains(&IdenStatic::as_str(column)));
    let rest: Vec<E::Column> = rest.collect();
    replace_all(&**work, vec![active_of::<E>(row)?], &key, &rest).await
}

fn to_json(value: Value) -> Json {
    match value {
        Value::Bool(Some(value)) => value.into(),
        Value::Int(Some(value)) => value.into(),
        Value::BigInt(Some(value)) => value.into(),
        Value::Double(Some(value)) => value.into(),
        Value::String(Some(value)) => value.into(),
        Value::Uuid(Some(value)) => value.to_string().into(),
        Value::ChronoDate(Some(value)) => value.to_string().into(),
        Value::ChronoDateTimeUtc(Some(value)) => value.to_rfc3339().into(),
        _ => Json::Null,
    }
}

fn from_json(kind: &ColumnType, value: &Json) -> Value {
    match kind {
        ColumnType::Boolean => Value::Bool(value.as_bool()),
        ColumnType::Integer => Value::Int(value.as_i64().and_then(|value| value.try_into().ok())),
        ColumnType::BigInteger => Value::BigInt(value.as_i64()),
        ColumnType::Double => Value::Double(value.as_f64()),
        ColumnType::Uuid => Value::Uuid(value.as_str().and_then(|text| text.parse().ok())),
        ColumnType::Date => Value::ChronoDate(value.as_str().and_then(|text| text.parse::<NaiveDate>().ok())),
        ColumnType::TimestampWithTimeZone => {
            Value::ChronoDateTimeUtc(value.as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok()))
        }
        _ => Value::String(value.as_str().map(str::to_owned)),
    }
}
