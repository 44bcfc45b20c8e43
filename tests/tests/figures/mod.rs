//! Each figure once: what several screens, lists and reports say of one thing is the same, and what was worked out by hand.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod covered;
mod equal;
mod money;
mod place;
mod seats;
