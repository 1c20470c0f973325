//! The tables of agreements.

use crate::{date::PartialDate, partnership::record::Class, policy::Visibility};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Under which scheme of Indonesian law the parties cooperate (PP 28/2018, Permendagri 25/2020).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scheme {
    /// Sister province (*provinsi kembar/bersaudara*).
    KsdplSisterProvince,
    /// Sister regency or city (*kabupaten/kota kembar/bersaudara*).
    KsdplSisterCity,
    /// Other cooperation with a regional government abroad (*kerja sama lainnya*).
    KsdplOther,
    /// With an institution abroad, forwarded from the central government (*penerusan kerja sama Pemerintah Pusat*).
    KsdllForwarded,
    /// With an institution abroad, in another form.
    KsdllOther,
    /// Between regions of Indonesia (*kerja sama daerah dengan daerah lain*).
    KsddDomestic,
    /// Neither side is Indonesian.
    ForeignForeign,
}

/// Where the paperwork of an agreement stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// Initiative (*prakarsa*).
    Initiated,
    /// Exploration (*penjajakan*).
    Exploring,
    /// Letter of intent signed (*pernyataan kehendak kerja sama*).
    IntentSigned,
    /// Cooperation plan (*rencana kerja sama*).
    Planning,
    /// Before the council (*pembahasan DPRD*).
    CouncilReview,
    /// Approved by the council (*persetujuan DPRD*).
    CouncilApproved,
    /// Verification by the Minister (*verifikasi*).
    Verification,
    /// Drafting the text (*rancangan naskah*).
    Drafting,
    /// Text initialled (*paraf*).
    TextInitialled,
    /// Approved by the central government, full power given (*persetujuan Pemerintah*, *surat kuasa*).
    Authorised,
    /// Signed (*penandatanganan*).
    Signed,
    /// In force (*pelaksanaan*).
    InForce,
    /// In force, extension under way.
    RenewalInProgress,
    /// Expired (*berakhir*).
    Expired,
    /// Notice of termination given.
    TerminationNoticed,
    /// Terminated (*diakhiri*).
    Terminated,
    /// Withdrawn (*ditarik*).
    Withdrawn,
    /// Rejected (*ditolak*).
    Rejected,
    /// Cancelled by all parties after the signature, before it entered into force (*dibatalkan sebelum berlaku*).
    Cancelled,
    /// On hold (*ditunda*).
    OnHold,
}

impl Stage {
    /// Whether what stands there was signed, or is in force since a day before the registry.
    pub fn is_concluded(self) -> bool {
        matches!(
            self,
            Self::Signed
                | Self::InForce
                | Self::RenewalInProgress
                | Self::Expired
                | Self::TerminationNoticed
                | Self::Terminated
        )
    }
}

/// How an agreement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TermKind {
    /// On its expiry date, unless extended.
    Fixed,
    /// It renews itself unless someone gives notice.
    AutoRenew,
    /// It goes on until someone gives notice.
    OpenEnded,
}

/// What it means for the others that one party ends its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndsFor {
    /// The agreement ends for all.
    All,
    /// It ends for the one who leaves, and goes on while two remain.
    One,
}

/// The role of a party in an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartyRole {
    /// The initiator (*pemrakarsa*).
    Initiator,
    /// The other side (*mitra*).
    Partner,
    /// Witness (*saksi*).
    Witness,
    /// Facilitator (*fasilitator*).
    Facilitator,
}

/// A field of cooperation (*bidang kerja sama*).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Field {
    /// Agriculture and fisheries.
    Agriculture,
    /// Creative economy.
    CreativeEconomy,
    /// Culture.
    Culture,
    /// Disaster preparedness.
    DisasterPreparedness,
    /// Economy and trade.
    EconomyTrade,
    /// Education.
    Education,
    /// Environment.
    Environment,
    /// Governance and capacity of the administration.
    GovernanceCapacity,
    /// Health.
    Health,
    /// Human resources.
    HumanResources,
    /// Port management.
    PortManagement,
    /// Science and technology.
    ScienceTechnology,
    /// Smart city.
    SmartCity,
    /// Sport and youth.
    SportYouth,
    /// Tourism.
    Tourism,
    /// Transport.
    Transport,
    /// Urban planning.
    UrbanPlanning,
    /// Waste management.
    WasteManagement,
    /// Another field.
    Other,
}

impl Field {
    /// Whether science or technology comes with cooperation in this field, or may.
    pub fn brings_technology(self) -> bool {
        matches!(self, Self::ScienceTechnology | Self::SmartCity | Self::Other)
    }
}

/// What kind of document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentKind {
    /// Initiative letter (*surat prakarsa*).
    InitiativeLetter,
    /// Letter that forwards a cooperation of the central government (*surat penerusan*).
    ForwardingLetter,
    /// Profile of a region (*data potensi daerah*).
    RegionProfile,
    /// Potential of the cooperation (*data potensi kerja sama*).
    CooperationPotential,
    /// Expert study (*kajian pakar*).
    ExpertStudy,
    /// Minutes of a meeting (*risalah rapat*).
    MeetingMinutes,
    /// Letter of intent (*pernyataan kehendak kerja sama*).
    LetterOfIntent,
    /// Cooperation plan (*rencana kerja sama*).
    CooperationPlan,
    /// Action plan (*rencana aksi*).
    ActionPlan,
    /// Decision of the council (*persetujuan DPRD*).
    CouncilDecision,
    /// Request for facilitation and verification (*surat permohonan fasilitasi*).
    FacilitationRequest,
    /// Result of the verification (*hasil verifikasi*).
    VerificationResult,
    /// Draft of the text (*rancangan naskah*).
    DraftText,
    /// Initialled text (*naskah berparaf*).
    InitialledText,
    /// Approval of the central government (*persetujuan Pemerintah*).
    CentralApproval,
    /// Full power (*surat kuasa*).
    FullPower,
    /// The signed text (*naskah kerja sama*), such as a memorandum of understanding.
    SignedText,
    /// Joint agreement of domestic regions (*kesepakatan bersama*).
    JointAgreement,
    /// Agreement on one programme of domestic regions (*perjanjian kerja sama*, PKS).
    ProgrammeAgreement,
    /// Certified copy (*salinan sah*).
    CertifiedCopy,
    /// Notification of an authority (*surat pemberitahuan*).
    Notification,
    /// Notification of an authority that the agreement was entered.
    EntryNotification,
    /// Evaluation (*evaluasi*).
    Evaluation,
    /// Report (*laporan*).
    Report,
    /// Amendment (*perubahan*).
    Amendment,
    /// Extension (*perpanjangan*).
    Extension,
    /// Notice of termination (*pemberitahuan pengakhiran*).
    TerminationNotice,
    /// Withdrawal of a notice of termination, with everyone's consent.
    NoticeWithdrawal,
    /// Agreement of all parties to cancel what they signed before it enters into force (*kesepakatan pembatalan*).
    Cancellation,
    /// Annex (*lampiran*).
    Annex,
    /// The beginning of the relation, as dated by a source that does not name the document.
    Beginning,
}

/// Who brought the partners together (*prakarsa*, Permendagri 25/2020).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// The partner abroad.
    ForeignPartner,
    /// The central government.
    CentralGovernment,
    /// The region itself.
    OwnRegion,
}

/// Who bears the costs of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CostRule {
    /// Each party bears its own costs.
    EachBearsOwn,
    /// They share them.
    Shared,
    /// The host pays.
    HostPays,
    /// As the text says.
    Other,
}

/// Evidence that is missing for an agreement signed before the registry existed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Missing {
    /// The letter of intent.
    LetterOfIntent,
    /// The decision of the council.
    CouncilDecision,
    /// The full power.
    FullPower,
    /// The signed text.
    SignedText,
    /// The certified copy.
    CertifiedCopy,
    /// How long it runs and how it ends.
    Term,
    /// The day on which it was signed.
    SigningDay,
}

/// Agreements.
pub mod agreement {
    use super::*;

    /// One agreement, from the first letter to its end. Extensions belong to it; a successor is another agreement.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The reference number given by its keeper.
        pub reference_no: Option<String>,
        /// The title in English.
        pub title_en: Option<String>,
        /// The title in Indonesian.
        pub title_id: Option<String>,
        /// Its scheme.
        pub scheme: Scheme,
        /// Its class.
        pub class: Class,
        /// Where the paperwork stands.
        pub stage: Stage,
        /// How it ends; `None` if unknown.
        pub term_kind: Option<TermKind>,
        /// How many months it runs.
        pub term_months: Option<i32>,
        /// By how many months an extension or an automatic renewal prolongs it.
        pub renewal_months: Option<i32>,
        /// How many months before the end notice must be given.
        pub notice_months: Option<i32>,
        /// How many months its programmes have to finish after a termination.
        pub wind_down_months: Option<i32>,
        /// How many months lie between meetings of its joint working group.
        pub meeting_months: Option<i32>,
        /// The languages of its text (ISO 639-1), separated by spaces.
        pub languages: String,
        /// The language that prevails where the texts differ.
        pub prevailing_language: Option<String>,
        /// Who pays.
        pub cost_rule: Option<CostRule>,
        /// For whom it ends when one party ends its part; the number of parties says so if `None`.
        pub ends_for: Option<EndsFor>,
        /// Who brought the partners together.
        pub channel: Option<Channel>,
        /// When it was signed.
        pub signed_on: Option<PartialDate>,
        /// The first day on which it is in force.
        pub in_force_on: Option<PartialDate>,
        /// The last day on which it is in force.
        pub expires_on: Option<PartialDate>,
        /// The last day in force after a notice of termination.
        pub terminated_on: Option<PartialDate>,
        /// The last day in force with which it was entered as an agreement from before the registry: it stands beside those that
        /// notices name, until all withdraw it.
        pub entered_end: Option<PartialDate>,
        /// The day on which its terms last changed: what was approved before that day were other terms.
        pub terms_changed_on: Option<Date>,
        /// The day on which its stage changes by itself.
        pub turns_on: Option<PartialDate>,
        /// Whether it was signed before the registry existed and entered without passing its gates.
        pub legacy: bool,
        /// Its parties' identifiers in order, which say whether two agreements have the same ones.
        pub member_key: String,
        /// The agreement that it succeeds.
        pub predecessor_id: Option<Uuid>,
        /// Who may see it.
        pub visibility: Visibility,
        /// Who may see it once all parties have signed something.
        pub visibility_once_signed: Visibility,
        /// The organisation that keeps it.
        pub owner_id: Option<Uuid>,
        /// The source of the record.
        pub source: String,
        /// The date to which the source refers.
        pub as_of: Date,
        /// The day from which the registry has seen what happens under it: that of its entry.
        pub known_from: PartialDate,
        /// Rises with every change.
        pub revision: i32,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
        /// When it was last changed, in UTC.
        pub updated_at: DateTimeUtc,
    }

    impl Model {
        /// Whether it is entered as concluded before the registry: signed or, where that day is not known, in force. A letter of
        /// intent alone is not, whatever days its terms name: what becomes of it is signed in the registry.
        pub fn is_old(&self) -> bool {
            self.legacy && self.stage.is_concluded()
        }

        /// Whether its parties have concluded it: signed it, or entered it as concluded before the registry. What is not is a
        /// proposal.
        pub fn is_concluded(&self) -> bool {
            self.signed_on.is_some() || self.is_old()
        }

        /// Whether it was entered as older than the registry and does not stand: a party denies it, or it was taken back.
        pub fn is_disowned(&self) -> bool {
            self.legacy && matches!(self.stage, Stage::Withdrawn | Stage::Rejected)
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The parties of agreements.
pub mod agreement_party {
    use super::*;
    use sea_orm::Condition;

    /// One party of one agreement.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement_party")]
    pub struct Model {
        /// The agreement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: Uuid,
        /// The party.
        #[sea_orm(primary_key, auto_increment = false)]
        pub party_id: Uuid,
        /// Its place among the parties.
        pub ordinal: i32,
        /// Its role in the agreement.
        pub role: PartyRole,
        /// Its route; a witness has none.
        pub route_id: Option<Uuid>,
        /// Where its paperwork stands.
        pub stage: Stage,
        /// Since when.
        pub since: Date,
        /// When it came there on its own way, whatever hold came between: what is decided for it is decided since then.
        pub arrived_on: Date,
        /// The stage to which it returns: that which it left when the matter was put on hold, or when it denied the entry.
        /// At `Rejected`, it says that a denial put the party there and no authority.
        pub left_stage: Option<Stage>,
        /// By what name the terms call it since they were first attested; `None` before, when its codes say so.
        pub named_as: Option<String>,
        /// The hash of the terms that it attested.
        pub attested_hash: Option<String>,
        /// The text of these terms, as it was then; `None` for version 1, which kept none.
        pub attested_text: Option<String>,
        /// The version of the text.
        pub attested_version: Option<i32>,
        /// When it attested them, in UTC.
        pub attested_at: Option<DateTimeUtc>,
        /// The person who looks after it for the party.
        pub officer_id: Option<Uuid>,
        /// When the party last confirmed that the registry's data on it are right.
        pub confirmed_on: Option<Date>,
        /// The act that waits for the parties, once this one has done its part; see `agreement::pending`.
        pub agreed_act_id: Option<Uuid>,
        /// The day until which, the party confirms, nothing took place under the agreement.
        pub nothing_until: Option<Date>,
        /// When it signed; the day of signature of an agreement from before the registry is that of the agreement.
        pub signed_on: Option<PartialDate>,
        /// When the parties took it in, in UTC, if it accedes to an agreement that others had signed.
        pub acceding_since: Option<DateTimeUtc>,
        /// When it acceded: its own signature, on its own way.
        pub acceded_on: Option<Date>,
        /// When it gave notice of termination.
        pub notice_given_on: Option<Date>,
        /// The last day in force that its notice names.
        pub ends_on: Option<Date>,
        /// The last day on which it took part, once it has left while the others go on.
        pub left_on: Option<Date>,
        /// When its people first did something with it, in UTC.
        pub acted_at: Option<DateTimeUtc>,
        /// When it denied what was entered in its name, in UTC, unless it stands by it since.
        pub denied_at: Option<DateTimeUtc>,
        /// Why it did.
        pub denial: Option<String>,
        /// When it was asked anew, in UTC, after it denied the entry: others corrected it, or entered it again.
        pub asked_anew_at: Option<DateTimeUtc>,
    }

    impl Entity {
        /// The condition that a party has not left: the agreement is among its own, and it sees what parties see. One that
        /// accedes is among them.
        pub fn listed() -> sea_orm::sea_query::SimpleExpr {
            Column::LeftOn.is_null()
        }

        /// The condition that it is among the parties of the terms: it has not left, and does not accede any more.
        pub fn named() -> Condition {
            let acceded = Condition::any().add(Column::AccedingSince.is_null()).add(Column::AccededOn.is_not_null());
            Condition::all().add(Self::listed()).add(acceded)
        }

        /// The condition that it is a party, which does not deny what was entered in its name.
        pub fn still() -> Condition {
            Self::named().add(Column::DeniedAt.is_null())
        }
    }

    impl Model {
        /// Whether it accedes, and is no party yet.
        pub fn is_acceding(&self) -> bool {
            self.left_on.is_none() && self.acceding_since.is_some() && self.acceded_on.is_none()
        }

        /// Whether it has said itself that what was entered as signed before the registry is as it agreed: it entered it, or
        /// attested the terms. `None` for what came about in the registry or was signed there, and for who acceded there.
        pub fn confirms_entry(&self, agreement: &agreement::Model) -> Option<bool> {
            let entered = agreement.legacy && self.acceding_since.is_none() && self.signed_on.is_none();
            entered.then_some(self.attested_at.is_some())
        }

        /// Whether it is among the parties of the terms: it has not left, and does not accede any more.
        pub fn takes_part(&self) -> bool {
            self.left_on.is_none() && !self.is_acceding()
        }

        /// Whether it denies what was entered in its name and is none of those between whom the entry stands.
        pub fn is_apart(&self, agreement: &agreement::Model) -> bool {
            self.denied_at.is_some() && !agreement.is_disowned()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The fields of cooperation of agreements.
pub mod field {
    use super::*;

    /// One field of one agreement.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement_field")]
    pub struct Model {
        /// The agreement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: Uuid,
        /// The field.
        #[sea_orm(primary_key, auto_increment = false)]
        pub field: Field,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The dated documents of agreements.
pub mod document {
    use super::*;

    /// One document of one agreement, on paper or as a file.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document")]
    pub struct Model {
        /// The identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The agreement.
        pub agreement_id: Uuid,
        /// What kind of document.
        pub kind: DocumentKind,
        /// The party it belongs to; `None` if it belongs to all parties.
        pub party_id: Option<Uuid>,
        /// The party whose people recorded it; `None` where they are of several or of none.
        pub by_party_id: Option<Uuid>,
        /// The number that its issuer gave it.
        pub number: Option<String>,
        /// Who issued it.
        pub issuer: Option<String>,
        /// Its date.
        pub issued_on: Option<PartialDate>,
        /// When it arrived.
        pub received_on: Option<Date>,
        /// Its language (ISO 639-1).
        pub language: Option<String>,
        /// Who it empowers to sign.
        pub empowers: Option<String>,
        /// Why it differs from the text that was fixed.
        pub deviation: Option<String>,
        /// A remark.
        pub note: Option<String>,
        /// The source.
        pub source: Option<String>,
        /// Who may see it, among those who see the agreement.
        pub visibility: Visibility,
        /// The document that it replaces.
        pub supersedes_id: Option<Uuid>,
        /// The hash of its file, if it has one.
        pub sha256: Option<String>,
        /// The name of that file.
        pub file_name: Option<String>,
        /// The day of the act that used it up; `None` while it can carry one.
        pub used_on: Option<Date>,
        /// Whether it no longer counts.
        pub void: bool,
        /// When it was withdrawn, in UTC, if it was recorded by mistake.
        pub withdrawn_at: Option<DateTimeUtc>,
        /// Why it was withdrawn.
        pub withdrawn_because: Option<String>,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is missing to prove agreements.
pub mod evidence_gap {
    use super::*;

    /// One thing that is missing for one agreement.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "evidence_gap")]
    pub struct Model {
        /// The agreement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: Uuid,
        /// What is missing.
        #[sea_orm(primary_key, auto_increment = false)]
        pub missing: Missing,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
