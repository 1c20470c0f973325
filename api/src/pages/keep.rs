//! Data of pages as they were a few seconds ago: however often strangers look, they are asked for once.

use super::Message;
use entity::text::Language;
use minijinja::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex as Lock, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// For how long data are good.
const GOOD_FOR: Duration = Duration::from_secs(5);

/// What was found, and when. A page that failed is not tried again at once either.
type Found = Option<(Instant, Result<Value, Message>)>;

/// The data of pages, by their names and languages.
#[derive(Debug, Default)]
pub struct Kept(Lock<HashMap<(&'static str, Language), Arc<Mutex<Found>>>>);

impl Kept {
    /// The data of a page: those that are kept, or what `ask` finds. Whoever comes meanwhile waits for that.
    pub(super) async fn read(
        &self,
        page: &'static str,
        language: Language,
        ask: impl Future<Output = Result<Value, Message>>,
    ) -> Result<Value, Message> {
        let place = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry((page, language)).or_default());
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
