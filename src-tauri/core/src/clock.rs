//! The only place that reads the clock. Everything else is told what time it is.

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};

/// An instant, and the user's local calendar date and wall-clock time at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    pub at: DateTime<Utc>,
    pub today: NaiveDate,
    pub time: NaiveTime,
}

impl Now {
    /// The system's time and the local date.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn read() -> Now {
        let local = chrono::Local::now();
        Now { at: local.with_timezone(&Utc), today: local.date_naive(), time: local.time() }
    }

    /// The system's time with another "today", as `--as-of` asks for.
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

/// How long ago a file's stamp is; nothing for one that lies ahead.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub(crate) fn since(stamp: std::time::SystemTime) -> std::time::Duration {
    std::time::SystemTime::now().duration_since(stamp).unwrap_or_default()
}
