//! The mail room: what the registry writes to people, and how it is sent.
//!
//! A [`Mail`] is what the registry has to say to one person, as it comes from the outbox, with the links that belong to it.
//! It is composed into a [`Letter`], finished bytes for one recipient, and handed to a [`Delivery`], which says what became
//! of it in the words of the outbox. Nothing here reads the clock or the database: the same mail gives the same bytes,
//! however often it is tried.
//!
//! A new kind of mail is a view of what it says in [`template`], and three files per language under `templates/mail`.

mod address;
mod deliver;
mod letter;
mod smtp;
mod template;
mod when;

use entity::notice::find::MailJob;
use url::Url;

pub use address::{AddressRefused, acceptable_address};
pub use deliver::{Delivery, Files, Memory, Offer};
pub use letter::{ComposeError, Letter, Sender};
pub use smtp::{Relay, RelayRefused, Smtp, Timeouts};
pub use template::{Text, ViewError, render};
pub use when::Period;

/// One mail to one person.
#[derive(Clone, Debug)]
pub struct Mail {
    /// What the registry has to say. Its number becomes the Message-ID, so that a copy that was sent twice is recognised
    /// as one; the day on which it was written out is the Date header, and the day from which "tomorrow" is counted.
    pub job: MailJob,
    /// Where its reader finds the registry.
    pub home: Url,
    /// The one-click unsubscribe link. None for mail that one cannot leave, because it is about one's work.
    pub stop: Option<Url>,
    /// The link by which its reader chooses a password, in the mail that brings it.
    pub password: Option<Url>,
}

#[cfg(test)]
mod sample;
