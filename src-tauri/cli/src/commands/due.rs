//! `holdfast due`: what ends, what must be cancelled, what must be changed, and what it costs.

use crate::{
    Outcome,
    args::Due,
    context::Context,
    output::{self, Align, Table},
};
use anyhow::Result;
use holdfast_core::reminders::{self, Deadline, DeadlineKind};
use serde::Serialize;

/// The documented JSON form.
#[derive(Serialize)]
struct Answer<'a> {
    as_of: String,
    deadlines: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    kind: DeadlineKind,
    subject: &'a reminders::Subject,
    vendor: Option<&'a str>,
    due_on: &'a str,
    days_left: i32,
    amount: Option<&'a holdfast_core::money::Money>,
    /// Of a gap in coverage alone: its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<&'a str>,
}

pub async fn run(context: &Context, args: &Due) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let mut conn = db.read().await?;
    let deadlines = reminders::deadlines(&mut conn, context.now.today, args.within).await?;
    drop(conn);
    db.close().await;
    if context.json {
        output::print_json(&Answer {
            as_of: context.now.today.to_string(),
            deadlines: deadlines.iter().map(line).collect(),
        })?;
    } else {
        output::print(&table(context, args, &deadlines))?;
    }
    Ok(if args.exit_code && !deadlines.is_empty() { Outcome::Found } else { Outcome::Done })
}

fn line(deadline: &Deadline) -> Line<'_> {
    Line {
        id: &deadline.id,
        kind: deadline.kind,
        subject: &deadline.subject,
        vendor: deadline.vendor.as_deref(),
        due_on: &deadline.due_on,
        days_left: deadline.days_left,
        amount: deadline.amount.as_ref(),
        until: deadline.until.as_deref().filter(|_| deadline.kind == DeadlineKind::WarrantyEnds),
    }
}

fn table(context: &Context, args: &Due, deadlines: &[Deadline]) -> String {
    let span = match args.within {
        Some(0) => "today".to_owned(),
        Some(days) => format!("in the next {}", output::count(days, "day", "days")),
        None => "ahead".to_owned(),
    };
    let today = output::long_date(context.now.today);
    if deadlines.is_empty() {
        return format!("Nothing is due {span} (as of {today}).\n");
    }
    let mut table = Table::new()
        .column("", Align::Right)
        .column("", Align::Left)
        .leading("")
        .column("", Align::Left)
        .column("", Align::Right);
    for deadline in deadlines {
        table.row(vec![
            output::date(Some(&deadline.due_on)),
            output::distance(deadline.days_left, "late"),
            output::tagged(&deadline.subject.name, deadline.tag.as_deref()),
            match &deadline.until {
                Some(until) if deadline.kind == DeadlineKind::WarrantyEnds => {
                    format!("not covered until {}", output::date(Some(until)))
                }
                _ => what(deadline.kind).to_owned(),
            },
            deadline.amounts.iter().map(output::money).collect::<Vec<_>>().join(" + "),
        ]);
    }
    let overdue = deadlines.iter().filter(|deadline| deadline.days_left < 0).count() as u64;
    let late = if overdue == 0 { String::new() } else { format!(", {overdue} of them overdue") };
    format!(
        "{} {span}{late} (as of {today})\n\n{}",
        output::count(deadlines.len() as u64, "deadline", "deadlines"),
        table.render()
    )
}

/// What happens on the day, or must be done by it.
pub fn what(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::LicenseEnds => "license ends",
        DeadlineKind::LicenseCancelBy => "cancel by",
        DeadlineKind::ContractEnds => "contract ends",
        DeadlineKind::ContractCancelBy => "cancel by",
        DeadlineKind::MaintenanceEnds => "maintenance",
        DeadlineKind::RenewalConfirm => "confirm",
        DeadlineKind::WarrantyEnds => "warranty ends",
        DeadlineKind::DeviceReplace => "replace",
        DeadlineKind::LoanReturn => "loan return",
        DeadlineKind::CredentialRotate => "rotate",
        DeadlineKind::CredentialExpires => "expires",
    }
}
