//! `holdfast report spend`: what is paid to each vendor.

use super::{by_currency, converted, plain, sums};
use crate::{
    Outcome,
    args::Spend as Args,
    context::Context,
    output::{self, Align, Csv, Table},
};
use anyhow::Result;
use holdfast_core::{
    cost::{self, Spend},
    money::Money,
    settings,
};

pub async fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let year = cost::fiscal_year(context.now.today, settings::get(&mut conn).await?.fiscal_year_month);
    let (from, to) = (args.from.unwrap_or(year.first), args.to.unwrap_or(year.last));
    let report = cost::spend(&mut conn, from, to, context.now.today).await?;
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

fn csv(report: &Spend) -> String {
    let mut csv = Csv::new(&["vendor", "currency", "licenses", "contracts", "hardware", "total", "expected"]);
    for vendor in &report.vendors {
        for total in &vendor.total {
            let of = |list: &[Money]| {
                let found = list.iter().find(|money| money.currency == total.currency);
                plain(found.unwrap_or(&Money::new(0, total.currency.clone())))
            };
            csv.row(&[
                vendor.vendor.clone(),
                total.currency.clone(),
                of(&vendor.licenses),
                of(&vendor.contracts),
                of(&vendor.hardware),
                plain(total),
                of(&vendor.expected),
            ]);
        }
    }
    csv.finish()
}

fn text(report: &Spend) -> String {
    let mut table = Table::new()
        .leading("Vendor")
        .column("Licenses", Align::Right)
        .column("Contracts", Align::Right)
        .column("Hardware", Align::Right)
        .column("Total", Align::Right)
        .column("Expected", Align::Right);
    for vendor in &report.vendors {
        let name = if vendor.vendor.is_empty() { "(none)" } else { &vendor.vendor };
        let sums = [&vendor.licenses, &vendor.contracts, &vendor.hardware, &vendor.total, &vendor.expected]
            .map(Vec::as_slice);
        for line in by_currency(name, &sums) {
            table.row(line);
        }
    }
    let total = sums(&report.total);
    let expected = sums(&report.expected);
    let expected = if expected.is_empty() {
        String::new()
    } else {
        format!("Of it expected, unless somebody cancels: {expected}\n")
    };
    format!(
        "Paid from {} to {}\n\n{}\nIn all: {}\n{expected}{}",
        output::date(Some(&report.from)),
        output::date(Some(&report.to)),
        table.render(),
        if total.is_empty() { "nothing".to_owned() } else { total },
        converted(report.converted.as_ref())
    )
}
