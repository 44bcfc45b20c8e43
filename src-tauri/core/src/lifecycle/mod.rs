//! Acts over several domains at once.

mod agreements;
mod merge;

pub use agreements::{add_term, cancel, renew};
pub use merge::merge_vendors;
