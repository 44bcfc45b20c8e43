//! One file a command.

mod assign;
mod backup;
mod credential;
mod custody;
mod demo;
mod doctor;
mod due;
mod edit;
pub mod export;
mod export_vault;
mod find;
mod find_all;
mod full_backup;
mod import;
mod import_tables;
mod import_vault;
mod imports;
mod inventory;
pub mod labels;
mod list;
mod release;
mod remind;
mod renew;
mod repair;
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
        Command::Remind(args) => remind::run(&context, &args).await,
        Command::List(args) => list::run(&context, &args).await,
        Command::Find(args) => find_all::run(&context, &args).await,
        Command::Show(args) => show::run(&context, &args).await,
        Command::Edit(args) => edit::run(&context, &args).await,
        Command::Undo(args) => undo::run(&context, &args).await,
        Command::Redo(args) => undo::redo(&context, &args).await,
        Command::Imports(args) => imports::run(&context, &args).await,
        Command::Backup(args) => backup::run(&context, &args).await,
        Command::Restore(args) => backup::restore(&context, &args).await,
        Command::Import(args) => import::run(&context, &args).await,
        Command::Demo(args) => demo::run(&context, &args).await,
        Command::Export(args) => export::run(&context, &args).await,
        Command::Labels(args) => labels::run(&context, &args).await,
        Command::Credential(args) => credential::run(&context, &args).await,
        Command::Doctor(args) => doctor::run(&context, &args).await,
        Command::HandOut(args) => custody::hand_out(&context, &args).await,
        Command::TakeBack(args) => custody::take_back(&context, &args).await,
        Command::Inventory(args) => inventory::run(&context, &args).await,
        Command::Renew(args) => renew::run(&context, &args).await,
        Command::Assign(args) => assign::run(&context, &args).await,
        Command::Release(args) => release::run(&context, &args).await,
        Command::Report(args) => report::run(&context, &args.report).await,
    }
}
