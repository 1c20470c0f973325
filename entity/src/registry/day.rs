//! The day on which the registry last did by itself what days bring: agreements that enter into force, expire and end, and
//! mails that come too late. None of that can be undone, so it is done by no clock that jumped.

use super::Registry;
use crate::{Caller, Error, date::legal_today};
use chrono::{Days, NaiveDate};

/// The name under which the day is noted.
const LAST_DAY: &str = "day";
/// How many days may lie between two days of work: a service may rest over a long holiday, and clocks jump by years.
const LONGEST_REST: Days = Days::new(35);

/// A clock that shows a day too far after the last one on which the service worked, or one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// The last day of work.
    pub last: NaiveDate,
    /// What the clock shows.
    pub today: NaiveDate,
}

impl Registry {
    /// The jump of the clock since the last day of work, if it is one, there or back. Back it went if it, or the clock of
    /// another process, was ahead before: as long as it stays behind, a jump that ends before the last day is not noticed.
    pub async fn jump(&self) -> Result<Option<Jump>, Error> {
        let today = legal_today(self.now());
        let last = self.last_day().await?;
        Ok(last.filter(|last| is_jump(*last, today) || today < *last).map(|last| Jump { last, today }))
    }

    /// Notes that the service works on this day. Fails where the clock has jumped to it: until the operator says that it is
    /// right ([`Registry::go_on`]), nothing is done that cannot be undone.
    pub async fn begin_day(&self) -> Result<(), Error> {
        let today = legal_today(self.now());
        match self.last_day().await? {
            Some(last) if is_jump(last, today) => Err(Error::Fault(format!(
                "the clock shows {today}, and the service last worked on {last}; `kembar doctor` says how to go on"
            ))),
            Some(last) if last >= today => Ok(()),
            _ => self.go_on().await.map(|_| ()),
        }
    }

    /// Takes the day that the clock shows as the day of work, however far it is, and returns it.
    pub async fn go_on(&self) -> Result<NaiveDate, Error> {
        let work = self.begin(&Caller::system()).await?;
        let today = legal_today(work.now);
        work.set_note(LAST_DAY, &today.to_string()).await?;
        work.commit_upkeep().await?;
        Ok(today)
    }

    async fn last_day(&self) -> Result<Option<NaiveDate>, Error> {
        Ok(self.note(LAST_DAY).await?.and_then(|day| day.parse().ok()))
    }
}

/// Whether `today` lies too far after the last day of work. A clock that was set back brings nothing early.
fn is_jump(last: NaiveDate, today: NaiveDate) -> bool {
    last.checked_add_days(LONGEST_REST).is_some_and(|latest| latest < today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn a_rest_of_five_weeks_is_no_jump() {
        for (today, jumps) in [("2026-11-20", false), ("2026-12-26", false), ("2026-12-27", true), ("2099-01-01", true)]
        {
            assert_eq!(is_jump(day("2026-11-21"), day(today)), jumps, "{today}");
        }
    }
}
