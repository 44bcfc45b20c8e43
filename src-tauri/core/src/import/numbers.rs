//! Numbers with marks: which mark is the decimal one is decided once for a column, by all of its cells. Pure.

use super::model::DecimalMark;

/// The longest number that is looked at.
const LONGEST: usize = 40;

/// How the numbers of a column are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnMark {
    /// Settled by the user, by the column itself or by other columns.
    Settled(DecimalMark),
    /// The column holds numbers of both ways: only clear ones can be read.
    Both,
    /// Nothing settles it.
    Open,
}

/// What the numbers of one column say about their decimal mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    pub point: u32,
    pub comma: u32,
    pub doubtful: u32,
}

/// A number as digits before and behind the decimal mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digits {
    pub whole: String,
    pub fraction: String,
}

impl Digits {
    /// Whether nothing but zeros stands behind the decimal mark.
    pub fn is_whole(&self) -> bool {
        self.fraction.chars().all(|c| c == '0')
    }

    /// "1234.50".
    pub fn plain(&self) -> String {
        if self.fraction.is_empty() {
            self.whole.clone()
        } else {
            format!("{}.{}", self.whole, self.fraction)
        }
    }
}

/// The ways in which a written number can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    /// In one way, whatever the column's mark.
    Plain(Digits),
    /// Only with this decimal mark.
    Clear(DecimalMark, Digits),
    /// In two ways: `1.234`. The mark is what stands in it: decimal, or one of thousands.
    Doubtful { mark: DecimalMark, decimal: Digits, thousands: Digits },
    /// In none.
    Unreadable,
}

impl DecimalMark {
    fn sign(self) -> char {
        match self {
            DecimalMark::Point => '.',
            DecimalMark::Comma => ',',
        }
    }

    pub(super) fn other(self) -> DecimalMark {
        match self {
            DecimalMark::Point => DecimalMark::Comma,
            DecimalMark::Comma => DecimalMark::Point,
        }
    }

    /// "a point" or "a comma".
    pub(super) fn in_words(self) -> &'static str {
        match self {
            DecimalMark::Point => "a point",
            DecimalMark::Comma => "a comma",
        }
    }
}

/// The text with every space that Unicode has as a plain one, every dash as `-` and every apostrophe as `'`.
pub(super) fn plain_signs(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| match c {
            '−' | '–' | '—' | '‐' | '‑' | '‒' => '-',
            '’' | '‘' | 'ʼ' | '`' | '´' | '′' => '\'',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

/// The ways in which digits with marks can be read. The text begins and ends with a digit, or begins with the mark.
pub(super) fn look(number: &str) -> Written {
    if number.len() > LONGEST {
        return Written::Unreadable;
    }
    let (point, comma) = (with_mark(number, DecimalMark::Point), with_mark(number, DecimalMark::Comma));
    match (point, comma) {
        (Some(point), Some(comma)) if point == comma => Written::Plain(point),
        (Some(point), Some(comma)) => {
            // Each takes the other's decimal mark for one of thousands.
            if number.contains('.') {
                Written::Doubtful { mark: DecimalMark::Point, decimal: point, thousands: comma }
            } else {
                Written::Doubtful { mark: DecimalMark::Comma, decimal: comma, thousands: point }
            }
        }
        (Some(digits), None) => Written::Clear(DecimalMark::Point, digits),
        (None, Some(digits)) => Written::Clear(DecimalMark::Comma, digits),
        (None, None) => Written::Unreadable,
    }
}

/// The number when this mark is the decimal one.
fn with_mark(number: &str, mark: DecimalMark) -> Option<Digits> {
    let (whole, fraction) = match number.split_once(mark.sign()) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if fraction.is_some_and(|fraction| fraction.is_empty() || !digits(fraction)) {
        return None;
    }
    let whole = if whole.is_empty() && fraction.is_some() { "0".to_owned() } else { ungrouped(whole)? };
    Some(Digits { whole, fraction: fraction.unwrap_or_default().to_owned() })
}

/// The whole part without its marks of thousands; None when they do not stand between groups of three, or of two before
/// a last group of three, as lakh and crore have.
fn ungrouped(whole: &str) -> Option<String> {
    let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return (!whole.is_empty()).then(|| whole.to_owned());
    };
    if !matches!(mark, '.' | ',' | ' ' | '\'' | '_') {
        return None;
    }
    let groups: Vec<&str> = whole.split(mark).collect();
    let (last, others) = groups.split_last()?;
    let (first, middle) = others.split_first()?;
    let sized = |sizes: std::ops::RangeInclusive<usize>, inner: usize| {
        sizes.contains(&first.len()) && middle.iter().all(|group| group.len() == inner)
    };
    let fits = last.len() == 3
        && !first.starts_with('0')
        && (sized(1..=3, 3) || (mark == ',' && sized(1..=2, 2)))
        && groups.iter().all(|group| group.chars().all(|c| c.is_ascii_digit()));
    fits.then(|| groups.concat())
}

/// Counts what a number says about its column's mark.
pub(super) fn weigh(evidence: &mut Evidence, written: &Written) {
    match written {
        Written::Clear(DecimalMark::Point, _) => evidence.point += 1,
        Written::Clear(DecimalMark::Comma, _) => evidence.comma += 1,
        Written::Doubtful { .. } => evidence.doubtful += 1,
        Written::Plain(_) | Written::Unreadable => {}
    }
}

/// Decides each column: by the user's word, else by its own clear numbers, else by the other columns'.
pub(super) fn decide(columns: &[Evidence], chosen: Option<DecimalMark>) -> Vec<ColumnMark> {
    if let Some(mark) = chosen {
        return columns.iter().map(|_| ColumnMark::Settled(mark)).collect();
    }
    let own = |evidence: &Evidence| match (evidence.point > 0, evidence.comma > 0) {
        (true, false) => ColumnMark::Settled(DecimalMark::Point),
        (false, true) => ColumnMark::Settled(DecimalMark::Comma),
        (false, false) => ColumnMark::Open,
        (true, true) => ColumnMark::Both,
    };
    let decided: Vec<ColumnMark> = columns.iter().map(own).collect();
    let mut settled = decided.iter().filter(|mark| matches!(mark, ColumnMark::Settled(_)));
    let of_others = match settled.next() {
        Some(first) if settled.all(|mark| mark == first) && !decided.contains(&ColumnMark::Both) => *first,
        _ => ColumnMark::Open,
    };
    decided.into_iter().map(|mark| if mark == ColumnMark::Open { of_others } else { mark }).collect()
}

/// A number read in its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub digits: Digits,
    /// It looked like one with a mark of thousands, and was read with a decimal one.
    pub against_its_look: bool,
}

/// The number in a column of this mark.
///
/// # Errors
/// Words for the person who mends the file. `unreadable` are those for what is no number at all.
pub(super) fn read(written: Written, column: ColumnMark, unreadable: &str) -> Result<Read, String> {
    let as_it_looks = |digits| Ok(Read { digits, against_its_look: false });
    match (written, column) {
        (Written::Plain(digits), _) => as_it_looks(digits),
        (Written::Clear(mark, digits), ColumnMark::Settled(settled)) if mark == settled => {
            as_it_looks(digits)
        }
        (Written::Clear(mark, _), ColumnMark::Settled(_)) => Err(format!(
            "This has {} as its decimal mark, the column the other. Write it like 1234.50, or choose the decimal mark (--decimal).",
            mark.in_words()
        )),
        (Written::Clear(_, digits), _) => as_it_looks(digits),
        (Written::Doubtful { mark, decimal, thousands }, ColumnMark::Settled(settled)) => {
            if mark == settled {
                Ok(Read { digits: decimal, against_its_look: true })
            } else {
                as_it_looks(thousands)
            }
        }
        (Written::Doubtful { decimal, thousands, .. }, column) => {
            let both = format!("This can be {} or {}", thousands.plain(), decimal.plain());
            Err(if column == ColumnMark::Both {
                format!(
                    "{both}, and the column has numbers of both ways. Write it like {}.",
                    thousands.plain()
                )
            } else {
                format!("{both}, and no other number settles it. Choose the decimal mark (--decimal , or .).")
            })
        }
        (Written::Unreadable, _) => Err(unreadable.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ways(number: &str) -> (Option<String>, Option<String>) {
        let plain = |mark| with_mark(number, mark).map(|digits| digits.plain());
        (plain(DecimalMark::Point), plain(DecimalMark::Comma))
    }

    #[test]
    fn a_number_shows_the_ways_it_can_be_read() {
        for (number, point, comma) in [
            ("1234", Some("1234"), Some("1234")),
            ("12.5", Some("12.5"), None),
            ("12,50", None, Some("12.50")),
            ("1.234", Some("1.234"), Some("1234")),
            ("12,000", Some("12000"), Some("12.000")),
            ("0.500", Some("0.500"), None),
            ("1299.000", Some("1299.000"), None),
            ("1,234.50", Some("1234.50"), None),
            ("1.234,50", None, Some("1234.50")),
            ("1,234,567", Some("1234567"), None),
            ("1.234.567", None, Some("1234567")),
            ("1,29,900.00", Some("129900.00"), None),
            ("1 299,00", None, Some("1299.00")),
            ("1'299.50", Some("1299.50"), None),
            ("129 900", Some("129900"), Some("129900")),
            (".5", Some("0.5"), None),
            ("1,23,4", None, None),
            ("1.2.3,4,5", None, None),
            ("1 2", None, None),
            ("12 34.5", None, None),
            ("1 234,567,890", None, None),
        ] {
            assert_eq!(ways(number), (point.map(str::to_owned), comma.map(str::to_owned)), "{number}");
        }
    }

    fn evidence(numbers: &[&str]) -> Evidence {
        let mut evidence = Evidence::default();
        for number in numbers {
            weigh(&mut evidence, &look(number));
        }
        evidence
    }

    #[test]
    fn a_column_is_settled_by_itself_then_by_others_then_by_the_user() {
        let (point, comma) =
            (ColumnMark::Settled(DecimalMark::Point), ColumnMark::Settled(DecimalMark::Comma));
        let prices = evidence(&["129.000", "1299.000", "0.500"]);
        let seats = evidence(&["5.000", "12.000", "25"]);
        assert_eq!(decide(&[seats, prices], None), [point, point]);
        assert_eq!(decide(&[seats], None), [ColumnMark::Open]);
        assert_eq!(decide(&[seats], Some(DecimalMark::Comma)), [comma]);
        let mixed = evidence(&["1,234.50", "1.234,50"]);
        assert_eq!(decide(&[mixed, seats], None), [ColumnMark::Both, ColumnMark::Open]);
        assert_eq!(decide(&[prices, evidence(&["12,50"]), seats], None), [point, comma, ColumnMark::Open]);
    }

    #[test]
    fn a_doubtful_number_goes_with_its_column() {
        let at = |number: &str, column| {
            read(look(number), column, "no").map(|read| (read.digits.plain(), read.against_its_look))
        };
        let settled = ColumnMark::Settled;
        assert_eq!(at("1,234", settled(DecimalMark::Point)), Ok(("1234".into(), false)));
        assert_eq!(at("1,234", settled(DecimalMark::Comma)), Ok(("1.234".into(), true)));
        assert!(at("1,234", ColumnMark::Open).unwrap_err().contains("1234 or 1.234"));
        assert!(at("1,234", ColumnMark::Both).unwrap_err().contains("both ways"));
        assert!(at("12.50", settled(DecimalMark::Comma)).unwrap_err().contains("a point"));
        assert_eq!(at("x", ColumnMark::Open), Err("no".into()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(number in "[-0-9., '_x]{0,44}") {
            for column in [ColumnMark::Open, ColumnMark::Both, ColumnMark::Settled(DecimalMark::Comma)] {
                let _ = read(look(&number), column, "no");
            }
        }

        #[test]
        fn what_is_read_has_every_digit_of_the_cell(number in "[0-9.,]{1,14}") {
            if let Ok(read) = read(look(&number), ColumnMark::Settled(DecimalMark::Point), "no") {
                let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                let all = digits(&number);
                let kept = digits(&read.digits.plain());
                prop_assert!(kept == all || kept == format!("0{all}"), "{} became {}", number, kept);
            }
        }
    }
}
