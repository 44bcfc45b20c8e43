//! Telling reminders as long as Holdfast runs, with or without its window: at the start, after every write, and at
//! short ticks that compare wall-clock times, since one long sleep would sleep on with the computer.

use crate::{
    desktop::{background::Background, tray},
    events,
    state::{Opened, Shell},
};
use holdfast_core::{
    Result, calendar,
    clock::Now,
    delivery::{self, Report, Round},
    history,
    reminders::{inbox, policy},
};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tauri::{AppHandle, Manager};
use tokio::sync::Notify;

/// Between two looks at the clock.
const TICK: Duration = Duration::from_secs(40);
/// Writes that follow each other are looked at together.
const SETTLE: Duration = Duration::from_secs(2);
/// After so many seconds everything is looked at anew, whatever seems not to have changed.
const WHOLE_LOOK: i64 = 600;

/// Wakes the telling of reminders, and knows what kept it from succeeding.
#[derive(Debug, Default)]
pub(crate) struct Scheduler {
    wake: Notify,
    /// One round at a time.
    round: tokio::sync::Mutex<()>,
    troubles: Mutex<Troubles>,
}

/// What keeps reminders from being told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Troubles {
    pub mail_waits: Option<String>,
    /// A channel refused something, which is tried again.
    pub refused: bool,
    pub calendar: Option<String>,
}

impl Scheduler {
    /// Something was written, or another policy was chosen.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(crate) fn troubles(&self) -> Troubles {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut Troubles)) {
        change(&mut self.troubles.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// What a look depends on: as long as it is the same, another look finds nothing new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scene {
    change: i64,
    today: chrono::NaiveDate,
    open: bool,
}

/// Tells as long as Holdfast runs.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (shell, scheduler) = (app.state::<Shell>(), app.state::<Scheduler>());
        let Ok(opened) = shell.opened() else { return };
        let mut last: Option<(Scene, Now)> = None;
        let mut woken = true;
        loop {
            match look(&app, opened, &scheduler, &mut last, woken).await {
                Ok(()) => {}
                Err(error) => tracing::warn!(%error, "reminders could not be looked at"),
            }
            woken = tokio::select! {
                () = tokio::time::sleep(TICK) => false,
                () = scheduler.wake.notified() => {
                    tokio::time::sleep(SETTLE).await;
                    true
                }
            };
            // A tray that has come is to be filled.
            woken |= app.state::<Background>().look_for_tray(&app).await;
        }
    });
}

async fn look(
    app: &AppHandle,
    opened: &Opened,
    scheduler: &Scheduler,
    last: &mut Option<(Scene, Now)>,
    woken: bool,
) -> Result<()> {
    let now = Now::read();
    let scene = {
        let mut conn = opened.db.read().await?;
        let open = policy::get(&mut conn).await?.open_at(now.time);
        Scene { change: history::last_change(&mut conn).await?, today: now.today, open }
    };
    let troubles = scheduler.troubles();
    let waits = troubles.refused || troubles.mail_waits.is_some() || troubles.calendar.is_some();
    let recent = last.is_some_and(|(before, at)| {
        let seconds = (now.at - at.at).num_seconds();
        before == scene && (0..WHOLE_LOOK).contains(&seconds)
    });
    if recent && !woken && !waits {
        return Ok(());
    }
    *last = Some((scene, now));
    tell(app, opened, scheduler, &Round::by_itself(now)).await.map(drop)
}

/// Runs a round, and shows what came of it: in the tray, on badges, in the calendar file.
pub(crate) async fn tell(
    app: &AppHandle,
    opened: &Opened,
    scheduler: &Scheduler,
    round: &Round,
) -> Result<Report> {
    let _one = scheduler.round.lock().await;
    let before = scheduler.troubles();
    let report = delivery::run(&opened.db, &opened.keyring, round).await;
    if let Ok(report) = &report {
        if !report.told.is_empty() {
            tracing::info!(told = report.told.len(), "reminders told");
        }
        let refused = !delivery::failures(&mut *opened.db.read().await?).await?.is_empty();
        scheduler.note(|troubles| {
            troubles.refused = refused;
            troubles.mail_waits.clone_from(&report.mail_waits);
        });
    }
    let synced = calendar::sync(&opened.db, &round.now).await;
    scheduler.note(|troubles| troubles.calendar = synced.err().map(|error| error.to_string()));
    let waiting = inbox::waiting(&mut *opened.db.read().await?, round.now.today).await?;
    tray::refresh(app, opened, round.now.today, waiting).await;
    let told = report.as_ref().is_ok_and(|report| !report.told.is_empty());
    if told || before != scheduler.troubles() || tray::count_changed(app, waiting) {
        events::reminders_changed(app, waiting);
    }
    report
}
