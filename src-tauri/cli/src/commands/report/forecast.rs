//! `holdfast report forecast`: what licenses and contracts will cost.

use super::{by_currency, converted, plain, sums};
use crate::{
    Outcome,
    args::{Forecast as Args, ForecastBy},
    context::Context,
    output::{self, Align, Csv, Table},
};
use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use holdfast_core::{
    Error,
    cost::{self, CostLine, CostQuery, CostSums, CostView, Forecast},
    money::{Money, parse_decimal},
};

pub async fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let query = query(args, context.now.today)?;
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let forecast = cost::forecast(&mut conn, &query, context.now.today).await?;
    let lines = match args.by {
        ForecastBy::Item => cost::lines(&mut conn, &query, context.now.today).await?,
        _ => Vec::new(),
    };
    drop(conn);
    db.close().await;
    if context.json {
        match args.by {
            ForecastBy::Item => output::print_json(&lines)?,
            _ => output::print_json(&forecast)?,
        }
    } else if args.csv {
        output::print_exact(&csv(args.by, &forecast, &lines))?;
    } else {
        output::print(&text(args.by, &forecast, &lines))?;
        for thing in &forecast.renewal_assumed {
            output::message(&format!(
                "Note: nobody said for how long {} renews. The shorter of term and billing period is assumed.",
                thing.name
            ));
        }
        for thing in &forecast.undated {
            output::message(&format!(
                "Note: {} has a price and neither a start nor a purchase date. It is in no month.",
                thing.name
            ));
        }
        for thing in &forecast.unseated {
            output::message(&format!(
                "Note: {} has a price for a seat and no number of seats. What it costs is not known: enter the seats.",
                thing.name
            ));
        }
    }
    Ok(Outcome::Done)
}

fn query(args: &Args, today: NaiveDate) -> Result<CostQuery> {
    let rise = parse_decimal(args.rise.trim().trim_end_matches('%').trim(), 2)
        .and_then(|hundredths| i32::try_from(hundredths).ok())
        .ok_or_else(|| {
            Error::field("rise", format!("“{}” is not a percentage. Enter one such as 5 or 2.5.", args.rise))
        })?;
    let months = match &args.to {
        None => CostQuery::default().months,
        Some(to) => {
            let first = match &args.from {
                Some(from) => month("from", from)?,
                None => today,
            };
            let last = month("to", to)?;
            let count = (last.year() - first.year()) * 12 + last.month() as i32 - first.month() as i32 + 1;
            u32::try_from(count)
                .ok()
                .filter(|count| *count > 0)
                .ok_or_else(|| Error::field("to", "The last month lies before the first."))?
        }
    };
    Ok(CostQuery {
        from: args.from.clone(),
        months,
        view: if args.spread { CostView::Spread } else { CostView::Billed },
        with_tax: args.with_tax,
        rise,
        by_hand: !args.automatic,
        ..CostQuery::default()
    })
}

fn month(field: &str, text: &str) -> Result<NaiveDate> {
    Ok(format!("{}-01", text.trim())
        .parse()
        .map_err(|_| Error::field(field, format!("“{text}” is not a month. Enter one such as 2026-12.")))?)
}

/// The lines that were asked for, each with its name.
fn grouped(by: ForecastBy, forecast: &Forecast) -> Vec<(String, &CostSums)> {
    let named = |name: &str| if name.is_empty() { "(none)".to_owned() } else { name.to_owned() };
    match by {
        ForecastBy::Vendor => {
            forecast.vendors.iter().map(|group| (named(&group.name), &group.sums)).collect()
        }
        ForecastBy::Category => {
            forecast.categories.iter().map(|group| (named(&group.name), &group.sums)).collect()
        }
        _ => forecast.months.iter().map(|month| (month.month.clone(), &month.sums)).collect(),
    }
}

fn csv(by: ForecastBy, forecast: &Forecast, lines: &[CostLine]) -> String {
    if by == ForecastBy::Item {
        let mut csv = Csv::new(&[
            "date",
            "kind",
            "id",
            "name",
            "vendor",
            "category",
            "certainty",
            "amount",
            "assumed",
            "currency",
        ]);
        for line in lines {
            csv.row(&[
                line.on.clone(),
                line.kind.to_string(),
                line.id.clone(),
                line.name.clone(),
                line.vendor.clone().unwrap_or_default(),
                line.category.clone().unwrap_or_default(),
                output::word(&line.certainty),
                plain(&line.amount),
                plain(&line.assumed),
                line.amount.currency.clone(),
            ]);
        }
        return csv.finish();
    }
    let name = match by {
        ForecastBy::Vendor => "vendor",
        ForecastBy::Category => "category",
        _ => "month",
    };
    let mut csv = Csv::new(&[name, "currency", "committed", "expected", "assumed", "total"]);
    for (name, sums) in grouped(by, forecast) {
        // A line for each currency: amounts of several are never one figure.
        for total in &sums.total {
            let of = |list: &[Money]| {
                let found = list.iter().find(|money| money.currency == total.currency);
                plain(found.unwrap_or(&Money::new(0, total.currency.clone())))
            };
            csv.row(&[
                name.clone(),
                total.currency.clone(),
                of(&sums.committed),
                of(&sums.expected),
                of(&sums.assumed),
                plain(total),
            ]);
        }
    }
    csv.finish()
}

fn text(by: ForecastBy, forecast: &Forecast, lines: &[CostLine]) -> String {
    if by == ForecastBy::Item {
        let mut table = Table::new()
            .column("Date", Align::Right)
            .leading("Name")
            .shrinking("Vendor")
            .shrinking("")
            .column("Amount", Align::Right);
        for line in lines {
            table.row(vec![
                output::date(Some(&line.on)),
                line.name.clone(),
                line.vendor.clone().unwrap_or_default(),
                output::word(&line.certainty),
                output::money(&line.assumed),
            ]);
        }
        return format!("{}\n{}", table.render(), total(forecast));
    }
    let header = match by {
        ForecastBy::Vendor => "Vendor",
        ForecastBy::Category => "Category",
        _ => "Month",
    };
    let mut table = Table::new()
        .leading(header)
        .column("Committed", Align::Right)
        .column("Renewals", Align::Right)
        .column("Total", Align::Right);
    for (name, of) in grouped(by, forecast) {
        for line in by_currency(&name, &[&of.committed, &of.assumed, &of.total]) {
            table.row(line);
        }
    }
    format!("{}\n{}", table.render(), total(forecast))
}

fn total(forecast: &Forecast) -> String {
    let all = sums(&forecast.sums.total);
    let all = if all.is_empty() { "nothing".to_owned() } else { all };
    format!("In all: {all}\n{}", converted(forecast.converted.as_ref()))
}
