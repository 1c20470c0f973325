//! Pages. A page is a query, a template and a line in the route table ([`table`]). `api/pages/NAME.graphql` runs as the
//! viewer, with the schema, policy and limits that partner cities meet, and its `data` goes as it is into
//! `api/pages/NAME.html`. If the document also holds a mutation, the page's form is its input ([`act`]); of several, the part
//! `{act}` of the address names one.
//!
//! Beside its data a template has `page` ([`view::Surroundings`]) and the functions of [`template::environment`].

mod act;
mod ask;
mod calendar;
mod date;
mod document;
mod form;
mod keep;
mod link;
mod map;
mod message;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod tongue;
mod view;
mod words;

pub use keep::Kept;
pub(crate) use message::{Message, not_taken};

use crate::http::{State, graphql::Endpoint, language};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web,
};
use document::Document;
use entity::{policy::Act, text::Language};
use link::Link;
use message::Words;
use std::borrow::Cow;
use view::{Asked, Show};

/// Where people sign in.
const SIGN_IN: &str = "/sign-in";
/// The parameter that says where they wanted to go.
const AFTERWARDS: &str = "next";
/// The part of an address that names the act, where a page has several.
const ACT: &str = "act";

/// A line of the route table.
pub(crate) struct Page {
    /// The name of its files.
    name: &'static str,
    /// Its address, as the router has it.
    path: &'static str,
    template: &'static str,
    source: Source,
    /// Where the act leads: an address with `{…}` for what the mutation selects.
    then: &'static str,
    /// Whether strangers share one answer for a few seconds.
    kept: bool,
    /// Whether it is shown even without its data.
    bare: bool,
    /// Whether it is only for who is signed in.
    own: bool,
    /// The act that its readers must be able to do for some party; for others it does not exist.
    act: Option<Act>,
    /// What its act hands out, by its name in the answer: it is shown at once, and only then.
    once: Option<&'static str>,
}

/// Where the data of a page come from, and what is done by its form.
#[derive(Clone, Copy)]
enum Source {
    /// The operations of a document.
    Document(&'static str),
    /// A function, for a page with a secret in its address.
    Link(&'static dyn Link),
}

impl Page {
    /// A page with a query.
    const fn of(name: &'static str, path: &'static str, template: &'static str, document: &'static str) -> Self {
        let source = Source::Document(document);
        Self { name, path, template, source, then: "/", kept: false, bare: false, own: false, act: None, once: None }
    }

    /// A page with a secret in its address.
    const fn of_link(name: &'static str, path: &'static str, template: &'static str, link: &'static dyn Link) -> Self {
        Self { source: Source::Link(link), ..Self::of(name, path, template, "") }
    }

    /// Sends the browser there after the act.
    const fn then(mut self, address: &'static str) -> Self {
        self.then = address;
        self
    }

    /// Asks only once every few seconds for all strangers. Its query must take nothing from the address.
    const fn kept(mut self) -> Self {
        self.kept = true;
        self
    }

    /// Shows it even if its data cannot be read, with `page.bare`.
    const fn even_bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Sends strangers to sign in first.
    const fn of_ones_own(mut self) -> Self {
        self.own = true;
        self
    }

    /// Shows it only to those who may do this act for a party; strangers sign in first. Its query asks for the frame.
    const fn of_act(mut self, act: Act) -> Self {
        self.own = true;
        self.act = Some(act);
        self
    }

    /// Shows the secret of this name that its act hands out, instead of leading on.
    const fn handing_out(mut self, secret: &'static str) -> Self {
        self.once = Some(secret);
        self
    }

    /// Its operations. A debug build reads them from the disk each time.
    fn document(&self, embedded: &'static str) -> Result<Document, String> {
        let text = template::from_disk(&format!("{}.graphql", self.name)).map_or(Cow::from(embedded), Cow::from);
        Document::parse(&text)
    }
}

/// The document of a page by its name, as it is shown to readers who want to ask the same.
pub(crate) fn document_of(name: &str) -> Option<String> {
    let page = table::PAGES.iter().find(|page| page.name == name)?;
    match page.source {
        Source::Document(text) => page.document(text).ok().map(|document| document.text),
        Source::Link(_) => None,
    }
}

/// Serves every page of the route table. The application data must hold [`State`].
pub(crate) fn routes(service: &mut web::ServiceConfig, endpoint: &web::Data<Endpoint>) {
    for page in table::PAGES {
        register(service, endpoint, page);
    }
}

/// Serves one page.
fn register(service: &mut web::ServiceConfig, endpoint: &web::Data<Endpoint>, page: &'static Page) {
    let endpoint = endpoint.clone();
    let serve = move |http: HttpRequest, payload: web::Payload, state: web::Data<State>| {
        let endpoint = endpoint.clone();
        async move {
            let visit = Visit { http: &http, state: &state, endpoint: &endpoint, page };
            match visit.answer(payload).await {
                Ok(answer) => answer,
                Err(message) => visit.framed(message).await.page(&http),
            }
        }
    };
    service.service(web::resource(page.path).to(serve));
}

/// What is at no address.
static NOWHERE: Page = Page::of("nowhere", "", "", "");

/// The answer for unknown addresses: a page for browsers, a line of text for other programs.
pub(crate) async fn nothing_here(
    http: HttpRequest,
    state: web::Data<State>,
    endpoint: web::Data<Endpoint>,
) -> HttpResponse {
    let language = language(&http);
    let accepts = http.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") {
        let visit = Visit { http: &http, state: &state, endpoint: &endpoint, page: &NOWHERE };
        return visit.framed(Message::of(Words::NotThere, language)).await.page(&http);
    }
    let text = language.pick("Tidak ada apa-apa di alamat ini.\n", "There is nothing at this address.\n");
    HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body(text)
}

/// A request for a page, or with its form.
#[derive(Clone, Copy)]
struct Visit<'a> {
    http: &'a HttpRequest,
    state: &'a State,
    endpoint: &'a Endpoint,
    page: &'static Page,
}

impl Visit<'_> {
    async fn answer(&self, payload: web::Payload) -> Result<HttpResponse, Message> {
        match *self.http.method() {
            Method::GET | Method::HEAD => self.look().await,
            Method::POST => self.act(payload).await,
            _ => Err(self.not_allowed()),
        }
    }

    /// The page as its address has it.
    async fn look(&self) -> Result<HttpResponse, Message> {
        if let Source::Document(text) = self.page.source
            && !(self.page.own && ask::is_of_stranger(self))
        {
            let document = self.page.document(text).map_err(|error| self.broken(&error))?;
            if let Some(unfit) = self.unfit_to_check(&document).await? {
                return self.show(&unfit).await;
            }
        }
        self.show(&Show::default()).await
    }

    /// The page, with what was typed and what is wrong with it, if it was sent.
    async fn show(&self, show: &Show) -> Result<HttpResponse, Message> {
        if self.page.own && ask::is_of_stranger(self) {
            let wanted = self.http.uri().path_and_query().map_or("/", |address| address.as_str());
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair(AFTERWARDS, wanted).finish();
            let there = (header::LOCATION, format!("{SIGN_IN}?{query}"));
            return Ok(HttpResponse::SeeOther().insert_header(there).finish());
        }
        let (data, language) = match self.page.source {
            Source::Document(text) => self.ask_for_data(text, show).await?,
            Source::Link(link) => match link.show(&self.linked()).await.map_err(|error| self.failed(&error))? {
                Some(shown) => (shown.data.map(Asked::without_query), shown.language.unwrap_or(self.language())),
                None => return Err(self.gone(link)),
            },
        };
        Ok(view::page(self, language, data, show))
    }

    async fn ask_for_data(&self, text: &'static str, show: &Show) -> Result<(Option<Asked>, Language), Message> {
        let language = self.language();
        let ask = async {
            let document = self.page.document(text).map_err(|error| self.broken(&error))?;
            self.ask_query(&document, show).await
        };
        let asked = if self.page.kept && show.is_first() && ask::is_of_stranger(self) {
            let data = self.state.kept.read(self.page.name, language, async { Ok(ask.await?.0) });
            data.await.map(|data| (data, language))
        } else {
            ask.await
        };
        match asked {
            Ok((data, language)) => Ok((Some(data), language)),
            Err(message) if self.page.bare && message.status.is_server_error() => Ok((None, language)),
            Err(message) => Err(message),
        }
    }

    /// A message as who is signed in sees it: with their name and what waits for them.
    async fn framed(&self, message: Message) -> Message {
        let reads = matches!(*self.http.method(), Method::GET | Method::HEAD);
        let is_known = reads && !ask::is_of_stranger(self) && message.status.is_client_error();
        if !is_known || message.status == StatusCode::UNAUTHORIZED {
            return message;
        }
        match self.frame().await {
            Some(frame) => message.with_frame(frame),
            None => message,
        }
    }

    /// The language of a viewer who is not known yet.
    fn language(&self) -> Language {
        language(self.http)
    }

    fn not_allowed(&self) -> Message {
        let takes_form = match self.page.source {
            Source::Document(text) => self.page.document(text).is_ok_and(|document| !document.acts.is_empty()),
            Source::Link(_) => true,
        };
        let allowed = if takes_form { "GET, HEAD, POST" } else { "GET, HEAD" };
        Message::of(Words::NotAllowed, self.language()).with_header(header::ALLOW, allowed)
    }

    /// The page about a page whose files are wrong.
    fn broken(&self, error: &str) -> Message {
        tracing::error!(error, page = self.page.name, "a page cannot be made");
        Message::of(Words::Failed, self.language())
    }
}
