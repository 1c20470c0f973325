//! The registry itself: its records, the rules they obey, the acts that change them.
//!
//! Each folder is one thing that people talk about, and speaks the same grammar:
//!
//! | file | holds |
//! |---|---|
//! | `record` | the tables and their enums |
//! | `rule` | pure functions: state machines, checks, dates |
//! | `act` | one function per act a person performs, in one transaction |
//! | `find` | reading, always for a caller |
//! | `visible` | who may see it |
//!
//! An act begins with [`Registry::begin`], asks [`policy`], changes rows and ends with [`Work::record`]: writing the
//! journal is the only way to commit. What follows from an act for others is not its business: readers of the journal do
//! that, in its transaction.

pub mod account;
pub mod agreement;
pub mod clock;
pub mod country;
pub mod database;
pub mod date;
pub mod deadline;
pub mod exchange;
pub mod import_batch;
pub mod journal;
pub mod merger;
pub mod notice;
pub mod obligation;
pub mod obligatory_report;
pub mod once;
pub mod page;
pub mod partner_wanted;
pub mod partnership;
pub mod place;
pub mod policy;
pub mod presence;
pub mod reference;
pub mod refusal;
pub mod registry;
pub mod report;
pub mod request;
mod rows;
pub mod search;
mod secret;
mod shelf;
pub mod source;
pub mod subject;
pub mod task;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod zone;

pub use policy::Caller;
pub use refusal::{Error, Reason, Refusal};
pub use registry::{Registry, Work};

/// What follows from an act for other records: it is written down with the act.
const FOLLOWERS: &[registry::Follower] = &[agreement::backing::act::follow_agreements];

/// Those who read in the journal what follows from an act, one after the other.
const READERS: &[registry::Reader] = &[
    agreement::stewardship::act::release_those_who_leave,
    task::act::release_those_who_leave,
    agreement::standing::act::note_who_acts,
    agreement::due::act::follow_who_acts,
    exchange::activity::follow_meetings,
    notice::exchange::act::tell_followers,
    notice::password::act::mail_links,
];

/// What happens under agreements, beside their own documents.
const UNDER_AGREEMENTS: &[agreement::vitality::find::Activity] = &[exchange::activity::OF_EXCHANGES];

/// Which records of each kind in the feed of changes concern a party.
const CONCERNING: &[(subject::SubjectKind, journal::Concerning)] = &[
    (subject::SubjectKind::Party, place::find::concerning),
    (subject::SubjectKind::Partnership, partnership::find::concerning),
    (subject::SubjectKind::Agreement, agreement::find::concerning),
    (subject::SubjectKind::Document, agreement::document::find::concerning),
    (subject::SubjectKind::Exchange, exchange::find::concerning),
    (subject::SubjectKind::ObligatoryReport, obligatory_report::find::concerning),
    (subject::SubjectKind::PartnerWanted, partner_wanted::find::concerning),
    (subject::SubjectKind::Request, request::find::concerning),
    (subject::SubjectKind::ImportBatch, import_batch::find::concerning),
];
