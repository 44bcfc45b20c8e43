//! How the credentials stand.

use crate::{
    Outcome,
    args::credential::Health,
    context::Context,
    output::{self, Table},
};
use anyhow::Result;
use holdfast_core::{
    credential_health::{self, HealthReport, LeakList},
    secrets::KeyringState,
};

pub async fn run(context: &Context, args: &Health) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let leaks = args.leaks.as_deref().map(LeakList::open).transpose()?;
    let keyring = context.keyring();
    let report =
        credential_health::report(&db, &keyring, context.now.today, leaks.as_ref(), |_, _| {}).await?;
    db.close().await;
    if context.json {
        output::print_json(&report)?;
    } else {
        print(&report)?;
    }
    let found = args.exit_code && !report.rows.is_empty();
    Ok(if found { Outcome::Found } else { Outcome::Done })
}

fn print(report: &HealthReport) -> Result<()> {
    if report.rows.is_empty() {
        output::message("Nothing was found.");
    } else {
        let mut table = Table::new().leading("Name").shrinking("Username").shrinking("Found");
        for row in &report.rows {
            let mut found: Vec<String> = row.findings.iter().map(output::word).collect();
            found.extend(row.leaked.map(|times| format!("seen {times} times in leaks")));
            table.row(vec![row.name.clone(), row.username.clone().unwrap_or_default(), found.join(", ")]);
        }
        output::print(&table.render())?;
        let counts: Vec<String> = report
            .counts
            .iter()
            .filter(|count| count.count > 0)
            .map(|count| format!("{} {}", count.count, output::word(&count.finding)))
            .collect();
        output::message(&counts.join(", "));
    }
    if report.checked < report.values {
        output::message(&format!("{} of {} values were looked at.", report.checked, report.values));
        if report.keyring != KeyringState::Ready {
            output::message(report.keyring.message());
        }
    }
    Ok(())
}
