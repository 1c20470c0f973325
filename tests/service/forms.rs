//! The forms of `kembar demo`, as an officer fills them in: an agreement is registered, its papers are recorded and uploaded.

use crate::{
    kembar::{Place, Service},
    pages::{browser, carried, send, sign_in},
};
use chrono::Datelike;
use entity::{
    clock::{Clock, SystemClock},
    date::legal_today,
};
use reqwest::{Client, Response};

/// What stands between two texts.
pub fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("{before}: {page}")).1;
    rest.split(after).next().unwrap_or_default()
}

/// A person at a browser.
pub struct Reader<'a> {
    /// The browser.
    pub client: Client,
    /// The service.
    pub demo: &'a Service,
}

impl<'a> Reader<'a> {
    /// Somebody of the demonstration, by their first name.
    pub async fn of(demo: &'a Service, name: &str) -> Self {
        Self { client: sign_in(demo, &format!("{name}@contoh.example")).await, demo }
    }

    /// What is at an address.
    pub async fn open(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.demo.url)).send().await.unwrap()
    }

    /// The page that is there, with plain slashes.
    pub async fn read(&self, path: &str) -> String {
        let answer = self.open(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        plain(&answer.text().await.unwrap())
    }

    /// What is answered to a form.
    pub async fn send(&self, path: &str, form: &[(&str, &str)]) -> Response {
        send(&self.client, self.demo, path, form).await
    }
}

/// A page with plain slashes.
pub fn plain(page: &str) -> String {
    page.replace("&#x2f;", "/").replace("&amp;", "&")
}

/// The identifier of the party that is found by a word.
async fn found(reader: &Reader<'_>, page: &str, word: &str) -> String {
    let page = reader.read(&format!("{page}?find={word}&lang=en")).await;
    between(&page, "id=\"party-", "\"").to_owned()
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_carried_out_once() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let fajar = Reader::of(&demo, "fajar").await;
    let typed = [
        ("input.title.id", "Lokakarya banjir"),
        ("input.method", "WEBINAR"),
        ("input.format", "ONLINE"),
        ("input.when.startsOn.day", "3"),
        ("input.when.startsOn.month", "4"),
        ("input.when.startsOn.year", "2031"),
        ("input.visibility", "PUBLIC"),
    ];
    let check: String = typed.map(|(name, text)| format!("&{name}={}", text.replace(' ', "+"))).concat();
    let checked = fajar.read(&format!("/exchanges/new?lang=en&step=check{check}")).await;
    let once = carried(&checked, "once");
    let form: Vec<_> = typed.into_iter().chain([("once", once.as_str())]).collect();
    let address = |answer: &Response| answer.url().path().to_owned();
    let made = address(&fajar.send("/exchanges/new?lang=en", &form).await);
    assert!(made.starts_with("/exchanges/") && made != "/exchanges/new", "{made}");
    assert_eq!(address(&fajar.send("/exchanges/new?lang=en", &form).await), made);
    let changed: Vec<_> = form.iter().map(|(name, text)| (*name, if *text == "3" { "4" } else { text })).collect();
    assert_ne!(address(&fajar.send("/exchanges/new?lang=en", &changed).await), made, "what was changed is another");
    let shown_again = carried(&fajar.read(&format!("/exchanges/new?lang=en&step=check{check}")).await, "once");
    assert_ne!(shown_again, once);
}

#[tokio::test]
async fn an_initiative_is_registered_after_its_answers_were_checked() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let citra = Reader::of(&demo, "citra").await;
    assert!(citra.read("/agreements?lang=en").await.contains("href=\"/agreements/new\""));
    let partner = found(&citra, "/agreements/new", "brisbane").await;
    let form = citra.read("/agreements/new?lang=en").await;
    let own = carried(&form, "input.parties");
    let asked = format!(
        "input.parties={own}&input.parties={partner}&input.class=PROJECT&input.channel=OWN_REGION\
         &input.letter.issuedOn.day=5&input.letter.issuedOn.month=10&input.letter.issuedOn.year=2026\
         &input.letter.number=415.4%2F77&input.title.id=Pengelolaan+banjir"
    );
    let filled = citra.read(&format!("/agreements/new?lang=en&{asked}")).await;
    for part in ["value=\"415.4/77\"", "value=\"Pengelolaan banjir\"", "value=\"PROJECT\" checked"] {
        assert!(filled.contains(part), "{part}: {filled}");
    }
    assert!(filled.contains("name=\"input.scheme\""), "several forms are open to two cities: {filled}");
    let check = citra.read(&format!("/agreements/new?lang=en&step=check&{asked}")).await;
    for part in ["Check your answers</h1>", "5 October 2026", "Kota Surabaya, Brisbane", "415.4/77", "Project"] {
        assert!(check.contains(part), "{part}: {check}");
    }
    let fields = [
        ("input.parties", own.as_str()),
        ("input.parties", &partner),
        ("input.class", "PROJECT"),
        ("input.channel", "OWN_REGION"),
        ("input.letter.issuedOn.day", "5"),
        ("input.letter.issuedOn.month", "10"),
        ("input.letter.number", "415.4/77"),
        ("input.title.id", "Pengelolaan banjir"),
    ];
    let refused = citra.send("/agreements/new?lang=en", &fields).await;
    assert_eq!(refused.status(), 422, "the year is missing");
    let refused = plain(&refused.text().await.unwrap());
    assert!(refused.contains("href=\"#input.letter.issuedOn\"") && refused.contains("value=\"415.4/77\""), "{refused}");
    assert!(refused.contains("Brisbane") && refused.contains("<title>Error: "), "{refused}");
    let early = citra.open(&format!("/agreements/new?lang=en&step=check&input.parties={own}")).await;
    assert_eq!(early.status(), 422, "what is missing is told before anything is to be confirmed");
    let early = plain(&early.text().await.unwrap());
    for field in ["input.class", "input.channel", "input.letter.issuedOn"] {
        assert!(early.contains(&format!("href=\"#{field}\"")), "{field}: {early}");
    }
    assert!(!early.contains("Check your answers</h1>"), "{early}");
    let whole: Vec<_> = fields.into_iter().chain([("input.letter.issuedOn.year", "2026")]).collect();
    let whole: Vec<_> = whole
        .into_iter()
        .map(|(name, text)| (name, if name == "input.letter.issuedOn.month" { "Oktober" } else { text }))
        .collect();
    assert_eq!(send(&browser(), &demo, "/agreements/new?lang=en", &whole).await.status(), 401);
    let done = citra.send("/agreements/new?lang=en", &whole).await;
    assert_eq!(done.status(), 200);
    assert!(done.url().path().starts_with("/agreements/") && done.url().path().len() > 20, "{}", done.url());
    let registered = done.url().path().to_owned();
    let page = plain(&done.text().await.unwrap());
    assert!(page.contains("Pengelolaan banjir") && page.contains("/documents/new?input.kind="), "{page}");
    let twice = citra.send("/agreements/new?lang=en", &whole).await;
    assert_eq!(twice.status(), 422, "the same parties have a proposal under way");
    let twice = plain(&twice.text().await.unwrap());
    assert!(twice.contains(&format!("href=\"{registered}\">Open that record")), "{twice}");
    for name in ["gita", "eka"] {
        let other = Reader::of(&demo, name).await;
        assert_eq!(other.open("/agreements/new?lang=en").await.status(), 404, "{name}");
        assert!(!other.read("/agreements?lang=en").await.contains("/agreements/new"), "{name}");
    }
    let stranger = browser().get(format!("{}/agreements/new", demo.url)).send().await.unwrap();
    assert_eq!(stranger.url().path(), "/sign-in");
}

#[tokio::test]
async fn how_each_party_stands_is_told_of_what_ends_and_of_what_never_began() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let citra = Reader::of(&demo, "citra").await;
    let address = async |word: &str| {
        let found = citra.read(&format!("/search?text={word}&lang=en")).await;
        format!("/agreements/{}", between(&found, "href=\"/agreements/", "\""))
    };
    let of_three = address("metropolitan").await;
    for path in [of_three.clone(), format!("{of_three}/sheet")] {
        let page = citra.read(&format!("{path}?lang=en")).await;
        let parties = between(&page, "data-l=\"Notice given\">", "</table>");
        assert_eq!(page.matches(">Notice given</td>").count(), 1, "only the party that gave it: {page}");
        assert!(page.matches(">In force</td>").count() == 2 && parties.contains("<time"), "{page}");
    }
    let page = citra.read(&format!("{of_three}?lang=en")).await;
    // The box is there only where something is due.
    let next =
        page.split_once("id=\"next\"").map_or("", |(_, rest)| rest.split("</section>").next().unwrap_or_default());
    assert!(!next.contains("WITHDRAW_NOTICE") && !next.contains("START_RENEWAL"), "no duty of now: {page}");
    assert!(page.contains("/steps/WITHDRAW_NOTICE") || !page.contains("WITHDRAW_NOTICE"), "{page}");
    let of_two = address("seattle").await;
    let id = between(&of_two, "/agreements/", "?").to_owned();
    let word = citra.read(&format!("{of_two}/attest")).await;
    let hash = carried(&word, "input.hash");
    let attested = [("input.agreement", id.as_str()), ("input.hash", &hash)];
    assert_eq!(citra.send(&format!("{of_two}/attest"), &attested).await.status(), 200);
    let today = legal_today(SystemClock.now());
    let paper = [
        ("input.agreement", id.as_str()),
        ("input.kind", "TERMINATION_NOTICE"),
        ("input.issuedOn", &today.format("%d %B %Y").to_string()),
    ];
    assert_eq!(citra.send(&format!("{of_two}/documents/new"), &paper).await.status(), 200);
    let step = citra.read(&format!("{of_two}/steps/GIVE_TERMINATION_NOTICE?lang=en")).await;
    let (party, revision) = (carried(&step, "input.party"), carried(&step, "input.expectedRevision"));
    let year = (today.year() + 2).to_string();
    let notice = [
        ("input.agreement", id.as_str()),
        ("input.party", &party),
        ("input.expectedRevision", &revision),
        ("input.endsOn.day", "28"),
        ("input.endsOn.month", "Mei"),
        ("input.endsOn.year", &year),
    ];
    let noticed = citra.send(&format!("{of_two}/steps/GIVE_TERMINATION_NOTICE?lang=en"), &notice).await;
    assert_eq!((noticed.status().as_u16(), noticed.url().path()), (200, of_two.as_str()));
    let page = citra.read(&format!("{of_two}?lang=en")).await;
    assert!(page.contains(&format!("ends on 28 May {year}")), "the true end: {page}");
    assert!(page.contains("notice given by Kota Surabaya") && page.contains("Kota Surabaya for Seattle"), "{page}");
    assert_eq!(page.matches(">Notice given</td>").count(), 1, "{page}");
    let file = citra.open("/export/agreements.csv?search=seattle&lang=en").await.text().await.unwrap();
    assert!(file.contains("Terminated as of") && file.contains(&format!("{year}-05-28,Kota Surabaya")), "{file}");
    let cancelled = citra.read(&format!("{}?lang=en", address("bersih").await)).await;
    assert!(cancelled.contains("Never in force") && !cancelled.contains("ended on"), "{cancelled}");
}

#[tokio::test]
async fn before_terms_change_it_is_told_which_approvals_fall() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let citra = Reader::of(&demo, "citra").await;
    let found = citra.read("/search?text=ketangguhan&lang=en").await;
    let agreement = format!("/agreements/{}", between(&found, "href=\"/agreements/", "\""));
    let form = citra.read(&format!("{agreement}/documents/new?lang=en")).await;
    let id = carried(&form, "input.agreement");
    let paper =
        [("input.agreement", id.as_str()), ("input.kind", "COUNCIL_DECISION"), ("input.issuedOn", "20 November 2026")];
    assert_eq!(citra.send(&format!("{agreement}/documents/new?lang=en"), &paper).await.status(), 200);
    let terms = citra.read(&format!("{agreement}/terms?lang=en")).await;
    let revision = carried(&terms, "input.expectedRevision");
    let asked =
        format!("{agreement}/terms?lang=en&step=check&input.expectedRevision={revision}&input.terms.noticeMonths=9");
    let check = citra.read(&asked).await;
    let falls = between(&check, "These approvals and papers no longer count", "</ul>");
    assert!(falls.contains("Decision of the council"), "{check}");
    assert!(
        check.contains("Months of notice") && check.contains("name=\"input.terms.noticeMonths\" value=\"9\""),
        "{check}"
    );
    let fields =
        [("input.agreement", id.as_str()), ("input.expectedRevision", &revision), ("input.terms.noticeMonths", "9")];
    let done = citra.send(&format!("{agreement}/terms?lang=en"), &fields).await;
    assert_eq!((done.status().as_u16(), done.url().path()), (200, agreement.as_str()));
}

#[tokio::test]
async fn an_earlier_agreement_is_entered_with_what_is_known() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let dewa = Reader::of(&demo, "dewa").await;
    let partner = found(&dewa, "/agreements/legacy", "brisbane").await;
    let own = carried(&dewa.read("/agreements/legacy?lang=en").await, "input.parties");
    let fields = [
        ("input.parties", own.as_str()),
        ("input.parties", &partner),
        ("input.class", "SISTER"),
        ("input.signedOn", "1987-03"),
        ("input.documents.0.kind", "SIGNED_TEXT"),
        ("input.documents.0.issuedOn", "1987-03"),
        ("input.documents.1.kind", ""),
        ("input.missingEvidence", "CERTIFIED_COPY"),
        ("input.source", "Arsip Bagian Kerja Sama"),
        ("input.asOf.day", "27"),
        ("input.asOf.month", "3"),
        ("input.asOf.year", "2026"),
    ];
    let done = dewa.send("/agreements/legacy?lang=en", &fields).await;
    let (status, address) = (done.status(), done.url().path().to_owned());
    let page = plain(&done.text().await.unwrap());
    assert_eq!(status, 200, "{page}");
    assert!(address.len() > 20 && page.contains("Maret 1987") && page.contains("Salinan sah"), "{page}");
}

#[tokio::test]
async fn a_document_is_recorded_its_file_uploaded_and_replaced() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let citra = Reader::of(&demo, "citra").await;
    let found = citra.read("/search?text=ketangguhan&lang=en").await;
    let agreement = format!("/agreements/{}", between(&found, "/agreements/", "\""));
    let form = citra.read(&format!("{agreement}/documents/new?lang=en&input.kind=MEETING_MINUTES")).await;
    assert!(form.contains("value=\"MEETING_MINUTES\" selected"), "{form}");
    let record = format!("{agreement}/documents/new?lang=en");
    let id = carried(&form, "input.agreement");
    let fields = [("input.agreement", id.as_str()), ("input.kind", "MEETING_MINUTES"), ("input.number", "R-17")];
    let wrong: Vec<_> = fields.into_iter().chain([("input.issuedOn", "yesterday")]).collect();
    let refused = citra.send(&record, &wrong).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("value=\"yesterday\"") && refused.contains("id=\"input.issuedOn-error\""), "{refused}");
    let done = citra.send(&record, &fields).await;
    let address = done.url().path().to_owned();
    assert!(done.status() == 200 && address.starts_with(&format!("{agreement}/documents/")), "{address}");
    let page = plain(&done.text().await.unwrap());
    let action = between(&page, "action=\"/documents/", "\"").to_owned();
    let upload = async |text: &'static str| {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"risalah.txt\"";
        let body = format!("--seam\r\n{head}\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--seam--\r\n");
        let request = citra.client.post(format!("{}/documents/{action}", demo.url)).body(body);
        let request = request.header("content-type", "multipart/form-data; boundary=seam");
        let origin = demo.url.trim_end_matches('/').to_owned();
        request.header("accept", "text/html").header("origin", origin).send().await.unwrap()
    };
    let empty = upload("").await;
    assert!(empty.status().is_client_error(), "{}", empty.status());
    let told = plain(&empty.text().await.unwrap());
    assert!(
        told.contains(&format!("href=\"{address}\"")) && told.contains("Pilih berkas yang akan diunggah"),
        "{told}"
    );
    let stored = upload("Risalah rapat kelompok kerja").await;
    assert_eq!((stored.status().as_u16(), stored.url().path()), (200, address.as_str()));
    let page = plain(&stored.text().await.unwrap());
    assert!(page.contains("risalah.txt") && page.contains("SHA-256") && !page.contains("multipart"), "{page}");
    let old = between(&action, "", "/").to_owned();
    let again: Vec<_> = fields.into_iter().chain([("input.supersedes", old.as_str())]).collect();
    let replaced = citra.send(&record, &again).await.text().await.unwrap();
    assert!(plain(&replaced).contains(&format!("{agreement}/documents/{old}")), "{replaced}");
    assert!(citra.read(&format!("{agreement}?lang=en")).await.contains("replaced"));
    let gita = Reader::of(&demo, "gita").await;
    assert_eq!(gita.open(&record).await.status(), 404);
    assert!(!gita.read(&format!("{agreement}?lang=en")).await.contains("/documents/new"));
}
