//! `holdfast export credentials --format kdbx`: every value in one encrypted file for KeePass and KeePassXC.

use super::credential;
use crate::{Outcome, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    Error,
    secrets::{ExposeSecret, SecretString},
    vaults,
};
use serde::Serialize;
use std::path::Path;

/// The documented JSON form.
#[derive(Serialize)]
struct Answer<'a> {
    file: &'a Path,
    #[serde(flatten)]
    export: vaults::VaultExport,
}

pub async fn run(context: &Context, ids: &[String], file: &Path) -> Result<Outcome> {
    let db = context.open().await?;
    let passphrase = passphrase()?;
    let act = context.act("Export credentials");
    let keyring = context.keyring();
    let export = vaults::export(&db, &keyring, &act, ids, passphrase, file, |_, _| {}).await?;
    db.close().await;
    let complete = export.unread.is_empty();
    if !complete {
        output::message(&format!(
            "Not in the file, since not in this computer's keyring: {}.",
            output::count(export.unread.len() as u64, "value", "values")
        ));
        for value in &export.unread {
            output::message(&format!("  “{}” of “{}”", value.value, value.name));
        }
    }
    if context.json {
        output::print_json(&Answer { file, export })?;
    } else {
        output::print(&format!(
            "{} and {} with {} written to {}, read back and compared.\nNobody can recover its passphrase.\n",
            output::count(export.credentials, "credential", "credentials"),
            output::count(export.licenses, "license", "licenses"),
            output::count(export.values, "value", "values"),
            file.display()
        ))?;
    }
    Ok(if complete { Outcome::Done } else { Outcome::Failed })
}

/// A person types it twice, unseen; a script gives it once.
fn passphrase() -> Result<SecretString> {
    let first = credential::from_input("Passphrase for the file (nobody can recover it): ")?;
    vaults::check_passphrase(&first)?;
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
