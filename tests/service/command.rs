//! The commands other than the service.

use crate::kembar::Place;
use std::fs;

#[test]
fn a_wrong_setting_ends_the_program_before_it_does_anything() {
    let place = Place::new().set("KEMBAR_WORKERS", "many");
    let said = place.run(&[]);
    assert_eq!(said.code, Some(2));
    let expected = "kembar: workers cannot be \"many\" (variable KEMBAR_WORKERS). Allowed: a number from 1 to 64.\n";
    assert_eq!(said.err, expected);
    assert!(!place.path().join("kembar-data").exists());
}

#[test]
fn what_is_configured_is_printed_with_its_origin_and_without_passwords() {
    let place = Place::new().set("KEMBAR_DATABASE_URL", "postgres://kembar:hunter2@db/kembar");
    fs::write(place.path().join("kembar.toml"), "# ours\nworkers = 3\n").unwrap();
    let said = place.run(&["config", "print", "--log-format", "json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    for line in [
        "\"postgres://kembar:***@db/kembar\"  # variable KEMBAR_DATABASE_URL\n",
        "= \"3\"  # kembar.toml:2\n",
        "= \"json\"  # flag --log-format\n",
        "= \"127.0.0.1:8080\"  # default\n",
    ] {
        assert!(said.out.contains(line), "{line} in {}", said.out);
    }
    assert!(!format!("{said:?}").contains("hunter2"));
}

#[test]
fn the_help_of_the_demonstration_lists_the_settings_that_it_takes() {
    let place = Place::new();
    let said = place.run(&["demo", "--help"]);
    assert!(said.out.contains("--listen") && !said.out.contains("--smtp-url"), "{said:?}");
    assert!(place.run(&["serve", "--help"]).out.contains("--smtp-url"));
    for line in [["demo", "--smtp-url", "smtp://x:1"], ["--smtp-url", "smtp://x:1", "demo"]] {
        let refused = place.run(&line);
        assert!(refused.code == Some(1) && refused.err.contains("leave out --smtp-url"), "{refused:?}");
    }
}

#[test]
fn the_database_says_how_far_it_is() {
    let place = Place::new();
    let before = place.run(&["migrate", "status"]);
    assert!(before.out.starts_with("pending  m0001_journal\n"), "{before:?}");
    assert_eq!(place.run(&["migrate", "up"]).code, Some(0));
    let after = place.run(&["migrate", "status"]);
    assert!(after.out.starts_with("done     m0001_journal\n") && !after.out.contains("pending"), "{after:?}");
    assert_eq!(place.run(&["migrate", "up"]).out, "0 migrations done; the database is up to date.\n");
}

#[test]
fn a_database_in_use_is_not_migrated() {
    let place = Place::new();
    let _service = place.serve();
    assert_eq!(place.run(&["migrate", "up"]).code, Some(1));
}

#[test]
fn the_doctor_finds_a_healthy_service_healthy() {
    let place = Place::new();
    let before = place.run(&["doctor"]);
    assert_eq!(before.code, Some(0), "{before:?}");
    assert!(before.out.contains("does not exist yet"));
    let service = place.serve();
    let said = place.run(&["doctor"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains(&format!("a service has it open (process {})", service.process())), "{said:?}");
    assert!(said.out.contains("ok    migrations: up to date"), "{said:?}");
    assert!(said.out.contains("warn  accounts: nobody administers the whole registry"), "{said:?}");
    let add =
        |email: &str, role: &str| place.run(&["user", "add", email, "--name", "Siti", "--everywhere", "--role", role]);
    assert_eq!(add("siti@contoh.example", "OBSERVER").code, Some(0));
    assert!(place.run(&["doctor"]).out.contains("warn  accounts: "), "an observer administers nothing");
    assert_eq!(add("budi@contoh.example", "ORG_ADMIN").code, Some(0));
    assert!(place.run(&["doctor"]).out.contains("ok    accounts: "));
    place.run(&["user", "disable", "budi@contoh.example"]);
    assert!(place.run(&["doctor"]).out.contains("warn  accounts: "), "a closed account administers nothing");
    assert!(!said.out.contains("FAIL"), "{said:?}");
}

#[test]
fn the_doctor_says_that_the_disk_is_full() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, Some(0));
    let data = place.path().join("kembar-data");
    fs::rename(&data, place.path().join("made")).unwrap();
    let Some(place) = place.with_small_disk("kembar-data", 8) else { return };
    let place = place.before("cp -a made/. kembar-data && { head -c 9000000 /dev/zero > kembar-data/much || true; }");
    let said = place.run(&["doctor"]);
    assert_eq!(said.code, Some(1));
    // Where the files beside the database are not there, it cannot even be opened.
    assert!(said.out.contains("has no space left on its disk"), "{said:?}");
    assert!(said.out.contains("FAIL  data folder: "), "{said:?}");
}

#[test]
fn the_doctor_names_what_is_broken() {
    let place = Place::new();
    fs::create_dir(place.path().join("kembar-data")).unwrap();
    fs::write(place.path().join("kembar-data/kembar.db"), "this is not a database".repeat(100)).unwrap();
    let said = place.run(&["doctor"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("FAIL  database: sqlite://") && said.out.contains("is not a database"), "{said:?}");
    assert!(!said.out.contains("host"), "a file has none: {said:?}");

    let months = [("KEMBAR_QUIET_AFTER_MONTHS", "12"), ("KEMBAR_DORMANT_AFTER_MONTHS", "5")];
    let place = months.iter().fold(Place::new(), |place, (name, text)| place.set(name, text));
    let said = place.run(&["doctor"]);
    assert!(said.out.contains("warn  configuration: dormant_after_months (5) is less"), "{said:?}");

    let no_mail = Place::new().set("KEMBAR_SMTP_URL", "smtp://127.0.0.1:1").run(&["doctor"]);
    assert!(no_mail.code == Some(1) && no_mail.out.contains("FAIL  mail: smtp://127.0.0.1:1"), "{no_mail:?}");
}

#[test]
fn a_healthcheck_tells_a_service_from_none() {
    let place = Place::new();
    let mut service = place.serve();
    let listen = service.address().to_owned();
    assert_eq!(place.run(&["healthcheck", "--listen", &listen]).code, Some(0));
    service.signal("TERM");
    service.wait();
    let said = place.run(&["healthcheck", "--listen", &listen]);
    assert!(said.code == Some(1) && said.err.contains("no service at"), "{said:?}");
}

/// A folder with a registry and a file of which one row is good and one is not.
fn office_with_list() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, Some(0));
    fs::write(place.path().join("list.csv"), LIST).unwrap();
    place
}

const LIST: &str = "code,name,country\n1,Suwon,KR\n2,Nowhere,ZZ\n";

fn import(place: &Place, options: &[&str]) -> crate::kembar::Said {
    let always = ["import", "regions", "list.csv", "--scheme", "ours", "--source", "Ours", "--as-of", "2026-02-28"];
    place.run(&[&always[..], options].concat())
}

#[test]
fn a_dry_run_leaves_every_file_as_it_was() {
    let place = office_with_list();
    let files = || {
        let mut names: Vec<_> = fs::read_dir(place.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = files();
    let said = import(&place, &["--dry-run"]);
    assert_eq!((said.code, files()), (Some(3), before.clone()), "{said:?}");
    assert!(said.out.contains("written to: list.csv.rejects.csv"), "{said:?}");
    fs::write(place.path().join("list.csv.rejects.csv"), "corrected").unwrap();
    import(&place, &["--dry-run"]);
    assert_eq!(fs::read_to_string(place.path().join("list.csv.rejects.csv")).unwrap(), "corrected");
    let said = import(&place, &["--dry-run", "--rejects", "list.csv"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(fs::read_to_string(place.path().join("list.csv")).unwrap(), LIST);
}

#[test]
fn rejected_rows_never_replace_a_file() {
    let place = office_with_list();
    let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    fs::write(place.path().join("list.csv.rejects.csv"), "corrected").unwrap();
    let said = import(&place, &["--rejects", "list.csv.rejects.csv"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("list.csv.rejects.csv exists already"), "{said:?}");
    let said = import(&place, &[]);
    assert!(said.code == Some(3) && said.out.contains("are in: list.csv.rejects.2.csv"), "{said:?}");
    assert!(said.out.contains("new                  1"), "nothing was imported before: {said:?}");
    assert_eq!(read("list.csv.rejects.csv"), "corrected");
    assert!(read("list.csv.rejects.2.csv").contains("2,Nowhere,ZZ,"), "{said:?}");
    assert!(read("list.csv.rejects.2.csv").starts_with("code,name,country,place,reason"), "{said:?}");
    assert!(said.out.contains("its places is in: list.csv.report.csv"), "{said:?}");
    assert!(read("list.csv.report.csv").contains("2,name,Suwon,Suwon,kr-suwon,new,,new"), "{said:?}");
}
