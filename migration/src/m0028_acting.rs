//! When the people of each party first did something with an agreement themselves. Of what was done before, as far as the rows
//! say whose it is.

crate::sql::migration!();

const UP: &str = r"
alter table agreement_party add column acted_at {instant};

update agreement_party set acted_at =
  (select a.created_at from agreement a where a.id = agreement_party.agreement_id and a.owner_id = agreement_party.party_id);

update agreement_party set acted_at =
  (select min(s.recorded_at) from agreement_step s
   where s.agreement_id = agreement_party.agreement_id and s.by_party_id = agreement_party.party_id)
  where acted_at is null;

update agreement_party set acted_at =
  (select min(d.created_at) from document d
   where d.agreement_id = agreement_party.agreement_id and d.by_party_id = agreement_party.party_id)
  where acted_at is null;

update agreement_party set acted_at = attested_at where acted_at is null;
";
