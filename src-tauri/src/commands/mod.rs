//! What the window may ask for. Each command is thin: one use case of the core in one transaction, its error
//! mapped, the window told. No rule and no SQL stands here.

pub mod agreements;
pub mod attachments;
pub mod background;
pub mod calendar;
pub mod choices;
pub mod contracts;
pub mod cost;
pub mod credentials;
pub mod custody;
pub mod hardware;
pub mod history;
pub mod inventory;
pub mod keyring;
pub mod license_keys;
pub mod licenses;
pub mod lifecycle;
pub mod lists;
pub mod locations;
pub mod mail;
pub mod overview;
pub mod paper;
pub mod people;
pub mod reminders;
pub mod reveal;
pub mod search;
pub mod secrets;
pub mod settings;
pub mod sheets;
pub mod startup;
pub mod stocktake;
pub mod templates;
pub mod transfer;
pub mod vault;
pub mod vault_files;
pub mod vendors;
