//! Imports through the core, on a database in a temporary folder.

mod acts;
mod archive;
mod cells;
mod consoles;
mod faults;
mod formats;
mod kinds;
mod matching;
mod order;
mod periods;
mod place;
mod same;
mod shuffled;
mod together;
