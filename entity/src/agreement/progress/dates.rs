//! The legal dates that a step sets, and what can be wrong with those of a signature.

use super::rule::{Case, Doing};
use crate::{
    Error, Reason,
    agreement::{held::Held, record::agreement, route::record::AgreementAct, rule},
    date::PartialDate,
    refusal::Refusals,
};
use chrono::NaiveDate;
use sea_orm::ActiveValue::Set;

/// How many months after its signature an agreement enters into force at the latest: until then nobody can do anything with it.
pub(crate) const LONGEST_WAIT: u32 = 60;

/// The first and the last day in force of an agreement that is signed: as stated, else from the day of signature and for
/// its term.
fn signed_dates(agreement: &agreement::Model, doing: &Doing) -> (PartialDate, Option<PartialDate>) {
    let first = doing.until.map(PartialDate::from).or(agreement.in_force_on);
    // A month or a year that had begun before the signature begins with it.
    let begins_later = |first: &PartialDate| first.day().is_some() || doing.on < first.earliest();
    let first = first.filter(begins_later).unwrap_or(doing.on.into());
    (first, agreement.expires_on.or_else(|| rule::end_of_term(first, agreement.term_months)))
}

/// Refuses a signature whose agreement would begin before it is signed or end before it begins, or beyond the years that the
/// registry keeps, and one whose dates are not those of the terms: what was agreed is what is signed.
pub(super) fn check_signed_dates(agreement: &agreement::Model, doing: &Doing) -> Result<(), Error> {
    let (first, last) = signed_dates(agreement, doing);
    let mut refused = Refusals::default();
    let contradiction = |stated: PartialDate, other: PartialDate| Reason::Contradiction {
        stated: stated.to_string(),
        other: other.to_string(),
    };
    refused.keepable("inForceOn", last.map(PartialDate::latest));
    if let (Some(agreed), Some(given)) = (agreement.in_force_on, doing.until) {
        let fits = agreed.earliest() <= given && given <= agreed.latest();
        refused.unless(fits, "inForceOn", contradiction(given.into(), agreed));
    }
    let signed_first = agreement.in_force_on.is_none_or(|agreed| doing.on <= agreed.latest());
    let early = Reason::DateOrder { first: doing.on.to_string(), then: "inForceOn".into() };
    refused.unless(signed_first, "inForceOn", early);
    let latest = rule::months_after(doing.on, LONGEST_WAIT).unwrap_or(NaiveDate::MAX);
    refused.unless(first.earliest() <= latest, "inForceOn", Reason::ForceTooLate { latest: latest.to_string() });
    let order = Reason::DateOrder { first: "inForceOn".into(), then: "expiresOn".into() };
    refused.unless(last.is_none_or(|last| first.earliest() <= last.latest()), "inForceOn", order);
    if let (Some(stated), Some(derived)) = (agreement.expires_on, rule::end_of_term(first, agreement.term_months)) {
        refused.unless(rule::is_end(stated, derived), "inForceOn", contradiction(stated, derived));
    }
    refused.done()
}

/// Whether a signature sets a first day that does not follow from the terms: what was attested did not say it.
pub(super) fn is_dated_otherwise(agreement: &agreement::Model, doing: &Doing) -> bool {
    let stated = doing.until.filter(|_| doing.act == AgreementAct::RecordSignature && agreement.in_force_on.is_none());
    stated.is_some_and(|stated| stated != doing.on)
}

/// The legal dates that a step sets.
pub(super) fn set_dates(row: &mut agreement::ActiveModel, held: &Held, case: &Case, doing: &Doing) {
    let agreement = &held.agreement;
    let date = |day: Option<NaiveDate>| Set(day.map(PartialDate::from));
    match doing.act {
        AgreementAct::RecordSignature => {
            let (first, last) = signed_dates(agreement, doing);
            row.signed_on = date(Some(doing.on));
            row.in_force_on = Set(Some(first));
            row.expires_on = Set(last);
        }
        AgreementAct::Extend => {
            row.expires_on = date(doing.until);
            row.terms_changed_on = Set(Some(doing.on));
        }
        AgreementAct::GiveTerminationNotice | AgreementAct::WithdrawNotice => {
            row.terminated_on = Set(case.end_after(doing));
            if case.lifts_entered_end(doing) {
                row.entered_end = Set(None);
            }
        }
        // Its last day lies before its first: it was in force on none.
        AgreementAct::CancelAgreement => row.terminated_on = date(Some(doing.on)),
        AgreementAct::Terminate if !case.is_alone(doing) => row.terminated_on = date(case.dates.last_day()),
        AgreementAct::Renew => {
            let last =
                agreement.expires_on.and_then(|last| rule::end_today(last, agreement.renewal_months, case.today));
            // The clock renews, and nobody is there to be refused: beyond the years that the registry keeps, there is no end.
            row.expires_on = Set(last.filter(|last| PartialDate::keeps(last.latest())));
        }
        _ => {}
    }
}
