//! The languages of the service, and texts in them.

use crate::enums::remote_enum;
use async_graphql::InputObject;
use entity::text::LocalText;

remote_enum! {
    /// A language of the service.
    Language = "entity::text::Language" {
        Id: "Indonesian (bahasa Indonesia).",
        En: "English.",
    }
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
