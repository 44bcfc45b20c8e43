//! `holdfast report refresh`, `warranty` and `custody`: what must be replaced, what is covered, who has what.

use super::{plain, sums};
use crate::{
    Outcome,
    args::{Custody, Refresh, Warranty},
    context::Context,
    output::{self, Align, Csv, Table},
};
use anyhow::Result;
use holdfast_core::{
    hardware::{
        DeviceLink,
        plan::{self, CoverageGroup, CustodyReport, PlanQuery, PlanReason, RefreshPlan, WarrantyReport},
    },
    people,
};

pub async fn refresh(context: &Context, args: &Refresh) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let query = PlanQuery { by: args.by.into(), years: args.years, category: args.category.clone() };
    let report = plan::refresh(&mut conn, &query, context.now.today).await?;
    drop(conn);
    db.close().await;
    if context.json {
        output::print_json(&report)?;
    } else if args.csv {
        output::print_exact(&refresh_csv(&report))?;
    } else {
        output::print(&refresh_text(&report))?;
    }
    Ok(Outcome::Done)
}

fn codes(device: &DeviceLink) -> [String; 3] {
    [
        device.asset_tag.clone().unwrap_or_default(),
        device.name.clone(),
        device.serial.clone().unwrap_or_default(),
    ]
}

fn reason(reason: PlanReason) -> &'static str {
    match reason {
        PlanReason::LifeEnds => "life ends",
        PlanReason::CoverageEnds => "coverage ends",
        PlanReason::Moved => "moved there",
    }
}

fn refresh_csv(report: &RefreshPlan) -> String {
    let mut csv = Csv::new(&[
        "quarter",
        "asset_tag",
        "name",
        "serial",
        "category",
        "holder",
        "reason",
        "ends_on",
        "cost",
        "value",
        "currency",
    ]);
    for quarter in std::iter::once(&report.overdue).chain(&report.quarters) {
        for planned in &quarter.devices {
            let [tag, name, serial] = codes(&planned.device);
            let money = planned.cost.as_ref().or(planned.value.as_ref());
            csv.row(&[
                quarter.quarter.clone(),
                tag,
                name,
                serial,
                planned.category.clone().unwrap_or_default(),
                planned.holder.clone().unwrap_or_default(),
                reason(planned.reason).to_owned(),
                planned.ends_on.clone().unwrap_or_default(),
                planned.cost.as_ref().map(plain).unwrap_or_default(),
                planned.value.as_ref().map(plain).unwrap_or_default(),
                money.map(|money| money.currency.clone()).unwrap_or_default(),
            ]);
        }
    }
    csv.finish()
}

fn refresh_text(report: &RefreshPlan) -> String {
    let mut years = Table::new()
        .column("Year", Align::Left)
        .column("Devices", Align::Right)
        .column("Cost", Align::Right)
        .column("Without a price", Align::Right);
    for year in &report.years {
        let unpriced = if year.unpriced > 0 { year.unpriced.to_string() } else { String::new() };
        years.row(vec![year.year.to_string(), year.devices.to_string(), sums(&year.cost), unpriced]);
    }
    let mut table = Table::new()
        .column("Quarter", Align::Left)
        .column("Tag", Align::Left)
        .leading("Device")
        .shrinking("Holder")
        .column("Ends", Align::Right)
        .column("", Align::Left)
        .column("Cost", Align::Right);
    let mut devices = 0_u64;
    for quarter in std::iter::once(&report.overdue).chain(&report.quarters) {
        for planned in &quarter.devices {
            let [tag, name, _] = codes(&planned.device);
            devices += 1;
            table.row(vec![
                quarter.quarter.clone(),
                tag,
                name,
                planned.holder.clone().unwrap_or_default(),
                output::date(planned.ends_on.as_deref()),
                if planned.reason == PlanReason::Moved { "moved".to_owned() } else { String::new() },
                planned.cost.as_ref().map(output::money).unwrap_or_default(),
            ]);
        }
    }
    let mut text = format!(
        "{} to replace (as of {})\n\n{}",
        output::count(devices, "device", "devices"),
        output::date(Some(&report.as_of)),
        years.render()
    );
    if devices > 0 {
        text.push_str(&format!("\n{}", table.render()));
    }
    if report.later > 0 {
        text.push_str(&format!("\nLater: {}\n", output::count(report.later, "device", "devices")));
    }
    if report.undated > 0 {
        let count = output::count(report.undated, "device", "devices");
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
    if context.json {
        output::print_json(&report)?;
    } else if args.csv {
        output::print_exact(&warranty_csv(&report))?;
    } else {
        output::print(&warranty_text(&report))?;
    }
    Ok(Outcome::Done)
}

fn warranty_csv(report: &WarrantyReport) -> String {
    let mut csv = Csv::new(&[
        "asset_tag",
        "name",
        "serial",
        "category",
        "manufacturer",
        "holder",
        "covered_until",
        "covered_today",
        "days_left",
        "gap_from",
        "gap_to",
    ]);
    for line in &report.devices {
        let [tag, name, serial] = codes(&line.device);
        csv.row(&[
            tag,
            name,
            serial,
            line.category.clone().unwrap_or_default(),
            line.manufacturer.clone().unwrap_or_default(),
            line.holder.clone().unwrap_or_default(),
            line.covered_until.clone().unwrap_or_default(),
            if line.covered_today { "yes" } else { "no" }.to_owned(),
            line.days_left.map(|days| days.to_string()).unwrap_or_default(),
            line.gap.as_ref().map(|(first, _)| first.clone()).unwrap_or_default(),
            line.gap.as_ref().map(|(_, last)| last.clone()).unwrap_or_default(),
        ]);
    }
    csv.finish()
}

fn warranty_text(report: &WarrantyReport) -> String {
    let groups = |title: &'static str, groups: &[CoverageGroup]| {
        let mut table = Table::new()
            .leading(title)
            .column("Devices", Align::Right)
            .column("Covered", Align::Right)
            .column("Ends soon", Align::Right)
            .column("Ended", Align::Right)
            .column("Never", Align::Right);
        for group in groups {
            table.row(vec![
                if group.name.is_empty() { "(none)".to_owned() } else { group.name.clone() },
                group.devices.to_string(),
                group.covered.to_string(),
                group.ending.to_string(),
                group.ended.to_string(),
                group.never.to_string(),
            ]);
        }
        table.render()
    };
    let mut ended = Table::new()
        .column("Tag", Align::Left)
        .leading("Not covered")
        .shrinking("Holder")
        .column("Until", Align::Right)
        .column("", Align::Left);
    for line in report.devices.iter().filter(|line| !line.covered_today) {
        let [tag, name, _] = codes(&line.device);
        ended.row(vec![
            tag,
            name,
            line.holder.clone().unwrap_or_default(),
            output::date(line.covered_until.as_deref()),
            line.days_left.map(|days| output::distance(days, "ago")).unwrap_or_default(),
        ]);
    }
    let mut holes = Table::new()
        .column("Tag", Align::Left)
        .leading("Covered with a gap")
        .column("Nothing from", Align::Right)
        .column("To", Align::Right)
        .column("Then until", Align::Right);
    for line in &report.devices {
        let Some((first, last)) = &line.gap else { continue };
        let [tag, name, _] = codes(&line.device);
        holes.row(vec![
            tag,
            name,
            output::date(Some(first)),
            output::date(Some(last)),
            output::date(line.covered_until.as_deref()),
        ]);
    }
    let all = &report.all;
    let mut text = format!(
        "{} of {} covered (as of {}); {} end within 90 days\n\n{}\n{}",
        all.covered,
        output::count(all.devices, "device", "devices"),
        output::date(Some(&report.as_of)),
        all.ending,
        groups("Category", &report.categories),
        groups("Manufacturer", &report.manufacturers),
    );
    if all.covered < all.devices {
        text.push_str(&format!("\n{}", ended.render()));
    }
    if report.devices.iter().any(|line| line.gap.is_some()) {
        text.push_str(&format!("\n{}", holes.render()));
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
    if context.json {
        output::print_json(&report)?;
    } else if args.csv {
        output::print_exact(&custody_csv(&report))?;
    } else {
        output::print(&custody_text(&report))?;
    }
    Ok(Outcome::Done)
}

fn custody_csv(report: &CustodyReport) -> String {
    let mut csv = Csv::new(&[
        "holder",
        "department",
        "asset_tag",
        "name",
        "serial",
        "category",
        "status",
        "location",
        "since",
        "return_by",
    ]);
    for line in &report.lines {
        let [tag, name, serial] = codes(&line.device);
        csv.row(&[
            line.holder.clone().unwrap_or_default(),
            line.department.clone().unwrap_or_default(),
            tag,
            name,
            serial,
            line.category.clone().unwrap_or_default(),
            output::word(&line.status),
            line.location.clone().unwrap_or_default(),
            line.since.clone(),
            line.return_by.clone().unwrap_or_default(),
        ]);
    }
    csv.finish()
}

fn custody_text(report: &CustodyReport) -> String {
    let mut table = Table::new()
        .shrinking("Holder")
        .column("Tag", Align::Left)
        .leading("Device")
        .shrinking("Location")
        .column("Since", Align::Right)
        .column("Back by", Align::Right);
    for line in &report.lines {
        let [tag, name, _] = codes(&line.device);
        table.row(vec![
            line.holder.clone().unwrap_or_else(|| output::word(&line.status)),
            tag,
            name,
            line.location.clone().unwrap_or_default(),
            output::date(Some(&line.since)),
            output::date(line.return_by.as_deref()),
        ]);
    }
    format!(
        "{} of {} with somebody on {}; {} lent\n\n{}",
        report.held,
        output::count(report.lines.len() as u64, "device", "devices"),
        output::date(Some(&report.on)),
        report.lent,
        table.render()
    )
}
