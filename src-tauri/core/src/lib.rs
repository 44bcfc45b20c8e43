//! Everything Holdfast knows and does, without a window.
//!
//! The window and the `holdfast` command line are thin layers over this crate. Rules live in a domain's
//! `model.rs` (no SQL, no clock), SQL lives in its `store.rs`, use cases in its `mod.rs` as free functions
//! over a connection: the caller owns the transaction. Every write goes through [`history`].

pub mod any_list;
pub mod archive;
pub mod attachments;
pub mod backup;
pub mod bulk;
pub mod calendar;
pub mod choices;
pub mod clock;
pub mod contracts;
pub mod cost;
pub mod credential_health;
pub mod credentials;
pub mod dates;
pub mod db;
pub mod delivery;
pub mod demo;
pub mod error;
pub mod export;
pub mod fields;
pub mod files;
pub mod filter;
pub mod hardware;
pub mod history;
pub mod ids;
pub mod import;
mod input;
pub mod inventory;
pub mod licenses;
pub mod lifecycle;
pub mod list;
pub mod locations;
pub mod lock;
pub mod mail;
pub mod money;
pub mod overview;
pub mod people;
pub mod reminders;
pub mod repair;
pub mod reports;
pub mod search;
pub mod secrets;
pub mod settings;
pub mod stocktake;
pub mod table;
pub mod tags;
pub mod terms;
pub mod text;
mod text_enum;
pub mod trash;
mod upgrade;
pub mod vaults;
pub mod vendors;
pub mod words;

pub use error::{Error, Result, Warning};
pub use history::Act;
pub use holdfast_vaults::Cancel;
