//! Terms on the command line: ends written as anniversaries, month ends, renewals of another length than the first
//! term, seats added later, broken periods.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use holdfast_tests::{
    cli::{Outcome, holdfast},
    sandbox::Sandbox,
};
use serde_json::Value;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

fn done(sandbox: &Sandbox, day: &str, arguments: &[&str]) -> Outcome {
    let outcome = holdfast(sandbox, &[arguments, &["--as-of", day]].concat()).unwrap();
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
    outcome
}

fn json(sandbox: &Sandbox, day: &str, arguments: &[&str]) -> Value {
    done(sandbox, day, &[arguments, &["--json"]].concat()).json().unwrap()
}

fn with_table(table: &str, day: &str) -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    let file = sandbox.path("terms.csv");
    std::fs::write(&file, table).unwrap();
    done(&sandbox, day, &["import", file.to_str().unwrap(), "--as", "licenses"]);
    sandbox
}

/// The bills of a year by license: day and minor units.
fn bills(sandbox: &Sandbox, day: &str, year: &str, name: &str) -> Vec<(String, i64)> {
    let (from, to) = (format!("{year}-01"), format!("{year}-12"));
    let arguments = ["report", "forecast", "--by", "item", "--automatic", "--from", &from, "--to", &to];
    let lines = json(sandbox, day, &arguments);
    let of_it = lines.as_array().unwrap().iter().filter(|line| line["name"] == name);
    of_it
        .map(|line| (line["on"].as_str().unwrap().to_owned(), line["amount"]["minor"].as_i64().unwrap()))
        .collect()
}

/// Keeps that an upgrade has renewals to list, or that they were seen.
fn after_an_upgrade(sandbox: &Sandbox, tell: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(sandbox.data_dir().join("holdfast.db"));
        let mut raw = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES ('tell_unconfirmed_renewals', ?)")
            .bind(tell.to_string())
            .execute(&mut raw)
            .await
            .unwrap();
        raw.close().await.unwrap();
    });
}

#[test]
fn an_end_on_the_anniversary_loses_no_period() {
    let table = "name,kind,starts_on,ends_on,auto_renews,notice_days,price,billing_months\n\
        Mailbox,subscription,2025-03-01,2026-03-01,yes,10,960.00 EUR,12\n\
        Mailbox exact,subscription,2025-03-01,2026-02-28,yes,10,840.00 EUR,12\n\
        Mirror,subscription,2023-04-10,2026-04-10,yes,0,600.00 EUR,\n\
        Line,subscription,2025-08-31,2025-09-30,yes,5,20.00 EUR,1\n\
        Leap,subscription,2024-02-29,2025-02-28,yes,0,300.00 EUR,12\n\
        By hand,subscription,2025-03-01,2026-03-01,no,,960.00 EUR,12\n";
    let sandbox = with_table(table, "2025-11-22");
    let bills = |year: &str, name: &str| bills(&sandbox, "2025-11-22", year, name);
    for year in ["2026", "2027", "2028"] {
        let once = |day: &str, minor: i64| vec![(format!("{year}-{day}"), minor)];
        assert_eq!(bills(year, "Mailbox"), once("03-01", 96_000));
        assert_eq!(bills(year, "Mailbox exact"), once("03-01", 84_000));
        assert_eq!(bills(year, "Leap"), once(if year == "2028" { "02-29" } else { "02-28" }, 30_000));
        assert_eq!(bills(year, "Line").len(), 12);
    }
    assert_eq!(bills("2025", "Mailbox"), [("2025-03-01".to_owned(), 96_000)]);
    assert_eq!(bills("2026", "Mirror"), [("2026-04-10".to_owned(), 60_000)]);
    assert!(bills("2026", "By hand").is_empty());
    let february = bills("2026", "Line").into_iter().nth(1);
    assert_eq!(february, Some(("2026-02-28".to_owned(), 2_000)));
    // It is shown as it was written, and counts from the day before.
    let shown = json(&sandbox, "2025-11-22", &["show", "Mailbox"]);
    let term = &shown["terms"][0];
    assert_eq!(term["fields"]["ends_on"], "2026-03-01");
    assert_eq!((&term["counted_end"], &term["cancel_by"]), (&"2026-02-28".into(), &"2026-02-18".into()));
    let rolled = json(&sandbox, "2026-03-01", &["show", "Mailbox"]);
    assert_eq!(rolled["terms"][0]["rolled"]["ends_on"], "2027-02-28");
}

#[test]
fn a_long_first_term_then_yearly() {
    let table = "name,kind,starts_on,ends_on,auto_renews,renewal_months,notice_months,price,billing_months\n\
        Said,subscription,2021-05-01,2024-04-30,yes,12,3,500.00 EUR,12\n\
        Unsaid,subscription,2021-05-01,2024-04-30,yes,,3,500.00 EUR,12\n";
    let sandbox = with_table(table, "2024-06-01");
    let preview = json(&sandbox, "2024-06-01", &["list", "licenses"]);
    for row in preview["rows"].as_array().unwrap() {
        assert_eq!(row["renewed_until"], "2025-04-30", "{row}");
    }
    for (name, said, assumed) in [("Said", 12.into(), false), ("Unsaid", Value::Null, true)] {
        let shown = json(&sandbox, "2024-06-01", &["show", name]);
        let term = &shown["terms"][0];
        assert_eq!(term["fields"]["renewal_months"], said);
        assert_eq!((&term["renews_for"], &term["renewal_assumed"]), (&12.into(), &assumed.into()));
        assert_eq!(
            term["rolled"]["cancel_by"], "2025-01-31",
            "from a month's last day to a month's last day"
        );
        assert_eq!(bills(&sandbox, "2024-06-01", "2025", name), [("2025-05-01".to_owned(), 50_000)]);
    }
    let due = json(&sandbox, "2024-06-01", &["due", "--within", "400"]);
    let cancels: Vec<&str> = due["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|due| due["kind"] == "license_cancel_by")
        .map(|due| due["due_on"].as_str().unwrap())
        .collect();
    assert_eq!(cancels, ["2025-01-31", "2025-01-31"]);
    let doctor = holdfast(&sandbox, &["doctor", "--json"]).unwrap().json().unwrap();
    assert_eq!(doctor["unconfirmed_renewals"][0]["name"], "Unsaid");
    assert_eq!(doctor["unconfirmed_renewals"].as_array().unwrap().len(), 1);
    // In words only after an upgrade, until somebody says that the list was seen.
    let told = || {
        let outcome = holdfast(&sandbox, &["doctor"]).unwrap();
        format!("{}{}", outcome.stdout, outcome.stderr).contains("Renewal length not confirmed: Unsaid")
    };
    assert!(!told());
    after_an_upgrade(&sandbox, true);
    assert!(told());
    after_an_upgrade(&sandbox, false);
    assert!(!told());
    // Confirming it says for how long it goes on from there.
    let renewed = json(&sandbox, "2024-06-01", &["renew", "Unsaid", "--renewal-months", "12"]);
    assert_eq!(renewed["term"]["fields"]["ends_on"], "2025-04-30");
    assert_eq!(renewed["term"]["renewal_assumed"], false);
    assert_eq!(renewed["term"]["fields"]["renewal_months"], 12);
}

#[test]
fn a_broken_period_is_said_with_its_days() {
    let table = "name,kind,starts_on,ends_on,auto_renews,price,billing_months\n\
        First part,subscription,2025-10-10,2025-12-31,yes,1000.00 EUR,12\n\
        Fourteen months,subscription,2026-01-01,2027-02-28,no,1000.00 EUR,12\n";
    let sandbox = with_table(table, "2025-11-22");
    let bills = |year: &str, name: &str| bills(&sandbox, "2025-11-22", year, name);
    assert_eq!(bills("2025", "First part"), [("2025-10-10".to_owned(), 22_740)]);
    // It renews for its begun months, which is assumed: each is billed by its days, and a year costs a year.
    let quarters = [("01", 24_658), ("04", 24_932), ("07", 25_205), ("10", 25_205)];
    assert_eq!(
        bills("2026", "First part"),
        quarters.map(|(month, minor)| (format!("2026-{month}-01"), minor))
    );
    assert_eq!(bills("2027", "Fourteen months"), [("2027-01-01".to_owned(), 16_164)]);
    let shown = json(&sandbox, "2025-11-22", &["show", "First part"]);
    let part = &shown["terms"][0]["parts"][0];
    assert_eq!(
        (&part["days"], &part["of"], &part["amount"]["minor"]),
        (&83.into(), &365.into(), &22_740.into())
    );
}

#[test]
fn one_rule_says_what_a_renewal_costs_everywhere() {
    let table = "name,vendor,kind,starts_on,ends_on,auto_renews,renewal_months,price,billing_months\n\
        Assumed,A,subscription,2025-06-22,2026-05-12,yes,,120.00 EUR,12\n\
        Said,B,subscription,2025-06-22,2026-05-12,yes,11,120.00 EUR,12\n\
        Paid once,C,subscription,2024-08-01,2026-02-11,yes,3,1900.00 EUR,\n\
        No start,D,subscription,,2025-11-30,yes,36,3600.00 EUR,\n";
    let today = "2026-06-01";
    let sandbox = with_table(table, today);
    let bills = |year: &str, name: &str| bills(&sandbox, today, year, name);
    for year in ["2026", "2027", "2028"] {
        assert_eq!(bills(year, "Assumed"), bills(year, "Said"));
    }
    assert_eq!(bills("2026", "Said"), [("2026-05-13".to_owned(), 11_014)]);
    assert_eq!(bills("2027", "Said"), [("2027-04-13".to_owned(), 10_984)]);
    let day = |on: &str, minor: i64| (on.to_owned(), minor);
    let paid = bills("2026", "Paid once");
    assert_eq!(
        paid,
        [
            day("2026-02-12", 29_307),
            day("2026-05-12", 30_190),
            day("2026-08-12", 30_242),
            day("2026-11-12", 30_242)
        ]
    );
    assert_eq!(bills("2025", "No start"), [day("2025-12-01", 360_000)]);
    assert!(bills("2026", "No start").is_empty());
    assert_eq!(bills("2028", "No start"), [day("2028-12-01", 360_000)]);
    // The same in the lists, in what is due next, and once it is confirmed.
    let listed = json(&sandbox, today, &["list", "licenses"]);
    let yearly = |name: &str| {
        let row = listed["rows"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
        row["yearly"]["minor"].as_i64().unwrap()
    };
    assert_eq!(["Assumed", "Said", "Paid once", "No start"].map(yearly), [12_000, 12_000, 120_000, 120_000]);
    let due = json(&sandbox, today, &["due"]);
    for (name, next) in [("Assumed", 10_984), ("Said", 10_984), ("Paid once", 30_242), ("No start", 360_000)]
    {
        let of_it = due["deadlines"].as_array().unwrap().iter().filter(|due| due["subject"]["name"] == name);
        let amounts: Vec<i64> = of_it.map(|due| due["amount"]["minor"].as_i64().unwrap()).collect();
        assert!(!amounts.is_empty() && amounts.iter().all(|amount| *amount == next), "{name}: {amounts:?}");
    }
    let spend = json(&sandbox, today, &["report", "spend", "--from", "2026-01-01", "--to", "2026-12-31"]);
    let spent = |vendor: &str| {
        let line = spend["vendors"].as_array().unwrap().iter().find(|line| line["vendor"] == vendor);
        line.unwrap()["licenses"][0]["minor"].as_i64().unwrap()
    };
    let paid = bills("2026", "Paid once").iter().map(|(_, minor)| minor).sum();
    assert_eq!([spent("A"), spent("B"), spent("C")], [11_014, 11_014, paid]);
}

#[test]
fn one_cancelled_after_it_renewed_itself_ends_with_that_renewal() {
    let table = "name,kind,starts_on,ends_on,auto_renews,notice_months,cancelled_on,price,billing_months,seats\n\
        Late,subscription,2024-01-01,2024-12-31,yes,3,2026-03-15,500.00 EUR,12,4\n\
        In time,subscription,2024-01-01,2024-12-31,yes,3,2024-06-15,500.00 EUR,12,4\n";
    let sandbox = with_table(table, "2026-06-01");
    let shown = json(&sandbox, "2026-06-01", &["show", "Late"]);
    let term = &shown["terms"][0];
    assert_eq!((&term["last_on"], &term["in_force"]), (&"2026-12-31".into(), &true.into()));
    assert_eq!((&term["fields"]["ends_on"], &term["cost"]["minor"]), (&"2024-12-31".into(), &150_000.into()));
    assert_eq!(shown["seats"]["bought"], 4);
    assert_eq!(json(&sandbox, "2027-01-01", &["show", "Late"])["seats"]["bought"], 0);
    let bills = |year: &str, name: &str| bills(&sandbox, "2026-06-01", year, name);
    assert_eq!(bills("2026", "Late"), [("2026-01-01".to_owned(), 50_000)]);
    assert!(bills("2027", "Late").is_empty() && bills("2025", "In time").is_empty());
    let shown = json(&sandbox, "2026-06-01", &["show", "In time"]);
    assert_eq!(shown["terms"][0]["last_on"], "2024-12-31");
    // What is exported comes back as it was.
    let file = sandbox.path("out.csv");
    let path = file.to_str().unwrap();
    done(&sandbox, "2026-06-01", &["export", "licenses", "--format", "csv", "-o", path]);
    let again = json(&sandbox, "2026-06-01", &["import", path, "--as", "licenses"]);
    assert_eq!((&again["new"], &again["unchanged"]), (&0.into(), &2.into()));
}

#[test]
fn seats_added_later_stay_apart_from_their_base_through_a_table() {
    let day = "2026-06-01";
    let table = "name,kind,starts_on,ends_on,auto_renews,seats,price,price_per_seat,billing_months,true_up\n\
        Sketch,subscription,2026-01-01,2026-12-31,yes,5,120.00 EUR,yes,12,\n\
        Sketch,subscription,2026-05-17,2026-12-31,no,7,50.00 EUR,yes,,yes\n";
    let first = with_table(table, day);
    let look = |sandbox: &Sandbox| {
        let shown = json(sandbox, day, &["show", "Sketch"]);
        assert_eq!(shown["seats"]["bought"], 12);
        let terms = shown["terms"].as_array().unwrap().clone();
        assert_eq!(terms.len(), 2);
        let base = terms.iter().find(|term| term["fields"]["adds_to_term_id"].is_null()).unwrap();
        let added = terms.iter().find(|term| !term["fields"]["adds_to_term_id"].is_null()).unwrap();
        assert_eq!(added["fields"]["adds_to_term_id"], base["id"]);
        assert_eq!(
            (&base["fields"]["seats"], &base["fields"]["price"]["minor"]),
            (&5.into(), &12_000.into())
        );
        assert_eq!(
            (&added["fields"]["seats"], &added["fields"]["price"]["minor"]),
            (&7.into(), &5_000.into())
        );
        // It renews itself with its base, whatever it says.
        assert_eq!(added["fields"]["auto_renews"], true);
    };
    look(&first);
    let file = first.path("out.csv");
    let path = file.to_str().unwrap();
    done(&first, day, &["export", "licenses", "--format", "csv", "-o", path]);
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written.lines().filter(|line| line.starts_with("Sketch")).count(), 2, "{written}");
    let again = json(&first, day, &["import", path, "--as", "licenses"]);
    assert_eq!((&again["new"], &again["updated"], &again["unchanged"]), (&0.into(), &0.into(), &2.into()));
    look(&first);
    let other = Sandbox::new().unwrap();
    done(&other, day, &["import", path, "--as", "licenses"]);
    look(&other);
    // Two seats more, and only the true-up knows of it.
    std::fs::write(&file, written.replace(",7,", ",9,").replace(";7;", ";9;")).unwrap();
    done(&first, day, &["import", path, "--as", "licenses"]);
    let shown = json(&first, day, &["show", "Sketch"]);
    assert_eq!(shown["seats"]["bought"], 14);
}
