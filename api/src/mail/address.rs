//! Which addresses the registry writes to.

use lettre::Address;

/// The longest address a mail server takes, in octets (RFC 5321 section
/// 4.5.3.1.3: a path of 256 less its two brackets).
const LONGEST: usize = 254;

/// Why an address is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressRefused {
    /// More than 254 octets.
    #[error("the address is longer than 254 characters")]
    TooLong,
    /// `"first last"@example.org`.
    #[error("an address with quotation marks before the @ is not accepted")]
    Quoted,
    /// Letters before the @ that only some mail servers can carry.
    #[error("only ASCII characters are accepted before the @")]
    LocalPartNotAscii,
    /// `name@[192.0.2.1]`, or an address of a machine without brackets.
    #[error("the part after the @ is an IP address, not a domain")]
    IpLiteral,
    /// `name@localhost`.
    #[error("the domain after the @ has no dot")]
    NoDot,
    /// Anything else that is no address.
    #[error("this is not an e-mail address")]
    Malformed,
}

/// Reads an address the registry is ready to write to; the domain comes back in
/// lower case and in ASCII (`bücher.example` as `xn--bcher-kva.example`).
///
/// Narrower than the standards: quoted and non-ASCII local parts, IP literals
/// and bare host names are syntax that people mistype or abuse rather than use.
///
/// # Errors
/// The reason, in words that can be shown.
pub fn acceptable_address(text: &str) -> Result<Address, AddressRefused> {
    let (local, domain) = text.rsplit_once('@').ok_or(AddressRefused::Malformed)?;
    if local.contains(['"', '\\']) {
        return Err(AddressRefused::Quoted);
    }
    if !local.is_ascii() {
        return Err(AddressRefused::LocalPartNotAscii);
    }
    let domain = ascii_domain(domain)?;
    if local.len() + 1 + domain.len() > LONGEST {
        return Err(AddressRefused::TooLong);
    }
    Address::new(local, &domain).map_err(|_| AddressRefused::Malformed)
}

fn ascii_domain(domain: &str) -> Result<String, AddressRefused> {
    if domain.starts_with('[') {
        return Err(AddressRefused::IpLiteral);
    }
    // A percent sign would be decoded by the parser of URL hosts.
    if domain.contains('%') || domain.ends_with('.') {
        return Err(AddressRefused::Malformed);
    }
    match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) if domain.contains('.') => Ok(domain),
        Ok(url::Host::Domain(_)) => Err(AddressRefused::NoDot),
        Ok(url::Host::Ipv4(_) | url::Host::Ipv6(_)) => Err(AddressRefused::IpLiteral),
        Err(_) => Err(AddressRefused::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressRefused, acceptable_address};

    #[test]
    fn ordinary_addresses_are_accepted() {
        for address in ["sari@bandung.go.id", "kerja.sama+kembar@mail.surabaya.go.id", "o'neill@example.org"] {
            assert_eq!(acceptable_address(address).unwrap().to_string(), address);
        }
    }

    #[test]
    fn the_domain_comes_back_in_ascii_and_lower_case() {
        let address = acceptable_address("Info@BÜCHER.example").unwrap();
        assert_eq!(address.to_string(), "Info@xn--bcher-kva.example");
    }

    #[test]
    fn unusual_addresses_are_refused_with_the_reason() {
        use AddressRefused::{IpLiteral, LocalPartNotAscii, Malformed, NoDot, Quoted, TooLong};
        let long = format!("a@{}.example.org", "b".repeat(60).repeat(4));
        let long_but_well_formed = format!("a@{}example.org", "bcdefghi.".repeat(28));
        for (address, reason) in [
            ("a@[127.0.0.1]", IpLiteral),
            ("a@127.0.0.1", IpLiteral),
            ("a@0x7f.1", IpLiteral),
            ("a@[IPv6:::1]", IpLiteral),
            ("\"a b\"@example.org", Quoted),
            ("a@localhost", NoDot),
            ("josé@example.org", LocalPartNotAscii),
            ("", Malformed),
            ("a", Malformed),
            ("@example.org", Malformed),
            ("a@", Malformed),
            ("a@b@example.org", Malformed),
            ("a b@example.org", Malformed),
            (" a@example.org", Malformed),
            ("a@example.org ", Malformed),
            ("a@example.org.", Malformed),
            ("a@ex%61mple.org", Malformed),
            ("a@example..org", Malformed),
            ("a@example.org\r\nBcc: b@example.org", Malformed),
            ("a\r\n@example.org", Malformed),
            ("a\0@example.org", Malformed),
            ("a@example.org>", Malformed),
            ("A <a@example.org>", Malformed),
            (long.as_str(), Malformed),
            (long_but_well_formed.as_str(), TooLong),
        ] {
            assert_eq!(acceptable_address(address), Err(reason), "{address:?}");
        }
    }
}
