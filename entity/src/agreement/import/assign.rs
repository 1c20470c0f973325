//! Which agreement of a pair each of its rows speaks of. No database, no clock.
//!
//! Each text that was signed is an agreement of its own; what extends or amends one belongs to the one that was in force. The
//! order of the rows does not matter.

use super::rule::{Dated, Likeness, Reading, likeness};
use crate::{agreement::record::DocumentKind, date::PartialDate};
use chrono::NaiveDate;
use std::cmp::Reverse;
use uuid::Uuid;

/// Whether an agreement goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum End {
    /// It does.
    #[default]
    GoesOn,
    /// It is over, since this date if that is known.
    Over(Option<PartialDate>),
}

/// An agreement of the pair that the registry knows from before.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// When it was signed, as far as is known.
    pub signed_on: Option<PartialDate>,
    /// When it came into force, where that does not follow from a document alone.
    pub in_force_on: Option<PartialDate>,
    /// Whether it goes on.
    pub end: End,
    /// Its documents.
    pub documents: Vec<(Uuid, Dated)>,
}

/// What rows speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A document that is known.
    Document(Uuid),
    /// That an agreement was concluded of which nobody holds the text: they say nothing new.
    Conclusion,
    /// Another document.
    Another,
}

/// What some rows say together: the places of the rows, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What they speak of.
    pub about: About,
    /// The rows.
    pub rows: Vec<usize>,
}

/// An agreement with what the rows say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// The place of the known agreement; `None` for another one.
    pub known: Option<usize>,
    /// What is said of it.
    pub said: Vec<Said>,
}

/// Why a row belongs to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// It can belong to several.
    Several,
    /// It follows what began later.
    BeforeBeginning(NaiveDate),
    /// It extends or amends what had ended by then.
    AfterEnd(Option<PartialDate>),
}

/// What becomes of the rows of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assignment {
    /// The agreements of which anything is said.
    pub agreements: Vec<Assigned>,
    /// The rows that belong to none, and why.
    pub strays: Vec<(usize, Stray)>,
}

/// An agreement while rows are assigned to it.
struct Target {
    known: Option<usize>,
    signed_on: Option<PartialDate>,
    in_force_on: Option<PartialDate>,
    end: End,
    documents: Vec<(Uuid, Dated)>,
    said: Vec<(DocumentKind, PartialDate, Said)>,
}

impl Target {
    fn of(known: usize, agreement: &Known) -> Self {
        Self {
            known: Some(known),
            signed_on: agreement.signed_on,
            in_force_on: agreement.in_force_on,
            end: agreement.end,
            documents: agreement.documents.clone(),
            said: Vec::new(),
        }
    }

    fn new() -> Self {
        Self {
            known: None,
            signed_on: None,
            in_force_on: None,
            end: End::GoesOn,
            documents: Vec::new(),
            said: Vec::new(),
        }
    }

    /// Its documents, those that the rows bring included.
    fn dated(&self) -> impl Iterator<Item = (DocumentKind, PartialDate)> {
        let known = self.documents.iter().filter_map(|(_, (kind, on))| Some((*kind, (*on)?)));
        known.chain(self.said.iter().map(|(kind, on, _)| (*kind, *on)))
    }

    fn first(&self, of: impl Fn(DocumentKind) -> bool) -> Option<PartialDate> {
        self.dated().filter(|(kind, _)| of(*kind)).map(|(_, on)| on).min()
    }

    fn has_text(&self) -> bool {
        self.documents.iter().any(|(_, (kind, _))| is_text(*kind)) || self.said.iter().any(|(kind, ..)| is_text(*kind))
    }

    /// When it began, as far as a text or a source says so.
    fn since(&self) -> Option<PartialDate> {
        let begins = |kind| is_text(kind) || kind == DocumentKind::Beginning;
        [self.first(begins), self.signed_on, self.in_force_on].into_iter().flatten().min()
    }

    /// When it was concluded, as far as a text says so.
    fn concluded_on(&self) -> Option<PartialDate> {
        [self.first(is_text), self.signed_on].into_iter().flatten().min()
    }

    fn is_live(&self) -> bool {
        self.end == End::GoesOn
    }

    /// Whether a text or a beginning of this date says no more than that it was concluded: one that goes on may gain a date that
    /// is more exact.
    fn is_begun_by(&self, (kind, on): (DocumentKind, PartialDate)) -> bool {
        let begins = matches!(kind, DocumentKind::SignedText | DocumentKind::Beginning);
        if self.known.is_none() || !begins {
            return false;
        }
        let stated =
            if kind == DocumentKind::SignedText { self.signed_on } else { self.signed_on.or(self.in_force_on) };
        let is_kept = self.documents.iter().any(|(_, (kind, _))| is_text(*kind) || *kind == DocumentKind::Beginning);
        match self.end {
            End::Over(_) => self.since().is_some_and(|since| can_be_one(since, on)),
            End::GoesOn => !is_kept && stated.is_some_and(|stated| on.contains(stated)),
        }
    }

    /// Whether a text of this date is the one that it lacks.
    fn awaits_text(&self, on: PartialDate) -> bool {
        if !self.is_live() || self.has_text() {
            return false;
        }
        let letter = self.first(|kind| kind == DocumentKind::LetterOfIntent);
        match self.signed_on {
            Some(signed) => can_be_one(signed, on),
            None => letter.is_none_or(|letter| letter.earliest() <= on.latest()),
        }
    }

    fn put(&mut self, about: About, (kind, on): (DocumentKind, PartialDate), row: usize) {
        self.said.push((kind, on, Said { about, rows: vec![row] }));
    }
}

fn is_text(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::SignedText | DocumentKind::JointAgreement)
}

fn can_be_one(one: PartialDate, other: PartialDate) -> bool {
    one.earliest() <= other.latest() && other.earliest() <= one.latest()
}

/// Assigns the rows of a pair to its agreements: those that it has, and others that the rows speak of.
///
/// What a known document says is found again, also less exactly; of several that fit it is the first. A text completes an
/// agreement that has none; otherwise it is another agreement. A beginning or a letter belongs to what was concluded next,
/// an extension or an amendment to what was in force by then. Exact dates are looked at before the others, so that the order
/// of the rows does not matter.
pub fn assign(rows: &[Reading], known: &[Known]) -> Assignment {
    let mut targets: Vec<Target> = known.iter().enumerate().map(|(at, one)| Target::of(at, one)).collect();
    let mut strays = Vec::new();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| {
        let (kind, on) = step_of(&rows[*at]);
        let follows = kind.follows_signature();
        let exact = Reverse(on.precision());
        (rank(kind), (!follows).then_some(exact), on, exact, *at)
    });
    for at in order {
        let step = step_of(&rows[at]);
        if repeats(&mut targets, step, at) || dates(&mut targets, step, at) {
            continue;
        }
        match place(&targets, step) {
            Ok(Some(target)) => targets[target].put(About::Another, step, at),
            Ok(None) => {
                let mut target = Target::new();
                target.put(About::Another, step, at);
                targets.push(target);
            }
            Err(stray) => strays.push((at, stray)),
        }
    }
    strays.sort_by_key(|(at, _)| *at);
    let mut agreements: Vec<Assigned> = targets
        .into_iter()
        .map(|target| {
            let mut said: Vec<Said> = target.said.into_iter().map(|(_, _, said)| said).collect();
            for said in &mut said {
                said.rows.sort_unstable();
            }
            said.sort_by_key(|said| said.rows[0]);
            Assigned { known: target.known, said }
        })
        .filter(|assigned| !assigned.said.is_empty())
        .collect();
    agreements.sort_by_key(|assigned| (assigned.known.is_none(), assigned.said[0].rows[0]));
    Assignment { agreements, strays }
}

fn step_of(row: &Reading) -> (DocumentKind, PartialDate) {
    (row.step.document(), row.date)
}

/// What has to be known first: when agreements were concluded, before what led to them and what followed them.
fn rank(kind: DocumentKind) -> u8 {
    match kind {
        DocumentKind::SignedText => 0,
        DocumentKind::Beginning => 1,
        DocumentKind::LetterOfIntent => 2,
        _ => 3,
    }
}

/// Lets a row repeat a known document, or what another row says.
fn repeats(targets: &mut [Target], (kind, on): (DocumentKind, PartialDate), at: usize) -> bool {
    let same = |target: &Target| {
        let documents =
            target.documents.iter().filter(|(_, document)| likeness(*document, (kind, on)) == Likeness::Same);
        documents.filter_map(|(id, (_, date))| Some(((*date)?, *id))).min()
    };
    let found = (0..targets.len()).filter_map(|nth| Some((same(&targets[nth])?, nth))).min();
    if let Some(((date, id), nth)) = found {
        match targets[nth].said.iter_mut().find(|(_, _, said)| said.about == About::Document(id)) {
            Some((_, _, said)) => said.rows.push(at),
            None => targets[nth].put(About::Document(id), (kind, date), at),
        }
        return true;
    }
    // An agreement whose text nobody holds is known by its day.
    if let Some(target) = targets.iter_mut().find(|target| target.is_begun_by((kind, on))) {
        target.put(About::Conclusion, (kind, on), at);
        return true;
    }
    let alike = |target: &Target| {
        let said = target.said.iter().enumerate();
        let alike = said.filter(|(_, (known, date, said))| {
            said.about != About::Conclusion && likeness((*known, Some(*date)), (kind, on)) != Likeness::Other
        });
        alike.map(|(nth, (_, date, _))| (*date, nth)).min()
    };
    let found = (0..targets.len()).filter_map(|nth| Some((alike(&targets[nth])?, nth))).min();
    let Some(((_, said), nth)) = found else { return false };
    let (_, date, said) = &mut targets[nth].said[said];
    *date = date.narrowed(on).unwrap_or(*date);
    said.rows.push(at);
    true
}

/// Lets a row date a known document more exactly, unless another row does. One without a date is dated only where the row
/// belongs to its agreement.
fn dates(targets: &mut [Target], (kind, on): (DocumentKind, PartialDate), at: usize) -> bool {
    let placed = place(targets, (kind, on));
    let finer = |nth: usize| {
        let target = &targets[nth];
        let belongs = if is_text(kind) {
            target.signed_on.is_none_or(|signed| can_be_one(signed, on))
        } else {
            placed == Ok(Some(nth))
        };
        let is_dated = |id: Uuid| target.said.iter().any(|(_, _, said)| said.about == About::Document(id));
        let mut documents = target.documents.iter().filter(|(id, document)| {
            likeness(*document, (kind, on)) == Likeness::Finer && !is_dated(*id) && (document.1.is_some() || belongs)
        });
        documents.next().map(|(id, _)| *id)
    };
    let Some((id, nth)) = (0..targets.len()).find_map(|nth| Some((finer(nth)?, nth))) else { return false };
    let target = &mut targets[nth];
    // The exact date counts from here on.
    if let Some((_, (_, date))) = target.documents.iter_mut().find(|(known, _)| *known == id) {
        *date = Some(on);
    }
    target.put(About::Document(id), (kind, on), at);
    true
}

/// The agreement to which a document belongs that is not known; `None` for another one.
fn place(targets: &[Target], (kind, on): (DocumentKind, PartialDate)) -> Result<Option<usize>, Stray> {
    let all = || 0..targets.len();
    // What comes first from this date on.
    let next = |day: fn(&Target) -> Option<PartialDate>| {
        let later = all().filter_map(|at| Some((day(&targets[at])?, at)));
        later.filter(|(day, _)| on.earliest() <= day.latest()).min().map(|(_, at)| at)
    };
    match kind {
        DocumentKind::SignedText => only(&all().filter(|at| targets[*at].awaits_text(on)).collect::<Vec<_>>()),
        DocumentKind::Beginning => {
            let latest =
                || all().filter(|at| targets[*at].is_live()).max_by_key(|at| (targets[*at].since(), Reverse(*at)));
            Ok(next(Target::since).or_else(latest))
        }
        DocumentKind::LetterOfIntent => {
            let open =
                |at: &usize| targets[*at].is_live() && !targets[*at].has_text() && targets[*at].signed_on.is_none();
            match next(Target::concluded_on) {
                Some(at) => Ok(Some(at)),
                None => only(&all().filter(open).collect::<Vec<_>>()),
            }
        }
        _ => followed(targets, kind, on),
    }
}

/// The agreement that an extension or an amendment of this date follows.
fn followed(targets: &[Target], kind: DocumentKind, on: PartialDate) -> Result<Option<usize>, Stray> {
    let since = |at: &usize| targets[*at].since();
    let begun: Vec<usize> =
        (0..targets.len()).filter(|at| since(at).is_some_and(|since| since.earliest() <= on.latest())).collect();
    let live: Vec<usize> = begun.iter().copied().filter(|at| targets[*at].is_live()).collect();
    if !live.is_empty() {
        return only(&live);
    }
    let undated: Vec<usize> = (0..targets.len()).filter(|at| targets[*at].is_live() && since(at).is_none()).collect();
    if let Some(last) = begun.iter().max_by_key(|at| since(at)).filter(|_| undated.is_empty()) {
        let until = match targets[*last].end {
            End::Over(until) => until,
            End::GoesOn => None,
        };
        let extends = kind == DocumentKind::Extension;
        return match until {
            Some(until) if on.latest() < until.earliest() => Ok(Some(*last)),
            Some(until) if !extends && on.earliest() <= until.latest() => Ok(Some(*last)),
            until => Err(Stray::AfterEnd(until)),
        };
    }
    if !undated.is_empty() {
        return only(&undated);
    }
    match (0..targets.len()).filter_map(|at| since(&at)).min() {
        Some(first) => Err(Stray::BeforeBeginning(first.earliest())),
        None => Ok(None),
    }
}

fn only(fitting: &[usize]) -> Result<Option<usize>, Stray> {
    match fitting {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(Stray::Several),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rule::{Columns, Described, Step};
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    fn row(line: u64, step: &str, on: &str) -> Reading {
        let side =
            |columns| Described { columns, name: String::new(), country: String::new(), code: None, place: None };
        Reading {
            line,
            sides: [side(Columns::Region), side(Columns::Partner)],
            scheme: None,
            step: Step::parse(step).unwrap(),
            date: date(on),
            note: None,
            source: "a".into(),
        }
    }

    /// Which of the known agreements rows are about, if one, and the lines of these rows in order.
    type Lines = (Option<usize>, Vec<usize>);

    /// What becomes of rows.
    fn assigned(steps: &[(&str, &str)], known: &[Known]) -> (Vec<Lines>, Vec<(usize, Stray)>) {
        let rows: Vec<Reading> = (0..).zip(steps).map(|(line, (step, on))| row(line, step, on)).collect();
        let Assignment { agreements, strays } = assign(&rows, known);
        let lines = |one: Assigned| {
            let mut rows: Vec<usize> = one.said.into_iter().flat_map(|said| said.rows).collect();
            rows.sort_unstable();
            (one.known, rows)
        };
        (agreements.into_iter().map(lines).collect(), strays)
    }

    fn signed(on: &str) -> Known {
        let text = (Uuid::from_u128(1), (DocumentKind::SignedText, Some(date(on))));
        Known { signed_on: Some(date(on)), documents: vec![text], ..Known::default() }
    }

    #[test]
    fn each_text_is_an_agreement_and_what_followed_it_belongs_to_it() {
        let steps =
            [("renewal", "2007"), ("MoU", "2015-03-01"), ("MoU", "1997-08-27"), ("LoI", "2014"), ("LoI", "1996")];
        let both = vec![(None, vec![0, 2, 4]), (None, vec![1, 3])];
        assert_eq!(assigned(&steps, &[]), (both, vec![]));
        let (agreements, strays) = assigned(&[("MoU", "2015"), ("MoU", "1997"), ("renewal", "2020")], &[]);
        assert_eq!((agreements.len(), strays), (2, vec![(2, Stray::Several)]), "which one is not said");
        assert_eq!(assigned(&[("MoU", "2016-01-01")], &[signed("2022-05-10")]).0, [(None, vec![0])]);
        assert_eq!(assigned(&[("start", "1980"), ("renewal", "1990")], &[signed("1997")]).0, [(Some(0), vec![0, 1])]);
        assert_eq!(assigned(&[("MoU", "2018"), ("LoI", "2017"), ("start", "2010")], &[]).0, [(None, vec![0, 1, 2])]);
    }

    #[test]
    fn what_had_ended_is_not_extended() {
        let ended = || Known { end: End::Over(Some(date("2019-06"))), ..signed("2017-06") };
        let strays = |step, on| assigned(&[(step, on)], &[ended()]).1;
        assert_eq!(strays("renewal", "2019-06"), [(0, Stray::AfterEnd(Some(date("2019-06"))))]);
        assert_eq!(strays("amendment", "2020"), [(0, Stray::AfterEnd(Some(date("2019-06"))))]);
        assert_eq!(strays("renewal", "2016"), [(0, Stray::BeforeBeginning(date("2017-06").earliest()))]);
        for (step, on) in [("renewal", "2019-05"), ("amendment", "2019-06"), ("MoU", "2017-06"), ("MoU", "2017")] {
            assert_eq!(assigned(&[(step, on)], &[ended()]), (vec![(Some(0), vec![0])], vec![]), "{step} {on}");
        }
        assert_eq!(assigned(&[("MoU", "2019-07")], &[ended()]).0, [(None, vec![0])], "another one");
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let steps = [("MoU", "2018"), ("MoU", "2018-09-01"), ("MoU", "2018-03-19"), ("start", "2018"), ("LoI", "2017")];
        let of = |order: &[usize]| {
            let rows: Vec<(&str, &str)> = order.iter().map(|at| steps[*at]).collect();
            let (agreements, strays) = assigned(&rows, &[]);
            assert_eq!(strays, []);
            let mut agreements: Vec<Vec<usize>> = agreements
                .into_iter()
                .map(|(_, rows)| {
                    let mut rows: Vec<usize> = rows.into_iter().map(|at| order[at]).collect();
                    rows.sort_unstable();
                    rows
                })
                .collect();
            agreements.sort();
            agreements
        };
        let expected = of(&[0, 1, 2, 3, 4]);
        assert_eq!(expected, [vec![0, 2, 3, 4], vec![1]]);
        for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 2, 0, 3, 4]] {
            assert_eq!(of(&order), expected, "{order:?}");
        }
    }

    #[test]
    fn a_text_without_a_date_is_not_that_of_another_year() {
        let undated = (Uuid::from_u128(1), (DocumentKind::SignedText, None));
        let known = || Known { documents: vec![undated], ..signed("2022-05-10") };
        assert_eq!(assigned(&[("MoU", "2016-01-01")], &[known()]).0, [(None, vec![0])]);
        assert_eq!(assigned(&[("MoU", "2022-05-10")], &[known()]).0, [(Some(0), vec![0])]);
    }

    #[test]
    fn a_year_dates_the_first_of_several_texts() {
        let year = Known {
            documents: vec![(Uuid::from_u128(1), (DocumentKind::SignedText, Some(date("2018"))))],
            ..Known::default()
        };
        let (agreements, _) = assigned(&[("MoU", "2018-09-01"), ("MoU", "2018-03-19")], &[year]);
        assert_eq!(agreements, [(Some(0), vec![1]), (None, vec![0])]);
    }
}
