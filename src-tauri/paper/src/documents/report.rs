//! A report: key figures, a chart when there is something to compare, and a table over as many pages as it needs.

use crate::{
    Pdf,
    flow::{ACCENT, Flow, LABEL, NOTE, QUIET, SMALL},
    page::Mark,
    stationery::Stationery,
    table::{self, Grid, Looks},
    text::{Colour, Figures, Side},
};
use holdfast_core::{Result, table::Table};

/// A table and what stands around it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    pub title: String,
    /// What it covers and as of when.
    pub subtitle: String,
    /// Labelled key figures, already written out.
    pub figures: Vec<(String, String)>,
    pub chart: Option<Chart>,
    pub table: Table,
    /// How the figures came about: rates, assumptions, what is left out. One paragraph a line.
    pub notes: String,
}

/// Bars below each other, each of one or several stacked parts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    pub title: String,
    /// What the parts are called; empty when there is but one.
    pub series: Vec<String>,
    pub bars: Vec<Bar>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bar {
    pub label: String,
    /// One for each of the series. Only their proportions count; below zero is zero.
    pub parts: Vec<f64>,
    /// The sum as people read it.
    pub value: String,
}

/// Colours of the series; they also read in grey.
const SERIES: [Colour; 4] = [ACCENT, Colour(90, 143, 199), Colour(214, 154, 58), Colour(154, 166, 165)];

/// The report, on its side when its columns need the width.
///
/// # Errors
/// When the PDF cannot be made.
pub fn table_report(report: &Report, stationery: &Stationery) -> Result<Pdf> {
    let grid = Grid::of(&report.table, stationery).without_empty_columns();
    let mut upright = Flow::new(stationery, false);
    let natural = table::natural_width(&mut upright, &grid, Looks { size: SMALL.size });
    let landscape = natural > upright.width() * 1.1;
    let mut flow = if landscape { Flow::new(stationery, true) } else { upright };
    let looks = Looks::fitting(&mut flow, &grid);
    flow.title(&report.title, &report.subtitle);
    flow.figures(&report.figures);
    if let Some(chart) = &report.chart {
        draw_chart(&mut flow, chart);
    }
    if report.table.rows.is_empty() {
        flow.paragraph("There is nothing to list.", NOTE);
    } else {
        table::draw(&mut flow, &grid, looks);
    }
    for paragraph in report.notes.lines() {
        flow.paragraph(paragraph, NOTE);
        flow.space(3.0);
    }
    flow.finish(&report.title)
}

fn draw_chart(flow: &mut Flow<'_>, chart: &Chart) {
    const ROW: f32 = 15.0;
    const BAR: f32 = 9.0;
    let sum = |bar: &Bar| bar.parts.iter().map(|part| known(*part)).sum::<f64>();
    let most = chart.bars.iter().map(sum).fold(0.0, f64::max);
    if most <= 0.0 {
        return;
    }
    if !chart.title.is_empty() {
        flow.section(&chart.title, "");
    }
    legend(flow, chart);
    let (left, width) = (flow.left(), flow.width());
    let widest = |flow: &mut Flow<'_>, text: &dyn Fn(&Bar) -> String, style, cap: f32| {
        let widths: Vec<f32> = chart.bars.iter().map(|bar| flow.setter.widths(&text(bar), style).1).collect();
        widths.into_iter().fold(0.0, f32::max).min(cap)
    };
    let value_style = LABEL.figures(Figures::Tabular);
    let label_width = widest(flow, &|bar| bar.label.clone(), LABEL, width * 0.3);
    let value_width = widest(flow, &|bar| bar.value.clone(), value_style, width * 0.25);
    let room = (width - label_width - value_width - 20.0).max(10.0);
    for bar in &chart.bars {
        flow.keep(ROW);
        let y = flow.y();
        let label = flow.setter.line(&bar.label, LABEL, label_width, Side::Left);
        let value = flow.setter.line(&bar.value, value_style, value_width, Side::Right);
        let middle = |height: f32| y + (ROW - height) / 2.0;
        let (label_y, value_y) = (middle(label.height()), middle(value.height()));
        flow.put(&label, left, label_y);
        flow.put(&value, left + width - value_width, value_y);
        let mut x = left + label_width + 10.0;
        for (part, colour) in bar.parts.iter().zip(SERIES.iter().cycle()) {
            let long = (known(*part) / most) as f32 * room;
            if long > 0.0 {
                flow.mark(Mark::area(x, middle(BAR), long, BAR, *colour));
            }
            x += long;
        }
        flow.go_to(y + ROW);
    }
    flow.space(12.0);
}

fn known(part: f64) -> f64 {
    if part.is_finite() { part.max(0.0) } else { 0.0 }
}

fn legend(flow: &mut Flow<'_>, chart: &Chart) {
    if chart.series.len() < 2 {
        return;
    }
    let (mut x, y) = (flow.left(), flow.y());
    let mut height = 0.0_f32;
    for (name, colour) in chart.series.iter().zip(SERIES.iter().cycle()) {
        let name = flow.setter.line(name, crate::text::Style { colour: QUIET, ..LABEL }, 120.0, Side::Left);
        flow.mark(Mark::area(x, y + (name.height() - 7.0) / 2.0, 7.0, 7.0, *colour));
        flow.put(&name, x + 11.0, y);
        x += 11.0 + name.width() + 16.0;
        height = height.max(name.height());
    }
    flow.space(height + 4.0);
}
