//! Reports about licenses.

use super::{About, ReportRow, ReportTable, count, left, named, right, sums};
use crate::{
    ids::Kind,
    licenses::{Compliance, ComplianceRow, PublisherRow, Reclaimable},
    table::{Cell, Column},
};
use serde::{Deserialize, Serialize};

/// What a row of the compliance report is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ComplianceBy {
    #[default]
    License,
    Publisher,
}

/// Which of them it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ComplianceShow {
    #[default]
    All,
    /// More is used than bought.
    Over,
    /// Seats are free.
    Unused,
}

/// How the compliance report is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComplianceView {
    pub by: ComplianceBy,
    pub show: ComplianceShow,
}

impl ComplianceShow {
    fn has(self, over: u32, free: u32) -> bool {
        match self {
            ComplianceShow::All => true,
            ComplianceShow::Over => over > 0,
            ComplianceShow::Unused => free > 0,
        }
    }
}

/// Seats bought against used.
pub fn compliance(report: &Compliance, view: ComplianceView) -> ReportTable {
    match view.by {
        ComplianceBy::License => by_license(report, view.show),
        ComplianceBy::Publisher => by_publisher(report, view.show),
    }
}

fn bought(seats: Option<u32>) -> Cell {
    seats.map_or_else(|| Cell::text("Unlimited"), count)
}

fn counted() -> [Column; 4] {
    [right("bought", "Bought"), right("used", "Used"), right("free", "Free"), right("over", "Over")]
}

/// Bought, used, free and over of all rows; what was bought is not known where one of them is unlimited.
fn total(rows: impl Iterator<Item = (Option<u32>, u32, u32, u32)>) -> [Cell; 4] {
    let add = |sum: Option<u32>, seats: Option<u32>| Some(sum?.saturating_add(seats?));
    let (all, used, free, over) = rows.fold((Some(0_u32), 0_u32, 0_u32, 0_u32), |sum, row| {
        (
            add(sum.0, row.0),
            sum.1.saturating_add(row.1),
            sum.2.saturating_add(row.2),
            sum.3.saturating_add(row.3),
        )
    });
    [all.map_or(Cell::Empty, count), count(used), count(free), count(over)]
}

fn by_license(report: &Compliance, show: ComplianceShow) -> ReportTable {
    let rows: Vec<&ComplianceRow> =
        report.licenses.iter().filter(|row| show.has(row.over, row.free.unwrap_or(0))).collect();
    let mut columns = vec![left("license", "License"), left("publisher", "Publisher")];
    columns.extend(counted());
    columns.extend([
        right("seat_price", "Seat price"),
        right("unused_cost", "Unused, a year"),
        right("over_cost", "Over, a year"),
        right("over_once", "Over, once"),
        left("once", "Paid once"),
    ]);
    let [all, used, free, over] =
        total(rows.iter().map(|row| (row.bought, row.used, row.free.unwrap_or(0), row.over)));
    let row = |row: &&ComplianceRow| {
        let name = if row.ended { format!("{} (ended)", row.name) } else { row.name.clone() };
        let cells = vec![
            Cell::text(name),
            Cell::text_or_empty(row.publisher.as_deref()),
            bought(row.bought),
            count(row.used),
            row.free.map_or(Cell::Empty, count),
            count(row.over),
            Cell::money(row.seat_price.as_ref()),
            Cell::money(row.unused_cost.as_ref()),
            // A price that is paid once is in no yearly sum.
            Cell::money(row.over_cost.as_ref().filter(|_| !row.once)),
            Cell::money(row.over_cost.as_ref().filter(|_| row.once)),
            if row.once { Cell::YesNo(true) } else { Cell::Empty },
        ];
        ReportRow::about(Kind::License, &row.license_id, cells).bad_if(row.over > 0, &[5, 8, 9])
    };
    let totals = vec![
        Cell::text("Total"),
        Cell::Empty,
        all,
        used,
        free,
        over,
        Cell::Empty,
        sums(&report.unused),
        sums(&report.over),
        sums(&report.over_once),
        Cell::Empty,
    ];
    ReportTable {
        columns,
        totals: if show == ComplianceShow::All { vec![totals] } else { Vec::new() },
        rows: rows.iter().map(row).collect(),
    }
    .without_empty(&["over_once", "once"])
}

fn by_publisher(report: &Compliance, show: ComplianceShow) -> ReportTable {
    let rows: Vec<&PublisherRow> =
        report.publishers.iter().filter(|row| show.has(row.over, row.free)).collect();
    let mut columns = vec![left("publisher", "Publisher"), right("licenses", "Licenses")];
    columns.extend(counted());
    columns.extend([right("unused_cost", "Unused, a year"), right("over_cost", "Over, a year")]);
    let licenses = rows.iter().map(|row| row.licenses).fold(0, u32::saturating_add);
    let [all, used, free, over] = total(rows.iter().map(|row| (row.bought, row.used, row.free, row.over)));
    let row = |row: &&PublisherRow| {
        let cells = vec![
            named(&row.publisher, "No publisher"),
            count(row.licenses),
            bought(row.bought),
            count(row.used),
            count(row.free),
            count(row.over),
            sums(&row.unused_cost),
            sums(&row.over_cost),
        ];
        ReportRow::new(row.publisher.as_str(), cells).bad_if(row.over > 0, &[5, 7])
    };
    let totals = vec![
        Cell::text("Total"),
        count(licenses),
        all,
        used,
        free,
        over,
        sums(&report.unused),
        sums(&report.over),
    ];
    ReportTable {
        columns,
        totals: if show == ComplianceShow::All { vec![totals] } else { Vec::new() },
        rows: rows.iter().map(row).collect(),
    }
}

/// Seats that people who left still hold.
pub fn reclaimable(seats: &[Reclaimable]) -> ReportTable {
    let all = seats.iter().map(|seat| seat.quantity).fold(0, u32::saturating_add);
    let row = |seat: &Reclaimable| ReportRow {
        about: Some(About { kind: Kind::Person, id: seat.person_id.clone() }),
        ..ReportRow::new(
            seat.assignment_id.as_str(),
            vec![
                Cell::text(&seat.person),
                Cell::stored_date(Some(&seat.left_on)),
                Cell::text(&seat.license),
                count(seat.quantity),
                Cell::YesNo(seat.reassignable),
            ],
        )
    };
    ReportTable {
        columns: vec![
            left("person", "Person"),
            left("left_on", "Left on"),
            left("license", "License"),
            right("seats", "Seats"),
            left("reassignable", "Reassignable"),
        ],
        rows: seats.iter().map(row).collect(),
        totals: vec![vec![Cell::text("Total"), Cell::Empty, Cell::Empty, count(all)]],
    }
}
