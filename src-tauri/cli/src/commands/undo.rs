//! `holdfast undo` and `redo`: a whole act, or a refusal with the reason.

use crate::{Outcome, args::Undo, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    demo,
    history::{self, Undone},
};

pub async fn run(context: &Context, args: &Undo) -> Result<Outcome> {
    let db = context.open().await?;
    let act = context.act("Undo");
    let mut tx = db.write().await?;
    let undone = history::undo(&mut tx, &act, args.batch.trim()).await?;
    demo::after_undo(&mut tx, &act, args.batch.trim()).await?;
    tx.commit().await?;
    context.sweep(&db).await;
    db.close().await;
    tell(context, &undone, "undone", "Redo")
}

pub async fn redo(context: &Context, args: &Undo) -> Result<Outcome> {
    let db = context.open().await?;
    let act = context.act("Redo");
    let mut tx = db.write().await?;
    let redone = history::redo(&mut tx, &act, args.batch.trim()).await?;
    tx.commit().await?;
    context.sweep(&db).await;
    db.close().await;
    tell(context, &redone, "done again", "Undo")
}

/// Says what was done, and the command that reverses it.
fn tell(context: &Context, done: &Undone, what: &str, reverse: &str) -> Result<Outcome> {
    if context.json {
        output::print_json(done)?;
    } else {
        output::print(&format!(
            "“{}” was {what} ({}).\n{reverse} it with: holdfast {} {}\n",
            done.title,
            output::count(done.rows, "row", "rows"),
            reverse.to_lowercase(),
            done.batch
        ))?;
    }
    Ok(Outcome::Done)
}
