//! Who does what is due: who stands in for whom, who has taken a task, and who puts one off for a while.

crate::sql::migration!();

const UP: &str = r"
create table deputy (
  id {uuid} primary key,
  party_id {uuid} not null references party (id),
  person_id {uuid} not null references person (id),
  deputy_id {uuid} not null references person (id),
  starts_on date not null,
  ends_on date not null,
  created_at {instant} not null
);

create index deputy_party on deputy (party_id, ends_on);

create index deputy_person on deputy (person_id);

create index deputy_deputy on deputy (deputy_id);

create table task_hold (
  deadline_id {uuid} not null references deadline (id) on delete cascade,
  party_id {uuid} not null references party (id),
  person_id {uuid} not null references person (id),
  taken_at {instant} not null,
  primary key (deadline_id, party_id)
);

create index task_hold_person on task_hold (person_id);

create table task_snooze (
  deadline_id {uuid} not null references deadline (id) on delete cascade,
  person_id {uuid} not null references person (id),
  until_day date not null,
  primary key (deadline_id, person_id)
);

create index task_snooze_person on task_snooze (person_id);
";
