//! Reports about hardware: what must be replaced when and for how much, what is covered, and who has what.

mod model;
mod store;

pub use model::{
    CoverageGroup, CoverageLine, CustodyLine, CustodyReport, PlanBy, PlanQuarter, PlanQuery, PlanReason,
    PlanYear, PlannedDevice, RefreshPlan, WarrantyReport,
};

use super::{covering, entry::Facts, store::depreciation, templates::Known};
use crate::{Error, Result, dates, dates::Quarter, input, money::Totals, text::name_key};
use chrono::{Datelike, Days, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;
use store::Planned;

/// How far ahead an end of coverage is called near, in days.
const NEAR: u64 = 90;

/// What must be replaced in the coming years, quarter by quarter.
///
/// # Errors
/// [`Error::Field`] for more than 5 years.
pub async fn refresh(
    conn: &mut SqliteConnection,
    query: &PlanQuery,
    today: NaiveDate,
) -> Result<RefreshPlan> {
    let years = if query.years == 0 { 3 } else { query.years };
    if years > 5 {
        return Err(Error::field("years", "Plan 1 to 5 years."));
    }
    let known = Known::read(conn).await?;
    let category = query.category.as_deref().map(name_key).filter(|key| !key.is_empty());
    let first = Quarter::of(today);
    let last_year = today.year() + i32::try_from(years).unwrap_or(5) - 1;
    let mut quarters: BTreeMap<Quarter, Vec<PlannedDevice>> = BTreeMap::new();
    let mut quarter = first;
    while quarter.year() <= last_year {
        quarters.insert(quarter, Vec::new());
        quarter = quarter.next();
    }
    let (mut overdue, mut later, mut undated) = (Vec::new(), 0_u32, 0_u32);
    let rolled = covering::rolled(conn, today).await?;
    for device in store::devices(conn, today, &rolled).await? {
        if category.is_some() && device.category.as_deref().map(name_key) != category {
            continue;
        }
        let Some((reason, ends_on, quarter)) = place_of(&device, query.by) else {
            undated += 1;
            continue;
        };
        let planned = planned(device, &known, reason, ends_on, today);
        if quarter < first {
            overdue.push(planned);
        } else {
            match quarters.get_mut(&quarter) {
                Some(devices) => devices.push(planned),
                None => later += 1,
            }
        }
    }
    let overdue = quarter_of("overdue".to_owned(), today.year(), overdue);
    let quarters: Vec<PlanQuarter> = quarters
        .into_iter()
        .map(|(quarter, devices)| quarter_of(quarter.to_string(), quarter.year(), devices))
        .collect();
    let parts = || std::iter::once(&overdue).chain(&quarters);
    let years = (today.year()..=last_year)
        .map(|year| {
            let parts = || parts().filter(move |part| part.year == year);
            PlanYear {
                year,
                devices: parts().map(|part| part.devices.len() as u32).sum(),
                cost: total(parts()),
                unpriced: parts().map(|part| part.unpriced).sum(),
            }
        })
        .collect();
    let cost = total(parts());
    Ok(RefreshPlan { as_of: today.to_string(), by: query.by, overdue, quarters, years, cost, later, undated })
}

/// Where a device stands in the plan, and why.
fn place_of(device: &Planned, by: PlanBy) -> Option<(PlanReason, Option<NaiveDate>, Quarter)> {
    let facts = Facts {
        status: device.status,
        purchased_on: input::stored(device.purchased_on.as_deref()),
        expected_life_months: device.expected_life_months,
        refresh_quarter: device.refresh_quarter.as_deref().and_then(Quarter::parse),
    };
    let life = facts.life_ends_on().map(|day| (day, PlanReason::LifeEnds));
    let coverage = input::stored(device.covered_until.as_deref())
        .filter(|_| !device.lifetime)
        .map(|day| (day, PlanReason::CoverageEnds));
    let end = match by {
        PlanBy::Life => life,
        PlanBy::Coverage => coverage,
        PlanBy::Earliest => match (life, coverage) {
            (Some(life), Some(coverage)) if coverage.0 < life.0 => Some(coverage),
            (life, coverage) => life.or(coverage),
        },
    };
    if let Some(moved) = facts.refresh_quarter {
        return Some((PlanReason::Moved, end.map(|(day, _)| day), moved));
    }
    end.map(|(day, reason)| (reason, Some(day), Quarter::of(day)))
}

fn planned(
    device: Planned,
    known: &Known,
    reason: PlanReason,
    ends_on: Option<NaiveDate>,
    today: NaiveDate,
) -> PlannedDevice {
    let value = depreciation(
        known,
        device.category.as_deref(),
        device.purchased_on.as_deref(),
        device.price.clone(),
        device.depreciation_months,
        device.residual_minor,
    );
    PlannedDevice {
        cost: known.replacement_cost(device.manufacturer.as_deref(), device.model.as_deref(), device.price),
        value: value.and_then(|depreciation| depreciation.value_on(today)),
        device: device.link,
        category: device.category,
        manufacturer: device.manufacturer,
        model: device.model,
        holder: device.holder,
        status: device.status,
        reason,
        ends_on: input::iso(ends_on),
    }
}

fn quarter_of(quarter: String, year: i32, devices: Vec<PlannedDevice>) -> PlanQuarter {
    let mut cost = Totals::default();
    for device in &devices {
        if let Some(money) = &device.cost {
            cost.add(money);
        }
    }
    let unpriced = devices.iter().filter(|device| device.cost.is_none()).count() as u32;
    PlanQuarter { quarter, year, devices, cost: cost.into_vec(), unpriced }
}

fn total<'a>(quarters: impl Iterator<Item = &'a PlanQuarter>) -> Vec<crate::money::Money> {
    let mut totals = Totals::default();
    for money in quarters.flat_map(|quarter| &quarter.cost) {
        totals.add(money);
    }
    totals.into_vec()
}

/// How well the hardware is covered, in all and by category and manufacturer.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn warranty(conn: &mut SqliteConnection, today: NaiveDate) -> Result<WarrantyReport> {
    let near = today.checked_add_days(Days::new(NEAR)).unwrap_or(today);
    let mut all = CoverageGroup::default();
    let (mut categories, mut manufacturers) = (BTreeMap::new(), BTreeMap::new());
    let mut devices = Vec::new();
    let rolled = covering::rolled(conn, today).await?;
    for device in store::devices(conn, today, &rolled).await? {
        let until = input::stored(device.covered_until.as_deref()).filter(|_| !device.lifetime);
        all.count(&device, until, today, near);
        group(&mut categories, device.category.as_deref()).count(&device, until, today, near);
        group(&mut manufacturers, device.manufacturer.as_deref()).count(&device, until, today, near);
        devices.push(CoverageLine {
            gap: device.gaps.as_deref().and_then(|gaps| coming_gap(gaps, today)),
            device: device.link,
            category: device.category,
            manufacturer: device.manufacturer,
            holder: device.holder,
            covered_until: if device.lifetime { Some("lifetime".to_owned()) } else { input::iso(until) },
            covered_today: device.covered_today,
            days_left: until.map(|until| dates::days_until(until, today)),
        });
    }
    devices.sort_by(|a, b| (&a.covered_until, &a.device.name).cmp(&(&b.covered_until, &b.device.name)));
    Ok(WarrantyReport {
        as_of: today.to_string(),
        all,
        categories: categories.into_values().collect(),
        manufacturers: manufacturers.into_values().collect(),
        devices,
    })
}

/// The first run of uncovered days that is not over, of those that are stored.
fn coming_gap(gaps: &str, today: NaiveDate) -> Option<(String, String)> {
    let gaps: Vec<(String, String)> = serde_json::from_str(gaps).unwrap_or_default();
    let (first, last) = gaps.into_iter().find(|(_, last)| *last >= input::day(today))?;
    Some((first.max(input::day(today)), last))
}

fn group<'a>(groups: &'a mut BTreeMap<String, CoverageGroup>, name: Option<&str>) -> &'a mut CoverageGroup {
    let name = name.unwrap_or_default();
    groups
        .entry(name_key(name))
        .or_insert_with(|| CoverageGroup { name: name.to_owned(), ..CoverageGroup::default() })
}

impl CoverageGroup {
    fn count(&mut self, device: &Planned, until: Option<NaiveDate>, today: NaiveDate, near: NaiveDate) {
        self.devices += 1;
        self.lifetime += u32::from(device.lifetime);
        if device.covered_today {
            self.covered += 1;
            self.ending += u32::from(until.is_some_and(|until| until <= near));
        } else if until.is_some_and(|until| until < today) {
            self.ended += 1;
        } else if until.is_none() && !device.lifetime {
            self.never += 1;
        }
    }
}

/// Who had what at the end of a day; with a person, what that one had.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn custody(
    conn: &mut SqliteConnection,
    day: NaiveDate,
    person_id: Option<&str>,
) -> Result<CustodyReport> {
    let mut lines = store::custody_on(conn, day).await?;
    match person_id {
        Some(id) => lines.retain(|line| line.holder_id.as_deref() == Some(id)),
        // What was gone by then is nobody's.
        None => lines.retain(|line| line.holder_id.is_some() || !line.status.gone()),
    }
    Ok(CustodyReport {
        on: day.to_string(),
        held: lines.iter().filter(|line| line.holder_id.is_some()).count() as u32,
        lent: lines.iter().filter(|line| line.return_by.is_some()).count() as u32,
        lines,
    })
}
