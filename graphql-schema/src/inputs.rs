//! Values of the schema's input types from texts: the parameters of an address, the flags of a command, the fields of a
//! form. Names and types are read from the schema itself.

use crate::{
    id::{self, decode, encode},
    mutation::Mutation,
    query::Query,
};
use async_graphql::{
    InputType, OutputType,
    parser::types::{BaseType, Type},
    registry::{MetaInputValue, MetaType, Registry as Types},
};
use entity::{Error, Registry, place::find::party_by_slug};
use std::{collections::BTreeMap, sync::LazyLock};

mod error;
mod read;
#[cfg(test)]
mod tests;

pub use error::{Allowed, ParameterError};
pub use read::Manner;
pub(crate) use read::make;

/// How many addresses of regions are looked up for one request.
const MOST_ADDRESSES: usize = 20;

/// The input types of a schema, or of a part of it.
#[derive(Debug)]
pub struct InputTypes(BTreeMap<String, Kind>);

#[derive(Debug)]
enum Kind {
    /// Fields.
    Object(Vec<InputField>),
    /// Fields of which exactly one is given.
    OneOf(Vec<InputField>),
    /// One of these names.
    Enum(Vec<String>),
    Scalar,
}

/// A field of an input object, or a variable of an operation.
#[derive(Debug, Clone)]
pub struct InputField {
    /// Its name.
    pub name: String,
    /// Its type, as GraphQL writes it.
    pub ty: Type,
    /// Whether it has a default.
    pub has_default: bool,
    /// What it means, in English.
    pub help: String,
}

/// What a field means beyond its type, by its name: in the schema these are just `ID` and `String`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// A region or an institution, which is also known by its address.
    Party,
    /// A country, by its code of two letters.
    Country,
}

const MEANINGS: [(&str, Meaning); 7] = [
    ("party", Meaning::Party),
    ("within", Meaning::Party),
    ("asked", Meaning::Party),
    ("askedBy", Meaning::Party),
    ("region", Meaning::Party),
    ("parent", Meaning::Party),
    ("country", Meaning::Country),
];

fn meaning(name: &str) -> Option<Meaning> {
    MEANINGS.iter().find(|(listed, _)| *listed == name).map(|(_, meaning)| *meaning)
}

impl InputField {
    /// Whether it can be left out.
    pub fn is_optional(&self) -> bool {
        self.ty.nullable || self.has_default
    }

    fn of(meta: &MetaInputValue) -> Option<Self> {
        Some(Self {
            name: meta.name.clone(),
            ty: Type::new(&meta.ty)?,
            has_default: meta.default_value.is_some(),
            help: meta.description.clone().unwrap_or_default(),
        })
    }
}

/// The name in a type, whatever lists and exclamation marks stand around it.
pub fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

impl InputTypes {
    /// Those of the whole schema.
    pub fn of_schema() -> &'static Self {
        static TYPES: LazyLock<InputTypes> = LazyLock::new(|| {
            let mut types = Types::default();
            <Query as OutputType>::create_type_info(&mut types);
            <Mutation as OutputType>::create_type_info(&mut types);
            InputTypes::from(&types)
        });
        &TYPES
    }

    /// Those that `T` is made of.
    pub(crate) fn of<T: InputType>() -> Self {
        let mut types = Types::default();
        T::create_type_info(&mut types);
        Self::from(&types)
    }

    /// The fields of an input object; none when `name` is not one.
    pub fn fields(&self, name: &str) -> Option<&[InputField]> {
        match self.0.get(name)? {
            Kind::Object(fields) | Kind::OneOf(fields) => Some(fields),
            Kind::Enum(_) | Kind::Scalar => None,
        }
    }

    /// Whether exactly one of the fields of this input object is given.
    pub fn is_one_of(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(Kind::OneOf(_)))
    }

    /// The names that an enum has; none when `name` is not one.
    pub fn names(&self, name: &str) -> Option<&[String]> {
        match self.0.get(name)? {
            Kind::Enum(names) => Some(names),
            Kind::Object(_) | Kind::OneOf(_) | Kind::Scalar => None,
        }
    }

    /// The type at the end of a path such as `input.documents.0.kind` through `fields`.
    pub fn at_end<'a>(&'a self, fields: &'a [InputField], path: &str) -> Option<&'a Type> {
        let mut steps = path.split('.').filter(|step| step.parse::<usize>().is_err());
        let first = steps.next()?;
        let mut ty = &fields.iter().find(|field| field.name == first)?.ty;
        for step in steps {
            ty = &self.fields(named(ty))?.iter().find(|field| field.name == step)?.ty;
        }
        Some(ty)
    }

    /// The same texts, with identifiers where a region or an institution was named by its address.
    ///
    /// Other texts stay as they are: in a form the act refuses them, in an address [`Self::read`] does.
    pub async fn identify(
        &self,
        registry: &Registry,
        fields: &[InputField],
        given: &[(String, String)],
    ) -> Result<Vec<(String, String)>, Error> {
        let mut identified = given.to_vec();
        let is_id = |path: &str| self.at_end(fields, path).is_some_and(|ty| named(ty) == "ID");
        let addresses = identified
            .iter_mut()
            .filter(|(name, text)| is_id(name) && is_party(name) && decode(text).is_none() && is_address(text));
        for (_, text) in addresses.take(MOST_ADDRESSES) {
            if let Some(party) = party_by_slug(registry, text).await? {
                *text = encode(id::Kind::Party, party.id).0;
            }
        }
        Ok(identified)
    }
}

/// Whether a path ends in a region or an institution.
fn is_party(path: &str) -> bool {
    path.rsplit('.').find(|step| step.parse::<usize>().is_err()).and_then(meaning) == Some(Meaning::Party)
}

/// Whether a text can be the last part of the address of a region.
fn is_address(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl From<&Types> for InputTypes {
    fn from(types: &Types) -> Self {
        let kinds = types.types.iter().filter_map(|(name, ty)| {
            let kind = match ty {
                MetaType::InputObject { input_fields, oneof, .. } => {
                    let fields = input_fields.values().filter_map(InputField::of).collect();
                    if *oneof { Kind::OneOf(fields) } else { Kind::Object(fields) }
                }
                MetaType::Enum { enum_values, .. } => Kind::Enum(enum_values.keys().cloned().collect()),
                MetaType::Scalar { .. } => Kind::Scalar,
                MetaType::Object { .. } | MetaType::Interface { .. } | MetaType::Union { .. } => return None,
            };
            Some((name.clone(), kind))
        });
        Self(kinds.collect())
    }
}
