//! What an organisation enters as a region or an institution waits until those who keep the registry confirm that it is one of
//! its own.

crate::sql::migration!();

const UP: &str = r"
alter table party add column unconfirmed_since {instant};

create index party_unconfirmed on party (unconfirmed_since) where unconfirmed_since is not null;
";
