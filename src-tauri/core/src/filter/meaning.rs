//! What the terms of a filter ask of the columns of a list.

use super::{
    FilterError,
    columns::{self, Catalog, Column, Shape, folded, short},
    parse::{Op, Said, What, Written},
    values::{self, PARTS},
};
use crate::{money::Currency, text::name_key};
use chrono::NaiveDate;

/// A filter that was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(super) terms: Vec<Term>,
    /// The columns that a text without an operator is looked for in, besides the search text.
    pub(super) shown: Vec<Column>,
    pub(super) today: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub negative: bool,
    /// One of them must hold.
    pub tests: Vec<Test>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// Looked for in all that the list can show.
    Anywhere(String),
    /// A condition of the list.
    Condition(&'static str),
    /// Nothing is there.
    Blank(Column),
    Text {
        column: Column,
        text: String,
        whole: bool,
    },
    Words {
        column: Column,
        words: Vec<String>,
    },
    /// Both days are in it; none is open.
    Days {
        column: Column,
        from: Option<String>,
        to: Option<String>,
    },
    Numbers {
        column: Column,
        from: Option<i64>,
        to: Option<i64>,
    },
    Amounts {
        column: Column,
        from: Option<i64>,
        to: Option<i64>,
        currency: Option<Currency>,
    },
    YesNo {
        column: Column,
        yes: bool,
    },
}

impl Filter {
    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it asks for a condition of the list.
    pub(crate) fn asks(&self, only: &str) -> bool {
        let asked = |test: &Test| matches!(test, Test::Condition(condition) if *condition == only);
        self.terms.iter().any(|term| term.tests.iter().any(asked))
    }
}

pub(super) fn filter(catalog: &Catalog, terms: &[Written], today: NaiveDate) -> Result<Filter, FilterError> {
    let shown = catalog.columns.iter().filter(|column| column.listed || column.shape == Shape::Link);
    let mut filter = Filter { terms: Vec::new(), shown: shown.cloned().collect(), today };
    for term in terms {
        filter.terms.push(match &term.what {
            What::Bare(said) => {
                Term { negative: term.negative, tests: vec![Test::Anywhere(said.text.clone())] }
            }
            What::Asked { field, op, values } => asked(catalog, term.negative, field, *op, values, today)?,
        });
    }
    Ok(filter)
}

fn asked(
    catalog: &Catalog,
    negative: bool,
    field: &Said,
    op: Op,
    values: &[Said],
    today: NaiveDate,
) -> Result<Term, FilterError> {
    if folded(&field.text) == "is" {
        if !matches!(op, Op::Has | Op::Is) {
            return Err(FilterError::at(field.span, "Write “is” with a colon, such as is:over."));
        }
        let tests = values.iter().map(|value| condition(catalog, value)).collect::<Result<_, _>>()?;
        return Ok(Term { negative, tests });
    }
    let Some(column) = catalog.column(&field.text) else { return Err(unknown(catalog, field)) };
    let mut tests = Vec::new();
    let mut turned = false;
    for value in values {
        let blank = !value.quoted && matches!(op, Op::Has | Op::Is);
        match value.text.to_lowercase().as_str() {
            "none" if blank => tests.push(Test::Blank(column.clone())),
            "any" if blank && values.len() == 1 => {
                turned = true;
                tests.push(Test::Blank(column.clone()));
            }
            lower if blank && !column.blank.is_empty() && lower == column.blank => {
                tests.push(Test::Blank(column.clone()));
            }
            _ => tests.push(test(column, op, value, today)?),
        }
    }
    Ok(Term { negative: negative != turned, tests })
}

fn unknown(catalog: &Catalog, field: &Said) -> FilterError {
    let name = &field.text;
    let proposal = match catalog.nearest(name) {
        Some(nearest) => format!("Did you mean “{nearest}”?"),
        None => {
            let names: Vec<&str> = catalog
                .columns
                .iter()
                .filter(|column| column.listed)
                .map(|column| short(&column.name))
                .take(8)
                .collect();
            format!("There are {} and more.", names.join(", "))
        }
    };
    FilterError::at(
        field.span,
        format!(
            "This list has no field “{name}”. {proposal} To look for the text itself, put it in quotation marks."
        ),
    )
}

fn condition(catalog: &Catalog, value: &Said) -> Result<Test, FilterError> {
    let wanted = folded(&value.text);
    let known = columns::conditions(catalog.kind);
    let found = known.iter().find(|known| folded(known.word) == wanted || folded(known.only) == wanted);
    if let Some(condition) = found {
        return Ok(Test::Condition(condition.only));
    }
    for column in catalog.choices() {
        if let Some(word) = column
            .words
            .iter()
            .find(|word| [&word.word, &word.label].iter().any(|said| folded(said) == wanted))
        {
            return Ok(Test::Words { column: column.clone(), words: vec![word.word.clone()] });
        }
    }
    let is_yes_no = |column: &&Column| {
        column.shape == Shape::YesNo && (folded(&column.name) == wanted || folded(&column.label) == wanted)
    };
    if let Some(column) = catalog.columns.iter().find(is_yes_no) {
        return Ok(Test::YesNo { column: column.clone(), yes: true });
    }
    let words = known.iter().map(|known| known.word.to_owned());
    let choices =
        catalog.choices().flat_map(|column| column.words.iter().map(|word| word.word.replace('_', "-")));
    let all: Vec<String> = words.chain(choices).collect();
    let near = |word: &String| strsim::normalized_damerau_levenshtein(&wanted, &folded(word));
    let nearest = all.iter().filter(|word| near(word) >= 0.5).max_by(|a, b| near(a).total_cmp(&near(b)));
    let proposal = match (nearest, all.is_empty()) {
        (Some(nearest), _) => format!(" Did you mean is:{nearest}?"),
        (None, true) => String::new(),
        (None, false) => format!(" It can be: {}.", all.join(", ")),
    };
    Err(FilterError::at(value.span, format!("“{}” is no state of this list.{proposal}", value.text)))
}

fn test(column: &Column, op: Op, value: &Said, today: NaiveDate) -> Result<Test, FilterError> {
    let (label, text) = (&column.label, value.text.trim());
    let wrong =
        |what: &str| Err(FilterError::at(value.span, format!("“{label}” takes {what}, not “{text}”.")));
    let equal = matches!(op, Op::Has | Op::Is);
    match column.shape {
        Shape::Day => {
            let range = pair(text).and_then(|(from, to)| {
                let from = if from.is_empty() { None } else { Some(values::days(from, today)?.0) };
                let to = if to.is_empty() { None } else { Some(values::days(to, today)?.1) };
                Some((from, to))
            });
            let bounds = match (range, values::days(text, today)) {
                (Some(range), _) if equal => Some(range),
                (_, Some((first, last))) => Some(match op {
                    Op::Has | Op::Is => (Some(first), Some(last)),
                    Op::Below => (None, first.pred_opt()),
                    Op::AtMost => (None, Some(last)),
                    Op::Above => (last.succ_opt(), None),
                    Op::AtLeast => (Some(first), None),
                }),
                _ => None,
            };
            let Some((from, to)) = bounds else {
                return wrong("a date such as 2027-01-31, 2027-01, 2027, today or 30d");
            };
            let iso = |day: Option<NaiveDate>| day.map(crate::input::day);
            Ok(Test::Days { column: column.clone(), from: iso(from), to: iso(to) })
        }
        Shape::Count => {
            let number = |text: &str| values::whole(text).map(|number| (number, number));
            let Some((from, to)) = bounds(text, op, 1, number) else { return wrong("a whole number") };
            Ok(Test::Numbers { column: column.clone(), from, to })
        }
        Shape::Money => {
            amounts(column, op, text).map_or_else(|| wrong("an amount such as 1000, 12.50 or 1000eur"), Ok)
        }
        Shape::YesNo if equal => match values::yes_no(text) {
            Some(yes) => Ok(Test::YesNo { column: column.clone(), yes }),
            None => wrong("yes or no"),
        },
        Shape::Choice if equal => {
            let words = choice(column, op, text);
            if words.is_empty() {
                let labels: Vec<&str> = column.words.iter().map(|word| word.label.as_str()).collect();
                return wrong(&format!("one of: {}", labels.join(", ")));
            }
            Ok(Test::Words { column: column.clone(), words })
        }
        Shape::Text | Shape::Link | Shape::Tags if equal => {
            Ok(Test::Text { column: column.clone(), text: text.to_owned(), whole: op == Op::Is })
        }
        _ => Err(FilterError::at(
            value.span,
            format!("“{label}” has no order: write it with “:” for a part of it, or “=” for all of it."),
        )),
    }
}

/// The two ends of "100..200".
fn pair(text: &str) -> Option<(&str, &str)> {
    let (from, to) = text.split_once("..")?;
    (!from.is_empty() || !to.is_empty()).then_some((from.trim(), to.trim()))
}

/// The first and last number that a comparison takes; `step` is the distance of one number to the next.
fn bounds(
    text: &str,
    op: Op,
    step: i64,
    number: impl Fn(&str) -> Option<(i64, i64)>,
) -> Option<(Option<i64>, Option<i64>)> {
    let equal = matches!(op, Op::Has | Op::Is);
    if let Some((from, to)) = pair(text).filter(|_| equal) {
        let end = |text: &str| if text.is_empty() { Some(None) } else { number(text).map(Some) };
        return Some((end(from)?.map(|range| range.0), end(to)?.map(|range| range.1)));
    }
    let (first, last) = number(text)?;
    Some(match op {
        Op::Has | Op::Is => (Some(first), Some(last)),
        Op::Below => (None, Some(first.saturating_sub(step))),
        Op::AtMost => (None, Some(last)),
        Op::Above => (Some(last.saturating_add(step)), None),
        Op::AtLeast => (Some(first), None),
    })
}

fn amounts(column: &Column, op: Op, text: &str) -> Option<Test> {
    let column = column.clone();
    if let (None, currency) = values::amount(text)? {
        let equal = matches!(op, Op::Has | Op::Is);
        return equal.then_some(Test::Amounts { column, from: None, to: None, currency });
    }
    let currency = std::cell::Cell::new(None);
    let number = |text: &str| {
        let (number, named) = values::amount(text)?;
        currency.set(named.or(currency.get()));
        number.map(|number| (number, number))
    };
    let (from, to) = bounds(text, op, 1, number)?;
    Some(Test::Amounts { column, from, to, currency: currency.get() })
}

/// The words of a choice that a text means: one that is written out, else all whose label holds it.
pub(super) fn choice(column: &Column, op: Op, text: &str) -> Vec<String> {
    let wanted = name_key(text);
    let exact = |word: &&columns::Word| {
        let named = [&word.word, &word.label].iter().any(|said| folded(said) == folded(text));
        named || word.read.contains(&wanted)
    };
    if let Some(word) = column.words.iter().find(exact) {
        return vec![word.word.clone()];
    }
    if op == Op::Is || wanted.is_empty() {
        return Vec::new();
    }
    let part = column.words.iter().filter(|word| name_key(&word.label).contains(&wanted));
    part.map(|word| word.word.clone()).collect()
}

/// A term in words, for its chip.
pub(super) fn words(catalog: &Catalog, term: &Written) -> String {
    let not = if term.negative { "not " } else { "" };
    match &term.what {
        What::Bare(said) => format!("{not}{}", said.text),
        What::Asked { field, op, values } => {
            let said: Vec<String> = values.iter().map(|value| value_words(catalog, field, value)).collect();
            let said = said.join(" or ");
            let Some(column) = catalog.column(&field.text).filter(|_| folded(&field.text) != "is") else {
                return format!("{not}{said}");
            };
            let is_day = column.shape == Shape::Day;
            let op = match op {
                Op::Has => ":",
                Op::Is if is_day => ":",
                Op::Below if is_day => " before",
                Op::AtMost if is_day => " until",
                Op::Above if is_day => " after",
                Op::AtLeast if is_day => " from",
                Op::Is => " =",
                Op::Below => " <",
                Op::AtMost => " ≤",
                Op::Above => " >",
                Op::AtLeast => " ≥",
            };
            format!("{not}{}{op} {said}", column.label)
        }
    }
}

fn value_words(catalog: &Catalog, field: &Said, value: &Said) -> String {
    let wanted = folded(&value.text);
    if folded(&field.text) == "is" {
        let known = columns::conditions(catalog.kind);
        if let Some(known) =
            known.iter().find(|known| folded(known.word) == wanted || folded(known.only) == wanted)
        {
            return known.label.to_owned();
        }
        let words = catalog.choices().flat_map(|column| &column.words);
        let found =
            words.into_iter().find(|word| folded(&word.word) == wanted || folded(&word.label) == wanted);
        return found.map_or_else(|| value.text.clone(), |word| word.label.clone());
    }
    let column = catalog.column(&field.text).filter(|column| column.shape == Shape::Choice);
    let word = column.and_then(|column| {
        column.words.iter().find(|word| folded(&word.word) == wanted || folded(&word.label) == wanted)
    });
    word.map_or_else(|| value.text.clone(), |word| word.label.clone())
}

impl Column {
    /// What a text without an operator asks of the column, by what it shows; None where the column cannot show it.
    pub(super) fn shows(&self, text: &str, today: NaiveDate) -> Option<Test> {
        let column = || self.clone();
        if !self.blank.is_empty() && self.blank.contains(&text.to_lowercase()) {
            return Some(Test::Blank(column()));
        }
        match self.shape {
            Shape::Choice => {
                let wanted = name_key(text);
                let words: Vec<String> = self
                    .words
                    .iter()
                    .filter(|word| !wanted.is_empty() && name_key(&word.label).contains(&wanted))
                    .map(|word| word.word.clone())
                    .collect();
                (!words.is_empty()).then(|| Test::Words { column: column(), words })
            }
            Shape::Day => {
                // "30d" and "today" are no texts of a column.
                let written = text.chars().next().is_some_and(|sign| sign.is_ascii_digit())
                    && text.len() >= 4
                    || text.contains(' ');
                let (from, to) = values::days(text, today).filter(|_| written)?;
                let iso = |day| Some(crate::input::day(day));
                Some(Test::Days { column: column(), from: iso(from), to: iso(to) })
            }
            Shape::Count => {
                let number = values::whole(text)?;
                Some(Test::Numbers { column: column(), from: Some(number), to: Some(number) })
            }
            Shape::Money => {
                let (number, currency) = values::amount(text)?;
                let whole = number.is_some_and(|number| number % PARTS == 0 && !text.contains(['.', ',']));
                let to = number.map(|number| if whole { number + PARTS - 1 } else { number });
                Some(Test::Amounts { column: column(), from: number, to, currency })
            }
            Shape::Text if !self.searched => {
                Some(Test::Text { column: column(), text: text.to_owned(), whole: false })
            }
            Shape::Text | Shape::Link | Shape::Tags | Shape::YesNo => None,
        }
    }
}
