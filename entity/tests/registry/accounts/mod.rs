//! Accounts: who gets in, who does not, and what the registry keeps of their secrets.

use chrono::Duration;
use entity::{
    Caller, Error, Reason, Registry,
    account::{
        Secret,
        act::{
            NewPerson, OwnProfile, add_person, amend_profile, change_password, disable_person, grant_role,
            mail_password_link, reopen_person, reset_password, set_password, withdraw_role,
        },
        attempt::Origin,
        client::{
            act::{NewClient, authenticate_key, create_client, revoke_client, rotate_client},
            rule::Scope,
        },
        find::{self, Viewer},
        record::{Carrier, client, person, session},
        rule::Profile,
        session::{
            SignedIn,
            act::{authenticate_session, sign_in, sign_out},
        },
        set_up::act::{complete_set_up, ensure_set_up_link, is_open},
    },
    notice::{
        password::act as mailed,
        record::{Payload, State},
    },
    on_both_databases,
    page::Page,
    place::record::Kind,
    policy::{Membership, Role, Who},
    refusal::Wait,
    testing::{TestRegistry, refusals, who},
    text::Language,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, Statement};
use uuid::Uuid;

mod attempts;
mod keys;
mod people;
mod secrets;
mod sessions;
mod setting_up;

const PASSWORD: &str = "rumah di tepi sungai";

/// A hash of [`PASSWORD`] that costs next to nothing, for tests that sign in a hundred times.
const QUICK: &str = "$argon2id$v=19$m=8,t=1,p=1$a2VtYmFya2VtYmFya2VtYmFy$66J66+llre9aRenJ99KRyktH180X1/QElAOygc5kwuk";

const WRONG: Reason = Reason::WrongCredentials;

fn refusal<T>(outcome: Result<T, Error>) -> Reason {
    refusals(outcome).remove(0).reason
}

fn everywhere(role: Role) -> Membership {
    Membership { role, party: None }
}

fn new_person(name: &str, email: &str, memberships: &[Membership]) -> NewPerson {
    let profile =
        Profile { email: email.into(), name: name.into(), language: Language::Id, time_zone: "Asia/Jakarta".into() };
    NewPerson { profile, memberships: memberships.to_vec() }
}

fn siti(memberships: &[Membership]) -> NewPerson {
    new_person("Siti Rahmawati", " Siti@Bandung.go.id ", memberships)
}

fn key_for(party: Uuid, scopes: &[Scope]) -> NewClient {
    NewClient {
        name: "Portal kota".into(),
        membership: Membership { role: Role::AgreementManager, party: Some(party) },
        scopes: scopes.to_vec(),
        expires_in_days: None,
    }
}

/// Where everyone is who is nowhere else.
fn here() -> Origin {
    at("203.0.113.7")
}

/// Somebody at this address.
fn at(address: &str) -> Origin {
    Origin::at(address.parse().unwrap())
}

async fn person_with_password(registry: &Registry, name: &str, email: &str, memberships: &[Membership]) -> Uuid {
    let new = new_person(name, email, memberships);
    let (person, link) = add_person(registry, &Caller::system(), &new).await.unwrap();
    set_password(registry, link.reveal(), &PASSWORD.into(), Carrier::Cookie).await.unwrap();
    person.id
}

/// Somebody whose password is compared quickly.
async fn person_who_signs_in_often(registry: &Registry, name: &str, email: &str) -> Uuid {
    let id = person_with_password(registry, name, email, &[]).await;
    let row = person::ActiveModel { id: Set(id), password_hash: Set(Some(QUICK.to_owned())), ..Default::default() };
    person::Entity::update(row).exec(&registry.db).await.unwrap();
    id
}

async fn dump(registry: &Registry, table: &str) -> String {
    let sql = if entity::database::is_postgres(&registry.db) {
        format!("select t::text as line from {table} t")
    } else {
        let columns = column(registry, &format!("select name from pragma_table_info('{table}')"), "name").await;
        let quoted: Vec<String> = columns.iter().map(|name| format!("quote({name})")).collect();
        format!("select {} as line from {table}", quoted.join(" || "))
    };
    column(registry, &sql, "line").await.join("\n").to_lowercase()
}

async fn column(registry: &Registry, sql: &str, name: &str) -> Vec<String> {
    let statement = Statement::from_string(registry.db.get_database_backend(), sql);
    let rows = registry.db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", name).unwrap()).collect()
}
