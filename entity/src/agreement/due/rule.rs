//! What is due under an agreement, as it follows from the routes of its parties and from its own clauses.

use crate::{
    agreement::{
        pending::find::Pending,
        progress::{
            record::step,
            rule::{Case, Track},
        },
        record::{DocumentKind, Stage, TermKind, agreement},
        route::{
            record::AgreementAct,
            rule::{FollowUp, Step},
        },
        rule::{OVER, months_after},
    },
    date::{PartialDate, legal_today},
    deadline::{
        record::{DeadlineKind, deadline},
        rule::{CONFLICT, DENIAL, Due, ENTRY, UNANSWERED},
    },
    text::name_of,
};
use chrono::{Days, NaiveDate};
use sea_orm::ActiveEnum;
use uuid::Uuid;

/// After how many months an agreement without an end is to be reviewed.
const REVIEW_MONTHS: i32 = 12;
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
    /// When its joint working group met and is going to meet, the earliest first.
    pub meetings: &'a [NaiveDate],
    /// The parties that attested terms which changed since, and when they did.
    pub dropped: &'a [(Uuid, NaiveDate)],
    /// The parties that deny what was entered in their names.
    pub denials: &'a [Denial],
    /// Since when the copies of parties differ from the terms.
    pub conflicts: &'a [NaiveDate],
    /// The act that waits for the parties.
    pub pending: Option<&'a Pending>,
}

/// A party's "no" to what was entered in its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denial {
    /// The party.
    pub party: Uuid,
    /// When it denied it.
    pub on: NaiveDate,
    /// When it was asked anew, if others have corrected the entry or made it again since.
    pub asked_anew: Option<NaiveDate>,
}

impl deadline::Model {
    /// The act of a step that is due, or that waits to be confirmed.
    pub fn act(&self) -> Option<AgreementAct> {
        let of_an_act = matches!(self.kind, DeadlineKind::Step | DeadlineKind::Attestation);
        AgreementAct::try_from_value(&self.rule).ok().filter(|_| of_an_act)
    }
}

/// Everything that is due.
pub fn dues(matter: &Matter<'_>) -> Vec<Due> {
    let mut dues = steps(matter);
    dues.extend(follow_ups(matter));
    dues.extend(attestations(matter));
    dues.extend(words(matter));
    dues.extend(denial(matter));
    dues.extend(conflict(matter));
    dues.extend(confirmations(matter));
    let clauses = [notice(matter), renewal(matter), meeting(matter), review(matter), wind_down(matter)];
    dues.extend(clauses.into_iter().flatten());
    dues
}

/// The steps that wait for people: on the way to the signature all, afterwards those that have a day. What all parties do
/// together is due once, when the last of them has come that far.
fn steps(matter: &Matter<'_>) -> Vec<Due> {
    let tracks = &matter.case.tracks;
    let stay = || tracks.iter().filter(|track| !matter.case.leaves(track));
    let open_to_all = |act| stay().all(|track| track.route.step(act, track.stage).is_some());
    let mut dues: Vec<Due> = Vec::new();
    for track in tracks {
        let under_way = track.route.step(AgreementAct::Withdraw, track.stage).is_some();
        let waits = |step: &&Step| {
            let is_timely = under_way || step.within_days.is_some();
            // What all do together and one has recorded waits for the others, who are asked to confirm it.
            let is_recorded =
                step.joint && matter.pending.is_some_and(|one| one.act.act == step.act && one.act.correction.is_none());
            !is_recorded
                && is_timely
                && !step.is_aside()
                && !step.recorded_by.is_empty()
                && (!step.joint || open_to_all(step.act))
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
        article: step.article.clone(),
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
    // What was cancelled before it entered into force leaves no duties.
    let cancelled = track.stage == Stage::Cancelled;
    if cancelled || matter.case.of(duty.document, track.party).next().is_some() {
        return None;
    }
    Some(Due {
        kind: DeadlineKind::FollowUp,
        party: Some(track.party),
        rule: duty.code.clone(),
        on: days_after(reached, duty.within_days),
        from: reached,
        span: i32::try_from(duty.within_days).ok(),
        article: duty.article.clone(),
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

/// The word of the parties for which somebody acts on an agreement that others entered as signed before the registry; of those
/// that denied it, once they are asked anew.
fn words(matter: &Matter<'_>) -> Vec<Due> {
    let goes_on = !OVER.contains(&matter.case.stage()) || !matter.denials.is_empty();
    let entered = legal_today(matter.agreement.created_at);
    let word = |(party, since): (Uuid, NaiveDate)| Due {
        party: Some(party),
        rule: ENTRY.into(),
        ..Due::of(DeadlineKind::Attestation, None, since, None)
    };
    let denies = |party: &Uuid| matter.denials.iter().any(|denial| denial.party == *party);
    let acting = matter.case.tracks.iter().filter(|track| track.asked && track.acts).map(|track| track.party);
    let silent = acting.filter(|party| goes_on && !denies(party)).map(|party| (party, entered));
    let taken_back = matter.agreement.stage == Stage::Withdrawn;
    let anew = matter.denials.iter().filter(|_| !taken_back).filter_map(|one| Some((one.party, one.asked_anew?)));
    silent.chain(anew).map(word).collect()
}

/// An entry that does not stand because a party denies it: its keeper corrects it or takes it back.
fn denial(matter: &Matter<'_>) -> Option<Due> {
    let open = matter.denials.iter().filter(|denial| denial.asked_anew.is_none());
    let (denied, keeper) = (open.map(|denial| denial.on).min()?, matter.agreement.owner_id?);
    let stands = matter.agreement.stage != Stage::Rejected;
    let due = Due::of(DeadlineKind::Attestation, None, denied, None);
    (!stands).then(|| Due { party: Some(keeper), rule: DENIAL.into(), ..due })
}

/// Copies of the terms that differ, until the keeper has accepted what another says or all state the same.
fn conflict(matter: &Matter<'_>) -> Option<Due> {
    let (stated, keeper) = (matter.conflicts.iter().min()?, matter.agreement.owner_id?);
    let goes_on = !OVER.contains(&matter.case.stage());
    let due = Due::of(DeadlineKind::Attestation, None, *stated, None);
    goes_on.then(|| Due { party: Some(keeper), rule: CONFLICT.into(), ..due })
}

/// The act that waits for the parties, until each has confirmed it. Its rule is the act, which tells it from the terms. Where
/// nobody is left who could, it is the keeper's to bring what speaks for them.
fn confirmations(matter: &Matter<'_>) -> Vec<Due> {
    let Some(pending @ Pending { act, .. }) = matter.pending else { return Vec::new() };
    // A step whose day is corrected lies behind.
    let route = matter.case.track(act.party_id).map(|track| (track, &track.route));
    let step = route.and_then(|(track, route)| {
        let taken = || route.steps.iter().find(|step| step.act == act.act && act.correction.is_some());
        route.step(act.act, track.stage).or_else(taken)
    });
    let confirmation = |(party, rule): (Uuid, String)| {
        let step = step?;
        Some(Due {
            party: Some(party),
            rule,
            article: step.article.clone(),
            name: step.name(),
            ..Due::of(DeadlineKind::Attestation, None, act.on_day, None)
        })
    };
    let awaited = pending.awaited(matter.case);
    let keeper = matter.agreement.owner_id.filter(|_| awaited.is_empty());
    let of_keeper = keeper.map(|keeper| (keeper, UNANSWERED.to_owned()));
    let of_parties = awaited.into_iter().map(|party| (party, name_of(act.act)));
    of_parties.chain(of_keeper).filter_map(confirmation).collect()
}

/// Whether it is in force and nobody has given notice.
fn goes_on(matter: &Matter<'_>) -> bool {
    matter.case.dates.terminated_on.is_none() && matter.case.dates.in_force_on(matter.case.today)
}

fn notice(matter: &Matter<'_>) -> Option<Due> {
    let months = matter.case.notice_months;
    let on = matter.case.dates.notice_deadline(months).filter(|on| goes_on(matter) && matter.case.today <= *on)?;
    Some(Due::of(DeadlineKind::Notice, Some(on), matter.case.dates.expires_on?.latest(), months))
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
    let held = matter.meetings.iter().copied().filter(|day| *day <= matter.case.today).max();
    let mut from = [begins(matter), held, minutes].into_iter().flatten().max()?;
    // A meeting to come stands for the one that is due by then, and for no later one.
    for day in matter.meetings.iter().filter(|day| matter.case.today < **day) {
        if later(from, months).is_some_and(|due| *day <= due) {
            from = from.max(*day);
        }
    }
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
    let ends = Some(ends).filter(|last| matter.case.dates.in_force_on(*last))?;
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

/// The day of the latest document of these kinds that all parties see: what is due of all of them, no paper settles that one
/// keeps to itself. A date that is known to the month or year is no later than the record.
fn latest(case: &Case, kinds: &[DocumentKind]) -> Option<NaiveDate> {
    let shared = case.documents.iter().filter(|document| document.shared && kinds.contains(&document.kind));
    shared.filter_map(|document| Some(document.issued_on?.min(document.counts_from))).max()
}

fn later(from: NaiveDate, months: i32) -> Option<NaiveDate> {
    months_after(from, u32::try_from(months).ok()?).filter(|day| PartialDate::keeps(*day))
}

fn days_after(from: NaiveDate, days: u32) -> Option<NaiveDate> {
    from.checked_add_days(Days::new(days.into())).filter(|day| PartialDate::keeps(*day))
}
