//! The outbox: whom to tell, of what, when; and how that went.

crate::sql::migration!();

const UP: &str = r"
create table notice (
  id {uuid} primary key,
  dedupe_key text not null unique,
  kind text not null,
  subject_kind text not null,
  subject_id {uuid} not null,
  generation integer not null,
  recipient_id {uuid} references person (id),
  due_at {instant} not null,
  stale_at {instant},
  state text not null check (state in ('READY', 'LEASED', 'DONE', 'DEAD', 'CANCELLED', 'EXPIRED')),
  attempts integer not null,
  lease_token bigint not null,
  lease_until {instant},
  payload {json} not null,
  last_error text,
  created_at {instant} not null,
  settled_at {instant}
);

create index notice_due on notice (state, due_at, id);

create index notice_subject on notice (subject_id, state);
";
