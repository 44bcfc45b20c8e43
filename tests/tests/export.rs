//! Exports and labels of the command line, read by programs that had no part in writing them.

use anyhow::{Result, ensure};
use holdfast_tests::{
    cli::{Outcome, holdfast},
    sandbox::Sandbox,
};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

fn company() -> Result<Sandbox> {
    let sandbox = Sandbox::new()?;
    done(holdfast(&sandbox, &["demo", "--records", "120", "--seed", "3", "--as-of", "2026-11-22"])?)?;
    Ok(sandbox)
}

fn done(outcome: Outcome) -> Result<Outcome> {
    ensure!(outcome.status == Some(0), "{outcome:?}");
    Ok(outcome)
}

fn file(folder: &tempfile::TempDir, name: &str) -> (PathBuf, String) {
    let path = folder.path().join(name);
    let text = path.display().to_string();
    (path, text)
}

/// The Python of the system's packages, where openpyxl is installed; another may stand before it on the path.
fn python() -> &'static str {
    if Path::new("/usr/bin/python3").exists() { "/usr/bin/python3" } else { "python3" }
}

/// What openpyxl sees: for each sheet its name, then for each row the kind, number format and value of each cell.
fn workbook(path: &Path) -> Result<Value> {
    const READ: &str = "
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
cell = lambda c: {'kind': 'date' if c.is_date else c.data_type, 'format': c.number_format, 'value': str(c.value) if c.value is not None else None}
print(json.dumps([{'name': s.title, 'frozen': s.freeze_panes, 'filter': s.auto_filter.ref,
    'rows': [[cell(c) for c in row] for row in s.iter_rows()]} for s in book]))";
    let output = Command::new(python()).args(["-c", READ]).arg(path).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

#[test]
fn a_workbook_has_real_dates_and_amounts() -> Result<()> {
    let sandbox = company()?;
    let folder = tempfile::tempdir()?;
    let (path, name) = file(&folder, "hardware.xlsx");
    done(holdfast(&sandbox, &["export", "hardware", "--sort", "asset_tag", "-o", &name])?)?;
    let sheets = workbook(&path)?;
    assert_eq!(sheets[0]["name"], "Hardware");
    assert_eq!(sheets[0]["frozen"], "A2");
    let rows = sheets[0]["rows"].as_array().unwrap();
    let heads: Vec<&str> =
        rows[0].as_array().unwrap().iter().map(|cell| cell["value"].as_str().unwrap()).collect();
    let list = holdfast(&sandbox, &["list", "hardware", "--sort", "asset_tag", "--json"])?.json()?;
    let listed = list["rows"].as_array().unwrap();
    assert_eq!(rows.len(), listed.len() + 1);
    let place = |heading: &str| heads.iter().position(|head| *head == heading).unwrap();
    let mut amounts = 0;
    for (row, device) in rows[1..].iter().zip(listed) {
        assert_eq!(row[place("Asset tag")]["value"], device["asset_tag"]);
        assert_eq!(row[place("Asset tag")]["kind"], if device["asset_tag"].is_null() { "n" } else { "s" });
        if let Some(day) = device["purchased_on"].as_str() {
            let cell = &row[place("Purchased")];
            assert_eq!(
                (cell["kind"].as_str(), cell["value"].as_str()),
                (Some("date"), Some(&*format!("{day} 00:00:00")))
            );
        }
        if let Some(minor) = device["price"]["minor"].as_i64() {
            let cell = &row[place("Price")];
            let value: f64 = cell["value"].as_str().unwrap().parse()?;
            assert_eq!(cell["kind"], "n");
            assert_eq!((value * 100.0).round() as i64, minor);
            assert!(cell["format"].as_str().unwrap().contains("[$EUR]"), "{cell}");
            amounts += 1;
        }
    }
    assert!(amounts > 10);

    let (path, name) = file(&folder, "all.xlsx");
    done(holdfast(&sandbox, &["export", "all", "-o", &name])?)?;
    let names: Vec<String> = workbook(&path)?
        .as_array()
        .unwrap()
        .iter()
        .map(|sheet| sheet["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["Licenses", "Contracts", "Hardware", "Credentials", "Vendors", "People", "Locations"]);
    Ok(())
}

#[test]
fn csv_holds_what_the_list_shows_and_nothing_that_runs() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let folder = tempfile::tempdir()?;
    let (path, name) = file(&folder, "in.csv");
    std::fs::write(&path, "name,asset tag,serial\n\"=cmd|'/C calc'!A0\",@1,\"a;b\"\nPlain,HF-2,\n")?;
    done(holdfast(&sandbox, &["import", &name, "--as", "hardware"])?)?;
    let out = done(holdfast(
        &sandbox,
        &["export", "hardware", "--format", "csv", "--columns", "asset_tag,name,serial"],
    )?)?;
    assert_eq!(out.stdout, "Asset tag,Name,Serial\r\n'@1,\"'=cmd|'/C calc'!A0\",\"a;b\"\r\nHF-2,Plain,\r\n");
    let (path, name) = file(&folder, "out.csv");
    done(holdfast(
        &sandbox,
        &["export", "hardware", "-o", &name, "--bom", "--separator", ";", "--columns", "serial,name"],
    )?)?;
    let bytes = std::fs::read(&path)?;
    assert!(
        bytes.starts_with("\u{feff}Serial;Name\r\n\"a;b\";".as_bytes()),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
    // Every field, read back: nothing is new, nothing is changed.
    done(holdfast(&sandbox, &["export", "hardware", "-o", &name])?)?;
    let report = done(holdfast(&sandbox, &["import", &name, "--as", "hardware", "--json"])?)?.json()?;
    assert_eq!((&report["unchanged"], &report["batch"]), (&Value::from(2), &Value::Null), "{report}");

    let wrong = holdfast(&sandbox, &["export", "hardware", "--format", "csv", "--columns", "colour"])?;
    assert_eq!(wrong.status, Some(2), "{wrong:?}");
    assert!(wrong.stderr.contains("asset_tag"), "{wrong:?}");
    let none = holdfast(&sandbox, &["export", "all", "--format", "csv"])?;
    assert_eq!(none.status, Some(1), "{none:?}");
    Ok(())
}

#[test]
fn everything_moves_to_an_empty_folder_and_is_taken_back() -> Result<()> {
    let sandbox = company()?;
    let folder = tempfile::tempdir()?;
    let (path, name) = file(&folder, "all.json");
    done(holdfast(&sandbox, &["export", "all", "-o", &name])?)?;
    let file: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
    assert_eq!(file["holdfast"]["format"], 1);
    let other = Sandbox::new()?;
    let tried =
        done(holdfast(&other, &["import", &name, "--as", "everything", "--dry-run", "--json"])?)?.json()?;
    assert_eq!(tried["batch"], Value::Null);
    assert_eq!(holdfast(&other, &["list", "hardware"])?.status, Some(1), "a dry run begins no database");
    let report = done(holdfast(&other, &["import", &name, "--as", "everything", "--json"])?)?.json()?;
    assert_eq!(report["added"], tried["added"]);
    for kind in ["licenses", "contracts", "hardware", "credentials", "vendors", "people"] {
        let of =
            |sandbox: &Sandbox| holdfast(sandbox, &["list", kind, "--json", "--as-of", "2026-11-22"])?.json();
        assert_eq!(of(&other)?, of(&sandbox)?, "{kind}");
    }
    done(holdfast(&other, &["undo", report["batch"].as_str().unwrap()])?)?;
    assert_eq!(holdfast(&other, &["list", "people", "--json"])?.json()?["total"], 0);
    let (broken, name) =
        (folder.path().join("broken.json"), file.to_string().replacen("\"vendor\":[", "\"vendor\":[7,", 1));
    std::fs::write(&broken, name)?;
    let refused =
        holdfast(&Sandbox::new()?, &["import", &broken.display().to_string(), "--as", "everything"])?;
    assert!(refused.status == Some(1) && refused.stderr.contains("damaged"), "{refused:?}");
    Ok(())
}

#[test]
fn labels_are_printed_for_the_devices_that_were_named() -> Result<()> {
    let sandbox = company()?;
    let folder = tempfile::tempdir()?;
    let list =
        holdfast(&sandbox, &["list", "hardware", "--sort", "asset_tag", "--limit", "2", "--json"])?.json()?;
    let (tag, serial) =
        (list["rows"][0]["asset_tag"].as_str().unwrap(), list["rows"][1]["serial"].as_str().unwrap());
    let (path, name) = file(&folder, "labels.pdf");
    let command = ["labels", tag, serial, "--layout", "DK-11201", "-o", &name, "--json"];
    let printed = done(holdfast(&sandbox, &command)?)?.json()?;
    assert_eq!((&printed["labels"], &printed["pages"]), (&Value::from(2), &Value::from(2)), "{printed}");
    let text = Command::new("pdftotext").arg(&path).arg("-").output()?;
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains(tag) && text.contains(serial), "{text}");

    for (arguments, status, part) in [
        (vec!["labels", "no-such-tag", "-o", name.as_str()], 1, "no-such-tag"),
        (vec!["labels", tag, "--layout", "L9999", "-o", name.as_str()], 2, "L7160"),
        (vec!["labels", tag, "--layout", "L7160", "--start-at", "22", "-o", name.as_str()], 2, "1 to 21"),
        (vec!["labels", "-o", name.as_str()], 2, "required"),
    ] {
        let outcome = holdfast(&sandbox, &arguments)?;
        assert!(outcome.status == Some(status) && outcome.stderr.contains(part), "{outcome:?}");
    }
    let layouts = done(holdfast(&sandbox, &["labels", "--layouts"])?)?;
    assert!(
        layouts.stdout.contains("L4731") && layouts.stdout.lines().all(|line| line.chars().count() <= 80)
    );
    Ok(())
}

#[test]
fn a_list_is_printed_as_pdf() -> Result<()> {
    let sandbox = company()?;
    let folder = tempfile::tempdir()?;
    for kind in ["licenses", "contracts", "hardware", "credentials", "vendors", "people"] {
        let (path, name) = file(&folder, &format!("{kind}.pdf"));
        done(holdfast(&sandbox, &["export", kind, "-o", &name, "--as-of", "2026-11-22"])?)?;
        let text = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output()?;
        let text = String::from_utf8_lossy(&text.stdout).into_owned();
        assert!(text.contains("as of 22") && text.contains("Page 1 of"), "{text}");
        if let Some(shots) = std::env::var_os("HOLDFAST_SHOTS") {
            std::fs::create_dir_all(&shots)?;
            std::fs::copy(&path, Path::new(&shots).join(format!("list-{kind}.pdf")))?;
        }
    }
    Ok(())
}
