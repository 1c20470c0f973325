//! Documents that were recorded by mistake and withdrawn; and requirements from which an authority made an exception.

crate::sql::migration!();

const UP: &str = r"
alter table document add column withdrawn_at {instant};

alter table document add column withdrawn_because text;

alter table requirement_check add column excepted_by text;

alter table requirement_check add column excepted_under text;
";
