//! Enums of the registry, as they stand in the schema.

/// Declares what an enum of the registry is called in the schema, and what each of its values means there. A value that
/// is left out, or that the registry does not know, does not compile.
macro_rules! remote_enum {
    ($(#[$about:meta])* $name:ident = $of:literal { $($(#[$further:meta])* $value:ident: $meaning:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, async_graphql::Enum)]
        #[graphql(remote = $of)]
        pub(crate) enum $name {
            $(#[doc = $meaning] $(#[$further])* $value,)+
        }
    };
}
pub(crate) use remote_enum;
