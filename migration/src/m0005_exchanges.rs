//! Knowledge exchanges: who learns what from whom, when and where.

crate::sql::migration!();

const UP: &str = r"
create table exchange (
  id {uuid} primary key,
  uid text not null unique,
  title_en text,
  title_id text,
  method text not null check (method in ('TRAINING_WORKSHOP', 'WORK_SHADOWING', 'STUDY_VISIT', 'MENTORING_VISIT',
    'PEER_REVIEW', 'WEBINAR', 'DIALOGUE_EVENT', 'STAFF_EXCHANGE', 'JWG_MEETING', 'FORUM', 'EXHIBITION', 'AWARDING',
    'COURTESY_VISIT', 'SIGNING', 'OTHER')),
  format text not null check (format in ('ONSITE', 'ONLINE', 'HYBRID')),
  status text not null check (status in ('SCHEDULED', 'CANCELLED')),
  cancel_reason text,
  starts_on date not null,
  ends_on date,
  start_time time,
  end_time time,
  time_zone text,
  starts_at {instant} not null,
  ends_at {instant},
  tzdb_version text not null,
  place text,
  country_code text references country (code),
  host_id {uuid} references party (id),
  agreement_id {uuid} references agreement (id),
  note text,
  generation integer not null,
  visibility text not null check (visibility in ('PUBLIC', 'PARTIES', 'OWN', 'RESTRICTED')),
  owner_id {uuid} references party (id),
  source text,
  revision integer not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  check (title_en is not null or title_id is not null)
);

create index exchange_by_start on exchange (starts_at, id, visibility);

create index exchange_agreement on exchange (agreement_id);

create table exchange_party (
  exchange_id {uuid} not null references exchange (id),
  party_id {uuid} not null references party (id),
  role text not null check (role in ('HOST', 'CHAMPION', 'LEARNER')),
  primary key (exchange_id, party_id, role)
);

create index exchange_party_party on exchange_party (party_id, exchange_id);
";
