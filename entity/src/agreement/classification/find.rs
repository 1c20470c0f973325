//! Reading dimensions.

use super::record::{SmartDimension, agreement_dimension};
use crate::{Error, Registry, rows::group};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// The dimensions of these agreements, which the caller has been shown, by name.
pub async fn dimensions_of(
    registry: &Registry,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<SmartDimension>>, Error> {
    let found = agreement_dimension::Entity::find()
        .filter(agreement_dimension::Column::AgreementId.is_in(agreements.iter().copied()))
        .order_by_asc(agreement_dimension::Column::Dimension)
        .all(&registry.db)
        .await?;
    let dimensions = group(found, |row| row.agreement_id);
    Ok(dimensions.into_iter().map(|(id, rows)| (id, rows.into_iter().map(|row| row.dimension).collect())).collect())
}
