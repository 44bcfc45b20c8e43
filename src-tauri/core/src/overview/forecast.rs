//! What the next twelve months cost: every bill whole, in the month of its billing date.

use super::{model::CostMonth, store};
use crate::{
    Result,
    cost::{self, CostQuery},
    dates,
    ids::Kind,
    input,
    money::{Money, Totals},
};
use chrono::{Datelike, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// The month of a date, as YYYY-MM.
fn month_of(date: NaiveDate) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// Twelve calendar months, this one first. Bills of running terms and of expected renewals of those that
/// renew themselves, and the replacement of devices at the end of their expected life.
pub(super) async fn next_twelve_months(
    conn: &mut SqliteConnection,
    today: NaiveDate,
) -> Result<Vec<CostMonth>> {
    let first = today.with_day(1).unwrap_or(today);
    let last = dates::term_end(first, 12).unwrap_or(today);
    let query = CostQuery { months: 12, by_hand: false, ..CostQuery::default() };
    let mut sums: BTreeMap<(Kind, String), Totals> = BTreeMap::new();
    let mut add =
        |kind: Kind, month: String, money: &Money| sums.entry((kind, month)).or_default().add(money);
    for line in cost::lines(conn, &query, today).await? {
        add(line.kind, line.month, &line.amount);
    }
    for (due, money) in store::replacements(conn, first, last).await? {
        if let Some(date) = input::stored(Some(&due)) {
            add(Kind::Device, month_of(date), &money);
        }
    }
    Ok((0..12)
        .filter_map(|offset| dates::add_months(first, offset))
        .map(month_of)
        .map(|month| {
            let mut of = |kind: Kind| sums.remove(&(kind, month.clone())).unwrap_or_default().into_vec();
            CostMonth {
                licenses: of(Kind::License),
                contracts: of(Kind::Contract),
                hardware: of(Kind::Device),
                month,
            }
        })
        .collect())
}
