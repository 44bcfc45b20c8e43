//! Each figure once: what several screens, lists and reports say of one thing is the same, and what was worked out by hand.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::{Days, NaiveDate};
use holdfast_core::{
    Act, calendar,
    clock::Now,
    contracts::{self, ContractInput, ContractKind},
    cost::{self, CostQuery},
    credentials::{self, CredentialInput},
    db::Db,
    demo,
    hardware::{self, DeviceInput, DeviceStatus, WarrantyInput, plan},
    health,
    history::Actor,
    ids::Kind,
    licenses::{self, AssignmentInput, LicenseInput, LicenseKind},
    lifecycle::leaving,
    list::ListQuery,
    money::{Money, Totals},
    overview,
    people::{self, PersonInput},
    reminders::{
        self, Deadline, DeadlineKind,
        answers::{self, AnswerInput, DeadlineRef},
        inbox::{self, InboxGroupName},
    },
    secrets::Keyring,
    terms::{Owner, RenewalInput, TermInput},
    transfer::export,
    vendors::{self, VendorInput},
};
use sqlx::SqliteConnection;
use std::collections::HashMap;

const TODAY: &str = "2026-11-22";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn act(title: &str) -> Act {
    Act::new(Now::as_of(day(TODAY)), Actor::CommandLine, title)
}

fn euros(cents: i64) -> Money {
    Money::new(cents, "EUR")
}

fn term(start: &str, end: Option<&str>) -> TermInput {
    TermInput {
        starts_on: Some(start.into()),
        ends_on: end.map(Into::into),
        price: Some(euros(120_000)),
        ..TermInput::default()
    }
}

async fn license(conn: &mut SqliteConnection, name: &str, terms: Vec<TermInput>) -> String {
    let input =
        LicenseInput { name: name.into(), vendor: Some("Acme".into()), terms, ..LicenseInput::default() };
    licenses::create(conn, &act("Add"), input).await.unwrap()
}

async fn contract(
    conn: &mut SqliteConnection,
    name: &str,
    devices: &[&str],
    terms: Vec<TermInput>,
) -> String {
    let input = ContractInput {
        name: name.into(),
        kind: ContractKind::Support,
        vendor: Some("Acme".into()),
        device_ids: devices.iter().map(|id| (*id).to_owned()).collect(),
        terms,
        ..ContractInput::default()
    };
    contracts::create(conn, &act("Add"), input).await.unwrap()
}

async fn device(conn: &mut SqliteConnection, name: &str, warranties: &[(&str, &str)]) -> String {
    let warranties = warranties
        .iter()
        .map(|(start, end)| WarrantyInput {
            starts_on: Some((*start).into()),
            ends_on: Some((*end).into()),
            ..WarrantyInput::default()
        })
        .collect();
    let input = DeviceInput { name: name.into(), warranties, ..DeviceInput::default() };
    hardware::create(conn, &act("Add"), input).await.unwrap()
}

fn only(condition: &str) -> ListQuery {
    ListQuery { only: Some(condition.into()), ..ListQuery::default() }
}

fn sum<'a>(amounts: impl Iterator<Item = &'a Money>) -> Vec<Money> {
    let mut totals = Totals::default();
    amounts.for_each(|amount| totals.add(amount));
    totals.into_vec()
}

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
    let report = health::report(db, &Keyring::in_memory(), today, None, |_, _| {}).await.unwrap();
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
    let found = report.counts.iter().find(|count| count.finding == health::HealthFinding::Due).unwrap();
    assert_eq!(rotate, found.count, "{what}: health");
    let empty = report.counts.iter().find(|count| count.finding == health::HealthFinding::NoValue).unwrap();
    let listed = credentials::list(&mut tx, &only("no_value"), today).await.unwrap();
    assert_eq!(empty.count, listed.total, "{what}: without a value");

    // A vendor's next deadline: the list and its page.
    for row in vendors::list(&mut tx, &ListQuery::default(), today).await.unwrap().rows {
        let page = overview::vendor_figures(&mut tx, &row.id, today).await.unwrap();
        assert_eq!(row.next_due_on, page.next.map(|next| next.due_on), "{what}: {}", row.name);
        assert_eq!(row.overdue, page.overdue, "{what}: {}", row.name);
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
        assert_eq!((row.seats, row.used), (page.seats.bought, page.seats.used), "{what}: {}", row.name);
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
        assert!(due || !answered.is_empty(), "{what}: {} is to be cancelled by {by}", row.name);
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

#[tokio::test]
async fn a_vendor_is_due_by_anything_that_was_bought_from_it() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    vendors::create(&mut tx, &act("Add"), VendorInput { name: "Acme".into(), ..VendorInput::default() })
        .await
        .unwrap();
    assert_eq!(next_due(&mut tx).await, (None, 0));
    // Each is nearer than what came before it.
    let maintained = TermInput { maintenance_ends_on: Some("2027-09-30".into()), ..term("2020-01-01", None) };
    license(&mut tx, "Maintained", vec![maintained]).await;
    assert_eq!(next_due(&mut tx).await, (Some("2027-09-30".into()), 0), "maintenance");
    let rolled =
        TermInput { auto_renews: true, notice_months: Some(3), ..term("2024-09-01", Some("2025-08-31")) };
    // Renewed until 31 Aug 2027, to be cancelled by 31 May 2027; to be confirmed since 1 Sep 2025.
    let rolled = license(&mut tx, "Rolled", vec![rolled]).await;
    assert_eq!(next_due(&mut tx).await, (Some("2027-05-31".into()), 1), "a rolled term");
    let row = licenses::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().rows;
    let row = row.into_iter().find(|row| row.id == rolled).unwrap();
    assert_eq!(
        (row.renewed_until.as_deref(), row.cancel_by.as_deref()),
        (Some("2027-08-31"), Some("2027-05-31"))
    );
    let login = CredentialInput {
        name: "Portal".into(),
        vendor: Some("Acme".into()),
        changed_on: Some("2026-11-01".into()),
        rotate_days: Some(180),
        ..CredentialInput::default()
    };
    credentials::create(&mut tx, &act("Add"), login).await.unwrap();
    assert_eq!(next_due(&mut tx).await, (Some("2027-04-30".into()), 1), "a credential");
    let laptop = DeviceInput {
        name: "Laptop".into(),
        vendor: Some("Acme".into()),
        purchased_on: Some("2024-02-15".into()),
        expected_life_months: Some(36),
        ..DeviceInput::default()
    };
    hardware::create(&mut tx, &act("Add"), laptop.clone()).await.unwrap();
    assert_eq!(next_due(&mut tx).await, (Some("2027-02-15".into()), 1), "a replacement");
    let anna =
        people::create(&mut tx, &act("Add"), PersonInput { name: "Anna".into(), ..PersonInput::default() })
            .await
            .unwrap();
    let lent =
        hardware::create(&mut tx, &act("Add"), DeviceInput { name: "Lent".into(), ..laptop }).await.unwrap();
    let lend = hardware::custody::CustodyInput {
        act: hardware::custody::CustodyAct::Lend,
        person_id: Some(anna),
        return_by: Some("2026-12-01".into()),
        ..Default::default()
    };
    hardware::custody::perform(&mut tx, &act("Lend"), &lent, &lend).await.unwrap();
    assert_eq!(next_due(&mut tx).await, (Some("2026-12-01".into()), 1), "a loan");
}

#[tokio::test]
async fn a_contract_that_renewed_itself_covers_its_devices_in_every_list() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    // The contract's recorded term ended 334 days ago, and it renewed itself until 23 Dec 2026.
    let rack = device(&mut tx, "Server", &[("2022-01-01", "2024-12-31")]).await;
    let yearly = TermInput { auto_renews: true, ..term("2024-12-24", Some("2025-12-23")) };
    let care = contract(&mut tx, "Care", &[&rack], vec![yearly]).await;
    let page = hardware::get(&mut tx, &rack, day(TODAY)).await.unwrap().coverage;
    assert_eq!(
        (page.covered_today, page.covered_until.as_deref(), page.days_left),
        (true, Some("2026-12-23"), Some(31))
    );
    let sorted = ListQuery { sort: "covered_until".into(), ..ListQuery::default() };
    let row = hardware::list(&mut tx, &sorted, day(TODAY)).await.unwrap().rows.remove(0);
    assert_eq!((row.covered_until.as_deref(), row.cover_days_left), (Some("2026-12-23"), Some(31)));
    let report = plan::warranty(&mut tx, day(TODAY)).await.unwrap();
    assert_eq!((report.all.covered, report.all.ending, report.all.ended), (1, 1, 0));
    assert_eq!(report.devices[0].covered_until.as_deref(), Some("2026-12-23"));
    let by = plan::PlanQuery { by: plan::PlanBy::Coverage, ..plan::PlanQuery::default() };
    let refresh = plan::refresh(&mut tx, &by, day(TODAY)).await.unwrap();
    assert!(refresh.overdue.devices.is_empty());
    assert_eq!(refresh.quarters[0].devices[0].ends_on.as_deref(), Some("2026-12-23"));
    let listed = export::Columns::Listed;
    let table =
        export::table(&mut tx, Kind::Device, &ListQuery::default(), &listed, day(TODAY)).await.unwrap();
    let cells: Vec<String> = table.rows[0].iter().map(|cell| cell.plain()).collect();
    assert!(cells.contains(&"2026-12-23".to_owned()), "the export says the same: {cells:?}");
    // Its end is the contract's deadline alone: the warranty before it says nothing.
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert!(due.iter().all(|deadline| deadline.subject.id != rack), "{due:?}");
    // Cancelled, it covers until its last day.
    let term_id = contracts::get(&mut tx, &care, day(TODAY)).await.unwrap().terms[0].id.clone();
    let cancellation = holdfast_core::terms::CancellationInput { term_id, ..Default::default() };
    holdfast_core::lifecycle::cancel(&mut tx, &act("Cancel"), Kind::Contract, &care, &cancellation)
        .await
        .unwrap();
    let later = hardware::get(&mut tx, &rack, day("2026-12-24")).await.unwrap().coverage;
    assert_eq!((later.covered_today, later.covered_until.as_deref()), (false, Some("2026-12-23")));
}

/// Ends of coverage of a device: the day, and of a hole its last one.
async fn ends(conn: &mut SqliteConnection, id: &str, on: &str) -> Vec<(String, Option<String>)> {
    let all = reminders::deadlines(conn, day(on), None).await.unwrap();
    let own = all
        .into_iter()
        .filter(|deadline| deadline.kind == DeadlineKind::WarrantyEnds && deadline.subject.id == id);
    own.map(|deadline| (deadline.due_on, deadline.until)).collect()
}

async fn next_due(conn: &mut SqliteConnection) -> (Option<String>, u32) {
    let rows = vendors::list(conn, &ListQuery::default(), day(TODAY)).await.unwrap().rows;
    let acme = rows.into_iter().find(|row| row.name == "Acme").unwrap();
    (acme.next_due_on, acme.overdue)
}

#[tokio::test]
async fn a_hole_in_coverage_is_a_deadline_on_its_first_day() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let gapped = device(&mut tx, "NAS", &[("2024-01-01", "2026-12-31"), ("2027-03-01", "2029-02-28")]).await;
    let hole = ("2027-01-01".to_owned(), Some("2027-02-28".to_owned()));
    let end = ("2029-02-28".to_owned(), None);
    assert_eq!(ends(&mut tx, &gapped, TODAY).await, [hole.clone(), end.clone()]);
    assert_eq!(ends(&mut tx, &gapped, "2027-02-28").await, [hole, end.clone()], "until its last day");
    assert_eq!(ends(&mut tx, &gapped, "2027-03-01").await, [end], "it is over");
    let report = plan::warranty(&mut tx, day(TODAY)).await.unwrap();
    assert_eq!(report.devices[0].gap, Some(("2027-01-01".into(), "2027-02-28".into())));
    let headline = {
        let all = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
        reminders::words::headline(&all[0])
    };
    assert_eq!(headline, "Nothing covers NAS from 1 Jan 2027 to 28 Feb 2027");
    // A contract that renews itself fills it, and what left the house needs none.
    let care = TermInput { auto_renews: true, ..term("2026-06-01", Some("2027-05-31")) };
    contract(&mut tx, "Care", &[&gapped], vec![care]).await;
    assert_eq!(ends(&mut tx, &gapped, TODAY).await, []);
    let gone = device(&mut tx, "Old", &[("2024-01-01", "2026-12-31"), ("2027-03-01", "2029-02-28")]).await;
    let shown = hardware::get(&mut tx, &gone, day(TODAY)).await.unwrap();
    let input = DeviceInput { status: DeviceStatus::Disposed, ..shown.fields };
    hardware::update(&mut tx, &act("Dispose"), &gone, shown.version, input).await.unwrap();
    assert_eq!(ends(&mut tx, &gone, TODAY).await, []);
}

#[tokio::test]
async fn a_seat_with_a_last_day_counts_for_its_license_and_its_person_alike() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let suite = license(
        &mut tx,
        "Suite",
        vec![TermInput { seats: Some(5), ..term("2026-01-01", Some("2028-12-31")) }],
    )
    .await;
    let ben =
        PersonInput { name: "Ben".into(), leaves_on: Some("2026-10-31".into()), ..PersonInput::default() };
    let ben = people::create(&mut tx, &act("Add"), ben).await.unwrap();
    let seat = AssignmentInput {
        license_id: suite.clone(),
        person_id: Some(ben.clone()),
        quantity: 1,
        from_on: Some("2026-01-01".into()),
        until_on: Some("2027-12-31".into()),
        ..AssignmentInput::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seat).await.unwrap();
    for (on, count) in [(TODAY, 1), ("2027-12-31", 1), ("2028-01-01", 0)] {
        let on = day(on);
        assert_eq!(licenses::get(&mut tx, &suite, on).await.unwrap().seats.used, count, "{on}: the license");
        let row = people::list(&mut tx, &ListQuery::default(), on).await.unwrap().rows.remove(0);
        assert_eq!(row.seats, count, "{on}: the person");
        let there = count as usize;
        let of = ListQuery { belongs_to: Some(ben.clone()), ..ListQuery::default() };
        assert_eq!(
            licenses::list(&mut tx, &of, on).await.unwrap().total,
            count,
            "{on}: the person's licenses"
        );
        assert_eq!(
            people::list(&mut tx, &only("left_holding"), on).await.unwrap().total,
            count,
            "{on}: left and holds"
        );
        assert_eq!(licenses::reclaimable(&mut tx, on).await.unwrap().len(), there, "{on}: reclaimable");
        assert_eq!(leaving::get(&mut tx, &ben, on).await.unwrap().seats.len(), there, "{on}: leaving");
        assert_eq!(overview::get(&mut tx, on).await.unwrap().left_holding.total, count, "{on}: overview");
    }
}

#[tokio::test]
async fn a_year_costs_what_is_in_force_on_the_day() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let monthly = |start: &str, end: Option<&str>, money: Money| TermInput {
        price: Some(money),
        billing_months: Some(1),
        ..term(start, end)
    };
    // Counts: 12 x 10.01; a rolled one of 1,200.00; in dollars 12 x 5.00, beside euros of the same license.
    license(&mut tx, "Endless", vec![monthly("2026-01-01", None, euros(1_001))]).await;
    license(
        &mut tx,
        "Rolled",
        vec![TermInput { auto_renews: true, ..term("2023-01-01", Some("2023-12-31")) }],
    )
    .await;
    let both = vec![
        monthly("2026-01-01", Some("2026-12-31"), euros(2_000)),
        monthly("2026-01-01", Some("2026-12-31"), Money::new(500, "USD")),
    ];
    let both = license(&mut tx, "Both", both).await;
    // Not: lapsed, to come, bought for good.
    license(&mut tx, "Lapsed", vec![term("2024-01-01", Some("2024-12-31"))]).await;
    license(&mut tx, "To come", vec![term("2027-01-01", Some("2027-12-31"))]).await;
    let bought = LicenseInput {
        name: "Bought".into(),
        kind: LicenseKind::Perpetual,
        terms: vec![TermInput { seats: Some(3), ..term("2020-01-01", None) }],
        ..LicenseInput::default()
    };
    let bought = licenses::create(&mut tx, &act("Add"), bought).await.unwrap();
    // Cancelled to 15 Dec: it counts until then.
    let cancelled = TermInput {
        cancelled_on: Some("2026-10-01".into()),
        cancel_effective_on: Some("2026-12-15".into()),
        ..monthly("2026-01-16", Some("2027-01-15"), euros(3_000))
    };
    license(&mut tx, "Cancelled", vec![cancelled]).await;

    // 120.12 + 1,200.00 + 240.00 + 360.00, and 60.00 in dollars.
    let sums = licenses::sums(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().yearly;
    assert_eq!(sums, [euros(192_012), Money::new(6_000, "USD")]);
    let after = licenses::sums(&mut tx, &ListQuery::default(), day("2026-12-16")).await.unwrap().yearly;
    assert_eq!(after, [euros(156_012), Money::new(6_000, "USD")], "the cancelled one is over");
    let rows = licenses::list(
        &mut tx,
        &ListQuery { sort: "yearly".into(), descending: true, ..Default::default() },
        day(TODAY),
    )
    .await
    .unwrap()
    .rows;
    let named: Vec<(&str, i64)> =
        rows.iter().filter_map(|row| Some((row.name.as_str(), row.yearly.as_ref()?.minor))).collect();
    assert_eq!(named, [("Rolled", 120_000), ("Cancelled", 36_000), ("Both", 24_000), ("Endless", 12_012)]);
    let row = rows.iter().find(|row| row.id == both).unwrap();
    assert_eq!(row.yearly_amounts, [euros(24_000), Money::new(6_000, "USD")], "no currency is dropped");
    // What was paid once for good is no yearly sum of the compliance report either.
    let compliance = licenses::compliance(&mut tx, day(TODAY)).await.unwrap();
    let row = compliance.licenses.iter().find(|row| row.license_id == bought).unwrap();
    assert_eq!(
        (row.once, row.seat_price.clone(), row.unused_cost.clone()),
        (true, Some(euros(40_000)), None)
    );
    assert!(compliance.unused.is_empty(), "{:?}", compliance.unused);
}

#[tokio::test]
async fn thirds_of_a_cent_are_rounded_once() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    // Three licenses of 100.00 for three years: 33.33 a year each, 100.00 together.
    for name in ["A", "B", "C"] {
        let paid = TermInput { price: Some(euros(10_000)), ..term("2025-01-01", Some("2027-12-31")) };
        license(&mut tx, name, vec![paid]).await;
    }
    let rows = licenses::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.yearly == Some(euros(3_333))));
    let sums = licenses::sums(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().yearly;
    assert_eq!(sums, [euros(10_000)]);
}

#[tokio::test]
async fn spend_marks_renewals_that_are_still_to_come() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    license(
        &mut tx,
        "Yearly",
        vec![TermInput { auto_renews: true, ..term("2025-12-10", Some("2026-12-09")) }],
    )
    .await;
    license(&mut tx, "Paid", vec![term("2026-03-01", Some("2027-02-28"))]).await;
    let spend = cost::spend(&mut tx, day("2026-01-01"), day("2026-12-31"), day(TODAY)).await.unwrap();
    assert_eq!((spend.total, spend.expected), (vec![euros(240_000)], vec![euros(120_000)]));
    assert_eq!(spend.vendors[0].expected, [euros(120_000)]);
    // Once the day has come it was billed, though nobody confirmed it.
    let spend = cost::spend(&mut tx, day("2026-01-01"), day("2026-12-31"), day("2026-12-11")).await.unwrap();
    assert_eq!((spend.total, spend.expected), (vec![euros(240_000)], vec![]));
}

#[tokio::test]
async fn from_an_early_renewal_on_only_its_own_seats_and_price_count() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let first = TermInput {
        seats: Some(10),
        billing_months: Some(1),
        price: Some(euros(1_000)),
        ..term("2026-01-01", Some("2026-12-31"))
    };
    let suite = license(&mut tx, "Suite", vec![first]).await;
    let old = licenses::get(&mut tx, &suite, day(TODAY)).await.unwrap().terms[0].id.clone();
    let renewal = TermInput {
        renews_term_id: Some(old),
        seats: Some(15),
        billing_months: Some(1),
        price: Some(euros(1_500)),
        ..term("2026-11-01", Some("2027-10-31"))
    };
    let input = RenewalInput { term: renewal, vendor: None };
    holdfast_core::terms::renew(&mut tx, &act("Renew"), Owner::License(&suite), input).await.unwrap();
    for (on, seats, yearly) in
        [("2026-10-31", 10, 12_000), ("2026-11-01", 15, 18_000), ("2026-12-31", 15, 18_000)]
    {
        let on = day(on);
        let page = licenses::get(&mut tx, &suite, on).await.unwrap();
        assert_eq!(page.seats.bought, Some(seats), "{on}");
        let row = licenses::list(&mut tx, &ListQuery::default(), on).await.unwrap().rows.remove(0);
        assert_eq!((row.seats, row.yearly), (Some(seats), Some(euros(yearly))), "{on}");
    }
    // Ten months at 10.00 and two at 15.00.
    let spend = cost::spend(&mut tx, day("2026-01-01"), day("2026-12-31"), day(TODAY)).await.unwrap();
    assert_eq!(spend.total, [euros(13_000)]);
}

#[tokio::test]
async fn over_use_is_foretold_for_ends_too() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let base = TermInput { seats: Some(5), ..term("2026-01-01", Some("2027-12-31")) };
    let extra = TermInput { seats: Some(3), ..term("2026-01-01", Some("2027-02-28")) };
    let suite = license(&mut tx, "Suite", vec![base, extra]).await;
    let ann =
        people::create(&mut tx, &act("Add"), PersonInput { name: "Ann".into(), ..PersonInput::default() })
            .await
            .unwrap();
    let seats = AssignmentInput {
        license_id: suite.clone(),
        person_id: Some(ann),
        quantity: 7,
        from_on: Some("2026-01-01".into()),
        ..AssignmentInput::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seats).await.unwrap();
    let page = licenses::get(&mut tx, &suite, day(TODAY)).await.unwrap();
    let change = page.seats.over_from.unwrap();
    assert_eq!(
        (change.on.as_str(), change.bought, change.used, change.over, change.ended),
        ("2027-03-01", 5, 7, 2, false)
    );
    let later = licenses::get(&mut tx, &suite, day("2027-03-01")).await.unwrap().seats;
    let change = later.over_from.unwrap();
    assert_eq!((later.over, change.on.as_str(), change.over, change.ended), (2, "2028-01-01", 7, true));
}

#[tokio::test]
async fn what_is_gone_has_no_value_and_what_is_maintained_no_price() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let laptop = DeviceInput {
        name: "Laptop".into(),
        price: Some(euros(120_000)),
        purchased_on: Some("2025-11-22".into()),
        depreciation_months: Some(36),
        ..DeviceInput::default()
    };
    let id = hardware::create(&mut tx, &act("Add"), laptop.clone()).await.unwrap();
    let value = hardware::get(&mut tx, &id, day(TODAY)).await.unwrap().book_value.unwrap().value;
    assert_eq!(value, euros(80_000));
    let sold =
        DeviceInput { status: DeviceStatus::Disposed, disposed_on: Some("2026-11-20".into()), ..laptop };
    hardware::update(&mut tx, &act("Sell"), &id, 1, sold).await.unwrap();
    assert!(hardware::get(&mut tx, &id, day(TODAY)).await.unwrap().book_value.is_none());
    let before = hardware::get(&mut tx, &id, day("2026-11-19")).await.unwrap().book_value;
    assert_eq!(before.unwrap().value, euros(83_334), "on the day before it still had one");
    let maintained = TermInput { maintenance_ends_on: Some("2026-12-31".into()), ..term("2020-01-01", None) };
    license(&mut tx, "Maintained", vec![maintained]).await;
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    let maintenance = due.iter().find(|deadline| deadline.kind == DeadlineKind::MaintenanceEnds).unwrap();
    assert_eq!((maintenance.amount.clone(), maintenance.amounts.len()), (None, 0));
}

#[tokio::test]
async fn a_price_per_seat_without_seats_is_asked_about() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let per_seat = TermInput { price_per_seat: true, ..term("2026-01-01", Some("2026-12-31")) };
    let odd = holdfast_core::terms::check(&mut tx, None, std::slice::from_ref(&per_seat), None, day(TODAY))
        .await
        .unwrap();
    assert_eq!(odd.iter().map(|warning| warning.field.as_str()).collect::<Vec<_>>(), ["terms.0.seats"]);
    let open = license(&mut tx, "Open", vec![per_seat]).await;
    let page = licenses::get(&mut tx, &open, day(TODAY)).await.unwrap();
    assert_eq!(page.terms[0].cost, None, "not counted as one");
    let forecast = cost::forecast(&mut tx, &CostQuery::default(), day(TODAY)).await.unwrap();
    assert!(forecast.sums.total.is_empty());
    assert_eq!(forecast.unseated.iter().map(|thing| thing.name.as_str()).collect::<Vec<_>>(), ["Open"]);
    assert!(licenses::sums(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().yearly.is_empty());
}

#[tokio::test]
async fn an_imported_subscription_without_a_rhythm_is_expected_on_its_day() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    license(&mut tx, "Imported", vec![term("2026-01-16", Some("2027-01-15"))]).await;
    let first = overview::get(&mut tx, day(TODAY)).await.unwrap();
    let month = first.months.iter().find(|month| month.month == "2027-01").unwrap();
    assert_eq!((month.licenses.clone(), month.licenses_expected.clone()), (vec![], vec![euros(120_000)]));
    let days: Vec<(&str, &str)> =
        month.expected.iter().map(|bill| (bill.on.as_str(), bill.name.as_str())).collect();
    assert_eq!(days, [("2027-01-16", "Imported")]);
    assert_eq!(first.forecast.expected, [euros(120_000)]);
}
