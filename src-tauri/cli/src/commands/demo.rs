//! `holdfast demo`: a believable company to look around in, and its removal in one act.

use crate::{Outcome, args::Demo, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    Error,
    demo::{self, DemoOptions, SampleRemoval},
    secrets,
};
use serde_json::json;

pub async fn run(context: &Context, args: &Demo) -> Result<Outcome> {
    if args.remove {
        return remove(context, args.yes).await;
    }
    let db = context.open_or_begin().await?;
    let mut tx = db.write().await?;
    let alone = demo::is_empty(&mut tx).await?;
    if !args.add && !alone {
        return Err(Error::Refused(format!(
            "{} holds data already. Nothing was added: name another folder with --data-dir, or mix the sample data in with --add.",
            context.folder.display()
        ))
        .into());
    }
    let act = context.act("Sample data");
    let options = DemoOptions { records: args.records, seed: args.seed, today: context.now.today };
    let counts = demo::fill(&mut tx, &act, &options).await?;
    tx.commit().await?;
    db.close().await;
    if context.json {
        output::print_json(&json!({
            "data_dir": context.folder,
            "records": counts.total(),
            "vendors": counts.vendors,
            "people": counts.people,
            "licenses": counts.licenses,
            "contracts": counts.contracts,
            "hardware": counts.hardware,
            "credentials": counts.credentials,
            "batch": act.batch,
        }))?;
    } else {
        output::print(&format!(
            "Sample data is in {}: {} licenses, {} contracts, {} devices, {} credentials, {} vendors, {} people.\n{}\n",
            context.folder.display(),
            counts.licenses,
            counts.contracts,
            counts.hardware,
            counts.credentials,
            counts.vendors,
            counts.people,
            if alone {
                "Remove all of it, and what you do with it, with: holdfast demo --remove".to_owned()
            } else {
                format!("Take all of it back with: holdfast undo {}", act.batch)
            }
        ))?;
    }
    Ok(Outcome::Done)
}

/// Removes the sample data; without `yes` it only says what would go, and ends with a refusal.
async fn remove(context: &Context, yes: bool) -> Result<Outcome> {
    let db = context.open().await?;
    if !yes {
        let told = demo::removal(&mut *db.read().await?).await?;
        db.close().await;
        return Err(Error::Refused(format!(
            "{}\nNothing was removed. It cannot be undone; to go on: holdfast demo --remove --yes",
            said("This would remove", &told)
        ))
        .into());
    }
    let mut tx = db.write().await?;
    let told = demo::remove(&mut tx, &context.act("Remove sample data")).await?;
    tx.commit().await?;
    let swept = secrets::sweep(&db, &context.keyring()).await;
    let left = swept.map_or(told.values, |report| report.waiting);
    db.close().await;
    if context.json {
        output::print_json(&json!({ "removed": told, "values_left_in_keyring": left }))?;
    } else {
        output::print(&format!("{}\n", said("Removed", &told)))?;
    }
    if 0 < left {
        output::message(&format!(
            "{} still in the keyring, which is not open. They go when the window is started with the keyring unlocked.",
            output::count(left, "value is", "values are")
        ));
    }
    Ok(Outcome::Done)
}

/// What goes, and what stays without what it had of the sample.
fn said(verb: &str, told: &SampleRemoval) -> String {
    let mut text = format!(
        "{verb} the sample company: {}, {} of them changed since, and {}.",
        output::count(told.things, "thing", "things"),
        told.changed,
        output::count(told.values, "value in the keyring", "values in the keyring"),
    );
    if 0 < told.stock_takes {
        let takes = output::count(told.stock_takes, "stock-take", "stock-takes");
        text.push_str(&format!("\nWith it: {takes} of its places."));
    }
    if 0 < told.unlinked {
        let stay = output::count(told.unlinked, "thing", "things");
        let more = told.unlinked.saturating_sub(u32::try_from(told.unlinked_names.len()).unwrap_or(u32::MAX));
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        text.push_str(&format!(
            "\nYours, and kept without what the sample was to it (holder, vendor, seat): {stay}: {}{more}.",
            told.unlinked_names.join(", ")
        ));
    }
    text
}
