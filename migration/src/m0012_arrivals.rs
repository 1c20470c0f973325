//! Files on their way in: how much each party sends, and which stored content no document needs.

crate::sql::migration!();

const UP: &str = r"
create table file_arrival (
  id {uuid} primary key,
  party_id {uuid} references party (id),
  bytes bigint not null check (bytes >= 0),
  sha256 text,
  given_up boolean not null default false,
  begun_at {instant} not null
);

create index file_arrival_party on file_arrival (party_id, begun_at);

create index file_arrival_begun on file_arrival (begun_at, id);

alter table blob add column arrival_id {uuid};

create index blob_arrival on blob (arrival_id) where arrival_id is not null;
";
