//! `cargo xtask bench idle [SECONDS]`: what the open window takes while nobody touches it, with 10,000 records.
//!
//! The window stands on a virtual screen, with a keyring and a desktop of its own, and reminders that are all told. It is
//! left alone until it has settled, then measured: time on a core and resident memory of the application and the web
//! view's processes, at the beginning and at the end.
#![expect(clippy::print_stdout, reason = "the figures are what this program is for")]

use anyhow::{Context, Result, ensure};
use holdfast_tests::{
    background::{Background, wait_until},
    cli::holdfast_in,
    notifications::Desktop,
    processes::{self, Taken},
    programs,
    sandbox::Sandbox,
    session::Session,
};
use std::{
    collections::BTreeMap,
    process::Stdio,
    thread::sleep,
    time::{Duration, Instant},
};

const RECORDS: &str = "10000";
const SECONDS: u64 = 300;
/// How long the window is left to settle.
const SETTLE: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let seconds = match std::env::args().nth(1) {
        Some(text) => text.parse().with_context(|| format!("{text:?} is no number of seconds"))?,
        None => SECONDS,
    };
    ensure!(10 <= seconds, "measure for 10 seconds or more");
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let desktop = Desktop::start(&session)?;
    let filled = holdfast_in(&sandbox, &session, &["demo", "--records", RECORDS])?;
    ensure!(filled.status == Some(0), "no sample data: {filled:?}");
    let told = holdfast_in(&sandbox, &session, &["remind"])?;
    ensure!(told.status == Some(0) && desktop.notes().len() == 1, "reminders were not told: {told:?}");

    let mut screen = sandbox.command("Xvfb");
    screen.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x900x24"]);
    let (_screen, number) = Background::start_and_read_line(&mut screen)?;
    let mut command = session.command(programs::built("holdfast-desktop")?);
    command.env("DISPLAY", format!(":{number}"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut window = Background::start(&mut command)?;
    let root = window.child().id();
    wait_until("the page's process runs", || processes::family(root).len() >= 2)?;
    sleep(SETTLE);

    let before = look(root);
    let started = Instant::now();
    sleep(Duration::from_secs(seconds));
    let (after, elapsed) = (look(root), started.elapsed().as_secs_f64());
    ensure!(window.child().try_wait()?.is_none(), "the window ended meanwhile");
    ensure!(before.keys().eq(after.keys()), "processes came or went: {before:?}, {after:?}");
    print(&before, &after, elapsed);
    Ok(())
}

/// The window's processes by number, with their names.
fn look(root: u32) -> BTreeMap<u32, (String, Taken)> {
    let known = |pid| Some((pid, (processes::name(pid)?, processes::taken(pid)?)));
    processes::family(root).into_iter().filter_map(known).collect()
}

fn print(before: &BTreeMap<u32, (String, Taken)>, after: &BTreeMap<u32, (String, Taken)>, elapsed: f64) {
    println!("An idle window with {RECORDS} records, over {elapsed:.0} seconds\n");
    println!("{:<18} {:>10} {:>12} {:>12} {:>10}", "process", "of a core", "at begin", "at end", "growth");
    let (mut first, mut last) = (Taken::default(), Taken::default());
    let pairs =
        before.values().zip(after.values()).map(|((name, begin), (_, end))| (name.as_str(), *begin, *end));
    for (name, begin, end) in pairs {
        line(name, begin, end, elapsed);
        first = Taken { cpu: first.cpu + begin.cpu, resident: first.resident + begin.resident };
        last = Taken { cpu: last.cpu + end.cpu, resident: last.resident + end.resident };
    }
    line("together", first, last, elapsed);
}

#[expect(clippy::cast_precision_loss, reason = "figures for the eye")]
fn line(name: &str, begin: Taken, end: Taken, elapsed: f64) {
    let share = end.cpu.saturating_sub(begin.cpu) as f64 / elapsed;
    let mebibytes = |kib: u64| kib as f64 / 1024.0;
    println!(
        "{name:<18} {share:>9.2}% {:>8.1} MiB {:>8.1} MiB {:>+6.1} MiB",
        mebibytes(begin.resident),
        mebibytes(end.resident),
        mebibytes(end.resident) - mebibytes(begin.resident)
    );
}
