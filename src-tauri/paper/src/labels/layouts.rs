//! Sheets of labels and rolls for label printers, by the names on their boxes.
//!
//! The size of a label and how many are on a sheet are what the makers print on the pack. Sheets are cut evenly from
//! the middle of the paper: margins and distances follow from that, and agree with the templates that office programs
//! have for the same sheets (docs/labels.md).

use holdfast_core::{Error, Result};

/// Labels on a sheet of paper, or one after another on a roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayoutKind {
    Sheet,
    /// One label a page, the page as large as the label.
    Roll,
}

/// Where labels are. Lengths in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelLayout {
    /// What is chosen by, such as `L4731`.
    pub name: &'static str,
    /// Who makes it and what it is called elsewhere.
    pub description: &'static str,
    pub kind: LayoutKind,
    pub page: (f32, f32),
    pub label: (f32, f32),
    pub columns: u32,
    pub rows: u32,
    /// From one label's left edge to the next one's, and from top to top.
    pub pitch: (f32, f32),
}

const A4: (f32, f32) = (210.0, 297.0);
const LETTER: (f32, f32) = (215.9, 279.4);

impl LabelLayout {
    const fn sheet(
        name: &'static str,
        description: &'static str,
        page: (f32, f32),
        label: (f32, f32),
        grid: (u32, u32),
        pitch: (f32, f32),
    ) -> LabelLayout {
        LabelLayout {
            name,
            description,
            kind: LayoutKind::Sheet,
            page,
            label,
            columns: grid.0,
            rows: grid.1,
            pitch,
        }
    }

    const fn roll(name: &'static str, description: &'static str, width: f32, height: f32) -> LabelLayout {
        LabelLayout {
            name,
            description,
            kind: LayoutKind::Roll,
            page: (width, height),
            label: (width, height),
            columns: 1,
            rows: 1,
            pitch: (width, height),
        }
    }

    /// Labels on one page.
    pub fn per_page(&self) -> u32 {
        self.columns * self.rows
    }

    /// Left and top of the first label: the sheet is cut from the middle of the paper.
    pub fn origin(&self) -> (f32, f32) {
        let used = |count: u32, pitch: f32, label: f32| pitch * count.saturating_sub(1) as f32 + label;
        (
            (self.page.0 - used(self.columns, self.pitch.0, self.label.0)) / 2.0,
            (self.page.1 - used(self.rows, self.pitch.1, self.label.1)) / 2.0,
        )
    }

    /// Left and top of the label at a place on the page, counted by rows from 0.
    pub fn place(&self, index: u32) -> (f32, f32) {
        let (left, top) = self.origin();
        let columns = self.columns.max(1);
        (left + self.pitch.0 * (index % columns) as f32, top + self.pitch.1 * (index / columns) as f32)
    }
}

/// The layouts that are known by name, sheets first.
pub const LAYOUTS: [LabelLayout; 20] = [
    LabelLayout::sheet("L4731", "Avery A4, mini; L4731REV", A4, (25.4, 10.0), (7, 27), (27.9, 10.0)),
    LabelLayout::sheet("L7651", "Avery A4, mini; L7551, J8651", A4, (38.1, 21.2), (5, 13), (40.6, 21.2)),
    LabelLayout::sheet("L7636", "Avery A4; L4736, L6009, L4778", A4, (45.7, 21.2), (4, 12), (48.3, 21.2)),
    LabelLayout::sheet("L7654", "Avery A4; L4770, L6140, L6145", A4, (45.7, 25.4), (4, 10), (48.3, 25.4)),
    LabelLayout::sheet("L6011", "Avery A4, hard-wearing film", A4, (63.5, 29.6), (3, 9), (66.0, 29.6)),
    LabelLayout::sheet("L7159", "Avery A4; J8159", A4, (63.5, 33.9), (3, 8), (66.0, 33.9)),
    LabelLayout::sheet("L7160", "Avery A4; J8160", A4, (63.5, 38.1), (3, 7), (66.0, 38.1)),
    LabelLayout::sheet("L7163", "Avery A4; J8163", A4, (99.1, 38.1), (2, 7), (101.6, 38.1)),
    LabelLayout::sheet(
        "5160",
        "Avery Letter; 5260, 8160, 18160",
        LETTER,
        (66.675, 25.4),
        (3, 10),
        (69.85, 25.4),
    ),
    LabelLayout::sheet(
        "5163",
        "Avery Letter; 5263, 8163, 18163",
        LETTER,
        (101.6, 50.8),
        (2, 5),
        (106.3625, 50.8),
    ),
    LabelLayout::sheet(
        "5167",
        "Avery Letter; 5267, 8167, 18167",
        LETTER,
        (44.45, 12.7),
        (4, 20),
        (52.3875, 12.7),
    ),
    LabelLayout::roll("DK-11201", "Brother 29 x 90 mm", 90.0, 29.0),
    LabelLayout::roll("DK-11204", "Brother 17 x 54 mm", 54.0, 17.0),
    LabelLayout::roll("DK-11209", "Brother 29 x 62 mm", 62.0, 29.0),
    LabelLayout::roll("DK-22205", "Brother 62 mm endless, cut at 29 mm", 62.0, 29.0),
    LabelLayout::roll("11352", "Dymo 25 x 54 mm; S0722520", 54.0, 25.0),
    LabelLayout::roll("11354", "Dymo 57 x 32 mm; S0722540", 57.0, 32.0),
    LabelLayout::roll("99010", "Dymo 28 x 89 mm; S0722370", 89.0, 28.0),
    LabelLayout::roll("99012", "Dymo 36 x 89 mm; S0722400", 89.0, 36.0),
    LabelLayout::roll("2x1", "2 x 1 inch rolls of thermal printers", 50.8, 25.4),
];

/// The layout of that name, in either case; or a roll of the size `WIDTHxHEIGHT` in millimetres, such as `62x29`.
///
/// # Errors
/// For the field `layout`, naming those that are known.
pub fn layout(name: &str) -> Result<LabelLayout> {
    let name = name.trim();
    if let Some(known) = LAYOUTS.iter().find(|layout| layout.name.eq_ignore_ascii_case(name)) {
        return Ok(*known);
    }
    let size = name.split_once(['x', 'X', '×']).and_then(|(width, height)| {
        let length = |text: &str| text.trim().parse::<f32>().ok().filter(|length| length.is_finite());
        Some((length(width)?, length(height)?))
    });
    match size {
        Some((width, height)) if (15.0..=300.0).contains(&width) && (8.0..=300.0).contains(&height) => {
            Ok(LabelLayout::roll("custom", "one label a page", width, height))
        }
        Some(_) => Err(Error::field("layout", "A label is 15 to 300 mm wide and 8 to 300 mm high.")),
        None => {
            let names: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name).collect();
            Err(Error::field(
                "layout",
                format!(
                    "“{name}” is no known label sheet or roll. Known are {}; or write the size of one label as WIDTHxHEIGHT in millimetres, such as 62x29.",
                    names.join(", ")
                ),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_lies_on_its_page_and_none_on_another() {
        for layout in LAYOUTS {
            let (left, top) = layout.origin();
            assert!(left >= 0.0 && top >= 0.0, "{}", layout.name);
            assert!(layout.pitch.0 >= layout.label.0 && layout.pitch.1 >= layout.label.1, "{}", layout.name);
            let (x, y) = layout.place(layout.per_page() - 1);
            assert!(x + layout.label.0 <= layout.page.0 + 0.01, "{}", layout.name);
            assert!(y + layout.label.1 <= layout.page.1 + 0.01, "{}", layout.name);
        }
    }

    /// Margins as templates of office programs have them for the same sheets, in millimetres.
    #[test]
    fn the_grids_agree_with_the_templates_of_others() {
        for (name, left, top) in [
            ("L4731", 9.0, 13.5),
            ("L7651", 4.7, 10.9),
            ("L7160", 7.48, 15.49),
            ("L7163", 4.65, 15.17),
            ("5160", 4.83, 12.7),
            ("5163", 4.1, 12.7),
            ("5167", 7.14, 12.7),
        ] {
            let (x, y) = layout(name).unwrap().origin();
            assert!((x - left).abs() <= 0.75 && (y - top).abs() <= 0.5, "{name}: {x} {y}");
        }
    }

    #[test]
    fn a_roll_of_any_size_is_named_by_its_size() {
        let roll = layout("62x29").unwrap();
        assert_eq!((roll.page, roll.per_page()), ((62.0, 29.0), 1));
        assert_eq!(layout("l7160").unwrap().per_page(), 21);
        for wrong in ["", "L9999", "1x1", "NaNx20", "62x"] {
            assert!(layout(wrong).is_err(), "{wrong}");
        }
    }
}
