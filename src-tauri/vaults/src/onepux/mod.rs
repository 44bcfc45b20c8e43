//! 1PUX, the archive that 1Password writes: a zip file with `export.data` (JSON) and the files.
//! <https://support.1password.com/1pux-format/>

mod items;

use super::{
    limits,
    loose::is_too_many,
    model::{Tally, VaultEntry, VaultFile, VaultFormat},
    room::Room,
};
use crate::{Error, Result};
use items::Item;
use secrecy::SecretSlice;
use serde::Deserialize;
use std::{collections::HashMap, io::Cursor};
use zeroize::Zeroizing;
use zip::ZipArchive;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Export {
    #[serde(deserialize_with = "super::loose::list")]
    accounts: Vec<Account>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Account {
    #[serde(deserialize_with = "super::loose::list")]
    vaults: Vec<Vault>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Vault {
    attrs: VaultAttributes,
    #[serde(deserialize_with = "super::loose::list")]
    items: Vec<Item>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VaultAttributes {
    name: String,
}

/// The files of an archive by the id that items name them with.
pub(super) struct Files<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: HashMap<String, String>,
    room: Room,
}

impl Files<'_> {
    fn open(bytes: &[u8]) -> Result<Files<'_>> {
        let mut archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("its contents cannot be listed"))?;
        if archive.len() > limits::ENTRIES {
            return Err(damaged("it lists more files than any export has"));
        }
        // What it says of its sizes is not believed, but it is enough to refuse it.
        let mut said = Room::default();
        for place in 0..archive.len() {
            let file = archive.by_index_raw(place).map_err(|_| damaged("its contents cannot be listed"))?;
            said.take(usize::try_from(file.size()).unwrap_or(usize::MAX))?;
        }
        let names = archive
            .file_names()
            .filter_map(|name| {
                let name = name.ok()?;
                let (id, _) = name.strip_prefix("files/")?.split_once("__")?;
                Some((id.to_owned(), name.into_owned()))
            })
            .collect();
        Ok(Files { archive, names, room: Room::default() })
    }

    /// A file, unpacked. What the archive says of its size is not believed.
    fn read(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let Ok(file) = self.archive.by_name(name) else { return Ok(None) };
        let bytes = self.room.unpack(file)?;
        bytes.map(Some).ok_or_else(|| damaged(&format!("“{name}” cannot be unpacked")))
    }

    pub fn attachment(&mut self, id: &str) -> Result<Option<SecretSlice<u8>>> {
        let Some(name) = self.names.get(id).cloned() else { return Ok(None) };
        Ok(self.read(&name)?.map(|bytes| SecretSlice::from(bytes.to_vec())))
    }
}

/// Whether a file is a 1PUX archive.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && ZipArchive::new(Cursor::new(bytes))
            .is_ok_and(|archive| archive.index_for_name("export.data").is_some())
}

/// Reads an archive.
///
/// # Errors
/// [`Error::Import`] when it is damaged or unpacks to too much.
pub(super) fn read(bytes: &[u8]) -> Result<VaultFile> {
    let mut files = Files::open(bytes)?;
    let data = files.read("export.data")?.ok_or_else(|| damaged("it has no export.data"))?;
    let export: Export = serde_json::from_slice(&data).map_err(|error| {
        if is_too_many(&error) {
            return damaged("it has more entries than Holdfast takes from one file");
        }
        damaged(&format!("its data breaks off in line {}, column {}", error.line(), error.column()))
    })?;
    let vaults: Vec<Vault> = export.accounts.into_iter().flat_map(|account| account.vaults).collect();
    let several = vaults.len() > 1;
    let mut tally = Tally::default();
    let mut entries: Vec<VaultEntry> = Vec::new();
    for vault in vaults {
        for item in vault.items {
            if entries.len() >= limits::ENTRIES {
                return Err(damaged("it has more entries than Holdfast takes from one file"));
            }
            let number = u32::try_from(entries.len() + 1).unwrap_or(u32::MAX);
            let mut entry = items::entry(number, item.unwrapped(), &mut files, &mut tally)?;
            // One vault is the whole; several are told apart.
            entry.folders_known = several;
            if several && !vault.attrs.name.trim().is_empty() {
                entry.folder = vec![vault.attrs.name.trim().to_owned()];
            }
            entries.push(entry);
        }
    }
    Ok(VaultFile {
        format: VaultFormat::OnePux,
        source: "1Password (1PUX)".to_owned(),
        entries,
        unsupported: tally.done(),
    })
}

fn damaged(detail: &str) -> Error {
    Error::Import(format!(
        "This 1Password archive is damaged: {detail}. Nothing was written: export it again."
    ))
}
