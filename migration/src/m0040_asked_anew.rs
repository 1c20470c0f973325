//! Who denied an entry is asked anew once others correct it or enter it again; its "no" stands until it answers.

crate::sql::migration!();

const UP: &str = r"
alter table agreement_party add column asked_anew_at {instant};
";
