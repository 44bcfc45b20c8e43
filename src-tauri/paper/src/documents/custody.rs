//! The sheet that goes with a device: what was given or taken back, in which state, and lines to sign.

use super::{PersonOnPaper, count, date, stacked};
use crate::{
    Pdf,
    flow::{BODY, Flow, NOTE},
    stationery::{Stationery, long_date},
    table::{self, Grid, GridRow, Looks},
    text::Figures,
};
use chrono::NaiveDate;
use holdfast_core::{Result, hardware::Device};

/// One device on the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustodyItem {
    pub name: String,
    /// Maker and model, when the name does not say.
    pub model: Option<String>,
    pub tag: Option<String>,
    pub serial: Option<String>,
    pub accessories: Option<String>,
    pub condition: Option<String>,
    pub note: Option<String>,
    /// For a loan.
    pub return_by: Option<NaiveDate>,
}

impl CustodyItem {
    /// A device with what is entered about it.
    pub fn of(device: &Device) -> CustodyItem {
        let fields = &device.fields;
        let model = [fields.manufacturer.as_deref(), fields.model.as_deref()];
        let model = model.into_iter().flatten().collect::<Vec<_>>().join(" ");
        CustodyItem {
            name: fields.name.clone(),
            model: Some(model).filter(|model| !model.is_empty()),
            tag: fields.asset_tag.clone(),
            serial: fields.serial.clone(),
            ..CustodyItem::default()
        }
    }
}

/// What changes hands, between whom, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodySheet {
    pub person: PersonOnPaper,
    pub on: NaiveDate,
    /// Who gives it out or takes it back for the IT department.
    pub by: Option<String>,
    pub items: Vec<CustodyItem>,
    /// What is agreed on; without it the words below. One paragraph a line.
    pub terms: Option<String>,
}

const HANDED_OVER: &str = "I have received the equipment listed above, complete and in the condition described. I will use it with care, keep it safe from loss and from use by others, report damage, loss or theft to the IT department without delay, and return it when asked to or when I leave.";
const TAKEN_BACK: &str =
    "The equipment listed above was returned today and was checked in the condition described.";

/// A sheet for the person who receives devices, to be signed by both.
///
/// # Errors
/// When the PDF cannot be made.
pub fn hand_over_sheet(sheet: &CustodySheet, stationery: &Stationery) -> Result<Pdf> {
    print(sheet, stationery, "Hand-over sheet", HANDED_OVER, ("Received by", "Handed over by"))
}

/// A receipt for devices that came back.
///
/// # Errors
/// When the PDF cannot be made.
pub fn take_back_sheet(sheet: &CustodySheet, stationery: &Stationery) -> Result<Pdf> {
    print(sheet, stationery, "Return receipt", TAKEN_BACK, ("Returned by", "Taken back by"))
}

fn print(
    sheet: &CustodySheet,
    stationery: &Stationery,
    title: &str,
    terms: &str,
    (person_role, staff_role): (&str, &str),
) -> Result<Pdf> {
    let mut flow = Flow::new(stationery, false);
    flow.title(title, &format!("{}  ·  {}", sheet.person.name, long_date(sheet.on)));
    flow.facts(&sheet.person.facts(), 3);
    flow.section("Equipment", &count(sheet.items.len(), "device", "devices"));
    let mut grid =
        Grid::with_heads(&["Device", "Asset tag", "Serial", "Accessories", "Condition", "Return by"]);
    for item in &sheet.items {
        let code = |text: &Option<String>| (text.clone().unwrap_or_default(), Figures::Code);
        let words = |text: &Option<String>| (text.clone().unwrap_or_default(), Figures::Words);
        let model = item.model.as_deref().filter(|model| !item.name.contains(model));
        grid.rows.push(GridRow {
            cells: vec![
                (stacked(&[Some(&item.name), model, item.note.as_deref()]), Figures::Words),
                code(&item.tag),
                code(&item.serial),
                words(&item.accessories),
                words(&item.condition),
                (date(item.return_by), Figures::Tabular),
            ],
            ticked: None,
        });
    }
    let grid = grid.without_empty_columns();
    let looks = Looks::fitting(&mut flow, &grid);
    table::draw(&mut flow, &grid, looks);
    flow.space(4.0);
    for paragraph in sheet.terms.as_deref().unwrap_or(terms).lines() {
        flow.paragraph(paragraph, BODY);
        flow.space(4.0);
    }
    flow.signatures(&[
        (person_role, sheet.person.name.clone()),
        (staff_role, sheet.by.clone().unwrap_or_default()),
        ("Place and date", String::new()),
    ]);
    flow.space(8.0);
    flow.paragraph("One copy for each side.", NOTE);
    flow.finish(title)
}
