//! What several warranties say together, pure.

use super::{
    model::{Coverage, WarrantyInput, WarrantyKind},
    warranties::CoverSource,
};
use crate::{Error, Result, dates, fields, input};
use chrono::NaiveDate;

/// Days that something covers: a warranty whose dates were read, or a contract. An end of None with `lifetime` never
/// ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub source: CoverSource,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub lifetime: bool,
    pub void: bool,
    /// It goes on by itself after its end, as a contract that renews itself does.
    pub goes_on: bool,
}

/// Checks a warranty: its end is given, or start + months (that day included), or none for lifetime.
///
/// # Errors
/// [`Error::Field`], its name led by `prefix`, for a date that is none, more than 1,200 months, and an end before the
/// start.
pub fn check(prefix: &str, warranty: &WarrantyInput) -> Result<Span> {
    let at = |field: &str| format!("{prefix}.{field}");
    let starts_on = input::date(&at("starts_on"), &warranty.starts_on)?;
    let given = input::date(&at("ends_on"), &warranty.ends_on)?;
    fields::bounds(prefix, warranty)?;
    if let (Some(start), Some(end)) = (starts_on, given)
        && end < start
    {
        return Err(Error::field(&at("ends_on"), "The end is before the start."));
    }
    let ends_on = if warranty.lifetime {
        None
    } else {
        given.or_else(|| dates::warranty_end(starts_on?, warranty.months?))
    };
    let source = CoverSource::Warranty { kind: warranty.kind, provider: warranty.provider.clone() };
    Ok(Span { source, starts_on, ends_on, lifetime: warranty.lifetime, void: warranty.void, goes_on: false })
}

impl Span {
    /// Covers the day. A warranty with neither end nor lifetime covers nothing known.
    pub fn covers(&self, day: NaiveDate) -> bool {
        !self.void
            && self.starts_on.is_none_or(|start| start <= day)
            && (self.lifetime || self.ends_on.is_some_and(|end| day <= end))
    }
}

/// The place of the warranty that covers longest, of this kind where one is named; the first of those that end together.
/// One that is void is none.
pub(crate) fn best(warranties: &[WarrantyInput], kind: Option<WarrantyKind>) -> Option<usize> {
    let lasts = |warranty: &WarrantyInput| {
        let end = check("warranty", warranty).ok().and_then(|span| span.ends_on);
        (warranty.lifetime, end)
    };
    let live = |warranty: &WarrantyInput| !warranty.void && kind.is_none_or(|kind| warranty.kind == kind);
    let found = warranties.iter().enumerate().filter(|(_, warranty)| live(warranty));
    found.rev().max_by_key(|(_, warranty)| lasts(warranty)).map(|(place, _)| place)
}

/// The latest end of all live warranties; lifetime outlasts every date.
pub fn covered_until(spans: &[Span]) -> (Option<NaiveDate>, bool) {
    let live = || spans.iter().filter(|span| !span.void);
    if live().any(|span| span.lifetime) {
        return (None, true);
    }
    (live().filter_map(|span| span.ends_on).max(), false)
}

/// Coverage on a day: covered today, until when and by what, and the first hole on the way there.
pub fn coverage(spans: &[Span], today: NaiveDate) -> Coverage {
    let (until, lifetime) = covered_until(spans);
    let best = spans.iter().filter(|span| {
        !span.void && if lifetime { span.lifetime } else { until.is_some() && span.ends_on == until }
    });
    Coverage {
        covered_today: spans.iter().any(|span| span.covers(today)),
        covered_until: if lifetime { Some("lifetime".into()) } else { input::iso(until) },
        days_left: until.map(|until| dates::days_until(until, today)),
        by: best.map(|span| span.source.clone()).next(),
        gap: gap(spans, today).map(|(first, last)| (input::day(first), input::day(last))),
    }
}

/// The first run of uncovered days that is not over and is followed by coverage again.
fn gap(spans: &[Span], today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let first = gaps(spans).into_iter().find(|(_, last)| *last >= today)?;
    Some((first.0.max(today), first.1))
}

/// Every run of uncovered days before the latest covered one, by date. What goes on by itself leaves none behind it.
pub fn gaps(spans: &[Span]) -> Vec<(NaiveDate, NaiveDate)> {
    let endless = NaiveDate::MAX;
    let mut live: Vec<(NaiveDate, NaiveDate)> = spans
        .iter()
        .filter(|span| !span.void)
        .filter_map(|span| {
            let end = if span.lifetime || span.goes_on { Some(endless) } else { span.ends_on };
            // An unknown start has always been.
            Some((span.starts_on.unwrap_or(NaiveDate::MIN), end?))
        })
        .filter(|(start, end)| start <= end)
        .collect();
    live.sort_unstable();
    let mut found = Vec::new();
    let mut covered: Option<NaiveDate> = None;
    for (start, end) in live {
        if let Some(first) = covered.and_then(|last| last.succ_opt())
            && first < start
            && let Some(last) = start.pred_opt()
        {
            found.push((first, last));
        }
        covered = covered.max(Some(end));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> CoverSource {
        CoverSource::Contract { id: "1".into(), name: "Care".into() }
    }

    fn span(start: &str, end: &str) -> Span {
        Span {
            source: source(),
            starts_on: start.parse().ok(),
            ends_on: end.parse().ok(),
            lifetime: false,
            void: false,
            goes_on: false,
        }
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
    fn every_hole_before_the_latest_covered_day_is_found() {
        let spans = [
            span("2020-01-01", "2020-12-31"),
            span("2022-01-01", "2022-12-31"),
            span("2022-06-01", "2023-06-30"),
            span("2023-07-01", "2024-06-30"),
            span("2025-01-01", "2025-12-31"),
        ];
        let named: Vec<(String, String)> =
            gaps(&spans).into_iter().map(|(first, last)| (first.to_string(), last.to_string())).collect();
        let expected = [("2021-01-01", "2021-12-31"), ("2024-07-01", "2024-12-31")];
        assert_eq!(named, expected.map(|(first, last)| (first.to_owned(), last.to_owned())));
        // What renews itself leaves no hole behind it, and neither does a void one make or fill one.
        let goes_on = Span { goes_on: true, ..span("2020-01-01", "2020-12-31") };
        assert_eq!(gaps(&[goes_on, span("2022-01-01", "2022-12-31")]), []);
        let void = Span { void: true, ..span("2021-01-01", "2021-12-31") };
        assert_eq!(
            gaps(&[span("2020-01-01", "2020-12-31"), void, span("2022-01-01", "2022-12-31")]).len(),
            1
        );
        // Asked within the hole, it begins today; behind it, it is over.
        let two = [span("2024-01-01", "2024-12-31"), span("2025-03-01", "2025-12-31")];
        let today = coverage(&two, day("2025-02-01")).gap;
        assert_eq!(today, Some(("2025-02-01".into(), "2025-02-28".into())));
        assert_eq!(coverage(&two, day("2025-03-01")).gap, None);
    }

    #[test]
    fn void_ones_do_not_count_and_lifetime_outlasts() {
        let mut void = span("2024-01-01", "2030-01-01");
        void.void = true;
        assert_eq!(covered_until(&[void.clone()]), (None, false));
        let lifetime = Span { lifetime: true, ends_on: None, ..span("", "") };
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
