//! The "no" of a party to what was entered in its name as signed before the registry: when, and why.

crate::sql::migration!();

const UP: &str = r"
alter table agreement_party add column denied_at {instant};

alter table agreement_party add column denial text;
";
