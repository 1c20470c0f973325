//! The journal: every act, in the order in which it became true.

crate::sql::migration!();

const UP: &str = r"
create table journal_head (
  id integer primary key check (id = 1),
  seq bigint not null
);

insert into journal_head (id, seq) values (1, 0);

create table journal (
  seq bigint primary key,
  id {uuid} not null unique,
  at {instant} not null,
  actor_kind text not null check (actor_kind in ('PERSON', 'CLIENT', 'SYSTEM')),
  actor_id {uuid},
  act text not null,
  subject_kind text not null,
  subject_id {uuid} not null,
  change text not null check (change in ('CREATED', 'CHANGED', 'REMOVED')),
  audience text not null check (audience in ('PUBLIC', 'PARTIES', 'INTERNAL')),
  data {json} not null
);

create index journal_subject on journal (subject_kind, subject_id, seq);

create index journal_public on journal (audience, seq);

create table journal_audience (
  seq bigint not null references journal (seq),
  party_id {uuid} not null,
  primary key (party_id, seq)
);

create table search_word (
  word {key} not null,
  subject_kind text not null check (subject_kind in ('PARTY', 'AGREEMENT', 'EXCHANGE')),
  subject_id {uuid} not null,
  primary key (word, subject_id)
);

create index search_word_subject on search_word (subject_id);

create table registry_note (
  name text primary key,
  value text not null
);
";
