//! A backup never costs a better one, and what is lost is not taken for new.

use super::{add_licenses, count, done, names, refused, run, with_licenses};
use holdfast_core::{clock::Now, db::Db};
use holdfast_tests::{background::Deadline, counts::times, sandbox::Sandbox};
use std::fs;

/// The disk with the data folder is gone.
fn lose_all(sandbox: &Sandbox) {
    fs::remove_dir_all(sandbox.data_dir()).unwrap();
    fs::create_dir(sandbox.data_dir()).unwrap();
}

#[test]
fn a_new_database_does_not_replace_the_backup_of_the_lost_one() {
    let sandbox = with_licenses(50);
    done(&sandbox, &["backup", "usb.db"]);
    let kept = fs::read(sandbox.path("usb.db")).unwrap();
    // The disk is lost; somebody begins anew, and the backup of the night runs.
    lose_all(&sandbox);
    add_licenses(&sandbox, 0..1);
    let parts = ["backup of another database", "50 records", "1 record", "not touched"];
    refused(&sandbox, &["backup", "usb.db"], &parts);
    refused(&sandbox, &["backup", "usb.db", "--replace"], &parts);
    assert_eq!(fs::read(sandbox.path("usb.db")).unwrap(), kept);
    done(&sandbox, &["backup", "other.db"]);
}

#[test]
fn a_backup_replaces_an_older_one_and_gives_up_nothing_unasked() {
    let sandbox = with_licenses(4);
    done(&sandbox, &["backup", "before.db"]);
    done(&sandbox, &["backup", "before.db"]);
    add_licenses(&sandbox, 4..9);
    done(&sandbox, &["backup", "after.db"]);
    let after = fs::read(sandbox.path("after.db")).unwrap();
    let before = sandbox.path("older.db");
    fs::copy(sandbox.path("before.db"), &before).unwrap();
    done(&sandbox, &["backup", "before.db"]);

    // Back to the older state: the newer backup holds what this one has not.
    let live = sandbox.data_dir().join("holdfast.db");
    lose_all(&sandbox);
    fs::copy(&before, &live).unwrap();
    assert_eq!(count(&sandbox, &[]), 4);
    refused(&sandbox, &["backup", "after.db"], &["9 records", "4 records", "--replace", "not touched"]);
    assert_eq!(fs::read(sandbox.path("after.db")).unwrap(), after);
    // Later changes on the older state make it no better.
    add_licenses(&sandbox, 100..101);
    refused(&sandbox, &["backup", "after.db"], &["9 records", "5 records", "--replace"]);
    done(&sandbox, &["backup", "after.db", "--replace"]);
    assert_ne!(fs::read(sandbox.path("after.db")).unwrap(), after);
}

#[tokio::test]
async fn more_than_twice_as_much_is_given_up_only_when_said() {
    let sandbox = with_licenses(9);
    done(&sandbox, &["backup", "usb.db"]);
    // As when things were purged: the acts are still known.
    let db = Db::open(&sandbox.data_dir(), &Now::read()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    sqlx::query("DELETE FROM term").execute(&mut *tx).await.unwrap();
    sqlx::query("DELETE FROM license WHERE name > 'License 3'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
    refused(&sandbox, &["backup", "usb.db"], &["more than twice", "9 records", "4 records", "--replace"]);
    done(&sandbox, &["backup", "usb.db", "--replace"]);
    done(&sandbox, &["backup", "usb.db"]);
}

#[test]
fn the_database_of_another_folder_is_no_backup() {
    let sandbox = with_licenses(2);
    fs::create_dir(sandbox.path("other")).unwrap();
    let other = sandbox.path("other/holdfast.db");
    fs::copy(sandbox.data_dir().join("holdfast.db"), &other).unwrap();
    fs::write(sandbox.path("other/window.lock"), "").unwrap();
    refused(&sandbox, &["backup", "other/holdfast.db", "--replace"], &["in use as a database"]);
    fs::remove_file(sandbox.path("other/window.lock")).unwrap();
    fs::write(sandbox.path("other/holdfast.db-wal"), "log").unwrap();
    refused(&sandbox, &["backup", "other/holdfast.db", "--replace"], &["in use as a database"]);
    refused(&sandbox, &["backup", "data/copy.db"], &["data folder"]);
}

#[test]
fn an_empty_or_missing_database_beside_what_is_left_of_it_is_damaged() {
    for (beside, said) in [
        ("holdfast.db-wal", "its log"),
        ("before-schema-9-2026-11-01.db", "before-schema-9"),
        ("holdfast-2026.db", "holdfast-2026.db"),
    ] {
        for empty in [true, false] {
            let sandbox = Sandbox::new().unwrap();
            let whole = with_licenses(3);
            done(&whole, &["backup", "copy.db"]);
            if empty {
                fs::write(sandbox.data_dir().join("holdfast.db"), "").unwrap();
            }
            fs::copy(whole.path("copy.db"), sandbox.data_dir().join(beside)).unwrap();
            fs::write(sandbox.path("in.csv"), "name,seats\nFigma,3\n").unwrap();
            let before: Vec<_> = names(&sandbox.data_dir());
            refused(&sandbox, &["import", "in.csv", "--as", "licenses"], &["is damaged", said]);
            refused(&sandbox, &["demo"], &["is damaged", said]);
            if empty {
                let doctor = run(&sandbox, &["doctor", "--json"]).json().unwrap();
                assert_eq!((&doctor["healthy"], &doctor["code"]), (&false.into(), &"damaged".into()));
            }
            assert_eq!(names(&sandbox.data_dir()), before);
            let kept = fs::read(sandbox.data_dir().join(beside)).unwrap();
            assert_eq!(kept, fs::read(whole.path("copy.db")).unwrap());
        }
    }
    // What was made by a start that was cut off is new.
    let sandbox = Sandbox::new().unwrap();
    fs::write(sandbox.data_dir().join("holdfast.db"), "").unwrap();
    add_licenses(&sandbox, 0..1);
}

#[test]
fn a_change_that_was_cut_off_before_the_log_was_used_is_rolled_back() {
    let sandbox = with_licenses(3);
    let live = sandbox.data_dir().join("holdfast.db");
    let (source, script) = (sandbox.path("source.db"), sandbox.path("script.sql"));
    fs::copy(&live, &source).unwrap();
    // A journal with what was before stands beside a file that was half changed.
    let change = format!(
        "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN IMMEDIATE;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500)
INSERT INTO meta SELECT 'x' || i, hex(randomblob(2000)) FROM n;
.shell cp '{0}' '{1}' && cp '{0}-journal' '{1}-journal'\n",
        source.display(),
        live.display()
    );
    fs::write(&script, change).unwrap();
    let input = fs::File::open(&script).unwrap();
    let made = std::process::Command::new("sqlite3").arg(&source).stdin(input).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    assert!(fs::metadata(live.with_file_name("holdfast.db-journal")).unwrap().len() > 512);
    assert_eq!(count(&sandbox, &[]), 3);
    add_licenses(&sandbox, 3..4);
    assert_eq!(run(&sandbox, &["doctor", "--json"]).json().unwrap()["healthy"], true);
}

#[test]
fn what_killed_runs_left_goes_with_the_next_backup_and_the_next_start() {
    let sandbox = with_licenses(3);
    for folder in [sandbox.path(""), sandbox.data_dir()] {
        let left = folder.join(".holdfast-backup-abc123.part");
        fs::create_dir(&left).unwrap();
        fs::write(left.join(".holdfast-lock"), "").unwrap();
        fs::copy(sandbox.data_dir().join("holdfast.db"), left.join("holdfast.db")).unwrap();
        fs::write(folder.join(".holdfast-new-abc123.part"), "half").unwrap();
    }
    done(&sandbox, &["backup", "usb.db"]);
    for folder in [sandbox.path(""), sandbox.data_dir()] {
        let left = names(&folder);
        assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
    }
}

#[test]
fn killed_backups_leave_nothing_that_stays() {
    let sandbox = Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "2000"]);
    let program = holdfast_tests::programs::built("holdfast").unwrap();
    let mut midway = 0;
    // Killed at the first moment at which something of it is there, and at later ones.
    for round in 0..u32::try_from(times("HOLDFAST_KILLS", 30)).unwrap() {
        let mut child = sandbox
            .command(&program)
            .args(["backup", "usb.db"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let part = || names(&sandbox.path("")).into_iter().any(|name| name.contains(".part"));
        let deadline = Deadline::patience();
        while child.try_wait().unwrap().is_none() {
            deadline.check("the backup begins or ends").unwrap();
            if part() {
                std::thread::yield_now();
                if round % 3 != 0 {
                    std::thread::sleep(std::time::Duration::from_micros(u64::from(round % 30) * 300));
                }
                child.kill().unwrap();
                child.wait().unwrap();
                midway += u32::from(part());
                break;
            }
        }
    }
    assert!(midway > 0, "no run was killed midway");
    done(&sandbox, &["backup", "usb.db"]);
    let left = names(&sandbox.path(""));
    assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
}
