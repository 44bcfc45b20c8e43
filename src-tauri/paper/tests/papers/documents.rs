//! Sheets, summaries, letters and reports.

use crate::outside::Printed;
use chrono::NaiveDate;
use holdfast_core::{
    money::Money,
    table::{Cell, Column, Table},
};
use holdfast_paper::*;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn stationery(locale: &str) -> Stationery {
    Stationery {
        organisation: Some("Northwind GmbH · IT".into()),
        ..Stationery::new(Some(locale), day("2026-11-22"))
    }
}

fn person() -> PersonOnPaper {
    PersonOnPaper {
        name: "Małgorzata Größer".into(),
        department: Some("Vertrieb".into()),
        job_title: Some("Key account manager".into()),
        employee_number: Some("10442".into()),
        email: Some("m.groesser@northwind.example".into()),
        location: Some("Berlin, 3rd floor".into()),
    }
}

fn custody() -> CustodySheet {
    CustodySheet {
        person: person(),
        on: day("2026-11-22"),
        by: Some("Jonas Wirth".into()),
        items: vec![
            CustodyItem {
                name: "ThinkPad T14 Gen 5".into(),
                model: Some("Lenovo 21ML".into()),
                tag: Some("HF-0042".into()),
                serial: Some("PF4XK0O1Il".into()),
                accessories: Some("65 W charger, sleeve".into()),
                condition: Some("new".into()),
                ..CustodyItem::default()
            },
            CustodyItem {
                name: "Dell U2723QE".into(),
                tag: Some("HF-0107".into()),
                serial: Some("CN-0YHVXK-74261".into()),
                accessories: Some("USB-C cable".into()),
                condition: Some("small scratch at the foot".into()),
                return_by: Some(day("2027-03-01")),
                ..CustodyItem::default()
            },
        ],
        terms: None,
    }
}

#[test]
fn a_hand_over_sheet_names_everything_and_leaves_room_to_sign() {
    let pdf = hand_over_sheet(&custody(), &stationery("de-DE")).unwrap();
    let printed = Printed::new("hand-over", &pdf);
    let text = printed.text();
    for words in [
        "Hand-over sheet",
        "Northwind GmbH",
        "Małgorzata Größer",
        "22 Nov 2026",
        "HF-0042",
        "PF4XK0O1Il",
        "65 W charger",
        "small scratch",
        "1 Mar 2027",
        "Received by",
        "Jonas Wirth",
        "Page 1 of 1",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
    assert_eq!(printed.info("Title"), "Hand-over sheet");
    assert!(printed.info("Page size").contains("A4"));
    let fonts = printed.fonts();
    assert!(
        fonts.len() >= 2 && fonts.iter().all(|(name, embedded)| *embedded && name.contains("Inter")),
        "{fonts:?}"
    );
}

#[test]
fn a_return_receipt_leaves_out_columns_that_nobody_filled() {
    let mut sheet = custody();
    for item in &mut sheet.items {
        item.return_by = None;
        item.condition = None;
    }
    let printed = Printed::new("return", &take_back_sheet(&sheet, &stationery("en-US")).unwrap());
    let text = printed.text();
    assert!(text.contains("Return receipt") && text.contains("Taken back by"), "{text}");
    assert!(!text.contains("Condition") && !text.contains("Return by"), "{text}");
    assert!(printed.info("Page size").contains("letter"));
}

#[test]
fn a_leaving_summary_tells_what_is_settled_and_what_is_open() {
    let item = |name: &str, detail: &str, done: bool| LeavingItem {
        name: name.into(),
        detail: Some(detail.into()),
        done,
        done_on: done.then(|| day("2026-11-20")),
        note: None,
    };
    let mut leaving = Leaving {
        person: person(),
        leaves_on: Some(day("2026-11-30")),
        manager: Some("Ines Kolb".into()),
        devices: vec![item("ThinkPad T14", "HF-0042", true), item("iPhone 15", "HF-0201", false)],
        seats: vec![item("Adobe Creative Cloud", "1 seat", true)],
        logins: vec![item("Router admin", "admin", false), item("Mail archive", "mg", true)],
        others: vec![item("Badge", "", false)],
    };
    let text = Printed::new("leaving", &leaving_summary(&leaving, &stationery("de-DE")).unwrap()).text();
    for words in [
        "3 of 6 still open",
        "1 of 2 done",
        "20 Nov 2026",
        "open",
        "Badge",
        "Ines Kolb",
        "last day 30 Nov 2026",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
    for items in [&mut leaving.devices, &mut leaving.logins, &mut leaving.others] {
        items.iter_mut().for_each(|item| item.done = true);
    }
    let settled = Printed::new("left", &leaving_summary(&leaving, &stationery("de-DE")).unwrap()).text();
    assert!(settled.contains("Everything is settled") && !settled.contains("still open"), "{settled}");
}

#[test]
fn a_stock_take_report_runs_over_pages_with_its_head_on_each() {
    let item = |number: usize| StockTakeItem {
        name: format!("ThinkPad T14 no. {number}"),
        tag: Some(format!("HF-{number:04}")),
        serial: Some(format!("PF{number:06}")),
        holder: number.is_multiple_of(3).then(|| "Anna Berg".to_owned()),
        last_seen: Some(day("2026-11-22")),
        ..StockTakeItem::default()
    };
    let take = StockTake {
        location: "Berlin, store room".into(),
        started_on: Some(day("2026-11-21")),
        finished_on: Some(day("2026-11-22")),
        by: Some("Jonas Wirth".into()),
        missing: vec![StockTakeItem { last_seen: Some(day("2026-02-03")), ..item(900) }],
        wrong_place: vec![StockTakeItem { expected_at: Some("Hamburg".into()), ..item(901) }],
        unexpected: vec![StockTakeItem {
            name: "unknown".into(),
            tag: Some("X-77".into()),
            ..StockTakeItem::default()
        }],
        found: (1..=120).map(item).collect(),
    };
    let pdf = stock_take_report(&take, &stationery("de-DE")).unwrap();
    let printed = Printed::new("stock-take", &pdf);
    assert!(pdf.pages >= 3);
    for number in 1..=pdf.pages {
        let page = printed.page(number);
        assert!(page.contains(&format!("Page {number} of {}", pdf.pages)), "{page}");
        assert!(page.contains("Asset tag") || number == pdf.pages, "page {number} has no head: {page}");
    }
    let text = printed.text();
    assert!(text.contains("120 of 121") && text.contains("Hamburg") && text.contains("X-77"));
    for number in 1..=120 {
        assert!(text.contains(&format!("HF-{number:04}")), "row {number} is lost");
    }
}

fn notice() -> Letter {
    Letter {
        sender: vec!["Northwind GmbH".into(), "Rosenthaler Str. 40".into(), "10178 Berlin".into()],
        recipient: vec!["Softpoint Ltd.".into(), "Customer Service".into(), "12 Harbour Road".into(), "Dublin D02".into(), "Ireland".into()],
        on: day("2026-11-22"),
        references: vec![("Customer number".into(), "SP-88123".into()), ("Contract".into(), "C-2024-0071".into())],
        subject: "Cancellation of the contract C-2024-0071, Prism Suite".into(),
        paragraphs: vec![
            "Dear Sir or Madam,".into(),
            "we hereby cancel the above contract with effect from 31 Mar 2027, the end of its current term, and in any case at the earliest possible date.".into(),
            "Please confirm the cancellation and the date on which it takes effect in writing.".into(),
        ],
        closing: "Yours faithfully".into(),
        signer: Some("Jonas Wirth, IT".into()),
    }
}

#[test]
fn a_letter_says_all_that_the_vendor_needs() {
    let printed = Printed::new("letter", &letter(&notice(), &stationery("de-DE")).unwrap());
    let text = printed.text();
    for words in [
        "Softpoint Ltd.",
        "Dublin D02",
        "SP-88123",
        "22 Nov 2026",
        "31 Mar 2027",
        "Yours faithfully",
        "Jonas Wirth",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
    assert_eq!(printed.info("Title"), notice().subject);
    assert!(!text.contains("Page 1"));
}

pub fn spend(rows: i64) -> Table {
    let mut table = Table::new(
        "Spend by vendor",
        vec![
            Column::left("vendor", "Vendor"),
            Column::left("category", "Category"),
            Column::right("next_due", "Next due"),
            Column::right("licenses", "Licenses"),
            Column::right("this_year", "This year"),
            Column::right("next_year", "Next 12 months"),
        ],
    );
    for number in 0..rows {
        table.push(vec![
            Cell::text(format!("Vendor {number} Software & Services")),
            Cell::text(if number % 2 == 0 { "Design" } else { "Office" }),
            Cell::Date(day("2027-01-04") + chrono::Days::new(number.unsigned_abs())),
            Cell::Whole(number * 37),
            Cell::Money(Money::new(number * 123_457 + 99, "EUR")),
            Cell::Money(Money::new(number * 130_000, "EUR")),
        ]);
    }
    table.totals.push(vec![
        Cell::text("Total"),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Money(Money::new(12_345_678, "EUR")),
        Cell::Money(Money::new(13_000_000, "EUR")),
    ]);
    table
}

#[test]
fn a_report_has_its_figures_its_chart_and_every_row() {
    let report = Report {
        title: "Renewal forecast".into(),
        subtitle: "December 2026 to November 2027, as of 22 Nov 2026".into(),
        figures: vec![
            ("committed".into(), "84.120,00 EUR".into()),
            ("expected renewals".into(), "39.336,78 EUR".into()),
            ("in dollars, not added".into(), "1.200,00 USD".into()),
        ],
        chart: Some(Chart {
            title: "By month".into(),
            series: vec!["Licenses".into(), "Contracts".into(), "Hardware".into()],
            bars: ["Dec 2026", "Jan 2027", "Feb 2027", "Mar 2027", "Apr 2027", "May 2027"]
                .iter()
                .enumerate()
                .map(|(place, month)| {
                    let n = place as f64;
                    Bar { label: (*month).into(), parts: vec![4.0 + n, 2.0, (n - 2.0).max(0.0)], value: format!("{}.000,00 EUR", 6 + place) }
                })
                .collect(),
        }),
        table: spend(60),
        notes: "Amounts are billed amounts, in the month of the bill.\nRates: 1 USD = 0.92 EUR, entered on 1 Nov 2026.".into(),
    };
    let pdf = table_report(&report, &stationery("de-DE")).unwrap();
    let printed = Printed::new("report", &pdf);
    let text = printed.text();
    assert!(pdf.pages >= 2);
    for words in [
        "Renewal forecast",
        "By month",
        "Hardware",
        "Vendor 59",
        "123.456,78 EUR",
        "Total",
        "entered on 1 Nov",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
    assert!(printed.info("Page size").contains("A4") && printed.info("Page size").starts_with("595"));
}

#[test]
fn a_wide_report_lies_on_its_side() {
    let columns = (0..12).map(|n| Column::left(&format!("c{n}"), &format!("Heading {n}"))).collect();
    let mut table = Table::new("Wide", columns);
    for row in 0..40 {
        table.push((0..12).map(|n| Cell::text(format!("value {row}/{n}"))).collect());
    }
    let report = Report { title: "Wide".into(), table, ..Report::default() };
    let printed = Printed::new("wide", &table_report(&report, &stationery("en-GB")).unwrap());
    assert!(printed.info("Page size").starts_with("841"), "{}", printed.info("Page size"));
}

#[test]
fn a_cell_longer_than_a_page_loses_nothing() {
    let mut table = Table::new("Notes", vec![Column::left("name", "Name"), Column::left("notes", "Notes")]);
    let long: Vec<String> = (0..900).map(|n| format!("word{n}")).collect();
    table.push(vec![Cell::text("before"), Cell::text("short")]);
    table.push(vec![Cell::text("long"), Cell::text(long.join(" "))]);
    table.push(vec![Cell::text("after"), Cell::text(long.join("\n"))]);
    let report = Report { title: "Notes".into(), table, ..Report::default() };
    let printed = Printed::new("long-cell", &table_report(&report, &stationery("en-GB")).unwrap());
    let text = printed.text();
    for word in &long {
        assert!(
            text.matches(&format!("{word}\n")).count() + text.matches(&format!("{word} ")).count() >= 2,
            "{word} is lost"
        );
    }
}

#[test]
fn an_empty_report_says_so() {
    let report = Report { title: "Spend".into(), table: spend(0), ..Report::default() };
    let text = Printed::new("empty", &table_report(&report, &stationery("en-GB")).unwrap()).text();
    assert!(text.contains("There is nothing to list."), "{text}");
}
