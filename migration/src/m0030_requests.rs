//! What one party, or somebody in it, asks of another, and what is answered.

crate::sql::migration!();

const UP: &str = r"
create table request (
  id {uuid} primary key,
  subject_kind text not null check (subject_kind in ('PARTY', 'AGREEMENT', 'EXCHANGE')),
  subject_id {uuid} not null,
  wants text not null check (wants in ('PAPER', 'WORDING', 'TIME', 'FACT')),
  text text not null,
  party_id {uuid} not null references party (id),
  asked_by_id {uuid} references person (id),
  asked_party_id {uuid} not null references party (id),
  asked_person_id {uuid} references person (id),
  due_on date not null,
  answer text check (answer in ('GIVEN', 'DECLINED', 'WITHDRAWN')),
  note text,
  document_id {uuid} references document (id),
  answered_by_id {uuid} references person (id),
  answered_on date,
  revision integer not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  check ((answer is null) = (answered_on is null))
);

create index request_party on request (party_id, id);

create index request_asked on request (asked_party_id, id);

create index request_subject on request (subject_id);
";
