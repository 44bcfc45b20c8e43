//! The letter that cancels: plain English text, from what is kept about the vendor and the term.

use super::changes::count;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// A letter to copy or print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Notice {
    pub subject: String,
    pub text: String,
    /// Where it may be sent by email, when an address is kept.
    pub email: Option<String>,
    /// What would make it better and is not kept: the postal address, the account number.
    pub missing: Vec<String>,
    /// The same in the parts that a printed letter has.
    #[serde(skip)]
    #[cfg_attr(feature = "specta", specta(skip))]
    pub parts: Parts,
}

/// A letter in its parts; the lines of addresses one by one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    pub sender: Vec<String>,
    pub recipient: Vec<String>,
    pub on: NaiveDate,
    /// Labelled numbers such as the account's.
    pub references: Vec<(String, String)>,
    /// From the salutation to the last sentence.
    pub paragraphs: Vec<String>,
    pub closing: String,
}

/// What the letter names. Empty ones are left out of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Letter<'a> {
    pub today: NaiveDate,
    /// Name and address of who writes, several lines.
    pub sender: Option<&'a str>,
    pub vendor: Option<&'a str>,
    pub contact: Option<&'a str>,
    pub address: Option<&'a str>,
    pub email: Option<&'a str>,
    pub what: &'a str,
    pub account_number: Option<&'a str>,
    pub reference: Option<&'a str>,
    pub order_number: Option<&'a str>,
    pub purchase_order: Option<&'a str>,
    pub seats: Option<u32>,
    /// The last day in force; None for a term whose end is not known.
    pub ends_on: Option<NaiveDate>,
    pub cancel_by: Option<NaiveDate>,
    /// Months that it would renew for.
    pub renews_for: Option<u32>,
    /// It renews itself, and nobody said for how long.
    pub renewal_unknown: bool,
}

/// Writes the letter.
pub(super) fn write(letter: &Letter<'_>) -> Notice {
    let lines = |text: Option<&str>| -> Vec<String> {
        text.unwrap_or_default()
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut recipient = lines(letter.vendor);
    recipient.extend(lines(letter.contact.filter(|_| letter.vendor.is_some())));
    recipient.extend(lines(letter.address));
    let subject = match letter.ends_on {
        Some(end) => format!("Notice of cancellation: {}, effective {}", letter.what, long(end)),
        None => format!("Notice of cancellation: {}", letter.what),
    };
    let numbers = [
        ("Account number", letter.account_number.map(str::to_owned)),
        ("Contract reference", letter.reference.map(str::to_owned)),
        ("Order number", letter.order_number.map(str::to_owned)),
        ("Our purchase order", letter.purchase_order.map(str::to_owned)),
        ("Seats", letter.seats.map(|seats| seats.to_string())),
        ("Current term ends on", letter.ends_on.map(long)),
        ("Would renew for", letter.renews_for.map(|months| count(months, "month"))),
    ];
    let references: Vec<(String, String)> =
        numbers.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?))).collect();
    let salutation = match letter.contact {
        Some(contact) => format!("Dear {contact},"),
        None => "Dear Sir or Madam,".to_owned(),
    };
    let when = letter.ends_on.map_or_else(
        || "at the earliest possible date".to_owned(),
        |end| format!("with effect from the end of the current term on {}", long(end)),
    );
    let mut body = format!(
        "We hereby give notice of cancellation of {} {when}. We do not wish it to be renewed.",
        letter.what
    );
    if let Some(by) = letter.cancel_by.filter(|by| *by >= letter.today) {
        body.push_str(&format!(
            " This notice is given within the agreed period, which ends on {}.",
            long(by)
        ));
    }
    let paragraphs = vec![
        salutation,
        body,
        "Should you hold that the cancellation takes effect on another date, please take this letter as notice for the earliest date possible and tell us that date."
            .to_owned(),
        "Please confirm receipt of this notice and the date of termination in writing.".to_owned(),
    ];
    let closing = "Yours faithfully".to_owned();
    let mut missing = Vec::new();
    if letter.vendor.is_none() {
        missing.push("The vendor".to_owned());
    }
    if letter.address.is_none() {
        missing.push("The vendor's postal address".to_owned());
    }
    if letter.account_number.is_none() && letter.reference.is_none() {
        missing.push("The account number or contract reference".to_owned());
    }
    if letter.renewal_unknown {
        missing
            .push("For how long it renews, so the end of a term that renewed itself is assumed".to_owned());
    }
    let sender = lines(letter.sender);
    let labelled: Vec<String> = references.iter().map(|(label, value)| format!("{label}: {value}")).collect();
    let mut blocks = vec![
        sender.join("\n"),
        recipient.join("\n"),
        long(letter.today),
        subject.clone(),
        labelled.join("\n"),
    ];
    blocks.extend(paragraphs.iter().cloned());
    blocks.push(closing.clone());
    blocks.retain(|block| !block.is_empty());
    let mut text = blocks.join("\n\n");
    text.push('\n');
    let parts = Parts { sender, recipient, on: letter.today, references, paragraphs, closing };
    Notice { subject, text, email: letter.email.map(str::to_owned), missing, parts }
}

/// "4 December 2026".
fn long(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), date.format("%B"), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_names_what_is_known_and_says_what_is_not() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let letter = Letter {
            today: day("2026-11-22"),
            vendor: Some("Norddata GmbH"),
            address: Some("Kai 7\n20457 Hamburg"),
            what: "Creative Cloud",
            account_number: Some("4711-AB"),
            ends_on: Some(day("2026-12-27")),
            cancel_by: Some(day("2026-11-27")),
            seats: Some(25),
            ..Letter::default()
        };
        let notice = write(&letter);
        assert_eq!(notice.subject, "Notice of cancellation: Creative Cloud, effective 27 December 2026");
        assert_eq!(
            notice.text,
            "Norddata GmbH\nKai 7\n20457 Hamburg\n\n22 November 2026\n\nNotice of cancellation: Creative Cloud, effective 27 December 2026\n\n\
             Account number: 4711-AB\nSeats: 25\nCurrent term ends on: 27 December 2026\n\nDear Sir or Madam,\n\n\
             We hereby give notice of cancellation of Creative Cloud with effect from the end of the current term on 27 December 2026. \
             We do not wish it to be renewed. This notice is given within the agreed period, which ends on 27 November 2026.\n\n\
             Should you hold that the cancellation takes effect on another date, please take this letter as notice for the earliest date possible and tell us that date.\n\n\
             Please confirm receipt of this notice and the date of termination in writing.\n\nYours faithfully\n"
        );
        assert!(notice.missing.is_empty());
        let bare = write(&Letter { today: day("2026-11-22"), what: "Prism", ..Letter::default() });
        assert_eq!(bare.missing.len(), 3);
        assert!(
            bare.text.contains("at the earliest possible date") && !bare.text.contains("Account"),
            "{}",
            bare.text
        );
    }
}
