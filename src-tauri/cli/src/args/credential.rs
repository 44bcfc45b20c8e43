//! The words of `holdfast credential`.

use clap::{Args, Subcommand};
use holdfast_core::credentials::generator::{PassphraseOptions, PasswordOptions, Recipe};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Credential {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    /// List credentials, without their values
    List(List),
    /// Show one with everything but its values
    Show(One),
    /// Write one value to stdout, and nothing else
    Get(Get),
    /// Put one value on the clipboard, and stay until it is off again
    Copy(Copy),
    /// Store a value read from stdin in place of the one that was there
    Set(Set),
    /// Make passwords or passphrases, and store none
    Generate(Generate),
    /// Say what is weak, used twice, old, due, expired, without an owner or not on this computer
    Health(Health),
}

#[derive(Debug, Args)]
pub struct List {
    /// Only credentials that hold every one of these words
    #[arg(long, value_name = "TEXT", default_value = "", allow_hyphen_values = true)]
    pub filter: String,
    /// Only those of one condition: to_rotate, due, expired, weak, old, missing, no_owner or no_value
    #[arg(long, value_name = "CONDITION")]
    pub only: Option<String>,
    /// At most so many rows; without it, all
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
}

#[derive(Debug, Args)]
pub struct One {
    /// The credential's id, or its exact name
    pub id: String,
}

#[derive(Debug, Args)]
pub struct Get {
    /// The credential's id, or its exact name
    pub id: String,
    /// Which of its values
    #[arg(long, value_name = "NAME", default_value = "password")]
    pub field: String,
    /// The one-time code that is valid now
    #[arg(long, conflicts_with = "field")]
    pub code: bool,
    /// Hand it out even when that cannot be recorded, as with a full disk
    #[arg(long)]
    pub unrecorded: bool,
}

#[derive(Debug, Args)]
pub struct Copy {
    /// The credential's id, or its exact name
    pub id: String,
    /// Which of its values
    #[arg(long, value_name = "NAME", default_value = "password")]
    pub field: String,
    /// The one-time code that is valid now
    #[arg(long, conflicts_with = "field")]
    pub code: bool,
    /// For how long; without it, as long as the settings say
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=600))]
    pub seconds: Option<u32>,
    /// Hand it out even when that cannot be recorded, as with a full disk
    #[arg(long)]
    pub unrecorded: bool,
}

#[derive(Debug, Args)]
pub struct Set {
    /// The credential's id, or its exact name
    pub id: String,
    /// Which of its values; a new name adds one
    #[arg(long, value_name = "NAME", default_value = "password")]
    pub field: String,
    /// Make the value instead of reading it
    #[arg(long)]
    pub generate: bool,
    #[command(flatten)]
    pub recipe: RecipeArgs,
}

#[derive(Debug, Args)]
pub struct Generate {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub count: u32,
    #[command(flatten)]
    pub recipe: RecipeArgs,
}

#[derive(Debug, Args)]
pub struct Health {
    /// Also look values up in this file: haveibeenpwned.com's, SHA-1, ordered by hash
    #[arg(long, value_name = "FILE")]
    pub leaks: Option<PathBuf>,
    /// Exit with 3 when something was found
    #[arg(long)]
    pub exit_code: bool,
}

/// What a value is made of.
#[derive(Debug, Args)]
pub struct RecipeArgs {
    /// Characters of a password
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub length: u32,
    #[arg(long)]
    pub no_lower: bool,
    #[arg(long)]
    pub no_upper: bool,
    #[arg(long)]
    pub no_digits: bool,
    #[arg(long)]
    pub no_symbols: bool,
    /// Also use characters that are taken for each other, such as l, 1 and I
    #[arg(long)]
    pub look_alikes: bool,
    /// Make a passphrase of so many words instead
    #[arg(long, value_name = "N", conflicts_with_all = ["length", "no_lower", "no_upper", "no_digits", "no_symbols", "look_alikes"])]
    pub words: Option<u32>,
    /// What stands between the words
    #[arg(long, value_name = "TEXT", default_value = "-", requires = "words", allow_hyphen_values = true)]
    pub separator: String,
    /// Begin each word with a capital
    #[arg(long, requires = "words")]
    pub capitalize: bool,
    /// Put a digit behind one of the words
    #[arg(long, requires = "words")]
    pub digit: bool,
}

impl RecipeArgs {
    pub fn recipe(&self) -> Recipe {
        match self.words {
            Some(words) => Recipe::Passphrase(PassphraseOptions {
                words,
                separator: self.separator.clone(),
                capitalize: self.capitalize,
                digit: self.digit,
            }),
            None => Recipe::Password(PasswordOptions {
                length: self.length,
                lower: !self.no_lower,
                upper: !self.no_upper,
                digits: !self.no_digits,
                symbols: !self.no_symbols,
                avoid_look_alikes: !self.look_alikes,
            }),
        }
    }
}
