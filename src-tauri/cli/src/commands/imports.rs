//! `holdfast imports`: what came in from files, and what became of it.

use crate::{
    Outcome,
    args::Imports,
    context::Context,
    output::{self, Align, Table},
};
use anyhow::Result;
use holdfast_core::history;
use serde_json::json;

pub async fn run(context: &Context, args: &Imports) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let imports = history::imports(&mut *db.read().await?, args.limit).await?;
    db.close().await;
    if context.json {
        output::print_json(&json!({ "imports": imports }))?;
        return Ok(Outcome::Done);
    }
    if imports.is_empty() {
        output::print("Nothing was imported yet.\n")?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new()
        .column("When", Align::Left)
        .leading("What")
        .column("New", Align::Right)
        .column("Changed", Align::Right)
        .column("", Align::Left)
        .column("Act", Align::Left);
    for one in imports {
        let day = one.at.get(..10).unwrap_or(&one.at);
        table.row(vec![
            output::date(Some(day)),
            one.title,
            one.added.to_string(),
            one.changed.to_string(),
            if one.undone { "undone" } else { "" }.to_owned(),
            one.batch,
        ]);
    }
    output::print(&table.render())?;
    output::message("Undo one with: holdfast undo ACT; an undone one comes back with: holdfast redo ACT");
    Ok(Outcome::Done)
}
