//! Backups by themselves, on the command line: made once a day and before an import, kept by a rule, and keeping nobody from
//! anything where they fail.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use chrono::TimeDelta;
use holdfast_tests::{
    background::Deadline,
    cli::{Outcome, holdfast, holdfast_in},
    notifications::Desktop,
    programs,
    sandbox::Sandbox,
    session::Session,
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    let outcome = holdfast(sandbox, arguments).unwrap();
    assert!(
        !outcome.stderr.contains("panicked") && !outcome.stderr.contains("(code"),
        "{arguments:?}: {outcome:?}"
    );
    outcome
}

fn done(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    let outcome = run(sandbox, arguments);
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
    outcome
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    done(sandbox, &[arguments, &["--json"]].concat()).json().unwrap()
}

fn import(sandbox: &Sandbox, name: &str) -> Outcome {
    fs::write(sandbox.path("in.csv"), format!("name,seats\n{name},1\n")).unwrap();
    done(sandbox, &["import", "in.csv", "--as", "licenses"])
}

fn with_license() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    import(&sandbox, "Figma");
    sandbox
}

fn own_folder(sandbox: &Sandbox) -> PathBuf {
    sandbox.data_dir().join("backups")
}

/// The databases in a folder, by name.
fn databases(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".db")).collect()
}

/// By another program, which knows nothing of Holdfast.
fn checksums_fit(folder: &Path) {
    for name in databases(folder) {
        let checked = Command::new("sha256sum")
            .args(["-c", "--strict", "--status", &format!("{name}.sha256")])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(checked.status.success(), "{name}: {checked:?}");
    }
}

#[test]
fn an_import_has_a_backup_before_it_at_most_once_an_hour() {
    let sandbox = with_license();
    assert!(!own_folder(&sandbox).exists(), "there was nothing to be lost");
    import(&sandbox, "Sketch");
    let first = databases(&own_folder(&sandbox));
    assert_eq!(first.len(), 1);
    import(&sandbox, "Prism");
    assert_eq!(databases(&own_folder(&sandbox)), first, "within the hour");
    sandbox.advance(TimeDelta::minutes(61)).unwrap();
    done(&sandbox, &["import", "in.csv", "--as", "licenses", "--dry-run"]);
    assert_eq!(databases(&own_folder(&sandbox)), first, "nothing is written by a dry run");
    import(&sandbox, "Ink");
    assert_eq!(databases(&own_folder(&sandbox)).len(), 2);
    checksums_fit(&own_folder(&sandbox));

    // What was before the import is in it, and it is the way back.
    let listed = json(&sandbox, &["backup", "list"]);
    let newest = listed["backups"][0]["file"].as_str().unwrap();
    assert_eq!(listed["backups"][0]["checked"], "whole");
    let verified = json(&sandbox, &["backup", "verify", newest]);
    assert_eq!(
        (&verified["as_written"], &verified["sha256"]),
        (&true.into(), &listed["backups"][0]["sha256"])
    );
    done(&sandbox, &["restore", newest]);
    let names = json(&sandbox, &["list", "licenses"]).to_string();
    assert!(names.contains("Prism") && !names.contains("Ink"), "{names}");

    // An export of everything and a vault are imports too.
    done(&sandbox, &["export", "all", "-o", "all.json"]);
    sandbox.advance(TimeDelta::minutes(61)).unwrap();
    done(&sandbox, &["import", "all.json"]);
    assert_eq!(databases(&own_folder(&sandbox)).len(), 3);
}

#[test]
fn reminders_of_each_day_make_one_and_the_rule_keeps_few() {
    let sandbox = Sandbox::new().unwrap();
    sandbox.set_clock("2027-02-20T09:00").unwrap();
    import(&sandbox, "Figma");
    for day in 0..16 {
        done(&sandbox, &["remind"]);
        let after = databases(&own_folder(&sandbox));
        let ahead = done(&sandbox, &["remind", "--as-of", "2027-12-01"]);
        assert!(!ahead.stderr.contains("backup"), "a look ahead misses none: {ahead:?}");
        assert_eq!(databases(&own_folder(&sandbox)), after, "day {day}: once");
        sandbox.advance(TimeDelta::days(1)).unwrap();
    }
    let days = || -> BTreeSet<String> {
        let names = databases(&own_folder(&sandbox));
        names
            .iter()
            .map(|name| name["holdfast-2027-".len().."holdfast-2027-02-20".len()].to_owned())
            .collect()
    };
    // Seven days to 7 March, a Sunday; the Sundays before it; and the end of February, which is one of them.
    let expected = ["02-21", "02-28", "03-01", "03-02", "03-03", "03-04", "03-05", "03-06", "03-07"];
    assert_eq!(days(), expected.map(str::to_owned).into());
    checksums_fit(&own_folder(&sandbox));
    // A dry run and a single channel do what they are asked, and no more.
    done(&sandbox, &["remind", "--dry-run"]);
    done(&sandbox, &["remind", "--channel", "notification"]);
    assert_eq!(days(), expected.map(str::to_owned).into());
    // A month away, and nothing goes for it.
    sandbox.advance(TimeDelta::days(30)).unwrap();
    done(&sandbox, &["remind"]);
    let expected = ["02-21", "02-28", "03-02", "03-03", "03-04", "03-05", "03-06", "03-07", "04-07"];
    assert_eq!(days(), expected.map(str::to_owned).into());

    // Above the limit the oldest go, and never the newest: files of a person's own stay.
    fs::write(own_folder(&sandbox).join("holdfast-2020-01-01-0900.db"), "mine").unwrap();
    let settings = json(&sandbox, &["backup", "settings", "--limit", "100"]);
    assert_eq!((&settings["on"], &settings["limit_mb"]), (&true.into(), &100.into()));
    let refused = run(&sandbox, &["backup", "settings", "--limit", "1"]);
    assert!(refused.status == Some(1) && refused.stderr.contains("100 MB"), "{refused:?}");
    let made = json(&sandbox, &["backup", "--auto"]);
    assert!(made["file"].as_str().unwrap().ends_with(".db") && made["bytes"].as_u64().unwrap() > 0, "{made}");
    assert!(databases(&own_folder(&sandbox)).contains("holdfast-2020-01-01-0900.db"));
    done(&sandbox, &["backup", "settings", "--off"]);
    sandbox.advance(TimeDelta::days(1)).unwrap();
    let before = databases(&own_folder(&sandbox));
    done(&sandbox, &["remind"]);
    import(&sandbox, "Sketch");
    assert_eq!(databases(&own_folder(&sandbox)), before, "they are off");
}

#[test]
fn a_folder_that_is_gone_hinders_nothing_and_is_told() {
    let sandbox = with_license();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let stick = sandbox.path("stick");
    fs::create_dir(&stick).unwrap();
    done(&sandbox, &["backup", "settings", "--folder", "stick"]);
    done(&sandbox, &["backup", "--auto"]);
    assert_eq!(databases(&stick).len(), 1);
    fs::rename(&stick, sandbox.path("away")).unwrap();

    for day in 1..=5 {
        sandbox.advance(TimeDelta::days(1)).unwrap();
        let round = holdfast_in(&sandbox, &session, &["remind"]).unwrap();
        assert!(
            round.stderr.contains("There is no folder") && !round.stderr.contains("panicked"),
            "{round:?}"
        );
        // After more than three days it is more than a remark.
        assert_eq!(round.status, Some(i32::from(day > 3)), "day {day}: {round:?}");
        let notes: Vec<String> =
            desktop.take().into_iter().map(|note| format!("{}: {}", note.title, note.body)).collect();
        let told = notes
            .iter()
            .any(|note| note.contains("Backups do not work") && note.contains("There is no folder"));
        assert_eq!(told, day > 3, "day {day}: {notes:?}");
        holdfast_in(&sandbox, &session, &["remind"]).unwrap();
        assert!(desktop.take().is_empty(), "once a day");
        let imported = import(&sandbox, &format!("License {day}"));
        assert!(imported.stderr.contains("No automatic backup was made before this import"), "{imported:?}");
    }
    assert!(!stick.exists(), "it is not made anew");
    let doctor = run(&sandbox, &["doctor", "--json"]).json().unwrap();
    let standing = &doctor["automatic_backups"];
    assert!(standing["overdue"].as_str().unwrap().contains("for 5 days"), "{standing}");
    let doctor = run(&sandbox, &["doctor"]);
    assert!(
        doctor.stdout.contains("the last try failed") && doctor.stderr.contains("for 5 days"),
        "{doctor:?}"
    );
    let asked = run(&sandbox, &["backup", "--auto"]);
    assert!(asked.status == Some(1) && asked.stderr.contains("Connect the disk"), "{asked:?}");

    fs::rename(sandbox.path("away"), &stick).unwrap();
    sandbox.advance(TimeDelta::minutes(10)).unwrap();
    let round = done(&sandbox, &["remind"]);
    assert!(!round.stderr.contains("backup"), "{round:?}");
    assert_eq!(databases(&stick).len(), 2, "it is caught up with at the next try");
    assert_eq!(json(&sandbox, &["backup", "list"])["overdue"], Value::Null);
    for (folder, why) in
        [("nowhere", "is no folder"), ("data", "own data folder"), ("in.csv", "is no folder")]
    {
        let refused = run(&sandbox, &["backup", "settings", "--folder", folder]);
        assert!(refused.status == Some(1) && refused.stderr.contains(why), "{refused:?}");
    }
    done(&sandbox, &["backup", "settings", "--folder", "default"]);
    assert_eq!(json(&sandbox, &["backup", "list"])["folder"], own_folder(&sandbox).to_str().unwrap());
}

#[test]
fn a_disk_that_is_full_or_read_only_is_noted_and_the_import_goes_on() {
    for (prepare, why) in [
        ("dd if=/dev/zero of=disk/filling bs=4096 2>/dev/null || true", "no room left on the disk"),
        ("mount -o remount,ro disk", "Read-only file system"),
    ] {
        let sandbox = with_license();
        let Some(way) = sandbox.mounting() else {
            eprintln!("skipped: this computer allows no mounts");
            return;
        };
        fs::write(sandbox.path("in.csv"), "name,seats\nSketch,1\n").unwrap();
        let holdfast = format!("'{}'", programs::built("holdfast").unwrap().display());
        let script = format!(
            "set -e
mkdir -p disk
mount -t tmpfs -o size=8m,mode=700 holdfast-test disk
{holdfast} backup settings --folder disk
{holdfast} backup --auto
ls -A disk > before
{prepare}
set +e
{holdfast} import in.csv --as licenses > out 2> err; echo $? > status
{holdfast} remind > out2 2> err2; echo $? > status2
rm -f disk/filling
ls -A disk > after
{holdfast} backup list --json > list.json; echo $? > status3
"
        );
        let output = sandbox.command("unshare").args(way).args(["sh", "-c", &script]).output().unwrap();
        let read = |name: &str| {
            fs::read_to_string(sandbox.path(name)).unwrap_or_else(|_| panic!("{name}: {output:?}"))
        };
        // The backup that was asked for is within the hour: the import needs none yet.
        assert_eq!((read("status").trim(), read("status2").trim()), ("0", "0"), "{output:?}");
        sandbox.advance(TimeDelta::days(1)).unwrap();
        let later =
            script.replace(&format!("{holdfast} backup --auto\n"), "").replace("--folder disk", "--on");
        let output = sandbox.command("unshare").args(way).args(["sh", "-c", &later]).output().unwrap();
        let read = |name: &str| {
            fs::read_to_string(sandbox.path(name)).unwrap_or_else(|_| panic!("{name}: {output:?}"))
        };
        assert_eq!(
            (read("status").trim(), read("status2").trim()),
            ("0", "0"),
            "{}{}",
            read("err"),
            read("err2")
        );
        let told = read("err");
        assert!(
            told.contains("No automatic backup was made before this import") && told.contains(why),
            "{told}"
        );
        assert!(!told.contains("(code") && !told.contains("panicked"), "{told}");
        assert_eq!(
            read("before").replace("filling\n", ""),
            read("after").replace("filling\n", ""),
            "nothing half is left"
        );
        let listed: Value = serde_json::from_str(&read("list.json")).unwrap();
        assert!(listed["trouble"].as_str().unwrap().contains(why), "{listed}");
        assert!(json(&sandbox, &["list", "licenses"]).to_string().contains("Sketch"));
    }
}

#[test]
fn several_at_the_same_moment_make_one() {
    let sandbox = with_license();
    let program = programs::built("holdfast").unwrap();
    fs::write(sandbox.path("in.csv"), "name,seats\nSketch,1\n").unwrap();
    for arguments in [&["remind"][..], &["import", "in.csv", "--as", "licenses"]] {
        let before = databases(&own_folder(&sandbox)).len();
        let start = || {
            let mut command = sandbox.command(&program);
            command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command.spawn().unwrap()
        };
        let running: Vec<_> = (0..6).map(|_| start()).collect();
        for mut one in running {
            assert!(one.wait().unwrap().success());
        }
        assert_eq!(databases(&own_folder(&sandbox)).len(), before + 1, "{arguments:?}");
        sandbox.advance(TimeDelta::days(1)).unwrap();
    }
    checksums_fit(&own_folder(&sandbox));
}

#[test]
fn killed_midway_there_is_no_half_backup() {
    let sandbox = Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "1500"]);
    let program = programs::built("holdfast").unwrap();
    let names = || -> Vec<String> {
        let entries = fs::read_dir(own_folder(&sandbox)).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    let mut midway = 0;
    for round in 0..20_u64 {
        let mut child = sandbox
            .command(&program)
            .args(["backup", "--auto"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let part = || names().iter().any(|name| name.contains(".part"));
        let deadline = Deadline::patience();
        while child.try_wait().unwrap().is_none() {
            deadline.check("the backup begins or ends").unwrap();
            if part() {
                if round % 4 != 0 {
                    std::thread::sleep(std::time::Duration::from_millis(round * 7));
                }
                child.kill().unwrap();
                child.wait().unwrap();
                midway += u32::from(part());
                break;
            }
        }
        sandbox.advance(TimeDelta::minutes(1)).unwrap();
    }
    assert!(midway > 0, "no run was killed midway");
    done(&sandbox, &["backup", "--auto"]);
    checksums_fit(&own_folder(&sandbox));
    let left = names();
    assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
    let (databases, slips): (Vec<&String>, Vec<&String>) =
        left.iter().partition(|name| name.ends_with(".db"));
    assert_eq!(databases.len(), slips.len(), "{left:?}");
}

#[test]
fn a_backup_that_changed_is_told_and_a_lost_database_is_not_taken_for_new() {
    let sandbox = with_license();
    let made = json(&sandbox, &["backup", "--auto"]);
    let file = PathBuf::from(made["file"].as_str().unwrap());
    // Which SQLite wrote last: the database is whole by its own measure.
    let mut bytes = fs::read(&file).unwrap();
    bytes[99] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let verified = run(&sandbox, &["backup", "verify", file.to_str().unwrap(), "--json"]);
    assert_eq!(
        (verified.status, &verified.json().unwrap()["as_written"]),
        (Some(1), &false.into()),
        "{verified:?}"
    );
    let said = run(&sandbox, &["backup", "verify", file.to_str().unwrap()]);
    assert!(said.stdout.contains("not byte for byte"), "{said:?}");
    let listed = run(&sandbox, &["backup", "list"]);
    assert!(listed.status == Some(1) && listed.stdout.contains("is not what was written"), "{listed:?}");

    fs::remove_file(sandbox.data_dir().join("holdfast.db")).unwrap();
    for end in ["-wal", "-shm"] {
        drop(fs::remove_file(sandbox.data_dir().join(format!("holdfast.db{end}"))));
    }
    let name = file.file_name().unwrap().to_str().unwrap();
    let refused = run(&sandbox, &["import", "in.csv", "--as", "licenses"]);
    assert!(refused.status == Some(1) && refused.stderr.contains(&format!("backups/{name}")), "{refused:?}");
    done(&sandbox, &["restore", file.to_str().unwrap()]);
    assert_eq!(json(&sandbox, &["list", "licenses"])["total"], 1);
}
