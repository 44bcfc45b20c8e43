//! Values: stored, made, copied. What is typed comes in; what was made or read in stays on this side under a token.
//! None of these commands gives a value to the page.

use crate::{
    commands::keyring::{Copied, changed, copy},
    desktop::{clipboard::Clipboard, dialogs},
    ipc_error::Answer,
    state::{Opened, Shell, act, perform},
};
use holdfast_core::{
    Act, Error,
    clock::Now,
    credentials::{
        self, Credential, CredentialInput, NewCredential, NewSecret,
        generator::{self, Recipe},
        qr,
        strength::{self, Strength},
        totp::{self, OneTimeCode},
    },
    secrets::{self, ExposeSecret, FieldName, HandedOut, Recording, Slot, Wanted},
    settings,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State};

/// The largest file that becomes a value, in bytes: more than any value may have, so that the refusal says so.
const FILE_BYTES: usize = 1024 * 1024;

/// A value on its way into the keyring.
#[derive(Deserialize, specta::Type)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum NewValue {
    /// As the person typed it.
    Typed {
        #[specta(type = String)]
        value: SecretString,
    },
    /// One that was made or read in, by its token.
    Held { token: String },
}

/// A value of a credential that is about to be created.
#[derive(Deserialize, specta::Type)]
pub struct FieldValue {
    /// `password`, `totp`, or a name of the person's.
    pub field: String,
    pub value: NewValue,
}

/// A value that waits to be stored, without the value.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct HeldValue {
    pub token: String,
    /// How many characters it has.
    pub length: u32,
    /// Where it came from: the file's name; None for one that was made.
    pub source: Option<String>,
    pub strength: Option<Strength>,
}

/// Creates a credential with its values, or nothing.
#[tauri::command]
#[specta::specta]
pub async fn create_credential(
    app: AppHandle,
    shell: State<'_, Shell>,
    mut input: CredentialInput,
    secrets: Vec<FieldValue>,
) -> Answer<Credential> {
    let named_fields = secrets.iter().map(|secret| FieldName::parse(&secret.field));
    let taken = named_fields.collect::<Result<Vec<_>, _>>()?;
    let in_address = credentials::take_from_address(&mut input, &taken);
    let opened =
        if secrets.is_empty() && in_address.is_empty() { shell.opened()? } else { shell.unlocked()? };
    let title = format!("Add credential {}", input.name.trim());
    let mut fields = Vec::new();
    let mut values = Vec::new();
    for secret in secrets {
        let field = FieldName::parse(&secret.field)?;
        let value = shell.value(&secret.value)?;
        let value = if field.is_totp() { totp::seed(&value, &input.name)? } else { value };
        fields.push((field.clone(), credentials::about_secret(&input, &field, &value)));
        values.push(value);
    }
    for (field, value) in in_address {
        fields.push((field.clone(), credentials::about_secret(&input, &field, &value)));
        values.push(value);
    }
    let staged = secrets::stage(&opened.db, &opened.keyring, &Now::read(), values).await?;
    let secrets = fields.into_iter().zip(staged);
    let new = NewCredential {
        fields: input,
        secrets: secrets.map(|((field, about), staged)| NewSecret { field, staged, about }).collect(),
        attachments: Vec::new(),
    };
    perform!(shell, &app, title, |tx, act| {
        let id = credentials::create_whole(tx, act, &new).await?;
        credentials::get(tx, &id).await
    })
}

/// Stores a value of a credential in place of the one it had. A seed of one-time codes (`totp`) may be an otpauth
/// address or the bare seed.
#[tauri::command]
#[specta::specta]
pub async fn set_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    field: String,
    value: NewValue,
) -> Answer<Credential> {
    let opened = shell.unlocked()?;
    let (field, secret) = (FieldName::parse(&field)?, shell.value(&value)?);
    let act = act(format!("Set {}", named(&field)));
    credentials::set_secret(&opened.db, &opened.keyring, &act, &id, field, secret).await?;
    if let NewValue::Held { token } = &value {
        shell.lock.held.forget(token);
    }
    changed(&app, opened, &id).await
}

/// Takes a value out of a credential; it becomes a previous one, as far as these are kept.
#[tauri::command]
#[specta::specta]
pub async fn delete_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    field: String,
) -> Answer<Credential> {
    let opened = shell.unlocked()?;
    let field = FieldName::parse(&field)?;
    let act = act(format!("Delete {}", named(&field)));
    secrets::clear(&opened.db, &opened.keyring, &act, &Slot::credential(&id, field)).await?;
    changed(&app, opened, &id).await
}

/// Gives a value of a credential another name.
#[tauri::command]
#[specta::specta]
pub async fn rename_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    field: String,
    name: String,
) -> Answer<Credential> {
    shell.unlocked()?;
    let slot = Slot::credential(&id, FieldName::parse(&field)?);
    let name = FieldName::parse(&name)?;
    perform!(shell, &app, format!("Rename {}", named(&slot.field)), |tx, act| {
        secrets::rename(tx, act, &slot, &name).await?;
        credentials::get(tx, &id).await
    })
}

/// Makes a previous value of a credential the current one again.
#[tauri::command]
#[specta::specta]
pub async fn restore_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    value_id: String,
) -> Answer<Credential> {
    shell.unlocked()?;
    perform!(shell, &app, "Restore a previous value", |tx, act| {
        credentials::restore(tx, act, &value_id).await?;
        credentials::get(tx, &id).await
    })
}

/// Deletes a previous value of a credential from the keyring for good; the page asks before.
#[tauri::command]
#[specta::specta]
pub async fn forget_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    value_id: String,
) -> Answer<Credential> {
    let opened = shell.unlocked()?;
    let act = act("Delete a previous value for good");
    secrets::forget(&opened.db, &opened.keyring, &act, &value_id).await?;
    changed(&app, opened, &id).await
}

/// Copies a value. `unrecorded` lets it go even when that cannot be recorded; the person was asked.
#[tauri::command]
#[specta::specta]
pub async fn copy_credential_secret(
    app: AppHandle,
    shell: State<'_, Shell>,
    clipboard: State<'_, Clipboard>,
    id: String,
    field: String,
    unrecorded: Option<bool>,
) -> Answer<Copied> {
    let field = FieldName::parse(&field)?;
    copy(&app, shell.unlocked()?, &clipboard, &Slot::credential(id, field), unrecorded.unwrap_or_default())
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn copy_license_key(
    app: AppHandle,
    shell: State<'_, Shell>,
    clipboard: State<'_, Clipboard>,
    key_id: String,
    unrecorded: Option<bool>,
) -> Answer<Copied> {
    copy(&app, shell.unlocked()?, &clipboard, &Slot::license_key(key_id), unrecorded.unwrap_or_default())
        .await
}

/// Copies the one-time code that is valid now.
#[tauri::command]
#[specta::specta]
pub async fn copy_one_time_code(
    app: AppHandle,
    shell: State<'_, Shell>,
    clipboard: State<'_, Clipboard>,
    id: String,
    unrecorded: Option<bool>,
) -> Answer<Copied> {
    let opened = shell.unlocked()?;
    let (act, recording) = (act("Copy one-time code"), Recording::waived_if(unrecorded.unwrap_or_default()));
    let code = code_of(opened, &id, &act, HandedOut::Copied, recording).await?;
    let code = SecretString::from(code.code);
    let seconds = settings::get(&mut *opened.db.read().await?).await?.clipboard_seconds;
    clipboard.copy_secret(&app, &code, seconds)?;
    opened.wrote(&app).await;
    Ok(Copied { seconds })
}

/// Makes a password or passphrase, which stays on this side until it is stored, shown or copied.
/// `words` are those of the thing it is for, known to whoever guesses.
#[tauri::command]
#[specta::specta]
pub async fn generate_secret(
    shell: State<'_, Shell>,
    recipe: Recipe,
    words: Vec<String>,
) -> Answer<HeldValue> {
    shell.unlocked()?;
    let value = generator::generate(&recipe)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let strength = Some(strength::strength(&value, &words));
    Ok(hold(&shell, value, None, strength))
}

/// How hard a value that is being typed is to guess. `words` as in `generate_secret`.
#[tauri::command]
#[specta::specta]
pub async fn secret_strength(value: String, words: Vec<String>) -> Answer<Strength> {
    let value = SecretString::from(value);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(strength::strength(&value, &words))
}

#[tauri::command]
#[specta::specta]
pub async fn copy_held_value(
    app: AppHandle,
    shell: State<'_, Shell>,
    clipboard: State<'_, Clipboard>,
    token: String,
) -> Answer<Copied> {
    let opened = shell.unlocked()?;
    let value = shell.lock.held.get(&token)?;
    let seconds = settings::get(&mut *opened.db.read().await?).await?.clipboard_seconds;
    clipboard.copy_secret(&app, &value, seconds)?;
    Ok(Copied { seconds })
}

#[tauri::command]
#[specta::specta]
pub async fn forget_held_value(shell: State<'_, Shell>, token: String) -> Answer<()> {
    shell.lock.held.forget(&token);
    Ok(())
}

/// Lets the person choose a picture of a QR code with a seed of one-time codes; None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn read_code_from_file(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<HeldValue>> {
    shell.unlocked()?;
    let picked = dialogs::pick_file(&app, "Picture of a QR code", "Pictures", &["png", "jpg", "jpeg"]).await;
    let Some(path) = picked else { return Ok(None) };
    let bytes = dialogs::read(&path, qr::MAX_PICTURE_BYTES).await?;
    let text = on_a_thread(move || qr::read_picture(&bytes)).await??;
    let value = totp::seed(&text, "")?;
    Ok(Some(hold(&shell, value, Some(dialogs::file_name(&path)), None)))
}

/// Reads a seed of one-time codes from the picture of a QR code on the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn read_code_from_clipboard(
    app: AppHandle,
    shell: State<'_, Shell>,
    clipboard: State<'_, Clipboard>,
) -> Answer<HeldValue> {
    shell.unlocked()?;
    let value = totp::seed(&clipboard.read_code(&app)?, "")?;
    Ok(hold(&shell, value, None, None))
}

/// Lets the person choose a file whose text becomes a value, such as a private key; None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn read_secret_from_file(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<HeldValue>> {
    shell.unlocked()?;
    let picked = dialogs::pick_file(&app, "File with a secret", "Keys", &["pem", "key", "ppk", "txt"]).await;
    let Some(path) = picked else { return Ok(None) };
    let bytes = dialogs::read(&path, FILE_BYTES).await?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::Refused("This file is not text. Attach it to the credential instead.".into()))?;
    let value = SecretString::from(text);
    secrets::check_size(&value)?;
    Ok(Some(hold(&shell, value, Some(dialogs::file_name(&path)), None)))
}

impl Shell {
    /// A value on its way in.
    pub(super) fn value(&self, value: &NewValue) -> Answer<SecretString> {
        match value {
            NewValue::Typed { value } => Ok(value.clone()),
            NewValue::Held { token } => self.lock.held.get(token),
        }
    }
}

/// The one-time code that is valid now; recorded first.
pub(super) async fn code_of(
    opened: &Opened,
    id: &str,
    act: &Act,
    how: HandedOut,
    recording: Recording,
) -> Answer<OneTimeCode> {
    let slot = Slot::credential(id, FieldName::totp());
    let seed =
        secrets::hand_out(&opened.db, &opened.keyring, act, Wanted::Current(&slot), how, recording).await?;
    Ok(totp::code(&seed, Now::read().at.timestamp())?)
}

fn hold(shell: &Shell, value: SecretString, source: Option<String>, strength: Option<Strength>) -> HeldValue {
    let length = u32::try_from(value.expose_secret().chars().count()).unwrap_or(u32::MAX);
    HeldValue { token: shell.lock.held.keep(value), length, source, strength }
}

/// A value as the titles of acts name it.
pub(super) fn named(field: &FieldName) -> String {
    match field.as_str() {
        "password" => "secret".to_owned(),
        "totp" => "one-time codes".to_owned(),
        name => name.to_owned(),
    }
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}
