//! A database in a temporary folder with a keyring in memory, and the files that people bring.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use holdfast_core::{
    Act,
    clock::Now,
    db::Db,
    hardware::{self},
    history::Actor,
    import::{self, ColumnMapping, ImportKind, ImportOptions, ImportReport},
    licenses,
    list::ListQuery,
    people,
    secrets::Keyring,
    vendors,
};
use tempfile::TempDir;

pub const LICENSES: &[u8] = include_bytes!("../../fixtures/import/snipe-it-licenses.csv");
pub const ASSETS: &[u8] = include_bytes!("../../fixtures/import/snipe-it-assets-old.csv");

/// A database of its own, and a keyring in memory.
pub struct Place {
    pub db: Db,
    pub keyring: Keyring,
    pub now: Now,
    _folder: TempDir,
}

impl Place {
    pub async fn open() -> Result<Place> {
        let folder = tempfile::tempdir()?;
        let now = Now::as_of(NaiveDate::from_ymd_opt(2025, 6, 1).context("a date")?);
        let db = Db::open(&folder.path().join("data"), &now).await?;
        Ok(Place { db, keyring: Keyring::in_memory(), now, _folder: folder })
    }

    /// Like [`Place::open`], with nothing on the disk.
    pub async fn in_memory() -> Result<Place> {
        let folder = tempfile::tempdir()?;
        let now = Now::as_of(NaiveDate::from_ymd_opt(2025, 6, 1).context("a date")?);
        Ok(Place { db: Db::in_memory().await?, keyring: Keyring::in_memory(), now, _folder: folder })
    }

    pub fn act(&self, title: &str) -> Act {
        Act::new(self.now, Actor::CommandLine, title)
    }

    pub async fn import(&self, bytes: &[u8], options: &ImportOptions) -> holdfast_core::Result<ImportReport> {
        import::commit(&self.db, Some(&self.keyring), bytes, options, &self.act("Import"), |_, _| {}).await
    }

    /// Live rows of every kind an import writes.
    pub async fn counts(&self) -> Result<Vec<(&'static str, u32)>> {
        let mut conn = self.db.read().await?;
        let all = ListQuery::default();
        let today = self.now.today;
        Ok(vec![
            ("licenses", licenses::list(&mut conn, &all, today).await?.total),
            ("devices", hardware::list(&mut conn, &all, today).await?.total),
            ("people", people::list(&mut conn, &all, today).await?.total),
            ("vendors", vendors::list(&mut conn, &all, today).await?.total),
        ])
    }

    pub async fn is_empty(&self) -> Result<bool> {
        Ok(self.counts().await?.iter().all(|(_, count)| *count == 0))
    }

    pub async fn license_named(&self, name: &str) -> Result<licenses::License> {
        let mut conn = self.db.read().await?;
        let query = ListQuery { filter: format!("name=\"{name}\""), ..ListQuery::default() };
        let page = licenses::list(&mut conn, &query, self.now.today).await?;
        // A word finds more than names.
        let called = page.rows.iter().find(|row| row.fields.name == name);
        let row = called.or(page.rows.first()).with_context(|| format!("no license {name}"))?;
        Ok(licenses::get(&mut conn, &row.id, self.now.today).await?)
    }

    pub async fn device_named(&self, name: &str) -> Result<hardware::Device> {
        let mut conn = self.db.read().await?;
        let query = ListQuery { filter: format!("\"{name}\""), ..ListQuery::default() };
        let page = hardware::list(&mut conn, &query, self.now.today).await?;
        let called = page.rows.iter().find(|row| row.fields.name == name);
        let row = called.or(page.rows.first()).with_context(|| format!("no device {name}"))?;
        Ok(hardware::get(&mut conn, &row.id, self.now.today).await?)
    }
}

pub fn as_licenses() -> ImportOptions {
    ImportOptions::new(ImportKind::Licenses)
}

pub fn skipping(kind: ImportKind) -> ImportOptions {
    ImportOptions { skip_problems: true, ..ImportOptions::new(kind) }
}

pub fn map(column: &str, field: Option<&str>) -> ColumnMapping {
    ColumnMapping { column: column.to_owned(), field: field.map(str::to_owned) }
}
