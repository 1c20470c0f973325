//! The conditions of steps: which of them hold, from which day they will, and which step the clock takes then.

use super::{
    record::Requirement,
    rule::{Case, Doing, Lack, NOTICE_WITHOUT_TEXT, Track},
};
use crate::{
    agreement::{
        record::{DocumentKind, TermKind},
        route::{record::Condition, rule::Step},
        rule::months_after,
    },
    date::PartialDate,
    partnership::record::Class,
    place::record::Tier,
};
use chrono::NaiveDate;
use sea_orm::Iterable;
use uuid::Uuid;

impl Case {
    /// Whether a term that ends, or renews itself, says when; and for how long it renews itself.
    pub(super) fn says_its_end(&self) -> bool {
        let has_end = self.term_months.is_some() || self.dates.expires_on.is_some();
        match self.dates.term_kind {
            Some(TermKind::Fixed) => has_end,
            Some(TermKind::AutoRenew) => has_end && self.renewal_months.is_some(),
            Some(TermKind::OpenEnded) | None => true,
        }
    }

    /// What a condition that does not hold lacks: of those that ask for several things, which.
    pub(super) fn lacks(
        &self,
        condition: Condition,
        from: Option<NaiveDate>,
        track: &Track,
        doing: &Doing,
    ) -> Vec<Lack> {
        match condition {
            Condition::NineRequirements => {
                let unmet = Requirement::iter().filter(|one| !self.meets(*one, doing.on));
                unmet.map(|requirement| Lack::Requirement { requirement }).collect()
            }
            Condition::OtherPartiesReady if from.is_none() => {
                let unready = self.others(track).filter(|other| !other.is_ready());
                unready.map(|other| Lack::Unready { party: other.party, stage: other.stage }).collect()
            }
            Condition::FullPowerCoversSignatory => {
                let uncovered = self.uncovered(track, doing.on);
                if uncovered.is_empty() { vec![Lack::Condition { condition, from }] } else { uncovered }
            }
            _ => vec![Lack::Condition { condition, from }],
        }
    }

    /// Whether a condition holds; if not, from which day it would where that is known.
    pub(crate) fn holds(&self, condition: Condition, track: &Track, doing: &Doing) -> Result<(), Option<NaiveDate>> {
        let unless = |holds: bool| if holds { Ok(()) } else { Err(None) };
        match condition {
            Condition::DiplomaticRelations => unless(self.meets(Requirement::DiplomaticRelations, doing.on)),
            Condition::EqualTier => unless(self.meets(Requirement::EqualStatus, doing.on)),
            Condition::NineRequirements => unless(Requirement::iter().all(|one| self.meets(one, doing.on))),
            Condition::FieldOfCooperation => unless(self.fields > 0),
            Condition::SeveralFieldsOfSisters => unless(self.class != Class::Sister || self.fields > 1),
            Condition::TextFixed => {
                let text = self.of(DocumentKind::InitialledText, track.party).last();
                unless(text.is_some_and(|text| text.sha256.is_some()))
            }
            Condition::OtherPartiesReady if !self.others(track).all(Track::is_ready) => Err(None),
            Condition::OtherPartiesReady => {
                let ready = self.others(track).map(|other| other.since).max();
                if ready.is_none_or(|ready| ready <= doing.on) { Ok(()) } else { Err(ready) }
            }
            Condition::FullPowerCoversSignatory => unless(self.full_power_covers(track, doing.on)),
            Condition::SameText => unless(self.same_text(track)),
            Condition::EndOfTerm => unless(self.says_its_end()),
            // Said with the document that it is about.
            Condition::StillApproved => Ok(()),
            Condition::DayOfForceReached
            | Condition::TermPassed
            | Condition::NoticePassed
            | Condition::SelfRenewalDue => {
                let from = self.day_of(condition, track);
                if from.is_some_and(|from| from <= self.today) { Ok(()) } else { Err(from) }
            }
            Condition::NotInForceYet => unless(self.dates.first_day().is_none_or(|first| self.today < first)),
            Condition::FixedTerm => unless(self.dates.term_kind == Some(TermKind::Fixed)),
            Condition::LaterExpiry => match (doing.until, self.dates.last_day()) {
                (Some(until), Some(last)) if until <= last => Err(last.succ_opt()),
                _ => Ok(()),
            },
            Condition::NoNoticeGiven => unless(track.ends_on.is_none()),
            Condition::NoticePeriod => {
                // Where the text says nothing, the law does.
                let earliest = earliest_end(doing.on, self.notice_months.or(Some(NOTICE_WITHOUT_TEXT)));
                if doing.until.is_none_or(|until| earliest <= until) { Ok(()) } else { Err(Some(earliest)) }
            }
            Condition::NotExpired | Condition::NotEnded => {
                unless(self.dates.last_day().is_none_or(|last| self.today <= last))
            }
        }
    }

    /// The day from which a condition on dates holds; `None` if it never does.
    fn day_of(&self, condition: Condition, track: &Track) -> Option<NaiveDate> {
        let after = |last: Option<NaiveDate>| last.and_then(|last| last.succ_opt());
        match condition {
            Condition::DayOfForceReached => self.dates.first_day(),
            // What ends for one party ends with its own notice.
            Condition::NoticePassed => {
                let own = track.ends_on.filter(|_| self.leaves(track));
                after([own, self.dates.last_day()].into_iter().flatten().min())
            }
            Condition::TermPassed => after(self.dates.last_day()),
            Condition::SelfRenewalDue => {
                let renews = self.dates.term_kind == Some(TermKind::AutoRenew) && self.renewal_months.is_some();
                after(self.dates.expires_on.filter(|_| renews).map(PartialDate::latest))
            }
            _ => None,
        }
    }

    /// The steps that the registry takes by date at this stage, each with its party and the day on which it is due: those of
    /// parties that leave, and those of the one that the agreement follows.
    pub fn of_the_clock(&self) -> impl Iterator<Item = (Uuid, &Step, NaiveDate)> {
        let lead = self.lead().map(|track| track.party);
        let tracks = self.tracks.iter().filter(move |track| self.leaves(track) || Some(track.party) == lead);
        let steps = tracks.flat_map(|track| track.route.steps_at(track.stage).map(move |step| (track, step)));
        // What needs a document waits for people.
        let needs_nothing = |step: &Step| {
            step.recorded_by.is_empty()
                && [&step.documents, &step.of_each, &step.signed].iter().all(|kinds| kinds.is_empty())
        };
        steps.filter(move |(_, step)| needs_nothing(step)).filter_map(|(track, step)| {
            let days: Option<Vec<NaiveDate>> = step.conditions.iter().map(|one| self.day_of(*one, track)).collect();
            Some((track.party, step, days?.into_iter().max()?))
        })
    }

    /// The day on which the stage changes by itself; `None` if it does not, or not within the registry's calendar: an
    /// agreement can be in force until its very last day.
    pub fn turns_on(&self) -> Option<NaiveDate> {
        self.of_the_clock().map(|(_, _, day)| day).min().filter(|day| PartialDate::keeps(*day))
    }

    fn others(&self, track: &Track) -> impl Iterator<Item = &Track> {
        let party = track.party;
        self.tracks.iter().filter(move |other| other.party != party)
    }

    /// Whether all parties are of the same tier on a day; `None` if that of any is unknown.
    pub fn equal_tier(&self, on: NaiveDate) -> Option<bool> {
        let tiers = self.tracks.iter().chain(&self.beside).map(|track| &track.tiers);
        let tiers: Option<Vec<Tier>> = tiers.map(|tiers| tiers.on(on)).collect();
        Some(tiers?.windows(2).all(|pair| pair[0] == pair[1]))
    }

    /// Whether a requirement is met on a day, as far as the registry can tell from its own records.
    pub fn computed(&self, requirement: Requirement, on: NaiveDate) -> Option<bool> {
        match requirement {
            Requirement::DiplomaticRelations => self.relations.on(on),
            // A different tier can be justified by a reason.
            Requirement::EqualStatus => self.equal_tier(on).filter(|equal| *equal),
            _ => None,
        }
    }

    /// Whether a requirement is met on a day: as the registry can tell, else as it was answered.
    pub fn meets(&self, requirement: Requirement, on: NaiveDate) -> bool {
        self.computed(requirement, on).unwrap_or_else(|| self.requirements.get(&requirement) == Some(&true))
    }
}

/// The earliest last day in force of a notice that is given on this day.
pub(super) fn earliest_end(given_on: NaiveDate, notice_months: Option<i32>) -> NaiveDate {
    let months = notice_months.and_then(|months| u32::try_from(months).ok()).unwrap_or(0);
    months_after(given_on, months).unwrap_or(NaiveDate::MAX)
}
