//! Where sign-in attempts come from, and the browsers in which people have signed in.

crate::sql::migration!();

const UP: &str = r"
alter table sign_in_failure add column address_key {bytes};

alter table sign_in_failure add column network_key {bytes};

alter table sign_in_failure add column device_key {bytes};

alter table sign_in_failure add column told_to_wait_until {instant};

create index sign_in_failure_address on sign_in_failure (address_key, at);

create index sign_in_failure_network on sign_in_failure (network_key, at);

create table known_device (
  token_hash {bytes} not null,
  person_id {uuid} not null references person (id),
  used_at {instant} not null,
  primary key (token_hash, person_id)
);

create index known_device_person on known_device (person_id);

create index known_device_age on known_device (used_at);
";
