//! Requests to people outside the registry, who answer by a link.

crate::sql::migration!();

const UP: &str = r"
alter table request add column asked_name text;

alter table request add column answer_key {bytes};

create unique index request_answer_key on request (answer_key) where answer_key is not null;
";
