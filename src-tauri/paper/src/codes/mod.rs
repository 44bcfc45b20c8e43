//! Codes that scanners read.

pub(crate) mod code128;
pub(crate) mod qr;
