//! `/explorer`: `GraphiQL`, served entirely by this service, so that it works in networks without access to anything
//! else.

use crate::pages::document_of;
use actix_web::{HttpRequest, HttpResponse, http::header, web};

/// What the page may load: nothing from elsewhere. `GraphiQL` and its editor place their panes with inline styles, and
/// bring fonts and pictures in their style sheet.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// A file of the explorer.
struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: &'static str,
}

macro_rules! asset {
    ($name:literal, $content_type:expr) => {
        Asset {
            name: $name,
            content_type: $content_type,
            content: include_str!(concat!("../../assets/explorer/", $name)),
        }
    };
}

const PAGE: Asset = asset!("index.html", HTML);

/// What the page loads. A file with a version in its name never changes.
const ASSETS: [Asset; 6] = [
    asset!("start.js", SCRIPT),
    asset!("start.css", STYLE),
    asset!("graphiql-3.9.0.min.js", SCRIPT),
    asset!("graphiql-3.9.0.min.css", STYLE),
    asset!("react-18.3.1.min.js", SCRIPT),
    asset!("react-dom-18.3.1.min.js", SCRIPT),
];

/// Serves the explorer at `/explorer`.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/explorer", web::get().to(page))
        .route("/explorer", web::head().to(page))
        .route("/explorer/pages/{name}", web::get().to(document))
        .route("/explorer/{name}", web::get().to(asset))
        .route("/explorer/{name}", web::head().to(asset));
}

async fn page() -> HttpResponse {
    answer(&PAGE)
}

async fn asset(http: HttpRequest) -> HttpResponse {
    let name = http.match_info().query("name");
    ASSETS.iter().find(|asset| asset.name == name).map_or_else(|| HttpResponse::NotFound().finish(), answer)
}

/// The operations behind a page, for the editor.
async fn document(http: HttpRequest) -> HttpResponse {
    let Some(text) = document_of(http.match_info().query("name")) else { return HttpResponse::NotFound().finish() };
    HttpResponse::Ok()
        .content_type("application/graphql; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(text)
}

fn answer(asset: &Asset) -> HttpResponse {
    let versioned = asset.name.contains(".min.");
    let kept = if versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, kept))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(asset.content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, body::MessageBody, dev::ServiceResponse, test};

    async fn get(path: &str) -> ServiceResponse<impl MessageBody + use<>> {
        let app = test::init_service(App::new().configure(routes)).await;
        test::call_service(&app, test::TestRequest::get().uri(path).to_request()).await
    }

    #[actix_web::test]
    async fn the_page_loads_nothing_from_elsewhere() {
        for word in ["http:", "https:", "//"] {
            assert!(!PAGE.content.contains(word), "{word}");
        }
        let page = get("/explorer").await;
        let policy = page.headers().get(header::CONTENT_SECURITY_POLICY).unwrap();
        assert!(policy.to_str().unwrap().starts_with("default-src 'none'; script-src 'self';"));
    }

    #[actix_web::test]
    async fn everything_the_page_loads_is_there() {
        for part in PAGE.content.split("=\"/explorer/").skip(1) {
            let name = part.split('"').next().unwrap();
            let asset = get(&format!("/explorer/{name}")).await;
            assert_eq!(asset.status(), 200, "{name}");
            assert_eq!(asset.headers().get(header::X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff");
        }
        assert_eq!(get("/explorer/index.html").await.status(), 404);
    }

    #[actix_web::test]
    async fn the_query_behind_a_page_can_be_read_and_no_link_that_is_a_secret() {
        let document = get("/explorer/pages/agreements").await;
        assert_eq!(document.status(), 200);
        let text = String::from_utf8(test::read_body(document).await.to_vec()).unwrap();
        assert!(text.starts_with("query Agreements(") && text.contains("fragment Frame on Query"), "{text}");
        for name in ["set_up", "nothing"] {
            assert_eq!(get(&format!("/explorer/pages/{name}")).await.status(), 404);
        }
    }

    #[actix_web::test]
    async fn only_what_never_changes_is_kept() {
        let kept = |asset: ServiceResponse<_>| asset.headers().get(header::CACHE_CONTROL).unwrap().clone();
        assert_eq!(kept(get("/explorer/start.js").await), "no-cache");
        assert_eq!(kept(get("/explorer/react-18.3.1.min.js").await), "public, max-age=31536000, immutable");
    }
}
