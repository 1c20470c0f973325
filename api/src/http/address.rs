//! Where a request comes from: the address of the connection, unless a trusted proxy names another.

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap, HeaderName},
};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of the sender of `request`: the last one that is none of the `trusted` proxies, each of which names the
/// sender before it. Nothing else in those headers is believed.
pub fn of(request: &HttpRequest, trusted: &[IpNet]) -> IpAddr {
    let peer = request.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip().to_canonical());
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let headers = request.headers();
    let written = [(header::X_FORWARDED_FOR, false), (header::FORWARDED, true)]
        .into_iter()
        .filter(|(name, _)| headers.contains_key(name))
        .map(|(name, has_parameters)| last_stranger(headers, &name, has_parameters, peer, is_trusted));
    // A proxy writes one of them and passes on the other unchanged: if they differ, one is forged.
    written.reduce(|one, other| if one == other { one } else { peer }).unwrap_or(peer)
}

/// Follows the path of the request back for as long as those who name its stations are trusted. Commas are read as by a
/// proxy that appends to the end: an open quotation mark before them hides nothing.
fn last_stranger(
    headers: &HeaderMap,
    name: &HeaderName,
    has_parameters: bool,
    peer: IpAddr,
    is_trusted: impl Fn(&IpAddr) -> bool,
) -> IpAddr {
    let lines: Vec<&str> = headers.get_all(name).map(|line| line.to_str().unwrap_or_default()).collect();
    let mut last = peer;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let node = if has_parameters { for_parameter(hop) } else { Some(hop) };
        let Some(address) = node.and_then(address) else { return last };
        last = address;
        if !is_trusted(&last) {
            return last;
        }
    }
    last
}

/// The sender named by an element of `Forwarded` (RFC 7239 section 5.2).
fn for_parameter(element: &str) -> Option<&str> {
    let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for")).map(|(_, node)| node)
}

/// An address with or without a port, quotation marks and brackets.
fn address(node: &str) -> Option<IpAddr> {
    let node = node.trim().trim_matches('"');
    let bare = node.strip_prefix('[').and_then(|node| node.strip_suffix(']')).unwrap_or(node);
    let address = bare.parse().ok().or_else(|| node.parse::<SocketAddr>().ok().map(|address| address.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn from(peer: &str, headers: &[(&str, &str)]) -> String {
        let peer: IpAddr = peer.parse().unwrap();
        let request = headers
            .iter()
            .fold(TestRequest::get(), |request, (name, value)| request.append_header((*name, *value)))
            .peer_addr((peer, 4711).into())
            .to_http_request();
        let trusted = ["10.0.0.0/8", "2001:db8:a::/48"].map(|network| network.parse().unwrap());
        of(&request, &trusted).to_string()
    }

    #[test]
    fn nobody_else_is_believed() {
        let forged = [("x-forwarded-for", "198.51.100.1"), ("forwarded", "for=198.51.100.1")];
        assert_eq!(from("203.0.113.7", &forged), "203.0.113.7");
        assert_eq!(from("::ffff:203.0.113.7", &forged), "203.0.113.7");
        assert_eq!(of(&TestRequest::get().to_http_request(), &[]).to_string(), "0.0.0.0");
    }

    #[test]
    fn a_proxy_names_whom_it_has_the_request_from() {
        for (value, expected) in [
            ("203.0.113.7", "203.0.113.7"),
            ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
            ("198.51.100.1, 203.0.113.7, 10.1.1.1", "203.0.113.7"),
            ("198.51.100.1,203.0.113.7:4711", "203.0.113.7"),
            ("2001:db8:b::1", "2001:db8:b::1"),
            ("[2001:db8:b::1]:4711", "2001:db8:b::1"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("10.1.1.1, 10.1.1.2", "10.1.1.1"),
            ("unknown", "10.0.0.1"),
            ("198.51.100.1, unknown", "10.0.0.1"),
            ("198.51.100.1, ", "10.0.0.1"),
            ("198.51.100.1, unknown, 10.1.1.1", "10.1.1.1"),
        ] {
            assert_eq!(from("10.0.0.1", &[("x-forwarded-for", value)]), expected, "{value}");
        }
        let several = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.7")];
        assert_eq!(from("10.0.0.1", &several), "203.0.113.7");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_standard_header_says_the_same() {
        for (value, expected) in [
            ("for=203.0.113.7;proto=https;by=10.0.0.1", "203.0.113.7"),
            ("For=\"[2001:db8:b::1]:4711\"", "2001:db8:b::1"),
            ("for=198.51.100.1, for=203.0.113.7, for=\"[2001:db8:a::1]\"", "203.0.113.7"),
            ("for=\"198.51.100.1, for=203.0.113.7", "203.0.113.7"),
            ("for=_hidden, for=10.2.2.2", "10.2.2.2"),
            ("proto=https", "10.0.0.1"),
        ] {
            assert_eq!(from("10.0.0.1", &[("forwarded", value)]), expected, "{value}");
        }
    }

    #[test]
    fn two_headers_that_differ_are_not_believed() {
        let (one, other) = (("x-forwarded-for", "203.0.113.7"), ("forwarded", "for=198.51.100.1"));
        assert_eq!(from("10.0.0.1", &[one, other]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[one, ("forwarded", "for=203.0.113.7")]), "203.0.113.7");
    }
}
