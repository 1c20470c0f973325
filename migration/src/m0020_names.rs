//! By what name the terms call a party, kept once they are attested: a code that is recorded later changes no hash.

crate::sql::migration!();

const UP: &str = r"
alter table agreement_party add column named_as text;
";
