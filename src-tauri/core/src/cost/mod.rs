//! What licenses and contracts cost: month by month, by vendor and category, against a budget.

mod budgets;
mod model;
mod rates;
mod store;

pub use budgets::{budget_year, remove_budget, set_budget};
pub use model::{
    BudgetInput, BudgetLine, BudgetYear, Converted, CostGroup, CostLine, CostQuery, CostSums, CostView,
    FiscalYear, Forecast, ForecastMonth, RateInput, RateUsed, Spend, Undated, VendorSpend, VendorYears,
};
pub use rates::{rates, remove_rate, set_rate};

use crate::{
    Act, Error, Result, dates,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    money::{Money, Totals},
    settings,
    terms::{
        bills::{self, Bill, Certainty, Span},
        changes,
    },
    text::name_key,
};
use chrono::{Datelike, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashSet};
use store::PricedTerm;

/// The longest window, in months.
const LONGEST: u32 = 120;
/// Days after which nobody is expected to renew what ended, by hand.
const LAPSED_AFTER: u64 = 90;

/// The costs of a window, month by month, by vendor and by category.
///
/// # Errors
/// A field of the query: no month, too many months, a rise that cannot be.
pub async fn forecast(conn: &mut SqliteConnection, query: &CostQuery, today: NaiveDate) -> Result<Forecast> {
    let (first, last) = window(query, today)?;
    let Found { lines, undated, unseated } = lines_between(conn, query, first, last, today).await?;
    let mut months: BTreeMap<String, Sums> = (0..query.months)
        .filter_map(|offset| dates::add_months(first, offset))
        .map(|day| (month_of(day), Sums::default()))
        .collect();
    let mut vendors: BTreeMap<(String, Option<String>), (String, Sums)> = BTreeMap::new();
    let mut categories: BTreeMap<String, (String, Sums)> = BTreeMap::new();
    let mut all = Sums::default();
    for line in &lines {
        months.entry(line.month.clone()).or_default().add(line);
        let vendor = line.vendor.clone().unwrap_or_default();
        let place = vendors.entry((name_key(&vendor), line.vendor_id.clone()));
        place.or_insert_with(|| (vendor, Sums::default())).1.add(line);
        let category = line.category.clone().unwrap_or_default();
        let place = categories.entry(name_key(&category));
        place.or_insert_with(|| (category, Sums::default())).1.add(line);
        all.add(line);
    }
    let sums = all.finish();
    let vendors =
        vendors.into_iter().map(|((_, id), (name, sums))| CostGroup { id, name, sums: sums.finish() });
    let categories =
        categories.into_values().map(|(name, sums)| CostGroup { id: None, name, sums: sums.finish() });
    Ok(Forecast {
        months: months
            .into_iter()
            .map(|(month, sums)| ForecastMonth { month, sums: sums.finish() })
            .collect(),
        vendors: costliest(vendors.collect()),
        categories: costliest(categories.collect()),
        converted: rates::converted(conn, &sums.total, today).await?,
        sums,
        undated,
        unseated,
        renewal_assumed: assumed(&lines),
    })
}

/// What amounts come to, per currency.
pub fn sums(lines: &[CostLine]) -> CostSums {
    let mut all = Sums::default();
    lines.iter().for_each(|line| all.add(line));
    all.finish()
}

/// What has a renewal among these amounts whose length is assumed, by name.
fn assumed(lines: &[CostLine]) -> Vec<Undated> {
    let of_it: BTreeMap<(&str, &str), &CostLine> = lines
        .iter()
        .filter(|line| line.renewal_assumed)
        .map(|line| ((line.name.as_str(), line.id.as_str()), line))
        .collect();
    let named = |line: &CostLine| Undated { kind: line.kind, id: line.id.clone(), name: line.name.clone() };
    of_it.into_values().map(named).collect()
}

/// Every single amount of a window, by date.
///
/// # Errors
/// [`Error::Field`] for a first month that is none, other than 1 to 120 months, and a rise below -90 % or above 1,000
/// %.
pub async fn lines(
    conn: &mut SqliteConnection,
    query: &CostQuery,
    today: NaiveDate,
) -> Result<Vec<CostLine>> {
    let (first, last) = window(query, today)?;
    Ok(lines_between(conn, query, first, last, today).await?.lines)
}

/// What is paid to each vendor from one day to another, both included: bills of recorded terms and of renewals
/// that come by themselves, and devices that were bought. Without tax. A renewal that is still to come is marked as expected.
///
/// # Errors
/// `to` when it lies before `from`.
pub async fn spend(
    conn: &mut SqliteConnection,
    from: NaiveDate,
    to: NaiveDate,
    today: NaiveDate,
) -> Result<Spend> {
    if to < from {
        return Err(Error::field("to", "The last day lies before the first."));
    }
    let vendors = spend_by_vendor(conn, None, from, to, today).await?;
    let (mut total, mut expected) = (Totals::default(), Totals::default());
    vendors.iter().flat_map(|vendor| &vendor.total).for_each(|money| total.add(money));
    vendors.iter().flat_map(|vendor| &vendor.expected).for_each(|money| expected.add(money));
    let total = total.into_vec();
    Ok(Spend {
        from: from.to_string(),
        to: to.to_string(),
        converted: rates::converted(conn, &total, today).await?,
        vendors,
        total,
        expected: expected.into_vec(),
    })
}

/// A vendor's spending: last and present fiscal year, and the twelve months from today on.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn vendor_years(
    conn: &mut SqliteConnection,
    vendor_id: &str,
    today: NaiveDate,
) -> Result<VendorYears> {
    let month = settings::get(conn).await?.fiscal_year_month;
    let this = fiscal_year(today, month);
    let last = this.first.pred_opt().map_or(this, |day| fiscal_year(day, month));
    let next = dates::term_end(today, 12).unwrap_or(today);
    let mut sums = Vec::new();
    for (from, to) in [(last.first, last.last), (this.first, this.last), (today, next)] {
        let found = spend_by_vendor(conn, Some(vendor_id), from, to, today).await?;
        sums.push(found.into_iter().flat_map(|vendor| vendor.total).collect::<Vec<Money>>());
    }
    let mut sums = sums.into_iter();
    let mut next_sum = || sums.next().unwrap_or_default();
    Ok(VendorYears {
        last_year: next_sum(),
        this_year: next_sum(),
        next_twelve_months: next_sum(),
        this_year_label: label(this, month),
    })
}

async fn spend_by_vendor(
    conn: &mut SqliteConnection,
    vendor_id: Option<&str>,
    from: NaiveDate,
    to: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<VendorSpend>> {
    #[derive(Default)]
    struct Sum {
        vendor: String,
        vendor_id: Option<String>,
        licenses: Totals,
        contracts: Totals,
        hardware: Totals,
        total: Totals,
        expected: Totals,
    }
    let query = CostQuery { by_hand: false, vendor_id: vendor_id.map(str::to_owned), ..CostQuery::default() };
    let Found { lines, .. } = lines_between(conn, &query, from, to, today).await?;
    let mut sums: BTreeMap<Option<String>, Sum> = BTreeMap::new();
    let mut add = |id: Option<String>, vendor: Option<String>, kind: Kind, money: &Money, expected: bool| {
        let sum = sums.entry(id.clone()).or_default();
        sum.vendor = vendor.unwrap_or_default();
        sum.vendor_id = id;
        match kind {
            Kind::Contract => sum.contracts.add(money),
            Kind::Device => sum.hardware.add(money),
            _ => sum.licenses.add(money),
        }
        sum.total.add(money);
        if expected {
            sum.expected.add(money);
        }
    };
    for line in lines {
        let expected = line.certainty != Certainty::Committed && line.on > today.to_string();
        add(line.vendor_id, line.vendor, line.kind, &line.amount, expected);
    }
    for device in store::bought(conn, from, to, vendor_id).await? {
        let price = Money::new(device.price_minor, device.price_currency);
        add(device.vendor_id, device.vendor, Kind::Device, &price, false);
    }
    let mut vendors: Vec<VendorSpend> = sums
        .into_values()
        .map(|sum| VendorSpend {
            vendor_id: sum.vendor_id,
            vendor: sum.vendor,
            licenses: sum.licenses.into_vec(),
            contracts: sum.contracts.into_vec(),
            hardware: sum.hardware.into_vec(),
            total: sum.total.into_vec(),
            expected: sum.expected.into_vec(),
        })
        .collect();
    vendors.sort_by_key(|vendor| {
        (vendor.vendor_id.is_none(), std::cmp::Reverse(largest(&vendor.total)), name_key(&vendor.vendor))
    });
    Ok(vendors)
}

/// The fiscal year that a day lies in.
pub fn fiscal_year(day: NaiveDate, month: u32) -> FiscalYear {
    let month = month.clamp(1, 12);
    let year = if day.month() >= month { day.year() } else { day.year() - 1 };
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(day);
    FiscalYear { year, first, last: dates::term_end(first, 12).unwrap_or(day) }
}

/// "2026", or "2026/27" for one that begins within a year.
fn label(year: FiscalYear, month: u32) -> String {
    if month == 1 {
        year.year.to_string()
    } else {
        format!("{}/{:02}", year.year, (year.year + 1).rem_euclid(100))
    }
}

/// First and last day of a query's months.
fn window(query: &CostQuery, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let first = match &query.from {
        None => today.with_day(1).unwrap_or(today),
        Some(text) => format!("{}-01", text.trim())
            .parse::<NaiveDate>()
            .ok()
            .filter(|day| (1900..=9990).contains(&day.year()))
            .ok_or_else(|| {
                Error::field("from", format!("“{text}” is not a month. Enter one such as 2026-12."))
            })?,
    };
    if !(1..=LONGEST).contains(&query.months) {
        return Err(Error::field("months", "Choose 1 to 120 months."));
    }
    if !(-9_000..=100_000).contains(&query.rise) {
        return Err(Error::field("rise", "A change of price lies between -90 % and 1,000 %."));
    }
    let last =
        dates::term_end(first, query.months).ok_or_else(|| Error::field("months", "That is too far."))?;
    Ok((first, last))
}

/// Amounts of a window, and what has a price that stands in none of them.
struct Found {
    lines: Vec<CostLine>,
    /// No day to bill it on.
    undated: Vec<Undated>,
    /// A price for a seat, and no number of seats.
    unseated: Vec<Undated>,
}

/// Amounts that count from one day to another, by date; and what has a price and no day.
async fn lines_between(
    conn: &mut SqliteConnection,
    query: &CostQuery,
    first: NaiveDate,
    last: NaiveDate,
    today: NaiveDate,
) -> Result<Found> {
    let mut found = Vec::new();
    let (mut undated, mut seen) = (Vec::new(), HashSet::new());
    let (mut unseated, mut asked) = (Vec::new(), HashSet::new());
    let terms = store::terms_of_priced(conn, first.min(today), query.category.as_deref()).await?;
    for of_one in terms.chunk_by(|a, b| a.id == b.id) {
        let inputs: Vec<_> = of_one.iter().map(|term| term.input.clone()).collect();
        for (term, read) in of_one.iter().zip(changes::read(&inputs)?) {
            if query.vendor_id.is_some() && query.vendor_id != term.vendor_id {
                continue;
            }
            let rules = &read.rules;
            let lapsed = rules
                .ends_on
                .and_then(|end| end.checked_add_days(chrono::Days::new(LAPSED_AFTER)))
                .is_some_and(|until| until < today);
            let by_hand = query.by_hand && term.renewable && !lapsed;
            let span = Span { from: first, until: last, today };
            for bill in bills::bills(rules, by_hand, span) {
                push_lines(&mut found, term, &bill, query, (first, last));
            }
            let named = || Undated { kind: term.kind, id: term.id.clone(), name: term.name.clone() };
            if bills::undated(rules) && seen.insert(&term.id) {
                undated.push(named());
            }
            let no_seats = rules.price.is_some() && rules.price_per_seat && rules.seats.is_none();
            if no_seats && asked.insert(&term.id) {
                unseated.push(named());
            }
        }
    }
    found.sort_by(|a, b| (&a.on, &a.name, &a.id).cmp(&(&b.on, &b.name, &b.id)));
    Ok(Found { lines: found, undated, unseated })
}

fn push_lines(
    found: &mut Vec<CostLine>,
    term: &PricedTerm,
    bill: &Bill,
    query: &CostQuery,
    (first, last): (NaiveDate, NaiveDate),
) {
    let minor = if query.with_tax { bill.with_tax } else { bill.minor };
    let currency = term.input.price.as_ref().map(|price| price.currency.clone()).unwrap_or_default();
    let risen = bill.risen(minor, query.rise);
    let mut push = |on: NaiveDate, amount: i64, assumed: i64| {
        if (first..=last).contains(&on) && (amount != 0 || assumed != 0) {
            found.push(CostLine {
                kind: term.kind,
                id: term.id.clone(),
                name: term.name.clone(),
                vendor_id: term.vendor_id.clone(),
                vendor: term.vendor.clone(),
                category: term.category.clone(),
                on: on.to_string(),
                month: month_of(on),
                certainty: bill.certainty,
                renewal_assumed: bill.assumed,
                part: bill.part,
                amount: Money::new(amount, currency.clone()),
                assumed: Money::new(assumed, currency.clone()),
            });
        }
    };
    match query.view {
        CostView::Billed => push(bill.on, minor, risen),
        CostView::Spread => {
            for ((month, part), (_, risen)) in bill.spread(minor).zip(bill.spread(risen)) {
                push(month, part, risen);
            }
        }
    }
}

/// The month of a date, as YYYY-MM.
fn month_of(date: NaiveDate) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// Sums while they grow.
#[derive(Debug, Default)]
struct Sums {
    committed: Totals,
    expected: Totals,
    assumed: Totals,
    total: Totals,
}

impl Sums {
    fn add(&mut self, line: &CostLine) {
        if line.certainty == Certainty::Committed {
            self.committed.add(&line.amount);
        } else {
            self.expected.add(&line.amount);
            self.assumed.add(&line.assumed);
        }
        self.total.add(&line.assumed);
    }

    fn finish(self) -> CostSums {
        CostSums {
            committed: self.committed.into_vec(),
            expected: self.expected.into_vec(),
            assumed: self.assumed.into_vec(),
            total: self.total.into_vec(),
        }
    }
}

/// Sorted by the largest sum of one currency; what has no name last.
fn costliest(mut groups: Vec<CostGroup>) -> Vec<CostGroup> {
    groups.sort_by_key(|group| {
        (group.name.is_empty(), std::cmp::Reverse(largest(&group.sums.total)), name_key(&group.name))
    });
    groups
}

fn largest(sums: &[Money]) -> i64 {
    sums.iter().map(|money| money.minor).max().unwrap_or(0)
}

/// Changes the row of this id, or the one that stands for the same (`same`); else adds one. Returns its id.
async fn put(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    id: Option<&str>,
    same: Option<String>,
    mut row: Row,
) -> Result<String> {
    match (id, same) {
        (Some(id), same) if same.is_none() || same.as_deref() == Some(id) => {
            history::update(conn, act, table, id, None, row).await?;
            Ok(id.to_owned())
        }
        (replaced, Some(same)) => {
            // Edited into another one: the two are one from now on.
            if let Some(replaced) = replaced {
                history::remove(conn, act, table, replaced).await?;
            }
            history::update(conn, act, table, &same, None, row).await?;
            Ok(same)
        }
        (_, None) => {
            let id = new_id();
            row.insert("id".into(), id.clone().into());
            history::insert(conn, act, table, row).await?;
            Ok(id)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_year_begins_where_it_is_set() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let year = fiscal_year(day("2026-03-31"), 4);
        assert_eq!((year.year, year.first, year.last), (2025, day("2025-04-01"), day("2026-03-31")));
        assert_eq!(label(year, 4), "2025/26");
        let calendar = fiscal_year(day("2026-03-31"), 1);
        assert_eq!(
            (calendar.year, calendar.last, label(calendar, 1).as_str()),
            (2026, day("2026-12-31"), "2026")
        );
    }
}
