//! The tray: what is due next, how the keyring stands, and the way back to the window.

use crate::{
    desktop::{background::Background, window},
    events, state,
    state::{Opened, Shell},
};
use chrono::{Days, NaiveDate};
use holdfast_core::{
    Result,
    clock::Now,
    reminders::{
        self, Deadline,
        answers::{self, AnswerInput, DeadlineRef},
        words,
    },
    secrets::{self, KeyringState},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};
use tauri::{
    AppHandle, Manager, Wry,
    menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu},
    tray::{TrayIcon, TrayIconBuilder},
};

const ID: &str = "holdfast";
/// How many deadlines its menu names.
const SHOWN: usize = 5;
/// How far it looks for them, in days.
const AHEAD: u32 = 366;
/// The most characters of a line.
const WIDTH: usize = 60;
/// What "later" means in its menu, in days.
const SNOOZE: u64 = 7;

/// What the menu shows; its items name deadlines by their place in it.
#[derive(Debug, Default)]
pub(crate) struct Tray {
    shown: Mutex<Shown>,
    /// The number the window was last told.
    waiting: Mutex<Option<u32>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Shown {
    waiting: u32,
    deadlines: Vec<(DeadlineRef, String)>,
    keyring: Option<KeyringState>,
}

/// Whether the number differs from the one the window was last told.
pub(crate) fn count_changed(app: &AppHandle, waiting: u32) -> bool {
    let tray = app.state::<Tray>();
    let mut last = tray.waiting.lock().unwrap_or_else(PoisonError::into_inner);
    last.replace(waiting) != Some(waiting)
}

/// Whether the icon is there.
pub(crate) fn is_shown(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

/// Puts the icon there, or takes it away.
pub(crate) fn show(app: &AppHandle, wanted: bool) {
    match (wanted, is_shown(app)) {
        (true, false) => {
            // Where the system lacks the library for trays, this ends in a panic and not in an error.
            let built = catch_unwind(AssertUnwindSafe(|| build(app)));
            match built {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the tray icon could not be made"),
                Err(_) => tracing::warn!("this system has no library for tray icons"),
            }
        }
        (false, true) => drop(app.remove_tray_by_id(ID)),
        _ => {}
    }
}

fn build(app: &AppHandle) -> tauri::Result<TrayIcon<Wry>> {
    let shown = app.state::<Tray>().shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut builder = TrayIconBuilder::with_id(ID)
        .menu(&menu(app, &shown)?)
        .tooltip(tooltip(shown.waiting))
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .on_tray_icon_event(|tray, event| {
            if let tauri::tray::TrayIconEvent::DoubleClick { .. } = event {
                window::bring_forward(tray.app_handle());
            }
        });
    if let Some(icon) = app.default_window_icon() {
        builder = builder.icon(icon.clone());
    }
    builder.build(app)
}

/// Brings the menu up to date, when what it shows has changed.
pub(crate) async fn refresh(app: &AppHandle, opened: &Opened, today: NaiveDate, waiting: u32) {
    if !is_shown(app) {
        return;
    }
    let shown = match look(opened, today, waiting).await {
        Ok(shown) => shown,
        Err(error) => {
            tracing::warn!(%error, "the tray could not be brought up to date");
            return;
        }
    };
    {
        let tray = app.state::<Tray>();
        let mut last = tray.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == shown {
            return;
        }
        last.clone_from(&shown);
    }
    let handle = app.clone();
    let changing = app.run_on_main_thread(move || {
        let Some(tray) = handle.tray_by_id(ID) else { return };
        let changed = menu(&handle, &shown)
            .and_then(|menu| tray.set_menu(Some(menu)))
            .and_then(|()| tray.set_tooltip(Some(tooltip(shown.waiting))));
        if let Err(error) = changed {
            tracing::warn!(%error, "the tray's menu could not be changed");
        }
    });
    if let Err(error) = changing {
        tracing::warn!(%error, "the tray's menu could not be changed");
    }
}

async fn look(opened: &Opened, today: NaiveDate, waiting: u32) -> Result<Shown> {
    let mut conn = opened.db.read().await?;
    let answered = answers::all(&mut conn).await?;
    let deadlines = reminders::deadlines(&mut conn, today, Some(AHEAD)).await?;
    drop(conn);
    let next = deadlines.iter().filter(|deadline| answered.to(deadline).is_none()).take(SHOWN);
    Ok(Shown {
        waiting,
        deadlines: next.map(|deadline| (named(deadline), line(deadline))).collect(),
        keyring: Some(secrets::status(&opened.db, &opened.keyring).await?.state),
    })
}

fn named(deadline: &Deadline) -> DeadlineRef {
    DeadlineRef {
        kind: deadline.kind,
        subject_kind: deadline.subject.kind,
        subject_id: deadline.subject.id.clone(),
        due_on: deadline.due_on.clone(),
    }
}

/// A line of a menu: one line, cut, and no letter of a name becomes a shortcut.
fn line(deadline: &Deadline) -> String {
    let words = words::headline(deadline);
    let mut short: String = words.chars().take(WIDTH).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short.replace('&', "&&")
}

fn tooltip(waiting: u32) -> String {
    match waiting {
        0 => "Holdfast".to_owned(),
        1 => "Holdfast: 1 deadline needs an answer".to_owned(),
        many => format!("Holdfast: {many} deadlines need an answer"),
    }
}

fn keyring_line(state: KeyringState) -> &'static str {
    match state {
        KeyringState::Ready => "Keyring: ready",
        KeyringState::Locked => "Keyring: locked",
        KeyringState::NotCreated => "Keyring: not created yet",
        KeyringState::NoProvider => "Keyring: not found",
        KeyringState::NoSession => "Keyring: no session",
        KeyringState::NotAnswering => "Keyring: not answering",
    }
}

fn menu(app: &AppHandle, shown: &Shown) -> tauri::Result<Menu<Wry>> {
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let words = |id: &str, text: &str| MenuItem::with_id(app, id, text, false, None::<&str>);
    let menu = Menu::new(app)?;
    if shown.deadlines.is_empty() {
        menu.append(&words("nothing", "Nothing is due")?)?;
    }
    for (place, (_, text)) in shown.deadlines.iter().enumerate() {
        let answers = [
            item(&format!("open {place}"), "Show")?,
            item(&format!("done {place}"), "Done")?,
            item(&format!("seen {place}"), "Acknowledge")?,
            item(&format!("later {place}"), "Snooze for a week")?,
        ];
        let answers: Vec<&dyn IsMenuItem<Wry>> = answers.iter().map(|item| item as _).collect();
        menu.append(&Submenu::with_id_and_items(app, format!("deadline {place}"), text, true, &answers)?)?;
    }
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    if let Some(state) = shown.keyring {
        menu.append(&words("keyring", keyring_line(state))?)?;
    }
    menu.append(&item("window", "Open Holdfast")?)?;
    menu.append(&item("quit", "Quit")?)?;
    Ok(menu)
}

fn chosen(app: &AppHandle, id: &str) {
    match id {
        "window" => return window::bring_forward(app),
        "quit" => return app.exit(0),
        _ => {}
    }
    let Some((act, place)) = id.split_once(' ') else { return };
    let deadline = {
        let tray = app.state::<Tray>();
        let shown = tray.shown.lock().unwrap_or_else(PoisonError::into_inner);
        place
            .parse()
            .ok()
            .and_then(|place: usize| shown.deadlines.get(place))
            .map(|(deadline, _)| deadline.clone())
    };
    let Some(deadline) = deadline else { return };
    let answer = match act {
        "open" => {
            window::bring_forward(app);
            return events::open_thing(app, deadline.subject_kind, deadline.subject_id);
        }
        "done" => AnswerInput::Done,
        "seen" => AnswerInput::Acknowledge,
        "later" => match Now::read().today.checked_add_days(Days::new(SNOOZE)) {
            Some(until) => AnswerInput::Snooze { until: until.to_string() },
            None => return,
        },
        _ => return,
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = give(&app, &deadline, &answer).await {
            tracing::warn!(%error, "the answer from the tray was not kept");
        }
    });
}

async fn give(app: &AppHandle, deadline: &DeadlineRef, answer: &AnswerInput) -> Result<()> {
    let shell = app.state::<Shell>();
    let Ok(opened) = shell.opened() else { return Ok(()) };
    let act = state::act(answers::title(answer, 1));
    let mut tx = opened.db.write().await?;
    answers::give(&mut tx, &act, std::slice::from_ref(deadline), answer).await?;
    tx.commit().await?;
    opened.wrote(app).await;
    Ok(())
}

/// Whether closing the window may leave Holdfast here.
pub(crate) fn takes_the_window(app: &AppHandle) -> bool {
    app.state::<Background>().closes_to_tray() && is_shown(app)
}
