//! The vault in the real window: its commands as the page calls them, the lock, and the clipboard.
#![cfg(target_os = "linux")]

use std::io::{Cursor, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use holdfast_tests::background::{PATIENCE, stays, wait_within};
use holdfast_tests::cli;
use holdfast_tests::sandbox::Sandbox;
use holdfast_tests::session::Session;
use holdfast_tests::window::Window;
use serde_json::{Value, json};

const SERVICE: &str = "app.holdfast.Holdfast.test";
const CANARY: &str = "canary-5d1e-In-The-Window!";
const PASSPHRASE: &str = "open sesame";
/// How long is looked whether nothing happens.
const A_WHILE: Duration = Duration::from_millis(500);

/// Calls a command as the page does: what it answers, or the error it ends with.
async fn call(window: &Window, command: &str, arguments: Value) -> Result<Result<Value, Value>> {
    let script = "const [command, args, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, args).then((ok) => done({ ok }), (error) => done({ error }));";
    let answer = window.driver()?.execute_async(script, vec![json!(command), arguments]).await?;
    let answer = answer.json().clone();
    Ok(match answer.get("error") {
        Some(error) => Err(error.clone()),
        None => Ok(answer.get("ok").cloned().unwrap_or(Value::Null)),
    })
}

/// Calls a command that must not fail.
async fn ask(window: &Window, command: &str, arguments: Value) -> Result<Value> {
    match call(window, command, arguments).await? {
        Ok(answer) => Ok(answer),
        Err(error) => bail!("{command}: {error}"),
    }
}

/// Calls a command that must fail, and returns its code.
async fn refusal(window: &Window, command: &str, arguments: Value) -> Result<String> {
    match call(window, command, arguments).await? {
        Ok(answer) => bail!("{command} answered {answer}"),
        Err(error) => Ok(error["code"].as_str().with_context(|| format!("{command}: {error}"))?.to_owned()),
    }
}

async fn wait(what: &str, limit: Duration, is_so: impl AsyncFn() -> Result<bool>) -> Result<()> {
    wait_within(limit, what, is_so).await
}

fn clipboard(sandbox: &Sandbox, window: &Window) -> Result<String> {
    let mut command = sandbox.command("xclip");
    let output = command.env("DISPLAY", window.display()).args(["-selection", "clipboard", "-o"]).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Puts bytes of a kind on the clipboard as another program does.
fn put_on_clipboard(sandbox: &Sandbox, window: &Window, kind: &str, bytes: &[u8]) -> Result<()> {
    let mut command = sandbox.command("xclip");
    command.env("DISPLAY", window.display()).args(["-selection", "clipboard", "-t", kind, "-i"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().context("cannot start xclip")?;
    child.stdin.take().context("no input")?.write_all(bytes)?;
    ensure!(child.wait()?.success(), "xclip refused");
    Ok(())
}

fn login(name: &str) -> Value {
    json!({
        "name": name, "kind": "login", "username": "admin", "url": null, "notes": null, "vendor": null,
        "license_id": null, "contract_id": null, "device_id": null, "person_id": null, "rotate_days": null,
        "expires_on": null, "changed_on": null, "tags": [],
    })
}

/// Creates a credential with a password and returns its id.
async fn create(window: &Window, name: &str, value: &str) -> Result<String> {
    let secrets = json!([{ "field": "password", "value": { "from": "typed", "value": value } }]);
    let made = ask(window, "create_credential", json!({ "input": login(name), "secrets": secrets })).await?;
    ensure!(made["secret"] == "set", "{made}");
    Ok(made["id"].as_str().context("an id")?.to_owned())
}

async fn locked(window: &Window) -> Result<bool> {
    Ok(ask(window, "lock_status", json!({})).await?["locked"] == true)
}

/// What the page sends to import a table of licenses as it is.
fn licenses() -> Value {
    json!({
        "kind": "licenses", "mapping": [], "date_order": null, "currency": null, "price_per_seat": false,
        "meanings": [], "delimiter": null, "encoding": null, "skip_problems": false, "decimal": null,
        "match_by": [], "matches": [],
    })
}

/// Everything that has to do with values, with arguments that would do.
fn about_values(id: &str) -> Vec<(&'static str, Value)> {
    let typed = json!({ "from": "typed", "value": "other" });
    vec![
        ("reveal_credential_secret", json!({ "id": id, "field": "password" })),
        ("reveal_previous_secret", json!({ "valueId": id })),
        ("reveal_license_key", json!({ "keyId": id })),
        ("reveal_held_value", json!({ "token": id })),
        ("reveal_wifi_code", json!({ "id": id })),
        ("one_time_code", json!({ "id": id })),
        ("copy_credential_secret", json!({ "id": id, "field": "password" })),
        ("copy_one_time_code", json!({ "id": id })),
        ("copy_license_key", json!({ "keyId": id })),
        ("copy_held_value", json!({ "token": id })),
        ("set_credential_secret", json!({ "id": id, "field": "password", "value": typed })),
        ("delete_credential_secret", json!({ "id": id, "field": "password" })),
        ("rename_credential_secret", json!({ "id": id, "field": "password", "name": "x" })),
        ("restore_credential_secret", json!({ "id": id, "valueId": id })),
        ("forget_credential_secret", json!({ "id": id, "valueId": id })),
        (
            "create_credential",
            json!({ "input": login("x"), "secrets": [{ "field": "password", "value": typed }] }),
        ),
        ("add_license_key", json!({ "licenseId": id, "label": null, "value": "other", "keepHint": false })),
        ("replace_license_key", json!({ "keyId": id, "value": "other", "keepHint": false })),
        ("delete_license_key", json!({ "keyId": id })),
        ("generate_secret", json!({ "recipe": { "kind": "passphrase" }, "words": [] })),
        ("read_code_from_file", json!({})),
        ("read_code_from_clipboard", json!({})),
        ("read_secret_from_file", json!({})),
        ("credential_health", json!({ "withLeaks": false })),
        ("delete_orphans", json!({ "items": [] })),
        ("check_keyring", json!({})),
        ("adopt_home", json!({})),
        ("undo_batch", json!({ "batch": id })),
        ("set_secret_settings", json!({ "settings": { "previous_values": 0 } })),
        ("import_commit", json!({ "token": id, "parts": [{ "file": 0, "options": licenses() }] })),
    ]
}

#[tokio::test]
async fn a_locked_window_refuses_all_that_has_to_do_with_values() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    let id = create(&window, "Firewall", CANARY).await?;

    // Without a passphrase a lock hides and asks nothing.
    ensure!(ask(&window, "lock_window", json!({})).await?["locked"] == false);
    let short = json!({ "current": null, "chosen": "12345" });
    ensure!(refusal(&window, "set_passphrase", short).await? == "field");
    let set = ask(&window, "set_passphrase", json!({ "current": null, "chosen": PASSPHRASE })).await?;
    ensure!(set["has_passphrase"] == true && set["locked"] == false, "{set}");
    ensure!(ask(&window, "lock_window", json!({})).await?["locked"] == true);
    for (command, arguments) in about_values(&id) {
        let code = refusal(&window, command, arguments).await.context(command)?;
        ensure!(code == "locked", "{command}: {code}");
    }
    ensure!(session.secret_tool_search(SERVICE)?.contains(CANARY), "nothing was changed");
    // What is no secret stays to be read and edited.
    ensure!(ask(&window, "get_credential", json!({ "id": id })).await?["secret"] == "set");
    ensure!(refusal(&window, "unlock_window", json!({ "passphrase": "open Sesame" })).await? == "field");
    ensure!(ask(&window, "unlock_window", json!({ "passphrase": PASSPHRASE })).await?["locked"] == false);
    let shown = ask(&window, "reveal_credential_secret", json!({ "id": id, "field": "password" })).await?;
    ensure!(shown["value"] == CANARY && shown["seconds"] == 20, "{shown}");

    // Sleep and a locked screen, as the system and the desktops tell.
    for (path, name, arguments) in [
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", &["boolean:true"][..]),
        ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session.Lock", &[]),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", &["boolean:true"]),
        ("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", &["boolean:true"]),
    ] {
        session.signal(path, name, arguments)?;
        wait(name, PATIENCE, async || locked(&window).await).await?;
        ask(&window, "unlock_window", json!({ "passphrase": PASSPHRASE })).await?;
    }
    session.signal(
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager.PrepareForSleep",
        &["boolean:false"],
    )?;
    stays(A_WHILE, "waking up locks nothing", async || Ok(!locked(&window).await?)).await?;

    // Nobody there for a minute.
    let mut chosen = ask(&window, "get_secret_settings", json!({})).await?;
    chosen["lock_minutes"] = json!(1);
    ask(&window, "set_secret_settings", json!({ "settings": chosen })).await?;
    ask(&window, "lock_activity", json!({})).await?;
    let begun = Instant::now();
    wait("an idle window locks", Duration::from_secs(90), async || locked(&window).await).await?;
    ensure!(begun.elapsed() > Duration::from_secs(58), "too early: {:?}", begun.elapsed());

    // The lock is there after a restart; forgotten, it can be taken away.
    window.close().await?;
    let window = Window::open(&sandbox, &session).await?;
    ensure!(locked(&window).await?);
    let gone = ask(&window, "remove_passphrase", json!({})).await?;
    ensure!(gone["locked"] == false && gone["has_passphrase"] == false, "{gone}");
    ask(&window, "copy_credential_secret", json!({ "id": id, "field": "password" })).await?;
    ensure!(
        session.secret_tool_search(SERVICE)?.matches("attribute.username").count() == 2,
        "its verifier is gone; the value and the home of the database are there"
    );
    window.close().await
}

#[tokio::test]
async fn a_copied_value_leaves_the_clipboard_by_itself_on_a_lock_and_with_the_window() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    let id = create(&window, "Firewall", CANARY).await?;
    let copy = json!({ "id": id, "field": "password" });
    let mut settings = ask(&window, "get_settings", json!({})).await?;
    settings["clipboard_seconds"] = json!(10);
    ask(&window, "set_settings", json!({ "settings": settings })).await?;
    let holds = async |text: &str| Ok(clipboard(&sandbox, &window)? == text);

    let copied = ask(&window, "copy_credential_secret", copy.clone()).await?;
    ensure!(copied["seconds"] == 10, "{copied}");
    wait("the value is there", PATIENCE, async || holds(CANARY).await).await?;
    wait("the time is up", Duration::from_secs(20), async || holds("").await).await?;

    ask(&window, "copy_credential_secret", copy.clone()).await?;
    wait("the value is there", PATIENCE, async || holds(CANARY).await).await?;
    ask(&window, "lock_window", json!({})).await?;
    wait("a lock empties it", PATIENCE, async || holds("").await).await?;

    ask(&window, "copy_credential_secret", copy.clone()).await?;
    wait("the value is there", PATIENCE, async || holds(CANARY).await).await?;
    put_on_clipboard(&sandbox, &window, "UTF8_STRING", b"somebody else's")?;
    ask(&window, "clear_clipboard", json!({})).await?;
    ask(&window, "lock_window", json!({})).await?;
    stays(A_WHILE, "another program's text stays", async || holds("somebody else's").await).await?;

    let id = ask(&window, "history_of", json!({ "id": id })).await?;
    let entries = id.as_array().context("entries")?;
    let copies = entries.iter().filter(|entry| entry["action"] == "secret copied").count();
    ensure!(copies == 3, "{entries:?}");
    ensure!(!id.to_string().contains(CANARY));
    window.close().await
}

#[tokio::test]
async fn values_are_made_read_in_shown_a_few_at_a_time_and_put_back() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;

    // Made on the other side, stored by its token.
    let recipe = json!({ "kind": "password", "length": 24, "lower": true, "upper": true, "digits": true, "symbols": false, "avoid_look_alikes": true });
    let made = ask(&window, "generate_secret", json!({ "recipe": recipe, "words": [] })).await?;
    ensure!(made["length"] == 24 && made["strength"]["score"] == 4, "{made}");
    let token = made["token"].clone();
    let value = ask(&window, "reveal_held_value", json!({ "token": token })).await?["value"].clone();
    let value = value.as_str().context("a value")?.to_owned();
    ensure!(value.len() == 24);
    let secrets = json!([{ "field": "password", "value": { "from": "held", "token": token } }]);
    let made =
        ask(&window, "create_credential", json!({ "input": login("Made"), "secrets": secrets })).await?;
    let id = made["id"].as_str().context("an id")?;
    ensure!(session.secret_tool_search(SERVICE)?.contains(&value));

    // One-time codes from the picture of a QR code: on the clipboard, and in a file.
    let seed = "otpauth://totp/Acme:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme";
    let picture = picture_of(seed)?;
    put_on_clipboard(&sandbox, &window, "image/png", &picture)?;
    let held = ask(&window, "read_code_from_clipboard", json!({})).await?;
    ensure!(held["source"].is_null() && !held.to_string().contains("GEZD"), "{held}");
    let file = sandbox.path("code.png");
    std::fs::write(&file, &picture)?;
    let script =
        "window.__TAURI_INTERNALS__.invoke('read_code_from_file').then((held) => { window.held = held; });";
    window.driver()?.execute(script, Vec::new()).await?;
    window.choose_file(&sandbox, "Picture of a QR code", &file)?;
    wait("the file was read", PATIENCE, async || {
        let held = window.driver()?.execute("return window.held?.source ?? null", Vec::new()).await?;
        Ok(held.json() == "code.png")
    })
    .await?;
    let value = json!({ "from": "held", "token": held["token"] });
    let set = json!({ "id": id, "field": "totp", "value": value });
    let stored = ask(&window, "set_credential_secret", set).await?;
    ensure!(stored["secrets"][1]["field"] == "totp", "{stored}");
    let code = ask(&window, "one_time_code", json!({ "id": id })).await?;
    let by_command_line = cli::holdfast_in(&sandbox, &session, &["credential", "get", id, "--code"])?;
    let left = code["seconds_left"].as_u64().context("seconds")?;
    ensure!(
        code["code"] == by_command_line.stdout.as_str() || left <= 2,
        "{code} is not {by_command_line:?}"
    );

    // Replaced, put back, and renamed.
    let typed = json!({ "from": "typed", "value": "replacement" });
    let set = json!({ "id": id, "field": "password", "value": typed });
    let changed = ask(&window, "set_credential_secret", set).await?;
    let previous = changed["secrets"][0]["previous"][0]["id"].clone();
    ensure!(previous.is_string(), "{changed}");
    let shown = ask(&window, "reveal_previous_secret", json!({ "valueId": previous })).await?;
    ensure!(shown["value"].as_str().is_some_and(|value| value.len() == 24), "{shown}");
    ask(&window, "restore_credential_secret", json!({ "id": id, "valueId": previous })).await?;
    let password = json!({ "id": id, "field": "password" });
    let shown = ask(&window, "reveal_credential_secret", password.clone()).await?;
    ensure!(shown["value"].as_str().is_some_and(|value| value.len() == 24), "{shown}");

    // A few at a time.
    let mut shown = 0;
    let refused = loop {
        match call(&window, "reveal_credential_secret", password.clone()).await? {
            Ok(_) => shown += 1,
            Err(error) => break error,
        }
        ensure!(shown < 50, "values are shown without an end");
    };
    ensure!(refused["code"] == "refused" && refused["message"].to_string().contains("minute"), "{refused}");

    // A Wi-Fi, its code without a limit hit: it has no password.
    let mut wifi = login("Guests");
    wifi["kind"] = json!("wifi");
    let wifi = ask(&window, "create_credential", json!({ "input": wifi, "secrets": [] })).await?;
    let drawn = ask(&window, "reveal_wifi_code", json!({ "id": wifi["id"] })).await?;
    ensure!(drawn["drawing"].as_str().is_some_and(|drawing| drawing.contains("<svg")));
    window.close().await
}

/// A QR code as a PNG.
fn picture_of(text: &str) -> Result<Vec<u8>> {
    let code = qrcode::QrCode::new(text)?;
    let (side, colors) = (code.width(), code.to_colors());
    let picture = image::GrayImage::from_fn(side as u32 * 4 + 32, side as u32 * 4 + 32, |x, y| {
        let at = |v: u32| (v as usize / 4).checked_sub(4).filter(|v| *v < side);
        let dark =
            at(x).zip(at(y)).is_some_and(|(x, y)| colors.get(y * side + x) == Some(&qrcode::Color::Dark));
        image::Luma([if dark { 0 } else { 255 }])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

#[tokio::test]
async fn a_database_from_another_computer_says_how_many_values_are_not_here() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let mut session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    for name in ["One", "Two"] {
        create(&window, name, name).await?;
    }
    ensure!(ask(&window, "keyring_status", json!({})).await?["missing"] == 0);
    window.close().await?;

    // Another computer: the same database, a keyring that never heard of it.
    session.stop_keyring();
    std::fs::remove_dir_all(sandbox.path("home/.local/share/keyrings"))?;
    session.start_keyring()?;
    let window = Window::open(&sandbox, &session).await?;
    wait("it is told without being asked", PATIENCE, async || {
        Ok(ask(&window, "keyring_status", json!({})).await?["missing"] == 2)
    })
    .await?;
    let database = ask(&window, "check_keyring", json!({})).await?;
    let names: Vec<&str> =
        database["rows"].as_array().context("rows")?.iter().filter_map(|row| row["name"].as_str()).collect();
    ensure!(names.len() == 2 && names.contains(&"One") && names.contains(&"Two"), "{database}");
    ensure!(database["items"] == json!([]), "{database}");

    // Something under its name that belongs to nothing is found and deleted; other things are left alone.
    let doctor = cli::holdfast_in(&sandbox, &session, &["doctor", "--json"])?.json()?;
    let stray = format!("v1-{}-stray", doctor["database"].as_str().context("a database id")?);
    session.store("stray", SERVICE, &stray, "x")?;
    session.store("other", SERVICE, "v1-another-database-item", "y")?;
    let found = ask(&window, "check_keyring", json!({})).await?;
    ensure!(found["items"] == json!([stray]), "{found}");
    let items = json!({ "items": [stray, "v1-another-database-item"] });
    ensure!(ask(&window, "delete_orphans", items).await? == 1);
    let left = session.secret_tool_search(SERVICE)?;
    ensure!(!left.contains(&stray) && left.contains("v1-another-database-item"), "{left}");
    window.close().await
}
