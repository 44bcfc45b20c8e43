//! `holdfast edit`: many things at once from the command line.

use anyhow::{Context, Result, ensure};
use holdfast_tests::{
    cli::{Outcome, holdfast},
    sandbox::Sandbox,
};
use serde_json::Value;
use std::fs;

fn done(outcome: Outcome) -> Result<Outcome> {
    ensure!(outcome.status == Some(0), "{outcome:?}");
    Ok(outcome)
}

fn refused(sandbox: &Sandbox, arguments: &[&str], status: i32, part: &str) -> Result<()> {
    let outcome = holdfast(sandbox, arguments)?;
    ensure!(outcome.status == Some(status) && outcome.stderr.contains(part), "{part}: {outcome:?}");
    Ok(())
}

fn place() -> Result<Sandbox> {
    let sandbox = Sandbox::new()?;
    let file = sandbox.path("in.csv");
    fs::write(
        &file,
        "name,seats,start,end,price\nAtlas,5,2026-01-01,2030-12-31,100.00\nBeacon,2,2026-01-01,2030-12-31,250.00\n",
    )?;
    done(holdfast(&sandbox, &["import", &file.to_string_lossy(), "--as", "licenses"])?)?;
    let people = sandbox.path("people.csv");
    fs::write(&people, "name,department\nAnn Lee,Sales\nBo Ray,Sales\nCy Roe,IT\n")?;
    done(holdfast(&sandbox, &["import", &people.to_string_lossy(), "--as", "people"])?)?;
    Ok(sandbox)
}

#[test]
fn fields_tags_and_prices_are_changed_and_undone_in_one() -> Result<()> {
    let sandbox = place()?;
    let listed =
        || anyhow::Ok(holdfast(&sandbox, &["list", "licenses", "--sort", "name", "--json"])?.json()?);
    let before = listed()?;
    let edit = [
        "edit",
        "licenses",
        "--all",
        "--set",
        "category=Office",
        "--set",
        "Notice (days)=30",
        "--add-tag",
        "Finance",
        "--price-by",
        "2,5%",
    ];
    let tried = done(holdfast(&sandbox, &[&edit[..], &["--dry-run"]].concat())?)?;
    ensure!(
        tried.stdout.contains("2 things would change") && tried.stdout.contains("102.50 EUR"),
        "{tried:?}"
    );
    ensure!(listed()? == before, "a dry run writes nothing");
    let answer = done(holdfast(&sandbox, &[&edit[..], &["--json"]].concat())?)?.json()?;
    ensure!((&answer["changed"], &answer["written"]) == (&Value::from(2), &Value::from(true)), "{answer}");
    let atlas = holdfast(&sandbox, &["show", "Atlas", "--json"])?.json()?;
    ensure!(atlas["fields"]["category"] == "Office" && atlas["fields"]["tags"][0] == "Finance", "{atlas}");
    let term = &atlas["fields"]["terms"][0];
    ensure!(term["notice_days"] == 30 && term["price"]["minor"] == 10_250, "{term}");
    done(holdfast(&sandbox, &["undo", answer["batch"].as_str().context("a batch")?])?)?;
    let after = listed()?;
    ensure!(after["rows"][0]["price"] == before["rows"][0]["price"], "{after}");
    ensure!(
        holdfast(&sandbox, &["list", "licenses", "--filter", "tag:finance", "--json"])?.json()?["total"] == 0
    );
    Ok(())
}

#[test]
fn a_filter_says_which_and_a_link_is_named() -> Result<()> {
    let sandbox = place()?;
    let sales = ["edit", "people", "--filter", "department:sales", "--set", "manager_id=Cy Roe"];
    done(holdfast(&sandbox, &sales)?)?;
    let managed = |name: &str| {
        anyhow::Ok(holdfast(&sandbox, &["show", name, "--json"])?.json()?["fields"]["manager_id"].clone())
    };
    ensure!(managed("Ann Lee")?.is_string() && managed("Ann Lee")? == managed("Bo Ray")?);
    ensure!(managed("Cy Roe")?.is_null());
    let again = done(holdfast(&sandbox, &sales)?)?;
    ensure!(again.stdout.contains("Nothing to change, 2 so already"), "{again:?}");
    done(holdfast(&sandbox, &["edit", "people", "Ann Lee", "--clear", "manager_id"])?)?;
    ensure!(managed("Ann Lee")?.is_null() && managed("Bo Ray")?.is_string());
    Ok(())
}

#[test]
fn what_cannot_be_is_said_and_nothing_is_changed() -> Result<()> {
    let sandbox = place()?;
    refused(&sandbox, &["edit", "licenses", "--set", "category=Office"], 2, "--all")?;
    refused(&sandbox, &["edit", "licenses", "--all"], 2, "Say what is to be changed")?;
    refused(&sandbox, &["edit", "licenses", "--all", "--set", "name=X"], 2, "changed for many at once")?;
    refused(&sandbox, &["edit", "licenses", "--all", "--set", "category"], 2, "no “=”")?;
    refused(&sandbox, &["edit", "licenses", "--all", "--set", "category="], 2, "--clear category")?;
    refused(&sandbox, &["edit", "licenses", "--all", "--set", "price=lots"], 2, "an amount")?;
    refused(&sandbox, &["edit", "licenses", "--all", "--set", "kind=lent"], 2, "one of: Subscription")?;
    refused(&sandbox, &["edit", "licenses", "--all", "--set", "notice_days=-3"], 2, "below zero")?;
    refused(&sandbox, &["edit", "licenses", "--all", "--clear", "auto_renews"], 2, "cannot be empty")?;
    refused(&sandbox, &["edit", "licenses", "--all", "--price-by", "x"], 2, "not a percentage")?;
    refused(
        &sandbox,
        &["edit", "licenses", "--filter", "seats>many", "--clear", "category"],
        2,
        "whole number",
    )?;
    refused(&sandbox, &["edit", "licenses", "Nothing", "--clear", "category"], 1, "Nothing has the id")?;
    // One of two cannot take it: neither is changed, unless it may be left out.
    done(holdfast(&sandbox, &["edit", "licenses", "Beacon", "--set", "starts_on=2028-01-01"])?)?;
    let earlier = ["edit", "licenses", "--all", "--set", "ends_on=2027-06-30"];
    let kept_out = holdfast(&sandbox, &earlier)?;
    ensure!(
        kept_out.status == Some(1) && kept_out.stdout.contains("Nothing was changed, 1 cannot"),
        "{kept_out:?}"
    );
    ensure!(kept_out.stderr.contains("Beacon: The end is before the start."), "{kept_out:?}");
    let left = done(holdfast(&sandbox, &[&earlier[..], &["--skip-refused"]].concat())?)?;
    ensure!(left.stdout.contains("1 thing changed, 1 cannot."), "{left:?}");
    Ok(())
}
