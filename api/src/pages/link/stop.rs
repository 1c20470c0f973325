//! The link by which the reader of a mail stops it, and the one click that does so (RFC 8058).

use super::{Done, Link, Linked, Refused, Shown};
use crate::pages::form::Typed;
use entity::{
    Error, Registry,
    notice::{
        act,
        exchange::find::{Followed, stoppable},
        find,
    },
    text::Language,
};
use futures_util::{FutureExt, future::BoxFuture};
use minijinja::{Value, context};
use uuid::Uuid;

/// The link.
pub(in crate::pages) static STOP: Stop = Stop;

pub(in crate::pages) struct Stop;

impl Link for Stop {
    fn show<'a>(&'a self, by: &'a Linked<'a>) -> BoxFuture<'a, Result<Option<Shown>, Error>> {
        async move {
            let Some(notice) = open(by).await? else { return Ok(None) };
            let (language, follows) = follows(by.registry, notice, by.language).await?;
            Ok(Some(shown(follows, language)))
        }
        .boxed()
    }

    /// Ends what brought the mail to its reader.
    fn act<'a>(&'a self, by: &'a Linked<'a>, _typed: &'a Typed) -> BoxFuture<'a, Result<Done, Refused>> {
        async move {
            let Some(notice) = open(by).await? else { return Err(Refused::Gone) };
            let (language, _) = follows(by.registry, notice, by.language).await?;
            act::stop(by.registry, notice).await?;
            // A program that does the click for its user follows no redirection (RFC 8058 section 3.1).
            Ok(Done::Show(shown(Vec::new(), language)))
        }
        .boxed()
    }

    fn is_from_anywhere(&self) -> bool {
        true
    }
}

async fn open(by: &Linked<'_>) -> Result<Option<Uuid>, Error> {
    Ok(find::link_key(by.registry).await?.open(by.token))
}

fn shown(follows: Vec<Value>, language: Language) -> Shown {
    Shown { data: Some(context! { follows }), language: Some(language) }
}

/// What is left to stop, in the language of the mail; in that of the browser when nothing is.
async fn follows(registry: &Registry, notice: Uuid, browser: Language) -> Result<(Language, Vec<Value>), Error> {
    let Some((reader, follows)) = stoppable(registry, notice).await? else {
        return Ok((browser, Vec::new()));
    };
    let language = reader.language();
    let said = |followed| match followed {
        Followed::Party(name) => context! { kind => "region", name },
        Followed::Agreement(title) => context! { kind => "agreement", name => title.read(language) },
        Followed::Exchange => context! { kind => "exchange", name => "" },
    };
    Ok((language, follows.into_iter().map(said).collect()))
}
