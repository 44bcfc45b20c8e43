//! What the next twelve months cost: every bill whole, in the month of its billing date.

use super::{
    model::{CostMonth, ExpectedBill},
    store,
};
use crate::{
    Result,
    cost::{self, CostLine, CostQuery, CostSums},
    dates,
    ids::Kind,
    input,
    money::{Money, Totals},
    terms::bills::Certainty,
};
use chrono::{Datelike, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// How many expected bills of a month are named.
const NAMED: usize = 5;

/// The month of a date, as YYYY-MM.
fn month_of(date: NaiveDate) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// Twelve calendar months, this one first: what the renewal forecast says of them as it is asked at first, and the replacement
/// of devices at the end of their expected life, which it leaves out. Also the forecast's own sums.
pub(super) async fn next_twelve_months(
    conn: &mut SqliteConnection,
    today: NaiveDate,
) -> Result<(Vec<CostMonth>, CostSums)> {
    let first = today.with_day(1).unwrap_or(today);
    let last = dates::term_end(first, 12).unwrap_or(today);
    let query = CostQuery { months: 12, ..CostQuery::default() };
    let mut sums: BTreeMap<(Kind, bool, String), Totals> = BTreeMap::new();
    let mut add = |kind: Kind, expected: bool, month: String, money: &Money| {
        sums.entry((kind, expected, month)).or_default().add(money);
    };
    let mut named: BTreeMap<String, Vec<ExpectedBill>> = BTreeMap::new();
    let lines = cost::lines(conn, &query, today).await?;
    let forecast = cost::sums(&lines);
    for line in lines {
        let expected = line.certainty != Certainty::Committed;
        add(line.kind, expected, line.month.clone(), &line.amount);
        if expected {
            let CostLine { on, name, amount, month, .. } = line;
            named.entry(month).or_default().push(ExpectedBill { on, name, amount });
        }
    }
    for (due, money) in store::replacements(conn, first, last).await? {
        if let Some(date) = input::stored(Some(&due)) {
            add(Kind::Device, true, month_of(date), &money);
        }
    }
    let months = (0..12)
        .filter_map(|offset| dates::add_months(first, offset))
        .map(month_of)
        .map(|month| {
            let mut expected = named.remove(&month).unwrap_or_default();
            let more = expected.len().saturating_sub(NAMED);
            expected.sort_by_key(|bill| std::cmp::Reverse(bill.amount.minor));
            expected.truncate(NAMED);
            expected.sort_by(|a, b| (&a.on, &a.name).cmp(&(&b.on, &b.name)));
            let mut of = |kind: Kind, expected: bool| {
                sums.remove(&(kind, expected, month.clone())).unwrap_or_default().into_vec()
            };
            CostMonth {
                licenses: of(Kind::License, false),
                contracts: of(Kind::Contract, false),
                licenses_expected: of(Kind::License, true),
                contracts_expected: of(Kind::Contract, true),
                hardware: of(Kind::Device, true),
                expected,
                more_expected: u32::try_from(more).unwrap_or(u32::MAX),
                month,
            }
        })
        .collect();
    Ok((months, forecast))
}
