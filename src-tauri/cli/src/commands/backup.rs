//! `holdfast backup`: a checked copy of the database, made while it is in use.

use crate::{Outcome, args::Backup, context::Context, output};
use anyhow::Result;
use holdfast_core::backup::{self, Replace};
use serde_json::json;

pub async fn run(context: &Context, args: &Backup) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let replace = if args.replace { Replace::Any } else { Replace::Older };
    let done = backup::back_up(&db, &args.file, &context.now, replace).await?;
    db.close().await;
    let bytes = done.bytes;
    if let Some(why) = &done.unnoted {
        output::message(&format!(
            "The backup is whole. That it was made could not be noted in the database: {why}"
        ));
    }
    if context.json {
        output::print_json(&json!({ "file": args.file, "bytes": bytes, "at": context.now.timestamp() }))?;
    } else {
        output::print(&format!(
            "Backed up to {} ({} KiB, checked).\nPasswords and keys are not in it: they stay in the keyring.\n",
            args.file.display(),
            bytes.div_ceil(1024)
        ))?;
    }
    Ok(Outcome::Done)
}
