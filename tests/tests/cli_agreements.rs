//! Contracts, renewals, seats and reports on the command line.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use holdfast_tests::{
    cli::{Outcome, holdfast},
    sandbox::Sandbox,
};
use serde_json::Value;
use std::collections::HashMap;

const DAY: &str = "2026-11-22";

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    holdfast(sandbox, &[arguments, &["--as-of", DAY]].concat()).unwrap()
}

fn done(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    let outcome = run(sandbox, arguments);
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
    outcome
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    done(sandbox, &[arguments, &["--json"]].concat()).json().unwrap()
}

/// A failure in words: nothing on stdout, no panic, the message says each of `parts`.
fn fails(sandbox: &Sandbox, arguments: &[&str], status: i32, parts: &[&str]) {
    let outcome = run(sandbox, arguments);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(status), ""), "{arguments:?}: {outcome:?}");
    assert!(!outcome.stderr.contains("panicked"), "{outcome:?}");
    for part in parts {
        assert!(outcome.stderr.contains(part), "{part:?} is not in {:?}", outcome.stderr);
    }
}

fn with_demo() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    done(&sandbox, &["demo", "--records", "250", "--seed", "1"]);
    sandbox
}

fn first<'a>(list: &'a Value, name: &str) -> &'a Value {
    list["rows"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()
}

#[test]
fn contracts_are_listed_shown_and_due() {
    let sandbox = with_demo();
    let contracts = json(&sandbox, &["list", "contracts", "--sort", "ends_on"]);
    assert_eq!(contracts["total"], 12);
    let server = first(&contracts, "Server support, on site");
    assert_eq!((&server["kind"], &server["devices"]), (&"support".into(), &6.into()));
    let shown = json(&sandbox, &["show", "Server support, on site"]);
    assert_eq!(shown["kind"], "contract");
    assert_eq!(shown["devices"].as_array().unwrap().len(), 6);
    assert_eq!(shown["terms"][0]["cost"]["minor"], 486_000);
    assert_eq!(shown["terms"][0]["cost_with_tax"]["minor"], 578_340);
    let by_reference = json(&sandbox, &["show", shown["fields"]["reference"].as_str().unwrap()]);
    assert_eq!(by_reference["id"], shown["id"]);
    let text = done(&sandbox, &["show", "www.hallgarten-voss.example"]).stdout;
    for part in ["Kind: Certificate", "Signature algorithm: SHA-256 with RSA", "www.hallgarten-voss.example"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let due = json(&sandbox, &["due", "--within", "60"]);
    let kinds: Vec<&str> =
        due["deadlines"].as_array().unwrap().iter().map(|due| due["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"contract_ends") && kinds.contains(&"contract_cancel_by"), "{kinds:?}");
    let table = done(&sandbox, &["list", "contracts", "--filter", "domain"]).stdout;
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    assert_eq!(table.lines().count(), 3, "{table}");
}

#[test]
fn a_renewal_takes_what_it_is_told_and_is_undone() {
    let sandbox = with_demo();
    let before = json(&sandbox, &["show", "Firewall monitoring"]);
    let rehearsed = json(&sandbox, &["renew", "Firewall monitoring", "--price", "2394.00", "--dry-run"]);
    assert_eq!((&rehearsed["batch"], &rehearsed["term"]["price_change"]), (&Value::Null, &500.into()));
    assert_eq!(json(&sandbox, &["show", "Firewall monitoring"]), before);

    let ends = "2028-06-30";
    let renewed = json(
        &sandbox,
        &["renew", "Firewall monitoring", "--ends", ends, "--price", "2500", "--vendor", "Telhaven"],
    );
    assert_eq!(renewed["term"]["fields"]["ends_on"], ends);
    assert_eq!(renewed["term"]["fields"]["price"]["minor"], 250_000);
    let after = json(&sandbox, &["show", "Firewall monitoring"]);
    assert_eq!(
        (after["terms"].as_array().unwrap().len(), &after["fields"]["vendor"]),
        (2, &"Telhaven".into())
    );
    assert_eq!(after["terms"][1]["renewed"], true);
    done(&sandbox, &["undo", renewed["batch"].as_str().unwrap()]);
    let back = json(&sandbox, &["show", "Firewall monitoring"]);
    assert_eq!((&back["terms"], &back["fields"]), (&before["terms"], &before["fields"]));

    // A license that renewed itself last week is confirmed to the end of the year that runs.
    let confirmed = json(&sandbox, &["renew", "DATEV Mittelstand"]);
    assert_eq!(confirmed["term"]["in_force"], true);
    fails(&sandbox, &["renew", "Firewall monitoring", "--price", "1,250"], 2, &["1,250", "1234.50"]);
    fails(&sandbox, &["renew", "Firewall monitoring", "--ends", "2020-01-01"], 1, &["before the start"]);
    fails(&sandbox, &["renew", "Firewall monitoring", "--currency", "USD"], 2, &["--price"]);
    fails(&sandbox, &["renew", "LibreOffice"], 1, &["no term that ends"]);
    fails(&sandbox, &["renew", "Nothing at all"], 1, &["Nothing has the id"]);
    fails(&sandbox, &["renew", "Telhaven"], 1, &["Nothing has the id"]);
}

#[test]
fn seats_are_given_and_taken_back_by_name() {
    let sandbox = with_demo();
    let people = json(&sandbox, &["list", "people", "--limit", "1"]);
    let person = people["rows"][0]["name"].as_str().unwrap();
    let email = people["rows"][0]["email"].as_str().unwrap();
    let before = json(&sandbox, &["show", "Adobe Creative Cloud"])["seats"].clone();
    assert_eq!(before["over"], 3);
    let given = json(&sandbox, &["assign", "Adobe Creative Cloud", "--to", email, "--seats", "2"]);
    assert_eq!(given["seats"]["over"], 5);
    assert!(!given["warnings"].as_array().unwrap().is_empty());
    let words = done(&sandbox, &["release", "Adobe Creative Cloud", "--from", person]).stdout;
    assert!(words.contains("in use"), "{words}");
    fails(&sandbox, &["release", "Adobe Creative Cloud", "--from", person], 1, &["has no seat"]);

    let all = json(&sandbox, &["release", "--all", "--from", person]);
    let batch = all["batch"].as_str();
    assert_eq!(batch.is_some(), all["released"].as_u64().unwrap() > 0);
    assert_eq!(json(&sandbox, &["list", "people", "--filter", email])["rows"][0]["seats"], 0);

    let devices = json(&sandbox, &["list", "hardware", "--limit", "1"]);
    let tag = devices["rows"][0]["asset_tag"].as_str().unwrap();
    let given = json(&sandbox, &["assign", "Jamf Pro", "--to", tag, "--until", "2027-01-31"]);
    done(&sandbox, &["undo", given["batch"].as_str().unwrap()]);
    let oem = done(&sandbox, &["assign", "Windows 11 Pro (OEM)", "--to", tag]);
    assert!(oem.stdout.contains("given to"), "{oem:?}");
    let back = done(&sandbox, &["release", "Windows 11 Pro (OEM)", "--from", tag]);
    assert!(back.stderr.contains("not reassignable"), "{back:?}");

    fails(&sandbox, &["assign", "Jamf Pro", "--to", "Nobody At All"], 1, &["Nobody At All"]);
    fails(
        &sandbox,
        &["assign", "Jamf Pro", "--to", tag, "--from", "2027-01-01", "--until", "2026-01-01"],
        1,
        &["last day"],
    );
    assert_eq!(run(&sandbox, &["assign", "Jamf Pro", "--to", tag, "--seats", "0"]).status, Some(2));
    assert_eq!(run(&sandbox, &["release", "--from", tag]).status, Some(2));
}

/// The lines of a CSV answer, each cell by the name of its column.
fn records(sandbox: &Sandbox, arguments: &[&str]) -> Vec<HashMap<String, String>> {
    let text = done(sandbox, &[arguments, &["--csv"]].concat()).stdout;
    assert!(text.lines().count() > 1, "{text}");
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// Minor units of a plain decimal with two places.
fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

#[test]
fn reports_agree_in_every_form() {
    let sandbox = with_demo();
    let forecast = json(&sandbox, &["report", "forecast", "--from", "2026-11", "--to", "2027-10"]);
    let months = forecast["months"].as_array().unwrap();
    assert_eq!((months.len(), &months[11]["month"]), (12, &"2027-10".into()));
    let total = |currency: &str| -> i64 {
        let sums = forecast["sums"]["total"].as_array().unwrap();
        sums.iter().find(|money| money["currency"] == currency).unwrap()["minor"].as_i64().unwrap()
    };
    for by in ["month", "vendor", "category"] {
        let rows =
            records(&sandbox, &["report", "forecast", "--from", "2026-11", "--to", "2027-10", "--by", by]);
        for currency in ["EUR", "USD"] {
            let sum: i64 =
                rows.iter().filter(|row| row["currency"] == currency).map(|row| cents(&row["total"])).sum();
            assert_eq!(sum, total(currency), "{by} {currency}");
        }
    }
    let items =
        records(&sandbox, &["report", "forecast", "--from", "2026-11", "--to", "2027-10", "--by", "item"]);
    let sum: i64 =
        items.iter().filter(|row| row["currency"] == "EUR").map(|row| cents(&row["assumed"])).sum();
    assert_eq!(sum, total("EUR"));
    let spread =
        json(&sandbox, &["report", "forecast", "--spread", "--rise", "2.5", "--with-tax", "--automatic"]);
    assert_eq!(spread["months"].as_array().unwrap().len(), 24);
    let text = done(&sandbox, &["report", "forecast"]).stdout;
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("No rate is entered for"), "{text}");

    let spend = json(&sandbox, &["report", "spend", "--from", "2026-01-01", "--to", "2026-12-31"]);
    assert_eq!(json(&sandbox, &["report", "spend"]), spend, "the fiscal year is the calendar year");
    let rows = records(&sandbox, &["report", "spend"]);
    let sum: i64 = rows.iter().filter(|row| row["currency"] == "EUR").map(|row| cents(&row["total"])).sum();
    let euros = spend["total"].as_array().unwrap().iter().find(|money| money["currency"] == "EUR").unwrap();
    assert_eq!(euros["minor"].as_i64().unwrap(), sum);

    let compliance = json(&sandbox, &["report", "compliance"]);
    assert_eq!(compliance["licenses"].as_array().unwrap().len(), 50);
    let adobe = compliance["licenses"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == "Adobe Creative Cloud")
        .unwrap();
    assert_eq!((&adobe["bought"], &adobe["used"], &adobe["over"]), (&25.into(), &28.into(), &3.into()));
    assert_eq!(records(&sandbox, &["report", "compliance"]).len(), 50);
    let text = done(&sandbox, &["report", "compliance"]).stdout;
    assert!(text.contains("licenses over-used") && text.contains("Unused seats are worth"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");

    fails(&sandbox, &["report", "forecast", "--to", "2020-01"], 2, &["before the first"]);
    fails(&sandbox, &["report", "forecast", "--from", "November"], 2, &["November", "2026-12"]);
    fails(&sandbox, &["report", "forecast", "--rise", "much"], 2, &["much"]);
    fails(
        &sandbox,
        &["report", "spend", "--from", "2026-02-01", "--to", "2026-01-01"],
        2,
        &["before the first"],
    );
    assert_eq!(run(&sandbox, &["report", "spend", "--csv", "--json"]).status, Some(2));
}
