//! People, what they may do where, how they sign in, and the API clients of partner cities.

crate::sql::migration!();

const UP: &str = r"
create table person (
  id {uuid} primary key,
  email text not null,
  email_key {key} not null unique,
  name text not null,
  language text not null check (language in ('id', 'en')),
  time_zone text not null,
  password_hash text,
  disabled_at {instant},
  created_at {instant} not null
);

create table membership (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  party_id {uuid} references party (id),
  role text not null
);

create unique index membership_once on membership (person_id, role, coalesce(party_id, person_id));

create index membership_party on membership (party_id, person_id);

create table session (
  id {uuid} primary key,
  token_hash {bytes} not null unique,
  person_id {uuid} not null references person (id),
  carrier text not null check (carrier in ('COOKIE', 'TOKEN')),
  created_at {instant} not null,
  last_seen_at {instant} not null,
  expires_at {instant} not null
);

create index session_person on session (person_id);

create index session_expiry on session (expires_at);

create table api_client (
  id {uuid} primary key,
  name text not null,
  party_id {uuid} references party (id),
  role text not null,
  scopes text not null,
  key_prefix text not null unique,
  key_hash {bytes} not null,
  previous_key_hash {bytes},
  previous_key_until {instant},
  expires_at {instant},
  last_used_at {instant},
  revoked_at {instant},
  created_at {instant} not null
);

create index api_client_party on api_client (party_id, id);

create table sign_in_failure (
  account_key {bytes} not null,
  at {instant} not null,
  id {uuid} primary key
);

create index sign_in_failure_account on sign_in_failure (account_key, at);

create index sign_in_failure_age on sign_in_failure (at);

create table one_time_token (
  token_hash {bytes} primary key,
  purpose text not null check (purpose in ('SET_UP', 'SET_PASSWORD')),
  person_id {uuid} references person (id),
  expires_at {instant} not null
);

create index one_time_token_person on one_time_token (person_id);

create table follow (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  subject_kind text not null check (subject_kind in ('PARTY', 'AGREEMENT', 'EXCHANGE')),
  subject_id {uuid} not null,
  created_at {instant} not null,
  unique (person_id, subject_id)
);

create index follow_subject on follow (subject_id);
";
