//! `holdfast doctor --repair`: what can be read of a damaged database in a new one, and what is gone.

use crate::{Outcome, commands::backup, context::Context, output};
use anyhow::Result;
use holdfast_core::repair;
use std::path::Path;

pub async fn run(context: &Context, target: Option<&Path>) -> Result<Outcome> {
    let repaired = match target {
        Some(target) => repair::save_to(&context.folder, target).await?,
        None => {
            // Before a folder is made for it.
            context.refuse_none()?;
            let _no_window =
                backup::without_a_window(&context.folder, "close it, and repair the database then.")?;
            repair::repair(&context.folder, &context.now).await?
        }
    };
    if context.json {
        output::print_json(&repaired)?;
    } else {
        output::print(&format!("{}\n", repaired.in_words()))?;
        if let Some(preview) = &repaired.backup {
            output::print(&format!(
                "To go back to it instead: holdfast restore {}\n",
                preview.backup.file.display()
            ))?;
        }
    }
    Ok(if repaired.is_complete() { Outcome::Done } else { Outcome::Failed })
}
