//! Made-up records in the shape of a national registry, written straight into the tables.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use entity::{
    agreement::{
        record::{
            DocumentKind, Field, PartyRole, Scheme, Stage, TermKind, agreement, agreement_party, document, field,
        },
        route::record::approval_route,
    },
    clock::{Clock, Ids, SystemClock},
    database,
    deadline::record::{DeadlineKind, deadline},
    exchange::record::{Consent, ExchangeRole, Format, Method, Status, exchange, participation},
    partnership::record::{Class, Stance, Verification, claim, member, partnership},
    place::{
        record::{Kind, Nature, Tier, party},
        rule::{display_name, member_key},
    },
    policy::Visibility,
    search,
    source::Rank,
    subject::SubjectKind,
    text::{self, Language},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Iterable,
    QueryFilter, QueryOrder, TransactionTrait,
};
use std::{
    fmt,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// How many records of each kind.
#[derive(Debug, Clone)]
pub struct Shape {
    pub cities: usize,
    pub agreements: usize,
    pub exchanges: usize,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cities, agreements, exchanges } = self;
        write!(f, "{cities} foreign cities, {agreements} agreements and partnerships, {exchanges} exchanges")
    }
}

const COUNTRIES: [&str; 12] = ["JP", "CN", "KR", "AU", "US", "DE", "NL", "FR", "GB", "TR", "IN", "ZA"];
const SYLLABLES: [&str; 16] =
    ["ka", "mo", "ri", "ta", "sen", "dai", "bre", "da", "lin", "gar", "nor", "wes", "ham", "os", "lo", "vi"];
const TOPICS: [&str; 8] =
    ["waste", "water", "port", "tourism", "schools", "health", "transport", "disaster preparedness"];
/// Values written with one statement, which SQLite limits to 32,766.
const VALUES: usize = 8_000;

/// The party whose officer asks.
#[derive(Debug, Clone, Copy)]
pub struct Officer {
    pub party: Uuid,
}

/// Fills the database at `url`, which has the reference data; returns how long that took, and the party whose officer
/// asks.
pub fn fill(url: &str, shape: &Shape) -> (Duration, Officer) {
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    let officer = runtime.block_on(async {
        let db = database::open(url, 1).await.expect("the database opens");
        let transaction = db.current().begin().await.expect("a transaction begins");
        if database::is_postgres(&db) {
            transaction.execute_unprepared("set local statement_timeout = 0").await.expect("PostgreSQL waits");
        }
        let mut filling = Filling::begin(&transaction).await;
        filling.cities(shape.cities).await;
        filling.partnerships(shape.agreements).await;
        filling.agreements(shape.agreements).await;
        filling.exchanges(shape.exchanges).await;
        let officer = Officer { party: filling.home[0].id };
        transaction.commit().await.expect("the records are kept");
        db.execute_unprepared("analyze").await.expect("the planner learns what there is");
        db.close().await.expect("the database closes");
        officer
    });
    (begun.elapsed(), officer)
}

struct Filling<'a> {
    transaction: &'a DatabaseTransaction,
    ids: Ids,
    now: DateTime<Utc>,
    /// The route that is open to everybody.
    route: Uuid,
    home: Vec<Party>,
    foreign: Vec<Party>,
}

#[derive(Debug, Clone)]
struct Party {
    id: Uuid,
    name: String,
}

impl<'a> Filling<'a> {
    async fn begin(transaction: &'a DatabaseTransaction) -> Self {
        let regions = party::Entity::find()
            .filter(party::Column::Autonomous.eq(true))
            .order_by_asc(party::Column::Id)
            .all(transaction)
            .await
            .expect("the reference data is there");
        let home = regions.iter().map(|row| Party { id: row.id, name: display_name(row, Language::En) }).collect();
        let route = approval_route::Entity::find()
            .filter(approval_route::Column::Code.eq("GENERIC"))
            .one(transaction)
            .await
            .expect("the routes are there")
            .expect("there is one for everybody")
            .id;
        Self { transaction, ids: Ids::default(), now: SystemClock.now(), route, home, foreign: Vec::new() }
    }

    fn id(&self) -> Uuid {
        self.ids.next(self.now)
    }

    async fn insert<A: ActiveModelTrait>(&self, rows: Vec<A>) {
        let most = VALUES / <A::Entity as EntityTrait>::Column::iter().count();
        let mut rows = rows.into_iter();
        loop {
            let batch: Vec<A> = rows.by_ref().take(most).collect();
            if batch.is_empty() {
                return;
            }
            A::Entity::insert_many(batch).exec_without_returning(self.transaction).await.expect("rows can be written");
        }
    }

    async fn index(&self, kind: SubjectKind, records: &[(Uuid, String)]) {
        let words = records.iter().flat_map(|(id, text)| {
            let texts = search::Texts { id: *id, names: vec![text.clone()], further: Vec::new() };
            let row =
                |(word, place)| search::Model { word, subject_kind: kind, subject_id: *id, place }.into_active_model();
            texts.words().into_iter().map(row).collect::<Vec<_>>()
        });
        self.insert(words.collect()).await;
    }

    /// The parties of the record with this number: an Indonesian region and a foreign city, a different pair each time.
    fn pair(&self, number: usize) -> [&Party; 2] {
        let (home, round) = (&self.home[number % self.home.len()], number / self.home.len());
        [home, &self.foreign[(number * 7 + round * 31) % self.foreign.len()]]
    }

    async fn cities(&mut self, count: usize) {
        let city = |number: usize| {
            let syllable =
                |nth: usize| SYLLABLES[number / SYLLABLES.len().pow(u32::try_from(nth).unwrap_or(0)) % SYLLABLES.len()];
            let mut name: String = (0..4).map(syllable).collect();
            name[..1].make_ascii_uppercase();
            party::Model {
                id: self.id(),
                nature: Nature::Region,
                kind: Kind::City,
                slug: format!("bench-{number}"),
                sort_key: text::fold(&name),
                name,
                name_en: None,
                country_code: Some(COUNTRIES[number % COUNTRIES.len()].to_owned()),
                parent_id: None,
                tier: Some(Tier::Second),
                autonomous: true,
                latitude: None,
                longitude: None,
                time_zone: Some("Asia/Tokyo".to_owned()),
                population: None,
                population_as_of: None,
                area_km2: None,
                website: None,
                dissolved_on: None,
                source: "made up".to_owned(),
                as_of: self.now.date_naive(),
                ties: 0,
                keeper_id: None,
                unconfirmed_since: None,
                revision: 1,
                created_at: self.now,
                updated_at: self.now,
            }
        };
        let rows: Vec<_> = (0..count).map(city).collect();
        let words: Vec<_> = rows.iter().map(|row| (row.id, row.name.clone())).collect();
        self.insert(rows.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.index(SubjectKind::Party, &words).await;
        self.foreign = words.into_iter().map(|(id, name)| Party { id, name }).collect();
    }

    async fn partnerships(&self, count: usize) {
        let (mut rows, mut members, mut claims) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..count {
            let (id, pair) = (self.id(), self.pair(number));
            let since = Some(self.day(number, -9_000).into());
            rows.push(partnership::Model {
                id,
                class: if number % 5 == 0 { Class::Friendship } else { Class::Sister },
                member_key: member_key(&pair.map(|party| party.id)),
                since,
                until: None,
                verification: Verification::Claimed,
                claimed: true,
                revision: 1,
                created_at: self.now,
                updated_at: self.now,
            });
            members.extend((0..).zip(pair).map(|(ordinal, party)| member::Model {
                partnership_id: id,
                party_id: party.id,
                ordinal,
            }));
            claims.push(claim::Model {
                id: self.id(),
                partnership_id: id,
                stance: Stance::Affirms,
                stated_by: None,
                rank: Rank::List,
                unlisted_on: None,
                source: "made up".to_owned(),
                as_of: self.now.date_naive(),
                reference: None,
                since,
                until: None,
                created_at: self.now,
            });
        }
        self.insert(rows.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.insert(members.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.insert(claims.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
    }

    async fn agreements(&self, count: usize) {
        let (mut rows, mut parties, mut fields, mut words) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut documents, mut deadlines) = (Vec::new(), Vec::new());
        for number in 0..count {
            let (id, pair) = (self.id(), self.pair(number));
            let title = format!("{} and {}: {}", pair[0].name, pair[1].name, TOPICS[number % TOPICS.len()]);
            words.push((id, title.clone()));
            let agreement = self.agreement(number, id, title, pair);
            documents.extend(self.documents(&agreement));
            deadlines.extend(self.deadlines(&agreement, pair));
            rows.push(agreement);
            parties.extend((0..).zip(pair).map(|(ordinal, party)| agreement_party::Model {
                agreement_id: id,
                party_id: party.id,
                ordinal,
                role: if ordinal == 0 { PartyRole::Initiator } else { PartyRole::Partner },
                route_id: Some(self.route),
                stage: Stage::InForce,
                since: self.now.date_naive(),
                arrived_on: self.now.date_naive(),
                acted_at: None,
                denied_at: None,
                asked_anew_at: None,
                denial: None,
                left_stage: None,
                named_as: None,
                attested_hash: None,
                attested_text: None,
                attested_version: None,
                attested_at: None,
                officer_id: None,
                confirmed_on: None,
                agreed_act_id: None,
                signed_on: None,
                acceding_since: None,
                acceded_on: None,
                notice_given_on: None,
                ends_on: None,
                left_on: None,
                nothing_until: None,
            }));
            fields.push(field::Model { agreement_id: id, field: Field::Tourism });
        }
        self.insert(rows.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.insert(parties.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.insert(documents.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.insert(deadlines.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.insert(fields.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.index(SubjectKind::Agreement, &words).await;
    }

    /// Seven of ten are in force; one of ten is visible to its parties only.
    fn agreement(&self, number: usize, id: Uuid, title: String, pair: [&Party; 2]) -> agreement::Model {
        let round = number / self.home.len();
        let stage = match round % 10 {
            0..7 => Stage::InForce,
            7 => Stage::Expired,
            8 => Stage::CouncilReview,
            _ => Stage::RenewalInProgress,
        };
        let open_ended = number.is_multiple_of(6);
        agreement::Model {
            id,
            reference_no: Some(format!("{number}/KS/2026")),
            title_en: Some(title),
            title_id: None,
            scheme: Scheme::KsdplSisterCity,
            class: Class::Sister,
            stage,
            term_kind: Some(if open_ended { TermKind::OpenEnded } else { TermKind::Fixed }),
            term_months: (!open_ended).then_some(60),
            renewal_months: None,
            notice_months: Some(6),
            wind_down_months: None,
            meeting_months: None,
            languages: String::new(),
            prevailing_language: None,
            cost_rule: None,
            ends_for: None,
            channel: None,
            signed_on: Some(self.day(number, -1_500).into()),
            in_force_on: Some(self.day(number, -1_500).into()),
            expires_on: (!open_ended).then(|| self.day(number, 300).into()),
            terminated_on: None,
            entered_end: None,
            terms_changed_on: None,
            turns_on: None,
            legacy: true,
            member_key: member_key(&pair.map(|party| party.id)),
            predecessor_id: None,
            visibility: if round % 10 == 3 { Visibility::Parties } else { Visibility::Public },
            visibility_once_signed: Visibility::Public,
            owner_id: Some(pair[0].id),
            source: "made up".to_owned(),
            as_of: self.now.date_naive(),
            known_from: self.now.date_naive().into(),
            revision: 1,
            created_at: self.now,
            updated_at: self.now,
        }
    }

    /// The letter of intent, the text, and for some a report.
    fn documents(&self, agreement: &agreement::Model) -> Vec<document::Model> {
        let signed_on = agreement.signed_on;
        let report = agreement.id.as_u128().is_multiple_of(4).then_some(DocumentKind::Report);
        let kinds = [DocumentKind::LetterOfIntent, DocumentKind::SignedText].into_iter().chain(report);
        kinds
            .map(|kind| document::Model {
                id: self.id(),
                agreement_id: agreement.id,
                kind,
                party_id: None,
                by_party_id: None,
                number: None,
                issuer: None,
                issued_on: signed_on,
                received_on: None,
                language: None,
                empowers: None,
                deviation: None,
                note: None,
                source: None,
                visibility: Visibility::Public,
                supersedes_id: None,
                sha256: None,
                file_name: None,
                used_on: None,
                void: false,
                withdrawn_at: None,
                withdrawn_because: None,
                created_at: self.now,
            })
            .collect()
    }

    /// Its end, the deadline for notice, a review if it has no end, and for some a step of each party.
    fn deadlines(&self, agreement: &agreement::Model, pair: [&Party; 2]) -> Vec<deadline::Model> {
        let due = |kind, party: Option<Uuid>, due_on| deadline::Model {
            id: self.id(),
            kind,
            subject_kind: SubjectKind::Agreement,
            subject_id: agreement.id,
            party_id: party,
            rule: String::new(),
            due_on,
            anchor: self.now.date_naive(),
            span: Some(6),
            article_en: None,
            article_id: None,
            name_en: None,
            name_id: None,
            tell_on: None,
            told: None,
            created_at: self.now,
        };
        let notice = agreement.expires_on.and_then(|end| end.earliest().checked_sub_months(Months::new(6)));
        let mut dues = match agreement.expires_on {
            Some(end) => vec![
                due(DeadlineKind::Renewal, None, Some(end)),
                due(DeadlineKind::Notice, None, notice.map(Into::into)),
            ],
            None => vec![due(DeadlineKind::Review, None, agreement.signed_on)],
        };
        if agreement.stage == Stage::CouncilReview {
            dues.extend(pair.map(|party| due(DeadlineKind::Step, Some(party.id), None)));
        }
        dues
    }

    async fn exchanges(&self, count: usize) {
        let (mut rows, mut parts, mut words) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..count {
            let (id, [host, champion]) = (self.id(), self.pair(number));
            let learner = &self.home[(number * 3 + 1) % self.home.len()];
            let title = format!("{} meets {} on {}", host.name, champion.name, TOPICS[number % TOPICS.len()]);
            words.push((id, title.clone()));
            rows.push(self.exchange(number, id, title, host));
            let roles =
                [(host, ExchangeRole::Host), (champion, ExchangeRole::Champion), (learner, ExchangeRole::Learner)];
            parts.extend(roles.map(|(party, role)| participation::Model {
                exchange_id: id,
                party_id: party.id,
                role,
                consent: Consent::Confirmed,
            }));
        }
        self.insert(rows.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.insert(parts.into_iter().map(IntoActiveModel::into_active_model).collect()).await;
        self.index(SubjectKind::Exchange, &words).await;
    }

    fn exchange(&self, number: usize, id: Uuid, title: String, host: &Party) -> exchange::Model {
        let starts_on = self.day(number, 0);
        let starts_at = starts_on.and_hms_opt(2, 0, 0).unwrap_or_default().and_utc();
        exchange::Model {
            id,
            uid: id.to_string(),
            title_en: Some(title),
            title_id: None,
            method: Method::StudyVisit,
            format: Format::Onsite,
            status: Status::Scheduled,
            cancel_reason: None,
            starts_on,
            ends_on: Some(starts_on),
            start_time: Some(starts_at.time() + TimeDelta::hours(7)),
            end_time: Some(starts_at.time() + TimeDelta::hours(9)),
            time_zone: Some("Asia/Jakarta".to_owned()),
            starts_at,
            ends_at: Some(starts_at + TimeDelta::hours(2)),
            tzdb_version: "bench".to_owned(),
            place: Some(host.name.clone()),
            country_code: Some("ID".to_owned()),
            host_id: Some(host.id),
            agreement_id: None,
            asked_agreement_id: None,
            note: None,
            generation: 1,
            visibility: if number % 10 == 3 { Visibility::Parties } else { Visibility::Public },
            owner_id: Some(host.id),
            source: None,
            revision: 1,
            created_at: self.now,
            updated_at: self.now,
        }
    }

    /// A day within about four years of the one that is `offset` days from today.
    fn day(&self, number: usize, offset: i64) -> NaiveDate {
        let spread = u64::try_from(number * 37 % 1_461).unwrap_or(0);
        self.now.date_naive() + TimeDelta::days(offset - 730) + Days::new(spread)
    }
}
