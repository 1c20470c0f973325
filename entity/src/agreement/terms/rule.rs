//! What counts as a term, and how two copies differ.

use crate::{
    Error, Reason,
    agreement::{
        record::{CostRule, EndsFor, Field, TermKind, agreement},
        rule::{Dates, end_of_term, is_end, notice_fits},
    },
    date::PartialDate,
    partnership::record::Class,
    refusal::Refusals,
    text::name_of,
};
use sea_orm::{EnumIter, FromJsonQueryResult, Iterable};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The longest term, in months.
pub(crate) const LONGEST_TERM: i32 = 1_200;
/// The most languages that a text has.
const MOST_LANGUAGES: usize = 20;

/// The terms of an agreement. Contacts and notes are not terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    /// Its class.
    pub class: Class,
    /// Who pays.
    pub cost_rule: Option<CostRule>,
    /// For whom it ends when one party ends its part; the number of parties says so if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_for: Option<EndsFor>,
    /// The last day in force.
    pub expires_on: Option<PartialDate>,
    /// The fields of cooperation.
    pub fields: BTreeSet<Field>,
    /// The first day in force.
    pub in_force_on: Option<PartialDate>,
    /// The languages of the text (ISO 639-1).
    pub languages: BTreeSet<String>,
    /// How many months lie between meetings of the joint working group.
    pub meeting_months: Option<i32>,
    /// How many months before the end notice must be given.
    pub notice_months: Option<i32>,
    /// The parties.
    pub parties: BTreeSet<Uuid>,
    /// The language that prevails where the texts differ.
    pub prevailing_language: Option<String>,
    /// By how many months an extension prolongs it.
    pub renewal_months: Option<i32>,
    /// When it was signed.
    pub signed_on: Option<PartialDate>,
    /// How it ends.
    pub term_kind: Option<TermKind>,
    /// How many months it runs.
    pub term_months: Option<i32>,
    /// How many months its programmes have to finish after a termination.
    pub wind_down_months: Option<i32>,
}

/// One of the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Term {
    /// The class.
    Class,
    /// Who pays.
    CostRule,
    /// For whom it ends when one party ends its part.
    EndsFor,
    /// The last day in force.
    ExpiresOn,
    /// The fields of cooperation.
    Fields,
    /// The first day in force.
    InForceOn,
    /// The languages of the text.
    Languages,
    /// How often the joint working group meets.
    MeetingMonths,
    /// The notice.
    NoticeMonths,
    /// The parties.
    Parties,
    /// The language that prevails.
    PrevailingLanguage,
    /// The length of an extension.
    RenewalMonths,
    /// The day of signature.
    SignedOn,
    /// How it ends.
    TermKind,
    /// How long it runs.
    TermMonths,
    /// How long programmes have to finish after a termination.
    WindDownMonths,
}

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermValue {
    /// A day.
    Date(PartialDate),
    /// A length, in months.
    Months(i32),
    /// The values of its enum, or the codes of languages.
    Codes(Vec<String>),
    /// The parties.
    Parties(Vec<Uuid>),
}

impl TermValue {
    /// Reads what [`Terms::value`] wrote of a term; `None` if it cannot have.
    pub fn read(term: Term, written: &str) -> Option<Self> {
        let items = || written.split(", ");
        match term {
            Term::ExpiresOn | Term::InForceOn | Term::SignedOn => written.parse().ok().map(Self::Date),
            Term::MeetingMonths
            | Term::NoticeMonths
            | Term::RenewalMonths
            | Term::TermMonths
            | Term::WindDownMonths => written.parse().ok().map(Self::Months),
            Term::Parties => items().map(|id| id.parse().ok()).collect::<Option<_>>().map(Self::Parties),
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

/// A term that differs between two copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which term.
    pub term: Term,
    /// What the agreement says; `None` if nothing.
    pub ours: Option<String>,
    /// What the other copy says; `None` if nothing.
    pub theirs: Option<String>,
}

/// A term that an act changed, as its entry in the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedTerm {
    /// Which term.
    pub term: Term,
    /// What it said before; `None` if nothing.
    pub before: Option<String>,
    /// What it says now; `None` if nothing.
    pub after: Option<String>,
}

impl ChangedTerm {
    /// The terms that an entry of the journal says were changed; empty if it says nothing about terms.
    pub fn of_entry(data: &serde_json::Value) -> Vec<Self> {
        Vec::deserialize(&data["terms"]).unwrap_or_default()
    }
}

impl From<Difference> for ChangedTerm {
    fn from(difference: Difference) -> Self {
        Self { term: difference.term, before: difference.ours, after: difference.theirs }
    }
}

/// Refuses to clear what an agreement always states, or states by its signature alone.
pub fn check_clear(cleared: &[Term]) -> Result<(), Error> {
    let mut refused = Refusals::default();
    for (at, term) in cleared.iter().enumerate() {
        let stays = matches!(term, Term::Class | Term::Parties | Term::SignedOn);
        refused.unless(!stays, &format!("clear.{at}"), Reason::NotForClearing);
    }
    refused.done().map_err(|error| error.within("terms"))
}

impl Terms {
    /// Terms that state only the class.
    pub fn of_class(class: Class) -> Self {
        Self {
            class,
            cost_rule: None,
            ends_for: None,
            expires_on: None,
            fields: BTreeSet::new(),
            in_force_on: None,
            languages: BTreeSet::new(),
            meeting_months: None,
            notice_months: None,
            parties: BTreeSet::new(),
            prevailing_language: None,
            renewal_months: None,
            signed_on: None,
            term_kind: None,
            term_months: None,
            wind_down_months: None,
        }
    }

    /// The terms of an agreement with these parties and fields.
    pub fn of(
        agreement: &agreement::Model,
        parties: impl IntoIterator<Item = Uuid>,
        fields: impl IntoIterator<Item = Field>,
    ) -> Self {
        Self {
            class: agreement.class,
            cost_rule: agreement.cost_rule,
            ends_for: agreement.ends_for,
            expires_on: agreement.expires_on,
            fields: fields.into_iter().collect(),
            in_force_on: agreement.in_force_on,
            languages: agreement.languages.split_whitespace().map(str::to_owned).collect(),
            meeting_months: agreement.meeting_months,
            notice_months: agreement.notice_months,
            parties: parties.into_iter().collect(),
            prevailing_language: agreement.prevailing_language.clone(),
            renewal_months: agreement.renewal_months,
            signed_on: agreement.signed_on,
            term_kind: agreement.term_kind,
            term_months: agreement.term_months,
            wind_down_months: agreement.wind_down_months,
        }
    }

    /// What one term says, as the API writes it; `None` if nothing.
    pub fn value(&self, term: Term) -> Option<String> {
        let date = |date: Option<PartialDate>| date.map(|date| date.to_string());
        let number = |number: Option<i32>| number.map(|number| number.to_string());
        let list = |items: Vec<String>| (!items.is_empty()).then(|| items.join(", "));
        match term {
            Term::Class => Some(name_of(self.class)),
            Term::CostRule => self.cost_rule.map(name_of),
            Term::EndsFor => self.ends_for.map(name_of),
            Term::ExpiresOn => date(self.expires_on),
            Term::Fields => list(self.fields.iter().map(name_of).collect()),
            Term::InForceOn => date(self.in_force_on),
            Term::Languages => list(self.languages.iter().cloned().collect()),
            Term::MeetingMonths => number(self.meeting_months),
            Term::NoticeMonths => number(self.notice_months),
            Term::Parties => list(self.parties.iter().map(Uuid::to_string).collect()),
            Term::PrevailingLanguage => self.prevailing_language.clone(),
            Term::RenewalMonths => number(self.renewal_months),
            Term::SignedOn => date(self.signed_on),
            Term::TermKind => self.term_kind.map(name_of),
            Term::TermMonths => number(self.term_months),
            Term::WindDownMonths => number(self.wind_down_months),
        }
    }

    /// Where another copy differs.
    pub fn differences(&self, theirs: &Self) -> Vec<Difference> {
        Term::iter()
            .map(|term| Difference { term, ours: self.value(term), theirs: theirs.value(term) })
            .filter(|difference| difference.ours != difference.theirs)
            .collect()
    }

    /// Where the copy of a party differs, whoever the parties were when it was stated.
    pub fn conflicts(&self, copy: &Self) -> Vec<Difference> {
        self.differences(&Self { parties: self.parties.clone(), ..copy.clone() })
    }

    /// The same terms with some of another copy.
    #[must_use]
    pub fn accepting(&self, theirs: &Self, terms: &[Term]) -> Self {
        let mut accepted = self.clone();
        for term in terms {
            match term {
                Term::Class => accepted.class = theirs.class,
                Term::CostRule => accepted.cost_rule = theirs.cost_rule,
                Term::EndsFor => accepted.ends_for = theirs.ends_for,
                Term::ExpiresOn => accepted.expires_on = theirs.expires_on,
                Term::Fields => accepted.fields.clone_from(&theirs.fields),
                Term::InForceOn => accepted.in_force_on = theirs.in_force_on,
                Term::Languages => accepted.languages.clone_from(&theirs.languages),
                Term::MeetingMonths => accepted.meeting_months = theirs.meeting_months,
                Term::NoticeMonths => accepted.notice_months = theirs.notice_months,
                Term::Parties => accepted.parties.clone_from(&theirs.parties),
                Term::PrevailingLanguage => accepted.prevailing_language.clone_from(&theirs.prevailing_language),
                Term::RenewalMonths => accepted.renewal_months = theirs.renewal_months,
                Term::SignedOn => accepted.signed_on = theirs.signed_on,
                Term::TermKind => accepted.term_kind = theirs.term_kind,
                Term::TermMonths => accepted.term_months = theirs.term_months,
                Term::WindDownMonths => accepted.wind_down_months = theirs.wind_down_months,
            }
        }
        accepted
    }

    /// Refuses terms that contradict each other.
    pub fn check(&self, today: chrono::NaiveDate, refused: &mut Refusals) {
        let ranges = [
            ("termMonths", self.term_months, 1),
            ("renewalMonths", self.renewal_months, 1),
            ("noticeMonths", self.notice_months, 0),
            ("windDownMonths", self.wind_down_months, 0),
            ("meetingMonths", self.meeting_months, 1),
        ];
        for (name, months, least) in ranges {
            let fits = months.is_none_or(|months| (least..=LONGEST_TERM).contains(&months));
            refused.unless(fits, name, Reason::OutOfRange { least: least.into(), most: LONGEST_TERM.into() });
        }
        let open = self.term_kind == Some(TermKind::OpenEnded);
        let ends = self.term_months.is_some() || self.expires_on.is_some();
        refused.unless(!(open && ends), "termKind", Reason::EndlessTerm);
        let most = i64::try_from(MOST_LANGUAGES).unwrap_or(i64::MAX);
        let few = self.languages.len() <= MOST_LANGUAGES;
        refused.unless(few, "languages", Reason::OutOfRange { least: 0, most });
        let code = |code: &String| matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_lowercase());
        let coded = self.languages.iter().chain(&self.prevailing_language).all(code);
        refused.unless(coded, "languages", Reason::Malformed { expected: "id, en, ja".into() });
        let prevails = self.prevailing_language.as_ref().is_none_or(|one| self.languages.contains(one));
        refused.unless(prevails, "prevailingLanguage", Reason::NotFound);
        let fits = |notice: Option<i32>| notice_fits(notice, self.term_months, &self.dates());
        if !fits(self.notice_months) {
            let longest = (0..=LONGEST_TERM).rev().find(|months| fits(Some(*months))).unwrap_or(0);
            refused.add("noticeMonths", Reason::OutOfRange { least: 0, most: longest.into() });
        }
        self.dates().check(today, refused);
    }

    /// Refuses an end that is not the one which follows from the length of the term, where both are stated. Later an extension
    /// moves the end, and the term stays as long as it was agreed.
    pub fn check_end(&self, refused: &mut Refusals) {
        if let (Some(stated), Some(derived)) = (self.expires_on, self.derived_end())
            && !is_end(stated, derived)
        {
            let (stated, other) = (stated.to_string(), derived.to_string());
            refused.add("expiresOn", Reason::Contradiction { stated, other });
        }
    }

    /// Whether a fixed term says when it ends.
    pub fn has_end(&self) -> bool {
        self.term_kind != Some(TermKind::Fixed) || self.term_months.is_some() || self.expires_on.is_some()
    }

    /// The legal dates among the terms.
    pub fn dates(&self) -> Dates {
        Dates {
            signed_on: self.signed_on,
            in_force_on: self.in_force_on,
            expires_on: self.expires_on,
            terminated_on: None,
            term_kind: self.term_kind,
            proposed: false,
        }
    }

    /// The end of an agreement with these terms, as it follows from its beginning and the length of its term.
    pub fn derived_end(&self) -> Option<PartialDate> {
        end_of_term(self.in_force_on.or(self.signed_on)?, self.term_months)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(in crate::agreement::terms) fn terms() -> Terms {
        Terms {
            class: Class::Sister,
            cost_rule: Some(CostRule::EachBearsOwn),
            ends_for: None,
            expires_on: None,
            fields: BTreeSet::from([Field::Culture, Field::Tourism]),
            in_force_on: None,
            languages: BTreeSet::from(["id".to_owned(), "ja".to_owned()]),
            meeting_months: Some(12),
            notice_months: Some(6),
            parties: BTreeSet::from([Uuid::from_u128(1), Uuid::from_u128(2)]),
            prevailing_language: None,
            renewal_months: None,
            signed_on: None,
            term_kind: Some(TermKind::Fixed),
            term_months: Some(36),
            wind_down_months: Some(3),
        }
    }

    #[test]
    fn copies_that_differ_are_shown_term_by_term_and_accepted_one_by_one() {
        let ours = terms();
        let theirs = Terms { term_months: Some(60), fields: BTreeSet::from([Field::Tourism]), ..ours.clone() };
        let differences = ours.differences(&theirs);
        let shown: Vec<_> =
            differences.iter().map(|one| (one.term, one.ours.as_deref(), one.theirs.as_deref())).collect();
        assert_eq!(
            shown,
            [(Term::Fields, Some("CULTURE, TOURISM"), Some("TOURISM")), (Term::TermMonths, Some("36"), Some("60"))]
        );
        let accepted = ours.accepting(&theirs, &[Term::TermMonths]);
        assert_eq!(accepted.term_months, Some(60));
        assert_eq!(accepted.fields, ours.fields);
        assert!(ours.accepting(&theirs, &[Term::TermMonths, Term::Fields]) == theirs);
    }

    #[test]
    fn what_an_agreement_always_states_is_not_cleared() {
        let refused = |cleared: &[Term]| check_clear(cleared).map_err(|error| error.to_string());
        assert!(refused(&[Term::NoticeMonths, Term::ExpiresOn]).is_ok());
        for stays in [Term::Class, Term::Parties, Term::SignedOn] {
            assert!(refused(&[Term::Fields, stays]).unwrap_err().contains("NotForClearing"), "{stays:?}");
        }
    }

    pub(in crate::agreement::terms) fn any_terms() -> impl Strategy<Value = Terms> {
        let months = || proptest::option::of(1i32..40);
        let sets = (
            proptest::collection::btree_set(0usize..5, 0..5),
            proptest::collection::btree_set("[a-z]{2}", 0..3),
            proptest::collection::btree_set(0u128..4, 0..4),
        );
        (months(), months(), months(), 0usize..2, sets).prop_map(
            |(term, notice, renewal, class, (fields, languages, parties))| {
                let all: Vec<Field> = Field::iter().collect();
                Terms {
                    class: [Class::Sister, Class::Friendship][class],
                    term_months: term,
                    notice_months: notice,
                    renewal_months: renewal,
                    fields: fields.into_iter().map(|at| all[at]).collect(),
                    languages,
                    parties: parties.into_iter().map(Uuid::from_u128).collect(),
                    ..terms()
                }
            },
        )
    }

    proptest! {
        #[test]
        fn copies_differ_exactly_when_a_term_does(one in any_terms(), other in any_terms()) {
            prop_assert_eq!(one.differences(&other).is_empty(), one == other);
            let all: Vec<Term> = Term::iter().collect();
            prop_assert_eq!(one.accepting(&other, &all), other);
        }

        #[test]
        fn what_is_written_of_a_term_can_be_read(terms in any_terms()) {
            let list = |items: Vec<String>| items.join(", ");
            for (term, written) in Term::iter().filter_map(|term| Some((term, terms.value(term)?))) {
                let again = TermValue::read(term, &written).map(|said| match said {
                    TermValue::Date(date) => date.to_string(),
                    TermValue::Months(months) => months.to_string(),
                    TermValue::Codes(codes) => list(codes),
                    TermValue::Parties(ids) => list(ids.iter().map(Uuid::to_string).collect()),
                });
                prop_assert_eq!(again, Some(written), "{:?}", term);
            }
            let parties: Vec<Uuid> = terms.parties.iter().copied().collect();
            let read = terms.value(Term::Parties).and_then(|written| TermValue::read(Term::Parties, &written));
            prop_assert_eq!(read, (!parties.is_empty()).then_some(TermValue::Parties(parties)));
            let months = terms.term_months.map(TermValue::Months);
            prop_assert_eq!(terms.value(Term::TermMonths).and_then(|it| TermValue::read(Term::TermMonths, &it)), months);
        }
    }
}
