//! Words by which records are found: folded, indexed, matched by their beginning. One way for both databases.

use crate::{Error, Work, database::insert_all, subject::SubjectKind, text};
use sea_orm::{
    ActiveValue::Set,
    EntityTrait,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, Query, SimpleExpr},
};

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
}

impl ActiveModelBehavior for ActiveModel {}

/// Makes records findable by the words of their texts, in place of the words they had.
pub(crate) async fn index(work: &Work, kind: SubjectKind, records: &[(Uuid, String)]) -> Result<(), Error> {
    for batch in records.chunks(BATCH) {
        Entity::delete_many().filter(Column::SubjectId.is_in(batch.iter().map(|(id, _)| *id))).exec(&**work).await?;
    }
    index_new(work, kind, records).await
}

/// Makes records findable that never were before.
pub(crate) async fn index_new(work: &Work, kind: SubjectKind, records: &[(Uuid, String)]) -> Result<(), Error> {
    debug_assert!(kind.facts().is_searched, "nothing finds {kind:?} by its words");
    let rows = records.iter().flat_map(|(id, text)| {
        text::words(text).into_iter().map(|word| ActiveModel {
            word: Set(word),
            subject_kind: Set(kind),
            subject_id: Set(*id),
        })
    });
    Ok(insert_all(&**work, rows.collect()).await?)
}

/// The condition that the record `id` has, for every word of `text`, a word that begins with it. A text without a
/// single letter or digit finds nothing; one that is blank, such as a field that was left empty, asks for nothing.
pub(crate) fn matches(id: &SimpleExpr, text: &str) -> SimpleExpr {
    if text.trim().is_empty() {
        return Expr::val(1).eq(1);
    }
    let words = text::words(text);
    if words.is_empty() {
        return Expr::val(1).eq(0);
    }
    words.iter().take(MOST_WORDS).fold(Expr::val(1).eq(1), |all, word| {
        let found = Query::select()
            .column((Entity, Column::SubjectId))
            .from(Entity)
            .and_where(Expr::col((Entity, Column::Word)).gte(word.clone()))
            .and_where(Expr::col((Entity, Column::Word)).lt(format!("{word}\u{7f}")))
            .to_owned();
        all.and(id.clone().in_subquery(found))
    })
}
