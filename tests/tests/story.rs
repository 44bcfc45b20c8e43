//! The first story, in a real window with a real keyring: first start, an import with preview, a deadline on
//! Overview, an edited license, a credential stored and copied, a restart, and everything still there.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use chrono::Days;
use holdfast_tests::{
    background::wait,
    cli,
    sandbox::{Sandbox, now},
    session::Session,
    window::Window,
};
use thirtyfour::prelude::*;

/// Must be found in the keyring and nowhere else.
const CANARY: &str = "canary-7Qv9-zebra-crossing";
const KEY_CANARY: &str = "KEYC4-N4RY5-77881";
const SERVICE: &str = "app.holdfast.Holdfast.test";

fn in_days(days: u64) -> String {
    let date = now().today.checked_add_days(Days::new(days)).unwrap_or_default();
    date.format("%m/%d/%Y").to_string()
}

/// A license file in the shape that Snipe-IT's template has, with one word that is neither yes nor no.
fn license_file() -> String {
    let mut text = String::from(
        "Full Name,Email,Username,Item name,serial number,Category,manufacturer,purchase date,purchase cost,\
         purchase order,order number,Licensed To Name,Licensed to Email,expiration date,maintained,reassignable,seats,\
         company,supplier,notes\n",
    );
    for (name, key, ends, reassignable) in [
        ("Figma Organization", KEY_CANARY, in_days(20), "yes"),
        ("Miro Business", "MIRO-1111-2222", in_days(60), "sometimes"),
        ("Camtasia 2026", "CAMT-3333-4444", in_days(400), "no"),
    ] {
        text.push_str(&format!(
            "Anna Example,anna@example.com,anna,{name},{key},Design,Maker,01/13/2026,\"$1,280.50\",PO-1,ON-{name},IT,\
             it@example.com,{ends},yes,{reassignable},12,Example,Reseller GmbH,\"first line\nsecond line\"\n"
        ));
    }
    text
}

fn clipboard(sandbox: &Sandbox, window: &Window) -> Result<String> {
    let mut command = sandbox.command("xclip");
    let output = command.env("DISPLAY", window.display()).args(["-selection", "clipboard", "-o"]).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Files below a folder that hold the bytes.
fn files_with(folder: &Path, needle: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_with(&path, needle)?);
        } else if std::fs::read(&path)?.windows(needle.len()).any(|window| window == needle.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}

#[tokio::test]
async fn from_the_first_start_to_a_restart() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let folder = sandbox.path("sheets");
    std::fs::create_dir_all(&folder)?;
    let sheet = folder.join("licenses.csv");
    std::fs::write(&sheet, license_file())?;

    let window = Window::open(&sandbox, &session).await?;
    import(&sandbox, &window, &sheet).await?;
    sees_the_deadline(&window).await?;
    edits_a_license(&window).await?;
    stores_and_copies_a_credential(&sandbox, &session, &window).await?;

    // The command line reads the same folder while the window is open.
    let listed = cli::holdfast_in(&sandbox, &session, &["list", "licenses", "--json"])?;
    ensure!(listed.json()?["total"] == 2, "{listed:?}");
    window.close().await?;

    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Figma Organization").await?;
    window.click("nav-licenses").await?;
    window.wait_for_text("Camtasia 2026 for all").await?;
    window.press_keys(&[Key::Control], 'k').await?;
    window.type_into("palette-input", "firewall").await?;
    window.click("found-0").await?;
    wait("the found credential is shown", async || {
        window.text_of("detail-title").await.is_ok_and(|t| t == "Firewall HQ")
    })
    .await?;
    window.close().await?;

    for needle in [CANARY, KEY_CANARY] {
        let found = files_with(&sandbox.data_dir(), needle)?;
        ensure!(found.is_empty(), "a secret stands in {found:?}");
    }
    Ok(())
}

async fn import(sandbox: &Sandbox, window: &Window, sheet: &Path) -> Result<()> {
    window.click("welcome-import").await?;
    window.click("import-pick").await?;
    window.choose_file(sandbox, "Import a file", sheet)?;
    window.click("import-next").await?;
    window.wait_for_text("Miro Business").await?;
    window.wait_for_text("sometimes").await?;
    window.shot("story-import").await?;
    window.click("word-leave-0").await?;
    window.click("import-commit").await?;
    window.find_testid("import-done").await?;
    Ok(())
}

async fn sees_the_deadline(window: &Window) -> Result<()> {
    window.click("nav-overview").await?;
    window.wait_for_text("20 days").await?;
    window.shot("story-overview").await?;
    window.wait_for_text("Figma Organization").await?;
    window.wait_for_text("20 days").await
}

async fn edits_a_license(window: &Window) -> Result<()> {
    window.click("nav-licenses").await?;
    window.wait_for_text("Camtasia 2026").await?;
    window.click("row-0").await?;
    window.click("detail-edit").await?;
    window.type_into("field-name", "Camtasia 2026 for all").await?;
    window.click("form-save").await?;
    window.shot("story-license").await?;
    wait("the new name is shown", async || {
        window.text_of("detail-title").await.is_ok_and(|title| title == "Camtasia 2026 for all")
    })
    .await
}

async fn stores_and_copies_a_credential(
    sandbox: &Sandbox,
    session: &Session<'_>,
    window: &Window,
) -> Result<()> {
    window.click("nav-credentials").await?;
    window.click("add").await?;
    window.type_into("field-name", "Firewall HQ").await?;
    window.type_into("field-username", "admin").await?;
    window.type_into("field-secret", CANARY).await?;
    window.click("form-save").await?;
    window.shot("story-saved").await?;
    wait("the credential is saved", async || {
        window.text_of("detail-title").await.is_ok_and(|t| t == "Firewall HQ")
    })
    .await?;
    wait("secret-tool finds the value", async || {
        session.secret_tool_search(SERVICE).is_ok_and(|found| found.contains(CANARY))
    })
    .await
    .context(session.secret_tool_search(SERVICE).unwrap_or_default())?;
    ensure!(session.secret_tool_search(SERVICE)?.contains(KEY_CANARY), "the imported key is in the keyring");
    window.shot("story-credential").await?;
    window.click("copy-password").await?;
    wait("the value is on the clipboard", async || {
        clipboard(sandbox, window).is_ok_and(|text| text == CANARY)
    })
    .await?;
    let shown = window.driver()?.source().await?;
    ensure!(!shown.contains(CANARY), "copying shows nothing");
    Ok(())
}
