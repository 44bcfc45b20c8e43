//! The report of a stock-take: what was expected, what was found, and what does not add up.

use super::date;
use crate::{
    Pdf,
    flow::{BODY, Fact, Flow},
    stationery::{Stationery, long_date},
    table::{self, Grid, GridRow, Looks},
    text::Figures,
};
use chrono::NaiveDate;
use holdfast_core::Result;

/// A device, or a code that was scanned and is nobody's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StockTakeItem {
    pub name: String,
    pub tag: Option<String>,
    pub serial: Option<String>,
    pub holder: Option<String>,
    /// Where it should be; for one in the wrong place.
    pub expected_at: Option<String>,
    pub last_seen: Option<NaiveDate>,
    pub note: Option<String>,
}

/// A finished stock-take of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StockTake {
    pub location: String,
    pub started_on: Option<NaiveDate>,
    pub finished_on: Option<NaiveDate>,
    pub by: Option<String>,
    pub missing: Vec<StockTakeItem>,
    pub wrong_place: Vec<StockTakeItem>,
    /// Scanned, and not known or not expected here.
    pub unexpected: Vec<StockTakeItem>,
    pub found: Vec<StockTakeItem>,
}

/// The report, what is wrong first.
///
/// # Errors
/// When the PDF cannot be made.
pub fn stock_take_report(take: &StockTake, stationery: &Stationery) -> Result<Pdf> {
    let title = "Stock-take";
    let mut flow = Flow::new(stationery, false);
    let day = take
        .finished_on
        .or(take.started_on)
        .map(|day| format!("  ·  {}", long_date(day)))
        .unwrap_or_default();
    flow.title(title, &format!("{}{day}", take.location));
    let expected = take.found.len() + take.missing.len();
    let figure = |label: &str, count: usize| (label.to_owned(), count.to_string());
    flow.figures(&[
        ("found of those expected".to_owned(), format!("{} of {expected}", take.found.len())),
        figure("missing", take.missing.len()),
        figure("in the wrong place", take.wrong_place.len()),
        figure("unexpected", take.unexpected.len()),
    ]);
    flow.facts(
        &[
            Fact::new("Started", date(take.started_on)),
            Fact::new("Finished", date(take.finished_on)),
            Fact::new("By", take.by.clone().unwrap_or_default()),
        ],
        3,
    );
    if take.missing.is_empty() && take.wrong_place.is_empty() && take.unexpected.is_empty() {
        flow.paragraph("Everything that should be here is here, and nothing else.", BODY.strong());
        flow.space(4.0);
    }
    let parts = [
        ("Missing", "Last seen", &take.missing),
        ("In the wrong place", "Last seen", &take.wrong_place),
        ("Unexpected", "Last seen", &take.unexpected),
        ("Found", "Seen", &take.found),
    ];
    for (heading, seen, items) in parts {
        if items.is_empty() {
            continue;
        }
        flow.section(heading, &items.len().to_string());
        let mut grid =
            Grid::with_heads(&["Device", "Asset tag", "Serial", "Holder", "Belongs to", seen, "Note"]);
        for item in items {
            let words = |text: &Option<String>| (text.clone().unwrap_or_default(), Figures::Words);
            let code = |text: &Option<String>| (text.clone().unwrap_or_default(), Figures::Code);
            grid.rows.push(GridRow {
                cells: vec![
                    (item.name.clone(), Figures::Words),
                    code(&item.tag),
                    code(&item.serial),
                    words(&item.holder),
                    words(&item.expected_at),
                    (date(item.last_seen), Figures::Tabular),
                    words(&item.note),
                ],
                ticked: None,
            });
        }
        let grid = grid.without_empty_columns();
        let looks = Looks::fitting(&mut flow, &grid);
        table::draw(&mut flow, &grid, looks);
    }
    flow.signatures(&[
        ("Counted by", take.by.clone().unwrap_or_default()),
        ("Place and date", String::new()),
    ]);
    flow.finish(title)
}
