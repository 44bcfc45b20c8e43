//! `holdfast undo`: undoes a whole act, or refuses with the reason.

use crate::{Outcome, args::Undo, context::Context, output};
use anyhow::Result;
use holdfast_core::{demo, history};

pub async fn run(context: &Context, args: &Undo) -> Result<Outcome> {
    let db = context.open().await?;
    let act = context.act("Undo");
    let mut tx = db.write().await?;
    let undone = history::undo(&mut tx, &act, args.batch.trim()).await?;
    demo::after_undo(&mut tx, &act, args.batch.trim()).await?;
    tx.commit().await?;
    context.sweep(&db).await;
    db.close().await;
    if context.json {
        output::print_json(&undone)?;
    } else {
        output::print(&format!(
            "“{}” was undone ({}).\nThis undo is itself an act: {}\n",
            undone.title,
            output::count(undone.rows, "row", "rows"),
            undone.batch
        ))?;
    }
    Ok(Outcome::Done)
}
