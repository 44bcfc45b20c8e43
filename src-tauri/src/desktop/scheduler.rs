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
    delivery::{self, Report, Round, Rounds, Scene, Troubles},
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
/// After a look that failed, as while another program keeps the database to itself.
const AGAIN: Duration = Duration::from_secs(5);

/// Wakes the telling of reminders, and knows what kept it from succeeding.
#[derive(Debug, Default)]
pub(crate) struct Scheduler {
    wake: Notify,
    /// One round at a time.
    round: tokio::sync::Mutex<()>,
    troubles: Mutex<Troubles>,
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

/// Tells as long as Holdfast runs.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (shell, scheduler) = (app.state::<Shell>(), app.state::<Scheduler>());
        let Ok(opened) = shell.opened() else { return };
        // What was told could not be noted, and would be told again and again.
        if opened.db.why_only_read().is_some() {
            return;
        }
        let mut rounds = Rounds::default();
        loop {
            let pause = match look(&app, opened, &scheduler, &mut rounds).await {
                Ok(()) => TICK,
                Err(error) => {
                    tracing::warn!(%error, "reminders could not be looked at");
                    AGAIN
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = scheduler.wake.notified() => {
                    tokio::time::sleep(SETTLE).await;
                    rounds.want();
                }
            };
            // A tray that has come is to be filled.
            if app.state::<Background>().look_for_tray(&app).await {
                rounds.want();
            }
        }
    });
}

async fn look(app: &AppHandle, opened: &Opened, scheduler: &Scheduler, rounds: &mut Rounds) -> Result<()> {
    let now = Now::read();
    let scene = {
        let mut conn = opened.db.read().await?;
        let open = policy::get(&mut conn).await?.open_at(now.time);
        Scene { change: history::last_change(&mut conn).await?, today: now.today, open }
    };
    if rounds.due(&scene, &now, &scheduler.troubles()) {
        tell(app, opened, scheduler, &Round::by_itself(now)).await?;
        rounds.done(scene, &now);
    }
    Ok(())
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
        let refused = delivery::failures(&mut *opened.db.read().await?).await?;
        scheduler.note(|troubles| {
            troubles.refused = refused;
            troubles.mail_waits.clone_from(&report.mail_waits);
        });
    }
    let synced = calendar::sync(&opened.db, &round.now).await;
    scheduler.note(|troubles| troubles.calendar = synced.err().map(|error| error.to_string()));
    delivery::tell_of_backups(&opened.db, round).await?;
    let waiting = inbox::waiting(&mut *opened.db.read().await?, round.now.today).await?;
    tray::refresh(app, opened, round.now.today, waiting).await;
    let told = report.as_ref().is_ok_and(|report| !report.told.is_empty());
    if told || before != scheduler.troubles() || tray::count_changed(app, waiting) {
        events::reminders_changed(app, waiting);
    }
    report
}
