//! Reading reports: their own party's, for that party; submitted ones, for the governor's province where they are for the
//! governor; all, for those who read everything.

use super::{
    record::{ReportStatus, obligatory_report},
    rule::{Side, section_of_agreement, section_of_exchange},
};
use crate::{
    Caller, Error, Registry,
    agreement::{
        self,
        history::{
            find::known_of,
            rule::{Known, end_of},
        },
        progress::record::step,
        record::{Stage, agreement as agreements, agreement_party},
        rule::Dates,
    },
    exchange::record::{Consent, Status, exchange as exchanges, participation},
    obligatory_report::record::{Contents, ReportedAgreement, ReportedExchange, ReportedStep, Section},
    page::{self, Cursor, Direction, Key, ListOrder, Page, Slice},
    place::{record::party, rule::party_name},
    policy::{self, Membership, Role, Who},
    rows::group,
    text::{Language, LocalText},
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The order of reports: as they were opened.
pub const BY_AGE: ListOrder = ListOrder::by_id("obligatory_report.id");

/// Which reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ReportFilter {
    /// Of this region or institution.
    pub party: Option<Uuid>,
    /// With one of these statuses.
    pub status: Option<Vec<ReportStatus>>,
}

fn select(caller: &Caller, filter: &ReportFilter) -> Select<obligatory_report::Entity> {
    let mut all = Condition::all().add(policy::visible::<obligatory_report::Entity>(caller));
    if let Some(party) = filter.party {
        all = all.add(obligatory_report::Column::PartyId.eq(party));
    }
    if let Some(status) = &filter.status {
        all = all.add(obligatory_report::Column::Status.is_in(status.iter().copied()));
    }
    obligatory_report::Entity::find().filter(all)
}

/// The reports of a party.
pub(crate) fn concerning(_caller: &Caller, party: Uuid) -> SelectStatement {
    let reports = obligatory_report::Entity::find().filter(obligatory_report::Column::PartyId.eq(party));
    reports.select_only().column(obligatory_report::Column::Id).into_query()
}

/// One page of the reports that `filter` describes, the newest first.
pub async fn reports(
    registry: &Registry,
    caller: &Caller,
    filter: &ReportFilter,
    page: &Page,
) -> Result<Slice<obligatory_report::Model>, Error> {
    let select = page.narrow(select(caller, filter), None, obligatory_report::Column::Id, Direction::Descending);
    Ok(page.cut(select.all(&registry.db).await?))
}

/// How many reports `filter` describes.
pub async fn count_reports(registry: &Registry, caller: &Caller, filter: &ReportFilter) -> Result<u64, Error> {
    Ok(page::count(&registry.db, select(caller, filter)).await?)
}

/// Where a report stands in the list.
pub fn cursor(report: &obligatory_report::Model) -> Cursor {
    BY_AGE.cursor(Key::Id, report.id)
}

/// The reports with these identifiers that the caller may see.
pub async fn reports_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, obligatory_report::Model>, Error> {
    let found = obligatory_report::Entity::find()
        .filter(policy::visible::<obligatory_report::Entity>(caller))
        .filter(obligatory_report::Column::Id.is_in(ids.iter().copied()))
        .all(&registry.db)
        .await?;
    Ok(found.into_iter().map(|report| (report.id, report)).collect())
}

/// The report with this identifier, when the caller may see it.
pub async fn report(
    db: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
) -> Result<Option<obligatory_report::Model>, Error> {
    Ok(obligatory_report::Entity::find_by_id(id)
        .filter(policy::visible::<obligatory_report::Entity>(caller))
        .one(db)
        .await?)
}

/// The contents of a report for the caller, who has been shown it: as submitted or, for those who draft it and those who read
/// everything, from the records as they are now.
pub async fn preview(
    registry: &Registry,
    caller: &Caller,
    report: &obligatory_report::Model,
) -> Result<Option<Contents>, Error> {
    let drafts = caller.reads_all() || caller.parties().contains(&report.party_id);
    if drafts || report.contents.is_some() { contents(&registry.db, report).await.map(Some) } else { Ok(None) }
}

/// The contents of a report: as submitted, else from the records as they are now.
pub(super) async fn contents(db: &impl ConnectionTrait, report: &obligatory_report::Model) -> Result<Contents, Error> {
    match &report.contents {
        Some(frozen) => Ok(frozen.clone()),
        None => gather(db, report.party_id, (report.starts_on, report.ends_on)).await,
    }
}

/// A caller who belongs to a party, as far as reading goes: its reports contain what its people see.
fn reader_of(party: Uuid) -> Caller {
    let memberships = vec![Membership { role: Role::Observer, party: Some(party) }];
    Caller { who: Who::Anonymous, language: Language::Id, memberships, may_write: false }
}

/// What the records of a party say of a period.
async fn gather(
    db: &impl ConnectionTrait,
    reporting: Uuid,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Contents, Error> {
    let reader = reader_of(reporting);
    let own = agreement_party::Entity::find()
        .select_only()
        .column(agreement_party::Column::AgreementId)
        .filter(agreement_party::Column::PartyId.eq(reporting))
        .filter(Condition::any().add(agreement_party::Entity::still()).add(agreement_party::Column::LeftOn.gte(first)));
    let agreements = agreements::Entity::find()
        .filter(policy::visible::<agreements::Entity>(&reader))
        .filter(agreements::Column::Id.in_subquery(own.into_query()))
        .order_by_asc(agreements::Column::Id)
        .all(db)
        .await?;
    let taking_part = participation::Entity::find()
        .select_only()
        .column(participation::Column::ExchangeId)
        .filter(participation::Column::Consent.ne(Consent::Asked))
        .filter(participation::Column::PartyId.eq(reporting));
    let exchanges = exchanges::Entity::find()
        .filter(policy::visible::<exchanges::Entity>(&reader))
        .filter(exchanges::Column::Status.eq(Status::Scheduled))
        .filter(exchanges::Column::StartsOn.between(first, last))
        .filter(
            Condition::any()
                .add(exchanges::Column::HostId.eq(reporting))
                .add(exchanges::Column::Id.in_subquery(taking_part.into_query())),
        )
        .order_by_asc(exchanges::Column::StartsAt)
        .order_by_asc(exchanges::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = agreements.iter().map(|agreement| agreement.id).collect();
    let parts = agreement::find::parts_of(db, &ids).await?;
    let steps = steps_within(db, &ids, (first, last)).await?;
    let known = known_of(db, &reader, &ids, last).await?;
    let sections: HashMap<Uuid, Section> = agreements
        .iter()
        .map(|agreement| {
            let sides: Vec<Side> =
                parts.get(&agreement.id).into_iter().flatten().map(|(_, party)| side(party)).collect();
            (agreement.id, section_of_agreement(agreement.scheme, &sides))
        })
        .collect();
    let guests = guests_of(db, &exchanges).await?;
    let told = agreements.iter().filter_map(|agreement| {
        let steps = steps.get(&agreement.id).cloned().unwrap_or_default();
        let state = State::of(agreement, known.get(&agreement.id), last);
        let in_force = state.was_in_force(first, last);
        let reported = reported_agreement(agreement.id, state, reporting, parts.get(&agreement.id)?, steps);
        let counts = (in_force && !agreement.is_disowned()) || !reported.steps.is_empty();
        counts.then(|| (sections[&agreement.id], reported))
    });
    let held = exchanges.iter().map(|exchange| {
        let parties = guests.get(&exchange.id).map_or(&[][..], Vec::as_slice);
        let section = exchange.agreement_id.and_then(|agreement| sections.get(&agreement).copied());
        let sides: Vec<Side> = parties.iter().map(side).collect();
        let section = section.unwrap_or_else(|| section_of_exchange(reporting, exchange.host_id, &sides));
        (section, reported_exchange(exchange, parties))
    });
    Ok(Contents::of(told.collect::<Vec<_>>(), held.collect::<Vec<_>>()))
}

fn side(party: &party::Model) -> Side {
    Side { id: party.id, kind: party.kind, indonesian: party.country_code.as_deref() == Some("ID") }
}

/// What is reported of an agreement: how it stood at the end of the period, whatever came later.
struct State {
    title: LocalText,
    stage: Stage,
    dates: Dates,
    /// Its parties; `None` where that is not known otherwise than now.
    parties: Option<Vec<Uuid>>,
}

impl State {
    /// The state at the end of a period, whose last day this is. What was entered later of an agreement that had begun by then
    /// says where it stood by its dates.
    fn of(agreement: &agreements::Model, known: Option<&Known>, last: NaiveDate) -> Self {
        let now = || Self {
            title: LocalText { id: agreement.title_id.clone(), en: agreement.title_en.clone() },
            stage: agreement.stage,
            dates: agreement.into(),
            parties: None,
        };
        let then = |Known { said, .. }: &Known| Self {
            title: LocalText { id: said.title_id.clone(), en: said.title_en.clone() },
            stage: said.stage,
            dates: said.dates(),
            parties: Some(said.parties.clone()),
        };
        let mut state = known.map_or_else(now, then);
        let by_then = known.is_some_and(|known| known.recorded_at < end_of(last));
        if !by_then && state.dates.first_day().is_some_and(|first| first <= last) {
            state.stage = state.dates.stage_on(last);
        }
        state
    }

    fn was_in_force(&self, first: NaiveDate, last: NaiveDate) -> bool {
        let Self { dates, .. } = self;
        dates.first_day().is_some_and(|begins| begins <= last) && dates.last_day().is_none_or(|ends| first <= ends)
    }
}

/// The steps of these agreements within a period; what several parties did together, once.
async fn steps_within(
    db: &impl ConnectionTrait,
    agreements: &[Uuid],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<HashMap<Uuid, Vec<ReportedStep>>, Error> {
    let found = step::Entity::find()
        .filter(step::Column::AgreementId.is_in(agreements.iter().copied()))
        .filter(step::Column::OnDay.between(first, last))
        .order_by_asc(step::Column::Id)
        .all(db)
        .await?;
    let reported = |steps: Vec<step::Model>| {
        let mut told: Vec<ReportedStep> =
            steps.into_iter().map(|step| ReportedStep { act: step.act, on: step.on_day }).collect();
        told.dedup();
        told
    };
    Ok(group(found, |step| step.agreement_id).into_iter().map(|(id, steps)| (id, reported(steps))).collect())
}

fn reported_agreement(
    id: Uuid,
    State { title, stage, dates, parties }: State,
    reporting: Uuid,
    parts: &[agreement::find::Part],
    steps: Vec<ReportedStep>,
) -> ReportedAgreement {
    let was = |party: Uuid| parties.as_ref().is_none_or(|parties| parties.contains(&party));
    let others = parts.iter().filter(|(_, party)| party.id != reporting && was(party.id));
    ReportedAgreement {
        id,
        title,
        partners: others.map(|(_, party)| party_name(party)).collect(),
        stage,
        signed_on: dates.signed_on,
        expires_on: dates.expires_on,
        steps,
    }
}

/// Everyone who takes part in these exchanges, the host first.
async fn guests_of(
    db: &impl ConnectionTrait,
    exchanges: &[exchanges::Model],
) -> Result<HashMap<Uuid, Vec<party::Model>>, Error> {
    let ids = exchanges.iter().map(|exchange| exchange.id);
    let parts = participation::Entity::find()
        .filter(participation::Column::ExchangeId.is_in(ids))
        .filter(participation::Column::Consent.ne(Consent::Asked))
        .order_by_asc(participation::Column::PartyId)
        .all(db)
        .await?;
    let hosts = exchanges.iter().filter_map(|exchange| exchange.host_id);
    let named: BTreeSet<Uuid> = parts.iter().map(|part| part.party_id).chain(hosts).collect();
    let found = party::Entity::find().filter(party::Column::Id.is_in(named)).all(db).await?;
    let known: HashMap<Uuid, party::Model> = found.into_iter().map(|party| (party.id, party)).collect();
    let parts = group(parts, |part| part.exchange_id);
    let all_of = |exchange: &exchanges::Model| {
        let others = parts.get(&exchange.id).into_iter().flatten().map(|part| part.party_id);
        let mut ids: Vec<Uuid> = exchange.host_id.into_iter().collect();
        ids.extend(others.filter(|id| exchange.host_id != Some(*id)));
        (exchange.id, ids.iter().filter_map(|id| known.get(id).cloned()).collect())
    };
    Ok(exchanges.iter().map(all_of).collect())
}

fn reported_exchange(exchange: &exchanges::Model, parties: &[party::Model]) -> ReportedExchange {
    let host = parties.iter().find(|party| Some(party.id) == exchange.host_id);
    let others = parties.iter().filter(|party| Some(party.id) != exchange.host_id);
    ReportedExchange {
        id: exchange.id,
        title: LocalText { id: exchange.title_id.clone(), en: exchange.title_en.clone() },
        method: exchange.method,
        starts_on: exchange.starts_on,
        ends_on: exchange.ends_on,
        place: exchange.place.clone(),
        host: host.map(party_name),
        participants: others.map(party_name).collect(),
    }
}
