//! Who agreed to what is said of them: that they take part in an exchange (*persetujuan peserta*), and that it serves their
//! agreement. Nobody is named before they agreed, except those for whom nobody acts in the registry: they are shown as not
//! confirmed.

pub mod act;
pub(super) mod ask;
