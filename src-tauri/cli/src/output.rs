//! How answers look: JSON, or tables that stay within 80 columns, with dates absolute and relative.

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use holdfast_core::dates::days_until;
use holdfast_core::table;
use holdfast_core::text::is_unseen;
pub use holdfast_core::words::{distance, long_date, money};
use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use zeroize::Zeroizing;

/// Columns of a terminal that says nothing about itself, and of files and other programs.
const WIDTH: usize = 80;
const GAP: usize = 2;
/// Between a cell's words and the end that is kept.
const KEPT: char = '\u{1f}';
/// How narrow a column of words may get.
const LEAST: usize = 8;
const LEAST_LEADING: usize = 20;

/// Writes text for a person to stdout. What would turn, hide or command is shown instead of done.
pub fn print(text: &str) -> Result<()> {
    write(shown(text).as_bytes())
}

/// Writes text for another program to stdout, exactly as it is; to a terminal like [`print`].
pub fn print_exact(text: &str) -> Result<()> {
    if std::io::stdout().is_terminal() { print(text) } else { write(text.as_bytes()) }
}

/// Writes a file to stdout, exactly as it is. To a terminal goes text alone, and `json` still says the same there.
pub fn print_bytes(bytes: &[u8], json: bool) -> Result<()> {
    match std::str::from_utf8(bytes) {
        Ok(text) if json => write(harmless_json(text).as_bytes()),
        Ok(text) => print_exact(text),
        Err(_) => write(bytes),
    }
}

/// Writes a value to stdout as JSON.
pub fn print_json(value: &impl Serialize) -> Result<()> {
    let mut text =
        Zeroizing::new(serde_json::to_string_pretty(value).context("The answer has no JSON form")?);
    text.push('\n');
    write(harmless_json(&text).as_bytes())
}

/// Writes a message to stderr. Nobody can be told when that fails.
pub fn message(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", shown(text).as_str());
}

/// The one way to stdout. A reader that stops early (`| head`) is no error.
fn write(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("The answer could not be written to the output")
        }
        _ => Ok(()),
    }
}

/// The text as a terminal may have it: signs that control it, turn the direction of reading or hide letters are named,
/// as in `<U+202E>`. Lines and tabs stay, and so do the joiners within a word of a script that needs them.
fn shown(text: &str) -> Zeroizing<String> {
    let mut safe = Zeroizing::new(String::with_capacity(text.len()));
    let mut before = ' ';
    for sign in text.chars() {
        let joins = matches!(sign, '\u{200c}' | '\u{200d}') && !before.is_ascii();
        if joins || matches!(sign, '\n' | '\t') || !is_unseen(sign) {
            safe.push(sign);
        } else if sign == '\r' {
            // Of a line end that is written as CR LF.
        } else {
            safe.push_str(&format!("<U+{:04X}>", u32::from(sign)));
        }
        before = sign;
    }
    safe
}

/// The same JSON with such signs written as their escapes. Outside of texts there are none but white space.
fn harmless_json(text: &str) -> Zeroizing<String> {
    let mut safe = Zeroizing::new(String::with_capacity(text.len()));
    for sign in text.chars() {
        if !is_unseen(sign) || sign.is_ascii_control() && sign != '\u{7f}' {
            safe.push(sign);
            continue;
        }
        let mut units = [0; 2];
        for unit in sign.encode_utf16(&mut units) {
            safe.push_str(&format!("\\u{unit:04x}"));
        }
    }
    safe
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A table whose columns are as wide as their cells; the shrinking ones give way when it would not fit.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Column {
    header: String,
    align: Align,
    /// The width below which it is never cut; None for one that is not cut at all.
    least: Option<usize>,
}

impl Table {
    pub fn new() -> Table {
        Table { columns: Vec::new(), rows: Vec::new() }
    }

    /// A column that is never cut.
    pub fn column(self, header: impl Into<String>, align: Align) -> Table {
        self.push(header.into(), align, None)
    }

    /// A column of words that is cut, with an ellipsis, when the table is too wide.
    pub fn shrinking(self, header: impl Into<String>) -> Table {
        self.push(header.into(), Align::Left, Some(LEAST))
    }

    /// The column one reads first: cut last, and less.
    pub fn leading(self, header: impl Into<String>) -> Table {
        self.push(header.into(), Align::Left, Some(LEAST_LEADING))
    }

    fn push(mut self, header: String, align: Align, least: Option<usize>) -> Table {
        self.columns.push(Column { header, align, least });
        self
    }

    pub fn row(&mut self, cells: Vec<String>) {
        let plain = cells.into_iter().map(|cell| match cell.split_once(KEPT) {
            Some((name, tag)) => tagged(name, Some(tag)),
            None => plain(&cell),
        });
        self.rows.push(plain.collect());
    }

    /// The table as text, each line ended; columns that are empty throughout are left out.
    pub fn render(&self) -> String {
        let total = terminal_width();
        let mut widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                let widest = self.rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.width()).max();
                match widest.unwrap_or(0) {
                    0 => 0,
                    widest => widest.max(column.header.width()),
                }
            })
            .collect();
        let shown = widths.iter().filter(|width| **width > 0).count();
        let mut excess = (widths.iter().sum::<usize>() + GAP * shown.saturating_sub(1)).saturating_sub(total);
        while excess > 0 {
            let room = |(width, column): &(&mut usize, &Column)| {
                column.least.map_or(0, |least| width.saturating_sub(least))
            };
            let roomiest =
                widths.iter_mut().zip(&self.columns).max_by_key(room).filter(|pair| room(pair) > 0);
            let Some((width, _)) = roomiest else { break };
            *width -= 1;
            excess -= 1;
        }
        let mut text = String::new();
        if self.columns.iter().any(|column| !column.header.is_empty()) {
            let headers: Vec<String> = self.columns.iter().map(|column| column.header.clone()).collect();
            self.push_line(&mut text, &headers, &widths);
        }
        for row in &self.rows {
            self.push_line(&mut text, row, &widths);
        }
        text
    }

    fn push_line(&self, text: &mut String, cells: &[String], widths: &[usize]) {
        let mut line = String::new();
        for ((cell, column), most) in cells.iter().zip(&self.columns).zip(widths) {
            if *most == 0 {
                continue;
            }
            if !line.is_empty() {
                line.push_str(&" ".repeat(GAP));
            }
            let cell = cut(cell, *most);
            let space = " ".repeat(most.saturating_sub(cell.width()));
            match column.align {
                Align::Left => line.extend([cell.as_str(), &space]),
                Align::Right => line.extend([space.as_str(), &cell]),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// Lines of values for a spreadsheet, as RFC 4180 writes them.
#[derive(Debug)]
pub struct Csv {
    text: String,
}

impl Csv {
    pub fn new(headers: &[&str]) -> Csv {
        let mut csv = Csv { text: String::new() };
        csv.line(&headers.iter().map(|header| (*header).to_owned()).collect::<Vec<_>>());
        csv
    }

    /// A line. A text that a spreadsheet would take for a formula is made harmless; numbers stay.
    pub fn row(&mut self, cells: &[String]) {
        let harmless = |cell: &String| {
            if cell.parse::<f64>().is_ok() { cell.clone() } else { table::guarded(cell, ',') }
        };
        self.line(&cells.iter().map(harmless).collect::<Vec<_>>());
    }

    fn line(&mut self, cells: &[String]) {
        self.text.push_str(&table::csv_line(cells, ','));
    }

    pub fn finish(self) -> String {
        self.text
    }
}

/// What COLUMNS says, or the terminal itself.
fn terminal_width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    said.or_else(|| terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0.into()))
        .filter(|width| *width >= 40)
        .unwrap_or(WIDTH)
}

/// A cell whose end stays whole when the table is too wide: a name with the tag that tells it from its equals.
pub fn tagged(name: &str, tag: Option<&str>) -> String {
    let name = plain(name);
    tag.map_or_else(|| name.clone(), |tag| format!("{name}{KEPT}{}", plain(tag)))
}

/// In one line, as a terminal may have it.
fn plain(text: &str) -> String {
    let line: String =
        text.chars().map(|sign| if matches!(sign, '\n' | '\r' | '\t' | KEPT) { ' ' } else { sign }).collect();
    shown(&line).to_string()
}

/// The text in one line of at most `most` columns of a terminal.
fn cut(text: &str, most: usize) -> String {
    if let Some((name, tag)) = text.split_once(KEPT) {
        return format!("{} {tag}", cut(name, most.saturating_sub(tag.width() + 1)));
    }
    let line = plain(text);
    if line.width() <= most {
        return line;
    }
    let mut room = most.saturating_sub(1);
    let fits = |sign: &char| {
        let left = room.checked_sub(sign.width().unwrap_or(0));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let mut short: String = line.chars().take_while(fits).collect();
    short.push('…');
    short
}

/// "4 Dec 2026"; a text that is no date stays as it is, none is empty.
pub fn date(text: Option<&str>) -> String {
    match text {
        None => String::new(),
        Some(text) => text.parse::<NaiveDate>().map_or_else(|_| text.to_owned(), long_date),
    }
}

/// "in 12 days", "today", "4 days ago"; empty without a date.
pub fn relative(text: Option<&str>, today: NaiveDate) -> String {
    text.and_then(|text| text.parse().ok())
        .map_or_else(String::new, |date| distance(days_until(date, today), "ago"))
}

/// A word of the JSON form as a person reads it: "in_use" is "in use".
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text.replace('_', " "),
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// "1 license", "2 licenses".
pub fn count(number: impl Into<u64>, one: &str, many: &str) -> String {
    match number.into() {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_and_makes_formulas_harmless() {
        let mut csv = Csv::new(&["name", "amount"]);
        csv.row(&["Müller, \"Söhne\"".into(), "-12.50".into()]);
        csv.row(&["=1+1".into(), "@x".into()]);
        csv.row(&["x;=1+1;y".into(), "a;b".into()]);
        assert_eq!(
            csv.finish(),
            "name,amount\r\n\"Müller, \"\"Söhne\"\"\",-12.50\r\n'=1+1,'@x\r\n\"x;'=1+1;y\",\"a;b\"\r\n"
        );
    }

    #[test]
    fn nothing_turns_hides_or_commands_on_a_terminal() {
        let name = "Invoice\u{202e}fdp\u{2066}.exe\u{1b}[2J\u{9b}1m\u{200b}";
        let mut table = Table::new().leading("Name");
        table.row(vec![name.into()]);
        for text in [shown(name).to_string(), table.render()] {
            assert!(text.chars().all(|sign| sign == '\n' || !is_unseen(sign)), "{text:?}");
        }
        assert_eq!(shown(name).as_str(), "Invoice<U+202E>fdp<U+2066>.exe<U+001B>[2J<U+009B>1m<U+200B>");
        assert_eq!(
            shown("a\tb\r\nنمی\u{200c}خواهم 👩\u{200d}💻").as_str(),
            "a\tb\nنمی\u{200c}خواهم 👩\u{200d}💻"
        );
        assert_eq!(shown("ad\u{200d}min").as_str(), "ad<U+200D>min");
        let json =
            serde_json::to_string_pretty(&serde_json::json!({ "name": name, "tag": "\u{e0041}\u{7f}" }))
                .unwrap();
        let safe = harmless_json(&json);
        assert!(safe.chars().all(|sign| sign == '\n' || !is_unseen(sign)), "{safe:?}");
        let read: serde_json::Value = serde_json::from_str(&safe).unwrap();
        assert_eq!((read["name"].as_str(), read["tag"].as_str()), (Some(name), Some("\u{e0041}\u{7f}")));
    }

    #[test]
    fn a_table_fits_and_drops_what_is_empty() {
        let mut table =
            Table::new().shrinking("Name").column("Tag", Align::Left).column("Price", Align::Right);
        table.row(vec!["x".repeat(120), String::new(), "1.00 EUR".into()]);
        table.row(vec!["line\nbreak".into(), String::new(), "12.00 EUR".into()]);
        let text = table.render();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.contains('…') && !text.contains("Tag"), "{text}");
        assert!(text.lines().skip(1).all(|line| line.ends_with("EUR")), "{text}");
    }

    #[test]
    fn the_tag_of_a_name_is_not_cut() {
        let cell = tagged("ThinkPad T14\u{1f}Gen 4", Some("NB-0012"));
        assert_eq!(cut(&cell, 40), "ThinkPad T14 Gen 4 NB-0012");
        assert_eq!(cut(&cell, 18), "ThinkPad … NB-0012");
        assert_eq!(cut(&tagged("Prism", None), 4), "Pri…");
        // Signs of two columns, and one of none.
        assert_eq!(cut("日本電気株式会社", 8), "日本電…");
        assert_eq!(cut("Cafe\u{301}", 4), "Cafe\u{301}");
    }
}
