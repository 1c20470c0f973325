//! The languages of the service, and texts in them.

use async_graphql::{Enum, InputObject};
use entity::text::LocalText;

/// A language of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::text::Language")]
pub(crate) enum Language {
    /// Indonesian (bahasa Indonesia).
    Id,
    /// English.
    En,
}

/// A text in Indonesian, in English, or in both.
#[derive(Debug, InputObject)]
pub(crate) struct LocalTextInput {
    /// The Indonesian text.
    id: Option<String>,
    /// The English text.
    en: Option<String>,
}

impl From<LocalTextInput> for LocalText {
    fn from(text: LocalTextInput) -> Self {
        Self { id: text.id, en: text.en }
    }
}
