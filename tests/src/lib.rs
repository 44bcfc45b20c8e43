//! What the tests of the whole stand on: a home of their own, a session bus with a real keyring,
//! a real window on a virtual display, and the command line.
//!
//! Everything lives in a temporary folder and ends with the value that started it.

pub mod background;
pub mod cli;
pub mod counts;
pub mod display;
pub mod mail_server;
pub mod notifications;
pub mod processes;
pub mod programs;
pub mod sandbox;
pub mod session;
pub mod tray;
pub mod window;
