//! What the tables of reports show.

use super::*;
use crate::{
    cost::{CostGroup, CostSums, Forecast, ForecastMonth},
    hardware::{
        DeviceLink, DeviceStatus,
        plan::{
            CoverageGroup, CoverageLine, CustodyLine, CustodyReport, PlanBy, PlanQuarter, PlanReason,
            PlannedDevice, RefreshPlan, WarrantyReport,
        },
    },
};

fn euros(minor: i64) -> Money {
    Money::new(minor, "EUR")
}

fn plain(table: &ReportTable) -> Vec<String> {
    table.rows.iter().map(|row| row.cells.iter().map(Cell::plain).collect::<Vec<_>>().join("|")).collect()
}

fn names(table: &ReportTable) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

fn link(id: &str) -> DeviceLink {
    DeviceLink { id: id.to_owned(), name: id.to_owned(), asset_tag: None, serial: None }
}

#[test]
fn a_forecast_has_every_month_and_a_column_for_a_rise_where_one_is_asked_for() {
    let sums = |total: &[Money]| CostSums {
        committed: total.to_vec(),
        total: total.to_vec(),
        ..CostSums::default()
    };
    let month = |month: &str, total: &[Money]| ForecastMonth { month: month.to_owned(), sums: sums(total) };
    let group = CostGroup { id: None, name: String::new(), sums: sums(&[euros(5)]) };
    let data = Forecast {
        months: vec![month("2026-11", &[]), month("2026-12", &[euros(5)])],
        vendors: vec![group.clone(), CostGroup { id: Some("v1".into()), name: "Contoso".into(), ..group }],
        categories: Vec::new(),
        sums: sums(&[euros(5)]),
        converted: None,
        undated: Vec::new(),
        renewal_assumed: Vec::new(),
        unseated: Vec::new(),
    };
    let table = forecast(&data, ForecastBy::Month, None);
    assert_eq!(plain(&table), ["2026-11|||", "2026-12|0.05 EUR||0.05 EUR"]);
    assert_eq!(names(&table), ["month", "committed", "expected", "total"]);
    let table = forecast(&data, ForecastBy::Month, Some(550));
    assert_eq!(table.columns[3].heading, "Renewals at +5.5 %");
    assert!(table.rows.iter().chain([]).all(|row| row.cells.len() == table.columns.len()));
    let table = forecast(&data, ForecastBy::Vendor, None);
    assert_eq!(plain(&table), ["No vendor|0.05 EUR||0.05 EUR", "Contoso|0.05 EUR||0.05 EUR"]);
    let opens: Vec<Option<&str>> =
        table.rows.iter().map(|row| row.about.as_ref().map(|about| about.id.as_str())).collect();
    assert_eq!(opens, [None, Some("v1")], "a vendor opens, none does not");
}

#[test]
fn models_stand_with_the_dearest_first_and_a_price_only_where_all_have_the_same() {
    let planned = |id: &str, model: &str, cost: Option<i64>| PlannedDevice {
        device: link(id),
        category: None,
        manufacturer: Some("Contoso".into()),
        model: Some(model.into()),
        holder: None,
        status: DeviceStatus::InUse,
        reason: PlanReason::LifeEnds,
        ends_on: Some("2027-03-01".into()),
        cost: cost.map(euros),
        value: None,
    };
    let quarter = |quarter: &str, devices| PlanQuarter {
        quarter: quarter.into(),
        year: 2027,
        devices,
        cost: Vec::new(),
        unpriced: 0,
    };
    let plan = RefreshPlan {
        as_of: "2026-11-22".into(),
        by: PlanBy::Life,
        overdue: quarter("overdue", vec![planned("a", "One", Some(100))]),
        quarters: vec![quarter(
            "2027-Q1",
            vec![planned("b", "One", Some(100)), planned("c", "Two", Some(900)), planned("d", "Two", None)],
        )],
        years: Vec::new(),
        cost: vec![euros(1100)],
        later: 0,
        undated: 0,
    };
    assert_eq!(
        plain(&refresh(&plan, RefreshRows::Model)),
        ["Contoso Two|2||9.00 EUR", "Contoso One|2|1.00 EUR|2.00 EUR"]
    );
    let table = refresh(&plan, RefreshRows::Device);
    let quarters: Vec<String> = table.rows.iter().map(|row| row.cells[6].plain()).collect();
    assert_eq!(quarters, ["Overdue", "Q1 2027", "Q1 2027", "Q1 2027"]);
    assert_eq!(table.rows.iter().map(|row| row.bad.len()).collect::<Vec<_>>(), [1, 0, 0, 0]);
    assert!(table.totals.iter().all(|total| total.len() == table.columns.len()));
}

#[test]
fn coverage_has_columns_for_a_gap_only_where_there_is_one() {
    let line = |id: &str, until: Option<&str>, days: Option<i32>, gap: Option<(&str, &str)>| CoverageLine {
        device: link(id),
        category: None,
        manufacturer: None,
        holder: None,
        covered_until: until.map(str::to_owned),
        gap: gap.map(|(first, last)| (first.to_owned(), last.to_owned())),
        covered_today: days.is_none_or(|days| days >= 0) && until.is_some(),
        days_left: days,
    };
    let mut report = WarrantyReport {
        as_of: "2026-11-22".into(),
        all: CoverageGroup::default(),
        categories: Vec::new(),
        manufacturers: Vec::new(),
        devices: vec![
            line("life", Some("lifetime"), None, None),
            line("near", Some("2027-01-01"), Some(40), None),
            line("past", Some("2026-01-01"), Some(-325), None),
        ],
    };
    let shown = |report: &WarrantyReport, show| {
        warranty(report, show).rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&report, WarrantyShow::Ending), ["near"]);
    assert_eq!(shown(&report, WarrantyShow::Uncovered), ["past"]);
    assert_eq!(shown(&report, WarrantyShow::Covered), ["life", "near"]);
    let table = warranty(&report, WarrantyShow::All);
    assert_eq!(table.rows[0].cells[7], Cell::text("Lifetime"));
    assert!(!names(&table).contains(&"gap_from"));
    report.devices.push(line("gap", Some("2028-01-01"), Some(400), Some(("2027-01-01", "2027-02-01"))));
    assert!(names(&warranty(&report, WarrantyShow::All)).ends_with(&["gap_from", "gap_to"]));
    assert_eq!(shown(&report, WarrantyShow::Gap), ["gap"]);
}

#[test]
fn custody_says_who_is_late() {
    let line = |id: &str, holder: Option<&str>, back: Option<&str>| CustodyLine {
        device: link(id),
        category: None,
        status: DeviceStatus::InStock,
        holder_id: holder.map(str::to_owned),
        holder: holder.map(str::to_owned),
        department: None,
        location: None,
        since: "2026-01-01".into(),
        return_by: back.map(str::to_owned),
    };
    let lines = vec![
        line("a", Some("Ada"), Some("2026-11-21")),
        line("b", Some("Ben"), Some("2026-11-22")),
        line("c", None, None),
    ];
    let report = CustodyReport { on: "2026-11-22".into(), lines, held: 2, lent: 2 };
    let shown = |show| custody(&report, show).rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
    assert_eq!(shown(CustodyShow::Overdue), ["a"]);
    assert_eq!(shown(CustodyShow::Held), ["a", "b"]);
    let free = custody(&report, CustodyShow::Free);
    assert_eq!(
        (free.rows[0].cells[4].plain(), free.rows[0].cells[7].plain()),
        ("Nobody".into(), "In stock".into())
    );
}

fn money(minor: i64, currency: &str) -> Money {
    Money::new(minor, currency)
}

fn report() -> ReportTable {
    let sums = |all: &[(i64, &str)]| Cell::Sums(all.iter().map(|(minor, of)| money(*minor, of)).collect());
    ReportTable {
        columns: vec![
            left("vendor", "Vendor"),
            right("devices", "Devices"),
            right("paid", "Paid"),
            right("ahead", "Ahead"),
        ],
        rows: vec![
            ReportRow::new(
                "1",
                vec![
                    Cell::text("Contoso"),
                    Cell::Whole(3),
                    sums(&[(1200, "EUR"), (50, "JPY")]),
                    sums(&[(50, "JPY")]),
                ],
            ),
            ReportRow::new(
                "2",
                vec![Cell::text("Fabrikam"), Cell::Whole(1), sums(&[(-5, "EUR")]), Cell::Empty],
            ),
            ReportRow::new("3", vec![Cell::text("Nobody"), Cell::Empty, Cell::Empty, Cell::Empty]),
        ],
        totals: vec![vec![
            Cell::text("Total"),
            Cell::Whole(4),
            sums(&[(1195, "EUR"), (50, "JPY")]),
            Cell::Empty,
        ]],
    }
}

#[test]
fn a_file_has_a_line_for_each_currency_and_counts_once() {
    let table = report().table("Spend");
    let plain = |cells: &Vec<Cell>| cells.iter().map(Cell::plain).collect::<Vec<_>>().join("|");
    assert_eq!(
        table.rows.iter().map(plain).collect::<Vec<_>>(),
        ["Contoso|3|12.00 EUR|", "Contoso||50 JPY|50 JPY", "Fabrikam|1|-0.05 EUR|", "Nobody|||"]
    );
    assert_eq!(table.totals.iter().map(plain).collect::<Vec<_>>(), ["Total|4|11.95 EUR|", "Total||50 JPY|"]);
}

#[test]
fn a_program_gets_plain_decimals_and_their_currency() {
    let (names, lines) = report().lines();
    assert_eq!(names, ["vendor", "devices", "paid", "ahead", "currency"]);
    let lines: Vec<String> = lines.iter().map(|line| line.join("|")).collect();
    assert_eq!(
        lines,
        ["Contoso|3|12.00|0.00|EUR", "Contoso||50|50|JPY", "Fabrikam|1|-0.05||EUR", "Nobody||||"]
    );
}

#[test]
fn only_named_columns_without_content_go() {
    let mut report = report();
    report.rows.truncate(3);
    for row in &mut report.rows {
        row.cells[1] = Cell::Empty;
    }
    let report = report.without_empty(&["devices", "paid", "unknown"]);
    let names: Vec<&str> = report.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["vendor", "paid", "ahead"]);
    assert!(report.rows.iter().all(|row| row.cells.len() == 3) && report.totals[0].len() == 3);
}
