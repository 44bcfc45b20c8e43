//! The window on a copy of the data, and on data that nothing can be written to.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result, ensure};
use holdfast_tests::{
    background::wait,
    cli::{self, Outcome},
    sandbox::Sandbox,
    session::Session,
    window::Window,
};
use std::path::Path;
use thirtyfour::prelude::*;

const SERVICE: &str = "app.holdfast.Holdfast.test";
const SECRET: &str = "canary-9d20-In-The-Original";

fn run(sandbox: &Sandbox, session: &Session<'_>, words: &[&str]) -> Result<Outcome> {
    let outcome = cli::holdfast_in(sandbox, session, words)?;
    ensure!(outcome.status == Some(0), "{words:?}: {outcome:?}");
    Ok(outcome)
}

/// A license, and a login with a password, in the folder of the sandbox.
fn furnish(sandbox: &Sandbox, session: &Session<'_>) -> Result<()> {
    let licenses = sandbox.path("licenses.csv");
    std::fs::write(&licenses, "name,seats\nFigma,3\n")?;
    run(sandbox, session, &["import", &licenses.to_string_lossy(), "--as", "licenses"])?;
    let logins = sandbox.path("logins.csv");
    std::fs::write(
        &logins,
        format!("name,url,username,password\nFirewall,https://fw.example,ops,{SECRET}\n"),
    )?;
    run(sandbox, session, &["import", &logins.to_string_lossy(), "--as", "credentials"])?;
    Ok(())
}

fn home(sandbox: &Sandbox, session: &Session<'_>, folder: &Path) -> Result<String> {
    let doctor =
        cli::holdfast_in(sandbox, session, &["--data-dir", &folder.to_string_lossy(), "doctor", "--json"])?;
    Ok(doctor.json()?["home"]["state"].as_str().context("a state")?.to_owned())
}

/// A copy says so above every page, deletes no secret of the original, and takes them over only when told.
#[tokio::test]
async fn a_copy_asks_before_it_takes_the_secrets_over() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    furnish(&sandbox, &session)?;
    ensure!(home(&sandbox, &session, &sandbox.data_dir())? == "home");
    let copy = sandbox.path("copy");
    std::fs::create_dir(&copy)?;
    std::fs::copy(sandbox.data_dir().join("holdfast.db"), copy.join("holdfast.db"))?;

    let window = Window::open_by(&sandbox, &session, "export HOLDFAST_DATA_DIR=$PWD/copy").await?;
    window.wait_for_text_of("home-banner", "This is a copy of").await?;
    window.wait_for_text_of("home-banner", "data/holdfast.db").await?;
    window.shot("home-banner").await?;
    // The question is left by Escape, and the key goes back to where it was asked.
    window.click("home-adopt").await?;
    window.wait_for_text("Take over the secrets?").await?;
    window.shot("home-question").await?;
    window.press_keys(&[], Key::Escape).await?;
    wait("the focus is back", async || {
        let script = "return document.activeElement.dataset.testid ?? ''";
        let Ok(driver) = window.driver() else { return false };
        let focused = driver.execute(script, Vec::new()).await;
        focused.is_ok_and(|focused| focused.convert::<String>().is_ok_and(|id| id == "home-adopt"))
    })
    .await?;
    ensure!(home(&sandbox, &session, &copy)? == "copy");

    // What the copy forgets, the keyring keeps for the original.
    window.click("nav-credentials").await?;
    window.click("row-0").await?;
    window.find_testid("copy-password").await?;
    window.click("detail-delete").await?;
    window.wait_for_text("moved to Trash").await?;
    ensure!(session.secret_tool_search(SERVICE)?.contains(SECRET), "the original's secret is there");

    window.click("home-adopt").await?;
    window.click("home-confirm").await?;
    window.wait_for_text("This database now owns its secrets").await?;
    wait("the line goes", async || !window.text().await.unwrap_or_default().contains("This is a copy of"))
        .await?;
    window.close().await?;
    ensure!(home(&sandbox, &session, &copy)? == "home");
    ensure!(home(&sandbox, &session, &sandbox.data_dir())? == "copy", "the other one is the copy now");
    ensure!(session.secret_tool_search(SERVICE)?.contains(SECRET));
    Ok(())
}

/// A read-only disk of its own, mounted where nobody else sees it, with the data of the sandbox on it.
const READ_ONLY: &str = "mkdir -p disk
mount -t tmpfs -o size=32m,mode=700 holdfast-test disk
cp data/holdfast.db disk/
mount -o remount,ro disk
export HOLDFAST_DATA_DIR=$PWD/disk";

/// Everything can be looked at; what would change something is not offered, or says why it is not.
#[tokio::test]
async fn a_read_only_folder_opens_and_says_so() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    furnish(&sandbox, &session)?;
    if !Window::may_mount(&sandbox) {
        eprintln!("skipped: this computer allows no mounts");
        return Ok(());
    }
    let window = Window::open_by(&sandbox, &session, READ_ONLY).await?;
    window.wait_for_text_of("read-only-banner", "the disk is read-only").await?;
    window.wait_for_text_of("read-only-banner", "no change is saved to").await?;
    window.click("nav-licenses").await?;
    window.wait_for_text("Figma").await?;
    window.shot("read-only").await?;
    ensure!(
        window.driver()?.find_all(By::Css("[data-testid=add]")).await?.is_empty(),
        "nothing can be added"
    );
    window.click("row-0").await?;
    for id in ["detail-edit", "detail-delete"] {
        let act = window.find_testid(id).await?;
        ensure!(!act.is_enabled().await?, "{id} would change something");
        let why = act.attr("title").await?.unwrap_or_default();
        ensure!(why.contains("the disk is read-only"), "{id}: {why}");
    }
    window.shot("read-only-detail").await?;
    // A secret whose use cannot be recorded is given only by a person who says so.
    window.click("nav-credentials").await?;
    window.click("row-0").await?;
    window.click("copy-password").await?;
    window.wait_for_text("Copy without recording").await?;
    window.shot("read-only-copy").await?;
    window.close().await?;
    let listed = run(&sandbox, &session, &["list", "licenses", "--json"])?.json()?;
    ensure!(listed["rows"][0]["name"] == "Figma", "{listed}");
    Ok(())
}
