//! Reports about hardware.

use super::{ReportRow, ReportTable, count, left, named, right, summed, sums};
use crate::{
    dates::Quarter,
    fields::{FieldKind, Fields, choice_label},
    hardware::{
        DeviceInput, DeviceLink, DeviceStatus,
        plan::{
            CoverageGroup, CoverageLine, CustodyLine, CustodyReport, PlanQuarter, PlanReason, PlannedDevice,
            RefreshPlan, WarrantyReport,
        },
    },
    ids::Kind,
    money::Money,
    table::Cell,
    text_enum,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a row of the refresh plan is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RefreshRows {
    #[default]
    Device,
    Model,
}

/// Which devices the coverage report has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WarrantyShow {
    #[default]
    All,
    /// Coverage ends within 90 days.
    Ending,
    Uncovered,
    Covered,
    /// Days before the end that nothing covers.
    Gap,
}

/// Which devices the custody report has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CustodyShow {
    #[default]
    All,
    /// Somebody has it.
    Held,
    /// To be returned before that day.
    Overdue,
    /// Nobody has it.
    Free,
}

fn codes(device: &DeviceLink) -> [Cell; 3] {
    [
        Cell::text(&device.name),
        Cell::code_or_empty(device.asset_tag.as_deref()),
        Cell::code_or_empty(device.serial.as_deref()),
    ]
}

fn text(text: &Option<String>) -> Cell {
    Cell::text_or_empty(text.as_deref())
}

fn date(text: &Option<String>) -> Cell {
    Cell::stored_date(text.as_deref())
}

fn devices(count: usize) -> String {
    if count == 1 { "1 device".to_owned() } else { format!("{count} devices") }
}

/// The overdue ones, then every quarter.
fn parts(plan: &RefreshPlan) -> impl Iterator<Item = &PlanQuarter> {
    std::iter::once(&plan.overdue).chain(&plan.quarters)
}

fn model(device: &PlannedDevice) -> String {
    let parts: Vec<&str> =
        [&device.manufacturer, &device.model].into_iter().filter_map(Option::as_deref).collect();
    parts.join(" ")
}

/// "Q3 2027".
fn quarter(name: &str) -> String {
    match (Quarter::parse(name), name.split_once('-')) {
        (Some(_), Some((year, quarter))) => format!("{quarter} {year}"),
        _ => "Overdue".to_owned(),
    }
}

/// What must be replaced, and when.
pub fn refresh(plan: &RefreshPlan, rows: RefreshRows) -> ReportTable {
    match rows {
        RefreshRows::Device => planned_devices(plan),
        RefreshRows::Model => planned_models(plan),
    }
}

fn planned_devices(plan: &RefreshPlan) -> ReportTable {
    let row = |part: &PlanQuarter, planned: &PlannedDevice| {
        let [name, tag, serial] = codes(&planned.device);
        let why = match planned.reason {
            PlanReason::LifeEnds => "Life ends",
            PlanReason::CoverageEnds => "Coverage ends",
            PlanReason::Moved => "Moved by hand",
        };
        let cells = vec![
            name,
            tag,
            serial,
            text(&planned.category),
            Cell::text(model(planned)),
            text(&planned.holder),
            Cell::text(quarter(&part.quarter)),
            Cell::text(why),
            date(&planned.ends_on),
            Cell::money(planned.cost.as_ref()),
            Cell::money(planned.value.as_ref()),
        ];
        let overdue = std::ptr::eq(part, &raw const plan.overdue);
        ReportRow::about(Kind::Device, &planned.device.id, cells).bad_if(overdue, &[6])
    };
    let rows: Vec<ReportRow> =
        parts(plan).flat_map(|part| part.devices.iter().map(move |device| row(part, device))).collect();
    let total = |first: String, devices: String, cost: &[Money]| {
        let mut cells = vec![Cell::Empty; 11];
        for (place, cell) in [(0, Cell::text(first)), (1, Cell::text(devices)), (9, sums(cost))] {
            if let Some(slot) = cells.get_mut(place) {
                *slot = cell;
            }
        }
        cells
    };
    let years = plan.years.iter();
    let years = years.map(|year| total(year.year.to_string(), devices(year.devices as usize), &year.cost));
    ReportTable {
        columns: vec![
            left("name", "Device"),
            left("asset_tag", "Asset tag"),
            left("serial", "Serial"),
            left("category", "Category"),
            left("model", "Model"),
            left("holder", "Holder"),
            left("quarter", "Quarter"),
            left("reason", "Why"),
            left("ends_on", "Ends"),
            right("cost", "Replacement cost"),
            right("value", "Book value"),
        ],
        totals: years.chain([total("Total".to_owned(), devices(rows.len()), &plan.cost)]).collect(),
        rows,
    }
}

/// What replacing each model costs, the dearest first.
fn planned_models(plan: &RefreshPlan) -> ReportTable {
    /// The devices of a model.
    #[derive(Default)]
    struct Model<'a> {
        costs: Vec<Option<&'a Money>>,
        /// Per currency, largest first.
        sums: Vec<Money>,
    }
    let mut models: BTreeMap<String, Model<'_>> = BTreeMap::new();
    for device in parts(plan).flat_map(|part| &part.devices) {
        models.entry(model(device)).or_default().costs.push(device.cost.as_ref());
    }
    let mut models: Vec<(String, Model<'_>)> = models.into_iter().collect();
    for (_, model) in &mut models {
        model.sums = summed(model.costs.iter().flatten().copied());
    }
    models.sort_by_key(|(_, model)| std::cmp::Reverse(model.sums.first().map_or(0, |money| money.minor)));
    let row = |(name, model): &(String, Model<'_>)| {
        let one = model.costs.first().copied().flatten();
        let one = one.filter(|one| model.costs.iter().all(|cost| *cost == Some(*one)));
        let devices = u32::try_from(model.costs.len()).unwrap_or(u32::MAX);
        let cells = vec![named(name, "No model"), count(devices), Cell::money(one), sums(&model.sums)];
        ReportRow::new(name.as_str(), cells)
    };
    let all: usize = models.iter().map(|(_, model)| model.costs.len()).sum();
    ReportTable {
        columns: vec![
            left("model", "Model"),
            right("devices", "Devices"),
            right("each", "Each"),
            right("cost", "Replacement cost"),
        ],
        rows: models.iter().map(row).collect(),
        totals: vec![vec![
            Cell::text("Total"),
            count(u32::try_from(all).unwrap_or(u32::MAX)),
            Cell::Empty,
            sums(&plan.cost),
        ]],
    }
}

/// An end of coverage that is near, in days.
const NEAR: i32 = 90;

/// How well devices are covered.
pub fn warranty(report: &WarrantyReport, show: WarrantyShow) -> ReportTable {
    let near = |line: &CoverageLine| line.covered_today && line.days_left.is_some_and(|days| days <= NEAR);
    let shown = |line: &&CoverageLine| match show {
        WarrantyShow::All => true,
        WarrantyShow::Ending => near(line),
        WarrantyShow::Uncovered => !line.covered_today,
        WarrantyShow::Covered => line.covered_today,
        WarrantyShow::Gap => line.gap.is_some(),
    };
    let row = |line: &CoverageLine| {
        let [name, tag, serial] = codes(&line.device);
        let until = match line.covered_until.as_deref() {
            Some("lifetime") => Cell::text("Lifetime"),
            until => Cell::stored_date(until),
        };
        let gap = line.gap.as_ref();
        let cells = vec![
            name,
            tag,
            serial,
            text(&line.category),
            text(&line.manufacturer),
            text(&line.holder),
            Cell::YesNo(line.covered_today),
            until,
            line.days_left.map_or(Cell::Empty, |days| Cell::Whole(i64::from(days))),
            Cell::stored_date(gap.map(|(first, _)| first.as_str())),
            Cell::stored_date(gap.map(|(_, last)| last.as_str())),
        ];
        ReportRow::about(Kind::Device, &line.device.id, cells).bad_if(!line.covered_today, &[6])
    };
    ReportTable {
        columns: vec![
            left("name", "Device"),
            left("asset_tag", "Asset tag"),
            left("serial", "Serial"),
            left("category", "Category"),
            left("manufacturer", "Manufacturer"),
            left("holder", "Holder"),
            left("covered_today", "Covered"),
            left("covered_until", "Covered until"),
            right("days_left", "Days left"),
            left("gap_from", "Gap from"),
            left("gap_to", "Gap to"),
        ],
        rows: report.devices.iter().filter(shown).map(row).collect(),
        totals: Vec::new(),
    }
    .without_empty(&["gap_from", "gap_to"])
}

/// How groups of devices are covered; `heading` says what makes a group.
pub fn coverage(groups: &[CoverageGroup], heading: &str) -> ReportTable {
    let row = |group: &CoverageGroup| {
        let counts = [group.devices, group.covered, group.ending, group.ended, group.never].map(count);
        let name = named(&group.name, "None");
        ReportRow::new(group.name.as_str(), [name].into_iter().chain(counts).collect())
    };
    ReportTable {
        columns: vec![
            left("group", heading),
            right("devices", "Devices"),
            right("covered", "Covered"),
            right("ending", "Ends within 90 days"),
            right("ended", "Ended"),
            right("never", "Never covered"),
        ],
        rows: groups.iter().map(row).collect(),
        totals: Vec::new(),
    }
}

/// Whose a device is, and where.
pub fn custody(report: &CustodyReport, show: CustodyShow) -> ReportTable {
    let overdue = |line: &CustodyLine| line.return_by.as_ref().is_some_and(|day| *day < report.on);
    let shown = |line: &&CustodyLine| match show {
        CustodyShow::All => true,
        CustodyShow::Held => line.holder_id.is_some(),
        CustodyShow::Overdue => overdue(line),
        CustodyShow::Free => line.holder_id.is_none(),
    };
    let row = |line: &CustodyLine| {
        let [name, tag, serial] = codes(&line.device);
        let cells = vec![
            name,
            tag,
            serial,
            text(&line.category),
            Cell::text(line.holder.as_deref().unwrap_or("Nobody")),
            text(&line.department),
            text(&line.location),
            Cell::text(status(line.status)),
            Cell::stored_date(Some(&line.since)),
            date(&line.return_by),
        ];
        ReportRow::about(Kind::Device, &line.device.id, cells).bad_if(overdue(line), &[9])
    };
    ReportTable {
        columns: vec![
            left("name", "Device"),
            left("asset_tag", "Asset tag"),
            left("serial", "Serial"),
            left("category", "Category"),
            left("holder", "Holder"),
            left("department", "Department"),
            left("location", "Location"),
            left("status", "Status"),
            left("since", "Since"),
            left("return_by", "Return by"),
        ],
        rows: report.lines.iter().filter(shown).map(row).collect(),
        totals: Vec::new(),
    }
}

/// A status in the words of the list of fields.
fn status(status: DeviceStatus) -> String {
    let word = text_enum::word(&status);
    DeviceInput::FIELDS
        .iter()
        .find_map(|field| match field.kind {
            FieldKind::Choice(choices) if field.name == "status" => Some(choice_label(choices, &word)),
            _ => None,
        })
        .unwrap_or(word)
}
