//! One file a command.

mod assign;
mod backup;
mod credential;
mod demo;
mod doctor;
mod due;
mod find;
mod import;
mod list;
mod release;
mod renew;
mod report;
mod show;
mod undo;

use crate::{
    Outcome,
    args::{Cli, Command},
    context::Context,
};
use anyhow::Result;

/// Runs the command that was asked for.
pub async fn run(cli: Cli) -> Result<Outcome> {
    let context = Context::new(&cli.global)?;
    match cli.command {
        Command::Due(args) => due::run(&context, &args).await,
        Command::List(args) => list::run(&context, &args).await,
        Command::Show(args) => show::run(&context, &args).await,
        Command::Undo(args) => undo::run(&context, &args).await,
        Command::Backup(args) => backup::run(&context, &args).await,
        Command::Import(args) => import::run(&context, &args).await,
        Command::Demo(args) => demo::run(&context, &args).await,
        Command::Credential(args) => credential::run(&context, &args).await,
        Command::Doctor => doctor::run(&context).await,
        Command::Renew(args) => renew::run(&context, &args).await,
        Command::Assign(args) => assign::run(&context, &args).await,
        Command::Release(args) => release::run(&context, &args).await,
        Command::Report(args) => report::run(&context, &args.report).await,
    }
}
