//! SQL of the report on the credentials.

use crate::{
    Result,
    credentials::{CredentialInput, CredentialKind},
    secrets::SecretState,
    text_enum,
};
use sqlx::{Row, SqliteConnection};

/// A credential as the report looks at it.
pub(super) struct Examined {
    pub id: String,
    pub name: String,
    pub kind: CredentialKind,
    pub username: Option<String>,
    pub url: Option<String>,
    pub vendor: Option<String>,
    pub changed_on: Option<String>,
    pub rotate_due: Option<String>,
    pub expires_on: Option<String>,
    /// Whether it belongs to anything.
    pub linked: bool,
    /// Of the main value.
    pub value_id: Option<String>,
    pub strength: Option<u8>,
    pub state: SecretState,
    /// How many of its values are not on this computer.
    pub missing: u32,
    /// How many values it has, of any field.
    pub stored: u32,
}

impl Examined {
    pub(super) fn as_input(&self) -> CredentialInput {
        CredentialInput {
            name: self.name.clone(),
            kind: self.kind,
            username: self.username.clone(),
            url: self.url.clone(),
            vendor: self.vendor.clone(),
            ..CredentialInput::default()
        }
    }
}

pub(super) async fn examined(conn: &mut SqliteConnection) -> Result<Vec<Examined>> {
    let rows = sqlx::query(
        "SELECT c.id, c.name, c.kind, c.username, c.url, v.name AS vendor, c.changed_on, c.rotate_due, c.expires_on,
                coalesce(c.vendor_id, c.license_id, c.contract_id, c.device_id, c.person_id) IS NOT NULL AS linked,
                s.id AS value_id, s.strength, s.state,
                (SELECT count(*) FROM secret_value m WHERE m.owner_id = c.id AND m.retired_at IS NULL AND m.state = 'missing') AS missing,
                (SELECT count(*) FROM secret_value m WHERE m.owner_id = c.id AND m.retired_at IS NULL) AS stored
           FROM credential c LEFT JOIN vendor v ON v.id = c.vendor_id
           LEFT JOIN secret_value s ON s.owner_id = c.id AND s.field_key = 'password' AND s.retired_at IS NULL
          WHERE c.deleted_at IS NULL ORDER BY c.name_key, c.id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.try_get("kind")?;
            let state: Option<String> = row.try_get("state")?;
            Ok(Examined {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
                kind: text_enum::variant(&kind),
                username: row.try_get("username")?,
                url: row.try_get("url")?,
                vendor: row.try_get("vendor")?,
                changed_on: row.try_get("changed_on")?,
                rotate_due: row.try_get("rotate_due")?,
                expires_on: row.try_get("expires_on")?,
                linked: row.try_get("linked")?,
                value_id: row.try_get("value_id")?,
                strength: row.try_get("strength")?,
                state: state.map(|word| text_enum::variant(&word)).unwrap_or_default(),
                missing: row.try_get("missing")?,
                stored: row.try_get("stored")?,
            })
        })
        .collect()
}

/// Notes how hard a value is to guess, which was not known when it was stored.
pub(super) async fn set_strength(conn: &mut SqliteConnection, value_id: &str, strength: u8) -> Result<()> {
    sqlx::query("UPDATE secret_value SET strength = ? WHERE id = ?")
        .bind(strength)
        .bind(value_id)
        .execute(conn)
        .await?;
    Ok(())
}
