use super::*;
use crate::terms::{TermInput, changes::read};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Start, end, billing months, renewal months, price, a day; what the period costs that comes after that day.
#[test]
fn the_next_period_costs_what_its_own_days_do() {
    for (start, end, every, said, price, today, next) in [
        // Before its end the first renewal: the 31 days of January of 365.
        ("2025-01-01", "2025-12-31", None, 1, 36_500, "2025-06-01", 3_100),
        ("2025-01-01", "2025-12-31", None, 1, 36_500, "2025-12-31", 3_100),
        // Once it renewed itself that of the period after the one that runs.
        ("2025-01-01", "2025-12-31", None, 1, 36_500, "2026-01-01", 2_800),
        ("2025-01-01", "2025-12-31", None, 1, 36_500, "2026-02-28", 3_100),
        ("2025-01-01", "2025-12-31", None, 1, 36_500, "2026-03-01", 3_000),
        ("2025-01-01", "2025-12-31", Some(12), 6, 36_500, "2026-03-01", 18_400),
        ("2025-01-01", "2025-12-31", Some(12), 6, 36_500, "2026-07-01", 18_100),
        ("2025-01-01", "2025-12-31", Some(1), 12, 100, "2026-07-01", 1_200),
        // A share that rounds to nothing is nothing, not the price.
        ("2025-01-01", "2025-12-31", None, 1, 1, "2026-07-01", 0),
    ] {
        let input = TermInput {
            id: Some("a".into()),
            starts_on: Some(start.into()),
            ends_on: Some(end.into()),
            billing_months: every,
            renewal_months: Some(said),
            auto_renews: true,
            price: Some(Money::new(price, "EUR")),
            ..TermInput::default()
        };
        let input = [input];
        let all = read(&input).unwrap();
        assert_eq!(next_cost(&all[0].rules, Some(day(today))), Some(next), "{every:?}, {said}, {today}");
        let first = next_cost(&all[0].rules, None);
        assert_eq!(first, next_cost(&all[0].rules, Some(day(start))));
    }
}

/// A broken period costs the same before it is confirmed and after.
#[test]
fn a_confirmed_renewal_costs_what_was_foretold() {
    for (every, said) in [(None, 3), (Some(12), 5), (Some(24), 7), (Some(1), 12)] {
        let first = TermInput {
            id: Some("a".into()),
            starts_on: Some("2024-03-01".into()),
            ends_on: Some("2026-02-28".into()),
            billing_months: every,
            renewal_months: Some(said),
            auto_renews: true,
            price: Some(Money::new(99_999, "EUR")),
            ..TermInput::default()
        };
        let terms = [first];
        let foretold = next_cost(&read(&terms).unwrap()[0].rules, None);
        let proposal = crate::terms::changes::propose_renewal(&terms, "a", day("2026-03-05")).unwrap();
        let [first] = terms;
        let both = [TermInput { id: Some("b".into()), ..proposal.term }, first];
        assert_eq!(read(&both).unwrap()[0].rules.cost(), foretold, "{every:?}, {said}");
    }
}
