//! The application opens no connection: none of its processes holds an internet socket. Run without the
//! driver, which would hold some of its own.

use std::{collections::HashSet, fs, process::Stdio, time::Duration};

use anyhow::Result;
use holdfast_tests::{
    background::{Background, wait_until},
    cli,
    processes::family,
    programs,
    sandbox::Sandbox,
    session::Session,
};

/// Inodes of the sockets that a process holds.
fn sockets(pid: u32) -> HashSet<String> {
    fs::read_dir(format!("/proc/{pid}/fd"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let target = fs::read_link(entry.path()).ok()?;
            Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
        })
        .collect()
}

/// Inodes of every internet socket of this machine.
fn internet() -> HashSet<String> {
    ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"]
        .iter()
        .filter_map(|table| fs::read_to_string(format!("/proc/net/{table}")).ok())
        .flat_map(|text| {
            text.lines()
                .skip(1)
                .filter_map(|line| line.split_whitespace().nth(9).map(str::to_owned))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn no_process_of_the_window_holds_an_internet_socket() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    assert_eq!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "60"])?.status, Some(0));
    let mut display = sandbox.command("Xvfb");
    display.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x900x24"]);
    let (_display, number) = Background::start_and_read_line(&mut display)?;
    let mut command = session.command(programs::built("holdfast-desktop")?);
    command
        .env("DISPLAY", format!(":{number}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut window = Background::start(&mut command)?;
    let root = window.child().id();
    wait_until("the page's process runs", || family(root).len() >= 2)?;

    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    assert!(!sockets(std::process::id()).is_disjoint(&internet()), "the test sees internet sockets at all");
    drop(listener);
    for _ in 0..20 {
        let internet = internet();
        for pid in family(root) {
            let held: Vec<String> = sockets(pid).intersection(&internet).cloned().collect();
            assert!(held.is_empty(), "process {pid} holds {held:?}");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(window.child().try_wait()?.is_none(), "the window is still there");
    Ok(())
}
