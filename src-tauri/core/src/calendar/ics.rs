//! Writing iCalendar (RFC 5545): all-day events with alarms, folded and escaped as the standard says.

use crate::{
    clock::Now,
    reminders::{Deadline, words},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use std::fmt::Write as _;

/// The most octets of a line, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// An all-day event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub uid: String,
    /// Grows with every change of the event (RFC 5545, 3.8.7.4).
    pub sequence: u32,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub day: NaiveDate,
    pub summary: String,
    pub description: String,
    /// Days before the event.
    pub alarms: Vec<u32>,
    pub cancelled: bool,
}

impl Event {
    /// For a file that is written once; the deadline's own id makes the same event of the same deadline.
    pub fn once(deadline: &Deadline, now: &Now) -> Option<Event> {
        Some(Event {
            uid: format!("{}@holdfast", deadline.id.replace('/', ".")),
            sequence: 0,
            created_at: now.at,
            changed_at: now.at,
            day: deadline.key()?.due_on,
            summary: words::headline(deadline),
            description: description(deadline),
            alarms: Vec::new(),
            cancelled: false,
        })
    }
}

/// What stands below an event's title: nothing that is different from one day to the next.
pub(super) fn description(deadline: &Deadline) -> String {
    let mut lines = Vec::new();
    lines.extend(deadline.amounts.iter().map(crate::words::money));
    lines.extend(deadline.vendor.clone());
    lines.push(format!("{}.", words::advice(deadline.kind)));
    lines.join("\n")
}

/// The text of a calendar. `alarm_at` is the time of the day at which alarms ring; None leaves them out.
pub(super) fn calendar(events: &[Event], alarm_at: Option<NaiveTime>) -> String {
    let mut text = String::new();
    for fixed in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        concat!("PRODID:-//Holdfast//Holdfast ", env!("CARGO_PKG_VERSION"), "//EN"),
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Holdfast",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ] {
        line(&mut text, fixed);
    }
    for event in events {
        push(&mut text, event, alarm_at);
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn push(text: &mut String, event: &Event, alarm_at: Option<NaiveTime>) {
    let stamp = |at: &DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    line(text, "BEGIN:VEVENT");
    line(text, &format!("UID:{}", escaped(&event.uid)));
    line(text, &format!("DTSTAMP:{}", stamp(&event.changed_at)));
    line(text, &format!("CREATED:{}", stamp(&event.created_at)));
    line(text, &format!("LAST-MODIFIED:{}", stamp(&event.changed_at)));
    line(text, &format!("SEQUENCE:{}", event.sequence));
    // Without an end it lasts this one day (RFC 5545, 3.6.1).
    line(text, &format!("DTSTART;VALUE=DATE:{}", event.day.format("%Y%m%d")));
    line(text, &format!("SUMMARY:{}", escaped(&event.summary)));
    line(text, &format!("DESCRIPTION:{}", escaped(&event.description)));
    line(text, if event.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    line(text, "TRANSP:TRANSPARENT");
    if let (Some(alarm_at), false) = (alarm_at, event.cancelled) {
        for days in &event.alarms {
            line(text, "BEGIN:VALARM");
            line(text, "ACTION:DISPLAY");
            line(text, &format!("TRIGGER:{}", trigger(*days, alarm_at)));
            line(text, &format!("DESCRIPTION:{}", escaped(&event.summary)));
            line(text, "END:VALARM");
        }
    }
    line(text, "END:VEVENT");
}

/// From the event's first midnight to a time of the day some days earlier: "-P29DT15H0M" is 9:00, 30 days before.
fn trigger(days: u32, at: NaiveTime) -> String {
    let minutes = i64::from(days) * 24 * 60 - i64::from(at.hour() * 60 + at.minute());
    let (sign, minutes) = if 0 < minutes { ("-", minutes) } else { ("", -minutes) };
    let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    format!("{sign}P{days}DT{hours}H{minutes}M")
}

/// A text as a value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => safe.extend(['\\', c]),
            '\n' => safe.push_str("\\n"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// Adds a line, folded between characters where it is too long.
fn line(text: &mut String, content: &str) {
    let mut rest = content;
    let mut most = LINE;
    while most < rest.len() {
        let (part, tail) = rest.split_at(rest.floor_char_boundary(most));
        let _ = write!(text, "{part}\r\n ");
        rest = tail;
        // The space that marks a folded line counts.
        most = LINE - 1;
    }
    let _ = write!(text, "{rest}\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_alarm_rings_at_its_time_of_the_day() {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        for (days, expected) in [(30, "-P29DT15H0M"), (1, "-P0DT15H0M"), (0, "P0DT9H0M")] {
            assert_eq!(trigger(days, nine), expected);
        }
        assert_eq!(trigger(1, NaiveTime::MIN), "-P1DT0H0M");
        assert_eq!(trigger(0, NaiveTime::MIN), "P0DT0H0M");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("A; B, C\\D\nE\tF"), "A\\; B\\, C\\\\D\\nE F");
    }

    proptest! {
        #[test]
        fn folded_lines_are_short_and_unfold_to_the_same(content in "\\PC{0,300}") {
            let mut text = String::new();
            line(&mut text, &content);
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE));
            prop_assert_eq!(text.replace("\r\n ", ""), format!("{content}\r\n"));
        }
    }
}
