//! The orders of lists, where the caller does not say or where it is always the same.

use crate::enums::remote_enum;
use entity::{agreement::find::AgreementOrder, page::Direction, partnership::find::Order as PartnershipOrder};

remote_enum! {
    /// The direction of an order.
    OrderDirection = "entity::page::Direction" {
        Ascending: "Smallest or earliest first.",
        Descending: "Largest or latest first.",
    }
}

/// An order of agreements.
pub(crate) type OrderOfAgreements = (AgreementOrder, Direction);

/// The order of a list when the caller does not say: as they were entered.
pub(crate) const AGREEMENTS: OrderOfAgreements = (AgreementOrder::Created, Direction::Ascending);

/// The order of the agreements of a party: the next to expire first.
pub(crate) const AGREEMENTS_WITHIN: OrderOfAgreements = (AgreementOrder::ExpiresOn, Direction::Ascending);

/// An order of partnerships.
pub(crate) type OrderOfPartnerships = (PartnershipOrder, Direction);

/// The order of a list when the caller does not say, and of the partnerships of a party: as they were entered.
pub(crate) const PARTNERSHIPS: OrderOfPartnerships = (PartnershipOrder::Entry, Direction::Ascending);

/// The order of the exchanges of a party: the earliest first.
pub(crate) const EXCHANGES_WITHIN: Direction = Direction::Ascending;
