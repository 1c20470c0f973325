//! A mail as it goes over the wire: headers and MIME parts, fixed to the byte.

use std::time::SystemTime;

use email_encoding::headers::{rfc2047, writer::EmailWriter};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue, Subject},
    },
};
use uuid::Uuid;

use super::{
    AddressRefused, Mail, ViewError, acceptable_address, render,
    template::{folder, list, one_line},
};

/// Names longer than this are left out of From and To; the address is enough,
/// and some servers refuse the header.
const LONGEST_NAME: usize = 120;

/// Who the registry's mail comes from.
#[derive(Clone, Debug)]
pub struct Sender {
    mailbox: Mailbox,
    domain: String,
}

impl Sender {
    /// From the configured address, with the domain that ends Message-IDs and List-Ids: it stays the same when the
    /// address changes, so that a mail keeps its Message-ID.
    #[must_use]
    pub fn new(mailbox: Mailbox, domain: impl Into<String>) -> Self {
        Self { mailbox: self::mailbox(&mailbox.name.unwrap_or_default(), mailbox.email), domain: domain.into() }
    }

    /// The domain of Message-IDs and List-Ids.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Composes the letter for a mail. The same mail gives the same bytes.
    ///
    /// # Errors
    /// If the registry does not write to this address, or has no data for a readable mail.
    pub fn compose(&self, mail: &Mail) -> Result<Letter, ComposeError> {
        let text = render(mail)?;
        let (job, reader) = (&mail.job, &mail.job.reader);
        let recipient = acceptable_address(&reader.email)?;
        let envelope = Envelope::new(Some(self.mailbox.email.clone()), vec![recipient.clone()])?;

        let mut message = Message::builder()
            .from(self.mailbox.clone())
            .to(mailbox(&reader.name, recipient.clone()))
            .raw_header(subject(text.subject))
            .date(SystemTime::from(job.written_at))
            .message_id(Some(format!("<{}@{}>", job.notice, self.domain())))
            .envelope(envelope);
        for (name, value) in self.headers(mail) {
            let name = HeaderName::new_from_ascii_str(name);
            message = message.raw_header(HeaderValue::new(name, value));
        }
        let message = message.multipart(
            MultiPart::alternative()
                .boundary(boundary(job.notice))
                .singlepart(part(ContentType::TEXT_PLAIN, text.plain))
                .singlepart(part(ContentType::TEXT_HTML, text.html)),
        )?;

        Ok(Letter { id: job.notice, sender: self.mailbox.email.clone(), recipient, bytes: message.formatted() })
    }

    /// The headers that tell machines what this is: sent by a program (RFC
    /// 3834), not to be answered by one, one list among others (RFC 2919), and
    /// where to leave it with one click (RFC 8058). That is for mail which its
    /// reader chose to get; what their work asks of them is no bulk mail, and
    /// one click by a scanner must not silence it: it names no such place.
    /// Non-delivery reports stay wanted, so Exchange is asked to suppress
    /// everything but those.
    fn headers(&self, mail: &Mail) -> Vec<(&'static str, String)> {
        let list = list(&mail.job);
        let mut headers = vec![
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN".to_owned()),
            ("List-Id", format!("<{list}.{}>", self.domain())),
            ("Content-Language", folder(mail.job.reader.language()).to_owned()),
        ];
        if let Some(url) = &mail.stop {
            headers.push(("List-Unsubscribe", format!("<{url}>")));
            headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        headers
    }
}

/// A finished message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The outbox row it was composed from.
    pub id: Uuid,
    /// The envelope's sender, to whom servers report failures.
    pub sender: Address,
    /// The only recipient.
    pub recipient: Address,
    /// Headers and body, ASCII with CRLF line ends.
    pub bytes: Vec<u8>,
}

/// A mail could not be composed. A second try would not help.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The registry does not write to the recipient's address.
    #[error("{0}")]
    Address(#[from] AddressRefused),
    /// What the registry knows makes no text.
    #[error(transparent)]
    View(#[from] ViewError),
    /// The headers do not make a message.
    #[error("the mail could not be put together: {0}")]
    Message(#[from] lettre::error::Error),
}

fn mailbox(name: &str, address: Address) -> Mailbox {
    let name = one_line(name);
    let fits = !name.is_empty() && name.len() <= LONGEST_NAME;
    Mailbox::new(fits.then_some(name), address)
}

/// The subject. lettre leaves ASCII as it is, even if it looks like an encoded word (RFC 2047 section 2): the reader's
/// program would decode it, and show what nobody wrote. In that case all of it is encoded, so that decoding yields the
/// text. lettre does this itself for names.
fn subject(text: String) -> HeaderValue {
    if !text.contains("=?") {
        return Subject::from(text).display();
    }
    let mut encoded = String::new();
    let mut writer = EmailWriter::new(&mut encoded, "Subject: ".len(), 0, false);
    rfc2047::encode(&text, &mut writer).expect("a string can be written to");
    drop(writer);
    HeaderValue::dangerous_new_pre_encoded(Subject::name(), text, encoded)
}

/// "=_" never occurs in quoted-printable text, so no part can contain the boundary.
fn boundary(id: Uuid) -> String {
    format!("=_{}", id.simple())
}

fn part(content_type: ContentType, text: String) -> SinglePart {
    SinglePart::builder().header(content_type).header(ContentTransferEncoding::QuotedPrintable).body(text)
}

#[cfg(test)]
mod tests;
