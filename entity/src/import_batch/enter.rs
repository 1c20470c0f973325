//! Letting the rows of a file do what each would do by itself.

use super::record::{ImportKind, Reading, import_batch, import_row};
use crate::{Error, Reason, Work, agreement, exchange, journal::Entry, partnership, place::own::Own, report::Judged};
use chrono::NaiveDate;
use uuid::Uuid;

/// Whose file it is, what its rows are about, and where it comes from.
pub(super) struct About<'a> {
    pub kind: ImportKind,
    pub party: Uuid,
    pub source: &'a str,
    pub as_of: NaiveDate,
}

impl<'a> From<&'a import_batch::Model> for About<'a> {
    fn from(batch: &'a import_batch::Model) -> Self {
        Self { kind: batch.kind, party: batch.party_id, source: &batch.source, as_of: batch.as_of }
    }
}

/// Does what these rows say, within an act that is ended with the entries, or dropped where it was only to find out what
/// would come of them.
pub(super) async fn enter_rows(
    work: &Work,
    about: &About<'_>,
    rows: &[&Reading],
) -> Result<(Vec<Judged>, Vec<Entry>), Error> {
    let own = Own::read(work, about.party, (about.source, about.as_of)).await?;
    match about.kind {
        ImportKind::Partnerships => {
            let rows: Vec<_> = rows
                .iter()
                .filter_map(|row| if let Reading::Partnership(row) = row { Some(row.clone()) } else { None })
                .collect();
            partnership::import::own::enter_own(work, &own, &rows).await
        }
        ImportKind::Agreements => {
            let rows: Vec<_> = rows
                .iter()
                .filter_map(|row| if let Reading::Agreement(row) = row { Some(row.clone()) } else { None })
                .collect();
            agreement::import::own::enter_own(work, &own, &rows).await
        }
        ImportKind::Exchanges => {
            let rows: Vec<_> = rows
                .iter()
                .filter_map(|row| if let Reading::Exchange(row) = row { Some(row.clone()) } else { None })
                .collect();
            exchange::import::own::enter_own(work, &own, &rows).await
        }
    }
}

/// Takes back what a row made or changed. `None` where it was changed since.
pub(super) async fn take_back(work: &Work, row: import_row::Model) -> Result<Option<Entry>, Error> {
    let (Some(replaced), Some(reading), Some(record)) = (row.replaced, &row.reading, row.record_id) else {
        return Err(Error::Fault("a row that made nothing is taken back".into()));
    };
    match reading {
        Reading::Partnership(_) => partnership::import::own::take_back_own(work, replaced).await,
        Reading::Agreement(_) => unless_used(agreement::import::own::take_back_own(work, record, &replaced).await),
        Reading::Exchange(_) => unless_used(exchange::import::own::take_back_own(work, record, &replaced).await),
    }
}

/// A refusal means that the record went on without the file, unless it is of who acts.
fn unless_used(taken_back: Result<Entry, Error>) -> Result<Option<Entry>, Error> {
    match taken_back {
        Err(Error::Refused(why)) if why.iter().all(|one| one.reason != Reason::NotAllowed) => Ok(None),
        taken_back => taken_back.map(Some),
    }
}
