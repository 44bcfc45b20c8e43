//! Labels for devices: a code that scanners read, and words that people read.

pub(crate) mod layouts;

use crate::{
    Pdf,
    codes::{code128::Symbol, qr::Matrix},
    flow::{HAIRLINE, INK, QUIET},
    page::{self, Mark, Page, mm},
    stationery::Stationery,
    text::{Colour, Figures, Set, Side, Style, Typesetter},
};
pub use holdfast_core::settings::LabelCode;
use holdfast_core::{Error, Result, hardware::Device, settings::LabelSettings};
use layouts::{LabelLayout, LayoutKind};
use std::rc::Rc;

/// A dot of a label printer, and a whole number of dots of laser printers: 1/300 inch, in points. Modules are a whole
/// number of dots wide, so that no bar is rounded to another width than its neighbour.
const DOT: f32 = 72.0 / 300.0;
/// The narrowest modules, in dots: 0.25 mm for QR, which telephones read; 0.17 mm for bars, which scanners read.
const QR_LEAST: u32 = 3;
const BAR_LEAST: u32 = 2;
/// Wider bars than 0.42 mm help no scanner.
const BAR_MOST: u32 = 5;
const BLACK: Colour = Colour(0, 0, 0);

/// What is printed on one label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    pub tag: Option<String>,
    pub name: String,
    pub serial: Option<String>,
    /// See [`device_link`].
    pub link: String,
}

impl Label {
    /// What is printed for a device.
    pub fn of(device: &Device) -> Label {
        Label {
            tag: device.fields.asset_tag.clone(),
            name: device.fields.name.clone(),
            serial: device.fields.serial.clone(),
            link: device_link(&device.id),
        }
    }
}

/// How labels look.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelOptions {
    pub code: LabelCode,
    /// The device's name and serial below the tag.
    pub name: bool,
    pub serial: bool,
    /// Own words on every label, such as "Property of Northwind".
    pub text: Option<String>,
    /// The first free label of a sheet that was used before; 1 for a new sheet.
    pub start_at: u32,
    /// Moves everything right and down, in millimetres, for a printer that pulls its paper askew.
    pub shift: (f32, f32),
    /// Draws the labels' edges, to compare a print on plain paper with the sheet.
    pub outline: bool,
}

impl Default for LabelOptions {
    fn default() -> Self {
        LabelOptions {
            code: LabelCode::Qr,
            name: true,
            serial: true,
            text: None,
            start_at: 1,
            shift: (0.0, 0.0),
            outline: false,
        }
    }
}

impl LabelOptions {
    /// As labels were printed last, from this place on the sheet.
    pub fn of(settings: &LabelSettings, start_at: u32) -> LabelOptions {
        LabelOptions {
            code: settings.code,
            name: settings.name,
            serial: settings.serial,
            text: settings.text.clone(),
            start_at,
            shift: (settings.shift_right, settings.shift_down),
            outline: false,
        }
    }
}

/// What a scanned link looks like; the search of the window and of the command line opens the device it names.
pub fn device_link(id: &str) -> String {
    holdfast_core::search::device_link(id)
}

/// Labels on sheets or on a roll, in their order.
///
/// # Errors
/// For the fields `start_at` and `shift`; and where a code does not fit its label or cannot hold what it should,
/// naming the device. Nothing is printed then.
pub fn label_sheet(
    labels: &[Label],
    layout: &LabelLayout,
    options: &LabelOptions,
    stationery: &Stationery,
) -> Result<Pdf> {
    let per_page = layout.per_page();
    if !(1..=per_page).contains(&options.start_at) {
        return Err(Error::field(
            "start_at",
            match layout.kind {
                LayoutKind::Roll => "A roll has no place to start at but 1.".to_owned(),
                LayoutKind::Sheet => format!("A sheet of {} has the labels 1 to {per_page}.", layout.name),
            },
        ));
    }
    if ![options.shift.0, options.shift.1].iter().all(|shift| (-20.0..=20.0).contains(shift)) {
        return Err(Error::field("shift", "Labels are moved by 20 mm at most."));
    }
    if labels.is_empty() {
        return Err(Error::Refused("There is no device to print a label for.".into()));
    }
    let mut setter = Typesetter::new();
    let mut pages: Vec<Page> = Vec::new();
    let mut place = options.start_at - 1;
    for label in labels {
        if pages.is_empty() || place == per_page {
            pages.push(Page::new(mm(layout.page.0), mm(layout.page.1)));
            place = if pages.len() == 1 { options.start_at - 1 } else { 0 };
        }
        let (x, y) = layout.place(place);
        let area = Area {
            x: mm(x + options.shift.0),
            y: mm(y + options.shift.1),
            width: mm(layout.label.0),
            height: mm(layout.label.1),
        };
        let marks = draw(&mut setter, label, options, area)?;
        if let Some(page) = pages.last_mut() {
            page.marks.extend(marks);
        }
        place += 1;
    }
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let bytes = page::write(&pages, "Labels", stationery.printed_on)?;
    Ok(Pdf { bytes, pages: count, missing: setter.missing.into_iter().collect() })
}

/// One label as the screen shows it. Lengths are millimetres from its left and top.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelPreview {
    pub width: f32,
    pub height: f32,
    /// The dark areas of its codes: x, y, width, height.
    pub areas: Vec<[f32; 4]>,
    pub lines: Vec<PreviewLine>,
}

/// A line of words on a label.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewLine {
    pub text: String,
    pub x: f32,
    /// The top of the line.
    pub y: f32,
    /// Its height, and the size of its letters.
    pub height: f32,
    pub size: f32,
    /// The room it has: a longer line is cut.
    pub room: f32,
    pub strong: bool,
    /// Set in letters of one width, as codes are.
    pub code: bool,
}

/// How one label will look.
///
/// # Errors
/// As [`label_sheet`], where a code does not fit.
pub fn label_preview(label: &Label, layout: &LabelLayout, options: &LabelOptions) -> Result<LabelPreview> {
    let (width, height) = layout.label;
    let area = Area { x: 0.0, y: 0.0, width: mm(width), height: mm(height) };
    let (marks, words) = codes(label, options, area)?;
    let millimetres = |points: f32| points / mm(1.0);
    let areas = marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Areas { areas, .. } => Some(areas),
            _ => None,
        })
        .flatten()
        .map(|area| area.map(millimetres))
        .collect();
    let lines = lines(&mut Typesetter::new(), label, options, words)
        .into_iter()
        .map(|line| PreviewLine {
            x: millimetres(words.x),
            y: millimetres(line.y),
            height: millimetres(line.set.height()),
            size: millimetres(line.size),
            room: millimetres(words.width),
            strong: line.heading,
            code: line.code,
            text: line.text,
        })
        .collect();
    Ok(LabelPreview { width, height, areas, lines })
}

/// A label's place on its page, in points.
#[derive(Clone, Copy)]
struct Area {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

fn draw(setter: &mut Typesetter, label: &Label, options: &LabelOptions, area: Area) -> Result<Vec<Mark>> {
    let mut marks = Vec::new();
    if options.outline {
        let Area { x, y, width, height } = area;
        let corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]];
        marks.push(Mark::Stroke { points: corners.to_vec(), width: 0.5, colour: HAIRLINE });
    }
    let (codes, words) = codes(label, options, area)?;
    marks.extend(codes);
    let set = lines(setter, label, options, words);
    marks.extend(set.into_iter().map(|line| Mark::text(line.set, words.x, line.y)));
    Ok(marks)
}

/// Draws the codes of a label, and gives the room they leave for words.
fn codes(label: &Label, options: &LabelOptions, area: Area) -> Result<(Vec<Mark>, Area)> {
    let mut marks = Vec::new();
    let pad = (area.height * 0.07).clamp(mm(0.7), mm(2.0));
    let mut words = Area {
        x: area.x + mm(1.5),
        y: area.y + pad,
        width: area.width - mm(3.0),
        height: area.height - 2.0 * pad,
    };
    if matches!(options.code, LabelCode::Qr | LabelCode::QrLink | LabelCode::Both) {
        let side = qr(&mut marks, label, options.code == LabelCode::QrLink, area)?;
        words.x = area.x + side;
        words.width = area.width - side - mm(1.2);
    }
    if matches!(options.code, LabelCode::Bars | LabelCode::Both) {
        let height = (words.height * 0.42).max(mm(4.0)).min(words.height * 0.6);
        let across = Area {
            x: if options.code == LabelCode::Both { words.x } else { area.x },
            y: area.y + area.height - pad - height,
            width: if options.code == LabelCode::Both { area.x + area.width - words.x } else { area.width },
            height,
        };
        let first_bar = bars(&mut marks, label, across)?;
        words.height -= height + mm(0.6);
        words.width -= first_bar - words.x;
        words.x = first_bar;
    }
    Ok((marks, words))
}

/// Draws the code at the label's left and gives the width that it takes.
fn qr(marks: &mut Vec<Mark>, label: &Label, link: bool, area: Area) -> Result<f32> {
    let text = [label.tag.as_deref(), label.serial.as_deref()]
        .into_iter()
        .flatten()
        .map(str::trim)
        .find(|text| !text.is_empty() && !link)
        .unwrap_or(&label.link);
    let too_long = || {
        Error::Refused(format!(
            "The code of “{}” does not fit a label of {:.0} x {:.0} mm so that it can be read. Nothing was printed: choose larger labels, or a code of the asset tag alone.",
            label.name,
            area.width / mm(1.0),
            area.height / mm(1.0)
        ))
    };
    let matrix = Matrix::of(text).ok_or_else(too_long)?;
    let modules = matrix.side() as f32;
    // The quiet zone may reach to the label's edge.
    let room = area.height.min(area.width * 0.5).min(mm(45.0));
    let dots = (room / (modules * DOT)).floor();
    if dots < QR_LEAST as f32 {
        return Err(too_long());
    }
    let module = dots * DOT;
    let side = modules * module;
    let y = area.y + (area.height - side) / 2.0;
    marks.push(Mark::Areas { areas: matrix.areas(snapped(area.x), snapped(y), module), colour: BLACK });
    Ok(side)
}

/// Draws the bars, their quiet zone from the area's left on, and gives the left edge of the first of them.
fn bars(marks: &mut Vec<Mark>, label: &Label, area: Area) -> Result<f32> {
    let text = [label.tag.as_deref(), label.serial.as_deref()]
        .into_iter()
        .flatten()
        .map(str::trim)
        .find(|text| !text.is_empty())
        .ok_or_else(|| {
            Error::Refused(format!(
                "“{}” has neither an asset tag nor a serial for its bar code. Nothing was printed: give it a tag, or choose a QR code.",
                label.name
            ))
        })?;
    let symbol = Symbol::of(text).ok_or_else(|| {
        Error::Refused(format!(
            "“{text}” has letters that Code 128 does not know. Nothing was printed: choose a QR code."
        ))
    })?;
    let modules = symbol.modules() as f32;
    let dots = (area.width / (modules * DOT)).floor().min(BAR_MOST as f32);
    if dots < BAR_LEAST as f32 {
        return Err(Error::Refused(format!(
            "“{text}” is too long for a bar code on this label. Nothing was printed: choose wider labels, or a QR code."
        )));
    }
    let module = dots * DOT;
    let areas = symbol.areas(snapped(area.x), area.y, module, area.height);
    let first = areas.first().map_or(area.x, |bar| bar[0]);
    marks.push(Mark::Areas { areas, colour: BLACK });
    Ok(first)
}

/// A length moved to the nearest dot.
fn snapped(length: f32) -> f32 {
    (length / DOT).round() * DOT
}

/// A line of a label, set.
struct SetLine {
    text: String,
    set: Rc<Set>,
    y: f32,
    size: f32,
    heading: bool,
    code: bool,
}

/// The words of a label, as large as its height allows; the last ones give way where it is small.
fn lines(setter: &mut Typesetter, label: &Label, options: &LabelOptions, area: Area) -> Vec<SetLine> {
    struct Line<'a> {
        text: &'a str,
        /// Of the unit size.
        scale: f32,
        style: Style,
        code: bool,
    }
    const SMALLEST: f32 = 4.6;
    const LARGEST: f32 = 9.5;
    let plain = Style::new(1.0, INK);
    let filled =
        |text: Option<&'_ str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (tag, name) = (filled(label.tag.as_deref()), filled(Some(&label.name)));
    let serial = filled(label.serial.as_deref()).filter(|_| options.serial);
    let own = filled(options.text.as_deref());
    // Without a tag the name leads.
    let heading = tag.clone().or_else(|| name.clone());
    let name = name.filter(|_| options.name && tag.is_some());
    let mut wanted: Vec<Line<'_>> = Vec::new();
    if let Some(text) = &heading {
        wanted.push(Line { text, scale: 1.45, style: plain.strong().figures(Figures::Code), code: true });
    }
    if let Some(text) = &name {
        wanted.push(Line { text, scale: 1.0, style: plain, code: false });
    }
    if let Some(text) = &serial {
        wanted.push(Line { text, scale: 0.95, style: plain.figures(Figures::Code), code: true });
    }
    if let Some(text) = &own {
        wanted.push(Line { text, scale: 0.8, style: Style::new(1.0, QUIET), code: false });
    }
    let needed = |lines: &[Line<'_>]| lines.iter().map(|line| line.scale).sum::<f32>() * 1.35;
    while wanted.len() > 1 && area.height / needed(&wanted) < SMALLEST {
        wanted.pop();
    }
    if wanted.is_empty() || area.width < mm(3.0) {
        return Vec::new();
    }
    let unit = (area.height / needed(&wanted)).min(LARGEST);
    let mut set: Vec<SetLine> = wanted
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let mut style = Style { size: unit * line.scale, ..line.style };
            if place == 0 {
                // What identifies the device shrinks before it is cut.
                while style.size > SMALLEST && setter.widths(line.text, style).1 > area.width {
                    style.size -= 0.5;
                }
            }
            SetLine {
                text: line.text.to_owned(),
                set: setter.line(line.text, style, area.width, Side::Left),
                y: 0.0,
                size: style.size,
                heading: place == 0,
                code: line.code,
            }
        })
        .collect();
    let height: f32 = set.iter().map(|line| line.set.height()).sum();
    let mut y = area.y + (area.height - height).max(0.0) / 2.0;
    for line in &mut set {
        line.y = y;
        y += line.set.height();
    }
    set
}
