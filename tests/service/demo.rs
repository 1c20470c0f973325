//! `kembar demo`: something to look at, and nothing is left behind.

use crate::kembar::{Place, Service};
use serde_json::{Value, json};
use std::{os::unix::fs::PermissionsExt, path::PathBuf};

#[tokio::test]
async fn a_demonstration_shows_partnerships_and_people_and_leaves_nothing() {
    let place = Place::new().set("KEMBAR_DATABASE_URL", "postgres://nobody@127.0.0.1:1/real");
    let temporary = tempfile::tempdir().unwrap();
    let place = place.set("TMPDIR", temporary.path().to_str().unwrap());
    let mut demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    for expected in ["ayu@contoh.example", "password", "kbr_", "Mails are written to"] {
        assert!(demo.said.contains(expected), "{expected} in {}", demo.said);
    }
    let page = demo.get("/?lang=en").await.text().await.unwrap();
    for (label, number) in [("Indonesian regions", "552"), ("partnerships", "53"), ("agreements", "25")] {
        assert!(page.contains(&format!("<dt>{label}</dt><dd>{number}</dd>")), "{label} in {page}");
    }
    for (label, found) in waiting(&demo).await {
        assert!(found, "the demonstration has {label}");
    }
    let made: Vec<PathBuf> = temporary.path().read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(made.len(), 1);
    let access = made[0].join("data").metadata().unwrap().permissions().mode();
    assert_eq!(access & 0o777, 0o700, "nobody else may look into it");
    demo.signal("TERM");
    assert_eq!(demo.wait().code(), Some(0));
    assert_eq!(temporary.path().read_dir().unwrap().count(), 0);
    assert!(!place.path().join("kembar-data").exists());
}

/// What the partner whose key it printed finds to answer, and what strangers see: each by its name, and whether it is there.
async fn waiting(demo: &Service) -> [(&'static str, bool); 3] {
    let key = demo.said.split_whitespace().find(|word| word.starts_with("kbr_")).unwrap();
    let query = "{
        agreements(filter: { search: \"kota cerdas\" }) { nodes { pendingAct { act } } }
        asked: exchanges(filter: { search: \"taman kota\" }) { nodes { host { __typename } } }
        past: exchanges(filter: { search: \"pengelolaan sampah\" }) { nodes { source agreement { id } } }
    }";
    let request = reqwest::Client::new().post(format!("http://{}/graphql", demo.address())).bearer_auth(key);
    let answer = request.json(&json!({ "query": query })).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    let first = |list: &str| answer["data"][list]["nodes"][0].clone();
    [
        ("an act that waits", first("agreements")["pendingAct"]["act"] == "RECORD_INTENT"),
        ("a host that was asked", first("asked").is_object() && first("asked")["host"].is_null()),
        ("a past exchange", first("past")["source"].is_string() && first("past")["agreement"].is_object()),
    ]
}

#[test]
fn a_demonstration_can_be_kept_and_gone_on_with() {
    let place = Place::new();
    for _ in 0..2 {
        let mut demo = place.start(&["demo", "--listen", "127.0.0.1:0", "--keep", "kept"]);
        demo.signal("TERM");
        assert_eq!(demo.wait().code(), Some(0));
    }
    assert!(place.path().join("kept/kembar.db").exists());
    assert!(!place.path().join("kept/kembar.db-wal").exists(), "the file is whole");
}

#[test]
fn a_demonstration_refuses_to_touch_another_database() {
    let said = Place::new().run(&["demo", "--database-url", "sqlite://real.db"]);
    assert!(said.code == Some(1) && said.err.contains("leave out --database-url"), "{said:?}");
}
