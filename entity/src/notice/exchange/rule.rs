//! When to remind of an exchange, and who knows what of it. No database, no clock.

use crate::{
    exchange::record::{Status, exchange},
    notice::{
        duty::rule::first_morning,
        record::{Kind, Payload, State, Times, notice},
    },
};
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How long after the start of an exchange it is still worth saying that it was cancelled.
const CANCELLATION_COUNTS: Duration = Duration::days(1);

/// A reminder to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// Which one.
    pub kind: Kind,
    /// When it goes out.
    pub due_at: DateTime<Utc>,
    /// From when on it does not.
    pub stale_at: DateTime<Utc>,
}

/// The reminders of an exchange that starts at `starts_at`, less those whose time has passed. One is stale as soon as
/// the next is due, so that after a pause of the service only the latest goes out, and none once it has begun.
pub fn reminders(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Reminder> {
    let day_before = starts_at - Duration::hours(24);
    let week_before = starts_at - Duration::days(7);
    [
        Reminder { kind: Kind::WeekBefore, due_at: week_before, stale_at: day_before },
        Reminder { kind: Kind::DayBefore, due_at: day_before, stale_at: starts_at },
    ]
    .into_iter()
    .filter(|reminder| reminder.due_at >= now)
    .collect()
}

/// When a reader in this zone is reminded of an exchange by a reminder that is due. One that lasts whole days begins at
/// midnight, and its reminder is due at midnight: nobody is told before their morning, as of deadlines, as long as it comes
/// in time.
pub fn reminded_at(
    exchange: &exchange::Model,
    reminder: &notice::Model,
    zone: &str,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let morning = Some(first_morning(zone, reminder.due_at)).filter(|_| exchange.start_time.is_none());
    morning.filter(|morning| *morning > now && *morning < reminder.stale_at).unwrap_or(now)
}

/// From when on it is of no use to say that an exchange which starts at `starts_at` moved or was cancelled.
pub fn stale_at(kind: Kind, starts_at: DateTime<Utc>) -> DateTime<Utc> {
    if kind == Kind::Cancelled { starts_at + CANCELLATION_COUNTS } else { starts_at }
}

/// As what an exchange is told: its notices of another generation are void.
pub fn version(exchange: &exchange::Model) -> String {
    exchange.generation.to_string()
}

/// Whether a notice says what is so: of this generation of an exchange, and that it is cancelled only where it is.
pub fn holds(notice: &notice::Model, exchange: &exchange::Model) -> bool {
    let cancelled = exchange.status == Status::Cancelled;
    notice.version == version(exchange) && cancelled == (notice.kind == Kind::Cancelled)
}

/// Whom the registry told of an exchange, or would have by now, and the time they know: that of the latest mail that was
/// taken, or may have been; else the one they were about to be told. Until a mail is handed over, nobody has been told.
pub fn told(notices: &[notice::Model]) -> BTreeMap<Uuid, Times> {
    let mut known: BTreeMap<Uuid, (bool, Times)> = BTreeMap::new();
    let mut notices: Vec<&notice::Model> = notices.iter().filter(|notice| notice.kind != Kind::Cancelled).collect();
    notices.sort_by_key(|notice| notice.id);
    for notice in notices {
        let (Some(person), Payload::Exchange { told, before }) = (notice.recipient_id, &notice.payload) else {
            continue;
        };
        // A mail that was given up or withdrawn on its way may have reached its reader all the same.
        let arrived = notice.state == State::Done || notice.unanswered > 0;
        let knew_before = known.get(&person).is_some_and(|(arrived, _)| *arrived);
        if arrived {
            known.insert(person, (true, told.clone()));
        } else if notice.is_pending() && !knew_before {
            let times = before.as_ref().unwrap_or(told);
            known.entry(person).or_insert_with(|| (false, times.clone()));
        }
    }
    known.into_iter().map(|(person, (_, times))| (person, times)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::moment;

    #[test]
    fn a_reminder_is_written_unless_its_time_has_passed() {
        let starts = moment("2026-12-01T02:00:00Z");
        let kinds = |now: &str| reminders(starts, moment(now)).iter().map(|reminder| reminder.kind).collect::<Vec<_>>();
        assert_eq!(kinds("2026-11-24T02:00:00Z"), [Kind::WeekBefore, Kind::DayBefore]);
        assert_eq!(kinds("2026-11-24T02:00:01Z"), [Kind::DayBefore]);
        assert_eq!(kinds("2026-11-30T02:00:01Z"), []);
    }

    #[test]
    fn a_reminder_gives_way_to_the_next_one_and_the_last_one_to_the_start() {
        let starts = moment("2026-12-01T02:00:00Z");
        let planned = reminders(starts, moment("2026-11-01T00:00:00Z"));
        assert_eq!(planned[0].stale_at, planned[1].due_at);
        assert_eq!(planned[1].stale_at, starts);
    }
}
