//! Credentials: use cases of everything about them but the value.

pub mod addresses;
mod copies;
pub mod generator;
pub(crate) mod model;
pub mod parting;
pub mod qr;
mod store;
pub mod strength;

pub use crate::secrets::SecretState;
pub use holdfast_vaults::totp;
pub use model::{Credential, CredentialFields, CredentialInput, CredentialKind, CredentialRow};

use crate::{
    Act, Error, Result, attachments,
    db::Db,
    fields, filter,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    reminders::inbox,
    row,
    secrets::{
        self, About, Changed, ExposeSecret, FieldName, Keyring, SecretField, SecretString, Slot, StagedSecret,
    },
    settings, tags,
    text::name_key,
};
use chrono::{Days, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::HashSet;

/// A page of the credentials that match, without their values.
///
/// # Errors
/// [`Error::Filter`] for a filter that cannot be understood, [`Error::Field`] for a condition or an order that the
/// list does not have.
pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<CredentialRow>> {
    let old_after_days = settings::secrets(conn).await?.old_after_days;
    // What is to be rotated is what the reminders list of it.
    let filter = filter::read(conn, Kind::Credential, &query.filter, today).await?;
    let asked = matches!(query.only.as_deref(), Some("to_rotate" | "due")) || filter.asks("to_rotate");
    let to_rotate = if asked { inbox::to_rotate(conn, today).await? } else { Vec::new() };
    let to_rotate = serde_json::to_string(&to_rotate).map_err(|error| Error::Internal(error.to_string()))?;
    store::list(conn, query, &filter, today, &store::Conditions { old_after_days, to_rotate }).await
}

/// A credential without its values, also one in Trash.
///
/// # Errors
/// [`Error::NotFound`] for a credential that is not there.
pub async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Credential> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Credential, id))?;
    let secrets = secrets::fields_of(conn, id).await?;
    Ok(found.into_credential(tags::of(conn, id).await?, secrets))
}

/// The values of a credential, without the values.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn secret_fields(conn: &mut SqliteConnection, id: &str) -> Result<Vec<SecretField>> {
    secrets::fields_of(conn, id).await
}

/// Adds a credential without values, and returns its id.
///
/// # Errors
/// [`Error::Field`] for a blank name, a date that is none, a rotation of over 36,500 days, and an address with
/// something secret in it.
pub async fn create(conn: &mut SqliteConnection, act: &Act, input: CredentialInput) -> Result<String> {
    let new = Checked::new(conn, act, input).await?;
    let id = new.id.clone();
    create_all(conn, act, vec![new], |_, error| error).await?;
    Ok(id)
}

/// A new credential that may be written as it is.
#[derive(Debug)]
pub(crate) struct Checked {
    pub id: String,
    input: CredentialInput,
    row: Row,
}

impl Checked {
    /// # Errors
    /// Those of [`create`].
    pub async fn new(conn: &mut SqliteConnection, act: &Act, input: CredentialInput) -> Result<Checked> {
        let id = new_id();
        let mut row = checked(conn, act, &input, None).await?;
        row.insert("id".into(), id.clone().into());
        Ok(Checked { id, input, row })
    }
}

/// Adds credentials without values. `refused` says an error of one, by its place.
///
/// # Errors
/// [`Error::Field`] for a tag or a value of a field of the user's own that cannot be.
pub(crate) async fn create_all(
    conn: &mut SqliteConnection,
    act: &Act,
    new: Vec<Checked>,
    refused: impl Fn(usize, Error) -> Error + Send,
) -> Result<()> {
    let (rows, things): (Vec<_>, Vec<_>) = new.into_iter().map(|new| (new.row, (new.id, new.input))).unzip();
    history::insert_all(conn, act, Entity::Credential, rows, "created").await?;
    fields::add_extras_to_all(conn, act, Kind::Credential, &things, refused).await
}

/// A credential that comes whole, as from another vault.
#[derive(Debug)]
pub struct NewCredential {
    pub fields: CredentialInput,
    /// In the order in which they are shown. Names are unique.
    pub secrets: Vec<NewSecret>,
    /// File names and bytes.
    pub attachments: Vec<(String, Vec<u8>)>,
}

/// A value of it, which [`secrets::stage`] has put in the keyring.
#[derive(Debug)]
pub struct NewSecret {
    pub field: FieldName,
    pub staged: StagedSecret,
    /// See [`about_secret`].
    pub about: About,
}

/// Creates a credential with its values and files, in the caller's transaction. Keep `new` until that is committed:
/// as long as its values are staged, no sweep takes them for leftovers.
///
/// # Errors
/// Those of [`create`], [`adopt`] and [`attachments::add`]; [`Error::Field`] when two values have the same name.
pub async fn create_whole(conn: &mut SqliteConnection, act: &Act, new: &NewCredential) -> Result<String> {
    let mut names = HashSet::new();
    if !new.secrets.iter().all(|secret| names.insert(name_key(secret.field.as_str()))) {
        return Err(Error::field("secrets", "Two values have the same name."));
    }
    let id = create(conn, act, new.fields.clone()).await?;
    for secret in &new.secrets {
        let slot = Slot::credential(&id, secret.field.clone());
        adopt(conn, act, &secret.staged, &slot, &secret.about).await?;
    }
    for (name, bytes) in &new.attachments {
        attachments::add(conn, act, Kind::Credential, &id, name, bytes).await?;
    }
    Ok(id)
}

/// Takes what is secret out of an address: the address as it may be kept, and the values with names of their own beside
/// those in `taken`. A user name in it that the thing has anyway (`username`) is no further value.
pub fn part_address(
    url: &str,
    username: Option<&str>,
    taken: &[FieldName],
) -> (String, Vec<(FieldName, SecretString)>) {
    let parted = addresses::part(url);
    let mut values: Vec<(FieldName, SecretString)> = Vec::new();
    for (name, value) in parted.secrets {
        if name == addresses::USER && username.is_some_and(|known| known.trim() == value.expose_secret()) {
            continue;
        }
        let free = |name: &FieldName, values: &[(FieldName, SecretString)]| {
            !taken.iter().chain(values.iter().map(|(known, _)| known)).any(|known| known.is_same(name))
        };
        let base: String = name.chars().take(50).collect();
        let numbered =
            (1..).map(|number| if number == 1 { base.clone() } else { format!("{base} ({number})") });
        let mut names = numbered.filter_map(|name| FieldName::parse(&name).ok());
        if let Some(name) = names.find(|name| free(name, &values)) {
            values.push((name, value));
        }
    }
    (parted.url, values)
}

/// What is secret in the address of a credential leaves it; see [`part_address`]. Every write of a credential that has a
/// keyring calls this first and stores the values; [`create`] and [`update`] refuse an address that was left as it was.
pub fn take_from_address(input: &mut CredentialInput, taken: &[FieldName]) -> Vec<(FieldName, SecretString)> {
    let Some(url) = &input.url else { return Vec::new() };
    let (clean, values) = part_address(url, input.username.as_deref(), taken);
    input.url = Some(clean);
    values
}

/// Changes a credential like [`update`], and keeps what is secret in its address as values. Call it without an open
/// write transaction.
///
/// # Errors
/// Those of [`update`]; [`Error::Keyring`], before anything is written, when there is something secret in the address
/// and the keyring is not ready.
pub async fn edit(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    id: &str,
    version: u32,
    mut input: CredentialInput,
) -> Result<Credential> {
    // A value of that name is one of an earlier address: the new one replaces it.
    let (names, values): (Vec<_>, Vec<_>) = take_from_address(&mut input, &[]).into_iter().unzip();
    let staged = secrets::stage(db, keyring, &act.now, values).await?;
    let mut tx = db.write().await?;
    update(&mut tx, act, id, version, input).await?;
    for (name, staged) in names.into_iter().zip(&staged) {
        adopt(&mut tx, act, staged, &Slot::credential(id, name), &About::default()).await?;
    }
    let credential = get(&mut tx, id).await?;
    tx.commit().await?;
    Ok(credential)
}

/// What is kept of a value about to be stored in a credential: its strength, for a main value that people choose.
pub fn about_secret(fields: &CredentialInput, field: &FieldName, value: &SecretString) -> About {
    let strength = if field.is_password() { strength::score(fields, value) } else { None };
    About { strength, ..About::default() }
}

/// Stores a value of a credential in place of the one it had; see [`save`]. A seed of one-time codes is read
/// as [`totp::seed`] does, and kept as an otpauth URI.
///
/// # Errors
/// Those of [`save`]; [`Error::NotFound`] for a credential that is not there, [`Error::Field`] for a seed that is
/// none.
pub async fn set_secret(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    id: &str,
    field: FieldName,
    value: SecretString,
) -> Result<()> {
    let credential = get(&mut *db.read().await?, id).await?;
    let value = if field.is_totp() { totp::seed(&value, &credential.fields.name)? } else { value };
    let about = about_secret(&credential.fields, &field, &value);
    save(db, keyring, act, &Slot::credential(id, field), value, &about).await
}

/// Changes a credential that still has this version. Its values stay as they are.
///
/// # Errors
/// Those of [`create`]; [`Error::NotFound`] for a credential that is not there, [`Error::Conflict`] when it was
/// changed since.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: CredentialInput,
) -> Result<()> {
    let row = checked(conn, act, &input, Some(id)).await?;
    history::update(conn, act, Entity::Credential, id, Some(version), row).await?;
    fields::set_extras(conn, act, Kind::Credential, id, &input).await?;
    history::settle(conn, act, Entity::Credential, id, version).await
}

/// [`secrets::save`] of a value of a credential: a main one moves the date of change and the rotate-by date.
///
/// # Errors
/// Those of [`secrets::save`].
pub async fn save(
    db: &Db,
    keyring: &Keyring,
    act: &Act,
    slot: &Slot,
    value: SecretString,
    about: &About,
) -> Result<()> {
    let mut put = secrets::put(db, keyring, act, slot, value).await?;
    let mut tx = db.write().await?;
    let changed = put.take(&mut tx, act, slot, about).await?;
    secret_changed(&mut tx, act, changed).await?;
    tx.commit().await?;
    put.finish(db, keyring).await;
    Ok(())
}

/// [`secrets::adopt`] of a value of a credential.
///
/// # Errors
/// Those of [`secrets::adopt`].
pub async fn adopt(
    conn: &mut SqliteConnection,
    act: &Act,
    staged: &StagedSecret,
    slot: &Slot,
    about: &About,
) -> Result<()> {
    let changed = secrets::adopt(conn, act, staged, slot, about).await?;
    secret_changed(conn, act, changed).await
}

/// [`secrets::restore`] of a value of a credential.
///
/// # Errors
/// Those of [`secrets::restore`].
pub async fn restore(conn: &mut SqliteConnection, act: &Act, value_id: &str) -> Result<()> {
    let changed = secrets::restore(conn, act, value_id).await?;
    secret_changed(conn, act, changed).await
}

/// The main value is one of another day: moves the date of change and the rotate-by date.
///
/// # Errors
/// [`Error::NotFound`] for a credential that is not there.
pub async fn secret_changed(conn: &mut SqliteConnection, act: &Act, changed: Option<Changed>) -> Result<()> {
    let Some(Changed { credential_id, on }) = changed else { return Ok(()) };
    let rotate_days = store::rotate_days(conn, &credential_id).await?;
    let rotate_days = rotate_days.ok_or_else(|| Error::not_found(Kind::Credential, &credential_id))?;
    let row = row! {
        "changed_on": input::iso(on),
        "rotate_due": input::iso(rotate_due(on, rotate_days)),
    };
    history::update(conn, act, Entity::Credential, &credential_id, None, row).await?;
    Ok(())
}

/// Checks what was entered, and computes the stored dates of a credential anew.
pub(crate) async fn derive_anew(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    let fields = get(conn, id).await?.fields;
    let changed_on = input::date("changed_on", &fields.changed_on)?;
    let expires_on = input::date("expires_on", &fields.expires_on)?;
    let row = row! {
        "rotate_due": input::iso(rotate_due(changed_on, fields.rotate_days)), "expires_due": input::iso(expires_on),
    };
    history::update(conn, act, Entity::Credential, id, None, row).await?;
    Ok(())
}

/// The user name, for copying.
///
/// # Errors
/// [`Error::NotFound`] for a credential that is not there.
pub async fn username(conn: &mut SqliteConnection, id: &str) -> Result<Option<String>> {
    Ok(get(conn, id).await?.fields.username)
}

fn rotate_due(changed_on: Option<NaiveDate>, rotate_days: Option<u32>) -> Option<NaiveDate> {
    changed_on?.checked_add_days(Days::new(u64::from(rotate_days.filter(|days| *days > 0)?)))
}

async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &CredentialInput,
    own_id: Option<&str>,
) -> Result<Row> {
    input::required("name", "the credential's name", &input.name)?;
    let changed_on = input::date("changed_on", &input.changed_on)?;
    let expires_on = input::date("expires_on", &input.expires_on)?;
    if input.url.as_deref().is_some_and(addresses::has_secret) {
        return Err(Error::field(
            "url",
            format!("{} Enter the address without it, and keep it as a value.", addresses::REFUSED),
        ));
    }
    let mut row = fields::written(input)?;
    row.extend(fields::links(conn, act, Entity::Credential, input, own_id).await?);
    row.extend(row! {
        "rotate_due": input::iso(rotate_due(changed_on, input.rotate_days)), "expires_due": input::iso(expires_on),
    });
    Ok(row)
}
