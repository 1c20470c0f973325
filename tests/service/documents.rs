//! Files of documents: sent, refused, and returned unchanged.

use crate::kembar::{Place, Service};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use std::fs;

mod conditions;
mod uploads;

/// A region's office with its key, and a document that waits for its file.
pub struct Office {
    /// The service.
    pub service: Service,
    /// The key.
    pub key: String,
    agreement: String,
    /// The identifier of the document.
    pub document: String,
    place: Place,
}

impl Office {
    /// An office in a folder of its own.
    pub async fn new() -> Self {
        Self::at(Place::new()).await
    }

    async fn at(place: Place) -> Self {
        Self::with(place, Place::serve).await
    }

    /// An office whose service `start` starts. That service creates what it needs.
    pub async fn with(place: Place, start: impl FnOnce(&Place) -> Service) -> Self {
        // The first start loads the regions.
        drop(place.serve());
        let arguments = ["client", "add", "--name", "Kantor", "--in", "id-kota-surabaya"];
        let said = place.run(&[&arguments[..], &["--role", "COORDINATOR", "--scope", "WRITE"]].concat());
        let key =
            said.out.split_whitespace().find(|word| word.starts_with("kbr_")).unwrap_or_else(|| panic!("{said:?}"));
        let (agreement, document) = (String::new(), String::new());
        let office = Self { key: key.to_owned(), service: start(&place), agreement, document, place };
        let [home, partner] = [office.region("35.78").await, office.region("32.73").await];
        let begun = office
            .act(
                "mutation ($input: RegisterInitiativeInput!) { made: registerInitiative(input: $input) { \
                 thing: agreement { id } errors { code } } }",
                json!({
                    "parties": [home, partner], "class": "PROJECT", "channel": "OWN_REGION",
                    "letter": { "issuedOn": "2026-01-05", "number": "1/KS" },
                }),
            )
            .await;
        let document = office.document(&begun, "OWN").await;
        Self { document, agreement: begun, ..office }
    }

    async fn document(&self, agreement: &str, visibility: &str) -> String {
        self.record(json!({ "agreement": agreement, "kind": "MEETING_MINUTES", "visibility": visibility })).await
    }

    async fn record(&self, input: Value) -> String {
        self.record_as(&self.key, input).await
    }

    async fn record_as(&self, key: &str, input: Value) -> String {
        let record = "mutation ($input: RecordDocumentInput!) { made: recordDocument(input: $input) { \
                      thing: document { id } errors { code } } }";
        let made = self.ask_as(key, record, json!({ "input": input })).await["made"].take();
        assert_eq!(made["errors"], json!([]));
        made["thing"]["id"].as_str().unwrap().to_owned()
    }

    /// Another document that waits for its file.
    async fn another(&self) -> String {
        self.document(&self.agreement, "OWN").await
    }

    async fn region(&self, code: &str) -> Value {
        let query = format!("{{ region(by: {{code: {{scheme: \"kemendagri\", value: {code:?}}}}}) {{ id }} }}");
        self.ask(&query, json!({})).await["region"]["id"].clone()
    }

    /// Asks `/graphql`; there are no errors.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        self.ask_as(&self.key, query, variables).await
    }

    async fn ask_as(&self, key: &str, query: &str, variables: Value) -> Value {
        let request = Client::new().post(format!("{}/graphql", self.service.url)).bearer_auth(key);
        let answer = request.json(&json!({ "query": query, "variables": variables })).send().await.unwrap();
        let mut answer: Value = answer.json().await.unwrap();
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    async fn act(&self, mutation: &str, input: Value) -> String {
        let made = self.ask(mutation, json!({ "input": input })).await["made"].take();
        assert_eq!(made["errors"], json!([]));
        made["thing"]["id"].as_str().unwrap().to_owned()
    }

    /// The address of a document's file.
    pub fn path(&self, document: &str) -> String {
        format!("{}/documents/{document}/file", self.service.url)
    }

    /// Sends a file as a browser's form does.
    async fn send(&self, key: Option<&str>, document: &str, field: &str, content: &[u8]) -> Response {
        self.send_as(key, document, (field, "risalah \u{2013} 1.pdf"), content).await
    }

    async fn send_as(
        &self,
        key: Option<&str>,
        document: &str,
        (field, name): (&str, &str),
        content: &[u8],
    ) -> Response {
        let head = format!(
            "--grens\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             content-type: text/html\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--grens--\r\n"].concat();
        let request =
            Client::new().post(self.path(document)).header("content-type", "multipart/form-data; boundary=grens");
        let request = key.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth);
        request.header("accept-language", "en").body(body).send().await.unwrap()
    }

    async fn get(&self, method: Method, document: &str, range: Option<&str>) -> Response {
        let request = Client::new().request(method, self.path(document)).bearer_auth(&self.key);
        let request = range.into_iter().fold(request, |request, range| request.header("range", range));
        request.send().await.unwrap()
    }
}

async fn code(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    (status, body["errors"][0]["code"].as_str().unwrap_or_default().to_owned())
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// A folder whose documents are kept under a prefix of their own in the bucket of the S3 server that `KEMBAR_TEST_S3`
/// names as `http://NAME:KEY@HOST:PORT/BUCKET`.
fn with_bucket() -> Option<Place> {
    let Ok(server) = std::env::var("KEMBAR_TEST_S3") else {
        eprintln!("SKIPPED: KEMBAR_TEST_S3 names no S3 server");
        return None;
    };
    let mut server: reqwest::Url = server.parse().unwrap();
    let (name, key) = (server.username().to_owned(), server.password().unwrap().to_owned());
    let place = Place::new();
    let prefix = place.path().file_name().unwrap().to_str().unwrap();
    let bucket = format!("s3:/{}/{prefix}", server.path());
    server.set_path("");
    server.set_username("").unwrap();
    server.set_password(None).unwrap();
    Some(
        place
            .set("KEMBAR_DOCUMENTS_URL", &bucket)
            .set("KEMBAR_S3_ENDPOINT", server.as_str())
            .set("KEMBAR_S3_ACCESS_KEY_ID", &name)
            .set("KEMBAR_S3_SECRET_ACCESS_KEY", &key),
    )
}

#[tokio::test]
async fn a_file_comes_back_byte_by_byte() {
    comes_back(&Office::new().await).await;
}

#[tokio::test]
async fn a_file_comes_back_from_an_s3_store() {
    let Some(place) = with_bucket() else { return };
    let mut office = Office::at(place).await;
    comes_back(&office).await;
    let here = office.place.path().join("kembar-data/documents");
    assert!(!here.exists(), "it is only in the bucket");
    let report = office.place.run(&["doctor"]);
    assert!(report.out.contains("accepts and returns files"), "{report:?}");
    // Another service on another machine finds it there.
    office.service.signal("KILL");
    office.service.wait();
    office.service = office.place.serve();
    assert_eq!(office.get(Method::GET, &office.document, Some("bytes=5-7")).await.bytes().await.unwrap(), "1.7");
}

#[tokio::test]
async fn a_store_that_does_not_answer_takes_no_file() {
    let place = Place::new()
        .set("KEMBAR_DOCUMENTS_URL", "s3://berkas")
        .set("KEMBAR_S3_ENDPOINT", "http://127.0.0.1:1")
        .set("KEMBAR_S3_ACCESS_KEY_ID", "kembar")
        .set("KEMBAR_S3_SECRET_ACCESS_KEY", "rahasia-sekali");
    let report = place.run(&["doctor"]);
    assert!(report.code == Some(1) && report.out.contains("FAIL  documents: s3://berkas"), "{report:?}");
    assert!(!format!("{report:?}").contains("rahasia-sekali"));
    let office = Office::at(place).await;
    let sent = office.send(Some(&office.key), &office.document, "file", b"%PDF-1.7").await;
    assert_eq!(header(&sent, "retry-after"), "5");
    assert_eq!(code(sent).await, (503, "UNAVAILABLE".into()));
    assert!(!office.service.log().contains("rahasia-sekali"));
    assert_eq!(office.get(Method::GET, &office.document, None).await.status(), StatusCode::NOT_FOUND);
}

async fn comes_back(office: &Office) {
    let content: Vec<u8> = b"%PDF-1.7\n".iter().copied().chain((0..=255).cycle().take(13_000_000)).collect();
    let sent = office.send(Some(&office.key), &office.document, "file", &content).await;
    assert_eq!(sent.status(), StatusCode::CREATED);
    let told: Value = sent.json().await.unwrap();
    assert_eq!((&told["mediaType"], &told["size"]), (&json!("application/pdf"), &json!(content.len())));

    let given = office.get(Method::GET, &office.document, None).await;
    assert_eq!(given.status(), StatusCode::OK);
    assert_eq!(header(&given, "content-type"), "application/pdf", "what it is, not what the sender said");
    assert_eq!(header(&given, "x-content-type-options"), "nosniff");
    assert!(header(&given, "content-disposition").starts_with("attachment; filename=\"risalah _ 1.pdf\""));
    assert_eq!(header(&given, "etag"), format!("\"{}\"", told["sha256"].as_str().unwrap()));
    assert!(given.bytes().await.unwrap() == content);

    let part = office.get(Method::GET, &office.document, Some("bytes=5-7")).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(header(&part, "content-range"), format!("bytes 5-7/{}", content.len()));
    assert_eq!(part.bytes().await.unwrap(), "1.7");
    let end = office.get(Method::GET, &office.document, Some("bytes=-2")).await;
    assert_eq!(end.bytes().await.unwrap(), content[content.len() - 2..]);
    let beyond = office.get(Method::GET, &office.document, Some("bytes=99999999-")).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let head = office.get(Method::HEAD, &office.document, None).await;
    assert_eq!(header(&head, "content-length"), content.len().to_string());

    let query = format!("{{ node(id: {:?}) {{ id }} }}", office.document);
    office.ask(&query, json!({})).await;
    let again = office.send(Some(&office.key), &office.document, "file", b"%PDF-1.7 another").await;
    assert_eq!(code(again).await, (409, "HAS_FILE".into()), "another file is another document");
}

#[tokio::test]
async fn a_file_is_refused_with_a_reason() {
    let office = Office::new().await;
    let key = Some(office.key.as_str());
    let send = |content: &'static [u8]| office.send(key, &office.document, "file", content);
    assert_eq!(code(send(b"<html><script>alert(1)</script>").await).await, (415, "UNSUPPORTED_FILE".into()));
    assert_eq!(code(send(b"\x7fELF\x02\x01\x01\0").await).await, (415, "UNSUPPORTED_FILE".into()));
    assert_eq!(code(send(b"").await).await, (400, "BAD_REQUEST".into()), "nothing was chosen");
    let other_field = office.send(key, &office.document, "other", b"%PDF-1.7").await;
    assert_eq!(code(other_field).await, (400, "BAD_REQUEST".into()));
    let stranger = office.send(None, &office.document, "file", b"%PDF-1.7").await;
    assert_eq!(code(stranger).await, (401, "SIGN_IN_FIRST".into()));
    let nothing = office.send(key, "AAAA", "file", b"%PDF-1.7").await;
    assert_eq!(code(nothing).await, (404, "NOT_FOUND".into()));
    let long = vec![b'x'; 51 * 1024 * 1024];
    assert_eq!(code(office.send(key, &office.document, "file", &long).await).await, (413, "LIMIT_EXCEEDED".into()));
    assert_eq!(office.get(Method::GET, &office.document, None).await.status(), StatusCode::NOT_FOUND);
    let unseen = Client::new().get(office.path(&office.document)).send().await.unwrap();
    assert_eq!(code(unseen).await, (404, "NOT_FOUND".into()), "who may not see it learns nothing");
}

#[tokio::test]
async fn what_was_stored_outlives_a_killed_service() {
    let mut office = Office::new().await;
    let sent = office.send(Some(&office.key), &office.document, "file", b"Risalah rapat\n").await;
    assert_eq!(sent.status(), StatusCode::CREATED);
    office.service.signal("KILL");
    office.service.wait();
    office.service = office.place.serve();
    let given = office.get(Method::GET, &office.document, None).await;
    assert_eq!(given.bytes().await.unwrap(), "Risalah rapat\n");
    let arrivals = office.place.path().join("kembar-data/arrivals");
    assert_eq!(fs::read_dir(arrivals).unwrap().count(), 0);
}
