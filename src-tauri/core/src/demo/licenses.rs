//! Licenses of the sample: a leading cast whose dates make the Overview worth a look, then the usual ones.

use super::{
    Company, Dice,
    products::{PRODUCTS, Product},
    words,
};
use crate::{
    Act, Result, dates,
    ids::new_id,
    licenses::{self, AssignmentInput, LicenseInput, LicenseKind, LicenseMetric},
    money::Money,
    terms::TermInput,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// How a license stands: when it ends, and what happens then.
#[derive(Debug, Clone, Copy)]
struct Standing {
    /// Days from today to the end; negative for one that ended.
    ends_in: i64,
    months: u32,
    auto_renews: bool,
    notice_months: u32,
    notice_days: u32,
    /// How many terms went before.
    earlier: u32,
    cancelled: bool,
    /// Seats bought, and how many are given out.
    seats: Option<u32>,
    used: u32,
}

pub(super) async fn fill(
    conn: &mut SqliteConnection,
    act: &Act,
    company: &mut Company,
    count: u32,
) -> Result<()> {
    let mut next_holder = 0_usize;
    for index in 0..count as usize {
        let Some(product) = PRODUCTS.get(index % PRODUCTS.len()) else { continue };
        let people = u32::try_from(company.people.len()).unwrap_or(u32::MAX);
        let standing = match leading(index, people) {
            Some(standing) => standing,
            None => usual(&mut company.dice, product, index, people),
        };
        let input = input(company, product, standing, index);
        let id = licenses::create(conn, act, input).await?;
        let holders =
            if product.metric == LicenseMetric::Device { &company.devices } else { &company.people };
        for _ in 0..standing.used.min(u32::try_from(holders.len()).unwrap_or(u32::MAX)) {
            let holder = holders.get(next_holder % holders.len().max(1)).cloned();
            next_holder += 1;
            let days = company.dice.between(10, 300);
            let (person_id, device_id) =
                if product.metric == LicenseMetric::Device { (None, holder) } else { (holder, None) };
            let seat = AssignmentInput {
                license_id: id.clone(),
                person_id,
                device_id,
                quantity: 1,
                from_on: Some(company.dice.ago(days).to_string()),
                ..AssignmentInput::default()
            };
            licenses::assign(conn, act, seat).await?;
        }
    }
    Ok(())
}

/// The first products of the list, so that something of everything is near.
fn leading(index: usize, people: u32) -> Option<Standing> {
    let year = Standing {
        ends_in: 0,
        months: 12,
        auto_renews: true,
        notice_months: 1,
        notice_days: 0,
        earlier: 0,
        cancelled: false,
        seats: None,
        used: 0,
    };
    let over = |used: u32, over: u32| (Some(used.saturating_sub(over).max(1)), used);
    let some = |most: u32| people.min(most);
    let standing = match index {
        // Creative Cloud: notice counts for five more days, and three seats too many are in use.
        0 => {
            let (seats, used) = over(some(28), 3);
            Standing { ends_in: 35, earlier: 2, seats, used, ..year }
        }
        // Microsoft 365 for everybody.
        1 => Standing { ends_in: 70, earlier: 2, seats: Some(people + 4), used: some(150), ..year },
        // TeamViewer: ended a few days ago, nobody renewed it.
        2 => {
            Standing { ends_in: -4, auto_renews: false, earlier: 1, seats: Some(25), used: some(20), ..year }
        }
        // Veeam: ends, does not renew itself.
        3 => Standing { ends_in: 17, auto_renews: false, seats: Some(30), ..year },
        // AutoCAD LT: two more in use than bought.
        4 => {
            let (seats, used) = over(some(6), 2);
            Standing { ends_in: 204, auto_renews: false, earlier: 1, seats, used, ..year }
        }
        // Accounting: renewed itself last week, to be confirmed.
        5 => Standing { ends_in: -6, notice_months: 3, earlier: 1, seats: Some(10), used: some(8), ..year },
        6 => Standing { ends_in: 14, auto_renews: false, seats: Some(3), used: some(2), ..year },
        7 => {
            Standing { ends_in: 50, notice_months: 0, notice_days: 30, seats: Some(5), used: some(3), ..year }
        }
        8 => Standing { ends_in: 72, earlier: 2, seats: Some(12), used: some(9), ..year },
        // Cancelled in time: no deadline any more.
        9 => Standing { ends_in: 40, cancelled: true, seats: Some(40), ..year },
        _ => return None,
    };
    Some(standing)
}

/// Spread over the coming year; cancel-by dates still lie ahead.
fn usual(dice: &mut Dice, product: &Product, index: usize, people: u32) -> Standing {
    let months = if dice.percent(80) { 12 } else { 36 };
    let auto_renews = dice.percent(55);
    let (notice_months, notice_days) = match dice.between(0, 3) {
        0 => (3, 0),
        1 => (0, 30),
        2 => (2, 0),
        _ => (1, 0),
    };
    let nearest = if auto_renews { notice_months * 31 + notice_days + 16 } else { 24 };
    // Out of several hundred one was forgotten.
    let ends_in = match dice.between(0, 299) {
        0 => -i64::from(dice.between(1, 40)),
        _ => i64::from(dice.between(nearest, months * 30)),
    };
    // The first round of products is used by many, what follows by a few of each place.
    let most = if index < PRODUCTS.len() { 24 } else { 5 };
    let seats = dice.between(2, most.min(people.max(2)));
    let used = dice.between(seats / 2, seats);
    let over = if dice.between(0, 89) == 0 { dice.between(1, 2) } else { 0 };
    let unlimited = matches!(product.metric, LicenseMetric::Site) || product.kind == LicenseKind::OpenSource;
    Standing {
        ends_in,
        months,
        auto_renews,
        notice_months,
        notice_days,
        earlier: if dice.percent(30) { dice.between(1, 3) } else { 0 },
        cancelled: false,
        seats: (!unlimited).then_some(seats),
        used: if unlimited {
            0
        } else if over > 0 {
            seats + over
        } else {
            used
        },
    }
}

fn input(company: &mut Company, product: &Product, standing: Standing, index: usize) -> LicenseInput {
    let round = index / PRODUCTS.len();
    let (department, _) =
        words::DEPARTMENTS.get(round % words::DEPARTMENTS.len()).copied().unwrap_or_default();
    let name = match round {
        0 => product.name.to_owned(),
        1..=8 => format!("{} · {department}", product.name),
        _ => format!("{} · {department} {}", product.name, round / words::DEPARTMENTS.len() + 1),
    };
    let terms = match product.kind {
        LicenseKind::Perpetual | LicenseKind::Oem => vec![perpetual(&mut company.dice, product, standing)],
        LicenseKind::OpenSource => vec![TermInput::default()],
        LicenseKind::Subscription | LicenseKind::Trial => subscription(&mut company.dice, product, standing),
    };
    LicenseInput {
        name,
        publisher: Some(product.publisher.to_owned()),
        vendor: company.vendor(product.vendor),
        category: Some(product.category.to_owned()),
        kind: product.kind,
        metric: product.metric,
        reassignable: product.kind != LicenseKind::Oem,
        maintained: (product.kind == LicenseKind::Perpetual).then_some(product.yearly_maintenance > 0),
        registered_name: Some("Hallgarten & Voss GmbH".to_owned()),
        registered_email: Some(format!("licenses@{}", words::DOMAIN)),
        notes: product.notes.map(str::to_owned),
        terms,
        tags: if standing.auto_renews && standing.ends_in > 0 && index == 0 {
            vec!["design".to_owned()]
        } else {
            Vec::new()
        },
        ..LicenseInput::default()
    }
}

/// Bought once; maintenance, where there is some, is paid until a day ahead.
fn perpetual(dice: &mut Dice, product: &Product, standing: Standing) -> TermInput {
    let age = dice.between(200, 2200);
    let bought = dice.ago(age);
    let days = dice.between(26, 330);
    TermInput {
        starts_on: Some(bought.to_string()),
        maintenance_ends_on: (product.yearly_maintenance > 0).then(|| dice.ahead(days).to_string()),
        seats: standing.seats,
        price: Some(Money::new(product.cents, product.currency)),
        price_per_seat: product.per_seat,
        purchased_on: Some(bought.to_string()),
        order_number: Some(format!("SO-{}", dice.between(10_000, 99_999))),
        ..TermInput::default()
    }
}

/// The current term after those it renews, each a little cheaper than the next and some with fewer seats.
fn subscription(dice: &mut Dice, product: &Product, standing: Standing) -> Vec<TermInput> {
    let offset = u32::try_from(standing.ends_in.unsigned_abs()).unwrap_or(0);
    let wanted = if standing.ends_in < 0 { dice.ago(offset) } else { dice.ahead(offset) };
    let start = |back: u32| {
        let after = wanted.succ_opt()?;
        dates::sub_months(after, standing.months * (back + 1))
    };
    let mut price = product.cents;
    let mut seats = standing.seats;
    let mut terms = Vec::new();
    let mut renewing: Option<String> = None;
    for back in 0..=standing.earlier {
        let Some(starts_on) = start(back) else { break };
        let ends_on = dates::term_end(starts_on, standing.months);
        let id = new_id();
        let mut term = term(dice, product, standing, (starts_on, ends_on), (price, seats));
        term.id = Some(id.clone());
        if back == 0 && standing.cancelled {
            term.cancelled_on = Some(dice.ago(20).to_string());
        }
        if renewing.is_some()
            && let Some(later) = terms.last_mut().map(|later: &mut TermInput| &mut later.renews_term_id)
        {
            *later = Some(id.clone());
        }
        renewing = Some(id);
        terms.push(term);
        let rise = i64::from(dice.between(20, 75));
        price = price * 1000 / (1000 + rise);
        seats = seats.map(|seats| seats.saturating_sub(dice.between(0, seats / 8)).max(1));
    }
    terms
}

fn term(
    dice: &mut Dice,
    product: &Product,
    standing: Standing,
    (starts_on, ends_on): (NaiveDate, Option<NaiveDate>),
    (price, seats): (i64, Option<u32>),
) -> TermInput {
    TermInput {
        starts_on: Some(starts_on.to_string()),
        ends_on: ends_on.map(|day| day.to_string()),
        seats,
        price: Some(Money::new(price, product.currency)),
        price_per_seat: product.per_seat,
        billing_months: product.billing_months,
        auto_renews: standing.auto_renews,
        notice_months: (standing.auto_renews && standing.notice_months > 0).then_some(standing.notice_months),
        notice_days: (standing.auto_renews && standing.notice_days > 0).then_some(standing.notice_days),
        order_number: Some(format!("SO-{}", dice.between(10_000, 99_999))),
        purchase_order: dice.percent(60).then(|| format!("PO {}", dice.between(4_000, 4_999))),
        purchased_on: starts_on.pred_opt().map(|day| day.to_string()),
        ..TermInput::default()
    }
}
