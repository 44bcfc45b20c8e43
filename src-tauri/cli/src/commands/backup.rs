//! `holdfast backup` and `holdfast restore`: a checked copy of the database, made while it is in use; whether a copy would
//! restore; and the way back to one.

mod automatic;

pub use automatic::{before_import, in_a_round, tell};

use super::full_backup;
use crate::{
    Outcome,
    args::{Backup, BackupAction, Restore},
    context::Context,
    output,
};
use anyhow::Result;
use holdfast_core::{
    Error,
    backup::{self, Replace, full},
    db,
};
use serde_json::json;
use std::{fs::File, path::Path};

pub async fn run(context: &Context, args: &Backup) -> Result<Outcome> {
    let replace = if args.replace { Replace::Any } else { Replace::Older };
    match (&args.action, &args.file) {
        (Some(BackupAction::Verify { file, password_stdin }), _) => {
            verify(context, file, *password_stdin).await
        }
        (Some(BackupAction::List), _) => automatic::list(context).await,
        (Some(BackupAction::Settings(chosen)), _) => automatic::settings(context, chosen).await,
        (None, _) if args.auto => automatic::make(context).await,
        (None, Some(file)) if args.full => {
            let options = full::Options { replace, skip_unreadable: args.skip_unreadable };
            full_backup::write(context, file, options, args.password_stdin).await
        }
        (None, Some(file)) => write(context, file, replace).await,
        (None, None) => Err(Error::field("option", "Name the file to write.").into()),
    }
}

async fn write(context: &Context, file: &Path, replace: Replace) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let done = backup::back_up(&db, file, &context.now, replace).await?;
    db.close().await;
    let bytes = done.bytes;
    if let Some(why) = &done.unnoted {
        output::message(&format!(
            "The backup is whole. That it was made could not be noted in the database: {why}"
        ));
    }
    if context.json {
        output::print_json(&json!({ "file": file, "bytes": bytes, "at": context.now.timestamp() }))?;
    } else {
        output::print(&format!(
            "Backed up to {} ({} KiB, checked).\nPasswords and keys are not in it: they stay in the keyring.\n",
            file.display(),
            bytes.div_ceil(1024)
        ))?;
    }
    Ok(Outcome::Done)
}

async fn verify(context: &Context, file: &Path, password_stdin: bool) -> Result<Outcome> {
    let verified = match password_stdin || full::is_full(file) {
        true => full_backup::verify(file, password_stdin).await?,
        false => backup::verify(file).await?,
    };
    if context.json {
        output::print_json(&verified)?;
    } else {
        output::print(&format!(
            "{}\nDatabase: {}\nSHA-256:  {}\n",
            verified.in_words(),
            verified.database_id,
            verified.sha256
        ))?;
    }
    Ok(if verified.as_written == Some(false) { Outcome::Failed } else { Outcome::Done })
}

/// The lock of the window, so that none opens meanwhile; `what_to_do` where one is open.
pub fn without_a_window(folder: &Path, what_to_do: &str) -> Result<File> {
    Ok(db::lock_for_window(folder).map_err(|error| match error {
        Error::AlreadyOpen => Error::Refused(format!(
            "A Holdfast window has this data folder open. Nothing was changed: {what_to_do}"
        )),
        other => other,
    })?)
}

pub async fn restore(context: &Context, args: &Restore) -> Result<Outcome> {
    let passphrase = match args.password_stdin || full::is_full(&args.file) {
        true => Some(full_backup::passphrase_of(&args.file, args.password_stdin)?),
        false => None,
    };
    if args.dry_run {
        let preview = match &passphrase {
            Some(passphrase) => full_backup::preview(context, &args.file, passphrase).await?,
            None => backup::preview(&context.folder, &args.file).await?,
        };
        if context.json {
            output::print_json(&preview)?;
        } else {
            output::print(&format!("{}\nNothing was changed.\n", preview.in_words()))?;
        }
        return Ok(Outcome::Done);
    }
    // Before a folder is made for it.
    match &passphrase {
        Some(passphrase) => full::verify(&args.file, passphrase).await?,
        None => backup::verify(&args.file).await?,
    };
    let _no_window = without_a_window(&context.folder, "close it, or restore in it under Settings.")?;
    let restored = match &passphrase {
        Some(passphrase) => full_backup::restore(context, &args.file, passphrase).await?,
        None => backup::restore(&context.folder, &args.file, &context.now).await?,
    };
    if context.json {
        output::print_json(&restored)?;
    } else {
        output::print(&format!("{}\n", restored.in_words()))?;
    }
    let whole = restored.values.as_ref().is_none_or(|values| values.unfinished.is_none());
    Ok(if whole { Outcome::Done } else { Outcome::Failed })
}
