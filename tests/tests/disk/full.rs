//! A full disk and a read-only medium: reading always works, and what does not says which disk it is.

use super::with_licenses;
use holdfast_core::{clock::Now, db::Db};
use holdfast_tests::{programs, sandbox::Sandbox};
use serde_json::Value;
use std::{fs, process::Output};

/// A small disk of its own, mounted where nobody else sees it. It gets what is in `data`.
const DISK: &str = r#"
set -e
mkdir -p disk
mount -t tmpfs -o size=8m,mode=700 holdfast-test disk
cp data/holdfast.db* disk/
export HOLDFAST_DATA_DIR=$PWD/disk
"#;
/// Fills it to the last byte.
const FILL: &str = "dd if=/dev/zero of=disk/filling bs=4096 2>/dev/null || true\ndd if=/dev/zero of=disk/rest bs=1 count=4096 2>/dev/null || true\nset +e\n";
const READ_ONLY: &str = "mount -o remount,ro disk\nset +e\n";

/// Runs a script with mounts of its own; None where this computer does not allow them.
fn with_mounts(sandbox: &Sandbox, script: &str) -> Option<Output> {
    let run = |arguments: &[&str], script: &str| {
        sandbox.command("unshare").args(arguments).args(["sh", "-c", script]).output().ok()
    };
    let ways: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
    let allowed = |way: &&&[&str]| {
        let tried = run(way, "mkdir -p try && mount -t tmpfs none try && mount -o remount,ro try");
        tried.is_some_and(|output| output.status.success())
    };
    let way = ways.iter().find(allowed)?;
    run(way, script)
}

fn holdfast() -> String {
    format!("'{}'", programs::built("holdfast").unwrap().display())
}

/// Each command and the status it ends with, its answers in files of the same number.
fn read_everything(sandbox: &Sandbox, prepare: &str, full: bool) -> bool {
    let commands = [
        "list licenses --json",
        "due --json",
        "show 'License 1' --json",
        "export licenses -o list.csv",
        "export all -o all.json",
        "backup copy.db",
        "report compliance --json",
        "doctor --json",
        "import in.csv --as licenses",
    ];
    let mut script = format!("{DISK}{prepare}");
    for (number, command) in commands.iter().enumerate() {
        script.push_str(&format!(
            "{} {command} > out.{number} 2> err.{number}; echo $? > status.{number}\n",
            holdfast()
        ));
    }
    fs::write(sandbox.path("in.csv"), "name,seats\nFigma,3\n").unwrap();
    let Some(output) = with_mounts(sandbox, &script) else {
        eprintln!("skipped: this computer allows no mounts");
        return false;
    };
    assert!(output.status.success(), "{output:?}");
    let read =
        |what: &str, number: usize| fs::read_to_string(sandbox.path(format!("{what}.{number}"))).unwrap();
    for (number, command) in commands.iter().enumerate() {
        let reads = !command.starts_with("doctor") && !command.starts_with("import");
        let (status, told) = (read("status", number), read("err", number));
        assert_eq!(status.trim(), if reads { "0" } else { "1" }, "{command}: {told}{}", read("out", number));
        assert!(!told.contains("(code") && !told.contains("panicked"), "{command}: {told}");
    }
    let disk = sandbox.path("disk").canonicalize().unwrap().display().to_string();
    let why = if full { "no room left on the disk" } else { "Read-only file system" };
    let doctor: Value = serde_json::from_str(&read("out", 7)).unwrap();
    let unwritable = doctor["unwritable"].as_str().unwrap();
    assert!(unwritable.contains(why) && unwritable.contains(&disk), "{unwritable}");
    assert_eq!((&doctor["healthy"], &doctor["integrity"]), (&false.into(), &serde_json::json!([])));
    let told = read("err", 8);
    assert!(told.contains(why) && told.contains(&disk) && told.contains("Nothing was saved"), "{told}");
    assert!(read("err", 5).contains("could not be noted"), "{}", read("err", 5));
    let listed: Value = serde_json::from_str(&read("out", 0)).unwrap();
    assert_eq!(listed["total"], 5, "all that was acknowledged is there");
    true
}

/// The copy that was backed up is whole, and holds all.
fn backup_holds_all(sandbox: &Sandbox) {
    let restored = Sandbox::new().unwrap();
    fs::copy(sandbox.path("copy.db"), restored.data_dir().join("holdfast.db")).unwrap();
    assert_eq!(super::count(&restored, &[]), 5);
}

#[test]
fn a_full_disk_hinders_no_reading() {
    let sandbox = with_licenses(5);
    if read_everything(&sandbox, FILL, true) {
        backup_holds_all(&sandbox);
    }
}

#[test]
fn a_read_only_medium_hinders_no_reading() {
    let sandbox = with_licenses(5);
    if read_everything(&sandbox, READ_ONLY, false) {
        backup_holds_all(&sandbox);
    }
}

/// As a process leaves them that was killed: part of the data is in the log alone.
async fn with_a_log() -> Sandbox {
    let sandbox = with_licenses(3);
    let open = Db::open(&sandbox.data_dir(), &Now::read()).await.unwrap();
    super::add_licenses(&sandbox, 3..5);
    let data = sandbox.data_dir();
    let left: Vec<(&str, Vec<u8>)> = ["holdfast.db", "holdfast.db-wal"]
        .into_iter()
        .map(|name| (name, fs::read(data.join(name)).unwrap()))
        .collect();
    open.close().await;
    for name in super::names(&data) {
        if data.join(&name).is_file() {
            fs::remove_file(data.join(name)).unwrap();
        }
    }
    for (name, bytes) in left {
        assert!(!bytes.is_empty(), "{name}");
        fs::write(data.join(name), bytes).unwrap();
    }
    sandbox
}

#[tokio::test]
async fn what_is_in_the_log_alone_is_read_too() {
    for (prepare, full) in [(FILL, true), (READ_ONLY, false)] {
        let sandbox = with_a_log().await;
        if read_everything(&sandbox, prepare, full) {
            backup_holds_all(&sandbox);
        }
    }
}

#[test]
fn a_full_target_says_so_and_keeps_the_older_backup() {
    let sandbox = with_licenses(5);
    let script = format!(
        "{DISK}unset HOLDFAST_DATA_DIR\nrm disk/*\n{0} backup disk/old.db --data-dir data\ncp disk/old.db before.db\n{FILL}{0} backup disk/old.db --data-dir data > out 2> err; echo $? > status\ncmp disk/old.db before.db && ls -A disk > left\n{0} export licenses -o disk/list.csv --data-dir data > out2 2> err2; echo $? > status2\n",
        holdfast()
    );
    let Some(output) = with_mounts(&sandbox, &script) else {
        eprintln!("skipped: this computer allows no mounts");
        return;
    };
    let read =
        |name: &str| fs::read_to_string(sandbox.path(name)).unwrap_or_else(|_| panic!("{name}: {output:?}"));
    for (status, told) in [("status", "err"), ("status2", "err2")] {
        assert_eq!(read(status).trim(), "1", "{}", read(told));
        assert!(read(told).contains("no room left on the disk"), "{}", read(told));
        assert!(!read(told).contains("(code"), "{}", read(told));
    }
    let left = read("left");
    assert!(!left.contains(".part") && left.contains("old.db"), "{left}");
}
