//! Deadlines, as partners see them.

use crate::{
    agreement::{loader::AgreementById, route::types::AgreementAct, types::Agreement},
    connection::connection,
    context::Ask,
    date::Date,
    enums::remote_enum,
    error::ApiError,
    exchange::{loader::ExchangeById, types::Exchange},
    id::{self, encode},
    loader::load,
    place::{loader::PartyById, types::Party},
    request::{loader::RequestById, types::Request},
    task::{loader::HandsOf, types::Colleague},
};
use async_graphql::{Context, ID, Object};
use entity::{
    date::{PartialDate, legal_today},
    deadline::{record::deadline, words},
};

remote_enum! {
    /// What kind of thing is due.
    DeadlineKind = "entity::deadline::record::DeadlineKind" {
        Step: "The next step of a route (langkah berikutnya).",
        FollowUp: "A duty that begins with a stage of a route, such as a certified copy (kewajiban lanjutan).",
        Notice: "The last day on which notice ends the agreement with its term (batas pemberitahuan pengakhiran).",
        Renewal: "The last day in force of a fixed term: until then it can be extended (batas perpanjangan).",
        Meeting: "The next meeting of the joint working group (rapat kelompok kerja bersama).",
        Review: "The yearly review of an agreement without an end (peninjauan tahunan).",
        WindDown: "The end of the time that programmes have to finish after a termination (penyelesaian program).",
        Attestation:
            "The new attestation of terms that changed after they were attested (pernyataan kesesuaian ketentuan), that of an \
            agreement which others entered as signed before the registry, or the confirmation of an act that waits for the party: see \
            `pendingAct`. Of an act that nobody is left to confirm, its keeper brings the file of the signed paper.",
        Report: "A report to an authority (laporan).",
        Confirmation: "The confirmation of the registry's data (konfirmasi data).",
        Participation: "The answer of a party that was named in an exchange (jawaban atas keikutsertaan).",
        Answer: "The answer to a request (jawaban atas permintaan).",
        Attachment: "The answer of the parties to an agreement that an exchange is said to serve (jawaban atas kegiatan).",
    }
}

/// Something that has to be done (tenggat): what, by when, by whom, and why. It disappears once it is done.
#[derive(Debug, Clone)]
pub(crate) struct Deadline(pub(crate) deadline::Model);

/// Something that has to be done (tenggat): what, by when, by whom, and why. It disappears once it is done.
#[Object]
impl Deadline {
    /// The identifier; it stays the same while the thing is due, even if its due date changes.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::Deadline, self.0.id)
    }

    /// What kind of thing is due.
    async fn kind(&self) -> DeadlineKind {
        self.0.kind.into()
    }

    /// What is due, in the caller's language.
    async fn name(&self, context: &Context<'_>) -> Result<String, ApiError> {
        Ok(words::name(&self.0, context.caller()?.language))
    }

    /// Why it is due, in the caller's language: from when the period is counted, and how long it is.
    async fn why(&self, context: &Context<'_>) -> Result<String, ApiError> {
        Ok(words::why(&self.0, context.caller()?.language))
    }

    /// The rule or clause behind it.
    async fn article(&self, context: &Context<'_>) -> Result<String, ApiError> {
        Ok(words::article(&self.0, context.caller()?.language))
    }

    /// The due date, in Jakarta; null if no rule sets one.
    async fn due_on(&self) -> Option<Date> {
        self.0.due_on.map(PartialDate::earliest).map(Into::into)
    }

    /// Whether the due date has passed.
    async fn overdue(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(self.0.is_overdue(legal_today(context.registry()?.now())))
    }

    /// The day from which the period is counted.
    async fn counted_from(&self) -> Date {
        self.0.anchor.into()
    }

    /// The act that fulfils it, if it is a step; the act that waits, if it asks for a confirmation.
    async fn act(&self) -> Option<AgreementAct> {
        self.0.act().map(Into::into)
    }

    /// The party that has to act; null for every party of the agreement.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        let Some(party) = self.0.party_id else { return Ok(None) };
        Ok(load(context.lookups()?, PartyById(party)).await?.map(Party::of))
    }

    /// Who has it in hand for the caller's party (penanggung jawab): whoever took it, else whoever looks after its
    /// agreement; null while it waits for anyone of the team.
    async fn owner(&self, context: &Context<'_>) -> Result<Option<Colleague>, ApiError> {
        Ok(load(context.lookups()?, HandsOf(self.0.id)).await?.owner.map(Colleague))
    }

    /// Whether the owner has taken it (`takeTask`), and does not only look after its agreement.
    async fn taken(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        Ok(load(context.lookups()?, HandsOf(self.0.id)).await?.taken)
    }

    /// Who stands in for the owner today (pelaksana harian), if they are away.
    async fn deputy(&self, context: &Context<'_>) -> Result<Option<Colleague>, ApiError> {
        Ok(load(context.lookups()?, HandsOf(self.0.id)).await?.deputy.map(Colleague))
    }

    /// Until which day the caller has put it off.
    async fn snoozed_until(&self, context: &Context<'_>) -> Result<Option<Date>, ApiError> {
        Ok(load(context.lookups()?, HandsOf(self.0.id)).await?.snoozed_until.map(Into::into))
    }

    /// The agreement, if it follows from one.
    async fn agreement(&self, context: &Context<'_>) -> Result<Option<Agreement>, ApiError> {
        let Some(agreement) = self.0.agreement() else { return Ok(None) };
        Ok(load(context.lookups()?, AgreementById(agreement)).await?.map(Agreement))
    }

    /// The request, if it asks for an answer.
    async fn request(&self, context: &Context<'_>) -> Result<Option<Request>, ApiError> {
        let Some(request) = self.0.request() else { return Ok(None) };
        Ok(load(context.lookups()?, RequestById(request)).await?.map(Request))
    }

    /// The exchange, if it follows from one.
    async fn exchange(&self, context: &Context<'_>) -> Result<Option<Exchange>, ApiError> {
        let Some(exchange) = self.0.exchange() else { return Ok(None) };
        Ok(load(context.lookups()?, ExchangeById(exchange)).await?.map(Exchange))
    }
}

impl From<deadline::Model> for Deadline {
    fn from(row: deadline::Model) -> Self {
        Self(row)
    }
}

connection!(DeadlineConnection, DeadlineEdge, Deadline, "deadlines");
