//! The words of a mail: one template per kind, language and part, filled in by a
//! typed view. A variable that the view lacks stops the rendering, and a test
//! compares the variables of every template with the fields of its view.

use std::sync::LazyLock;

use entity::{
    date::{PartialDate, legal_today},
    deadline::words::{article, name, why},
    exchange::words::{format_name, method_name},
    notice::{
        duty::find::{Due, Item},
        exchange::find::{Followed, Told},
        find::{Content, MailJob},
        password::find::Invitation,
        record::{Kind, Times},
    },
    text::{Language, LocalText},
    zone::zone,
};
use jiff::{Timestamp, tz::TimeZone};
use minijinja::{Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

use super::{
    Mail, Period,
    when::{due_said, full_date},
};

/// The page to which a mail about deadlines leads.
const TASKS: &str = "/inbox";

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

/// The data does not make a text, now or later.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The exchange has clock times without a zone that is known.
    #[error("the exchange has no known time zone")]
    Zone,
    /// A time that no calendar shows.
    #[error("{0}")]
    Time(#[from] jiff::Error),
    /// A mail that is to bring a link, without it.
    #[error("the mail has no link")]
    NoLink,
    /// A link that leads nowhere.
    #[error("{0}")]
    Link(#[from] url::ParseError),
    /// A template and its view do not fit together. The tests render every template, so this is a fault of the program
    /// and never of the data.
    #[error("a mail template does not fit its data: {0}")]
    Template(#[from] minijinja::Error),
}

/// Writes out the texts of a mail.
///
/// # Errors
/// If the data does not make a text.
pub fn render(mail: &Mail) -> Result<Text, ViewError> {
    let folder = format!("{}/{}", folder(mail.job.reader.language()), template(&mail.job));
    let view = view(mail)?;
    let part = |name: &str, view: &Value| -> Result<String, ViewError> {
        let template = TEMPLATES.get_template(&format!("{folder}/{name}"))?;
        Ok(template.render(view)?)
    };

    let subject = one_line(&part("subject.txt", &view)?);
    let plain = part("body.txt", &view)?;
    let html = part("body.html", &context! { subject => &subject, ..view })?;
    Ok(Text { subject, plain, html })
}

/// The folder of a mail's templates.
pub(super) fn template(job: &MailJob) -> &'static str {
    match (&job.content, job.kind) {
        (Content::Exchange(_), Kind::Moved) => "exchange_moved",
        (Content::Exchange(_), Kind::Cancelled) => "exchange_cancelled",
        (Content::Exchange(_), _) => "exchange_reminder",
        (Content::Due(_), _) => "due",
        (Content::Password(_), _) => "password",
    }
}

/// The first label of its List-Id, by which readers sort their mail.
pub(super) fn list(job: &MailJob) -> &'static str {
    match job.content {
        Content::Exchange(_) => "exchanges",
        Content::Due(_) => "deadlines",
        Content::Password(_) => "accounts",
    }
}

/// Brings foreign text into one line: line breaks and control characters become
/// spaces, and marks that turn the writing direction, with which a title could
/// pass itself off as another, are dropped.
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
    list: &'static str,
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

/// What is told of an exchange.
#[derive(Serialize)]
struct ToldView {
    exchange: ExchangeView,
    starts_in: Line,
    before: Option<Line>,
    note: Option<Line>,
}

/// What there is to do.
#[derive(Serialize)]
struct DueView {
    items: Vec<ItemView>,
    count: usize,
    overdue: usize,
    more: usize,
    tasks_url: Line,
}

/// What is said of the link for a password.
#[derive(Serialize)]
struct PasswordView {
    address: Line,
    is_first: bool,
    is_held: bool,
    password_url: Option<Line>,
    until: Line,
}

#[derive(Serialize)]
struct ItemView {
    what: Line,
    title: Option<Line>,
    in_place_of: Option<Line>,
    until: Line,
    why: Line,
    article: Line,
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
    organiser: Option<Line>,
}

fn view(mail: &Mail) -> Result<Value, ViewError> {
    match &mail.job.content {
        Content::Exchange(told) => Ok(with_frame(mail, &told.follows, told_view(&mail.job, told)?)),
        Content::Due(due) => Ok(with_frame(mail, &[], due_view(mail, due)?)),
        Content::Password(invitation) => Ok(with_frame(mail, &[], password_view(mail, invitation)?)),
    }
}

fn with_frame<C: Serialize>(mail: &Mail, follows: &[Followed], content: C) -> Value {
    let reader = &mail.job.reader;
    Value::from(Serde(View {
        language: folder(reader.language()),
        reader: Line::from(&reader.name),
        list: list(&mail.job),
        follows: follows.iter().map(|followed| followed_view(followed, reader.language())).collect(),
        unsubscribe_url: mail.stop.as_ref().map(Line::from),
        content,
    }))
}

fn told_view(job: &MailJob, told: &Told) -> Result<ToldView, ViewError> {
    let (language, exchange) = (job.reader.language(), &told.exchange);
    let there = exchange.time_zone.as_deref().and_then(|name| zone(name).ok());
    let here = zone(&job.reader.time_zone).ok().or(there).unwrap_or(TimeZone::UTC);
    let before = told.before.as_ref().map(period).transpose()?;
    let period = period(&Times::from(exchange))?;
    let note = if job.kind == Kind::Cancelled { &exchange.cancel_reason } else { &exchange.note };
    let title = LocalText { id: exchange.title_id.clone(), en: exchange.title_en.clone() };
    let written_at = Timestamp::from_second(job.written_at.timestamp())?;
    Ok(ToldView {
        starts_in: period.starts_in(language, written_at, &here).into(),
        before: before.map(|before| before.said(language, &here).into()),
        note: some_line(note.as_deref()),
        exchange: ExchangeView {
            title: title.read(language).into(),
            method: method_name(exchange.method, language).into(),
            format: format_name(exchange.format, language).into(),
            when: period.said(language, &here).into(),
            start: period.start_said(language, &here).into(),
            place: some_line(exchange.place.as_deref()),
            host: some_line(told.host.as_deref()),
            organiser: some_line(told.organiser.as_deref()),
        },
    })
}

fn period(times: &Times) -> Result<Period, ViewError> {
    if times.start_time.is_none() {
        return Ok(Period::all_day(times.starts_on, times.ends_on)?);
    }
    let zone = times.time_zone.as_deref().and_then(|name| zone(name).ok()).ok_or(ViewError::Zone)?;
    Ok(Period::timed(times.starts_at, times.ends_at, &zone)?)
}

fn due_view(mail: &Mail, due: &Due) -> Result<DueView, ViewError> {
    let today = legal_today(mail.job.written_at);
    let language = mail.job.reader.language();
    let overdue = due.items.iter().filter(|item| item.deadline.is_overdue(today)).count();
    let item = |Item { deadline, title, in_place_of }: &Item| -> Result<ItemView, ViewError> {
        Ok(ItemView {
            what: name(deadline, language).into(),
            title: some_line(title.as_ref().map(|title| title.read(language))),
            in_place_of: some_line(in_place_of.as_deref()),
            until: due_said(language, deadline.due_on.map(PartialDate::latest), today)?.into(),
            why: why(deadline, language).into(),
            article: article(deadline, language).into(),
        })
    };
    Ok(DueView {
        items: due.items.iter().map(item).collect::<Result<_, _>>()?,
        count: due.items.len() + due.more,
        overdue,
        more: due.more,
        tasks_url: mail.home.join(TASKS)?.into(),
    })
}

fn password_view(mail: &Mail, invitation: &Invitation) -> Result<PasswordView, ViewError> {
    let reader = &mail.job.reader;
    let here = zone(&reader.time_zone).unwrap_or(TimeZone::UTC);
    if mail.password.is_none() && !invitation.is_held {
        return Err(ViewError::NoLink);
    }
    let until = Timestamp::from_second(invitation.works_until.timestamp())?.to_zoned(here);
    Ok(PasswordView {
        address: Line::from(&reader.email),
        is_first: invitation.is_first,
        is_held: invitation.is_held,
        password_url: mail.password.as_ref().map(Line::from),
        until: full_date(reader.language(), until.date()).into(),
    })
}

fn followed_view(followed: &Followed, language: Language) -> FollowedView {
    let (kind, name) = match followed {
        Followed::Party(name) => ("region", name.as_str()),
        Followed::Agreement(title) => ("agreement", title.read(language)),
        Followed::Exchange => ("exchange", ""),
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

/// Those of each kind.
const SOURCES: [[Source; 6]; 5] = [
    sources_of!("exchange_reminder"),
    sources_of!("exchange_moved"),
    sources_of!("exchange_cancelled"),
    sources_of!("due"),
    sources_of!("password"),
];

static TEMPLATES: LazyLock<Environment<'static>> =
    LazyLock::new(|| environment().expect("every template parses, as the tests show"));

/// Escaping follows the end of the name: `.html` is escaped, `.txt` is not. What
/// a template is compiled with is settled when it is added, so settings come first.
fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    for (name, source) in SHARED.into_iter().chain(SOURCES.into_iter().flatten()) {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

#[cfg(test)]
mod tests;
