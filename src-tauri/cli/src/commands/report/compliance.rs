//! `holdfast report compliance`: seats bought against used.

use super::{answer, printed, sums};
use crate::{Outcome, args::Compliance as Args, context::Context, output, sheet::Width};
use anyhow::Result;
use holdfast_core::{
    licenses::{self, Compliance},
    reports::{self, ComplianceBy, ComplianceView, ReportTable},
};

pub async fn run(context: &Context, args: &Args) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let report = licenses::compliance(&mut conn, context.now.today).await?;
    drop(conn);
    db.close().await;
    let table = reports::compliance(&report, ComplianceView::default());
    answer(context, args.csv, &report, &table, |table| text(&report, table))
}

fn text(report: &Compliance, licenses: &ReportTable) -> String {
    const SEATS: [(&str, Width); 7] = [
        ("bought", Width::Whole),
        ("used", Width::Whole),
        ("free", Width::Whole),
        ("over", Width::Whole),
        ("unused_cost", Width::Whole),
        ("over_cost", Width::Whole),
        ("over_once", Width::Whole),
    ];
    let with = |name| [&[(name, Width::Leads)], SEATS.as_slice()].concat();
    let by = ComplianceView { by: ComplianceBy::Publisher, ..ComplianceView::default() };
    let publishers = reports::compliance(report, by);
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
        printed(licenses, &with("license")),
        printed(&publishers, &with("publisher")),
        worth(sums(&report.unused)),
        worth(sums(&report.over)),
    )
}
