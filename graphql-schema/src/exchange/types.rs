//! Knowledge exchanges, as partners see them.

use super::loader::{AskedAgreementOf, ParticipantsOf};
use crate::{
    agreement::{loader::AgreementById, types::Agreement},
    connection::connection,
    context::Ask,
    date::{Date, DateTime, LocalTime},
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    loader::load,
    notice::loader::IsFollowed,
    place::{
        loader::{CountryByCode, PartyById},
        types::{Country, Party},
    },
    policy::Visibility,
    text::Language,
};
use async_graphql::{Context, ID, Object};
use entity::{
    exchange::{
        record::{self, exchange, participation},
        rule,
    },
    place::record::party,
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
    ExchangeStatus = "rule::Course" {
        Scheduled: "Still to come (terjadwal).",
        Held: "It has begun, or is over (sudah berlangsung).",
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

remote_enum! {
    /// Whether a region agreed to be named in an exchange.
    ExchangeConsent = "record::Consent" {
        Confirmed: "It entered the exchange or confirmed it (dikonfirmasi).",
        Stated: "Nobody acted for it in the registry when it was named: it is shown, as not confirmed (belum dikonfirmasi).",
        Asked: "It was asked and has not answered: until then only it and the organiser see it here (menunggu jawaban).",
    }
}

/// A region in an exchange (peserta).
#[derive(Debug, Clone)]
pub(crate) struct ExchangePart {
    party: Arc<party::Model>,
    part: participation::Model,
}

/// A region in an exchange (peserta).
#[Object]
impl ExchangePart {
    /// The region or institution.
    async fn party(&self) -> Party {
        Party::of(self.party.clone())
    }

    /// What it does there.
    async fn role(&self) -> ExchangeRole {
        self.part.role.into()
    }

    /// Whether it agreed to be named.
    async fn consent(&self) -> ExchangeConsent {
        self.part.consent.into()
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
    async fn status(&self, context: &Context<'_>) -> Result<ExchangeStatus, ApiError> {
        Ok(rule::course(&self.0, context.registry()?.now()).into())
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
    async fn starts_on(&self) -> Date {
        self.0.starts_on.into()
    }

    /// The last day, as a local date; null if unknown.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Into::into)
    }

    /// The wall-clock start on the first day, in `timeZone`; null if it lasts whole days.
    async fn start_time(&self) -> Option<LocalTime> {
        self.0.start_time.map(Into::into)
    }

    /// The wall-clock end on the last day, in `timeZone`; null if it lasts whole days or the end is unknown.
    async fn end_time(&self) -> Option<LocalTime> {
        self.0.end_time.map(Into::into)
    }

    /// The IANA name of the zone of the wall clock, such as `Asia/Jakarta`.
    async fn time_zone(&self) -> Option<&str> {
        self.0.time_zone.as_deref()
    }

    /// The moment at which it starts, in UTC; the first moment of the first day if it lasts whole days.
    async fn starts_at(&self) -> DateTime {
        self.0.starts_at.into()
    }

    /// The moment at which it ends, in UTC; null if unknown.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(Into::into)
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

    /// Who receives the others (tuan rumah); null while it has not confirmed that. One for which nobody acts in the registry
    /// is shown, with `hostConfirmed: false`.
    async fn host(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        let Some(host) = self.0.host_id else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(host)).await?.map(Party::of))
    }

    /// Whether the host itself says that it is; null without a host.
    async fn host_confirmed(&self, context: &Context<'_>) -> Result<Option<bool>, ApiError> {
        let Some(host) = self.0.host_id else { return Ok(None) };
        let parts = load(context.lookups()?, ParticipantsOf(self.0.id)).await?;
        let confirmed = |part: &participation::Model| {
            part.party_id == host
                && part.role == record::ExchangeRole::Host
                && part.consent == record::Consent::Confirmed
        };
        Ok(Some(parts.iter().any(|(_, part)| confirmed(part))))
    }

    /// Everyone who takes part, as what, and whether they confirmed it. Who was asked and has not answered, only that party
    /// and the organiser see.
    async fn parts(&self, context: &Context<'_>) -> Result<Vec<ExchangePart>, ApiError> {
        let parts = load(context.lookups()?, ParticipantsOf(self.0.id)).await?;
        Ok(parts.iter().map(|(party, part)| ExchangePart { party: party.clone(), part: part.clone() }).collect())
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

    /// The agreement that it is said to serve, as long as no party to that has confirmed it (`confirmAttachment`): for the
    /// organiser and the parties.
    async fn asked_agreement(&self, context: &Context<'_>) -> Result<Option<Agreement>, ApiError> {
        let Some(agreement) = load(context.lookups()?, AskedAgreementOf(self.0.id)).await? else { return Ok(None) };
        Ok(load(context.lookups()?, AgreementById(agreement)).await?.map(Agreement))
    }

    /// A remark for readers.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Where it is known from, if it was not announced by its organiser.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Who may see it.
    async fn visibility(&self) -> Visibility {
        self.0.visibility.into()
    }

    /// Whether the caller is one of the people of the organisation that keeps it, or of those who keep the whole registry.
    async fn keeps(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(context.caller()?.keeps(self.0.owner_id.as_slice()))
    }

    /// Whether the caller follows it.
    async fn followed(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        load(context.lookups()?, IsFollowed(self.0.id)).await
    }

    /// Rises with every change; `rescheduleExchange` and `cancelExchange` ask for it.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was entered, in UTC.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed, in UTC.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

impl Exchange {
    async fn with_role(&self, context: &Context<'_>, role: record::ExchangeRole) -> Result<Vec<Party>, ApiError> {
        let participants = load(context.lookups()?, ParticipantsOf(self.0.id)).await?;
        let with_role =
            participants.iter().filter(|(_, part)| part.role == role && part.consent != record::Consent::Asked);
        Ok(with_role.map(|(party, _)| Party::of(party.clone())).collect())
    }
}

impl From<exchange::Model> for Exchange {
    fn from(row: exchange::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(ExchangeConnection, ExchangeEdge, Exchange, "exchanges");
