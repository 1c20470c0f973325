//! Whether somebody is still waiting for an answer: what nobody waits for is not started.

use tokio::sync::watch;

/// Held by the one who waits. It is dropped when they leave, or have their answer.
#[derive(Debug)]
pub struct Presence {
    _here: watch::Sender<()>,
}

/// Held by the one who works for them. The default waits for ever.
#[derive(Debug, Clone, Default)]
pub struct Waiting(Option<watch::Receiver<()>>);

/// The two ends of one wait.
pub fn presence() -> (Presence, Waiting) {
    let (here, waiting) = watch::channel(());
    (Presence { _here: here }, Waiting(Some(waiting)))
}

impl Waiting {
    /// Returns when they have left; never, where nobody does.
    pub async fn left(&self) {
        let Some(mut here) = self.0.clone() else { return std::future::pending().await };
        // Nothing is ever sent: what ends the wait is that the other end is gone.
        while here.changed().await.is_ok() {}
    }
}
