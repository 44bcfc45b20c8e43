//! Values by the command line: in by the standard input, out by the standard output or the clipboard, and nowhere
//! else.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use holdfast_core::credentials::{self, CredentialInput, CredentialKind};
use holdfast_core::db::Db;
use holdfast_core::history::{self, Act, Actor};
use holdfast_tests::background::{Background, Deadline, wait_until};
use holdfast_tests::cli::{Outcome, holdfast, holdfast_in};
use holdfast_tests::display::Display;
use holdfast_tests::programs;
use holdfast_tests::sandbox::Sandbox;
use holdfast_tests::session::Session;

const CANARY: &str = "canary-19c4-Never-On-Disk!";
const SERVICE: &str = "app.holdfast.Holdfast.test";
/// The seed of RFC 6238's examples.
const SEED: &str = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";

/// Makes credentials of these names in a sandbox and returns their ids.
fn make(sandbox: &Sandbox, names: &[&str]) -> Result<Vec<String>> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let now = sandbox.now();
        let db = Db::open(&sandbox.data_dir(), &now).await?;
        let act = Act::new(now, Actor::CommandLine, "Fixture");
        let mut tx = db.write().await?;
        let mut ids = Vec::new();
        for name in names {
            let input = CredentialInput {
                name: (*name).to_owned(),
                kind: CredentialKind::Login,
                username: Some("admin".into()),
                ..CredentialInput::default()
            };
            ids.push(credentials::create(&mut tx, &act, input).await?);
        }
        tx.commit().await?;
        db.close().await;
        Ok(ids)
    })
}

/// Runs `holdfast` with something on its standard input.
fn feed(sandbox: &Sandbox, session: &Session<'_>, arguments: &[&str], input: &[u8]) -> Result<Outcome> {
    let mut command = sandbox.command(programs::built("holdfast")?);
    session.join(&mut command);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start holdfast")?;
    child.stdin.take().context("no input")?.write_all(input)?;
    let output = child.wait_with_output()?;
    Ok(Outcome {
        status: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// The files of the data folder that hold a text.
fn files_with(sandbox: &Sandbox, text: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(sandbox.data_dir())? {
        let path = entry?.path();
        if path.is_file() && fs::read(&path)?.windows(text.len()).any(|part| part == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}

#[test]
fn a_value_goes_in_and_out_and_is_nowhere_else() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let id = make(&sandbox, &["Firewall HQ"])?.remove(0);
    let run = |arguments: &[&str]| holdfast_in(&sandbox, &session, arguments);

    let none = run(&["credential", "get", &id])?;
    assert_eq!((none.status, none.stdout.as_str()), (Some(1), ""), "{none:?}");
    assert!(none.stderr.contains("no value"), "{none:?}");

    let set =
        feed(&sandbox, &session, &["credential", "set", "firewall hq"], format!("{CANARY}\r\n").as_bytes())?;
    assert_eq!((set.status, set.stdout.as_str()), (Some(0), ""), "{set:?}");
    assert!(!set.stderr.contains(CANARY));
    assert!(session.secret_tool_search(SERVICE)?.contains(CANARY));
    let got = run(&["credential", "get", &id])?;
    assert_eq!((got.status, got.stdout.as_str(), got.stderr.as_str()), (Some(0), CANARY, ""));
    assert_eq!(run(&["credential", "get", &id, "--json"])?.json()?["value"], CANARY);

    let key = format!("-----BEGIN KEY-----\n{}\n-----END KEY-----", "0123456789abcdef\n".repeat(300));
    let set =
        feed(&sandbox, &session, &["credential", "set", &id, "--field", "Recovery key"], key.as_bytes())?;
    assert_eq!(set.status, Some(0), "{set:?}");
    assert_eq!(run(&["credential", "get", &id, "--field", "recovery KEY"])?.stdout, key);
    let large = feed(&sandbox, &session, &["credential", "set", &id, "--field", "Large"], &[b'x'; 65_537])?;
    assert_eq!(large.status, Some(1), "{large:?}");
    assert!(large.stderr.contains("65537 bytes"), "{large:?}");

    for arguments in [
        &["credential", "show", &id][..],
        &["credential", "show", &id, "--json"],
        &["credential", "list", "--json"],
        &["show", &id, "--json"],
        &["doctor", "--json"],
    ] {
        let said = run(arguments)?;
        assert_eq!(said.status, Some(0), "{said:?}");
        assert!(!said.stdout.contains(CANARY) && !said.stdout.contains("0123456789abcdef"), "{said:?}");
    }
    let shown = run(&["credential", "show", &id])?.stdout;
    assert!(shown.contains("Value “password”: set") && shown.contains("Value “Recovery key”"), "{shown}");
    assert!(!files_with(&sandbox, "Firewall HQ")?.is_empty(), "the search would find what is there");
    assert_eq!(files_with(&sandbox, CANARY)?, [""; 0]);
    Ok(())
}

#[test]
fn one_time_codes_come_out_and_their_seed_stays() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let id = make(&sandbox, &["Registrar"])?.remove(0);
    let set = |value: &str| {
        feed(&sandbox, &session, &["credential", "set", &id, "--field", "totp"], value.as_bytes())
    };
    let refused = set("not a seed!")?;
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("letters A to Z"), "{refused:?}");
    assert_eq!(set(SEED)?.status, Some(0));
    let code = || holdfast_in(&sandbox, &session, &["credential", "get", &id, "--code"]);
    let step = || sandbox.now().at.timestamp() / 30;
    // A code that was asked for as the half minute ended is asked for again.
    let deadline = Deadline::patience();
    let (told, expected) = loop {
        deadline.check("a code within one half minute")?;
        let before = step();
        let (told, expected) = (code()?, reckoned(before * 30)?);
        if before == step() {
            break (told, expected);
        }
    };
    assert_eq!((told.status, told.stdout), (Some(0), expected), "{}", told.stderr);
    Ok(())
}

/// The code of the seed by RFC 6238, computed here: HMAC-SHA-1 of the step, cut as RFC 4226 says.
fn reckoned(at: i64) -> Result<String> {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(b"12345678901234567890")?;
    mac.update(&(at / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes([digest[start], digest[start + 1], digest[start + 2], digest[start + 3]]);
    Ok(format!("{:06}", (number & 0x7fff_ffff) % 1_000_000))
}

#[test]
fn generated_values_follow_their_options() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let said =
        holdfast(&sandbox, &["credential", "generate", "--length", "32", "--no-symbols", "--count", "3"])?;
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!((said.status, lines.len()), (Some(0), 3), "{said:?}");
    assert!(lines.iter().all(|line| line.len() == 32 && line.chars().all(char::is_alphanumeric)), "{said:?}");
    assert_ne!(lines[0], lines[1]);
    let words = holdfast(&sandbox, &["credential", "generate", "--words", "5", "--separator", "."])?;
    assert_eq!(words.stdout.trim_end().split('.').count(), 5, "{words:?}");
    for wrong in [
        &["--length", "3"][..],
        &["--words", "5", "--length", "9"],
        &["--no-lower", "--no-upper", "--no-digits", "--no-symbols"],
    ] {
        let said = holdfast(&sandbox, &[&["credential", "generate"], wrong].concat())?;
        assert_eq!((said.status, said.stdout.as_str()), (Some(2), ""), "{wrong:?}: {said:?}");
    }
    Ok(())
}

#[test]
fn a_name_that_several_have_is_told_with_their_ids() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let ids = make(&sandbox, &["Switch", "switch", "Switch 2"])?;
    let said = holdfast(&sandbox, &["credential", "show", "Switch"])?;
    assert_eq!(said.status, Some(1), "{said:?}");
    assert!(said.stderr.contains(&ids[0]) && said.stderr.contains(&ids[1]) && !said.stderr.contains(&ids[2]));
    assert_eq!(holdfast(&sandbox, &["credential", "show", "switch 2"])?.status, Some(0));
    let none = holdfast(&sandbox, &["credential", "show", "nobody"])?;
    assert!(none.status == Some(1) && none.stderr.contains("credential list"), "{none:?}");
    Ok(())
}

#[test]
fn health_finds_what_is_weak_used_twice_and_leaked() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let ids = make(&sandbox, &["One", "Two", "Three"])?;
    for (id, value) in ids.iter().zip(["password", "password", "shove-gopher-tint-anvil-mumbo-quirk"]) {
        assert_eq!(feed(&sandbox, &session, &["credential", "set", id], value.as_bytes())?.status, Some(0));
    }
    let list = sandbox.path("pwned.txt");
    fs::write(
        &list,
        "0000000000000000000000000000000000000000:1\r\n5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\r\n",
    )?;
    let arguments = ["credential", "health", "--leaks", list.to_str().context("a path")?, "--exit-code"];
    let report = holdfast_in(&sandbox, &session, &[&arguments[..], &["--json"]].concat())?;
    assert_eq!(report.status, Some(3), "{report:?}");
    assert!(!report.stdout.contains("gopher") && !report.stdout.contains("5BAA"), "{report:?}");
    let report = report.json()?;
    assert_eq!((&report["checked"], &report["leaks_checked"]), (&3.into(), &true.into()));
    let row = report["rows"].as_array().context("rows")?.iter().find(|row| row["id"] == ids[0].as_str());
    let row = row.context("the first credential")?;
    assert_eq!(row["findings"], serde_json::json!(["leaked", "weak", "reused", "no_owner"]));
    assert_eq!((&row["leaked"], &row["twins"][0]["name"]), (&9_545_824.into(), &"Two".into()));
    let said = holdfast_in(&sandbox, &session, &arguments)?;
    assert!(said.stdout.contains("seen 9545824 times"), "{said:?}");

    session.lock()?;
    let locked = holdfast_in(&sandbox, &session, &["credential", "health"])?;
    assert_eq!(locked.status, Some(0), "{locked:?}");
    assert!(locked.stderr.contains("0 of 3 values") && locked.stderr.contains("locked"), "{locked:?}");
    Ok(())
}

/// `holdfast credential copy`, running on a display.
fn start_copy(
    sandbox: &Sandbox,
    session: &Session<'_>,
    display: &Display,
    id: &str,
    seconds: &str,
) -> Result<Background> {
    let mut command: Command = sandbox.command(programs::built("holdfast")?);
    session.join(&mut command);
    display.join(&mut command);
    command.args(["credential", "copy", id, "--seconds", seconds]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Background::start(&mut command)
}

fn ended(program: &mut Background) -> bool {
    matches!(program.child().try_wait(), Ok(Some(_)))
}

#[test]
fn a_copied_value_leaves_the_clipboard_and_another_programs_text_stays() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let display = Display::start(&sandbox)?;
    let id = make(&sandbox, &["Firewall"])?.remove(0);
    assert_eq!(feed(&sandbox, &session, &["credential", "set", &id], CANARY.as_bytes())?.status, Some(0));
    let there = || display.clipboard(&sandbox).unwrap_or_default();

    // Until the time is up.
    let begun = Instant::now();
    let mut copying = start_copy(&sandbox, &session, &display, &id, "2")?;
    wait_until("the value is on the clipboard", || there() == CANARY)?;
    wait_until("the copying ends", || ended(&mut copying))?;
    assert!(begun.elapsed() >= Duration::from_secs(2), "it stayed in the foreground");
    assert_eq!(there(), "");

    // Another program took the clipboard meanwhile.
    let mut copying = start_copy(&sandbox, &session, &display, &id, "2")?;
    wait_until("the value is on the clipboard", || there() == CANARY)?;
    display.put_on_clipboard(&sandbox, "somebody else's")?;
    wait_until("the copying ends", || ended(&mut copying))?;
    assert_eq!(there(), "somebody else's");

    // Told to end before.
    for signal in ["INT", "TERM"] {
        let mut copying = start_copy(&sandbox, &session, &display, &id, "60")?;
        wait_until("the value is on the clipboard", || there() == CANARY)?;
        copying.signal(signal)?;
        wait_until("the copying ends", || ended(&mut copying))?;
        wait_until(&format!("{signal} leaves the clipboard empty"), || there().is_empty())?;
    }

    let titles = tokio::runtime::Runtime::new()?.block_on(async {
        let db = Db::open(&sandbox.data_dir(), &sandbox.now()).await?;
        let entries = history::of_subject(&mut *db.read().await?, &id, 50).await?;
        Ok::<_, anyhow::Error>(
            entries.into_iter().map(|entry| (entry.action, entry.actor)).collect::<Vec<_>>(),
        )
    })?;
    let copied = titles.iter().filter(|(action, _)| action == "secret copied");
    assert_eq!(copied.count(), 4, "{titles:?}");
    assert!(titles.iter().all(|(_, actor)| actor == "command line"), "{titles:?}");
    Ok(())
}
