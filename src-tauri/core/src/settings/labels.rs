//! How labels were printed last, proposed for the next ones.

use super::store;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

/// Which code a label carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LabelCode {
    /// A QR code of the asset tag; of the serial for a device without a tag, else of the link.
    #[default]
    Qr,
    /// A QR code of the link to the device, which a changed tag does not break.
    QrLink,
    /// Code 128 of the asset tag, or of the serial.
    Bars,
    /// QR code and bars.
    Both,
}

/// What is remembered. Where a used sheet begins is asked each time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct LabelSettings {
    /// The name of a sheet or roll, or WIDTHxHEIGHT in millimetres.
    pub layout: String,
    pub code: LabelCode,
    /// Whether the device's name and serial stand below its tag.
    pub name: bool,
    pub serial: bool,
    /// Own words on every label.
    pub text: Option<String>,
    /// Moves everything right and down, in millimetres, for a printer that pulls its paper askew.
    pub shift_right: f32,
    pub shift_down: f32,
}

impl Default for LabelSettings {
    fn default() -> Self {
        LabelSettings {
            layout: "L7160".into(),
            code: LabelCode::Qr,
            name: true,
            serial: true,
            text: None,
            shift_right: 0.0,
            shift_down: 0.0,
        }
    }
}

/// How labels were printed last; the defaults before that.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn labels(conn: &mut SqliteConnection) -> Result<LabelSettings> {
    let text = store::get(conn, "labels").await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps how labels were printed, for the next ones.
///
/// # Errors
/// [`Error::Database`] when nothing can be written.
pub async fn set_labels(conn: &mut SqliteConnection, labels: &LabelSettings) -> Result<()> {
    let text = serde_json::to_string(labels).map_err(|error| Error::Internal(error.to_string()))?;
    store::set(conn, "labels", &text).await
}
