//! Vaults of other programs: what outside programs write is read, what they read is written, and a file that
//! means harm is refused within bounds.
#![expect(clippy::expect_used, reason = "a step that fails fails the test")]

mod addresses;
mod again;
#[cfg(target_os = "linux")]
mod cli;
mod export;
mod formats;
mod import;
mod keepass;
mod outside;
mod place;
mod refused;
