//! ODS. Its cells say by themselves what they hold: a date, an amount and its currency, a share.

use super::{
    Cells, Tab, number, refused,
    zip::{self, damaged},
};
use crate::{MAX_CELL, Result, bounds::Measure};
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use std::io::Read;

/// Bytes of a cell's text that are read: enough to see that it is too long.
const MOST: usize = 4 * MAX_CELL;

/// The sheets of a file, each with its cells.
pub(super) struct Open {
    sheets: Vec<(Tab, Cells)>,
}

impl Open {
    pub(super) fn tabs(&self) -> Vec<Tab> {
        self.sheets.iter().map(|(tab, _)| tab.clone()).collect()
    }

    pub(super) fn cells(&mut self, name: &str) -> Result<Cells> {
        let sheet = self.sheets.iter_mut().find(|(tab, _)| tab.name == name);
        Ok(sheet.map(|(_, cells)| std::mem::take(cells)).unwrap_or_default())
    }
}

pub(super) fn open(bytes: &[u8]) -> Result<Open> {
    let mut archive = zip::open(bytes)?;
    let mut text = String::new();
    archive.by_name("content.xml").map_err(damaged)?.read_to_string(&mut text).map_err(damaged)?;
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut reading = Reading::default();
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(element) => reading.start(&element)?,
            Event::End(element) => reading.end(element.name().as_ref())?,
            Event::Text(text) => reading.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => reading.text(&resolved(&reference)?),
            Event::Eof => return Ok(Open { sheets: reading.sheets }),
            _ => {}
        }
    }
}

/// What an entity of XML stands for.
fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Result<String> {
    if let Some(sign) = reference.resolve_char_ref().map_err(damaged)? {
        return Ok(sign.to_string());
    }
    let name: &str = reference;
    Ok(quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned())
}

#[derive(Default)]
struct Reading {
    sheets: Vec<(Tab, Cells)>,
    /// The style that is read, and those that hide a sheet.
    style: String,
    hidden: Vec<String>,
    measure: Measure,
    row: u32,
    row_repeats: u32,
    /// The cells of the row that hold something.
    cells: Vec<(u32, String)>,
    column: u32,
    cell: Option<Cell>,
    /// Within a comment, whose text is not the cell's.
    in_note: u32,
}

#[derive(Default)]
struct Cell {
    repeats: u32,
    /// What the cell says it holds; the text of its paragraphs where it says nothing.
    value: Option<String>,
    text: String,
    paragraphs: u32,
}

impl Reading {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<()> {
        let repeats = |name: &str| -> Result<u32> {
            Ok(attribute(element, name)?.and_then(|text| text.parse().ok()).unwrap_or(1))
        };
        match element.name().as_ref() {
            "style:style" => self.style = attribute(element, "style:name")?.unwrap_or_default(),
            "style:table-properties" if attribute(element, "table:display")?.as_deref() == Some("false") => {
                self.hidden.push(self.style.clone());
            }
            "table:table" => {
                let name = attribute(element, "table:name")?.unwrap_or_default();
                let style = attribute(element, "table:style-name")?;
                let hidden = style.is_some_and(|style| self.hidden.contains(&style));
                self.sheets.push((Tab { name, hidden }, Cells::new()));
                self.row = 0;
            }
            "table:table-row" => {
                (self.row_repeats, self.column) = (repeats("table:number-rows-repeated")?, 0);
                self.cells.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeats = repeats("table:number-columns-repeated")?;
                self.cell = Some(Cell { repeats, value: value(element)?, ..Cell::default() });
            }
            "office:annotation" => self.in_note += 1,
            "text:p" if self.in_note == 0 => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "text:s" => {
                let count = repeats("text:c")?.min(1_000);
                self.text(&" ".repeat(usize::try_from(count).unwrap_or(1)));
            }
            "text:line-break" => self.text("\n"),
            "text:tab" => self.text("\t"),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<()> {
        match name {
            "office:annotation" => self.in_note = self.in_note.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let text = cell.value.unwrap_or(cell.text);
                if !text.trim().is_empty() {
                    for place in 0..cell.repeats {
                        self.measure.cell()?;
                        self.measure.text(text.len())?;
                        self.cells.push((self.column.saturating_add(place), text.clone()));
                    }
                }
                self.column = self.column.saturating_add(cell.repeats);
            }
            "table:table-row" => {
                if !self.cells.is_empty() {
                    for repeat in 0..self.row_repeats {
                        self.measure.row(0, false)?;
                        for (_, text) in &self.cells {
                            self.measure.cell()?;
                            self.measure.text(text.len())?;
                        }
                        let row = self.row.saturating_add(repeat);
                        if let Some((_, cells)) = self.sheets.last_mut() {
                            cells
                                .extend(self.cells.iter().map(|(column, text)| (row, *column, text.clone())));
                        }
                    }
                }
                self.row = self.row.saturating_add(self.row_repeats);
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, more: &str) {
        if self.in_note > 0 {
            return;
        }
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.paragraphs > 0 && cell.text.len() <= MOST) {
            cell.text.push_str(more);
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// What a cell says it holds, as text; None for one that is its text.
fn value(element: &BytesStart<'_>) -> Result<Option<String>> {
    let kind = attribute(element, "office:value-type")?;
    let plain = || -> Result<Option<f64>> {
        let text = attribute(element, "office:value")?;
        text.map(|text| text.parse().map_err(|_| refused("it has a number that is none"))).transpose()
    };
    Ok(match kind.as_deref() {
        Some("float") => plain()?.map(number),
        Some("percentage") => plain()?.map(|value| format!("{} %", number(value * 100.0))),
        Some("currency") => {
            let currency = attribute(element, "office:currency")?.unwrap_or_default();
            plain()?.map(|value| format!("{} {currency}", number(value)).trim_end().to_owned())
        }
        Some("date") => attribute(element, "office:date-value")?
            .map(|text| text.strip_suffix("T00:00:00").unwrap_or(&text).replace('T', " ")),
        Some("boolean") => attribute(element, "office:boolean-value")?
            .map(|text| if text == "true" { "yes" } else { "no" }.to_owned()),
        _ => None,
    })
}
