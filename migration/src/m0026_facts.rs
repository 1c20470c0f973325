//! What each source states of a place. Of the figures that are there already, the source is that of the record; for a region of
//! Indonesia, whose record is the reference data's, it is known of its coordinates alone.

crate::sql::migration!();

const UP: &str = r"
create table party_fact (
  party_id {uuid} not null references party (id),
  kind text not null check (kind in ('COORDINATES', 'POPULATION', 'AREA')),
  source {key} not null,
  value text not null,
  counted_on text,
  rank text not null check (rank in ('LIST', 'REGISTER', 'MEMBER')),
  as_of date not null,
  primary key (party_id, kind, source)
);

insert into party_fact (party_id, kind, source, value, rank, as_of)
select id, 'COORDINATES', source, cast(latitude as text) || ' ' || cast(longitude as text),
  case when exists (select 1 from party_code c where c.party_id = party.id and c.scheme = 'kemendagri')
    then 'REGISTER' else 'LIST' end, as_of
from party where latitude is not null;

insert into party_fact (party_id, kind, source, value, counted_on, rank, as_of)
select id, 'POPULATION',
  case when exists (select 1 from party_code c where c.party_id = party.id and c.scheme = 'kemendagri')
    then '?' else source end, cast(population as text), population_as_of, 'LIST', as_of
from party where population is not null;

insert into party_fact (party_id, kind, source, value, rank, as_of)
select id, 'AREA',
  case when exists (select 1 from party_code c where c.party_id = party.id and c.scheme = 'kemendagri')
    then '?' else source end, cast(area_km2 as text), 'LIST', as_of
from party where area_km2 is not null;
";
