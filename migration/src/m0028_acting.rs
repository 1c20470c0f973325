//! When the people of each party first did something with an agreement themselves, as far as the rows say whose it was.
//! Who gives a proposal up has done nothing in it by that.

crate::sql::migration!();

const UP: &str = r"
alter table agreement_party add column acted_at {instant};

update agreement_party set acted_at =
  (select min(done.at) from
    (select a.created_at as at from agreement a
     where a.id = agreement_party.agreement_id and a.owner_id = agreement_party.party_id
       and exists (select 1 from membership m where m.party_id = a.owner_id)
     union all
     select s.recorded_at from agreement_step s
     where s.agreement_id = agreement_party.agreement_id and s.by_party_id = agreement_party.party_id
       and s.act <> 'WITHDRAW'
     union all
     select d.created_at from document d
     where d.agreement_id = agreement_party.agreement_id and d.by_party_id = agreement_party.party_id
     union all
     select agreement_party.attested_at) done);
";
