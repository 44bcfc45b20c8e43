//! A damaged database in a real window: the first screen says so, saves what can be read, and says what is gone.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result, ensure};
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};
use std::{fs, process::Command};

const PAGE: usize = 4096;

#[tokio::test]
async fn what_can_be_read_is_saved_from_the_first_screen() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let table: String = (0..200).map(|number| format!("Switch {number},SW-{number}\n")).collect();
    fs::write(sandbox.path("in.csv"), format!("Name,Asset tag\n{table}"))?;
    let begun = cli::holdfast_in(&sandbox, &session, &["import", "in.csv", "--as", "hardware"])?;
    ensure!(begun.status == Some(0), "{begun:?}");
    let kept = cli::holdfast_in(&sandbox, &session, &["backup", "--auto"])?;
    ensure!(kept.status == Some(0), "{kept:?}");

    let file = sandbox.data_dir().join("holdfast.db");
    let pages = "SELECT max(pageno) FROM dbstat WHERE name = 'device' AND pagetype = 'leaf'";
    let page = Command::new("sqlite3").arg(&file).arg(pages).output()?;
    let page: usize = String::from_utf8(page.stdout)?.trim().parse()?;
    let mut bytes = fs::read(&file)?;
    bytes.get_mut((page - 1) * PAGE..page * PAGE).context("the page is in the file")?.fill(0x5a);
    fs::write(&file, &bytes)?;

    let window = Window::open(&sandbox, &session).await?;
    window.find_testid("repair").await?;
    window.wait_for_text("damaged").await?;
    window.find_testid("restore-newest").await?;
    window.shot("repair-damaged").await?;
    window.enter("repair").await?;
    window.wait_for_text_of("repaired-text", "The damaged file is kept as it was in").await?;
    window.wait_for_text_of("repaired-text", "The newest good backup is").await?;
    window.find_testid("open-repaired").await?;
    window.shot("repair-saved").await?;
    window.close().await?;

    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Hardware 200").await?;
    window.click("nav-hardware").await?;
    window.wait_for_text("Switch 0").await?;
    window.close().await?;
    let names: Vec<String> = fs::read_dir(sandbox.data_dir())?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("damaged"))
        .collect();
    ensure!(names.len() == 1, "the damaged file is kept: {names:?}");
    let doctor = cli::holdfast_in(&sandbox, &session, &["doctor"])?;
    ensure!(doctor.status == Some(0), "{doctor:?}");
    Ok(())
}
