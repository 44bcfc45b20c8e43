//! A database in a temporary folder with a keyring in memory.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use holdfast_core::{
    Act, Cancel,
    clock::Now,
    credentials::{self, Credential},
    db::Db,
    history::{self, Actor},
    list::ListQuery,
    secrets::{self, ExposeSecret, FieldName, Keyring, Slot},
    vaults::{self, VaultOptions, VaultReport},
};
use std::path::PathBuf;
use tempfile::TempDir;

pub struct Place {
    pub db: Db,
    pub keyring: Keyring,
    pub now: Now,
    pub folder: TempDir,
}

impl Place {
    pub async fn open() -> Result<Place> {
        let folder = tempfile::tempdir()?;
        let now = Now::as_of(NaiveDate::from_ymd_opt(2026, 11, 22).context("a date")?);
        let db = Db::open(&folder.path().join("data"), &now).await?;
        Ok(Place { db, keyring: Keyring::in_memory(), now, folder })
    }

    /// The same without a file, for tests of many databases.
    pub async fn in_memory() -> Result<Place> {
        let folder = tempfile::tempdir()?;
        let now = Now::as_of(NaiveDate::from_ymd_opt(2026, 11, 22).context("a date")?);
        Ok(Place { db: Db::in_memory().await?, keyring: Keyring::in_memory(), now, folder })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn act(&self, title: &str) -> Act {
        Act::new(self.now, Actor::CommandLine, title)
    }

    pub async fn import(&self, bytes: &[u8]) -> Result<VaultReport> {
        self.import_as(bytes, None, VaultOptions::default()).await
    }

    pub async fn import_as(
        &self,
        bytes: &[u8],
        password: Option<&str>,
        options: VaultOptions,
    ) -> Result<VaultReport> {
        let password = password.map(super::outside::secret);
        let file = vaults::open(bytes, password.as_ref(), None)?;
        let act = self.act("Import vault");
        Ok(vaults::commit(&self.db, &self.keyring, &file, options, &act, &Cancel::default(), |_, _| {})
            .await?)
    }

    pub async fn undo(&self, batch: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        history::undo(&mut tx, &self.act("Undo"), batch).await?;
        tx.commit().await?;
        Ok(())
    }

    /// All live credentials, by name.
    pub async fn credentials(&self) -> Result<Vec<Credential>> {
        let mut conn = self.db.read().await?;
        let page = credentials::list(&mut conn, &ListQuery::default(), self.now.today).await?;
        let mut all = Vec::new();
        for row in page.rows {
            all.push(credentials::get(&mut conn, &row.id).await?);
        }
        Ok(all)
    }

    pub async fn credential(&self, name: &str) -> Result<Credential> {
        let found = self.credentials().await?.into_iter().find(|one| one.fields.name == name);
        found.with_context(|| format!("no credential {name}"))
    }

    /// A value of a credential.
    pub async fn value(&self, credential: &Credential, field: &str) -> Result<String> {
        let slot = Slot::credential(&credential.id, FieldName::parse(field)?);
        Ok(secrets::fetch(&self.db, &self.keyring, &slot).await?.expose_secret().to_owned())
    }

    pub async fn one_time_code(&self, credential: &Credential) -> Result<String> {
        let seed =
            secrets::fetch(&self.db, &self.keyring, &Slot::credential(&credential.id, FieldName::totp()))
                .await?;
        Ok(credentials::totp::code(&seed, 59)?.code)
    }

    /// How many values the keyring holds for this database.
    pub async fn items(&self) -> Result<usize> {
        secrets::sweep(&self.db, &self.keyring).await?;
        let orphans = secrets::orphans(&self.db, &self.keyring).await?;
        anyhow::ensure!(orphans.items.is_empty(), "orphans: {:?}", orphans.items);
        let mut conn = self.db.read().await?;
        let count: u32 =
            sqlx::query_scalar("SELECT count(*) FROM secret_value").fetch_one(&mut *conn).await?;
        Ok(count as usize)
    }

    /// Everything the database file holds, as bytes, its journal included.
    pub fn database_bytes(&self) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        for name in ["holdfast.db", "holdfast.db-wal"] {
            all.extend(std::fs::read(self.folder.path().join("data").join(name)).unwrap_or_default());
        }
        Ok(all)
    }
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
