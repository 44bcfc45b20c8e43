//! Imports of the command line: doubtful rows, rows found by chosen fields, and files of everything that are refused.

use anyhow::{Context, Result, ensure};
use holdfast_tests::{
    cli::{Outcome, holdfast},
    sandbox::Sandbox,
};
use serde_json::Value;
use std::path::Path;

fn done(outcome: Outcome) -> Result<Outcome> {
    ensure!(outcome.status == Some(0), "{outcome:?}");
    Ok(outcome)
}

fn written(folder: &Path, name: &str, text: &str) -> Result<String> {
    let path = folder.join(name);
    std::fs::write(&path, text)?;
    Ok(path.display().to_string())
}

#[test]
fn imports_are_listed_undone_and_done_again() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let folder = tempfile::tempdir()?;
    let file = written(folder.path(), "screens.csv", "name,serial\nScreen,S-1\nScreen,S-2\n")?;
    let report = done(holdfast(&sandbox, &["import", &file, "--as", "hardware", "--json"])?)?.json()?;
    let batch = report["batch"].as_str().context("a batch")?;
    let listed = done(holdfast(&sandbox, &["imports", "--json"])?)?.json()?;
    let one = &listed["imports"][0];
    ensure!(one["title"] == "Import screens.csv" && one["batch"] == batch, "{listed}");
    ensure!((&one["added"], &one["undone"]) == (&Value::from(2), &Value::from(false)), "{listed}");

    let total = || anyhow::Ok(holdfast(&sandbox, &["list", "hardware", "--json"])?.json()?["total"].clone());
    let undone = done(holdfast(&sandbox, &["undo", batch])?)?;
    ensure!(
        undone.stdout.contains("“Import screens.csv” was undone") && undone.stdout.contains("holdfast redo")
    );
    ensure!(total()? == 0);
    let table = done(holdfast(&sandbox, &["imports"])?)?.stdout;
    ensure!(table.contains("undone") && table.contains(batch), "{table}");
    let redone = done(holdfast(&sandbox, &["redo", batch])?)?;
    ensure!(redone.stdout.contains("done again") && redone.stdout.contains("holdfast undo"), "{redone:?}");
    ensure!(total()? == 2);
    let refused = holdfast(&sandbox, &["redo", batch])?;
    ensure!(refused.status == Some(1) && refused.stderr.contains("was not undone"), "{refused:?}");
    Ok(())
}

#[test]
fn a_doubtful_row_is_refused_until_somebody_says_what_it_is() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let folder = tempfile::tempdir()?;
    let header = "Name,Model,Purchase Date,Full Name,Email\n";
    let [ann, bob] =
        ["Screen,S24,2024-05-06,Ann Lee,ann@x.example\n", "Screen,S24,2024-05-06,Bob Ray,bob@x.example\n"];
    let cy = "Screen,S24,2024-05-06,Cy Roe,cy@x.example\n";
    let first = written(folder.path(), "first.csv", &format!("{header}{ann}{bob}"))?;
    done(holdfast(&sandbox, &["import", &first, "--as", "hardware"])?)?;

    let second = written(folder.path(), "second.csv", &format!("{header}{bob}{cy}"))?;
    let import = ["import", second.as_str(), "--as", "hardware"];
    let refused = holdfast(&sandbox, &import)?;
    ensure!(refused.status == Some(1) && refused.stderr.contains("--match 3=new"), "{refused:?}");
    let refused = holdfast(&sandbox, &[&import[..], &["--json"]].concat())?.json()?;
    let question = &refused["questions"][0];
    ensure!(question["row"] == 3 && question["candidates"].as_array().is_some_and(|all| all.len() == 1));
    let id = question["candidates"][0]["id"].as_str().context("an id")?.to_owned();

    // Handed on: the same two devices.
    let answer = format!("3={id}");
    let tried = holdfast(&sandbox, &[&import[..], &["--match", &answer, "--dry-run", "--json"]].concat())?;
    let tried = done(tried)?.json()?;
    ensure!((&tried["updated"], &tried["unchanged"]) == (&Value::from(1), &Value::from(1)), "{tried}");
    // A new one: three of them.
    let report =
        done(holdfast(&sandbox, &[&import[..], &["--match", "3=new", "--json"]].concat())?)?.json()?;
    ensure!((&report["new"], &report["unchanged"]) == (&Value::from(1), &Value::from(1)), "{report}");
    ensure!(holdfast(&sandbox, &["list", "hardware", "--json"])?.json()?["total"] == 3);

    let wrong = holdfast(&sandbox, &[&import[..], &["--match", "three=new"]].concat())?;
    ensure!(wrong.status == Some(2), "{wrong:?}");
    let wrong = holdfast(&sandbox, &[&import[..], &["--key", "colour"]].concat())?;
    ensure!(wrong.status == Some(2) && wrong.stderr.contains("colour"), "{wrong:?}");
    Ok(())
}

#[test]
fn rows_are_found_by_the_fields_that_were_named() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let folder = tempfile::tempdir()?;
    let first = written(folder.path(), "first.csv", "name,asset tag,serial\nPC-01,T-1,SN1\nPC-02,T-2,SN2\n")?;
    done(holdfast(&sandbox, &["import", &first, "--as", "hardware"])?)?;
    let second = written(folder.path(), "second.csv", "name,asset tag,serial\nPC-02,T-9,SN9\n")?;
    let import = ["import", second.as_str(), "--as", "hardware", "--dry-run", "--json"];
    let plain = done(holdfast(&sandbox, &import)?)?.json()?;
    ensure!(plain["new"] == 1, "{plain}");
    let by_name = done(holdfast(&sandbox, &[&import[..], &["--key", "name"]].concat())?)?.json()?;
    ensure!((&by_name["new"], &by_name["updated"]) == (&Value::from(0), &Value::from(1)), "{by_name}");
    Ok(())
}

#[test]
fn a_refused_file_of_everything_begins_no_database() -> Result<()> {
    let sandbox = Sandbox::new()?;
    done(holdfast(&sandbox, &["demo", "--records", "40", "--as-of", "2026-11-22"])?)?;
    let folder = tempfile::tempdir()?;
    let name = folder.path().join("all.json").display().to_string();
    done(holdfast(&sandbox, &["export", "all", "-o", &name])?)?;
    let whole: Value = serde_json::from_slice(&std::fs::read(&name)?)?;
    let ways: [(&str, &str, &str, Value); 4] = [
        ("license", "min_free_seats", "min_free_seats", Value::from(i64::MIN)),
        ("term", "ends_on", "ends_on", Value::from("{}")),
        ("device", "location_id", "nothing", Value::from("0190a0a0-0000-7000-8000-000000000000")),
        ("device", "colour", "colour", Value::from("red")),
    ];
    for (table, column, named, value) in ways {
        let mut broken = whole.clone();
        broken[table][0][column] = value;
        let file = written(folder.path(), "broken.json", &broken.to_string())?;
        let empty = Sandbox::new()?;
        let refused = holdfast(&empty, &["import", &file, "--as", "everything"])?;
        ensure!(refused.status == Some(1) && refused.stderr.contains(named), "{column}: {refused:?}");
        let listed = holdfast(&empty, &["list", "hardware"])?;
        ensure!(listed.status == Some(1), "a refused file began a database: {listed:?}");
    }
    // Whole again, and nothing in it contradicts the rest.
    let empty = Sandbox::new()?;
    done(holdfast(&empty, &["import", &name, "--as", "everything"])?)?;
    let doctor = holdfast(&empty, &["doctor", "--json"])?.json()?;
    ensure!(doctor["contradictions"].as_array().is_some_and(Vec::is_empty), "{doctor}");
    Ok(())
}

/// Without --as the file says what it is; several tables are one act, and one undo.
#[test]
fn what_a_file_is_is_found_and_said() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let folder = tempfile::tempdir()?;
    let people =
        written(folder.path(), "a.csv", "Name,E-mail,Department,Manager\nAnn,ann@x.example,Design,\n")?;
    let assets =
        written(folder.path(), "b.csv", "Asset Tag,Name,Model,Serial Number,User\nA-1,Laptop,T14,S1,Ann\n")?;
    let unclear = written(folder.path(), "c.csv", "Name,Notes\nAcme,\n")?;

    let asked = holdfast(&sandbox, &["import", &unclear])?;
    ensure!(asked.status == Some(1) && asked.stderr.contains("--as"), "{asked:?}");
    let refused = holdfast(&sandbox, &["import", &assets, "--as", "licenses"])?;
    ensure!(refused.status == Some(1) && refused.stderr.contains("--as hardware"), "{refused:?}");
    ensure!(refused.stderr.contains("--sure"), "{refused:?}");

    let both = ["import", assets.as_str(), people.as_str()];
    let tried = done(holdfast(&sandbox, &[&both[..], &["--dry-run", "--json"]].concat())?)?.json()?;
    ensure!(tried["new"] == 2 && tried["parts"][0]["kind"] == "hardware", "{tried}");
    ensure!(tried["parts"][1]["kind"] == "people" && tried["parts"][1]["new"] == 1, "{tried}");
    let report = done(holdfast(&sandbox, &both)?)?;
    ensure!(report.stdout.contains("b.csv: hardware, 1 new"), "{report:?}");
    let one = holdfast(&sandbox, &[&both[..], &["--map", "Name=name"]].concat())?;
    ensure!(one.status == Some(2) && one.stderr.contains("--map"), "{one:?}");
    ensure!(holdfast(&sandbox, &["list", "people", "--json"])?.json()?["total"] == 1);

    // What an export says of itself needs no word either.
    let exported = folder.path().join("out.json").display().to_string();
    done(holdfast(&sandbox, &["export", "people", "--format", "json", "--output", &exported])?)?;
    let again = done(holdfast(&sandbox, &["import", &exported, "--json"])?)?.json()?;
    ensure!((&again["unchanged"], &again["parts"][0]["kind"]) == (&1.into(), &"people".into()), "{again}");
    Ok(())
}
