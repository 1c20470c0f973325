//! The link by which a new registry is set up: the first administrator makes their account.

use super::{Done, Link, Linked, Refused, Shown, enter, password};
use crate::pages::form::Typed;
use entity::{
    Error,
    account::{
        Secret,
        record::Carrier,
        rule::{LEAST_PASSWORD, Profile},
        set_up::act::{check, complete_set_up, is_open},
    },
    text::Language,
};
use futures_util::{FutureExt, future::BoxFuture};
use minijinja::{Value, context};

/// The link.
pub(in crate::pages) static SET_UP: SetUp = SetUp;

/// The zones of Indonesia: IANA name, what people call it, and a place they know it by.
const ZONES: [(&str, &str, &str); 4] = [
    ("Asia/Jakarta", "WIB", "Jakarta"),
    ("Asia/Pontianak", "WIB", "Pontianak"),
    ("Asia/Makassar", "WITA", "Makassar"),
    ("Asia/Jayapura", "WIT", "Jayapura"),
];

pub(in crate::pages) struct SetUp;

impl Link for SetUp {
    fn show<'a>(&'a self, by: &'a Linked<'a>) -> BoxFuture<'a, Result<Option<Shown>, Error>> {
        async move {
            let zones: Vec<Value> = ZONES.iter().map(|&(name, short, place)| context! { name, short, place }).collect();
            let is_open = is_open(by.registry, by.token).await?;
            Ok(is_open.then(|| Shown::of(context! { zones, least => LEAST_PASSWORD })))
        }
        .boxed()
    }

    fn act<'a>(&'a self, by: &'a Linked<'a>, typed: &'a Typed) -> BoxFuture<'a, Result<Done, Refused>> {
        async move {
            let chosen = typed.text("input.timeZone");
            let time_zone = if chosen.is_empty() { typed.text("otherTimeZone") } else { chosen };
            let profile = Profile {
                name: typed.text("input.name").to_owned(),
                email: typed.text("input.email").to_owned(),
                language: by.language,
                time_zone: time_zone.to_owned(),
            };
            let password = password(typed)
                .map_err(|differ| differ.beside(check(&profile, &Secret::from(typed.text("input.password")))))?;
            let signed_in = complete_set_up(by.registry, by.token, &profile, &password, Carrier::Cookie).await?;
            Ok(enter(&signed_in, by))
        }
        .boxed()
    }

    fn when_gone(&self, language: Language) -> Option<&'static str> {
        Some(language.pick(
            "Registri ini sudah memiliki akun, atau tautannya sudah lewat. Operator dapat menambah administrator dengan \
             `kembar user add … --everywhere --role ORG_ADMIN`; selama belum ada akun, registri yang dimulai ulang \
             mencetak tautan baru.",
            "This registry has an account already, or the link has expired. The operator can add an administrator with \
             `kembar user add … --everywhere --role ORG_ADMIN`; as long as there is no account, a restart prints a new \
             link.",
        ))
    }
}
