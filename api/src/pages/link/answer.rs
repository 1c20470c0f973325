//! The link by which somebody outside the registry answers a request.

use super::{Done, Link, Linked, Refused, Shown};
use crate::pages::form::Typed;
use entity::{
    Caller, Error,
    place::rule::display_name,
    request::{act::answer_by_link, find::request_of_link, words::task_name},
    text::Language,
};
use futures_util::{FutureExt, future::BoxFuture};
use minijinja::context;

/// The link.
pub(in crate::pages) static ANSWER: Answer = Answer;

pub(in crate::pages) struct Answer;

impl Link for Answer {
    fn show<'a>(&'a self, by: &'a Linked<'a>) -> BoxFuture<'a, Result<Option<Shown>, Error>> {
        async move {
            let found = request_of_link(by.registry, by.token).await?;
            Ok(found.map(|(request, asking)| {
                Shown::of(context! {
                    what => task_name(request.wants).read(by.language),
                    outsider => request.asked_name,
                    asking => display_name(&asking, by.language),
                    text => request.text,
                    due_on => request.due_on.to_string(),
                    answered => false,
                })
            }))
        }
        .boxed()
    }

    fn act<'a>(&'a self, by: &'a Linked<'a>, typed: &'a Typed) -> BoxFuture<'a, Result<Done, Refused>> {
        async move {
            // Nothing is said about what was typed to someone without a valid link.
            let Some((_, asking)) = request_of_link(by.registry, by.token).await? else { return Err(Refused::Gone) };
            let given = match typed.text("input.given") {
                "true" => true,
                "false" => false,
                _ => {
                    let choose = ["given", "Pilih salah satu.", "Choose one."];
                    return Err(Refused::Field(choose, Vec::new()));
                }
            };
            let caller = Caller::anonymous(by.language);
            answer_by_link(by.registry, &caller, by.token, given, Some(typed.text("input.note"))).await?;
            Ok(Done::Show(Shown::of(context! { asking => display_name(&asking, by.language), answered => true })))
        }
        .boxed()
    }

    fn when_gone(&self, language: Language) -> Option<&'static str> {
        Some(language.pick(
            "Tautan ini hanya dapat dipakai satu kali, sampai hari yang diminta, selama permintaannya tidak ditarik. \
             Hubungi pihak yang mengirimkannya kepada Anda.",
            "This link works once, until the day asked for, unless the request was withdrawn. Get in touch with whoever \
             sent it to you.",
        ))
    }
}
