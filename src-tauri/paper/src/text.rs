//! Setting words in lines: the embedded fonts, shaping, line breaks, both directions of writing.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight, Layout, LayoutContext,
    LineHeight, OverflowWrap, StyleProperty,
    fontique::{Blob, Collection, CollectionOptions},
    style::FontFeatures,
};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    ops::Range,
    rc::Rc,
    sync::Arc,
};

/// Inter (SIL Open Font License, fonts/OFL.txt): Latin, Greek and Cyrillic.
const REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.otf");
const STRONG: &[u8] = include_bytes!("../fonts/Inter-SemiBold.otf");
const FAMILY: &str = "Inter";

/// A colour on paper: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub u8, pub u8, pub u8);

/// How letters and digits are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figures {
    /// As in running text.
    Words,
    /// All digits equally wide, so that amounts stand below each other.
    Tabular,
    /// Letters and digits that look alike told apart: 0 and O, 1, I and l.
    Code,
}

impl Figures {
    /// OpenType features of the font.
    fn features(self) -> &'static str {
        match self {
            Figures::Words => "\"kern\" 1",
            Figures::Tabular => "\"tnum\" 1",
            Figures::Code => "\"tnum\" 1, \"ss02\" 1, \"calt\" 0",
        }
    }
}

/// How a text looks. Sizes in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub size: f32,
    pub strong: bool,
    pub colour: Colour,
    pub figures: Figures,
}

impl Style {
    pub(crate) const fn new(size: f32, colour: Colour) -> Style {
        Style { size, strong: false, colour, figures: Figures::Words }
    }

    pub(crate) const fn strong(self) -> Style {
        Style { strong: true, ..self }
    }

    pub(crate) const fn figures(self, figures: Figures) -> Style {
        Style { figures, ..self }
    }
}

/// Where lines stand within their width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Where the language begins: left, and right for Arabic and Hebrew.
    Start,
    Left,
    Right,
}

/// A text broken into lines.
pub(crate) struct Set {
    layout: Layout<()>,
    text: String,
    pub colour: Colour,
}

/// One piece of a line: one font, one size, one direction.
pub(crate) struct Piece<'a> {
    pub font: Font,
    pub size: f32,
    pub glyphs: Vec<KrillaGlyph>,
    pub text: &'a str,
    /// From the left of the text's box, in points.
    pub x: f32,
    /// Of the baseline, from the top of the text's first line, in points.
    pub y: f32,
}

impl Set {
    pub(crate) fn height(&self) -> f32 {
        self.layout.height()
    }

    pub(crate) fn width(&self) -> f32 {
        self.layout.width()
    }

    pub(crate) fn lines(&self) -> usize {
        self.layout.len()
    }

    pub(crate) fn line_height(&self, line: usize) -> f32 {
        self.layout.get(line).map_or(0.0, |line| line.metrics().line_height)
    }

    pub(crate) fn height_of(&self, lines: Range<usize>) -> f32 {
        lines.map(|line| self.line_height(line)).sum()
    }

    /// From the top of the first line to the first baseline.
    pub(crate) fn first_baseline(&self) -> f32 {
        self.layout.first_baseline().unwrap_or(0.0)
    }

    /// The glyphs of some lines, placed as if the first of them stood at the top.
    pub(crate) fn pieces(&self, lines: Range<usize>, fonts: &mut Fonts) -> Vec<Piece<'_>> {
        let top = self.layout.get(lines.start).map_or(0.0, |line| line.metrics().block_min_coord);
        let mut pieces = Vec::new();
        for line in lines.filter_map(|line| self.layout.get(line)) {
            let metrics = *line.metrics();
            let mut x = metrics.offset;
            for run in line.runs() {
                let start = x;
                let size = run.font_size();
                let mut glyphs: Vec<KrillaGlyph> = Vec::new();
                for cluster in run.visual_clusters() {
                    if cluster.is_ligature_continuation() {
                        if let Some(glyph) = glyphs.last_mut() {
                            glyph.text_range.end = glyph.text_range.end.max(cluster.text_range().end);
                            glyph.text_range.start = glyph.text_range.start.min(cluster.text_range().start);
                        }
                        continue;
                    }
                    for glyph in cluster.glyphs() {
                        glyphs.push(KrillaGlyph::new(
                            GlyphId::new(glyph.id),
                            glyph.advance / size,
                            glyph.x / size,
                            glyph.y / size,
                            0.0,
                            cluster.text_range(),
                            None,
                        ));
                        x += glyph.advance;
                    }
                }
                if let Some(font) = fonts.get(run.font())
                    && !glyphs.is_empty()
                {
                    pieces.push(Piece {
                        font,
                        size,
                        glyphs,
                        text: &self.text,
                        x: start,
                        y: metrics.baseline - top,
                    });
                }
            }
        }
        pieces
    }

    /// Characters that no font has.
    fn unknown(&self) -> BTreeSet<char> {
        let mut unknown = BTreeSet::new();
        for line in self.layout.lines() {
            for cluster in line.runs().flat_map(|run| run.visual_clusters()) {
                if cluster.glyphs().any(|glyph| glyph.id == 0) {
                    let text = self.text.get(cluster.text_range()).unwrap_or_default();
                    unknown.extend(text.chars().filter(|c| !c.is_whitespace() && !c.is_control()));
                }
            }
        }
        unknown
    }
}

/// The fonts of a document as they are embedded in it.
#[derive(Default)]
pub(crate) struct Fonts(HashMap<(u64, u32), Option<Font>>);

impl Fonts {
    fn get(&mut self, font: &parley::FontData) -> Option<Font> {
        self.0
            .entry((font.data.id(), font.index))
            .or_insert_with(|| {
                let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(font.data.clone());
                Font::new(bytes.into(), font.index)
            })
            .clone()
    }
}

/// Sets texts. The fonts of the computer are looked at only for letters that the embedded ones lack.
pub(crate) struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    looked_at_system: bool,
    /// Characters that neither the embedded fonts nor the computer's have.
    pub missing: BTreeSet<char>,
}

impl Typesetter {
    pub(crate) fn new() -> Typesetter {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        for font in [REGULAR, STRONG] {
            collection.register_fonts(Blob::new(Arc::new(font)), None);
        }
        Typesetter {
            fonts: FontContext { collection, source_cache: Default::default() },
            layouts: LayoutContext::new(),
            looked_at_system: false,
            missing: BTreeSet::new(),
        }
    }

    /// Breaks a text into lines of at most `width` points; without a width it breaks at its own line ends alone.
    /// A word that is too long is broken anywhere.
    pub(crate) fn set(&mut self, text: &str, style: Style, width: Option<f32>, side: Side) -> Rc<Set> {
        let mut set = self.lay_out(text, style, width, side);
        let mut unknown = set.unknown();
        if !unknown.is_empty() && !self.looked_at_system {
            self.looked_at_system = true;
            self.fonts.collection.load_system_fonts();
            set = self.lay_out(text, style, width, side);
            unknown = set.unknown();
        }
        self.missing.extend(unknown);
        Rc::new(set)
    }

    /// A text in one line, cut with an ellipsis where it would be wider than `width` points.
    pub(crate) fn line(&mut self, text: &str, style: Style, width: f32, side: Side) -> Rc<Set> {
        let text = one_line(text);
        let whole = self.set(&text, style, None, Side::Left);
        if whole.width() <= width {
            return if side == Side::Left { whole } else { self.set(&text, style, Some(width), side) };
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        // The longest beginning that fits with its ellipsis, by halving.
        let (mut fits, mut beyond) = (0, ends.len());
        while fits + 1 < beyond {
            let middle = (fits + beyond) / 2;
            let cut = format!("{}…", text.get(..ends.get(middle).copied().unwrap_or(0)).unwrap_or_default());
            if self.lay_out(&cut, style, None, Side::Left).width() <= width {
                fits = middle;
            } else {
                beyond = middle;
            }
        }
        let cut = text.get(..ends.get(fits).copied().unwrap_or(0)).unwrap_or_default().trim_end();
        self.set(&format!("{cut}…"), style, Some(width.max(style.size * 2.0)), side)
    }

    /// How wide a text is when its words stay whole, and when nothing is broken.
    pub(crate) fn widths(&mut self, text: &str, style: Style) -> (f32, f32) {
        let widths = self.lay_out(text, style, None, Side::Left).layout.calculate_content_widths();
        (widths.min, widths.max)
    }

    fn lay_out(&mut self, text: &str, style: Style, width: Option<f32>, side: Side) -> Set {
        let text = printable(text);
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &text, 1.0, false);
        builder.push_default(FontFamily::Single(FontFamilyName::Named(Cow::Borrowed(FAMILY))));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(if style.strong {
            600.0
        } else {
            400.0
        })));
        builder.push_default(StyleProperty::FontFeatures(FontFeatures::Source(Cow::Borrowed(
            style.figures.features(),
        ))));
        builder.push_default(LineHeight::FontSizeRelative(1.35));
        if width.is_some() {
            builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        }
        let mut layout = builder.build(&text);
        layout.break_all_lines(width);
        let alignment = match side {
            Side::Start => Alignment::Start,
            Side::Left => Alignment::Left,
            Side::Right => Alignment::Right,
        };
        layout.align(alignment, AlignmentOptions::default());
        Set { layout, text, colour: style.colour }
    }
}

/// The text without what cannot be printed: one kind of line end, spaces for tabs, no control characters.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                if letters.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            '\u{2028}' | '\u{2029}' => out.push('\n'),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// The text with its line ends turned to spaces.
fn one_line(text: &str) -> String {
    printable(text).split('\n').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Style = Style::new(10.0, Colour(0, 0, 0));

    #[test]
    fn the_embedded_fonts_cover_the_languages_of_europe() {
        let mut setter = Typesetter::new();
        for text in [
            "Größe, Maß, „Übergabe“",
            "Œuvre reçue à l’été",
            "Zażółć gęślą jaźń",
            "Παράδοση εξοπλισμού",
            "Передача оборудования",
            "1.234,50 € £ ¥ ✓ → №",
        ] {
            setter.set(text, BLACK, None, Side::Left);
        }
        assert!(!setter.looked_at_system);
        assert_eq!(setter.missing, BTreeSet::new());
    }

    #[test]
    fn a_word_that_is_too_long_is_broken_within_its_width() {
        let mut setter = Typesetter::new();
        let set = setter.set(&"W".repeat(200), BLACK, Some(100.0), Side::Left);
        assert!(set.lines() > 10);
        assert!(set.width() <= 100.0);
    }

    #[test]
    fn one_line_stays_one_and_says_that_it_was_cut() {
        let mut setter = Typesetter::new();
        let set = setter.line(&"Very long name\n".repeat(30), BLACK, 120.0, Side::Left);
        assert_eq!(set.lines(), 1);
        assert!(set.width() <= 120.0 && set.text.ends_with('…'), "{}", set.text);
        assert_eq!(setter.line("Short", BLACK, 120.0, Side::Right).text, "Short");
    }

    #[test]
    fn tabular_figures_are_equally_wide() {
        let mut setter = Typesetter::new();
        let mut width = |text| setter.set(text, BLACK.figures(Figures::Tabular), None, Side::Left).width();
        assert_eq!(width("1111"), width("8888"));
    }

    #[test]
    fn control_characters_are_not_printed() {
        assert_eq!(printable("a\r\nb\rc\td\u{1b}[1m\0"), "a\nb\nc    d[1m");
    }
}
