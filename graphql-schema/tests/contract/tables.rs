//! The tables of the database as its migrations left it, and how rows are taken away from them with all that hangs on them.

use crate::world::World;
use sea_orm::{ConnectionTrait, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// The columns that say for each row who may read it.
const VEILS: [&str; 2] = ["visibility", "audience"];

/// The tables, with their columns and how they refer to each other.
pub struct Tables {
    columns: BTreeMap<String, BTreeSet<String>>,
    references: Vec<Reference>,
}

/// A column that refers to the key of a table.
struct Reference {
    table: String,
    column: String,
    /// Whether a row can be without.
    optional: bool,
    to: String,
    key: String,
}

impl Tables {
    pub async fn read(world: &World) -> Self {
        let [columns, references] = if entity::database::is_postgres(&world.test.registry.db) {
            [
                "select table_name::text, column_name::text from information_schema.columns
                   where table_schema = current_schema()",
                "select child.relname::text, own.attname::text, case when own.attnotnull then 'REQUIRED' else 'OPTIONAL' end,
                   parent.relname::text, key.attname::text
                 from pg_constraint reference
                   join pg_class child on child.oid = conrelid
                   join pg_class parent on parent.oid = confrelid
                   join pg_attribute own on own.attrelid = conrelid and own.attnum = any (conkey)
                   join pg_attribute key on key.attrelid = confrelid and key.attnum = any (confkey)
                 where contype = 'f' and child.relnamespace = current_schema()::regnamespace",
            ]
        } else {
            [
                "select child.name, own.name from sqlite_master child, pragma_table_info(child.name) own
                   where child.type = 'table' and child.name not like 'sqlite_%'",
                "select child.name, own.name, case own.\"notnull\" when 1 then 'REQUIRED' else 'OPTIONAL' end,
                   reference.\"table\", reference.\"to\"
                 from sqlite_master child, pragma_foreign_key_list(child.name) reference, pragma_table_info(child.name) own
                   where child.type = 'table' and own.name = reference.\"from\"",
            ]
        };
        let mut tables = Self { columns: BTreeMap::new(), references: Vec::new() };
        for [table, column] in texts(world, columns).await {
            tables.columns.entry(table).or_default().insert(column);
        }
        for [table, column, need, to, key] in texts(world, references).await {
            tables.references.push(Reference { table, column, optional: need == "OPTIONAL", to, key });
        }
        tables
    }

    /// The names of all tables.
    pub fn names(&self) -> BTreeSet<&str> {
        self.columns.keys().map(String::as_str).collect()
    }

    /// The tables that have a column of this name.
    pub fn with(&self, column: &str) -> BTreeSet<&str> {
        self.columns.iter().filter(|(_, columns)| columns.contains(column)).map(|(table, _)| table.as_str()).collect()
    }

    /// The tables whose rows say who may read them, each with the column that does.
    pub fn veiled(&self) -> BTreeMap<&str, &'static str> {
        VEILS.iter().flat_map(|veil| self.with(veil).into_iter().map(move |table| (table, *veil))).collect()
    }

    /// What takes away the rows of a table that meet a condition: first whatever cannot be without them or is about them;
    /// what can be without them just loses sight of them.
    pub fn erasing(&self, table: &str, condition: &str) -> Vec<String> {
        let mut statements = Vec::new();
        for Reference { table: from, column, optional, key, .. } in self.references.iter().filter(|one| one.to == table)
        {
            let hangs = format!("{column} in (select {key} from {table} where {condition})");
            if *optional {
                statements.push(format!("update {from} set {column} = null where {hangs}"));
            } else {
                statements.extend(self.erasing(from, &hangs));
            }
        }
        let veiled = self.veiled();
        for about in self.with("subject_id").into_iter().filter(|about| !veiled.contains_key(about)) {
            if self.columns[table].contains("id") {
                let told = format!("subject_id in (select id from {table} where {condition})");
                statements.push(format!("delete from {about} where {told}"));
            }
        }
        statements.push(format!("delete from {table} where {condition}"));
        statements
    }
}

/// The rows of a query, all of whose columns are texts.
async fn texts<const N: usize>(world: &World, sql: &str) -> Vec<[String; N]> {
    let db = &world.test.registry.db;
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| std::array::from_fn(|at| row.try_get_by_index(at).unwrap())).collect()
}
