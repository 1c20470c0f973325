//! What a report covers, and to which section a record belongs.

use super::record::{
    Contents, PeriodKind, ReportStatus, ReportedAgreement, ReportedExchange, Section, SectionContents,
};
use crate::{
    Reason,
    agreement::record::Scheme,
    place::record::Kind,
    policy::{Act, act_name},
    refusal::{Gate, Named, Refusals},
    text::{Language, name_of},
};
use chrono::{Days, Months, NaiveDate};
use sea_orm::Iterable;
use uuid::Uuid;

/// How many days after its period a report is due by default: the registry's own practice, as no text that it follows
/// sets a number.
pub const USUAL_DAYS: u64 = 30;

impl Contents {
    /// The records in their sections, in the order of the sections; empty sections are left out.
    pub fn of(
        agreements: impl IntoIterator<Item = (Section, ReportedAgreement)>,
        exchanges: impl IntoIterator<Item = (Section, ReportedExchange)>,
    ) -> Self {
        let mut sections: Vec<SectionContents> = Section::iter()
            .map(|section| SectionContents { section, agreements: Vec::new(), exchanges: Vec::new() })
            .collect();
        let at = |section: Section| Section::iter().position(|one| one == section).unwrap_or_default();
        for (section, agreement) in agreements {
            sections[at(section)].agreements.push(agreement);
        }
        for (section, exchange) in exchanges {
            sections[at(section)].exchanges.push(exchange);
        }
        sections.retain(|section| !section.agreements.is_empty() || !section.exchanges.is_empty());
        Self { sections }
    }
}

/// A party of a record, as far as its section depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The party.
    pub id: Uuid,
    /// What kind of region or institution.
    pub kind: Kind,
    /// Whether it is in Indonesia.
    pub indonesian: bool,
}

fn has_association(sides: &[Side]) -> bool {
    sides.iter().any(|side| matches!(side.kind, Kind::Network | Kind::InternationalOrganisation))
}

/// The section of an agreement.
pub fn section_of_agreement(scheme: Scheme, sides: &[Side]) -> Section {
    match scheme {
        Scheme::KsdplSisterProvince | Scheme::KsdplSisterCity | Scheme::ForeignForeign => Section::SisterRegions,
        Scheme::KsddDomestic => Section::Domestic,
        Scheme::KsdplOther | Scheme::KsdllForwarded | Scheme::KsdllOther if has_association(sides) => {
            Section::Associations
        }
        Scheme::KsdplOther | Scheme::KsdllForwarded | Scheme::KsdllOther => Section::TechnicalCooperation,
    }
}

/// The section of an exchange that serves no agreement: guests where the reporting party receives somebody from abroad.
pub fn section_of_exchange(reporting: Uuid, host: Option<Uuid>, sides: &[Side]) -> Section {
    if has_association(sides) {
        Section::Associations
    } else if sides.iter().all(|side| side.indonesian) {
        Section::Domestic
    } else if host == Some(reporting) {
        Section::Guests
    } else {
        Section::TechnicalCooperation
    }
}

/// The first and the last day of a period of `year`: the first to the fourth quarter, the first or second half, the year.
/// The days of an event follow from nothing.
pub fn days_of(period: PeriodKind, year: i32, number: u32) -> Option<(NaiveDate, NaiveDate)> {
    let (months, most) = match period {
        PeriodKind::Quarter => (3, 4),
        PeriodKind::Semester => (6, 2),
        PeriodKind::Year => (12, 1),
        PeriodKind::Event => return None,
    };
    let nth = number.checked_sub(1).filter(|nth| *nth < most)?;
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?.checked_add_months(Months::new(nth * months))?;
    let last = first.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1))?;
    Some((first, last))
}

impl ReportStatus {
    /// Refuses what cannot follow on this status.
    pub fn check_next(self, next: Self, language: Language, refused: &mut Refusals) {
        let allowed = self.next();
        let leading = |status: &Self| Named::new(name_of(status), status.act_name(language));
        let state = Named::new(name_of(self), self.name(language));
        let gate = Gate::at(state, allowed.iter().map(leading).collect());
        refused.unless(allowed.contains(&next), "report", Reason::closed(gate));
    }

    /// What the status is called.
    fn name(self, language: Language) -> &'static str {
        match self {
            Self::Drafted => language.pick("konsep", "draft"),
            Self::Submitted => language.pick("disampaikan", "submitted"),
            Self::Returned => language.pick("dikembalikan", "returned"),
            Self::Accepted => language.pick("diterima", "accepted"),
        }
    }

    /// What the act that leads to this status is called.
    fn act_name(self, language: Language) -> &'static str {
        let act = match self {
            Self::Drafted => Act::OpenReport,
            Self::Submitted => Act::SubmitReport,
            Self::Returned => Act::ReturnReport,
            Self::Accepted => Act::AcceptReport,
        };
        act_name(act, language)
    }

    fn next(self) -> &'static [Self] {
        match self {
            Self::Drafted | Self::Returned => &[Self::Submitted],
            Self::Submitted => &[Self::Returned, Self::Accepted],
            Self::Accepted => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn periods_are_what_the_calendar_says() {
        let days =
            |period, number| days_of(period, 2024, number).map(|(first, last)| (first.to_string(), last.to_string()));
        let some = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
        assert_eq!(days(PeriodKind::Quarter, 1), some("2024-01-01", "2024-03-31"));
        assert_eq!(days(PeriodKind::Quarter, 3), some("2024-07-01", "2024-09-30"));
        assert_eq!(days(PeriodKind::Semester, 2), some("2024-07-01", "2024-12-31"));
        assert_eq!(days(PeriodKind::Year, 1), some("2024-01-01", "2024-12-31"));
        for (period, number) in [(PeriodKind::Quarter, 0), (PeriodKind::Quarter, 5), (PeriodKind::Semester, 3)] {
            assert_eq!(days(period, number), None, "{period:?} {number}");
        }
        assert_eq!(days(PeriodKind::Event, 1), None);
    }

    #[test]
    fn a_record_stands_in_one_section() {
        let side = |kind, indonesian| Side { id: Uuid::from_u128(1), kind, indonesian };
        let (surabaya, busan) = (side(Kind::City, true), side(Kind::City, false));
        let network = side(Kind::Network, false);
        let of = section_of_agreement;
        assert_eq!(of(Scheme::KsdplSisterCity, &[surabaya, busan]), Section::SisterRegions);
        assert_eq!(of(Scheme::KsdplOther, &[surabaya, busan]), Section::TechnicalCooperation);
        assert_eq!(of(Scheme::KsdllOther, &[surabaya, network]), Section::Associations);
        assert_eq!(of(Scheme::KsddDomestic, &[surabaya]), Section::Domestic);
        let own = Some(surabaya.id);
        assert_eq!(section_of_exchange(surabaya.id, own, &[surabaya, busan]), Section::Guests);
        assert_eq!(section_of_exchange(surabaya.id, None, &[surabaya, busan]), Section::TechnicalCooperation);
        assert_eq!(section_of_exchange(surabaya.id, own, &[surabaya]), Section::Domestic);
        assert_eq!(section_of_exchange(surabaya.id, own, &[surabaya, network]), Section::Associations);
    }

    proptest! {
        #[test]
        fn the_quarters_of_a_year_cover_it_once(year in 1950i32..2200) {
            let quarters: Vec<_> = (1..=4).map(|number| days_of(PeriodKind::Quarter, year, number).unwrap()).collect();
            let whole = days_of(PeriodKind::Year, year, 1).unwrap();
            prop_assert_eq!((quarters[0].0, quarters[3].1), whole);
            for pair in quarters.windows(2) {
                prop_assert_eq!(pair[0].1.succ_opt(), Some(pair[1].0));
            }
        }
    }
}
