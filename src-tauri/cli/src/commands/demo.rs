//! `holdfast demo`: a believable company to look around in, taken back by one undo.

use crate::{Outcome, args::Demo, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    Error,
    demo::{self, DemoOptions},
};
use serde_json::json;

pub async fn run(context: &Context, args: &Demo) -> Result<Outcome> {
    let db = context.open_or_begin().await?;
    let mut tx = db.write().await?;
    if !args.add && !demo::is_empty(&mut tx).await? {
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
            "Sample data is in {}: {} licenses, {} contracts, {} devices, {} credentials, {} vendors, {} people.\nTake all of it back with: holdfast undo {}\n",
            context.folder.display(),
            counts.licenses,
            counts.contracts,
            counts.hardware,
            counts.credentials,
            counts.vendors,
            counts.people,
            act.batch
        ))?;
    }
    Ok(Outcome::Done)
}
