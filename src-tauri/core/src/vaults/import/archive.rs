//! Where things came from, as an export of everything has it.

use super::{source::Source, store};
use crate::{Error, Result, ids::Kind};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::collections::HashSet;

/// The entry that a thing is in the vault of another program: one of `credential_id` and `license_id` is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Origin {
    #[serde(default)]
    pub credential_id: Option<String>,
    #[serde(default)]
    pub license_id: Option<String>,
    /// The program.
    pub source: String,
    /// Its id there, where the program's files say one.
    #[serde(default)]
    pub source_id: Option<String>,
    /// Its folders, outermost first; None where the program's files say none.
    #[serde(default)]
    pub folder: Option<Vec<String>>,
}

/// All of them, those of things in Trash too.
pub(crate) async fn origins(conn: &mut SqliteConnection) -> Result<Vec<Origin>> {
    let owned = store::sources(conn).await?.into_iter().map(|(kind, id, source)| {
        let (credential_id, license_id) = match kind {
            Kind::Credential => (Some(id), None),
            _ => (None, Some(id)),
        };
        Origin { credential_id, license_id, source: source.name, source_id: source.id, folder: source.folder }
    });
    Ok(owned.collect())
}

/// Keeps those of a file, but for what is known of a thing and a program already.
///
/// # Errors
/// [`Error::Import`] for one that belongs to nothing or to two things, or names no program.
pub(crate) async fn keep_origins(conn: &mut SqliteConnection, origins: Vec<Origin>) -> Result<()> {
    let mut known: HashSet<(String, String)> =
        store::sources(conn).await?.into_iter().map(|(_, id, source)| (id, source.name)).collect();
    let wrong = || {
        Error::Import(
            "The file cannot be read back: where something came from (vault_source) belongs to nothing in it. Nothing was changed."
                .into(),
        )
    };
    for origin in origins {
        let (kind, id) = match (origin.credential_id, origin.license_id) {
            (Some(id), None) => (Kind::Credential, id),
            (None, Some(id)) => (Kind::License, id),
            _ => return Err(wrong()),
        };
        let source = Source { name: origin.source, id: origin.source_id, folder: origin.folder };
        if source.name.trim().is_empty() || !store::is_there(conn, kind, &id).await? {
            return Err(wrong());
        }
        if known.insert((id.clone(), source.name.clone())) {
            store::remember(conn, kind, &id, &source).await?;
        }
    }
    Ok(())
}
