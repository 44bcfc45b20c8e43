//! The calendar: deadlines day by day, and the file that other calendars read.

mod file;
mod ics;
mod store;

pub use file::{CalendarFile, check_place, default_path, file_settings, keep_file, sync, write_file};

use crate::{
    Error, Result,
    clock::Now,
    input,
    money::Money,
    reminders::{
        self, Deadline, DeadlineKind,
        answers::{self, Answer},
        inbox::{self, NextAct},
        policy, words,
    },
    table::{Cell, Column, Table},
    text::name_key,
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashMap};

/// The longest span that is asked for at once, in days: three years and a bit.
const MOST_DAYS: i64 = 1200;

/// Which deadlines a calendar shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct CalendarFilter {
    /// None of them is all of them.
    pub kinds: Vec<DeadlineKind>,
    /// Every word must occur in the thing's or its vendor's name.
    pub text: String,
}

/// A deadline in the calendar.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CalendarEntry {
    pub deadline: Deadline,
    pub next_act: NextAct,
    pub acknowledged: bool,
    /// YYYY-MM-DD, while it is snoozed.
    pub snoozed_until: Option<String>,
    pub muted: bool,
}

/// A day with something on it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CalendarDay {
    /// YYYY-MM-DD.
    pub date: String,
    pub entries: Vec<CalendarEntry>,
}

/// A month with something in it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CalendarMonth {
    /// YYYY-MM.
    pub month: String,
    pub deadlines: u32,
    /// What the deadlines of the month put at stake, per currency, largest first: each thing once, at its nearest date, as in
    /// the reminders.
    pub amounts: Vec<Money>,
}

/// A span of the calendar; days and months without anything are left out.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CalendarSpan {
    /// Local date, YYYY-MM-DD.
    pub today: String,
    pub days: Vec<CalendarDay>,
    pub months: Vec<CalendarMonth>,
}

/// The open deadlines from one day to another, both included.
///
/// # Errors
/// [`Error::Field`] for dates that are none, a span that ends before it begins, and one of over three years.
pub async fn days(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    from: &str,
    to: &str,
    filter: &CalendarFilter,
) -> Result<CalendarSpan> {
    let (shown, stakes) = within(conn, today, from, to, filter).await?;
    let answers = answers::all(conn).await?;
    let policies = policy::all(conn).await?;
    let mut days: BTreeMap<String, Vec<CalendarEntry>> = BTreeMap::new();
    let mut months: BTreeMap<String, Vec<&Deadline>> = BTreeMap::new();
    for deadline in &shown {
        let answer = answers.to(deadline);
        let entry = CalendarEntry {
            next_act: NextAct::of(deadline.kind),
            acknowledged: answer == Some(Answer::Acknowledged),
            snoozed_until: match answer {
                Some(Answer::Snoozed { until, .. }) if today < until => Some(until.to_string()),
                _ => None,
            },
            muted: policies.of(deadline).muted(),
            deadline: deadline.clone(),
        };
        days.entry(deadline.due_on.clone()).or_default().push(entry);
        let month = deadline.due_on.get(..7).unwrap_or(&deadline.due_on);
        months.entry(month.to_owned()).or_default().push(deadline);
    }
    Ok(CalendarSpan {
        today: today.to_string(),
        days: days.into_iter().map(|(date, entries)| CalendarDay { date, entries }).collect(),
        months: months
            .into_iter()
            .map(|(month, deadlines)| CalendarMonth {
                month,
                deadlines: u32::try_from(deadlines.len()).unwrap_or(u32::MAX),
                amounts: inbox::total(deadlines.iter().filter_map(|deadline| stakes.get(&deadline.id))),
            })
            .collect(),
    })
}

/// What [`days`] shows, as the text of an .ics file: a copy for once, without alarms.
///
/// # Errors
/// Like [`days`].
pub async fn export(
    conn: &mut SqliteConnection,
    now: &Now,
    from: &str,
    to: &str,
    filter: &CalendarFilter,
) -> Result<String> {
    let (shown, _) = within(conn, now.today, from, to, filter).await?;
    let events = shown.iter().filter_map(|deadline| ics::Event::once(deadline, now)).collect::<Vec<_>>();
    Ok(ics::calendar(&events, None))
}

/// What [`days`] shows, as a table: a line for each deadline, and what each currency comes to.
///
/// # Errors
/// Like [`days`].
pub async fn table(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    from: &str,
    to: &str,
    filter: &CalendarFilter,
) -> Result<Table> {
    let (shown, stakes) = within(conn, today, from, to, filter).await?;
    let sums = inbox::total(shown.iter().filter_map(|deadline| stakes.get(&deadline.id)));
    let row = |deadline: &Deadline| {
        vec![
            Cell::stored_date(Some(&deadline.due_on)),
            Cell::text(words::headline(deadline)),
            Cell::text_or_empty(deadline.vendor.as_deref()),
            Cell::money(deadline.amount.as_ref()),
        ]
    };
    Ok(Table {
        title: "Calendar".to_owned(),
        columns: vec![
            Column::left("due_on", "Date"),
            Column::left("what", "What"),
            Column::left("vendor", "Vendor"),
            Column::right("amount", "Amount"),
        ],
        rows: shown.iter().map(row).collect(),
        totals: sums
            .iter()
            .map(|sum| vec![Cell::text("Total"), Cell::Empty, Cell::Empty, Cell::money(Some(sum))])
            .collect(),
    })
}

/// The open deadlines of a span, and what each puts at stake among all that are open by then.
async fn within(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    from: &str,
    to: &str,
    filter: &CalendarFilter,
) -> Result<(Vec<Deadline>, HashMap<String, Vec<Money>>)> {
    let day = |field: &str, text: &str| {
        input::date(field, &Some(text.to_owned()))?.ok_or_else(|| Error::field(field, "Name a day."))
    };
    let (from, to) = (day("from", from)?, day("to", to)?);
    if to < from {
        return Err(Error::field("to", "The last day lies before the first."));
    }
    if MOST_DAYS < (to - from).num_days() {
        return Err(Error::field("to", "Look at three years at most."));
    }
    let ahead = u32::try_from((to - today).num_days()).unwrap_or(0);
    let words: Vec<String> = name_key(&filter.text).split_whitespace().map(str::to_owned).collect();
    let mut shown = reminders::deadlines(conn, today, Some(ahead)).await?;
    let stakes = inbox::stakes(&shown);
    shown.retain(|deadline| {
        let named = format!("{} {}", deadline.named(), deadline.vendor.as_deref().unwrap_or_default());
        let named = name_key(&named);
        input::stored(Some(&deadline.due_on)).is_some_and(|day| from <= day && day <= to)
            && (filter.kinds.is_empty() || filter.kinds.contains(&deadline.kind))
            && words.iter().all(|word| named.contains(word.as_str()))
    });
    Ok((shown, stakes))
}

/// The name for a file of a span: "holdfast-2026.ics".
pub fn export_name(from: &str, to: &str) -> String {
    let year = |text: &str| input::stored(Some(text)).map(|day| day.year());
    match (year(from), year(to)) {
        (Some(from), Some(to)) if from == to => format!("holdfast-{from}.ics"),
        (Some(from), Some(to)) => format!("holdfast-{from}-{to}.ics"),
        _ => "holdfast.ics".to_owned(),
    }
}
