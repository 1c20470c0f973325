//! Queries for changes.

use super::{
    loader::ColleagueName,
    types::{Change, ChangeConnection},
};
use crate::{
    connection::{Listed, total},
    context::{Ask, Told},
    error::ApiError,
    id::{Kind, decode_as, encode, subject as record},
    loader::load_all,
    node::{self, Node},
    selection::{Selections, look_ahead},
};
use async_graphql::{Context, ID, Object};
use entity::journal;

look_ahead! {
    Change { BY = "by", SUBJECT = "subject" => Node }
}

#[derive(Default)]
pub(crate) struct JournalQuery;

#[Object]
impl JournalQuery {
    /// Changes (riwayat perubahan), in the order in which they took effect, as far as the caller may see them: all, or
    /// those of one record. Resume with the cursor of the last change read: none is ever skipped.
    async fn changes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100; 20 if omitted.", validator(minimum = 1, maximum = 100))] first: Option<
            i32,
        >,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Only those of this record.")] subject: Option<ID>,
    ) -> Result<ChangeConnection, ApiError> {
        let (registry, caller, look) = (context.registry()?, context.caller()?, context.look_ahead());
        let after = after.map(|cursor| decode_as(Kind::Change, &cursor));
        let first = u64::try_from(first.unwrap_or(20)).unwrap_or(20);
        let about = subject.map(|id| record(&id));
        let slice = journal::changes(registry, caller, about, after, first).await.told(caller)?;
        let total = total(&look, journal::count_changes(registry, caller, about), caller).await?;
        let selections = Selections::items(&look);
        if selections.has(&Change::BY) {
            load_all(context.lookups()?, slice.rows.iter().filter_map(|entry| entry.actor_id).map(ColleagueName))
                .await?;
        }
        let of_subjects = selections.below(&Change::SUBJECT);
        if !of_subjects.is_empty() {
            let subjects: Vec<_> = slice.rows.iter().cloned().map(Change).map(|one| one.record()).collect();
            node::prefetch(context, &of_subjects, &subjects).await?;
        }
        Ok(ChangeConnection(Listed::new(slice, total, |entry| encode(Kind::Change, entry.id).0)))
    }
}
