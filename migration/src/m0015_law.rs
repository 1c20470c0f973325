//! What agreements owe to the law: the text of the terms that a party attested, and since when regions are of their tier.

crate::sql::migration!();

const UP: &str = r"
alter table agreement_party add column attested_text text;
alter table agreement_party add column attested_version integer;
update agreement_party set attested_version = 1 where attested_hash is not null;

create table party_tier (
  id {uuid} primary key,
  party_id {uuid} not null references party (id),
  tier text not null check (tier in ('FIRST', 'SECOND', 'THIRD')),
  since text,
  source text not null,
  created_at {instant} not null
);

create index party_tier_party on party_tier (party_id, id);
";
