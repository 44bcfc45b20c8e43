//! Dates as people and programs write them.

use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
}

fn in_column(text: &str, order: ColumnOrder) -> Result<Option<String>, String> {
    read(text, order, today()).map(|read| match read {
        ReadDate::On(date, _) => Some(date.to_string()),
        ReadDate::Blank | ReadDate::Endless => None,
    })
}

fn on(text: &str, order: DateOrder) -> (NaiveDate, Option<String>) {
    match read(text, ColumnOrder::Settled(order), today()) {
        Ok(ReadDate::On(date, notice)) => (date, notice),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn dates_of_one_reading_need_no_order() {
    for (text, expected) in [
        ("2025-03-01", "2025-03-01"),
        ("2025/3/1", "2025-03-01"),
        ("2025-03-01 00:00:00", "2025-03-01"),
        ("2025-03-01T10:15:00Z", "2025-03-01"),
        ("20250301", "2025-03-01"),
        ("3 Mar 2025", "2025-03-03"),
        ("March 3, 2025", "2025-03-03"),
        ("3rd march 2025", "2025-03-03"),
        ("03-Okt-25", "2025-10-03"),
        ("45717", "2025-03-01"),
        ("45717.5", "2025-03-01"),
        ("31/12/2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
        ("05/05/2025", "2025-05-05"),
    ] {
        assert_eq!(in_column(text, ColumnOrder::Open), Ok(Some(expected.to_owned())), "{text}");
    }
    for blank in [
        "",
        " ",
        "N/A",
        "TBD",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "01/01/0001 00:00:00",
        "12/31/9999",
        "9999-12-31",
    ] {
        assert_eq!(read(blank, ColumnOrder::Open, today()), Ok(ReadDate::Blank), "{blank}");
    }
    for endless in ["Perpetual", "never", "unbefristet", "Lifetime", " à vie "] {
        assert_eq!(read(endless, ColumnOrder::Open, today()), Ok(ReadDate::Endless), "{endless}");
    }
}

#[test]
fn dates_are_read_with_their_time_and_their_words() {
    for (text, expected) in [
        ("2027-06-30T00:00:00.0000000+02:00", "2027-06-30"),
        ("2027-06-30T00:00:00Z", "2027-06-30"),
        ("2027-06-30 00:00:00 UTC", "2027-06-30"),
        ("2027-06-30 09:08:12.1234567", "2027-06-30"),
        ("2027/06/30 07:59 PRC", "2027-06-30"),
        ("6/30/2027, 6:57:25 PM", "2027-06-30"),
        ("6/30/2027 12:00:00\u{202f}AM", "2027-06-30"),
        ("30.6.2027 17:09:41", "2027-06-30"),
        ("30.06.2027.", "2027-06-30"),
        ("30. 06. 2027", "2027-06-30"),
        ("2027. 06. 30.", "2027-06-30"),
        ("2027 06 30", "2027-06-30"),
        ("Wednesday, June 30, 2027", "2027-06-30"),
        ("Mittwoch, 30. Juni 2027", "2027-06-30"),
        ("mercredi 30 juin 2027", "2027-06-30"),
        ("miércoles, 30 de junio de 2027", "2027-06-30"),
        ("mercoledì 30 giugno 2027", "2027-06-30"),
        ("Wed Jun 30 2027 00:00:00 GMT+0200 (Central European Summer Time)", "2027-06-30"),
        ("Wed Jun 30 00:00:00 UTC 2027", "2027-06-30"),
        ("mer. 30/06/2027", "2027-06-30"),
        ("mar. 02/03/2027", "2027-03-02"),
        ("30 jun 27 14:18 +0200", "2027-06-30"),
        ("30 juni 2027", "2027-06-30"),
        ("30/jun/2027", "2027-06-30"),
        ("30Jun2027", "2027-06-30"),
        ("2027-Jun-30", "2027-06-30"),
        ("1er mars 2027", "2027-03-01"),
        ("mar 3, 2027", "2027-03-03"),
        ("Mardi 2 mars 2027", "2027-03-02"),
    ] {
        assert_eq!(in_column(text, ColumnOrder::Open), Ok(Some(expected.to_owned())), "{text}");
    }
}

#[test]
fn more_than_a_day_is_refused_with_the_reason() {
    for (text, part) in [
        ("Feb 1, 2027 - Jan 31, 2028", "two dates"),
        ("1 Feb 2027 to 31 Jan 2028", "two dates"),
        ("1. Feb 2027 – 31. Jan 2028", "two dates"),
        ("01.02.2027-31.01.2028", "two dates"),
        ("31 Jan 2028 (extended to 30 Apr 2028)", "two dates"),
        ("Mar 3, 2027 renewed Mar 3, 2028", "two dates"),
        ("31 Jan 2028 or so", "more than a date"),
        ("2028-01-31x", "more than a date"),
        ("2028-01-31 25:99", "more than a date"),
        ("Jan 2028", "no day"),
        ("01/2028", "no day"),
        ("2028-01", "no day"),
        ("Q4 2028", "no day"),
        ("mar 03/05/2027", "day of the week"),
        ("Monday, January 31, 2027", "day of the week"),
    ] {
        let message = in_column(text, ColumnOrder::Open).unwrap_err();
        assert!(message.contains(part), "{text}: {message}");
    }
}

#[test]
fn points_between_numbers_put_the_day_first_where_nothing_else_tells() {
    let dotted = evidence(&["02.04.2026", "11.06.2026"]);
    let slashed = evidence(&["02/04/2026"]);
    let (d, m) = (ColumnOrder::Settled(DateOrder::Dmy), ColumnOrder::Settled(DateOrder::Mdy));
    assert_eq!(decide(&[dotted], None), [d]);
    assert_eq!(decide(&[dotted, evidence(&["04.31.2026", "04.30.2026"])], None), [m, m]);
    assert_eq!(decide(&[evidence(&["02.04.2026", "02/04/2026"])], None), [ColumnOrder::Open]);
    assert_eq!(decide(&[dotted, slashed], None), [d, ColumnOrder::Open]);
}

#[test]
fn the_order_decides_doubtful_dates() {
    let settled = |order| ColumnOrder::Settled(order);
    assert_eq!(in_column("03/04/2025", settled(DateOrder::Dmy)), Ok(Some("2025-04-03".into())));
    assert_eq!(in_column("03/04/2025", settled(DateOrder::Mdy)), Ok(Some("2025-03-04".into())));
    assert_eq!(in_column("25-03-04", settled(DateOrder::Ymd)), Ok(Some("2025-03-04".into())));
    let open = in_column("03/04/2025", ColumnOrder::Open).unwrap_err();
    assert!(open.contains("3 April 2025 or 4 March 2025") && open.contains("--date-order"), "{open}");
    assert!(in_column("03/04/2025", ColumnOrder::Both).unwrap_err().contains("both orders"));
    assert!(in_column("12/31/2025", settled(DateOrder::Dmy)).unwrap_err().contains("no month 31"));
}

#[test]
fn impossible_and_unreadable_dates_say_so() {
    for order in [ColumnOrder::Open, ColumnOrder::Settled(DateOrder::Dmy)] {
        assert_eq!(in_column("31/02/2025", order), Err("There is no 31 February 2025.".into()));
    }
    assert_eq!(in_column("2025-02-29", ColumnOrder::Open), Err("There is no 29 February 2025.".into()));
    for text in ["soon", "1/2", "12.5", "99", "2025", "1e9", "1/2/3/4", "2025-03-01 whenever"] {
        assert!(in_column(text, ColumnOrder::Open).is_err(), "{text}");
    }
}

#[test]
fn two_digit_years_and_day_numbers_are_noticed() {
    let at = |text: &str| on(text, DateOrder::Dmy);
    assert_eq!(at("1/2/46").0.year(), 2046);
    assert_eq!(at("1/2/47").0.year(), 1947);
    assert!(at("1/2/25").1.unwrap().contains("2025"));
    assert!(at("45717").1.unwrap().contains("2025-03-01"));
    assert_eq!(at("1/2/2025").1, None);
}

fn evidence(dates: &[&str]) -> Evidence {
    let mut evidence = Evidence::default();
    for text in dates {
        weigh(&mut evidence, look(text, today()), today());
    }
    evidence
}

#[test]
fn a_column_is_settled_by_itself_then_by_others_then_by_the_user() {
    let (dmy, mdy, open) =
        (evidence(&["31/12/2025", "1/2/2025"]), evidence(&["12/31/2025"]), evidence(&["1/2/2025"]));
    let both = evidence(&["31/12/2025", "12/31/2025", "1/2/2025"]);
    let (d, m) = (ColumnOrder::Settled(DateOrder::Dmy), ColumnOrder::Settled(DateOrder::Mdy));
    assert_eq!(decide(&[dmy, open], None), [d, d]);
    assert_eq!(decide(&[open, mdy], None), [m, m]);
    assert_eq!(decide(&[dmy, mdy, open], None), [d, m, ColumnOrder::Open]);
    assert_eq!(decide(&[both, open], None), [ColumnOrder::Both, ColumnOrder::Open]);
    assert_eq!(decide(&[open], None), [ColumnOrder::Open]);
    assert_eq!(decide(&[both, open], Some(DateOrder::Mdy)), [m, m]);
}

#[test]
fn points_put_the_day_first_also_beside_dates_that_put_the_month_first() {
    let mixed = evidence(&["4/25/26", "03.04.2026", "5/6/26"]);
    assert_eq!(decide(&[mixed], None), [ColumnOrder::PointsDayFirst]);
    let at = |text| match read(text, ColumnOrder::PointsDayFirst, today()) {
        Ok(ReadDate::On(date, _)) => date.to_string(),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(
        (at("03.04.2026"), at("5/6/26"), at("4/25/26")),
        ("2026-04-03".into(), "2026-05-06".into(), "2026-04-25".into())
    );
    // Other columns do not turn them round either.
    let (dotted, open, mdy) =
        (evidence(&["03.04.2026"]), evidence(&["03.04.2026", "5/6/26"]), evidence(&["12/31/2025"]));
    let (d, m) = (ColumnOrder::Settled(DateOrder::Dmy), ColumnOrder::Settled(DateOrder::Mdy));
    assert_eq!(decide(&[dotted, open, mdy], None), [d, ColumnOrder::PointsDayFirst, m]);
    // Unless the file writes points after the month.
    let american = evidence(&["12.31.2025"]);
    assert_eq!(decide(&[dotted, american], None), [m, m]);
    assert_eq!(decide(&[mixed], Some(DateOrder::Mdy)), [m], "what a person says counts");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,30}", numbers in "[0-9./ T:-]{0,14}") {
        for text in [&text, &numbers] {
            for order in [ColumnOrder::Open, ColumnOrder::Both, ColumnOrder::Settled(DateOrder::Ymd)] {
                let _ = read(text, order, today());
            }
        }
    }

    #[test]
    fn every_date_reads_back_in_every_order(days in 0i64..60000) {
        let date = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Duration::days(days);
        for (order, format) in [(DateOrder::Dmy, "%d/%m/%Y"), (DateOrder::Mdy, "%m/%d/%Y"), (DateOrder::Ymd, "%Y/%m/%d")] {
            let text = date.format(format).to_string();
            prop_assert_eq!(on(&text, order).0, date);
        }
    }

    /// Nothing beside a date is passed over.
    #[test]
    fn words_beside_a_date_refuse_it(days in 0i64..30000, style in 0usize..4, stray in "[b-su-xz!#%&?]{2,5}") {
        let date = NaiveDate::from_ymd_opt(1980, 1, 1).unwrap() + chrono::Duration::days(days);
        let format = ["%Y-%m-%d", "%d %b %Y", "%A, %B %d, %Y", "%Y-%m-%dT10:20:30Z"][style];
        let text = date.format(format).to_string();
        prop_assert_eq!(on(&text, DateOrder::Dmy).0, date);
        for with in [format!("{text} {stray}"), format!("{stray} {text}"), format!("{text}-{text}")] {
            let read = read(&with, ColumnOrder::Settled(DateOrder::Dmy), today());
            let of_week = words::weekday(&stray).is_some();
            prop_assert!(read.is_err() || of_week, "{} is {:?}", with, read);
        }
    }
}
