//! Living with credentials in a real window, by keyboard: one is added with a generated password, copied, shown for a
//! moment, gives its one-time code, is rotated and brought back, and found where it belongs.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use holdfast_tests::{background::wait_within, cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const SERVICE: &str = "app.holdfast.Holdfast.test";
const CANARY: &str = "canary-91c2-In-The-Story!";
const NEXT: &str = "plover-tundra-91-Quince-mosaic";
const SEED: &str = "otpauth://totp/Acme:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme";
/// Longer than the longest wait here, which is the 20 seconds that a value is shown.
const PATIENCE: Duration = Duration::from_secs(45);

async fn wait(what: &str, is_so: impl AsyncFn() -> Result<bool>) -> Result<()> {
    wait_within(PATIENCE, what, is_so).await
}

/// Calls a command as the page does; it must not fail.
async fn ask(window: &Window, command: &str, arguments: Value) -> Result<Value> {
    let script = "const [command, args, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, args).then((ok) => done({ ok }), (error) => done({ error }));";
    let answer =
        window.driver()?.execute_async(script, vec![json!(command), arguments]).await?.json().clone();
    match answer.get("error") {
        Some(error) => bail!("{command}: {error}"),
        None => Ok(answer.get("ok").cloned().unwrap_or(Value::Null)),
    }
}

/// Adds a credential with a main value; its id.
async fn create(window: &Window, name: &str, kind: &str, value: &str) -> Result<String> {
    let input = json!({
        "name": name, "kind": kind, "username": "ops", "url": null, "notes": null, "vendor": "Northwind",
        "license_id": null, "contract_id": null, "device_id": null, "person_id": null, "rotate_days": 90,
        "expires_on": null, "changed_on": null, "tags": [],
    });
    let secrets = json!([{ "field": "password", "value": { "from": "typed", "value": value } }]);
    let made = ask(window, "create_credential", json!({ "input": input, "secrets": secrets })).await?;
    Ok(made["id"].as_str().context("no id")?.to_owned())
}

/// Values leave the clipboard after the shortest time there is.
async fn clear_soon(window: &Window) -> Result<()> {
    let mut settings = ask(window, "get_settings", json!({})).await?;
    settings["clipboard_seconds"] = json!(10);
    ask(window, "set_settings", json!({ "settings": settings })).await.map(drop)
}

fn clipboard(sandbox: &Sandbox, window: &Window) -> Result<String> {
    let mut command = sandbox.command("xclip");
    let output = command.env("DISPLAY", window.display()).args(["-selection", "clipboard", "-o"]).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

async fn wait_for_clipboard(sandbox: &Sandbox, window: &Window, text: &str) -> Result<()> {
    wait(&format!("the clipboard holds {text:?}"), async || Ok(clipboard(sandbox, window)? == text)).await
}

/// Puts a text on the clipboard as another program does.
fn put_on_clipboard(sandbox: &Sandbox, window: &Window, text: &str) -> Result<()> {
    let mut command = sandbox.command("xclip");
    command.env("DISPLAY", window.display()).args(["-selection", "clipboard", "-i"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().context("cannot start xclip")?;
    child.stdin.take().context("no input")?.write_all(text.as_bytes())?;
    ensure!(child.wait()?.success(), "xclip refused");
    Ok(())
}

/// Runs what the palette offers for a text, once it offers something that reads like `offered`.
async fn command(window: &Window, text: &str, offered: &str) -> Result<()> {
    window.find_testid("find").await?;
    window.press_keys(&[Key::Control], 'k').await?;
    window.type_into("palette-input", text).await?;
    window.wait_for_text(offered).await?;
    window.wait_for_text("found in").await?;
    window.press_keys(&[], Key::Enter).await
}

async fn there(window: &Window, id: &str) -> Result<bool> {
    // Asked of the page: a handle of what is drawn anew meanwhile is stale.
    let is_there = format!("return document.querySelector('[data-testid=\"{id}\"]') !== null");
    Ok(window.driver()?.execute(is_there, Vec::new()).await?.json().as_bool() == Some(true))
}

async fn wait_until_gone(window: &Window, id: &str) -> Result<()> {
    wait(&format!("{id} goes"), async || Ok(!there(window, id).await?)).await
}

/// Opens the page of credentials and the first of them.
async fn open_first(window: &Window, name: &str) -> Result<()> {
    command(window, "Go to Credentials", "Go to Credentials").await?;
    window.wait_for_text(name).await?;
    window.focus("table").await?;
    window.press_keys(&[], Key::Enter).await?;
    wait("the detail", async || Ok(window.text_of("detail-title").await? == name)).await
}

#[tokio::test]
async fn a_login_is_added_with_the_generator_and_copied() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    clear_soon(&window).await?;

    command(&window, "Add credential", "Add credential").await?;
    window.type_into("field-name", "Firewall admin").await?;
    window.type_into("field-username", "admin").await?;
    window.type_into("field-secret", "firewall1").await?;
    wait("a value with the name in it is weak", async || {
        // It is drawn anew with each key.
        let bar = window.find_testid("strength-secret").await?;
        Ok(bar
            .attr("data-score")
            .await
            .is_ok_and(|score| score.is_some_and(|score| score == "0" || score == "1")))
    })
    .await?;
    window.shot("credentials-typing").await?;
    window.enter("generate-secret").await?;
    wait("something is made", async || Ok(window.text_of("generator-preview").await?.len() == 20)).await?;
    window.shot("credentials-generator").await?;
    let first = window.text_of("generator-preview").await?;
    window.enter("generator-again").await?;
    wait("another one is made", async || {
        let made = window.text_of("generator-preview").await?;
        Ok(made.len() == 20 && made != first)
    })
    .await?;
    let value = window.text_of("generator-preview").await?;
    window.enter("generator-use").await?;
    window.find_testid("held-secret").await?;
    window.type_into("field-rotate_days", "90").await?;
    window.press_keys(&[Key::Control], Key::Enter).await?;
    wait("the credential", async || Ok(there(&window, "detail-title").await?)).await?;
    window.wait_for_text("every 90 days").await?;
    wait("the keyring has it", async || Ok(session.secret_tool_search(SERVICE)?.contains(&value))).await?;
    ensure!(!window.driver()?.source().await?.contains(&value), "the page has it no longer");

    // Copied from the detail; it stays said on every page, and goes by itself.
    window.press_keys(&[Key::Control], 'c').await?;
    wait_for_clipboard(&sandbox, &window, &value).await?;
    window.find_testid("clipboard-bar").await?;
    window.shot("credentials-copied").await?;
    command(&window, "Go to Settings", "Go to Settings").await?;
    window.find_testid("clipboard-bar").await?;
    wait_for_clipboard(&sandbox, &window, "").await?;
    wait_until_gone(&window, "clipboard-bar").await?;
    ensure!(!window.driver()?.source().await?.contains(&value), "copying shows nothing");

    // From the line of the list; another program's text is left alone.
    command(&window, "Go to Credentials", "Go to Credentials").await?;
    window.wait_for_text("Firewall admin").await?;
    window.focus("table").await?;
    window.press_keys(&[Key::Control], 'c').await?;
    wait_for_clipboard(&sandbox, &window, &value).await?;
    put_on_clipboard(&sandbox, &window, "somebody else's")?;
    wait_until_gone(&window, "clipboard-bar").await?;
    ensure!(clipboard(&sandbox, &window)? == "somebody else's", "it is not ours to clear");

    // From the palette, and taken off at once.
    command(&window, "copy firew", "Copy password of Firewall admin").await?;
    wait_for_clipboard(&sandbox, &window, &value).await?;
    window.enter("clipboard-clear").await?;
    wait_for_clipboard(&sandbox, &window, "").await?;

    window.focus("table").await?;
    window.press_keys(&[Key::Control], 'b').await?;
    wait_for_clipboard(&sandbox, &window, "admin").await?;
    window.close().await
}

#[tokio::test]
async fn a_value_is_shown_for_a_moment_rotated_and_put_back() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    let id = create(&window, "Domain administrator", "login", CANARY).await?;
    open_first(&window, "Domain administrator").await?;

    // It hides by itself, with the focus of the window, and with a lock.
    window.enter("show-password").await?;
    wait("it is shown", async || Ok(window.text_of("shown-password").await? == CANARY)).await?;
    window.shot("credentials-shown").await?;
    wait_until_gone(&window, "shown-password").await?;
    ensure!(!window.driver()?.source().await?.contains(CANARY), "nothing of it is left on the page");
    window.enter("show-password").await?;
    window.find_testid("shown-password").await?;
    window.driver()?.execute("window.dispatchEvent(new Event('blur'))", Vec::new()).await?;
    wait_until_gone(&window, "shown-password").await?;
    window.enter("show-password").await?;
    window.find_testid("shown-password").await?;
    window.press_keys(&[Key::Control], 'l').await?;
    wait_until_gone(&window, "shown-password").await?;

    // One-time codes.
    window.enter("codes-set").await?;
    window.type_into("field-totp", SEED).await?;
    window.press_keys(&[], Key::Enter).await?;
    window.enter("show-totp").await?;
    wait("the code is the one of the command line", async || {
        let code = window.text_of("code").await?.replace(' ', "");
        let told = cli::holdfast_in(&sandbox, &session, &["credential", "get", &id, "--code"])?;
        Ok(code == told.stdout.trim())
    })
    .await?;
    window.shot("credentials-code").await?;
    window.press_keys(&[Key::Control], 't').await?;
    wait("the code is on the clipboard", async || {
        let copied = clipboard(&sandbox, &window)?;
        Ok(copied.len() == 6 && copied.bytes().all(|byte| byte.is_ascii_digit()))
    })
    .await?;

    // Another value, and the day of the next.
    window.enter("detail-rotate").await?;
    window.type_into("field-secret", NEXT).await?;
    window.find_testid("strength-secret").await?;
    window.type_into("field-rotate", "30").await?;
    window.wait_for_text("Next on").await?;
    window.shot("credentials-rotate").await?;
    window.press_keys(&[], Key::Enter).await?;
    window.wait_for_text("replaced. The old one is kept").await?;
    window.wait_for_text("every 30 days").await?;
    let now = ask(&window, "get_credential", json!({ "id": id })).await?;
    ensure!(now["secrets"][0]["previous"].as_array().is_some_and(|kept| kept.len() == 1), "{now}");
    let value = || cli::holdfast_in(&sandbox, &session, &["credential", "get", &id]);
    ensure!(value()?.stdout.trim() == NEXT);

    // And back.
    window.enter("menu-password").await?;
    down_to(&window, "value-previous").await?;
    window.press_keys(&[], Key::Enter).await?;
    window.enter("previous-show-0").await?;
    wait("the old one is shown", async || Ok(window.text_of("previous-shown").await? == CANARY)).await?;
    window.shot("credentials-previous").await?;
    window.enter("previous-restore-0").await?;
    window.wait_for_text("Password restored").await?;
    ensure!(value()?.stdout.trim() == CANARY);

    // A further value, with several lines.
    window.enter("value-add").await?;
    window.type_into("field-new-name", "Recovery codes").await?;
    enter_space(&window, "field-new-long").await?;
    window.type_into("field-new-value", "one two").await?;
    window.enter("new-value-save").await?;
    window.find_testid("value-Recovery codes").await?;
    window.shot("credentials-values").await?;

    // All of it is told, none of it with a value.
    window.enter("tab-history").await?;
    for told in
        ["Secret shown", "Secret copied", "Secret saved", "Secret restored", "in the window", "printed"]
    {
        window.wait_for_text(told).await?;
    }
    window.shot("credentials-history").await?;
    let source = window.driver()?.source().await?;
    ensure!(!source.contains(CANARY) && !source.contains(NEXT));
    window.close().await
}

/// Goes down in the menu that is open until this line has the keys.
async fn down_to(window: &Window, id: &str) -> Result<()> {
    window.find_testid(id).await?;
    wait(&format!("{id} is reached"), async || {
        let has = "return document.activeElement?.dataset?.testid ?? ''";
        let here = window.driver()?.execute(has, Vec::new()).await?.convert::<String>()?;
        if here != id {
            window.press_keys(&[], Key::Down).await?;
        }
        Ok(here == id)
    })
    .await
}

/// Ticks a box, as one who came to it with Tab.
async fn enter_space(window: &Window, id: &str) -> Result<()> {
    window.focus(id).await?;
    window.press_keys(&[], ' ').await
}

#[tokio::test]
async fn credentials_are_found_where_they_belong() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    create(&window, "Portal", "login", CANARY).await?;
    create(&window, "Guest Wi-Fi", "wifi", "welcome to our guests").await?;

    command(&window, "Northwind", "Northwind").await?;
    wait("the vendor", async || Ok(there(&window, "tab-credentials").await?)).await?;
    window.enter("tab-credentials").await?;
    window.focus("linked-credential-1").await?;
    window.shot("credentials-panel").await?;
    window.press_keys(&[Key::Control], 'c').await?;
    wait_for_clipboard(&sandbox, &window, CANARY).await?;

    // Added from there, it knows where it belongs.
    window.enter("credential-add").await?;
    window.type_into("field-name", "Support phone PIN").await?;
    let vendor = window.find_testid("field-vendor").await?;
    ensure!(vendor.prop("value").await?.as_deref() == Some("Northwind"));
    window.shot("credentials-form").await?;
    window.press_keys(&[Key::Control], Key::Enter).await?;
    wait("the new one", async || Ok(window.text_of("detail-title").await? == "Support phone PIN")).await?;
    window.find_testid("value-set").await?;

    open_first(&window, "Guest Wi-Fi").await?;
    window.enter("wifi-code").await?;
    window.find_testid("wifi-drawing").await?;
    window.shot("credentials-wifi").await?;
    window.enter("wifi-hide").await?;
    wait_until_gone(&window, "wifi-drawing").await?;
    window.close().await
}
