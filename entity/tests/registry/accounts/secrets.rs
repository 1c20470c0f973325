//! What the registry keeps of secrets: their hashes.

use super::*;

on_both_databases!(secrets_are_nowhere_in_the_database);

async fn secrets_are_nowhere_in_the_database(test: TestRegistry) {
    let registry = &test.registry;
    let bandung = test.party("ID", Kind::City, "Bandung").await;
    let set_up = ensure_set_up_link(registry).await.unwrap().unwrap();
    let profile = new_person("Admin Pertama", "admin@contoh.id", &[]).profile;
    let cookie =
        complete_set_up(registry, set_up.reveal(), &profile, &PASSWORD.into(), Carrier::Cookie).await.unwrap().token;
    let (siti, link) = add_person(registry, &Caller::system(), &siti(&[])).await.unwrap();
    let token = sign_in(registry, &here(), "admin@contoh.id", &PASSWORD.into(), Carrier::Token).await.unwrap().token;
    let (made, key) = create_client(registry, &Caller::system(), &key_for(bandung, &[])).await.unwrap();
    let (_, next) = rotate_client(registry, &Caller::system(), made.id, None, None).await.unwrap();
    assert_eq!(
        refusal(sign_in(registry, &here(), "siti@bandung.go.id", &"tebakan rahasia".into(), Carrier::Token).await),
        WRONG
    );

    let secrets = [set_up.reveal(), cookie.reveal(), link.reveal(), token.reveal(), key.reveal(), next.reveal()];
    let halves = [key.reveal(), next.reveal()].map(|key| key.split('_').nth(2).unwrap());
    let dumped = dump_all(registry).await;
    for secret in secrets.into_iter().chain(halves).chain([PASSWORD, "tebakan rahasia"]) {
        assert!(!dumped.contains(&secret.to_lowercase()));
        assert!(!dumped.contains(&hex(secret)));
        for file in database_files(&test.url) {
            assert!(!file.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
    let journal = dump(registry, "journal").await;
    assert!(journal.contains("createapiclient") && journal.contains("internal") && !journal.contains("public"));
    for personal in ["siti", "bandung.go.id", "contoh.id", "admin pertama"] {
        assert!(!journal.contains(personal), "{personal} stands in the journal");
    }

    set_password(registry, link.reveal(), &"sungai di tepi rumah".into(), Carrier::Cookie).await.unwrap();
    let hash = person::Entity::find_by_id(siti.id).one(&registry.db).await.unwrap().unwrap().password_hash.unwrap();
    let parts: Vec<&str> = hash.split('$').collect();
    assert_eq!(parts[..4], ["", "argon2id", "v=19", "m=19456,t=2,p=1"]);
    assert_eq!((parts.len(), parts[4].len(), parts[5].len()), (6, 22, 43));
}

fn hex(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// Every row of every table, in lower case, with bytes as hexadecimal digits.
async fn dump_all(registry: &Registry) -> String {
    let list = if entity::database::is_postgres(&registry.db) {
        "select tablename as name from pg_tables where schemaname = current_schema()"
    } else {
        "select name from sqlite_master where type = 'table'"
    };
    let mut text = String::new();
    for name in column(registry, list, "name").await {
        text += &dump(registry, &name).await;
    }
    assert!(text.contains("siti@bandung.go.id"), "the dump shows what is there");
    text
}

/// The files of a `SQLite` database.
fn database_files(url: &str) -> Vec<Vec<u8>> {
    let Some(path) = url.strip_prefix("sqlite://") else { return Vec::new() };
    ["", "-wal"].iter().map(|end| std::fs::read(format!("{path}{end}")).unwrap()).collect()
}
