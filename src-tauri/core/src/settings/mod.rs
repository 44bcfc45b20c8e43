//! What the user chose, as rows of one table. Unknown or broken values fall back to the defaults.

mod labels;
mod store;
mod views;

pub use views::{SavedView, delete_view, save_view, views};

pub use labels::{LabelCode, LabelSettings, labels, set_labels};

use crate::{Error, Result, money::Currency, text::blank_to_none};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::SqliteConnection;

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Settings {
    /// ISO 4217; for new prices and for imported amounts without one.
    pub currency: String,
    /// A BCP 47 tag such as de-DE; None follows the system.
    pub locale: Option<String>,
    pub theme: Theme,
    /// Seconds until a copied secret leaves the clipboard: 10, 20, 30 or 60.
    pub clipboard_seconds: u32,
    /// Whose papers are printed; it stands above their titles.
    pub organisation: Option<String>,
    /// The month (1 to 12) a fiscal year begins in.
    pub fiscal_year_month: u32,
    /// Name and address, several lines, at the head of letters.
    pub letter_sender: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            currency: "EUR".into(),
            locale: None,
            theme: Theme::System,
            clipboard_seconds: 30,
            organisation: None,
            fiscal_year_month: 1,
            letter_sender: None,
        }
    }
}

/// The settings as they are kept; the defaults where none are kept, or they cannot be read.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection) -> Result<Settings> {
    let text = store::get(conn, "settings").await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps the settings after checking them.
///
/// # Errors
/// [`Error::Field`] for a currency that is none, seconds other than 10, 20, 30 or 60, a month outside 1 to 12, a name
/// of over 200 characters or an address of over 1,000; [`Error::Database`] when nothing can be written.
pub async fn set(conn: &mut SqliteConnection, settings: &Settings) -> Result<()> {
    if Currency::parse(&settings.currency).is_none() {
        return Err(Error::field(
            "currency",
            format!("“{}” is no currency code. Use one like EUR or USD.", settings.currency),
        ));
    }
    if ![10, 20, 30, 60].contains(&settings.clipboard_seconds) {
        return Err(Error::field("clipboard_seconds", "Choose 10, 20, 30 or 60 seconds."));
    }
    if !(1..=12).contains(&settings.fiscal_year_month) {
        return Err(Error::field("fiscal_year_month", "Choose a month from 1 to 12."));
    }
    let settings = Settings {
        organisation: blank_to_none(settings.organisation.clone()),
        letter_sender: blank_to_none(settings.letter_sender.clone()),
        ..settings.clone()
    };
    if settings.organisation.as_ref().is_some_and(|name| name.chars().count() > 200) {
        return Err(Error::field("organisation", "A name has 200 letters at most."));
    }
    if settings.letter_sender.as_ref().is_some_and(|sender| sender.chars().count() > 1_000) {
        return Err(Error::field("letter_sender", "An address has 1,000 letters at most."));
    }
    let text = serde_json::to_string(&settings).map_err(|e| Error::Internal(e.to_string()))?;
    store::set(conn, "settings", &text).await
}

/// What the user chose about values and who sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct SecretSettings {
    /// How many replaced values of a field stay in the keyring, to be restored: at most 10.
    pub previous_values: u32,
    /// Minutes without a key or a click until the window locks; 0 for never.
    pub lock_minutes: u32,
    /// Keeps the window out of screenshots and shared screens, where the system can.
    pub hide_from_screenshots: bool,
    /// Shows the last characters of license keys that are stored from now on.
    pub key_hints: bool,
    /// Days after which a password without a rotation of its own counts as old.
    pub old_after_days: u32,
}

impl Default for SecretSettings {
    fn default() -> Self {
        SecretSettings {
            previous_values: 3,
            lock_minutes: 10,
            hide_from_screenshots: false,
            key_hints: false,
            old_after_days: 365,
        }
    }
}

/// What the user chose about values and who sees them.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn secrets(conn: &mut SqliteConnection) -> Result<SecretSettings> {
    let text = store::get(conn, "vault").await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps the settings about values after checking them. Previous values beyond a smaller number go with the next change
/// of their field.
///
/// # Errors
/// [`Error::Field`] for over 10 previous values, a lock after over a day, and an age outside 1 to 3,650 days;
/// [`Error::Database`] when nothing can be written.
pub async fn set_secrets(conn: &mut SqliteConnection, chosen: &SecretSettings) -> Result<()> {
    if chosen.previous_values > 10 {
        return Err(Error::field("previous_values", "Keep at most 10 previous values."));
    }
    if chosen.lock_minutes > 24 * 60 {
        return Err(Error::field("lock_minutes", "Lock after at most a day, or never."));
    }
    if !(1..=3650).contains(&chosen.old_after_days) {
        return Err(Error::field("old_after_days", "Choose between a day and ten years."));
    }
    let text = serde_json::to_string(chosen).map_err(|e| Error::Internal(e.to_string()))?;
    store::set(conn, "vault", &text).await
}

/// How Holdfast stays at work without its window. Whether it starts at login is the system's to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct BackgroundSettings {
    /// Closing the window leaves Holdfast in the tray, where there is one.
    pub close_to_tray: bool,
}

/// What the user chose about work without the window; the defaults before that.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn background(conn: &mut SqliteConnection) -> Result<BackgroundSettings> {
    of(conn, "background").await
}

/// Keeps what the user chose about work without the window.
///
/// # Errors
/// [`Error::Database`] when nothing can be written.
pub async fn set_background(conn: &mut SqliteConnection, chosen: &BackgroundSettings) -> Result<()> {
    keep(conn, "background", chosen).await
}

/// What a domain keeps for itself under a name of its own; defaults where nothing, or nothing readable, is kept.
pub(crate) async fn of<T: Default + DeserializeOwned>(conn: &mut SqliteConnection, name: &str) -> Result<T> {
    let text = store::get(conn, name).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps what [`of`] reads; the domain has checked it.
pub(crate) async fn keep<T: Serialize>(conn: &mut SqliteConnection, name: &str, value: &T) -> Result<()> {
    let text = serde_json::to_string(value).map_err(|e| Error::Internal(e.to_string()))?;
    store::set(conn, name, &text).await
}

/// When the last backup was written (RFC 3339).
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn last_backup_at(conn: &mut SqliteConnection) -> Result<Option<String>> {
    store::get(conn, "last_backup_at").await
}

pub(crate) async fn set_last_backup_at(conn: &mut SqliteConnection, at: &str) -> Result<()> {
    store::set(conn, "last_backup_at", at).await
}

/// When the last full backup was written (RFC 3339): the one with the values.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn last_full_backup_at(conn: &mut SqliteConnection) -> Result<Option<String>> {
    store::get(conn, "last_full_backup_at").await
}

pub(crate) async fn set_last_full_backup_at(conn: &mut SqliteConnection, at: &str) -> Result<()> {
    store::set(conn, "last_full_backup_at", at).await
}

/// The full backup (its SHA-256) whose values are still on their way into the keyring; None when none is.
pub(crate) async fn unfinished_restore(conn: &mut SqliteConnection) -> Result<Option<String>> {
    Ok(store::get(conn, UNFINISHED_RESTORE).await?.filter(|backup| !backup.is_empty()))
}

pub(crate) async fn set_unfinished_restore(conn: &mut SqliteConnection, backup: Option<&str>) -> Result<()> {
    match backup {
        Some(backup) => store::set(conn, UNFINISHED_RESTORE, backup).await,
        None => store::remove(conn, UNFINISHED_RESTORE).await,
    }
}

const UNFINISHED_RESTORE: &str = "unfinished_restore";

/// The batch that brought the sample data, while it is there.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn sample_batch(conn: &mut SqliteConnection) -> Result<Option<String>> {
    Ok(store::get(conn, "sample_batch").await?.filter(|batch| !batch.is_empty()))
}

/// Keeps which batch brought the sample data; None once it is gone.
///
/// # Errors
/// [`Error::Database`] when nothing can be written.
pub async fn set_sample_batch(conn: &mut SqliteConnection, batch: Option<&str>) -> Result<()> {
    store::set(conn, "sample_batch", batch.unwrap_or_default()).await
}

/// A group of settings that a domain keeps for itself under a key of its own; its defaults when there is none yet
/// or it cannot be read.
pub(crate) async fn group<T: serde::de::DeserializeOwned + Default>(
    conn: &mut SqliteConnection,
    key: &str,
) -> Result<T> {
    let text = store::get(conn, key).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

pub(crate) async fn set_group<T: Serialize>(conn: &mut SqliteConnection, key: &str, group: &T) -> Result<()> {
    let text = serde_json::to_string(group).map_err(|e| Error::Internal(e.to_string()))?;
    store::set(conn, key, &text).await
}
