//! The words of a reminder. They name things, dates and amounts, and never a value of the keyring.

use crate::{
    reminders::model::{Deadline, DeadlineKind},
    words::{distance, long_date, money},
};
use chrono::NaiveDate;

/// What happens, in a few words: "Prism ends on 4 Dec 2026".
pub fn headline(deadline: &Deadline) -> String {
    let name = deadline.named();
    let day = day(&deadline.due_on);
    match deadline.kind {
        DeadlineKind::LicenseEnds | DeadlineKind::ContractEnds if deadline.auto_renews => {
            format!("{name} renews automatically after {day}")
        }
        DeadlineKind::LicenseEnds | DeadlineKind::ContractEnds => format!("{name} ends on {day}"),
        DeadlineKind::LicenseCancelBy | DeadlineKind::ContractCancelBy => {
            format!("Cancel {name} by {day}, or it renews")
        }
        DeadlineKind::MaintenanceEnds => format!("Maintenance of {name} ends on {day}"),
        DeadlineKind::RenewalConfirm => format!("{name} renewed automatically on {day}"),
        // A hole in coverage: it begins on the day, and is over after `until`.
        DeadlineKind::WarrantyEnds if deadline.until.is_some() => {
            let last = deadline.until.as_deref().map(self::day).unwrap_or_default();
            format!("{name} is not covered from {day} to {last}")
        }
        DeadlineKind::WarrantyEnds => format!("The warranty of {name} ends on {day}"),
        DeadlineKind::DeviceReplace => format!("Replace {name} by {day}"),
        DeadlineKind::LoanReturn => format!("{name} is due back on {day}"),
        DeadlineKind::CredentialRotate => format!("Change {name} by {day}"),
        DeadlineKind::CredentialExpires => format!("{name} expires on {day}"),
    }
}

/// What to do about it, and what one may answer.
pub fn advice(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::LicenseEnds | DeadlineKind::ContractEnds | DeadlineKind::MaintenanceEnds => {
            "Renew it, or mark it as done if it may end"
        }
        DeadlineKind::LicenseCancelBy | DeadlineKind::ContractCancelBy => {
            "Cancel it in time, or mark it as done if it may renew"
        }
        DeadlineKind::RenewalConfirm => "Enter the dates and the price of the new term",
        DeadlineKind::WarrantyEnds => "Extend the coverage, or mark it as done",
        DeadlineKind::DeviceReplace => "Replace it, or mark it as done",
        DeadlineKind::LoanReturn => "Take it back, or lend it for longer",
        DeadlineKind::CredentialRotate => "Change it where it is used, then save the new one",
        DeadlineKind::CredentialExpires => "Get a new one, then save it",
    }
}

/// "in 12 days · 1,080.00 EUR · Softpoint": distance, amount and vendor, as far as they are known.
pub fn details(deadline: &Deadline) -> String {
    let mut parts = vec![distance(deadline.days_left, "ago")];
    parts.extend(deadline.amounts.iter().map(money));
    parts.extend(deadline.vendor.clone());
    parts.join(" · ")
}

/// The title of several reminders at once: "40 deadlines, 12 of them overdue".
pub fn digest_title(deadlines: &[&Deadline]) -> String {
    let overdue = deadlines.iter().filter(|deadline| deadline.days_left < 0).count();
    let (count, need) = match deadlines.len() {
        1 => ("1 deadline".to_owned(), "needs"),
        many => (format!("{many} deadlines"), "need"),
    };
    match overdue {
        0 => format!("{count} {need} an answer"),
        all if all == deadlines.len() => format!("{count}, all overdue"),
        some => format!("{count}, {some} of them overdue"),
    }
}

/// "4 Dec 2026"; a text that is no date stays as it is.
fn day(text: &str) -> String {
    text.parse::<NaiveDate>().map_or_else(|_| text.to_owned(), long_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::Kind, money::Money, reminders::Subject};

    fn deadline(kind: DeadlineKind, days_left: i32) -> Deadline {
        Deadline {
            id: String::new(),
            kind,
            subject: Subject { kind: Kind::License, id: "1".into(), name: "Prism".into() },
            tag: None,
            vendor: Some("Softpoint".into()),
            due_on: "2026-12-04".into(),
            days_left,
            amount: Some(Money::new(108_000, "EUR")),
            amounts: vec![Money::new(108_000, "EUR")],
            auto_renews: false,
            until: None,
        }
    }

    #[test]
    fn every_kind_has_its_words() {
        for kind in DeadlineKind::ALL {
            let deadline = deadline(kind, 12);
            let words = headline(&deadline);
            assert!(words.contains("Prism") && words.contains("4 Dec 2026"), "{words}");
            assert!(!advice(kind).is_empty());
        }
        assert_eq!(
            details(&deadline(DeadlineKind::LicenseEnds, 12)),
            "in 12 days · 1,080.00 EUR · Softpoint"
        );
    }

    #[test]
    fn a_device_is_told_by_its_tag() {
        let mut device = deadline(DeadlineKind::WarrantyEnds, 12);
        device.tag = Some("NB-0012".into());
        assert_eq!(headline(&device), "The warranty of Prism (NB-0012) ends on 4 Dec 2026");
        // A name that has it already says it once.
        device.subject.name = "NB-0012 Anna".into();
        assert_eq!(headline(&device), "The warranty of NB-0012 Anna ends on 4 Dec 2026");
    }

    #[test]
    fn a_digest_says_how_many_are_overdue() {
        let (late, soon) = (deadline(DeadlineKind::LicenseEnds, -3), deadline(DeadlineKind::LicenseEnds, 3));
        assert_eq!(digest_title(&[&soon]), "1 deadline needs an answer");
        assert_eq!(digest_title(&[&soon, &late]), "2 deadlines, 1 of them overdue");
        assert_eq!(digest_title(&[&late, &late]), "2 deadlines, all overdue");
    }
}
