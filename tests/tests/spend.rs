//! What was spent and what was planned: per vendor and year, beside budgets, and converted at rates that were entered.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::NaiveDate;
use holdfast_core::{
    Act,
    clock::Now,
    contracts::{self, ContractInput},
    cost::{self, BudgetInput, CostQuery, RateInput},
    db::Db,
    hardware::{self, DeviceInput},
    history::{self, Actor},
    ids::Kind,
    licenses::{self, LicenseInput},
    lifecycle,
    money::Money,
    overview,
    settings::{self, Settings},
    terms::{self, Owner, RenewalInput, TermInput},
    vendors,
};
use sqlx::SqliteConnection;

const TODAY: &str = "2026-11-22";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn act(title: &str) -> Act {
    Act::new(Now::as_of(day(TODAY)), Actor::CommandLine, title)
}

fn euros(cents: i64) -> Money {
    Money::new(cents, "EUR")
}

async fn bought(conn: &mut SqliteConnection, name: &str, vendor: &str, on: &str, cents: i64) {
    let input = DeviceInput {
        name: name.into(),
        vendor: Some(vendor.into()),
        purchased_on: Some(on.into()),
        price: Some(euros(cents)),
        ..DeviceInput::default()
    };
    hardware::create(conn, &act("Add"), input).await.unwrap();
}

#[tokio::test]
async fn spending_is_per_vendor_and_year_and_follows_a_switch() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let input = LicenseInput {
        name: "Prism".into(),
        vendor: Some("Statcon".into()),
        terms: vec![TermInput {
            starts_on: Some("2025-06-01".into()),
            ends_on: Some("2026-05-31".into()),
            price: Some(euros(100_000)),
            ..TermInput::default()
        }],
        ..LicenseInput::default()
    };
    let id = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let term = terms::propose_renewal(&mut tx, Owner::License(&id), None, day(TODAY)).await.unwrap().term;
    let input = RenewalInput { term, vendor: Some("Norddata".into()) };
    lifecycle::renew(&mut tx, &act("Renew"), Kind::License, &id, input).await.unwrap();
    bought(&mut tx, "Server", "Norddata", "2026-02-01", 50_000).await;
    bought(&mut tx, "Old server", "Norddata", "2020-02-01", 70_000).await;

    let spend = cost::spend(&mut tx, day("2025-01-01"), day("2026-12-31"), day(TODAY)).await.unwrap();
    let rows: Vec<(&str, &[Money], &[Money])> = spend
        .vendors
        .iter()
        .map(|row| (row.vendor.as_str(), row.licenses.as_slice(), row.hardware.as_slice()))
        .collect();
    assert_eq!(
        rows,
        [
            ("Norddata", &[euros(100_000)][..], &[euros(50_000)][..]),
            ("Statcon", &[euros(100_000)][..], &[][..]),
        ]
    );
    assert_eq!((spend.total, spend.converted), (vec![euros(250_000)], None));
    let wrong = cost::spend(&mut tx, day("2026-01-01"), day("2025-12-31"), day(TODAY)).await.unwrap_err();
    assert_eq!(wrong.field_name(), Some("to"));

    let (norddata, _) = vendors::find_or_create(&mut tx, &act("Find"), "Norddata").await.unwrap();
    let (statcon, _) = vendors::find_or_create(&mut tx, &act("Find"), "Statcon").await.unwrap();
    let figures = overview::vendor_figures(&mut tx, &norddata, day(TODAY)).await.unwrap();
    assert_eq!(figures.years.this_year_label, "2026");
    assert_eq!(figures.years.this_year, [euros(150_000)]);
    assert!(figures.years.last_year.is_empty() && figures.years.next_twelve_months.is_empty());
    assert_eq!(figures.next.unwrap().due_on, "2027-05-31");
    let years = cost::vendor_years(&mut tx, &statcon, day(TODAY)).await.unwrap();
    assert_eq!((years.last_year, years.this_year), (vec![euros(100_000)], vec![]));

    // A fiscal year from July on: what was billed in June 2026 belongs to the last one.
    let set = Settings { fiscal_year_month: 7, ..Settings::default() };
    settings::set(&mut tx, &set).await.unwrap();
    let years = cost::vendor_years(&mut tx, &norddata, day(TODAY)).await.unwrap();
    assert_eq!(years.this_year_label, "2026/27");
    assert_eq!((years.last_year, years.this_year), (vec![euros(150_000)], vec![]));
}

#[tokio::test]
async fn a_budget_stands_beside_what_is_paid() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    for (name, category, currency) in
        [("Line", Some("Network"), "EUR"), ("Tools", None, "EUR"), ("Chat", Some("network"), "USD")]
    {
        let input = ContractInput {
            name: name.into(),
            category: category.map(Into::into),
            terms: vec![TermInput {
                starts_on: Some("2026-01-10".into()),
                ends_on: Some("2026-12-09".into()),
                price: Some(Money::new(1_000, currency)),
                billing_months: Some(1),
                auto_renews: true,
                ..TermInput::default()
            }],
            ..ContractInput::default()
        };
        contracts::create(&mut tx, &act("Add"), input).await.unwrap();
    }
    let budget = |category: Option<&str>, cents: i64| BudgetInput {
        fiscal_year: 2026,
        category: category.map(Into::into),
        amount: euros(cents),
        ..BudgetInput::default()
    };
    let id = cost::set_budget(&mut tx, &act("Plan"), &budget(Some("NETWORK "), 11_500)).await.unwrap();
    cost::set_budget(&mut tx, &act("Plan"), &budget(None, 99_000)).await.unwrap();
    let year = cost::budget_year(&mut tx, None, day(TODAY)).await.unwrap();
    assert_eq!(
        (year.label.as_str(), year.from.as_str(), year.to.as_str()),
        ("2026", "2026-01-01", "2026-12-31")
    );
    let lines: Vec<(Option<&str>, i64, i64, i64)> = year
        .lines
        .iter()
        .map(|line| (line.category.as_deref(), line.actual.minor, line.ahead.minor, line.left.minor))
        .collect();
    // Eleven bills until today; the twelfth, in December, is of the renewal.
    assert_eq!(lines, [(Some("NETWORK"), 11_000, 1_000, -500), (None, 11_000, 1_000, 87_000)]);
    assert_eq!(year.unplanned, [Money::new(12_000, "USD")]);

    // The same year, category and currency again is the same budget, changed.
    let change = act("Change");
    assert_eq!(cost::set_budget(&mut tx, &change, &budget(Some("Network"), 20_000)).await.unwrap(), id);
    history::undo(&mut tx, &act("Undo"), &change.batch).await.unwrap();
    let year = cost::budget_year(&mut tx, Some(2026), day(TODAY)).await.unwrap();
    assert_eq!(year.lines[0].planned, euros(11_500));
    cost::remove_budget(&mut tx, &act("Remove"), &id).await.unwrap();
    assert_eq!(cost::budget_year(&mut tx, Some(2026), day(TODAY)).await.unwrap().lines.len(), 1);
    for (input, field) in [
        (BudgetInput { fiscal_year: 20_261, ..budget(None, 1) }, "fiscal_year"),
        (BudgetInput { amount: Money::new(-1, "EUR"), ..budget(None, 1) }, "amount"),
        (BudgetInput { amount: Money::new(1, "Euro"), ..budget(None, 1) }, "amount"),
    ] {
        assert_eq!(
            cost::set_budget(&mut tx, &act("Bad"), &input).await.unwrap_err().field_name(),
            Some(field)
        );
    }
}

#[tokio::test]
async fn totals_of_several_currencies_are_converted_only_at_rates_that_were_entered() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    for (name, currency) in [("A", "EUR"), ("B", "USD"), ("C", "KWD")] {
        let input = LicenseInput {
            name: name.into(),
            terms: vec![TermInput {
                starts_on: Some("2026-12-01".into()),
                price: Some(Money::new(10_000, currency)),
                ..TermInput::default()
            }],
            ..LicenseInput::default()
        };
        licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    }
    let rate = |from: &str, to: &str, rate: &str, on_date: &str| RateInput {
        id: None,
        from: from.into(),
        to: to.into(),
        rate: rate.into(),
        on_date: on_date.into(),
    };
    let none = cost::forecast(&mut tx, &CostQuery::default(), day(TODAY)).await.unwrap().converted.unwrap();
    assert_eq!((none.total, none.left_out.len()), (euros(10_000), 2));
    cost::set_rate(&mut tx, &act("Rate"), &rate("usd", "EUR", "0.9", "2026-01-02")).await.unwrap();
    cost::set_rate(&mut tx, &act("Rate"), &rate("USD", "EUR", "0.86", "2026-11-01")).await.unwrap();
    cost::set_rate(&mut tx, &act("Rate"), &rate("USD", "EUR", "0.5", "2026-12-01")).await.unwrap();
    let found = cost::forecast(&mut tx, &CostQuery::default(), day(TODAY)).await.unwrap();
    let converted = found.converted.unwrap();
    assert_eq!(converted.total, euros(10_000 + 8_600));
    assert_eq!(
        (converted.rates[0].rate.as_str(), converted.rates[0].on_date.as_str()),
        ("0.86", "2026-11-01")
    );
    assert_eq!(converted.left_out, [Money::new(10_000, "KWD")]);
    // Never added up silently.
    assert_eq!(found.sums.total.len(), 3);
    let replaced =
        cost::set_rate(&mut tx, &act("Rate"), &rate("USD", "EUR", "0.87", "2026-11-01")).await.unwrap();
    assert_eq!(cost::rates(&mut tx).await.unwrap().len(), 3);
    cost::remove_rate(&mut tx, &act("Remove"), &replaced).await.unwrap();
    assert_eq!(cost::rates(&mut tx).await.unwrap().len(), 2);
    for (input, field) in [
        (rate("USD", "USD", "1", TODAY), "to"),
        (rate("XXQ", "EUR", "1", TODAY), "from"),
        (rate("USD", "EUR", "0", TODAY), "rate"),
        (rate("USD", "EUR", "1,1", TODAY), "rate"),
        (rate("USD", "EUR", "1.0000000001", TODAY), "rate"),
        (rate("USD", "EUR", "1", ""), "on_date"),
    ] {
        assert_eq!(cost::set_rate(&mut tx, &act("Bad"), &input).await.unwrap_err().field_name(), Some(field));
    }
    for (query, field) in [
        (CostQuery { months: 0, ..CostQuery::default() }, "months"),
        (CostQuery { months: 121, ..CostQuery::default() }, "months"),
        (CostQuery { from: Some("12/2026".into()), ..CostQuery::default() }, "from"),
        (CostQuery { rise: -10_000, ..CostQuery::default() }, "rise"),
    ] {
        assert_eq!(cost::forecast(&mut tx, &query, day(TODAY)).await.unwrap_err().field_name(), Some(field));
    }
}
