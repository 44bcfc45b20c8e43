//! Tables that flow over pages: columns as wide as their words need, heads repeated, long rows broken.

use crate::{
    flow::{Flow, HAIRLINE, INK, LABEL, QUIET, SUNKEN},
    page::Mark,
    stationery::Stationery,
    text::{Figures, Set, Side, Style},
};
use holdfast_core::table::{Align, Cell, Table};
use std::rc::Rc;

/// Above and below the words of a row.
const PAD: f32 = 3.5;
/// For a box to tick.
const TICK: f32 = 18.0;
/// So many rows decide how wide the columns are.
const MEASURED: usize = 400;

/// A table as it is printed.
pub(crate) struct Grid {
    pub heads: Vec<Head>,
    pub rows: Vec<GridRow>,
    /// Set apart below the rows.
    pub totals: Vec<GridRow>,
}

pub(crate) struct Head {
    pub heading: String,
    pub align: Align,
}

#[derive(Default)]
pub(crate) struct GridRow {
    pub cells: Vec<(String, Figures)>,
    /// A box before the row, ticked or open; for checklists.
    pub ticked: Option<bool>,
}

impl Grid {
    pub(crate) fn of(table: &Table, stationery: &Stationery) -> Grid {
        let row = |cells: &Vec<Cell>| GridRow {
            cells: cells.iter().map(|cell| (stationery.cell(cell), figures_of(cell))).collect(),
            ticked: None,
        };
        Grid {
            heads: table
                .columns
                .iter()
                .map(|column| Head { heading: column.heading.clone(), align: column.align })
                .collect(),
            rows: table.rows.iter().map(row).collect(),
            totals: table.totals.iter().map(row).collect(),
        }
    }

    /// A table of left-aligned columns.
    pub(crate) fn with_heads(headings: &[&str]) -> Grid {
        let head = |heading: &&str| Head { heading: (*heading).to_owned(), align: Align::Left };
        Grid { heads: headings.iter().map(head).collect(), rows: Vec::new(), totals: Vec::new() }
    }

    /// Leaves out columns that are empty throughout, but never all.
    pub(crate) fn without_empty_columns(mut self) -> Grid {
        let used: Vec<bool> = (0..self.heads.len())
            .map(|place| {
                let mut rows = self.rows.iter().chain(&self.totals);
                rows.any(|row| row.cells.get(place).is_some_and(|(text, _)| !text.trim().is_empty()))
            })
            .collect();
        if used.iter().any(|used| *used) {
            let kept = |place: &mut usize| {
                let used = used.get(*place).copied().unwrap_or(false);
                *place += 1;
                used
            };
            let mut place = 0;
            self.heads.retain(|_| kept(&mut place));
            for row in self.rows.iter_mut().chain(&mut self.totals) {
                let mut place = 0;
                row.cells.retain(|_| kept(&mut place));
            }
        }
        self
    }

    fn ticks(&self) -> bool {
        self.rows.iter().any(|row| row.ticked.is_some())
    }
}

fn figures_of(cell: &Cell) -> Figures {
    match cell {
        Cell::Code(_) => Figures::Code,
        Cell::Date(_) | Cell::Month(_) | Cell::Money(_) | Cell::Sums(_) | Cell::Whole(_) => Figures::Tabular,
        Cell::Empty | Cell::Text(_) | Cell::YesNo(_) => Figures::Words,
    }
}

/// How large the letters of a table are, in points.
#[derive(Clone, Copy)]
pub(crate) struct Looks {
    pub size: f32,
}

impl Looks {
    /// Sizes that are tried, until no word has to be broken.
    const SIZES: [f32; 5] = [8.5, 8.0, 7.5, 7.0, 6.5];

    /// The largest letters with which every column's words stay whole; the smallest when none do.
    pub(crate) fn fitting(flow: &mut Flow<'_>, grid: &Grid) -> Looks {
        let room = flow.width() - if grid.ticks() { TICK } else { 0.0 };
        let mut looks = Looks { size: 8.5 };
        for size in Looks::SIZES {
            looks = Looks { size };
            let least: f32 = measure(flow, grid, looks).iter().map(|wish| wish.least).sum();
            if least + looks.gaps(grid.heads.len()) <= room {
                break;
            }
        }
        looks
    }

    fn cell(self, figures: Figures) -> Style {
        Style::new(self.size, INK).figures(figures)
    }

    fn head(self) -> Style {
        Style { size: self.size - 0.75, ..HEAD }
    }

    /// Between two columns.
    fn gap(self) -> f32 {
        self.size * 1.15
    }

    fn gaps(self, columns: usize) -> f32 {
        self.gap() * columns.saturating_sub(1) as f32
    }
}

/// The width that a table would like, unbroken, in points.
pub(crate) fn natural_width(flow: &mut Flow<'_>, grid: &Grid, looks: Looks) -> f32 {
    let wishes = measure(flow, grid, looks);
    wishes.iter().map(|wish| wish.most.min(WIDEST)).sum::<f32>() + looks.gaps(wishes.len())
}

/// A column of words is not asked to be wider than this; it wraps.
const WIDEST: f32 = 190.0;

/// What a column would like, in points.
#[derive(Debug, Clone, Copy)]
struct Wish {
    /// With its words whole.
    least: f32,
    /// With nothing broken.
    most: f32,
    /// Dates, amounts and codes, which do not bear to be broken.
    firm: bool,
}

fn measure(flow: &mut Flow<'_>, grid: &Grid, looks: Looks) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = grid
        .heads
        .iter()
        .map(|head| {
            let (least, most) = flow.setter.widths(&head.heading, looks.head());
            Wish { least, most, firm: true }
        })
        .collect();
    for row in grid.rows.iter().take(MEASURED).chain(&grid.totals) {
        for (wish, (text, figures)) in wishes.iter_mut().zip(&row.cells) {
            if text.is_empty() {
                continue;
            }
            let short: String = text.chars().take(200).collect();
            let (least, most) = flow.setter.widths(&short, looks.cell(*figures));
            wish.least = wish.least.max(least);
            wish.most = wish.most.max(most);
            wish.firm &= *figures != Figures::Words;
        }
    }
    for total in &grid.totals {
        for (wish, (text, figures)) in wishes.iter_mut().zip(&total.cells).filter(|(wish, _)| wish.firm) {
            let (least, most) = flow.setter.widths(text, looks.cell(*figures).strong());
            wish.least = wish.least.max(least);
            wish.most = wish.most.max(most);
        }
    }
    wishes
}

/// The least that a column of words is left when there is not room for all.
const NARROWEST: f32 = 26.0;

/// Shares the width of the page out. When it does not suffice, the widest columns give way first, all to the same
/// width, and no word is broken unless even the longest words do not fit beside each other; then figures stay whole
/// as long as they can.
fn share(wishes: &[Wish], available: f32) -> Vec<f32> {
    let most: f32 = wishes.iter().map(|wish| wish.most).sum();
    if most <= available {
        let spare = (available - most) / wishes.len().max(1) as f32;
        return wishes.iter().map(|wish| wish.most + spare).collect();
    }
    // A single long word must not starve the other columns.
    let cap = available * 0.4;
    let least: Vec<f32> = wishes.iter().map(|wish| wish.least.min(cap)).collect();
    let sum: f32 = least.iter().sum();
    if sum >= available {
        let of = |firm: bool| {
            let parts = wishes.iter().zip(&least).filter(move |(wish, _)| wish.firm == firm);
            parts.map(|(_, least)| *least).sum::<f32>()
        };
        let soft = wishes.iter().filter(|wish| !wish.firm).count() as f32;
        let left = available - of(true);
        if soft > 0.0 && left >= soft * NARROWEST {
            let scale = left / of(false);
            return wishes
                .iter()
                .zip(&least)
                .map(|(wish, least)| if wish.firm { *least } else { least * scale })
                .collect();
        }
        return least.iter().map(|width| width * available / sum).collect();
    }
    let at = |level: f32| -> Vec<f32> {
        wishes.iter().zip(&least).map(|(wish, least)| wish.most.min(level).max(*least)).collect()
    };
    // The level that uses the width up, by halving.
    let (mut low, mut high) = (0.0, available);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if at(middle).iter().sum::<f32>() <= available { low = middle } else { high = middle }
    }
    at(low)
}

/// Prints a table from here on.
pub(crate) fn draw(flow: &mut Flow<'_>, grid: &Grid, looks: Looks) {
    if grid.heads.is_empty() {
        return;
    }
    let indent = if grid.ticks() { TICK } else { 0.0 };
    let wishes = measure(flow, grid, looks);
    let available = flow.width() - indent - looks.gaps(wishes.len());
    let columns = Columns { widths: share(&wishes, available), indent, gap: looks.gap(), head: looks.head() };
    head(flow, grid, &columns);
    for row in &grid.rows {
        draw_row(flow, grid, row, &columns, looks, false);
    }
    for total in &grid.totals {
        draw_row(flow, grid, total, &columns, looks, true);
    }
    flow.space(8.0);
}

struct Columns {
    widths: Vec<f32>,
    indent: f32,
    gap: f32,
    head: Style,
}

impl Columns {
    /// Left edge and width of each.
    fn places(&self, left: f32) -> impl Iterator<Item = (f32, f32)> {
        self.widths.iter().scan(left + self.indent, |x, width| {
            let place = (*x, *width);
            *x += width + self.gap;
            Some(place)
        })
    }
}

fn side(align: Align) -> Side {
    match align {
        Align::Left => Side::Start,
        Align::Right => Side::Right,
    }
}

const HEAD: Style = LABEL.strong();

fn head(flow: &mut Flow<'_>, grid: &Grid, columns: &Columns) {
    let sets: Vec<Rc<Set>> = grid
        .heads
        .iter()
        .zip(&columns.widths)
        .map(|(head, width)| flow.setter.set(&head.heading, columns.head, Some(*width), side(head.align)))
        .collect();
    let height = sets.iter().map(|set| set.height()).fold(0.0, f32::max);
    // A head alone at the end of a page helps nobody.
    flow.keep(height + 40.0);
    let (left, y, width) = (flow.left(), flow.y(), flow.width());
    for (set, (x, _)) in sets.iter().zip(columns.places(left)) {
        flow.put(set, x, y + height - set.height());
    }
    flow.rule(left, y + height + 3.0, width, 0.8, QUIET);
    flow.go_to(y + height + 4.0);
}

fn draw_row(flow: &mut Flow<'_>, grid: &Grid, row: &GridRow, columns: &Columns, looks: Looks, total: bool) {
    let sets: Vec<Rc<Set>> = row
        .cells
        .iter()
        .zip(&grid.heads)
        .zip(&columns.widths)
        .map(|(((text, figures), head), width)| {
            let style = looks.cell(*figures);
            let style = if total { style.strong() } else { style };
            flow.setter.set(text, style, Some(*width), side(head.align))
        })
        .collect();
    let line = looks.size * 1.35;
    let mut from = vec![0_usize; sets.len()];
    let mut first = true;
    loop {
        let rest =
            sets.iter().zip(&from).map(|(set, from)| set.height_of(*from..set.lines())).fold(line, f32::max);
        let room = flow.room() - 2.0 * PAD;
        let fits = rest <= room;
        let starts_afresh = !fits && (first && rest <= flow.full_room() * 0.6 || room < line * 2.0);
        if starts_afresh {
            flow.new_page();
            head(flow, grid, columns);
            if flow.room() - 2.0 * PAD >= line {
                continue;
            }
        }
        let (left, y, width) = (flow.left(), flow.y(), flow.width());
        if total {
            flow.mark(Mark::area(left, y, width, rest.min(room) + 2.0 * PAD, SUNKEN));
        }
        if let (true, Some(ticked)) = (first, row.ticked) {
            tick(flow, left, y + PAD + (line - BOX) / 2.0, ticked);
        }
        let mut height = 0.0_f32;
        for ((set, from), (x, _)) in sets.iter().zip(from.iter_mut()).zip(columns.places(left)) {
            let mut to = *from;
            let mut taken = 0.0;
            while to < set.lines() && (taken + set.line_height(to) <= room.max(line) || fits) {
                taken += set.line_height(to);
                to += 1;
            }
            flow.mark(Mark::Lines { set: Rc::clone(set), lines: *from..to, x, y: y + PAD });
            height = height.max(taken);
            *from = to;
        }
        flow.go_to(y + height.max(line) + 2.0 * PAD);
        first = false;
        if sets.iter().zip(&from).all(|(set, from)| *from >= set.lines()) {
            break;
        }
        flow.new_page();
        head(flow, grid, columns);
    }
    let (left, y, width) = (flow.left(), flow.y(), flow.width());
    flow.rule(left, y, width, 0.4, HAIRLINE);
}

/// The side of a box to tick.
const BOX: f32 = 8.5;

fn tick(flow: &mut Flow<'_>, x: f32, y: f32, ticked: bool) {
    let corners = [[x, y], [x + BOX, y], [x + BOX, y + BOX], [x, y + BOX], [x, y]];
    flow.mark(Mark::Stroke { points: corners.to_vec(), width: 0.8, colour: QUIET });
    if ticked {
        let points = vec![[x + 1.8, y + 4.6], [x + 3.6, y + 6.5], [x + 6.8, y + 2.2]];
        flow.mark(Mark::Stroke { points, width: 1.3, colour: INK });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(least: f32, most: f32) -> Wish {
        Wish { least, most, firm: false }
    }

    #[test]
    fn columns_get_what_they_want_when_it_suffices() {
        let widths = share(&[words(10.0, 50.0), words(10.0, 100.0)], 200.0);
        assert_eq!(widths, [75.0, 125.0]);
    }

    #[test]
    fn wide_columns_give_way_first_and_words_stay_whole() {
        let widths = share(&[words(40.0, 60.0), words(30.0, 600.0), words(50.0, 50.0)], 300.0);
        assert!((widths.iter().sum::<f32>() - 300.0).abs() < 0.01);
        assert_eq!((widths[0], widths[2]), (60.0, 50.0));
    }

    #[test]
    fn a_word_as_long_as_the_page_leaves_room_for_the_others() {
        let widths = share(&[words(5_000.0, 5_000.0), words(40.0, 60.0), words(40.0, 60.0)], 300.0);
        assert!((widths.iter().sum::<f32>() - 300.0).abs() < 0.01);
        assert!(widths[1] >= 40.0, "{widths:?}");
    }

    #[test]
    fn figures_stay_whole_where_words_cannot() {
        let date = Wish { least: 60.0, most: 60.0, firm: true };
        let widths = share(&[words(100.0, 100.0), date, words(100.0, 300.0)], 200.0);
        assert_eq!(widths, [70.0, 60.0, 70.0]);
    }

    /// Nothing stands outside the margins, whatever the words and however many the columns.
    #[test]
    fn everything_stays_within_the_margins() {
        let words = ["", "x", "Donaudampfschifffahrtsgesellschaft", "a b c d e f g h", "#$*<>", "שלום עולם"];
        let stationery = Stationery::new(Some("de-DE"), "2026-11-22".parse().unwrap());
        for columns in [1, 2, 5, 9, 16] {
            let mut grid = Grid::with_heads(&vec!["A heading"; columns]);
            for row in 0..60 {
                let cell = |column: usize| {
                    (words[(row * 7 + column * 3) % words.len()].repeat(1 + row % 9), Figures::Words)
                };
                grid.rows
                    .push(GridRow { cells: (0..columns).map(cell).collect(), ticked: Some(row % 2 == 0) });
            }
            let mut flow = Flow::new(&stationery, false);
            draw(&mut flow, &grid, Looks { size: 8.5 });
            let (left, right) = (flow.left() - 0.1, flow.left() + flow.width() + 0.1);
            for page in flow.pages() {
                for mark in &page.marks {
                    let (from, to, below) = match mark {
                        Mark::Lines { set, lines, x, y } => {
                            (*x, x + set.width(), y + set.height_of(lines.clone()))
                        }
                        Mark::Areas { areas, .. } => {
                            let [x, y, width, height] = areas[0];
                            (x, x + width, y + height)
                        }
                        Mark::Stroke { points, .. } => (points[0][0], points[1][0], points[0][1]),
                    };
                    assert!(left <= from && to <= right, "{columns} columns: {from} to {to}");
                    assert!(below <= page.height - 50.0, "{columns} columns: down to {below}");
                }
            }
        }
    }
}
