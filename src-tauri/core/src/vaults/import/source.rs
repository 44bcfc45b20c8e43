//! Where an entry came from: what it is found by when its vault is imported again.

use holdfast_vaults::{VaultEntry, VaultFile, VaultFormat};

/// The entry that something is in the vault of another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// The program; its formats have one name.
    pub name: String,
    /// Its id there.
    pub id: Option<String>,
    /// Its folders, outermost first; None where the file says none.
    pub folder: Option<Vec<String>>,
}

/// The program that a file is of.
pub(super) fn program(file: &VaultFile) -> String {
    let source = file.source.to_lowercase();
    let known = ["keepass", "bitwarden", "1password"].into_iter().find(|known| source.starts_with(known));
    match (file.format, known) {
        (_, Some(known)) => known.to_owned(),
        (VaultFormat::Csv, None) => source,
        (_, None) => "vault".to_owned(),
    }
}

impl Source {
    /// None for what Holdfast itself wrote: that is known by its own id.
    pub fn of(entry: &VaultEntry, program: &str) -> Option<Source> {
        (!entry.own).then(|| Source {
            name: program.to_owned(),
            id: entry.id.clone().filter(|id| !is_nothing(id)),
            folder: entry.folders_known.then(|| entry.folder.clone()),
        })
    }
}

/// Ids of zeros alone are those of entries without one.
fn is_nothing(id: &str) -> bool {
    id.chars().all(|c| matches!(c, '0' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_one_program_have_one_name() {
        let named = |format, source: &str| {
            program(&VaultFile {
                format,
                source: source.to_owned(),
                entries: Vec::new(),
                unsupported: Vec::new(),
            })
        };
        for (format, source) in [
            (VaultFormat::Kdbx4, "KeePass (KDBX 4)"),
            (VaultFormat::Kdb, "KeePass 1 (KDB)"),
            (VaultFormat::KeepassXml, "KeePass XML"),
            (VaultFormat::Csv, "KeePassXC CSV"),
        ] {
            assert_eq!(named(format, source), "keepass");
        }
        assert_eq!(named(VaultFormat::BitwardenProtected, "Bitwarden JSON with password"), "bitwarden");
        assert_eq!(named(VaultFormat::OnePux, "1Password (1PUX)"), "1password");
        assert_eq!(named(VaultFormat::Csv, "LastPass CSV"), "lastpass csv");
    }

    #[test]
    fn an_id_of_zeros_is_none() {
        let mut entry = VaultEntry::new(1);
        entry.id = Some("00000000-0000-0000-0000-000000000000".to_owned());
        assert_eq!(Source::of(&entry, "bitwarden").unwrap().id, None);
        entry.id = Some("a1".to_owned());
        assert_eq!(Source::of(&entry, "bitwarden").unwrap().id.as_deref(), Some("a1"));
    }
}
