//! What can be said about the keyring and its values without showing any.

use super::SecretOwner;
use serde::Serialize;

/// How the keyring of this session stands, read without raising a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum KeyringState {
    Ready,
    Locked,
    /// The service runs, but has no default collection yet.
    NotCreated,
    /// No program answers for the Secret Service.
    NoProvider,
    /// There is no session bus to ask on.
    NoSession,
    /// It did not answer within the deadline.
    NotAnswering,
}

impl KeyringState {
    /// The state in plain words, with the way out of it.
    pub fn message(self) -> &'static str {
        match self {
            KeyringState::Ready => "The system keyring is ready.",
            KeyringState::Locked => {
                "The system keyring is locked. Choose Unlock and type your keyring password."
            }
            KeyringState::NotCreated => {
                "There is no default keyring yet. Choose Unlock to make one: the system asks for a password for it."
            }
            KeyringState::NoProvider => {
                "No program keeps secrets for this session. Install gnome-keyring or KWallet, then log in again."
            }
            KeyringState::NoSession => {
                "There is no desktop session to reach the keyring through. Start Holdfast from your desktop, or inside dbus-run-session."
            }
            KeyringState::NotAnswering => {
                "The system keyring does not answer. Restart it by logging out and in again, then try once more."
            }
        }
    }

    /// Whether a value can be asked for: at once, or after the user answers the system's prompt.
    pub fn usable(self) -> bool {
        matches!(self, KeyringState::Ready | KeyringState::Locked)
    }
}

/// The status line: state, and in words what to do.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KeyringStatus {
    pub state: KeyringState,
    pub message: String,
    /// Values of this database that are known not to be on this computer.
    pub missing: u32,
    /// Entries of the journal that wait for the sweeper.
    pub unfinished: u32,
}

/// What the sweeper did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SweepReport {
    /// Entries of the journal that are done with.
    pub finished: u32,
    /// Entries that wait for next time, because the keyring refused.
    pub waiting: u32,
    /// True when nothing was tried, because the keyring was not unlocked.
    pub skipped: bool,
}

/// What a database is to the values it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum HomeState {
    /// Its values are its own: it deletes and replaces them.
    Home,
    /// A copy, or a database that was moved: it reads the values of its home and deletes none.
    Copy,
    /// The keyring knows no home of it yet, and it is in a folder that somebody named: a person has to say so.
    Unconfirmed,
    /// The keyring could not be asked.
    Unknown,
}

impl HomeState {
    /// The state in plain words, with the way out of it. `home` is where the home is, `here` this file.
    pub(super) fn message(self, home: Option<&str>, here: &str) -> String {
        const STRANGER: &str = "Its secrets can be used, but not replaced or deleted,";
        match (self, home) {
            (HomeState::Home, _) => "This database owns its secrets in the keyring.".to_owned(),
            (HomeState::Copy, Some(home)) if home == here => format!(
                "This looks like a restored backup. {STRANGER} until this database takes them over."
            ),
            (HomeState::Copy, Some(home)) => format!(
                "This is a copy of {home}, or its folder was moved. {STRANGER} until this database takes them over."
            ),
            (HomeState::Copy, None) => format!(
                "This is a copy, or its folder was moved. {STRANGER} until this database takes them over."
            ),
            (HomeState::Unconfirmed, _) => format!(
                "The keyring does not know this database yet. {STRANGER} until this database takes them over."
            ),
            (HomeState::Unknown, _) => {
                "The keyring could not be asked whether this database owns its secrets. Until it can, none is deleted.".to_owned()
            }
        }
    }
}

/// Whether a database is the home of its values, and where that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HomeReport {
    pub state: HomeState,
    /// The path of the database that is the home, when it is another one and known.
    pub home: Option<String>,
    /// Values this database names and is not the home of.
    pub values: u32,
    pub message: String,
}

/// Differences between the database and the keyring.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Orphans {
    /// Names of items that this database put, and that belong to no row and no unfinished write. Those of a copy, or of
    /// the database it was copied from, are never among them.
    pub items: Vec<String>,
    /// Rows whose value is not in this computer's keyring.
    pub rows: Vec<OrphanRow>,
}

/// A row whose value is not in this computer's keyring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OrphanRow {
    /// Of the value itself.
    pub id: String,
    #[sqlx(try_from = "String")]
    pub owner: SecretOwner,
    pub owner_id: String,
    /// The thing to open: the credential, or the license of the key.
    pub subject_id: String,
    /// What that thing is called.
    pub name: String,
    pub field: String,
    /// A previous value, kept to be restored.
    pub previous: bool,
}

/// The most bytes one item of a keyring holds everywhere (Windows ends at 2,560).
const PART_BYTES: usize = 2_400;

/// The most bytes a value may have.
pub const VALUE_BYTES: usize = 64 * 1024;

/// Cuts a value between characters into parts of at most 2,400 bytes; the message says why it cannot be stored.
pub(super) fn parts_of(value: &str) -> Result<Vec<&str>, String> {
    if value.is_empty() {
        return Err("An empty value cannot be stored: delete the value instead.".to_owned());
    }
    if value.len() > VALUE_BYTES {
        return Err(format!(
            "The value has {} bytes, a keyring takes at most {VALUE_BYTES}. Attach it as a file instead.",
            value.len()
        ));
    }
    let mut parts = Vec::with_capacity(value.len() / PART_BYTES + 1);
    let mut rest = value;
    while !rest.is_empty() {
        let (part, tail) = rest.split_at(rest.floor_char_boundary(PART_BYTES));
        parts.push(part);
        rest = tail;
    }
    Ok(parts)
}

/// Names of the items of every value begin with this.
pub(super) const ALL_VALUES: &str = "v1-";

/// Names of the items under an id begin with this.
pub(super) fn name_prefix(home_id: &str) -> String {
    format!("{ALL_VALUES}{home_id}-")
}

/// The names under which the parts of a value stand in the keyring: random, so that they say nothing of the thing.
pub(super) fn names_of(home_id: &str, reference: &str, parts: u32) -> Vec<String> {
    let base = format!("{}{reference}", name_prefix(home_id));
    if parts <= 1 { vec![base] } else { (1..=parts).map(|part| format!("{base}-{part}")).collect() }
}

/// What the system's keyring window shows for an item.
pub(super) fn label_of(reference: &str) -> String {
    format!("Holdfast secret {}", reference.get(..8).unwrap_or(reference))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_values_are_cut_and_too_long_ones_refused() {
        assert_eq!(parts_of("short").unwrap(), ["short"]);
        assert_eq!(parts_of(&"a".repeat(2_400)).unwrap().len(), 1);
        assert_eq!(parts_of(&"a".repeat(2_401)).unwrap().len(), 2);
        assert_eq!(parts_of(&"a".repeat(65_536)).unwrap().len(), 28);
        assert!(parts_of(&"a".repeat(65_537)).unwrap_err().contains("65537 bytes"));
        assert!(parts_of("").is_err());
    }

    #[test]
    fn names_hold_no_dot_and_number_only_several_parts() {
        assert_eq!(names_of("db", "u", 1), ["v1-db-u"]);
        assert_eq!(names_of("db", "u", 2), ["v1-db-u-1", "v1-db-u-2"]);
        assert_eq!(label_of("0123456789"), "Holdfast secret 01234567");
    }

    proptest! {
        #[test]
        fn parts_join_to_the_value(text in "\\PC{1,3000}") {
            let parts = parts_of(&text).unwrap();
            prop_assert!(parts.iter().all(|part| part.len() <= PART_BYTES && !part.is_empty()));
            prop_assert_eq!(parts.concat(), text);
        }
    }
}
