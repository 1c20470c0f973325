//! Approval routes (*alur persetujuan*): which steps a party takes with an agreement and what each step needs, as data.

pub mod act;
pub mod find;
pub mod record;
pub mod reference;
pub mod rule;
