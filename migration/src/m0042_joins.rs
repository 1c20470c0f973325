//! Who would be taken in by what waits is said with it. An amendment that waits is recorded anew: none said so before.

crate::sql::migration!();

const UP: &str = r"
alter table pending_act add column joins_id {uuid} references party (id);

delete from pending_act where act = 'AMEND';
";
