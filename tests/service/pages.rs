//! The pages of `kembar demo`, as people walk through them: every link leads somewhere, for everyone, in both languages.

use crate::kembar::{Place, Service};
use reqwest::{Client, Response};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write as _,
};

/// How many pages one reader opens at most.
const MOST: usize = 90;
/// How many pages of one kind, such as `/regions/…`.
const MOST_OF_KIND: usize = 4;

/// The languages, each with the name of the front page in it.
const LANGUAGES: [(&str, &str); 2] = [("id", "Registri kota kembar"), ("en", "The registry of sister cities")];

/// A browser that keeps its cookies.
pub fn browser() -> Client {
    Client::builder().cookie_store(true).build().unwrap()
}

/// What was answered to a form that is sent from one of the pages.
pub async fn send(client: &Client, demo: &Service, path: &str, form: &[(&str, &str)]) -> Response {
    let body = url_encoded(form);
    let request = client
        .post(format!("{}{path}", demo.url))
        .header("origin", demo.url.trim_end_matches('/'))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    request.send().await.unwrap()
}

fn url_encoded(form: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        text.bytes().fold(String::new(), |mut all, byte| {
            _ = write!(all, "%{byte:02X}");
            all
        })
    };
    form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
}

/// A browser in which somebody of the demonstration is signed in.
pub async fn sign_in(demo: &Service, email: &str) -> Client {
    let client = browser();
    let form = [("input.email", email), ("input.password", "jembatan dua kota")];
    let answer = send(&client, demo, "/sign-in?lang=en", &form).await;
    assert_eq!((answer.status().as_u16(), answer.url().path()), (200, "/inbox"), "{email}");
    client
}

/// The addresses of the service that a page links to.
fn links(page: &str) -> Vec<String> {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let plain = found.map(|link| link.replace("&amp;", "&").replace("&#x2f;", "/").replace("&#x3d;", "="));
    let own = plain.filter(|link| link.starts_with('/') && !link.starts_with("/assets/"));
    let leads_on = |link: &String| !link.starts_with("/explorer?") && !link.starts_with("/sign-out");
    own.filter(leads_on).map(|link| link.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// The kind of a page: its address without what tells one record or filter from another.
fn kind(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let rest = parts.get(2..).unwrap_or_default().join("/");
    let filtered = if address.contains('?') { "?" } else { "" };
    format!("{}/{}{rest}{filtered}", parts[0], if parts.len() > 1 { "…/" } else { "" })
}

/// Opens what can be reached from the front page, and returns the kinds of pages that were found.
async fn walk(client: &Client, demo: &Service, language: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut next = VecDeque::from(["/".to_owned(), "/search?text=bandung".to_owned(), "/sign-in".to_owned()]);
    while let Some(address) = next.pop_front() {
        let of_kind = kinds.entry(kind(&address)).or_default();
        if seen.len() >= MOST || *of_kind >= MOST_OF_KIND || !seen.insert(address.clone()) {
            continue;
        }
        *of_kind += 1;
        let answer = client.get(format!("{}{address}", demo.url)).header("accept-language", language).send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200, "{address}");
        if !answer.headers()["content-type"].to_str().unwrap().starts_with("text/html") || address == "/explorer" {
            continue;
        }
        let page = answer.text().await.unwrap();
        // A link that changes the language shows the page in that one.
        let told = address.split("lang=").nth(1).map_or(language, |rest| &rest[..2]);
        assert!(page.contains(&format!("<html lang=\"{told}\" ")), "{address}");
        assert_eq!(page.matches("<h1").count(), 1, "{address}: one heading");
        assert_eq!(page.matches("<main").count(), 1, "{address}");
        assert!(page.contains(" – Kembar</title>") && !page.contains("<title> –"), "{address}: a title");
        next.extend(links(&page));
    }
    kinds.into_keys().collect()
}

#[tokio::test]
async fn every_link_leads_somewhere_for_strangers_and_for_staff_in_both_languages() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    for (language, title) in LANGUAGES {
        let front = browser().get(&demo.url).header("accept-language", language).send().await.unwrap();
        assert!(front.text().await.unwrap().contains(&format!("<title>{title} – Kembar</title>")));
        let found = walk(&browser(), &demo, language).await;
        for expected in ["/", "agreements/", "agreements/…/", "regions/…/", "exchanges/…/", "statistics/", "search/?"]
        {
            assert!(found.contains(expected), "{expected} in {found:?}");
        }
        assert!(!found.iter().any(|kind| kind.starts_with("inbox")), "strangers have no tasks: {found:?}");
    }
    // The language of the account goes before that of the browser.
    for (email, language) in [
        ("citra@contoh.example", "id"),
        ("fajar@contoh.example", "id"),
        ("hana@contoh.example", "en"),
        ("ayu@contoh.example", "id"),
        ("indah@contoh.example", "id"),
    ] {
        let client = sign_in(&demo, email).await;
        let found = walk(&client, &demo, language).await;
        assert!(found.contains("inbox/"), "{found:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_told_and_what_was_typed_stays() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let client = browser();
    let form = [("input.email", "citra@contoh.example"), ("input.password", "salah")];
    let refused = send(&client, &demo, "/sign-in?lang=en", &form).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("<title>Error: Sign in – Kembar</title>"), "{page}");
    assert!(page.contains("value=\"citra@contoh.example\"") && !page.contains("salah"), "{page}");
    assert!(page.contains("role=\"alert\""), "{page}");
}

/// What a form carries under a name.
pub fn carried(form: &str, name: &str) -> String {
    let after = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{name}: {form}"));
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn staff_confirm_the_data_and_attest_the_terms_on_the_page_of_an_agreement() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let client = sign_in(&demo, "citra@contoh.example").await;
    let read = async |path: &str| client.get(format!("{}{path}", demo.url)).send().await.unwrap().text().await.unwrap();
    let found = read("/search?text=ketangguhan&lang=en").await.replace("&#x2f;", "/");
    let address = format!("/agreements/{}", found.split("/agreements/").nth(1).unwrap().split('"').next().unwrap());
    for (form, second) in [("confirm", "input.expectedRevision"), ("attest", "input.hash")] {
        let shown = read(&format!("{address}?lang=en")).await.replace("&#x2f;", "/");
        assert!(shown.contains(&format!("{address}/{form}\"")), "{shown}");
        let page = read(&format!("{address}/{form}?lang=en")).await;
        let (agreement, value) = (carried(&page, "input.agreement"), carried(&page, second));
        let fields = [("input.agreement", agreement.as_str()), (second, value.as_str())];
        let answer = send(&client, &demo, &format!("{address}/{form}?lang=en"), &fields).await;
        assert_eq!((answer.status().as_u16(), answer.url().path()), (200, address.as_str()), "{form}");
        assert!(read(&format!("{address}?lang=en")).await.contains("Data confirmed on"), "{form}");
    }
    assert!(!read(&format!("{address}?lang=en")).await.contains("/attest\""), "it is attested");
    let observer = sign_in(&demo, "gita@contoh.example").await;
    let seen = observer.get(format!("{}{address}?lang=en", demo.url)).send().await.unwrap().text().await.unwrap();
    assert!(!seen.contains("/attest\"") && !seen.contains("/confirm\""), "who may not is not offered it: {seen}");
    let waiting = browser().get(format!("{}/inbox", demo.url)).send().await.unwrap();
    assert_eq!(waiting.url().path(), "/sign-in", "strangers have no tasks");
}

#[tokio::test]
async fn staff_record_a_step_on_its_page() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let client = sign_in(&demo, "citra@contoh.example").await;
    let read = async |path: &str| client.get(format!("{}{path}", demo.url)).send().await.unwrap().text().await.unwrap();
    let found = read("/search?text=ketangguhan&lang=en").await.replace("&#x2f;", "/");
    let address = format!("/agreements/{}", found.split("/agreements/").nth(1).unwrap().split('"').next().unwrap());
    let shown = read(&format!("{address}?lang=en")).await.replace("&#x2f;", "/");
    let step = shown.split(&format!("{address}/steps/PUT_ON_HOLD")).nth(1).unwrap_or_else(|| panic!("{shown}"));
    let step = format!("{address}/steps/PUT_ON_HOLD{}&lang=en", step.split('"').next().unwrap());
    let page = read(&step).await;
    let names = ["input.agreement", "input.party", "input.expectedRevision"];
    let values = names.map(|name| carried(&page, name));
    let with = |day: &'static str, year: &'static str| {
        let own = names.iter().copied().zip(values.iter().map(String::as_str));
        let day = [("input.on.day", day), ("input.on.month", "2"), ("input.on.year", year)];
        own.chain(day).chain([("input.note", "Menunggu anggaran")]).collect::<Vec<_>>()
    };
    for (day, year) in [("30", "2026"), ("28", "2099"), ("28", "1999")] {
        let refused = send(&client, &demo, &step, &with(day, year)).await;
        assert_eq!(refused.status(), 422, "{day} {year}");
        let page = refused.text().await.unwrap();
        assert!(page.contains("href=\"#input.on\"") && page.contains("id=\"input.on-error\""), "{page}");
        assert!(
            page.contains("Menunggu anggaran") && page.contains(&format!("value=\"{year}\"")),
            "what was typed stays"
        );
    }
    let today: Vec<_> = with("", "").into_iter().filter(|(name, _)| !name.starts_with("input.on")).collect();
    assert_eq!(send(&browser(), &demo, &step, &today).await.status(), 401);
    let unknown = send(&client, &demo, &format!("{address}/steps/RENEW"), &today).await;
    assert_eq!(unknown.status(), 405, "what the clock does has no form");
    let done = send(&client, &demo, &step, &today).await;
    assert_eq!((done.status().as_u16(), done.url().path()), (200, address.as_str()));
    let page = read(&format!("{address}?lang=en")).await;
    assert!(page.contains("Menunggu anggaran") && page.contains("/steps/RESUME"), "{page}");
    assert!(!page.contains("/steps/PUT_ON_HOLD"), "{page}");
    let twice = send(&client, &demo, &step, &today).await;
    assert_eq!(twice.status(), 409, "the page is older than the record");
    let observer = sign_in(&demo, "gita@contoh.example").await;
    let seen = observer.get(format!("{}{address}/steps/RESUME?lang=en", demo.url)).send().await.unwrap();
    let seen = seen.text().await.unwrap();
    assert!(
        seen.contains("This step is not possible now") && !seen.contains("<form method=\"post\" novalidate"),
        "{seen}"
    );
}

#[tokio::test]
async fn who_was_named_in_an_exchange_answers_on_its_page() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let client = sign_in(&demo, "citra@contoh.example").await;
    let read = async |path: &str| client.get(format!("{}{path}", demo.url)).send().await.unwrap().text().await.unwrap();
    let inbox = read("/inbox?lang=en").await;
    let task = inbox.split("href=\"/exchanges/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let asked = read(&format!("/exchanges/{task}?lang=en")).await;
    assert!(asked.contains(&format!("href=\"/exchanges/{task}/confirm\"")), "{asked}");
    let form = read(&format!("/exchanges/{task}/confirm?lang=en")).await;
    let value = |name: &str| carried(&form, name);
    let (exchange, revision) = (value("input.exchange"), value("input.expectedRevision"));
    let fields = [("input.exchange", exchange.as_str()), ("input.expectedRevision", revision.as_str())];
    let stranger = send(&browser(), &demo, &format!("/exchanges/{task}/confirm?lang=en"), &fields).await;
    assert_eq!(stranger.status(), 401);
    let done = send(&client, &demo, &format!("/exchanges/{task}/confirm?lang=en"), &fields).await;
    assert_eq!((done.status().as_u16(), done.url().path()), (200, format!("/exchanges/{task}").as_str()));
    let page = done.text().await.unwrap();
    assert!(!page.contains(&format!("/exchanges/{task}/confirm")), "it is answered: {page}");
    assert!(!read("/inbox?lang=en").await.contains(&format!("/exchanges/{task}")), "the task is done");
}
