//! One value out, one value in.

use crate::{
    Outcome,
    args::credential::{Get, Set},
    context::Context,
    output,
};
use anyhow::{Context as _, Result};
use holdfast_core::{
    Error,
    credentials::{self, Credential, generator, totp},
    db::Db,
    secrets::{self, ExposeSecret, FieldName, HandedOut, Recording, SecretString, Slot, Wanted},
};
use serde::Serialize;
use std::io::{IsTerminal, Read, stdin, stdout};
use zeroize::Zeroizing;

/// More than any value may have, so that the refusal of the core says how many are too many.
const MOST_BYTES: u64 = 1024 * 1024;

/// The JSON form of a value that was asked for.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    field: &'a str,
    value: &'a str,
}

pub async fn get(context: &Context, args: &Get) -> Result<Outcome> {
    let db = context.open().await?;
    let credential = super::find(context, &db, &args.id).await?;
    let recording = Recording::waived_if(args.unrecorded);
    let asked = Asked { field: &args.field, code: args.code, how: HandedOut::Printed, recording };
    let (slot, value) = read(context, &db, &credential, asked).await?;
    db.close().await;
    let text = value.expose_secret();
    if context.json {
        output::print_json(&Answer { id: &credential.id, field: slot.field.as_str(), value: text })?;
    } else if stdout().is_terminal() {
        output::print_exact(&Zeroizing::new(format!("{text}\n")))?;
    } else {
        output::print_exact(text)?;
    }
    Ok(Outcome::Done)
}

/// A value that a person asked for.
pub(super) struct Asked<'a> {
    pub field: &'a str,
    /// The one-time code that is valid now, instead of a field.
    pub code: bool,
    pub how: HandedOut,
    pub recording: Recording,
}

/// The value of a field, or the one-time code that is valid now. It is recorded before it is had.
pub(super) async fn read(
    context: &Context,
    db: &Db,
    credential: &Credential,
    asked: Asked<'_>,
) -> Result<(Slot, SecretString)> {
    let Asked { field, code, how, recording } = asked;
    let field = if code { FieldName::totp() } else { FieldName::parse(field)? };
    if !credential.secrets.iter().any(|known| !known.id.is_empty() && same(&known.field, &field)) {
        return Err(without(credential, &field).into());
    }
    let slot = Slot::credential(&credential.id, field);
    let verb = if how == HandedOut::Copied { "Copy" } else { "Print" };
    let act = context.act(format!("{verb} {}", slot.field));
    let wanted = Wanted::Current(&slot);
    let value = secrets::hand_out(db, &context.keyring(), &act, wanted, how, recording).await?;
    if !code {
        return Ok((slot, value));
    }
    let code = totp::code(&value, context.now.at.timestamp())?;
    Ok((slot, SecretString::from(code.code)))
}

/// Says which values there are instead.
fn without(credential: &Credential, field: &FieldName) -> Error {
    let known: Vec<&str> = credential
        .secrets
        .iter()
        .filter(|known| !known.id.is_empty())
        .map(|known| known.field.as_str())
        .collect();
    let what = if known.is_empty() {
        "It has no value yet.".to_owned()
    } else {
        format!("It has: {}.", known.join(", "))
    };
    Error::Refused(format!("“{}” has no value “{field}”. {what}", credential.fields.name))
}

fn same(known: &str, field: &FieldName) -> bool {
    FieldName::parse(known).is_ok_and(|known| known.is_same(field))
}

pub async fn set(context: &Context, args: &Set) -> Result<Outcome> {
    let db = context.open().await?;
    let credential = super::find(context, &db, &args.id).await?;
    let field = FieldName::parse(&args.field)?;
    let value = match &args.generate {
        true => generator::generate(&args.recipe.recipe())?,
        false => from_input(&format!("Value of “{}”: ", credential.fields.name))?,
    };
    let act = context.act(format!("Set {field}"));
    credentials::set_secret(&db, &context.keyring(), &act, &credential.id, field, value).await?;
    context.sweep(&db).await;
    db.close().await;
    output::message(&format!(
        "The value of “{}” was stored. What it replaced can be restored in the window.",
        credential.fields.name
    ));
    Ok(Outcome::Done)
}

/// Whether a person is at the standard input.
pub(in crate::commands) fn input_is_terminal() -> bool {
    stdin().is_terminal()
}

/// A value from the standard input: all of it but one line end at the end. A person types it unseen.
pub(in crate::commands) fn from_input(prompt: &str) -> Result<SecretString> {
    if input_is_terminal() {
        let typed = rpassword::prompt_password(prompt).context("Nothing could be read from the terminal")?;
        return Ok(SecretString::from(typed));
    }
    // Room for all of it from the start: growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(MOST_BYTES as usize));
    stdin()
        .lock()
        .take(MOST_BYTES)
        .read_to_string(&mut text)
        .context("The standard input is no text. Nothing was stored")?;
    let value = text.strip_suffix('\n').unwrap_or(&text);
    Ok(SecretString::from(value.strip_suffix('\r').unwrap_or(value)))
}
