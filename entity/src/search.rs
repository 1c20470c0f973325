//! Words by which records are found: folded, indexed, matched by their beginning or by another way of writing them. One way
//! for both databases.

mod spelling;

use crate::{Error, Work, database::insert_all, subject::SubjectKind, text};
use sea_orm::{
    ActiveValue::Set,
    EntityTrait,
    entity::prelude::*,
    sea_query::{CaseStatement, Cond, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr, UnionType},
};
use spelling::{Meant, meant, nearly};
use std::collections::BTreeMap;

/// How many words of a search count; a longer one is cut.
const MOST_WORDS: usize = 8;
/// Records whose words are removed with one statement.
const BATCH: usize = 8_000;

/// One word of one record.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_word")]
pub struct Model {
    /// The word, folded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    /// What kind of record has it.
    pub subject_kind: SubjectKind,
    /// Which record has it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    /// Where it stands, at best: 0 for a name that is this word, 1 for one that begins with it, 2 for any other place.
    pub place: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// A record and the texts by which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// The record.
    pub id: Uuid,
    /// What it is called, each name by itself.
    pub names: Vec<String>,
    /// What else is found of it, such as its codes.
    pub further: Vec<String>,
}

impl Texts {
    /// Its words, each with the best place in which it stands.
    pub fn words(&self) -> BTreeMap<String, i32> {
        let mut words = BTreeMap::new();
        let mut add = |word: &str, place: i32| {
            let best = words.entry(word.to_owned()).or_insert(place);
            *best = Ord::min(place, *best);
        };
        for name in &self.names {
            let folded = text::fold(name);
            let parts: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
            for (at, word) in parts.iter().enumerate() {
                add(word, if at > 0 { 2 } else { i32::from(parts.len() > 1) });
            }
        }
        for word in self.further.iter().flat_map(|text| text::words(text)) {
            add(&word, 2);
        }
        words
    }
}

/// Makes records findable by the words of their texts, in place of the words they had.
pub(crate) async fn index(work: &Work, kind: SubjectKind, records: &[Texts]) -> Result<(), Error> {
    for batch in records.chunks(BATCH) {
        Entity::delete_many().filter(Column::SubjectId.is_in(batch.iter().map(|texts| texts.id))).exec(&**work).await?;
    }
    index_new(work, kind, records).await
}

/// Makes records findable that never were before.
pub(crate) async fn index_new(work: &Work, kind: SubjectKind, records: &[Texts]) -> Result<(), Error> {
    debug_assert!(kind.facts().is_searched, "nothing finds {kind:?} by its words");
    let rows = records.iter().flat_map(|texts| {
        texts.words().into_iter().map(|(word, place)| ActiveModel {
            word: Set(word),
            subject_kind: Set(kind),
            subject_id: Set(texts.id),
            place: Set(place),
        })
    });
    Ok(insert_all(&**work, rows.collect()).await?)
}

/// The condition that the record `id` has every word of `text`. A text without a single letter or digit finds nothing; one
/// that is blank, such as a field that was left empty, asks for nothing.
pub(crate) fn matches(id: &SimpleExpr, text: &str) -> SimpleExpr {
    each_word(text, |found| id.clone().in_subquery(found))
}

/// The condition that `holds` for every word of `text`, each as the records that have it (`subject_id`).
pub(crate) fn each_word(text: &str, holds: impl Fn(SelectStatement) -> SimpleExpr) -> SimpleExpr {
    if text.trim().is_empty() {
        return Expr::val(1).eq(1);
    }
    let words = meant(text);
    if words.is_empty() {
        return Expr::val(1).eq(0);
    }
    let found = words.iter().take(MOST_WORDS).map(|word| holds(having(word, |_| {})));
    found.fold(Expr::val(1).eq(1), ExprTrait::and)
}

/// How well the parties that have the words of a text are called by them.
pub(crate) struct Standing {
    /// What is left of the text, folded, without what says of which kind the place is.
    pub name: String,
    /// Of each party that has its first word (`subject_id`) the place of the word, as in [`Model::place`].
    pub places: SelectStatement,
}

/// How well parties are called by this text; `None` for one that asks for nothing, or finds nothing.
pub(crate) fn standing(text: &str) -> Option<Standing> {
    let words = meant(text);
    let telling: Vec<&Meant> = words.iter().filter(|word| !word.is_kind).collect();
    let first = telling.first()?;
    let name = telling.iter().map(|word| word.word.as_str()).collect::<Vec<_>>().join(" ");
    let column = |column| Expr::col((Entity, column));
    let begun = column(Column::Place)
        .eq(0)
        .and(column(Column::Word).gt(first.word.as_str()))
        .and(column(Column::Word).lt(after(&first.word)));
    // A name that only begins with the word as it was written is not that word.
    let place = || CaseStatement::new().case(begun.clone(), 1).finally(column(Column::Place));
    let found = having(first, |select| {
        select.expr_as(place(), "place").and_where(column(Column::SubjectKind).eq(SubjectKind::Party));
    });
    let places = Query::select()
        .column(Column::SubjectId)
        .expr_as(Func::min(Expr::col("place")), "place")
        .from_subquery(found, "found")
        .group_by_col(Column::SubjectId)
        .to_owned();
    Some(Standing { name, places })
}

/// The records that have a word: as it was written or going on after it, in another spelling, or, where no party has any of
/// these, with one wrong letter. `narrow` is told to each part of the query.
fn having(word: &Meant, narrow: impl Fn(&mut SelectStatement)) -> SelectStatement {
    let words = || Expr::col((Entity, Column::Word));
    let written = || {
        let begins = Cond::all().add(words().gte(word.word.as_str())).add(words().lt(after(&word.word)));
        let spelled = (!word.ways.is_empty()).then(|| words().is_in(word.ways.iter().map(String::as_str)));
        Cond::any().add(begins).add_option(spelled)
    };
    let select = || {
        let mut select = Query::select().column((Entity, Column::SubjectId)).from(Entity).to_owned();
        narrow(&mut select);
        select
    };
    let mut found = select().cond_where(written()).to_owned();
    let nearly = nearly(&word.word);
    if !nearly.is_empty() {
        // What parties are called is for everyone, so that whether a word is known tells nothing of other records.
        let known = Query::select()
            .expr(Expr::val(1))
            .from(Entity)
            .cond_where(written())
            .and_where(Expr::col((Entity, Column::SubjectKind)).eq(SubjectKind::Party))
            .to_owned();
        let corrected = select().and_where(words().is_in(nearly)).and_where(Expr::exists(known).not()).to_owned();
        found.union(UnionType::All, corrected);
    }
    found
}

/// What comes after all words that begin with this one.
fn after(word: &str) -> String {
    format!("{word}\u{7f}")
}
