//! The filter of agreements as parameters of an address or flags of a command, where there is no GraphQL document.

use super::types::{AgreementScheme, AgreementStage, Vitality};
use crate::{
    id::{Kind, decode},
    partnership::types::PartnershipClass,
};
use async_graphql::resolver_utils::EnumType;
use chrono::NaiveDate;
use entity::{Error, Registry, agreement::find::AgreementFilter, place::find::party_by_slug, text::Language};
use uuid::Uuid;

/// The parameters: named like the fields of `AgreementFilter`. The values of a list are separated by commas.
pub const AGREEMENT_PARAMETERS: [&str; 10] =
    ["stage", "vitality", "class", "scheme", "country", "party", "within", "inForceOn", "expiresBefore", "search"];

/// Why the parameters are not a valid filter.
#[derive(Debug)]
pub enum ParameterError {
    /// There is no such parameter.
    Unknown(String),
    /// It is given twice.
    Twice(String),
    /// It cannot have this value, only one of these.
    Value(String, Allowed),
    /// The registry failed.
    Failed(Error),
}

/// What a parameter may be.
#[derive(Debug)]
pub enum Allowed {
    /// Some of these.
    Names(Vec<&'static str>),
    /// A day.
    Day,
    /// A country.
    Country,
    /// A region or an institution.
    Party,
    /// A language.
    Language,
}

impl ParameterError {
    /// What is wrong, for the caller.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::Unknown(name), Language::Id) => {
                format!(
                    "Parameter {name:?} tidak dikenal. Parameter yang tersedia: {}, language.",
                    AGREEMENT_PARAMETERS.join(", ")
                )
            }
            (Self::Unknown(name), Language::En) => {
                format!(
                    "Unknown parameter {name:?}. Available parameters: {}, language.",
                    AGREEMENT_PARAMETERS.join(", ")
                )
            }
            (Self::Twice(name), Language::Id) => format!("Parameter {name} hanya boleh diberikan satu kali."),
            (Self::Twice(name), Language::En) => format!("The parameter {name} can be given only once."),
            (Self::Value(name, allowed), Language::Id) => {
                format!("Nilai {name} tidak dapat dibaca. Nilai yang diterima: {}.", allowed.text(language))
            }
            (Self::Value(name, allowed), Language::En) => {
                format!("The value of {name} cannot be read. Accepted values: {}.", allowed.text(language))
            }
            (Self::Failed(_), _) => language.pick("Terjadi kesalahan.", "An error occurred.").to_owned(),
        }
    }
}

impl Allowed {
    fn text(&self, language: Language) -> String {
        let (id, en) = match self {
            Self::Names(names) => return names.join(", "),
            Self::Day => ("tanggal seperti 2026-02-28", "a day such as 2026-02-28"),
            Self::Country => ("kode negara dua huruf seperti JP", "a two-letter country code such as JP"),
            Self::Party => (
                "pengenal atau alamat daerah atau lembaga, seperti id-kota-surabaya",
                "the identifier or address of a region or institution, such as id-kota-surabaya",
            ),
            Self::Language => ("id, en", "id, en"),
        };
        language.pick(id, en).to_owned()
    }
}

/// The agreements that these parameters describe, each a name and a value.
pub async fn agreement_filter(
    registry: &Registry,
    parameters: &[(String, String)],
) -> Result<AgreementFilter, ParameterError> {
    let mut filter = AgreementFilter::default();
    for (nth, (name, value)) in parameters.iter().enumerate() {
        if parameters[..nth].iter().any(|(earlier, _)| earlier == name) {
            return Err(ParameterError::Twice(name.clone()));
        }
        set(registry, &mut filter, name, value).await?;
    }
    Ok(filter)
}

async fn set(registry: &Registry, filter: &mut AgreementFilter, name: &str, value: &str) -> Result<(), ParameterError> {
    let wrong = |allowed| ParameterError::Value(name.to_owned(), allowed);
    match name {
        "stage" => filter.stage = Some(list::<AgreementStage, _>(value).map_err(wrong)?),
        "vitality" => filter.vitality = Some(list::<Vitality, _>(value).map_err(wrong)?),
        "class" => filter.class = Some(list::<PartnershipClass, _>(value).map_err(wrong)?),
        "scheme" => filter.scheme = Some(list::<AgreementScheme, _>(value).map_err(wrong)?),
        "country" => filter.country = Some(country(value).ok_or_else(|| wrong(Allowed::Country))?),
        "party" => filter.party.push(party(registry, value).await?.ok_or_else(|| wrong(Allowed::Party))?),
        "within" => filter.within = Some(party(registry, value).await?.ok_or_else(|| wrong(Allowed::Party))?),
        "inForceOn" => filter.in_force_on = Some(day(value).ok_or_else(|| wrong(Allowed::Day))?),
        "expiresBefore" => filter.expires_before = Some(day(value).ok_or_else(|| wrong(Allowed::Day))?),
        "search" => filter.search = Some(value.to_owned()),
        _ => return Err(ParameterError::Unknown(name.to_owned())),
    }
    Ok(())
}

/// The values that a list names, each once.
fn list<E: EnumType + Into<T>, T: PartialEq>(text: &str) -> Result<Vec<T>, Allowed> {
    let mut values = Vec::new();
    for name in text.split(',') {
        let named = E::items().iter().find(|item| item.name == name.trim());
        let value =
            named.ok_or_else(|| Allowed::Names(E::items().iter().map(|item| item.name).collect()))?.value.into();
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values)
}

fn country(text: &str) -> Option<String> {
    let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| text.to_owned())
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

/// The party with this identifier, or at this address.
async fn party(registry: &Registry, text: &str) -> Result<Option<Uuid>, ParameterError> {
    if let Some((Kind::Party, id)) = decode(text) {
        return Ok(Some(id));
    }
    let is_address = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_address {
        return Ok(None);
    }
    let found = party_by_slug(registry, text).await.map_err(ParameterError::Failed)?;
    Ok(found.map(|party| party.id))
}
