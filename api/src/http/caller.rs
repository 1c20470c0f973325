//! Who is calling: a person with a session, software with a key, or a stranger.

use super::{cookie, language};
use actix_web::{HttpRequest, HttpResponse, ResponseError, http::StatusCode, http::header};
use entity::{
    Caller, Error, Registry,
    account::{
        Secret,
        client::{act::authenticate_key, rule::KEY_PREFIX},
        record::Carrier,
        session::{act::authenticate_session, rule::TOKEN_PREFIX},
    },
    text::Language,
};
use graphql_schema::error::Code;
use std::fmt;
use url::Url;
use uuid::Uuid;

/// Query parameters in which other services accept secrets.
const SECRET_PARAMETERS: [&str; 4] = ["access_token", "api_key", "apikey", "authorization"];

/// A caller, and their session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Who calls.
    pub caller: Caller,
    /// The person's session, with which they sign out.
    pub session: Option<Uuid>,
}

/// Why the caller is unknown. Callers whose credentials are not valid are told so: they are never taken for strangers,
/// who would see less and not know why.
#[derive(Debug)]
pub enum Denied {
    /// A key or token in the address, from where it gets into logs and histories.
    SecretInAddress(Language),
    /// The credentials are not valid, or no longer.
    Unauthenticated {
        /// The caller's language.
        language: Language,
        /// The `Set-Cookie` header that removes a cookie that is no longer valid.
        clear_cookie: Option<String>,
    },
    /// The registry failed.
    Failed(Language, Error),
}

/// The credentials of a request. They are read at once, and looked up later.
#[derive(Debug, Clone)]
pub struct Credentials {
    language: Language,
    shown: Shown,
}

#[derive(Debug, Clone)]
enum Shown {
    Nothing,
    Bearer(Secret),
    Cookie { token: Secret, clear: String },
    Unreadable,
}

impl Credentials {
    /// The credentials of `request`. The `Authorization` header takes precedence over the cookie.
    pub fn of(request: &HttpRequest, public_url: &Url) -> Result<Self, Denied> {
        let language = language(request);
        if has_secret_in_query(request.query_string()) {
            return Err(Denied::SecretInAddress(language));
        }
        let shown = if let Some(value) = request.headers().get(header::AUTHORIZATION) {
            value.to_str().ok().and_then(bearer).map_or(Shown::Unreadable, Shown::Bearer)
        } else if let Some(token) = cookie::read(request, public_url) {
            Shown::Cookie { token, clear: cookie::session(None, public_url) }
        } else {
            Shown::Nothing
        };
        Ok(Self { language, shown })
    }

    /// Whether the request shows nothing: then it is one of a stranger.
    pub fn is_nothing(&self) -> bool {
        matches!(self.shown, Shown::Nothing)
    }

    /// Who it is, for somebody who is about to sign in: a browser sends its cookie by itself, and one that is no longer
    /// valid is about to be replaced.
    pub async fn visitor_who_signs_in(self, registry: &Registry) -> Result<Visitor, Denied> {
        let language = self.language;
        match self.visitor(registry).await {
            Err(Denied::Unauthenticated { clear_cookie: Some(_), .. }) => Ok(Visitor::stranger(language)),
            found => found,
        }
    }

    /// Who it is.
    pub async fn visitor(self, registry: &Registry) -> Result<Visitor, Denied> {
        let language = self.language;
        let failed = |error| Denied::Failed(language, error);
        let (found, clear_cookie) = match self.shown {
            Shown::Nothing => return Ok(Visitor::stranger(language)),
            Shown::Unreadable => (None, None),
            Shown::Bearer(key) if key.reveal().starts_with(KEY_PREFIX) => {
                let caller = authenticate_key(registry, key.reveal(), language).await.map_err(failed)?;
                (caller.map(|caller| Visitor { caller, session: None }), None)
            }
            Shown::Bearer(token) => (of_session(registry, &token, Carrier::Token).await.map_err(failed)?, None),
            Shown::Cookie { token, clear } => {
                (of_session(registry, &token, Carrier::Cookie).await.map_err(failed)?, Some(clear))
            }
        };
        found.ok_or(Denied::Unauthenticated { language, clear_cookie })
    }
}

impl Visitor {
    /// An unknown caller.
    pub fn stranger(language: Language) -> Self {
        Self { caller: Caller::anonymous(language), session: None }
    }
}

async fn of_session(registry: &Registry, token: &Secret, carrier: Carrier) -> Result<Option<Visitor>, Error> {
    let session = authenticate_session(registry, token.reveal(), carrier).await?;
    Ok(session.map(|session| Visitor { caller: session.caller, session: Some(session.id) }))
}

/// The token of a `Bearer` header (RFC 6750 section 2.1).
fn bearer(value: &str) -> Option<Secret> {
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::from(token.trim()))
}

fn has_secret_in_query(query: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, value)| {
        SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str())
            || [KEY_PREFIX, TOKEN_PREFIX].iter().any(|prefix| value.starts_with(prefix))
    })
}

impl Denied {
    /// The message for the caller.
    pub fn message(&self) -> &'static str {
        match self {
            Self::SecretInAddress(language) => language.pick(
                "Kunci dan token tidak boleh ada di alamat. Kirimkan lewat header Authorization: Bearer.",
                "Keys and tokens must not be in the address. Send them in an Authorization: Bearer header.",
            ),
            Self::Unauthenticated { language, .. } => language.pick(
                "Kunci atau sesi ini tidak berlaku lagi. Masuk kembali.",
                "This key or session is no longer valid. Please sign in again.",
            ),
            Self::Failed(language, error) => match error.outage() {
                Some(outage) => Code::from(outage).message(*language),
                None => Code::Internal.message(*language),
            },
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl ResponseError for Denied {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SecretInAddress(_) => StatusCode::BAD_REQUEST,
            Self::Unauthenticated { .. } => StatusCode::UNAUTHORIZED,
            Self::Failed(_, error) => match error.outage() {
                Some(_) => StatusCode::SERVICE_UNAVAILABLE,
                None => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        match self {
            Self::SecretInAddress(_) => {}
            Self::Unauthenticated { clear_cookie, .. } => {
                answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
                if let Some(clear) = clear_cookie {
                    answer.insert_header((header::SET_COOKIE, clear.as_str()));
                }
            }
            Self::Failed(_, error) => {
                if let Some(outage) = error.outage() {
                    answer.insert_header((header::RETRY_AFTER, outage.retry_after()));
                }
                tracing::error!(%error, "cannot look up who is calling");
            }
        }
        answer.content_type("text/plain; charset=utf-8").body(format!("{}\n", self.message()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use entity::{
        account::{
            act::{NewPerson, add_person, set_password},
            attempt::Origin,
            client::act::{NewClient, create_client},
            rule::Profile,
            session::act::{sign_in, sign_out},
        },
        policy::{Membership, Role, Who},
        testing::TestRegistry,
    };

    const PASSWORD: &str = "rumah di tepi sungai";

    fn url() -> Url {
        "http://127.0.0.1:8080".parse().unwrap()
    }

    /// A person who reads Indonesian, with a cookie and a token; and a key.
    struct World {
        test: TestRegistry,
        person: Uuid,
        cookie: Secret,
        token: Secret,
        key: Secret,
        client: Uuid,
    }

    async fn world() -> World {
        let test = TestRegistry::sqlite().await;
        let registry = &test.registry;
        let membership = Membership { role: Role::Observer, party: None };
        let profile = Profile {
            email: "siti@contoh.id".into(),
            name: "Siti".into(),
            language: Language::Id,
            time_zone: "Asia/Jakarta".into(),
        };
        let new = NewPerson { profile, memberships: vec![membership] };
        let (person, link) = add_person(registry, &Caller::system(), &new).await.unwrap();
        let cookie = set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await.unwrap().token;
        let signed_in =
            sign_in(registry, &Origin::default(), "siti@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap();
        let new = NewClient { name: "Portal".into(), membership, scopes: Vec::new(), expires_in_days: None };
        let (client, key) = create_client(registry, &Caller::system(), &new).await.unwrap();
        World { person: person.id, cookie, token: signed_in.token, key, client: client.id, test }
    }

    fn registry(world: &World) -> &Registry {
        &world.test.registry
    }

    async fn visitor(world: &World, request: TestRequest) -> Result<Visitor, Denied> {
        let request = request.insert_header((header::ACCEPT_LANGUAGE, "en")).to_http_request();
        Credentials::of(&request, &url())?.visitor(&world.test.registry).await
    }

    fn with_bearer(secret: &Secret) -> TestRequest {
        TestRequest::get().insert_header((header::AUTHORIZATION, format!("bearer {}", secret.reveal())))
    }

    fn with_cookie(secret: &Secret) -> TestRequest {
        TestRequest::get().insert_header((header::COOKIE, format!("kembar={}", secret.reveal())))
    }

    #[actix_web::test]
    async fn everyone_is_recognised_by_what_they_show() {
        let world = world().await;
        let stranger = visitor(&world, TestRequest::get()).await.unwrap();
        assert_eq!(stranger, Visitor { caller: Caller::anonymous(Language::En), session: None });
        for request in [with_bearer(&world.token), with_cookie(&world.cookie)] {
            let person = visitor(&world, request).await.unwrap();
            assert_eq!((person.caller.who, person.caller.language), (Who::Person(world.person), Language::Id));
            assert!(person.session.is_some());
        }
        let software = visitor(&world, with_bearer(&world.key)).await.unwrap();
        assert_eq!((software.caller.who, software.caller.language), (Who::Client(world.client), Language::En));
    }

    #[actix_web::test]
    async fn the_header_counts_before_the_cookie() {
        let world = world().await;
        let cookie = (header::COOKIE, format!("kembar={}", world.cookie.reveal()));
        let both = visitor(&world, with_bearer(&world.key).insert_header(cookie.clone())).await.unwrap();
        assert_eq!(both.caller.who, Who::Client(world.client));
        let wrong = with_bearer(&"kbr_tidak-ada".into()).insert_header(cookie);
        assert!(matches!(visitor(&world, wrong).await, Err(Denied::Unauthenticated { clear_cookie: None, .. })));
    }

    #[actix_web::test]
    async fn nobody_who_shows_something_invalid_is_taken_for_a_stranger() {
        let world = world().await;
        for header in ["", "Bearer", "Bearer ", "Bearer x", "Basic c2l0aTp4", "kbs_x", "Bearer kbs_x y"] {
            let request = TestRequest::get().insert_header((header::AUTHORIZATION, header));
            let denied = visitor(&world, request).await.unwrap_err();
            assert_eq!(denied.status_code(), 401, "{header:?}");
        }
        let signed_in = visitor(&world, with_cookie(&world.cookie)).await.unwrap();
        sign_out(&world.test.registry, &signed_in.caller, signed_in.session.unwrap()).await.unwrap();
        let denied = visitor(&world, with_cookie(&world.cookie)).await.unwrap_err();
        let answer = denied.error_response();
        assert_eq!(answer.status(), 401);
        let stale = with_cookie(&world.cookie).to_http_request();
        let stranger = Credentials::of(&stale, &url()).unwrap().visitor_who_signs_in(registry(&world)).await.unwrap();
        assert_eq!(stranger.session, None, "signing in does not need a valid cookie");
        let wrong = with_bearer(&"kbs_tidak-ada".into()).to_http_request();
        assert!(Credentials::of(&wrong, &url()).unwrap().visitor_who_signs_in(registry(&world)).await.is_err());
        let cleared = answer.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap();
        assert!(cleared.starts_with("kembar=; ") && cleared.contains("Max-Age=0"));
    }

    #[actix_web::test]
    async fn a_secret_does_not_belong_into_the_address() {
        let world = world().await;
        for query in ["x=kbr_12345678", "x=%6Bbs%5Fsecret", "access_token=x", "API_KEY=x"] {
            let request = TestRequest::with_uri(&format!("/graphql?{query}"));
            assert_eq!(visitor(&world, request).await.unwrap_err().status_code(), 400, "{query}");
        }
        let harmless = TestRequest::with_uri("/graphql?query=%7Bregions(search:%22kbr%22)%7Bname%7D%7D");
        assert!(visitor(&world, harmless).await.is_ok());
    }
}
