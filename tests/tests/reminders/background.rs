//! Reminders of the application while no window is shown.

use std::process::{Command, Stdio};

use chrono::Days;
use holdfast_core::{
    reminders::{self, answers},
    settings::{self, BackgroundSettings},
};
use holdfast_tests::{
    background::{Background, Deadline, stays, wait, wait_until},
    notifications::Desktop,
    programs,
    sandbox::Sandbox,
    session::Session,
    tray::Tray,
};
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt, EventMask};

use super::place::{add, choose, open, remind, told};

/// A virtual screen, and the application on it without its window.
fn start_hidden(sandbox: &Sandbox, session: &Session<'_>) -> (Background, Background, String) {
    start(sandbox, session, &["--hidden"])
}

fn start(sandbox: &Sandbox, session: &Session<'_>, arguments: &[&str]) -> (Background, Background, String) {
    let mut screen = sandbox.command("Xvfb");
    screen.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "800x600x24"]);
    let (screen, number) = Background::start_and_read_line(&mut screen).unwrap();
    let display = format!(":{number}");
    let mut command = session.command(programs::built("holdfast-desktop").unwrap());
    command.args(arguments).env("DISPLAY", &display);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    (Background::start(&mut command).unwrap(), screen, display)
}

fn shows_a_window(sandbox: &Sandbox, display: &str) -> bool {
    !windows(sandbox, display).is_empty()
}

/// The windows that are shown.
fn windows(sandbox: &Sandbox, display: &str) -> Vec<u32> {
    let mut command: Command = sandbox.command("xdotool");
    let found = command
        .env("DISPLAY", display)
        .args(["search", "--onlyvisible", "--name", "Holdfast"])
        .stderr(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(found.stdout).unwrap().lines().map(|number| number.parse().unwrap()).collect()
}

/// Asks the window to close, as its button does.
fn close_window(sandbox: &Sandbox, display: &str) {
    let (connection, _) = x11rb::connect(Some(display)).unwrap();
    let atom = |name: &[u8]| connection.intern_atom(false, name).unwrap().reply().unwrap().atom;
    let close = [atom(b"WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0];
    for window in windows(sandbox, display) {
        let asked = ClientMessageEvent::new(32, window, atom(b"WM_PROTOCOLS"), close);
        // Waits for the server, which may drop what a client sent that is gone.
        connection.send_event(false, window, EventMask::NO_EVENT, asked).unwrap().check().unwrap();
    }
}

#[tokio::test]
async fn what_is_due_is_told_while_no_window_is_shown() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let db = open(&sandbox).await;
    choose(&db, |_| {}).await;
    let today = sandbox.today();
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
    let today = sandbox.today();
    let soon = today.checked_add_days(Days::new(5)).unwrap();
    for round in 1..=4 {
        let name = format!("License {round}");
        add(&db, &[(&name, soon)]).await;
        let deadline = Deadline::patience();
        while desktop.notes().len() < round {
            deadline.check("all are told").unwrap();
            let _ = told(&remind(&sandbox, &session, today, &[]));
        }
    }
    let six_seconds = std::time::Duration::from_secs(6);
    stays(six_seconds, "none is told twice", async || Ok(desktop.notes().len() <= 4)).await.unwrap();
    let titles: Vec<String> = desktop.notes().into_iter().map(|note| note.title).collect();
    assert_eq!(titles.len(), 4, "{titles:?}");
}

/// The tray of a desktop that has one: what is due next, answered there, and the way to the window and out.
#[tokio::test]
async fn the_tray_says_what_is_due_and_takes_answers() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let _desktop = Desktop::start(&session).unwrap();
    let tray = Tray::start(&session).await.unwrap();
    let db = open(&sandbox).await;
    choose(&db, |_| {}).await;
    let today = sandbox.today();
    let names = ["Atlas", "Borealis", "Cobalt", "Delta_1", "Ember", "Fjord"];
    let ending: Vec<_> = (1..)
        .zip(names)
        .map(|(days, name)| (name, today.checked_add_days(Days::new(days)).unwrap()))
        .collect();
    let ids = add(&db, &ending).await;

    let (mut hidden, _screen, display) = start_hidden(&sandbox, &session);
    let texts = async || -> Vec<String> {
        let menu = tray.menu().await.unwrap_or_default();
        menu.into_iter().map(|line| line.text).filter(|text| !text.is_empty()).collect()
    };
    wait("the five next deadlines", async || texts().await.len() == 8).await.unwrap();
    let shown = texts().await;
    for (text, name) in shown.iter().zip(names).take(5) {
        assert!(text.starts_with(&format!("{name} ends on ")), "{shown:?}");
    }
    assert_eq!(shown[5..], ["Keyring: ready", "Open Holdfast", "Quit"]);

    // Done, and away for a week: both leave the menu, and the next one comes.
    tray.choose(&[&shown[0], "Done"]).await.unwrap();
    wait("Fjord comes up", async || texts().await.iter().any(|text| text.starts_with("Fjord")))
        .await
        .unwrap();
    assert!(!texts().await.iter().any(|text| text.starts_with("Atlas")));
    let open_now = reminders::deadlines(&mut db.read().await.unwrap(), today, Some(90)).await.unwrap();
    assert!(open_now.iter().all(|deadline| deadline.subject.name != "Atlas"), "it is done");
    tray.choose(&[&shown[1], "Snooze for a week"]).await.unwrap();
    wait("Borealis is away", async || !texts().await.iter().any(|text| text.starts_with("Borealis")))
        .await
        .unwrap();
    let given = answers::of_subject(&mut db.read().await.unwrap(), &ids[1]).await.unwrap();
    let in_a_week = today.checked_add_days(Days::new(7)).unwrap().to_string();
    assert_eq!(given[0].until.as_deref(), Some(in_a_week.as_str()));

    assert!(!shows_a_window(&sandbox, &display));
    tray.choose(&["Open Holdfast"]).await.unwrap();
    wait("the window is shown", async || shows_a_window(&sandbox, &display)).await.unwrap();
    tray.choose(&["Quit"]).await.unwrap();
    wait("it ends", async || hidden.child().try_wait().unwrap().is_some()).await.unwrap();
}

/// At login the desktop may start its tray later than this.
#[tokio::test]
async fn a_tray_that_comes_late_gets_its_icon() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let db = open(&sandbox).await;
    choose(&db, |_| {}).await;
    let soon = sandbox.today().checked_add_days(Days::new(5)).unwrap();
    add(&db, &[("Prism", soon)]).await;
    let (mut hidden, _screen, _) = start_hidden(&sandbox, &session);
    wait("it is at work", async || desktop.notes().len() == 1).await.unwrap();
    let tray = Tray::start(&session).await.unwrap();
    add(&db, &[("Figma", soon)]).await;
    let named = async |name: &str| {
        let menu = tray.menu().await.unwrap_or_default();
        menu.iter().any(|line| line.text.starts_with(name))
    };
    wait("its menu says what is due", async || named("Figma ends on ").await).await.unwrap();
    assert!(hidden.child().try_wait().unwrap().is_none());
}

/// Closing leaves Holdfast in the tray where that was chosen and there is a tray, and ends it elsewhere.
#[tokio::test]
async fn closing_stays_in_the_tray_only_where_there_is_one() {
    for has_tray in [true, false] {
        let sandbox = Sandbox::new().unwrap();
        let session = Session::with_keyring(&sandbox).unwrap();
        let tray = if has_tray { Some(Tray::start(&session).await.unwrap()) } else { None };
        let db = open(&sandbox).await;
        let mut tx = db.write().await.unwrap();
        settings::set_background(&mut tx, &BackgroundSettings { close_to_tray: true }).await.unwrap();
        tx.commit().await.unwrap();

        let (mut running, _screen, display) = start(&sandbox, &session, &[]);
        wait("the window is shown", async || shows_a_window(&sandbox, &display)).await.unwrap();
        if let Some(tray) = &tray {
            wait("the icon is there", async || tray.icons().await == 1).await.unwrap();
        }
        close_window(&sandbox, &display);
        if let Some(tray) = &tray {
            wait("the window is gone", async || !shows_a_window(&sandbox, &display)).await.unwrap();
            assert!(running.child().try_wait().unwrap().is_none(), "it stays at work");
            tray.choose(&["Open Holdfast"]).await.unwrap();
            wait("the window is back", async || shows_a_window(&sandbox, &display)).await.unwrap();
        } else {
            wait("it ends", async || running.child().try_wait().unwrap().is_some()).await.unwrap();
        }
    }
}

#[test]
fn without_a_graphical_session_it_says_so() {
    let sandbox = Sandbox::new().unwrap();
    let mut command = sandbox.command(programs::built("holdfast-desktop").unwrap());
    let ended = command.output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("there is no graphical session") && !said.contains("panic"), "{said}");
}
