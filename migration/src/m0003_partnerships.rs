//! Who is whose twin, and who says so.

crate::sql::migration!();

const UP: &str = r"
create table partnership (
  id {uuid} primary key,
  class text not null check (class in ('SISTER', 'FRIENDSHIP', 'PROJECT', 'CONTACT')),
  member_key {key} not null,
  since text,
  until text,
  verification text not null check (verification in ('CLAIMED', 'CONFIRMED_BY_ONE', 'CONFIRMED_BY_ALL', 'DISPUTED')),
  revision integer not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  unique (member_key, class)
);

create index partnership_by_class on partnership (class, verification, id);

create table partnership_member (
  partnership_id {uuid} not null references partnership (id),
  party_id {uuid} not null references party (id),
  ordinal integer not null,
  primary key (partnership_id, party_id)
);

create index partnership_member_party on partnership_member (party_id, partnership_id);

create table claim (
  id {uuid} primary key,
  partnership_id {uuid} not null references partnership (id),
  stance text not null check (stance in ('AFFIRMS', 'DENIES')),
  stated_by {uuid} references party (id),
  source text not null,
  as_of date not null,
  reference text,
  since text,
  until text,
  created_at {instant} not null
);

create unique index claim_statement on claim (partnership_id, source, coalesce(stated_by, partnership_id));
";
