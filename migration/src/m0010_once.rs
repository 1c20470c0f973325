//! Changes made under an idempotency key, kept for the day on which they can be requested again.

crate::sql::migration!();

const UP: &str = r"
create table idempotency_key (
  holder_id {uuid} not null,
  key_hash {bytes} not null,
  request_hash {bytes} not null,
  rights_hash {bytes} not null,
  subject_kind text not null,
  subject_id {uuid} not null,
  answer text,
  created_at {instant} not null,
  primary key (holder_id, key_hash)
);

create index idempotency_key_age on idempotency_key (created_at);
";
