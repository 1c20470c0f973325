//! The files that pages load, carried in the binary. The address of a style holds a part of its hash, and the other files
//! have a version in their names, so that browsers may keep each of them for ever.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::Bytes,
};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, io::Write as _, sync::LazyLock};

/// How many hexadecimal digits of its hash are in the address of a style.
const DIGITS: usize = 12;

/// A file.
struct Asset {
    /// Its name in `api/assets`.
    name: &'static str,
    content_type: &'static str,
    content: &'static [u8],
}

/// A file as it is served.
struct Served {
    asset: &'static Asset,
    /// The last part of its address.
    address: String,
    /// Its content, compressed, where that makes it shorter.
    gzip: Option<Bytes>,
}

macro_rules! asset {
    ($name:literal, $content_type:literal) => {
        Asset { name: $name, content_type: $content_type, content: include_bytes!(concat!("../../assets/", $name)) }
    };
}

static ASSETS: [Asset; 7] = [
    asset!("govuk.css", "text/css; charset=utf-8"),
    asset!("kembar.css", "text/css; charset=utf-8"),
    asset!("icon-1.svg", "image/svg+xml"),
    asset!("kawung-1.svg", "image/svg+xml"),
    asset!("world-1.svg", "image/svg+xml"),
    asset!("figtree-5-latin.woff2", "font/woff2"),
    asset!("figtree-5-latin-ext.woff2", "font/woff2"),
];

static SERVED: LazyLock<Vec<Served>> = LazyLock::new(|| ASSETS.iter().map(Served::of).collect());

impl Served {
    fn of(asset: &'static Asset) -> Self {
        let address = asset
            .name
            .strip_suffix(".css")
            .map_or_else(|| asset.name.to_owned(), |stem| format!("{stem}-{}.css", fingerprint(asset.content)));
        let gzip = compressed(asset.content).filter(|short| short.len() < asset.content.len());
        Self { asset, address, gzip }
    }
}

fn fingerprint(content: &[u8]) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(content).iter().take(DIGITS / 2) {
        _ = write!(digits, "{byte:02x}");
    }
    digits
}

fn compressed(content: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// The address of a file by its name in `api/assets`; `None` if there is none.
pub(crate) fn address(name: &str) -> Option<String> {
    SERVED.iter().find(|served| served.asset.name == name).map(|served| format!("/assets/{}", served.address))
}

/// A file.
pub(super) async fn file(http: HttpRequest) -> HttpResponse {
    let name = http.match_info().query("name");
    let Some(served) = SERVED.iter().find(|served| served.address == name) else {
        return HttpResponse::NotFound().insert_header((header::CACHE_CONTROL, "no-store")).finish();
    };
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(served.asset.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "accept-encoding"));
    match &served.gzip {
        Some(gzip) if takes_gzip(&http) => {
            answer.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))).body(gzip.clone())
        }
        _ => answer.body(served.asset.content),
    }
}

fn takes_gzip(http: &HttpRequest) -> bool {
    let accepted = http.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// The GraphQL schema, for tools.
pub(super) async fn schema() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(graphql_schema::sdl())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, body::to_bytes, test as service, web};
    use std::{fs, io::Read as _, path::Path};

    async fn get(address: &str, coding: &str) -> (u16, header::HeaderMap, Bytes) {
        let app = service::init_service(App::new().route("/assets/{name}", web::get().to(file))).await;
        let request = service::TestRequest::get().uri(address).insert_header((header::ACCEPT_ENCODING, coding));
        let answer = service::call_service(&app, request.to_request()).await;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        (status, headers, to_bytes(answer.into_body()).await.unwrap())
    }

    #[actix_web::test]
    async fn a_file_is_kept_for_ever_and_is_the_same_compressed_or_not() {
        for asset in &ASSETS {
            let address = address(asset.name).unwrap();
            let (status, headers, plain) = get(&address, "identity, gzip;q=0").await;
            assert_eq!((status, &plain[..]), (200, asset.content), "{address}");
            assert!(headers.get(header::CACHE_CONTROL).unwrap().to_str().unwrap().contains("immutable"));
            assert!(!headers.contains_key(header::CONTENT_ENCODING));
            let (_, headers, short) = get(&address, "br, gzip;q=0.8").await;
            if headers.contains_key(header::CONTENT_ENCODING) {
                let mut text = Vec::new();
                flate2::read::GzDecoder::new(&short[..]).read_to_end(&mut text).unwrap();
                assert!(text == asset.content && short.len() < plain.len(), "{address}");
            }
        }
        assert_eq!(get("/assets/kembar.css", "gzip").await.0, 404);
        assert_eq!(address("nothing.css"), None);
    }

    #[test]
    fn styles_load_only_files_that_are_served_and_nothing_from_elsewhere() {
        for asset in ASSETS.iter().filter(|asset| asset.content_type.starts_with("text/css")) {
            let style = std::str::from_utf8(asset.content).unwrap();
            for part in style.split("url(").skip(1) {
                let name = part.split(')').next().unwrap().trim_matches('"');
                assert!(SERVED.iter().any(|served| served.address == name), "{}: {name}", asset.name);
            }
            for word in ["url(http", "url(//", "GDS Transport", "@import", "crest"] {
                assert!(!style.contains(word), "{}: {word}", asset.name);
            }
        }
    }

    #[test]
    fn every_file_is_served_or_says_where_one_comes_from() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        for file in fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
            let name = file.file_name().into_string().unwrap();
            let told = ["govuk.scss", "figtree-LICENSE"].contains(&name.as_str());
            assert!(told || ASSETS.iter().any(|asset| asset.name == name), "{name}");
        }
    }
}
