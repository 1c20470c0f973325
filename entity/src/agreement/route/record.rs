//! The table of approval routes, and the words in which a route is written.

use super::rule::Route;
use crate::policy::Act;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What is done with an agreement on its way from the first letter to its end.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgreementAct {
    /// The partners get to know each other (*penjajakan*).
    BeginExploration,
    /// The letter of intent is signed (*pernyataan kehendak kerja sama*).
    RecordIntent,
    /// Work on the cooperation plan begins (*penyusunan rencana kerja sama*).
    OpenPlan,
    /// The plan goes to the council (*penyampaian kepada DPRD*).
    SubmitToCouncil,
    /// The council approves, returns or rejects (*persetujuan DPRD*).
    RecordCouncilDecision,
    /// The central authority is asked to verify (*permohonan verifikasi*).
    RequestVerification,
    /// The central authority verifies, returns or rejects (*verifikasi*).
    RecordVerification,
    /// Work on the text begins (*penyusunan rancangan naskah*).
    BeginDrafting,
    /// The text is initialled and fixed (*paraf*).
    InitialText,
    /// The other side makes a counter-proposal (*usulan perubahan naskah*).
    ProposeCounterText,
    /// The central government approves and gives full power (*persetujuan Pemerintah*, *surat kuasa*).
    Authorise,
    /// An authority is notified (*pemberitahuan*).
    NotifyAuthority,
    /// The text is signed by all (*penandatanganan*).
    RecordSignature,
    /// A step of a route that has no act of its own.
    CompleteStep,
    /// The matter is put on hold (*penundaan*).
    PutOnHold,
    /// It is resumed (*kelanjutan*).
    Resume,
    /// The proposal is withdrawn (*penarikan*).
    Withdraw,
    /// All parties cancel what they signed, before it enters into force (*pembatalan sebelum berlaku*).
    CancelAgreement,
    /// The signed agreement enters into force (*mulai berlaku*).
    EnterIntoForce,
    /// Its extension is prepared (*permulaan perpanjangan*).
    StartRenewal,
    /// It is extended (*perpanjangan*).
    Extend,
    /// Its text and terms are changed after the signature (*perubahan*).
    Amend,
    /// A party gives notice (*pemberitahuan pengakhiran*).
    GiveTerminationNotice,
    /// The notice is withdrawn (*pencabutan pemberitahuan pengakhiran*).
    WithdrawNotice,
    /// The terms are changed before the signature: approvals of the old ones are given again (*perubahan ketentuan*).
    ChangeTerms,
    /// Its term has passed, and it renews itself (*perpanjangan otomatis*).
    Renew,
    /// Its term has passed (*berakhir*).
    Expire,
    /// The notice has taken effect (*diakhiri*).
    Terminate,
}

/// Makes every step an act by the same name.
macro_rules! steps {
    ($($name:ident)+) => {
        impl From<AgreementAct> for Act {
            fn from(step: AgreementAct) -> Self {
                match step { $(AgreementAct::$name => Self::$name,)+ }
            }
        }
    };
}

steps! {
    BeginExploration RecordIntent OpenPlan SubmitToCouncil RecordCouncilDecision RequestVerification RecordVerification
    BeginDrafting InitialText ProposeCounterText Authorise NotifyAuthority RecordSignature CompleteStep PutOnHold Resume
    Withdraw CancelAgreement EnterIntoForce StartRenewal Extend Amend GiveTerminationNotice WithdrawNotice ChangeTerms
    Renew Expire Terminate
}

impl AgreementAct {
    /// What nobody does under an agreement: what the clock does, and changed terms, which are no step.
    pub const OF_NOBODY: [Self; 5] =
        [Self::EnterIntoForce, Self::Renew, Self::Expire, Self::Terminate, Self::ChangeTerms];

    /// Whether it sets legal dates or terms, which no paper says as the registry reads it.
    pub fn sets_terms(self) -> bool {
        matches!(self, Self::RecordSignature | Self::Extend | Self::Amend)
    }
}

/// What must hold for a step, besides its documents.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Condition {
    /// The countries have diplomatic relations on that day; if this is unknown, requirement 1 is answered with a
    /// reason.
    DiplomaticRelations,
    /// The parties are of the same tier; if they are not, or this is unknown, requirement 7 is answered with a reason.
    EqualTier,
    /// All nine requirements are met, each with evidence (PP 28/2018).
    NineRequirements,
    /// At least one field of cooperation is named.
    FieldOfCooperation,
    /// A sister agreement names at least two fields of cooperation.
    SeveralFieldsOfSisters,
    /// The initialled text is stored as a file, whose hash fixes it.
    TextFixed,
    /// Every other party has done all its steps before the signature.
    OtherPartiesReady,
    /// The party's signatory is the person named in its full power, and signs on its date or later.
    FullPowerCoversSignatory,
    /// The signed text is the initialled one, or its deviation is explained.
    SameText,
    /// A fixed term says when it ends. Every signature needs it, whatever its route says.
    EndOfTerm,
    /// What was approved has not been changed since. Every approval needs it, whatever its route says.
    StillApproved,
    /// The first day in force has not come.
    NotInForceYet,
    /// The first day in force has come.
    DayOfForceReached,
    /// The agreement has a fixed term.
    FixedTerm,
    /// The last day in force has not passed.
    NotExpired,
    /// The new last day in force is later than the old one.
    LaterExpiry,
    /// The party has given no notice that still stands.
    NoNoticeGiven,
    /// The notice is as long as the agreement requires.
    NoticePeriod,
    /// The notice has not taken effect.
    NotEnded,
    /// The last day in force has passed.
    TermPassed,
    /// The last day of a term that renews itself has passed.
    SelfRenewalDue,
    /// The last day before the notice takes effect has passed.
    NoticePassed,
}

/// Who decides on a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Authority {
    /// The head of the region (*kepala daerah*).
    HeadOfRegion,
    /// The coordination team of the region (*Tim Koordinasi Kerja Sama Daerah*).
    Tkksd,
    /// The council of the region (*DPRD*).
    Dprd,
    /// The governor (*gubernur*).
    Governor,
    /// The Ministry of Home Affairs (*Kementerian Dalam Negeri*).
    Kemendagri,
    /// The Ministry of Foreign Affairs (*Kementerian Luar Negeri*).
    Kemenlu,
    /// The State Secretariat (*Sekretariat Negara*).
    Setneg,
    /// The meeting of the ministries (*rapat interkem*).
    Interkem,
    /// The head of the partner.
    PartnerHead,
    /// The partner's council.
    PartnerCouncil,
    /// The partner's national authority.
    PartnerNational,
    /// The registry itself, by date.
    Registry,
}

/// Approval routes.
pub mod approval_route {
    use super::*;

    /// One version of a route. It never changes: a revision is another version.
    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "approval_route")]
    pub struct Model {
        /// The identifier of the version.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The route's code, such as `ID_KSDPL`.
        pub code: String,
        /// The number of the version, from 1.
        pub version: i32,
        /// What it says.
        #[sea_orm(column_type = "JsonBinary")]
        pub definition: Route,
        /// When it was entered, in UTC.
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
