//! Data of pages that strangers share for a few seconds: however many look, they are read once.

use super::{Message, view::Asked};
use entity::text::Language;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex as Lock, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// How long data are used.
const GOOD_FOR: Duration = Duration::from_secs(5);

/// What was found, and when. A failure is kept as well, so that it is not repeated for each request.
type Found = Option<(Instant, Result<Asked, Message>)>;

/// The places for what was found, by the names and languages of pages.
type Places = HashMap<(&'static str, Language), Arc<Mutex<Found>>>;

/// The data of pages.
#[derive(Debug, Default)]
pub struct Kept(Lock<Places>);

impl Kept {
    /// The data of a page: the ones kept, or what `ask` finds. Requests arriving meanwhile wait for it.
    pub(super) async fn read(
        &self,
        page: &'static str,
        language: Language,
        ask: impl Future<Output = Result<Asked, Message>>,
    ) -> Result<Asked, Message> {
        let place =
            Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry((page, language)).or_default());
        let mut last = place.lock().await;
        if let Some((at, found)) = &*last
            && at.elapsed() < GOOD_FOR
        {
            return found.clone();
        }
        let found = ask.await;
        *last = Some((Instant::now(), found.clone()));
        found
    }
}
