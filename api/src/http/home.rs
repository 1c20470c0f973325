//! The landing page: what this is, how much it holds, and where to continue.

use super::{State, language};
use actix_web::{HttpRequest, HttpResponse, web};
use entity::{
    Caller, Error, Registry,
    agreement::find::{AgreementFilter, count_agreements},
    exchange::find::{ExchangeFilter, count_exchanges},
    exchange::record::Status,
    partnership::find::{PartnershipFilter, count_partnerships},
    place::{
        find::{PartyFilter, count_parties},
        record::Nature,
    },
    text::Language,
};
use minijinja::{Environment, Value, context};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

const TEMPLATE: &str = include_str!("../../templates/web/home.html");
/// How long the numbers are kept.
const GOOD_FOR: Duration = Duration::from_secs(5);

/// The page, in the reader's language.
pub(super) async fn show(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let language = language(&request);
    // The page is worth showing without its numbers.
    let figures = state.figures.read(&state.registry, language).await;
    let address = state.public_url.as_str().trim_end_matches('/');
    let page = Environment::new().render_named_str(
        "home.html",
        TEMPLATE,
        context! { lang => language.code(), figures, address, version => env!("CARGO_PKG_VERSION") },
    );
    match page {
        Ok(page) => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header(("content-language", language.code()))
            .insert_header(("vary", "accept-language"))
            .body(page),
        Err(error) => {
            tracing::error!(%error, "the landing page cannot be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The numbers as of a few seconds ago: however often strangers open the page, they are counted once.
#[derive(Debug, Default)]
pub struct Figures {
    id: Mutex<Option<Counted>>,
    en: Mutex<Option<Counted>>,
}

/// Numbers, and when they were counted.
type Counted = (Instant, Vec<Value>);

impl Figures {
    async fn read(&self, registry: &Registry, language: Language) -> Vec<Value> {
        let kept = match language {
            Language::Id => &self.id,
            Language::En => &self.en,
        };
        let mut last = kept.lock().await;
        if let Some((at, figures)) = &*last
            && at.elapsed() < GOOD_FOR
        {
            return figures.clone();
        }
        let figures = figures(registry, language).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the landing page is shown without numbers");
            Vec::new()
        });
        *last = Some((Instant::now(), figures.clone()));
        figures
    }
}

/// What a stranger may know about the size of the registry: each number, and what it counts.
async fn figures(registry: &Registry, language: Language) -> Result<Vec<Value>, Error> {
    let stranger = Caller::anonymous(language);
    let regions = PartyFilter { nature: Some(Nature::Region), ..Default::default() };
    let upcoming = ExchangeFilter {
        starts_from: Some(registry.now()),
        status: Some(vec![Status::Scheduled]),
        ..Default::default()
    };
    let regions = count_parties(registry, &stranger, &regions).await?;
    let partnerships = count_partnerships(registry, &stranger, &PartnershipFilter::default()).await?;
    let agreements = count_agreements(registry, &stranger, &AgreementFilter::default()).await?;
    let exchanges = count_exchanges(registry, &stranger, &upcoming).await?;
    let figure = |number, id, en| context! { number => grouped(number, language), label => language.pick(id, en) };
    Ok(vec![
        figure(regions, "daerah", "regions"),
        figure(partnerships, "kemitraan", "partnerships"),
        figure(agreements, "naskah kerja sama", "agreements"),
        figure(exchanges, "kegiatan mendatang", "upcoming exchanges"),
    ])
}

/// A number in groups of three digits: 17.074 in Indonesian, 17,074 in English.
fn grouped(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(language.pick(".", ","));
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(grouped(17_074, Language::Id), "17.074");
        assert_eq!(grouped(1_234_567, Language::En), "1,234,567");
        assert_eq!(grouped(999, Language::En), "999");
    }
}
