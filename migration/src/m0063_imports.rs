//! Files that officers import, and their rows.

crate::sql::migration!();

const UP: &str = r"
create table import_batch (
  id {uuid} primary key,
  kind text not null check (kind in ('PARTNERSHIPS', 'AGREEMENTS', 'EXCHANGES')),
  party_id {uuid} not null references party (id),
  person_id {uuid} references person (id),
  file_name text not null,
  sha256 text not null,
  bytes bigint not null,
  source text not null,
  as_of date not null,
  header {json} not null,
  state text not null check (state in ('CHECKED', 'DONE', 'UNDONE', 'DROPPED')),
  added integer not null,
  changed integer not null,
  same integer not null,
  repeated integer not null,
  unclear integer not null,
  refused integer not null,
  problems {json} not null,
  questions {json} not null,
  revision integer not null,
  created_at {instant} not null,
  updated_at {instant} not null
);

create index import_batch_party on import_batch (party_id, id);

create index import_batch_open on import_batch (updated_at) where state = 'CHECKED';

create table import_row (
  id {uuid} primary key,
  batch_id {uuid} not null references import_batch (id),
  line bigint not null,
  cells {json} not null,
  reading {json},
  verdict text not null check (verdict in ('NEW', 'CHANGED', 'SAME', 'DUPLICATE', 'CHOOSE', 'REFUSED')),
  notes {json} not null,
  choices {json} not null,
  record_kind text,
  record_id {uuid},
  replaced {json}
);

create index import_row_batch on import_row (batch_id, id);

create index import_row_verdict on import_row (batch_id, verdict, id);
";
