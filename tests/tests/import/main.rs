//! Imports through the core, on a database in a temporary folder.

mod faults;
mod formats;
mod matching;
mod place;
mod same;
mod shuffled;
mod together;
