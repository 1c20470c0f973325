//! The cookie that keeps a browser signed in.

use actix_web::{HttpRequest, http::header};
use entity::account::{Secret, session::rule::COOKIE_LIFE};
use url::Url;

/// What the cookie is called. With the prefix a browser takes it over an encrypted connection only, from this host and
/// for this host alone (RFC 6265bis section 4.1.3.2); plain HTTP is for the machine on one's desk.
fn name(public_url: &Url) -> &'static str {
    if is_secure(public_url) { "__Host-kembar" } else { "kembar" }
}

fn is_secure(public_url: &Url) -> bool {
    public_url.scheme() == "https"
}

/// The token in the cookie of `request`; a cookie that was emptied is none.
pub fn read(request: &HttpRequest, public_url: &Url) -> Option<Secret> {
    request
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, token)| *found == name(public_url) && !token.is_empty())
        .map(|(_, token)| Secret::from(token))
}

/// The `Set-Cookie` header that signs a browser in.
pub fn set(token: &Secret, public_url: &Url) -> String {
    header(token.reveal(), COOKIE_LIFE.num_seconds(), public_url)
}

/// The `Set-Cookie` header that takes the cookie away.
pub fn clear(public_url: &Url) -> String {
    header("", 0, public_url)
}

fn header(value: &str, max_age: i64, public_url: &Url) -> String {
    let secure = if is_secure(public_url) { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}", name(public_url))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn the_cookie_stays_with_this_host_and_away_from_scripts() {
        assert_eq!(
            set(&"kbs_x".into(), &url("https://kembar.go.id")),
            "__Host-kembar=kbs_x; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(clear(&url("http://127.0.0.1:8080")), "kembar=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let request = TestRequest::get()
            .insert_header((header::COOKIE, "a=b; kembar=; kembar=kbs_x; __Host-kembar=kbs_y"))
            .to_http_request();
        assert_eq!(read(&request, &url("http://localhost")), Some("kbs_x".into()));
        assert_eq!(read(&request, &url("https://kembar.go.id")), Some("kbs_y".into()));
        assert_eq!(read(&TestRequest::get().to_http_request(), &url("http://localhost")), None);
    }
}
