//! Every screen, list and report is asked of the same company: what they say of one thing is the same.

use super::place::{TODAY, act, day, euros, only, sum};
use chrono::{Days, NaiveDate};
use holdfast_core::contracts::{self, ContractInput, ContractKind};
use holdfast_core::cost::{self, CostQuery};
use holdfast_core::credentials::{self, CredentialInput};
use holdfast_core::db::Db;
use holdfast_core::hardware::{self, DeviceInput, WarrantyInput, plan};
use holdfast_core::licenses::{self, LicenseInput};
use holdfast_core::list::ListQuery;
use holdfast_core::money::Money;
use holdfast_core::people;
use holdfast_core::reminders::answers::{self, AnswerInput, DeadlineRef};
use holdfast_core::reminders::inbox::{self, InboxGroupName};
use holdfast_core::reminders::{self, Deadline, DeadlineKind};
use holdfast_core::secrets::Keyring;
use holdfast_core::terms::TermInput;
use holdfast_core::vendors;
use holdfast_core::{calendar, credential_health, demo, overview};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Numbers that are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn day(&mut self, from: i64, to: i64) -> NaiveDate {
        let span = (to - from + 1).unsigned_abs();
        day(TODAY) + chrono::Duration::days(from + self.below(span) as i64)
    }
}

/// Things of every kind whose dates lie around today, in two currencies.
async fn random_company(conn: &mut SqliteConnection, seed: u64) {
    let mut dice = Dice(seed);
    let made = act("Add");
    let mut devices = Vec::new();
    for number in 0..8 {
        let end = dice.day(-60, 200);
        let input = DeviceInput {
            name: format!("Device {number}"),
            vendor: Some(format!("Vendor {}", dice.below(4))),
            model: Some("T14".into()),
            price: Some(euros(100_000 + dice.below(900) as i64 * 100)),
            purchased_on: Some((end - chrono::Duration::days(1000)).to_string()),
            expected_life_months: Some(30 + dice.below(8) as u32),
            warranties: vec![WarrantyInput { ends_on: Some(end.to_string()), ..WarrantyInput::default() }],
            ..DeviceInput::default()
        };
        devices.push(hardware::create(conn, &made, input).await.unwrap());
    }
    for number in 0..14 {
        let months = [1_u32, 12, 12, 12, 24, 36][dice.below(6) as usize];
        let ends_on = dice.day(-500, 400);
        let start = ends_on.succ_opt().unwrap() - chrono::Months::new(months);
        let currency = if dice.below(3) == 0 { "USD" } else { "EUR" };
        let term = TermInput {
            starts_on: Some(start.to_string()),
            ends_on: Some(ends_on.to_string()),
            price: Some(Money::new(1_000 + dice.below(100_000) as i64, currency)),
            auto_renews: dice.below(2) == 0,
            notice_months: Some(dice.below(4) as u32),
            billing_months: [None, Some(1), Some(12)][dice.below(3) as usize],
            ..TermInput::default()
        };
        let vendor = Some(format!("Vendor {}", dice.below(4)));
        if dice.below(3) == 0 {
            let input = ContractInput {
                name: format!("Contract {number}"),
                kind: ContractKind::Support,
                vendor,
                device_ids: vec![devices[dice.below(8) as usize].clone()],
                terms: vec![term],
                ..ContractInput::default()
            };
            contracts::create(conn, &made, input).await.unwrap();
        } else {
            let input = LicenseInput {
                name: format!("License {number}"),
                vendor,
                terms: vec![term],
                ..LicenseInput::default()
            };
            licenses::create(conn, &made, input).await.unwrap();
        }
    }
    for number in 0..6 {
        let input = CredentialInput {
            name: format!("Login {number}"),
            vendor: Some(format!("Vendor {}", dice.below(4))),
            rotate_days: Some(90),
            changed_on: Some(dice.day(-120, 0).to_string()),
            ..CredentialInput::default()
        };
        credentials::create(conn, &made, input).await.unwrap();
    }
    // Some are answered, in each of the ways.
    let open = reminders::deadlines(conn, day(TODAY), Some(90)).await.unwrap();
    for deadline in open {
        let answer = match dice.below(8) {
            0 => AnswerInput::Done,
            1 => AnswerInput::Acknowledge,
            2 => AnswerInput::Snooze { until: dice.day(2, 20).to_string() },
            _ => continue,
        };
        answers::give(conn, &made, &[named(&deadline)], &answer).await.unwrap();
    }
}

fn named(deadline: &Deadline) -> DeadlineRef {
    DeadlineRef {
        kind: deadline.kind,
        subject_kind: deadline.subject.kind,
        subject_id: deadline.subject.id.clone(),
        due_on: deadline.due_on.clone(),
    }
}

/// Asks every screen for what it says of a company on a day, and holds the figures equal.
async fn hold_equal(db: &Db, today: NaiveDate, what: &str) {
    let report = credential_health::report(db, &Keyring::in_memory(), today, None, |_, _| {}).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let first = overview::get(&mut tx, today).await.unwrap();
    let inbox = inbox::get(&mut tx, today).await.unwrap();
    let group = |name: InboxGroupName| inbox.groups.iter().find(|group| group.name == name);
    let near =
        [InboxGroupName::Overdue, InboxGroupName::ThisWeek, InboxGroupName::Days30, InboxGroupName::Days90];

    // Counts: the card, the badge (which background telling counts by itself) and the Reminders page.
    assert_eq!(first.waiting, inbox.waiting, "{what}");
    assert_eq!(first.waiting, inbox::waiting(&mut tx, today).await.unwrap(), "{what}: the badge");
    assert_eq!(first.waiting, first.overdue + first.this_week, "{what}: the card's own words");
    let listed: usize = near.iter().filter_map(|name| group(*name)).map(|group| group.entries.len()).sum();
    assert_eq!(first.listed as usize, listed, "{what}: what needs attention");
    assert_eq!(first.listed, first.kinds.iter().map(|kind| kind.count).sum::<u32>(), "{what}: by kind");
    let open: Vec<Deadline> = reminders::deadlines(&mut tx, today, None).await.unwrap();
    let within: HashMap<&str, &Deadline> =
        open.iter().map(|deadline| (deadline.id.as_str(), deadline)).collect();
    for entry in inbox.groups.iter().flat_map(|group| &group.entries) {
        assert_eq!(within.get(entry.deadline.id.as_str()).copied(), Some(&entry.deadline), "{what}: due");
    }

    // Money: rows, groups, kinds, the card, the Reminders page and the calendar.
    let rows = sum(first.entries.iter().flat_map(|entry| &entry.at_stake));
    let groups = sum(first.groups.iter().flat_map(|group| &group.at_stake));
    assert_eq!(rows, groups, "{what}: rows and groups");
    assert_eq!(groups, sum(first.kinds.iter().flat_map(|kind| &kind.at_stake)), "{what}: groups and kinds");
    let card = sum(groups.iter().chain(&first.snoozed.at_stake));
    assert_eq!(first.renewals, card, "{what}: the card");
    for stake in &first.groups {
        assert_eq!(
            Some(&stake.at_stake),
            group(stake.name).map(|group| &group.at_stake),
            "{what}: {stake:?}"
        );
    }
    // One thing once: no term's money stands at two of its dates.
    let mut seen = Vec::new();
    for entry in
        inbox.groups.iter().flat_map(|group| &group.entries).filter(|entry| !entry.at_stake.is_empty())
    {
        let end = entry.deadline.until.as_ref().unwrap_or(&entry.deadline.due_on);
        let place = (entry.deadline.subject.id.clone(), end.clone());
        assert!(!seen.contains(&place), "{what}: {place:?} counts twice");
        seen.push(place);
    }
    // The calendar shows at most three years, and tells nothing of what is older.
    let (from, to) = ((today - Days::new(1_000)).to_string(), (today + Days::new(90)).to_string());
    let span =
        calendar::days(&mut tx, today, &from, &to, &calendar::CalendarFilter::default()).await.unwrap();
    let months = sum(span.months.iter().flat_map(|month| &month.amounts));
    let entries = inbox
        .groups
        .iter()
        .filter(|group| group.name != InboxGroupName::Later)
        .flat_map(|group| &group.entries);
    let entries = entries.filter(|entry| entry.deadline.due_on >= from);
    assert_eq!(months, sum(entries.flat_map(|entry| &entry.at_stake)), "{what}: the calendar until then");

    // Twelve months: those of the forecast as it is asked at first, and hardware beside them.
    let forecast =
        cost::forecast(&mut tx, &CostQuery { months: 12, ..CostQuery::default() }, today).await.unwrap();
    assert_eq!(first.forecast, forecast.sums, "{what}: the forecast");
    for (month, asked) in first.months.iter().zip(&forecast.months) {
        assert_eq!(month.month, asked.month);
        let recorded = sum(month.licenses.iter().chain(&month.contracts));
        let expected = sum(month.licenses_expected.iter().chain(&month.contracts_expected));
        assert_eq!(
            (recorded, expected),
            (asked.sums.committed.clone(), asked.sums.expected.clone()),
            "{what}"
        );
        assert!(month.expected.iter().all(|bill| bill.on.starts_with(&month.month)), "{what}");
    }

    // To rotate: the first screen, its kinds, the list, the report.
    let rotate = first.credentials_to_rotate;
    let by_kind = first.kinds.iter().find(|kind| kind.kind == DeadlineKind::CredentialRotate);
    assert_eq!(rotate, by_kind.map_or(0, |kind| kind.count), "{what}: by kind");
    for condition in ["to_rotate", "due"] {
        let chip = credentials::list(&mut tx, &only(condition), today).await.unwrap();
        assert_eq!(rotate, chip.total, "{what}: {condition}");
    }
    let found =
        report.counts.iter().find(|count| count.finding == credential_health::HealthFinding::Due).unwrap();
    assert_eq!(rotate, found.count, "{what}: health");
    let empty = report
        .counts
        .iter()
        .find(|count| count.finding == credential_health::HealthFinding::NoValue)
        .unwrap();
    let listed = credentials::list(&mut tx, &only("no_value"), today).await.unwrap();
    assert_eq!(empty.count, listed.total, "{what}: without a value");

    // A vendor's next deadline: the list and its page.
    for row in vendors::list(&mut tx, &ListQuery::default(), today).await.unwrap().rows {
        let page = overview::vendor_figures(&mut tx, &row.id, today).await.unwrap();
        assert_eq!(row.next_due_on, page.next.map(|next| next.due_on), "{what}: {}", row.fields.name);
        assert_eq!(row.overdue, page.overdue, "{what}: {}", row.fields.name);
    }

    // Coverage: the list, the report, the page and the first screen.
    let coverage = plan::warranty(&mut tx, today).await.unwrap();
    assert_eq!(
        (first.devices, first.devices_covered),
        (coverage.all.devices, coverage.all.covered),
        "{what}"
    );
    assert_eq!(
        coverage.all.covered,
        hardware::list(&mut tx, &only("covered"), today).await.unwrap().total,
        "{what}"
    );
    let rows = hardware::list(&mut tx, &ListQuery::default(), today).await.unwrap().rows;
    for line in &coverage.devices {
        let page = hardware::get(&mut tx, &line.device.id, today).await.unwrap().coverage;
        let row = rows.iter().find(|row| row.id == line.device.id).unwrap();
        assert_eq!(line.covered_until, page.covered_until, "{what}: {}", line.device.name);
        assert_eq!(line.covered_until, row.covered_until, "{what}: {}", line.device.name);
        assert_eq!((line.covered_today, line.days_left), (page.covered_today, page.days_left), "{what}");
        assert_eq!(line.days_left, row.cover_days_left, "{what}");
        assert_eq!(line.gap, page.gap, "{what}: {}", line.device.name);
        let past = line.days_left.is_some_and(|days| days < 0);
        assert!(
            !(line.covered_today && past),
            "{what}: covered today, and not since {:?}",
            line.covered_until
        );
    }

    // Seats: the list, the page and the first screen; a person's and the licenses'.
    let listed = licenses::list(&mut tx, &ListQuery::default(), today).await.unwrap();
    let (mut over, mut used) = (0, 0);
    for row in &listed.rows {
        let page = licenses::get(&mut tx, &row.id, today).await.unwrap();
        assert_eq!(
            (row.seats, row.used),
            (page.seats.bought, page.seats.used),
            "{what}: {}",
            row.fields.name
        );
        over += u32::from(page.seats.over > 0);
        used += page.assignments.iter().filter(|seat| seat.person_id.is_some()).count();
    }
    assert_eq!(over as usize, first.over_used.len(), "{what}: over-used");
    assert_eq!(over, licenses::list(&mut tx, &only("over_used"), today).await.unwrap().total, "{what}");
    let people = people::list(&mut tx, &ListQuery::default(), today).await.unwrap().rows;
    let mut held = 0;
    for person in &people {
        held += people::get(&mut tx, &person.id, today).await.unwrap().seats.len();
    }
    assert_eq!(held, used, "{what}: seats of people");

    // The next last day of notice: the list and what is due.
    for row in &listed.rows {
        let Some(by) = &row.cancel_by else { continue };
        let page = licenses::get(&mut tx, &row.id, today).await.unwrap();
        if page.terms.iter().filter(|term| !term.renewed).count() > 1 {
            continue;
        }
        let answered = answers::of_subject(&mut tx, &row.id).await.unwrap();
        let due = open.iter().any(|deadline| {
            deadline.kind == DeadlineKind::LicenseCancelBy
                && deadline.subject.id == row.id
                && &deadline.due_on == by
        });
        assert!(due || !answered.is_empty(), "{what}: {} is to be cancelled by {by}", row.fields.name);
    }
}

#[tokio::test]
async fn every_screen_says_the_same_of_the_sample_company() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    demo::fill(&mut tx, &act("Sample data"), &demo::DemoOptions { records: 300, seed: 1, today: day(TODAY) })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for later in [0, 40, 400] {
        hold_equal(&db, day(TODAY) + Days::new(later), &format!("the sample, {later} days later")).await;
    }
}

#[tokio::test]
async fn every_screen_says_the_same_of_any_company() {
    for seed in 0..12 {
        let db = Db::in_memory().await.unwrap();
        let mut tx = db.write().await.unwrap();
        random_company(&mut tx, seed).await;
        tx.commit().await.unwrap();
        for later in [0, 75, 400] {
            hold_equal(&db, day(TODAY) + Days::new(later), &format!("company {seed}, {later} days later"))
                .await;
        }
    }
}
