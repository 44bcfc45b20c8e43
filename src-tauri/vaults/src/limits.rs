//! How much a file may ask of this computer before it is refused. All of it is checked before anything is derived,
//! inflated or kept.

/// The largest vault that is read, in bytes.
pub const FILE_BYTES: usize = 256 * 1024 * 1024;

/// The largest key file that is read, in bytes. Key files are small; a picture or document may serve as one too.
pub const KEY_FILE_BYTES: usize = 64 * 1024 * 1024;

/// The largest table or JSON of passwords, in bytes. Neither holds attachments: it is some 100,000 entries.
pub(super) const TEXT_BYTES: usize = 32 * 1024 * 1024;

/// The most bytes a vault may unpack to, and what stands once in it may be repeated to.
pub(super) const UNPACKED_BYTES: u64 = 256 * 1024 * 1024;

/// The most entries that one file may bring.
pub(super) const ENTRIES: usize = 100_000;

/// The most fields that one entry may have.
pub(super) const FIELDS: usize = 1_000;

/// How deep groups or elements may be nested.
pub(super) const DEPTH: usize = 128;

/// Argon2: the most memory, in bytes.
pub(super) const ARGON2_MEMORY: u64 = 1024 * 1024 * 1024;

/// Argon2: the most bytes gone over in all passes. Half a minute on a slow laptop; KeePassXC's slowest setting of
/// five seconds on a fast computer goes over some 20 GiB.
pub(super) const ARGON2_WORK: u64 = 32 * 1024 * 1024 * 1024;

/// Argon2: the most lanes; each is a thread.
pub(super) const ARGON2_LANES: u32 = 64;

/// AES-KDF: the most rounds. KeePass proposes as many as take a second, some tens of millions on a fast computer,
/// KeePassXC at most five seconds.
pub(super) const AES_ROUNDS: u64 = 400_000_000;

/// PBKDF2: the most iterations. Bitwarden allows 2,000,000.
pub(super) const PBKDF2_ITERATIONS: u32 = 5_000_000;
