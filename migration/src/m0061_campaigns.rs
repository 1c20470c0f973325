//! A confirmation campaign can be called off.

crate::sql::migration!();

const UP: &str = r"
alter table confirmation_campaign add column called_off_on date;
";
