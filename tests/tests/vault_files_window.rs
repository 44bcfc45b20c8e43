//! Vaults of other programs in the real window: chosen in the system's dialog, opened with their password, seen,
//! imported, the plain-text file deleted; and the export to a place chosen there. Commands as the page calls them.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use holdfast_tests::background::Deadline;
use holdfast_tests::sandbox::Sandbox;
use holdfast_tests::session::Session;
use holdfast_tests::window::Window;
use serde_json::{Value, json};

const SERVICE: &str = "app.holdfast.Holdfast.test";
const PASSWORD: &str = "test-pass";
const PASSPHRASE: &str = "wound-lantern-oblige-trapeze-vivid";

/// Calls a command as the page does, and does not wait for it: a dialog may have to be answered first.
async fn begin(window: &Window, command: &str, arguments: Value) -> Result<()> {
    let script = "const [command, args] = arguments;
        window.__answer = null;
        window.__TAURI_INTERNALS__.invoke(command, args)
            .then((ok) => { window.__answer = { ok }; }, (error) => { window.__answer = { error }; });";
    window.driver()?.execute(script, vec![json!(command), arguments]).await?;
    Ok(())
}

/// What the command that was begun answered: its result, or its error.
async fn answer(window: &Window) -> Result<Result<Value, Value>> {
    let deadline = Deadline::patience();
    loop {
        let said = window.driver()?.execute("return window.__answer;", vec![]).await?.json().clone();
        if !said.is_null() {
            return Ok(match said.get("error") {
                Some(error) => Err(error.clone()),
                None => Ok(said.get("ok").cloned().unwrap_or(Value::Null)),
            });
        }
        deadline.pause("an answer comes").await?;
    }
}

async fn call(window: &Window, command: &str, arguments: Value) -> Result<Result<Value, Value>> {
    begin(window, command, arguments).await?;
    answer(window).await
}

/// Calls a command that must not fail.
async fn ask(window: &Window, command: &str, arguments: Value) -> Result<Value> {
    match call(window, command, arguments).await? {
        Ok(answer) => Ok(answer),
        Err(error) => bail!("{command}: {error}"),
    }
}

/// Calls a command that must fail; its error.
async fn refusal(window: &Window, command: &str, arguments: Value) -> Result<Value> {
    match call(window, command, arguments).await? {
        Ok(answer) => bail!("{command} answered {answer}"),
        Err(error) => Ok(error),
    }
}

/// Chooses a file to import in the system's dialog.
async fn pick(sandbox: &Sandbox, window: &Window, path: &Path) -> Result<Value> {
    begin(window, "import_pick", json!({})).await?;
    window.choose_file(sandbox, "Import a file", path)?;
    match answer(window).await? {
        Ok(picked) => Ok(picked),
        Err(error) => bail!("import_pick: {error}"),
    }
}

fn options() -> Value {
    json!({ "open_notes": false, "files": true, "skip_problems": false })
}

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vaults").join(name)
}

#[tokio::test]
async fn a_plain_text_vault_is_seen_imported_and_its_file_deleted() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let file = sandbox.path("bitwarden_export.json");
    std::fs::copy(fixture("bitwarden.json"), &file)?;
    let window = Window::open(&sandbox, &session).await?;

    let picked = pick(&sandbox, &window, &file).await?;
    ensure!(picked["kind"].is_null() && picked["vault"]["format"] == "bitwarden_json", "{picked}");
    ensure!(picked["vault"]["plain_text"] == true && picked["vault"]["needs_password"] == false, "{picked}");
    let token = &picked["token"];
    let arguments = json!({ "token": token, "password": null, "options": options() });
    let preview = ask(&window, "vault_file_preview", arguments).await?;
    ensure!(preview["rows"] == 5 && preview["new"] == 4 && preview["skipped"] == 1, "{preview}");
    let rows = json!({ "token": token, "only": "skipped", "offset": 0, "limit": 50 });
    let rows = ask(&window, "vault_file_rows", rows).await?;
    ensure!(rows["total"] == 1 && rows["rows"][0]["name"] == "Old mail", "{rows}");
    let all = json!({ "token": token, "only": null, "offset": 0, "limit": 50 });
    let all = ask(&window, "vault_file_rows", all).await?.to_string();
    ensure!(all.contains("Registrar") && !all.contains("tr0ub4dor") && !all.contains("9041"), "{all}");

    let early = refusal(&window, "vault_file_delete", json!({ "token": token })).await?;
    ensure!(early["code"] == "refused" && file.exists(), "not before it was imported: {early}");
    let report = ask(&window, "vault_file_import", json!({ "token": token, "options": options() })).await?;
    ensure!(report["new"] == 4 && report["plain_text"] == true && report["batch"].is_string(), "{report}");
    ensure!(session.secret_tool_search(SERVICE)?.contains("tr0ub4dor"), "the keyring has it");
    let deleted = ask(&window, "vault_file_delete", json!({ "token": token })).await?;
    ensure!(deleted == "bitwarden_export.json" && !file.exists(), "{deleted}");
    let gone =
        refusal(&window, "vault_file_rows", json!({ "token": token, "only": null, "offset": 0, "limit": 1 }));
    ensure!(gone.await?["code"] == "import");
    Ok(())
}

#[tokio::test]
async fn an_encrypted_vault_asks_for_its_password_and_a_lock_closes_it() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let file = sandbox.path("team.kdbx");
    let made = Command::new("/usr/bin/python3")
        .arg(fixture("make_kdbx4.py"))
        .arg(&file)
        .args(["aes256", "argon2id", PASSWORD])
        .stdout(Stdio::null())
        .status()?;
    ensure!(made.success(), "pykeepass made no vault");
    let window = Window::open(&sandbox, &session).await?;

    let picked = pick(&sandbox, &window, &file).await?;
    ensure!(
        picked["vault"]["needs_password"] == true && picked["vault"]["takes_key_file"] == true,
        "{picked}"
    );
    let token = &picked["token"];
    let preview = |password: Value| json!({ "token": token, "password": password, "options": options() });
    for wrong in [Value::Null, json!("wrong")] {
        let error = refusal(&window, "vault_file_preview", preview(wrong)).await?;
        ensure!(error["code"] == "field" && error["field"] == "password", "{error}");
    }
    let seen = ask(&window, "vault_file_preview", preview(json!(PASSWORD))).await?;
    ensure!(seen["new"] == 3 && seen["skipped"] == 1 && seen["compared"] == true, "{seen}");
    let seen = ask(&window, "vault_file_preview", preview(Value::Null)).await?;
    ensure!(seen["new"] == 3, "it stays open: {seen}");

    let chosen = json!({ "current": null, "chosen": "open sesame" });
    ask(&window, "set_passphrase", chosen).await?;
    ask(&window, "lock_window", json!({})).await?;
    for (command, arguments) in [
        ("vault_file_preview", preview(json!(PASSWORD))),
        ("vault_file_import", json!({ "token": token, "options": options() })),
        ("export_vault", json!({ "passphrase": PASSPHRASE, "again": PASSPHRASE, "ids": [] })),
        ("full_backup", json!({ "passphrase": PASSPHRASE, "again": PASSPHRASE })),
    ] {
        let error = refusal(&window, command, arguments).await?;
        ensure!(error["code"] == "locked", "{command}: {error}");
    }
    ask(&window, "unlock_window", json!({ "passphrase": "open sesame" })).await?;
    let closed =
        refusal(&window, "vault_file_import", json!({ "token": token, "options": options() })).await?;
    ensure!(closed["field"] == "password", "the lock closed it: {closed}");
    ask(&window, "vault_file_preview", preview(json!(PASSWORD))).await?;
    let report = ask(&window, "vault_file_import", json!({ "token": token, "options": options() })).await?;
    ensure!(report["new"] == 3 && report["plain_text"] == false, "{report}");
    let kept = refusal(&window, "vault_file_delete", json!({ "token": token })).await?;
    ensure!(kept["code"] == "refused" && file.exists(), "an encrypted vault is not offered: {kept}");

    let export = |first: &str, again: &str| json!({ "passphrase": first, "again": again, "ids": [] });
    let weak = refusal(&window, "export_vault", export("summer", "summer")).await?;
    ensure!(weak["field"] == "passphrase", "{weak}");
    let other = refusal(&window, "export_vault", export(PASSPHRASE, "another")).await?;
    ensure!(other["field"] == "again", "{other}");
    let target = sandbox.path("export.kdbx");
    begin(&window, "export_vault", export(PASSPHRASE, PASSPHRASE)).await?;
    window.choose_file(&sandbox, "Export to KDBX", &target)?;
    let written = answer(&window).await?.map_err(|error| anyhow::anyhow!("export_vault: {error}"))?;
    ensure!(written["export"]["credentials"] == 3, "{written}");
    ensure!(written["export"]["unread"] == json!([]), "{written}");
    let read = Command::new("/usr/bin/python3")
        .arg(fixture("read_kdbx.py"))
        .arg(&target)
        .arg(PASSPHRASE)
        .output()
        .context("cannot read the export")?;
    let read: Value = serde_json::from_slice(&read.stdout)?;
    ensure!(read["Core switch"]["password"] == " pass & <word> ü ", "{read}");
    Ok(())
}
