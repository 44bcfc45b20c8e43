//! Imports through the core, on a database in a temporary folder.

mod cells;
mod faults;
mod formats;
mod matching;
mod place;
mod together;
