//! What Holdfast prints, as PDF: labels, hand-over sheets, letters and reports.
//!
//! Each document is a function from plain data to a [`Pdf`]. Data is data: no text is ever read as markup, however
//! it looks. Words are set by parley with embedded fonts, pages are written by krilla (docs/decisions/0012-paper.md).

mod codes;
mod documents;
mod flow;
mod labels;
mod page;
mod stationery;
mod table;
mod text;

pub use documents::{
    PersonOnPaper,
    custody::{CustodyItem, CustodySheet, hand_over_sheet, take_back_sheet},
    leaving::{Leaving, LeavingItem, leaving_summary},
    letter::{Letter, letter},
    report::{Bar, Chart, Report, table_report},
    stock_take::{StockTake, StockTakeItem, stock_take_report},
};
pub use labels::{
    Label, LabelCode, LabelOptions, LabelPreview, PreviewLine, device_link, label_preview, label_sheet,
    layouts::{LAYOUTS, LabelLayout, LayoutKind, layout},
};
pub use stationery::{Numbers, PaperSize, Stationery, long_date};

/// A document ready to be written to a file.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: u32,
    /// Characters that no font of this computer has: they are printed as empty boxes.
    pub missing: Vec<char>,
}

impl Pdf {
    /// What to tell about letters that no font has; None when all are printed.
    pub fn warning(&self) -> Option<String> {
        if self.missing.is_empty() {
            return None;
        }
        let letters: Vec<String> =
            self.missing.iter().take(10).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
        Some(format!(
            "No font on this computer has: {}. They are printed as empty boxes.",
            letters.join(", ")
        ))
    }
}
