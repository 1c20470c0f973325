//! Starting, stopping, and what goes wrong with either.

use crate::kembar::Place;
use entity::{database, testing::TestRegistry};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

const FORGET_A_STEP: &str = "delete from seaql_migrations where version = (select max(version) from seaql_migrations)";

#[tokio::test]
async fn with_nothing_configured_it_makes_its_folder_and_answers() {
    let place = Place::new();
    let service = place.serve();
    let folder = place.path().join("kembar-data");
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(folder.join("kembar.db").exists());
    assert_eq!(service.get("/healthz").await.status(), 200);
    let ready = service.get("/readyz").await;
    assert_eq!(ready.status(), 200);
    assert_eq!(ready.json::<serde_json::Value>().await.unwrap()["status"], "ready");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn what_it_makes_is_for_its_own_user_also_in_a_folder_that_was_there_before() {
    let place = Place::new().before("umask 000");
    let folder = place.path().join("kembar-data");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    let mut service = place.serve();
    for name in ["kembar.db", "kembar.db-wal", "kembar.db-shm", "kembar.db.lock"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
    service.logs("other users of this machine can access this", 1).await;
    let said = place.run(&["doctor"]);
    assert!(said.out.contains("can access it (mode 755)") && said.out.contains("chmod 700"), "{said:?}");
    service.signal("TERM");
    service.wait();

    fs::set_permissions(folder.join("kembar.db"), Permissions::from_mode(0o644)).unwrap();
    let said = place.run(&["doctor"]);
    assert!(said.out.contains("kembar.db: other users of this machine can access it (mode 644)"), "{said:?}");
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    let said = place.run(&["doctor"]);
    assert!(!said.out.contains("other users"), "nobody gets there: {said:?}");
}

#[tokio::test]
async fn it_starts_again_on_what_it_left() {
    let place = Place::new();
    for _ in 0..2 {
        let mut service = place.serve();
        assert_eq!(service.get("/readyz").await.status(), 200);
        service.signal("TERM");
        assert_eq!(service.wait().code(), Some(0));
    }
}

#[tokio::test]
async fn a_second_service_on_the_same_file_is_turned_away() {
    let place = Place::new();
    let service = place.serve();
    let second = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.code, Some(1));
    assert!(second.err.contains(&format!("in use by another Kembar (process {})", service.process())), "{second:?}");
    assert_eq!(service.get("/readyz").await.status(), 200);
}

#[tokio::test]
async fn a_file_is_locked_whatever_it_is_called() {
    let place = Place::new();
    let service = place.serve();
    let linked = Place::new();
    std::os::unix::fs::symlink(place.path().join("kembar-data/kembar.db"), linked.path().join("other.db")).unwrap();
    let second = linked.run(&["serve", "--listen", "127.0.0.1:0", "--database-url", "sqlite://other.db"]);
    assert_eq!(second.code, Some(1));
    assert!(second.err.contains(&format!("process {}", service.process())), "{second:?}");
    fs::remove_file(linked.path().join("other.db")).unwrap();
    fs::hard_link(place.path().join("kembar-data/kembar.db"), linked.path().join("other.db")).unwrap();
    let third = linked.run(&["serve", "--listen", "127.0.0.1:0", "--database-url", "sqlite://other.db"]);
    assert_eq!(third.code, Some(1));
    assert!(third.err.contains("has 2 names (hard links)"), "{third:?}");
}

#[tokio::test]
async fn a_database_that_is_taken_away_is_missed() {
    let place = Place::new();
    let mut service = place.serve();
    assert_eq!(service.get("/readyz").await.status(), 200);
    let (file, aside) = (place.path().join("kembar-data/kembar.db"), place.path().join("aside.db"));
    fs::rename(&file, &aside).unwrap();
    while service.get("/readyz").await.status() != 503 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(service.get("/healthz").await.status(), 200);
    service.signal("TERM");
    service.wait();
    let documents = place.path().join("kembar-data/documents/ab");
    fs::create_dir_all(documents).unwrap();
    let again = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("is missing or empty, but the files of its documents"), "{again:?}");
    for command in ["up", "status"] {
        assert_eq!(place.run(&["migrate", command]).code, Some(1));
    }
    assert!(!file.exists(), "nothing is made in its place");
    fs::write(&file, "").unwrap();
    assert_eq!(place.run(&["migrate", "up"]).code, Some(1), "an empty one is none");
    fs::rename(&aside, &file).unwrap();
    assert_eq!(place.serve().get("/readyz").await.status(), 200);
}

#[tokio::test]
async fn a_killed_service_leaves_no_lock_behind() {
    let place = Place::new();
    let mut service = place.serve();
    service.signal("KILL");
    service.wait();
    assert_eq!(place.serve().get("/readyz").await.status(), 200);
}

/// The request waits for a table that the test holds, so that it is in flight when the signal comes.
#[tokio::test]
async fn a_request_in_flight_is_answered_before_the_service_ends() {
    let test = TestRegistry::postgres().await;
    let place = Place::new().set("KEMBAR_DATABASE_URL", &test.url);
    let mut service = place.serve();
    let held = test.registry.db.current().begin().await.unwrap();
    held.execute_unprepared("lock table seaql_migrations in access exclusive mode").await.unwrap();
    let request = tokio::spawn(reqwest::get(format!("{}/readyz", service.url)));
    let waiting = "select 1 as one from pg_locks where relation = 'seaql_migrations'::regclass and not granted";
    while held.query_one_raw(Statement::from_string(DbBackend::Postgres, waiting)).await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    service.signal("TERM");
    while !service.log().contains("stopping") {
        tokio::task::yield_now().await;
    }
    held.commit().await.unwrap();
    let answer = request.await.unwrap().unwrap();
    assert!(answer.json::<serde_json::Value>().await.unwrap()["status"].is_string());
    assert_eq!(service.wait().code(), Some(0));
    assert!(service.log().contains("stopped"));
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let (first, second) = (Place::new(), Place::new());
    let service = first.serve();
    let said = second.run(&["--listen", service.address()]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains(&format!("cannot listen on {}", service.address())), "{said:?}");
}

#[tokio::test]
async fn two_services_that_start_together_on_an_empty_postgresql_both_work() {
    let url = TestRegistry::empty_postgres().await;
    let places = [(); 2].map(|()| Place::new().set("KEMBAR_DATABASE_URL", &url));
    std::thread::scope(|scope| {
        let starts = places.each_ref().map(|place| scope.spawn(|| place.serve()));
        for start in starts {
            let service = start.join().unwrap();
            let said = Place::new().run(&["healthcheck", "--listen", service.address()]);
            assert_eq!(said.code, Some(0), "{said:?}");
        }
    });
}

/// The test plays the other process: it holds the lock of the migrations, with one of them still to do.
#[tokio::test]
async fn a_service_waits_for_the_steps_that_another_process_is_taking() {
    let test = TestRegistry::postgres().await;
    let db = &test.registry.db;
    let steps = database::migration_lock(&db.current()).await.unwrap().unwrap();
    db.execute_unprepared("create table forgotten as select * from seaql_migrations").await.unwrap();
    db.execute_unprepared(FORGET_A_STEP).await.unwrap();
    let place = Place::new().set("KEMBAR_DATABASE_URL", &test.url);
    let start = tokio::task::spawn_blocking(move || (place.serve(), place));
    let waiting = "select 1 as one from pg_locks where locktype = 'advisory' and not granted";
    while db.query_one_raw(Statement::from_string(DbBackend::Postgres, waiting)).await.unwrap().is_none() {
        assert!(!start.is_finished(), "it waits");
        tokio::task::yield_now().await;
    }
    db.execute_unprepared("insert into seaql_migrations select * from forgotten except select * from seaql_migrations")
        .await
        .unwrap();
    steps.commit().await.unwrap();
    let (service, _place) = start.await.unwrap();
    assert_eq!(service.get("/readyz").await.status(), 200);
}

#[tokio::test]
async fn a_postgresql_database_with_data_is_not_migrated_unasked() {
    let test = TestRegistry::postgres().await;
    test.registry.db.execute_unprepared(FORGET_A_STEP).await.unwrap();
    let place = Place::new().set("KEMBAR_DATABASE_URL", &test.url);
    let said = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("kembar migrate up"), "{said:?}");
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.code, Some(1));
    assert!(doctor.out.contains("FAIL  migrations: 1 pending"), "{doctor:?}");
}

#[tokio::test]
async fn a_damaged_file_is_called_that() {
    let place = Place::new();
    let mut service = place.serve();
    service.signal("TERM");
    service.wait();
    let path = place.path().join("kembar-data/kembar.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100..].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    let said = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("is damaged") && said.err.contains("restore the last backup"), "{said:?}");
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.code, Some(1));
    assert!(doctor.out.contains("is damaged") && !doctor.out.contains("host"), "{doctor:?}");
    assert!(fs::read(&path).unwrap() == bytes, "nobody has touched it");
}

/// Nothing is created in a database that holds another program's tables, whatever command is run.
async fn is_left_alone(place: &Place, url: &str) {
    let db = database::open(url, 2).await.unwrap();
    db.execute_unprepared("create table invoices (number integer)").await.unwrap();
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["serve", "--migrate"], &["migrate", "up"]] {
        let said = place.run(command);
        assert_eq!(said.code, Some(1), "{command:?}: {said:?}");
        assert!(said.err.contains("belongs to another program: it has the table invoices"), "{said:?}");
    }
    let doctor = place.run(&["doctor"]);
    assert!(doctor.code == Some(1) && doctor.out.contains("belongs to another program"), "{doctor:?}");
    let far = migration::status(&db.current()).await.unwrap();
    assert!(far.is_foreign() && far.foreign == ["invoices"]);
    assert!(db.execute_unprepared("select * from seaql_migrations").await.is_err());
}

#[tokio::test]
async fn another_programs_file_is_left_alone() {
    let place = Place::new();
    let folder = place.path().join("kembar-data");
    fs::create_dir(&folder).unwrap();
    is_left_alone(&place, &format!("sqlite://{}", folder.join("kembar.db").display())).await;
}

#[tokio::test]
async fn another_programs_schema_is_left_alone() {
    let url = TestRegistry::empty_postgres().await;
    is_left_alone(&Place::new().set("KEMBAR_DATABASE_URL", &url), &url).await;
}

const A_STEP_TO_COME: &str = "insert into seaql_migrations (version, applied_at) values ('m9999_to_come', 0)";

#[tokio::test]
async fn an_older_version_goes_on_beside_a_newer_one_and_says_so() {
    for test in [TestRegistry::sqlite().await, TestRegistry::postgres().await] {
        let place = Place::new().set("KEMBAR_DATABASE_URL", &test.url);
        drop(place.serve());
        test.registry.db.execute_unprepared(A_STEP_TO_COME).await.unwrap();
        let service = place.serve();
        service.logs("a newer version has changed the database", 1).await;
        assert_eq!(service.get("/readyz").await.status(), 200);
        let doctor = place.run(&["doctor"]);
        assert_eq!(doctor.code, Some(0));
        assert!(doctor.out.contains("warn  migrations: 1 come from a newer version"), "{doctor:?}");
    }
}

#[tokio::test]
async fn a_version_that_is_neither_older_nor_newer_is_refused() {
    for test in [TestRegistry::sqlite().await, TestRegistry::postgres().await] {
        test.registry.db.execute_unprepared(FORGET_A_STEP).await.unwrap();
        test.registry.db.execute_unprepared(A_STEP_TO_COME).await.unwrap();
        let place = Place::new().set("KEMBAR_DATABASE_URL", &test.url);
        let said = place.run(&["serve", "--migrate", "--listen", "127.0.0.1:0"]);
        assert_eq!(said.code, Some(1));
        assert!(said.err.contains("has 1 migrations that this version does not know"), "{said:?}");
        assert_eq!(place.run(&["doctor"]).code, Some(1));
    }
}
