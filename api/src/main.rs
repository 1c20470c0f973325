//! The `kembar` binary.
fn main() {}
