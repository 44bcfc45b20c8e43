//! `holdfast report refresh`, `warranty` and `custody`: what must be replaced, what is covered, who has what.

use super::{answer, printed};
use crate::{
    Outcome,
    args::{Custody, Refresh, Warranty},
    context::Context,
    output,
    sheet::Width,
};
use anyhow::Result;
use holdfast_core::{
    hardware::plan::{self, CustodyReport, PlanQuery, RefreshPlan, WarrantyReport},
    people,
    reports::{self, CustodyShow, RefreshRows, ReportTable, WarrantyShow},
};

pub async fn refresh(context: &Context, args: &Refresh) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let query = PlanQuery { by: args.by.into(), years: args.years, category: args.category.clone() };
    let report = plan::refresh(&mut conn, &query, context.now.today).await?;
    drop(conn);
    db.close().await;
    let table = reports::refresh(&report, RefreshRows::Device);
    answer(context, args.csv, &report, &table, |table| refresh_text(&report, table))
}

fn refresh_text(report: &RefreshPlan, table: &ReportTable) -> String {
    let columns = [
        ("quarter", Width::Whole),
        ("asset_tag", Width::Whole),
        ("name", Width::Leads),
        ("holder", Width::Shrinks),
        ("ends_on", Width::Whole),
        ("cost", Width::Whole),
    ];
    let devices = |count: u32| output::count(count, "device", "devices");
    let planned = table.rows.len() as u64;
    let mut text = format!(
        "{} to replace (as of {})\n\n{}",
        output::count(planned, "device", "devices"),
        output::date(Some(&report.as_of)),
        printed(table, &columns)
    );
    let unpriced = report.years.iter().map(|year| year.unpriced).fold(0, u32::saturating_add);
    if unpriced > 0 {
        text.push_str(&format!("\nNot in the cost, for want of a price: {}\n", devices(unpriced)));
    }
    if report.later > 0 {
        text.push_str(&format!("\nLater: {}\n", devices(report.later)));
    }
    if report.undated > 0 {
        let count = devices(report.undated);
        text.push_str(&format!(
            "\nNo end is known of {count}: enter a purchase date and an expected life.\n"
        ));
    }
    text
}

pub async fn warranty(context: &Context, args: &Warranty) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let report = plan::warranty(&mut conn, context.now.today).await?;
    drop(conn);
    db.close().await;
    let table = reports::warranty(&report, WarrantyShow::All);
    answer(context, args.csv, &report, &table, |_| warranty_text(&report))
}

fn warranty_text(report: &WarrantyReport) -> String {
    let groups = |groups, heading| {
        let columns = [
            ("group", Width::Leads),
            ("devices", Width::Whole),
            ("covered", Width::Whole),
            ("ending", Width::Whole),
            ("ended", Width::Whole),
            ("never", Width::Whole),
        ];
        printed(&reports::coverage(groups, heading), &columns)
    };
    let all = &report.all;
    let mut text = format!(
        "{} of {} covered (as of {}); {} end within 90 days\n\n{}\n{}",
        all.covered,
        output::count(all.devices, "device", "devices"),
        output::date(Some(&report.as_of)),
        all.ending,
        groups(&report.categories, "Category"),
        groups(&report.manufacturers, "Manufacturer"),
    );
    let parts = [(WarrantyShow::Uncovered, "Not covered today"), (WarrantyShow::Gap, "Covered with a gap")];
    for (show, title) in parts {
        let table = reports::warranty(report, show);
        let columns = [
            ("asset_tag", Width::Whole),
            ("name", Width::Leads),
            ("holder", Width::Shrinks),
            ("gap_from", Width::Whole),
            ("gap_to", Width::Whole),
            ("covered_until", Width::Whole),
            ("days_left", Width::Whole),
        ];
        if !table.rows.is_empty() {
            text.push_str(&format!("\n{title}\n\n{}", printed(&table, &columns)));
        }
    }
    text
}

pub async fn custody(context: &Context, args: &Custody) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let person = match &args.person {
        Some(person) => Some(people::resolve(&mut conn, person).await?.id),
        None => None,
    };
    let day = args.on.unwrap_or(context.now.today);
    let report = plan::custody(&mut conn, day, person.as_deref()).await?;
    drop(conn);
    db.close().await;
    let table = reports::custody(&report, CustodyShow::All);
    answer(context, args.csv, &report, &table, |table| custody_text(&report, table))
}

fn custody_text(report: &CustodyReport, table: &ReportTable) -> String {
    let columns = [
        ("holder", Width::Shrinks),
        ("asset_tag", Width::Whole),
        ("name", Width::Leads),
        ("location", Width::Shrinks),
        ("since", Width::Whole),
        ("return_by", Width::Whole),
    ];
    format!(
        "{} of {} with somebody on {}; {} lent\n\n{}",
        report.held,
        output::count(report.lines.len() as u64, "device", "devices"),
        output::date(Some(&report.on)),
        report.lent,
        printed(table, &columns)
    )
}
