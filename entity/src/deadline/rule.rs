//! What is due under an agreement, as it follows from the routes of its parties and from its own clauses.

use super::record::{DeadlineKind, Phase, deadline};
use crate::{
    agreement::{
        progress::{
            record::step,
            rule::{Case, Track},
        },
        record::{DocumentKind, TermKind, agreement},
        route::{
            record::AgreementAct,
            rule::{FollowUp, Step, name_of},
        },
        rule::{OVER, legal_today, months_after},
    },
    date::PartialDate,
    text::LocalText,
};
use chrono::{Datelike, Days, NaiveDate};
use sea_orm::ActiveEnum;
use uuid::Uuid;

/// After how many months an agreement without an end is to be reviewed.
const REVIEW_MONTHS: i32 = 12;
/// A day before all that the registry knows: what is to be told then was noted before there were mails about deadlines, or
/// under other offsets.
const NEVER_PLANNED: i32 = 1;
/// Documents that close what has ended.
const CLOSING: [DocumentKind; 2] = [DocumentKind::Report, DocumentKind::Evaluation];

/// An agreement, as far as what is due depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// Its clauses.
    pub agreement: &'a agreement::Model,
    /// How far it has come.
    pub case: &'a Case,
    /// The steps that were taken.
    pub steps: &'a [step::Model],
    /// When its joint working group last met, or is going to meet.
    pub met_on: Option<NaiveDate>,
    /// The parties that attested terms which changed since, and when they did.
    pub dropped: &'a [(Uuid, NaiveDate)],
}

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
    /// The rule behind it; `None` for the clause of the agreement itself.
    pub article: Option<String>,
    /// What is due, where a route names it.
    pub name: LocalText,
}

impl deadline::Model {
    /// The act of a step that is due.
    pub fn act(&self) -> Option<AgreementAct> {
        AgreementAct::try_from_value(&self.rule).ok().filter(|_| self.kind == DeadlineKind::Step)
    }

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
        Self { kind, party: None, rule: kind.to_value(), on, from, span, article: None, name: LocalText::default() }
    }

    /// Whether this is what `row` says is due.
    pub fn is(&self, row: &deadline::Model) -> bool {
        (self.kind, self.party, &self.rule) == (row.kind, row.party_id, &row.rule)
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
        DeadlineKind::Report => told(Opens::AtOnce, 7),
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

/// Everything that is due.
pub fn dues(matter: &Matter<'_>) -> Vec<Due> {
    let mut dues = steps(matter);
    dues.extend(follow_ups(matter));
    dues.extend(attestations(matter));
    let clauses = [notice(matter), renewal(matter), meeting(matter), review(matter), wind_down(matter)];
    dues.extend(clauses.into_iter().flatten());
    dues
}

/// The steps that wait for people: on the way to the signature all, afterwards those that have a day. What all parties do
/// together is due once, when the last of them has come that far.
fn steps(matter: &Matter<'_>) -> Vec<Due> {
    let tracks = &matter.case.tracks;
    let open_to_all = |act| tracks.iter().all(|track| track.route.step(act, track.stage).is_some());
    let mut dues: Vec<Due> = Vec::new();
    for track in tracks {
        let under_way = track.route.step(AgreementAct::Withdraw, track.stage).is_some();
        let waits = |step: &&Step| {
            let is_timely = under_way || step.within_days.is_some();
            is_timely && !step.is_aside() && !step.recorded_by.is_empty() && (!step.joint || open_to_all(step.act))
        };
        for step in track.route.steps_at(track.stage).filter(waits) {
            let due = step_due(track, step);
            if dues.iter().all(|known| (known.party, &known.rule) != (due.party, &due.rule)) {
                dues.push(due);
            }
        }
    }
    dues
}

fn step_due(track: &Track, step: &Step) -> Due {
    Due {
        kind: DeadlineKind::Step,
        party: (!step.joint).then_some(track.party),
        rule: name_of(step.act),
        on: step.within_days.and_then(|days| days_after(track.since, days)),
        from: track.since,
        span: step.within_days.and_then(|days| i32::try_from(days).ok()),
        article: Some(step.article.clone()),
        name: step.name(),
    }
}

/// The duties that came with a stage, until their document is there.
fn follow_ups(matter: &Matter<'_>) -> Vec<Due> {
    let tracks = matter.case.tracks.iter();
    tracks.flat_map(|track| track.route.follow_ups.iter().filter_map(|one| follow_up(matter, track, one))).collect()
}

fn follow_up(matter: &Matter<'_>, track: &Track, duty: &FollowUp) -> Option<Due> {
    let own = matter.steps.iter().filter(|step| step.party_id == track.party && step.to_stage == duty.after);
    let reached = own.map(|step| step.on_day).max()?;
    if matter.case.of(duty.document, track.party).next().is_some() {
        return None;
    }
    Some(Due {
        kind: DeadlineKind::FollowUp,
        party: Some(track.party),
        rule: duty.code.clone(),
        on: days_after(reached, duty.within_days),
        from: reached,
        span: i32::try_from(duty.within_days).ok(),
        article: Some(duty.article.clone()),
        name: duty.name(),
    })
}

/// The terms that changed under a party that had attested them, until the agreement is over.
fn attestations(matter: &Matter<'_>) -> Vec<Due> {
    let attestation = |(party, from): &(Uuid, NaiveDate)| Due {
        party: Some(*party),
        ..Due::of(DeadlineKind::Attestation, None, *from, None)
    };
    let goes_on = !OVER.contains(&matter.case.stage());
    matter.dropped.iter().filter(|_| goes_on).map(attestation).collect()
}

/// Whether it is in force and nobody has given notice.
fn goes_on(matter: &Matter<'_>) -> bool {
    matter.case.dates.terminated_on.is_none() && matter.case.dates.in_force_on(matter.case.today)
}

fn notice(matter: &Matter<'_>) -> Option<Due> {
    let months = matter.case.notice_months;
    let on = matter.case.dates.notice_deadline(months).filter(|on| goes_on(matter) && matter.case.today <= *on)?;
    Some(Due::of(DeadlineKind::Notice, Some(on), matter.case.dates.expires_on?.earliest(), months))
}

fn renewal(matter: &Matter<'_>) -> Option<Due> {
    let dates = &matter.case.dates;
    let ends = dates.term_kind == Some(TermKind::Fixed) && goes_on(matter);
    let on = dates.expires_on.filter(|_| ends)?.latest();
    Some(Due::of(DeadlineKind::Renewal, Some(on), dates.first_day()?, matter.agreement.term_months))
}

fn meeting(matter: &Matter<'_>) -> Option<Due> {
    let months = matter.agreement.meeting_months.filter(|_| goes_on(matter))?;
    let minutes = latest(matter.case, &[DocumentKind::MeetingMinutes]);
    let from = [begins(matter), matter.met_on, minutes].into_iter().flatten().max()?;
    Some(Due::of(DeadlineKind::Meeting, Some(later(from, months)?), from, Some(months)))
}

fn review(matter: &Matter<'_>) -> Option<Due> {
    let open = matter.case.dates.term_kind == Some(TermKind::OpenEnded) && goes_on(matter);
    let from = [begins(matter), latest(matter.case, &[DocumentKind::Evaluation])].into_iter().flatten().max();
    let from = from.filter(|_| open)?;
    Some(Due::of(DeadlineKind::Review, Some(later(from, REVIEW_MONTHS)?), from, Some(REVIEW_MONTHS)))
}

fn wind_down(matter: &Matter<'_>) -> Option<Due> {
    let ends = matter.case.dates.terminated_on?.latest();
    let closed = latest(matter.case, &CLOSING).is_some_and(|day| ends <= day);
    let months = matter.agreement.wind_down_months.filter(|_| !closed)?;
    Some(Due::of(DeadlineKind::WindDown, Some(later(ends, months)?), ends, Some(months)))
}

/// The day from which time is counted: its first day in force or, of an agreement from before the registry, the day for
/// which its source speaks.
fn begins(matter: &Matter<'_>) -> Option<NaiveDate> {
    let first = matter.case.dates.first_day()?;
    Some(if matter.agreement.legacy { first.max(matter.agreement.as_of) } else { first })
}

/// The day of the latest document of these kinds.
fn latest(case: &Case, kinds: &[DocumentKind]) -> Option<NaiveDate> {
    let of_kind = case.documents.iter().filter(|document| kinds.contains(&document.kind));
    of_kind.filter_map(|document| document.issued_on).max()
}

fn later(from: NaiveDate, months: i32) -> Option<NaiveDate> {
    months_after(from, u32::try_from(months).ok()?).filter(|day| PartialDate::keeps(*day))
}

fn days_after(from: NaiveDate, days: u32) -> Option<NaiveDate> {
    from.checked_add_days(Days::new(days.into())).filter(|day| PartialDate::keeps(*day))
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
