//! `holdfast report forecast`: what licenses and contracts will cost.

use super::{answer, converted, printed, sums};
use crate::{
    Outcome,
    args::{Forecast as Args, ForecastBy},
    context::Context,
    output,
    sheet::Width,
};
use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use holdfast_core::{
    Error,
    cost::{self, CostLine, CostQuery, CostView, Forecast},
    money::parse_typed,
    reports::{self, ReportTable},
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
    let table = table(args.by, &forecast, &lines, query.rise);
    let text = |table: &ReportTable| text(args.by, &forecast, table);
    match args.by {
        ForecastBy::Item => answer(context, args.csv, &lines, &table, text)?,
        _ => answer(context, args.csv, &forecast, &table, text)?,
    };
    if !context.json && !args.csv {
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
    let rise = parse_typed(args.rise.trim().trim_end_matches('%'), 2)
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

/// The table that was asked for; with the renewals at the price of the rise, also of none.
fn table(by: ForecastBy, forecast: &Forecast, lines: &[CostLine], rise: i32) -> ReportTable {
    let by = match by {
        ForecastBy::Item => return reports::cost_lines(lines),
        ForecastBy::Month => reports::ForecastBy::Month,
        ForecastBy::Vendor => reports::ForecastBy::Vendor,
        ForecastBy::Category => reports::ForecastBy::Category,
    };
    reports::forecast(forecast, by, Some(rise))
}

fn text(by: ForecastBy, forecast: &Forecast, table: &ReportTable) -> String {
    let columns: &[(&str, Width)] = match by {
        ForecastBy::Item => &[
            ("date", Width::Whole),
            ("name", Width::Leads),
            ("vendor", Width::Shrinks),
            ("certainty", Width::Shrinks),
            ("assumed", Width::Whole),
        ],
        _ => &[
            ("month", Width::Leads),
            ("vendor", Width::Leads),
            ("category", Width::Leads),
            ("committed", Width::Whole),
            ("assumed", Width::Whole),
            ("total", Width::Whole),
        ],
    };
    format!("{}\n{}", printed(table, columns), total(forecast))
}

fn total(forecast: &Forecast) -> String {
    let all = sums(&forecast.sums.total);
    let all = if all.is_empty() { "nothing".to_owned() } else { all };
    format!("In all: {all}\n{}", converted(forecast.converted.as_ref()))
}
