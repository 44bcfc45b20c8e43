//! `holdfast`: the same core as the window, for scripts, cron and monitoring.
//!
//! Data goes to stdout, messages to stderr. Exit status: 0 done, 1 failed, 2 wrong usage, 3 found (only where
//! an option asks for it).

mod args;
mod commands;
mod context;
mod output;
mod sheet;

use args::Cli;
use clap::Parser;
use holdfast_core::{Error, secrets};
use std::process::ExitCode;

/// What a command answers when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// It ran, and what it was asked for did not come about.
    Failed,
    /// Something was found, and the caller asked to be told by the exit status.
    Found,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.global.json;
    let folder = holdfast_core::db::data_folder(cli.global.data_dir.clone()).unwrap_or_default();
    // Values pass through this process on their way to the keyring.
    secrets::harden_process();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::message(&format!("This computer refuses new threads ({error}). Nothing was done."));
            return ExitCode::from(1);
        }
    };
    let outcome = runtime.block_on(commands::run(cli));
    // A keyring that hangs must not hold the command back.
    runtime.shutdown_background();
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Ok(Outcome::Found) => ExitCode::from(3),
        Err(error) => {
            let error = about_the_disk(error, &folder);
            if let (true, Some(Error::Filter(error))) = (json, error.downcast_ref::<Error>()) {
                // A reader that is gone has nothing to be told.
                let _ = output::print_json(&serde_json::json!({ "error": error }));
            }
            output::message(&explain(&error));
            ExitCode::from(if is_wrong_usage(&error) { 2 } else { 1 })
        }
    }
}

/// An error of the database in words about the disk, where it is one of the disk.
fn about_the_disk(error: anyhow::Error, folder: &std::path::Path) -> anyhow::Error {
    match error.downcast::<Error>() {
        Ok(error) => error.on_disk_of(folder).into(),
        Err(error) => error,
    }
}

/// The error in words; those of the core say already what was kept and what to do.
fn explain(error: &anyhow::Error) -> String {
    match error.downcast_ref::<Error>() {
        Some(Error::Database(_) | Error::Internal(_)) => {
            format!("{error}\nNothing was changed. Check the data folder with: holdfast doctor")
        }
        Some(Error::Filter(wrong)) => {
            let first = wrong.offset + 1;
            let last = wrong.offset + wrong.length.max(1);
            format!("The filter cannot be read, characters {first} to {last}: {}", wrong.message)
        }
        _ => error.to_string(),
    }
}

/// Whether an option's value was refused, as against something that could not be done.
fn is_wrong_usage(error: &anyhow::Error) -> bool {
    let field = error.downcast_ref::<Error>().and_then(Error::field_name);
    matches!(
        field,
        Some(
            "option"
                | "filter"
                | "sort"
                | "mapping"
                | "match_by"
                | "currency"
                | "columns"
                | "layout"
                | "start_at"
                | "shift"
                | "only"
                | "from"
                | "to"
                | "months"
                | "rise"
                | "price"
                | "field"
                | "length"
                | "lower"
                | "words"
                | "separator"
                | "set"
                | "price_by"
        )
    )
}
