//! The link by which a person chooses a password.

use super::{Done, Link, Linked, Refused, Shown, enter, password};
use crate::pages::form::Typed;
use entity::{
    Error,
    account::{act::set_password, find::person_of_link, record::Carrier, rule::LEAST_PASSWORD},
    text::Language,
};
use futures_util::{FutureExt, future::BoxFuture};
use minijinja::context;

/// The link.
pub(in crate::pages) static PASSWORD: Password = Password;

pub(in crate::pages) struct Password;

impl Link for Password {
    fn show<'a>(&'a self, by: &'a Linked<'a>) -> BoxFuture<'a, Result<Option<Shown>, Error>> {
        async move {
            let person = person_of_link(by.registry, by.token).await?;
            let shown =
                |(name, email)| Shown::of(context! { person => context! { name, email }, least => LEAST_PASSWORD });
            Ok(person.map(|person| shown((person.name, person.email))))
        }
        .boxed()
    }

    fn act<'a>(&'a self, by: &'a Linked<'a>, typed: &'a Typed) -> BoxFuture<'a, Result<Done, Refused>> {
        async move {
            // Nothing is said about what was typed to someone without a valid link.
            if person_of_link(by.registry, by.token).await?.is_none() {
                return Err(Refused::Gone);
            }
            let signed_in = set_password(by.registry, by.token, &password(typed)?, Carrier::Cookie).await?;
            Ok(enter(&signed_in, by))
        }
        .boxed()
    }

    fn when_gone(&self, language: Language) -> Option<&'static str> {
        Some(language.pick(
            "Setiap tautan hanya dapat dipakai satu kali dan berlaku untuk waktu yang terbatas. Mintalah tautan baru kepada \
             administrator Anda.",
            "Each link works once, for a limited time. Ask your administrator for a new one.",
        ))
    }
}
