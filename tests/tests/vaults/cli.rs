//! Vaults by the command line, with a real keyring: the password by the standard input, values nowhere but in the
//! keyring and the encrypted file.

use super::outside::{PASSWORD, Workshop, fixture};
use anyhow::{Context, Result};
use holdfast_tests::{
    cli::{Outcome, holdfast},
    programs,
    sandbox::Sandbox,
    session::Session,
};
use std::{io::Write, path::Path, process::Stdio};

const PASSPHRASE: &str = "wound-lantern-oblige-trapeze-vivid";
const SERVICE: &str = "app.holdfast.Holdfast.test";

/// Runs `holdfast` with something on its standard input.
fn feed(sandbox: &Sandbox, session: &Session<'_>, arguments: &[&str], input: &str) -> Result<Outcome> {
    let mut command = sandbox.command(programs::built("holdfast")?);
    session.join(&mut command);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start holdfast")?;
    // It may have refused before it read anything.
    let _ = child.stdin.take().context("no input")?.write_all(input.as_bytes());
    let output = child.wait_with_output()?;
    Ok(Outcome {
        status: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

#[test]
fn a_vault_comes_in_and_goes_out_by_the_command_line() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let workshop = Workshop::new()?;
    let vault = workshop.path("old.kdbx");
    std::fs::write(&vault, workshop.pykeepass("chacha20", "argon2id", PASSWORD, None)?)?;
    let import = |more: &[&str], input: &str| {
        let mut arguments = vec!["import", text(&vault), "--as", "credentials", "--json"];
        arguments.extend(more);
        feed(&sandbox, &session, &arguments, input)
    };

    let asked = import(&[], "")?;
    assert_eq!(asked.status, Some(1));
    assert!(asked.stderr.contains("--password-stdin"), "{asked:?}");
    let wrong = import(&["--password-stdin"], "not it\n")?;
    assert!(wrong.status == Some(1) && wrong.stderr.contains("does not open"), "{wrong:?}");
    assert!(!sandbox.data_dir().join("holdfast.db").exists(), "nothing was begun");

    let dry = import(&["--password-stdin", "--dry-run"], &format!("{PASSWORD}\n"))?;
    assert_eq!(
        (dry.status, &dry.json()?["new"], &dry.json()?["batch"]),
        (Some(0), &3.into(), &serde_json::Value::Null)
    );
    assert!(!sandbox.data_dir().join("holdfast.db").exists(), "a dry run begins none either");

    let done = import(&["--password-stdin"], &format!("{PASSWORD}\n"))?;
    assert_eq!(done.status, Some(0), "{done:?}");
    let report = done.json()?;
    assert_eq!(
        (&report["rows"], &report["new"], &report["skipped"][0]["name"]),
        (&4.into(), &3.into(), &"Thrown away".into())
    );
    assert!(session.secret_tool_search(SERVICE)?.contains("pass & <word>"), "the keyring has it");
    let again = import(&["--password-stdin"], &format!("{PASSWORD}\n"))?;
    assert_eq!((&again.json()?["new"], &again.json()?["unchanged"]), (&0.into(), &3.into()));
    assert!(again.json()?["batch"].is_null());

    let get = feed(&sandbox, &session, &["credential", "get", "Core switch"], "")?;
    assert_eq!(get.stdout, " pass & <word> ü ");
    for outcome in [&done, &again, &dry] {
        assert!(!outcome.stdout.contains("pass & <word>") && !outcome.stderr.contains("9041"));
    }

    let target = workshop.path("new.kdbx");
    let export = ["export", "credentials", "--format", "kdbx", "-o", text(&target), "--json"];
    let weak = feed(&sandbox, &session, &export, "summer\n")?;
    assert!(weak.status == Some(1) && weak.stderr.contains("easy to guess") && !target.exists(), "{weak:?}");
    let written = feed(&sandbox, &session, &export, &format!("{PASSPHRASE}\n"))?;
    assert_eq!(written.status, Some(0), "{written:?}");
    assert_eq!(
        (&written.json()?["credentials"], &written.json()?["unread"]),
        (&3.into(), &serde_json::json!([]))
    );
    let listed = workshop.keepassxc(PASSPHRASE, &["ls", "-q", "-R", "-f", text(&target)])?;
    assert!(listed.contains("Logins/Core switch") && !listed.contains("Thrown away"), "{listed}");
    let shown = feed(&sandbox, &session, &["show", "Core switch", "--json"], "")?;
    assert_eq!(shown.status, Some(0), "{shown:?}");

    let batch = report["batch"].as_str().context("a batch")?;
    let undone = feed(&sandbox, &session, &["undo", batch], "")?;
    assert_eq!(undone.status, Some(0), "{undone:?}");
    assert!(session.secret_tool_search(SERVICE)?.contains("pass & <word>"), "an undo deletes no value");
    let listed = feed(&sandbox, &session, &["credential", "list", "--json"], "")?;
    assert!(!listed.stdout.contains("Core switch"), "{listed:?}");
    Ok(())
}

#[test]
fn a_plain_text_vault_says_so_and_options_of_others_are_refused() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let file = fixture("bitwarden.json");
    let done = feed(&sandbox, &session, &["import", text(&file), "--as", "credentials", "--open-notes"], "")?;
    assert_eq!(done.status, Some(0), "{done:?}");
    assert!(
        done.stdout.contains("5 entries read from Bitwarden JSON: 4 new, 0 updated, 0 unchanged, 1 skipped"),
        "{done:?}"
    );
    assert!(done.stderr.contains("is plain text") && done.stderr.contains("Passkeys: 1"), "{done:?}");
    assert!(!done.stdout.contains("tr0ub4dor") && !done.stderr.contains("tr0ub4dor"));
    let shown = feed(&sandbox, &session, &["show", "Registrar"], "")?;
    assert!(shown.stdout.contains("Ask for the transfer lock."), "{shown:?}");
    for arguments in [
        &["import", text(&file), "--as", "credentials", "--map", "a=name"][..],
        &["import", text(&file), "--as", "licenses", "--password-stdin"],
    ] {
        let refused = feed(&sandbox, &session, arguments, "")?;
        assert_eq!(refused.status, Some(2), "{refused:?}");
    }
    Ok(())
}

#[test]
fn without_a_session_nothing_is_begun() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let file = fixture("bitwarden.json");
    let refused = holdfast(&sandbox, &["import", text(&file), "--as", "credentials"])?;
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("dbus-run-session") && refused.stderr.contains("Nothing was written"),
        "{refused:?}"
    );
    assert!(!sandbox.data_dir().join("holdfast.db").exists());
    let dry = holdfast(&sandbox, &["import", text(&file), "--as", "credentials", "--dry-run"])?;
    assert_eq!(dry.status, Some(0), "{dry:?}");
    Ok(())
}
