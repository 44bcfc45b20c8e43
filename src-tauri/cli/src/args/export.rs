//! What `holdfast export` takes.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    pub kind: ExportKind,
    /// Where to; without it, CSV and JSON go to standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How; without it, by the ending of the file's name
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Which rows, as in `vendor:acme ends<2027-01 -is:retired "in stock"`: see docs/filters.md
    #[arg(long, value_name = "TEXT", default_value = "", allow_hyphen_values = true)]
    pub filter: String,
    /// The field to sort by; with a minus before it, from the last to the first
    #[arg(long, value_name = "FIELD", default_value = "", allow_hyphen_values = true)]
    pub sort: String,
    /// Only these columns of the list, in this order; without it, every field
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Begin CSV with a byte order mark, by which spreadsheets know UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Between the cells of CSV
    #[arg(long, value_name = "SIGN", default_value = ",", value_parser = separator)]
    pub separator: char,
    /// With --format kdbx: only this credential, or license with its keys; may be given several times
    #[arg(long = "id", value_name = "ID")]
    pub ids: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportKind {
    Licenses,
    Contracts,
    Hardware,
    Credentials,
    Vendors,
    People,
    Locations,
    /// Everything: JSON that can be imported, or a workbook with a sheet for each list
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Csv,
    Xlsx,
    Json,
    Pdf,
    /// Credentials with their values, for KeePass and KeePassXC; the passphrase is read from stdin, or asked for twice
    Kdbx,
}

fn separator(text: &str) -> Result<char, String> {
    match text {
        "," => Ok(','),
        ";" => Ok(';'),
        _ => Err("write , or ;".to_owned()),
    }
}
