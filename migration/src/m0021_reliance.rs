//! What others rely on: since when the terms are as they are, who recorded a document, and on which papers an act rests that
//! waits. Of those that are there already nothing is known: what waits without its papers is recorded anew.

crate::sql::migration!();

const UP: &str = r"
alter table agreement add column terms_changed_on date;

update agreement set terms_changed_on =
  (select max(step.on_day) from agreement_step step
   where step.agreement_id = agreement.id and step.act = 'CHANGE_TERMS');

alter table document add column by_party_id {uuid} references party (id);

delete from deadline where kind = 'ATTESTATION' and rule <> 'ATTESTATION';

delete from pending_act;

alter table pending_act add column papers {json} not null default '[]';

alter table pending_act add column correction {json};
";
