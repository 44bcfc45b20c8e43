//! The summary of a person's leaving: what was to be returned, released and changed, and what is still open.

use super::{PersonOnPaper, date};
use crate::{
    Pdf,
    flow::{ALARM, BODY, Fact, Flow},
    stationery::{Stationery, long_date},
    table::{self, Grid, GridRow, Looks},
    text::Figures,
};
use chrono::NaiveDate;
use holdfast_core::Result;

/// One thing to settle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeavingItem {
    pub name: String,
    /// Asset tag and serial of a device, edition of a license, user name of a login.
    pub detail: Option<String>,
    pub done: bool,
    pub done_on: Option<NaiveDate>,
    pub note: Option<String>,
}

/// A person's leaving, as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaving {
    pub person: PersonOnPaper,
    pub leaves_on: Option<NaiveDate>,
    pub manager: Option<String>,
    pub devices: Vec<LeavingItem>,
    pub seats: Vec<LeavingItem>,
    pub logins: Vec<LeavingItem>,
    /// Anything else on the list, such as a badge.
    pub others: Vec<LeavingItem>,
}

/// The page for the file: ticked or open, each with its day, and lines to sign.
///
/// # Errors
/// When the PDF cannot be made.
pub fn leaving_summary(leaving: &Leaving, stationery: &Stationery) -> Result<Pdf> {
    let title = "Leaving summary";
    let mut flow = Flow::new(stationery, false);
    let last_day =
        leaving.leaves_on.map(|day| format!("  ·  last day {}", long_date(day))).unwrap_or_default();
    flow.title(title, &format!("{}{last_day}", leaving.person.name));
    let mut facts = leaving.person.facts();
    facts.push(Fact::new("Manager", leaving.manager.clone().unwrap_or_default()));
    facts.push(Fact::new("Last day", date(leaving.leaves_on)));
    flow.facts(&facts, 3);

    let parts = [
        ("Devices to return", "Device", "Tag, serial", "Returned", &leaving.devices),
        ("License seats to release", "License", "Detail", "Released", &leaving.seats),
        ("Logins to change", "Login", "User name", "Changed", &leaving.logins),
        ("Other", "What", "Detail", "Done", &leaving.others),
    ];
    let all = || parts.iter().flat_map(|part| part.4.iter());
    let open = all().filter(|item| !item.done).count();
    match (all().count(), open) {
        (0, _) => {
            flow.paragraph("Nothing was held: there is nothing to return, to release or to change.", BODY)
        }
        (_, 0) => flow.paragraph("Everything is settled.", BODY.strong()),
        (all, open) => {
            let style = crate::text::Style { colour: ALARM, ..BODY.strong() };
            flow.paragraph(&format!("{open} of {all} still open."), style);
        }
    }
    flow.space(4.0);
    for (heading, what, detail, done, items) in parts {
        if items.is_empty() {
            continue;
        }
        let settled = items.iter().filter(|item| item.done).count();
        flow.section(heading, &format!("{settled} of {} done", items.len()));
        let mut grid = Grid::with_heads(&[what, detail, done, "Note"]);
        for item in items {
            grid.rows.push(GridRow {
                cells: vec![
                    (item.name.clone(), Figures::Words),
                    (item.detail.clone().unwrap_or_default(), Figures::Code),
                    (if item.done { done_words(item.done_on) } else { "open".to_owned() }, Figures::Tabular),
                    (item.note.clone().unwrap_or_default(), Figures::Words),
                ],
                ticked: Some(item.done),
            });
        }
        let grid = grid.without_empty_columns();
        let looks = Looks::fitting(&mut flow, &grid);
        table::draw(&mut flow, &grid, looks);
    }
    flow.signatures(&[
        ("Employee", leaving.person.name.clone()),
        ("For the IT department", String::new()),
        ("Place and date", String::new()),
    ]);
    flow.finish(title)
}

fn done_words(on: Option<NaiveDate>) -> String {
    on.map_or_else(|| "done".to_owned(), long_date)
}
