//! The dates of an agreement and what follows from them.

use super::record::{DocumentKind, Missing, Scheme, Stage, TermKind, agreement};
use crate::{Reason, date::PartialDate, refusal::Refusals};
use chrono::{Months, NaiveDate};

/// The stages of agreements that are over.
pub const OVER: [Stage; 5] = [Stage::Expired, Stage::Terminated, Stage::Withdrawn, Stage::Rejected, Stage::Cancelled];

/// The stages of what is not signed, or came to nothing before it was: it is in force on no day, whatever first day its terms
/// name.
pub const PROPOSED: [Stage; 13] = [
    Stage::Initiated,
    Stage::Exploring,
    Stage::IntentSigned,
    Stage::Planning,
    Stage::CouncilReview,
    Stage::CouncilApproved,
    Stage::Verification,
    Stage::Drafting,
    Stage::TextInitialled,
    Stage::Authorised,
    Stage::OnHold,
    Stage::Withdrawn,
    Stage::Rejected,
];

/// The stages of what was given up, or is denied by a party in whose name it was entered.
pub const GIVEN_UP: [Stage; 3] = [Stage::Withdrawn, Stage::Rejected, Stage::Cancelled];

/// The legal dates of an agreement and how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dates {
    /// When it was signed.
    pub signed_on: Option<PartialDate>,
    /// The first day on which it is in force; the day of signature where it is not stated.
    pub in_force_on: Option<PartialDate>,
    /// The last day on which it is in force.
    pub expires_on: Option<PartialDate>,
    /// The last day in force after a notice of termination.
    pub terminated_on: Option<PartialDate>,
    /// How it ends.
    pub term_kind: Option<TermKind>,
    /// Whether it is not signed: what its dates say is what is proposed.
    pub proposed: bool,
}

impl From<&agreement::Model> for Dates {
    fn from(agreement: &agreement::Model) -> Self {
        Self {
            signed_on: agreement.signed_on,
            in_force_on: agreement.in_force_on,
            expires_on: agreement.expires_on,
            terminated_on: agreement.terminated_on,
            term_kind: agreement.term_kind,
            proposed: PROPOSED.contains(&agreement.stage),
        }
    }
}

impl Dates {
    /// When it was concluded: signed or, where that is not known, first in force.
    pub fn begun_on(&self) -> Option<PartialDate> {
        self.signed_on.or(self.in_force_on)
    }

    /// Whether two agreements can have been concluded on the same day, or have come into force on it where the day of signature
    /// of one is not known. Two without any date can.
    pub fn begins_with(&self, other: &Self) -> bool {
        let can_be_one = |one: Option<PartialDate>, other: Option<PartialDate>| match (one, other) {
            (Some(one), Some(other)) => one.earliest() <= other.latest() && other.earliest() <= one.latest(),
            (one, other) => one.is_none() && other.is_none(),
        };
        let in_force = |dates: &Self| dates.in_force_on.or(dates.signed_on);
        let both_signed = self.signed_on.is_some() && other.signed_on.is_some();
        can_be_one(self.begun_on(), other.begun_on()) || (!both_signed && can_be_one(in_force(self), in_force(other)))
    }

    /// The first day on which it is in force: the earliest that its date can mean. A proposal has none.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.in_force_on.or(self.signed_on).filter(|_| !self.proposed).map(PartialDate::earliest)
    }

    /// The last day on which it is in force: the latest that its date can mean. `None` if open-ended.
    ///
    /// The date of expiry ends an agreement of fixed or of unknown term; one that renews itself goes on past it.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let renews = matches!(self.term_kind, Some(TermKind::AutoRenew | TermKind::OpenEnded));
        let expiry = self.expires_on.filter(|_| !renews);
        [expiry, self.terminated_on].into_iter().flatten().map(PartialDate::latest).min()
    }

    /// Whether the agreement is in force on `day`: from its first day to its last day, both included. As moments that is
    /// half open: it ends with the beginning of the day after its last one.
    ///
    /// A date that is known to the month or year counts in the agreement's favour: from its first day, to its last. An
    /// agreement without any date of beginning is not in force.
    pub fn in_force_on(&self, day: NaiveDate) -> bool {
        let begun = self.first_day().is_some_and(|first| first <= day);
        begun && self.last_day().is_none_or(|last| day <= last)
    }

    /// The last day on which notice can be given for the agreement to end on its expiry date; `None` if that date or
    /// the notice period is unknown.
    pub fn notice_deadline(&self, notice_months: Option<i32>) -> Option<NaiveDate> {
        let months = notice_months.and_then(|months| u32::try_from(months).ok())?;
        months_before(self.expires_on?.latest(), months)
    }

    /// Where the paperwork of a signed agreement stands on `today`.
    pub fn stage_on(&self, today: NaiveDate) -> Stage {
        if self.terminated_on.is_some_and(|date| date.latest() < today) {
            Stage::Terminated
        } else if self.last_day().is_some_and(|last| last < today) {
            Stage::Expired
        } else if self.first_day().is_some_and(|first| today < first) {
            Stage::Signed
        } else if self.terminated_on.is_some() {
            Stage::TerminationNoticed
        } else {
            Stage::InForce
        }
    }

    /// Refuses dates that contradict each other or, where they speak of what has happened, lie in the future. Dates of
    /// lower precision are refused only where no day that they can mean would do.
    pub fn check(&self, today: NaiveDate, refused: &mut Refusals) {
        refused.unless(self.signed_on.is_none_or(|date| date.earliest() <= today), "signedOn", Reason::InTheFuture);
        let pairs = [
            (("signedOn", self.signed_on), ("inForceOn", self.in_force_on)),
            (("signedOn", self.signed_on), ("expiresOn", self.expires_on)),
            (("inForceOn", self.in_force_on), ("expiresOn", self.expires_on)),
        ];
        for ((first_name, first), (then_name, then)) in pairs {
            if let (Some(first), Some(then)) = (first, then) {
                let reason = Reason::DateOrder { first: first_name.into(), then: then_name.into() };
                refused.unless(first.earliest() <= then.latest(), then_name, reason);
            }
        }
    }
}

/// The same day `months` later; the last of the month where that month is shorter: 31 January and one month is
/// 28 or 29 February, 29 February and twelve months is 28 February.
pub fn months_after(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.checked_add_months(Months::new(months))
}

/// The same day `months` earlier; the last of the month where that month is shorter: three months before 31 May is
/// 28 or 29 February.
pub fn months_before(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.checked_sub_months(Months::new(months))
}

/// The end of a term of `months` that begins on `first`, as precisely as its beginning is known: the day of the same number, or
/// the last of the month where there is no such day. The first day itself is not counted, as Regulation (EEC, Euratom)
/// 1182/71, Article 3, counts terms: thirty-six months from 19 March 2018 end with 19 March 2021, twelve from 29 February
/// 2024 with 28 February 2025.
pub fn end_of_term(first: PartialDate, months: Option<i32>) -> Option<PartialDate> {
    first.plus_months(months.and_then(|months| u32::try_from(months).ok())?)
}

/// The end of the time that runs on `today`, of an agreement whose time has ended on `last` and renews itself for so many
/// months, as often as it takes.
pub fn end_today(last: PartialDate, renewal_months: Option<i32>, today: NaiveDate) -> Option<PartialDate> {
    let next = |last: &PartialDate| end_of_term(*last, renewal_months).filter(|next| *last < *next);
    std::iter::successors(next(&last), next).find(|end| today <= end.latest())
}

/// Whether a stated end can be the one that follows from the length of the term. A text may count the first day: then the
/// term ends a day earlier.
pub fn is_end(stated: PartialDate, derived: PartialDate) -> bool {
    let earliest = derived.earliest().pred_opt().unwrap_or(NaiveDate::MIN);
    stated.earliest() <= derived.latest() && earliest <= stated.latest()
}

/// Whether a notice of `months` fits into a term: not where it is longer than the term, as far as that is known.
pub fn notice_fits(notice_months: Option<i32>, term_months: Option<i32>, dates: &Dates) -> bool {
    let Some(notice) = notice_months else { return true };
    let within = term_months.is_none_or(|term| notice <= term);
    let (first, last) = (dates.in_force_on.or(dates.signed_on), dates.expires_on);
    let earliest =
        first.zip(u32::try_from(notice).ok()).and_then(|(first, notice)| months_after(first.earliest(), notice));
    within && last.zip(earliest).is_none_or(|(last, earliest)| earliest <= last.latest())
}

/// What is missing to prove an agreement that was signed before the registry, given the documents that are known of.
///
/// The decision of the council and the full power are gates of Indonesian regions with partners abroad. Of an agreement
/// that rests on a letter of intent alone, nothing but that letter is expected.
pub fn evidence_gaps(scheme: Scheme, stage: Stage, dates: &Dates, documents: &[DocumentKind]) -> Vec<Missing> {
    let lacks = |kind| !documents.contains(&kind);
    let abroad = !matches!(scheme, Scheme::KsddDomestic | Scheme::ForeignForeign);
    let signed = Stage::IntentSigned < stage;
    let day_known = dates.signed_on.is_some_and(|date| date.day().is_some());
    [
        (Missing::LetterOfIntent, lacks(DocumentKind::LetterOfIntent) && (abroad || !signed)),
        (Missing::CouncilDecision, lacks(DocumentKind::CouncilDecision) && abroad && signed),
        (Missing::FullPower, lacks(DocumentKind::FullPower) && abroad && signed),
        (Missing::SignedText, lacks(DocumentKind::SignedText) && signed),
        (Missing::CertifiedCopy, lacks(DocumentKind::CertifiedCopy) && signed),
        (Missing::Term, dates.term_kind.is_none() && signed),
        (Missing::SigningDay, !day_known && signed),
    ]
    .into_iter()
    .filter_map(|(missing, is_missing)| is_missing.then_some(missing))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;
    use chrono::Days;
    use proptest::prelude::*;

    fn date(text: &str) -> Option<PartialDate> {
        let date: Option<PartialDate> = text.parse().ok();
        assert!(date.is_some(), "{text}");
        date
    }

    #[test]
    fn an_agreement_is_in_force_through_its_last_day() {
        let dates = Dates { signed_on: date("2018-03-19"), expires_on: date("2026-06-30"), ..Dates::default() };
        for (on, expected) in [("2018-03-18", false), ("2018-03-19", true), ("2026-06-30", true), ("2026-07-01", false)]
        {
            assert_eq!(dates.in_force_on(day(on)), expected, "{on}");
        }
        let renewing = Dates { term_kind: Some(TermKind::AutoRenew), ..dates };
        assert!(renewing.in_force_on(day("2030-01-01")));
        let terminated = Dates { terminated_on: date("2020-02"), ..renewing };
        assert!(terminated.in_force_on(day("2020-02-29")) && !terminated.in_force_on(day("2020-03-01")));
        assert!(!Dates::default().in_force_on(day("2020-01-01")));
    }

    #[test]
    fn a_date_of_low_precision_counts_in_favour_of_the_agreement() {
        let dates = Dates { signed_on: date("1994"), expires_on: date("1999-02"), ..Dates::default() };
        for (on, expected) in [("1993-12-31", false), ("1994-01-01", true), ("1999-02-28", true), ("1999-03-01", false)]
        {
            assert_eq!(dates.in_force_on(day(on)), expected, "{on}");
        }
    }

    #[test]
    fn the_stage_follows_the_dates() {
        let dates = Dates { signed_on: date("2018-03-19"), expires_on: date("2026-06-30"), ..Dates::default() };
        assert_eq!(dates.stage_on(day("2026-06-30")), Stage::InForce);
        assert_eq!(dates.stage_on(day("2026-07-01")), Stage::Expired);
        let later = Dates { in_force_on: date("2019-01-01"), ..dates };
        assert_eq!(later.stage_on(day("2018-12-31")), Stage::Signed);
        let ended = Dates { terminated_on: date("2020-01-01"), ..dates };
        assert_eq!(ended.stage_on(day("2026-07-01")), Stage::Terminated);
    }

    #[test]
    fn months_end_where_the_shorter_month_ends() {
        assert_eq!(months_before(day("2026-05-31"), 3), Some(day("2026-02-28")));
        assert_eq!(months_before(day("2024-03-31"), 1), Some(day("2024-02-29")));
        assert_eq!(months_after(day("2024-02-29"), 12), Some(day("2025-02-28")));
        for (first, months, last) in [
            ("2018-03-19", 36, "2021-03-19"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-02-01", 1, "2026-03-01"),
            ("2026-01-01", 12, "2027-01-01"),
        ] {
            let end = end_of_term(day(first).into(), Some(months));
            assert_eq!(end.map(|end| end.to_string()).as_deref(), Some(last), "{first} + {months}");
        }
        assert_eq!(months_after(NaiveDate::MAX, 1), None);
    }

    #[test]
    fn dates_that_contradict_each_other_are_refused() {
        let codes = |dates: Dates| {
            let mut refused = Refusals::default();
            dates.check(day("2026-11-21"), &mut refused);
            match refused.done() {
                Err(crate::Error::Refused(refusals)) => refusals.into_iter().map(|one| one.path[0].clone()).collect(),
                _ => Vec::new(),
            }
        };
        let signed = Dates { signed_on: date("2018-03"), ..Dates::default() };
        assert!(codes(Dates { in_force_on: date("2018-03-01"), ..signed }).is_empty(), "within the month of signature");
        assert_eq!(codes(Dates { in_force_on: date("2018-02"), ..signed }), ["inForceOn"]);
        assert_eq!(codes(Dates { expires_on: date("2017"), ..signed }), ["expiresOn"]);
        assert_eq!(codes(Dates { signed_on: date("2026-11-22"), ..Dates::default() }), ["signedOn"]);
        assert!(codes(Dates { signed_on: date("2026"), ..Dates::default() }).is_empty());
    }

    #[test]
    fn a_stated_end_agrees_with_the_length_of_the_term_or_counts_its_first_day() {
        let from = |first: &str, months| end_of_term(date(first).unwrap(), Some(months)).unwrap();
        assert_eq!(from("2020-02", 60).to_string(), "2025-02");
        for (stated, agrees) in [
            ("2029-11-20", true),
            ("2029-11-19", true),
            ("2029-11", true),
            ("2029", true),
            ("2029-11-21", false),
            ("2029-11-18", false),
            ("2029-12", false),
        ] {
            assert_eq!(is_end(date(stated).unwrap(), from("2026-11-20", 36)), agrees, "{stated}");
        }
    }

    #[test]
    fn what_renews_itself_runs_to_the_first_end_that_has_not_passed() {
        let today = day("2026-11-21");
        for (last, months, end) in [
            ("2026-11-20", 12, Some("2027-11-20")),
            ("2024-11-21", 12, Some("2026-11-21")),
            ("2024-11", 12, Some("2026-11")),
            ("1000-01-31", 1, Some("2026-11-28")),
            ("2026-11-20", 0, None),
        ] {
            let found = end_today(date(last).unwrap(), Some(months), today);
            assert_eq!(found, end.and_then(date), "{last} {months}");
        }
        assert_eq!(end_today(date("2020").unwrap(), None, today), None);
    }

    #[test]
    fn a_notice_is_not_longer_than_the_term() {
        let dates = Dates { in_force_on: date("2026-01-01"), expires_on: date("2026-12-31"), ..Dates::default() };
        assert!(notice_fits(None, Some(1), &Dates::default()) && notice_fits(Some(36), Some(36), &Dates::default()));
        assert!(!notice_fits(Some(37), Some(36), &Dates::default()));
        assert!(notice_fits(Some(11), None, &dates) && !notice_fits(Some(12), None, &dates));
    }

    fn partial() -> impl Strategy<Value = Option<PartialDate>> {
        proptest::option::of((1990u32..2040, 1u32..13, 1u32..29, 0u8..3).prop_map(|(year, month, day, precision)| {
            match precision {
                0 => format!("{year}"),
                1 => format!("{year}-{month:02}"),
                _ => format!("{year}-{month:02}-{day:02}"),
            }
            .parse()
            .unwrap()
        }))
    }

    proptest! {
        #[test]
        fn force_is_one_stretch_of_days(
            signed_on in partial(), in_force_on in partial(), expires_on in partial(), terminated_on in partial(),
            on in 0u64..18_000,
        ) {
            let dates = Dates { signed_on, in_force_on, expires_on, terminated_on, ..Dates::default() };
            let on = day("1990-01-01") + Days::new(on);
            let (before, after) = (dates.in_force_on(on - Days::new(1)), dates.in_force_on(on + Days::new(1)));
            prop_assert!(!(before && after) || dates.in_force_on(on), "no hole on {}", on);
            if dates.in_force_on(on) {
                prop_assert!(matches!(dates.stage_on(on), Stage::InForce | Stage::TerminationNoticed));
            }
        }

        #[test]
        fn a_longer_term_ends_later(first in 0u64..40_000, months in 1i32..600) {
            let first = day("1950-01-01") + Days::new(first);
            let last = |first: NaiveDate, months| end_of_term(first.into(), Some(months)).unwrap().latest();
            prop_assert!(first < last(first, months));
            prop_assert!(last(first, months) < last(first, months + 1));
            prop_assert!(last(first, months) <= last(first + Days::new(1), months));
        }
    }

    #[test]
    fn notice_is_given_in_time_before_the_end() {
        let dates = Dates { expires_on: date("2026-06-30"), ..Dates::default() };
        assert_eq!(dates.notice_deadline(Some(6)), Some(day("2025-12-30")));
        assert_eq!((dates.notice_deadline(None), dates.notice_deadline(Some(-1))), (None, None));
        assert_eq!(Dates::default().notice_deadline(Some(6)), None);
    }

    #[test]
    fn a_day_belongs_to_the_stage_that_ends_with_it() {
        let ends = Dates { signed_on: date("2018-03-19"), terminated_on: date("2020-01-31"), ..Dates::default() };
        for (on, stage) in [
            ("2018-03-18", Stage::Signed),
            ("2018-03-19", Stage::TerminationNoticed),
            ("2020-01-31", Stage::TerminationNoticed),
            ("2020-02-01", Stage::Terminated),
        ] {
            assert_eq!(ends.stage_on(day(on)), stage, "{on}");
        }
    }

    #[test]
    fn what_is_missing_depends_on_the_scheme_and_on_the_signature() {
        use DocumentKind as Kind;
        let unknown = Dates { signed_on: date("1997"), ..Dates::default() };
        let known = Dates { signed_on: date("1997-08-27"), term_kind: Some(TermKind::Fixed), ..unknown };
        let gaps = |scheme, stage, dates: &Dates, documents: &[Kind]| evidence_gaps(scheme, stage, dates, documents);
        let (abroad, domestic) = (Scheme::KsdplSisterCity, Scheme::KsddDomestic);
        assert_eq!(
            gaps(abroad, Stage::InForce, &unknown, &[]),
            [
                Missing::LetterOfIntent,
                Missing::CouncilDecision,
                Missing::FullPower,
                Missing::SignedText,
                Missing::CertifiedCopy,
                Missing::Term,
                Missing::SigningDay,
            ]
        );
        assert_eq!(gaps(domestic, Stage::InForce, &known, &[]), [Missing::SignedText, Missing::CertifiedCopy]);
        for scheme in [abroad, domestic] {
            assert_eq!(gaps(scheme, Stage::IntentSigned, &unknown, &[]), [Missing::LetterOfIntent], "{scheme:?}");
        }
        let all = [Kind::LetterOfIntent, Kind::CouncilDecision, Kind::FullPower, Kind::SignedText, Kind::CertifiedCopy];
        assert!(gaps(abroad, Stage::InForce, &known, &all).is_empty());
    }
}
