//! Running the operations of a page as its viewer.

use super::{
    ACT, Message, Visit,
    calendar::Month,
    document::{Document, Operation},
    form::Typed,
    message::Words,
    view::{Asked, Show, Wrong},
};
use crate::http::{
    caller::Credentials,
    door::Spoken,
    graphql::{set_by_resolvers, status},
};
use actix_web::{
    HttpMessage,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use async_graphql::{Name, Request, Response, ServerError, Value, Variables, indexmap::IndexMap};
use entity::{Reason, policy::Act, text::Language};
use graphql_schema::{
    error::Code,
    inputs::{InputField, InputTypes, Manner, ParameterError, named},
    once::Answered,
};
use minijinja::{Value as Data, value::Serde};
use serde::Deserialize;

/// The variable whose fields are parameters of the address by their own names.
const FILTER: &str = "filter";
/// The variable that is filled with the current time.
const NOW: &str = "now";
/// The variable that says whether the viewer shows credentials.
const SIGNED_IN: &str = "signedIn";
/// The parameter of every address that says in which language the page is.
const LANG: &str = "lang";
/// The parameter that says which part of a long form is shown: only the template asks for it.
const STEP: &str = "step";
/// The parameter that says which month a calendar shows.
const MONTH: &str = "month";
/// What the names of the fields of a form begin with.
const FIELD: &str = "input.";
/// The field of a form that names another one which has to be answered, even if with nothing in particular.
const MUST: &str = "must";
/// The part of a long form in which everything is checked before the act.
const CHECK: &str = "check";

type Pairs = Vec<(String, String)>;
type Values = IndexMap<Name, Value>;

/// What an operation answered.
pub(super) struct Answer {
    pub data: Value,
    /// Headers set by resolvers, such as the cookie of a session.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The viewer's language.
    pub language: Language,
}

/// Why a form is not a valid input of its mutation.
pub(super) enum Unfit {
    /// What is wrong where.
    Wrong(Vec<Wrong>),
    /// It could not be looked at.
    Message(Message),
}

/// Whether what was found is no record of the kind that the page is about: null, or one of which its query selects nothing.
fn is_nothing(found: &Value) -> bool {
    match found {
        Value::Null => true,
        Value::Object(fields) => fields.keys().all(|name| name == "__typename"),
        _ => false,
    }
}

/// Whether the request carries no credentials.
pub(super) fn is_of_stranger(visit: &Visit<'_>) -> bool {
    Credentials::of(visit.http, &visit.state.public_url).is_ok_and(|shown| shown.is_nothing())
}

impl Visit<'_> {
    /// The data of the page, and the viewer's language.
    pub async fn ask_query(&self, document: &Document, show: &Show) -> Result<(Asked, Language), Message> {
        let act = self.http.match_info().get(ACT).filter(|_| !document.acts.is_empty());
        if act.is_some_and(|act| document.act(Some(act)).is_none()) {
            return Err(Message::of(Words::NotThere, self.language()).with_typed(&show.typed));
        }
        let values = self.values_of_address(document, show).await?;
        let variables = serde_json::to_string(&values).unwrap_or_default();
        let Answer { data, language, .. } = self.carry(&document.show, values).await?;
        let path: Vec<&str> = self.http.match_info().iter().map(|(name, _)| name).collect();
        let is_there = |key: &str| matches!(&data, Value::Object(fields) if !fields.get(key).is_some_and(is_nothing));
        let is_for_them = self.page.act.is_none_or(|act| may(&data, act));
        if !is_for_them || !document.show.found_by(&path).all(is_there) {
            return Err(Message::of(Words::NotThere, language).with_typed(&show.typed));
        }
        Ok((Asked { data: Data::from(Serde(&data)), variables: Some(variables) }, language))
    }

    /// Who is signed in and how much waits for them.
    pub async fn frame(&self) -> Option<Data> {
        let document = Document::frame().ok()?;
        let values = self.known(&document.show.variables);
        let values = InputTypes::of_schema().read(&document.show.variables, &values, Manner::Address).ok()?;
        let answer = self.carry(&document.show, values).await.ok()?;
        Some(Data::from(Serde(&answer.data)))
    }

    /// Runs an operation. An error becomes a page that describes it.
    pub async fn carry(&self, operation: &Operation, values: Values) -> Result<Answer, Message> {
        let request = Request::new(&operation.text).variables(Variables::from_value(Value::Object(values)));
        let spoken = Spoken::of(self.http);
        self.http.extensions_mut().insert(spoken.clone());
        let outcome = self.endpoint.carry(self.http, request).await;
        let language = spoken.settled().unwrap_or_else(|| self.language());
        match outcome {
            Ok(Answered::Now(response)) => {
                let headers = set_by_resolvers(&response).collect();
                let Response { data, errors, .. } = response;
                match errors.first() {
                    None => Ok(Answer { data, headers, language }),
                    Some(error) => Err(self.refused_whole(error, Vec::new(), language)),
                }
            }
            Ok(Answered::Again(body)) => again(&body)
                .map(|data| Answer { data, headers: Vec::new(), language })
                .ok_or_else(|| Message::of(Words::Failed, language)),
            Err(mut rejection) => {
                let headers = std::mem::take(&mut rejection.headers);
                let response = rejection.into_response(&self.endpoint.voice(self.http));
                Err(match response.errors.first() {
                    Some(error) => self.refused_whole(error, headers, language),
                    None => Message::of(Words::Failed, language),
                })
            }
        }
    }

    /// An operation that failed as a whole.
    fn refused_whole(
        &self,
        error: &ServerError,
        headers: Vec<(HeaderName, HeaderValue)>,
        language: Language,
    ) -> Message {
        let code = Code::of(error).unwrap_or(Code::Internal);
        let ended = headers.iter().any(|(name, _)| *name == header::SET_COOKIE);
        let message = Message::of_code(code, status(code), error.message.clone(), language).with_headers(headers);
        if !ended {
            return message;
        }
        let here = self.http.uri().path_and_query().map_or("/", |address| address.as_str());
        message.with_next(here.to_owned(), language.pick("Lanjutkan tanpa masuk", "Read on without signing in"))
    }

    /// The variables that need not be asked for: the parts of the path, the time, and whether somebody is signed in.
    fn known(&self, variables: &[InputField]) -> Pairs {
        let path = self.http.match_info().iter().map(|(name, text)| (name.to_owned(), text.to_owned()));
        let now = (NOW.to_owned(), self.state.registry.now().to_rfc3339());
        let month = Month::of(self.http.query_string(), self.state.registry.now());
        let of_month = month.variables().map(|(name, text)| (name.to_owned(), text));
        let signed_in = (SIGNED_IN.to_owned(), (!is_of_stranger(self)).to_string());
        path.chain([now, signed_in])
            .chain(of_month)
            .filter(|(name, _)| variables.iter().any(|variable| variable.name == *name))
            .collect()
    }

    /// The variables of a query, from the address.
    ///
    /// An unknown parameter is refused: a misspelt condition would show more than was asked for. A page whose query
    /// takes nothing from there ignores all parameters. A form can be filled in by the address: its fields `input.…` stand
    /// there as in the form, and those after which a variable is named fill it, from the form if one was sent.
    async fn values_of_address(&self, document: &Document, show: &Show) -> Result<Values, Message> {
        let query = &document.show;
        let types = InputTypes::of_schema();
        let mut given = self.known(&query.variables);
        let free: Vec<&InputField> =
            query.variables.iter().filter(|variable| given.iter().all(|(name, _)| *name != variable.name)).collect();
        let filter = free.iter().find(|variable| variable.name == FILTER);
        let of_filter = filter.and_then(|variable| types.fields(named(&variable.ty))).unwrap_or_default();
        let mut errors = Vec::new();
        if !free.is_empty() {
            for (name, text) in url::form_urlencoded::parse(self.http.query_string().as_bytes()) {
                let first = name.split('.').next().unwrap_or_default();
                let is_field = name.starts_with(FIELD) && !document.acts.is_empty();
                if [LANG, STEP, MONTH].contains(&name.as_ref()) || is_field || text.is_empty() {
                    continue;
                }
                if of_filter.iter().any(|field| field.name == first) {
                    // What a condition names can be asked for as well, to show it by its name.
                    if free.iter().any(|variable| variable.name == name) {
                        given.push((name.to_string(), text.to_string()));
                    }
                    given.push((format!("{FILTER}.{name}"), text.into_owned()));
                } else if first != FILTER && free.iter().any(|variable| variable.name == first) {
                    given.push((name.into_owned(), text.into_owned()));
                } else {
                    let others = free.iter().copied().filter(|variable| variable.name != FILTER);
                    let known = of_filter.iter().chain(others).map(|field| field.name.clone());
                    errors.push(ParameterError::Unknown(name.into_owned(), known.collect()));
                }
            }
        }
        let asked: Pairs = url::form_urlencoded::parse(self.http.query_string().as_bytes()).into_owned().collect();
        let told: Vec<String> = given.iter().map(|(name, _)| name.clone()).collect();
        let filled_in = if show.is_first() { &asked } else { &show.typed.0 };
        given.extend(filled_in.iter().filter(|(_, text)| !text.is_empty()).filter_map(|(name, text)| {
            let name = name.strip_prefix(FIELD).filter(|_| !document.acts.is_empty())?;
            let is_asked = free.iter().any(|variable| variable.name == name) && told.iter().all(|known| known != name);
            is_asked.then(|| (name.to_owned(), text.clone()))
        }));
        let identified = types.identify(&self.state.registry, &query.variables, &given).await;
        let identified = identified.map_err(|error| self.failed(&error))?;
        let read = types.read(&query.variables, &identified, Manner::Address);
        let values = match read {
            Ok(values) if errors.is_empty() => return Ok(values),
            Ok(_) => Vec::new(),
            Err(more) => more,
        };
        errors.extend(values.into_iter().map(|error| error.renamed(|name| plain(name).to_owned())));
        Err(self.malformed(&errors))
    }

    /// The page about wrong parameters, with a link to the same address without them.
    fn malformed(&self, errors: &[ParameterError]) -> Message {
        let language = self.language();
        let wrong: Vec<&str> = errors.iter().filter_map(ParameterError::name).collect();
        let asked = url::form_urlencoded::parse(self.http.query_string().as_bytes());
        let right = asked.filter(|(name, _)| !wrong.contains(&name.as_ref()));
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(right).finish();
        let path = self.http.path();
        let address = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        Message::of(Words::Malformed, language)
            .with_list(errors.iter().map(|error| error.message(language)).collect())
            .with_next(address, language.pick("Buka tanpa bagian itu", "Open it without that"))
    }

    /// The variables of a mutation, from its form. Fields not named after one of them are ignored.
    pub async fn values_of_form(&self, mutation: &Operation, form: &Typed) -> Result<Values, Unfit> {
        let types = InputTypes::of_schema();
        let mut given = self.known(&mutation.variables);
        let known: Vec<String> = given.iter().map(|(name, _)| name.clone()).collect();
        let is_free = |first: &str| {
            mutation.variables.iter().any(|variable| variable.name == first) && known.iter().all(|name| name != first)
        };
        given.extend(form.0.iter().filter(|(name, _)| is_free(name.split('.').next().unwrap_or_default())).cloned());
        let identified = types.identify(&self.state.registry, &mutation.variables, &given).await;
        let identified = identified.map_err(|error| Unfit::Message(self.failed(&error)))?;
        let language = self.language();
        let is_answered = |name: &str| form.0.iter().any(|(own, _)| own == name);
        let musts = form.0.iter().filter(|(name, text)| name == MUST && !is_answered(text));
        let unanswered: Vec<Wrong> =
            musts.map(|(_, name)| Wrong::at(name.clone(), Reason::Required.message(language))).collect();
        let beside = |error: &ParameterError| {
            Wrong::at(error.name().unwrap_or_default().to_owned(), error.beside_field(language))
        };
        match types.read(&mutation.variables, &identified, Manner::Form) {
            Ok(values) if unanswered.is_empty() => Ok(values),
            Ok(_) => Err(Unfit::Wrong(unanswered)),
            Err(errors) => Err(Unfit::Wrong(errors.iter().map(beside).chain(unanswered).collect())),
        }
    }

    /// What is wrong with a long form whose answers are to be checked before the act: what is missing is told at once and
    /// not after they were confirmed. What the page itself carries to the act is no part of it.
    pub async fn unfit_to_check(&self, document: &Document) -> Result<Option<Show>, Message> {
        let asked = url::form_urlencoded::parse(self.http.query_string().as_bytes()).into_owned();
        let typed = Typed(asked.collect());
        let Some(mutation) = document.act(self.http.match_info().get(ACT)).filter(|_| typed.text(STEP) == CHECK) else {
            return Ok(None);
        };
        let path: Vec<&str> = self.http.match_info().iter().map(|(name, _)| name).collect();
        let mut errors = match self.values_of_form(mutation, &typed).await {
            Ok(_) => Vec::new(),
            Err(Unfit::Wrong(errors)) => errors,
            Err(Unfit::Message(message)) => return Err(message),
        };
        errors.retain(|wrong| wrong.name != "input.agreement" || path.is_empty());
        let status = Some(StatusCode::UNPROCESSABLE_ENTITY);
        Ok((!errors.is_empty()).then_some(Show { typed, errors, status, once: None }))
    }
}

/// Whether the viewer may do an act for one of the parties in the frame, or in the whole registry.
fn may(data: &Value, act: Act) -> bool {
    let act = Value::from(act.name());
    let field = |of: &Value, name: &str| if let Value::Object(fields) = of { fields.get(name).cloned() } else { None };
    let has = |of: &Value| matches!(field(of, "acts"), Some(Value::List(acts)) if acts.contains(&act));
    let Some(viewer) = field(data, "viewer") else { return false };
    has(&viewer) || matches!(field(&viewer, "parties"), Some(Value::List(parties)) if parties.iter().any(has))
}

/// The name of a parameter as the address has it.
fn plain(name: &str) -> &str {
    name.strip_prefix(FILTER).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name)
}

/// The data of a repeated answer.
fn again(body: &str) -> Option<Value> {
    #[derive(Deserialize)]
    struct Body {
        data: Value,
    }
    serde_json::from_str::<Body>(body).ok().map(|body| body.data)
}
