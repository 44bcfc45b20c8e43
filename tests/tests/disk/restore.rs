//! The way back: what a backup holds, that it restores, and that nothing is lost by it.

use super::{done, names as all_names, refused};
use holdfast_tests::{programs, sandbox::Sandbox, session::Session};
use std::{
    fs,
    io::{BufRead, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

fn with_demo() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "60"]);
    sandbox
}

fn database(sandbox: &Sandbox) -> PathBuf {
    sandbox.data_dir().join("holdfast.db")
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> serde_json::Value {
    done(sandbox, &[arguments, &["--json"]].concat()).json().unwrap()
}

fn rows(sandbox: &Sandbox) -> serde_json::Value {
    json(sandbox, &["list", "licenses"])
}

/// What is in a folder, but for locks.
fn names(folder: &Path) -> Vec<String> {
    all_names(folder).into_iter().filter(|name| !name.ends_with(".lock")).collect()
}

fn sql(file: &Path, text: &str) -> String {
    let output = Command::new("sqlite3").arg(file).arg(text).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_backup_is_proven_compared_and_restored_and_what_was_there_is_kept() {
    let sandbox = with_demo();
    let file = database(&sandbox);
    done(&sandbox, &["backup", "usb.db"]);
    let then = rows(&sandbox);
    let usb = sandbox.path("usb.db");
    let bytes = fs::read(&usb).unwrap();

    let verified = json(&sandbox, &["backup", "verify", "usb.db"]);
    assert_eq!(verified["bytes"], bytes.len());
    assert_eq!(
        verified["database_id"],
        sql(&usb, "SELECT value FROM meta WHERE key = 'database_id'").as_str()
    );
    assert_eq!(verified["schema"], sql(&usb, "PRAGMA user_version").parse::<i64>().unwrap());
    for count in verified["records"].as_array().unwrap() {
        let table = count["kind"].as_str().unwrap();
        let number = sql(&usb, &format!("SELECT count(*) FROM {table}"));
        assert_eq!(count["number"].to_string(), number, "{table}");
    }
    let sum = Command::new("sha256sum").arg(&usb).output().unwrap();
    assert!(String::from_utf8_lossy(&sum.stdout).starts_with(verified["sha256"].as_str().unwrap()));

    // Afterwards something comes and something changes.
    fs::write(sandbox.path("sheet.csv"), "name,seats\nAfter The Backup,3\n").unwrap();
    done(&sandbox, &["import", "sheet.csv", "--as", "licenses"]);
    sql(&file, "UPDATE license SET version = version + 1 WHERE id = (SELECT min(id) FROM license)");
    let later = rows(&sandbox);
    assert_ne!(then, later);
    let before = (fs::read(&file).unwrap(), names(&sandbox.data_dir()));
    let preview = json(&sandbox, &["restore", "usb.db", "--dry-run"]);
    assert_eq!((&preview["now"], &preview["same_database"]), (&"readable".into(), &true.into()));
    let of = |kind: &str| {
        preview["kinds"].as_array().unwrap().iter().find(|found| found["kind"] == kind).cloned().unwrap()
    };
    assert_eq!(of("license"), serde_json::json!({ "kind": "license", "added": 0, "changed": 1, "gone": 1 }));
    assert_eq!(
        of("location"),
        serde_json::json!({ "kind": "location", "added": 0, "changed": 0, "gone": 0 })
    );
    assert_eq!((fs::read(&file).unwrap(), names(&sandbox.data_dir())), before, "a dry run writes nothing");

    let restored = json(&sandbox, &["restore", "usb.db"]);
    assert_eq!(rows(&sandbox), then);
    assert_eq!(fs::read(&usb).unwrap(), bytes, "the backup is only read");
    // Nothing is lost: what was kept restores in turn, and is of this user alone.
    let kept = restored["kept"].as_str().unwrap().to_owned();
    assert!(kept.contains("before-restore-"), "{kept}");
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    let preview = json(&sandbox, &["restore", &kept, "--dry-run"]);
    let license =
        preview["kinds"].as_array().unwrap().iter().find(|found| found["kind"] == "license").unwrap();
    assert_eq!(*license, serde_json::json!({ "kind": "license", "added": 1, "changed": 1, "gone": 0 }));
    done(&sandbox, &["restore", &kept]);
    assert_eq!(rows(&sandbox), later);
    assert_eq!(sql(&file, "PRAGMA integrity_check"), "ok");
    assert!(names(&sandbox.data_dir()).iter().all(|name| !name.ends_with(".part")));
}

#[test]
fn an_empty_folder_and_a_lost_or_damaged_database_have_a_way_back() {
    let sandbox = with_demo();
    let file = database(&sandbox);
    done(&sandbox, &["backup", "usb.db"]);
    let then = rows(&sandbox);
    let usb = sandbox.path("usb.db");
    let usb = usb.to_str().unwrap();

    let empty = Sandbox::new().unwrap();
    assert_eq!(json(&empty, &["restore", usb, "--dry-run"])["now"], "nothing");
    let restored = json(&empty, &["restore", usb]);
    assert!(restored["kept"].is_null(), "{restored}");
    assert_eq!(rows(&empty), then);

    // Pages in the middle are overwritten: the header is whole, and SQLite notices only on the way.
    let whole = fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    let from = 8 * 4096;
    damaged[from..from + 3 * 4096].fill(0xa5);
    let cut = whole[..whole.len() / 2].to_vec();
    for bad in [damaged, cut] {
        fs::write(&file, &bad).unwrap();
        assert_eq!(json(&sandbox, &["restore", usb, "--dry-run"])["now"], "damaged");
        let restored = json(&sandbox, &["restore", usb]);
        assert_eq!(rows(&sandbox), then);
        // SQLite may have noted in the header how the file is written to.
        let kept = fs::read(restored["kept"].as_str().unwrap()).unwrap();
        assert!(kept.len() == bad.len() && kept[100..] == bad[100..], "kept as it was");
    }

    // The database is gone, and its log is there: the log would be read into the restored file. Twice, since what was
    // kept of the first time has no database beside it that would have taken the name.
    for left in [&b"what a crash left"[..], b"and another"] {
        fs::remove_file(&file).unwrap();
        fs::write(file.with_file_name("holdfast.db-wal"), left).unwrap();
        let restored = json(&sandbox, &["restore", usb]);
        assert_eq!(rows(&sandbox), then);
        let kept = restored["kept"].as_str().unwrap();
        assert!(kept.ends_with("-wal"), "{kept}");
        assert_eq!(fs::read(kept).unwrap(), left);
    }
}

#[test]
fn a_log_left_by_a_crash_is_named_and_restored_with_its_file() {
    let sandbox = with_demo();
    let file = database(&sandbox);
    let copy = sandbox.path("by-hand.db");
    // Another process has it open, so that what is imported stays in the log; then both are copied by hand.
    let mut holder =
        Command::new("sqlite3").arg(&file).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let input = holder.stdin.as_mut().unwrap();
    input.write_all(b"BEGIN; SELECT count(*) FROM license;\n").unwrap();
    let mut line = String::new();
    std::io::BufReader::new(holder.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    fs::write(sandbox.path("sheet.csv"), "name,seats\nOnly In The Log,3\n").unwrap();
    done(&sandbox, &["import", "sheet.csv", "--as", "licenses"]);
    fs::copy(&file, &copy).unwrap();
    let log = sandbox.path("by-hand.db-wal");
    fs::copy(file.with_file_name("holdfast.db-wal"), &log).unwrap();
    let then = rows(&sandbox);

    // While somebody has it open nothing is restored over it.
    let parts = ["has", "open", "Nothing was changed"];
    refused(&sandbox, &["restore", "by-hand.db"], &parts);
    drop(holder.stdin.take());
    assert!(holder.wait().unwrap().success());
    assert_eq!(rows(&sandbox), then);

    let before = (fs::read(&copy).unwrap(), fs::read(&log).unwrap());
    let told = done(&sandbox, &["backup", "verify", "by-hand.db"]);
    assert!(told.stdout.contains("by-hand.db-wal was left beside it by a crash"), "{told:?}");
    let empty = Sandbox::new().unwrap();
    done(&empty, &["restore", copy.to_str().unwrap()]);
    assert_eq!(rows(&empty), then);
    assert_eq!((fs::read(&copy).unwrap(), fs::read(&log).unwrap()), before);
    assert!(!sandbox.path("by-hand.db-shm").exists());
}

#[test]
fn what_is_no_backup_is_refused_in_words_and_nothing_changes() {
    let sandbox = with_demo();
    done(&sandbox, &["backup", "usb.db"]);
    let usb = fs::read(sandbox.path("usb.db")).unwrap();
    fs::write(sandbox.path("letter.db"), "Dear Sir, here is no database.").unwrap();
    fs::write(sandbox.path("empty.db"), "").unwrap();
    fs::write(sandbox.path("short.db"), &usb[..usb.len() / 2]).unwrap();
    let mut damaged = usb.clone();
    damaged[8 * 4096..12 * 4096].fill(0xa5);
    fs::write(sandbox.path("damaged.db"), damaged).unwrap();
    fs::write(sandbox.path("newer.db"), &usb).unwrap();
    sql(&sandbox.path("newer.db"), "PRAGMA user_version = 999");
    sql(&sandbox.path("books.db"), "CREATE TABLE book (title TEXT)");
    fs::create_dir(sandbox.path("folder.db")).unwrap();
    let live = database(&sandbox);
    let state = || (fs::read(&live).unwrap(), names(&sandbox.data_dir()), names(&sandbox.path("")));
    let before = state();
    for (name, part) in [
        ("letter.db", "no Holdfast backup"),
        ("books.db", "no Holdfast backup"),
        ("empty.db", "is empty"),
        ("short.db", "is damaged"),
        ("damaged.db", "is damaged"),
        ("newer.db", "newer Holdfast"),
        ("folder.db", "is a folder"),
        ("absent.db", "is not there"),
        ("/dev/zero", "is a device"),
    ] {
        for command in [&["backup", "verify", name][..], &["restore", name, "--dry-run"], &["restore", name]]
        {
            refused(&sandbox, command, &[name, part]);
            assert_eq!(state(), before, "{command:?}");
        }
    }
    refused(&sandbox, &["restore", live.to_str().unwrap()], &["the database itself", "Nothing was changed"]);
    assert_eq!(state(), before);
    // A folder is not even made for it.
    refused(&sandbox, &["restore", "letter.db", "--data-dir", "nowhere"], &["no Holdfast backup"]);
    assert!(!sandbox.path("nowhere").exists());
}

#[test]
fn a_restore_that_is_killed_leaves_the_old_state_or_the_new_one() {
    let sandbox = with_demo();
    done(&sandbox, &["backup", "usb.db"]);
    let then = rows(&sandbox);
    fs::write(sandbox.path("sheet.csv"), "name,seats\nAfter The Backup,3\n").unwrap();
    done(&sandbox, &["import", "sheet.csv", "--as", "licenses"]);
    let later = rows(&sandbox);
    for step in 0..24_u64 {
        let mut child = {
            let mut command = sandbox.command(programs::built("holdfast").unwrap());
            Session::absent(&sandbox).join(&mut command);
            command
                .args(["restore", "usb.db"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.spawn().unwrap()
        };
        std::thread::sleep(std::time::Duration::from_millis(step * 12));
        let _ = child.kill();
        child.wait().unwrap();
        let now = rows(&sandbox);
        assert!(now == then || now == later, "killed in step {step}");
        assert_eq!(sql(&database(&sandbox), "PRAGMA integrity_check"), "ok");
    }
}
