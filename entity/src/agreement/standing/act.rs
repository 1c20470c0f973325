//! Noting which parties do something with an agreement themselves.

use crate::{
    Error, Work,
    agreement::record::agreement_party,
    journal::Entry,
    policy::{self, Act},
    registry::Reading,
    subject::SubjectKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Reads in the journal who acts, and notes when the people of a party first did something with an agreement: whoever only
/// declines, or leaves, has taken no part in it.
pub(crate) fn note_who_acts<'a>(work: &'a Work, entries: &'a [Entry]) -> Reading<'a> {
    Box::pin(async move {
        let acts: BTreeSet<(Uuid, Act)> = entries.iter().filter_map(taking_part).collect();
        for (agreement, act) in acts {
            note(work, agreement, act).await?;
        }
        Ok(())
    })
}

/// The agreement in which an entry of the journal is of somebody who takes part, and what was done.
fn taking_part(entry: &Entry) -> Option<(Uuid, Act)> {
    let aside = matches!(
        entry.act,
        Act::Withdraw | Act::Leave | Act::DeclineAct | Act::AssignOfficer | Act::HandOverTasks | Act::ImportAgreements
    );
    let agreement = match entry.subject_kind {
        SubjectKind::Agreement => Some(entry.subject_id),
        SubjectKind::Document => entry.data["agreement"].as_str().and_then(|id| id.parse().ok()),
        _ => None,
    };
    agreement.filter(|_| !aside).map(|agreement| (agreement, entry.act))
}

async fn note(work: &Work, agreement: Uuid, act: Act) -> Result<(), Error> {
    let acting = policy::acted_for(&work.caller, act, &work.caller.parties());
    if acting.is_empty() {
        return Ok(());
    }
    agreement_party::Entity::update_many()
        .col_expr(agreement_party::Column::ActedAt, Expr::value(Some(work.now)))
        .filter(agreement_party::Column::AgreementId.eq(agreement))
        .filter(agreement_party::Column::PartyId.is_in(acting))
        .filter(agreement_party::Column::ActedAt.is_null())
        .exec(&**work)
        .await?;
    Ok(())
}
