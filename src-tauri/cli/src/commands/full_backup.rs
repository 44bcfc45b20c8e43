//! `holdfast backup --full`, and checking and restoring such a file: the database and every value in one encrypted file.

use super::credential;
use crate::{Outcome, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    Error,
    backup::{Preview, Restored, Verified, full},
    secrets::{ExposeSecret, SecretString},
};
use serde_json::json;
use std::path::Path;

pub async fn write(
    context: &Context,
    file: &Path,
    options: full::Options,
    password_stdin: bool,
) -> Result<Outcome> {
    let db = context.open().await?;
    let passphrase = new_passphrase(password_stdin)?;
    let act = context.act("Full backup");
    let keyring = context.keyring();
    let done = full::back_up(&db, &keyring, &act, file, &passphrase, options, |_, _| {}).await?;
    db.close().await;
    let unread = output::count(done.unread.len() as u64, "value", "values");
    if !done.written {
        return Err(Error::Refused(format!(
            "{unread} could not be read: {}. No file was written. Enter them again, open Holdfast on the computer that has them, or say --skip-unreadable to leave them out.",
            done.unread_in_words()
        ))
        .into());
    }
    if !done.unread.is_empty() {
        output::message(&format!(
            "Left out, since they could not be read: {unread}, {}.",
            done.unread_in_words()
        ));
    }
    if let Some(why) = &done.unnoted {
        output::message(&format!(
            "The backup is whole. That it was made could not be noted in the database: {why}"
        ));
    }
    if context.json {
        output::print_json(&json!({
            "file": file,
            "bytes": done.bytes,
            "at": context.now.timestamp(),
            "values": done.values,
            "unread": done.unread,
        }))?;
    } else {
        output::print(&format!(
            "Full backup written to {} ({} KiB), opened again and compared: the database and {}.\nNobody can recover its passphrase. Without Holdfast it opens with: age -d FILE | tar x\n",
            file.display(),
            done.bytes.div_ceil(1024),
            output::count(done.values, "value", "values")
        ))?;
    }
    Ok(Outcome::Done)
}

pub async fn verify(file: &Path, password_stdin: bool) -> Result<Verified> {
    let passphrase = passphrase_of(file, password_stdin)?;
    Ok(full::verify(file, &passphrase).await?)
}

pub async fn preview(context: &Context, file: &Path, passphrase: &SecretString) -> Result<Preview> {
    Ok(full::preview(&context.folder, file, passphrase).await?)
}

pub async fn restore(context: &Context, file: &Path, passphrase: &SecretString) -> Result<Restored> {
    Ok(full::restore(&context.folder, file, passphrase, &context.keyring(), &context.now, |_, _| {}).await?)
}

/// The passphrase of a file that is there: from the input when that was said, else from the terminal.
pub fn passphrase_of(file: &Path, password_stdin: bool) -> Result<SecretString> {
    from(password_stdin, &format!("Passphrase of {}: ", file.display()))
}

/// A person types it twice, unseen; a script gives it once.
fn new_passphrase(password_stdin: bool) -> Result<SecretString> {
    let first = from(password_stdin, "Passphrase for the file (nobody can recover it): ")?;
    if credential::input_is_terminal() {
        let again = credential::from_input("The same once more: ")?;
        if again.expose_secret() != first.expose_secret() {
            return Err(
                Error::field("passphrase", "The passphrases do not match. No file was written.").into()
            );
        }
    }
    Ok(first)
}

fn from(password_stdin: bool, prompt: &str) -> Result<SecretString> {
    if !password_stdin && !credential::input_is_terminal() {
        return Err(Error::field(
            "option",
            "A full backup has a passphrase: give it on the standard input and say --password-stdin.",
        )
        .into());
    }
    credential::from_input(prompt)
}
