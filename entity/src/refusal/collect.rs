//! Collecting what is wrong with an input.

use super::{Error, Reason, Refusal};
use crate::{date::PartialDate, text};
use chrono::NaiveDate;

/// Collects the refusals of an input, so that a caller learns of all of them at once.
#[derive(Debug, Default)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// Notes that the field at `path` is refused.
    pub fn add(&mut self, path: &str, reason: Reason) {
        self.0.push(Refusal::at(path, reason));
    }

    /// Notes `reason` for the field at `path` unless `holds`.
    pub fn unless(&mut self, holds: bool, path: &str, reason: Reason) {
        if !holds {
            self.add(path, reason);
        }
    }

    /// Refuses the day of the field at `path` if its year is outside those that the registry keeps.
    pub fn keepable(&mut self, path: &str, day: Option<NaiveDate>) {
        let (least, most) = PartialDate::YEARS.into_inner();
        let kept = day.is_none_or(PartialDate::keeps);
        self.unless(kept, path, Reason::OutOfRange { least: least.into(), most: most.into() });
    }

    /// The same, for the day of something that has happened by `today`.
    pub fn happened(&mut self, path: &str, day: Option<NaiveDate>, today: NaiveDate) {
        match day {
            Some(day) if today < day => self.add(path, Reason::InTheFuture),
            day => self.keepable(path, day),
        }
    }

    /// The text of the field at `path` on one line: `None` if nothing is to be seen of it, refused if it is longer than `most`
    /// characters.
    pub fn line(&mut self, path: &str, text: Option<&str>, most: usize) -> Option<String> {
        self.fitting(path, text.map(text::tidy), most)
    }

    /// The text of the field at `path` on any number of lines; otherwise like [`Refusals::line`].
    pub fn lines(&mut self, path: &str, text: Option<&str>, most: usize) -> Option<String> {
        self.fitting(path, text.map(text::tidy_lines), most)
    }

    fn fitting(&mut self, path: &str, text: Option<String>, most: usize) -> Option<String> {
        let text = text.filter(|text| !text::is_blank(text))?;
        self.unless(text.chars().count() <= most, path, Reason::TooLong { most });
        Some(text)
    }

    /// What a check found, or `None` if it refused: its refusals are noted here.
    pub fn found<T>(&mut self, checked: Result<T, Error>) -> Result<Option<T>, Error> {
        match checked {
            Ok(found) => Ok(Some(found)),
            Err(Error::Refused(refused)) => {
                self.0.extend(refused);
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Ends the check: an error when anything was refused.
    pub fn done(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Refused(self.0)) }
    }
}
