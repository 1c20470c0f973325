//! The words of a mail: one template per kind, language and part, filled in by a
//! typed view. A variable that the view lacks stops the rendering, and a test
//! compares the variables of every template with the fields of its view.

use std::sync::LazyLock;

use entity::text::Language;
use minijinja::{Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

use super::{Content, Exchange, ExchangeCancelled, ExchangeMoved, ExchangeReminder, Followed, Kind, Mail, Reader};

/// The three texts of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The subject, on one line.
    pub subject: String,
    /// The plain text.
    pub plain: String,
    /// The same content as HTML.
    pub html: String,
}

/// A template and its view do not fit together. The tests render every template, so this is a fault of the program and
/// never of the data.
#[derive(Debug, thiserror::Error)]
#[error("a mail template does not fit its data: {0}")]
pub struct RenderError(#[from] minijinja::Error);

/// Writes out the texts of a mail.
///
/// # Errors
/// If a template asks for something that the mail does not have.
pub fn render(mail: &Mail) -> Result<Text, RenderError> {
    let language = mail.reader.language;
    let folder = format!("{}/{}", folder(language), mail.content.kind().name());
    let view = view(mail);
    let part = |name: &str, view: &Value| -> Result<String, RenderError> {
        let template = TEMPLATES.get_template(&format!("{folder}/{name}"))?;
        Ok(template.render(view)?)
    };

    let subject = one_line(&part("subject.txt", &view)?);
    let plain = part("body.txt", &view)?;
    let html = part("body.html", &context! { subject => &subject, ..view })?;
    Ok(Text { subject, plain, html })
}

/// Brings foreign text into one line: line breaks and control characters become spaces, and marks that change the
/// writing direction, with which a title could disguise itself as another, are dropped.
pub(super) fn one_line(text: &str) -> String {
    let turns_direction = |character| matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let breaks_line = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let visible: String = text
        .chars()
        .filter(|character| !turns_direction(*character))
        .map(|character| if breaks_line(character) { ' ' } else { character })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text from outside, on one line. Views hold nothing else.
#[derive(Serialize)]
#[serde(transparent)]
struct Line(String);

impl<T: AsRef<str>> From<T> for Line {
    fn from(text: T) -> Self {
        Self(one_line(text.as_ref()))
    }
}

/// What every template may use.
#[derive(Serialize)]
struct View<C> {
    language: &'static str,
    reader: Line,
    follows: Vec<FollowedView>,
    unsubscribe_url: Option<Line>,
    #[serde(flatten)]
    content: C,
}

#[derive(Serialize)]
struct FollowedView {
    kind: &'static str,
    name: Line,
}

#[derive(Serialize)]
struct ReminderView {
    exchange: ExchangeView,
    starts_in: Line,
}

#[derive(Serialize)]
struct MovedView {
    exchange: ExchangeView,
    before: Line,
    note: Option<Line>,
}

#[derive(Serialize)]
struct CancelledView {
    exchange: ExchangeView,
    note: Option<Line>,
}

#[derive(Serialize)]
struct ExchangeView {
    title: Line,
    method: Line,
    format: Line,
    when: Line,
    start: Line,
    place: Option<Line>,
    host: Option<Line>,
}

fn view(mail: &Mail) -> Value {
    let reader = &mail.reader;
    match &mail.content {
        Content::ExchangeReminder(ExchangeReminder { exchange }) => {
            let period = &exchange.period;
            let starts_in = period.starts_in(reader.language, mail.written_at, &reader.zone);
            with_frame(mail, ReminderView { exchange: exchange_view(exchange, reader), starts_in: starts_in.into() })
        }
        Content::ExchangeMoved(ExchangeMoved { exchange, before, note }) => with_frame(
            mail,
            MovedView {
                exchange: exchange_view(exchange, reader),
                before: before.said(reader.language, &reader.zone).into(),
                note: some_line(note.as_deref()),
            },
        ),
        Content::ExchangeCancelled(ExchangeCancelled { exchange, note }) => with_frame(
            mail,
            CancelledView { exchange: exchange_view(exchange, reader), note: some_line(note.as_deref()) },
        ),
    }
}

fn with_frame<C: Serialize>(mail: &Mail, content: C) -> Value {
    Value::from(Serde(View {
        language: folder(mail.reader.language),
        reader: Line::from(&mail.reader.name),
        follows: mail.follows.iter().map(followed_view).collect(),
        unsubscribe_url: mail.unsubscribe_url.as_ref().map(Line::from),
        content,
    }))
}

fn exchange_view(exchange: &Exchange, reader: &Reader) -> ExchangeView {
    ExchangeView {
        title: Line::from(&exchange.title),
        method: Line::from(&exchange.method),
        format: Line::from(&exchange.format),
        when: exchange.period.said(reader.language, &reader.zone).into(),
        start: exchange.period.start_said(reader.language, &reader.zone).into(),
        place: some_line(exchange.place.as_deref()),
        host: some_line(exchange.host.as_deref()),
    }
}

fn followed_view(followed: &Followed) -> FollowedView {
    let (kind, name) = match followed {
        Followed::Region(name) => ("region", name.as_str()),
        Followed::Agreement(title) => ("agreement", title.as_str()),
        Followed::ThisExchange => ("exchange", ""),
    };
    FollowedView { kind, name: name.into() }
}

/// Blank text counts as missing.
fn some_line(text: Option<&str>) -> Option<Line> {
    text.map(Line::from).filter(|line| !line.0.is_empty())
}

/// The language's folder of templates, which is also its language tag.
pub(super) const fn folder(language: Language) -> &'static str {
    match language {
        Language::Id => "id",
        Language::En => "en",
    }
}

/// The name of a template and its source, compiled in.
type Source = (&'static str, &'static str);

macro_rules! source {
    ($name:expr) => {
        ($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/mail/", $name)))
    };
}

macro_rules! sources_of {
    ($kind:literal) => {
        [
            source!(concat!("en/", $kind, "/subject.txt")),
            source!(concat!("en/", $kind, "/body.txt")),
            source!(concat!("en/", $kind, "/body.html")),
            source!(concat!("id/", $kind, "/subject.txt")),
            source!(concat!("id/", $kind, "/body.txt")),
            source!(concat!("id/", $kind, "/body.html")),
        ]
    };
}

/// What the kinds share: the page, and per language its foot and the facts of an exchange.
const SHARED: [Source; 9] = [
    source!("page.html"),
    source!("en/exchange.txt"),
    source!("en/exchange.html"),
    source!("en/foot.txt"),
    source!("en/foot.html"),
    source!("id/exchange.txt"),
    source!("id/exchange.html"),
    source!("id/foot.txt"),
    source!("id/foot.html"),
];

fn sources(kind: Kind) -> [Source; 6] {
    match kind {
        Kind::ExchangeReminder => sources_of!("exchange_reminder"),
        Kind::ExchangeMoved => sources_of!("exchange_moved"),
        Kind::ExchangeCancelled => sources_of!("exchange_cancelled"),
    }
}

static TEMPLATES: LazyLock<Environment<'static>> =
    LazyLock::new(|| environment().expect("every template parses, as the tests show"));

/// Escaping follows the end of the name: `.html` is escaped, `.txt` is not. What
/// a template is compiled with is settled when it is added, so settings come first.
fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    let of_kinds = Kind::ALL.into_iter().flat_map(sources);
    for (name, source) in SHARED.into_iter().chain(of_kinds) {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

#[cfg(test)]
mod tests;
