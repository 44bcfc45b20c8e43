//! What `holdfast labels` takes.

use clap::{ArgGroup, Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["devices", "filter", "all", "layouts"]))]
pub struct Labels {
    /// Asset tags, serials, names or ids, in the order of the labels
    #[arg(value_name = "DEVICE")]
    pub devices: Vec<String>,
    /// Every device that holds all of these words, by asset tag
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// Every device, by asset tag
    #[arg(long)]
    pub all: bool,
    /// List the sheets and rolls that are known, and print nothing
    #[arg(long)]
    pub layouts: bool,
    /// The sheet or roll, such as L7160 or DK-11201; or one label's size as WIDTHxHEIGHT in mm [default: the last one]
    #[arg(long, value_name = "NAME")]
    pub layout: Option<String>,
    /// Where to write the PDF
    #[arg(short, long, value_name = "FILE", required_unless_present = "layouts")]
    pub output: Option<PathBuf>,
    /// The first free label of a used sheet, counted by rows
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub start_at: u32,
    /// What to print as code [default: the last one]
    #[arg(long, value_name = "CODE")]
    pub code: Option<Code>,
    /// Own words on every label
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// Leave the device's name out
    #[arg(long)]
    pub no_name: bool,
    /// Leave the serial out
    #[arg(long)]
    pub no_serial: bool,
    /// Move everything right and down by so many millimetres
    #[arg(long, value_name = "RIGHT,DOWN", value_parser = shift, allow_hyphen_values = true)]
    pub shift: Option<(f32, f32)>,
    /// Draw the labels' edges, to compare a print on plain paper with the sheet
    #[arg(long)]
    pub outline: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Code {
    /// A QR code of the asset tag
    Qr,
    /// A QR code of a link to the device
    Link,
    /// Code 128 of the asset tag
    Bars,
    /// QR code and bars
    Both,
}

fn shift(text: &str) -> Result<(f32, f32), String> {
    let number = |text: &str| text.trim().parse::<f32>().ok().filter(|length| length.is_finite());
    text.split_once(',')
        .and_then(|(right, down)| Some((number(right)?, number(down)?)))
        .ok_or_else(|| "write it as RIGHT,DOWN in millimetres, such as 1.5,-0.5".to_owned())
}
