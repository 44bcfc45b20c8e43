//! Calendar arithmetic: dates have no zone, months clamp at the month's end. Done here and nowhere else.

use chrono::{Datelike, Days, Months, NaiveDate};

/// The date `months` later; the day clamps to the month's last (31 Jan + 1 month = 28 or 29 Feb).
/// None when the calendar ends.
pub fn add_months(date: NaiveDate, months: u32) -> Option<NaiveDate> {
    date.checked_add_months(Months::new(months))
}

/// The date `months` earlier, clamped in the same way.
pub fn sub_months(date: NaiveDate, months: u32) -> Option<NaiveDate> {
    date.checked_sub_months(Months::new(months))
}

/// The last day in force of a term of `months` that starts on `start` (both days count).
pub fn term_end(start: NaiveDate, months: u32) -> Option<NaiveDate> {
    add_months(start, months)?.pred_opt()
}

/// The last day of a warranty of `months` from `start`: the anniversary itself still counts.
pub fn warranty_end(start: NaiveDate, months: u32) -> Option<NaiveDate> {
    add_months(start, months)
}

/// How long before a term's end notice must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notice {
    pub months: u32,
    pub days: u32,
}

/// Whether a date is the last day of its month.
pub fn is_month_end(date: NaiveDate) -> bool {
    date.succ_opt().is_none_or(|next| next.month() != date.month())
}

/// Months counted as agreements count them: from a month's last day to a month's last day, else clamped.
fn between_month_ends(from: NaiveDate, to: NaiveDate) -> NaiveDate {
    if !is_month_end(from) {
        return to;
    }
    let first = to.with_day(1).unwrap_or(to);
    term_end(first, 1).unwrap_or(to)
}

/// The last day on which notice counts: end minus notice, months first; without notice the end itself. Months go
/// from a month's last day to a month's last day: three months to 30 Nov are 31 Aug.
pub fn cancel_by(end: NaiveDate, notice: Notice) -> Option<NaiveDate> {
    between_month_ends(end, sub_months(end, notice.months)?)
        .checked_sub_days(Days::new(u64::from(notice.days)))
}

/// The day on which a notice that was given on a day runs out, by the same rule of months.
pub fn notice_runs_out(given: NaiveDate, notice: Notice) -> Option<NaiveDate> {
    between_month_ends(given, add_months(given, notice.months)?)
        .checked_add_days(Days::new(u64::from(notice.days)))
}

/// The smallest number of months from `start` that reaches `end` or goes past it. At least 1.
/// None when the end lies before the start.
pub fn months_touched(start: NaiveDate, end: NaiveDate) -> Option<u32> {
    if end < start {
        return None;
    }
    let mut months = month_difference(start, end).max(1);
    months = months.saturating_sub(1).max(1);
    while term_end(start, months)? < end {
        months += 1;
    }
    Some(months)
}

/// Months between the months of two dates, whatever their days; 0 when the second is not later.
fn month_difference(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from((to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32).unwrap_or(0)
}

/// Boundaries counted in months from one day, never step by step, so that the 31st does not become the 28th.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    anchor: NaiveDate,
    /// Months from the anchor to boundary 0.
    passed: u32,
}

impl Rhythm {
    /// Boundary 0 is `first`. Where `anchor` is an earlier day that `first` lies whole months after, the months are
    /// counted from there.
    pub fn at(first: NaiveDate, anchor: Option<NaiveDate>) -> Rhythm {
        if let Some(anchor) = anchor.filter(|anchor| *anchor < first) {
            let passed = month_difference(anchor, first);
            if add_months(anchor, passed) == Some(first) {
                return Rhythm { anchor, passed };
            }
        }
        Rhythm { anchor: first, passed: 0 }
    }

    /// The rhythm that was stored as [`Rhythm::parts`].
    pub fn from_parts(anchor: NaiveDate, passed: u32) -> Rhythm {
        Rhythm { anchor, passed }
    }

    /// The anchor, and the months from it to boundary 0.
    pub fn parts(self) -> (NaiveDate, u32) {
        (self.anchor, self.passed)
    }

    /// The same rhythm, whose boundary 0 is this one's boundary after `months`.
    pub fn after(self, months: u32) -> Option<Rhythm> {
        Some(Rhythm { anchor: self.anchor, passed: self.passed.checked_add(months)? })
    }

    /// The first day after `months` of it.
    pub fn boundary(self, months: u32) -> Option<NaiveDate> {
        add_months(self.anchor, self.passed.checked_add(months)?)
    }

    /// The last day of its first `months`.
    pub fn last_day(self, months: u32) -> Option<NaiveDate> {
        self.boundary(months)?.pred_opt()
    }

    /// After how many months, at least 1, a day is a boundary; None when it is none.
    pub fn months_to(self, day: NaiveDate) -> Option<u32> {
        let months = month_difference(self.boundary(0)?, day);
        (months > 0 && self.boundary(months) == Some(day)).then_some(months)
    }

    /// The last multiple of `every` months whose boundary is not after a day; None before boundary 0.
    pub fn reached(self, every: u32, day: NaiveDate) -> Option<u32> {
        let first = self.boundary(0)?;
        if day < first {
            return None;
        }
        let every = every.max(1);
        let mut periods = month_difference(first, day).saturating_sub(1) / every;
        while self.boundary((periods + 1).checked_mul(every)?)? <= day {
            periods += 1;
        }
        periods.checked_mul(every)
    }
}

/// The days of a term as they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Begins on the first day.
    pub rhythm: Rhythm,
    /// The last day that counts: the day before an end that is written as the anniversary.
    pub last: NaiveDate,
    /// Its whole months; None when it is no whole number of them.
    pub whole: Option<u32>,
}

/// Reads the days of a term that is recorded from `start` until `end`. An end on the anniversary of the start, as
/// most spreadsheets write it, is the same months as the day before. `anchor` is the first day of the chain of terms
/// that it renews, whose day of the month is kept.
pub fn length(start: NaiveDate, end: NaiveDate, anchor: Option<NaiveDate>) -> Length {
    let rhythms = [Rhythm::at(start, anchor), Rhythm::at(start, None)];
    let after = end.succ_opt().unwrap_or(end);
    let exact = rhythms.iter().find_map(|rhythm| Some((*rhythm, end, rhythm.months_to(after)?)));
    let found = exact.or_else(|| {
        rhythms.iter().find_map(|rhythm| Some((*rhythm, end.pred_opt()?, rhythm.months_to(end)?)))
    });
    match found {
        Some((rhythm, last, months)) => Length { rhythm, last, whole: Some(months) },
        None => Length { rhythm: Rhythm::at(start, anchor), last: end, whole: None },
    }
}

/// First and last day of a period that came by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rolled {
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// How a term goes on after its recorded end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rolling {
    /// Boundary 0 is the day after the last recorded day.
    pub rhythm: Rhythm,
    /// Months of each period; at least 1.
    pub every: u32,
}

impl Rolling {
    /// The last day before it goes on.
    pub fn after(self) -> Option<NaiveDate> {
        self.rhythm.last_day(0)
    }

    /// The period that contains a day; None until the recorded end.
    pub fn on(self, day: NaiveDate) -> Option<Rolled> {
        let every = self.every.max(1);
        let months = self.rhythm.reached(every, day)?;
        Some(Rolled {
            starts_on: self.rhythm.boundary(months)?,
            ends_on: self.rhythm.last_day(months.checked_add(every)?)?,
        })
    }
}

/// Days from `today` to `date`; negative when it is past.
pub fn days_until(date: NaiveDate, today: NaiveDate) -> i32 {
    i32::try_from((date - today).num_days()).unwrap_or(if date < today { i32::MIN } else { i32::MAX })
}

/// "4 Dec 2026": a date within a sentence.
pub fn in_words(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), date.format("%b"), date.year())
}

/// A quarter of a calendar year, as 2027-Q3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    /// 0 to 3.
    number: u32,
}

impl Quarter {
    /// The quarter that holds a day.
    pub fn of(day: NaiveDate) -> Quarter {
        Quarter { year: day.year(), number: day.month0() / 3 }
    }

    /// Reads "2027-Q3"; None for anything else.
    pub fn parse(text: &str) -> Option<Quarter> {
        let (year, number) = text.trim().split_once("-Q")?;
        let (year, number): (i32, u32) = (year.parse().ok()?, number.parse().ok()?);
        let number = number.checked_sub(1).filter(|number| *number < 4)?;
        (1900..=9999).contains(&year).then_some(Quarter { year, number })
    }

    /// The calendar year it is in.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Its first day; None beyond the dates that can be computed with.
    pub fn first_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.number * 3 + 1, 1)
    }

    /// Its last day; None beyond the dates that can be computed with.
    pub fn last_day(self) -> Option<NaiveDate> {
        self.next().first_day()?.pred_opt()
    }

    /// The quarter after it.
    pub fn next(self) -> Quarter {
        if self.number == 3 {
            Quarter { year: self.year + 1, number: 0 }
        } else {
            Quarter { year: self.year, number: self.number + 1 }
        }
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-Q{}", self.year, self.number + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_clamp_at_the_end_of_the_month() {
        for (start, months, expected) in [
            ("2025-01-31", 1, "2025-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2024-01-15", 36, "2027-01-15"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-08-31", 6, "2025-02-28"),
        ] {
            assert_eq!(add_months(d(start), months), Some(d(expected)), "{start} + {months}");
        }
    }

    #[test]
    fn a_term_includes_both_its_days() {
        assert_eq!(term_end(d("2025-12-28"), 12), Some(d("2026-12-27")));
        assert_eq!(term_end(d("2025-01-01"), 1), Some(d("2025-01-31")));
    }

    /// Start, end, the chain's first day; whole months and the last day that counts.
    #[test]
    fn an_end_on_the_anniversary_is_the_day_before() {
        for (start, end, anchor, whole, last) in [
            ("2025-12-28", "2026-12-27", "", Some(12), "2026-12-27"),
            ("2025-12-28", "2026-12-28", "", Some(12), "2026-12-27"),
            ("2025-01-01", "2026-01-01", "", Some(12), "2025-12-31"),
            ("2024-02-29", "2025-02-28", "", Some(12), "2025-02-27"),
            ("2024-02-29", "2025-02-27", "", Some(12), "2025-02-27"),
            ("2024-10-31", "2024-11-30", "", Some(1), "2024-11-29"),
            ("2024-10-31", "2024-11-29", "", Some(1), "2024-11-29"),
            ("2024-10-30", "2024-11-29", "", Some(1), "2024-11-29"),
            ("2024-11-30", "2025-02-28", "", Some(3), "2025-02-27"),
            ("2024-11-30", "2025-02-27", "", Some(3), "2025-02-27"),
            ("2023-01-01", "2026-01-01", "", Some(36), "2025-12-31"),
            // A day off is no anniversary, and neither is the first day itself.
            ("2025-01-15", "2026-01-16", "", None, "2026-01-16"),
            ("2025-01-15", "2026-01-13", "", None, "2026-01-13"),
            ("2025-01-15", "2025-01-15", "", None, "2025-01-15"),
            // A renewal of a term from the 31st keeps its day of the month.
            ("2025-02-28", "2025-03-30", "2025-01-31", Some(1), "2025-03-30"),
            ("2025-02-28", "2025-03-31", "2025-01-31", Some(1), "2025-03-30"),
            ("2025-02-28", "2025-03-27", "2025-01-31", Some(1), "2025-03-27"),
            ("2025-02-28", "2025-03-30", "", None, "2025-03-30"),
        ] {
            let found = length(d(start), d(end), anchor.parse().ok());
            assert_eq!((found.whole, found.last), (whole, d(last)), "{start} to {end}");
        }
    }

    #[test]
    fn notice_is_counted_back_from_the_end() {
        for (end, months, days, expected) in [
            ("2026-12-27", 1, 0, "2026-11-27"),
            ("2026-12-27", 0, 30, "2026-11-27"),
            ("2026-12-27", 0, 0, "2026-12-27"),
            ("2025-05-31", 3, 0, "2025-02-28"),
            ("2025-03-31", 1, 5, "2025-02-23"),
            // From a month's last day to a month's last day.
            ("2026-11-30", 3, 0, "2026-08-31"),
            ("2027-02-28", 1, 0, "2027-01-31"),
            ("2028-02-28", 1, 0, "2028-01-28"),
            ("2026-11-29", 3, 0, "2026-08-29"),
        ] {
            assert_eq!(cancel_by(d(end), Notice { months, days }), Some(d(expected)), "{end}");
        }
        assert_eq!(notice_runs_out(d("2026-08-31"), Notice { months: 3, days: 0 }), Some(d("2026-11-30")));
        assert_eq!(notice_runs_out(d("2027-02-28"), Notice { months: 1, days: 0 }), Some(d("2027-03-31")));
        assert_eq!(notice_runs_out(d("2026-08-15"), Notice { months: 1, days: 3 }), Some(d("2026-09-18")));
    }

    #[test]
    fn rolling_does_not_drift() {
        let rolled = |start: &str, end: &str, every: u32, today: &str| {
            let length = length(d(start), d(end), None);
            let rolling = Rolling { rhythm: length.rhythm.after(length.whole.unwrap()).unwrap(), every };
            rolling.on(d(today)).map(|rolled| (rolled.starts_on.to_string(), rolled.ends_on.to_string()))
        };
        let days = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
        assert_eq!(rolled("2025-01-31", "2025-02-27", 1, "2025-05-05"), days("2025-04-30", "2025-05-30"));
        assert_eq!(rolled("2000-12-05", "2001-01-04", 1, "2001-01-10"), days("2001-01-05", "2001-02-04"));
        assert_eq!(rolled("2020-08-01", "2023-07-31", 12, "2023-09-01"), days("2023-08-01", "2024-07-31"));
        assert_eq!(rolled("2024-02-29", "2025-02-28", 12, "2028-03-01"), days("2028-02-29", "2029-02-27"));
        assert_eq!(rolled("2025-01-15", "2026-01-15", 12, "2026-01-15"), days("2026-01-15", "2027-01-14"));
        assert_eq!(rolled("2025-01-15", "2026-01-15", 12, "2026-01-14"), None);
    }

    #[test]
    fn quarters_follow_each_other() {
        let last = Quarter::parse("2027-Q4").unwrap();
        assert_eq!(Quarter::of(d("2027-10-01")), last);
        assert_eq!((last.first_day(), last.last_day()), (Some(d("2027-10-01")), Some(d("2027-12-31"))));
        assert_eq!(last.next().to_string(), "2028-Q1");
        for wrong in ["2027", "2027-Q0", "2027-Q5", "27-Q1x", "2027-q1", ""] {
            assert_eq!(Quarter::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn added_months_land_in_the_right_month(days in 0i64..36500, months in 0u32..600) {
            let start = d("1970-01-01") + chrono::Duration::days(days);
            let end = add_months(start, months).unwrap();
            let expected = start.year() * 12 + start.month0() as i32 + months as i32;
            prop_assert_eq!(end.year() * 12 + end.month0() as i32, expected);
            prop_assert!(end.day() <= start.day());
            let last = end.succ_opt().unwrap().month() != end.month();
            prop_assert!(end.day() == start.day() || last);
        }

        #[test]
        fn months_touched_is_the_smallest_cover(days in 0i64..20000, length in 0i64..4000) {
            let start = d("1990-01-01") + chrono::Duration::days(days);
            let end = start + chrono::Duration::days(length);
            let months = months_touched(start, end).unwrap();
            prop_assert!(term_end(start, months).unwrap() >= end);
            prop_assert!(months == 1 || term_end(start, months - 1).unwrap() < end);
        }

        /// Written as the anniversary or exactly, a term has the same months and the same last day.
        #[test]
        fn both_styles_of_an_end_count_the_same(days in 0i64..15000, months in 1u32..121) {
            let start = d("1990-01-01") + chrono::Duration::days(days);
            let exact = length(start, term_end(start, months).unwrap(), None);
            let written = length(start, add_months(start, months).unwrap(), None);
            prop_assert_eq!(exact, written);
            prop_assert_eq!(exact.whole, Some(months));
        }

        #[test]
        fn a_rolled_period_contains_today(
            days in 0i64..15000, first in 1u32..61, every in 1u32..40, later in 0i64..9000,
        ) {
            let start = d("1990-01-01") + chrono::Duration::days(days);
            let today = term_end(start, first).unwrap() + chrono::Duration::days(later + 1);
            let rhythm = Rhythm::at(start, None).after(first).unwrap();
            let rolled = Rolling { rhythm, every }.on(today).unwrap();
            prop_assert!(rolled.starts_on <= today && today <= rolled.ends_on);
            // The k-th end is the start and (first + k x every) months, less a day.
            let found = (0..3000).any(|k| term_end(start, first + k * every) == Some(rolled.ends_on));
            prop_assert!(found);
        }

        #[test]
        fn notice_given_on_the_last_day_runs_out_at_the_end(days in 0i64..15000, months in 0u32..25) {
            let end = d("1990-01-01") + chrono::Duration::days(days);
            let notice = Notice { months, days: 0 };
            let by = cancel_by(end, notice).unwrap();
            prop_assert!(notice_runs_out(by, notice).unwrap() >= end || end.day() > 28);
            prop_assert_eq!(is_month_end(end), is_month_end(end) && is_month_end(by));
        }
    }
}
