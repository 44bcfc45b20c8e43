//! The only place that reads the clock. Everything else is told what time it is.
//!
//! In a debug build the variable [`VARIABLE`] sets the clock, for the command line, the window and a test alike, so that
//! any day can be tried on any day. The clock runs on from where it was set. A released program does not look at it.

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};

/// Sets the clock of a debug build. Its value is a moment, as [`moment`] reads it, at which this process starts; or `@`
/// and the path of a file that says how many milliseconds to add to the system's clock: that file is read each time, so
/// that several programs share one clock and a test can move it while they run.
pub const VARIABLE: &str = "HOLDFAST_NOW";

/// An instant, and the user's local calendar date and wall-clock time at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    pub at: DateTime<Utc>,
    pub today: NaiveDate,
    pub time: NaiveTime,
}

impl Now {
    /// The time, and the local date at it.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn read() -> Now {
        let system = Utc::now();
        Now::at(system.checked_add_signed(set::shift(system)).unwrap_or(system))
    }

    /// A moment, and the local date at it.
    pub fn at(at: DateTime<Utc>) -> Now {
        let local = at.with_timezone(&Local);
        Now { at, today: local.date_naive(), time: local.time() }
    }

    /// The time with another "today", as `--as-of` asks for.
    pub fn as_of(today: NaiveDate) -> Now {
        Now { today, ..Now::read() }
    }

    /// The same time of day on another date, the instant moved along: for what is dated as if that day had come.
    pub fn moved_to(self, today: NaiveDate) -> Now {
        let at = self.at.checked_add_signed(today - self.today).unwrap_or(self.at);
        Now { at, today, ..self }
    }

    /// The instant some time earlier or later; date and time of day stay as they are.
    pub(crate) fn after(&self, pause: TimeDelta) -> DateTime<Utc> {
        self.at.checked_add_signed(pause).unwrap_or(self.at)
    }

    /// RFC 3339 in UTC with milliseconds, as every instant is stored.
    pub fn timestamp(&self) -> String {
        self.at.to_rfc3339_opts(SecondsFormat::Millis, true)
    }
}

/// Reads a moment: RFC 3339 (`2027-12-31T22:58:00Z`), local time (`2027-12-31T23:58:00`, `2027-12-31T23:58`), or a
/// date, which is its noon. None for anything else, and for a local time that a change of the clocks leaves out.
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc());
    }
    let local = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(12, 0, 0))?;
    local.and_local_timezone(Local).earliest().map(|moment| moment.to_utc())
}

/// How long ago a file's stamp is; nothing for one that lies ahead. By the system's own clock, which set the stamp.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub(crate) fn since(stamp: std::time::SystemTime) -> std::time::Duration {
    std::time::SystemTime::now().duration_since(stamp).unwrap_or_default()
}

#[cfg(not(debug_assertions))]
mod set {
    use chrono::{DateTime, TimeDelta, Utc};

    pub(super) fn shift(_: DateTime<Utc>) -> TimeDelta {
        TimeDelta::zero()
    }
}

#[cfg(debug_assertions)]
mod set {
    use super::{VARIABLE, moment};
    use chrono::{DateTime, TimeDelta, Utc};
    use std::{
        path::{Path, PathBuf},
        sync::{
            OnceLock,
            atomic::{AtomicI64, Ordering},
        },
    };

    /// Where the clock is set.
    #[derive(Debug, PartialEq)]
    pub(super) enum Setting {
        Shift(TimeDelta),
        File(PathBuf),
    }

    static SETTING: OnceLock<Setting> = OnceLock::new();
    /// What the file said last, in milliseconds: it goes before the last program that reads it.
    static LAST: AtomicI64 = AtomicI64::new(0);

    /// What to add to the system's clock.
    pub(super) fn shift(system: DateTime<Utc>) -> TimeDelta {
        let setting = SETTING.get_or_init(|| {
            let text = std::env::var(VARIABLE).unwrap_or_default();
            let setting = setting(&text, system);
            if let Some(Setting::File(path)) = &setting
                && look(path).is_none()
            {
                stop(&format!("{VARIABLE} names {}, which does not set a clock.", path.display()));
            }
            setting.unwrap_or_else(|| stop(&format!("{VARIABLE}={text} is no moment and names no file.")))
        });
        match setting {
            Setting::Shift(shift) => *shift,
            Setting::File(path) => {
                if let Some(said) = look(path) {
                    LAST.store(said, Ordering::Relaxed);
                }
                TimeDelta::milliseconds(LAST.load(Ordering::Relaxed))
            }
        }
    }

    /// What the variable asks for; None when it cannot be understood.
    pub(super) fn setting(text: &str, system: DateTime<Utc>) -> Option<Setting> {
        match text.strip_prefix('@') {
            Some(path) => Some(Setting::File(PathBuf::from(path))),
            None if text.is_empty() => Some(Setting::Shift(TimeDelta::zero())),
            None => moment(text).map(|start| Setting::Shift(start - system)),
        }
    }

    fn look(path: &Path) -> Option<i64> {
        std::fs::read_to_string(path).ok()?.trim().parse().ok()
    }

    /// A test with another clock than it asked for would show nothing.
    fn stop(why: &str) -> ! {
        eprintln!("{why}");
        std::process::exit(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use set::Setting;

    #[test]
    fn a_moment_is_an_instant_or_local() {
        let local = |text: &str| moment(text).map(|at| at.with_timezone(&Local).naive_local().to_string());
        assert_eq!(moment("2027-12-31T22:58:00Z").unwrap().timestamp(), 1_830_293_880);
        assert_eq!(moment("2027-12-31T23:58:00+01:00"), moment("2027-12-31T22:58:00Z"));
        assert_eq!(local("2027-12-31T23:58:00").as_deref(), Some("2027-12-31 23:58:00"));
        assert_eq!(local("2027-12-31T23:58").as_deref(), Some("2027-12-31 23:58:00"));
        assert_eq!(local("2028-02-29").as_deref(), Some("2028-02-29 12:00:00"));
        for text in ["", "today", "2027-02-29", "2027-02-28 10:00", "2027-02-28T25:00"] {
            assert_eq!(moment(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_clock_is_set_by_a_moment_or_a_file() {
        let system = moment("2026-11-30T12:00:00Z").unwrap();
        assert_eq!(set::setting("", system), Some(Setting::Shift(TimeDelta::zero())));
        assert_eq!(
            set::setting("2026-12-01T11:00:00Z", system),
            Some(Setting::Shift(TimeDelta::hours(23))),
            "it runs on from there"
        );
        assert_eq!(set::setting("@/tmp/clock", system), Some(Setting::File("/tmp/clock".into())));
        assert_eq!(set::setting("tomorrow", system), None);
    }

    #[test]
    fn the_date_is_that_of_the_wall_clock() {
        let at = moment("2028-02-29T23:59:59").unwrap();
        let now = Now::at(at);
        assert_eq!((now.today.to_string(), now.time.to_string()), ("2028-02-29".into(), "23:59:59".into()));
        assert_eq!(Now::at(at + TimeDelta::seconds(1)).today.to_string(), "2028-03-01");
    }
}
