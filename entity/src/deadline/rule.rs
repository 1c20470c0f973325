//! What is due by a day, from whom, and when to tell of it.

use super::record::{DeadlineKind, Phase, deadline};
use crate::{
    date::{PartialDate, legal_today},
    policy::Act,
    subject::SubjectKind,
    text::LocalText,
};
use chrono::{Datelike, Days, NaiveDate};
use sea_orm::ActiveEnum;
use uuid::Uuid;

/// A day before all that the registry knows: what is to be told then was noted before there were mails about deadlines, or
/// under other offsets.
const NEVER_PLANNED: i32 = 1;
/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What kind of thing.
    pub kind: DeadlineKind,
    /// The party that has to act; `None` for every party.
    pub party: Option<Uuid>,
    /// What distinguishes it from others of its kind: the act of a step, the code of a follow-up, otherwise the kind.
    pub rule: String,
    /// The due date; `None` if no rule sets one.
    pub on: Option<NaiveDate>,
    /// The day from which the period is counted.
    pub from: NaiveDate,
    /// The length of the period, in the unit of the kind.
    pub span: Option<i32>,
    /// The rule behind it, where a route names it; otherwise the clause of the agreement itself.
    pub article: LocalText,
    /// What is due, where a route names it.
    pub name: LocalText,
}

/// What is due of a party as its own affair: whoever works for the party knows of it. What is due under any other record is
/// known to those who see that record.
pub const OF_ITS_PARTY: [SubjectKind; 4] =
    [SubjectKind::ConfirmationCampaign, SubjectKind::Exchange, SubjectKind::ObligatoryReport, SubjectKind::Request];

/// The rule of an attestation that is asked for an agreement which others entered as signed before the registry.
pub const ENTRY: &str = "ENTRY";
/// The rule of what is due of the keeper of such an agreement when a party denies it.
pub const DENIAL: &str = "DENIAL";
/// The rule of what is due of the keeper of an agreement when a party's copy of the terms differs.
pub const CONFLICT: &str = "CONFLICT";
/// The rule of what is due of the keeper when nobody acts any more for whoever has yet to confirm an act that waits.
pub const UNANSWERED: &str = "UNANSWERED";

impl deadline::Model {
    /// Whether its day has passed.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.due_on.is_some_and(|day| day.latest() < today)
    }

    /// Whether its day has passed without consequence: whoever gave no notice in time need not any more.
    pub fn has_lapsed(&self, today: NaiveDate) -> bool {
        self.kind == DeadlineKind::Notice && self.is_overdue(today)
    }
}

impl Due {
    /// What is due of every party by itself, such as what a clause of the agreement asks.
    pub fn of(kind: DeadlineKind, on: Option<NaiveDate>, from: NaiveDate, span: Option<i32>) -> Self {
        let (article, name) = (LocalText::default(), LocalText::default());
        Self { kind, party: None, rule: kind.to_value(), on, from, span, article, name }
    }

    /// Whether this is what `row` says is due.
    pub fn is(&self, row: &deadline::Model) -> bool {
        (self.kind, self.party, &self.rule) == (row.kind, row.party_id, &row.rule)
    }
}

impl DeadlineKind {
    /// The act whose roles have a part in what is due: answers on exchanges are for those who schedule them, too.
    pub fn is_for(self) -> Act {
        match self {
            Self::Participation | Self::Attachment => Act::ConfirmParticipation,
            Self::Answer => Act::AnswerRequest,
            Self::Step
            | Self::FollowUp
            | Self::Notice
            | Self::Renewal
            | Self::Meeting
            | Self::Review
            | Self::WindDown
            | Self::Attestation
            | Self::Report
            | Self::Confirmation => Act::RecordDocument,
        }
    }
}

/// When it is time to begin with something that is due.
#[derive(Debug, Clone, Copy)]
enum Opens {
    /// As soon as it is due at all.
    AtOnce,
    /// So many days before its day.
    Before(u64),
}

/// When those who have to act are told of a kind of thing that is due.
struct Telling {
    /// When it is time to begin.
    opens: Opens,
    /// How many days before its day a warning comes, where that is later.
    warns: u64,
    /// Whether it is still to be done when its day has passed.
    stays: bool,
}

/// The offsets are the practice of the registry: no rule sets them. An extension goes through councils and ministries like
/// the agreement itself, which takes the better part of a year.
fn telling(kind: DeadlineKind) -> Telling {
    let told = |opens, warns| Telling { opens, warns, stays: true };
    match kind {
        DeadlineKind::Step | DeadlineKind::FollowUp | DeadlineKind::Attestation | DeadlineKind::Confirmation => {
            told(Opens::AtOnce, 14)
        }
        DeadlineKind::Report | DeadlineKind::Participation | DeadlineKind::Attachment => told(Opens::AtOnce, 7),
        DeadlineKind::Answer => told(Opens::AtOnce, 3),
        DeadlineKind::WindDown => told(Opens::AtOnce, 30),
        DeadlineKind::Notice => Telling { stays: false, ..told(Opens::Before(180), 30) },
        DeadlineKind::Renewal => told(Opens::Before(365), 90),
        DeadlineKind::Meeting => told(Opens::Before(60), 14),
        DeadlineKind::Review => told(Opens::Before(30), 7),
    }
}

/// The phases of something that is due by a day and was noted on another, each with its first day. What is noted when
/// little time is left is told once.
fn phases(kind: DeadlineKind, noted_on: NaiveDate, due_on: Option<NaiveDate>) -> Vec<(Phase, NaiveDate)> {
    let Telling { opens, warns, stays } = telling(kind);
    let before = |days| due_on.and_then(|day| day.checked_sub_days(Days::new(days)));
    let opens_on = match opens {
        Opens::AtOnce => noted_on,
        Opens::Before(days) => before(days).map_or(noted_on, |day| day.max(noted_on)),
    };
    let warns_on = before(warns).filter(|day| opens_on < *day);
    let overdue_on = due_on.filter(|_| stays).and_then(|day| day.succ_opt());
    let later = [warns_on.map(|day| (Phase::Warning, day)), overdue_on.map(|day| (Phase::Overdue, day))];
    [(Phase::Open, opens_on)].into_iter().chain(later.into_iter().flatten()).collect()
}

/// What there is to tell of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The phase in which it is, if it has begun at all.
    pub phase: Option<Phase>,
    /// The first day of the next one.
    pub next: Option<NaiveDate>,
}

impl Plan {
    /// What there is to tell on a day of something that was noted on another.
    pub fn of(kind: DeadlineKind, noted_on: NaiveDate, due_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        let phases = phases(kind, noted_on, due_on);
        let phase = phases.iter().filter(|(_, day)| *day <= today).map(|(phase, _)| *phase).max();
        let next = phases.iter().find(|(later, _)| Some(*later) > phase).map(|(_, day)| *day);
        Self { phase, next }
    }
}

impl deadline::Model {
    /// What there is to tell of it on a day.
    pub fn plan(&self, today: NaiveDate) -> Plan {
        Plan::of(self.kind, legal_today(self.created_at), self.due_on.map(PartialDate::latest), today)
    }

    /// Whether nobody has planned yet when to tell of it: what has passed by then is not told.
    pub fn is_unplanned(&self) -> bool {
        self.tell_on.is_some_and(|day| day.year() == NEVER_PLANNED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;
    use sea_orm::Iterable;

    fn plan(
        kind: DeadlineKind,
        noted_on: &str,
        due_on: Option<&str>,
        today: &str,
    ) -> (Option<Phase>, Option<NaiveDate>) {
        let Plan { phase, next } = Plan::of(kind, day(noted_on), due_on.map(day), day(today));
        (phase, next)
    }

    #[test]
    fn a_deadline_opens_warns_and_is_overdue() {
        let renewal = |today| plan(DeadlineKind::Renewal, "2024-01-01", Some("2027-12-31"), today);
        assert_eq!(renewal("2024-01-01"), (None, Some(day("2026-12-31"))));
        assert_eq!(renewal("2026-12-31"), (Some(Phase::Open), Some(day("2027-10-02"))));
        assert_eq!(renewal("2027-10-02"), (Some(Phase::Warning), Some(day("2028-01-01"))));
        assert_eq!(renewal("2027-12-31"), (Some(Phase::Warning), Some(day("2028-01-01"))));
        assert_eq!(renewal("2028-01-01"), (Some(Phase::Overdue), None));
    }

    #[test]
    fn what_is_noted_late_is_told_once() {
        let step = |due_on, today| plan(DeadlineKind::Step, "2026-11-21", due_on, today);
        assert_eq!(step(None, "2026-11-21"), (Some(Phase::Open), None), "without a day there is nothing to warn of");
        assert_eq!(step(Some("2026-12-01"), "2026-11-21"), (Some(Phase::Open), Some(day("2026-12-02"))));
        assert_eq!(step(Some("2026-11-01"), "2026-11-21"), (Some(Phase::Overdue), None));
    }

    #[test]
    fn a_warning_on_the_day_of_the_opening_is_not_told_by_itself() {
        let noted_on = day("2027-10-02");
        let phases = phases(DeadlineKind::Renewal, noted_on, Some(day("2027-12-31")));
        assert_eq!(phases, [(Phase::Open, noted_on), (Phase::Overdue, day("2028-01-01"))]);
    }

    #[test]
    fn notice_that_was_not_given_is_never_overdue() {
        let notice = |today| plan(DeadlineKind::Notice, "2024-01-01", Some("2027-12-31"), today);
        assert_eq!(notice("2028-03-01"), (Some(Phase::Warning), None));
    }

    #[test]
    fn every_kind_begins_at_some_time_and_its_phases_follow_each_other() {
        for kind in DeadlineKind::iter() {
            for due_on in ["2026-11-22", "2026-12-24", "2028-02-29", "9998-12-31"] {
                let phases = phases(kind, day("2026-11-21"), Some(day(due_on)));
                assert_eq!(phases[0].0, Phase::Open, "{kind:?}");
                assert!(
                    phases.windows(2).all(|pair| pair[0] < pair[1] && pair[0].1 < pair[1].1),
                    "{kind:?} {phases:?}"
                );
            }
        }
    }
}
