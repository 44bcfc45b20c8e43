//! Vaults of other programs, read by the crate holdfast-vaults: seen before anything happens, taken over in one act; and
//! the export to KDBX. Nothing of a file is written before [`commit`].

mod export;
mod import;

pub use export::{UnreadValue, VaultExport, check_passphrase, export};
pub use holdfast_vaults::{
    Error, FILE_BYTES, KEY_FILE_BYTES, LicenseFacts, Unsupported, VaultAttachment, VaultEntry, VaultField,
    VaultFile, VaultFormat, VaultKind, VaultLook, look, open, open_unless,
};
pub use import::{
    EntryResult, SkippedEntry, VaultOptions, VaultPreview, VaultReport, VaultRow, commit, dry_run, preview,
    ready,
};
pub(crate) use import::{Origin, keep_origins, origins};
