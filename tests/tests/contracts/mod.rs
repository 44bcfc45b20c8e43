//! Vendors, licenses and contracts over years: terms, seats, cancellation, coverage, merging.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod agreements;
mod migration;
mod place;
mod seats;
mod upgrade;
mod vendors;
