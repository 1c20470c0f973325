//! How often one may try, and who has to wait: never the person whom others hinder.

use super::*;

on_both_databases!(
    ten_attempts_from_one_address_are_all_there_are,
    thirty_attempts_at_once_are_thirty,
    success_forgets_the_attempts_from_the_same_place,
    one_address_tries_no_more_than_thirty_accounts,
    a_subscriber_and_a_site_are_counted_as_one,
    others_do_not_hinder_the_person_at_another_address,
    others_do_not_hinder_the_person_in_a_browser_that_knows_them,
    a_browser_is_known_to_whoever_signed_in_there_alone,
    a_crowd_makes_strangers_wait_and_locks_nobody_out,
    attempts_are_kept_as_hashes_and_not_for_long
);

const SITI: &str = "siti@contoh.id";
const GUESS: &str = "salah";

async fn attempt(registry: &Registry, from: &Origin, address: &str, password: &str) -> Result<SignedIn, Error> {
    sign_in(registry, from, address, &password.into(), Carrier::Cookie).await
}

/// How long the next attempt has to wait.
async fn waits(registry: &Registry, from: &Origin, address: &str, password: &str) -> i64 {
    match refusal(attempt(registry, from, address, password).await) {
        Reason::TooManyAttempts { wait } => wait.0,
        other => panic!("{other:?}"),
    }
}

async fn guess(registry: &Registry, from: &Origin, address: &str) {
    assert_eq!(refusal(attempt(registry, from, address, GUESS).await), WRONG);
}

/// Wrong guesses from so many networks, one from each.
async fn crowd(registry: &Registry, networks: std::ops::Range<u32>, address: &str) {
    for n in networks {
        guess(registry, &at(&format!("10.{}.{}.1", n / 256, n % 256)), address).await;
    }
}

async fn ten_attempts_from_one_address_are_all_there_are(test: TestRegistry) {
    let registry = &test.registry;
    person_who_signs_in_often(registry, "Siti", SITI).await;
    // Another process that serves the same registry.
    let elsewhere = Registry::new(registry.db.clone(), std::sync::Arc::new(test.clock.clone()));
    for address in [SITI, "tidak.ada@contoh.id"] {
        for _ in 0..10 {
            guess(registry, &here(), address).await;
            test.clock.advance(Duration::seconds(1));
        }
        for password in [GUESS, PASSWORD] {
            assert_eq!(waits(&elsewhere, &here(), &address.to_uppercase(), password).await, 290);
        }
        let rows = dump(registry, "sign_in_failure").await.lines().count();
        waits(registry, &here(), address, GUESS).await;
        assert_eq!(
            dump(registry, "sign_in_failure").await.lines().count(),
            rows,
            "what is refused is not written down"
        );
    }
    test.clock.advance(Duration::seconds(279));
    assert_eq!(waits(registry, &here(), SITI, PASSWORD).await, 1);
    test.clock.advance(Duration::seconds(1));
    assert!(attempt(registry, &here(), SITI, PASSWORD).await.is_ok(), "the wait is the one that was told");
}

async fn thirty_attempts_at_once_are_thirty(test: TestRegistry) {
    person_who_signs_in_often(&test.registry, "Siti", SITI).await;
    let attempts: Vec<_> = (0..30)
        .map(|n| {
            let registry = test.registry.clone();
            let guess = Secret::new(format!("tebakan nomor {n}"));
            tokio::spawn(async move { sign_in(&registry, &here(), SITI, &guess, Carrier::Token).await })
        })
        .collect();
    let (mut tried, mut held_back) = (0, 0);
    for attempt in attempts {
        match refusal(attempt.await.unwrap()) {
            Reason::WrongCredentials => tried += 1,
            Reason::TooManyAttempts { wait: Wait(300) } => held_back += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((tried, held_back), (10, 20));
}

async fn success_forgets_the_attempts_from_the_same_place(test: TestRegistry) {
    let registry = &test.registry;
    person_who_signs_in_often(registry, "Siti", SITI).await;
    let elsewhere = at("198.51.100.1");
    for _ in 0..9 {
        guess(registry, &elsewhere, SITI).await;
    }
    for _ in 0..3 {
        for _ in 0..9 {
            guess(registry, &here(), SITI).await;
        }
        attempt(registry, &here(), SITI, PASSWORD).await.unwrap();
    }
    guess(registry, &elsewhere, SITI).await;
    waits(registry, &elsewhere, SITI, GUESS).await;
}

async fn one_address_tries_no_more_than_thirty_accounts(test: TestRegistry) {
    let registry = &test.registry;
    let attempts: Vec<_> = (0..60)
        .map(|n| {
            let registry = registry.clone();
            tokio::spawn(async move {
                sign_in(&registry, &here(), &format!("orang.{n}@contoh.id"), &GUESS.into(), Carrier::Token).await
            })
        })
        .collect();
    let mut tried = 0;
    for attempt in attempts {
        tried += u32::from(refusal(attempt.await.unwrap()) == WRONG);
    }
    assert_eq!(tried, 30);
    waits(registry, &here(), "lain@contoh.id", GUESS).await;
    guess(registry, &at("203.0.113.8"), "lain@contoh.id").await;
}

async fn a_subscriber_and_a_site_are_counted_as_one(test: TestRegistry) {
    let registry = &test.registry;
    for n in 0..30 {
        let from = at(&format!("2001:db8:1:1::{n:x}"));
        guess(registry, &from, &format!("orang.{n}@contoh.id")).await;
    }
    waits(registry, &at("2001:db8:1:1:ffff::1"), SITI, GUESS).await;
    for n in 30..100 {
        let from = at(&format!("2001:db8:1:{n:x}::1"));
        guess(registry, &from, &format!("orang.{n}@contoh.id")).await;
    }
    waits(registry, &at("2001:db8:1:ffff::1"), SITI, GUESS).await;
    guess(registry, &at("2001:db8:2::1"), SITI).await;
    let mapped = at("::ffff:203.0.113.7");
    for _ in 0..10 {
        guess(registry, &mapped, SITI).await;
    }
    waits(registry, &here(), SITI, GUESS).await;
}

async fn others_do_not_hinder_the_person_at_another_address(test: TestRegistry) {
    let registry = &test.registry;
    person_who_signs_in_often(registry, "Siti", SITI).await;
    // All day long, as often as one address may.
    for _ in 0..30 {
        for _ in 0..10 {
            guess(registry, &at("198.51.100.1"), SITI).await;
        }
        waits(registry, &at("198.51.100.1"), SITI, PASSWORD).await;
        attempt(registry, &here(), SITI, PASSWORD).await.unwrap();
        test.clock.advance(Duration::minutes(5));
    }
}

async fn others_do_not_hinder_the_person_in_a_browser_that_knows_them(test: TestRegistry) {
    let registry = &test.registry;
    person_who_signs_in_often(registry, "Siti", SITI).await;
    let device = attempt(registry, &here(), SITI, PASSWORD).await.unwrap().device;
    let mut browser = Origin { device, ..here() };
    // From the same address, and from everywhere.
    for n in 0..30 {
        guess(registry, &here(), &format!("orang.{n}@contoh.id")).await;
    }
    crowd(registry, 0..20, SITI).await;
    waits(registry, &here(), SITI, PASSWORD).await;
    for _ in 0..3 {
        let signed_in = attempt(registry, &browser, SITI, PASSWORD).await.unwrap();
        assert_ne!(signed_in.device, browser.device, "it keeps another one each time");
        let before = std::mem::replace(&mut browser.device, signed_in.device);
        let stolen = Origin { device: before, ..here() };
        waits(registry, &stolen, SITI, PASSWORD).await;
    }
    // Whoever has the browser does not guess for ever.
    for _ in 0..10 {
        guess(registry, &browser, SITI).await;
    }
    assert_eq!(waits(registry, &browser, SITI, PASSWORD).await, 300);
    test.clock.advance(Duration::minutes(5));
    attempt(registry, &browser, SITI, PASSWORD).await.unwrap();
}

async fn a_browser_is_known_to_whoever_signed_in_there_alone(test: TestRegistry) {
    let registry = &test.registry;
    let siti = person_who_signs_in_often(registry, "Siti", SITI).await;
    person_who_signs_in_often(registry, "Budi", "budi@contoh.id").await;
    let device = attempt(registry, &here(), SITI, PASSWORD).await.unwrap().device;
    let shared = Origin { device, ..here() };
    for _ in 0..10 {
        guess(registry, &shared, "budi@contoh.id").await;
    }
    waits(registry, &shared, "budi@contoh.id", PASSWORD).await;
    test.clock.advance(Duration::minutes(5));
    // Two people share it, and it goes on knowing both.
    let device = attempt(registry, &shared, "budi@contoh.id", PASSWORD).await.unwrap().device;
    let shared = Origin { device, ..here() };
    for address in [SITI, "budi@contoh.id"] {
        for _ in 0..10 {
            guess(registry, &here(), address).await;
        }
    }
    let device = attempt(registry, &shared, "budi@contoh.id", PASSWORD).await.unwrap().device;
    let device = attempt(registry, &Origin { device, ..here() }, SITI, PASSWORD).await.unwrap().device;
    // A reset password: somebody else may have the browser.
    let (_, link) = reset_password(registry, &Caller::system(), siti).await.unwrap();
    set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Token).await.unwrap();
    for _ in 0..10 {
        guess(registry, &here(), SITI).await;
    }
    let mut shared = Origin { device, ..here() };
    waits(registry, &shared, SITI, PASSWORD).await;
    shared.device = attempt(registry, &shared, "budi@contoh.id", PASSWORD).await.unwrap().device;
    test.clock.advance(Duration::days(180));
    crowd(registry, 0..20, "budi@contoh.id").await;
    waits(registry, &shared, "budi@contoh.id", PASSWORD).await;
    assert!(
        sign_in(registry, &at("192.0.2.1"), SITI, &PASSWORD.into(), Carrier::Token).await.unwrap().device.is_none()
    );
}

async fn a_crowd_makes_strangers_wait_and_locks_nobody_out(test: TestRegistry) {
    let registry = &test.registry;
    person_who_signs_in_often(registry, "Siti", SITI).await;
    crowd(registry, 0..20, SITI).await;
    assert_eq!(waits(registry, &here(), SITI, PASSWORD).await, 5);
    // Others go on, and what was said is kept.
    for n in 0..200 {
        let from = at(&format!("10.9.{n}.1"));
        let told = waits(registry, &from, SITI, GUESS).await;
        assert!(told <= 300, "{told}");
    }
    test.clock.advance(Duration::seconds(4));
    assert_eq!(waits(registry, &here(), SITI, PASSWORD).await, 1);
    test.clock.advance(Duration::seconds(1));
    for n in 0..100 {
        guess(registry, &at(&format!("10.9.{n}.1")), SITI).await;
    }
    assert_eq!(waits(registry, &at("10.9.0.1"), SITI, GUESS).await, 300, "each attempt has a wait of its own");
    attempt(registry, &here(), SITI, PASSWORD).await.unwrap();
    // A wrong guess of theirs makes them wait once more, and no longer than anybody else.
    assert_eq!(waits(registry, &here(), SITI, PASSWORD).await, 300);
    test.clock.advance(Duration::seconds(300));
    guess(registry, &here(), SITI).await;
    assert_eq!(waits(registry, &here(), SITI, PASSWORD).await, 300);
    guess(registry, &here(), "budi@contoh.id").await;
    test.clock.advance(Duration::hours(1));
    attempt(registry, &at("192.0.2.1"), SITI, PASSWORD).await.unwrap();
}

async fn attempts_are_kept_as_hashes_and_not_for_long(test: TestRegistry) {
    let registry = &test.registry;
    person_who_signs_in_often(registry, "Siti", SITI).await;
    let device = attempt(registry, &here(), SITI, PASSWORD).await.unwrap().device;
    guess(registry, &Origin { device: device.clone(), ..here() }, SITI).await;
    guess(registry, &here(), SITI).await;
    let rows = dump(registry, "sign_in_failure").await + &dump(registry, "known_device").await;
    for plain in ["203.0.113", SITI, device.unwrap().reveal()] {
        let hex = plain.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert!(!rows.contains(&plain.to_lowercase()) && !rows.contains(&hex), "{plain}");
    }
    // Another registry keeps other hashes of the same.
    let notes = dump(registry, "registry_note").await;
    assert!(notes.contains("attempt_key"));
    test.clock.advance(Duration::hours(2) + Duration::seconds(1));
    assert!(attempt(registry, &here(), SITI, PASSWORD).await.is_ok());
    assert_eq!(dump(registry, "sign_in_failure").await, "", "old attempts are thrown away");
}
