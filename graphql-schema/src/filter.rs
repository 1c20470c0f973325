//! The filters that several folders share.

use crate::{
    agreement::{
        classification::types::SmartDimension,
        types::{AgreementScheme, AgreementStage, CooperationField, DocumentKind, TermKind, Vitality},
    },
    date::{Date, DateTime},
    exchange::types::{ExchangeFormat, ExchangeMethod, ExchangeStatus},
    id::{Kind, decode_as},
    partnership::types::{PartnershipClass, Verification},
    place::types::PartyKind,
};
use async_graphql::{ID, InputObject};
use entity::{
    agreement,
    exchange::{self, rule::Course},
    partnership, place,
};

/// The values of the registry that a condition names; any where it is not given.
fn all<G, R: From<G>>(given: Option<Vec<G>>) -> Option<Vec<R>> {
    Some(given?.into_iter().map(Into::into).collect())
}

/// A filter for regions. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct RegionFilter {
    /// In this country (code of two or three letters in ISO 3166-1, or name).
    country: Option<String>,
    /// Of one of these kinds.
    kind: Option<Vec<PartyKind>>,
    /// Directly within this region, such as the regencies and cities of a province.
    parent: Option<ID>,
    /// That can be party to an agreement, or cannot.
    autonomous: Option<bool>,
    /// That wait for those who keep the registry to confirm them, or do not.
    unconfirmed: Option<bool>,
    /// With words in any of their names and codes that begin with these. Case and diacritics do not matter.
    search: Option<String>,
}

impl From<RegionFilter> for place::find::PartyFilter {
    fn from(filter: RegionFilter) -> Self {
        Self {
            nature: Some(place::record::Nature::Region),
            country: filter.country,
            kind: all(filter.kind),
            parent: filter.parent.map(|parent| decode_as(Kind::Party, &parent)),
            autonomous: filter.autonomous,
            unconfirmed: filter.unconfirmed,
            search: filter.search,
        }
    }
}

/// A filter for institutions. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct InstitutionFilter {
    /// In this country (code of two or three letters in ISO 3166-1, or name).
    country: Option<String>,
    /// Of one of these kinds.
    kind: Option<Vec<PartyKind>>,
    /// That wait for those who keep the registry to confirm them, or do not.
    unconfirmed: Option<bool>,
    /// With words in any of their names and codes that begin with these. Case and diacritics do not matter.
    search: Option<String>,
}

impl From<InstitutionFilter> for place::find::PartyFilter {
    fn from(filter: InstitutionFilter) -> Self {
        Self {
            nature: Some(place::record::Nature::Institution),
            country: filter.country,
            kind: all(filter.kind),
            unconfirmed: filter.unconfirmed,
            search: filter.search,
            ..Self::default()
        }
    }
}

/// A filter for partnerships. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct PartnershipFilter {
    /// With a member in this country (code of two or three letters in ISO 3166-1, or name).
    country: Option<String>,
    /// With this region or institution as a member.
    region: Option<ID>,
    /// Of one of these classes.
    class: Option<Vec<PartnershipClass>>,
    /// Confirmed in one of these ways.
    verification: Option<Vec<Verification>>,
    /// That last today (in Jakarta) or, if false, have ended.
    current: Option<bool>,
    /// With members whose names have words that begin with these, each with any of them: "Bandung Braunschweig". Case and
    /// diacritics do not matter.
    search: Option<String>,
}

impl From<PartnershipFilter> for partnership::find::PartnershipFilter {
    fn from(filter: PartnershipFilter) -> Self {
        Self {
            country: filter.country,
            region: filter.region.iter().map(|region| decode_as(Kind::Party, region)).collect(),
            class: all(filter.class),
            verification: all(filter.verification),
            current: filter.current,
            search: filter.search,
        }
    }
}

/// A filter for agreements. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct AgreementFilter {
    /// At one of these stages.
    stage: Option<Vec<AgreementStage>>,
    /// In force on this day, by its dates alone.
    in_force_on: Option<Date>,
    /// With an expiry date before this day. Open-ended agreements have no expiry date.
    expires_before: Option<Date>,
    /// With an expiry date on or after this day.
    expires_from: Option<Date>,
    /// Expiring, or with a notice deadline, within this many days from today (in Jakarta). Agreements without an end
    /// are left out.
    // `parameters.rs` names the same limit.
    #[graphql(validator(maximum = 36500))]
    ending_within: Option<u32>,
    /// Not confirmed since this day: by `party` if given, otherwise by any party.
    not_confirmed_since: Option<Date>,
    /// With this region or institution as a party.
    party: Option<ID>,
    /// With a party that is this region or lies in it, such as a province (provinsi) with its regencies and cities.
    within: Option<ID>,
    /// With a party in this country (code of two or three letters in ISO 3166-1, or name).
    country: Option<String>,
    /// Of one of these classes.
    class: Option<Vec<PartnershipClass>>,
    /// Under one of these schemes.
    scheme: Option<Vec<AgreementScheme>>,
    /// With one of these fields of cooperation (bidang).
    field: Option<Vec<CooperationField>>,
    /// In one of these dimensions of a smart city (dimensi kota cerdas).
    dimension: Option<Vec<SmartDimension>>,
    /// Assigned to at least one dimension or, if false, to none.
    classified: Option<bool>,
    /// With a document of one of these kinds that still counts, as far as the caller may see it.
    document: Option<Vec<DocumentKind>>,
    /// Signed in this year, such as 2018.
    signed_in: Option<i32>,
    /// With a date of signature; or, if false, without one.
    signed: Option<bool>,
    /// Ending in one of these ways.
    term_kind: Option<Vec<TermKind>>,
    /// With a vitality or, if false, without one: those that are not in force yet.
    assessed: Option<bool>,
    /// With one of these vitalities.
    vitality: Option<Vec<Vitality>>,
    /// With words in their titles, parties, fields or numbers that begin with these. Case and diacritics do not matter.
    search: Option<String>,
}

impl From<AgreementFilter> for agreement::find::AgreementFilter {
    fn from(filter: AgreementFilter) -> Self {
        Self {
            stage: all(filter.stage),
            in_force_on: filter.in_force_on.map(Into::into),
            expires_before: filter.expires_before.map(Into::into),
            expires_from: filter.expires_from.map(Into::into),
            ending_within: filter.ending_within,
            not_confirmed_since: filter.not_confirmed_since.map(Into::into),
            party: filter.party.iter().map(|party| decode_as(Kind::Party, party)).collect(),
            within: filter.within.as_ref().map(|region| decode_as(Kind::Party, region)),
            country: filter.country,
            class: all(filter.class),
            scheme: all(filter.scheme),
            field: all(filter.field),
            dimension: all(filter.dimension),
            classified: filter.classified,
            document: all(filter.document),
            signed_in: filter.signed_in,
            signed: filter.signed,
            term_kind: all(filter.term_kind),
            assessed: filter.assessed,
            vitality: all(filter.vitality),
            search: filter.search,
        }
    }
}

/// A filter for exchanges. All conditions given must hold.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ExchangeFilter {
    /// That start at this moment or later.
    starts_from: Option<DateTime>,
    /// That start before this moment.
    starts_before: Option<DateTime>,
    /// With this region or institution as host, champion or learner.
    region: Option<ID>,
    /// That serve this agreement.
    agreement: Option<ID>,
    /// By one of these methods.
    method: Option<Vec<ExchangeMethod>>,
    /// In one of these formats.
    format: Option<Vec<ExchangeFormat>>,
    /// Still to come, held, or cancelled.
    status: Option<Vec<ExchangeStatus>>,
    /// With words in their titles, places or hosts that begin with these. Case and diacritics do not matter.
    search: Option<String>,
}

impl From<ExchangeFilter> for exchange::find::ExchangeFilter {
    fn from(filter: ExchangeFilter) -> Self {
        let found = Self {
            starts_from: filter.starts_from.map(Into::into),
            starts_before: filter.starts_before.map(Into::into),
            region: filter.region.iter().map(|region| decode_as(Kind::Party, region)).collect(),
            agreement: filter.agreement.map(|agreement| decode_as(Kind::Agreement, &agreement)),
            method: all(filter.method),
            format: all(filter.format),
            search: filter.search,
            ..Self::default()
        };
        match all::<_, Course>(filter.status) {
            Some(courses) => found.that_are(&courses),
            None => found,
        }
    }
}
