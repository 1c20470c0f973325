//! Which schemes are open to parties: it follows from who they are.

use crate::{
    agreement::{record::Scheme, words::scheme_name},
    place::record::{Kind, Nature, Tier, party},
    text::{Language, name_of},
};

/// What a party implies about the scheme of its agreements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// What kind of region or institution.
    pub kind: Kind,
    /// The level of its government, where it is known.
    pub tier: Option<Tier>,
    /// Whether it is in Indonesia.
    pub indonesian: bool,
}

impl From<&party::Model> for Side {
    fn from(party: &party::Model) -> Self {
        // An international organisation belongs to no country, wherever its seat is.
        let indonesian = party.country_code.as_deref() == Some("ID") && party.kind != Kind::InternationalOrganisation;
        Self { kind: party.kind, tier: party.tier, indonesian }
    }
}

impl Side {
    fn is_region(self) -> bool {
        self.kind.nature() == Nature::Region
    }

    /// Whether it can be the twin of a province. Some cities are of the first tier, such as Busan, and what a source does not
    /// describe can be: whether the tiers are equal is a requirement of its own.
    fn is_like_a_province(self) -> bool {
        match self.kind {
            Kind::Province | Kind::State | Kind::Prefecture => true,
            Kind::Other => matches!(self.tier, None | Some(Tier::First)),
            _ => self.is_region() && self.tier == Some(Tier::First),
        }
    }

    /// Whether it can be the twin of a regency or a city.
    fn is_like_a_city(self) -> bool {
        match self.kind {
            Kind::Province | Kind::State | Kind::Prefecture => false,
            Kind::Regency | Kind::City | Kind::Municipality => true,
            _ => self.is_region() && self.tier != Some(Tier::First),
        }
    }
}

/// The schemes that are open to these parties (PP 28/2018, Permendagri 22/2020 and 25/2020), the strictest first, which
/// applies where nobody chooses. None where the law of regional cooperation does not speak of such parties: it takes two
/// regions within Indonesia, or a region of Indonesia and somebody abroad.
///
/// Where a regional government abroad is among the parties, an institution beside it makes nothing lighter.
pub fn lawful_schemes(sides: &[Side]) -> Vec<Scheme> {
    let (home, abroad): (Vec<&Side>, Vec<&Side>) = sides.iter().partition(|side| side.indonesian);
    let regions = |sides: &[&Side]| sides.iter().filter(|side| side.is_region()).count();
    if home.is_empty() {
        return if abroad.len() < 2 { Vec::new() } else { vec![Scheme::ForeignForeign] };
    }
    if abroad.is_empty() {
        return if regions(&home) < 2 { Vec::new() } else { vec![Scheme::KsddDomestic] };
    }
    if regions(&home) == 0 {
        return Vec::new();
    }
    if regions(&abroad) == 0 {
        return vec![Scheme::KsdllOther, Scheme::KsdllForwarded];
    }
    let of_provinces = sides.iter().all(|side| side.is_like_a_province()).then_some(Scheme::KsdplSisterProvince);
    let of_cities = sides.iter().all(|side| side.is_like_a_city()).then_some(Scheme::KsdplSisterCity);
    of_provinces.into_iter().chain(of_cities).chain([Scheme::KsdplOther]).collect()
}

/// Those of these schemes that a caller can choose who does not act for the Indonesian side: it is for that side to say that
/// its government has forwarded the cooperation, which spares it a letter of intent.
pub fn open_to_partners(lawful: &[Scheme]) -> Vec<Scheme> {
    lawful.iter().copied().filter(|scheme| *scheme != Scheme::KsdllForwarded).collect()
}

/// The names of schemes in a refusal: each as programs write it, and in words.
pub(crate) fn listed(schemes: &[Scheme], language: Language) -> String {
    let one = |scheme: &Scheme| format!("{} ({})", name_of(scheme), scheme_name(*scheme, language));
    schemes.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Scheme::{
        ForeignForeign, KsddDomestic, KsdllForwarded, KsdllOther, KsdplOther, KsdplSisterCity, KsdplSisterProvince,
    };
    use proptest::prelude::*;
    use sea_orm::Iterable;

    const fn side(kind: Kind, tier: Option<Tier>, indonesian: bool) -> Side {
        Side { kind, tier, indonesian }
    }

    const BANDUNG: Side = side(Kind::City, Some(Tier::Second), true);
    const BOGOR: Side = side(Kind::Regency, Some(Tier::Second), true);
    const JAVA: Side = side(Kind::Province, Some(Tier::First), true);
    const ITB: Side = side(Kind::University, None, true);
    const MINISTRY: Side = side(Kind::CentralAgency, None, true);
    const SUWON: Side = side(Kind::City, None, false);
    const BUSAN: Side = side(Kind::City, Some(Tier::First), false);
    const OSAKA: Side = side(Kind::Prefecture, None, false);
    const SOMEWHERE: Side = side(Kind::Other, None, false);
    const OISCA: Side = side(Kind::Ngo, None, false);
    const UNICEF: Side = side(Kind::InternationalOrganisation, None, false);

    #[test]
    fn the_scheme_follows_from_the_parties() {
        let cases: [(&[Side], &[Scheme]); 21] = [
            (&[BANDUNG, BOGOR], &[KsddDomestic]),
            (&[BANDUNG, JAVA], &[KsddDomestic]),
            (&[BANDUNG, BOGOR, ITB], &[KsddDomestic]),
            (&[BANDUNG, SUWON], &[KsdplSisterCity, KsdplOther]),
            (&[BANDUNG, BUSAN], &[KsdplSisterCity, KsdplOther]),
            (&[BANDUNG, SOMEWHERE], &[KsdplSisterCity, KsdplOther]),
            (&[BANDUNG, OSAKA], &[KsdplOther]),
            (&[JAVA, OSAKA], &[KsdplSisterProvince, KsdplOther]),
            (&[JAVA, BUSAN], &[KsdplSisterProvince, KsdplOther]),
            (&[JAVA, SOMEWHERE], &[KsdplSisterProvince, KsdplOther]),
            (&[JAVA, SUWON], &[KsdplOther]),
            (&[JAVA, BANDUNG, SUWON], &[KsdplOther]),
            (&[BANDUNG, UNICEF], &[KsdllOther, KsdllForwarded]),
            (&[JAVA, OISCA, UNICEF], &[KsdllOther, KsdllForwarded]),
            (&[BANDUNG, SUWON, UNICEF], &[KsdplOther]),
            (&[BANDUNG, ITB, SUWON], &[KsdplOther]),
            (&[SUWON, OSAKA], &[ForeignForeign]),
            (&[SUWON, UNICEF], &[ForeignForeign]),
            (&[BANDUNG, MINISTRY], &[]),
            (&[MINISTRY, SUWON], &[]),
            (&[BANDUNG], &[]),
        ];
        for (sides, lawful) in cases {
            assert_eq!(lawful_schemes(sides), lawful, "{sides:?}");
        }
    }

    fn any_side() -> impl Strategy<Value = Side> {
        let kinds: Vec<Kind> = Kind::iter().collect();
        let tiers = [None, Some(Tier::First), Some(Tier::Second), Some(Tier::Third)];
        (prop::sample::select(kinds), prop::sample::select(tiers.to_vec()), any::<bool>())
            .prop_map(|(kind, tier, indonesian)| Side { kind, tier, indonesian })
    }

    proptest! {
        #[test]
        fn no_order_and_no_guest_makes_the_law_lighter(
            sides in prop::collection::vec(any_side(), 2..6), guest in any_side(),
        ) {
            let lawful = lawful_schemes(&sides);
            let mut turned = sides.clone();
            turned.reverse();
            prop_assert_eq!(&lawful_schemes(&turned), &lawful);
            let home = sides.iter().any(|side| side.indonesian);
            let abroad = sides.iter().any(|side| !side.indonesian);
            prop_assert!(!lawful.contains(&KsddDomestic) || !abroad);
            prop_assert!(!lawful.contains(&ForeignForeign) || !home);
            let with_guest: Vec<Side> = sides.iter().copied().chain([guest]).collect();
            let after = lawful_schemes(&with_guest);
            if lawful.contains(&KsdplOther) {
                prop_assert!(after.contains(&KsdplOther), "whoever joins, it stays with a regional government abroad");
                prop_assert!(after.iter().all(|scheme| lawful.contains(scheme)), "and nothing new is open");
            }
            prop_assert!(lawful.first() == open_to_partners(&lawful).first());
        }
    }
}
