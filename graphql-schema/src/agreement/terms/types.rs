//! Where copies of terms differ.

use crate::{
    context::Ask,
    date::{DateTime, PartialDate},
    enums::remote_enum,
    error::ApiError,
    loader::load,
    place::{loader::PartyById, types::Party},
};
use async_graphql::{Context, Object, SimpleObject};
use entity::agreement::terms::rule::{self, Difference};
use uuid::Uuid;

remote_enum! {
    /// One of the terms.
    AgreementTerm = "entity::agreement::terms::rule::Term" {
        Class: "The class.",
        CostRule: "Who pays.",
        EndsFor: "For whom it ends when one party ends its part.",
        ExpiresOn: "The last day in force.",
        Fields: "The fields of cooperation.",
        InForceOn: "The first day in force.",
        Languages: "The languages of the text.",
        MeetingMonths: "How often the joint working group meets.",
        NoticeMonths: "The notice.",
        Parties: "The parties.",
        PrevailingLanguage: "The language that prevails.",
        RenewalMonths: "The length of an extension.",
        SignedOn: "The day of signature.",
        TermKind: "How it ends.",
        TermMonths: "How long it runs.",
        WindDownMonths: "How long programmes have to finish after a termination.",
    }
}

/// What a term says: one of the fields is filled, by the kind of the term.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TermValue {
    Date(PartialDate),
    Months(i32),
    Codes(Vec<String>),
    Parties(Vec<Uuid>),
}

impl TermValue {
    /// What a term says, read from the way in which the journal keeps it; `None` if nothing.
    fn of(term: rule::Term, kept: Option<&str>) -> Option<Self> {
        use rule::Term;
        let kept = kept?;
        let items = || kept.split(", ");
        match term {
            Term::ExpiresOn | Term::InForceOn | Term::SignedOn => {
                kept.parse().ok().map(|date: entity::date::PartialDate| Self::Date(date.into()))
            }
            Term::MeetingMonths
            | Term::NoticeMonths
            | Term::RenewalMonths
            | Term::TermMonths
            | Term::WindDownMonths => kept.parse().ok().map(Self::Months),
            Term::Parties => Some(Self::Parties(items().filter_map(|id| id.parse().ok()).collect())),
            Term::Class
            | Term::CostRule
            | Term::EndsFor
            | Term::Fields
            | Term::Languages
            | Term::PrevailingLanguage
            | Term::TermKind => Some(Self::Codes(items().map(str::to_owned).collect())),
        }
    }
}

/// What a term says: one of the fields is filled, by the kind of the term.
#[Object]
impl TermValue {
    /// The day, of `EXPIRES_ON`, `IN_FORCE_ON` and `SIGNED_ON`.
    async fn date(&self) -> Option<PartialDate> {
        let Self::Date(date) = self else { return None };
        Some(*date)
    }

    /// The length in months, of `MEETING_MONTHS`, `NOTICE_MONTHS`, `RENEWAL_MONTHS`, `TERM_MONTHS` and `WIND_DOWN_MONTHS`.
    async fn months(&self) -> Option<i32> {
        let Self::Months(months) = self else { return None };
        Some(*months)
    }

    /// The values of the enum that the term has in the agreement (`CLASS`, `COST_RULE`, `ENDS_FOR`, `FIELDS`, `TERM_KIND`),
    /// or the codes of languages (`LANGUAGES`, `PREVAILING_LANGUAGE`).
    async fn codes(&self) -> Option<&[String]> {
        let Self::Codes(codes) = self else { return None };
        Some(codes)
    }

    /// The parties, of `PARTIES`.
    async fn parties(&self, context: &Context<'_>) -> Result<Option<Vec<Party>>, ApiError> {
        let Self::Parties(ids) = self else { return Ok(None) };
        let mut parties = Vec::new();
        for id in ids {
            parties.extend(load(context.lookups()?, PartyById(*id)).await?.map(Party::of));
        }
        Ok(Some(parties))
    }
}

/// A term that differs between the agreement and a party's copy.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct TermDifference {
    /// Which term.
    term: AgreementTerm,
    /// What the agreement says; null if nothing.
    ours: Option<TermValue>,
    /// What the party's copy says; null if nothing.
    theirs: Option<TermValue>,
}

impl From<Difference> for TermDifference {
    fn from(difference: Difference) -> Self {
        let said = |kept: &Option<String>| TermValue::of(difference.term, kept.as_deref());
        Self { term: difference.term.into(), ours: said(&difference.ours), theirs: said(&difference.theirs) }
    }
}

/// A term that an act changed.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ChangedTerm {
    /// Which term.
    term: AgreementTerm,
    /// What it said before; null if nothing.
    before: Option<TermValue>,
    /// What it says now; null if nothing.
    after: Option<TermValue>,
}

impl From<rule::ChangedTerm> for ChangedTerm {
    fn from(changed: rule::ChangedTerm) -> Self {
        let said = |kept: &Option<String>| TermValue::of(changed.term, kept.as_deref());
        Self { term: changed.term.into(), before: said(&changed.before), after: said(&changed.after) }
    }
}

/// A party's copy of the terms that differs from the agreement. Nothing is overwritten until it is accepted, term by term.
#[derive(Debug, Clone)]
pub(crate) struct TermConflict {
    pub(crate) party: Uuid,
    pub(crate) differences: Vec<Difference>,
    pub(crate) stated_at: DateTime,
}

/// A party's copy of the terms that differs from the agreement. Nothing is overwritten until it is accepted, term by term.
#[Object]
impl TermConflict {
    /// The party whose copy it is.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.party)).await?.map(Party::of))
    }

    /// Where it differs.
    async fn differences(&self) -> Vec<TermDifference> {
        self.differences.iter().cloned().map(Into::into).collect()
    }

    /// When the party stated it, in UTC.
    async fn stated_at(&self) -> DateTime {
        self.stated_at
    }
}

#[cfg(test)]
mod tests {
    use super::TermValue;
    use entity::agreement::terms::rule::Term;
    use uuid::Uuid;

    #[test]
    fn each_kind_of_term_says_what_was_kept() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let codes = |codes: &[&str]| TermValue::Codes(codes.iter().map(|&code| code.to_owned()).collect());
        let day: entity::date::PartialDate = "2027-03".parse().unwrap();
        for (term, kept, says) in [
            (Term::ExpiresOn, "2027-03".to_owned(), TermValue::Date(day.into())),
            (Term::NoticeMonths, "6".to_owned(), TermValue::Months(6)),
            (Term::Class, "SISTER".to_owned(), codes(&["SISTER"])),
            (Term::Fields, "EDUCATION, HEALTH".to_owned(), codes(&["EDUCATION", "HEALTH"])),
            (Term::Parties, format!("{here}, {there}"), TermValue::Parties(vec![here, there])),
        ] {
            assert_eq!(TermValue::of(term, Some(&kept)), Some(says), "{term:?}");
            assert_eq!(TermValue::of(term, None), None, "{term:?}");
        }
    }
}
