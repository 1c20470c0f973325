//! Who agreed to be named in an exchange, and what is known of the life of agreements.
//!
//! Those who take part in exchanges that stand already count as having agreed: nobody was asked then. An exchange that
//! somebody attached to an agreement who neither keeps it nor is a party waits for a party to confirm it. Deadlines are of
//! any kind that the program knows. What a report was last sent back for becomes the first of its returns.

crate::sql::migration!();

const UP: &str = r"
alter table exchange add column asked_agreement_id {uuid} references agreement (id);

update exchange set asked_agreement_id = agreement_id, agreement_id = null
where agreement_id is not null and owner_id is not null
  and not exists (select 1 from agreement_party p where p.agreement_id = exchange.agreement_id
    and p.party_id = exchange.owner_id)
  and not exists (select 1 from agreement a where a.id = exchange.agreement_id and a.owner_id = exchange.owner_id);

create index exchange_asked_agreement on exchange (asked_agreement_id) where asked_agreement_id is not null;

alter table exchange_party add column consent text not null default 'CONFIRMED'
  check (consent in ('CONFIRMED', 'STATED', 'ASKED'));

alter table agreement add column known_from {key} not null default '9999-12-31';

update agreement set known_from = {jakarta_created};

alter table agreement_party add column nothing_until date;

alter table obligatory_report add column returns {json} not null default '[]';

update obligatory_report set returns = {array}({object}('on', {jakarta_updated}, 'remark', remark))
where remark is not null;

drop index deadline_by_day;

drop index deadline_subject;

drop index deadline_party;

drop index deadline_telling;

alter table deadline rename to deadline_of_known_kind;

create table deadline (
  id {uuid} primary key,
  subject_kind text not null,
  subject_id {uuid} not null,
  party_id {uuid} references party (id),
  kind text not null,
  rule text not null,
  due_on {key},
  anchor date not null,
  span integer,
  article_en text,
  article_id text,
  name_en text,
  name_id text,
  tell_on date,
  told text check (told in ('OPEN', 'WARNING', 'OVERDUE')),
  created_at {instant} not null
);

insert into deadline (id, subject_kind, subject_id, party_id, kind, rule, due_on, anchor, span, article_en, article_id,
  name_en, name_id, tell_on, told, created_at)
select id, subject_kind, subject_id, party_id, kind, rule, due_on, anchor, span, article_en, article_id, name_en, name_id,
  tell_on, told, created_at
from deadline_of_known_kind;

drop table deadline_of_known_kind;

create index deadline_by_day on deadline (coalesce(due_on, '9999'), id);

create index deadline_subject on deadline (subject_id);

create index deadline_party on deadline (party_id);

create index deadline_telling on deadline (tell_on, id) where tell_on is not null;
";
