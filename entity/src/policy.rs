//! Who may do which act on what, and who may see what. One table, in `act`, and one function each.

mod act;
mod visible;
mod words;

pub use act::Act;
pub(crate) use visible::{Kept, Standing, by_visibility, visible};
pub use words::act_name;
pub(crate) use words::named;

use crate::{Error, Reason, refusal::Refusals, text::Language};
use sea_orm::{Iterable, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// A role of a person or an API client, in one region or organisation or in the whole registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Reads what the organisation may read (*pengamat*).
    Observer,
    /// Enters facts with their sources (*petugas data*).
    DataEntry,
    /// Keeps the organisation's agreements (*pengelola kerja sama*).
    AgreementManager,
    /// Coordinates them, as the TKKSD does (*koordinator*).
    Coordinator,
    /// Schedules exchanges (*penyelenggara forum*).
    ForumOrganiser,
    /// Administers the organisation's accounts and API clients (*admin organisasi*).
    OrgAdmin,
    /// Reads everything, for the ministry (*penilai nasional*).
    NationalReviewer,
    /// An API client of a partner city (*pembaca mitra*).
    PartnerReader,
}

/// The roles that read everything where they are held in the whole registry.
const READS_ALL: &[Role] = &[Role::NationalReviewer, Role::OrgAdmin, Role::Coordinator];

/// Who is calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// Someone who has not signed in.
    Anonymous,
    /// A person.
    Person(Uuid),
    /// An API client.
    Client(Uuid),
    /// The registry itself, or its operator at the command line.
    System,
}

/// A role, in one party or, without one, in the whole registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Membership {
    /// The role.
    pub role: Role,
    /// The region or organisation; `None` for the whole registry.
    pub party: Option<Uuid>,
}

/// Everyone who reads or acts does so as a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who it is.
    pub who: Who,
    /// The language of answers to them.
    pub language: Language,
    /// What they may do, and where.
    pub memberships: Vec<Membership>,
    /// Whether they may change anything: an API client without the scope `write` may not.
    pub may_write: bool,
}

impl Caller {
    /// Someone who has not signed in.
    pub fn anonymous(language: Language) -> Self {
        Self { who: Who::Anonymous, language, memberships: Vec::new(), may_write: false }
    }

    /// The registry itself, or its operator.
    pub fn system() -> Self {
        Self { who: Who::System, language: Language::En, memberships: Vec::new(), may_write: true }
    }

    /// The person who signed in; a client or a stranger is refused.
    pub fn person(&self) -> Result<Uuid, Error> {
        match self.who {
            Who::Person(id) => Ok(id),
            Who::Anonymous => Err(Error::refuse(Reason::SignInFirst)),
            Who::Client(_) | Who::System => Err(Error::refuse(Reason::NotAllowed)),
        }
    }

    /// Whether they read everything.
    pub fn reads_all(&self) -> bool {
        self.who == Who::System
            || self.memberships.iter().any(|held| held.party.is_none() && READS_ALL.contains(&held.role))
    }

    /// Whether they may see a record of this visibility, which `owner` keeps and `parties` take part in: what the queries
    /// of each folder say, for a record and many people.
    pub fn sees(&self, visibility: Visibility, owner: Option<Uuid>, parties: &[Uuid]) -> bool {
        let belongs_to_any = |to: &[Uuid]| self.parties().iter().any(|party| to.contains(party));
        let keeps = belongs_to_any(owner.as_slice());
        self.reads_all()
            || match visibility {
                Visibility::Public => true,
                Visibility::Parties => keeps || belongs_to_any(parties),
                Visibility::Own => keeps,
                Visibility::Restricted => false,
            }
    }

    /// Whether they belong to one of those who keep a record, or read everything.
    pub fn keeps(&self, keepers: &[Uuid]) -> bool {
        self.reads_all() || self.parties().iter().any(|party| keepers.contains(party))
    }

    /// The parties they belong to.
    pub fn parties(&self) -> Vec<Uuid> {
        self.memberships.iter().filter_map(|held| held.party).collect()
    }
}

/// Refuses `act` unless the caller may do it on a subject that belongs to any of `parties`.
///
/// A role that is held in the whole registry counts for every subject; a subject that belongs to nobody needs such a
/// role.
pub fn may(caller: &Caller, act: Act, parties: &[Uuid]) -> Result<(), Error> {
    let allowed = match caller.who {
        Who::System => return Ok(()),
        Who::Anonymous => return Err(Error::refuse(Reason::SignInFirst)),
        Who::Person(_) | Who::Client(_) => {
            let belongs = |party: Uuid| !act.is_of_the_registry() && parties.contains(&party);
            caller.may_write
                && caller
                    .memberships
                    .iter()
                    .any(|held| act.roles().contains(&held.role) && held.party.is_none_or(belongs))
        }
    };
    if allowed { Ok(()) } else { Err(Error::refuse(Reason::NotAllowed)) }
}

/// The acts that the caller may do for a party.
pub fn acts_for(caller: &Caller, party: Uuid) -> impl Iterator<Item = Act> {
    Act::iter().filter(move |act| may(caller, *act, &[party]).is_ok())
}

/// The acts that the caller may do for every party.
pub fn acts_everywhere(caller: &Caller) -> impl Iterator<Item = Act> {
    Act::iter().filter(|act| may(caller, *act, &[]).is_ok())
}

/// Refuses `act` on an account or a key unless the caller may do it in every place where that account or key has a
/// role: an administrator of one organisation neither makes nor touches what reaches beyond it. Roles in the whole
/// registry, and the national reviewer's, are for those who administer the whole registry. Software hands out no keys.
pub fn may_administer(caller: &Caller, act: Act, held: &[Membership]) -> Result<(), Error> {
    if matches!(caller.who, Who::Client(_)) {
        return Err(Error::refuse(Reason::NotAllowed));
    }
    if held.is_empty() {
        return may(caller, act, &[]);
    }
    held.iter().try_for_each(|one| {
        let within = one.party.filter(|_| one.role != Role::NationalReviewer);
        may(caller, act, within.as_slice())
    })
}

/// Those of `parties` for which the caller may do `act` by a role in that party itself.
pub(crate) fn acted_for(caller: &Caller, act: Act, parties: &[Uuid]) -> Vec<Uuid> {
    let by_own_role = |party: &Uuid| {
        caller.memberships.iter().any(|held| held.party == Some(*party) && act.roles().contains(&held.role))
    };
    parties.iter().copied().filter(by_own_role).collect()
}

/// Whether the caller holds one of `roles` in one of `parties`, or in the whole registry.
pub(crate) fn holds_any(caller: &Caller, roles: &[Role], parties: &[Uuid]) -> bool {
    caller.who == Who::System
        || caller
            .memberships
            .iter()
            .any(|held| roles.contains(&held.role) && held.party.is_none_or(|party| parties.contains(&party)))
}

/// Whether the caller may do `act` for this party as one of its own people: a role in the whole registry speaks for nobody.
pub(crate) fn speaks_for(caller: &Caller, act: Act, party: Uuid) -> bool {
    let own = |held: &Membership| held.party == Some(party) && act.roles().contains(&held.role);
    caller.who == Who::System || (caller.may_write && caller.memberships.iter().any(own))
}

/// Refuses `act` unless the caller may do it for one of these parties as one of its own people: what a party says of itself,
/// nobody says for it.
pub(crate) fn may_speak(caller: &Caller, act: Act, parties: &[Uuid]) -> Result<(), Error> {
    may(caller, act, parties)?;
    let speaks = caller.who == Who::System || parties.iter().any(|party| speaks_for(caller, act, *party));
    if speaks { Ok(()) } else { Err(Error::refuse(Reason::NotAllowed)) }
}

/// Refuses a record that whoever makes it would not see: only those who read everything keep one to themselves.
pub(crate) fn check_visibility(caller: &Caller, visibility: Visibility, refused: &mut Refusals) {
    let sees = visibility != Visibility::Restricted || caller.reads_all();
    refused.unless(sees, "visibility", Reason::NotAllowed);
}

/// Who may see a record, from the widest circle to the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    /// Everyone.
    Public,
    /// The parties to it.
    Parties,
    /// The organisation that keeps it.
    Own,
    /// Those who read everything.
    Restricted,
}

#[cfg(test)]
mod tests {
    use super::{
        Role::{Coordinator, ForumOrganiser, NationalReviewer, Observer, OrgAdmin},
        *,
    };
    use crate::testing::who;

    #[test]
    fn a_role_counts_in_its_own_party_and_a_registry_wide_one_everywhere() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let local = who(ForumOrganiser, Some(here));
        assert!(may(&local, Act::ScheduleExchange, &[here]).is_ok());
        assert!(may(&local, Act::ScheduleExchange, &[there]).is_err());
        assert!(may(&local, Act::RegisterLegacyAgreement, &[here]).is_err());
        assert!(may(&who(ForumOrganiser, None), Act::ScheduleExchange, &[there]).is_ok());
        assert!(may(&Caller::anonymous(Language::En), Act::Follow, &[here]).is_err());
        assert!(may(&who(Role::PartnerReader, Some(here)), Act::ScheduleExchange, &[here]).is_err());
    }

    #[test]
    fn what_concerns_the_registry_takes_a_role_in_it() {
        let here = Uuid::from_u128(1);
        let administrator = who(OrgAdmin, Some(here));
        let of_the_registry = |act: &Act| act.is_of_the_registry();
        assert_eq!(acts_for(&administrator, here).find(of_the_registry), None);
        assert_eq!(acts_everywhere(&who(OrgAdmin, None)).filter(of_the_registry).count(), 8);
    }

    #[test]
    fn nobody_makes_what_they_would_not_see() {
        let refused = |caller: &Caller, visibility| {
            let mut refused = Refusals::default();
            check_visibility(caller, visibility, &mut refused);
            refused.done().is_err()
        };
        let local = who(Coordinator, Some(Uuid::from_u128(1)));
        assert_eq!(
            Visibility::iter().filter(|one| refused(&local, *one)).collect::<Vec<_>>(),
            [Visibility::Restricted]
        );
        assert!(!refused(&who(Coordinator, None), Visibility::Restricted));
    }

    #[test]
    fn an_administrator_gives_away_nothing_beyond_their_own_organisation() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let held = |role, party| Membership { role, party };
        let may = |caller: &Caller, held: &[Membership]| may_administer(caller, Act::AddPerson, held).is_ok();
        let local = who(OrgAdmin, Some(here));
        assert!(may(&local, &[held(OrgAdmin, Some(here)), held(Observer, Some(here))]));
        assert!(!may(&local, &[held(Observer, Some(here)), held(Observer, Some(there))]));
        assert!(!may(&local, &[held(Observer, None)]));
        assert!(!may(&local, &[held(NationalReviewer, Some(here))]));
        assert!(!may(&local, &[]));
        assert!(!may(&who(Coordinator, Some(here)), &[held(Observer, Some(here))]));
        let everywhere = who(OrgAdmin, None);
        assert!(may(&everywhere, &[held(NationalReviewer, None), held(OrgAdmin, Some(there))]));
        assert!(!may(&Caller { who: Who::Client(Uuid::nil()), ..everywhere }, &[held(Observer, Some(here))]));
    }

    #[test]
    fn a_client_without_the_scope_changes_nothing() {
        let here = Uuid::from_u128(1);
        let reader = Caller { may_write: false, ..who(OrgAdmin, Some(here)) };
        for act in Act::iter() {
            assert!(may(&reader, act, &[here]).is_err(), "{act:?}");
        }
    }

    #[test]
    fn each_visibility_lets_in_its_own_circle() {
        use Visibility::{Own, Parties, Public, Restricted};
        let [keeper, party, other] = [1, 2, 3].map(Uuid::from_u128);
        let seen = |caller: &Caller| {
            let sees = |visibility: &Visibility| caller.sees(*visibility, Some(keeper), &[party]);
            [Public, Parties, Own, Restricted].into_iter().filter(sees).collect::<Vec<_>>()
        };
        assert_eq!(seen(&Caller::anonymous(Language::En)), [Public]);
        assert_eq!(seen(&who(OrgAdmin, Some(other))), [Public]);
        assert_eq!(seen(&who(Observer, None)), [Public], "a role in the whole registry is no membership");
        assert_eq!(seen(&who(Observer, Some(party))), [Public, Parties]);
        assert_eq!(seen(&who(Observer, Some(keeper))), [Public, Parties, Own]);
        for all in [who(NationalReviewer, None), who(Coordinator, None), who(OrgAdmin, None), Caller::system()] {
            assert_eq!(seen(&all), [Public, Parties, Own, Restricted]);
        }
        assert_eq!(seen(&who(NationalReviewer, Some(other))), [Public], "a reviewer of one party alone is none");
    }

    #[test]
    fn one_of_several_roles_is_held_in_one_of_several_parties() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let roles = [Coordinator, OrgAdmin];
        assert!(holds_any(&who(OrgAdmin, Some(here)), &roles, &[there, here]));
        assert!(holds_any(&who(OrgAdmin, None), &roles, &[]));
        assert!(holds_any(&Caller::system(), &[], &[]));
        assert!(!holds_any(&who(OrgAdmin, Some(here)), &roles, &[there]));
        assert!(!holds_any(&who(Observer, Some(here)), &roles, &[here]));
    }

    #[test]
    fn only_a_person_acts_for_themselves() {
        assert_eq!(who(Observer, None).person().ok(), Some(Uuid::from_u128(1)));
        assert!(Caller::system().person().is_err() && Caller::anonymous(Language::En).person().is_err());
    }
}
