//! What is asked of the journal since a moment, and of an agreement after which others came.

crate::sql::migration!();

const UP: &str = r"
create index journal_at on journal (at);

create index agreement_predecessor on agreement (predecessor_id) where predecessor_id is not null;
";
