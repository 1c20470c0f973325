use super::*;
use std::io::Write;

fn variables(pairs: &[(&str, &str)]) -> Sources {
    let variables = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Sources { variables, ..Sources::default() }
}

fn file(content: &str) -> (Sources, tempfile::NamedTempFile) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    (Sources { file: Some(file.path().to_owned()), ..Sources::default() }, file)
}

fn complaint(sources: &Sources) -> String {
    Config::load(sources).unwrap_err().to_string()
}

#[test]
fn with_nothing_set_it_is_a_file_in_the_data_folder_on_the_loopback_address() {
    let config = Config::load(&Sources::default()).unwrap();
    assert_eq!(config.database_url.expose(), "sqlite://./kembar-data/kembar.db");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.message_id_domain, "127.0.0.1");
    assert_eq!(config.smtp_url, None);
    assert!(config.values.iter().all(|value| value.origin == Origin::Default));
}

#[test]
fn a_flag_goes_before_a_variable_and_a_variable_before_the_file() {
    let (mut sources, file) = file("workers = 3\nlisten = \"127.0.0.1:1\"\ndefault_time_zone = 'Asia/Tokyo'\n");
    sources.variables.insert("KEMBAR_WORKERS".into(), "4".into());
    sources.variables.insert("KEMBAR_LISTEN".into(), "127.0.0.1:2".into());
    sources.flags.insert("workers", "5".into());
    let config = Config::load(&sources).unwrap();
    assert_eq!((config.workers, config.listen.port(), config.default_time_zone.as_str()), (5, 2, "Asia/Tokyo"));
    let origin = |key| source::find(&config.values, key).origin.to_string();
    assert_eq!(origin("workers"), "flag --workers");
    assert_eq!(origin("listen"), "variable KEMBAR_LISTEN");
    assert_eq!(origin("default_time_zone"), format!("{}:3", file.path().display()));
}

#[test]
fn defaults_follow_what_is_set() {
    let config = Config::load(&variables(&[
        ("KEMBAR_DATA_DIR", "/srv/50%"),
        ("KEMBAR_LISTEN", "[::1]:9000"),
        ("KEMBAR_PUBLIC_URL", "https://kembar.example.org"),
    ]))
    .unwrap();
    assert_eq!(config.database_url.expose(), "sqlite:///srv/50%25/kembar.db");
    assert_eq!(config.message_id_domain, "kembar.example.org");
}

#[test]
fn a_wrong_value_is_named_with_its_origin_and_what_is_allowed() {
    assert_eq!(
        complaint(&variables(&[("KEMBAR_LISTEN", "eighty")])),
        "listen cannot be \"eighty\" (variable KEMBAR_LISTEN). \
         Allowed: an address with a port, such as 127.0.0.1:8080 or [::]:8080."
    );
    let (sources, file) = file("\n\nworkers = 0\n");
    let origin = format!("{}:3", file.path().display());
    assert_eq!(complaint(&sources), format!("workers cannot be \"0\" ({origin}). Allowed: a number from 1 to 64."));
    for (name, text) in [
        ("KEMBAR_DATABASE_URL", "mysql://host/base"),
        ("KEMBAR_PUBLIC_URL", "https://host/path"),
        ("KEMBAR_SMTP_URL", "http://host"),
        ("KEMBAR_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("KEMBAR_TRUSTED_PROXIES", "proxy.example.org"),
        ("KEMBAR_MAIL_FROM", "nobody"),
        ("KEMBAR_DEFAULT_TIME_ZONE", "Asia/Bandung"),
        ("KEMBAR_LOG", "verbose"),
        ("KEMBAR_LOG_FORMAT", "xml"),
    ] {
        assert!(complaint(&variables(&[(name, text)])).contains(name), "{name}");
    }
}

#[test]
fn proxies_are_addresses_and_networks() {
    let read = |text| Config::load(&variables(&[("KEMBAR_TRUSTED_PROXIES", text)])).unwrap().trusted_proxies;
    assert_eq!(read(""), []);
    let networks: Vec<String> = read("127.0.0.1, 10.0.0.0/8,2001:db8::/32").iter().map(ToString::to_string).collect();
    assert_eq!(networks, ["127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32"]);
}

#[test]
fn a_name_that_no_setting_has_is_an_error_with_a_suggestion() {
    assert_eq!(
        complaint(&variables(&[("KEMBAR_LISTN", "x")])),
        "KEMBAR_LISTN is not a setting (environment variable). Did you mean KEMBAR_LISTEN?"
    );
    let (sources, file) = file("workers = 2\ndatabse_url = 'sqlite://x'\n");
    let place = format!("{}:2", file.path().display());
    assert_eq!(complaint(&sources), format!("databse_url is not a setting ({place}). Did you mean database_url?"));
}

#[test]
fn a_password_is_never_shown() {
    let secret = "postgres://kembar:hunter2@db/kembar";
    let config = Config::load(&variables(&[("KEMBAR_DATABASE_URL", secret)])).unwrap();
    assert_eq!(config.database_url.expose(), secret);
    assert!(print(&config).contains("postgres://kembar:***@db/kembar"));
    let everything = format!("{config:?}{}", print(&config));
    assert!(!everything.contains("hunter2"), "{everything}");
    for wrong in ["postgre://kembar:hunter2@db/kembar", "hunter2"] {
        assert!(!complaint(&variables(&[("KEMBAR_DATABASE_URL", wrong)])).contains("hunter2"));
    }
    let in_query = Config::load(&variables(&[("KEMBAR_DATABASE_URL", "postgres://db/k?user=a&password=hunter2")]));
    assert!(!format!("{in_query:?}").contains("hunter2"));
}

#[test]
fn a_key_is_never_shown_even_where_it_looks_like_an_address() {
    for secret in ["s3cr3t/+key", "postgres://hunter2", "hunter2:x"] {
        let sources = variables(&[("KEMBAR_S3_SECRET_ACCESS_KEY", secret)]);
        let config = Config::load(&sources).unwrap();
        assert_eq!(config.s3_secret_access_key.as_ref().unwrap().expose(), secret);
        assert!(!format!("{config:?}{}", print(&config)).contains(secret));
        let mut flags = Sources::default();
        flags.flags.insert("s3_secret_access_key", secret.to_owned());
        let complaint = complaint(&flags);
        assert!(complaint.contains("KEMBAR_S3_SECRET_ACCESS_KEY_FILE") && !complaint.contains(secret), "{complaint}");
    }
}

#[test]
fn documents_lie_in_a_bucket_or_in_the_data_folder() {
    let read = |text| Config::load(&variables(&[("KEMBAR_DOCUMENTS_URL", text)])).map(|config| config.documents_url);
    assert_eq!(read(""), Ok(None));
    for bucket in ["s3://arsip", "s3://arsip/kembar/berkas"] {
        assert!(read(bucket).unwrap().is_some_and(|url| url.as_str() == bucket));
    }
    for wrong in ["arsip", "https://arsip", "s3://", "s3://a:b@arsip", "s3://arsip?x=y", "s3:arsip"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_password_is_refused_on_the_command_line() {
    let mut sources = Sources::default();
    sources.flags.insert("database_url", "postgres://kembar:hunter2@db/kembar".into());
    let complaint = complaint(&sources);
    assert!(complaint.contains("KEMBAR_DATABASE_URL_FILE") && !complaint.contains("hunter2"), "{complaint}");
    sources.flags.insert("database_url", "postgres://kembar@db/kembar".into());
    assert!(Config::load(&sources).is_ok());
}

#[test]
fn a_secret_can_be_read_from_a_file_of_its_own() {
    let (_, secret) = file("smtps://user:word@mail.example.org\n");
    let path = secret.path().to_str().unwrap();
    let config = Config::load(&variables(&[("KEMBAR_SMTP_URL_FILE", path)])).unwrap();
    assert_eq!(config.smtp_url.unwrap().expose(), "smtps://user:word@mail.example.org");
    let (sources, _toml) = file(&format!("smtp_url_file = '{path}'\n"));
    assert!(Config::load(&sources).unwrap().smtp_url.is_some());
    assert_eq!(
        complaint(&variables(&[("KEMBAR_SMTP_URL_FILE", path), ("KEMBAR_SMTP_URL", "smtp://localhost")])),
        "KEMBAR_SMTP_URL and KEMBAR_SMTP_URL_FILE are both set. Set one of them."
    );
    assert!(complaint(&variables(&[("KEMBAR_SMTP_URL_FILE", "/nowhere/x")])).contains("/nowhere/x"));
    assert!(complaint(&variables(&[("KEMBAR_LISTEN_FILE", path)])).contains("not a setting"));
}

#[test]
fn a_file_that_is_not_toml_is_named_with_the_line() {
    let (sources, file) = file("workers = 2\nlisten = = 3\n");
    assert!(complaint(&sources).starts_with(&format!("{}:2 is not valid TOML", file.path().display())));
    let (sources, _file) = self::file("[listen]\nport = 1\n");
    assert!(complaint(&sources).contains("must be a text or a number"));
}

#[test]
fn operating_lists_every_setting() {
    let operating = include_str!("../../OPERATING.md");
    assert!(operating.contains(&markdown_table()), "put this table into api/OPERATING.md:\n{}", markdown_table());
}
