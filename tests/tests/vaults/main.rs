//! Vaults of other programs: what outside programs write is read, what they read is written, and a file that
//! means harm is refused within bounds.

mod formats;
mod keepass;
mod outside;
mod refused;
