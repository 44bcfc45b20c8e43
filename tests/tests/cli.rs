//! The command line as a person, a script or a monitor runs it: answers, exit statuses, and what a mishap
//! leaves untouched.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt, process::Command};

use holdfast_core::{
    Act,
    clock::Now,
    db::{self, Db},
    fields::{self, FieldKind},
    history::Actor,
    ids::Kind,
    vendors,
};
use holdfast_tests::{
    cli::{Outcome, holdfast},
    sandbox::Sandbox,
};
use serde_json::Value;

const DAY: &str = "2026-11-22";

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    holdfast(sandbox, arguments).unwrap()
}

/// Runs a command that must do what it is asked.
fn done(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    let outcome = run(sandbox, arguments);
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
    outcome
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    done(sandbox, &[arguments, &["--json", "--as-of", DAY]].concat()).json().unwrap()
}

/// A failure in words: nothing on stdout, no panic, the message says each of `parts`.
fn fails(sandbox: &Sandbox, arguments: &[&str], status: i32, parts: &[&str]) {
    let outcome = run(sandbox, arguments);
    assert_eq!(outcome.status, Some(status), "{arguments:?}: {outcome:?}");
    assert_eq!(outcome.stdout, "", "{arguments:?}");
    assert!(!outcome.stderr.contains("panicked"), "{outcome:?}");
    for part in parts {
        assert!(outcome.stderr.contains(part), "{part:?} is not in {:?}", outcome.stderr);
    }
}

fn with_demo() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "250", "--seed", "1", "--as-of", DAY]);
    sandbox
}

fn database(sandbox: &Sandbox) -> std::path::PathBuf {
    db::database_file(&sandbox.data_dir())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Rows without what is new at every run: ids.
fn without_ids(mut value: Value) -> Value {
    for row in value.get_mut("rows").and_then(Value::as_array_mut).unwrap() {
        row.as_object_mut().unwrap().retain(|name, _| name != "id" && !name.ends_with("_id"));
    }
    value
}

#[test]
fn due_answers_by_date_in_the_documented_form() {
    let sandbox = with_demo();
    let answer = json(&sandbox, &["due", "--within", "30"]);
    assert_eq!(keys(&answer), ["as_of", "deadlines"]);
    assert_eq!(answer["as_of"], DAY);
    let deadlines = answer["deadlines"].as_array().unwrap();
    assert!(deadlines.len() > 5, "{deadlines:?}");
    for deadline in deadlines {
        assert_eq!(keys(deadline), ["id", "kind", "subject", "vendor", "due_on", "days_left", "amount"]);
        assert_eq!(keys(&deadline["subject"]), ["kind", "id", "name"]);
        assert!(deadline["days_left"].as_i64().unwrap() <= 30, "{deadline}");
        if !deadline["amount"].is_null() {
            assert_eq!(keys(&deadline["amount"]), ["minor", "currency"]);
        }
    }
    let dates: Vec<&str> = deadlines.iter().map(|deadline| deadline["due_on"].as_str().unwrap()).collect();
    assert!(dates.is_sorted(), "{dates:?}");
    let adobe =
        deadlines.iter().find(|deadline| deadline["subject"]["name"] == "Adobe Creative Cloud").unwrap();
    assert_eq!(
        (&adobe["kind"], &adobe["due_on"], &adobe["days_left"], &adobe["amount"]["minor"]),
        (&"license_cancel_by".into(), &"2026-11-27".into(), &5.into(), &(25 * 71_940).into())
    );
    let week = json(&sandbox, &["due", "--within", "7"]);
    assert!(week["deadlines"].as_array().unwrap().len() < deadlines.len());
}

#[test]
fn a_monitor_learns_from_the_exit_status() {
    let sandbox = with_demo();
    let found = run(&sandbox, &["due", "--within", "30", "--exit-code", "--as-of", DAY]);
    assert_eq!(found.status, Some(3), "{found:?}");
    assert!(found.stdout.lines().all(|line| line.chars().count() <= 80), "{}", found.stdout);
    assert!(
        found.stdout.contains("4 days late") && found.stdout.contains("17,985.00 EUR"),
        "{}",
        found.stdout
    );
    done(&sandbox, &["due", "--within", "30", "--as-of", DAY]);
    let nothing = done(&sandbox, &["due", "--within", "30", "--exit-code", "--as-of", "1999-01-01"]);
    assert!(nothing.stdout.starts_with("Nothing is due"), "{}", nothing.stdout);
}

#[test]
fn lists_have_their_fields_filter_sort_and_page() {
    let sandbox = with_demo();
    let licenses = json(&sandbox, &["list", "licenses"]);
    assert_eq!((licenses["total"].as_u64(), licenses["rows"].as_array().unwrap().len()), (Some(50), 50));
    for field in [
        "id",
        "name",
        "publisher",
        "vendor",
        "starts_on",
        "ends_on",
        "cancel_by",
        "seats",
        "used",
        "price",
        "price_per_seat",
        "notes",
    ] {
        assert!(licenses["rows"][0].get(field).is_some(), "{field}");
    }
    let hardware = json(&sandbox, &["list", "hardware", "--sort", "asset_tag", "--limit", "3"]);
    assert_eq!(hardware["total"], 101);
    let listed: BTreeSet<&str> = fields::of_kind(Kind::Device)
        .iter()
        .filter(|field| field.kind != FieldKind::Tags)
        .map(|field| field.name)
        .chain(fields::computed(Kind::Device).iter().map(|field| field.name))
        .chain(["id", "holder", "custom"])
        .collect();
    assert_eq!(keys(&hardware["rows"][0]).into_iter().collect::<BTreeSet<_>>(), listed);
    let tags = |answer: &Value| -> Vec<String> {
        answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["asset_tag"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(tags(&hardware), ["HV-0001", "HV-0002", "HV-0003"]);
    let last = json(&sandbox, &["list", "hardware", "--sort", "-asset_tag", "--limit", "2", "--offset", "1"]);
    assert_eq!(tags(&last), ["HV-0100", "HV-0099"]);
    let filtered = json(&sandbox, &["list", "hardware", "--filter", "poweredge backup"]);
    assert_eq!(tags(&filtered), ["HV-0001"]);
    for kind in ["credentials", "vendors", "people"] {
        let answer = json(&sandbox, &["list", kind]);
        assert_eq!(
            answer["total"].as_u64().unwrap() as usize,
            answer["rows"].as_array().unwrap().len(),
            "{kind}"
        );
        let text = done(&sandbox, &["list", kind, "--as-of", DAY]).stdout;
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}

#[test]
fn a_thing_is_shown_by_id_tag_or_name() {
    let sandbox = with_demo();
    let by_tag = json(&sandbox, &["show", "HV-0001"]);
    assert_eq!(
        (&by_tag["kind"], &by_tag["coverage"]["covered_until"]),
        (&"device".into(), &"2027-02-12".into())
    );
    let by_id = json(&sandbox, &["show", by_tag["id"].as_str().unwrap()]);
    assert_eq!(by_id, by_tag);
    let license = json(&sandbox, &["show", "adobe creative cloud"]);
    assert_eq!((&license["seats"]["bought"], &license["seats"]["over"]), (&25.into(), &3.into()));
    assert_eq!(license["terms"].as_array().unwrap().len(), 3);
    fails(&sandbox, &["show", "no such thing"], 1, &["no such thing", "holdfast list"]);
}

#[test]
fn the_sample_is_the_same_for_the_same_seed_and_date() {
    let (first, second, other) = (with_demo(), with_demo(), Sandbox::new().unwrap());
    done(&other, &["demo", "--records", "250", "--seed", "2", "--as-of", DAY]);
    for kind in ["licenses", "hardware", "credentials", "vendors", "people"] {
        let list = |sandbox: &Sandbox| without_ids(json(sandbox, &["list", kind]));
        assert_eq!(list(&first), list(&second), "{kind}");
        assert_ne!(list(&first), list(&other), "{kind}");
    }
}

#[test]
fn the_sample_goes_beside_other_data_only_when_told_and_leaves_by_one_undo() {
    let sandbox = Sandbox::new().unwrap();
    let first = json(&sandbox, &["demo", "--records", "60"]);
    assert_eq!(first["records"], 60);
    fails(&sandbox, &["demo", "--records", "60"], 1, &["holds data already", "Nothing was added", "--add"]);
    assert_eq!(json(&sandbox, &["list", "hardware"])["total"], 24);
    let told = done(&Sandbox::new().unwrap(), &["demo", "--records", "20"]);
    assert!(told.stdout.contains("holdfast demo --remove"), "{told:?}");
    let second = json(&sandbox, &["demo", "--records", "60", "--add"]);
    assert_eq!(json(&sandbox, &["list", "hardware"])["total"], 48);
    let batch = second["batch"].as_str().unwrap();
    let undone = json(&sandbox, &["undo", batch]);
    assert_eq!(keys(&undone), ["batch", "title", "rows"]);
    assert_eq!(json(&sandbox, &["list", "hardware"])["total"], 24);
    fails(&sandbox, &["undo", batch], 1, &["already undone"]);
    done(&sandbox, &["undo", first["batch"].as_str().unwrap()]);
    assert_eq!(json(&sandbox, &["list", "people"])["total"], 0);
    fails(&sandbox, &["undo", "no-such-batch"], 1, &["no-such-batch"]);
}

#[test]
fn wrong_usage_is_told_apart_from_failure() {
    let sandbox = with_demo();
    for arguments in [
        &["list", "cars"][..],
        &["list", "licenses", "--sort", "colour"],
        &["due", "--within", "soon"],
        &["due", "--as-of", "31/12/2026"],
        &["import", "x.csv", "--as", "licenses", "--currency", "EURO"],
        &["import", "x.csv", "--as", "licenses", "--map", "nothing"],
        &["frobnicate"],
    ] {
        let outcome = run(&sandbox, arguments);
        assert_eq!(outcome.status, Some(2), "{arguments:?}: {outcome:?}");
        assert!(outcome.stdout.is_empty() && !outcome.stderr.is_empty(), "{outcome:?}");
    }
    fails(&sandbox, &["import", "absent.csv", "--as", "licenses"], 1, &["absent.csv", "Nothing was written"]);
    fails(&sandbox, &["due", "--data-dir", "mistyped"], 1, &["mistyped", "Nothing was made"]);
    assert!(!sandbox.path("mistyped").exists());
}

#[test]
fn a_backup_is_a_whole_private_database_and_replaces_only_its_like() {
    let sandbox = with_demo();
    let target = sandbox.path("copy.db");
    let name = target.to_str().unwrap();
    let told = json(&sandbox, &["backup", name]);
    assert_eq!(told["bytes"].as_u64(), Some(fs::metadata(&target).unwrap().len()));
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    let output = Command::new("sqlite3")
        .args([
            "-readonly",
            name,
            "PRAGMA integrity_check; SELECT count(*) FROM license; SELECT count(*) FROM device;",
        ])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "ok\n50\n101\n", "{output:?}");
    let healthy = json(&sandbox, &["doctor"]);
    assert!(healthy["last_backup_at"].is_string(), "{healthy}");

    done(&sandbox, &["backup", name]);
    let live = database(&sandbox);
    fails(&sandbox, &["backup", live.to_str().unwrap()], 1, &["the database itself", "Nothing was written"]);
    let letter = sandbox.path("letter.txt");
    fs::write(&letter, "Dear Sir").unwrap();
    fails(&sandbox, &["backup", letter.to_str().unwrap()], 1, &["no Holdfast backup", "not touched"]);
    assert_eq!(fs::read(&letter).unwrap(), b"Dear Sir");
    fails(&sandbox, &["backup", "no/such/folder/copy.db"], 1, &["no/such/folder", "Nothing was written"]);
    let left: Vec<_> =
        fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains(".part")), "{left:?}");

    let restored = Sandbox::new().unwrap();
    fs::copy(&target, database(&restored)).unwrap();
    assert_eq!(json(&restored, &["list", "licenses"]), json(&sandbox, &["list", "licenses"]));
}

#[test]
fn files_are_private_and_the_doctor_sees_when_they_are_not() {
    let sandbox = with_demo();
    let file = database(&sandbox);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let report = json(&sandbox, &["doctor"]);
    assert_eq!((&report["healthy"], &report["schema"]), (&true.into(), &Db::schema_version().into()));
    assert_eq!(report["keyring"]["state"], "no_session");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let outcome = run(&sandbox, &["doctor"]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("could be read by others until now"), "{outcome:?}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(json(&sandbox, &["doctor"])["healthy"], true);
    // A folder that was named is its owner's to close.
    fs::set_permissions(sandbox.data_dir(), fs::Permissions::from_mode(0o755)).unwrap();
    for _ in 0..2 {
        fails_with_report(&sandbox, "can be read by others (mode 755)");
    }
}

fn fails_with_report(sandbox: &Sandbox, part: &str) {
    let outcome = run(sandbox, &["doctor"]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains(part), "{outcome:?}");
}

const SHEET: &str = "\
Item Name,Manufacturer,Supplier,Seats,Purchase Date,Expiration Date,Purchase Cost,Maintained,Notes
Sketch,Sketch BV,Kontorhaus,5,01/15/2025,01/14/2027,\"$1,250.50\",yes,\"two
lines\"
Tower,Git Tower,Kontorhaus,3,02/20/2025,02/19/2027,$300.00,sometimes,
Nova,Panic,Kontorhaus,2,03/25/2025,03/24/2027,$99.00,no,
";

#[test]
fn an_import_is_all_or_nothing_and_says_which_cell() {
    let sandbox = Sandbox::new().unwrap();
    fs::write(sandbox.path("sheet.csv"), SHEET).unwrap();
    let import = ["import", "sheet.csv", "--as", "licenses", "--json"];

    let refused = run(&sandbox, &import);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    let report = refused.json().unwrap();
    assert_eq!(
        keys(&report),
        [
            "rows",
            "new",
            "updated",
            "unchanged",
            "problems",
            "notices",
            "questions",
            "left_out",
            "created",
            "batch",
            "parts"
        ]
    );
    let problem = &report["problems"][0];
    assert_eq!(keys(problem), ["row", "column", "value", "message"]);
    assert_eq!(
        (&problem["row"], &problem["column"], &problem["value"]),
        (&3.into(), &"Maintained".into(), &"sometimes".into())
    );
    assert!(report["batch"].is_null());
    assert!(!database(&sandbox).exists());

    let skip = [&import[..], &["--skip-problems", "--rejects", "rejects.csv"]].concat();
    let tried = done(&sandbox, &[&skip[..], &["--dry-run"]].concat()).json().unwrap();
    assert_eq!((&tried["new"], &tried["batch"]), (&2.into(), &Value::Null));
    assert!(!database(&sandbox).exists());

    let report = done(&sandbox, &skip).json().unwrap();
    assert_eq!((&report["new"], &report["created"]["vendors"]), (&2.into(), &1.into()));
    let listed = json(&sandbox, &["list", "licenses", "--sort", "name", "--filter", "sketch"]);
    let row = &listed["rows"][0];
    assert_eq!((&row["ends_on"], &row["seats"]), (&"2027-01-14".into(), &5.into()));
    assert_eq!((&row["price"]["minor"], &row["price"]["currency"]), (&125_050.into(), &"USD".into()));
    assert_eq!(row["notes"], "two\nlines");

    let rejects = fs::read_to_string(sandbox.path("rejects.csv")).unwrap();
    assert!(rejects.contains("Tower") && !rejects.contains("Nova"), "{rejects}");
    assert_eq!(fs::metadata(sandbox.path("rejects.csv")).unwrap().permissions().mode() & 0o777, 0o600);
    let mended = rejects.replace("sometimes", "yes");
    fs::write(sandbox.path("rejects.csv"), mended).unwrap();
    let late = done(&sandbox, &["import", "rejects.csv", "--as", "licenses", "--json"]).json().unwrap();
    assert_eq!(late["new"], 1);

    let again = done(&sandbox, &skip).json().unwrap();
    assert_eq!((&again["new"], &again["unchanged"]), (&0.into(), &2.into()));

    // The later import hangs on the vendor that the first one brought: newest first.
    let batch = |report: &Value| report["batch"].as_str().unwrap().to_owned();
    fails(&sandbox, &["undo", &batch(&report)], 1, &["Nothing was undone"]);
    done(&sandbox, &["undo", &batch(&late)]);
    done(&sandbox, &["undo", &batch(&report)]);
    assert_eq!(json(&sandbox, &["list", "licenses"])["total"], 0);
    assert_eq!(json(&sandbox, &["list", "vendors"])["total"], 0);
}

#[test]
fn files_that_are_no_sheets_are_told_and_nothing_is_written() {
    let sandbox = Sandbox::new().unwrap();
    for (name, bytes) in [
        ("empty.csv", &b""[..]),
        ("header.csv", b"Item Name,Seats\n"),
        ("binary.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0"),
    ] {
        fs::write(sandbox.path(name), bytes).unwrap();
        fails(&sandbox, &["import", name, "--as", "licenses"], 1, &["Nothing was written"]);
    }
    fs::write(sandbox.path("sheet.csv"), SHEET).unwrap();
    let import = ["import", "sheet.csv", "--as", "licenses"];
    fails(&sandbox, &[&import[..], &["--map", "Absent=name"]].concat(), 2, &["Absent", "Item Name"]);
    fails(&sandbox, &[&import[..], &["--map", "Maintained=colour"]].concat(), 2, &["colour", "maintained"]);
    fails(&sandbox, &[&import[..], &["--rejects", "sheet.csv"]].concat(), 1, &["Nothing was written"]);
    assert_eq!(fs::read_to_string(sandbox.path("sheet.csv")).unwrap(), SHEET);
    let left_out =
        done(&sandbox, &[&import[..], &["--map", "Maintained=-", "--json"]].concat()).json().unwrap();
    assert_eq!((&left_out["new"], &left_out["left_out"][0]), (&3.into(), &"Maintained".into()));
}

#[test]
fn a_damaged_database_is_told_without_a_panic() {
    let sandbox = with_demo();
    let file = database(&sandbox);
    let mut bytes = fs::read(&file).unwrap();
    for byte in bytes.iter_mut().skip(4096) {
        *byte = 0xA5;
    }
    fs::write(&file, &bytes).unwrap();
    for arguments in [&["list", "licenses"][..], &["due"], &["backup", "copy.db"], &["doctor"]] {
        let outcome = run(&sandbox, arguments);
        assert_eq!(outcome.status, Some(1), "{arguments:?}: {outcome:?}");
        assert!(
            outcome.stderr.contains("damaged") && !outcome.stderr.contains("malformed"),
            "{arguments:?}: {outcome:?}"
        );
        assert!(!outcome.stderr.contains("panicked"), "{outcome:?}");
    }
    assert!(!sandbox.path("copy.db").exists());
    assert_eq!(fs::read(&file).unwrap(), bytes);
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let sandbox = Sandbox::new().unwrap();
    fs::write(sandbox.path("a-file"), "").unwrap();
    fails(
        &sandbox,
        &["demo", "--data-dir", "a-file/data"],
        1,
        &["cannot write in a-file/data", "Nothing was saved"],
    );
}

#[tokio::test]
async fn lists_answer_while_another_process_writes() {
    let sandbox = with_demo();
    let now = Now::as_of(DAY.parse().unwrap());
    let open = Db::open(&sandbox.data_dir(), &now).await.unwrap();
    let _window = db::lock_for_window(&sandbox.data_dir()).unwrap();
    let mut tx = open.write().await.unwrap();
    let act = Act::new(now, Actor::Window, "Add vendor");
    vendors::find_or_create(&mut tx, &act, "Not yet there").await.unwrap();
    assert_eq!(json(&sandbox, &["list", "vendors"])["total"], 12);
    tx.commit().await.unwrap();
    assert_eq!(json(&sandbox, &["list", "vendors"])["total"], 13);
    json(&sandbox, &["demo", "--records", "20", "--add"]);
    open.close().await;
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let sandbox = with_demo();
    let program = holdfast_tests::programs::built("holdfast").unwrap();
    let script =
        format!("set -o pipefail; '{}' list hardware --json | head -c 10 >/dev/null", program.display());
    let output = sandbox.command("bash").args(["-c", &script]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}
