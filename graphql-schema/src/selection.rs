//! What a request selects of the things that are about to be loaded.
//!
//! Which fields look-ahead asks for is declared beside the look-ups, by [`look_ahead`]: a field that the schema does not
//! have, or that leads elsewhere, fails a test, and one that was not declared does not compile.

use async_graphql::{Lookahead, SelectionField};
use std::marker::PhantomData;

/// A field of `T`, which leads to a `U` or to several; to values, where it leads to nothing.
pub(crate) struct Field<T, U = ()> {
    name: &'static str,
    leads: PhantomData<fn(T) -> U>,
}

impl<T, U> Field<T, U> {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, leads: PhantomData }
    }
}

/// What is selected of a `T`, wherever it is.
pub(crate) struct Selections<'a, T> {
    /// The fields whose answers are a `T`.
    fields: Vec<SelectionField<'a>>,
    of: PhantomData<fn() -> T>,
}

impl<'a, T> Selections<'a, T> {
    fn at(looks: impl IntoIterator<Item = Lookahead<'a>>) -> Self {
        Self { fields: looks.into_iter().flat_map(|look| look.selection_fields()).collect(), of: PhantomData }
    }

    /// What is selected of the answer of a resolver.
    pub(crate) fn of(look: Lookahead<'a>) -> Self {
        Self::at([look])
    }

    /// What is selected of the items of a connection, under `nodes` and under `edges`.
    pub(crate) fn items(connection: &Lookahead<'a>) -> Self {
        Self::at([connection.field("nodes"), connection.field("edges").field("node")])
    }

    /// Whether a field is part of it.
    pub(crate) fn has<U>(&self, field: &Field<T, U>) -> bool {
        self.fields.iter().any(|at| Lookahead::from(*at).field(field.name).exists())
    }

    /// What is selected below a field.
    pub(crate) fn below<U>(&self, field: &Field<T, U>) -> Selections<'a, U> {
        Selections::at(self.fields.iter().map(|at| Lookahead::from(*at).field(field.name)))
    }

    /// Both together.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.fields.extend(other.fields);
        self
    }

    /// The same of those that are a `U`.
    pub(crate) fn narrowed<U>(&self) -> Selections<'a, U> {
        Selections { fields: self.fields.clone(), of: PhantomData }
    }

    /// The fields below which something is selected, each with its arguments.
    pub(crate) fn fields(&self) -> &[SelectionField<'a>] {
        &self.fields
    }

    /// Whether nothing is selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// Whether the number of all items of a connection is selected.
pub(crate) fn is_counted(connection: &Lookahead<'_>) -> bool {
    connection.field("totalCount").exists()
}

/// Declares the fields that look-ahead asks for, as constants of their types.
macro_rules! look_ahead {
    ($($type:ident { $($constant:ident = $name:literal $(=> $to:ident)?),+ $(,)? })+) => {
        $(
            impl $type {
                $(const $constant: $crate::selection::Field<Self $(, $to)?> = $crate::selection::Field::new($name);)+
            }
        )+

        #[cfg(test)]
        mod look_ahead {
            #[test]
            fn asks_for_fields_of_the_schema() {
                $($($crate::selection::tests::check(stringify!($type), $name, &[$(stringify!($to))?]);)+)+
            }
        }
    };
}
pub(crate) use look_ahead;

#[cfg(test)]
pub(crate) mod tests {
    use async_graphql::parser::{
        parse_schema,
        types::{BaseType, FieldDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition},
    };
    use std::{collections::BTreeMap, sync::LazyLock};

    static SCHEMA: LazyLock<BTreeMap<String, TypeDefinition>> = LazyLock::new(|| {
        let definitions = parse_schema(crate::sdl()).unwrap().definitions;
        let types = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(one) => Some((one.node.name.node.to_string(), one.node)),
            _ => None,
        });
        types.collect()
    });

    fn named(of: &Type) -> &str {
        match &of.base {
            BaseType::Named(name) => name,
            BaseType::List(inner) => named(inner),
        }
    }

    /// The fields of an object, or of an interface and the objects that have it.
    fn fields(of: &str) -> Vec<&'static FieldDefinition> {
        let own = |one: &'static TypeDefinition| match &one.kind {
            TypeKind::Object(object) => &object.fields[..],
            TypeKind::Interface(interface) => &interface.fields[..],
            _ => &[],
        };
        let is_one = |one: &TypeDefinition| match &one.kind {
            TypeKind::Object(object) => object.implements.iter().any(|interface| interface.node == of),
            _ => false,
        };
        let all = SCHEMA.iter().filter(|(name, one)| name.as_str() == of || is_one(one));
        all.flat_map(|(_, one)| own(one)).map(|field| &field.node).collect()
    }

    fn is_a(name: &str, of: &str) -> bool {
        let implements = |one: &TypeDefinition| match &one.kind {
            TypeKind::Object(object) => object.implements.iter().any(|interface| interface.node == of),
            _ => false,
        };
        name == of || SCHEMA.get(name).is_some_and(implements)
    }

    /// Fails unless the type has a field of this name that leads there.
    pub(crate) fn check(of: &str, name: &str, to: &[&str]) {
        let found: Vec<_> = fields(of).into_iter().filter(|field| field.name.node == name).collect();
        assert!(!found.is_empty(), "{of} has no field {name}");
        for field in found {
            let leads = named(&field.ty.node);
            assert!(to.iter().all(|to| is_a(leads, to)), "{of}.{name} leads to {leads}, not to {to:?}");
        }
    }

    #[test]
    fn every_connection_has_items_and_a_count() {
        let connections: Vec<_> = SCHEMA.keys().filter(|name| name.ends_with("Connection")).collect();
        assert!(!connections.is_empty());
        for connection in connections {
            let names: Vec<_> = fields(connection).iter().map(|field| field.name.node.as_str()).collect();
            assert_eq!(names, ["edges", "nodes", "pageInfo", "totalCount"], "{connection}");
            let edge = fields(connection)[0];
            assert!(fields(named(&edge.ty.node)).iter().any(|field| field.name.node == "node"), "{connection}");
        }
    }
}
