//! Acts over several domains: a device that leaves the house with its licenses, a person who starts or leaves.

pub mod custody;
