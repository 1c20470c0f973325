//! Who may say "no" to what was entered in its name, until when, and what that means for the others.
//!
//! 1. A party denies an entry that it has not confirmed, as long as it has done nothing under it. Afterwards it leaves as
//!    parties leave.
//! 2. Its "no" is its own: the entry stands between those that confirmed it themselves, where they are two or more.
//! 3. It stays until that party itself stands by the entry. Who corrects the entry, or enters it again, asks it anew.
//! 4. Who denied an entry stands by it again as long as the others have not gone on without it.

use crate::{
    Reason,
    agreement::{
        progress::words::{act_name, document_name},
        record::{DocumentKind, Stage, agreement, agreement_party},
        route::record::AgreementAct,
        rule::Dates,
    },
    policy::{self, Act},
    text::Language,
};
use chrono::NaiveDate;

/// What the people of a party have done under an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// They took a step.
    Step(AgreementAct, NaiveDate),
    /// They said that they signed a document.
    Signature(DocumentKind, NaiveDate),
    /// They confirmed what the registry says of it.
    Confirmation(NaiveDate),
}

impl Deed {
    fn told(self, language: Language) -> (String, NaiveDate) {
        match self {
            Self::Step(act, on) => (act_name(act, language).to_owned(), on),
            Self::Signature(kind, on) => (document_name(kind, language).to_owned(), on),
            Self::Confirmation(on) => (policy::act_name(Act::ConfirmAgreement, language).to_owned(), on),
        }
    }
}

/// Whether a party has yet to answer whether an entry is as it agreed: it has not spoken, or was asked anew since its "no".
pub(crate) fn is_unanswered(part: &agreement_party::Model, agreement: &agreement::Model) -> bool {
    let silent = part.denied_at.is_none() || part.asked_anew_at.is_some();
    part.confirms_entry(agreement) == Some(false) && silent
}

/// Refuses the "no" of a party that is not asked, or that has done something under the entry: then it is too late.
pub(crate) fn check_denies(
    part: &agreement_party::Model,
    agreement: &agreement::Model,
    deed: Option<Deed>,
    language: Language,
) -> Result<(), Reason> {
    let taken_back = agreement.stage == Stage::Withdrawn;
    if taken_back || !is_unanswered(part, agreement) {
        return Err(Reason::NotAsked);
    }
    match deed.map(|deed| deed.told(language)) {
        Some((deed, on)) => Err(Reason::TooLateToDeny { deed, on: on.to_string() }),
        None => Ok(()),
    }
}

/// Whether an entry stands between these parties: none denies it, or two at least have confirmed it themselves.
pub(crate) fn stands(parts: &[agreement_party::Model]) -> bool {
    let confirmed = parts.iter().filter(|part| part.denied_at.is_none() && part.attested_at.is_some());
    parts.iter().all(|part| part.denied_at.is_none()) || 2 <= confirmed.count()
}

/// Whether an entry was put aside by a party's "no", and by nothing else.
pub(crate) fn is_put_aside(agreement: &agreement::Model, parts: &[agreement_party::Model]) -> bool {
    let aside = |part: &agreement_party::Model| part.stage == Stage::Rejected && part.left_stage.is_some();
    agreement.legacy && agreement.stage == Stage::Rejected && parts.iter().all(aside)
}

/// Where a party stands once an entry that was put aside stands again: by its days, or where the letter of intent had come. A
/// party that had given notice goes as it said.
pub(crate) fn stands_at(part: &agreement_party::Model, dates: &Dates, today: NaiveDate) -> Stage {
    let by_days = Dates { proposed: false, ..*dates }.stage_on(today);
    match part.left_stage {
        Some(left) if left.is_concluded() => with_notice(part.ends_on, by_days),
        left => left.unwrap_or(Stage::Initiated),
    }
}

/// The stage of a party of an entry that stands at `stage`: what is corrected undoes no notice that was given.
pub(crate) fn with_notice(ends_on: Option<NaiveDate>, stage: Stage) -> Stage {
    if ends_on.is_some() && stage == Stage::InForce { Stage::TerminationNoticed } else { stage }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;
    use uuid::Uuid;

    fn part(attested: bool, denied: bool) -> agreement_party::Model {
        let now = crate::testing::moment("2026-11-21T03:00:00Z");
        agreement_party::Model { attested_at: attested.then_some(now), denied_at: denied.then_some(now), ..unspoken() }
    }

    #[test]
    fn an_entry_stands_between_two_that_confirmed_it() {
        let (own, asked, no) = (part(true, false), part(false, false), part(false, true));
        assert!(stands(&[own.clone(), asked.clone()]), "nobody denies it");
        assert!(!stands(&[own.clone(), no.clone()]));
        assert!(!stands(&[own.clone(), asked, no.clone()]), "who is silent has confirmed nothing");
        assert!(stands(&[own.clone(), own, no]));
    }

    #[test]
    fn a_correction_undoes_no_notice() {
        let ends = Some(day("2027-12-31"));
        assert_eq!(with_notice(ends, Stage::InForce), Stage::TerminationNoticed);
        assert_eq!(with_notice(ends, Stage::Expired), Stage::Expired);
        assert_eq!(with_notice(None, Stage::InForce), Stage::InForce);
    }

    fn unspoken() -> agreement_party::Model {
        agreement_party::Model {
            agreement_id: Uuid::nil(),
            party_id: Uuid::nil(),
            ordinal: 0,
            role: crate::agreement::record::PartyRole::Partner,
            route_id: None,
            stage: Stage::InForce,
            since: day("2026-11-21"),
            arrived_on: day("2026-11-21"),
            left_stage: None,
            named_as: None,
            attested_hash: None,
            attested_text: None,
            attested_version: None,
            attested_at: None,
            officer_id: None,
            confirmed_on: None,
            agreed_act_id: None,
            nothing_until: None,
            signed_on: None,
            acceding_since: None,
            acceded_on: None,
            notice_given_on: None,
            ends_on: None,
            left_on: None,
            acted_at: None,
            denied_at: None,
            denial: None,
            asked_anew_at: None,
        }
    }
}
