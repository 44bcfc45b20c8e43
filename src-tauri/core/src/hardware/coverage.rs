//! What several warranties say together, pure.

use super::model::{Coverage, WarrantyInput};
use crate::{Error, Result, dates, input};
use chrono::NaiveDate;

/// A warranty whose dates were read. An end of None with `lifetime` never ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub lifetime: bool,
    pub void: bool,
}

/// Checks a warranty: its end is given, or start + months (that day included), or none for lifetime.
pub fn check(prefix: &str, warranty: &WarrantyInput) -> Result<Span> {
    let at = |field: &str| format!("{prefix}.{field}");
    let starts_on = input::date(&at("starts_on"), &warranty.starts_on)?;
    let given = input::date(&at("ends_on"), &warranty.ends_on)?;
    if warranty.months.is_some_and(|months| months > 1200) {
        return Err(Error::field(&at("months"), "A warranty of over 100 years is a lifetime one."));
    }
    if let (Some(start), Some(end)) = (starts_on, given)
        && end < start
    {
        return Err(Error::field(&at("ends_on"), "The end lies before the start."));
    }
    let ends_on = if warranty.lifetime {
        None
    } else {
        given.or_else(|| dates::warranty_end(starts_on?, warranty.months?))
    };
    Ok(Span { starts_on, ends_on, lifetime: warranty.lifetime, void: warranty.void })
}

impl Span {
    /// Covers the day. A warranty with neither end nor lifetime covers nothing known.
    pub fn covers(&self, day: NaiveDate) -> bool {
        !self.void
            && self.starts_on.is_none_or(|start| start <= day)
            && (self.lifetime || self.ends_on.is_some_and(|end| day <= end))
    }
}

/// The latest end of all live warranties; lifetime outlasts every date.
pub fn covered_until(spans: &[Span]) -> (Option<NaiveDate>, bool) {
    let live = || spans.iter().filter(|span| !span.void);
    if live().any(|span| span.lifetime) {
        return (None, true);
    }
    (live().filter_map(|span| span.ends_on).max(), false)
}

/// Coverage on a day: covered today, until when, and the first hole on the way there.
pub fn coverage(spans: &[Span], today: NaiveDate) -> Coverage {
    let (until, lifetime) = covered_until(spans);
    Coverage {
        covered_today: spans.iter().any(|span| span.covers(today)),
        covered_until: if lifetime { Some("lifetime".into()) } else { input::iso(until) },
        gap: gap(spans, today).map(|(first, last)| (input::day(first), input::day(last))),
    }
}

/// The first run of uncovered days from today on that is followed by coverage again.
fn gap(spans: &[Span], today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let mut day = today;
    while let Some(span) =
        spans.iter().filter(|span| span.covers(day)).max_by_key(|span| (span.lifetime, span.ends_on))
    {
        if span.lifetime {
            return None;
        }
        day = span.ends_on?.succ_opt()?;
    }
    let next = spans
        .iter()
        .filter(|span| !span.void && (span.lifetime || span.ends_on.is_some_and(|end| end >= day)))
        .filter_map(|span| span.starts_on.filter(|start| *start > day))
        .min()?;
    Some((day, next.pred_opt()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: &str, end: &str) -> Span {
        Span { starts_on: start.parse().ok(), ends_on: end.parse().ok(), lifetime: false, void: false }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_best_of_several_counts_and_the_hole_is_named() {
        let spans = [span("2024-01-01", "2026-01-01"), span("2026-03-01", "2027-03-01")];
        let coverage = coverage(&spans, day("2025-06-01"));
        assert!(coverage.covered_today);
        assert_eq!(coverage.covered_until.as_deref(), Some("2027-03-01"));
        assert_eq!(coverage.gap, Some(("2026-01-02".into(), "2026-02-28".into())));
    }

    #[test]
    fn void_ones_do_not_count_and_lifetime_outlasts() {
        let mut void = span("2024-01-01", "2030-01-01");
        void.void = true;
        assert_eq!(covered_until(&[void.clone()]), (None, false));
        let lifetime = Span { starts_on: None, ends_on: None, lifetime: true, void: false };
        assert_eq!(coverage(&[void, lifetime], day("2026-01-01")).covered_until.as_deref(), Some("lifetime"));
    }

    #[test]
    fn the_anniversary_is_covered() {
        let input = WarrantyInput {
            starts_on: Some("2024-01-15".into()),
            months: Some(36),
            ..WarrantyInput::default()
        };
        let span = check("w", &input).unwrap();
        assert_eq!(span.ends_on, Some(day("2027-01-15")));
        assert!(span.covers(day("2027-01-15")) && !span.covers(day("2027-01-16")));
    }
}
