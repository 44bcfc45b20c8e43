//! What only a person can say about a file, asked and answered in the real window before anything is imported: which
//! date, which decimal mark, which letters, and which record a row is. And a vault import that is stopped.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::Value;
use std::{fmt::Write as _, path::Path};
use thirtyfour::prelude::*;

const SERVICE: &str = "app.holdfast.Holdfast.test";

fn listed(sandbox: &Sandbox, session: &Session<'_>, kind: &str) -> Result<Value> {
    let outcome = cli::holdfast_in(sandbox, session, &["list", kind, "--json"])?;
    ensure!(outcome.status == Some(0), "{outcome:?}");
    outcome.json()
}

/// Chooses a file on the import page.
async fn pick(sandbox: &Sandbox, window: &Window, file: &Path) -> Result<()> {
    window.click("nav-import").await?;
    window.click("import-pick").await?;
    window.choose_file(sandbox, "Import a file", file)
}

/// Waits until an item of a menu has the keys.
async fn on_item(window: &Window, id: &str) -> Result<()> {
    let has = format!("return document.activeElement?.dataset?.testid === '{id}'");
    wait(&format!("{id} has the keys"), async || {
        let Ok(driver) = window.driver() else { return false };
        let told = driver.execute(has.clone(), Vec::new()).await;
        told.is_ok_and(|told| told.json().as_bool() == Some(true))
    })
    .await
}

#[tokio::test]
async fn dates_amounts_and_records_in_doubt_are_asked_once() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::without_provider(&sandbox)?;
    let (old, new) = (sandbox.path("old.csv"), sandbox.path("new.csv"));
    std::fs::write(&old, "name,serial number,location\nLatitude,SN-1,Berlin\nLatitude,SN-2,Bremen\n")?;
    let imported =
        cli::holdfast_in(&sandbox, &session, &["import", &old.to_string_lossy(), "--as", "hardware"])?;
    ensure!(imported.status == Some(0), "{imported:?}");
    std::fs::write(
        &new,
        "name,location,purchase date,price\nLatitude,Hamburg,03/04/2026,\"1,250\"\nMonitor,Berlin,05/06/2026,ten\n",
    )?;

    let window = Window::open(&sandbox, &session).await?;
    pick(&sandbox, &window, &new).await?;
    window.click("import-next").await?;
    window.wait_for_text("“03/04/2026” could mean two dates").await?;
    window.wait_for_text("“1,250” could mean two amounts").await?;
    // What the command line would be told is of no use here.
    ensure!(!window.text().await?.contains("--date-order"), "{}", window.text().await?);
    window.shot("import-questions").await?;
    window.click("date-order-dmy").await?;
    window.click("decimal-point").await?;
    // Each answer reads the file anew, and draws what is chosen from anew.
    window.settled().await?;
    window.shot("import-record").await?;
    // By the keys alone: the menu opens, and the second of the two is taken.
    window.enter("match-2").await?;
    let fresh = window.find_testid("match-2-new").await?.text().await?;
    ensure!(fresh.contains("Add as new"), "{fresh}");
    window.find_testid("match-2-0").await?;
    window.shot("import-record-menu").await?;
    // A menu takes the keys a moment after it is drawn.
    on_item(&window, "match-2-0").await?;
    window.press_keys(&[], Key::Down).await?;
    on_item(&window, "match-2-1").await?;
    window.press_keys(&[], Key::Enter).await?;
    window.wait_for_text("Row 2: “Latitude” (serial SN-2, Bremen)").await?;
    window.wait_for_text("1 problem ").await?;
    window.click("import-commit").await?;
    window.wait_for_text("1 of 2 rows imported").await?;
    let rows = listed(&sandbox, &session, "hardware")?;
    let of = |serial: &str| rows["rows"].as_array()?.iter().find(|row| row["serial"] == serial).cloned();
    let (first, second) = (of("SN-1").context("SN-1")?, of("SN-2").context("SN-2")?);
    ensure!(first["location"] == "Berlin" && first["purchased_on"].is_null(), "{first}");
    ensure!(second["location"] == "Hamburg" && second["purchased_on"] == "2026-04-03", "{second}");
    ensure!(second["price"]["minor"] == 125_000, "{second}");
    let place = || -> Result<Option<String>> {
        let rows = listed(&sandbox, &session, "hardware")?;
        let second = rows["rows"].as_array().and_then(|all| all.iter().find(|row| row["serial"] == "SN-2"));
        Ok(second.and_then(|row| row["location"].as_str()).map(str::to_owned))
    };
    window.click("import-undo").await?;
    window.wait_for_text("Import undone").await?;
    ensure!(place()?.as_deref() == Some("Bremen"), "the import is undone");
    window.click("import-redo").await?;
    window.wait_for_text("1 of 2 rows imported").await?;
    ensure!(place()?.as_deref() == Some("Hamburg"), "and done again");

    // The imports are listed where the next one begins, each to be undone.
    window.click("import-again").await?;
    window.wait_for_text("Import new.csv").await?;
    window.shot("import-earlier").await?;
    window.click("earlier-turn-0").await?;
    window.wait_for_text("· undone").await?;
    ensure!(place()?.as_deref() == Some("Bremen"));
    window.close().await
}

/// Letters that read well in two ways.
#[tokio::test]
async fn letters_in_doubt_are_asked_with_samples() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::without_provider(&sandbox)?;
    let file = sandbox.path("people.csv");
    // "Kőszeg" as Central European programs write it.
    std::fs::write(&file, b"name,location,serial number\nPrinter,K\xf5szeg,SN-1\n")?;
    let window = Window::open(&sandbox, &session).await?;
    pick(&sandbox, &window, &file).await?;
    window.wait_for_text("Special characters could be read in several ways").await?;
    window.shot("import-encoding").await?;
    window.click("encoding-windows-1250").await?;
    window.click("import-next").await?;
    window.click("import-commit").await?;
    window.wait_for_text("1 row imported").await?;
    let rows = listed(&sandbox, &session, "hardware")?;
    ensure!(rows["rows"][0]["location"] == "Kőszeg", "{rows}");
    window.close().await
}

/// Stopped while its values go to the keyring, a vault leaves nothing, there or in the database.
#[tokio::test]
async fn a_running_vault_import_is_stopped_by_its_button() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let file = sandbox.path("logins.csv");
    let mut text = String::from("name,url,username,password\n");
    for number in 0..600 {
        writeln!(text, "Host {number},https://h{number}.example,ops,stopped-canary-{number}")?;
    }
    std::fs::write(&file, text)?;
    let window = Window::open(&sandbox, &session).await?;
    pick(&sandbox, &window, &file).await?;
    window.click("import-kind-credentials").await?;
    window.click("import-commit").await?;
    window.find_testid("import-cancel").await?;
    window.shot("vault-import-running").await?;
    window.click("import-cancel").await?;
    window.wait_for_text("Import stopped. Nothing was saved").await?;
    window.shot("vault-import-stopped").await?;
    ensure!(listed(&sandbox, &session, "credentials")?["total"] == 0);
    window.close().await?;
    // What was in the keyring by then is taken out again by whoever sweeps next.
    let doctor = cli::holdfast_in(&sandbox, &session, &["doctor", "--json"])?.json()?;
    ensure!(doctor["keyring"]["unfinished"] == 0, "{doctor}");
    let kept = session.secret_tool_search(SERVICE)?;
    ensure!(!kept.contains("stopped-canary"), "{} bytes are left in the keyring", kept.len());
    Ok(())
}
