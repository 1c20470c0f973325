//! Reports, as their parties see them.

use crate::{
    agreement::{
        route::types::{AgreementAct, Authority},
        types::AgreementStage,
    },
    connection::connection,
    context::Ask,
    date::{Date, DateTime, PartialDate},
    enums::remote_enum,
    error::ApiError,
    exchange::types::ExchangeMethod,
    id::{self, encode},
    loader::load,
    place::{loader::PartyById, types::Party},
};
use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    date::legal_today,
    obligatory_report::record::{
        self, Contents, ReportedAgreement, ReportedExchange, SectionContents, obligatory_report,
    },
    text::{Language, LocalText},
};

remote_enum! {
    /// What kind of period a report covers.
    PeriodKind = "record::PeriodKind" {
        Quarter: "A quarter of a year (triwulan).",
        Semester: "Half a year (semester).",
        Year: "A year (tahun).",
        Event: "The days of an event, such as a visit (kegiatan).",
    }
}

remote_enum! {
    /// The status of a report.
    ReportStatus = "record::ReportStatus" {
        Drafted: "It is being written: it shows the records as they are (konsep).",
        Submitted: "It was submitted, and stays as it was then (disampaikan).",
        Returned: "It was sent back: it shows the records as they are again (dikembalikan).",
        Accepted: "It was accepted (diterima).",
    }
}

remote_enum! {
    /// A section of a report.
    ReportSection = "record::Section" {
        SisterRegions: "Sister provinces, regencies and cities (provinsi, kabupaten, dan kota kembar).",
        TechnicalCooperation:
            "Technical and other cooperation with regions and institutions abroad (kerja sama teknik dan lainnya).",
        Associations: "Associations and networks (asosiasi dan jejaring).",
        Guests: "Guests from abroad (tamu luar negeri).",
        Domestic: "Cooperation within Indonesia (kerja sama dalam negeri).",
    }
}

/// The contents of a section of a report.
#[derive(Debug, SimpleObject)]
pub(crate) struct ReportSectionContents {
    /// Which section.
    section: ReportSection,
    /// Agreements that were in force in the period, or on which steps were taken in it.
    agreements: Vec<ReportedAgreementEntry>,
    /// Exchanges that began in the period.
    exchanges: Vec<ReportedExchangeEntry>,
}

/// An agreement as reported: as the records were then, not as they are now.
#[derive(Debug, SimpleObject)]
pub(crate) struct ReportedAgreementEntry {
    /// The identifier of the agreement.
    agreement: ID,
    /// Its title, in the caller's language.
    title: String,
    /// The other parties' names.
    partners: Vec<String>,
    /// Where its paperwork stood.
    stage: AgreementStage,
    /// When it was signed.
    signed_on: Option<PartialDate>,
    /// The last day in force.
    expires_on: Option<PartialDate>,
    /// What was done with it in the period.
    steps: Vec<ReportedStepEntry>,
}

/// A step as reported.
#[derive(Debug, SimpleObject)]
pub(crate) struct ReportedStepEntry {
    /// What was done.
    act: AgreementAct,
    /// When it was done.
    on: Date,
}

/// An exchange as reported: as the records were then, not as they are now.
#[derive(Debug, SimpleObject)]
pub(crate) struct ReportedExchangeEntry {
    /// The identifier of the exchange.
    exchange: ID,
    /// Its title, in the caller's language.
    title: String,
    /// How knowledge was shared.
    method: ExchangeMethod,
    /// Its first day, as a local date.
    starts_on: Date,
    /// Its last day, as a local date.
    ends_on: Option<Date>,
    /// The place, in words.
    place: Option<String>,
    /// The host's name.
    host: Option<String>,
    /// The names of the others who took part.
    participants: Vec<String>,
}

/// The contents of a report, in one language.
pub(crate) fn sections(contents: Contents, language: Language) -> Vec<ReportSectionContents> {
    contents.sections.into_iter().map(|one| ReportSectionContents::of(one, language)).collect()
}

fn read(text: &LocalText, language: Language) -> String {
    text.read(language).to_owned()
}

impl ReportSectionContents {
    fn of(section: SectionContents, language: Language) -> Self {
        Self {
            section: section.section.into(),
            agreements: section.agreements.into_iter().map(|one| agreement_entry(one, language)).collect(),
            exchanges: section.exchanges.into_iter().map(|one| exchange_entry(one, language)).collect(),
        }
    }
}

fn agreement_entry(told: ReportedAgreement, language: Language) -> ReportedAgreementEntry {
    ReportedAgreementEntry {
        agreement: encode(id::Kind::Agreement, told.id),
        title: read(&told.title, language),
        partners: told.partners,
        stage: told.stage.into(),
        signed_on: told.signed_on.map(PartialDate),
        expires_on: told.expires_on.map(PartialDate),
        steps: told
            .steps
            .into_iter()
            .map(|step| ReportedStepEntry { act: step.act.into(), on: step.on.into() })
            .collect(),
    }
}

fn exchange_entry(told: ReportedExchange, language: Language) -> ReportedExchangeEntry {
    ReportedExchangeEntry {
        exchange: encode(id::Kind::Exchange, told.id),
        title: read(&told.title, language),
        method: told.method.into(),
        starts_on: told.starts_on.into(),
        ends_on: told.ends_on.map(Into::into),
        place: told.place,
        host: told.host,
        participants: told.participants,
    }
}

/// A report that was sent back (pengembalian laporan).
#[derive(Debug, SimpleObject)]
pub(crate) struct ReportReturn {
    /// When.
    on: Date,
    /// Why.
    remark: String,
}

/// A report that a region owes an authority (laporan).
#[derive(Debug, Clone)]
pub(crate) struct ObligatoryReport(pub(crate) obligatory_report::Model);

/// A report that a region owes an authority (laporan).
#[Object]
impl ObligatoryReport {
    /// The identifier.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::ObligatoryReport, self.0.id)
    }

    /// The party that reports.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party_id)).await?.map(Party::of))
    }

    /// The authority that receives it.
    async fn recipient(&self) -> Authority {
        self.0.recipient.into()
    }

    /// What kind of period it covers.
    async fn period(&self) -> PeriodKind {
        self.0.period.into()
    }

    /// The first day of the period.
    async fn starts_on(&self) -> Date {
        self.0.starts_on.into()
    }

    /// The last day of the period.
    async fn ends_on(&self) -> Date {
        self.0.ends_on.into()
    }

    /// The day by which it must be submitted (in Jakarta).
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// Whether that day has passed and it is not submitted.
    async fn overdue(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        let open = matches!(self.0.status, record::ReportStatus::Drafted | record::ReportStatus::Returned);
        Ok(open && self.0.due_on < legal_today(context.registry()?.now()))
    }

    /// Its status.
    async fn status(&self) -> ReportStatus {
        self.0.status.into()
    }

    /// Its contents as submitted; null before that. `reportPreview` shows what they would be now.
    async fn contents(&self, context: &Context<'_>) -> Result<Option<Vec<ReportSectionContents>>, ApiError> {
        let language = context.caller()?.language;
        Ok(self.0.contents.clone().map(|contents| sections(contents, language)))
    }

    /// When it was last submitted.
    async fn submitted_on(&self) -> Option<Date> {
        self.0.submitted_on.map(Into::into)
    }

    /// Each time it was sent back, the first one first.
    async fn returns(&self) -> Vec<ReportReturn> {
        let returns = self.0.returns.0.iter();
        returns.map(|one| ReportReturn { on: one.on.into(), remark: one.remark.clone() }).collect()
    }

    /// Why it was last sent back; it stays when the report is submitted again.
    async fn remark(&self) -> Option<&str> {
        self.0.remark.as_deref()
    }

    /// Rises with every change; for `expectedRevision`.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was last changed, in UTC.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

impl From<obligatory_report::Model> for ObligatoryReport {
    fn from(row: obligatory_report::Model) -> Self {
        Self(row)
    }
}

connection!(ObligatoryReportConnection, ObligatoryReportEdge, ObligatoryReport, "reports");
