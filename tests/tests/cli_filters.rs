//! The language of filters on the command line.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use holdfast_tests::{
    cli::{Outcome, holdfast},
    sandbox::Sandbox,
};

const DAY: &str = "2026-06-15";

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    holdfast(sandbox, &[arguments, &["--as-of", DAY]].concat()).unwrap()
}

fn names(sandbox: &Sandbox, kind: &str, filter: &str) -> Vec<String> {
    let outcome = run(sandbox, &["list", kind, "--filter", filter, "--sort", "name", "--json"]);
    assert_eq!(outcome.status, Some(0), "{filter}: {outcome:?}");
    let rows = outcome.json().unwrap()["rows"].as_array().unwrap().clone();
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

fn with_hardware() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    let file = sandbox.path("hardware.csv");
    let table = "name,asset_tag,status,vendor,purchased_on,price,tags\n\
        Laptop,HV-1,in stock,Acme,2024-03-01,1200.00 EUR,spare\n\
        Screen,HV-2,in use,Acme,2025-05-01,180.50 EUR,\n\
        Router,HV-3,retired,Nordnet,2019-01-10,90000 JPY,\"spare,old\"\n";
    std::fs::write(&file, table).unwrap();
    let imported = run(&sandbox, &["import", file.to_str().unwrap(), "--as", "hardware"]);
    assert_eq!(imported.status, Some(0), "{imported:?}");
    sandbox
}

#[test]
fn a_list_takes_the_language_of_filters() {
    let sandbox = with_hardware();
    for (filter, expected) in [
        ("vendor:acme", &["Laptop", "Screen"][..]),
        ("-is:retired", &["Laptop", "Screen"]),
        ("\"in stock\"", &["Laptop"]),
        ("price>1000", &["Laptop", "Router"]),
        ("price>1000eur", &["Laptop"]),
        ("purchased<2024 tag:spare", &["Router"]),
        ("tag:spare -tag:old", &["Laptop"]),
        ("hv-2", &["Screen"]),
    ] {
        assert_eq!(names(&sandbox, "hardware", filter), expected, "{filter}");
    }
    assert_eq!(names(&sandbox, "vendors", "devices>=2"), ["Acme"]);
    let exported =
        run(&sandbox, &["export", "hardware", "--filter", "-is:retired price<1000", "--format", "csv"]);
    assert_eq!(exported.status, Some(0), "{exported:?}");
    assert!(exported.stdout.contains("Screen") && !exported.stdout.contains("Laptop"), "{exported:?}");
}

#[test]
fn a_filter_that_cannot_be_read_is_wrong_usage_with_its_place() {
    let sandbox = with_hardware();
    let kinds = ["licenses", "contracts", "hardware", "credentials", "vendors", "people", "locations"];
    for kind in kinds {
        let outcome = run(&sandbox, &["list", kind, "--filter", "x nmae:acme", "--json"]);
        assert_eq!(outcome.status, Some(2), "{kind}: {outcome:?}");
        let error = outcome.json().unwrap()["error"].clone();
        assert_eq!((error["offset"].as_u64(), error["length"].as_u64()), (Some(2), Some(4)), "{error}");
        assert!(error["message"].as_str().unwrap().contains("“name”"), "{error}");
        let told = run(&sandbox, &["list", kind, "--filter", "x nmae:acme"]);
        assert_eq!(told.status, Some(2));
        assert!(told.stderr.contains("characters 3 to 6") && told.stdout.is_empty(), "{told:?}");
    }
}

#[test]
fn find_answers_what_matched_best_first() {
    let sandbox = with_hardware();
    let find = |text: &str| {
        let outcome = run(&sandbox, &["find", text, "--json"]);
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        let results = outcome.json().unwrap()["results"].as_array().unwrap().clone();
        let told = |one: &serde_json::Value, name: &str| one[name].as_str().unwrap().to_owned();
        results
            .iter()
            .map(|one| ["kind", "name", "field", "match"].map(|name| told(one, name)).join("|"))
            .collect::<Vec<_>>()
    };
    assert_eq!(find("v-2"), ["device|Screen|asset_tag|HV-2"]);
    assert_eq!(find("nordnet"), ["vendor|Nordnet|name|Nordnet"]);
    assert_eq!(find("screne"), ["device|Screen|name|Screen"]);
    assert_eq!(find("old"), ["device|Router|tags|old"]);
    assert_eq!(find("nothing such"), Vec::<String>::new());
    assert!(run(&sandbox, &["find", "screen"]).stdout.contains("Screen"));
}
