//! The command line's words.

pub mod credential;
mod edit;
pub mod export;
mod hardware;
mod import;
pub mod labels;
pub mod remind;
pub mod vault;

pub use edit::Edit;
pub use hardware::{Custody, HandOut, Inventory, Refresh, TakeBack, Warranty};
pub use import::{Import, ImportAs};

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use holdfast_core::{ids::Kind, money::Currency};
use std::path::PathBuf;

/// Everything an IT department holds, and when it ends.
#[derive(Debug, Parser)]
#[command(name = "holdfast", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Data goes to stdout, messages to stderr.
Exit status: 0 done, 1 failed, 2 wrong usage, 3 found (due --exit-code).
The window may be open meanwhile.";

#[derive(Debug, Args)]
pub struct Global {
    /// The folder with the database [default: HOLDFAST_DATA_DIR, else the folder the window uses]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Take this date (YYYY-MM-DD) for today
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub as_of: Option<NaiveDate>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what is due: overdue, and in the next days
    Due(Due),
    /// Tell what is due, by notification and email, once each: for a timer of the system
    Remind(remind::Remind),
    /// List licenses, contracts, hardware, credentials, vendors, people or locations
    List(List),
    /// Find any thing by any part of what is written of it
    Find(Find),
    /// Show one thing with everything that hangs on it
    Show(Show),
    /// Change fields, tags or prices of many things at once, with a preview and one undo
    Edit(Edit),
    /// Undo an act of the history: an import, an edit, the sample data
    Undo(Undo),
    /// Do again what was undone
    Redo(Undo),
    /// List the imports, newest first, with what each brought and whether it was undone
    Imports(Imports),
    /// Write a copy of the database, checked, to a file or among the automatic ones, with --full the values too; or check
    /// that one would restore
    Backup(Backup),
    /// Put a backup in the place of the database, which is kept aside; from a full one, the values back too
    Restore(Restore),
    /// Bring in a table of licenses or hardware, a JSON inventory, the vault of another program, or an export of
    /// everything: all or none
    Import(Import),
    /// Fill the data folder with a believable company to look around in
    Demo(Demo),
    /// Write a list, or everything, to a file: CSV, XLSX, JSON or PDF; or credentials with their values to KDBX
    Export(export::Export),
    /// Print labels for devices as PDF: QR codes or bar codes, on sheets or rolls
    Labels(labels::Labels),
    /// Values of credentials: list, show, get, copy, set, generate, health
    Credential(credential::Credential),
    /// Check the database, its schema and the keyring
    Doctor(Doctor),
    /// Renew a license or contract: a new term after its last one
    Renew(Renew),
    /// Give seats of a license to a person or device
    Assign(Assign),
    /// Take seats of a license back
    Release(Release),
    /// Print a report
    Report(Report),
    /// Hand out devices to a person, or lend them
    HandOut(HandOut),
    /// Take devices back
    TakeBack(TakeBack),
    /// Say what this computer is: maker, model, serial, processor, memory, disks
    Inventory(Inventory),
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// Delete the copies from before an upgrade that still hold passwords which stood in addresses
    #[arg(long)]
    pub delete_old_copies: bool,
    /// Make this database the home of the values it names: after moving the folder, or restoring a backup
    #[arg(long)]
    pub adopt: bool,
    /// Save what can be read of a damaged database into a new one; the damaged file is kept
    #[arg(long, conflicts_with_all = ["delete_old_copies", "adopt"])]
    pub repair: bool,
    /// Write what can be read to this file, and leave the database as it is
    #[arg(long, value_name = "FILE", requires = "repair")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Due {
    /// How many days ahead to look; without it, all open deadlines
    #[arg(long, value_name = "DAYS", allow_hyphen_values = true, value_parser = days_ahead)]
    pub within: Option<u32>,
    /// Exit with 3 when something is due
    #[arg(long)]
    pub exit_code: bool,
}

#[derive(Debug, Args)]
pub struct List {
    pub kind: ListKind,
    /// Which rows, as in `vendor:acme ends<2027-01 -is:retired "in stock"`: see docs/filters.md
    #[arg(long, value_name = "TEXT", default_value = "", allow_hyphen_values = true)]
    pub filter: String,
    /// The field to sort by; with a minus before it, from the last to the first
    #[arg(long, value_name = "FIELD", default_value = "", allow_hyphen_values = true)]
    pub sort: String,
    /// At most so many rows; without it, all
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
    /// Leave out the first N rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListKind {
    Licenses,
    Contracts,
    Hardware,
    Credentials,
    Vendors,
    People,
    Locations,
}

impl From<ListKind> for Kind {
    fn from(kind: ListKind) -> Kind {
        match kind {
            ListKind::Licenses => Kind::License,
            ListKind::Contracts => Kind::Contract,
            ListKind::Hardware => Kind::Device,
            ListKind::Credentials => Kind::Credential,
            ListKind::Vendors => Kind::Vendor,
            ListKind::People => Kind::Person,
            ListKind::Locations => Kind::Location,
        }
    }
}

#[derive(Debug, Args)]
pub struct Find {
    /// Words to look for: names, tags, serials, notes, contacts, files. Secret values are never searched
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// At most so many results
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: u32,
}

#[derive(Debug, Args)]
pub struct Show {
    /// The thing's id; or its exact name, asset tag or serial
    pub id: String,
}

#[derive(Debug, Args)]
pub struct Imports {
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: u32,
}

#[derive(Debug, Args)]
pub struct Undo {
    /// The act, as the history and the command that did it name it
    pub batch: String,
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    subcommand_precedence_over_arg = true
)]
pub struct Backup {
    #[command(subcommand)]
    pub action: Option<BackupAction>,
    /// Where to write it; an older backup of this database there is replaced once the new one is checked
    #[arg(required_unless_present = "auto")]
    pub file: Option<PathBuf>,
    /// Make one among the automatic backups, now, and remove those that are no longer needed
    #[arg(long, conflicts_with_all = ["file", "replace", "full"])]
    pub auto: bool,
    /// Replace a backup also where it holds more than twice the records, or changes that the database has not
    #[arg(long)]
    pub replace: bool,
    /// Write a full backup: one encrypted file with the database and every value in the keyring
    #[arg(long)]
    pub full: bool,
    /// Read the passphrase of a full backup from the standard input; without it, it is asked for at the terminal
    #[arg(long, requires = "full")]
    pub password_stdin: bool,
    /// Write a full backup also where values cannot be read, without them
    #[arg(long, requires = "full")]
    pub skip_unreadable: bool,
}

#[derive(Debug, Subcommand)]
pub enum BackupAction {
    /// Prove that a backup is whole and would restore, and say what it holds; a file that is called “verify” is ./verify
    Verify {
        /// The backup; it is only read
        file: PathBuf,
        /// Read the passphrase of a full backup from the standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the automatic backups, each compared with what was written; a file that is called “list” is ./list
    List,
    /// Show or change when and where automatic backups are made; a file that is called “settings” is ./settings
    Settings(BackupSettings),
}

#[derive(Debug, Args)]
pub struct BackupSettings {
    /// Make one each day and before an import
    #[arg(long, conflicts_with = "off")]
    pub on: bool,
    /// Make none unless asked
    #[arg(long)]
    pub off: bool,
    /// Put those that are made from now on into this folder; “default” is the one in the data folder
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// How much all of them may take up, in MB; the oldest go first
    #[arg(long, value_name = "MB")]
    pub limit: Option<u32>,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The backup; it is only read
    pub file: PathBuf,
    /// Only say what the backup holds and how that differs from now
    #[arg(long)]
    pub dry_run: bool,
    /// Read the passphrase of a full backup from the standard input
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// How many things in all
    #[arg(long, value_name = "N", default_value_t = 250, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub records: u32,
    /// The same seed on the same date gives the same company
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Add to a folder that holds data already
    #[arg(long)]
    pub add: bool,
    /// Remove the sample data for good, with what was changed and stored in it; without --yes only say what would go
    #[arg(long, conflicts_with_all = ["records", "seed", "add"])]
    pub remove: bool,
    /// Remove it without a further question
    #[arg(long, requires = "remove")]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct Renew {
    /// The license's or contract's id, or its exact name
    pub id: String,
    /// The last day of the new term [default: as long as the last one]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub ends: Option<NaiveDate>,
    /// The first day [default: the day after the last term]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub starts: Option<NaiveDate>,
    /// What one billing period costs, as 1234.50 [default: the last price]
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// The currency of the price [default: that of the last price]
    #[arg(long, value_name = "CUR", value_parser = currency)]
    pub currency: Option<String>,
    /// The price is for one seat
    #[arg(long, conflicts_with = "in_total")]
    pub per_seat: bool,
    /// The price is for all seats together
    #[arg(long)]
    pub in_total: bool,
    /// How many seats [default: those of the last term and its true-ups]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub seats: Option<u32>,
    /// For how many months the new term renews itself in turn [default: as the last one says]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=120))]
    pub renewal_months: Option<u32>,
    /// From now on bought from this vendor
    #[arg(long, value_name = "NAME")]
    pub vendor: Option<String>,
    /// The order number
    #[arg(long, value_name = "NUMBER")]
    pub order: Option<String>,
    /// The term to renew, where several are open
    #[arg(long, value_name = "TERM")]
    pub term: Option<String>,
    /// Say what would be kept and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Assign {
    /// The license's id, or its exact name
    pub license: String,
    /// Who gets them: id, or exact name, email address, user name, asset tag or serial
    #[arg(long, value_name = "PERSON|DEVICE")]
    pub to: String,
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub seats: u32,
    /// The first day [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// The last day
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub struct Release {
    /// The license's id, or its exact name
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub license: Option<String>,
    /// Who gives them back: id, or exact name, email address, user name, asset tag or serial
    #[arg(long, value_name = "PERSON|DEVICE")]
    pub from: String,
    /// Every seat of that person
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct Report {
    #[command(subcommand)]
    pub report: ReportKind,
}

#[derive(Debug, Subcommand)]
pub enum ReportKind {
    /// Seats bought against used, for each license and publisher
    Compliance(Compliance),
    /// What licenses and contracts will cost, month by month
    Forecast(Forecast),
    /// What is paid to each vendor
    Spend(Spend),
    /// What hardware must be replaced, quarter by quarter
    Refresh(Refresh),
    /// What hardware is covered by a warranty or contract
    Warranty(Warranty),
    /// Who has what, on any day
    Custody(Custody),
}

#[derive(Debug, Args)]
pub struct Compliance {
    /// Print CSV, a line a license
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
pub struct Forecast {
    /// The first month [default: this one]
    #[arg(long, value_name = "YYYY-MM")]
    pub from: Option<String>,
    /// The last month [default: 24 months in all]
    #[arg(long, value_name = "YYYY-MM")]
    pub to: Option<String>,
    /// Spread over the months that are paid for, instead of whole in the month of the bill
    #[arg(long)]
    pub spread: bool,
    /// With tax, where a rate is entered
    #[arg(long)]
    pub with_tax: bool,
    /// Take renewals to cost so much more each year, as 5 or 2.5
    #[arg(long, value_name = "PERCENT", default_value = "0", allow_hyphen_values = true)]
    pub rise: String,
    /// Only what renews itself, not what somebody would have to renew
    #[arg(long)]
    pub automatic: bool,
    /// What the lines are
    #[arg(long, value_enum, default_value_t = ForecastBy::Month)]
    pub by: ForecastBy,
    /// Print CSV; by item, a line for each amount
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ForecastBy {
    Month,
    Vendor,
    Category,
    Item,
}

#[derive(Debug, Args)]
pub struct Spend {
    /// The first day [default: that of the fiscal year]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// The last day [default: that of the fiscal year]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<NaiveDate>,
    /// Print CSV, a line a vendor and currency
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

fn date(text: &str) -> Result<NaiveDate, String> {
    let date: NaiveDate = text.parse().map_err(|_| "write a date that exists as YYYY-MM-DD".to_owned())?;
    if text.len() == 10 { Ok(date) } else { Err("write a date as YYYY-MM-DD".to_owned()) }
}

fn days_ahead(text: &str) -> Result<u32, String> {
    match text.trim().parse::<i64>() {
        Ok(days) if days < 0 => {
            Err("a number of days ahead cannot be below zero; what is overdue is listed with any".to_owned())
        }
        Ok(days) => Ok(u32::try_from(days).unwrap_or(u32::MAX)),
        Err(_) => Err("write a whole number of days, such as 30".to_owned()),
    }
}

fn currency(text: &str) -> Result<String, String> {
    Currency::parse(text)
        .map(|currency| currency.code().to_owned())
        .ok_or_else(|| "write a currency code such as EUR or USD".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_words_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn days_ahead_are_not_below_zero() {
        assert_eq!((days_ahead("0"), days_ahead("99999999999")), (Ok(0), Ok(u32::MAX)));
        assert!(days_ahead("-5").unwrap_err().contains("below zero"));
        assert!(days_ahead("soon").is_err());
    }

    #[test]
    fn dates_are_whole_and_exist() {
        assert!(date("2026-02-28").is_ok());
        for text in ["2026-02-31", "2026-2-1", "28/02/2026", ""] {
            assert!(date(text).is_err(), "{text}");
        }
    }
}
