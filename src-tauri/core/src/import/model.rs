//! What an import is told and what it answers. The same types serve the wizard and the command line.

use crate::{fields::CustomType, ids::Kind};
use serde::{Deserialize, Serialize};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    Licenses,
    Hardware,
    Vendors,
    People,
    Locations,
    Contracts,
    /// Everything about credentials but their values.
    Credentials,
}

impl ImportKind {
    pub const ALL: [ImportKind; 7] = [
        ImportKind::Licenses,
        ImportKind::Hardware,
        ImportKind::Vendors,
        ImportKind::People,
        ImportKind::Locations,
        ImportKind::Contracts,
        ImportKind::Credentials,
    ];

    /// The kind of thing that each row is.
    pub fn thing(self) -> Kind {
        match self {
            ImportKind::Licenses => Kind::License,
            ImportKind::Hardware => Kind::Device,
            ImportKind::Vendors => Kind::Vendor,
            ImportKind::People => Kind::Person,
            ImportKind::Locations => Kind::Location,
            ImportKind::Contracts => Kind::Contract,
            ImportKind::Credentials => Kind::Credential,
        }
    }

    /// The kind of file whose rows are things of this kind.
    pub fn of(thing: Kind) -> ImportKind {
        match thing {
            Kind::License => ImportKind::Licenses,
            Kind::Device => ImportKind::Hardware,
            Kind::Vendor => ImportKind::Vendors,
            Kind::Person => ImportKind::People,
            Kind::Location => ImportKind::Locations,
            Kind::Contract => ImportKind::Contracts,
            Kind::Credential => ImportKind::Credentials,
        }
    }

    /// Whether its rows are what its list of fields says, without holders, seats and keys.
    pub(crate) fn is_plain(self) -> bool {
        !matches!(self, ImportKind::Licenses | ImportKind::Hardware)
    }

    /// The word for many of them, in options and files.
    pub fn as_str(self) -> &'static str {
        match self {
            ImportKind::Licenses => "licenses",
            ImportKind::Hardware => "hardware",
            ImportKind::Vendors => "vendors",
            ImportKind::People => "people",
            ImportKind::Locations => "locations",
            ImportKind::Contracts => "contracts",
            ImportKind::Credentials => "credentials",
        }
    }
}

/// The order of day, month and year in a file's numeric dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    Dmy,
    Mdy,
    Ymd,
}

/// The sign before the decimals of a file's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

/// A column and the field it goes to; None leaves it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ColumnMapping {
    /// The header as told apart: a second "Address" is "Address (2)", a blank one "Column 7".
    pub column: String,
    pub field: Option<String>,
}

/// A column that becomes a field of the kind, called as the column is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NewField {
    /// The header, as in [`ColumnMapping`].
    pub column: String,
    /// What its values are; None goes by them.
    #[serde(rename = "type", default)]
    pub value_type: Option<CustomType>,
}

/// What a word of a yes/no column means in this file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WordMeaning {
    pub word: String,
    pub yes: bool,
}

/// Everything one may tell an import; what is not told is detected.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportOptions {
    pub kind: ImportKind,
    /// Overrides of the proposed mapping.
    pub mapping: Vec<ColumnMapping>,
    pub date_order: Option<DateOrder>,
    /// The decimal mark of amounts and counts; None goes by the file's own numbers.
    pub decimal: Option<DecimalMark>,
    /// For amounts without a sign or code, and for signs that this currency shares with others; else the setting.
    pub currency: Option<String>,
    /// A license's cost is for one seat, not the total.
    pub price_per_seat: bool,
    pub meanings: Vec<WordMeaning>,
    /// One of comma, semicolon, tab, pipe; None detects it.
    pub delimiter: Option<String>,
    /// A name such as utf-8, windows-1250 or cp850; None detects it.
    pub encoding: Option<String>,
    /// The sheet of a workbook; None takes the first that is not hidden and has rows.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The rows are of this kind, though the file plainly looks like another one.
    #[serde(default)]
    pub sure: bool,
    /// Columns that become fields of the kind, defined by the import.
    #[serde(default)]
    pub new_fields: Vec<NewField>,
    /// Leave out the rows with problems and import the others.
    pub skip_problems: bool,
    /// Fields by which rows are found, before anything but equality in all columns; empty leaves it to the program.
    pub match_by: Vec<String>,
    /// Answers to questions about rows that may be several records.
    pub matches: Vec<RowMatch>,
}

/// What the user said about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RowMatch {
    /// The record's number, as in [`Remark`].
    pub row: u32,
    /// The id of the license or device that it is; None for a new one.
    pub record: Option<String>,
}

/// A license or device that a row may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MatchCandidate {
    pub id: String,
    /// Its name and what tells it from others of that name.
    pub label: String,
}

/// A row that may be several records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RowQuestion {
    pub row: u32,
    pub candidates: Vec<MatchCandidate>,
}

impl ImportOptions {
    pub fn new(kind: ImportKind) -> ImportOptions {
        ImportOptions {
            kind,
            mapping: Vec::new(),
            date_order: None,
            decimal: None,
            currency: None,
            price_per_seat: false,
            meanings: Vec::new(),
            delimiter: None,
            encoding: None,
            sheet: None,
            sure: false,
            new_fields: Vec::new(),
            skip_problems: false,
            match_by: Vec::new(),
            matches: Vec::new(),
        }
    }
}

/// What would happen to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RowResult {
    New,
    Update,
    Unchanged,
    Problem,
}

/// A remark about a cell: a problem keeps its row out, a notice lets it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Remark {
    /// The record's number; the header is 1, however many lines a record spans.
    pub row: u32,
    pub column: Option<String>,
    pub value: Option<String>,
    pub message: String,
}

/// A row of the preview.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PreviewRow {
    pub row: u32,
    pub result: RowResult,
    pub name: String,
    /// Licenses and contracts: the end; hardware: the warranty's end; people: the last day; credentials: when they expire. As it will be stored, or the cell's own text when that is the problem.
    pub ends_on: Option<String>,
    /// What tells it from others of its name: a license's seats, a device's serial, a person's address and the like.
    pub detail: Option<String>,
    pub price: Option<crate::money::Money>,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
    /// For an update: "Seats 40 → 50".
    pub changes: Vec<String>,
    /// Records that the row may be, where nothing settles which: the answer goes into [`ImportOptions::matches`].
    pub candidates: Vec<MatchCandidate>,
}

/// A column as the wizard shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PreviewColumn {
    pub column: String,
    /// The field it goes to; None when left out.
    pub field: Option<String>,
    /// Up to three different values.
    pub samples: Vec<String>,
    /// Values go to the keyring.
    pub secret: bool,
}

/// A field that a column may go to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportField {
    pub name: String,
    pub label: String,
    pub secret: bool,
}

/// A word that is neither yes nor no, and how often it stands in which column: one answer mends many rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UnknownWord {
    pub word: String,
    pub column: String,
    pub rows: u32,
}

/// An encoding that a file may be in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EncodingChoice {
    /// Its name, as an option takes it.
    pub encoding: String,
    /// Some of the file's words as they read in it.
    pub sample: String,
}

/// How the file was read.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FileFormat {
    pub encoding: String,
    /// comma, semicolon, tab or pipe; JSON for a file of objects, XLSX or ODS for a workbook.
    pub delimiter: String,
    /// The sheets of a workbook, without hidden ones but the one that is read.
    pub sheets: Vec<String>,
    /// The one that is read.
    pub sheet: Option<String>,
    /// LF, CRLF or CR.
    pub line_ends: String,
    /// A known shape, such as "Snipe-IT licenses"; None for any other.
    pub shape: Option<String>,
    /// What the rows plainly are, where that is another kind than the one chosen: the user must say which.
    pub other_kind: Option<ImportKind>,
    pub date_order: Option<DateOrder>,
    /// Why that order: "month/day/year from 38 clear dates".
    pub date_evidence: Option<String>,
    /// The dates can be read in two ways and nothing in the file settles it: the user must choose.
    pub date_order_needed: bool,
    pub decimal: Option<DecimalMark>,
    /// Why that mark: "decimal comma from 12 clear numbers".
    pub decimal_evidence: Option<String>,
    /// A number that can be read in two ways where nothing in the file settles it: the user must choose.
    pub decimal_needed: Option<String>,
    /// A sign of several currencies that nothing settles, and those currencies: the user must choose.
    pub currency_needed: Option<SharedSign>,
    /// The encodings that the file may be in, where its letters do not settle it: the user must choose.
    pub encoding_needed: Vec<EncodingChoice>,
}

/// A sign that several currencies are written with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SharedSign {
    pub sign: String,
    /// Codes of the currencies that use it.
    pub currencies: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CreatedCounts {
    pub vendors: u32,
    pub people: u32,
    pub locations: u32,
}

/// Everything about an import before it happens.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Preview {
    pub format: FileFormat,
    pub columns: Vec<PreviewColumn>,
    pub fields: Vec<ImportField>,
    pub unknown_words: Vec<UnknownWord>,
    pub rows: u32,
    pub new: u32,
    pub updated: u32,
    pub unchanged: u32,
    /// Rows with problems.
    pub problem_rows: u32,
    /// Rows with notices.
    pub notice_rows: u32,
    pub created: CreatedCounts,
    /// Values that will go to the keyring.
    pub secrets: u32,
    /// What is to be said of the file as a whole.
    pub notices: Vec<Remark>,
}

/// The answer of an import, and the JSON of `holdfast import`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportReport {
    pub rows: u32,
    pub new: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
    /// Rows with problems because they may be several records.
    pub questions: Vec<RowQuestion>,
    /// Columns that go nowhere.
    pub left_out: Vec<String>,
    pub created: CreatedCounts,
    /// What undo takes; None when nothing was written.
    pub batch: Option<String>,
    /// The files and sheets that it is made of; the figures above are their sums.
    pub parts: Vec<PartReport>,
}

/// What became of a file or a sheet.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PartReport {
    /// The file's name.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    pub kind: ImportKind,
    /// A known shape, such as "Snipe-IT licenses".
    pub shape: Option<String>,
    pub rows: u32,
    pub new: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub problems: Vec<Remark>,
    pub notices: Vec<Remark>,
    pub questions: Vec<RowQuestion>,
    pub left_out: Vec<String>,
}

/// A first look at a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Look {
    /// What its rows most likely are.
    pub kind: ImportKind,
    /// A known shape, such as "Snipe-IT licenses".
    pub shape: Option<String>,
    /// The file settles what its rows are.
    pub sure: bool,
    /// What they may be, the likeliest first.
    pub candidates: Vec<ImportKind>,
    /// The sheet of a workbook that was looked at.
    pub sheet: Option<String>,
    pub rows: u32,
}
