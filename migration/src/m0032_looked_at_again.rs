//! What later versions make of agreements holds of those from before them too: the start of a relation in a file is no day of
//! signature, and partnerships follow agreements on which nobody has acted since.

crate::sql::migration!();

const UP: &str = r"
create table beginning_alone as
  select agreement.id from agreement where agreement.legacy and agreement.signed_on is not null
    and exists (select 1 from journal where journal.subject_kind = 'AGREEMENT' and journal.subject_id = agreement.id
      and journal.act = 'importAgreements' and journal.change = 'CREATED')
    and exists (select 1 from document where document.agreement_id = agreement.id and document.kind = 'BEGINNING'
      and document.issued_on = agreement.signed_on)
    and not exists (select 1 from document where document.agreement_id = agreement.id
      and document.kind in ('SIGNED_TEXT', 'JOINT_AGREEMENT', 'PROGRAMME_AGREEMENT'))
    and not exists (select 1 from agreement_party where agreement_party.agreement_id = agreement.id
      and (agreement_party.attested_at is not null or agreement_party.signed_on is not null));

update agreement set in_force_on = coalesce(in_force_on, signed_on), signed_on = null
  where id in (select id from beginning_alone);

insert into evidence_gap (agreement_id, missing)
  select id, 'SIGNING_DAY' from beginning_alone where not exists (select 1 from evidence_gap
    where evidence_gap.agreement_id = beginning_alone.id and evidence_gap.missing = 'SIGNING_DAY');

drop table beginning_alone;

update agreement set turns_on = as_of where visibility = 'PUBLIC'
  and stage in ('IN_FORCE', 'RENEWAL_IN_PROGRESS', 'TERMINATION_NOTICED', 'EXPIRED', 'TERMINATED')
  and not exists (select 1 from partnership_backing where partnership_backing.agreement_id = agreement.id);
";
