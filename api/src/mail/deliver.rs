//! The ways in which a letter is sent, and the outcomes.

use std::{
    collections::VecDeque,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Mutex,
};

use entity::notice::rule::Outcome;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::sync::Semaphore;

use super::{Letter, Smtp};

/// Where letters go.
#[derive(Debug)]
pub enum Delivery {
    /// To a mail relay.
    Smtp(Smtp),
    /// Into files, if no relay is configured.
    Files(Files),
    /// Into memory, for tests of what sends letters.
    Memory(Memory),
}

impl Delivery {
    /// Brings a letter to the point where only its content is left to send. Until that is sent, the relay delivers
    /// nothing, and the letter can be dropped.
    ///
    /// # Errors
    /// The outcome, if it did not get that far.
    pub async fn offer<'a>(&'a self, letter: &'a Letter) -> Result<Offer<'a>, Outcome> {
        let to = match self {
            // The state that TLS keeps while connecting is large.
            Self::Smtp(smtp) => Taker::Smtp(smtp, Box::new(Box::pin(smtp.offer(letter)).await?)),
            Self::Files(files) => Taker::Files(files),
            Self::Memory(memory) => Taker::Memory(memory, memory.offer()?),
        };
        Ok(Offer { to, letter })
    }
}

/// A letter of which only the content is left to send.
pub struct Offer<'a> {
    to: Taker<'a>,
    letter: &'a Letter,
}

enum Taker<'a> {
    Smtp(&'a Smtp, Box<AsyncSmtpConnection>),
    Files(&'a Files),
    Memory(&'a Memory, Outcome),
}

impl Offer<'_> {
    /// Sends the content. If this is interrupted, the letter may have been accepted.
    pub async fn hand_over(self) -> Outcome {
        match self.to {
            Taker::Smtp(smtp, connection) => smtp.hand_over(*connection, self.letter).await,
            Taker::Files(files) => files.deliver(self.letter).await,
            Taker::Memory(memory, answer) => memory.deliver(self.letter, answer).await,
        }
    }
}

/// Letters as files, one per outbox row: `{id}.eml`, which mail programs open.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// Into this folder, which is created with the first letter.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    async fn deliver(&self, letter: &Letter) -> Outcome {
        let (folder, letter) = (self.folder.clone(), letter.clone());
        let written = tokio::task::spawn_blocking(move || write(&folder, &letter)).await;
        match written.map_err(io::Error::other).flatten() {
            Ok(()) => Outcome::Delivered,
            Err(error) => Outcome::Unreachable(format!("{}: {error}", self.folder.display())),
        }
    }
}

/// Writes next to the destination and renames, so that no reader sees half a letter and a second try replaces the
/// first.
fn write(folder: &Path, letter: &Letter) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&letter.bytes)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(format!("{}.eml", letter.id)))?;
    Ok(())
}

/// Letters kept in memory, with answers that can be set beforehand.
#[derive(Debug)]
pub struct Memory {
    delivered: Mutex<Vec<Letter>>,
    answers: Mutex<VecDeque<Outcome>>,
    slow: Semaphore,
    release: Semaphore,
}

impl Memory {
    /// Gives these answers first, one per letter, and then accepts everything.
    #[must_use]
    pub fn answering(answers: impl IntoIterator<Item = Outcome>) -> Self {
        Self {
            delivered: Mutex::default(),
            answers: Mutex::new(answers.into_iter().collect()),
            slow: Semaphore::new(0),
            release: Semaphore::new(0),
        }
    }

    /// Accepts everything, but answers only the first `letters` letters at once, the others when they are released.
    #[must_use]
    pub fn slow(letters: usize) -> Self {
        Self { slow: Semaphore::new(letters), ..Self::answering([]) }
    }

    /// Answers this many of the waiting letters.
    pub fn release(&self, letters: usize) {
        self.release.add_permits(letters);
    }

    /// The letters accepted so far, in order, including ambiguous ones.
    #[must_use]
    pub fn delivered(&self) -> Vec<Letter> {
        lock(&self.delivered).clone()
    }

    /// The next answer, if it is one to the content of a letter.
    fn offer(&self) -> Result<Outcome, Outcome> {
        match lock(&self.answers).pop_front().unwrap_or(Outcome::Delivered) {
            answer @ (Outcome::Delivered | Outcome::Doubtful(_)) => Ok(answer),
            refused => Err(refused),
        }
    }

    async fn deliver(&self, letter: &Letter, answer: Outcome) -> Outcome {
        lock(&self.delivered).push(letter.clone());
        if let Ok(slow) = self.slow.try_acquire() {
            slow.forget();
            if let Ok(released) = self.release.acquire().await {
                released.forget();
            }
        }
        answer
    }
}

/// A holder of these locks cannot panic halfway through a change.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::{Delivery, Files, Memory};
    use crate::mail::{Letter, sample};
    use entity::notice::rule::Outcome;

    fn letter() -> Letter {
        sample::sender().compose(&sample::reminder()).unwrap()
    }

    async fn deliver(delivery: &Delivery, letter: &Letter) -> Outcome {
        match delivery.offer(letter).await {
            Ok(offer) => offer.hand_over().await,
            Err(outcome) => outcome,
        }
    }

    #[tokio::test]
    async fn a_file_is_named_by_the_row_and_replaced_by_the_next_try() {
        let folder = tempdir().unwrap();
        let mail = folder.path().join("mail");
        let files = Delivery::Files(Files::new(mail.clone()));
        let mut letter = letter();

        assert_eq!(deliver(&files, &letter).await, Outcome::Delivered);
        letter.bytes = b"Subject: second\r\n\r\n".to_vec();
        assert_eq!(deliver(&files, &letter).await, Outcome::Delivered);

        let names: Vec<_> =
            std::fs::read_dir(&mail).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names, [format!("{}.eml", letter.id)]);
        assert_eq!(std::fs::read(mail.join(&names[0])).unwrap(), letter.bytes);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_leaves_the_letter_for_later() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let files = Delivery::Files(Files::new(file.path().join("mail")));
        let outcome = deliver(&files, &letter()).await;
        assert!(matches!(outcome, Outcome::Unreachable(_)), "{outcome:?}");
    }

    #[tokio::test]
    async fn memory_gives_the_answers_it_was_told_and_keeps_what_it_took() {
        let retry = Outcome::NotNow("451 busy".to_owned());
        let delivery = Delivery::Memory(Memory::answering([retry.clone()]));
        assert_eq!(deliver(&delivery, &letter()).await, retry);
        assert_eq!(deliver(&delivery, &letter()).await, Outcome::Delivered);
        let Delivery::Memory(memory) = delivery else { unreachable!("made as memory above") };
        assert_eq!(memory.delivered(), [letter()]);
    }
}
