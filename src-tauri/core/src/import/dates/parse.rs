//! A cell of a date column, taken apart from its first sign to its last. Pure.

use super::{DateCell, Why, calendar, words};
use chrono::{Datelike, NaiveDate, Weekday};

/// The longest text that is looked at.
const LONGEST: usize = 100;

/// A text that is eaten from the left.
#[derive(Clone, Copy)]
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn skip_spaces(&mut self) {
        self.0 = self.0.trim_start();
    }

    fn eat(&mut self, wanted: &str) -> bool {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn eat_any(&mut self, wanted: &[char]) -> Option<char> {
        let first = self.0.chars().next().filter(|c| wanted.contains(c))?;
        self.0 = self.0.get(first.len_utf8()..).unwrap_or_default();
        Some(first)
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c: char| !fits(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at_checked(end).unwrap_or((self.0, ""));
        self.0 = rest;
        taken
    }

    /// A run of digits: its value and its length.
    fn number(&mut self) -> Option<(u32, usize)> {
        let before = *self;
        let digits = self.take_while(|c| c.is_ascii_digit());
        match digits.parse() {
            Ok(number) if digits.len() <= 8 => Some((number, digits.len())),
            _ => {
                *self = before;
                None
            }
        }
    }

    fn word(&mut self) -> &'a str {
        self.take_while(char::is_alphabetic)
    }

    /// A word that `known` takes for something.
    fn known<T>(&mut self, known: impl Fn(&str) -> Option<T>) -> Option<T> {
        let before = *self;
        let found = known(self.word());
        if found.is_none() {
            *self = before;
        }
        found
    }
}

/// Looks at a text that is neither blank nor digits alone.
pub(super) fn look(text: &str, today: NaiveDate) -> DateCell {
    if text.len() > LONGEST {
        return DateCell::Unreadable;
    }
    let lower = text.to_lowercase();
    let mut rest = Rest(&lower);
    let weekday = leading_weekday(&mut rest);
    let Some((cell, in_between)) = date(&mut rest, today) else {
        return month_alone(&lower).unwrap_or(DateCell::Unreadable);
    };
    if !in_between {
        time(&mut rest);
    }
    if !rest.0.trim().is_empty() {
        return left_over(rest, today);
    }
    match weekday {
        Some(weekday) => on_weekday(cell, weekday, today),
        None => cell,
    }
}

/// "Wednesday, ", "mar. ". Taken back where what follows is no date: then the word is a month.
fn leading_weekday(rest: &mut Rest<'_>) -> Option<Weekday> {
    let before = *rest;
    let found = rest.known(words::weekday);
    let of_word = found.is_some() && (rest.eat_any(&['.', ',']).is_some() || rest.0.starts_with(' '));
    rest.eat_any(&[',']);
    rest.skip_spaces();
    let month_first = {
        let mut as_month = before;
        as_month.known(words::month).is_some() && !numeric_follows(*rest)
    };
    if !of_word || month_first {
        *rest = before;
        return None;
    }
    found
}

/// Whether a date of numbers alone follows, so that a word before it is no month.
fn numeric_follows(mut rest: Rest<'_>) -> bool {
    if rest.number().is_none() {
        return false;
    }
    let mut by_name = rest;
    between(&mut by_name);
    by_name.known(words::month).is_some()
        || (rest.eat_any(&['/', '.', '-']).is_some() && rest.number().is_some())
}

/// A date at the start. The flag says that a time of day stood within it.
fn date(rest: &mut Rest<'_>, today: NaiveDate) -> Option<(DateCell, bool)> {
    let before = *rest;
    let ways: [fn(&mut Rest<'_>, NaiveDate) -> Option<DateCell>; 3] =
        [numbers, day_month_year, year_month_day];
    for way in ways {
        *rest = before;
        if let Some(cell) = way(rest, today) {
            return Some((cell, false));
        }
    }
    *rest = before;
    let found = month_day_year(rest, today);
    if found.is_none() {
        *rest = before;
    }
    found
}

/// Three numbers with one separator: 31/12/2025, 31. 12. 2025., 2025 12 31.
fn numbers(rest: &mut Rest<'_>, today: NaiveDate) -> Option<DateCell> {
    let (first, first_digits) = rest.number()?;
    let separator = separator(rest)?;
    let (second, second_digits) = rest.number()?;
    if self::separator(rest)? != separator {
        return None;
    }
    let (third, third_digits) = rest.number()?;
    if separator == '.' && !rest.0.starts_with(|c: char| c.is_ascii_digit()) {
        rest.eat(".");
    }
    let short = |digits: usize| (1..=2).contains(&digits);
    if first_digits == 4 && short(second_digits) && short(third_digits) {
        return Some(calendar(first, 4, second, third, today));
    }
    if short(first_digits) && short(second_digits) && (third_digits == 4 || third_digits == 2) {
        return Some(DateCell::Numbers { first, second, third, year_digits: third_digits, separator });
    }
    None
}

/// A separator of numbers with the spaces around it; spaces alone are one too.
fn separator(rest: &mut Rest<'_>) -> Option<char> {
    let spaced = rest.0.starts_with(' ');
    rest.skip_spaces();
    let found = rest.eat_any(&['/', '.', '-']);
    rest.skip_spaces();
    found.or(spaced.then_some(' '))
}

/// What may stand between a day and a month or a month and a year.
fn between(rest: &mut Rest<'_>) {
    rest.skip_spaces();
    rest.eat_any(&['/', '.', '-', ',']);
    rest.skip_spaces();
    rest.known(|word| ["de", "del", "of", "di"].contains(&word).then_some(()));
    rest.skip_spaces();
}

/// 3rd, 1er, 1º.
fn ordinal(rest: &mut Rest<'_>) {
    rest.known(|word| ["st", "nd", "rd", "th", "er", "º", "ª"].contains(&word).then_some(()));
}

/// 31 Dec 2025, 31. Dezember 2025, 31 de diciembre de 2025, 31Dec2025, 31-Dec-25.
fn day_month_year(rest: &mut Rest<'_>, today: NaiveDate) -> Option<DateCell> {
    let (day, digits) = rest.number()?;
    if digits > 2 {
        return None;
    }
    ordinal(rest);
    between(rest);
    let month = rest.known(words::month)?;
    between(rest);
    rest.eat("'");
    let (year, digits) = year(rest)?;
    Some(calendar(year, digits, month, day, today))
}

/// 2025-Dec-31, 2025 December 31.
fn year_month_day(rest: &mut Rest<'_>, today: NaiveDate) -> Option<DateCell> {
    let (year, digits) = rest.number()?;
    if digits != 4 {
        return None;
    }
    between(rest);
    let month = rest.known(words::month)?;
    between(rest);
    let (day, digits) = rest.number()?;
    ordinal(rest);
    (digits <= 2).then(|| calendar(year, 4, month, day, today))
}

/// December 31, 2025; Dec 31 00:00:00 2025, the time within it.
fn month_day_year(rest: &mut Rest<'_>, today: NaiveDate) -> Option<(DateCell, bool)> {
    let month = rest.known(words::month)?;
    between(rest);
    let (day, digits) = rest.number()?;
    if digits > 2 {
        return None;
    }
    ordinal(rest);
    let mut later = *rest;
    if time(&mut later) {
        later.skip_spaces();
        if let Some((year, 4)) = later.number() {
            *rest = later;
            return Some((calendar(year, 4, month, day, today), true));
        }
    }
    between(rest);
    let (year, digits) = year(rest)?;
    Some((calendar(year, digits, month, day, today), false))
}

/// A year of two or four digits that is not the hour of a time.
fn year(rest: &mut Rest<'_>) -> Option<(u32, usize)> {
    let (year, digits) = rest.number()?;
    ((digits == 2 || digits == 4) && !rest.0.starts_with(':')).then_some((year, digits))
}

/// Eats a time of day with its zone; takes all of it back where it is none.
fn time(rest: &mut Rest<'_>) -> bool {
    let before = *rest;
    if clock_time(rest) {
        return true;
    }
    *rest = before;
    false
}

fn clock_time(rest: &mut Rest<'_>) -> bool {
    if !rest.eat("t") {
        rest.eat(",");
        rest.skip_spaces();
        rest.known(|word| ["at", "um", "à", "alle"].contains(&word).then_some(()));
    }
    rest.skip_spaces();
    let two = |rest: &mut Rest<'_>, most: u32| {
        rest.number().is_some_and(|(number, digits)| digits <= 2 && number <= most)
    };
    if !two(rest, 24) || !rest.eat(":") || !two(rest, 59) {
        return false;
    }
    if rest.eat(":") {
        if !two(rest, 60) {
            return false;
        }
        if rest.eat_any(&['.', ',']).is_some() && rest.take_while(|c| c.is_ascii_digit()).is_empty() {
            return false;
        }
    }
    rest.skip_spaces();
    for half in ["a.m.", "p.m.", "am", "pm", "uhr"] {
        if rest.eat(half) {
            break;
        }
    }
    rest.skip_spaces();
    zone(rest)
}

/// Z, UTC, +02:00, GMT+0100 (Central European Standard Time); nothing is one too.
fn zone(rest: &mut Rest<'_>) -> bool {
    let before = *rest;
    let word = rest.word();
    if !word.is_empty() && !words::is_zone(word) {
        *rest = before;
    }
    if rest.0.starts_with(['+', '-']) {
        let mut offset = *rest;
        offset.eat_any(&['+', '-']);
        let fits = match offset.number() {
            Some((_, 4)) => true,
            Some((hours, digits)) if digits <= 2 && hours <= 14 => {
                !offset.eat(":")
                    || offset.number().is_some_and(|(minutes, digits)| digits == 2 && minutes < 60)
            }
            _ => false,
        };
        if !fits {
            return false;
        }
        *rest = offset;
    }
    let mut named = *rest;
    named.skip_spaces();
    if named.eat("(") {
        let name = named.take_while(|c| c.is_alphabetic() || c == ' ');
        if !name.is_empty() && named.eat(")") {
            *rest = named;
        }
    }
    true
}

/// Dec 2025, 12/2025, 2025-12, Q4 2025, FY2025: a time that is no day.
fn month_alone(lower: &str) -> Option<DateCell> {
    let mut rest = Rest(lower);
    let quarter = rest.eat("q") && rest.number().is_some_and(|(quarter, _)| (1..=4).contains(&quarter));
    if !quarter {
        rest = Rest(lower);
        if rest.known(words::month).is_none() {
            let (first, digits) = rest.number()?;
            if digits == 4 && (1900..=2200).contains(&first) {
                separator(&mut rest)?;
                let month = rest.known(words::month).or_else(|| rest.number().map(|(month, _)| month))?;
                return (rest.0.trim().is_empty() && (1..=12).contains(&month))
                    .then_some(DateCell::Refused(Why::NoDay));
            }
            if !(1..=12).contains(&first) {
                return None;
            }
        }
    }
    rest.take_while(|c| " .,/-'".contains(c));
    let (year, digits) = rest.number()?;
    let fits = (digits == 4 && (1900..=2200).contains(&year)) || (quarter && digits == 2);
    (fits && rest.0.trim().is_empty()).then_some(DateCell::Refused(Why::NoDay))
}

/// What stands behind the date: another one, or words.
fn left_over(rest: Rest<'_>, today: NaiveDate) -> DateCell {
    let mut later = rest.0;
    while let Some(at) = later.find(|c: char| c.is_alphanumeric()) {
        later = later.get(at..).unwrap_or_default();
        if date(&mut Rest(later), today).is_some() {
            return DateCell::Refused(Why::TwoDates);
        }
        let end = later.find(|c: char| !c.is_alphanumeric()).unwrap_or(later.len());
        later = later.get(end..).unwrap_or_default();
    }
    DateCell::Refused(Why::MoreThanADate)
}

/// The date where its day of the week agrees; numbers are settled by it.
fn on_weekday(cell: DateCell, weekday: Weekday, today: NaiveDate) -> DateCell {
    let fits = |cell: &DateCell| matches!(cell, DateCell::Plain(date, _) if date.weekday() == weekday);
    match cell {
        DateCell::Numbers { .. } => {
            let mut ways: Vec<DateCell> = super::ORDERS
                .into_iter()
                .filter_map(|order| super::in_order(cell, order, today))
                .filter(fits)
                .collect();
            ways.dedup();
            match ways.as_slice() {
                [] => DateCell::Refused(Why::AnotherWeekday),
                [only] => *only,
                _ => cell,
            }
        }
        plain @ DateCell::Plain(..) if !fits(&plain) => DateCell::Refused(Why::AnotherWeekday),
        other => other,
    }
}
