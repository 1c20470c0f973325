//! Agreements: the instruments that give a partnership legal force.

crate::sql::migration!();

const UP: &str = r"
create table agreement (
  id {uuid} primary key,
  reference_no text,
  title_en text,
  title_id text,
  scheme text not null check (scheme in ('KSDPL_SISTER_PROVINCE', 'KSDPL_SISTER_CITY', 'KSDPL_OTHER', 'KSDLL_FORWARDED',
    'KSDLL_OTHER', 'KSDD_DOMESTIC', 'FOREIGN_FOREIGN')),
  class text not null check (class in ('SISTER', 'FRIENDSHIP', 'PROJECT', 'CONTACT')),
  stage text not null check (stage in ('INITIATED', 'EXPLORING', 'INTENT_SIGNED', 'PLANNING', 'COUNCIL_REVIEW',
    'COUNCIL_APPROVED', 'VERIFICATION', 'DRAFTING', 'TEXT_INITIALLED', 'AUTHORISED', 'SIGNED', 'IN_FORCE',
    'RENEWAL_IN_PROGRESS', 'EXPIRED', 'TERMINATION_NOTICED', 'TERMINATED', 'WITHDRAWN', 'REJECTED', 'ON_HOLD')),
  term_kind text check (term_kind in ('FIXED', 'AUTO_RENEW', 'OPEN_ENDED')),
  term_months integer check (term_months > 0),
  notice_months integer check (notice_months >= 0),
  signed_on {key},
  in_force_on {key},
  expires_on {key},
  terminated_on {key},
  legacy boolean not null,
  member_key {key} not null,
  predecessor_id {uuid} references agreement (id),
  visibility text not null check (visibility in ('PUBLIC', 'PARTIES', 'OWN', 'RESTRICTED')),
  owner_id {uuid} references party (id),
  source text not null,
  as_of date not null,
  revision integer not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  check (title_en is not null or title_id is not null)
);

create index agreement_by_stage on agreement (stage, visibility, id);

create index agreement_by_expiry on agreement (coalesce(expires_on, '9999'), id);

create index agreement_by_signing on agreement (coalesce(signed_on, '9999'), id);

create index agreement_by_members on agreement (member_key);

create table agreement_party (
  agreement_id {uuid} not null references agreement (id),
  party_id {uuid} not null references party (id),
  ordinal integer not null,
  role text not null check (role in ('INITIATOR', 'PARTNER', 'WITNESS', 'FACILITATOR')),
  primary key (agreement_id, party_id)
);

create index agreement_party_party on agreement_party (party_id, agreement_id);

create table agreement_field (
  agreement_id {uuid} not null references agreement (id),
  field text not null,
  primary key (agreement_id, field)
);

create table document (
  id {uuid} primary key,
  agreement_id {uuid} not null references agreement (id),
  kind text not null,
  issued_on text,
  note text,
  source text,
  created_at {instant} not null
);

create index document_agreement on document (agreement_id, issued_on, id);

create table evidence_gap (
  agreement_id {uuid} not null references agreement (id),
  missing text not null,
  primary key (agreement_id, missing)
);
";
