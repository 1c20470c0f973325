//! Notices and deadlines about any record, and the addresses that mail servers refused.
//!
//! Notices of exchanges are carried over with the times that their exchange has now, as far as anyone was told. Deadlines
//! that stand already are noted with a day before the registry: whoever plans the mails about them tells nobody of what
//! has passed by then.

crate::sql::migration!();

const UP: &str = r"
alter table person add column mail_refused_at {instant};

alter table person add column mail_refusal text;

drop index notice_due;

drop index notice_exchange;

alter table notice rename to notice_of_exchange;

create table notice (
  id {uuid} primary key,
  dedupe_key text not null unique,
  subject_kind text not null,
  subject_id {uuid} not null,
  version text not null,
  kind text not null,
  channel text not null check (channel in ('MAIL', 'DIGEST')),
  recipient_id {uuid} references person (id),
  payload {json} not null,
  due_at {instant} not null,
  stale_at {instant} not null,
  state text not null check (state in ('READY', 'LEASED', 'DONE', 'DEAD', 'WITHDRAWN', 'EXPIRED')),
  attempts integer not null,
  unanswered integer not null,
  lease_token bigint not null,
  lease_until {instant},
  bound_to {uuid},
  last_error text,
  created_at {instant} not null,
  settled_at {instant}
);

insert into notice (id, dedupe_key, subject_kind, subject_id, version, kind, channel, recipient_id, payload, due_at,
  stale_at, state, attempts, unanswered, lease_token, lease_until, last_error, created_at, settled_at)
select n.id, n.dedupe_key, 'EXCHANGE', n.exchange_id, cast(n.generation as text), n.kind, 'MAIL', n.recipient_id,
  {object}('about', 'EXCHANGE', 'told', {object}('starts_on', e.starts_on, 'ends_on', e.ends_on, 'start_time', e.start_time,
    'time_zone', e.time_zone, 'starts_at', e.starts_at, 'ends_at', e.ends_at), 'before', {object_in}(n.before)),
  n.due_at, n.stale_at, n.state, n.attempts, n.unanswered, n.lease_token, n.lease_until, n.last_error, n.created_at,
  n.settled_at
from notice_of_exchange n join exchange e on e.id = n.exchange_id;

drop table notice_of_exchange;

create index notice_due on notice (channel, due_at, id) where state in ('READY', 'LEASED');

create index notice_subject on notice (subject_id, state);

create index notice_bound on notice (bound_to) where bound_to is not null;

drop index deadline_by_day;

drop index deadline_agreement;

drop index deadline_party;

alter table deadline rename to deadline_of_agreement;

create table deadline (
  id {uuid} primary key,
  subject_kind text not null,
  subject_id {uuid} not null,
  party_id {uuid} references party (id),
  kind text not null check (kind in ('STEP', 'FOLLOW_UP', 'NOTICE', 'RENEWAL', 'MEETING', 'REVIEW', 'WIND_DOWN', 'ATTESTATION',
    'REPORT', 'CONFIRMATION')),
  rule text not null,
  due_on {key},
  anchor date not null,
  span integer,
  article text,
  name_en text,
  name_id text,
  tell_on date,
  told text check (told in ('OPEN', 'WARNING', 'OVERDUE')),
  created_at {instant} not null
);

insert into deadline (id, subject_kind, subject_id, party_id, kind, rule, due_on, anchor, span, article, name_en, name_id,
  tell_on, created_at)
select id, 'AGREEMENT', agreement_id, party_id, kind, case when kind in ('STEP', 'FOLLOW_UP') then code else kind end,
  due_on, counted_from, span, article, name_en, name_id, {day_before}, created_at
from deadline_of_agreement where agreement_id is not null;

insert into deadline (id, subject_kind, subject_id, party_id, kind, rule, due_on, anchor, span, article, name_en, name_id,
  tell_on, created_at)
select id, case when kind = 'REPORT' then 'OBLIGATORY_REPORT' else 'CONFIRMATION_CAMPAIGN' end, {uuid_in}, party_id, kind,
  kind, due_on, counted_from, span, article, name_en, name_id, {day_before}, created_at
from deadline_of_agreement where agreement_id is null;

drop table deadline_of_agreement;

create index deadline_by_day on deadline (coalesce(due_on, '9999'), id);

create index deadline_subject on deadline (subject_id);

create index deadline_party on deadline (party_id);

create index deadline_telling on deadline (tell_on, id) where tell_on is not null;
";
