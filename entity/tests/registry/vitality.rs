//! Whether agreements live: the same in the rule, in the filter and in the figures, for everyone who asks.

use chrono::{Days, NaiveDate};
use entity::{
    Caller,
    agreement::{
        document::act::{RecordDocument, record_document},
        find::{AgreementFilter, AgreementOrder, agreements, agreements_by_id},
        record::{DocumentKind, agreement, agreement_party, document},
        rule::Dates,
        statistics::{count_by_vitality, count_parties, statistics},
        vitality::{
            act::confirm_nothing_took_place,
            find::{latest_seen, lives_of},
            rule::{Life, Vitality, counts, is_of_its_time, saw_begin},
        },
    },
    date::{PartialDate, legal_today},
    exchange::record::{Consent, ExchangeRole, Status, exchange, participation},
    on_both_databases,
    page::{Direction, Page},
    place::record::Kind,
    policy::{Role, Visibility},
    subject::PartyId,
    testing::{Chance, TestRegistry, day, reasons, stranger, who},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel, Iterable};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

on_both_databases!(
    everyone_reads_what_the_rule_says,
    figures_add_up,
    what_is_hidden_from_some_counts_for_nobody,
    old_agreements_are_unknown_until_all_parties_say_that_nothing_took_place,
    who_reports_no_longer_says_that_nothing_took_place,
    what_others_do_not_see_changes_nothing_that_they_read,
    what_led_to_an_agreement_does_not_bring_it_to_life,
);

/// How many agreements are drawn.
const MANY: usize = 150;

/// Something that happened, or was to happen, under an agreement.
struct Evidence {
    visibility: Visibility,
    owner: Option<Uuid>,
    named: Vec<Uuid>,
    /// The day, unless it was called off.
    on: Option<NaiveDate>,
}

/// An agreement with what was drawn for it.
struct Drawn {
    row: agreement::Model,
    parties: [Uuid; 2],
    evidence: Vec<Evidence>,
    said_nothing: bool,
}

impl Drawn {
    /// Whether people of this party see the evidence.
    fn seen_by(evidence: &Evidence, party: Uuid) -> bool {
        who(Role::Observer, Some(party)).sees(evidence.visibility, evidence.owner, &evidence.named)
    }

    /// What is known of its life, by the rule.
    fn life(&self, today: NaiveDate) -> Life {
        let all: Vec<Uuid> = self.parties.into_iter().chain(self.row.owner_id).collect();
        let shared = |evidence: &Evidence| all.iter().all(|party| Self::seen_by(evidence, *party));
        let dates = Dates::from(&self.row);
        let happened = |one: &&Evidence| one.on.is_some_and(|on| on <= today && is_of_its_time(&dates, on.into()));
        let counted = self
            .evidence
            .iter()
            .filter(happened)
            .filter(|one| counts(self.row.visibility, one.visibility, shared(one)));
        let latest = counted.filter_map(|one| one.on).max();
        let is_whole = saw_begin(&dates, self.row.known_from) || self.said_nothing;
        Life { latest, is_whole }
    }
}

/// Agreements that began and ended on all sorts of days, of all visibilities, with all sorts of evidence.
async fn draw(test: &TestRegistry) -> (Vec<Uuid>, BTreeMap<Uuid, Drawn>) {
    let mut parties = Vec::new();
    for (country, name) in [("ID", "Semarang"), ("CN", "Beihai"), ("JP", "Toyama"), ("AU", "Brisbane")] {
        parties.push(test.party(country, Kind::City, name).await);
    }
    let mut chance = Chance::of(20_261_126);
    let mut all = BTreeMap::new();
    for _ in 0..MANY {
        let drawn = draw_one(test, &mut chance, &parties).await;
        all.insert(drawn.row.id, drawn);
    }
    (parties, all)
}

async fn draw_one(test: &TestRegistry, chance: &mut Chance, parties: &[Uuid]) -> Drawn {
    let seen = [Visibility::Public, Visibility::Public, Visibility::Parties, Visibility::Own, Visibility::Restricted];
    let first = chance.below(parties.len());
    let second = (first + 1 + chance.below(parties.len() - 1)) % parties.len();
    let pair = [parties[first], parties[second]];
    let id = test.agreement(pair, chance.one_of(&seen)).await;
    let begun =
        [Some("1997"), Some("2025-11"), Some("2025-11-20"), Some("2025-11-21"), Some("2026"), Some("2027"), None];
    let date = |text: Option<&str>| text.map(|text| text.parse::<PartialDate>().unwrap());
    let row = agreement::ActiveModel {
        id: Set(id),
        signed_on: Set(date(chance.one_of(&begun))),
        expires_on: Set(date(chance.one_of(&[None, None, Some("2026-11"), Some("2020-01-01")]))),
        known_from: Set(date(Some(chance.one_of(&["2026-11-21", "2025-11-20", "1996-05-01"]))).unwrap()),
        owner_id: Set(chance.one_of(&[None, Some(pair[0]), Some(parties[chance.clone().below(parties.len())])])),
        ..Default::default()
    };
    let row = row.update(&test.registry.db).await.unwrap();
    let said_nothing = chance.below(3) == 0;
    for (at, party) in pair.into_iter().enumerate() {
        let says = said_nothing || (at == 0 && chance.below(2) == 0);
        let row = agreement_party::ActiveModel {
            agreement_id: Set(id),
            party_id: Set(party),
            nothing_until: Set(says.then(|| legal_today(test.registry.now()))),
            ..Default::default()
        };
        row.update(&test.registry.db).await.unwrap();
    }
    let mut evidence = Vec::new();
    for _ in 0..chance.below(4) {
        evidence.push(if chance.below(3) == 0 {
            reported(test, chance, &row, pair).await
        } else {
            took_place(test, chance, &row, parties).await
        });
    }
    Drawn { row, parties: pair, evidence, said_nothing }
}

fn drawn_day(test: &TestRegistry, chance: &mut Chance) -> NaiveDate {
    let today = legal_today(test.registry.now());
    today - Days::new(chance.one_of(&[0, 365, 366, 730, 732, 4_000]))
}

async fn took_place(
    test: &TestRegistry,
    chance: &mut Chance,
    agreement: &agreement::Model,
    parties: &[Uuid],
) -> Evidence {
    let visibility = chance.one_of(&[Visibility::Public, Visibility::Parties, Visibility::Parties, Visibility::Own]);
    let owner = chance.one_of(parties);
    let made = test.exchange(owner, Some(agreement.id), visibility).await;
    let mut row: exchange::ActiveModel = made.into_active_model();
    let day =
        if chance.below(6) == 0 { legal_today(test.registry.now()) + Days::new(1) } else { drawn_day(test, chance) };
    let called_off = chance.below(6) == 0;
    row.starts_on = Set(day);
    row.status = Set(if called_off { Status::Cancelled } else { Status::Scheduled });
    let id = row.update(&test.registry.db).await.unwrap().id;
    let named: Vec<Uuid> = parties.iter().copied().filter(|_| chance.below(4) > 0).collect();
    for party in &named {
        let part = participation::Model {
            exchange_id: id,
            party_id: *party,
            role: ExchangeRole::Learner,
            consent: Consent::Confirmed,
        };
        part.into_active_model().insert(&test.registry.db).await.unwrap();
    }
    Evidence { visibility, owner: Some(owner), named, on: (!called_off).then_some(day) }
}

async fn reported(test: &TestRegistry, chance: &mut Chance, agreement: &agreement::Model, pair: [Uuid; 2]) -> Evidence {
    let visibility = chance.one_of(&[Visibility::Public, Visibility::Parties, Visibility::Own, Visibility::Restricted]);
    let (day, void) = (drawn_day(test, chance), chance.below(5) == 0);
    let party = (visibility == Visibility::Own).then_some(pair[0]);
    let row = document::ActiveModel {
        id: Set(Uuid::from_u128(0x5eed_0000_0000 + chance.below(1 << 30) as u128)),
        agreement_id: Set(agreement.id),
        party_id: Set(party),
        kind: Set(chance.one_of(&[DocumentKind::Report, DocumentKind::Evaluation])),
        issued_on: Set(Some(day.into())),
        visibility: Set(visibility),
        void: Set(void),
        created_at: Set(test.registry.now()),
        ..Default::default()
    };
    row.insert(&test.registry.db).await.unwrap();
    // The parties' documents are for the parties and the keeper of the agreement.
    let named = pair.into_iter().chain(agreement.owner_id).collect();
    Evidence { visibility, owner: party, named, on: (!void).then_some(day) }
}

/// Someone of each party, someone of none, and those who read everything.
fn readers(parties: &[Uuid]) -> Vec<Caller> {
    let of_parties = parties.iter().map(|party| who(Role::Observer, Some(*party)));
    [stranger(), Caller::system(), who(Role::NationalReviewer, None)].into_iter().chain(of_parties).collect()
}

async fn listed(test: &TestRegistry, reader: &Caller, vitality: Option<Vitality>) -> BTreeSet<Uuid> {
    let filter = AgreementFilter { vitality: vitality.map(|one| vec![one]), ..AgreementFilter::default() };
    let order = (AgreementOrder::Created, Direction::Ascending);
    let found = agreements(&test.registry, reader, &filter, order, &Page::first(500)).await.unwrap();
    found.rows.into_iter().map(|row| row.id).collect()
}

async fn everyone_reads_what_the_rule_says(test: TestRegistry) {
    let (parties, all) = draw(&test).await;
    let registry = &test.registry;
    let today = legal_today(registry.now());
    let ids: Vec<Uuid> = all.keys().copied().collect();
    let of = |id: &Uuid| {
        let drawn = &all[id];
        registry.thresholds().vitality(&Dates::from(&drawn.row), drawn.life(today), today)
    };
    for (id, life) in lives_of(registry, &ids).await.unwrap() {
        assert_eq!(life, all[&id].life(today), "{:?}", all[&id].row);
    }
    let mut seen = BTreeSet::new();
    for reader in readers(&parties) {
        let visible: BTreeSet<Uuid> = agreements_by_id(registry, &reader, &ids).await.unwrap().into_keys().collect();
        let counted = count_by_vitality(registry, &reader, &AgreementFilter::default()).await.unwrap();
        for vitality in Vitality::iter() {
            let found = listed(&test, &reader, Some(vitality)).await;
            let expected: BTreeSet<Uuid> = visible.iter().filter(|id| of(id) == Some(vitality)).copied().collect();
            assert_eq!(found, expected, "{reader:?} {vitality:?}");
            let figure = counted.iter().find(|group| group.0 == vitality).map_or(0, |group| group.1);
            assert_eq!(figure, found.len() as u64, "{reader:?} {vitality:?}");
            seen.extend((!found.is_empty()).then_some(vitality));
        }
        // Whatever a vitality rests on, its reader sees.
        let own = latest_seen(registry, &reader, &ids).await.unwrap();
        for id in &visible {
            let latest = all[id].life(today).latest;
            assert!(latest <= own.get(id).copied(), "{reader:?}: {:?}", all[id].row);
        }
    }
    assert_eq!(seen.len(), Vitality::iter().count(), "every kind is there: {seen:?}");
}

async fn figures_add_up(test: TestRegistry) {
    let (parties, all) = draw(&test).await;
    let registry = &test.registry;
    let today = legal_today(registry.now());
    for reader in readers(&parties) {
        let any = AgreementFilter::default();
        let counted = statistics(registry, &reader, &any).await.unwrap();
        let seen = listed(&test, &reader, None).await;
        assert_eq!(counted.count, seen.len() as u64);
        for groups in [
            counted.by_stage.iter().map(|group| group.1).sum::<u64>(),
            counted.by_class.iter().map(|group| group.1).sum(),
            counted.by_scheme.iter().map(|group| group.1).sum(),
            counted.by_year.iter().map(|group| group.1).sum(),
        ] {
            assert_eq!(groups, counted.count);
        }
        let begun = |id: &&Uuid| Dates::from(&all[id].row).first_day().is_some_and(|first| first <= today);
        let begun = seen.iter().filter(begun).count() as u64;
        let alive = count_by_vitality(registry, &reader, &any).await.unwrap();
        assert_eq!(alive.iter().map(|group| group.1).sum::<u64>(), begun, "{alive:?}");
        assert_eq!(count_parties(registry, &reader, &any).await.unwrap().1, seen.len() as u64 * 2);
    }
}

/// An agreement of 1997 between two cities, entered long after.
async fn old(test: &TestRegistry) -> ([Uuid; 2], Uuid) {
    let [home, abroad] = [test.party("ID", Kind::City, "Semarang").await, test.party("CN", Kind::City, "Beihai").await];
    let id = test.agreement([home, abroad], Visibility::Public).await;
    let row = agreement::ActiveModel { id: Set(id), signed_on: Set("1997-08-27".parse().ok()), ..Default::default() };
    row.update(&test.registry.db).await.unwrap();
    ([home, abroad], id)
}

async fn vitality_of(test: &TestRegistry, reader: &Caller, id: Uuid) -> Option<Vitality> {
    let mut found = Vec::new();
    for vitality in Vitality::iter() {
        found.extend(listed(test, reader, Some(vitality)).await.contains(&id).then_some(vitality));
    }
    assert!(found.len() < 2, "{found:?}");
    found.pop()
}

async fn what_is_hidden_from_some_counts_for_nobody(test: TestRegistry) {
    let ([home, abroad], id) = old(&test).await;
    let today = legal_today(test.registry.now());
    let held = test.exchange(home, Some(id), Visibility::Own).await;
    let mut row: exchange::ActiveModel = held.clone().into_active_model();
    row.starts_on = Set(today);
    row.update(&test.registry.db).await.unwrap();
    for reader in [stranger(), who(Role::Observer, Some(home)), who(Role::Observer, Some(abroad)), Caller::system()] {
        assert_eq!(vitality_of(&test, &reader, id).await, Some(Vitality::Unknown), "{reader:?}");
    }
    let seen = async |party| latest_seen(&test.registry, &who(Role::Observer, Some(party)), &[id]).await.unwrap();
    assert_eq!(seen(home).await.get(&id), Some(&today), "whoever holds it sees what does not count");
    assert_eq!(seen(abroad).await.get(&id), None);
    let mut row: exchange::ActiveModel = held.into_active_model();
    row.visibility = Set(Visibility::Public);
    row.update(&test.registry.db).await.unwrap();
    assert_eq!(vitality_of(&test, &stranger(), id).await, Some(Vitality::Active));
}

async fn old_agreements_are_unknown_until_all_parties_say_that_nothing_took_place(test: TestRegistry) {
    let ([home, abroad], id) = old(&test).await;
    let registry = &test.registry;
    let by = |party| who(Role::Coordinator, Some(party));
    let say = async |caller: &Caller, party: Uuid| {
        confirm_nothing_took_place(registry, caller, id, Some(PartyId(party)), 1).await
    };
    assert_eq!(vitality_of(&test, &stranger(), id).await, Some(Vitality::Unknown));
    assert_eq!(reasons(say(&by(home), abroad).await)[0].1, "NOT_ALLOWED", "nobody says it for another");
    assert_eq!(reasons(say(&who(Role::Observer, Some(home)), home).await)[0].1, "NOT_ALLOWED");
    say(&by(home), home).await.unwrap();
    assert_eq!(vitality_of(&test, &stranger(), id).await, Some(Vitality::Unknown), "one of two is not enough");
    say(&by(abroad), abroad).await.unwrap();
    assert_eq!(vitality_of(&test, &stranger(), id).await, Some(Vitality::NeverStarted));
    // What one party holds for itself does not count, but it cannot say then that there was nothing.
    let held = test.exchange(home, Some(id), Visibility::Own).await;
    let mut row: exchange::ActiveModel = held.into_active_model();
    row.starts_on = Set("2009-05-01".parse().unwrap());
    row.update(&registry.db).await.unwrap();
    assert_eq!(reasons(say(&by(home), home).await)[0].1, "ACTIVITY_KNOWN");
}

/// Lets an exchange have taken place on a day.
async fn took_place_on(test: &TestRegistry, party: Uuid, agreement: Uuid, visibility: Visibility, on: &str) -> Uuid {
    let mut row: exchange::ActiveModel = test.exchange(party, Some(agreement), visibility).await.into_active_model();
    row.starts_on = Set(day(on));
    row.update(&test.registry.db).await.unwrap().id
}

async fn what_others_do_not_see_changes_nothing_that_they_read(test: TestRegistry) {
    let ([home, abroad], id) = old(&test).await;
    for party in [home, abroad] {
        let by = who(Role::Coordinator, Some(party));
        confirm_nothing_took_place(&test.registry, &by, id, Some(PartyId(party)), 1).await.unwrap();
    }
    assert_eq!(vitality_of(&test, &stranger(), id).await, Some(Vitality::NeverStarted));
    took_place_on(&test, home, id, Visibility::Own, "2009-05-01").await;
    for reader in [stranger(), who(Role::Observer, Some(home)), who(Role::Observer, Some(abroad))] {
        assert_eq!(vitality_of(&test, &reader, id).await, Some(Vitality::NeverStarted), "{reader:?}");
    }
    took_place_on(&test, home, id, Visibility::Public, "2010-05-01").await;
    assert_eq!(vitality_of(&test, &stranger(), id).await, Some(Vitality::Dormant), "what everyone sees counts");
}

async fn what_led_to_an_agreement_does_not_bring_it_to_life(test: TestRegistry) {
    let ([home, _], id) = old(&test).await;
    let today = legal_today(test.registry.now());
    let sign = async |on: String| {
        let row = agreement::ActiveModel { id: Set(id), signed_on: Set(on.parse().ok()), ..Default::default() };
        row.update(&test.registry.db).await.unwrap();
    };
    let a_year_ago = today - Days::new(366);
    took_place_on(&test, home, id, Visibility::Public, &(a_year_ago - Days::new(1)).to_string()).await;
    sign(a_year_ago.to_string()).await;
    let latest = async || latest_seen(&test.registry, &Caller::system(), &[id]).await.unwrap().remove(&id);
    assert_eq!((latest().await, vitality_of(&test, &stranger(), id).await), (None, Some(Vitality::Unknown)));
    took_place_on(&test, home, id, Visibility::Public, &a_year_ago.to_string()).await;
    assert_eq!(latest().await, Some(a_year_ago), "on the day of the signature it has begun");
    assert_eq!(vitality_of(&test, &stranger(), id).await, Some(Vitality::Quiet));
}

async fn who_reports_no_longer_says_that_nothing_took_place(test: TestRegistry) {
    let ([home, abroad], id) = old(&test).await;
    for party in [home, abroad] {
        let by = who(Role::Coordinator, Some(party));
        confirm_nothing_took_place(&test.registry, &by, id, Some(PartyId(party)), 1).await.unwrap();
    }
    let evaluation = RecordDocument {
        agreement: id,
        kind: DocumentKind::Evaluation,
        party: Some(home),
        number: None,
        issuer: None,
        issued_on: None,
        received_on: None,
        language: None,
        empowers: None,
        deviation: None,
        note: None,
        visibility: Visibility::Own,
        supersedes: None,
        cites: Vec::new(),
        signatures: Vec::new(),
    };
    record_document(&test.registry, &who(Role::Coordinator, Some(home)), evaluation).await.unwrap();
    assert_eq!(vitality_of(&test, &stranger(), id).await, Some(Vitality::Unknown));
}
