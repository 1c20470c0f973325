//! Records that turned out to be one: which went into which, and every row that this moved, so that it can be undone.

crate::sql::migration!();

const UP: &str = r"
create table party_merger (
  id {uuid} primary key,
  party_id {uuid} not null references party (id),
  duplicate_id {uuid} not null,
  slug {key} not null,
  name text not null,
  reason text not null,
  duplicate {json} not null,
  merged_at {instant} not null,
  undone_at {instant}
);

create unique index party_merger_duplicate on party_merger (duplicate_id) where undone_at is null;

create unique index party_merger_slug on party_merger (slug) where undone_at is null;

create index party_merger_party on party_merger (party_id);

create table party_merger_row (
  merger_id {uuid} not null references party_merger (id),
  place integer not null,
  change text not null check (change in ('ADDED', 'CHANGED', 'ABSORBED', 'MOVED')),
  table_name text not null,
  column_name text,
  contents {json} not null,
  primary key (merger_id, place)
);
";
