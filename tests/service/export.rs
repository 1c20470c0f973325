//! Agreements as a file for a meeting: the same as the list of the API, for the same reader.

use crate::kembar::{Place, Service};
use reqwest::{Client, Response};
use serde_json::{Value, json};

/// The demonstration in a folder that is kept, so that commands can run beside it.
struct Meeting {
    place: Place,
    service: Service,
}

impl Meeting {
    fn new() -> Self {
        let place = Place::new();
        let service = place.start(&["demo", "--listen", "127.0.0.1:0", "--keep", "kept"]);
        Self { place, service }
    }

    async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let request = Client::new().post(format!("{}/graphql", self.service.url));
        let request = token.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth);
        let request = request.header("accept-language", "en").json(&json!({ "query": query, "variables": variables }));
        let mut answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    async fn token(&self, name: &str) -> String {
        let sign_in = "mutation ($input: SignInInput!) { signIn(input: $input) { token } }";
        let input = json!({
            "email": format!("{name}@contoh.example"), "password": "jembatan dua kota", "session": "TOKEN",
        });
        let answer = self.ask(None, sign_in, json!({ "input": input })).await;
        answer["signIn"]["token"].as_str().unwrap().to_owned()
    }

    async fn get(&self, token: Option<&str>, query: &str) -> Response {
        let request = Client::new().get(format!("{}/export/agreements.csv?{query}", self.service.url));
        let request = token.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth);
        request.header("accept-language", "en").send().await.unwrap()
    }

    /// The identifier and title of each row.
    async fn rows(&self, token: Option<&str>, query: &str) -> Vec<(String, String)> {
        let answer = self.get(token, query).await;
        assert_eq!(answer.status(), 200, "{query}");
        cells(&answer.text().await.unwrap())
    }

    /// The same of the API's list.
    async fn listed(&self, token: Option<&str>, filter: Value) -> Vec<(String, String)> {
        let list =
            "query ($filter: AgreementFilter) { agreements(filter: $filter, first: 100) { nodes { id title } } }";
        let answer = self.ask(token, list, json!({ "filter": filter })).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let nodes = answer["agreements"]["nodes"].as_array().unwrap();
        nodes.iter().map(|node| (text(&node["id"]), text(&node["title"]))).collect()
    }

    async fn region(&self, code: &str) -> String {
        let query = format!("{{ region(by: {{code: {{scheme: \"kemendagri\", value: {code:?}}}}}) {{ id }} }}");
        self.ask(None, &query, json!({})).await["region"]["id"].as_str().unwrap().to_owned()
    }
}

fn cells(file: &str) -> Vec<(String, String)> {
    let file = file.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    reader.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[2].to_owned())).collect()
}

#[tokio::test]
async fn a_file_is_the_list_that_its_reader_sees() {
    let meeting = Meeting::new();
    let reviewer = meeting.token("banyu").await;
    let (java, surabaya) = (meeting.region("35").await, meeting.region("35.78").await);
    let filters = [
        (String::new(), json!({})),
        ("vitality=DORMANT,UNKNOWN".into(), json!({ "vitality": ["DORMANT", "UNKNOWN"] })),
        (
            "stage=IN_FORCE,EXPIRED&class=SISTER".into(),
            json!({ "stage": ["IN_FORCE", "EXPIRED"], "class": ["SISTER"] }),
        ),
        ("scheme=KSDPL_SISTER_CITY&country=jp".into(), json!({ "scheme": ["KSDPL_SISTER_CITY"], "country": "JP" })),
        (format!("within={java}"), json!({ "within": java })),
        ("within=id-provinsi-jawa-timur".into(), json!({ "within": java })),
        (format!("party={surabaya}&inForceOn=2026-11-22"), json!({ "party": surabaya, "inForceOn": "2026-11-22" })),
        ("expiresBefore=2030-01-01".into(), json!({ "expiresBefore": "2030-01-01" })),
        ("search=contoh&language=id".into(), json!({ "search": "contoh" })),
        ("search=contoh&vitality=&stage=&lang=id".into(), json!({ "search": "contoh" })),
    ];
    for token in [None, Some(reviewer.as_str())] {
        for (query, filter) in &filters {
            let (mut rows, mut listed) =
                (meeting.rows(token, query).await, meeting.listed(token, filter.clone()).await);
            if query.contains("lang=id") || query.contains("language=id") {
                rows.iter_mut().chain(&mut listed).for_each(|(_, title)| title.clear());
            }
            assert_eq!(rows, listed, "{query}");
            let found = !rows.is_empty() || query.starts_with("expires");
            assert!(found, "{query} finds something to compare");
        }
    }
    let (strangers, all) = (meeting.rows(None, "").await, meeting.rows(Some(&reviewer), "").await);
    assert!(strangers.len() < all.len(), "what is hidden is absent");
    let operators = meeting.place.run(&["export", "agreements", "--data-dir", "kept", "--language", "id"]);
    assert_eq!((cells(&operators.out), operators.code), (all, Some(0)));
    let narrow = ["--vitality", "DORMANT", "--within", "id-provinsi-jawa-timur", "--language", "id"];
    let command = ["export", "agreements", "--data-dir", "kept"];
    let narrowed = meeting.place.run(&[&command[..], &narrow].concat());
    assert!(narrowed.out.starts_with("\u{feff}Pengenal,Nomor,Judul,"), "{narrowed:?}");
    let wrong = meeting.place.run(&[&command[..], &["--stage", "SLEEPING"]].concat());
    assert!(wrong.code == Some(1) && wrong.out.is_empty() && wrong.err.contains("IN_FORCE"), "{wrong:?}");
    let several = ["--vitality", "DORMANT", "--vitality", "UNKNOWN"];
    let several = meeting.place.run(&[&command[..], &several].concat());
    let both = meeting.place.run(&[&command[..], &["--vitality", "DORMANT,UNKNOWN"]].concat());
    assert!(several.code == Some(0) && several.out == both.out && several.out.lines().count() > 1, "{several:?}");
    let wrong = meeting.place.run(&[&command[..], &["--ending-within", "soon"]].concat());
    assert!(wrong.code == Some(1) && wrong.err.contains("--ending-within"), "{wrong:?}");
}

#[tokio::test]
async fn a_file_is_for_a_spreadsheet_program_and_nothing_in_it_is_carried_out() {
    let meeting = Meeting::new();
    let coordinator = meeting.token("citra").await;
    let hostile = "=HYPERLINK(\"http://jahat.example\",\"klik\")";
    let input = json!({
        "parties": [meeting.region("35.78").await, meeting.region("32.73").await], "class": "PROJECT",
        "channel": "OWN_REGION", "letter": { "issuedOn": "2026-01-05" }, "title": { "id": hostile, "en": hostile },
        "referenceNo": "@SUM(1+1)",
    });
    let mutation =
        "mutation ($input: RegisterInitiativeInput!) { registerInitiative(input: $input) { errors { code } } }";
    let begun = meeting.ask(Some(&coordinator), mutation, json!({ "input": input })).await;
    assert_eq!(begun["registerInitiative"]["errors"], json!([]));

    let answer = meeting.get(Some(&coordinator), "language=id&within=id-provinsi-jawa-timur").await;
    let header = |name: &str| answer.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8; header=present");
    assert!(header("content-disposition").starts_with("attachment; filename=\"kembar-kerja-sama-20"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "private, no-store");
    let file = answer.text().await.unwrap();
    assert!(file.starts_with("\u{feff}Pengenal,Nomor,Judul,Para pihak,Negara,Provinsi,"), "{file}");
    assert!(file.contains(",'@SUM(1+1),\"'=HYPERLINK(\"\"http://jahat.example\"\",\"\"klik\"\")\","), "{file}");
    assert!(
        file.contains(",Kota Surabaya | Kota Bandung,Indonesia,Provinsi Jawa Timur | Provinsi Jawa Barat,"),
        "{file}"
    );
    let strangers = meeting.get(None, "").await.text().await.unwrap();
    assert!(!strangers.contains("HYPERLINK"));
}

#[tokio::test]
async fn exchanges_are_those_of_the_list_and_come_in_again_unchanged() {
    let meeting = Meeting::new();
    let get = async |token: Option<&str>, query: &str| {
        let address = format!("{}/export/exchanges.csv?{query}", meeting.service.url);
        let request = Client::new().get(address).header("accept-language", "en");
        token.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth).send().await.unwrap()
    };
    let answer = get(None, "").await;
    let disposition = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(disposition.contains("kembar-exchanges-20"), "{disposition}");
    let strangers = answer.text().await.unwrap();
    let count = |file: &str| cells(file).len();
    let organiser = meeting.token("fajar").await;
    let hidden = json!({
        "title": { "en": "Unseen" }, "method": "FORUM", "format": "ONLINE", "visibility": "OWN",
        "ownedBy": meeting.region("73.71").await,
        "when": { "startsOn": "2024-02-29" }, "source": "a diary",
    });
    let record =
        "mutation ($input: RecordPastExchangeInput!) { recordPastExchange(input: $input) { errors { code } } }";
    let made = meeting.ask(Some(&organiser), record, json!({ "input": hidden })).await;
    assert_eq!(made["recordPastExchange"]["errors"], json!([]));
    let theirs = get(Some(&organiser), "").await.text().await.unwrap();
    assert!(0 < count(&strangers) && count(&strangers) < count(&theirs), "what is hidden is absent");
    let online = get(None, "format=ONLINE").await.text().await.unwrap();
    assert!((1..count(&strangers)).contains(&count(&online)));
    let wrong = get(None, "format=SOMEWHERE").await;
    assert_eq!(wrong.status(), 400);
    let body: Value = wrong.json().await.unwrap();
    assert!(body["errors"][0]["message"].as_str().unwrap().contains("ONSITE"), "{body}");

    let run = |arguments: &[&str]| meeting.place.run(arguments);
    let operators = run(&["export", "exchanges", "--data-dir", "kept"]);
    assert_eq!((operators.out.as_str(), operators.code), (strangers.as_str(), Some(0)), "it leaves the registry");
    std::fs::write(meeting.place.path().join("back.csv"), &strangers).unwrap();
    drop(meeting.service);
    let back = run(&["import", "exchanges", "back.csv", "--data-dir", "kept"]);
    assert_eq!(back.code, Some(0), "{back:?}");
    assert_eq!(run(&["export", "exchanges", "--data-dir", "kept"]).out, strangers, "{}", back.out);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_what_can() {
    let meeting = Meeting::new();
    for (query, word) in [
        ("stage=SLEEPING", "IN_FORCE"),
        ("vitality=DORMANT,", "NEVER_STARTED"),
        ("class=sister", "SISTER"),
        ("scheme=%00", "KSDPL_SISTER_CITY"),
        ("country=Japan", "two-letter"),
        ("party=nobody", "id-kota-surabaya"),
        ("party=%00", "id-kota-surabaya"),
        ("within=%27%20or%201=1", "id-kota-surabaya"),
        ("inForceOn=yesterday", "2026-02-28"),
        ("expiresBefore=2026", "2026-02-28"),
        ("language=fr", "id, en"),
        ("language=id&language=en", "only once"),
        ("language=id&lang=en", "only once"),
        ("endingWithin=36501", "a whole number from 0 to 36500"),
        ("endingWithin=-1", "a whole number from 0 to 36500"),
        ("endingWithin=soon", "a whole number such as 180"),
        ("search=a&search=b", "only once"),
        ("stagee=IN_FORCE", "Unknown parameter"),
    ] {
        let answer = meeting.get(None, query).await;
        assert_eq!(answer.status(), 400, "{query}");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["errors"][0]["code"], "BAD_REQUEST", "{query}");
        assert!(body["errors"][0]["message"].as_str().unwrap().contains(word), "{query}: {body}");
    }
    for query in ["search=%00%27%22", "search=", "party=BAAAAAAAAAAAAAAAAAAAAAA", "inForceOn=%2B20000-01-01"] {
        let found = meeting.get(None, query).await.status();
        assert!(found == 200 || found == 400, "{query}: {found}");
    }
    let stale = meeting.get(Some("kbs_gone"), "").await;
    assert_eq!(stale.status(), 401, "a caller with invalid credentials is not taken for a stranger");
}
