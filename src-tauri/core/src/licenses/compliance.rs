//! Bought against used, for each license and publisher, and what the difference costs.

use super::store;
use crate::{
    Result,
    money::{self, Exact, Money, Totals},
    terms::{self, Owner, Term, TermInput, changes},
    text::name_key,
    text_enum,
};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// How licenses stand on a day.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Compliance {
    /// The day, YYYY-MM-DD.
    pub on: String,
    /// By name.
    pub licenses: Vec<ComplianceRow>,
    /// By name; licenses without a publisher come under an empty one, last.
    pub publishers: Vec<PublisherRow>,
    /// A year of the seats that nobody uses, per currency, largest first. What was bought for good is no yearly cost.
    pub unused: Vec<Money>,
    /// A year of the seats that are used and not bought.
    pub over: Vec<Money>,
    /// What the missing seats of licenses bought for good would cost, once.
    pub over_once: Vec<Money>,
}

/// What was bought and what is used of one license.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComplianceRow {
    pub license_id: String,
    pub name: String,
    pub publisher: Option<String>,
    pub vendor: Option<String>,
    pub metric: super::LicenseMetric,
    /// None is unlimited; 0 when no term is in force.
    pub bought: Option<u32>,
    pub used: u32,
    pub free: Option<u32>,
    pub over: u32,
    /// No term is in force.
    pub ended: bool,
    /// What a seat costs a year; once, for one bought for good. None where it is not known.
    pub seat_price: Option<Money>,
    /// The price is paid once: the license was bought for good.
    pub once: bool,
    /// The free seats at that price, a year; None for what was bought for good.
    pub unused_cost: Option<Money>,
    /// The seats that are used and not bought, at that price: a year, or once.
    pub over_cost: Option<Money>,
}

/// The licenses of a publisher, added up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PublisherRow {
    pub publisher: String,
    pub licenses: u32,
    /// None when one of its licenses is unlimited.
    pub bought: Option<u32>,
    pub used: u32,
    /// Summed over its licenses: one license's free seats do not cover another's over-use.
    pub free: u32,
    pub over: u32,
    /// A year.
    pub unused_cost: Vec<Money>,
    /// A year; what would be bought for good is left out.
    pub over_cost: Vec<Money>,
}

/// All live licenses on a day.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read, [`crate::Error::Field`] for a stored term that breaks
/// the rules of terms.
pub async fn compliance(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Compliance> {
    let mut licenses = Vec::new();
    for counted in store::counted(conn, today).await? {
        let terms = terms::of_owner(conn, Owner::License(&counted.id), today).await?;
        let (bought, ended) = terms::seats_on(&terms, today)?;
        let free = bought.map(|bought| bought.saturating_sub(counted.used));
        let over = bought.map_or(0, |bought| counted.used.saturating_sub(bought));
        let price = price_of_seats(&terms, today)?;
        let cost_of = |seats: u32| price.as_ref().filter(|_| seats > 0).map(|price| price.of(seats));
        let once = price.as_ref().is_some_and(|price| price.once);
        licenses.push(ComplianceRow {
            seat_price: price.as_ref().map(|price| price.of(1)),
            once,
            unused_cost: free.filter(|_| !once).and_then(cost_of),
            over_cost: cost_of(over),
            license_id: counted.id,
            name: counted.name,
            publisher: counted.publisher,
            vendor: counted.vendor,
            metric: text_enum::variant(&counted.metric),
            bought,
            used: counted.used,
            free,
            over,
            ended,
        });
    }
    Ok(summed(licenses, today))
}

/// Money for a number of seats, kept as a fraction so that a total is rounded once.
#[derive(Debug)]
struct SeatPrice {
    sum: Exact,
    seats: u32,
    currency: String,
    once: bool,
}

impl SeatPrice {
    fn of(&self, seats: u32) -> Money {
        let sum = self.sum.times(seats, self.seats).rounded();
        Money::new(sum.unwrap_or(money::MAX_MINOR), self.currency.clone())
    }
}

/// What the seats in force cost a year (bought for good: once); when none is in force, those of the last term. Of terms
/// in several currencies those count that pay for most seats.
fn price_of_seats(terms: &[Term], today: NaiveDate) -> Result<Option<SeatPrice>> {
    let in_force = terms.iter().filter(|term| term.in_force);
    let mut counted: Vec<&Term> = in_force.collect();
    if counted.is_empty() {
        let past = |term: &&Term| {
            term.fields.starts_on.as_deref().is_none_or(|start| start <= today.to_string().as_str())
        };
        counted.extend(terms.iter().find(past));
    }
    let mut sums: BTreeMap<(bool, String), SeatPrice> = BTreeMap::new();
    let inputs: Vec<TermInput> = terms.iter().map(|term| term.fields.clone()).collect();
    for read in changes::read(&inputs)? {
        if !counted.iter().any(|term| Some(&term.id) == read.input.id.as_ref()) {
            continue;
        }
        let rules = &read.rules;
        let (Some(price), Some(seats)) = (&rules.price, rules.seats.filter(|seats| *seats > 0)) else {
            continue;
        };
        let yearly = rules.yearly_exact();
        let Some(cost) = yearly.or_else(|| Some(Exact::new(i128::from(rules.cost()?), 1))) else { continue };
        let (once, currency) = (yearly.is_none(), price.currency.clone());
        let sum = sums.entry((once, currency.clone())).or_insert(SeatPrice {
            sum: Exact::new(0, 1),
            seats: 0,
            currency,
            once,
        });
        sum.sum = sum.sum.plus(cost);
        sum.seats = sum.seats.saturating_add(seats);
    }
    Ok(sums.into_values().max_by_key(|sum| (!sum.once, sum.seats)))
}

fn summed(licenses: Vec<ComplianceRow>, today: NaiveDate) -> Compliance {
    #[derive(Default)]
    struct Sum {
        name: String,
        licenses: u32,
        bought: Option<u32>,
        used: u32,
        free: u32,
        over: u32,
        unused: Totals,
        over_cost: Totals,
    }
    let (mut unused, mut over, mut over_once) = (Totals::default(), Totals::default(), Totals::default());
    // An empty publisher sorts last.
    let mut publishers: BTreeMap<(bool, String), Sum> = BTreeMap::new();
    for row in &licenses {
        let name = row.publisher.clone().unwrap_or_default();
        let sum = publishers.entry((name.is_empty(), name_key(&name))).or_insert_with(|| Sum {
            name,
            bought: Some(0),
            ..Sum::default()
        });
        sum.licenses += 1;
        sum.bought = sum.bought.zip(row.bought).map(|(a, b)| a.saturating_add(b));
        sum.used = sum.used.saturating_add(row.used);
        sum.free = sum.free.saturating_add(row.free.unwrap_or(0));
        sum.over = sum.over.saturating_add(row.over);
        if let Some(money) = &row.unused_cost {
            sum.unused.add(money);
            unused.add(money);
        }
        if let Some(money) = &row.over_cost {
            if row.once {
                over_once.add(money);
                continue;
            }
            sum.over_cost.add(money);
            over.add(money);
        }
    }
    Compliance {
        on: today.to_string(),
        licenses,
        publishers: publishers
            .into_values()
            .map(|sum| PublisherRow {
                publisher: sum.name,
                licenses: sum.licenses,
                bought: sum.bought,
                used: sum.used,
                free: sum.free,
                over: sum.over,
                unused_cost: sum.unused.into_vec(),
                over_cost: sum.over_cost.into_vec(),
            })
            .collect(),
        unused: unused.into_vec(),
        over: over.into_vec(),
        over_once: over_once.into_vec(),
    }
}
