//! Devices over their whole life, and the people who have them, on a database in memory.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod adding;
mod coverage;
mod holders;
mod leaving;
mod place;
mod refresh;
mod stock;
