//! A document that flows from page to page: headings, paragraphs, facts, boxes to sign, and a foot on each page.

use crate::{
    Pdf,
    page::{self, Mark, Page, mm},
    stationery::{Stationery, long_date},
    text::{Colour, Figures, Set, Side, Style, Typesetter},
};
use holdfast_core::Result;
use std::rc::Rc;

pub(crate) const INK: Colour = Colour(20, 32, 31);
pub(crate) const QUIET: Colour = Colour(80, 96, 94);
pub(crate) const ACCENT: Colour = Colour(11, 110, 105);
pub(crate) const HAIRLINE: Colour = Colour(205, 212, 212);
pub(crate) const SUNKEN: Colour = Colour(241, 243, 243);
pub(crate) const ALARM: Colour = Colour(179, 38, 30);

pub(crate) const TITLE: Style = Style::new(20.0, INK).strong();
pub(crate) const SECTION: Style = Style::new(12.0, INK).strong();
pub(crate) const BODY: Style = Style::new(10.0, INK);
pub(crate) const SMALL: Style = Style::new(8.5, INK);
pub(crate) const NOTE: Style = Style::new(8.5, QUIET);
pub(crate) const LABEL: Style = Style::new(7.5, QUIET);

/// The margins at the sides; a page on its side is there for its width.
const SIDE: f32 = mm(20.0);
const SIDE_OF_LANDSCAPE: f32 = mm(14.0);
const TOP: f32 = mm(18.0);
/// Below the last line: room for the foot.
const BOTTOM: f32 = mm(22.0);

/// A labelled value; how its letters are drawn goes with it.
pub(crate) struct Fact<'a> {
    pub label: &'a str,
    pub value: String,
    pub figures: Figures,
}

impl<'a> Fact<'a> {
    pub(crate) fn new(label: &'a str, value: impl Into<String>) -> Fact<'a> {
        Fact { label, value: value.into(), figures: Figures::Words }
    }

    pub(crate) fn code(label: &'a str, value: impl Into<String>) -> Fact<'a> {
        Fact { label, value: value.into(), figures: Figures::Code }
    }
}

/// A document being written from top to bottom.
pub(crate) struct Flow<'a> {
    pub setter: Typesetter,
    pub stationery: &'a Stationery,
    pages: Vec<Page>,
    size: (f32, f32),
    side: f32,
    y: f32,
    /// Whether pages carry the foot with title, date and number.
    footed: bool,
}

impl<'a> Flow<'a> {
    pub(crate) fn new(stationery: &'a Stationery, landscape: bool) -> Flow<'a> {
        let (width, height) = stationery.size.points();
        let size = if landscape { (height, width) } else { (width, height) };
        let side = if landscape { SIDE_OF_LANDSCAPE } else { SIDE };
        let setter = Typesetter::new();
        let mut flow = Flow { setter, stationery, pages: Vec::new(), size, side, y: TOP, footed: true };
        flow.new_page();
        flow
    }

    /// A document whose pages carry no foot, such as a letter.
    pub(crate) fn without_foot(mut self) -> Flow<'a> {
        self.footed = false;
        self
    }

    pub(crate) fn left(&self) -> f32 {
        self.side
    }

    /// The width between the margins.
    pub(crate) fn width(&self) -> f32 {
        self.size.0 - 2.0 * self.side
    }

    pub(crate) fn y(&self) -> f32 {
        self.y
    }

    pub(crate) fn go_to(&mut self, y: f32) {
        self.y = y;
    }

    /// What is left of this page.
    pub(crate) fn room(&self) -> f32 {
        self.size.1 - BOTTOM - self.y
    }

    /// What an empty page offers.
    pub(crate) fn full_room(&self) -> f32 {
        self.size.1 - BOTTOM - TOP
    }

    pub(crate) fn new_page(&mut self) {
        self.pages.push(Page::new(self.size.0, self.size.1));
        self.y = TOP;
    }

    /// Begins a new page unless so much is left of this one. What is higher than a page begins where it stands.
    pub(crate) fn keep(&mut self, height: f32) {
        if self.room() < height && height <= self.full_room() {
            self.new_page();
        }
    }

    pub(crate) fn space(&mut self, height: f32) {
        self.y += height;
    }

    pub(crate) fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.marks.push(mark);
        }
    }

    /// Words at a place, without moving on.
    pub(crate) fn put(&mut self, set: &Rc<Set>, x: f32, y: f32) {
        self.mark(Mark::text(Rc::clone(set), x, y));
    }

    pub(crate) fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32, colour: Colour) {
        self.mark(Mark::area(x, y, width, thickness, colour));
    }

    /// The head of the document.
    pub(crate) fn title(&mut self, title: &str, subtitle: &str) {
        let width = self.width();
        if let Some(organisation) = self.stationery.organisation.clone() {
            self.paragraph(&organisation, NOTE);
            self.space(2.0);
        }
        let set = self.setter.set(title, TITLE, Some(width), Side::Start);
        self.lines(&set, self.side);
        if !subtitle.is_empty() {
            self.space(1.0);
            self.paragraph(subtitle, BODY_QUIET);
        }
        self.space(9.0);
        let y = self.y;
        self.rule(self.side, y, width, 1.2, ACCENT);
        self.space(16.0);
    }

    /// A heading that stays with what follows; a count or a state beside it in quiet letters.
    pub(crate) fn section(&mut self, heading: &str, beside: &str) {
        self.keep(64.0);
        if self.y > TOP + 1.0 {
            self.space(10.0);
        }
        let width = self.width();
        let set = self.setter.set(heading, SECTION, Some(width), Side::Left);
        let beside = self.setter.line(beside, NOTE, (width - set.width() - 8.0).max(0.0), Side::Left);
        let (x, y) = (self.side + set.width() + 8.0, self.y + set.first_baseline() - beside.first_baseline());
        if set.lines() == 1 {
            self.put(&beside, x, y);
        }
        self.lines(&set, self.side);
        self.space(5.0);
    }

    /// A text as wide as the page, over as many pages as it needs.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style) {
        let width = self.width();
        let set = self.setter.set(text, style, Some(width), Side::Start);
        self.lines(&set, self.side);
    }

    /// A text's lines from here on, over page ends.
    pub(crate) fn lines(&mut self, set: &Rc<Set>, x: f32) {
        let mut from = 0;
        while from < set.lines() {
            let mut to = from;
            let mut height = 0.0;
            while to < set.lines() && height + set.line_height(to) <= self.room() {
                height += set.line_height(to);
                to += 1;
            }
            if to == from {
                if self.y > TOP {
                    self.new_page();
                    continue;
                }
                // A single line higher than a page: it is printed all the same.
                height = set.line_height(from);
                to += 1;
            }
            let y = self.y;
            self.mark(Mark::Lines { set: Rc::clone(set), lines: from..to, x, y });
            self.y += height;
            from = to;
        }
    }

    /// The style, smaller where that keeps the text's words whole within a width; never below `least` points.
    fn fitting(&mut self, text: &str, style: Style, width: f32, least: f32) -> Style {
        let longest = self.setter.widths(text, style).0;
        if longest <= width {
            return style;
        }
        let size = (style.size * width / longest * 2.0).floor() / 2.0;
        if size < least { style } else { Style { size, ..style } }
    }

    /// Labels above their values, so many beside each other. Empty values are left out.
    pub(crate) fn facts(&mut self, facts: &[Fact<'_>], columns: usize) {
        const GAP: f32 = 14.0;
        let columns = columns.max(1);
        let width = (self.width() - GAP * (columns - 1) as f32) / columns as f32;
        let shown: Vec<&Fact<'_>> = facts.iter().filter(|fact| !fact.value.trim().is_empty()).collect();
        for row in shown.chunks(columns) {
            let sets: Vec<(Rc<Set>, Rc<Set>)> = row
                .iter()
                .map(|fact| {
                    let label = self.setter.line(fact.label, LABEL, width, Side::Left);
                    let style = self.fitting(&fact.value, BODY.figures(fact.figures), width, 7.5);
                    (label, self.setter.set(&fact.value, style, Some(width), Side::Start))
                })
                .collect();
            let height =
                sets.iter().map(|(label, value)| label.height() + value.height()).fold(0.0, f32::max);
            self.keep(height);
            if height > self.full_room() {
                // Longer than a page: one below the other.
                for (label, value) in sets {
                    self.lines(&label, self.side);
                    self.lines(&value, self.side);
                }
                continue;
            }
            for (place, (label, value)) in sets.iter().enumerate() {
                let x = self.side + (width + GAP) * place as f32;
                let y = self.y;
                self.put(label, x, y);
                self.put(value, x, y + label.height());
            }
            self.space(height + 8.0);
        }
    }

    /// Key figures in a tinted band: the value large, what it is below.
    pub(crate) fn figures(&mut self, figures: &[(String, String)]) {
        const HEIGHT: f32 = 44.0;
        if figures.is_empty() {
            return;
        }
        let gap = 8.0;
        let beside = figures.len().clamp(1, 4);
        for row in figures.chunks(beside) {
            self.keep(HEIGHT);
            let width = (self.width() - gap * (beside - 1) as f32) / beside as f32;
            for (place, (label, value)) in row.iter().enumerate() {
                let (x, y) = (self.side + (width + gap) * place as f32, self.y);
                self.mark(Mark::area(x, y, width, HEIGHT, SUNKEN));
                let large = Style::new(14.0, INK).strong().figures(Figures::Tabular);
                // An amount and its currency stay together and shrink together.
                let value = value.replace(' ', "\u{a0}");
                let large = self.fitting(&value, large, width - 16.0, 8.0);
                let value = self.setter.line(&value, large, width - 16.0, Side::Left);
                let label = self.setter.line(label, LABEL, width - 16.0, Side::Left);
                self.put(&label, x + 8.0, y + HEIGHT - 8.0 - label.height());
                self.put(&value, x + 8.0, y + 7.0);
            }
            self.space(HEIGHT + gap);
        }
        self.space(4.0);
    }

    /// Lines to sign on, beside each other: below each who signs, and the name when it is known.
    pub(crate) fn signatures(&mut self, signers: &[(&str, String)]) {
        const ROOM: f32 = 46.0;
        const GAP: f32 = 26.0;
        self.keep(ROOM + 40.0);
        self.space(ROOM);
        let count = signers.len().max(1) as f32;
        let width = (self.width() - GAP * (count - 1.0)) / count;
        let y = self.y;
        let mut below = 0.0_f32;
        for (place, (role, name)) in signers.iter().enumerate() {
            let x = self.side + (width + GAP) * place as f32;
            self.rule(x, y, width, 0.7, INK);
            let role = self.setter.line(role, LABEL, width, Side::Left);
            let name = self.setter.set(name, SMALL, Some(width), Side::Start);
            self.put(&role, x, y + 4.0);
            self.put(&name, x, y + 4.0 + role.height());
            below = below.max(role.height() + name.height());
        }
        self.space(below + 8.0);
    }

    /// Adds the feet and writes the PDF.
    pub(crate) fn finish(mut self, title: &str) -> Result<Pdf> {
        if self.footed {
            self.feet(title);
        }
        let pages = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        let bytes = page::write(&self.pages, title, self.stationery.printed_on)?;
        Ok(Pdf { bytes, pages, missing: self.setter.missing.into_iter().collect() })
    }

    fn feet(&mut self, title: &str) {
        let count = self.pages.len();
        let width = self.width();
        let y = self.size.1 - mm(13.0);
        let printed = format!("Printed {}", long_date(self.stationery.printed_on));
        for number in 1..=count {
            let place = self.setter.line(&format!("Page {number} of {count}"), FOOT, width, Side::Left);
            let words = format!("{title}  ·  {printed}");
            let words = self.setter.line(&words, FOOT, width - place.width() - 20.0, Side::Left);
            let Some(page) = self.pages.get_mut(number - 1) else { continue };
            page.marks.push(Mark::area(self.side, y - 6.0, width, 0.5, HAIRLINE));
            let right = self.side + width - place.width();
            page.marks.push(Mark::text(words, self.side, y));
            page.marks.push(Mark::text(place, right, y));
        }
    }

    /// The pages as they stand, for tests of where things are.
    #[cfg(test)]
    pub(crate) fn pages(&self) -> &[Page] {
        &self.pages
    }
}

const BODY_QUIET: Style = Style::new(10.0, QUIET);
const FOOT: Style = Style::new(7.5, QUIET).figures(Figures::Tabular);
