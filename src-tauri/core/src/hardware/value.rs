//! What a device is worth: straight-line depreciation by whole months. Pure.

use super::model::{BookValue, ValueOn};
use crate::{dates, money::Money};
use chrono::NaiveDate;

/// What depreciation needs to know of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depreciation {
    pub bought_on: NaiveDate,
    pub price: Money,
    pub months: u32,
    /// Minor units of the price's currency that are left at the end.
    pub residual_minor: i64,
}

impl Depreciation {
    /// The share of a price that is left, from whole percent; rounded down to the minor unit.
    pub fn share(price: &Money, percent: u32) -> i64 {
        let share = i128::from(price.minor) * i128::from(percent.min(100)) / 100;
        i64::try_from(share).unwrap_or(price.minor)
    }

    /// The value at the end of a day: the price in the first month, less the same part for each whole month since the
    /// purchase (months clamp at the month's end), the residual value from the last month on. None before the purchase.
    pub fn value_on(&self, day: NaiveDate) -> Option<Money> {
        if day < self.bought_on {
            return None;
        }
        let residual = self.residual_minor.clamp(0, self.price.minor.max(0));
        let passed = i128::from(self.months_passed(day));
        let all = i128::from(self.months.max(1));
        let lost = i128::from(self.price.minor - residual) * passed / all;
        let value = i128::from(self.price.minor) - lost;
        Some(Money::new(i64::try_from(value).unwrap_or(residual), self.price.currency.clone()))
    }

    /// Whole months since the purchase, at most all of them.
    fn months_passed(&self, day: NaiveDate) -> u32 {
        let all = self.months.max(1);
        // The largest count of months whose clamped date has come.
        let (mut low, mut high) = (0, all);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            match dates::add_months(self.bought_on, middle) {
                Some(date) if date <= day => low = middle,
                _ => high = middle - 1,
            }
        }
        low
    }

    /// The day from which only the residual value is left.
    pub fn written_off_on(&self) -> Option<NaiveDate> {
        dates::add_months(self.bought_on, self.months.max(1))
    }

    /// As a page shows it.
    pub fn shown(&self, day: NaiveDate) -> Option<BookValue> {
        Some(BookValue {
            on: day.to_string(),
            value: self.value_on(day)?,
            months: self.months,
            residual: Money::new(self.residual_minor, self.price.currency.clone()),
            written_off_on: crate::input::iso(self.written_off_on()),
            years: self.years(),
        })
    }

    /// The straight line, a point a year.
    fn years(&self) -> Vec<ValueOn> {
        let all = self.months.max(1);
        let months = (0..all).step_by(12).chain([all]);
        months
            .filter_map(|month| {
                let on = dates::add_months(self.bought_on, month)?;
                Some(ValueOn { on: on.to_string(), value: self.value_on(on)? })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn laptop() -> Depreciation {
        Depreciation {
            bought_on: d("2024-01-31"),
            price: Money::new(120_000, "EUR"),
            months: 36,
            residual_minor: 12_000,
        }
    }

    #[test]
    fn the_line_has_a_point_a_year_and_one_at_its_end() {
        let years: Vec<(String, i64)> = Depreciation { months: 30, ..laptop() }
            .years()
            .into_iter()
            .map(|point| (point.on, point.value.minor))
            .collect();
        let expected =
            [("2024-01-31", 120_000), ("2025-01-31", 76_800), ("2026-01-31", 33_600), ("2026-07-31", 12_000)];
        assert_eq!(years, expected.map(|(on, minor)| (on.to_owned(), minor)));
    }

    #[test]
    fn the_same_part_goes_each_whole_month() {
        for (day, minor) in [
            ("2024-01-30", None),
            ("2024-01-31", Some(120_000)),
            ("2024-02-28", Some(120_000)),
            ("2024-02-29", Some(117_000)),
            ("2025-01-31", Some(84_000)),
            ("2027-01-30", Some(15_000)),
            ("2027-01-31", Some(12_000)),
            ("2040-01-01", Some(12_000)),
        ] {
            assert_eq!(laptop().value_on(d(day)).map(|value| value.minor), minor, "{day}");
        }
        assert_eq!(laptop().written_off_on(), Some(d("2027-01-31")));
        assert_eq!(Depreciation::share(&Money::new(999, "EUR"), 10), 99);
    }

    proptest! {
        #[test]
        fn value_falls_from_the_price_to_the_residual(
            start in 0i64..20_000, price in 0i64..1_000_000_000, months in 1u32..240, percent in 0u32..101, days in 0i64..9_000,
        ) {
            let bought_on = d("1990-01-01") + chrono::Duration::days(start);
            let money = Money::new(price, "EUR");
            let residual_minor = Depreciation::share(&money, percent);
            let asset = Depreciation { bought_on, price: money, months, residual_minor };
            let day = bought_on + chrono::Duration::days(days);
            let value = asset.value_on(day).unwrap().minor;
            let later = asset.value_on(day + chrono::Duration::days(31)).unwrap().minor;
            prop_assert!(residual_minor <= value && value <= price && later <= value);
            prop_assert_eq!(asset.value_on(bought_on).unwrap().minor, price);
            let end = asset.written_off_on().unwrap();
            prop_assert_eq!(asset.value_on(end).unwrap().minor, residual_minor);
            // An independent count of the months: walk them one by one.
            let mut passed = 0;
            while passed < months && dates::add_months(bought_on, passed + 1).unwrap() <= day {
                passed += 1;
            }
            prop_assert_eq!(asset.months_passed(day), passed);
        }
    }
}
