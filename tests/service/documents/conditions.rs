//! Requests that depend on what the caller has, and the names under which files are returned.

use super::*;

impl Office {
    async fn ask_for(&self, method: Method, document: &str, headers: &[(&str, &str)]) -> Response {
        let request = Client::new().request(method, self.path(document)).bearer_auth(&self.key);
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
    }
}

#[tokio::test]
async fn what_the_caller_has_is_not_sent_again() {
    let office = Office::new().await;
    let sent = office.send(Some(&office.key), &office.document, "file", b"%PDF-1.7 naskah").await;
    let sha256 = sent.json::<Value>().await.unwrap()["sha256"].as_str().unwrap().to_owned();
    let (tag, weak, other) = (format!("\"{sha256}\""), format!("W/\"{sha256}\""), "\"lain\"");
    let list = format!("{other}, {tag}");
    for has in [tag.as_str(), &weak, &list, "*"] {
        for method in [Method::GET, Method::HEAD] {
            let answer =
                office.ask_for(method, &office.document, &[("if-none-match", has), ("range", "bytes=0-3")]).await;
            assert_eq!(answer.status(), StatusCode::NOT_MODIFIED, "{has}");
            assert_eq!((header(&answer, "etag"), header(&answer, "cache-control")), (&*tag, "private, no-cache"));
            assert_eq!(answer.bytes().await.unwrap(), "");
        }
    }
    let answer = office.ask_for(Method::GET, &office.document, &[("if-none-match", other)]).await;
    assert_eq!((answer.status(), &*answer.bytes().await.unwrap()), (StatusCode::OK, b"%PDF-1.7 naskah".as_slice()));
    let unseen = Client::new().get(office.path(&office.document)).header("if-none-match", "*").send().await.unwrap();
    assert_eq!(code(unseen).await, (404, "NOT_FOUND".into()), "who may not see it learns nothing");
}

#[tokio::test]
async fn a_part_is_sent_only_of_what_the_caller_has() {
    let office = Office::new().await;
    let sent = office.send(Some(&office.key), &office.document, "file", b"%PDF-1.7 naskah").await;
    let sha256 = sent.json::<Value>().await.unwrap()["sha256"].as_str().unwrap().to_owned();
    let (tag, weak) = (format!("\"{sha256}\""), format!("W/\"{sha256}\""));
    let of = async |value: String| {
        let headers = [("range", "bytes=0-3"), ("if-range", &*value)];
        office.ask_for(Method::GET, &office.document, &headers).await.status().as_u16()
    };
    assert_eq!(of(tag).await, 206);
    assert_eq!(of(weak).await, 200);
    assert_eq!(of("\"lain\"".into()).await, 200);
    assert_eq!(of("Sat, 21 Nov 2026 08:00:00 GMT".into()).await, 200);
    let head = office.ask_for(Method::HEAD, &office.document, &[("range", "bytes=0-3")]).await;
    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, "15"), "it is for GET only");
}

#[tokio::test]
async fn a_file_comes_back_under_a_name_that_is_true() {
    let office = Office::new().await;
    for (said, name) in [
        ("../../etc/hapus.bat", "hapus.bat.txt"),
        ("C:\\Users\\siti\\halaman.html", "halaman.html.txt"),
        ("faktur\u{202e}txt.exe", "fakturtxt.exe.txt"),
        ("", "file.txt"),
        ("catatan.TXT", "catatan.TXT"),
    ] {
        let document = office.another().await;
        // A quoted text takes a backslash before a backslash.
        let quoted = said.replace('\\', "\\\\");
        let content = format!("Isi dari {said:?}\n");
        let sent = office.send_as(Some(&office.key), &document, ("file", &quoted), content.as_bytes()).await;
        assert_eq!(sent.status(), StatusCode::CREATED, "{said:?}");
        let given = office.get(Method::GET, &document, None).await;
        assert_eq!(header(&given, "content-type"), "text/plain");
        let disposition = header(&given, "content-disposition").to_owned();
        assert!(disposition.starts_with(&format!("attachment; filename=\"{name}\"")), "{said:?}: {disposition}");
        let query = format!(
            "{{ node(id: {:?}) {{ ... on Agreement {{ documents {{ id file {{ name }} }} }} }} }}",
            office.agreement
        );
        let answer = office.ask(&query, json!({})).await;
        let documents = answer["node"]["documents"].as_array().unwrap();
        let told = documents.iter().find(|one| one["id"] == document).unwrap();
        assert_eq!(told["file"]["name"], name);
    }
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let office = Office::new().await;
    let key = Some(office.key.as_str());
    let content: Vec<u8> = b"%PDF-1.7\n".iter().copied().chain((0..=255).cycle().take(300_000)).collect();
    let first = office.send(key, &office.document, "file", &content).await;
    assert_eq!(first.status(), StatusCode::CREATED);
    let told: Value = first.json().await.unwrap();
    let lies = uploads::stored(&office);
    let again = office.send(key, &office.document, "file", &content).await;
    assert_eq!(again.status(), StatusCode::OK);
    assert_eq!(again.json::<Value>().await.unwrap(), told);
    let mut other = content.clone();
    other[200_000] ^= 1;
    for other in [&other[..], &content[..299_000], &[&content[..], b"x"].concat()] {
        let refused = office.send(key, &office.document, "file", other).await;
        assert_eq!(code(refused).await, (409, "HAS_FILE".into()));
    }
    let elsewhere = office.another().await;
    assert_eq!(office.send(key, &elsewhere, "file", &content).await.status(), StatusCode::CREATED);
    assert_eq!(uploads::stored(&office), lies, "the same content is stored once");
    assert!(office.get(Method::GET, &elsewhere, None).await.bytes().await.unwrap() == content);
}
