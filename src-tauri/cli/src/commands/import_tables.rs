//! The tables that an import is of: every file that is named, every sheet of a workbook that is plainly of a kind.

use crate::{args::Import, output};
use anyhow::Result;
use holdfast_core::{
    Error, files,
    import::{self, ImportKind, ImportOptions, Look, Part},
};
use std::path::{Path, PathBuf};

/// A file that was read, and which of its sheets are imported as what.
pub struct Table {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    /// The sheets of a workbook that are imported, and their kind; one without a name for the only table there is.
    pub sheets: Vec<(Option<String>, ImportKind)>,
    /// Sheets that are left out, since nothing says what they are.
    pub left_out: Vec<String>,
}

impl Table {
    pub fn name(&self) -> String {
        name_of(&self.path)
    }
}

/// The name of a file, without its folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Reads the files, and finds what the rows of each are.
///
/// # Errors
/// For a file that cannot be read, and for one whose rows could be of several kinds: the words say which.
pub fn read(args: &Import, kind: Option<ImportKind>) -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    for path in &args.files {
        let bytes = files::read(path, files::TABLE_BYTES)?;
        let (sheets, left_out) = sheets(args, kind, path, &bytes)?;
        tables.push(Table { path: path.clone(), bytes, sheets, left_out });
    }
    Ok(tables)
}

type Sheets = (Vec<(Option<String>, ImportKind)>, Vec<String>);

fn sheets(args: &Import, kind: Option<ImportKind>, path: &Path, bytes: &[u8]) -> Result<Sheets> {
    let name = name_of(path);
    match (kind, args.sheet.as_slice()) {
        (Some(kind), []) => return Ok((vec![(None, kind)], Vec::new())),
        (Some(kind), named) => {
            return Ok((named.iter().map(|sheet| (Some(sheet.clone()), kind)).collect(), Vec::new()));
        }
        (None, _) => {}
    }
    let looks = import::look_at_all(bytes, &name)?;
    if looks.len() == 1 && args.sheet.is_empty() {
        let only: Vec<&Look> = looks.iter().collect();
        return match only.as_slice() {
            [look] if look.sure => Ok((vec![(None, look.kind)], Vec::new())),
            _ => Err(unknown(&name, only.first().copied()).into()),
        };
    }
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    for sheet in &args.sheet {
        match looks.iter().find(|look| look.sheet.as_ref() == Some(sheet)) {
            Some(look) if look.sure => found.push((look.sheet.clone(), look.kind)),
            Some(look) => return Err(unknown(sheet, Some(look)).into()),
            // The words of a sheet that is not there come from reading it.
            None => found.push((Some(sheet.clone()), ImportKind::Licenses)),
        }
    }
    if args.sheet.is_empty() {
        for look in looks {
            match (look.sure, look.sheet) {
                (true, sheet) => found.push((sheet, look.kind)),
                (false, sheet) => left_out.extend(sheet),
            }
        }
    }
    if found.is_empty() { Err(unknown(&name, None).into()) } else { Ok((found, left_out)) }
}

/// The question that only a person can answer.
fn unknown(what: &str, look: Option<&Look>) -> Error {
    let kinds: Vec<&str> =
        look.map(|look| look.candidates.iter().map(|kind| kind.as_str()).collect()).unwrap_or_default();
    let may = match kinds.as_slice() {
        [] => "The columns of “{}” do not say what its rows are.".replace("{}", what),
        several => format!("The rows of “{what}” may be {}.", several.join(" or ")),
    };
    Error::Import(format!("{may} Nothing was written: say what they are with --as."))
}

/// The parts of the import, each with the options that were given.
pub fn parts<'a>(tables: &'a [Table], options: &ImportOptions) -> Vec<Part<'a>> {
    let part = |table: &'a Table, sheet: &Option<String>, kind: ImportKind| Part {
        file: table.name(),
        bytes: &table.bytes,
        options: ImportOptions { kind, sheet: sheet.clone(), ..options.clone() },
    };
    tables
        .iter()
        .flat_map(|table| table.sheets.iter().map(move |(sheet, kind)| part(table, sheet, *kind)))
        .collect()
}

/// Says which sheets were passed over.
pub fn tell_left_out(tables: &[Table]) {
    for table in tables.iter().filter(|table| !table.left_out.is_empty()) {
        output::message(&format!(
            "Sheets of {} that do not say what their rows are, left out: {}. Import one with --sheet NAME --as KIND.",
            table.name(),
            table.left_out.join(", ")
        ));
    }
}
