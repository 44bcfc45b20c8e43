//! Reminders as they reach people: by a real bus, a real mail server and a calendar file, whatever happens meanwhile.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod background;
mod bad_input;
mod calendar;
mod install;
mod mail;
mod mail_faults;
mod notifications;
mod place;
mod retries;
