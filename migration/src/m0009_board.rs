//! The board on which regions looking for partners post.

crate::sql::migration!();

const UP: &str = r"
create table partner_wanted (
  id {uuid} primary key,
  party_id {uuid} not null references party (id),
  text_en text,
  text_id text,
  contact text not null,
  posted_on date not null,
  open_until date,
  closed_on date,
  revision integer not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  check (text_en is not null or text_id is not null)
);

create index partner_wanted_party on partner_wanted (party_id, id);

create table partner_wanted_country (
  posting_id {uuid} not null references partner_wanted (id),
  country_code text not null references country (code),
  primary key (posting_id, country_code)
);

create index partner_wanted_country_country on partner_wanted_country (country_code, posting_id);

create table partner_wanted_field (
  posting_id {uuid} not null references partner_wanted (id),
  field text not null,
  primary key (posting_id, field)
);

create table partner_wanted_method (
  posting_id {uuid} not null references partner_wanted (id),
  method text not null,
  primary key (posting_id, method)
);
";
