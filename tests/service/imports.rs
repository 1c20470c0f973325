//! Files that officers import in `kembar demo`: sent, checked, entered, taken back; and those that nobody should send.

use crate::{
    forms::{Reader, between, plain},
    kembar::{Place, Service},
};
use reqwest::{Response, StatusCode};
use serde_json::Value;

/// What a browser says that it takes.
const PAGE: &str = "text/html";

/// Sends a file with these fields before it.
async fn upload(
    reader: &Reader<'_>,
    accept: &str,
    fields: &[(&str, &str)],
    (name, content): (&str, &[u8]),
) -> Response {
    let mut body = Vec::new();
    for (field, text) in fields {
        let part = format!("--grens\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--grens\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--grens--\r\n");
    let address = format!("{}/imports/files?lang=en", reader.demo.url);
    let request = reader.client.post(address).header("content-type", "multipart/form-data; boundary=grens");
    request.header("accept", accept).body(body).send().await.unwrap()
}

/// The party of somebody, as the form for a file names it.
async fn own(reader: &Reader<'_>) -> String {
    let form = reader.read("/imports/new?lang=en").await;
    between(between(&form, "id=\"party\"", ">"), "value=\"", "\"").to_owned()
}

async fn json(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    (status, answer.json().await.unwrap())
}

fn demo(place: &Place) -> Service {
    place.start(&["demo", "--listen", "127.0.0.1:0"])
}

#[tokio::test]
async fn a_file_is_checked_settled_entered_and_taken_back() {
    let place = Place::new();
    let demo = demo(&place);
    let citra = Reader::of(&demo, "citra").await;
    assert!(citra.read("/partnerships?lang=en").await.contains("href=\"/imports\""));
    let party = own(&citra).await;
    let fields = [("kind", "PARTNERSHIPS"), ("party", party.as_str()), ("source", "Arsip kota")];
    let table =
        "region_a,region_b,class,since\nKota Surabaya,Brisbane,project,2001\nKota Surabaya,Atlantis,project,2002\n";
    let sent = upload(&citra, PAGE, &fields, ("mitra.csv", table.as_bytes())).await;
    assert_eq!(sent.status(), 200);
    let address = sent.url().path().to_owned();
    let page = plain(&sent.text().await.unwrap());
    for part in
        ["2 rows cannot be entered yet</h1>", "Nothing has been entered yet.", "Which place is meant?", "“Brisbane”"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("known as &quot;Atlantis&quot;"), "{page}");
    let import = between(&page, "name=\"input.import\" value=\"", "\"").to_owned();
    let choice = between(between(&page, "id=\"input.choices.0.place\"", ">"), "value=\"", "\"").to_owned();
    let chosen = [
        ("input.import", import.as_str()),
        ("input.expectedRevision", "1"),
        ("input.choices.0.column", "region_b"),
        ("input.choices.0.written", "Brisbane"),
        ("input.choices.0.place", &choice),
    ];
    let settled = citra.send(&format!("{address}/choose?lang=en"), &chosen).await;
    assert_eq!((settled.status().as_u16(), settled.url().path()), (200, address.as_str()));
    let page = citra.read(&format!("{address}?lang=en")).await;
    assert!(page.contains("Enter 1 row and leave out 1</button>"), "{page}");
    let rejects = citra.open(&format!("{address}/rejects.csv?lang=en")).await.text().await.unwrap();
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines[0], "\u{feff}region_a,region_b,class,since,place_a,place_b,reason");
    assert!(lines[1].starts_with("Kota Surabaya,Atlantis,project,2002,,,\"region_b: "), "{rejects}");
    let stale = [("input.import", import.as_str()), ("input.expectedRevision", "1"), ("input.leaveOut", "true")];
    assert_eq!(citra.send(&format!("{address}/confirm?lang=en"), &stale).await.status(), 409);
    let whole = [("input.import", import.as_str()), ("input.expectedRevision", "2")];
    assert_eq!(citra.send(&format!("{address}/confirm?lang=en"), &whole).await.status(), 422);
    let confirm = [whole[0], whole[1], ("input.leaveOut", "true")];
    assert_eq!(citra.send(&format!("{address}/confirm?lang=en"), &confirm).await.status(), 200);
    assert!(citra.read(&format!("{address}?lang=en")).await.contains("1 row was entered</h1>"));
    assert!(citra.read(&format!("{address}?lang=id")).await.contains("1 baris sudah dimasukkan</h1>"));
    let undo = citra.read(&format!("{address}/undo?lang=en")).await;
    assert!(undo.contains("Take back 1 row</button>"), "{undo}");
    let back = [("input.import", import.as_str()), ("input.expectedRevision", "3")];
    assert_eq!(citra.send(&format!("{address}/undo?lang=en"), &back).await.status(), 200);
    let list = citra.read("/imports?lang=en").await;
    assert!(list.contains("mitra.csv") && list.contains("Taken back"), "{list}");
    // Others see nothing of it.
    let gita = Reader::of(&demo, "gita").await;
    assert_eq!(gita.open(&address).await.status(), 404);
    assert_eq!(gita.open(&format!("{address}/rejects.csv")).await.status(), 404);
    let stolen = upload(&gita, "*/*", &fields, ("mitra.csv", table.as_bytes())).await;
    assert_eq!(stolen.status(), 403);
}

#[tokio::test]
async fn what_is_exported_comes_in_again_and_changes_nothing() {
    let place = Place::new();
    let demo = demo(&place);
    let citra = Reader::of(&demo, "citra").await;
    let party = own(&citra).await;
    for (kind, list) in
        [("PARTNERSHIPS", "partnerships"), ("AGREEMENTS", "agreement-steps"), ("EXCHANGES", "exchanges")]
    {
        let exported = citra.open(&format!("/export/{list}.csv")).await.bytes().await.unwrap();
        assert!(String::from_utf8_lossy(&exported).lines().count() > 3, "{kind}");
        let fields = [("kind", kind), ("party", party.as_str())];
        let (status, told) = json(upload(&citra, "*/*", &fields, ("data.csv", &exported)).await).await;
        assert_eq!(status, 201, "{kind}: {told}");
        let counts = ["new", "changed", "choose", "refused"].map(|name| told[name].as_i64().unwrap());
        let page = citra.read(&format!("/imports/{}?lang=en", told["import"].as_str().unwrap())).await;
        assert_eq!(counts, [0; 4], "{kind}: {page}");
        for form in ["csv", "xlsx"] {
            let template = citra.open(&format!("/imports/templates/{}.{form}", kind.to_lowercase())).await;
            let template = template.bytes().await.unwrap();
            let (status, told) = json(upload(&citra, "*/*", &fields, ("templat", &template)).await).await;
            assert_eq!((status.as_u16(), &told["new"]), (201, &Value::from(0)), "{kind} {form}: {told}");
        }
    }
    assert_eq!(citra.open("/imports/templates/regions.csv").await.status(), 404);
}

#[tokio::test]
async fn what_nobody_should_send_is_refused_in_words() {
    let place = Place::new();
    let demo = demo(&place);
    let citra = Reader::of(&demo, "citra").await;
    let party = own(&citra).await;
    let fields = [("kind", "PARTNERSHIPS"), ("party", party.as_str())];
    let long = vec![b'x'; 6 * 1024 * 1024];
    let table = "region_a,region_b\na,b\n";
    for (name, content, status, code) in [
        ("page.xls", &b"<html><table></table></html>"[..], 422, "UNREADABLE_FILE"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 422, "UNREADABLE_FILE"),
        ("broken.xlsx", b"PK\x03\x04 nothing", 422, "UNREADABLE_FILE"),
        ("latin.csv", b"region_a,region_b\nM\xfcnchen,x\n", 422, "UNREADABLE_FILE"),
        ("empty.csv", b"", 422, "UNREADABLE_FILE"),
        ("long.csv", &long, 413, "LIMIT_EXCEEDED"),
    ] {
        let (found, told) = json(upload(&citra, "*/*", &fields, (name, content)).await).await;
        assert_eq!((found.as_u16(), &told["errors"][0]["code"]), (status, &Value::from(code)), "{name}: {told}");
        let page = upload(&citra, PAGE, &fields, (name, content)).await;
        assert_eq!(page.status().as_u16(), status, "{name}");
        let page = plain(&page.text().await.unwrap());
        assert!(
            page.contains(told["errors"][0]["message"].as_str().unwrap().split(['"', '<', '\'']).next().unwrap()),
            "{page}"
        );
        assert!(page.contains("href=\"/imports/new\""), "{page}");
    }
    let other = [("kind", "TREATIES"), ("party", party.as_str())];
    assert_eq!(upload(&citra, "*/*", &other, ("x.csv", table.as_bytes())).await.status(), 409);
    assert_eq!(upload(&citra, "*/*", &[], ("x.csv", table.as_bytes())).await.status(), 409);
    let list = citra.read("/imports?lang=en").await;
    assert!(list.contains("No file has been imported yet"), "{list}");
    let stranger = reqwest::Client::new();
    let stranger = stranger.get(format!("{}/imports/x/rejects.csv", demo.url)).send().await.unwrap();
    assert_eq!(stranger.status(), 404);
}
