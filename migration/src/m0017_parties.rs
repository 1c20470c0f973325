//! What each party has done: whose signature it is that it says itself, acts that wait for the parties they bind, and since
//! when and until when each party takes part.
//!
//! Signatures that stand already were recorded when one side could record them for all; they go on to count. Of who gave a
//! notice that stands already nothing is known.

crate::sql::migration!();

const UP: &str = r"
alter table document_signature add column attested_at {instant};

update document_signature set attested_at =
  (select d.created_at from document d where d.id = document_signature.document_id);

create table pending_act (
  agreement_id {uuid} primary key references agreement (id),
  id {uuid} not null,
  act text not null,
  party_id {uuid} not null references party (id),
  on_day date not null,
  until_day date,
  document_id {uuid} references document (id),
  terms {json},
  note text,
  recorded_at {instant} not null
);

alter table agreement_party add column agreed_act_id {uuid};

alter table agreement_party add column signed_on {key};

alter table agreement_party add column acceded_on date;

alter table agreement_party add column notice_given_on date;

alter table agreement_party add column ends_on date;

alter table agreement_party add column left_on date;

update agreement_party set signed_on =
  (select a.signed_on from agreement a where a.id = agreement_party.agreement_id);

alter table agreement add column ends_for text check (ends_for in ('ALL', 'ONE'));

alter table agreement_step add column by_party_id {uuid} references party (id);
";
