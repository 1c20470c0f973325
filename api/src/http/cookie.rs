//! The cookies that keep a browser signed in, and by which it is recognised later.

use actix_web::{HttpRequest, http::header};
use entity::account::{
    Secret,
    session::rule::{COOKIE_LIFE, DEVICE_LIFE},
};
use url::Url;

/// One of our cookies. With the prefix in its name, a browser accepts it over an encrypted connection only, from this
/// host and for this host alone (RFC 6265bis section 4.1.3.2); plain HTTP is for local use.
struct Cookie {
    secure: &'static str,
    plain: &'static str,
    /// Whether a browser also sends it when somebody follows a link from elsewhere.
    same_site: &'static str,
    seconds: i64,
}

/// The session.
const SESSION: Cookie =
    Cookie { secure: "__Host-kembar", plain: "kembar", same_site: "Lax", seconds: COOKIE_LIFE.num_seconds() };
/// Identifies a browser in which somebody has signed in.
const DEVICE: Cookie = Cookie {
    secure: "__Host-kembar-device",
    plain: "kembar-device",
    same_site: "Strict",
    seconds: DEVICE_LIFE.num_seconds(),
};

fn is_secure(public_url: &Url) -> bool {
    public_url.scheme() == "https"
}

impl Cookie {
    fn name(&self, public_url: &Url) -> &'static str {
        if is_secure(public_url) { self.secure } else { self.plain }
    }

    fn read(&self, request: &HttpRequest, public_url: &Url) -> Option<Secret> {
        request
            .headers()
            .get_all(header::COOKIE)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, token)| *found == self.name(public_url) && !token.is_empty())
            .map(|(_, token)| Secret::from(token))
    }

    /// The `Set-Cookie` header that sets the cookie to `token`, or removes it.
    fn write(&self, token: Option<&Secret>, public_url: &Url) -> String {
        let secure = if is_secure(public_url) { "; Secure" } else { "" };
        let value = token.map_or("", Secret::reveal);
        let seconds = if token.is_some() { self.seconds } else { 0 };
        let (name, same_site) = (self.name(public_url), self.same_site);
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}")
    }
}

/// The token of a session in the cookie of `request`; an empty cookie counts as none.
pub fn read(request: &HttpRequest, public_url: &Url) -> Option<Secret> {
    SESSION.read(request, public_url)
}

/// The `Set-Cookie` header that signs a browser in, or out.
pub fn session(token: Option<&Secret>, public_url: &Url) -> String {
    SESSION.write(token, public_url)
}

/// The token that the browser that sent `request` was given when somebody last signed in with it.
pub fn read_device(request: &HttpRequest, public_url: &Url) -> Option<Secret> {
    DEVICE.read(request, public_url)
}

/// The `Set-Cookie` header by which a browser is recognised later, or no longer.
pub fn device(token: Option<&Secret>, public_url: &Url) -> String {
    DEVICE.write(token, public_url)
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
            session(Some(&"kbs_x".into()), &url("https://kembar.go.id")),
            "__Host-kembar=kbs_x; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(session(None, &url("http://127.0.0.1:8080")), "kembar=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        assert_eq!(
            device(Some(&"kbd_x".into()), &url("https://kembar.go.id")),
            "__Host-kembar-device=kbd_x; Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict; Secure"
        );
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let request = TestRequest::get()
            .insert_header((header::COOKIE, "a=b; kembar=; kembar=kbs_x; __Host-kembar=kbs_y; kembar-device=kbd_z"))
            .to_http_request();
        assert_eq!(read(&request, &url("http://localhost")), Some("kbs_x".into()));
        assert_eq!(read(&request, &url("https://kembar.go.id")), Some("kbs_y".into()));
        assert_eq!(read_device(&request, &url("http://localhost")), Some("kbd_z".into()));
        assert_eq!(read_device(&request, &url("https://kembar.go.id")), None);
        assert_eq!(read(&TestRequest::get().to_http_request(), &url("http://localhost")), None);
    }
}
