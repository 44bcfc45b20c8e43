//! `cargo xtask bench [RECORDS…]`: what the core costs beside the bare SQL, on the same file in the same run.
//!
//! Without arguments it measures at 10,000 and 100,000 records, and what 5,000 deadlines of one week cost the inbox, the
//! first screen, the calendar and one look for what is to be told. Each figure is the median of several runs. Bare
//! SQL asks SQLite, through sqlx, for the same rows, and leaves them as they come: no types, no rules, no
//! history. What is measured in memory is the whole benchmark process.
#![expect(clippy::print_stdout, reason = "the figures are what this program is for")]

use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};
use holdfast_core::{
    Act,
    calendar::{self, CalendarFilter},
    clock::Now,
    db::{Db, database_file},
    delivery::{self, Round},
    demo::{self, DemoOptions},
    history::Actor,
    import::{self, ImportKind, ImportOptions},
    licenses,
    list::ListQuery,
    overview,
    reminders::{self, engine::ReminderChannel, inbox},
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fmt::Write as _,
    path::Path,
    time::{Duration, Instant},
};

const SIZES: [u32; 2] = [10_000, 100_000];
const SEED: u64 = 1;
const PAGE: u32 = 100;
const DAYS_AHEAD: u32 = 90;
/// Warranties that end in one week.
const FLOOD: u32 = 5_000;
/// How often reading is measured, after one run that counts for nothing.
const READS: usize = 15;
/// How often an import is measured, each time into a fresh copy of the file.
const IMPORTS: usize = 3;

#[tokio::main]
async fn main() -> Result<()> {
    let sizes = sizes(std::env::args().skip(1))?;
    if cfg!(debug_assertions) {
        println!("This build is not optimised: `cargo xtask bench` gives the figures that count.\n");
    }
    println!(
        "{:>9}  {:<40} {:>11} {:>11} {:>7} {:>9}",
        "records", "measured", "core", "bare SQL", "ratio", "memory"
    );
    for records in sizes {
        measure(records).await?;
    }
    flood().await?;
    println!(
        "\nMedians of {READS} reads and {IMPORTS} imports. Bare SQL of the import: the same devices and \
         warranties\ninserted by prepared statements in one transaction, without reading the file, checks or \
         history.\nMemory: resident set of the process after the step (highest so far: {}).",
        mebibytes("VmHWM:")
    );
    Ok(())
}

fn sizes(arguments: impl Iterator<Item = String>) -> Result<Vec<u32>> {
    let named: Vec<u32> = arguments
        .map(|text| {
            text.replace([',', '_'], "").parse().with_context(|| format!("{text:?} is no number of records"))
        })
        .collect::<Result<_>>()?;
    ensure!(named.iter().all(|records| *records >= 100), "measure at 100 records or more");
    Ok(if named.is_empty() { SIZES.to_vec() } else { named })
}

async fn measure(records: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let today = NaiveDate::from_ymd_opt(2026, 1, 15).context("a date that exists")?;
    let now = Now::as_of(today);

    let db = Db::open(folder.path(), &now).await?;
    let started = Instant::now();
    let mut tx = db.write().await?;
    let act = Act::new(now, Actor::CommandLine, "Sample data");
    demo::fill(&mut tx, &act, &DemoOptions { records, seed: SEED, today }).await?;
    tx.commit().await?;
    print(records, "filled with sample data", started.elapsed(), None);

    list_page(&db, records, today).await?;
    deadlines(&db, records, today).await?;
    db.close().await;
    import(folder.path(), records, &now).await
}

/// The licenses list as it opens: the first page by end, and how many there are in all.
async fn list_page(db: &Db, records: u32, today: NaiveDate) -> Result<()> {
    let query = ListQuery { sort: "ends_on".to_owned(), limit: Some(PAGE), ..ListQuery::default() };
    let mut conn = db.read().await?;
    let mut core = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..=READS {
        let started = Instant::now();
        let page = licenses::list(&mut conn, &query, today).await?;
        core.push(started.elapsed());

        let started = Instant::now();
        let (total, rows) = bare_page(&mut conn, today).await?;
        bare.push(started.elapsed());
        ensure!((page.total, page.rows.len()) == (total, rows), "the bare SQL asks for something else");
    }
    print(records, "licenses, a page of 100 by end", median(core, true)?, Some(median(bare, true)?));
    Ok(())
}

/// What the screens of deadlines and a round of telling take when everything is due at once, beside the bare SQL of the
/// same deadlines.
async fn flood() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let today = NaiveDate::from_ymd_opt(2028, 1, 14).context("a date that exists")?;
    let db = Db::open(folder.path(), &Now::as_of(today)).await?;
    let devices: Vec<Device> = (0..FLOOD)
        .map(|number| Device {
            purchased_on: format!("2025-01-{:02}", 15 + number % 7),
            ..Device::new(number)
        })
        .collect();
    let options =
        ImportOptions { currency: Some("EUR".to_owned()), ..ImportOptions::new(ImportKind::Hardware) };
    let act = Act::new(Now::as_of(today), Actor::CommandLine, "Import hardware.csv");
    import::commit(&db, None, csv_of(&devices)?.as_bytes(), &options, &act, |_, _| {}).await?;

    let round = Round::asked_for(Now::as_of(today), ReminderChannel::ALL.to_vec());
    let mut conn = db.read().await?;
    let (mut inboxes, mut overviews, mut calendars, mut rounds, mut bare) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..=READS {
        let started = Instant::now();
        let listed = inbox::get(&mut conn, today).await?;
        inboxes.push(started.elapsed());

        let started = Instant::now();
        overview::get(&mut conn, today).await?;
        overviews.push(started.elapsed());

        let started = Instant::now();
        calendar::days(&mut conn, today, "2028-01-01", "2028-12-31", &CalendarFilter::default()).await?;
        calendars.push(started.elapsed());

        let started = Instant::now();
        let told = delivery::rehearse(&db, &round).await?.told.len();
        rounds.push(started.elapsed());

        let started = Instant::now();
        let rows = sqlx::query("SELECT * FROM deadline WHERE due_on <= '2028-12-31' ORDER BY due_on")
            .fetch_all(&mut *conn)
            .await?
            .len();
        bare.push(started.elapsed());
        let listed: usize = listed.groups.iter().map(|group| group.entries.len()).sum();
        let all = usize::try_from(FLOOD)?;
        ensure!((listed, told, rows) == (all, all, all), "not all are due: {listed}, {told}, {rows}");
    }
    let bare = median(bare, true)?;
    for (what, times) in [
        ("the inbox", inboxes),
        ("the first screen", overviews),
        ("the calendar of the year", calendars),
        ("what is to be told", rounds),
    ] {
        print(FLOOD, &format!("all due at once: {what}"), median(times, true)?, Some(bare));
    }
    Ok(())
}

async fn bare_page(conn: &mut SqliteConnection, today: NaiveDate) -> Result<(u32, usize)> {
    let total = sqlx::query_scalar("SELECT count(*) FROM license WHERE deleted_at IS NULL")
        .fetch_one(&mut *conn)
        .await?;
    let rows = sqlx::query(
        "SELECT l.*, v.name AS vendor,
           (SELECT sum(t.seats) FROM term t WHERE t.license_id = l.id AND (t.starts_on IS NULL OR t.starts_on <= ?1)
             AND (t.ends_on IS NULL OR t.ends_on >= ?1)) AS seats,
           (SELECT sum(a.quantity) FROM assignment a WHERE a.license_id = l.id
             AND (a.from_on IS NULL OR a.from_on <= ?1) AND (a.until_on IS NULL OR a.until_on >= ?1)) AS used
         FROM license l LEFT JOIN vendor v ON v.id = l.vendor_id WHERE l.deleted_at IS NULL
        ORDER BY l.ends_on NULLS LAST, l.name_key LIMIT ?2",
    )
    .bind(today.to_string())
    .bind(PAGE)
    .fetch_all(conn)
    .await?;
    Ok((total, rows.len()))
}

/// What is due in the next 90 days, overdue included.
async fn deadlines(db: &Db, records: u32, today: NaiveDate) -> Result<()> {
    let until = today.checked_add_days(Days::new(u64::from(DAYS_AHEAD))).context("a date that exists")?;
    let mut conn = db.read().await?;
    let mut core = Vec::new();
    let mut bare = Vec::new();
    let mut found = 0;
    for _ in 0..=READS {
        let started = Instant::now();
        found = reminders::deadlines(&mut conn, today, Some(DAYS_AHEAD)).await?.len();
        core.push(started.elapsed());

        let started = Instant::now();
        let rows = sqlx::query(
            "SELECT d.*, v.name AS vendor FROM deadline d LEFT JOIN vendor v ON v.id = d.vendor_id
              WHERE d.due_on <= ? ORDER BY d.due_on",
        )
        .bind(until.to_string())
        .fetch_all(&mut *conn)
        .await?;
        bare.push(started.elapsed());
        ensure!(!rows.is_empty(), "the sample data has no deadlines");
    }
    let what = format!("deadlines of the next {DAYS_AHEAD} days ({found})");
    print(records, &what, median(core, true)?, Some(median(bare, true)?));
    Ok(())
}

/// As many devices as there are records, from a CSV file, into a copy of the file that was filled.
async fn import(folder: &Path, records: u32, now: &Now) -> Result<()> {
    let devices: Vec<Device> = (0..records).map(Device::new).collect();
    let csv = csv_of(&devices)?;
    let mut core = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..IMPORTS {
        let copy = copy_of(folder)?;
        let db = Db::open(copy.path(), now).await?;
        let options =
            ImportOptions { currency: Some("EUR".to_owned()), ..ImportOptions::new(ImportKind::Hardware) };
        let act = Act::new(*now, Actor::CommandLine, "Import hardware.csv");
        let started = Instant::now();
        let report = import::commit(&db, None, csv.as_bytes(), &options, &act, |_, _| {}).await?;
        core.push(started.elapsed());
        ensure!(
            report.new == records,
            "{} of {records} rows came in: {:?}",
            report.new,
            report.problems.first()
        );
        db.close().await;

        let copy = copy_of(folder)?;
        bare.push(bare_import(&database_file(copy.path()), &devices).await?);
    }
    let rows = format!("import of {records} devices from CSV");
    print(records, &rows, median(core, false)?, Some(median(bare, false)?));
    Ok(())
}

async fn bare_import(file: &Path, devices: &[Device]) -> Result<Duration> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(false).foreign_keys(true);
    let mut conn = SqliteConnection::connect_with(&options).await?;
    let started = Instant::now();
    let mut tx = conn.begin().await?;
    for device in devices {
        let id = format!("bench-device-{}", device.tag);
        sqlx::query(
            "INSERT INTO device (id, asset_tag, asset_tag_key, name, name_key, category, manufacturer, model, serial,
               serial_key, purchased_on, price_minor, price_currency, covered_until, warranty_due, created_at,
               updated_at, version)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'EUR', '2028-01-14', '2028-01-14', '', '', 1)",
        )
        .bind(&id)
        .bind(&device.tag)
        .bind(device.tag.to_lowercase())
        .bind(&device.name)
        .bind(device.name.to_lowercase())
        .bind(device.category)
        .bind(device.manufacturer)
        .bind(device.model)
        .bind(&device.serial)
        .bind(device.serial.to_lowercase())
        .bind(&device.purchased_on)
        .bind(device.price_minor)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO warranty (id, device_id, starts_on, months, ends_on, created_at, updated_at, version)
             VALUES (?, ?, ?, 36, '2028-01-14', '', '', 1)",
        )
        .bind(format!("bench-warranty-{}", device.tag))
        .bind(&id)
        .bind(&device.purchased_on)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    let taken = started.elapsed();
    conn.close().await?;
    Ok(taken)
}

/// A row of the file.
struct Device {
    tag: String,
    name: String,
    category: &'static str,
    manufacturer: &'static str,
    model: &'static str,
    serial: String,
    purchased_on: String,
    price_minor: i64,
    place: u32,
}

impl Device {
    fn new(number: u32) -> Device {
        const MODELS: [(&str, &str, &str); 4] = [
            ("Laptop", "Northwind", "Traveller 14"),
            ("Desktop", "Northwind", "Station 5"),
            ("Monitor", "Brightside", "View 27"),
            ("Phone", "Tonic", "Handset 9"),
        ];
        let (category, manufacturer, model) =
            MODELS.get(number as usize % MODELS.len()).copied().unwrap_or_default();
        Device {
            tag: format!("BENCH-{number:06}"),
            name: format!("{model} {number}"),
            category,
            manufacturer,
            model,
            serial: format!("BN{:08X}", number.wrapping_mul(2_654_435_761)),
            purchased_on: format!("2025-{:02}-{:02}", number % 12 + 1, number % 28 + 1),
            price_minor: 45_000 + i64::from(number % 900) * 137,
            place: number % 25,
        }
    }
}

fn csv_of(devices: &[Device]) -> Result<String> {
    let mut csv = String::from(
        "Asset Tag,Name,Category,Manufacturer,Model,Serial,Purchase Date,Purchase Cost,Warranty Months,Location,Supplier\n",
    );
    for device in devices {
        writeln!(
            csv,
            "{},{},{},{},{},{},{},{}.{:02},36,Floor {},Supplier {}",
            device.tag,
            device.name,
            device.category,
            device.manufacturer,
            device.model,
            device.serial,
            device.purchased_on,
            device.price_minor / 100,
            device.price_minor % 100,
            device.place,
            device.place
        )?;
    }
    Ok(csv)
}

fn copy_of(folder: &Path) -> Result<tempfile::TempDir> {
    let copy = tempfile::tempdir()?;
    std::fs::copy(database_file(folder), database_file(copy.path()))?;
    Ok(copy)
}

/// The middle of the times; with `warm` the first one counts for nothing.
fn median(mut times: Vec<Duration>, warm: bool) -> Result<Duration> {
    if warm && !times.is_empty() {
        times.remove(0);
    }
    times.sort();
    times.get(times.len() / 2).copied().context("nothing was measured")
}

fn print(records: u32, what: &str, core: Duration, bare: Option<Duration>) {
    let ratio = bare.map(|bare| format!("{:.2}", core.as_secs_f64() / bare.as_secs_f64().max(f64::EPSILON)));
    println!(
        "{records:>9}  {what:<40} {:>11} {:>11} {:>7} {:>9}",
        time(core),
        bare.map(time).unwrap_or_default(),
        ratio.unwrap_or_default(),
        mebibytes("VmRSS:")
    );
}

fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 { format!("{:.2} ms", seconds * 1000.0) } else { format!("{seconds:.2} s") }
}

/// A line of /proc/self/status, which is in KiB; a dash where the system has none.
fn mebibytes(line: &str) -> String {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            status
                .lines()
                .find_map(|found| found.strip_prefix(line)?.split_whitespace().next()?.parse::<u64>().ok())
        })
        .map_or_else(|| "-".to_owned(), |kib| format!("{} MiB", kib / 1024))
}
