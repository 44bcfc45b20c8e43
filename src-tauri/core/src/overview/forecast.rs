//! What the next twelve months cost: every bill whole, in the month of its billing date.

use super::{model::CostMonth, store};
use crate::{
    Result, dates, input,
    money::{Money, Totals},
    terms::{TermInput, rules},
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
    let last = dates::add_months(first, 12).and_then(|day| day.pred_opt()).unwrap_or(today);
    let mut licenses: BTreeMap<String, Totals> = BTreeMap::new();
    for term in store::priced_terms(conn, first).await? {
        for (date, money) in bills(&term.input, term.renewed, first, last)? {
            licenses.entry(month_of(date)).or_default().add(&money);
        }
    }
    let mut hardware: BTreeMap<String, Totals> = BTreeMap::new();
    for (due, money) in store::replacements(conn, first, last).await? {
        if let Some(date) = input::stored(Some(&due)) {
            hardware.entry(month_of(date)).or_default().add(&money);
        }
    }
    Ok((0..12)
        .filter_map(|offset| dates::add_months(first, offset))
        .map(month_of)
        .map(|month| CostMonth {
            licenses: licenses.remove(&month).unwrap_or_default().into_vec(),
            hardware: hardware.remove(&month).unwrap_or_default().into_vec(),
            month,
        })
        .collect())
}

/// The billing dates of a term between two days, with what is billed. A price paid once falls on the
/// purchase date, else the start. A term that renews itself goes on being billed by the same rhythm,
/// counted from its first start.
pub(super) fn bills(
    term: &TermInput,
    renewed: bool,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(NaiveDate, Money)>> {
    let rules = rules::check("term", term)?;
    let (Some(bill), Some(price)) = (rules.bill(), &rules.price) else { return Ok(Vec::new()) };
    let money = Money::new(bill, price.currency.clone());
    let goes_on = rules.auto_renews && rules.cancelled_on.is_none() && !renewed;
    let mut found = Vec::new();
    let anchor = rules.starts_on.or_else(|| rules.ends_on.and_then(|end| end.succ_opt()));
    let every = rules.billing_months.or(goes_on.then(|| rules.period_months()));
    if rules.billing_months.is_none()
        && let Some(paid) = rules.purchased_on.or(rules.starts_on)
        && (first..=last).contains(&paid)
    {
        found.push((paid, money.clone()));
    }
    let (Some(anchor), Some(every)) = (anchor, every) else { return Ok(found) };
    let elapsed = (first.year() - anchor.year()) * 12 + first.month() as i32 - anchor.month() as i32 - 1;
    let mut k = u32::try_from(elapsed.max(0)).unwrap_or(0) / every;
    if rules.billing_months.is_none() && rules.starts_on.is_some() {
        // The first period was paid once, above.
        k = k.max(1);
    }
    while let Some(date) = every.checked_mul(k).and_then(|months| dates::add_months(anchor, months)) {
        let within = match (rules.billing_months, rules.starts_on, rules.ends_on) {
            // As many bills as the term's cost counts.
            (Some(_), Some(_), Some(_)) => k < rules.billing_periods(),
            _ => rules.ends_on.is_none_or(|end| date <= end),
        };
        if date > last || !(within || goes_on) {
            break;
        }
        if date >= first {
            found.push((date, money.clone()));
        }
        k += 1;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn dates_of(term: &TermInput) -> Vec<String> {
        let found = bills(term, false, day("2026-11-01"), day("2027-10-31")).unwrap();
        found.into_iter().map(|(date, _)| date.to_string()).collect()
    }

    fn yearly() -> TermInput {
        TermInput {
            starts_on: Some("2025-12-28".into()),
            ends_on: Some("2026-12-27".into()),
            price: Some(Money::new(100, "EUR")),
            ..TermInput::default()
        }
    }

    #[test]
    fn a_price_paid_once_is_billed_at_its_start_alone() {
        assert!(dates_of(&yearly()).is_empty());
        let recent = TermInput { starts_on: Some("2026-11-05".into()), ends_on: None, ..yearly() };
        assert_eq!(dates_of(&recent), ["2026-11-05"]);
    }

    #[test]
    fn a_term_that_renews_itself_is_billed_again() {
        let renewing = TermInput { auto_renews: true, ..yearly() };
        assert_eq!(dates_of(&renewing), ["2026-12-28"]);
        let ended =
            TermInput { auto_renews: true, starts_on: None, ends_on: Some("2025-03-31".into()), ..yearly() };
        assert_eq!(dates_of(&ended), ["2027-04-01"]);
    }

    #[test]
    fn a_monthly_bill_comes_every_month_without_drift() {
        let monthly = TermInput {
            starts_on: Some("2026-01-31".into()),
            ends_on: Some("2027-01-30".into()),
            billing_months: Some(1),
            ..yearly()
        };
        assert_eq!(dates_of(&monthly), ["2026-11-30", "2026-12-31"]);
    }
}
