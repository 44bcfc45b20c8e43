//! The full backup: everything in one encrypted file, there and back, with a real keyring. And what must never happen on the
//! way: a value outside of keyring and file, or a file that is not what it seems.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::secrets::{files_with, items, probe::Probe};
use holdfast_tests::{
    background::wait_until,
    cli::{Outcome, holdfast_fed, holdfast_in},
    programs,
    sandbox::Sandbox,
    session::Session,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

const PASSPHRASE: &str = "seven quiet otters dig a canal";
/// Stands in every value of these tests, and nowhere else.
const CANARY: &str = "canary-5b1e";
const FILE: &str = "usb.tar.age";

/// Values of every sort: a current and a previous one, one in several parts, those of an import, of a thing in Trash, of a
/// license and of a setting. Beside them the sample company, so that every table has rows.
struct Company<'a> {
    sandbox: &'a Sandbox,
    session: &'a Session<'a>,
}

impl<'a> Company<'a> {
    fn found(sandbox: &'a Sandbox, session: &'a Session<'a>) -> Company<'a> {
        let company = Company { sandbox, session };
        company.done(&["demo", "--records", "60"]);
        let mut router = Probe::start(session).unwrap();
        for order in [
            "keep 3".to_owned(),
            format!("save {CANARY} the old one"),
            format!("save {CANARY} a long one {}", "äöü\"\\ 漢字 ".repeat(400)),
            format!("mail_password {CANARY} mail"),
            "import 5".to_owned(),
        ] {
            assert!(router.ask(&order).unwrap().starts_with("ok"), "{order}");
        }
        let mut switch = Probe::of(session, "Old switch").unwrap();
        assert_eq!(switch.ask(&format!("save {CANARY} in Trash")).unwrap(), "ok");
        assert_eq!(switch.ask("trash").unwrap(), "ok");
        fs::write(
            sandbox.path("keys.csv"),
            format!("Item Name,Serial Number,Seats\nSketch,{CANARY}-KEY-77Q2,5\n"),
        )
        .unwrap();
        company.done(&["import", "keys.csv", "--as", "licenses"]);
        fs::remove_file(sandbox.path("keys.csv")).unwrap();
        company
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        holdfast_in(self.sandbox, self.session, arguments).unwrap()
    }

    fn done(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.run(arguments);
        assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
        outcome
    }

    fn full(&self, file: &str) -> Value {
        let done = fed(self.sandbox, self.session, &["backup", "--full", file], PASSPHRASE);
        assert_eq!(done.status, Some(0), "{done:?}");
        done.json().unwrap()
    }

    fn doctor(&self) -> Value {
        self.run(&["doctor", "--json"]).json().unwrap()
    }

    /// Every value that the database names, by the id of its row, as this computer's keyring has it.
    fn values(&self) -> BTreeMap<String, String> {
        let ids = sql(&self.sandbox.data_dir().join("holdfast.db"), "SELECT id FROM secret_value");
        let mut probe = Probe::start(self.session).unwrap();
        ids.lines().map(|id| (id.to_owned(), probe.ask(&format!("value {id}")).unwrap())).collect()
    }
}

/// A command on a full backup that gets a passphrase, its answer as JSON. No value is in what it says.
fn fed(sandbox: &Sandbox, session: &Session<'_>, arguments: &[&str], passphrase: &str) -> Outcome {
    let arguments = [arguments, &["--password-stdin", "--json"]].concat();
    let outcome = holdfast_fed(sandbox, session, &arguments, &format!("{passphrase}\n")).unwrap();
    for text in [&outcome.stdout, &outcome.stderr] {
        assert!(!text.contains(CANARY) && !text.contains(PASSPHRASE), "{outcome:?}");
    }
    outcome
}

fn done_fed(sandbox: &Sandbox, session: &Session<'_>, arguments: &[&str]) -> Value {
    let outcome = fed(sandbox, session, arguments, PASSPHRASE);
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
    outcome.json().unwrap()
}

fn sql(file: &Path, text: &str) -> String {
    let output = Command::new("sqlite3").arg(file).arg(text).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Every table of a database with all its rows. Left out is bookkeeping: where values stand in the keyring and whether they
/// were found, what this file may call its own, and when what was backed up.
fn tables(file: &Path) -> BTreeMap<String, String> {
    let names = sql(
        file,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
            AND name NOT IN ('value_home', 'secret_op')",
    );
    let rows = |table: &str| {
        let columns = match table {
            "secret_value" => sql(
                file,
                "SELECT group_concat(name) FROM pragma_table_info('secret_value') WHERE name NOT IN ('home_id', 'state')",
            ),
            _ => "*".to_owned(),
        };
        let only = if table == "setting" { "WHERE key NOT LIKE '%backup%'" } else { "" };
        sql(
            file,
            &format!(
                "SELECT quote(t.row) FROM (SELECT json_array({}) AS row FROM \"{table}\" {only}) t ORDER BY 1",
                quoted(file, table, &columns)
            ),
        )
    };
    names.lines().map(|name| (name.to_owned(), rows(name))).collect()
}

/// The columns of a table, each as SQLite writes it: a JSON array takes no bytes.
fn quoted(file: &Path, table: &str, columns: &str) -> String {
    let all = match columns {
        "*" => sql(file, &format!("SELECT group_concat(name) FROM pragma_table_info('{table}')")),
        some => some.to_owned(),
    };
    all.split(',').map(|name| format!("quote(\"{name}\")")).collect::<Vec<_>>().join(", ")
}

#[test]
fn everything_comes_back_on_another_computer_and_opens_without_holdfast() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let company = Company::found(&sandbox, &session);
    company.done(&["backup", "plain.db"]);
    let values = company.values();
    assert!(values.len() >= 10 && values.values().all(|value| value.starts_with("ok ")), "{values:?}");
    let written = company.full(FILE);
    assert_eq!(written["values"], values.len(), "{written}");
    assert_eq!(written["unread"].as_array().unwrap().len(), 0, "{written}");
    let file = sandbox.path(FILE);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // That it was made, and of which values, stands in the history and the settings; no value stands anywhere.
    let database = sandbox.data_dir().join("holdfast.db");
    let exported = sql(&database, "SELECT count(*) FROM change WHERE action = 'secret exported'");
    assert_eq!(exported, values.len().to_string());
    assert_eq!(sql(&database, "SELECT count(*) FROM setting WHERE key = 'last_full_backup_at'"), "1");
    assert!(company.doctor()["last_full_backup_at"].is_string());
    assert_eq!(nowhere(&sandbox), [""; 0]);

    // Another computer: another home, another keyring, and the file.
    let other = Sandbox::new().unwrap();
    let there = Session::with_keyring(&other).unwrap();
    fs::copy(&file, other.path(FILE)).unwrap();
    let verified = done_fed(&other, &there, &["backup", "verify", FILE]);
    assert_eq!((&verified["full"]["values"], &verified["full"]["unread"]), (&values.len().into(), &0.into()));
    assert_eq!(done_fed(&other, &there, &["restore", FILE, "--dry-run"])["now"], "nothing");
    assert_eq!(items(&there).unwrap(), 0, "looking changes nothing");
    assert!(!other.data_dir().join("holdfast.db").exists());
    let restored = done_fed(&other, &there, &["restore", FILE]);
    assert_eq!((&restored["kept"], &restored["values"]["restored"]), (&Value::Null, &values.len().into()));
    let (then, now) = (tables(&sandbox.path("plain.db")), tables(&other.data_dir().join("holdfast.db")));
    assert!(then.len() > 30);
    for (table, rows) in &then {
        assert_eq!(Some(rows), now.get(table), "{table}");
    }
    assert_eq!(then.len(), now.len());
    let moved = Company { sandbox: &other, session: &there };
    let doctor = moved.doctor();
    assert_eq!((&doctor["healthy"], &doctor["home"]["state"]), (&true.into(), &"home".into()), "{doctor}");
    assert_eq!(moved.values(), values);
    assert_eq!(nowhere(&other), [""; 0]);
    // What comes back is its own: a value is replaced, and the one it replaces goes.
    let mut probe = Probe::start(&there).unwrap();
    let before = items(&there).unwrap();
    assert_eq!(probe.ask("keep 0").unwrap(), "ok");
    assert_eq!(probe.ask("save another").unwrap(), "ok");
    assert!(items(&there).unwrap() < before, "the old value in several parts is gone");
    drop(probe);

    opened_by_age(&sandbox, &values);
}

/// The files below a sandbox that hold a value as text, whatever wrote them; the keyring's own are encrypted.
fn nowhere(sandbox: &Sandbox) -> Vec<String> {
    let mut found = files_with(&sandbox.data_dir(), CANARY).unwrap();
    found.extend(files_with(&sandbox.path("home"), CANARY).unwrap());
    for entry in fs::read_dir(sandbox.path("")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file()
            && fs::read(&path).unwrap().windows(CANARY.len()).any(|part| part == CANARY.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// Opens a full backup as its README says: with age and tar.
fn opened_by_age(sandbox: &Sandbox, values: &BTreeMap<String, String>) {
    fs::create_dir(sandbox.path("opened")).unwrap();
    // age asks at a terminal alone; script(1) is one.
    let mut command = sandbox.command("script");
    let age = format!("age -d -o opened/all.tar {FILE}");
    command.args(["--quiet", "--return", "--command", &age, "/dev/null"]).current_dir(sandbox.path(""));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap();
    running.stdin.take().unwrap().write_all(format!("{PASSPHRASE}\n").as_bytes()).unwrap();
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let mut command = sandbox.command("tar");
    command.args(["-xf", "all.tar"]).current_dir(sandbox.path("opened"));
    assert!(command.status().unwrap().success());
    let opened = sandbox.path("opened");
    assert!(fs::read_to_string(opened.join("README.txt")).unwrap().contains("age -d FILE | tar x"));
    assert_eq!(tables(&opened.join("holdfast.db")), tables(&sandbox.path("plain.db")));
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(opened.join("values")).unwrap() {
        for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| line[key].as_str().unwrap().to_owned();
            assert!(!text("name").is_empty() && !text("field").is_empty());
            found.insert(text("id"), format!("ok {}", text("value").trim_end()));
        }
    }
    let expected: BTreeMap<String, String> =
        values.iter().map(|(id, value)| (id.clone(), value.trim_end().to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_is_not_what_it_seems_is_refused_in_words_and_nothing_is_touched() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let company = Company { sandbox: &sandbox, session: &session };
    let mut router = Probe::start(&session).unwrap();
    assert_eq!(router.ask(&format!("save {CANARY}")).unwrap(), "ok");
    drop(router);
    company.done(&["backup", "plain.db"]);
    company.full(FILE);
    let whole = fs::read(sandbox.path(FILE)).unwrap();
    fs::write(sandbox.path("cut.age"), &whole[..whole.len() - 100]).unwrap();
    fs::write(sandbox.path("letter.age"), "Dear Ada").unwrap();
    let state = || (tables(&sandbox.data_dir().join("holdfast.db")), items(&session).unwrap());
    let before = state();
    let wrong = "seven quiet otters dig a tunnel";
    for (file, passphrase, says) in [
        (FILE, wrong, "This passphrase does not open"),
        ("cut.age", PASSPHRASE, "cut short"),
        ("letter.age", PASSPHRASE, "no full backup"),
        ("plain.db", PASSPHRASE, "takes no passphrase"),
        ("none.age", PASSPHRASE, "is not there"),
    ] {
        for command in [&["backup", "verify", file][..], &["restore", file, "--dry-run"], &["restore", file]]
        {
            let refused = fed(&sandbox, &session, command, passphrase);
            assert_eq!((refused.status, refused.stdout.as_str()), (Some(1), ""), "{command:?}: {refused:?}");
            assert!(refused.stderr.contains(says), "{command:?}: {refused:?}");
        }
    }
    for command in [&["backup", "verify", FILE][..], &["restore", FILE], &["backup", "--full", "new.age"]] {
        let refused = company.run(command);
        assert_eq!(refused.status, Some(2), "{refused:?}");
        assert!(refused.stderr.contains("--password-stdin"), "{refused:?}");
    }
    // Only an older full backup of this database, by the same passphrase, is replaced.
    fs::copy(sandbox.path("plain.db"), sandbox.path("other.db")).unwrap();
    for (file, passphrase, says) in [
        (FILE, wrong, "does not open with this passphrase"),
        ("plain.db", PASSPHRASE, "is a database"),
        ("letter.age", PASSPHRASE, "is no full backup"),
        ("cut.age", "password1", "too easy to guess"),
        ("data/holdfast.age", PASSPHRASE, "own data folder"),
    ] {
        let refused = fed(&sandbox, &session, &["backup", "--full", file], passphrase);
        assert_eq!((refused.status, refused.stdout.as_str()), (Some(1), ""), "{file}: {refused:?}");
        assert!(refused.stderr.contains(says), "{file}: {refused:?}");
    }
    assert!(fs::read(sandbox.path(FILE)).unwrap() == whole);
    assert_eq!(state(), before);
    company.full(FILE);
    assert!(fs::read(sandbox.path(FILE)).unwrap() != whole, "an older one is replaced");

    // A value that cannot be read is named, and no file is written without a word for it.
    let mut clear = session.command("secret-tool");
    assert!(clear.args(["clear", "service", "app.holdfast.Holdfast.test"]).status().unwrap().success());
    let refused = fed(&sandbox, &session, &["backup", "--full", "less.age"], PASSPHRASE);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("“password” of “Router”"), "{refused:?}");
    assert!(!sandbox.path("less.age").exists());
    let less = done_fed(&sandbox, &session, &["backup", "--full", "less.age", "--skip-unreadable"]);
    assert_eq!((&less["values"], &less["unread"][0]["name"]), (&0.into(), &"Router".into()));
    assert_eq!(done_fed(&sandbox, &session, &["backup", "verify", "less.age"])["full"]["unread"], 1);
    let left: Vec<_> = fs::read_dir(sandbox.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".holdfast-"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn over_a_database_what_is_there_is_kept_with_its_values() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let company = Company { sandbox: &sandbox, session: &session };
    let mut router = Probe::start(&session).unwrap();
    assert_eq!(router.ask(&format!("save {CANARY} then")).unwrap(), "ok");
    company.full(FILE);
    assert_eq!(router.ask(&format!("save {CANARY} later")).unwrap(), "ok");
    drop(router);
    let restored = done_fed(&sandbox, &session, &["restore", FILE]);
    let doctor = company.doctor();
    assert_eq!((&doctor["healthy"], &doctor["home"]["state"]), (&true.into(), &"home".into()), "{doctor}");
    let mut router = Probe::start(&session).unwrap();
    assert_eq!(router.ask("fetch").unwrap(), format!("ok {CANARY} then"));
    drop(router);
    // The values of the database that was kept aside are where they were.
    company.done(&["restore", restored["kept"].as_str().unwrap()]);
    let mut router = Probe::start(&session).unwrap();
    assert_eq!(router.ask("fetch").unwrap(), format!("ok {CANARY} later"));
    // No database at all, and no keyring to put the values in: nothing begins.
    let empty = Sandbox::new().unwrap();
    let nobody = Session::without_provider(&empty).unwrap();
    let file = sandbox.path(FILE);
    let refused = fed(&empty, &nobody, &["restore", file.to_str().unwrap()], PASSPHRASE);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("Nothing was restored"), "{refused:?}");
    assert!(!empty.data_dir().join("holdfast.db").exists());
}

#[test]
fn a_backup_that_is_killed_leaves_the_older_one_and_no_value() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let company = Company { sandbox: &sandbox, session: &session };
    let mut router = Probe::start(&session).unwrap();
    assert!(router.ask("import 60").unwrap().starts_with("ok"));
    assert_eq!(router.ask(&format!("save {CANARY}")).unwrap(), "ok");
    drop(router);
    company.full(FILE);
    let older = fs::read(sandbox.path(FILE)).unwrap();
    let parts = || -> Vec<std::path::PathBuf> {
        let all = fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(".holdfast-")).collect()
    };
    // As soon as it is begun, and when the database is in it.
    for least in [0, 100_000] {
        let mut command = session.command(programs::built("holdfast").unwrap());
        command.args(["backup", "--full", FILE, "--password-stdin"]).current_dir(sandbox.path(""));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = command.spawn().unwrap();
        running.stdin.take().unwrap().write_all(PASSPHRASE.as_bytes()).unwrap();
        wait_until("the backup is under way", || {
            parts().iter().any(|path| fs::metadata(path).is_ok_and(|found| found.len() >= least))
        })
        .unwrap();
        running.kill().unwrap();
        running.wait().unwrap();
        assert!(fs::read(sandbox.path(FILE)).unwrap() == older);
        for part in parts() {
            assert_eq!(fs::metadata(part).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(nowhere(&sandbox), [""; 0]);
    }
    company.full(FILE);
    assert!(parts().is_empty(), "what was left is gone");
}

#[test]
fn a_restore_that_is_killed_is_completed_by_another_one() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let company = Company { sandbox: &sandbox, session: &session };
    let mut router = Probe::start(&session).unwrap();
    assert!(router.ask("import 120").unwrap().starts_with("ok"));
    assert_eq!(router.ask(&format!("save {CANARY}")).unwrap(), "ok");
    drop(router);
    let values = company.values();
    company.full(FILE);
    let file = sandbox.path(FILE);

    // Ended when the database is in its place, and when some values are.
    for wanted in [0, 1, 40, 100] {
        let other = Sandbox::new().unwrap();
        let there = Session::with_keyring(&other).unwrap();
        let moved = Company { sandbox: &other, session: &there };
        let mut command = there.command(programs::built("holdfast").unwrap());
        command.args(["restore", file.to_str().unwrap(), "--password-stdin"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = command.spawn().unwrap();
        running.stdin.take().unwrap().write_all(PASSPHRASE.as_bytes()).unwrap();
        let database = other.data_dir().join("holdfast.db");
        wait_until("the restore is under way", || {
            database.exists() && items(&there).is_ok_and(|count| count >= wanted)
        })
        .unwrap();
        running.kill().unwrap();
        running.wait().unwrap();
        // Each value is there or named as missing.
        let doctor = moved.doctor();
        assert_eq!(doctor["integrity"].as_array().unwrap().len(), 0, "{doctor}");
        let missing = doctor["orphans"]["rows"].as_array().unwrap().len();
        let found = moved.values();
        assert_eq!(found.values().filter(|value| value.starts_with("ok ")).count() + missing, values.len());
        // Work of the meantime is kept: it goes on, and does not begin anew.
        fs::write(other.path("sheet.csv"), "name,seats\nMeanwhile,3\n").unwrap();
        moved.done(&["import", "sheet.csv", "--as", "licenses"]);
        let again = done_fed(&other, &there, &["restore", file.to_str().unwrap()]);
        assert_eq!((&again["kept"], &again["values"]["restored"]), (&Value::Null, &values.len().into()));
        let doctor = moved.doctor();
        assert_eq!(
            (&doctor["healthy"], &doctor["home"]["state"]),
            (&true.into(), &"home".into()),
            "{doctor}"
        );
        assert_eq!(moved.values(), values);
        assert_eq!(items(&there).unwrap(), values.len(), "none is there twice");
        moved.done(&["find", "Meanwhile"]);
        // Done is done: the same restore again begins anew, and keeps that aside.
        let anew = done_fed(&other, &there, &["restore", file.to_str().unwrap(), "--dry-run"]);
        assert_eq!(anew["now"], "readable");
    }
}
