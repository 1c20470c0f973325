//! Withdrawing a document that was recorded by mistake (*penarikan dokumen*): it stays in the history with the reason.

pub mod act;
