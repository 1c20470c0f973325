//! What everyone sees first: the landing page, the headers of every answer, and what of them is logged.

use crate::kembar::Place;

#[tokio::test]
async fn the_landing_page_speaks_the_readers_language() {
    let place = Place::new();
    let service = place.serve();
    let client = reqwest::Client::new();
    for (header, expected) in [("id", "Dua kota, satu catatan."), ("en-GB, en;q=0.8", "Two cities, one record.")] {
        let page = client.get(&service.url).header("accept-language", header).send().await.unwrap();
        assert_eq!(page.status(), 200);
        assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(page.text().await.unwrap().contains(expected));
    }
    let page = service.get("/?lang=en").await.text().await.unwrap();
    assert!(page.contains("<html lang=\"en\" ") && page.contains(&service.url), "{page}");
    let style = page.split("href=\"").find_map(|rest| rest.split('"').next().filter(|link| link.contains("kembar-")));
    assert_eq!(service.get(&style.unwrap().replace("&#x2f;", "/")).await.status(), 200);
}

#[tokio::test]
async fn every_answer_has_a_request_id_and_safe_headers() {
    let place = Place::new();
    let service = place.serve();
    for path in ["/", "/healthz", "/nowhere"] {
        let answer = service.get(path).await;
        let headers = answer.headers();
        assert!(headers["x-request-id"].len() > 10, "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        let logged = format!("request_id={}", headers["x-request-id"].to_str().unwrap());
        service.logs(&logged, 1).await;
    }
}

#[tokio::test]
async fn no_token_is_ever_logged() {
    let place = Place::new().set("KEMBAR_LOG", "debug").set("KEMBAR_LOG_FORMAT", "json");
    let service = place.serve();
    for path in ["/setup/s3cr3t", "/password/s3cr3t", "/stop/s3cr3t", "/nowhere/s3cr3t?token=s3cr3t"] {
        service.get(path).await;
    }
    let client = reqwest::Client::new();
    client.get(&service.url).header("authorization", "Bearer s3cr3t").send().await.unwrap();
    service.logs("answered", 5).await;
    let log = service.log();
    assert!(log.lines().count() > 5 && !log.contains("s3cr3t"), "{log}");
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
}

#[tokio::test]
async fn a_service_that_is_reached_by_https_asks_for_that_only() {
    for (url, expected) in [("https://kembar.example", Some("max-age=31536000")), ("http://kembar.example", None)] {
        let place = Place::new().set("KEMBAR_PUBLIC_URL", url);
        let service = place.serve();
        for path in ["/", "/nowhere", "/graphql"] {
            let answer = service.get(path).await;
            let header = answer.headers().get("strict-transport-security").map(|value| value.to_str().unwrap());
            assert_eq!(header, expected, "{url}{path}");
        }
    }
}
