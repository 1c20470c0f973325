//! Talking to the mail relay.
//!
//! lettre speaks the protocol; the conversation is led from here, step by step,
//! because what a failure means depends on the step: before the letter's
//! content is handed over nothing can have been sent, and after it a missing
//! answer means that the letter may be on its way.

mod relay;

use std::{error::Error as _, sync::Mutex, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::DEFAULT_MECHANISMS,
    client::{AsyncSmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::ClientId,
};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Letter, Outcome, Sender, template::one_line};
use relay::Tls;
pub use relay::{Relay, RelayRefused};

/// How long the relay may take to come to the content of a letter, and again to
/// answer it. Twice this stays below the usual lease of a mail.
pub const RELAY_TIMEOUT: Duration = Duration::from_secs(20);

/// How many open connections are kept between letters.
const KEPT_CONNECTIONS: usize = 4;

/// A relay's answer is kept up to this many characters.
const LONGEST_REASON: usize = 300;

/// Deliveries through one relay.
pub struct Smtp {
    relay: Relay,
    hello: ClientId,
    timeout: Duration,
    kept: Mutex<Vec<AsyncSmtpConnection>>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("relay", &self.relay).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl Smtp {
    /// Through `relay`, greeting it with the sender's domain; `timeout` is
    /// [`RELAY_TIMEOUT`] outside tests. No connection is made yet.
    #[must_use]
    pub fn new(relay: Relay, sender: &Sender, timeout: Duration) -> Self {
        Self { relay, hello: ClientId::Domain(sender.domain().to_owned()), timeout, kept: Mutex::default() }
    }

    /// Tries once to hand a letter over. Takes at most twice the timeout.
    pub async fn deliver(&self, letter: &Letter) -> Outcome {
        let mut connection = match self.offer(letter).await {
            Ok(connection) => connection,
            Err(outcome) => return outcome,
        };
        let answer = timeout(self.timeout, connection.message(&letter.bytes)).await;
        match answer {
            Ok(Ok(_)) => {
                self.keep(connection);
                Outcome::Delivered
            }
            Ok(Err(error)) => refusal(&error).unwrap_or_else(|| Outcome::Ambiguous { reason: reason(&error) }),
            Err(_) => Outcome::Ambiguous { reason: self.silence() },
        }
    }

    /// Reaches the relay and brings it to the point where it waits for the content.
    async fn offer(&self, letter: &Letter) -> Result<AsyncSmtpConnection, Outcome> {
        let deadline = Instant::now() + self.timeout;
        let unreachable = |reason| Outcome::RetryUncounted { reason };
        let mut connection = timeout_at(deadline, self.reach())
            .await
            .map_err(|_| unreachable(self.silence()))?
            .map_err(|error| unreachable(reason(&error)))?;

        let not_now = |reason| Outcome::Retry { reason };
        timeout_at(deadline, announce(&mut connection, letter))
            .await
            .map_err(|_| not_now(self.silence()))?
            .map_err(|error| refusal(&error).unwrap_or_else(|| not_now(reason(&error))))?;
        Ok(connection)
    }

    /// A kept connection that still answers, or a new one, signed in.
    async fn reach(&self) -> Result<AsyncSmtpConnection, Error> {
        while let Some(mut connection) = self.take_kept() {
            if connection.test_connected().await {
                return Ok(connection);
            }
        }
        let relay = &self.relay;
        let wrapped = match relay.tls {
            Tls::Wrapped => Some(TlsParameters::new(relay.host.clone())?),
            Tls::Required | Tls::Opportunistic | Tls::Off => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (relay.host.as_str(), relay.port),
            Some(self.timeout),
            &self.hello,
            wrapped,
            None,
        )
        .await?;
        let upgrade = match relay.tls {
            Tls::Required => true,
            Tls::Opportunistic => connection.can_starttls(),
            Tls::Wrapped | Tls::Off => false,
        };
        if upgrade {
            let parameters = TlsParameters::new(relay.host.clone())?;
            connection.starttls(parameters, &self.hello).await?;
        }
        if let Some(credentials) = &relay.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    fn take_kept(&self) -> Option<AsyncSmtpConnection> {
        self.lock().pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut kept = self.lock();
        if kept.len() < KEPT_CONNECTIONS {
            kept.push(connection);
        }
    }

    /// Nothing is done under the lock that could panic halfway.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn silence(&self) -> String {
        format!("no answer from {} within {:?}", self.relay, self.timeout)
    }
}

/// Everything up to the relay's word that it waits for the content. The content
/// is ASCII by construction and addresses are by policy, so no extension is asked for.
async fn announce(connection: &mut AsyncSmtpConnection, letter: &Letter) -> Result<(), Error> {
    connection.command(Mail::new(Some(letter.sender.clone()), vec![])).await?;
    connection.command(Rcpt::new(letter.recipient.clone(), vec![])).await?;
    connection.command(Data).await?;
    Ok(())
}

/// What a negative answer of the relay means; `None` when there was no answer.
fn refusal(error: &Error) -> Option<Outcome> {
    let code = u16::from(error.status()?);
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    let suppress = recipient_is_gone(&said);
    let reason = shorten(&format!("{code} {said}"));
    Some(match code {
        // The relay wants us to sign in: a matter of configuration.
        530 => Outcome::RetryUncounted { reason },
        500.. => Outcome::Failed { reason, suppress },
        _ => Outcome::Retry { reason },
    })
}

/// Whether an answer's enhanced status (RFC 3463, RFC 7505) says that there is
/// no such mailbox or domain. The others of the class 5.1 may be about the
/// sender's address, and a bare 550 may be about anything.
fn recipient_is_gone(said: &str) -> bool {
    let status = said.split_whitespace().next().unwrap_or_default();
    matches!(status, "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.1")
}

fn reason(error: &Error) -> String {
    shorten(&error.to_string())
}

fn shorten(reason: &str) -> String {
    one_line(reason).chars().take(LONGEST_REASON).collect()
}

#[cfg(test)]
mod tests;
