//! Knowledge exchanges, as partners see them.

use super::loader::ParticipantsOf;
use crate::{
    agreement::{loader::AgreementById, types::Agreement},
    connection::connection,
    context::Ask,
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    loader::load,
    place::{
        loader::{CountryByCode, PartyById},
        types::{Country, Party},
    },
    policy::Visibility,
    text::Language,
};
use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{
    exchange::record::{self, exchange},
    text::LocalText,
};
use std::sync::Arc;

remote_enum! {
    /// How knowledge is shared between regions.
    ExchangeMethod = "record::Method" {
        TrainingWorkshop: "Training workshop (bimtek, lokakarya).",
        WorkShadowing: "Work shadowing (magang).",
        StudyVisit: "Study visit (studi tiru, kunjungan).",
        MentoringVisit: "Mentoring visit (pendampingan).",
        PeerReview: "Peer review (telaah sejawat).",
        Webinar: "Webinar.",
        DialogueEvent: "Dialogue of practitioners (dialog praktisi).",
        StaffExchange: "Temporary exchange of staff (pertukaran pegawai).",
        JwgMeeting: "Meeting of the joint working group (rapat kelompok kerja).",
        Forum: "Forum.",
        Exhibition: "Exhibition (pameran).",
        Awarding: "Awarding (penganugerahan).",
        CourtesyVisit: "Courtesy visit (kunjungan kehormatan).",
        Signing: "Signing (penandatanganan).",
        Other: "Another method.",
    }
}

remote_enum! {
    /// Where the participants are.
    ExchangeFormat = "record::Format" {
        Onsite: "All in one place (tatap muka).",
        Online: "All in different places (daring).",
        Hybrid: "Both (hibrida).",
    }
}

remote_enum! {
    /// The status of an exchange.
    ExchangeStatus = "record::Status" {
        Scheduled: "On the calendar (terjadwal).",
        Cancelled: "Cancelled (dibatalkan).",
    }
}

remote_enum! {
    /// What a region does in an exchange.
    ExchangeRole = "record::ExchangeRole" {
        Host: "Receives the others (tuan rumah).",
        Champion: "Shares what it does well (daerah champion).",
        Learner: "Comes to learn (daerah pembelajar).",
    }
}

/// A knowledge exchange (kegiatan pertukaran pengetahuan). Its wall-clock time and zone are authoritative; the UTC
/// times are derived from them.
#[derive(Debug, Clone)]
pub(crate) struct Exchange(pub(crate) Arc<exchange::Model>);

/// A knowledge exchange (kegiatan pertukaran pengetahuan). Its wall-clock time and zone are authoritative; the UTC
/// times are derived from them.
#[Object]
impl Exchange {
    /// The identifier; it is never used again when the exchange is gone.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Exchange, self.0.id)
    }

    /// The title, in the caller's language if it has one.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A language other than the caller's.")] language: Option<Language>,
    ) -> Result<String, ApiError> {
        let title = LocalText { id: self.0.title_id.clone(), en: self.0.title_en.clone() };
        Ok(title.read(language.map_or(context.caller()?.language, Into::into)).to_owned())
    }

    /// How knowledge is shared.
    async fn method(&self) -> ExchangeMethod {
        self.0.method.into()
    }

    /// Where the participants are.
    async fn format(&self) -> ExchangeFormat {
        self.0.format.into()
    }

    /// Its status.
    async fn status(&self) -> ExchangeStatus {
        self.0.status.into()
    }

    /// Why it was cancelled.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.cancel_reason.as_deref()
    }

    /// Whether it lasts whole days, without times.
    async fn all_day(&self) -> bool {
        self.0.start_time.is_none()
    }

    /// The first day, as a local date.
    async fn starts_on(&self) -> NaiveDate {
        self.0.starts_on
    }

    /// The last day, as a local date; null if unknown.
    async fn ends_on(&self) -> Option<NaiveDate> {
        self.0.ends_on
    }

    /// The wall-clock start on the first day, in `timeZone`; null if it lasts whole days.
    async fn start_time(&self) -> Option<NaiveTime> {
        self.0.start_time
    }

    /// The wall-clock end on the last day, in `timeZone`; null if it lasts whole days or the end is unknown.
    async fn end_time(&self) -> Option<NaiveTime> {
        self.0.end_time
    }

    /// The IANA name of the zone of the wall clock, such as `Asia/Jakarta`.
    async fn time_zone(&self) -> Option<&str> {
        self.0.time_zone.as_deref()
    }

    /// The moment at which it starts, in UTC; the first moment of the first day if it lasts whole days.
    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.starts_at
    }

    /// The moment at which it ends, in UTC; null if unknown.
    async fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.0.ends_at
    }

    /// The place, in words.
    async fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }

    /// The country it takes place in.
    async fn country(&self, context: &Context<'_>) -> Result<Option<Country>, ApiError> {
        let Some(code) = self.0.country_code.clone() else { return Ok(None) };
        Ok(load(context.lookups()?, CountryByCode(code)).await?.map(Country))
    }

    /// Who receives the others (tuan rumah).
    async fn host(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        let Some(host) = self.0.host_id else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(host)).await?.map(Party::of))
    }

    /// Who shares what it does well (daerah champion).
    async fn champions(&self, context: &Context<'_>) -> Result<Vec<Party>, ApiError> {
        self.with_role(context, record::ExchangeRole::Champion).await
    }

    /// Who comes to learn (daerah pembelajar).
    async fn learners(&self, context: &Context<'_>) -> Result<Vec<Party>, ApiError> {
        self.with_role(context, record::ExchangeRole::Learner).await
    }

    /// The agreement it serves, if the caller may see it.
    async fn agreement(&self, context: &Context<'_>) -> Result<Option<Agreement>, ApiError> {
        let Some(agreement) = self.0.agreement_id else { return Ok(None) };
        Ok(load(context.lookups()?, AgreementById(agreement)).await?.map(Agreement))
    }

    /// A remark for readers.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The source of the record, if its organiser did not enter it.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Who may see it.
    async fn visibility(&self) -> Visibility {
        self.0.visibility.into()
    }

    /// Rises with every change; `rescheduleExchange` and `cancelExchange` ask for it.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was entered, in UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was last changed, in UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}

impl Exchange {
    async fn with_role(&self, context: &Context<'_>, role: record::ExchangeRole) -> Result<Vec<Party>, ApiError> {
        let participants = load(context.lookups()?, ParticipantsOf(self.0.id)).await?;
        let with_role = participants.iter().filter(|(_, its_role)| *its_role == role);
        Ok(with_role.map(|(party, _)| Party::of(party.clone())).collect())
    }
}

impl From<exchange::Model> for Exchange {
    fn from(row: exchange::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(ExchangeConnection, ExchangeEdge, Exchange, "exchanges");
