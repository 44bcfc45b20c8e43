//! Arguments of `holdfast edit`.

use super::ListKind;
use clap::Args;

#[derive(Debug, Args)]
pub struct Edit {
    pub kind: ListKind,
    /// Ids, or exact names; else those of --filter, or --all
    #[arg(value_name = "THING")]
    pub things: Vec<String>,
    /// Those that match, as in `list`
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, conflicts_with_all = ["things", "all"])]
    pub filter: Option<String>,
    /// Every thing of the kind
    #[arg(long, conflicts_with = "things")]
    pub all: bool,
    /// A field's name and its new value, as in category=Office or "price=12.50 EUR"; several times for several fields
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// Empties a field
    #[arg(long, value_name = "FIELD")]
    pub clear: Vec<String>,
    /// Adds a tag
    #[arg(long, value_name = "TAG")]
    pub add_tag: Vec<String>,
    /// Removes a tag
    #[arg(long, value_name = "TAG")]
    pub remove_tag: Vec<String>,
    /// Changes the price by a percentage, such as 8 or -2.5
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    pub price_by: Option<String>,
    /// Leave out what cannot take the change, in place of changing nothing
    #[arg(long)]
    pub skip_refused: bool,
    /// Say what would change and change nothing
    #[arg(long)]
    pub dry_run: bool,
}
