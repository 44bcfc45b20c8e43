//! What a cell of a workbook says, whatever made it; and that no file does harm.

use super::*;
use crate::Error;
use ::zip::{ZipWriter, write::SimpleFileOptions};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write};

fn day(text: &str) -> ExcelDateTime {
    ExcelDateTime::parse_from_str(text).unwrap()
}

/// Fills a cell of the third row.
type Fill<'a> = &'a dyn Fn(&mut rust_xlsxwriter::Worksheet, u16);

/// Two sheets: a hidden one, and one with a value of each sort below its header.
fn example() -> Vec<u8> {
    let mut book = Workbook::new();
    let notes = book.add_worksheet();
    notes.set_name("Lookup").unwrap();
    notes.write(0, 0, "code").unwrap();
    notes.write(1, 0, "x").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Geräte").unwrap().set_active(true);
    let format = |code: &str| Format::new().set_num_format(code);
    let cells: [(&str, Fill); 14] = [
        ("Text", &|s, c| {
            s.write(2, c, "  Dock; \"1\"\nnew ").unwrap();
        }),
        ("Whole", &|s, c| {
            s.write(2, c, 25).unwrap();
        }),
        ("Long", &|s, c| {
            s.write(2, c, 123_456_789_012.0).unwrap();
        }),
        ("Decimal", &|s, c| {
            s.write(2, c, 0.1 + 0.2).unwrap();
        }),
        ("Day", &|s, c| {
            s.write_with_format(2, c, day("2026-02-28"), &format("dd.mm.yyyy")).unwrap();
        }),
        ("Moment", &|s, c| {
            s.write_with_format(2, c, day("2026-02-28T14:05:00"), &format("yyyy-mm-dd hh:mm")).unwrap();
        }),
        ("Euro", &|s, c| {
            s.write_with_format(2, c, 668.52, &format("#,##0.00\\ [$€-407]")).unwrap();
        }),
        ("Code", &|s, c| {
            s.write_with_format(2, c, 1_275.5, &format("#,##0.00\\ [$CHF]")).unwrap();
        }),
        ("Dollar", &|s, c| {
            s.write_with_format(2, c, 9.99, &format("\"$\"#,##0.00")).unwrap();
        }),
        ("Tax", &|s, c| {
            s.write_with_format(2, c, 0.19, &format("0%")).unwrap();
        }),
        ("Zip", &|s, c| {
            s.write_with_format(2, c, 1_067, &format("00000")).unwrap();
        }),
        ("Yes", &|s, c| {
            s.write(2, c, true).unwrap();
        }),
        ("Sum", &|s, c| {
            s.write(2, c, Formula::new("=20+22").set_result("42")).unwrap();
        }),
        ("Blank", &|_, _| {}),
    ];
    // A blank first row, and far away a cell that makes the sheet as large as sheets get.
    for ((header, write), column) in cells.iter().zip(0_u16..) {
        sheet.write(1, column, *header).unwrap();
        write(sheet, column);
    }
    sheet.write(1_048_575, 16_383, "the end").unwrap();
    book.worksheet_from_name("Lookup").unwrap().set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_cell_says_what_it_holds() {
    let sheet = workbook(&example(), None).unwrap();
    assert_eq!((sheet.tab.as_deref(), sheet.tabs.len(), sheet.delimiter), (Some("Geräte"), 2, "XLSX"));
    assert_eq!(sheet.headers[..3], ["Text", "Whole", "Long"]);
    assert_eq!(sheet.records.len(), 1, "the far cell is no row");
    assert_eq!(sheet.records[0].number, 3, "the number of the row in the program that made it");
    assert_eq!(
        sheet.records[0].cells,
        [
            "  Dock; \"1\"\nnew ",
            "25",
            "123456789012",
            "0.3",
            "2026-02-28",
            "2026-02-28 14:05:00",
            "668.52 €",
            "1275.5 CHF",
            "9.99 $",
            "19 %",
            "01067",
            "yes",
            "42",
        ]
    );
    // Named, the hidden one is read too.
    assert_eq!(workbook(&example(), Some("Lookup")).unwrap().headers, ["code"]);
    let error = workbook(&example(), Some("None")).unwrap_err();
    assert!(
        matches!(&error, Error::Field { field: "sheet", message } if message.contains("Geräte")),
        "{error}"
    );
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>
         <table:table table:name=\"Tab 1\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    ods_of(&content)
}

fn ods_of(content: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(::zip::CompressionMethod::Stored);
    zip.start_file("mimetype", stored).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(content.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

const HEAD: &str = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Name</text:p></table:table-cell>
    <table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell><text:p>Price &amp; co</text:p></table:table-cell>
    <table:table-cell><text:p>Day</text:p></table:table-cell></table:table-row>";

#[test]
fn an_ods_says_currency_share_and_day_by_itself() {
    let rows = format!(
        "{HEAD}<table:table-row table:number-rows-repeated=\"2\"/>
         <table:table-row><table:table-cell><office:annotation><text:p>a note</text:p></office:annotation><text:p>Dock<text:s text:c=\"2\"/>A</text:p><text:p>two</text:p></table:table-cell>
         <table:table-cell office:value-type=\"percentage\" office:value=\"0.19\"><text:p>19%</text:p></table:table-cell>
         <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>
         <table:table-cell office:value-type=\"currency\" office:currency=\"EUR\" office:value=\"668.5\"><text:p>668,50 €</text:p></table:table-cell>
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-02-28T00:00:00\"><text:p>28.02.26</text:p></table:table-cell>
         </table:table-row>
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
    );
    let sheet = workbook(&ods(&rows), None).unwrap();
    assert_eq!(sheet.raw_headers, ["Name", "", "", "Price & co", "Day"]);
    assert_eq!(sheet.records.len(), 1);
    assert_eq!(sheet.records[0].number, 4);
    assert_eq!(sheet.records[0].cells, ["Dock  A\ntwo", "19 %", "yes", "668.5 EUR", "2026-02-28"]);
}

#[test]
fn a_hidden_sheet_of_an_ods_is_passed_over() {
    let cell = |text: &str| {
        format!(
            "<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let sheet = |name: &str, style: &str| {
        format!(
            "<table:table table:name=\"{name}\" table:style-name=\"{style}\">{}{}</table:table>",
            cell("Name"),
            cell(name)
        )
    };
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"ta1\" style:family=\"table\">
         <style:table-properties table:display=\"false\"/></style:style><style:style style:name=\"ta2\" style:family=\"table\">
         <style:table-properties table:display=\"true\"/></style:style></office:automatic-styles>
         <office:body><office:spreadsheet>{}{}</office:spreadsheet></office:body></office:document-content>",
        sheet("Old", "ta1"),
        sheet("New", "ta2")
    );
    assert_eq!(workbook(&ods_of(&content), None).unwrap().tab.as_deref(), Some("New"));
}

#[test]
fn no_file_is_larger_than_it_looks() {
    let bomb = format!(
        "{HEAD}<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16000\"><text:p>x</text:p></table:table-cell></table:table-row>"
    );
    let wide = "<table:table-row><table:table-cell table:number-columns-repeated=\"4000000000\"><text:p>x</text:p></table:table-cell></table:table-row>";
    // One text of 30,000 signs that stands in 10,000 cells.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Name").unwrap();
    let long = "x".repeat(30_000);
    for row in 1..10_000 {
        sheet.write(row, 0, &long).unwrap();
    }
    let shared = book.save_to_buffer().unwrap();
    assert!(shared.len() < 1024 * 1024);
    let far = "<table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"600\"/><table:table-cell><text:p>Serial</text:p></table:table-cell></table:table-row>";
    for bytes in [ods(&bomb), ods(wide), ods(far), shared] {
        let error = workbook(&bytes, None).unwrap_err();
        assert!(error.to_string().contains("Nothing was written"), "{error}");
    }
    let packed = zipped(&[("xl/workbook.xml", &" ".repeat(2 * 1024 * 1024 + 1))]);
    assert!(packed.len() < 10_000);
    assert!(zip::check_within(&packed, 2 * 1024 * 1024).unwrap_err().to_string().contains("2 MB"));
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    let mut book = Workbook::new();
    book.add_worksheet();
    let blank = book.save_to_buffer().unwrap();
    for (bytes, words) in [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more".to_vec(), "Save it as .xlsx"),
        (zipped(&[("xl/workbook.xml", "<workbook/>")]), "damaged"),
        (blank, "is empty"),
        (ods(HEAD), "nothing under it"),
        (ods("<table:table-row><broken"), "damaged"),
    ] {
        assert!(is_workbook(&bytes));
        let error = workbook(&bytes, None).unwrap_err().to_string();
        assert!(error.contains(words), "{error} has no {words}");
    }
    assert!(!is_workbook(b"Name;Serial\nA;B\n") && !is_workbook(&zipped(&[("export.data", "{}")])));
}

/// Any byte of a file may be another one.
#[test]
fn no_damage_is_a_panic() {
    // A small generator of its own, so that a failure comes again.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize
    };
    let cases: u32 = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    for original in [example(), ods(HEAD)] {
        for _ in 0..cases {
            let mut bytes = original.clone();
            for _ in 0..=random() % 4 {
                let place = random() % bytes.len();
                bytes[place] = random() as u8;
            }
            bytes.truncate(bytes.len() - random() % 8 * 50 % bytes.len());
            drop(workbook(&bytes, None));
        }
    }
}
