//! What people are told of automatic backups.

use super::{BackupList, Checked, Listed, Round};
use crate::words::number;

/// A number of bytes as people say it: “820 KB”, “1.4 MB”, “2 GB”; KB, MB and GB are powers of 1,000.
pub fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = (u128::from(bytes) * 10 + u128::from(unit / 2)) / u128::from(unit);
        (i64::try_from(tenths / 10).unwrap_or(i64::MAX), tenths % 10)
    };
    for (unit, name, next) in
        [(1_000, "KB", 1_000), (1_000_000, "MB", 1_000), (1_000_000_000, "GB", i64::MAX)]
    {
        let (whole, rest) = tenths(unit);
        if whole < next {
            // Nobody counts tenths of a kilobyte, or of what has three digits.
            let plain = rest == 0 || name == "KB" || whole >= 100;
            return match (plain, name) {
                (_, "KB") => {
                    format!("{} KB", number(i64::try_from(bytes.div_ceil(1_000)).unwrap_or(i64::MAX)))
                }
                (true, _) => format!("{} {name}", number(whole)),
                (false, _) => format!("{}.{rest} {name}", number(whole)),
            };
        }
    }
    format!("{bytes} bytes")
}

/// That none has worked for so many days; of an unknown number of them 0.
pub(super) fn overdue(days: i64, trouble: Option<&str>) -> String {
    let for_days = match days {
        0 => "No automatic backup has worked lately.".to_owned(),
        days => format!("No automatic backup has worked for {} days.", number(days)),
    };
    match trouble {
        Some(trouble) => format!("{for_days} {trouble}"),
        None => format!(
            "{for_days} Open Holdfast, or let the system run “holdfast remind” every hour: both make one."
        ),
    }
}

impl Round {
    /// In words for a terminal, a line for each.
    pub fn in_words(&self) -> String {
        let mut lines = Vec::new();
        if let Some(made) = &self.made {
            lines.push(format!(
                "Backed up to {} ({}, checked).\nPasswords and keys are not in it: they stay in the keyring.",
                made.file.display(),
                size(made.bytes)
            ));
        }
        lines.extend(self.removed.iter().map(|file| format!("Removed the older {}.", file.display())));
        lines.join("\n")
    }
}

impl Listed {
    /// What is to be said of one beside its time and size; None where it is as it was written.
    pub fn remark(&self) -> Option<&'static str> {
        match self.checked {
            Checked::Whole | Checked::NotLookedAt => None,
            Checked::Changed => Some("is not what was written"),
            Checked::Unreadable => Some("could not be read"),
        }
    }
}

impl BackupList {
    /// How many there are, and what they take up of what they may.
    pub fn sum_in_words(&self) -> String {
        let count = match self.backups.len() {
            1 => "1 backup".to_owned(),
            count => format!("{} backups", number(i64::try_from(count).unwrap_or(i64::MAX))),
        };
        format!("{count}, {} of at most {}", size(self.total_bytes), size(self.limit_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_few_digits() {
        for (bytes, said) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (999, "1 KB"),
            (819_200, "820 KB"),
            (999_000, "999 KB"),
            (1_000_000, "1 MB"),
            (1_449_999, "1.4 MB"),
            (1_450_000, "1.5 MB"),
            (123_400_000, "123 MB"),
            (2_000_000_000, "2 GB"),
            (1_000_000_000_000, "1,000 GB"),
        ] {
            assert_eq!(size(bytes), said, "{bytes}");
        }
    }

    #[test]
    fn what_does_not_work_is_said_with_its_reason() {
        assert_eq!(
            overdue(5, Some("There is no folder F.")),
            "No automatic backup has worked for 5 days. There is no folder F."
        );
        assert!(overdue(4, None).contains("holdfast remind"));
        assert!(overdue(0, None).contains("lately"));
    }
}
