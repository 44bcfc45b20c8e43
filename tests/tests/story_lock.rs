//! The vault in a real window, by keyboard: it locks and opens, says how the credentials stand and what the keyring
//! lacks, takes over another program's vault, and writes one that KeePassXC opens.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use holdfast_tests::background::Deadline;
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const SERVICE: &str = "app.holdfast.Holdfast.test";
const LOCK: &str = "open sesame, gently";
const STRONG: &str = "wound-lantern-oblige-trapeze-vivid";
const PASSWORD: &str = "test-pass";

/// Calls a command as the page does: its result, or its error.
async fn call(window: &Window, command: &str, arguments: Value) -> Result<Result<Value, Value>> {
    let script = "const [command, args, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, args).then((ok) => done({ ok }), (error) => done({ error }));";
    let answer =
        window.driver()?.execute_async(script, vec![json!(command), arguments]).await?.json().clone();
    Ok(match answer.get("error") {
        Some(error) => Err(error.clone()),
        None => Ok(answer.get("ok").cloned().unwrap_or(Value::Null)),
    })
}

/// Adds a login with a password; its id.
async fn login(window: &Window, name: &str, value: &str) -> Result<String> {
    let input = json!({
        "name": name, "kind": "login", "username": "ops", "url": null, "notes": null, "vendor": "Northwind",
        "license_id": null, "contract_id": null, "device_id": null, "person_id": null, "rotate_days": null,
        "expires_on": null, "changed_on": null, "tags": [],
    });
    let secrets = json!([{ "field": "password", "value": { "from": "typed", "value": value } }]);
    match call(window, "create_credential", json!({ "input": input, "secrets": secrets })).await? {
        Ok(made) => Ok(made["id"].as_str().context("no id")?.to_owned()),
        Err(error) => bail!("create_credential: {error}"),
    }
}

/// Runs a command of the palette by what it is called.
async fn command(window: &Window, name: &str) -> Result<()> {
    window.find_testid("find").await?;
    window.press_keys(&[Key::Control], 'k').await?;
    window.type_into("palette-input", name).await?;
    window.wait_for_text("found in").await?;
    window.press_keys(&[], Key::Enter).await
}

/// Types into a field, and Enter.
async fn submit(window: &Window, id: &str, text: &str) -> Result<()> {
    window.type_into(id, text).await?;
    window.press_keys(&[], Key::Enter).await
}

async fn count(window: &Window, selector: &str) -> Result<u64> {
    let script = "return document.querySelectorAll(arguments[0]).length";
    Ok(window.driver()?.execute(script, vec![json!(selector)]).await?.convert()?)
}

/// Waits until as many elements are there as are to be.
async fn wait_for_count(window: &Window, selector: &str, wanted: u64) -> Result<()> {
    let deadline = Deadline::patience();
    loop {
        let found = count(window, selector).await?;
        if found == wanted {
            return Ok(());
        }
        let shown = window.text().await?;
        deadline.pause(&format!("{found} of {selector:?}, not {wanted}: {shown}")).await?;
    }
}

#[tokio::test]
async fn the_window_locks_whole_and_opens_to_its_passphrase() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    let id = login(&window, "Firewall admin", "value-of-the-firewall").await?;
    window.press_keys(&[Key::Control], 'l').await?;
    window.wait_for_text("Set a passphrase to lock Holdfast").await?;

    command(&window, "Go to Settings").await?;
    window.enter("passphrase-set").await?;
    window.type_into("field-passphrase", LOCK).await?;
    window.find_testid("passphrase-strength").await?;
    submit(&window, "field-again", "another").await?;
    window.wait_for_text("The passphrases do not match").await?;
    window.shot("vault-passphrase").await?;
    submit(&window, "field-again", LOCK).await?;
    window.wait_for_text("Passphrase set").await?;
    window.shot("vault-security").await?;

    command(&window, "Go to Credentials").await?;
    window.click("row-0").await?;
    window.wait_for_text("Firewall admin").await?;
    window.press_keys(&[Key::Control], 'l').await?;
    window.find_testid("lock-screen").await?;
    window.shot("vault-locked").await?;
    ensure!(count(&window, "[data-testid^=nav-], [data-testid^=row-]").await? == 0, "pages are behind it");
    let shown = window.text().await?;
    ensure!(!shown.contains("Firewall") && !shown.contains("Credentials"), "{shown}");
    window.press_keys(&[Key::Control], 'k').await?;
    window.press_keys(&[Key::Control], 'n').await?;
    let reveal = json!({ "id": id, "field": "password" });
    let refused = call(&window, "reveal_credential_secret", reveal.clone()).await?;
    ensure!(refused.is_err_and(|error| error["code"] == "locked"), "a value was shown");
    ensure!(count(&window, "[role=dialog], input:not([data-testid=field-unlock])").await? == 0, "{shown}");

    submit(&window, "field-unlock", "open Sesame").await?;
    window.wait_for_text("This is not the passphrase").await?;
    submit(&window, "field-unlock", LOCK).await?;
    window.find_testid("nav-credentials").await?;
    window.wait_for_text("Firewall admin").await?;

    // Kept over a restart, and forgotten.
    window.close().await?;
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Enter your passphrase to begin").await?;
    window.enter("lock-forgotten").await?;
    window.wait_for_text("Nothing is lost").await?;
    window.shot("vault-forgotten").await?;
    window.enter("lock-keep").await?;
    window.find_testid("lock-screen").await?;
    window.enter("lock-forgotten").await?;
    window.enter("lock-remove").await?;
    window.find_testid("nav-credentials").await?;
    window.wait_for_text("Passphrase removed").await?;
    let shown = call(&window, "reveal_credential_secret", reveal).await?;
    ensure!(shown.is_ok_and(|shown| shown["value"] == "value-of-the-firewall"), "the value is not there");
    window.close().await
}

#[tokio::test]
async fn the_report_says_what_is_wrong_with_which_credential() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    // summer1, as the list of leaks has it, between two others.
    let leaks = sandbox.path("leaks.txt");
    let hashes = ["0000000A1D4B746FAA3FD526FF6D5BC8052FDB38", "871012CDE30C5398F65C105EFF0207A895E15811"];
    std::fs::write(
        &leaks,
        format!("{}:4\r\n{}:1234\r\nFFFFFFFEE791CBAC0F6305CAF0CEE06BBE131160:2\r\n", hashes[0], hashes[1]),
    )?;
    let window = Window::open(&sandbox, &session).await?;
    login(&window, "Portal", "summer1").await?;
    login(&window, "Router one", STRONG).await?;
    login(&window, "Router two", STRONG).await?;
    login(&window, "Well kept", "quarry-mitten-snowdrift-eleven-otter").await?;

    command(&window, "Report: Credential health").await?;
    window.find_testid("report-table").await?;
    wait_for_count(&window, "[data-testid=report-row]", 3).await?;
    window.shot("vault-health").await?;
    window.enter("health-reused").await?;
    wait_for_count(&window, "[data-testid=report-row]", 2).await?;
    window.wait_for_text("Same as Router two").await?;
    window.enter("health-reused").await?;
    window.enter("health-weak").await?;
    wait_for_count(&window, "[data-testid=report-row]", 1).await?;

    window.enter("health-leaks").await?;
    window.choose_file(&sandbox, "List of leaked passwords", &leaks)?;
    window.wait_for_text("1 credential has a secret that is in leaks.txt").await?;
    window.wait_for_text("Seen 1,234 times in leaks").await?;
    window.shot("vault-health-leaks").await?;
    window.enter("health-list").await?;
    window.wait_for_text("1 credential shown").await?;
    command(&window, "Report: Credential health").await?;
    window.find(By::Css("[data-testid=report-row] button")).await?.focus().await?;
    window.press_keys(&[], Key::Enter).await?;
    window.find_testid("detail-title").await?;
    window.close().await
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vaults").join(name)
}

/// Runs keepassxc-cli with the password on its standard input; its standard output.
fn keepassxc(sandbox: &Sandbox, password: &str, arguments: &[&str]) -> Result<String> {
    let mut command = sandbox.command("keepassxc-cli");
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().context("no input")?.write_all(format!("{password}\n").as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "keepassxc-cli: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

#[tokio::test]
async fn a_vault_comes_in_and_another_goes_out() -> Result<()> {
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

    command(&window, "Go to Import").await?;
    window.enter("import-pick").await?;
    window.choose_file(&sandbox, "Import a file", &file)?;
    submit(&window, "field-vault-password", "wrong").await?;
    window.find(By::Css("form [role=alert]")).await?;
    window.shot("vault-import-open").await?;
    submit(&window, "field-vault-password", PASSWORD).await?;
    window.find_testid("vault-evidence").await?;
    window.wait_for_text("Core switch").await?;
    window.shot("vault-import-preview").await?;
    window.enter("count-skipped").await?;
    wait_for_count(&window, "[data-testid^=row-]", 1).await?;
    ensure!(!session.secret_tool_search(SERVICE)?.contains("pass &"), "the preview stored a value");
    window.enter("import-commit").await?;
    window.find_testid("import-done").await?;
    window.shot("vault-import-done").await?;
    ensure!(
        count(&window, "[data-testid=vault-plain]").await? == 0,
        "an encrypted vault is not to be deleted"
    );
    ensure!(session.secret_tool_search(SERVICE)?.contains("pass & <word>"), "the keyring has no value");
    window.enter("import-show").await?;
    window.wait_for_text("3 credentials").await?;

    // Those that are ticked, to a file of our own.
    window.find_testid("row-0").await?;
    window.driver()?.execute("document.querySelector('[data-testid=table]').focus()", Vec::new()).await?;
    window.press_keys(&[Key::Control], 'a').await?;
    window.enter("bulk-export-vault").await?;
    window.type_into("field-passphrase", "summer").await?;
    submit(&window, "field-again", "summer").await?;
    window.find(By::Css("form [role=alert]")).await?;
    window.shot("vault-export").await?;
    window.type_into("field-passphrase", STRONG).await?;
    submit(&window, "field-again", STRONG).await?;
    let target = sandbox.path("export.kdbx");
    window.choose_file(&sandbox, "Export to KDBX", &target)?;
    window.find_testid("export-done").await?;
    ensure!(window.text_of("export-path").await? == target.to_string_lossy(), "another path is shown");
    window.shot("vault-export-done").await?;
    window.enter("export-close").await?;
    let path = target.to_str().context("no text")?;
    let listed = keepassxc(&sandbox, STRONG, &["ls", "-q", "-R", "-f", path])?;
    let entry = listed.lines().find(|line| line.ends_with("Core switch")).context(listed.clone())?;
    let shown = keepassxc(&sandbox, STRONG, &["show", "-q", "-s", "-a", "Password", path, entry])?;
    ensure!(shown.trim_end_matches('\n') == " pass & <word> ü ", "{shown:?}");
    let history = cli::holdfast_in(&sandbox, &session, &["list", "credentials", "--json"])?.json()?;
    ensure!(history["total"] == 3, "{history}");

    // A plain-text vault: its file is offered for deletion, and the import taken back.
    let plain = sandbox.path("bitwarden_export.json");
    std::fs::copy(fixture("bitwarden.json"), &plain)?;
    command(&window, "Go to Import").await?;
    window.enter("import-again").await?;
    window.enter("import-pick").await?;
    window.choose_file(&sandbox, "Import a file", &plain)?;
    window.wait_for_text("Registrar").await?;
    window.shot("vault-import-plain").await?;
    window.enter("import-commit").await?;
    window.find_testid("vault-plain").await?;
    window.shot("vault-import-plain-done").await?;
    window.enter("vault-delete-file").await?;
    window.wait_for_text("bitwarden_export.json deleted").await?;
    ensure!(!plain.exists(), "the file is still there");
    window.enter("import-undo").await?;
    window.find_testid("import-undone").await?;

    // A table of passwords may be something else: that is asked.
    let table = sandbox.path("passwords.csv");
    std::fs::write(
        &table,
        "name,url,username,password\nIntranet,https://intra.example,ops,canary-of-the-table\n",
    )?;
    window.enter("import-again").await?;
    window.enter("import-pick").await?;
    window.choose_file(&sandbox, "Import a file", &table)?;
    window.wait_for_text("passwords.csv looks like passwords").await?;
    window.shot("vault-import-table").await?;
    window.enter("import-kind-credentials").await?;
    window.wait_for_text("Intranet").await?;
    ensure!(!window.text().await?.contains("canary-of-the-table"), "the preview shows a value");
    window.enter("import-commit").await?;
    window.enter("vault-keep-file").await?;
    wait_for_count(&window, "[data-testid=vault-plain]", 0).await?;
    ensure!(
        table.exists() && session.secret_tool_search(SERVICE)?.contains("canary-of-the-table"),
        "it was not kept"
    );
    window.close().await
}

#[tokio::test]
async fn a_vault_with_a_key_file_opens_with_both_and_again_after_a_lock() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let (file, key) = (sandbox.path("team.kdbx"), sandbox.path("team.key"));
    std::fs::write(&key, [7_u8; 32])?;
    let made = Command::new("/usr/bin/python3")
        .arg(fixture("make_kdbx4.py"))
        .arg(&file)
        .args(["aes256", "argon2id", PASSWORD])
        .arg(&key)
        .stdout(Stdio::null())
        .status()?;
    ensure!(made.success(), "pykeepass made no vault");
    let window = Window::open(&sandbox, &session).await?;
    window.find_testid("find").await?;
    let set = call(&window, "set_passphrase", json!({ "current": null, "chosen": LOCK })).await?;
    ensure!(set.is_ok(), "{set:?}");
    command(&window, "Go to Import").await?;
    window.enter("import-pick").await?;
    window.choose_file(&sandbox, "Import a file", &file)?;
    submit(&window, "field-vault-password", PASSWORD).await?;
    window.find(By::Css("form [role=alert]")).await?;
    window.enter("vault-key-file").await?;
    window.choose_file(&sandbox, "Key file of the vault", &key)?;
    window.wait_for_text("team.key").await?;
    submit(&window, "field-vault-password", PASSWORD).await?;
    window.wait_for_text("Core switch").await?;

    // The lock closed it: what was seen is gone, and the password is asked for again.
    window.enter("lock-now").await?;
    submit(&window, "field-unlock", LOCK).await?;
    submit(&window, "field-vault-password", PASSWORD).await?;
    window.wait_for_text("Core switch").await?;
    window.enter("import-commit").await?;
    window.find_testid("import-done").await?;
    window.close().await
}

#[tokio::test]
async fn the_window_says_what_the_keyring_lacks_and_takes_it_again() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let mut session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    login(&window, "Backup server", "lost-with-the-computer").await?;
    session.hang_keyring()?;
    window.wait_for_text("does not answer").await?;
    window.shot("vault-keyring-hung").await?;
    session.wake_keyring()?;
    window.enter("banner-check").await?;
    wait_for_count(&window, "[data-testid=keyring-banner]", 0).await?;
    session.lock()?;
    window.wait_for_text("The system keyring is locked").await?;
    window.find_testid("banner-unlock").await?;
    window.close().await?;

    // Another computer: the same database, a keyring that never heard of it.
    session.stop_keyring();
    std::fs::remove_dir_all(sandbox.path("home/.local/share/keyrings"))?;
    session.start_keyring()?;
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("1 secret is not on this computer").await?;
    let doctor = cli::holdfast_in(&sandbox, &session, &["doctor", "--json"])?.json()?;
    let stray = format!("v1-{}-stray", doctor["database"].as_str().context("a database id")?);
    session.store("stray", SERVICE, &stray, "x")?;
    window.enter("banner-missing").await?;
    window.wait_for_text("Backup server").await?;
    window.wait_for_text("1 unused item in the keyring").await?;
    window.shot("vault-keyring-check").await?;
    window.enter("missing-enter").await?;
    submit(&window, "field-missing", "typed-once-more").await?;
    window.wait_for_text("Secret of Backup server saved").await?;
    window.enter("sweep").await?;
    window.wait_for_text("This cannot be undone").await?;
    window.enter("sweep-now").await?;
    window.find_testid("keyring-well").await?;
    window.find_testid("missing-previous").await?;
    let left = session.secret_tool_search(SERVICE)?;
    ensure!(left.contains("typed-once-more") && !left.contains(&stray), "{left}");
    window.enter("keyring-close").await?;
    wait_for_count(&window, "[data-testid=missing-banner]", 0).await?;
    window.close().await
}
