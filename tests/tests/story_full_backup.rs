//! The full backup in a real window: Settings say that there is none, it is written, and opened again with its passphrase.
#![cfg(target_os = "linux")]

use anyhow::{Result, ensure};
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};
use thirtyfour::prelude::*;

use crate::secrets::probe::Probe;

const STRONG: &str = "wound-lantern-oblige-trapeze-vivid";

/// Types into a field, and Enter.
async fn submit(window: &Window, id: &str, text: &str) -> Result<()> {
    window.type_into(id, text).await?;
    window.press_keys(&[], Key::Enter).await
}

#[tokio::test]
async fn a_full_backup_is_missed_written_and_checked() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    {
        let mut router = Probe::start(&session)?;
        ensure!(router.ask("save canary-8d20")? == "ok");
        ensure!(router.ask("import 12")?.starts_with("ok"));
    }
    let window = Window::open(&sandbox, &session).await?;
    window.click("nav-settings").await?;
    window.settled().await?;
    window.wait_for_text_of("last-full-backup", "No full backup yet").await?;
    window.click("full-backup").await?;
    window.find_testid("full-backup-form").await?;
    window.type_into("field-passphrase", "summer").await?;
    submit(&window, "field-again", "summer").await?;
    window.find(By::Css("form [role=alert]")).await?;
    window.shot("full-backup").await?;
    window.type_into("field-passphrase", STRONG).await?;
    submit(&window, "field-again", STRONG).await?;
    let file = sandbox.path("usb.tar.age");
    window.choose_file(&sandbox, "Full backup", &file)?;
    window.wait_for_text_of("full-backup-done", "13 secrets").await?;
    ensure!(window.text_of("full-backup-path").await? == file.to_string_lossy());
    window.shot("full-backup-done").await?;
    window.click("full-backup-close").await?;
    window.wait_for_text_of("last-full-backup", "Last full backup").await?;

    // To check it takes its passphrase, and no other one.
    window.click("check-backup").await?;
    window.choose_file(&sandbox, "Check a backup", &file)?;
    window.find_testid("backup-passphrase-form").await?;
    submit(&window, "field-passphrase", "another one altogether").await?;
    window.wait_for_text("does not open").await?;
    window.shot("full-backup-passphrase").await?;
    submit(&window, "field-passphrase", STRONG).await?;
    window.wait_for_text_of("checked-backup", "holds 13 secrets of the keyring").await?;
    let source = window.driver()?.source().await?;
    ensure!(!source.contains("canary-8d20") && !source.contains(STRONG));
    window.close().await?;

    let there = Sandbox::new()?;
    let other = Session::with_keyring(&there)?;
    let path = file.to_string_lossy().into_owned();
    let restored = cli::holdfast_fed(&there, &other, &["restore", &path, "--password-stdin"], STRONG)?;
    ensure!(restored.status == Some(0), "{restored:?}");
    ensure!(Probe::start(&other)?.ask("fetch")? == "ok canary-8d20");
    Ok(())
}
