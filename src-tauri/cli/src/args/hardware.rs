//! The words of the commands about hardware.

use super::date;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use holdfast_core::hardware::plan::PlanBy;

#[derive(Debug, Args)]
pub struct HandOut {
    /// Asset tags, serials, ids or exact names
    #[arg(required = true, value_name = "DEVICE")]
    pub devices: Vec<String>,
    /// Who gets them: id, email address, user name, employee number or exact name
    #[arg(long, value_name = "PERSON")]
    pub to: String,
    /// The day [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<NaiveDate>,
    /// Lend them: the day by which they are to be back
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<NaiveDate>,
    /// Where they go [default: they stay where they are]
    #[arg(long, value_name = "LOCATION")]
    pub location: Option<String>,
    /// What goes with them: charger, bag
    #[arg(long, value_name = "TEXT")]
    pub accessories: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub condition: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct TakeBack {
    /// Asset tags, serials, ids or exact names
    #[arg(required = true, value_name = "DEVICE")]
    pub devices: Vec<String>,
    /// The day [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<NaiveDate>,
    /// Where they go [default: they stay where they are]
    #[arg(long, value_name = "LOCATION")]
    pub location: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub condition: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct Inventory {
    /// Add this computer to the hardware, or bring its device up to date
    #[arg(long)]
    pub save: bool,
    /// The device it is, where it is not recognised: asset tag, serial, id or exact name
    #[arg(long, value_name = "DEVICE", requires = "save")]
    pub device: Option<String>,
}

#[derive(Debug, Args)]
pub struct Refresh {
    /// How many calendar years, this one included
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=5))]
    pub years: u32,
    /// What a device is replaced at the end of
    #[arg(long, value_enum, default_value_t = RefreshBy::Life)]
    pub by: RefreshBy,
    /// Only devices of this category
    #[arg(long, value_name = "NAME")]
    pub category: Option<String>,
    /// Print CSV, a line a device
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RefreshBy {
    Life,
    Coverage,
    Earliest,
}

impl From<RefreshBy> for PlanBy {
    fn from(by: RefreshBy) -> PlanBy {
        match by {
            RefreshBy::Life => PlanBy::Life,
            RefreshBy::Coverage => PlanBy::Coverage,
            RefreshBy::Earliest => PlanBy::Earliest,
        }
    }
}

#[derive(Debug, Args)]
pub struct Warranty {
    /// Print CSV, a line a device
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
pub struct Custody {
    /// At the end of this day [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<NaiveDate>,
    /// Only what this person had: id, email address, user name or exact name
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    /// Print CSV, a line a device
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}
