//! The report on the credentials.

use super::{ReportRow, ReportTable, left};
use crate::{
    credential_health::{HealthFinding, HealthReport, HealthRow},
    ids::Kind,
    table::Cell,
    words::{long_date, number},
};

/// Which credentials need attention, why, and what to do next.
pub fn credentials(report: &HealthReport) -> ReportTable {
    let row = |row: &HealthRow| {
        let found = &row.findings;
        let all = |of: &dyn Fn(HealthFinding) -> String, between: &str| {
            Cell::text(found.iter().map(|finding| of(*finding)).collect::<Vec<_>>().join(between))
        };
        let first = found.first().copied();
        let cells = vec![
            Cell::text(&row.name),
            all(&|finding| label(finding).to_owned(), ", "),
            all(&|finding| why(finding, row), ". "),
            Cell::text(first.map(next).unwrap_or_default()),
            Cell::text_or_empty(row.username.as_deref()),
            Cell::text_or_empty(row.vendor.as_deref()),
        ];
        ReportRow::about(Kind::Credential, &row.id, cells).bad_if(first.is_some_and(presses), &[1])
    };
    ReportTable {
        columns: vec![
            left("name", "Credential"),
            left("findings", "Finding"),
            left("why", "Why"),
            left("next", "Next"),
            left("username", "User name"),
            left("vendor", "Vendor"),
        ],
        rows: report.rows.iter().map(row).collect(),
        totals: Vec::new(),
    }
}

/// Something is wrong already, not just weak.
fn presses(finding: HealthFinding) -> bool {
    matches!(
        finding,
        HealthFinding::Leaked | HealthFinding::Missing | HealthFinding::Expired | HealthFinding::Due
    )
}

fn label(finding: HealthFinding) -> &'static str {
    match finding {
        HealthFinding::Leaked => "Leaked",
        HealthFinding::Missing => "Not here",
        HealthFinding::Expired => "Expired",
        HealthFinding::Due => "To rotate",
        HealthFinding::Weak => "Weak",
        HealthFinding::Reused => "Reused",
        HealthFinding::Old => "Old",
        HealthFinding::NoValue => "Nothing stored",
        HealthFinding::NoOwner => "No owner",
    }
}

fn why(finding: HealthFinding, row: &HealthRow) -> String {
    let on = |day: &Option<String>| {
        let day = day.as_deref().unwrap_or_default();
        day.parse().map_or_else(|_| day.to_owned(), long_date)
    };
    match finding {
        HealthFinding::Leaked => match row.leaked {
            None => "In a list of leaks".to_owned(),
            Some(times) => format!("Seen {} times in leaks", number(i64::from(times))),
        },
        HealthFinding::Missing => "A secret is not on this computer".to_owned(),
        HealthFinding::Expired => format!("Expired on {}", on(&row.expires_on)),
        HealthFinding::Due => format!("Rotate by {}", on(&row.rotate_on)),
        HealthFinding::Weak => "Easy to guess".to_owned(),
        HealthFinding::Reused => {
            let twins: Vec<&str> = row.twins.iter().map(|twin| twin.name.as_str()).collect();
            format!("Same as {}", twins.join(", "))
        }
        HealthFinding::Old => format!("Unchanged since {}", on(&row.changed_on)),
        HealthFinding::NoValue => "No password or key is stored".to_owned(),
        HealthFinding::NoOwner => "Linked to nothing and nobody".to_owned(),
    }
}

fn next(finding: HealthFinding) -> &'static str {
    match finding {
        HealthFinding::Leaked => "Change it today",
        HealthFinding::Missing => "Enter it again",
        HealthFinding::Expired => "Renew or retire it",
        HealthFinding::Due => "Rotate it",
        HealthFinding::Weak => "Change it",
        HealthFinding::Reused => "Use a different one for each",
        HealthFinding::Old => "Rotate it, or set how often",
        HealthFinding::NoValue => "Enter it",
        HealthFinding::NoOwner => "Link it to something",
    }
}
