//! Exchange rates that the user entered, and totals made with them.

use super::{
    model::{Converted, RateInput, RateUsed},
    store::{self, RATE_DECIMALS},
};
use crate::{
    Act, Error, Result,
    history::{self, Entity},
    input,
    money::{Currency, MAX_MINOR, Money, parse_decimal, rounded},
    row, settings,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// A rate of a billion to one; more is a slip.
const LARGEST: i64 = 1_000_000_000_000_000;

/// All rates, by currencies, the newest first.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn rates(conn: &mut SqliteConnection) -> Result<Vec<RateInput>> {
    store::rates(conn).await
}

/// Keeps a rate for a day; one for the same currencies and day is replaced. Returns its id.
///
/// # Errors
/// A field: unknown or equal currencies, a rate that is none or not above zero, no date.
pub async fn set_rate(conn: &mut SqliteConnection, act: &Act, input: &RateInput) -> Result<String> {
    let (from, to) = (currency("from", &input.from)?, currency("to", &input.to)?);
    if from == to {
        return Err(Error::field("to", "Choose two different currencies."));
    }
    let billionths = parse_decimal(input.rate.trim(), RATE_DECIMALS)
        .filter(|rate| (1..=LARGEST).contains(rate))
        .ok_or_else(|| {
            Error::field("rate", "Enter a number above zero such as 0.9214, with at most nine decimals.")
        })?;
    let on_date = input::date("on_date", &Some(input.on_date.clone()))?
        .ok_or_else(|| Error::field("on_date", "Enter the day the rate is of."))?;
    let row = row! {
        "from_currency": from.code(), "to_currency": to.code(), "rate_billionths": billionths, "on_date": on_date.to_string(),
    };
    let same = store::rate_for(conn, from.code(), to.code(), &on_date.to_string()).await?;
    super::put(conn, act, Entity::ExchangeRate, input.id.as_deref(), same, row).await
}

/// Removes a rate: totals go by the rates that are left.
///
/// # Errors
/// [`Error::NotFound`] for a rate that is not there.
pub async fn remove_rate(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    history::remove(conn, act, Entity::ExchangeRate, id).await
}

fn currency(field: &str, code: &str) -> Result<Currency> {
    Currency::parse(code)
        .ok_or_else(|| Error::field(field, format!("“{code}” is no currency code. Use one like EUR or USD.")))
}

/// Amounts as one total in the currency of the settings, by the newest rates up to a day. None when all are in
/// that currency already, or there is nothing to add up.
pub(super) async fn converted(
    conn: &mut SqliteConnection,
    amounts: &[Money],
    today: NaiveDate,
) -> Result<Option<Converted>> {
    let home = settings::get(conn).await?.currency;
    if amounts.iter().all(|money| money.currency == home) {
        return Ok(None);
    }
    let rates = store::rates(conn).await?;
    Ok(Some(in_one(amounts, &home, &rates, today)))
}

fn in_one(amounts: &[Money], home: &str, rates: &[RateInput], today: NaiveDate) -> Converted {
    let mut total = 0_i64;
    let (mut used, mut left_out) = (BTreeMap::new(), Vec::new());
    for money in amounts {
        if money.currency == home {
            total = total.saturating_add(money.minor);
            continue;
        }
        match newest(rates, &money.currency, home, today)
            .and_then(|rate| Some((rate, convert(money, home, rate)?)))
        {
            Some((rate, minor)) => {
                total = total.saturating_add(minor);
                used.entry(money.currency.clone()).or_insert_with(|| RateUsed {
                    from: rate.from.clone(),
                    to: rate.to.clone(),
                    rate: rate.rate.clone(),
                    on_date: rate.on_date.clone(),
                });
            }
            None => left_out.push(money.clone()),
        }
    }
    Converted { total: Money::new(total, home), rates: used.into_values().collect(), left_out }
}

/// The newest rate between two currencies up to a day, entered either way round.
fn newest<'a>(rates: &'a [RateInput], from: &str, to: &str, today: NaiveDate) -> Option<&'a RateInput> {
    rates
        .iter()
        .filter(|rate| rate.from == from && rate.to == to || rate.from == to && rate.to == from)
        .filter(|rate| input::stored(Some(&rate.on_date)).is_some_and(|day| day <= today))
        .max_by(|a, b| a.on_date.cmp(&b.on_date).then_with(|| (a.from == from).cmp(&(b.from == from))))
}

/// Minor units in the other currency, rounded once. None past 2^53.
fn convert(money: &Money, home: &str, rate: &RateInput) -> Option<i64> {
    let scale = |decimals: u32| 10_i128.pow(decimals);
    let billionths = i128::from(parse_decimal(&rate.rate, RATE_DECIMALS)?);
    let (own, other) = (Currency::parse(&money.currency)?.decimals(), Currency::parse(home)?.decimals());
    let (up, down) = if rate.from == money.currency {
        (billionths, scale(RATE_DECIMALS))
    } else {
        (scale(RATE_DECIMALS), billionths)
    };
    let minor = rounded(i128::from(money.minor) * up * scale(other), down * scale(own));
    i64::try_from(minor).ok().filter(|minor| minor.abs() <= MAX_MINOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(from: &str, to: &str, rate: &str, on_date: &str) -> RateInput {
        RateInput { id: None, from: from.into(), to: to.into(), rate: rate.into(), on_date: on_date.into() }
    }

    #[test]
    fn a_total_says_which_rates_it_used_and_what_it_left_out() {
        let today = "2026-11-22".parse().unwrap();
        let rates = [
            rate("USD", "EUR", "0.9", "2026-01-01"),
            rate("USD", "EUR", "0.92145", "2026-11-01"),
            rate("USD", "EUR", "0.5", "2027-01-01"),
            rate("EUR", "JPY", "160", "2026-10-01"),
        ];
        let amounts = [
            Money::new(10_000, "EUR"),
            Money::new(10_001, "USD"),
            Money::new(16_000, "JPY"),
            Money::new(5, "KWD"),
        ];
        let one = in_one(&amounts, "EUR", &rates, today);
        // 100.00 + 100.01 x 0.92145 (92.15) + 16000 / 160.
        assert_eq!(one.total, Money::new(10_000 + 9_215 + 10_000, "EUR"));
        let used: Vec<(&str, &str)> =
            one.rates.iter().map(|rate| (rate.rate.as_str(), rate.on_date.as_str())).collect();
        assert_eq!(used, [("160", "2026-10-01"), ("0.92145", "2026-11-01")]);
        assert_eq!(one.left_out, [Money::new(5, "KWD")]);
    }
}
