//! What people have at hand in `kembar demo` beside their agreements: lists that they narrow, the calendar, the map, their own
//! account, colleagues and keys.

use crate::{
    forms::{Reader, between, plain},
    kembar::Place,
    pages::{browser, carried, send},
};

#[tokio::test]
async fn a_list_is_narrowed_by_several_values_told_by_names_and_exported_as_it_is_shown() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let citra = Reader::of(&demo, "citra").await;
    let list = citra.read("/agreements?lang=en&party=id-kota-surabaya&class=SISTER&class=PROJECT&orderBy.field=SIGNED_ON&orderBy.direction=DESCENDING").await;
    let pills = between(&list, "<ul class=\"k-pills\">", "</ul>");
    for part in ["Party: Kota Surabaya", "Class: Sister", "Class: Project", "Remove all filters"] {
        assert!(pills.contains(part), "{part}: {pills}");
    }
    assert!(!pills.contains("id-kota-surabaya "), "{pills}");
    assert!(list.contains("value=\"SISTER\" checked") && list.contains("aria-current=\"true\""), "{list}");
    let export = between(&list, "href=\"/export/", "\"").to_owned();
    assert!(!export.contains("orderBy") && !export.contains("lang="), "{export}");
    let count: usize = between(&list, "role=\"status\"><strong>", " agreement").parse().unwrap();
    let file = citra.open(&format!("/export/{export}")).await.text().await.unwrap();
    assert_eq!(file.lines().count(), count + 1, "the rows that are shown, and their head: {file}");
    for (address, name) in [
        ("/partnerships?lang=en&region=id-kota-bandung", "Party: Kota Bandung"),
        ("/exchanges?lang=en&region=id-kota-makassar&status=HELD,SCHEDULED", "Status: Held"),
    ] {
        assert!(citra.read(address).await.contains(name), "{address}");
    }
}

#[tokio::test]
async fn the_calendar_shows_a_month_and_the_map_leads_to_lists() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let reader = browser();
    let read = async |path: &str| {
        plain(&reader.get(format!("{}{path}", demo.url)).send().await.unwrap().text().await.unwrap())
    };
    let december = read("/calendar?month=2026-12&lang=en").await;
    assert!(december.contains("<h1 class=\"govuk-heading-l\">December 2026</h1>"), "{december}");
    assert!(december.contains("month=2027-01") && december.contains("month=2026-11"), "{december}");
    let exchanges =
        read("/exchanges?lang=en&status=SCHEDULED&orderBy.field=STARTS_AT&orderBy.direction=ASCENDING").await;
    let (day, title) = (between(&exchanges, "<time datetime=\"", "\""), between(&exchanges, "href=\"/exchanges/", "<"));
    let month = read(&format!("/calendar?lang=en&month={}", &day[..7])).await;
    assert!(month.contains(title.split('>').nth(1).unwrap()), "{title} on {day}: {month}");
    assert_eq!(read("/calendar?lang=id&month=never").await.matches("hari ini").count(), 1);
    let map = read("/map?lang=en").await;
    assert!(map.contains("<svg class=\"k-map") && map.contains("href=\"/agreements?country=JP\""), "{map}");
    let world = between(&map, "<image href=\"", "\"").to_owned();
    assert_eq!(reader.get(format!("{}{world}", demo.url)).send().await.unwrap().status(), 200);
    let developers = read("/developers?lang=en").await;
    assert!(developers.contains("/explorer?page=agreements") && !developers.contains("href=\"/keys\""), "{developers}");
    let found = read("/search?text=liverpool&lang=en").await;
    let agreement = between(&found, "href=\"/agreements/", "\"").to_owned();
    let sheet = read(&format!("/agreements/{agreement}/sheet?lang=en")).await;
    assert!(sheet.contains("Hash of the terms") && sheet.contains("Printed "), "{sheet}");
}

#[tokio::test]
async fn people_keep_their_own_account() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let citra = Reader::of(&demo, "citra").await;
    let account = citra.read("/account?lang=en").await;
    assert!(
        account.contains("Coordinator") && account.contains("Kota Surabaya") && !account.contains("/keys"),
        "{account}"
    );
    let profile = [("input.name", "Citra U."), ("input.language", "EN"), ("input.timeZone", "Asia/Makassar")];
    let saved = citra.send("/account/profile", &profile).await;
    assert_eq!((saved.status().as_u16(), saved.url().path()), (200, "/account"));
    let page = saved.text().await.unwrap();
    assert!(page.contains("Citra U.") && page.contains("<html lang=\"en\""), "{page}");
    let wrong = citra.send("/account/profile", &[("input.name", "C"), ("input.timeZone", "Mars")]).await;
    assert_eq!(wrong.status(), 422);
    assert!(wrong.text().await.unwrap().contains("value=\"Mars\""));
    let refused = citra.send("/account/password", &[("input.current", "salah"), ("input.new", "rahasia saya 1")]).await;
    let (status, page) = (refused.status(), refused.text().await.unwrap());
    assert_eq!(status, 422, "{page}");
    assert!(!page.contains("salah") && !page.contains("rahasia"), "a password is never written back: {page}");
    let fields = [("input.current", "jembatan dua kota"), ("input.new", "jembatan dua kota lama")];
    assert_eq!(citra.send("/account/password", &fields).await.url().path(), "/account");
    let stranger = browser();
    let asked = stranger.get(format!("{}/account/profile?lang=en", demo.url)).send().await.unwrap();
    assert_eq!((asked.url().path(), asked.url().query()), ("/sign-in", Some("next=%2Faccount%2Fprofile%3Flang%3Den")));
    let own = [("input.email", "dewa@contoh.example"), ("input.password", "jembatan dua kota")];
    let back = send(&stranger, &demo, "/sign-in?next=%2Faccount%2Fprofile%3Flang%3Den", &own).await;
    assert_eq!((back.url().path(), back.url().query()), ("/account/profile", Some("lang=en")), "as was wanted");
    for elsewhere in ["%2F%2Fjahat.example", "https%3A%2F%2Fjahat.example", "%2F%5Cjahat.example"] {
        let there = send(&browser(), &demo, &format!("/sign-in?next={elsewhere}"), &own).await;
        assert_eq!(there.url().path(), "/inbox", "{elsewhere}");
    }
}

#[tokio::test]
async fn an_administrator_opens_accounts_and_keys_and_is_shown_their_secrets_once() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let indah = Reader::of(&demo, "indah").await;
    let form = indah.read("/colleagues/add?lang=en").await;
    let party = between(&form, "name=\"input.roles.0.party\" type=\"radio\" value=\"", "\"").to_owned();
    let person = [
        ("input.name", "Joko Contoh"),
        ("input.email", "joko@contoh.example"),
        ("input.language", "ID"),
        ("input.timeZone", "Asia/Jakarta"),
        ("input.roles.0.role", "OBSERVER"),
        ("input.roles.0.party", party.as_str()),
    ];
    let added = indah.send("/colleagues/add?lang=en", &person).await;
    assert_eq!((added.status().as_u16(), added.headers()["cache-control"].to_str().unwrap()), (200, "no-store"));
    let added = plain(&added.text().await.unwrap());
    let link = format!("/password/{}", between(&added, "/password/", "<"));
    assert_eq!(browser().get(format!("{}{link}", demo.url)).send().await.unwrap().status(), 200);
    let colleagues = indah.read("/colleagues?lang=en").await;
    assert!(colleagues.contains("Joko Contoh") && !colleagues.contains("/password/"), "{colleagues}");
    assert!(colleagues.contains("joko@contoh.example") && colleagues.contains("Observer"), "with address and role");
    let joko = between(&colleagues, "Joko Contoh<br>", "</tr>");
    let joko = between(joko, "href=\"/colleagues/", "/").to_owned();
    let role = [("input.person", joko.as_str()), ("input.party", party.as_str()), ("input.role", "DATA_ENTRY")];
    for act in ["grant", "withdraw", "reset", "mail", "close", "reopen"] {
        let form = indah.read(&format!("/colleagues/{joko}/{act}")).await;
        assert_eq!(carried(&form, "input.person"), joko, "{act}");
    }
    assert_eq!(indah.send(&format!("/colleagues/{joko}/grant"), &role).await.url().path(), "/colleagues");
    let reset = indah.send(&format!("/colleagues/{joko}/reset"), &role[..1]).await.text().await.unwrap();
    assert!(plain(&reset).contains("/password/"), "{reset}");
    assert_eq!(indah.send(&format!("/colleagues/{joko}/mail"), &role[..1]).await.url().path(), "/colleagues");
    assert_eq!(indah.send(&format!("/colleagues/{joko}/close"), &role[..1]).await.url().path(), "/colleagues");
    let closed = indah.read("/colleagues?lang=en").await;
    assert!(closed.contains(">closed ") && closed.contains(&format!("/colleagues/{joko}/reopen")), "{closed}");
    let nowhere: Vec<_> = person.iter().copied().filter(|(name, _)| *name != "input.roles.0.party").collect();
    let nowhere: Vec<_> = nowhere.into_iter().chain([("must", "input.roles.0.party")]).collect();
    let refused = indah.send("/colleagues/add?lang=en", &nowhere).await;
    assert_eq!(refused.status(), 422, "a role without a place is none for the whole registry");
    assert!(refused.text().await.unwrap().contains("href=\"#input.roles.0.party\""));
    let key = [("input.name", "Kitakyushu"), ("input.party", party.as_str()), ("input.role", "PARTNER_READER")];
    let made = indah.send("/keys?lang=en", &key).await.text().await.unwrap();
    let secret = format!("kbr_{}", between(&made, "<code>kbr_", "<"));
    assert!(secret.len() > 20, "{made}");
    let keys = indah.read("/keys?lang=en").await;
    assert!(keys.contains("Kitakyushu") && !keys.contains(&secret), "{keys}");
    let client = between(&keys, "href=\"/keys/", "/").to_owned();
    let revoke = format!("/keys/{client}/revoke");
    let field = carried(&indah.read(&revoke).await, "input.apiClient");
    assert_eq!(indah.send(&revoke, &[("input.apiClient", field.as_str())]).await.url().path(), "/keys");
    assert!(indah.read("/keys?lang=en").await.contains("revoked"));
    let citra = Reader::of(&demo, "citra").await;
    for address in ["/colleagues", "/colleagues/add", "/keys"] {
        assert_eq!(citra.open(address).await.status(), 404, "{address}");
    }
    assert_eq!(send(&browser(), &demo, "/keys", &key).await.status(), 401);
}

#[tokio::test]
async fn who_keeps_the_registry_finds_all_accounts_and_chooses_where_a_role_holds() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let ayu = Reader::of(&demo, "ayu").await;
    let accounts = ayu.read("/colleagues?lang=en").await;
    for part in ["citra@contoh.example", "Coordinator", "Administrator of the registry", "Kota Surabaya"] {
        assert!(accounts.contains(part), "{part}: {accounts}");
    }
    for address in ["/colleagues/add?lang=en", "/keys?lang=en"] {
        let form = ayu.read(address).await;
        let everywhere = between(&form, "type=\"radio\" value=\"\"", ">");
        assert!(!everywhere.contains("checked") && form.contains("name=\"must\""), "{address}: {form}");
    }
    assert!(ayu.read("/keys?lang=en&find=suwon").await.contains("Suwon"), "also for a partner city");
    let inbox = ayu.read("/inbox?lang=en").await;
    assert!(inbox.contains("Waiting for confirmation") && !inbox.contains("Nothing is waiting"), "{inbox}");
}

#[tokio::test]
async fn of_what_there_is_not_there_is_no_page() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let [citra, dewa] = [Reader::of(&demo, "citra").await, Reader::of(&demo, "dewa").await];
    let agreement = between(&citra.read("/search?text=ketangguhan").await, "/agreements/", "\"").to_owned();
    let exchanges = citra.read("/exchanges?lang=en&status=SCHEDULED").await;
    let listed = between(&exchanges, "role=\"status\"", "</main>");
    let exchange = between(listed, "href=\"/exchanges/", "\"").to_owned();
    for address in [format!("/exchanges/{exchange}/cancel"), format!("/agreements/{agreement}/documents/new")] {
        assert_eq!(citra.open(&address).await.status(), 200, "{address}");
    }
    let nowhere = citra.client.get(format!("{}/nowhere/at/all?lang=en", demo.url)).header("accept", "text/html");
    let nowhere = plain(&nowhere.send().await.unwrap().text().await.unwrap());
    assert!(nowhere.contains("Citra Umpama") && nowhere.contains("Sign out"), "she is still signed in: {nowhere}");
    for address in [
        format!("/exchanges/{exchange}/call"),
        format!("/exchanges/{agreement}/cancel"),
        format!("/agreements/{exchange}"),
        format!("/agreements/{exchange}/documents/new"),
        format!("/parties/{agreement}"),
        format!("/parties/{agreement}/amend"),
        format!("/agreements/{agreement}/steps/fly"),
        "/account/nothing".to_owned(),
        "/follows/nothing".to_owned(),
    ] {
        for reader in [&citra, &dewa] {
            assert_eq!(reader.open(&address).await.status(), 404, "{address}");
        }
    }
}
