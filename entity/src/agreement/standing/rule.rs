//! Since when, until when and how a party takes part: derived from its row and the agreement's.

use crate::{
    agreement::record::{Stage, agreement, agreement_party},
    date::PartialDate,
};
use chrono::NaiveDate;

/// How a party stands to an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartyStatus {
    /// It has not signed yet.
    Proposed,
    /// It accedes: the parties have taken it in, and it has not signed yet.
    Acceding,
    /// It gave the proposal up, or was turned down, before the signature.
    GivenUp,
    /// It has signed, and the agreement is not in force yet.
    Signed,
    /// The agreement is in force for it.
    InForce,
    /// It gave notice, and takes part until the day that its notice names.
    NoticeGiven,
    /// It has left, and the others go on or went on.
    Left,
    /// The agreement is over for all.
    Ended,
}

/// A line of the list of parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it signed.
    pub signed_on: Option<PartialDate>,
    /// The first day on which the agreement is in force for it.
    pub in_force_from: Option<PartialDate>,
    /// When it acceded to what others had signed.
    pub acceded_on: Option<NaiveDate>,
    /// When it gave notice.
    pub notice_given_on: Option<NaiveDate>,
    /// The last day in force that its notice names.
    pub ends_on: Option<NaiveDate>,
    /// The last day on which it took part, where it left.
    pub left_on: Option<NaiveDate>,
    /// How it stands.
    pub status: PartyStatus,
}

impl Standing {
    /// The line of one party. A party of an agreement from before the registry signed when the agreement was signed.
    pub fn of(part: &agreement_party::Model, agreement: &agreement::Model) -> Self {
        let over = matches!(agreement.stage, Stage::Expired | Stage::Terminated);
        let given_up = matches!(part.stage, Stage::Withdrawn | Stage::Rejected) || (part.is_acceding() && over);
        // Whoever accedes has no part in what the others did before.
        let with_all = |date: Option<PartialDate>| date.filter(|_| part.acceding_since.is_none());
        let signed_on = part.signed_on.or(with_all(agreement.signed_on)).filter(|_| !given_up);
        let began = with_all(agreement.in_force_on.or(agreement.signed_on));
        let begins = part.acceded_on.map(PartialDate::from).or(began).filter(|_| !given_up);
        let status = match (part.left_on, agreement.stage) {
            _ if given_up => PartyStatus::GivenUp,
            (Some(_), _) => PartyStatus::Left,
            _ if part.is_acceding() => PartyStatus::Acceding,
            _ if over => PartyStatus::Ended,
            _ if signed_on.is_none() => PartyStatus::Proposed,
            (None, Stage::Signed) => PartyStatus::Signed,
            _ if part.notice_given_on.is_some() => PartyStatus::NoticeGiven,
            _ => PartyStatus::InForce,
        };
        Self {
            signed_on,
            in_force_from: begins,
            acceded_on: part.acceded_on,
            notice_given_on: part.notice_given_on,
            ends_on: part.ends_on,
            left_on: part.left_on,
            status,
        }
    }

    /// Whether it is among the parties of the terms.
    pub fn takes_part(self) -> bool {
        self.left_on.is_none() && self.status != PartyStatus::Acceding
    }
}
