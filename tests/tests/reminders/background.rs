//! Reminders of the application while no window is shown.

use std::process::{Command, Stdio};

use chrono::Days;
use holdfast_core::clock::Now;
use holdfast_tests::{
    background::{Background, wait_until},
    notifications::Desktop,
    programs,
    sandbox::Sandbox,
    session::Session,
};

use crate::place::{add, choose, open, remind, told};

/// A virtual screen, and the application on it without its window.
fn start_hidden(sandbox: &Sandbox, session: &Session<'_>) -> (Background, Background, String) {
    let mut screen = sandbox.command("Xvfb");
    screen.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "800x600x24"]);
    let (screen, number) = Background::start_and_read_line(&mut screen).unwrap();
    let display = format!(":{number}");
    let mut command = session.command(programs::built("holdfast-desktop").unwrap());
    command.arg("--hidden").env("DISPLAY", &display);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    (Background::start(&mut command).unwrap(), screen, display)
}

fn shows_a_window(sandbox: &Sandbox, display: &str) -> bool {
    let mut command: Command = sandbox.command("xdotool");
    let found = command
        .env("DISPLAY", display)
        .args(["search", "--onlyvisible", "--name", "Holdfast"])
        .stderr(Stdio::null())
        .output()
        .unwrap();
    !found.stdout.is_empty()
}

#[tokio::test]
async fn what_is_due_is_told_while_no_window_is_shown() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let db = open(&sandbox).await;
    choose(&db, |_| {}).await;
    let today = Now::read().today;
    let soon = today.checked_add_days(Days::new(5)).unwrap();
    add(&db, &[("Prism", soon)]).await;

    let (mut hidden, _screen, display) = start_hidden(&sandbox, &session);
    wait_until("the first reminder is shown", || desktop.notes().len() == 1).unwrap();
    assert!(desktop.notes()[0].title.starts_with("Prism ends on "), "{:?}", desktop.notes());
    assert!(!shows_a_window(&sandbox, &display));

    // What is added meanwhile is told without waiting for another day.
    add(&db, &[("Figma", soon)]).await;
    wait_until("the second reminder is shown", || desktop.notes().len() == 2).unwrap();
    assert_eq!(told(&remind(&sandbox, &session, today, &[])), [], "the command line finds both told");
    assert!(desktop.notes()[1].title.starts_with("Figma ends on "), "{:?}", desktop.notes());
    assert!(!shows_a_window(&sandbox, &display));
    assert!(hidden.child().try_wait().unwrap().is_none(), "it stays at work");

    // Asked for a second time, it comes forward: the search above would have found it.
    let mut again = session.command(programs::built("holdfast-desktop").unwrap());
    again.env("DISPLAY", &display).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _again = Background::start(&mut again).unwrap();
    wait_until("the window is shown", || shows_a_window(&sandbox, &display)).unwrap();
}

/// The hidden application and the command line at the same time.
#[tokio::test]
async fn window_and_command_line_never_tell_the_same_one_twice() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let db = open(&sandbox).await;
    choose(&db, |_| {}).await;
    let (_hidden, _screen, _) = start_hidden(&sandbox, &session);
    let today = Now::read().today;
    let soon = today.checked_add_days(Days::new(5)).unwrap();
    for round in 1..=4 {
        let name = format!("License {round}");
        add(&db, &[(&name, soon)]).await;
        while desktop.notes().len() < round {
            let _ = told(&remind(&sandbox, &session, today, &[]));
        }
    }
    std::thread::sleep(std::time::Duration::from_secs(6));
    let titles: Vec<String> = desktop.notes().into_iter().map(|note| note.title).collect();
    assert_eq!(titles.len(), 4, "{titles:?}");
}
