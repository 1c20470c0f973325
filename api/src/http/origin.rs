//! Where a form was sent from.

use actix_web::HttpRequest;
use url::Url;

/// Whether a form was sent from one of our own pages. Browsers say so; other programs send neither header on their own.
///
/// A service may be reached by other names than its public one, so an origin with the host of the request is accepted
/// too, but only with the scheme of the public address: anyone on the network can forge a page over plain HTTP.
pub(crate) fn is_from_here(request: &HttpRequest, public_url: &Url) -> bool {
    let value = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("null"));
    if let Some(site) = value("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    value("origin").is_none_or(|origin| {
        let same_host = origin
            .split_once("://")
            .is_some_and(|(scheme, host)| scheme == public_url.scheme() && value("host") == Some(host));
        origin == public_url.origin().ascii_serialization() || same_host
    })
}

/// Whether a browser can be led to this address without leaving us: a path, and not the name of another host.
pub(crate) fn is_ours(address: &str) -> bool {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    is_path && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn is_from(public_url: &str, headers: &[(&str, &str)]) -> bool {
        let request = headers
            .iter()
            .fold(TestRequest::post(), |request, (name, value)| request.insert_header((*name, *value)))
            .to_http_request();
        is_from_here(&request, &public_url.parse().unwrap())
    }

    #[test]
    fn a_form_comes_from_our_own_pages() {
        let from = |headers: &[(&str, &str)]| is_from("https://kembar.go.id", headers);
        assert!(from(&[]));
        assert!(from(&[("origin", "https://kembar.go.id")]));
        assert!(from(&[("origin", "https://registri.go.id"), ("host", "registri.go.id")]));
        assert!(from(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("origin", "null")]));
        assert!(!from(&[("origin", "null"), ("host", "null")]));
        assert!(!from(&[("origin", "https://jahat.example"), ("host", "kembar.go.id")]));
        assert!(!from(&[("origin", "https://kembar.go.id"), ("sec-fetch-site", "cross-site")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn nobody_is_led_elsewhere() {
        for ours in ["/", "/agreements/x?lang=en#documents"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in
            ["", "agreements", "//jahat.example", "/\\jahat.example", "https://jahat.example", "/a\r\nb", "/a b"]
        {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn a_page_of_the_same_host_by_another_scheme_is_not_ours() {
        assert!(!is_from("https://kembar.go.id", &[("origin", "http://kembar.go.id"), ("host", "kembar.go.id")]));
        let desk = "http://127.0.0.1:8080";
        assert!(is_from(desk, &[("origin", "http://192.168.1.5:8080"), ("host", "192.168.1.5:8080")]));
        assert!(!is_from(desk, &[("origin", "https://192.168.1.5:8080"), ("host", "192.168.1.5:8080")]));
    }
}
