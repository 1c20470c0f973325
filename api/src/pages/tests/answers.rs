//! What is answered: pages, and those that say that there is none.

use super::{answer, get, send, shape::enum_values, state};
use crate::pages::{
    Page, Source,
    form::is_secret,
    table::{PAGES, PARTS},
    template::from_disk,
};
use actix_web::http::{Method, header};
use async_graphql::{Request, parser::types::OperationType};
use entity::{place::record::Kind, testing::TestRegistry, text::Language};
use graphql_schema::{
    inputs::{InputTypes, named},
    limit::{Limits, admit},
};
use std::{collections::BTreeSet, fs, path::Path};

/// What a variable stands for in a test; of an input, what must be given.
fn sample(name: &str, ty: &str) -> serde_json::Value {
    match ty {
        "Int" => 1.into(),
        "Boolean" => true.into(),
        "DateTime" => "2026-02-28T00:00:00Z".into(),
        "Date" => "2026-02-28".into(),
        _ => match InputTypes::of_schema().fields(ty) {
            Some(fields) => {
                let is_one_of = InputTypes::of_schema().is_one_of(ty);
                let required = fields.iter().filter(|field| is_one_of || !field.ty.nullable && !field.has_default);
                let required = required.take(if is_one_of { 1 } else { usize::MAX });
                required.map(|field| (field.name.clone(), sample(&field.name, named(&field.ty)))).collect()
            }
            None => enum_values(ty).first().map_or(name, String::as_str).into(),
        },
    }
}

#[actix_web::test]
async fn every_query_is_one_of_the_schema_and_within_its_limits() {
    let test = TestRegistry::sqlite().await;
    let schema = graphql_schema::build(test.registry.clone());
    for page in PAGES {
        let Source::Document(text) = page.source else { continue };
        let document = page.document(text).unwrap_or_else(|error| panic!("{}: {error}", page.name));
        for operation in [&document.show].into_iter().chain(&document.acts) {
            let variables = operation
                .variables
                .iter()
                .map(|variable| (variable.name.clone(), sample(&variable.name, named(&variable.ty))));
            let variables = async_graphql::Variables::from_json(variables.collect());
            let mut request = Request::new(&operation.text).variables(variables);
            let admitted = admit(&mut request, &Limits::default(), Language::En);
            assert!(admitted.is_ok(), "{}: {admitted:?}", page.name);
            // Without a caller in it every resolver fails; what does not fit the schema fails before.
            let response = schema.execute(request).await;
            let unfit = graphql_schema::error::is_request_error(&response);
            assert!(!unfit, "{}: {:?}", page.name, response.errors);
        }
        for act in &document.acts {
            let done = super::shape::of_operation(&document.text, OperationType::Mutation);
            assert!(page.then.split('{').skip(1).all(|place| {
                let first = place.split(['.', '}']).next().unwrap_or_default();
                done.contains_key(first) || page.path.contains(&format!("{{{first}}}"))
            }));
            assert_eq!(act.roots.len(), 1, "{}: an act is one mutation", page.name);
        }
    }
}

#[test]
fn every_file_of_the_pages_belongs_to_a_line_of_the_route_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    let files: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "parts" && name != "words")
        .collect();
    let named = |page: &Page| {
        let html = format!("{}.html", page.name);
        let graphql = matches!(page.source, Source::Document(_)).then(|| format!("{}.graphql", page.name));
        [Some(html), graphql].into_iter().flatten().collect::<Vec<_>>()
    };
    let expected: BTreeSet<String> = PAGES.iter().flat_map(named).collect();
    assert_eq!(files, expected);
}

#[test]
fn a_build_for_development_reads_pages_from_the_disk() {
    assert_eq!(from_disk("home.html").is_some(), cfg!(debug_assertions));
    let home = PAGES.iter().find(|page| page.name == "home").unwrap();
    assert!(from_disk("home.html").is_none_or(|text| text == home.template));
}

#[actix_web::test]
async fn the_front_page_counts_what_strangers_may_know() {
    let test = TestRegistry::sqlite().await;
    test.party("ID", Kind::City, "Bandung").await;
    let page = send(&test, get("/", "id")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<dt>daerah Indonesia</dt><dd>1</dd>"), "{}", page.body);
    assert!(page.body.contains("<title>Registri kota kembar – Kembar</title>"), "{}", page.body);
    for (name, value) in [
        ("content-language", "id"),
        ("vary", "accept-language, authorization, cookie"),
        ("cache-control", "private, no-cache"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(page.header(name), value);
    }
    assert!(page.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'; "));
    let english = send(&test, get("/?lang=en&x=1", "id")).await;
    assert!(english.body.contains("<dt>Indonesian regions</dt>"), "{}", english.body);
    assert!(english.body.contains("href=\"&#x2f;?x=1&amp;lang=id\""), "{}", english.body);
}

#[actix_web::test]
async fn however_often_strangers_look_their_numbers_are_counted_once() {
    let test = TestRegistry::sqlite().await;
    let state = state(&test);
    answer(&state, &[], get("/", "id")).await;
    let before = test.statements();
    for _ in 0..3 {
        assert_eq!(answer(&state, &[], get("/", "id")).await.status, 200);
    }
    assert_eq!(test.statements(), before);
    let signed_in = answer(&state, &[], get("/", "id").insert_header((header::COOKIE, "kembar=kbs_gone"))).await;
    assert_eq!(signed_in.status, 401, "who shows a session that has ended is told so, and not taken for a stranger");
    assert!(signed_in.header("set-cookie").starts_with("kembar=; "));
    assert!(signed_in.body.contains("Lanjutkan tanpa masuk"), "{}", signed_in.body);
}

/// An address with one condition, for every field of the filter of a list, and the name of the field.
fn conditions(page: &Page, party: &str) -> Vec<(String, String)> {
    let Source::Document(text) = page.source else { return Vec::new() };
    let document = page.document(text).unwrap();
    let filter = document.show.variables.iter().find(|variable| variable.name == "filter");
    let fields = filter.and_then(|filter| InputTypes::of_schema().fields(named(&filter.ty))).unwrap_or_default();
    let value = |name: &str, ty: &str| match (name, ty) {
        ("country", _) => "ID".to_owned(),
        (_, "ID") => party.to_owned(),
        _ => sample(name, ty).to_string().trim_matches('"').to_owned(),
    };
    let address = |field: &graphql_schema::inputs::InputField| {
        format!("{}?{}={}", page.path, field.name, value(&field.name, named(&field.ty)))
    };
    fields.iter().map(|field| (field.name.clone(), address(field))).collect()
}

#[actix_web::test]
async fn whatever_a_list_is_narrowed_by_is_shown_and_can_be_taken_away() {
    let test = TestRegistry::sqlite().await;
    let party = test.party("ID", Kind::City, "Bandung").await;
    let state = state(&test);
    let session = super::acts::signed_in(&test, party).await;
    let slug = entity::place::find::parties_by_id(&test.registry, &[party]).await.unwrap()[&party].slug.clone();
    let (mut tried, mut wrong) = (0, Vec::new());
    // A list within a record is at the address of the record.
    for page in PAGES.iter().filter(|page| !page.path.contains('{')) {
        for (name, address) in conditions(page, &slug) {
            let request = get(&address, "en").insert_header((header::COOKIE, session.clone()));
            let shown = answer(&state, &[], request).await;
            assert_eq!(shown.status, 200, "{address}: {}", shown.body);
            let pills = shown.body.split("<ul class=\"k-pills\">").nth(1).and_then(|rest| rest.split("</ul>").next());
            // What is no party has no name; its condition is kept, and the address can be left as a whole.
            let is_other = ["agreement", "about"].contains(&name.as_str());
            if !is_other && !pills.unwrap_or_default().contains('×') {
                wrong.push(address);
            }
            tried += 1;
        }
    }
    assert!(wrong.is_empty() && tried > 40, "{tried} tried; no pill: {wrong:#?}");
}

static STRICT: [Page; 1] = [Page::of("test_strict", "/test/strict", "", "{ regions { totalCount } }")];

#[actix_web::test]
async fn the_front_page_is_shown_also_without_its_numbers() {
    let test = TestRegistry::sqlite().await;
    let state = state(&test);
    test.registry.db.clone().close().await.unwrap();
    let page = answer(&state, &[], get("/", "en")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Two cities, one record.") && !page.body.contains("<dl"), "{}", page.body);
    let failed = answer(&state, &STRICT, get("/test/strict", "en")).await;
    assert!(failed.status >= 500, "{}", failed.status);
    assert!(failed.body.contains(">The service is busy</h1>"), "{}", failed.body);
}

#[actix_web::test]
async fn a_page_that_is_not_there_says_so_in_both_languages() {
    let test = TestRegistry::sqlite().await;
    for (language, title) in [("id", "Halaman tidak ditemukan"), ("en", "Page not found")] {
        let page = send(&test, get("/nowhere/at/all", language)).await;
        assert_eq!((page.status, page.header("content-language")), (404, language));
        assert!(page.body.contains(&format!(">{title}</h1>")), "{}", page.body);
    }
    let tool = send(&test, get("/nowhere", "en").insert_header((header::ACCEPT, "*/*"))).await;
    assert_eq!((tool.status, tool.body.as_str()), (404, "There is nothing at this address.\n"));
    let head = send(&test, get("/", "en").method(Method::HEAD)).await;
    assert_eq!(head.status, 200);
    for (address, allowed) in [("/", "GET, HEAD"), ("/setup/x", "GET, HEAD, POST")] {
        let put = send(&test, get(address, "en").method(Method::PUT)).await;
        assert_eq!((put.status, put.header("allow")), (405, allowed), "{address}");
    }
}

static LISTS: [Page; 2] = [
    Page::of(
        "test_list",
        "/test/list",
        "{% for region in regions.nodes %}{{ region.name }};{% endfor %}",
        "query ($filter: RegionFilter, $first: Int) { regions(filter: $filter, first: $first) { nodes { name } } }",
    ),
    Page::of(
        "test_region",
        "/test/regions/{slug}",
        "{% if region %}{{ region.name }}{% endif %}",
        "query ($slug: String!) { region(by: { slug: $slug }) { name } viewer { __typename } }",
    ),
];

#[actix_web::test]
async fn the_parameters_of_an_address_are_the_variables_of_the_query() {
    let test = TestRegistry::sqlite().await;
    let state = state(&test);
    for (country, name) in [("ID", "Bandung"), ("ID", "Surabaya"), ("JP", "Kitakyushu")] {
        test.party(country, Kind::City, name).await;
    }
    let ask = |address: &'static str| answer(&state, &LISTS, get(address, "en"));
    for (address, expected) in [
        ("/test/list?country=ID", "Kota Bandung;Kota Surabaya;"),
        ("/test/list?country=ID&first=1&lang=id", "Kota Bandung;"),
        ("/test/list?search=&country=JP&kind=CITY,REGENCY", "Kitakyushu;"),
    ] {
        let list = ask(address).await;
        assert_eq!((list.status, list.body.as_str()), (200, expected), "{address}");
    }
    for (address, word, without) in [
        ("/test/list?county=ID&first=1", "Unknown parameter", "href=\"&#x2f;test&#x2f;list?first=1\""),
        ("/test/list?kind=TOWN", "CITY", "href=\"&#x2f;test&#x2f;list\""),
        ("/test/list?filter.country=ID", "Unknown parameter", "href=\"&#x2f;test&#x2f;list\""),
        ("/test/list?first=many&country=JP", "a whole number", "href=\"&#x2f;test&#x2f;list?country=JP\""),
        ("/test/list?parent=nowhere", "id-kota-surabaya", "href=\"&#x2f;test&#x2f;list\""),
    ] {
        let refused = ask(address).await;
        assert_eq!(refused.status, 400, "{address}: {}", refused.body);
        assert!(refused.body.contains(word) && refused.body.contains(without), "{address}: {}", refused.body);
    }
    let out_of_range = ask("/test/list?first=1000").await;
    assert_eq!(out_of_range.status, 400, "{}", out_of_range.body);
    assert_eq!(ask("/test/regions/nowhere").await.status, 404);
    assert_eq!(ask("/test/regions/nowhere?slug=x").await.status, 404);
}

#[test]
fn what_is_typed_in_secret_is_never_written_back() {
    let pages = PAGES.iter().map(|page| (page.name, page.template));
    let mut secret = 0;
    for (name, template) in pages.chain(PARTS) {
        for call in template.split("field(\"").skip(1) {
            let (field, rest) = call.split_once('"').unwrap();
            if rest.split(") }}").next().is_some_and(|rest| rest.contains("type=\"password\"")) {
                assert!(is_secret(field), "{name}: {field}");
                secret += 1;
            }
        }
    }
    assert!(secret > 3, "they are found");
}
