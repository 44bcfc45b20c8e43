//! SQL of vault imports: what entries are matched with, and where they came from.

use super::{
    matching::{Identity, Known, KnownValue},
    source::Source,
};
use crate::{
    Error, Result,
    ids::Kind,
    secrets::{FieldName, Slot},
    text::name_key,
};
use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::HashMap;

/// A file of a thing.
#[derive(Debug, FromRow)]
pub(super) struct FileKey {
    pub name: String,
    pub sha256: String,
}

pub(super) async fn files(conn: &mut SqliteConnection, id: &str) -> Result<Vec<FileKey>> {
    Ok(sqlx::query_as("SELECT name, sha256 FROM attachment WHERE entity_id = ?")
        .bind(id)
        .fetch_all(conn)
        .await?)
}

/// Every live credential and license with what entries are matched by, oldest first.
pub(super) async fn known(conn: &mut SqliteConnection) -> Result<Vec<Known>> {
    let things = sqlx::query(
        "SELECT 'credential' AS kind, id, name_key, username AS second, url, created_at FROM credential WHERE deleted_at IS NULL
         UNION ALL
         SELECT 'license', id, name_key, publisher, NULL, created_at FROM license WHERE deleted_at IS NULL
         ORDER BY created_at, id",
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut all = Vec::with_capacity(things.len());
    let mut places = HashMap::with_capacity(things.len());
    for row in &things {
        let id: String = row.try_get("id")?;
        let (second, url): (Option<String>, Option<String>) = (row.try_get("second")?, row.try_get("url")?);
        let kind = match row.try_get("kind")? {
            "credential" => Kind::Credential,
            _ => Kind::License,
        };
        let identity = Identity::new(kind, row.try_get("name_key")?, second.as_deref(), url.as_deref());
        places.insert(id.clone(), all.len());
        all.push(Known { id, identity, tags: Vec::new(), sources: Vec::new(), values: Vec::new() });
    }
    let mut of = |id: &str, take: &mut dyn FnMut(&mut Known)| {
        if let Some(known) = places.get(id).and_then(|place| all.get_mut(*place)) {
            take(known);
        }
    };
    let tags = sqlx::query(
        "SELECT g.entity_id, t.name FROM tagging g JOIN tag t ON t.id = g.tag_id
          WHERE g.entity_id IN (SELECT id FROM credential UNION ALL SELECT id FROM license)",
    );
    for row in &tags.fetch_all(&mut *conn).await? {
        let tag = name_key(row.try_get("name")?);
        of(row.try_get("entity_id")?, &mut |known| known.tags.push(tag.clone()));
    }
    for (_, owner, source) in sources(conn).await? {
        of(&owner, &mut |known| known.sources.push(source.clone()));
    }
    // A key that is given to somebody is not the license's own.
    let values = sqlx::query(
        "SELECT s.owner, s.owner_id, s.subject_id, s.field, k.label FROM secret_value s
           LEFT JOIN license_key k ON k.id = s.owner_id
          WHERE s.retired_at IS NULL AND s.owner IN ('credential', 'license_key')
            AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.key_id = k.id AND a.license_id = k.license_id)
          ORDER BY s.position, s.id",
    );
    for row in &values.fetch_all(&mut *conn).await? {
        let owner_id: String = row.try_get("owner_id")?;
        let value = if row.try_get::<&str, _>("owner")? == "credential" {
            let field: &str = row.try_get("field")?;
            KnownValue { label: name_key(field), slot: Slot::credential(owner_id, FieldName::parse(field)?) }
        } else {
            let label: Option<&str> = row.try_get("label")?;
            KnownValue { label: label.map(name_key).unwrap_or_default(), slot: Slot::license_key(owner_id) }
        };
        of(row.try_get("subject_id")?, &mut |known| known.values.push(value.clone()));
    }
    Ok(all)
}

/// What is known of where credentials and licenses came from, with the kind and id of each.
pub(super) async fn sources(conn: &mut SqliteConnection) -> Result<Vec<(Kind, String, Source)>> {
    let rows = sqlx::query(
        "SELECT credential_id IS NOT NULL AS is_credential, coalesce(credential_id, license_id) AS owner,
           source, source_id, folder FROM vault_source ORDER BY owner, source",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let kind = if row.try_get("is_credential")? { Kind::Credential } else { Kind::License };
            Ok((kind, row.try_get("owner")?, source_of(row)?))
        })
        .collect()
}

/// Whether there is such a credential or license, in Trash or not.
pub(super) async fn is_there(conn: &mut SqliteConnection, kind: Kind, id: &str) -> Result<bool> {
    let found = sqlx::query_scalar(match kind {
        Kind::Credential => "SELECT EXISTS (SELECT 1 FROM credential WHERE id = ?)",
        _ => "SELECT EXISTS (SELECT 1 FROM license WHERE id = ?)",
    });
    Ok(found.bind(id).fetch_one(conn).await?)
}

fn source_of(row: &SqliteRow) -> Result<Source> {
    let folder: Option<String> = row.try_get("folder")?;
    let folder = folder.map(|folder| serde_json::from_str(&folder)).transpose();
    Ok(Source {
        name: row.try_get("source")?,
        id: row.try_get("source_id")?,
        folder: folder.map_err(|error| Error::Internal(format!("stored folder: {error}")))?,
    })
}

/// Keeps which entry each of many new credentials is, by its id.
pub(super) async fn remember_new(conn: &mut SqliteConnection, sources: &[(&str, &Source)]) -> Result<()> {
    let rows = sources
        .iter()
        .map(|(id, source)| Ok((id, &source.name, &source.id, folder_text(source)?)))
        .collect::<Result<Vec<_>>>()?;
    let rows = serde_json::to_string(&rows).map_err(|error| Error::Internal(error.to_string()))?;
    sqlx::query(
        "INSERT INTO vault_source (credential_id, source, source_id, folder)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)",
    )
    .bind(rows)
    .execute(conn)
    .await?;
    Ok(())
}

fn folder_text(source: &Source) -> Result<Option<String>> {
    let folder = source.folder.as_ref().map(serde_json::to_string).transpose();
    folder.map_err(|error| Error::Internal(error.to_string()))
}

/// Keeps which entry a thing is, in place of what was known of it and the same program.
pub(super) async fn remember(
    conn: &mut SqliteConnection,
    kind: Kind,
    id: &str,
    source: &Source,
) -> Result<()> {
    let (credential, license) = match kind {
        Kind::Credential => (Some(id), None),
        _ => (None, Some(id)),
    };
    let folder = folder_text(source)?;
    sqlx::query("DELETE FROM vault_source WHERE source = ? AND (credential_id = ? OR license_id = ?)")
        .bind(&source.name)
        .bind(credential)
        .bind(license)
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO vault_source (credential_id, license_id, source, source_id, folder) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(credential)
    .bind(license)
    .bind(&source.name)
    .bind(&source.id)
    .bind(folder)
    .execute(conn)
    .await?;
    Ok(())
}
