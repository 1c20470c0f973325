//! What is due, for whom, and why; reports to authorities; campaigns that ask parties to confirm their entries.

crate::sql::migration!();

const UP: &str = r"
create table deadline (
  id {uuid} primary key,
  kind text not null check (kind in ('STEP', 'FOLLOW_UP', 'NOTICE', 'RENEWAL', 'MEETING', 'REVIEW', 'WIND_DOWN', 'ATTESTATION',
    'REPORT', 'CONFIRMATION')),
  agreement_id {uuid} references agreement (id),
  party_id {uuid} references party (id),
  code text not null,
  due_on {key},
  counted_from date not null,
  span integer,
  article text,
  name_en text,
  name_id text,
  created_at {instant} not null
);

create index deadline_by_day on deadline (coalesce(due_on, '9999'), id);

create index deadline_agreement on deadline (agreement_id);

create index deadline_party on deadline (party_id);

create table obligatory_report (
  id {uuid} primary key,
  party_id {uuid} not null references party (id),
  recipient text not null,
  period text not null check (period in ('QUARTER', 'SEMESTER', 'YEAR', 'EVENT')),
  starts_on date not null,
  ends_on date not null,
  due_on date not null,
  status text not null check (status in ('DRAFTED', 'SUBMITTED', 'RETURNED', 'ACCEPTED')),
  contents {json},
  submitted_on date,
  remark text,
  revision integer not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  unique (party_id, recipient, period, starts_on, ends_on)
);

create table confirmation_campaign (
  id {uuid} primary key,
  opened_on date not null,
  due_on date not null,
  created_at {instant} not null
);
";
