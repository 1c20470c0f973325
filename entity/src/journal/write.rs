//! Writing the journal, as the last step of an act.

use super::record::{ActorKind, Audience, ChangeKind, audience, journal};
use crate::{
    Error, Work,
    database::{self, insert_all},
    policy::{Act, Kept, Standing, Visibility, Who},
    subject::SubjectKind,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, Statement};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What an act records about itself.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was done.
    pub act: Act,
    /// What kind of record it is about.
    pub subject_kind: SubjectKind,
    /// Which record it is about.
    pub subject_id: Uuid,
    /// What it did to the record.
    pub change: ChangeKind,
    /// Who may learn of it.
    pub audience: Audience,
    /// The parties that may learn of it, where the audience is theirs.
    pub parties: Vec<Uuid>,
    /// The fields that the act set, without secrets.
    pub data: serde_json::Value,
}

impl Entry {
    /// An entry that everyone may read.
    pub fn public(act: Act, subject: (SubjectKind, Uuid), change: ChangeKind, data: serde_json::Value) -> Self {
        Self { audience: Audience::Public, ..Self::internal(act, subject, change, data) }
    }

    /// An entry for the keepers of the registry alone.
    pub fn internal(act: Act, subject: (SubjectKind, Uuid), change: ChangeKind, data: serde_json::Value) -> Self {
        let (subject_kind, subject_id) = subject;
        Self { act, subject_kind, subject_id, change, audience: Audience::Internal, parties: Vec::new(), data }
    }
}

impl Entry {
    /// The entry of an act on a record, for those who may see it; `parties` take part in it.
    pub(crate) fn of<E: Kept>(
        act: Act,
        change: ChangeKind,
        record: &E::Model,
        parties: impl IntoIterator<Item = Uuid>,
        data: serde_json::Value,
    ) -> Self {
        let Standing { id, visibility, owner, .. } = E::standing(record);
        Self::internal(act, (E::KIND, id), change, data).for_those_who_see(visibility, parties, owner)
    }

    /// Those of these entries that are about this kind of record.
    pub(crate) fn about(entries: &[Self], kind: SubjectKind) -> impl Iterator<Item = &Self> {
        entries.iter().filter(move |entry| entry.subject_kind == kind)
    }

    /// The entry for those who may see its subject: everyone, its parties and its owner, or the owner alone.
    #[must_use]
    pub(crate) fn for_those_who_see(
        mut self,
        visibility: Visibility,
        parties: impl IntoIterator<Item = Uuid>,
        owner: Option<Uuid>,
    ) -> Self {
        let (audience, parties): (_, BTreeSet<Uuid>) = match visibility {
            Visibility::Public => (Audience::Public, BTreeSet::new()),
            Visibility::Parties => (Audience::Parties, parties.into_iter().chain(owner).collect()),
            Visibility::Own => (Audience::Parties, owner.into_iter().collect()),
            Visibility::Restricted => (Audience::Internal, BTreeSet::new()),
        };
        self.audience = audience;
        self.parties = parties.into_iter().collect();
        self
    }
}

/// Writes the entries of an act. The row of `journal_head` stays locked from here until the commit that follows at
/// once, so that entries become visible in the order of their numbers: a reader who has seen one has seen all before.
pub(crate) async fn write(work: &Work, entries: Vec<Entry>) -> Result<(), Error> {
    let Ok(count @ 1..) = i64::try_from(entries.len()) else {
        return Ok(());
    };
    let (actor_kind, actor_id) = actor(work.caller.who);
    let mut seq = take_numbers(work, count).await?;
    let mut rows = Vec::with_capacity(entries.len());
    let mut audiences = Vec::new();
    for entry in entries {
        seq += 1;
        audiences
            .extend(entry.parties.iter().map(|party| audience::ActiveModel { seq: Set(seq), party_id: Set(*party) }));
        rows.push(journal::ActiveModel {
            seq: Set(seq),
            id: Set(work.new_id()),
            at: Set(work.now),
            actor_kind: Set(actor_kind),
            actor_id: Set(actor_id),
            act: Set(entry.act.name()),
            subject_kind: Set(entry.subject_kind),
            subject_id: Set(entry.subject_id),
            change: Set(entry.change),
            audience: Set(entry.audience),
            data: Set(entry.data),
        });
    }
    insert_all(&**work, rows).await?;
    Ok(insert_all(&**work, audiences).await?)
}

/// Takes the next `count` numbers and returns the one before them.
///
/// The transaction that has taken them keeps all others from writing until it commits. PostgreSQL gives up on one that
/// hangs in between after 2 seconds, so that a service that is frozen stops itself and nobody else.
async fn take_numbers(work: &Work, count: i64) -> Result<i64, Error> {
    let sql = if database::is_postgres(&**work) {
        "update journal_head set seq = seq + $1
         returning seq, set_config('idle_in_transaction_session_timeout', '2s', true)"
    } else {
        "update journal_head set seq = seq + ? returning seq"
    };
    let statement = Statement::from_sql_and_values(work.get_database_backend(), sql, [count.into()]);
    let row = work.query_one_raw(statement).await?.ok_or_else(|| Error::Fault("journal_head is empty".into()))?;
    Ok(row.try_get::<i64>("", "seq")? - count)
}

fn actor(who: Who) -> (ActorKind, Option<Uuid>) {
    match who {
        Who::Person(id) => (ActorKind::Person, Some(id)),
        Who::Client(id) => (ActorKind::Client, Some(id)),
        // Strangers perform no acts that are recorded; signing in is recorded as the person's.
        Who::Anonymous | Who::System => (ActorKind::System, None),
    }
}
