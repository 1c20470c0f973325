//! Reading texts by the types of the schema.

use super::{Allowed, InputField, InputTypes, Meaning, ParameterError, meaning, named};
use crate::{
    date::{date, local_time, moment},
    id::{self, decode},
};
use async_graphql::{
    InputType, Name, Value,
    indexmap::IndexMap,
    parser::types::{BaseType, Type},
};
use chrono::NaiveDate;
use entity::date::{PartialDate, as_written, month_number};
use std::collections::BTreeMap;

/// How many steps the name of a field may have: the deepest input of the schema needs about half as many.
const MOST_STEPS: usize = 10;

/// How texts come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// In an address or a command. The values of a list are separated by commas, or the parameter is repeated; an empty
    /// text is not a valid value.
    Address,
    /// In a form. An empty field is not given, and a list has a field for each of its items. A day may be three fields:
    /// `day`, `month` and `year`.
    Form,
}

/// Texts by the steps of their names.
#[derive(Debug, Default)]
struct Given<'a> {
    texts: Vec<&'a str>,
    within: BTreeMap<&'a str, Given<'a>>,
}

impl<'a> Given<'a> {
    fn insert(&mut self, name: &'a str, text: &'a str) {
        let place = name.split('.').fold(self, |place, step| place.within.entry(step).or_default());
        place.texts.push(text);
    }

    /// The fields that are numbered, in order.
    fn numbered(&self) -> Vec<(&'a str, &Self)> {
        let mut items: Vec<_> = self.within.iter().map(|(step, item)| (*step, item)).collect();
        items.sort_by_key(|(step, _)| step.parse::<usize>().unwrap_or(usize::MAX));
        items
    }
}

impl InputTypes {
    /// The values of `fields` that `given` texts describe, each with its name such as `within` or `input.title.id`.
    pub fn read(
        &self,
        fields: &[InputField],
        given: &[(String, String)],
        manner: Manner,
    ) -> Result<IndexMap<Name, Value>, Vec<ParameterError>> {
        let mut whole = Given::default();
        let mut reader = Reader { types: self, manner, errors: Vec::new() };
        for (name, text) in given {
            if name.split('.').count() > MOST_STEPS {
                reader.unknown(name.clone(), fields);
            } else {
                whole.insert(name, text);
            }
        }
        let values = reader.object("", fields, &whole);
        if reader.errors.is_empty() { Ok(values) } else { Err(reader.errors) }
    }
}

/// An input object of the schema from what was read; or the names of the fields that it does not accept, such as a
/// number out of its range.
pub(crate) fn make<T: InputType>(values: &IndexMap<Name, Value>) -> Result<T, Vec<String>> {
    let parse = |values: IndexMap<Name, Value>| T::parse(Some(Value::Object(values)));
    if let Ok(made) = parse(values.clone()) {
        return Ok(made);
    }
    let alone = |(name, value): (&Name, &Value)| {
        parse(IndexMap::from([(name.clone(), value.clone())])).is_err().then(|| name.to_string())
    };
    Err(values.iter().filter_map(alone).collect())
}

struct Reader<'a> {
    types: &'a InputTypes,
    manner: Manner,
    errors: Vec<ParameterError>,
}

impl Reader<'_> {
    fn unknown(&mut self, name: String, known: &[InputField]) {
        self.errors.push(ParameterError::Unknown(name, known.iter().map(|field| field.name.clone()).collect()));
    }

    fn wrong(&mut self, path: &str, allowed: Allowed) -> Option<Value> {
        self.errors.push(ParameterError::Value(path.to_owned(), allowed));
        None
    }

    fn object(&mut self, path: &str, fields: &[InputField], given: &Given<'_>) -> IndexMap<Name, Value> {
        for step in given.within.keys() {
            if !fields.iter().any(|field| field.name == *step) {
                self.unknown(join(path, step), fields);
            }
        }
        let nothing = Given::default();
        let mut values = IndexMap::new();
        for field in fields {
            let given = given.within.get(field.name.as_str()).unwrap_or(&nothing);
            let path = join(path, &field.name);
            let before = self.errors.len();
            let value = match self.value(&path, &field.ty, given) {
                None if !field.is_optional() && self.errors.len() == before => self.missing(&path, &field.ty),
                value => value,
            };
            values.extend(value.map(|value| (Name::new(&field.name), value)));
        }
        values
    }

    /// What is used if a required value is not given. An empty text is left to the act, which says what is wrong with
    /// it.
    fn missing(&mut self, path: &str, ty: &Type) -> Option<Value> {
        match &ty.base {
            BaseType::List(_) => Some(Value::List(Vec::new())),
            BaseType::Named(name) if name == "String" && self.manner == Manner::Form => Some(Value::from("")),
            BaseType::Named(_) => {
                self.errors.push(ParameterError::Missing(path.to_owned()));
                None
            }
        }
    }

    fn value(&mut self, path: &str, ty: &Type, given: &Given<'_>) -> Option<Value> {
        match &ty.base {
            BaseType::List(item) => self.list(path, item, given),
            BaseType::Named(name) => match self.types.fields(name) {
                Some(fields) => {
                    if !given.texts.is_empty() {
                        self.unknown(path.to_owned(), fields);
                    }
                    let is_absent = given.within.is_empty();
                    if ty.nullable && is_absent {
                        return None;
                    }
                    let before = self.errors.len();
                    let values = self.object(path, fields, given);
                    if ty.nullable && self.is_blank(given) {
                        // If all of it is left empty it is not given, whatever it would require.
                        self.errors.truncate(before);
                        return None;
                    }
                    if self.types.is_one_of(name) && values.len() != 1 && self.errors.len() == before {
                        let wrong = if values.is_empty() { ParameterError::Missing } else { ParameterError::Twice };
                        self.errors.push(wrong(path.to_owned()));
                        return None;
                    }
                    Some(Value::Object(values))
                }
                None => self.one(path, name, given),
            },
        }
    }

    fn is_blank(&self, given: &Given<'_>) -> bool {
        self.manner == Manner::Form
            && given.texts.iter().all(|text| text.trim().is_empty())
            && given.within.values().all(|within| self.is_blank(within))
    }

    fn list(&mut self, path: &str, item: &Type, given: &Given<'_>) -> Option<Value> {
        let is_object = self.types.fields(named(item)).is_some();
        let mut values: Vec<Value> = Vec::new();
        for text in given.texts.iter().filter(|_| !is_object) {
            let parts = if self.manner == Manner::Address { text.split(',').collect() } else { vec![*text] };
            for part in parts {
                let part = part.trim();
                if part.is_empty() && self.manner == Manner::Form {
                    continue;
                }
                let value = self.one(path, named(item), &Given { texts: vec![part], within: BTreeMap::new() });
                values.extend(value.filter(|value| !values.contains(value)));
            }
        }
        for (step, within) in given.numbered() {
            let path = join(path, step);
            if step.parse::<usize>().is_err() {
                self.errors.push(ParameterError::Unknown(path, Vec::new()));
            } else if !self.is_blank(within) {
                values.extend(self.value(&path, item, within));
            }
        }
        (!given.texts.is_empty() || !given.within.is_empty()).then_some(Value::List(values))
    }

    /// A scalar or a name.
    fn one(&mut self, path: &str, ty: &str, given: &Given<'_>) -> Option<Value> {
        if self.manner == Manner::Form && ty == "Date" && given.texts.is_empty() {
            return self.day_of_three(path, given);
        }
        if let Some(step) = given.within.keys().next() {
            self.errors.push(ParameterError::Unknown(join(path, step), Vec::new()));
            return None;
        }
        let text = match given.texts.as_slice() {
            [] => return None,
            [text] => *text,
            _ => {
                self.errors.push(ParameterError::Twice(path.to_owned()));
                return None;
            }
        };
        let is_form = self.manner == Manner::Form;
        if is_form && text.trim().is_empty() {
            return None;
        }
        if let Some(names) = self.types.names(ty) {
            let found = names.iter().find(|name| *name == text.trim());
            return match found {
                Some(name) => Some(Value::Enum(Name::new(name))),
                None => self.wrong(path, Allowed::Names(names.to_vec())),
            };
        }
        let read = match ty {
            "Int" => text.trim().parse::<i32>().map(Value::from).map_err(|_| Allowed::Number),
            "Float" => decimal(text.trim(), is_form).map(Value::from).ok_or(Allowed::Decimal),
            "Boolean" => match text {
                "true" => Ok(Value::from(true)),
                "false" => Ok(Value::from(false)),
                _ => Err(Allowed::Truth),
            },
            "Date" => {
                let written = || as_written(text).and_then(PartialDate::day);
                date(text.trim()).or_else(written).map(|day| Value::from(day.to_string())).ok_or(Allowed::Day)
            }
            "LocalTime" => time(text.trim()).map(Value::from).ok_or(Allowed::Time),
            "DateTime" => moment(text.trim()).map(|moment| Value::from(moment.to_rfc3339())).ok_or(Allowed::Moment),
            "PartialDate" => as_written(text).map(|date| Value::from(date.to_string())).ok_or(Allowed::PartialDate),
            _ => self.text(path, ty, text),
        };
        read.map_or_else(|allowed| self.wrong(path, allowed), Some)
    }

    /// A text or an identifier. Browsers end lines with CR and LF.
    fn text(&self, path: &str, ty: &str, text: &str) -> Result<Value, Allowed> {
        let name = path.rsplit('.').next().unwrap_or_default();
        let is_address = self.manner == Manner::Address;
        match meaning(name).filter(|_| is_address) {
            Some(Meaning::Party)
                if ty == "ID" && !decode(text).is_some_and(|subject| subject.kind == id::Kind::Party) =>
            {
                Err(Allowed::Party)
            }
            Some(Meaning::Country) if text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                Err(Allowed::Country)
            }
            _ => Ok(Value::from(text.replace("\r\n", "\n"))),
        }
    }

    /// A day in three fields, because browsers show a date field in an order of their own.
    fn day_of_three(&mut self, path: &str, given: &Given<'_>) -> Option<Value> {
        for step in given.within.keys().filter(|step| !["day", "month", "year"].contains(step)) {
            self.errors.push(ParameterError::Unknown(join(path, step), Vec::new()));
        }
        if self.is_blank(given) {
            return None;
        }
        let part = |step: &str| {
            let texts = given.within.get(step).map_or(&[][..], |part| &part.texts);
            texts.first().map(|text| text.trim())
        };
        let number = |step| part(step).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let whole = || {
            let year = number("year").filter(|year| year.len() == 4)?.parse().ok()?;
            NaiveDate::from_ymd_opt(year, month_number(part("month")?)?, number("day")?.parse().ok()?)
        };
        match whole() {
            Some(day) => Some(Value::from(day.to_string())),
            None => self.wrong(path, Allowed::Day),
        }
    }
}

/// A number; in a form also with a decimal comma, as Indonesians write it.
fn decimal(text: &str, is_form: bool) -> Option<f64> {
    let text = if is_form { text.replacen(',', ".", 1) } else { text.to_owned() };
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A time of day as the schema takes it; also one with the point of Indonesian clocks.
fn time(text: &str) -> Option<String> {
    let text = text.replace('.', ":");
    let padded = if text.find(':') == Some(1) { format!("0{text}") } else { text };
    local_time(&padded).map(|time| time.format("%H:%M:%S").to_string())
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}
