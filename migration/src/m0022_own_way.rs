//! A stage for what all parties cancel after the signature, before it enters into force; and when each party came to its
//! stage on its own way, whatever hold came between.
//!
//! SQLite changes no check of a column: the column is written anew, on both databases alike.

crate::sql::migration!();

const UP: &str = r"
drop index agreement_by_stage;

alter table agreement rename column stage to earlier_stage;

alter table agreement add column stage text not null default 'INITIATED' check (stage in ('INITIATED', 'EXPLORING',
  'INTENT_SIGNED', 'PLANNING', 'COUNCIL_REVIEW', 'COUNCIL_APPROVED', 'VERIFICATION', 'DRAFTING', 'TEXT_INITIALLED',
  'AUTHORISED', 'SIGNED', 'IN_FORCE', 'RENEWAL_IN_PROGRESS', 'EXPIRED', 'TERMINATION_NOTICED', 'TERMINATED', 'WITHDRAWN',
  'REJECTED', 'CANCELLED', 'ON_HOLD'));

update agreement set stage = earlier_stage;

alter table agreement drop column earlier_stage;

create index agreement_by_stage on agreement (stage, visibility, id);

alter table agreement_party add column arrived_on date not null default {day_before};

update agreement_party set arrived_on = since;

update agreement_party set arrived_on =
  (select step.on_day from agreement_step step
   where step.agreement_id = agreement_party.agreement_id and step.party_id = agreement_party.party_id
     and step.from_stage <> step.to_stage and step.act not in ('PUT_ON_HOLD', 'RESUME')
   order by step.id desc limit 1)
where exists
  (select 1 from agreement_step step
   where step.agreement_id = agreement_party.agreement_id and step.party_id = agreement_party.party_id
     and step.from_stage <> step.to_stage and step.act not in ('PUT_ON_HOLD', 'RESUME'));
";
