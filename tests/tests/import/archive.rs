//! Files of everything, read back: what a form would not keep is refused with a reason, and what follows from the rest is
//! computed, never taken from the file.

use anyhow::{Context, Result, ensure};
use holdfast_core::{
    Act, Error, archive, calendar, contracts, cost, credentials,
    db::Db,
    demo::{self, DemoOptions},
    hardware,
    history::Actor,
    licenses,
    list::ListQuery,
    locations, overview, people, reminders, search, vendors,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use super::place::*;

async fn archive(place: &Place, records: u32) -> Result<Value> {
    let mut tx = place.db.write().await?;
    let options = DemoOptions { records, seed: 5, today: place.now.today };
    demo::fill(&mut tx, &place.act("Sample data"), &options).await?;
    let bytes = archive::everything(&mut tx, &place.now).await?;
    tx.commit().await?;
    Ok(serde_json::from_slice(&bytes)?)
}

async fn read_back(place: &Place, file: &Value) -> holdfast_core::Result<archive::ReadBack> {
    let db = Db::in_memory().await?;
    let mut tx = db.write().await?;
    let act = Act::new(place.now, Actor::CommandLine, "Import");
    let done = archive::read_back(&mut tx, &act, &serde_json::to_vec(file).unwrap_or_default()).await?;
    tx.commit().await?;
    used(&db, place).await.map_err(|error| Error::Internal(format!("accepted, then: {error:#}")))?;
    Ok(done)
}

/// Everything that shows what was read back.
async fn used(db: &Db, place: &Place) -> Result<()> {
    let (all, today) = (ListQuery::default(), place.now.today);
    let mut conn = db.read().await?;
    let license_rows = licenses::list(&mut conn, &all, today).await?.rows;
    let contract_rows = contracts::list(&mut conn, &all, today).await?.rows;
    let device_rows = hardware::list(&mut conn, &all, today).await?.rows;
    credentials::list(&mut conn, &all, today).await?;
    vendors::list(&mut conn, &all, today).await?;
    people::list(&mut conn, &all, today).await?;
    locations::list(&mut conn, &all, today).await?;
    for row in license_rows.iter().take(20) {
        licenses::get(&mut conn, &row.id, today).await?;
    }
    for row in contract_rows.iter().take(20) {
        contracts::get(&mut conn, &row.id, today).await?;
    }
    for row in device_rows.iter().take(20) {
        hardware::get(&mut conn, &row.id, today).await?;
    }
    reminders::deadlines(&mut conn, today, None).await?;
    overview::get(&mut conn, today).await?;
    licenses::compliance(&mut conn, today).await?;
    cost::forecast(&mut conn, &cost::CostQuery { months: 12, ..Default::default() }, today).await?;
    let later = today + chrono::Duration::days(400);
    cost::spend(&mut conn, today, later, today).await?;
    hardware::plan::refresh(&mut conn, &Default::default(), today).await?;
    hardware::plan::warranty(&mut conn, today).await?;
    hardware::plan::custody(&mut conn, today, None).await?;
    calendar::days(&mut conn, today, &today.to_string(), &later.to_string(), &Default::default()).await?;
    search::find(&mut conn, "a", 10).await?;
    let doubts = archive::doubts(&mut conn, &place.now).await?;
    ensure!(doubts.is_empty(), "{doubts:?}");
    drop(conn);
    ensure!(db.check().await?.is_empty());
    Ok(())
}

fn rows<'a>(file: &'a mut Value, table: &str) -> Result<&'a mut Vec<Value>> {
    file.get_mut(table).and_then(Value::as_array_mut).with_context(|| table.to_owned())
}

fn row<'a>(file: &'a mut Value, table: &str, place: usize) -> Result<&'a mut Value> {
    rows(file, table)?.get_mut(place).with_context(|| format!("{table} has no row {place}"))
}

#[tokio::test]
async fn what_no_form_keeps_is_refused_with_its_place() -> Result<()> {
    let place = Place::open().await?;
    let file = archive(&place, 80).await?;
    read_back(&place, &file).await?;
    let mut cases: Vec<(&str, Value)> = Vec::new();
    let mut changed = |named: &'static str, change: &dyn Fn(&mut Value) -> Result<()>| -> Result<()> {
        let mut other = file.clone();
        change(&mut other)?;
        cases.push((named, other));
        Ok(())
    };
    let set = |table: &'static str, column: &'static str, value: Value| {
        move |file: &mut Value| -> Result<()> {
            row(file, table, 0)?[column] = value.clone();
            Ok(())
        }
    };
    changed("min_free_seats", &set("license", "min_free_seats", json!(i64::MIN)))?;
    changed("min_free_seats", &set("license", "min_free_seats", json!(2.5)))?;
    changed("starts_on", &set("term", "starts_on", json!("{}")))?;
    changed("purchased_on", &set("device", "purchased_on", json!("2026-02-31")))?;
    changed("status", &set("device", "status", json!("eaten")))?;
    changed("price_currency", &set("term", "price_currency", json!("XXQ")))?;
    changed("ends_on", &|file| {
        let term = row(file, "term", 0)?;
        (term["starts_on"], term["ends_on"]) = (json!("2026-05-01"), json!("2026-04-01"));
        Ok(())
    })?;
    changed("rotate_days", &set("credential", "rotate_days", json!(-1)))?;
    changed("deleted_at", &set("vendor", "deleted_at", json!(true)))?;
    changed("colour", &set("vendor", "colour", json!("red")))?;
    changed("nothing", &set("device", "holder_id", json!("0190a0a0-0000-7000-8000-000000000000")))?;
    changed("leads back", &|file| {
        let (one, two) = (row(file, "device", 0)?["id"].clone(), row(file, "device", 1)?["id"].clone());
        row(file, "device", 0)?["parent_id"] = two;
        row(file, "device", 1)?["parent_id"] = one;
        Ok(())
    })?;
    changed("renew each other", &|file| {
        let (one, owner) = {
            let term = row(file, "term", 0)?;
            (term["id"].clone(), term["license_id"].clone())
        };
        let owner_two = row(file, "term", 1)?["contract_id"].clone();
        ensure!(owner_two.is_null());
        let two = row(file, "term", 1)?["id"].clone();
        row(file, "term", 0)?["renews_term_id"] = two;
        let term = row(file, "term", 1)?;
        (term["renews_term_id"], term["license_id"]) = (one, owner);
        Ok(())
    })?;
    changed("name", &set("license", "name", json!("  ")))?;
    changed("twice", &|file| {
        let vendor = row(file, "vendor", 0)?.clone();
        rows(file, "vendor")?.push(vendor);
        Ok(())
    })?;
    changed("gadget", &|file| {
        file["gadget"] = json!([]);
        Ok(())
    })?;
    for (named, other) in cases {
        let refused = read_back(&place, &other).await;
        let Err(Error::Import(message)) = &refused else { anyhow::bail!("{named}: {refused:?}") };
        assert!(message.contains(named) && message.contains("Nothing was changed"), "{named}: {message}");
    }
    Ok(())
}

#[tokio::test]
async fn what_follows_from_the_rest_is_computed() -> Result<()> {
    let place = Place::open().await?;
    let file = archive(&place, 80).await?;
    let deadlines = {
        let mut conn = place.db.read().await?;
        reminders::deadlines(&mut conn, place.now.today, None).await?
    };
    assert!(deadlines.len() > 10);
    // Left out, or said wrong: the answer is the same.
    let mut without = file.clone();
    let mut wrong = file.clone();
    let ends = ["_due", "_key", "cost_minor", "cancel_by", "covered_until", "yearly_minor", "until_on"];
    for table in ["term", "license", "contract", "device", "warranty", "credential", "vendor", "person"] {
        // The last day of a seat or a warranty's own dates are entered, not derived.
        for row in rows(&mut without, table)? {
            let row = row.as_object_mut().context("a row")?;
            row.retain(|column, _| !ends.iter().any(|end| column.ends_with(end)));
        }
        for row in rows(&mut wrong, table)? {
            for (column, value) in row.as_object_mut().context("a row")? {
                if ends.iter().any(|end| column.ends_with(end)) {
                    *value = if column.ends_with("_minor") { json!(1) } else { json!("2031-01-01") };
                }
            }
        }
    }
    for other in [without, wrong] {
        let db = Db::in_memory().await?;
        let mut tx = db.write().await?;
        archive::read_back(&mut tx, &place.act("Import"), &serde_json::to_vec(&other)?).await?;
        tx.commit().await?;
        used(&db, &place).await?;
        let mut conn = db.read().await?;
        let again = reminders::deadlines(&mut conn, place.now.today, None).await?;
        assert_eq!(format!("{again:?}"), format!("{deadlines:?}"));
    }
    Ok(())
}

/// One thing in a file changed at random.
fn mutate(file: &mut Value, random: &mut StdRng) -> Result<String> {
    let tables: Vec<String> = file
        .as_object()
        .context("a file")?
        .iter()
        .filter(|(name, rows)| *name != "holdfast" && rows.as_array().is_some_and(|rows| !rows.is_empty()))
        .map(|(name, _)| name.clone())
        .collect();
    let table = tables.get(random.random_range(0..tables.len())).context("a table")?.clone();
    let ids: Vec<Value> = file
        .as_object()
        .context("a file")?
        .values()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|row| row.get("id").cloned())
        .collect();
    let rows = rows(file, &table)?;
    let place = random.random_range(0..rows.len());
    if random.random_bool(0.1) {
        let row = rows.swap_remove(place);
        return Ok(format!("{table}: without {row}"));
    }
    if random.random_bool(0.05) {
        let row = rows.get(place).cloned().context("a row")?;
        rows.push(row);
        return Ok(format!("{table}: a row twice"));
    }
    let other = rows.get(random.random_range(0..rows.len())).cloned().context("a row")?;
    let row = rows.get_mut(place).and_then(Value::as_object_mut).context("a row")?;
    let columns: Vec<String> = row.keys().cloned().collect();
    let column = columns.get(random.random_range(0..columns.len())).context("a column")?.clone();
    let values = [
        Value::Null,
        json!(-1),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(1e300),
        json!(0),
        json!(1),
        json!(7),
        json!(""),
        json!("{}"),
        json!("x"),
        json!("2026-02-31"),
        json!("2028-02-29"),
        json!("0001-01-01"),
        json!("EUR"),
        json!(true),
        json!([]),
        json!({}),
        ids.get(random.random_range(0..ids.len())).cloned().unwrap_or_default(),
        other.get(&column).cloned().unwrap_or_default(),
    ];
    let value = values.get(random.random_range(0..values.len())).cloned().unwrap_or_default();
    if random.random_bool(0.1) {
        row.remove(&column);
        return Ok(format!("{table}: without {column}"));
    }
    let told = format!("{table}.{column} = {value}");
    row.insert(column, value);
    Ok(told)
}

#[tokio::test]
async fn a_changed_file_is_refused_or_everything_works() -> Result<()> {
    let place = Place::open().await?;
    let file = archive(&place, 40).await?;
    let (mut refused, mut accepted) = (0, 0);
    for seed in 0..120 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut other = file.clone();
        let mut told = Vec::new();
        for _ in 0..random.random_range(1..3) {
            told.push(mutate(&mut other, &mut random)?);
        }
        match read_back(&place, &other).await {
            Ok(_) => accepted += 1,
            Err(Error::Import(message)) => {
                ensure!(message.contains("Nothing was changed"), "{told:?}: {message}");
                refused += 1;
            }
            Err(error) => anyhow::bail!("table {seed}, {told:?}: {error}"),
        }
    }
    ensure!(refused > 30 && accepted > 10, "{refused} refused, {accepted} accepted");
    Ok(())
}

#[tokio::test]
async fn a_database_that_contradicts_itself_is_found() -> Result<()> {
    let place = Place::open().await?;
    archive(&place, 40).await?;
    let mut conn = place.db.read().await?;
    assert_eq!(archive::doubts(&mut conn, &place.now).await?, Vec::<String>::new());
    for (statement, named) in [
        ("UPDATE term SET cancel_due = '2031-01-01' WHERE id = (SELECT id FROM term LIMIT 1)", "cancel_due"),
        (
            "UPDATE device SET warranty_due = NULL, replace_due = '2031-01-01' WHERE id = (SELECT id FROM device LIMIT 1)",
            "replace_due",
        ),
        (
            "UPDATE license SET min_free_seats = -5 WHERE id = (SELECT id FROM license LIMIT 1)",
            "min_free_seats",
        ),
    ] {
        let mut tx = sqlx::Connection::begin(&mut *conn).await?;
        sqlx::query(statement).execute(&mut *tx).await?;
        let doubts = archive::doubts(&mut tx, &place.now).await?;
        assert!(doubts.iter().any(|doubt| doubt.contains(named)), "{named}: {doubts:?}");
        tx.rollback().await?;
    }
    Ok(())
}
