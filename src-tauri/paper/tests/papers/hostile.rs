//! Data is data: whatever stands in a name, the paper shows it, stays whole, and keeps within its margins.

use crate::{documents::stationery, outside::Printed};
use chrono::NaiveDate;
use holdfast_core::table::{Cell, Column, Table};
use holdfast_paper::*;
use proptest::prelude::*;

/// What would mean something to a markup language, a shell or a PDF reader.
const MARKUP: [&str; 12] = [
    "#set text(fill: red)",
    "$x^2$ *bold* _it_",
    "<script>alert(1)</script>",
    "\\input{/etc/passwd}",
    "#read(\"/etc/passwd\")",
    "= Heading",
    "endstream endobj %%EOF",
    "(paren) >> /JS (x)",
    "{{ 7*7 }}",
    "`code` @ref <label>",
    "// comment /* */",
    "&amp; &#65;",
];

fn everything(text: &str) -> Vec<Pdf> {
    let paper = Stationery { organisation: Some(text.into()), ..stationery("en-GB") };
    let day: NaiveDate = "2026-11-22".parse().unwrap();
    let person =
        PersonOnPaper { name: text.into(), department: Some(text.into()), ..PersonOnPaper::default() };
    let item = CustodyItem {
        name: text.into(),
        tag: Some(text.into()),
        serial: Some(text.into()),
        condition: Some(text.into()),
        ..CustodyItem::default()
    };
    let sheet = CustodySheet {
        person: person.clone(),
        on: day,
        by: Some(text.into()),
        items: vec![item; 3],
        terms: Some(text.into()),
    };
    let settled = LeavingItem {
        name: text.into(),
        detail: Some(text.into()),
        note: Some(text.into()),
        ..LeavingItem::default()
    };
    let leaving = Leaving { person, devices: vec![settled; 2], ..Leaving::default() };
    let lost = StockTakeItem { name: text.into(), tag: Some(text.into()), ..StockTakeItem::default() };
    let take = StockTake { location: text.into(), missing: vec![lost; 2], ..StockTake::default() };
    let notice = Letter {
        sender: vec![text.into()],
        recipient: vec![text.into()],
        on: day,
        references: vec![(text.into(), text.into())],
        subject: text.into(),
        paragraphs: vec![text.into(); 2],
        closing: text.into(),
        signer: Some(text.into()),
    };
    let mut table = Table::new(text, vec![Column::left("a", text), Column::right("b", "Amount")]);
    table.push(vec![Cell::text(text), Cell::Whole(1)]);
    let chart = Chart {
        title: text.into(),
        series: vec![text.into(), "b".into()],
        bars: vec![Bar { label: text.into(), parts: vec![f64::NAN, -1.0, 2.0], value: text.into() }],
    };
    let report = Report {
        title: text.into(),
        subtitle: text.into(),
        figures: vec![(text.into(), text.into())],
        chart: Some(chart),
        table,
        notes: text.into(),
    };
    let label = Label {
        tag: Some("HF-1".into()),
        name: text.into(),
        serial: Some(text.into()),
        link: device_link("1"),
    };
    let options = LabelOptions { text: Some(text.into()), ..LabelOptions::default() };
    vec![
        hand_over_sheet(&sheet, &paper).unwrap(),
        take_back_sheet(&sheet, &paper).unwrap(),
        leaving_summary(&leaving, &paper).unwrap(),
        stock_take_report(&take, &paper).unwrap(),
        letter(&notice, &paper).unwrap(),
        table_report(&report, &paper).unwrap(),
        label_sheet(&[label], &layout("L4731").unwrap(), &options, &paper).unwrap(),
    ]
}

#[test]
fn markup_is_printed_as_it_is() {
    for text in MARKUP {
        let mut table = Table::new("Names", vec![Column::left("name", "Name")]);
        table.push(vec![Cell::text(text)]);
        let report = Report { title: "Names".into(), table, ..Report::default() };
        let pdf = table_report(&report, &stationery("en-GB")).unwrap();
        assert!(Printed::new("markup", &pdf).text().contains(text), "{text}");
        everything(text);
    }
}

#[test]
fn a_name_of_200_letters_and_one_of_many_scripts_are_printed_on_everything() {
    let long = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(5);
    let mixed = "Büro 東京 שלום مرحبا 💻👩‍🔧 Ελλάδα नमस्ते \u{202e}rtl\u{202c} e\u{301}";
    for (name, text) in [("long-name", long.as_str()), ("mixed", mixed)] {
        for (number, pdf) in everything(text).iter().enumerate() {
            let printed = Printed::new(&format!("{name}-{number}"), pdf);
            assert!(printed.fonts().iter().all(|(_, embedded)| *embedded), "{name} {number}");
        }
    }
}

#[test]
fn letters_that_no_font_has_are_told() {
    let pdf = &everything("Private \u{f8ff0}")[0];
    assert_eq!(pdf.missing, ['\u{f8ff0}']);
    assert!(pdf.warning().unwrap().contains("U+F8FF0"));
    assert_eq!(everything("Plain")[0].warning(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_a_document(text in "(\\PC|[\\n\\r\\t#$*<>\\\\{}()\u{0}\u{1b}\u{200b}\u{ad}\u{301}]){0,100}") {
        for pdf in everything(&text) {
            prop_assert!(pdf.bytes.starts_with(b"%PDF-"));
            prop_assert!(pdf.pages > 0 && pdf.pages < 60);
        }
    }
}
