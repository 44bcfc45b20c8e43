//! The only place that reads the clock. Everything else is told what time it is.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// An instant and the user's local calendar date at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    pub at: DateTime<Utc>,
    pub today: NaiveDate,
}

impl Now {
    /// The system's time and the local date.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn read() -> Now {
        Now { at: Utc::now(), today: chrono::Local::now().date_naive() }
    }

    /// The system's time with another "today", as `--as-of` asks for.
    pub fn as_of(today: NaiveDate) -> Now {
        Now { today, ..Now::read() }
    }

    /// RFC 3339 in UTC with milliseconds, as every instant is stored.
    pub fn timestamp(&self) -> String {
        self.at.to_rfc3339_opts(SecondsFormat::Millis, true)
    }
}
