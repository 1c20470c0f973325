//! Talking to the mail relay.
//!
//! lettre speaks the protocol; the conversation is controlled here, step by step, because each step has a time limit of
//! its own and the meaning of a failure depends on the step: until the dot that ends a letter's content nothing can
//! have been sent, and after it a missing answer means that the letter may be on its way.

mod relay;
mod timeouts;

use std::{error::Error as _, fmt, iter, pin::pin, sync::Mutex, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::DEFAULT_MECHANISMS,
    client::{AsyncSmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::ClientId,
};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::{Letter, Sender, template::one_line};
use entity::notice::rule::Outcome;
use relay::Tls;
pub use relay::{Relay, RelayRefused};
pub use timeouts::Timeouts;

/// How many open connections are kept between letters.
const KEPT_CONNECTIONS: usize = 4;

/// A relay's answer is cut off after this many characters.
const LONGEST_REASON: usize = 300;

/// How many bytes of a letter are sent at a time.
const BLOCK: usize = 64 * 1024;

/// Deliveries through one relay.
pub struct Smtp {
    relay: Relay,
    hello: ClientId,
    timeouts: Timeouts,
    kept: Mutex<Vec<AsyncSmtpConnection>>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("relay", &self.relay).field("timeouts", &self.timeouts).finish_non_exhaustive()
    }
}

/// Why a step of the conversation failed.
enum Trouble {
    /// The relay refused it, or the connection broke.
    Error(Error),
    /// The relay did not answer in time.
    Silence(String),
}

impl Trouble {
    /// What it means for the letter: `refused` decides, given the relay's answer, if that is a permanent refusal, and
    /// `unanswered` if there was no answer.
    fn outcome(self, refused: fn(String) -> Outcome, unanswered: fn(String) -> Outcome) -> Outcome {
        match self {
            Self::Error(error) => match answer(&error) {
                // The relay wants us to sign in: a matter of configuration.
                Some((530, said)) => Outcome::Unreachable(said),
                Some((500.., said)) => refused(said),
                Some((_, said)) => Outcome::NotNow(said),
                None => unanswered(reason(&error)),
            },
            Self::Silence(reason) => unanswered(reason),
        }
    }
}

impl Smtp {
    /// Through `relay`, greeting it with the sender's domain. No connection is made yet.
    #[must_use]
    pub fn new(relay: Relay, sender: &Sender, timeouts: Timeouts) -> Self {
        Self { relay, hello: ClientId::Domain(sender.domain().to_owned()), timeouts, kept: Mutex::default() }
    }

    /// Connects to the relay and brings it to the point where it waits for the content of a letter. Until then nothing
    /// is sent: the connection can be dropped.
    pub(super) async fn offer(&self, letter: &Letter) -> Result<AsyncSmtpConnection, Outcome> {
        let mut connection = self.reach().await.map_err(|trouble| {
            Outcome::Unreachable(match trouble {
                Trouble::Error(error) => reason(&error),
                Trouble::Silence(reason) => reason,
            })
        })?;
        self.announce(&mut connection, letter).await?;
        Ok(connection)
    }

    /// Sends the content of a letter for which the relay is waiting.
    pub(super) async fn hand_over(&self, mut connection: AsyncSmtpConnection, letter: &Letter) -> Outcome {
        let (ended, answer) = self.content(&mut connection, letter).await;
        match answer {
            Ok(()) => {
                self.keep(connection);
                Outcome::Delivered
            }
            Err(trouble) if ended => trouble.outcome(Outcome::Refused, Outcome::Doubtful),
            Err(trouble) => trouble.outcome(Outcome::Refused, Outcome::NotNow),
        }
    }

    /// Everything up to the relay's answer that it is waiting for the content. The content is ASCII by construction and
    /// addresses are by policy, so no extension is asked for. Only what is said of the recipient is held against their
    /// address: who does not take our sender takes no mail at all, and what is refused after that may be taken later.
    async fn announce(&self, connection: &mut AsyncSmtpConnection, letter: &Letter) -> Result<(), Outcome> {
        let times = &self.timeouts;
        let mail = Mail::new(Some(letter.sender.clone()), vec![]);
        let answered = self.step("MAIL", times.mail, connection.command(mail)).await;
        answered.map_err(|trouble| trouble.outcome(Outcome::Unreachable, Outcome::NotNow))?;
        let recipient = Rcpt::new(letter.recipient.clone(), vec![]);
        let answered = self.step("RCPT", times.recipient, connection.command(recipient)).await;
        answered.map_err(|trouble| trouble.outcome(refused_recipient, Outcome::NotNow))?;
        let answered = self.step("DATA", times.data, connection.command(Data)).await;
        answered.map_err(|trouble| trouble.outcome(Outcome::NotNow, Outcome::NotNow))?;
        Ok(())
    }

    /// Sends the content block by block, and waits for the answer. Returns also whether the relay may have received the
    /// end of it: without that it accepts nothing (RFC 5321 section 4.1.1.4).
    async fn content(&self, connection: &mut AsyncSmtpConnection, letter: &Letter) -> (bool, Result<(), Trouble>) {
        // lettre asks for the next block once the last one is written.
        let (asked, mut ended) = watch::channel(false);
        let mut rest = letter.bytes.chunks(BLOCK);
        let blocks = iter::from_fn(|| {
            let block = rest.next();
            asked.send_replace(block.is_none());
            block
        });
        let mut sending = pin!(connection.message_iter(blocks));
        loop {
            let at_end = *ended.borrow_and_update();
            let (step, limit) = if at_end {
                ("the content", self.timeouts.content)
            } else {
                ("a block of the content", self.timeouts.block)
            };
            tokio::select! {
                biased;
                answer = &mut sending => return (*ended.borrow(), answer.map(|_| ()).map_err(Trouble::Error)),
                Ok(()) = ended.changed() => {}
                () = sleep(limit) => return (at_end, Err(self.silence(step, limit))),
            }
        }
    }

    /// A kept connection that still answers, or a new one, signed in.
    async fn reach(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let (relay, times) = (&self.relay, &self.timeouts);
        while let Some(mut connection) = self.take_kept() {
            // Silence leads to a new connection, so there is no point in waiting longer than for that.
            if timeout(times.connect, connection.test_connected()).await == Ok(true) {
                return Ok(connection);
            }
        }
        let parameters = || TlsParameters::new(relay.host.clone()).map_err(Trouble::Error);
        let wrapped = match relay.tls {
            Tls::Wrapped => Some(parameters()?),
            Tls::Required | Tls::Opportunistic | Tls::Off => None,
        };
        let address = (relay.host.as_str(), relay.port);
        // lettre connects, waits for the greeting and says EHLO in one.
        let connecting = AsyncSmtpConnection::connect_tokio1(address, Some(times.connect), &self.hello, wrapped, None);
        let mut connection =
            self.step("the greeting", times.connect + times.greeting + times.command, connecting).await?;
        let upgrade = match relay.tls {
            Tls::Required => true,
            Tls::Opportunistic => connection.can_starttls(),
            Tls::Wrapped | Tls::Off => false,
        };
        if upgrade {
            let upgrading = connection.starttls(parameters()?, &self.hello);
            self.step("STARTTLS", times.command, upgrading).await?;
        }
        if let Some(credentials) = &relay.credentials {
            let signing_in = connection.auth(DEFAULT_MECHANISMS, credentials);
            self.step("AUTH", times.command, signing_in).await?;
        }
        Ok(connection)
    }

    /// Waits for the relay at one step of the conversation.
    async fn step<T>(
        &self,
        step: &str,
        limit: Duration,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Trouble> {
        match timeout(limit, work).await {
            Ok(answer) => answer.map_err(Trouble::Error),
            Err(_) => Err(self.silence(step, limit)),
        }
    }

    fn silence(&self, step: &str, limit: Duration) -> Trouble {
        Trouble::Silence(format!("no answer from {} to {step} within {limit:?}", self.relay))
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
}

/// A negative answer of the relay: its code, and the code with what it says. `None` if there was none.
fn answer(error: &Error) -> Option<(u16, String)> {
    let code = u16::from(error.status()?);
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    Some((code, shorten(&format!("{code} {said}"))))
}

/// What it means that a relay refused a recipient for good. Only where the enhanced status (RFC 3463, RFC 7505) says that
/// there is no such mailbox or domain, nobody is there: the others of the class 5.1 may be about the sender's address, and a
/// bare 550 may be about anything.
fn refused_recipient(said: String) -> Outcome {
    match said.split_whitespace().nth(1).unwrap_or_default() {
        "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.1" => Outcome::AddressRefused(said),
        _ => Outcome::Refused(said),
    }
}

fn reason(error: &Error) -> String {
    shorten(&error.to_string())
}

fn shorten(reason: &str) -> String {
    one_line(reason).chars().take(LONGEST_REASON).collect()
}

#[cfg(test)]
mod tests;
