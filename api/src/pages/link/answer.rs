//! The link by which somebody outside the registry answers a request.

use super::{Done, Link, Linked, Refused, Shown};
use crate::pages::form::Typed;
use entity::{
    Caller, Error,
    place::{record::party, rule::display_name},
    request::{act::answer_by_link, find::request_of_link, record::request, words::task_name},
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
            Ok(found.map(|(request, asking)| seen(&request, &asking, by.language)))
        }
        .boxed()
    }

    fn act<'a>(&'a self, by: &'a Linked<'a>, typed: &'a Typed) -> BoxFuture<'a, Result<Done, Refused>> {
        async move {
            // Nothing is said about what was typed to someone without a valid link.
            let Some((request, asking)) = request_of_link(by.registry, by.token).await? else {
                return Err(Refused::Gone);
            };
            // Whoever does not know whether their answer arrived sends it again.
            if request.answer.is_some() {
                return Ok(Done::Show(seen(&request, &asking, by.language)));
            }
            let given = match typed.text("input.given") {
                "true" => true,
                "false" => false,
                _ => {
                    let choose = ["given", "Pilih salah satu.", "Choose one."];
                    return Err(Refused::Field(choose, Vec::new()));
                }
            };
            let caller = Caller::anonymous(by.language);
            let answered =
                answer_by_link(by.registry, &caller, by.token, given, Some(typed.text("input.note"))).await?;
            Ok(Done::Show(seen(&answered, &asking, by.language)))
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

/// What an outsider sees of a request; once it is answered only on which day.
fn seen(request: &request::Model, asking: &party::Model, language: Language) -> Shown {
    Shown::of(context! {
        what => task_name(request.wants).read(language),
        outsider => request.asked_name.as_deref(),
        asking => display_name(asking, language),
        text => request.text.as_str(),
        due_on => request.due_on.to_string(),
        answered_on => request.answered_on.map(|day| day.to_string()),
    })
}
