//! Every test of the whole, in one program, so that the core is linked once. Each file here is a module, and the names of its
//! tests begin with it: `cargo test --test all -- cost::` runs those of `cost.rs`.
//!
//! Tests run beside each other in this process. What a process has only one of (its environment, its folder, its signals)
//! belongs to the programs that a test starts in a `Sandbox`, never to the test itself.

mod automatic_backups;
mod axe;
mod calendar_settings;
mod certificates;
mod cli;
mod cli_agreements;
mod cli_edit;
mod cli_filters;
mod cli_folder;
mod cli_import;
mod cli_keys;
mod cli_terms;
mod contracts;
mod cost;
mod custody;
mod disk;
mod domains;
mod export;
mod figures;
mod full_backup;
mod harness;
mod import;
mod import_stop;
mod inbox;
mod lists;
mod paper;
mod reminders;
mod screens;
mod secrets;
mod sockets;
mod spend;
mod story;
mod story_backups;
mod story_bulk;
mod story_calendar;
mod story_clock;
mod story_contracts;
mod story_fields;
mod story_folders;
mod story_full_backup;
mod story_hardware;
mod story_import_questions;
mod story_lock;
mod story_people;
mod story_reminder_settings;
mod story_reminders;
mod story_repair;
mod story_reports;
mod story_sample;
mod story_shell;
mod story_vault;
mod terms;
mod vault_cli;
mod vault_files_window;
mod vault_window;
mod vaults;
