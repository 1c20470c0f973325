//! The last day in force with which an old agreement was entered stays known beside those that notices name.

crate::sql::migration!();

const UP: &str = r"
alter table agreement add column entered_end text;

update agreement set entered_end = terminated_on where legacy and terminated_on is not null
  and not exists (select 1 from agreement_party where agreement_party.agreement_id = agreement.id
    and agreement_party.ends_on is not null);
";
