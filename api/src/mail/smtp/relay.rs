//! The relay as configured.

use std::{fmt, net::IpAddr};

use lettre::transport::smtp::authentication::Credentials;
use url::{Host, Url};

/// A mail relay: `smtps://user:password@mail.example.org` and the like.
///
/// | URL | meaning | port |
/// |---|---|---|
/// | `smtps://host` | TLS from the first byte | 465 |
/// | `smtp://host?tls=required` | STARTTLS, or nothing is sent | 587 |
/// | `smtp://host?tls=opportunistic` | STARTTLS where offered; no password | 587 |
/// | `smtp://localhost` | without TLS, to this machine only | 25 |
/// | `smtp://host?tls=off` | without TLS; no password | 25 |
///
/// Neither `Display` nor `Debug` show user or password.
#[derive(Clone)]
pub struct Relay {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<Credentials>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    Wrapped,
    Required,
    Opportunistic,
    Off,
}

/// Why the URL of a relay is not accepted. Says nothing about the URL itself,
/// which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayRefused {
    /// Not a URL, or without a host.
    #[error("not a URL of the form smtps://user:password@host:port")]
    Malformed,
    /// Neither smtp nor smtps.
    #[error("the scheme must be smtps or smtp")]
    Scheme,
    /// An option other than `tls`, or a value it does not have.
    #[error("the only option is tls, with the value required, opportunistic or off (smtps takes none)")]
    Option,
    /// Plain text to another machine without having asked for it.
    #[error(
        "smtp:// without TLS is only for this machine; use smtps:// or add ?tls=required, \
         or ?tls=off if the network in between is trusted"
    )]
    Plaintext,
    /// A password that could be read on the way.
    #[error("a password needs smtps:// or ?tls=required, unless the relay is on this machine")]
    ExposedPassword,
}

impl Relay {
    /// Reads the URL of a relay; user and password may be percent-encoded.
    ///
    /// # Errors
    /// What is wrong with it, in words that can be shown.
    pub fn from_url(url: &str) -> Result<Self, RelayRefused> {
        let url = Url::parse(url).map_err(|_| RelayRefused::Malformed)?;
        let host = url.host().ok_or(RelayRefused::Malformed)?;
        let on_this_machine = is_loopback(&host);
        let tls = tls(&url, on_this_machine)?;
        let credentials = credentials(&url)?;
        let exposed = matches!(tls, Tls::Opportunistic | Tls::Off) && !on_this_machine;
        if exposed && credentials.is_some() {
            return Err(RelayRefused::ExposedPassword);
        }
        let default_port = match tls {
            Tls::Wrapped => 465,
            Tls::Required | Tls::Opportunistic => 587,
            Tls::Off => 25,
        };
        Ok(Self {
            host: host.to_string().trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(default_port),
            tls,
            credentials,
        })
    }
}

fn tls(url: &Url, on_this_machine: bool) -> Result<Tls, RelayRefused> {
    let options: Vec<_> = url.query_pairs().collect();
    let option = match options.as_slice() {
        [] => None,
        [(name, value)] if name == "tls" => Some(value.as_ref()),
        _ => return Err(RelayRefused::Option),
    };
    match (url.scheme(), option) {
        ("smtps", None) => Ok(Tls::Wrapped),
        ("smtp", Some("required")) => Ok(Tls::Required),
        ("smtp", Some("opportunistic")) => Ok(Tls::Opportunistic),
        ("smtp", Some("off")) => Ok(Tls::Off),
        ("smtp", None) if on_this_machine => Ok(Tls::Off),
        ("smtp", None) => Err(RelayRefused::Plaintext),
        ("smtp" | "smtps", Some(_)) => Err(RelayRefused::Option),
        _ => Err(RelayRefused::Scheme),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        // Hosts of schemes the URL standard does not know come as plain text.
        Host::Domain(name) => *name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, RelayRefused> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(RelayRefused::Malformed),
        (user, Some(password)) => Ok(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}

/// Undoes percent-encoding.
fn decoded(text: &str) -> Result<String, RelayRefused> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after.first_chunk::<2>().filter(|_| first == b'%');
        let value = escaped
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(value.unwrap_or(first));
        rest = if value.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).map_err(|_| RelayRefused::Malformed)
}

impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, option) = match self.tls {
            Tls::Wrapped => ("smtps", ""),
            Tls::Required => ("smtp", "?tls=required"),
            Tls::Opportunistic => ("smtp", "?tls=opportunistic"),
            Tls::Off => ("smtp", "?tls=off"),
        };
        if self.host.contains(':') {
            write!(f, "{scheme}://[{}]:{}{option}", self.host, self.port)
        } else {
            write!(f, "{scheme}://{}:{}{option}", self.host, self.port)
        }
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signs_in = self.credentials.is_some();
        write!(f, "Relay({self}, signs in: {signs_in})")
    }
}

#[cfg(test)]
mod tests {
    use super::{Relay, RelayRefused};

    fn read(url: &str) -> Result<String, RelayRefused> {
        Relay::from_url(url).map(|relay| relay.to_string())
    }

    #[test]
    fn the_forms_of_the_url_have_their_ports() {
        for (url, expected) in [
            ("smtps://u:p@mail.example.org", "smtps://mail.example.org:465"),
            ("smtp://u:p@mail.example.org?tls=required", "smtp://mail.example.org:587?tls=required"),
            ("smtp://mail.example.org:2525/?tls=required", "smtp://mail.example.org:2525?tls=required"),
            ("smtp://mail.example.org?tls=opportunistic", "smtp://mail.example.org:587?tls=opportunistic"),
            ("smtp://mail.example.org?tls=off", "smtp://mail.example.org:25?tls=off"),
            ("smtp://localhost", "smtp://localhost:25?tls=off"),
            ("smtp://u:p@127.0.0.1:1025", "smtp://127.0.0.1:1025?tls=off"),
            ("smtp://[::1]:1025", "smtp://[::1]:1025?tls=off"),
        ] {
            assert_eq!(read(url).as_deref(), Ok(expected), "{url}");
        }
    }

    #[test]
    fn what_would_be_unsafe_or_means_nothing_is_refused() {
        use RelayRefused::{ExposedPassword, Malformed, Option, Plaintext, Scheme};
        for (url, reason) in [
            ("smtp://mail.example.org", Plaintext),
            ("smtp://192.0.2.1:25", Plaintext),
            ("smtp://localhost.example.org", Plaintext),
            ("smtp://u:p@mail.example.org?tls=off", ExposedPassword),
            ("smtp://u:p@mail.example.org?tls=opportunistic", ExposedPassword),
            ("smtps://mail.example.org?tls=off", Option),
            ("smtp://mail.example.org?tls=maybe", Option),
            ("smtp://mail.example.org?tls=off&tls=required", Option),
            ("smtp://mail.example.org?starttls=1", Option),
            ("http://mail.example.org", Scheme),
            ("mail.example.org:587", Malformed),
            ("smtps://", Malformed),
            ("smtps://user@mail.example.org", Malformed),
            ("", Malformed),
        ] {
            assert_eq!(read(url), Err(reason), "{url}");
        }
    }

    #[test]
    fn user_and_password_are_decoded_and_never_shown() {
        let relay = Relay::from_url("smtps://sari%40kota:r%C3%A4hasia%25@mail.example.org").unwrap();
        let expected = ("sari@kota".to_owned(), "rähasia%".to_owned());
        assert_eq!(relay.credentials, Some(expected.into()));
        let shown = format!("{relay} {relay:?} {relay:#?}");
        for secret in ["sari", "hasia", "%25"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
