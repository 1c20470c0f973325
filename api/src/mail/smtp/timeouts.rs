//! How long a relay may take.

use std::time::Duration;

/// How long a relay may take for each step of a conversation. The default is the minimum that RFC 5321 section 4.5.3.2
/// requires of a client: one that gives up earlier mistakes a relay that is slow with a letter for one that has not
/// accepted it, and sends it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// To be reached at one of its addresses. The RFC leaves this to the system.
    pub connect: Duration,
    /// To greet (section 4.5.3.2.1).
    pub greeting: Duration,
    /// To answer what has no time in the RFC: EHLO, STARTTLS, AUTH.
    pub command: Duration,
    /// To answer MAIL (section 4.5.3.2.2).
    pub mail: Duration,
    /// To answer RCPT (section 4.5.3.2.3).
    pub recipient: Duration,
    /// To answer DATA (section 4.5.3.2.4).
    pub data: Duration,
    /// To accept one block of the content (section 4.5.3.2.5).
    pub block: Duration,
    /// To answer the final dot (section 4.5.3.2.6).
    pub content: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            greeting: Duration::from_mins(5),
            command: Duration::from_mins(5),
            mail: Duration::from_mins(5),
            recipient: Duration::from_mins(5),
            data: Duration::from_mins(2),
            block: Duration::from_mins(3),
            content: Duration::from_mins(10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Timeouts;
    use std::time::Duration;

    #[test]
    fn a_relay_is_given_the_times_of_the_standard() {
        let Timeouts { greeting, mail, recipient, data, block, content, .. } = Timeouts::default();
        let minutes = [greeting, mail, recipient, data, block, content];
        assert_eq!(minutes, [5, 5, 5, 2, 3, 10].map(Duration::from_mins));
    }
}
