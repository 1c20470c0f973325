//! To which dimensions of a smart city (*kota cerdas*) an agreement belongs. They are not terms: nobody attests them,
//! and they may change after the agreement is signed.

pub mod act;
pub mod find;
pub mod record;
