//! People, agreements and exchanges for tests, and the mails about them.

use super::TestRegistry;
use crate::{
    Caller, Error, READERS, Work,
    account::record::{membership, person},
    agreement::{
        document::{
            act::StoredFile,
            arrival::act::{Expected, expect_content, expect_file},
        },
        record::{self as agreements, agreement, agreement_party},
    },
    exchange::record::{self as exchanges, Status, exchange},
    journal::{ChangeKind, Entry},
    notice::record::{Channel, notice},
    partnership::record::Class,
    policy::{Act, Membership, Role, Visibility, Who},
    subject::SubjectKind,
    text::Language,
};
use chrono::Duration;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::ExprTrait,
};
use uuid::Uuid;

impl TestRegistry {
    /// A person called Sari who belongs to `party` as an observer, and reads Indonesian in the time of Jakarta.
    ///
    /// # Panics
    /// When they cannot be stored.
    pub async fn person(&self, email: &str, party: Uuid) -> Caller {
        let work = self.registry.begin(&Caller::system()).await.expect("an act begins");
        let id = work.new_id();
        let row = person::ActiveModel {
            id: Set(id),
            email: Set(email.to_owned()),
            email_key: Set(email.to_owned()),
            name: Set("Sari".to_owned()),
            language: Set("id".to_owned()),
            time_zone: Set("Asia/Jakarta".to_owned()),
            created_at: Set(work.now),
            ..Default::default()
        };
        row.insert(&*work).await.expect("a person can be stored");
        let held = membership::ActiveModel {
            id: Set(work.new_id()),
            person_id: Set(id),
            party_id: Set(Some(party)),
            role: Set(Role::Observer),
        };
        held.insert(&*work).await.expect("a membership can be stored");
        work.commit_upkeep().await.expect("an act ends");
        let memberships = vec![Membership { role: Role::Observer, party: Some(party) }];
        Caller { who: Who::Person(id), language: Language::Id, memberships, may_write: true }
    }

    /// An agreement between `parties`.
    ///
    /// # Panics
    /// When it cannot be stored.
    pub async fn agreement(&self, parties: [Uuid; 2], visibility: Visibility) -> Uuid {
        let work = self.registry.begin(&Caller::system()).await.expect("an act begins");
        let id = work.new_id();
        let row = agreement::ActiveModel {
            id: Set(id),
            title_en: Set(Some("Memorandum of understanding".to_owned())),
            scheme: Set(agreements::Scheme::KsdplSisterCity),
            class: Set(Class::Sister),
            stage: Set(agreements::Stage::InForce),
            legacy: Set(true),
            member_key: Set(String::new()),
            languages: Set(String::new()),
            visibility: Set(visibility),
            visibility_once_signed: Set(visibility),
            source: Set("test".to_owned()),
            as_of: Set(work.now.date_naive()),
            known_from: Set(work.now.date_naive().into()),
            revision: Set(1),
            created_at: Set(work.now),
            updated_at: Set(work.now),
            ..Default::default()
        };
        let insert = agreement::Entity::insert(row).exec_without_returning(&*work);
        insert.await.expect("an agreement can be stored");
        for (ordinal, party) in (0..).zip(parties) {
            let row = agreement_party::ActiveModel {
                agreement_id: Set(id),
                party_id: Set(party),
                ordinal: Set(ordinal),
                role: Set(agreements::PartyRole::Partner),
                stage: Set(agreements::Stage::InForce),
                since: Set(work.now.date_naive()),
                arrived_on: Set(work.now.date_naive()),
                ..Default::default()
            };
            let insert = agreement_party::Entity::insert(row).exec_without_returning(&*work);
            insert.await.expect("a party of an agreement can be stored");
        }
        work.commit_upkeep().await.expect("an act ends");
        id
    }

    /// A file that has come in for a document and is in the store, of this content as its hash stands for it.
    ///
    /// # Errors
    /// When the document takes no file from this caller.
    pub async fn stored(&self, caller: &Caller, document: Uuid, sha256: &str) -> Result<StoredFile, Error> {
        const ROOM: u64 = 1024 * 1024 * 1024;
        let arrival = match expect_file(&self.registry, caller, document, 3, ROOM).await? {
            Expected::New(arrival, _) => {
                expect_content(&self.registry, arrival, sha256, 3).await?;
                arrival
            }
            Expected::Same(..) => Uuid::nil(),
        };
        let (sha256, media_type) = (sha256.to_owned(), "application/pdf".to_owned());
        Ok(StoredFile { arrival, sha256, size: 3, media_type, name: "naskah.pdf".to_owned() })
    }

    /// An exchange that starts in ten days at this time of the day, with its reminders.
    ///
    /// # Panics
    /// When it cannot be stored.
    pub async fn exchange(&self, host: Uuid, agreement: Option<Uuid>, visibility: Visibility) -> exchange::Model {
        let work = self.registry.begin(&Caller::system()).await.expect("an act begins");
        let id = work.new_id();
        let starts_at = work.now + Duration::days(10);
        let row = exchange::ActiveModel {
            id: Set(id),
            uid: Set(id.to_string()),
            title_en: Set(Some("Managing waste at the source".to_owned())),
            method: Set(exchanges::Method::StudyVisit),
            format: Set(exchanges::Format::Onsite),
            status: Set(Status::Scheduled),
            starts_on: Set(starts_at.date_naive()),
            start_time: Set(Some(starts_at.time())),
            time_zone: Set(Some("UTC".to_owned())),
            starts_at: Set(starts_at),
            tzdb_version: Set("test".to_owned()),
            host_id: Set(Some(host)),
            agreement_id: Set(agreement),
            generation: Set(1),
            visibility: Set(visibility),
            owner_id: Set(Some(host)),
            revision: Set(1),
            created_at: Set(work.now),
            updated_at: Set(work.now),
            ..Default::default()
        };
        let exchange = row.insert(&*work).await.expect("an exchange can be stored");
        Self::announce(&work, &exchange).await;
        work.commit_upkeep().await.expect("an act ends");
        exchange
    }

    /// Lets the readers of the journal know that an exchange changed, as an act on it does.
    ///
    /// # Panics
    /// When they cannot do what follows.
    pub async fn announce(work: &Work, exchange: &exchange::Model) {
        let subject = (SubjectKind::Exchange, exchange.id);
        let entry = [Entry::internal(Act::RecordTier, subject, ChangeKind::Changed, serde_json::Value::Null)];
        for read in READERS {
            read(work, &entry).await.expect("what follows from a change can be stored");
        }
    }

    /// The mails to single people, as they stand.
    ///
    /// # Panics
    /// When they cannot be read.
    pub async fn mails(&self) -> Vec<notice::Model> {
        let to_one = notice::Column::RecipientId.is_not_null().and(notice::Column::Channel.eq(Channel::Mail));
        let mails = notice::Entity::find().filter(to_one);
        mails.order_by_asc(notice::Column::Id).all(&self.registry.db).await.expect("mails can be read")
    }
}
