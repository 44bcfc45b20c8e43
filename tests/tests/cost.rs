//! What things cost: exact to the minor unit, month by month, in both views; dates against a calendar of our own.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::NaiveDate;
use holdfast_core::{
    Act,
    clock::Now,
    contracts::{self, ContractInput},
    cost::{self, CostQuery, CostView, Forecast},
    dates::{Notice, cancel_by},
    db::Db,
    history::Actor,
    ids::Kind,
    licenses::{self, LicenseInput},
    lifecycle,
    money::Money,
    overview,
    terms::{self, Owner, RenewalInput, TermInput, bills::Certainty},
};
use std::collections::BTreeMap;

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

/// Numbers that are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        // Knuth's MMIX generator; its upper bits are good enough here.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).unsigned_abs()) as i64
    }
}

/// A calendar that shares no code with the product: years, months and days as plain numbers.
mod calendar {
    pub fn is_leap(year: i64) -> bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    pub fn length(year: i64, month: i64) -> i64 {
        match month {
            2 if is_leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// One day earlier.
    pub fn before((year, month, day): (i64, i64, i64)) -> (i64, i64, i64) {
        match (month, day) {
            (1, 1) => (year - 1, 12, 31),
            (month, 1) => (year, month - 1, length(year, month - 1)),
            (month, day) => (year, month, day - 1),
        }
    }

    /// Some months later (or, below zero, earlier), on the last day of the month where it is shorter.
    pub fn moved((year, month, day): (i64, i64, i64), months: i64) -> (i64, i64, i64) {
        let count = year * 12 + (month - 1) + months;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        (year, month, day.min(length(year, month)))
    }

    /// Days since a day long ago.
    pub fn number((year, month, day): (i64, i64, i64)) -> i64 {
        let years: i64 = (1900..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
        years + (1..month).map(|month| length(year, month)).sum::<i64>() + day
    }

    /// One day later.
    pub fn after((year, month, day): (i64, i64, i64)) -> (i64, i64, i64) {
        match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            (month, day) if day == length(year, month) => (year, month + 1, 1),
            (month, day) => (year, month, day + 1),
        }
    }

    pub fn text((year, month, day): (i64, i64, i64)) -> String {
        format!("{year:04}-{month:02}-{day:02}")
    }
}

#[test]
fn cancel_by_agrees_with_a_calendar_of_our_own() {
    let mut dice = Dice(7);
    for _ in 0..10_000 {
        let (year, month) = (dice.between(1970, 2100), dice.between(1, 12));
        let end = (year, month, dice.between(1, calendar::length(year, month)));
        let (months, days) = (dice.between(0, 24), dice.between(0, 120));
        let mut expected = calendar::moved(end, -months);
        if end.2 == calendar::length(end.0, end.1) {
            expected.2 = calendar::length(expected.0, expected.1);
        }
        for _ in 0..days {
            expected = calendar::before(expected);
        }
        let notice = Notice { months: months as u32, days: days as u32 };
        let found = cancel_by(day(&calendar::text(end)), notice).unwrap();
        assert_eq!(found.to_string(), calendar::text(expected), "{end:?} less {months} months {days} days");
    }
}

/// What the test knows of a generated term by itself: its cost, and with tax.
struct Known {
    currency: &'static str,
    cost: i64,
    with_tax: i64,
}

/// The bills of a term: whole periods, and a broken one by its days.
fn bills_of(start: (i64, i64, i64), end: (i64, i64, i64), every: i64, bill: i64) -> Vec<i64> {
    let mut bills = Vec::new();
    for k in 0.. {
        let begins = calendar::moved(start, k * every);
        if begins > end {
            break;
        }
        let ends = calendar::before(calendar::moved(start, (k + 1) * every));
        if ends <= end {
            bills.push(bill);
            continue;
        }
        // Alone, it is the end of a full period; else the beginning of one.
        let full = if k == 0 {
            calendar::number(end) - calendar::number(calendar::moved(calendar::after(end), -every)) + 1
        } else {
            calendar::number(ends) - calendar::number(begins) + 1
        };
        let days = calendar::number(end) - calendar::number(begins) + 1;
        bills.push((bill * days * 2 + full) / (full * 2));
        break;
    }
    bills
}

fn generated(dice: &mut Dice) -> (TermInput, Known) {
    let start = (dice.between(2018, 2023), dice.between(1, 12), dice.between(1, 31));
    let start = (start.0, start.1, start.2.min(calendar::length(start.0, start.1)));
    let months = [1, 3, 6, 12, 12, 12, 24, 36][dice.below(8) as usize];
    let end = calendar::before(calendar::moved(start, months));
    let every = [None, None, Some(1), Some(3), Some(5), Some(12)][dice.below(6) as usize];
    let (price, seats) = (dice.between(1, 2_000_000), dice.between(1, 60));
    let per_seat = dice.below(2) == 0;
    let tax = [None, Some(1_900), Some(700), Some(2_125)][dice.below(4) as usize];
    let currency = ["EUR", "USD", "JPY"][dice.below(3) as usize];
    let bill = price * if per_seat { seats } else { 1 };
    let bills = every.map_or_else(|| vec![bill], |every| bills_of(start, end, every, bill));
    let cost = bills.iter().sum();
    // Half away from zero, on every bill.
    let with_tax = bills.iter().map(|bill| (bill * (10_000 + tax.unwrap_or(0)) + 5_000) / 10_000).sum();
    let bought = dice.below(4) == 0;
    let term = TermInput {
        starts_on: Some(calendar::text(start)),
        ends_on: Some(calendar::text(end)),
        purchased_on: bought.then(|| calendar::text(calendar::moved(start, -dice.between(0, 2)))),
        seats: Some(seats as u32),
        price: Some(Money::new(price, currency)),
        price_per_seat: per_seat,
        tax_rate: tax.map(|tax| tax as u32),
        billing_months: every.map(|every| every as u32),
        auto_renews: dice.below(2) == 0,
        ..TermInput::default()
    };
    (term, Known { currency, cost, with_tax })
}

fn per_currency(amounts: impl Iterator<Item = Money>) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for money in amounts {
        *sums.entry(money.currency).or_default() += money.minor;
    }
    sums
}

#[tokio::test]
async fn the_months_of_a_thousand_licenses_and_contracts_sum_to_their_prices() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let mut dice = Dice(41);
    let (mut cost, mut with_tax): (BTreeMap<String, i64>, BTreeMap<String, i64>) = Default::default();
    for number in 0..1_000 {
        let (term, known) = generated(&mut dice);
        *cost.entry(known.currency.into()).or_default() += known.cost;
        *with_tax.entry(known.currency.into()).or_default() += known.with_tax;
        let (name, vendor) = (format!("Thing {number}"), Some(format!("Vendor {}", number % 17)));
        let category = (number % 5 > 0).then(|| format!("Category {}", number % 5));
        if number % 2 == 0 {
            let input = LicenseInput { name, vendor, category, terms: vec![term], ..LicenseInput::default() };
            licenses::create(&mut tx, &act("Add"), input).await.unwrap();
        } else {
            let input =
                ContractInput { name, vendor, category, terms: vec![term], ..ContractInput::default() };
            contracts::create(&mut tx, &act("Add"), input).await.unwrap();
        }
    }
    for view in [CostView::Billed, CostView::Spread] {
        for (taxed, expected) in [(false, &cost), (true, &with_tax)] {
            let query = CostQuery {
                from: Some("2017-10".into()),
                months: 120,
                view,
                with_tax: taxed,
                rise: 350,
                ..CostQuery::default()
            };
            let forecast = cost::forecast(&mut tx, &query, day(TODAY)).await.unwrap();
            let committed = |forecast: &Forecast| forecast.sums.committed.clone();
            assert_eq!(&per_currency(committed(&forecast).into_iter()), expected, "{view:?} {taxed}");
            let of_months = forecast.months.iter().flat_map(|month| month.sums.committed.clone());
            assert_eq!(&per_currency(of_months), expected, "{view:?} {taxed} by month");
            let of_vendors = forecast.vendors.iter().flat_map(|group| group.sums.committed.clone());
            assert_eq!(&per_currency(of_vendors), expected, "{view:?} {taxed} by vendor");
            let of_categories = forecast.categories.iter().flat_map(|group| group.sums.committed.clone());
            assert_eq!(&per_currency(of_categories), expected, "{view:?} {taxed} by category");
            let total = per_currency(forecast.sums.total.clone().into_iter());
            let parts = forecast.sums.committed.iter().chain(&forecast.sums.assumed).cloned();
            assert_eq!(per_currency(parts), total);
            let of_months = forecast.months.iter().flat_map(|month| month.sums.total.clone());
            assert_eq!(per_currency(of_months), total);
            assert_eq!(
                (forecast.months.len(), forecast.vendors.len(), forecast.categories.len()),
                (120, 17, 5)
            );
            assert!(forecast.undated.is_empty());
        }
    }
}

#[tokio::test]
async fn five_years_with_a_true_up_are_billed_and_spread_month_by_month() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let input = LicenseInput {
        name: "Prism".into(),
        vendor: Some("Statcon".into()),
        terms: vec![TermInput {
            starts_on: Some("2022-03-01".into()),
            ends_on: Some("2023-02-28".into()),
            seats: Some(6),
            price: Some(euros(40_000)),
            price_per_seat: true,
            auto_renews: true,
            ..TermInput::default()
        }],
        ..LicenseInput::default()
    };
    let id = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    for (year, cents) in [(2023, 42_000), (2024, 44_100), (2025, 46_305), (2026, 48_620)] {
        let today = NaiveDate::from_ymd_opt(year, 2, 1).unwrap();
        let mut term = terms::propose_renewal(&mut tx, Owner::License(&id), None, today).await.unwrap().term;
        term.price = Some(euros(cents));
        let input = RenewalInput { term, vendor: None };
        lifecycle::renew(&mut tx, &act("Renew"), Kind::License, &id, input).await.unwrap();
    }
    let last = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap().terms[0].id.clone();
    let added =
        terms::propose_true_up(&mut tx, Owner::License(&id), &last, day("2026-09-01"), 3).await.unwrap();
    lifecycle::add_term(&mut tx, &act("Add seats"), Kind::License, &id, added.term).await.unwrap();

    let query = CostQuery { from: Some("2026-01".into()), months: 18, ..CostQuery::default() };
    let of = |forecast: &Forecast, month: &str| -> (i64, i64) {
        let found = forecast.months.iter().find(|entry| entry.month == month).unwrap();
        let minor = |sums: &[Money]| sums.first().map_or(0, |money| money.minor);
        (minor(&found.sums.committed), minor(&found.sums.expected))
    };
    let billed = cost::forecast(&mut tx, &query, day(TODAY)).await.unwrap();
    assert_eq!(of(&billed, "2026-03"), (6 * 48_620, 0));
    assert_eq!(of(&billed, "2026-09"), (3 * 24_110, 0));
    assert_eq!(of(&billed, "2026-10"), (0, 0));
    // It renews itself: both of its terms, at what a seat of the whole term costs.
    assert_eq!(of(&billed, "2027-03"), (0, 9 * 48_620));

    let spread = CostQuery { view: CostView::Spread, ..query.clone() };
    let spread = cost::forecast(&mut tx, &spread, day(TODAY)).await.unwrap();
    // A twelfth of the year before, then a twelfth of this one, then the true-up's sixth on top.
    assert_eq!(of(&spread, "2026-02"), (6 * 46_305 / 12, 0));
    assert_eq!(of(&spread, "2026-03"), (6 * 48_620 / 12, 0));
    assert_eq!(of(&spread, "2026-11"), (6 * 48_620 / 12 + 3 * 24_110 / 6, 0));
    assert_eq!(of(&spread, "2027-02"), (6 * 48_620 / 12 + 3 * 24_110 / 6, 0));
    let dearer = cost::forecast(&mut tx, &CostQuery { rise: 500, ..query }, day(TODAY)).await.unwrap();
    // Each bill is rounded by itself.
    let (base, top_up) = (6 * 48_620 * 105 / 100, 3 * 48_620 * 105 / 100);
    assert_eq!(dearer.sums.assumed, [euros(base + top_up)]);
}

#[tokio::test]
async fn the_overview_counts_as_the_forecast_does() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let term = |auto_renews: bool| TermInput {
        starts_on: Some("2026-01-10".into()),
        ends_on: Some("2027-01-09".into()),
        price: Some(euros(1_000)),
        billing_months: Some(1),
        auto_renews,
        ..TermInput::default()
    };
    let input = LicenseInput { name: "A".into(), terms: vec![term(true)], ..LicenseInput::default() };
    licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let input = ContractInput { name: "B".into(), terms: vec![term(false)], ..ContractInput::default() };
    contracts::create(&mut tx, &act("Add"), input).await.unwrap();
    let first = overview::get(&mut tx, day(TODAY)).await.unwrap();
    let count = |of: fn(&overview::CostMonth) -> &Vec<Money>| {
        first.months.iter().filter(|month| of(month).len() == 1).count()
    };
    // Both are recorded for November and December, and expected for the ten months after that.
    assert_eq!((count(|month| &month.licenses), count(|month| &month.licenses_expected)), (2, 10));
    assert_eq!((count(|month| &month.contracts), count(|month| &month.contracts_expected)), (2, 10));
    assert_eq!((first.counts.licenses, first.counts.contracts), (1, 1));
    let lines =
        cost::lines(&mut tx, &CostQuery { months: 12, ..CostQuery::default() }, day(TODAY)).await.unwrap();
    let count = |certainty: Certainty| lines.iter().filter(|line| line.certainty == certainty).count();
    assert_eq!(
        (count(Certainty::Committed), count(Certainty::Renews), count(Certainty::Expected)),
        (4, 10, 10)
    );
    let unknown = TermInput { starts_on: None, ends_on: None, billing_months: None, ..term(false) };
    let input = LicenseInput { name: "C".into(), terms: vec![unknown], ..LicenseInput::default() };
    licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let forecast = cost::forecast(&mut tx, &CostQuery::default(), day(TODAY)).await.unwrap();
    assert_eq!(forecast.undated.iter().map(|thing| thing.name.as_str()).collect::<Vec<_>>(), ["C"]);
}
