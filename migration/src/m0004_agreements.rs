//! Agreements: the instruments that give a partnership legal force.

crate::sql::migration!();

const UP: &str = r"
create table approval_route (
  id {uuid} primary key,
  code text not null,
  version integer not null check (version > 0),
  definition {json} not null,
  created_at {instant} not null,
  unique (code, version)
);

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
  renewal_months integer check (renewal_months > 0),
  notice_months integer check (notice_months >= 0),
  wind_down_months integer check (wind_down_months >= 0),
  meeting_months integer check (meeting_months > 0),
  languages text not null default '',
  prevailing_language text,
  cost_rule text check (cost_rule in ('EACH_BEARS_OWN', 'SHARED', 'HOST_PAYS', 'OTHER')),
  channel text check (channel in ('FOREIGN_PARTNER', 'CENTRAL_GOVERNMENT', 'OWN_REGION')),
  signed_on {key},
  in_force_on {key},
  expires_on {key},
  terminated_on {key},
  turns_on {key},
  legacy boolean not null,
  member_key {key} not null,
  predecessor_id {uuid} references agreement (id),
  visibility text not null check (visibility in ('PUBLIC', 'PARTIES', 'OWN', 'RESTRICTED')),
  visibility_once_signed text not null check (visibility_once_signed in ('PUBLIC', 'PARTIES', 'OWN', 'RESTRICTED')),
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

create index agreement_by_owner on agreement (owner_id) where owner_id is not null;

create index agreement_by_turn on agreement (turns_on, id) where turns_on is not null;

create table agreement_party (
  agreement_id {uuid} not null references agreement (id),
  party_id {uuid} not null references party (id),
  ordinal integer not null,
  role text not null check (role in ('INITIATOR', 'PARTNER', 'WITNESS', 'FACILITATOR')),
  route_id {uuid} references approval_route (id),
  stage text not null,
  since date not null,
  left_stage text,
  attested_hash text,
  attested_at {instant},
  officer_id {uuid},
  confirmed_on date,
  primary key (agreement_id, party_id)
);

create index agreement_party_party on agreement_party (party_id, agreement_id);

create table agreement_field (
  agreement_id {uuid} not null references agreement (id),
  field text not null,
  primary key (agreement_id, field)
);

create table agreement_dimension (
  agreement_id {uuid} not null references agreement (id),
  dimension text not null check (dimension in ('GOVERNANCE', 'BRANDING', 'ECONOMY', 'LIVING',
    'SOCIETY', 'ENVIRONMENT')),
  primary key (agreement_id, dimension)
);

create table blob (
  sha256 text primary key,
  size bigint not null check (size >= 0),
  media_type text not null,
  created_at {instant} not null
);

create table document (
  id {uuid} primary key,
  agreement_id {uuid} not null references agreement (id),
  kind text not null,
  party_id {uuid} references party (id),
  number text,
  issuer text,
  issued_on text,
  received_on date,
  language text,
  empowers text,
  deviation text,
  note text,
  source text,
  visibility text not null check (visibility in ('PUBLIC', 'PARTIES', 'OWN', 'RESTRICTED')),
  supersedes_id {uuid} references document (id),
  sha256 text references blob (sha256),
  file_name text,
  void boolean not null default false,
  created_at {instant} not null
);

create index document_agreement on document (agreement_id, issued_on, id);

create table document_signature (
  document_id {uuid} not null references document (id),
  party_id {uuid} not null references party (id),
  name text not null,
  title text,
  signed_on date,
  primary key (document_id, party_id)
);

create table document_citation (
  document_id {uuid} not null references document (id),
  cited_id {uuid} not null references document (id),
  primary key (document_id, cited_id)
);

create table agreement_step (
  id {uuid} primary key,
  agreement_id {uuid} not null references agreement (id),
  party_id {uuid} not null references party (id),
  act text not null,
  from_stage text not null,
  to_stage text not null,
  outcome text check (outcome in ('APPROVED', 'RETURNED', 'REJECTED')),
  on_day date not null,
  document_id {uuid} references document (id),
  note text,
  recorded_at {instant} not null
);

create index agreement_step_agreement on agreement_step (agreement_id, id);

create table requirement_check (
  agreement_id {uuid} not null references agreement (id),
  requirement text not null,
  met boolean not null,
  evidence text not null,
  answered_at {instant} not null,
  primary key (agreement_id, requirement)
);

create table terms_copy (
  agreement_id {uuid} not null references agreement (id),
  party_id {uuid} not null references party (id),
  terms {json} not null,
  stated_at {instant} not null,
  primary key (agreement_id, party_id)
);

create table diplomatic_relation (
  id {uuid} primary key,
  country_a text not null references country (code),
  country_b text not null references country (code),
  exist boolean not null,
  since {key},
  until {key},
  source text not null,
  as_of date not null,
  created_at {instant} not null,
  check (country_a < country_b)
);

create index diplomatic_relation_countries on diplomatic_relation (country_a, country_b, as_of);

create table evidence_gap (
  agreement_id {uuid} not null references agreement (id),
  missing text not null,
  primary key (agreement_id, missing)
);
";
