//! Whether agreements live: the same in the rule, in the filter and in the figures, for everyone who asks.
#![expect(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use chrono::{Days, NaiveDate};
use entity::{
    Caller,
    agreement::{
        find::{AgreementFilter, agreements_by_id},
        record::agreement,
        rule::Dates,
        statistics::{count_by_vitality, count_parties, statistics},
        vitality::{find::latest_of, rule::Vitality},
    },
    date::{PartialDate, legal_today},
    exchange::record::{Status, exchange},
    on_both_databases,
    page::{Direction, Page},
    place::record::Kind,
    policy::{Role, Visibility},
    testing::{TestRegistry, stranger, who},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel, Iterable};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(the_filter_says_what_the_rule_says, figures_add_up);

/// Agreements that began and ended on all sorts of days, with exchanges that most people see and some do not.
async fn fill(test: &TestRegistry) -> (Uuid, Vec<Uuid>) {
    let [home, abroad] = [test.party("ID", Kind::City, "Semarang").await, test.party("CN", Kind::City, "Beihai").await];
    let today = legal_today(test.registry.now());
    let begun =
        [None, Some("1997"), Some("2025-11"), Some("2025-11-20"), Some("2025-11-21"), Some("2026"), Some("2027")];
    let ended = [None, Some("2026-11"), Some("2020-01-01")];
    let held: [Option<u64>; 6] = [None, Some(0), Some(365), Some(366), Some(730), Some(732)];
    let mut all = Vec::new();
    for begun in begun {
        for ended in ended {
            for (nth, held) in held.iter().enumerate() {
                let id = test.agreement([home, abroad], Visibility::Public).await;
                let date = |text: Option<&str>| text.map(|text| text.parse::<PartialDate>().unwrap());
                let row = agreement::ActiveModel {
                    id: Set(id),
                    signed_on: Set(date(begun)),
                    expires_on: Set(date(ended)),
                    ..Default::default()
                };
                row.update(&test.registry.db).await.unwrap();
                if let Some(days) = held {
                    let seen = if nth % 2 == 0 { Visibility::Own } else { Visibility::Public };
                    took_place(test, home, id, seen, today - Days::new(*days)).await;
                    // What is to come, and what was called off, is no activity.
                    took_place(test, home, id, Visibility::Public, today + Days::new(1)).await;
                }
                all.push(id);
            }
        }
    }
    (home, all)
}

async fn took_place(test: &TestRegistry, host: Uuid, agreement: Uuid, visibility: Visibility, on: NaiveDate) {
    let made = test.exchange(host, Some(agreement), visibility).await;
    let mut row: exchange::ActiveModel = made.into_active_model();
    row.starts_on = Set(on);
    row.update(&test.registry.db).await.unwrap();
    let called_off = test.exchange(host, Some(agreement), Visibility::Public).await;
    let mut row: exchange::ActiveModel = called_off.into_active_model();
    row.starts_on = Set(legal_today(test.registry.now()));
    row.status = Set(Status::Cancelled);
    row.update(&test.registry.db).await.unwrap();
}

fn readers(home: Uuid) -> [Caller; 2] {
    [stranger(), who(Role::Observer, Some(home))]
}

async fn the_filter_says_what_the_rule_says(test: TestRegistry) {
    let (home, all) = fill(&test).await;
    let registry = &test.registry;
    let today = legal_today(registry.now());
    let mut seen = BTreeSet::new();
    for reader in readers(home) {
        let latest = latest_of(registry, &reader, &all).await.unwrap();
        let rows = agreements_by_id(registry, &reader, &all).await.unwrap();
        let of = |id: &Uuid| registry.thresholds().vitality(&Dates::from(&rows[id]), latest.get(id).copied(), today);
        for vitality in Vitality::iter() {
            let filter = AgreementFilter { vitality: Some(vec![vitality]), ..AgreementFilter::default() };
            let order = (entity::agreement::find::AgreementOrder::Created, Direction::Ascending);
            let page = Page::new(order.0.list_order(), Some(100), None, None, None).unwrap();
            let found = entity::agreement::find::agreements(registry, &reader, &filter, order, &page).await.unwrap();
            let found: BTreeSet<Uuid> = found.rows.into_iter().map(|row| row.id).collect();
            let expected: BTreeSet<Uuid> = all.iter().filter(|id| of(id) == Some(vitality)).copied().collect();
            assert_eq!(found, expected, "{vitality:?}");
            seen.extend((!found.is_empty()).then_some(vitality));
        }
    }
    assert_eq!(seen.len(), 5, "every kind is there");
}

async fn figures_add_up(test: TestRegistry) {
    let (home, all) = fill(&test).await;
    let registry = &test.registry;
    for reader in readers(home) {
        let any = AgreementFilter::default();
        let counted = statistics(registry, &reader, &any).await.unwrap();
        assert_eq!(counted.count, all.len() as u64);
        for groups in [
            counted.by_stage.iter().map(|group| group.1).sum::<u64>(),
            counted.by_class.iter().map(|group| group.1).sum(),
            counted.by_scheme.iter().map(|group| group.1).sum(),
            counted.by_year.iter().map(|group| group.1).sum(),
        ] {
            assert_eq!(groups, counted.count);
        }
        let begun = all.len() as u64 * 5 / 7;
        let alive = count_by_vitality(registry, &reader, &any).await.unwrap();
        assert_eq!(alive.iter().map(|group| group.1).sum::<u64>(), begun, "{alive:?}");
        assert_eq!(count_parties(registry, &reader, &any).await.unwrap(), (2, all.len() as u64 * 2));
    }
}
