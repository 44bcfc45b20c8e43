//! Backups by themselves at the window: one is made without a word, settings say where and how many, and what does not work is
//! told on the overview and with the reminders.
#![cfg(target_os = "linux")]

use anyhow::{Result, ensure};
use chrono::TimeDelta;
use holdfast_tests::{background::wait_until, cli, sandbox::Sandbox, session::Session, window::Window};
use std::{fs, path::Path};

fn databases(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".db")).count()
}

#[tokio::test]
async fn the_window_backs_up_by_itself_and_says_when_it_cannot() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let own = sandbox.data_dir().join("backups");
    let stick = sandbox.path("stick");
    fs::create_dir(&stick)?;
    fs::write(sandbox.path("in.csv"), "name,seats\nPrism,1\n")?;
    let begun = cli::holdfast_in(&sandbox, &session, &["import", "in.csv", "--as", "licenses"])?;
    ensure!(begun.status == Some(0) && !own.exists(), "{begun:?}");
    let window = Window::open(&sandbox, &session).await?;
    wait_until("a backup is made by itself", || databases(&own) == 1)?;

    window.go("settings").await?;
    window.wait_for_text_of("last-automatic-backup", "today").await?;
    window.wait_for_text_of("backup-sum", "1 backup").await?;
    window.click("back-up-automatically").await?;
    window.wait_for_text_of("backup-sum", "2 backups").await?;
    window.click("choose-backup-folder").await?;
    window.choose_file(&sandbox, "Folder for backups", &stick)?;
    window.wait_for_text_of("backup-folder", "stick").await?;
    window.wait_for_text_of("backup-sum", "0 backups").await?;
    window.click("back-up-automatically").await?;
    window.wait_for_text_of("backup-sum", "1 backup").await?;
    ensure!((databases(&own), databases(&stick)) == (2, 1), "what was made stays where it is");
    window.shot("settings-backups").await?;

    fs::rename(&stick, sandbox.path("away"))?;
    sandbox.advance(TimeDelta::days(5))?;
    window.wait_for_text_of("backups-overdue", "for 5 days").await?;
    window.shot("settings-backups-overdue").await?;
    window.go("overview").await?;
    window.wait_for_text_of("backup-trouble", "There is no folder").await?;
    window.wait_for_text_of("safe-backup-remark", "failed").await?;
    window.shot("overview-backups-overdue").await?;
    window.go("reminders").await?;
    window.wait_for_text_of("backups-failed", "for 5 days").await?;
    window.click("backup-settings").await?;
    window.click("reset-backup-folder").await?;
    window.wait_for_text_of("backup-folder", "backups").await?;
    wait_until("it goes on in the data folder", || databases(&own) == 3)?;
    window.wait_for_text_of("last-automatic-backup", "today").await?;
    let list = cli::holdfast_in(&sandbox, &session, &["backup", "list", "--json"])?.json()?;
    ensure!(list["trouble"].is_null() && list["overdue"].is_null(), "{list}");
    window.close().await
}
