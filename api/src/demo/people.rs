//! Fictional people, one for each role, and a key for a partner's software.

use super::Parties;
use entity::{
    Caller, Registry,
    account::{
        Secret,
        act::{NewPerson, add_person, set_password},
        client::{
            act::{NewClient, create_client},
            rule::Scope,
        },
        record::Carrier,
        rule::Profile,
    },
    notice::act::follow,
    policy::{Act, Membership, Role, Who},
    subject::{Subject, SubjectKind},
    text::Language,
};
use std::{collections::BTreeMap, fmt::Write};

/// The password of all of them. It opens nothing but the demonstration.
const PASSWORD: &str = "jembatan dua kota";
/// The partner whose software has the key.
const PARTNER: &str = "suwon";

struct Example {
    name: &'static str,
    email: &'static str,
    role: Role,
    /// The code of the region where they have the role; empty for the whole registry.
    region: &'static str,
    what: &'static str,
    language: Language,
    zone: &'static str,
}

#[rustfmt::skip]
const PEOPLE: &[Example] = &[
    Example { name: "Ayu Contoh", email: "ayu@contoh.example", role: Role::OrgAdmin, region: "",
        what: "administers the whole registry", language: Language::Id, zone: "Asia/Jakarta" },
    Example { name: "Banyu Misal", email: "banyu@contoh.example", role: Role::NationalReviewer, region: "",
        what: "reads everything, for the ministry", language: Language::Id, zone: "Asia/Jakarta" },
    Example { name: "Citra Umpama", email: "citra@contoh.example", role: Role::Coordinator, region: "35.78",
        what: "coordinates for Surabaya", language: Language::Id, zone: "Asia/Jakarta" },
    Example { name: "Dewa Andai", email: "dewa@contoh.example", role: Role::AgreementManager, region: "32.73",
        what: "manages the agreements of Bandung", language: Language::Id, zone: "Asia/Jakarta" },
    Example { name: "Eka Contoh", email: "eka@contoh.example", role: Role::DataEntry, region: "33.74",
        what: "enters facts for Semarang", language: Language::Id, zone: "Asia/Jakarta" },
    Example { name: "Fajar Misal", email: "fajar@contoh.example", role: Role::ForumOrganiser, region: "73.71",
        what: "organises forums in Makassar", language: Language::Id, zone: "Asia/Makassar" },
    Example { name: "Gita Umpama", email: "gita@contoh.example", role: Role::Observer, region: "91.71",
        what: "observes for Jayapura", language: Language::Id, zone: "Asia/Jayapura" },
    Example { name: "Indah Contoh", email: "indah@contoh.example", role: Role::OrgAdmin, region: "35.78",
        what: "administers the accounts of Surabaya", language: Language::Id, zone: "Asia/Jakarta" },
    Example { name: "Hana Example", email: "hana@contoh.example", role: Role::PartnerReader, region: "kochi",
        what: "reads for Kōchi, in English", language: Language::En, zone: "Asia/Tokyo" },
];

/// The codes of the regions they belong to.
pub(super) fn names() -> impl Iterator<Item = String> {
    PEOPLE.iter().map(|person| person.region).filter(|code| !code.is_empty()).chain([PARTNER]).map(str::to_owned)
}

/// The people, as callers by the code of their region, and the key of the partner's software.
pub(super) struct People {
    pub callers: BTreeMap<&'static str, Caller>,
    pub key: Secret,
}

/// Opens their accounts, lets each follow their region, and creates the key.
pub(super) async fn enter(registry: &Registry, parties: &Parties) -> anyhow::Result<People> {
    let caller = Caller::system();
    let mut callers = BTreeMap::new();
    for example in PEOPLE {
        let party = if example.region.is_empty() { None } else { Some(parties.get(example.region)?) };
        let new = NewPerson {
            profile: Profile {
                email: example.email.to_owned(),
                name: example.name.to_owned(),
                language: example.language,
                time_zone: example.zone.to_owned(),
            },
            memberships: vec![Membership { role: example.role, party }],
        };
        let (person, link) = add_person(registry, &caller, &new).await?;
        set_password(registry, link.reveal(), &Secret::new(PASSWORD), Carrier::Token).await?;
        let themselves = Caller {
            who: Who::Person(person.id),
            language: example.language,
            memberships: new.memberships,
            may_write: true,
        };
        if let Some(party) = party.filter(|_| Act::Follow.roles().contains(&example.role)) {
            follow(registry, &themselves, Subject::new(SubjectKind::Party, party)).await?;
        }
        callers.entry(example.region).or_insert(themselves);
    }
    let client = NewClient {
        name: "Suwon (example)".to_owned(),
        membership: Membership { role: Role::AgreementManager, party: Some(parties.get(PARTNER)?) },
        scopes: vec![Scope::Read, Scope::Write],
        expires_in_days: Some(30),
    };
    let (_, key) = create_client(registry, &caller, &client).await?;
    Ok(People { callers, key })
}

/// Who they are, and how to sign in as one of them. The key is shown once, by the demonstration that created it.
pub(super) fn introduction(key: Option<&Secret>) -> String {
    let mut text = format!("\nAccounts, all made up, with the password \"{PASSWORD}\":\n\n");
    for person in PEOPLE {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "  {:22} {:14} {}", person.email, person.name, person.what);
    }
    if let Some(key) = key {
        let _ = writeln!(
            text,
            "\nAPI key of a partner city, which reads and acts for Suwon, for the header `Authorization: Bearer …`:\n\n  {}",
            key.reveal()
        );
    }
    text.push('\n');
    text
}
