//! What happens to uploads that are refused, interrupted, too many or killed: nothing is left of them.

use super::*;
use entity::{
    Caller, Registry,
    agreement::{
        document::arrival::act::{Expected, expect_content, expect_file},
        record::document,
    },
    clock::{Clock, SystemClock},
    database,
    testing::TestClock,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::{
    collections::BTreeSet,
    fs::File,
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// How long to wait for something to happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until something is so.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < end, "it did not happen: {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn opened(office: &Office) -> database::Database {
    let file = office.place.path().join("kembar-data/kembar.db");
    database::open(&format!("sqlite://{}", file.display()), 1).await.unwrap()
}

/// How many arrivals the registry knows of.
pub async fn arrivals(office: &Office) -> i64 {
    let db = opened(office).await;
    let count = "select count(*) as number from file_arrival";
    let row = db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), count)).await.unwrap();
    row.unwrap().try_get("", "number").unwrap()
}

/// The files below a folder.
fn files_below(folder: PathBuf) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { _ = found.insert(path) }
        }
    }
    found
}

/// What is in the folder of documents.
pub fn stored(office: &Office) -> BTreeSet<PathBuf> {
    files_below(office.place.path().join("kembar-data/documents"))
}

fn pdf(length: usize) -> Vec<u8> {
    let numbers = (0..).flat_map(u32::to_le_bytes);
    b"%PDF-1.7\n".iter().copied().chain(numbers).take(length).collect()
}

impl Office {
    /// Begins to send a file of this length, sends part of it, and stops there.
    fn begin(&self, key: &str, document: &str, length: usize, content: &[u8]) -> TcpStream {
        let form = "--grens\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
        let mut stream = TcpStream::connect(self.service.address()).unwrap();
        let head = format!(
            "POST /documents/{document}/file HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {key}\r\n\
             content-type: multipart/form-data; boundary=grens\r\ncontent-length: {length}\r\n\r\n",
            self.service.address()
        );
        stream.write_all(head.as_bytes()).unwrap();
        if !content.is_empty() {
            stream.write_all(form.as_bytes()).unwrap();
            stream.write_all(content).unwrap();
        }
        stream
    }

    /// A key of the partner, who enters data.
    fn partners_key(&self) -> String {
        let arguments = ["client", "add", "--name", "Mitra", "--in", "id-kota-bandung"];
        let said = self.place.run(&[&arguments[..], &["--role", "DATA_ENTRY", "--scope", "WRITE"]].concat());
        said.out.split_whitespace().find(|word| word.starts_with("kbr_")).unwrap().to_owned()
    }

    fn restart(&mut self) {
        self.service = self.place.serve();
    }

    fn kill(&mut self) {
        self.service.signal("KILL");
        self.service.wait();
    }
}

/// The first line of an answer.
fn status_line(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\r\n") {
        stream.read_exact(&mut byte).unwrap();
        line.push(byte[0]);
    }
    String::from_utf8(line).unwrap()
}

#[tokio::test]
async fn who_may_not_send_a_file_is_told_so_before_its_first_byte() {
    let office = Office::new().await;
    let partner = office.partners_key();
    let home = office.region("35.78").await;
    let of_home =
        json!({ "agreement": office.agreement, "kind": "ACTION_PLAN", "party": home, "visibility": "PARTIES" });
    let document = office.record(of_home).await;
    // The answer comes, and not a byte of the body was sent.
    let mut stream = office.begin(&partner, &document, 40_000_000, b"");
    assert!(status_line(&mut stream).starts_with("HTTP/1.1 403 "));
    for _ in 0..3 {
        let refused = office.send(Some(&partner), &document, "file", &pdf(200_000)).await;
        assert_eq!(code(refused).await, (403, "NOT_ALLOWED".into()));
    }
    let mut stream = office.begin(&partner, &office.document, 40_000_000, b"");
    assert!(status_line(&mut stream).starts_with("HTTP/1.1 404 "), "another's own document is not there");
    assert_eq!(stored(&office), BTreeSet::new());
    assert_eq!(arrivals(&office).await, 0);
    assert_eq!(office.send(Some(&office.key), &document, "file", &pdf(200_000)).await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn nothing_is_left_of_a_file_that_was_refused_for_what_it_is() {
    let office = Office::new().await;
    let key = Some(office.key.as_str());
    let unwanted = [(b"<html>".as_slice(), 415), (&pdf(0), 400), (b"PK\x03\x04", 415)];
    for (content, status) in unwanted {
        assert_eq!(code(office.send(key, &office.document, "file", content).await).await.0, status);
    }
    until("no arrival is left", async || arrivals(&office).await == 0).await;
    // Two files race for one document.
    let (one, other) = (pdf(3_000_000), pdf(2_000_000));
    let (first, second) = tokio::join!(
        office.send(key, &office.document, "file", &one),
        office.send(key, &office.document, "file", &other)
    );
    let mut codes = [first.status().as_u16(), second.status().as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [201, 409]);
    assert_eq!(stored(&office).len(), 1, "the loser's content is gone");
    assert_eq!(arrivals(&office).await, 1);
    assert_eq!(files_below(office.place.path().join("kembar-data/arrivals")), BTreeSet::new());
}

#[tokio::test]
async fn a_party_sends_no_more_within_a_day_than_it_may() {
    let office = Office::at(Place::new().set("KEMBAR_DAILY_UPLOAD_MB", "50")).await;
    let key = Some(office.key.as_str());
    assert_eq!(office.send(key, &office.document, "file", &pdf(30_000_000)).await.status(), StatusCode::CREATED);
    let lies = stored(&office);
    let second = office.another().await;
    let refused = office.send(key, &second, "file", &pdf(30_000_000)).await;
    let wait: u64 = header(&refused, "retry-after").parse().unwrap();
    assert!((80_000..=86_400).contains(&wait), "{wait}");
    let (status, body) = (refused.status().as_u16(), refused.json::<Value>().await.unwrap());
    assert_eq!((status, &body["errors"][0]["code"]), (429, &json!("DAILY_LIMIT")));
    let message = body["errors"][0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("The limit of 50 MB of files within 24 hours has been reached. Try again in 23 h"),
        "{message}"
    );
    assert_eq!(stored(&office), lies);
    assert_eq!(office.send(key, &second, "file", &pdf(1_000)).await.status(), StatusCode::CREATED, "what fits, fits");
    let partner = office.partners_key();
    let of_partner = json!({
        "agreement": office.agreement, "kind": "ACTION_PLAN", "party": office.region("32.73").await, "visibility": "PARTIES",
    });
    let theirs = office.record_as(&partner, of_partner).await;
    let sent = office.send(Some(&partner), &theirs, "file", &pdf(30_000_001)).await;
    assert_eq!(sent.status(), StatusCode::CREATED, "others have room of their own");
}

#[tokio::test]
async fn a_party_sends_a_few_files_at_once() {
    let office = Office::new().await;
    let half = pdf(100_000);
    let under_way: Vec<TcpStream> =
        (0..4).map(|_| office.begin(&office.key, &office.document, 40_000_000, &half)).collect();
    until("all have begun", async || arrivals(&office).await == 4).await;
    let refused = office.send(Some(&office.key), &office.document, "file", &half).await;
    assert_eq!(header(&refused, "retry-after"), "5");
    assert_eq!(code(refused).await, (503, "OVERLOADED".into()));
    drop(under_way);
    until("an interrupted upload does not count", async || arrivals(&office).await == 0).await;
    assert_eq!(office.send(Some(&office.key), &office.document, "file", &half).await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn nothing_is_left_a_day_after_a_service_was_killed_while_a_file_came_in() {
    let mut office = Office::new().await;
    let kept = office.send(Some(&office.key), &office.document, "file", b"Risalah rapat\n").await;
    assert_eq!(kept.status(), StatusCode::CREATED);
    let kept = stored(&office);
    // Killed while it arrives: what arrives has no name.
    let document = office.another().await;
    let stream = office.begin(&office.key, &document, 40_000_000, &pdf(20_000_000));
    until("it has begun", async || arrivals(&office).await == 2).await;
    office.kill();
    drop(stream);
    assert_eq!(stored(&office), kept);
    assert_eq!(files_below(office.place.path().join("kembar-data/arrivals")), BTreeSet::new());
    // Killed while it is being written to the store.
    office.restart();
    let head = b"--grens\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
    let body = [head.as_slice(), &pdf(50_000_000), b"\r\n--grens--\r\n"].concat();
    let request = Client::new().post(office.path(&document)).bearer_auth(&office.key).body(body);
    let sending = tokio::spawn(request.header("content-type", "multipart/form-data; boundary=grens").send());
    until("it is being written", async || stored(&office).len() > kept.len()).await;
    office.kill();
    assert!(sending.await.unwrap().is_err(), "nobody was told that it is there");
    let half = stored(&office).difference(&kept).next().cloned().expect("something is left of it");

    // A day later.
    let db = opened(&office).await;
    let earlier =
        "update file_arrival set begun_at = '2026-01-01 00:00:00+00:00' where id not in (select arrival_id from blob)";
    db.execute_unprepared(earlier).await.unwrap();
    drop(db);
    age(&half);
    office.restart();
    until("it is swept", async || stored(&office) == kept && arrivals(&office).await == 1).await;
    let given = office.get(Method::GET, &office.document, None).await;
    assert_eq!(given.bytes().await.unwrap(), "Risalah rapat\n");
    assert_eq!(office.send(Some(&office.key), &document, "file", &pdf(1_000)).await.status(), StatusCode::CREATED);
}

/// Makes a file two days old.
fn age(file: &std::path::Path) {
    let before = SystemTime::from(SystemClock.now() - chrono::Duration::days(2));
    File::options().write(true).open(file).unwrap().set_modified(before).unwrap();
}

#[tokio::test]
async fn what_no_document_needs_is_swept_and_what_nobody_knows_is_shown() {
    let mut office = Office::new().await;
    assert_eq!(office.send(Some(&office.key), &office.document, "file", b"Risalah rapat\n").await.status(), 201);
    let waiting = office.another().await;
    office.kill();
    let kept = stored(&office);
    let write = |name: &str, old: bool| {
        let path = office.place.path().join("kembar-data/documents").join(&name[..2]).join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "isi").unwrap();
        if old {
            age(&path);
        }
        path
    };
    // Two days ago a service stored a file, and was killed before it said so.
    let db = opened(&office).await;
    let ago = TestClock::at(&(SystemClock.now() - chrono::Duration::days(2)).to_rfc3339());
    let registry = Registry::new(db.clone(), Arc::new(ago));
    let free = document::Entity::find().all(&db).await.unwrap().into_iter().find(|one| one.sha256.is_none()).unwrap();
    let expected = expect_file(&registry, &Caller::system(), free.id, 3, 1_000).await.unwrap();
    let Expected::New(arrival, _) = expected else { panic!("it has a file") };
    let lost = "a".repeat(64);
    expect_content(&registry, arrival, &lost, 3).await.unwrap();
    db.close().await.unwrap();
    let lost = write(&format!("{lost}-{}", arrival.simple()), false);
    let half = write(&format!("{}#1", "b".repeat(64)), true);
    let young_half = write(&format!("{}#1", "c".repeat(64)), false);
    let unknown = write(&"d".repeat(64), true);
    let young = write(&"e".repeat(64), false);
    let others = write("readme.txt", true);

    let report = office.place.run(&["doctor"]);
    assert!(report.out.contains("files: 1 belong to documents; 1 are left over and 2 half written"), "{report:?}");
    let shown = format!("warn  files: 1 (3 bytes) belong to no document: dd/{}", "d".repeat(64));
    assert!(report.out.contains(&shown), "{report:?}");
    office.restart();
    until("what is left over is gone", async || !lost.exists() && !half.exists()).await;
    let rest: BTreeSet<PathBuf> =
        [&young_half, &unknown, &young, &others].into_iter().cloned().chain(kept.clone()).collect();
    assert_eq!(stored(&office), rest, "nothing else is touched");
    let listed = office.place.run(&["strays", "list"]);
    assert!(listed.out.contains("Of no document: 1 file (3 bytes). Of a document: 1."), "{listed:?}");
    assert!(unknown.exists());
    assert_eq!(office.place.run(&["strays", "remove"]).code, Some(0));
    assert!(office.place.run(&["strays", "remove"]).out.ends_with("Nothing to remove.\n"));
    assert!(!unknown.exists() && young.exists() && others.exists());
    assert_eq!(office.send(Some(&office.key), &waiting, "file", b"Risalah lain\n").await.status(), 201);

    fs::remove_file(kept.first().unwrap()).unwrap();
    let report = office.place.run(&["doctor"]);
    assert!(report.code == Some(1) && report.out.contains("FAIL  files: 1 of documents are missing: "), "{report:?}");
    // The same content, sent with another document, brings it back.
    let another = office.another().await;
    assert_eq!(office.send(Some(&office.key), &another, "file", b"Risalah rapat\n").await.status(), 201);
    let given = office.get(Method::GET, &office.document, None).await;
    assert_eq!(given.bytes().await.unwrap(), "Risalah rapat\n");
    assert_eq!(office.place.run(&["doctor"]).code, Some(0));
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_left_on_it() {
    for folder in ["kembar-data/arrivals", "kembar-data/documents"] {
        let Some(place) = Place::new().with_small_disk(folder, 8) else { return };
        let office = Office::at(place).await;
        let key = Some(office.key.as_str());
        let refused = office.send(key, &office.document, "file", &pdf(12_000_000)).await;
        assert_eq!(header(&refused, "retry-after"), "30");
        assert_eq!(code(refused).await, (503, "STORAGE_FULL".into()), "{folder}");
        let seen = format!("/proc/{}/root{}", office.service.process(), office.place.path().join(folder).display());
        assert_eq!(files_below(seen.into()), BTreeSet::new());
        until("nothing of it counts", async || arrivals(&office).await == 0).await;
        assert_eq!(
            office.send(key, &office.document, "file", &pdf(6_000_000)).await.status(),
            201,
            "there is room again"
        );
        assert!(office.get(Method::GET, &office.document, None).await.bytes().await.unwrap() == pdf(6_000_000));
    }
}

/// A document of Word with this content type for its main part, and more entries.
fn word(kind: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"{kind}\"/></Types>"
    );
    let root = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
                Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
                Target=\"word/document.xml\"/></Relationships>";
    let main = [("[Content_Types].xml", &*types), ("_rels/.rels", root), ("word/document.xml", "<w:document/>")];
    zipped(&[&main[..], more].concat())
}

fn text(more: &[(&str, &str)]) -> Vec<u8> {
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"/\"/></manifest:manifest>";
    let main = [("mimetype", "application/vnd.oasis.opendocument.text"), ("META-INF/manifest.xml", manifest)];
    zipped(&[&main[..], more].concat())
}

fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn documents_with_macros_are_refused_whatever_they_are_called() {
    const PLAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    const MACROS: &str = "application/vnd.ms-word.document.macroEnabled.main+xml";
    let office = Office::new().await;
    let key = Some(office.key.as_str());
    for (what, content) in [
        ("lower case", word(PLAIN, &[("word/vbaproject.bin", "x")])),
        ("a renamed part", word(MACROS, &[("word/data.bin", "x")])),
        ("macros of Excel 4", word(PLAIN, &[("xl/macrosheets/sheet1.xml", "<x/>")])),
        ("scripts", text(&[("Scripts/python/x.py", "import os")])),
        ("basic", text(&[("basic/Standard/Module1.xml", "<x/>")])),
    ] {
        let refused = office.send(key, &office.document, "file", &content).await;
        assert_eq!(code(refused).await, (415, "UNSUPPORTED_FILE".into()), "{what}");
    }
    assert_eq!(stored(&office), BTreeSet::new());
    for (content, media) in [(word(PLAIN, &[]), "wordprocessingml.document"), (text(&[]), "opendocument.text")] {
        let document = office.another().await;
        let sent = office.send(key, &document, "file", &content).await;
        assert_eq!(sent.status(), StatusCode::CREATED);
        assert!(sent.json::<Value>().await.unwrap()["mediaType"].as_str().unwrap().ends_with(media));
    }
}
