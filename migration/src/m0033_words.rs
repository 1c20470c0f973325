//! Where in a name a word stands, by how many ties a party is connected, and what kind of place each is.

crate::sql::migration!();

const UP: &str = r"
alter table search_word add column place integer not null default 2;

update search_word set place = 0 where exists (
  select 1 from party where party.id = search_word.subject_id and party.sort_key = search_word.word
);

update search_word set place = 1 where place = 2 and exists (
  select 1 from party where party.id = search_word.subject_id and party.sort_key >= search_word.word || ' '
    and party.sort_key < search_word.word || '!'
);

insert into search_word (word, subject_kind, subject_id, place)
select 'city', 'PARTY', id, 2 from party
where nature = 'REGION' and country_code <> 'ID' and kind in ('CITY', 'MUNICIPALITY', 'OTHER')
on conflict do nothing;

alter table party add column ties integer not null default 0;

update party set ties = (
  select count(*) from partnership_member
  join partnership on partnership.id = partnership_member.partnership_id
  where partnership_member.party_id = party.id and partnership.claimed
);
";
