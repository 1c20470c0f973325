//! The outbox: whom to tell what, and when; and how that went.

crate::sql::migration!();

const UP: &str = r"
create table notice (
  id {uuid} primary key,
  dedupe_key text not null unique,
  kind text not null check (kind in ('WEEK_BEFORE', 'DAY_BEFORE', 'MOVED', 'CANCELLED')),
  exchange_id {uuid} not null references exchange (id),
  generation integer not null,
  recipient_id {uuid} references person (id),
  due_at {instant} not null,
  stale_at {instant} not null,
  state text not null check (state in ('READY', 'LEASED', 'DONE', 'DEAD', 'WITHDRAWN', 'EXPIRED')),
  attempts integer not null,
  unanswered integer not null,
  lease_token bigint not null,
  lease_until {instant},
  before {json},
  last_error text,
  created_at {instant} not null,
  settled_at {instant}
);

create index notice_due on notice (due_at, id) where state in ('READY', 'LEASED');

create index notice_exchange on notice (exchange_id, state);
";
