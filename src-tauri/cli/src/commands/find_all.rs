//! `holdfast find`: any thing by any part of what is written of it.

use crate::{
    Outcome,
    args::Find,
    context::Context,
    output::{self, Table},
};
use anyhow::Result;
use holdfast_core::{
    ids::Kind,
    search::{self, Found},
};
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    results: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    kind: Kind,
    id: String,
    name: String,
    /// The field that holds a word, by its name in files.
    field: String,
    /// What stands there.
    #[serde(rename = "match")]
    matched: String,
}

pub async fn run(context: &Context, args: &Find) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let found = search::everything(&mut *db.read().await?, &args.text.join(" "), args.limit).await?;
    db.close().await;
    if context.json {
        output::print_json(&Answer { results: found.into_iter().map(line).collect() })?;
    } else if found.is_empty() {
        output::message("Nothing found.");
    } else {
        let mut table = Table::new().shrinking("Kind").leading("Name").shrinking("Field").shrinking("Match");
        for one in found {
            let label = one.matched.label.clone();
            let line = line(one);
            table.row(vec![output::word(&line.kind), line.name, label, line.matched]);
        }
        output::print(&table.render())?;
    }
    Ok(Outcome::Done)
}

fn line(found: Found) -> Line {
    Line {
        kind: found.kind,
        id: found.id,
        name: found.title,
        field: found.matched.field,
        matched: found.matched.text,
    }
}
