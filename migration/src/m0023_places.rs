//! Which organisation entered a region or an institution: it may mend what it entered.

crate::sql::migration!();

const UP: &str = r"
alter table party add column keeper_id {uuid} references party (id);

create index party_keeper on party (keeper_id) where keeper_id is not null;
";
