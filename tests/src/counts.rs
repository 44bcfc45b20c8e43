//! How often a test repeats what it does by chance. Usually a few times; more often where the environment says so, for a
//! long run by hand: `HOLDFAST_KILLS` (programs killed), `HOLDFAST_TABLES` (random files), `PROPTEST_CASES`.

/// The number that the variable says, else `usual`.
pub fn times(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}
