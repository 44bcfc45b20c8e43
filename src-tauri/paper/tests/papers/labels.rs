//! Labels, read back by zbar from pages drawn as a printer would.

use crate::{
    documents::{day, stationery},
    outside::Printed,
};
use holdfast_core::Error;
use holdfast_paper::*;

/// What label printers and most office printers print.
const DOTS: u32 = 300;

fn device(number: usize) -> Label {
    Label {
        tag: Some(format!("HF-{number:04}")),
        name: format!("ThinkPad T14 Gen {}", number % 7),
        serial: Some(format!("PF4XK{number:05}")),
        link: device_link(&format!("0199a7c2-1f00-7abc-8def-{number:012}")),
    }
}

fn devices(count: usize) -> Vec<Label> {
    (1..=count).map(device).collect()
}

fn print(name: &str, labels: &[Label], layout_name: &str, options: &LabelOptions) -> Printed {
    let layout = layout(layout_name).unwrap();
    let pdf = label_sheet(labels, &layout, options, &stationery("en-GB")).unwrap();
    Printed::new(name, &pdf)
}

/// What zbar reads on each of the first labels of a new sheet or roll.
fn codes(printed: &Printed, layout_name: &str, count: usize) -> Vec<(String, String)> {
    let layout = layout(layout_name).unwrap();
    let places: Vec<(u32, [f32; 4])> = (0..count as u32)
        .map(|number| {
            let (left, top) = layout.place(number % layout.per_page());
            (number / layout.per_page() + 1, [left, top, layout.label.0, layout.label.1])
        })
        .collect();
    printed.codes(DOTS, &places)
}

fn tags(kind: &str, labels: &[Label]) -> Vec<(String, String)> {
    let mut tags: Vec<_> = labels.iter().map(|label| (kind.to_owned(), label.tag.clone().unwrap())).collect();
    tags.sort();
    tags
}

#[test]
fn the_tag_is_read_back_from_every_sheet_and_roll() {
    for layout in LAYOUTS {
        let count = layout.per_page().min(9) as usize;
        let labels = devices(if layout.kind == LayoutKind::Roll { 3 } else { count });
        let options = LabelOptions { text: Some("Property of Northwind".into()), ..LabelOptions::default() };
        let printed = print(&format!("labels-{}", layout.name), &labels, layout.name, &options);
        assert_eq!(codes(&printed, layout.name, labels.len()), tags("QR-Code", &labels), "{}", layout.name);
        let words = printed.text();
        assert!(words.contains("HF-0003") && words.contains("ThinkPad"), "{}: {words}", layout.name);
        let (width, height) = layout.page;
        let size = printed.info("Page size");
        let points: Vec<f32> = size.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        assert!(
            (points[0] - width * 72.0 / 25.4).abs() < 0.1 && (points[1] - height * 72.0 / 25.4).abs() < 0.1,
            "{size}"
        );
    }
}

#[test]
fn bars_are_read_back_from_sheets_and_rolls() {
    for name in ["L7160", "L7163", "L6011", "5160", "5163", "DK-11201", "11352", "99012", "L7651"] {
        let layout = layout(name).unwrap();
        let labels = devices(if layout.kind == LayoutKind::Roll { 2 } else { 9 });
        let options = LabelOptions { code: LabelCode::Bars, ..LabelOptions::default() };
        let printed = print(&format!("bars-{name}"), &labels, name, &options);
        assert_eq!(codes(&printed, name, labels.len()), tags("CODE-128", &labels), "{name}");
    }
}

#[test]
fn both_codes_stand_on_one_label() {
    let labels = devices(4);
    let options = LabelOptions { code: LabelCode::Both, ..LabelOptions::default() };
    let mut expected = [tags("QR-Code", &labels), tags("CODE-128", &labels)].concat();
    expected.sort();
    assert_eq!(codes(&print("both", &labels, "L7163", &options), "L7163", 4), expected);
}

#[test]
fn a_link_names_the_device_whatever_its_tag() {
    let labels = devices(3);
    let options = LabelOptions { code: LabelCode::QrLink, ..LabelOptions::default() };
    let mut expected: Vec<_> =
        labels.iter().map(|label| ("QR-Code".to_owned(), label.link.clone())).collect();
    expected.sort();
    assert_eq!(codes(&print("links", &labels, "L7160", &options), "L7160", 3), expected);
}

/// Every character that Code 128 has in the sets that are used, and every pair of digits.
#[test]
fn every_symbol_of_code_128_is_read_back() {
    let printable: String = (33_u8..=126).map(char::from).collect();
    let mut texts: Vec<String> =
        printable.as_bytes().chunks(16).map(|part| String::from_utf8(part.to_vec()).unwrap()).collect();
    texts.extend((0..10).map(|tens| (0..10).map(|ones| format!("{tens}{ones}")).collect::<String>()));
    texts.extend(["HF-0042", "HF-00421", "1A", "12345", "A1234B", "A123456B", "A 1"].map(str::to_owned));
    let labels: Vec<Label> = texts
        .iter()
        .map(|text| Label { tag: Some(text.clone()), name: "x".into(), ..Label::default() })
        .collect();
    let options = LabelOptions { code: LabelCode::Bars, ..LabelOptions::default() };
    let mut expected: Vec<_> = texts.into_iter().map(|text| ("CODE-128".to_owned(), text)).collect();
    expected.sort();
    assert_eq!(codes(&print("symbols", &labels, "L7163", &options), "L7163", labels.len()), expected);
}

#[test]
fn a_used_sheet_is_begun_where_it_is_free() {
    let options = LabelOptions { start_at: 20, outline: true, ..LabelOptions::default() };
    let layout = layout("L7160").unwrap();
    let labels = devices(4);
    let pdf = label_sheet(&labels, &layout, &options, &stationery("en-GB")).unwrap();
    assert_eq!(pdf.pages, 2, "two at the end of the first sheet, two on the next");
    let printed = Printed::new("used-sheet", &pdf);
    assert!(printed.page(1).contains("HF-0002") && !printed.page(1).contains("HF-0003"));
    assert!(printed.page(2).contains("HF-0003"));
    for start_at in [0, 22] {
        let options = LabelOptions { start_at, ..LabelOptions::default() };
        let error = label_sheet(&labels, &layout, &options, &stationery("en-GB")).unwrap_err();
        assert_eq!(error.field_name(), Some("start_at"), "{error}");
    }
}

#[test]
fn what_cannot_be_read_is_not_printed() {
    let small = layout("L4731").unwrap();
    let paper = Stationery::new(None, day("2026-11-22"));
    let refused = |label: Label, code: LabelCode| {
        let options = LabelOptions { code, ..LabelOptions::default() };
        match label_sheet(&[label], &small, &options, &paper) {
            Err(Error::Refused(message)) => message,
            other => panic!("{other:?}"),
        }
    };
    assert!(refused(device(1), LabelCode::QrLink).contains("larger labels"));
    let long = Label { tag: Some("ABCDEFGHIJKLMNOPQRSTUVWXYZ".into()), ..device(1) };
    assert!(refused(long, LabelCode::Bars).contains("too long"));
    let foreign = Label { tag: Some("Gerät-1".into()), ..device(1) };
    assert!(refused(foreign, LabelCode::Bars).contains("Code 128"));
    let bare = Label { tag: None, serial: None, ..device(1) };
    assert!(refused(bare, LabelCode::Bars).contains("neither"));
    let options = LabelOptions::default();
    assert!(matches!(label_sheet(&[], &small, &options, &paper), Err(Error::Refused(_))));
}

#[test]
fn a_tag_in_any_letters_is_read_back_from_a_qr_code() {
    let labels: Vec<Label> = ["Gerät-Ä1", "Ноутбук-7", "機器-3"]
        .iter()
        .map(|tag| Label { tag: Some((*tag).to_owned()), name: "Laptop".into(), ..Label::default() })
        .collect();
    let printed = print("letters", &labels, "L7163", &LabelOptions::default());
    assert_eq!(codes(&printed, "L7163", 3), tags("QR-Code", &labels));
}

#[test]
fn the_preview_has_the_words_and_codes_of_the_label_within_its_edges() {
    for known in LAYOUTS {
        let label = device(7);
        let options = LabelOptions { text: Some("Property of Northwind".into()), ..LabelOptions::default() };
        let preview = label_preview(&label, &known, &options).unwrap();
        assert_eq!((preview.width, preview.height), known.label, "{}", known.name);
        let first = preview.lines.first().unwrap();
        assert_eq!((first.text.as_str(), first.strong), ("HF-0007", true), "{}", known.name);
        assert!(!preview.areas.is_empty(), "{}", known.name);
        for [x, y, width, height] in &preview.areas {
            let inside = *x >= -0.1
                && *y >= -0.1
                && x + width <= preview.width + 0.1
                && y + height <= preview.height + 0.1;
            assert!(inside, "{}: {x} {y} {width} {height}", known.name);
        }
        for line in &preview.lines {
            assert!(
                line.y >= -0.1 && line.y + line.height <= preview.height + 0.6,
                "{}: {line:?}",
                known.name
            );
        }
    }
    let bars = LabelOptions { code: LabelCode::Bars, ..LabelOptions::default() };
    let nothing = Label { tag: None, serial: None, ..device(1) };
    assert!(matches!(
        label_preview(&nothing, &layout("L7160").unwrap(), &bars),
        Err(Error::Refused(message)) if message.contains("neither an asset tag nor a serial")
    ));
}
