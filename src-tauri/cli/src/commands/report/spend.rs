//! `holdfast report spend`: what is paid to each vendor.

use super::{answer, converted, printed, sums};
use crate::{Outcome, args::Spend as Args, context::Context, output, sheet::Width};
use anyhow::Result;
use holdfast_core::{
    cost::{self, Spend},
    reports::{self, ReportTable},
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
    answer(context, args.csv, &report, &reports::spend(&report), |table| text(&report, table))
}

fn text(report: &Spend, table: &ReportTable) -> String {
    let columns = [
        ("vendor", Width::Leads),
        ("licenses", Width::Whole),
        ("contracts", Width::Whole),
        ("hardware", Width::Whole),
        ("total", Width::Whole),
        ("expected", Width::Whole),
    ];
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
        printed(table, &columns),
        if total.is_empty() { "nothing".to_owned() } else { total },
        converted(report.converted.as_ref())
    )
}
