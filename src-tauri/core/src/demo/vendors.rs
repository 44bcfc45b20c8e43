//! Vendors of the sample, with contacts.

use super::{Company, words};
use crate::{
    Act, Result,
    vendors::{self, Contact, VendorInput},
};
use sqlx::SqliteConnection;

pub(super) async fn fill(
    conn: &mut SqliteConnection,
    act: &Act,
    company: &mut Company,
    count: u32,
) -> Result<()> {
    for index in 0..count as usize {
        let input = one(company, index);
        let name = input.name.clone();
        if company.mark.is_empty() {
            vendors::create(conn, act, input).await?;
        } else {
            // Beside existing data, a vendor of this name may be there: it stays as it is.
            let (_, made) = vendors::find_or_create(conn, act, &name).await?;
            tracing::trace!(name, made, "sample vendor");
        }
        company.vendors.push(name);
    }
    Ok(())
}

fn one(company: &mut Company, index: usize) -> VendorInput {
    let (name, notes, hours) = match words::VENDORS.get(index) {
        Some((name, notes, hours)) => {
            ((*name).to_owned(), Some((*notes).to_owned()), Some((*hours).to_owned()))
        }
        None => (further_name(index - words::VENDORS.len()), None, None),
    };
    let dice = &mut company.dice;
    let host = host_of(&name);
    let mut contacts = Vec::new();
    for place in 0..dice.between(1, 2) {
        let first = dice.word(&words::FIRST_NAMES);
        let last = dice.word(&words::LAST_NAMES);
        contacts.push(Contact {
            name: format!("{first} {last}"),
            role: Some(if place == 0 { "Account contact" } else { "Support lead" }.to_owned()),
            email: Some(format!("{}@{host}", super::people::local_part(first, last))),
            phone: Some(phone(dice.between(100, 999))),
            primary: place == 0,
            ..Contact::default()
        });
    }
    VendorInput {
        website: Some(format!("https://{host}")),
        portal_url: dice.percent(40).then(|| format!("https://portal.{host}")),
        account_number: Some(format!("{}-{}", dice.between(1000, 9999), dice.code(4))),
        support_phone: Some(phone(dice.between(100, 999))),
        support_email: Some(format!("support@{host}")),
        support_hours: hours,
        sla: dice.percent(30).then(|| "Answer within 4 hours, on site the next working day".to_owned()),
        notes,
        contacts,
        name,
        ..VendorInput::default()
    }
}

/// Distinct for every number.
fn further_name(number: usize) -> String {
    let pick =
        |list: &[&'static str], at: usize| list.get(at % list.len().max(1)).copied().unwrap_or_default();
    let last = pick(&words::LAST_NAMES, number);
    let trade = pick(&words::TRADES, number / words::LAST_NAMES.len());
    let round = number / (words::LAST_NAMES.len() * words::TRADES.len());
    if round == 0 { format!("{last} {trade}") } else { format!("{last} {trade} {}", round + 1) }
}

fn host_of(name: &str) -> String {
    let plain = super::people::plain(name);
    format!("{}.example", plain.split('.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-"))
}

/// A number from the range that is kept free for films and examples.
fn phone(last: u32) -> String {
    format!("+49 30 23125 {last:03}")
}
