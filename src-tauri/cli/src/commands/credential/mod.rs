//! `holdfast credential`: values, for scripts. A value comes in by the standard input and goes out by the standard
//! output or the clipboard; none is ever an argument or in the environment.

mod copy;
mod generate;
mod health;
mod list;
mod values;

pub(super) use values::{from_input, input_is_terminal};

use crate::{
    Outcome,
    args::credential::{Act, Credential},
    context::Context,
};
use anyhow::Result;
use holdfast_core::{
    Error,
    credentials::{self, CredentialRow},
    db::Db,
    filter,
    list::ListQuery,
};

pub async fn run(context: &Context, args: &Credential) -> Result<Outcome> {
    match &args.act {
        Act::List(args) => list::list(context, args).await,
        Act::Show(args) => list::show(context, args).await,
        Act::Get(args) => values::get(context, args).await,
        Act::Copy(args) => copy::run(context, args).await,
        Act::Set(args) => values::set(context, args).await,
        Act::Generate(args) => generate::run(context, args),
        Act::Health(args) => health::run(context, args).await,
    }
}

/// The credential with this id, or the only one with exactly this name.
async fn find(context: &Context, db: &Db, wanted: &str) -> Result<credentials::Credential> {
    let mut conn = db.read().await?;
    let wanted = wanted.trim();
    match credentials::get(&mut conn, wanted).await {
        Err(Error::NotFound { .. }) => {}
        found => return Ok(found?),
    }
    let query = ListQuery { filter: filter::of_words(wanted), ..ListQuery::default() };
    let listed = credentials::list(&mut conn, &query, context.now.today).await?;
    let same: Vec<&CredentialRow> =
        listed.rows.iter().filter(|row| row.fields.name.to_lowercase() == wanted.to_lowercase()).collect();
    match same.as_slice() {
        [] => Err(Error::Refused(format!(
            "No credential has the id or name “{wanted}”. Find it with: holdfast credential list --filter TEXT"
        ))
        .into()),
        [one] => Ok(credentials::get(&mut conn, &one.id).await?),
        several => {
            let lines: Vec<String> = several
                .iter()
                .map(|row| format!("  {}  {} {}", row.id, row.fields.name, row.fields.username.as_deref().unwrap_or_default()))
                .collect();
            Err(Error::Refused(format!(
                "Several credentials are called “{wanted}”. Name one by its id:\n{}",
                lines.join("\n")
            ))
            .into())
        }
    }
}
