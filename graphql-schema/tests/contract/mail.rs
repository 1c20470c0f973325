//! What a person learns of their own mail.

use crate::world::World;
use entity::{account::record::person, on_both_databases, place::record::Kind, testing::TestRegistry};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

on_both_databases!(a_person_sees_that_their_address_was_refused);

async fn a_person_sees_that_their_address_was_refused(test: TestRegistry) {
    let world = World::new(test);
    let city = world.test.party("ID", Kind::City, "Bandung").await;
    let sari = world.test.person("sari@bandung.example", city).await;
    let refused_at = async || -> Value {
        let query = "{ viewer { person { mailRefusedAt } } }";
        world.ask(&sari, query, json!({})).await["data"]["viewer"]["person"]["mailRefusedAt"].take()
    };
    assert_eq!(refused_at().await, Value::Null);
    let now = world.test.registry.now();
    let refused = person::Entity::update_many().col_expr(person::Column::MailRefusedAt, Expr::value(now));
    let hers = person::Column::Id.eq(sari.person().unwrap());
    refused.filter(hers).exec(&world.test.registry.db).await.unwrap();
    assert_eq!(refused_at().await, json!("2026-11-21T08:00:00+00:00"));
}
