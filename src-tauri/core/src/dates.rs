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

/// The last day on which notice counts: end minus notice; without notice the end itself.
pub fn cancel_by(end: NaiveDate, notice: Notice) -> Option<NaiveDate> {
    sub_months(end, notice.months)?.checked_sub_days(Days::new(u64::from(notice.days)))
}

/// Whole months that lie between a term's first day and the day after its last; None when the end is
/// not on a whole month, by the clamped rule.
pub fn whole_months(start: NaiveDate, end: NaiveDate) -> Option<u32> {
    let months = months_touched(start, end)?;
    (term_end(start, months)? == end).then_some(months)
}

/// The smallest number of months from `start` that reaches `end` or goes past it. At least 1.
/// None when the end lies before the start.
pub fn months_touched(start: NaiveDate, end: NaiveDate) -> Option<u32> {
    if end < start {
        return None;
    }
    let years = end.year() - start.year();
    let estimate = years * 12 + end.month() as i32 - start.month() as i32;
    let mut months = u32::try_from(estimate.max(1) - 1).ok()?.max(1);
    while term_end(start, months)? < end {
        months += 1;
    }
    Some(months)
}

/// A term's length in months: the months it touches, but an end on the anniversary itself, as many
/// spreadsheets write it, is no further month. Nor are the days that a clamped start lost: a period of a
/// rhythm on the 31st that goes from 28 Feb to 30 Mar is one month.
pub fn term_months(start: NaiveDate, end: NaiveDate) -> Option<u32> {
    let months = months_touched(start, end)?;
    let anniversary = months > 1 && add_months(start, months - 1) == Some(end);
    let after = end.succ_opt()?;
    let apart = (after.year() - start.year()) * 12 + after.month() as i32 - start.month() as i32;
    let regained = months > 1 && i64::from(apart) == i64::from(months) - 1 && same_rhythm(start, after);
    Some(if anniversary || regained { months - 1 } else { months })
}

/// Whether both dates are the same day of the month, by the clamped rule: a start on its month's last day may
/// be one of the days behind it.
fn same_rhythm(start: NaiveDate, after: NaiveDate) -> bool {
    let is_last = |date: NaiveDate| date.succ_opt().is_none_or(|next| next.month() != date.month());
    is_last(start) && (start.day()..=31).any(|day| after.day() == day || is_last(after) && after.day() < day)
}

/// The last day of the period that follows one that ended: the rhythm of `anchor`, the first start, is kept, so
/// that the 31st does not become the 28th. None when the calendar ends.
///
/// `months` is the length of the period that ended.
pub fn next_end(anchor: NaiveDate, ended: NaiveDate, months: u32) -> Option<NaiveDate> {
    let next = ended.succ_opt()?;
    let passed =
        u32::try_from((next.year() - anchor.year()) * 12 + next.month() as i32 - anchor.month() as i32)
            .unwrap_or(0);
    if add_months(anchor, passed) == Some(next) {
        return term_end(anchor, passed.checked_add(months)?);
    }
    term_end(next, months)
}

/// Where an auto-renewing term stands on `today`, which lies after its recorded end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rolled {
    /// First and last day of the period that contains `today`.
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// Rolls a term forward without drift: every boundary is counted as k x `months` from the first start
/// (or, without one, from the recorded end), never step by step.
pub fn roll(start: Option<NaiveDate>, end: NaiveDate, months: u32, today: NaiveDate) -> Option<Rolled> {
    let months = months.max(1);
    let anchor = match start {
        Some(start) => start,
        None => end.succ_opt()?,
    };
    let boundary = |k: u32| add_months(anchor, months.checked_mul(k)?);
    // Whole months that have surely passed; the rest is walked.
    let passed = (today.year() - anchor.year()) * 12 + today.month() as i32 - anchor.month() as i32 - 1;
    let mut k = u32::try_from(passed.max(0)).ok()? / months;
    while boundary(k + 1)? <= today {
        k += 1;
    }
    Some(Rolled { starts_on: boundary(k)?, ends_on: boundary(k + 1)?.pred_opt()? })
}

/// Days from `today` to `date`; negative when it is past.
pub fn days_until(date: NaiveDate, today: NaiveDate) -> i32 {
    i32::try_from((date - today).num_days()).unwrap_or(if date < today { i32::MIN } else { i32::MAX })
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
        assert_eq!(whole_months(d("2025-12-28"), d("2026-12-27")), Some(12));
        assert_eq!(whole_months(d("2025-01-01"), d("2025-01-30")), None);
        assert_eq!(term_months(d("2025-01-15"), d("2026-01-15")), Some(12));
        assert_eq!(term_months(d("2025-01-15"), d("2026-01-14")), Some(12));
    }

    #[test]
    fn notice_is_counted_back_from_the_end() {
        for (end, months, days, expected) in [
            ("2026-12-27", 1, 0, "2026-11-27"),
            ("2026-12-27", 0, 30, "2026-11-27"),
            ("2026-12-27", 0, 0, "2026-12-27"),
            ("2025-05-31", 3, 0, "2025-02-28"),
            ("2025-03-31", 1, 5, "2025-02-23"),
        ] {
            assert_eq!(cancel_by(d(end), Notice { months, days }), Some(d(expected)));
        }
    }

    #[test]
    fn rolling_does_not_drift() {
        let rolled = roll(Some(d("2025-01-31")), d("2025-02-27"), 1, d("2025-05-05")).unwrap();
        assert_eq!(rolled, Rolled { starts_on: d("2025-04-30"), ends_on: d("2025-05-30") });
        let over_the_year = roll(Some(d("2000-12-05")), d("2001-01-04"), 1, d("2001-01-10")).unwrap();
        assert_eq!(over_the_year, Rolled { starts_on: d("2001-01-05"), ends_on: d("2001-02-04") });
        let unknown_start = roll(None, d("2025-12-31"), 12, d("2027-03-01")).unwrap();
        assert_eq!(unknown_start, Rolled { starts_on: d("2027-01-01"), ends_on: d("2027-12-31") });
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

        #[test]
        fn a_rolled_period_contains_today(
            days in 0i64..15000, months in 1u32..61, later in 0i64..9000, known in any::<bool>(),
        ) {
            let start = d("1990-01-01") + chrono::Duration::days(days);
            let end = term_end(start, months).unwrap();
            let today = end + chrono::Duration::days(later + 1);
            let rolled = roll(known.then_some(start), end, months, today).unwrap();
            prop_assert!(rolled.starts_on <= today && today <= rolled.ends_on);
            prop_assert!(rolled.starts_on > end);
        }
    }
}
