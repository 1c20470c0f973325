//! Whose documents are, which steps rest on them, and one successor for each.
//!
//! A document that is one party's by its kind and that was recorded for nobody is its recorder's, where they act for one of
//! the parties alone; otherwise it counts for nobody until another one supersedes it for its party. What is all parties' by
//! its kind and was recorded for one of them is everyone's, unless that party alone sees it. Agreements keep their stages.
//!
//! Renewals, decisions, amendments and notices that were carried out used up the newest document of their kind that was
//! there then. Of several successors of one document, the one that most can see and that is the newest stays.

crate::sql::migration!();

const UP: &str = r"
alter table document add column used_on date;

alter table agreement_step add column taken_id {uuid};

create index agreement_step_taken on agreement_step (taken_id) where taken_id is not null;

create table agreement_step_paper (
  taken_id {uuid} not null,
  document_id {uuid} not null references document (id),
  primary key (taken_id, document_id)
);

create index agreement_step_paper_document on agreement_step_paper (document_id, taken_id);

update document set party_id = null
where party_id is not null and visibility <> 'OWN'
  and kind in ('INITIATIVE_LETTER', 'DRAFT_TEXT', 'INITIALLED_TEXT', 'BEGINNING', 'LETTER_OF_INTENT', 'SIGNED_TEXT',
    'JOINT_AGREEMENT', 'PROGRAMME_AGREEMENT', 'AMENDMENT', 'EXTENSION', 'NOTICE_WITHDRAWAL');

create temporary table recorder as
select recorded.document_id, recorded.agreement_id, held.party_id
from (
  select {uuid_in} as document_id, agreement_id, actor_id
  from (
    select data ->> 'document' as code, subject_id as agreement_id, actor_id
    from journal
    where act = 'recordDocument' and subject_kind = 'AGREEMENT' and actor_id is not null
  ) entry
) recorded
join (
  select person_id as actor_id, party_id from membership
  where party_id is not null and role in ('DATA_ENTRY', 'AGREEMENT_MANAGER', 'COORDINATOR')
  union
  select id, party_id from api_client
  where party_id is not null and role in ('DATA_ENTRY', 'AGREEMENT_MANAGER', 'COORDINATOR')
) held on held.actor_id = recorded.actor_id
join agreement_party on agreement_party.agreement_id = recorded.agreement_id
  and agreement_party.party_id = held.party_id;

update document set party_id = (select recorder.party_id from recorder where recorder.document_id = document.id)
where party_id is null
  and kind in ('FORWARDING_LETTER', 'REGION_PROFILE', 'COOPERATION_POTENTIAL', 'EXPERT_STUDY', 'COOPERATION_PLAN',
    'ACTION_PLAN', 'COUNCIL_DECISION', 'FACILITATION_REQUEST', 'VERIFICATION_RESULT', 'CENTRAL_APPROVAL', 'FULL_POWER',
    'CERTIFIED_COPY', 'NOTIFICATION', 'ENTRY_NOTIFICATION', 'EVALUATION', 'REPORT', 'TERMINATION_NOTICE')
  and (select count(*) from recorder where recorder.document_id = document.id) = 1;

drop table recorder;

create temporary table together as
select step.id,
  (select first.id from agreement_step first
   where first.agreement_id = step.agreement_id and first.act = step.act and first.recorded_at = step.recorded_at
   order by first.id limit 1) as taken_id
from agreement_step step;

update agreement_step set taken_id = (select together.taken_id from together where together.id = agreement_step.id);

drop table together;

insert into agreement_step_paper (taken_id, document_id)
select distinct taken_id, document_id from agreement_step where document_id is not null;

insert into agreement_step_paper (taken_id, document_id)
select distinct carried.taken_id, carried.document_id
from (
  select step.taken_id,
    (select document.id from document
     where document.agreement_id = step.agreement_id and document.created_at <= step.recorded_at
       and (document.party_id is null or document.party_id = step.party_id)
       and document.kind = case step.act
         when 'RECORD_COUNCIL_DECISION' then 'COUNCIL_DECISION'
         when 'RECORD_VERIFICATION' then 'VERIFICATION_RESULT'
         when 'PROPOSE_COUNTER_TEXT' then 'DRAFT_TEXT'
         when 'START_RENEWAL' then 'EVALUATION'
         when 'EXTEND' then 'EXTENSION'
         when 'GIVE_TERMINATION_NOTICE' then 'TERMINATION_NOTICE'
         when 'WITHDRAW_NOTICE' then 'NOTICE_WITHDRAWAL'
       end
     order by document.id desc limit 1) as document_id
  from agreement_step step
) carried
where carried.document_id is not null;

update document set used_on = (
  select min(step.on_day) from agreement_step step
  join agreement_step_paper paper on paper.taken_id = step.taken_id
  where paper.document_id = document.id
);

create temporary table successor as
select id, supersedes_id,
  case visibility when 'PUBLIC' then 1 when 'PARTIES' then 2 when 'OWN' then 3 else 4 end as circle
from document
where supersedes_id is not null;

update document set supersedes_id = null, void = true
where exists (
  select 1 from successor own
  join successor other on other.supersedes_id = own.supersedes_id and other.id <> own.id
  where own.id = document.id and (other.circle < own.circle or (other.circle = own.circle and own.id < other.id))
);

drop table successor;

create unique index document_successor on document (supersedes_id) where supersedes_id is not null;
";
