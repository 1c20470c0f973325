//! Requests (*permintaan*): one party, or a colleague, asks another for a paper, a wording, more time or the confirmation of a
//! fact, by a day. Silence is never consent: what is not answered stays open.

pub mod act;
pub mod find;
pub mod record;
mod visible;
pub mod words;
