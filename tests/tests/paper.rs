//! What the window prints and exports: opened in the viewer as a copy for this user alone, or saved where the person
//! says; and whose papers they are.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// A viewer that notes what it was given, and with which rights.
const VIEWER: &str = "stat -c '%a' \"$1\" > \"$SANDBOX/opened.rights\"; cp \"$1\" \"$SANDBOX/opened.pdf\"; echo \"$1\" > \"$SANDBOX/opened.name\"";

/// Calls a command as the window's page does.
async fn call(window: &Window, command: &str, arguments: Value) -> Result<Value> {
    const CALL: &str = "
      const done = arguments[arguments.length - 1];
      window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
        .then((answer) => done(JSON.stringify({ answer })), (error) => done(JSON.stringify({ error })))";
    let answer = window.driver()?.execute_async(CALL, vec![json!(command), arguments]).await?;
    Ok(serde_json::from_str(&answer.convert::<String>()?)?)
}

async fn read(path: &Path) -> Result<String> {
    // The file is there a moment before what stands in it.
    let noted = || fs::read_to_string(path).unwrap_or_default();
    wait(&format!("{} is written", path.display()), async || noted().ends_with('\n')).await?;
    Ok(noted())
}

fn words(path: &Path) -> Result<String> {
    let output = Command::new("pdftotext").arg("-layout").arg(path).arg("-").output()?;
    ensure!(output.status.success(), "{} is no PDF", path.display());
    Ok(String::from_utf8_lossy(&output.stdout).replace('\u{a0}', " "))
}

#[tokio::test]
async fn papers_are_opened_for_this_user_alone_and_saved_where_it_is_said() -> Result<()> {
    let mut sandbox = Sandbox::new()?;
    sandbox.add_program("xdg-open", VIEWER)?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "120"])?.status == Some(0));
    let people = cli::holdfast_in(&sandbox, &session, &["list", "people", "--json"])?.json()?;
    let person = people["rows"]
        .as_array()
        .and_then(|rows| rows.iter().find(|row| row["devices"].as_u64() > Some(0)))
        .context("somebody holds a device")?
        .clone();
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;

    // Whose papers they are, entered in the settings.
    window.click("nav-settings").await?;
    window.settled().await?;
    window.type_into("field-organisation", "Northwind GmbH").await?;
    window.press_keys(&[], Key::Tab).await?;
    window.wait_for_text("Saved").await?;
    window.shot("settings-paper").await?;

    let arguments = json!({ "personId": person["id"], "deviceIds": [], "back": false, "to": "viewer" });
    let answer = call(&window, "print_hand_over", arguments).await?;
    ensure!(answer["answer"]["path"].is_null() && answer["error"].is_null(), "{answer}");
    ensure!(read(&sandbox.path("opened.rights")).await?.trim() == "600");
    read(&sandbox.path("opened.name")).await?;
    let sheet = words(&sandbox.path("opened.pdf"))?;
    let who = person["name"].as_str().context("a name")?;
    for part in ["Hand-over sheet", "Northwind GmbH", who, "Received by"] {
        ensure!(sheet.contains(part), "{part} is not in\n{sheet}");
    }

    // Labels: refused with the field's name, then printed and remembered.
    let devices =
        cli::holdfast_in(&sandbox, &session, &["list", "hardware", "--limit", "3", "--json"])?.json()?;
    let ids: Vec<&Value> = devices["rows"].as_array().context("rows")?.iter().map(|row| &row["id"]).collect();
    let mut labels = call(&window, "label_settings", json!({})).await?["answer"].clone();
    labels["layout"] = json!("DK-11201");
    let print = |start_at: u32| json!({ "ids": ids, "labels": labels, "startAt": start_at, "outline": false, "to": "viewer" });
    let refused = call(&window, "print_labels", print(2)).await?;
    ensure!(refused["error"]["field"] == "start_at", "{refused}");
    fs::remove_file(sandbox.path("opened.name"))?;
    let answer = call(&window, "print_labels", print(1)).await?;
    ensure!(answer["error"].is_null(), "{answer}");
    read(&sandbox.path("opened.name")).await?;
    let tag = devices["rows"][0]["asset_tag"].as_str().context("a tag")?;
    ensure!(words(&sandbox.path("opened.pdf"))?.contains(tag));
    ensure!(call(&window, "label_settings", json!({})).await?["answer"]["layout"] == "DK-11201");

    // A list as it is shown, to be printed and as a workbook.
    window.click("nav-hardware").await?;
    window.find_testid("row-1").await?;
    fs::remove_file(sandbox.path("opened.name"))?;
    window.click("columns").await?;
    window.find_testid("print-list").await?;
    window.shot("list-export").await?;
    window.click("print-list").await?;
    window.wait_for_text("Opened for printing").await?;
    read(&sandbox.path("opened.name")).await?;
    let printed = words(&sandbox.path("opened.pdf"))?;
    ensure!(printed.contains("Northwind GmbH") && printed.contains("rows, as of"), "{printed}");
    window.click("columns").await?;
    window.click("export-xlsx").await?;
    let target = sandbox.path("list.xlsx");
    window.choose_file(&sandbox, "Save as", &target)?;
    window.wait_for_text("Exported to").await?;
    ensure!(fs::read(&target)?.starts_with(b"PK"));

    // Everything, saved through the dialog.
    window.click("nav-settings").await?;
    window.settled().await?;
    window.click("export-everything").await?;
    let target = sandbox.path("everything.json");
    window.choose_file(&sandbox, "Save as", &target)?;
    // The list's export may still be told of; the file gets its name once it is whole.
    wait("the file is there", async || target.is_file()).await?;
    let file: Value = serde_json::from_slice(&fs::read(&target)?)?;
    ensure!(file["holdfast"]["format"] == 1);
    ensure!(fs::metadata(&target)?.permissions().mode() & 0o777 == 0o600);
    window.close().await
}
