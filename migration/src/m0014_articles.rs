//! The rule behind a step, in each language.
//!
//! The routes that shipped held it in one string. Each of these strings is replaced where it stands; a string that somebody
//! else wrote stays, for readers of both languages.

use sea_orm_migration::prelude::*;

/// What shipped, and the same in Indonesian and in English: three lines each.
const ARTICLES: &str = include_str!("m0014_articles.txt");

/// This file's migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, &statements()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn statements() -> String {
    let columns = "alter table deadline rename column article to article_id;\n\
                   alter table deadline add column article_en text;\n";
    let replaced = ARTICLES.split("\n\n").filter_map(|article| {
        let quoted: Vec<String> = article.lines().map(|line| line.replace('\'', "''")).collect();
        let [shipped, id, en] = quoted.as_slice() else { return None };
        let both = format!("{{\"id\":\"{id}\",\"en\":\"{en}\"}}");
        // The databases write JSON with and without a space.
        Some(format!(
            "update deadline set article_id = '{id}', article_en = '{en}' where article_id = '{shipped}';\n\
             update approval_route set definition = cast(replace(replace(cast(definition as text),\n\
             '\"article\":\"{shipped}\"', '\"article\":{both}'),\n\
             '\"article\": \"{shipped}\"', '\"article\": {both}') as {{json}});\n"
        ))
    });
    columns.to_owned() + &replaced.collect::<String>()
}
