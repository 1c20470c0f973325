//! Who may see reports, and who may do what with them.

use super::record::{ReportStatus, obligatory_report};
use crate::{
    agreement::route::record::Authority,
    place::record::party,
    policy::{Act, Kept, Standing, Visibility},
    subject::SubjectKind,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::ExprTrait,
};
use uuid::Uuid;

impl Kept for obligatory_report::Entity {
    const KIND: SubjectKind = SubjectKind::ObligatoryReport;
    const FIELD: &'static str = "report";
    const ID: obligatory_report::Column = obligatory_report::Column::Id;

    fn standing(report: &obligatory_report::Model) -> Standing {
        let obligatory_report::Model { id, revision, party_id, .. } = *report;
        Standing { id, revision, visibility: Visibility::Own, owner: Some(party_id) }
    }

    /// Their own party's, and those that were submitted to the governor of their province; also while they are sent back, with
    /// the remark.
    fn visible_to(parties: &[Uuid]) -> Condition {
        let below = party::Entity::find()
            .select_only()
            .column(party::Column::Id)
            .filter(party::Column::ParentId.is_in(parties.iter().copied()))
            .into_query();
        let for_us = obligatory_report::Column::Recipient
            .eq(Authority::Governor)
            .and(obligatory_report::Column::Status.ne(ReportStatus::Drafted))
            .and(obligatory_report::Column::PartyId.in_subquery(below));
        Condition::any().add(obligatory_report::Column::PartyId.is_in(parties.iter().copied())).add(for_us)
    }

    /// The party whose report it is submits it; the province decides on what is for the governor. Nobody decides on their
    /// own.
    async fn answering(
        db: &impl ConnectionTrait,
        act: Act,
        report: &obligatory_report::Model,
    ) -> Result<Vec<Uuid>, DbErr> {
        if act == Act::SubmitReport {
            return Ok(vec![report.party_id]);
        }
        let reporting = party::Entity::find_by_id(report.party_id).one(db).await?;
        let province = reporting.and_then(|party| party.parent_id).filter(|_| report.recipient == Authority::Governor);
        Ok(province.into_iter().collect())
    }
}
