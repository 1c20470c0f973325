//! Since when a party accedes to an agreement that others have signed: it goes its own way to the signature.

crate::sql::migration!();

const UP: &str = r"
alter table agreement_party add column acceding_since {instant};
";
