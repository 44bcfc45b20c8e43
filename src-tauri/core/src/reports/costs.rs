//! Reports about money.

use super::{About, ReportRow, ReportTable, left, named, right, summed, sums};
use crate::{
    cost::{BudgetLine, BudgetYear, CostLine, CostSums, Forecast, Spend, VendorSpend},
    ids::Kind,
    money::Money,
    table::{Align, Cell, Column},
    text_enum,
};
use serde::{Deserialize, Serialize};

const NO_VENDOR: &str = "No vendor";
const NO_CATEGORY: &str = "No category";
const TOTAL: &str = "Total";

/// What the lines of a forecast are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ForecastBy {
    #[default]
    Month,
    Vendor,
    Category,
}

/// The renewal forecast; with the renewals at a price that rose by `rise`, in hundredths of a percent.
pub fn forecast(forecast: &Forecast, by: ForecastBy, rise: Option<i32>) -> ReportTable {
    let cells = |first: Cell, of: &CostSums| {
        let assumed = rise.map(|_| sums(&of.assumed));
        [first, sums(&of.committed), sums(&of.expected)]
            .into_iter()
            .chain(assumed)
            .chain([sums(&of.total)])
            .collect()
    };
    let first = match by {
        ForecastBy::Month => left("month", "Month"),
        ForecastBy::Vendor => left("vendor", "Vendor"),
        ForecastBy::Category => left("category", "Category"),
    };
    let mut columns = vec![first, right("committed", "Committed"), right("expected", "Expected renewals")];
    if let Some(rise) = rise {
        let percent = crate::words::percent(i64::from(rise));
        let heading = match rise {
            0 => "Renewals".to_owned(),
            1.. => format!("Renewals at +{percent}"),
            _ => format!("Renewals at {percent}"),
        };
        columns.push(Column { name: "assumed".to_owned(), heading, align: Align::Right });
    }
    columns.push(right("total", TOTAL));
    let groups = match by {
        ForecastBy::Vendor => (&forecast.vendors, NO_VENDOR, true),
        _ => (&forecast.categories, NO_CATEGORY, false),
    };
    let rows = match by {
        ForecastBy::Month if forecast.sums.total.is_empty() => Vec::new(),
        ForecastBy::Month => {
            let row = |month: &crate::cost::ForecastMonth| {
                ReportRow::new(month.month.as_str(), cells(Cell::Month(month.month.clone()), &month.sums))
            };
            forecast.months.iter().map(row).collect()
        }
        ForecastBy::Vendor | ForecastBy::Category => {
            let (groups, none, of_vendors) = groups;
            let row = |(place, group): (usize, &crate::cost::CostGroup)| ReportRow {
                about: group.id.clone().filter(|_| of_vendors).map(|id| About { kind: Kind::Vendor, id }),
                ..ReportRow::new(
                    group.id.clone().unwrap_or_else(|| format!("{}-{place}", group.name)),
                    cells(named(&group.name, none), &group.sums),
                )
            };
            groups.iter().enumerate().map(row).collect()
        }
    };
    ReportTable { columns, rows, totals: vec![cells(Cell::text(TOTAL), &forecast.sums)] }
}

/// Every single amount behind a forecast.
pub fn cost_lines(lines: &[CostLine]) -> ReportTable {
    let row = |(place, line): (usize, &CostLine)| ReportRow {
        key: format!("{}-{}-{place}", line.id, line.on),
        ..ReportRow::about(
            line.kind,
            &line.id,
            vec![
                Cell::stored_date(Some(&line.on)),
                Cell::text(line.kind.as_str()),
                Cell::code(&line.id),
                Cell::text(&line.name),
                Cell::text_or_empty(line.vendor.as_deref()),
                Cell::text_or_empty(line.category.as_deref()),
                Cell::text(text_enum::word(&line.certainty)),
                Cell::Money(line.amount.clone()),
                Cell::Money(line.assumed.clone()),
            ],
        )
    };
    ReportTable {
        columns: vec![
            right("date", "Date"),
            left("kind", "Kind"),
            left("id", "Id"),
            left("name", "Name"),
            left("vendor", "Vendor"),
            left("category", "Category"),
            left("certainty", "Certainty"),
            right("amount", "Today"),
            right("assumed", "Amount"),
        ],
        rows: lines.iter().enumerate().map(row).collect(),
        totals: Vec::new(),
    }
}

/// What is paid to each vendor.
pub fn spend(spend: &Spend) -> ReportTable {
    let row = |row: &VendorSpend| ReportRow {
        about: row.vendor_id.clone().map(|id| About { kind: Kind::Vendor, id }),
        ..ReportRow::new(
            row.vendor_id.as_deref().unwrap_or("none"),
            vec![
                named(&row.vendor, NO_VENDOR),
                sums(&row.licenses),
                sums(&row.contracts),
                sums(&row.hardware),
                sums(&row.total),
                sums(&row.expected),
            ],
        )
    };
    let all = |of: fn(&VendorSpend) -> &Vec<Money>| sums(&summed(spend.vendors.iter().flat_map(of)));
    ReportTable {
        columns: vec![
            left("vendor", "Vendor"),
            right("licenses", "Licenses"),
            right("contracts", "Contracts"),
            right("hardware", "Hardware"),
            right("total", TOTAL),
            right("expected", "Expected part"),
        ],
        rows: spend.vendors.iter().map(row).collect(),
        totals: vec![vec![
            Cell::text(TOTAL),
            all(|row| &row.licenses),
            all(|row| &row.contracts),
            all(|row| &row.hardware),
            sums(&spend.total),
            sums(&spend.expected),
        ]],
    }
}

/// The budgets of a fiscal year beside what is paid from them.
pub fn budget(year: &BudgetYear) -> ReportTable {
    let row = |line: &BudgetLine| {
        let cells = vec![
            named(line.category.as_deref().unwrap_or_default(), "Everything else"),
            Cell::Money(line.planned.clone()),
            Cell::Money(line.actual.clone()),
            Cell::Money(line.ahead.clone()),
            Cell::Money(line.left.clone()),
            Cell::text_or_empty(line.notes.as_deref()),
        ];
        ReportRow::new(line.id.as_str(), cells).bad_if(line.left.minor < 0, &[4])
    };
    let all = |of: fn(&BudgetLine) -> &Money| sums(&summed(year.lines.iter().map(of)));
    ReportTable {
        columns: vec![
            left("category", "Category"),
            right("planned", "Planned"),
            right("actual", "Billed so far"),
            right("ahead", "Still to come"),
            right("left", "Left"),
            left("notes", "Notes"),
        ],
        rows: year.lines.iter().map(row).collect(),
        totals: vec![vec![
            Cell::text(TOTAL),
            all(|line| &line.planned),
            all(|line| &line.actual),
            all(|line| &line.ahead),
            all(|line| &line.left),
        ]],
    }
}
