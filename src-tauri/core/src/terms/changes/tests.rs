use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn term(id: &str, start: &str, end: &str) -> TermInput {
    TermInput {
        id: Some(id.into()),
        starts_on: Some(start.into()),
        ends_on: Some(end.into()),
        seats: Some(25),
        price: Some(Money::new(12_000, "EUR")),
        price_per_seat: true,
        order_number: Some("SO-1".into()),
        ..TermInput::default()
    }
}

#[test]
fn a_renewal_follows_its_term_and_takes_true_ups_along() {
    let base = term("a", "2025-12-28", "2026-12-27");
    let top_up = TermInput {
        adds_to_term_id: Some("a".into()),
        seats: Some(5),
        ..term("b", "2026-06-01", "2026-12-27")
    };
    let proposal = propose_renewal(&[base, top_up], "b", day("2026-11-22")).unwrap();
    assert_eq!(proposal.renews, ["a", "b"]);
    let term = proposal.term;
    assert_eq!(
        (term.starts_on.as_deref(), term.ends_on.as_deref()),
        (Some("2026-12-28"), Some("2027-12-27"))
    );
    assert_eq!((term.seats, term.renews_term_id.as_deref(), term.order_number), (Some(30), Some("a"), None));
    assert_eq!(term.price, Some(Money::new(12_000, "EUR")));
}

#[test]
fn a_price_in_total_grows_with_the_seats() {
    let base = TermInput {
        price_per_seat: false,
        price: Some(Money::new(100_000, "EUR")),
        ..term("a", "2026-01-01", "2026-12-31")
    };
    let top_up = TermInput {
        adds_to_term_id: Some("a".into()),
        seats: Some(5),
        price_per_seat: false,
        ..term("b", "2026-07-01", "2026-12-31")
    };
    let proposal = propose_renewal(&[base, top_up], "a", day("2026-11-22")).unwrap();
    assert_eq!(proposal.term.price, Some(Money::new(120_000, "EUR")));
}

#[test]
fn the_rhythm_of_the_31st_does_not_drift() {
    let mut chain = vec![term("0", "2025-01-31", "2025-02-27")];
    for (index, expected) in ["2025-03-30", "2025-04-29", "2025-05-30", "2025-06-29"].iter().enumerate() {
        let last = index.to_string();
        let mut next = propose_renewal(&chain, &last, day("2025-01-31")).unwrap().term;
        assert_eq!(next.ends_on.as_deref(), Some(*expected));
        next.id = Some((index + 1).to_string());
        chain.insert(0, next);
        assert_eq!(read(&chain).unwrap()[0].rules.period_months(), 1);
    }
}

#[test]
fn one_that_renewed_itself_is_confirmed_up_to_the_period_that_runs() {
    let base = TermInput { auto_renews: true, ..term("a", "2023-01-01", "2023-12-31") };
    let proposal = propose_renewal(&[base], "a", day("2026-03-01")).unwrap();
    assert_eq!(proposal.term.starts_on.as_deref(), Some("2024-01-01"));
    assert_eq!(proposal.term.ends_on.as_deref(), Some("2026-12-31"));
    let rules = rules::check("t", &proposal.term).unwrap();
    assert_eq!(rules.cost(), Some(3 * 25 * 12_000));
}

#[test]
fn added_seats_cost_their_share_of_the_days() {
    let base = term("a", "2026-01-01", "2026-12-31");
    let proposal = propose_true_up(&[base], "a", day("2026-07-02"), 5).unwrap();
    // 183 of 365 days.
    assert_eq!(proposal.term.price, Some(Money::new(6_016, "EUR")));
    assert_eq!(proposal.term.ends_on.as_deref(), Some("2026-12-31"));
    assert_eq!(proposal.term.adds_to_term_id.as_deref(), Some("a"));
    let monthly = TermInput {
        billing_months: Some(1),
        price: Some(Money::new(1_000, "EUR")),
        ..term("a", "2026-01-01", "2026-12-31")
    };
    let proposal = propose_true_up(std::slice::from_ref(&monthly), "a", day("2026-07-02"), 5).unwrap();
    assert_eq!((proposal.term.price, proposal.term.billing_months), (Some(Money::new(6_016, "EUR")), None));
    let late = propose_true_up(&[monthly], "a", day("2027-07-02"), 5).unwrap_err();
    assert_eq!(late.field_name(), Some("starts_on"));
}

/// A base for the year, 10 seats at 120.00, and 5 more from 17 May as the form proposes them.
fn with_true_up(base: TermInput) -> Vec<TermInput> {
    let mut added = propose_true_up(std::slice::from_ref(&base), "a", day("2026-05-17"), 5).unwrap().term;
    added.id = Some("b".into());
    vec![base, added]
}

#[test]
fn a_true_up_follows_its_base() {
    let base = TermInput {
        seats: Some(10),
        auto_renews: true,
        notice_months: Some(2),
        ..term("a", "2026-01-01", "2026-12-31")
    };
    for base in [base.clone(), TermInput { ends_on: Some("2027-01-01".into()), ..base }] {
        let mut terms = with_true_up(base);
        // What it says of its own renewal counts for nothing.
        terms[1].auto_renews = false;
        terms[1].notice_months = None;
        let all = read(&terms).unwrap();
        let added = &all[1].rules;
        assert_eq!(added.cancel_by(), Some(day("2026-10-31")));
        let later = day("2027-02-01");
        assert_eq!(added.rolled(later), all[0].rules.rolled(later));
        assert_eq!(added.rolled(later).unwrap().ends_on, day("2027-12-31"));
        let seats = |on: &str| rules::seats_on(all.iter().map(|term| &term.rules), day(on)).0;
        assert_eq!(
            [seats("2026-05-16"), seats("2026-05-17"), seats("2027-02-01")],
            [Some(10), Some(15), Some(15)]
        );
        let year = |year: i32| -> i64 {
            let on = |text: &str| day(&format!("{year}-{text}"));
            let span = bills::Span { from: on("01-01"), until: on("12-31"), today: day("2026-06-01") };
            let found = all.iter().flat_map(|term| bills::bills(&term.rules, false, span));
            found.filter(|bill| bill.on >= span.from).map(|bill| bill.minor).sum()
        };
        // 229 of 365 days of 120.00 are 75.29 a seat.
        assert_eq!([year(2026), year(2027), year(2028)], [120_000 + 37_645, 180_000, 180_000]);
    }
}

#[test]
fn a_true_up_is_over_and_cancelled_with_its_base() {
    let base = TermInput { seats: Some(10), ..term("a", "2026-01-01", "2026-12-31") };
    let mut terms = with_true_up(base);
    // It does not renew itself, whatever the true-up says.
    terms[1].auto_renews = true;
    let seats = |terms: &[TermInput], on: &str| {
        rules::seats_on(read(terms).unwrap().iter().map(|term| &term.rules), day(on))
    };
    assert_eq!(seats(&terms, "2026-12-31"), (Some(15), false));
    assert_eq!(seats(&terms, "2027-01-01"), (Some(0), true));
    terms[0].cancelled_on = Some("2026-06-01".into());
    terms[0].cancel_effective_on = Some("2026-08-31".into());
    assert_eq!(seats(&terms, "2026-08-31"), (Some(15), false));
    assert_eq!(seats(&terms, "2026-09-01"), (Some(0), true));
    let settled = settled(&terms).unwrap();
    assert_eq!(settled[1].cancel_effective_on.as_deref(), Some("2026-08-31"));
    assert!(!settled[1].auto_renews);
}

#[test]
fn from_the_first_day_of_a_renewal_only_its_seats_count() {
    let base = TermInput { seats: Some(10), ..term("a", "2026-01-01", "2026-12-31") };
    let mut terms = with_true_up(base);
    terms.push(TermInput {
        renews_term_id: Some("a".into()),
        seats: Some(12),
        ..term("c", "2026-12-01", "2027-11-30")
    });
    let all = read(&terms).unwrap();
    let seats = |on: &str| rules::seats_on(all.iter().map(|term| &term.rules), day(on)).0;
    assert_eq!(
        [seats("2026-11-30"), seats("2026-12-01"), seats("2027-11-30")],
        [Some(15), Some(12), Some(12)]
    );
    assert!(all[1].renewed && all[1].rules.due() == rules::Due::default());
}

#[test]
fn a_true_up_with_a_price_of_its_own_for_the_whole_term_keeps_it() {
    let base = TermInput { seats: Some(5), auto_renews: true, ..term("a", "2026-01-01", "2026-12-31") };
    let added = TermInput {
        adds_to_term_id: Some("a".into()),
        seats: Some(7),
        price: Some(Money::new(5_000, "EUR")),
        ..term("b", "2026-01-01", "2026-12-31")
    };
    let terms = [base, added];
    let all = read(&terms).unwrap();
    assert_eq!(all[1].rules.bill_onward(), Some((35_000, 12)));
}

/// A month that renewed itself five times and is confirmed as one term of six still renews by the month; so one is not
/// told to give notice half a year too late.
#[test]
fn several_confirmed_periods_keep_the_length_of_one() {
    let monthly = TermInput { auto_renews: true, ..term("a", "2024-01-01", "2024-01-31") };
    let after_one = propose_renewal(std::slice::from_ref(&monthly), "a", day("2024-02-10")).unwrap().term;
    assert_eq!((after_one.ends_on.as_deref(), after_one.renewal_months), (Some("2024-02-29"), None));
    let after_six = propose_renewal(&[monthly], "a", day("2024-07-15")).unwrap().term;
    assert_eq!((after_six.ends_on.as_deref(), after_six.renewal_months), (Some("2024-07-31"), Some(1)));
    let kept = rules::check("t", &TermInput { auto_renews: true, ..after_six }).unwrap();
    assert_eq!(kept.rolling().unwrap().on(day("2024-08-15")).unwrap().ends_on, day("2024-08-31"));
}

/// Whether it renews itself, for how many months; the end of what is proposed.
#[test]
fn a_renewal_is_proposed_for_as_long_as_it_renews() {
    for (auto_renews, said, every, end) in [
        (true, Some(12), Some(12), "2025-04-30"),
        (true, None, Some(12), "2025-04-30"),
        (true, None, None, "2027-04-30"),
        (false, Some(12), Some(12), "2025-04-30"),
        // What somebody orders anew is as long as it was.
        (false, None, Some(12), "2027-04-30"),
    ] {
        let long = TermInput {
            auto_renews,
            renewal_months: said,
            billing_months: every,
            ..term("a", "2021-05-01", "2024-04-30")
        };
        let proposal = propose_renewal(&[long], "a", day("2024-01-15")).unwrap();
        assert_eq!(proposal.term.ends_on.as_deref(), Some(end), "{auto_renews}, {said:?}, {every:?}");
    }
}
