//! The orders of lists, where the caller does not say or where it is always the same.

use async_graphql::Enum;
use entity::{agreement::find::AgreementOrder, page::Direction, partnership::find::Order as PartnershipOrder};

/// The direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::page::Direction")]
pub(crate) enum OrderDirection {
    /// Smallest or earliest first.
    Ascending,
    /// Largest or latest first.
    Descending,
}

/// An order of agreements.
pub(crate) type OrderOfAgreements = (AgreementOrder, Direction);

/// That of a list when the caller does not say: as they were entered.
pub(crate) const AGREEMENTS: OrderOfAgreements = (AgreementOrder::Created, Direction::Ascending);

/// That of the agreements of a party: the next to expire first.
pub(crate) const AGREEMENTS_WITHIN: OrderOfAgreements = (AgreementOrder::ExpiresOn, Direction::Ascending);

/// An order of partnerships.
pub(crate) type OrderOfPartnerships = (PartnershipOrder, Direction);

/// That of a list when the caller does not say, and of the partnerships of a party: as they were entered.
pub(crate) const PARTNERSHIPS: OrderOfPartnerships = (PartnershipOrder::Entry, Direction::Ascending);

/// The order of the exchanges of a party: the earliest first.
pub(crate) const EXCHANGES_WITHIN: Direction = Direction::Ascending;
