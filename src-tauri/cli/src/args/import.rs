//! The words of an import.

use super::{currency, vault};
use clap::{Args, ValueEnum};
use holdfast_core::{
    fields::CustomType,
    import::{ColumnMapping, DateOrder, DecimalMark, ImportKind, NewField, RowMatch},
};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Import {
    /// One file, or several tables that are imported as one
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// What the rows are; without it the file itself says it
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<ImportAs>,
    /// The rows are what --as says, though their columns look like another kind
    #[arg(long, requires = "kind")]
    pub sure: bool,
    /// Send a column to a field; "COLUMN=-" leaves the column out
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = mapping)]
    pub map: Vec<ColumnMapping>,
    /// Make a field of your own of a column and keep its values there
    #[arg(long, value_name = "COLUMN[=TYPE]", value_parser = new_field)]
    pub add_field: Vec<NewField>,
    /// The order of day, month and year in the file's dates
    #[arg(long, value_name = "ORDER")]
    pub date_order: Option<Order>,
    /// The decimal mark of the file's numbers: "," or "."
    #[arg(long, value_name = "MARK", value_parser = decimal_mark)]
    pub decimal: Option<DecimalMark>,
    /// The file's encoding, such as windows-1250 or cp850
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// A sheet of a workbook; without it all whose columns say what they are, with --as the first that has rows
    #[arg(long, value_name = "NAME")]
    pub sheet: Vec<String>,
    /// The currency of amounts that name none, or a sign of several currencies (kr, $)
    #[arg(long, value_name = "CUR", value_parser = currency)]
    pub currency: Option<String>,
    /// A license's cost is for one seat, not for all
    #[arg(long)]
    pub price_per_seat: bool,
    /// Leave out the rows with problems and bring in the others
    #[arg(long)]
    pub skip_problems: bool,
    /// Write the rows with problems to this file, to be mended and imported
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// The fields by which rows are found, such as serial or name,purchased_on
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub key: Vec<String>,
    /// What a doubtful row is: the id of a license or device, or “new”
    #[arg(long = "match", value_name = "ROW=ID|new", value_parser = row_match)]
    pub matches: Vec<RowMatch>,
    /// Say what would happen and change nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub vault: vault::VaultFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportAs {
    Licenses,
    Hardware,
    Vendors,
    People,
    Locations,
    Contracts,
    /// A vault (KDBX, KDB, KeePass XML, Bitwarden JSON, 1PUX, a table of passwords); or a table without passwords
    Credentials,
    /// A JSON file that “holdfast export all” wrote
    Everything,
}

impl ImportAs {
    /// What the rows of a table are; None for a file that is no table.
    pub fn table(self) -> Option<ImportKind> {
        match self {
            ImportAs::Licenses => Some(ImportKind::Licenses),
            ImportAs::Hardware => Some(ImportKind::Hardware),
            ImportAs::Vendors => Some(ImportKind::Vendors),
            ImportAs::People => Some(ImportKind::People),
            ImportAs::Locations => Some(ImportKind::Locations),
            ImportAs::Contracts => Some(ImportKind::Contracts),
            ImportAs::Credentials => Some(ImportKind::Credentials),
            ImportAs::Everything => None,
        }
    }
}

impl Import {
    /// The first file.
    pub fn file(&self) -> &Path {
        self.files.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// The first option that was given and means one table alone.
    pub fn option_of_one(&self) -> Option<&'static str> {
        [
            (!self.map.is_empty(), "--map"),
            (!self.add_field.is_empty(), "--add-field"),
            (self.rejects.is_some(), "--rejects"),
            (!self.key.is_empty(), "--key"),
            (!self.matches.is_empty(), "--match"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }

    /// The first option of tables that was given.
    pub fn table_option(&self) -> Option<&'static str> {
        [
            (!self.map.is_empty(), "--map"),
            (!self.add_field.is_empty(), "--add-field"),
            (self.date_order.is_some(), "--date-order"),
            (self.decimal.is_some(), "--decimal"),
            (self.encoding.is_some(), "--encoding"),
            (!self.sheet.is_empty(), "--sheet"),
            (self.sure, "--sure"),
            (self.currency.is_some(), "--currency"),
            (self.price_per_seat, "--price-per-seat"),
            (self.rejects.is_some(), "--rejects"),
            (!self.key.is_empty(), "--key"),
            (!self.matches.is_empty(), "--match"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Order {
    Dmy,
    Mdy,
    Ymd,
}

impl From<Order> for DateOrder {
    fn from(order: Order) -> DateOrder {
        match order {
            Order::Dmy => DateOrder::Dmy,
            Order::Mdy => DateOrder::Mdy,
            Order::Ymd => DateOrder::Ymd,
        }
    }
}

fn decimal_mark(text: &str) -> Result<DecimalMark, String> {
    match text.trim().to_lowercase().as_str() {
        "," | "comma" => Ok(DecimalMark::Comma),
        "." | "point" => Ok(DecimalMark::Point),
        _ => Err("write \",\" or \".\"".to_owned()),
    }
}

/// Field names hold no "=", headers may.
fn mapping(text: &str) -> Result<ColumnMapping, String> {
    let (column, field) = text.rsplit_once('=').ok_or("write it as COLUMN=FIELD")?;
    if column.trim().is_empty() || field.trim().is_empty() {
        return Err("write it as COLUMN=FIELD, or COLUMN=- to leave the column out".to_owned());
    }
    let field = field.trim();
    Ok(ColumnMapping { column: column.to_owned(), field: (field != "-").then(|| field.to_owned()) })
}

fn new_field(text: &str) -> Result<NewField, String> {
    let types = [
        ("text", CustomType::Text),
        ("notes", CustomType::Notes),
        ("number", CustomType::Number),
        ("day", CustomType::Day),
        ("money", CustomType::Money),
        ("yes_no", CustomType::YesNo),
        ("url", CustomType::Url),
        ("email", CustomType::Email),
        ("phone", CustomType::Phone),
    ];
    let told = text.rsplit_once('=').and_then(|(column, word)| {
        let (_, value_type) = types.iter().find(|(name, _)| *name == word.trim())?;
        Some(NewField { column: column.to_owned(), value_type: Some(*value_type) })
    });
    match (told, text.contains('=')) {
        (Some(told), _) if !told.column.trim().is_empty() => Ok(told),
        (None, false) if !text.trim().is_empty() => {
            Ok(NewField { column: text.to_owned(), value_type: None })
        }
        _ => {
            let words: Vec<&str> = types.iter().map(|(word, _)| *word).collect();
            Err(format!("write it as COLUMN, or COLUMN=TYPE with one of {}", words.join(", ")))
        }
    }
}

fn row_match(text: &str) -> Result<RowMatch, String> {
    let (row, record) = text.split_once('=').ok_or("write it as ROW=ID, or ROW=new")?;
    let row = row.trim().parse().map_err(|_| "begin with the number of the row")?;
    let record = Some(record.trim().to_lowercase()).filter(|record| !record.is_empty());
    let record = record.ok_or("write it as ROW=ID, or ROW=new")?;
    Ok(RowMatch { row, record: (record != "new").then_some(record) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_splits_at_its_last_sign() {
        let mapped = mapping("Cost (a=b)=price").unwrap();
        assert_eq!((mapped.column.as_str(), mapped.field.as_deref()), ("Cost (a=b)", Some("price")));
        assert_eq!(mapping("serial number=-").unwrap().field, None);
        assert!(mapping("serial number").is_err());
        assert!(mapping("=price").is_err());
    }
}
