//! Countries, and everyone who can be a party: regions and institutions, with their codes, names and successions.

crate::sql::migration!();

const UP: &str = r"
create table country (
  code text primary key check (length(code) = 2),
  alpha3 text not null unique,
  numeric_code text,
  name_en text not null,
  name_id text not null,
  iso boolean not null
);

create table party (
  id {uuid} primary key,
  nature text not null check (nature in ('REGION', 'INSTITUTION')),
  kind text not null check (kind in ('PROVINCE', 'REGENCY', 'CITY', 'STATE', 'PREFECTURE', 'COUNTY', 'MUNICIPALITY',
    'DISTRICT', 'OTHER', 'INTERNATIONAL_ORGANISATION', 'NGO', 'UNIVERSITY', 'NETWORK', 'COMPANY', 'CENTRAL_AGENCY',
    'OTHER_INSTITUTION')),
  slug {key} not null unique,
  name text not null,
  name_en text,
  sort_key {key} not null,
  country_code text references country (code),
  parent_id {uuid} references party (id),
  tier text check (tier in ('FIRST', 'SECOND', 'THIRD')),
  autonomous boolean not null,
  latitude {real},
  longitude {real},
  time_zone text,
  population bigint,
  population_as_of text,
  area_km2 {real},
  website text,
  dissolved_on text,
  source text not null,
  as_of date not null,
  revision integer not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  check ((latitude is null) = (longitude is null))
);

create index party_by_name on party (nature, sort_key, id);

create index party_by_country on party (country_code, nature, sort_key, id);

create index party_by_parent on party (parent_id, sort_key, id);

create table party_name (
  party_id {uuid} not null references party (id),
  language text not null,
  name text not null,
  kind text not null check (kind in ('OFFICIAL', 'ALTERNATIVE', 'FORMER')),
  primary key (party_id, language, name)
);

create table party_code (
  scheme text not null,
  value {key} not null,
  party_id {uuid} not null references party (id),
  valid_from text,
  valid_until text,
  primary key (scheme, value, party_id)
);

create unique index party_code_current on party_code (scheme, value) where valid_until is null;

create index party_code_party on party_code (party_id);

create table party_succession (
  predecessor_id {uuid} not null references party (id),
  successor_id {uuid} not null references party (id),
  happened_on text not null,
  law text not null,
  primary key (predecessor_id, successor_id)
);

create index party_succession_successor on party_succession (successor_id);
";
