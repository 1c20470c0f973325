//! Whose word counts of a partnership: the rank of a claim's source, whether the source still lists it, and what agreements
//! say. What is only denied is kept, and counts as no partnership.

crate::sql::migration!();

const UP: &str = r"
alter table claim add column rank text not null default 'LIST' check (rank in ('LIST', 'REGISTER', 'MEMBER'));

update claim set rank = 'MEMBER' where stated_by is not null;

alter table claim add column unlisted_on date;

alter table partnership add column claimed boolean not null default true;

update partnership set claimed = exists
  (select 1 from claim where claim.partnership_id = partnership.id and claim.stance = 'AFFIRMS');

create table partnership_backing (
  agreement_id {uuid} primary key references agreement (id),
  partnership_id {uuid} not null references partnership (id),
  since text,
  until text,
  in_force boolean not null,
  signed {json} not null
);

create index partnership_backing_partnership on partnership_backing (partnership_id);
";
