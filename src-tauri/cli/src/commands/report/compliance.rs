//! `holdfast report compliance`: seats bought against used.

use super::{by_currency, plain, sums};
use crate::{
    Outcome,
    args::Compliance as Args,
    context::Context,
    output::{self, Align, Csv, Table},
};
use anyhow::Result;
use holdfast_core::licenses::{self, Compliance};

pub async fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let report = licenses::compliance(&mut conn, context.now.today).await?;
    drop(conn);
    db.close().await;
    if context.json {
        output::print_json(&report)?;
    } else if args.csv {
        output::print_exact(&csv(&report))?;
    } else {
        output::print(&text(&report))?;
    }
    Ok(Outcome::Done)
}

fn csv(report: &Compliance) -> String {
    let mut csv = Csv::new(&[
        "license",
        "publisher",
        "vendor",
        "metric",
        "bought",
        "used",
        "free",
        "over",
        "ended",
        "unused_cost",
        "over_cost",
        "currency",
        "once",
    ]);
    for row in &report.licenses {
        let money = row.unused_cost.as_ref().or(row.over_cost.as_ref()).or(row.seat_price.as_ref());
        csv.row(&[
            row.name.clone(),
            row.publisher.clone().unwrap_or_default(),
            row.vendor.clone().unwrap_or_default(),
            output::word(&row.metric),
            row.bought.map(|seats| seats.to_string()).unwrap_or_default(),
            row.used.to_string(),
            row.free.map(|seats| seats.to_string()).unwrap_or_default(),
            row.over.to_string(),
            if row.ended { "yes" } else { "no" }.to_owned(),
            row.unused_cost.as_ref().map(plain).unwrap_or_default(),
            row.over_cost.as_ref().map(plain).unwrap_or_default(),
            money.map(|money| money.currency.clone()).unwrap_or_default(),
            if row.once { "yes" } else { "no" }.to_owned(),
        ]);
    }
    csv.finish()
}

fn text(report: &Compliance) -> String {
    let limit = |seats: Option<u32>| seats.map_or_else(|| "no limit".to_owned(), |seats| seats.to_string());
    let mut table = Table::new()
        .leading("License")
        .column("Bought", Align::Right)
        .column("Used", Align::Right)
        .column("Free", Align::Right)
        .column("Over", Align::Right)
        .column("Unused", Align::Right)
        .column("Over-use", Align::Right);
    for row in &report.licenses {
        table.row(vec![
            row.name.clone(),
            if row.ended { "ended".to_owned() } else { limit(row.bought) },
            row.used.to_string(),
            row.free.map(|seats| seats.to_string()).unwrap_or_default(),
            if row.over > 0 { row.over.to_string() } else { String::new() },
            row.unused_cost.as_ref().map(output::money).unwrap_or_default(),
            match &row.over_cost {
                Some(cost) if row.once => format!("{} once", output::money(cost)),
                cost => cost.as_ref().map(output::money).unwrap_or_default(),
            },
        ]);
    }
    let mut publishers = Table::new()
        .leading("Publisher")
        .column("Bought", Align::Right)
        .column("Used", Align::Right)
        .column("Free", Align::Right)
        .column("Over", Align::Right)
        .column("Unused", Align::Right)
        .column("Over-use", Align::Right);
    for row in &report.publishers {
        let name = if row.publisher.is_empty() { "(none)" } else { &row.publisher };
        for (place, line) in by_currency(name, &[&row.over_cost, &row.unused_cost]).into_iter().enumerate() {
            let [name, over, unused] = line.try_into().unwrap_or_default();
            let seats = |text: String| if place == 0 { text } else { String::new() };
            publishers.row(vec![
                name,
                seats(limit(row.bought)),
                seats(row.used.to_string()),
                seats(row.free.to_string()),
                seats(if row.over > 0 { row.over.to_string() } else { String::new() }),
                unused,
                over,
            ]);
        }
    }
    let over = report.licenses.iter().filter(|row| row.over > 0).count() as u64;
    let worth = |sums: String| if sums.is_empty() { "nothing".to_owned() } else { sums };
    let once = match sums(&report.over_once) {
        once if once.is_empty() => String::new(),
        once => format!("Seats over what was bought for good: {once}, once.\n"),
    };
    format!(
        "{} over-used (as of {})\n\n{}\n{}\nUnused seats are worth {} a year.\nSeats over what is bought: {} a year.\n{once}",
        output::count(over, "license", "licenses"),
        report.on,
        table.render(),
        publishers.render(),
        worth(sums(&report.unused)),
        worth(sums(&report.over)),
    )
}
