//! Pages as lists of marks, and their way into a PDF.

use crate::text::{Colour, Fonts, Set};
use chrono::{Datelike, NaiveDate};
use holdfast_core::{Error, Result};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule, LineCap, LineJoin, Stroke},
    surface::Surface,
};
use std::{ops::Range, rc::Rc};

/// Points in a millimetre.
const POINT: f32 = 72.0 / 25.4;

/// Millimetres as points.
pub(crate) const fn mm(millimetres: f32) -> f32 {
    millimetres * POINT
}

/// Something on a page. Coordinates are points from the page's left and top.
pub(crate) enum Mark {
    /// Some lines of a text; `y` is the top of the first of them.
    Lines { set: Rc<Set>, lines: Range<usize>, x: f32, y: f32 },
    /// Filled areas of one colour (x, y, width, height), drawn as one path so that no seam shows between neighbours.
    Areas { areas: Vec<[f32; 4]>, colour: Colour },
    /// A line through points.
    Stroke { points: Vec<[f32; 2]>, width: f32, colour: Colour },
}

impl Mark {
    pub(crate) fn area(x: f32, y: f32, width: f32, height: f32, colour: Colour) -> Mark {
        Mark::Areas { areas: vec![[x, y, width, height]], colour }
    }

    pub(crate) fn text(set: Rc<Set>, x: f32, y: f32) -> Mark {
        let lines = 0..set.lines();
        Mark::Lines { set, lines, x, y }
    }
}

/// A page: its size in points, and what stands on it, in reading order.
pub(crate) struct Page {
    pub width: f32,
    pub height: f32,
    pub marks: Vec<Mark>,
}

impl Page {
    pub(crate) fn new(width: f32, height: f32) -> Page {
        Page { width, height, marks: Vec::new() }
    }
}

/// Writes the pages as a PDF with its fonts embedded.
pub(crate) fn write(pages: &[Page], title: &str, made_on: NaiveDate) -> Result<Vec<u8>> {
    let mut document = Document::new_with(SerializeSettings::default());
    let mut fonts = Fonts::default();
    for page in pages {
        let settings = PageSettings::from_wh(page.width, page.height)
            .ok_or_else(|| Error::Internal(format!("a page of {} x {} points", page.width, page.height)))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for mark in &page.marks {
            draw(&mut surface, mark, &mut fonts);
        }
        surface.finish();
        sheet.finish();
    }
    let year = u16::try_from(made_on.year()).unwrap_or(0);
    let day = DateTime::new(year)
        .month(u8::try_from(made_on.month()).unwrap_or(1))
        .day(u8::try_from(made_on.day()).unwrap_or(1));
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .creator("Holdfast".to_owned())
            .language("en".to_owned())
            .creation_date(day),
    );
    document.finish().map_err(|error| Error::Internal(format!("the PDF could not be made: {error:?}")))
}

fn draw(surface: &mut Surface, mark: &Mark, fonts: &mut Fonts) {
    match mark {
        Mark::Lines { set, lines, x, y } => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(set.colour)));
            for piece in set.pieces(lines.clone(), fonts) {
                let start = Point::from_xy(x + piece.x, y + piece.y);
                surface.draw_glyphs(start, &piece.glyphs, piece.font, piece.text, piece.size, false);
            }
        }
        Mark::Areas { areas, colour } => {
            let mut path = PathBuilder::new();
            for [x, y, width, height] in areas {
                if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                    path.push_rect(rect);
                }
            }
            if let Some(path) = path.finish() {
                surface.set_stroke(None);
                surface.set_fill(Some(fill(*colour)));
                surface.draw_path(&path);
            }
        }
        Mark::Stroke { points, width, colour } => {
            let mut path = PathBuilder::new();
            for (index, [x, y]) in points.iter().enumerate() {
                if index == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
            }
            if let Some(path) = path.finish() {
                surface.set_fill(None);
                surface.set_stroke(Some(Stroke {
                    paint: ink(*colour).into(),
                    width: *width,
                    line_cap: LineCap::Round,
                    line_join: LineJoin::Round,
                    ..Stroke::default()
                }));
                surface.draw_path(&path);
            }
        }
    }
}

fn ink(colour: Colour) -> rgb::Color {
    rgb::Color::new(colour.0, colour.1, colour.2)
}

fn fill(colour: Colour) -> Fill {
    Fill { paint: ink(colour).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
