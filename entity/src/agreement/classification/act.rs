//! Classifying agreements by dimension.

use super::record::{SmartDimension, agreement_dimension};
use crate::{
    Caller, Error, Registry, Work,
    agreement::{
        held::hold,
        keep::{self, Checked, entry},
        record::agreement,
    },
    journal::{ChangeKind, Entry},
    policy::{self, Act},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Sets the dimensions to which an agreement belongs, replacing those set before. Setting the same ones changes
/// nothing.
pub async fn classify_agreement(
    registry: &Registry,
    caller: &Caller,
    agreement: Uuid,
    expected_revision: i32,
    dimensions: &BTreeSet<SmartDimension>,
) -> Result<agreement::Model, Error> {
    let work = registry.begin_act(caller, Act::ClassifyAgreement).await?;
    let mut held = hold(&work, agreement, Some(expected_revision)).await?;
    policy::may(caller, Act::ClassifyAgreement, held.agreement.owner_id.as_slice())?;
    let of_agreement = agreement_dimension::Column::AgreementId.eq(agreement);
    let before = agreement_dimension::Entity::find().filter(of_agreement.clone()).all(&*work).await?;
    if before.into_iter().map(|row| row.dimension).collect::<BTreeSet<_>>() == *dimensions {
        return Ok(held.agreement);
    }
    agreement_dimension::Entity::delete_many().filter(of_agreement).exec(&*work).await?;
    store(&work, agreement, dimensions).await?;
    held.save(&work, agreement::ActiveModel::default()).await?;
    let entry = entry(Act::ClassifyAgreement, ChangeKind::Changed, &held.agreement, &held.parties);
    work.record(with_dimensions(entry, dimensions)).await?;
    Ok(held.agreement)
}

/// Enters an agreement that has passed every check, and ends the act: the agreement, its dimensions and the entry of both.
pub(in crate::agreement) async fn enter(
    work: Work,
    act: Act,
    checked: Checked,
    dimensions: &BTreeSet<SmartDimension>,
) -> Result<agreement::Model, Error> {
    let (agreement, entries) = write(&work, act, checked, dimensions).await?;
    work.record_all(entries).await?;
    Ok(agreement)
}

/// The same within an act that the caller ends with these entries.
pub(in crate::agreement) async fn write(
    work: &Work,
    act: Act,
    checked: Checked,
    dimensions: &BTreeSet<SmartDimension>,
) -> Result<(agreement::Model, Vec<Entry>), Error> {
    let parties: Vec<Uuid> = checked.parties.iter().map(|party| party.id).collect();
    let agreement = keep::store(work, checked).await?;
    store(work, agreement.id, dimensions).await?;
    let entry = entry(act, ChangeKind::Created, &agreement, &parties);
    let mut entries = vec![with_dimensions(entry, dimensions)];
    entries.extend(keep::document_entries(work, act, &agreement, &parties, (&[], &[])).await?);
    Ok((agreement, entries))
}

/// Writes the dimensions of an agreement that has none.
async fn store(work: &Work, agreement: Uuid, dimensions: &BTreeSet<SmartDimension>) -> Result<(), Error> {
    let rows = dimensions
        .iter()
        .map(|dimension| agreement_dimension::ActiveModel { agreement_id: Set(agreement), dimension: Set(*dimension) });
    agreement_dimension::Entity::insert_many(rows).exec_without_returning(&**work).await?;
    Ok(())
}

/// A journal entry that includes them.
fn with_dimensions(mut entry: Entry, dimensions: &BTreeSet<SmartDimension>) -> Entry {
    entry.data["dimensions"] = json!(dimensions);
    entry
}
