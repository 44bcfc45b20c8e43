//! The program is killed: at each numbered step of a save, and at any moment under load.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;
use holdfast_tests::counts::times;
use holdfast_tests::sandbox::Sandbox;
use holdfast_tests::session::Session;

use super::items;
use super::probe::Probe;

/// A value of several parts, so that a step can be cut off within it.
fn long(name: &str) -> String {
    format!("{name}-{}", "0123456789".repeat(600))
}

/// What must hold after every kill: the old or the new value is there, and nothing else is left after the sweep.
fn is_whole(session: &Session<'_>, probe: &mut Probe, allowed: &[&str], others: usize) -> Result<String> {
    let found = probe.ask("fetch")?;
    let value = found.strip_prefix("ok ").unwrap_or(&found).to_owned();
    assert!(allowed.contains(&value.as_str()), "{found}");
    assert_eq!(probe.ask("sweep")?, "ok 0 waiting, skipped: false");
    assert_eq!(probe.ask("orphans")?, "ok 0 items, 0 rows");
    assert_eq!(probe.ask("fetch")?, found, "a sweep changes no value");
    let parts = value.len().div_ceil(2_400);
    assert_eq!(items(session)?, parts + others, "nothing is left behind");
    Ok(value)
}

#[test]
fn killed_at_each_numbered_step_a_save_loses_and_leaves_nothing() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    for step in 1..=6_u8 {
        let (old, new) = (long(&format!("old-{step}")), long(&format!("new-{step}")));
        let mut probe = Probe::start(&session)?;
        assert_eq!(probe.ask(&format!("save {old}"))?, "ok");
        assert_eq!(probe.ask(&format!("die {step}"))?, "ok");
        probe.order(&format!("save {new}"))?;
        assert_eq!(probe.answer()?, None, "step {step}: it died before it answered");
        drop(probe);
        // A row points to the new value from step (4) on, and not before.
        let expected = if step < 4 { &old } else { &new };
        is_whole(&session, &mut Probe::start(&session)?, &[expected], 0)?;
    }
    Ok(())
}

#[test]
fn killed_while_a_previous_value_is_kept_a_save_keeps_it() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("keep 1")?, "ok");
    for order in ["save first", "save second", "die 4"] {
        assert_eq!(probe.ask(order)?, "ok");
    }
    probe.order("save third")?;
    assert_eq!(probe.answer()?, None);
    let mut probe = Probe::start(&session)?;
    assert_eq!(probe.ask("previous")?, "ok second");
    assert_eq!(is_whole(&session, &mut probe, &["third"], 1)?, "third");
    Ok(())
}

/// So many kills have one keyring: what it lists grows, and so does the time of looking.
const OF_ONE_KEYRING: u64 = 100;

/// Runs a trial with so many kills altogether (`HOLDFAST_KILLS` for a long run by hand), each time with a keyring of its
/// own and another chance.
fn kills(usual: u64, trial: impl Fn(u64, u64) -> Result<BTreeSet<bool>>) -> Result<()> {
    let all = times("HOLDFAST_KILLS", usual);
    let mut outcomes = BTreeSet::new();
    let mut begun = 0;
    // Some more where chance had it that all of them were cut off, or none.
    while begun < all || (outcomes.len() < 2 && begun < 4 * all) {
        let left = if begun < all { all - begun } else { all };
        // A sequence that looks like chance and is the same each time.
        let chance = 0x2545_F491_4F6C_DD1D_u64.wrapping_mul(2 * begun + 1);
        outcomes.extend(trial(OF_ONE_KEYRING.min(left), chance)?);
        begun += OF_ONE_KEYRING.min(left);
    }
    assert_eq!(outcomes.len(), 2, "some were cut off and some were not: {outcomes:?}");
    Ok(())
}

fn next(chance: &mut u64) -> u64 {
    *chance ^= *chance << 13;
    *chance ^= *chance >> 7;
    *chance ^= *chance << 17;
    *chance
}

/// Two programs save into the same database, and one of them is killed again and again.
#[test]
fn killed_at_any_moment_under_load_a_save_loses_and_leaves_nothing() -> Result<()> {
    kills(60, |kills, mut chance| {
        let sandbox = Sandbox::new()?;
        let session = Session::with_keyring(&sandbox)?;
        let mut other = Probe::of(&session, "Switch")?;
        let mut probe = Probe::start(&session)?;
        let begun = std::time::Instant::now();
        assert_eq!(probe.ask("save value-0")?, "ok");
        assert_eq!(other.ask("save steady-0")?, "ok");
        // Two saves take about this long here, so that some are cut off and some are not.
        let span = u64::try_from(begun.elapsed().as_micros())?.max(30_000) * 2;
        let mut last = "value-0".to_owned();
        let mut outcomes = BTreeSet::new();
        for round in 1..=kills {
            let new = format!("value-{round}");
            other.order(&format!("save steady-{round}"))?;
            probe.order(&format!("save {new}"))?;
            sleep(Duration::from_micros(next(&mut chance) % span));
            probe.program.signal("KILL")?;
            drop(probe);
            assert_eq!(other.answer()?.as_deref(), Some("ok"), "round {round}: the other goes on");
            probe = Probe::start(&session)?;
            let found = is_whole(&session, &mut probe, &[&last, &new], 1)?;
            outcomes.insert(found == new);
            last = found;
        }
        assert_eq!(other.ask("fetch")?, format!("ok steady-{kills}"));
        Ok(outcomes)
    })
}

/// Imports are killed at any moment: all of one is there or nothing, and what was there before is whole.
#[test]
fn killed_at_any_moment_an_import_is_there_whole_or_not_at_all() -> Result<()> {
    const ENTRIES: usize = 12;
    kills(20, |kills, mut chance| {
        let sandbox = Sandbox::new()?;
        let session = Session::with_keyring(&sandbox)?;
        let mut probe = Probe::start(&session)?;
        assert_eq!(probe.ask("save before")?, "ok");
        let begun = std::time::Instant::now();
        assert!(probe.ask(&format!("import {ENTRIES} 0"))?.starts_with("ok "));
        // An import and a half take about this long here, so that some are cut off and some are not.
        let span = u64::try_from(begun.elapsed().as_micros())?.max(30_000) * 3 / 2;
        let mut kept = ENTRIES;
        let mut outcomes = BTreeSet::new();
        for round in 1..=kills {
            probe.order(&format!("import {ENTRIES} {}", usize::try_from(round)? * ENTRIES))?;
            sleep(Duration::from_micros(next(&mut chance) % span));
            probe.program.signal("KILL")?;
            drop(probe);
            probe = Probe::start(&session)?;
            assert_eq!(probe.ask("sweep")?, "ok 0 waiting, skipped: false", "round {round}");
            assert_eq!(probe.ask("orphans")?, "ok 0 items, 0 rows", "round {round}");
            // Those of the value from before aside.
            let there = items(&session)?.saturating_sub(1);
            assert!([kept, kept + ENTRIES].contains(&there), "round {round}: {there} after {kept}");
            outcomes.insert(there == kept);
            kept = there;
            if round % 10 == 0 || round == kills {
                assert_eq!(probe.ask("values")?, format!("ok {kept} of {kept}"), "round {round}");
                assert_eq!(probe.ask("fetch")?, "ok before");
            }
        }
        Ok(outcomes)
    })
}
