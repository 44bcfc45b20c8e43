//! How automatic backups are named, and which of them may go: pure rules over dates and sizes.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use std::collections::BTreeSet;

/// The last backup is kept of so many days that have one.
pub const DAYS: usize = 7;
/// The last backup is kept of so many weeks (Monday to Sunday) that have one.
pub const WEEKS: usize = 4;
/// The last backup is kept of so many months that have one.
pub const MONTHS: usize = 12;

const START: &str = "holdfast-";
const END: &str = ".db";

/// When a backup was made, as its name says: by the clock of the wall, and numbered where several share a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp {
    pub day: NaiveDate,
    /// Whole minutes.
    pub time: NaiveTime,
    /// From 1.
    pub number: u32,
}

impl Stamp {
    pub(super) fn new(day: NaiveDate, time: NaiveTime) -> Stamp {
        let time = NaiveTime::from_hms_opt(time.hour(), time.minute(), 0).unwrap_or(NaiveTime::MIN);
        Stamp { day, time, number: 1 }
    }

    /// The next name within the same minute.
    pub(super) fn next(self) -> Stamp {
        Stamp { number: self.number.saturating_add(1), ..self }
    }

    /// `holdfast-2027-02-28-0905.db`; a second one of that minute ends in `-0905-2.db`.
    pub(super) fn name(self) -> String {
        let at = self.day.and_time(self.time).format("%Y-%m-%d-%H%M");
        match self.number {
            1 => format!("{START}{at}{END}"),
            number => format!("{START}{at}-{number}{END}"),
        }
    }

    /// Reads a name of exactly that form; None for any other.
    pub(super) fn parse(name: &str) -> Option<Stamp> {
        let inner = name.strip_prefix(START)?.strip_suffix(END)?;
        let (at, rest) = inner.split_at_checked("2027-02-28-0905".len())?;
        let at = NaiveDateTime::parse_from_str(at, "%Y-%m-%d-%H%M").ok()?;
        let number = match rest {
            "" => 1,
            rest => rest.strip_prefix('-')?.parse().ok()?,
        };
        let stamp = Stamp { day: at.date(), time: at.time(), number };
        (stamp.name() == name).then_some(stamp)
    }
}

/// The places in `made` of the backups that may go, the oldest first.
///
/// Kept are all of the newest day, the last one of each of the 7 last days that have one, of the 4 last weeks and of the 12
/// last months. Of these the oldest go as long as all together have more bytes than `limit`; the newest always stays. One
/// that is dated later than today, since a clock was wrong, counts for nothing: it pushes out none, and stays until its day
/// has come.
pub(super) fn surplus(made: &[(Stamp, u64)], today: NaiveDate, limit: u64) -> Vec<usize> {
    let mut newest_first: Vec<(usize, Stamp, u64)> = made
        .iter()
        .enumerate()
        .map(|(place, (stamp, bytes))| (place, *stamp, *bytes))
        .filter(|(_, stamp, _)| stamp.day <= today)
        .collect();
    newest_first.sort_by_key(|(_, stamp, _)| std::cmp::Reverse(*stamp));
    let stamps: Vec<Stamp> = newest_first.iter().map(|(_, stamp, _)| *stamp).collect();
    let mut kept: BTreeSet<Stamp> = BTreeSet::new();
    kept.extend(stamps.iter().filter(|stamp| stamps.first().is_some_and(|first| first.day == stamp.day)));
    kept.extend(last_of_each(&stamps, DAYS, |day| (day.year(), day.ordinal())));
    kept.extend(last_of_each(&stamps, WEEKS, |day| (day.iso_week().year(), day.iso_week().week())));
    kept.extend(last_of_each(&stamps, MONTHS, |day| (day.year(), day.month())));
    let (mut sum, mut full, mut going) = (0_u64, false, Vec::new());
    for (rank, (place, stamp, bytes)) in newest_first.iter().enumerate() {
        let stays = kept.contains(stamp);
        if stays {
            sum = sum.saturating_add(*bytes);
            full |= limit < sum;
        }
        if !stays || (full && rank > 0) {
            going.push(*place);
        }
    }
    going.reverse();
    going
}

/// The newest of each of the last `most` periods that have any.
fn last_of_each<P: PartialEq>(
    newest_first: &[Stamp],
    most: usize,
    period: impl Fn(NaiveDate) -> P,
) -> Vec<Stamp> {
    let mut found: Vec<(P, Stamp)> = Vec::with_capacity(most);
    for stamp in newest_first {
        let of = period(stamp.day);
        if found.last().is_some_and(|(last, _)| *last == of) {
            continue;
        }
        if found.len() == most {
            break;
        }
        found.push((of, *stamp));
    }
    found.into_iter().map(|(_, stamp)| stamp).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn stamp(text: &str) -> Stamp {
        Stamp::parse(&format!("holdfast-{text}.db")).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// What is left of backups of one byte each, the oldest first.
    fn left(made: &[&str], today: &str, limit: u64) -> Vec<String> {
        let all: Vec<(Stamp, u64)> = made.iter().map(|text| (stamp(text), 1)).collect();
        let going = surplus(&all, day(today), limit);
        let names = made.iter().enumerate().filter(|(place, _)| !going.contains(place));
        names.map(|(_, name)| (*name).to_owned()).collect()
    }

    #[test]
    fn names_are_read_back_and_others_are_nobodys() {
        let at = Stamp::new(day("2027-02-28"), NaiveTime::from_hms_milli_opt(9, 5, 59, 900).unwrap());
        assert_eq!(at.name(), "holdfast-2027-02-28-0905.db");
        assert_eq!(at.next().name(), "holdfast-2027-02-28-0905-2.db");
        assert!(at < at.next());
        for stamp in [at, at.next(), at.next().next()] {
            assert_eq!(Stamp::parse(&stamp.name()), Some(stamp));
        }
        for other in [
            "holdfast.db",
            "holdfast-2027-02-28.db",
            "holdfast-2027-02-30-0905.db",
            "holdfast-2027-02-28-2405.db",
            "holdfast-2027-2-28-0905.db",
            "holdfast-2027-02-28-0905-1.db",
            "holdfast-2027-02-28-0905-02.db",
            "holdfast-2027-02-28-0905-.db",
            "holdfast-2027-02-28-0905 (1).db",
            "holdfast-2027-02-28-0905.db.sha256",
            "my-holdfast-2027-02-28-0905.db",
            "Holdfast-2027-02-28-0905.db",
            "holdfast-é27-02-28-0905.db",
            "holdfast-.db",
        ] {
            assert_eq!(Stamp::parse(other), None, "{other}");
        }
    }

    #[test]
    fn days_weeks_and_months_keep_their_last() {
        // Each day from 1 January to 14 March 2027, a Sunday.
        let first = day("2027-01-01");
        let all: Vec<String> =
            (0..73).map(|n| (first + Days::new(n)).format("%Y-%m-%d-0900").to_string()).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(
            left(&all, "2027-03-14", u64::MAX),
            [
                // The last of January and of February; Sundays end the weeks; then the seven days.
                "2027-01-31-0900",
                "2027-02-21-0900",
                "2027-02-28-0900",
                "2027-03-07-0900",
                "2027-03-08-0900",
                "2027-03-09-0900",
                "2027-03-10-0900",
                "2027-03-11-0900",
                "2027-03-12-0900",
                "2027-03-13-0900",
                "2027-03-14-0900",
            ]
        );
    }

    #[test]
    fn a_table_of_cases() {
        let months: Vec<String> = (1..=12)
            .map(|month| format!("2025-{month:02}-10-0900"))
            .chain(["2026-01-10-0900".to_owned(), "2026-02-10-0900".to_owned()])
            .collect();
        let months: Vec<&str> = months.iter().map(String::as_str).collect();
        // Fourteen months: the last seven are the seven last days too, and twelve are kept.
        assert_eq!(left(&months, "2026-02-10", u64::MAX), months.get(2..).unwrap());
        // Nothing goes because time passes: a year off, and all twelve are there.
        assert_eq!(left(&months, "2027-12-31", u64::MAX), months.get(2..).unwrap());

        /// What it is about, what there is, today, the limit, and what is left.
        type Case<'a> = (&'a str, &'a [&'a str], &'a str, u64, &'a [&'a str]);
        let cases: [Case<'_>; 8] = [
            ("none", &[], "2027-03-14", 9, &[]),
            ("one", &["2027-03-14-0900"], "2027-03-14", 9, &["2027-03-14-0900"]),
            (
                "all of the newest day",
                &["2027-03-14-0900", "2027-03-14-0900-2", "2027-03-14-1001", "2027-03-14-1730"],
                "2027-03-14",
                9,
                &["2027-03-14-0900", "2027-03-14-0900-2", "2027-03-14-1001", "2027-03-14-1730"],
            ),
            (
                "the last of an earlier day",
                &["2027-03-13-0900", "2027-03-13-1730", "2027-03-14-0900"],
                "2027-03-14",
                9,
                &["2027-03-13-1730", "2027-03-14-0900"],
            ),
            (
                "the newest day is that of the newest backup, be it long ago",
                &["2027-03-13-0900", "2027-03-13-1730"],
                "2027-08-01",
                9,
                &["2027-03-13-0900", "2027-03-13-1730"],
            ),
            (
                "the oldest go for the limit",
                &["2027-03-10-0900", "2027-03-11-0900", "2027-03-12-0900", "2027-03-13-0900"],
                "2027-03-14",
                2,
                &["2027-03-12-0900", "2027-03-13-0900"],
            ),
            (
                "the newest stays, however small the limit",
                &["2027-03-13-0900", "2027-03-14-0900"],
                "2027-03-14",
                0,
                &["2027-03-14-0900"],
            ),
            (
                "what is dated later than today pushes nothing out and stays",
                &["2027-03-13-0900", "2027-03-14-0900", "2031-01-01-0900", "2031-01-01-1000"],
                "2027-03-14",
                2,
                &["2027-03-13-0900", "2027-03-14-0900", "2031-01-01-0900", "2031-01-01-1000"],
            ),
        ];
        for (what, made, today, limit, expected) in cases {
            assert_eq!(left(made, today, limit), expected, "{what}");
        }
    }

    #[test]
    fn a_limit_counts_bytes_and_not_files() {
        let all = [
            (stamp("2027-03-11-0900"), 10),
            (stamp("2027-03-12-0900"), 500),
            (stamp("2027-03-13-0900"), 400),
            (stamp("2027-03-14-0900"), 300),
        ];
        let today = day("2027-03-14");
        assert_eq!(surplus(&all, today, 1210), Vec::<usize>::new());
        assert_eq!(surplus(&all, today, 1209), [0]);
        // A smaller one behind a larger one that does not fit is older, and goes with it.
        assert_eq!(surplus(&all, today, 1199), [0, 1]);
        assert_eq!(surplus(&all, today, 700), [0, 1]);
        assert_eq!(surplus(&all, today, 699), [0, 1, 2]);
        assert_eq!(surplus(&all, today, 1), [0, 1, 2]);
    }

    fn made() -> impl Strategy<Value = Vec<(Stamp, u64)>> {
        prop::collection::btree_map((0_u64..900, 0_u32..1440, 1_u32..4), 0_u64..1000, 0..60).prop_map(|all| {
            let stamp = |(days, minute, number): (u64, u32, u32)| Stamp {
                day: day("2026-02-20") + Days::new(days),
                time: NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap(),
                number,
            };
            all.into_iter().map(|(at, bytes)| (stamp(at), bytes)).collect()
        })
    }

    fn without(made: &[(Stamp, u64)], going: &[usize]) -> Vec<(Stamp, u64)> {
        made.iter().enumerate().filter(|(place, _)| !going.contains(place)).map(|(_, one)| *one).collect()
    }

    proptest! {
        #[test]
        fn what_is_kept_is_enough_and_not_too_much(all in made(), ahead in 0_u64..900, limit in 0_u64..20_000) {
            let today = day("2026-02-20") + Days::new(ahead);
            let going = surplus(&all, today, limit);
            let past: Vec<_> = all.iter().filter(|(stamp, _)| stamp.day <= today).copied().collect();
            let left = without(&all, &going);
            let left_past: Vec<_> = left.iter().filter(|(stamp, _)| stamp.day <= today).copied().collect();
            // The newest stays, and so does all that is dated later.
            prop_assert_eq!(past.iter().max(), left_past.iter().max());
            prop_assert_eq!(all.len() - past.len(), left.len() - left_past.len());
            // Under the limit, unless the newest alone is over it.
            let sum: u64 = left_past.iter().map(|(_, bytes)| bytes).sum();
            prop_assert!(sum <= limit || left_past.len() <= 1);
            // No more than the rule has places for.
            let newest_day = past.iter().map(|(stamp, _)| stamp.day).max();
            let earlier = left_past.iter().filter(|(stamp, _)| Some(stamp.day) != newest_day).count();
            prop_assert!(earlier <= DAYS + WEEKS + MONTHS);
            // With nothing new, nothing more goes.
            prop_assert_eq!(surplus(&left, today, limit), Vec::<usize>::new());
        }

        #[test]
        fn without_a_limit_every_recent_period_has_its_last(all in made()) {
            let today = all.iter().map(|(stamp, _)| stamp.day).max().unwrap_or(day("2026-02-20"));
            let left = without(&all, &surplus(&all, today, u64::MAX));
            let lasts = |period: &dyn Fn(NaiveDate) -> (i32, u32), most: usize| {
                let mut last = std::collections::BTreeMap::new();
                for (stamp, _) in &all {
                    let known = last.entry(period(stamp.day)).or_insert(*stamp);
                    *known = (*known).max(*stamp);
                }
                last.into_values().rev().take(most).collect::<Vec<Stamp>>()
            };
            for wanted in [
                lasts(&|day| (day.year(), day.ordinal()), DAYS),
                lasts(&|day| (day.iso_week().year(), day.iso_week().week()), WEEKS),
                lasts(&|day| (day.year(), day.month()), MONTHS),
            ] {
                for stamp in wanted {
                    prop_assert!(left.iter().any(|(kept, _)| *kept == stamp), "{stamp:?} went");
                }
            }
        }

        /// Going on day by day keeps the same as looking once at all that was ever made.
        #[test]
        fn pruning_each_time_comes_to_the_same(all in made()) {
            let mut standing: Vec<(Stamp, u64)> = Vec::new();
            for one in &all {
                standing.push(*one);
                let going = surplus(&standing, one.0.day, u64::MAX);
                standing = without(&standing, &going);
            }
            let today = all.iter().map(|(stamp, _)| stamp.day).max().unwrap_or(day("2026-02-20"));
            prop_assert_eq!(standing, without(&all, &surplus(&all, today, u64::MAX)));
        }
    }
}
