//! Terms of licenses: adding, changing and removing them, and keeping what is derived from them.

mod model;
pub mod rules;
mod store;

pub use model::{RolledTerm, Term, TermInput};

use crate::{
    Act, Error, Result, dates,
    history::{self, Row, Table},
    ids::new_id,
    input,
    money::Money,
    row,
    text::blank_to_none,
};
use chrono::NaiveDate;
use rules::Checked;
use sqlx::SqliteConnection;

/// A license's terms, the latest end first.
pub async fn of_license(
    conn: &mut SqliteConnection,
    license_id: &str,
    today: NaiveDate,
) -> Result<Vec<Term>> {
    let inputs = store::of_license(conn, license_id).await?;
    let renewed: Vec<String> = inputs.iter().filter_map(|term| term.renews_term_id.clone()).collect();
    inputs.into_iter().map(|fields| shown(fields, &renewed, today)).collect()
}

/// Gives a license exactly these terms: those left out are removed, those without an id are new. Then
/// writes what is derived from them, on the terms and on the license.
pub(crate) async fn set(
    conn: &mut SqliteConnection,
    act: &Act,
    license_id: &str,
    terms: &[TermInput],
) -> Result<()> {
    let mut checked: Vec<(String, &TermInput, Checked)> = Vec::with_capacity(terms.len());
    for (index, term) in terms.iter().enumerate() {
        let prefix = format!("terms.{index}");
        let id = term.id.clone().unwrap_or_else(new_id);
        if term.renews_term_id.as_deref() == Some(id.as_str()) {
            return Err(Error::field(&format!("{prefix}.renews_term_id"), "A term does not renew itself."));
        }
        checked.push((id, term, rules::check(&prefix, term)?));
    }
    refuse_circles(&checked)?;
    let old: Vec<String> =
        store::of_license(conn, license_id).await?.into_iter().filter_map(|term| term.id).collect();
    let renewed: Vec<&str> = terms.iter().filter_map(|term| term.renews_term_id.as_deref()).collect();
    for id in old.iter().filter(|id| !checked.iter().any(|(kept, ..)| kept == *id)) {
        if renewed.contains(&id.as_str()) {
            return Err(Error::field("terms", "A term that another one renews cannot be removed alone."));
        }
    }
    // Renewed ones first, so that each link points to a row that is there.
    let mut waiting: Vec<&(String, &TermInput, Checked)> = checked.iter().collect();
    let mut written: Vec<&str> = old.iter().map(String::as_str).collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut later = Vec::new();
        for entry in waiting {
            let (id, term, rules) = entry;
            let link = term.renews_term_id.as_deref();
            if link.is_some_and(|link| !written.contains(&link)) {
                later.push(entry);
                continue;
            }
            let row = columns(license_id, term, rules, renewed.contains(&id.as_str()));
            if old.contains(id) {
                history::update(conn, act, Table::Term, id, None, row).await?;
            } else {
                let mut row = row;
                row.insert("id".into(), id.clone().into());
                history::insert(conn, act, Table::Term, row).await?;
            }
            written.push(id);
        }
        if later.len() == before {
            return Err(Error::field("terms", "A term renews one that this license does not have."));
        }
        waiting = later;
    }
    for id in old.iter().filter(|id| !checked.iter().any(|(kept, ..)| kept == *id)) {
        history::remove(conn, act, Table::Term, id).await?;
    }
    let open: Vec<&Checked> = checked
        .iter()
        .filter(|(id, ..)| !renewed.contains(&id.as_str()))
        .map(|(_, _, rules)| rules)
        .collect();
    history::update(conn, act, Table::License, license_id, None, summary(&open)).await?;
    Ok(())
}

/// A term that, link by link, renews itself would have no open end and be missed.
fn refuse_circles(terms: &[(String, &TermInput, Checked)]) -> Result<()> {
    let renewed_by = |id: &str| {
        terms.iter().find(|(other, ..)| other == id).and_then(|(_, term, _)| term.renews_term_id.as_deref())
    };
    for (index, (id, ..)) in terms.iter().enumerate() {
        // A chain is never longer than there are terms.
        let mut link = renewed_by(id);
        for _ in terms {
            if link == Some(id.as_str()) {
                return Err(Error::field(
                    &format!("terms.{index}.renews_term_id"),
                    "These terms renew each other. Choose which came first.",
                ));
            }
            link = link.and_then(renewed_by);
        }
    }
    Ok(())
}

/// The license's seats on a day: the sum over the terms in force. None is unlimited.
pub(crate) fn seats_on<'a>(terms: impl Iterator<Item = &'a Term>) -> (Option<u32>, bool) {
    let mut in_force = terms.filter(|term| term.in_force).peekable();
    if in_force.peek().is_none() {
        return (Some(0), true);
    }
    let mut sum = 0_u32;
    for term in in_force {
        match term.fields.seats {
            Some(seats) => sum = sum.saturating_add(seats),
            None => return (None, false),
        }
    }
    (Some(sum), false)
}

/// What lists show of a license's open (not renewed) terms: dates and price of the leading one, perpetual or
/// with the latest end, and the yearly cost of all that are not cancelled, in the leading one's currency.
fn summary(open: &[&Checked]) -> Row {
    let leading = open.iter().max_by_key(|rules| {
        (rules.ends_on.is_none(), rules.ends_on, rules.price.is_some(), std::cmp::Reverse(rules.starts_on))
    });
    let price = leading.and_then(|rules| rules.price.clone());
    let currency = price.as_ref().map(|price| price.currency.as_str());
    let yearly = open
        .iter()
        .filter(|rules| rules.cancelled_on.is_none())
        .filter(|rules| rules.price.as_ref().map(|price| price.currency.as_str()) == currency)
        .filter_map(|rules| rules.yearly())
        .reduce(i64::saturating_add);
    row! {
        "starts_on": leading.and_then(|rules| input::iso(rules.starts_on)),
        "ends_on": leading.and_then(|rules| input::iso(rules.ends_on)),
        "cancel_by": leading.and_then(|rules| input::iso(rules.cancel_by())),
        "price_minor": price.as_ref().map(|price| price.minor),
        "price_currency": currency,
        "price_per_seat": leading.is_some_and(|rules| rules.price_per_seat),
        "yearly_minor": yearly,
    }
}

fn columns(license_id: &str, term: &TermInput, rules: &Checked, renewed: bool) -> Row {
    let due = rules.due(renewed);
    row! {
        "license_id": license_id,
        "renews_term_id": term.renews_term_id,
        "starts_on": input::iso(rules.starts_on), "ends_on": input::iso(rules.ends_on),
        "maintenance_ends_on": input::iso(rules.maintenance_ends_on),
        "seats": rules.seats,
        "price_minor": rules.price.as_ref().map(|price| price.minor),
        "price_currency": rules.price.as_ref().map(|price| price.currency.clone()),
        "price_per_seat": rules.price_per_seat, "billing_months": rules.billing_months,
        "auto_renews": rules.auto_renews, "notice_months": term.notice_months, "notice_days": term.notice_days,
        "cancelled_on": input::iso(rules.cancelled_on), "order_number": blank_to_none(term.order_number.clone()),
        "purchase_order": blank_to_none(term.purchase_order.clone()), "purchased_on": input::iso(rules.purchased_on),
        "cost_minor": rules.cost(), "cancel_by": input::iso(rules.cancel_by()),
        "ends_due": input::iso(due.ends), "cancel_due": input::iso(due.cancel), "maintenance_due": input::iso(due.maintenance),
    }
}

fn shown(fields: TermInput, renewed: &[String], today: NaiveDate) -> Result<Term> {
    let rules = rules::check("term", &fields)?;
    let id = fields.id.clone().unwrap_or_default();
    let is_renewed = renewed.contains(&id);
    let rolled = if is_renewed { None } else { rules.rolled(today) };
    let currency = rules.price.as_ref().map(|price| price.currency.clone());
    Ok(Term {
        cost: Money::from_columns(rules.cost(), currency),
        cancel_by: input::iso(rules.cancel_by().filter(|_| !is_renewed)),
        renewed: is_renewed,
        in_force: if is_renewed { plainly_in_force(&rules, today) } else { rules.in_force(today) },
        rolled: rolled.map(|rolled| RolledTerm {
            starts_on: input::day(rolled.starts_on),
            ends_on: input::day(rolled.ends_on),
            cancel_by: input::iso(dates::cancel_by(rolled.ends_on, rules.notice)),
        }),
        id,
        fields,
    })
}

/// A renewed term does not roll: the one that renews it took over.
fn plainly_in_force(rules: &Checked, today: NaiveDate) -> bool {
    rules.starts_on.is_none_or(|start| start <= today) && rules.ends_on.is_none_or(|end| today <= end)
}
